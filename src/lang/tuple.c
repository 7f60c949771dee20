#include "lang/exact.h"
#include "lang/int.h"
#include "lang/iterate.h"
#include "lang/list.h"
#include "lang/sequence.h"
#include "lang/slice.h"

Value tuple_new(VM *vm, int64_t count) {
    if (count == 0 && vm->empty_tuple != VALUE_ABSENT)
        return value_ref(vm->empty_tuple);
    Tuple *t = obj_new(vm, vm_type(vm, T_tuple), sizeof *t + (size_t)count * sizeof(Value));
    t->count = count;
    return value_of(t);
}

Value tuple_from(VM *vm, const Value *items, int64_t count) {
    Value v = tuple_new(vm, count);
    Tuple *t = tuple_get(v);
    for (int64_t i = 0; i < count; i++)
        t->items[i] = value_ref(items[i]);
    return v;
}

Value tuple_take(VM *vm, const Value *take_items, int64_t count) {
    Value v = tuple_new(vm, count);
    Tuple *t = tuple_get(v);
    for (int64_t i = 0; i < count; i++)
        t->items[i] = take_items[i];
    return v;
}

static size_t size_of(const Obj *o) {
    return sizeof(Tuple) + (size_t)((const Tuple *)o)->count * sizeof(Value);
}

static void visit(Obj *o, SlotVisitor visitor, void *context) {
    Tuple *t = (Tuple *)o;
    for (int64_t i = t->count; i-- > 0;) // the last item dies first
        visitor(context, &t->items[i]);
}

static Value repr(VM *vm, Value self) {
    int64_t count = tuple_get(self)->count;
    if (count == 0)
        return str_from(vm, "()");
    return sequence_repr(vm, self, "(", count == 1 ? ",)" : ")");
}

// xxHash's mixing of the items' hashes, as CPython does it.
static bool hash(VM *vm, Value self, int64_t *out) {
    const uint64_t prime1 = UINT64_C(11400714785074694791), prime2 = UINT64_C(14029467366897019727),
                   prime5 = UINT64_C(2870177450012600261);
    Tuple *t = tuple_get(self);
    uint64_t mixed = prime5;
    if (!vm_enter(vm, ""))
        return false;
    for (int64_t i = 0; i < t->count; i++) {
        int64_t lane;
        if (!vm_hash(vm, t->items[i], &lane)) {
            vm_leave(vm);
            return false;
        }
        mixed += (uint64_t)lane * prime2;
        mixed = mixed << 31 | mixed >> 33;
        mixed *= prime1;
    }
    vm_leave(vm);
    mixed += (uint64_t)t->count ^ (prime5 ^ UINT64_C(3527539));
    vm_charge(vm, t->count);
    *out = mixed == UINT64_MAX ? 1546275796 : (int64_t)mixed;
    return true;
}

static Value compare(VM *vm, CompareOp op, Value a, Value b) {
    if (!value_is_tuple(a) || !value_is_tuple(b))
        return VALUE_NOT_IMPLEMENTED;
    return sequence_compare(vm, op, a, b);
}

static bool truth(VM *vm, Value self) {
    (void)vm;
    return tuple_get(self)->count != 0;
}

static int64_t length(VM *vm, Value self) {
    (void)vm;
    return tuple_get(self)->count;
}

static Value get_slice(VM *vm, Value self, Value key) {
    Tuple *t = tuple_get(self);
    int64_t start, stop, step, count;
    if (!slice_resolve(vm, key, t->count, &start, &stop, &step, &count))
        return VALUE_ABSENT;
    if (count == t->count && step == 1 && value_is_exact(vm, self, T_tuple))
        return value_ref(self);
    Value result = tuple_new(vm, count);
    for (int64_t i = 0; i < count; i++)
        tuple_get(result)->items[i] = value_ref(t->items[start + i * step]);
    vm_charge(vm, count);
    return result;
}

static Value getitem(VM *vm, Value self, Value key) {
    Tuple *t = tuple_get(self);
    if (value_is_slice(key))
        return get_slice(vm, self, key);
    int64_t index;
    if (!slice_index(vm, key, t->count, "tuple indices must be integers or slices, not %T",
                     "tuple index out of range", &index))
        return VALUE_ABSENT;
    return value_ref(t->items[index]);
}

static Value iter(VM *vm, Value self) { return index_iterator_new(vm, T_tuple_iterator, self, 0); }

static Value concat(VM *vm, Value a, Value b) {
    Tuple *left = tuple_get(a), *right = tuple_get(b);
    if (left->count == 0 && value_is_exact(vm, b, T_tuple))
        return value_ref(b);
    if (right->count == 0 && value_is_exact(vm, a, T_tuple))
        return value_ref(a);
    Value result = tuple_new(vm, left->count + right->count);
    Value *out = tuple_get(result)->items;
    for (int64_t i = 0; i < left->count; i++)
        *out++ = value_ref(left->items[i]);
    for (int64_t i = 0; i < right->count; i++)
        *out++ = value_ref(right->items[i]);
    vm_charge(vm, left->count + right->count);
    return result;
}

