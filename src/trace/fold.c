#include "trace/fold.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "trace/varint.h"

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
    };
}

static MomentLane *add_lanes(Moment *moment, uint32_t lane)
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

static inline MomentLane *lane_of(Moment *moment, uint32_t lane)
{
    return lane < moment->lane_count ? &moment->lanes[lane] : add_lanes(moment, lane);
}

void fold_begin(Moment *moment)
{
    free(moment->lanes);
    *moment = (Moment){.cpu = MOMENT_NOBODY};
    lane_of(moment, 0);
}

void fold_copy(Moment *to, const Moment *from)
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

static inline void enter_state(Moment *moment, MomentLane *lane, MomentState state,
                               const TraceEvent *event)
{
    moment->ready_count += (state == MOMENT_READY) - (lane->state == MOMENT_READY);
    lane->state = state;
    lane->since = event->number;
    lane->since_ns = event->time_ns;
}

static inline void enter_line(Moment *moment, MomentLane *lane, const TraceEvent *event)
{
    enter_state(moment, lane, MOMENT_READY, event);
    lane->readied = event->number;
}

static inline void take_cpu(Moment *moment, MomentLane *lane, const TraceEvent *event)
{
    enter_state(moment, lane, MOMENT_RUNS, event);
    lane->resumed = event->number;
    lane->started = true;
    moment->cpu = event->lane;
}

static void created(Moment *moment, const TraceEvent *event)
{
    MomentLane *lane = lane_of(moment, (uint32_t)event->operand[TRACE_CREATED_LANE]);
    lane->created = event->number;
    lane->parent = event->lane;
    lane->def_line = lane->line = (uint32_t)event->operand[TRACE_CREATED_DEF_LINE];
    enter_line(moment, lane, event);
}

static inline void suspended(Moment *moment, MomentLane *lane, const TraceEvent *event)
{
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
        enter_line(moment, lane, event);
        return;
    }
    MomentState state = lane->reason == TRACE_REASON_TIMER ? MOMENT_TIMER
                        : lane->reason == TRACE_REASON_IO  ? MOMENT_IO
                                                           : MOMENT_WAITS;
    enter_state(moment, lane, state, event);
}

