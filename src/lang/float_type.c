// The type float: slots, construction, methods.
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/bytes.h"
#include "lang/exact.h"
#include "lang/float_internal.h"
#include "lang/float_ops.h"
#include "lang/format.h"
#include "lang/int.h"
#include "lang/list.h"

static Value repr(VM *vm, Value self) {
    char text[32];
    float_repr_text(float_get(self), text);
    return str_from(vm, text);
}

static bool hash(VM *vm, Value self, int64_t *out) {
    *out = float_hash(vm, self);
    return true;
}

static bool truth(VM *vm, Value self) {
    (void)vm;
    return float_get(self) != 0;
}

static Value plain(VM *vm, Value self) {
    return value_is_exact(vm, self, T_float) ? value_ref(self) : float_new(vm, float_get(self));
}

static Value unary(VM *vm, UnaryOp op, Value v) {
    if (op == UNARY_NEG)
        return float_new(vm, -float_get(v));
    return op == UNARY_POS ? plain(vm, v) : VALUE_NOT_IMPLEMENTED;
}

// Construction.

static Value as_class(VM *vm, Type *cls, double d) {
    if (cls == vm_type(vm, T_float))
        return float_new(vm, d);
    FloatObj *f = type_alloc(vm, cls, sizeof *f);
    f->value = d;
    return value_of(f);
}

static MAY_RAISE bool from_text(VM *vm, Value v, double *d) {
    const char *text;
    int64_t count;
    if (value_is_str(v)) {
        text = str_get(v)->data;
        count = (int64_t)str_get(v)->bytes;
    } else {
        text = (const char *)bytes_data(v, &count);
    }
    if (float_parse(text, (size_t)count, d))
        return true;
    vm_raise(vm, T_ValueError, "could not convert string to float: %R", v);
    return false;
}

static bool has(VM *vm, Value v, NameId special) {
    return type_lookup(vm, value_type(vm, v), vm_name(vm, special)) != VALUE_ABSENT;
}

// v: cls, x.
static Flow create(VM *vm, Frame *frame) {
    Value *v = frame->v;
    double d = 0;
    NATIVE_BEGIN(frame);
    if (v[1] == VALUE_ABSENT)
        return vm_return(vm, as_class(vm, (Type *)value_obj(v[0]), 0.0));
    if (value_is_exact(vm, v[1], T_float)) {
        d = float_get(v[1]);
    } else if (value_is_exact(vm, v[1], T_int) || value_is_bool(v[1])) {
        if (!int_to_double(vm, v[1], &d))
            return FLOW_RAISE;
    } else if (has(vm, v[1], N___float__)) {
        NATIVE_AWAIT(frame, vm_call_method(vm, frame, v[1], vm_name(vm, N___float__), 0, NULL));
        if (!value_is_float(frame->in)) {
            vm_raise(vm, T_TypeError, "%T.__float__ returned non-float (type %T)", v[1], frame->in);
            return FLOW_RAISE;
        }
        d = float_get(frame->in);
    } else if (value_is_str(v[1]) || value_is_bytes_like(v[1])) {
        if (!from_text(vm, v[1], &d))
            return FLOW_RAISE;
    } else if (has(vm, v[1], N___index__)) {
        NATIVE_AWAIT(frame, vm_call_method(vm, frame, v[1], vm_name(vm, N___index__), 0, NULL));
        if (!value_is_int(frame->in) || !int_to_double(vm, frame->in, &d))
            return FLOW_RAISE;
    } else {
        vm_raise(vm, T_TypeError, "float() argument must be a string or a real number, not '%T'", v[1]);
        return FLOW_RAISE;
    }
    return vm_return(vm, as_class(vm, (Type *)value_obj(v[0]), d));
    NATIVE_END;
}

static const NativeDef new_native = {"float", "cls x? /", NULL, create, 0, 0};

// Methods.

static Value is_integer(VM *vm, Value *a) {
    (void)vm;
    double d = float_get(a[0]);
    return value_bool(isfinite(d) && d == floor(d));
}

static Value hex(VM *vm, Value *a) {
    double d = float_get(a[0]);
    const char *sign = signbit(d) && !isnan(d) ? "-" : "";
    if (!isfinite(d))
        return str_format(vm, "%s%s", sign, isnan(d) ? "nan" : "inf");
    if (d == 0)
        return str_format(vm, "%s0x0.0p+0", sign);
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    int exponent = (int)(bits >> 52 & 0x7ff);
    return str_format(vm, "%s0x%d.%013llxp%+d", sign, exponent != 0,
                      (unsigned long long)(bits & ((UINT64_C(1) << 52) - 1)),
                      exponent == 0 ? -1022 : exponent - 1023);
}

