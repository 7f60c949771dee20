// The types int and bool: slots, construction, methods.
#include <string.h>

#include "lang/bytes.h"
#include "lang/exact.h"
#include "lang/float.h"
#include "lang/format.h"
#include "lang/int_internal.h"
#include "lang/list.h"

static size_t size_of(const Obj *o) {
    int64_t size = ((const BigInt *)o)->size;
    return sizeof(BigInt) + (size_t)(size < 0 ? -size : size) * sizeof(uint64_t);
}

// `v` as exactly an int: itself, or the number that a bool or a subclass's instance stands for.
static Value plain(VM *vm, Value v) {
    if (value_is_exact(vm, v, T_int))
        return value_ref(v);
    IntView view;
    int_view(v, &view);
    return int_from_limbs(vm, view.limbs, view.count, view.negative);
}

static Value repr(VM *vm, Value self) { return int_to_str(vm, self, 10); }

static Value bool_repr(VM *vm, Value self) {
    return str_from(vm, int_sign(self) != 0 ? "True" : "False");
}

static bool hash(VM *vm, Value self, int64_t *out) {
    (void)vm;
    *out = int_hash(self);
    return true;
}

static Value compare(VM *vm, CompareOp op, Value a, Value b) {
    (void)vm;
    if (!value_is_int(a) || !value_is_int(b))
        return VALUE_NOT_IMPLEMENTED;
    int order = int_cmp(a, b);
    switch (op) {
    case CMP_LT:
        return value_bool(order < 0);
    case CMP_LE:
        return value_bool(order <= 0);
    case CMP_EQ:
        return value_bool(order == 0);
    case CMP_NE:
        return value_bool(order != 0);
    case CMP_GT:
        return value_bool(order > 0);
    case CMP_GE:
        return value_bool(order >= 0);
    case CMP_COUNT:
        break;
    }
    return VALUE_NOT_IMPLEMENTED;
}

static bool truth(VM *vm, Value self) {
    (void)vm;
    return int_sign(self) != 0;
}

static Value binary(VM *vm, BinaryOp op, Value a, Value b) {
    if (!value_is_int(a) || !value_is_int(b))
        return VALUE_NOT_IMPLEMENTED;
    return int_binary(vm, op, a, b);
}

static Value bool_binary(VM *vm, BinaryOp op, Value a, Value b) {
    if (value_is_bool(a) && value_is_bool(b)) {
        bool x = a == VALUE_TRUE, y = b == VALUE_TRUE;
        if (op == OP_AND || op == OP_OR || op == OP_XOR)
            return value_bool(op == OP_AND ? x && y : op == OP_OR ? x || y : x != y);
    }
    return binary(vm, op, a, b);
}

static Value unary(VM *vm, UnaryOp op, Value v) {
    switch (op) {
    case UNARY_NEG:
        return int_negate(vm, v);
    case UNARY_POS:
        return plain(vm, v);
    case UNARY_INVERT: // -v - 1
        if (value_is_small(v))
            return value_small(~value_small_get(v));
        return int_binary(vm, OP_SUB, value_small(-1), v);
    case UNARY_COUNT:
        break;
    }
    return VALUE_NOT_IMPLEMENTED;
}

// Construction.

// `take_v` as an instance of `cls`.
static Value as_class(VM *vm, Type *cls, Value take_v) {
    if (cls == vm_type(vm, T_int) || take_v == VALUE_ABSENT)
        return take_v;
    IntView view;
    int_view(take_v, &view);
    size_t bytes = (size_t)view.count * sizeof(uint64_t);
    BigInt *b = type_alloc(vm, cls, sizeof *b + bytes);
    b->size = view.negative ? -view.count : view.count;
    memcpy(b->limbs, view.limbs, bytes);
    value_unref(vm, take_v);
    return value_of(b);
}

static Value from_text(VM *vm, Value v, int base) {
    if (value_is_str(v))
        return int_parse(vm, str_get(v)->data, str_get(v)->bytes, base, v);
    int64_t count;
    const uint8_t *data = bytes_data(v, &count);
    return int_parse(vm, (const char *)data, (size_t)count, base, v);
}

static Value with_base(VM *vm, Value v, Value base_value) {
    int64_t base;
    if (!vm_index_int64(vm, base_value, true, &base))
        return VALUE_ABSENT;
    if (base < 0 || base == 1 || base > 36)
        return vm_raise(vm, T_ValueError, "int() base must be >= 2 and <= 36, or 0");
    if (v == VALUE_ABSENT)
        return vm_raise(vm, T_TypeError, "int() missing string argument");
    if (!value_is_str(v) && !value_is_bytes_like(v))
        return vm_raise(vm, T_TypeError, "int() can't convert non-string with explicit base");
    return from_text(vm, v, (int)base);
}

