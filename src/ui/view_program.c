// The source, folded to the lines where tasks stand and those around the one where it happens.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/search.h"
#include "ui/view.h"

enum { TAGS_MOST = 3, PRIORITIES_MOST = 512, UNFOLDED_AROUND = 60 };

// Which lanes stand on a line.
typedef struct Standing {
    uint32_t line;
    uint32_t lane;
} Standing;

typedef struct Pane {
    const UiState *state;
    const Moment *moment;
    uint32_t focus; // the line where it happens
    uint32_t *shown; // the lines that are shown, in order
    uint32_t count;
    uint32_t rows;
} Pane;

static bool stands(const UiState *state, const Moment *moment, uint32_t number)
{
    switch (moment->lanes[number].state) {
    case MOMENT_RUNS:
    case MOMENT_READY:
    case MOMENT_TIMER:
    case MOMENT_WAITS:
    case MOMENT_IO:
    case MOMENT_BLOCKED: return state->lanes.lanes[number].shown;
    case MOMENT_ABSENT:
    case MOMENT_LOOPS:
    case MOMENT_DONE:
    case MOMENT_CANCELLED:
    case MOMENT_FAILED: return false;
    }
    return false;
}

static bool is_shown(const Pane *pane, uint32_t line)
{
    for (uint32_t i = 0; i < pane->count; i++) {
        if (pane->shown[i] == line) {
            return true;
        }
    }
    return false;
}

// Rows that the shown lines take, with one for each fold between two of them.
static uint32_t rows_taken(const uint32_t *lines, uint32_t count)
{
    uint32_t rows = count;
    for (uint32_t i = 1; i < count; i++) {
        rows += lines[i] > lines[i - 1] + 1;
    }
    return rows;
}

// Shows one more line where that still fits. A fold of a single line shows the line instead.
static void show(Pane *pane, uint32_t line)
{
    if (line == 0 || line > pane->state->source.count || pane->count >= pane->rows ||
        is_shown(pane, line)) {
        return;
    }
    uint32_t at = pane->count;
    while (at > 0 && pane->shown[at - 1] > line) {
        pane->shown[at] = pane->shown[at - 1];
        at--;
    }
    pane->shown[at] = line;
    pane->count++;
    if (rows_taken(pane->shown, pane->count) > pane->rows) {
        memmove(pane->shown + at, pane->shown + at + 1,
                (pane->count - at - 1) * sizeof *pane->shown);
        pane->count--;
    }
}

static void choose_lines(Pane *pane)
{
    const Moment *moment = pane->moment;
    show(pane, pane->focus);
    for (uint32_t i = 0; i < moment->lane_count && i < PRIORITIES_MOST; i++) {
        if (stands(pane->state, moment, i)) {
            show(pane, moment->lanes[i].line);
        }
    }
    // the lines around the one where it happens: those of the same function first
    const SourceText *source = &pane->state->source;
    uint32_t block = source_text_enclosing(source, pane->focus);
    for (int pass = block == 0; pass < 2; pass++) {
        for (uint32_t distance = 1; distance < UNFOLDED_AROUND; distance++) {
            uint32_t above = pane->focus > distance ? pane->focus - distance : 0;
            uint32_t below = pane->focus + distance;
            if (pass == 1 || source_text_enclosing(source, above) == block) {
                show(pane, above);
            }
            if (pass == 1 || source_text_enclosing(source, below) == block) {
                show(pane, below);
            }
            if (distance == 1) {
                show(pane, block);
            }
        }
    }
    for (uint32_t line = 1; line <= pane->rows && line <= pane->state->source.count; line++) {
        show(pane, line);
    }
}

// Appends the tags of those who stand on a line: "b", "bc", "bc+".
static void tags_on(const Pane *pane, uint32_t line, char out[8])
{
    int count = 0;
    out[0] = '\0';
    for (uint32_t i = 0; i < pane->moment->lane_count; i++) {
        if (pane->moment->lanes[i].line != line || !stands(pane->state, pane->moment, i)) {
            continue;
        }
        if (count == TAGS_MOST - 1) {
            strcat(out, "+");
            return;
        }
        strncat(out, pane->state->lanes.lanes[i].tag, 1);
        count++;
    }
}

