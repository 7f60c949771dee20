// Attributes of instances, below the rules of descriptors and classes.
#ifndef AWAITSCOPE_LANG_ATTR_H
#define AWAITSCOPE_LANG_ATTR_H

#include "lang/type.h"

// The instance's own attribute, borrowed, or VALUE_ABSENT. `o` has TYPE_ATTRS.
Value attrs_find(VM *vm, Obj *o, Value name);

// Sets or (value VALUE_ABSENT) deletes; false when there was nothing to delete.
bool attrs_set(VM *vm, Obj *o, Value name, Value value);

// The instance's __dict__, borrowed: from now on its attributes live there.
Value attrs_dict(VM *vm, Obj *o);

// Replaces the instance's __dict__ by the dict `value`.
void attrs_set_dict(VM *vm, Obj *o, Value value);

// The slot that `name` has in instances of `type`, or -1.
int attrs_slot(VM *vm, Type *type, Value name);

#endif
