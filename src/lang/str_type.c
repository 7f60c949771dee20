// The type str: its slots, construction, and its iterator.
#include <string.h>

#include "lang/bytes.h"
#include "lang/format.h"
#include "lang/int.h"
#include "lang/iterate.h"
#include "lang/dict.h"
#include "lang/list.h"
#include "lang/sequence.h"
#include "lang/slice.h"
#include "lang/str_internal.h"

static size_t size_of(const Obj *o) { return sizeof(Str) + ((const Str *)o)->bytes + 1; }

Value str_part(VM *vm, Value v, size_t from, size_t to) {
    const Str *s = str_get(v);
    if (from == 0 && to == s->bytes)
        return str_plain(vm, v);
    return str_new(vm, s->data + from, to - from);
}

Value str_plain(VM *vm, Value v) {
    if (value_is_exact(vm, v, T_str))
        return value_ref(v);
    return str_new(vm, str_get(v)->data, str_get(v)->bytes);
}

static bool hash(VM *vm, Value self, int64_t *out) {
    *out = str_hash(vm, str_get(self));
    return true;
}

static int order(const Str *a, const Str *b) {
    int sign = memcmp(a->data, b->data, a->bytes < b->bytes ? a->bytes : b->bytes);
    return sign != 0 ? sign : a->bytes < b->bytes ? -1 : a->bytes > b->bytes;
}

static Value compare(VM *vm, CompareOp op, Value v, Value w) {
    if (!value_is_str(v) || !value_is_str(w))
        return VALUE_NOT_IMPLEMENTED;
    const Str *a = str_get(v), *b = str_get(w);
    vm_charge(vm, (int64_t)(a->bytes < b->bytes ? a->bytes : b->bytes) / 32);
    switch (op) {
    case CMP_EQ:
        return value_bool(str_equal(a, b));
    case CMP_NE:
        return value_bool(!str_equal(a, b));
    case CMP_LT:
        return value_bool(order(a, b) < 0);
    case CMP_LE:
        return value_bool(order(a, b) <= 0);
    case CMP_GT:
        return value_bool(order(a, b) > 0);
    case CMP_GE:
        return value_bool(order(a, b) >= 0);
    case CMP_COUNT:
        break;
    }
    return VALUE_NOT_IMPLEMENTED;
}

static bool truth(VM *vm, Value self) {
    (void)vm;
    return str_get(self)->bytes != 0;
}

static int64_t length(VM *vm, Value self) {
    (void)vm;
    return (int64_t)str_get(self)->chars;
}

// Every `step`th character from `start`.
static Value stepped(VM *vm, const Str *s, int64_t start, int64_t step, int64_t count) {
    StrBuilder b = {0};
    size_t at = count > 0 ? str_offset(s, (size_t)start) : 0;
    for (int64_t i = 0; i < count; i++) {
        int size;
        str_builder_add_char(vm, &b, str_decode(s, at, &size));
        if (i + 1 == count)
            break;
        if (str_is_ascii(s)) {
            at = (size_t)((int64_t)at + step);
            continue;
        }
        for (int64_t k = 0; k < step; k++) {
            str_decode(s, at, &size);
            at += (size_t)size;
        }
        for (int64_t k = 0; k > step; k--)
            do
                at--;
            while (((unsigned char)s->data[at] & 0xc0) == 0x80);
    }
    vm_charge(vm, count);
    return str_builder_finish(vm, &b);
}

static Value getitem(VM *vm, Value self, Value key) {
    Str *s = str_get(self);
    if (value_is_slice(key)) {
        int64_t start, stop, step, count;
        if (!slice_resolve(vm, key, (int64_t)s->chars, &start, &stop, &step, &count))
            return VALUE_ABSENT;
        if (step != 1)
            return stepped(vm, s, start, step, count);
        vm_charge(vm, count / 16);
        size_t from = str_offset(s, (size_t)start);
        size_t to = count == 0 ? from : str_offset(s, (size_t)(start + count));
        return str_part(vm, self, from, to);
    }
    int64_t index;
    if (!slice_index(vm, key, (int64_t)s->chars, "string indices must be integers, not '%T'",
                     "string index out of range", &index))
        return VALUE_ABSENT;
    return str_from_char(vm, str_char_at(s, (size_t)index));
}

static int contains(VM *vm, Value self, Value item) {
    if (!value_is_str(item)) {
        vm_raise(vm, T_TypeError, "'in <string>' requires string as left operand, not %T", item);
        return -1;
    }
    const Str *s = str_get(self), *what = str_get(item);
    vm_charge(vm, (int64_t)s->bytes / 16);
    return str_find_bytes(s->data, 0, s->bytes, what->data, what->bytes) >= 0;
}

static Value iter(VM *vm, Value self) { return index_iterator_new(vm, T_str_iterator, self, 0); }

