// The types `object`, `type`, `super`, and those of None, NotImplemented and Ellipsis' neighbours in
// the object model: making classes, and what every object can do.
#include "lang/attr.h"
#include "lang/call.h"
#include "lang/dict.h"
#include "lang/exec.h"
#include "lang/func.h"
#include "lang/int.h"
#include "lang/iterators.h"
#include "lang/iterate.h"
#include "lang/list.h"
#include "lang/dict_views.h"
#include "lang/generic.h"
#include "lang/instr.h"
#include "lang/slots.h"
#include "lang/str.h"

Value object_repr(VM *vm, Value v) {
    Type *type = value_type(vm, v);
    Value module = type_lookup(vm, type, vm_name(vm, N___module__));
    const char *prefix = value_is_str(module) && !str_is(module, "builtins") ? str_get(module)->data : NULL;
    return str_format(vm, "<%s%s%s object at 0x%llx>", prefix ? prefix : "", prefix ? "." : "",
                      str_get(type->qualname)->data, (unsigned long long)obj_id(vm, v));
}

static Value object_make(VM *vm, Value *a) {
    Type *type = (Type *)value_obj(a[0]);
    if (type->flags & TYPE_ABSTRACT) {
        vm_raise_abstract(vm, type);
        return VALUE_ABSENT;
    }
    bool excess = (a[1] != VALUE_ABSENT && tuple_get(a[1])->count) || a[2] != VALUE_ABSENT;
    if (excess && (type_overrides(type, N___new__) || !type_overrides(type, N___init__))) {
        if (type_overrides(type, N___new__))
            return vm_raise(vm, T_TypeError,
                            "object.__new__() takes exactly one argument (the type to instantiate)");
        return vm_raise(vm, T_TypeError, "%s() takes no arguments", type_name(type));
    }
    return value_of(type_alloc(vm, type, sizeof(Obj)));
}

static const NativeDef object_new_def = {"__new__", "cls *args **kwargs", object_make, NULL, 0, 0};

static Value object_init(VM *vm, Value *a) {
    Type *type = value_type(vm, a[0]);
    bool excess = (a[1] != VALUE_ABSENT && tuple_get(a[1])->count) || a[2] != VALUE_ABSENT;
    if (excess && type_overrides(type, N___init__))
        return vm_raise(vm, T_TypeError,
                        "object.__init__() takes exactly one argument (the instance to initialize)");
    if (excess && !type_overrides(type, N___new__) && type->def == vm_type(vm, T_object)->def)
        return vm_raise(vm, T_TypeError, "%s() takes no arguments", type_name(type));
    return VALUE_NONE;
}

static const NativeDef object_init_def = {"__init__", "self *args **kwargs", object_init, NULL, 0, 0};

static Value object_repr_method(VM *vm, Value *a) { return object_repr(vm, a[0]); }
static Value object_str_method(VM *vm, Value *a) { return vm_repr_nested(vm, a[0]); }

static Value object_hash_method(VM *vm, Value *a) { return int_new(vm, (int64_t)(obj_id(vm, a[0]) >> 4)); }

static Value object_eq(VM *vm, Value *a) {
    (void)vm;
    return a[0] == a[1] ? VALUE_TRUE : VALUE_NOT_IMPLEMENTED;
}

static Value object_ne(VM *vm, Value *a) {
    if (type_overrides(value_type(vm, a[0]), N___eq__)) {
        Value answer = exec_nested(vm, op_call_special(vm, RET_EXIT, special_find(vm, a[0], N___eq__), a[0], 1, &a[1]));
        if (answer == VALUE_ABSENT || answer == VALUE_NOT_IMPLEMENTED)
            return answer;
        int truth = vm_truth_nested(vm, answer);
        value_unref(vm, answer);
        return truth < 0 ? VALUE_ABSENT : value_bool(!truth);
    }
    return a[0] == a[1] ? VALUE_FALSE : VALUE_NOT_IMPLEMENTED;
}

// What every object says that nobody has taught more: orders, and the hook for subclasses.
static Value object_no_answer(VM *vm, Value *a) {
    (void)vm, (void)a;
    return VALUE_NOT_IMPLEMENTED;
}

static Value object_format(VM *vm, Value *a) {
    if (value_is_str(a[1]) && str_get(a[1])->bytes == 0)
        return vm_str_nested(vm, a[0]);
    return vm_raise(vm, T_TypeError, "unsupported format string passed to %T.__format__", a[0]);
}

