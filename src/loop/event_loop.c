// One turn of the loop, and running it: take what is due, run what was ready at the start.
#include "loop/state.h"
#include "loop/fault.h"

#include "lang/call.h"
#include "lang/exec.h"
#include "lang/func.h"

enum { SWEEP_AT = 128 };

bool event_loop_check(VM *vm, const EventLoop *loop)
{
    if (loop->closed)
        vm_raise(vm, T_RuntimeError, "Event loop is closed");
    return !loop->closed;
}

static __attribute__((noinline)) void grow_line(VM *vm, EventLoop *loop)
{
    int64_t grown = loop->ready_capacity ? loop->ready_capacity * 2 : 16;
    Ready *items = raw_new(vm, (size_t)grown * sizeof *items);
    for (int64_t i = 0; i < loop->ready_count; i++)
        items[i] = loop->ready[(loop->ready_head + i) & (loop->ready_capacity - 1)];
    raw_release(vm, loop->ready, (size_t)loop->ready_capacity * sizeof *items);
    loop->ready = items;
    loop->ready_head = 0;
    loop->ready_capacity = grown;
}

static inline void put_in_line(VM *vm, EventLoop *loop, CallbackOp op, Value target, Value take_argument)
{
    if (loop->ready_count == loop->ready_capacity)
        grow_line(vm, loop);
    static_assert(CALLBACK_COUNT <= READY_OP + 1, "it fits beside an aligned pointer");
    loop->ready[(loop->ready_head + loop->ready_count++) & (loop->ready_capacity - 1)] =
        (Ready){value_ref(target) | op, take_argument};
}

static __attribute__((noinline)) Value pack_call(VM *vm, EventLoop *loop, Value argument, Value context)
{
    Value created = loop->debug ? debug_created(vm, NULL) : VALUE_ABSENT;
    Value packed = tuple_from(vm, (Value[]){argument, context, created}, loop->debug ? 3 : 2);
    value_unref(vm, created);
    return packed;
}

void event_loop_ready(VM *vm, EventLoop *loop, CallbackOp op, Value target, Value argument,
                      Value context)
{
    put_in_line(vm, loop, op, target,
                op == CALLBACK_PYTHON ? pack_call(vm, loop, argument, context) : value_ref(argument));
}

void event_loop_forget(VM *vm, Task *task)
{
    EventLoop *loop = event_loop_get(task->future.loop);
    for (int64_t i = 0; i < loop->ready_count; i++) {
        Ready *ready = &loop->ready[(loop->ready_head + i) & (loop->ready_capacity - 1)];
        CallbackOp op = ready->tagged & READY_OP;
        if (ready_target(ready) != value_of(task) || (op != CALLBACK_STEP && op != CALLBACK_WAKEUP))
            continue;
        Value nothing = future_new(vm, task->future.loop, TRACE_REASON_FUTURE);
        future_get(nothing)->state = FUTURE_FINISHED;
        value_unref(vm, ready_target(ready));
        value_unref(vm, ready->argument);
        *ready = (Ready){nothing | CALLBACK_RELEASE, VALUE_ABSENT};
    }
}

static void turn_line_round(EventLoop *loop)
{
    for (int64_t i = 0, k = loop->ready_count - 1; i < k; i++, k--) {
        Ready *one = &loop->ready[(loop->ready_head + i) & (loop->ready_capacity - 1)];
        Ready *other = &loop->ready[(loop->ready_head + k) & (loop->ready_capacity - 1)];
        Ready kept = *one;
        *one = *other;
        *other = kept;
    }
}

// A piece of work as it is taken from the line: owned.
typedef struct Work {
    CallbackOp op;
    Value target, argument, context, created;
} Work;

static inline Ready take_first(EventLoop *loop)
{
    Ready ready = loop->ready[loop->ready_head];
    loop->ready_head = (loop->ready_head + 1) & (loop->ready_capacity - 1);
    loop->ready_count--;
    return ready;
}

static Work unpack(VM *vm, Ready ready)
{
    Work work = {.op = ready.tagged & READY_OP,
                 .target = ready_target(&ready),
                 .argument = ready.argument};
    if (work.op == CALLBACK_PYTHON) {
        const Tuple *pair = tuple_get(ready.argument);
        work.argument = value_ref(pair->items[0]);
        work.context = value_ref(pair->items[1]);
        work.created = pair->count > 2 ? value_ref(pair->items[2]) : VALUE_ABSENT;
        value_unref(vm, ready.argument);
    }
    return work;
}

