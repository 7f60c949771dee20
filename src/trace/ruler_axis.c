// The opened ruler: instants, which have columns for what happens in them, and the time between.
#include <stdlib.h>

#include "trace/ruler_internal.h"

// Where one run is on the way through the segments.
typedef struct Walk {
    const RulerLane *lane;
    uint32_t at;  // the stretch that is next, or goes on
    bool goes_on; // it has begun
} Walk;

static const Stretch *stretch_at(const Walk *walk)
{
    return ruler_stretch(walk->lane->ruler, walk->at);
}

// The columns of its own that a stretch has at the instant it begins.
static uint32_t opening_width(const Walk *walk)
{
    const Stretch *stretch = stretch_at(walk);
    bool opens = stretch->kind == STRETCH_TURN || stretch_takes(stretch) == 0;
    return opens ? ruler_least_width(stretch, walk->lane->turn_width) : 0;
}

// A stretch that goes on may be over at this time.
static void end_stretch(Walk *walk, int64_t time_ns)
{
    if (walk->goes_on && stretch_at(walk)->to_ns <= time_ns) {
        walk->goes_on = false;
        walk->at++;
    }
}

// Whether another stretch begins at this time.
static bool begins(const Walk *walk, int64_t time_ns)
{
    return !walk->goes_on && walk->at < walk->lane->end && stretch_at(walk)->from_ns <= time_ns;
}

// Goes past the beginning of a stretch: past all of it where it takes no time.
static void begin_stretch(Walk *walk)
{
    if (stretch_takes(stretch_at(walk)) > 0) {
        walk->goes_on = true;
    } else {
        walk->at++;
    }
}

static uint32_t instant_width(Walk *walk, int64_t time_ns)
{
    uint32_t width = 0;
    end_stretch(walk, time_ns);
    while (begins(walk, time_ns)) {
        width += opening_width(walk);
        begin_stretch(walk);
    }
    return width;
}

// When something next begins or ends; INT64_MAX at the end.
static int64_t next_change(const Walk *walk)
{
    if (walk->at >= walk->lane->end) {
        return INT64_MAX;
    }
    return walk->goes_on ? stretch_at(walk)->to_ns : stretch_at(walk)->from_ns;
}

static void add_segment(RulerAxis *axis, int64_t from_ns, int64_t to_ns, uint32_t least)
{
    if (axis->count == axis->capacity) {
        axis->capacity = axis->capacity == 0 ? 64 : axis->capacity * 2;
        axis->segments = realloc(axis->segments, axis->capacity * sizeof *axis->segments);
        if (axis->segments == NULL) {
            abort();
        }
    }
    axis->segments[axis->count++] = (RulerSegment){from_ns, to_ns, least, 0, false};
}

static int64_t earliest_change(const Walk *walks, int count)
{
    int64_t time_ns = INT64_MAX;
    for (int i = 0; i < count; i++) {
        int64_t own = next_change(&walks[i]);
        time_ns = own < time_ns ? own : time_ns;
    }
    return time_ns;
}

void ruler_axis_init(RulerAxis *axis, const RulerLane *lanes, int lane_count)
{
    *axis = (RulerAxis){0};
    Walk walks[RULER_RUNS_MOST] = {{0}};
    for (int i = 0; i < lane_count; i++) {
        walks[i] = (Walk){&lanes[i], lanes[i].begin, false};
    }
    int64_t time_ns = earliest_change(walks, lane_count);
    while (time_ns != INT64_MAX) {
        uint32_t widest = 0;
        for (int i = 0; i < lane_count; i++) {
            uint32_t width = instant_width(&walks[i], time_ns);
            widest = width > widest ? width : widest;
        }
        add_segment(axis, time_ns, time_ns, widest);
        int64_t next_ns = earliest_change(walks, lane_count);
        if (next_ns == INT64_MAX) {
            return;
        }
        // time in which somebody computes has columns at its beginning already
        uint32_t least = 0;
        for (int i = 0; i < lane_count; i++) {
            bool waits = walks[i].goes_on && stretch_at(&walks[i])->kind != STRETCH_TURN;
            least = waits ? 1 : least;
        }
        add_segment(axis, time_ns, next_ns, least);
        time_ns = next_ns;
    }
}

void ruler_axis_deinit(RulerAxis *axis)
{
    free(axis->segments);
    *axis = (RulerAxis){0};
}

uint64_t ruler_axis_least(const RulerAxis *axis)
{
    uint64_t total = 0;
    for (uint32_t i = 0; i < axis->count; i++) {
        total += axis->segments[i].least;
    }
    return total;
}

// ---- widths

// How many columns a segment gets when the time of all has `room` columns.
static uint32_t width_of(const RulerSegment *segment, uint64_t room, uint64_t total)
{
    int64_t takes = segment->to_ns - segment->from_ns;
    if (takes == 0 || total == 0 || segment->hidden) {
        return segment->least;
    }
    uint64_t share = (uint64_t)((unsigned __int128)(uint64_t)takes * room / total);
    return share > segment->least ? (uint32_t)share : segment->least;
}

