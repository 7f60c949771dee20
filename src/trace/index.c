#include "trace/index.h"

#include <assert.h>
#include <stdlib.h>

#include "trace/fold.h"

enum {
    CHECKPOINT_EVENTS = 1024, // checkpoints are at least that far apart,
    CHECKPOINT_LANES = 100,   // and that many events for each lane: half a byte an event
    GLANCE_EVENTS = 512,      // the same for glances: a tenth of a byte
    GLANCE_LANES = 12,
};

static void *grow(void *array, uint64_t *capacity, uint64_t needed, size_t item_bytes)
{
    if (needed <= *capacity) {
        return array;
    }
    uint64_t wanted = *capacity < 8 ? 8 : *capacity + *capacity / 2;
    void *grown = realloc(array, wanted * item_bytes);
    if (grown == NULL) {
        abort();
    }
    *capacity = wanted;
    return grown;
}

void index_init(Index *index)
{
    *index = (Index){.follows = true, .next_glance = GLANCE_EVENTS};
    buffer_init(&index->glance_lanes);
    fold_begin(&index->moment);
    buffer_init(&index->packed);
}

void index_deinit(Index *index)
{
    free(index->marks);
    free(index->checkpoints);
    free(index->moment.lanes);
    buffer_deinit(&index->packed);
    free(index->glances);
    buffer_deinit(&index->glance_lanes);
}

uint64_t index_spacing(uint32_t lanes)
{
    uint64_t spacing = (uint64_t)CHECKPOINT_LANES * lanes;
    return spacing > CHECKPOINT_EVENTS ? spacing : CHECKPOINT_EVENTS;
}

uint64_t index_glance_spacing(uint32_t lanes)
{
    uint64_t spacing = (uint64_t)GLANCE_LANES * lanes;
    return spacing > GLANCE_EVENTS ? spacing : GLANCE_EVENTS;
}

static_assert((int)MOMENT_FAILED < (int)INDEX_REASONS &&
                  (int)INDEX_REASONS + (int)TRACE_REASONS <= (int)INDEX_STATE + 1,
              "states and reasons fit five bits");

static char glance_of(const MomentLane *lane, uint64_t from)
{
    unsigned code = lane->state == MOMENT_WAITS ? INDEX_REASONS + (unsigned)lane->reason
                                                : (unsigned)lane->state;
    // MOMENT_NEVER is behind everything, but it has not happened
    code |= lane->created != MOMENT_NEVER && lane->created >= from ? INDEX_CREATED : 0u;
    code |= lane->resumed != MOMENT_NEVER && lane->resumed >= from ? INDEX_RESUMED : 0u;
    code |= lane->since != MOMENT_NEVER && lane->since >= from ? INDEX_CHANGED : 0u;
    return (char)code;
}

static void take_glance(Index *index)
{
    const Moment *moment = &index->moment;
    uint64_t from = index->glance_count == 0 ? 0 : index->glances[index->glance_count - 1].position;
    index->glances = grow(index->glances, &index->glance_capacity, index->glance_count + 1,
                          sizeof *index->glances);
    index->glances[index->glance_count++] = (IndexGlance){.position = moment->position,
                                                          .time_ns = moment->clock_ns,
                                                          .offset = index->glance_lanes.length,
                                                          .stretches = (uint32_t)index->now.stretches,
                                                          .cpu = moment->cpu,
                                                          .lane_count = moment->lane_count};
    for (uint32_t i = 0; i < moment->lane_count; i++) {
        buffer_putc(&index->glance_lanes, glance_of(&moment->lanes[i], from));
    }
    index->next_glance = moment->position + index_glance_spacing(moment->lane_count);
}

