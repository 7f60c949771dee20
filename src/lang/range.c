#include "lang/range.h"

#include "lang/exact.h"
#include "lang/int.h"
#include "lang/list.h"
#include "lang/sequence.h"
#include "lang/slice.h"

static Range *of(Value v) { return (Range *)value_obj(v); }

// a OP b for ints; takes `take_a`.
static Value op_take(VM *vm, BinaryOp op, Value take_a, Value b) {
    Value result = int_binary(vm, op, take_a, b);
    value_unref(vm, take_a);
    return result;
}

// How many numbers there are from start to stop: an int.
static Value count_items(VM *vm, Value start, Value stop, Value step) {
    bool up = int_sign(step) > 0;
    Value low = up ? start : stop, high = up ? stop : start;
    if (int_cmp(low, high) >= 0)
        return value_small(0);
    Value by = up ? value_ref(step) : int_binary(vm, OP_SUB, value_small(0), step);
    Value count = op_take(vm, OP_SUB, int_binary(vm, OP_SUB, high, low), value_small(1));
    count = op_take(vm, OP_FLOORDIV, count, by);
    value_unref(vm, by);
    return op_take(vm, OP_ADD, count, value_small(1));
}

Value range_new(VM *vm, Value start, Value stop, Value step) {
    if (int_sign(step) == 0)
        return vm_raise(vm, T_ValueError, "range() arg 3 must not be zero");
    Range *r = obj_new(vm, vm_type(vm, T_range), sizeof *r);
    r->start = value_ref(start);
    r->stop = value_ref(stop);
    r->step = value_ref(step);
    r->length = count_items(vm, start, stop, step);
    return value_of(r);
}

static Value create(VM *vm, Value *a) {
    Value parts[3] = {VALUE_ABSENT, VALUE_ABSENT, VALUE_ABSENT}, result = VALUE_ABSENT;
    bool done = true;
    for (int i = 0; i < 3 && done; i++) {
        if (a[i + 1] == VALUE_ABSENT)
            continue;
        parts[i] = vm_index(vm, a[i + 1]);
        done = parts[i] != VALUE_ABSENT;
    }
    if (done && parts[1] == VALUE_ABSENT)
        result = range_new(vm, value_small(0), parts[0], value_small(1));
    else if (done)
        result = range_new(vm, parts[0], parts[1],
                           parts[2] == VALUE_ABSENT ? value_small(1) : parts[2]);
    for (int i = 0; i < 3; i++)
        value_unref(vm, parts[i]);
    return result;
}

static const NativeDef new_native = {"range", "cls start stop? step? /", create, NULL, 0, 0};

static void visit(Obj *o, SlotVisitor visitor, void *context) {
    Range *r = (Range *)o;
    visitor(context, &r->start);
    visitor(context, &r->stop);
    visitor(context, &r->step);
    visitor(context, &r->length);
}

static Value repr(VM *vm, Value self) {
    Range *r = of(self);
    const Value parts[] = {r->start, r->stop, r->step};
    StrBuilder b = {0};
    str_builder_add_text(vm, &b, "range(");
    for (int i = 0; i < (r->step == value_small(1) ? 2 : 3); i++) {
        Value text = int_to_str(vm, parts[i], 10);
        if (text == VALUE_ABSENT) {
            str_builder_drop(vm, &b);
            return VALUE_ABSENT;
        }
        str_builder_add_text(vm, &b, i == 0 ? "" : ", ");
        str_builder_add_str(vm, &b, text);
        value_unref(vm, text);
    }
    str_builder_add_text(vm, &b, ")");
    return str_builder_finish(vm, &b);
}

// What decides whether two ranges are equal: length, then start if there is one, then step if more.
static Value as_tuple(VM *vm, Range *r) {
    bool some = int_sign(r->length) != 0, one = r->length == value_small(1);
    return tuple_from(vm, (const Value[]){r->length, some ? r->start : VALUE_NONE,
                                          some && !one ? r->step : VALUE_NONE},
                      3);
}

static Value compare(VM *vm, CompareOp op, Value a, Value b) {
    if (!value_is_range(a) || !value_is_range(b) || (op != CMP_EQ && op != CMP_NE))
        return VALUE_NOT_IMPLEMENTED;
    Value left = as_tuple(vm, of(a)), right = as_tuple(vm, of(b));
    int same = vm_equal(vm, left, right);
    value_unref(vm, left);
    value_unref(vm, right);
    return same < 0 ? VALUE_ABSENT : value_bool(same == (op == CMP_EQ));
}

static bool hash(VM *vm, Value self, int64_t *out) {
    Value tuple = as_tuple(vm, of(self));
    bool done = vm_hash(vm, tuple, out);
    value_unref(vm, tuple);
    return done;
}

static bool truth(VM *vm, Value self) {
    (void)vm;
    return int_sign(of(self)->length) != 0;
}

static int64_t length(VM *vm, Value self) {
    int64_t count;
    if (int_to_int64(of(self)->length, &count))
        return count;
    vm_raise(vm, T_OverflowError, "Python int too large to convert to C ssize_t");
    return -1;
}

