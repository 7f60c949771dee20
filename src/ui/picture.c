#include "ui/picture.h"

#include <stdlib.h>
#include <string.h>

#include "explain/words.h"
#include "ui/chart.h"
#include "ui/legend.h"
#include "ui/pointer.h"

enum {
    NAME_COLUMN = 1,
    RULER_FROM = 2,  // rows: where there are no more, lanes say more than times
    LANES_FIRST = 2, // of each run before anything else gets rows
    LANES_THEN = 4,
    LANES_MOST = 12,
    LANES_LOOKED_AT = 64, // behind them all are worth a row
    BEHIND = 5,        // columns behind the last time that has to be there: for its label
    WHOLE_ZOOM = -31,  // all of both runs
    TICKS = 8,         // behind the end of the runs, about so many on the whole ruler
    NS_PER_MS = 1000000,
};

// Rows of each part.
typedef struct Rows {
    int lanes[PICTURE_SIDES];
    int prints[PICTURE_SIDES];
    int ruler, marks, heading, unseen, legend;
} Rows;

// The lanes of a run that are worth a row, from top to bottom.
typedef struct Chosen {
    uint32_t lanes[LANES_MOST];
    int count, all; // those that have room, and all of them
} Chosen;

// While it is drawn.
typedef struct Drawing {
    const Picture *picture;
    Canvas *canvas;
    int columns, chart_at;
    Rows rows;
    RulerColumn *axis;                 // what the ruler shows: each column once
    RulerColumn *ruler[PICTURE_SIDES]; // the same columns for each run
    uint32_t count;
    Chosen chosen[PICTURE_SIDES];
    RulerCell *cells[PICTURE_SIDES];
    uint32_t *cpu[PICTURE_SIDES];
} Drawing;

static void *take(size_t count, size_t bytes)
{
    void *block = calloc(count == 0 ? 1 : count, bytes);
    if (block == NULL) {
        abort();
    }
    return block;
}

// The last time that the ruler has to have.
static int64_t reach_of(const Picture *picture)
{
    int64_t reach_ns = picture->reach_ns;
    for (int i = 0; i < picture->mark_count; i++) {
        reach_ns = picture->marks[i].time_ns > reach_ns ? picture->marks[i].time_ns : reach_ns;
    }
    return reach_ns;
}

// ---- the lanes

// The main thread where it only waits for its loop, and tasks that run nothing of the program, take rows from
// those that say something.
static bool is_worth_a_row(const UiState *state, uint32_t lane)
{
    const Trace *trace = state->program.trace;
    uint64_t deeds = UINT64_C(1) << TRACE_OUTPUT | UINT64_C(1) << TRACE_BLOCK_BEGIN |
                     UINT64_C(1) << TRACE_EXCEPTION_RAISED;
    if (lane == 0) {
        return state->lanes.shown == 1 || trace_find_next(trace, 0, deeds, lane) != UINT64_MAX;
    }
    uint64_t begins = trace_find_next(trace, 0, UINT64_C(1) << TRACE_TASK_FIRST_STEP, lane);
    return begins == UINT64_MAX || trace_event_at(trace, begins).line != 0;
}

static Chosen choose_lanes(const UiState *state)
{
    Chosen chosen = {.count = 0};
    for (uint32_t i = 0; state != NULL && i < state->lanes.shown; i++) {
        uint32_t lane = state->lanes.order[i];
        if (i >= LANES_LOOKED_AT || is_worth_a_row(state, lane)) {
            if (chosen.count < LANES_MOST) {
                chosen.lanes[chosen.count++] = lane;
            }
            chosen.all++;
        }
    }
    return chosen;
}

// ---- sharing out the rows

static int give(int *left, int wanted)
{
    int given = *left < wanted ? *left : wanted;
    given = given < 0 ? 0 : given;
    *left -= given;
    return given;
}

