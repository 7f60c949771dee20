// The table of set. Probing, growth and the order of insertion during the operations follow
// CPython's, because the order of iteration shows them.
#include "lang/set.h"

#include <stdlib.h>
#include <string.h>

#include "lang/dict.h"
#include "lang/exact.h"
#include "lang/list.h"
#include "lang/set_internal.h"

enum {
    MIN_SIZE = 8,
    LINEAR_PROBES = 9, // neighbours tried before jumping
    PERTURB_SHIFT = 5,
    GROW_SLOWLY_ABOVE = 50000,
};

#define DELETED VALUE_ELLIPSIS // with hash -1, which no key has

static bool is_live(const SetEntry *e) {
    return e->key != VALUE_ABSENT && !(e->key == DELETED && e->hash == -1);
}

static SetEntry *table_new(VM *vm, int64_t size) {
    return raw_new(vm, (size_t)size * sizeof(SetEntry));
}

static void table_release(VM *vm, SetEntry *table, int64_t size) {
    raw_release(vm, table, (size_t)size * sizeof *table);
}

static int64_t table_size(const Set *s) { return s->table == NULL ? 0 : s->mask + 1; }

static void set_begin(Set *s) {
    s->hash = -1;
    s->mask = MIN_SIZE - 1;
}

Value set_new(VM *vm, bool frozen) {
    Set *s = obj_new(vm, vm_type(vm, frozen ? T_frozenset : T_set), sizeof *s);
    set_begin(s);
    return value_of(s);
}

static MAY_RAISE bool key_hash(VM *vm, Value key, int64_t *hash) {
    if (value_is_exact(vm, key, T_str)) {
        *hash = str_hash(vm, str_get(key));
        return true;
    }
    return vm_hash(vm, key, hash);
}

// Whether the entry has this key: 1, 0, -1 with an exception, -2 when the table changed meanwhile.
static int matches(VM *vm, Set *s, SetEntry *e, Value key, int64_t hash) {
    if (e->hash != hash)
        return 0;
    int quick = value_equal_quick(vm, e->key, key);
    if (quick >= 0)
        return quick;
    const SetEntry *table = s->table;
    Value candidate = value_ref(e->key);
    value_ref(key);
    int same = vm_equal(vm, candidate, key);
    bool changed = s->table != table || e->key != candidate;
    value_unref(vm, candidate);
    value_unref(vm, key);
    return same < 0 ? -1 : changed ? -2 : same;
}

// Finds the key's entry. 1 found, 0 not, -1 exception. When it is not there, *out is where to put
// it: the last deleted entry that the search went over, or else the unused one where it ended.
static int find(VM *vm, Set *s, Value key, int64_t hash, SetEntry **out) {
again:;
    SetEntry *deleted = NULL;
    size_t mask = (size_t)s->mask, at = (size_t)hash & mask;
    for (uint64_t perturb = (uint64_t)hash;;) {
        int probes = at + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
        for (SetEntry *e = &s->table[at]; probes >= 0; e++, probes--) {
            *out = e;
            if (e->key == VALUE_ABSENT) {
                *out = deleted != NULL ? deleted : e;
                return 0;
            }
            if (!is_live(e)) {
                deleted = e;
                continue;
            }
            int same = matches(vm, s, e, key, hash);
            if (same == -2)
                goto again;
            if (same != 0)
                return same;
        }
        perturb >>= PERTURB_SHIFT;
        at = (at * 5 + 1 + perturb) & mask;
    }
}

// Puts a key that is not there into a table without deleted entries.
static void insert_clean(SetEntry *table, size_t mask, Value key, int64_t hash) {
    size_t at = (size_t)hash & mask;
    for (uint64_t perturb = (uint64_t)hash;;) {
        int probes = at + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
        for (SetEntry *e = &table[at]; probes >= 0; e++, probes--) {
            if (e->key == VALUE_ABSENT) {
                *e = (SetEntry){key, hash};
                return;
            }
        }
        perturb >>= PERTURB_SHIFT;
        at = (at * 5 + 1 + perturb) & mask;
    }
}

