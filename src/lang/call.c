#include "lang/call.h"

#include <stdio.h>

#include "lang/dict.h"
#include "lang/gen.h"
#include "lang/list.h"
#include "lang/quick_new.h"
#include "lang/slots.h"
#include "lang/str.h"

enum { PARAMETERS_MAX = 32 }; // of a native

static Frame *frame_alloc(VM *vm, int count) {
    Frame *f = region_alloc_object(vm->region, sizeof *f + (size_t)count * sizeof(Value));
    f->head = (Obj){.type = vm->types[T_frame], .refs = 1, .kind = KIND_FRAME};
    f->count = (uint16_t)count;
    return f;
}

Frame *frame_new(VM *vm, Func *func, Code *code, Value globals) {
    Frame *f = frame_alloc(vm, code->register_count);
    if (func) {
        f->func = func;
        func->head.refs++;
        for (int i = 0; i < code->free_count; i++)
            f->v[code->free_base + i] = value_ref(tuple_get(func->closure)->items[i]);
    } else { // a function keeps its code and globals for its frames
        code->head.refs++;
        value_ref(globals);
    }
    f->code = code;
    f->globals = globals;
    f->pc = code->insns;
    return f;
}

static bool too_deep(VM *vm) {
    if (vm->depth < vm->limits.recursion)
        return false;
    vm_raise(vm, T_RecursionError, "maximum recursion depth exceeded");
    return true;
}

static void frame_link(VM *vm, Ret ret, Frame *f) {
    f->caller = vm->frame;
    f->mode = ret.mode;
    f->dst = ret.dst;
    vm->frame = f;
    vm->depth++;
}

Frame *frame_push(VM *vm, Ret ret, Func *func, Code *code, Value globals) {
    if (too_deep(vm))
        return NULL;
    Frame *f = frame_new(vm, func, code, globals);
    frame_link(vm, ret, f);
    vm->ticks += code->entry_cost;
    return f;
}

Frame *frame_push_native(VM *vm, Ret ret, const NativeDef *def, int parameters) {
    Frame *f = frame_alloc(vm, parameters + def->slots);
    f->native = def;
    frame_link(vm, ret, f);
    return f;
}

void frame_pop(VM *vm, Frame *f) {
    vm->frame = f->caller;
    vm->depth--;
    f->caller = NULL;
    value_unref(vm, value_of(f));
}

void call_describe(VM *vm, Value callable, char *out, size_t size) {
    const char *name = "object";
    if (value_is_kind(callable, KIND_FUNC)) {
        // with its module, unless that is builtins
        const Func *func = func_get(callable);
        bool named = value_is_str(func->module) && !str_is(func->module, "builtins");
        snprintf(out, size, "%s%s%s", named ? str_get(func->module)->data : "", named ? "." : "",
                 str_get(func->qualname)->data);
        return;
    } else if (value_is_kind(callable, KIND_METHOD)) {
        call_describe(vm, method_get(callable)->func, out, size);
        return;
    } else if (value_is_kind(callable, KIND_NATIVE))
        name = native_get(callable)->def->name;
    else if (value_is_kind(callable, KIND_TYPE))
        name = type_name((Type *)value_obj(callable));
    else
        name = type_name(value_type(vm, callable));
    snprintf(out, size, "%s", name);
}

// 'a', 'b', and 'c'
static Value join_quoted(VM *vm, const Value *names, int count) {
    StrBuilder b = {0};
    for (int i = 0; i < count; i++) {
        if (i)
            str_builder_add_text(vm, &b, count == 2 ? " and " : i == count - 1 ? ", and " : ", ");
        str_builder_add_text(vm, &b, "'");
        str_builder_add_str(vm, &b, names[i]);
        str_builder_add_text(vm, &b, "'");
    }
    return str_builder_finish(vm, &b);
}

static bool raise_missing(VM *vm, Func *func, const Value *names, int count, const char *kind) {
    Value list = join_quoted(vm, names, count);
    vm_raise(vm, T_TypeError, "%S() missing %d required %s argument%s: %S", func->qualname, count, kind,
             count == 1 ? "" : "s", list);
    value_unref(vm, list);
    return false;
}

