// The protocols as natives need them at once, on the C stack: see nested.def.
#include "lang/dict.h"
#include "lang/exec.h"
#include "lang/gen.h"
#include "lang/float.h"
#include "lang/int.h"
#include "lang/list.h"
#include "lang/str.h"
#include "lang/vm.h"

enum { NESTED_MAX = 150, DEPTH_MAX = 1000 };

Value exec_nested(VM *vm, Flow flow) {
    if (flow == FLOW_CALL || flow == FLOW_THROW) {
        if (vm->nested >= NESTED_MAX) {
            // the frame that was pushed goes the way of every frame under an exception
            vm_raise(vm, T_RecursionError, "maximum recursion depth exceeded");
            frame_pop(vm, vm->frame);
            return VALUE_ABSENT;
        }
        vm->nested++;
        RunEnd end = vm_run(vm);
        vm->nested--;
        if (end != RUN_DONE)
            return VALUE_ABSENT;
    } else if (flow != FLOW_READY) {
        return VALUE_ABSENT;
    }
    Value v = vm->result;
    vm->result = VALUE_ABSENT;
    return v;
}

Value vm_repr_nested(VM *vm, Value v) { return exec_nested(vm, op_repr(vm, RET_EXIT, v)); }
Value vm_str_nested(VM *vm, Value v) { return exec_nested(vm, op_str(vm, RET_EXIT, v)); }

Value vm_format_nested(VM *vm, Value v, Value spec) {
    return exec_nested(vm, op_format(vm, RET_EXIT, v, spec));
}

Value vm_compare_nested(VM *vm, CompareOp op, Value v, Value w) {
    return exec_nested(vm, op_compare(vm, RET_EXIT, op, v, w));
}

Value vm_binary_nested(VM *vm, BinaryOp op, Value a, Value b) {
    return exec_nested(vm, op_binary(vm, RET_EXIT, op, a, b));
}

Value vm_getattr_nested(VM *vm, Value v, Value name) {
    return exec_nested(vm, op_getattr(vm, RET_EXIT, v, name));
}

Value vm_call_nested(VM *vm, Value callable, int count, const Value *args) {
    return exec_nested(vm, op_call(vm, RET_EXIT, callable, args, count, VALUE_ABSENT));
}

int vm_truth_nested(VM *vm, Value v) {
    Value truth = exec_nested(vm, op_truth(vm, RET_EXIT, v));
    return truth == VALUE_ABSENT ? -1 : truth == VALUE_TRUE;
}

int vm_equal(VM *vm, Value v, Value w) {
    if (v == w)
        return 1;
    if (value_is_small(v) && value_is_small(w))
        return 0;
    if (value_is_str(v) && value_is_str(w) && value_type(vm, v) == value_type(vm, w))
        return str_equal(str_get(v), str_get(w));
    if (!vm_enter(vm, " in comparison"))
        return -1;
    Value result = vm_compare_nested(vm, CMP_EQ, v, w);
    vm_leave(vm);
    if (result == VALUE_ABSENT)
        return -1;
    int truth = vm_truth_nested(vm, result);
    value_unref(vm, result);
    return truth;
}

bool vm_hash(VM *vm, Value v, int64_t *hash) {
    if (value_is_small(v)) {
        *hash = int_hash(v);
        return true;
    }
    if (value_is_str(v)) {
        *hash = str_hash(vm, str_get(v));
        return true;
    }
    Type *type = value_type(vm, v);
    if (type->flags & TYPE_HEAP && type_overrides(type, N___hash__)) {
        Value func = special_find(vm, v, N___hash__);
        if (func == VALUE_NONE) {
            vm_raise(vm, T_TypeError, "unhashable type: '%T'", v);
            return false;
        }
        Value result = exec_nested(vm, op_call_special(vm, RET_EXIT, func, v, 0, NULL));
        if (result == VALUE_ABSENT)
            return false;
        if (!value_is_int(result)) {
            vm_raise(vm, T_TypeError, "__hash__ method should return an integer");
            value_unref(vm, result);
            return false;
        }
        *hash = value_is_small(result) ? value_small_get(result) : int_hash(result);
        *hash = *hash == -1 ? -2 : *hash;
        value_unref(vm, result);
        return true;
    }
    if (type->def->hash)
        return type->def->hash(vm, v, hash);
    if (type->def->compare && type->def->kind != KIND_INSTANCE && type->def->kind != KIND_OTHER) {
        vm_raise(vm, T_TypeError, "unhashable type: '%T'", v);
        return false;
    }
    *hash = (int64_t)(obj_id(vm, v) >> 4);
    return true;
}

