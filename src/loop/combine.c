// sleep, wait, wait_for, as_completed.
#include "loop/state.h"
#include "loop/fault.h"
#include "loop/firsts.h"

#include "lang/exec.h"
#include "lang/float.h"
#include "lang/func.h"
#include "lang/iterate.h"
#include "lang/set.h"
#include "loop/locks.h"
#include "loop/modules.h"

// Sleeping --------------------------------------------------------------------------------------

enum { SLEEP_DIRECTLY_MAX = 1000000000 }; // seconds: what is more may overflow the clock

Value sleep_future(VM *vm, Value loop, int64_t deadline)
{
    Value future = future_new(vm, loop, TRACE_REASON_TIMER);
    future_get(future)->until_ns = deadline;
    event_loop_timer(vm, event_loop_get(loop), deadline, future);
    return future;
}

// What `await sleep(delay)` waits for; see NATIVE_COROUTINE.
static Value sleep_directly(VM *vm, Value *a)
{
    double seconds;
    if (a[1] == VALUE_ABSENT && value_is_small(a[0]) && value_small_get(a[0]) <= 0)
        return VALUE_NONE;
    if (a[1] != VALUE_ABSENT || !(value_is_small(a[0]) || value_is_float(a[0])) ||
        !float_from_number(vm, a[0], &seconds))
        return VALUE_ABSENT;
    if (seconds <= 0)
        return VALUE_NONE;
    Value loop = loop_state(vm)->running;
    int64_t deadline;
    if (loop == VALUE_ABSENT || !(seconds < SLEEP_DIRECTLY_MAX) ||
        !loop_deadline(vm, a[0], &deadline))
        return VALUE_ABSENT;
    return sleep_future(vm, loop, deadline);
}

// v: delay, result; future.
Flow sleep_for(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    {
        double seconds;
        if (!float_from_number(vm, v[0], &seconds)) {
            if (!vm_pending(vm))
                vm_raise(vm, T_TypeError, "'<=' not supported between instances of '%T' and 'int'",
                         v[0]);
            return FLOW_RAISE;
        }
        if (seconds <= 0) {
            vm->result = VALUE_NONE;
            f->flag = true; // at a bare yield
            f->state = 1;
            return FLOW_SUSPEND;
        }
        Value loop = loop_running(vm);
        int64_t deadline;
        if (loop == VALUE_ABSENT || !loop_deadline(vm, v[0], &deadline))
            return FLOW_RAISE;
        v[2] = sleep_future(vm, loop, deadline);
        if (v[1] != VALUE_ABSENT)
            future_more_of(vm, future_get(v[2]))->awaitable = value_ref(v[1]);
    }
    NATIVE_AWAIT_VALUE(f, v[2]);
    __attribute__((fallthrough));
case 1: return vm_return(vm, v[1] == VALUE_ABSENT ? VALUE_NONE : value_ref(v[1])); NATIVE_END;
}

// wait ------------------------------------------------------------------------------------------

enum { WAIT_ALL, WAIT_FIRST, WAIT_FIRST_EXCEPTION };

static const char *const wait_words[] = {"ALL_COMPLETED", "FIRST_COMPLETED", "FIRST_EXCEPTION"};

// Raises for what wait() does not accept.
static bool check_waited(VM *vm, Value items, Value how, int *mode)
{
    int64_t count;
    const Value *all = sequence_items(items, &count);
    if (!count) {
        vm_raise(vm, T_ValueError, "Set of Tasks/Futures is empty.");
        return false;
    }
    *mode = 0;
    if (how != VALUE_ABSENT) {
        while (*mode < 3 && !(value_is_str(how) && str_is(how, wait_words[*mode])))
            ++*mode;
        if (*mode == 3) {
            vm_raise(vm, T_ValueError, "Invalid return_when value: %S", how);
            return false;
        }
    }
    for (int64_t i = 0; i < count; i++) {
        if (value_is_coroutine(vm, all[i])) {
            vm_raise(vm, T_TypeError, "Passing coroutines is forbidden, use tasks explicitly.");
            return false;
        }
        if (!value_is_future(all[i])) {
            vm_raise(vm, T_TypeError, "An asyncio.Future, a coroutine or an awaitable is required");
            return false;
        }
    }
    return true;
}

