#include <string.h>

#include "lang/bytes_internal.h"
#include "lang/exact.h"
#include "lang/int.h"
#include "lang/iterate.h"
#include "lang/list.h"
#include "lang/sequence.h"
#include "lang/slice.h"

static ByteArray *of(Value v) { return (ByteArray *)value_obj(v); }

static void reserve(VM *vm, ByteArray *b, int64_t count) {
    if (count <= b->capacity)
        return;
    int64_t capacity = count + count / 8 + 8;
    b->data = raw_resize(vm, b->data, (size_t)b->capacity, (size_t)capacity);
    b->capacity = capacity;
}

Value bytearray_new(VM *vm, const void *data, size_t count) {
    ByteArray *b = obj_new(vm, vm_type(vm, T_bytearray), sizeof *b);
    reserve(vm, b, (int64_t)count);
    b->count = (int64_t)count;
    if (data != NULL && count != 0)
        memcpy(b->data, data, count);
    return value_of(b);
}

// Replaces bytes [start, stop) by others, which are not part of this bytearray.
static void replace(VM *vm, ByteArray *b, int64_t start, int64_t stop, const uint8_t *data,
                    int64_t count) {
    int64_t tail = b->count - stop;
    reserve(vm, b, b->count - (stop - start) + count);
    if (tail > 0)
        memmove(b->data + start + count, b->data + stop, (size_t)tail);
    if (count > 0)
        memcpy(b->data + start, data, (size_t)count);
    b->count += count - (stop - start);
    vm_charge(vm, (tail + count) / 16);
}

static void finish(VM *vm, Obj *o) {
    ByteArray *b = (ByteArray *)o;
    raw_release(vm, b->data, (size_t)b->capacity);
}

static Value repr(VM *vm, Value self) {
    int64_t count;
    const uint8_t *data = bytes_data(self, &count);
    Value inner = bytes_repr(vm, data, count);
    Value result = str_format(vm, "%s(%s)", type_name(value_type(vm, self)), str_get(inner)->data);
    value_unref(vm, inner);
    return result;
}

// The bytes that an assigned value stands for, as a bytes object.
static Value assigned(VM *vm, Value value) {
    if (value_is_int(value) || value_is_str(value) || !iterate_possible(vm, value))
        return vm_raise(vm, T_TypeError,
                        "can assign only bytes, buffers, or iterables of ints in range(0, 256)");
    return vm_call_nested(vm, value_of(vm_type(vm, T_bytes)), 1, &value);
}

static MAY_RAISE bool set_stepped(VM *vm, ByteArray *b, const uint8_t *data, int64_t given,
                                  int64_t start, int64_t step, int64_t count) {
    if (given != count) {
        vm_raise(vm, T_ValueError,
                 "attempt to assign bytes of size %lld to extended slice of size %lld",
                 (long long)given, (long long)count);
        return false;
    }
    for (int64_t i = 0; i < count; i++)
        b->data[start + i * step] = data[i];
    return true;
}

static void delete_stepped(ByteArray *b, int64_t start, int64_t step, int64_t count) {
    if (step < 0) {
        start += (count - 1) * step;
        step = -step;
    }
    int64_t kept = start, gone = 0;
    for (int64_t i = start; i < b->count; i++) {
        if (gone < count && i == start + gone * step)
            gone++;
        else
            b->data[kept++] = b->data[i];
    }
    b->count = kept;
}

static MAY_RAISE bool set_slice(VM *vm, Value self, Value key, Value value) {
    ByteArray *b = of(self);
    Value bytes = value == VALUE_ABSENT ? VALUE_ABSENT : assigned(vm, value);
    if (value != VALUE_ABSENT && bytes == VALUE_ABSENT)
        return false;
    int64_t start, stop, step, count, given = 0;
    const uint8_t *data = bytes == VALUE_ABSENT ? NULL : bytes_data(bytes, &given);
    bool done = slice_resolve(vm, key, b->count, &start, &stop, &step, &count);
    if (done && step == 1)
        replace(vm, b, start, stop > start ? stop : start, data, given);
    else if (done && value == VALUE_ABSENT && count > 0)
        delete_stepped(b, start, step, count);
    else if (done && value != VALUE_ABSENT)
        done = set_stepped(vm, b, data, given, start, step, count);
    value_unref(vm, bytes);
    return done;
}