static void release_work(VM *vm, Work *work)
{
    value_unref(vm, work->argument); // dies before what was called
    value_unref(vm, work->target);
    value_unref(vm, work->context);
    value_unref(vm, work->created);
}

void event_loop_drop_ready(VM *vm, EventLoop *loop)
{
    while (loop->ready_count) {
        Work work = unpack(vm, take_first(loop));
        release_work(vm, &work);
    }
}

// Timers ----------------------------------------------------------------------------------------

static bool owner_is_dead(Value owner)
{
    if (value_is_kind(owner, (ObjKind)KIND_HANDLE))
        return handle_get(owner)->cancelled;
    return future_is_done(future_get(owner));
}

static bool drop_dead(void *context, Timer *timer)
{
    if (!owner_is_dead(timer->owner))
        return false;
    value_unref(context, timer->owner);
    return true;
}

void event_loop_timer(VM *vm, EventLoop *loop, int64_t deadline_ns, Value owner)
{
    Clock *clock = &loop_state(vm)->clock;
    if (loop->timers.count >= (loop->sweep_at ? loop->sweep_at : SWEEP_AT)) {
        timers_sweep(&loop->timers, drop_dead, vm);
        loop->sweep_at = loop->timers.count * 2 > SWEEP_AT ? loop->timers.count * 2 : SWEEP_AT;
    }
    uint64_t sequence = clock->sequence++;
    if (LOOP_FAULT(equal_deadlines_newest_first))
        sequence = UINT64_MAX - sequence;
    int64_t lateness = clock_lateness(clock, deadline_ns) + 2 * LOOP_FAULT(due_timers_are_late);
    Timer timer = {deadline_ns, lateness, sequence,
                   value_ref(owner)};
    timers_add(&loop->timers, vm->region, timer);
}

static const Timer *first_timer(VM *vm, EventLoop *loop)
{
    enum { MANY = 100, PART = 16 }; // so many dead ones in a row that all of them are looked for
    const Timer *timer;
    int64_t dead = 0;
    while ((timer = timers_first(&loop->timers)) && owner_is_dead(timer->owner)) {
        if (dead++ > MANY && dead > loop->timers.count / PART) {
            timers_sweep(&loop->timers, drop_dead, vm);
            continue;
        }
        Timer taken = timers_take_first(&loop->timers);
        value_unref(vm, taken.owner);
    }
    return timer;
}

// Whose timer it is, for the trace.
static uint32_t timer_lane(const Timer *timer)
{
    Value owner = timer->owner;
    if (value_is_kind(owner, (ObjKind)KIND_HANDLE)) {
        const Handle *handle = handle_get(owner);
        Value task = handle->op == CALLBACK_TIMEOUT ? timeout_task(handle->callback) : VALUE_ABSENT;
        return task == VALUE_ABSENT ? 0 : task_get(task)->lane;
    }
    const Task *task = future_waiting_task(future_get(owner));
    return task ? task->lane : 0;
}

// Who sleeps lies in memory in the order of making, not of waking. So what the next timer wakes is fetched a
// step at a time while others have the CPU: the futures of those near the front and the task of the first
// when a timer has rung, its coroutine at the next turn, the frame when the clock moves to it.
static const Task *timer_task(const Timer *timer)
{
    const Future *future = future_get(timer->owner);
    bool waits = !value_is_kind(timer->owner, (ObjKind)KIND_HANDLE) && future->op == CALLBACK_WAKEUP &&
                 future->target != VALUE_ABSENT;
    return waits ? task_get(future->target) : NULL;
}

static void fetch_next(const Timers *timers)
{
    enum { NEAR = 5 }; // the first, and those of which one is the second
    for (int64_t i = 1; i < NEAR && i < timers->count; i++)
        __builtin_prefetch(value_obj(timers->items[i].owner));
    const Task *task = timers->count ? timer_task(&timers->items[0]) : NULL;
    if (task) {
        __builtin_prefetch(task);
        __builtin_prefetch(&task->driven);
    }
}

static void fetch_coroutine(const Timer *timer)
{
    const Task *task = timer_task(timer);
    if (task)
        __builtin_prefetch(value_obj(task->driven));
}