// The items once each, in the order given: a new list.
static Value distinct(VM *vm, Value items)
{
    int64_t count;
    const Value *all = sequence_items(items, &count);
    Value list = list_new(vm, count);
    Firsts firsts = firsts_begin(vm, count);
    for (int64_t i = 0; i < count; i++)
        if (firsts_index(&firsts, all, i) == i)
            list_append(vm, list_get(list), value_ref(all[i]));
    firsts_end(vm, &firsts);
    return list;
}

// Whether nothing is left to wait for.
static bool wait_is_over(const VM *vm, const Future *waiter, const Future *child)
{
    if (loop_believes(vm, BELIEF_GATHER_FIRST))
        return true;
    uint32_t enough = LOOP_FAULT(wait_first_waits_for_two) ? 2 : 1;
    if (future_more(waiter)->done >= future_more(waiter)->total ||
        (waiter->mode == WAIT_FIRST && future_more(waiter)->done >= enough))
        return true;
    return waiter->mode == WAIT_FIRST_EXCEPTION && child->state == FUTURE_FINISHED && child->failed;
}

void wait_child_done(VM *vm, Value waiter_value, Value child_value)
{
    Future *waiter = future_get(waiter_value), *child = future_get(child_value);
    FutureMore *more = future_more_of(vm, waiter);
    more->done++;
    future_count_child(vm, waiter, child_value);
    const Task *waiting = future_waiting_task(waiter);
    if (waiting && waiting->lane)
        loop_event_at(vm, TRACE_WAIT_PROGRESS, waiting->lane, 0, more->done, more->total, 0);
    if (waiter->mode == WAIT_FIRST_EXCEPTION && child->state == FUTURE_FINISHED && child->failed)
        child->unretrieved = false;
    if (wait_is_over(vm, waiter, child) && !future_is_done(waiter))
        future_set_result(vm, waiter, VALUE_NONE);
}

static Value wait_result(VM *vm, Value items)
{
    const List *list = list_get(items);
    Value sets[2] = {set_new(vm, false), set_new(vm, false)};
    for (int64_t i = 0; i < list->count; i++)
        set_add(vm, set_get(sets[!future_is_done(future_get(list->items[i]))]), list->items[i]);
    return tuple_take(vm, sets, 2);
}

// v: fs, timeout, return_when; items, waiter.
static Flow wait_for_some(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (value_is_future(v[0]) || value_is_coroutine(vm, v[0])) {
        vm_raise(vm, T_TypeError, "expect a list of futures, not %T", v[0]);
        return FLOW_RAISE;
    }
    NATIVE_AWAIT(f, iterate_collect(vm, f, v[0]));
    {
        Value items = native_take_in(f);
        int mode;
        v[3] = distinct(vm, items);
        value_unref(vm, items);
        if (!check_waited(vm, v[3], v[2], &mode))
            return FLOW_RAISE;
        Value loop = loop_running(vm);
        if (loop == VALUE_ABSENT)
            return FLOW_RAISE;
        v[4] = future_new(vm, loop, TRACE_REASON_WAIT);
        Future *waiter = future_get(v[4]);
        waiter->mode = (uint8_t)mode;
        FutureMore *more = future_more_of(vm, waiter);
        more->total = (uint32_t)list_get(v[3])->count;
        if (v[1] != VALUE_ABSENT && v[1] != VALUE_NONE) {
            if (!loop_deadline(vm, v[1], &more->until_ns))
                return FLOW_RAISE;
            event_loop_timer(vm, event_loop_get(loop), more->until_ns, v[4]);
        }
        for (int64_t i = 0; i < list_get(v[3])->count; i++)
            future_add_callback(vm, future_get(list_get(v[3])->items[i]), CALLBACK_WAIT, v[4],
                                VALUE_ABSENT);
    }
    f->catches = true;
    NATIVE_AWAIT_VALUE(f, v[4]);
    for (int64_t i = 0; i < list_get(v[3])->count; i++)
        future_remove_callback(vm, future_get(list_get(v[3])->items[i]), CALLBACK_WAIT, v[4]);
    if (vm_pending(vm)) {
        future_cancel_plain(vm, future_get(v[4]), VALUE_ABSENT);
        return FLOW_RAISE;
    }
    return vm_return_or_raise(vm, wait_result(vm, v[3]));
    NATIVE_END;
}

