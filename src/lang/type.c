// Type objects: look-up, method resolution order, making of builtin types and of classes.
#include "lang/type.h"

#include "lang/dict.h"
#include "lang/func.h"
#include "lang/list.h"
#include "lang/slots.h"
#include "lang/str.h"
#include "lang/vm.h"

const char *type_name(const Type *type) { return str_get(type->name)->data; }

bool type_is_subtype(const Type *type, const Type *base) {
    if (type == base)
        return true;
    if (!(type->flags & (TYPE_HEAP | TYPE_HEAP_LIKE))) {
        while (type->base != VALUE_ABSENT) {
            type = (Type *)value_obj(type->base);
            if (type == base)
                return true;
        }
        return false;
    }
    const Tuple *mro = tuple_get(type->mro);
    for (int64_t i = 0; i < mro->count; i++)
        if (value_obj(mro->items[i]) == &base->head)
            return true;
    return false;
}

bool value_is_a(VM *vm, Value v, TypeId id) {
    return type_is_subtype(value_type(vm, v), vm->types[id]);
}

// The special methods that come first in a builtin's namespace, in CPython's order, which dir() hides and
// __dir__() and __dict__ show. One that the class does not have is left out.
static void order_names(VM *vm, Dict *dict) {
    static const NameId first[] = {
        N___new__,     N___repr__, N___hash__, N___call__, N___str__,  N___getattribute__, N___setattr__,
        N___delattr__, N___lt__,   N___le__,   N___eq__,   N___ne__,   N___gt__,           N___ge__,
        N___iter__,    N___next__, N___get__,  N___set__,  N___init__, N___del__,          N___await__,
        N___aiter__,   N___anext__};
    Value all = dict_copy(vm, dict);
    dict_clear(vm, dict);
    for (size_t i = 0; i < sizeof first / sizeof *first; i++) {
        Value name = vm_name(vm, first[i]), v = dict_find_str(vm, dict_get(all), name);
        if (v != VALUE_ABSENT)
            dict_set_str(vm, dict, name, v);
    }
    dict_update(vm, dict, dict_get(all));
    value_unref(vm, all);
}

// A builtin's methods become objects when somebody first looks for one.
static void fill_dict(VM *vm, Type *type) {
    type->dict_ready = true;
    Dict *dict = dict_get(type->dict);
    const TypeDef *def = type->def;
    slots_fill(vm, type, dict);
    for (const NativeDef *m = def->methods; m && m->name; m++) {
        Value name = str_intern(vm, m->name, strlen(m->name));
        Value native = native_new(vm, m, VALUE_ABSENT, type);
        if (m->flags & NATIVE_STATIC)
            native = wrap_new(vm, T_staticmethod, native);
        else if (m->flags & NATIVE_CLASS)
            native = wrap_new(vm, T_classmethod, native);
        dict_set_str(vm, dict, name, native);
        value_unref(vm, native);
        value_unref(vm, name);
    }
    for (const GetSetDef *g = def->getsets; g && g->name; g++) {
        Value name = str_intern(vm, g->name, strlen(g->name));
        Value descriptor = getset_new(vm, g, type);
        dict_set_str(vm, dict, name, descriptor);
        value_unref(vm, descriptor);
        value_unref(vm, name);
    }
    if (def->doc && dict_find_str(vm, dict, vm_name(vm, N___doc__)) == VALUE_ABSENT) {
        Value doc = str_from(vm, def->doc);
        dict_set_str(vm, dict, vm_name(vm, N___doc__), doc);
        value_unref(vm, doc);
    }
    order_names(vm, dict);
    // filling changes nothing that a cache could have found: look-ups fill first
}

Dict *type_dict(VM *vm, Type *type) {
    if (!type->dict_ready)
        fill_dict(vm, type);
    return dict_get(type->dict);
}

static Value lookup_slow(VM *vm, Type *type, Value name) {
    const Tuple *mro = tuple_get(type->mro);
    for (int64_t i = 0; i < mro->count; i++) {
        Value found = dict_find_str(vm, type_dict(vm, (Type *)value_obj(mro->items[i])), name);
        if (found != VALUE_ABSENT)
            return found;
    }
    return VALUE_ABSENT;
}

