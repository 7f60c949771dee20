#ifndef AWAITSCOPE_TRACE_MOMENTS_H
#define AWAITSCOPE_TRACE_MOMENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "trace/trace.h"

// What the trace says about a moment: each lane's state, the ready queue in order, who has the CPU,
// the clock. Found by folding events, from a checkpoint where one is near: the trace keeps some while
// it is recorded. Runs no guest code.

typedef enum MomentState {
    MOMENT_ABSENT,    // not made yet; also lane 0 before the program begins
    MOMENT_RUNS,      // has the CPU
    MOMENT_READY,     // in line
    MOMENT_TIMER,     // waits for its own timer
    MOMENT_WAITS,     // waits for something else: `reason`
    MOMENT_IO,        // waits for input
    MOMENT_BLOCKED,   // asleep while it holds the CPU: nobody else gets in
    MOMENT_LOOPS,     // lane 0 while the loop runs: it is whoever the loop gives the CPU to
    MOMENT_DONE,
    MOMENT_CANCELLED,
    MOMENT_FAILED,
} MomentState;

// Whether a task in that state has come to its end, whichever that was.
static inline bool moment_is_over(MomentState state)
{
    return state == MOMENT_DONE || state == MOMENT_CANCELLED || state == MOMENT_FAILED;
}

#define MOMENT_NOBODY UINT32_MAX
#define MOMENT_NEVER UINT64_MAX

// Its fields are those of moment_lane.def.
typedef struct MomentLane {
#define MOMENT_FIELD(name, type, coding) type name;
#include "trace/moment_lane.def"
#undef MOMENT_FIELD
} MomentLane;

typedef struct Moment {
    uint64_t position; // how many events have happened
    int64_t clock_ns;
    int64_t busy_ns; // of that, computing: no sleep, no wait
    MomentLane *lanes; // by lane number; [0] is the main thread
    uint32_t lane_count;
    uint32_t lane_capacity;
    uint32_t cpu;        // who has it, or MOMENT_NOBODY
    uint32_t ready_count;
    bool loop_runs;
    bool ended;
    bool deadlock;
    int64_t exit_status; // once ended
} Moment;

typedef struct Moments Moments;

// Returns a folder for `trace`, which must outlive it; the caller frees it with moments_free.
Moments *moments_new(const Trace *trace);

// The trace that it is of.
const Trace *moments_trace(const Moments *moments);

// Frees it and every moment it gave. NULL is allowed.
void moments_free(Moments *moments);

// The moment after the first `position` events (at most trace_length). Valid until the next call.
const Moment *moments_at(Moments *moments, uint64_t position);

// Place in the ready queue, from 1; 0 when `lane` is not in line. Looks at every lane: who has been
// ready for longer is before who became so later.
uint32_t moment_place(const Moment *moment, uint32_t lane);

// Writes the first lanes of the ready queue, at most `most`, in order. Returns how many it wrote.
uint32_t moment_line(const Moment *moment, uint32_t *lanes, uint32_t most);

// The same for the lanes whose own timers ring first; among equals the lowest lane comes first.
uint32_t moment_timers(const Moment *moment, uint32_t *lanes, uint32_t most);

// The lane whose timer, or blocking call, rings first (the lowest lane among equals), or
// MOMENT_NOBODY. Timers of call_later and timeouts are not lanes' and not counted.
uint32_t moment_next_timer(const Moment *moment);

// Whether two moments are the same in every field; for tests.
bool moment_equal(const Moment *a, const Moment *b);

#endif
