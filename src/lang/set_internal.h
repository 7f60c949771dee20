// What the files of set, and the views of dict, share: not for others.
#ifndef AWAITSCOPE_LANG_SET_INTERNAL_H
#define AWAITSCOPE_LANG_SET_INTERNAL_H

#include "lang/op.h"
#include "lang/set.h"

// Adds `key` whose hash is known. False with an exception.
bool set_add_hashed(VM *vm, Set *s, Value key, int64_t hash);

// set_contains and set_discard with the hash known.
int set_contains_hashed(VM *vm, Set *s, Value key, int64_t hash);
int set_discard_hashed(VM *vm, Set *s, Value key, int64_t hash);

// Adds everything that a set, dict, list or tuple holds. False with an exception.
bool set_update(VM *vm, Set *s, Value collection);

// Removes everything that such a collection holds. False with an exception.
bool set_difference_update(VM *vm, Set *s, Value collection);

// Keeps what is in exactly one of both; `collection` as above. False with an exception.
bool set_symmetric_update(VM *vm, Set *s, Value collection);

// A new set, or frozenset, of what is both in `s` and in such a collection.
Value set_intersection(VM *vm, Set *s, Value collection, bool frozen);

// A new set, or frozenset, of what is in `s` and not in such a collection.
Value set_difference(VM *vm, Set *s, Value collection, bool frozen);

// A copy with the same table.
Value set_copy(VM *vm, Set *s, bool frozen);

// Takes out some element (the oldest, where set_aged orders them), the caller's then: false when the set is empty.
bool set_pop(VM *vm, Set *s, Value *take_key);

// The hash of a frozenset.
int64_t set_hash(Set *s);

// Empties it.
void set_clear(VM *vm, Set *s);

// Exchanges the contents of two sets.
void set_swap(Set *a, Set *b);

// Compares two sets: == != and, for < <= > >=, inclusion. MAY RAISE.
Value set_compare(VM *vm, CompareOp op, Set *a, Set *b);

// TypeDef.visit and TypeDef.finish.
void set_visit(Obj *o, SlotVisitor visitor, void *context);
void set_finish(VM *vm, Obj *o);

#endif