static void give_lanes(const Chosen *chosen, Rows *rows, int most, int *left)
{
    for (int side = 0; side < PICTURE_SIDES; side++) {
        int wanted = chosen[side].count < most ? chosen[side].count : most;
        if (side == 0 || rows->heading > 0) {
            rows->lanes[side] += give(left, wanted - rows->lanes[side]);
        }
    }
}

static Rows share(const Picture *picture, const Chosen *chosen, int height)
{
    bool has_ruler = picture->sides[0] != NULL || reach_of(picture) > 0;
    Rows rows = {0};
    int left = height;
    rows.ruler = has_ruler && (height > RULER_FROM || picture->sides[0] == NULL) ? give(&left, 1) : 0;
    rows.marks = picture->sides[0] == NULL ? give(&left, picture->mark_count) : 0;
    rows.unseen = picture->unseen == NULL ? 0 : give(&left, 1);
    give_lanes(chosen, &rows, 1, &left);
    rows.marks += give(&left, picture->mark_count - rows.marks);
    give_lanes(chosen, &rows, LANES_FIRST, &left);
    if (picture->sides[1] != NULL && left >= 2) {
        rows.heading = give(&left, 1);
    }
    give_lanes(chosen, &rows, LANES_FIRST, &left);
    if (left >= PICTURE_SIDES) {
        for (int side = 0; side < PICTURE_SIDES; side++) {
            rows.prints[side] = picture->prints[side] != NULL ? give(&left, 1) : 0;
        }
    }
    for (int most = LANES_FIRST + 1; most <= LANES_THEN; most++) {
        give_lanes(chosen, &rows, most, &left);
    }
    rows.legend = picture->sides[0] == NULL ? 0 : give(&left, 1);
    give_lanes(chosen, &rows, LANES_MOST, &left);
    return rows;
}

int picture_rows(const Picture *picture, int most)
{
    Chosen chosen[PICTURE_SIDES] = {choose_lanes(picture->sides[0]), choose_lanes(picture->sides[1])};
    Rows rows = share(picture, chosen, most);
    return rows.ruler + rows.unseen + rows.lanes[0] + rows.prints[0] + rows.marks + rows.heading + rows.lanes[1] +
           rows.prints[1] + rows.legend;
}

// ---- the columns

static int side_count(const Picture *picture)
{
    return picture->sides[0] == NULL ? 0 : picture->sides[1] == NULL ? 1 : PICTURE_SIDES;
}

static int64_t end_of_runs(const Picture *picture)
{
    int64_t end_ns = 0;
    for (int i = 0; i < side_count(picture); i++) {
        int64_t own = state_moment(picture->sides[i])->clock_ns;
        end_ns = own > end_ns ? own : end_ns;
    }
    return end_ns;
}

static uint32_t lay_out_by(Drawing *drawing, RulerKind kind, uint32_t width)
{
    const Picture *picture = drawing->picture;
    const Ruler *rulers[PICTURE_SIDES];
    int sides = side_count(picture);
    for (int i = 0; i < sides; i++) {
        rulers[i] = &picture->sides[i]->ruler;
    }
    return ruler_layout_common(rulers, sides, kind, WHOLE_ZOOM, end_of_runs(picture), drawing->ruler, width);
}

// Instants are opened, unless there is no room for all: then time is in proportion.
static uint32_t lay_out_runs(Drawing *drawing, uint32_t width)
{
    int sides = side_count(drawing->picture);
    if (sides == 0 || width == 0) {
        return 0;
    }
    uint32_t count = lay_out_by(drawing, RULER_OPENED, width);
    bool merged = false;
    for (uint32_t i = 0; i < count; i++) {
        for (int side = 0; side < sides; side++) {
            merged |= drawing->ruler[side][i].merged > 0;
        }
    }
    return merged ? lay_out_by(drawing, RULER_TIME, width) : count;
}

// Columns in which the clock of a run stands still take no part in the proportion of time.
static uint32_t still_columns(const Drawing *drawing)
{
    uint32_t still = 0;
    for (uint32_t i = 0; i < drawing->count; i++) {
        bool any = false;
        for (int side = 0; side < side_count(drawing->picture); side++) {
            any |= drawing->ruler[side][i].still;
        }
        still += any;
    }
    return still;
}

