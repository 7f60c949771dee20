// The types set and frozenset, and their iterator.
#include "lang/dict.h"
#include "lang/exact.h"
#include "lang/iterate.h"
#include "lang/list.h"
#include "lang/set_internal.h"

static bool is_frozen(const VM *vm, Value v) {
    return type_is_subtype(value_type(vm, v), vm_type(vm, T_frozenset));
}

static Set *of(Value v) { return set_get(v); }

// Slots.

static MAY_RAISE bool add_item(VM *vm, StrBuilder *b, Value key, bool first) {
    value_ref(key);
    Value text = vm_repr_nested(vm, key);
    value_unref(vm, key);
    if (text == VALUE_ABSENT)
        return false;
    str_builder_add_text(vm, b, first ? "{" : ", ");
    str_builder_add_str(vm, b, text);
    value_unref(vm, text);
    vm_charge(vm, 1);
    return true;
}

static MAY_RAISE bool add_items(VM *vm, StrBuilder *b, Set *s) {
    int64_t position = 0;
    bool fine = true;
    Value aged = set_aged(vm, s);
    if (aged != VALUE_ABSENT) {
        for (int64_t i = 0; i < list_get(aged)->count && fine; i++)
            fine = add_item(vm, b, list_get(aged)->items[i], i == 0);
        value_unref(vm, aged);
    } else {
        bool first = true;
        for (SetEntry *e; fine && (e = set_next(s, &position)) != NULL; first = false)
            fine = add_item(vm, b, e->key, first);
    }
    str_builder_add_text(vm, b, "}");
    return fine;
}

static Value repr(VM *vm, Value self) {
    const char *name = type_name(value_type(vm, self));
    if (of(self)->used == 0)
        return str_format(vm, "%s()", name);
    if (!vm_repr_enter(vm, self))
        return str_format(vm, "%s(...)", name);
    bool named = !value_is_exact(vm, self, T_set);
    StrBuilder b = {0};
    if (named) {
        str_builder_add_text(vm, &b, name);
        str_builder_add_text(vm, &b, "(");
    }
    bool done = add_items(vm, &b, of(self));
    vm_repr_leave(vm, self);
    if (!done) {
        str_builder_drop(vm, &b);
        return VALUE_ABSENT;
    }
    str_builder_add_text(vm, &b, named ? ")" : "");
    return str_builder_finish(vm, &b);
}

static Value compare(VM *vm, CompareOp op, Value a, Value b) {
    if (!value_is_set(a) || !value_is_set(b))
        return VALUE_NOT_IMPLEMENTED;
    return set_compare(vm, op, of(a), of(b));
}

static bool hash(VM *vm, Value self, int64_t *out) {
    vm_charge(vm, of(self)->hash == -1 ? of(self)->used : 0);
    *out = set_hash(of(self));
    return true;
}

static bool truth(VM *vm, Value self) {
    (void)vm;
    return of(self)->used != 0;
}

static int64_t length(VM *vm, Value self) {
    (void)vm;
    return of(self)->used;
}

typedef int (*Membership)(VM *vm, Set *s, Value key);

// A set, which cannot be hashed, is looked for as the frozenset equal to it.
static int ask(VM *vm, Membership question, Value self, Value key) {
    int answer = question(vm, of(self), key);
    if (answer >= 0 || !value_is_set(key) || is_frozen(vm, key) || !vm_pending_is(vm, T_TypeError))
        return answer;
    vm_clear_pending(vm);
    Value frozen = set_copy(vm, of(key), true);
    if (frozen == VALUE_ABSENT)
        return -1;
    answer = question(vm, of(self), frozen);
    value_unref(vm, frozen);
    return answer;
}

static int contains(VM *vm, Value self, Value item) { return ask(vm, set_contains, self, item); }

static Value symmetric_difference(VM *vm, Value self, Value collection) {
    Value result = set_new(vm, is_frozen(vm, self));
    if (!set_update(vm, of(result), collection) || !set_symmetric_update(vm, of(result), self))
        value_clear(vm, &result);
    return result;
}

