// TaskGroup.
#include "loop/state.h"
#include "loop/fault.h"

#include <stdio.h>

#include "lang/dict.h"
#include "lang/exec.h"

typedef struct TaskGroup {
    Obj head;
    Value loop, parent;
    Value tasks;      // dict: those that are not done, in the order of their making
    Value errors;     // list
    Value base_error; // SystemExit or KeyboardInterrupt, or ABSENT
    Value completed;  // the future that __aexit__ waits for, or ABSENT
    int64_t made;
    bool entered, exiting, aborting, parent_cancelled;
} TaskGroup;

static TaskGroup *group_get(Value v)
{
    return (TaskGroup *)value_obj(v);
}

static int64_t unfinished(const TaskGroup *group)
{
    return dict_get(group->tasks)->count;
}

static bool is_base_error(VM *vm, Value exception)
{
    return value_is_a(vm, exception, T_SystemExit) ||
           value_is_a(vm, exception, T_KeyboardInterrupt);
}

static void group_abort(VM *vm, TaskGroup *group)
{
    group->aborting = true;
    Value tasks = list_new(vm, unfinished(group));
    int64_t position = 0;
    for (int64_t i = 0, n = unfinished(group); i < n; i++)
        list_append(vm, list_get(tasks),
                    value_ref(dict_next(dict_get(group->tasks), &position)->key));
    bool keeps = LOOP_FAULT(group_keeps_siblings) || loop_believes(vm, BELIEF_GROUP_KEEPS);
    for (int64_t i = 0; i < list_get(tasks)->count && !keeps; i++)
        future_cancel(vm, list_get(tasks)->items[i], VALUE_ABSENT);
    value_unref(vm, tasks);
}

void group_task_done(VM *vm, Value v, Value task)
{
    TaskGroup *group = group_get(v);
    dict_remove(vm, dict_get(group->tasks), task);
    if (group->completed != VALUE_ABSENT) {
        Future *completed = future_get(group->completed);
        FutureMore *more = future_more_of(vm, completed);
        more->done = (uint32_t)(group->made - unfinished(group));
        future_count_child(vm, completed, task);
        const Task *waiting = future_waiting_task(completed);
        if (waiting && waiting->lane)
            loop_event_at(vm, TRACE_WAIT_PROGRESS, waiting->lane, 0, more->done, more->total,
                          0);
        if (!unfinished(group) && !future_is_done(completed))
            future_set_result(vm, completed, VALUE_TRUE);
    }
    Value error = future_error(future_get(task));
    if (error == VALUE_ABSENT)
        return;
    future_get(task)->unretrieved = false;
    list_append(vm, list_get(group->errors), value_ref(error));
    if (is_base_error(vm, error) && group->base_error == VALUE_ABSENT)
        group->base_error = value_ref(error);
    if (future_is_done(future_get(group->parent))) {
        Value repr = future_repr(vm, task), parent = future_repr(vm, group->parent);
        Value text =
            str_format(vm, "Task %s has errored out but its parent task %s is already completed",
                       str_get(repr)->data, str_get(parent)->data);
        report_error(vm, str_get(text)->data, error, "task", task);
        value_unref(vm, repr);
        value_unref(vm, parent);
        value_unref(vm, text);
        return;
    }
    if (!group->aborting && !group->parent_cancelled) {
        group_abort(vm, group);
        group->parent_cancelled = true;
        future_cancel(vm, group->parent, VALUE_ABSENT);
    }
}

static Flow enter(VM *vm, Frame *f)
{
    TaskGroup *group = group_get(f->v[0]);
    if (group->entered) {
        vm_raise(vm, T_RuntimeError, "TaskGroup %R has already been entered", f->v[0]);
        return FLOW_RAISE;
    }
    Value loop = loop_running(vm);
    if (loop == VALUE_ABSENT)
        return FLOW_RAISE;
    value_set(vm, &group->loop, value_ref(loop));
    if (loop_state(vm)->task == VALUE_ABSENT) {
        vm_raise(vm, T_RuntimeError, "TaskGroup %R cannot determine the parent task", f->v[0]);
        return FLOW_RAISE;
    }
    value_set(vm, &group->parent, value_ref(loop_state(vm)->task));
    group->entered = true;
    return vm_return(vm, value_ref(f->v[0]));
}

