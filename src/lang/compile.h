// From the syntax tree to code objects.
#ifndef AWAITSCOPE_LANG_COMPILE_H
#define AWAITSCOPE_LANG_COMPILE_H

#include "lang/code.h"
#include "lang/parser.h"
#include "lang/vm.h"

// Compiles a module's source text. Gives a new code object, or NULL with `error` filled in when the
// source is not valid Python; its texts live in `arena`. Constants are made in the world of
// `vm`; no guest code runs.
Code *compile_source(VM *vm, Arena *arena, const char *source, size_t length, const char *filename,
                     SyntaxErrorInfo *error);

// The same for the cells of a notebook, which `# %%` lines part: their code may await outside of
// functions, and the code object is that of a coroutine function without parameters. Between two
// cells it gives way once.
Code *compile_cells(VM *vm, Arena *arena, const char *source, size_t length, const char *filename,
                    SyntaxErrorInfo *error);

#endif
