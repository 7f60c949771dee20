// What happened at this step and why: as many lines as it takes, if there is room for them.
#include "explain/sentence.h"
#include "ui/paragraph.h"
#include "ui/view.h"

static int draw_lines(Canvas *canvas, int row, int rows, int columns, CanvasStyle style,
                      const Buffer *text)
{
    return paragraph_draw(canvas, row, 1, rows, columns - 1, style, text->data, text->length);
}

int view_sentence_lines(const UiState *state, int columns, int most)
{
    Explain explain = state_explain(state);
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
    Explain explain = state_explain(state);
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