static Value union_of(VM *vm, Value self, Value collection) {
    Value result = set_copy(vm, of(self), is_frozen(vm, self));
    if (result != VALUE_ABSENT && !set_update(vm, of(result), collection))
        value_clear(vm, &result);
    return result;
}

static Value binary(VM *vm, BinaryOp op, Value a, Value b) {
    if (!value_is_set(a) || !value_is_set(b))
        return VALUE_NOT_IMPLEMENTED;
    if (op == OP_OR)
        return union_of(vm, a, b);
    if (op == OP_AND)
        return set_intersection(vm, of(a), b, is_frozen(vm, a));
    if (op == OP_SUB)
        return set_difference(vm, of(a), b, is_frozen(vm, a));
    return op == OP_XOR ? symmetric_difference(vm, a, b) : VALUE_NOT_IMPLEMENTED;
}

static MAY_RAISE bool intersect_inplace(VM *vm, Value self, Value collection) {
    Value result = set_intersection(vm, of(self), collection, false);
    if (result == VALUE_ABSENT)
        return false;
    set_swap(of(self), of(result));
    value_unref(vm, result);
    return true;
}

static Value inplace(VM *vm, BinaryOp op, Value a, Value b) {
    if (!value_is_set(b) || (op != OP_OR && op != OP_AND && op != OP_SUB && op != OP_XOR))
        return VALUE_NOT_IMPLEMENTED;
    bool done = op == OP_OR    ? set_update(vm, of(a), b)
                : op == OP_AND ? intersect_inplace(vm, a, b)
                : op == OP_SUB ? set_difference_update(vm, of(a), b)
                               : set_symmetric_update(vm, of(a), b);
    return done ? value_ref(a) : VALUE_ABSENT;
}

// Construction.

// A set, dict, list or tuple with the items of any iterable, in frame->in.
static Flow collect(VM *vm, Frame *frame, Value iterable) {
    bool table = value_is_set(iterable) && !value_overrides(vm, iterable, N___iter__);
    if (!table && !value_is_exact(vm, iterable, T_dict))
        return iterate_collect(vm, frame, iterable);
    value_set(vm, &frame->in, value_ref(iterable));
    return FLOW_READY;
}

static Value instance(VM *vm, Type *cls) {
    Set *s = type_alloc(vm, cls, sizeof *s);
    s->hash = -1;
    s->mask = 7;
    return value_of(s);
}

static Value create(VM *vm, Value *a) { return instance(vm, (Type *)value_obj(a[0])); }

// v: self, iterable, iterator. Adds item by item, so that as many are there as were taken.
static Flow init(VM *vm, Frame *frame) {
    Value *v = frame->v;
    NATIVE_BEGIN(frame);
    set_clear(vm, of(v[0]));
    if (v[1] == VALUE_ABSENT)
        return vm_return(vm, VALUE_NONE);
    NATIVE_AWAIT(frame, collect(vm, frame, v[1]));
    if (!set_update(vm, of(v[0]), frame->in))
        return FLOW_RAISE;
    return vm_return(vm, VALUE_NONE);
    NATIVE_END;
}

// v: cls, iterable.
static Flow create_frozen(VM *vm, Frame *frame) {
    Value *v = frame->v;
    NATIVE_BEGIN(frame);
    bool exact = v[0] == value_of(vm_type(vm, T_frozenset));
    if (v[1] == VALUE_ABSENT)
        return vm_return(vm, instance(vm, (Type *)value_obj(v[0])));
    if (exact && value_is_exact(vm, v[1], T_frozenset))
        return vm_return(vm, value_ref(v[1]));
    NATIVE_AWAIT(frame, collect(vm, frame, v[1]));
    Value result = instance(vm, (Type *)value_obj(v[0]));
    if (set_update(vm, of(result), frame->in))
        return vm_return(vm, result);
    value_unref(vm, result);
    return FLOW_RAISE;
    NATIVE_END;
}

