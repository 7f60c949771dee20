// Methods of event loops; handles; the end of a run.
#include "loop/state.h"
#include "loop/fault.h"

#include "lang/dict.h"
#include "lang/exec.h"
#include "lang/float.h"
#include "lang/func.h"

// Handles ---------------------------------------------------------------------------------------

Value handle_new(VM *vm, Value loop, CallbackOp op, Value callback, Value args, Value context)
{
    Handle *handle = obj_new(vm, loop_type(vm, LT_Handle), sizeof *handle);
    handle->loop = value_ref(loop);
    handle->op = op;
    handle->callback = value_ref(callback);
    handle->args = value_ref(args);
    handle->context = value_ref(context);
    if (event_loop_get(loop)->debug && op == CALLBACK_PYTHON)
        handle->created = debug_created(vm, NULL);
    return value_of(handle);
}

void handle_cancel(VM *vm, Handle *handle)
{
    if (handle->cancelled)
        return;
    handle->cancelled = true;
    if (handle->timed && handle->timer_id)
        loop_event(vm, TRACE_TIMER_CANCELLED, (int64_t)handle->timer_id, 0, 0);
    if (handle->created != VALUE_ABSENT)
        handle->text = vm_repr_nested(vm, value_of(handle)); // callback and arguments are for the reader
    value_clear(vm, &handle->args);
    value_set(vm, &handle->callback, VALUE_NONE);
}

static Value cancel(VM *vm, Value *a)
{
    handle_cancel(vm, handle_get(a[0]));
    return VALUE_NONE;
}

static Value cancelled(VM *vm, Value *a)
{
    (void)vm;
    return value_bool(handle_get(a[0])->cancelled);
}

static Value when(VM *vm, Value *a)
{
    return float_new(vm, handle_get(a[0])->when);
}

static const NativeDef handle_methods[] = {
    {"cancel", "self /", cancel, NULL, 0, 0},
    {"cancelled", "self /", cancelled, NULL, 0, 0},
    {0},
};

static const NativeDef timer_methods[] = {{"when", "self /", when, NULL, 0, 0}, {0}};

static void handle_visit(Obj *o, SlotVisitor visitor, void *context)
{
    Handle *handle = (Handle *)o;
    visitor(context, &handle->loop);
    visitor(context, &handle->callback);
    visitor(context, &handle->args);
    visitor(context, &handle->context);
    visitor(context, &handle->created);
    visitor(context, &handle->text);
}

static Value handle_repr(VM *vm, Value self)
{
    const Handle *handle = handle_get(self);
    if (handle->text != VALUE_ABSENT)
        return value_ref(handle->text);
    StrBuilder b = {0};
    str_builder_add_text(vm, &b, "<");
    str_builder_add_text(vm, &b, type_name(value_type(vm, self)));
    if (handle->cancelled)
        str_builder_add_text(vm, &b, " cancelled");
    if (handle->timed) {
        char number[40];
        float_repr_text(handle->when, number);
        str_builder_add_text(vm, &b, " when=");
        str_builder_add_text(vm, &b, number);
    }
    if (handle->callback != VALUE_NONE) {
        str_builder_add_text(vm, &b, " ");
        report_callback(vm, &b, handle->callback,
                        handle->args == VALUE_ABSENT ? vm->empty_tuple : handle->args);
    }
    debug_add_place(vm, &b, handle->created);
    str_builder_add_text(vm, &b, ">");
    return str_builder_finish(vm, &b);
}

const TypeDef loop_def_Handle = {
    .name = "Handle",
    .module = "asyncio.events",
    .kind = KIND_HANDLE,
    .flags = TYPE_NO_NEW | TYPE_PYTHON,
    .size = sizeof(Handle),
    .visit = handle_visit,
    .repr = handle_repr,
    .methods = handle_methods,
};

const TypeDef loop_def_TimerHandle = {
    .name = "TimerHandle",
    .module = "asyncio.events",
    .kind = KIND_HANDLE,
    .flags = TYPE_NO_NEW | TYPE_PYTHON,
    .size = sizeof(Handle),
    .visit = handle_visit,
    .repr = handle_repr,
    .methods = timer_methods,
};

// Scheduling ------------------------------------------------------------------------------------

