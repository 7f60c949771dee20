// The functions of math over ints of any size.
#include <math.h>

#include "lang/int.h"
#include "lang/int_internal.h"
#include "lang/list.h"
#include "lang/math_internal.h"

// a OP b, giving up a.
static Value step(VM *vm, BinaryOp op, Value take_a, Value b) {
    Value result = take_a == VALUE_ABSENT ? VALUE_ABSENT : int_binary(vm, op, take_a, b);
    value_unref(vm, take_a);
    return result;
}

static Value absolute(VM *vm, Value take_v) {
    if (take_v == VALUE_ABSENT || int_sign(take_v) >= 0)
        return take_v;
    Value v = int_negate(vm, take_v);
    value_unref(vm, take_v);
    return v;
}

// The greatest common divisor of two ints that are given up.
static Value greatest_divisor(VM *vm, Value take_a, Value take_b) {
    Value a = take_a, b = take_b;
    while (int_sign(b) != 0) {
        Value rest = int_binary(vm, OP_MOD, a, b);
        vm_charge(vm, 1);
        value_unref(vm, a);
        a = b;
        b = rest;
    }
    value_unref(vm, b);
    return absolute(vm, a);
}

Value math_gcd(VM *vm, Value *a) {
    const Tuple *values = tuple_get(a[0]);
    Value result = value_small(0);
    for (int64_t i = 0; i < values->count; i++) {
        Value v = vm_index(vm, values->items[i]);
        if (v == VALUE_ABSENT) {
            value_unref(vm, result);
            return VALUE_ABSENT;
        }
        result = greatest_divisor(vm, result, v);
    }
    return result;
}

Value math_lcm(VM *vm, Value *a) {
    const Tuple *values = tuple_get(a[0]);
    Value result = value_small(1);
    for (int64_t i = 0; i < values->count; i++) {
        Value v = vm_index(vm, values->items[i]);
        if (v == VALUE_ABSENT) {
            value_unref(vm, result);
            return VALUE_ABSENT;
        }
        if (int_sign(v) == 0 || int_sign(result) == 0) {
            value_unref(vm, v);
            value_set(vm, &result, value_small(0));
            continue;
        }
        Value divisor = greatest_divisor(vm, value_ref(result), value_ref(v));
        result = step(vm, OP_FLOORDIV, result, divisor);
        value_unref(vm, divisor);
        result = absolute(vm, step(vm, OP_MUL, result, v));
        value_unref(vm, v);
        if (result == VALUE_ABSENT)
            return VALUE_ABSENT;
    }
    return result;
}

// low * (low + 1) * ... * high, by halves: the operands stay of like size.
static Value product(VM *vm, int64_t low, int64_t high) {
    if (low > high)
        return value_small(1);
    if (high - low < 4) {
        Value result = int_new(vm, low);
        for (int64_t i = low + 1; i <= high; i++)
            result = step(vm, OP_MUL, result, value_small(i));
        return result;
    }
    int64_t middle = low + (high - low) / 2;
    Value right = product(vm, middle + 1, high);
    Value result = step(vm, OP_MUL, product(vm, low, middle), right);
    value_unref(vm, right);
    return result;
}

static bool fits_in_memory(VM *vm, double factors, double largest) {
    vm_charge(vm, (int64_t)factors);
    return vm_check_size(vm, factors * log2(largest + 1) / 8);
}

Value math_factorial(VM *vm, Value *a) {
    Value n = vm_index(vm, a[0]);
    if (n == VALUE_ABSENT)
        return VALUE_ABSENT;
    int64_t count;
    bool fits = int_to_int64(n, &count);
    int sign = int_sign(n);
    value_unref(vm, n);
    if (sign < 0)
        return vm_raise(vm, T_ValueError, "factorial() not defined for negative values");
    if (!fits)
        return vm_raise(vm, T_OverflowError, "factorial() argument should not exceed %lld", (long long)INT64_MAX);
    return fits_in_memory(vm, (double)count, (double)count) ? product(vm, 1, count) : VALUE_ABSENT;
}

// Both arguments of comb and perm as ints that are not negative; k may be None. False with an exception.
static bool choose_arguments(VM *vm, Value *a, Value *n, Value *k) {
    *n = vm_index(vm, a[0]);
    *k = *n == VALUE_ABSENT ? VALUE_ABSENT
         : a[1] == VALUE_ABSENT || a[1] == VALUE_NONE ? value_ref(*n) : vm_index(vm, a[1]);
    bool fine = *k != VALUE_ABSENT;
    if (fine && (int_sign(*n) < 0 || int_sign(*k) < 0)) {
        vm_raise(vm, T_ValueError, "%s must be a non-negative integer", int_sign(*n) < 0 ? "n" : "k");
        fine = false;
    }
    if (!fine) {
        value_unref(vm, *n);
        value_unref(vm, *k);
    }
    return fine;
}

// n * (n - 1) * ... * (n - k + 1), divided by k! on the way when `divide`.
static Value falling(VM *vm, Value n, int64_t k, bool divide) {
    IntView view;
    int_view(n, &view);
    if (!fits_in_memory(vm, (double)k, ldexp(1, (int)(int_bits(&view) < 1000 ? int_bits(&view) : 1000))))
        return VALUE_ABSENT;
    int64_t small;
    if (!divide && int_to_int64(n, &small))
        return product(vm, small - k + 1, small);
    Value result = value_small(1);
    for (int64_t i = 0; i < k && result != VALUE_ABSENT; i++) {
        Value factor = int_binary(vm, OP_SUB, n, value_small(i));
        result = step(vm, OP_MUL, result, factor);
        value_unref(vm, factor);
        if (divide)
            result = step(vm, OP_FLOORDIV, result, value_small(i + 1));
    }
    return result;
}

static Value choose(VM *vm, Value *a, bool divide) {
    Value n, k;
    if (!choose_arguments(vm, a, &n, &k))
        return VALUE_ABSENT;
    Value result = VALUE_ABSENT;
    int64_t count;
    if (int_cmp(k, n) > 0) {
        result = value_small(0);
    } else {
        if (divide) {
            Value other = int_binary(vm, OP_SUB, n, k);
            if (int_cmp(other, k) < 0)
                value_set(vm, &k, value_ref(other));
            value_unref(vm, other);
        }
        if (int_to_int64(k, &count))
            result = falling(vm, n, count, divide);
        else
            vm_raise(vm, T_OverflowError, divide ? "min(n - k, k) must not exceed %lld" : "k must not exceed %lld",
                     (long long)INT64_MAX);
    }
    value_unref(vm, n);
    value_unref(vm, k);
    return result;
}

Value math_comb(VM *vm, Value *a) { return choose(vm, a, true); }
Value math_perm(VM *vm, Value *a) { return choose(vm, a, false); }

Value math_isqrt(VM *vm, Value *a) {
    Value n = vm_index(vm, a[0]);
    if (n == VALUE_ABSENT)
        return VALUE_ABSENT;
    Value result = VALUE_ABSENT;
    IntView view;
    int_view(n, &view);
    if (view.negative) {
        vm_raise(vm, T_ValueError, "isqrt() argument must be nonnegative");
    } else if (view.count == 0) {
        result = value_small(0);
    } else {
        IntScratch root;
        int64_t count = (view.count + 1) / 2;
        int_scratch_init(vm, &root, count);
        mpn_sqrtrem(root.limbs, NULL, view.limbs, view.count);
        result = int_from_limbs(vm, root.limbs, count, false);
        int_scratch_drop(vm, &root);
        vm_charge(vm, view.count);
    }
    value_unref(vm, n);
    return result;
}
