#include "lang/dict_views.h"

#include "lang/exact.h"
#include "lang/iterate.h"
#include "lang/list.h"
#include "lang/set_internal.h"

typedef enum ViewKind { VIEW_KEYS, VIEW_VALUES, VIEW_ITEMS } ViewKind;

static Dict *dict_of(Value view) { return dict_get(((DictView *)value_obj(view))->dict); }

Value dict_view_new(VM *vm, int id, Value dict) {
    DictView *view = obj_new(vm, vm_type(vm, (TypeId)id), sizeof *view);
    view->dict = value_ref(dict);
    return value_of(view);
}

static void view_visit(Obj *o, SlotVisitor visitor, void *context) {
    visitor(context, &((DictView *)o)->dict);
}

// What a view of the kind shows of an entry.
static Value entry_show(VM *vm, ViewKind kind, const DictEntry *e) {
    switch (kind) {
    case VIEW_KEYS:
        return value_ref(e->key);
    case VIEW_VALUES:
        return value_ref(e->value);
    case VIEW_ITEMS:
        break;
    }
    return tuple_from(vm, (const Value[]){e->key, e->value}, 2);
}

// Iterators.

Value dict_iterator_new(VM *vm, int id, Value dict) {
    DictIterator *it = obj_new(vm, vm_type(vm, (TypeId)id), sizeof *it);
    it->dict = value_ref(dict);
    it->count = it->left = dict_get(dict)->count;
    bool backwards = id == T_dict_reversekeyiterator || id == T_dict_reversevalueiterator ||
                     id == T_dict_reverseitemiterator;
    it->position = backwards ? dict_get(dict)->used - 1 : 0;
    return value_of(it);
}

static void iterator_visit(Obj *o, SlotVisitor visitor, void *context) {
    visitor(context, &((DictIterator *)o)->dict);
}

static Value iterator_self(VM *vm, Value self) {
    (void)vm;
    return value_ref(self);
}

static DictEntry *entry_forwards(Dict *d, DictIterator *it) { return dict_next(d, &it->position); }

static DictEntry *entry_backwards(Dict *d, DictIterator *it) {
    if (it->position >= d->used)
        it->position = d->used - 1;
    while (it->position >= 0) {
        DictEntry *e = &d->entries[it->position--];
        if (e->key != VALUE_ABSENT)
            return e;
    }
    return NULL;
}

static inline Value iterator_next(VM *vm, Value self, ViewKind kind,
                                  DictEntry *(*step)(Dict *, DictIterator *)) {
    DictIterator *it = (DictIterator *)value_obj(self);
    if (it->dict == VALUE_ABSENT)
        return VALUE_ABSENT;
    Dict *d = dict_get(it->dict);
    if (d->count != it->count) {
        it->count = -1; // for ever
        return vm_raise(vm, T_RuntimeError, "dictionary changed size during iteration");
    }
    DictEntry *e = step(d, it);
    if (e != NULL && it->left > 0) {
        it->left--;
        return entry_show(vm, kind, e);
    }
    value_clear(vm, &it->dict);
    return e == NULL ? VALUE_ABSENT
                     : vm_raise(vm, T_RuntimeError, "dictionary keys changed during iteration");
}

static Value iterator_left(VM *vm, Value *a) {
    (void)vm;
    DictIterator *it = (DictIterator *)value_obj(a[0]);
    bool live = it->dict != VALUE_ABSENT && dict_get(it->dict)->count == it->count;
    return value_small(live ? it->left : 0);
}

static const NativeDef iterator_methods[] = {
    {"__length_hint__", "self /", iterator_left, NULL, 0, 0},
    {0},
};

#define ITERATOR(prefix, type, view, step) \
    static Value prefix##_next(VM *vm, Value self) { \
        return iterator_next(vm, self, view, step); \
    } \
    const TypeDef typedef_##type = { \
        .name = #type, \
        .kind = KIND_OTHER, \
        .flags = TYPE_NO_NEW, \
        .size = sizeof(DictIterator), \
        .visit = iterator_visit, \
        .iter = iterator_self, \
        .next = prefix##_next, \
        .methods = iterator_methods, \
    };

ITERATOR(key, dict_keyiterator, VIEW_KEYS, entry_forwards)
ITERATOR(value, dict_valueiterator, VIEW_VALUES, entry_forwards)
ITERATOR(item, dict_itemiterator, VIEW_ITEMS, entry_forwards)
ITERATOR(last_key, dict_reversekeyiterator, VIEW_KEYS, entry_backwards)
ITERATOR(last_value, dict_reversevalueiterator, VIEW_VALUES, entry_backwards)
ITERATOR(last_item, dict_reverseitemiterator, VIEW_ITEMS, entry_backwards)

// Views.

static ViewKind view_kind(const VM *vm, Value view) {
    Type *type = value_type(vm, view);
    return type == vm_type(vm, T_dict_keys)    ? VIEW_KEYS
           : type == vm_type(vm, T_dict_items) ? VIEW_ITEMS
                                               : VIEW_VALUES;
}