static bool raise_too_many(VM *vm, Func *func, const Frame *f, int given) {
    const Code *code = func->code;
    int defaults = func->defaults == VALUE_ABSENT ? 0 : (int)tuple_get(func->defaults)->count;
    int keyword_given = 0;
    for (int i = 0; i < code->keyword_only_count; i++)
        keyword_given += f->v[code->positional_count + i] != VALUE_ABSENT;
    char takes[48], extra[80] = "";
    int n = code->positional_count;
    if (defaults)
        snprintf(takes, sizeof takes, "from %d to %d positional arguments", n - defaults, n);
    else
        snprintf(takes, sizeof takes, "%d positional argument%s", n, n == 1 ? "" : "s");
    if (keyword_given)
        snprintf(extra, sizeof extra, " positional argument%s (and %d keyword-only argument%s)",
                 given == 1 ? "" : "s", keyword_given, keyword_given == 1 ? "" : "s");
    vm_raise(vm, T_TypeError, "%S() takes %s but %d%s %s given", func->qualname, takes, given, extra,
             given == 1 && !keyword_given ? "was" : "were");
    return false;
}

static int parameter_index(const Code *code, Value name, int from, int to) {
    const Value *names = tuple_get(code->variables)->items;
    for (int i = from; i < to; i++)
        if (names[i] == name)
            return i;
    for (int i = from; i < to; i++)
        if (str_equal(str_get(names[i]), str_get(name)))
            return i;
    return -1;
}

static bool bind_keyword(VM *vm, Func *func, Frame *f, Dict *rest, Value name, Value value) {
    const Code *code = func->code;
    int end = code->positional_count + code->keyword_only_count;
    int i = parameter_index(code, name, code->positional_only_count, end);
    if (i >= 0) {
        if (f->v[i] != VALUE_ABSENT) {
            vm_raise(vm, T_TypeError, "%S() got multiple values for argument '%S'", func->qualname,
                     name);
            return false;
        }
        f->v[i] = value_ref(value);
        return true;
    }
    if (rest) {
        dict_set_str(vm, rest, name, value);
        return true;
    }
    if (parameter_index(code, name, 0, code->positional_only_count) >= 0)
        vm_raise(vm, T_TypeError,
                 "%S() got some positional-only arguments passed as keyword arguments: '%S'",
                 func->qualname, name);
    else
        vm_raise(vm, T_TypeError, "%S() got an unexpected keyword argument '%S'", func->qualname, name);
    return false;
}

static bool bind_defaults(VM *vm, Func *func, Frame *f) {
    const Code *code = func->code;
    const Value *names = tuple_get(code->variables)->items;
    int positional = code->positional_count, missing = 0;
    int defaults = func->defaults == VALUE_ABSENT ? 0 : (int)tuple_get(func->defaults)->count;
    Value lacking[256];
    for (int i = 0; i < positional; i++) {
        if (f->v[i] != VALUE_ABSENT)
            continue;
        if (i >= positional - defaults)
            f->v[i] = value_ref(tuple_get(func->defaults)->items[i - (positional - defaults)]);
        else if (missing < 256)
            lacking[missing++] = names[i];
    }
    if (missing)
        return raise_missing(vm, func, lacking, missing, "positional");
    for (int i = positional; i < positional + code->keyword_only_count; i++) {
        if (f->v[i] != VALUE_ABSENT)
            continue;
        Value v = func->keyword_defaults == VALUE_ABSENT
                      ? VALUE_ABSENT
                      : dict_find_str(vm, dict_get(func->keyword_defaults), names[i]);
        if (v != VALUE_ABSENT)
            f->v[i] = value_ref(v);
        else if (missing < 256)
            lacking[missing++] = names[i];
    }
    return !missing || raise_missing(vm, func, lacking, missing, "keyword-only");
}

// Arguments to parameters, by the rules of "Calls" in the language reference.
static bool bind_arguments(VM *vm, Func *func, Frame *f, Value self, const Value *args, int count,
                           Value names) {
    const Code *code = func->code;
    int named = names == VALUE_ABSENT ? 0 : (int)tuple_get(names)->count;
    int positional = count - named, shift = self != VALUE_ABSENT;
    int given = positional + shift, takes = code->positional_count;
    int after = takes + code->keyword_only_count;
    if (shift && takes)
        f->v[0] = value_ref(self);
    for (int i = shift; i < given && i < takes; i++)
        f->v[i] = value_ref(args[i - shift]);
    if (code->flags & CODE_VARARGS) {
        int extra = given > takes ? given - takes : 0;
        Value rest = tuple_new(vm, extra);
        for (int i = 0; i < extra; i++) {
            int k = takes + i - shift;
            tuple_get(rest)->items[i] = value_ref(k < 0 ? self : args[k]);
        }
        f->v[after] = rest;
    }
    Dict *rest = NULL;
    if (code->flags & CODE_VARKEYWORDS) {
        f->v[after + !!(code->flags & CODE_VARARGS)] = dict_new(vm);
        rest = dict_get(f->v[after + !!(code->flags & CODE_VARARGS)]);
    }
    for (int i = 0; i < named; i++)
        if (!bind_keyword(vm, func, f, rest, tuple_get(names)->items[i], args[positional + i]))
            return false;
    if (given > takes && !(code->flags & CODE_VARARGS))
        return raise_too_many(vm, func, f, given);
    return bind_defaults(vm, func, f);
}

