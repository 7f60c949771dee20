// bytes objects: making, showing, and the slots that bytearray shares.
#include "lang/bytes.h"

#include <stdio.h>
#include <string.h>

#include "lang/bytes_internal.h"
#include "lang/exact.h"
#include "lang/format.h"
#include "lang/int.h"
#include "lang/iterate.h"
#include "lang/list.h"
#include "lang/sequence.h"
#include "lang/siphash.h"
#include "lang/slice.h"

static Bytes *instance(VM *vm, Type *cls, const void *data, size_t count) {
    Bytes *b = type_alloc(vm, cls, sizeof *b + count + 1);
    b->hash = -1;
    b->count = (int64_t)count;
    if (data != NULL && count != 0)
        memcpy(b->data, data, count);
    return b;
}

Value bytes_new(VM *vm, const void *data, size_t count) {
    if (count == 0 && vm->empty_bytes != VALUE_ABSENT)
        return value_ref(vm->empty_bytes);
    Bytes *b = obj_new(vm, vm_type(vm, T_bytes), sizeof *b + count + 1);
    b->hash = -1;
    b->count = (int64_t)count;
    if (data != NULL && count != 0)
        memcpy(b->data, data, count);
    return value_of(b);
}

const uint8_t *bytes_data(Value v, int64_t *count) {
    if (value_is_bytes(v)) {
        *count = ((Bytes *)value_obj(v))->count;
        return ((Bytes *)value_obj(v))->data;
    }
    const ByteArray *b = (const ByteArray *)value_obj(v);
    *count = b->count;
    return b->data == NULL ? (const uint8_t *)"" : b->data;
}

Value bytes_like_new(VM *vm, Value like, const void *data, int64_t count) {
    return value_is_bytes(like) ? bytes_new(vm, data, (size_t)count)
                                : bytearray_new(vm, data, (size_t)count);
}

bool bytes_want(VM *vm, Value v, const uint8_t **data, int64_t *count) {
    if (!value_is_bytes_like(v)) {
        vm_raise(vm, T_TypeError, "a bytes-like object is required, not '%T'", v);
        return false;
    }
    *data = bytes_data(v, count);
    return true;
}

bool bytes_item(VM *vm, Value v, const char *range_error, uint8_t *out) {
    int64_t i;
    Value number = vm_index(vm, v);
    if (number == VALUE_ABSENT)
        return false;
    bool fits = int_to_int64(number, &i) && i >= 0 && i <= 255;
    value_unref(vm, number);
    if (!fits)
        vm_raise(vm, T_ValueError, "%s", range_error);
    else
        *out = (uint8_t)i;
    return fits;
}

Value bytes_repr(VM *vm, const uint8_t *data, int64_t count) {
    bool single = memchr(data, '\'', (size_t)count) != NULL;
    char quote = single && memchr(data, '"', (size_t)count) == NULL ? '"' : '\'', text[8];
    StrBuilder b = {0};
    str_builder_add(vm, &b, "b", 1);
    str_builder_add(vm, &b, &quote, 1);
    for (int64_t i = 0; i < count; i++) {
        char c = (char)data[i];
        const char *escape = strchr("\t\n\r\\", c);
        if (c == quote || (c != '\0' && escape != NULL))
            snprintf(text, sizeof text, "\\%c",
                     c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : c);
        else
            snprintf(text, sizeof text, c < ' ' || c == 0x7f ? "\\x%02x" : "%c", (unsigned char)c);
        str_builder_add_text(vm, &b, text);
    }
    str_builder_add(vm, &b, &quote, 1);
    vm_charge(vm, count / 4);
    return str_builder_finish(vm, &b);
}

// Shared slots.

static int order(Value v, Value w) {
    int64_t m, n;
    const uint8_t *a = bytes_data(v, &m), *b = bytes_data(w, &n);
    int sign = memcmp(a, b, (size_t)(m < n ? m : n));
    return sign != 0 ? sign : m < n ? -1 : m > n;
}

Value bytes_compare(VM *vm, CompareOp op, Value a, Value b) {
    (void)vm;
    if (!value_is_bytes_like(a) || !value_is_bytes_like(b))
        return VALUE_NOT_IMPLEMENTED;
    int sign = order(a, b);
    switch (op) {
    case CMP_LT:
        return value_bool(sign < 0);
    case CMP_LE:
        return value_bool(sign <= 0);
    case CMP_EQ:
        return value_bool(sign == 0);
    case CMP_NE:
        return value_bool(sign != 0);
    case CMP_GT:
        return value_bool(sign > 0);
    case CMP_GE:
        return value_bool(sign >= 0);
    case CMP_COUNT:
        break;
    }
    return VALUE_NOT_IMPLEMENTED;
}

