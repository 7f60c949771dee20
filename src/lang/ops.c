// The operators and protocols of the language: C where the types are builtin, frames where Python
// classes define special methods.
#include "lang/attr.h"
#include "lang/call.h"
#include "lang/dict.h"
#include "lang/exec.h"
#include "lang/float.h"
#include "lang/format.h"
#include "lang/gen.h"
#include "lang/generic.h"
#include "lang/int.h"
#include "lang/iterators.h"
#include "lang/list.h"
#include "lang/str.h"

static const uint16_t binary_names[] = {
#define BINARY(name, symbol, special, reflected, inplace) N_##special,
#include "lang/op.def"
#undef BINARY
};
static const uint16_t reflected_names[] = {
#define BINARY(name, symbol, special, reflected, inplace) N_##reflected,
#include "lang/op.def"
#undef BINARY
};
static const uint16_t inplace_names[] = {
#define BINARY(name, symbol, special, reflected, inplace) N_##inplace,
#include "lang/op.def"
#undef BINARY
};
static const char *const binary_symbols[] = {
#define BINARY(name, symbol, special, reflected, inplace) symbol,
#include "lang/op.def"
#undef BINARY
};
static const uint16_t compare_names[] = {
#define COMPARE(name, symbol, special, swapped) N_##special,
#include "lang/op.def"
#undef COMPARE
};
static const uint8_t compare_swapped[] = {
    [CMP_LT] = CMP_GT, [CMP_LE] = CMP_GE, [CMP_EQ] = CMP_EQ,
    [CMP_NE] = CMP_NE, [CMP_GT] = CMP_LT, [CMP_GE] = CMP_LE,
};
static const char *const compare_symbols[] = {
#define COMPARE(name, symbol, special, swapped) symbol,
#include "lang/op.def"
#undef COMPARE
};
static const uint16_t unary_names[] = {
#define UNARY(name, symbol, special) N_##special,
#include "lang/op.def"
#undef UNARY
};
static const char *const unary_symbols[] = {
#define UNARY(name, symbol, special) symbol,
#include "lang/op.def"
#undef UNARY
};

static bool overrides(const Type *type, unsigned name) {
    return type->flags & TYPE_HEAP && type_overrides(type, name);
}

// Arithmetic of builtin types: NotImplemented when neither knows.
static Value builtin_binary(VM *vm, BinaryOp op, Value a, Value b) {
    const TypeDef *da = value_type(vm, a)->def, *db = value_type(vm, b)->def;
    Value result = VALUE_NOT_IMPLEMENTED;
    if (da->binary)
        result = da->binary(vm, op, a, b);
    if (result == VALUE_NOT_IMPLEMENTED && db->binary && db != da)
        result = db->binary(vm, op, a, b);
    return result;
}

static Flow unsupported_operands(VM *vm, BinaryOp op, bool inplace, Value a, Value b) {
    const char *symbol = binary_symbols[op];
    char name[24];
    if (inplace && op == OP_POW)
        symbol = "**=";
    else if (inplace) {
        size_t n = strlen(symbol);
        memcpy(name, symbol, n);
        memcpy(name + n, "=", 2);
        symbol = name;
    }
    vm_raise(vm, T_TypeError, "unsupported operand type(s) for %s: '%T' and '%T'", symbol, a, b);
    return FLOW_RAISE;
}