// start + index * step.
static Value item_at(VM *vm, Range *r, Value index) {
    return op_take(vm, OP_ADD, int_binary(vm, OP_MUL, index, r->step), r->start);
}

// One bound of a slice as a position among `length` items; low and high are what it is clipped to.
static Value bound(VM *vm, Value given, Value missing, Value length, Value low, Value high) {
    if (given == VALUE_NONE)
        return value_ref(missing);
    Value v = vm_index(vm, given);
    if (v == VALUE_ABSENT)
        return VALUE_ABSENT;
    if (int_sign(v) < 0)
        v = op_take(vm, OP_ADD, v, length);
    if (int_cmp(v, low) < 0)
        value_set(vm, &v, value_ref(low));
    else if (int_cmp(v, high) > 0)
        value_set(vm, &v, value_ref(high));
    return v;
}

static Value get_slice(VM *vm, Range *r, Slice *s) {
    Value step = s->step == VALUE_NONE ? value_small(1) : vm_index(vm, s->step);
    if (step == VALUE_ABSENT)
        return VALUE_ABSENT;
    if (int_sign(step) == 0)
        return vm_raise(vm, T_ValueError, "slice step cannot be zero");
    bool down = int_sign(step) < 0;
    Value last = int_binary(vm, OP_SUB, r->length, value_small(1));
    Value low = value_small(down ? -1 : 0), high = down ? last : r->length;
    Value result = VALUE_ABSENT, stop = VALUE_ABSENT;
    Value start = bound(vm, s->start, down ? high : low, r->length, low, high);
    if (start != VALUE_ABSENT)
        stop = bound(vm, s->stop, down ? low : high, r->length, low, high);
    if (stop != VALUE_ABSENT) {
        Value first = item_at(vm, r, start), end = item_at(vm, r, stop);
        Value by = int_binary(vm, OP_MUL, step, r->step);
        result = range_new(vm, first, end, by);
        value_unref(vm, first);
        value_unref(vm, end);
        value_unref(vm, by);
    }
    value_unref(vm, start);
    value_unref(vm, stop);
    value_unref(vm, last);
    value_unref(vm, step);
    return result;
}

static Value getitem(VM *vm, Value self, Value key) {
    Range *r = of(self);
    if (value_is_slice(key))
        return get_slice(vm, r, (Slice *)value_obj(key));
    if (!value_is_int(key) && type_lookup(vm, value_type(vm, key), vm_name(vm, N___index__)) == VALUE_ABSENT)
        return vm_raise(vm, T_TypeError, "range indices must be integers or slices, not %T", key);
    Value index = vm_index(vm, key);
    if (index == VALUE_ABSENT)
        return VALUE_ABSENT;
    if (int_sign(index) < 0)
        index = op_take(vm, OP_ADD, index, r->length);
    Value result;
    if (int_sign(index) < 0 || int_cmp(index, r->length) >= 0)
        result = vm_raise(vm, T_IndexError, "range object index out of range");
    else
        result = item_at(vm, r, index);
    value_unref(vm, index);
    return result;
}

// The position of an int in the range: an int, or VALUE_ABSENT when it is not there.
static Value position(VM *vm, Range *r, Value v) {
    bool up = int_sign(r->step) > 0;
    bool inside = up ? int_cmp(v, r->start) >= 0 && int_cmp(v, r->stop) < 0
                     : int_cmp(v, r->start) <= 0 && int_cmp(v, r->stop) > 0;
    if (!inside)
        return VALUE_ABSENT;
    Value distance = int_binary(vm, OP_SUB, v, r->start);
    Value rest = int_binary(vm, OP_MOD, distance, r->step);
    bool hit = int_sign(rest) == 0;
    value_unref(vm, rest);
    if (hit)
        return op_take(vm, OP_FLOORDIV, distance, r->step);
    value_unref(vm, distance);
    return VALUE_ABSENT;
}

static bool is_plain_int(const VM *vm, Value v) {
    return value_is_exact(vm, v, T_int) || value_is_bool(v);
}

// Compares with one item after the other: for what is not exactly an int. Its number, -1 when
// there is none, -2 with an exception.
static int64_t search(VM *vm, Value self, Value item, int64_t *count) {
    int64_t first = -1;
    *count = 0;
    for (int64_t i = 0; int_cmp(value_small(i), of(self)->length) < 0; i++) {
        Value number = item_at(vm, of(self), value_small(i));
        int same = vm_equal(vm, number, item);
        value_unref(vm, number);
        vm_charge(vm, 1);
        if (same < 0)
            return -2;
        if (same && first < 0)
            first = i;
        *count += same;
    }
    return first;
}

static int contains(VM *vm, Value self, Value item) {
    int64_t count;
    if (!is_plain_int(vm, item)) {
        int64_t at = search(vm, self, item, &count);
        return at == -2 ? -1 : at >= 0;
    }
    Value at = position(vm, of(self), item);
    value_unref(vm, at);
    return at != VALUE_ABSENT;
}