// Takes the group's own cancel of its parent back. Without another there is none to go on with.
static void uncancel_parent(VM *vm, TaskGroup *group, Value *cancellation)
{
    Task *parent = task_get(group->parent);
    if (parent->cancelling > 0)
        parent->cancelling--;
    if (parent->cancelling == 0 && vm->python >= 13)
        parent->future.must_cancel = false;
    if (parent->cancelling == 0)
        value_clear(vm, cancellation);
}

// Raises what the group leaves with, or gives None. v[1..2]: type and value of the body's
// exception, v[4]: the cancellation to go on with; v[5]: what is raised.
static Flow leave_with(VM *vm, Frame *f)
{
    Value *v = f->v;
    TaskGroup *group = group_get(v[0]);
    if (group->base_error != VALUE_ABSENT) {
        vm_raise_instance(vm, value_ref(group->base_error));
        return FLOW_RAISE;
    }
    if (group->parent_cancelled && vm->python >= 13)
        uncancel_parent(vm, group, &v[4]);
    if (v[4] != VALUE_ABSENT && !list_get(group->errors)->count) {
        vm_raise_instance(vm, value_ref(v[4]));
        return FLOW_RAISE;
    }
    if (v[1] != VALUE_NONE && v[1] != value_of(loop_type(vm, LT_CancelledError)))
        list_append(vm, list_get(group->errors), value_ref(v[2]));
    if (!list_get(group->errors)->count)
        return vm_return(vm, VALUE_NONE);
    Task *parent = task_get(group->parent);
    if (vm->python >= 13 && parent->cancelling > 0) { // a cancel from outside is not lost: it comes again
        parent->cancelling--;
        future_cancel(vm, group->parent, VALUE_ABSENT);
    }
    Value message = str_from(vm, "unhandled errors in a TaskGroup");
    Value errors = tuple_from(vm, list_get(group->errors)->items, list_get(group->errors)->count);
    Value exception = exception_group_new(vm, message, errors);
    value_unref(vm, message);
    value_unref(vm, errors);
    list_clear(vm, list_get(group->errors));
    if (exception == VALUE_ABSENT)
        return FLOW_RAISE;
    value_set(vm, &exception_get(exception)->cause, VALUE_NONE);
    exception_get(exception)->suppress_context = true;
    v[5] = value_ref(exception); // as in CPython's frame: a cycle
    vm_raise_instance(vm, exception);
    return FLOW_RAISE;
}

static void release_all(VM *vm, TaskGroup *group)
{
    int64_t position = 0;
    for (int64_t i = 0, n = unfinished(group); i < n; i++) {
        Value task = dict_next(dict_get(group->tasks), &position)->key;
        if (value_is_task(task))
            task_release(vm, task_get(task));
    }
}

// v: self, et, exc, tb; cancellation to go on with, what is raised.
static Flow leave(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    {
        TaskGroup *group = group_get(v[0]);
        group->exiting = true;
        if (v[2] != VALUE_NONE && is_base_error(vm, v[2]) && group->base_error == VALUE_ABSENT)
            group->base_error = value_ref(v[2]);
        if (v[1] == value_of(loop_type(vm, LT_CancelledError)))
            v[4] = value_ref(v[2]);
        if (group->parent_cancelled && vm->python < 13)
            uncancel_parent(vm, group, &v[4]);
        if (v[1] != VALUE_NONE && !group->aborting)
            group_abort(vm, group);
    }
    if (loop_believes(vm, BELIEF_ONLY_AWAITED))
        release_all(vm, group_get(v[0]));
    f->catches = true;
    while (unfinished(group_get(v[0]))) {
        if (group_get(v[0])->completed == VALUE_ABSENT) {
            TaskGroup *group = group_get(v[0]);
            group->completed = future_new(vm, group->loop, TRACE_REASON_GROUP);
            Future *completed = future_get(group->completed);
            FutureMore *more = future_more_of(vm, completed);
            more->total = (uint32_t)group->made;
            more->done = (uint32_t)(group->made - unfinished(group));
        }
        NATIVE_AWAIT_VALUE(f, group_get(v[0])->completed);
        value_clear(vm, &f->in);
        if (vm_pending(vm)) {
            if (!loop_pending_is(vm, LT_CancelledError))
                return FLOW_RAISE;
            Value exception = vm_take_pending(vm);
            if (!group_get(v[0])->aborting) {
                value_set(vm, &v[4], value_ref(exception));
                group_abort(vm, group_get(v[0]));
            }
            value_unref(vm, exception);
        }
        value_clear(vm, &group_get(v[0])->completed);
    }
    return leave_with(vm, f);
    NATIVE_END;
}

