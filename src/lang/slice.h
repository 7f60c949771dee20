// slice objects, and what a slice means for a sequence of a given length.
#ifndef AWAITSCOPE_LANG_SLICE_H
#define AWAITSCOPE_LANG_SLICE_H

#include "lang/object.h"

typedef struct Slice {
    Obj head;
    Value start, stop, step; // never VALUE_ABSENT
} Slice;

static inline bool value_is_slice(Value v) { return value_is_kind(v, KIND_SLICE); }

// A new slice; the parts are borrowed, VALUE_ABSENT stands for None.
Value slice_new(VM *vm, Value start, Value stop, Value step);

// What `slice` selects of `length` items: item number i is at *start + i * *step, 0 <= i < *count.
// *stop is where Python's slice.indices says it ends. MAY RAISE (a zero step, parts that are no
// integers): false. Runs __index__ of the parts, nested.
bool slice_resolve(VM *vm, Value slice, int64_t length, int64_t *start, int64_t *stop,
                   int64_t *step, int64_t *count);

#endif
