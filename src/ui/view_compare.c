// Two runs on one ruler: the screen, its head, its timelines.
#include <stdlib.h>
#include <string.h>

#include "explain/words.h"
#include "ui/chart.h"
#include "ui/compare.h"
#include "ui/legend.h"
#include "ui/pointer.h"
#include "ui/view.h"
#include "ui/view_compare.h"

enum {
    NARROW = 60,     // below, the head has no words
    WIDE = 110,      // lanes have words
    WORDS_WIDTH = 20,
    NAME_COLUMN = 3,
    HEAD_ROWS = 1,
    RULER_ROWS = 1,
    TOTAL_ROWS = COMPARE_SIDES,
    LANES_WANTED = 4, // of each side
    SAYS_LEAST = 3,
    SENTENCES = 2,
    SAYS_MOST = 1000, // where there is room for all
    LANES_MOST = 1000,
};

// Rows of each part.
typedef struct Rows {
    int lanes[COMPARE_SIDES];
    int notes, title, legend, says, totals_title, sentences, rule, keys; // notes: 0 or 1 for each side
} Rows;

// The timelines.
typedef struct Chart {
    const Compare *compare;
    Canvas *canvas;
    int columns;
    int words_at, chart_at; // columns
    RulerColumn *ruler[COMPARE_SIDES];
    uint32_t count; // columns of the ruler
    uint32_t here;
    RulerCell *cells[COMPARE_SIDES];
    uint32_t *cpu[COMPARE_SIDES];
    int lanes[COMPARE_SIDES]; // that are drawn
} Chart;

const char *view_compare_letter(int side)
{
    return side == 0 ? "A" : "B";
}

// ---- sharing out the rows

static bool take_rows(int *left, int rows)
{
    if (*left < rows) {
        return false;
    }
    *left -= rows;
    return true;
}

// More lanes for both in turn, up to so many each.
static void take_lanes(const Compare *compare, Rows *rows, int most, int *left)
{
    for (bool more = true; more && *left > 0;) {
        more = false;
        for (int i = 0; i < COMPARE_SIDES; i++) {
            int shown = (int)compare->sides[i].lanes.shown;
            int wanted = shown < most ? shown : most;
            if (rows->lanes[i] < wanted && take_rows(left, 1)) {
                rows->lanes[i]++;
                more = true;
            }
        }
    }
}

// What matters most gets its rows first.
static Rows share(const Compare *compare, int height)
{
    Rows rows = {.lanes = {1, 1}, .keys = 1};
    int left = height - HEAD_ROWS - RULER_ROWS - TOTAL_ROWS - COMPARE_SIDES - rows.keys;
    take_lanes(compare, &rows, LANES_WANTED, &left);
    rows.sentences = take_rows(&left, SENTENCES) ? SENTENCES : 0;
    if (take_rows(&left, 1 + SAYS_LEAST)) {
        rows.says = SAYS_LEAST;
    }
    rows.title = take_rows(&left, 1);
    rows.totals_title = take_rows(&left, 1);
    rows.legend = take_rows(&left, 1);
    rows.notes = take_rows(&left, COMPARE_SIDES) ? 1 : 0;
    int lines = compare->sides[0].lines > compare->sides[1].lines ? compare->sides[0].lines
                                                                  : compare->sides[1].lines;
    while (rows.says > 0 && rows.says < lines && take_rows(&left, 1)) {
        rows.says++;
    }
    rows.rule = take_rows(&left, 1);
    if (rows.sentences > 0 && take_rows(&left, SENTENCES)) {
        rows.sentences += SENTENCES;
    }
    int half = left / 2;
    left -= half;
    take_lanes(compare, &rows, LANES_MOST, &half);
    left += half;
    rows.says += rows.says > 0 ? left : 0;
    return rows;
}

// ---- the head

static void add_pace(const Compare *compare, Buffer *out)
{
    if (compare->pace != 0) {
        int factor = 1 << (compare->pace < 0 ? -compare->pace : compare->pace);
        buffer_printf(out, compare->pace < 0 ? "  1/%d" : "  x%d", factor);
    }
}

