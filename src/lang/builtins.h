// The builtin functions.
#ifndef AWAITSCOPE_LANG_BUILTINS_H
#define AWAITSCOPE_LANG_BUILTINS_H

#include "lang/module.h"

// The module `builtins`: functions, types, exceptions, constants.
extern const ModuleDef module_builtins;

// What sys.stdout and sys.stderr are: an object with write() and flush().
Value stream_new(VM *vm, int number);

// dir(v).
Value object_dir(VM *vm, Value v);

#endif
