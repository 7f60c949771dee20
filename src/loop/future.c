// Futures.
#include "loop/state.h"
#include "loop/fault.h"

#include "lang/code.h"
#include "lang/exec.h"
#include "lang/func.h"
#include "lang/warning.h"
#include "loop/locks.h"

void future_init(VM *vm, Future *future, Value loop, TraceReason reason)
{
    future->loop = value_ref(loop);
    future->reason = reason & 31;
    future->serial = (uint32_t)++loop_state(vm)->serials;
}

Value future_new(VM *vm, Value loop, TraceReason reason)
{
    Future *future = obj_new(vm, loop_type(vm, LT_Future), sizeof *future);
    future_init(vm, future, loop, reason);
    if (event_loop_get(loop)->debug)
        debug_note_future(vm, future, "asyncio/base_events.py:427");
    return value_of(future);
}

const FutureMore future_nothing_more = {0};

FutureMore *future_more_of(VM *vm, Future *future)
{
    if (!future->more)
        future->more = raw_new(vm, sizeof *future->more);
    return future->more;
}

uint64_t future_object(const Future *future)
{
    bool at_sync = future->reason != TRACE_REASON_TIMER && future->reason != TRACE_REASON_TASK;
    if (at_sync && future->subject != VALUE_ABSENT)
        return sync_get(future->subject)->object;
    return future_more(future)->object;
}

int32_t future_callback_count(const Future *future)
{
    return (future->target != VALUE_ABSENT) + future_more(future)->callback_count;
}

Callback future_callback(const Future *future, int32_t index)
{
    if (future->target == VALUE_ABSENT)
        return future->more->callbacks[index];
    if (index == 0)
        return (Callback){(CallbackOp)future->op, future->target, VALUE_ABSENT};
    return future->more->callbacks[index - 1];
}

Task *future_waiting_task(const Future *future)
{
    for (int32_t i = 0; i < future_callback_count(future); i++) {
        Callback callback = future_callback(future, i);
        if (callback.op == CALLBACK_WAKEUP)
            return task_get(callback.target);
    }
    return NULL;
}

static TraceCause cause_of(const Future *future)
{
    if (future->state == FUTURE_CANCELLED && future->reason != TRACE_REASON_TASK)
        return TRACE_CAUSE_CANCEL;
    switch ((TraceReason)future->reason) {
    case TRACE_REASON_YIELD: return TRACE_CAUSE_YIELDED;
    case TRACE_REASON_TIMER: return TRACE_CAUSE_TIMER;
    case TRACE_REASON_FUTURE:
    case TRACE_REASON_IO: return TRACE_CAUSE_RESULT;
    case TRACE_REASON_TASK:
    case TRACE_REASON_WAIT_FOR: return TRACE_CAUSE_TASK_DONE;
    case TRACE_REASON_GATHER:
        return future->failed ? TRACE_CAUSE_GATHER_FAILED : TRACE_CAUSE_GATHER_DONE;
    case TRACE_REASON_WAIT: return TRACE_CAUSE_WAIT_DONE;
    case TRACE_REASON_LOCK:
    case TRACE_REASON_SEMAPHORE: return TRACE_CAUSE_RELEASED;
    case TRACE_REASON_EVENT: return TRACE_CAUSE_SET;
    case TRACE_REASON_CONDITION: return TRACE_CAUSE_NOTIFIED;
    case TRACE_REASON_QUEUE_GET: return TRACE_CAUSE_ITEM;
    case TRACE_REASON_QUEUE_PUT: return TRACE_CAUSE_SPACE;
    case TRACE_REASON_QUEUE_JOIN: return TRACE_CAUSE_JOINED;
    case TRACE_REASON_BARRIER: return TRACE_CAUSE_BARRIER_FULL;
    case TRACE_REASON_GROUP: return TRACE_CAUSE_GROUP_DONE;
    }
    return TRACE_CAUSE_RESULT;
}

void future_count_child(VM *vm, Future *future, Value child)
{
    if (value_is_task(child) && task_get(child)->lane)
        future_more_of(vm, future)->by = task_get(child)->lane;
}

