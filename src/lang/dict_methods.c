// The type dict: slots and methods.
#include "lang/dict_internal.h"
#include "lang/dict_views.h"
#include "lang/exact.h"
#include "lang/iterate.h"
#include "lang/list.h"

static Value raise_key(VM *vm, Value key) { return vm_raise_value(vm, T_KeyError, value_ref(key)); }

static MAY_RAISE bool add_repr(VM *vm, StrBuilder *b, Value v) {
    Value text = vm_repr_nested(vm, v);
    if (text == VALUE_ABSENT)
        return false;
    str_builder_add_str(vm, b, text);
    value_unref(vm, text);
    return true;
}

static MAY_RAISE bool add_entries(VM *vm, StrBuilder *b, Dict *d) {
    int64_t position = 0;
    DictEntry *e;
    while ((e = dict_next(d, &position)) != NULL) {
        Value key = value_ref(e->key), value = value_ref(e->value);
        if (b->bytes > 1)
            str_builder_add(vm, b, ", ", 2);
        bool done = add_repr(vm, b, key);
        str_builder_add(vm, b, ": ", 2);
        done = done && add_repr(vm, b, value);
        value_unref(vm, key);
        value_unref(vm, value);
        vm_charge(vm, 1);
        if (!done)
            return false;
    }
    return true;
}

static Value repr(VM *vm, Value self) {
    if (dict_get(self)->count == 0)
        return str_from(vm, "{}");
    if (!vm_repr_enter(vm, self))
        return str_from(vm, "{...}");
    StrBuilder b = {0};
    str_builder_add(vm, &b, "{", 1);
    bool done = add_entries(vm, &b, dict_get(self));
    vm_repr_leave(vm, self);
    if (!done) {
        str_builder_drop(vm, &b);
        return VALUE_ABSENT;
    }
    str_builder_add(vm, &b, "}", 1);
    return str_builder_finish(vm, &b);
}

// 1, 0, -1 with an exception.
static int equal(VM *vm, Dict *a, Dict *b) {
    if (a->count != b->count)
        return 0;
    int64_t position = 0;
    DictEntry *e;
    while ((e = dict_next(a, &position)) != NULL) {
        Value key = value_ref(e->key), value = value_ref(e->value), other;
        int same = dict_find_hashed(vm, b, key, e->hash, &other);
        if (same == 1) {
            value_ref(other);
            same = vm_equal(vm, value, other);
            value_unref(vm, other);
        }
        value_unref(vm, key);
        value_unref(vm, value);
        vm_charge(vm, 1);
        if (same != 1)
            return same;
    }
    return 1;
}

static Value compare(VM *vm, CompareOp op, Value a, Value b) {
    if (!value_is_dict(a) || !value_is_dict(b) || (op != CMP_EQ && op != CMP_NE))
        return VALUE_NOT_IMPLEMENTED;
    int same = equal(vm, dict_get(a), dict_get(b));
    return same < 0 ? VALUE_ABSENT : value_bool(same == (op == CMP_EQ));
}

static bool truth(VM *vm, Value self) {
    (void)vm;
    return dict_get(self)->count != 0;
}

static int64_t length(VM *vm, Value self) {
    (void)vm;
    return dict_get(self)->count;
}

static Value missing(VM *vm, Value self, Value key) {
    if (!value_is_exact(vm, self, T_dict) &&
        type_lookup(vm, value_type(vm, self), vm_name(vm, N___missing__)) != VALUE_ABSENT) {
        Value method = vm_getattr_nested(vm, self, vm_name(vm, N___missing__));
        if (method == VALUE_ABSENT)
            return VALUE_ABSENT;
        Value result = vm_call_nested(vm, method, 1, &key);
        value_unref(vm, method);
        return result;
    }
    return raise_key(vm, key);
}

static Value getitem(VM *vm, Value self, Value key) {
    Value value;
    int found = dict_find(vm, dict_get(self), key, &value);
    if (found == 1)
        return value_ref(value);
    return found < 0 ? VALUE_ABSENT : missing(vm, self, key);
}

static bool setitem(VM *vm, Value self, Value key, Value value) {
    if (value != VALUE_ABSENT)
        return dict_set(vm, dict_get(self), key, value);
    int found = dict_remove(vm, dict_get(self), key);
    if (found == 0)
        raise_key(vm, key);
    return found == 1;
}

static int contains(VM *vm, Value self, Value item) {
    Value value;
    return dict_find(vm, dict_get(self), item, &value);
}

static Value iter(VM *vm, Value self) { return dict_iterator_new(vm, T_dict_keyiterator, self); }

static Value binary(VM *vm, BinaryOp op, Value a, Value b) {
    if (op != OP_OR || !value_is_dict(a) || !value_is_dict(b))
        return VALUE_NOT_IMPLEMENTED;
    Value result = dict_copy(vm, dict_get(a));
    if (!dict_update(vm, dict_get(result), dict_get(b)))
        value_clear(vm, &result);
    return result;
}

