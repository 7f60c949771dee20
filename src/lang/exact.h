// Questions about builtin types that decide whether C may do without asking Python.
#ifndef AWAITSCOPE_LANG_EXACT_H
#define AWAITSCOPE_LANG_EXACT_H

#include "lang/str.h"
#include "lang/vm.h"

// Whether the type of `v` is the builtin `id` itself, not a class derived from it.
static inline bool value_is_exact(const VM *vm, Value v, TypeId id) {
    return value_type(vm, v) == vm_type(vm, id);
}

// Whether a Python class in the mro of the type of `v` defines the special method.
static inline bool value_overrides(const VM *vm, Value v, NameId special) {
    return type_overrides(value_type(vm, v), special);
}

// v == w when that can be told without running Python: 1, 0, or -1 when it cannot.
static inline int value_equal_quick(const VM *vm, Value v, Value w) {
    if (v == w)
        return 1;
    if (value_both_small(v, w))
        return 0;
    if (value_is_exact(vm, v, T_str) && value_is_exact(vm, w, T_str))
        return str_equal(str_get(v), str_get(w));
    return -1;
}

#endif
