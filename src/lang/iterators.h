// Iterators that belong to no container, and what lists do with them.
#ifndef AWAITSCOPE_LANG_ITERATORS_H
#define AWAITSCOPE_LANG_ITERATORS_H

#include "lang/exec.h"

// An iterator that asks v[0], v[1], ... until IndexError.
Value iterator_over_items(VM *vm, Value v);

// An iterator that calls `callable` until it gives `sentinel`: iter(callable, sentinel).
Value iterator_until(VM *vm, Value callable, Value sentinel);

// list += iterable: the list.
Flow list_inplace_extend(VM *vm, Ret ret, Value list, Value iterable);

// The repr that every object has.
Value object_repr(VM *vm, Value v);

#endif