static Value index_of(VM *vm, Value *a) {
    int64_t count, at;
    Value found = VALUE_ABSENT;
    if (is_plain_int(vm, a[1])) {
        found = position(vm, of(a[0]), a[1]);
    } else {
        at = search(vm, a[0], a[1], &count);
        if (at == -2)
            return VALUE_ABSENT;
        found = at < 0 ? VALUE_ABSENT : value_small(at);
    }
    if (found != VALUE_ABSENT)
        return found;
    if (is_plain_int(vm, a[1]))
        return vm_raise(vm, T_ValueError, "%R is not in range", a[1]);
    return vm_raise(vm, T_ValueError, "sequence.index(x): x not in sequence");
}

static Value count_of(VM *vm, Value *a) {
    int64_t count;
    if (is_plain_int(vm, a[1]))
        return value_small(contains(vm, a[0], a[1]));
    return search(vm, a[0], a[1], &count) == -2 ? VALUE_ABSENT : value_small(count);
}

// Iteration.

static Value iterator_new(VM *vm, Value take_start, Value take_step, Value length) {
    RangeIterator *it = obj_new(vm, vm_type(vm, T_range_iterator), sizeof *it);
    Value last = op_take(vm, OP_ADD, int_binary(vm, OP_MUL, length, take_step), take_start);
    if (value_both_small(take_start, take_step) && value_both_small(length, last)) {
        it->next = value_small_get(take_start);
        it->step = value_small_get(take_step);
        it->left = value_small_get(length);
    } else {
        it->big_next = take_start;
        it->big_step = take_step;
        it->big_left = value_ref(length);
    }
    value_unref(vm, last);
    return value_of(it);
}

Value range_iter(VM *vm, Value range) {
    Range *r = of(range);
    return iterator_new(vm, value_ref(r->start), value_ref(r->step), r->length);
}

static Value reversed(VM *vm, Value *a) {
    Range *r = of(a[0]);
    Value last = op_take(vm, OP_SUB, value_ref(r->length), value_small(1));
    Value start = item_at(vm, r, last);
    value_unref(vm, last);
    return iterator_new(vm, start, int_binary(vm, OP_SUB, value_small(0), r->step), r->length);
}

static Value iterator_self(VM *vm, Value self) {
    (void)vm;
    return value_ref(self);
}

static void iterator_visit(Obj *o, SlotVisitor visitor, void *context) {
    RangeIterator *it = (RangeIterator *)o;
    visitor(context, &it->big_next);
    visitor(context, &it->big_step);
    visitor(context, &it->big_left);
}

static Value next(VM *vm, Value self) {
    RangeIterator *it = (RangeIterator *)value_obj(self);
    if (it->big_next == VALUE_ABSENT) {
        if (it->left <= 0)
            return VALUE_ABSENT;
        int64_t i = it->next;
        it->next += it->step;
        it->left--;
        return value_small(i);
    }
    if (int_sign(it->big_left) == 0)
        return VALUE_ABSENT;
    Value v = it->big_next;
    it->big_next = int_binary(vm, OP_ADD, v, it->big_step);
    it->big_left = op_take(vm, OP_SUB, it->big_left, value_small(1));
    return v;
}

static Value left(VM *vm, Value *a) {
    (void)vm;
    RangeIterator *it = (RangeIterator *)value_obj(a[0]);
    return it->big_next == VALUE_ABSENT ? int_new(vm, it->left) : value_ref(it->big_left);
}

static const NativeDef iterator_methods[] = {
    {"__length_hint__", "self /", left, NULL, 0, 0},
    {0},
};

const TypeDef typedef_range_iterator = {
    .name = "range_iterator",
    .kind = KIND_OTHER,
    .flags = TYPE_NO_NEW | TYPE_ACYCLIC,
    .size = sizeof(RangeIterator),
    .visit = iterator_visit,
    .iter = iterator_self,
    .next = next,
    .methods = iterator_methods,
};

static const NativeDef methods[] = {
    {"index", "self value /", index_of, NULL, 0, 0},
    {"count", "self value /", count_of, NULL, 0, 0},
    {"__reversed__", "self /", reversed, NULL, 0, 0},
    {0},
};

static Value get_start(VM *vm, Value self) {
    (void)vm;
    return value_ref(of(self)->start);
}

static Value get_stop(VM *vm, Value self) {
    (void)vm;
    return value_ref(of(self)->stop);
}

static Value get_step(VM *vm, Value self) {
    (void)vm;
    return value_ref(of(self)->step);
}

static const GetSetDef getsets[] = {
    {"start", get_start, NULL},
    {"stop", get_stop, NULL},
    {"step", get_step, NULL},
    {0},
};

const TypeDef typedef_range = {
    .name = "range",
    .kind = KIND_RANGE,
    .flags = TYPE_ACYCLIC,
    .size = sizeof(Range),
    .visit = visit,
    .new_ = &new_native,
    .repr = repr,
    .hash = hash,
    .compare = compare,
    .truth = truth,
    .length = length,
    .getitem = getitem,
    .contains = contains,
    .iter = range_iter,
    .methods = methods,
    .getsets = getsets,
};