static Value repeat(VM *vm, Value v, int64_t times) {
    const Str *s = str_get(v);
    if (times == 1)
        return str_plain(vm, v);
    if (times == 0 || s->bytes == 0)
        return value_ref(vm->empty_str);
    if (!vm_check_size(vm, (double)s->bytes * (double)times))
        return VALUE_ABSENT;
    Value result = str_new_uninit(vm, s->bytes * (size_t)times, s->chars * (size_t)times);
    char *out = str_get(result)->data;
    if (s->bytes == 1)
        memset(out, s->data[0], (size_t)times);
    else
        for (int64_t i = 0; i < times; i++)
            memcpy(out + (size_t)i * s->bytes, s->data, s->bytes);
    vm_charge(vm, (int64_t)s->bytes * times / 16);
    return result;
}

// a += b, where nobody but the operand itself refers to `a`: the text grows where it stands, as long
// as its block has room, so that building a str piece by piece takes linear time.
static Value inplace(VM *vm, BinaryOp op, Value a, Value b) {
    Str *s = str_get(a);
    if (op != OP_ADD || s->head.refs != 1 || s->head.flags != 0 || !value_is_exact(vm, a, T_str) ||
        !value_is_exact(vm, b, T_str))
        return VALUE_NOT_IMPLEMENTED;
    const Str *added = str_get(b);
    size_t old_bytes = sizeof *s + s->bytes + 1;
    if (!region_extend_object(vm->region, s, old_bytes, old_bytes + added->bytes))
        return VALUE_NOT_IMPLEMENTED;
    memcpy(s->data + s->bytes, added->data, added->bytes + 1);
    vm_charge(vm, (int64_t)(s->bytes + added->bytes) / 16);
    s->bytes += added->bytes;
    s->chars += added->chars;
    s->hash = -1;
    return value_ref(a);
}

static Value binary(VM *vm, BinaryOp op, Value a, Value b) {
    if (op == OP_ADD && value_is_str(a)) {
        if (value_is_str(b)) {
            if (!vm_check_size(vm, (double)str_get(a)->bytes + (double)str_get(b)->bytes))
                return VALUE_ABSENT;
            return str_concat(vm, a, b);
        }
        if (sequence_right_decides(vm, b, N___radd__))
            return VALUE_NOT_IMPLEMENTED;
        return vm_raise(vm, T_TypeError, "can only concatenate str (not \"%T\") to str", b);
    }
    if (op == OP_MOD && value_is_str(a))
        return format_percent(vm, a, b);
    if (op == OP_MUL) {
        Value sequence;
        int64_t times;
        int is = sequence_repeat(vm, a, b, KIND_STR, &sequence, &times);
        return is < 0 ? VALUE_ABSENT : is == 0 ? VALUE_NOT_IMPLEMENTED : repeat(vm, sequence, times);
    }
    return VALUE_NOT_IMPLEMENTED;
}

// Construction.

// `take_s` as an instance of `cls`.
static Value as_class(VM *vm, Type *cls, Value take_s) {
    if (cls == vm_type(vm, T_str) || take_s == VALUE_ABSENT)
        return take_s;
    const Str *from = str_get(take_s);
    Str *s = type_alloc(vm, cls, sizeof *s + from->bytes + 1);
    s->hash = from->hash;
    s->bytes = from->bytes;
    s->chars = from->chars;
    memcpy(s->data, from->data, from->bytes);
    value_unref(vm, take_s);
    return value_of(s);
}

static Value decode(VM *vm, Value object, Value encoding, Value errors) {
    const char *codec = encoding == VALUE_ABSENT ? "utf-8" : str_get(encoding)->data;
    const char *how = errors == VALUE_ABSENT ? "strict" : str_get(errors)->data;
    if (value_is_str(object))
        return vm_raise(vm, T_TypeError, "decoding str is not supported");
    if (!value_is_bytes_like(object))
        return vm_raise(vm, T_TypeError, "decoding to str: need a bytes-like object, %T found", object);
    int64_t count;
    const uint8_t *data = bytes_data(object, &count);
    return bytes_decode(vm, object, data, count, codec, how);
}

// v: cls, object, encoding, errors.
static Flow create(VM *vm, Frame *frame) {
    Value *v = frame->v;
    NATIVE_BEGIN(frame);
    for (int i = 2; i < 4; i++) {
        if (v[i] != VALUE_ABSENT && !value_is_str(v[i])) {
            vm_raise(vm, T_TypeError, "str() argument '%s' must be str, not %T",
                     i == 2 ? "encoding" : "errors", v[i]);
            return FLOW_RAISE;
        }
    }
    if (v[1] == VALUE_ABSENT) {
        value_set(vm, &frame->in, value_ref(vm->empty_str));
    } else if (v[2] != VALUE_ABSENT || v[3] != VALUE_ABSENT) {
        value_set(vm, &frame->in, decode(vm, v[1], v[2], v[3]));
        if (frame->in == VALUE_ABSENT)
            return FLOW_RAISE;
    } else {
        NATIVE_AWAIT(frame, vm_str(vm, frame, v[1]));
    }
    return vm_return(vm, as_class(vm, (Type *)value_obj(v[0]), native_take_in(frame)));
    NATIVE_END;
}

static const NativeDef new_native = {"str", "cls object? encoding? errors?", NULL, create, 0, 0};