static void resize(VM *vm, Set *s, int64_t wanted) {
    int64_t size = MIN_SIZE;
    while (size <= wanted)
        size <<= 1;
    SetEntry *old = s->table;
    int64_t old_size = table_size(s);
    s->table = table_new(vm, size);
    s->mask = size - 1;
    for (int64_t i = 0; i < old_size; i++)
        if (is_live(&old[i]))
            insert_clean(s->table, (size_t)s->mask, old[i].key, old[i].hash);
    s->fill = s->used;
    table_release(vm, old, old_size);
}

static int64_t growth(int64_t used) { return used > GROW_SLOWLY_ABOVE ? used * 2 : used * 4; }

bool set_add_hashed(VM *vm, Set *s, Value key, int64_t hash) {
    if (s->table == NULL)
        s->table = table_new(vm, s->mask + 1);
    SetEntry *e;
    int found = find(vm, s, key, hash, &e);
    if (found != 0)
        return found > 0;
    bool reused = e->key != VALUE_ABSENT;
    *e = (SetEntry){value_ref(key), hash};
    s->used++;
    if (reused)
        return true;
    s->fill++;
    if ((uint64_t)s->fill * 5 >= (uint64_t)s->mask * 3)
        resize(vm, s, growth(s->used));
    return true;
}

bool set_add(VM *vm, Set *s, Value key) {
    int64_t hash;
    return key_hash(vm, key, &hash) && set_add_hashed(vm, s, key, hash);
}

int set_contains_hashed(VM *vm, Set *s, Value key, int64_t hash) {
    SetEntry *e;
    return s->used == 0 ? 0 : find(vm, s, key, hash, &e);
}

int set_contains(VM *vm, Set *s, Value key) {
    int64_t hash;
    return key_hash(vm, key, &hash) ? set_contains_hashed(vm, s, key, hash) : -1;
}

int set_discard_hashed(VM *vm, Set *s, Value key, int64_t hash) {
    SetEntry *e;
    int found = s->used == 0 ? 0 : find(vm, s, key, hash, &e);
    if (found == 1) {
        Value old = e->key;
        *e = (SetEntry){DELETED, -1};
        s->used--;
        value_unref(vm, old);
    }
    return found;
}

int set_discard(VM *vm, Set *s, Value key) {
    int64_t hash;
    return key_hash(vm, key, &hash) ? set_discard_hashed(vm, s, key, hash) : -1;
}

SetEntry *set_next(Set *s, int64_t *position) {
    int64_t size = table_size(s);
    while (*position < size) {
        SetEntry *e = &s->table[(*position)++];
        if (is_live(e))
            return e;
    }
    return NULL;
}

static bool is_aged(VM *vm, Value key) {
    const Type *type = value_type(vm, key);
    return type->def->flags & TYPE_AGED && !(type->flags & TYPE_HEAP && type_overrides(type, N___hash__));
}

static int compare_ages(const void *a, const void *b) {
    int64_t left = ((const SetEntry *)a)->hash, right = ((const SetEntry *)b)->hash;
    return (left > right) - (left < right);
}

Value set_aged(VM *vm, Set *s) {
    int64_t position = 0, count = 0;
    for (SetEntry *e; (e = set_next(s, &position)) != NULL;)
        if (!is_aged(vm, e->key))
            return VALUE_ABSENT;
    if (s->used < 2)
        return VALUE_ABSENT;
    SetEntry *entries = raw_new(vm, (size_t)s->used * sizeof *entries);
    position = 0;
    for (SetEntry *e; (e = set_next(s, &position)) != NULL;)
        entries[count++] = *e;
    qsort(entries, (size_t)count, sizeof *entries, compare_ages);
    Value list = list_new(vm, count);
    for (int64_t i = 0; i < count; i++)
        list_append(vm, list_get(list), value_ref(entries[i].key));
    raw_release(vm, entries, (size_t)s->used * sizeof *entries);
    return list;
}

