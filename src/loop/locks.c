// Lock, Event, Condition, Semaphore, BoundedSemaphore, Barrier.
#include "loop/locks.h"
#include "loop/fault.h"

#include <stdio.h>

#include "lang/exec.h"
#include "lang/int.h"

// The loop that an object belongs to from its first contended use on. ABSENT with RuntimeError.
Value sync_loop(VM *vm, Sync *sync)
{
    Value loop = loop_running(vm);
    if (loop == VALUE_ABSENT)
        return VALUE_ABSENT;
    if (sync->loop == VALUE_ABSENT)
        sync->loop = value_ref(loop);
    if (sync->loop != loop)
        return vm_raise(vm, T_RuntimeError, "%R is bound to a different event loop",
                        value_of(sync));
    return loop;
}

Value sync_future(VM *vm, Sync *sync, TraceReason reason)
{
    Value loop = sync_loop(vm, sync);
    if (loop == VALUE_ABSENT)
        return VALUE_ABSENT;
    Value future = future_new(vm, loop, reason);
    loop_object(vm, &sync->object, reason, value_of(sync));
    future_get(future)->subject = value_ref(value_of(sync));
    return future;
}

void sync_note(VM *vm, Sync *sync, TraceKind kind, TraceReason reason, int64_t queued)
{
    if (!sync->within) {
        uint64_t object = loop_object(vm, &sync->object, reason, value_of(sync));
        loop_event(vm, kind, reason, (int64_t)object, queued);
    }
    if (kind == TRACE_ACQUIRED) {
        Value task = loop_state(vm)->task;
        sync->holder = task == VALUE_ABSENT ? 0 : task_get(task)->lane;
        sync->line = (int32_t)loop_at(vm).line;
    } else if (kind == TRACE_RELEASED) {
        sync->holder = 0;
    }
}

// Ends the first waiter that is not done. Whether there was one.
bool sync_wake_first(VM *vm, Ring *waiters)
{
    for (int64_t i = 0; i < waiters->count; i++) {
        Future *future = future_get(ring_at(waiters, i));
        if (!future_is_done(future)) {
            future_set_result(vm, future, VALUE_TRUE);
            return true;
        }
    }
    return false;
}

void sync_wake_next(VM *vm, Ring *waiters)
{
    while (waiters->count) {
        Value waiter =
            LOOP_FAULT(queue_wakes_the_last) ? ring_pop_last(waiters) : ring_pop(waiters);
        bool live = !future_is_done(future_get(waiter));
        if (live)
            future_set_result(vm, future_get(waiter), VALUE_NONE);
        value_unref(vm, waiter);
        if (live)
            return;
    }
}

static bool live_waiters(const Ring *waiters)
{
    for (int64_t i = 0; i < waiters->count; i++)
        if (future_get(ring_at(waiters, i))->state != FUTURE_CANCELLED)
            return true;
    return false;
}

void sync_visit(Obj *o, SlotVisitor visitor, void *context)
{
    Sync *sync = (Sync *)o;
    visitor(context, &sync->loop);
    visitor(context, &sync->inner);
    ring_visit(&sync->waiters, visitor, context);
}

void sync_finish(VM *vm, Obj *o)
{
    ring_release(vm, &((Sync *)o)->waiters);
}

static Value sync_repr(VM *vm, Value self, const char *extra)
{
    const Sync *sync = sync_get(self);
    char waiters[40] = "";
    if (sync->waiters.count)
        snprintf(waiters, sizeof waiters, ", waiters:%lld", (long long)sync->waiters.count);
    return str_format(vm, "<asyncio.locks.%s object at 0x%llx [%s%s]>",
                      type_name(value_type(vm, self)), (unsigned long long)obj_id(vm, self), extra,
                      waiters);
}

static Value make(VM *vm, Value *a)
{
    return value_of((Sync *)type_alloc(vm, (Type *)value_obj(a[0]), sizeof(Sync)));
}

static Value init_nothing(VM *vm, Value *a)
{
    (void)vm, (void)a;
    return VALUE_NONE;
}

static const NativeDef init_nothing_def = {"__init__", "self", init_nothing, NULL, 0, 0};
static const NativeDef new_any_def = {"__new__", "cls *args **kwargs", make, NULL, 0, 0};

// Lock ------------------------------------------------------------------------------------------