int64_t vm_length(VM *vm, Value v) {
    Type *type = value_type(vm, v);
    if (type->flags & TYPE_HEAP && type_overrides(type, N___len__)) {
        Value result = exec_nested(vm, op_length(vm, RET_EXIT, v));
        if (result == VALUE_ABSENT)
            return -1;
        int64_t length = value_small_get(result);
        value_unref(vm, result);
        return length;
    }
    if (type->def->length)
        return type->def->length(vm, v);
    Value func = special_find(vm, v, N___len__);
    if (func != VALUE_ABSENT) {
        Value result = exec_nested(vm, op_call_special(vm, RET_EXIT, func, v, 0, NULL));
        int64_t length = -1;
        if (result != VALUE_ABSENT)
            vm_index_int64(vm, result, false, &length);
        value_unref(vm, result);
        return length;
    }
    vm_raise(vm, T_TypeError, "object of type '%T' has no len()", v);
    return -1;
}

Value vm_index(VM *vm, Value v) {
    if (value_is_small(v))
        return v;
    if (value_is_bool(v))
        return value_small(v == VALUE_TRUE);
    Type *type = value_type(vm, v);
    if (type->flags & TYPE_HEAP && type_overrides(type, N___index__)) {
        Value result =
            exec_nested(vm, op_call_special(vm, RET_EXIT, special_find(vm, v, N___index__), v, 0, NULL));
        if (result == VALUE_ABSENT || value_is_int(result))
            return result;
        vm_raise(vm, T_TypeError, "__index__ returned non-int (type %T)", result);
        value_unref(vm, result);
        return VALUE_ABSENT;
    }
    if (value_is_int(v))
        return value_ref(v);
    return vm_raise(vm, T_TypeError, "'%T' object cannot be interpreted as an integer", v);
}

bool vm_index_int64(VM *vm, Value v, bool clip, int64_t *out) {
    Value index = vm_index(vm, v);
    if (index == VALUE_ABSENT)
        return false;
    bool fits = int_to_int64(index, out);
    if (!fits && clip)
        *out = int_sign(index) < 0 ? INT64_MIN : INT64_MAX;
    else if (!fits)
        vm_raise(vm, T_OverflowError, "Python int too large to convert to C ssize_t");
    value_unref(vm, index);
    return fits || clip;
}

bool vm_enter(VM *vm, const char *where) {
    if (vm->native_depth < DEPTH_MAX) {
        vm->native_depth++;
        return true;
    }
    vm_raise(vm, T_RecursionError, "maximum recursion depth exceeded%s", where);
    return false;
}

void vm_leave(VM *vm) { vm->native_depth--; }

int vm_repr_enter(VM *vm, Value v) {
    if (vm->repr_stack == VALUE_ABSENT)
        vm->repr_stack = list_new(vm, 4);
    List *stack = list_get(vm->repr_stack);
    for (int64_t i = 0; i < stack->count; i++)
        if (stack->items[i] == v)
            return 0;
    list_append(vm, stack, value_ref(v));
    return 1;
}

void vm_repr_leave(VM *vm, Value v) {
    List *stack = list_get(vm->repr_stack);
    (void)v;
    value_unref(vm, list_remove_at(vm, stack, stack->count - 1));
}

bool vm_check_size(VM *vm, double bytes) {
    double limit = vm->limits.memory ? (double)vm->limits.memory : 4e9;
    if (bytes + (double)region_nominal_bytes(vm->region) <= limit)
        return true;
    vm_raise_value(vm, T_MemoryError, VALUE_ABSENT);
    return false;
}

// The same protocols for resumable natives.
Flow vm_call(VM *vm, Frame *frame, Value callable, int count, const Value *args) {
    return native_ready(frame, op_call(vm, RET_NATIVE, callable, args, count, VALUE_ABSENT));
}