static void fetch_frame(const Timer *timer)
{
    const Task *task = timer_task(timer);
    if (task && value_is_gen(task->driven)) {
        const char *frame = (const char *)gen_innermost(gen_get(task->driven));
        __builtin_prefetch(frame);
        __builtin_prefetch(frame + 64);
    }
}

static void put_due(VM *vm, EventLoop *loop)
{
    const Clock *clock = &loop_state(vm)->clock;
    const Timer *timer;
    while ((timer = timers_first(&loop->timers)) && timer_is_due(timer, clock)) {
        Timer due = timers_take_first(&loop->timers);
        fetch_next(&loop->timers);
        bool handle = value_is_kind(due.owner, (ObjKind)KIND_HANDLE);
        if (handle && !handle_get(due.owner)->cancelled)
            loop_event_at(vm, TRACE_TIMER_FIRED, 0, 0, (int64_t)handle_get(due.owner)->timer_id, 0,
                          0);
        event_loop_ready(vm, loop, handle ? CALLBACK_HANDLE : CALLBACK_RELEASE, due.owner,
                         VALUE_ABSENT, VALUE_ABSENT);
        value_unref(vm, due.owner);
    }
}

// The beginning of a turn: moves the clock when nothing is ready. False when the program cannot go
// on: halted.
static bool begin_turn(VM *vm, EventLoop *loop)
{
    Clock *clock = &loop_state(vm)->clock;
    const Timer *timer = first_timer(vm, loop);
    if (loop->ready_count || loop->stopping) {
        if (timer) {
            clock_note_turn(clock);
            fetch_coroutine(timer);
        }
    } else if (!timer) {
        deadlock_halt(vm, loop);
        return false;
    } else if (!timer_is_due(timer, clock)) {
        int64_t from = clock->now_ns;
        uint32_t lane = timer_lane(timer);
        fetch_frame(timer);
        clock_wake(clock, timer->deadline_ns, timer->lateness);
        if (clock->now_ns > from)
            loop_event_at(vm, TRACE_CLOCK_MOVED, 0, 0, from, TRACE_CAUSE_TIMER, lane);
    }
    put_due(vm, loop);
    if (loop_believes(vm, BELIEF_NEWEST_FIRST))
        turn_line_round(loop);
    if (vm->ticks >= vm->ticks_stop) // callbacks that call no function and have no loop look up nowhere
        vm_attention(vm, ATTENTION_TICKS);
    loop_event_at(vm, TRACE_TURN, 0, 0, loop->ready_count, 0, 0);
    return true;
}

// Running ---------------------------------------------------------------------------------------

typedef enum WorkKind { WORK_DONE, WORK_STEP, WORK_CALL } WorkKind;

// v: loop, task or callable, exception to throw or arguments, context, what is reported on failure
// or what was waited for.
static_assert(RUN_FOREVER_SLOTS == 4, "one slot for each of V_WHAT and after");
enum { V_LOOP, V_WHAT, V_WITH, V_CONTEXT, V_REPORT, V_COUNT };

static void note_callback(VM *vm, Value callable)
{
    const LoopHost *host = vm->host;
    if (!host || !host->trace)
        return;
    char name[64] = "callback";
    call_describe(vm, callable, name, sizeof name);
    loop_event_at(vm, TRACE_CALLBACK_RUN, 0, 0, loop_string(vm, name, strlen(name)), 0, 0);
}

// The step of a task, for which it was put in line or what it waited for (`take_argument`) is done.
static WorkKind begin_step(VM *vm, Frame *f, CallbackOp op, Value take_task, Value take_argument)
{
    Value *v = f->v;
    Task *task = task_get(take_task);
    bool later = LOOP_FAULT(wakeup_takes_another_turn) && op == CALLBACK_WAKEUP &&
                 future_get(take_argument)->state == FUTURE_FINISHED && !future_get(take_argument)->failed;
    if (later || future_is_done(&task->future)) {
        if (later && !future_is_done(&task->future))
            event_loop_ready(vm, event_loop_get(v[V_LOOP]), CALLBACK_STEP, take_task, VALUE_ABSENT,
                             VALUE_ABSENT);
        value_unref(vm, take_argument); // dies before what was called
        value_unref(vm, take_task);
        return WORK_DONE;
    }
    Value exception = VALUE_ABSENT;
    if (op == CALLBACK_STEP)
        exception = value_ref(take_argument);
    else if (future_get(take_argument)->state == FUTURE_CANCELLED || future_get(take_argument)->failed)
        exception = future_to_throw(vm, future_get(take_argument));
    else
        future_get(take_argument)->unretrieved = false;
    v[V_WHAT] = take_task; // what was there is given up after each piece of work
    value_set(vm, &v[V_REPORT], take_argument); // what was waited for lives until the step is over
    v[V_WITH] = task_step_begin(vm, task, exception);
    return WORK_STEP;
}