static void end(Moment *moment, MomentLane *lane, MomentState state, const TraceEvent *event)
{
    enter_state(moment, lane, state, event);
    lane->ended = event->number;
    lane->text = (uint32_t)event->operand[0];
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

static inline void fold_event(Moment *moment, const TraceEvent *event)
{
    MomentLane *lane = lane_of(moment, event->lane);
    if (event->line != 0 && event->kind != TRACE_TASK_READY) {
        lane->line = event->line;
    }
    switch (event->kind) {
    case TRACE_PROGRAM_BEGIN: take_cpu(moment, lane, event); break;
    case TRACE_PROGRAM_END:
        end(moment, lane, event->operand[0] == 0 ? MOMENT_DONE : MOMENT_FAILED, event);
        lane->text = 0;
        moment->ended = true;
        moment->exit_status = event->operand[0];
        break;
    case TRACE_LOOP_BEGIN:
        enter_state(moment, lane, MOMENT_LOOPS, event);
        moment->loop_runs = true;
        moment->cpu = MOMENT_NOBODY;
        break;
    case TRACE_LOOP_END:
        moment->loop_runs = false;
        take_cpu(moment, lane, event);
        break;
    case TRACE_TASK_CREATED: created(moment, event); break;
    case TRACE_TASK_FIRST_STEP:
    case TRACE_TASK_RESUMED: take_cpu(moment, lane, event); break;
    case TRACE_TASK_SUSPENDED: suspended(moment, lane, event); break;
    case TRACE_TASK_READY:
        loop_goes_on(moment);
        enter_line(moment, lane, event);
        break;
    case TRACE_WAIT_PROGRESS:
        lane->done = (uint32_t)event->operand[0];
        lane->total = (uint32_t)event->operand[1];
        break;
    case TRACE_TASK_FINISHED: end(moment, lane, MOMENT_DONE, event); break;
    case TRACE_TASK_FAILED: end(moment, lane, MOMENT_FAILED, event); break;
    case TRACE_TASK_CANCELLED: end(moment, lane, MOMENT_CANCELLED, event); break;
    case TRACE_CANCEL_REQUESTED:
        callback_shows(moment, event);
        if (event->operand[0] < moment->lane_count) {
            moment->lanes[event->operand[0]].cancel_requested = true;
        }
        break;
    case TRACE_BLOCK_BEGIN:
        callback_shows(moment, event);
        enter_state(moment, lane, MOMENT_BLOCKED, event);
        lane->text = (uint32_t)event->operand[0];
        lane->until_ns = event->operand[1];
        break;
    case TRACE_BLOCK_END:
        enter_state(moment, lane,
                    event->lane == 0 && moment->loop_runs ? MOMENT_LOOPS : MOMENT_RUNS, event);
        break;
    case TRACE_CLOCK_MOVED:
        if (event->operand[TRACE_CLOCK_CAUSE] == TRACE_CAUSE_COMPUTATION) {
            moment->busy_ns += event->time_ns - event->operand[TRACE_CLOCK_FROM];
        }
        loop_goes_on(moment);
        break;
    case TRACE_TURN:
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

void fold_events(Moment *moment, const TraceEvent *events, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        fold_event(moment, &events[i]);
    }
    moment->position = events[count - 1].number + 1;
    moment->clock_ns = events[count - 1].time_ns;
}

// ---- checkpoints

// What the codings of moment_lane.def refer to.
typedef struct Basis {
    const Moment *moment;
    const MomentLane *lane; // its `since` and `since_ns` are there already, where others refer to them
    uint32_t number;
} Basis;

// The difference of two words, whatever they mean, and back.
static uint64_t apart(uint64_t value, uint64_t from)
{
    return varint_zigzag((int64_t)(value - from));
}

static uint64_t code_of(uint64_t value, uint64_t previous, char coding, const Basis *basis)
{
    switch (coding) {
    case 'd': return apart(value, previous);
    case 'e': return basis->moment->position - value; // NEVER, which is -1, comes round too
    case 'f': return value == MOMENT_NEVER ? 0 : apart(value, basis->lane->since) + 1;
    // 0 is so common (none, or the beginning) that it has a code of its own
    case 't': return value == 0 ? 0 : apart(value, (uint64_t)basis->moment->clock_ns) + 1;
    case 'u': return value == 0 ? 0 : apart(value, (uint64_t)basis->lane->since_ns) + 1;
    case 'l': return value == MOMENT_NOBODY ? 0 : apart(value, basis->number) + 1;
    default: return value;
    }
}

static uint64_t value_of_code(uint64_t code, uint64_t previous, char coding, const Basis *basis)
{
    uint64_t far = (uint64_t)varint_unzigzag(code - 1);
    switch (coding) {
    case 'd': return previous + (uint64_t)varint_unzigzag(code);
    case 'e': return basis->moment->position - code;
    case 'f': return code == 0 ? MOMENT_NEVER : basis->lane->since + far;
    case 't': return code == 0 ? 0 : (uint64_t)basis->moment->clock_ns + far;
    case 'u': return code == 0 ? 0 : (uint64_t)basis->lane->since_ns + far;
    case 'l': return code == 0 ? MOMENT_NOBODY : basis->number + far;
    default: return code;
    }
}

// What a moment has besides its lanes.
#define MOMENT_HEAD(X)                                                                             \
    X(busy_ns, int64_t, 'n')                                                                       \
    X(cpu, uint32_t, 'l')                                                                          \
    X(ready_count, uint32_t, 'n')                                                                  \
    X(loop_runs, bool, 'n')                                                                        \
    X(ended, bool, 'n')                                                                            \
    X(deadlock, bool, 'n')                                                                         \
    X(exit_status, int64_t, 'n')

enum { PACKED_MAX_BYTES = 24 * VARINT_MAX_BYTES };

void fold_pack(const Moment *moment, Buffer *out)
{
    uint8_t bytes[PACKED_MAX_BYTES], *end = bytes;
    Basis basis = {moment, NULL, 0};
    end = varint_put(end, moment->position);
    end = varint_put(end, (uint64_t)moment->clock_ns);
    end = varint_put(end, moment->lane_count);
#define PUT(name, type, coding)                                                                    \
    end = varint_put(end, code_of((uint64_t)moment->name, 0, coding, &basis));
    MOMENT_HEAD(PUT)
#undef PUT
    buffer_append(out, (const char *)bytes, (size_t)(end - bytes));
    MomentLane previous = {0};
    for (uint32_t i = 0; i < moment->lane_count; i++) {
        const MomentLane *lane = &moment->lanes[i];
        basis.lane = lane;
        basis.number = i;
        end = bytes;
#define MOMENT_FIELD(name, type, coding)                                                           \
    end = varint_put(end, code_of((uint64_t)lane->name, (uint64_t)previous.name, coding, &basis));
#include "trace/moment_lane.def"
#undef MOMENT_FIELD
        buffer_append(out, (const char *)bytes, (size_t)(end - bytes));
        previous = *lane;
    }
}

void fold_unpack(Moment *moment, const char *bytes)
{
    const uint8_t *in = (const uint8_t *)bytes;
    Basis basis = {moment, NULL, 0};
    moment->position = varint_get(&in);
    moment->clock_ns = (int64_t)varint_get(&in);
    uint32_t count = (uint32_t)varint_get(&in);
#define GET(name, type, coding)                                                                    \
    moment->name = (type)value_of_code(varint_get(&in), 0, coding, &basis);
    MOMENT_HEAD(GET)
#undef GET
    if (moment->lane_capacity < count) {
        moment->lanes = resize(moment->lanes, count * sizeof *moment->lanes);
        moment->lane_capacity = count;
    }
    moment->lane_count = count;
    const MomentLane none = {0}, *previous = &none;
    for (uint32_t i = 0; i < count; i++) {
        MomentLane *lane = &moment->lanes[i];
        basis.lane = lane;
        basis.number = i;
#define MOMENT_FIELD(name, type, coding)                                                           \
    lane->name = (type)value_of_code(varint_get(&in), (uint64_t)previous->name, coding, &basis);
#include "trace/moment_lane.def"
#undef MOMENT_FIELD
        previous = lane;
    }
}
