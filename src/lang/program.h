// A Python program in a world: from source text to exit status.
#ifndef AWAITSCOPE_LANG_PROGRAM_H
#define AWAITSCOPE_LANG_PROGRAM_H

#include "base/buffer.h"
#include "lang/vm.h"

// What became of a program.
typedef enum ProgramEnd {
    PROGRAM_RUNNING, // stopped between two instructions: program_run goes on
    PROGRAM_ENDED,   // *status is its exit status, what it prints on the way out is printed
} ProgramEnd;

// Compiles the text of `filename` (as it is to be shown) and readies it to run as __main__ with
// these arguments. A SyntaxError is printed as CPython prints it, and *status is 1: false. Where only
// `cells` is missing, a line more says so.
//
// `cells`: the program is the cells of a notebook, parted by `# %%` lines. It may await outside of
// functions, and runs as one coroutine under asyncio.run: one event loop for all cells, which takes a
// turn between two of them; tasks that are not done after the last one are cancelled.
bool program_load(VM *vm, const char *filename, const char *source, size_t length, bool cells, int argc,
                  const char *const *argv, int *status);

// Runs, or goes on. An uncaught exception prints its traceback (status 1); SystemExit gives its code; a
// halt prints one line: 3 not supported, 4 a limit, 5 a deadlock.
ProgramEnd program_run(VM *vm, int *status);

#endif
