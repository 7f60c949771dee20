#include "lang/quick_new.h"

#include "lang/dict.h"
#include "lang/exact.h"
#include "lang/float.h"
#include "lang/int.h"
#include "lang/iterate.h"
#include "lang/list.h"
#include "lang/set_internal.h"

static bool new_int(VM *vm, Value v, Value *out) {
    if (value_is_exact(vm, v, T_int))
        *out = value_ref(v);
    else if (value_is_bool(v))
        *out = value_small(v == VALUE_TRUE);
    else if (value_is_exact(vm, v, T_float))
        *out = int_from_double(vm, float_get(v));
    else if (value_is_exact(vm, v, T_str))
        *out = int_parse(vm, str_get(v)->data, str_get(v)->bytes, 10, v);
    else
        return false;
    return true;
}

static bool new_float(VM *vm, Value v, Value *out) {
    double d;
    if (value_is_exact(vm, v, T_float)) {
        *out = value_ref(v);
        return true;
    }
    if (value_is_exact(vm, v, T_int) || value_is_bool(v))
        *out = float_from_number(vm, v, &d) ? float_new(vm, d) : VALUE_ABSENT;
    else if (value_is_exact(vm, v, T_str) && float_parse(str_get(v)->data, str_get(v)->bytes, &d))
        *out = float_new(vm, d);
    else
        return false;
    return true;
}

static bool new_str(VM *vm, Value v, Value *out) {
    char text[32];
    if (value_is_exact(vm, v, T_str)) {
        *out = value_ref(v);
    } else if (value_is_exact(vm, v, T_int)) {
        *out = int_to_str(vm, v, 10);
    } else if (value_is_exact(vm, v, T_float)) {
        float_repr_text(float_get(v), text);
        *out = str_from(vm, text);
    } else if (value_is_bool(v) || v == VALUE_NONE) {
        *out = str_from(vm, v == VALUE_NONE ? "None" : v == VALUE_TRUE ? "True" : "False");
    } else {
        return false;
    }
    return true;
}

static bool new_bool(VM *vm, Value v, Value *out) {
    const Type *type = value_type(vm, v);
    if ((type->flags & TYPE_HEAP) || type->def->truth == NULL)
        return false;
    *out = value_bool(type->def->truth(vm, v));
    return true;
}

static bool new_tuple(VM *vm, Value v, Value *out) {
    Value list;
    if (value_is_exact(vm, v, T_tuple)) {
        *out = value_ref(v);
        return true;
    }
    if (!iterate_plainly(vm, v, &list))
        return false;
    *out = list;
    if (list != VALUE_ABSENT) {
        *out = tuple_from(vm, list_get(list)->items, list_get(list)->count);
        value_unref(vm, list);
    }
    return true;
}

static bool new_set(VM *vm, Value v, Value *out) {
    bool table = value_is_exact(vm, v, T_set) || value_is_exact(vm, v, T_frozenset) ||
                 value_is_exact(vm, v, T_dict);
    Value items = value_ref(v);
    if (!table && !iterate_plainly(vm, v, &items)) {
        value_unref(vm, v);
        return false;
    }
    if (!table)
        value_unref(vm, v);
    *out = items == VALUE_ABSENT ? VALUE_ABSENT : set_new(vm, false);
    if (*out != VALUE_ABSENT && !set_update(vm, set_get(*out), items))
        value_clear(vm, out);
    value_unref(vm, items);
    return true;
}

static Value new_empty(VM *vm, const Type *type) {
    switch (type->id) {
    case T_int:
        return value_small(0);
    case T_float:
        return float_new(vm, 0.0);
    case T_str:
        return value_ref(vm->empty_str);
    case T_bool:
        return VALUE_FALSE;
    case T_list:
        return list_new(vm, 0);
    case T_tuple:
        return value_ref(vm->empty_tuple);
    case T_dict:
        return dict_new(vm);
    case T_set:
        return set_new(vm, false);
    }
    return VALUE_ABSENT;
}

bool quick_new(VM *vm, const Type *type, int count, const Value *args, Value *out) {
    if (count > 1)
        return false;
    if (count == 0) {
        *out = new_empty(vm, type);
        return *out != VALUE_ABSENT;
    }
    switch (type->id) {
    case T_int:
        return new_int(vm, args[0], out);
    case T_float:
        return new_float(vm, args[0], out);
    case T_str:
        return new_str(vm, args[0], out);
    case T_bool:
        return new_bool(vm, args[0], out);
    case T_list:
        return iterate_plainly(vm, args[0], out);
    case T_tuple:
        return new_tuple(vm, args[0], out);
    case T_dict:
        if (!value_is_exact(vm, args[0], T_dict))
            return false;
        *out = dict_copy(vm, dict_get(args[0]));
        return true;
    case T_set:
        return new_set(vm, args[0], out);
    }
    return false;
}
