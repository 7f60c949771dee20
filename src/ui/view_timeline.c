// The ruler, the CPU strip, a lane for each task, and where we are.
#include <stdlib.h>

#include "ui/chart.h"
#include "ui/pointer.h"
#include "ui/screen.h"
#include "ui/timeline.h"
#include "ui/view.h"

enum { NARROW = 60 }; // columns: below, lanes have no words

static void share_width(Timeline *timeline)
{
    int widest = chart_name_width(&timeline->state->lanes);
    timeline->words_at = TIMELINE_NAME_COLUMN + chart_name_room(widest, timeline->columns);
    timeline->chart_at =
        timeline->words_at + (timeline->columns < NARROW ? 0 : TIMELINE_WORDS_WIDTH);
}

// Keeps the lane that is looked at in sight.
static void choose_rows(Timeline *timeline)
{
    timeline_fold(timeline);
    int count = timeline->row_count, first = 0;
    timeline->first_row = 0;
    timeline->row_end = count;
    if (count > timeline->room) {
        int row = timeline_row_of(timeline, state_lane(timeline->state));
        row = row < 0 ? 0 : (row - TIMELINE_LANES_ROW) / timeline->height;
        first = row - timeline->room / 2;
        int last = count - timeline->room;
        first = first < 0 ? 0 : first > last ? last : first;
        timeline->first_row = first;
        timeline->row_end = first + timeline->room;
    }
}

static void *take(size_t count, size_t bytes)
{
    void *block = calloc(count == 0 ? 1 : count, bytes);
    if (block == NULL) {
        abort();
    }
    return block;
}

// What the lanes in sight show: of all that the reader has reached, and of what has happened.
static void fill_cells(Timeline *timeline, uint32_t *lanes)
{
    const UiState *state = timeline->state;
    uint32_t rows = (uint32_t)(timeline->row_end - timeline->first_row);
    for (uint32_t i = 0; i < rows; i++) {
        lanes[i] = state->lanes.order[timeline->rows[timeline->first_row + (int)i].first];
    }
    uint32_t past = timeline->here + 1, future = timeline_future(timeline);
    timeline->past = take((size_t)rows * past, sizeof *timeline->past);
    timeline->past_cpu = take(past, sizeof *timeline->past_cpu);
    ruler_cells(state->drawing, timeline->ruler, past, state->position, lanes, rows, timeline->past,
                timeline->past_cpu);
    if (state->reached > state->position) {
        timeline->future = take((size_t)rows * future, sizeof *timeline->future);
        timeline->future_cpu = take(future, sizeof *timeline->future_cpu);
        ruler_cells(state->drawing, timeline->ruler + past, future, state->reached, lanes, rows,
                    timeline->future, timeline->future_cpu);
    }
}

static void free_cells(Timeline *timeline)
{
    free(timeline->past);
    free(timeline->past_cpu);
    free(timeline->future);
    free(timeline->future_cpu);
}

// What a click means.
static void place_parts(const Timeline *timeline, const ScreenTimeline *parts)
{
    int rows = TIMELINE_LANES_ROW + parts->lanes;
    canvas_place(timeline->canvas, 0, timeline->chart_at, 1, (int)timeline->count, POINTER_RULER, 0);
    for (uint32_t i = 0; i < timeline->count; i++) {
        canvas_place(timeline->canvas, 0, timeline->chart_at + (int)i, rows, 1, POINTER_POSITION,
                     timeline->ruler[i].begin);
    }
    for (int i = timeline->first_row; i < timeline->row_end; i++) {
        int row = TIMELINE_LANES_ROW + (i - timeline->first_row) * timeline->height;
        const TimelineRow *lanes = &timeline->rows[i];
        if (lanes->count == 1) {
            canvas_place(timeline->canvas, row, 0, timeline->height, timeline->columns,
                         POINTER_LANE, timeline->state->lanes.order[lanes->first]);
        }
    }
}

// Draws the rows that `parts` has, from the top of the frame.
static void draw_parts(const UiState *state, Canvas *canvas, const ScreenTimeline *parts,
                       int columns)
{
    int height = screen_lane_rows(state);
    Timeline timeline = {.state = state,
                         .canvas = canvas,
                         .columns = columns,
                         .height = height,
                         .room = parts->lanes / height};
    share_width(&timeline);
    int width = columns - timeline.chart_at - TIMELINE_BESIDE;
    if (width < 1) {
        return;
    }
    choose_rows(&timeline);
    timeline.ruler = take((size_t)width, sizeof *timeline.ruler);
    timeline.count = ruler_layout(&state->ruler, state->axis, state->zoom, state->position,
                                  timeline.ruler, (uint32_t)width);
    timeline.here = ruler_column_at(timeline.ruler, timeline.count, state->position);
    uint32_t *lanes = take((size_t)timeline.row_count, sizeof *lanes);
    fill_cells(&timeline, lanes);
    chart_ruler(canvas, 0, timeline.chart_at, timeline.ruler, timeline.count);
    timeline_draw_cpu(&timeline);
    for (int i = timeline.first_row; i < timeline.row_end; i++) {
        timeline_draw_row(&timeline, i);
    }
    timeline_draw_arrow(&timeline);
    place_parts(&timeline, parts);
    int row = TIMELINE_LANES_ROW + parts->lanes;
    if (parts->here) {
        timeline_draw_here(&timeline, row++);
    }
    if (parts->legend) {
        timeline_draw_legend(&timeline, row);
    }
    free_cells(&timeline);
    free(lanes);
    free(timeline.ruler);
    free(timeline.rows);
}

static void draw(const UiState *state, Canvas *canvas, int rows, int columns)
{
    int lanes = (int)state->lanes.shown * screen_lane_rows(state);
    ScreenTimeline parts = screen_timeline_parts(rows, lanes);
    draw_parts(state, canvas, &parts, columns);
}

void ui_whole_timeline(const UiProgram *program, RulerKind ruler, int columns, Canvas *canvas)
{
    UiProgram alone = *program;
    alone.others = (UiOthers){0};
    UiState *state = ui_new(&alone);
    ui_go_to_step(state, ui_steps(state));
    ui_look(state, ruler, true);
    ScreenTimeline parts = {.lanes = (int)state->lanes.shown, .legend = true};
    canvas_reset(canvas, TIMELINE_LANES_ROW + parts.lanes + 1, columns);
    draw_parts(state, canvas, &parts, columns);
    ui_free(state);
}

const UiView view_timeline = {.title = "TIMELINE", .draw = draw};
