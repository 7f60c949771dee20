// collections.deque: a ring of values, in the module _collections.
#include <string.h>

#include "lang/exact.h"
#include "lang/int.h"
#include "lang/iterate.h"
#include "lang/list.h"
#include "lang/module.h"
#include "lang/sequence.h"
#include "lang/slice.h"

typedef struct Deque {
    Obj head;
    int64_t first, count, capacity; // capacity: a power of two, or 0
    int64_t most;                   // maxlen, or -1
    int64_t changes;                // counts what an iterator must not miss
    Value *ring;                    // raw block, owned
} Deque;

typedef struct DequeIterator {
    Obj head;
    Value deque; // VALUE_ABSENT once exhausted
    int64_t index, changes;
} DequeIterator;

static Deque *of(Value v) { return (Deque *)value_obj(v); }

static bool is_deque(VM *vm, Value v) { return value_is_a(vm, v, T_deque); }

static Value *at(Deque *d, int64_t index) {
    return &d->ring[(d->first + index) & (d->capacity - 1)];
}

static void set_capacity(VM *vm, Deque *d, int64_t capacity) {
    Value *ring = raw_new(vm, (size_t)capacity * sizeof(Value));
    for (int64_t i = 0; i < d->count; i++)
        ring[i] = *at(d, i);
    raw_release(vm, d->ring, (size_t)d->capacity * sizeof(Value));
    d->ring = ring;
    d->capacity = capacity;
    d->first = 0;
}

static void reserve_one(VM *vm, Deque *d) {
    if (d->count == d->capacity)
        set_capacity(vm, d, d->capacity == 0 ? 8 : d->capacity * 2);
}

static Value take_first(VM *vm, Deque *d) {
    Value v = *at(d, 0);
    *at(d, 0) = VALUE_ABSENT;
    d->first = (d->first + 1) & (d->capacity - 1);
    d->count--;
    d->changes++;
    if (d->capacity > 64 && d->count < d->capacity / 8)
        set_capacity(vm, d, d->capacity / 4);
    return v;
}

static Value take_last(VM *vm, Deque *d) {
    Value v = *at(d, d->count - 1);
    *at(d, d->count - 1) = VALUE_ABSENT;
    d->count--;
    d->changes++;
    if (d->capacity > 64 && d->count < d->capacity / 8)
        set_capacity(vm, d, d->capacity / 4);
    return v;
}

static void add_last(VM *vm, Deque *d, Value take_v) {
    reserve_one(vm, d);
    *at(d, d->count++) = take_v;
    d->changes++;
    if (d->most >= 0 && d->count > d->most)
        value_unref(vm, take_first(vm, d));
}

static void add_first(VM *vm, Deque *d, Value take_v) {
    reserve_one(vm, d);
    d->first = (d->first - 1) & (d->capacity - 1);
    d->count++;
    *at(d, 0) = take_v;
    d->changes++;
    if (d->most >= 0 && d->count > d->most)
        value_unref(vm, take_last(vm, d));
}

static void empty(VM *vm, Deque *d) {
    Deque old = *d;
    d->ring = NULL;
    d->first = d->count = d->capacity = 0;
    d->changes++;
    for (int64_t i = 0; i < old.count; i++)
        value_unref(vm, *at(&old, i));
    raw_release(vm, old.ring, (size_t)old.capacity * sizeof(Value));
}

static void visit(Obj *o, SlotVisitor visitor, void *context) {
    Deque *d = (Deque *)o;
    for (int64_t i = 0; i < d->count; i++)
        visitor(context, at(d, i));
}

static void finish(VM *vm, Obj *o) {
    Deque *d = (Deque *)o;
    raw_release(vm, d->ring, (size_t)d->capacity * sizeof(Value));
}

static Value to_list(VM *vm, Deque *d) {
    Value list = list_new(vm, d->count);
    for (int64_t i = 0; i < d->count; i++)
        list_append(vm, list_get(list), value_ref(*at(d, i)));
    vm_charge(vm, d->count);
    return list;
}

static void extend_from_list(VM *vm, Deque *d, Value list) {
    int64_t count;
    for (int64_t i = 0;; i++) {
        const Value *items = sequence_items(list, &count);
        if (i >= count)
            return;
        add_last(vm, d, value_ref(items[i]));
        vm_charge(vm, 1);
    }
}

