#include "ui/chart.h"

#include <string.h>

#include "explain/outline.h"
#include "explain/words.h"

enum { NS_PER_US = 1000, NS_PER_MS = 1000000 };

enum {
    INDENT = 2, // of a lane below the one that made it
    NAME_LEAST = 8,
    NAME_SHARE = 4, // of all columns names get one in so many at most
};

static const CanvasGlyph glyph_of[RULER_GLYPHS] = {
    [RULER_MADE] = CANVAS_GLYPH_MADE,           [RULER_RUNS] = CANVAS_GLYPH_RUNS,
    [RULER_READY] = CANVAS_GLYPH_READY,         [RULER_TIMER] = CANVAS_GLYPH_TIMER,
    [RULER_IO] = CANVAS_GLYPH_IO,               [RULER_WAIT] = CANVAS_GLYPH_WAIT,
    [RULER_BLOCKED] = CANVAS_GLYPH_BLOCKED,     [RULER_DONE] = CANVAS_GLYPH_DONE,
    [RULER_CANCELLED] = CANVAS_GLYPH_CANCELLED, [RULER_FAILED] = CANVAS_GLYPH_FAILED,
    [RULER_SEVERAL] = CANVAS_GLYPH_SEVERAL,
};

static const CanvasStyle style_of[RULER_GLYPHS] = {
    [RULER_MADE] = CANVAS_ENDED,      [RULER_RUNS] = CANVAS_RUNS,
    [RULER_READY] = CANVAS_READY,     [RULER_TIMER] = CANVAS_TIMER,
    [RULER_IO] = CANVAS_IO,           [RULER_LETTER] = CANVAS_WAITS,
    [RULER_WAIT] = CANVAS_WAITS,      [RULER_BLOCKED] = CANVAS_BLOCKED,
    [RULER_DONE] = CANVAS_ENDED,      [RULER_CANCELLED] = CANVAS_ENDED,
    [RULER_FAILED] = CANVAS_ERROR,    [RULER_SEVERAL] = CANVAS_SEVERAL,
};

// To what one reads on a ruler: milliseconds from a tenth of a second on, microseconds below.
static int64_t rounded(int64_t ns)
{
    int64_t unit = ns >= 100 * NS_PER_MS ? NS_PER_MS : ns >= 100 * NS_PER_US ? NS_PER_US : 1;
    return (ns + unit / 2) / unit * unit;
}

void chart_ruler(Canvas *canvas, int row, int column, const RulerColumn *columns, uint32_t count)
{
    int64_t labelled = -1;
    uint32_t label_end = 0;
    for (uint32_t i = 0; i < count; i++) {
        canvas_glyph(canvas, row, column + (int)i, CANVAS_RULE,
                     columns[i].still ? CANVAS_GLYPH_STILL : CANVAS_GLYPH_WAIT);
    }
    for (uint32_t i = 0; i < count; i++) {
        int64_t from_ns = columns[i].stretch_ns;
        bool first = i == 0;
        if (!columns[i].opens || (!first && (from_ns == labelled || i < label_end + 1))) {
            continue;
        }
        char label[WORDS_TIME_BYTES];
        words_short_seconds(label, rounded(from_ns));
        uint32_t width = (uint32_t)strlen(label);
        if (i + width > count) {
            continue;
        }
        canvas_text(canvas, row, column + (int)i, CANVAS_NORMAL, label);
        labelled = from_ns;
        label_end = i + width;
    }
}

static void draw_cell(Canvas *canvas, int row, int column, CanvasStyle style, RulerCell cell)
{
    if (cell.glyph == RULER_LETTER) {
        char letter[2] = {cell.letter, '\0'};
        canvas_text(canvas, row, column, style, letter);
    } else if (cell.glyph != RULER_NOTHING) {
        canvas_glyph(canvas, row, column, style, glyph_of[cell.glyph]);
    }
}

void chart_cell(Canvas *canvas, int row, int column, RulerCell cell)
{
    draw_cell(canvas, row, column, style_of[cell.glyph], cell);
}

void chart_future_cell(Canvas *canvas, int row, int column, RulerCell cell)
{
    draw_cell(canvas, row, column, CANVAS_FAINT, cell);
}

void chart_name(Canvas *canvas, int row, int column, int width, const Lanes *lanes, uint32_t lane,
                CanvasStyle style)
{
    const LaneName *name = &lanes->lanes[lane];
    int indent = INDENT * (int)name->depth;
    uint32_t ancestor = lane;
    for (int depth = (int)name->depth; depth > 0; depth--) {
        int at = column + INDENT * (depth - 1);
        bool last = lanes->lanes[ancestor].last_child;
        if (ancestor == lane) {
            canvas_glyph(canvas, row, at, CANVAS_RULE,
                         last ? CANVAS_GLYPH_LAST : CANVAS_GLYPH_BRANCH);
        } else if (!last) {
            canvas_glyph(canvas, row, at, CANVAS_RULE, CANVAS_GLYPH_UPRIGHT);
        }
        ancestor = lanes->lanes[ancestor].parent;
    }
    canvas_text_within(canvas, row, column + indent, width - indent, style, name->name,
                       strlen(name->name));
}

int chart_name_width(const Lanes *lanes)
{
    int widest = 0;
    for (uint32_t i = 0; i < lanes->shown; i++) {
        const LaneName *lane = &lanes->lanes[lanes->order[i]];
        int width = canvas_width(lane->name, strlen(lane->name)) + INDENT * (int)lane->depth;
        widest = width > widest ? width : widest;
    }
    return widest;
}

int chart_name_room(int widest, int columns)
{
    int most = columns / NAME_SHARE;
    int name = widest + 1 > most ? most : widest + 1;
    return name < NAME_LEAST ? NAME_LEAST : name;
}

// The call inside the bar that begins in column `from`, as far as the bar has come.
static void draw_call(Canvas *canvas, int row, int column, const Explain *explain, uint32_t lane,
                      const RulerColumn *columns, uint32_t count, uint32_t from, uint32_t drawn)
{
    uint32_t end = from;
    while (end < count && columns[end].stretch == columns[from].stretch) {
        end++;
    }
    uint64_t begins = trace_find_next(explain->trace, columns[from].begin,
                                      UINT64_C(1) << TRACE_BLOCK_BEGIN, lane);
    if (columns[from].merged > 0 || begins == UINT64_MAX) {
        return;
    }
    TraceEvent event = trace_event_at(explain->trace, begins);
    int room = (int)(end - from);
    Buffer text;
    buffer_init(&text);
    outline_call(explain, &event, room - 2 - 2, &text); // a blank and some of the bar on either side
    if (text.length > 0) {
        int at = (room - canvas_width(text.data, text.length)) / 2;
        canvas_enter(canvas, row, column + (int)from, 1, (int)(drawn - from));
        canvas_printf(canvas, 0, at - 1, CANVAS_NORMAL, " %s ", text.data);
        canvas_leave(canvas);
    }
    buffer_deinit(&text);
}

void chart_calls(Canvas *canvas, int row, int column, const Explain *explain, uint32_t lane,
                 const RulerColumn *columns, uint32_t count, const RulerCell *cells, uint32_t drawn)
{
    for (uint32_t i = 0; i < drawn;) {
        uint32_t end = i + 1;
        while (end < drawn && columns[end].stretch == columns[i].stretch &&
               cells[end].glyph == RULER_BLOCKED) {
            end++;
        }
        if (cells[i].glyph == RULER_BLOCKED) {
            draw_call(canvas, row, column, explain, lane, columns, count, i, end);
        }
        i = end;
    }
}
