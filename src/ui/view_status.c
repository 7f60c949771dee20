// On the line above the timeline, from its right end: how far in the past we are, who is alive and what
// the CPU does, whom the steps follow.
#include <inttypes.h>
#include <string.h>

#include "explain/words.h"
#include "ui/view.h"

// Puts `text` to the left of what is there, if there is room. Returns where it begins.
static int put(Canvas *canvas, int end, CanvasStyle style, const Buffer *text)
{
    int width = canvas_width(text->data, text->length) + 2; // a blank on either side
    if (end - width < 0) {
        return end;
    }
    canvas_blank(canvas, 0, end - width, width, style);
    canvas_text_within(canvas, 0, end - width + 1, width - 1, style, text->data, text->length);
    return end - width - 1;
}

// How many steps, and how much time, lie between here and where the reader has been.
static void past_words(const UiState *state, Buffer *out)
{
    const Steps *steps = &state->steps[state->detail];
    uint64_t back = steps_at(steps, state->reached) - steps_at(steps, state->position);
    int64_t reached_ns = state->reached == 0
                             ? 0
                             : trace_event_at(state->program.trace, state->reached - 1).time_ns;
    int64_t back_ns = reached_ns - state_moment(state)->clock_ns;
    buffer_printf(out, "PAST: %" PRIu64 " step%s back", back, back == 1 ? "" : "s");
    if (back_ns > 0) {
        char time[WORDS_TIME_BYTES];
        buffer_printf(out, ", %s s", words_seconds(time, back_ns));
    }
}

static void alive_words(const UiState *state, Buffer *out)
{
    const Moment *moment = state_moment(state);
    uint32_t alive = 0;
    for (uint32_t i = 1; i < moment->lane_count; i++) {
        MomentState lane = moment->lanes[i].state;
        alive += lane != MOMENT_ABSENT && !moment_is_over(lane);
    }
    if (state->lanes.count > 1) {
        buffer_printf(out, "%" PRIu32 " task%s alive, ", alive, alive == 1 ? "" : "s");
    }
    // sleeping is no work, whoever holds the CPU meanwhile
    int64_t percent = moment->clock_ns == 0 ? 0 : moment->busy_ns * 100 / moment->clock_ns;
    buffer_printf(out, "CPU worked %" PRId64 " %%", percent);
}

static void follow_words(const UiState *state, Buffer *out)
{
    buffer_puts(out, "follows ");
    if (state->chosen == UI_NO_LANE) {
        buffer_puts(out, "the CPU");
    } else {
        words_lane(out, &state->lanes, (uint32_t)state->chosen);
    }
    if (state->detail != STEP_TASKS) {
        buffer_printf(out, ", detail %d", (int)state->detail + 1);
    }
}

static void draw(const UiState *state, Canvas *canvas, int rows, int columns)
{
    (void)rows;
    int end = columns;
    Buffer text;
    buffer_init(&text);
    if (state->reached > state->position) {
        past_words(state, &text);
        end = put(canvas, end, CANVAS_PAST, &text);
        buffer_clear(&text);
    }
    alive_words(state, &text);
    end = put(canvas, end, CANVAS_NORMAL, &text);
    buffer_clear(&text);
    follow_words(state, &text);
    put(canvas, end, CANVAS_NORMAL, &text);
    buffer_deinit(&text);
}

const UiView view_status = {.draw = draw};