// Fills in the parameters of a function's new frame. False with TypeError.
static bool fill_parameters(VM *vm, Func *func, Frame *f, Value self, const Value *args, int count,
                            Value names) {
    const Code *code = func->code;
    int shift = self != VALUE_ABSENT;
    bool exact = names == VALUE_ABSENT && count + shift == code->positional_count &&
                 !(code->flags & (CODE_VARARGS | CODE_VARKEYWORDS)) && !code->keyword_only_count;
    if (!exact)
        return bind_arguments(vm, func, f, self, args, count, names);
    if (shift)
        f->v[0] = value_ref(self);
    for (int i = 0; i < count; i++)
        f->v[i + shift] = value_ref(args[i]);
    return true;
}

// Runs its body in a frame on the chain, whatever kind of function it is.
static Flow push_func(VM *vm, Ret ret, Func *func, Value self, const Value *args, int count,
                      Value names) {
    Frame *f = frame_push(vm, ret, func, func->code, func->globals);
    if (!f)
        return FLOW_RAISE;
    if (fill_parameters(vm, func, f, self, args, count, names))
        return FLOW_CALL;
    frame_pop(vm, f);
    return FLOW_RAISE;
}

Flow call_func(VM *vm, Ret ret, Func *func, Value self, const Value *args, int count, Value names) {
    if (!(func->code->flags & (CODE_GENERATOR | CODE_COROUTINE)))
        return push_func(vm, ret, func, self, args, count, names);
    Frame *f = frame_new(vm, func, func->code, func->globals);
    vm->ticks += func->code->entry_cost;
    if (fill_parameters(vm, func, f, self, args, count, names))
        return flow_ready(vm, gen_new(vm, f, func->name, func->qualname));
    value_unref(vm, value_of(f));
    return FLOW_RAISE;
}

// How messages name it: a constructor by its class.
static const char *spoken_name(const Native *native) {
    return native->owner && !strcmp(native->def->name, "__init__") ? type_name(native->owner) : native->def->name;
}

static Value raise_native_count(VM *vm, const Native *native, int given, bool has_self) {
    int shift = has_self || native->owner ? 1 : 0;
    int takes = native->positional - shift, required = native->required - shift;
    char name[120];
    snprintf(name, sizeof name, "%s%s%s", native->owner ? type_name(native->owner) : "",
             native->owner ? "." : "", native->def->name);
    given -= shift;
    if (takes <= 0 && !native->keyword_only)
        return vm_raise(vm, T_TypeError, "%s() takes no arguments (%d given)", name, given);
    if (takes == 1 && required == 1)
        return vm_raise(vm, T_TypeError, "%s() takes exactly one argument (%d given)", name, given);
    bool few = given < required;
    int bound = few ? required : takes;
    const char *word = takes == required ? "" : few ? "at least " : "at most ";
    if (takes == 0 && !strcmp(native->def->name, "__init__"))
        return vm_raise(vm, T_TypeError, "%s() takes no positional arguments", spoken_name(native));
    return vm_raise(vm, T_TypeError, "%s expected %s%d argument%s, got %d", spoken_name(native), word, bound,
                    bound == 1 ? "" : "s", given);
}

