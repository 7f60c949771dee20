#include <locale.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "cli/cli.h"
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

static bool press_keys(UiState *state, const char *keys, int rows, int columns) {
    Canvas *canvas = canvas_new(1, 1, true);
    while (*keys) {
        UiKey key = key_parse(&keys);
        if (key == UI_KEY_NONE)
            break;
        if (key_kind(key) != key) {
            ui_frame(state, rows, columns, canvas);
            ui_point(state, canvas, key);
        } else {
            ui_key(state, key);
        }
    }
    canvas_free(canvas);
    return *keys == '\0';
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

int command_frame(const Options *options) {
    int columns = 80, rows = 24;
    double seconds = 0;
    if (options->size && (sscanf(options->size, "%dx%d", &columns, &rows) != 2 || columns < 1 || rows < 1 ||
                          columns > SIZE_MAX_CELLS || rows > SIZE_MAX_CELLS))
        return cli_usage_error("--size needs columns x rows, as 80x24, not '%s'", options->size);
    if (!screen_has_format(options))
        return cli_usage_error("frame has the formats text, ansi and svg, not '%s'", options->format);
    if (options->time && sscanf(options->time, "%lf", &seconds) != 1)
        return cli_usage_error("--time needs seconds, not '%s'", options->time);
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
    int status = EXIT_FINE;
    if (options->keys && !press_keys(state, options->keys, rows, columns))
        status = cli_usage_error("--keys has a word that is no key: '%s'", options->keys);
    if (status == EXIT_FINE)
        status = draw(options, state, columns, rows);
    ui_free(state);
    others_deinit(&others);
    record_free(recording);
    return status;
}
