// timeout, timeout_at.
#include "loop/state.h"

#include <stdio.h>

#include "lang/exec.h"
#include "lang/float.h"
#include "loop/modules.h"

typedef enum TimeoutState {
    TIMEOUT_CREATED,
    TIMEOUT_ACTIVE,
    TIMEOUT_EXPIRING,
    TIMEOUT_EXPIRED,
    TIMEOUT_FINISHED
} TimeoutState;

typedef struct Timeout {
    Obj head;
    Value when; // float or None
    Value task, handle;
    uint8_t state; // TimeoutState
    int32_t cancelling;
} Timeout;

static const char *const state_words[] = {"created", "active", "expiring", "expired", "finished"};

static Timeout *timeout_get(Value v)
{
    return (Timeout *)value_obj(v);
}

Value timeout_task(Value v)
{
    return value_is_kind(v, (ObjKind)KIND_TIMEOUT) ? timeout_get(v)->task : VALUE_ABSENT;
}

void timeout_ring(VM *vm, Value v)
{
    Timeout *self = timeout_get(v);
    LoopState *s = loop_state(vm);
    s->cause_given = true;
    s->cause = TRACE_CAUSE_TIMEOUT;
    future_cancel(vm, self->task, VALUE_ABSENT);
    s->cause_given = false;
    self->state = TIMEOUT_EXPIRING;
    value_clear(vm, &self->handle);
}

static Value timeout_new(VM *vm, Value when)
{
    Timeout *self = obj_new(vm, loop_type(vm, LT_Timeout), sizeof *self);
    self->when = value_ref(when);
    return value_of(self);
}

static bool set_when(VM *vm, Value v, Value when)
{
    Timeout *self = timeout_get(v);
    if (self->state != TIMEOUT_ACTIVE) {
        if (self->state == TIMEOUT_CREATED)
            vm_raise(vm, T_RuntimeError, "Timeout has not been entered");
        else
            vm_raise(vm, T_RuntimeError, "Cannot change state of %s Timeout",
                     state_words[self->state]);
        return false;
    }
    value_set(vm, &self->when, value_ref(when));
    if (self->handle != VALUE_ABSENT)
        handle_cancel(vm, handle_get(self->handle));
    value_clear(vm, &self->handle);
    if (when == VALUE_NONE)
        return true;
    double seconds;
    Value loop = loop_running(vm);
    if (loop == VALUE_ABSENT || !loop_seconds(vm, when, &seconds))
        return false;
    self->handle = handle_new(vm, loop, CALLBACK_TIMEOUT, v, VALUE_ABSENT, VALUE_ABSENT);
    Handle *handle = handle_get(self->handle);
    loop_charge(vm);
    if (seconds <= clock_seconds(loop_state(vm)->clock.now_ns)) {
        event_loop_ready(vm, event_loop_get(loop), CALLBACK_HANDLE, self->handle, VALUE_ABSENT,
                         VALUE_ABSENT);
        return true;
    }
    if (!clock_from_seconds(seconds, &handle->deadline_ns))
        handle->deadline_ns = INT64_MAX / 2;
    handle->timed = true;
    handle->when = seconds;
    handle->timer_id = ++loop_state(vm)->timer_ids;
    loop_event(vm, TRACE_TIMER_SET, (int64_t)handle->timer_id, handle->deadline_ns, 0);
    event_loop_timer(vm, event_loop_get(loop), handle->deadline_ns, self->handle);
    return true;
}

static Flow enter(VM *vm, Frame *f)
{
    Value *v = f->v;
    Timeout *self = timeout_get(v[0]);
    if (loop_state(vm)->task == VALUE_ABSENT) {
        vm_raise(vm, T_RuntimeError, "Timeout should be used inside a task");
        return FLOW_RAISE;
    }
    if (self->state != TIMEOUT_CREATED) {
        vm_raise(vm, T_RuntimeError, "Timeout has already been entered");
        return FLOW_RAISE;
    }
    self->state = TIMEOUT_ACTIVE;
    value_set(vm, &self->task, value_ref(loop_state(vm)->task));
    self->cancelling = task_get(self->task)->cancelling;
    Value when = value_ref(self->when);
    bool fine = set_when(vm, v[0], when);
    value_unref(vm, when);
    return fine ? vm_return(vm, value_ref(v[0])) : FLOW_RAISE;
}