// Slots.

static Value repr(VM *vm, Value self) {
    const char *name = type_name(value_type(vm, self));
    if (!vm_repr_enter(vm, self))
        return str_from(vm, "[...]");
    Value list = to_list(vm, of(self)), text = vm_repr_nested(vm, list);
    value_unref(vm, list);
    vm_repr_leave(vm, self);
    if (text == VALUE_ABSENT)
        return VALUE_ABSENT;
    Value result = of(self)->most < 0
                       ? str_format(vm, "%s(%s)", name, str_get(text)->data)
                       : str_format(vm, "%s(%s, maxlen=%lld)", name, str_get(text)->data,
                                    (long long)of(self)->most);
    value_unref(vm, text);
    return result;
}

static Value compare(VM *vm, CompareOp op, Value a, Value b) {
    if (!is_deque(vm, a) || !is_deque(vm, b))
        return VALUE_NOT_IMPLEMENTED;
    Value left = to_list(vm, of(a)), right = to_list(vm, of(b));
    Value result = sequence_compare(vm, op, left, right);
    value_unref(vm, left);
    value_unref(vm, right);
    return result;
}

static bool truth(VM *vm, Value self) {
    (void)vm;
    return of(self)->count != 0;
}

static int64_t length(VM *vm, Value self) {
    (void)vm;
    return of(self)->count;
}

static MAY_RAISE bool position(VM *vm, Value self, Value key, int64_t *index) {
    return slice_index(vm, key, of(self)->count, "sequence index must be integer, not '%T'",
                       "deque index out of range", index);
}

static Value getitem(VM *vm, Value self, Value key) {
    int64_t index;
    return position(vm, self, key, &index) ? value_ref(*at(of(self), index)) : VALUE_ABSENT;
}

static void remove_at(VM *vm, Deque *d, int64_t index) {
    Value gone = *at(d, index);
    vm_charge(vm, (d->count - index) / 4);
    for (int64_t i = index; i + 1 < d->count; i++)
        *at(d, i) = *at(d, i + 1);
    *at(d, d->count - 1) = VALUE_ABSENT;
    d->count--;
    d->changes++;
    value_unref(vm, gone);
}

static bool setitem(VM *vm, Value self, Value key, Value value) {
    int64_t index;
    if (!position(vm, self, key, &index))
        return false;
    if (value == VALUE_ABSENT)
        remove_at(vm, of(self), index);
    else
        value_set(vm, at(of(self), index), value_ref(value));
    return true;
}

// The position of `item` in [start, stop): -1 none, -2 with an exception.
static int64_t search(VM *vm, Value self, Value item, int64_t start, int64_t stop) {
    Deque *d = of(self);
    int64_t changes = d->changes;
    for (int64_t i = start; i < stop && i < d->count; i++) {
        Value candidate = value_ref(*at(d, i));
        int same = vm_equal(vm, candidate, item);
        value_unref(vm, candidate);
        vm_charge(vm, 1);
        if (same < 0)
            return -2;
        if (same)
            return i;
        if (d->changes != changes) {
            vm_raise(vm, T_RuntimeError, "deque mutated during iteration");
            return -2;
        }
    }
    return -1;
}

static int contains(VM *vm, Value self, Value item) {
    int64_t found = search(vm, self, item, 0, INT64_MAX);
    return found == -2 ? -1 : found >= 0;
}

static Value iterator_new(VM *vm, TypeId id, Value self, int64_t index) {
    DequeIterator *it = obj_new(vm, vm_type(vm, id), sizeof *it);
    it->deque = value_ref(self);
    it->index = index;
    it->changes = of(self)->changes;
    return value_of(it);
}

static Value iter(VM *vm, Value self) { return iterator_new(vm, T__deque_iterator, self, 0); }

// A deque of the same class and maxlen, with the items of a list.
static Value copy_with(VM *vm, Value self, Value list) {
    Deque *d = type_alloc(vm, value_type(vm, self), sizeof *d);
    d->most = of(self)->most;
    extend_from_list(vm, d, list);
    return value_of(d);
}

static Value copy_of(VM *vm, Value self) {
    Value list = to_list(vm, of(self)), result = copy_with(vm, self, list);
    value_unref(vm, list);
    return result;
}

