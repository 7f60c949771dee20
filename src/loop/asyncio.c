// Module asyncio: running, making tasks, looking around; and which module has what.
#include "loop/state.h"

#include "lang/call.h"
#include "lang/code.h"
#include "lang/dict.h"
#include "lang/func.h"
#include "lang/set.h"
#include "lang/warning.h"
#include "loop/modules.h"

// run and Runner --------------------------------------------------------------------------------

typedef struct Runner {
    Obj head;
    Value loop, factory, context;
    bool debug, set_debug, installed, closed;
} Runner;

static Runner *runner_get(Value v)
{
    return (Runner *)value_obj(v);
}

// v: runner. Makes its loop if it has none.
static Flow runner_begin(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (runner_get(v[0])->closed) {
        vm_raise(vm, T_RuntimeError, "Runner is closed");
        return FLOW_RAISE;
    }
    if (runner_get(v[0])->loop != VALUE_ABSENT)
        return vm_return(vm, value_ref(v[0]));
    if (runner_get(v[0])->factory != VALUE_ABSENT) {
        NATIVE_AWAIT(f, vm_call(vm, f, runner_get(v[0])->factory, 0, NULL));
        runner_get(v[0])->loop = native_take_in(f);
    } else {
        NATIVE_AWAIT(f, policy_new_loop(vm, f));
        runner_get(v[0])->loop = native_take_in(f);
        NATIVE_AWAIT(f, policy_set_loop(vm, f, runner_get(v[0])->loop));
        value_clear(vm, &f->in);
        runner_get(v[0])->installed = true;
    }
    if (!policy_check_loop(vm, runner_get(v[0])->loop))
        return FLOW_RAISE;
    if (runner_get(v[0])->set_debug)
        event_loop_get(runner_get(v[0])->loop)->debug = runner_get(v[0])->debug;
    runner_get(v[0])->context = context_snapshot(vm);
    loop_event(vm, TRACE_LOOP_BEGIN, 0, 0, 0);
    loop_state(vm)->shows = true;
    return vm_return(vm, value_ref(v[0]));
    NATIVE_END;
}

// v: runner; what ended the run early.
static Flow runner_end(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (runner_get(v[0])->loop == VALUE_ABSENT)
        return vm_return(vm, VALUE_NONE);
    f->catches = true;
    NATIVE_AWAIT(f, event_loop_finish(vm, f, runner_get(v[0])->loop));
    v[1] = vm_take_pending(vm); // the loop is closed all the same
    if (runner_get(v[0])->installed)
        NATIVE_AWAIT(f, policy_set_loop(vm, f, VALUE_NONE));
    if (vm_pending(vm))
        return FLOW_RAISE;
    NATIVE_AWAIT(f, event_loop_close(vm, f, runner_get(v[0])->loop));
    value_clear(vm, &runner_get(v[0])->loop);
    runner_get(v[0])->closed = true;
    loop_event(vm, TRACE_LOOP_END, 0, 0, 0);
    loop_state(vm)->shows = false;
    if (vm_pending(vm))
        return FLOW_RAISE;
    if (v[1] != VALUE_ABSENT) {
        value_set(vm, &vm->exception, native_take(&v[1]));
        return FLOW_RAISE;
    }
    return vm_return(vm, VALUE_NONE);
    NATIVE_END;
}

static const NativeDef begin_def = {"get_loop", "runner", NULL, runner_begin, 0, 0};
static const NativeDef end_def = {"close", "runner", NULL, runner_end, 1, 0};

static Flow push(VM *vm, const NativeDef *def, Value runner)
{
    Frame *f = frame_push_native(vm, RET_NATIVE, def, 1);
    f->v[0] = value_ref(runner);
    return FLOW_CALL;
}

