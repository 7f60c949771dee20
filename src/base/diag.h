#ifndef AWAITSCOPE_BASE_DIAG_H
#define AWAITSCOPE_BASE_DIAG_H

#include <stdbool.h>

#include "base/buffer.h"

// A host error (a file, an option, a lesson): where, and one sentence. Not for guest exceptions.
typedef struct Diag {
    Buffer path;    // empty when no file is concerned
    int line;       // from 1; 0 when there is none
    int column;     // from 1; 0 when there is none
    Buffer message; // empty when there is no error
    Buffer hint;    // what to do about it, or empty
} Diag;

// Makes an empty diagnostic in the caller's storage.
void diag_init(Diag *diag);

// Frees what it owns; it is empty and usable again.
void diag_deinit(Diag *diag);

// Replaces what the diagnostic says; the hint becomes empty. `path` may be NULL; it is copied.
// Returns false always, so that a failing function can end with `return diag_set(…)`.
__attribute__((format(printf, 5, 6))) bool diag_set(Diag *diag, const char *path, int line,
                                                    int column, const char *format, ...);

// Replaces the hint. Returns false always.
__attribute__((format(printf, 2, 3))) bool diag_hint(Diag *diag, const char *format, ...);

// Appends "path:line:column: message" (without the parts that are absent), a newline, and the hint
// on a line of its own.
void diag_format(const Diag *diag, Buffer *out);

#endif