Value type_lookup(VM *vm, Type *type, Value name) {
    uint64_t h = (name >> 4) ^ type->version * UINT64_C(0x9E3779B1);
    TypeCacheEntry *entry = &vm->type_cache[h % TYPE_CACHE_SIZE];
    if (entry->name == name && entry->version == type->version)
        return entry->value;
    Value found = lookup_slow(vm, type, name);
    *entry = (TypeCacheEntry){name, type->version, found};
    return found;
}

Value type_lookup_after(VM *vm, Type *type, Type *after, Value name, Type **where) {
    const Tuple *mro = tuple_get(type->mro);
    int64_t i = 0;
    while (i < mro->count && value_obj(mro->items[i]) != &after->head)
        i++;
    for (i++; i < mro->count; i++) {
        *where = (Type *)value_obj(mro->items[i]);
        Value found = dict_find_str(vm, type_dict(vm, *where), name);
        if (found != VALUE_ABSENT)
            return found;
    }
    return VALUE_ABSENT;
}

void *type_alloc(VM *vm, Type *cls, size_t fixed_bytes) {
    if (!(cls->flags & TYPE_ATTRS))
        return obj_new(vm, cls, fixed_bytes);
    size_t offset = (fixed_bytes + 7) & ~(size_t)7;
    size_t slots = cls->attr_hint;
    char *o = obj_new(vm, cls, offset + sizeof(Attrs) + slots * sizeof(Value));
    Attrs *attrs = (Attrs *)(o + offset);
    attrs->capacity = (uint16_t)slots;
    return o;
}

// The special methods that Python classes in the mro define, as bits.
static void note_overrides(VM *vm, Type *type) {
    type->overrides[0] = type->overrides[1] = 0;
    const Tuple *mro = tuple_get(type->mro);
    for (int64_t i = 0; i < mro->count; i++) {
        Type *t = (Type *)value_obj(mro->items[i]);
        if (!(t->flags & TYPE_HEAP))
            continue;
        for (unsigned d = 0; d < DUNDER_COUNT; d++)
            if (dict_find_str(vm, dict_get(t->dict), vm_name(vm, (NameId)d)) != VALUE_ABSENT)
                type->overrides[d >> 6] |= UINT64_C(1) << (d & 63);
    }
}

static void touch(VM *vm, Type *type, bool special) {
    type->version = ++vm->type_versions;
    if (special)
        note_overrides(vm, type);
    if (type->subclasses == VALUE_ABSENT)
        return;
    const List *subclasses = list_get(type->subclasses);
    for (int64_t i = 0; i < subclasses->count; i++)
        touch(vm, (Type *)(uintptr_t)(subclasses->items[i] & ~(Value)1), special);
}

void type_changed(VM *vm, Type *type, Value name) {
    bool special = name == VALUE_ABSENT;
    if (!special) {
        const Str *s = str_get(name);
        special = s->bytes > 4 && s->data[0] == '_' && s->data[1] == '_';
    }
    touch(vm, type, special);
    if (name != vm_name(vm, N___abstractmethods__))
        return;
    Value methods = dict_find_str(vm, dict_get(type->dict), name);
    bool any = value_is_kind(methods, KIND_SET) && vm_length(vm, methods) > 0;
    type->flags = any ? type->flags | TYPE_ABSTRACT : type->flags & ~(uint32_t)TYPE_ABSTRACT;
}

static Type *type_bare(VM *vm, const TypeDef *def, Type *base, Type *meta) {
    Type *type = region_alloc_object(vm->region, sizeof *type);
    type->head = (Obj){.type = meta, .refs = 1, .kind = KIND_TYPE};
    if (meta)
        meta->head.refs++;
    type->def = def;
    type->flags = def->flags;
    type->version = ++vm->type_versions;
    type->id = TYPE_COUNT;
    type->base = base ? value_ref(value_of(base)) : VALUE_ABSENT;
    return type;
}

