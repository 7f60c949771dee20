// What happened at this step and why: as many lines as it takes, if there is room for them.
#include <string.h>

#include "explain/sentence.h"
#include "ui/view.h"

// How many bytes go into a line of `columns`: up to the last blank that fits.
static size_t line_bytes(const char *text, size_t length, int columns)
{
    if (canvas_width(text, length) <= columns) {
        return length;
    }
    size_t fits = 0;
    for (size_t at = 0; at < length; at++) {
        if (text[at] == ' ') {
            if (canvas_width(text, at) > columns) {
                break;
            }
            fits = at;
        }
    }
    return fits == 0 ? length : fits;
}

// Draws the text in at most `rows` lines, the last cut short if it has to be. With no canvas it
// only counts. Returns the lines.
static int draw_lines(Canvas *canvas, int row, int rows, int columns, CanvasStyle style,
                      const Buffer *text)
{
    int count = 0;
    for (size_t at = 0; at < text->length && count < rows; count++) {
        const char *line = text->data + at;
        size_t left = text->length - at;
        size_t bytes = count + 1 == rows ? left : line_bytes(line, left, columns - 1);
        if (canvas != NULL) {
            canvas_text_within(canvas, row + count, 1, columns - 1, style, line, bytes);
        }
        at += bytes + (bytes < left); // the blank
    }
    return count;
}

static Explain explain_of(const UiState *state)
{
    return (Explain){state->program.trace, state->looking, &state->lanes, &state->source};
}

int view_sentence_lines(const UiState *state, int columns, int most)
{
    Explain explain = explain_of(state);
    Buffer out;
    buffer_init(&out);
    sentence_what(&explain, state->position, &out);
    int lines = draw_lines(NULL, 0, most, columns, CANVAS_TITLE, &out);
    buffer_clear(&out);
    sentence_why(&explain, state->position, &out);
    lines += draw_lines(NULL, 0, most, columns, CANVAS_NORMAL, &out);
    buffer_deinit(&out);
    return lines < most ? lines : most;
}

static void draw(const UiState *state, Canvas *canvas, int rows, int columns)
{
    Explain explain = explain_of(state);
    Buffer what, why;
    buffer_init(&what);
    buffer_init(&why);
    sentence_what(&explain, state->position, &what);
    sentence_why(&explain, state->position, &why);
    int for_what = rows > 1 && why.length > 0 ? rows - 1 : rows;
    int row = draw_lines(canvas, 0, for_what, columns, CANVAS_TITLE, &what);
    draw_lines(canvas, row, rows - row, columns, CANVAS_NORMAL, &why);
    buffer_deinit(&why);
    buffer_deinit(&what);
}

const UiView view_sentence = {.draw = draw};
