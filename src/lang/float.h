// float: inline in the word where the exponent allows, else an object.
#ifndef AWAITSCOPE_LANG_FLOAT_H
#define AWAITSCOPE_LANG_FLOAT_H

#include "lang/object.h"

typedef struct FloatObj {
    Obj head;
    double value;
} FloatObj;

static inline bool value_is_float(Value v) {
    return value_is_inline_float(v) || value_is_kind(v, KIND_FLOAT);
}

// A new float.
Value float_new(VM *vm, double d);

// The number in a float.
static inline double float_get(Value v) {
    return value_is_inline_float(v) ? value_inline_float_get(v) : ((FloatObj *)value_obj(v))->value;
}

// float(v) for an int, bool or float: false with no exception when `v` is none of these, false with
// an exception when an int is too large.
bool float_from_number(VM *vm, Value v, double *out);

// The shortest text that reads back as `d`, as repr() writes it. `out` has room for 32 bytes.
void float_repr_text(double d, char *out);

// Parses what float() accepts. False when it is no number (no exception).
bool float_parse(const char *text, size_t bytes, double *out);

// CPython's hash.
int64_t float_hash(VM *vm, Value v);

#endif