Flow vm_call_keywords(VM *vm, Frame *frame, Value callable, int count, const Value *args, Value names) {
    return native_ready(frame, op_call(vm, RET_NATIVE, callable, args, count, names));
}

// v: object, name, arguments.
static Flow call_method(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, vm_getattr(vm, f, v[0], v[1]));
    value_set(vm, &v[0], native_take_in(f));
    {
        const Tuple *args = tuple_get(v[2]);
        NATIVE_AWAIT(f, vm_call(vm, f, v[0], (int)args->count, args->items));
    }
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

static const NativeDef call_method_def = {"call", "object name args", NULL, call_method, 0, 0};

Flow vm_call_method(VM *vm, Frame *frame, Value self, Value name, int count, const Value *args) {
    (void)frame;
    Frame *f = frame_push_native(vm, RET_NATIVE, &call_method_def, 3);
    f->v[0] = value_ref(self);
    f->v[1] = value_ref(name);
    f->v[2] = tuple_from(vm, args, count);
    return FLOW_CALL;
}

Flow vm_iter(VM *vm, Frame *frame, Value v) { return native_ready(frame, op_iter(vm, RET_NATIVE, v)); }

Flow vm_next(VM *vm, Frame *frame, Value iterator) {
    Flow flow = native_ready(frame, op_next(vm, RET_NATIVE, iterator));
    if (flow != FLOW_READY || vm->ticks < vm->ticks_stop)
        return flow;
    // A native that goes through a long iterator of C would keep the limits waiting.
    vm_attention(vm, ATTENTION_TICKS);
    return FLOW_AGAIN;
}

Flow vm_getattr(VM *vm, Frame *frame, Value v, Value name) {
    return native_ready(frame, op_getattr(vm, RET_NATIVE, v, name));
}

Flow vm_setattr(VM *vm, Frame *frame, Value v, Value name, Value value) {
    return native_ready(frame, op_setattr(vm, RET_NATIVE, v, name, value));
}

Flow vm_getitem(VM *vm, Frame *frame, Value v, Value key) {
    return native_ready(frame, op_getitem(vm, RET_NATIVE, v, key));
}

Flow vm_str(VM *vm, Frame *frame, Value v) { return native_ready(frame, op_str(vm, RET_NATIVE, v)); }
Flow vm_repr(VM *vm, Frame *frame, Value v) { return native_ready(frame, op_repr(vm, RET_NATIVE, v)); }
Flow vm_truth(VM *vm, Frame *frame, Value v) { return native_ready(frame, op_truth(vm, RET_NATIVE, v)); }

Flow vm_compare(VM *vm, Frame *frame, CompareOp op, Value a, Value b) {
    return native_ready(frame, op_compare(vm, RET_NATIVE, op, a, b));
}

Flow vm_binary(VM *vm, Frame *frame, BinaryOp op, Value a, Value b) {
    return native_ready(frame, op_binary(vm, RET_NATIVE, op, a, b));
}

Flow vm_return(VM *vm, Value take_v) {
    vm->result = take_v;
    return FLOW_RETURN;
}

Flow vm_return_or_raise(VM *vm, Value take_v) {
    return take_v == VALUE_ABSENT ? FLOW_RAISE : vm_return(vm, take_v);
}

Flow vm_resume(VM *vm, Frame *frame, Gen *gen, Value take_sent) {
    return native_ready(frame, gen_resume(vm, RETURN_NATIVE, 0, gen, take_sent));
}

Flow vm_resume_throw(VM *vm, Frame *frame, Gen *gen, Value take_exception) {
    (void)frame;
    return gen_resume_throw(vm, RETURN_NATIVE, 0, gen, take_exception);
}

Flow vm_awaitable(VM *vm, Frame *frame, Value v) {
    return native_ready(frame, gen_awaitable(vm, RETURN_NATIVE, 0, v, 0));
}

Flow vm_await(VM *vm, Frame *frame, Value v) {
    value_clear(vm, &frame->in);
    if (vm->exception != VALUE_ABSENT) // thrown into it while it waited
        return FLOW_RAISE;
    return native_ready(frame, gen_await(vm, RETURN_NATIVE, 0, v));
}
