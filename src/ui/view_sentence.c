#include "explain/sentence.h"
#include "ui/view.h"

static void draw(const UiState *state, Canvas *canvas, int rows, int columns)
{
    Explain explain = {state->program.trace, state->looking, &state->lanes, &state->source};
    Buffer out;
    buffer_init(&out);
    sentence_what(&explain, state->position, &out);
    canvas_text_within(canvas, 0, 1, columns - 1, CANVAS_TITLE, out.data, out.length);
    if (rows > 1) {
        buffer_clear(&out);
        sentence_why(&explain, state->position, &out);
        canvas_text_within(canvas, 1, 1, columns - 1, CANVAS_NORMAL, out.data, out.length);
    }
    buffer_deinit(&out);
}

const UiView view_sentence = {.draw = draw};
