#include "lang/attr.h"

#include "lang/dict.h"
#include "lang/exec.h"
#include "lang/func.h"
#include "lang/int.h"
#include "lang/list.h"
#include "lang/slots.h"
#include "lang/str.h"

enum { SLOTS_MAX = 60 }; // instances with more attributes keep a dict

int attrs_slot(VM *vm, Type *type, Value name) {
    if (type->attr_index == VALUE_ABSENT)
        return -1;
    Value v = dict_find_str(vm, dict_get(type->attr_index), name);
    return v == VALUE_ABSENT ? -1 : (int)value_small_get(v);
}

Value attrs_find(VM *vm, Obj *o, Value name) {
    Attrs *attrs = obj_attrs(o);
    if (attrs->dict != VALUE_ABSENT)
        return dict_find_str(vm, dict_get(attrs->dict), name);
    int slot = attrs_slot(vm, o->type, name);
    return slot >= 0 && slot < attrs->used ? attrs->slots[slot] : VALUE_ABSENT;
}

Value attrs_dict(VM *vm, Obj *o) {
    Attrs *attrs = obj_attrs(o);
    if (attrs->dict != VALUE_ABSENT)
        return attrs->dict;
    Value dict = dict_new(vm);
    if (attrs->used) {
        Dict *index = dict_get(o->type->attr_index);
        int64_t position = 0;
        for (int i = 0; i < attrs->used; i++) {
            DictEntry *entry = dict_next(index, &position);
            if (attrs->slots[i] == VALUE_ABSENT)
                continue;
            dict_set_str(vm, dict_get(dict), entry->key, attrs->slots[i]);
            value_clear(vm, &attrs->slots[i]);
        }
    }
    attrs->used = 0;
    attrs->dict = dict;
    return dict;
}

void attrs_set_dict(VM *vm, Obj *o, Value value) {
    attrs_dict(vm, o);
    value_set(vm, &obj_attrs(o)->dict, value_ref(value));
}

// The number of `name` among the type's slots, given now if it has none; -1 when there are enough.
static int slot_for(VM *vm, Type *type, Value name) {
    if (!(type->flags & TYPE_HEAP))
        return -1;
    if (type->attr_index == VALUE_ABSENT)
        type->attr_index = dict_new(vm);
    Dict *index = dict_get(type->attr_index);
    Value v = dict_find_str(vm, index, name);
    if (v != VALUE_ABSENT)
        return (int)value_small_get(v);
    if (index->count >= SLOTS_MAX)
        return -1;
    int slot = (int)index->count;
    dict_set_str(vm, index, name, value_small(slot));
    return slot;
}

bool attrs_set(VM *vm, Obj *o, Value name, Value value) {
    Attrs *attrs = obj_attrs(o);
    if (attrs->dict == VALUE_ABSENT) {
        int slot = attrs_slot(vm, o->type, name);
        if (slot >= 0 && slot < attrs->used && attrs->slots[slot] != VALUE_ABSENT &&
            value != VALUE_ABSENT) {
            value_set(vm, &attrs->slots[slot], value_ref(value));
            return true;
        }
        if (value != VALUE_ABSENT) {
            slot = slot_for(vm, o->type, name);
            if (slot >= attrs->used && slot < attrs->capacity) {
                attrs->slots[slot] = value_ref(value);
                attrs->used = (uint16_t)(slot + 1);
                return true;
            }
            if (slot >= attrs->capacity && slot >= 0)
                o->type->attr_hint = (uint32_t)slot + 1 + (uint32_t)slot / 2;
        } else if (slot < 0 || slot >= attrs->used || attrs->slots[slot] == VALUE_ABSENT) {
            return false;
        }
        attrs_dict(vm, o);
    }
    Dict *dict = dict_get(attrs->dict);
    if (value == VALUE_ABSENT)
        return dict_remove(vm, dict, name) == 1;
    dict_set_str(vm, dict, name, value);
    return true;
}