// A task that waited for `future` comes into line.
static void note_ready(VM *vm, const Task *task, const Future *future)
{
    if (!task->lane || !loop_recording(vm))
        return;
    const LoopState *s = loop_state(vm);
    TraceCause cause = s->cause_given ? (TraceCause)s->cause : cause_of(future);
    uint64_t object = future->reason == TRACE_REASON_TASK && value_is_task(value_of(future))
                          ? ((const Task *)future)->lane
                          : future_object(future);
    uint32_t by = loop_lane(vm);
    if (!by && cause == TRACE_CAUSE_TASK_DONE)
        by = (uint32_t)object;
    if (!by)
        by = future_more(future)->by;
    loop_event_at(vm, TRACE_TASK_READY, task->lane, task->line, cause, by, (int64_t)object);
}

static void schedule(VM *vm, Future *future, const Callback *callback)
{
    if (callback->op == CALLBACK_WAKEUP)
        note_ready(vm, task_get(callback->target), future);
    event_loop_ready(vm, event_loop_get(future->loop), callback->op, callback->target,
                     value_of(future), callback->context);
}

static void schedule_callbacks(VM *vm, Future *future)
{
    if (future->target != VALUE_ABSENT) {
        Callback first = future_callback(future, 0);
        future->target = VALUE_ABSENT;
        schedule(vm, future, &first);
        value_unref(vm, first.target);
    }
    FutureMore *more = future->more;
    if (!more || !more->callbacks)
        return;
    Callback *callbacks = more->callbacks;
    int32_t count = more->callback_count, capacity = more->callback_capacity;
    for (int32_t i = 0; i < count; i++)
        schedule(vm, future, &callbacks[LOOP_FAULT(done_callbacks_reversed) ? count - 1 - i : i]);
    more->callbacks = NULL;
    more->callback_count = more->callback_capacity = 0;
    for (int32_t i = 0; i < count; i++) {
        value_unref(vm, callbacks[i].target);
        value_unref(vm, callbacks[i].context);
    }
    raw_release(vm, callbacks, (size_t)capacity * sizeof *callbacks);
}

void future_add_callback(VM *vm, Future *future, CallbackOp op, Value target, Value context)
{
    Callback callback = {op, target, context};
    if (op != CALLBACK_PYTHON && op != CALLBACK_WAKEUP && future->head.type->flags & TYPE_HEAP &&
        loop_overrides(vm, future->head.type, "add_done_callback"))
        vm_unsupported(vm, "a class of futures with its own add_done_callback() here");
    if (future_is_done(future)) {
        schedule(vm, future, &callback);
        return;
    }
    if (future->held && op != CALLBACK_PYTHON && op != CALLBACK_GROUP &&
        !(op == CALLBACK_GATHER && loop_believes(vm, BELIEF_GATHER_IN_TURN)))
        task_release(vm, (Task *)future);
    value_ref(target);
    if (context == VALUE_ABSENT && future_callback_count(future) == 0) {
        future->op = op & 31;
        future->target = target;
        return;
    }
    FutureMore *more = future_more_of(vm, future);
    if (more->callback_count == more->callback_capacity) {
        int32_t grown = more->callback_capacity ? more->callback_capacity * 2 : 2;
        more->callbacks =
            raw_resize(vm, more->callbacks, (size_t)more->callback_capacity * sizeof callback,
                       (size_t)grown * sizeof callback);
        more->callback_capacity = grown;
    }
    value_ref(context);
    more->callbacks[more->callback_count++] = callback;
}

// Takes out callback `i`.
static void drop_callback(VM *vm, Future *future, int32_t i)
{
    Callback gone = future_callback(future, i);
    if (i == 0 && future->target != VALUE_ABSENT) {
        future->target = VALUE_ABSENT;
    } else {
        FutureMore *more = future->more;
        i -= future->target != VALUE_ABSENT;
        memmove(more->callbacks + i, more->callbacks + i + 1,
                (size_t)(--more->callback_count - i) * sizeof gone);
    }
    value_unref(vm, gone.target);
    value_unref(vm, gone.context);
}

int future_remove_callback(VM *vm, Future *future, CallbackOp op, Value target)
{
    int removed = 0;
    for (int32_t i = 0; i < future_callback_count(future);) {
        Callback c = future_callback(future, i);
        bool same = c.op == op && (c.target == target ||
                                   (op == CALLBACK_PYTHON && vm_equal(vm, c.target, target) == 1));
        if (same) {
            drop_callback(vm, future, i);
            removed++;
        } else {
            i++;
        }
    }
    return removed;
}

