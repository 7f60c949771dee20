// The table of dict. Entries stay in order of insertion; up to SMALL_ENTRIES of them are searched one
// by one, more through an open-addressing index beside them.
#include "lang/dict.h"

#include <string.h>

#include "lang/dict_internal.h"
#include "lang/exact.h"
#include "lang/int.h"

enum {
    SMALL_ENTRIES = 8, // without an index
    INDEX_EMPTY = -1,
    INDEX_DELETED = -2,
    NOT_FOUND = -1,
    FAILED = -2,
};

Value dict_new(VM *vm) { return value_of(obj_new(vm, vm_type(vm, T_dict), sizeof(Dict))); }

static void shape_changed(Dict *d) { d->shape = 0; }

uint32_t dict_shape(VM *vm, Dict *d) {
    while (d->shape == 0)
        d->shape = ++vm->dict_shapes;
    return d->shape;
}

static MAY_RAISE bool key_hash(VM *vm, Value key, int64_t *hash) {
    if (value_is_exact(vm, key, T_str)) {
        *hash = str_hash(vm, str_get(key));
        return true;
    }
    return vm_hash(vm, key, hash);
}

// Where the index is searched for `hash` next: every slot is reached once the upper bits are used up.
static size_t probe_next(size_t at, uint64_t *perturb) {
    *perturb >>= 5;
    return at * 5 + *perturb + 1;
}

// `spare` counts the slots of the index that are not empty: some must always be.
static void index_add(Dict *d, int64_t hash, int32_t entry) {
    size_t mask = (size_t)d->index_size - 1, at = (size_t)hash & mask;
    for (uint64_t perturb = (uint64_t)hash; d->index[at] >= 0;)
        at = probe_next(at, &perturb) & mask;
    d->spare += d->index[at] == INDEX_EMPTY;
    d->index[at] = entry;
}

// Gives the dict room for `capacity` entries, without deleted ones.
static void resize(VM *vm, Dict *d, int64_t capacity) {
    DictEntry *old = d->entries;
    int64_t old_used = d->used, old_capacity = d->capacity;
    raw_release(vm, d->index, (size_t)d->index_size * sizeof *d->index);
    d->index = NULL;
    d->index_size = 0;
    d->spare = 0;
    if (capacity > SMALL_ENTRIES) {
        int64_t size = 16;
        while (size * 2 / 3 < capacity)
            size *= 2;
        capacity = size * 2 / 3;
        d->index = raw_new(vm, (size_t)size * sizeof *d->index);
        memset(d->index, 0xff, (size_t)size * sizeof *d->index);
        d->index_size = size;
    }
    d->entries = raw_new(vm, (size_t)capacity * sizeof *d->entries);
    d->capacity = capacity;
    d->used = 0;
    for (int64_t i = 0; i < old_used; i++) {
        if (old[i].key == VALUE_ABSENT)
            continue;
        if (d->index != NULL)
            index_add(d, old[i].hash, (int32_t)d->used);
        d->entries[d->used++] = old[i];
    }
    raw_release(vm, old, (size_t)old_capacity * sizeof *old);
    shape_changed(d);
}

static int64_t grown(const Dict *d) {
    int64_t wanted = d->count * 2 + 1;
    return wanted <= 4 ? 4 : wanted <= SMALL_ENTRIES ? SMALL_ENTRIES : wanted;
}

// Whether entry number `at` has this key: 1, 0, or -1 when Python must be asked.
static inline int entry_matches(const VM *vm, const Dict *d, int64_t at, Value key, int64_t hash) {
    const DictEntry *e = &d->entries[at];
    if (e->key == key)
        return 1;
    if (e->hash != hash || e->key == VALUE_ABSENT)
        return 0;
    return value_equal_quick(vm, e->key, key);
}

// Asks Python whether entry `at` equals `key`: 1, 0, -1 with an exception; -2 when the dict changed
// meanwhile, so that the search has to begin anew.
static int ask_entry(VM *vm, Dict *d, int64_t at, Value key) {
    Value candidate = value_ref(d->entries[at].key);
    value_ref(key);
    const DictEntry *entries = d->entries;
    int64_t used = d->used;
    int same = vm_equal(vm, candidate, key);
    bool changed = d->entries != entries || d->used < used || d->entries[at].key != candidate;
    value_unref(vm, candidate);
    value_unref(vm, key);
    return same < 0 ? -1 : changed ? -2 : same;
}

