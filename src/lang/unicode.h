// What the methods of str ask about characters.
#ifndef AWAITSCOPE_LANG_UNICODE_H
#define AWAITSCOPE_LANG_UNICODE_H

#include <stdbool.h>
#include <stdint.h>

enum { UNICODE_MAX_MAPPED = 4 };

// Each of these is what the method of str of that name says of a single character.
bool unicode_is_alpha(uint32_t code);
bool unicode_is_decimal(uint32_t code);
bool unicode_is_digit(uint32_t code);
bool unicode_is_numeric(uint32_t code);
bool unicode_is_space(uint32_t code);
bool unicode_is_lower(uint32_t code);
bool unicode_is_upper(uint32_t code);
bool unicode_is_titlecase(uint32_t code); // category Lt alone
bool unicode_is_line_break(uint32_t code);

// Whether a word goes on through the character when its case is looked at, and whether the
// character has case at all (Unicode's Case_Ignorable and Cased).
bool unicode_is_case_ignorable(uint32_t code);
bool unicode_is_cased(uint32_t code);

// The value of a decimal digit, or -1.
int unicode_decimal(uint32_t code);

// Full case mappings: write up to UNICODE_MAX_MAPPED characters to `out` and return how many.
int unicode_upper(uint32_t code, uint32_t *out);
int unicode_lower(uint32_t code, uint32_t *out);
int unicode_title(uint32_t code, uint32_t *out);
int unicode_fold(uint32_t code, uint32_t *out);

#endif
