// Private to the engine: calling, and the frames that calls make.
#ifndef AWAITSCOPE_LANG_CALL_H
#define AWAITSCOPE_LANG_CALL_H

#include "lang/exec.h"
#include "lang/func.h"

enum { CALL_NATIVE_COST = 2 }; // units

// Calls a Python function with `self` (ABSENT: none) before its arguments. Operands are borrowed.
Flow call_func(VM *vm, Ret ret, Func *func, Value self, const Value *args, int count, Value names);

// Calls a native, with `self` (ABSENT: none) before its arguments.
Flow call_native(VM *vm, Ret ret, Native *native, Value self, const Value *args, int count, Value names);

// Calls what vm->frame awaits at once, without a coroutine object: a coroutine function's body runs in
// a frame on the chain, as if it had been awaited. `after` is the instruction after that AWAIT.
// FLOW_CALL: a frame was pushed, whose result goes where the AWAIT's would. FLOW_READY: vm->result is
// what the AWAIT is to wait for. FLOW_SUSPEND: the AWAIT amounts to a bare yield. FLOW_RAISE: the
// call failed. FLOW_AGAIN: nothing was done, it must be called as usual.
Flow call_awaited(VM *vm, Value callable, const Value *args, int count, Value names,
                  const Insn *after);

// type(*args): makes an instance.
Flow call_type(VM *vm, Ret ret, Type *type, const Value *args, int count, Value names);

// The name of a callable for messages ("f()"), into `out`.
void call_describe(VM *vm, Value callable, char *out, size_t size);

#endif
