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

// The position that `key` (an int, or an object with __index__, run nested) means among `count`
// items, negative ones counted from the end. MAY RAISE: TypeError with `type_error`, a format for
// vm_raise that takes the key (%T), or IndexError with `range_error`.
bool slice_index(VM *vm, Value key, int64_t count, const char *type_error, const char *range_error,
                 int64_t *index);

// The `start` or `stop` parameter of a method such as list.index, clipped into [0, count];
// VALUE_ABSENT and None give `missing`. MAY RAISE.
bool slice_bound(VM *vm, Value bound, int64_t count, int64_t missing, int64_t *out);

#endif
