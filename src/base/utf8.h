#ifndef AWAITSCOPE_BASE_UTF8_H
#define AWAITSCOPE_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// UTF-8, and its superset WTF-8-like form in which lone surrogates (U+D800 to U+DFFF), which a
// Python string may contain, are encoded in three bytes as any other code point of that size.

enum { UTF8_MAX_BYTES = 4 };

// What utf8_validate accepts besides well-formed UTF-8.
typedef enum Utf8Mode {
    UTF8_STRICT,
    UTF8_SURROGATES, // also surrogates, lone or not
} Utf8Mode;

// Decodes the code point at `text`, of which `length` bytes (at least 1) may be read, and stores
// how many bytes it takes in `*size`. Surrogates are decoded. Returns -1 with size 1 where the
// bytes are no code point: overlong, cut off, above U+10FFFF, or not UTF-8 at all.
int32_t utf8_decode(const char *text, size_t length, int *size);

// Writes the encoding of `code` (at most U+10FFFF, surrogates too) to `out`, without a NUL, and
// returns its size in bytes.
int utf8_encode(uint32_t code, char out[UTF8_MAX_BYTES]);

// Returns the offset of the first byte that is not part of well-formed text, or `length` when all
// is well.
size_t utf8_validate(const char *text, size_t length, Utf8Mode mode);

// Whether the code point tells a terminal to do something: a control character (C0, DEL, C1), or one
// that turns the direction of what is written after it (Unicode's embeddings, overrides, isolates).
bool utf8_commands(int32_t code);

// The number of code points in text that utf8_validate accepts: the bytes that begin one.
size_t utf8_count(const char *text, size_t length);

// The byte offset of code point number `index` (from 0) in such text, at most `length`.
size_t utf8_offset(const char *text, size_t length, size_t index);

#endif
