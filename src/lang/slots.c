#include "lang/slots.h"

#include "lang/attr.h"
#include "lang/dict.h"
#include "lang/exec.h"
#include "lang/func.h"
#include "lang/gen.h"
#include "lang/int.h"
#include "lang/list.h"
#include "lang/str.h"
#include "lang/vm.h"

static const TypeDef *def_of(VM *vm, Value v) { return value_type(vm, v)->def; }

static Value slot_repr(VM *vm, Value *a) { return def_of(vm, a[0])->repr(vm, a[0]); }
static Value slot_str(VM *vm, Value *a) { return def_of(vm, a[0])->str(vm, a[0]); }

static Value slot_format(VM *vm, Value *a) {
    if (!value_is_str(a[1]))
        return vm_raise(vm, T_TypeError, "__format__() argument must be str, not %T", a[1]);
    return def_of(vm, a[0])->format(vm, a[0], a[1]);
}

static Value slot_hash(VM *vm, Value *a) {
    int64_t hash;
    return def_of(vm, a[0])->hash(vm, a[0], &hash) ? int_new(vm, hash) : VALUE_ABSENT;
}

static Value slot_bool(VM *vm, Value *a) { return value_bool(def_of(vm, a[0])->truth(vm, a[0])); }

static Value slot_len(VM *vm, Value *a) {
    int64_t length = def_of(vm, a[0])->length(vm, a[0]);
    return length < 0 ? VALUE_ABSENT : int_new(vm, length);
}

static Value slot_getitem(VM *vm, Value *a) { return def_of(vm, a[0])->getitem(vm, a[0], a[1]); }

static Value slot_setitem(VM *vm, Value *a) {
    return def_of(vm, a[0])->setitem(vm, a[0], a[1], a[2]) ? VALUE_NONE : VALUE_ABSENT;
}

static Value slot_delitem(VM *vm, Value *a) {
    return def_of(vm, a[0])->setitem(vm, a[0], a[1], VALUE_ABSENT) ? VALUE_NONE : VALUE_ABSENT;
}

static Value slot_contains(VM *vm, Value *a) {
    int found = def_of(vm, a[0])->contains(vm, a[0], a[1]);
    return found < 0 ? VALUE_ABSENT : value_bool(found);
}

static Value slot_iter(VM *vm, Value *a) { return def_of(vm, a[0])->iter(vm, a[0]); }

static Value slot_next(VM *vm, Value *a) {
    Value v = def_of(vm, a[0])->next(vm, a[0]);
    if (v == VALUE_ABSENT && vm->exception == VALUE_ABSENT)
        return vm_raise_value(vm, T_StopIteration, VALUE_ABSENT);
    return v;
}