static void lock_wake(VM *vm, Sync *lock)
{
    if (lock->waiters.count && !future_is_done(future_get(ring_at(&lock->waiters, 0))))
        future_set_result(vm, future_get(ring_at(&lock->waiters, 0)), VALUE_TRUE);
}

static void lock_take(VM *vm, Sync *lock)
{
    lock->locked = true;
    sync_note(vm, lock, TRACE_ACQUIRED, TRACE_REASON_LOCK, lock->waiters.count);
}

// v: self, (scratch). `async with` of a derived class that has its own acquire().
static Flow enter_by_method(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, event_loop_call(vm, f, v[0], "acquire", 0, NULL));
    value_set(vm, &v[1], native_take_in(f));
    NATIVE_AWAIT(f, vm_awaitable(vm, f, v[1]));
    value_set(vm, &v[1], native_take_in(f));
    NATIVE_AWAIT_VALUE(f, v[1]);
    return vm_return(vm, VALUE_NONE);
    NATIVE_END;
}

// The same with its own release().
static Flow leave_by_method(VM *vm, Frame *f)
{
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, event_loop_call(vm, f, f->v[0], "release", 0, NULL));
    return vm_return(vm, VALUE_NONE);
    NATIVE_END;
}

static bool overrides(VM *vm, Value self, const char *method)
{
    return loop_overrides(vm, value_type(vm, self), method);
}

// v: self; future. What `async with` makes of it has None as its result.
static Flow lock_acquire_as(VM *vm, Frame *f, Value result)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (!sync_get(v[0])->locked &&
        (LOOP_FAULT(lock_lets_newcomers_pass) || !live_waiters(&sync_get(v[0])->waiters))) {
        lock_take(vm, sync_get(v[0]));
        return vm_return(vm, result);
    }
    v[1] = sync_future(vm, sync_get(v[0]), TRACE_REASON_LOCK);
    if (v[1] == VALUE_ABSENT)
        return FLOW_RAISE;
    ring_push(vm, &sync_get(v[0])->waiters, value_ref(v[1]));
    f->catches = true;
    NATIVE_AWAIT_VALUE(f, v[1]);
    ring_remove(vm, &sync_get(v[0])->waiters, v[1]);
    if (vm_pending(vm)) {
        if (loop_pending_is(vm, LT_CancelledError) && !sync_get(v[0])->locked)
            lock_wake(vm, sync_get(v[0]));
        return FLOW_RAISE;
    }
    lock_take(vm, sync_get(v[0]));
    return vm_return(vm, result);
    NATIVE_END;
}

static Flow lock_acquire(VM *vm, Frame *f)
{
    return lock_acquire_as(vm, f, VALUE_TRUE);
}
static Flow lock_enter(VM *vm, Frame *f)
{
    if (overrides(vm, f->v[0], "acquire"))
        return enter_by_method(vm, f);
    return lock_acquire_as(vm, f, VALUE_NONE);
}

static bool lock_give_back(VM *vm, Sync *lock)
{
    if (!lock->locked) {
        vm_raise(vm, T_RuntimeError, "Lock is not acquired.");
        return false;
    }
    lock->locked = false;
    sync_note(vm, lock, TRACE_RELEASED, TRACE_REASON_LOCK, lock->waiters.count);
    lock_wake(vm, lock);
    return true;
}

static Value lock_release(VM *vm, Value *a)
{
    return lock_give_back(vm, sync_get(a[0])) ? VALUE_NONE : VALUE_ABSENT;
}

static Flow lock_leave(VM *vm, Frame *f)
{
    if (overrides(vm, f->v[0], "release"))
        return leave_by_method(vm, f);
    return lock_give_back(vm, sync_get(f->v[0])) ? vm_return(vm, VALUE_NONE) : FLOW_RAISE;
}

static Value lock_locked(VM *vm, Value *a)
{
    (void)vm;
    return value_bool(sync_get(a[0])->locked);
}

static Value lock_repr(VM *vm, Value self)
{
    return sync_repr(vm, self, sync_get(self)->locked ? "locked" : "unlocked");
}

