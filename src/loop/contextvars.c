// contextvars: what a task's code sees of variables that belong to it.
#include "loop/state.h"

#include "lang/dict.h"
#include "lang/exec.h"
#include "lang/func.h"
#include "loop/modules.h"

typedef struct ContextVar {
    Obj head;
    Value name, fallback; // fallback ABSENT: none
} ContextVar;

typedef struct Token {
    Obj head;
    Value variable, old; // old ABSENT: it had no value
    uint64_t place;      // of the context where it was set
    bool used;
} Token;

static Context *context_get(Value v)
{
    return (Context *)value_obj(v);
}
static ContextVar *variable_get(Value v)
{
    return (ContextVar *)value_obj(v);
}
static Token *token_get(Value v)
{
    return (Token *)value_obj(v);
}

uint64_t context_of_callback(VM *vm)
{
    return ++loop_state(vm)->places;
}

void context_enter(VM *vm, Value context, uint64_t place)
{
    LoopState *s = loop_state(vm);
    s->outside_place = s->place;
    s->place = place;
    static_assert(VALUE_ABSENT == 0, "nothing anywhere is one test");
    if (!(s->outside | s->context | s->entered | context))
        return;
    value_set(vm, &s->outside, s->context);
    s->context = VALUE_ABSENT;
    if (value_is_kind(context, (ObjKind)KIND_CONTEXT)) {
        value_set(vm, &s->entered, value_ref(context));
        s->context = value_ref(context_get(context)->variables);
        s->place = context_get(context)->place;
    } else {
        value_clear(vm, &s->entered);
        s->context = value_ref(context);
    }
}

Value context_leave(VM *vm)
{
    LoopState *s = loop_state(vm);
    Value now = s->context;
    s->place = s->outside_place;
    s->context = s->outside;
    s->outside = VALUE_ABSENT;
    if (s->entered == VALUE_ABSENT)
        return now;
    value_set(vm, &context_get(s->entered)->variables, now);
    value_clear(vm, &s->entered);
    return VALUE_ABSENT;
}

static Value context_new(VM *vm, Value variables)
{
    Context *context = obj_new(vm, loop_type(vm, LT_Context), sizeof *context);
    context->variables = value_ref(variables);
    context->place = ++loop_state(vm)->places;
    return value_of(context);
}

static Value find(VM *vm, Value variables, Value variable)
{
    Value found = VALUE_ABSENT;
    if (variables != VALUE_ABSENT && dict_find(vm, dict_get(variables), variable, &found) != 1)
        return VALUE_ABSENT;
    return found;
}

// Replaces the current variables by ones where `variable` has `value` (ABSENT: none).
static bool assign(VM *vm, Value variable, Value value)
{
    LoopState *s = loop_state(vm);
    Value dict = s->context == VALUE_ABSENT ? dict_new(vm) : dict_copy(vm, dict_get(s->context));
    bool fine = value == VALUE_ABSENT ? dict_remove(vm, dict_get(dict), variable) >= 0
                                      : dict_set(vm, dict_get(dict), variable, value);
    value_set(vm, &s->context, dict);
    return fine;
}

static Value variable_make(VM *vm, Value *a)
{
    if (!value_is_str(a[1]))
        return vm_raise(vm, T_TypeError, "context variable name must be a str");
    ContextVar *v = obj_new(vm, loop_type(vm, LT_ContextVar), sizeof *v);
    v->name = value_ref(a[1]);
    v->fallback = value_ref(a[2]);
    return value_of(v);
}

static const NativeDef variable_new_def = {"__new__", "cls name * default?", variable_make, NULL, 0,
                                           0};

static Value init_any(VM *vm, Value *a)
{
    (void)vm;
    (void)a;
    return VALUE_NONE;
}

static const NativeDef init_any_def = {"__init__", "self *args **kwargs", init_any, NULL, 0, 0};

static Value variable_value(VM *vm, Value *a)
{
    Value found = find(vm, loop_state(vm)->context, a[0]);
    if (found == VALUE_ABSENT)
        found = a[1] != VALUE_ABSENT ? a[1] : variable_get(a[0])->fallback;
    return found != VALUE_ABSENT ? value_ref(found)
                                 : vm_raise_value(vm, T_LookupError, value_ref(a[0]));
}

static Value variable_set(VM *vm, Value *a)
{
    Token *token = obj_new(vm, loop_type(vm, LT_Token), sizeof *token);
    token->variable = value_ref(a[0]);
    token->place = loop_state(vm)->place;
    token->old = value_ref(find(vm, loop_state(vm)->context, a[0]));
    assign(vm, a[0], a[1]);
    return value_of(token);
}