int bytes_contains(VM *vm, Value self, Value item) {
    int64_t count, wanted;
    uint8_t byte;
    const uint8_t *what = &byte;
    if (value_is_bytes_like(item)) {
        what = bytes_data(item, &wanted);
    } else {
        if (!value_is_int(item) && !value_overrides(vm, item, N___index__)) {
            vm_raise(vm, T_TypeError, "a bytes-like object is required, not '%T'", item);
            return -1;
        }
        if (!bytes_item(vm, item, "byte must be in range(0, 256)", &byte))
            return -1;
        wanted = 1;
    }
    const uint8_t *data = bytes_data(self, &count);
    vm_charge(vm, count / 16);
    return wanted == 0 || memmem(data, (size_t)count, what, (size_t)wanted) != NULL;
}

bool bytes_truth(VM *vm, Value self) {
    (void)vm;
    int64_t count;
    bytes_data(self, &count);
    return count != 0;
}

int64_t bytes_length(VM *vm, Value self) {
    (void)vm;
    int64_t count;
    bytes_data(self, &count);
    return count;
}

Value bytes_getitem(VM *vm, Value self, Value key) {
    int64_t count, index;
    const uint8_t *data = bytes_data(self, &count);
    bool array = value_is_bytearray(self);
    if (!value_is_slice(key)) {
        if (!slice_index(vm, key, count,
                         array ? "bytearray indices must be integers or slices, not %T"
                               : "byte indices must be integers or slices, not %T",
                         array ? "bytearray index out of range" : "index out of range", &index))
            return VALUE_ABSENT;
        return value_small(bytes_data(self, &count)[index]);
    }
    int64_t start, stop, step, chosen;
    if (!slice_resolve(vm, key, count, &start, &stop, &step, &chosen))
        return VALUE_ABSENT;
    if (step == 1)
        return bytes_like_new(vm, self, data + start, chosen);
    Value result = bytes_like_new(vm, self, NULL, chosen);
    int64_t made;
    uint8_t *out = (uint8_t *)bytes_data(result, &made);
    for (int64_t i = 0; i < chosen; i++)
        out[i] = data[start + i * step];
    vm_charge(vm, chosen / 4);
    return result;
}

static Value concat(VM *vm, Value a, Value b) {
    int64_t m, n;
    const uint8_t *left = bytes_data(a, &m), *right = bytes_data(b, &n);
    if (!vm_check_size(vm, (double)m + (double)n))
        return VALUE_ABSENT;
    Value result = bytes_like_new(vm, a, NULL, m + n);
    int64_t made;
    uint8_t *out = (uint8_t *)bytes_data(result, &made);
    if (m > 0)
        memcpy(out, left, (size_t)m);
    if (n > 0)
        memcpy(out + m, right, (size_t)n);
    vm_charge(vm, made / 16);
    return result;
}

static Value repeat(VM *vm, Value v, int64_t times) {
    int64_t count, made;
    const uint8_t *data = bytes_data(v, &count);
    if (!vm_check_size(vm, (double)count * (double)times))
        return VALUE_ABSENT;
    Value result = bytes_like_new(vm, v, NULL, count * times);
    uint8_t *out = (uint8_t *)bytes_data(result, &made);
    for (int64_t i = 0; i < made; i += count)
        memcpy(out + i, data, (size_t)count);
    vm_charge(vm, made / 16);
    return result;
}

Value bytes_binary(VM *vm, BinaryOp op, Value a, Value b) {
    if (op == OP_ADD && value_is_bytes_like(a)) {
        if (value_is_bytes_like(b))
            return concat(vm, a, b);
        if (sequence_right_decides(vm, b, N___radd__))
            return VALUE_NOT_IMPLEMENTED;
        return vm_raise(vm, T_TypeError, "can't concat %T to %T", b, a);
    }
    if (op == OP_MOD && value_is_bytes_like(a)) {
        Value result = format_percent_bytes(vm, a, b);
        if (result == VALUE_ABSENT || value_is_bytes(a))
            return result;
        int64_t count;
        const uint8_t *data = bytes_data(result, &count);
        Value array = bytearray_new(vm, data, (size_t)count);
        value_unref(vm, result);
        return array;
    }
    if (op == OP_MUL) {
        Value sequence;
        int64_t times;
        bool is_bytes = value_is_bytes(a) || (!value_is_bytearray(a) && value_is_bytes(b));
        int is = sequence_repeat(vm, a, b, is_bytes ? KIND_BYTES : KIND_BYTEARRAY, &sequence, &times);
        return is < 0 ? VALUE_ABSENT : is == 0 ? VALUE_NOT_IMPLEMENTED : repeat(vm, sequence, times);
    }
    return VALUE_NOT_IMPLEMENTED;
}