// v: a, b. n: op, whether in place. Tries the special methods in the order of the reference.
static Flow binary_by_methods(VM *vm, Frame *f) {
    Value *v = f->v;
    enum { A, B, ORDER };
    NATIVE_BEGIN(f);
    if (f->flag && overrides(value_type(vm, v[A]), inplace_names[f->number])) {
        Value func = special_find(vm, v[A], (NameId)inplace_names[f->number]);
        NATIVE_AWAIT(f, native_ready(f, op_call_special(vm, RET_NATIVE, func, v[A], 1, &v[B])));
        if (f->in != VALUE_NOT_IMPLEMENTED)
            return vm_return(vm, native_take_in(f));
        value_clear(vm, &f->in);
    }
    {
        Type *ta = value_type(vm, v[A]), *tb = value_type(vm, v[B]);
        // a subclass's own reflected method goes first
        bool swap = ta != tb && type_is_subtype(tb, ta) && overrides(tb, reflected_names[f->number]) &&
                    type_lookup(vm, ta, vm_name(vm, (NameId)reflected_names[f->number])) !=
                        special_find(vm, v[B], (NameId)reflected_names[f->number]);
        v[ORDER] = value_bool(swap);
    }
    if (v[ORDER] == VALUE_TRUE) {
        Value func = special_find(vm, v[B], (NameId)reflected_names[f->number]);
        NATIVE_AWAIT(f, native_ready(f, op_call_special(vm, RET_NATIVE, func, v[B], 1, &v[A])));
        if (f->in != VALUE_NOT_IMPLEMENTED)
            return vm_return(vm, native_take_in(f));
        value_clear(vm, &f->in);
    }
    if (overrides(value_type(vm, v[A]), binary_names[f->number])) {
        Value func = special_find(vm, v[A], (NameId)binary_names[f->number]);
        NATIVE_AWAIT(f, native_ready(f, op_call_special(vm, RET_NATIVE, func, v[A], 1, &v[B])));
        if (f->in != VALUE_NOT_IMPLEMENTED)
            return vm_return(vm, native_take_in(f));
        value_clear(vm, &f->in);
    }
    if (v[ORDER] == VALUE_FALSE && overrides(value_type(vm, v[B]), reflected_names[f->number]) &&
        (value_type(vm, v[A]) != value_type(vm, v[B]) ||
         !overrides(value_type(vm, v[A]), binary_names[f->number]))) {
        Value func = special_find(vm, v[B], (NameId)reflected_names[f->number]);
        NATIVE_AWAIT(f, native_ready(f, op_call_special(vm, RET_NATIVE, func, v[B], 1, &v[A])));
        if (f->in != VALUE_NOT_IMPLEMENTED)
            return vm_return(vm, native_take_in(f));
        value_clear(vm, &f->in);
    }
    {
        Value result = builtin_binary(vm, (BinaryOp)f->number, v[A], v[B]);
        if (result == VALUE_NOT_IMPLEMENTED)
            return unsupported_operands(vm, (BinaryOp)f->number, f->flag, v[A], v[B]);
        return result == VALUE_ABSENT ? FLOW_RAISE : vm_return(vm, result);
    }
    NATIVE_END;
}

static const NativeDef binary_def = {"binary", "a b", NULL, binary_by_methods, 1, 0};

static Flow push_binary(VM *vm, Ret ret, BinaryOp op, bool inplace, Value a, Value b) {
    Frame *f = frame_push_native(vm, ret, &binary_def, 2);
    f->v[0] = value_ref(a);
    f->v[1] = value_ref(b);
    f->number = op;
    f->flag = inplace;
    return FLOW_CALL;
}

Flow op_binary(VM *vm, Ret ret, BinaryOp op, Value a, Value b) {
    Type *ta = value_type(vm, a), *tb = value_type(vm, b);
    if (ta == tb && op == OP_ADD && ta == vm_type(vm, T_str))
        return flow_ready(vm, ta->def->binary(vm, op, a, b));
    if (overrides(ta, binary_names[op]) || overrides(tb, reflected_names[op]))
        return push_binary(vm, ret, op, false, a, b);
    Value result = builtin_binary(vm, op, a, b);
    if (result == VALUE_NOT_IMPLEMENTED)
        return unsupported_operands(vm, op, false, a, b);
    return flow_ready(vm, result);
}

Flow op_inplace(VM *vm, Ret ret, BinaryOp op, Value a, Value b) {
    Type *ta = value_type(vm, a), *tb = value_type(vm, b);
    if (overrides(ta, inplace_names[op]))
        return push_binary(vm, ret, op, true, a, b);
    if (op == OP_ADD && value_is_list(a) && !value_is_list(b) && !value_is_tuple(b))
        return list_inplace_extend(vm, ret, a, b); // any iterable, which may have to be waited for
    if (ta->def->inplace) {
        Value result = ta->def->inplace(vm, op, a, b);
        if (result != VALUE_NOT_IMPLEMENTED)
            return flow_ready(vm, result);
    }
    if (overrides(ta, binary_names[op]) || overrides(tb, reflected_names[op]))
        return push_binary(vm, ret, op, true, a, b);
    Value result = builtin_binary(vm, op, a, b);
    if (result == VALUE_NOT_IMPLEMENTED)
        return unsupported_operands(vm, op, true, a, b);
    return flow_ready(vm, result);
}

