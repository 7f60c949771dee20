#include "ui/chart.h"

#include <string.h>

#include "explain/words.h"

enum { INDENT = 2 }; // of a lane below the one that made it

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
        words_short_seconds(label, from_ns);
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