// next_frame as a method: the end is StopIteration.
static Flow slot_next_frame(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    {
        Frame *inner = frame_push_native(vm, RET_NATIVE, def_of(vm, v[0])->next_frame, 1);
        inner->v[0] = value_ref(v[0]);
        f->state = 1;
        return FLOW_CALL;
    }
    case 1:
    if (f->in == VALUE_ABSENT) {
        vm_raise_value(vm, T_StopIteration, VALUE_ABSENT);
        return FLOW_RAISE;
    }
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

static Value compare(VM *vm, CompareOp op, Value *a) {
    const TypeDef *def = def_of(vm, a[0]);
    return def->compare ? def->compare(vm, op, a[0], a[1]) : VALUE_NOT_IMPLEMENTED;
}

#define COMPARE(name, symbol, special, swapped) \
    static Value slot_##special(VM *vm, Value *a) { return compare(vm, CMP_##name, a); }
#include "lang/op.def"
#undef COMPARE

#define BINARY(name, symbol, special, reflected, in_place) \
    static Value slot_##special(VM *vm, Value *a) { \
        return def_of(vm, a[0])->binary(vm, OP_##name, a[0], a[1]); \
    } \
    static Value slot_##reflected(VM *vm, Value *a) { \
        return def_of(vm, a[0])->binary(vm, OP_##name, a[1], a[0]); \
    } \
    static Value slot_##in_place(VM *vm, Value *a) { \
        return def_of(vm, a[0])->inplace(vm, OP_##name, a[0], a[1]); \
    }
#include "lang/op.def"
#undef BINARY

#define UNARY(name, symbol, special) \
    static Value slot_##special(VM *vm, Value *a) { \
        return def_of(vm, a[0])->unary(vm, UNARY_##name, a[0]); \
    }
#include "lang/op.def"
#undef UNARY

static Value slot_index(VM *vm, Value *a) { return vm_index(vm, a[0]); }

typedef struct SlotNative {
    size_t offset; // of the TypeDef's member that must be set
    NativeDef def;
} SlotNative;

#define SLOT(member, name, signature, fn) \
    {offsetof(TypeDef, member), {name, signature, fn, NULL, 0, 0}}

static const SlotNative plain_slots[] = {
    SLOT(repr, "__repr__", "self /", slot_repr),
    SLOT(str, "__str__", "self /", slot_str),
    SLOT(format, "__format__", "self format_spec /", slot_format),
    SLOT(hash, "__hash__", "self /", slot_hash),
    SLOT(truth, "__bool__", "self /", slot_bool),
    SLOT(length, "__len__", "self /", slot_len),
    SLOT(getitem, "__getitem__", "self key /", slot_getitem),
    SLOT(setitem, "__setitem__", "self key value /", slot_setitem),
    SLOT(setitem, "__delitem__", "self key /", slot_delitem),
    SLOT(contains, "__contains__", "self key /", slot_contains),
    SLOT(iter, "__iter__", "self /", slot_iter),
    SLOT(next, "__next__", "self /", slot_next),
    {offsetof(TypeDef, next_frame), {"__next__", "self /", NULL, slot_next_frame, 0, 0}},
#define COMPARE(name, symbol, special, swapped) SLOT(compare, #special, "self value /", slot_##special),
#include "lang/op.def"
#undef COMPARE
};

// The operators that a type with `binary` answers: asked for with sample operands they could have
// side effects, so the builtin numbers and sequences are listed.
static const struct {
    uint16_t type;
    uint16_t ops; // bit set of BinaryOp
    uint16_t inplace;
    bool reflected;
} binary_types[] = {
    {T_int, 0xfff, 0, true},
    {T_bool, 1 << OP_AND | 1 << OP_OR | 1 << OP_XOR, 0, true},
    {T_float, 1 << OP_ADD | 1 << OP_SUB | 1 << OP_MUL | 1 << OP_TRUEDIV | 1 << OP_FLOORDIV | 1 << OP_MOD | 1 << OP_POW, 0, true},
    {T_complex, 1 << OP_ADD | 1 << OP_SUB | 1 << OP_MUL | 1 << OP_TRUEDIV | 1 << OP_POW, 0, true},
    {T_str, 1 << OP_ADD | 1 << OP_MUL | 1 << OP_MOD, 0, false},
    {T_bytes, 1 << OP_ADD | 1 << OP_MUL | 1 << OP_MOD, 0, false},
    {T_bytearray, 1 << OP_ADD | 1 << OP_MUL | 1 << OP_MOD, 1 << OP_ADD | 1 << OP_MUL, false},
    {T_list, 1 << OP_ADD | 1 << OP_MUL, 1 << OP_ADD | 1 << OP_MUL, false},
    {T_tuple, 1 << OP_ADD | 1 << OP_MUL, 0, false},
    {T_dict, 1 << OP_OR, 1 << OP_OR, true},
    {T_set, 1 << OP_AND | 1 << OP_OR | 1 << OP_XOR | 1 << OP_SUB, 1 << OP_AND | 1 << OP_OR | 1 << OP_XOR | 1 << OP_SUB, true},
    {T_frozenset, 1 << OP_AND | 1 << OP_OR | 1 << OP_XOR | 1 << OP_SUB, 0, true},
};

typedef struct OpNatives {
    NativeDef plain, reflected, inplace;
} OpNatives;

static const OpNatives op_natives[] = {
#define BINARY(name, symbol, special, reflected, in_place) \
    {{#special, "self value /", slot_##special, NULL, 0, 0}, \
     {#reflected, "self value /", slot_##reflected, NULL, 0, 0}, \
     {#in_place, "self value /", slot_##in_place, NULL, 0, 0}},
#include "lang/op.def"
#undef BINARY
};

static const NativeDef unary_natives[] = {
#define UNARY(name, symbol, special) {#special, "self /", slot_##special, NULL, 0, 0},
#include "lang/op.def"
#undef UNARY
};

static const NativeDef index_natives[] = {
    {"__index__", "self /", slot_index, NULL, 0, 0},
    {"__int__", "self /", slot_index, NULL, 0, 0},
};

static void add_named(VM *vm, Type *type, Dict *dict, Value name, const NativeDef *def) {
    Value native = native_new(vm, def, VALUE_ABSENT, type);
    dict_set_str(vm, dict, name, native);
    value_unref(vm, native);
}

static void add(VM *vm, Type *type, Dict *dict, const NativeDef *def) {
    Value name = str_intern(vm, def->name, strlen(def->name));
    add_named(vm, type, dict, name, def);
    value_unref(vm, name);
}

static void add_operators(VM *vm, Type *type, Dict *dict) {
    for (size_t i = 0; i < sizeof binary_types / sizeof *binary_types; i++) {
        if (type != vm_type(vm, (TypeId)binary_types[i].type))
            continue;
        for (int op = 0; op < OP_BINARY_COUNT; op++) {
            if (binary_types[i].ops >> op & 1) {
                add(vm, type, dict, &op_natives[op].plain);
                if (binary_types[i].reflected)
                    add(vm, type, dict, &op_natives[op].reflected);
            }
            if (binary_types[i].inplace >> op & 1)
                add(vm, type, dict, &op_natives[op].inplace);
        }
    }
    if (type->def->unary && type != vm_type(vm, T_bool))
        for (int op = 0; op < UNARY_COUNT; op++)
            if (op != UNARY_INVERT || type == vm_type(vm, T_int))
                add(vm, type, dict, &unary_natives[op]);
}

// Whether the member at `offset` of `def` is set and not just what the base has.
static bool own_member(const TypeDef *def, const TypeDef *base, size_t offset) {
    void *own, *inherited = NULL;
    memcpy(&own, (const char *)def + offset, sizeof own);
    if (base)
        memcpy(&inherited, (const char *)base + offset, sizeof inherited);
    return own && own != inherited;
}

void slots_fill(VM *vm, Type *type, Dict *dict) {
    const TypeDef *def = type->def;
    const TypeDef *base = type->base == VALUE_ABSENT ? NULL : ((Type *)value_obj(type->base))->def;
    for (size_t i = 0; i < sizeof plain_slots / sizeof *plain_slots; i++)
        if (own_member(def, base, plain_slots[i].offset))
            add(vm, type, dict, &plain_slots[i].def);
    add_operators(vm, type, dict);
    if (type == vm_type(vm, T_int)) {
        add(vm, type, dict, &index_natives[0]);
        add(vm, type, dict, &index_natives[1]);
    }
    if (def->compare && !def->hash && def->kind != KIND_INSTANCE)
        dict_set_str(vm, dict, vm_name(vm, N___hash__), VALUE_NONE);
    if (own_member(def, base, offsetof(TypeDef, new_))) {
        Value native = native_new(vm, def->new_, VALUE_ABSENT, NULL);
        Value wrapped = wrap_new(vm, T_staticmethod, native);
        dict_set_str(vm, dict, vm_name(vm, N___new__), wrapped);
        value_unref(vm, wrapped);
    }
    if (own_member(def, base, offsetof(TypeDef, init)))
        add_named(vm, type, dict, vm_name(vm, N___init__), def->init);
    if (own_member(def, base, offsetof(TypeDef, call)))
        add_named(vm, type, dict, vm_name(vm, N___call__), def->call);
}

Value wrap_new(VM *vm, TypeId id, Value take_func) {
    Wrap *w = obj_new(vm, vm_type(vm, id), sizeof *w + sizeof(Attrs));
    w->func = take_func;
    return value_of(w);
}

static void wrap_visit(Obj *o, SlotVisitor visitor, void *context) {
    visitor(context, &((Wrap *)o)->func);
}

static Value wrap_make(VM *vm, Value *a) {
    Wrap *w = type_alloc(vm, (Type *)value_obj(a[0]), sizeof *w);
    w->func = value_ref(a[1]);
    return value_of(w);
}

static const NativeDef wrap_new_def = {"__new__", "cls function /", wrap_make, NULL, 0, 0};

static Value static_get(VM *vm, Value self, Value object, Value type) {
    (void)vm, (void)object, (void)type;
    return value_ref(((Wrap *)value_obj(self))->func);
}

static Value class_get(VM *vm, Value self, Value object, Value type) {
    Value func = ((Wrap *)value_obj(self))->func;
    Value class = object == VALUE_ABSENT ? type : value_of(value_type(vm, object));
    if (object != VALUE_ABSENT && value_is_kind(object, KIND_TYPE))
        class = object;
    if (value_is_kind(func, KIND_NATIVE))
        return native_bind(vm, native_get(func), class);
    return method_new(vm, func, class);
}

static Value wrap_func(VM *vm, Value self) {
    (void)vm;
    return value_ref(((Wrap *)value_obj(self))->func);
}

static const GetSetDef wrap_getsets[] = {
    {"__func__", wrap_func, NULL}, {"__wrapped__", wrap_func, NULL}, {0}};

static Value wrap_getattr(VM *vm, Value self, Value name) {
    if (name == vm_name(vm, N___name__) || name == vm_name(vm, N___qualname__) ||
        name == vm_name(vm, N___doc__) || name == vm_name(vm, N___module__) ||
        name == vm_name(vm, N___isabstractmethod__)) {
        Value v = vm_getattr_nested(vm, ((Wrap *)value_obj(self))->func, name);
        if (v == VALUE_ABSENT)
            vm_clear_pending(vm);
        return v;
    }
    return VALUE_ABSENT;
}


// v: self, args, kwargs.
static Flow call_wrapped(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, native_ready(f, call_spread(vm, RET_NATIVE, ((Wrap *)value_obj(v[0]))->func,
                                                VALUE_ABSENT, v[1], v[2])));
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

static const NativeDef call_wrapped_def = {"__call__", "self *args **kwargs", NULL, call_wrapped, 0, 0};

const TypeDef typedef_staticmethod = {
    .name = "staticmethod",
    .kind = KIND_OTHER,
    .flags = TYPE_BASETYPE | TYPE_ATTRS,
    .size = sizeof(Wrap),
    .visit = wrap_visit,
    .new_ = &wrap_new_def,
    .call = &call_wrapped_def,
    .descr_get = static_get,
    .getattr = wrap_getattr,
    .getsets = wrap_getsets,
};

const TypeDef typedef_classmethod = {
    .name = "classmethod",
    .kind = KIND_OTHER,
    .flags = TYPE_BASETYPE | TYPE_ATTRS,
    .size = sizeof(Wrap),
    .visit = wrap_visit,
    .new_ = &wrap_new_def,
    .descr_get = class_get,
    .getattr = wrap_getattr,
    .getsets = wrap_getsets,
};

static void property_visit(Obj *o, SlotVisitor visitor, void *context) {
    Property *p = (Property *)o;
    visitor(context, &p->get);
    visitor(context, &p->set);
    visitor(context, &p->delete);
    visitor(context, &p->doc);
}

static Value property_make(VM *vm, Value *a) {
    Property *p = type_alloc(vm, (Type *)value_obj(a[0]), sizeof *p);
    p->get = value_or_none(a[1]);
    p->set = value_or_none(a[2]);
    p->delete = value_or_none(a[3]);
    p->doc = value_or_none(a[4]);
    if (p->doc == VALUE_NONE && value_is_kind(p->get, KIND_FUNC))
        p->doc = value_ref(func_get(p->get)->doc);
    return value_of(p);
}

static const NativeDef property_new_def = {"__new__", "cls fget? fset? fdel? doc?", property_make, NULL, 0,
                                           0};

static Value property_copy(VM *vm, Value self) {
    Property *p = (Property *)value_obj(self);
    Value args[] = {value_of(value_type(vm, self)), p->get, p->set, p->delete, p->doc};
    return property_make(vm, args);
}

static Value property_getter(VM *vm, Value *a) {
    Value copy = property_copy(vm, a[0]);
    value_set(vm, &((Property *)value_obj(copy))->get, value_ref(a[1]));
    return copy;
}

static Value property_setter(VM *vm, Value *a) {
    Value copy = property_copy(vm, a[0]);
    value_set(vm, &((Property *)value_obj(copy))->set, value_ref(a[1]));
    return copy;
}

static Value property_deleter(VM *vm, Value *a) {
    Value copy = property_copy(vm, a[0]);
    value_set(vm, &((Property *)value_obj(copy))->delete, value_ref(a[1]));
    return copy;
}

static Value property_fget(VM *vm, Value self) {
    (void)vm;
    return value_ref(((Property *)value_obj(self))->get);
}

static Value property_fset(VM *vm, Value self) {
    (void)vm;
    return value_ref(((Property *)value_obj(self))->set);
}

static Value property_fdel(VM *vm, Value self) {
    (void)vm;
    return value_ref(((Property *)value_obj(self))->delete);
}

static Value property_doc(VM *vm, Value self) {
    (void)vm;
    return value_ref(((Property *)value_obj(self))->doc);
}

static const NativeDef property_methods[] = {
    {"getter", "self fget /", property_getter, NULL, 0, 0},
    {"setter", "self fset /", property_setter, NULL, 0, 0},
    {"deleter", "self fdel /", property_deleter, NULL, 0, 0},
    {0},
};

static const GetSetDef property_getsets[] = {
    {"fget", property_fget, NULL},
    {"fset", property_fset, NULL},
    {"fdel", property_fdel, NULL},
    {"__doc__", property_doc, NULL},
    {0},
};

// Its functions are called by the attribute operations, which know how to push frames.
static bool property_set(VM *vm, Value self, Value object, Value value) {
    (void)self, (void)value;
    vm_raise(vm, T_AttributeError, "property of '%T' object has no setter", object);
    return false;
}

const TypeDef typedef_property = {
    .name = "property",
    .kind = KIND_OTHER,
    .flags = TYPE_BASETYPE | TYPE_ATTRS,
    .size = sizeof(Property),
    .visit = property_visit,
    .new_ = &property_new_def,
    .descr_set = property_set,
    .methods = property_methods,
    .getsets = property_getsets,
};
