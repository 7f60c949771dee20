// mappingproxy: a read-only way to a mapping, such as a class's namespace.
#include "lang/dict_views.h"
#include "lang/exact.h"
#include "lang/int.h"
#include "lang/list.h"

static Value mapping_of(Value proxy) { return ((MappingProxy *)value_obj(proxy))->mapping; }

static bool is_proxy(const VM *vm, Value v) { return value_is_exact(vm, v, T_mappingproxy); }

Value mappingproxy_new(VM *vm, Value mapping) {
    MappingProxy *proxy = obj_new(vm, vm_type(vm, T_mappingproxy), sizeof *proxy);
    proxy->mapping = value_ref(mapping);
    return value_of(proxy);
}

static void visit(Obj *o, SlotVisitor visitor, void *context) {
    visitor(context, &((MappingProxy *)o)->mapping);
}

static Value create(VM *vm, Value *a) {
    const TypeDef *def = value_type(vm, a[1])->def;
    bool mapping = def->getitem != NULL || value_overrides(vm, a[1], N___getitem__);
    if (!mapping || value_is_list(a[1]) || value_is_tuple(a[1]))
        return vm_raise(vm, T_TypeError, "mappingproxy() argument must be a mapping, not %T", a[1]);
    return mappingproxy_new(vm, a[1]);
}

static const NativeDef new_native = {"mappingproxy", "cls mapping", create, NULL, 0, 0};

static Value repr(VM *vm, Value self) {
    Value text = vm_repr_nested(vm, mapping_of(self));
    if (text == VALUE_ABSENT)
        return VALUE_ABSENT;
    Value result = str_format(vm, "mappingproxy(%s)", str_get(text)->data);
    value_unref(vm, text);
    return result;
}

static Value str(VM *vm, Value self) { return vm_str_nested(vm, mapping_of(self)); }

static Value compare(VM *vm, CompareOp op, Value a, Value b) {
    return vm_compare_nested(vm, op, is_proxy(vm, a) ? mapping_of(a) : a,
                             is_proxy(vm, b) ? mapping_of(b) : b);
}

static int64_t length(VM *vm, Value self) { return vm_length(vm, mapping_of(self)); }

static bool truth(VM *vm, Value self) {
    int64_t count = vm_length(vm, mapping_of(self));
    return count != 0;
}

// Calls a method of the mapping behind the proxy.
static Value delegate(VM *vm, Value self, const char *name, int count, const Value *args) {
    Value text = str_intern(vm, name, strlen(name));
    Value method = vm_getattr_nested(vm, mapping_of(self), text);
    value_unref(vm, text);
    if (method == VALUE_ABSENT)
        return VALUE_ABSENT;
    Value result = vm_call_nested(vm, method, count, args);
    value_unref(vm, method);
    return result;
}

static Value getitem(VM *vm, Value self, Value key) {
    Value mapping = mapping_of(self);
    if (value_is_exact(vm, mapping, T_dict))
        return vm_type(vm, T_dict)->def->getitem(vm, mapping, key);
    return delegate(vm, self, "__getitem__", 1, &key);
}

static int contains(VM *vm, Value self, Value item) {
    Value value;
    if (value_is_exact(vm, mapping_of(self), T_dict))
        return dict_find(vm, dict_get(mapping_of(self)), item, &value);
    Value result = delegate(vm, self, "__contains__", 1, &item);
    if (result == VALUE_ABSENT)
        return -1;
    int found = vm_truth_nested(vm, result);
    value_unref(vm, result);
    return found;
}

static Value iter(VM *vm, Value self) {
    if (value_is_exact(vm, mapping_of(self), T_dict))
        return dict_iterator_new(vm, T_dict_keyiterator, mapping_of(self));
    return delegate(vm, self, "__iter__", 0, NULL);
}

static Value binary(VM *vm, BinaryOp op, Value a, Value b) {
    if (op != OP_OR)
        return VALUE_NOT_IMPLEMENTED;
    return vm_binary_nested(vm, op, is_proxy(vm, a) ? mapping_of(a) : a,
                            is_proxy(vm, b) ? mapping_of(b) : b);
}

static Value inplace(VM *vm, BinaryOp op, Value a, Value b) {
    (void)b;
    if (op != OP_OR)
        return VALUE_NOT_IMPLEMENTED;
    return vm_raise(vm, T_TypeError, "'|=' is not supported by %T; use '|' instead", a);
}

static Value get(VM *vm, Value *a) {
    const Value args[] = {a[1], a[2] == VALUE_ABSENT ? VALUE_NONE : a[2]};
    return delegate(vm, a[0], "get", 2, args);
}

static Value keys(VM *vm, Value *a) { return delegate(vm, a[0], "keys", 0, NULL); }
static Value values(VM *vm, Value *a) { return delegate(vm, a[0], "values", 0, NULL); }
static Value items(VM *vm, Value *a) { return delegate(vm, a[0], "items", 0, NULL); }
static Value copy(VM *vm, Value *a) { return delegate(vm, a[0], "copy", 0, NULL); }
static Value reversed(VM *vm, Value *a) { return delegate(vm, a[0], "__reversed__", 0, NULL); }

static const NativeDef methods[] = {
    {"get", "self key default? /", get, NULL, 0, 0},
    {"keys", "self /", keys, NULL, 0, 0},
    {"values", "self /", values, NULL, 0, 0},
    {"items", "self /", items, NULL, 0, 0},
    {"copy", "self /", copy, NULL, 0, 0},
    {"__reversed__", "self /", reversed, NULL, 0, 0},
    {0},
};

const TypeDef typedef_mappingproxy = {
    .name = "mappingproxy",
    .kind = KIND_OTHER,
    .size = sizeof(MappingProxy),
    .visit = visit,
    .new_ = &new_native,
    .repr = repr,
    .str = str,
    .compare = compare,
    .truth = truth,
    .length = length,
    .getitem = getitem,
    .contains = contains,
    .iter = iter,
    .binary = binary,
    .inplace = inplace,
    .methods = methods,
};