// Whether `v` is a view that behaves as a set.
static bool is_set_view(const VM *vm, Value v) {
    return value_is_exact(vm, v, T_dict_keys) || value_is_exact(vm, v, T_dict_items);
}

static Value view_list(VM *vm, Value view) {
    Dict *d = dict_of(view);
    Value list = list_new(vm, d->count);
    int64_t position = 0;
    for (DictEntry *e; (e = dict_next(d, &position)) != NULL;)
        list_append(vm, list_get(list), entry_show(vm, view_kind(vm, view), e));
    return list;
}

static Value view_repr(VM *vm, Value self) {
    const char *name = value_type(vm, self)->def->name;
    if (!vm_repr_enter(vm, self))
        return str_from(vm, "...");
    Value list = view_list(vm, self);
    Value text = vm_repr_nested(vm, list);
    value_unref(vm, list);
    vm_repr_leave(vm, self);
    if (text == VALUE_ABSENT)
        return VALUE_ABSENT;
    Value result = str_format(vm, "%s(%s)", name, str_get(text)->data);
    value_unref(vm, text);
    return result;
}

static int64_t view_length(VM *vm, Value self) {
    (void)vm;
    return dict_of(self)->count;
}

static bool view_truth(VM *vm, Value self) {
    (void)vm;
    return dict_of(self)->count != 0;
}

static int keys_contains(VM *vm, Value self, Value item) {
    Value value;
    return dict_find(vm, dict_of(self), item, &value);
}

static int items_contains(VM *vm, Value self, Value item) {
    if (!value_is_tuple(item) || tuple_get(item)->count != 2)
        return 0;
    Value value;
    int found = dict_find(vm, dict_of(self), tuple_get(item)->items[0], &value);
    if (found != 1)
        return found;
    value_ref(value);
    found = vm_equal(vm, value, tuple_get(item)->items[1]);
    value_unref(vm, value);
    return found;
}

static int set_view_contains(VM *vm, Value view, Value item) {
    return view_kind(vm, view) == VIEW_KEYS ? keys_contains(vm, view, item)
                                            : items_contains(vm, view, item);
}

// A set with what a list, tuple or set has.
static Value set_of(VM *vm, Value take_collection) {
    if (take_collection == VALUE_ABSENT)
        return VALUE_ABSENT;
    Value set = set_new(vm, false);
    if (!set_update(vm, set_get(set), take_collection))
        value_clear(vm, &set);
    value_unref(vm, take_collection);
    return set;
}

// A list, tuple, dict or set with the items of any iterable.
static Value collect(VM *vm, Value iterable) {
    if (value_is_exact(vm, iterable, T_set) || value_is_exact(vm, iterable, T_frozenset) ||
        value_is_exact(vm, iterable, T_dict))
        return value_ref(iterable);
    if (is_set_view(vm, iterable))
        return view_list(vm, iterable);
    return iterate_collect_nested(vm, iterable);
}

static Value intersect(VM *vm, Value self, Value other) {
    if (!is_set_view(vm, self)) {
        Value kept = self;
        self = other;
        other = kept;
    }
    int64_t count = dict_of(self)->count;
    if (value_is_exact(vm, other, T_set) && count <= set_get(other)->used) {
        Value list = view_list(vm, self);
        Value result = set_intersection(vm, set_get(other), list, false);
        value_unref(vm, list);
        return result;
    }
    if (is_set_view(vm, other) && dict_of(other)->count > count) {
        Value kept = self;
        self = other;
        other = kept;
    }
    Value items = iterate_collect_nested(vm, other);
    if (items == VALUE_ABSENT)
        return VALUE_ABSENT;
    Value result = set_new(vm, false);
    for (int64_t i = 0;; i++) {
        int64_t left;
        const Value *item = sequence_items(items, &left);
        if (i >= left)
            break;
        int found = set_view_contains(vm, self, item[i]);
        if (found < 0 || (found == 1 && !set_add(vm, set_get(result), item[i]))) {
            value_clear(vm, &result);
            break;
        }
    }
    value_unref(vm, items);
    return result;
}

static Value view_binary(VM *vm, BinaryOp op, Value a, Value b) {
    if (op != OP_AND && op != OP_OR && op != OP_XOR && op != OP_SUB)
        return VALUE_NOT_IMPLEMENTED;
    if (op == OP_AND)
        return intersect(vm, a, b);
    Value result = set_of(vm, collect(vm, a));
    Value other = result == VALUE_ABSENT ? VALUE_ABSENT : collect(vm, b);
    bool done = other != VALUE_ABSENT;
    if (done && op == OP_OR)
        done = set_update(vm, set_get(result), other);
    else if (done && op == OP_SUB)
        done = set_difference_update(vm, set_get(result), other);
    else if (done)
        done = set_symmetric_update(vm, set_get(result), other);
    value_unref(vm, other);
    if (!done)
        value_clear(vm, &result);
    return result;
}

