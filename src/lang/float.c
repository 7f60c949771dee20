// Floats: making, converting, hashing, arithmetic.
#include "lang/float.h"

#include <math.h>

#include "lang/complex.h"
#include "lang/exact.h"
#include "lang/float_internal.h"
#include "lang/float_ops.h"
#include "lang/int.h"

Value float_new(VM *vm, double d) {
    Value v = value_try_inline_float(d);
    if (v != VALUE_ABSENT)
        return v;
    FloatObj *f = obj_new(vm, vm_type(vm, T_float), sizeof *f);
    f->value = d;
    return value_of(f);
}

bool float_from_number(VM *vm, Value v, double *out) {
    if (value_is_float(v)) {
        *out = float_get(v);
        return true;
    }
    return value_is_int(v) && int_to_double(vm, v, out);
}

// The number modulo 2 ** 61 - 1, taken 28 bits at a time, so that equal numbers of any type agree.
int64_t double_hash(double d) {
    const int bits = 61;
    const uint64_t prime = (UINT64_C(1) << bits) - 1;
    if (isinf(d))
        return d > 0 ? 314159 : -314159;
    int exponent;
    double fraction = frexp(fabs(d), &exponent);
    uint64_t x = 0;
    while (fraction != 0) {
        x = ((x << 28) & prime) | x >> (bits - 28);
        fraction *= 268435456.0;
        exponent -= 28;
        uint64_t y = (uint64_t)fraction;
        fraction -= (double)y;
        x += y;
        if (x >= prime)
            x -= prime;
    }
    exponent = exponent >= 0 ? exponent % bits : bits - 1 - (-1 - exponent) % bits;
    x = ((x << exponent) & prime) | x >> (bits - exponent);
    int64_t hash = d < 0 ? -(int64_t)x : (int64_t)x;
    return hash == -1 ? -2 : hash;
}

int64_t float_hash(VM *vm, Value v) {
    double d = float_get(v);
    return isnan(d) ? (int64_t)(obj_id(vm, v) >> 4) : double_hash(d);
}

// Division as Python defines it: the remainder has the sign of the divisor.
static void divide(double a, double b, double *quotient, double *remainder) {
    double mod = fmod(a, b), div = (a - mod) / b;
    if (mod != 0) {
        if ((b < 0) != (mod < 0)) {
            mod += b;
            div -= 1.0;
        }
    } else {
        mod = copysign(0.0, b);
    }
    double floored;
    if (div != 0) {
        floored = floor(div);
        if (div - floored > 0.5)
            floored += 1.0;
    } else {
        floored = copysign(0.0, a / b);
    }
    *quotient = floored;
    *remainder = mod;
}

bool float_divmod(VM *vm, double a, double b, const char *error, double *quotient, double *remainder) {
    if (b == 0) {
        vm_raise(vm, T_ZeroDivisionError, "%s", error);
        return false;
    }
    divide(a, b, quotient, remainder);
    return true;
}

Value float_power(VM *vm, double x, double y) {
    if (x == 0 && y < 0)
        return vm_raise(vm, T_ZeroDivisionError, "0.0 cannot be raised to a negative power");
    if (x < 0 && isfinite(x) && isfinite(y) && y != floor(y))
        return complex_power(vm, x, 0.0, y, 0.0);
    double result = pow(x, y);
    if (isinf(result) && isfinite(x) && isfinite(y))
        return vm_raise(vm, T_OverflowError, "(34, 'Numerical result out of range')");
    return float_new(vm, result);
}

Value float_binary(VM *vm, BinaryOp op, Value a, Value b) {
    double x, y, quotient, remainder;
    if (!float_from_number(vm, a, &x) || !float_from_number(vm, b, &y))
        return vm_pending(vm) ? VALUE_ABSENT : VALUE_NOT_IMPLEMENTED;
    switch (op) {
    case OP_ADD:
        return float_new(vm, x + y);
    case OP_SUB:
        return float_new(vm, x - y);
    case OP_MUL:
        return float_new(vm, x * y);
    case OP_TRUEDIV:
        if (y == 0)
            return vm_raise(vm, T_ZeroDivisionError, "float division by zero");
        return float_new(vm, x / y);
    case OP_FLOORDIV:
        if (!float_divmod(vm, x, y, "float floor division by zero", &quotient, &remainder))
            return VALUE_ABSENT;
        return float_new(vm, quotient);
    case OP_MOD:
        if (!float_divmod(vm, x, y, "float modulo", &quotient, &remainder))
            return VALUE_ABSENT;
        return float_new(vm, remainder);
    case OP_POW:
        return float_power(vm, x, y);
    case OP_LSHIFT:
    case OP_RSHIFT:
    case OP_AND:
    case OP_OR:
    case OP_XOR:
    case OP_MATMUL:
    case OP_BINARY_COUNT:
        break;
    }
    return VALUE_NOT_IMPLEMENTED;
}

// Compares a finite float and an int of any size exactly.
static int compare_exactly(VM *vm, double d, Value i) {
    Value whole = int_from_double(vm, d);
    int order = int_cmp(whole, i);
    value_unref(vm, whole);
    if (order != 0)
        return order;
    double fraction = d - trunc(d);
    return fraction < 0 ? -1 : fraction > 0;
}

static Value by_order(CompareOp op, double x, double y) {
    switch (op) {
    case CMP_LT:
        return value_bool(x < y);
    case CMP_LE:
        return value_bool(x <= y);
    case CMP_EQ:
        return value_bool(x == y);
    case CMP_NE:
        return value_bool(x != y);
    case CMP_GT:
        return value_bool(x > y);
    case CMP_GE:
        return value_bool(x >= y);
    case CMP_COUNT:
        break;
    }
    return VALUE_NOT_IMPLEMENTED;
}

Value float_compare(VM *vm, CompareOp op, Value a, Value b) {
    if (value_is_float(a) && value_is_float(b))
        return by_order(op, float_get(a), float_get(b));
    bool left = value_is_float(a);
    if (!(left ? value_is_int(b) : value_is_int(a) && value_is_float(b)))
        return VALUE_NOT_IMPLEMENTED;
    double d = float_get(left ? a : b);
    Value i = left ? b : a;
    if (!isfinite(d))
        return left ? by_order(op, d, 0) : by_order(op, 0, d);
    int order = compare_exactly(vm, d, i);
    return left ? by_order(op, order, 0) : by_order(op, 0, order);
}