// A step between labels that is easy to read: 1, 2 or 5 and noughts.
static int64_t tick_of(int64_t reach_ns)
{
    static const int64_t factors[] = {2, 5, 10};
    int64_t unit = NS_PER_MS, tick = unit;
    for (int i = 0; tick * TICKS < reach_ns; i++) {
        tick = unit * factors[i % 3];
        unit = i % 3 == 2 ? tick : unit;
    }
    return tick;
}

// Time goes on behind the end of the runs at the same pace, up to column `width`.
static void lay_out_rest(Drawing *drawing, int64_t end_ns, int64_t reach_ns, uint32_t width)
{
    uint32_t first = drawing->count, room = width - first;
    int64_t tick = tick_of(reach_ns), last_tick = (end_ns + tick - 1) / tick - 1;
    room = room > BEHIND ? room - BEHIND : 1;
    for (uint32_t i = first; i < width; i++) {
        int64_t from_ns = end_ns + (int64_t)((double)(reach_ns - end_ns) * (i - first + 1) / room);
        int64_t to_ns = end_ns + (int64_t)((double)(reach_ns - end_ns) * (i - first + 2) / room);
        from_ns = first == 0 ? (int64_t)((double)reach_ns * i / room) : from_ns;
        to_ns = first == 0 ? (int64_t)((double)reach_ns * (i + 1) / room) : to_ns;
        int64_t number = (to_ns - 1) / tick;
        bool opens = number > last_tick && number * tick >= from_ns;
        last_tick = opens ? number : last_tick;
        for (int side = 0; side < side_count(drawing->picture); side++) {
            uint64_t end = trace_length(drawing->picture->sides[side]->program.trace);
            drawing->ruler[side][i] =
                (RulerColumn){.begin = end, .end = end, .from_ns = from_ns, .stretch = UINT32_MAX};
        }
        drawing->axis[i] = (RulerColumn){.from_ns = from_ns, .stretch_ns = number * tick, .opens = opens};
    }
    drawing->count = width;
}

// What the runs have in common: a column opens where one of them does.
static void merge_axis(Drawing *drawing)
{
    for (uint32_t i = 0; i < drawing->count; i++) {
        drawing->axis[i] = drawing->ruler[0][i];
        if (side_count(drawing->picture) > 1) {
            const RulerColumn *other = &drawing->ruler[1][i];
            RulerColumn *column = &drawing->axis[i];
            column->still |= other->still;
            column->stretch_ns = !column->opens && other->opens ? other->stretch_ns : column->stretch_ns;
            column->opens |= other->opens;
        }
    }
}

static void lay_out(Drawing *drawing, uint32_t width)
{
    int64_t end_ns = end_of_runs(drawing->picture), reach_ns = reach_of(drawing->picture);
    drawing->axis = take(width, sizeof *drawing->axis);
    for (int i = 0; i < side_count(drawing->picture); i++) {
        drawing->ruler[i] = take(width, sizeof *drawing->ruler[i]);
    }
    drawing->count = lay_out_runs(drawing, width);
    if (reach_ns > end_ns && width > BEHIND) {
        uint32_t still = still_columns(drawing), room = width - BEHIND;
        room = room > still ? room - still : 1;
        uint32_t own = still + (uint32_t)((double)room * (double)end_ns / (double)reach_ns);
        drawing->count = lay_out_runs(drawing, own < width ? own : width);
        merge_axis(drawing);
        if (drawing->count < width) {
            lay_out_rest(drawing, end_ns, reach_ns, width);
        }
    } else {
        merge_axis(drawing);
    }
}

// ---- drawing

