// Arithmetic on ints: short ways for those in a word, GMP's mpn functions for the rest.
#include "lang/int.h"

#include <math.h>
#include <string.h>

#include "lang/float_internal.h"
#include "lang/int_internal.h"

enum { LIMB_BITS = 64 };

static uint64_t magnitude(int64_t i) { return i < 0 ? 0 - (uint64_t)i : (uint64_t)i; }

void int_view(Value v, IntView *view) {
    if (value_is_obj(v)) {
        const BigInt *b = (const BigInt *)value_obj(v);
        view->limbs = (const mp_limb_t *)b->limbs;
        view->negative = b->size < 0;
        view->count = b->size < 0 ? -b->size : b->size;
        return;
    }
    int64_t i = value_is_small(v) ? value_small_get(v) : v == VALUE_TRUE;
    view->own = magnitude(i);
    view->limbs = &view->own;
    view->count = i != 0;
    view->negative = i < 0;
}

void int_scratch_init(VM *vm, IntScratch *scratch, int64_t count) {
    scratch->count = count;
    size_t bytes = (size_t)count * sizeof(mp_limb_t);
    if (bytes <= sizeof scratch->fixed)
        scratch->limbs = memset(scratch->fixed, 0, bytes);
    else
        scratch->limbs = raw_new(vm, bytes);
}

void int_scratch_drop(VM *vm, IntScratch *scratch) {
    if (scratch->limbs != scratch->fixed)
        raw_release(vm, scratch->limbs, (size_t)scratch->count * sizeof(mp_limb_t));
}

static Value big_new(VM *vm, const mp_limb_t *limbs, int64_t count, bool negative) {
    size_t bytes = (size_t)count * sizeof *limbs;
    BigInt *b = obj_new(vm, vm_type(vm, T_int), sizeof *b + bytes);
    b->size = negative ? -count : count;
    memcpy(b->limbs, limbs, bytes);
    return value_of(b);
}

Value int_from_limbs(VM *vm, const mp_limb_t *limbs, int64_t count, bool negative) {
    while (count > 0 && limbs[count - 1] == 0)
        count--;
    if (count == 0)
        return value_small(0);
    if (count == 1 && limbs[0] <= (uint64_t)SMALL_INT_MAX + negative)
        return value_small(negative ? (int64_t)(0 - limbs[0]) : (int64_t)limbs[0]);
    return big_new(vm, limbs, count, negative);
}

Value int_new(VM *vm, int64_t i) {
    if (value_small_fits(i))
        return value_small(i);
    mp_limb_t limb = magnitude(i);
    return big_new(vm, &limb, 1, i < 0);
}

Value int_new_unsigned(VM *vm, uint64_t u) { return int_from_limbs(vm, &(mp_limb_t){u}, 1, false); }

bool int_to_int64(Value v, int64_t *out) {
    IntView view;
    int_view(v, &view);
    if (view.count > 1)
        return false;
    uint64_t limb = view.count == 0 ? 0 : view.limbs[0];
    if (limb > (uint64_t)INT64_MAX + view.negative)
        return false;
    *out = view.negative ? (int64_t)(0 - limb) : (int64_t)limb;
    return true;
}

int64_t int_bits(const IntView *view) {
    if (view->count == 0)
        return 0;
    return view->count * LIMB_BITS - __builtin_clzll(view->limbs[view->count - 1]);
}

int int_sign(Value v) {
    IntView view;
    int_view(v, &view);
    return view.count == 0 ? 0 : view.negative ? -1 : 1;
}

static int cmp_magnitude(const IntView *a, const IntView *b) {
    if (a->count != b->count)
        return a->count < b->count ? -1 : 1;
    int sign = a->count == 0 ? 0 : mpn_cmp(a->limbs, b->limbs, a->count);
    return sign < 0 ? -1 : sign > 0;
}

int int_cmp(Value a, Value b) {
    if (value_both_small(a, b)) {
        int64_t i = value_small_get(a), j = value_small_get(b);
        return i < j ? -1 : i > j;
    }
    IntView x, y;
    int_view(a, &x);
    int_view(b, &y);
    if (x.negative != y.negative)
        return x.negative ? -1 : 1;
    int order = cmp_magnitude(&x, &y);
    return x.negative ? -order : order;
}

