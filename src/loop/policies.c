// Event loop policies, and the functions that go through them: new_event_loop, get_event_loop, set_event_loop.
#include "loop/modules.h"
#include "loop/state.h"

#include "lang/exec.h"
#include "lang/warning.h"

typedef struct Policy {
    Obj head;
} Policy;

// A policy of the program's own that is asked, or ABSENT.
static Value own_policy(const VM *vm)
{
    Value policy = loop_state(vm)->policy;
    if (policy == VALUE_ABSENT || value_type(vm, policy) == loop_type(vm, LT_Policy))
        return VALUE_ABSENT;
    return policy;
}

static void install(VM *vm, Value loop)
{
    LoopState *s = loop_state(vm);
    value_set(vm, &s->installed, loop == VALUE_NONE ? VALUE_ABSENT : value_ref(loop));
    s->installed_once = true;
}

bool policy_check_loop(VM *vm, Value loop)
{
    if (loop_is_a(vm, loop, LT_EventLoop))
        return true;
    vm_unsupported(vm, "an event loop that is a %T", loop);
    return false;
}

static Flow call_policy(VM *vm, Frame *f, const char *method, int count, const Value *args)
{
    Value name = str_intern(vm, method, strlen(method));
    Flow flow = vm_call_method(vm, f, own_policy(vm), name, count, args);
    value_unref(vm, name);
    return flow;
}

Flow policy_new_loop(VM *vm, Frame *frame)
{
    if (own_policy(vm) != VALUE_ABSENT)
        return call_policy(vm, frame, "new_event_loop", 0, NULL);
    value_set(vm, &frame->in, event_loop_new(vm));
    return FLOW_READY;
}

Flow policy_set_loop(VM *vm, Frame *frame, Value loop)
{
    if (own_policy(vm) != VALUE_ABSENT)
        return call_policy(vm, frame, "set_event_loop", 1, &loop);
    install(vm, loop);
    value_set(vm, &frame->in, VALUE_NONE);
    return FLOW_READY;
}

// What the default policy gives: the loop that is installed, at the first time a new one.
static Value installed_loop(VM *vm, Value policy)
{
    LoopState *s = loop_state(vm);
    if (s->installed == VALUE_ABSENT && !s->installed_once && vm->python < 14) {
        if (vm->python >= 12)
            warning_show(vm, "DeprecationWarning", "There is no current event loop");
        Value loop = policy == VALUE_ABSENT ? event_loop_new(vm) : loop_call_nested(vm, own_policy(vm), "new_event_loop");
        if (loop == VALUE_ABSENT)
            return VALUE_ABSENT;
        install(vm, loop);
        value_unref(vm, loop);
    }
    if (s->installed != VALUE_ABSENT)
        return s->installed;
    return vm_raise(vm, T_RuntimeError, "There is no current event loop in thread 'MainThread'.");
}

Value loop_current(VM *vm)
{
    if (loop_state(vm)->running != VALUE_ABSENT)
        return loop_state(vm)->running;
    if (own_policy(vm) == VALUE_ABSENT)
        return installed_loop(vm, VALUE_ABSENT);
    Value loop = loop_call_nested(vm, own_policy(vm), "get_event_loop");
    if (loop == VALUE_ABSENT || !policy_check_loop(vm, loop)) {
        value_unref(vm, loop);
        return VALUE_ABSENT;
    }
    if (value_obj(loop)->refs == 1)
        install(vm, loop); // nobody else keeps it
    value_unref(vm, loop);
    return loop;
}

// Functions of the module -----------------------------------------------------------------------

static Value get_event_loop(VM *vm, Value *a)
{
    (void)a;
    return value_ref(loop_current(vm));
}

static Flow new_event_loop(VM *vm, Frame *f)
{
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, policy_new_loop(vm, f));
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

static Flow set_event_loop(VM *vm, Frame *f)
{
    NATIVE_BEGIN(f);
    if (own_policy(vm) == VALUE_ABSENT && f->v[0] != VALUE_NONE &&
        !loop_is_a(vm, f->v[0], LT_AbstractEventLoop)) {
        vm_raise(vm, T_TypeError, "loop must be an instance of AbstractEventLoop or None, not '%T'", f->v[0]);
        return FLOW_RAISE;
    }
    if (f->v[0] != VALUE_NONE && !policy_check_loop(vm, f->v[0]))
        return FLOW_RAISE;
    NATIVE_AWAIT(f, policy_set_loop(vm, f, f->v[0]));
    return vm_return(vm, VALUE_NONE);
    NATIVE_END;
}

// Python 3.14 is about to do without policies.
static void deprecated(VM *vm, const char *name)
{
    if (vm->python < 14)
        return;
    Value text = str_format(vm, "'asyncio.%s' is deprecated and slated for removal in Python 3.16", name);
    warning_show(vm, "DeprecationWarning", str_get(text)->data);
    value_unref(vm, text);
}

