// Calls of builtin types that need neither a frame nor Python: int("5"), str(7), list(range(3)).
#ifndef AWAITSCOPE_LANG_QUICK_NEW_H
#define AWAITSCOPE_LANG_QUICK_NEW_H

#include "lang/type.h"

// type(args...) with positional arguments. True when it was done: *out is the result, or VALUE_ABSENT
// with an exception pending. False when it has to be called in the ordinary way; nothing has
// happened then.
bool quick_new(VM *vm, const Type *type, int count, const Value *args, Value *out);

#endif