// What Python says when the arguments do not fit a function that stands for one written in Python.
static void raise_as_python(VM *vm, const Native *native, int given, const Value *a, Value names) {
    int takes = native->positional, required = native->required, missing = 0, from = required < takes;
    const Tuple *parameters = tuple_get(native->names);
    Value qualname = native->owner ? str_format(vm, "%s.%s", type_name(native->owner), native->def->name)
                                   : value_ref(native->name);
    for (int64_t i = 0; names != VALUE_ABSENT && i < tuple_get(names)->count; i++) {
        Value name = tuple_get(names)->items[i];
        int index = 0;
        while (index < parameters->count && !str_equal(str_get(parameters->items[index]), str_get(name)))
            index++;
        if (index == parameters->count)
            vm_raise(vm, T_TypeError, "%S() got an unexpected keyword argument '%S'", qualname, name);
        else if (index < given)
            vm_raise(vm, T_TypeError, "%S() got multiple values for argument '%S'", qualname, name);
        else
            continue;
        value_unref(vm, qualname);
        return;
    }
    Value lacking[UINT8_MAX] = {VALUE_ABSENT};
    for (int i = 0; i < required; i++)
        if (a[i] == VALUE_ABSENT)
            lacking[missing++] = parameters->items[i];
    if (given > takes && !native->collects_positional) {
        const char *verb = given == 1 ? "was" : "were";
        if (from)
            vm_raise(vm, T_TypeError, "%S() takes from %d to %d positional arguments but %d %s given", qualname,
                     required, takes, given, verb);
        else
            vm_raise(vm, T_TypeError, "%S() takes %d positional argument%s but %d %s given", qualname, takes,
                     takes == 1 ? "" : "s", given, verb);
    } else {
        Value list = join_quoted(vm, lacking, missing);
        vm_raise(vm, T_TypeError, "%S() missing %d required positional argument%s: %S", qualname, missing,
                 missing == 1 ? "" : "s", list);
        value_unref(vm, list);
    }
    value_unref(vm, qualname);
}

static int native_name_index(const Native *native, Value name) {
    const Tuple *names = tuple_get(native->names);
    for (int64_t i = native->positional_only; i < names->count; i++)
        if (names->items[i] == name || str_equal(str_get(names->items[i]), str_get(name)))
            return (int)i;
    return -1;
}

// Where something is named, missing, too much or collected.
static bool bind_with_care(VM *vm, Native *native, Value self, const Value *args, int count, Value names,
                           Value *a) {
    int named = names == VALUE_ABSENT ? 0 : (int)tuple_get(names)->count;
    int positional = count - named, shift = self != VALUE_ABSENT, given = positional + shift;
    int takes = native->positional, fixed = takes + native->keyword_only;
    for (int i = 0; i < native->parameters; i++)
        a[i] = VALUE_ABSENT;
    for (int i = 0; i < given && i < takes; i++)
        a[i] = i < shift ? self : args[i - shift];
    if (native->collects_positional) {
        int extra = given > takes ? given - takes : 0;
        Value rest = tuple_new(vm, extra);
        for (int i = 0; i < extra; i++)
            tuple_get(rest)->items[i] =
                value_ref(takes + i < shift ? self : args[takes + i - shift]);
        a[fixed] = rest;
    } else if (given > takes) {
        if (native->python)
            raise_as_python(vm, native, given, a, names);
        else
            raise_native_count(vm, native, given, shift);
        return false;
    }
    for (int i = 0; i < named; i++) {
        Value name = tuple_get(names)->items[i];
        int index = native_name_index(native, name);
        if (index >= 0 && a[index] == VALUE_ABSENT) {
            a[index] = args[positional + i];
        } else if (index < 0 && native->collects_keywords) {
            Value *rest = &a[native->parameters - 1];
            if (*rest == VALUE_ABSENT)
                *rest = dict_new(vm);
            dict_set_str(vm, dict_get(*rest), name, args[positional + i]);
        } else if (native->python) {
            raise_as_python(vm, native, given, a, names);
            return false;
        } else if (index >= 0) {
            vm_raise(vm, T_TypeError, "argument for %s() given by name ('%S') and position (%d)",
                     native->def->name, name, index + 1 - shift);
            return false;
        } else if (!native->keyword_only && native->positional_only == native->positional) {
            vm_raise(vm, T_TypeError, "%s() takes no keyword arguments", native->def->name);
            return false;
        } else {
            vm_raise(vm, T_TypeError, "'%S' is an invalid keyword argument for %s()", name,
                     native->def->name);
            return false;
        }
    }
    for (int i = 0; i < native->required; i++) {
        if (a[i] != VALUE_ABSENT)
            continue;
        if (native->python) {
            raise_as_python(vm, native, given, a, names);
        } else if (!named && native->positional_only >= native->required) {
            raise_native_count(vm, native, given, shift);
        } else {
            vm_raise(vm, T_TypeError, "%s() missing required argument '%S' (pos %d)",
                     spoken_name(native), tuple_get(native->names)->items[i],
                     i + 1 - (native->owner != NULL));
        }
        return false;
    }
    return true;
}