// The entry number of `key`, NOT_FOUND or FAILED.
static int64_t lookup(VM *vm, Dict *d, Value key, int64_t hash) {
again:
    if (d->index == NULL) {
        for (int64_t i = 0; i < d->used; i++) {
            int same = entry_matches(vm, d, i, key, hash);
            if (same < 0)
                same = ask_entry(vm, d, i, key);
            if (same == -2)
                goto again;
            if (same != 0)
                return same < 0 ? FAILED : i;
        }
        return NOT_FOUND;
    }
    size_t mask = (size_t)d->index_size - 1, at = (size_t)hash & mask;
    for (uint64_t perturb = (uint64_t)hash;; at = probe_next(at, &perturb) & mask) {
        int32_t entry = d->index[at];
        if (entry == INDEX_EMPTY)
            return NOT_FOUND;
        if (entry < 0)
            continue;
        int same = entry_matches(vm, d, entry, key, hash);
        if (same < 0)
            same = ask_entry(vm, d, entry, key);
        if (same == -2)
            goto again;
        if (same != 0)
            return same < 0 ? FAILED : entry;
    }
}

// The same for a str that is exactly a str, against entries that Python need not be asked about.
static int64_t lookup_str(VM *vm, Dict *d, Value key) {
    if (d->count == 0)
        return NOT_FOUND;
    int64_t hash = str_hash(vm, str_get(key));
    if (d->index == NULL) {
        for (int64_t i = 0; i < d->used; i++)
            if (entry_matches(vm, d, i, key, hash) == 1)
                return i;
        return NOT_FOUND;
    }
    size_t mask = (size_t)d->index_size - 1, at = (size_t)hash & mask;
    for (uint64_t perturb = (uint64_t)hash;; at = probe_next(at, &perturb) & mask) {
        int32_t entry = d->index[at];
        if (entry == INDEX_EMPTY)
            return NOT_FOUND;
        if (entry >= 0 && entry_matches(vm, d, entry, key, hash) == 1)
            return entry;
    }
}

int64_t dict_entry_of_str(VM *vm, Dict *d, Value key) { return lookup_str(vm, d, key); }

Value dict_find_str(VM *vm, Dict *d, Value key) {
    int64_t entry = lookup_str(vm, d, key);
    return entry < 0 ? VALUE_ABSENT : d->entries[entry].value;
}

int dict_find_hashed(VM *vm, Dict *d, Value key, int64_t hash, Value *value) {
    int64_t entry = lookup(vm, d, key, hash);
    if (entry >= 0)
        *value = d->entries[entry].value;
    return entry >= 0 ? 1 : entry == FAILED ? -1 : 0;
}

int dict_find(VM *vm, Dict *d, Value key, Value *value) {
    int64_t hash;
    return key_hash(vm, key, &hash) ? dict_find_hashed(vm, d, key, hash, value) : -1;
}

static void add_entry(VM *vm, Dict *d, Value key, Value value, int64_t hash) {
    if (d->used == d->capacity || d->spare == d->capacity)
        resize(vm, d, grown(d));
    if (d->index != NULL)
        index_add(d, hash, (int32_t)d->used);
    d->entries[d->used++] = (DictEntry){value_ref(key), value_ref(value), hash};
    d->count++;
    shape_changed(d);
}

bool dict_set_hashed(VM *vm, Dict *d, Value key, Value value, int64_t hash) {
    int64_t entry = lookup(vm, d, key, hash);
    if (entry == FAILED)
        return false;
    if (entry >= 0)
        value_set(vm, &d->entries[entry].value, value_ref(value));
    else
        add_entry(vm, d, key, value, hash);
    return true;
}

bool dict_set(VM *vm, Dict *d, Value key, Value value) {
    int64_t hash;
    return key_hash(vm, key, &hash) && dict_set_hashed(vm, d, key, value, hash);
}

void dict_set_str(VM *vm, Dict *d, Value key, Value value) {
    int64_t entry = lookup_str(vm, d, key);
    if (entry >= 0)
        value_set(vm, &d->entries[entry].value, value_ref(value));
    else
        add_entry(vm, d, key, value, str_hash(vm, str_get(key)));
}

// Takes entry number `entry` out; its key and value are the caller's.
static DictEntry take_entry(Dict *d, int64_t entry) {
    DictEntry taken = d->entries[entry];
    if (d->index != NULL) {
        size_t mask = (size_t)d->index_size - 1, at = (size_t)taken.hash & mask;
        for (uint64_t perturb = (uint64_t)taken.hash; d->index[at] != entry;)
            at = probe_next(at, &perturb) & mask;
        d->index[at] = INDEX_DELETED;
    }
    d->entries[entry].key = d->entries[entry].value = VALUE_ABSENT;
    d->count--;
    shape_changed(d);
    if (d->index == NULL)
        while (d->used > 0 && d->entries[d->used - 1].key == VALUE_ABSENT)
            d->used--;
    return taken;
}

