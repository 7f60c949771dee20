#include "ui/screen.h"

#include <string.h>

#include "ui/pointer.h"
#include "ui/state.h"
#include "ui/view.h"

enum {
    LEAST_ROWS = 10,
    LEAST_COLUMNS = 40,
    ONE_PANE_BELOW = 60, // columns: program and output take turns
    WIDE = 110,          // columns: values and the loop have a column of their own
    TWO_HIGH = 16,       // rows: where both fit one above the other
    RULER_ROWS = 2,
    LANES_WANTED = 4,
    PROGRAM_LEAST = 3,
};

// Rows of each part, from top to bottom; titles are 0 or 1.
typedef struct Layout {
    int body_title, body; // program and output
    int timeline_title, timeline;
    int rule, sentence, keys;
} Layout;

ScreenTimeline screen_timeline_parts(int rows, int lanes)
{
    ScreenTimeline parts = {0};
    int left = rows - RULER_ROWS;
    int wanted = lanes < LANES_WANTED ? lanes : LANES_WANTED;
    int least = wanted < left ? wanted : left;
    if (left - least > 0) {
        parts.here = true;
        left--;
    }
    if (left - least > 0) {
        parts.legend = true;
        left--;
    }
    parts.lanes = left < 0 ? 0 : left;
    return parts;
}

int screen_lane_rows(const UiState *state)
{
    return state->detail >= STEP_CHAIN ? 2 : 1;
}

static bool take(int *left, int rows)
{
    if (*left < rows) {
        return false;
    }
    *left -= rows;
    return true;
}

// What matters most gets its rows first.
static Layout share(const UiState *state, int rows)
{
    int lanes = (int)state->lanes.shown * screen_lane_rows(state);
    Layout layout = {.timeline = RULER_ROWS + 1, .sentence = 1, .keys = 1};
    int left = rows - 1 - layout.timeline - layout.sentence - layout.keys;
    if (take(&left, 1 + PROGRAM_LEAST)) {
        layout.body_title = 1;
        layout.body = PROGRAM_LEAST;
    }
    layout.sentence += take(&left, 1);
    layout.timeline += take(&left, 1); // you are here
    layout.timeline_title = take(&left, 1);
    layout.rule = take(&left, 1);
    layout.timeline += take(&left, 1); // legend
    int wanted = LANES_WANTED * screen_lane_rows(state);
    int more = (lanes < wanted ? lanes : wanted) - 1;
    for (; more > 0 && left > 0; more--) {
        layout.timeline += take(&left, 1);
    }
    // beyond that the lanes get a third of what is left
    more = lanes - wanted;
    for (int most = left / 3; more > 0 && most > 0; more--, most--) {
        layout.timeline += take(&left, 1);
    }
    if (state->full && state->pane == UI_PANE_TIMELINE) {
        layout.timeline += layout.body + layout.body_title + left;
        layout.body = layout.body_title = left = 0;
    } else if (state->full) {
        layout.body += layout.timeline + layout.timeline_title + left;
        layout.timeline = layout.timeline_title = left = 0;
        layout.body_title = 1;
    }
    layout.body += layout.body_title ? left : 0;
    layout.timeline += layout.body_title ? 0 : left;
    return layout;
}

static void draw_view(const UiState *state, Canvas *canvas, const UiView *view, int row, int column,
                      int rows, int columns)
{
    if (rows <= 0 || columns <= 0) {
        return;
    }
    canvas_enter(canvas, row, column, rows, columns);
    view->draw(state, canvas, rows, columns);
    canvas_leave(canvas);
}

static void draw_title(Canvas *canvas, int row, int column, const UiView *view, bool focused)
{
    canvas_printf(canvas, row, column, focused ? CANVAS_CHOSEN : CANVAS_TITLE, " %s ", view->title);
}

static const UiView *beside(const UiState *state)
{
    switch (state->beside) {
    case UI_BESIDE_OUTPUT: return &view_output;
    case UI_BESIDE_VALUES: return &view_values;
    case UI_BESIDE_WHY: return &view_why;
    case UI_BESIDE_CRITICAL: return &view_critical;
    }
    return &view_output;
}

// Values and the loop, one above the other where both fit, under a title in `row`.
static void draw_third(const UiState *state, Canvas *canvas, int row, int column, int body,
                       int columns)
{
    int values = body >= TWO_HIGH ? (body - 1) / 2 : 0;
    if (values > 0) {
        draw_title(canvas, row, column + 3, &view_values, false);
        draw_view(state, canvas, &view_values, row + 1, column + 1, values, columns - 1);
        row += 1 + values;
        canvas_hline(canvas, row, column + 1, column + columns - 1);
        body -= 1 + values;
    }
    draw_title(canvas, row, column + 3, &view_loop, false);
    draw_view(state, canvas, &view_loop, row + 1, column + 1, body, columns - 1);
}

// What is beside the program, and below it the loop, where it is looked at and has no pane of its own.
static void draw_right(const UiState *state, Canvas *canvas, int row, int column, int body,
                       int columns, bool with_loop)
{
    enum { WITH_LOOP_LEAST = 8 };
    int loop = with_loop && state->detail >= STEP_LOOP && body >= WITH_LOOP_LEAST ? body / 2 : 0;
    int above = loop > 0 ? body - loop - 1 : body;
    draw_view(state, canvas, beside(state), row + 1, column + 1, above, columns - 1);
    if (loop > 0) {
        int at = row + 1 + above;
        canvas_hline(canvas, at, column + 1, column + columns - 1);
        draw_title(canvas, at, column + 3, &view_loop, false);
        draw_view(state, canvas, &view_loop, at + 1, column + 1, loop, columns - 1);
    }
}

