// Private to this layer: what the objects of synchronisation share.
#ifndef AWAITSCOPE_LOOP_LOCKS_H
#define AWAITSCOPE_LOOP_LOCKS_H

#include "loop/state.h"

// A lock, event, condition, semaphore or barrier, and what a queue begins with.
typedef struct Sync {
    Obj head;
    Value loop;   // bound on first contended use, or ABSENT
    Value inner;  // a condition's lock, a barrier's condition
    Ring waiters; // futures
    uint64_t object;
    int64_t value, bound;
    uint32_t holder; // lane of the task that took it and has it, or 0: no reference, it may die meanwhile
    int32_t line; // where it was taken
    uint8_t state;
    uint8_t within; // TraceReason: a barrier's condition and lock, which have no events
    bool locked;    // a lock; an event that is set
} Sync;

static inline Sync *sync_get(Value v)
{
    return (Sync *)value_obj(v);
}

// TypeDef.visit and TypeDef.finish of all of them.
void sync_visit(Obj *o, SlotVisitor visitor, void *context);
void sync_finish(VM *vm, Obj *o);

// The loop it is bound to, bound now if it was not. Borrowed, ABSENT with RuntimeError.
Value sync_loop(VM *vm, Sync *sync);

// A new future to wait at it. ABSENT with an exception.
Value sync_future(VM *vm, Sync *sync, TraceReason reason);

// What a wait at a condition is called.
TraceReason sync_reason(VM *vm, Value condition);

// Records that it was taken or given back.
void sync_note(VM *vm, Sync *sync, TraceKind kind, TraceReason reason, int64_t queued);

// Ends the first waiter that is not done and takes it out, with all before it that are done.
void sync_wake_next(VM *vm, Ring *waiters);

// Ends the first waiter that is not done and leaves it in line. Whether there was one.
bool sync_wake_first(VM *vm, Ring *waiters);

// Where tasks wait at a queue (`waiters` of its Sync are the getters), and what is in it.
const Ring *queue_putters(Value queue);
const Ring *queue_joiners(Value queue);
int64_t queue_items(Value queue, int64_t *max_size);

#endif