Flow op_unary(VM *vm, Ret ret, UnaryOp op, Value v) {
    Type *type = value_type(vm, v);
    if (overrides(type, unary_names[op]))
        return op_call_special(vm, ret, special_find(vm, v, (NameId)unary_names[op]), v, 0, NULL);
    Value result = type->def->unary ? type->def->unary(vm, op, v) : VALUE_NOT_IMPLEMENTED;
    if (result != VALUE_NOT_IMPLEMENTED)
        return flow_ready(vm, result);
    vm_raise(vm, T_TypeError, "bad operand type for unary %s: '%T'", unary_symbols[op], v);
    return FLOW_RAISE;
}

// Comparison when no Python method has a say: never NotImplemented.
static Value builtin_compare(VM *vm, CompareOp op, Value a, Value b) {
    const TypeDef *da = value_type(vm, a)->def, *db = value_type(vm, b)->def;
    Value result = da->compare ? da->compare(vm, op, a, b) : VALUE_NOT_IMPLEMENTED;
    if (result == VALUE_NOT_IMPLEMENTED && db->compare)
        result = db->compare(vm, (CompareOp)compare_swapped[op], b, a);
    if (result != VALUE_NOT_IMPLEMENTED)
        return result;
    if (op == CMP_EQ || op == CMP_NE)
        return value_bool((a == b) == (op == CMP_EQ));
    return vm_raise(vm, T_TypeError, "'%s' not supported between instances of '%T' and '%T'",
                    compare_symbols[op], a, b);
}

static bool compares_in_python(const Type *type, CompareOp op) {
    return overrides(type, compare_names[op]) || (op == CMP_NE && overrides(type, N___eq__));
}

// v: the one asked, the other; then the answer of one attempt is in `in`.
static Flow ask_compare(VM *vm, CompareOp op, Value self, Value other) {
    if (op == CMP_NE && !overrides(value_type(vm, self), N___ne__))
        op = CMP_EQ;
    return op_call_special(vm, RET_NATIVE, special_find(vm, self, (NameId)compare_names[op]), self, 1,
                           &other);
}

// The answer of __eq__ serves for != the other way round. ABSENT with an exception.
static Value compare_answer(VM *vm, CompareOp op, Value self, Value take_answer) {
    if (op != CMP_NE || overrides(value_type(vm, self), N___ne__))
        return take_answer;
    int truth = vm_truth_nested(vm, take_answer);
    value_unref(vm, take_answer);
    return truth < 0 ? VALUE_ABSENT : value_bool(!truth);
}

// v: a, b. number: op.
static Flow compare_by_methods(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    {
        Type *ta = value_type(vm, v[0]), *tb = value_type(vm, v[1]);
        f->flag = ta != tb && type_is_subtype(tb, ta) &&
                          compares_in_python(tb, (CompareOp)compare_swapped[f->number]);
    }
    if (f->flag) {
        NATIVE_AWAIT(f, native_ready(f, ask_compare(vm, (CompareOp)compare_swapped[f->number], v[1], v[0])));
        if (f->in != VALUE_NOT_IMPLEMENTED)
            return vm_return_or_raise(vm, compare_answer(vm, (CompareOp)compare_swapped[f->number], v[1],
                                                         native_take_in(f)));
        value_clear(vm, &f->in);
    }
    if (compares_in_python(value_type(vm, v[0]), (CompareOp)f->number)) {
        NATIVE_AWAIT(f, native_ready(f, ask_compare(vm, (CompareOp)f->number, v[0], v[1])));
        if (f->in != VALUE_NOT_IMPLEMENTED)
            return vm_return_or_raise(
                vm, compare_answer(vm, (CompareOp)f->number, v[0], native_take_in(f)));
        value_clear(vm, &f->in);
    }
    if (!f->flag &&
        compares_in_python(value_type(vm, v[1]), (CompareOp)compare_swapped[f->number])) {
        NATIVE_AWAIT(f, native_ready(f, ask_compare(vm, (CompareOp)compare_swapped[f->number], v[1], v[0])));
        if (f->in != VALUE_NOT_IMPLEMENTED)
            return vm_return_or_raise(vm, compare_answer(vm, (CompareOp)compare_swapped[f->number], v[1],
                                                         native_take_in(f)));
        value_clear(vm, &f->in);
    }
    return vm_return_or_raise(vm, builtin_compare(vm, (CompareOp)f->number, v[0], v[1]));
    NATIVE_END;
}

