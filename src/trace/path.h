#ifndef AWAITSCOPE_TRACE_PATH_H
#define AWAITSCOPE_TRACE_PATH_H

#include "trace/moments.h"

// Why something happened when it did, followed back through the trace: who woke whom, and who had the
// CPU meanwhile. Everything is looked up; no guest code runs.

// One turn of the CPU, and what led to it.
typedef struct PathLink {
    uint32_t lane;
    uint64_t ready;   // the event that put it in line; MOMENT_NEVER for the main thread's first turn
    uint64_t resumed; // the event with which it got the CPU; MOMENT_NEVER while it is still in line
    uint64_t end;     // the event that ended the turn, or the position that was asked for
    int64_t ready_ns, resumed_ns, end_ns;
    TraceCause cause; // why it was put in line
    uint32_t by;      // who did that; 0: the loop, or the main thread; itself when it gave way
    uint32_t line;    // where it stood when the turn ended
} PathLink;

// Writes the chain of wake-ups that led to what `lane` does (or did last, or waits for) at
// `position` into `links`, the latest turn first: each was made ready in the turn after it in the
// array, or by the end of its own wait, in which case the one after it is its own turn before. Ends
// with the task that the main thread made, or after `most` links. Returns how many.
uint32_t path_wakeups(Moments *moments, const Trace *trace, uint64_t position, uint32_t lane,
                      PathLink *links, uint32_t most);

// The critical path of a run: the chain of wake-ups that ends with the task that ended last. Its
// length in time is that of the run up to there; shortening anything else does not end the run
// sooner. Same result as path_wakeups, 0 for a run without tasks.
uint32_t path_critical(Moments *moments, const Trace *trace, PathLink *links, uint32_t most);

// Somebody who had the CPU.
typedef struct PathHolder {
    uint32_t lane;
    uint64_t begin, end; // events: from its resumption to where it let go, or to the end of the span
    int64_t from_ns, to_ns;
} PathHolder;

// Writes who had the CPU while `lane` was last in line before or at `position` into `holders`, in order:
// from the event that put it in line to the one that gave it the CPU (or to `position`, where it is
// still in line). The turn that was going on when it joined is the first. Returns how many, at most
// `most`; 0 when it was never in line, or nobody had the CPU.
uint32_t path_holders(Moments *moments, const Trace *trace, uint64_t position, uint32_t lane,
                      PathHolder *holders, uint32_t most);

// Who has lock, semaphore or the like `object` after `position` events, by the last event that took it and
// was not undone, which becomes `*taken`: MOMENT_NOBODY when nobody has it.
uint32_t path_taker(const Trace *trace, uint64_t position, uint64_t object, TraceEvent *taken);

#endif