// The top 64 bits of the magnitude with the lowest one set when anything below is, and how far they
// are from the unit: rounding that to a double rounds the whole number.
static uint64_t top_bits(const mp_limb_t *limbs, int64_t count, int64_t *shift) {
    if (count <= 1) {
        *shift = 0;
        return count == 0 ? 0 : limbs[0];
    }
    int lead = __builtin_clzll(limbs[count - 1]);
    *shift = (count - 1) * LIMB_BITS - lead;
    uint64_t top = limbs[count - 1] << lead, rest = limbs[count - 2];
    if (lead != 0) {
        top |= rest >> (LIMB_BITS - lead);
        rest <<= lead;
    }
    for (int64_t i = count - 3; i >= 0 && rest == 0; i--)
        rest = limbs[i];
    return top | (rest != 0);
}

bool int_to_double(VM *vm, Value v, double *out) {
    if (value_is_small(v)) {
        *out = (double)value_small_get(v);
        return true;
    }
    IntView view;
    int_view(v, &view);
    int64_t shift;
    uint64_t top = top_bits(view.limbs, view.count, &shift);
    double d = shift > 1024 ? INFINITY : ldexp((double)top, (int)shift);
    if (isinf(d)) {
        vm_raise(vm, T_OverflowError, "int too large to convert to float");
        return false;
    }
    *out = view.negative ? -d : d;
    return true;
}

Value int_from_double(VM *vm, double d) {
    if (isnan(d))
        return vm_raise(vm, T_ValueError, "cannot convert float NaN to integer");
    if (isinf(d))
        return vm_raise(vm, T_OverflowError, "cannot convert float infinity to integer");
    if (fabs(d) < 0x1p62)
        return int_new(vm, (int64_t)d);
    int exponent;
    double fraction = frexp(fabs(d), &exponent);
    uint64_t mantissa = (uint64_t)ldexp(fraction, 53);
    mp_limb_t limbs[18] = {0};
    int shift = exponent - 53, at = shift / LIMB_BITS;
    limbs[at] = mantissa << (shift % LIMB_BITS);
    if (shift % LIMB_BITS != 0)
        limbs[at + 1] = mantissa >> (LIMB_BITS - shift % LIMB_BITS);
    return int_from_limbs(vm, limbs, 18, d < 0);
}

int64_t int_hash(Value v) {
    const mp_limb_t prime = (UINT64_C(1) << 61) - 1;
    IntView view;
    int_view(v, &view);
    if (view.count == 0)
        return 0;
    int64_t hash = (int64_t)(view.count == 1 ? view.limbs[0] % prime
                                             : mpn_mod_1(view.limbs, view.count, prime));
    if (view.negative)
        hash = -hash;
    return hash == -1 ? -2 : hash;
}

Value int_negate(VM *vm, Value v) {
    if (value_is_small(v))
        return int_new(vm, -value_small_get(v));
    IntView view;
    int_view(v, &view);
    return int_from_limbs(vm, view.limbs, view.count, !view.negative);
}

// Sums.

static Value add_magnitudes(VM *vm, const IntView *a, const IntView *b, bool negative) {
    if (a->count < b->count) {
        const IntView *kept = a;
        a = b;
        b = kept;
    }
    IntScratch sum;
    int_scratch_init(vm, &sum, a->count + 1);
    if (b->count == 0)
        mpn_copyi(sum.limbs, a->limbs, a->count);
    else
        sum.limbs[a->count] = mpn_add(sum.limbs, a->limbs, a->count, b->limbs, b->count);
    Value result = int_from_limbs(vm, sum.limbs, a->count + 1, negative);
    int_scratch_drop(vm, &sum);
    return result;
}

// a - b, where `negative` is the sign that a has.
static Value sub_magnitudes(VM *vm, const IntView *a, const IntView *b, bool negative) {
    if (cmp_magnitude(a, b) < 0) {
        const IntView *kept = a;
        a = b;
        b = kept;
        negative = !negative;
    }
    if (b->count == 0)
        return int_from_limbs(vm, a->limbs, a->count, negative);
    IntScratch difference;
    int_scratch_init(vm, &difference, a->count);
    mpn_sub(difference.limbs, a->limbs, a->count, b->limbs, b->count);
    Value result = int_from_limbs(vm, difference.limbs, a->count, negative);
    int_scratch_drop(vm, &difference);
    return result;
}