void future_set_result(VM *vm, Future *future, Value result)
{
    value_set(vm, &future->result, value_ref(result));
    future->state = FUTURE_FINISHED;
    schedule_callbacks(vm, future);
}

void future_set_exception(VM *vm, Future *future, Value exception)
{
    value_set(vm, &future->result, value_ref(exception));
    if (exception_get(exception)->traceback != VALUE_ABSENT)
        value_set(vm, &future_more_of(vm, future)->traceback,
                  value_ref(exception_get(exception)->traceback));
    future->state = FUTURE_FINISHED;
    future->failed = true;
    schedule_callbacks(vm, future);
    future->unretrieved = true;
}

bool future_cancel_plain(VM *vm, Future *future, Value message)
{
    future->unretrieved = false;
    if (future_is_done(future))
        return false;
    future->state = FUTURE_CANCELLED;
    if (message != future_more(future)->message)
        value_set(vm, &future_more_of(vm, future)->message, value_ref(message));
    schedule_callbacks(vm, future);
    return true;
}

bool future_cancel(VM *vm, Value v, Value message)
{
    if (!loop_overrides(vm, value_type(vm, v), "cancel"))
        return future_cancel_own(vm, v, message);
    Value cancel = loop_attribute(vm, v, "cancel"), answer = VALUE_ABSENT;
    if (cancel != VALUE_ABSENT) {
        Value keyword = str_intern(vm, "msg", 3), names = tuple_from(vm, &keyword, message != VALUE_ABSENT);
        answer = exec_nested(vm, op_call(vm, RET_EXIT, cancel, &message, message != VALUE_ABSENT, names));
        value_unref(vm, names);
        value_unref(vm, keyword);
    }
    value_unref(vm, cancel);
    bool accepted = answer != VALUE_ABSENT && vm_truth_nested(vm, answer) == 1;
    value_unref(vm, answer);
    if (vm_pending(vm) && !vm->halt_status) // nobody here can take it
        warning_unraisable(vm, v);
    return accepted;
}

bool future_cancel_own(VM *vm, Value v, Value message)
{
    if (value_is_task(v))
        return task_cancel(vm, task_get(v), message);
    if (value_is_kind(v, (ObjKind)KIND_GATHERING))
        return gather_cancel(vm, gathering_get(v), message);
    return future_cancel_plain(vm, future_get(v), message);
}

Value future_cancelled_error(VM *vm, Future *future)
{
    if (future->state == FUTURE_CANCELLED && future->result != VALUE_ABSENT) {
        Value v = future->result;
        future->result = VALUE_ABSENT;
        return v;
    }
    Value message = future_more(future)->message;
    message = message == VALUE_NONE ? VALUE_ABSENT : value_ref(message);
    return loop_exception(vm, LT_CancelledError, message);
}

// Its exception has the traceback that it was set with, the first time it is taken; later none.
static void give_traceback(VM *vm, Future *future)
{
    Value traceback = VALUE_ABSENT;
    if (future->more)
        traceback = native_take(&future->more->traceback);
    value_set(vm, &exception_get(future->result)->traceback, traceback);
}

Value future_result(VM *vm, Future *future)
{
    switch ((FutureState)future->state) {
    case FUTURE_PENDING: return loop_raise_text(vm, LT_InvalidStateError, "Result is not set.");
    case FUTURE_CANCELLED: return vm_raise_instance(vm, future_cancelled_error(vm, future));
    case FUTURE_FINISHED: break;
    }
    future->unretrieved = false;
    if (!future->failed)
        return value_ref(future->result);
    give_traceback(vm, future);
    return vm_raise_instance(vm, value_ref(future->result));
}

Value future_to_throw(VM *vm, Future *future)
{
    const Type *type = future->head.type;
    bool plain = type == loop_type(vm, LT_Future) || type == loop_type(vm, LT_Task);
    if (future->state == FUTURE_CANCELLED || !plain) { // as its result() raises it
        future_result(vm, future);
        return vm_take_pending(vm);
    }
    future->unretrieved = false;
    give_traceback(vm, future);
    if (vm->hooks->raised)
        vm->hooks->raised(vm, vm->frame, future->result);
    return value_ref(future->result);
}