// Name, bases, mro and dict of a builtin type: needs str, tuple and dict to be there.
static void type_finish(VM *vm, Type *type) {
    const TypeDef *def = type->def;
    const char *dot = strrchr(def->name, '.');
    type->name = str_intern(vm, dot ? dot + 1 : def->name, strlen(dot ? dot + 1 : def->name));
    type->qualname = value_ref(type->name);
    Type *chain[16];
    int n = 0;
    for (Type *t = type; t; t = t->base == VALUE_ABSENT ? NULL : (Type *)value_obj(t->base))
        chain[n++] = t;
    type->mro = tuple_new(vm, n);
    for (int i = 0; i < n; i++)
        tuple_get(type->mro)->items[i] = value_ref(value_of(chain[i]));
    type->bases = tuple_new(vm, n > 1);
    if (n > 1)
        tuple_get(type->bases)->items[0] = value_ref(type->base);
    type->dict = dict_new(vm);
    if (!def->module)
        return;
    Value module = str_intern(vm, def->module, strlen(def->module));
    dict_set_str(vm, dict_get(type->dict), vm_name(vm, N___module__), module);
    value_unref(vm, module);
}

Type *type_from_def(VM *vm, const TypeDef *def, Type *base) {
    Type *type = type_bare(vm, def, base, vm_type(vm, T_type));
    type->head.refs++; // for ever: its objects hold no references to it
    type_finish(vm, type);
    return type;
}

extern const TypeDef typedef_exception;
#define TYPE(name, base) extern const TypeDef typedef_##name;
#include "lang/type.def"
#undef TYPE

void types_begin(VM *vm) {
    static const TypeDef *const defs[] = {
#define TYPE(name, base) &typedef_##name,
#include "lang/type.def"
#undef TYPE
    };
    static const uint16_t bases[] = {
#define TYPE(name, base) T_##base,
#include "lang/type.def"
#undef TYPE
    };
    for (int i = 0; i < T_BaseException; i++) {
        Type *base = i == T_object ? NULL : vm->types[bases[i]];
        vm->types[i] = type_bare(vm, defs[i], base, NULL);
        vm->types[i]->id = (uint16_t)i;
    }
    for (int i = 0; i < T_BaseException; i++) {
        vm->types[i]->head.type = vm->types[T_type];
        vm->types[T_type]->head.refs++;
    }
}

static const uint16_t exception_bases[] = {
#define EXCEPTION(name, base) T_##base,
#include "lang/exception.def"
#undef EXCEPTION
};
static const char *const exception_names[] = {
#define EXCEPTION(name, base) #name,
#include "lang/exception.def"
#undef EXCEPTION
};

void types_finish(VM *vm) {
    for (int i = 0; i < T_BaseException; i++)
        type_finish(vm, vm->types[i]);
    for (int i = T_BaseException; i < TYPE_COUNT; i++) {
        Type *base = vm->types[exception_bases[i - T_BaseException]];
        Type *type = type_bare(vm, exception_def((TypeId)i), base, vm->types[T_type]);
        type->id = (uint16_t)i;
        vm->types[i] = type;
        type_finish(vm, type);
        const char *name = exception_names[i - T_BaseException];
        value_set(vm, &type->name, str_intern(vm, name, strlen(name)));
        value_set(vm, &type->qualname, value_ref(type->name));
    }
    // Exception groups are exceptions too: the one builtin type with two bases
    Type *base_group = vm->types[T_BaseExceptionGroup];
    Type *group = type_bare(vm, exception_def(T_BaseExceptionGroup), base_group, vm->types[T_type]);
    type_finish(vm, group);
    value_set(vm, &group->name, str_intern(vm, "ExceptionGroup", 14));
    value_set(vm, &group->qualname, value_ref(group->name));
    Value chain[] = {value_of(group), value_of(base_group), value_of(vm->types[T_Exception]),
                     value_of(vm->types[T_BaseException]), value_of(vm->types[T_object])};
    value_set(vm, &group->mro, tuple_from(vm, chain, 5));
    value_set(vm, &group->bases, tuple_from(vm, chain + 1, 2));
    group->flags |= TYPE_HEAP_LIKE;
    vm->exception_group = value_of(group);
}