static const NativeDef lock_methods[] = {
    {"acquire", "self /", NULL, lock_acquire, 1, NATIVE_COROUTINE},
    {"release", "self /", lock_release, NULL, 0, 0},
    {"locked", "self /", lock_locked, NULL, 0, 0},
    {"__aenter__", "self /", NULL, lock_enter, 1, NATIVE_COROUTINE},
    {"__aexit__", "self exc_type exc tb /", NULL, lock_leave, 0, NATIVE_COROUTINE},
    {0},
};

#define SYNC_TYPE(type, kind_, new_def_, init_, repr_, methods_, getsets_)                         \
    const TypeDef loop_def_##type = {                                                              \
        .name = #type,                                                                             \
        .module = "asyncio.locks",                                                                 \
        .kind = kind_,                                                                             \
        .flags = TYPE_BASETYPE | TYPE_PYTHON,                                                      \
        .size = sizeof(Sync),                                                                      \
        .visit = sync_visit,                                                                       \
        .finish = sync_finish,                                                                     \
        .new_ = new_def_,                                                                          \
        .init = init_,                                                                             \
        .repr = repr_,                                                                             \
        .methods = methods_,                                                                       \
        .getsets = getsets_,                                                                       \
    }

SYNC_TYPE(Lock, KIND_LOCK, &new_any_def, &init_nothing_def, lock_repr, lock_methods, NULL);

// Event -----------------------------------------------------------------------------------------

// What `await event.wait()` waits for; see NATIVE_COROUTINE.
static Value event_wait_directly(VM *vm, Value *a)
{
    Sync *event = sync_get(a[0]);
    if (event->locked || loop_state(vm)->running == VALUE_ABSENT ||
        (event->loop != VALUE_ABSENT && event->loop != loop_state(vm)->running))
        return VALUE_ABSENT;
    Value future = sync_future(vm, event, TRACE_REASON_EVENT);
    future_get(future)->queued = true;
    ring_push(vm, &event->waiters, value_ref(future));
    return future;
}

static Flow event_wait(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (sync_get(v[0])->locked)
        return vm_return(vm, VALUE_TRUE);
    v[1] = sync_future(vm, sync_get(v[0]), TRACE_REASON_EVENT);
    if (v[1] == VALUE_ABSENT)
        return FLOW_RAISE;
    ring_push(vm, &sync_get(v[0])->waiters, value_ref(v[1]));
    f->catches = true;
    NATIVE_AWAIT_VALUE(f, v[1]);
    ring_remove(vm, &sync_get(v[0])->waiters, v[1]);
    return vm_pending(vm) ? FLOW_RAISE : vm_return(vm, VALUE_TRUE);
    NATIVE_END;
}

static Value event_set(VM *vm, Value *a)
{
    Sync *event = sync_get(a[0]);
    if (event->locked)
        return VALUE_NONE;
    event->locked = true;
    sync_note(vm, event, TRACE_RELEASED, TRACE_REASON_EVENT, event->waiters.count);
    for (int64_t i = 0; i < event->waiters.count; i++) {
        int64_t at = LOOP_FAULT(event_wakes_in_reverse) ? event->waiters.count - 1 - i : i;
        Future *future = future_get(ring_at(&event->waiters, at));
        if (!future_is_done(future))
            future_set_result(vm, future, VALUE_TRUE);
    }
    return VALUE_NONE;
}

static Value event_clear(VM *vm, Value *a)
{
    if (sync_get(a[0])->locked)
        sync_note(vm, sync_get(a[0]), TRACE_CLEARED, TRACE_REASON_EVENT, 0);
    sync_get(a[0])->locked = false;
    return VALUE_NONE;
}

static Value event_repr(VM *vm, Value self)
{
    return sync_repr(vm, self, sync_get(self)->locked ? "set" : "unset");
}

static const NativeDef event_methods[] = {
    {"wait", "self /", event_wait_directly, event_wait, 1, NATIVE_COROUTINE},
    {"set", "self /", event_set, NULL, 0, 0},
    {"clear", "self /", event_clear, NULL, 0, 0},
    {"is_set", "self /", lock_locked, NULL, 0, 0},
    {0},
};

SYNC_TYPE(Event, KIND_EVENT, &new_any_def, &init_nothing_def, event_repr, event_methods, NULL);

// Condition -------------------------------------------------------------------------------------

