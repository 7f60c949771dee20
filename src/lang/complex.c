#include "lang/complex.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lang/exact.h"
#include "lang/float_internal.h"
#include "lang/float_ops.h"
#include "lang/format.h"
#include "lang/int.h"
#include "lang/int_internal.h"
#include "lang/list.h"

typedef struct Number {
    double re, im;
} Number;

Value complex_new(VM *vm, double real, double imag) {
    ComplexObj *c = obj_new(vm, vm_type(vm, T_complex), sizeof *c);
    c->real = real;
    c->imag = imag;
    return value_of(c);
}

static Number get(Value v) {
    const ComplexObj *c = (const ComplexObj *)value_obj(v);
    return (Number){c->real, c->imag};
}

// 1 with the number in *out, 0 when `v` is none, -1 with an exception.
static int from_value(VM *vm, Value v, Number *out) {
    if (value_is_complex(v)) {
        *out = get(v);
        return 1;
    }
    out->im = 0.0;
    if (float_from_number(vm, v, &out->re))
        return 1;
    return vm_pending(vm) ? -1 : 0;
}

static Number product(Number a, Number b) {
    return (Number){a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

// Division that avoids needless overflow (Smith's algorithm). `b` is not zero.
static Number quotient(Number a, Number b) {
    if (fabs(b.re) >= fabs(b.im)) {
        double ratio = b.im / b.re, denominator = b.re + b.im * ratio;
        return (Number){(a.re + a.im * ratio) / denominator, (a.im - a.re * ratio) / denominator};
    }
    if (fabs(b.im) >= fabs(b.re)) {
        double ratio = b.re / b.im, denominator = b.re * ratio + b.im;
        return (Number){(a.re * ratio + a.im) / denominator, (a.im * ratio - a.re) / denominator};
    }
    return (Number){NAN, NAN};
}

static Number power_whole(Number base, int exponent) {
    Number result = {1.0, 0.0};
    for (int mask = 1, n = exponent < 0 ? -exponent : exponent; n >= mask && mask > 0; mask <<= 1) {
        if (n & mask)
            result = product(result, base);
        base = product(base, base);
    }
    return exponent < 0 ? quotient((Number){1.0, 0.0}, result) : result;
}

static Number power_polar(Number a, Number b) {
    double length = pow(hypot(a.re, a.im), b.re), angle = atan2(a.im, a.re), phase = angle * b.re;
    if (b.im != 0) {
        length *= exp(-angle * b.im);
        phase += b.im * log(hypot(a.re, a.im));
    }
    return (Number){length * cos(phase), length * sin(phase)};
}

static Value power(VM *vm, Number a, Number b) {
    bool zero = a.re == 0 && a.im == 0;
    if (zero && (b.im != 0 || b.re < 0))
        return vm_raise(vm, T_ZeroDivisionError, "0.0 to a negative or complex power");
    Number r;
    if (b.re == 0 && b.im == 0)
        r = (Number){1.0, 0.0};
    else if (b.im == 0 && b.re == floor(b.re) && fabs(b.re) <= 100)
        r = power_whole(a, (int)b.re);
    else if (zero)
        r = (Number){0.0, 0.0};
    else
        r = power_polar(a, b);
    if (isinf(r.re) || isinf(r.im))
        return vm_raise(vm, T_OverflowError, "complex exponentiation");
    return complex_new(vm, r.re, r.im);
}

Value complex_power(VM *vm, double a, double b, double c, double d) {
    return power(vm, (Number){a, b}, (Number){c, d});
}

// Slots.

static Value repr(VM *vm, Value self) {
    Number c = get(self);
    char real[32], imag[32];
    double_text(c.re, 'r', 0, 0, real);
    double_text(c.im, 'r', 0, 0, imag);
    bool re_minus = signbit(c.re) && !isnan(c.re), im_minus = signbit(c.im) && !isnan(c.im);
    if (c.re == 0 && !re_minus)
        return str_format(vm, "%s%sj", im_minus ? "-" : "", imag);
    return str_format(vm, "(%s%s%s%sj)", re_minus ? "-" : "", real, im_minus ? "-" : "+", imag);
}

static bool hash(VM *vm, Value self, int64_t *out) {
    Number c = get(self);
    uint64_t id = obj_id(vm, self) >> 4;
    uint64_t real = isnan(c.re) ? id : (uint64_t)double_hash(c.re);
    uint64_t imag = isnan(c.im) ? id : (uint64_t)double_hash(c.im);
    uint64_t both = real + UINT64_C(1000003) * imag;
    *out = both == UINT64_MAX ? -2 : (int64_t)both;
    return true;
}

static Value compare(VM *vm, CompareOp op, Value a, Value b) {
    if (op != CMP_EQ && op != CMP_NE)
        return VALUE_NOT_IMPLEMENTED;
    Number x, y;
    if (value_is_complex(a) != value_is_complex(b)) {
        // A real number: equal when the imaginary part is zero and the reals are, exactly.
        Value c = value_is_complex(a) ? a : b, other = value_is_complex(a) ? b : a;
        if (!value_is_int(other) && !value_is_float(other))
            return VALUE_NOT_IMPLEMENTED;
        x = get(c);
        if (x.im != 0)
            return value_bool(op == CMP_NE);
        Value real = float_new(vm, x.re);
        Value result = float_compare(vm, op, real, other);
        value_unref(vm, real);
        return result;
    }
    x = get(a);
    y = get(b);
    return value_bool((x.re == y.re && x.im == y.im) == (op == CMP_EQ));
}

static bool truth(VM *vm, Value self) {
    (void)vm;
    Number c = get(self);
    return c.re != 0 || c.im != 0;
}

static Value binary(VM *vm, BinaryOp op, Value a, Value b) {
    if (op != OP_ADD && op != OP_SUB && op != OP_MUL && op != OP_TRUEDIV && op != OP_POW)
        return VALUE_NOT_IMPLEMENTED;
    Number x, y;
    int left = from_value(vm, a, &x), right = left == 1 ? from_value(vm, b, &y) : 0;
    if (left != 1 || right != 1)
        return left < 0 || right < 0 ? VALUE_ABSENT : VALUE_NOT_IMPLEMENTED;
    if (op == OP_POW)
        return power(vm, x, y);
    if (op == OP_TRUEDIV && y.re == 0 && y.im == 0)
        return vm_raise(vm, T_ZeroDivisionError, "complex division by zero");
    Number r = op == OP_ADD   ? (Number){x.re + y.re, x.im + y.im}
               : op == OP_SUB ? (Number){x.re - y.re, x.im - y.im}
               : op == OP_MUL ? product(x, y)
                              : quotient(x, y);
    return complex_new(vm, r.re, r.im);
}

static Value unary(VM *vm, UnaryOp op, Value v) {
    Number c = get(v);
    if (op == UNARY_NEG)
        return complex_new(vm, -c.re, -c.im);
    return op == UNARY_POS ? complex_new(vm, c.re, c.im) : VALUE_NOT_IMPLEMENTED;
}

// Construction.

static bool is_sign(char c) { return c == '+' || c == '-'; }

// An imaginary part: a number, or a sign alone, and a j. Its length, or 0.
static size_t scan_imaginary(const char *text, size_t bytes, double *imag) {
    size_t used = double_scan(text, bytes, imag);
    if (used == 0) {
        used = bytes > 0 && is_sign(text[0]);
        *imag = used != 0 && text[0] == '-' ? -1.0 : 1.0;
    }
    return used < bytes && (text[used] | 32) == 'j' ? used + 1 : 0;
}

static bool parse(const char *text, size_t bytes, Number *out) {
    while (bytes > 0 && *text == ' ')
        text++, bytes--;
    while (bytes > 0 && text[bytes - 1] == ' ')
        bytes--;
    if (bytes > 1 && text[0] == '(' && text[bytes - 1] == ')')
        return text[1] != '(' && parse(text + 1, bytes - 2, out);
    *out = (Number){0, 0};
    size_t imaginary = scan_imaginary(text, bytes, &out->im);
    if (imaginary != 0)
        return imaginary == bytes;
    out->im = 0;
    size_t real = double_scan(text, bytes, &out->re);
    if (real == 0 || real == bytes)
        return real != 0;
    return is_sign(text[real]) &&
           scan_imaginary(text + real, bytes - real, &out->im) == bytes - real;
}

static MAY_RAISE bool from_str(VM *vm, Value v, Number *out) {
    const Str *s = str_get(v);
    char *text = raw_new(vm, s->bytes + 1);
    size_t length = int_text_to_ascii(s->data, s->bytes, text);
    for (size_t i = 0; i < length; i++)
        if (text[i] == '\t' || text[i] == '\n' || text[i] == '\r' || text[i] == '\f' || text[i] == '\v')
            text[i] = ' ';
    bool done = parse(text, length, out);
    raw_release(vm, text, s->bytes + 1);
    if (!done)
        vm_raise(vm, T_ValueError, "complex() arg is a malformed string");
    return done;
}

// The number that an argument stands for, by __complex__, __float__ or __index__.
static MAY_RAISE bool from_argument(VM *vm, Value v, const char *which, Number *out) {
    int is = from_value(vm, v, out);
    if (is != 0)
        return is == 1;
    static const uint8_t ways[] = {N___complex__, N___float__, N___index__};
    for (size_t i = 0; i < sizeof ways; i++) {
        Value name = vm_name(vm, (NameId)ways[i]);
        if (type_lookup(vm, value_type(vm, v), name) == VALUE_ABSENT)
            continue;
        Value method = vm_getattr_nested(vm, v, name);
        Value number = method == VALUE_ABSENT ? VALUE_ABSENT : vm_call_nested(vm, method, 0, NULL);
        value_unref(vm, method);
        if (number == VALUE_ABSENT)
            return false;
        is = from_value(vm, number, out);
        if (is == 0)
            vm_raise(vm, T_TypeError, "%S returned non-%s (type %T)", name,
                     i == 0 ? "complex" : i == 1 ? "float" : "int", number);
        value_unref(vm, number);
        return is == 1;
    }
    vm_raise(vm, T_TypeError, "complex() %s argument must be a %snumber, not '%T'", which,
             which[0] == 'f' ? "string or a " : "", v);
    return false;
}

static Value create(VM *vm, Value *a) {
    Number real = {0, 0}, imag = {0, 0};
    if (a[1] != VALUE_ABSENT && value_is_str(a[1])) {
        if (a[2] != VALUE_ABSENT)
            return vm_raise(vm, T_TypeError, "complex() can't take second arg if first is a string");
        if (!from_str(vm, a[1], &real))
            return VALUE_ABSENT;
    } else {
        if (a[2] != VALUE_ABSENT && value_is_str(a[2]))
            return vm_raise(vm, T_TypeError, "complex() second arg can't be a string");
        if (a[1] != VALUE_ABSENT && !from_argument(vm, a[1], "first", &real))
            return VALUE_ABSENT;
        if (a[2] != VALUE_ABSENT && !from_argument(vm, a[2], "second", &imag))
            return VALUE_ABSENT;
    }
    // real + imag * 1j, without touching the sign of zeros that were not given.
    if (a[2] != VALUE_ABSENT) {
        real.im = value_is_complex(a[1] == VALUE_ABSENT ? VALUE_NONE : a[1]) ? real.im + imag.re : imag.re;
        if (value_is_complex(a[2]))
            real.re -= imag.im;
    }
    ComplexObj *c = type_alloc(vm, (Type *)value_obj(a[0]), sizeof *c);
    c->real = real.re;
    c->imag = real.im;
    return value_of(c);
}

static const NativeDef new_native = {"complex", "cls real? imag?", create, NULL, 0, 0};

// Methods.

static Value conjugate(VM *vm, Value *a) {
    Number c = get(a[0]);
    return complex_new(vm, c.re, -c.im);
}

static Value absolute(VM *vm, Value *a) {
    Number c = get(a[0]);
    double length = hypot(c.re, c.im);
    if (isinf(length) && isfinite(c.re) && isfinite(c.im))
        return vm_raise(vm, T_OverflowError, "absolute value too large");
    return float_new(vm, length);
}

static Value itself(VM *vm, Value *a) {
    Number c = get(a[0]);
    return value_is_exact(vm, a[0], T_complex) ? value_ref(a[0]) : complex_new(vm, c.re, c.im);
}

static const NativeDef methods[] = {
    {"conjugate", "self /", conjugate, NULL, 0, 0},
    {"__abs__", "self /", absolute, NULL, 0, 0},
    {"__complex__", "self /", itself, NULL, 0, 0},
    {0},
};

static Value get_real(VM *vm, Value self) { return float_new(vm, get(self).re); }
static Value get_imag(VM *vm, Value self) { return float_new(vm, get(self).im); }

static const GetSetDef getsets[] = {{"real", get_real, NULL}, {"imag", get_imag, NULL}, {0}};

const TypeDef typedef_complex = {
    .name = "complex",
    .kind = KIND_COMPLEX,
    .flags = TYPE_BASETYPE | TYPE_ACYCLIC,
    .size = sizeof(ComplexObj),
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
