// The interactive loop: wait for a key, or for the file to change; change the state, draw it.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "ui/action.h"
#include "ui/course.h"
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

enum {
    LOOK_AT_FILE_MS = 500,
    GROW_MS = 20,  // a recording that grows does so for so long between two looks at the keys
    SHOW_MS = 200, // and is shown so often, or less often where looking at it takes long
    SHOW_SHARE = 5,
};

typedef struct App {
    UiState *state;
    Term *term;
    Canvas *canvas;
    const UiHost *host;
    UiProgram growing; // as it stands, while state->program may be a little behind
    int64_t show_ms;   // when it is to be shown next
    Tape *play;        // or NULL
    FILE *record;      // or NULL
    int64_t key_ms;    // when the last key came
} App;

typedef enum Left { LEFT_HERE, LEFT_ALL } Left;

static void look(const App *app)
{
    int rows, columns;
    term_size(app->term, &rows, &columns);
    ui_frame(app->state, rows, columns, app->canvas);
}

static void paint(const App *app)
{
    look(app);
    term_present(app->term, app->canvas);
}

static void say(UiState *state, const char *text)
{
    snprintf(state->said, sizeof state->said, "%s", text);
    state->message = state->said;
}

// A recording that was begun anew takes the place of the one on the screen.
static void begin_anew(App *app, const UiProgram *program)
{
    app->growing = *program;
    ui_reload(app->state, program);
}

