#ifndef AWAITSCOPE_BASE_WRAP_H
#define AWAITSCOPE_BASE_WRAP_H

#include "base/buffer.h"

// Appends the words of `text`, which are parted by blanks and newlines, in lines of at most `columns` code points, as
// far as a single word fits, and a newline. The first line begins at `column`, where the caller has written something
// before it; each other one behind `indent` blanks, at most `column`.
void wrap_text(Buffer *out, const char *text, int column, int indent, int columns);

#endif
