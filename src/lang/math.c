// The module math: floats through libm, with the errors that Python makes of its special results.
#include <float.h>
#include <math.h>

#include "lang/exec.h"
#include "lang/float.h"
#include "lang/int.h"
#include "lang/int_internal.h"
#include "lang/iterate.h"
#include "lang/list.h"
#include "lang/math_internal.h"
#include "lang/modules.h"

bool math_number(VM *vm, Value v, double *out) {
    if (float_from_number(vm, v, out))
        return true;
    if (vm->exception != VALUE_ABSENT)
        return false;
    Type *type = value_type(vm, v);
    if (type_overrides(type, N___float__)) {
        Value f = exec_nested(vm, op_call_special(vm, RET_EXIT, special_find(vm, v, N___float__), v, 0, NULL));
        if (f == VALUE_ABSENT)
            return false;
        bool fine = value_is_float(f);
        if (fine)
            *out = float_get(f);
        else
            vm_raise(vm, T_TypeError, "%T.__float__ returned non-float (type %T)", v, f);
        value_unref(vm, f);
        return fine;
    }
    if (type_overrides(type, N___index__)) {
        Value i = vm_index(vm, v);
        if (i == VALUE_ABSENT)
            return false;
        bool fine = int_to_double(vm, i, out);
        value_unref(vm, i);
        return fine;
    }
    vm_raise(vm, T_TypeError, "must be real number, not %T", v);
    return false;
}

static Value domain_error(VM *vm) { return vm_raise(vm, T_ValueError, "math domain error"); }
static Value range_error(VM *vm) { return vm_raise(vm, T_OverflowError, "math range error"); }

// A result that is no number though the argument was one is an error of the domain; an infinite
// one of a finite argument is an overflow where the function can overflow, a pole elsewhere.
static Value checked(VM *vm, double x, double result, bool overflows) {
    if (isnan(result) && !isnan(x))
        return domain_error(vm);
    if (isinf(result) && isfinite(x))
        return overflows ? range_error(vm) : domain_error(vm);
    return float_new(vm, result);
}

#define UNARY_FUNCTION(name, call, overflows) \
    static Value math_##name(VM *vm, Value *a) { \
        double x; \
        if (!math_number(vm, a[0], &x)) \
            return VALUE_ABSENT; \
        return checked(vm, x, call(x), overflows); \
    }
#include "lang/math_unary.def"
#undef UNARY_FUNCTION

static Value math_degrees(VM *vm, Value *a) {
    double x;
    return math_number(vm, a[0], &x) ? float_new(vm, x * (180.0 / M_PI)) : VALUE_ABSENT;
}

static Value math_radians(VM *vm, Value *a) {
    double x;
    return math_number(vm, a[0], &x) ? float_new(vm, x * (M_PI / 180.0)) : VALUE_ABSENT;
}

static bool is_pole(double x) { return x == 0 || (x < 0 && x == floor(x)) || (isinf(x) && x < 0); }

static Value math_gamma(VM *vm, Value *a) {
    double x;
    if (!math_number(vm, a[0], &x))
        return VALUE_ABSENT;
    return is_pole(x) ? domain_error(vm) : checked(vm, x, (double)tgammal(x), true);
}

static Value math_lgamma(VM *vm, Value *a) {
    double x;
    if (!math_number(vm, a[0], &x))
        return VALUE_ABSENT;
    if (isinf(x))
        return float_new(vm, INFINITY);
    int sign;
    return is_pole(x) ? domain_error(vm) : checked(vm, x, (double)lgammal_r(x, &sign), true);
}

static Value math_isfinite(VM *vm, Value *a) {
    double x;
    return math_number(vm, a[0], &x) ? value_bool(isfinite(x)) : VALUE_ABSENT;
}

static Value math_isinf(VM *vm, Value *a) {
    double x;
    return math_number(vm, a[0], &x) ? value_bool(isinf(x)) : VALUE_ABSENT;
}

static Value math_isnan(VM *vm, Value *a) {
    double x;
    return math_number(vm, a[0], &x) ? value_bool(isnan(x)) : VALUE_ABSENT;
}

