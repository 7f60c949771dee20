#include "lang/list.h"

#include <string.h>

#include "lang/exact.h"
#include "lang/int.h"
#include "lang/iterate.h"
#include "lang/list_sort.h"
#include "lang/sequence.h"
#include "lang/slice.h"

static Value *items_new(VM *vm, int64_t count) {
    return raw_new(vm, (size_t)count * sizeof(Value));
}

static void items_release(VM *vm, Value *items, int64_t capacity) {
    raw_release(vm, items, (size_t)capacity * sizeof(Value));
}

static void set_capacity(VM *vm, List *list, int64_t capacity) {
    list->items = raw_resize(vm, list->items, (size_t)list->capacity * sizeof(Value),
                             (size_t)capacity * sizeof(Value));
    list->capacity = capacity;
}

static void reserve(VM *vm, List *list, int64_t count) {
    if (count > list->capacity)
        set_capacity(vm, list, (count + (count >> 2) + 6) & ~(int64_t)3);
}

static void shrink(VM *vm, List *list) {
    if (list->capacity > 16 && list->count < list->capacity / 2)
        set_capacity(vm, list, (list->count + (list->count >> 3) + 6) & ~(int64_t)3);
}

Value list_new(VM *vm, int64_t capacity) {
    List *list = obj_new(vm, vm_type(vm, T_list), sizeof *list);
    list->items = items_new(vm, capacity);
    list->capacity = capacity;
    return value_of(list);
}

Value list_from(VM *vm, const Value *items, int64_t count) {
    Value v = list_new(vm, count);
    List *list = list_get(v);
    for (int64_t i = 0; i < count; i++)
        list->items[i] = value_ref(items[i]);
    list->count = count;
    return v;
}

void list_append(VM *vm, List *list, Value take_v) {
    if (list->count == list->capacity)
        reserve(vm, list, list->count + 1);
    list->items[list->count++] = take_v;
}

void list_insert(VM *vm, List *list, int64_t index, Value take_v) {
    reserve(vm, list, list->count + 1);
    if (index < 0)
        index = index + list->count < 0 ? 0 : index + list->count;
    if (index > list->count)
        index = list->count;
    memmove(list->items + index + 1, list->items + index,
            (size_t)(list->count - index) * sizeof(Value));
    list->items[index] = take_v;
    list->count++;
}

Value list_remove_at(VM *vm, List *list, int64_t index) {
    assert(index >= 0 && index < list->count);
    Value v = list->items[index];
    list->count--;
    memmove(list->items + index, list->items + index + 1,
            (size_t)(list->count - index) * sizeof(Value));
    shrink(vm, list);
    return v;
}

void list_clear(VM *vm, List *list) {
    Value *items = list->items;
    int64_t count = list->count, capacity = list->capacity;
    list->items = NULL;
    list->count = list->capacity = 0;
    while (count-- > 0) // the last item dies first
        value_unref(vm, items[count]);
    items_release(vm, items, capacity);
}

static void visit(Obj *o, SlotVisitor visitor, void *context) {
    List *list = (List *)o;
    for (int64_t i = list->count; i-- > 0;) // the last item dies first
        visitor(context, &list->items[i]);
}

static void finish(VM *vm, Obj *o) {
    List *list = (List *)o;
    items_release(vm, list->items, list->capacity);
}

static void extend_with(VM *vm, List *list, Value sequence) {
    int64_t count;
    sequence_items(sequence, &count);
    reserve(vm, list, list->count + count);
    const Value *items = sequence_items(sequence, &count);
    for (int64_t i = 0; i < count; i++)
        list->items[list->count + i] = value_ref(items[i]);
    list->count += count;
    vm_charge(vm, count);
}

// Slots.

static Value repr(VM *vm, Value self) {
    return list_get(self)->count == 0 ? str_from(vm, "[]") : sequence_repr(vm, self, "[", "]");
}

static Value compare(VM *vm, CompareOp op, Value a, Value b) {
    if (!value_is_list(a) || !value_is_list(b))
        return VALUE_NOT_IMPLEMENTED;
    return sequence_compare(vm, op, a, b);
}

