// Private to the engine: the operations of the language, which may have to push a frame.
//
// Each gives FLOW_READY with its result (owned) in vm->result, FLOW_CALL when a frame was pushed on
// vm->frame whose result goes where `ret` says, FLOW_RAISE with an exception pending, or
// FLOW_THROW when that is to be raised in vm->frame, which changed. Operands are borrowed.
#ifndef AWAITSCOPE_LANG_EXEC_H
#define AWAITSCOPE_LANG_EXEC_H

#include "lang/code.h"
#include "lang/vm.h"

// Where a pushed frame's result goes in the frame that is the caller now.
typedef struct Ret {
    uint8_t mode; // ReturnMode
    uint16_t dst;
} Ret;

#define RET_NATIVE ((Ret){RETURN_NATIVE, 0})
#define RET_EXIT ((Ret){RETURN_EXIT, 0})

// Takes `take_v` as the result.
static inline Flow flow_ready(VM *vm, Value take_v) {
    vm->result = take_v;
    return take_v == VALUE_ABSENT && vm->exception != VALUE_ABSENT ? FLOW_RAISE : FLOW_READY;
}

// callable(*args, **keywords): `names` is a tuple of the names of the last arguments, or ABSENT.
Flow op_call(VM *vm, Ret ret, Value callable, const Value *args, int count, Value names);

// callable(self, *args, **kwargs): `args` a tuple or list, `kwargs` a dict or ABSENT, self may be ABSENT.
Flow call_spread(VM *vm, Ret ret, Value callable, Value self, Value args, Value kwargs);

// Raises TypeError for a class with abstract methods.
void vm_raise_abstract(VM *vm, Type *type);

// Calls class attribute `func` (unbound, found with special_find) of `self`'s type with self and up to two more arguments.
Flow op_call_special(VM *vm, Ret ret, Value func, Value self, int count, const Value *args);

// getattr, setattr and delattr by name (interned str).
Flow op_getattr(VM *vm, Ret ret, Value object, Value name);

// Sets the attribute, or deletes it when `value` is VALUE_ABSENT; the result is None.
Flow op_setattr(VM *vm, Ret ret, Value object, Value name, Value value);

// object[key].
Flow op_getitem(VM *vm, Ret ret, Value object, Value key);

// object[key] = value, or del object[key] when `value` is VALUE_ABSENT; the result is None.
Flow op_setitem(VM *vm, Ret ret, Value object, Value key, Value value);

// a OP b, a OP= b, and OP v.
Flow op_binary(VM *vm, Ret ret, BinaryOp op, Value a, Value b);
Flow op_inplace(VM *vm, Ret ret, BinaryOp op, Value a, Value b);
Flow op_unary(VM *vm, Ret ret, UnaryOp op, Value v);

// a OP b of a comparison: any value.
Flow op_compare(VM *vm, Ret ret, CompareOp op, Value a, Value b);

// item in container, and bool(v): True or False.
Flow op_contains(VM *vm, Ret ret, Value container, Value item);
Flow op_truth(VM *vm, Ret ret, Value v);

// iter(v).
Flow op_iter(VM *vm, Ret ret, Value v);

// next(iterator): VALUE_ABSENT without an exception when it is exhausted.
Flow op_next(VM *vm, Ret ret, Value iterator);

// str(v), repr(v), format(v, spec): a str. len(v): an int.
Flow op_str(VM *vm, Ret ret, Value v);
Flow op_repr(VM *vm, Ret ret, Value v);
Flow op_format(VM *vm, Ret ret, Value v, Value spec);
Flow op_length(VM *vm, Ret ret, Value v);

// The unbound special method of v's class, borrowed, or ABSENT; never raises.
Value special_find(VM *vm, Value v, NameId name);

// The ordinary ways of object.__getattribute__ and object.__setattr__ (value ABSENT: delete).
Flow attr_generic_get(VM *vm, Ret ret, Value object, Value name);
Flow attr_generic_set(VM *vm, Ret ret, Value object, Value name, Value value);

// A class's attribute by the rules of type.__getattribute__: ABSENT in vm->result when there is none.
Flow attr_lookup_class(VM *vm, Ret ret, Type *class, Value name);

// Puts object and name into the pending AttributeError.
void vm_note_attribute(VM *vm, Value object, Value name);

// In a resumable native: an operation called with RET_NATIVE gives its result in frame->in.
static inline Flow native_ready_in(VM *vm, Frame *frame, Flow flow) {
    if (flow == FLOW_READY) {
        frame->in = vm->result;
        vm->result = VALUE_ABSENT;
    }
    return flow;
}
#define native_ready(frame, flow) native_ready_in(vm, (frame), (flow))

// Pushes a frame for a resumable native with room for its parameters and slots; params are ABSENT.
Frame *frame_push_native(VM *vm, Ret ret, const NativeDef *def, int parameters);

// Pushes a frame for a Python function or module code. Locals are ABSENT, the closure is in place.
// NULL with RecursionError pending at the limit.
Frame *frame_push(VM *vm, Ret ret, Func *func, Code *code, Value globals);

// A frame for `code` that is not pushed: of a generator.
Frame *frame_new(VM *vm, Func *func, Code *code, Value globals);

// Takes the running frame off the chain and gives up the chain's reference.
void frame_pop(VM *vm, Frame *frame);

// How vm_run ended.
typedef enum RunEnd {
    RUN_DONE,    // vm->result is its result
    RUN_RAISED,  // an exception is pending
    RUN_STOPPED, // between two instructions: call again to go on
} RunEnd;

// Runs until a frame with RETURN_EXIT pushed by the caller of this is done.
RunEnd vm_run(VM *vm);

// Finishes `flow` of an operation called with RET_EXIT on the C stack. ABSENT with an exception.
Value exec_nested(VM *vm, Flow flow);

#endif
