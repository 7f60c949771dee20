// Functions of the language written in C.
//
// A simple native computes its result at once. A native that has to call Python on the way (a
// sort key, the next item of a generator) is *resumable*: it is a frame in the world like any
// other, with a state number and slots instead of C locals, and the dispatch loop calls its
// function again with the result of each call. So the C stack holds nothing that a snapshot would
// miss, and the program can block, be stepped or be sought anywhere.
#ifndef AWAITSCOPE_LANG_NATIVE_H
#define AWAITSCOPE_LANG_NATIVE_H

#include "lang/frame.h"
#include "lang/object.h"
#include "lang/op.h"

// What a resumable native tells the dispatch loop.
typedef enum Flow {
    FLOW_RETURN,  // done: the result is in vm->result (see vm_return)
    FLOW_READY,   // from a helper: the result is in frame->in already
    FLOW_CALL,    // a frame was pushed: call me again when it is done
    FLOW_RAISE,   // an exception is pending
    FLOW_THROW,   // an exception is pending, to be raised in vm->frame, which is not mine
    FLOW_SUSPEND, // a native coroutine awaits: the value to hand to the driver is in vm->result
    FLOW_AGAIN,   // nothing to wait for: call me again, after looking whether somebody wants to stop
} Flow;

// A simple native. `a` holds one value per declared parameter (borrowed; VALUE_ABSENT for an
// optional one that was not given; `*name` a tuple, `**name` a dict or VALUE_ABSENT when empty).
// Returns a new reference, or VALUE_ABSENT with an exception pending.
typedef Value (*NativeFn)(VM *vm, Value *a);

// A resumable native: frame->v holds the parameters (owned), then `slots` more, all VALUE_ABSENT.
typedef Flow (*NativeResume)(VM *vm, Frame *frame);

// One native function. `signature`: space-separated parameter names; `name?` is optional; a `/`
// ends the positional-only ones; `*` begins the keyword-only ones; `*name` collects positional
// and `**name` keyword arguments. Methods declare their self.
typedef struct NativeDef {
    const char *name;
    const char *signature;
    NativeFn fn;         // with `resume` too, this is asked first: ABSENT with nothing raised and nothing
    NativeResume resume; // done when the resumable has to run
    int slots;           // of a resumable native: values beside its parameters
    unsigned flags;      // NativeFlag
} NativeDef;

typedef enum NativeFlag {
    NATIVE_STATIC = 1,    // in a type's table: a static method
    NATIVE_CLASS = 2,     // in a type's table: a class method, self is the class
    // Resumable: calling it makes a coroutine that runs it. With `fn` too, that is asked first when the
    // call is awaited at once: it gives something with an await_step to wait for in the coroutine's
    // place, or None for a bare yield, or ABSENT (with nothing raised and nothing done) when the
    // coroutine's own frame has to run.
    NATIVE_COROUTINE = 4,
    // Resumable: an exception that leaves it keeps its frame with all it holds, as every exception keeps
    // the frames of Python code. For those that CPython has in Python, where the program can see it.
    NATIVE_KEPT = 8,
} NativeFlag;

// A computed attribute in a type's table. `set` is called with VALUE_ABSENT to delete; NULL when
// read-only.
typedef struct GetSetDef {
    const char *name;
    Value (*get)(VM *vm, Value self);
    bool (*set)(VM *vm, Value self, Value value);
} GetSetDef;

