// Weak references: what the death of an object means to those who refer to it weakly.
#ifndef AWAITSCOPE_LANG_WEAKREF_H
#define AWAITSCOPE_LANG_WEAKREF_H

#include "lang/vm.h"

// Empties the references to `o`, which has OBJ_HAS_WEAK and dies, and queues their callbacks: the latest made
// first.
void weakref_target_dies(VM *vm, Obj *o);

// What a queued object has to call with itself: borrowed, or ABSENT when it is no weak reference.
Value weakref_callback(VM *vm, Obj *o);

#endif
