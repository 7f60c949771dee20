// Why the lane that is looked at has the CPU, or has not; and the critical path of the whole run.
#include <string.h>

#include "explain/why.h"
#include "explain/words.h"
#include "ui/paragraph.h"
#include "ui/view.h"

// Draws the paragraphs, scrolled; one that begins with a blank is set in.
static void draw_text(const UiState *state, Canvas *canvas, int row, int rows, int columns,
                      const char *text)
{
    int skip = state->scroll[UI_PANE_OUTPUT];
    for (const char *at = text; *at != '\0' && row < rows;) {
        size_t length = strcspn(at, "\n");
        int indent = *at == ' ' ? 2 : 0;
        const char *words = at + (indent != 0);
        size_t bytes = length - (indent != 0);
        if (skip > 0) {
            skip--;
        } else {
            row += paragraph_draw(canvas, row, 2 + indent, rows - row, columns - 3 - indent,
                                  CANVAS_NORMAL, words, bytes);
        }
        at += length + (at[length] == '\n');
    }
}

static void draw(const UiState *state, Canvas *canvas, int rows, int columns)
{
    Explain explain = state_explain(state);
    Buffer out;
    buffer_init(&out);
    uint32_t lane = state_lane(state);
    words_lane(&out, &state->lanes, lane);
    canvas_text_within(canvas, 0, 2, columns - 3, CANVAS_TITLE, out.data, out.length);
    buffer_clear(&out);
    why_lane(&explain, state->position, lane, &out);
    draw_text(state, canvas, 1, rows, columns, out.data);
    buffer_deinit(&out);
}

static void draw_critical(const UiState *state, Canvas *canvas, int rows, int columns)
{
    draw_text(state, canvas, 0, rows, columns, state_critical(state));
}

const UiView view_why = {.title = "WHY", .draw = draw};
const UiView view_critical = {.title = "CRITICAL PATH", .draw = draw_critical};