static Value condition_make(VM *vm, Value *a)
{
    static const char *const unheard[] = {"acquire", "release", "locked", "wait", "notify"};
    if (!loop_refuse_own(vm, (Type *)value_obj(a[0]), unheard, sizeof unheard / sizeof *unheard))
        return VALUE_ABSENT;
    Sync *condition = type_alloc(vm, (Type *)value_obj(a[0]), sizeof *condition);
    condition->inner = value_of(obj_new(vm, loop_type(vm, LT_Lock), sizeof(Sync)));
    return value_of(condition);
}

static Value condition_init(VM *vm, Value *a)
{
    if (a[1] == VALUE_ABSENT || a[1] == VALUE_NONE)
        return VALUE_NONE;
    if (!loop_is_a(vm, a[1], LT_Lock))
        return vm_unsupported(vm, "asyncio.Condition with a lock of its own kind");
    value_set(vm, &sync_get(a[0])->inner, value_ref(a[1]));
    return VALUE_NONE;
}

static const NativeDef condition_new_def = {"__new__", "cls *args **kwargs", condition_make, NULL, 0, 0};
static const NativeDef condition_init_def = {"__init__", "self lock?", condition_init, NULL, 0, 0};

static Sync *lock_of(Value v)
{
    return sync_get(sync_get(v)->inner);
}

// Pushes the lock's own frame for a method of the condition.
static const NativeDef acquire_frame_def = {"Condition.acquire", "lock", NULL, lock_acquire, 1, 0};

static Flow condition_lock(VM *vm, Frame *frame, Value self)
{
    (void)frame;
    Frame *f = frame_push_native(vm, RET_NATIVE, &acquire_frame_def, 1);
    f->v[0] = value_ref(sync_get(self)->inner);
    return FLOW_CALL;
}

static Flow condition_acquire(VM *vm, Frame *f)
{
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, condition_lock(vm, f, f->v[0]));
    return vm_return(vm, VALUE_TRUE);
    NATIVE_END;
}

static Flow condition_enter(VM *vm, Frame *f)
{
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, condition_lock(vm, f, f->v[0]));
    return vm_return(vm, VALUE_NONE);
    NATIVE_END;
}

static Flow condition_leave(VM *vm, Frame *f)
{
    return lock_give_back(vm, lock_of(f->v[0])) ? vm_return(vm, VALUE_NONE) : FLOW_RAISE;
}

static Value condition_release(VM *vm, Value *a)
{
    return lock_give_back(vm, lock_of(a[0])) ? VALUE_NONE : VALUE_ABSENT;
}

static Value condition_locked(VM *vm, Value *a)
{
    (void)vm;
    return value_bool(lock_of(a[0])->locked);
}

// v: self; future, exception.
static Flow condition_wait(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (!lock_of(v[0])->locked) {
        vm_raise(vm, T_RuntimeError, "cannot wait on un-acquired lock");
        return FLOW_RAISE;
    }
    lock_give_back(vm, lock_of(v[0]));
    f->catches = true;
    v[1] = sync_future(vm, sync_get(v[0]), sync_reason(vm, v[0]));
    if (v[1] == VALUE_ABSENT)
        return FLOW_RAISE;
    if (sync_get(v[0])->within) {
        FutureMore *more = future_more_of(vm, future_get(v[1]));
        more->done = (uint32_t)sync_get(v[0])->value;
        more->total = (uint32_t)sync_get(v[0])->bound;
    }
    ring_push(vm, &sync_get(v[0])->waiters, value_ref(v[1]));
    NATIVE_AWAIT_VALUE(f, v[1]);
    value_clear(vm, &f->in);
    ring_remove(vm, &sync_get(v[0])->waiters, v[1]);
    if (vm_pending(vm))
        v[2] = vm_take_pending(vm);
    for (;;) {
        NATIVE_AWAIT(f, condition_lock(vm, f, v[0]));
        if (!vm_pending(vm))
            break;
        if (!loop_pending_is(vm, LT_CancelledError))
            return FLOW_RAISE;
        vm_clear_pending(vm);
        f->flag = true;
    }
    if (f->flag) {
        loop_raise(vm, LT_CancelledError, VALUE_ABSENT);
        if (v[2] != VALUE_ABSENT)
            value_set(vm, &exception_get(vm->exception)->context, native_take(&v[2]));
        return FLOW_RAISE;
    }
    if (v[2] != VALUE_ABSENT) { // goes on as it came
        value_set(vm, &vm->exception, native_take(&v[2]));
        return FLOW_RAISE;
    }
    return vm_return(vm, VALUE_TRUE);
    NATIVE_END;
}

