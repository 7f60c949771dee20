#include "lang/func.h"

#include "lang/dict.h"
#include "lang/exec.h"
#include "lang/list.h"
#include "lang/str.h"
#include "lang/vm.h"

Value func_new(VM *vm, Code *code, Value globals, Value defaults, Value keyword_defaults,
               Value annotations, Value closure) {
    Func *f = obj_new(vm, vm_type(vm, T_function), sizeof *f + sizeof(Attrs));
    f->code = (Code *)value_obj(value_ref(value_of(code)));
    f->globals = value_ref(globals);
    f->closure = value_ref(closure);
    f->defaults = value_ref(defaults);
    f->keyword_defaults = value_ref(keyword_defaults);
    f->annotations = value_ref(annotations);
    f->name = value_ref(code->name);
    f->qualname = value_ref(code->qualname);
    f->doc = value_ref(code->doc);
    Value module = dict_find_str(vm, dict_get(globals), vm_name(vm, N___name__));
    f->module = module == VALUE_ABSENT ? VALUE_NONE : value_ref(module);
    return value_of(f);
}

static void func_visit(Obj *o, SlotVisitor visitor, void *context) {
    Func *f = (Func *)o;
    Value code = value_of(f->code);
    visitor(context, &code);
    f->code = (Code *)(uintptr_t)code;
    Value *slots[] = {&f->globals,     &f->closure, &f->defaults, &f->keyword_defaults,
                      &f->annotations, &f->name,    &f->qualname, &f->module,
                      &f->doc};
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++)
        visitor(context, slots[i]);
}

static Value func_repr(VM *vm, Value self) {
    return str_format(vm, "<function %s at 0x%llx>", str_get(func_get(self)->qualname)->data,
                      (unsigned long long)obj_id(vm, self));
}

static Value func_descr_get(VM *vm, Value self, Value object, Value type) {
    (void)type;
    return object == VALUE_ABSENT ? value_ref(self) : method_new(vm, self, object);
}

static Value func_name(VM *vm, Value self) {
    (void)vm;
    return value_ref(func_get(self)->name);
}

static bool set_str(VM *vm, Value *slot, Value value, const char *what) {
    if (value == VALUE_ABSENT || !value_is_str(value)) {
        vm_raise(vm, T_TypeError, "%s must be set to a string object", what);
        return false;
    }
    value_set(vm, slot, value_ref(value));
    return true;
}

static bool func_set_name(VM *vm, Value self, Value value) {
    return set_str(vm, &func_get(self)->name, value, "__name__");
}

static Value func_qualname(VM *vm, Value self) {
    (void)vm;
    return value_ref(func_get(self)->qualname);
}

static bool func_set_qualname(VM *vm, Value self, Value value) {
    return set_str(vm, &func_get(self)->qualname, value, "__qualname__");
}

static Value func_code(VM *vm, Value self) {
    (void)vm;
    return value_ref(value_of(func_get(self)->code));
}

static Value func_defaults(VM *vm, Value self) {
    (void)vm;
    return value_or_none(func_get(self)->defaults);
}

static bool func_set_defaults(VM *vm, Value self, Value value) {
    if (value != VALUE_ABSENT && value != VALUE_NONE && !value_is_tuple(value)) {
        vm_raise(vm, T_TypeError, "__defaults__ must be set to a tuple object");
        return false;
    }
    value_set(vm, &func_get(self)->defaults, value == VALUE_NONE ? VALUE_ABSENT : value_ref(value));
    return true;
}

static Value func_kwdefaults(VM *vm, Value self) {
    (void)vm;
    return value_or_none(func_get(self)->keyword_defaults);
}

static Value func_closure(VM *vm, Value self) {
    (void)vm;
    return value_or_none(func_get(self)->closure);
}

static Value func_globals(VM *vm, Value self) {
    (void)vm;
    return value_ref(func_get(self)->globals);
}

static Value func_annotations(VM *vm, Value self) {
    Func *f = func_get(self);
    if (f->annotations == VALUE_ABSENT)
        f->annotations = dict_new(vm);
    return value_ref(f->annotations);
}

static bool func_set_annotations(VM *vm, Value self, Value value) {
    value_set(vm, &func_get(self)->annotations, value_is_dict(value) ? value_ref(value) : VALUE_ABSENT);
    return true;
}

