#include "trace/moments.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    CHECKPOINT_EVENTS = 1024, // at least that far apart,
    CHECKPOINT_LANES = 64,    // and that many events for each lane, so that they stay small
};

struct Moments {
    const Trace *trace;
    Moment now;
    TraceCursor cursor;
    Moment *checkpoints;
    uint32_t checkpoint_count, checkpoint_capacity;
};

static void *resize(void *array, size_t bytes)
{
    void *grown = realloc(array, bytes);
    if (grown == NULL) {
        abort();
    }
    return grown;
}

static MomentLane new_lane(void)
{
    return (MomentLane){
        .state = MOMENT_ABSENT,
        .since = MOMENT_NEVER,
        .created = MOMENT_NEVER,
        .resumed = MOMENT_NEVER,
        .suspended = MOMENT_NEVER,
        .readied = MOMENT_NEVER,
        .ended = MOMENT_NEVER,
        .before = MOMENT_NOBODY,
        .after = MOMENT_NOBODY,
    };
}

static MomentLane *lane_of(Moment *moment, uint32_t lane)
{
    if (lane >= moment->lane_capacity) {
        uint32_t wanted = moment->lane_capacity < 8 ? 8 : moment->lane_capacity * 2;
        wanted = wanted > lane ? wanted : lane + 1;
        moment->lanes = resize(moment->lanes, wanted * sizeof *moment->lanes);
        moment->lane_capacity = wanted;
    }
    while (moment->lane_count <= lane) {
        moment->lanes[moment->lane_count++] = new_lane();
    }
    return &moment->lanes[lane];
}

static void reset(Moment *moment)
{
    free(moment->lanes);
    *moment = (Moment){
        .cpu = MOMENT_NOBODY, .ready_first = MOMENT_NOBODY, .ready_last = MOMENT_NOBODY};
    lane_of(moment, 0);
}

// The copy keeps the destination's own array.
static void copy(Moment *to, const Moment *from)
{
    MomentLane *lanes = to->lanes;
    uint32_t capacity = to->lane_capacity;
    if (capacity < from->lane_count) {
        capacity = from->lane_count;
        lanes = resize(lanes, capacity * sizeof *lanes);
    }
    *to = *from;
    to->lanes = lanes;
    to->lane_capacity = capacity;
    memcpy(lanes, from->lanes, from->lane_count * sizeof *lanes);
}

static void leave_line(Moment *moment, uint32_t number)
{
    MomentLane *lane = &moment->lanes[number];
    if (lane->before != MOMENT_NOBODY) {
        moment->lanes[lane->before].after = lane->after;
    } else {
        moment->ready_first = lane->after;
    }
    if (lane->after != MOMENT_NOBODY) {
        moment->lanes[lane->after].before = lane->before;
    } else {
        moment->ready_last = lane->before;
    }
    lane->before = lane->after = MOMENT_NOBODY;
    moment->ready_count--;
}

static void enter_state(Moment *moment, uint32_t number, MomentState state, const TraceEvent *event)
{
    MomentLane *lane = lane_of(moment, number);
    if (lane->state == MOMENT_READY) {
        leave_line(moment, number);
    }
    lane->state = state;
    lane->since = event->number;
    lane->since_ns = event->time_ns;
}

static void enter_line(Moment *moment, uint32_t number, const TraceEvent *event)
{
    enter_state(moment, number, MOMENT_READY, event);
    MomentLane *lane = &moment->lanes[number];
    lane->readied = event->number;
    lane->before = moment->ready_last;
    if (moment->ready_last != MOMENT_NOBODY) {
        moment->lanes[moment->ready_last].after = number;
    } else {
        moment->ready_first = number;
    }
    moment->ready_last = number;
    moment->ready_count++;
}

static void take_cpu(Moment *moment, const TraceEvent *event)
{
    enter_state(moment, event->lane, MOMENT_RUNS, event);
    moment->lanes[event->lane].resumed = event->number;
    moment->lanes[event->lane].started = true;
    moment->cpu = event->lane;
}

static void created(Moment *moment, const TraceEvent *event)
{
    uint32_t number = (uint32_t)event->operand[TRACE_CREATED_LANE];
    MomentLane *lane = lane_of(moment, number);
    lane->created = event->number;
    lane->parent = event->lane;
    lane->def_line = lane->line = (uint32_t)event->operand[TRACE_CREATED_DEF_LINE];
    enter_line(moment, number, event);
}

static void suspended(Moment *moment, const TraceEvent *event)
{
    MomentLane *lane = lane_of(moment, event->lane);
    lane->reason = (TraceReason)event->operand[TRACE_WAIT_REASON];
    lane->object = (uint64_t)event->operand[TRACE_WAIT_OBJECT];
    lane->until_ns = event->operand[TRACE_WAIT_UNTIL];
    lane->done = (uint32_t)event->operand[TRACE_WAIT_DONE];
    lane->total = (uint32_t)event->operand[TRACE_WAIT_TOTAL];
    lane->suspended = event->number;
    lane->suspended_ns = event->time_ns;
    lane->suspended_line = event->line;
    moment->cpu = MOMENT_NOBODY;
    if (lane->reason == TRACE_REASON_YIELD) {
        enter_line(moment, event->lane, event);
    } else if (lane->reason == TRACE_REASON_TIMER) {
        enter_state(moment, event->lane, MOMENT_TIMER, event);
    } else if (lane->reason == TRACE_REASON_IO) {
        enter_state(moment, event->lane, MOMENT_IO, event);
    } else {
        enter_state(moment, event->lane, MOMENT_WAITS, event);
    }
}