static Value repeat(VM *vm, Value sequence, int64_t times) {
    Tuple *t = tuple_get(sequence);
    if (times == 1 && value_is_exact(vm, sequence, T_tuple))
        return value_ref(sequence);
    if (!vm_check_size(vm, (double)t->count * (double)times * sizeof(Value)))
        return VALUE_ABSENT;
    int64_t count = t->count * times;
    Value result = tuple_new(vm, count);
    for (int64_t i = 0; i < count; i++)
        tuple_get(result)->items[i] = value_ref(t->items[i % t->count]);
    vm_charge(vm, count);
    return result;
}

static Value binary(VM *vm, BinaryOp op, Value a, Value b) {
    if (op == OP_ADD && value_is_tuple(a)) {
        if (value_is_tuple(b))
            return concat(vm, a, b);
        if (sequence_right_decides(vm, b, N___radd__))
            return VALUE_NOT_IMPLEMENTED;
        return vm_raise(vm, T_TypeError, "can only concatenate tuple (not \"%T\") to tuple", b);
    }
    if (op == OP_MUL) {
        Value sequence;
        int64_t times;
        int is = sequence_repeat(vm, a, b, KIND_TUPLE, &sequence, &times);
        return is < 0 ? VALUE_ABSENT : is == 0 ? VALUE_NOT_IMPLEMENTED : repeat(vm, sequence, times);
    }
    return VALUE_NOT_IMPLEMENTED;
}

// A tuple, or an instance of a subclass, with the items of a list or tuple.
static Value make(VM *vm, Type *cls, Value sequence) {
    int64_t count;
    const Value *items = sequence_items(sequence, &count);
    vm_charge(vm, count);
    if (cls == vm_type(vm, T_tuple))
        return value_is_exact(vm, sequence, T_tuple) ? value_ref(sequence) : tuple_from(vm, items, count);
    Tuple *t = type_alloc(vm, cls, sizeof *t + (size_t)count * sizeof(Value));
    t->count = count;
    for (int64_t i = 0; i < count; i++)
        t->items[i] = value_ref(items[i]);
    return value_of(t);
}

static Flow create(VM *vm, Frame *frame) {
    Value *v = frame->v;
    NATIVE_BEGIN(frame);
    if (v[1] == VALUE_ABSENT)
        return vm_return(vm, make(vm, (Type *)value_obj(v[0]), vm->empty_tuple));
    NATIVE_AWAIT(frame, iterate_collect(vm, frame, v[1]));
    return vm_return(vm, make(vm, (Type *)value_obj(v[0]), frame->in));
    NATIVE_END;
}

static const NativeDef new_native = {"tuple", "cls iterable? /", NULL, create, 0, 0};

static Value index_of(VM *vm, Value *a) {
    int64_t start, stop, count = tuple_get(a[0])->count;
    if (!slice_bound(vm, a[2], count, 0, &start) || !slice_bound(vm, a[3], count, count, &stop))
        return VALUE_ABSENT;
    int64_t at = sequence_index(vm, a[0], a[1], start, stop);
    if (at == -1)
        return vm_raise(vm, T_ValueError, "tuple.index(x): x not in tuple");
    return at < 0 ? VALUE_ABSENT : value_small(at);
}

static Value count_of(VM *vm, Value *a) {
    int64_t count = sequence_count(vm, a[0], a[1]);
    return count < 0 ? VALUE_ABSENT : value_small(count);
}

static const NativeDef methods[] = {
    {"index", "self value start? stop? /", index_of, NULL, 0, 0},
    {"count", "self value /", count_of, NULL, 0, 0},
    {0},
};

const TypeDef typedef_tuple = {
    .name = "tuple",
    .kind = KIND_TUPLE,
    .flags = TYPE_BASETYPE,
    .size = sizeof(Tuple),
    .size_of = size_of,
    .visit = visit,
    .new_ = &new_native,
    .repr = repr,
    .hash = hash,
    .compare = compare,
    .truth = truth,
    .length = length,
    .getitem = getitem,
    .contains = sequence_contains,
    .iter = iter,
    .binary = binary,
    .methods = methods,
};

static Value iterator_self(VM *vm, Value self) {
    (void)vm;
    return value_ref(self);
}

static Value next(VM *vm, Value self) {
    IndexIterator *it = (IndexIterator *)value_obj(self);
    if (it->sequence == VALUE_ABSENT)
        return VALUE_ABSENT;
    Tuple *t = tuple_get(it->sequence);
    if (it->index < t->count)
        return value_ref(t->items[it->index++]);
    value_clear(vm, &it->sequence);
    return VALUE_ABSENT;
}

static Value left(VM *vm, Value *a) {
    (void)vm;
    IndexIterator *it = (IndexIterator *)value_obj(a[0]);
    return value_small(it->sequence == VALUE_ABSENT ? 0 : tuple_get(it->sequence)->count - it->index);
}

static const NativeDef iterator_methods[] = {
    {"__length_hint__", "self /", left, NULL, 0, 0},
    {0},
};

const TypeDef typedef_tuple_iterator = {
    .name = "tuple_iterator",
    .kind = KIND_OTHER,
    .flags = TYPE_NO_NEW,
    .size = sizeof(IndexIterator),
    .visit = index_iterator_visit,
    .iter = iterator_self,
    .next = next,
    .methods = iterator_methods,
};