static Value func_module(VM *vm, Value self) {
    (void)vm;
    return value_ref(func_get(self)->module);
}

static bool func_set_module(VM *vm, Value self, Value value) {
    value_set(vm, &func_get(self)->module, value == VALUE_ABSENT ? VALUE_NONE : value_ref(value));
    return true;
}

static Value func_doc(VM *vm, Value self) {
    (void)vm;
    return value_ref(func_get(self)->doc);
}

static bool func_set_doc(VM *vm, Value self, Value value) {
    value_set(vm, &func_get(self)->doc, value == VALUE_ABSENT ? VALUE_NONE : value_ref(value));
    return true;
}

static const GetSetDef func_getsets[] = {
    {"__name__", func_name, func_set_name},
    {"__qualname__", func_qualname, func_set_qualname},
    {"__code__", func_code, NULL},
    {"__defaults__", func_defaults, func_set_defaults},
    {"__kwdefaults__", func_kwdefaults, NULL},
    {"__closure__", func_closure, NULL},
    {"__globals__", func_globals, NULL},
    {"__annotations__", func_annotations, func_set_annotations},
    {"__module__", func_module, func_set_module},
    {"__doc__", func_doc, func_set_doc},
    {0},
};

const TypeDef typedef_function = {
    .name = "function",
    .kind = KIND_FUNC,
    .flags = TYPE_ATTRS | TYPE_NO_NEW,
    .size = sizeof(Func),
    .visit = func_visit,
    .repr = func_repr,
    .descr_get = func_descr_get,
    .getsets = func_getsets,
};

Value method_new(VM *vm, Value func, Value self) {
    Method *m = obj_new(vm, vm_type(vm, T_method), sizeof *m);
    m->func = value_ref(func);
    m->self = value_ref(self);
    return value_of(m);
}

static void method_visit(Obj *o, SlotVisitor visitor, void *context) {
    visitor(context, &((Method *)o)->func);
    visitor(context, &((Method *)o)->self);
}

static Value method_repr(VM *vm, Value self) {
    Method *m = method_get(self);
    Value receiver = vm_repr_nested(vm, m->self);
    if (receiver == VALUE_ABSENT)
        return receiver;
    const char *name = value_is_kind(m->func, KIND_FUNC) ? str_get(func_get(m->func)->qualname)->data
                                                         : "?";
    Value text = str_format(vm, "<bound method %s of %s>", name, str_get(receiver)->data);
    value_unref(vm, receiver);
    return text;
}

static bool method_hash(VM *vm, Value self, int64_t *hash) {
    *hash = (int64_t)(obj_id(vm, method_get(self)->func) >> 4) ^
            (int64_t)(obj_id(vm, method_get(self)->self) >> 4);
    return true;
}

static Value method_compare(VM *vm, CompareOp op, Value a, Value b) {
    (void)vm;
    if ((op != CMP_EQ && op != CMP_NE) || !value_is_kind(b, KIND_METHOD) ||
        !value_is_kind(a, KIND_METHOD))
        return VALUE_NOT_IMPLEMENTED;
    bool same = method_get(a)->func == method_get(b)->func && method_get(a)->self == method_get(b)->self;
    return value_bool(same == (op == CMP_EQ));
}

// Attributes that the method does not have are those of its function.
static Value method_getattr(VM *vm, Value self, Value name) {
    Method *m = method_get(self);
    if (name == vm_name(vm, N___self__))
        return value_ref(m->self);
    if (name == vm_name(vm, N___func__))
        return value_ref(m->func);
    if (name == vm_name(vm, N___class__))
        return VALUE_ABSENT;
    Value found = vm_getattr_nested(vm, m->func, name);
    if (found == VALUE_ABSENT && vm_pending_is(vm, T_AttributeError))
        vm_clear_pending(vm);
    return found;
}

static Value method_make(VM *vm, Value *a) { return method_new(vm, a[1], a[2]); }
static const NativeDef method_new_def = {"__new__", "cls function instance /", method_make, NULL, 0, 0};

const TypeDef typedef_method = {
    .name = "method",
    .kind = KIND_METHOD,
    .size = sizeof(Method),
    .visit = method_visit,
    .new_ = &method_new_def,
    .repr = method_repr,
    .hash = method_hash,
    .compare = method_compare,
    .getattr = method_getattr,
};