// wait_for --------------------------------------------------------------------------------------

// Begins to wait for the end of a future that is being cancelled: the waiter.
static Value cancel_and_wait(VM *vm, Value future)
{
    Value waiter = future_new(vm, future_get(future)->loop, TRACE_REASON_WAIT_FOR);
    if (value_is_task(future))
        future_more_of(vm, future_get(waiter))->object = task_get(future)->lane;
    future_add_callback(vm, future_get(future), CALLBACK_RELEASE_BY, waiter, VALUE_ABSENT);
    future_cancel(vm, future, VALUE_ABSENT);
    return waiter;
}

// The result, or TimeoutError in the place of CancelledError.
static Flow result_or_timeout(VM *vm, Value future)
{
    Value result = future_result(vm, future_get(future));
    if (result != VALUE_ABSENT)
        return vm_return(vm, result);
    if (!loop_pending_is(vm, LT_CancelledError))
        return FLOW_RAISE;
    Value cause = vm_take_pending(vm);
    vm_raise_value(vm, T_TimeoutError, VALUE_ABSENT);
    Exception *e = exception_get(vm->exception);
    value_set(vm, &e->cause, value_ref(cause));
    value_set(vm, &e->context, cause);
    e->suppress_context = true;
    return FLOW_RAISE;
}

// The result, or its exception in the context of the one that is being handled.
static Flow result_while_handling(VM *vm, Value future, Value handled)
{
    Value result = future_result(vm, future_get(future));
    if (result == VALUE_ABSENT)
        exception_set_context(vm, vm->exception, handled);
    return vm_return_or_raise(vm, result);
}

// v: fut, timeout; future, waiter, exception.
static Flow wait_for(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    {
        double seconds = 0;
        if (loop_running(vm) == VALUE_ABSENT)
            return FLOW_RAISE;
        if (v[1] == VALUE_NONE) {
            NATIVE_AWAIT(f, native_ready(f, gen_awaitable(vm, RETURN_NATIVE, 0, v[0], 0)));
            value_set(vm, &v[2], native_take_in(f));
            NATIVE_AWAIT_VALUE(f, v[2]);
            return vm_return(vm, native_take_in(f));
        }
        if (!float_from_number(vm, v[1], &seconds)) {
            if (!vm_pending(vm))
                vm_raise(vm, T_TypeError, "'<=' not supported between instances of '%T' and 'int'",
                         v[1]);
            return FLOW_RAISE;
        }
        f->flag = seconds <= 0;
    }
    if (!f->flag && vm->python >= 12) { // awaited as it is, in an asyncio.timeout()
        v[2] = loop_library(vm, "_asyncio_later", "wait_within", 2, v);
        if (v[2] == VALUE_ABSENT)
            return FLOW_RAISE;
        NATIVE_AWAIT_VALUE(f, v[2]);
        return vm_return(vm, native_take_in(f));
    }
    if (f->flag) {
        v[2] = task_ensure(vm, loop_state(vm)->running, v[0], true);
        if (v[2] == VALUE_ABSENT)
            return FLOW_RAISE;
        if (future_is_done(future_get(v[2])))
            return vm_return_or_raise(vm, future_result(vm, future_get(v[2])));
        v[3] = cancel_and_wait(vm, v[2]);
        f->catches = true;
        NATIVE_AWAIT_VALUE(f, v[3]);
        future_remove_callback(vm, future_get(v[2]), CALLBACK_RELEASE_BY, v[3]);
        if (vm_pending(vm))
            return FLOW_RAISE;
        return result_or_timeout(vm, v[2]);
    }
    {
        Value loop = loop_state(vm)->running;
        int64_t deadline;
        if (!loop_deadline(vm, v[1], &deadline))
            return FLOW_RAISE;
        v[3] = future_new(vm, loop, TRACE_REASON_WAIT_FOR);
        future_more_of(vm, future_get(v[3]))->until_ns = deadline;
        event_loop_timer(vm, event_loop_get(loop), deadline, v[3]);
        v[2] = task_ensure(vm, loop, v[0], true);
        if (v[2] == VALUE_ABSENT) {
            future_cancel_plain(vm, future_get(v[3]), VALUE_ABSENT);
            return FLOW_RAISE;
        }
        if (value_is_task(v[2]))
            future_more_of(vm, future_get(v[3]))->object = task_get(v[2])->lane;
        future_add_callback(vm, future_get(v[2]), CALLBACK_RELEASE_BY, v[3], VALUE_ABSENT);
    }
    f->catches = true;
    NATIVE_AWAIT_VALUE(f, v[3]);
    if (vm_pending(vm)) {
        if (!loop_pending_is(vm, LT_CancelledError))
            return FLOW_RAISE;
        future_cancel_plain(vm, future_get(v[3]), VALUE_ABSENT);
        if (future_is_done(future_get(v[2]))) {
            v[4] = vm_take_pending(vm);
            return result_while_handling(vm, v[2], v[4]);
        }
        v[4] = vm_take_pending(vm);
    } else if (future_is_done(future_get(v[2]))) {
        return vm_return_or_raise(vm, future_result(vm, future_get(v[2])));
    }
    future_remove_callback(vm, future_get(v[2]), CALLBACK_RELEASE_BY, v[3]);
    value_set(vm, &v[3], cancel_and_wait(vm, v[2]));
    NATIVE_AWAIT_VALUE(f, v[3]);
    future_remove_callback(vm, future_get(v[2]), CALLBACK_RELEASE_BY, v[3]);
    if (vm_pending(vm)) {
        exception_set_context(vm, vm->exception, v[4]); // cancelled while it handles a cancellation
        return FLOW_RAISE;
    }
    if (v[4] != VALUE_ABSENT) { // goes on as it came
        value_set(vm, &vm->exception, native_take(&v[4]));
        return FLOW_RAISE;
    }
    return result_or_timeout(vm, v[2]);
    NATIVE_END;
}