static const NativeDef new_native = {"set", "cls *args **kwargs", create, NULL, 0, 0};
static const NativeDef init_native = {"set", "self iterable? /", NULL, init, 0, 0};
static const NativeDef frozen_new_native = {"frozenset", "cls iterable? /", NULL, create_frozen, 0, 0};

// Methods over any number of iterables. v: self, the iterables, the result so far.

typedef enum Method { UPDATE, UNION, INTERSECT, INTERSECT_UPDATE, SUBTRACT, SUBTRACT_UPDATE } Method;

// One step: `collection` is number `index` of the arguments.
static MAY_RAISE bool step(VM *vm, Method method, Value *v, Value collection, int64_t index) {
    bool frozen = is_frozen(vm, v[0]);
    switch (method) {
    case UPDATE:
    case UNION:
        return set_update(vm, of(v[2]), collection);
    case INTERSECT:
    case INTERSECT_UPDATE: {
        Value result = set_intersection(vm, of(v[2]), collection, frozen);
        if (result != VALUE_ABSENT)
            value_set(vm, &v[2], result);
        return result != VALUE_ABSENT;
    }
    case SUBTRACT:
        if (index == 0) {
            Value result = set_difference(vm, of(v[0]), collection, frozen);
            if (result != VALUE_ABSENT)
                value_set(vm, &v[2], result);
            return result != VALUE_ABSENT;
        }
        return set_difference_update(vm, of(v[2]), collection);
    case SUBTRACT_UPDATE:
        break;
    }
    return set_difference_update(vm, of(v[2]), collection);
}

static Flow over_all(VM *vm, Frame *frame, Method method) {
    Value *v = frame->v;
    NATIVE_BEGIN(frame);
    bool copies = method == UNION ||
                  (tuple_get(v[1])->count == 0 && (method == INTERSECT || method == SUBTRACT));
    v[2] = copies ? set_copy(vm, of(v[0]), is_frozen(vm, v[0])) : value_ref(v[0]);
    for (frame->number = 0; frame->number < tuple_get(v[1])->count; frame->number++) {
        NATIVE_AWAIT(frame, collect(vm, frame, tuple_get(v[1])->items[frame->number]));
        if (!step(vm, method, v, frame->in, frame->number))
            return FLOW_RAISE;
    }
    if (method == INTERSECT_UPDATE && v[2] != v[0])
        set_swap(of(v[0]), of(v[2]));
    bool in_place = method == UPDATE || method == INTERSECT_UPDATE || method == SUBTRACT_UPDATE;
    return vm_return(vm, in_place ? VALUE_NONE : native_take(&v[2]));
    NATIVE_END;
}

static Flow update(VM *vm, Frame *frame) { return over_all(vm, frame, UPDATE); }
static Flow union_all(VM *vm, Frame *frame) { return over_all(vm, frame, UNION); }
static Flow intersection(VM *vm, Frame *frame) { return over_all(vm, frame, INTERSECT); }
static Flow intersection_update(VM *vm, Frame *frame) {
    return over_all(vm, frame, INTERSECT_UPDATE);
}
static Flow difference(VM *vm, Frame *frame) { return over_all(vm, frame, SUBTRACT); }
static Flow difference_update(VM *vm, Frame *frame) {
    return over_all(vm, frame, SUBTRACT_UPDATE);
}

static Flow symmetric(VM *vm, Frame *frame) {
    NATIVE_BEGIN(frame);
    NATIVE_AWAIT(frame, collect(vm, frame, frame->v[1]));
    Value result = symmetric_difference(vm, frame->v[0], frame->in);
    return result == VALUE_ABSENT ? FLOW_RAISE : vm_return(vm, result);
    NATIVE_END;
}