// Where the oldest is: `at`, when not all have an age.
static int64_t oldest(VM *vm, Set *s, int64_t at) {
    int64_t best = at, size = table_size(s);
    for (int64_t i = 0; i < size; i++) {
        if (!is_live(&s->table[i]))
            continue;
        if (!is_aged(vm, s->table[i].key))
            return at;
        if (s->table[i].hash < s->table[best].hash)
            best = i;
    }
    return best;
}

bool set_pop(VM *vm, Set *s, Value *take_key) {
    if (s->used == 0)
        return false;
    int64_t at = s->finger & s->mask;
    while (!is_live(&s->table[at]))
        at = (at + 1) & s->mask;
    if (is_aged(vm, s->table[at].key))
        at = oldest(vm, s, at);
    *take_key = s->table[at].key;
    s->table[at] = (SetEntry){DELETED, -1};
    s->used--;
    s->finger = at + 1;
    return true;
}

void set_clear(VM *vm, Set *s) {
    SetEntry *table = s->table;
    int64_t size = table_size(s);
    s->table = NULL;
    s->fill = s->used = s->finger = 0;
    s->mask = MIN_SIZE - 1;
    for (int64_t i = 0; i < size; i++)
        if (is_live(&table[i]))
            value_unref(vm, table[i].key);
    table_release(vm, table, size);
}

void set_swap(Set *a, Set *b) {
    Set kept = *a;
    a->fill = b->fill;
    a->used = b->used;
    a->mask = b->mask;
    a->finger = b->finger;
    a->table = b->table;
    b->fill = kept.fill;
    b->used = kept.used;
    b->mask = kept.mask;
    b->finger = kept.finger;
    b->table = kept.table;
}

// Adding another set.

static MAY_RAISE bool merge(VM *vm, Set *s, Set *other) {
    if (s == other || other->used == 0)
        return true;
    if ((uint64_t)(s->fill + other->used) * 5 >= (uint64_t)s->mask * 3)
        resize(vm, s, (s->used + other->used) * 2);
    if (s->table == NULL)
        s->table = table_new(vm, s->mask + 1);
    vm_charge(vm, other->mask);
    int64_t size = table_size(other);
    if (s->fill == 0 && s->mask == other->mask && other->fill == other->used) {
        for (int64_t i = 0; i < size; i++)
            s->table[i] = (SetEntry){value_ref(other->table[i].key), other->table[i].hash};
        s->fill = other->fill;
        s->used = other->used;
        return true;
    }
    if (s->fill == 0) {
        s->fill = s->used = other->used;
        for (int64_t i = 0; i < size; i++)
            if (is_live(&other->table[i]))
                insert_clean(s->table, (size_t)s->mask, value_ref(other->table[i].key),
                             other->table[i].hash);
        return true;
    }
    int64_t position = 0;
    for (SetEntry *e; (e = set_next(other, &position)) != NULL;)
        if (!set_add_hashed(vm, s, e->key, e->hash))
            return false;
    return true;
}

static MAY_RAISE bool merge_dict(VM *vm, Set *s, Dict *d) {
    if ((uint64_t)(s->fill + d->count) * 5 >= (uint64_t)s->mask * 3)
        resize(vm, s, (s->used + d->count) * 2);
    int64_t position = 0;
    vm_charge(vm, d->used);
    for (DictEntry *e; (e = dict_next(d, &position)) != NULL;)
        if (!set_add_hashed(vm, s, e->key, e->hash))
            return false;
    return true;
}

typedef bool (*EachKey)(VM *vm, void *context, Value key, int64_t hash);

