// One ruler for several runs: equal times in equal columns.
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "trace/ruler_internal.h"

enum {
    STRETCHES_MOST = 1 << 14, // of a run; with more, time is in proportion
    SHOWN_LEAST = 4,          // columns that zooming in leaves
    ZOOM_MOST = 31,
};

// What is shown, of which the layouts below make columns.
typedef struct Common {
    RulerLane lanes[RULER_RUNS_MOST];
    int count;
    uint32_t width;
    int zoom;
    int64_t time_ns; // of the cursor
} Common;

static uint64_t zoomed(uint64_t shown, int zoom)
{
    if (zoom >= 0) {
        return shown >> (zoom < ZOOM_MOST ? zoom : ZOOM_MOST);
    }
    return shown << (zoom > -ZOOM_MOST ? -zoom : ZOOM_MOST);
}

// Where a part of `whole` begins that has `here` in it: pages, so that small steps do not scroll.
static uint64_t page_begin(uint64_t whole, uint64_t shown, uint64_t here)
{
    uint64_t half = shown / 2 == 0 ? 1 : shown / 2;
    uint64_t page = here / half;
    uint64_t begin = page == 0 ? 0 : (page - 1) * half;
    return begin + shown > whole ? whole - shown : begin;
}

// Each column has the label and the look of whichever run has something to say there.
static void agree(const Common *common, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        bool opens = false, still = false;
        int64_t stretch_ns = INT64_MAX;
        for (int r = 0; r < common->count; r++) {
            const RulerColumn *column = &common->lanes[r].columns[i];
            still |= column->still;
            if (column->opens) {
                opens = true;
                stretch_ns = column->stretch_ns < stretch_ns ? column->stretch_ns : stretch_ns;
            }
        }
        for (int r = 0; r < common->count; r++) {
            RulerColumn *column = &common->lanes[r].columns[i];
            column->still = still;
            column->opens = opens;
            column->stretch_ns = opens ? stretch_ns : column->stretch_ns;
        }
    }
}

static uint32_t lay_by_time(const Common *common)
{
    int64_t end_ns = 0;
    for (int i = 0; i < common->count; i++) {
        int64_t own = trace_end_ns(common->lanes[i].ruler->trace);
        end_ns = own > end_ns ? own : end_ns;
    }
    int64_t from_ns = 0, to_ns = end_ns;
    if (common->zoom > 0 && end_ns > 0) {
        uint64_t shown = zoomed((uint64_t)end_ns, common->zoom);
        shown = shown < common->width ? common->width : shown;
        shown = shown > (uint64_t)end_ns ? (uint64_t)end_ns : shown;
        from_ns = (int64_t)page_begin((uint64_t)end_ns, shown, (uint64_t)common->time_ns);
        to_ns = from_ns + (int64_t)shown;
    }
    for (int i = 0; i < common->count; i++) {
        ruler_put_span(common->lanes[i].ruler, from_ns, to_ns, common->lanes[i].columns, common->width);
    }
    return common->width;
}

// Cuts the axis down to the segments that are shown.
static void choose_segments(RulerAxis *axis, const Common *common)
{
    uint64_t whole = ruler_axis_least(axis), before = 0;
    uint64_t shown = whole <= common->width ? whole : (uint64_t)common->width * 2 / 3 + 1;
    shown = zoomed(shown, common->zoom);
    shown = shown < SHOWN_LEAST ? SHOWN_LEAST : shown;
    if (shown >= whole) {
        return;
    }
    uint32_t here = 0;
    for (uint32_t i = 0; i < axis->count && axis->segments[i].from_ns <= common->time_ns; i++) {
        here = i;
    }
    for (uint32_t i = 0; i < here; i++) {
        before += axis->segments[i].least;
    }
    uint64_t begin = page_begin(whole, shown, before), at = 0;
    for (uint32_t i = 0; i < axis->count; i++) {
        RulerSegment *segment = &axis->segments[i];
        segment->hidden = i != here && (at + segment->least <= begin || at >= begin + shown);
        at += segment->least;
        if (segment->hidden) {
            segment->least = 0;
        }
    }
}

// Several columns of a wider layout as one.
static RulerColumn merged(const RulerColumn *columns, uint32_t count)
{
    RulerColumn one = columns[0];
    uint32_t last = one.stretch;
    for (uint32_t i = 1; i < count; i++) {
        one.end = columns[i].end;
        one.idle &= columns[i].idle;
        one.still &= columns[i].still;
        if (columns[i].opens && !one.opens) {
            one.opens = true;
            one.stretch_ns = columns[i].stretch_ns;
        }
        last = columns[i].stretch;
    }
    one.merged = last - one.stretch;
    return one;
}

// Lays out more columns than there is room for, and merges some.
static uint32_t lay_merged(const Common *common, RulerAxis *axis, uint32_t wide)
{
    uint32_t group = (wide + common->width - 1) / common->width;
    uint32_t count = 0;
    Common wider = *common;
    for (int r = 0; r < common->count; r++) {
        wider.lanes[r].columns = calloc(wide, sizeof(RulerColumn));
        if (wider.lanes[r].columns == NULL) {
            abort();
        }
    }
    ruler_axis_put(axis, wider.lanes, wider.count, false, wide);
    agree(&wider, wide);
    for (uint32_t i = 0; i < wide; i += group) {
        uint32_t some = wide - i < group ? wide - i : group;
        for (int r = 0; r < common->count; r++) {
            common->lanes[r].columns[count] = merged(wider.lanes[r].columns + i, some);
        }
        count++;
    }
    for (int r = 0; r < common->count; r++) {
        free(wider.lanes[r].columns);
    }
    return count;
}

// Two columns for each turn where that leaves room, else one.
static void cut_time(Common *common, RulerAxis *axis)
{
    for (uint32_t turn_width = 2; turn_width > 0; turn_width--) {
        for (int i = 0; i < common->count; i++) {
            common->lanes[i].turn_width = turn_width;
        }
        ruler_axis_init(axis, common->lanes, common->count);
        choose_segments(axis, common);
        if (ruler_axis_least(axis) <= common->width || turn_width == 1) {
            return;
        }
        ruler_axis_deinit(axis);
    }
}

uint32_t ruler_layout_common(const Ruler *const *rulers, int count, RulerKind kind, int zoom,
                             int64_t time_ns, RulerColumn *const *columns, uint32_t width)
{
    assert(width > 0 && count > 0 && count <= RULER_RUNS_MOST);
    Common common = {.count = count, .width = width, .zoom = zoom, .time_ns = time_ns};
    bool many = false;
    for (int i = 0; i < count; i++) {
        common.lanes[i] =
            (RulerLane){.ruler = rulers[i], .end = rulers[i]->count, .columns = columns[i]};
        many |= rulers[i]->count > STRETCHES_MOST;
    }
    uint32_t laid;
    if (kind == RULER_TIME || many) {
        laid = lay_by_time(&common);
    } else {
        for (int i = 0; i < count; i++) {
            ruler_read(rulers[i], 0, rulers[i]->count);
        }
        RulerAxis axis;
        cut_time(&common, &axis);
        uint64_t wide = ruler_axis_least(&axis);
        laid = wide > width ? lay_merged(&common, &axis, (uint32_t)wide)
                            : ruler_axis_put(&axis, common.lanes, count, kind == RULER_OPENED, width);
        ruler_axis_deinit(&axis);
    }
    agree(&common, laid);
    return laid;
}
