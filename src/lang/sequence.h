// What list and tuple (and, for repetition, str and bytes) have in common.
#ifndef AWAITSCOPE_LANG_SEQUENCE_H
#define AWAITSCOPE_LANG_SEQUENCE_H

#include "lang/object.h"
#include "lang/op.h"

// Compares two lists or two tuples item by item. Runs __eq__ and the order's method nested. MAY RAISE.
Value sequence_compare(VM *vm, CompareOp op, Value a, Value b);

// Whether an item equals `item`: 1, 0, or -1 with an exception. Runs __eq__ nested.
int sequence_contains(VM *vm, Value sequence, Value item);

// The position of the first item in [start, stop) that equals `item`: -1 when there is none, -2 with
// an exception. Runs __eq__ nested.
int64_t sequence_index(VM *vm, Value sequence, Value item, int64_t start, int64_t stop);

// How many items equal `item`, or -1 with an exception.
int64_t sequence_count(VM *vm, Value sequence, Value item);

// The operands of a repetition `a * b`, one of which is of the sequence's kind: which one is the
// sequence, and how often. 1 when it is one, 0 when the other operand is left to decide
// (NotImplemented), -1 with an exception.
int sequence_repeat(VM *vm, Value a, Value b, ObjKind kind, Value *sequence, int64_t *times);

// Whether the special method of the right operand comes before the error of a sequence's `+`.
bool sequence_right_decides(VM *vm, Value b, int reflected);

// "[", the reprs of the items with ", " between them, "]".
Value sequence_repr(VM *vm, Value self, const char *open, const char *close);

#endif
