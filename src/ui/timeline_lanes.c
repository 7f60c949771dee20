// The rows of lanes: which there are, what each shows.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "explain/words.h"
#include "ui/chart.h"
#include "ui/timeline.h"
#include "ui/view.h"

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

// How many lanes from order[first] on fold to one row: tasks that are done, those they made included.
static uint32_t fold_from(const UiState *state, uint32_t first)
{
    const Lanes *lanes = &state->lanes;
    const Moment *moment = state_moment(state);
    uint32_t depth = lanes->lanes[lanes->order[first]].depth, end = first;
    while (end < lanes->shown) {
        uint32_t lane = lanes->order[end];
        bool over = lane < moment->lane_count && moment_is_over(moment->lanes[lane].state);
        if (!over || lanes->lanes[lane].depth < depth || lane == 0) {
            break;
        }
        end++;
    }
    // one whose children are not done stays with them
    while (end > first && end < lanes->shown &&
           lanes->lanes[lanes->order[end]].depth > lanes->lanes[lanes->order[end - 1]].depth) {
        end--;
    }
    return end - first;
}

static bool has_lane(const Timeline *timeline, const TimelineRow *row, uint32_t lane)
{
    const LaneName *name = &timeline->state->lanes.lanes[lane];
    return name->shown && name->place >= row->first && name->place - row->first < row->count;
}

void timeline_fold(Timeline *timeline)
{
    const UiState *state = timeline->state;
    uint32_t shown = state->lanes.shown;
    bool folds = !state->unfolded && (int)shown > timeline->room;
    timeline->rows = calloc(shown == 0 ? 1 : shown, sizeof *timeline->rows);
    if (timeline->rows == NULL) {
        abort();
    }
    timeline->row_count = 0;
    for (uint32_t at = 0; at < shown;) {
        TimelineRow row = {at, folds ? fold_from(state, at) : 1};
        // whoever the reader has chosen is seen
        bool chosen = state->chosen != UI_NO_LANE && has_lane(timeline, &row, (uint32_t)state->chosen);
        row.count = row.count == 0 || chosen ? 1 : row.count;
        timeline->rows[timeline->row_count++] = row;
        at += row.count;
    }
}

int timeline_row_of(const Timeline *timeline, uint32_t lane)
{
    for (int i = timeline->first_row; i < timeline->row_end; i++) {
        if (has_lane(timeline, &timeline->rows[i], lane)) {
            return TIMELINE_LANES_ROW + (i - timeline->first_row) * timeline->height;
        }
    }
    return -1;
}

// "98 download done", with how many of them were cancelled or failed in words.
static void draw_folded(const Timeline *timeline, const TimelineRow *row, int at_row)
{
    const Lanes *lanes = &timeline->state->lanes;
    const Moment *moment = state_moment(timeline->state);
    uint32_t count[MOMENT_FAILED + 1] = {0};
    const LaneName *first = &lanes->lanes[lanes->order[row->first]];
    for (uint32_t i = 0; i < row->count; i++) {
        count[moment->lanes[lanes->order[row->first + i]].state]++;
    }
    int at = TIMELINE_NAME_COLUMN + 2 * (int)first->depth;
    canvas_glyph(timeline->canvas, at_row, TIMELINE_TAG_COLUMN, CANVAS_RULE, CANVAS_GLYPH_FOLD);
    Buffer text;
    buffer_init(&text);
    buffer_printf(&text, "%" PRIu32 " tasks", row->count);
    canvas_text_within(timeline->canvas, at_row, at, timeline->words_at - 1 - at, CANVAS_FAINT,
                       text.data, text.length);
    buffer_clear(&text);
    const char *const words[] = {"done", "cancelled", "failed"};
    for (int i = 0; i < 3; i++) {
        uint32_t of_these = count[MOMENT_DONE + i];
        if (of_these == row->count) {
            buffer_printf(&text, "all %s", words[i]);
        } else if (of_these > 0) {
            buffer_printf(&text, "%s%" PRIu32 " %s", text.length ? ", " : "", of_these, words[i]);
        }
    }
    if (timeline->chart_at > timeline->words_at) {
        canvas_text_within(timeline->canvas, at_row, timeline->words_at, TIMELINE_WORDS_WIDTH - 1,
                           count[MOMENT_FAILED] ? CANVAS_ERROR : CANVAS_FAINT, text.data,
                           text.length);
    }
    buffer_deinit(&text);
    for (uint32_t i = 0; i <= timeline->here; i++) {
        uint32_t holder = timeline->past_cpu[i];
        if (holder < lanes->count && has_lane(timeline, row, holder)) {
            canvas_glyph(timeline->canvas, at_row, timeline->chart_at + (int)i, CANVAS_RUNS,
                         CANVAS_GLYPH_RUNS);
        }
    }
}