static const NativeDef compare_def = {"compare", "a b", NULL, compare_by_methods, 0, 0};

Flow op_compare(VM *vm, Ret ret, CompareOp op, Value a, Value b) {
    if (compares_in_python(value_type(vm, a), op) ||
        compares_in_python(value_type(vm, b), (CompareOp)compare_swapped[op])) {
        Frame *f = frame_push_native(vm, ret, &compare_def, 2);
        f->v[0] = value_ref(a);
        f->v[1] = value_ref(b);
        f->number = op;
        return FLOW_CALL;
    }
    return flow_ready(vm, builtin_compare(vm, op, a, b));
}

// v: the object. n: whether it was __len__ that was asked.
static Flow truth_by_method(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    {
        bool by_bool = special_find(vm, v[0], N___bool__) != VALUE_ABSENT;
        f->number = by_bool;
        Value func = special_find(vm, v[0], by_bool ? N___bool__ : N___len__);
        NATIVE_AWAIT(f, native_ready(f, op_call_special(vm, RET_NATIVE, func, v[0], 0, NULL)));
    }
    if (f->number) {
        if (value_is_bool(f->in))
            return vm_return(vm, f->in);
        vm_raise(vm, T_TypeError, "__bool__ should return bool, returned %T", f->in);
        return FLOW_RAISE;
    }
    int64_t length;
    if (!vm_index_int64(vm, f->in, false, &length))
        return FLOW_RAISE;
    if (length < 0) {
        vm_raise(vm, T_ValueError, "__len__() should return >= 0");
        return FLOW_RAISE;
    }
    return vm_return(vm, value_bool(length > 0));
    NATIVE_END;
}

static const NativeDef truth_def = {"bool", "self", NULL, truth_by_method, 0, 0};

Flow op_truth(VM *vm, Ret ret, Value v) {
    if (v == VALUE_TRUE || v == VALUE_FALSE)
        return flow_ready(vm, v);
    if (v == VALUE_NONE)
        return flow_ready(vm, VALUE_FALSE);
    if (value_is_small(v))
        return flow_ready(vm, value_bool(v != value_small(0)));
    Type *type = value_type(vm, v);
    if (overrides(type, N___bool__) || overrides(type, N___len__)) {
        Frame *f = frame_push_native(vm, ret, &truth_def, 1);
        f->v[0] = value_ref(v);
        return FLOW_CALL;
    }
    const TypeDef *def = type->def;
    if (def->truth)
        return flow_ready(vm, value_bool(def->truth(vm, v)));
    if (def->length)
        return flow_ready(vm, value_bool(def->length(vm, v) != 0));
    return flow_ready(vm, VALUE_TRUE);
}

// v: the object. Checks what Python's __iter__ gave.
static Flow iter_by_method(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, native_ready(f, op_call_special(vm, RET_NATIVE, special_find(vm, v[0], N___iter__),
                                                    v[0], 0, NULL)));
    Type *type = value_type(vm, f->in);
    if (!type->def->next && !type->def->next_frame && special_find(vm, f->in, N___next__) == VALUE_ABSENT) {
        vm_raise(vm, T_TypeError, "iter() returned non-iterator of type '%T'", f->in);
        return FLOW_RAISE;
    }
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

static const NativeDef iter_def = {"iter", "self", NULL, iter_by_method, 0, 0};