// Whether a class attribute goes before what the instance has.
static bool is_data_descriptor(VM *vm, Value attr) {
    if (!value_is_obj(attr))
        return false;
    Type *type = value_type(vm, attr);
    if (type->flags & TYPE_HEAP &&
        (type_overrides(type, N___set__) || type_overrides(type, N___delete__)))
        return true;
    return type->def->descr_set != NULL;
}

// What a class attribute becomes when it is read through `object` (ABSENT: through the class).
static Flow bind(VM *vm, Ret ret, Value attr, Value object, Type *class) {
    if (!value_is_obj(attr))
        return flow_ready(vm, attr);
    Type *type = value_type(vm, attr);
    if (type->flags & TYPE_HEAP && type_overrides(type, N___get__)) {
        Value get = type_lookup(vm, type, vm_name(vm, N___get__));
        Value args[] = {object == VALUE_ABSENT ? VALUE_NONE : object, value_of(class)};
        return op_call_special(vm, ret, get, attr, 2, args);
    }
    if (type == vm_type(vm, T_property) || (type->def == vm_type(vm, T_property)->def)) {
        if (object == VALUE_ABSENT)
            return flow_ready(vm, value_ref(attr));
        Property *property = (Property *)value_obj(attr);
        if (property->get == VALUE_NONE) {
            vm_raise(vm, T_AttributeError, "property of '%T' object has no getter", object);
            return FLOW_RAISE;
        }
        return op_call(vm, ret, property->get, &object, 1, VALUE_ABSENT);
    }
    if (type->def->descr_get)
        return flow_ready(vm, type->def->descr_get(vm, attr, object, value_of(class)));
    return flow_ready(vm, value_ref(attr));
}

static Flow no_attribute(VM *vm, Value object, Value name) {
    if (value_is_kind(object, KIND_TYPE))
        vm_raise(vm, T_AttributeError, "type object '%s' has no attribute '%S'",
                 type_name((Type *)value_obj(object)), name);
    else
        vm_raise(vm, T_AttributeError, "'%T' object has no attribute '%S'", object, name);
    vm_note_attribute(vm, object, name);
    return FLOW_RAISE;
}

// The ordinary look-up. ABSENT in vm->result with FLOW_READY: there is none.
static Flow lookup(VM *vm, Ret ret, Value object, Value name) {
    Type *type = value_type(vm, object);
    if (type->def->getattr) {
        Value found = type->def->getattr(vm, object, name);
        if (found != VALUE_ABSENT || vm->exception != VALUE_ABSENT)
            return flow_ready(vm, found);
    }
    Value attr = type_lookup(vm, type, name);
    if (attr != VALUE_ABSENT && is_data_descriptor(vm, attr))
        return bind(vm, ret, attr, object, type);
    if (type->flags & TYPE_ATTRS) {
        Value own = attrs_find(vm, value_obj(object), name);
        if (own != VALUE_ABSENT)
            return flow_ready(vm, value_ref(own));
        if (name == vm_name(vm, N___dict__) && type->slot_names == VALUE_ABSENT)
            return flow_ready(vm, value_ref(attrs_dict(vm, value_obj(object))));
    }
    if (attr != VALUE_ABSENT)
        return bind(vm, ret, attr, object, type);
    vm->result = VALUE_ABSENT;
    return FLOW_READY;
}

Flow attr_lookup_class(VM *vm, Ret ret, Type *class, Value name) {
    Type *meta = value_type(vm, value_of(class));
    Value meta_attr = type_lookup(vm, meta, name);
    if (meta_attr != VALUE_ABSENT && is_data_descriptor(vm, meta_attr))
        return bind(vm, ret, meta_attr, value_of(class), meta);
    Value attr = type_lookup(vm, class, name);
    if (attr != VALUE_ABSENT)
        return bind(vm, ret, attr, VALUE_ABSENT, class);
    if (meta_attr != VALUE_ABSENT)
        return bind(vm, ret, meta_attr, value_of(class), meta);
    vm->result = VALUE_ABSENT;
    return FLOW_READY;
}