// as_completed ----------------------------------------------------------------------------------

// What the callbacks and the coroutines that are handed out share. It outlives the iterator.
typedef struct AsCompleted {
    Obj head;
    Value loop;
    Value todo;    // list of futures that are not done
    Value handle;  // of the timeout, or ABSENT
    Ring done;     // futures, None: timed out
    Ring getters;  // futures of those that wait
    uint32_t total;
} AsCompleted;

// What as_completed() gives. Like a generator's body, it begins at the first next().
typedef struct AsCompletedIterator {
    Obj head;
    Value given;   // as given
    Value timeout; // as given, or ABSENT
    Value shared;  // AsCompleted, or ABSENT before the first next()
    int64_t left;  // coroutines to hand out
} AsCompletedIterator;

static AsCompleted *as_completed_get(Value v)
{
    return (AsCompleted *)value_obj(v);
}

static void put_done(VM *vm, AsCompleted *self, Value future)
{
    ring_push(vm, &self->done, value_ref(future));
    sync_wake_next(vm, &self->getters);
}

void as_completed_child_done(VM *vm, Value v, Value child)
{
    AsCompleted *self = as_completed_get(v);
    List *todo = list_get(self->todo);
    if (child == VALUE_ABSENT) { // the time is up
        for (int64_t i = 0; i < todo->count; i++) {
            future_remove_callback(vm, future_get(todo->items[i]), CALLBACK_AS_COMPLETED, v);
            put_done(vm, self, VALUE_NONE);
        }
        list_clear(vm, todo);
        value_clear(vm, &self->handle);
        return;
    }
    if (!todo->count)
        return;
    for (int64_t i = 0; i < todo->count; i++)
        if (todo->items[i] == child) {
            value_unref(vm, list_remove_at(vm, todo, i));
            break;
        }
    put_done(vm, self, child);
    if (!todo->count && self->handle != VALUE_ABSENT) {
        handle_cancel(vm, handle_get(self->handle));
        value_clear(vm, &self->handle);
    }
}

// Makes tasks of all, and hangs on them. False with an exception.
static bool follow(VM *vm, AsCompleted *self, const List *given)
{
    for (int64_t i = 0; i < given->count; i++) {
        Value future = task_ensure(vm, self->loop, given->items[i], true);
        if (future == VALUE_ABSENT)
            return false;
        list_append(vm, list_get(self->todo), future);
    }
    const List *todo = list_get(self->todo);
    for (int64_t i = 0; i < todo->count; i++)
        future_add_callback(vm, future_get(todo->items[i]), CALLBACK_AS_COMPLETED, value_of(self),
                            VALUE_ABSENT);
    self->total = (uint32_t)todo->count;
    return true;
}