// Calls `each` with what a set, dict, list or tuple holds, until it fails.
static MAY_RAISE bool for_each(VM *vm, Value collection, EachKey each, void *context) {
    int64_t position = 0;
    if (value_is_set(collection)) {
        for (SetEntry *e; (e = set_next(set_get(collection), &position)) != NULL; vm_charge(vm, 1))
            if (!each(vm, context, e->key, e->hash))
                return false;
        return true;
    }
    if (value_is_dict(collection)) {
        for (DictEntry *e; (e = dict_next(dict_get(collection), &position)) != NULL; vm_charge(vm, 1))
            if (!each(vm, context, e->key, e->hash))
                return false;
        return true;
    }
    for (;; position++) {
        int64_t count, hash;
        const Value *items = sequence_items(collection, &count);
        if (position >= count)
            return true;
        vm_charge(vm, 1);
        Value item = value_ref(items[position]);
        bool done = key_hash(vm, item, &hash) && each(vm, context, item, hash);
        value_unref(vm, item);
        if (!done)
            return false;
    }
}

static bool add_key(VM *vm, void *set, Value key, int64_t hash) {
    return set_add_hashed(vm, set, key, hash);
}

bool set_update(VM *vm, Set *s, Value collection) {
    if (value_is_set(collection))
        return merge(vm, s, set_get(collection));
    if (value_is_exact(vm, collection, T_dict))
        return merge_dict(vm, s, dict_get(collection));
    return for_each(vm, collection, add_key, s);
}

static bool discard_key(VM *vm, void *set, Value key, int64_t hash) {
    return set_discard_hashed(vm, set, key, hash) >= 0;
}

bool set_difference_update(VM *vm, Set *s, Value collection) {
    if (collection == value_of(s)) {
        set_clear(vm, s);
        return true;
    }
    if (!for_each(vm, collection, discard_key, s))
        return false;
    // Many deleted entries: clean up.
    if ((uint64_t)(s->fill - s->used) > (uint64_t)s->mask / 4)
        resize(vm, s, growth(s->used));
    return true;
}

static bool toggle_key(VM *vm, void *set, Value key, int64_t hash) {
    value_ref(key);
    int found = set_discard_hashed(vm, set, key, hash);
    bool done = found == 0 ? set_add_hashed(vm, set, key, hash) : found == 1;
    value_unref(vm, key);
    return done;
}

bool set_symmetric_update(VM *vm, Set *s, Value collection) {
    if (collection == value_of(s)) {
        set_clear(vm, s);
        return true;
    }
    if (value_is_set(collection) || value_is_exact(vm, collection, T_dict))
        return for_each(vm, collection, toggle_key, s);
    Value other = set_new(vm, false);
    bool done = set_update(vm, set_get(other), collection) && for_each(vm, other, toggle_key, s);
    value_unref(vm, other);
    return done;
}

Value set_copy(VM *vm, Set *s, bool frozen) {
    Value copy = set_new(vm, frozen);
    if (!merge(vm, set_get(copy), s))
        value_clear(vm, &copy);
    return copy;
}

typedef struct Filter {
    Set *result;
    Set *set;     // what membership is asked of, or
    Dict *dict;   // a dict
    bool members; // keep the members, or the others
} Filter;

static bool filter_key(VM *vm, void *context, Value key, int64_t hash) {
    Filter *f = context;
    value_ref(key);
    int found;
    Value value;
    if (f->set != NULL)
        found = set_contains_hashed(vm, f->set, key, hash);
    else
        found = dict_find(vm, f->dict, key, &value);
    bool done = found >= 0;
    if (done && (found == 1) == f->members)
        done = set_add_hashed(vm, f->result, key, hash);
    value_unref(vm, key);
    return done;
}