// v: self, iterable.
static Flow join(VM *vm, Frame *frame) {
    NATIVE_BEGIN(frame);
    if (!iterate_possible(vm, frame->v[1])) {
        vm_raise(vm, T_TypeError, "can only join an iterable");
        return FLOW_RAISE;
    }
    NATIVE_AWAIT(frame, iterate_collect(vm, frame, frame->v[1]));
    int64_t count;
    const Value *items = sequence_items(frame->in, &count);
    Value result = str_join(vm, frame->v[0], items, count);
    return result == VALUE_ABSENT ? FLOW_RAISE : vm_return(vm, result);
    NATIVE_END;
}

// One key of the dict given to maketrans, as a code point.
static MAY_RAISE bool translation_key(VM *vm, Value key, Value *code) {
    if (value_is_int(key)) {
        *code = value_ref(key);
        return true;
    }
    if (!value_is_str(key)) {
        vm_raise(vm, T_TypeError, "keys in translate table must be strings or integers");
        return false;
    }
    if (str_get(key)->chars != 1) {
        vm_raise(vm, T_ValueError, "string keys in translate table must be of length 1");
        return false;
    }
    *code = value_small(str_char_at(str_get(key), 0));
    return true;
}

static Value table_from_dict(VM *vm, Value from) {
    if (!value_is_dict(from))
        return vm_raise(vm, T_TypeError,
                        "if you give only one argument to maketrans it must be a dict");
    Value table = dict_new(vm), code;
    int64_t position = 0;
    for (DictEntry *e; (e = dict_next(dict_get(from), &position)) != NULL;) {
        bool done = translation_key(vm, e->key, &code);
        if (done) {
            done = dict_set(vm, dict_get(table), code, e->value);
            value_unref(vm, code);
        }
        if (!done) {
            value_unref(vm, table);
            return VALUE_ABSENT;
        }
    }
    return table;
}

static Value maketrans(VM *vm, Value *a) {
    if (a[1] == VALUE_ABSENT)
        return table_from_dict(vm, a[0]);
    for (int i = 0; i < 3; i++)
        if (a[i] != VALUE_ABSENT && !value_is_str(a[i]))
            return i == 0 ? vm_raise(vm, T_TypeError, "first maketrans argument must be a string if "
                                                      "there is a second argument")
                          : vm_raise(vm, T_TypeError, "maketrans() argument %d must be str, not %T",
                                     i + 1, a[i]);
    const Str *from = str_get(a[0]), *to = str_get(a[1]);
    if (from->chars != to->chars)
        return vm_raise(vm, T_ValueError,
                        "the first two maketrans arguments must have equal length");
    Value table = dict_new(vm);
    size_t i = 0, k = 0;
    int size;
    bool done = true;
    while (done && i < from->bytes) {
        Value key = value_small(str_decode(from, i, &size));
        i += (size_t)size;
        Value value = value_small(str_decode(to, k, &size));
        k += (size_t)size;
        done = dict_set(vm, dict_get(table), key, value);
    }
    const Str *gone = a[2] == VALUE_ABSENT ? NULL : str_get(a[2]);
    for (i = 0; gone != NULL && done && i < gone->bytes; i += (size_t)size)
        done = dict_set(vm, dict_get(table), value_small(str_decode(gone, i, &size)), VALUE_NONE);
    if (!done)
        value_clear(vm, &table);
    return table;
}

static const NativeDef methods[] = {
#define STR_METHOD(name, signature) {#name, signature, str_method_##name, NULL, 0, 0},
#include "lang/str_method.def"
#undef STR_METHOD
    {"join", "self iterable /", NULL, join, 0, 0},
    {"maketrans", "x y? z? /", maketrans, NULL, 0, NATIVE_STATIC},
    {0},
};

const TypeDef typedef_str = {
    .name = "str",
    .kind = KIND_STR,
    .flags = TYPE_BASETYPE | TYPE_ACYCLIC,
    .size = sizeof(Str),
    .size_of = size_of,
    .new_ = &new_native,
    .repr = str_repr,
    .str = str_plain,
    .format = format_value,
    .hash = hash,
    .compare = compare,
    .truth = truth,
    .length = length,
    .getitem = getitem,
    .contains = contains,
    .iter = iter,
    .binary = binary,
    .inplace = inplace,
    .methods = methods,
};

static Value iterator_self(VM *vm, Value self) {
    (void)vm;
    return value_ref(self);
}

// The iterator's index counts bytes.
static Value next(VM *vm, Value self) {
    IndexIterator *it = (IndexIterator *)value_obj(self);
    if (it->sequence == VALUE_ABSENT)
        return VALUE_ABSENT;
    const Str *s = str_get(it->sequence);
    if ((size_t)it->index < s->bytes) {
        int size;
        uint32_t code = str_decode(s, (size_t)it->index, &size);
        it->index += size;
        return str_from_char(vm, code);
    }
    value_clear(vm, &it->sequence);
    return VALUE_ABSENT;
}

const TypeDef typedef_str_iterator = {
    .name = "str_iterator",
    .kind = KIND_OTHER,
    .flags = TYPE_NO_NEW,
    .size = sizeof(IndexIterator),
    .visit = index_iterator_visit,
    .iter = iterator_self,
    .next = next,
};