// Half for each, but a name that is too long for its half gets what the other one leaves.
static void share_head(const Compare *compare, int columns, int rooms[COMPARE_SIDES])
{
    enum { BESIDE_NAME = 3 };
    int wanted[COMPARE_SIDES], half = columns / COMPARE_SIDES;
    for (int i = 0; i < COMPARE_SIDES; i++) {
        const char *name = compare->sides[i].program.name;
        wanted[i] = canvas_width(name, strlen(name)) + BESIDE_NAME;
        rooms[i] = half;
    }
    for (int i = 0; i < COMPARE_SIDES; i++) {
        int other = COMPARE_SIDES - 1 - i;
        if (wanted[i] > half && wanted[other] < half) {
            rooms[i] = columns - wanted[other] - 1;
            rooms[other] = wanted[other] + 1;
        }
    }
}

static void draw_head(const Compare *compare, Canvas *canvas, int columns)
{
    bool narrow = columns < NARROW;
    Buffer text;
    buffer_init(&text);
    buffer_puts(&text, narrow ? "" : "clock ");
    words_add_seconds(&text, compare_clock_ns(compare));
    buffer_puts(&text, " s");
    add_pace(compare, &text);
    int clock_at = columns - 1 - canvas_width(text.data, text.length);
    canvas_text(canvas, 0, clock_at, CANVAS_TITLE, text.data);
    int at = 1 + (narrow ? 0 : 2 + canvas_text(canvas, 0, 1, CANVAS_NORMAL, "compare"));
    int rooms[COMPARE_SIDES];
    share_head(compare, clock_at - at - 1, rooms);
    for (int i = 0; i < COMPARE_SIDES; i++) {
        const CompareSide *side = &compare->sides[i];
        bool chosen = compare->chosen == i;
        int room = rooms[i];
        canvas_text(canvas, 0, at, chosen ? CANVAS_CHOSEN : CANVAS_KEY, view_compare_letter(i));
        buffer_clear(&text);
        buffer_puts(&text, side->program.name);
        int name = canvas_text_within(canvas, 0, at + 2, room - 3, CANVAS_TITLE, text.data, text.length);
        buffer_clear(&text);
        outline_sort(side->outline, compare_is_over(side), &text);
        int left = room - name - 4;
        if (!narrow && left >= canvas_width(text.data, text.length)) {
            canvas_text(canvas, 0, at + 3 + name, CANVAS_NORMAL, text.data);
        }
        at += room;
    }
    buffer_deinit(&text);
}

// ---- the timelines

static void *take(size_t count, size_t bytes)
{
    void *block = calloc(count == 0 ? 1 : count, bytes);
    if (block == NULL) {
        abort();
    }
    return block;
}

static void share_width(Chart *chart)
{
    int widest = 0;
    for (int i = 0; i < COMPARE_SIDES; i++) {
        int width = chart_name_width(&chart->compare->sides[i].lanes);
        widest = width > widest ? width : widest;
    }
    chart->words_at = NAME_COLUMN + chart_name_room(widest, chart->columns);
    chart->chart_at = chart->words_at + (chart->columns < WIDE ? 0 : WORDS_WIDTH);
}

// The first lane that is drawn of a side.
static uint32_t first_lane(const CompareSide *side, int rows)
{
    int last = (int)side->lanes.shown - rows;
    int first = side->scroll < last ? side->scroll : last;
    return first < 0 ? 0 : (uint32_t)first;
}

// The column that both have come to.
static uint32_t column_here(const Chart *chart)
{
    uint32_t here = 0;
    int64_t clock_ns = compare_clock_ns(chart->compare);
    for (int i = 0; i < COMPARE_SIDES; i++) {
        uint32_t own = ruler_column_at(chart->ruler[i], chart->count, chart->compare->sides[i].position);
        here = own > here ? own : here;
    }
    while (here + 1 < chart->count && chart->ruler[0][here + 1].from_ns < clock_ns) {
        here++;
    }
    return here;
}

static void lay_out(Chart *chart, const Rows *rows)
{
    const Compare *compare = chart->compare;
    int width = chart->columns - chart->chart_at - 1;
    width = width < 1 ? 1 : width;
    const Ruler *rulers[COMPARE_SIDES];
    for (int i = 0; i < COMPARE_SIDES; i++) {
        rulers[i] = &compare->sides[i].ruler;
        chart->ruler[i] = take((size_t)width, sizeof *chart->ruler[i]);
    }
    chart->count = ruler_layout_common(rulers, COMPARE_SIDES, compare->axis, compare->zoom,
                                       compare_clock_ns(compare), chart->ruler, (uint32_t)width);
    chart->here = column_here(chart);
    for (int i = 0; i < COMPARE_SIDES; i++) {
        const CompareSide *side = &compare->sides[i];
        uint32_t first = first_lane(side, rows->lanes[i]);
        int lanes = (int)(side->lanes.shown - first);
        chart->lanes[i] = lanes < rows->lanes[i] ? lanes : rows->lanes[i];
        chart->cells[i] = take((size_t)chart->lanes[i] * chart->count, sizeof *chart->cells[i]);
        chart->cpu[i] = take(chart->count, sizeof *chart->cpu[i]);
        ruler_cells(side->drawing, chart->ruler[i], chart->count, side->position,
                    side->lanes.order + first, (uint32_t)chart->lanes[i], chart->cells[i], chart->cpu[i]);
        ruler_carry(rulers[i], chart->ruler[i], chart->count, side->position, chart->here,
                    (uint32_t)chart->lanes[i], chart->cells[i], chart->cpu[i]);
    }
}