static bool set_time(VM *vm, AsCompleted *self, Value timeout)
{
    int64_t deadline;
    if (!loop_deadline(vm, timeout, &deadline))
        return false;
    self->handle = handle_new(vm, self->loop, CALLBACK_AS_COMPLETED, value_of(self), VALUE_ABSENT,
                              VALUE_ABSENT);
    event_loop_timer(vm, event_loop_get(self->loop), deadline, self->handle);
    return true;
}

static bool as_completed_start(VM *vm, AsCompletedIterator *iterator)
{
    if (value_is_future(iterator->given) || value_is_coroutine(vm, iterator->given)) {
        vm_raise(vm, T_TypeError, "expect an iterable of futures, not %T", iterator->given);
        return false;
    }
    Value loop = loop_current(vm);
    Value items = loop == VALUE_ABSENT ? VALUE_ABSENT : iterate_collect_nested(vm, iterator->given);
    if (items == VALUE_ABSENT)
        return false;
    AsCompleted *self = obj_new(vm, loop_type(vm, LT_AsCompleted), sizeof *self);
    iterator->shared = value_of(self);
    self->loop = value_ref(loop);
    self->todo = list_new(vm, 0);
    Value given = distinct(vm, items);
    bool started = follow(vm, self, list_get(given));
    if (started && self->total && iterator->timeout != VALUE_ABSENT)
        started = set_time(vm, self, iterator->timeout);
    iterator->left = started ? self->total : 0;
    value_unref(vm, given);
    value_unref(vm, items);
    return started;
}

// v: as_completed, whether the future itself is wanted and not its result; future that is done, one to wait for.
static Flow wait_for_one(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    f->catches = true;
    while (!as_completed_get(v[0])->done.count) {
        value_set(vm, &v[3], future_new(vm, as_completed_get(v[0])->loop, TRACE_REASON_WAIT));
        future_more_of(vm, future_get(v[3]))->total = as_completed_get(v[0])->total;
        ring_push(vm, &as_completed_get(v[0])->getters, value_ref(v[3]));
        NATIVE_AWAIT_VALUE(f, v[3]);
        if (vm_pending(vm)) {
            AsCompleted *self = as_completed_get(v[0]);
            bool woken = future_get(v[3])->state == FUTURE_FINISHED;
            ring_remove(vm, &self->getters, v[3]);
            if (self->done.count && woken)
                sync_wake_next(vm, &self->getters);
            return FLOW_RAISE;
        }
        value_clear(vm, &f->in);
    }
    value_set(vm, &v[2], LOOP_FAULT(as_completed_newest_first)
                                  ? ring_pop_last(&as_completed_get(v[0])->done)
                                  : ring_pop(&as_completed_get(v[0])->done));
    if (v[2] == VALUE_NONE) {
        vm_raise_value(vm, T_TimeoutError, VALUE_ABSENT);
        return FLOW_RAISE;
    }
    if (v[1] == VALUE_TRUE)
        return vm_return(vm, value_ref(v[2]));
    return vm_return_or_raise(vm, future_result(vm, future_get(v[2])));
    NATIVE_END;
}

static const NativeDef wait_for_one_def = {
    "as_completed.<locals>._wait_for_one", "self itself?", NULL, wait_for_one, 2, NATIVE_COROUTINE | NATIVE_KEPT};

static Value hand_out(VM *vm, AsCompletedIterator *iterator, bool itself)
{
    iterator->left--;
    Value native = native_new(vm, &wait_for_one_def, VALUE_ABSENT, NULL);
    Value args[] = {iterator->shared, value_bool(itself)};
    Value coroutine = vm_call_nested(vm, native, 2, args);
    value_unref(vm, native);
    return coroutine;
}

static Value as_completed_next(VM *vm, Value v)
{
    AsCompletedIterator *iterator = (AsCompletedIterator *)value_obj(v);
    if (iterator->shared == VALUE_ABSENT && !as_completed_start(vm, iterator))
        return VALUE_ABSENT;
    if (!iterator->left) { // like a generator that has ended, it keeps nothing
        value_clear(vm, &iterator->given);
        return VALUE_ABSENT;
    }
    return hand_out(vm, iterator, false);
}