static void end(Moment *moment, MomentState state, const TraceEvent *event)
{
    enter_state(moment, event->lane, state, event);
    moment->lanes[event->lane].ended = event->number;
    moment->lanes[event->lane].text = (uint32_t)event->operand[0];
    if (moment->cpu == event->lane) {
        moment->cpu = MOMENT_NOBODY;
    }
}

// Code of lane 0 that shows while the loop runs is a callback's: it has the CPU until the loop goes
// on to something else.
static void callback_shows(Moment *moment, const TraceEvent *event)
{
    if (event->lane == 0 && moment->loop_runs && moment->cpu == MOMENT_NOBODY) {
        moment->cpu = 0;
    }
}

static void loop_goes_on(Moment *moment)
{
    if (moment->loop_runs && moment->cpu == 0) {
        moment->cpu = MOMENT_NOBODY;
    }
}

static void apply(Moment *moment, const TraceEvent *event)
{
    moment->position = event->number + 1;
    moment->clock_ns = event->time_ns;
    MomentLane *lane = lane_of(moment, event->lane);
    if (event->line != 0 && event->kind != TRACE_TASK_READY) {
        lane->line = event->line;
    }
    switch (event->kind) {
    case TRACE_PROGRAM_BEGIN: take_cpu(moment, event); break;
    case TRACE_PROGRAM_END:
        end(moment, event->operand[0] == 0 ? MOMENT_DONE : MOMENT_FAILED, event);
        moment->lanes[event->lane].text = 0;
        moment->ended = true;
        moment->exit_status = event->operand[0];
        break;
    case TRACE_LOOP_BEGIN:
        enter_state(moment, event->lane, MOMENT_LOOPS, event);
        moment->loop_runs = true;
        moment->cpu = MOMENT_NOBODY;
        break;
    case TRACE_LOOP_END:
        moment->loop_runs = false;
        take_cpu(moment, event);
        break;
    case TRACE_TASK_CREATED: created(moment, event); break;
    case TRACE_TASK_FIRST_STEP:
    case TRACE_TASK_RESUMED: take_cpu(moment, event); break;
    case TRACE_TASK_SUSPENDED: suspended(moment, event); break;
    case TRACE_TASK_READY:
        loop_goes_on(moment);
        enter_line(moment, event->lane, event);
        break;
    case TRACE_WAIT_PROGRESS:
        lane->done = (uint32_t)event->operand[0];
        lane->total = (uint32_t)event->operand[1];
        break;
    case TRACE_TASK_FINISHED: end(moment, MOMENT_DONE, event); break;
    case TRACE_TASK_FAILED: end(moment, MOMENT_FAILED, event); break;
    case TRACE_TASK_CANCELLED: end(moment, MOMENT_CANCELLED, event); break;
    case TRACE_CANCEL_REQUESTED:
        callback_shows(moment, event);
        lane_of(moment, (uint32_t)event->operand[0])->cancel_requested = true;
        break;
    case TRACE_BLOCK_BEGIN:
        callback_shows(moment, event);
        enter_state(moment, event->lane, MOMENT_BLOCKED, event);
        moment->lanes[event->lane].text = (uint32_t)event->operand[0];
        moment->lanes[event->lane].until_ns = event->operand[1];
        break;
    case TRACE_BLOCK_END:
        enter_state(moment, event->lane,
                    event->lane == 0 && moment->loop_runs ? MOMENT_LOOPS : MOMENT_RUNS, event);
        break;
    case TRACE_TURN:
    case TRACE_CLOCK_MOVED:
    case TRACE_CALLBACK_RUN: loop_goes_on(moment); break;
    case TRACE_OUTPUT:
    case TRACE_EXCEPTION_RAISED:
    case TRACE_EXCEPTION_CAUGHT:
    case TRACE_ACQUIRED:
    case TRACE_RELEASED:
    case TRACE_CLEARED:
    case TRACE_NOTIFIED:
    case TRACE_ARRIVED:
    case TRACE_QUEUE_PUT:
    case TRACE_QUEUE_GOT: callback_shows(moment, event); break;
    case TRACE_DEADLOCK: moment->deadlock = true; break;
    case TRACE_TASK_RENAMED:
    case TRACE_TIMER_SET:
    case TRACE_TIMER_FIRED:
    case TRACE_TIMER_CANCELLED:
    case TRACE_QUEUE_DONE:
    case TRACE_OBJECT_NAMED:
    case TRACE_WARNING:
    case TRACE_LIMIT: break;
    }
}

