// Private to the engine: calling, and the frames that calls make.
#ifndef AWAITSCOPE_LANG_CALL_H
#define AWAITSCOPE_LANG_CALL_H

#include "lang/exec.h"
#include "lang/func.h"

// Calls a Python function with `self` (ABSENT: none) before its arguments. Operands are borrowed.
Flow call_func(VM *vm, Ret ret, Func *func, Value self, const Value *args, int count, Value names);

// Calls a native, with `self` (ABSENT: none) before its arguments.
Flow call_native(VM *vm, Ret ret, Native *native, Value self, const Value *args, int count, Value names);

// type(*args): makes an instance.
Flow call_type(VM *vm, Ret ret, Type *type, const Value *args, int count, Value names);

// The name of a callable for messages ("f()"), into `out`.
void call_describe(VM *vm, Value callable, char *out, size_t size);

#endif