static Value get_policy(VM *vm, Value *a)
{
    (void)a;
    deprecated(vm, "get_event_loop_policy");
    LoopState *s = loop_state(vm);
    if (s->policy == VALUE_ABSENT)
        s->policy = value_of((Policy *)obj_new(vm, loop_type(vm, LT_Policy), sizeof(Policy)));
    return value_ref(s->policy);
}

static Value set_policy(VM *vm, Value *a)
{
    deprecated(vm, "set_event_loop_policy");
    if (a[0] != VALUE_NONE && !loop_is_a(vm, a[0], LT_AbstractPolicy))
        return vm_raise(vm, T_TypeError,
                        "policy must be an instance of AbstractEventLoopPolicy or None, not '%T'", a[0]);
    value_set(vm, &loop_state(vm)->policy, a[0] == VALUE_NONE ? VALUE_ABSENT : value_ref(a[0]));
    // the loop that is installed is known to the policy that is replaced
    value_clear(vm, &loop_state(vm)->installed);
    loop_state(vm)->installed_once = false;
    return VALUE_NONE;
}

const NativeDef policy_functions[] = {
    {"get_event_loop", "", get_event_loop, NULL, 0, 0},
    {"new_event_loop", "", NULL, new_event_loop, 0, 0},
    {"set_event_loop", "loop", NULL, set_event_loop, 0, 0},
    {"get_event_loop_policy", "", get_policy, NULL, 0, 0},
    {"set_event_loop_policy", "policy", set_policy, NULL, 0, 0},
    {0},
};

// The classes -----------------------------------------------------------------------------------

static Value policy_make(VM *vm, Value *a)
{
    return value_of((Policy *)type_alloc(vm, (Type *)value_obj(a[0]), sizeof(Policy)));
}

static Value policy_get(VM *vm, Value *a)
{
    return value_ref(installed_loop(vm, value_type(vm, a[0])->flags & TYPE_HEAP ? a[0] : VALUE_ABSENT));
}

// v: self. A derived class may say by its attribute _loop_factory what loops are made of.
static Flow policy_new(VM *vm, Frame *f)
{
    NATIVE_BEGIN(f);
    if (value_type(vm, f->v[0])->flags & TYPE_HEAP) {
        Value name = str_intern(vm, "_loop_factory", 13);
        bool own = type_lookup(vm, value_type(vm, f->v[0]), name) != VALUE_ABSENT;
        Flow flow = own ? vm_call_method(vm, f, f->v[0], name, 0, NULL) : FLOW_READY;
        value_unref(vm, name);
        if (own) {
            NATIVE_AWAIT(f, flow);
            return vm_return(vm, native_take_in(f));
        }
    }
    return vm_return(vm, event_loop_new(vm));
    NATIVE_END;
}

static Value policy_set(VM *vm, Value *a)
{
    if (a[1] != VALUE_NONE && !loop_is_a(vm, a[1], LT_AbstractEventLoop))
        return vm_raise(vm, T_TypeError,
                        "loop must be an instance of AbstractEventLoop or None, not '%T'", a[1]);
    install(vm, a[1]);
    return VALUE_NONE;
}

static Value not_implemented(VM *vm, Value *a)
{
    (void)a;
    return vm_raise_value(vm, T_NotImplementedError, VALUE_ABSENT);
}

static const NativeDef policy_new_def = {"__new__", "cls *args **kwargs", policy_make, NULL, 0, 0};

static const NativeDef abstract_methods[] = {
    {"get_event_loop", "self", not_implemented, NULL, 0, 0},
    {"set_event_loop", "self loop", not_implemented, NULL, 0, 0},
    {"new_event_loop", "self", not_implemented, NULL, 0, 0},
    {"get_child_watcher", "self", not_implemented, NULL, 0, 0},
    {"set_child_watcher", "self watcher", not_implemented, NULL, 0, 0},
    {0},
};

static const NativeDef base_methods[] = {
    {"get_event_loop", "self", policy_get, NULL, 0, 0},
    {"set_event_loop", "self loop", policy_set, NULL, 0, 0},
    {"new_event_loop", "self", NULL, policy_new, 0, 0},
    {0},
};

const TypeDef loop_def_AbstractPolicy = {
    .name = "AbstractEventLoopPolicy",
    .module = "asyncio.events",
    .kind = KIND_POLICY,
    .flags = TYPE_BASETYPE | TYPE_PYTHON,
    .size = sizeof(Policy),
    .new_ = &policy_new_def,
    .methods = abstract_methods,
};

const TypeDef loop_def_BasePolicy = {
    .name = "BaseDefaultEventLoopPolicy",
    .module = "asyncio.events",
    .kind = KIND_POLICY,
    .flags = TYPE_BASETYPE | TYPE_PYTHON,
    .size = sizeof(Policy),
    .new_ = &policy_new_def,
    .methods = base_methods,
};

const TypeDef loop_def_Policy = {
    .name = "_UnixDefaultEventLoopPolicy",
    .module = "asyncio.unix_events",
    .kind = KIND_POLICY,
    .flags = TYPE_BASETYPE | TYPE_PYTHON,
    .size = sizeof(Policy),
    .new_ = &policy_new_def,
};
