// What there is to know about the task that is looked at: its facts from the trace, its locals from
// the run.
#include <inttypes.h>
#include <string.h>

#include "explain/words.h"
#include "ui/view.h"

static void facts(const UiState *state, uint32_t number, Buffer *out)
{
    const Moment *moment = state_moment(state);
    words_lane(out, &state->lanes, number);
    buffer_putc(out, '\n');
    if (number >= moment->lane_count || moment->lanes[number].state == MOMENT_ABSENT) {
        buffer_puts(out, "not made yet\n");
        return;
    }
    const MomentLane *lane = &moment->lanes[number];
    words_state(out, moment, &state->lanes, number);
    buffer_printf(out, "\nstands at line %" PRIu32, lane->line);
    if (number != 0 && lane->parent != 0) {
        buffer_printf(out, "\nmade by ");
        words_lane(out, &state->lanes, lane->parent);
    }
    if (lane->text != 0) {
        buffer_printf(out, "\n%s", trace_string_at(state->program.trace, lane->text));
    }
    buffer_putc(out, '\n');
}

static void draw(const UiState *state, Canvas *canvas, int rows, int columns)
{
    Buffer out;
    buffer_init(&out);
    uint32_t lane = state_lane(state);
    facts(state, lane, &out);
    const UiInspect *inspect = &state->program.inspect;
    const Moment *moment = state_moment(state);
    bool exists = lane < moment->lane_count && moment->lanes[lane].state != MOMENT_ABSENT;
    if (exists && inspect->locals != NULL) {
        inspect->locals(inspect->context, state->position, lane, &out);
    }
    const char *at = out.data;
    for (int row = 0; row < rows && *at != '\0'; row++) {
        size_t length = strcspn(at, "\n");
        canvas_text_within(canvas, row, 2, columns - 2, row == 0 ? CANVAS_TITLE : CANVAS_NORMAL, at,
                           length);
        at += length + (at[length] == '\n');
    }
    buffer_deinit(&out);
}

const UiView view_values = {.title = "VALUES", .draw = draw};