Value future_exception(VM *vm, Future *future)
{
    (void)vm;
    future->unretrieved = false;
    return future->failed ? value_ref(future->result) : VALUE_NONE;
}

// False with RuntimeError for one whose class has not called __init__ of ours.
static bool is_ready(VM *vm, Value self)
{
    if (future_get(self)->loop != VALUE_ABSENT)
        return true;
    vm_raise(vm, T_RuntimeError, "%s object is not initialized.", value_is_task(self) ? "Task" : "Future");
    return false;
}

// Takes it out of the line where it stands for a coroutine of its own.
static void leave_line(VM *vm, Future *future)
{
    if (!future->queued)
        return;
    future->queued = false;
    ring_remove(vm, &sync_get(future->subject)->waiters, value_of(future));
}

static void await_broken(VM *vm, Value self)
{
    leave_line(vm, future_get(self));
}

AwaitStep future_await_step(VM *vm, Value self, Value *out)
{
    Future *future = future_get(self);
    if (!future_is_done(future)) {
        if (!is_ready(vm, self))
            return AWAIT_RAISE;
        if (future->blocking) { // whoever drives this has not seen to it that it is done
            vm_raise(vm, T_RuntimeError, "await wasn't used with future");
            return AWAIT_RAISE;
        }
        future->blocking = true;
        *out = value_ref(self);
        return AWAIT_SUSPEND;
    }
    leave_line(vm, future);
    *out = future_result(vm, future);
    return *out == VALUE_ABSENT ? AWAIT_RAISE : AWAIT_DONE;
}

// For the guest ---------------------------------------------------------------------------------

// What everybody here asks a future itself, without looking for what a derived class has.
static const char *const unheard[] = {"result", "exception", "done", "cancelled", "get_loop", "remove_done_callback"};

bool future_class_is_heard(VM *vm, Type *type)
{
    return loop_refuse_own(vm, type, unheard, sizeof unheard / sizeof *unheard);
}

static Value make(VM *vm, Value *a)
{
    if (!future_class_is_heard(vm, (Type *)value_obj(a[0])))
        return VALUE_ABSENT;
    return value_of((Future *)type_alloc(vm, (Type *)value_obj(a[0]), sizeof(Future)));
}

static Value init(VM *vm, Value *a)
{
    Future *future = future_get(a[0]);
    Value loop = a[1] == VALUE_ABSENT || a[1] == VALUE_NONE ? loop_current(vm) : a[1];
    if (loop == VALUE_ABSENT || !policy_check_loop(vm, loop))
        return VALUE_ABSENT;
    if (future->loop != VALUE_ABSENT)
        return vm_unsupported(vm, "initializing a %T again", a[0]);
    future_init(vm, future, loop, TRACE_REASON_FUTURE);
    debug_note_future(vm, future, NULL);
    return VALUE_NONE;
}

static const NativeDef future_new_def = {"__new__", "cls *args **kwargs", make, NULL, 0, 0};
static const NativeDef future_init_def = {"__init__", "self * loop?", init, NULL, 0, 0};

static Value get_result(VM *vm, Value *a)
{
    if (future_get(a[0])->loop == VALUE_ABSENT)
        return loop_raise_text(vm, LT_InvalidStateError, "Future object is not initialized.");
    return future_result(vm, future_get(a[0]));
}

static Value get_exception(VM *vm, Value *a)
{
    if (future_get(a[0])->loop == VALUE_ABSENT)
        return loop_raise_text(vm, LT_InvalidStateError, "Future object is not initialized.");
    Future *future = future_get(a[0]);
    switch ((FutureState)future->state) {
    case FUTURE_PENDING: return loop_raise_text(vm, LT_InvalidStateError, "Exception is not set.");
    case FUTURE_CANCELLED: return vm_raise_instance(vm, future_cancelled_error(vm, future));
    case FUTURE_FINISHED: break;
    }
    return future_exception(vm, future);
}

static Value set_result(VM *vm, Value *a)
{
    if (!is_ready(vm, a[0]))
        return VALUE_ABSENT;
    if (value_is_task(a[0]))
        return vm_raise(vm, T_RuntimeError, "Task does not support set_result operation");
    if (future_is_done(future_get(a[0])))
        return loop_raise_text(vm, LT_InvalidStateError, "invalid state");
    future_set_result(vm, future_get(a[0]), a[1]);
    return VALUE_NONE;
}

