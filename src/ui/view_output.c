// What the program has written, each line with its time and who wrote it.
#include <string.h>

#include "explain/words.h"
#include "ui/view.h"
#include "ui/written.h"

enum {
    TEXT_COLUMN = 11,    // of what was written, where times are short
    QUESTION_LEAST = 12, // columns for an answer
};

// What is typed for a program that asks, behind what it wrote last.
static void draw_question(const UiState *state, Canvas *canvas, const Written *lines, int64_t first,
                          int rows, int columns)
{
    if (!state_asks(state)) {
        return;
    }
    const WrittenLine *last = lines->count == 0 ? NULL : &lines->lines[lines->count - 1];
    int row = (int)((int64_t)lines->count - first), at = TEXT_COLUMN;
    if (last != NULL && last->open) {
        size_t length;
        const char *bytes = trace_output_bytes(state->program.trace, &length);
        row--;
        at += canvas_width(bytes + last->from, last->to - last->from);
    }
    if (row >= rows) {
        row = rows - 1; // it covers the line above rather than being out of sight
    }
    at = at > columns - QUESTION_LEAST ? columns - QUESTION_LEAST : at;
    at = at < 0 ? 0 : at;
    if (state->prompting != UI_PROMPT_ANSWER) {
        static const char hint[] = "? → answers";
        canvas_text_within(canvas, row, at, columns - at, CANVAS_FAINT, hint, strlen(hint));
        return;
    }
    const char *text = state->prompt;
    while (canvas_width(text, strlen(text)) > columns - at - 1) {
        text++; // its end is what is being typed
    }
    at += canvas_text(canvas, row, at, CANVAS_KEY, text);
    canvas_text(canvas, row, at, CANVAS_FOUND, " ");
}

static void draw(const UiState *state, Canvas *canvas, int rows, int columns)
{
    int back = -state->scroll[UI_PANE_OUTPUT];
    back = back < 0 ? 0 : back;
    Written lines;
    written_init(&lines, state->program.trace, state->position, (uint32_t)(rows + back));
    int64_t first = (int64_t)lines.count - rows - back;
    first = first < 0 ? 0 : first;
    size_t length;
    const char *bytes = trace_output_bytes(state->program.trace, &length);
    for (int row = 0; row < rows && (uint64_t)(first + row) < lines.count; row++) {
        const WrittenLine *line = &lines.lines[first + row];
        char time[WORDS_TIME_BYTES];
        int at = 2 + canvas_text(canvas, row, 2, CANVAS_FAINT, words_seconds(time, line->time_ns));
        at += 1 + canvas_text(canvas, row, at + 1, CANVAS_KEY,
                              state->lanes.lanes[line->lane].tag);
        canvas_text_within(canvas, row, at + 2, columns - at - 2,
                           line->stream == 2 ? CANVAS_ERROR : CANVAS_NORMAL, bytes + line->from,
                           line->to - line->from);
    }
    if (lines.count == 0) {
        canvas_text(canvas, 0, 2, CANVAS_FAINT, "nothing is printed yet");
    }
    draw_question(state, canvas, &lines, first, rows, columns);
    written_deinit(&lines);
}

const UiView view_output = {.title = "OUTPUT", .draw = draw};
