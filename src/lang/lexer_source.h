#ifndef AWAITSCOPE_LANG_LEXER_SOURCE_H
#define AWAITSCOPE_LANG_LEXER_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

// What happens to source text before it is cut into tokens.

// Returns a copy of the source, to be freed, in which every kind of line end is \n, a byte order
// mark is gone, and the last line ends with \n. Two NULs follow that `*copied` does not count.
char *lexer_source_copy(const char *source, size_t length, size_t *copied);

// Checks what the lexer relies on: no NUL, UTF-8, and no coding cookie (PEP 263) for anything else.
// Returns the offset of what is wrong and sets `*message`, a static text or one in `arena`; sets it
// to NULL when all is well. `*is_not_covered` says that CPython would read the text. Cookies for
// ASCII and its supersets pass where all text is ASCII.
size_t lexer_source_check(const char *source, size_t length, Arena *arena, const char **message,
                          bool *is_not_covered);

#endif