static Value set_exception(VM *vm, Value *a)
{
    if (!is_ready(vm, a[0]))
        return VALUE_ABSENT;
    if (value_is_task(a[0]))
        return vm_raise(vm, T_RuntimeError, "Task does not support set_exception operation");
    if (future_is_done(future_get(a[0])))
        return loop_raise_text(vm, LT_InvalidStateError, "invalid state");
    Value exception = value_ref(a[1]);
    if (value_is_kind(exception, KIND_TYPE) &&
        type_is_subtype((Type *)value_obj(exception), vm_type(vm, T_BaseException)))
        value_set(vm, &exception, vm_call_nested(vm, a[1], 0, NULL));
    if (exception == VALUE_ABSENT)
        return VALUE_ABSENT;
    if (!value_is_a(vm, exception, T_BaseException)) {
        value_unref(vm, exception);
        return vm_raise(vm, T_TypeError, "invalid exception object");
    }
    if (value_is_a(vm, exception, T_StopIteration)) {
        value_unref(vm, exception);
        return vm_raise(
            vm, T_TypeError,
            "StopIteration interacts badly with generators and cannot be raised into a Future");
    }
    future_set_exception(vm, future_get(a[0]), exception);
    value_unref(vm, exception);
    return VALUE_NONE;
}

Value future_cancel_method(VM *vm, Value *a)
{
    if (!is_ready(vm, a[0]))
        return VALUE_ABSENT;
    return value_bool(future_cancel_own(vm, a[0], a[1] == VALUE_NONE ? VALUE_ABSENT : a[1]));
}

static Value is_cancelled(VM *vm, Value *a)
{
    (void)vm;
    return value_bool(future_get(a[0])->state == FUTURE_CANCELLED);
}

static Value is_done(VM *vm, Value *a)
{
    (void)vm;
    return value_bool(future_is_done(future_get(a[0])));
}

static Value add_done_callback(VM *vm, Value *a)
{
    if (!is_ready(vm, a[0]))
        return VALUE_ABSENT;
    if (value_is_kind(a[1], KIND_NATIVE) && native_get(a[1])->def == &task_wakeup_def) {
        future_add_callback(vm, future_get(a[0]), CALLBACK_WAKEUP, native_get(a[1])->self, VALUE_ABSENT);
        return VALUE_NONE;
    }
    Value context = a[2] == VALUE_ABSENT || a[2] == VALUE_NONE ? loop_state(vm)->context : a[2];
    future_add_callback(vm, future_get(a[0]), CALLBACK_PYTHON, a[1], context);
    return VALUE_NONE;
}

static Value remove_done_callback(VM *vm, Value *a)
{
    if (!is_ready(vm, a[0]))
        return VALUE_ABSENT;
    int removed = future_remove_callback(vm, future_get(a[0]), CALLBACK_PYTHON, a[1]);
    return vm_pending(vm) ? VALUE_ABSENT : value_small(removed);
}

static Value get_loop(VM *vm, Value *a)
{
    if (!is_ready(vm, a[0]))
        return VALUE_ABSENT;
    return value_ref(future_get(a[0])->loop);
}

Value future_iterate(VM *vm, Value self)
{
    return is_ready(vm, self) ? future_iter_new(vm, self) : VALUE_ABSENT;
}

static Value iterate(VM *vm, Value *a)
{
    return future_iterate(vm, a[0]);
}

static const NativeDef future_methods[] = {
    {"result", "self /", get_result, NULL, 0, 0},
    {"exception", "self /", get_exception, NULL, 0, 0},
    {"set_result", "self result /", set_result, NULL, 0, 0},
    {"set_exception", "self exception /", set_exception, NULL, 0, 0},
    {"cancel", "self msg?", future_cancel_method, NULL, 0, 0},
    {"cancelled", "self /", is_cancelled, NULL, 0, 0},
    {"done", "self /", is_done, NULL, 0, 0},
    {"add_done_callback", "self fn * context?", add_done_callback, NULL, 0, 0},
    {"remove_done_callback", "self fn /", remove_done_callback, NULL, 0, 0},
    {"get_loop", "self /", get_loop, NULL, 0, 0},
    {"__await__", "self /", iterate, NULL, 0, 0},
    {0},
};