static bool two_numbers(VM *vm, Value *a, double *x, double *y) {
    return math_number(vm, a[0], x) && math_number(vm, a[1], y);
}

// Functions of two floats: no result for two numbers is an error of the domain.
static Value checked_two(VM *vm, double x, double y, double result) {
    if (isnan(result) && !isnan(x) && !isnan(y))
        return domain_error(vm);
    if (isinf(result) && isfinite(x) && isfinite(y))
        return range_error(vm);
    return float_new(vm, result);
}

static Value math_atan2(VM *vm, Value *a) {
    double y, x;
    return two_numbers(vm, a, &y, &x) ? checked_two(vm, y, x, atan2(y, x)) : VALUE_ABSENT;
}

static Value math_copysign(VM *vm, Value *a) {
    double x, y;
    return two_numbers(vm, a, &x, &y) ? float_new(vm, copysign(x, y)) : VALUE_ABSENT;
}

static Value math_fmod(VM *vm, Value *a) {
    double x, y;
    return two_numbers(vm, a, &x, &y) ? checked_two(vm, x, y, fmod(x, y)) : VALUE_ABSENT;
}

static Value math_remainder(VM *vm, Value *a) {
    double x, y;
    return two_numbers(vm, a, &x, &y) ? checked_two(vm, x, y, remainder(x, y)) : VALUE_ABSENT;
}

static Value math_nextafter(VM *vm, Value *a) {
    double x, y;
    return two_numbers(vm, a, &x, &y) ? float_new(vm, nextafter(x, y)) : VALUE_ABSENT;
}

static Value math_pow(VM *vm, Value *a) {
    double x, y;
    if (!two_numbers(vm, a, &x, &y))
        return VALUE_ABSENT;
    if (x == 0 && y < 0 && isfinite(y))
        return domain_error(vm);
    return checked_two(vm, x, y, pow(x, y));
}

static Value math_ulp(VM *vm, Value *a) {
    double x;
    if (!math_number(vm, a[0], &x))
        return VALUE_ABSENT;
    x = fabs(x);
    if (!isfinite(x))
        return float_new(vm, x);
    double above = nextafter(x, INFINITY);
    return float_new(vm, isinf(above) ? x - nextafter(x, -INFINITY) : above - x);
}

static Value math_frexp(VM *vm, Value *a) {
    double x;
    if (!math_number(vm, a[0], &x))
        return VALUE_ABSENT;
    int exponent = 0;
    if (isfinite(x))
        x = frexp(x, &exponent);
    Value pair[] = {float_new(vm, x), value_small(exponent)};
    return tuple_take(vm, pair, 2);
}

static Value math_ldexp(VM *vm, Value *a) {
    double x;
    if (!math_number(vm, a[0], &x))
        return VALUE_ABSENT;
    if (!value_is_int(a[1]))
        return vm_raise(vm, T_TypeError, "Expected an int as second argument to ldexp.");
    int64_t exponent;
    if (!int_to_int64(a[1], &exponent))
        exponent = int_sign(a[1]) < 0 ? INT64_MIN : INT64_MAX;
    if (x == 0 || !isfinite(x))
        return float_new(vm, x);
    if (exponent < -5000)
        return float_new(vm, copysign(0, x));
    return checked(vm, x, exponent > 5000 ? INFINITY : ldexp(x, (int)exponent), true);
}

static Value math_modf(VM *vm, Value *a) {
    double x, whole;
    if (!math_number(vm, a[0], &x))
        return VALUE_ABSENT;
    double fraction = isinf(x) ? copysign(0, x) : modf(x, &whole);
    if (isinf(x))
        whole = x;
    Value pair[] = {float_new(vm, fraction), float_new(vm, whole)};
    return tuple_take(vm, pair, 2);
}