static bool is_callable(VM *vm, Value v)
{
    Type *type = value_type(vm, v);
    return value_is_kind(v, KIND_FUNC) || value_is_kind(v, KIND_NATIVE) ||
           value_is_kind(v, KIND_METHOD) || value_is_kind(v, KIND_TYPE) || type->def->call ||
           type_overrides(type, N___call__);
}

static bool check_callback(VM *vm, Value callback, const char *method)
{
    if (value_is_coroutine(vm, callback) || value_is_coroutine_function(callback)) {
        vm_raise(vm, T_TypeError, "coroutines cannot be used with %s()", method);
        return false;
    }
    if (!is_callable(vm, callback)) {
        vm_raise(vm, T_TypeError, "a callable object was expected by %s(), got %R", method,
                 callback);
        return false;
    }
    return true;
}

static Value context_for(VM *vm, Value given)
{
    return given == VALUE_ABSENT || given == VALUE_NONE ? loop_state(vm)->context : given;
}

// self callback context args
static Value call_soon(VM *vm, Value *a)
{
    EventLoop *loop = event_loop_get(a[0]);
    if (!event_loop_check(vm, loop) || (loop->debug && !check_callback(vm, a[1], "call_soon")))
        return VALUE_ABSENT;
    Value handle = handle_new(vm, a[0], CALLBACK_PYTHON, a[1], a[3], context_for(vm, a[2]));
    event_loop_ready(vm, loop, CALLBACK_HANDLE, handle, VALUE_ABSENT, VALUE_ABSENT);
    return handle;
}

static Value set_timer(VM *vm, Value *a, double seconds)
{
    int64_t deadline;
    if (seconds != seconds)
        return vm_raise(vm, T_ValueError, "cannot convert float NaN to integer");
    if (!clock_from_seconds(seconds, &deadline))
        deadline = seconds > 0 ? INT64_MAX / 2 : 0;
    Value v = handle_new(vm, a[0], CALLBACK_PYTHON, a[2], a[4], context_for(vm, a[3]));
    Handle *handle = handle_get(v);
    handle->head.type = loop_type(vm, LT_TimerHandle);
    handle->timed = true;
    handle->when = seconds;
    handle->deadline_ns = deadline;
    handle->timer_id = ++loop_state(vm)->timer_ids;
    loop_event(vm, TRACE_TIMER_SET, (int64_t)handle->timer_id, deadline, 0);
    event_loop_timer(vm, event_loop_get(a[0]), deadline, v);
    return v;
}

// self delay callback context args
static Value call_later(VM *vm, Value *a)
{
    double seconds;
    if (a[1] == VALUE_NONE)
        return vm_raise(vm, T_TypeError, "delay must not be None");
    if (!loop_seconds(vm, a[1], &seconds) || !event_loop_check(vm, event_loop_get(a[0])))
        return VALUE_ABSENT;
    if (event_loop_get(a[0])->debug && !check_callback(vm, a[2], "call_at"))
        return VALUE_ABSENT;
    loop_charge(vm);
    return set_timer(vm, a, clock_seconds(loop_state(vm)->clock.now_ns) + seconds);
}

static Value call_at(VM *vm, Value *a)
{
    double seconds;
    if (a[1] == VALUE_NONE)
        return vm_raise(vm, T_TypeError, "when cannot be None");
    if (!loop_seconds(vm, a[1], &seconds) || !event_loop_check(vm, event_loop_get(a[0])))
        return VALUE_ABSENT;
    if (event_loop_get(a[0])->debug && !check_callback(vm, a[2], "call_at"))
        return VALUE_ABSENT;
    loop_charge(vm);
    return set_timer(vm, a, seconds);
}

static Value get_time(VM *vm, Value *a)
{
    (void)a;
    return float_new(vm, loop_read_clock(vm));
}

static Value create_future(VM *vm, Value *a)
{
    return future_new(vm, a[0], TRACE_REASON_FUTURE);
}