Value cell_new(VM *vm, Value take_value) {
    Cell *cell = obj_new(vm, vm_type(vm, T_cell), sizeof *cell);
    cell->value = take_value;
    return value_of(cell);
}

static void cell_visit(Obj *o, SlotVisitor visitor, void *context) {
    visitor(context, &((Cell *)o)->value);
}

static Value cell_contents(VM *vm, Value self) {
    Value v = cell_get(self)->value;
    return v == VALUE_ABSENT ? vm_raise(vm, T_ValueError, "Cell is empty") : value_ref(v);
}

static const GetSetDef cell_getsets[] = {{"cell_contents", cell_contents, NULL}, {0}};

const TypeDef typedef_cell = {
    .name = "cell",
    .kind = KIND_CELL,
    .flags = TYPE_NO_NEW,
    .size = sizeof(Cell),
    .visit = cell_visit,
    .getsets = cell_getsets,
};

// Reads a signature into the native's counts and names.
static void read_signature(VM *vm, Native *native) {
    Value names = list_new(vm, 4);
    bool keyword_only = false;
    for (const char *at = native->def->signature; *at;) {
        while (*at == ' ')
            at++;
        const char *start = at;
        while (*at && *at != ' ')
            at++;
        size_t length = (size_t)(at - start);
        if (!length)
            break;
        if (length == 1 && *start == '/') {
            native->positional_only = native->positional;
        } else if (length == 1 && *start == '*') {
            keyword_only = true;
        } else if (length > 2 && start[0] == '*' && start[1] == '*') {
            native->collects_keywords = true;
        } else if (*start == '*') {
            native->collects_positional = keyword_only = true;
        } else {
            bool optional = start[length - 1] == '?';
            Value name = str_intern(vm, start, length - optional);
            list_append(vm, list_get(names), name);
            if (keyword_only)
                native->keyword_only++;
            else
                native->positional++;
            if (!keyword_only && !optional)
                native->required = native->positional;
        }
    }
    native->parameters = native->positional + native->keyword_only + native->collects_positional +
                         native->collects_keywords;
    native->names = tuple_from(vm, list_get(names)->items, list_get(names)->count);
    value_unref(vm, names);
    native->quick = native->def->fn && !(native->def->flags & NATIVE_COROUTINE) &&
                    native->self == VALUE_ABSENT && native->parameters == native->positional &&
                    native->parameters <= NATIVE_QUICK;
}

Value native_new(VM *vm, const NativeDef *def, Value self, Type *owner) {
    bool unbound = owner && self == VALUE_ABSENT && !(def->flags & (NATIVE_STATIC | NATIVE_CLASS));
    Type *type = vm_type(vm, unbound ? T_method_descriptor : T_builtin_function_or_method);
    Native *native = obj_new(vm, type, sizeof *native);
    native->def = def;
    native->name = str_intern(vm, def->name, strlen(def->name));
    value_unref(vm, native->name);
    native->self = value_ref(self);
    native->owner = owner;
    native->python = owner && owner->def->flags & TYPE_PYTHON;
    read_signature(vm, native);
    return value_of(native);
}

Value native_bind(VM *vm, Native *native, Value self) {
    Native *bound = obj_new(vm, vm_type(vm, T_builtin_function_or_method), sizeof *bound);
    Obj head = bound->head;
    *bound = *native;
    bound->head = head;
    bound->self = value_ref(self);
    bound->quick = false;
    value_ref(bound->names);
    value_ref(bound->module);
    return value_of(bound);
}

static void native_visit(Obj *o, SlotVisitor visitor, void *context) {
    Native *native = (Native *)o;
    visitor(context, &native->self);
    visitor(context, &native->names);
    visitor(context, &native->module);
}

static Value native_repr(VM *vm, Value self) {
    Native *native = native_get(self);
    if (value_type(vm, self) == vm_type(vm, T_method_descriptor))
        return str_format(vm, "<method '%s' of '%s' objects>", native->def->name,
                          type_name(native->owner));
    if (native->self != VALUE_ABSENT && !value_is_kind(native->self, KIND_MODULE))
        return str_format(vm, "<built-in method %s of %s object at 0x%llx>", native->def->name,
                          type_name(value_type(vm, native->self)),
                          (unsigned long long)obj_id(vm, native->self));
    return str_format(vm, "<built-in function %s>", native->def->name);
}

