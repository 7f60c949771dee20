// Generators, coroutines, asynchronous generators.
//
// A Gen owns a frame. Whoever resumes a suspended Gen from outside (next(), send(), the event loop)
// is its driver. `await` and `yield from` do not drive: they push the inner frame on the chain, so
// that resuming goes straight to the innermost frame (`leaf`), however deep the chain is.
#ifndef AWAITSCOPE_LANG_GEN_H
#define AWAITSCOPE_LANG_GEN_H

#include "lang/frame.h"
#include "lang/native.h"

typedef enum GenKind { GEN_GENERATOR, GEN_COROUTINE, GEN_ASYNC } GenKind;

struct Gen {
    Obj head;
    Frame *frame;  // owned; NULL when it has ended
    Frame *leaf;   // suspended from outside: the innermost frame of its chain; NULL while running,
                   // before the start, or while it is part of another's chain
    Gen *outer;    // while running: the driver before
    // While suspended: the exception its except clause handles; while running: what is being handled
    // where it is driven, if its driver does not see that (vm_handled). Owned, or ABSENT.
    Value handled;
    Value outer_handled; // while running: what its driver sees as being handled, owned, or ABSENT
    Value names; // a tuple of name and qualified name, or ABSENT where they are the code's
    Value code;  // owned, for introspection after the end; ABSENT for a native coroutine
    Value finalizer; // asynchronous generator: what to call when it is dropped unfinished, or ABSENT
    uint8_t kind; // GenKind
    bool running;
    bool chained; // suspended within somebody's await
    bool started, hooked, warned;
    bool passed; // a frame of its chain may be one that an exception was thrown past
    bool listed; // asynchronous generator: among those that its loop closes in the end
    union {
        uint32_t depth;       // while suspended, or a part of another's chain: frames of its chain
        uint32_t outer_depth; // while driven: vm->depth before
        int32_t end_line;     // once it has ended: the line where
    };
    uint32_t serial; // counts up with creation, and begins anew: see gen_order
};

static inline Gen *gen_get(Value v) { return (Gen *)value_obj(v); }
// By creation, which is the order of finalizers in a collection: below 0 when `a` is the older one.
static inline int32_t gen_order(const Gen *a, const Gen *b) { return (int32_t)(a->serial - b->serial); }

static inline bool value_is_gen(Value v) { return value_is_kind(v, KIND_GEN); }
static inline bool gen_is_coroutine(Value v) {
    return value_is_gen(v) && gen_get(v)->kind == GEN_COROUTINE;
}

// What is being handled around what `driver` runs, borrowed; ABSENT where nothing is or nobody drives.
static inline Value gen_driver_handled(const Gen *driver) {
    return driver ? driver->outer_handled : VALUE_ABSENT;
}

// Warns of a coroutine that dies before its first step; once.
void gen_warn(VM *vm, Gen *gen);

// A new Gen that owns `take_frame` (of Python code or of a native); the kind from the code's flags.
Value gen_new(VM *vm, Frame *take_frame, Value name, Value qualname);

// Its __name__ and __qualname__: borrowed.
Value gen_name(const Gen *gen);
Value gen_qualname(const Gen *gen);

// Where a coroutine was made, as text of a stack, borrowed; ABSENT unless vm->tracks_origins was set then.
Value gen_origin(const Gen *gen);

// Resumes at the leaf. The caller is vm->frame, the result goes where mode and dst say. Sets vm->frame; FLOW_CALL,
// or FLOW_RAISE when it is running or over (StopIteration or an error of reuse).
Flow gen_resume(VM *vm, uint8_t mode, uint16_t dst, Gen *gen, Value take_sent);

// The same, raising `take_exception` there: FLOW_THROW.
Flow gen_resume_throw(VM *vm, uint8_t mode, uint16_t dst, Gen *gen, Value take_exception);

// `frame`, which is passed (frame_is_passed), gets the exception that comes up from what it awaits.
void gen_thrown_up(VM *vm, Frame *frame);

// Suspends the running chain: hands vm->result to the driver, whose frame becomes vm->frame. The
// result of resuming goes to the leaf. Gives the root frame, which says where the driver wants it.
Frame *gen_suspend(VM *vm);

// The frame of `gen` ends: detaches it, and gives the role of driver back. The frame is popped next.
void gen_ended(VM *vm, Gen *gen);

// Starts or goes on with the await of `iterator`, which gen_awaitable gave. FLOW_READY: the result
// is in vm->result. FLOW_CALL: a frame was pushed. FLOW_SUSPEND: hand vm->result to the driver and
// call again when resumed.
Flow gen_await(VM *vm, uint8_t mode, uint16_t dst, Value iterator);

// What `await v` delegates to. `where`: 1 what __aenter__ gave, 2 what __aexit__ gave, else 0.
Flow gen_awaitable(VM *vm, uint8_t mode, uint16_t dst, Value v, int where);

// What `yield from v` delegates to.
Flow gen_yield_from(VM *vm, uint8_t mode, uint16_t dst, Value v);

// One step of `async for` over any asynchronous iterator: ABSENT when exhausted.
Flow gen_async_next(VM *vm, uint8_t mode, uint16_t dst, Value iterator);

// A yield of an asynchronous generator, to who awaits it: its frame `f` is taken off the chain. Gives
// the frame that called it.
Frame *gen_async_yield(VM *vm, Frame *f);

// What is thrown into a step (asend(), aclose(), ...) that has not begun: it throws that into its
// generator when it is awaited.
void gen_step_throw(VM *vm, Value step, Value take_exception);

// As a step goes on into which was thrown before it had begun: what is thrown now, owned, or ABSENT. It is
// what it would have thrown in the beginning, and only once.
Value gen_step_begins(VM *vm, Value step);

// What a suspended gen delegates to (cr_await, gi_yieldfrom), borrowed, or ABSENT. A coroutine that was
// awaited as it was called gets its object now.
Value gen_delegate(VM *vm, Gen *gen);

// Its innermost frame: where it stands, or NULL when it has ended.
Frame *gen_innermost(const Gen *gen);

// Ends a gen that is not running without running any more of it.
void gen_discard(VM *vm, Gen *gen);

// Carries out the death of a Gen that was queued: FLOW_CALL when its finally clauses run.
Flow gen_finalize(VM *vm, Gen *gen);

#endif
