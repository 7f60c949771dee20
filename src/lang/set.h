// set and frozenset: CPython's table and probing, so that iteration order is the same.
#ifndef AWAITSCOPE_LANG_SET_H
#define AWAITSCOPE_LANG_SET_H

#include "lang/object.h"

typedef struct SetEntry {
    Value key; // VALUE_ABSENT: never used; deleted ones are marked in `hash` and key VALUE_ELLIPSIS
    int64_t hash;
} SetEntry;

typedef struct Set {
    Obj head;
    int64_t fill;  // used or deleted entries
    int64_t used;  // live entries
    int64_t mask;  // size of the table - 1
    int64_t hash;  // frozenset: computed hash or -1
    int64_t finger; // pop's position
    SetEntry *table; // raw block, owned
} Set;

static inline Set *set_get(Value v) { return (Set *)value_obj(v); }
static inline bool value_is_set(Value v) { return value_is_kind(v, KIND_SET); }

// A new empty set, or frozenset.
Value set_new(VM *vm, bool frozen);

// Adds `key` (borrowed). False with an exception.
bool set_add(VM *vm, Set *s, Value key);

// 1 there, 0 not, -1 with an exception.
int set_contains(VM *vm, Set *s, Value key);

// Removes: 1 removed, 0 was not there, -1 with an exception.
int set_discard(VM *vm, Set *s, Value key);

// The next live entry at or after *position, which moves past it; NULL at the end.
SetEntry *set_next(Set *s, int64_t *position);

// The order in which the program sees a set of objects that CPython would show by their addresses (types
// with TYPE_AGED, all of them): a new list, the oldest first. ABSENT, without an exception, for any other set.
Value set_aged(VM *vm, Set *s);

#endif
