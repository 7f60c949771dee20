#include "lang/module.h"

#include "lang/builtins.h"
#include "lang/dict.h"
#include "lang/func.h"
#include "lang/list.h"
#include "lang/str.h"
#include "lang/vm.h"

static Dict *dict_of(Value module) { return dict_get(((Module *)value_obj(module))->dict); }

Value module_new(VM *vm, const char *name) {
    Module *m = obj_new(vm, vm_type(vm, T_module), sizeof *m);
    m->dict = dict_new(vm);
    Value v = value_of(m);
    module_set(vm, v, "__name__", str_intern(vm, name, strlen(name)));
    module_set(vm, v, "__doc__", VALUE_NONE);
    module_set(vm, v, "__package__", str_from(vm, ""));
    module_set(vm, v, "__loader__", VALUE_NONE);
    module_set(vm, v, "__spec__", VALUE_NONE);
    return v;
}

void module_set(VM *vm, Value module, const char *name, Value take_value) {
    Value key = str_intern(vm, name, strlen(name));
    dict_set_str(vm, dict_of(module), key, take_value);
    value_unref(vm, key);
    value_unref(vm, take_value);
}

Value module_from_def(VM *vm, const ModuleDef *def) {
    Value module = module_new(vm, def->name);
    Value name = str_intern(vm, def->name, strlen(def->name));
    for (const NativeDef *f = def->functions; f && f->name; f++) {
        Value native = native_new(vm, f, VALUE_ABSENT, NULL);
        native_get(native)->module = value_ref(name);
        module_set(vm, module, f->name, native);
    }
    value_unref(vm, name);
    if (def->fill && !def->fill(vm, module)) {
        value_unref(vm, module);
        return VALUE_ABSENT;
    }
    return module;
}

// The module, from sys.modules or made now; VALUE_ABSENT with ModuleNotFoundError or unsupported.
static Value load(VM *vm, Value name) {
    Value found = dict_find_str(vm, dict_get(vm->modules), name);
    if (found != VALUE_ABSENT)
        return value_ref(found);
    const char *text = str_get(name)->data;
    Value module = module_builtin(vm, text);
    if (module == VALUE_ABSENT && vm->exception == VALUE_ABSENT && vm->hooks->module)
        module = vm->hooks->module(vm, text);
    if (module == VALUE_ABSENT) {
        if (vm->exception == VALUE_ABSENT)
            vm_unsupported(vm, "module '%s'", text);
        return VALUE_ABSENT;
    }
    dict_set_str(vm, dict_get(vm->modules), name, module);
    const char *dot = strrchr(text, '.');
    if (dot) { // a submodule is an attribute of its package
        Value parent_name = str_intern(vm, text, (size_t)(dot - text));
        Value parent = load(vm, parent_name);
        value_unref(vm, parent_name);
        if (parent == VALUE_ABSENT) {
            value_unref(vm, module);
            return VALUE_ABSENT;
        }
        if (value_is_kind(parent, KIND_MODULE))
            module_set(vm, parent, dot + 1, value_ref(module));
        value_unref(vm, parent);
    }
    return module;
}

Value module_get(VM *vm, const char *name) {
    Value key = str_intern(vm, name, strlen(name));
    Value module = load(vm, key);
    value_unref(vm, key);
    return module;
}

Flow module_import(VM *vm, Ret ret, Value name, Value from, int level) {
    (void)ret;
    if (level)
        return flow_ready(vm, vm_unsupported(vm, "relative import"));
    Value module = load(vm, name);
    if (module == VALUE_ABSENT)
        return FLOW_RAISE;
    const char *dot = strchr(str_get(name)->data, '.');
    if (from != VALUE_ABSENT || !dot)
        return flow_ready(vm, module);
    value_unref(vm, module);
    Value head = str_intern(vm, str_get(name)->data, (size_t)(dot - str_get(name)->data));
    module = load(vm, head);
    value_unref(vm, head);
    return flow_ready(vm, module);
}

static bool is_absent(Value module, Value name) {
    const char *const *absent = value_is_kind(module, KIND_MODULE) ? ((Module *)value_obj(module))->absent : NULL;
    for (; absent && *absent; absent++)
        if (!strcmp(*absent, str_get(name)->data))
            return true;
    return false;
}

