#ifndef AWAITSCOPE_EXPLAIN_SOURCE_TEXT_H
#define AWAITSCOPE_EXPLAIN_SOURCE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

// The lines of a program, for sentences and for the program pane.
typedef struct SourceText {
    char *text;       // a copy
    uint32_t *starts; // offset of each line, and one more: the end
    uint32_t count;
} SourceText;

// Copies the `length` bytes at `text` and finds their lines, in the caller's storage.
void source_text_init(SourceText *source, const char *text, size_t length);

// Frees what it owns.
void source_text_deinit(SourceText *source);

// Line `number` (from 1), without its newline; "" with length 0 where there is none. Not
// NUL-terminated; valid as long as the source.
const char *source_text_line(const SourceText *source, uint32_t number, size_t *length);

// Appends the awaited call on a line, as "sleep(2)" for `await asyncio.sleep(2)`, or just its name
// where its arguments go on below. Returns false, and appends nothing, where nothing is awaited.
bool source_text_awaited(const SourceText *source, uint32_t number, Buffer *out);

// Appends the call of `name` on a line with its arguments, as "time.sleep(3)"; false where the line
// has none.
bool source_text_call(const SourceText *source, uint32_t number, const char *name, Buffer *out);

// The line at or above `number` that begins the def or class that the line stands in; 0 when there
// is none. An empty line stands where the one above it does.
uint32_t source_text_enclosing(const SourceText *source, uint32_t number);

#endif
