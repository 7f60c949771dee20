#include "trace/ruler.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static Stretch *add(Ruler *ruler)
{
    if (ruler->count == ruler->capacity) {
        uint32_t wanted = ruler->capacity == 0 ? 64 : ruler->capacity * 2;
        Stretch *grown = realloc(ruler->stretches, wanted * sizeof *grown);
        if (grown == NULL) {
            abort();
        }
        ruler->stretches = grown;
        ruler->capacity = wanted;
    }
    return &ruler->stretches[ruler->count++];
}

// The state of the cutting: the stretch that is open, and where the next one's events begin.
typedef struct Cut {
    Ruler *ruler;
    bool open;
    bool loop_runs;
    Stretch now;
    uint64_t first;
    int64_t time_ns;
} Cut;

static void close_stretch(Cut *cut, const TraceEvent *event)
{
    if (!cut->open) {
        return;
    }
    cut->now.end = event->number;
    *add(cut->ruler) = cut->now;
    cut->open = false;
    cut->first = event->number;
}

static void open_stretch(Cut *cut, const TraceEvent *event, StretchKind kind, uint32_t holder)
{
    cut->now = (Stretch){
        .first = cut->first,
        .start = event->number,
        .from_ns = event->time_ns,
        .to_ns = event->time_ns,
        .holder = holder,
        .kind = kind,
    };
    cut->open = true;
}

static void clock_moved(Cut *cut, const TraceEvent *event)
{
    int64_t from = event->operand[TRACE_CLOCK_FROM];
    if (cut->open) {
        // the holder of the CPU took that time: its turn goes on in a stretch of its own
        uint32_t holder = cut->now.holder;
        cut->now.to_ns = event->time_ns;
        close_stretch(cut, event);
        open_stretch(cut, event, STRETCH_TURN, holder);
        return;
    }
    *add(cut->ruler) = (Stretch){
        .first = cut->first,
        .start = event->number,
        .end = event->number,
        .from_ns = from,
        .to_ns = event->time_ns,
        .holder = MOMENT_NOBODY,
        .kind = STRETCH_IDLE,
    };
    cut->first = event->number;
}

// Code outside tasks takes the CPU for its readers when it first does something that shows.
static void shows(Cut *cut, const TraceEvent *event)
{
    if (!cut->open && event->lane == 0) {
        open_stretch(cut, event, STRETCH_TURN, 0);
    }
}

static void cut_at(Cut *cut, const TraceEvent *event)
{
    switch (event->kind) {
    case TRACE_TASK_FIRST_STEP:
    case TRACE_TASK_RESUMED:
        close_stretch(cut, event);
        open_stretch(cut, event, STRETCH_TURN, event->lane);
        break;
    case TRACE_TASK_SUSPENDED:
    case TRACE_TASK_FINISHED:
    case TRACE_TASK_FAILED:
    case TRACE_TASK_CANCELLED:
        if (cut->open && cut->now.holder == event->lane) {
            close_stretch(cut, event);
        }
        break;
    case TRACE_BLOCK_BEGIN:
        shows(cut, event);
        close_stretch(cut, event);
        open_stretch(cut, event, STRETCH_BLOCK, event->lane);
        break;
    case TRACE_BLOCK_END:
        cut->now.to_ns = event->time_ns;
        close_stretch(cut, event);
        open_stretch(cut, event, STRETCH_TURN, event->lane);
        break;
    case TRACE_CLOCK_MOVED: clock_moved(cut, event); break;
    case TRACE_TURN:
    case TRACE_CALLBACK_RUN:
        if (cut->open && cut->now.holder == 0) {
            close_stretch(cut, event);
        }
        break;
    case TRACE_LOOP_BEGIN:
    case TRACE_PROGRAM_END: close_stretch(cut, event); break;
    case TRACE_OUTPUT:
    case TRACE_EXCEPTION_RAISED:
    case TRACE_EXCEPTION_CAUGHT:
    case TRACE_ACQUIRED:
    case TRACE_RELEASED:
    case TRACE_CLEARED:
    case TRACE_NOTIFIED:
    case TRACE_ARRIVED:
    case TRACE_QUEUE_PUT:
    case TRACE_QUEUE_GOT:
    case TRACE_CANCEL_REQUESTED: shows(cut, event); break;
    case TRACE_PROGRAM_BEGIN:
    case TRACE_LOOP_END:
    case TRACE_TASK_CREATED:
    case TRACE_TASK_RENAMED:
    case TRACE_TASK_READY:
    case TRACE_WAIT_PROGRESS:
    case TRACE_TIMER_SET:
    case TRACE_TIMER_FIRED:
    case TRACE_TIMER_CANCELLED:
    case TRACE_QUEUE_DONE:
    case TRACE_OBJECT_NAMED:
    case TRACE_WARNING:
    case TRACE_DEADLOCK:
    case TRACE_LIMIT: break;
    }
}