static bool setitem(VM *vm, Value self, Value key, Value value) {
    if (value_is_slice(key))
        return set_slice(vm, self, key, value);
    int64_t index;
    uint8_t byte;
    if (!slice_index(vm, key, of(self)->count, "bytearray indices must be integers or slices, not %T",
                     "bytearray index out of range", &index))
        return false;
    if (value == VALUE_ABSENT) {
        replace(vm, of(self), index, index + 1, NULL, 0);
        return true;
    }
    if (!bytes_item(vm, value, "byte must be in range(0, 256)", &byte))
        return false;
    if (index < of(self)->count)
        of(self)->data[index] = byte;
    return true;
}

static Value inplace(VM *vm, BinaryOp op, Value a, Value b) {
    if (op == OP_ADD) {
        if (!value_is_bytes_like(b))
            return vm_raise(vm, T_TypeError, "can't concat %T to %T", b, a);
        int64_t count;
        const uint8_t *data = bytes_data(b, &count);
        Value copy = a == b ? bytes_new(vm, data, (size_t)count) : VALUE_ABSENT;
        if (copy != VALUE_ABSENT)
            data = bytes_data(copy, &count);
        replace(vm, of(a), of(a)->count, of(a)->count, data, count);
        value_unref(vm, copy);
        return value_ref(a);
    }
    if (op != OP_MUL || !value_is_int(b))
        return VALUE_NOT_IMPLEMENTED;
    Value product = bytes_binary(vm, OP_MUL, a, b);
    if (product == VALUE_ABSENT)
        return VALUE_ABSENT;
    ByteArray kept = *of(a), *made = of(product);
    of(a)->data = made->data;
    of(a)->count = made->count;
    of(a)->capacity = made->capacity;
    made->data = kept.data;
    made->count = kept.count;
    made->capacity = kept.capacity;
    value_unref(vm, product);
    return value_ref(a);
}

// Construction.

static Value create(VM *vm, Value *a) {
    return value_of(type_alloc(vm, (Type *)value_obj(a[0]), sizeof(ByteArray)));
}

// v: self, source, encoding, errors.
static Flow init(VM *vm, Frame *frame) {
    Flow flow = bytes_contents(vm, frame, "bytearray");
    if (flow != FLOW_READY)
        return flow;
    int64_t count;
    const uint8_t *data = bytes_data(frame->in, &count);
    replace(vm, of(frame->v[0]), 0, of(frame->v[0])->count, data, count);
    return vm_return(vm, VALUE_NONE);
}

static const NativeDef new_native = {"bytearray", "cls *args **kwargs", create, NULL, 0, 0};
static const NativeDef init_native = {"bytearray", "self source? encoding? errors?", NULL, init, 0, 0};

// Methods.

static Value append(VM *vm, Value *a) {
    uint8_t byte;
    if (!bytes_item(vm, a[1], "byte must be in range(0, 256)", &byte))
        return VALUE_ABSENT;
    replace(vm, of(a[0]), of(a[0])->count, of(a[0])->count, &byte, 1);
    return VALUE_NONE;
}

// v: self, iterable.
static Flow extend(VM *vm, Frame *frame) {
    NATIVE_BEGIN(frame);
    if (value_is_str(frame->v[1])) {
        vm_raise(vm, T_TypeError, "expected iterable of integers; got: 'str'");
        return FLOW_RAISE;
    }
    if (!value_is_bytes_like(frame->v[1])) {
        NATIVE_AWAIT(frame, iterate_collect(vm, frame, frame->v[1]));
        value_set(vm, &frame->v[1], native_take_in(frame));
    }
    NATIVE_AWAIT(frame, vm_call(vm, frame, value_of(vm_type(vm, T_bytes)), 1, &frame->v[1]));
    int64_t count;
    const uint8_t *data = bytes_data(frame->in, &count);
    ByteArray *b = of(frame->v[0]);
    replace(vm, b, b->count, b->count, data, count);
    return vm_return(vm, VALUE_NONE);
    NATIVE_END;
}

