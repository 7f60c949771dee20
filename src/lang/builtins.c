#include "lang/builtins.h"

#include "lang/ascii.h"
#include "lang/attr.h"
#include "lang/call.h"
#include "lang/dict.h"
#include "lang/dict_views.h"
#include "lang/exception.h"
#include "lang/float.h"
#include "lang/format.h"
#include "lang/func.h"
#include "lang/gen.h"
#include "lang/generic.h"
#include "lang/instr.h"
#include "lang/int.h"
#include "lang/iterate.h"
#include "lang/iterators.h"
#include "lang/list.h"
#include "lang/list_sort.h"
#include "lang/str.h"
#include "lang/stream.h"
#include "lang/warning.h"

// v: values, sep, end, file, flush; then the text so far, the file.
static Flow builtin_print(VM *vm, Frame *f) {
    enum { SEP, END, FILE_, FLUSH, VALUES, TEXT, WRITE };
    Value *v = f->v;
    NATIVE_BEGIN(f);
    for (int i = SEP; i <= END; i++)
        if (v[i] != VALUE_ABSENT && v[i] != VALUE_NONE && !value_is_str(v[i])) {
            vm_raise(vm, T_TypeError, "%s must be None or a string, not %T", i == SEP ? "sep" : "end", v[i]);
            return FLOW_RAISE;
        }
    v[TEXT] = list_new(vm, 2 * tuple_get(v[VALUES])->count + 1);
    for (f->number = 0; f->number < tuple_get(v[VALUES])->count; f->number++) {
        if (f->number) {
            Value separator = value_is_str(v[SEP]) ? value_ref(v[SEP]) : str_from(vm, " ");
            list_append(vm, list_get(v[TEXT]), separator);
        }
        NATIVE_AWAIT(f, vm_str(vm, f, tuple_get(v[VALUES])->items[f->number]));
        list_append(vm, list_get(v[TEXT]), native_take_in(f));
    }
    {
        List *pieces = list_get(v[TEXT]);
        list_append(vm, pieces, value_is_str(v[END]) ? value_ref(v[END]) : str_from(vm, "\n"));
        value_set(vm, &v[TEXT], str_join(vm, vm->empty_str, pieces->items, pieces->count));
        vm_charge(vm, (int64_t)str_get(v[TEXT])->bytes / 16);
    }
    if (v[FILE_] == VALUE_ABSENT || v[FILE_] == VALUE_NONE) {
        Value out = stream_of_sys(vm, N_stdout);
        if (out == VALUE_NONE)
            return vm_return(vm, VALUE_NONE);
        if (out == VALUE_ABSENT || stream_number(vm, out) == 1) {
            vm_write(vm, 1, str_get(v[TEXT])->data, str_get(v[TEXT])->bytes);
            return vm_return(vm, VALUE_NONE);
        }
        value_set(vm, &v[FILE_], value_ref(out));
    }
    NATIVE_AWAIT(f, vm_getattr(vm, f, v[FILE_], vm_name(vm, N_write)));
    v[WRITE] = native_take_in(f);
    NATIVE_AWAIT(f, vm_call(vm, f, v[WRITE], 1, &v[TEXT]));
    return vm_return(vm, VALUE_NONE);
    NATIVE_END;
}

// Of what has a length of its own.
static Value length_directly(VM *vm, Value *a) {
    if (value_type(vm, a[0])->flags & TYPE_HEAP)
        return VALUE_ABSENT;
    int64_t length = vm_length(vm, a[0]);
    return length < 0 ? VALUE_ABSENT : int_new(vm, length);
}

static Flow builtin_len(VM *vm, Frame *f) {
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, native_ready(f, op_length(vm, RET_NATIVE, f->v[0])));
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

static Flow builtin_repr(VM *vm, Frame *f) {
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, vm_repr(vm, f, f->v[0]));
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

static Flow builtin_ascii(VM *vm, Frame *f) {
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, vm_repr(vm, f, f->v[0]));
    return vm_return_or_raise(vm, ascii_escape(vm, f->in));
    NATIVE_END;
}