// Takes the next thing in line. The loop's own callbacks are run at once, what needs Python goes to
// the frame's slots.
static WorkKind begin_work(VM *vm, Frame *f)
{
    Value *v = f->v;
    EventLoop *loop = event_loop_get(v[V_LOOP]);
    Ready first = take_first(loop);
    if (loop->debug)
        loop->began_ns = loop_state(vm)->clock.now_ns;
    CallbackOp op = first.tagged & READY_OP;
    if (op == CALLBACK_STEP || op == CALLBACK_WAKEUP)
        return begin_step(vm, f, op, ready_target(&first), first.argument);
    Work ready = unpack(vm, first);
    if (ready.op == CALLBACK_HANDLE) {
        Handle *handle = handle_get(ready.target);
        if (handle->cancelled) {
            release_work(vm, &ready);
            return WORK_DONE;
        }
        value_set(vm, &v[V_REPORT], value_ref(ready.target));
        Work inner = {handle->op, value_ref(handle->callback), value_ref(handle->args),
                       value_ref(handle->context), VALUE_ABSENT};
        release_work(vm, &ready);
        ready = inner;
        if (ready.op == CALLBACK_PYTHON) {
            value_set(vm, &v[V_WHAT], ready.target);
            value_set(vm, &v[V_WITH], ready.argument);
            value_set(vm, &v[V_CONTEXT], ready.context);
            return WORK_CALL;
        }
        if (ready.op == CALLBACK_STEP || ready.op == CALLBACK_WAKEUP) {
            value_unref(vm, ready.context);
            return begin_step(vm, f, ready.op, ready.target, ready.argument);
        }
    }
    if (ready.op == CALLBACK_PYTHON) {
        value_set(
            vm, &v[V_REPORT],
            handle_new(vm, v[V_LOOP], CALLBACK_PYTHON, ready.target, VALUE_ABSENT, VALUE_ABSENT));
        handle_get(v[V_REPORT])->args = tuple_from(vm, &ready.argument, 1);
        value_set(vm, &handle_get(v[V_REPORT])->created, ready.created);
        value_set(vm, &v[V_WITH], tuple_from(vm, &ready.argument, 1));
        value_unref(vm, ready.argument);
        value_set(vm, &v[V_WHAT], ready.target);
        value_set(vm, &v[V_CONTEXT], ready.context);
        return WORK_CALL;
    }
    callback_run(vm, loop, ready.op, ready.target, ready.argument);
    release_work(vm, &ready);
    return WORK_DONE;
}

// In CPython the frame that called the callback has the exception in a variable of its own, and keeps
// all frames that it was called from: a cycle, which is there until it is collected.
static void keep_callers(VM *vm, Value exception, Value context)
{
    exception_keep(vm, exception, context);
    for (const Frame *f = vm->frame; f; f = f->caller)
        if (f->code || f->native->flags & NATIVE_KEPT)
            exception_keep(vm, exception, value_of(f));
}

// After a callback of the program: an exception goes to the handler. False when it ends the run.
static bool end_call(VM *vm, Frame *f, Value *take_context)
{
    Value *v = f->v;
    loop_charge(vm);
    value_unref(vm, context_leave(vm));
    value_clear(vm, &f->in);
    *take_context = VALUE_ABSENT;
    if (!vm_pending(vm))
        return true;
    if (vm_pending_is(vm, T_SystemExit) || vm_pending_is(vm, T_KeyboardInterrupt))
        return false;
    Value exception = vm_take_pending(vm);
    StrBuilder b = {0};
    str_builder_add_text(vm, &b, "Exception in callback ");
    const Handle *handle = handle_get(v[V_REPORT]);
    report_callback(vm, &b, handle->callback, handle->args);
    Value message = str_builder_finish(vm, &b);
    *take_context = report_context_new(vm, message, exception, "handle", v[V_REPORT]);
    keep_callers(vm, exception, *take_context);
    value_unref(vm, message);
    value_unref(vm, exception);
    return true;
}

