// What there is to know about the task that is looked at: its facts from the trace, its locals from
// the run, those marked that the last step changed.
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

// Whether `before` has the line too.
static bool has_line(const char *before, const char *line, size_t length)
{
    for (const char *at = before; *at != '\0'; at += at[0] == '\n') {
        size_t bytes = strcspn(at, "\n");
        if (bytes == length && memcmp(at, line, length) == 0) {
            return true;
        }
        at += bytes;
    }
    return false;
}

// Draws the lines of `text` from `row` on and returns the row below them. Values that `before`, unless it
// is NULL, has not are marked as changed.
static int draw_lines(Canvas *canvas, int row, int rows, int columns, const char *text,
                      const char *before)
{
    for (const char *at = text; row < rows && *at != '\0'; row++) {
        size_t length = strcspn(at, "\n");
        const char *equals = memchr(at, '=', length);
        bool changed = before != NULL && equals != NULL && !has_line(before, at, length);
        if (changed) {
            canvas_text(canvas, row, 0, CANVAS_CHANGED, "*");
        }
        CanvasStyle style = changed ? CANVAS_CHANGED : row == 0 ? CANVAS_TITLE : CANVAS_NORMAL;
        canvas_text_within(canvas, row, 2, columns - 2, style, at, length);
        at += length + (at[length] == '\n');
    }
    return row;
}

static void draw(const UiState *state, Canvas *canvas, int rows, int columns)
{
    Buffer out;
    buffer_init(&out);
    uint32_t lane = state_lane(state);
    facts(state, lane, &out);
    int row = draw_lines(canvas, 0, rows, columns, out.data, NULL);
    buffer_deinit(&out);
    const Moment *moment = state_moment(state);
    if (row >= rows || lane >= moment->lane_count ||
        moment->lanes[lane].state == MOMENT_ABSENT) {
        return;
    }
    const Steps *steps = &state->steps[state->detail];
    uint64_t step = steps_at(steps, state->position);
    uint64_t earlier = step == 0 ? 0 : steps_position(steps, step - 1);
    const char *before = values_at(state->values, earlier, lane);
    const char *now = values_at(state->values, state->position, lane);
    draw_lines(canvas, row, rows, columns, now, before);
}

const UiView view_values = {.title = "VALUES", .draw = draw};