static void take_checkpoint(Index *index)
{
    const Moment *moment = &index->moment;
    uint64_t last = index->checkpoint_count == 0
                        ? 0
                        : index->checkpoints[index->checkpoint_count - 1].position;
    if (moment->position < last + index_spacing(moment->lane_count)) {
        return;
    }
    index->checkpoints = grow(index->checkpoints, &index->checkpoint_capacity,
                              index->checkpoint_count + 1, sizeof *index->checkpoints);
    index->checkpoints[index->checkpoint_count++] =
        (IndexCheckpoint){moment->position, index->packed.length};
    fold_pack(moment, &index->packed);
}

void index_block(Index *index)
{
    index->marks = grow(index->marks, &index->mark_capacity, index->mark_count + 1,
                        sizeof *index->marks);
    index->marks[index->mark_count++] = index->now;
    if (!index->follows) {
        return;
    }
    if (index->moment.lane_count > INDEX_LANES_MOST) {
        index->follows = false;
        free(index->moment.lanes);
        index->moment = (Moment){0};
        return;
    }
    take_checkpoint(index);
}

// What code outside tasks does that a reader wants to see a lane for.
static bool shows(const TraceEvent *event)
{
    const uint64_t kinds = UINT64_C(1) << TRACE_OUTPUT | UINT64_C(1) << TRACE_BLOCK_BEGIN |
                           UINT64_C(1) << TRACE_CANCEL_REQUESTED | UINT64_C(1) << TRACE_ACQUIRED;
    return event->lane == 0 && (kinds >> event->kind & 1) != 0;
}

static void count_events(Index *index, const TraceEvent *events, uint64_t count)
{
    uint64_t steps = 0, fine = 0, stretches = 0, turns = 0;
    bool thread_shows = false;
    Stretch closed;
    for (uint64_t i = 0; i < count; i++) {
        steps += trace_is_step(&events[i]);
        fine += trace_is_fine(events[i].kind);
        stretches += stretch_event(&index->now.cut, &events[i], &closed);
        turns += events[i].kind == TRACE_TURN;
        thread_shows |= shows(&events[i]);
    }
    index->now.time_ns = events[count - 1].time_ns;
    index->now.steps += steps;
    index->now.fine += fine;
    index->now.stretches += stretches;
    index->now.turns += turns;
    index->thread_shows |= thread_shows;
}

void index_events(Index *index, const TraceEvent *events, uint64_t count)
{
    while (count > 0) {
        // up to the next glance, which says how many stretches have closed by then
        uint64_t now = count, ahead = index->next_glance - events->number;
        if (index->follows && ahead < now) {
            now = ahead;
        }
        count_events(index, events, now);
        if (index->follows) {
            fold_events(&index->moment, events, now);
            if (now == ahead) {
                take_glance(index);
            }
        }
        events += now;
        count -= now;
    }
}

size_t index_bytes(const Index *index)
{
    return index->mark_count * sizeof *index->marks +
           index->checkpoint_count * sizeof *index->checkpoints + index->packed.length +
           index->glance_count * sizeof *index->glances + index->glance_lanes.length +
           index->moment.lane_capacity * sizeof *index->moment.lanes;
}

const IndexMark *index_mark(const Index *index, uint64_t block)
{
    return block < index->mark_count ? &index->marks[block] : &index->now;
}

// The number of checkpoints at or before `position`.
static uint64_t checkpoints_before(const Index *index, uint64_t position)
{
    uint64_t low = 0, high = index->checkpoint_count;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (index->checkpoints[middle].position <= position) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

uint64_t index_last_checkpoint(const Trace *trace, uint64_t position)
{
    const Index *index = trace_index(trace);
    uint64_t count = checkpoints_before(index, position);
    return count == 0 ? 0 : index->checkpoints[count - 1].position;
}

void index_checkpoint(const Trace *trace, uint64_t position, Moment *moment)
{
    const Index *index = trace_index(trace);
    uint64_t count = checkpoints_before(index, position);
    if (count == 0) {
        fold_begin(moment);
    } else {
        fold_unpack(moment, index->packed.data + index->checkpoints[count - 1].offset);
    }
}