// A loop that no runner has announced is announced while it runs.
static void show_begin(VM *vm)
{
    LoopState *s = loop_state(vm);
    if (s->shows)
        return;
    loop_event(vm, TRACE_LOOP_BEGIN, 0, 0, 0);
    s->shows = s->shows_by_itself = true;
}

static void show_end(VM *vm)
{
    LoopState *s = loop_state(vm);
    if (!s->shows_by_itself)
        return;
    loop_event(vm, TRACE_LOOP_END, 0, 0, 0);
    s->shows = s->shows_by_itself = false;
}

static void leave_loop(VM *vm, Value loop)
{
    show_end(vm);
    LoopState *s = loop_state(vm);
    event_loop_get(loop)->running = event_loop_get(loop)->stopping = false;
    value_clear(vm, &s->running);
    value_clear(vm, &s->task);
    value_clear(vm, &vm->agen_finalizer);
    vm->tracks_origins = false;
}

Flow event_loop_run_forever(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (!event_loop_check(vm, event_loop_get(v[V_LOOP])))
        return FLOW_RAISE;
    if (event_loop_get(v[V_LOOP])->running) {
        vm_raise(vm, T_RuntimeError, "This event loop is already running");
        return FLOW_RAISE;
    }
    if (loop_state(vm)->running != VALUE_ABSENT) {
        vm_raise(vm, T_RuntimeError, "Cannot run the event loop while another loop is running");
        return FLOW_RAISE;
    }
    event_loop_get(v[V_LOOP])->running = true;
    loop_state(vm)->running = value_ref(v[V_LOOP]);
    value_set(vm, &vm->agen_finalizer, value_ref(event_loop_get(v[V_LOOP])->finalizer));
    vm->tracks_origins = event_loop_get(v[V_LOOP])->debug;
    f->catches = true;
    show_begin(vm);
    for (;;) {
        if (!begin_turn(vm, event_loop_get(v[V_LOOP]))) {
            leave_loop(vm, v[V_LOOP]);
            return FLOW_RAISE;
        }
        for (f->number = (int32_t)event_loop_get(v[V_LOOP])->ready_count; f->number > 0;
             f->number--) {
            {
                WorkKind work = begin_work(vm, f);
                if (work == WORK_DONE)
                    goto worked;
                f->flag = work == WORK_STEP;
            }
            if (f->flag) {
                if (v[V_WITH] != VALUE_ABSENT)
                    NATIVE_AWAIT(f, vm_resume_throw(vm, f, gen_get(task_get(v[V_WHAT])->driven),
                                                    value_ref(v[V_WITH])));
                else
                    NATIVE_AWAIT(
                        f, vm_resume(vm, f, gen_get(task_get(v[V_WHAT])->driven), VALUE_NONE));
                value_clear(vm, &v[V_WITH]); // what was thrown lived until here
                if (!task_step_end(vm, task_get(v[V_WHAT]), native_take_in(f))) {
                    leave_loop(vm, v[V_LOOP]);
                    return FLOW_RAISE;
                }
                if (event_loop_get(v[V_LOOP])->began_ns != NOT_TIMED)
                    debug_note_slow(vm, event_loop_get(v[V_LOOP]), v[V_WHAT]);
            } else {
                note_callback(vm, v[V_WHAT]);
                context_enter(vm, v[V_CONTEXT], context_of_callback(vm));
                NATIVE_AWAIT(
                    f, vm_call(vm, f, v[V_WHAT],
                               v[V_WITH] == VALUE_ABSENT ? 0 : (int)tuple_get(v[V_WITH])->count,
                               v[V_WITH] == VALUE_ABSENT ? NULL : tuple_get(v[V_WITH])->items));
                {
                    Value context;
                    if (!end_call(vm, f, &context)) {
                        leave_loop(vm, v[V_LOOP]);
                        return FLOW_RAISE;
                    }
                    if (context != VALUE_ABSENT)
                        NATIVE_AWAIT(f,
                                     report_to_handler(vm, f, event_loop_get(v[V_LOOP]), context));
                    value_clear(vm, &f->in);
                    if (vm_pending(vm)) { // the handler lets SystemExit through
                        leave_loop(vm, v[V_LOOP]);
                        return FLOW_RAISE;
                    }
                    if (event_loop_get(v[V_LOOP])->began_ns != NOT_TIMED)
                        debug_note_slow(vm, event_loop_get(v[V_LOOP]), v[V_REPORT]);
                }
            }
        worked:
            for (int i = V_COUNT; i-- > V_WHAT;) // arguments die before what was called
                value_clear(vm, &v[i]);
            if (vm->attention)
                NATIVE_AWAIT(f, FLOW_AGAIN); // somebody may want to stop here
        }
        if (vm->attention)
            NATIVE_AWAIT(f, FLOW_AGAIN);
        if (event_loop_get(v[V_LOOP])->stopping)
            break;
    }
    leave_loop(vm, v[V_LOOP]);
    return vm_return(vm, VALUE_NONE);
    NATIVE_END;
}