static void draw_lanes(Drawing *drawing, int side, int row)
{
    const UiState *state = drawing->picture->sides[side];
    uint32_t lanes = (uint32_t)drawing->rows.lanes[side], count = drawing->count;
    drawing->cells[side] = take((size_t)lanes * count, sizeof(RulerCell));
    drawing->cpu[side] = take(count, sizeof(uint32_t));
    ruler_cells(state->drawing, drawing->ruler[side], count, state->position, drawing->chosen[side].lanes, lanes,
                drawing->cells[side], drawing->cpu[side]);
    Explain explain = state_explain(state);
    for (uint32_t i = 0; i < lanes; i++) {
        uint32_t lane = drawing->chosen[side].lanes[i];
        const RulerCell *cells = drawing->cells[side] + (size_t)i * count;
        int at = row + (int)i;
        chart_name(drawing->canvas, at, NAME_COLUMN, drawing->chart_at - 1 - NAME_COLUMN, &state->lanes, lane,
                   CANVAS_NORMAL);
        for (uint32_t column = 0; column < count; column++) {
            chart_cell(drawing->canvas, at, drawing->chart_at + (int)column, cells[column]);
        }
        chart_calls(drawing->canvas, at, drawing->chart_at, &explain, lane, drawing->ruler[side], count, cells, count);
    }
    if (lanes > 0 && (int)lanes < drawing->chosen[side].all) {
        canvas_glyph(drawing->canvas, row + (int)lanes - 1, 0, CANVAS_FAINT, CANVAS_GLYPH_MORE);
    }
}

static void draw_mark(const Drawing *drawing, const PictureMark *mark, int row)
{
    uint32_t at = 0;
    while (at + 1 < drawing->count && drawing->axis[at + 1].from_ns <= mark->time_ns) {
        at++;
    }
    char time[WORDS_TIME_BYTES];
    words_short_seconds(time, mark->time_ns);
    canvas_text_within(drawing->canvas, row, NAME_COLUMN, drawing->chart_at - 1 - NAME_COLUMN, CANVAS_CURRENT,
                       mark->label, strlen(mark->label));
    canvas_fill(drawing->canvas, row, drawing->chart_at, (int)at, CANVAS_FAINT, CANVAS_GLYPH_DASH);
    canvas_glyph(drawing->canvas, row, drawing->chart_at + (int)at, CANVAS_HERE, CANVAS_GLYPH_DONE);
    int width = (int)strlen(time), beside = drawing->chart_at + (int)at + 2;
    beside = beside + width < drawing->columns ? beside : drawing->chart_at + (int)at - 1 - width;
    canvas_text(drawing->canvas, row, beside, CANVAS_CURRENT, time);
}

static void draw_prints(const Drawing *drawing, const char *prints, int row)
{
    canvas_text(drawing->canvas, row, NAME_COLUMN, CANVAS_NORMAL, "prints");
    canvas_text_within(drawing->canvas, row, drawing->chart_at, drawing->columns - drawing->chart_at - 1, CANVAS_STRING,
                       prints, strlen(prints));
}

static void draw_heading(const Drawing *drawing, int row)
{
    const char *words = drawing->picture->heading;
    int at = NAME_COLUMN;
    at += canvas_text_within(drawing->canvas, row, at, drawing->columns - at - 1, CANVAS_KEY, words, strlen(words)) + 1;
    canvas_fill(drawing->canvas, row, at, drawing->columns - at, CANVAS_FAINT, CANVAS_GLYPH_DASH);
}

static void draw_legend(const Drawing *drawing, int row)
{
    Legend legend = {0};
    legend.glyph[RULER_RUNS] = true;
    for (int i = 0; i < side_count(drawing->picture); i++) {
        legend_see(&legend, drawing->cells[i], (size_t)drawing->rows.lanes[i] * drawing->count);
        legend_see_cpu(&legend, drawing->cpu[i], drawing->count);
    }
    legend_draw(&legend, drawing->canvas, row, drawing->columns);
}

// The lane that is asked about comes into the last row, where it has none.
static void bring_in(Chosen *chosen, int rows, const UiState *state, uint32_t asked)
{
    bool none = asked == PICTURE_NO_LANE || asked >= state->lanes.count || !state->lanes.lanes[asked].shown;
    bool there = rows == 0 || none;
    for (int i = 0; i < rows; i++) {
        there |= chosen->lanes[i] == asked;
    }
    if (!there) {
        chosen->lanes[rows - 1] = asked;
    }
}

