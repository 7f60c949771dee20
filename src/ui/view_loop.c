// What the loop knows: the turn it is in, who is in line, the timers, who waits for what.
#include <inttypes.h>
#include <stdlib.h>

#include "explain/words.h"
#include "ui/view.h"

// What is left of the pane.
typedef struct Rest {
    const UiState *state;
    Canvas *canvas;
    int row, rows, columns;
} Rest;

// A line of the pane: a label where it begins something, then text in a style.
static void draw_line(Rest *rest, const char *label, CanvasStyle style, const Buffer *text)
{
    enum { LABEL_WIDTH = 7 };
    if (rest->row >= rest->rows) {
        return;
    }
    canvas_text(rest->canvas, rest->row, 2, CANVAS_FAINT, label);
    canvas_text_within(rest->canvas, rest->row, 2 + LABEL_WIDTH, rest->columns - 3 - LABEL_WIDTH,
                       style, text->data, text->length);
    rest->row++;
}

static void draw_turn(Rest *rest)
{
    Buffer text;
    buffer_init(&text);
    buffer_printf(&text, "%" PRIu64,
                  steps_turns(rest->state->program.trace, rest->state->position));
    draw_line(rest, "turn", CANVAS_TITLE, &text);
    buffer_deinit(&text);
}

static void draw_ready(Rest *rest, uint32_t *lanes, uint32_t most)
{
    const Moment *moment = state_moment(rest->state);
    uint32_t count = moment_line(moment, lanes, most);
    Buffer text;
    buffer_init(&text);
    for (uint32_t i = 0; i < count; i++) {
        buffer_clear(&text);
        words_lane(&text, &rest->state->lanes, lanes[i]);
        if (i + 1 == most && moment->ready_count > most) {
            buffer_printf(&text, ", and %" PRIu32 " more", moment->ready_count - most);
        }
        draw_line(rest, i == 0 ? "ready" : "", CANVAS_NORMAL, &text);
    }
    if (count == 0) {
        buffer_puts(&text, "nobody");
        draw_line(rest, "ready", CANVAS_FAINT, &text);
    }
    buffer_deinit(&text);
}

static void draw_timers(Rest *rest, uint32_t *lanes, uint32_t most)
{
    const Moment *moment = state_moment(rest->state);
    uint32_t count = moment_timers(moment, lanes, most);
    Buffer text;
    buffer_init(&text);
    for (uint32_t i = 0; i < count; i++) {
        char time[WORDS_TIME_BYTES];
        buffer_clear(&text);
        buffer_printf(&text, "%s ", words_seconds(time, moment->lanes[lanes[i]].until_ns));
        words_lane(&text, &rest->state->lanes, lanes[i]);
        draw_line(rest, i == 0 ? "timers" : "", CANVAS_NORMAL, &text);
    }
    if (count == 0) {
        buffer_puts(&text, "none");
        draw_line(rest, "timers", CANVAS_FAINT, &text);
    }
    buffer_deinit(&text);
}

static void draw_waiting(Rest *rest)
{
    const Moment *moment = state_moment(rest->state);
    Buffer text;
    buffer_init(&text);
    bool first = true;
    for (uint32_t i = 0; i < moment->lane_count && rest->row < rest->rows; i++) {
        if (moment->lanes[i].state != MOMENT_WAITS && moment->lanes[i].state != MOMENT_IO) {
            continue;
        }
        buffer_clear(&text);
        words_lane(&text, &rest->state->lanes, i);
        buffer_puts(&text, " for ");
        words_wait(&text, moment, &rest->state->lanes, i);
        draw_line(rest, first ? "waits" : "", CANVAS_NORMAL, &text);
        first = false;
    }
    buffer_deinit(&text);
}

static void draw(const UiState *state, Canvas *canvas, int rows, int columns)
{
    Rest rest = {state, canvas, 0, rows, columns};
    uint32_t most = (uint32_t)(rows > 6 ? (rows - 1) / 3 : 1);
    uint32_t *lanes = calloc(most, sizeof *lanes);
    if (lanes == NULL) {
        abort();
    }
    draw_turn(&rest);
    draw_ready(&rest, lanes, most);
    draw_timers(&rest, lanes, most);
    draw_waiting(&rest);
    free(lanes);
}

const UiView view_loop = {.title = "LOOP", .draw = draw};