// The coroutines that await each other, from the task's own to the innermost, in the row below.
static void draw_chain(const Timeline *timeline, uint32_t number, int at_row)
{
    const UiState *state = timeline->state;
    size_t length;
    const char *chain = values_chain(state->values, state->position, number, &length);
    int at = TIMELINE_NAME_COLUMN + 2 * (int)state->lanes.lanes[number].depth + 2;
    canvas_text_within(timeline->canvas, at_row, at, timeline->columns - at - 1, CANVAS_FAINT,
                       chain, length);
}

static void draw_lane(const Timeline *timeline, uint32_t number, int index, int at_row)
{
    const UiState *state = timeline->state;
    const Moment *moment = state_moment(state);
    uint32_t past = timeline->here + 1, future = timeline_future(timeline);
    for (uint32_t i = 0; i < future && timeline->future != NULL; i++) {
        chart_future_cell(timeline->canvas, at_row, timeline->chart_at + (int)(past + i),
                          timeline->future[(size_t)index * future + i]);
    }
    if (number >= moment->lane_count || moment->lanes[number].state == MOMENT_ABSENT) {
        return;
    }
    const MomentLane *lane = &moment->lanes[number];
    bool chosen = state->chosen != UI_NO_LANE && (uint32_t)state->chosen == number;
    if (moment->cpu == number) {
        canvas_glyph(timeline->canvas, at_row, 0, CANVAS_RUNS, CANVAS_GLYPH_AT);
    }
    canvas_text(timeline->canvas, at_row, TIMELINE_TAG_COLUMN, CANVAS_KEY,
                state->lanes.lanes[number].tag);
    chart_name(timeline->canvas, at_row, TIMELINE_NAME_COLUMN,
               timeline->words_at - 1 - TIMELINE_NAME_COLUMN, &state->lanes, number,
               chosen ? CANVAS_CHOSEN : moment->cpu == number ? CANVAS_CURRENT : CANVAS_NORMAL);
    if (timeline->chart_at > timeline->words_at) {
        Buffer words;
        buffer_init(&words);
        words_state(&words, moment, &state->lanes, number);
        canvas_text_within(timeline->canvas, at_row, timeline->words_at, TIMELINE_WORDS_WIDTH - 1,
                           view_state_style(lane->state), words.data, words.length);
        buffer_deinit(&words);
    }
    for (uint32_t i = 0; i < past; i++) {
        chart_cell(timeline->canvas, at_row, timeline->chart_at + (int)i,
                   timeline->past[(size_t)index * past + i]);
    }
    Explain explain = state_explain(state);
    chart_calls(timeline->canvas, at_row, timeline->chart_at, &explain, number, timeline->ruler,
                timeline->count, timeline->past + (size_t)index * past, past);
    if (timeline->height > 1) {
        draw_chain(timeline, number, at_row + 1);
    }
}

void timeline_draw_row(const Timeline *timeline, int row)
{
    int index = row - timeline->first_row;
    int at_row = TIMELINE_LANES_ROW + index * timeline->height;
    if (timeline->rows[row].count > 1) {
        draw_folded(timeline, &timeline->rows[row], at_row);
    } else {
        draw_lane(timeline, timeline->state->lanes.order[timeline->rows[row].first], index, at_row);
    }
}