static MAY_RAISE bool extend_times(VM *vm, Value self, Value list, int64_t times) {
    int64_t count;
    sequence_items(list, &count);
    if (!vm_check_size(vm, (double)count * (double)times * sizeof(Value)))
        return false;
    for (int64_t i = 0; i < times; i++)
        extend_from_list(vm, of(self), list);
    return true;
}

static Value repeated(VM *vm, Value a, Value b, bool in_place) {
    Value sequence = is_deque(vm, a) ? a : b, other = sequence == a ? b : a;
    int64_t times;
    if (!value_is_int(other) &&
        type_lookup(vm, value_type(vm, other), vm_name(vm, N___index__)) == VALUE_ABSENT)
        return vm_raise(vm, T_TypeError, "can't multiply sequence by non-int of type '%T'", other);
    if (!vm_index_int64(vm, other, true, &times))
        return VALUE_ABSENT;
    Value list = to_list(vm, of(sequence));
    Value result = in_place ? value_ref(sequence) : copy_with(vm, sequence, vm->empty_tuple);
    if (in_place)
        empty(vm, of(sequence));
    if (!extend_times(vm, result, list, times))
        value_clear(vm, &result);
    value_unref(vm, list);
    return result;
}

static Value binary(VM *vm, BinaryOp op, Value a, Value b) {
    if (op == OP_MUL)
        return repeated(vm, a, b, false);
    if (op != OP_ADD || !is_deque(vm, a))
        return VALUE_NOT_IMPLEMENTED;
    if (!is_deque(vm, b)) {
        if (sequence_right_decides(vm, b, N___radd__))
            return VALUE_NOT_IMPLEMENTED;
        return vm_raise(vm, T_TypeError, "can only concatenate deque (not \"%T\") to deque", b);
    }
    Value result = copy_of(vm, a), list = to_list(vm, of(b));
    extend_from_list(vm, of(result), list);
    value_unref(vm, list);
    return result;
}

static Value inplace(VM *vm, BinaryOp op, Value a, Value b) {
    if (op == OP_MUL)
        return repeated(vm, a, b, true);
    if (op != OP_ADD)
        return VALUE_NOT_IMPLEMENTED;
    Value list = is_deque(vm, b) ? to_list(vm, of(b)) : iterate_collect_nested(vm, b);
    if (list == VALUE_ABSENT)
        return VALUE_ABSENT;
    extend_from_list(vm, of(a), list);
    value_unref(vm, list);
    return value_ref(a);
}

// Construction.

static Value create(VM *vm, Value *a) {
    Deque *d = type_alloc(vm, (Type *)value_obj(a[0]), sizeof *d);
    d->most = -1;
    return value_of(d);
}

static MAY_RAISE bool set_most(VM *vm, Deque *d, Value most) {
    d->most = -1;
    if (most == VALUE_ABSENT || most == VALUE_NONE)
        return true;
    if (!value_is_int(most)) {
        vm_raise(vm, T_TypeError, "an integer is required");
        return false;
    }
    if (!vm_index_int64(vm, most, true, &d->most))
        return false;
    if (d->most < 0)
        vm_raise(vm, T_ValueError, "maxlen must be non-negative");
    return d->most >= 0;
}

// v: self, iterable, maxlen or iterator.
static Flow extend(VM *vm, Frame *frame, bool left) {
    Value *v = frame->v;
    NATIVE_BEGIN(frame);
    if (v[1] == v[0])
        value_set(vm, &v[1], to_list(vm, of(v[0])));
    NATIVE_AWAIT(frame, vm_iter(vm, frame, v[1]));
    value_set(vm, &v[2], native_take_in(frame));
    for (;;) {
        NATIVE_AWAIT(frame, vm_next(vm, frame, v[2]));
        if (frame->in == VALUE_ABSENT)
            return vm_return(vm, VALUE_NONE);
        vm_charge(vm, 1);
        if (left)
            add_first(vm, of(v[0]), native_take_in(frame));
        else
            add_last(vm, of(v[0]), native_take_in(frame));
    }
    NATIVE_END;
}

static Flow extend_right(VM *vm, Frame *frame) { return extend(vm, frame, false); }
static Flow extend_left(VM *vm, Frame *frame) { return extend(vm, frame, true); }