static Value view_compare(VM *vm, CompareOp op, Value a, Value b) {
    bool sets = (is_set_view(vm, a) || value_is_set(a)) && (is_set_view(vm, b) || value_is_set(b));
    if (!sets)
        return VALUE_NOT_IMPLEMENTED;
    // Items may be unhashable: equality and inclusion ask the view instead of making a set of it.
    int64_t m = vm_length(vm, a), n = vm_length(vm, b);
    if (op == CMP_GT || op == CMP_GE) {
        Value kept = a;
        a = b;
        b = kept;
        int64_t count = m;
        m = n;
        n = count;
    }
    bool strict = op == CMP_LT || op == CMP_GT, same = op == CMP_EQ || op == CMP_NE;
    int inside = same ? m == n : strict ? m < n : m <= n;
    Value items = inside ? iterate_collect_nested(vm, a) : VALUE_ABSENT;
    if (inside && items == VALUE_ABSENT)
        return VALUE_ABSENT;
    for (int64_t i = 0; inside == 1; i++) {
        int64_t left;
        const Value *item = sequence_items(items, &left);
        if (i >= left)
            break;
        inside = value_is_set(b) ? set_contains(vm, set_get(b), item[i])
                                 : set_view_contains(vm, b, item[i]);
    }
    value_unref(vm, items);
    return inside < 0 ? VALUE_ABSENT : value_bool(inside == (op != CMP_NE));
}

static Value isdisjoint(VM *vm, Value *a) {
    Value items = iterate_collect_nested(vm, a[1]);
    if (items == VALUE_ABSENT)
        return VALUE_ABSENT;
    int found = 0;
    for (int64_t i = 0; found == 0; i++) {
        int64_t count;
        const Value *item = sequence_items(items, &count);
        if (i >= count)
            break;
        found = set_view_contains(vm, a[0], item[i]);
    }
    value_unref(vm, items);
    return found < 0 ? VALUE_ABSENT : value_bool(!found);
}

static Value keys_iter(VM *vm, Value self) {
    return dict_iterator_new(vm, T_dict_keyiterator, ((DictView *)value_obj(self))->dict);
}

static Value values_iter(VM *vm, Value self) {
    return dict_iterator_new(vm, T_dict_valueiterator, ((DictView *)value_obj(self))->dict);
}

static Value items_iter(VM *vm, Value self) {
    return dict_iterator_new(vm, T_dict_itemiterator, ((DictView *)value_obj(self))->dict);
}

static Value keys_reversed(VM *vm, Value *a) {
    return dict_iterator_new(vm, T_dict_reversekeyiterator, ((DictView *)value_obj(a[0]))->dict);
}

static Value values_reversed(VM *vm, Value *a) {
    return dict_iterator_new(vm, T_dict_reversevalueiterator, ((DictView *)value_obj(a[0]))->dict);
}

static Value items_reversed(VM *vm, Value *a) {
    return dict_iterator_new(vm, T_dict_reverseitemiterator, ((DictView *)value_obj(a[0]))->dict);
}

static Value get_mapping(VM *vm, Value self) {
    return mappingproxy_new(vm, ((DictView *)value_obj(self))->dict);
}

static const GetSetDef view_getsets[] = {{"mapping", get_mapping, NULL}, {0}};

static const NativeDef keys_methods[] = {
    {"isdisjoint", "self other /", isdisjoint, NULL, 0, 0},
    {"__reversed__", "self /", keys_reversed, NULL, 0, 0},
    {0},
};

static const NativeDef values_methods[] = {
    {"__reversed__", "self /", values_reversed, NULL, 0, 0},
    {0},
};

static const NativeDef items_methods[] = {
    {"isdisjoint", "self other /", isdisjoint, NULL, 0, 0},
    {"__reversed__", "self /", items_reversed, NULL, 0, 0},
    {0},
};

const TypeDef typedef_dict_keys = {
    .name = "dict_keys",
    .kind = KIND_OTHER,
    .flags = TYPE_NO_NEW,
    .size = sizeof(DictView),
    .visit = view_visit,
    .repr = view_repr,
    .compare = view_compare,
    .truth = view_truth,
    .length = view_length,
    .contains = keys_contains,
    .iter = keys_iter,
    .binary = view_binary,
    .methods = keys_methods,
    .getsets = view_getsets,
};

const TypeDef typedef_dict_values = {
    .name = "dict_values",
    .kind = KIND_OTHER,
    .flags = TYPE_NO_NEW,
    .size = sizeof(DictView),
    .visit = view_visit,
    .repr = view_repr,
    .truth = view_truth,
    .length = view_length,
    .iter = values_iter,
    .methods = values_methods,
    .getsets = view_getsets,
};

const TypeDef typedef_dict_items = {
    .name = "dict_items",
    .kind = KIND_OTHER,
    .flags = TYPE_NO_NEW,
    .size = sizeof(DictView),
    .visit = view_visit,
    .repr = view_repr,
    .compare = view_compare,
    .truth = view_truth,
    .length = view_length,
    .contains = items_contains,
    .iter = items_iter,
    .binary = view_binary,
    .methods = items_methods,
    .getsets = view_getsets,
};