// Which special method of `v` gives the int; 0 when it has none.
static int conversion(VM *vm, Value v) {
    static const uint8_t ways[] = {N___int__, N___index__, N___trunc__};
    for (size_t i = 0; i < sizeof ways; i++)
        if (type_lookup(vm, value_type(vm, v), vm_name(vm, (NameId)ways[i])) != VALUE_ABSENT)
            return ways[i];
    return -1;
}

// v: cls, x, base.
static Flow create(VM *vm, Frame *frame) {
    Value *v = frame->v, result;
    NATIVE_BEGIN(frame);
    if (v[2] != VALUE_ABSENT)
        result = with_base(vm, v[1], v[2]);
    else if (v[1] == VALUE_ABSENT)
        result = value_small(0);
    else if (value_is_exact(vm, v[1], T_int) || value_is_bool(v[1]))
        result = plain(vm, v[1]);
    else if (value_is_exact(vm, v[1], T_float))
        result = int_from_double(vm, float_get(v[1]));
    else if (conversion(vm, v[1]) < 0 && (value_is_str(v[1]) || value_is_bytes_like(v[1])))
        result = from_text(vm, v[1], 10);
    else if (conversion(vm, v[1]) < 0)
        result = vm_raise(vm, T_TypeError,
                          "int() argument must be a string, a bytes-like object or a real number, "
                          "not '%T'",
                          v[1]);
    else {
        frame->number = conversion(vm, v[1]);
        NATIVE_AWAIT(frame, vm_call_method(vm, frame, v[1], vm_name(vm, (NameId)frame->number), 0, NULL));
        if (!value_is_int(frame->in) && frame->number == N___trunc__) {
            value_set(vm, &frame->in, vm_index(vm, frame->in));
            if (frame->in == VALUE_ABSENT)
                return FLOW_RAISE;
        }
        if (!value_is_int(frame->in)) {
            vm_raise(vm, T_TypeError, "%s returned non-int (type %T)",
                     frame->number == N___int__ ? "__int__" : "__index__", frame->in);
            return FLOW_RAISE;
        }
        result = plain(vm, frame->in);
    }
    if (result == VALUE_ABSENT)
        return FLOW_RAISE;
    return vm_return(vm, as_class(vm, (Type *)value_obj(v[0]), result));
    NATIVE_END;
}

static const NativeDef new_native = {"int", "cls x? / base?", NULL, create, 0, 0};

static Flow bool_create(VM *vm, Frame *frame) {
    NATIVE_BEGIN(frame);
    if (frame->v[1] == VALUE_ABSENT)
        return vm_return(vm, VALUE_FALSE);
    NATIVE_AWAIT(frame, vm_truth(vm, frame, frame->v[1]));
    return vm_return(vm, native_take_in(frame));
    NATIVE_END;
}

static const NativeDef bool_new_native = {"bool", "cls x? /", NULL, bool_create, 0, 0};

// Methods.

static Value bit_length(VM *vm, Value *a) {
    (void)vm;
    IntView view;
    int_view(a[0], &view);
    return value_small(int_bits(&view));
}

static Value bit_count(VM *vm, Value *a) {
    (void)vm;
    IntView view;
    int_view(a[0], &view);
    return value_small(view.count == 0 ? 0 : (int64_t)mpn_popcount(view.limbs, view.count));
}

static Value itself(VM *vm, Value *a) { return plain(vm, a[0]); }

static Value to_float(VM *vm, Value *a) {
    double d;
    return int_to_double(vm, a[0], &d) ? float_new(vm, d) : VALUE_ABSENT;
}

static Value absolute(VM *vm, Value *a) {
    return int_sign(a[0]) < 0 ? int_negate(vm, a[0]) : plain(vm, a[0]);
}

static Value as_integer_ratio(VM *vm, Value *a) {
    return tuple_take(vm, (const Value[]){plain(vm, a[0]), value_small(1)}, 2);
}

static Value divmod_of(VM *vm, Value a, Value b) {
    if (!value_is_int(a) || !value_is_int(b))
        return VALUE_NOT_IMPLEMENTED;
    if (int_sign(b) == 0)
        return vm_raise(vm, T_ZeroDivisionError, "integer division or modulo by zero");
    Value parts[2];
    int_divide(vm, a, b, &parts[0], &parts[1]);
    return tuple_take(vm, parts, 2);
}