static void chart_deinit(Chart *chart)
{
    for (int i = 0; i < COMPARE_SIDES; i++) {
        free(chart->cpu[i]);
        free(chart->cells[i]);
        free(chart->ruler[i]);
    }
}

static void draw_words(const Chart *chart, const CompareSide *side, int row, uint32_t lane)
{
    const Moment *moment = compare_moment(side);
    Buffer words;
    buffer_init(&words);
    words_state(&words, moment, &side->lanes, lane);
    canvas_text_within(chart->canvas, row, chart->words_at, WORDS_WIDTH - 1,
                       view_state_style(moment->lanes[lane].state), words.data, words.length);
    buffer_deinit(&words);
}

static void draw_lane(const Chart *chart, int index, int lane_index, int row, uint32_t lane)
{
    const CompareSide *side = &chart->compare->sides[index];
    const Moment *moment = compare_moment(side);
    if (lane >= moment->lane_count || moment->lanes[lane].state == MOMENT_ABSENT) {
        return;
    }
    bool holds = moment->cpu == lane;
    if (holds) {
        canvas_glyph(chart->canvas, row, 0, CANVAS_RUNS, CANVAS_GLYPH_AT);
    }
    chart_name(chart->canvas, row, NAME_COLUMN, chart->words_at - 1 - NAME_COLUMN, &side->lanes, lane,
               holds ? CANVAS_CURRENT : CANVAS_NORMAL);
    if (chart->chart_at > chart->words_at) {
        draw_words(chart, side, row, lane);
    }
    for (uint32_t i = 0; i < chart->count; i++) {
        chart_cell(chart->canvas, row, chart->chart_at + (int)i,
                   chart->cells[index][(size_t)lane_index * chart->count + i]);
    }
    Explain explain = compare_explain(side);
    chart_calls(chart->canvas, row, chart->chart_at, &explain, lane, chart->ruler[index], chart->count,
                chart->cells[index] + (size_t)lane_index * chart->count, chart->count);
}

// Where we are, and what goes on there.
static void draw_note(const Chart *chart, int index, int row, int lane_rows)
{
    const CompareSide *side = &chart->compare->sides[index];
    Buffer note;
    buffer_init(&note);
    outline_now(side->outline, compare_moment(side), &note);
    int at = chart->chart_at + (int)chart->here;
    canvas_glyph(chart->canvas, row, at, CANVAS_HERE, CANVAS_GLYPH_HERE);
    int wide = canvas_width(note.data, note.length);
    int hidden = (int)side->lanes.shown - lane_rows;
    int least = hidden > 0 ? chart->chart_at : NAME_COLUMN;
    int right = chart->columns - 1 - (at + 2), left = at - 1 - least;
    if (wide <= right || right >= left) {
        canvas_text_within(chart->canvas, row, at + 2, right, CANVAS_FAINT, note.data, note.length);
    } else {
        int begin = at - 1 - wide < least ? least : at - 1 - wide;
        canvas_text_within(chart->canvas, row, begin, left, CANVAS_FAINT, note.data, note.length);
    }
    if (hidden > 0) {
        canvas_printf(chart->canvas, row, NAME_COLUMN, CANVAS_FAINT, "%d more", hidden);
    }
    buffer_deinit(&note);
}

// Returns the row below.
static int draw_side(const Chart *chart, int index, int row, const Rows *rows)
{
    const CompareSide *side = &chart->compare->sides[index];
    bool chosen = chart->compare->chosen == index;
    canvas_text(chart->canvas, row, 1, chosen ? CANVAS_CHOSEN : CANVAS_KEY, view_compare_letter(index));
    uint32_t first = first_lane(side, rows->lanes[index]);
    for (int i = 0; i < chart->lanes[index]; i++) {
        draw_lane(chart, index, i, row + i, side->lanes.order[first + (uint32_t)i]);
    }
    row += rows->lanes[index];
    if (!rows->notes && (int)side->lanes.shown > rows->lanes[index]) {
        canvas_glyph(chart->canvas, row - 1, NAME_COLUMN - 1, CANVAS_FAINT, CANVAS_GLYPH_MORE);
    }
    if (rows->notes) {
        draw_note(chart, index, row++, rows->lanes[index]);
    }
    return row;
}

