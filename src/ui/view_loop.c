// What the loop knows: the turn it is in, who is in line, the timers, who waits for what.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

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

// The fields of a line of values_handles: kind, lane, due, what.
typedef struct Handle {
    bool timer;
    uint32_t lane;
    int64_t due_ns;
    const char *what;
    size_t what_length;
} Handle;

// Reads the line at `*at` and moves behind it. Returns false at the end.
static bool next_handle(const char **at, Handle *handle)
{
    if (**at == '\0') {
        return false;
    }
    char *end;
    handle->timer = **at == 't';
    handle->lane = (uint32_t)strtoul(strchr(*at, '\t') + 1, &end, 10);
    handle->due_ns = strtoll(end + 1, &end, 10);
    handle->what = strchr(end, '\t') + 1;
    handle->what_length = strcspn(handle->what, "\n");
    *at = handle->what + handle->what_length + 1;
    return true;
}

// Every handle and timer, callbacks too: what the world itself says.
static void draw_handles(Rest *rest, bool timers)
{
    const char *at = values_handles(rest->state->values, rest->state->position);
    Handle handle;
    bool first = true;
    Buffer text;
    buffer_init(&text);
    while (next_handle(&at, &handle)) {
        if (handle.timer != timers) {
            continue;
        }
        buffer_clear(&text);
        if (timers) {
            words_add_seconds(&text, handle.due_ns);
            buffer_putc(&text, ' ');
        }
        if (handle.lane != 0 && handle.lane < rest->state->lanes.count) {
            words_lane(&text, &rest->state->lanes, handle.lane);
            buffer_puts(&text, handle.what_length == 0 ? "" : ": ");
        }
        buffer_append(&text, handle.what, handle.what_length);
        draw_line(rest, !first ? "" : timers ? "timers" : "ready", CANVAS_NORMAL, &text);
        first = false;
    }
    if (first) {
        buffer_puts(&text, timers ? "none" : "nobody");
        draw_line(rest, timers ? "timers" : "ready", CANVAS_FAINT, &text);
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
    if (state->detail == STEP_FUTURES && *values_handles(state->values, state->position) != '\0') {
        draw_handles(&rest, false);
        draw_handles(&rest, true);
    } else {
        draw_ready(&rest, lanes, most);
        draw_timers(&rest, lanes, most);
    }
    draw_waiting(&rest);
    free(lanes);
}

const UiView view_loop = {.title = "LOOP", .draw = draw};
