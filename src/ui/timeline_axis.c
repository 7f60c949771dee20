// Around the lanes: the CPU strip, the arrow of the last step, where we are, what the glyphs mean.
#include <inttypes.h>
#include <string.h>

#include "explain/words.h"
#include "ui/legend.h"
#include "ui/timeline.h"

// The word "idle" in the middle of each idle stretch that is over.
static void draw_idle(const Timeline *timeline)
{
    for (uint32_t i = 0; i < timeline->count;) {
        uint32_t end = i + 1;
        const RulerColumn *column = &timeline->ruler[i];
        while (end < timeline->count && timeline->ruler[end].stretch == column->stretch) {
            end++;
        }
        static const char word[] = "idle";
        int width = (int)(end - i), room = width - (int)strlen(word);
        bool over = timeline->ruler[end - 1].begin < timeline->state->reached;
        if (column->idle && column->merged == 0 && room >= 0 && over) {
            canvas_text(timeline->canvas, TIMELINE_CPU_ROW, timeline->chart_at + (int)i + room / 2,
                        CANVAS_FAINT, word);
        }
        i = end;
    }
}

// Draws the holders of `count` columns from column `from` on.
static void draw_holders(const Timeline *timeline, const uint32_t *cpu, uint32_t from,
                         uint32_t count, CanvasStyle one, CanvasStyle several)
{
    const Lanes *lanes = &timeline->state->lanes;
    for (uint32_t i = 0; i < count; i++) {
        int at = timeline->chart_at + (int)(from + i);
        if (cpu[i] == RULER_SEVERAL_HOLDERS) {
            canvas_glyph(timeline->canvas, TIMELINE_CPU_ROW, at, several, CANVAS_GLYPH_SEVERAL);
        } else if (cpu[i] != MOMENT_NOBODY && lanes->lanes[cpu[i]].shown) {
            canvas_text(timeline->canvas, TIMELINE_CPU_ROW, at, one, lanes->lanes[cpu[i]].tag);
        }
    }
}

// Who has the CPU, and how many stand in line for it: "runs b, 2 ready".
static void draw_cpu_words(const Timeline *timeline, const Moment *moment)
{
    const Lanes *lanes = &timeline->state->lanes;
    uint32_t holder = moment->cpu;
    bool held = holder != MOMENT_NOBODY && lanes->lanes[holder].shown;
    Buffer words;
    buffer_init(&words);
    if (!held) {
        buffer_puts(&words, "free");
    } else {
        bool blocks = moment->lanes[holder].state == MOMENT_BLOCKED;
        buffer_printf(&words, "%s %s", blocks ? "held by" : "runs", lanes->lanes[holder].tag);
    }
    if (moment->loop_runs && moment->ready_count == 0) {
        buffer_puts(&words, ", none ready");
    } else if (moment->loop_runs) {
        buffer_printf(&words, ", %" PRIu32 " ready", moment->ready_count);
    }
    canvas_text_within(timeline->canvas, TIMELINE_CPU_ROW, timeline->words_at,
                       TIMELINE_WORDS_WIDTH - 1, held ? CANVAS_CURRENT : CANVAS_NORMAL, words.data,
                       words.length);
    buffer_deinit(&words);
}

void timeline_draw_cpu(const Timeline *timeline)
{
    const UiState *state = timeline->state;
    const Moment *moment = state_moment(state);
    canvas_text(timeline->canvas, TIMELINE_CPU_ROW, TIMELINE_TAG_COLUMN, CANVAS_TITLE, "CPU");
    if (timeline->chart_at > timeline->words_at) {
        draw_cpu_words(timeline, moment);
    }
    draw_holders(timeline, timeline->past_cpu, 0, timeline->here + 1, CANVAS_KEY, CANVAS_SEVERAL);
    if (timeline->future_cpu != NULL) {
        draw_holders(timeline, timeline->future_cpu, timeline->here + 1, timeline_future(timeline),
                     CANVAS_FAINT, CANVAS_FAINT);
    }
    draw_idle(timeline);
}

