#ifndef AWAITSCOPE_LANG_UNICODE_NAME_H
#define AWAITSCOPE_LANG_UNICODE_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

// Unicode as the lexer needs it: identifiers (the section "Identifiers and keywords" of the
// reference) and which characters can be shown. The tables are those of utf8proc.

// How many bytes at the start of `text` (well-formed UTF-8) are an identifier: `length` when all.
size_t unicode_name_prefix(const char *text, size_t length);

// The identifier in normal form NFKC, in `arena`; its length goes to `*normal_length`.
const char *unicode_name_normalize(Arena *arena, const char *text, size_t length,
                                   size_t *normal_length);

// Whether Python's str.isprintable is true for the character.
bool unicode_is_printable(uint32_t code);

#endif