static Flow init(VM *vm, Frame *frame) {
    if (frame->state == 0) {
        if (!set_most(vm, of(frame->v[0]), frame->v[2]))
            return FLOW_RAISE;
        empty(vm, of(frame->v[0]));
        if (frame->v[1] == VALUE_ABSENT)
            return vm_return(vm, VALUE_NONE);
    }
    return extend(vm, frame, false);
}

static const NativeDef new_native = {"deque", "cls *args **kwargs", create, NULL, 0, 0};
static const NativeDef init_native = {"deque", "self iterable? maxlen?", NULL, init, 0, 0};

// Methods.

static Value append(VM *vm, Value *a) {
    add_last(vm, of(a[0]), value_ref(a[1]));
    return VALUE_NONE;
}

static Value appendleft(VM *vm, Value *a) {
    add_first(vm, of(a[0]), value_ref(a[1]));
    return VALUE_NONE;
}

static Value pop(VM *vm, Value *a) {
    if (of(a[0])->count == 0)
        return vm_raise(vm, T_IndexError, "pop from an empty deque");
    return take_last(vm, of(a[0]));
}

static Value popleft(VM *vm, Value *a) {
    if (of(a[0])->count == 0)
        return vm_raise(vm, T_IndexError, "pop from an empty deque");
    return take_first(vm, of(a[0]));
}

static Value clear(VM *vm, Value *a) {
    empty(vm, of(a[0]));
    return VALUE_NONE;
}

static Value copy(VM *vm, Value *a) { return copy_of(vm, a[0]); }

static Value count_of(VM *vm, Value *a) {
    int64_t found = 0;
    for (int64_t i = -1;; found++) {
        i = search(vm, a[0], a[1], i + 1, INT64_MAX);
        if (i < 0)
            return i == -2 ? VALUE_ABSENT : value_small(found);
    }
}

static Value index_of(VM *vm, Value *a) {
    int64_t start, stop, count = of(a[0])->count;
    if (!slice_bound(vm, a[2], count, 0, &start) || !slice_bound(vm, a[3], count, count, &stop))
        return VALUE_ABSENT;
    int64_t found = search(vm, a[0], a[1], start, stop);
    if (found == -1)
        return vm_raise(vm, T_ValueError, "%R is not in deque", a[1]);
    return found < 0 ? VALUE_ABSENT : value_small(found);
}

static Value insert(VM *vm, Value *a) {
    Deque *d = of(a[0]);
    int64_t index;
    if (!vm_index_int64(vm, a[1], true, &index))
        return VALUE_ABSENT;
    if (d->most >= 0 && d->count >= d->most)
        return vm_raise(vm, T_IndexError, "deque already at its maximum size");
    if (index < 0)
        index = index + d->count < 0 ? 0 : index + d->count;
    if (index > d->count)
        index = d->count;
    add_last(vm, d, VALUE_NONE);
    for (int64_t i = d->count - 1; i > index; i--)
        *at(d, i) = *at(d, i - 1);
    *at(d, index) = value_ref(a[2]);
    vm_charge(vm, (d->count - index) / 4);
    return VALUE_NONE;
}

static Value remove_item(VM *vm, Value *a) {
    int64_t found = search(vm, a[0], a[1], 0, INT64_MAX);
    if (found == -1)
        return vm_raise(vm, T_ValueError, "%R is not in deque", a[1]);
    if (found < 0)
        return VALUE_ABSENT;
    remove_at(vm, of(a[0]), found);
    return VALUE_NONE;
}

static Value reverse(VM *vm, Value *a) {
    Deque *d = of(a[0]);
    for (int64_t i = 0, k = d->count - 1; i < k; i++, k--) {
        Value kept = *at(d, i);
        *at(d, i) = *at(d, k);
        *at(d, k) = kept;
    }
    vm_charge(vm, d->count / 4);
    return VALUE_NONE;
}

static Value rotate(VM *vm, Value *a) {
    Deque *d = of(a[0]);
    int64_t steps = 1;
    if (a[1] != VALUE_ABSENT && !vm_index_int64(vm, a[1], true, &steps))
        return VALUE_ABSENT;
    if (d->count < 2)
        return VALUE_NONE;
    steps %= d->count;
    if (steps > d->count / 2)
        steps -= d->count;
    if (steps < -(d->count / 2))
        steps += d->count;
    vm_charge(vm, (steps < 0 ? -steps : steps) / 4);
    int64_t most = d->most;
    d->most = -1;
    for (; steps > 0; steps--)
        add_first(vm, d, take_last(vm, d));
    for (; steps < 0; steps++)
        add_last(vm, d, take_first(vm, d));
    d->most = most;
    return VALUE_NONE;
}