// Puts arguments where the signature wants them: `a` gets borrowed values, except the tuple and the
// dict that collect the rest, which are new (and are given up by release_collected).
static inline bool bind_native(VM *vm, Native *native, Value self, const Value *args, int count,
                               Value names, Value *a) {
    int shift = self != VALUE_ABSENT, given = count + shift, takes = native->positional;
    if (names != VALUE_ABSENT || given > takes || given < native->required ||
        native->parameters != takes + native->keyword_only)
        return bind_with_care(vm, native, self, args, count, names, a);
    if (shift)
        *a++ = self;
    for (int i = 0; i < count; i++)
        *a++ = args[i];
    for (int i = given; i < native->parameters; i++)
        *a++ = VALUE_ABSENT;
    return true;
}

static void release_collected(VM *vm, const Native *native, Value *a) {
    int fixed = native->positional + native->keyword_only;
    for (int i = fixed; i < native->parameters; i++)
        value_unref(vm, a[i]);
}

static bool check_self_with_care(VM *vm, const Native *native, Value self) {
    if (native->def->flags & (NATIVE_STATIC | NATIVE_CLASS))
        return true;
    if (self != VALUE_ABSENT && type_is_subtype(value_type(vm, self), native->owner))
        return true;
    if (self == VALUE_ABSENT)
        vm_raise(vm, T_TypeError, "unbound method %s.%s() needs an argument", type_name(native->owner),
                 native->def->name);
    else
        vm_raise(vm, T_TypeError, "descriptor '%s' for '%s' objects doesn't apply to a '%T' object",
                 native->def->name, type_name(native->owner), self);
    return false;
}

static inline bool check_self(VM *vm, const Native *native, Value self) {
    return !native->owner || (value_is_obj(self) && value_obj(self)->type == native->owner) ||
           check_self_with_care(vm, native, self);
}

static void fill_native(Frame *f, const Native *native, const Value *a) {
    int fixed = native->positional + native->keyword_only;
    for (int i = 0; i < native->parameters; i++)
        f->v[i] = i < fixed ? value_ref(a[i]) : a[i];
}

// A native coroutine whose result is awaited at once: see call_awaited.
static Flow await_native(VM *vm, Native *native, Value self, const Value *args, int count, Value names,
                         const Insn *after) {
    Value a[PARAMETERS_MAX];
    const NativeDef *def = native->def;
    assert(native->parameters <= PARAMETERS_MAX);
    if (!check_self(vm, native, self != VALUE_ABSENT ? self : count ? args[0] : VALUE_ABSENT))
        return FLOW_RAISE;
    if (!bind_native(vm, native, self, args, count, names, a)) {
        release_collected(vm, native, a);
        return FLOW_RAISE;
    }
    vm->ticks += CALL_NATIVE_COST;
    if (def->fn) {
        vm->result = def->fn(vm, a);
        if (vm->result == VALUE_NONE)
            return FLOW_SUSPEND;
        if (vm->result != VALUE_ABSENT)
            return FLOW_READY;
    }
    vm->frame->pc = after;
    vm->frame->flags &= (uint8_t)~FRAME_PASSED;
    fill_native(frame_push_native(vm, (Ret){RETURN_STORE, after[-1].a}, def, native->parameters),
                native, a);
    return FLOW_CALL;
}

Flow call_native(VM *vm, Ret ret, Native *native, Value self, const Value *args, int count,
                 Value names) {
    Value a[PARAMETERS_MAX];
    const NativeDef *def = native->def;
    assert(native->parameters <= PARAMETERS_MAX);
    Value first = self != VALUE_ABSENT ? self : count ? args[0] : VALUE_ABSENT;
    if (!check_self(vm, native, first))
        return FLOW_RAISE;
    if (!bind_native(vm, native, self, args, count, names, a)) {
        release_collected(vm, native, a);
        return FLOW_RAISE;
    }
    vm->ticks += CALL_NATIVE_COST;
    if (def->flags & NATIVE_COROUTINE) {
        Frame *f = frame_alloc(vm, native->parameters + def->slots);
        f->native = def;
        fill_native(f, native, a);
        Value qualname = native_qualname(vm, native);
        const char *last = strrchr(str_get(native->name)->data, '.');
        Value name = last ? str_intern(vm, last + 1, strlen(last + 1)) : value_ref(native->name);
        Value gen = gen_new(vm, f, name, qualname);
        value_unref(vm, name);
        value_unref(vm, qualname);
        return flow_ready(vm, gen);
    }
    if (def->fn) {
        Value result = def->fn(vm, a);
        if (result != VALUE_ABSENT || !def->resume || vm->exception != VALUE_ABSENT) {
            release_collected(vm, native, a);
            return flow_ready(vm, result);
        }
    }
    if (too_deep(vm)) {
        release_collected(vm, native, a);
        return FLOW_RAISE;
    }
    fill_native(frame_push_native(vm, ret, def, native->parameters), native, a);
    return FLOW_CALL;
}