// Construction.

static Value from_items(VM *vm, Value sequence) {
    int64_t count;
    sequence_items(sequence, &count);
    Value result = bytes_new(vm, NULL, (size_t)count);
    Bytes *b = (Bytes *)value_obj(result);
    for (int64_t i = 0; i < b->count; i++) {
        const Value *items = sequence_items(sequence, &count);
        if (i >= count)
            break;
        if (!bytes_item(vm, items[i], "bytes must be in range(0, 256)", &b->data[i])) {
            value_unref(vm, result);
            return VALUE_ABSENT;
        }
    }
    vm_charge(vm, count);
    return result;
}

// What can be told at once: VALUE_ABSENT without an exception when Python has to be asked.
static Value contents_at_once(VM *vm, Value *v, const char *type) {
    bool coded = v[2] != VALUE_ABSENT || v[3] != VALUE_ABSENT;
    for (int i = 2; i < 4; i++)
        if (v[i] != VALUE_ABSENT && !value_is_str(v[i]))
            return vm_raise(vm, T_TypeError, "%s() argument '%s' must be str, not %T", type,
                            i == 2 ? "encoding" : "errors", v[i]);
    if (v[1] == VALUE_ABSENT)
        return coded ? vm_raise(vm, T_TypeError, "%s without a string argument",
                                v[2] != VALUE_ABSENT ? "encoding" : "errors")
                     : bytes_new(vm, "", 0);
    if (value_is_str(v[1])) {
        if (v[2] == VALUE_ABSENT)
            return vm_raise(vm, T_TypeError, "string argument without an encoding");
        return bytes_encode(vm, v[1], str_get(v[2])->data,
                            v[3] == VALUE_ABSENT ? "strict" : str_get(v[3])->data);
    }
    if (coded)
        return vm_raise(vm, T_TypeError, "%s without a string argument",
                        v[2] != VALUE_ABSENT ? "encoding" : "errors");
    if (value_is_bytes_like(v[1])) {
        int64_t count;
        const uint8_t *data = bytes_data(v[1], &count);
        return value_is_exact(vm, v[1], T_bytes) ? value_ref(v[1]) : bytes_new(vm, data, (size_t)count);
    }
    return VALUE_ABSENT;
}

static Value zeros(VM *vm, Value count_value) {
    int64_t count;
    Value number = vm_index(vm, count_value);
    if (number == VALUE_ABSENT)
        return VALUE_ABSENT;
    bool fits = int_to_int64(number, &count);
    value_unref(vm, number);
    if (!fits)
        return vm_raise(vm, T_OverflowError, "cannot fit '%T' into an index-sized integer", count_value);
    if (count < 0)
        return vm_raise(vm, T_ValueError, "negative count");
    if (!vm_check_size(vm, (double)count))
        return VALUE_ABSENT;
    vm_charge(vm, count / 64);
    return bytes_new(vm, NULL, (size_t)count);
}

