// What the files of bytes and bytearray share: not for others.
#ifndef AWAITSCOPE_LANG_BYTES_INTERNAL_H
#define AWAITSCOPE_LANG_BYTES_INTERNAL_H

#include "lang/bytes.h"
#include "lang/native.h"
#include "lang/op.h"

// The functions behind the shared methods (see bytes_method.def).
#define BYTES_METHOD(name, signature) Value bytes_method_##name(VM *vm, Value *a);
#include "lang/bytes_method.def"
#undef BYTES_METHOD

// join, maketrans and fromhex; the first and last are resumable: "self iterable /", "cls string /".
Flow bytes_join(VM *vm, Frame *frame);
Value bytes_maketrans(VM *vm, Value *a);
Flow bytes_fromhex(VM *vm, Frame *frame);

// A new object of the type that `like` has: bytes, or bytearray.
Value bytes_like_new(VM *vm, Value like, const void *data, int64_t count);

// The contents that an argument of a constructor stands for, as bytes in frame->in: v[1] source,
// v[2] encoding, v[3] errors, any of them VALUE_ABSENT. A resumable native's first part: it
// gives FLOW_READY when done. `type` is the name in the errors.
Flow bytes_contents(VM *vm, Frame *frame, const char *type);

// One byte from an int. False with ValueError or TypeError.
bool bytes_item(VM *vm, Value v, const char *range_error, uint8_t *out);

// What a bytes-like `v` is, else TypeError "a bytes-like object is required, not 'X'" and false.
bool bytes_want(VM *vm, Value v, const uint8_t **data, int64_t *count);

// Shared slots.
Value bytes_compare(VM *vm, CompareOp op, Value a, Value b);
int bytes_contains(VM *vm, Value self, Value item);
bool bytes_truth(VM *vm, Value self);
int64_t bytes_length(VM *vm, Value self);
Value bytes_getitem(VM *vm, Value self, Value key);
Value bytes_binary(VM *vm, BinaryOp op, Value a, Value b);
Value bytes_iter(VM *vm, Value self);

#endif