static Value math_isclose(VM *vm, Value *a) {
    double x, y, relative = 1e-9, absolute = 0;
    if (!two_numbers(vm, a, &x, &y) || (a[2] != VALUE_ABSENT && !math_number(vm, a[2], &relative)) ||
        (a[3] != VALUE_ABSENT && !math_number(vm, a[3], &absolute)))
        return VALUE_ABSENT;
    if (relative < 0 || absolute < 0)
        return vm_raise(vm, T_ValueError, "tolerances must be non-negative");
    if (x == y)
        return VALUE_TRUE;
    if (isinf(x) || isinf(y))
        return VALUE_FALSE;
    double distance = fabs(y - x);
    return value_bool(distance <= fabs(relative * y) || distance <= fabs(relative * x) ||
                      distance <= absolute);
}

// Logarithms take ints of any size: what does not fit a float is scaled first.

static Value logarithm(VM *vm, Value v, double (*function)(double)) {
    double x;
    if (!value_is_int(v))
        return math_number(vm, v, &x) ? checked(vm, x, function(x), false) : VALUE_ABSENT;
    if (int_sign(v) <= 0)
        return domain_error(vm);
    IntView view;
    int_view(v, &view);
    int64_t bits = int_bits(&view);
    if (bits <= 1000)
        return int_to_double(vm, v, &x) ? float_new(vm, function(x)) : VALUE_ABSENT;
    Value shifted = int_binary(vm, OP_RSHIFT, v, value_small(bits - 64));
    if (shifted == VALUE_ABSENT || !int_to_double(vm, shifted, &x))
        return VALUE_ABSENT;
    value_unref(vm, shifted);
    int exponent;
    x = frexp(x, &exponent);
    return float_new(vm, function(x) + function(2.0) * (double)(bits - 64 + exponent));
}

static Value math_log(VM *vm, Value *a) {
    Value numerator = logarithm(vm, a[0], log);
    if (numerator == VALUE_ABSENT || a[1] == VALUE_ABSENT)
        return numerator;
    Value denominator = logarithm(vm, a[1], log);
    if (denominator == VALUE_ABSENT) {
        value_unref(vm, numerator);
        return VALUE_ABSENT;
    }
    double top = float_get(numerator), bottom = float_get(denominator);
    value_unref(vm, numerator);
    value_unref(vm, denominator);
    if (bottom == 0)
        return vm_raise(vm, T_ZeroDivisionError, "float division by zero");
    return float_new(vm, top / bottom);
}

static Value math_log2(VM *vm, Value *a) { return logarithm(vm, a[0], log2); }
static Value math_log10(VM *vm, Value *a) { return logarithm(vm, a[0], log10); }

// floor, ceil, trunc: a float's own, else the special method.
static Value rounded(VM *vm, Value v, NameId name, double (*function)(double), bool floats) {
    if (value_is_float(v) && !type_overrides(value_type(vm, v), name))
        return int_from_double(vm, function(float_get(v)));
    if (value_is_int(v) && !type_overrides(value_type(vm, v), name))
        return vm_index(vm, v);
    Value method = special_find(vm, v, name);
    if (method != VALUE_ABSENT)
        return exec_nested(vm, op_call_special(vm, RET_EXIT, method, v, 0, NULL));
    double x;
    if (!floats)
        return vm_raise(vm, T_TypeError, "type %T doesn't define __trunc__ method", v);
    return math_number(vm, v, &x) ? int_from_double(vm, function(x)) : VALUE_ABSENT;
}

static Value math_floor(VM *vm, Value *a) { return rounded(vm, a[0], N___floor__, floor, true); }
static Value math_ceil(VM *vm, Value *a) { return rounded(vm, a[0], N___ceil__, ceil, true); }
static Value math_trunc(VM *vm, Value *a) { return rounded(vm, a[0], N___trunc__, trunc, false); }

// The square root of a sum of squares, scaled so that nothing overflows on the way.
static Value length_of(VM *vm, const double *x, int64_t count) {
    double largest = 0;
    bool nan = false;
    for (int64_t i = 0; i < count; i++) {
        nan = nan || isnan(x[i]);
        if (fabs(x[i]) > largest)
            largest = fabs(x[i]);
    }
    if (isinf(largest) || largest == 0 || nan)
        return float_new(vm, isinf(largest) || !nan ? largest : NAN);
    int exponent;
    frexp(largest, &exponent);
    long double sum = 0;
    for (int64_t i = 0; i < count; i++) {
        long double scaled = ldexpl(x[i], -exponent);
        sum += scaled * scaled;
    }
    return float_new(vm, (double)ldexpl(sqrtl(sum), exponent));
}