// v: self, name.
Flow object_getattribute(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, native_ready(f, attr_generic_get(vm, RET_NATIVE, v[0], v[1])));
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

// v: self, name, value or absent.
static Flow object_setattr(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (!value_is_str(v[1])) {
        vm_raise(vm, T_TypeError, "attribute name must be string, not '%T'", v[1]);
        return FLOW_RAISE;
    }
    v[1] = str_intern_value(vm, v[1]);
    NATIVE_AWAIT(f, native_ready(f, attr_generic_set(vm, RET_NATIVE, v[0], v[1], f->count > 2 ? v[2] : VALUE_ABSENT)));
    return vm_return(vm, VALUE_NONE);
    NATIVE_END;
}

static Value object_init_subclass(VM *vm, Value *a) {
    (void)vm, (void)a;
    return VALUE_NONE;
}

static int compare_names(const Value *a, const Value *b) {
    return strcmp(str_get(*a)->data, str_get(*b)->data);
}

// Names into a sorted list without duplicates.
static Value sorted_names(VM *vm, Value names) {
    Value list = list_new(vm, 16);
    int64_t position = 0;
    for (DictEntry *entry; (entry = dict_next(dict_get(names), &position));) {
        List *l = list_get(list);
        int64_t low = 0, high = l->count;
        while (low < high) {
            int64_t middle = (low + high) / 2;
            if (compare_names(&l->items[middle], &entry->key) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        list_insert(vm, l, low, value_ref(entry->key));
    }
    return list;
}

// What `v` has, its own first, then its classes': a dict whose keys are the names.
static Value names_of(VM *vm, Value v) {
    Value names = dict_new(vm);
    Type *type = value_is_kind(v, KIND_TYPE) ? (Type *)value_obj(v) : value_type(vm, v);
    const Tuple *mro = tuple_get(type->mro);
    bool fine = true;
    if (!value_is_kind(v, KIND_TYPE) && type->flags & TYPE_ATTRS)
        fine = dict_update(vm, dict_get(names), dict_get(attrs_dict(vm, value_obj(v))));
    for (int64_t i = 0; i < mro->count && fine; i++)
        fine = dict_update(vm, dict_get(names), type_dict(vm, (Type *)value_obj(mro->items[i])));
    return names;
}

Value object_dir(VM *vm, Value v) {
    Value names = names_of(vm, v), list = sorted_names(vm, names);
    value_unref(vm, names);
    return list;
}

static Value object_dir_method(VM *vm, Value *a) {
    Value names = names_of(vm, a[0]), list = list_new(vm, 16);
    int64_t position = 0;
    for (DictEntry *entry; (entry = dict_next(dict_get(names), &position));)
        list_append(vm, list_get(list), value_ref(entry->key));
    value_unref(vm, names);
    return list;
}

// Pickling and sizes are not there, and every object says so by name.
static Value object_reduce_ex(VM *vm, Value *a) {
    (void)a;
    return vm_unsupported(vm, "object.__reduce_ex__()");
}
static Value object_reduce(VM *vm, Value *a) {
    (void)a;
    return vm_unsupported(vm, "object.__reduce__()");
}
static Value object_getstate(VM *vm, Value *a) {
    (void)a;
    return vm_unsupported(vm, "object.__getstate__()");
}
static Value object_sizeof(VM *vm, Value *a) {
    (void)a;
    return vm_unsupported(vm, "object.__sizeof__()");
}

static Value object_class(VM *vm, Value self) { return value_ref(value_of(value_type(vm, self))); }

static bool object_set_class(VM *vm, Value self, Value value) {
    Type *type = value_type(vm, self);
    if (!value_is_kind(value, KIND_TYPE) || !(type->flags & TYPE_HEAP) ||
        !(((Type *)value_obj(value))->flags & TYPE_HEAP) || type->def != ((Type *)value_obj(value))->def) {
        vm_raise(vm, T_TypeError, "__class__ assignment only supported for mutable types or ModuleType subclasses");
        return false;
    }
    attrs_dict(vm, value_obj(self));
    value_ref(value);
    value_obj(self)->type = (Type *)value_obj(value);
    value_unref(vm, value_of(type));
    return true;
}

static const NativeDef object_methods[] = {
    {"__repr__", "self /", object_repr_method, NULL, 0, 0},
    {"__str__", "self /", object_str_method, NULL, 0, 0},
    {"__hash__", "self /", object_hash_method, NULL, 0, 0},
    {"__eq__", "self value /", object_eq, NULL, 0, 0},
    {"__ne__", "self value /", object_ne, NULL, 0, 0},
    {"__lt__", "self value /", object_no_answer, NULL, 0, 0},
    {"__le__", "self value /", object_no_answer, NULL, 0, 0},
    {"__gt__", "self value /", object_no_answer, NULL, 0, 0},
    {"__ge__", "self value /", object_no_answer, NULL, 0, 0},
    {"__getattribute__", "self name /", NULL, object_getattribute, 0, 0},
    {"__setattr__", "self name value /", NULL, object_setattr, 0, 0},
    {"__delattr__", "self name /", NULL, object_setattr, 0, 0},
    {"__reduce_ex__", "self protocol /", object_reduce_ex, NULL, 0, 0},
    {"__reduce__", "self /", object_reduce, NULL, 0, 0},
    {"__getstate__", "self /", object_getstate, NULL, 0, 0},
    {"__subclasshook__", "cls subclass /", object_no_answer, NULL, 0, NATIVE_CLASS},
    {"__init_subclass__", "cls", object_init_subclass, NULL, 0, NATIVE_CLASS},
    {"__format__", "self format_spec /", object_format, NULL, 0, 0},
    {"__sizeof__", "self /", object_sizeof, NULL, 0, 0},
    {"__dir__", "self /", object_dir_method, NULL, 0, 0},
    {0},
};

static const GetSetDef object_getsets[] = {{"__class__", object_class, object_set_class}, {0}};

const TypeDef typedef_object = {
    .name = "object",
    .kind = KIND_INSTANCE,
    .flags = TYPE_BASETYPE,
    .size = sizeof(Obj),
    .new_ = &object_new_def,
    .init = &object_init_def,
    .methods = object_methods,
    .getsets = object_getsets,
};

void vm_raise_abstract(VM *vm, Type *type) {
    Value names = dict_find_str(vm, dict_get(type->dict), vm_name(vm, N___abstractmethods__));
    Value items = iterate_collect_nested(vm, names);
    if (items == VALUE_ABSENT)
        return;
    int64_t count;
    const Value *given = sequence_items(items, &count);
    Value list = list_new(vm, count);
    for (int64_t i = 0; i < count; i++) {
        int64_t at = i;
        while (at > 0 && compare_names(&list_get(list)->items[at - 1], &given[i]) > 0)
            at--;
        list_insert(vm, list_get(list), at, value_ref(given[i]));
    }
    value_unref(vm, items);
    Value separator = str_from(vm, ", ");
    Value joined = str_join(vm, separator, list_get(list)->items, count);
    vm_raise(vm, T_TypeError, "Can't instantiate abstract class %s with abstract method%s %S",
             type_name(type), count == 1 ? "" : "s", joined);
    value_unref(vm, joined);
    value_unref(vm, separator);
    value_unref(vm, list);
}

// The metaclass that all of the bases' metaclasses agree on.
static Type *winning_meta(VM *vm, Type *meta, Value bases) {
    for (int64_t i = 0; i < tuple_get(bases)->count; i++) {
        Type *other = value_type(vm, tuple_get(bases)->items[i]);
        if (type_is_subtype(meta, other))
            continue;
        if (!type_is_subtype(other, meta)) {
            vm_raise(vm, T_TypeError,
                     "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass "
                     "of the metaclasses of all its bases");
            return NULL;
        }
        meta = other;
    }
    return meta;
}

// v: metaclass, name, bases, namespace, keywords; then the class, position among its attributes.
static Flow type_new(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (v[2] == VALUE_ABSENT || v[3] == VALUE_ABSENT) {
        vm_raise(vm, T_TypeError, "type() takes 1 or 3 arguments");
        return FLOW_RAISE;
    }
    if (!value_is_str(v[1]) || !value_is_tuple(v[2]) || !value_is_dict(v[3])) {
        vm_raise(vm, T_TypeError, "type.__new__() argument %d must be %s, not %T",
                 !value_is_str(v[1]) ? 1 : !value_is_tuple(v[2]) ? 2 : 3,
                 !value_is_str(v[1]) ? "str" : !value_is_tuple(v[2]) ? "tuple" : "dict",
                 !value_is_str(v[1]) ? v[1] : !value_is_tuple(v[2]) ? v[2] : v[3]);
        return FLOW_RAISE;
    }
    {
        Type *meta = winning_meta(vm, (Type *)value_obj(v[0]), v[2]);
        Type *type = meta ? type_make(vm, meta, v[1], v[2], v[3]) : NULL;
        if (!type)
            return FLOW_RAISE;
        v[5] = value_of(type);
        Value cell = dict_find_str(vm, dict_get(v[3]), vm_name(vm, N___classcell__));
        if (value_is_kind(cell, KIND_CELL))
            value_set(vm, &cell_get(cell)->value, value_ref(v[5]));
    }
    for (f->number = 0; f->number < dict_get(v[3])->used;) {
        DictEntry *entry = &dict_get(v[3])->entries[f->number++];
        if (entry->key == VALUE_ABSENT || !value_is_obj(entry->value))
            continue;
        Value set_name = special_find(vm, entry->value, N___set_name__);
        if (set_name == VALUE_ABSENT)
            continue;
        Value args[] = {v[5], entry->key};
        NATIVE_AWAIT(f, native_ready(f, op_call_special(vm, RET_NATIVE, set_name, entry->value, 2, args)));
    }
    {
        Type *type = (Type *)value_obj(v[5]), *where;
        Value hook = type_lookup_after(vm, type, type, vm_name(vm, N___init_subclass__), &where);
        value_set(vm, &v[6], instr_bind_class(vm, hook, v[5]));
        if (v[6] == VALUE_ABSENT)
            return FLOW_RAISE;
        Value none = vm->empty_tuple;
        NATIVE_AWAIT(f, native_ready(f, call_spread(vm, RET_NATIVE, v[6], VALUE_ABSENT, none, v[4])));
    }
    return vm_return(vm, value_ref(v[5]));
    NATIVE_END;
}

const NativeDef type_new_def = {"__new__", "cls name bases? dict? / **kwargs", NULL, type_new, 2, 0};

static Value type_init(VM *vm, Value *a) {
    (void)vm, (void)a;
    return VALUE_NONE;
}

const NativeDef type_init_def = {"__init__", "self *args **kwargs", type_init, NULL, 0, 0};

// v: type, args, kwargs.
static Flow type_call(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    {
        // arguments as one array: those of call_type
        int64_t count = tuple_get(v[1])->count;
        int named = v[2] == VALUE_ABSENT ? 0 : (int)dict_get(v[2])->count;
        size_t bytes = (size_t)(count + named + 1) * sizeof(Value);
        Value *all = raw_new(vm, bytes);
        memcpy(all, tuple_get(v[1])->items, (size_t)count * sizeof(Value));
        Value names = named ? tuple_new(vm, named) : VALUE_ABSENT;
        int64_t position = 0;
        for (int i = 0; i < named; i++) {
            DictEntry *entry = dict_next(dict_get(v[2]), &position);
            tuple_get(names)->items[i] = value_ref(entry->key);
            all[count + i] = entry->value;
        }
        Flow flow = native_ready(f, call_type(vm, RET_NATIVE, (Type *)value_obj(v[0]), all, (int)count + named, names));
        raw_release(vm, all, bytes);
        value_unref(vm, names);
        NATIVE_AWAIT(f, flow);
    }
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

const NativeDef type_call_def = {"__call__", "self *args **kwargs", NULL, type_call, 0, 0};

Value instr_bind_class(VM *vm, Value attr, Value class) {
    Type *type = value_type(vm, attr);
    return type->def->descr_get ? type->def->descr_get(vm, attr, VALUE_ABSENT, class) : value_ref(attr);
}

static Type *self_type(Value self) { return (Type *)value_obj(self); }

static Value type_get_name(VM *vm, Value self) {
    (void)vm;
    return value_ref(self_type(self)->name);
}

static bool type_set_name(VM *vm, Value self, Value value) {
    if (!value_is_str(value) || !(self_type(self)->flags & TYPE_HEAP)) {
        vm_raise(vm, T_TypeError, "can only assign string to %s.__name__", type_name(self_type(self)));
        return false;
    }
    value_set(vm, &self_type(self)->name, value_ref(value));
    return true;
}

static Value type_get_qualname(VM *vm, Value self) {
    (void)vm;
    return value_ref(self_type(self)->qualname);
}

static bool type_set_qualname(VM *vm, Value self, Value value) {
    if (!value_is_str(value))
        return type_set_name(vm, self, VALUE_NONE);
    value_set(vm, &self_type(self)->qualname, value_ref(value));
    return true;
}

static Value type_get_bases(VM *vm, Value self) {
    (void)vm;
    return value_ref(self_type(self)->bases);
}

static Value type_get_base(VM *vm, Value self) {
    (void)vm;
    return self_type(self)->base == VALUE_ABSENT ? VALUE_NONE : value_ref(self_type(self)->base);
}

static Value type_get_mro(VM *vm, Value self) {
    (void)vm;
    return value_ref(self_type(self)->mro);
}

static Value type_get_dict(VM *vm, Value self) {
    return mappingproxy_new(vm, value_of(type_dict(vm, self_type(self))));
}

static Value type_get_module(VM *vm, Value self) {
    Value module = dict_find_str(vm, type_dict(vm, self_type(self)), vm_name(vm, N___module__));
    return module == VALUE_ABSENT ? str_from(vm, "builtins") : value_ref(module);
}

static bool type_set_module(VM *vm, Value self, Value value) {
    dict_set_str(vm, type_dict(vm, self_type(self)), vm_name(vm, N___module__), value);
    return true;
}

static Value type_get_doc(VM *vm, Value self) {
    Value doc = dict_find_str(vm, type_dict(vm, self_type(self)), vm_name(vm, N___doc__));
    return doc == VALUE_ABSENT ? VALUE_NONE : value_ref(doc);
}

static bool type_set_doc(VM *vm, Value self, Value value) {
    dict_set_str(vm, type_dict(vm, self_type(self)), vm_name(vm, N___doc__), value);
    return true;
}

const GetSetDef type_getsets[] = {
    {"__name__", type_get_name, type_set_name},
    {"__qualname__", type_get_qualname, type_set_qualname},
    {"__bases__", type_get_bases, NULL},
    {"__base__", type_get_base, NULL},
    {"__mro__", type_get_mro, NULL},
    {"__dict__", type_get_dict, NULL},
    {"__module__", type_get_module, type_set_module},
    {"__doc__", type_get_doc, type_set_doc},
    {0},
};

static Value type_mro(VM *vm, Value *a) {
    const Tuple *mro = tuple_get(self_type(a[0])->mro);
    return list_from(vm, mro->items, mro->count);
}

static Value type_subclasses(VM *vm, Value *a) {
    Value list = list_new(vm, 4);
    Value subclasses = self_type(a[0])->subclasses;
    for (int64_t i = 0; subclasses != VALUE_ABSENT && i < list_get(subclasses)->count; i++)
        list_append(vm, list_get(list), value_ref(list_get(subclasses)->items[i] & ~(Value)1));
    return list;
}

static Value type_prepare(VM *vm, Value *a) {
    (void)a;
    return dict_new(vm);
}

static Value type_instancecheck(VM *vm, Value *a) {
    return value_bool(type_is_subtype(value_type(vm, a[1]), self_type(a[0])));
}

static Value type_subclasscheck(VM *vm, Value *a) {
    (void)vm;
    return value_bool(value_is_kind(a[1], KIND_TYPE) && type_is_subtype(self_type(a[1]), self_type(a[0])));
}

static Value type_or(VM *vm, Value *a) { return union_new(vm, a[0], a[1]); }
static Value type_ror(VM *vm, Value *a) { return union_new(vm, a[1], a[0]); }

const NativeDef type_methods[] = {
    {"mro", "self /", type_mro, NULL, 0, 0},
    {"__subclasses__", "self /", type_subclasses, NULL, 0, 0},
    {"__prepare__", "cls *args **kwargs", type_prepare, NULL, 0, NATIVE_CLASS},
    {"__instancecheck__", "self instance /", type_instancecheck, NULL, 0, 0},
    {"__subclasscheck__", "self subclass /", type_subclasscheck, NULL, 0, 0},
    {"__or__", "self value /", type_or, NULL, 0, 0},
    {"__ror__", "self value /", type_ror, NULL, 0, 0},
    {0},
};

// int | str
Value type_binary(VM *vm, BinaryOp op, Value a, Value b) {
    bool fine = (value_is_kind(a, KIND_TYPE) || a == VALUE_NONE || union_is(vm, a)) &&
                (value_is_kind(b, KIND_TYPE) || b == VALUE_NONE || union_is(vm, b));
    return op == OP_OR && fine ? union_new(vm, a, b) : VALUE_NOT_IMPLEMENTED;
}

// super(): looks attributes up behind a class in the mro of an object's class.
typedef struct Super {
    Obj head;
    Value type, object, object_type;
} Super;

static void super_visit(Obj *o, SlotVisitor visitor, void *context) {
    visitor(context, &((Super *)o)->type);
    visitor(context, &((Super *)o)->object);
    visitor(context, &((Super *)o)->object_type);
}

// Without arguments: the class and the first argument of the method that called.
static bool super_from_frame(VM *vm, Value *type, Value *object) {
    const Frame *f = vm->frame;
    while (f && !f->code)
        f = f->caller;
    if (!f || !f->code->positional_count) {
        vm_raise(vm, T_RuntimeError, "super(): no arguments");
        return false;
    }
    const Code *code = f->code;
    *object = f->v[0];
    if (value_is_kind(*object, KIND_CELL))
        *object = cell_get(*object)->value;
    if (*object == VALUE_ABSENT) {
        vm_raise(vm, T_RuntimeError, "super(): arg[0] deleted");
        return false;
    }
    for (int i = 0; i < code->free_count; i++) {
        if (tuple_get(code->freevars)->items[i] != vm_name(vm, N___class__))
            continue;
        *type = cell_get(f->v[code->free_base + i])->value;
        if (*type != VALUE_ABSENT)
            return true;
        vm_raise(vm, T_RuntimeError, "super(): empty __class__ cell");
        return false;
    }
    vm_raise(vm, T_RuntimeError, "super(): __class__ cell not found");
    return false;
}

static Value super_make(VM *vm, Value *a) {
    Value type = a[1], object = a[2];
    if (type == VALUE_ABSENT && !super_from_frame(vm, &type, &object))
        return VALUE_ABSENT;
    if (!value_is_kind(type, KIND_TYPE))
        return vm_raise(vm, T_TypeError, "super() argument 1 must be a type, not %T", type);
    if (object == VALUE_ABSENT)
        return vm_unsupported(vm, "super() with one argument");
    Value object_type = value_of(value_type(vm, object));
    if (value_is_kind(object, KIND_TYPE) && type_is_subtype((Type *)value_obj(object), (Type *)value_obj(type)))
        object_type = object;
    else if (!type_is_subtype((Type *)value_obj(object_type), (Type *)value_obj(type)))
        return vm_raise(vm, T_TypeError, "super(type, obj): obj must be an instance or subtype of type");
    Super *s = type_alloc(vm, (Type *)value_obj(a[0]), sizeof *s);
    s->type = value_ref(type);
    s->object = value_ref(object);
    s->object_type = value_ref(object_type);
    return value_of(s);
}

static const NativeDef super_new_def = {"__new__", "cls type? object? /", super_make, NULL, 0, 0};

static Value super_getattr(VM *vm, Value self, Value name) {
    Super *s = (Super *)value_obj(self);
    if (name == vm_name(vm, N___class__))
        return VALUE_ABSENT;
    Type *where;
    Value found = type_lookup_after(vm, (Type *)value_obj(s->object_type), (Type *)value_obj(s->type), name, &where);
    if (found == VALUE_ABSENT)
        return VALUE_ABSENT;
    bool on_class = s->object == s->object_type;
    Type *type = value_type(vm, found);
    if (type->def == vm_type(vm, T_property)->def)
        return vm_call_nested(vm, ((Property *)value_obj(found))->get, 1, &s->object);
    if (type->def->descr_get)
        return type->def->descr_get(vm, found, on_class ? VALUE_ABSENT : s->object, s->object_type);
    return value_ref(found);
}

static Value super_repr(VM *vm, Value self) {
    Super *s = (Super *)value_obj(self);
    return str_format(vm, "<super: <class '%s'>, <%s object>>", type_name((Type *)value_obj(s->type)),
                      type_name((Type *)value_obj(s->object_type)));
}

const TypeDef typedef_super = {
    .name = "super",
    .kind = KIND_OTHER,
    .flags = TYPE_BASETYPE,
    .size = sizeof(Super),
    .visit = super_visit,
    .new_ = &super_new_def,
    .getattr = super_getattr,
    .repr = super_repr,
};
