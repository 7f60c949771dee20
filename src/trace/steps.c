#include "trace/steps.h"

#include <assert.h>

#include "trace/index.h"

bool steps_has(const Steps *steps, const TraceEvent *event)
{
    switch (steps->detail) {
    case STEP_TASKS: return trace_is_step(event);
    case STEP_LOOP:
    case STEP_CHAIN: return !trace_is_fine(event->kind);
    case STEP_FUTURES: return true;
    }
    return true;
}

// The steps among the events before a mark.
static uint64_t steps_of(const Steps *steps, const IndexMark *mark, uint64_t events)
{
    switch (steps->detail) {
    case STEP_TASKS: return mark->steps;
    case STEP_LOOP:
    case STEP_CHAIN: return events - mark->fine;
    case STEP_FUTURES: return events;
    }
    return events;
}

// The steps before a block.
static uint64_t before(const Steps *steps, uint64_t block)
{
    uint64_t events = block * INDEX_BLOCK_EVENTS, length = trace_length(steps->trace);
    return steps_of(steps, index_mark(trace_index(steps->trace), block),
                    events < length ? events : length);
}

void steps_init(Steps *steps, const Trace *trace, StepDetail detail)
{
    *steps = (Steps){.trace = trace, .detail = detail};
    steps->count = steps_of(steps, &trace_index(trace)->now, trace_length(trace));
}

uint64_t steps_position(const Steps *steps, uint64_t step)
{
    assert(step <= steps->count);
    if (step == 0) {
        return 0;
    }
    // the last block that begins with fewer steps behind it
    uint64_t low = 0, high = trace_length(steps->trace) / INDEX_BLOCK_EVENTS + 1;
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;
        if (before(steps, middle) < step) {
            low = middle;
        } else {
            high = middle;
        }
    }
    uint64_t seen = before(steps, low);
    TraceCursor cursor = trace_cursor_at(steps->trace, low * INDEX_BLOCK_EVENTS);
    TraceEvent event;
    while (seen < step && trace_cursor_next(&cursor, &event)) {
        seen += steps_has(steps, &event);
    }
    return cursor.next_number;
}

uint64_t steps_at(const Steps *steps, uint64_t position)
{
    uint64_t block = position / INDEX_BLOCK_EVENTS;
    uint64_t seen = before(steps, block);
    TraceCursor cursor = trace_cursor_at(steps->trace, block * INDEX_BLOCK_EVENTS);
    TraceEvent event;
    while (cursor.next_number < position && trace_cursor_next(&cursor, &event)) {
        seen += steps_has(steps, &event);
    }
    return seen;
}

uint64_t steps_until(const Steps *steps, int64_t time_ns)
{
    uint64_t low = 0, high = steps->count;
    while (low < high) {
        uint64_t middle = low + (high - low + 1) / 2;
        uint64_t position = steps_position(steps, middle);
        if (trace_event_at(steps->trace, position - 1).time_ns <= time_ns) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}

uint64_t steps_turns(const Trace *trace, uint64_t position)
{
    uint64_t block = position / INDEX_BLOCK_EVENTS;
    uint64_t turns = index_mark(trace_index(trace), block)->turns;
    TraceCursor cursor = trace_cursor_at(trace, block * INDEX_BLOCK_EVENTS);
    TraceEvent event;
    while (cursor.next_number < position && trace_cursor_next(&cursor, &event)) {
        turns += event.kind == TRACE_TURN;
    }
    return turns;
}