static Value insert(VM *vm, Value *a) {
    int64_t index;
    uint8_t byte;
    if (!vm_index_int64(vm, a[1], true, &index) ||
        !bytes_item(vm, a[2], "byte must be in range(0, 256)", &byte))
        return VALUE_ABSENT;
    int64_t count = of(a[0])->count;
    index = index < 0 ? (index + count < 0 ? 0 : index + count) : index > count ? count : index;
    replace(vm, of(a[0]), index, index, &byte, 1);
    return VALUE_NONE;
}

static Value pop(VM *vm, Value *a) {
    int64_t index = -1, count = of(a[0])->count;
    if (a[1] != VALUE_ABSENT && !vm_index_int64(vm, a[1], false, &index))
        return VALUE_ABSENT;
    if (count == 0)
        return vm_raise(vm, T_IndexError, "pop from empty bytearray");
    index += index < 0 ? count : 0;
    if (index < 0 || index >= count)
        return vm_raise(vm, T_IndexError, "pop index out of range");
    uint8_t byte = of(a[0])->data[index];
    replace(vm, of(a[0]), index, index + 1, NULL, 0);
    return value_small(byte);
}

static Value remove_byte(VM *vm, Value *a) {
    uint8_t byte;
    if (!bytes_item(vm, a[1], "byte must be in range(0, 256)", &byte))
        return VALUE_ABSENT;
    ByteArray *b = of(a[0]);
    const uint8_t *at = b->count == 0 ? NULL : memchr(b->data, byte, (size_t)b->count);
    if (at == NULL)
        return vm_raise(vm, T_ValueError, "value not found in bytearray");
    replace(vm, b, at - b->data, at - b->data + 1, NULL, 0);
    return VALUE_NONE;
}

static Value reverse(VM *vm, Value *a) {
    ByteArray *b = of(a[0]);
    for (int64_t i = 0, k = b->count - 1; i < k; i++, k--) {
        uint8_t kept = b->data[i];
        b->data[i] = b->data[k];
        b->data[k] = kept;
    }
    vm_charge(vm, b->count / 4);
    return VALUE_NONE;
}

static Value clear(VM *vm, Value *a) {
    replace(vm, of(a[0]), 0, of(a[0])->count, NULL, 0);
    return VALUE_NONE;
}

static Value copy(VM *vm, Value *a) {
    return bytearray_new(vm, of(a[0])->data, (size_t)of(a[0])->count);
}

static const NativeDef methods[] = {
#define BYTES_METHOD(name, signature) {#name, signature, bytes_method_##name, NULL, 0, 0},
#include "lang/bytes_method.def"
#undef BYTES_METHOD
    {"join", "self iterable /", NULL, bytes_join, 0, 0},
    {"maketrans", "frm to /", bytes_maketrans, NULL, 0, NATIVE_STATIC},
    {"fromhex", "cls string /", NULL, bytes_fromhex, 0, NATIVE_CLASS},
    {"append", "self item /", append, NULL, 0, 0},
    {"extend", "self iterable /", NULL, extend, 0, 0},
    {"insert", "self index item /", insert, NULL, 0, 0},
    {"pop", "self index? /", pop, NULL, 0, 0},
    {"remove", "self value /", remove_byte, NULL, 0, 0},
    {"reverse", "self /", reverse, NULL, 0, 0},
    {"clear", "self /", clear, NULL, 0, 0},
    {"copy", "self /", copy, NULL, 0, 0},
    {0},
};

const TypeDef typedef_bytearray = {
    .name = "bytearray",
    .kind = KIND_BYTEARRAY,
    .flags = TYPE_BASETYPE | TYPE_ACYCLIC,
    .size = sizeof(ByteArray),
    .finish = finish,
    .new_ = &new_native,
    .init = &init_native,
    .repr = repr,
    .compare = bytes_compare,
    .truth = bytes_truth,
    .length = bytes_length,
    .getitem = bytes_getitem,
    .setitem = setitem,
    .contains = bytes_contains,
    .iter = bytes_iter,
    .binary = bytes_binary,
    .inplace = inplace,
    .methods = methods,
};