Value set_intersection(VM *vm, Set *s, Value collection, bool frozen) {
    if (collection == value_of(s))
        return set_copy(vm, s, frozen);
    Value walked = collection;
    Filter filter = {.set = s, .members = true};
    if (value_is_set(collection) && set_get(collection)->used > s->used) {
        walked = value_of(s);
        filter.set = set_get(collection);
    }
    Value result = set_new(vm, frozen);
    filter.result = set_get(result);
    if (!for_each(vm, walked, filter_key, &filter))
        value_clear(vm, &result);
    return result;
}

Value set_difference(VM *vm, Set *s, Value collection, bool frozen) {
    bool set = value_is_set(collection), dict = value_is_exact(vm, collection, T_dict);
    int64_t size = set    ? set_get(collection)->used
                   : dict ? dict_get(collection)->count
                          : 0;
    // Unless the other is a table and not much smaller, what it has is taken out of a copy.
    if ((!set && !dict) || s->used >> 2 > size) {
        Value copy = set_copy(vm, s, frozen);
        if (copy != VALUE_ABSENT && !set_difference_update(vm, set_get(copy), collection))
            value_clear(vm, &copy);
        return copy;
    }
    Value result = set_new(vm, frozen);
    Filter filter = {.result = set_get(result),
                     .set = set ? set_get(collection) : NULL,
                     .dict = dict ? dict_get(collection) : NULL};
    if (!for_each(vm, value_of(s), filter_key, &filter))
        value_clear(vm, &result);
    return result;
}

// 1 when all of `a` is in `b`, 0, -1.
static int is_subset(VM *vm, Set *a, Set *b) {
    if (a->used > b->used)
        return 0;
    int64_t position = 0;
    for (SetEntry *e; (e = set_next(a, &position)) != NULL;) {
        Value key = value_ref(e->key);
        int found = set_contains_hashed(vm, b, key, e->hash);
        value_unref(vm, key);
        vm_charge(vm, 1);
        if (found != 1)
            return found;
    }
    return 1;
}

Value set_compare(VM *vm, CompareOp op, Set *a, Set *b) {
    int result = -1;
    switch (op) {
    case CMP_EQ:
    case CMP_NE:
        result = a->used != b->used || (a->hash != -1 && b->hash != -1 && a->hash != b->hash)
                     ? 0
                     : is_subset(vm, a, b);
        break;
    case CMP_LE:
        result = is_subset(vm, a, b);
        break;
    case CMP_GE:
        result = is_subset(vm, b, a);
        break;
    case CMP_LT:
        result = a->used == b->used ? 0 : is_subset(vm, a, b);
        break;
    case CMP_GT:
        result = a->used == b->used ? 0 : is_subset(vm, b, a);
        break;
    case CMP_COUNT:
        break;
    }
    return result < 0 ? VALUE_ABSENT : value_bool(result == (op != CMP_NE));
}

// The hashes of the elements, mixed so that their order does not matter.
int64_t set_hash(Set *s) {
    if (s->hash != -1)
        return s->hash;
    uint64_t hash = 0;
    int64_t position = 0;
    for (SetEntry *e; (e = set_next(s, &position)) != NULL;) {
        uint64_t h = (uint64_t)e->hash;
        hash ^= ((h ^ UINT64_C(89869747)) ^ (h << 16)) * UINT64_C(3644798167);
    }
    hash ^= ((uint64_t)s->used + 1) * UINT64_C(1927868237);
    hash ^= (hash >> 11) ^ (hash >> 25);
    hash = hash * UINT64_C(69069) + UINT64_C(907133923);
    s->hash = hash == UINT64_MAX ? 590923713 : (int64_t)hash;
    return s->hash;
}

void set_visit(Obj *o, SlotVisitor visitor, void *context) {
    Set *s = (Set *)o;
    int64_t position = 0;
    for (SetEntry *e; (e = set_next(s, &position)) != NULL;)
        visitor(context, &e->key);
}

void set_finish(VM *vm, Obj *o) {
    Set *s = (Set *)o;
    table_release(vm, s->table, table_size(s));
}