static bool truth(VM *vm, Value self) {
    (void)vm;
    return list_get(self)->count != 0;
}

static int64_t length(VM *vm, Value self) {
    (void)vm;
    return list_get(self)->count;
}

static Value get_slice(VM *vm, List *list, Value key) {
    int64_t start, stop, step, count;
    if (!slice_resolve(vm, key, list->count, &start, &stop, &step, &count))
        return VALUE_ABSENT;
    Value result = list_new(vm, count);
    List *out = list_get(result);
    for (int64_t i = 0; i < count; i++)
        out->items[i] = value_ref(list->items[start + i * step]);
    out->count = count;
    vm_charge(vm, count);
    return result;
}

static Value getitem(VM *vm, Value self, Value key) {
    List *list = list_get(self);
    if (value_is_slice(key))
        return get_slice(vm, list, key);
    int64_t index;
    if (!slice_index(vm, key, list->count, "list indices must be integers or slices, not %T",
                     "list index out of range", &index))
        return VALUE_ABSENT;
    return value_ref(list->items[index]);
}

// Replaces items [start, stop) by those of a list or tuple other than `list` itself.
static void replace(VM *vm, List *list, int64_t start, int64_t stop, const Value *items, int64_t count) {
    int64_t removed = stop - start, tail = list->count - stop;
    Value *old = items_new(vm, removed);
    if (removed > 0)
        memcpy(old, list->items + start, (size_t)removed * sizeof(Value));
    reserve(vm, list, list->count - removed + count);
    if (tail > 0)
        memmove(list->items + start + count, list->items + stop, (size_t)tail * sizeof(Value));
    for (int64_t i = 0; i < count; i++)
        list->items[start + i] = value_ref(items[i]);
    list->count += count - removed;
    shrink(vm, list);
    for (int64_t i = 0; i < removed; i++)
        value_unref(vm, old[i]);
    items_release(vm, old, removed);
    vm_charge(vm, tail + count + removed);
}

static void delete_stepped(VM *vm, List *list, int64_t start, int64_t step, int64_t count) {
    if (step < 0) {
        start += (count - 1) * step;
        step = -step;
    }
    Value *old = items_new(vm, count);
    int64_t kept = start, gone = 0;
    for (int64_t i = start; i < list->count; i++) {
        if (gone < count && i == start + gone * step)
            old[gone++] = list->items[i];
        else
            list->items[kept++] = list->items[i];
    }
    list->count = kept;
    shrink(vm, list);
    for (int64_t i = 0; i < count; i++)
        value_unref(vm, old[i]);
    items_release(vm, old, count);
}

static MAY_RAISE bool assign_stepped(VM *vm, List *list, Value sequence, int64_t start,
                                     int64_t step, int64_t count) {
    int64_t given;
    const Value *items = sequence_items(sequence, &given);
    if (given != count) {
        vm_raise(vm, T_ValueError,
                 "attempt to assign sequence of size %lld to extended slice of size %lld",
                 (long long)given, (long long)count);
        return false;
    }
    Value *old = items_new(vm, count);
    for (int64_t i = 0; i < count; i++) {
        old[i] = list->items[start + i * step];
        list->items[start + i * step] = value_ref(items[i]);
    }
    for (int64_t i = 0; i < count; i++)
        value_unref(vm, old[i]);
    items_release(vm, old, count);
    return true;
}

static MAY_RAISE bool set_slice(VM *vm, Value self, Value key, Value value) {
    List *list = list_get(self);
    int64_t start, stop, step, count;
    if (!slice_resolve(vm, key, list->count, &start, &stop, &step, &count))
        return false;
    if (value == VALUE_ABSENT) {
        if (step == 1)
            replace(vm, list, start, stop > start ? stop : start, NULL, 0);
        else if (count > 0)
            delete_stepped(vm, list, start, step, count);
        return true;
    }
    if (!iterate_possible(vm, value)) {
        vm_raise(vm, T_TypeError, step == 1 ? "can only assign an iterable"
                                            : "must assign iterable to extended slice");
        return false;
    }
    Value sequence = value == self ? list_from(vm, list->items, list->count)
                                   : iterate_collect_nested(vm, value);
    if (sequence == VALUE_ABSENT)
        return false;
    bool done = slice_resolve(vm, key, list->count, &start, &stop, &step, &count);
    if (done && step == 1) {
        int64_t given;
        const Value *items = sequence_items(sequence, &given);
        replace(vm, list, start, stop > start ? stop : start, items, given);
    } else if (done) {
        done = assign_stepped(vm, list, sequence, start, step, count);
    }
    value_unref(vm, sequence);
    return done;
}