static Value inplace(VM *vm, BinaryOp op, Value a, Value b) {
    if (op != OP_OR)
        return VALUE_NOT_IMPLEMENTED;
    if (value_is_exact(vm, b, T_dict))
        return dict_update(vm, dict_get(a), dict_get(b)) ? value_ref(a) : VALUE_ABSENT;
    Value plain = value_of(vm_type(vm, T_dict));
    Value update = vm_getattr_nested(vm, plain, vm_name(vm, N_update));
    if (update == VALUE_ABSENT)
        return VALUE_ABSENT;
    Value result = vm_call_nested(vm, update, 2, (const Value[]){a, b});
    value_unref(vm, update);
    if (result == VALUE_ABSENT)
        return VALUE_ABSENT;
    value_unref(vm, result);
    return value_ref(a);
}

// Construction and update.

static Value create(VM *vm, Value *a) {
    return value_of(type_alloc(vm, (Type *)value_obj(a[0]), sizeof(Dict)));
}

// A dict whose iteration and look-up no Python class has changed.
static bool is_plain_dict(VM *vm, Value v) {
    return value_is_dict(v) && !value_overrides(vm, v, N___iter__) &&
           !value_overrides(vm, v, N___getitem__);
}

// Sets the pair that a list or tuple holds.
static MAY_RAISE bool set_pair(VM *vm, Dict *d, Value pair, int64_t number) {
    int64_t count;
    const Value *items = sequence_items(pair, &count);
    if (count != 2) {
        vm_raise(vm, T_ValueError,
                 "dictionary update sequence element #%lld has length %lld; 2 is required",
                 (long long)number, (long long)count);
        return false;
    }
    Value key = value_ref(items[0]), value = value_ref(items[1]);
    bool done = dict_set(vm, d, key, value);
    value_unref(vm, key);
    value_unref(vm, value);
    return done;
}

// Parameters of update and __init__, then its slots.
enum { SELF, OTHER, KEYWORDS, ITERATOR, ITEM };

static Flow update_end(VM *vm, Frame *frame) {
    Value keywords = frame->v[KEYWORDS];
    if (keywords != VALUE_ABSENT &&
        !dict_update(vm, dict_get(frame->v[SELF]), dict_get(keywords)))
        return FLOW_RAISE;
    return vm_return(vm, VALUE_NONE);
}

static Flow update(VM *vm, Frame *frame) {
    Value *v = frame->v;
    NATIVE_BEGIN(frame);
    if (v[OTHER] == VALUE_ABSENT)
        return update_end(vm, frame);
    if (is_plain_dict(vm, v[OTHER])) {
        if (!dict_update(vm, dict_get(v[SELF]), dict_get(v[OTHER])))
            return FLOW_RAISE;
        return update_end(vm, frame);
    }
    if (type_lookup(vm, value_type(vm, v[OTHER]), vm_name(vm, N_keys)) != VALUE_ABSENT) {
        NATIVE_AWAIT(frame, vm_call_method(vm, frame, v[OTHER], vm_name(vm, N_keys), 0, NULL));
        value_set(vm, &v[ITEM], native_take_in(frame));
        NATIVE_AWAIT(frame, vm_iter(vm, frame, v[ITEM]));
        value_set(vm, &v[ITERATOR], native_take_in(frame));
        for (;;) {
            NATIVE_AWAIT(frame, vm_next(vm, frame, v[ITERATOR]));
            if (frame->in == VALUE_ABSENT)
                return update_end(vm, frame);
            value_set(vm, &v[ITEM], native_take_in(frame));
            NATIVE_AWAIT(frame, vm_getitem(vm, frame, v[OTHER], v[ITEM]));
            vm_charge(vm, 1);
            if (!dict_set(vm, dict_get(v[SELF]), v[ITEM], frame->in))
                return FLOW_RAISE;
        }
    }
    NATIVE_AWAIT(frame, vm_iter(vm, frame, v[OTHER]));
    value_set(vm, &v[ITERATOR], native_take_in(frame));
    for (frame->number = 0;; frame->number++) {
        NATIVE_AWAIT(frame, vm_next(vm, frame, v[ITERATOR]));
        if (frame->in == VALUE_ABSENT)
            return update_end(vm, frame);
        value_set(vm, &v[ITEM], native_take_in(frame));
        if (!iterate_possible(vm, v[ITEM])) {
            vm_raise(vm, T_TypeError,
                     "cannot convert dictionary update sequence element #%lld to a sequence",
                     (long long)frame->number);
            return FLOW_RAISE;
        }
        NATIVE_AWAIT(frame, iterate_collect(vm, frame, v[ITEM]));
        vm_charge(vm, 1);
        if (!set_pair(vm, dict_get(v[SELF]), frame->in, frame->number))
            return FLOW_RAISE;
    }
    NATIVE_END;
}

static const NativeDef new_native = {"dict", "cls *args **kwargs", create, NULL, 0, 0};
static const NativeDef init_native = {"dict", "self other? / **kwargs", NULL, update, 2, 0};

