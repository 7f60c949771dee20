#include "lang/generic.h"

#include "lang/dict.h"
#include "lang/exec.h"
#include "lang/list.h"
#include "lang/str.h"
#include "lang/vm.h"

typedef struct Alias {
    Obj head;
    Value origin;
    Value args; // tuple
} Alias;

static Alias *alias_get(Value v) { return (Alias *)value_obj(v); }

bool generic_subscriptable(VM *vm, const Type *type) {
    static const uint16_t ids[] = {T_list, T_dict,      T_tuple, T_set,       T_frozenset,
                                   T_type, T_enumerate, T_coroutine, T_generator, T_async_generator};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        if (type == vm_type(vm, (TypeId)ids[i]))
            return true;
    return type->flags & TYPE_GENERIC;
}

Value generic_new(VM *vm, Value origin, Value arguments) {
    Alias *alias = obj_new(vm, vm_type(vm, T_GenericAlias), sizeof *alias);
    alias->origin = value_ref(origin);
    alias->args = value_is_tuple(arguments) ? value_ref(arguments) : tuple_from(vm, &arguments, 1);
    return value_of(alias);
}

static void alias_visit(Obj *o, SlotVisitor visitor, void *context) {
    visitor(context, &((Alias *)o)->origin);
    visitor(context, &((Alias *)o)->args);
}

// A type by its name, anything else by its repr.
static bool add_type_text(VM *vm, StrBuilder *b, Value v) {
    if (v == VALUE_ELLIPSIS) {
        str_builder_add_text(vm, b, "...");
        return true;
    }
    if (value_is_kind(v, KIND_TYPE)) {
        Type *type = (Type *)value_obj(v);
        Value module = dict_find_str(vm, type_dict(vm, type), vm_name(vm, N___module__));
        if (type == vm_type(vm, T_NoneType)) {
            str_builder_add_text(vm, b, "None");
            return true;
        }
        if (value_is_str(module) && !str_is(module, "builtins")) {
            str_builder_add_str(vm, b, module);
            str_builder_add_text(vm, b, ".");
        }
        str_builder_add_str(vm, b, type->qualname);
        return true;
    }
    Value text = vm_repr_nested(vm, v);
    if (text == VALUE_ABSENT)
        return false;
    str_builder_add_str(vm, b, text);
    value_unref(vm, text);
    return true;
}

static Value join_types(VM *vm, StrBuilder *b, Value args, const char *separator, const char *end) {
    const Tuple *tuple = tuple_get(args);
    for (int64_t i = 0; i < tuple->count; i++) {
        str_builder_add_text(vm, b, i ? separator : "");
        if (!add_type_text(vm, b, tuple->items[i])) {
            str_builder_drop(vm, b);
            return VALUE_ABSENT;
        }
    }
    str_builder_add_text(vm, b, end);
    return str_builder_finish(vm, b);
}

static Value alias_repr(VM *vm, Value self) {
    StrBuilder b = {0};
    if (!add_type_text(vm, &b, alias_get(self)->origin))
        return VALUE_ABSENT;
    str_builder_add_text(vm, &b, "[");
    return join_types(vm, &b, alias_get(self)->args, ", ", "]");
}

static Value alias_getattr(VM *vm, Value self, Value name) {
    if (name == vm_name(vm, N___origin__))
        return value_ref(alias_get(self)->origin);
    if (name == vm_name(vm, N___args__))
        return value_ref(alias_get(self)->args);
    if (name == vm_name(vm, N___class__))
        return VALUE_ABSENT;
    Value v = vm_getattr_nested(vm, alias_get(self)->origin, name);
    if (v == VALUE_ABSENT && vm_pending_is(vm, T_AttributeError))
        vm_clear_pending(vm);
    return v;
}

// v: self, args, kwargs. Makes an instance of the class itself.
static Flow alias_call(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, native_ready(f, call_spread(vm, RET_NATIVE, alias_get(v[0])->origin, VALUE_ABSENT, v[1], v[2])));
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