// v: runner, coro, context; task.
static Flow runner_run(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (!value_is_coroutine(vm, v[1])) {
        vm_raise(vm, T_ValueError, "a coroutine was expected, got %R", v[1]);
        return FLOW_RAISE;
    }
    if (loop_state(vm)->running != VALUE_ABSENT) {
        vm_raise(vm, T_RuntimeError, "Runner.run() cannot be called from a running event loop");
        return FLOW_RAISE;
    }
    NATIVE_AWAIT(f, push(vm, &begin_def, v[0]));
    v[3] = task_create(vm, runner_get(v[0])->loop, v[1], VALUE_ABSENT,
                       v[2] == VALUE_ABSENT || v[2] == VALUE_NONE ? runner_get(v[0])->context : v[2],
                       true);
    task_placed(vm, v[3], "asyncio/runners.py:100");
    value_clear(vm, &v[1]);
    if (v[3] == VALUE_ABSENT)
        return FLOW_RAISE;
    NATIVE_AWAIT(f, event_loop_complete(vm, f, runner_get(v[0])->loop, v[3], true));
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

static const NativeDef run_frame_def = {"run", "self coro context?", NULL, runner_run, 1, NATIVE_KEPT};

static Value new_runner(VM *vm)
{
    return value_of((Runner *)obj_new(vm, loop_type(vm, LT_Runner), sizeof(Runner)));
}

// v: main, debug, loop factory; runner, result, exception, what was handled.
static Flow run(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (v[2] != VALUE_ABSENT && vm->python < 12) {
        vm_raise(vm, T_TypeError, "run() got an unexpected keyword argument 'loop_factory'");
        return FLOW_RAISE;
    }
    if (loop_state(vm)->running != VALUE_ABSENT) {
        vm_raise(vm, T_RuntimeError, "asyncio.run() cannot be called from a running event loop");
        return FLOW_RAISE;
    }
    if (!value_is_coroutine(vm, v[0])) {
        vm_raise(vm, T_ValueError, "a coroutine was expected, got %R", v[0]);
        return FLOW_RAISE;
    }
    v[3] = new_runner(vm);
    if (v[2] != VALUE_ABSENT && v[2] != VALUE_NONE)
        runner_get(v[3])->factory = value_ref(v[2]);
    if (v[1] != VALUE_ABSENT && v[1] != VALUE_NONE) {
        runner_get(v[3])->set_debug = true;
        runner_get(v[3])->debug = vm_truth_nested(vm, v[1]) == 1;
    }
    f->catches = true;
    {
        Frame *inner = frame_push_native(vm, RET_NATIVE, &run_frame_def, 3);
        inner->v[0] = value_ref(v[3]);
        inner->v[1] = native_take(&v[0]);
    }
    NATIVE_AWAIT(f, FLOW_CALL);
    v[4] = native_take_in(f);
    v[5] = vm_take_pending(vm);
    v[6] = vm->handled; // the exception is being handled while the loop ends
    vm->handled = value_ref(v[5] == VALUE_ABSENT ? v[6] : v[5]);
    NATIVE_AWAIT(f, push(vm, &end_def, v[3]));
    value_set(vm, &vm->handled, native_take(&v[6]));
    if (vm_pending(vm))
        return FLOW_RAISE;
    if (v[5] != VALUE_ABSENT) {
        value_set(vm, &vm->exception, native_take(&v[5]));
        return FLOW_RAISE;
    }
    return vm_return(vm, native_take(&v[4]));
    NATIVE_END;
}

static Flow runner_get_loop(VM *vm, Frame *f)
{
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, push(vm, &begin_def, f->v[0]));
    return vm_return(vm, value_ref(runner_get(f->v[0])->loop));
    NATIVE_END;
}

static Flow runner_leave(VM *vm, Frame *f)
{
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, push(vm, &end_def, f->v[0]));
    return vm_return(vm, VALUE_NONE);
    NATIVE_END;
}

static const NativeDef runner_methods[] = {
    {"run", "self coro * context?", NULL, runner_run, 1, NATIVE_KEPT},
    {"get_loop", "self /", NULL, runner_get_loop, 0, 0},
    {"close", "self /", NULL, runner_end, 1, 0},
    {"__enter__", "self /", NULL, runner_begin, 0, 0},
    {"__exit__", "self exc_type exc_val exc_tb /", NULL, runner_leave, 0, 0},
    {0},
};

static Value runner_make(VM *vm, Value *a)
{
    (void)a;
    return new_runner(vm);
}