static const NativeDef wait_frame_def = {"Condition.wait", "self", NULL, condition_wait, 2, 0};

static Flow push_wait(VM *vm, Frame *frame, Value condition)
{
    (void)frame;
    Frame *f = frame_push_native(vm, RET_NATIVE, &wait_frame_def, 1);
    f->v[0] = value_ref(condition);
    return FLOW_CALL;
}

// v: self, predicate; result.
static Flow condition_wait_for(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    for (;;) {
        NATIVE_AWAIT(f, vm_call(vm, f, v[1], 0, NULL));
        value_set(vm, &v[2], native_take_in(f));
        NATIVE_AWAIT(f, vm_truth(vm, f, v[2]));
        if (f->in == VALUE_TRUE)
            return vm_return(vm, native_take(&v[2]));
        NATIVE_AWAIT(f, push_wait(vm, f, v[0]));
    }
    NATIVE_END;
}

static void note_notified(VM *vm, Sync *condition, int64_t n)
{
    int64_t waiting = 0;
    for (int64_t i = 0; i < condition->waiters.count; i++)
        waiting += !future_is_done(future_get(ring_at(&condition->waiters, i)));
    uint64_t object =
        loop_object(vm, &condition->object, TRACE_REASON_CONDITION, value_of(condition));
    loop_event(vm, TRACE_NOTIFIED, (int64_t)object, n < waiting ? n : waiting, waiting);
}

static void notify(VM *vm, Sync *condition, int64_t n)
{
    if (!condition->within)
        note_notified(vm, condition, n);
    for (int64_t i = 0; i < condition->waiters.count && n > 0; i++) {
        Future *future = future_get(ring_at(&condition->waiters, i));
        if (!future_is_done(future)) {
            n -= !LOOP_FAULT(notify_wakes_all);
            future_set_result(vm, future, VALUE_FALSE);
        }
    }
}

static Value condition_notify(VM *vm, Value *a)
{
    int64_t n = 1;
    if (a[1] != VALUE_ABSENT && !vm_index_int64(vm, a[1], true, &n))
        return VALUE_ABSENT;
    if (!lock_of(a[0])->locked)
        return vm_raise(vm, T_RuntimeError, "cannot notify on un-acquired lock");
    notify(vm, sync_get(a[0]), n);
    return VALUE_NONE;
}

static Value condition_notify_all(VM *vm, Value *a)
{
    if (!lock_of(a[0])->locked)
        return vm_raise(vm, T_RuntimeError, "cannot notify on un-acquired lock");
    notify(vm, sync_get(a[0]), INT64_MAX);
    return VALUE_NONE;
}

static Value condition_repr(VM *vm, Value self)
{
    return sync_repr(vm, self, lock_of(self)->locked ? "locked" : "unlocked");
}

static const NativeDef condition_methods[] = {
    {"acquire", "self /", NULL, condition_acquire, 0, NATIVE_COROUTINE},
    {"release", "self /", condition_release, NULL, 0, 0},
    {"locked", "self /", condition_locked, NULL, 0, 0},
    {"wait", "self /", NULL, condition_wait, 2, NATIVE_COROUTINE},
    {"wait_for", "self predicate /", NULL, condition_wait_for, 1, NATIVE_COROUTINE},
    {"notify", "self n?", condition_notify, NULL, 0, 0},
    {"notify_all", "self /", condition_notify_all, NULL, 0, 0},
    {"__aenter__", "self /", NULL, condition_enter, 0, NATIVE_COROUTINE},
    {"__aexit__", "self exc_type exc tb /", NULL, condition_leave, 0, NATIVE_COROUTINE},
    {0},
};

SYNC_TYPE(Condition, KIND_CONDITION, &condition_new_def, &condition_init_def, condition_repr,
          condition_methods, NULL);

// Semaphore -------------------------------------------------------------------------------------

static Value semaphore_init(VM *vm, Value *a)
{
    int64_t value = 1;
    if (a[1] != VALUE_ABSENT && !vm_index_int64(vm, a[1], true, &value))
        return VALUE_ABSENT;
    if (value < 0)
        return vm_raise(vm, T_ValueError, "Semaphore initial value must be >= 0");
    sync_get(a[0])->value = sync_get(a[0])->bound = value;
    return VALUE_NONE;
}