static const NativeDef run_forever_def = {"run_forever",     "self", NULL, event_loop_run_forever,
                                          RUN_FOREVER_SLOTS, NATIVE_KEPT};

Flow event_loop_run(VM *vm, Frame *frame, Value loop)
{
    (void)frame;
    Frame *f = frame_push_native(vm, RET_NATIVE, &run_forever_def, 1);
    f->v[V_LOOP] = value_ref(loop);
    return FLOW_CALL;
}

// v: loop, awaitable; future.
Flow event_loop_run_until_complete(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (!event_loop_check(vm, event_loop_get(v[0])))
        return FLOW_RAISE;
    if (event_loop_get(v[0])->running) {
        vm_raise(vm, T_RuntimeError, "This event loop is already running");
        return FLOW_RAISE;
    }
    if (loop_state(vm)->running != VALUE_ABSENT) {
        vm_raise(vm, T_RuntimeError, "Cannot run the event loop while another loop is running");
        return FLOW_RAISE;
    }
    v[2] = task_ensure(vm, v[0], v[1], f->number == 0);
    if (v[2] == VALUE_ABSENT)
        return FLOW_RAISE;
    if (v[2] != v[1] && value_is_task(v[2]))
        future_get(v[2])->quiet = true;
    value_clear(vm, &v[1]);
    future_add_callback(vm, future_get(v[2]), CALLBACK_STOP, v[0], VALUE_ABSENT);
    f->catches = true;
    NATIVE_AWAIT(f, event_loop_run(vm, f, v[0]));
    value_clear(vm, &f->in);
    future_remove_callback(vm, future_get(v[2]), CALLBACK_STOP, v[0]);
    if (vm_pending(vm)) {
        future_get(v[2])->unretrieved = false;
        return FLOW_RAISE;
    }
    if (!future_is_done(future_get(v[2]))) {
        vm_raise(vm, T_RuntimeError, "Event loop stopped before Future completed.");
        return FLOW_RAISE;
    }
    return vm_return_or_raise(vm, future_result(vm, future_get(v[2])));
    NATIVE_END;
}

static const NativeDef run_until_complete_def = {
    "run_until_complete",          "self future /",          NULL,
    event_loop_run_until_complete, RUN_UNTIL_COMPLETE_SLOTS, NATIVE_KEPT};

Flow event_loop_complete(VM *vm, Frame *frame, Value loop, Value awaitable, bool shown)
{
    if (event_loop_overrides(vm, loop, "run_until_complete"))
        return event_loop_call(vm, frame, loop, "run_until_complete", 1, &awaitable);
    Frame *f = frame_push_native(vm, RET_NATIVE, &run_until_complete_def, 2);
    f->v[0] = value_ref(loop);
    f->v[1] = value_ref(awaitable);
    f->number = !shown;
    return FLOW_CALL;
}

// The loop's own callbacks ----------------------------------------------------------------------

static void release_future(VM *vm, Value v, bool by_timer)
{
    Future *future = future_get(v);
    LoopState *s = loop_state(vm);
    if (future_is_done(future))
        return;
    if (by_timer && future->reason != TRACE_REASON_TIMER) {
        s->cause_given = true;
        s->cause = TRACE_CAUSE_TIMEOUT;
    }
    Value given = VALUE_ABSENT;
    if (future->reason == TRACE_REASON_TIMER)
        given = future_more(future)->awaitable;
    future_set_result(vm, future, given == VALUE_ABSENT ? VALUE_NONE : given);
    s->cause_given = false;
}