Moments *moments_new(const Trace *trace)
{
    Moments *moments = calloc(1, sizeof *moments);
    if (moments == NULL) {
        abort();
    }
    moments->trace = trace;
    reset(&moments->now);
    moments->cursor = trace_cursor_at(trace, 0);
    return moments;
}

void moments_free(Moments *moments)
{
    if (moments == NULL) {
        return;
    }
    for (uint32_t i = 0; i < moments->checkpoint_count; i++) {
        free(moments->checkpoints[i].lanes);
    }
    free(moments->checkpoints);
    free(moments->now.lanes);
    free(moments);
}

static void keep_checkpoint(Moments *moments)
{
    uint64_t last = moments->checkpoint_count == 0
                        ? 0
                        : moments->checkpoints[moments->checkpoint_count - 1].position;
    uint64_t apart = (uint64_t)CHECKPOINT_LANES * moments->now.lane_count;
    apart = apart > CHECKPOINT_EVENTS ? apart : CHECKPOINT_EVENTS;
    if (moments->now.position < last + apart) {
        return;
    }
    if (moments->checkpoint_count == moments->checkpoint_capacity) {
        uint32_t wanted = moments->checkpoint_capacity == 0 ? 16 : moments->checkpoint_capacity * 2;
        moments->checkpoints =
            resize(moments->checkpoints, wanted * sizeof *moments->checkpoints);
        moments->checkpoint_capacity = wanted;
    }
    Moment *kept = &moments->checkpoints[moments->checkpoint_count++];
    *kept = (Moment){0};
    copy(kept, &moments->now);
}

// The last checkpoint at or before `position`, or NULL.
static const Moment *checkpoint_before(const Moments *moments, uint64_t position)
{
    uint32_t low = 0, high = moments->checkpoint_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (moments->checkpoints[middle].position <= position) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low == 0 ? NULL : &moments->checkpoints[low - 1];
}

const Moment *moments_at(Moments *moments, uint64_t position)
{
    assert(position <= trace_length(moments->trace));
    const Moment *checkpoint = checkpoint_before(moments, position);
    bool behind = moments->now.position > position;
    if (behind || (checkpoint != NULL && checkpoint->position > moments->now.position)) {
        if (checkpoint != NULL) {
            copy(&moments->now, checkpoint);
        } else {
            reset(&moments->now);
        }
        moments->cursor = trace_cursor_at(moments->trace, moments->now.position);
    }
    if (moments->cursor.next_number != moments->now.position) {
        moments->cursor = trace_cursor_at(moments->trace, moments->now.position);
    }
    TraceEvent event;
    while (moments->now.position < position && trace_cursor_next(&moments->cursor, &event)) {
        apply(&moments->now, &event);
        keep_checkpoint(moments);
    }
    return &moments->now;
}

uint32_t moment_place(const Moment *moment, uint32_t lane)
{
    uint32_t place = 1;
    for (uint32_t at = moment->ready_first; at != MOMENT_NOBODY; at = moment->lanes[at].after) {
        if (at == lane) {
            return place;
        }
        place++;
    }
    return 0;
}

uint32_t moment_next_timer(const Moment *moment)
{
    uint32_t first = MOMENT_NOBODY;
    for (uint32_t i = 0; i < moment->lane_count; i++) {
        const MomentLane *lane = &moment->lanes[i];
        bool rings = lane->state == MOMENT_TIMER || lane->state == MOMENT_BLOCKED ||
                     (lane->state == MOMENT_WAITS && lane->until_ns != 0);
        if (rings && (first == MOMENT_NOBODY || lane->until_ns < moment->lanes[first].until_ns)) {
            first = i;
        }
    }
    return first;
}

static bool lane_equal(const MomentLane *a, const MomentLane *b)
{
    return a->state == b->state && a->line == b->line && a->parent == b->parent &&
           a->def_line == b->def_line && a->reason == b->reason && a->done == b->done &&
           a->total == b->total && a->object == b->object && a->until_ns == b->until_ns &&
           a->since_ns == b->since_ns && a->suspended_ns == b->suspended_ns &&
           a->since == b->since && a->created == b->created && a->resumed == b->resumed &&
           a->suspended == b->suspended && a->readied == b->readied && a->ended == b->ended &&
           a->suspended_line == b->suspended_line && a->text == b->text &&
           a->started == b->started && a->cancel_requested == b->cancel_requested &&
           a->before == b->before && a->after == b->after;
}

bool moment_equal(const Moment *a, const Moment *b)
{
    if (a->position != b->position || a->clock_ns != b->clock_ns ||
        a->lane_count != b->lane_count || a->cpu != b->cpu || a->ready_first != b->ready_first ||
        a->ready_last != b->ready_last || a->ready_count != b->ready_count ||
        a->loop_runs != b->loop_runs || a->ended != b->ended || a->deadlock != b->deadlock ||
        a->exit_status != b->exit_status) {
        return false;
    }
    for (uint32_t i = 0; i < a->lane_count; i++) {
        if (!lane_equal(&a->lanes[i], &b->lanes[i])) {
            return false;
        }
    }
    return true;
}