static bool setitem(VM *vm, Value self, Value key, Value value) {
    List *list = list_get(self);
    if (value_is_slice(key))
        return set_slice(vm, self, key, value);
    int64_t index;
    if (!slice_index(vm, key, list->count, "list indices must be integers or slices, not %T",
                     "list assignment index out of range", &index))
        return false;
    if (value == VALUE_ABSENT) {
        value_unref(vm, list_remove_at(vm, list, index));
        vm_charge(vm, list->count - index);
    } else {
        value_set(vm, &list->items[index], value_ref(value));
    }
    return true;
}

static Value iter(VM *vm, Value self) { return index_iterator_new(vm, T_list_iterator, self, 0); }

static Value concat(VM *vm, Value a, Value b) {
    List *left = list_get(a), *right = list_get(b);
    Value result = list_new(vm, left->count + right->count);
    extend_with(vm, list_get(result), a);
    extend_with(vm, list_get(result), b);
    return result;
}

static Value repeat(VM *vm, Value sequence, int64_t times) {
    List *list = list_get(sequence);
    if (times > 0 && !vm_check_size(vm, (double)list->count * (double)times * sizeof(Value)))
        return VALUE_ABSENT;
    Value result = list_new(vm, list->count * times);
    for (int64_t i = 0; i < times; i++)
        extend_with(vm, list_get(result), sequence);
    return result;
}

static Value binary(VM *vm, BinaryOp op, Value a, Value b) {
    if (op == OP_ADD && value_is_list(a)) {
        if (value_is_list(b))
            return concat(vm, a, b);
        if (sequence_right_decides(vm, b, N___radd__))
            return VALUE_NOT_IMPLEMENTED;
        return vm_raise(vm, T_TypeError, "can only concatenate list (not \"%T\") to list", b);
    }
    if (op == OP_MUL) {
        Value sequence;
        int64_t times;
        int is = sequence_repeat(vm, a, b, KIND_LIST, &sequence, &times);
        return is < 0 ? VALUE_ABSENT : is == 0 ? VALUE_NOT_IMPLEMENTED : repeat(vm, sequence, times);
    }
    return VALUE_NOT_IMPLEMENTED;
}

static Value repeat_inplace(VM *vm, Value a, int64_t times) {
    List *list = list_get(a);
    if (times == 0) {
        list_clear(vm, list);
    } else if (times > 1) {
        if (!vm_check_size(vm, (double)list->count * (double)times * sizeof(Value)))
            return VALUE_ABSENT;
        int64_t count = list->count;
        reserve(vm, list, count * times);
        for (int64_t i = count; i < count * times; i++)
            list->items[i] = value_ref(list->items[i - count]);
        list->count = count * times;
        vm_charge(vm, list->count);
    }
    return value_ref(a);
}

static Value inplace(VM *vm, BinaryOp op, Value a, Value b) {
    if (op == OP_MUL && value_is_int(b)) {
        Value sequence;
        int64_t times;
        if (sequence_repeat(vm, a, b, KIND_LIST, &sequence, &times) < 0)
            return VALUE_ABSENT;
        return repeat_inplace(vm, a, times);
    }
    if (op != OP_ADD)
        return VALUE_NOT_IMPLEMENTED;
    Value sequence = iterate_collect_nested(vm, b);
    if (sequence == VALUE_ABSENT)
        return VALUE_ABSENT;
    extend_with(vm, list_get(a), sequence);
    value_unref(vm, sequence);
    return value_ref(a);
}

// Construction.

static Value create(VM *vm, Value *a) {
    return value_of(type_alloc(vm, (Type *)value_obj(a[0]), sizeof(List)));
}

