// Tasks: making, stepping, cancelling.
#include "loop/state.h"
#include "loop/fault.h"
#include "loop/modules.h"

#include <stdlib.h>
#include <string.h>

#include "lang/code.h"
#include "lang/exec.h"
#include "lang/float.h"
#include "lang/func.h"

// Whether it is what asend(), athrow() or aclose() of an asynchronous generator gave.
static bool is_step(VM *vm, Value v)
{
    Type *type = value_type(vm, v);
    return type == vm_type(vm, T_async_generator_asend) ||
           type == vm_type(vm, T_async_generator_athrow);
}

// An object of the program's own class that has what collections.abc.Coroutine asks for.
static bool behaves_like_coroutine(VM *vm, Value v)
{
    static const char *const methods[] = {"__await__", "send", "throw", "close"};
    Type *type = value_type(vm, v);
    bool all = type->flags & TYPE_HEAP && type_overrides(type, N___await__);
    for (size_t i = 1; i < sizeof methods / sizeof *methods && all; i++) {
        Value name = str_intern(vm, methods[i], strlen(methods[i]));
        Value method = type_lookup(vm, type, name);
        all = method != VALUE_ABSENT && method != VALUE_NONE;
        value_unref(vm, name);
    }
    return all;
}

bool value_is_coroutine(VM *vm, Value v)
{
    if (value_is_gen(v)) // plain generators too, until 3.12
        return gen_get(v)->kind == GEN_COROUTINE || (gen_get(v)->kind == GEN_GENERATOR && vm->python < 12);
    return is_step(vm, v) || behaves_like_coroutine(vm, v);
}

bool value_is_like_future(VM *vm, Value v)
{
    if (!(value_type(vm, v)->flags & TYPE_HEAP) || value_is_future(v))
        return false;
    Value name = str_intern(vm, "_asyncio_future_blocking", 24);
    bool has = type_lookup(vm, value_type(vm, v), name) != VALUE_ABSENT;
    Value blocking = has ? vm_getattr_nested(vm, v, name) : VALUE_NONE;
    value_unref(vm, name);
    has = blocking != VALUE_NONE && blocking != VALUE_ABSENT;
    value_unref(vm, blocking);
    return has;
}

bool value_is_coroutine_function(Value v)
{
    if (value_is_kind(v, KIND_METHOD))
        v = method_get(v)->func;
    if (value_is_kind(v, KIND_NATIVE))
        return native_get(v)->def->flags & NATIVE_COROUTINE;
    if (!value_is_kind(v, KIND_FUNC))
        return false;
    unsigned flags = func_get(v)->code->flags;
    return flags & CODE_COROUTINE && !(flags & CODE_GENERATOR);
}

bool value_is_awaitable(VM *vm, Value v)
{
    Type *type = value_type(vm, v);
    return value_is_coroutine(vm, v) || type->def->await_step || type->def->await ||
           type_overrides(type, N___await__);
}