// C3 linearisation: merges the mros of the bases and the list of bases.
static bool merge_mro(VM *vm, Type *type, List *out) {
    const Tuple *bases = tuple_get(type->bases);
    int64_t n = bases->count + 1, left = 0;
    int64_t *at = raw_new(vm, (size_t)n * sizeof *at);
    for (int64_t i = 0; i < bases->count; i++)
        left += tuple_get(((Type *)value_obj(bases->items[i]))->mro)->count;
    left += bases->count;
    bool fine = true;
    while (left && fine) {
        Value candidate = VALUE_ABSENT;
        for (int64_t i = 0; i < n && candidate == VALUE_ABSENT; i++) {
            const Tuple *list =
                i < bases->count ? tuple_get(((Type *)value_obj(bases->items[i]))->mro) : bases;
            if (at[i] == list->count)
                continue;
            candidate = list->items[at[i]];
            for (int64_t k = 0; k < n && candidate != VALUE_ABSENT; k++) {
                const Tuple *other =
                    k < bases->count ? tuple_get(((Type *)value_obj(bases->items[k]))->mro) : bases;
                for (int64_t j = at[k] + 1; j < other->count; j++)
                    if (other->items[j] == candidate)
                        candidate = VALUE_ABSENT;
            }
        }
        fine = candidate != VALUE_ABSENT;
        if (!fine)
            break;
        list_append(vm, out, value_ref(candidate));
        for (int64_t i = 0; i < n; i++) {
            const Tuple *list =
                i < bases->count ? tuple_get(((Type *)value_obj(bases->items[i]))->mro) : bases;
            if (at[i] < list->count && list->items[at[i]] == candidate) {
                at[i]++;
                left--;
            }
        }
    }
    raw_release(vm, at, (size_t)n * sizeof *at);
    return fine;
}

static bool compute_mro(VM *vm, Type *type) {
    Value list = list_new(vm, 4);
    list_append(vm, list_get(list), value_ref(value_of(type)));
    bool fine = merge_mro(vm, type, list_get(list));
    if (fine) {
        type->mro = tuple_from(vm, list_get(list)->items, list_get(list)->count);
    } else {
        StrBuilder b = {0};
        const Tuple *bases = tuple_get(type->bases);
        for (int64_t i = 0; i < bases->count; i++) {
            str_builder_add_text(vm, &b, i ? ", " : "");
            str_builder_add_text(vm, &b, type_name((Type *)value_obj(bases->items[i])));
        }
        Value names = str_builder_finish(vm, &b);
        vm_raise(vm, T_TypeError,
                 "Cannot create a consistent method resolution\norder (MRO) for bases %S", names);
        value_unref(vm, names);
    }
    value_unref(vm, list);
    return fine;
}

// The builtin layout that a base brings.
static Type *solid_base(Type *type) {
    while (type->flags & TYPE_HEAP)
        type = (Type *)value_obj(type->base);
    return type;
}

// Of several bases the one whose layout all others share or are part of, or NULL with TypeError.
static Type *best_base(VM *vm, const Tuple *bases) {
    Type *best = NULL;
    for (int64_t i = 0; i < bases->count; i++) {
        if (!value_is_kind(bases->items[i], KIND_TYPE)) {
            vm_raise(vm, T_TypeError, "bases must be types");
            return NULL;
        }
        Type *base = (Type *)value_obj(bases->items[i]);
        if (!(base->flags & (TYPE_BASETYPE | TYPE_HEAP))) {
            vm_raise(vm, T_TypeError, "type '%s' is not an acceptable base type", type_name(base));
            return NULL;
        }
        if (!best || (solid_base(base) != solid_base(best) &&
                      type_is_subtype(solid_base(base), solid_base(best)))) {
            best = base;
        } else if (!type_is_subtype(solid_base(best), solid_base(base))) {
            vm_raise(vm, T_TypeError, "multiple bases have instance lay-out conflict");
            return NULL;
        }
    }
    return best;
}

