// The program's standard streams: sys.stdin, sys.stdout, sys.stderr.
#ifndef AWAITSCOPE_LANG_STREAM_H
#define AWAITSCOPE_LANG_STREAM_H

#include "lang/vm.h"

// What sys.stdin (0), sys.stdout (1) and sys.stderr (2) are at first.
Value stream_new(VM *vm, int number);

// What the module sys has under this name now, borrowed, or ABSENT.
Value stream_of_sys(VM *vm, NameId name);

// The number of a stream; -1 for something that the program has put in its place.
int stream_number(VM *vm, Value v);

// The next line of standard input with its "\n": a new str, empty when there is no more. MAY RAISE
// UnicodeDecodeError.
Value stream_line(VM *vm);

// Writes text to what sys.stderr is now. Runs Python on the C stack when the program has put an
// object of its own there, whose exceptions are dropped.
void stream_write_error(VM *vm, const char *text, size_t bytes);

#endif