Flow call_awaited(VM *vm, Value callable, const Value *args, int count, Value names,
                  const Insn *after) {
    Value self = VALUE_ABSENT;
    if (value_is_kind(callable, KIND_METHOD)) {
        self = method_get(callable)->self;
        callable = method_get(callable)->func;
    }
    if (value_is_kind(callable, KIND_FUNC)) {
        Func *func = func_get(callable);
        if ((func->code->flags & (CODE_GENERATOR | CODE_COROUTINE)) != CODE_COROUTINE)
            return FLOW_AGAIN;
        Frame *caller = vm->frame;
        if (too_deep(vm)) {
            caller->pc = after;
            return FLOW_RAISE;
        }
        Ret ret = {RETURN_STORE, after[-1].a};
        Flow flow = push_func(vm, ret, func, self, args, count, names);
        if (flow == FLOW_CALL) {
            caller->pc = after;
            caller->flags &= (uint8_t)~FRAME_PASSED;
        }
        return flow;
    }
    if (!value_is_kind(callable, KIND_NATIVE))
        return FLOW_AGAIN;
    Native *native = native_get(callable);
    if (!(native->def->flags & NATIVE_COROUTINE) || vm->depth >= vm->limits.recursion)
        return FLOW_AGAIN;
    if (self == VALUE_ABSENT)
        self = native->self;
    return await_native(vm, native, self, args, count, names, after);
}

// v: type, args (tuple), kwargs (dict or absent), instance. The long way of making an instance.
static Flow make_instance(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    {
        Type *type = (Type *)value_obj(v[0]);
        Value new_ = type_lookup(vm, type, vm_name(vm, N___new__));
        if (value_type(vm, new_) == vm_type(vm, T_staticmethod))
            new_ = ((Wrap *)value_obj(new_))->func;
        NATIVE_AWAIT(f, native_ready(f, call_spread(vm, RET_NATIVE, new_, v[0], v[1], v[2])));
    }
    v[3] = native_take_in(f);
    if (!type_is_subtype(value_type(vm, v[3]), (Type *)value_obj(v[0])))
        return vm_return(vm, value_ref(v[3]));
    {
        Value init = type_lookup(vm, value_type(vm, v[3]), vm_name(vm, N___init__));
        NATIVE_AWAIT(f, native_ready(f, call_spread(vm, RET_NATIVE, init, v[3], v[1], v[2])));
    }
    if (f->in != VALUE_NONE) {
        vm_raise(vm, T_TypeError, "__init__() should return None, not '%T'", f->in);
        return FLOW_RAISE;
    }
    return vm_return(vm, value_ref(v[3]));
    NATIVE_END;
}

static const NativeDef make_instance_def = {"type", "type args kwargs?", NULL, make_instance, 1, 0};

Flow call_spread(VM *vm, Ret ret, Value callable, Value self, Value args, Value kwargs) {
    int64_t count;
    const Value *items = sequence_items(args, &count);
    int shift = self != VALUE_ABSENT;
    int named = kwargs == VALUE_ABSENT ? 0 : (int)dict_get(kwargs)->count;
    size_t bytes = (size_t)(count + shift + named + 1) * sizeof(Value);
    Value *all = raw_new(vm, bytes);
    if (shift)
        all[0] = self;
    for (int64_t i = 0; i < count; i++)
        all[i + shift] = items[i];
    Value names = VALUE_ABSENT;
    Flow flow = FLOW_RAISE;
    bool fine = true;
    if (named) {
        names = tuple_new(vm, named);
        int64_t position = 0;
        for (int i = 0; i < named; i++) {
            DictEntry *entry = dict_next(dict_get(kwargs), &position);
            tuple_get(names)->items[i] = value_ref(entry->key);
            all[shift + count + i] = entry->value;
            if (!value_is_str(entry->key)) {
                vm_raise(vm, T_TypeError, "keywords must be strings");
                fine = false;
                break;
            }
        }
    }
    if (fine)
        flow = op_call(vm, ret, callable, all, (int)count + shift + named, names);
    value_unref(vm, names);
    raw_release(vm, all, bytes);
    return flow;
}

static Flow call_type_slowly(VM *vm, Ret ret, Type *type, const Value *args, int count, Value names) {
    int named = names == VALUE_ABSENT ? 0 : (int)tuple_get(names)->count;
    Frame *f = frame_push_native(vm, ret, &make_instance_def, 3);
    f->v[0] = value_ref(value_of(type));
    f->v[1] = tuple_from(vm, args, count - named);
    if (named) {
        f->v[2] = dict_new(vm);
        for (int i = 0; i < named; i++)
            dict_set_str(vm, dict_get(f->v[2]), tuple_get(names)->items[i], args[count - named + i]);
    }
    return FLOW_CALL;
}