static Value state_name(VM *vm, Value self)
{
    static const char *const names[] = {"PENDING", "CANCELLED", "FINISHED"};
    return str_from(vm, names[future_get(self)->state]);
}

static Value blocking_get(VM *vm, Value self)
{
    (void)vm;
    return value_bool(future_get(self)->blocking);
}

static Value error_get(VM *vm, Value self)
{
    (void)vm;
    Value error = future_error(future_get(self));
    return error == VALUE_ABSENT ? VALUE_NONE : value_ref(error);
}

static Value loop_get(VM *vm, Value self)
{
    if (!is_ready(vm, self))
        return VALUE_ABSENT;
    return value_ref(future_get(self)->loop);
}

static Value message_get(VM *vm, Value self)
{
    (void)vm;
    Value message = future_more(future_get(self))->message;
    return message == VALUE_ABSENT ? VALUE_NONE : value_ref(message);
}

static bool message_set(VM *vm, Value self, Value value)
{
    value_set(vm, &future_more_of(vm, future_get(self))->message, value_ref(value));
    return true;
}

static Value log_get(VM *vm, Value self)
{
    (void)vm;
    return value_bool(future_get(self)->unretrieved);
}

static bool log_set(VM *vm, Value self, Value value)
{
    if (value == VALUE_ABSENT) {
        vm_raise(vm, T_AttributeError, "cannot delete attribute");
        return false;
    }
    if (vm_truth_nested(vm, value) != 0) {
        if (!vm_pending(vm))
            vm_raise(vm, T_ValueError, "_log_traceback can only be set to False");
        return false;
    }
    future_get(self)->unretrieved = false;
    return true;
}

const GetSetDef future_getsets[] = {
    {"_cancel_message", message_get, message_set},
    {"_log_traceback", log_get, log_set},
    {"_state", state_name, NULL},
    {"_exception", error_get, NULL},
    {"_loop", loop_get, NULL},
    {"_asyncio_future_blocking", blocking_get, NULL},
    {0},
};

void future_visit(Obj *o, SlotVisitor visitor, void *context)
{
    Future *future = (Future *)o;
    FutureMore *more = future->more;
    static_assert(sizeof(Future) == 64 && sizeof(Task) <= 128, "there may be a million");
    visitor(context, &future->loop);
    visitor(context, &future->result);
    visitor(context, &future->target);
    if (future->reason != TRACE_REASON_TIMER)
        visitor(context, &future->subject);
    if (!more)
        return;
    visitor(context, &more->traceback);
    visitor(context, &more->message);
    visitor(context, &more->awaitable);
    visitor(context, &more->created);
    for (int32_t i = 0; i < more->callback_count; i++) {
        visitor(context, &more->callbacks[i].target);
        visitor(context, &more->callbacks[i].context);
    }
}

void future_finish(VM *vm, Obj *o)
{
    Future *future = (Future *)o;
    FutureMore *more = future->more;
    if (!more)
        return;
    raw_release(vm, more->callbacks, (size_t)more->callback_capacity * sizeof *more->callbacks);
    raw_release(vm, more, sizeof *more);
    future->more = NULL;
}

bool future_die(VM *vm, Obj *o)
{
    Future *future = (Future *)o;
    if (!future->unretrieved)
        return false;
    o->refs = 1;
    o->flags |= OBJ_FINALIZED;
    vm_queue_finalizer(vm, o);
    return true;
}

bool future_hash(VM *vm, Value self, int64_t *hash)
{
    (void)vm;
    *hash = (int64_t)future_get(self)->serial;
    return true;
}

// What wait_for hangs on its future: a call with the waiter.
static void add_release(VM *vm, StrBuilder *b, Value waiter)
{
    Value text = report_short_repr(vm, waiter);
    if (text == VALUE_ABSENT) {
        vm_clear_pending(vm);
        return;
    }
    Value call = str_format(vm, "_release_waiter(%s)() at asyncio/tasks.py:431", str_get(text)->data);
    str_builder_add_str(vm, b, call);
    value_unref(vm, call);
    value_unref(vm, text);
}