static void draw_legend(const Chart *chart, int row)
{
    Legend legend = {0};
    legend.glyph[RULER_RUNS] = true;
    for (int i = 0; i < COMPARE_SIDES; i++) {
        legend_see(&legend, chart->cells[i], (size_t)chart->lanes[i] * chart->count);
        legend_see_cpu(&legend, chart->cpu[i], chart->count);
    }
    legend_draw(&legend, chart->canvas, row, chart->columns);
}

// Returns the row below.
static int draw_timelines(const Compare *compare, Canvas *canvas, int row, int columns, const Rows *rows)
{
    Chart chart = {.compare = compare, .canvas = canvas, .columns = columns};
    share_width(&chart);
    lay_out(&chart, rows);
    int top = row;
    chart_ruler(canvas, row++, chart.chart_at, chart.ruler[0], chart.count);
    for (int i = 0; i < COMPARE_SIDES; i++) {
        row = draw_side(&chart, i, row, rows);
    }
    canvas_place(canvas, top, chart.chart_at, 1, (int)chart.count, POINTER_RULER, 0);
    for (uint32_t i = 0; i < chart.count; i++) {
        canvas_place(canvas, top, chart.chart_at + (int)i, row - top, 1, POINTER_POSITION,
                     (uint64_t)chart.ruler[0][i].from_ns);
    }
    if (rows->legend) {
        draw_legend(&chart, row++);
    }
    chart_deinit(&chart);
    return row;
}

// ---- the screen

// Returns the row below.
static int draw_parts(const Compare *compare, Canvas *canvas, const Rows *rows, int columns)
{
    int row = 1;
    draw_head(compare, canvas, columns);
    if (rows->title) {
        canvas_hline(canvas, row, 0, columns - 1);
        canvas_text(canvas, row++, 2, CANVAS_TITLE, " TIMELINE ");
    }
    row = draw_timelines(compare, canvas, row, columns, rows);
    if (rows->says > 0) {
        view_compare_says(compare, canvas, row, rows->says, rows->totals_title, columns);
        row += 1 + rows->says;
    }
    if (rows->totals_title) {
        canvas_hline(canvas, row, 0, columns - 1);
        canvas_text(canvas, row++, 2, CANVAS_TITLE, " TOTAL ");
    }
    view_compare_totals(compare, canvas, row, columns);
    row += COMPARE_SIDES;
    view_compare_sentences(compare, canvas, row, rows->sentences, columns);
    return row + rows->sentences;
}

static void draw(const UiState *state, Canvas *canvas, int height, int columns)
{
    Rows rows = share(state->compare, height);
    int row = draw_parts(state->compare, canvas, &rows, columns);
    if (rows.rule) {
        canvas_hline(canvas, row++, 0, columns - 1);
    }
    canvas_enter(canvas, height - 1, 0, 1, columns);
    view_keys.draw(state, canvas, 1, columns);
    canvas_leave(canvas);
}

bool ui_whole_comparison(const UiState *state, int columns, Canvas *canvas)
{
    const Compare *compare = state->compare;
    if (compare == NULL) {
        return false;
    }
    int lines = view_compare_lines(compare, SAYS_MOST);
    Rows rows = {.notes = 1, .title = 1, .legend = 1, .totals_title = 1};
    rows.says = lines < SAYS_LEAST ? SAYS_LEAST : lines;
    rows.sentences = view_compare_sentences(compare, NULL, 0, 2 * SENTENCES, columns);
    int height = HEAD_ROWS + RULER_ROWS + rows.title + rows.legend + 1 + rows.says + rows.totals_title +
                 TOTAL_ROWS + rows.sentences;
    for (int i = 0; i < COMPARE_SIDES; i++) {
        int shown = (int)compare->sides[i].lanes.shown;
        rows.lanes[i] = shown < LANES_MOST ? shown : LANES_MOST;
        height += rows.lanes[i] + rows.notes;
    }
    canvas_reset(canvas, height, columns);
    draw_parts(compare, canvas, &rows, columns);
    return true;
}

const UiView view_compare = {.draw = draw};