static Value runner_init(VM *vm, Value *a)
{
    Runner *runner = runner_get(a[0]);
    runner->set_debug = a[1] != VALUE_ABSENT && a[1] != VALUE_NONE;
    runner->debug = runner->set_debug && vm_truth_nested(vm, a[1]) == 1;
    if (a[2] != VALUE_ABSENT && a[2] != VALUE_NONE)
        value_set(vm, &runner->factory, value_ref(a[2]));
    return VALUE_NONE;
}

static const NativeDef runner_new_def = {
    "__new__", "cls *args **kwargs", runner_make, NULL, 0, 0};
static const NativeDef runner_init_def = {
    "__init__", "self * debug? loop_factory?", runner_init, NULL, 0, 0};

static void runner_visit(Obj *o, SlotVisitor visitor, void *context)
{
    visitor(context, &((Runner *)o)->loop);
    visitor(context, &((Runner *)o)->factory);
    visitor(context, &((Runner *)o)->context);
}

const TypeDef loop_def_Runner = {
    .name = "Runner",
    .module = "asyncio.runners",
    .kind = KIND_RUNNER,
    .flags = TYPE_PYTHON,
    .size = sizeof(Runner),
    .visit = runner_visit,
    .new_ = &runner_new_def,
    .init = &runner_init_def,
    .methods = runner_methods,
};

// Loops -----------------------------------------------------------------------------------------

static Value get_running_loop(VM *vm, Value *a)
{
    (void)a;
    return value_ref(loop_running(vm));
}

static Value get_running_or_none(VM *vm, Value *a)
{
    (void)a;
    Value loop = loop_state(vm)->running;
    return loop == VALUE_ABSENT ? VALUE_NONE : value_ref(loop);
}

// Tasks -----------------------------------------------------------------------------------------