static Value add(VM *vm, Value a, Value b, bool subtract) {
    if (value_both_small(a, b)) {
        int64_t i = value_small_get(a), j = value_small_get(b);
        return int_new(vm, subtract ? i - j : i + j);
    }
    IntView x, y;
    int_view(a, &x);
    int_view(b, &y);
    vm_charge(vm, (x.count + y.count) / 8);
    bool other = y.negative != subtract;
    return x.negative == other ? add_magnitudes(vm, &x, &y, x.negative)
                               : sub_magnitudes(vm, &x, &y, x.negative);
}

// Products.

static Value multiply(VM *vm, Value a, Value b) {
    int64_t product;
    if (value_both_small(a, b) &&
        !__builtin_mul_overflow(value_small_get(a), value_small_get(b), &product))
        return int_new(vm, product);
    IntView x, y;
    int_view(a, &x);
    int_view(b, &y);
    if (x.count == 0 || y.count == 0)
        return value_small(0);
    int64_t count = x.count + y.count;
    if (!vm_check_size(vm, (double)count * sizeof(mp_limb_t)))
        return VALUE_ABSENT;
    int64_t shorter = x.count < y.count ? x.count : y.count;
    vm_charge(vm, (shorter < 64 ? x.count * y.count : count * 64) / 8);
    IntScratch result;
    int_scratch_init(vm, &result, count);
    if (x.count >= y.count)
        mpn_mul(result.limbs, x.limbs, x.count, y.limbs, y.count);
    else
        mpn_mul(result.limbs, y.limbs, y.count, x.limbs, x.count);
    Value v = int_from_limbs(vm, result.limbs, count, x.negative != y.negative);
    int_scratch_drop(vm, &result);
    return v;
}

// Quotients.

static void divide_small(VM *vm, int64_t a, int64_t b, Value *quotient, Value *remainder) {
    int64_t q = a / b, r = a % b;
    if (r != 0 && (r < 0) != (b < 0)) {
        q--;
        r += b;
    }
    if (quotient != NULL)
        *quotient = int_new(vm, q);
    if (remainder != NULL)
        *remainder = value_small(r);
}

void int_divide(VM *vm, Value a, Value b, Value *quotient, Value *remainder) {
    if (value_both_small(a, b)) {
        divide_small(vm, value_small_get(a), value_small_get(b), quotient, remainder);
        return;
    }
    IntView x, y;
    int_view(a, &x);
    int_view(b, &y);
    assert(y.count != 0);
    int64_t n = x.count >= y.count ? x.count - y.count + 1 : 1;
    vm_charge(vm, n * y.count / 8);
    IntScratch q, r;
    int_scratch_init(vm, &q, n + 1);
    int_scratch_init(vm, &r, y.count);
    if (x.count >= y.count)
        mpn_tdiv_qr(q.limbs, r.limbs, 0, x.limbs, x.count, y.limbs, y.count);
    else if (x.count > 0)
        mpn_copyi(r.limbs, x.limbs, x.count);
    bool down = x.negative != y.negative;
    if (down && !mpn_zero_p(r.limbs, y.count)) {
        mpn_add_1(q.limbs, q.limbs, n + 1, 1);
        mpn_sub_n(r.limbs, y.limbs, r.limbs, y.count);
    }
    if (quotient != NULL)
        *quotient = int_from_limbs(vm, q.limbs, n + 1, down);
    if (remainder != NULL)
        *remainder = int_from_limbs(vm, r.limbs, y.count, y.negative);
    int_scratch_drop(vm, &q);
    int_scratch_drop(vm, &r);
}

