// Source texts that messages show lines of.
#ifndef AWAITSCOPE_LANG_SOURCE_H
#define AWAITSCOPE_LANG_SOURCE_H

#include "lang/object.h"

// Keeps the text of a file in the world, under the name that code objects have for it.
void source_add(VM *vm, Value filename, const char *text, size_t bytes);

// Line `number` (from 1) without its end, or NULL when the file or the line is not known. Valid
// while the world is.
const char *source_line(VM *vm, Value filename, int number, size_t *length);

#endif
