#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "explain/words.h"
#include "ui/view.h"

enum { NARROW = 60 };

static void cpu_words(const UiState *state, Buffer *out)
{
    const Moment *moment = state_moment(state);
    uint32_t holder = moment->cpu;
    if (holder != MOMENT_NOBODY && state->lanes.lanes[holder].shown) {
        words_lane(out, &state->lanes, holder);
    } else {
        buffer_puts(out, "free");
    }
}

static void draw(const UiState *state, Canvas *canvas, int rows, int columns)
{
    (void)rows;
    Buffer cpu;
    buffer_init(&cpu);
    if (columns >= NARROW) {
        buffer_puts(&cpu, "CPU ");
    }
    buffer_puts(&cpu, canvas_glyph_text(canvas, CANVAS_GLYPH_CPU_LEFT));
    buffer_putc(&cpu, ' ');
    cpu_words(state, &cpu);
    buffer_putc(&cpu, ' ');
    buffer_puts(&cpu, canvas_glyph_text(canvas, CANVAS_GLYPH_CPU_RIGHT));
    int width = canvas_width(cpu.data, cpu.length);
    int most = columns / 2;
    width = width > most ? most : width;

    char step[64], time[WORDS_TIME_BYTES], clock[128];
    words_seconds(time, state_moment(state)->clock_ns);
    if (columns >= NARROW) {
        snprintf(step, sizeof step, "step %" PRIu64 " of %" PRIu64, ui_step(state),
                 ui_steps(state));
        snprintf(clock, sizeof clock, "clock %s s", time);
        int step_at = columns * 25 / 80, clock_at = columns * 45 / 80;
        canvas_text_within(canvas, 0, 1, step_at - 2, CANVAS_TITLE, state->program.name,
                           strlen(state->program.name));
        canvas_text_within(canvas, 0, step_at, clock_at - step_at - 1, CANVAS_NORMAL, step,
                           strlen(step));
        canvas_text_within(canvas, 0, clock_at, columns - width - 2 - clock_at, CANVAS_TITLE, clock,
                           strlen(clock));
    } else {
        snprintf(step, sizeof step, "%" PRIu64 "/%" PRIu64, ui_step(state), ui_steps(state));
        snprintf(clock, sizeof clock, "%s %s s", step, time);
        canvas_text_within(canvas, 0, 1, columns - width - 3, CANVAS_TITLE, clock, strlen(clock));
    }
    canvas_text_within(canvas, 0, columns - 1 - width, width, CANVAS_TITLE, cpu.data, cpu.length);
    buffer_deinit(&cpu);
}

const UiView view_header = {.draw = draw};