static void note_subclass(VM *vm, Type *type) {
    const Tuple *bases = tuple_get(type->bases);
    for (int64_t i = 0; i < bases->count; i++) {
        Type *base = (Type *)value_obj(bases->items[i]);
        if (base->subclasses == VALUE_ABSENT)
            base->subclasses = list_new(vm, 2);
        // tagged as a small int: not counted, so that a class can die
        list_append(vm, list_get(base->subclasses), value_of(type) | 1);
    }
}

static void forget_subclass(Type *type) {
    if (type->bases == VALUE_ABSENT)
        return;
    const Tuple *bases = tuple_get(type->bases);
    for (int64_t i = 0; i < bases->count; i++) {
        if (bases->items[i] == VALUE_ABSENT) // a class in a cycle that is being taken apart
            continue;
        Type *base = (Type *)value_obj(bases->items[i]);
        if (base->subclasses == VALUE_ABSENT)
            continue;
        List *list = list_get(base->subclasses);
        for (int64_t k = 0; k < list->count; k++)
            if (list->items[k] == (value_of(type) | 1)) {
                memmove(list->items + k, list->items + k + 1,
                        (size_t)(list->count - k - 1) * sizeof(Value));
                list->count--;
                break;
            }
    }
}

// Names in __slots__: their instances have no dict unless a base's have.
static bool note_slots(VM *vm, Type *type) {
    Value slots = dict_find_str(vm, dict_get(type->dict), vm_name(vm, N___slots__));
    if (slots == VALUE_ABSENT)
        return true;
    if (value_is_str(slots)) {
        type->slot_names = tuple_from(vm, &slots, 1);
    } else if (value_is_tuple(slots) || value_is_list(slots)) {
        int64_t count;
        const Value *items = sequence_items(slots, &count);
        type->slot_names = tuple_from(vm, items, count);
    } else {
        vm_unsupported(vm, "__slots__ that is not a str, tuple or list");
        return false;
    }
    Tuple *names = tuple_get(type->slot_names);
    for (int64_t i = 0; i < names->count; i++) {
        if (!value_is_str(names->items[i])) {
            vm_raise(vm, T_TypeError, "__slots__ items must be strings, not '%T'", names->items[i]);
            return false;
        }
        names->items[i] = str_intern_value(vm, names->items[i]);
        if (names->items[i] == vm_name(vm, N___dict__))
            value_clear(vm, &type->slot_names);
        if (type->slot_names == VALUE_ABSENT)
            return true;
    }
    for (Type *base = (Type *)value_obj(type->base); base->flags & TYPE_HEAP;
         base = (Type *)value_obj(base->base))
        if (base->slot_names == VALUE_ABSENT)
            value_clear(vm, &type->slot_names);
    return true;
}

bool type_has_slot(const Type *type, Value name) {
    for (; type->flags & TYPE_HEAP; type = (Type *)value_obj(type->base)) {
        if (type->slot_names == VALUE_ABSENT)
            continue;
        const Tuple *names = tuple_get(type->slot_names);
        for (int64_t i = 0; i < names->count; i++)
            if (names->items[i] == name)
                return true;
    }
    return false;
}