static Value reversed(VM *vm, Value *a) {
    return iterator_new(vm, T__deque_reverse_iterator, a[0], of(a[0])->count - 1);
}

// deque[T] is only looked at by type checkers.
static Value class_getitem(VM *vm, Value *a) {
    (void)vm;
    return value_ref(a[0]);
}

static const NativeDef methods[] = {
    {"append", "self x /", append, NULL, 0, 0},
    {"appendleft", "self x /", appendleft, NULL, 0, 0},
    {"pop", "self /", pop, NULL, 0, 0},
    {"popleft", "self /", popleft, NULL, 0, 0},
    {"extend", "self iterable /", NULL, extend_right, 1, 0},
    {"extendleft", "self iterable /", NULL, extend_left, 1, 0},
    {"clear", "self /", clear, NULL, 0, 0},
    {"copy", "self /", copy, NULL, 0, 0},
    {"__copy__", "self /", copy, NULL, 0, 0},
    {"count", "self x /", count_of, NULL, 0, 0},
    {"index", "self x start? stop? /", index_of, NULL, 0, 0},
    {"insert", "self index x /", insert, NULL, 0, 0},
    {"remove", "self x /", remove_item, NULL, 0, 0},
    {"reverse", "self /", reverse, NULL, 0, 0},
    {"rotate", "self n? /", rotate, NULL, 0, 0},
    {"__reversed__", "self /", reversed, NULL, 0, 0},
    {"__class_getitem__", "cls item /", class_getitem, NULL, 0, NATIVE_CLASS},
    {0},
};

static Value get_maxlen(VM *vm, Value self) {
    (void)vm;
    return of(self)->most < 0 ? VALUE_NONE : value_small(of(self)->most);
}

static const GetSetDef getsets[] = {{"maxlen", get_maxlen, NULL}, {0}};

const TypeDef typedef_deque = {
    .name = "deque",
    .module = "collections",
    .kind = KIND_OTHER,
    .flags = TYPE_BASETYPE,
    .size = sizeof(Deque),
    .visit = visit,
    .finish = finish,
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
    .getsets = getsets,
};

// Iterators.

static void iterator_visit(Obj *o, SlotVisitor visitor, void *context) {
    visitor(context, &((DequeIterator *)o)->deque);
}

static Value iterator_self(VM *vm, Value self) {
    (void)vm;
    return value_ref(self);
}

static Value step(VM *vm, Value self, int64_t by) {
    DequeIterator *it = (DequeIterator *)value_obj(self);
    if (it->deque == VALUE_ABSENT)
        return VALUE_ABSENT;
    Deque *d = of(it->deque);
    if (it->changes != d->changes) {
        value_clear(vm, &it->deque);
        return vm_raise(vm, T_RuntimeError, "deque mutated during iteration");
    }
    if (it->index < 0 || it->index >= d->count) {
        value_clear(vm, &it->deque);
        return VALUE_ABSENT;
    }
    Value v = value_ref(*at(d, it->index));
    it->index += by;
    return v;
}

static Value next(VM *vm, Value self) { return step(vm, self, 1); }
static Value next_backwards(VM *vm, Value self) { return step(vm, self, -1); }

const TypeDef typedef__deque_iterator = {
    .name = "_deque_iterator",
    .module = "_collections",
    .kind = KIND_OTHER,
    .flags = TYPE_NO_NEW,
    .size = sizeof(DequeIterator),
    .visit = iterator_visit,
    .iter = iterator_self,
    .next = next,
};

const TypeDef typedef__deque_reverse_iterator = {
    .name = "_deque_reverse_iterator",
    .module = "_collections",
    .kind = KIND_OTHER,
    .flags = TYPE_NO_NEW,
    .size = sizeof(DequeIterator),
    .visit = iterator_visit,
    .iter = iterator_self,
    .next = next_backwards,
};

static const NativeDef functions[] = {{0}};

static bool fill(VM *vm, Value module) {
    module_set(vm, module, "deque", value_ref(value_of(vm_type(vm, T_deque))));
    return true;
}

const ModuleDef module__collections = {"_collections", functions, fill};
