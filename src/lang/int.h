// int: small ones in the word, larger ones as GMP limbs (mpn layer) inside the object.
#ifndef AWAITSCOPE_LANG_INT_H
#define AWAITSCOPE_LANG_INT_H

#include "lang/object.h"
#include "lang/op.h"

typedef struct BigInt {
    Obj head;
    int64_t size; // limbs used, negative for a negative number; never fits a small int (an
                  // instance of a subclass of int or bool may hold any number, size 0 is zero)
    uint64_t limbs[];
} BigInt;

// Whether `v` is an int (bool and subclasses included).
static inline bool value_is_int(Value v) {
    return value_is_small(v) || value_is_bool(v) || value_is_kind(v, KIND_INT);
}

// The int value of any int64.
Value int_new(VM *vm, int64_t i);
Value int_new_unsigned(VM *vm, uint64_t u);

// The number when it fits, false otherwise (no exception). `v` is an int.
bool int_to_int64(Value v, int64_t *out);

// Nearest double; OverflowError "int too large to convert to float". `v` is an int.
bool int_to_double(VM *vm, Value v, double *out);

// From the source text of a literal (0x, 0o, 0b prefixes) or digits in `base` 2..36 (0: by prefix),
// underscores and surrounding blanks allowed as int() allows them. ABSENT with ValueError.
Value int_parse(VM *vm, const char *text, size_t bytes, int base, Value original);

// A double truncated; OverflowError/ValueError for infinity and NaN.
Value int_from_double(VM *vm, double d);

// a OP b for two ints (any); TRUEDIV and POW with negative exponent give floats.
Value int_binary(VM *vm, BinaryOp op, Value a, Value b);

// pow(a, b, m).
Value int_pow_mod(VM *vm, Value a, Value b, Value m);

// Three-way comparison of two ints: -1, 0, 1.
int int_cmp(Value a, Value b);

// -1, 0, 1.
int int_sign(Value v);

// Decimal digits (or base 2, 8, 10, 16 without prefix) as str.
Value int_to_str(VM *vm, Value v, int base);

// CPython's hash.
int64_t int_hash(Value v);

#endif