// v: coro, name, context, eager_start.
static Flow create_task(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (!task_knows_eager(vm, v[3], "create_task"))
        return FLOW_RAISE;
    if (vm->python >= 14 && loop_state(vm)->running != VALUE_ABSENT &&
        !event_loop_overrides(vm, loop_state(vm)->running, "create_task")) {
        NATIVE_AWAIT(f, task_create_full(vm, f, loop_state(vm)->running, v[0], v[1], v[2], v[3]));
        return vm_return(vm, native_take_in(f));
    }
    {
        Value loop = loop_running(vm);
        if (loop == VALUE_ABSENT || !event_loop_check(vm, event_loop_get(loop)))
            return FLOW_RAISE;
        bool named = v[1] != VALUE_ABSENT && v[1] != VALUE_NONE;
        if (event_loop_makes_tasks(vm, loop)) {
            if (named && vm->python < 13 && value_is_coroutine(vm, v[0])) // made unnamed, then renamed
                loop_state(vm)->task_names++;
            Value task = task_new(vm, loop_type(vm, LT_Task), loop, v[0], v[1], v[2], true);
            bool own_context = v[2] != VALUE_ABSENT && v[2] != VALUE_NONE;
            return vm_return_or_raise(vm, task_placed(vm, task, own_context ? "asyncio/tasks.py:386"
                                                                            : "asyncio/tasks.py:384"));
        }
        NATIVE_AWAIT(f, task_create_by(vm, f, loop, v[0], v[2]));
    }
    NATIVE_AWAIT(f, task_name_by(vm, f, v[1]));
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

static Value current_task(VM *vm, Value *a)
{
    if ((a[0] == VALUE_ABSENT || a[0] == VALUE_NONE) && loop_running(vm) == VALUE_ABSENT)
        return VALUE_ABSENT;
    Value task = loop_state(vm)->task;
    bool other = a[0] != VALUE_ABSENT && a[0] != VALUE_NONE && a[0] != loop_state(vm)->running;
    return task == VALUE_ABSENT || other ? VALUE_NONE : value_ref(task);
}

static Value all_tasks(VM *vm, Value *a)
{
    Value loop = a[0] == VALUE_ABSENT || a[0] == VALUE_NONE ? loop_running(vm) : a[0];
    if (loop == VALUE_ABSENT)
        return VALUE_ABSENT;
    Value list = task_unfinished(vm, loop), set = set_new(vm, false);
    for (int64_t i = 0; i < list_get(list)->count; i++)
        set_add(vm, set_get(set), list_get(list)->items[i]);
    value_unref(vm, list);
    return set;
}

static Value ensure_future(VM *vm, Value *a)
{
    if (value_is_like_future(vm, a[0]))
        return value_ref(a[0]);
    return task_ensure(vm, a[1] == VALUE_NONE ? VALUE_ABSENT : a[1], a[0], true);
}

static Value wrap_future(VM *vm, Value *a)
{
    if (value_is_future(a[0]) || value_is_like_future(vm, a[0]))
        return value_ref(a[0]);
    return loop_library(vm, "concurrent.futures", "_wrap_future", 2,
                        (Value[]){a[0], a[1] == VALUE_ABSENT ? VALUE_NONE : a[1]});
}

static Value run_coroutine_threadsafe(VM *vm, Value *a)
{
    return loop_library(vm, "concurrent.futures", "_run_coroutine_threadsafe", 2, a);
}

static Value iscoroutine(VM *vm, Value *a)
{
    return value_bool(value_is_coroutine(vm, a[0]));
}

static Value isfuture(VM *vm, Value *a)
{
    return value_bool(value_is_future(a[0]) || value_is_like_future(vm, a[0]));
}

static Value iscoroutinefunction(VM *vm, Value *a)
{
    if (vm->python >= 14)
        warning_show(vm, "DeprecationWarning",
                     "'asyncio.iscoroutinefunction' is deprecated and slated for removal in Python 3.16; "
                     "use inspect.iscoroutinefunction() instead");
    return value_bool(value_is_coroutine_function(a[0]));
}

static const NativeDef other_functions[] = {
    {"run", "main * debug? loop_factory?", NULL, run, 4, 0},
    {"create_task", "coro * name? context? eager_start?", NULL, create_task, 0, 0},
    {"current_task", "loop?", current_task, NULL, 0, 0},
    {"all_tasks", "loop?", all_tasks, NULL, 0, 0},
    {"ensure_future", "coro_or_future * loop?", ensure_future, NULL, 0, 0},
    {"wrap_future", "future * loop?", wrap_future, NULL, 0, 0},
    {"run_coroutine_threadsafe", "coro loop", run_coroutine_threadsafe, NULL, 0, 0},
    {"iscoroutine", "obj", iscoroutine, NULL, 0, 0},
    {"iscoroutinefunction", "func", iscoroutinefunction, NULL, 0, 0},
    {"isfuture", "obj", isfuture, NULL, 0, 0},
    {"get_running_loop", "", get_running_loop, NULL, 0, 0},
    {"_get_running_loop", "", get_running_or_none, NULL, 0, 0},
    {0},
};

// Modules ---------------------------------------------------------------------------------------

// Functions that are written in C in CPython too.
static bool is_c_there(const char *name)
{
    return !strcmp(name, "get_running_loop") || !strcmp(name, "_get_running_loop") ||
           !strcmp(name, "get_event_loop");
}

static void set_functions(VM *vm, Value module, const NativeDef *functions)
{
    Value name = str_intern(vm, "asyncio", 7);
    for (const NativeDef *def = functions; def->name; def++) {
        Value native = native_new(vm, def, VALUE_ABSENT, NULL);
        native_get(native)->module = value_ref(name);
        native_get(native)->python = !is_c_there(def->name);
        module_set(vm, module, def->name, native);
    }
    value_unref(vm, name);
}

// What the module has beside functions: a name and the type behind it.
static const struct {
    const char *name;
    LoopTypeId type;
} exports[] = {
    {"Future", LT_Future},
    {"Task", LT_Task},
    {"Handle", LT_Handle},
    {"TimerHandle", LT_TimerHandle},
    {"Timeout", LT_Timeout},
    {"TaskGroup", LT_TaskGroup},
    {"Lock", LT_Lock},
    {"Event", LT_Event},
    {"Condition", LT_Condition},
    {"Semaphore", LT_Semaphore},
    {"BoundedSemaphore", LT_BoundedSemaphore},
    {"Barrier", LT_Barrier},
    {"Queue", LT_Queue},
    {"PriorityQueue", LT_PriorityQueue},
    {"LifoQueue", LT_LifoQueue},
    {"Runner", LT_Runner},
    {"SelectorEventLoop", LT_EventLoop},
    {"BaseEventLoop", LT_BaseEventLoop},
    {"AbstractEventLoop", LT_AbstractEventLoop},
    {"DefaultEventLoopPolicy", LT_Policy},
    {"AbstractEventLoopPolicy", LT_AbstractPolicy},
    {"CancelledError", LT_CancelledError},
    {"InvalidStateError", LT_InvalidStateError},
    {"BrokenBarrierError", LT_BrokenBarrierError},
    {"IncompleteReadError", LT_IncompleteReadError},
    {"LimitOverrunError", LT_LimitOverrunError},
    {"SendfileNotAvailableError", LT_SendfileNotAvailableError},
    {"QueueEmpty", LT_QueueEmpty},
    {"QueueFull", LT_QueueFull},
};

static const char *const submodules[] = {"base_events", "coroutines", "events",  "exceptions",
                                         "futures",     "locks",      "queues",  "runners",
                                         "taskgroups",  "tasks",      "timeouts"};

static void fill_plain(VM *vm, Value module)
{
    set_functions(vm, module, other_functions);
    set_functions(vm, module, combine_functions);
    set_functions(vm, module, gather_functions);
    set_functions(vm, module, timeout_functions);
    set_functions(vm, module, policy_functions);
    for (size_t i = 0; i < sizeof exports / sizeof *exports; i++)
        module_set(vm, module, exports[i].name,
                   value_ref(value_of(loop_type(vm, exports[i].type))));
    module_set(vm, module, "TimeoutError", value_ref(value_of(vm_type(vm, T_TimeoutError))));
    static const char *const constants[] = {"FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"};
    for (size_t i = 0; i < 3; i++)
        module_set(vm, module, constants[i], str_from(vm, constants[i]));
    belief_fill_asyncio(vm, module);
}

// What CPython's asyncio of the level does not have: AttributeError, as there. Each level has what the one before
// has, so the list is cut at its front.
static const char *const *absent_names(const VM *vm)
{
    static const char *const names[] = {
        "eager_task_factory", "create_eager_task_factory", // 3.12
        "QueueShutDown",                                   // 3.13
        "print_call_graph", "format_call_graph", "capture_call_graph", "future_add_to_awaited_by",
        "future_discard_from_awaited_by", // 3.14
        "coroutine", "async_timeout", NULL};
    static const uint8_t known[] = {0, 2, 3, 8};
    return names + known[vm->python - 11];
}

static void fill_later(VM *vm, Value module)
{
    if (vm->python >= 12)
        set_functions(vm, module, eager_functions);
    if (vm->python >= 13)
        module_set(vm, module, "QueueShutDown", value_ref(value_of(loop_type(vm, LT_QueueShutDown))));
}

// All that asyncio has is in each of its submodules too: they differ in what they have besides.
static bool fill(VM *vm, Value module)
{
    fill_plain(vm, module);
    fill_later(vm, module);
    ((Module *)value_obj(module))->absent = absent_names(vm);
    for (size_t i = 0; i < sizeof submodules / sizeof *submodules; i++) {
        Value name = str_format(vm, "asyncio.%s", submodules[i]);
        Value submodule = module_new(vm, str_get(name)->data);
        fill_plain(vm, submodule);
        name = str_intern_value(vm, name);
        dict_set_str(vm, dict_get(vm->modules), name, submodule);
        value_unref(vm, name);
        module_set(vm, module, submodules[i], submodule);
    }
    return true;
}

static const NativeDef no_functions[] = {{0}};
const ModuleDef loop_module_asyncio = {"asyncio", no_functions, fill};

Value loop_module(VM *vm, const char *name)
{
    static const ModuleDef *const modules[] = {&loop_module_asyncio, &loop_module_time,
                                               &loop_module_contextvars};
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++)
        if (!strcmp(name, modules[i]->name))
            return module_from_def(vm, modules[i]);
    return VALUE_ABSENT;
}