// What was searched for, over the line that has been drawn.
static void draw_found(const UiState *state, Canvas *canvas, int row, int column, int width,
                       const char *text, size_t length)
{
    size_t bytes = strlen(state->search), at = 0;
    const char *found;
    while ((found = search_in(text + at, length - at, state->search)) != NULL) {
        int before = canvas_width(text, (size_t)(found - text));
        if (before + canvas_width(found, bytes) >= width) {
            return;
        }
        canvas_text_within(canvas, row, column + before, width - before, CANVAS_FOUND, found, bytes);
        at = (size_t)(found - text) + bytes;
    }
}

static void draw_line(const Pane *pane, Canvas *canvas, int row, uint32_t line, int gutter,
                      int digits, int columns)
{
    const Moment *moment = pane->moment;
    uint32_t cpu = moment->cpu;
    bool runs = cpu != MOMENT_NOBODY && pane->state->lanes.lanes[cpu].shown &&
                moment->lanes[cpu].line == line;
    if (runs) {
        canvas_glyph(canvas, row, 0, CANVAS_RUNS, CANVAS_GLYPH_AT);
    }
    char tags[8];
    tags_on(pane, line, tags);
    canvas_text(canvas, row, 1, CANVAS_KEY, tags);
    CanvasStyle style = line == pane->focus ? CANVAS_CURRENT : CANVAS_NORMAL;
    canvas_printf(canvas, row, 1 + gutter, state_breaks_at(pane->state, line) ? CANVAS_ERROR : style,
                  "%*" PRIu32, digits, line);
    int at = 2 + gutter + digits;
    size_t length;
    const char *text = source_text_line(&pane->state->source, line, &length);
    if (line == pane->focus) {
        canvas_text_within(canvas, row, at, columns - at, style, text, length);
    } else {
        highlight_draw_line(&pane->state->highlight, &pane->state->source, line, canvas, row, at,
                            columns - at);
    }
    draw_found(pane->state, canvas, row, at, columns - at, text, length);
}

static void draw(const UiState *state, Canvas *canvas, int rows, int columns)
{
    Pane pane = {.state = state,
                 .moment = state_moment(state),
                 .focus = state_line(state),
                 .rows = (uint32_t)rows};
    if (state->source.count == 0 || rows <= 0) {
        return;
    }
    pane.shown = calloc((size_t)rows + 1, sizeof *pane.shown);
    if (pane.shown == NULL) {
        abort();
    }
    int scroll = state->scroll[UI_PANE_PROGRAM];
    bool folded = scroll == 0 && !(state->full && state->pane == UI_PANE_PROGRAM);
    if (folded) {
        choose_lines(&pane);
    } else {
        int64_t first = (int64_t)pane.focus - rows / 2 + scroll;
        int64_t last = (int64_t)state->source.count - rows + 1;
        first = first > last ? last : first;
        first = first < 1 ? 1 : first;
        for (int i = 0; i < rows; i++) {
            show(&pane, (uint32_t)first + (uint32_t)i);
        }
    }
    int digits = snprintf(NULL, 0, "%" PRIu32, state->source.count);
    digits = digits < 2 ? 2 : digits;
    int gutter = 2;
    for (uint32_t i = 0; i < pane.count; i++) {
        char tags[8];
        tags_on(&pane, pane.shown[i], tags);
        int needed = (int)strlen(tags) + 1;
        gutter = needed > gutter ? needed : gutter;
    }
    int row = 0;
    for (uint32_t i = 0; i < pane.count; i++) {
        if (i > 0 && pane.shown[i] > pane.shown[i - 1] + 1) {
            canvas_glyph(canvas, row++, 2 + gutter + digits, CANVAS_FAINT, CANVAS_GLYPH_FOLD);
        }
        draw_line(&pane, canvas, row++, pane.shown[i], gutter, digits, columns);
    }
    free(pane.shown);
}

const UiView view_program = {.title = "PROGRAM", .draw = draw};