static void record_again(App *app, bool afresh)
{
    UiProgram program;
    Buffer problem;
    buffer_init(&problem);
    if (app->host->record(app->host->context, afresh, &program, &problem)) {
        begin_anew(app, &program);
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
    app->host->edit(app->host->context, line);
    term_take_back(app->term);
    if (app->host->changed(app->host->context)) {
        record_again(app, false);
    }
}

// Shows what has been recorded by now.
static void show_grown(App *app)
{
    int64_t before_ms = host_ms();
    ui_grow(app->state, &app->growing);
    int64_t after_ms = host_ms(), rest_ms = SHOW_SHARE * (after_ms - before_ms);
    app->show_ms = after_ms + (rest_ms > SHOW_MS ? rest_ms : SHOW_MS);
}

// Lets the recording grow for `ms`. Returns whether there is anything new to show.
static bool grow(App *app, int ms)
{
    int64_t end_ms = host_ms() + ms;
    while (app->growing.recording == UI_GROWS && host_ms() < end_ms) {
        app->host->more(app->host->context, &app->growing);
    }
    if (app->growing.recording == UI_GROWS && host_ms() < app->show_ms) {
        return false;
    }
    show_grown(app);
    return true;
}

static void stop_growing(App *app)
{
    app->host->stop(app->host->context, &app->growing);
    show_grown(app);
    say(app->state, "Recording is stopped. What there is can be looked at.");
}

// Hands the reader's answer to the program, which comes to where it asked and goes on.
static void give_answer(App *app)
{
    UiState *state = app->state;
    UiProgram program;
    const char *line = state->answer == UI_ANSWER_LINE ? state->prompt : NULL;
    uint64_t asked_at = state->position;
    state->answer = UI_ANSWER_NONE;
    app->host->answer(app->host->context, line, &program);
    begin_anew(app, &program);
    while (app->growing.recording == UI_GROWS && trace_length(app->growing.trace) <= asked_at) {
        app->host->more(app->host->context, &app->growing);
    }
    show_grown(app);
    state_move(state, asked_at < trace_length(state->program.trace) ? asked_at : 0);
    state_step(state, 1);
}

static void format_canvas(const Canvas *canvas, CanvasPalette palette, const char *name, Buffer *out)
{
    const char *dot = strrchr(name, '.');
    if (dot != NULL && strcmp(dot, ".svg") == 0) {
        canvas_to_svg(canvas, palette.light, out);
    } else if (dot != NULL && strcmp(dot, ".ansi") == 0) {
        canvas_to_ansi(canvas, palette, out);
    } else {
        canvas_to_text(canvas, out);
    }
}

// Writes what is on the canvas, or the whole timeline, to a new file, in the form that its name asks
// for: "NAME" or "all NAME".
static void export_picture(const App *app)
{
    static const char all[] = "all ";
    UiState *state = app->state;
    const char *name = state->export_name;
    Buffer out;
    buffer_init(&out);
    if (strncmp(name, all, strlen(all)) == 0) {
        name += strlen(all);
        Canvas *whole = canvas_new(1, 1, term_is_ascii(app->term));
        int columns = canvas_columns(app->canvas);
        if (!ui_whole_comparison(state, columns, whole)) {
            ui_whole_timeline(&state->program, state->axis, columns, whole);
        }
        format_canvas(whole, term_palette(app->term), name, &out);
        canvas_free(whole);
    } else {
        format_canvas(app->canvas, term_palette(app->term), name, &out);
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
    case TERM_RESUMED: term_resume(app->term); return true;
    case TERM_CHANGED:
        canvas_free(app->canvas);
        app->canvas = canvas_new(1, 1, term_is_ascii(app->term));
        return true;
    case TERM_MARK:
        paint(app);
        term_mark(app->term);
        return true;
    default: break;
    }
    if (app->growing.recording == UI_GROWS && key == UI_KEY_ESCAPE) {
        stop_growing(app);
        return true;
    }
    if (key_kind(key) != key) {
        look(app); // keys before it may have changed the frame
        return ui_point(state, app->canvas, key);
    }
    UiAction action = action_key(state, key);
    if (action == UI_REDRAW) {
        term_redraw(app->term);
    } else if (action == UI_SUSPEND) {
        term_suspend(app->term);
    } else if (action == UI_MOUSE) {
        say(state, term_toggle_mouse(app->term) ? "The mouse is awaitscope's: a click selects."
                                                : "The mouse is free: text can be marked and copied.");
    } else if ((action == UI_EDIT || action == UI_RERUN) && app->host->changed == NULL) {
        say(state, "This program is in no file.");
    } else if (action == UI_EDIT) {
        edit(app);
    } else if (action == UI_RERUN) {
        record_again(app, true);
    } else if (state->answer != UI_ANSWER_NONE) {
        give_answer(app);
    }
    if (state->export_name[0] != '\0') {
        paint(app);
        export_picture(app);
    }
    return !state->quit;
}

// How long to wait for a key: not longer than until the next step of playing, or look at the file.
static int patience_ms(const App *app, int until_step_ms)
{
    if (app->growing.recording == UI_GROWS) {
        return 0;
    }
    bool looks = app->host->changed != NULL && (until_step_ms < 0 || until_step_ms > LOOK_AT_FILE_MS);
    return looks ? LOOK_AT_FILE_MS : until_step_ms;
}

static void look_at_file(App *app, int64_t *looked_ms)
{
    if (app->host->changed != NULL && host_ms() - *looked_ms >= LOOK_AT_FILE_MS) {
        *looked_ms = host_ms();
        if (app->host->changed(app->host->context)) {
            record_again(app, false);
        }
    }
}

// Waits for a key, from the terminal or the tape, for at most `wait_ms` (−1: for ever). A key that
// somebody presses ends the tape.
static UiKey next_key(App *app, int wait_ms)
{
    int64_t pause_ms = 0;
    UiKey taped = app->play != NULL ? tape_peek(app->play, &pause_ms) : UI_KEY_NONE;
    int64_t left_ms = app->key_ms + pause_ms - host_ms();
    bool tape_first = taped != UI_KEY_NONE && (wait_ms < 0 || left_ms <= wait_ms);
    UiKey key = term_key(app->term, tape_first ? (int)(left_ms > 0 ? left_ms : 0) : wait_ms);
    if (key == TERM_TIMEOUT && tape_first) {
        tape_advance(app->play);
        key = taped;
    } else if (key > 0) {
        app->play = NULL;
    }
    if (key > 0) {
        int64_t now_ms = host_ms();
        if (app->record != NULL) {
            tape_write(app->record, key, now_ms - app->key_ms);
        }
        app->key_ms = now_ms;
    }
    return key;
}

// Until the reader goes back, or leaves altogether.
static Left converse(App *app)
{
    int64_t before_ms = host_ms(), looked_ms = before_ms;
    bool stale = true; // the screen does not show the state
    for (;;) {
        if (stale) {
            paint(app);
        }
        int64_t now_ms = host_ms();
        int wait_ms = patience_ms(app, ui_tick(app->state, (int)(now_ms - before_ms)));
        before_ms = now_ms;
        UiKey key = next_key(app, wait_ms);
        stale = app->growing.recording != UI_GROWS || key != TERM_TIMEOUT || app->state->playing;
        do {
            if (!handle(app, key)) {
                return key == 'Q' || key == TERM_LEAVE ? LEFT_ALL : LEFT_HERE;
            }
            key = next_key(app, 0);
        } while (key != TERM_TIMEOUT);
        look_at_file(app, &looked_ms);
        if (app->growing.recording == UI_GROWS) {
            stale |= grow(app, GROW_MS);
        }
    }
}

// Deals with what cannot be typed into a page. Returns whether it was that.
static bool handle_signal(Term *term, Canvas **canvas, UiKey key)
{
    if (key == TERM_SUSPEND || key == UI_KEY_CTRL_Z) {
        term_suspend(term);
    } else if (key == TERM_RESUMED) {
        term_resume(term);
    } else if (key == UI_KEY_CTRL_L) {
        term_redraw(term);
    } else if (key == TERM_CHANGED) {
        canvas_free(*canvas);
        *canvas = canvas_new(1, 1, term_is_ascii(term));
    }
    return key < 0 || key == UI_KEY_CTRL_Z || key == UI_KEY_CTRL_L;
}

// The main screen over the program of a page, until the learner comes back. Returns false when it is time to
// leave.
static bool step_through(Course *course, const UiHost *nobody, App *app)
{
    app->state = course_stepping(course);
    app->host = nobody;
    app->growing = app->state->program;
    bool leaves = converse(app) == LEFT_ALL;
    course_back(course);
    return !leaves;
}

static void turn_pages(Course *course, App *app)
{
    static const UiHost nobody = {0};
    for (bool marks = false;;) {
        int rows, columns;
        term_size(app->term, &rows, &columns);
        course_frame(course, rows, columns, app->canvas);
        term_present(app->term, app->canvas);
        if (marks) {
            term_mark(app->term);
        }
        UiKey key = next_key(app, -1);
        marks = key == TERM_MARK;
        if (key == TERM_LEAVE) {
            return;
        }
        if (handle_signal(app->term, &app->canvas, key)) {
            continue;
        }
        if (!course_point(course, app->canvas, key)) {
            return;
        }
        if (course_wants_edit(course)) {
            term_lend(app->term);
            course_edit(course);
            term_take_back(app->term);
        }
        if (course_stepping(course) != NULL && !step_through(course, &nobody, app)) {
            return;
        }
    }
}

bool course_open(Course *course, const UiWishes *wishes, Diag *diag)
{
    App app = {.term = term_open(wishes, diag), .play = wishes->play, .record = wishes->record, .key_ms = host_ms()};
    if (app.term == NULL) {
        return false;
    }
    app.canvas = canvas_new(1, 1, term_is_ascii(app.term));
    turn_pages(course, &app);
    canvas_free(app.canvas);
    term_close(app.term);
    return true;
}

bool ui_open(const UiProgram *program, const UiHost *host, const UiWishes *wishes, Diag *diag)
{
    static const UiHost nobody = {0};
    static const UiWishes nothing = {0};
    wishes = wishes == NULL ? &nothing : wishes;
    App app = {.term = term_open(wishes, diag),
               .play = wishes->play,
               .record = wishes->record,
               .key_ms = host_ms(),
               .host = host == NULL ? &nobody : host,
               .growing = *program};
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
