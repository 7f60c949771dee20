// range: any ints, with a short way for those that fit a word.
#ifndef AWAITSCOPE_LANG_RANGE_H
#define AWAITSCOPE_LANG_RANGE_H

#include "lang/object.h"

typedef struct Range {
    Obj head;
    Value start, stop, step, length; // ints of any size
} Range;

// Iterates over a range: while `big_next` is VALUE_ABSENT, the next item is `next` and `left`
// items are to come, all of them small ints.
typedef struct RangeIterator {
    Obj head;
    int64_t next, step, left;
    Value big_next, big_step, big_left; // ints, or all VALUE_ABSENT
} RangeIterator;

static inline bool value_is_range(Value v) { return value_is_kind(v, KIND_RANGE); }

// A new range of ints (borrowed). MAY RAISE ValueError for a zero step.
Value range_new(VM *vm, Value start, Value stop, Value step);

// A new iterator over it.
Value range_iter(VM *vm, Value range);

#endif