static const NativeDef alias_call_def = {"__call__", "self *args **kwargs", NULL, alias_call, 0, 0};

static Value alias_getitem(VM *vm, Value self, Value key) {
    return generic_new(vm, alias_get(self)->origin, key);
}

static bool same_types(VM *vm, Value a, Value b) { return vm_equal(vm, a, b) == 1; }

static Value alias_compare(VM *vm, CompareOp op, Value a, Value b) {
    if ((op != CMP_EQ && op != CMP_NE) || value_type(vm, a) != value_type(vm, b))
        return VALUE_NOT_IMPLEMENTED;
    bool same = alias_get(a)->origin == alias_get(b)->origin && same_types(vm, alias_get(a)->args, alias_get(b)->args);
    return value_bool(same == (op == CMP_EQ));
}

static bool alias_hash(VM *vm, Value self, int64_t *hash) {
    if (!vm_hash(vm, alias_get(self)->args, hash))
        return false;
    if (alias_get(self)->origin != VALUE_ABSENT)
        *hash ^= (int64_t)(obj_id(vm, alias_get(self)->origin) >> 4);
    return true;
}

static Value alias_binary(VM *vm, BinaryOp op, Value a, Value b) {
    return op == OP_OR ? union_new(vm, a, b) : VALUE_NOT_IMPLEMENTED;
}

const TypeDef typedef_GenericAlias = {
    .name = "GenericAlias",
    .module = "types",
    .kind = KIND_OTHER,
    .flags = TYPE_NO_NEW,
    .size = sizeof(Alias),
    .visit = alias_visit,
    .call = &alias_call_def,
    .repr = alias_repr,
    .hash = alias_hash,
    .compare = alias_compare,
    .getitem = alias_getitem,
    .getattr = alias_getattr,
    .binary = alias_binary,
};

static void add_member(VM *vm, List *members, Value v) {
    if (union_is(vm, v)) {
        const Tuple *inner = tuple_get(alias_get(v)->args);
        for (int64_t i = 0; i < inner->count; i++)
            add_member(vm, members, inner->items[i]);
        return;
    }
    if (v == VALUE_NONE)
        v = value_of(vm_type(vm, T_NoneType));
    for (int64_t i = 0; i < members->count; i++)
        if (members->items[i] == v || same_types(vm, members->items[i], v))
            return;
    list_append(vm, members, value_ref(v));
}

Value union_new(VM *vm, Value a, Value b) {
    Value members = list_new(vm, 2);
    add_member(vm, list_get(members), a);
    add_member(vm, list_get(members), b);
    List *list = list_get(members);
    Value result;
    if (list->count == 1) {
        result = value_ref(list->items[0]);
    } else {
        Alias *u = obj_new(vm, vm_type(vm, T_UnionType), sizeof *u);
        u->args = tuple_from(vm, list->items, list->count);
        result = value_of(u);
    }
    value_unref(vm, members);
    return result;
}

bool union_is(VM *vm, Value v) { return value_type(vm, v) == vm_type(vm, T_UnionType); }
Value union_members(Value v) { return alias_get(v)->args; }
Value generic_origin(Value v) { return alias_get(v)->origin; }

static Value union_repr(VM *vm, Value self) {
    StrBuilder b = {0};
    return join_types(vm, &b, alias_get(self)->args, " | ", "");
}

static Value union_get_args(VM *vm, Value self) {
    (void)vm;
    return value_ref(alias_get(self)->args);
}

static const GetSetDef union_getsets[] = {{"__args__", union_get_args, NULL}, {0}};

const TypeDef typedef_UnionType = {
    .name = "UnionType",
    .module = "types",
    .kind = KIND_OTHER,
    .flags = TYPE_NO_NEW,
    .size = sizeof(Alias),
    .visit = alias_visit,
    .repr = union_repr,
    .hash = alias_hash,
    .compare = alias_compare,
    .binary = alias_binary,
    .getsets = union_getsets,
};