static Flow builtin_format(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (v[1] == VALUE_ABSENT)
        v[1] = value_ref(vm->empty_str);
    if (!value_is_str(v[1])) {
        vm_raise(vm, T_TypeError, "format() argument 2 must be str, not %T", v[1]);
        return FLOW_RAISE;
    }
    NATIVE_AWAIT(f, native_ready(f, op_format(vm, RET_NATIVE, v[0], v[1])));
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

static Value builtin_id(VM *vm, Value *a) { return int_new_unsigned(vm, obj_id(vm, a[0])); }

static Value builtin_hash(VM *vm, Value *a) {
    int64_t hash;
    return vm_hash(vm, a[0], &hash) ? int_new(vm, hash) : VALUE_ABSENT;
}

static Value builtin_callable(VM *vm, Value *a) {
    Type *type = value_type(vm, a[0]);
    bool yes = value_is_kind(a[0], KIND_FUNC) || value_is_kind(a[0], KIND_NATIVE) ||
               value_is_kind(a[0], KIND_METHOD) || value_is_kind(a[0], KIND_TYPE) || type->def->call ||
               (type->flags & TYPE_HEAP && type_overrides(type, N___call__));
    return value_bool(yes);
}

static Value builtin_chr(VM *vm, Value *a) {
    int64_t i;
    if (!vm_index_int64(vm, a[0], true, &i))
        return VALUE_ABSENT;
    if (i < 0 || i > 0x10FFFF)
        return vm_raise(vm, T_ValueError, "chr() arg not in range(0x110000)");
    return str_from_char(vm, (uint32_t)i);
}

static Value builtin_ord(VM *vm, Value *a) {
    if (value_is_kind(a[0], KIND_BYTES) && vm_length(vm, a[0]) == 1)
        return value_type(vm, a[0])->def->getitem(vm, a[0], value_small(0));
    if (!value_is_str(a[0]))
        return vm_raise(vm, T_TypeError, "ord() expected string of length 1, but %T found", a[0]);
    if (str_get(a[0])->chars != 1)
        return vm_raise(vm, T_TypeError, "ord() expected a character, but string of length %lld found",
                        (long long)str_get(a[0])->chars);
    return value_small(str_char_at(str_get(a[0]), 0));
}

static Value based(VM *vm, Value v, int base, const char *prefix) {
    Value index = vm_index(vm, v);
    if (index == VALUE_ABSENT)
        return VALUE_ABSENT;
    Value digits = int_to_str(vm, index, base);
    const char *text = str_get(digits)->data;
    bool negative = *text == '-';
    StrBuilder b = {0};
    str_builder_add_text(vm, &b, negative ? "-" : "");
    str_builder_add_text(vm, &b, prefix);
    str_builder_add(vm, &b, text + negative, str_get(digits)->bytes - negative);
    value_unref(vm, digits);
    value_unref(vm, index);
    return str_builder_finish(vm, &b);
}

static Value builtin_hex(VM *vm, Value *a) { return based(vm, a[0], 16, "0x"); }
static Value builtin_oct(VM *vm, Value *a) { return based(vm, a[0], 8, "0o"); }
static Value builtin_bin(VM *vm, Value *a) { return based(vm, a[0], 2, "0b"); }

static Flow by_special(VM *vm, Frame *f, NameId name, int count, const Value *args, const char *message) {
    Value method = special_find(vm, f->v[0], name);
    if (method == VALUE_ABSENT) {
        vm_raise(vm, T_TypeError, message, f->v[0]);
        return FLOW_RAISE;
    }
    return native_ready(f, op_call_special(vm, RET_NATIVE, method, f->v[0], count, args));
}

static Flow builtin_abs(VM *vm, Frame *f) {
    NATIVE_BEGIN(f);
    if (value_is_small(f->v[0]) && value_small_get(f->v[0]) > SMALL_INT_MIN) {
        int64_t i = value_small_get(f->v[0]);
        return vm_return(vm, value_small(i < 0 ? -i : i));
    }
    if (value_is_float(f->v[0])) {
        double d = float_get(f->v[0]);
        return vm_return(vm, float_new(vm, d < 0 || (d == 0 && 1 / d < 0) ? -d : d));
    }
    NATIVE_AWAIT(f, by_special(vm, f, N___abs__, 0, NULL, "bad operand type for abs(): '%T'"));
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

static Flow builtin_round(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (v[1] == VALUE_NONE)
        v[1] = VALUE_ABSENT;
    NATIVE_AWAIT(f, by_special(vm, f, N___round__, v[1] != VALUE_ABSENT, &v[1],
                               "type %T doesn't define __round__ method"));
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

static Flow builtin_divmod(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (type_lookup(vm, value_type(vm, v[0]), vm_name(vm, N___divmod__)) != VALUE_ABSENT) {
        NATIVE_AWAIT(f, vm_call_method(vm, f, v[0], vm_name(vm, N___divmod__), 1, &v[1]));
        if (f->in != VALUE_NOT_IMPLEMENTED)
            return vm_return(vm, native_take_in(f));
    }
    if (type_lookup(vm, value_type(vm, v[1]), vm_name(vm, N___rdivmod__)) != VALUE_ABSENT) {
        NATIVE_AWAIT(f, vm_call_method(vm, f, v[1], vm_name(vm, N___rdivmod__), 1, &v[0]));
        if (f->in != VALUE_NOT_IMPLEMENTED)
            return vm_return(vm, native_take_in(f));
    }
    vm_raise(vm, T_TypeError, "unsupported operand type(s) for divmod(): '%T' and '%T'", v[0], v[1]);
    return FLOW_RAISE;
    NATIVE_END;
}

static Flow builtin_pow(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (v[2] != VALUE_ABSENT && v[2] != VALUE_NONE) {
        if (!value_is_int(v[0]) || !value_is_int(v[1]) || !value_is_int(v[2])) {
            vm_raise(vm, T_TypeError, "pow() 3rd argument not allowed unless all arguments are integers");
            return FLOW_RAISE;
        }
        return vm_return_or_raise(vm, int_pow_mod(vm, v[0], v[1], v[2]));
    }
    NATIVE_AWAIT(f, vm_binary(vm, f, OP_POW, v[0], v[1]));
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

// v: object, default; sentinel.
static Flow builtin_iter(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (v[1] != VALUE_ABSENT) {
        Value callable = builtin_callable(vm, v);
        if (callable == VALUE_TRUE)
            return vm_return(vm, iterator_until(vm, v[0], v[1]));
        vm_raise(vm, T_TypeError, "iter(v, w): v must be callable");
        return FLOW_RAISE;
    }
    NATIVE_AWAIT(f, vm_iter(vm, f, v[0]));
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

// next() keeps what a generator returned and what __next__ raised: StopIteration with its value.
static Flow builtin_next(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (value_is_gen(v[0]) && gen_get(v[0])->kind == GEN_GENERATOR) {
        f->catches = true;
        NATIVE_AWAIT(f, vm_resume(vm, f, gen_get(v[0]), VALUE_NONE));
        f->catches = false;
        if (vm->exception != VALUE_ABSENT)
            return FLOW_RAISE;
        if (gen_get(v[0])->frame)
            return vm_return(vm, native_take_in(f));
        if (v[1] != VALUE_ABSENT)
            return vm_return(vm, value_ref(v[1]));
        Value value = native_take_in(f);
        vm_raise_value(vm, T_StopIteration, value == VALUE_NONE ? VALUE_ABSENT : value);
        return FLOW_RAISE;
    }
    if (type_overrides(value_type(vm, v[0]), N___next__)) {
        f->catches = true;
        NATIVE_AWAIT(f, by_special(vm, f, N___next__, 0, NULL, ""));
        if (vm->exception == VALUE_ABSENT)
            return vm_return(vm, native_take_in(f));
        if (v[1] == VALUE_ABSENT || !vm_pending_is(vm, T_StopIteration))
            return FLOW_RAISE;
        vm_clear_pending(vm);
        return vm_return(vm, value_ref(v[1]));
    }
    NATIVE_AWAIT(f, vm_next(vm, f, v[0]));
    if (f->in != VALUE_ABSENT)
        return vm_return(vm, native_take_in(f));
    if (v[1] != VALUE_ABSENT)
        return vm_return(vm, value_ref(v[1]));
    vm_raise_value(vm, T_StopIteration, VALUE_ABSENT);
    return FLOW_RAISE;
    NATIVE_END;
}

// v: iterable, start; then iterator, sum.
static Flow builtin_sum(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (value_is_str(v[1])) {
        vm_raise(vm, T_TypeError, "sum() can't sum strings [use ''.join(seq) instead]");
        return FLOW_RAISE;
    }
    v[3] = v[1] == VALUE_ABSENT ? value_small(0) : value_ref(v[1]);
    NATIVE_AWAIT(f, vm_iter(vm, f, v[0]));
    v[2] = native_take_in(f);
    for (;;) {
        NATIVE_AWAIT(f, vm_next(vm, f, v[2]));
        if (f->in == VALUE_ABSENT)
            return vm_return(vm, value_ref(v[3]));
        vm_charge(vm, 1);
        int64_t sum;
        if (value_both_small(v[3], f->in) &&
            !__builtin_add_overflow((int64_t)v[3], (int64_t)(f->in - 1), &sum)) {
            v[3] = (Value)sum;
            continue;
        }
        v[4] = native_take_in(f);
        NATIVE_AWAIT(f, vm_binary(vm, f, OP_ADD, v[3], v[4]));
        value_set(vm, &v[3], native_take_in(f));
        value_clear(vm, &v[4]);
    }
    NATIVE_END;
}

// v: iterable. number: 1 any, 0 all.
static Flow any_or_all(VM *vm, Frame *f, bool any) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, vm_iter(vm, f, v[0]));
    value_set(vm, &v[0], native_take_in(f));
    for (;;) {
        NATIVE_AWAIT(f, vm_next(vm, f, v[0]));
        if (f->in == VALUE_ABSENT)
            return vm_return(vm, value_bool(!any));
        value_set(vm, &v[1], native_take_in(f));
        NATIVE_AWAIT(f, vm_truth(vm, f, v[1]));
        if (f->in == value_bool(any))
            return vm_return(vm, value_bool(any));
        vm_charge(vm, 1);
    }
    NATIVE_END;
}

static Flow builtin_any(VM *vm, Frame *f) { return any_or_all(vm, f, true); }
static Flow builtin_all(VM *vm, Frame *f) { return any_or_all(vm, f, false); }

// v: key, default, args; then iterator, best, best key, item, item key.
static Flow extreme(VM *vm, Frame *f, CompareOp op, const char *name) {
    enum { KEY, DEFAULT, ARGS, ITERATOR, BEST, BEST_KEY, ITEM, ITEM_KEY };
    Value *v = f->v;
    NATIVE_BEGIN(f);
    {
        int64_t count = tuple_get(v[ARGS])->count;
        if (!count) {
            vm_raise(vm, T_TypeError, "%s expected at least 1 argument, got 0", name);
            return FLOW_RAISE;
        }
        if (count > 1 && v[DEFAULT] != VALUE_ABSENT) {
            vm_raise(vm, T_TypeError, "Cannot specify a default for %s() with multiple positional arguments",
                     name);
            return FLOW_RAISE;
        }
        NATIVE_AWAIT(f, vm_iter(vm, f, tuple_get(v[ARGS])->count > 1 ? v[ARGS] : tuple_get(v[ARGS])->items[0]));
    }
    v[ITERATOR] = native_take_in(f);
    for (;;) {
        NATIVE_AWAIT(f, vm_next(vm, f, v[ITERATOR]));
        if (f->in == VALUE_ABSENT)
            break;
        value_set(vm, &v[ITEM], native_take_in(f));
        if (v[KEY] != VALUE_ABSENT && v[KEY] != VALUE_NONE) {
            NATIVE_AWAIT(f, vm_call(vm, f, v[KEY], 1, &v[ITEM]));
            value_set(vm, &v[ITEM_KEY], native_take_in(f));
        } else {
            value_set(vm, &v[ITEM_KEY], value_ref(v[ITEM]));
        }
        vm_charge(vm, 1);
        if (v[BEST] != VALUE_ABSENT) {
            NATIVE_AWAIT(f, vm_compare(vm, f, op, v[ITEM_KEY], v[BEST_KEY]));
            if (!value_is_bool(f->in)) {
                Value answer = native_take_in(f);
                int truth = vm_truth_nested(vm, answer);
                value_unref(vm, answer);
                if (truth < 0)
                    return FLOW_RAISE;
                f->in = value_bool(truth);
            }
            if (f->in == VALUE_FALSE)
                continue;
        }
        value_set(vm, &v[BEST], value_ref(v[ITEM]));
        value_set(vm, &v[BEST_KEY], value_ref(v[ITEM_KEY]));
    }
    if (v[BEST] != VALUE_ABSENT)
        return vm_return(vm, value_ref(v[BEST]));
    if (v[DEFAULT] != VALUE_ABSENT)
        return vm_return(vm, value_ref(v[DEFAULT]));
    vm_raise(vm, T_ValueError, "%s() arg is an empty sequence", name);
    return FLOW_RAISE;
    NATIVE_END;
}

static Flow builtin_min(VM *vm, Frame *f) { return extreme(vm, f, CMP_LT, "min"); }
static Flow builtin_max(VM *vm, Frame *f) { return extreme(vm, f, CMP_GT, "max"); }

static Value intern_name(VM *vm, Value name, const char *function) {
    if (!value_is_str(name))
        return vm_raise(vm, T_TypeError, "%s(): attribute name must be string", function);
    return str_intern_value(vm, value_ref(name));
}

// v: object, name, default.
static Flow builtin_getattr(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    {
        Value name = intern_name(vm, v[1], "getattr");
        if (name == VALUE_ABSENT)
            return FLOW_RAISE;
        value_set(vm, &v[1], name);
    }
    f->catches = v[2] != VALUE_ABSENT;
    NATIVE_AWAIT(f, vm_getattr(vm, f, v[0], v[1]));
    if (vm->exception == VALUE_ABSENT)
        return vm_return(vm, native_take_in(f));
    if (!vm_pending_is(vm, T_AttributeError))
        return FLOW_RAISE;
    vm_clear_pending(vm);
    return vm_return(vm, value_ref(v[2]));
    NATIVE_END;
}

static Flow builtin_hasattr(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    {
        Value name = intern_name(vm, v[1], "hasattr");
        if (name == VALUE_ABSENT)
            return FLOW_RAISE;
        value_set(vm, &v[1], name);
    }
    f->catches = true;
    NATIVE_AWAIT(f, vm_getattr(vm, f, v[0], v[1]));
    if (vm->exception == VALUE_ABSENT)
        return vm_return(vm, VALUE_TRUE);
    if (!vm_pending_is(vm, T_AttributeError))
        return FLOW_RAISE;
    vm_clear_pending(vm);
    return vm_return(vm, VALUE_FALSE);
    NATIVE_END;
}

static Flow builtin_setattr(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    {
        Value name = intern_name(vm, v[1], "setattr");
        if (name == VALUE_ABSENT)
            return FLOW_RAISE;
        value_set(vm, &v[1], name);
    }
    NATIVE_AWAIT(f, vm_setattr(vm, f, v[0], v[1], f->count > 2 ? v[2] : VALUE_ABSENT));
    return vm_return(vm, VALUE_NONE);
    NATIVE_END;
}

// Whether `v` is an instance of `class`, a class, tuple or union: asks metaclasses nested.
static int is_instance(VM *vm, Value v, Value class, bool of_class) {
    if (value_is_tuple(class) || union_is(vm, class)) {
        const Tuple *tuple = tuple_get(value_is_tuple(class) ? class : union_members(class));
        for (int64_t i = 0; i < tuple->count; i++) {
            int yes = is_instance(vm, v, tuple->items[i], of_class);
            if (yes)
                return yes;
        }
        return 0;
    }
    if (class == VALUE_NONE)
        class = value_of(vm_type(vm, T_NoneType));
    Type *meta = value_type(vm, class);
    NameId check = of_class ? N___subclasscheck__ : N___instancecheck__;
    if (meta->flags & TYPE_HEAP && type_overrides(meta, check)) {
        Value answer = exec_nested(vm, op_call_special(vm, RET_EXIT, special_find(vm, class, check), class, 1, &v));
        if (answer == VALUE_ABSENT)
            return -1;
        int truth = vm_truth_nested(vm, answer);
        value_unref(vm, answer);
        return truth;
    }
    if (!value_is_kind(class, KIND_TYPE)) {
        Value method = special_find(vm, class, check);
        if (method != VALUE_ABSENT) {
            Value answer = exec_nested(vm, op_call_special(vm, RET_EXIT, method, class, 1, &v));
            int truth = answer == VALUE_ABSENT ? -1 : answer == VALUE_TRUE;
            value_unref(vm, answer);
            return truth;
        }
        vm_raise(vm, T_TypeError, "%s() arg 2 must be a %s, a tuple of %ss, or a union",
                 of_class ? "issubclass" : "isinstance", of_class ? "class" : "type",
                 of_class ? "classe" : "type");
        return -1;
    }
    Type *type = of_class ? (Type *)value_obj(v) : value_type(vm, v);
    return type_is_subtype(type, (Type *)value_obj(class));
}

static Value builtin_isinstance(VM *vm, Value *a) {
    int yes = is_instance(vm, a[0], a[1], false);
    return yes < 0 ? VALUE_ABSENT : value_bool(yes);
}

static Value builtin_issubclass(VM *vm, Value *a) {
    if (!value_is_kind(a[0], KIND_TYPE))
        return vm_raise(vm, T_TypeError, "issubclass() arg 1 must be a class");
    int yes = is_instance(vm, a[0], a[1], true);
    return yes < 0 ? VALUE_ABSENT : value_bool(yes);
}

static const Frame *calling_frame(VM *vm) {
    const Frame *f = vm->frame;
    while (f && !f->code)
        f = f->caller;
    return f;
}

static Value builtin_globals(VM *vm, Value *a) {
    (void)a;
    return value_ref(calling_frame(vm)->globals);
}

// The variables of a frame as a new dict; cells by their content.
Value frame_locals(VM *vm, const Frame *f) {
    if (f->code->flags & CODE_NAMESPACE)
        return value_ref(frame_namespace(f));
    Value dict = dict_new(vm);
    const Tuple *names = tuple_get(f->code->variables);
    const Tuple *free = tuple_get(f->code->freevars);
    for (int64_t i = 0; i < names->count + free->count; i++) {
        Value name = i < names->count ? names->items[i] : free->items[i - names->count];
        Value v = f->v[i < names->count ? i : f->code->free_base + i - names->count];
        if (value_is_kind(v, KIND_CELL))
            v = cell_get(v)->value;
        if (v != VALUE_ABSENT && str_get(name)->data[0] != '.')
            dict_set_str(vm, dict_get(dict), name, v);
    }
    return dict;
}

static Value builtin_locals(VM *vm, Value *a) {
    (void)a;
    return frame_locals(vm, calling_frame(vm));
}

static Value builtin_vars(VM *vm, Value *a) {
    if (a[0] == VALUE_ABSENT)
        return builtin_locals(vm, a);
    Value v = vm_getattr_nested(vm, a[0], vm_name(vm, N___dict__));
    if (v == VALUE_ABSENT && vm_pending_is(vm, T_AttributeError)) {
        vm_clear_pending(vm);
        return vm_raise(vm, T_TypeError, "vars() argument must have __dict__ attribute");
    }
    return v;
}

// v: object or absent.
static Flow builtin_dir(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (v[0] == VALUE_ABSENT) {
        v[1] = frame_locals(vm, calling_frame(vm));
        NATIVE_AWAIT(f, vm_call(vm, f, value_of(vm_type(vm, T_list)), 1, &v[1]));
    } else if (value_is_kind(v[0], KIND_MODULE)) {
        NATIVE_AWAIT(f, vm_call(vm, f, value_of(vm_type(vm, T_list)), 1, &((Module *)value_obj(v[0]))->dict));
    } else if (type_overrides(value_type(vm, v[0]), N___dir__)) {
        NATIVE_AWAIT(f, by_special(vm, f, N___dir__, 0, NULL, ""));
    } else {
        return vm_return(vm, object_dir(vm, v[0]));
    }
    value_set(vm, &v[1], native_take_in(f));
    NATIVE_AWAIT(f, vm_call(vm, f, dict_find_str(vm, dict_get(vm->builtins), vm_name(vm, N_sorted)), 1, &v[1]));
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

static Flow builtin_aiter(VM *vm, Frame *f) {
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, native_ready(f, instr_get_aiter(vm, RET_NATIVE, f->v[0])));
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

// v: iterator, default. A coroutine: `await anext(it)`.
static Flow builtin_anext(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, native_ready(f, gen_async_next(vm, RETURN_NATIVE, 0, v[0])));
    if (f->in != VALUE_ABSENT)
        return vm_return(vm, native_take_in(f));
    if (v[1] != VALUE_ABSENT)
        return vm_return(vm, value_ref(v[1]));
    vm_raise_value(vm, T_StopAsyncIteration, VALUE_ABSENT);
    return FLOW_RAISE;
    NATIVE_END;
}

// The class that a class statement's bases and keywords name as its metaclass.
static Value find_metaclass(VM *vm, Value bases, Value *keywords) {
    Value given = VALUE_ABSENT;
    if (*keywords != VALUE_ABSENT &&
        dict_pop(vm, dict_get(*keywords), vm_name(vm, N_metaclass), &given) == 1 &&
        !value_is_kind(given, KIND_TYPE))
        return given;
    Type *meta = given == VALUE_ABSENT ? vm_type(vm, T_type) : (Type *)value_obj(given);
    value_unref(vm, given);
    for (int64_t i = 0; i < tuple_get(bases)->count; i++) {
        Type *other = value_type(vm, tuple_get(bases)->items[i]);
        if (type_is_subtype(other, meta))
            meta = other;
    }
    return value_ref(value_of(meta));
}

// v: function, name, bases, keywords; then metaclass, namespace, given bases, list of bases.
static Flow build_class(VM *vm, Frame *f) {
    enum { FUNC, NAME, BASES, KEYWORDS, META, NAMESPACE, GIVEN, LIST };
    Value *v = f->v;
    NATIVE_BEGIN(f);
    v[GIVEN] = value_ref(v[BASES]);
    v[LIST] = list_new(vm, 2);
    for (f->number = 0; f->number < tuple_get(v[GIVEN])->count; f->number++) {
        Value base = tuple_get(v[GIVEN])->items[f->number];
        if (value_type(vm, base) == vm_type(vm, T_GenericAlias)) { // class C(list[int])
            list_append(vm, list_get(v[LIST]), value_ref(generic_origin(base)));
            f->flag = true;
            continue;
        }
        Value entries = value_is_kind(base, KIND_TYPE)
                            ? VALUE_ABSENT
                            : type_lookup(vm, value_type(vm, base), vm_name(vm, N___mro_entries__));
        if (entries == VALUE_ABSENT) {
            list_append(vm, list_get(v[LIST]), value_ref(base));
            continue;
        }
        f->flag = true;
        NATIVE_AWAIT(f, native_ready(f, op_call_special(vm, RET_NATIVE, entries,
                                                        tuple_get(v[GIVEN])->items[f->number], 1, &v[GIVEN])));
        for (int64_t i = 0; value_is_tuple(f->in) && i < tuple_get(f->in)->count; i++)
            list_append(vm, list_get(v[LIST]), value_ref(tuple_get(f->in)->items[i]));
    }
    value_set(vm, &v[BASES], tuple_from(vm, list_get(v[LIST])->items, list_get(v[LIST])->count));
    v[META] = find_metaclass(vm, v[BASES], &v[KEYWORDS]);
    {
        Value prepare = value_is_kind(v[META], KIND_TYPE) && value_obj(v[META]) != &vm_type(vm, T_type)->head
                            ? type_lookup(vm, (Type *)value_obj(v[META]), vm_name(vm, N___prepare__))
                            : VALUE_ABSENT;
        if (prepare != VALUE_ABSENT) {
            Value pair[] = {v[NAME], v[BASES]};
            value_set(vm, &v[LIST], tuple_from(vm, pair, 2));
            Value bound = instr_bind_class(vm, prepare, v[META]);
            Flow flow = native_ready(f, call_spread(vm, RET_NATIVE, bound, VALUE_ABSENT, v[LIST], v[KEYWORDS]));
            value_unref(vm, bound);
            NATIVE_AWAIT(f, flow);
            v[NAMESPACE] = native_take_in(f);
        } else {
            v[NAMESPACE] = dict_new(vm);
        }
    }
    {
        Func *func = func_get(v[FUNC]);
        Frame *body = frame_push(vm, RET_NATIVE, func, func->code, func->globals);
        if (!body)
            return FLOW_RAISE;
        body->names = value_ref(v[NAMESPACE]);
        NATIVE_AWAIT(f, FLOW_CALL);
    }
    if (f->flag && value_is_dict(v[NAMESPACE]))
        dict_set_str(vm, dict_get(v[NAMESPACE]), vm_name(vm, N___orig_bases__), v[GIVEN]);
    {
        Value all[] = {v[NAME], v[BASES], v[NAMESPACE]};
        value_set(vm, &v[LIST], tuple_from(vm, all, 3));
        NATIVE_AWAIT(f, native_ready(f, call_spread(vm, RET_NATIVE, v[META], VALUE_ABSENT, v[LIST], v[KEYWORDS])));
    }
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

// Calls a method of what sys.stdin or sys.stdout is.
static Flow call_stream(VM *vm, Frame *f, Value stream, const char *method, int count, const Value *args) {
    Value name = str_intern(vm, method, strlen(method));
    Flow flow = vm_call_method(vm, f, stream, name, count, args);
    value_unref(vm, name);
    return flow;
}

// v: prompt; sys.stdin, sys.stdout, the prompt's text.
static Flow builtin_input(VM *vm, Frame *f) {
    Value *v = f->v;
    enum { PROMPT, IN, OUT, TEXT };
    NATIVE_BEGIN(f);
    for (int i = IN; i <= OUT; i++) {
        v[i] = value_ref(stream_of_sys(vm, i == IN ? N_stdin : N_stdout));
        if (v[i] == VALUE_ABSENT) // nobody has imported sys yet
            v[i] = stream_new(vm, i - IN);
        if (v[i] == VALUE_NONE) {
            vm_raise(vm, T_RuntimeError, "input(): lost sys.std%s", i == IN ? "in" : "out");
            return FLOW_RAISE;
        }
    }
    if (v[PROMPT] != VALUE_ABSENT) {
        NATIVE_AWAIT(f, vm_str(vm, f, v[PROMPT]));
        v[TEXT] = native_take_in(f);
        if (stream_number(vm, v[OUT]) >= 0)
            vm_write(vm, stream_number(vm, v[OUT]), str_get(v[TEXT])->data, str_get(v[TEXT])->bytes);
        else
            NATIVE_AWAIT(f, call_stream(vm, f, v[OUT], "write", 1, &v[TEXT]));
    }
    if (stream_number(vm, v[OUT]) < 0)
        NATIVE_AWAIT(f, call_stream(vm, f, v[OUT], "flush", 0, NULL));
    if (stream_number(vm, v[IN]) == 0) {
        value_set(vm, &v[TEXT], stream_line(vm));
        if (v[TEXT] == VALUE_ABSENT)
            return FLOW_RAISE;
    } else {
        NATIVE_AWAIT(f, call_stream(vm, f, v[IN], "readline", 0, NULL));
        value_set(vm, &v[TEXT], native_take_in(f));
        if (!value_is_str(v[TEXT])) {
            vm_raise(vm, T_TypeError, "object.readline() returned non-string");
            return FLOW_RAISE;
        }
    }
    {
        const Str *line = str_get(v[TEXT]);
        if (line->bytes == 0) {
            vm_raise(vm, T_EOFError, "EOF when reading a line");
            return FLOW_RAISE;
        }
        bool ended = line->data[line->bytes - 1] == '\n';
        return vm_return(vm, ended ? str_new(vm, line->data, line->bytes - 1) : value_ref(v[TEXT]));
    }
    NATIVE_END;
}

static Value builtin_open(VM *vm, Value *a) {
    (void)a;
    return vm_unsupported(vm, "open()");
}

static Value builtin_exec(VM *vm, Value *a) {
    (void)a;
    return vm_unsupported(vm, "exec()");
}

static Value builtin_eval(VM *vm, Value *a) {
    (void)a;
    return vm_unsupported(vm, "eval()");
}

static Value builtin_compile(VM *vm, Value *a) {
    (void)a;
    return vm_unsupported(vm, "compile()");
}

static Value builtin_breakpoint(VM *vm, Value *a) {
    (void)a;
    return vm_unsupported(vm, "breakpoint()");
}

static Value builtin_memoryview(VM *vm, Value *a) {
    (void)a;
    return vm_unsupported(vm, "memoryview()");
}

static Value builtin_import(VM *vm, Value *a) {
    (void)a;
    return vm_unsupported(vm, "__import__()");
}

static Value builtin_exit(VM *vm, Value *a) {
    return vm_raise_value(vm, T_SystemExit, a[0] == VALUE_ABSENT ? VALUE_ABSENT : value_ref(a[0]));
}

static const NativeDef functions[] = {
    {"print", "* sep? end? file? flush? *args", NULL, builtin_print, 2, 0},
    {"len", "obj /", length_directly, builtin_len, 0, 0},
    {"repr", "obj /", NULL, builtin_repr, 0, 0},
    {"ascii", "obj /", NULL, builtin_ascii, 0, 0},
    {"format", "value format_spec? /", NULL, builtin_format, 0, 0},
    {"id", "obj /", builtin_id, NULL, 0, 0},
    {"hash", "obj /", builtin_hash, NULL, 0, 0},
    {"callable", "obj /", builtin_callable, NULL, 0, 0},
    {"chr", "i /", builtin_chr, NULL, 0, 0},
    {"ord", "c /", builtin_ord, NULL, 0, 0},
    {"hex", "number /", builtin_hex, NULL, 0, 0},
    {"oct", "number /", builtin_oct, NULL, 0, 0},
    {"bin", "number /", builtin_bin, NULL, 0, 0},
    {"abs", "x /", NULL, builtin_abs, 0, 0},
    {"round", "number ndigits?", NULL, builtin_round, 0, 0},
    {"divmod", "x y /", NULL, builtin_divmod, 0, 0},
    {"pow", "base exp mod?", NULL, builtin_pow, 0, 0},
    {"iter", "object sentinel? /", NULL, builtin_iter, 0, 0},
    {"next", "iterator default? /", NULL, builtin_next, 0, 0},
    {"sum", "iterable / start?", NULL, builtin_sum, 3, 0},
    {"any", "iterable /", NULL, builtin_any, 1, 0},
    {"all", "iterable /", NULL, builtin_all, 1, 0},
    {"min", "* key? default? *args", NULL, builtin_min, 5, 0},
    {"max", "* key? default? *args", NULL, builtin_max, 5, 0},
    {"sorted", "iterable / * key? reverse?", NULL, list_sorted_resume, LIST_SORT_SLOTS, 0},
    {"getattr", "object name default? /", NULL, builtin_getattr, 0, 0},
    {"hasattr", "object name /", NULL, builtin_hasattr, 0, 0},
    {"setattr", "object name value /", NULL, builtin_setattr, 0, 0},
    {"delattr", "object name /", NULL, builtin_setattr, 0, 0},
    {"isinstance", "obj class_or_tuple /", builtin_isinstance, NULL, 0, 0},
    {"issubclass", "cls class_or_tuple /", builtin_issubclass, NULL, 0, 0},
    {"globals", "", builtin_globals, NULL, 0, 0},
    {"locals", "", builtin_locals, NULL, 0, 0},
    {"vars", "object? /", builtin_vars, NULL, 0, 0},
    {"dir", "object? /", NULL, builtin_dir, 1, 0},
    {"aiter", "async_iterable /", NULL, builtin_aiter, 0, 0},
    {"anext", "async_iterator default? /", NULL, builtin_anext, 0, NATIVE_COROUTINE},
    {"__build_class__", "func name / *bases **kwargs", NULL, build_class, 4, 0},
    {"__import__", "name globals? locals? fromlist? level?", builtin_import, NULL, 0, 0},
    {"input", "prompt? /", NULL, builtin_input, 3, 0},
    {"open", "file *args **kwargs", builtin_open, NULL, 0, 0},
    {"exec", "source globals? locals? /", builtin_exec, NULL, 0, 0},
    {"eval", "source globals? locals? /", builtin_eval, NULL, 0, 0},
    {"compile", "source *args **kwargs", builtin_compile, NULL, 0, 0},
    {"breakpoint", "*args **kwargs", builtin_breakpoint, NULL, 0, 0},
    {"memoryview", "object", builtin_memoryview, NULL, 0, 0},
    {"exit", "code? /", builtin_exit, NULL, 0, 0},
    {"quit", "code? /", builtin_exit, NULL, 0, 0},
    {0},
};

static bool fill(VM *vm, Value module) {
    static const uint16_t types[] = {
        T_object,    T_type,         T_int,   T_bool,     T_float,        T_complex,     T_str,
        T_bytes,     T_bytearray,    T_tuple, T_list,     T_dict,         T_set,         T_frozenset,
        T_range,     T_slice,        T_property, T_staticmethod, T_classmethod, T_super, T_enumerate,
        T_reversed,  T_zip,          T_map,   T_filter,
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        Type *type = vm_type(vm, (TypeId)types[i]);
        module_set(vm, module, type_name(type), value_ref(value_of(type)));
    }
    for (int i = T_BaseException; i < TYPE_COUNT; i++)
        module_set(vm, module, type_name(vm->types[i]), value_ref(value_of(vm->types[i])));
    module_set(vm, module, "ExceptionGroup", value_ref(vm->exception_group));
    module_set(vm, module, "IOError", value_ref(value_of(vm_type(vm, T_OSError))));
    module_set(vm, module, "EnvironmentError", value_ref(value_of(vm_type(vm, T_OSError))));
    module_set(vm, module, "None", VALUE_NONE);
    module_set(vm, module, "True", VALUE_TRUE);
    module_set(vm, module, "False", VALUE_FALSE);
    module_set(vm, module, "Ellipsis", VALUE_ELLIPSIS);
    module_set(vm, module, "NotImplemented", VALUE_NOT_IMPLEMENTED);
    module_set(vm, module, "__debug__", VALUE_TRUE);
    return true;
}

const ModuleDef module_builtins = {"builtins", functions, fill};
