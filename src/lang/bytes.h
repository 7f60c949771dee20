// bytes and bytearray, and the encodings between them and str.
#ifndef AWAITSCOPE_LANG_BYTES_H
#define AWAITSCOPE_LANG_BYTES_H

#include "lang/object.h"

typedef struct Bytes {
    Obj head;
    int64_t hash; // -1: not computed yet
    int64_t count;
    uint8_t data[]; // followed by a NUL
} Bytes;

typedef struct ByteArray {
    Obj head;
    int64_t count, capacity;
    uint8_t *data; // raw block, owned
} ByteArray;

static inline bool value_is_bytes(Value v) { return value_is_kind(v, KIND_BYTES); }
static inline bool value_is_bytearray(Value v) { return value_is_kind(v, KIND_BYTEARRAY); }
static inline bool value_is_bytes_like(Value v) {
    return value_is_bytes(v) || value_is_bytearray(v);
}

// A new bytes object with a copy of the data; NULL leaves it zeroed, to be filled at once.
Value bytes_new(VM *vm, const void *data, size_t count);

// A new bytearray with a copy of the data, or zeroes for NULL.
Value bytearray_new(VM *vm, const void *data, size_t count);

// The contents of a bytes-like object, borrowed until it changes.
const uint8_t *bytes_data(Value bytes_like, int64_t *count);

// str.encode: a new bytes object; `encoding` and `errors` are C strings. MAY RAISE LookupError,
// UnicodeEncodeError.
Value bytes_encode(VM *vm, Value str, const char *encoding, const char *errors);

// bytes.decode: a new str. MAY RAISE LookupError, UnicodeDecodeError. `object` is what the error shows.
Value bytes_decode(VM *vm, Value object, const uint8_t *data, int64_t count, const char *encoding,
                   const char *errors);

// repr of bytes, with its b and quotes.
Value bytes_repr(VM *vm, const uint8_t *data, int64_t count);

#endif