// v: self; what is awaited.
static Flow as_completed_anext(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (!((AsCompletedIterator *)value_obj(v[0]))->left) {
        vm_raise_value(vm, T_StopAsyncIteration, VALUE_ABSENT);
        return FLOW_RAISE;
    }
    v[1] = hand_out(vm, (AsCompletedIterator *)value_obj(v[0]), true);
    if (v[1] == VALUE_ABSENT)
        return FLOW_RAISE;
    NATIVE_AWAIT_VALUE(f, v[1]);
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

static Value as_completed_aiter(VM *vm, Value *a)
{
    (void)vm;
    return value_ref(a[0]);
}

static Value itself(VM *vm, Value self)
{
    (void)vm;
    return value_ref(self);
}

static void as_completed_visit(Obj *o, SlotVisitor visitor, void *context)
{
    AsCompleted *self = (AsCompleted *)o;
    visitor(context, &self->loop);
    visitor(context, &self->todo);
    visitor(context, &self->handle);
    ring_visit(&self->done, visitor, context);
    ring_visit(&self->getters, visitor, context);
}

static void as_completed_finish(VM *vm, Obj *o)
{
    ring_release(vm, &((AsCompleted *)o)->done);
    ring_release(vm, &((AsCompleted *)o)->getters);
}

const TypeDef loop_def_AsCompleted = {
    .name = "as_completed",
    .kind = KIND_AS_COMPLETED,
    .flags = TYPE_NO_NEW,
    .size = sizeof(AsCompleted),
    .visit = as_completed_visit,
    .finish = as_completed_finish,
};

static void iterator_visit(Obj *o, SlotVisitor visitor, void *context)
{
    AsCompletedIterator *iterator = (AsCompletedIterator *)o;
    visitor(context, &iterator->given);
    visitor(context, &iterator->timeout);
    visitor(context, &iterator->shared);
}

const TypeDef loop_def_AsCompletedIterator = {
    .name = "generator",
    .kind = KIND_AS_COMPLETED_ITERATOR,
    .flags = TYPE_NO_NEW,
    .size = sizeof(AsCompletedIterator),
    .visit = iterator_visit,
    .iter = itself,
    .next = as_completed_next,
};

static const NativeDef later_methods[] = {
    {"__aiter__", "self /", as_completed_aiter, NULL, 0, 0},
    {"__anext__", "self /", NULL, as_completed_anext, 1, NATIVE_COROUTINE},
    {0},
};

// From 3.13 on: it begins at once, and is for `async for` too.
const TypeDef loop_def_AsCompletedLater = {
    .name = "_AsCompletedIterator",
    .module = "asyncio.tasks",
    .kind = KIND_AS_COMPLETED_ITERATOR,
    .flags = TYPE_NO_NEW,
    .size = sizeof(AsCompletedIterator),
    .visit = iterator_visit,
    .iter = itself,
    .next = as_completed_next,
    .methods = later_methods,
};

static Value as_completed(VM *vm, Value *a)
{
    bool later = vm->python >= 13;
    AsCompletedIterator *iterator =
        obj_new(vm, loop_type(vm, later ? LT_AsCompletedLater : LT_AsCompletedIterator), sizeof *iterator);
    iterator->given = value_ref(a[0]);
    iterator->timeout = a[1] == VALUE_NONE ? VALUE_ABSENT : value_ref(a[1]);
    if (later && !as_completed_start(vm, iterator)) {
        value_unref(vm, value_of(iterator));
        return VALUE_ABSENT;
    }
    return value_of(iterator);
}

const NativeDef combine_functions[] = {
    {"sleep", "delay result?", sleep_directly, sleep_for, 1, NATIVE_COROUTINE},
    {"wait", "fs * timeout? return_when?", NULL, wait_for_some, 2, NATIVE_COROUTINE | NATIVE_KEPT},
    {"wait_for", "fut timeout", NULL, wait_for, 3, NATIVE_COROUTINE | NATIVE_KEPT},
    {"as_completed", "fs * timeout?", as_completed, NULL, 0, 0},
    {0},
};