static Value group_repr(VM *vm, Value self);

// self coro name context eager_start
static Value create_task(VM *vm, Value *a)
{
    TaskGroup *group = group_get(a[0]);
    if (!task_knows_eager(vm, a[4], "TaskGroup.create_task"))
        return VALUE_ABSENT;
    const char *why = !group->entered                            ? "has not been entered"
                      : group->exiting && !unfinished(group)     ? "is finished"
                      : group->aborting                          ? "is shutting down"
                                                                 : NULL;
    if (why) {
        if (vm->python >= 13 && value_is_gen(a[1]))
            value_unref(vm, loop_call_nested(vm, a[1], "close"));
        if (vm_pending(vm))
            return VALUE_ABSENT;
        Value repr = group_repr(vm, a[0]);
        vm_raise(vm, T_RuntimeError, "TaskGroup %S %s", repr, why);
        value_unref(vm, repr);
        return VALUE_ABSENT;
    }
    if (!event_loop_check(vm, event_loop_get(group->loop)))
        return VALUE_ABSENT;
    if (a[2] != VALUE_ABSENT && a[2] != VALUE_NONE && vm->python < 13)
        loop_state(vm)->task_names++;
    bool full = vm->python >= 14 && !event_loop_overrides(vm, group->loop, "create_task");
    Value task = task_placed(vm, full ? task_create_full_nested(vm, group->loop, a[1], a[2], a[3], a[4])
                                      : task_create(vm, group->loop, a[1], a[2], a[3], true),
                             a[3] == VALUE_ABSENT || a[3] == VALUE_NONE ? "asyncio/taskgroups.py:161"
                                                                        : "asyncio/taskgroups.py:163");
    if (task == VALUE_ABSENT)
        return VALUE_ABSENT;
    group->made++;
    if (vm->python >= 12 && future_is_done(future_get(task))) { // an eager one
        group_task_done(vm, a[0], task);
        return task;
    }
    dict_set(vm, dict_get(group->tasks), task, VALUE_NONE);
    future_add_callback(vm, future_get(task), CALLBACK_GROUP, a[0], VALUE_ABSENT);
    return task;
}

static const NativeDef group_methods[] = {
    {"__aenter__", "self /", NULL, enter, 0, NATIVE_COROUTINE},
    {"__aexit__", "self et exc tb /", NULL, leave, 2, NATIVE_COROUTINE | NATIVE_KEPT},
    {"create_task", "self coro * name? context? eager_start?", create_task, NULL, 0, 0},
    {0},
};

static void group_visit(Obj *o, SlotVisitor visitor, void *context)
{
    TaskGroup *group = (TaskGroup *)o;
    Value *slots[] = {&group->loop,   &group->parent,     &group->tasks,
                      &group->errors, &group->base_error, &group->completed};
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++)
        visitor(context, slots[i]);
}

static Value group_repr(VM *vm, Value self)
{
    const TaskGroup *group = group_get(self);
    char tasks[40] = "", errors[40] = "";
    if (unfinished(group))
        snprintf(tasks, sizeof tasks, " tasks=%lld", (long long)unfinished(group));
    if (list_get(group->errors)->count)
        snprintf(errors, sizeof errors, " errors=%lld", (long long)list_get(group->errors)->count);
    return str_format(vm, "<TaskGroup%s%s%s>", tasks, errors,
                      group->aborting  ? " cancelling"
                      : group->entered ? " entered"
                                       : "");
}

static Value make(VM *vm, Value *a)
{
    TaskGroup *group = type_alloc(vm, (Type *)value_obj(a[0]), sizeof *group);
    group->tasks = dict_new(vm);
    group->errors = list_new(vm, 0);
    return value_of(group);
}

static Value init(VM *vm, Value *a)
{
    (void)vm, (void)a;
    return VALUE_NONE;
}

static const NativeDef new_def = {"__new__", "cls *args **kwargs", make, NULL, 0, 0};
static const NativeDef init_def = {"__init__", "self", init, NULL, 0, 0};

const TypeDef loop_def_TaskGroup = {
    .name = "TaskGroup",
    .module = "asyncio.taskgroups",
    .kind = KIND_TASK_GROUP,
    .flags = TYPE_BASETYPE | TYPE_PYTHON,
    .size = sizeof(TaskGroup),
    .visit = group_visit,
    .new_ = &new_def,
    .init = &init_def,
    .repr = group_repr,
    .methods = group_methods,
};