Flow module_import_from(VM *vm, Ret ret, Value module, Value name) {
    (void)ret;
    Value v = value_is_kind(module, KIND_MODULE) ? dict_find_str(vm, dict_of(module), name) : VALUE_ABSENT;
    if (v != VALUE_ABSENT)
        return flow_ready(vm, value_ref(v));
    Value own = dict_find_str(vm, dict_of(module), vm_name(vm, N___name__));
    if (is_absent(module, name)) {
        vm_raise(vm, T_ImportError, "cannot import name '%S' from '%S' (unknown location)", name, own);
        return FLOW_RAISE;
    }
    Value full = str_format(vm, "%s.%s", str_get(own)->data, str_get(name)->data);
    full = str_intern_value(vm, full);
    Value submodule = dict_find_str(vm, dict_get(vm->modules), full);
    if (submodule != VALUE_ABSENT)
        value_ref(submodule);
    else
        submodule = module_builtin(vm, str_get(full)->data);
    if (submodule == VALUE_ABSENT && vm->hooks->module)
        submodule = vm->hooks->module(vm, str_get(full)->data);
    if (submodule == VALUE_ABSENT && vm->exception == VALUE_ABSENT)
        vm_unsupported(vm, "'%s' of module '%s'", str_get(name)->data, str_get(own)->data);
    value_unref(vm, full);
    return flow_ready(vm, submodule);
}

Flow module_import_star(VM *vm, Value module, Value namespace) {
    Dict *dict = dict_of(module);
    Value all = dict_find_str(vm, dict, vm_name(vm, N___all__));
    int64_t position = 0;
    for (DictEntry *entry; (entry = dict_next(dict, &position));) {
        bool wanted = str_get(entry->key)->data[0] != '_';
        if (value_is_list(all) || value_is_tuple(all)) {
            int64_t count;
            const Value *names = sequence_items(all, &count);
            wanted = false;
            for (int64_t i = 0; i < count; i++)
                wanted = wanted || vm_equal(vm, names[i], entry->key) == 1;
        }
        if (wanted)
            dict_set_str(vm, dict_get(namespace), entry->key, entry->value);
    }
    return flow_ready(vm, VALUE_NONE);
}

static void module_visit(Obj *o, SlotVisitor visitor, void *context) {
    visitor(context, &((Module *)o)->dict);
}

static Value module_repr(VM *vm, Value self) {
    Value name = dict_find_str(vm, dict_of(self), vm_name(vm, N___name__));
    return str_format(vm, "<module '%s'>", value_is_str(name) ? str_get(name)->data : "?");
}

static Value module_getattr(VM *vm, Value self, Value name) {
    Value v = dict_find_str(vm, dict_of(self), name);
    if (v != VALUE_ABSENT)
        return value_ref(v);
    if (name == vm_name(vm, N___dict__))
        return value_ref(((Module *)value_obj(self))->dict);
    if (name == vm_name(vm, N___class__))
        return VALUE_ABSENT;
    Value own = dict_find_str(vm, dict_of(self), vm_name(vm, N___name__));
    if (is_absent(self, name))
        return vm_raise(vm, T_AttributeError, "module '%S' has no attribute '%S'", own, name);
    return vm_unsupported(vm, "'%s' of module '%s'", str_get(name)->data,
                          value_is_str(own) ? str_get(own)->data : "?");
}

static bool module_setattr(VM *vm, Value self, Value name, Value value, bool *done) {
    *done = true;
    if (value != VALUE_ABSENT) {
        dict_set_str(vm, dict_of(self), name, value);
    } else if (dict_remove(vm, dict_of(self), name) != 1) {
        vm_raise(vm, T_AttributeError, "module has no attribute '%S'", name);
        return false;
    }
    return true;
}

const TypeDef typedef_module = {
    .name = "module",
    .kind = KIND_MODULE,
    .flags = TYPE_NO_NEW,
    .size = sizeof(Module),
    .visit = module_visit,
    .repr = module_repr,
    .getattr = module_getattr,
    .setattr = module_setattr,
};
