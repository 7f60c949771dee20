// The types of None, Ellipsis and NotImplemented.
#include "lang/exact.h"

static bool false_(VM *vm, Value self) {
    (void)vm;
    (void)self;
    return false;
}

static Value none_repr(VM *vm, Value self) {
    (void)self;
    return str_from(vm, "None");
}

static Value ellipsis_repr(VM *vm, Value self) {
    (void)self;
    return str_from(vm, "Ellipsis");
}

static Value not_implemented_repr(VM *vm, Value self) {
    (void)self;
    return str_from(vm, "NotImplemented");
}

// Any fixed number will do: CPython's is an address.
static bool hash(VM *vm, Value self, int64_t *out) {
    (void)vm;
    *out = (int64_t)(self >> 3) + 0xfca86420;
    return true;
}

static Value none_new(VM *vm, Value *a) {
    (void)vm;
    (void)a;
    return VALUE_NONE;
}

static Value ellipsis_new(VM *vm, Value *a) {
    (void)vm;
    (void)a;
    return VALUE_ELLIPSIS;
}

static Value not_implemented_new(VM *vm, Value *a) {
    (void)vm;
    (void)a;
    return VALUE_NOT_IMPLEMENTED;
}

static const NativeDef none_new_native = {"NoneType", "cls", none_new, NULL, 0, 0};
static const NativeDef ellipsis_new_native = {"ellipsis", "cls", ellipsis_new, NULL, 0, 0};
static const NativeDef not_implemented_new_native = {"NotImplementedType", "cls", not_implemented_new,
                                                     NULL, 0, 0};

const TypeDef typedef_NoneType = {
    .name = "NoneType",
    .flags = TYPE_ACYCLIC,
    .size = sizeof(Obj),
    .new_ = &none_new_native,
    .repr = none_repr,
    .hash = hash,
    .truth = false_,
};

const TypeDef typedef_ellipsis = {
    .name = "ellipsis",
    .flags = TYPE_ACYCLIC,
    .size = sizeof(Obj),
    .new_ = &ellipsis_new_native,
    .repr = ellipsis_repr,
    .hash = hash,
};

const TypeDef typedef_NotImplementedType = {
    .name = "NotImplementedType",
    .flags = TYPE_ACYCLIC,
    .size = sizeof(Obj),
    .new_ = &not_implemented_new_native,
    .repr = not_implemented_repr,
    .hash = hash,
};