static const NativeDef semaphore_init_def = {"__init__", "self value?", semaphore_init, NULL, 0, 0};

static bool semaphore_is_locked(const Sync *semaphore)
{
    return semaphore->value == 0 || live_waiters(&semaphore->waiters);
}

static void semaphore_wake(VM *vm, Sync *semaphore)
{
    if (sync_wake_first(vm, &semaphore->waiters))
        semaphore->value--;
}

static Flow semaphore_acquire_as(VM *vm, Frame *f, Value result)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (!semaphore_is_locked(sync_get(v[0]))) {
        sync_get(v[0])->value--;
        sync_note(vm, sync_get(v[0]), TRACE_ACQUIRED, TRACE_REASON_SEMAPHORE, 0);
        return vm_return(vm, result);
    }
    v[1] = sync_future(vm, sync_get(v[0]), TRACE_REASON_SEMAPHORE);
    if (v[1] == VALUE_ABSENT)
        return FLOW_RAISE;
    ring_push(vm, &sync_get(v[0])->waiters, value_ref(v[1]));
    f->catches = true;
    NATIVE_AWAIT_VALUE(f, v[1]);
    ring_remove(vm, &sync_get(v[0])->waiters, v[1]);
    if (vm_pending(vm)) {
        if (loop_pending_is(vm, LT_CancelledError) && future_get(v[1])->state != FUTURE_CANCELLED) {
            sync_get(v[0])->value++;
            semaphore_wake(vm, sync_get(v[0]));
        }
        return FLOW_RAISE;
    }
    sync_note(vm, sync_get(v[0]), TRACE_ACQUIRED, TRACE_REASON_SEMAPHORE,
              sync_get(v[0])->waiters.count);
    if (sync_get(v[0])->value > 0)
        semaphore_wake(vm, sync_get(v[0]));
    return vm_return(vm, result);
    NATIVE_END;
}

static Flow semaphore_acquire(VM *vm, Frame *f)
{
    return semaphore_acquire_as(vm, f, VALUE_TRUE);
}
static Flow semaphore_enter(VM *vm, Frame *f)
{
    if (overrides(vm, f->v[0], "acquire"))
        return enter_by_method(vm, f);
    return semaphore_acquire_as(vm, f, VALUE_NONE);
}

static void semaphore_give_back(VM *vm, Sync *semaphore)
{
    semaphore->value++;
    sync_note(vm, semaphore, TRACE_RELEASED, TRACE_REASON_SEMAPHORE, semaphore->waiters.count);
    semaphore_wake(vm, semaphore);
}

static bool semaphore_check(VM *vm, Value v)
{
    if (!loop_is_a(vm, v, LT_BoundedSemaphore) || sync_get(v)->value < sync_get(v)->bound ||
        LOOP_FAULT(bounded_semaphore_overflows))
        return true;
    vm_raise(vm, T_ValueError, "BoundedSemaphore released too many times");
    return false;
}

static Value semaphore_release(VM *vm, Value *a)
{
    if (!semaphore_check(vm, a[0]))
        return VALUE_ABSENT;
    semaphore_give_back(vm, sync_get(a[0]));
    return VALUE_NONE;
}

static Flow semaphore_leave(VM *vm, Frame *f)
{
    if (overrides(vm, f->v[0], "release"))
        return leave_by_method(vm, f);
    if (!semaphore_check(vm, f->v[0]))
        return FLOW_RAISE;
    semaphore_give_back(vm, sync_get(f->v[0]));
    return vm_return(vm, VALUE_NONE);
}

static Value semaphore_locked(VM *vm, Value *a)
{
    (void)vm;
    return value_bool(semaphore_is_locked(sync_get(a[0])));
}

static Value semaphore_repr(VM *vm, Value self)
{
    char extra[60] = "locked";
    if (!semaphore_is_locked(sync_get(self)))
        snprintf(extra, sizeof extra, "unlocked, value:%lld", (long long)sync_get(self)->value);
    return sync_repr(vm, self, extra);
}

static Value semaphore_value(VM *vm, Value self)
{
    return int_new(vm, sync_get(self)->value);
}

static const GetSetDef semaphore_getsets[] = {{"_value", semaphore_value, NULL}, {0}};