// v: self, iterable, iterator.
static Flow extend(VM *vm, Frame *frame) {
    Value *v = frame->v;
    NATIVE_BEGIN(frame);
    if (value_is_exact(vm, v[1], T_list) || value_is_exact(vm, v[1], T_tuple)) {
        extend_with(vm, list_get(v[0]), v[1]);
        return vm_return(vm, VALUE_NONE);
    }
    NATIVE_AWAIT(frame, vm_iter(vm, frame, v[1]));
    value_set(vm, &v[2], native_take_in(frame));
    for (;;) {
        NATIVE_AWAIT(frame, vm_next(vm, frame, v[2]));
        if (frame->in == VALUE_ABSENT)
            return vm_return(vm, VALUE_NONE);
        vm_charge(vm, 1);
        list_append(vm, list_get(v[0]), native_take_in(frame));
    }
    NATIVE_END;
}

static Flow init(VM *vm, Frame *frame) {
    if (frame->state == 0) {
        list_clear(vm, list_get(frame->v[0]));
        if (frame->v[1] == VALUE_ABSENT)
            return vm_return(vm, VALUE_NONE);
    }
    return extend(vm, frame);
}

static const NativeDef new_native = {"list", "cls *args **kwargs", create, NULL, 0, 0};
static const NativeDef init_native = {"list", "self iterable? /", NULL, init, 1, 0};

// Methods.

static Value append(VM *vm, Value *a) {
    list_append(vm, list_get(a[0]), value_ref(a[1]));
    return VALUE_NONE;
}

static Value insert(VM *vm, Value *a) {
    int64_t index;
    if (!vm_index_int64(vm, a[1], true, &index))
        return VALUE_ABSENT;
    List *list = list_get(a[0]);
    list_insert(vm, list, index, value_ref(a[2]));
    int64_t moved = index < 0 ? -index : list->count - index;
    vm_charge(vm, moved > 0 && moved < list->count ? moved : list->count);
    return VALUE_NONE;
}

static Value pop(VM *vm, Value *a) {
    List *list = list_get(a[0]);
    int64_t index = -1;
    if (a[1] != VALUE_ABSENT && !vm_index_int64(vm, a[1], false, &index))
        return VALUE_ABSENT;
    if (list->count == 0)
        return vm_raise(vm, T_IndexError, "pop from empty list");
    if (index < 0)
        index += list->count;
    if (index < 0 || index >= list->count)
        return vm_raise(vm, T_IndexError, "pop index out of range");
    vm_charge(vm, list->count - index);
    return list_remove_at(vm, list, index);
}

static Value remove_item(VM *vm, Value *a) {
    int64_t at = sequence_index(vm, a[0], a[1], 0, INT64_MAX);
    if (at == -2)
        return VALUE_ABSENT;
    if (at < 0)
        return vm_raise(vm, T_ValueError, "list.remove(x): x not in list");
    List *list = list_get(a[0]);
    if (at < list->count)
        value_unref(vm, list_remove_at(vm, list, at));
    return VALUE_NONE;
}

static Value clear(VM *vm, Value *a) {
    list_clear(vm, list_get(a[0]));
    return VALUE_NONE;
}

static Value copy(VM *vm, Value *a) {
    List *list = list_get(a[0]);
    vm_charge(vm, list->count);
    return list_from(vm, list->items, list->count);
}

static Value reverse(VM *vm, Value *a) {
    List *list = list_get(a[0]);
    for (int64_t i = 0, j = list->count - 1; i < j; i++, j--) {
        Value v = list->items[i];
        list->items[i] = list->items[j];
        list->items[j] = v;
    }
    vm_charge(vm, list->count);
    return VALUE_NONE;
}

static Value index_of(VM *vm, Value *a) {
    int64_t start, stop, count = list_get(a[0])->count;
    if (!slice_bound(vm, a[2], count, 0, &start) || !slice_bound(vm, a[3], count, count, &stop))
        return VALUE_ABSENT;
    int64_t at = sequence_index(vm, a[0], a[1], start, stop);
    if (at == -1)
        return vm_raise(vm, T_ValueError, "%R is not in list", a[1]);
    return at < 0 ? VALUE_ABSENT : value_small(at);
}