// The quotient of magnitudes, rounded to the nearest double: as many bits of the quotient as a word
// has, with the rest folded into the lowest.
static double quotient_double(VM *vm, const IntView *x, const IntView *y) {
    int64_t shift = int_bits(x) - int_bits(y) - 62; // the quotient of x >> shift has 62 or 63 bits
    if (shift > 1100)
        return INFINITY;
    if (shift < -1200)
        return 0.0;
    int64_t up = shift < 0 ? -shift : 0, down = shift < 0 ? 0 : shift;
    // x << up over y << down.
    IntScratch a, b, q, r;
    int_scratch_init(vm, &a, x->count + up / LIMB_BITS + 1);
    int_scratch_init(vm, &b, y->count + down / LIMB_BITS + 1);
    mpn_copyi(a.limbs + up / LIMB_BITS, x->limbs, x->count);
    mpn_copyi(b.limbs + down / LIMB_BITS, y->limbs, y->count);
    if (up % LIMB_BITS != 0)
        mpn_lshift(a.limbs, a.limbs, a.count, (unsigned)(up % LIMB_BITS));
    if (down % LIMB_BITS != 0)
        mpn_lshift(b.limbs, b.limbs, b.count, (unsigned)(down % LIMB_BITS));
    int64_t m = a.count, n = b.count;
    while (m > 0 && a.limbs[m - 1] == 0)
        m--;
    while (b.limbs[n - 1] == 0)
        n--;
    int_scratch_init(vm, &q, m >= n ? m - n + 1 : 1);
    int_scratch_init(vm, &r, n);
    mpn_tdiv_qr(q.limbs, r.limbs, 0, a.limbs, m, b.limbs, n);
    uint64_t bits = q.limbs[0] | !mpn_zero_p(r.limbs, n);
    int_scratch_drop(vm, &a);
    int_scratch_drop(vm, &b);
    int_scratch_drop(vm, &q);
    int_scratch_drop(vm, &r);
    // A subnormal result keeps fewer bits, and may be rounded only once.
    int64_t lost = -1074 - shift;
    if (lost <= 10)
        return ldexp((double)bits, (int)shift);
    if (lost > 63)
        return 0.0;
    uint64_t units = bits >> lost, rest = bits & ((UINT64_C(1) << lost) - 1);
    uint64_t half = UINT64_C(1) << (lost - 1);
    units += rest > half || (rest == half && (units & 1));
    return ldexp((double)units, -1074);
}

static Value true_divide(VM *vm, Value a, Value b) {
    const int64_t exact = INT64_C(1) << 53;
    if (int_sign(b) == 0)
        return vm_raise(vm, T_ZeroDivisionError, "division by zero");
    if (value_both_small(a, b)) {
        int64_t i = value_small_get(a), j = value_small_get(b);
        if (i >= -exact && i <= exact && j >= -exact && j <= exact)
            return float_new(vm, (double)i / (double)j);
    }
    IntView x, y;
    int_view(a, &x);
    int_view(b, &y);
    if (x.count == 0)
        return float_new(vm, 0.0);
    double d = quotient_double(vm, &x, &y);
    if (isinf(d))
        return vm_raise(vm, T_OverflowError, "integer division result too large for a float");
    return float_new(vm, x.negative != y.negative ? -d : d);
}

// Powers.

static Value square_and_multiply(VM *vm, Value base, uint64_t exponent) {
    Value result = value_small(1), square = value_ref(base);
    while (result != VALUE_ABSENT && square != VALUE_ABSENT) {
        if (exponent & 1)
            value_set(vm, &result, multiply(vm, result, square));
        exponent >>= 1;
        if (exponent == 0)
            break;
        value_set(vm, &square, multiply(vm, square, square));
    }
    if (square == VALUE_ABSENT)
        value_clear(vm, &result);
    value_unref(vm, square);
    return result;
}

static Value shift_left(VM *vm, Value a, int64_t by);

static Value power(VM *vm, Value a, Value b) {
    if (int_sign(b) < 0) {
        double x, y;
        if (!int_to_double(vm, a, &x) || !int_to_double(vm, b, &y))
            return VALUE_ABSENT;
        return float_power(vm, x, y);
    }
    IntView x;
    int_view(a, &x);
    int64_t exponent;
    bool fits = int_to_int64(b, &exponent);
    if (fits && exponent == 0)
        return value_small(1);
    if (x.count == 0)
        return value_small(0);
    if (x.count == 1 && x.limbs[0] == 1) {
        IntView y;
        int_view(b, &y);
        return value_small(x.negative && (y.limbs[0] & 1) ? -1 : 1);
    }
    double bits = (double)(int_bits(&x) - 1) * (fits ? (double)exponent : 0x1p63);
    if (!vm_check_size(vm, bits / 8))
        return VALUE_ABSENT;
    if (x.count == 1 && x.limbs[0] == 2 && !x.negative)
        return shift_left(vm, value_small(1), exponent);
    return square_and_multiply(vm, a, (uint64_t)exponent);
}