static const NativeDef semaphore_methods[] = {
    {"acquire", "self /", NULL, semaphore_acquire, 1, NATIVE_COROUTINE},
    {"release", "self /", semaphore_release, NULL, 0, 0},
    {"locked", "self /", semaphore_locked, NULL, 0, 0},
    {"__aenter__", "self /", NULL, semaphore_enter, 1, NATIVE_COROUTINE},
    {"__aexit__", "self exc_type exc tb /", NULL, semaphore_leave, 0, NATIVE_COROUTINE},
    {0},
};

SYNC_TYPE(Semaphore, KIND_SEMAPHORE, &new_any_def, &semaphore_init_def, semaphore_repr,
          semaphore_methods, semaphore_getsets);
SYNC_TYPE(BoundedSemaphore, KIND_SEMAPHORE, &new_any_def, &semaphore_init_def, semaphore_repr,
          NULL, NULL);

// Barrier ---------------------------------------------------------------------------------------

typedef enum BarrierState {
    BARRIER_FILLING,
    BARRIER_DRAINING,
    BARRIER_RESETTING,
    BARRIER_BROKEN
} BarrierState;

// `inner` is its Condition, `value` the tasks within, `bound` the parties, `state` where it is.
static Value barrier_make(VM *vm, Value *a)
{
    Sync *barrier = type_alloc(vm, (Type *)value_obj(a[0]), sizeof *barrier);
    barrier->bound = 1;
    Sync *condition = obj_new(vm, loop_type(vm, LT_Condition), sizeof *condition);
    condition->inner = value_of(obj_new(vm, loop_type(vm, LT_Lock), sizeof(Sync)));
    condition->within = sync_get(condition->inner)->within = TRACE_REASON_BARRIER;
    barrier->inner = value_of(condition);
    return value_of(barrier);
}

static Value barrier_init(VM *vm, Value *a)
{
    int64_t parties;
    if (!vm_index_int64(vm, a[1], true, &parties))
        return VALUE_ABSENT;
    if (parties < 1)
        return vm_raise(vm, T_ValueError, "parties must be > 0");
    sync_get(a[0])->bound = parties;
    return VALUE_NONE;
}

static const NativeDef barrier_new_def = {"__new__", "cls *args **kwargs", barrier_make, NULL, 0, 0};
static const NativeDef barrier_init_def = {"__init__", "self parties", barrier_init, NULL, 0, 0};

TraceReason sync_reason(VM *vm, Value condition)
{
    (void)vm;
    return sync_get(condition)->within ? (TraceReason)sync_get(condition)->within
                                       : TRACE_REASON_CONDITION;
}

static Sync *condition_of(Value barrier)
{
    return sync_get(sync_get(barrier)->inner);
}

// The last to leave makes it usable again.
static void barrier_exit(VM *vm, Sync *barrier)
{
    if (barrier->value)
        return;
    if (barrier->state == BARRIER_RESETTING || barrier->state == BARRIER_DRAINING)
        barrier->state = BARRIER_FILLING;
    notify(vm, condition_of(value_of(barrier)), INT64_MAX);
}

// Ends the work inside the barrier's condition with what is pending, or with the index in
// f->number.
static Flow barrier_end(VM *vm, Frame *f)
{
    Value exception = vm_take_pending(vm);
    if (f->flag) { // counted in
        sync_get(f->v[0])->value--;
        barrier_exit(vm, sync_get(f->v[0]));
    }
    lock_give_back(vm, lock_of(sync_get(f->v[0])->inner));
    if (exception == VALUE_ABSENT)
        return vm_return(vm, value_small(f->number + LOOP_FAULT(barrier_counts_from_one)));
    value_set(vm, &vm->exception, exception);
    return FLOW_RAISE;
}

static void note_arrived(VM *vm, Sync *barrier)
{
    uint64_t object = loop_object(vm, &condition_of(value_of(barrier))->object,
                                  TRACE_REASON_BARRIER, value_of(barrier));
    loop_event(vm, TRACE_ARRIVED, (int64_t)object, barrier->value, barrier->bound);
}

