#include "trace/totals.h"

#include <stdlib.h>
#include <string.h>

#include "trace/fold.h"

static void *resize(void *array, size_t bytes)
{
    void *grown = realloc(array, bytes);
    if (grown == NULL) {
        abort();
    }
    return grown;
}

// Where `line` is among the lines, or would be.
static uint32_t place_of(const Totals *totals, uint32_t line)
{
    uint32_t low = 0, high = totals->line_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (totals->lines[middle].line < line) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static TotalsLine *line_of(Totals *totals, uint32_t line)
{
    uint32_t at = place_of(totals, line);
    if (at < totals->line_count && totals->lines[at].line == line) {
        return &totals->lines[at];
    }
    if (totals->line_count == totals->line_capacity) {
        totals->line_capacity = totals->line_capacity == 0 ? 64 : totals->line_capacity * 2;
        totals->lines = resize(totals->lines, totals->line_capacity * sizeof *totals->lines);
    }
    memmove(totals->lines + at + 1, totals->lines + at,
            (totals->line_count - at) * sizeof *totals->lines);
    totals->line_count++;
    totals->lines[at] = (TotalsLine){.line = line};
    return &totals->lines[at];
}

// Adds the time that a lane has spent in the state `was`, which ends at `now_ns`.
static void leave_state(Totals *totals, uint32_t number, const MomentLane *was, int64_t now_ns)
{
    TotalsLane *lane = &totals->lanes[number];
    int64_t spent = now_ns - was->since_ns;
    switch (was->state) {
    case MOMENT_RUNS:
        lane->runs_ns += spent;
        totals->runs_ns += spent;
        break;
    case MOMENT_READY: lane->ready_ns += spent; break;
    case MOMENT_BLOCKED:
        lane->blocked_ns += spent;
        totals->blocked_ns += spent;
        if (was->line != 0) {
            line_of(totals, was->line)->blocked_ns += spent;
        }
        break;
    case MOMENT_TIMER:
    case MOMENT_WAITS:
    case MOMENT_IO:
        lane->waits_ns[was->reason] += spent;
        if (was->suspended_line != 0) {
            line_of(totals, was->suspended_line)->waits_ns += spent;
        }
        break;
    case MOMENT_ABSENT:
    case MOMENT_LOOPS:
    case MOMENT_DONE:
    case MOMENT_CANCELLED:
    case MOMENT_FAILED: break;
    }
}

// Computing outside of tasks while a loop runs: its callbacks, which have no state of their own.
static void count_loop(Totals *totals, const Moment *moment, const TraceEvent *event)
{
    bool computed = event->kind == TRACE_CLOCK_MOVED &&
                    event->operand[TRACE_CLOCK_CAUSE] == TRACE_CAUSE_COMPUTATION;
    uint32_t whose = (uint32_t)event->operand[TRACE_CLOCK_WHOSE];
    if (computed && whose == 0 && moment->lanes[0].state == MOMENT_LOOPS) {
        int64_t spent = event->time_ns - event->operand[TRACE_CLOCK_FROM];
        totals->lanes[0].runs_ns += spent;
        totals->runs_ns += spent;
    }
}

static void count(Totals *totals, const TraceEvent *event)
{
    TotalsLane *lane = &totals->lanes[event->lane];
    switch ((int)event->kind) {
    case TRACE_TASK_FIRST_STEP:
    case TRACE_TASK_RESUMED: lane->turns++; break;
    case TRACE_OUTPUT: lane->prints++; break;
    case TRACE_TASK_SUSPENDED:
        if (event->line != 0) {
            line_of(totals, event->line)->awaits++;
        }
        break;
    case TRACE_CLOCK_MOVED:
        if (event->operand[TRACE_CLOCK_CAUSE] == TRACE_CAUSE_COMPUTATION && event->line != 0) {
            line_of(totals, event->line)->runs_ns +=
                event->time_ns - event->operand[TRACE_CLOCK_FROM];
        }
        break;
    default: break;
    }
}

void totals_init(Totals *totals, const Trace *trace, uint64_t position)
{
    *totals = (Totals){.lane_count = trace_tasks(trace) + 1};
    totals->lanes = calloc(totals->lane_count, sizeof *totals->lanes);
    if (totals->lanes == NULL) {
        abort();
    }
    Moment moment = {0};
    fold_begin(&moment);
    TraceCursor cursor = trace_cursor_at(trace, 0);
    TraceEvent event;
    while (cursor.next_number < position && trace_cursor_next(&cursor, &event)) {
        // a state changes only for the lane of the event
        MomentLane was = {.state = MOMENT_ABSENT};
        if (event.lane < moment.lane_count) {
            was = moment.lanes[event.lane];
        }
        fold_events(&moment, &event, 1);
        if (moment.lanes[event.lane].since == event.number) {
            leave_state(totals, event.lane, &was, event.time_ns);
        }
        count(totals, &event);
        count_loop(totals, &moment, &event);
    }
    for (uint32_t i = 0; i < moment.lane_count; i++) {
        leave_state(totals, i, &moment.lanes[i], moment.clock_ns);
    }
    totals->end_ns = moment.clock_ns;
    totals->idle_ns = moment.clock_ns - totals->runs_ns - totals->blocked_ns;
    free(moment.lanes);
}

void totals_deinit(Totals *totals)
{
    free(totals->lanes);
    free(totals->lines);
    *totals = (Totals){0};
}

int64_t totals_waits(const TotalsLane *lane)
{
    int64_t sum = 0;
    for (int i = 0; i < TRACE_REASONS; i++) {
        sum += lane->waits_ns[i];
    }
    return sum;
}

const TotalsLine *totals_line(const Totals *totals, uint32_t line)
{
    uint32_t at = place_of(totals, line);
    return at < totals->line_count && totals->lines[at].line == line ? &totals->lines[at] : NULL;
}
