#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "explain/words.h"
#include "ui/view.h"

enum { NARROW = 60 };

// The box that says whose the CPU is, within `width` columns at the right edge: a long name is cut
// short inside it.
static void draw_cpu(Canvas *canvas, int columns, int width, const char *label, const Buffer *name)
{
    int around = (int)strlen(label) + 4; // the box and a blank on each side of the name
    int room = width - around;
    int wide = canvas_width(name->data, name->length);
    wide = wide < room ? wide : room;
    if (wide < 1) {
        return;
    }
    int at = columns - 1 - around - wide;
    at += canvas_text(canvas, 0, at, CANVAS_TITLE, label);
    canvas_text(canvas, 0, at, CANVAS_TITLE, canvas_glyph_text(canvas, CANVAS_GLYPH_CPU_LEFT));
    canvas_text_within(canvas, 0, at + 2, wide, CANVAS_TITLE, name->data, name->length);
    canvas_text(canvas, 0, at + 3 + wide, CANVAS_TITLE,
                canvas_glyph_text(canvas, CANVAS_GLYPH_CPU_RIGHT));
}

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

// Where the clock stands: further to the left where some name would not fit beside it, for the
// whole run, so that it does not move from step to step.
static int clock_column(const UiState *state, int columns, int step_at, int clock_width)
{
    int usual = columns * 45 / 80, widest = 0;
    Buffer name;
    buffer_init(&name);
    for (uint32_t i = 0; i < state->lanes.shown; i++) {
        buffer_clear(&name);
        words_lane(&name, &state->lanes, state->lanes.order[i]);
        int width = canvas_width(name.data, name.length);
        widest = width > widest ? width : widest;
    }
    buffer_deinit(&name);
    int box = widest + 4 + (int)strlen("CPU ");
    int wanted = columns - 1 - box - 1 - clock_width;
    int least = step_at + 2 + snprintf(NULL, 0, "step %" PRIu64 " of %" PRIu64, ui_steps(state),
                                       ui_steps(state));
    wanted = wanted < least ? least : wanted;
    return wanted < usual ? wanted : usual;
}

static void draw(const UiState *state, Canvas *canvas, int rows, int columns)
{
    (void)rows;
    char step[64], time[WORDS_TIME_BYTES], clock[128];
    words_seconds(time, state_moment(state)->clock_ns);
    Buffer cpu;
    buffer_init(&cpu);
    cpu_words(state, &cpu);
    if (columns >= NARROW) {
        snprintf(step, sizeof step, "step %" PRIu64 " of %" PRIu64, ui_step(state),
                 ui_steps(state));
        snprintf(clock, sizeof clock, "clock %s s", time);
        int step_at = columns * 25 / 80;
        int clock_at = clock_column(state, columns, step_at, (int)strlen(clock));
        int clock_end = clock_at + (int)strlen(clock);
        canvas_text_within(canvas, 0, 1, step_at - 2, CANVAS_TITLE, state->program.name,
                           strlen(state->program.name));
        canvas_text_within(canvas, 0, step_at, clock_at - step_at - 1, CANVAS_NORMAL, step,
                           strlen(step));
        canvas_text_within(canvas, 0, clock_at, columns - clock_at, CANVAS_TITLE, clock,
                           strlen(clock));
        draw_cpu(canvas, columns, columns - clock_end - 2, "CPU ", &cpu);
    } else {
        snprintf(step, sizeof step, "%" PRIu64 "/%" PRIu64, ui_step(state), ui_steps(state));
        snprintf(clock, sizeof clock, "%s %s s", step, time);
        int clock_end = 1 + (int)strlen(clock);
        canvas_text_within(canvas, 0, 1, columns - 1, CANVAS_TITLE, clock, strlen(clock));
        draw_cpu(canvas, columns, columns - clock_end - 2, "", &cpu);
    }
    buffer_deinit(&cpu);
}

const UiView view_header = {.draw = draw};