// Inside a resumable native's function, written as straight code:
//     NATIVE_BEGIN(frame);
//     NATIVE_AWAIT(frame, vm_iter(vm, frame, frame->v[0]));   // result in frame->in
//     value_set(vm, &frame->v[1], native_take_in(frame));
//     ...
//     NATIVE_END;
// C locals do not survive a NATIVE_AWAIT: what must lives in frame->v or frame->n.
#define NATIVE_BEGIN(frame) \
    switch ((frame)->state) { \
    case 0:
#define NATIVE_AWAIT(frame, call) \
    do { \
        (frame)->state = __LINE__; \
        Flow flow_ = (call); \
        if (flow_ != FLOW_READY && !(flow_ == FLOW_RAISE && (frame)->catches)) \
            return flow_; \
        __attribute__((fallthrough)); \
    case __LINE__:; \
    } while (0)
// Inside a native coroutine: waits for an awaitable that stays the same until it is done (an
// expression over frame->v); the result is in frame->in.
#define NATIVE_AWAIT_VALUE(frame, awaitable) \
    do { \
        (frame)->state = -2 * __LINE__; \
        __attribute__((fallthrough)); \
    case -2 * __LINE__: { \
        Flow flow_ = vm_await(vm, (frame), (awaitable)); \
        if (flow_ == FLOW_CALL) \
            (frame)->state = -2 * __LINE__ - 1; \
        if (flow_ != FLOW_READY && !(flow_ == FLOW_RAISE && (frame)->catches)) \
            return flow_; \
    } \
        __attribute__((fallthrough)); \
    case -2 * __LINE__ - 1:; \
    } while (0)
#define NATIVE_END \
    } \
    return FLOW_RAISE

// Moves the result of the last call out of the frame (ownership to the caller).
static inline Value native_take_in(Frame *frame) {
    Value v = frame->in;
    frame->in = VALUE_ABSENT;
    return v;
}

// Moves a value out of a slot.
static inline Value native_take(Value *slot) {
    Value v = *slot;
    *slot = VALUE_ABSENT;
    return v;
}

// The helpers below are for resumable natives: each gives FLOW_READY with the result in frame->in
// when no Python had to run, FLOW_CALL when a frame was pushed, FLOW_RAISE on an exception. When
// frame->catches is set, an exception of the callee comes back to the native: frame->in is
// VALUE_ABSENT and the exception is pending.

// Calls `callable` with positional `args` (borrowed).
Flow vm_call(VM *vm, Frame *frame, Value callable, int count, const Value *args);

// Calls with positional and keyword arguments, `count` in all; `names` is a tuple of str or VALUE_ABSENT, their
// values follow the positional ones in `args`.
Flow vm_call_keywords(VM *vm, Frame *frame, Value callable, int count, const Value *args, Value names);

// Calls the attribute `name` (interned str) of `self`.
Flow vm_call_method(VM *vm, Frame *frame, Value self, Value name, int count, const Value *args);

// iter(v).
Flow vm_iter(VM *vm, Frame *frame, Value v);

// next(iterator): frame->in is VALUE_ABSENT with no exception pending when it is exhausted.
Flow vm_next(VM *vm, Frame *frame, Value iterator);

// getattr(v, name).
Flow vm_getattr(VM *vm, Frame *frame, Value v, Value name);

// setattr(v, name, value), or delattr when value is VALUE_ABSENT; frame->in is None.
Flow vm_setattr(VM *vm, Frame *frame, Value v, Value name, Value value);

// v[key].
Flow vm_getitem(VM *vm, Frame *frame, Value v, Value key);

// str(v), repr(v): frame->in is a str.
Flow vm_str(VM *vm, Frame *frame, Value v);
Flow vm_repr(VM *vm, Frame *frame, Value v);

// bool(v): frame->in is True or False.
Flow vm_truth(VM *vm, Frame *frame, Value v);

// a OP b.
Flow vm_compare(VM *vm, Frame *frame, CompareOp op, Value a, Value b);
Flow vm_binary(VM *vm, Frame *frame, BinaryOp op, Value a, Value b);

// What `await v` delegates to: frame->in.
Flow vm_awaitable(VM *vm, Frame *frame, Value v);

// Waits for what vm_awaitable gave, inside a native coroutine: see NATIVE_AWAIT_VALUE.
Flow vm_await(VM *vm, Frame *frame, Value v);

// Resumes a generator or coroutine that nobody is running with `take_sent` (None the first time),
// as its driver: frame->in is what it yielded or returned; it has ended when gen->frame is NULL.
// With vm_resume_throw an exception (taken) is raised where it stands.
Flow vm_resume(VM *vm, Frame *frame, Gen *gen, Value take_sent);
Flow vm_resume_throw(VM *vm, Frame *frame, Gen *gen, Value take_exception);

// Ends a resumable native with `take_v`.
Flow vm_return(VM *vm, Value take_v);

// The same for the result of something that may have failed: ABSENT means an exception is pending.
Flow vm_return_or_raise(VM *vm, Value take_v);

#endif