int dict_pop(VM *vm, Dict *d, Value key, Value *take_value) {
    int64_t hash;
    if (!key_hash(vm, key, &hash))
        return -1;
    int64_t entry = lookup(vm, d, key, hash);
    if (entry < 0)
        return entry == FAILED ? -1 : 0;
    DictEntry taken = take_entry(d, entry);
    *take_value = taken.value;
    value_unref(vm, taken.key);
    return 1;
}

int dict_remove(VM *vm, Dict *d, Value key) {
    Value value;
    int found = dict_pop(vm, d, key, &value);
    if (found == 1)
        value_unref(vm, value);
    return found;
}

bool dict_pop_last(Dict *d, DictEntry *take_entry_out) {
    if (d->count == 0)
        return false;
    int64_t last = d->used - 1;
    while (d->entries[last].key == VALUE_ABSENT)
        last--;
    *take_entry_out = take_entry(d, last);
    d->used = last;
    return true;
}

// Releases the table and what is in it.
static void drop_entries(VM *vm, DictEntry *entries, int64_t used, int64_t capacity, int32_t *index,
                         int64_t index_size) {
    for (int64_t i = 0; i < used; i++) {
        value_unref(vm, entries[i].key);
        value_unref(vm, entries[i].value);
    }
    raw_release(vm, entries, (size_t)capacity * sizeof *entries);
    raw_release(vm, index, (size_t)index_size * sizeof *index);
}

void dict_clear(VM *vm, Dict *d) {
    Dict old = *d;
    d->count = d->used = d->capacity = d->index_size = 0;
    d->entries = NULL;
    d->index = NULL;
    d->spare = 0;
    shape_changed(d);
    drop_entries(vm, old.entries, old.used, old.capacity, old.index, old.index_size);
}

static void copy_entries(VM *vm, Dict *to, const Dict *from) {
    if (from->count == 0)
        return;
    resize(vm, to, from->count < 4 ? 4 : from->count);
    for (int64_t i = 0; i < from->used; i++) {
        const DictEntry *e = &from->entries[i];
        if (e->key == VALUE_ABSENT)
            continue;
        if (to->index != NULL)
            index_add(to, e->hash, (int32_t)to->used);
        to->entries[to->used++] = (DictEntry){value_ref(e->key), value_ref(e->value), e->hash};
    }
    to->count = from->count;
    vm_charge(vm, from->count);
}

Value dict_copy(VM *vm, Dict *d) {
    Value copy = dict_new(vm);
    copy_entries(vm, dict_get(copy), d);
    return copy;
}

DictEntry *dict_next(Dict *d, int64_t *position) {
    while (*position < d->used) {
        DictEntry *e = &d->entries[(*position)++];
        if (e->key != VALUE_ABSENT)
            return e;
    }
    return NULL;
}

bool dict_update(VM *vm, Dict *d, Dict *from) {
    if (d == from)
        return true;
    if (d->used == 0 && d->capacity == 0) {
        copy_entries(vm, d, from);
        return true;
    }
    int64_t position = 0, count = from->count;
    DictEntry *e;
    while ((e = dict_next(from, &position)) != NULL) {
        Value key = value_ref(e->key), value = value_ref(e->value);
        bool done = dict_set_hashed(vm, d, key, value, e->hash);
        value_unref(vm, key);
        value_unref(vm, value);
        vm_charge(vm, 1);
        if (!done)
            return false;
        if (from->count != count) {
            vm_raise(vm, T_RuntimeError, "dict mutated during update");
            return false;
        }
    }
    return true;
}

void dict_visit(Obj *o, SlotVisitor visitor, void *context) {
    Dict *d = (Dict *)o;
    for (int64_t i = 0; i < d->used; i++) {
        if (d->entries[i].key == VALUE_ABSENT)
            continue;
        visitor(context, &d->entries[i].key);
        visitor(context, &d->entries[i].value);
    }
}

void dict_finish(VM *vm, Obj *o) {
    Dict *d = (Dict *)o;
    raw_release(vm, d->entries, (size_t)d->capacity * sizeof *d->entries);
    raw_release(vm, d->index, (size_t)d->index_size * sizeof *d->index);
}
