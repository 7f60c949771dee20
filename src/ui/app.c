// The interactive loop: wait for a key, change the state, draw it.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "ui/action.h"
#include "ui/state.h"
#include "ui/term/term.h"
#include "ui/ui.h"

// The pace of playing is the reader's: the one place that looks at the host's clock.
static int64_t host_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void paint(const UiState *state, Term *term, Canvas *canvas)
{
    int rows, columns;
    term_size(term, &rows, &columns);
    ui_frame(state, rows, columns, canvas);
    term_present(term, canvas);
}

// Writes what is on the canvas to a new file, in the form that its name asks for.
static void export_frame(UiState *state, const Canvas *canvas)
{
    const char *name = state->export_name, *dot = strrchr(name, '.');
    Buffer out;
    buffer_init(&out);
    if (dot != NULL && strcmp(dot, ".svg") == 0) {
        canvas_to_svg(canvas, &out);
    } else if (dot != NULL && strcmp(dot, ".ansi") == 0) {
        canvas_to_ansi(canvas, true, &out);
    } else {
        canvas_to_text(canvas, &out);
    }
    FILE *file = fopen(name, "wx"); // nothing that is there is lost
    bool written = file != NULL && fwrite(out.data, 1, out.length, file) == out.length;
    written = file != NULL && fclose(file) == 0 && written;
    snprintf(state->said, sizeof state->said, written ? "Written to %s." : "%s: %s.", name,
             strerror(errno));
    state->message = state->said;
    state->export_name[0] = '\0';
    buffer_deinit(&out);
}

// Deals with one key. Returns false when it is time to leave.
static bool handle(UiState *state, Term *term, Canvas *canvas, UiKey key)
{
    switch (key) {
    case TERM_TIMEOUT:
    case TERM_RESIZED: return true;
    case TERM_LEAVE: return false;
    case TERM_SUSPEND: term_suspend(term); return true;
    case TERM_MARK:
        paint(state, term, canvas);
        term_mark(term);
        return true;
    default: break;
    }
    UiAction action = action_key(state, key);
    if (action == UI_REDRAW) {
        term_redraw(term);
    } else if (action == UI_SUSPEND) {
        term_suspend(term);
    }
    if (state->export_name[0] != '\0') {
        paint(state, term, canvas);
        export_frame(state, canvas);
    }
    return !state->quit;
}

static void converse(UiState *state, Term *term, Canvas *canvas)
{
    int64_t before_ms = host_ms();
    for (;;) {
        paint(state, term, canvas);
        int64_t now_ms = host_ms();
        int wait_ms = ui_tick(state, (int)(now_ms - before_ms));
        before_ms = now_ms;
        UiKey key = term_key(term, wait_ms);
        do {
            if (!handle(state, term, canvas, key)) {
                return;
            }
            key = term_key(term, 0);
        } while (key != TERM_TIMEOUT);
    }
}

bool ui_open(const UiProgram *program, Diag *diag)
{
    Term *term = term_open(diag);
    if (term == NULL) {
        return false;
    }
    UiState *state = ui_new(program);
    Canvas *canvas = canvas_new(1, 1, term_is_ascii(term));
    converse(state, term, canvas);
    canvas_free(canvas);
    ui_free(state);
    term_close(term);
    return true;
}
