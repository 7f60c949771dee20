// The builtin functions.
#ifndef AWAITSCOPE_LANG_BUILTINS_H
#define AWAITSCOPE_LANG_BUILTINS_H

#include "lang/module.h"

// The module `builtins`: functions, types, exceptions, constants.
extern const ModuleDef module_builtins;

// dir(v).
Value object_dir(VM *vm, Value v);

// The native object.__getattribute__, for builtin types that have it in their own namespace.
Flow object_getattribute(VM *vm, Frame *f);

#endif
