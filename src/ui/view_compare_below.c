// Two runs: what they say, how long they take, and why.
#include <stdlib.h>
#include <string.h>

#include "explain/sentence.h"
#include "explain/why.h"
#include "explain/words.h"
#include "ui/paragraph.h"
#include "ui/view_compare.h"
#include "ui/written.h"

enum { BAR_GAP = 2, NS_PER_COLUMN_LEAST = 1 };

// ---- what they say

static const char *title_of(UiBeside what)
{
    switch (what) {
    case UI_BESIDE_OUTPUT:
    case UI_BESIDE_VALUES: return "SAYS";
    case UI_BESIDE_WHY: return "WHY";
    case UI_BESIDE_CRITICAL: return "CRITICAL PATH";
    }
    return "";
}

static void draw_output(const CompareSide *side, Canvas *canvas, int rows, int columns)
{
    Written written;
    written_init(&written, side->program.trace, side->position, (uint32_t)rows);
    size_t length;
    const char *bytes = trace_output_bytes(side->program.trace, &length);
    uint32_t first = written.count > (uint32_t)rows ? written.count - (uint32_t)rows : 0;
    for (uint32_t i = first; i < written.count; i++) {
        const WrittenLine *line = &written.lines[i];
        char time[WORDS_TIME_BYTES];
        int row = (int)(i - first);
        int at = 2 + canvas_text(canvas, row, 1, CANVAS_FAINT, words_seconds(time, line->time_ns));
        canvas_text_within(canvas, row, at, columns - at, line->stream == 2 ? CANVAS_ERROR : CANVAS_NORMAL,
                           bytes + line->from, line->to - line->from);
    }
    written_deinit(&written);
}

// The lane that did something last.
static uint32_t last_lane(const CompareSide *side)
{
    uint64_t loops = UINT64_C(1) << TRACE_TURN | UINT64_C(1) << TRACE_CLOCK_MOVED |
                     UINT64_C(1) << TRACE_LOOP_END | UINT64_C(1) << TRACE_PROGRAM_END;
    uint64_t deed = trace_find_prev(side->program.trace, side->position, ~loops, TRACE_ANY_LANE);
    return deed == UINT64_MAX ? 0 : trace_event_at(side->program.trace, deed).lane;
}

// Lines of text, each as long as it takes.
static void draw_lines(const Buffer *text, Canvas *canvas, int rows, int columns)
{
    const char *at = text->data, *end = text->data + text->length;
    for (int row = 0; row < rows && at < end;) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        size_t bytes = newline == NULL ? (size_t)(end - at) : (size_t)(newline - at);
        row += paragraph_draw(canvas, row, 1, rows - row, columns - 1, CANVAS_NORMAL, at, bytes);
        at += bytes + 1;
    }
}

static void draw_why(const CompareSide *side, UiBeside what, Canvas *canvas, int rows, int columns)
{
    Explain explain = compare_explain(side);
    Buffer text;
    buffer_init(&text);
    if (what == UI_BESIDE_CRITICAL) {
        why_critical(&explain, &text);
    } else {
        uint32_t lane = last_lane(side);
        words_lane(&text, &side->lanes, lane);
        buffer_puts(&text, ": ");
        why_lane(&explain, side->position, lane, &text);
    }
    draw_lines(&text, canvas, rows, columns);
    buffer_deinit(&text);
}

void view_compare_says(const Compare *compare, Canvas *canvas, int row, int rows, bool joined, int columns)
{
    int split = columns / 2 - 1;
    canvas_hline(canvas, row, 0, columns - 1);
    canvas_vline(canvas, split, row, row + rows + joined);
    for (int i = 0; i < COMPARE_SIDES; i++) {
        const CompareSide *side = &compare->sides[i];
        int from = i == 0 ? 0 : split + 1, to = i == 0 ? split : columns;
        canvas_printf(canvas, row, i == 0 ? 2 : from + 2, CANVAS_TITLE, " %s %s ", view_compare_letter(i),
                      title_of(compare->beside));
        canvas_enter(canvas, row + 1, from, rows, to - from);
        if (compare->beside == UI_BESIDE_OUTPUT) {
            draw_output(side, canvas, rows, to - from);
        } else {
            draw_why(side, compare->beside, canvas, rows, to - from);
        }
        canvas_leave(canvas);
    }
}

int view_compare_lines(const Compare *compare, int most)
{
    int lines = 0;
    for (int i = 0; i < COMPARE_SIDES; i++) {
        const Trace *trace = compare->sides[i].program.trace;
        Written written;
        written_init(&written, trace, trace_length(trace), (uint32_t)most);
        lines = (int)written.count > lines ? (int)written.count : lines;
        written_deinit(&written);
    }
    return lines < most ? lines : most;
}

// ---- how long they take

