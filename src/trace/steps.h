#ifndef AWAITSCOPE_TRACE_STEPS_H
#define AWAITSCOPE_TRACE_STEPS_H

#include <stdint.h>

#include "trace/trace.h"

// Steps: the events that a reader stops at. After step n, the first n such events have happened, and
// all events before the n-th. Step 0 is the moment before anything.

typedef enum StepDetail {
    STEP_TASKS, // what tasks do and what happens to them: trace_is_step
    STEP_ALL,   // every event: also turns, callbacks, timers
} StepDetail;

enum { STEP_DETAILS = 2 };

typedef struct Steps {
    const Trace *trace;
    StepDetail detail;
    uint64_t count;
} Steps;

// Readies the steps of a trace that is recorded, in the caller's storage. Nothing has to be counted,
// and nothing freed.
void steps_init(Steps *steps, const Trace *trace, StepDetail detail);

// The position (number of events that have happened) after step `step` (at most `count`).
uint64_t steps_position(const Steps *steps, uint64_t step);

// The last step that is over at `position`: 0 before the first.
uint64_t steps_at(const Steps *steps, uint64_t position);

// How many turns of the loop have begun at `position`.
uint64_t steps_turns(const Trace *trace, uint64_t position);

#endif
