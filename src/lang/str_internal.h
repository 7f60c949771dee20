// What the files of str share: not for others.
#ifndef AWAITSCOPE_LANG_STR_INTERNAL_H
#define AWAITSCOPE_LANG_STR_INTERNAL_H

#include "base/utf8.h"
#include "lang/exact.h"

// The functions behind the methods (see str_method.def).
#define STR_METHOD(name, signature) Value str_method_##name(VM *vm, Value *a);
#include "lang/str_method.def"
#undef STR_METHOD

// The character at byte `at`; *size: its bytes.
static inline uint32_t str_decode(const Str *s, size_t at, int *size) {
    unsigned char first = (unsigned char)s->data[at];
    *size = 1;
    return first < 0x80 ? first : (uint32_t)utf8_decode(s->data + at, s->bytes - at, size);
}

// The part of `s` between two byte offsets: `v` itself when it is exactly a str and all of it is meant.
Value str_part(VM *vm, Value v, size_t from, size_t to);

// `v` as exactly a str: itself or a copy.
Value str_plain(VM *vm, Value v);

// The offset of the first occurrence of `what` in [from, to) of `s`, or of the last; -1 when none.
int64_t str_find_bytes(const char *text, size_t from, size_t to, const char *what, size_t bytes);
int64_t str_rfind_bytes(const char *text, size_t from, size_t to, const char *what, size_t bytes);

#endif
