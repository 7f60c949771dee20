// The representation of every guest value: one 64-bit word.
//
//   ...1   small int, 63 bits, in the upper bits
//   ..10   float whose exponent is near zero's (most of them), rotated so that the tag fits
//   .100   None, True, False, Ellipsis, NotImplemented
//   .000   pointer to an Obj in the world; the word 0 is "no value" (VALUE_ABSENT)
//
// "No value" is an unbound variable, a missing argument, and what a native returns when an
// exception is pending.
#ifndef AWAITSCOPE_LANG_VALUE_H
#define AWAITSCOPE_LANG_VALUE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef uint64_t Value;
typedef struct Obj Obj;

#define VALUE_ABSENT ((Value)0)
#define VALUE_NONE ((Value)0x04)
#define VALUE_FALSE ((Value)0x0c)
#define VALUE_TRUE ((Value)0x14)
#define VALUE_ELLIPSIS ((Value)0x1c)
#define VALUE_NOT_IMPLEMENTED ((Value)0x24)

#define SMALL_INT_MAX (INT64_MAX >> 1)
#define SMALL_INT_MIN (INT64_MIN >> 1)

// Whether `v` is a small int (a larger int is an object).
static inline bool value_is_small(Value v) { return v & 1; }

// Whether both are small ints.
static inline bool value_both_small(Value v, Value w) { return v & w & 1; }

// Whether `v` is a float held in the word itself (other floats are objects).
static inline bool value_is_inline_float(Value v) { return (v & 3) == 2; }

// Whether `v` points to an object; false for VALUE_ABSENT too.
static inline bool value_is_obj(Value v) { return (v & 7) == 0 && v != 0; }

// The object that `v` points to.
static inline Obj *value_obj(Value v) { return (Obj *)(uintptr_t)v; }

// The value that points to `o`; no reference is taken.
static inline Value value_of(const void *o) { return (Value)(uintptr_t)o; }

// True or False.
static inline Value value_bool(bool b) { return b ? VALUE_TRUE : VALUE_FALSE; }

// Whether `v` is True or False.
static inline bool value_is_bool(Value v) { return v == VALUE_TRUE || v == VALUE_FALSE; }

// The small int `i`, which must be within SMALL_INT_MIN and SMALL_INT_MAX.
static inline Value value_small(int64_t i) { return ((uint64_t)i << 1) | 1; }

// The number in a small int.
static inline int64_t value_small_get(Value v) { return (int64_t)v >> 1; }

// Whether `i` fits a small int.
static inline bool value_small_fits(int64_t i) { return i >= SMALL_INT_MIN && i <= SMALL_INT_MAX; }

// Tries to hold `d` in a word; VALUE_ABSENT when its exponent is out of the inline range.
static inline Value value_try_inline_float(double d) {
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    unsigned top = (bits >> 60) & 7;
    if ((top == 3 || top == 4) && bits != UINT64_C(0x3000000000000000))
        return (((bits << 3) | (bits >> 61)) & ~(uint64_t)3) | 2;
    return bits == 0 ? UINT64_C(0x8000000000000002) : VALUE_ABSENT;
}

// The number in an inline float.
static inline double value_inline_float_get(Value v) {
    uint64_t bits = 0;
    if (v != UINT64_C(0x8000000000000002)) {
        bits = (2 - (v >> 63)) | (v & ~(uint64_t)3);
        bits = (bits >> 3) | (bits << 61);
    }
    double d;
    memcpy(&d, &bits, sizeof d);
    return d;
}

#endif
