// The interactive loop: wait for a key, or for the file to change; change the state, draw it.
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

enum { LOOK_AT_FILE_MS = 500 };

typedef struct App {
    UiState *state;
    Term *term;
    Canvas *canvas;
    const UiFile *file; // or NULL
} App;

static void paint(const App *app)
{
    int rows, columns;
    term_size(app->term, &rows, &columns);
    ui_frame(app->state, rows, columns, app->canvas);
    term_present(app->term, app->canvas);
}

static void say(UiState *state, const char *text)
{
    snprintf(state->said, sizeof state->said, "%s", text);
    state->message = state->said;
}

static void record_again(App *app)
{
    UiProgram program;
    Buffer problem;
    buffer_init(&problem);
    if (app->file->record(app->file->context, &program, &problem)) {
        ui_reload(app->state, &program);
        say(app->state, "The file has been run again.");
    } else {
        say(app->state, problem.data);
    }
    buffer_deinit(&problem);
}

static void edit(App *app)
{
    uint32_t line = state_line(app->state);
    term_lend(app->term);
    app->file->edit(app->file->context, line);
    term_take_back(app->term);
    if (app->file->changed(app->file->context)) {
        record_again(app);
    }
}

// Writes what is on the canvas to a new file, in the form that its name asks for.
static void export_frame(const App *app)
{
    UiState *state = app->state;
    const char *name = state->export_name, *dot = strrchr(name, '.');
    Buffer out;
    buffer_init(&out);
    if (dot != NULL && strcmp(dot, ".svg") == 0) {
        canvas_to_svg(app->canvas, &out);
    } else if (dot != NULL && strcmp(dot, ".ansi") == 0) {
        canvas_to_ansi(app->canvas, true, &out);
    } else {
        canvas_to_text(app->canvas, &out);
    }
    FILE *file = fopen(name, "wx"); // nothing that is there is lost
    bool written = file != NULL && fwrite(out.data, 1, out.length, file) == out.length;
    written = file != NULL && fclose(file) == 0 && written;
    char words[sizeof state->said];
    snprintf(words, sizeof words, written ? "Written to %s." : "%s: %s.", name, strerror(errno));
    say(state, words);
    state->export_name[0] = '\0';
    buffer_deinit(&out);
}

// Deals with one key. Returns false when it is time to leave.
static bool handle(App *app, UiKey key)
{
    UiState *state = app->state;
    switch (key) {
    case TERM_TIMEOUT:
    case TERM_RESIZED: return true;
    case TERM_LEAVE: return false;
    case TERM_SUSPEND: term_suspend(app->term); return true;
    case TERM_MARK:
        paint(app);
        term_mark(app->term);
        return true;
    default: break;
    }
    UiAction action = action_key(state, key);
    if (action == UI_REDRAW) {
        term_redraw(app->term);
    } else if (action == UI_SUSPEND) {
        term_suspend(app->term);
    } else if ((action == UI_EDIT || action == UI_RERUN) && app->file == NULL) {
        say(state, "This program is in no file.");
    } else if (action == UI_EDIT) {
        edit(app);
    } else if (action == UI_RERUN) {
        record_again(app);
    }
    if (state->export_name[0] != '\0') {
        paint(app);
        export_frame(app);
    }
    return !state->quit;
}

// How long to wait for a key: not longer than until the next step of playing, or look at the file.
static int patience_ms(const App *app, int until_step_ms)
{
    bool looks = app->file != NULL && (until_step_ms < 0 || until_step_ms > LOOK_AT_FILE_MS);
    return looks ? LOOK_AT_FILE_MS : until_step_ms;
}

static void converse(App *app)
{
    int64_t before_ms = host_ms(), looked_ms = before_ms;
    for (;;) {
        paint(app);
        int64_t now_ms = host_ms();
        int wait_ms = patience_ms(app, ui_tick(app->state, (int)(now_ms - before_ms)));
        before_ms = now_ms;
        UiKey key = term_key(app->term, wait_ms);
        do {
            if (!handle(app, key)) {
                return;
            }
            key = term_key(app->term, 0);
        } while (key != TERM_TIMEOUT);
        if (app->file != NULL && host_ms() - looked_ms >= LOOK_AT_FILE_MS) {
            looked_ms = host_ms();
            if (app->file->changed(app->file->context)) {
                record_again(app);
            }
        }
    }
}

bool ui_open(const UiProgram *program, const UiFile *file, Diag *diag)
{
    App app = {.term = term_open(diag), .file = file};
    if (app.term == NULL) {
        return false;
    }
    app.state = ui_new(program);
    app.canvas = canvas_new(1, 1, term_is_ascii(app.term));
    converse(&app);
    canvas_free(app.canvas);
    ui_free(app.state);
    term_close(app.term);
    return true;
}
