// The ruler, the CPU strip, a lane for each task, and where we are.
#include <stdlib.h>
#include <string.h>

#include "explain/words.h"
#include "ui/chart.h"
#include "ui/screen.h"
#include "ui/view.h"

enum {
    NAME_LEAST = 8,
    WORDS_WIDTH = 20,
    NARROW = 60, // below, lanes have no words
    TAG_COLUMN = 1,
    NAME_COLUMN = 3,
};

// How the width is shared out.
typedef struct Chart {
    const UiState *state;
    Canvas *canvas;
    int columns;
    int words_at, chart_at; // columns
    int lane_rows, first_lane;
    RulerColumn *ruler;
    uint32_t count; // columns of the ruler
    RulerCell *cells;
    uint32_t *cpu;
    uint32_t here;
} Chart;

CanvasStyle view_state_style(MomentState state)
{
    switch (state) {
    case MOMENT_RUNS: return CANVAS_CURRENT;
    case MOMENT_READY: return CANVAS_READY;
    case MOMENT_FAILED: return CANVAS_ERROR;
    case MOMENT_BLOCKED: return CANVAS_BLOCKED;
    case MOMENT_DONE:
    case MOMENT_CANCELLED: return CANVAS_FAINT;
    case MOMENT_ABSENT:
    case MOMENT_TIMER:
    case MOMENT_WAITS:
    case MOMENT_IO:
    case MOMENT_LOOPS: return CANVAS_NORMAL;
    }
    return CANVAS_NORMAL;
}

static void share_width(Chart *chart)
{
    int widest = chart_name_width(&chart->state->lanes);
    int most = chart->columns / 4;
    int name = widest + 1 > most ? most : widest + 1;
    name = name < NAME_LEAST ? NAME_LEAST : name;
    chart->words_at = NAME_COLUMN + name;
    chart->chart_at = chart->words_at + (chart->columns < NARROW ? 0 : WORDS_WIDTH);
}

// Keeps the lane that is looked at in sight.
static void choose_lanes(Chart *chart)
{
    const Lanes *lanes = &chart->state->lanes;
    int count = (int)lanes->shown;
    if (count <= chart->lane_rows) {
        return;
    }
    uint32_t lane = state_lane(chart->state);
    int row = 0;
    while (row + 1 < count && lanes->order[row] != lane) {
        row++;
    }
    int first = row - chart->lane_rows / 2;
    int last = count - chart->lane_rows;
    chart->first_lane = first < 0 ? 0 : first > last ? last : first;
}

// The word "idle" in the middle of each idle stretch that is over.
static void draw_idle(const Chart *chart)
{
    for (uint32_t i = 0; i < chart->count;) {
        uint32_t end = i + 1;
        const RulerColumn *column = &chart->ruler[i];
        while (end < chart->count && chart->ruler[end].stretch == column->stretch) {
            end++;
        }
        static const char word[] = "idle";
        int width = (int)(end - i), room = width - (int)strlen(word);
        bool over = chart->ruler[end - 1].begin < chart->state->position;
        if (column->idle && column->merged == 0 && room >= 0 && over) {
            canvas_text(chart->canvas, 1, chart->chart_at + (int)i + room / 2, CANVAS_FAINT, word);
        }
        i = end;
    }
}

static void draw_cpu(const Chart *chart)
{
    const UiState *state = chart->state;
    const Moment *moment = state_moment(state);
    uint32_t holder = moment->cpu;
    canvas_text(chart->canvas, 1, TAG_COLUMN, CANVAS_TITLE, "CPU");
    if (chart->chart_at > chart->words_at) {
        if (holder == MOMENT_NOBODY || !state->lanes.lanes[holder].shown) {
            canvas_text(chart->canvas, 1, chart->words_at, CANVAS_NORMAL, "free");
        } else {
            canvas_printf(chart->canvas, 1, chart->words_at, CANVAS_CURRENT, "%s %s",
                          moment->lanes[holder].state == MOMENT_BLOCKED ? "held by" : "runs",
                          state->lanes.lanes[holder].tag);
        }
    }
    for (uint32_t i = 0; i < chart->count; i++) {
        int at = chart->chart_at + (int)i;
        if (chart->cpu[i] == RULER_SEVERAL_HOLDERS) {
            canvas_glyph(chart->canvas, 1, at, CANVAS_SEVERAL, CANVAS_GLYPH_SEVERAL);
        } else if (chart->cpu[i] != MOMENT_NOBODY && state->lanes.lanes[chart->cpu[i]].shown) {
            canvas_text(chart->canvas, 1, at, CANVAS_KEY, state->lanes.lanes[chart->cpu[i]].tag);
        }
    }
    draw_idle(chart);
}

static void draw_lane(const Chart *chart, int index, int row)
{
    const UiState *state = chart->state;
    uint32_t number = state->lanes.order[chart->first_lane + index];
    const Moment *moment = state_moment(state);
    if (number >= moment->lane_count || moment->lanes[number].state == MOMENT_ABSENT) {
        return;
    }
    const MomentLane *lane = &moment->lanes[number];
    bool chosen = state->chosen != UI_NO_LANE && (uint32_t)state->chosen == number;
    if (moment->cpu == number) {
        canvas_glyph(chart->canvas, row, 0, CANVAS_RUNS, CANVAS_GLYPH_AT);
    }
    canvas_text(chart->canvas, row, TAG_COLUMN, CANVAS_KEY, state->lanes.lanes[number].tag);
    chart_name(chart->canvas, row, NAME_COLUMN, chart->words_at - 1 - NAME_COLUMN, &state->lanes,
               number,
               chosen ? CANVAS_CHOSEN : moment->cpu == number ? CANVAS_CURRENT : CANVAS_NORMAL);
    if (chart->chart_at > chart->words_at) {
        Buffer words;
        buffer_init(&words);
        words_state(&words, moment, &state->lanes, number);
        canvas_text_within(chart->canvas, row, chart->words_at, WORDS_WIDTH - 1,
                           view_state_style(lane->state), words.data, words.length);
        buffer_deinit(&words);
    }
    for (uint32_t i = 0; i < chart->count; i++) {
        chart_cell(chart->canvas, row, chart->chart_at + (int)i,
                   chart->cells[(size_t)index * chart->count + i]);
    }
}