Type *type_make(VM *vm, Type *meta, Value name, Value bases, Value namespace) {
    Value object_base = value_of(vm_type(vm, T_object));
    bases = tuple_get(bases)->count ? value_ref(bases) : tuple_from(vm, &object_base, 1);
    Type *base = best_base(vm, tuple_get(bases));
    if (!base) {
        value_unref(vm, bases);
        return NULL;
    }
    Type *type = type_alloc(vm, meta, sizeof *type);
    type->head.kind = KIND_TYPE;
    type->def = base->def;
    type->version = ++vm->type_versions;
    type->id = TYPE_COUNT;
    type->flags = (base->def->flags & ~(unsigned)(TYPE_ACYCLIC | TYPE_NO_NEW)) | TYPE_HEAP |
                  TYPE_BASETYPE | TYPE_ATTRS;
    type->attr_hint = base->flags & TYPE_HEAP ? base->attr_hint : 4;
    type->base = value_ref(value_of(base));
    type->bases = bases;
    type->name = value_ref(name);
    type->dict = dict_copy(vm, dict_get(namespace));
    type->dict_ready = true;
    Value qualname;
    if (dict_pop(vm, dict_get(type->dict), vm_name(vm, N___qualname__), &qualname) == 1)
        type->qualname = qualname;
    else
        type->qualname = value_ref(name);
    if (!compute_mro(vm, type) || !note_slots(vm, type)) {
        value_unref(vm, value_of(type));
        return NULL;
    }
    Dict *dict = dict_get(type->dict);
    dict_remove(vm, dict, vm_name(vm, N___classcell__));
    if (dict_find_str(vm, dict, vm_name(vm, N___doc__)) == VALUE_ABSENT)
        dict_set_str(vm, dict, vm_name(vm, N___doc__), VALUE_NONE);
    // a class with __eq__ and no __hash__ is not hashable
    if (dict_find_str(vm, dict, vm_name(vm, N___eq__)) != VALUE_ABSENT &&
        dict_find_str(vm, dict, vm_name(vm, N___hash__)) == VALUE_ABSENT)
        dict_set_str(vm, dict, vm_name(vm, N___hash__), VALUE_NONE);
    static const uint16_t implicit_static[] = {N___new__};
    static const uint16_t implicit_class[] = {N___init_subclass__, N___class_getitem__};
    Value f = dict_find_str(vm, dict, vm_name(vm, (NameId)implicit_static[0]));
    if (value_is_kind(f, KIND_FUNC)) {
        Value wrapped = wrap_new(vm, T_staticmethod, value_ref(f));
        dict_set_str(vm, dict, vm_name(vm, (NameId)implicit_static[0]), wrapped);
        value_unref(vm, wrapped);
    }
    for (int i = 0; i < 2; i++) {
        f = dict_find_str(vm, dict, vm_name(vm, (NameId)implicit_class[i]));
        if (!value_is_kind(f, KIND_FUNC))
            continue;
        Value wrapped = wrap_new(vm, T_classmethod, value_ref(f));
        dict_set_str(vm, dict, vm_name(vm, (NameId)implicit_class[i]), wrapped);
        value_unref(vm, wrapped);
    }
    note_overrides(vm, type);
    note_subclass(vm, type);
    return type;
}

static void type_visit(Obj *o, SlotVisitor visitor, void *context) {
    Type *type = (Type *)o;
    visitor(context, &type->name);
    visitor(context, &type->qualname);
    visitor(context, &type->base);
    visitor(context, &type->mro);
    visitor(context, &type->dict);
    visitor(context, &type->attr_index);
    visitor(context, &type->slot_names);
    visitor(context, &type->subclasses);
    visitor(context, &type->bases);
}

static bool type_die(VM *vm, Obj *o) {
    (void)vm;
    forget_subclass((Type *)o);
    return false;
}

static Value type_repr(VM *vm, Value self) {
    Type *type = (Type *)value_obj(self);
    Value module = dict_find_str(vm, dict_get(type->dict), vm_name(vm, N___module__));
    if (value_is_str(module) && !str_is(module, "builtins"))
        return str_format(vm, "<class '%s.%s'>", str_get(module)->data, str_get(type->qualname)->data);
    return str_format(vm, "<class '%s'>", str_get(type->qualname)->data);
}

extern const NativeDef type_call_def, type_new_def, type_init_def;
extern const NativeDef type_methods[];
extern const GetSetDef type_getsets[];
extern Value type_binary(VM *vm, BinaryOp op, Value a, Value b);

const TypeDef typedef_type = {
    .name = "type",
    .kind = KIND_TYPE,
    .flags = TYPE_BASETYPE,
    .size = sizeof(Type),
    .visit = type_visit,
    .die = type_die,
    .new_ = &type_new_def,
    .init = &type_init_def,
    .call = &type_call_def,
    .repr = type_repr,
    .binary = type_binary,
    .methods = type_methods,
    .getsets = type_getsets,
};
