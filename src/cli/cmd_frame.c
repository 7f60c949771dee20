#include <locale.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "cli/cli.h"
#include "cli/learner.h"
#include "cli/others.h"
#include "cli/screen.h"

enum { SIZE_MAX_CELLS = 2000 };

bool screen_wants_ascii(const Options *options) {
    return options->ascii || strcmp(nl_langinfo(CODESET), "UTF-8") != 0 || wcwidth(L'█') != 1;
}

CanvasPalette screen_palette(const Options *options) {
    CanvasPalette palette = {CANVAS_COLOURS_256, false};
    if (options->colours)
        canvas_colours_named(options->colours, &palette.colours);
    if (options->background)
        canvas_background_named(options->background, &palette.light);
    return palette;
}

UiWishes screen_wishes(const Options *options) {
    return (UiWishes){.colours = options->colours,
                      .background = options->background,
                      .ascii = options->ascii,
                      .no_mouse = options->no_mouse};
}

void screen_say(const Diag *diag) {
    Buffer text;
    buffer_init(&text);
    diag_format(diag, &text);
    fprintf(stderr, "awaitscope: %s", text.data);
    buffer_deinit(&text);
}

void screen_problem(void *context, const Diag *diag) {
    (void)context;
    screen_say(diag);
}

bool screen_tape(const Options *options, Tape **tape) {
    *tape = NULL;
    if (!options->play_keys)
        return true;
    Diag diag;
    diag_init(&diag);
    *tape = tape_read(options->play_keys, &diag);
    if (!*tape)
        screen_say(&diag);
    diag_deinit(&diag);
    return *tape != NULL;
}

bool screen_take_tapes(const Options *options, UiWishes *wishes) {
    if (!screen_tape(options, &wishes->play))
        return false;
    if (options->record_keys && !(wishes->record = fopen(options->record_keys, "w"))) {
        perror(options->record_keys);
        tape_free(wishes->play);
        return false;
    }
    return true;
}

void screen_drop_tapes(UiWishes *wishes) {
    tape_free(wishes->play);
    if (wishes->record)
        fclose(wishes->record);
}

bool screen_has_format(const Options *options) {
    const char *format = options->format;
    return !format || !strcmp(format, "text") || !strcmp(format, "ansi") || !strcmp(format, "svg");
}

void screen_format(const Options *options, const Canvas *canvas, Buffer *out) {
    CanvasPalette palette = screen_palette(options);
    if (options->format && strcmp(options->format, "svg") == 0)
        canvas_to_svg(canvas, palette.light, out);
    else if (options->format && strcmp(options->format, "ansi") == 0)
        canvas_to_ansi(canvas, palette, out);
    else
        canvas_to_text(canvas, out);
}

bool screen_write(const Options *options, const Buffer *text) {
    FILE *out = options->output ? fopen(options->output, "w") : stdout;
    if (!out) {
        perror(options->output);
        return false;
    }
    fwrite(text->data, 1, text->length, out);
    if (options->output)
        fclose(out);
    return true;
}

// A screen without a terminal, and a canvas that a click is looked up on.
typedef struct Pressed {
    UiState *state;
    Course *course; // or this instead
    Canvas *canvas;
    int rows, columns;
} Pressed;

static void course_press(const Pressed *pressed, UiKey key) {
    Course *course = pressed->course;
    course_frame(course, pressed->rows, pressed->columns, pressed->canvas); // clicks and scrolling need what is seen
    course_point(course, pressed->canvas, key);
    if (course_wants_edit(course))
        course_edit(course);
}

static void press(const Pressed *pressed, UiKey key) {
    if (pressed->course) {
        course_press(pressed, key);
        return;
    }
    if (key_kind(key) == key) {
        ui_key(pressed->state, key);
        return;
    }
    ui_frame(pressed->state, pressed->rows, pressed->columns, pressed->canvas);
    ui_point(pressed->state, pressed->canvas, key);
}

