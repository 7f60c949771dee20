// Special methods of builtin types as attributes (`int.__add__`, `list.__len__`), and the wrappers
// staticmethod, classmethod and property.
#ifndef AWAITSCOPE_LANG_SLOTS_H
#define AWAITSCOPE_LANG_SLOTS_H

#include "lang/type.h"

struct Dict;

// Adds to `dict` a native for each slot that type's definition has.
void slots_fill(VM *vm, Type *type, struct Dict *dict);

typedef struct Wrap {
    Obj head;
    Value func;
} Wrap;

typedef struct Property {
    Obj head;
    Value get, set, delete, doc; // None when not given
} Property;

// A new staticmethod or classmethod object around `take_func`.
Value wrap_new(VM *vm, TypeId id, Value take_func);

#endif
