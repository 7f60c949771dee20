// What stands in the loop at a moment, for those who look at it from outside: read only, nothing of
// the program runs. Values and pointers that are given are borrowed from the world.
#ifndef AWAITSCOPE_LOOP_INSPECT_H
#define AWAITSCOPE_LOOP_INSPECT_H

#include "base/buffer.h"
#include "loop/loop.h"

// What a task waits for.
typedef struct LoopWait {
    TraceReason reason;
    uint64_t object;  // of TASK and WAIT_FOR: the lane waited for; else the object's number
    int64_t until_ns; // 0: no limit
    uint32_t done, total;
} LoopWait;

// What a task is doing. `waits` tells whether `wait` is filled in.
typedef enum LoopTaskState { LOOP_TASK_READY, LOOP_TASK_RUNS, LOOP_TASK_WAITS, LOOP_TASK_DONE } LoopTaskState;

// Its name: `scratch` is emptied and given it.
const char *loop_task_name(VM *vm, Value task, Buffer *scratch);

// The state of a task that loop_each_task gave.
LoopTaskState loop_task_state(VM *vm, Value task, LoopWait *wait);

// One thing in line, or one timer.
typedef struct LoopEntry {
    const char *what; // in words, when it is the loop's own; else ""
    uint32_t lane;    // of the task that it steps or wakes, or 0
    Value callback;   // the program's callable, or ABSENT
    int64_t due_ns;   // of a timer
} LoopEntry;

// Calls `each` for what is in line at the running loop, in order, then for its timers in the order in which
// they ring. Cancelled ones are left out.
void loop_each_ready(VM *vm, void (*each)(void *context, LoopEntry entry), void *context);
void loop_each_timer(VM *vm, void (*each)(void *context, LoopEntry entry), void *context);

// A lock, event, condition, semaphore, barrier or queue that had to do with the schedule.
typedef struct LoopSync {
    TraceReason reason; // its kind
    uint64_t object;    // its number in the trace
    bool set;           // a lock that is taken, an event that is set
    int64_t value, bound; // of a semaphore: free places; of a queue: items and greatest size, 0: none;
                          // of a barrier: who is there of how many
    uint32_t holder;    // lane that took a lock last and has it, or 0
    int32_t line;       // where it took it
    Value self;         // the object
} LoopSync;

// Calls `each` for all of them, by number. It may ask for the waiters of each.
void loop_each_sync(VM *vm, void (*each)(void *context, const LoopSync *sync), void *context);

// Calls `each` for the lanes that wait at it, in the order in which they stand there, with what for.
void loop_each_waiter(VM *vm, Value sync, void (*each)(void *context, uint32_t lane, TraceReason reason),
                      void *context);

#endif