static Flow leave(VM *vm, Frame *f)
{
    Value *v = f->v;
    Timeout *self = timeout_get(v[0]);
    if (self->handle != VALUE_ABSENT)
        handle_cancel(vm, handle_get(self->handle));
    value_clear(vm, &self->handle);
    if (self->state == TIMEOUT_EXPIRING) {
        self->state = TIMEOUT_EXPIRED;
        Task *task = task_get(self->task);
        if (task->cancelling > 0)
            task->cancelling--;
        if (task->cancelling <= self->cancelling &&
            v[1] == value_of(loop_type(vm, LT_CancelledError))) {
            vm_raise_value(vm, T_TimeoutError, VALUE_ABSENT);
            Exception *e = exception_get(vm->exception);
            value_set(vm, &e->cause, value_ref(v[2]));
            value_set(vm, &e->context, value_ref(v[2]));
            e->suppress_context = true;
            return FLOW_RAISE;
        }
    } else if (self->state == TIMEOUT_ACTIVE) {
        self->state = TIMEOUT_FINISHED;
    }
    return vm_return(vm, VALUE_NONE);
}

static Value when(VM *vm, Value *a)
{
    (void)vm;
    return value_ref(timeout_get(a[0])->when);
}

static Value reschedule(VM *vm, Value *a)
{
    return set_when(vm, a[0], a[1]) ? VALUE_NONE : VALUE_ABSENT;
}

static Value expired(VM *vm, Value *a)
{
    (void)vm;
    uint8_t state = timeout_get(a[0])->state;
    return value_bool(state == TIMEOUT_EXPIRING || state == TIMEOUT_EXPIRED);
}

static const NativeDef timeout_methods[] = {
    {"__aenter__", "self /", NULL, enter, 0, NATIVE_COROUTINE},
    {"__aexit__", "self exc_type exc_val exc_tb /", NULL, leave, 0, NATIVE_COROUTINE | NATIVE_KEPT},
    {"when", "self /", when, NULL, 0, 0},
    {"reschedule", "self when /", reschedule, NULL, 0, 0},
    {"expired", "self /", expired, NULL, 0, 0},
    {0},
};

static void timeout_visit(Obj *o, SlotVisitor visitor, void *context)
{
    visitor(context, &((Timeout *)o)->when);
    visitor(context, &((Timeout *)o)->task);
    visitor(context, &((Timeout *)o)->handle);
}

static Value timeout_repr(VM *vm, Value self)
{
    const Timeout *timeout = timeout_get(self);
    const char *word = state_words[timeout->state];
    if (timeout->state != TIMEOUT_ACTIVE)
        return str_format(vm, "<Timeout [%s]>", word);
    double seconds;
    char number[40] = "None";
    if (timeout->when != VALUE_NONE && float_from_number(vm, timeout->when, &seconds)) {
        char rounded[64];
        snprintf(rounded, sizeof rounded, "%.3f", seconds);
        float_parse(rounded, strlen(rounded), &seconds);
        float_repr_text(seconds, number);
    }
    return str_format(vm, "<Timeout [%s] when=%s>", word, number);
}

static Value make(VM *vm, Value *a)
{
    return timeout_new(vm, a[1]);
}

static Value init_any(VM *vm, Value *a)
{
    (void)vm;
    (void)a;
    return VALUE_NONE;
}

static const NativeDef new_def = {"__new__", "cls when", make, NULL, 0, 0};
static const NativeDef init_def = {"__init__", "self when", init_any, NULL, 0, 0};

const TypeDef loop_def_Timeout = {
    .name = "Timeout",
    .module = "asyncio.timeouts",
    .kind = KIND_TIMEOUT,
    .flags = TYPE_PYTHON,
    .size = sizeof(Timeout),
    .visit = timeout_visit,
    .new_ = &new_def,
    .init = &init_def,
    .repr = timeout_repr,
    .methods = timeout_methods,
};

static Value timeout(VM *vm, Value *a)
{
    double seconds;
    if (loop_running(vm) == VALUE_ABSENT)
        return VALUE_ABSENT;
    if (a[0] == VALUE_NONE)
        return timeout_new(vm, VALUE_NONE);
    if (!loop_seconds(vm, a[0], &seconds))
        return VALUE_ABSENT;
    Value moment = float_new(vm, loop_read_clock(vm) + seconds);
    Value v = timeout_new(vm, moment);
    value_unref(vm, moment);
    return v;
}

static Value timeout_at(VM *vm, Value *a)
{
    return timeout_new(vm, a[0]);
}

const NativeDef timeout_functions[] = {
    {"timeout", "delay", timeout, NULL, 0, 0},
    {"timeout_at", "when", timeout_at, NULL, 0, 0},
    {0},
};
