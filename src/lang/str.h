// str: UTF-8 (lone surrogates encoded as three bytes) with its length in characters.
#ifndef AWAITSCOPE_LANG_STR_H
#define AWAITSCOPE_LANG_STR_H

#include "lang/object.h"

typedef struct Str {
    Obj head;
    int64_t hash;  // -1: not computed yet
    size_t bytes;  // length in bytes
    size_t chars;  // length in characters; equal to bytes when ASCII
    char data[];   // NUL-terminated
} Str;

// The str behind `v`, which must be one.
static inline Str *str_get(Value v) { return (Str *)value_obj(v); }
static inline bool value_is_str(Value v) { return value_is_kind(v, KIND_STR); }
static inline bool str_is_ascii(const Str *s) { return s->bytes == s->chars; }

// A new str from valid UTF-8 (surrogates allowed). One ASCII character gives the shared one.
Value str_new(VM *vm, const char *utf8, size_t bytes);

// A new str from a NUL-terminated C string.
Value str_from(VM *vm, const char *text);

// A new str as printf (host formats only; valid UTF-8 expected).
Value str_format(VM *vm, const char *format, ...) __attribute__((format(printf, 2, 3)));

// A new str of `bytes` uninitialised bytes and `chars` characters, to be filled at once.
Value str_new_uninit(VM *vm, size_t bytes, size_t chars);

// The interned str equal to `utf8`: a new reference. Interned strs are kept for ever.
Value str_intern(VM *vm, const char *utf8, size_t bytes);

// Interns an existing str (exactly of type str): gives up `take_s`, returns the interned one.
Value str_intern_value(VM *vm, Value take_s);

// The hash that CPython computes with PYTHONHASHSEED=0.
int64_t str_hash(VM *vm, Str *s);

// Same characters?
bool str_equal(const Str *a, const Str *b);

// Equal to this ASCII C string?
bool str_is(Value v, const char *text);

// Code point at character `index` (in range).
uint32_t str_char_at(const Str *s, size_t index);

// Byte offset of character `index` (0..chars).
size_t str_offset(const Str *s, size_t index);

// A new str of one code point.
Value str_from_char(VM *vm, uint32_t code_point);

// a + b.
Value str_concat(VM *vm, Value a, Value b);

// repr of a str.
Value str_repr(VM *vm, Value s);

// sep.join(items): all must be str, else TypeError.
Value str_join(VM *vm, Value sep, const Value *items, int64_t count);

// Builds a str piece by piece in the world. Zero-initialise, then finish or drop.
typedef struct StrBuilder {
    char *data;
    size_t bytes, capacity, chars;
} StrBuilder;

// Appends valid UTF-8.
void str_builder_add(VM *vm, StrBuilder *b, const char *utf8, size_t bytes);
// Appends a C string, a str, a code point.
void str_builder_add_text(VM *vm, StrBuilder *b, const char *text);
void str_builder_add_str(VM *vm, StrBuilder *b, Value s);
void str_builder_add_char(VM *vm, StrBuilder *b, uint32_t code_point);
// The finished str; the builder is empty again.
Value str_builder_finish(VM *vm, StrBuilder *b);
// Gives up what was built.
void str_builder_drop(VM *vm, StrBuilder *b);

#endif