// Whether text is [+-] [0x] hex digits with a point [p [+-] digits]; what is behind the sign begins at *start.
static bool is_hex_float(const char *text, const char **start, bool *prefixed) {
    if (*text == '+' || *text == '-')
        text++;
    *start = text;
    *prefixed = text[0] == '0' && (text[1] | 32) == 'x';
    if (*prefixed)
        text += 2;
    int digits = 0;
    for (; isxdigit((unsigned char)*text); text++)
        digits++;
    if (*text == '.')
        for (text++; isxdigit((unsigned char)*text); text++)
            digits++;
    if (digits == 0)
        return false;
    if ((*text | 32) == 'p') {
        text++;
        if (*text == '+' || *text == '-')
            text++;
        if (!isdigit((unsigned char)*text))
            return false;
        while (isdigit((unsigned char)*text))
            text++;
    }
    return *text == '\0';
}

static MAY_RAISE bool parse_hex(VM *vm, Value v, double *d) {
    const Str *s = str_get(v);
    size_t from = 0, to = s->bytes;
    while (from < to && isspace((unsigned char)s->data[from]))
        from++;
    while (to > from && isspace((unsigned char)s->data[to - 1]))
        to--;
    size_t room = to - from + 4;
    char *text = raw_new(vm, room);
    text[0] = '0';
    text[1] = 'x';
    memcpy(text + 2, s->data + from, to - from);
    const char *start;
    bool prefixed, valid = memchr(text + 2, '\0', to - from) == NULL;
    if (valid && is_hex_float(text + 2, &start, &prefixed)) {
        bool negative = text[2] == '-';
        if (prefixed) {
            *d = strtod(start, NULL);
        } else { // "0x" comes over the sign
            memmove(text + 2, start, strlen(start) + 1);
            *d = strtod(text, NULL);
        }
        *d = negative ? -*d : *d;
        if (isinf(*d)) {
            vm_raise(vm, T_OverflowError, "hexadecimal value too large to represent as a float");
            valid = false;
        }
    } else {
        size_t length = to - from;
        valid = valid && length > 0 && double_scan(text + 2, length, d) == length && !isfinite(*d);
        if (!valid)
            vm_raise(vm, T_ValueError, "invalid hexadecimal floating-point string");
    }
    raw_release(vm, text, room);
    return valid;
}

// v: cls, string.
static Flow fromhex(VM *vm, Frame *frame) {
    Value *v = frame->v;
    NATIVE_BEGIN(frame);
    if (!value_is_str(v[1])) {
        vm_raise(vm, T_TypeError, "bad argument type for built-in operation");
        return FLOW_RAISE;
    }
    double d;
    if (!parse_hex(vm, v[1], &d))
        return FLOW_RAISE;
    value_set(vm, &v[1], float_new(vm, d));
    if (v[0] == value_of(vm_type(vm, T_float)))
        return vm_return(vm, native_take(&v[1]));
    NATIVE_AWAIT(frame, vm_call(vm, frame, v[0], 1, &v[1]));
    return vm_return(vm, native_take_in(frame));
    NATIVE_END;
}

static Value as_integer_ratio(VM *vm, Value *a) {
    double d = float_get(a[0]);
    if (isnan(d))
        return vm_raise(vm, T_ValueError, "cannot convert NaN to integer ratio");
    if (isinf(d))
        return vm_raise(vm, T_OverflowError, "cannot convert Infinity to integer ratio");
    int exponent;
    double fraction = frexp(d, &exponent);
    for (int i = 0; i < 300 && fraction != floor(fraction); i++) {
        fraction *= 2;
        exponent--;
    }
    Value numerator = int_from_double(vm, fraction);
    Value power = int_binary(vm, OP_LSHIFT, value_small(1), value_small(abs(exponent)));
    if (exponent > 0) {
        value_set(vm, &numerator, int_binary(vm, OP_MUL, numerator, power));
        value_set(vm, &power, value_small(1));
    }
    return tuple_take(vm, (const Value[]){numerator, power}, 2);
}

static double round_half_even(double d) {
    double rounded = round(d);
    return fabs(d - rounded) == 0.5 ? 2.0 * round(d / 2.0) : rounded;
}