void ruler_init(Ruler *ruler, const Trace *trace)
{
    *ruler = (Ruler){.trace = trace};
    Cut cut = {.ruler = ruler};
    TraceCursor cursor = trace_cursor_at(trace, 0);
    TraceEvent event = {0};
    while (trace_cursor_next(&cursor, &event)) {
        cut_at(&cut, &event);
    }
    TraceEvent end = {.number = trace_length(trace), .time_ns = trace_end_ns(trace)};
    cut.now.to_ns = end.time_ns;
    close_stretch(&cut, &end);
    *add(ruler) = (Stretch){
        .first = cut.first,
        .start = end.number,
        .end = end.number,
        .from_ns = end.time_ns,
        .to_ns = end.time_ns,
        .holder = MOMENT_NOBODY,
        .kind = STRETCH_END,
    };
}

void ruler_deinit(Ruler *ruler)
{
    free(ruler->stretches);
    *ruler = (Ruler){0};
}

// ---- layout

// A window of stretches, and how they get their columns.
typedef struct Window {
    uint32_t begin, end; // stretches
    uint32_t group;      // stretches merged into one column, 1 for none
    uint32_t turn_width; // columns of a turn
} Window;

static int64_t duration(const Stretch *stretch)
{
    return stretch->to_ns - stretch->from_ns;
}

static uint32_t least_width(const Stretch *stretch, uint32_t turn_width)
{
    return stretch->kind == STRETCH_TURN ? turn_width : 1;
}

static uint64_t least_total(const Ruler *ruler, uint32_t begin, uint32_t end, uint32_t turn_width)
{
    uint64_t total = 0;
    for (uint32_t i = begin; i < end; i++) {
        total += least_width(&ruler->stretches[i], turn_width);
    }
    return total;
}

