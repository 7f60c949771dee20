#ifndef AWAITSCOPE_UI_TAPE_H
#define AWAITSCOPE_UI_TAPE_H

#include <stdint.h>
#include <stdio.h>

#include "base/diag.h"
#include "ui/key.h"

// Keys in a file, for demonstrations and tests: on each line the seconds since the key before and the
// key, as key_parse reads it ("0.350 Right"). Empty lines, and those that begin with "#", say nothing.

typedef struct Tape Tape;

// Reads a file. Returns NULL with a diagnostic where it cannot be read or a line is no key. The caller
// frees it with tape_free.
Tape *tape_read(const char *path, Diag *diag);

// NULL is allowed.
void tape_free(Tape *tape);

// The key that comes next, with the milliseconds to wait before it; UI_KEY_NONE at the end. `wait_ms`
// may be NULL.
UiKey tape_peek(const Tape *tape, int64_t *wait_ms);

// Goes on to the key after that one.
void tape_advance(Tape *tape);

// Writes one line.
void tape_write(FILE *file, UiKey key, int64_t since_ms);

#endif
