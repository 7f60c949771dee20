#include "trace/path.h"

#include <assert.h>

// The position before which `lane` has the CPU last: of the event that ended its turn, or `position`
// itself. MOMENT_NEVER when it has not had it.
static uint64_t turn_end(const MomentLane *lane, uint64_t position)
{
    switch (lane->state) {
    case MOMENT_ABSENT: return MOMENT_NEVER;
    case MOMENT_RUNS:
    case MOMENT_BLOCKED:
    case MOMENT_LOOPS: return position;
    case MOMENT_DONE:
    case MOMENT_CANCELLED:
    case MOMENT_FAILED: return lane->started ? lane->ended : MOMENT_NEVER;
    case MOMENT_READY:
    case MOMENT_TIMER:
    case MOMENT_WAITS:
    case MOMENT_IO: return lane->started ? lane->suspended : MOMENT_NEVER;
    }
    return MOMENT_NEVER;
}

// Who put a lane in line with event `ready`, and why.
static void say_cause(PathLink *link, const Trace *trace)
{
    link->by = 0;
    link->cause = TRACE_CAUSE_CREATED;
    if (link->ready == MOMENT_NEVER) {
        link->ready_ns = link->resumed_ns;
        return;
    }
    TraceEvent event = trace_event_at(trace, link->ready);
    link->ready_ns = event.time_ns;
    if (event.kind == TRACE_TASK_READY) {
        link->cause = (TraceCause)event.operand[TRACE_READY_CAUSE];
        link->by = (uint32_t)event.operand[TRACE_READY_BY];
    } else {
        link->by = event.lane;
        link->cause = event.kind == TRACE_TASK_CREATED ? TRACE_CAUSE_CREATED : TRACE_CAUSE_YIELDED;
    }
}

// The turn that `lane` had last before `position`.
static bool last_turn(Moments *moments, const Trace *trace, uint64_t position, uint32_t lane,
                      PathLink *link)
{
    const Moment *moment = moments_at(moments, position);
    if (lane >= moment->lane_count) {
        return false;
    }
    uint64_t end = turn_end(&moment->lanes[lane], position);
    if (end == MOMENT_NEVER) {
        return false;
    }
    moment = moments_at(moments, end);
    const MomentLane *now = &moment->lanes[lane];
    *link = (PathLink){.lane = lane,
                       .ready = now->readied,
                       .resumed = now->resumed,
                       .end = end,
                       .end_ns = moment->clock_ns,
                       .line = now->line};
    if (link->resumed == MOMENT_NEVER) {
        return false;
    }
    if (end < trace_length(trace) && end != position) {
        TraceEvent event = trace_event_at(trace, end);
        link->end_ns = event.time_ns;
        link->line = event.line != 0 ? event.line : link->line;
    }
    link->resumed_ns = trace_event_at(trace, link->resumed).time_ns;
    say_cause(link, trace);
    return true;
}

// A lane that is in line: the link that has not got the CPU yet.
static bool still_in_line(Moments *moments, const Trace *trace, uint64_t position, uint32_t lane,
                          PathLink *link)
{
    const Moment *moment = moments_at(moments, position);
    if (lane >= moment->lane_count || moment->lanes[lane].state != MOMENT_READY) {
        return false;
    }
    const MomentLane *now = &moment->lanes[lane];
    *link = (PathLink){.lane = lane,
                       .ready = now->readied,
                       .resumed = MOMENT_NEVER,
                       .end = position,
                       .end_ns = moment->clock_ns,
                       .resumed_ns = moment->clock_ns,
                       .line = now->line};
    say_cause(link, trace);
    return true;
}

uint32_t path_wakeups(Moments *moments, const Trace *trace, uint64_t position, uint32_t lane,
                      PathLink *links, uint32_t most)
{
    uint32_t count = 0;
    if (most > 0 && still_in_line(moments, trace, position, lane, &links[0])) {
        lane = links[0].by != 0 ? links[0].by : links[0].cause == TRACE_CAUSE_CREATED ? 0 : lane;
        position = links[0].ready;
        count = 1;
        if (links[0].cause == TRACE_CAUSE_CREATED && links[0].by == 0) {
            return count;
        }
    }
    while (count < most && last_turn(moments, trace, position, lane, &links[count])) {
        const PathLink *link = &links[count++];
        if (link->ready == MOMENT_NEVER || (link->cause == TRACE_CAUSE_CREATED && link->by == 0)) {
            break;
        }
        assert(link->ready < link->resumed);
        position = link->ready;
        lane = link->by != 0 ? link->by : lane;
    }
    return count;
}

uint32_t path_critical(Moments *moments, const Trace *trace, PathLink *links, uint32_t most)
{
    const uint64_t ends = UINT64_C(1) << TRACE_TASK_FINISHED | UINT64_C(1) << TRACE_TASK_FAILED |
                          UINT64_C(1) << TRACE_TASK_CANCELLED;
    uint64_t last = trace_find_prev(trace, trace_length(trace), ends, TRACE_ANY_LANE);
    if (last == UINT64_MAX) {
        return 0;
    }
    return path_wakeups(moments, trace, last + 1, trace_event_at(trace, last).lane, links, most);
}

uint32_t path_holders(Moments *moments, const Trace *trace, uint64_t position, uint32_t lane,
                      PathHolder *holders, uint32_t most)
{
    const Moment *moment = moments_at(moments, position);
    if (lane >= moment->lane_count || moment->lanes[lane].readied == MOMENT_NEVER) {
        return 0;
    }
    const MomentLane now = moment->lanes[lane];
    uint64_t begin = now.readied;
    bool got_it = now.resumed != MOMENT_NEVER && now.resumed > begin;
    uint64_t end = got_it ? now.resumed : position;
    moment = moments_at(moments, begin);
    uint32_t holder = moment->cpu;
    uint32_t count = 0;
    PathHolder held = {holder, begin, begin, moment->clock_ns, moment->clock_ns};
    TraceCursor cursor = trace_cursor_at(trace, begin);
    TraceEvent event;
    while (cursor.next_number < end && count < most && trace_cursor_next(&cursor, &event)) {
        const Moment *after = moments_at(moments, event.number + 1);
        bool takes = event.kind == TRACE_TASK_RESUMED || event.kind == TRACE_TASK_FIRST_STEP;
        held.end = event.number;
        held.to_ns = event.time_ns;
        if (after->cpu == holder && !takes) {
            continue;
        }
        if (holder != MOMENT_NOBODY) {
            holders[count++] = held;
        }
        holder = after->cpu;
        held = (PathHolder){holder, event.number, event.number, event.time_ns, event.time_ns};
    }
    if (holder != MOMENT_NOBODY && count < most) {
        moment = moments_at(moments, end);
        held.end = end;
        held.to_ns = moment->clock_ns;
        holders[count++] = held;
    }
    return count;
}

uint32_t path_taker(const Trace *trace, uint64_t position, uint64_t object, TraceEvent *taken)
{
    const uint64_t kinds = UINT64_C(1) << TRACE_ACQUIRED | UINT64_C(1) << TRACE_RELEASED;
    uint64_t before = position;
    while ((before = trace_find_prev(trace, before, kinds, TRACE_ANY_LANE)) != UINT64_MAX) {
        TraceEvent event = trace_event_at(trace, before);
        if ((uint64_t)event.operand[TRACE_OBJECT_ID] == object) {
            *taken = event;
            return event.kind == TRACE_ACQUIRED ? event.lane : MOMENT_NOBODY;
        }
    }
    return MOMENT_NOBODY;
}