// The inverse of a modulo m > 0, 0 <= result < m, or VALUE_ABSENT (no exception) when there is none:
// the extended algorithm of Euclid.
static Value inverse(VM *vm, Value a, Value m) {
    Value r0 = value_ref(m), r1, s0 = value_small(0), s1 = value_small(1);
    int_divide(vm, a, m, NULL, &r1);
    while (int_sign(r1) != 0) {
        Value quotient, rest;
        int_divide(vm, r0, r1, &quotient, &rest);
        Value product = multiply(vm, quotient, s1);
        Value s2 = add(vm, s0, product, true);
        value_unref(vm, product);
        value_unref(vm, quotient);
        value_set(vm, &r0, r1);
        r1 = rest;
        value_set(vm, &s0, s1);
        s1 = s2;
    }
    Value result = VALUE_ABSENT;
    if (r0 == value_small(1))
        int_divide(vm, s0, m, NULL, &result);
    value_unref(vm, r0);
    value_unref(vm, r1);
    value_unref(vm, s0);
    value_unref(vm, s1);
    return result;
}

// *v = *v * w mod m.
static void multiply_mod(VM *vm, Value *v, Value w, Value m) {
    Value product = multiply(vm, *v, w), rest;
    int_divide(vm, product, m, NULL, &rest);
    value_unref(vm, product);
    value_set(vm, v, rest);
}

Value int_pow_mod(VM *vm, Value a, Value b, Value m) {
    if (int_sign(m) == 0)
        return vm_raise(vm, T_ValueError, "pow() 3rd argument cannot be 0");
    bool negative = int_sign(m) < 0;
    Value modulus = negative ? int_negate(vm, m) : value_ref(m);
    Value base, exponent;
    if (int_sign(b) < 0) {
        base = inverse(vm, a, modulus);
        exponent = int_negate(vm, b);
        if (base == VALUE_ABSENT) {
            value_unref(vm, modulus);
            value_unref(vm, exponent);
            return vm_raise(vm, T_ValueError, "base is not invertible for the given modulus");
        }
    } else {
        int_divide(vm, a, modulus, NULL, &base);
        exponent = value_ref(b);
    }
    IntView bits;
    int_view(exponent, &bits);
    Value result;
    int_divide(vm, value_small(1), modulus, NULL, &result);
    for (int64_t i = int_bits(&bits) - 1; i >= 0; i--) {
        multiply_mod(vm, &result, result, modulus);
        if (bits.limbs[i / LIMB_BITS] >> (i % LIMB_BITS) & 1)
            multiply_mod(vm, &result, base, modulus);
    }
    if (negative && int_sign(result) != 0)
        value_set(vm, &result, add(vm, result, modulus, true));
    value_unref(vm, base);
    value_unref(vm, exponent);
    value_unref(vm, modulus);
    return result;
}

// Shifts.

static Value shift_left(VM *vm, Value a, int64_t by) {
    IntView x;
    int_view(a, &x);
    if (value_is_small(a) && by < LIMB_BITS) {
        int64_t i = value_small_get(a), shifted = (int64_t)((uint64_t)i << by);
        if (shifted >> by == i)
            return int_new(vm, shifted);
    }
    int64_t limbs = by / LIMB_BITS, count = x.count + limbs + 1;
    if (!vm_check_size(vm, (double)x.count * 8 + (double)by / 8))
        return VALUE_ABSENT;
    vm_charge(vm, count / 8);
    IntScratch result;
    int_scratch_init(vm, &result, count);
    mpn_copyi(result.limbs + limbs, x.limbs, x.count);
    if (by % LIMB_BITS != 0)
        mpn_lshift(result.limbs + limbs, result.limbs + limbs, x.count + 1, (unsigned)(by % LIMB_BITS));
    Value v = int_from_limbs(vm, result.limbs, count, x.negative);
    int_scratch_drop(vm, &result);
    return v;
}