static Value math_hypot(VM *vm, Value *a) {
    const Tuple *values = tuple_get(a[0]);
    size_t bytes = (size_t)values->count * sizeof(double);
    double *x = raw_new(vm, bytes);
    bool fine = true;
    for (int64_t i = 0; i < values->count && fine; i++)
        fine = math_number(vm, values->items[i], &x[i]);
    Value result = fine ? length_of(vm, x, values->count) : VALUE_ABSENT;
    raw_release(vm, x, bytes);
    return result;
}

static Value math_dist(VM *vm, Value *a) {
    Value p = iterate_collect_nested(vm, a[0]);
    Value q = p == VALUE_ABSENT ? VALUE_ABSENT : iterate_collect_nested(vm, a[1]);
    if (q == VALUE_ABSENT) {
        value_unref(vm, p);
        return VALUE_ABSENT;
    }
    int64_t count, other;
    const Value *ps = sequence_items(p, &count), *qs = sequence_items(q, &other);
    Value result = VALUE_ABSENT;
    if (count != other) {
        vm_raise(vm, T_ValueError, "both points must have the same number of dimensions");
    } else {
        size_t bytes = (size_t)count * sizeof(double);
        double *x = raw_new(vm, bytes);
        bool fine = true;
        for (int64_t i = 0; i < count && fine; i++) {
            double y = 0;
            fine = math_number(vm, ps[i], &x[i]) && math_number(vm, qs[i], &y);
            x[i] -= y;
        }
        if (fine)
            result = length_of(vm, x, count);
        raw_release(vm, x, bytes);
    }
    value_unref(vm, p);
    value_unref(vm, q);
    return result;
}

// The sum of partial sums that do not overlap, rounded once (Shewchuk 1997). `parts` holds them in
// increasing order of magnitude.
static double sum_of_parts(const double *parts, int64_t count) {
    double high = 0, low = 0;
    while (count > 0) {
        double x = high, y = parts[--count];
        high = x + y;
        low = y - (high - x);
        if (low != 0)
            break;
    }
    // half way between two floats: the next part decides
    if (count > 0 && ((low < 0 && parts[count - 1] < 0) || (low > 0 && parts[count - 1] > 0))) {
        double y = low * 2, x = high + y;
        if (y == x - high)
            high = x;
    }
    return high;
}

static Value math_fsum(VM *vm, Value *a) {
    Value list = iterate_collect_nested(vm, a[0]);
    if (list == VALUE_ABSENT)
        return VALUE_ABSENT;
    int64_t n, count = 0;
    const Value *items = sequence_items(list, &n);
    size_t bytes = (size_t)(n + 1) * sizeof(double);
    double *parts = raw_new(vm, bytes);
    double special = 0, infinities = 0;
    bool fine = true, overflow = false;
    vm_charge(vm, n);
    for (int64_t i = 0; i < n && fine; i++) {
        double x = 0;
        fine = math_number(vm, items[i], &x);
        double given = x;
        int64_t kept = 0;
        for (int64_t k = 0; k < count; k++) {
            double y = parts[k];
            if (fabs(x) < fabs(y)) {
                double swap = x;
                x = y;
                y = swap;
            }
            double high = x + y, low = y - (high - x);
            if (low != 0)
                parts[kept++] = low;
            x = high;
        }
        count = kept;
        if (isfinite(x)) {
            if (x != 0)
                parts[count++] = x;
        } else {
            overflow = overflow || isfinite(given);
            infinities += isinf(given) ? given : 0;
            special += given;
            count = 0;
        }
    }
    Value result = VALUE_ABSENT;
    if (fine && overflow)
        vm_raise(vm, T_OverflowError, "intermediate overflow in fsum");
    else if (fine && isnan(infinities))
        vm_raise(vm, T_ValueError, "-inf + inf in fsum");
    else if (fine)
        result = float_new(vm, special != 0 ? special : sum_of_parts(parts, count));
    raw_release(vm, parts, bytes);
    value_unref(vm, list);
    return result;
}