void callback_run(VM *vm, EventLoop *loop, CallbackOp op, Value target, Value argument)
{
    switch (op) {
    case CALLBACK_STOP: {
        Value error = future_error(future_get(argument));
        future_get(argument)->unretrieved = false;
        if (error == VALUE_ABSENT ||
            !(value_is_a(vm, error, T_SystemExit) || value_is_a(vm, error, T_KeyboardInterrupt)))
            event_loop_get(target)->stopping = true;
        break;
    }
    case CALLBACK_RELEASE: release_future(vm, target, true); break;
    case CALLBACK_RELEASE_BY: release_future(vm, target, false); break;
    case CALLBACK_GATHER: gather_child_done(vm, target, argument); break;
    case CALLBACK_WAIT: wait_child_done(vm, target, argument); break;
    case CALLBACK_SHIELD_INNER: shield_inner_done(vm, target, argument); break;
    case CALLBACK_SHIELD_OUTER: shield_outer_done(vm, target, argument); break;
    case CALLBACK_AS_COMPLETED: as_completed_child_done(vm, target, argument); break;
    case CALLBACK_GROUP: group_task_done(vm, target, argument); break;
    case CALLBACK_TIMEOUT: timeout_ring(vm, target); break;
    case CALLBACK_AGEN_CLOSE: agen_close(vm, loop, target); break;
    case CALLBACK_HANDLE:
    case CALLBACK_STEP:
    case CALLBACK_WAKEUP:
    case CALLBACK_PYTHON:
    case CALLBACK_COUNT: break;
    }
}

// The object ------------------------------------------------------------------------------------

static void event_loop_visit(Obj *o, SlotVisitor visitor, void *context)
{
    EventLoop *loop = (EventLoop *)o;
    for (int64_t i = 0; i < loop->ready_count; i++) {
        Ready *ready = &loop->ready[(loop->ready_head + i) & (loop->ready_capacity - 1)];
        Value target = ready_target(ready);
        visitor(context, &target);
        ready->tagged = target | (ready->tagged & READY_OP);
        visitor(context, &ready->argument);
    }
    for (int64_t i = 0; i < loop->timers.count; i++)
        visitor(context, &loop->timers.items[i].owner);
    visitor(context, &loop->exception_handler);
    visitor(context, &loop->task_factory);
    visitor(context, &loop->finalizer);
}

static void event_loop_finish_object(VM *vm, Obj *o)
{
    EventLoop *loop = (EventLoop *)o;
    raw_release(vm, loop->ready, (size_t)loop->ready_capacity * sizeof *loop->ready);
    timers_deinit(&loop->timers, vm->region);
}

static Value event_loop_repr(VM *vm, Value self)
{
    static const char *const words[] = {"False", "True"};
    const EventLoop *loop = event_loop_get(self);
    return str_format(vm, "<%s running=%s closed=%s debug=%s>", type_name(value_type(vm, self)),
                      words[loop->running], words[loop->closed], words[loop->debug]);
}

extern const NativeDef event_loop_methods[];
extern const GetSetDef event_loop_getsets[];
extern const NativeDef event_loop_finalizer_def;

// The loop asks nobody but itself for these: a class with methods of its own under these names would not be heard.
static const char *const unheard[] = {
    "call_soon", "call_later",   "call_at",           "call_soon_threadsafe", "time",
    "stop",      "create_future", "is_running",       "is_closed",            "get_debug",
    "_run_once", "_call_soon",    "_check_closed",    "_process_events",      "_write_to_self",
    "run_forever", "shutdown_asyncgens", "shutdown_default_executor"};

static Value make(VM *vm, Value *a)
{
    Type *type = (Type *)value_obj(a[0]);
    if (!loop_refuse_own(vm, type, unheard, sizeof unheard / sizeof *unheard))
        return VALUE_ABSENT;
    return event_loop_make(vm, type);
}

static Value init(VM *vm, Value *a)
{
    (void)vm, (void)a;
    return VALUE_NONE;
}

static const NativeDef new_def = {"__new__", "cls *args **kwargs", make, NULL, 0, 0};
static const NativeDef init_def = {"__init__", "self selector?", init, NULL, 0, 0};

