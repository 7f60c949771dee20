#include "trace/ruler.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "trace/index.h"
#include "trace/ruler_internal.h"

// Some stretches in a row, read from the trace.
typedef struct Reading {
    Stretch *items;
    uint32_t begin, count, capacity;
} Reading;

// The window that is laid out, and the block that was looked at last.
struct RulerReadings {
    Reading window, block;
};

static void keep(Reading *reading, const Stretch *stretch)
{
    if (reading->count == reading->capacity) {
        uint32_t wanted = reading->capacity == 0 ? 64 : reading->capacity * 2;
        Stretch *grown = realloc(reading->items, wanted * sizeof *grown);
        if (grown == NULL) {
            abort();
        }
        reading->items = grown;
        reading->capacity = wanted;
    }
    reading->items[reading->count++] = *stretch;
}

// The last block before which at most `stretch` stretches are closed: that one closes in it, or at
// the end of the trace.
static uint64_t block_of(const Ruler *ruler, uint64_t stretch)
{
    const Index *index = trace_index(ruler->trace);
    uint64_t low = 0, high = index->mark_count;
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;
        if (index_mark(index, middle)->stretches <= stretch) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

// Reads the stretches that close in a block; with the last one come those that the trace ends with.
static void read_block(const Ruler *ruler, uint64_t block, Reading *reading)
{
    const Index *index = trace_index(ruler->trace);
    const IndexMark *mark = index_mark(index, block);
    Cut cut = mark->cut;
    TraceCursor cursor = trace_cursor_at(ruler->trace, block * INDEX_BLOCK_EVENTS);
    uint64_t end = (block + 1) * INDEX_BLOCK_EVENTS;
    TraceEvent event;
    Stretch closed[2];
    reading->begin = reading->count == 0 ? (uint32_t)mark->stretches : reading->begin;
    while (cursor.next_number < end && trace_cursor_next(&cursor, &event)) {
        if (stretch_event(&cut, &event, closed)) {
            keep(reading, closed);
        }
    }
    if (block + 1 >= index->mark_count) {
        int last = stretch_finish(&cut, trace_length(ruler->trace), trace_end_ns(ruler->trace), closed);
        for (int i = 0; i < last; i++) {
            keep(reading, &closed[i]);
        }
    }
}

static bool has(const Reading *reading, uint32_t stretch)
{
    return stretch >= reading->begin && stretch - reading->begin < reading->count;
}

const Stretch *ruler_stretch(const Ruler *ruler, uint32_t stretch)
{
    RulerReadings *readings = ruler->readings;
    if (has(&readings->window, stretch)) {
        return &readings->window.items[stretch - readings->window.begin];
    }
    if (!has(&readings->block, stretch)) {
        readings->block.count = 0;
        read_block(ruler, block_of(ruler, stretch), &readings->block);
    }
    assert(has(&readings->block, stretch));
    return &readings->block.items[stretch - readings->block.begin];
}

void ruler_read(const Ruler *ruler, uint32_t begin, uint32_t end)
{
    Reading *window = &ruler->readings->window;
    if (has(window, begin) && has(window, end - 1)) {
        return;
    }
    window->count = 0;
    uint32_t next = begin;
    while (next < end) {
        read_block(ruler, block_of(ruler, next), window);
        next = window->begin + window->count;
    }
}

void ruler_init(Ruler *ruler, const Trace *trace)
{
    const Index *index = trace_index(trace);
    Stretch last[2];
    int more = stretch_finish(&index->now.cut, trace_length(trace), trace_end_ns(trace), last);
    *ruler = (Ruler){.trace = trace, .count = (uint32_t)index->now.stretches + (uint32_t)more};
    ruler->readings = calloc(1, sizeof *ruler->readings);
    if (ruler->readings == NULL) {
        abort();
    }
}

void ruler_deinit(Ruler *ruler)
{
    free(ruler->readings->window.items);
    free(ruler->readings->block.items);
    free(ruler->readings);
    *ruler = (Ruler){0};
}

// ---- layout

// A window of stretches, and how they get their columns.
typedef struct Window {
    uint32_t begin, end; // stretches
    uint32_t group;      // stretches merged into one column, 1 for none
    uint32_t turn_width; // columns of a turn
} Window;

static uint64_t least_total(const Ruler *ruler, uint32_t begin, uint32_t end, uint32_t turn_width)
{
    uint64_t total = 0;
    for (uint32_t i = begin; i < end; i++) {
        total += ruler_least_width(ruler_stretch(ruler, i), turn_width);
    }
    return total;
}

// The last stretch that begins before `position`, or the first.
static uint32_t stretch_at(const Ruler *ruler, uint64_t position)
{
    const Index *index = trace_index(ruler->trace);
    uint64_t block = position == 0 ? 0 : (position - 1) / INDEX_BLOCK_EVENTS;
    uint32_t at = (uint32_t)index_mark(index, block)->stretches;
    while (at + 1 < ruler->count && ruler_stretch(ruler, at + 1)->first < position) {
        at++;
    }
    return at < ruler->count ? at : ruler->count - 1;
}

static Window choose_window(const Ruler *ruler, int zoom, uint64_t position, uint32_t width)
{
    uint32_t count = ruler->count;
    bool whole = count <= width;
    uint64_t shown = whole ? count : (uint64_t)width * 2 / 3 + 1;
    if (zoom > 0) {
        shown >>= zoom < 31 ? zoom : 31;
        shown = shown < 4 ? 4 : shown;
    } else if (zoom < 0) {
        shown = shown << (zoom > -31 ? -zoom : 31);
    }
    shown = shown > count ? count : shown;
    Window window = {.group = 1, .turn_width = 1};
    window.group = (uint32_t)((shown + width - 1) / width);
    if (shown < count) {
        // a page that begins before the stretch in question, so that small steps do not scroll
        uint32_t half = (uint32_t)(shown / 2 == 0 ? 1 : shown / 2);
        uint32_t page = stretch_at(ruler, position) / half;
        window.begin = page == 0 ? 0 : (page - 1) * half;
        if (window.begin + shown > count) {
            window.begin = count - (uint32_t)shown;
        }
    }
    window.end = window.begin + (uint32_t)shown;
    if (window.group == 1 && least_total(ruler, window.begin, window.end, 2) <= width) {
        window.turn_width = 2;
    }
    return window;
}

static uint32_t put_merged(const Ruler *ruler, Window window, RulerColumn *columns)
{
    uint32_t count = 0;
    for (uint32_t i = window.begin; i < window.end; i += window.group) {
        uint32_t last = i + window.group - 1 < window.end ? i + window.group - 1 : window.end - 1;
        const Stretch first = *ruler_stretch(ruler, i);
        const Stretch *end = ruler_stretch(ruler, last);
        columns[count++] = (RulerColumn){
            .begin = first.first,
            .end = end->end,
            .from_ns = first.from_ns,
            .stretch_ns = first.from_ns,
            .stretch = i,
            .merged = last - i,
            .still = first.from_ns == end->to_ns,
            .opens = true,
        };
    }
    return count;
}

// Columns of equal time; each shows what begins in it.
static uint32_t put_by_time(const Ruler *ruler, Window window, int64_t from, int64_t total,
                            RulerColumn *columns, uint32_t width)
{
    uint32_t at = window.begin;
    uint64_t reached = ruler_stretch(ruler, at)->first;
    for (uint32_t i = 0; i < width; i++) {
        int64_t edge = from + (int64_t)((unsigned __int128)(uint64_t)total * (i + 1) / width);
        RulerColumn *column = &columns[i];
        *column = (RulerColumn){
            .begin = reached,
            .from_ns = from + (int64_t)((unsigned __int128)(uint64_t)total * i / width),
            .stretch = at,
            .opens = true,
        };
        uint32_t first = at;
        while (at < window.end && (ruler_stretch(ruler, at)->from_ns < edge || i + 1 == width)) {
            reached = ruler_stretch(ruler, at)->end;
            at++;
        }
        column->end = reached;
        column->merged = at > first ? at - first - 1 : 0;
        if (at == first) {
            column->stretch = at > window.begin ? at - 1 : at;
            column->opens = false;
        }
        const Stretch *shown = ruler_stretch(ruler, column->stretch);
        column->stretch_ns = shown->from_ns;
        column->idle = shown->kind == STRETCH_IDLE;
    }
    return width;
}

// ---- many events in a column: edges at glances or checkpoints, so that nothing needs to be folded

// The window in events and in the ruler's measure: stretches, or time.
typedef struct Span {
    uint64_t begin, end;
    uint64_t from, to;
} Span;

static Span span_of(const Ruler *ruler, Window window, bool by_time)
{
    const Stretch first = *ruler_stretch(ruler, window.begin);
    const Stretch *last = ruler_stretch(ruler, window.end - 1);
    Span span = {first.first, last->end, window.begin, window.end};
    if (by_time) {
        span.from = (uint64_t)first.from_ns;
        span.to = (uint64_t)last->to_ns;
    }
    return span;
}

// Where columns meet.
typedef struct Edge {
    uint64_t position;
    uint32_t stretches;
    int64_t time_ns;
    uint32_t glance; // its number plus 1; 0: it is at none
} Edge;

static Edge glance_edge(const Index *index, uint64_t glance)
{
    const IndexGlance *g = &index->glances[glance];
    return (Edge){g->position, g->stretches, g->time_ns, (uint32_t)glance + 1};
}

// The first glance at which the measure has reached `value`; how many there are when it does nowhere.
static uint64_t glance_reaching(const Index *index, bool by_time, uint64_t value)
{
    uint64_t low = 0, high = index->glance_count;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        const IndexGlance *glance = &index->glances[middle];
        if ((by_time ? (uint64_t)glance->time_ns : glance->stretches) < value) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

// The last glance at or before `position`, as an edge; the position itself where there is none.
static Edge edge_before(const Ruler *ruler, uint64_t position)
{
    const Index *index = trace_index(ruler->trace);
    uint64_t low = 0, high = index->glance_count;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (index->glances[middle].position <= position) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == 0) {
        return (Edge){.position = 0};
    }
    return glance_edge(index, low - 1);
}

// The edge nearest to where the measure reaches `value`, at a checkpoint or else at a glance.
static Edge edge_reaching(const Ruler *ruler, bool by_time, bool checkpoints, uint64_t value)
{
    const Index *index = trace_index(ruler->trace);
    uint64_t glance = glance_reaching(index, by_time, value);
    if (glance == index->glance_count) {
        return (Edge){trace_length(ruler->trace), (uint32_t)index->now.stretches,
                      index->now.time_ns, 0};
    }
    if (!checkpoints) {
        return glance_edge(index, glance);
    }
    uint64_t position = index_last_checkpoint(ruler->trace, index->glances[glance].position);
    const IndexMark *mark = index_mark(index, position / INDEX_BLOCK_EVENTS);
    return (Edge){position, (uint32_t)mark->stretches, mark->time_ns, 0};
}

// How dense the events are in a window of columns.
typedef enum Density {
    DENSITY_SINGLE,     // edges where stretches meet
    DENSITY_GLANCES,    // edges at glances
    DENSITY_CHECKPOINTS // edges at checkpoints
} Density;

static Density density_of(const Ruler *ruler, Span span, uint32_t width)
{
    const Index *index = trace_index(ruler->trace);
    uint64_t each = (span.end - span.begin) / width;
    uint32_t lanes = trace_tasks(ruler->trace) + 1;
    if (!index->follows || index->glance_count == 0 || each < index_glance_spacing(lanes)) {
        return DENSITY_SINGLE;
    }
    return each < 2 * index_spacing(lanes) ? DENSITY_GLANCES : DENSITY_CHECKPOINTS;
}

static uint32_t put_dense(const Ruler *ruler, Span span, bool by_time, bool checkpoints,
                          RulerColumn *columns, uint32_t width)
{
    Edge before = edge_before(ruler, span.begin);
    int64_t time_ns = by_time ? (int64_t)span.from : before.time_ns;
    for (uint32_t i = 0; i < width; i++) {
        uint64_t value =
            span.from + (uint64_t)((unsigned __int128)(span.to - span.from) * (i + 1) / width);
        Edge after = edge_reaching(ruler, by_time, checkpoints, value);
        if (after.position < before.position) {
            after = before;
        }
        if (i + 1 == width && after.position < span.end) {
            after = (Edge){span.end, (uint32_t)span.to, trace_end_ns(ruler->trace), 0};
        }
        uint32_t stretches = after.stretches - before.stretches;
        columns[i] = (RulerColumn){
            .begin = before.position,
            .end = after.position,
            .from_ns = time_ns,
            .stretch_ns = time_ns,
            .stretch = before.stretches,
            .merged = stretches > 0 ? stretches - 1 : 0,
            .still = before.time_ns == after.time_ns,
            .opens = after.position > before.position,
            .glance_begin = before.glance,
            .glance_end = checkpoints ? 0 : after.glance,
        };
        before = after;
        time_ns = by_time ? (int64_t)value : after.time_ns;
    }
    return width;
}

uint32_t ruler_layout(const Ruler *ruler, RulerKind kind, int zoom, uint64_t position,
                      RulerColumn *columns, uint32_t width)
{
    assert(width > 0);
    Window window = choose_window(ruler, zoom, position, width);
    Span span = span_of(ruler, window, kind == RULER_TIME);
    Density density = density_of(ruler, span, width);
    if ((window.group > 1 || kind == RULER_TIME) && density != DENSITY_SINGLE) {
        return put_dense(ruler, span, kind == RULER_TIME, density == DENSITY_CHECKPOINTS, columns,
                         width);
    }
    if (window.group == 1 || kind == RULER_TIME) {
        ruler_read(ruler, window.begin, window.end);
    }
    if (kind == RULER_TIME) {
        return put_by_time(ruler, window, (int64_t)span.from, (int64_t)(span.to - span.from),
                           columns, width);
    }
    if (window.group > 1) {
        return put_merged(ruler, window, columns);
    }
    RulerLane lane = {ruler, window.begin, window.end, window.turn_width, columns};
    RulerAxis axis;
    ruler_axis_init(&axis, &lane, 1);
    uint32_t count = ruler_axis_put(&axis, &lane, 1, kind == RULER_OPENED, width);
    ruler_axis_deinit(&axis);
    return count;
}

// The first stretch that is not over at a time.
static uint32_t stretch_after(const Ruler *ruler, int64_t time_ns)
{
    uint32_t low = 0, high = ruler->count - 1;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (ruler_stretch(ruler, middle)->to_ns < time_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

void ruler_put_span(const Ruler *ruler, int64_t from_ns, int64_t to_ns, RulerColumn *columns,
                    uint32_t width)
{
    Window window = {.begin = stretch_after(ruler, from_ns), .group = 1};
    window.end = stretch_after(ruler, to_ns) + 1;
    if (to_ns >= trace_end_ns(ruler->trace)) {
        window.end = ruler->count;
    }
    Span span = span_of(ruler, window, true);
    span.from = (uint64_t)from_ns;
    span.to = (uint64_t)to_ns;
    Density density = density_of(ruler, span, width);
    if (density != DENSITY_SINGLE) {
        put_dense(ruler, span, true, density == DENSITY_CHECKPOINTS, columns, width);
        return;
    }
    ruler_read(ruler, window.begin, window.end);
    put_by_time(ruler, window, from_ns, to_ns - from_ns, columns, width);
}

static bool has_begun(const RulerColumn *column, uint64_t position)
{
    return column->begin < position;
}

uint32_t ruler_column_at(const RulerColumn *columns, uint32_t count, uint64_t position)
{
    uint32_t found = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (has_begun(&columns[i], position)) {
            found = i;
        }
    }
    return found;
}

static bool within(uint64_t event, const RulerColumn *column)
{
    return event != MOMENT_NEVER && event >= column->begin && event < column->end;
}

// What a column shows of a lane: its state at the end, and what happened in the column.
typedef struct Shown {
    MomentState state;
    TraceReason reason;
    bool made, resumed, changed;
} Shown;

static Shown shown_of(const MomentLane *lane, const RulerColumn *column)
{
    return (Shown){lane->state, lane->reason, within(lane->created, column),
                   within(lane->resumed, column), within(lane->since, column)};
}

static RulerCell ended_cell(const Shown *shown, RulerGlyph glyph)
{
    return (RulerCell){shown->changed ? glyph : RULER_NOTHING, 0};
}

static RulerCell cell_of(const Shown *shown, bool several)
{
    if (several && shown->resumed) {
        return (RulerCell){RULER_SEVERAL, 0};
    }
    switch (shown->state) {
    case MOMENT_ABSENT:
    case MOMENT_LOOPS: return (RulerCell){RULER_NOTHING, 0};
    case MOMENT_RUNS: return (RulerCell){RULER_RUNS, 0};
    case MOMENT_READY: return (RulerCell){shown->made ? RULER_MADE : RULER_READY, 0};
    case MOMENT_TIMER: return (RulerCell){RULER_TIMER, 0};
    case MOMENT_IO: return (RulerCell){RULER_IO, 0};
    case MOMENT_WAITS:
        return shown->changed ? (RulerCell){RULER_LETTER, trace_reason_letter(shown->reason)}
                              : (RulerCell){RULER_WAIT, 0};
    case MOMENT_BLOCKED: return (RulerCell){RULER_BLOCKED, 0};
    case MOMENT_DONE: return ended_cell(shown, RULER_DONE);
    case MOMENT_CANCELLED: return ended_cell(shown, RULER_CANCELLED);
    case MOMENT_FAILED: return ended_cell(shown, RULER_FAILED);
    }
    return (RulerCell){RULER_NOTHING, 0};
}

// Whether more than one lane had the CPU in the column's events.
static uint32_t holder_in(const Moment *moment, const RulerColumn *column)
{
    if (column->merged == 0) {
        return moment->cpu;
    }
    uint32_t holder = moment->cpu;
    for (uint32_t i = 0; i < moment->lane_count; i++) {
        if (within(moment->lanes[i].resumed, column) && i != holder) {
            if (holder != MOMENT_NOBODY) {
                return RULER_SEVERAL_HOLDERS;
            }
            holder = i;
        }
    }
    return holder;
}

// ---- columns that end at a glance

// What the glances of a column say of a lane, all together; 0 for a lane that is not there yet.
static unsigned glances_of(const Index *index, const RulerColumn *column, uint32_t lane)
{
    unsigned happened = 0, state = 0;
    for (uint32_t g = column->glance_begin; g < column->glance_end; g++) {
        const IndexGlance *glance = &index->glances[g];
        if (lane < glance->lane_count) {
            unsigned code = (unsigned char)index->glance_lanes.data[glance->offset + lane];
            happened |= code & ~(unsigned)INDEX_STATE;
        }
    }
    const IndexGlance *last = &index->glances[column->glance_end - 1];
    if (lane < last->lane_count) {
        state = (unsigned char)index->glance_lanes.data[last->offset + lane] & INDEX_STATE;
    }
    return happened | state;
}

static uint32_t holder_glanced(const Index *index, const RulerColumn *column)
{
    const IndexGlance *last = &index->glances[column->glance_end - 1];
    uint32_t holder = last->cpu;
    if (column->merged == 0) {
        return holder;
    }
    for (uint32_t lane = 0; lane < last->lane_count; lane++) {
        if ((glances_of(index, column, lane) & INDEX_RESUMED) != 0 && lane != holder) {
            if (holder != MOMENT_NOBODY) {
                return RULER_SEVERAL_HOLDERS;
            }
            holder = lane;
        }
    }
    return holder;
}

static RulerCell glanced_cell(const Index *index, const RulerColumn *column, uint32_t lane,
                              bool several)
{
    unsigned code = glances_of(index, column, lane);
    unsigned state = code & INDEX_STATE;
    bool waits = state >= INDEX_REASONS;
    Shown shown = {waits ? MOMENT_WAITS : (MomentState)state,
                   waits ? (TraceReason)(state - INDEX_REASONS) : TRACE_REASON_YIELD,
                   (code & INDEX_CREATED) != 0, (code & INDEX_RESUMED) != 0,
                   (code & INDEX_CHANGED) != 0};
    return cell_of(&shown, several);
}

void ruler_cells(Moments *moments, const RulerColumn *columns, uint32_t count, uint64_t position,
                 const uint32_t *lanes, uint32_t lane_count, RulerCell *cells, uint32_t *cpu)
{
    const Index *index = trace_index(moments_trace(moments));
    memset(cells, 0, (size_t)count * lane_count * sizeof *cells);
    for (uint32_t i = 0; i < count; i++) {
        const RulerColumn *column = &columns[i];
        cpu[i] = MOMENT_NOBODY;
        if (!has_begun(column, position)) {
            continue;
        }
        if (column->glance_end != 0 && column->end <= position) {
            cpu[i] = holder_glanced(index, column);
            for (uint32_t l = 0; l < lane_count; l++) {
                cells[(size_t)l * count + i] =
                    glanced_cell(index, column, lanes[l], cpu[i] == RULER_SEVERAL_HOLDERS);
            }
            continue;
        }
        uint64_t end = column->end < position ? column->end : position;
        const Moment *moment = moments_at(moments, end);
        cpu[i] = holder_in(moment, column);
        for (uint32_t l = 0; l < lane_count; l++) {
            if (lanes[l] < moment->lane_count) {
                Shown shown = shown_of(&moment->lanes[lanes[l]], column);
                cells[(size_t)l * count + i] = cell_of(&shown, cpu[i] == RULER_SEVERAL_HOLDERS);
            }
        }
    }
}

// What a lane that goes on as it is shows in the next column.
static RulerCell next_cell(RulerCell cell)
{
    switch (cell.glyph) {
    case RULER_MADE: return (RulerCell){RULER_READY, 0};
    case RULER_LETTER: return (RulerCell){RULER_WAIT, 0};
    case RULER_DONE:
    case RULER_CANCELLED:
    case RULER_FAILED:
    case RULER_SEVERAL: return (RulerCell){RULER_NOTHING, 0};
    case RULER_NOTHING:
    case RULER_RUNS:
    case RULER_READY:
    case RULER_TIMER:
    case RULER_IO:
    case RULER_WAIT:
    case RULER_BLOCKED: return cell;
    }
    return cell;
}

void ruler_carry(const Ruler *ruler, const RulerColumn *columns, uint32_t count, uint64_t position,
                 uint32_t here, uint32_t lane_count, RulerCell *cells, uint32_t *cpu)
{
    uint32_t last = ruler_column_at(columns, count, position);
    const RulerColumn *from = &columns[last];
    uint32_t stretch = from->stretch + from->merged;
    if (!has_begun(from, position) || position == trace_length(ruler->trace) ||
        stretch >= ruler->count || stretch_takes(ruler_stretch(ruler, stretch)) == 0) {
        return;
    }
    for (uint32_t i = last + 1; i < count && i <= here && columns[i].stretch == stretch; i++) {
        cpu[i] = cpu[i - 1] == RULER_SEVERAL_HOLDERS ? MOMENT_NOBODY : cpu[i - 1];
        for (uint32_t l = 0; l < lane_count; l++) {
            RulerCell *cell = &cells[(size_t)l * count + i];
            *cell = next_cell(cell[-1]);
        }
    }
}