// v: iterable, start; then iterator, item.
static Flow math_prod(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (v[1] == VALUE_ABSENT)
        v[1] = value_small(1);
    NATIVE_AWAIT(f, vm_iter(vm, f, v[0]));
    v[2] = native_take_in(f);
    for (;;) {
        NATIVE_AWAIT(f, vm_next(vm, f, v[2]));
        if (f->in == VALUE_ABSENT)
            return vm_return(vm, value_ref(v[1]));
        value_set(vm, &v[3], native_take_in(f));
        NATIVE_AWAIT(f, vm_binary(vm, f, OP_MUL, v[1], v[3]));
        value_set(vm, &v[1], native_take_in(f));
        vm_charge(vm, 1);
    }
    NATIVE_END;
}

static const NativeDef math_functions[] = {
#define UNARY_FUNCTION(name, call, overflows) {#name, "x /", math_##name, NULL, 0, 0},
#include "lang/math_unary.def"
#undef UNARY_FUNCTION
    {"degrees", "x /", math_degrees, NULL, 0, 0},
    {"radians", "x /", math_radians, NULL, 0, 0},
    {"gamma", "x /", math_gamma, NULL, 0, 0},
    {"lgamma", "x /", math_lgamma, NULL, 0, 0},
    {"isfinite", "x /", math_isfinite, NULL, 0, 0},
    {"isinf", "x /", math_isinf, NULL, 0, 0},
    {"isnan", "x /", math_isnan, NULL, 0, 0},
    {"atan2", "y x /", math_atan2, NULL, 0, 0},
    {"copysign", "x y /", math_copysign, NULL, 0, 0},
    {"fmod", "x y /", math_fmod, NULL, 0, 0},
    {"remainder", "x y /", math_remainder, NULL, 0, 0},
    {"nextafter", "x y /", math_nextafter, NULL, 0, 0},
    {"pow", "x y /", math_pow, NULL, 0, 0},
    {"ulp", "x /", math_ulp, NULL, 0, 0},
    {"frexp", "x /", math_frexp, NULL, 0, 0},
    {"ldexp", "x i /", math_ldexp, NULL, 0, 0},
    {"modf", "x /", math_modf, NULL, 0, 0},
    {"isclose", "a b * rel_tol? abs_tol?", math_isclose, NULL, 0, 0},
    {"log", "x base? /", math_log, NULL, 0, 0},
    {"log2", "x /", math_log2, NULL, 0, 0},
    {"log10", "x /", math_log10, NULL, 0, 0},
    {"floor", "x /", math_floor, NULL, 0, 0},
    {"ceil", "x /", math_ceil, NULL, 0, 0},
    {"trunc", "x /", math_trunc, NULL, 0, 0},
    {"hypot", "*coordinates", math_hypot, NULL, 0, 0},
    {"dist", "p q /", math_dist, NULL, 0, 0},
    {"fsum", "seq /", math_fsum, NULL, 0, 0},
    {"prod", "iterable / * start?", NULL, math_prod, 2, 0},
    {"gcd", "*integers", math_gcd, NULL, 0, 0},
    {"lcm", "*integers", math_lcm, NULL, 0, 0},
    {"factorial", "n /", math_factorial, NULL, 0, 0},
    {"comb", "n k /", math_comb, NULL, 0, 0},
    {"perm", "n k? /", math_perm, NULL, 0, 0},
    {"isqrt", "n /", math_isqrt, NULL, 0, 0},
    {0},
};

static bool math_fill(VM *vm, Value module) {
    module_set(vm, module, "pi", float_new(vm, M_PI));
    module_set(vm, module, "e", float_new(vm, M_E));
    module_set(vm, module, "tau", float_new(vm, 2 * M_PI));
    module_set(vm, module, "inf", float_new(vm, INFINITY));
    module_set(vm, module, "nan", float_new(vm, NAN));
    return true;
}

const ModuleDef module_math = {"math", math_functions, math_fill};
