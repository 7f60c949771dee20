// What happened at this step and why: as many lines as it takes, if there is room for them.
#include "explain/sentence.h"
#include "explain/words.h"
#include "ui/paragraph.h"
#include "ui/view.h"

static int draw_lines(Canvas *canvas, int row, int rows, int columns, CanvasStyle style,
                      const Buffer *text)
{
    return paragraph_draw(canvas, row, 1, rows, columns - 1, style, text->data, text->length);
}

// What happened, and why or what comes now.
static void sentences(const UiState *state, Buffer *what, Buffer *why)
{
    Explain explain = state_explain(state);
    sentence_what(&explain, state->position, what);
    if (state_asks(state)) {
        uint32_t cpu = state_moment(state)->cpu;
        buffer_clear(what);
        if (cpu == MOMENT_NOBODY) {
            buffer_puts(what, "The program");
        } else {
            words_lane(what, &state->lanes, cpu);
        }
        buffer_puts(what, " asks for a line of input, and waits with the CPU in its hands.");
        buffer_puts(why, "Nobody else can run until it is answered: no timer rings, no task gets its turn.");
        return;
    }
    sentence_why(&explain, state->position, why);
}

int view_sentence_lines(const UiState *state, int columns, int most)
{
    Buffer what, why;
    buffer_init(&what);
    buffer_init(&why);
    sentences(state, &what, &why);
    int lines = draw_lines(NULL, 0, most, columns, CANVAS_TITLE, &what) +
                draw_lines(NULL, 0, most, columns, CANVAS_NORMAL, &why);
    buffer_deinit(&why);
    buffer_deinit(&what);
    return lines < most ? lines : most;
}

static void draw(const UiState *state, Canvas *canvas, int rows, int columns)
{
    Buffer what, why;
    buffer_init(&what);
    buffer_init(&why);
    sentences(state, &what, &why);
    int for_what = rows > 1 && why.length > 0 ? rows - 1 : rows;
    int row = draw_lines(canvas, 0, for_what, columns, CANVAS_TITLE, &what);
    draw_lines(canvas, row, rows - row, columns, CANVAS_NORMAL, &why);
    buffer_deinit(&why);
    buffer_deinit(&what);
}

const UiView view_sentence = {.draw = draw};