static Flow barrier_wait(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, condition_lock(vm, f, sync_get(v[0])->inner));
    f->catches = true;
    while (sync_get(v[0])->state == BARRIER_DRAINING ||
           sync_get(v[0])->state == BARRIER_RESETTING) {
        NATIVE_AWAIT(f, push_wait(vm, f, sync_get(v[0])->inner));
        if (vm_pending(vm))
            return barrier_end(vm, f);
    }
    if (sync_get(v[0])->state == BARRIER_BROKEN) {
        loop_raise_text(vm, LT_BrokenBarrierError, "Barrier aborted");
        return barrier_end(vm, f);
    }
    f->number = (int32_t)sync_get(v[0])->value++;
    f->flag = true;
    condition_of(v[0])->value = sync_get(v[0])->value;
    condition_of(v[0])->bound = sync_get(v[0])->bound;
    note_arrived(vm, sync_get(v[0]));
    if (f->number + 1 == sync_get(v[0])->bound) {
        sync_get(v[0])->state = BARRIER_DRAINING;
        notify(vm, condition_of(v[0]), INT64_MAX);
        return barrier_end(vm, f);
    }
    while (sync_get(v[0])->state == BARRIER_FILLING) {
        NATIVE_AWAIT(f, push_wait(vm, f, sync_get(v[0])->inner));
        if (vm_pending(vm))
            return barrier_end(vm, f);
    }
    if (sync_get(v[0])->state != BARRIER_DRAINING)
        loop_raise_text(vm, LT_BrokenBarrierError, "Abort or reset of barrier");
    return barrier_end(vm, f);
    NATIVE_END;
}

static Flow barrier_change(VM *vm, Frame *f, bool abort)
{
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, condition_lock(vm, f, sync_get(f->v[0])->inner));
    {
        Sync *barrier = sync_get(f->v[0]);
        if (abort)
            barrier->state = BARRIER_BROKEN;
        else
            barrier->state = barrier->value > 0 ? BARRIER_RESETTING : BARRIER_FILLING;
        notify(vm, condition_of(f->v[0]), INT64_MAX);
        lock_give_back(vm, lock_of(barrier->inner));
    }
    return vm_return(vm, VALUE_NONE);
    NATIVE_END;
}

static Flow barrier_reset(VM *vm, Frame *f)
{
    return barrier_change(vm, f, false);
}
static Flow barrier_abort(VM *vm, Frame *f)
{
    return barrier_change(vm, f, true);
}

static Flow barrier_leave(VM *vm, Frame *f)
{
    (void)f;
    return vm_return(vm, VALUE_NONE);
}

static Value barrier_parties(VM *vm, Value self)
{
    return int_new(vm, sync_get(self)->bound);
}

static Value barrier_waiting(VM *vm, Value self)
{
    return int_new(vm, sync_get(self)->state == BARRIER_FILLING ? sync_get(self)->value : 0);
}

static Value barrier_broken(VM *vm, Value self)
{
    (void)vm;
    return value_bool(sync_get(self)->state == BARRIER_BROKEN);
}

static Value barrier_repr(VM *vm, Value self)
{
    static const char *const words[] = {"filling", "draining", "resetting", "broken"};
    const Sync *barrier = sync_get(self);
    char extra[80];
    if (barrier->state == BARRIER_BROKEN)
        snprintf(extra, sizeof extra, "broken");
    else
        snprintf(extra, sizeof extra, "%s, waiters:%lld/%lld", words[barrier->state],
                 (long long)(barrier->state == BARRIER_FILLING ? barrier->value : 0),
                 (long long)barrier->bound);
    return sync_repr(vm, self, extra);
}

static const GetSetDef barrier_getsets[] = {
    {"parties", barrier_parties, NULL},
    {"n_waiting", barrier_waiting, NULL},
    {"broken", barrier_broken, NULL},
    {0},
};

static const NativeDef barrier_methods[] = {
    {"wait", "self /", NULL, barrier_wait, 0, NATIVE_COROUTINE},
    {"reset", "self /", NULL, barrier_reset, 0, NATIVE_COROUTINE},
    {"abort", "self /", NULL, barrier_abort, 0, NATIVE_COROUTINE},
    {"__aenter__", "self /", NULL, barrier_wait, 0, NATIVE_COROUTINE},
    {"__aexit__", "self exc_type exc tb /", NULL, barrier_leave, 0, NATIVE_COROUTINE},
    {0},
};

SYNC_TYPE(Barrier, KIND_BARRIER, &barrier_new_def, &barrier_init_def, barrier_repr, barrier_methods,
          barrier_getsets);
