// References that do not keep what they refer to: the module _weakref. Those to one object are a list,
// the latest first, found by the object's place in the world; a flag says that there are any.
#include "lang/weakref.h"

#include "lang/dict.h"
#include "lang/exec.h"
#include "lang/int.h"
#include "lang/list.h"
#include "lang/modules.h"
#include "lang/str.h"

typedef struct Ref Ref;
struct Ref {
    Obj head;
    Obj *target;    // not counted; NULL once that is gone
    Value callback; // or ABSENT
    int64_t hash;   // of the target, once asked for while it lived
    Ref *next, *previous;
    bool hashed;
};

static Ref *ref_of(Value v) { return (Ref *)value_obj(v); }
static Value place_of(const void *at) { return value_small((int64_t)((uintptr_t)at >> 4)); }

static Ref *first_of(VM *vm, const Obj *o) {
    if (!(o->flags & OBJ_HAS_WEAK))
        return NULL;
    Value found = VALUE_ABSENT;
    dict_find(vm, dict_get(vm->weak), place_of(o), &found);
    return (Ref *)((uintptr_t)value_small_get(found) << 4);
}

// Makes `first` the head of the list of `o`; NULL: there are none any more.
static void set_first(VM *vm, Obj *o, const Ref *first) {
    if (vm->weak == VALUE_ABSENT)
        vm->weak = dict_new(vm);
    if (first)
        dict_set(vm, dict_get(vm->weak), place_of(o), place_of(first));
    else
        dict_remove(vm, dict_get(vm->weak), place_of(o));
    o->flags = (uint8_t)(first ? o->flags | OBJ_HAS_WEAK : o->flags & ~OBJ_HAS_WEAK);
}

void weakref_target_dies(VM *vm, Obj *o) {
    for (Ref *ref = first_of(vm, o), *next; ref; ref = next) {
        next = ref->next;
        ref->target = NULL;
        ref->next = ref->previous = NULL;
        if (ref->callback != VALUE_ABSENT && ref->head.refs) {
            value_ref(value_of(ref));
            vm_queue_finalizer(vm, &ref->head);
        }
    }
    set_first(vm, o, NULL);
}

Value weakref_callback(VM *vm, Obj *o) {
    if (!type_is_subtype(o->type, vm_type(vm, T_ReferenceType)))
        return VALUE_ABSENT;
    return ((Ref *)o)->callback;
}

static bool can_refer(VM *vm, Value v) {
    if (!value_is_obj(v))
        return false;
    const Obj *o = value_obj(v);
    const Type *type = o->type;
    if (type->flags & TYPE_HEAP) {
        if (type->slot_names == VALUE_ABSENT)
            return o->kind != KIND_INT && o->kind != KIND_TUPLE && o->kind != KIND_BYTES;
        for (int64_t i = 0; i < tuple_get(type->slot_names)->count; i++)
            if (str_is(tuple_get(type->slot_names)->items[i], "__weakref__"))
                return true;
        return false;
    }
    return o->kind == KIND_FUNC || o->kind == KIND_NATIVE || o->kind == KIND_METHOD || o->kind == KIND_GEN ||
           o->kind == KIND_TYPE || o->kind == KIND_MODULE || o->kind == KIND_SET || o->kind == KIND_CODE ||
           o->kind > KIND_FOREIGN || type == vm_type(vm, T_deque);
}

// ref(object, callback=None). One without a callback is made once.
static Value create(VM *vm, Value *a) {
    Value target = a[1], callback = a[2] == VALUE_NONE ? VALUE_ABSENT : a[2];
    Type *cls = (Type *)value_obj(a[0]);
    if (!can_refer(vm, target))
        return vm_raise(vm, T_TypeError, "cannot create weak reference to '%T' object", target);
    Obj *o = value_obj(target);
    Ref *first = first_of(vm, o);
    for (Ref *ref = first; ref && callback == VALUE_ABSENT; ref = ref->next)
        if (ref->callback == VALUE_ABSENT && ref->head.type == cls)
            return value_ref(value_of(ref));
    Ref *ref = type_alloc(vm, cls, sizeof *ref);
    ref->target = o;
    ref->callback = callback == VALUE_ABSENT ? VALUE_ABSENT : value_ref(callback);
    ref->next = first;
    if (first)
        first->previous = ref;
    set_first(vm, o, ref);
    return value_of(ref);
}