static Value variable_reset(VM *vm, Value *a)
{
    if (!loop_is_a(vm, a[1], LT_Token))
        return vm_raise(vm, T_TypeError, "expected an instance of Token, got %R", a[1]);
    Token *token = token_get(a[1]);
    if (token->used)
        return vm_raise(vm, T_RuntimeError, "%R has already been used once", a[1]);
    if (token->variable != a[0])
        return vm_raise(vm, T_ValueError, "%R was created by a different ContextVar", a[1]);
    if (token->place != loop_state(vm)->place)
        return vm_raise(vm, T_ValueError, "%R was created in a different Context", a[1]);
    token->used = true;
    assign(vm, a[0], token->old);
    return VALUE_NONE;
}

static const NativeDef variable_methods[] = {
    {"get", "self default? /", variable_value, NULL, 0, 0},
    {"set", "self value /", variable_set, NULL, 0, 0},
    {"reset", "self token /", variable_reset, NULL, 0, 0},
    {0},
};

static Value variable_name(VM *vm, Value self)
{
    (void)vm;
    return value_ref(variable_get(self)->name);
}

static const GetSetDef variable_getsets[] = {{"name", variable_name, NULL}, {0}};

static Value variable_repr(VM *vm, Value self)
{
    const ContextVar *v = variable_get(self);
    Value name = str_repr(vm, v->name), text;
    unsigned long long id = obj_id(vm, self);
    if (v->fallback == VALUE_ABSENT) {
        text = str_format(vm, "<ContextVar name=%s at 0x%llx>", str_get(name)->data, id);
    } else {
        Value fallback = vm_repr_nested(vm, v->fallback);
        text = fallback == VALUE_ABSENT
                   ? VALUE_ABSENT
                   : str_format(vm, "<ContextVar name=%s default=%s at 0x%llx>",
                                str_get(name)->data, str_get(fallback)->data, id);
        value_unref(vm, fallback);
    }
    value_unref(vm, name);
    return text;
}

static void variable_visit(Obj *o, SlotVisitor visitor, void *context)
{
    visitor(context, &((ContextVar *)o)->name);
    visitor(context, &((ContextVar *)o)->fallback);
}

const TypeDef loop_def_ContextVar = {
    .name = "ContextVar",
    .module = "_contextvars",
    .kind = KIND_CONTEXT_VAR,
    .flags = TYPE_GENERIC,
    .size = sizeof(ContextVar),
    .visit = variable_visit,
    .new_ = &variable_new_def,
    .init = &init_any_def,
    .repr = variable_repr,
    .methods = variable_methods,
    .getsets = variable_getsets,
};

static void token_visit(Obj *o, SlotVisitor visitor, void *context)
{
    visitor(context, &((Token *)o)->variable);
    visitor(context, &((Token *)o)->old);
}

static Value token_variable(VM *vm, Value self)
{
    (void)vm;
    return value_ref(token_get(self)->variable);
}

static Value token_repr(VM *vm, Value self)
{
    const Token *token = token_get(self);
    Value variable = vm_repr_nested(vm, token->variable);
    if (variable == VALUE_ABSENT)
        return VALUE_ABSENT;
    Value text = str_format(vm, "<Token%s var=%s at 0x%llx>", token->used ? " used" : "",
                            str_get(variable)->data, (unsigned long long)obj_id(vm, self));
    value_unref(vm, variable);
    return text;
}

static const GetSetDef token_getsets[] = {{"var", token_variable, NULL}, {0}};

const TypeDef loop_def_Token = {
    .name = "Token",
    .module = "_contextvars",
    .kind = KIND_TOKEN,
    .flags = TYPE_NO_NEW | TYPE_GENERIC,
    .size = sizeof(Token),
    .visit = token_visit,
    .repr = token_repr,
    .getsets = token_getsets,
};

static Value context_make(VM *vm, Value *a)
{
    (void)a;
    return context_new(vm, VALUE_ABSENT);
}

static const NativeDef context_new_def = {"__new__", "cls", context_make, NULL, 0, 0};

