// The builtin functions.
#ifndef AWAITSCOPE_LANG_BUILTINS_H
#define AWAITSCOPE_LANG_BUILTINS_H

#include "lang/module.h"

// The module `builtins`: functions, types, exceptions, constants.
extern const ModuleDef module_builtins;

// What sys.stdout and sys.stderr are at first: an object with write() and flush().
Value stream_new(VM *vm, int number);

// Writes text to what sys.stderr is now. Runs Python on the C stack when the program has put an
// object of its own there, whose exceptions are dropped.
void stream_write_error(VM *vm, const char *text, size_t bytes);

// dir(v).
Value object_dir(VM *vm, Value v);

// The native object.__getattribute__, for builtin types that have it in their own namespace.
Flow object_getattribute(VM *vm, Frame *f);

#endif