// The time that a side has taken up to now.
static int64_t taken_ns(const Compare *compare, const CompareSide *side)
{
    int64_t own = trace_end_ns(side->program.trace), clock_ns = compare_clock_ns(compare);
    return clock_ns < own && !compare_is_over(side) ? clock_ns : own;
}

static void add_sum(const CompareSide *side, int width, Buffer *out)
{
    if (compare_is_over(side)) {
        outline_sum(side->outline, width, out);
    } else {
        buffer_puts(out, "so far");
    }
}

// The columns that the longer of both explanations will take, so that bars do not change from step to step.
static int sum_width(const Compare *compare, int most)
{
    int widest = 0;
    Buffer text;
    buffer_init(&text);
    for (int i = 0; i < COMPARE_SIDES; i++) {
        buffer_clear(&text);
        outline_sum(compare->sides[i].outline, most, &text);
        int width = canvas_width(text.data, text.length);
        widest = width > widest ? width : widest;
    }
    buffer_deinit(&text);
    return widest < most ? widest : most;
}

// The columns that the longer of both times takes.
static int time_width(const Compare *compare)
{
    int widest = 0;
    for (int i = 0; i < COMPARE_SIDES; i++) {
        char time[WORDS_TIME_BYTES];
        int width = (int)strlen(words_seconds(time, trace_end_ns(compare->sides[i].program.trace)));
        widest = width > widest ? width : widest;
    }
    return widest + 2; // " s"
}

void view_compare_totals(const Compare *compare, Canvas *canvas, int row, int columns)
{
    enum { TIME_COLUMN = 3 };
    int64_t longest_ns = NS_PER_COLUMN_LEAST;
    for (int i = 0; i < COMPARE_SIDES; i++) {
        int64_t own = trace_end_ns(compare->sides[i].program.trace);
        longest_ns = own > longest_ns ? own : longest_ns;
    }
    int bar_at = TIME_COLUMN + time_width(compare) + BAR_GAP;
    int sums = sum_width(compare, columns * 2 / 5);
    int most = columns - 1 - bar_at - BAR_GAP - sums;
    most = most < 1 ? 1 : most;
    Buffer text;
    buffer_init(&text);
    for (int i = 0; i < COMPARE_SIDES; i++) {
        const CompareSide *side = &compare->sides[i];
        int64_t taken = taken_ns(compare, side);
        int bar = (int)((unsigned __int128)(uint64_t)taken * (uint64_t)most / (uint64_t)longest_ns);
        canvas_text(canvas, row + i, 1, CANVAS_KEY, view_compare_letter(i));
        buffer_clear(&text);
        words_add_seconds(&text, taken);
        buffer_puts(&text, " s");
        canvas_text(canvas, row + i, TIME_COLUMN, CANVAS_NORMAL, text.data);
        canvas_fill(canvas, row + i, bar_at, bar, CANVAS_RUNS, CANVAS_GLYPH_RUNS);
        buffer_clear(&text);
        add_sum(side, columns * 2 / 5, &text);
        canvas_text_within(canvas, row + i, bar_at + most + BAR_GAP, columns - bar_at - most - BAR_GAP,
                           outline_is_fine(side->outline) || !compare_is_over(side) ? CANVAS_NORMAL
                                                                                    : CANVAS_ERROR,
                           text.data, text.length);
    }
    buffer_deinit(&text);
}

// ---- sentences

static void add_sentence(const Compare *compare, int index, Buffer *out)
{
    const CompareSide *side = &compare->sides[index];
    Explain explain = compare_explain(side);
    buffer_printf(out, "%s ", view_compare_letter(index));
    if (compare_is_over(side)) {
        buffer_puts(out, outline_is_fine(side->outline) ? "is done." : "has ended: ");
        if (!outline_is_fine(side->outline)) {
            outline_sum(side->outline, 0, out);
        }
    } else if (side->position == 0) {
        buffer_puts(out, "has not begun.");
    } else {
        sentence_what(&explain, side->position, out);
    }
}

int view_compare_sentences(const Compare *compare, Canvas *canvas, int row, int rows, int columns)
{
    const CompareSide *a = &compare->sides[0], *b = &compare->sides[1];
    bool over = compare_is_over(a) && compare_is_over(b);
    Buffer text;
    buffer_init(&text);
    int begin = row, end = row + rows;
    for (int i = 0; i < COMPARE_SIDES && row < end; i++) {
        buffer_clear(&text);
        if (over && i == 0) {
            outline_compare_work(a->outline, b->outline, &text);
        } else if (over) {
            outline_compare_why(a->outline, b->outline, (columns - 2) * (end - row), &text);
        } else {
            add_sentence(compare, i, &text);
        }
        int most = i == 0 ? end - row - 1 : end - row;
        bool last = !over && i == compare->moved;
        row += paragraph_draw(canvas, row, 1, most, columns - 1, last ? CANVAS_TITLE : CANVAS_NORMAL,
                              text.data, text.length);
    }
    buffer_deinit(&text);
    return row - begin;
}
