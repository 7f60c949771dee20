// Views of a dict, their iterators, and read-only proxies.
#ifndef AWAITSCOPE_LANG_DICT_VIEWS_H
#define AWAITSCOPE_LANG_DICT_VIEWS_H

#include "lang/dict.h"

typedef struct DictView {
    Obj head;
    Value dict;
} DictView;

// The state of each of the six iterators over a dict.
typedef struct DictIterator {
    Obj head;
    Value dict;       // VALUE_ABSENT once exhausted
    int64_t position; // entry to look at next
    int64_t count;    // size of the dict at the beginning
    int64_t left;     // items to come
} DictIterator;

typedef struct MappingProxy {
    Obj head;
    Value mapping;
} MappingProxy;

// A new view of builtin type `id`: T_dict_keys, T_dict_values or T_dict_items.
Value dict_view_new(VM *vm, int id, Value dict);

// A new iterator of builtin type `id`, one of T_dict_keyiterator and its five companions.
Value dict_iterator_new(VM *vm, int id, Value dict);

// A new mappingproxy of a mapping (borrowed).
Value mappingproxy_new(VM *vm, Value mapping);

#endif
