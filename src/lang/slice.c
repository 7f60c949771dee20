#include "lang/slice.h"

#include "lang/exact.h"
#include "lang/int.h"
#include "lang/list.h"

Value slice_new(VM *vm, Value start, Value stop, Value step) {
    Slice *s = obj_new(vm, vm_type(vm, T_slice), sizeof *s);
    s->start = start == VALUE_ABSENT ? VALUE_NONE : value_ref(start);
    s->stop = stop == VALUE_ABSENT ? VALUE_NONE : value_ref(stop);
    s->step = step == VALUE_ABSENT ? VALUE_NONE : value_ref(step);
    return value_of(s);
}

static bool has_index(VM *vm, Value v) {
    return value_is_int(v) || type_lookup(vm, value_type(vm, v), vm_name(vm, N___index__)) != VALUE_ABSENT;
}

// An integer of a slice, clipped to a word.
static MAY_RAISE bool slice_part(VM *vm, Value part, int64_t *out) {
    if (value_is_small(part)) {
        *out = value_small_get(part);
        return true;
    }
    if (!has_index(vm, part)) {
        vm_raise(vm, T_TypeError, "slice indices must be integers or None or have an __index__ method");
        return false;
    }
    return vm_index_int64(vm, part, true, out);
}

static int64_t clip(int64_t i, int64_t low, int64_t high) {
    return i < low ? low : i > high ? high : i;
}

bool slice_resolve(VM *vm, Value slice, int64_t length, int64_t *start, int64_t *stop,
                   int64_t *step, int64_t *count) {
    Slice *s = (Slice *)value_obj(slice);
    *step = 1;
    if (s->step != VALUE_NONE) {
        if (!slice_part(vm, s->step, step))
            return false;
        if (*step == 0) {
            vm_raise(vm, T_ValueError, "slice step cannot be zero");
            return false;
        }
        if (*step < -INT64_MAX)
            *step = -INT64_MAX;
    }
    bool down = *step < 0;
    int64_t low = down ? -1 : 0, high = down ? length - 1 : length;
    *start = down ? high : low;
    *stop = down ? low : high;
    if (s->start != VALUE_NONE) {
        if (!slice_part(vm, s->start, start))
            return false;
        *start = clip(*start < 0 ? *start + length : *start, low, high);
    }
    if (s->stop != VALUE_NONE) {
        if (!slice_part(vm, s->stop, stop))
            return false;
        *stop = clip(*stop < 0 ? *stop + length : *stop, low, high);
    }
    if (down)
        *count = *stop < *start ? (*start - *stop - 1) / -*step + 1 : 0;
    else
        *count = *start < *stop ? (*stop - *start - 1) / *step + 1 : 0;
    return true;
}

bool slice_index(VM *vm, Value key, int64_t count, const char *type_error, const char *range_error,
                 int64_t *index) {
    int64_t i;
    if (value_is_small(key)) {
        i = value_small_get(key);
    } else {
        if (!has_index(vm, key)) {
            vm_raise(vm, T_TypeError, type_error, key);
            return false;
        }
        Value number = vm_index(vm, key);
        if (number == VALUE_ABSENT)
            return false;
        bool fits = int_to_int64(number, &i);
        value_unref(vm, number);
        if (!fits) {
            vm_raise(vm, T_IndexError, "cannot fit '%T' into an index-sized integer", key);
            return false;
        }
    }
    if (i < 0)
        i += count;
    if (i < 0 || i >= count) {
        vm_raise(vm, T_IndexError, "%s", range_error);
        return false;
    }
    *index = i;
    return true;
}

bool slice_bound(VM *vm, Value bound, int64_t count, int64_t missing, int64_t *out) {
    *out = missing;
    if (bound == VALUE_ABSENT || bound == VALUE_NONE)
        return true;
    if (!slice_part(vm, bound, out))
        return false;
    *out = clip(*out < 0 ? *out + count : *out, 0, count);
    return true;
}

static void visit(Obj *o, SlotVisitor visitor, void *context) {
    Slice *s = (Slice *)o;
    visitor(context, &s->start);
    visitor(context, &s->stop);
    visitor(context, &s->step);
}

static Value slice_create(VM *vm, Value *a) {
    if (a[2] == VALUE_ABSENT)
        return slice_new(vm, VALUE_ABSENT, a[1], VALUE_ABSENT);
    return slice_new(vm, a[1], a[2], a[3]);
}

static const NativeDef slice_new_native = {"slice", "cls a b? c? /", slice_create, NULL, 0, 0};

static Value repr(VM *vm, Value self) {
    Slice *s = (Slice *)value_obj(self);
    const Value parts[] = {s->start, s->stop, s->step};
    StrBuilder b = {0};
    str_builder_add_text(vm, &b, "slice(");
    for (int i = 0; i < 3; i++) {
        Value text = vm_repr_nested(vm, parts[i]);
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

static Value as_tuple(VM *vm, Value slice) {
    Slice *s = (Slice *)value_obj(slice);
    return tuple_from(vm, (const Value[]){s->start, s->stop, s->step}, 3);
}

static Value compare(VM *vm, CompareOp op, Value a, Value b) {
    if (!value_is_slice(a) || !value_is_slice(b))
        return VALUE_NOT_IMPLEMENTED;
    Value left = as_tuple(vm, a), right = as_tuple(vm, b);
    Value result = vm_compare_nested(vm, op, left, right);
    value_unref(vm, left);
    value_unref(vm, right);
    return result;
}

static Value get_start(VM *vm, Value self) {
    (void)vm;
    return value_ref(((Slice *)value_obj(self))->start);
}

static Value get_stop(VM *vm, Value self) {
    (void)vm;
    return value_ref(((Slice *)value_obj(self))->stop);
}

static Value get_step(VM *vm, Value self) {
    (void)vm;
    return value_ref(((Slice *)value_obj(self))->step);
}

static Value indices(VM *vm, Value *a) {
    int64_t length, start, stop, step, count;
    if (!vm_index_int64(vm, a[1], false, &length))
        return VALUE_ABSENT;
    if (length < 0)
        return vm_raise(vm, T_ValueError, "length should not be negative");
    if (!slice_resolve(vm, a[0], length, &start, &stop, &step, &count))
        return VALUE_ABSENT;
    const Value parts[] = {int_new(vm, start), int_new(vm, stop), int_new(vm, step)};
    return tuple_take(vm, parts, 3);
}

static const NativeDef methods[] = {
    {"indices", "self length /", indices, NULL, 0, 0},
    {0},
};

static const GetSetDef getsets[] = {
    {"start", get_start, NULL},
    {"stop", get_stop, NULL},
    {"step", get_step, NULL},
    {0},
};

const TypeDef typedef_slice = {
    .name = "slice",
    .kind = KIND_SLICE,
    .size = sizeof(Slice),
    .visit = visit,
    .new_ = &slice_new_native,
    .repr = repr,
    .compare = compare,
    .methods = methods,
    .getsets = getsets,
};