static Value divmod(VM *vm, Value *a) { return divmod_of(vm, a[0], a[1]); }
static Value rdivmod(VM *vm, Value *a) { return divmod_of(vm, a[1], a[0]); }

// Rounds to a multiple of 10 ** -ndigits, half to even.
static Value round_to(VM *vm, Value *a) {
    if (a[1] == VALUE_ABSENT)
        return plain(vm, a[0]);
    int64_t digits;
    if (!vm_index_int64(vm, a[1], true, &digits))
        return VALUE_ABSENT;
    if (digits >= 0)
        return plain(vm, a[0]);
    IntView view;
    int_view(a[0], &view);
    if ((double)-digits > (double)int_bits(&view) * 0.31 + 2)
        return value_small(0);
    Value unit = int_binary(vm, OP_POW, value_small(10), value_small(-digits));
    Value quotient, rest, twice, result;
    int_divide(vm, a[0], unit, &quotient, &rest);
    twice = int_binary(vm, OP_ADD, rest, rest);
    int order = int_cmp(twice, unit);
    Value odd = int_binary(vm, OP_AND, quotient, value_small(1));
    if (order > 0 || (order == 0 && odd == value_small(1)))
        value_set(vm, &quotient, int_binary(vm, OP_ADD, quotient, value_small(1)));
    result = int_binary(vm, OP_MUL, quotient, unit);
    value_unref(vm, unit);
    value_unref(vm, quotient);
    value_unref(vm, rest);
    value_unref(vm, twice);
    return result;
}

// 1 little, 0 big, -1 with an exception.
static int is_little(VM *vm, Value order) {
    if (order == VALUE_ABSENT)
        return 0;
    if (value_is_str(order) && str_is(order, "little"))
        return 1;
    if (value_is_str(order) && str_is(order, "big"))
        return 0;
    vm_raise(vm, T_ValueError, "byteorder must be either 'little' or 'big'");
    return -1;
}

static uint8_t byte_at(const IntView *view, int64_t at) {
    return at / 8 < view->count ? (uint8_t)(view->limbs[at / 8] >> (at % 8 * 8)) : 0;
}

// Parameters: self, length, byteorder, signed.
static Value to_bytes(VM *vm, Value *a) {
    int64_t length = 1;
    if (a[1] != VALUE_ABSENT && !vm_index_int64(vm, a[1], false, &length))
        return VALUE_ABSENT;
    int little = is_little(vm, a[2]);
    int with_sign = little < 0 || a[3] == VALUE_ABSENT ? 0 : vm_truth_nested(vm, a[3]);
    if (little < 0 || with_sign < 0)
        return VALUE_ABSENT;
    if (length < 0)
        return vm_raise(vm, T_ValueError, "length argument must be non-negative");
    IntView view;
    int_view(a[0], &view);
    if (view.negative && !with_sign)
        return vm_raise(vm, T_OverflowError, "can't convert negative int to unsigned");
    int64_t bits = int_bits(&view);
    if (with_sign) // the most negative number has a bit less
        bits += !(view.negative && mpn_popcount(view.limbs, view.count) == 1);
    if (bits > length * 8)
        return vm_raise(vm, T_OverflowError, "int too big to convert");
    if (!vm_check_size(vm, (double)length))
        return VALUE_ABSENT;
    Value result = bytes_new(vm, NULL, (size_t)length);
    uint8_t *out = ((Bytes *)value_obj(result))->data;
    unsigned carry = 1;
    for (int64_t i = 0; i < length; i++) {
        unsigned byte = byte_at(&view, i);
        if (view.negative) {
            byte = (byte ^ 0xff) + carry;
            carry = byte >> 8;
        }
        out[little ? i : length - 1 - i] = (uint8_t)byte;
    }
    vm_charge(vm, length);
    return result;
}

static Value parse_bytes(VM *vm, const uint8_t *data, int64_t count, bool little, bool with_sign) {
    IntScratch limbs;
    int_scratch_init(vm, &limbs, count / 8 + 1);
    for (int64_t i = 0; i < count; i++)
        limbs.limbs[i / 8] |= (mp_limb_t)data[little ? i : count - 1 - i] << (i % 8 * 8);
    bool negative = with_sign && count > 0 && data[little ? count - 1 : 0] >= 0x80;
    if (negative) {
        for (int64_t i = count; i < limbs.count * 8; i++)
            limbs.limbs[i / 8] |= (mp_limb_t)0xff << (i % 8 * 8);
        mpn_neg(limbs.limbs, limbs.limbs, limbs.count);
    }
    Value v = int_from_limbs(vm, limbs.limbs, limbs.count, negative);
    int_scratch_drop(vm, &limbs);
    vm_charge(vm, count);
    return v;
}