static uint32_t stretch_at(const Ruler *ruler, uint64_t position)
{
    uint32_t low = 0, high = ruler->count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (ruler->stretches[middle].first < position) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
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

// How many columns a stretch gets when the time of all has `room` columns.
static uint32_t width_of(const Stretch *stretch, uint32_t turn_width, uint64_t room, uint64_t total)
{
    uint32_t least = least_width(stretch, turn_width);
    int64_t takes = duration(stretch);
    if (takes == 0 || total == 0) {
        return least;
    }
    uint64_t share = (uint64_t)((unsigned __int128)(uint64_t)takes * room / total);
    if (stretch->kind == STRETCH_TURN) {
        return least + (uint32_t)share;
    }
    return share > least ? (uint32_t)share : least;
}

static uint64_t total_width(const Ruler *ruler, Window window, uint64_t room, uint64_t total)
{
    uint64_t sum = 0;
    for (uint32_t i = window.begin; i < window.end; i++) {
        sum += width_of(&ruler->stretches[i], window.turn_width, room, total);
    }
    return sum;
}

// The most room for time with which all stretches of the window fit.
static uint64_t fitting_room(const Ruler *ruler, Window window, uint64_t total, uint32_t width)
{
    uint64_t low = 0, high = width;
    while (low < high) {
        uint64_t middle = (low + high + 1) / 2;
        if (total_width(ruler, window, middle, total) <= width) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}

static uint32_t put_stretch(const Ruler *ruler, uint32_t index, uint32_t columns_wide,
                            RulerColumn *columns)
{
    const Stretch *stretch = &ruler->stretches[index];
    bool turn = stretch->kind == STRETCH_TURN;
    int64_t takes = duration(stretch);
    for (uint32_t i = 0; i < columns_wide; i++) {
        RulerColumn *column = &columns[i];
        *column = (RulerColumn){
            .begin = stretch->end,
            .end = stretch->end,
            .from_ns = stretch->from_ns +
                       (int64_t)((unsigned __int128)(uint64_t)takes * i / columns_wide),
            .stretch = index,
            .still = takes == 0 && stretch->kind != STRETCH_END,
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

static uint32_t put_merged(const Ruler *ruler, Window window, RulerColumn *columns)
{
    uint32_t count = 0;
    for (uint32_t i = window.begin; i < window.end; i += window.group) {
        uint32_t last = i + window.group - 1 < window.end ? i + window.group - 1 : window.end - 1;
        columns[count++] = (RulerColumn){
            .begin = ruler->stretches[i].first,
            .end = ruler->stretches[last].end,
            .from_ns = ruler->stretches[i].from_ns,
            .stretch = i,
            .merged = last - i,
            .still = ruler->stretches[i].from_ns == ruler->stretches[last].to_ns,
            .opens = true,
        };
    }
    return count;
}

// Columns of equal time over the window's time; each shows what begins in it.
static uint32_t put_by_time(const Ruler *ruler, Window window, RulerColumn *columns, uint32_t width)
{
    int64_t from = ruler->stretches[window.begin].from_ns;
    int64_t total = ruler->stretches[window.end - 1].to_ns - from;
    uint32_t at = window.begin;
    uint64_t reached = ruler->stretches[at].first;
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
        while (at < window.end && (ruler->stretches[at].from_ns < edge || i + 1 == width)) {
            reached = ruler->stretches[at].end;
            at++;
        }
        column->end = reached;
        column->merged = at > first ? at - first - 1 : 0;
        if (at == first) {
            column->stretch = at > window.begin ? at - 1 : at;
            column->opens = false;
        }
    }
    return width;
}

uint32_t ruler_layout(const Ruler *ruler, RulerKind kind, int zoom, uint64_t position,
                      RulerColumn *columns, uint32_t width)
{
    assert(width > 0);
    Window window = choose_window(ruler, zoom, position, width);
    if (kind == RULER_TIME) {
        return put_by_time(ruler, window, columns, width);
    }
    if (window.group > 1) {
        return put_merged(ruler, window, columns);
    }
    uint64_t total = 0;
    if (kind == RULER_OPENED) {
        for (uint32_t i = window.begin; i < window.end; i++) {
            total += (uint64_t)duration(&ruler->stretches[i]);
        }
    }
    uint64_t room = fitting_room(ruler, window, total, width);
    uint32_t count = 0;
    for (uint32_t i = window.begin; i < window.end; i++) {
        uint32_t wide = width_of(&ruler->stretches[i], window.turn_width, room, total);
        wide = count + wide > width ? width - count : wide;
        count += put_stretch(ruler, i, wide, &columns[count]);
    }
    return count;
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

static RulerCell ended_cell(const MomentLane *lane, const RulerColumn *column, RulerGlyph glyph)
{
    return (RulerCell){within(lane->ended, column) ? glyph : RULER_NOTHING, 0};
}

static RulerCell cell_of(const MomentLane *lane, const RulerColumn *column, bool several)
{
    bool made_here = within(lane->created, column);
    if (several && within(lane->resumed, column)) {
        return (RulerCell){RULER_SEVERAL, 0};
    }
    switch (lane->state) {
    case MOMENT_ABSENT:
    case MOMENT_LOOPS: return (RulerCell){RULER_NOTHING, 0};
    case MOMENT_RUNS: return (RulerCell){RULER_RUNS, 0};
    case MOMENT_READY: return (RulerCell){made_here ? RULER_MADE : RULER_READY, 0};
    case MOMENT_TIMER: return (RulerCell){RULER_TIMER, 0};
    case MOMENT_IO: return (RulerCell){RULER_IO, 0};
    case MOMENT_WAITS:
        return within(lane->since, column)
                   ? (RulerCell){RULER_LETTER, trace_reason_letter(lane->reason)}
                   : (RulerCell){RULER_WAIT, 0};
    case MOMENT_BLOCKED: return (RulerCell){RULER_BLOCKED, 0};
    case MOMENT_DONE: return ended_cell(lane, column, RULER_DONE);
    case MOMENT_CANCELLED: return ended_cell(lane, column, RULER_CANCELLED);
    case MOMENT_FAILED: return ended_cell(lane, column, RULER_FAILED);
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

void ruler_cells(Moments *moments, const RulerColumn *columns, uint32_t count, uint64_t position,
                 const uint32_t *lanes, uint32_t lane_count, RulerCell *cells, uint32_t *cpu)
{
    memset(cells, 0, (size_t)count * lane_count * sizeof *cells);
    for (uint32_t i = 0; i < count; i++) {
        cpu[i] = MOMENT_NOBODY;
        if (!has_begun(&columns[i], position)) {
            continue;
        }
        uint64_t end = columns[i].end < position ? columns[i].end : position;
        const Moment *moment = moments_at(moments, end);
        cpu[i] = holder_in(moment, &columns[i]);
        for (uint32_t l = 0; l < lane_count; l++) {
            if (lanes[l] < moment->lane_count) {
                cells[(size_t)l * count + i] =
                    cell_of(&moment->lanes[lanes[l]], &columns[i], cpu[i] == RULER_SEVERAL_HOLDERS);
            }
        }
    }
}