void timeline_draw_here(const Timeline *timeline, int row)
{
    static const char words[] = "you are here";
    int width = (int)strlen(words);
    int at = timeline->chart_at + (int)timeline->here;
    canvas_glyph(timeline->canvas, row, at, CANVAS_HERE, CANVAS_GLYPH_HERE);
    if (at + 2 + width <= timeline->columns - 1) {
        canvas_text(timeline->canvas, row, at + 2, CANVAS_FAINT, words);
    } else if (at > width) {
        canvas_text(timeline->canvas, row, at - 1 - width, CANVAS_FAINT, words);
    }
    int hidden = 0;
    for (int i = 0; i < timeline->row_count; i++) {
        bool seen = i >= timeline->first_row && i < timeline->row_end;
        hidden += seen ? 0 : (int)timeline->rows[i].count;
    }
    if (hidden > 0 && at > 20) {
        canvas_printf(timeline->canvas, row, 1, CANVAS_FAINT, "%d more tasks", hidden);
    }
}

void timeline_draw_legend(const Timeline *timeline, int row)
{
    size_t rows = (size_t)(timeline->row_end - timeline->first_row);
    uint32_t past = timeline->here + 1, future = timeline_future(timeline);
    Legend legend = {0};
    legend.glyph[RULER_RUNS] = true; // what a reader meets first is always explained
    legend.glyph[RULER_READY] = timeline->state->lanes.count > 1;
    legend_see(&legend, timeline->past, rows * past);
    legend_see_cpu(&legend, timeline->past_cpu, past);
    if (timeline->future != NULL) {
        legend_see(&legend, timeline->future, rows * future);
    }
    legend_draw(&legend, timeline->canvas, row, timeline->columns);
}

// Who did something to whom in the last step: put it in line, made it, asked it to end. Lane 0 is the
// loop too. Returns false where nobody did.
static bool wake_of(const Timeline *timeline, uint32_t *waker, uint32_t *woken)
{
    TraceEvent event = state_event(timeline->state);
    *waker = event.lane;
    if (event.kind == TRACE_TASK_READY) {
        *waker = (uint32_t)event.operand[TRACE_READY_BY];
        *woken = event.lane;
    } else if (event.kind == TRACE_TASK_CREATED) {
        *woken = (uint32_t)event.operand[TRACE_CREATED_LANE];
    } else if (event.kind == TRACE_CANCEL_REQUESTED) {
        *woken = (uint32_t)event.operand[0];
    } else if (event.kind == TRACE_CLOCK_MOVED) {
        *woken = (uint32_t)event.operand[TRACE_CLOCK_WHOSE];
        return event.operand[TRACE_CLOCK_CAUSE] == TRACE_CAUSE_TIMER;
    } else {
        return false;
    }
    return true;
}

void timeline_draw_arrow(const Timeline *timeline)
{
    uint32_t waker, woken;
    if (!wake_of(timeline, &waker, &woken)) {
        return;
    }
    int to = timeline_row_of(timeline, woken), from = timeline_row_of(timeline, waker);
    bool by_loop = waker == 0 && from < 0; // the loop is in the strip's row
    from = by_loop ? TIMELINE_CPU_ROW : from;
    int at = timeline->chart_at + (int)timeline->here + 1;
    if (to < 0 || from < 0 || to == from || at + 1 >= timeline->columns) {
        return;
    }
    Canvas *canvas = timeline->canvas;
    int top = from < to ? from : to, bottom = from < to ? to : from;
    for (int row = top + 1; row < bottom; row++) {
        canvas_glyph(canvas, row, at + 1, CANVAS_HERE, CANVAS_GLYPH_UPRIGHT);
    }
    canvas_glyph(canvas, top, at + 1, CANVAS_HERE, CANVAS_GLYPH_TURN_DOWN);
    canvas_glyph(canvas, bottom, at + 1, CANVAS_HERE, CANVAS_GLYPH_TURN_UP);
    canvas_glyph(canvas, to, at, CANVAS_HERE, CANVAS_GLYPH_LEFT);
    canvas_glyph(canvas, from, at, CANVAS_HERE, CANVAS_GLYPH_WAIT);
}
