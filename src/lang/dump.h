// Text of code objects and of a whole world, for those who work on the engine.
#ifndef AWAITSCOPE_LANG_DUMP_H
#define AWAITSCOPE_LANG_DUMP_H

#include "base/buffer.h"
#include "lang/code.h"
#include "lang/vm.h"

// Appends the instructions of `code` and of the code objects among its constants. Reprs of constants
// are made in the world; no guest code runs.
void dump_code(VM *vm, const Code *code, Buffer *out);

// Appends what lives in the world: the number and bytes of objects by type, and the sizes of the
// engine's tables. Changes nothing.
void dump_world(VM *vm, Buffer *out);

#endif