Flow call_type(VM *vm, Ret ret, Type *type, const Value *args, int count, Value names) {
    if (type == vm_type(vm, T_type) && count == 1 && names == VALUE_ABSENT)
        return flow_ready(vm, value_ref(value_of(value_type(vm, args[0]))));
    Value made;
    if (names == VALUE_ABSENT && !(type->flags & TYPE_HEAP) && quick_new(vm, type, count, args, &made))
        return flow_ready(vm, made);
    if (type->flags & TYPE_NO_NEW) {
        vm_raise(vm, T_TypeError, "cannot create '%s' instances", type_name(type));
        return FLOW_RAISE;
    }
    if (type->flags & TYPE_HEAP && type_overrides(type, N___new__))
        return call_type_slowly(vm, ret, type, args, count, names);
    Value new_ = type_lookup(vm, type, vm_name(vm, N___new__));
    Native *native = native_get(((Wrap *)value_obj(new_))->func);
    if (!native->def->fn)
        return call_type_slowly(vm, ret, type, args, count, names);
    Value init = type_lookup(vm, type, vm_name(vm, N___init__));
    Value instance;
    bool python_init = type->flags & TYPE_HEAP && type_overrides(type, N___init__);
    if (native->def == vm_type(vm, T_object)->def->new_) {
        if (count && !python_init) {
            vm_raise(vm, T_TypeError, "%s() takes no arguments", type_name(type));
            return FLOW_RAISE;
        }
        if (type->flags & TYPE_ABSTRACT) {
            vm_raise_abstract(vm, type);
            return FLOW_RAISE;
        }
        instance = value_of(type_alloc(vm, type, sizeof(Obj)));
    } else {
        Flow flow = call_native(vm, ret, native, value_of(type), args, count, names);
        if (flow != FLOW_READY)
            return flow;
        instance = vm->result;
        vm->result = VALUE_ABSENT;
    }
    if (!python_init && native_get(init)->owner == vm_type(vm, T_object))
        return flow_ready(vm, instance);
    Flow flow;
    Ret init_ret = {RETURN_INIT, ret.dst};
    if (value_is_kind(init, KIND_FUNC))
        flow = call_func(vm, init_ret, func_get(init), instance, args, count, names);
    else if (value_is_kind(init, KIND_NATIVE))
        flow = call_native(vm, init_ret, native_get(init), instance, args, count, names);
    else {
        value_unref(vm, instance);
        return call_type_slowly(vm, ret, type, args, count, names);
    }
    if (flow == FLOW_CALL) {
        vm->frame->made = instance;
        vm->frame->made_mode = ret.mode;
        return FLOW_CALL;
    }
    if (flow == FLOW_READY) {
        value_clear(vm, &vm->result);
        return flow_ready(vm, instance);
    }
    value_unref(vm, instance);
    return flow;
}

static Flow call_other(VM *vm, Ret ret, Value callable, const Value *args, int count, Value names) {
    Type *type = value_type(vm, callable);
    if (type->flags & TYPE_HEAP && type_overrides(type, N___call__)) {
        Value call = special_find(vm, callable, N___call__);
        if (value_is_kind(call, KIND_FUNC))
            return call_func(vm, ret, func_get(call), callable, args, count, names);
        Value method = method_new(vm, call, callable);
        Flow flow = op_call(vm, ret, method, args, count, names);
        value_unref(vm, method);
        return flow;
    }
    if (type->def->call) {
        Value call = special_find(vm, callable, N___call__);
        return call_native(vm, ret, native_get(call), callable, args, count, names);
    }
    vm_raise(vm, T_TypeError, "'%T' object is not callable", callable);
    return FLOW_RAISE;
}

