// Raising guest exceptions from C.
#ifndef AWAITSCOPE_LANG_ERROR_H
#define AWAITSCOPE_LANG_ERROR_H

#include "lang/object.h"

// On functions that can leave an exception pending: the result says whether they did.
#define MAY_RAISE __attribute__((warn_unused_result))

// Raises exception `type` (a TypeId) with a message. Formats: %s C string, %d int, %lld long long,
// %zd, %c, %%, and of the guest: %S str(Value), %R repr(Value), %T name of the Value's type,
// %N name of a Type*, %.200s precision is accepted. Returns VALUE_ABSENT.
Value vm_raise(VM *vm, int type, const char *format, ...);

// Raises `type` with `take_argument` as its only argument (VALUE_ABSENT: none).
Value vm_raise_value(VM *vm, int type, Value take_argument);

// Makes `take_exception`, an instance, the pending one; sets its context from the one being handled.
Value vm_raise_instance(VM *vm, Value take_exception);

// What is being handled as seen from where the program stands now (sys.exc_info): borrowed, or
// VALUE_ABSENT.
Value vm_handled(const VM *vm);

// Sets the context of an exception that is raised where the program stands now.
void vm_set_context(VM *vm, Value exception);

// Whether an exception is pending.
bool vm_pending(const VM *vm);

// Whether the pending exception is of builtin class `type`.
bool vm_pending_is(VM *vm, int type);

// Takes the pending exception away and returns it (owned by the caller).
Value vm_take_pending(VM *vm);

// Drops the pending exception.
void vm_clear_pending(VM *vm);

// A construct or library part that awaitscope does not cover: the run stops with exit status 3 and
// "FILE:LINE: <what> is not supported". No guest code catches it. Returns VALUE_ABSENT.
Value vm_unsupported(VM *vm, const char *format, ...);

// Ends the run with exit status `status` (4 a limit, 5 a deadlock) and this message: like
// vm_unsupported, no guest code catches it. Returns VALUE_ABSENT.
Value vm_halt(VM *vm, int status, const char *format, ...);

#endif
