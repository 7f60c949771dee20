#ifndef AWAITSCOPE_TRACE_STEPS_H
#define AWAITSCOPE_TRACE_STEPS_H

#include <stdint.h>

#include "trace/trace.h"

// Steps: the events that a reader stops at. After step n, the first n such events have happened, and
// all events before the n-th. Step 0 is the moment before anything.

// The levels of detail. Each shows what the one before shows.
typedef enum StepDetail {
    STEP_TASKS,  // what tasks do and what happens to them: trace_is_step
    STEP_LOOP,   // what the loop does too: turns, timers, everybody who comes into line
    STEP_CHAIN,  // the same steps; lanes show the chain of coroutines that await each other
    STEP_FUTURES // every event: futures and callbacks too
} StepDetail;

enum { STEP_DETAILS = 4 };

typedef struct Steps {
    const Trace *trace;
    StepDetail detail;
    uint64_t count;
} Steps;

// Readies the steps of a trace that is recorded, in the caller's storage. Nothing has to be counted,
// and nothing freed.
void steps_init(Steps *steps, const Trace *trace, StepDetail detail);

// Whether `event` is a step.
bool steps_has(const Steps *steps, const TraceEvent *event);

// The position (number of events that have happened) after step `step` (at most `count`).
uint64_t steps_position(const Steps *steps, uint64_t step);

// The last step that is over at `position`: 0 before the first.
uint64_t steps_at(const Steps *steps, uint64_t position);

// The last step whose time is at most `time_ns`.
uint64_t steps_until(const Steps *steps, int64_t time_ns);

// How many turns of the loop have begun at `position`.
uint64_t steps_turns(const Trace *trace, uint64_t position);

#endif
