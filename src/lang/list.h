// list and tuple.
#ifndef AWAITSCOPE_LANG_LIST_H
#define AWAITSCOPE_LANG_LIST_H

#include "lang/object.h"

typedef struct List {
    Obj head;
    int64_t count, capacity;
    Value *items; // raw block, owned
} List;

typedef struct Tuple {
    Obj head;
    int64_t count;
    int64_t hash; // unused: 0
    Value items[];
} Tuple;

static inline List *list_get(Value v) { return (List *)value_obj(v); }
static inline Tuple *tuple_get(Value v) { return (Tuple *)value_obj(v); }
static inline bool value_is_list(Value v) { return value_is_kind(v, KIND_LIST); }
static inline bool value_is_tuple(Value v) { return value_is_kind(v, KIND_TUPLE); }

// A new empty list with room for `capacity`.
Value list_new(VM *vm, int64_t capacity);

// A new list of `count` items (borrowed; a reference to each is taken).
Value list_from(VM *vm, const Value *items, int64_t count);

// Appends `take_v`.
void list_append(VM *vm, List *list, Value take_v);

// Inserts before `index` (clamped).
void list_insert(VM *vm, List *list, int64_t index, Value take_v);

// Removes and returns the item at `index` (in range): the caller owns it.
Value list_remove_at(VM *vm, List *list, int64_t index);

// Empties it.
void list_clear(VM *vm, List *list);

// A new tuple of `count` ABSENT slots, to be filled at once (the empty tuple is shared).
Value tuple_new(VM *vm, int64_t count);

// A new tuple of `count` items (borrowed; a reference to each is taken).
Value tuple_from(VM *vm, const Value *items, int64_t count);

// A new tuple of the items, whose references move.
Value tuple_take(VM *vm, const Value *take_items, int64_t count);

// Items and count of a list or tuple, for natives that accept both.
static inline const Value *sequence_items(Value v, int64_t *count) {
    if (value_is_tuple(v)) {
        *count = tuple_get(v)->count;
        return tuple_get(v)->items;
    }
    *count = list_get(v)->count;
    return list_get(v)->items;
}

#endif