static Value refuse_base(VM *vm, Value *a)
{
    (void)a;
    return vm_unsupported(vm, "a class derived from BaseEventLoop itself");
}

static const NativeDef base_new_def = {"__new__", "cls *args **kwargs", refuse_base, NULL, 0, 0};

Flow event_loop_call(VM *vm, Frame *frame, Value loop, const char *method, int count, const Value *args)
{
    Value name = str_intern(vm, method, strlen(method));
    Flow flow = vm_call_method(vm, frame, loop, name, count, args);
    value_unref(vm, name);
    return flow;
}

bool event_loop_makes_tasks(VM *vm, Value loop)
{
    return event_loop_get(loop)->task_factory == VALUE_ABSENT &&
           !event_loop_overrides(vm, loop, "create_task");
}

Value event_loop_new(VM *vm)
{
    return event_loop_make(vm, loop_type(vm, LT_EventLoop));
}

Value event_loop_make(VM *vm, Type *type)
{
    EventLoop *loop = type_alloc(vm, type, sizeof *loop);
    loop->slow_seconds = 0.1;
    loop->began_ns = NOT_TIMED;
    if (loop_believes(vm, BELIEF_CREATE_RUNS))
        loop->task_factory = native_new(vm, &task_eager_def, VALUE_ABSENT, NULL);
    // not bound to the loop: it would never die
    loop->finalizer = native_new(vm, &event_loop_finalizer_def, VALUE_ABSENT, NULL);
    Value selector = str_from(vm, "Using selector: EpollSelector");
    ReportPlace place = {"asyncio/selector_events.py", 54, "__init__"};
    report_to_logging(vm, 10, place, selector, VALUE_ABSENT);
    value_unref(vm, selector);
    return value_of(loop);
}

static Value not_implemented(VM *vm, Value *a)
{
    (void)a;
    return vm_raise_value(vm, T_NotImplementedError, VALUE_ABSENT);
}

#define ABSTRACT(name) {name, "self *args **kwargs", not_implemented, NULL, 0, 0}
static const NativeDef abstract_methods[] = {
    ABSTRACT("run_forever"),
    ABSTRACT("run_until_complete"),
    ABSTRACT("stop"),
    ABSTRACT("is_running"),
    ABSTRACT("is_closed"),
    ABSTRACT("close"),
    ABSTRACT("call_soon"),
    ABSTRACT("call_later"),
    ABSTRACT("call_at"),
    ABSTRACT("time"),
    ABSTRACT("create_future"),
    ABSTRACT("create_task"),
    ABSTRACT("call_soon_threadsafe"),
    ABSTRACT("get_debug"),
    ABSTRACT("set_debug"),
    ABSTRACT("get_task_factory"),
    ABSTRACT("set_task_factory"),
    ABSTRACT("get_exception_handler"),
    ABSTRACT("set_exception_handler"),
    ABSTRACT("default_exception_handler"),
    ABSTRACT("call_exception_handler"),
    {0},
};

const TypeDef loop_def_AbstractEventLoop = {
    .name = "AbstractEventLoop",
    .module = "asyncio.events",
    .kind = KIND_INSTANCE,
    .flags = TYPE_BASETYPE | TYPE_PYTHON,
    .size = sizeof(Obj),
    .methods = abstract_methods,
};

const TypeDef loop_def_BaseEventLoop = {
    .name = "BaseEventLoop",
    .module = "asyncio.base_events",
    .kind = KIND_EVENT_LOOP,
    .flags = TYPE_BASETYPE | TYPE_PYTHON,
    .size = sizeof(EventLoop),
    .visit = event_loop_visit,
    .finish = event_loop_finish_object,
    .new_ = &base_new_def,
    .repr = event_loop_repr,
    .methods = event_loop_methods,
    .getsets = event_loop_getsets,
};

const TypeDef loop_def_EventLoop = {
    .name = "_UnixSelectorEventLoop",
    .module = "asyncio.unix_events",
    .kind = KIND_EVENT_LOOP,
    .flags = TYPE_BASETYPE | TYPE_ATTRS | TYPE_PYTHON,
    .size = sizeof(EventLoop),
    .visit = event_loop_visit,
    .finish = event_loop_finish_object,
    .new_ = &new_def,
    .init = &init_def,
    .repr = event_loop_repr,
};