// v: cls, bytes, byteorder, signed.
static Flow from_bytes(VM *vm, Frame *frame) {
    Value *v = frame->v;
    NATIVE_BEGIN(frame);
    int little = is_little(vm, v[2]);
    int with_sign = little < 0 || v[3] == VALUE_ABSENT ? 0 : vm_truth_nested(vm, v[3]);
    if (little < 0 || with_sign < 0)
        return FLOW_RAISE;
    frame->number = little * 2 + with_sign;
    if (value_is_str(v[1])) {
        vm_raise(vm, T_TypeError, "cannot convert 'str' object to bytes");
        return FLOW_RAISE;
    }
    if (!value_is_bytes_like(v[1])) {
        NATIVE_AWAIT(frame, vm_call(vm, frame, value_of(vm_type(vm, T_bytes)), 1, &v[1]));
        value_set(vm, &v[1], native_take_in(frame));
    }
    int64_t count;
    const uint8_t *data = bytes_data(v[1], &count);
    Value number = parse_bytes(vm, data, count, frame->number & 2, frame->number & 1);
    if (v[0] == value_of(vm_type(vm, T_int)))
        return vm_return(vm, number);
    value_set(vm, &v[1], number);
    NATIVE_AWAIT(frame, vm_call(vm, frame, v[0], 1, &v[1]));
    return vm_return(vm, native_take_in(frame));
    NATIVE_END;
}

static const NativeDef methods[] = {
    {"bit_length", "self /", bit_length, NULL, 0, 0},
    {"bit_count", "self /", bit_count, NULL, 0, 0},
    {"to_bytes", "self length? byteorder? * signed?", to_bytes, NULL, 0, 0},
    {"from_bytes", "cls bytes byteorder? * signed?", NULL, from_bytes, 0, NATIVE_CLASS},
    {"conjugate", "self /", itself, NULL, 0, 0},
    {"as_integer_ratio", "self /", as_integer_ratio, NULL, 0, 0},
    {"__int__", "self /", itself, NULL, 0, 0},
    {"__index__", "self /", itself, NULL, 0, 0},
    {"__trunc__", "self /", itself, NULL, 0, 0},
    {"__floor__", "self /", itself, NULL, 0, 0},
    {"__ceil__", "self /", itself, NULL, 0, 0},
    {"__float__", "self /", to_float, NULL, 0, 0},
    {"__abs__", "self /", absolute, NULL, 0, 0},
    {"__round__", "self ndigits? /", round_to, NULL, 0, 0},
    {"__divmod__", "self value /", divmod, NULL, 0, 0},
    {"__rdivmod__", "self value /", rdivmod, NULL, 0, 0},
    {0},
};

static Value get_real(VM *vm, Value self) { return plain(vm, self); }

static Value get_zero(VM *vm, Value self) {
    (void)vm;
    (void)self;
    return value_small(0);
}

static Value get_one(VM *vm, Value self) {
    (void)vm;
    (void)self;
    return value_small(1);
}

static const GetSetDef getsets[] = {
    {"real", get_real, NULL},
    {"imag", get_zero, NULL},
    {"numerator", get_real, NULL},
    {"denominator", get_one, NULL},
    {0},
};

const TypeDef typedef_int = {
    .name = "int",
    .kind = KIND_INT,
    .flags = TYPE_BASETYPE | TYPE_ACYCLIC,
    .size = sizeof(BigInt),
    .size_of = size_of,
    .new_ = &new_native,
    .repr = repr,
    .format = format_value,
    .hash = hash,
    .compare = compare,
    .truth = truth,
    .binary = binary,
    .unary = unary,
    .methods = methods,
    .getsets = getsets,
};

const TypeDef typedef_bool = {
    .name = "bool",
    .kind = KIND_INT,
    .flags = TYPE_ACYCLIC,
    .size = sizeof(BigInt),
    .size_of = size_of,
    .new_ = &bool_new_native,
    .repr = bool_repr,
    .format = format_value,
    .hash = hash,
    .compare = compare,
    .truth = truth,
    .binary = bool_binary,
    .unary = unary,
};
