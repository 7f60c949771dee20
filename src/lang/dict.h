// dict: entries in order of insertion, with an index table beside them.
#ifndef AWAITSCOPE_LANG_DICT_H
#define AWAITSCOPE_LANG_DICT_H

#include "lang/object.h"

typedef struct DictEntry {
    Value key; // VALUE_ABSENT: deleted
    Value value;
    int64_t hash;
} DictEntry;

typedef struct Dict {
    Obj head;
    int64_t count;    // live entries
    int64_t used;     // entries [0, used) are live or deleted
    int64_t capacity; // entries there is room for
    uint32_t shape;   // changes when a key is added or removed or entries move: inline caches
                      // hold (shape, entry number). Drawn from a counter of the world: two dicts
                      // never share one; 0 means "drawn at the next look"
    uint32_t spare;
    DictEntry *entries; // raw block, owned
    int32_t *index;     // raw block, owned: power of two slots; -1 empty, -2 deleted
    int64_t index_size;
} Dict;

static inline Dict *dict_get(Value v) { return (Dict *)value_obj(v); }
static inline bool value_is_dict(Value v) { return value_is_kind(v, KIND_DICT); }

// A new empty dict.
Value dict_new(VM *vm);

// The value for `key`, borrowed, or VALUE_ABSENT. Only for an exact or interned str key: never raises.
Value dict_find_str(VM *vm, Dict *d, Value key);

// The entry number for a str key, or -1: for inline caches. Never raises.
int64_t dict_entry_of_str(VM *vm, Dict *d, Value key);

// The dict's shape number, drawn now if it has none.
uint32_t dict_shape(VM *vm, Dict *d);

// The value for any key: 1 found (*value borrowed), 0 not, -1 with an exception (hash, eq).
int dict_find(VM *vm, Dict *d, Value key, Value *value);

// Sets key to value (both borrowed; references are taken). False with an exception.
bool dict_set(VM *vm, Dict *d, Value key, Value value);

// Sets a str key: cannot fail.
void dict_set_str(VM *vm, Dict *d, Value key, Value value);

// Removes a key: 1 removed, 0 was not there, -1 with an exception.
int dict_remove(VM *vm, Dict *d, Value key);

// Removes and hands over the value: 1 (*take_value owned by the caller), 0, -1.
int dict_pop(VM *vm, Dict *d, Value key, Value *take_value);

// Empties it.
void dict_clear(VM *vm, Dict *d);

// A shallow copy.
Value dict_copy(VM *vm, Dict *d);

// The next live entry at or after *position, which moves past it; NULL at the end. The dict may not
// change its keys meanwhile.
DictEntry *dict_next(Dict *d, int64_t *position);

// Copies all entries of `from` into `d`. False with an exception.
bool dict_update(VM *vm, Dict *d, Dict *from);

#endif