static void draw_here(const Chart *chart, int row)
{
    static const char words[] = "you are here";
    int width = (int)strlen(words);
    int at = chart->chart_at + (int)chart->here;
    canvas_glyph(chart->canvas, row, at, CANVAS_HERE, CANVAS_GLYPH_HERE);
    if (at + 2 + width <= chart->columns - 1) {
        canvas_text(chart->canvas, row, at + 2, CANVAS_FAINT, words);
    } else if (at > width) {
        canvas_text(chart->canvas, row, at - 1 - width, CANVAS_FAINT, words);
    }
    int hidden = (int)chart->state->lanes.shown - chart->lane_rows;
    if (hidden > 0 && at > 20) {
        canvas_printf(chart->canvas, row, 1, CANVAS_FAINT, "%d more tasks", hidden);
    }
}

static void draw_legend(const Chart *chart, int row)
{
    static const struct {
        CanvasGlyph glyph;
        CanvasStyle style;
        const char *wide, *brief;
        enum { ALWAYS, BLOCKS, SEVERAL, ROOM } when;
    } items[] = {
        {CANVAS_GLYPH_RUNS, CANVAS_RUNS, "has the CPU", "has the CPU", ALWAYS},
        {CANVAS_GLYPH_SEVERAL, CANVAS_SEVERAL, "several", "several", SEVERAL},
        {CANVAS_GLYPH_READY, CANVAS_READY, "ready, in line", "ready", ALWAYS},
        {CANVAS_GLYPH_TIMER, CANVAS_TIMER, "timer", "timer", ALWAYS},
        {CANVAS_GLYPH_WAIT, CANVAS_WAITS, "waits for tasks", "waits for tasks", ALWAYS},
        {CANVAS_GLYPH_BLOCKED, CANVAS_BLOCKED, "", "asleep, lets nobody in", BLOCKS},
        {CANVAS_GLYPH_MADE, CANVAS_ENDED, "made", "", ROOM},
        {CANVAS_GLYPH_DONE, CANVAS_ENDED, "done", "", ROOM},
    };
    bool blocks = chart->state->blocks;
    bool several = false;
    for (uint32_t i = 0; i < chart->count; i++) {
        several |= chart->cpu[i] == RULER_SEVERAL_HOLDERS;
    }
    int at = 1;
    for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
        if ((items[i].when == BLOCKS && !blocks) || (items[i].when == SEVERAL && !several) ||
            (items[i].when == ROOM && (blocks || several))) {
            continue;
        }
        const char *words = blocks ? items[i].brief : items[i].wide;
        int needed = 2 + (int)strlen(words) + (items[i].glyph == CANVAS_GLYPH_WAIT);
        if (at + needed >= chart->columns) {
            return;
        }
        if (items[i].glyph == CANVAS_GLYPH_WAIT) {
            at += canvas_text(chart->canvas, row, at, items[i].style, "t");
        }
        canvas_glyph(chart->canvas, row, at, items[i].style, items[i].glyph);
        at += 2 + canvas_text(chart->canvas, row, at + 2, CANVAS_NORMAL, words) + 2;
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

static void draw(const UiState *state, Canvas *canvas, int rows, int columns)
{
    ScreenTimeline parts = screen_timeline_parts(rows, (int)state->lanes.shown);
    Chart chart = {.state = state, .canvas = canvas, .columns = columns, .lane_rows = parts.lanes};
    share_width(&chart);
    choose_lanes(&chart);
    int width = columns - chart.chart_at - 1;
    if (width < 1) {
        return;
    }
    chart.ruler = take((size_t)width, sizeof *chart.ruler);
    chart.count = ruler_layout(&state->ruler, state->axis, state->zoom, state->position,
                               chart.ruler, (uint32_t)width);
    int lanes = (int)state->lanes.shown - chart.first_lane;
    lanes = lanes > parts.lanes ? parts.lanes : lanes;
    chart.cells = take((size_t)lanes * chart.count, sizeof *chart.cells);
    chart.cpu = take(chart.count, sizeof *chart.cpu);
    ruler_cells(state->drawing, chart.ruler, chart.count, state->position,
                state->lanes.order + chart.first_lane, (uint32_t)lanes, chart.cells, chart.cpu);
    chart.here = ruler_column_at(chart.ruler, chart.count, state->position);
    chart_ruler(canvas, 0, chart.chart_at, chart.ruler, chart.count);
    draw_cpu(&chart);
    for (int i = 0; i < lanes; i++) {
        draw_lane(&chart, i, 2 + i);
    }
    int row = 2 + parts.lanes;
    if (parts.here) {
        draw_here(&chart, row++);
    }
    if (parts.legend) {
        draw_legend(&chart, row);
    }
    free(chart.cpu);
    free(chart.cells);
    free(chart.ruler);
}

const UiView view_timeline = {.title = "TIMELINE", .draw = draw};