// Rounds down, as a shift of an endless two's complement does.
static Value shift_right(VM *vm, Value a, int64_t by) {
    if (value_is_small(a))
        return value_small(value_small_get(a) >> (by < LIMB_BITS ? by : LIMB_BITS - 1));
    IntView x;
    int_view(a, &x);
    if (by / LIMB_BITS >= x.count)
        return value_small(x.negative ? -1 : 0);
    int64_t limbs = by / LIMB_BITS, count = x.count - limbs;
    bool lost = limbs > 0 && !mpn_zero_p(x.limbs, limbs);
    IntScratch result;
    int_scratch_init(vm, &result, count + 1);
    mpn_copyi(result.limbs, x.limbs + limbs, count);
    if (by % LIMB_BITS != 0)
        lost |= mpn_rshift(result.limbs, result.limbs, count, (unsigned)(by % LIMB_BITS)) != 0;
    if (x.negative && lost)
        mpn_add_1(result.limbs, result.limbs, count + 1, 1);
    vm_charge(vm, count / 8);
    Value v = int_from_limbs(vm, result.limbs, count + 1, x.negative);
    int_scratch_drop(vm, &result);
    return v;
}

static Value shift(VM *vm, BinaryOp op, Value a, Value b) {
    if (int_sign(b) < 0)
        return vm_raise(vm, T_ValueError, "negative shift count");
    int64_t by;
    if (int_to_int64(b, &by))
        return op == OP_LSHIFT ? shift_left(vm, a, by) : shift_right(vm, a, by);
    if (op == OP_RSHIFT)
        return value_small(int_sign(a) < 0 ? -1 : 0);
    if (int_sign(a) == 0)
        return value_small(0);
    return vm_raise(vm, T_OverflowError, "too many digits in integer");
}

// Bits.

// `view` as two's complement in `count` limbs.
static void to_complement(const IntView *view, mp_limb_t *out, int64_t count) {
    mpn_copyi(out, view->limbs, view->count);
    if (view->negative)
        mpn_neg(out, out, count);
}

static Value bitwise(VM *vm, BinaryOp op, Value a, Value b) {
    if (value_both_small(a, b)) {
        int64_t i = value_small_get(a), j = value_small_get(b);
        return value_small(op == OP_AND ? i & j : op == OP_OR ? i | j : i ^ j);
    }
    IntView x, y;
    int_view(a, &x);
    int_view(b, &y);
    int64_t count = (x.count > y.count ? x.count : y.count) + 1;
    vm_charge(vm, count / 8);
    IntScratch left, right;
    int_scratch_init(vm, &left, count);
    int_scratch_init(vm, &right, count);
    to_complement(&x, left.limbs, count);
    to_complement(&y, right.limbs, count);
    if (op == OP_AND)
        mpn_and_n(left.limbs, left.limbs, right.limbs, count);
    else if (op == OP_OR)
        mpn_ior_n(left.limbs, left.limbs, right.limbs, count);
    else
        mpn_xor_n(left.limbs, left.limbs, right.limbs, count);
    bool negative = left.limbs[count - 1] >> (LIMB_BITS - 1);
    if (negative)
        mpn_neg(left.limbs, left.limbs, count);
    Value v = int_from_limbs(vm, left.limbs, count, negative);
    int_scratch_drop(vm, &left);
    int_scratch_drop(vm, &right);
    return v;
}

static Value floor_divide(VM *vm, BinaryOp op, Value a, Value b) {
    if (int_sign(b) == 0)
        return vm_raise(vm, T_ZeroDivisionError,
                        op == OP_MOD ? "integer modulo by zero" : "integer division or modulo by zero");
    Value result;
    int_divide(vm, a, b, op == OP_MOD ? NULL : &result, op == OP_MOD ? &result : NULL);
    return result;
}

Value int_binary(VM *vm, BinaryOp op, Value a, Value b) {
    switch (op) {
    case OP_ADD:
    case OP_SUB:
        return add(vm, a, b, op == OP_SUB);
    case OP_MUL:
        return multiply(vm, a, b);
    case OP_TRUEDIV:
        return true_divide(vm, a, b);
    case OP_FLOORDIV:
    case OP_MOD:
        return floor_divide(vm, op, a, b);
    case OP_POW:
        return power(vm, a, b);
    case OP_LSHIFT:
    case OP_RSHIFT:
        return shift(vm, op, a, b);
    case OP_AND:
    case OP_OR:
    case OP_XOR:
        return bitwise(vm, op, a, b);
    case OP_MATMUL:
    case OP_BINARY_COUNT:
        break;
    }
    return VALUE_NOT_IMPLEMENTED;
}
