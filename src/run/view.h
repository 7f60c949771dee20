// A picture of a world at one position: plain text and numbers, copied, that stay valid whatever the
// run does next.
#ifndef AWAITSCOPE_RUN_VIEW_H
#define AWAITSCOPE_RUN_VIEW_H

#include "base/arena.h"
#include "run/run.h"

// One variable. Its value is its repr, bounded in length; an object with a repr of its own in Python
// has that run on the side: what it does to the world, the clock or the output is undone.
typedef struct RunVariable {
    const char *name, *value;
} RunVariable;

// A call, or a coroutine that is awaited.
typedef struct RunFrame {
    const char *function, *file;
    int line; // where it stands
    size_t variable_count;
    const RunVariable *variables;
} RunFrame;

typedef enum RunTaskState { RUN_TASK_READY, RUN_TASK_RUNS, RUN_TASK_WAITS, RUN_TASK_DONE } RunTaskState;

// A task, or the main thread (lane 0). `frames` begin with the innermost: the chain of awaits, read
// from its end.
typedef struct RunTask {
    uint32_t lane;
    const char *name; // Task-1; "" for the main thread
    RunTaskState state;
    TraceReason reason; // while it waits: for what, with the operands of TASK_SUSPENDED
    uint64_t object;
    int64_t until_ns;
    uint32_t done, total;
    size_t frame_count;
    const RunFrame *frames;
} RunTask;

// Something in line, or a timer.
typedef struct RunEntry {
    uint32_t lane;    // the task that it steps or wakes, or 0
    const char *what; // of a callback: its repr, or in words what the loop does
    int64_t due_ns;   // of a timer
} RunEntry;

// Somebody who waits at an object.
typedef struct RunWaiter {
    uint32_t lane;
    TraceReason reason;
} RunWaiter;

// A lock, event, condition, semaphore, barrier or queue that the trace has a number for.
typedef struct RunSync {
    TraceReason reason; // its kind; QUEUE_GET is a queue
    uint64_t object;
    bool set;             // a lock that is taken, an event that is set
    int64_t value, bound; // free places of a semaphore; items and greatest size of a queue; who is there of
                          // how many at a barrier
    uint32_t holder;      // who has the lock, 0: nobody
    int32_t held_since_line;
    size_t waiter_count;
    const RunWaiter *waiters; // in the order in which they stand there
} RunSync;

typedef struct RunView {
    Arena arena; // of everything below
    RunPosition position;
    int64_t time_ns;
    uint32_t lane; // who has the CPU
    int due_line;  // the line of the instruction that is due, 0: it is not the program's
    bool ended;    // the world has no frames any more
    size_t task_count, ready_count, timer_count, sync_count;
    const RunTask *tasks; // the main thread, then all that live, by lane
    const RunEntry *ready, *timers;
    const RunSync *syncs;
} RunView;

// Goes to `position` and looks. The caller frees the view with run_view_free. NULL when nothing was
// recorded to its end.
RunView *run_inspect(Run *run, RunPosition position);

// NULL is allowed.
void run_view_free(RunView *view);

// Appends the view as lines of text: for dumps, and to compare two.
void run_view_print(const RunView *view, Buffer *out);

#endif