static void add_callbacks(VM *vm, StrBuilder *b, const Future *future)
{
    int32_t count = future_callback_count(future);
    if (!count)
        return;
    static const char *const texts[] = {
#define CALLBACK(name, text) text,
#include "loop/callback.def"
#undef CALLBACK
    };
    str_builder_add_text(vm, b, " cb=[");
    for (int32_t i = 0; i < count; i++) {
        Callback c = future_callback(future, i);
        if (i == 1 && count > 2) {
            Value more = str_format(vm, ", <%d more>", count - 2);
            str_builder_add_str(vm, b, more);
            value_unref(vm, more);
            i = count - 2;
            continue;
        }
        if (i)
            str_builder_add_text(vm, b, ", ");
        if (c.op == CALLBACK_PYTHON)
            report_callback(vm, b, c.target, vm->empty_tuple);
        else if (c.op == CALLBACK_RELEASE_BY)
            add_release(vm, b, c.target);
        else
            str_builder_add_text(vm, b, texts[c.op]);
    }
    str_builder_add_text(vm, b, "]");
}

// "<Task pending name='Task-2' coro=...": what both classes begin with.
static void add_task(VM *vm, StrBuilder *b, const Task *task)
{
    Value name = task_name(vm, task), quoted = str_repr(vm, name);
    str_builder_add_text(vm, b, " name=");
    str_builder_add_str(vm, b, quoted);
    value_unref(vm, quoted);
    value_unref(vm, name);
    if (value_is_gen(task_coro(task))) {
        Value text = report_coroutine(vm, gen_get(task_coro(task)));
        str_builder_add_text(vm, b, " coro=");
        str_builder_add_str(vm, b, text);
        value_unref(vm, text);
    } else {
        Value text =
            str_format(vm, " coro=<<%s without __name__>()>", type_name(value_type(vm, task_coro(task))));
        str_builder_add_str(vm, b, text);
        value_unref(vm, text);
    }
    if (task->waiter != VALUE_ABSENT) {
        Value text = future_repr(vm, task->waiter);
        str_builder_add_text(vm, b, " wait_for=");
        str_builder_add_str(vm, b, text);
        value_unref(vm, text);
    }
}

Value future_repr(VM *vm, Value self)
{
    Future *future = future_get(self);
    if (!is_ready(vm, self))
        return VALUE_ABSENT;
    bool task = value_is_task(self);
    static const char *const states[] = {"pending", "cancelled", "finished"};
    StrBuilder b = {0};
    if (!vm_enter(vm, " while getting the repr of an object"))
        return VALUE_ABSENT;
    str_builder_add_text(vm, &b, "<");
    str_builder_add_text(vm, &b, type_name(value_type(vm, self)));
    str_builder_add_text(vm, &b, " ");
    if (task && task_get(self)->cancelling > 0 && !future_is_done(future))
        str_builder_add_text(vm, &b, "cancelling");
    else
        str_builder_add_text(vm, &b, states[future->state]);
    if (task)
        add_task(vm, &b, task_get(self));
    if (future->state == FUTURE_FINISHED) {
        str_builder_add_text(vm, &b, future->failed ? " exception=" : " result=");
        Value text = future->failed ? vm_repr_nested(vm, future->result)
                                    : report_short_repr(vm, future->result);
        if (text == VALUE_ABSENT)
            vm_clear_pending(vm);
        else
            str_builder_add_str(vm, &b, text);
        value_unref(vm, text);
    }
    add_callbacks(vm, &b, future);
    debug_add_place(vm, &b, future_more(future)->created);
    str_builder_add_text(vm, &b, ">");
    vm_leave(vm);
    return str_builder_finish(vm, &b);
}

const TypeDef loop_def_Future = {
    .name = "Future",
    .module = "_asyncio",
    .kind = KIND_FUTURE,
    .flags = TYPE_BASETYPE | TYPE_FINALIZER | TYPE_GENERIC | TYPE_AGED,
    .size = sizeof(Future),
    .visit = future_visit,
    .finish = future_finish,
    .die = future_die,
    .new_ = &future_new_def,
    .init = &future_init_def,
    .repr = future_repr,
    .hash = future_hash,
    .iter = future_iterate,
    .await_step = future_await_step,
    .await_broken = await_broken,
    .methods = future_methods,
    .getsets = future_getsets,
};