static uint64_t share_out(const RulerAxis *axis, uint64_t room, uint64_t total)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < axis->count; i++) {
        axis->segments[i].width = width_of(&axis->segments[i], room, total);
        sum += axis->segments[i].width;
    }
    return sum;
}

// The most room for time with which all segments fit.
static uint32_t share_width(const RulerAxis *axis, bool in_proportion, uint32_t width)
{
    uint64_t low = 0, high = width, total = 0;
    for (uint32_t i = 0; in_proportion && i < axis->count; i++) {
        const RulerSegment *segment = &axis->segments[i];
        total += segment->hidden ? 0 : (uint64_t)(segment->to_ns - segment->from_ns);
    }
    while (low < high) {
        uint64_t middle = (low + high + 1) / 2;
        if (share_out(axis, middle, total) <= width) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return (uint32_t)share_out(axis, low, total);
}

// ---- columns

static uint32_t put_stretch(const Ruler *ruler, uint32_t index, uint32_t columns_wide,
                            RulerColumn *columns)
{
    const Stretch *stretch = ruler_stretch(ruler, index);
    bool turn = stretch->kind == STRETCH_TURN;
    for (uint32_t i = 0; i < columns_wide; i++) {
        RulerColumn *column = &columns[i];
        *column = (RulerColumn){
            .begin = stretch->end,
            .end = stretch->end,
            .stretch_ns = stretch->from_ns,
            .stretch = index,
            .idle = stretch->kind == STRETCH_IDLE,
            .still = stretch_takes(stretch) == 0 && stretch->kind != STRETCH_END,
            .opens = i == 0,
        };
        if (i == 0) {
            column->begin = stretch->first;
            column->end = turn && columns_wide > 1 && stretch->start < stretch->end
                              ? stretch->start + 1
                              : stretch->end;
        } else if (i == 1 && turn) {
            column->begin = stretch->start < stretch->end ? stretch->start + 1 : stretch->end;
        }
    }
    return columns_wide;
}

// Columns of a run that is over, or has not come to its next stretch.
static uint32_t put_nothing(const Walk *walk, uint32_t columns_wide, RulerColumn *columns)
{
    const Ruler *ruler = walk->lane->ruler;
    bool over = walk->at >= walk->lane->end;
    uint64_t begin = over ? trace_length(ruler->trace) : stretch_at(walk)->first;
    for (uint32_t i = 0; i < columns_wide; i++) {
        columns[i] = (RulerColumn){.begin = begin, .end = begin, .stretch = walk->at};
    }
    return columns_wide;
}

static void put_lane(const RulerAxis *axis, const RulerLane *lane)
{
    Walk walk = {lane, lane->begin, false};
    uint32_t count = 0, wide = 0; // columns so far, and those of the stretch that goes on
    for (uint32_t i = 0; i < axis->count; i++) {
        const RulerSegment *segment = &axis->segments[i];
        uint32_t room = segment->width;
        uint32_t before = walk.at;
        if (segment->from_ns == segment->to_ns) {
            end_stretch(&walk, segment->from_ns);
        }
        if (walk.at != before) {
            count += put_stretch(lane->ruler, before, wide, lane->columns + count);
            wide = 0;
        }
        while (segment->from_ns == segment->to_ns && begins(&walk, segment->from_ns)) {
            uint32_t own = opening_width(&walk);
            own = own < room ? own : room;
            room -= own;
            before = walk.at;
            begin_stretch(&walk);
            if (walk.goes_on) {
                wide = own;
            } else {
                count += put_stretch(lane->ruler, before, own, lane->columns + count);
            }
        }
        if (walk.goes_on) {
            wide += room;
        } else {
            count += put_nothing(&walk, room, lane->columns + count);
        }
    }
    if (walk.goes_on) {
        put_stretch(lane->ruler, walk.at, wide, lane->columns + count);
    }
}

// The time of each column's left edge.
static void put_times(const RulerAxis *axis, RulerColumn *columns)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < axis->count; i++) {
        const RulerSegment *segment = &axis->segments[i];
        uint64_t takes = (uint64_t)(segment->to_ns - segment->from_ns);
        for (uint32_t j = 0; j < segment->width; j++) {
            columns[count++].from_ns =
                segment->from_ns + (int64_t)((unsigned __int128)takes * j / segment->width);
        }
    }
}

uint32_t ruler_axis_put(RulerAxis *axis, const RulerLane *lanes, int lane_count, bool in_proportion,
                        uint32_t width)
{
    uint32_t count = share_width(axis, in_proportion, width);
    for (int i = 0; i < lane_count; i++) {
        put_lane(axis, &lanes[i]);
        put_times(axis, lanes[i].columns);
    }
    return count;
}
