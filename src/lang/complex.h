// complex numbers.
#ifndef AWAITSCOPE_LANG_COMPLEX_H
#define AWAITSCOPE_LANG_COMPLEX_H

#include "lang/object.h"

typedef struct ComplexObj {
    Obj head;
    double real, imag;
} ComplexObj;

static inline bool value_is_complex(Value v) { return value_is_kind(v, KIND_COMPLEX); }

// A new complex.
Value complex_new(VM *vm, double real, double imag);

#endif