static Flow symmetric_update(VM *vm, Frame *frame) {
    NATIVE_BEGIN(frame);
    NATIVE_AWAIT(frame, collect(vm, frame, frame->v[1]));
    if (!set_symmetric_update(vm, of(frame->v[0]), frame->in))
        return FLOW_RAISE;
    return vm_return(vm, VALUE_NONE);
    NATIVE_END;
}

// The collection as a set: itself or a new one.
static Value as_set(VM *vm, Value collection) {
    if (value_is_set(collection))
        return value_ref(collection);
    Value set = set_new(vm, false);
    if (!set_update(vm, of(set), collection))
        value_clear(vm, &set);
    return set;
}

static Flow inclusion(VM *vm, Frame *frame, CompareOp op) {
    NATIVE_BEGIN(frame);
    NATIVE_AWAIT(frame, collect(vm, frame, frame->v[1]));
    Value other = as_set(vm, frame->in);
    if (other == VALUE_ABSENT)
        return FLOW_RAISE;
    Value result = set_compare(vm, op, of(frame->v[0]), of(other));
    value_unref(vm, other);
    return result == VALUE_ABSENT ? FLOW_RAISE : vm_return(vm, result);
    NATIVE_END;
}

static Flow issubset(VM *vm, Frame *frame) { return inclusion(vm, frame, CMP_LE); }
static Flow issuperset(VM *vm, Frame *frame) { return inclusion(vm, frame, CMP_GE); }

static Flow isdisjoint(VM *vm, Frame *frame) {
    NATIVE_BEGIN(frame);
    NATIVE_AWAIT(frame, collect(vm, frame, frame->v[1]));
    Value common = set_intersection(vm, of(frame->v[0]), frame->in, false);
    if (common == VALUE_ABSENT)
        return FLOW_RAISE;
    bool disjoint = of(common)->used == 0;
    value_unref(vm, common);
    return vm_return(vm, value_bool(disjoint));
    NATIVE_END;
}

static Value add(VM *vm, Value *a) {
    return set_add(vm, of(a[0]), a[1]) ? VALUE_NONE : VALUE_ABSENT;
}

static Value discard(VM *vm, Value *a) {
    return ask(vm, set_discard, a[0], a[1]) < 0 ? VALUE_ABSENT : VALUE_NONE;
}

static Value remove_item(VM *vm, Value *a) {
    int found = ask(vm, set_discard, a[0], a[1]);
    if (found == 0)
        return vm_raise_value(vm, T_KeyError, value_ref(a[1]));
    return found < 0 ? VALUE_ABSENT : VALUE_NONE;
}

static Value pop(VM *vm, Value *a) {
    Value key;
    return set_pop(vm, of(a[0]), &key) ? key : vm_raise(vm, T_KeyError, "pop from an empty set");
}

static Value clear(VM *vm, Value *a) {
    set_clear(vm, of(a[0]));
    return VALUE_NONE;
}

static Value copy(VM *vm, Value *a) {
    if (value_is_exact(vm, a[0], T_frozenset))
        return value_ref(a[0]);
    return set_copy(vm, of(a[0]), is_frozen(vm, a[0]));
}

#define SHARED_METHODS \
    {"copy", "self /", copy, NULL, 0, 0}, \
    {"union", "self *others", NULL, union_all, 1, 0}, \
    {"intersection", "self *others", NULL, intersection, 1, 0}, \
    {"difference", "self *others", NULL, difference, 1, 0}, \
    {"symmetric_difference", "self other /", NULL, symmetric, 0, 0}, \
    {"issubset", "self other /", NULL, issubset, 0, 0}, \
    {"issuperset", "self other /", NULL, issuperset, 0, 0}, \
    {"isdisjoint", "self other /", NULL, isdisjoint, 0, 0}

static const NativeDef frozen_methods[] = {SHARED_METHODS, {0}};

