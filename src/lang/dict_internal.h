// What the files of dict share: not for others.
#ifndef AWAITSCOPE_LANG_DICT_INTERNAL_H
#define AWAITSCOPE_LANG_DICT_INTERNAL_H

#include "lang/dict.h"

// dict_set with the hash known. False with an exception.
bool dict_set_hashed(VM *vm, Dict *d, Value key, Value value, int64_t hash);

// dict_find with the hash known.
int dict_find_hashed(VM *vm, Dict *d, Value key, int64_t hash, Value *value);

// Takes out the last entry, whose key and value are the caller's. False when the dict is empty.
bool dict_pop_last(Dict *d, DictEntry *take_entry);

// TypeDef.visit and TypeDef.finish of dict.
void dict_visit(Obj *o, SlotVisitor visitor, void *context);
void dict_finish(VM *vm, Obj *o);

#endif
