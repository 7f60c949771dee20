// Types as annotations write them: list[int], int | None.
#ifndef AWAITSCOPE_LANG_GENERIC_H
#define AWAITSCOPE_LANG_GENERIC_H

#include "lang/type.h"

// Whether this builtin class may be subscripted.
bool generic_subscriptable(VM *vm, const Type *type);

// origin[arguments]: a tuple is several arguments.
Value generic_new(VM *vm, Value origin, Value arguments);

// a | b, of types, None and unions.
Value union_new(VM *vm, Value a, Value b);

// Whether `v` is a union.
bool union_is(VM *vm, Value v);

// The members of a union, a tuple, borrowed.
Value union_members(Value v);

// The class that an alias is of, borrowed.
Value generic_origin(Value v);

#endif
