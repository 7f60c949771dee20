#ifndef AWAITSCOPE_LANG_STRING_LITERAL_H
#define AWAITSCOPE_LANG_STRING_LITERAL_H

#include "lang/parser_internal.h"

// What is between the quotes of a string literal.

// Appends the text to `out` with its escape sequences replaced, by the section "String and Bytes
// literals" of the reference; unknown ones stay. Returns false with an error raised for those that
// are cut off.
bool string_literal_decode(Parser *p, Buffer *out, const char *text, size_t length, bool is_bytes);

#endif