static const NativeDef methods[] = {
    SHARED_METHODS,
    {"add", "self element /", add, NULL, 0, 0},
    {"discard", "self element /", discard, NULL, 0, 0},
    {"remove", "self element /", remove_item, NULL, 0, 0},
    {"pop", "self /", pop, NULL, 0, 0},
    {"clear", "self /", clear, NULL, 0, 0},
    {"update", "self *others", NULL, update, 1, 0},
    {"intersection_update", "self *others", NULL, intersection_update, 1, 0},
    {"difference_update", "self *others", NULL, difference_update, 1, 0},
    {"symmetric_difference_update", "self other /", NULL, symmetric_update, 0, 0},
    {0},
};

// Iterator.

typedef struct SetIterator {
    Obj head;
    Value set;   // VALUE_ABSENT once exhausted
    Value aged;  // what set_aged gave
    int64_t position, used, left;
} SetIterator;

static Value iter(VM *vm, Value self) {
    Value aged = set_aged(vm, of(self));
    SetIterator *it = obj_new(vm, vm_type(vm, T_set_iterator), sizeof *it);
    it->set = value_ref(self);
    it->aged = aged;
    it->used = it->left = of(self)->used;
    return value_of(it);
}

static void iterator_visit(Obj *o, SlotVisitor visitor, void *context) {
    visitor(context, &((SetIterator *)o)->set);
    visitor(context, &((SetIterator *)o)->aged);
}

static Value iterator_self(VM *vm, Value self) {
    (void)vm;
    return value_ref(self);
}

static Value next(VM *vm, Value self) {
    SetIterator *it = (SetIterator *)value_obj(self);
    if (it->set == VALUE_ABSENT)
        return VALUE_ABSENT;
    if (it->used != of(it->set)->used) {
        it->used = -1; // for ever
        return vm_raise(vm, T_RuntimeError, "Set changed size during iteration");
    }
    if (it->aged != VALUE_ABSENT) {
        const List *aged = list_get(it->aged);
        while (it->position < aged->count) {
            Value key = aged->items[it->position++];
            if (set_contains(vm, of(it->set), key) == 1) { // it was not exchanged for another meanwhile
                it->left--;
                return value_ref(key);
            }
        }
        value_clear(vm, &it->aged);
    } else {
        SetEntry *e = set_next(of(it->set), &it->position);
        if (e != NULL) {
            it->left--;
            return value_ref(e->key);
        }
    }
    value_clear(vm, &it->set);
    return VALUE_ABSENT;
}

static Value left(VM *vm, Value *a) {
    (void)vm;
    SetIterator *it = (SetIterator *)value_obj(a[0]);
    return value_small(it->set != VALUE_ABSENT && it->used == of(it->set)->used ? it->left : 0);
}

static const NativeDef iterator_methods[] = {
    {"__length_hint__", "self /", left, NULL, 0, 0},
    {0},
};

const TypeDef typedef_set_iterator = {
    .name = "set_iterator",
    .kind = KIND_OTHER,
    .flags = TYPE_NO_NEW,
    .size = sizeof(SetIterator),
    .visit = iterator_visit,
    .iter = iterator_self,
    .next = next,
    .methods = iterator_methods,
};

const TypeDef typedef_set = {
    .name = "set",
    .kind = KIND_SET,
    .flags = TYPE_BASETYPE,
    .size = sizeof(Set),
    .visit = set_visit,
    .finish = set_finish,
    .new_ = &new_native,
    .init = &init_native,
    .repr = repr,
    .compare = compare,
    .truth = truth,
    .length = length,
    .contains = contains,
    .iter = iter,
    .binary = binary,
    .inplace = inplace,
    .methods = methods,
};

const TypeDef typedef_frozenset = {
    .name = "frozenset",
    .kind = KIND_SET,
    .flags = TYPE_BASETYPE,
    .size = sizeof(Set),
    .visit = set_visit,
    .finish = set_finish,
    .new_ = &frozen_new_native,
    .repr = repr,
    .hash = hash,
    .compare = compare,
    .truth = truth,
    .length = length,
    .contains = contains,
    .iter = iter,
    .binary = binary,
    .methods = frozen_methods,
};