Flow op_iter(VM *vm, Ret ret, Value v) {
    Type *type = value_type(vm, v);
    if (value_is_gen(v) && gen_get(v)->kind == GEN_GENERATOR)
        return flow_ready(vm, value_ref(v));
    Value iter = type->flags & TYPE_HEAP ? special_find(vm, v, N___iter__) : VALUE_ABSENT;
    if (overrides(type, N___iter__) && iter != VALUE_NONE) {
        Frame *f = frame_push_native(vm, ret, &iter_def, 1);
        f->v[0] = value_ref(v);
        return FLOW_CALL;
    }
    if (type->def->iter && iter != VALUE_NONE)
        return flow_ready(vm, type->def->iter(vm, v));
    if (iter == VALUE_ABSENT && (overrides(type, N___getitem__) || type->def->getitem) &&
        !value_is_dict(v))
        return flow_ready(vm, iterator_over_items(vm, v));
    if (!(type->flags & TYPE_HEAP)) {
        iter = special_find(vm, v, N___iter__);
        if (iter != VALUE_ABSENT && iter != VALUE_NONE)
            return op_call_special(vm, ret, iter, v, 0, NULL);
    }
    vm_raise(vm, T_TypeError, "'%T' object is not iterable", v);
    return FLOW_RAISE;
}

// v: the iterator. Runs its __next__; StopIteration becomes "exhausted".
static Flow next_by_method(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    f->catches = true;
    NATIVE_AWAIT(f, native_ready(f, op_call_special(vm, RET_NATIVE, special_find(vm, v[0], N___next__),
                                                    v[0], 0, NULL)));
    if (vm->exception == VALUE_ABSENT)
        return vm_return(vm, native_take_in(f));
    if (!vm_pending_is(vm, T_StopIteration))
        return FLOW_RAISE;
    vm_clear_pending(vm);
    return vm_return(vm, VALUE_ABSENT);
    NATIVE_END;
}

static const NativeDef next_def = {"next", "self", NULL, next_by_method, 0, 0};

Flow op_next(VM *vm, Ret ret, Value iterator) {
    Type *type = value_type(vm, iterator);
    if (value_is_gen(iterator) && gen_get(iterator)->kind == GEN_GENERATOR) {
        Flow flow = gen_resume(vm, ret.mode, ret.dst, gen_get(iterator), VALUE_NONE);
        if (flow == FLOW_CALL)
            gen_get(iterator)->frame->flags |= FRAME_STOP_ENDS;
        return flow;
    }
    if (!overrides(type, N___next__)) {
        if (type->def->next) {
            vm->result = type->def->next(vm, iterator);
            return vm->result == VALUE_ABSENT && vm->exception != VALUE_ABSENT ? FLOW_RAISE : FLOW_READY;
        }
        if (type->def->next_frame) {
            Frame *f = frame_push_native(vm, ret, type->def->next_frame, 1);
            f->v[0] = value_ref(iterator);
            return FLOW_CALL;
        }
        if (special_find(vm, iterator, N___next__) == VALUE_ABSENT) {
            vm_raise(vm, T_TypeError, "'%T' object is not an iterator", iterator);
            return FLOW_RAISE;
        }
    }
    Frame *f = frame_push_native(vm, ret, &next_def, 1);
    f->v[0] = value_ref(iterator);
    return FLOW_CALL;
}

Flow op_getitem(VM *vm, Ret ret, Value object, Value key) {
    Type *type = value_type(vm, object);
    if (overrides(type, N___getitem__))
        return op_call_special(vm, ret, special_find(vm, object, N___getitem__), object, 1, &key);
    if (type->def->getitem) {
        if (value_is_dict(object) && overrides(type, N___missing__)) {
            Value value;
            int found = dict_find(vm, dict_get(object), key, &value);
            if (found < 0)
                return FLOW_RAISE;
            if (found)
                return flow_ready(vm, value_ref(value));
            return op_call_special(vm, ret, special_find(vm, object, N___missing__), object, 1, &key);
        }
        return flow_ready(vm, type->def->getitem(vm, object, key));
    }
    Value item = special_find(vm, object, N___getitem__);
    if (item != VALUE_ABSENT) // a builtin whose method is a resumable native
        return op_call_special(vm, ret, item, object, 1, &key);
    if (value_is_kind(object, KIND_TYPE)) {
        Value class_item = type_lookup(vm, (Type *)value_obj(object), vm_name(vm, N___class_getitem__));
        if (class_item != VALUE_ABSENT) {
            Flow flow = attr_lookup_class(vm, RET_EXIT, (Type *)value_obj(object),
                                          vm_name(vm, N___class_getitem__));
            if (flow != FLOW_READY)
                return flow;
            Value bound = vm->result;
            flow = op_call(vm, ret, bound, &key, 1, VALUE_ABSENT);
            value_unref(vm, bound);
            return flow;
        }
        if (generic_subscriptable(vm, (Type *)value_obj(object)))
            return flow_ready(vm, generic_new(vm, object, key));
        vm_raise(vm, T_TypeError, "type '%s' is not subscriptable", type_name((Type *)value_obj(object)));
        return FLOW_RAISE;
    }
    vm_raise(vm, T_TypeError, "'%T' object is not subscriptable", object);
    return FLOW_RAISE;
}