static Value native_descr_get(VM *vm, Value self, Value object, Value type) {
    (void)type;
    return object == VALUE_ABSENT ? value_ref(self) : native_bind(vm, native_get(self), object);
}

static Value native_name(VM *vm, Value self) {
    (void)vm;
    return value_ref(native_get(self)->name);
}

Value native_qualname(VM *vm, const Native *native) {
    if (!native->owner)
        return value_ref(native->name);
    return str_format(vm, "%s.%s", type_name(native->owner), native->def->name);
}

static Value get_native_qualname(VM *vm, Value self) { return native_qualname(vm, native_get(self)); }

static Value native_self(VM *vm, Value self) {
    (void)vm;
    return value_or_none(native_get(self)->self);
}

static Value native_module(VM *vm, Value self) {
    Native *native = native_get(self);
    return native->module == VALUE_ABSENT ? str_intern(vm, "builtins", 8) : value_ref(native->module);
}

static Value native_doc(VM *vm, Value self) {
    (void)vm;
    (void)self;
    return VALUE_NONE;
}

static Value native_compare(VM *vm, CompareOp op, Value a, Value b) {
    (void)vm;
    if ((op != CMP_EQ && op != CMP_NE) || !value_is_kind(a, KIND_NATIVE) ||
        !value_is_kind(b, KIND_NATIVE))
        return VALUE_NOT_IMPLEMENTED;
    bool same =
        native_get(a)->def == native_get(b)->def && native_get(a)->self == native_get(b)->self;
    return value_bool(same == (op == CMP_EQ));
}

static bool native_hash(VM *vm, Value self, int64_t *hash) {
    Native *native = native_get(self);
    *hash = (int64_t)(obj_id(vm, native->self != VALUE_ABSENT ? native->self : self) >> 4);
    return true;
}

static const GetSetDef native_getsets[] = {
    {"__name__", native_name, NULL},     {"__qualname__", get_native_qualname, NULL},
    {"__self__", native_self, NULL},     {"__module__", native_module, NULL},
    {"__doc__", native_doc, NULL},       {0},
};

const TypeDef typedef_builtin_function_or_method = {
    .name = "builtin_function_or_method",
    .kind = KIND_NATIVE,
    .flags = TYPE_NO_NEW,
    .size = sizeof(Native),
    .visit = native_visit,
    .repr = native_repr,
    .hash = native_hash,
    .compare = native_compare,
    .getsets = native_getsets,
};

const TypeDef typedef_method_descriptor = {
    .name = "method_descriptor",
    .kind = KIND_NATIVE,
    .flags = TYPE_NO_NEW,
    .size = sizeof(Native),
    .visit = native_visit,
    .repr = native_repr,
    .descr_get = native_descr_get,
    .getsets = native_getsets,
};

Value getset_new(VM *vm, const GetSetDef *def, Type *owner) {
    GetSet *g = obj_new(vm, vm_type(vm, T_getset_descriptor), sizeof *g);
    g->def = def;
    g->owner = owner;
    return value_of(g);
}

static Value getset_get(VM *vm, Value self, Value object, Value type) {
    (void)type;
    GetSet *g = (GetSet *)value_obj(self);
    return object == VALUE_ABSENT ? value_ref(self) : g->def->get(vm, object);
}

static bool getset_set(VM *vm, Value self, Value object, Value value) {
    GetSet *g = (GetSet *)value_obj(self);
    if (g->def->set)
        return g->def->set(vm, object, value);
    vm_raise(vm, T_AttributeError, "attribute '%s' of '%s' objects is not writable", g->def->name,
             type_name(g->owner));
    return false;
}

static Value getset_repr(VM *vm, Value self) {
    GetSet *g = (GetSet *)value_obj(self);
    return str_format(vm, "<attribute '%s' of '%s' objects>", g->def->name, type_name(g->owner));
}

const TypeDef typedef_getset_descriptor = {
    .name = "getset_descriptor",
    .kind = KIND_OTHER,
    .flags = TYPE_NO_NEW,
    .size = sizeof(GetSet),
    .repr = getset_repr,
    .descr_get = getset_get,
    .descr_set = getset_set,
};