static Value count_of(VM *vm, Value *a) {
    int64_t count = sequence_count(vm, a[0], a[1]);
    return count < 0 ? VALUE_ABSENT : value_small(count);
}

static Value reversed(VM *vm, Value *a) {
    return index_iterator_new(vm, T_list_reverseiterator, a[0], list_get(a[0])->count - 1);
}

static const NativeDef methods[] = {
    {"append", "self object /", append, NULL, 0, 0},
    {"extend", "self iterable /", NULL, extend, 1, 0},
    {"insert", "self index object /", insert, NULL, 0, 0},
    {"pop", "self index? /", pop, NULL, 0, 0},
    {"remove", "self value /", remove_item, NULL, 0, 0},
    {"clear", "self /", clear, NULL, 0, 0},
    {"copy", "self /", copy, NULL, 0, 0},
    {"reverse", "self /", reverse, NULL, 0, 0},
    {"index", "self value start? stop? /", index_of, NULL, 0, 0},
    {"count", "self value /", count_of, NULL, 0, 0},
    {"sort", "self / * key? reverse?", NULL, list_sort_resume, LIST_SORT_SLOTS, 0},
    {"__reversed__", "self /", reversed, NULL, 0, 0},
    {0},
};

const TypeDef typedef_list = {
    .name = "list",
    .kind = KIND_LIST,
    .flags = TYPE_BASETYPE,
    .size = sizeof(List),
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
    .contains = sequence_contains,
    .iter = iter,
    .binary = binary,
    .inplace = inplace,
    .methods = methods,
};

// Iterators.

static Value iterator_self(VM *vm, Value self) {
    (void)vm;
    return value_ref(self);
}

static Value next_forwards(VM *vm, Value self) {
    IndexIterator *it = (IndexIterator *)value_obj(self);
    if (it->sequence == VALUE_ABSENT)
        return VALUE_ABSENT;
    List *list = list_get(it->sequence);
    if (it->index < list->count)
        return value_ref(list->items[it->index++]);
    value_clear(vm, &it->sequence);
    return VALUE_ABSENT;
}

static Value next_backwards(VM *vm, Value self) {
    IndexIterator *it = (IndexIterator *)value_obj(self);
    if (it->sequence == VALUE_ABSENT)
        return VALUE_ABSENT;
    List *list = list_get(it->sequence);
    if (it->index >= 0 && it->index < list->count)
        return value_ref(list->items[it->index--]);
    value_clear(vm, &it->sequence);
    return VALUE_ABSENT;
}

static Value left_forwards(VM *vm, Value *a) {
    (void)vm;
    IndexIterator *it = (IndexIterator *)value_obj(a[0]);
    int64_t left = it->sequence == VALUE_ABSENT ? 0 : list_get(it->sequence)->count - it->index;
    return value_small(left < 0 ? 0 : left);
}

static Value left_backwards(VM *vm, Value *a) {
    (void)vm;
    IndexIterator *it = (IndexIterator *)value_obj(a[0]);
    return value_small(it->sequence == VALUE_ABSENT ? 0 : it->index + 1);
}

static const NativeDef forward_methods[] = {
    {"__length_hint__", "self /", left_forwards, NULL, 0, 0},
    {0},
};

static const NativeDef backward_methods[] = {
    {"__length_hint__", "self /", left_backwards, NULL, 0, 0},
    {0},
};

const TypeDef typedef_list_iterator = {
    .name = "list_iterator",
    .kind = KIND_OTHER,
    .flags = TYPE_NO_NEW,
    .size = sizeof(IndexIterator),
    .visit = index_iterator_visit,
    .iter = iterator_self,
    .next = next_forwards,
    .methods = forward_methods,
};

const TypeDef typedef_list_reverseiterator = {
    .name = "list_reverseiterator",
    .kind = KIND_OTHER,
    .flags = TYPE_NO_NEW,
    .size = sizeof(IndexIterator),
    .visit = index_iterator_visit,
    .iter = iterator_self,
    .next = next_backwards,
    .methods = backward_methods,
};