Flow op_setitem(VM *vm, Ret ret, Value object, Value key, Value value) {
    Type *type = value_type(vm, object);
    NameId name = value == VALUE_ABSENT ? N___delitem__ : N___setitem__;
    if (overrides(type, name)) {
        Value args[] = {key, value};
        return op_call_special(vm, ret, special_find(vm, object, name), object,
                               value == VALUE_ABSENT ? 1 : 2, args);
    }
    if (type->def->setitem)
        return type->def->setitem(vm, object, key, value) ? flow_ready(vm, VALUE_NONE) : FLOW_RAISE;
    Value special = special_find(vm, object, name);
    if (special != VALUE_ABSENT) {
        Value args[] = {key, value};
        return op_call_special(vm, ret, special, object, value == VALUE_ABSENT ? 1 : 2, args);
    }
    vm_raise(vm, T_TypeError, "'%T' object %s item %s", object,
             value == VALUE_ABSENT ? "doesn't support" : "does not support",
             value == VALUE_ABSENT ? "deletion" : "assignment");
    return FLOW_RAISE;
}

// v: iterable, item. Goes through the items one by one.
static Flow contains_by_iteration(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, vm_iter(vm, f, v[0]));
    v[2] = native_take_in(f);
    for (;;) {
        NATIVE_AWAIT(f, vm_next(vm, f, v[2]));
        if (f->in == VALUE_ABSENT)
            return vm_return(vm, VALUE_FALSE);
        value_set(vm, &v[3], native_take_in(f));
        if (v[3] == v[1])
            return vm_return(vm, VALUE_TRUE);
        NATIVE_AWAIT(f, vm_compare(vm, f, CMP_EQ, v[3], v[1]));
        value_set(vm, &v[3], native_take_in(f));
        NATIVE_AWAIT(f, vm_truth(vm, f, v[3]));
        if (f->in == VALUE_TRUE)
            return vm_return(vm, VALUE_TRUE);
        vm_charge(vm, 1);
    }
    NATIVE_END;
}

static const NativeDef contains_def = {"in", "iterable item", NULL, contains_by_iteration, 2, 0};

// v: container, item.
static Flow contains_by_method(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, native_ready(f, op_call_special(vm, RET_NATIVE,
                                                    special_find(vm, v[0], N___contains__), v[0], 1,
                                                    &v[1])));
    value_set(vm, &v[1], native_take_in(f));
    NATIVE_AWAIT(f, vm_truth(vm, f, v[1]));
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

static const NativeDef contains_method_def = {"__contains__", "self item", NULL, contains_by_method, 0, 0};

Flow op_contains(VM *vm, Ret ret, Value container, Value item) {
    Type *type = value_type(vm, container);
    const NativeDef *def = &contains_def;
    if (overrides(type, N___contains__)) {
        def = &contains_method_def;
    } else if (type->def->contains && !overrides(type, N___iter__)) {
        int found = type->def->contains(vm, container, item);
        return found < 0 ? FLOW_RAISE : flow_ready(vm, value_bool(found));
    } else if (!type->def->iter && !overrides(type, N___iter__) && !overrides(type, N___getitem__) &&
               !value_is_gen(container) && !type->def->getitem &&
               special_find(vm, container, N___iter__) == VALUE_ABSENT) {
        vm_raise(vm, T_TypeError, "argument of type '%T' is not iterable", container);
        return FLOW_RAISE;
    }
    Frame *f = frame_push_native(vm, ret, def, 2);
    f->v[0] = value_ref(container);
    f->v[1] = value_ref(item);
    return FLOW_CALL;
}