// Those of --play-keys, then those of --keys. The exit status.
static int press_keys(const Options *options, const Pressed *pressed) {
    Tape *tape;
    if (!screen_tape(options, &tape))
        return EXIT_USAGE;
    for (; tape && tape_peek(tape, NULL) != UI_KEY_NONE; tape_advance(tape))
        press(pressed, tape_peek(tape, NULL));
    tape_free(tape);
    const char *keys = options->keys ? options->keys : "";
    for (UiKey key = key_parse(&keys); key != UI_KEY_NONE; key = key_parse(&keys))
        press(pressed, key);
    if (*keys)
        return cli_usage_error("--keys has a word that is no key: '%s'", keys);
    return EXIT_FINE;
}

static int draw(const Options *options, UiState *state, int columns, int rows) {
    Canvas *canvas = canvas_new(rows, columns, screen_wants_ascii(options));
    ui_frame(state, rows, columns, canvas);
    Buffer text;
    buffer_init(&text);
    screen_format(options, canvas, &text);
    bool written = screen_write(options, &text);
    buffer_deinit(&text);
    canvas_free(canvas);
    return written ? EXIT_FINE : EXIT_USAGE;
}

static int course_draw(const Options *options, const Catalog *catalog, const Lesson *lesson, int columns, int rows) {
    Buffer text;
    Learner learner;
    buffer_init(&text);
    CourseHost host = {0};
    if (options->progress) {
        learner_init(&learner);
        host = learner_host(&learner);
    }
    Course *course = course_new(catalog, lesson, &host);
    Canvas *canvas = canvas_new(rows, columns, screen_wants_ascii(options));
    Pressed pressed = {.course = course, .canvas = canvas, .rows = rows, .columns = columns};
    int status = press_keys(options, &pressed);
    course_frame(course, rows, columns, canvas);
    screen_format(options, canvas, &text);
    if (status == EXIT_FINE && !screen_write(options, &text))
        status = EXIT_USAGE;
    canvas_free(canvas);
    course_free(course);
    if (options->progress)
        learner_deinit(&learner);
    buffer_deinit(&text);
    return status;
}

static int frame_lesson(const Options *options, int columns, int rows) {
    Catalog catalog;
    if (!catalog_read(&catalog, cli_lessons_folder(options), screen_problem, NULL))
        return EXIT_USAGE;
    const Lesson *lesson = catalog_find(&catalog, options->lesson);
    int status = catalog.count && (lesson || strcmp(options->lesson, "list") == 0)
                     ? course_draw(options, &catalog, lesson, columns, rows)
                     : cli_usage_error("there is no lesson '%s'", options->lesson);
    catalog_deinit(&catalog);
    return status;
}

int command_frame(const Options *options) {
    int columns = 80, rows = 24;
    double seconds = 0;
    if (options->size && (sscanf(options->size, "%dx%d", &columns, &rows) != 2 || columns < 1 || rows < 1 ||
                          columns > SIZE_MAX_CELLS || rows > SIZE_MAX_CELLS))
        return cli_usage_error("--size needs columns x rows, as 80x24, not '%s'", options->size);
    if (!screen_has_format(options))
        return cli_usage_error("frame has the formats text, ansi and svg, not '%s'", options->format);
    if (options->lesson)
        return frame_lesson(options, columns, rows);
    if (options->time && sscanf(options->time, "%lf", &seconds) != 1)
        return cli_usage_error("--time needs seconds, not '%s'", options->time);
    if (options->compare && access(options->compare, R_OK) != 0) {
        perror(options->compare);
        return EXIT_USAGE;
    }
    Recording *recording = cli_record(options);
    if (!recording)
        return EXIT_USAGE;
    UiProgram program = cli_program(options, recording);
    Options both = *options;
    both.compare_at_once = options->compare != NULL;
    Others others;
    others_init(&others, &both, NULL);
    program.others = others_functions(&others);
    UiState *state = ui_new(&program);
    if (options->time)
        ui_go_to_time(state, (int64_t)(seconds * 1e9));
    if (options->step >= 0)
        ui_go_to_step(state, (uint64_t)options->step);
    Pressed pressed = {.state = state, .canvas = canvas_new(1, 1, true), .rows = rows, .columns = columns};
    int status = press_keys(options, &pressed);
    canvas_free(pressed.canvas);
    if (status == EXIT_FINE)
        status = draw(options, state, columns, rows);
    ui_free(state);
    others_deinit(&others);
    record_free(recording);
    return status;
}