// v: cls, iterable, value, the result, iterator, key.
static Flow fromkeys(VM *vm, Frame *frame) {
    Value *v = frame->v;
    NATIVE_BEGIN(frame);
    if (v[2] == VALUE_ABSENT)
        v[2] = VALUE_NONE;
    NATIVE_AWAIT(frame, vm_call(vm, frame, v[0], 0, NULL));
    v[3] = native_take_in(frame);
    NATIVE_AWAIT(frame, vm_iter(vm, frame, v[1]));
    v[4] = native_take_in(frame);
    for (;;) {
        NATIVE_AWAIT(frame, vm_next(vm, frame, v[4]));
        if (frame->in == VALUE_ABSENT)
            return vm_return(vm, value_ref(v[3]));
        value_set(vm, &v[5], native_take_in(frame));
        vm_charge(vm, 1);
        if (value_is_dict(v[3]) && !value_overrides(vm, v[3], N___setitem__)) {
            if (!dict_set(vm, dict_get(v[3]), v[5], v[2]))
                return FLOW_RAISE;
        } else {
            NATIVE_AWAIT(frame, vm_call_method(vm, frame, v[3], vm_name(vm, N___setitem__), 2,
                                               (const Value[]){v[5], v[2]}));
        }
    }
    NATIVE_END;
}

// Methods.

static Value get(VM *vm, Value *a) {
    Value value;
    int found = dict_find(vm, dict_get(a[0]), a[1], &value);
    if (found < 0)
        return VALUE_ABSENT;
    if (found == 0)
        value = a[2] == VALUE_ABSENT ? VALUE_NONE : a[2];
    return value_ref(value);
}

static Value setdefault(VM *vm, Value *a) {
    Value value, given = a[2] == VALUE_ABSENT ? VALUE_NONE : a[2];
    int64_t hash;
    if (!vm_hash(vm, a[1], &hash))
        return VALUE_ABSENT;
    int found = dict_find_hashed(vm, dict_get(a[0]), a[1], hash, &value);
    if (found == 0)
        return dict_set_hashed(vm, dict_get(a[0]), a[1], given, hash) ? value_ref(given) : VALUE_ABSENT;
    return found < 0 ? VALUE_ABSENT : value_ref(value);
}

static Value pop(VM *vm, Value *a) {
    Value value;
    int found = dict_pop(vm, dict_get(a[0]), a[1], &value);
    if (found == 1)
        return value;
    if (found == 0)
        return a[2] != VALUE_ABSENT ? value_ref(a[2]) : raise_key(vm, a[1]);
    return VALUE_ABSENT;
}

static Value popitem(VM *vm, Value *a) {
    DictEntry entry;
    if (!dict_pop_last(dict_get(a[0]), &entry))
        return vm_raise(vm, T_KeyError, "popitem(): dictionary is empty");
    return tuple_take(vm, (const Value[]){entry.key, entry.value}, 2);
}

static Value clear(VM *vm, Value *a) {
    dict_clear(vm, dict_get(a[0]));
    return VALUE_NONE;
}

static Value copy(VM *vm, Value *a) { return dict_copy(vm, dict_get(a[0])); }
static Value keys(VM *vm, Value *a) { return dict_view_new(vm, T_dict_keys, a[0]); }
static Value values(VM *vm, Value *a) { return dict_view_new(vm, T_dict_values, a[0]); }
static Value items(VM *vm, Value *a) { return dict_view_new(vm, T_dict_items, a[0]); }
static Value reversed(VM *vm, Value *a) {
    return dict_iterator_new(vm, T_dict_reversekeyiterator, a[0]);
}

static const NativeDef methods[] = {
    {"get", "self key default? /", get, NULL, 0, 0},
    {"setdefault", "self key default? /", setdefault, NULL, 0, 0},
    {"pop", "self key default? /", pop, NULL, 0, 0},
    {"popitem", "self /", popitem, NULL, 0, 0},
    {"keys", "self /", keys, NULL, 0, 0},
    {"items", "self /", items, NULL, 0, 0},
    {"values", "self /", values, NULL, 0, 0},
    {"update", "self other? / **kwargs", NULL, update, 2, 0},
    {"fromkeys", "cls iterable value? /", NULL, fromkeys, 3, NATIVE_CLASS},
    {"clear", "self /", clear, NULL, 0, 0},
    {"copy", "self /", copy, NULL, 0, 0},
    {"__reversed__", "self /", reversed, NULL, 0, 0},
    {0},
};

const TypeDef typedef_dict = {
    .name = "dict",
    .kind = KIND_DICT,
    .flags = TYPE_BASETYPE,
    .size = sizeof(Dict),
    .visit = dict_visit,
    .finish = dict_finish,
    .new_ = &new_native,
    .init = &init_native,
    .repr = repr,
    .compare = compare,
    .truth = truth,
    .length = length,
    .getitem = getitem,
    .setitem = setitem,
    .contains = contains,
    .iter = iter,
    .binary = binary,
    .inplace = inplace,
    .methods = methods,
};