// v: the object. number: NameId. What the method gave must be a str.
static Flow text_by_method(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    {
        Value func = special_find(vm, v[0], (NameId)f->number);
        NATIVE_AWAIT(f, native_ready(f, op_call_special(vm, RET_NATIVE, func, v[0],
                                                        v[1] != VALUE_ABSENT, &v[1])));
    }
    if (value_is_str(f->in))
        return vm_return(vm, native_take_in(f));
    if (f->number == N___format__)
        vm_raise(vm, T_TypeError, "__format__ must return a str, not %T", f->in);
    else
        vm_raise(vm, T_TypeError, "%S returned non-string (type %T)", vm_name(vm, (NameId)f->number),
                 f->in);
    return FLOW_RAISE;
    NATIVE_END;
}

static const NativeDef text_def = {"str", "self spec?", NULL, text_by_method, 0, 0};

static Flow push_text(VM *vm, Ret ret, NameId name, Value v, Value spec) {
    Frame *f = frame_push_native(vm, ret, &text_def, 2);
    f->v[0] = value_ref(v);
    f->v[1] = value_ref(spec);
    f->number = name;
    return FLOW_CALL;
}

Flow op_repr(VM *vm, Ret ret, Value v) {
    Type *type = value_type(vm, v);
    if (overrides(type, N___repr__))
        return push_text(vm, ret, N___repr__, v, VALUE_ABSENT);
    if (type->def->repr) {
        if (!vm_enter(vm, " while getting the repr of an object"))
            return FLOW_RAISE;
        Value text = type->def->repr(vm, v);
        vm_leave(vm);
        return flow_ready(vm, text);
    }
    return flow_ready(vm, object_repr(vm, v));
}

Flow op_str(VM *vm, Ret ret, Value v) {
    Type *type = value_type(vm, v);
    if (value_is_str(v) && type == vm_type(vm, T_str))
        return flow_ready(vm, value_ref(v));
    if (overrides(type, N___str__))
        return push_text(vm, ret, N___str__, v, VALUE_ABSENT);
    if (type->def->str)
        return flow_ready(vm, type->def->str(vm, v));
    return op_repr(vm, ret, v);
}

Flow op_format(VM *vm, Ret ret, Value v, Value spec) {
    Type *type = value_type(vm, v);
    if (overrides(type, N___format__))
        return push_text(vm, ret, N___format__, v, spec);
    if (type->def->format && !(overrides(type, N___str__) && str_get(spec)->bytes == 0))
        return flow_ready(vm, type->def->format(vm, v, spec));
    if (str_get(spec)->bytes == 0)
        return op_str(vm, ret, v);
    vm_raise(vm, T_TypeError, "unsupported format string passed to %T.__format__", v);
    return FLOW_RAISE;
}

// v: the object.
static Flow length_by_method(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, native_ready(f, op_call_special(vm, RET_NATIVE, special_find(vm, v[0], N___len__),
                                                    v[0], 0, NULL)));
    int64_t length;
    if (!vm_index_int64(vm, f->in, false, &length))
        return FLOW_RAISE;
    if (length < 0) {
        vm_raise(vm, T_ValueError, "__len__() should return >= 0");
        return FLOW_RAISE;
    }
    return vm_return(vm, int_new(vm, length));
    NATIVE_END;
}

static const NativeDef length_def = {"len", "self", NULL, length_by_method, 0, 0};

Flow op_length(VM *vm, Ret ret, Value v) {
    Type *type = value_type(vm, v);
    if (overrides(type, N___len__)) {
        Frame *f = frame_push_native(vm, ret, &length_def, 1);
        f->v[0] = value_ref(v);
        return FLOW_CALL;
    }
    int64_t length = vm_length(vm, v);
    return length < 0 ? FLOW_RAISE : flow_ready(vm, int_new(vm, length));
}