// v: self, coro, name, context, eager_start.
static Flow create_task(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (!task_knows_eager(vm, v[4], "BaseEventLoop.create_task"))
        return FLOW_RAISE;
    if (vm->python >= 14) {
        NATIVE_AWAIT(f, task_create_full(vm, f, v[0], v[1], v[2], v[3], v[4]));
        return vm_return(vm, native_take_in(f));
    }
    if (!event_loop_check(vm, event_loop_get(v[0])))
        return FLOW_RAISE;
    if (event_loop_get(v[0])->task_factory == VALUE_ABSENT)
        return vm_return_or_raise(
            vm, task_placed(vm, task_new(vm, loop_type(vm, LT_Task), v[0], v[1], v[2], v[3], true), NULL));
    NATIVE_AWAIT(f, task_create_by_factory(vm, f, v[0], v[1], v[3]));
    NATIVE_AWAIT(f, task_name_by(vm, f, v[2]));
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

static Value stop(VM *vm, Value *a)
{
    (void)vm;
    event_loop_get(a[0])->stopping = true;
    return VALUE_NONE;
}

static Value close_loop(VM *vm, Value *a)
{
    EventLoop *loop = event_loop_get(a[0]);
    if (loop->running)
        return vm_raise(vm, T_RuntimeError, "Cannot close a running event loop");
    if (loop->closed)
        return VALUE_NONE;
    if (loop->debug) {
        Value repr = vm_repr_nested(vm, a[0]);
        Value text = repr == VALUE_ABSENT ? VALUE_ABSENT : str_format(vm, "Close %s", str_get(repr)->data);
        value_unref(vm, repr);
        if (text == VALUE_ABSENT)
            return VALUE_ABSENT;
        report_to_logging(vm, 10, (ReportPlace){"asyncio/base_events.py", 676, "close"}, text, VALUE_ABSENT);
        value_unref(vm, text);
    }
    loop->closed = true;
    event_loop_drop_ready(vm, loop);
    while (loop->timers.count) {
        Timer timer = timers_take_first(&loop->timers);
        value_unref(vm, timer.owner);
    }
    return VALUE_NONE;
}

static Value is_running(VM *vm, Value *a)
{
    (void)vm;
    return value_bool(event_loop_get(a[0])->running);
}

static Value is_closed(VM *vm, Value *a)
{
    (void)vm;
    return value_bool(event_loop_get(a[0])->closed);
}

static Value get_debug(VM *vm, Value *a)
{
    (void)vm;
    return value_bool(event_loop_get(a[0])->debug);
}

static Value set_debug(VM *vm, Value *a)
{
    EventLoop *loop = event_loop_get(a[0]);
    loop->debug = vm_truth_nested(vm, a[1]) == 1;
    if (loop->running)
        vm->tracks_origins = loop->debug;
    return vm_pending(vm) ? VALUE_ABSENT : VALUE_NONE;
}

static Value none_is_absent(Value v)
{
    return v == VALUE_NONE ? VALUE_ABSENT : value_ref(v);
}

static Value get_exception_handler(VM *vm, Value *a)
{
    (void)vm;
    return value_or_none(event_loop_get(a[0])->exception_handler);
}

static Value set_exception_handler(VM *vm, Value *a)
{
    if (a[1] != VALUE_NONE && !is_callable(vm, a[1]))
        return vm_raise(vm, T_TypeError, "A callable object or None is expected, got %R", a[1]);
    value_set(vm, &event_loop_get(a[0])->exception_handler, none_is_absent(a[1]));
    return VALUE_NONE;
}

static Value get_task_factory(VM *vm, Value *a)
{
    (void)vm;
    return value_or_none(event_loop_get(a[0])->task_factory);
}

static Value set_task_factory(VM *vm, Value *a)
{
    if (a[1] != VALUE_NONE && !is_callable(vm, a[1]))
        return vm_raise(vm, T_TypeError, "task factory must be a callable or None");
    value_set(vm, &event_loop_get(a[0])->task_factory, none_is_absent(a[1]));
    return VALUE_NONE;
}

static Value default_exception_handler(VM *vm, Value *a)
{
    report_context(vm, a[1]);
    return VALUE_NONE;
}

static Flow call_exception_handler(VM *vm, Frame *f)
{
    NATIVE_BEGIN(f);
    f->catches = true;
    NATIVE_AWAIT(f, report_to_handler(vm, f, event_loop_get(f->v[0]), value_ref(f->v[1])));
    vm_clear_pending(vm);
    return vm_return(vm, VALUE_NONE);
    NATIVE_END;
}

static Value accept(VM *vm, Value *a)
{
    (void)vm;
    (void)a;
    return VALUE_NONE;
}

// Asynchronous generators -----------------------------------------------------------------------

void agen_close(VM *vm, EventLoop *loop, Value agen)
{
    Value step = loop_call_nested(vm, agen, "aclose");
    Value task = step == VALUE_ABSENT ? VALUE_ABSENT
                                      : task_create(vm, value_of(loop), step, VALUE_ABSENT,
                                                    VALUE_ABSENT, true);
    value_unref(vm, task);
    value_unref(vm, step);
}

// What the engine calls with an asynchronous generator that was dropped unfinished.
static Value finalize_agen(VM *vm, Value *a)
{
    Value loop = loop_state(vm)->running;
    gen_get(a[0])->listed = false;
    if (loop != VALUE_ABSENT && !event_loop_get(loop)->closed &&
        !LOOP_FAULT(dropped_generator_stays_open))
        event_loop_ready(vm, event_loop_get(loop), CALLBACK_AGEN_CLOSE, a[0], VALUE_ABSENT,
                         VALUE_ABSENT);
    return VALUE_NONE;
}

const NativeDef event_loop_finalizer_def = {
    "_asyncgen_finalizer_hook", "agen /", finalize_agen, NULL, 0, 0};

typedef struct Live {
    Value finalizer; // of the loop whose they are
    Gen **items;
    int64_t count, capacity;
} Live;

static void note_live(void *context, void *block)
{
    Live *live = context;
    Obj *o = block;
    if (o->kind != KIND_GEN || o->refs == 0)
        return;
    Gen *gen = (Gen *)o;
    if (gen->kind != GEN_ASYNC || !gen->listed || gen->finalizer != live->finalizer)
        return;
    if (live->count < live->capacity)
        live->items[live->count] = gen;
    live->count++;
}

// A list of the asynchronous generators that this loop has begun to run and that are still there, in the
// order of creation. They do not count as such any more.
static Value take_asyncgens(VM *vm, const EventLoop *loop)
{
    Live live = {.finalizer = loop->finalizer};
    if (!vm->hooked_gens)
        return list_new(vm, 0);
    region_each_object(vm->region, note_live, &live);
    live.capacity = live.count;
    live.items = raw_new(vm, (size_t)live.capacity * sizeof *live.items);
    live.count = 0;
    region_each_object(vm->region, note_live, &live);
    for (int64_t i = 1; i < live.count; i++)
        for (int64_t k = i; k > 0 && gen_order(live.items[k], live.items[k - 1]) < 0; k--) {
            Gen *swapped = live.items[k];
            live.items[k] = live.items[k - 1];
            live.items[k - 1] = swapped;
        }
    Value list = list_new(vm, live.count);
    for (int64_t i = 0; i < live.count; i++) {
        live.items[i]->listed = false;
        list_append(vm, list_get(list), value_ref(value_of(live.items[i])));
    }
    raw_release(vm, live.items, (size_t)live.capacity * sizeof *live.items);
    return list;
}

static Value gather_of(VM *vm, Value loop, const Value *items, int64_t count)
{
    return gather_new(vm, loop, items, count, true, false);
}

// v: self; generators, gathering, context.
static Flow shutdown_asyncgens(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    event_loop_get(v[0])->asyncgens_closed = true;
    v[1] = take_asyncgens(vm, event_loop_get(v[0]));
    if (!list_get(v[1])->count)
        return vm_return(vm, VALUE_NONE);
    {
        Value steps = list_new(vm, 0);
        for (int64_t i = 0; i < list_get(v[1])->count; i++)
            list_append(vm, list_get(steps), loop_call_nested(vm, list_get(v[1])->items[i], "aclose"));
        v[2] = gather_of(vm, v[0], list_get(steps)->items, list_get(steps)->count);
        value_unref(vm, steps);
    }
    NATIVE_AWAIT_VALUE(f, v[2]);
    value_set(vm, &v[2], native_take_in(f));
    for (f->number = 0; f->number < list_get(v[1])->count; f->number++) {
        if (value_is_a(vm, list_get(v[2])->items[f->number], T_Exception)) {
            Value repr = vm_repr_nested(vm, list_get(v[1])->items[f->number]);
            Value text =
                str_format(vm, "an error occurred during closing of asynchronous generator %s",
                           repr == VALUE_ABSENT ? "?" : str_get(repr)->data);
            Value context = report_context_new(vm, text, list_get(v[2])->items[f->number],
                                               "asyncgen", list_get(v[1])->items[f->number]);
            value_unref(vm, repr);
            value_unref(vm, text);
            NATIVE_AWAIT(f, report_to_handler(vm, f, event_loop_get(v[0]), context));
        }
    }
    return vm_return(vm, VALUE_NONE);
    NATIVE_END;
}

static Flow shutdown_default_executor(VM *vm, Frame *f)
{
    (void)f;
    return vm_return(vm, VALUE_NONE);
}

static const NativeDef shutdown_asyncgens_def = {
    "BaseEventLoop.shutdown_asyncgens", "self /", NULL, shutdown_asyncgens, 3, NATIVE_COROUTINE};
static const NativeDef shutdown_executor_def = {"BaseEventLoop.shutdown_default_executor",
                                                "self /",
                                                NULL,
                                                shutdown_default_executor,
                                                0,
                                                NATIVE_COROUTINE};

// A coroutine of one of these.
static Value coroutine_of(VM *vm, const NativeDef *def, Value self)
{
    Value native = native_new(vm, def, VALUE_ABSENT, NULL);
    Value gen = vm_call_nested(vm, native, 1, &self);
    value_unref(vm, native);
    return gen;
}

Value task_unfinished(VM *vm, Value loop)
{
    Value list = list_new(vm, 0);
    for (Task *task = loop_state(vm)->first_task; task; task = task->next)
        if (task->future.loop == loop && !future_is_done(&task->future))
            list_append(vm, list_get(list), value_ref(value_of(task)));
    return list;
}

// v: loop; tasks, scratch. The end of asyncio.run.
static Flow finish_run(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    v[1] = task_unfinished(vm, v[0]);
    while (list_get(v[1])->count && (loop_believes(vm, BELIEF_TASKS_OUTLIVE) || loop_believes(vm, BELIEF_AWAIT_STARTS))) {
        value_set(vm, &v[2], gather_of(vm, v[0], list_get(v[1])->items, list_get(v[1])->count));
        NATIVE_AWAIT(f, event_loop_complete(vm, f, v[0], v[2], false));
        value_clear(vm, &f->in);
        value_set(vm, &v[1], task_unfinished(vm, v[0]));
    }
    if (list_get(v[1])->count) {
        for (int64_t i = 0; i < list_get(v[1])->count; i++)
            future_cancel(vm, list_get(v[1])->items[i], VALUE_ABSENT);
        v[2] = gather_of(vm, v[0], list_get(v[1])->items, list_get(v[1])->count);
        NATIVE_AWAIT(f, event_loop_complete(vm, f, v[0], v[2], false));
        value_clear(vm, &v[2]);
        for (f->number = 0; f->number < list_get(v[1])->count; f->number++) {
            Value task = list_get(v[1])->items[f->number];
            if (future_error(future_get(task)) == VALUE_ABSENT)
                continue;
            Value text = str_from(vm, "unhandled exception during asyncio.run() shutdown");
            Value error = future_exception(vm, future_get(task));
            Value context = report_context_new(vm, text, error, "task", task);
            value_unref(vm, text);
            value_unref(vm, error);
            NATIVE_AWAIT(f, report_to_handler(vm, f, event_loop_get(v[0]), context));
        }
    }
    value_clear(vm, &v[1]);
    value_set(vm, &v[2], coroutine_of(vm, &shutdown_asyncgens_def, v[0]));
    NATIVE_AWAIT(f, event_loop_complete(vm, f, v[0], v[2], false));
    value_set(vm, &v[2], coroutine_of(vm, &shutdown_executor_def, v[0]));
    NATIVE_AWAIT(f, event_loop_complete(vm, f, v[0], v[2], false));
    return vm_return(vm, VALUE_NONE);
    NATIVE_END;
}

static const NativeDef finish_run_def = {"close", "self", NULL, finish_run, 2, NATIVE_KEPT};

Flow event_loop_close(VM *vm, Frame *frame, Value loop)
{
    if (event_loop_overrides(vm, loop, "close"))
        return event_loop_call(vm, frame, loop, "close", 0, NULL);
    value_unref(vm, close_loop(vm, &loop));
    return FLOW_READY;
}

Flow event_loop_finish(VM *vm, Frame *frame, Value loop)
{
    (void)frame;
    Frame *f = frame_push_native(vm, RET_NATIVE, &finish_run_def, 1);
    f->v[0] = value_ref(loop);
    return FLOW_CALL;
}

#define REFUSED(name)                                                                              \
    static Value refuse_##name(VM *vm, Value *a)                                                   \
    {                                                                                              \
        (void)a;                                                                                   \
        return vm_unsupported(vm, "loop." #name);                                                  \
    }
REFUSED(run_in_executor)
REFUSED(create_connection)
REFUSED(create_server)
REFUSED(subprocess_exec)
REFUSED(subprocess_shell)
REFUSED(getaddrinfo)
REFUSED(sock_connect)
REFUSED(add_reader)
REFUSED(connect_read_pipe)

#define REFUSAL(name)                                                                              \
    {                                                                                              \
#name, "self *args **kwargs", refuse_##name, NULL, 0, 0                                    \
    }

static Value get_slow(VM *vm, Value self)
{
    return float_new(vm, event_loop_get(self)->slow_seconds);
}

static bool set_slow(VM *vm, Value self, Value value)
{
    if (value == VALUE_ABSENT) {
        vm_raise(vm, T_AttributeError, "slow_callback_duration");
        return false;
    }
    return loop_seconds(vm, value, &event_loop_get(self)->slow_seconds);
}

const GetSetDef event_loop_getsets[] = {
    {"slow_callback_duration", get_slow, set_slow},
    {0},
};

const NativeDef event_loop_methods[] = {
    {"run_forever", "self /", NULL, event_loop_run_forever, RUN_FOREVER_SLOTS, NATIVE_KEPT},
    {"run_until_complete", "self future /", NULL, event_loop_run_until_complete,
     RUN_UNTIL_COMPLETE_SLOTS, NATIVE_KEPT},
    {"call_soon", "self callback *args context?", call_soon, NULL, 0, 0},
    {"call_soon_threadsafe", "self callback *args context?", call_soon, NULL, 0, 0},
    {"call_later", "self delay callback *args context?", call_later, NULL, 0, 0},
    {"call_at", "self when callback *args context?", call_at, NULL, 0, 0},
    {"time", "self /", get_time, NULL, 0, 0},
    {"create_future", "self /", create_future, NULL, 0, 0},
    {"create_task", "self coro * name? context? eager_start?", NULL, create_task, 0, 0},
    {"stop", "self /", stop, NULL, 0, 0},
    {"close", "self /", close_loop, NULL, 0, 0},
    {"is_running", "self /", is_running, NULL, 0, 0},
    {"is_closed", "self /", is_closed, NULL, 0, 0},
    {"get_debug", "self /", get_debug, NULL, 0, 0},
    {"set_debug", "self enabled /", set_debug, NULL, 0, 0},
    {"get_exception_handler", "self /", get_exception_handler, NULL, 0, 0},
    {"set_exception_handler", "self handler /", set_exception_handler, NULL, 0, 0},
    {"default_exception_handler", "self context /", default_exception_handler, NULL, 0, 0},
    {"call_exception_handler", "self context /", NULL, call_exception_handler, 0, 0},
    {"get_task_factory", "self /", get_task_factory, NULL, 0, 0},
    {"set_task_factory", "self factory /", set_task_factory, NULL, 0, 0},
    {"add_signal_handler", "self signal callback *args", accept, NULL, 0, 0},
    {"remove_signal_handler", "self signal", accept, NULL, 0, 0},
    {"set_default_executor", "self executor", accept, NULL, 0, 0},
    {"shutdown_asyncgens", "self /", NULL, shutdown_asyncgens, 3, NATIVE_COROUTINE},
    {"shutdown_default_executor", "self /", NULL, shutdown_default_executor, 0, NATIVE_COROUTINE},
    REFUSAL(run_in_executor),
    REFUSAL(create_connection),
    REFUSAL(create_server),
    REFUSAL(subprocess_exec),
    REFUSAL(subprocess_shell),
    REFUSAL(getaddrinfo),
    REFUSAL(sock_connect),
    REFUSAL(add_reader),
    REFUSAL(connect_read_pipe),
    {0},
};