Flow op_call(VM *vm, Ret ret, Value callable, const Value *args, int count, Value names) {
    if (!value_is_obj(callable))
        return call_other(vm, ret, callable, args, count, names);
    switch (value_obj(callable)->kind) {
    case KIND_FUNC:
        return call_func(vm, ret, func_get(callable), VALUE_ABSENT, args, count, names);
    case KIND_NATIVE:
        return call_native(vm, ret, native_get(callable), native_get(callable)->self, args, count,
                           names);
    case KIND_METHOD: {
        Method *m = method_get(callable);
        if (value_is_kind(m->func, KIND_FUNC))
            return call_func(vm, ret, func_get(m->func), m->self, args, count, names);
        if (value_is_kind(m->func, KIND_NATIVE))
            return call_native(vm, ret, native_get(m->func), m->self, args, count, names);
        size_t bytes = (size_t)(count + 1) * sizeof(Value);
        Value *all = raw_new(vm, bytes);
        all[0] = m->self;
        memcpy(all + 1, args, (size_t)count * sizeof(Value));
        Flow flow = op_call(vm, ret, m->func, all, count + 1, names);
        raw_release(vm, all, bytes);
        return flow;
    }
    case KIND_TYPE: {
        Type *meta = value_type(vm, callable);
        if (meta->flags & TYPE_HEAP && type_overrides(meta, N___call__))
            return call_other(vm, ret, callable, args, count, names);
        return call_type(vm, ret, (Type *)value_obj(callable), args, count, names);
    }
    default:
        return call_other(vm, ret, callable, args, count, names);
    }
}

Flow op_call_special(VM *vm, Ret ret, Value func, Value self, int count, const Value *args) {
    if (value_is_kind(func, KIND_FUNC))
        return call_func(vm, ret, func_get(func), self, args, count, VALUE_ABSENT);
    if (value_is_kind(func, KIND_NATIVE) && native_get(func)->self == VALUE_ABSENT)
        return call_native(vm, ret, native_get(func), self, args, count, VALUE_ABSENT);
    Type *type = value_type(vm, func);
    Value bound = func;
    if (type == vm_type(vm, T_staticmethod))
        bound = value_ref(((Wrap *)value_obj(func))->func);
    else if (type->def->descr_get)
        bound = type->def->descr_get(vm, func, self, value_of(value_type(vm, self)));
    else
        value_ref(bound);
    if (bound == VALUE_ABSENT)
        return FLOW_RAISE;
    Flow flow = op_call(vm, ret, bound, args, count, VALUE_ABSENT);
    value_unref(vm, bound);
    return flow;
}

static void frame_visit(Obj *o, SlotVisitor visitor, void *context) {
    Frame *f = (Frame *)o;
    Value func = value_of(f->func), code = value_of(f->code);
    if (f->func) {
        visitor(context, &func);
        f->func = (Func *)(uintptr_t)func;
        if (!f->func) { // given up, and with it what it kept
            f->code = NULL;
            f->globals = VALUE_ABSENT;
        }
    } else if (f->code) {
        visitor(context, &code);
        f->code = (Code *)(uintptr_t)code;
        visitor(context, &f->globals);
    }
    visitor(context, &f->names); // or what it made
    visitor(context, &f->in);
    for (int i = 0; i < f->count; i++)
        visitor(context, &f->v[i]);
}

static size_t frame_size(const Obj *o) {
    return sizeof(Frame) + ((const Frame *)o)->count * sizeof(Value);
}

static Value frame_code(VM *vm, Value self) {
    (void)vm;
    Frame *f = (Frame *)value_obj(self);
    return f->code ? value_ref(value_of(f->code)) : VALUE_NONE;
}

static Value frame_line_number(VM *vm, Value self) {
    (void)vm;
    return value_small(frame_line((Frame *)value_obj(self)));
}

static Value frame_back(VM *vm, Value self) {
    (void)vm;
    Frame *f = ((Frame *)value_obj(self))->caller;
    while (f && !f->code)
        f = f->caller;
    return f ? value_ref(value_of(f)) : VALUE_NONE;
}

static Value frame_globals(VM *vm, Value self) {
    (void)vm;
    const Frame *f = (Frame *)value_obj(self);
    return f->code ? value_ref(f->globals) : VALUE_NONE;
}

static const GetSetDef frame_getsets[] = {
    {"f_code", frame_code, NULL},
    {"f_lineno", frame_line_number, NULL},
    {"f_back", frame_back, NULL},
    {"f_globals", frame_globals, NULL},
    {0},
};

int frame_line(const Frame *f) {
    if (!f->code)
        return 0;
    int64_t index = f->pc - f->code->insns - 1;
    return index < 0 ? f->code->first_line : f->code->spans[index].line;
}

int frame_due_line(const Frame *f) { return f->code ? f->code->spans[f->pc - f->code->insns].line : 0; }

const TypeDef typedef_frame = {
    .name = "frame",
    .kind = KIND_FRAME,
    .flags = TYPE_NO_NEW,
    .size = sizeof(Frame),
    .size_of = frame_size,
    .visit = frame_visit,
    .getsets = frame_getsets,
};