// Rounds to `digits` decimals (negative: tens, hundreds, ...), exactly, ties to even.
static double round_decimal(double d, int digits) {
    char text[420];
    if (digits >= 0) {
        snprintf(text, sizeof text, "%.*f", digits > 340 ? 340 : digits, d);
        return strtod(text, NULL);
    }
    snprintf(text, sizeof text, "%.30e", d);
    int first = atoi(strchr(text, 'e') + 1), kept = first + 1 + digits;
    if (kept < 0)
        return copysign(0.0, d);
    if (kept == 0) { // half of the unit or more, which is 10 ** -digits
        snprintf(text, sizeof text, "5e%d", first);
        double half = strtod(text, NULL);
        snprintf(text, sizeof text, "1e%d", first + 1);
        return fabs(d) > half ? copysign(strtod(text, NULL), d) : copysign(0.0, d);
    }
    snprintf(text, sizeof text, "%.*e", kept - 1, d);
    return strtod(text, NULL);
}

static Value round_to(VM *vm, Value *a) {
    enum { MOST = 323, LEAST = -308 };
    double d = float_get(a[0]);
    if (a[1] == VALUE_ABSENT || a[1] == VALUE_NONE)
        return int_from_double(vm, round_half_even(d));
    int64_t digits;
    if (!vm_index_int64(vm, a[1], true, &digits))
        return VALUE_ABSENT;
    if (!isfinite(d) || digits > MOST)
        return float_new(vm, d);
    if (digits < LEAST)
        return float_new(vm, 0.0 * d);
    double rounded = round_decimal(d, (int)digits);
    if (isinf(rounded))
        return vm_raise(vm, T_OverflowError, "rounded value too large to represent");
    return float_new(vm, rounded);
}

static Value to_int(VM *vm, Value *a) { return int_from_double(vm, float_get(a[0])); }
static Value to_floor(VM *vm, Value *a) { return int_from_double(vm, floor(float_get(a[0]))); }
static Value to_ceil(VM *vm, Value *a) { return int_from_double(vm, ceil(float_get(a[0]))); }
static Value itself(VM *vm, Value *a) { return plain(vm, a[0]); }
static Value absolute(VM *vm, Value *a) { return float_new(vm, fabs(float_get(a[0]))); }

static Value divmod_of(VM *vm, Value a, Value b) {
    double x, y, quotient, remainder;
    if (!float_from_number(vm, a, &x) || !float_from_number(vm, b, &y))
        return vm_pending(vm) ? VALUE_ABSENT : VALUE_NOT_IMPLEMENTED;
    if (!float_divmod(vm, x, y, "float divmod()", &quotient, &remainder))
        return VALUE_ABSENT;
    const Value parts[] = {float_new(vm, quotient), float_new(vm, remainder)};
    return tuple_take(vm, parts, 2);
}

static Value divmod(VM *vm, Value *a) { return divmod_of(vm, a[0], a[1]); }
static Value rdivmod(VM *vm, Value *a) { return divmod_of(vm, a[1], a[0]); }

static const NativeDef methods[] = {
    {"is_integer", "self /", is_integer, NULL, 0, 0},
    {"hex", "self /", hex, NULL, 0, 0},
    {"fromhex", "cls string /", NULL, fromhex, 0, NATIVE_CLASS},
    {"as_integer_ratio", "self /", as_integer_ratio, NULL, 0, 0},
    {"conjugate", "self /", itself, NULL, 0, 0},
    {"__round__", "self ndigits? /", round_to, NULL, 0, 0},
    {"__trunc__", "self /", to_int, NULL, 0, 0},
    {"__int__", "self /", to_int, NULL, 0, 0},
    {"__floor__", "self /", to_floor, NULL, 0, 0},
    {"__ceil__", "self /", to_ceil, NULL, 0, 0},
    {"__float__", "self /", itself, NULL, 0, 0},
    {"__abs__", "self /", absolute, NULL, 0, 0},
    {"__divmod__", "self value /", divmod, NULL, 0, 0},
    {"__rdivmod__", "self value /", rdivmod, NULL, 0, 0},
    {0},
};

static Value get_real(VM *vm, Value self) { return plain(vm, self); }

static Value get_imag(VM *vm, Value self) {
    (void)self;
    return float_new(vm, 0.0);
}

static const GetSetDef getsets[] = {{"real", get_real, NULL}, {"imag", get_imag, NULL}, {0}};

const TypeDef typedef_float = {
    .name = "float",
    .kind = KIND_FLOAT,
    .flags = TYPE_BASETYPE | TYPE_ACYCLIC,
    .size = sizeof(FloatObj),
    .new_ = &new_native,
    .repr = repr,
    .format = format_value,
    .hash = hash,
    .compare = float_compare,
    .truth = truth,
    .binary = float_binary,
    .unary = unary,
    .methods = methods,
    .getsets = getsets,
};
