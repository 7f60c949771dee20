// What `await` goes through where it cannot take the short way: the iterator that a future's __await__ and
// __iter__ give.
#include "loop/state.h"

#include "lang/exec.h"

typedef struct FutureIter {
    Obj head;
    Value future; // ABSENT once it has ended
} FutureIter;

static FutureIter *iter_get(Value v)
{
    return (FutureIter *)value_obj(v);
}

Value future_iter_new(VM *vm, Value future)
{
    FutureIter *it = obj_new(vm, loop_type(vm, LT_FutureIter), sizeof *it);
    it->future = value_ref(future);
    return value_of(it);
}

static Value end_with(VM *vm, Value take_result)
{
    if (take_result == VALUE_ABSENT)
        return VALUE_ABSENT;
    Value stop = exception_new(vm, T_StopIteration, take_result == VALUE_NONE ? VALUE_ABSENT : take_result);
    return vm_raise_instance(vm, stop);
}

static Value iter_next(VM *vm, Value self)
{
    FutureIter *it = iter_get(self);
    if (it->future == VALUE_ABSENT)
        return VALUE_ABSENT;
    Future *future = future_get(it->future);
    if (!future_is_done(future)) {
        if (future->blocking)
            return vm_raise(vm, T_RuntimeError, "await wasn't used with future");
        future->blocking = true;
        return value_ref(it->future);
    }
    Value owned = native_take(&it->future);
    Value result = future_result(vm, future);
    value_unref(vm, owned);
    return end_with(vm, result);
}

static Value iter_self(VM *vm, Value self)
{
    (void)vm;
    return value_ref(self);
}

static Value iter_send(VM *vm, Value *a)
{
    Value v = iter_next(vm, a[0]);
    return v == VALUE_ABSENT && !vm_pending(vm) ? vm_raise_value(vm, T_StopIteration, VALUE_ABSENT) : v;
}

static Value iter_close(VM *vm, Value *a)
{
    value_clear(vm, &iter_get(a[0])->future);
    return VALUE_NONE;
}

// self, a class or an instance, an instance or arguments, traceback
static Value iter_throw(VM *vm, Value *a)
{
    Value error = a[1];
    bool class = value_is_kind(error, KIND_TYPE);
    if (!class && !value_is_a(vm, error, T_BaseException))
        return vm_raise(vm, T_TypeError, "exceptions must be classes deriving BaseException or instances of such a class");
    bool given = a[2] != VALUE_ABSENT && a[2] != VALUE_NONE;
    if (!class && given)
        return vm_raise(vm, T_TypeError, "instance exception may not have a separate value");
    if (a[3] != VALUE_ABSENT && a[3] != VALUE_NONE && !value_is_a(vm, a[3], T_traceback))
        return vm_raise(vm, T_TypeError, "throw() third argument must be a traceback");
    value_clear(vm, &iter_get(a[0])->future);
    if (class && given && value_is_a(vm, a[2], T_BaseException))
        return vm_raise_instance(vm, value_ref(a[2]));
    Value made = class ? vm_call_nested(vm, error, given, &a[2]) : value_ref(error);
    if (made == VALUE_ABSENT)
        return VALUE_ABSENT;
    if (!value_is_a(vm, made, T_BaseException)) {
        value_unref(vm, made);
        return vm_raise(vm, T_TypeError, "exceptions must be classes deriving BaseException or instances of such a class");
    }
    return vm_raise_instance(vm, made);
}

static const NativeDef iter_methods[] = {
    {"send", "self value /", iter_send, NULL, 0, 0},
    {"throw", "self type value? traceback? /", iter_throw, NULL, 0, 0},
    {"close", "self /", iter_close, NULL, 0, 0},
    {0},
};

static void iter_visit(Obj *o, SlotVisitor visitor, void *context)
{
    visitor(context, &((FutureIter *)o)->future);
}

const TypeDef loop_def_FutureIter = {
    .name = "FutureIter",
    .module = "_asyncio",
    .kind = KIND_FUTURE_ITER,
    .flags = TYPE_NO_NEW,
    .size = sizeof(FutureIter),
    .visit = iter_visit,
    .iter = iter_self,
    .next = iter_next,
    .methods = iter_methods,
};