static int name_width(const Drawing *drawing)
{
    const Picture *picture = drawing->picture;
    int widest = 0;
    for (int side = 0; side < side_count(picture); side++) {
        const Lanes *lanes = &picture->sides[side]->lanes;
        for (int i = 0; i < drawing->rows.lanes[side]; i++) {
            const LaneName *lane = &lanes->lanes[drawing->chosen[side].lanes[i]];
            int own = 2 * (int)lane->depth + canvas_width(lane->name, strlen(lane->name));
            widest = own > widest ? own : widest;
        }
    }
    for (int i = 0; i < picture->mark_count; i++) {
        int own = (int)strlen(picture->marks[i].label);
        widest = own > widest ? own : widest;
    }
    if (picture->unseen != NULL) {
        int own = canvas_width(picture->unseen_name, strlen(picture->unseen_name));
        widest = own > widest ? own : widest;
    }
    return widest;
}

static void draw_rows(Drawing *drawing)
{
    const Picture *picture = drawing->picture;
    int row = 0;
    if (drawing->rows.ruler > 0) {
        chart_ruler(drawing->canvas, row++, drawing->chart_at, drawing->axis, drawing->count);
    }
    if (drawing->rows.unseen > 0) {
        canvas_text_within(drawing->canvas, row, NAME_COLUMN, drawing->chart_at - 1 - NAME_COLUMN, CANVAS_NORMAL,
                           picture->unseen_name, strlen(picture->unseen_name));
        canvas_text_within(drawing->canvas, row++, drawing->chart_at, drawing->columns - drawing->chart_at - 1,
                           CANVAS_FAINT, picture->unseen, strlen(picture->unseen));
    }
    if (picture->sides[0] != NULL) {
        draw_lanes(drawing, 0, row);
        row += drawing->rows.lanes[0];
    }
    if (drawing->rows.prints[0] > 0) {
        draw_prints(drawing, picture->prints[0], row++);
    }
    for (int i = 0; i < drawing->rows.marks; i++) {
        draw_mark(drawing, &picture->marks[i], row++);
    }
    if (drawing->rows.heading > 0) {
        draw_heading(drawing, row++);
    }
    if (side_count(picture) > 1) {
        draw_lanes(drawing, 1, row);
        row += drawing->rows.lanes[1];
    }
    if (drawing->rows.prints[1] > 0) {
        draw_prints(drawing, picture->prints[1], row++);
    }
    if (drawing->rows.legend > 0) {
        draw_legend(drawing, row);
    }
}

void picture_draw(const Picture *picture, Canvas *canvas, int rows, int columns)
{
    Drawing drawing = {.picture = picture, .canvas = canvas, .columns = columns};
    for (int i = 0; i < PICTURE_SIDES; i++) {
        drawing.chosen[i] = choose_lanes(picture->sides[i]);
    }
    drawing.rows = share(picture, drawing.chosen, rows);
    for (int i = 0; i < side_count(picture); i++) {
        bring_in(&drawing.chosen[i], drawing.rows.lanes[i], picture->sides[i], picture->asked[i]);
    }
    drawing.chart_at = NAME_COLUMN + chart_name_room(name_width(&drawing), columns);
    int width = columns - drawing.chart_at - 1;
    if (width < 1 || rows < 1) {
        return;
    }
    lay_out(&drawing, (uint32_t)width);
    draw_rows(&drawing);
    for (uint32_t i = 0; i < drawing.count; i++) {
        canvas_place(canvas, 0, drawing.chart_at + (int)i, rows, 1, POINTER_TIME, (uint64_t)drawing.axis[i].from_ns);
    }
    for (int i = 0; i < PICTURE_SIDES; i++) {
        free(drawing.cells[i]);
        free(drawing.cpu[i]);
        free(drawing.ruler[i]);
    }
    free(drawing.axis);
}
