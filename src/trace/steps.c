#include "trace/steps.h"

#include <assert.h>
#include <stdlib.h>

enum { BLOCK_EVENTS = 1024 };

static bool counts(const Steps *steps, const TraceEvent *event)
{
    return steps->detail == STEP_ALL || trace_is_step(event);
}

void steps_init(Steps *steps, const Trace *trace, StepDetail detail)
{
    uint64_t length = trace_length(trace);
    *steps = (Steps){.trace = trace, .detail = detail};
    steps->before = malloc((length / BLOCK_EVENTS + 1) * sizeof *steps->before);
    if (steps->before == NULL) {
        abort();
    }
    steps->before[0] = 0;
    if (detail == STEP_ALL) {
        for (uint64_t block = 0; block <= length / BLOCK_EVENTS; block++) {
            steps->before[block] = block * BLOCK_EVENTS;
        }
        steps->count = length;
        return;
    }
    TraceCursor cursor = trace_cursor_at(trace, 0);
    TraceEvent event;
    while (trace_cursor_next(&cursor, &event)) {
        if (event.number % BLOCK_EVENTS == 0) {
            steps->before[event.number / BLOCK_EVENTS] = steps->count;
        }
        steps->count += counts(steps, &event);
    }
    if (length % BLOCK_EVENTS == 0) {
        steps->before[length / BLOCK_EVENTS] = steps->count;
    }
}

void steps_deinit(Steps *steps)
{
    free(steps->before);
    *steps = (Steps){0};
}

uint64_t steps_position(const Steps *steps, uint64_t step)
{
    assert(step <= steps->count);
    if (step == 0) {
        return 0;
    }
    // the last block that begins with fewer steps behind it
    uint64_t low = 0, high = trace_length(steps->trace) / BLOCK_EVENTS + 1;
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;
        if (steps->before[middle] < step) {
            low = middle;
        } else {
            high = middle;
        }
    }
    uint64_t seen = steps->before[low];
    TraceCursor cursor = trace_cursor_at(steps->trace, low * BLOCK_EVENTS);
    TraceEvent event;
    while (seen < step && trace_cursor_next(&cursor, &event)) {
        seen += counts(steps, &event);
    }
    return cursor.next_number;
}

uint64_t steps_at(const Steps *steps, uint64_t position)
{
    uint64_t block = position / BLOCK_EVENTS;
    uint64_t seen = steps->before[block];
    TraceCursor cursor = trace_cursor_at(steps->trace, block * BLOCK_EVENTS);
    TraceEvent event;
    while (cursor.next_number < position && trace_cursor_next(&cursor, &event)) {
        seen += counts(steps, &event);
    }
    return seen;
}