// States of bytes_contents, kept in frame->number, because frame->state is its caller's.
Flow bytes_contents(VM *vm, Frame *frame, const char *type) {
    enum { BEGIN, ASKED, COLLECTED };
    Value *v = frame->v, result = VALUE_ABSENT;
    if (frame->number == BEGIN) {
        result = contents_at_once(vm, v, type);
        if (result == VALUE_ABSENT && vm_pending(vm))
            return FLOW_RAISE;
        if (result == VALUE_ABSENT &&
            type_lookup(vm, value_type(vm, v[1]), vm_name(vm, N___bytes__)) != VALUE_ABSENT) {
            frame->number = ASKED;
            Flow flow = vm_call_method(vm, frame, v[1], vm_name(vm, N___bytes__), 0, NULL);
            if (flow != FLOW_READY)
                return flow;
        } else if (result == VALUE_ABSENT &&
                   (value_is_int(v[1]) || type_lookup(vm, value_type(vm, v[1]),
                                                      vm_name(vm, N___index__)) != VALUE_ABSENT)) {
            result = zeros(vm, v[1]);
            if (result == VALUE_ABSENT)
                return FLOW_RAISE;
        } else if (result == VALUE_ABSENT) {
            if (!iterate_possible(vm, v[1])) {
                vm_raise(vm, T_TypeError, "cannot convert '%T' object to %s", v[1], type);
                return FLOW_RAISE;
            }
            frame->number = COLLECTED;
            Flow flow = iterate_collect(vm, frame, v[1]);
            if (flow != FLOW_READY)
                return flow;
        }
    }
    if (result == VALUE_ABSENT && frame->number == ASKED) {
        if (!value_is_bytes(frame->in)) {
            vm_raise(vm, T_TypeError, "__bytes__ returned non-bytes (type %T)", frame->in);
            return FLOW_RAISE;
        }
        return FLOW_READY;
    }
    if (result == VALUE_ABSENT)
        result = from_items(vm, frame->in);
    if (result == VALUE_ABSENT)
        return FLOW_RAISE;
    value_set(vm, &frame->in, result);
    return FLOW_READY;
}

// v: cls, source, encoding, errors.
static Flow create(VM *vm, Frame *frame) {
    Flow flow = bytes_contents(vm, frame, "bytes");
    if (flow != FLOW_READY)
        return flow;
    Type *cls = (Type *)value_obj(frame->v[0]);
    if (cls == vm_type(vm, T_bytes) && value_is_exact(vm, frame->in, T_bytes))
        return vm_return(vm, native_take_in(frame));
    const Bytes *b = (const Bytes *)value_obj(frame->in);
    return vm_return(vm, value_of(instance(vm, cls, b->data, (size_t)b->count)));
}

static const NativeDef new_native = {"bytes", "cls source? encoding? errors?", NULL, create, 0, 0};

// The type.

static size_t size_of(const Obj *o) { return sizeof(Bytes) + (size_t)((const Bytes *)o)->count + 1; }

static Value repr(VM *vm, Value self) {
    int64_t count;
    const uint8_t *data = bytes_data(self, &count);
    return bytes_repr(vm, data, count);
}

static bool hash(VM *vm, Value self, int64_t *out) {
    Bytes *b = (Bytes *)value_obj(self);
    if (b->hash == -1) {
        uint64_t h = b->count == 0 ? 0 : siphash13(b->data, (size_t)b->count);
        b->hash = h == UINT64_MAX ? -2 : (int64_t)h;
        vm_charge(vm, b->count / 16);
    }
    *out = b->hash;
    return true;
}

Value bytes_iter(VM *vm, Value self) { return index_iterator_new(vm, T_bytes_iterator, self, 0); }

static const NativeDef methods[] = {
#define BYTES_METHOD(name, signature) {#name, signature, bytes_method_##name, NULL, 0, 0},
#include "lang/bytes_method.def"
#undef BYTES_METHOD
    {"join", "self iterable /", NULL, bytes_join, 0, 0},
    {"maketrans", "frm to /", bytes_maketrans, NULL, 0, NATIVE_STATIC},
    {"fromhex", "cls string /", NULL, bytes_fromhex, 0, NATIVE_CLASS},
    {0},
};

const TypeDef typedef_bytes = {
    .name = "bytes",
    .kind = KIND_BYTES,
    .flags = TYPE_BASETYPE | TYPE_ACYCLIC,
    .size = sizeof(Bytes),
    .size_of = size_of,
    .new_ = &new_native,
    .repr = repr,
    .hash = hash,
    .compare = bytes_compare,
    .truth = bytes_truth,
    .length = bytes_length,
    .getitem = bytes_getitem,
    .contains = bytes_contains,
    .iter = bytes_iter,
    .binary = bytes_binary,
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
    int64_t count;
    const uint8_t *data = bytes_data(it->sequence, &count);
    if (it->index < count)
        return value_small(data[it->index++]);
    value_clear(vm, &it->sequence);
    return VALUE_ABSENT;
}

const TypeDef typedef_bytes_iterator = {
    .name = "bytes_iterator",
    .kind = KIND_OTHER,
    .flags = TYPE_NO_NEW,
    .size = sizeof(IndexIterator),
    .visit = index_iterator_visit,
    .iter = iterator_self,
    .next = next,
};