// v: object, name. Python code may raise AttributeError on the way: then __getattr__ has its turn.
static Flow getattr_with_fallback(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    f->catches = true;
    Type *type = value_type(vm, v[0]);
    if (type_overrides(type, N___getattribute__)) {
        Value getattribute = type_lookup(vm, type, vm_name(vm, N___getattribute__));
        NATIVE_AWAIT(f, native_ready(f, op_call_special(vm, RET_NATIVE, getattribute, v[0], 1, &v[1])));
    } else {
        NATIVE_AWAIT(f, native_ready(f, lookup(vm, RET_NATIVE, v[0], v[1])));
    }
    f->catches = false;
    if (vm->exception == VALUE_ABSENT && f->in != VALUE_ABSENT)
        return vm_return(vm, native_take_in(f));
    type = value_type(vm, v[0]);
    if (vm->exception != VALUE_ABSENT) {
        if (!type_overrides(type, N___getattr__) || !vm_pending_is(vm, T_AttributeError))
            return FLOW_RAISE;
        vm_clear_pending(vm);
    }
    Value getattr = type_lookup(vm, type, vm_name(vm, N___getattr__));
    NATIVE_AWAIT(f, native_ready(f, op_call_special(vm, RET_NATIVE, getattr, v[0], 1, &v[1])));
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

static const NativeDef getattr_def = {"getattr", "object name", NULL, getattr_with_fallback, 0, 0};

Flow op_getattr(VM *vm, Ret ret, Value object, Value name) {
    if (value_is_kind(object, KIND_TYPE)) {
        Type *meta = value_type(vm, object);
        Flow flow = attr_lookup_class(vm, ret, (Type *)value_obj(object), name);
        if (flow == FLOW_READY && vm->result == VALUE_ABSENT && meta->flags & TYPE_HEAP &&
            type_overrides(meta, N___getattr__)) {
            Value getattr = type_lookup(vm, meta, vm_name(vm, N___getattr__));
            return op_call_special(vm, ret, getattr, object, 1, &name);
        }
        return flow == FLOW_READY && vm->result == VALUE_ABSENT ? no_attribute(vm, object, name) : flow;
    }
    Type *type = value_type(vm, object);
    if (type->flags & TYPE_HEAP && (type_overrides(type, N___getattribute__) ||
                                    type_overrides(type, N___getattr__))) {
        Frame *f = frame_push_native(vm, ret, &getattr_def, 2);
        f->v[0] = value_ref(object);
        f->v[1] = value_ref(name);
        return FLOW_CALL;
    }
    Flow flow = lookup(vm, ret, object, name);
    return flow == FLOW_READY && vm->result == VALUE_ABSENT ? no_attribute(vm, object, name) : flow;
}

Flow attr_generic_get(VM *vm, Ret ret, Value object, Value name) {
    if (value_is_kind(object, KIND_TYPE))
        return op_getattr(vm, ret, object, name);
    Flow flow = lookup(vm, ret, object, name);
    return flow == FLOW_READY && vm->result == VALUE_ABSENT ? no_attribute(vm, object, name) : flow;
}

static Flow set_on_class(VM *vm, Ret ret, Type *class, Value name, Value value) {
    Value meta_attr = type_lookup(vm, value_type(vm, value_of(class)), name);
    if (meta_attr != VALUE_ABSENT && is_data_descriptor(vm, meta_attr) &&
        value_type(vm, meta_attr)->def->descr_set) {
        bool fine = value_type(vm, meta_attr)->def->descr_set(vm, meta_attr, value_of(class), value);
        return fine ? flow_ready(vm, VALUE_NONE) : FLOW_RAISE;
    }
    (void)ret;
    if (!(class->flags & TYPE_HEAP)) {
        vm_raise(vm, T_TypeError, "cannot set '%S' attribute of immutable type '%s'", name,
                 type_name(class));
        return FLOW_RAISE;
    }
    if (value == VALUE_ABSENT) {
        if (dict_remove(vm, dict_get(class->dict), name) != 1) {
            vm_raise(vm, T_AttributeError, "type object '%s' has no attribute '%S'", type_name(class),
                     name);
            return FLOW_RAISE;
        }
    } else {
        dict_set_str(vm, dict_get(class->dict), name, value);
    }
    type_changed(vm, class, name);
    return flow_ready(vm, VALUE_NONE);
}

static Flow set_by_property(VM *vm, Ret ret, Property *property, Value object, Value name, Value value) {
    Value f = value == VALUE_ABSENT ? property->delete : property->set;
    if (f == VALUE_NONE) {
        vm_raise(vm, T_AttributeError, "property '%S' of '%T' object has no %s", name, object,
                 value == VALUE_ABSENT ? "deleter" : "setter");
        return FLOW_RAISE;
    }
    Value args[] = {object, value};
    return op_call(vm, ret, f, args, value == VALUE_ABSENT ? 1 : 2, VALUE_ABSENT);
}

Flow attr_generic_set(VM *vm, Ret ret, Value object, Value name, Value value) {
    if (value_is_kind(object, KIND_TYPE))
        return set_on_class(vm, ret, (Type *)value_obj(object), name, value);
    Type *type = value_type(vm, object);
    if (type->def->setattr) {
        bool done = false;
        if (!type->def->setattr(vm, object, name, value, &done))
            return FLOW_RAISE;
        if (done)
            return flow_ready(vm, VALUE_NONE);
    }
    Value attr = type_lookup(vm, type, name);
    if (attr != VALUE_ABSENT && is_data_descriptor(vm, attr)) {
        Type *descriptor = value_type(vm, attr);
        if (descriptor->def == vm_type(vm, T_property)->def)
            return set_by_property(vm, ret, (Property *)value_obj(attr), object, name, value);
        if (descriptor->flags & TYPE_HEAP) {
            Value set = type_lookup(vm, descriptor,
                                    vm_name(vm, value == VALUE_ABSENT ? N___delete__ : N___set__));
            if (set == VALUE_ABSENT)
                return no_attribute(vm, attr, vm_name(vm, N___delete__));
            Value args[] = {object, value};
            return op_call_special(vm, ret, set, attr, value == VALUE_ABSENT ? 1 : 2, args);
        }
        return descriptor->def->descr_set(vm, attr, object, value) ? flow_ready(vm, VALUE_NONE)
                                                                   : FLOW_RAISE;
    }
    bool dictless = type->slot_names != VALUE_ABSENT;
    if (type->flags & TYPE_ATTRS && (!dictless || type_has_slot(type, name))) {
        if (name == vm_name(vm, N___dict__) && value_is_dict(value)) {
            attrs_set_dict(vm, value_obj(object), value);
            return flow_ready(vm, VALUE_NONE);
        }
        if (attrs_set(vm, value_obj(object), name, value))
            return flow_ready(vm, VALUE_NONE);
        return no_attribute(vm, object, name);
    }
    if (attr != VALUE_ABSENT) {
        vm_raise(vm, T_AttributeError, "'%T' object attribute '%S' is read-only", object, name);
        return FLOW_RAISE;
    }
    return no_attribute(vm, object, name);
}

Flow op_setattr(VM *vm, Ret ret, Value object, Value name, Value value) {
    Type *type = value_type(vm, object);
    NameId special = value == VALUE_ABSENT ? N___delattr__ : N___setattr__;
    if (type->flags & TYPE_HEAP && type_overrides(type, special)) {
        Value args[] = {name, value};
        return op_call_special(vm, ret, type_lookup(vm, type, vm_name(vm, special)), object,
                               value == VALUE_ABSENT ? 1 : 2, args);
    }
    return attr_generic_set(vm, ret, object, name, value);
}

Value special_find(VM *vm, Value v, NameId name) {
    return type_lookup(vm, value_type(vm, v), vm_name(vm, name));
}