static void visit(Obj *o, SlotVisitor visitor, void *context) { visitor(context, &((Ref *)o)->callback); }

static void finish(VM *vm, Obj *o) {
    Ref *ref = (Ref *)o;
    if (!ref->target)
        return;
    if (ref->next)
        ref->next->previous = ref->previous;
    if (ref->previous)
        ref->previous->next = ref->next;
    else
        set_first(vm, ref->target, ref->next);
}

static Value get(const Ref *ref) {
    return ref->target ? value_ref(value_of(ref->target)) : VALUE_NONE;
}

static Value call(VM *vm, Value *a) {
    (void)vm;
    return get(ref_of(a[0]));
}

static Value repr(VM *vm, Value self) {
    const Ref *ref = ref_of(self);
    unsigned long long id = obj_id(vm, self);
    if (!ref->target)
        return str_format(vm, "<weakref at 0x%llx; dead>", id);
    Value target = value_of(ref->target);
    return str_format(vm, "<weakref at 0x%llx; to '%s' at 0x%llx>", id, type_name(value_type(vm, target)),
                      (unsigned long long)obj_id(vm, target));
}

static bool hash(VM *vm, Value self, int64_t *out) {
    Ref *ref = ref_of(self);
    if (!ref->hashed) {
        if (!ref->target) {
            vm_raise(vm, T_TypeError, "weak object has gone away");
            return false;
        }
        if (!vm_hash(vm, value_of(ref->target), &ref->hash))
            return false;
        ref->hashed = true;
    }
    *out = ref->hash;
    return true;
}

static Value compare(VM *vm, CompareOp op, Value a, Value b) {
    if ((op != CMP_EQ && op != CMP_NE) || !value_is_a(vm, b, T_ReferenceType) || !value_is_a(vm, a, T_ReferenceType))
        return VALUE_NOT_IMPLEMENTED;
    const Ref *x = ref_of(a), *y = ref_of(b);
    if (!x->target || !y->target)
        return value_bool((a == b) == (op == CMP_EQ));
    return vm_compare_nested(vm, op, value_of(x->target), value_of(y->target));
}

static Value get_callback(VM *vm, Value self) {
    (void)vm;
    const Ref *ref = ref_of(self);
    return ref->callback == VALUE_ABSENT || !ref->target ? VALUE_NONE : value_ref(ref->callback);
}

static const GetSetDef getsets[] = {{"__callback__", get_callback, NULL}, {0}};
static const NativeDef new_def = {"ref", "cls object callback? /", create, NULL, 0, 0};
static const NativeDef call_def = {"__call__", "self", call, NULL, 0, 0};

const TypeDef typedef_ReferenceType = {
    .name = "ReferenceType",
    .module = "weakref",
    .kind = KIND_OTHER,
    .flags = TYPE_BASETYPE | TYPE_GENERIC,
    .size = sizeof(Ref),
    .visit = visit,
    .finish = finish,
    .new_ = &new_def,
    .call = &call_def,
    .repr = repr,
    .hash = hash,
    .compare = compare,
    .getsets = getsets,
};

static Value count_refs(VM *vm, Value *a) {
    int64_t count = 0;
    if (value_is_obj(a[0]))
        for (const Ref *ref = first_of(vm, value_obj(a[0])); ref; ref = ref->next)
            count++;
    return int_new(vm, count);
}

static const NativeDef functions[] = {
    {"getweakrefcount", "object /", count_refs, NULL, 0, 0},
    {0},
};

static bool fill(VM *vm, Value module) {
    module_set(vm, module, "ref", value_ref(value_of(vm_type(vm, T_ReferenceType))));
    return true;
}

const ModuleDef module__weakref = {"_weakref", functions, fill};