// v: anything awaitable. A coroutine around what is none.
static Flow wrap_awaitable(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    f->catches = false;
    if (vm_pending(vm)) { // cancelled before the first step
        if (!is_step(vm, v[0]))
            return FLOW_RAISE;
        gen_step_throw(vm, v[0], vm_take_pending(vm));
    }
    NATIVE_AWAIT(f, native_ready(f, gen_awaitable(vm, RETURN_NATIVE, 0, v[0], 0)));
    value_set(vm, &v[1], native_take_in(f));
    NATIVE_AWAIT_VALUE(f, v[1]);
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

static const NativeDef wrap_def = {"_wrap_awaitable", "awaitable", NULL,
                                   wrap_awaitable,    1,           NATIVE_COROUTINE};

static Value wrapped(VM *vm, Value awaitable)
{
    if (behaves_like_coroutine(vm, awaitable))
        return loop_library(vm, "_coroutines", "drive", 1, &awaitable);
    Value native = native_new(vm, &wrap_def, VALUE_ABSENT, NULL);
    Value gen = vm_call_nested(vm, native, 1, &awaitable);
    value_unref(vm, native);
    gen_get(gen)->frame->catches = true; // what is thrown before the first step
    return gen;
}

static void list_task(VM *vm, Task *task)
{
    LoopState *s = loop_state(vm);
    task->future.listed = true;
    task->previous = s->last_task;
    if (s->last_task)
        s->last_task->next = task;
    else
        s->first_task = task;
    s->last_task = task;
}

static void unlist_task(VM *vm, Task *task)
{
    LoopState *s = loop_state(vm);
    if (!task->future.listed)
        return;
    task->future.listed = false;
    if (task->previous)
        task->previous->next = task->next;
    else
        s->first_task = task->next;
    if (task->next)
        task->next->previous = task->previous;
    else
        s->last_task = task->previous;
}

// Whether the trace can tell the repr of `v` by a number.
static bool is_number(Value v)
{
    return value_is_small(v) && value_small_get(v) >= 0 && value_small_get(v) < TRACE_NUMBERS;
}

// Text that is seldom long: it begins in `room`.
typedef struct Words {
    char *bytes;
    size_t length, capacity;
    char room[200];
} Words;

static void add_words(Words *words, const char *bytes, size_t length)
{
    if (length > words->capacity - words->length) {
        words->capacity = (words->capacity + length) * 2;
        bool first = words->bytes == words->room;
        words->bytes = realloc(first ? NULL : words->bytes, words->capacity);
        if (!words->bytes)
            abort();
        if (first)
            memcpy(words->bytes, words->room, words->length);
    }
    memcpy(words->bytes + words->length, bytes, length);
    words->length += length;
}

static void add_digits(uint32_t number, Words *words)
{
    char digits[10], *end = digits + sizeof digits, *at = end;
    do {
        *--at = (char)('0' + number % 10);
    } while (number /= 10);
    add_words(words, at, (size_t)(end - at));
}

// Appends the repr of a plain value.
static void add_plain(VM *vm, Value v, Words *words)
{
    enum { FLOAT_ROOM = 32, STR_MAX = 60 };
    if (is_number(v)) {
        add_digits((uint32_t)value_small_get(v), words);
    } else if (value_is_float(v)) {
        char digits[FLOAT_ROOM];
        float_repr_text(float_get(v), digits);
        add_words(words, digits, strlen(digits));
    } else if (!value_is_obj(v) || (value_is_str(v) && str_get(v)->bytes < STR_MAX)) {
        Value repr = vm_repr_nested(vm, v);
        add_words(words, str_get(repr)->data, str_get(repr)->bytes);
        value_unref(vm, repr);
    }
}

// The reprs of a coroutine's arguments, 0x1f between two: only of plain values, which need no
// Python.
static uint32_t argument_string(VM *vm, const Gen *gen)
{
    const Frame *f = gen->frame;
    if (!f || !f->code)
        return 0;
    if (f->code->positional_count == 1 && is_number(f->v[0]))
        return trace_number((uint32_t)value_small_get(f->v[0]));
    Words words;
    words.bytes = words.room;
    words.length = 0;
    words.capacity = sizeof words.room;
    for (int i = 0; i < f->code->positional_count; i++) {
        Value v = f->v[i];
        if (value_is_kind(v, KIND_CELL))
            v = ((Cell *)value_obj(v))->value;
        if (i)
            add_words(&words, "\x1f", 1);
        if (v != VALUE_ABSENT)
            add_plain(vm, v, &words);
    }
    uint32_t id = loop_string(vm, words.bytes, words.length);
    if (words.bytes != words.room)
        free(words.bytes);
    return id;
}

static void note_created(VM *vm, Task *task)
{
    LoopHost *host = vm->host;
    task->lane = (uint32_t)++loop_state(vm)->lanes;
    if (!host || !host->trace)
        return;
    uint32_t name = 0, coroutine = 0, arguments = 0, line = 0;
    if (value_is_str(task->name))
        name = loop_string(vm, str_get(task->name)->data, str_get(task->name)->bytes);
    if (value_is_gen(task_coro(task))) {
        const Gen *gen = gen_get(task_coro(task));
        coroutine = loop_string(vm, str_get(gen_name(gen))->data, str_get(gen_name(gen))->bytes);
        arguments = argument_string(vm, gen);
        if (gen->code != VALUE_ABSENT)
            line = (uint32_t)((Code *)value_obj(gen->code))->first_line;
    } else {
        const char *text = type_name(value_type(vm, task_coro(task)));
        coroutine = loop_string(vm, text, strlen(text));
    }
    trace_task_created(host->trace, loop_at(vm), task->lane, name, coroutine, arguments, line);
}

static bool task_fill(VM *vm, Task *task, Value loop, Value coro, Value name, Value context,
                      bool shown, bool eager)
{
    LoopState *s = loop_state(vm);
    future_init(vm, &task->future, loop, TRACE_REASON_TASK);
    task->future.wrapped = !value_is_gen(coro);
    if (task->future.wrapped)
        future_more_of(vm, &task->future)->awaitable = value_ref(coro);
    task->driven = task->future.wrapped ? wrapped(vm, coro) : value_ref(coro);
    if (task->driven == VALUE_ABSENT)
        return false;
    if (name == VALUE_ABSENT || name == VALUE_NONE)
        task->name = value_small((int64_t)++s->task_names);
    else
        task->name = value_is_str(name) ? value_ref(name) : vm_str_nested(vm, name);
    if (task->name == VALUE_ABSENT)
        return false;
    if (context == VALUE_ABSENT || context == VALUE_NONE)
        context = LOOP_FAULT(task_starts_without_context) ? VALUE_ABSENT : s->context;
    task->future.context = value_ref(context);
    task->line = task_line(task);
    list_task(vm, task);
    if (shown)
        note_created(vm, task);
    task->future.held = !eager && loop_believes(vm, BELIEF_ONLY_AWAITED);
    if (task->future.held)
        value_ref(value_of(task)); // as the line would keep it
    else if (!eager)
        event_loop_ready(vm, event_loop_get(loop), CALLBACK_STEP, value_of(task), VALUE_ABSENT,
                         VALUE_ABSENT);
    return true;
}

void task_hold(VM *vm, Task *task)
{
    if (task->future.held || task->future.started)
        return;
    event_loop_forget(vm, task);
    task->future.held = true;
    value_ref(value_of(task)); // as the line would keep it
}

void task_release(VM *vm, Task *task)
{
    if (!task->future.held)
        return;
    task->future.held = false;
    event_loop_ready(vm, event_loop_get(task->future.loop), CALLBACK_STEP, value_of(task), VALUE_ABSENT, VALUE_ABSENT);
    value_unref(vm, value_of(task));
}

static bool is_coroutine(VM *vm, Value v)
{
    if (!value_is_coroutine(vm, v))
        vm_raise(vm, T_TypeError, "a coroutine was expected, got %R", v);
    return !vm_pending(vm);
}

Value task_new(VM *vm, Type *type, Value loop, Value coro, Value name, Value context, bool shown)
{
    if (!is_coroutine(vm, coro))
        return VALUE_ABSENT;
    Task *task = type_alloc(vm, type, sizeof *task);
    if (task_fill(vm, task, loop, coro, name, context, shown, false))
        return value_of(task);
    value_unref(vm, value_of(task));
    return VALUE_ABSENT;
}

Value task_placed(VM *vm, Value task, const char *place)
{
    if (task != VALUE_ABSENT && value_is_task(task))
        debug_note_future(vm, future_get(task), place);
    return task;
}

Value task_name(VM *vm, const Task *task)
{
    if (value_is_str(task->name))
        return value_ref(task->name);
    return str_format(vm, "Task-%lld", (long long)value_small_get(task->name));
}

void task_rename(VM *vm, Task *task, Value name)
{
    Value text = value_is_str(name) ? value_ref(name) : vm_str_nested(vm, name);
    if (text == VALUE_ABSENT)
        return;
    value_set(vm, &task->name, text);
    if (task->lane)
        loop_event(vm, TRACE_TASK_RENAMED, task->lane,
                   loop_string(vm, str_get(text)->data, str_get(text)->bytes), 0);
}

Value task_ensure(VM *vm, Value loop, Value awaitable, bool shown)
{
    if (value_is_future(awaitable)) {
        if (loop != VALUE_ABSENT && future_get(awaitable)->loop != loop)
            return vm_raise(
                vm, T_ValueError,
                "The future belongs to a different loop than the one specified as the loop "
                "argument");
        return value_ref(awaitable);
    }
    Value coro = VALUE_ABSENT;
    if (value_is_coroutine(vm, awaitable))
        coro = value_ref(awaitable);
    else if (value_is_awaitable(vm, awaitable))
        coro = wrapped(vm, awaitable);
    else
        return vm_raise(vm, T_TypeError,
                        "An asyncio.Future, a coroutine or an awaitable is required");
    if (loop == VALUE_ABSENT)
        loop = loop_current(vm);
    Value task = VALUE_ABSENT;
    if (coro != VALUE_ABSENT && loop != VALUE_ABSENT && event_loop_check(vm, event_loop_get(loop)))
        task = task_placed(vm, task_create(vm, loop, coro, VALUE_ABSENT, VALUE_ABSENT, shown),
                           "asyncio/tasks.py:680");
    value_unref(vm, coro);
    return task;
}

// What somebody else has made instead of a task of ours: everybody who asks for one needs a future.
static Value checked_task(VM *vm, Value take_made)
{
    if (take_made == VALUE_ABSENT || value_is_future(take_made))
        return take_made;
    vm_unsupported(vm, "a task factory that gives %T", take_made);
    value_unref(vm, take_made);
    return VALUE_ABSENT;
}

static Flow call_maker(VM *vm, Frame *f, Value maker, Value loop, Value coro, Value context)
{
    Value args[] = {loop, coro, context};
    Value *first = loop == VALUE_ABSENT ? args + 1 : args;
    int count = loop == VALUE_ABSENT ? 1 : 2;
    if (context == VALUE_ABSENT || context == VALUE_NONE)
        return vm_call(vm, f, maker, count, first);
    Value name = str_intern(vm, "context", 7), names = tuple_from(vm, &name, 1);
    Flow flow = vm_call_keywords(vm, f, maker, count + 1, first, names);
    value_unref(vm, names);
    value_unref(vm, name);
    return flow;
}

Flow task_create_by_factory(VM *vm, Frame *frame, Value loop, Value coro, Value context)
{
    return call_maker(vm, frame, event_loop_get(loop)->task_factory, loop, coro, context);
}

Flow task_create_by(VM *vm, Frame *frame, Value loop, Value coro, Value context)
{
    if (!event_loop_overrides(vm, loop, "create_task"))
        return task_create_by_factory(vm, frame, loop, coro, context);
    Value method = loop_attribute(vm, loop, "create_task");
    if (method == VALUE_ABSENT)
        return FLOW_RAISE;
    Flow flow = call_maker(vm, frame, method, VALUE_ABSENT, coro, context);
    value_unref(vm, method);
    return flow;
}

// v: made, name.
static Flow set_made_name(VM *vm, Frame *f)
{
    NATIVE_BEGIN(f);
    {
        Value method = str_intern(vm, "set_name", 8);
        Flow flow = vm_call_method(vm, f, f->v[0], method, 1, &f->v[1]);
        value_unref(vm, method);
        NATIVE_AWAIT(f, flow);
    }
    return vm_return(vm, value_ref(f->v[0]));
    NATIVE_END;
}

static const NativeDef set_made_name_def = {"_set_task_name", "task name", NULL, set_made_name, 0, 0};

Flow task_name_by(VM *vm, Frame *frame, Value name)
{
    if (name == VALUE_ABSENT || name == VALUE_NONE)
        return FLOW_READY;
    Frame *f = frame_push_native(vm, RET_NATIVE, &set_made_name_def, 2);
    f->v[0] = native_take_in(frame);
    f->v[1] = value_ref(name);
    return FLOW_CALL;
}

// v: loop, coroutine, context; made.
static Flow create_by(VM *vm, Frame *f)
{
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, task_create_by(vm, f, f->v[0], f->v[1], f->v[2]));
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

static const NativeDef create_by_def = {"create_task", "loop coro context?", NULL, create_by, 0, 0};

Value task_create(VM *vm, Value loop, Value coro, Value name, Value context, bool shown)
{
    bool own = !shown && loop_believes(vm, BELIEF_CREATE_RUNS); // the loop's own: no belief is about these
    if (own || event_loop_makes_tasks(vm, loop))
        return task_new(vm, loop_type(vm, LT_Task), loop, coro, name, context, shown);
    Value native = native_new(vm, &create_by_def, VALUE_ABSENT, NULL);
    Value args[] = {loop, coro, context == VALUE_ABSENT ? VALUE_NONE : context};
    Value task = checked_task(vm, vm_call_nested(vm, native, 3, args));
    value_unref(vm, native);
    if (task != VALUE_ABSENT && name != VALUE_ABSENT && name != VALUE_NONE && value_is_task(task))
        task_rename(vm, task_get(task), name);
    return task;
}

Value task_coro(const Task *task)
{
    return task->future.wrapped ? task->future.more->awaitable : task->driven;
}

uint32_t task_line(const Task *task)
{
    if (!value_is_gen(task->driven))
        return 0;
    const Gen *gen = gen_get(task->driven);
    for (const Frame *f = gen_innermost(gen); f; f = f->caller) {
        if (f->code && !(f->code->flags & CODE_LIBRARY))
            return (uint32_t)frame_line(f);
        if (f == gen->frame)
            break;
    }
    return gen->frame ? 0 : (uint32_t)gen->end_line;
}

bool task_cancel(VM *vm, Task *task, Value message)
{
    for (;;) {
        task->future.unretrieved = false;
        if (future_is_done(&task->future))
            return false;
        task->cancelling++;
        if (task->lane)
            loop_event(vm, TRACE_CANCEL_REQUESTED, task->lane, 0, 0);
        if (task->waiter != VALUE_ABSENT && value_is_task(task->waiter) &&
            !future_is_done(future_get(task->waiter)) &&
            !loop_overrides(vm, value_type(vm, task->waiter), "cancel")) {
            task = task_get(task->waiter);
            continue;
        }
        if (task->waiter != VALUE_ABSENT && vm_enter(vm, " while cancelling a task")) {
            bool accepted = future_cancel(vm, task->waiter, message);
            vm_leave(vm);
            if (accepted)
                return true;
        }
        if (LOOP_FAULT(cancel_is_lost))
            return true;
        task->future.must_cancel = true;
        if (message != future_more(&task->future)->message)
            value_set(vm, &future_more_of(vm, &task->future)->message, value_ref(message));
        return true;
    }
}

// Steps -----------------------------------------------------------------------------------------

Value task_step_begin(VM *vm, Task *task, Value take_exception)
{
    LoopState *s = loop_state(vm);
    if (task->future.must_cancel) {
        if (take_exception == VALUE_ABSENT || !loop_is_a(vm, take_exception, LT_CancelledError))
            value_set(vm, &take_exception, future_cancelled_error(vm, &task->future));
        task->future.must_cancel = false;
    }
    if (task->future.wrapped && take_exception == VALUE_ABSENT && is_step(vm, task_coro(task)))
        take_exception = gen_step_begins(vm, task_coro(task));
    value_clear(vm, &task->waiter);
    value_set(vm, &s->task, value_ref(value_of(task)));
    s->step_began = vm->ticks;
    context_enter(vm, task->future.context, context_of_task(task));
    if (task->lane && loop_recording(vm))
        loop_event_at(vm, task->future.started ? TRACE_TASK_RESUMED : TRACE_TASK_FIRST_STEP, task->lane,
                      task->line, 0, 0, 0);
    task->future.started = true;
    return take_exception;
}

static uint32_t text_of(VM *vm, Value v)
{
    bool plain = v != VALUE_NONE && (!value_is_obj(v) || value_is_str(v) || value_is_float(v));
    if (!plain)
        return 0;
    if (is_number(v))
        return trace_number((uint32_t)value_small_get(v));
    Value text = report_short_repr(vm, v);
    if (text == VALUE_ABSENT) {
        vm_clear_pending(vm);
        return 0;
    }
    uint32_t id = loop_string(vm, str_get(text)->data, str_get(text)->bytes);
    value_unref(vm, text);
    return id;
}

// Its repr, where making that runs no guest code; else the name of its class.
static uint32_t exception_text(VM *vm, Value exception) {
    const Type *type = value_type(vm, exception);
    const Tuple *args = tuple_get(exception_get(exception)->args);
    bool plain = !type_overrides(type, N___repr__);
    for (int64_t i = 0; i < args->count && plain; i++)
        plain = !value_is_obj(args->items[i]) || value_is_float(args->items[i]) ||
                value_type(vm, args->items[i]) == vm_type(vm, T_str);
    Value text = plain ? vm_repr_nested(vm, exception) : value_ref(type->name);
    if (text == VALUE_ABSENT) {
        vm_clear_pending(vm);
        return 0;
    }
    uint32_t id = loop_string(vm, str_get(text)->data, str_get(text)->bytes);
    value_unref(vm, text);
    return id;
}

static void note(VM *vm, Task *task, TraceKind kind, uint32_t operand)
{
    if (task->lane && loop_recording(vm))
        loop_event_at(vm, kind, task->lane, task_line(task), operand, 0, 0);
}

// The coroutine raised. False when that ends the loop's run.
static bool ended_by_exception(VM *vm, Task *task)
{
    Value exception = vm_take_pending(vm);
    bool fatal = false;
    if (loop_is_a(vm, exception, LT_CancelledError)) {
        note(vm, task, TRACE_TASK_CANCELLED, 0);
        value_set(vm, &task->future.result, value_ref(exception));
        future_cancel_plain(vm, &task->future, VALUE_ABSENT);
    } else {
        fatal = value_is_a(vm, exception, T_SystemExit) ||
                value_is_a(vm, exception, T_KeyboardInterrupt);
        note(vm, task, TRACE_TASK_FAILED, task->lane && loop_recording(vm) ? exception_text(vm, exception) : 0);
        bool breaks_in = loop_believes(vm, BELIEF_ERRORS_BREAK_IN) && task->lane &&
                         !future_callback_count(&task->future);
        future_set_exception(vm, &task->future, exception);
        if (breaks_in)
            task->future.unretrieved = !belief_break_in(vm, exception);
    }
    if (fatal)
        vm->exception = value_ref(exception);
    value_unref(vm, exception);
    return !fatal;
}

static void ended_by_return(VM *vm, Task *task, Value result)
{
    if (task->future.must_cancel && !LOOP_FAULT(self_cancel_is_forgotten)) { // cancelled itself, or was, in its last step
        task->future.must_cancel = false;
        note(vm, task, TRACE_TASK_CANCELLED, 0);
        Value message = value_ref(future_more(&task->future)->message);
        future_cancel_plain(vm, &task->future, message);
        value_unref(vm, message);
        return;
    }
    note(vm, task, TRACE_TASK_FINISHED, task->lane && loop_recording(vm) ? text_of(vm, result) : 0);
    future_set_result(vm, &task->future, result);
}

static void step_again(VM *vm, Task *task, Value take_exception)
{
    event_loop_ready(vm, event_loop_get(task->future.loop), CALLBACK_STEP, value_of(task),
                     take_exception, VALUE_ABSENT);
    value_unref(vm, take_exception);
}

static Value error_value(VM *vm, const char *format, Value task, Value yielded)
{
    vm_raise(vm, T_RuntimeError, format, task, yielded);
    return vm_take_pending(vm);
}

static void note_suspended(VM *vm, Task *task, Future *future)
{
    const LoopHost *host = vm->host;
    task->line = task_line(task);
    if (!task->lane || !loop_recording(vm))
        return;
    TraceReason reason = (TraceReason)future->reason;
    uint64_t object = future_object(future);
    if (trace_reason_stores(reason, 'o')) {
        if (value_is_task(value_of(future)))
            object = ((Task *)future)->lane;
        else if (reason != TRACE_REASON_WAIT_FOR && !object)
            object =
                loop_object(vm, &future_more_of(vm, future)->object, reason, value_of(future));
    } else {
        object = 0;
    }
    TraceAt at = {loop_state(vm)->clock.now_ns, task->lane, task->line};
    trace_task_suspended(
        host->trace, at, reason, object, trace_reason_stores(reason, 'u') ? future_until(future) : 0,
        trace_reason_stores(reason, 'd') ? future_more(future)->done : 0,
        trace_reason_stores(reason, 'n') ? future_more(future)->total : 0);
}

static void note_yield(VM *vm, Task *task)
{
    const LoopHost *host = vm->host;
    task->line = task_line(task);
    if (!task->lane || !loop_recording(vm))
        return;
    TraceAt at = {loop_state(vm)->clock.now_ns, task->lane, task->line};
    trace_task_suspended(host->trace, at, TRACE_REASON_YIELD, 0, 0, 0, 0);
}

static Value wakeup(VM *vm, Value *a)
{
    (void)a;
    return vm_unsupported(vm, "calling a task's wakeup oneself");
}

const NativeDef task_wakeup_def = {"task_wakeup", "self future /", wakeup, NULL, 0, 0};

// The task is woken when the future is done. A derived class with an add_done_callback of its own is asked.
static void hang_on(VM *vm, Task *task, Value future)
{
    if (!loop_overrides(vm, value_type(vm, future), "add_done_callback")) {
        future_add_callback(vm, future_get(future), CALLBACK_WAKEUP, value_of(task), VALUE_ABSENT);
        return;
    }
    Value wake = native_new(vm, &task_wakeup_def, value_of(task), loop_type(vm, LT_Task));
    Value keyword = str_intern(vm, "context", 7), names = tuple_from(vm, &keyword, 1);
    Value add = loop_attribute(vm, future, "add_done_callback");
    Value args[] = {wake, context_snapshot(vm)};
    if (add != VALUE_ABSENT)
        value_unref(vm, exec_nested(vm, op_call(vm, RET_EXIT, add, args, 2, names)));
    for (size_t i = 0; i < 2; i++)
        value_unref(vm, args[i]);
    value_unref(vm, add);
    value_unref(vm, names);
    value_unref(vm, keyword);
}

static void suspended(VM *vm, Task *task, Value yielded)
{
    Value self = value_of(task);
    if (yielded == VALUE_NONE) {
        note_yield(vm, task);
        step_again(vm, task, VALUE_ABSENT);
        return;
    }
    Value error;
    if (value_is_like_future(vm, yielded)) {
        vm_unsupported(vm, "waiting for a %T, a future that is none of asyncio's", yielded);
        return;
    }
    if (!value_is_future(yielded)) {
        error = error_value(vm, "Task got bad yield: %R", yielded, self);
    } else if (future_get(yielded)->loop != task->future.loop) {
        error =
            error_value(vm, "Task %R got Future %R attached to a different loop", self, yielded);
    } else if (yielded == self) {
        error = error_value(vm, "Task cannot await on itself: %R", self, self);
    } else if (!future_get(yielded)->blocking) {
        error = error_value(vm, "yield was used instead of yield from in task %R with %R", self,
                            yielded);
    } else {
        Future *future = future_get(yielded);
        future->blocking = false;
        note_suspended(vm, task, future);
        hang_on(vm, task, yielded);
        value_set(vm, &task->waiter, value_ref(yielded));
        if (task->future.must_cancel && future_cancel(vm, yielded, future_more(&task->future)->message))
            task->future.must_cancel = false;
        return;
    }
    note_yield(vm, task);
    step_again(vm, task, error);
}

bool task_step_end(VM *vm, Task *task, Value take_yielded)
{
    LoopState *s = loop_state(vm);
    Gen *gen = gen_get(task->driven);
    loop_charge(vm);
    bool fine = true;
    if (vm_pending(vm))
        fine = ended_by_exception(vm, task);
    else if (!gen->frame)
        ended_by_return(vm, task, take_yielded == VALUE_ABSENT ? VALUE_NONE : take_yielded);
    else
        suspended(vm, task, take_yielded);
    value_unref(vm, take_yielded);
    Value context = context_leave(vm);
    if (!value_is_kind(task->future.context, (ObjKind)KIND_CONTEXT))
        value_set(vm, &task->future.context, context);
    value_clear(vm, &s->task);
    return fine;
}

// For the guest ---------------------------------------------------------------------------------

static Value make(VM *vm, Value *a)
{
    if (!future_class_is_heard(vm, (Type *)value_obj(a[0])))
        return VALUE_ABSENT;
    return value_of((Task *)type_alloc(vm, (Type *)value_obj(a[0]), sizeof(Task)));
}

static Value init(VM *vm, Value *a, bool eager)
{
    Task *task = task_get(a[0]);
    Value loop = a[2] == VALUE_ABSENT || a[2] == VALUE_NONE ? loop_current(vm) : a[2];
    if (loop == VALUE_ABSENT || !policy_check_loop(vm, loop))
        return VALUE_ABSENT;
    if (task->future.loop != VALUE_ABSENT)
        return vm_unsupported(vm, "initializing a %T again", a[0]);
    if (!is_coroutine(vm, a[1]) || !task_fill(vm, task, loop, a[1], a[3], a[4], true, eager))
        return VALUE_ABSENT;
    task_placed(vm, a[0], NULL);
    return VALUE_NONE;
}

// What is put aside while an eager task has the CPU: whose step it was, and its context.
enum { ASIDE_TASK, ASIDE_CONTEXT, ASIDE_OUTSIDE, ASIDE_ENTERED, ASIDE_PLACE, ASIDE_OUTSIDE_PLACE, ASIDE_COUNT };
static_assert((int)ASIDE_COUNT == (int)TASK_ASIDE_COUNT, "there is room for all of it");

void task_put_aside(VM *vm, Value aside[TASK_ASIDE_COUNT])
{
    LoopState *s = loop_state(vm);
    aside[ASIDE_TASK] = native_take(&s->task);
    aside[ASIDE_CONTEXT] = value_ref(s->context);
    aside[ASIDE_OUTSIDE] = native_take(&s->outside);
    aside[ASIDE_ENTERED] = native_take(&s->entered);
    aside[ASIDE_PLACE] = value_small((int64_t)s->place);
    aside[ASIDE_OUTSIDE_PLACE] = value_small((int64_t)s->outside_place);
}

void task_take_back(VM *vm, Value aside[TASK_ASIDE_COUNT])
{
    LoopState *s = loop_state(vm);
    value_set(vm, &s->task, native_take(&aside[ASIDE_TASK]));
    value_set(vm, &s->context, native_take(&aside[ASIDE_CONTEXT]));
    value_set(vm, &s->outside, native_take(&aside[ASIDE_OUTSIDE]));
    value_set(vm, &s->entered, native_take(&aside[ASIDE_ENTERED]));
    s->place = (uint64_t)value_small_get(aside[ASIDE_PLACE]);
    s->outside_place = (uint64_t)value_small_get(aside[ASIDE_OUTSIDE_PLACE]);
    if (s->task != VALUE_ABSENT && task_get(s->task)->lane && loop_recording(vm))
        loop_event(vm, TRACE_TASK_RESUMED, 0, 0, 0);
}

// v: task; what is put aside. The first step, at once. Gives the task.
static Flow run_eagerly(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    task_put_aside(vm, &v[1]);
    task_step_begin(vm, task_get(v[0]), VALUE_ABSENT);
    f->catches = true;
    NATIVE_AWAIT(f, vm_resume(vm, f, gen_get(task_get(v[0])->driven), VALUE_NONE));
    {
        bool fine = task_step_end(vm, task_get(v[0]), native_take_in(f));
        task_get(v[0])->future.eager_end = future_is_done(future_get(v[0]));
        task_take_back(vm, &v[1]);
        if (!fine)
            return FLOW_RAISE;
    }
    return vm_return(vm, value_ref(v[0]));
    NATIVE_END;
}

static const NativeDef run_eagerly_def = {"Task", "task", NULL, run_eagerly, ASIDE_COUNT, 0};

static Flow start_eagerly(VM *vm, Value task)
{
    Frame *f = frame_push_native(vm, RET_NATIVE, &run_eagerly_def, 1);
    f->v[0] = value_ref(task);
    return FLOW_CALL;
}

// v: self coro loop name context eager_start
static Flow init_frame(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (v[5] != VALUE_ABSENT && vm->python < 12) {
        vm_raise(vm, T_TypeError, "'eager_start' is an invalid keyword argument for Task()");
        return FLOW_RAISE;
    }
    {
        bool eager = v[5] != VALUE_ABSENT && vm_truth_nested(vm, v[5]) == 1;
        Value loop = v[2] == VALUE_ABSENT || v[2] == VALUE_NONE ? loop_current(vm) : v[2];
        if (vm_pending(vm))
            return FLOW_RAISE;
        eager = eager && loop_is_a(vm, loop, LT_EventLoop) && event_loop_get(loop)->running;
        if (init(vm, v, eager) == VALUE_ABSENT)
            return FLOW_RAISE;
        if (!eager)
            return vm_return(vm, VALUE_NONE);
    }
    NATIVE_AWAIT(f, start_eagerly(vm, v[0]));
    return vm_return(vm, VALUE_NONE);
    NATIVE_END;
}

// v: loop, coro, name, context, eager_start; task.
static Flow eager_task(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (!policy_check_loop(vm, v[0]) || !is_coroutine(vm, v[1]) ||
        !task_knows_eager(vm, v[4], "eager_task_factory"))
        return FLOW_RAISE;
    {
        bool eager = event_loop_get(v[0])->running && (v[4] == VALUE_ABSENT || vm_truth_nested(vm, v[4]) == 1);
        Task *task = type_alloc(vm, loop_type(vm, LT_Task), sizeof *task);
        v[5] = value_of(task);
        if (!task_fill(vm, task, v[0], v[1], v[2], v[3], true, eager))
            return FLOW_RAISE;
        if (!eager)
            return vm_return(vm, value_ref(v[5]));
    }
    NATIVE_AWAIT(f, start_eagerly(vm, v[5]));
    return vm_return(vm, value_ref(v[5]));
    NATIVE_END;
}

bool task_knows_eager(VM *vm, Value eager, const char *function)
{
    if (eager == VALUE_ABSENT || vm->python >= 14)
        return true;
    vm_raise(vm, T_TypeError, "%s() got an unexpected keyword argument 'eager_start'", function);
    return false;
}

const NativeDef task_eager_def = {"Task", "loop coro name? context? eager_start?", NULL, eager_task, 1, 0};

// v: loop, coro, name, context, eager_start.
static Flow create_full(VM *vm, Frame *f)
{
    static const char *const keywords[] = {"name", "context", "eager_start"};
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (!event_loop_check(vm, event_loop_get(v[0])))
        return FLOW_RAISE;
    if (event_loop_get(v[0])->task_factory == VALUE_ABSENT) {
        if (v[4] == VALUE_ABSENT || vm_truth_nested(vm, v[4]) == 0)
            return vm_return_or_raise(vm, task_new(vm, loop_type(vm, LT_Task), v[0], v[1], v[2], v[3], true));
        Frame *eager = frame_push_native(vm, RET_NATIVE, &task_eager_def, 5);
        for (int i = 0; i < 5; i++)
            eager->v[i] = value_ref(v[i]);
        NATIVE_AWAIT(f, FLOW_CALL);
        return vm_return(vm, native_take_in(f));
    }
    {
        Value args[5] = {v[0], v[1]}, names = list_new(vm, 3);
        int count = 2;
        for (int i = 0; i < 3; i++) {
            if (v[i + 2] == VALUE_ABSENT)
                continue;
            args[count++] = v[i + 2];
            list_append(vm, list_get(names), value_ref(str_intern(vm, keywords[i], strlen(keywords[i]))));
        }
        Value tuple = tuple_from(vm, list_get(names)->items, list_get(names)->count);
        Flow flow = vm_call_keywords(vm, f, event_loop_get(v[0])->task_factory, count, args, tuple);
        value_unref(vm, tuple);
        value_unref(vm, names);
        NATIVE_AWAIT(f, flow);
    }
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

static const NativeDef create_full_def = {
    "create_task", "loop coro name? context? eager_start?", NULL, create_full, 0, 0};

static Flow push_create_full(VM *vm, Ret ret, const Value given[5])
{
    Frame *f = frame_push_native(vm, ret, &create_full_def, 5);
    for (int i = 0; i < 5; i++)
        f->v[i] = value_ref(given[i]);
    return FLOW_CALL;
}

Flow task_create_full(VM *vm, Frame *frame, Value loop, Value coro, Value name, Value context, Value eager)
{
    (void)frame;
    return push_create_full(vm, RET_NATIVE, (Value[]){loop, coro, name, context, eager});
}

Value task_create_full_nested(VM *vm, Value loop, Value coro, Value name, Value context, Value eager)
{
    return checked_task(
        vm, exec_nested(vm, push_create_full(vm, RET_EXIT, (Value[]){loop, coro, name, context, eager})));
}

static Value create_eager_task_factory(VM *vm, Value *a)
{
    return loop_library(vm, "_asyncio_later", "create_eager_task_factory", 1, a);
}

const NativeDef eager_functions[] = {
    {"eager_task_factory", "loop coro * name? context? eager_start?", NULL, eager_task, 1, 0},
    {"create_eager_task_factory", "custom_task_constructor", create_eager_task_factory, NULL, 0, 0},
    {0},
};

static const NativeDef task_new_def = {"__new__", "cls *args **kwargs", make, NULL, 0, 0};
static const NativeDef task_init_def = {
    "__init__", "self coro * loop? name? context? eager_start?", NULL, init_frame, 0, 0};

// Whether its class has called __init__ of ours: else RuntimeError.
static bool is_ready(VM *vm, const Task *task)
{
    if (task->future.loop == VALUE_ABSENT)
        vm_raise(vm, T_RuntimeError, "Task object is not initialized.");
    return task->future.loop != VALUE_ABSENT;
}

static Value get_name(VM *vm, Value *a)
{
    if (!is_ready(vm, task_get(a[0])))
        return VALUE_ABSENT;
    return task_name(vm, task_get(a[0]));
}

static Value set_name(VM *vm, Value *a)
{
    if (!is_ready(vm, task_get(a[0])))
        return VALUE_ABSENT;
    task_rename(vm, task_get(a[0]), a[1]);
    return vm_pending(vm) ? VALUE_ABSENT : VALUE_NONE;
}

static Value get_coro(VM *vm, Value *a)
{
    if (!is_ready(vm, task_get(a[0])))
        return VALUE_ABSENT;
    if (task_get(a[0])->future.eager_end)
        return VALUE_NONE;
    return value_ref(task_coro(task_get(a[0])));
}

static Value cancelling(VM *vm, Value *a)
{
    (void)vm;
    return value_small(task_get(a[0])->cancelling);
}

static Value uncancel(VM *vm, Value *a)
{
    Task *task = task_get(a[0]);
    if (task->cancelling > 0 && !LOOP_FAULT(uncancel_does_not_count)) {
        task->cancelling--;
        if (task->cancelling == 0 && vm->python >= 13)
            task->future.must_cancel = false;
    }
    return value_small(task->cancelling);
}

// self, limit
static Value get_stack(VM *vm, Value *a)
{
    const Task *task = task_get(a[0]);
    Value limit = a[1] == VALUE_ABSENT ? VALUE_NONE : a[1], error = future_error(&task->future);
    if (error != VALUE_ABSENT)
        return loop_library(vm, "_coroutines", "error_frames", 2, (Value[]){error, limit});
    Value list = list_new(vm, 0);
    if (value_is_small(limit) && value_small_get(limit) <= 0)
        return list;
    Frame *f = task->driven != VALUE_ABSENT && value_is_gen(task->driven) ? gen_get(task->driven)->frame : NULL;
    if (f && f->code)
        list_append(vm, list_get(list), value_ref(value_of(f)));
    return list;
}

static Value print_stack(VM *vm, Value *a)
{
    if (!is_ready(vm, task_get(a[0])))
        return VALUE_ABSENT;
    return loop_library(vm, "_coroutines", "print_stack", 3,
                        (Value[]){a[0], a[1] == VALUE_ABSENT ? VALUE_NONE : a[1],
                                  a[2] == VALUE_ABSENT ? VALUE_NONE : a[2]});
}

static const NativeDef task_methods[] = {
    {"get_name", "self /", get_name, NULL, 0, 0},
    {"set_name", "self name /", set_name, NULL, 0, 0},
    {"get_coro", "self /", get_coro, NULL, 0, 0},
    {"cancel", "self msg?", future_cancel_method, NULL, 0, 0},
    {"cancelling", "self /", cancelling, NULL, 0, 0},
    {"uncancel", "self /", uncancel, NULL, 0, 0},
    {"get_stack", "self * limit?", get_stack, NULL, 0, 0},
    {"print_stack", "self * limit? file?", print_stack, NULL, 0, 0},
    {0},
};

static Value must_cancel_get(VM *vm, Value self)
{
    (void)vm;
    return value_bool(task_get(self)->future.must_cancel);
}

static Value waiter_get(VM *vm, Value self)
{
    (void)vm;
    Value v = task_get(self)->waiter;
    return v == VALUE_ABSENT ? VALUE_NONE : value_ref(v);
}

static Value coro_get(VM *vm, Value self)
{
    if (!is_ready(vm, task_get(self)))
        return VALUE_ABSENT;
    return value_ref(task_coro(task_get(self)));
}

static const GetSetDef task_getsets[] = {
    {"_must_cancel", must_cancel_get, NULL},
    {"_fut_waiter", waiter_get, NULL},
    {"_coro", coro_get, NULL},
    {0},
};

static void task_visit(Obj *o, SlotVisitor visitor, void *context)
{
    Task *task = (Task *)o;
    future_visit(o, visitor, context);
    Value *slots[] = {&task->driven, &task->name, &task->waiter};
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++)
        visitor(context, slots[i]);
}

static void task_finish(VM *vm, Obj *o)
{
    unlist_task(vm, (Task *)o);
    future_finish(vm, o);
}

static bool task_die(VM *vm, Obj *o)
{
    Task *task = (Task *)o;
    bool pending = !future_is_done(&task->future) && !task->future.quiet && task->future.listed;
    if (!pending && !task->future.unretrieved)
        return false;
    o->refs = 1;
    o->flags |= OBJ_FINALIZED;
    vm_queue_finalizer(vm, o);
    return true;
}

const TypeDef loop_def_Task = {
    .name = "Task",
    .module = "_asyncio",
    .kind = KIND_TASK,
    .flags = TYPE_BASETYPE | TYPE_FINALIZER | TYPE_GENERIC | TYPE_AGED,
    .size = sizeof(Task),
    .visit = task_visit,
    .finish = task_finish,
    .die = task_die,
    .new_ = &task_new_def,
    .init = &task_init_def,
    .repr = future_repr,
    .hash = future_hash,
    .iter = future_iterate,
    .await_step = future_await_step,
    .methods = task_methods,
    .getsets = task_getsets,
};