// v: self, callable, args, kwargs; then variables and number of the context outside.
static Flow context_run(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (context_get(v[0])->entered) {
        vm_raise(vm, T_RuntimeError, "cannot enter context: %R is already entered", v[0]);
        return FLOW_RAISE;
    }
    context_get(v[0])->entered = true;
    v[4] = loop_state(vm)->context;
    loop_state(vm)->context = value_ref(context_get(v[0])->variables);
    v[5] = value_small((int64_t)loop_state(vm)->place);
    loop_state(vm)->place = context_get(v[0])->place;
    f->catches = true;
    NATIVE_AWAIT(f, native_ready(f, call_spread(vm, RET_NATIVE, v[1], VALUE_ABSENT, v[2], v[3])));
    context_get(v[0])->entered = false;
    value_set(vm, &context_get(v[0])->variables, loop_state(vm)->context);
    loop_state(vm)->context = native_take(&v[4]);
    loop_state(vm)->place = (uint64_t)value_small_get(v[5]);
    if (vm_pending(vm))
        return FLOW_RAISE;
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

static Value context_copy(VM *vm, Value *a)
{
    return context_new(vm, context_get(a[0])->variables);
}

static Value context_lookup(VM *vm, Value *a)
{
    Value found = find(vm, context_get(a[0])->variables, a[1]);
    return found != VALUE_ABSENT  ? value_ref(found)
           : a[2] != VALUE_ABSENT ? value_ref(a[2])
                                  : VALUE_NONE;
}

// A dict for what is not done here: keys, items and so on.
static Value as_dict(VM *vm, Value self)
{
    Value variables = context_get(self)->variables;
    return variables == VALUE_ABSENT ? dict_new(vm) : dict_copy(vm, dict_get(variables));
}

static Value through_dict(VM *vm, Value self, const char *method)
{
    Value dict = as_dict(vm, self);
    Value result = loop_call_nested(vm, dict, method);
    value_unref(vm, dict);
    return result;
}

static Value context_keys(VM *vm, Value *a)
{
    return through_dict(vm, a[0], "keys");
}
static Value context_values(VM *vm, Value *a)
{
    return through_dict(vm, a[0], "values");
}
static Value context_items(VM *vm, Value *a)
{
    return through_dict(vm, a[0], "items");
}
static Value context_iter(VM *vm, Value self)
{
    return through_dict(vm, self, "__iter__");
}

static const NativeDef context_methods[] = {
    {"run", "self callable *args **kwargs", NULL, context_run, 2, 0},
    {"copy", "self /", context_copy, NULL, 0, 0},
    {"get", "self key default? /", context_lookup, NULL, 0, 0},
    {"keys", "self /", context_keys, NULL, 0, 0},
    {"values", "self /", context_values, NULL, 0, 0},
    {"items", "self /", context_items, NULL, 0, 0},
    {0},
};

static Value context_getitem(VM *vm, Value self, Value key)
{
    Value found = find(vm, context_get(self)->variables, key);
    return found != VALUE_ABSENT ? value_ref(found)
                                 : vm_raise_value(vm, T_KeyError, value_ref(key));
}

static int context_contains(VM *vm, Value self, Value key)
{
    return find(vm, context_get(self)->variables, key) != VALUE_ABSENT;
}

static int64_t context_length(VM *vm, Value self)
{
    (void)vm;
    Value variables = context_get(self)->variables;
    return variables == VALUE_ABSENT ? 0 : dict_get(variables)->count;
}

static void context_visit(Obj *o, SlotVisitor visitor, void *context)
{
    visitor(context, &((Context *)o)->variables);
}

const TypeDef loop_def_Context = {
    .name = "Context",
    .module = "_contextvars",
    .kind = KIND_CONTEXT,
    .size = sizeof(Context),
    .visit = context_visit,
    .new_ = &context_new_def,
    .init = &init_any_def,
    .getitem = context_getitem,
    .contains = context_contains,
    .length = context_length,
    .iter = context_iter,
    .methods = context_methods,
};

Value context_snapshot(VM *vm)
{
    return context_new(vm, loop_state(vm)->context);
}

static Value copy_context(VM *vm, Value *a)
{
    (void)a;
    return context_snapshot(vm);
}

static const NativeDef functions[] = {{"copy_context", "", copy_context, NULL, 0, 0}, {0}};

static bool fill(VM *vm, Value module)
{
    module_set(vm, module, "ContextVar", value_ref(value_of(loop_type(vm, LT_ContextVar))));
    module_set(vm, module, "Context", value_ref(value_of(loop_type(vm, LT_Context))));
    module_set(vm, module, "Token", value_ref(value_of(loop_type(vm, LT_Token))));
    return true;
}

const ModuleDef loop_module_contextvars = {"contextvars", functions, fill};
