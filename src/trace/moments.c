#include "trace/moments.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "trace/fold.h"
#include "trace/index.h"

// Readers look at two or three places in turn: now, before, and where somebody joined the line.
enum { FOLDERS = 3 };

// A moment that can be moved forward.
typedef struct Folder {
    Moment moment;
    TraceCursor cursor;
    uint64_t used; // when: the one used least lately is given up for another place
} Folder;

struct Moments {
    const Trace *trace;
    Folder folders[FOLDERS];
    uint64_t uses;
    Moment *checkpoints; // own ones, where the trace has none
    uint32_t checkpoint_count, checkpoint_capacity;
};

Moments *moments_new(const Trace *trace)
{
    Moments *moments = calloc(1, sizeof *moments);
    if (moments == NULL) {
        abort();
    }
    moments->trace = trace;
    for (int i = 0; i < FOLDERS; i++) {
        fold_begin(&moments->folders[i].moment);
        moments->folders[i].cursor = trace_cursor_at(trace, 0);
    }
    return moments;
}

const Trace *moments_trace(const Moments *moments)
{
    return moments->trace;
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
    for (int i = 0; i < FOLDERS; i++) {
        free(moments->folders[i].moment.lanes);
    }
    free(moments);
}

// Keeps one where the last is far: that happens only where there are more lanes than the trace cares
// to follow while it is recorded.
static void keep_checkpoint(Moments *moments, const Moment *now)
{
    uint64_t last = moments->checkpoint_count == 0
                        ? 0
                        : moments->checkpoints[moments->checkpoint_count - 1].position;
    uint64_t recorded = index_last_checkpoint(moments->trace, now->position);
    last = recorded > last ? recorded : last;
    if (now->position < last + 2 * index_spacing(now->lane_count)) {
        return;
    }
    if (moments->checkpoint_count == moments->checkpoint_capacity) {
        uint32_t wanted = moments->checkpoint_capacity == 0 ? 16 : moments->checkpoint_capacity * 2;
        Moment *grown = realloc(moments->checkpoints, wanted * sizeof *grown);
        if (grown == NULL) {
            abort();
        }
        moments->checkpoints = grown;
        moments->checkpoint_capacity = wanted;
    }
    Moment *kept = &moments->checkpoints[moments->checkpoint_count++];
    *kept = (Moment){0};
    fold_copy(kept, now);
}

// The last own checkpoint at or before `position`, or NULL.
static const Moment *own_checkpoint(const Moments *moments, uint64_t position)
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

// The folder from which `position` is reached soonest, put to a checkpoint where that is nearer than
// all of them.
static Folder *folder_for(Moments *moments, uint64_t position)
{
    const Moment *own = own_checkpoint(moments, position);
    uint64_t recorded = index_last_checkpoint(moments->trace, position);
    uint64_t nearest = own != NULL && own->position > recorded ? own->position : recorded;
    Folder *found = NULL, *oldest = &moments->folders[0];
    for (int i = 0; i < FOLDERS; i++) {
        Folder *folder = &moments->folders[i];
        uint64_t at = folder->moment.position;
        if (at <= position && at >= nearest &&
            (found == NULL || at > found->moment.position)) {
            found = folder;
        }
        oldest = folder->used < oldest->used ? folder : oldest;
    }
    if (found != NULL) {
        return found;
    }
    if (own != NULL && own->position == nearest) {
        fold_copy(&oldest->moment, own);
    } else {
        index_checkpoint(moments->trace, position, &oldest->moment);
    }
    return oldest;
}

const Moment *moments_at(Moments *moments, uint64_t position)
{
    assert(position <= trace_length(moments->trace));
    Folder *folder = folder_for(moments, position);
    folder->used = ++moments->uses;
    if (folder->cursor.next_number != folder->moment.position) {
        folder->cursor = trace_cursor_at(moments->trace, folder->moment.position);
    }
    TraceEvent event;
    while (folder->moment.position < position && trace_cursor_next(&folder->cursor, &event)) {
        fold_events(&folder->moment, &event, 1);
        if (event.number % INDEX_BLOCK_EVENTS == 0) {
            keep_checkpoint(moments, &folder->moment);
        }
    }
    return &folder->moment;
}

uint32_t moment_place(const Moment *moment, uint32_t lane)
{
    if (moment->lanes[lane].state != MOMENT_READY) {
        return 0;
    }
    uint32_t place = 1;
    for (uint32_t i = 0; i < moment->lane_count; i++) {
        place += moment->lanes[i].state == MOMENT_READY &&
                 moment->lanes[i].since < moment->lanes[lane].since;
    }
    return place;
}

// Puts `lane` at `place` among the first `count` of `lanes`, which has room for `most`; the last one goes
// where there is none. Returns how many there are then.
static uint32_t insert(uint32_t *lanes, uint32_t count, uint32_t most, uint32_t place, uint32_t lane)
{
    if (place == most) {
        return count;
    }
    count += count < most;
    memmove(lanes + place + 1, lanes + place, (count - place - 1) * sizeof *lanes);
    lanes[place] = lane;
    return count;
}

uint32_t moment_line(const Moment *moment, uint32_t *lanes, uint32_t most)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < moment->lane_count; i++) {
        if (moment->lanes[i].state != MOMENT_READY) {
            continue;
        }
        uint32_t place = count;
        while (place > 0 && moment->lanes[lanes[place - 1]].since > moment->lanes[i].since) {
            place--;
        }
        count = insert(lanes, count, most, place, i);
    }
    return count;
}

uint32_t moment_timers(const Moment *moment, uint32_t *lanes, uint32_t most)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < moment->lane_count; i++) {
        const MomentLane *lane = &moment->lanes[i];
        if (lane->until_ns == 0 || (lane->state != MOMENT_TIMER && lane->state != MOMENT_WAITS)) {
            continue;
        }
        uint32_t place = count;
        while (place > 0 && moment->lanes[lanes[place - 1]].until_ns > lane->until_ns) {
            place--;
        }
        count = insert(lanes, count, most, place, i);
    }
    return count;
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
    return true
#define MOMENT_FIELD(name, type, coding) &&a->name == b->name
#include "trace/moment_lane.def"
#undef MOMENT_FIELD
        ;
}

bool moment_equal(const Moment *a, const Moment *b)
{
    if (a->position != b->position || a->clock_ns != b->clock_ns ||
        a->busy_ns != b->busy_ns ||
        a->lane_count != b->lane_count || a->cpu != b->cpu || a->ready_count != b->ready_count ||
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
