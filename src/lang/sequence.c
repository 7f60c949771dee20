#include "lang/sequence.h"

#include "lang/exact.h"
#include "lang/int.h"
#include "lang/list.h"

// v == w, holding both while Python may run.
static int equal(VM *vm, Value v, Value w) {
    int quick = value_equal_quick(vm, v, w);
    if (quick >= 0)
        return quick;
    value_ref(v);
    value_ref(w);
    int result = vm_equal(vm, v, w);
    value_unref(vm, v);
    value_unref(vm, w);
    return result;
}

static Value by_count(CompareOp op, int64_t a, int64_t b) {
    switch (op) {
    case CMP_LT:
        return value_bool(a < b);
    case CMP_LE:
        return value_bool(a <= b);
    case CMP_EQ:
        return value_bool(a == b);
    case CMP_NE:
        return value_bool(a != b);
    case CMP_GT:
        return value_bool(a > b);
    case CMP_GE:
        return value_bool(a >= b);
    case CMP_COUNT:
        break;
    }
    return VALUE_NOT_IMPLEMENTED;
}

Value sequence_compare(VM *vm, CompareOp op, Value a, Value b) {
    int64_t m, n;
    sequence_items(a, &m);
    sequence_items(b, &n);
    if (m != n && (op == CMP_EQ || op == CMP_NE))
        return value_bool(op == CMP_NE);
    for (int64_t i = 0;; i++) {
        const Value *x = sequence_items(a, &m), *y = sequence_items(b, &n);
        if (i >= m || i >= n)
            return by_count(op, m, n);
        vm_charge(vm, 1);
        Value v = x[i], w = y[i];
        int same = equal(vm, v, w);
        if (same < 0)
            return VALUE_ABSENT;
        if (same)
            continue;
        if (op == CMP_EQ || op == CMP_NE)
            return value_bool(op == CMP_NE);
        x = sequence_items(a, &m);
        y = sequence_items(b, &n);
        if (i >= m || i >= n)
            return by_count(op, m, n);
        v = value_ref(x[i]);
        w = value_ref(y[i]);
        Value result = vm_compare_nested(vm, op, v, w);
        value_unref(vm, v);
        value_unref(vm, w);
        return result;
    }
}

int64_t sequence_index(VM *vm, Value sequence, Value item, int64_t start, int64_t stop) {
    for (int64_t i = start; i < stop; i++) {
        int64_t count;
        const Value *items = sequence_items(sequence, &count);
        if (i >= count)
            break;
        vm_charge(vm, 1);
        int same = equal(vm, items[i], item);
        if (same < 0)
            return -2;
        if (same)
            return i;
    }
    return -1;
}

int sequence_contains(VM *vm, Value sequence, Value item) {
    int64_t at = sequence_index(vm, sequence, item, 0, INT64_MAX);
    return at == -2 ? -1 : at >= 0;
}

int64_t sequence_count(VM *vm, Value sequence, Value item) {
    int64_t found = 0;
    for (int64_t at = -1;; found++) {
        at = sequence_index(vm, sequence, item, at + 1, INT64_MAX);
        if (at < 0)
            return at == -2 ? -1 : found;
    }
}

int sequence_repeat(VM *vm, Value a, Value b, ObjKind kind, Value *sequence, int64_t *times) {
    bool left = value_is_kind(a, kind);
    Value other = left ? b : a;
    *sequence = left ? a : b;
    if (!value_is_int(other)) {
        if (value_overrides(vm, other, left ? N___rmul__ : N___mul__))
            return 0;
        if (type_lookup(vm, value_type(vm, other), vm_name(vm, N___index__)) == VALUE_ABSENT) {
            vm_raise(vm, T_TypeError, "can't multiply sequence by non-int of type '%T'", other);
            return -1;
        }
    }
    Value number = vm_index(vm, other);
    if (number == VALUE_ABSENT)
        return -1;
    bool fits = int_to_int64(number, times);
    value_unref(vm, number);
    if (!fits) {
        vm_raise(vm, T_OverflowError, "cannot fit '%T' into an index-sized integer", other);
        return -1;
    }
    if (*times < 0)
        *times = 0;
    return 1;
}

bool sequence_right_decides(VM *vm, Value b, int reflected) {
    return value_overrides(vm, b, (NameId)reflected);
}

static MAY_RAISE bool add_reprs(VM *vm, Value self, StrBuilder *b) {
    for (int64_t i = 0;; i++) {
        int64_t count;
        const Value *items = sequence_items(self, &count);
        if (i >= count)
            return true;
        if (i > 0)
            str_builder_add(vm, b, ", ", 2);
        Value item = value_ref(items[i]);
        Value text = vm_repr_nested(vm, item);
        value_unref(vm, item);
        if (text == VALUE_ABSENT)
            return false;
        vm_charge(vm, 1);
        str_builder_add_str(vm, b, text);
        value_unref(vm, text);
    }
}

Value sequence_repr(VM *vm, Value self, const char *open, const char *close) {
    if (!vm_repr_enter(vm, self))
        return str_format(vm, "%s...%s", open, value_is_list(self) ? close : ")");
    StrBuilder b = {0};
    str_builder_add_text(vm, &b, open);
    bool done = add_reprs(vm, self, &b);
    vm_repr_leave(vm, self);
    if (!done) {
        str_builder_drop(vm, &b);
        return VALUE_ABSENT;
    }
    str_builder_add_text(vm, &b, close);
    return str_builder_finish(vm, &b);
}