static void draw_body(const UiState *state, Canvas *canvas, const Layout *layout, int row,
                      int columns)
{
    const UiView *right = beside(state);
    bool left_focus = state->pane == UI_PANE_PROGRAM, right_focus = state->pane == UI_PANE_OUTPUT;
    int below = row + 1 + layout->body;
    canvas_hline(canvas, row, 0, columns - 1);
    if (columns < ONE_PANE_BELOW || (state->full && state->pane != UI_PANE_TIMELINE)) {
        const UiView *one = right_focus || state->beside != UI_BESIDE_OUTPUT ? right : &view_program;
        draw_title(canvas, row, 2, one, left_focus || right_focus);
        draw_view(state, canvas, one, row + 1, 0, layout->body, columns);
        canvas_place(canvas, row, 0, layout->body + 1, columns, POINTER_PANE,
                     one == &view_program ? UI_PANE_PROGRAM : UI_PANE_OUTPUT);
        return;
    }
    bool wide = columns >= WIDE;
    int split = wide ? columns * 36 / 100 : columns * 42 / 80;
    int third = wide ? columns * 68 / 100 : columns;
    int last = layout->timeline_title ? below : below - 1;
    canvas_vline(canvas, split, row, last);
    draw_title(canvas, row, 2, &view_program, left_focus);
    draw_title(canvas, row, split + 3, right, right_focus);
    draw_view(state, canvas, &view_program, row + 1, 0, layout->body, split);
    canvas_place(canvas, row, 0, layout->body + 1, split, POINTER_PANE, UI_PANE_PROGRAM);
    canvas_place(canvas, row, split + 1, layout->body + 1, third - split - 1, POINTER_PANE,
                 UI_PANE_OUTPUT);
    draw_right(state, canvas, row, split, layout->body, third - split, !wide);
    if (wide) {
        canvas_vline(canvas, third, row, last);
        draw_third(state, canvas, row, third, layout->body, columns - third);
    }
}

// A long explanation takes the legend's row, then the rule's, so that nothing else moves.
static int borrowed_rows(const UiState *state, const Layout *layout, int columns)
{
    int lanes = (int)state->lanes.shown * screen_lane_rows(state);
    if (!layout->rule || !screen_timeline_parts(layout->timeline, lanes).legend) {
        return 0;
    }
    int lines = view_sentence_lines(state, columns, layout->sentence + 2);
    return lines > layout->sentence ? lines - layout->sentence : 0;
}

static void draw_main(const UiState *state, Canvas *canvas, int rows, int columns)
{
    Layout layout = share(state, rows);
    int row = 0;
    draw_view(state, canvas, &view_header, row++, 0, 1, columns);
    if (layout.timeline_title) {
        canvas_hline(canvas, row + layout.body_title + layout.body, 0, columns - 1);
    }
    if (layout.body_title) {
        draw_body(state, canvas, &layout, row, columns);
    }
    row += layout.body_title + layout.body;
    if (layout.timeline_title) {
        draw_title(canvas, row, 2, &view_timeline, false);
        int beside_title = 2 + (int)strlen(view_timeline.title) + 3;
        draw_view(state, canvas, &view_status, row++, beside_title, 1, columns - beside_title - 1);
    }
    canvas_place(canvas, row - layout.timeline_title, 0, layout.timeline + layout.timeline_title,
                 columns, POINTER_PANE, UI_PANE_TIMELINE);
    draw_view(state, canvas, &view_timeline, row, 0, layout.timeline, columns);
    row += layout.timeline;
    int sentence_at = row + layout.rule;
    int borrowed = borrowed_rows(state, &layout, columns);
    for (int i = 0; i < borrowed; i++) {
        canvas_blank(canvas, row - 1 + i, 0, columns, CANVAS_NORMAL);
    }
    if (layout.rule && borrowed < 2) {
        canvas_hline(canvas, row - borrowed, 0, columns - 1);
    }
    draw_view(state, canvas, &view_sentence, sentence_at - borrowed, 0, layout.sentence + borrowed,
              columns);
    draw_view(state, canvas, &view_keys, sentence_at + layout.sentence, 0, layout.keys, columns);
}

void ui_frame(const UiState *state, int rows, int columns, Canvas *canvas)
{
    canvas_reset(canvas, rows, columns);
    if (rows < LEAST_ROWS || columns < LEAST_COLUMNS) {
        static const char words[] = "awaitscope needs 40x10";
        canvas_text_within(canvas, 0, 0, columns, CANVAS_NORMAL, words, strlen(words));
        return;
    }
    if (state->screen == UI_SCREEN_HELP) {
        draw_view(state, canvas, &view_help, 0, 0, rows, columns);
        return;
    }
    if (state->screen == UI_SCREEN_COMPARE) {
        draw_view(state, canvas, &view_compare, 0, 0, rows, columns);
        return;
    }
    draw_main(state, canvas, rows, columns);
}
