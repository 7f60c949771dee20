#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/others.h"
#include "cli/plain.h"
#include "cli/screen.h"

enum { WIDTH_LEAST = 40 };

// What went wrong in a program, each line behind its letter.
static void say_problem(const char *letter, const char *text) {
    while (*text) {
        int length = (int)strcspn(text, "\n");
        char line[256];
        snprintf(line, sizeof line, "%s: %.*s\n", letter, length, text);
        plain_say(line);
        text += length + (text[length] == '\n');
    }
}

static int print(const Options *options) {
    int width = options->width ? options->width : screen_width();
    if (width < WIDTH_LEAST)
        return cli_usage_error("--width needs at least %d columns", WIDTH_LEAST);
    Buffer text;
    Recording *a = record_whole(options);
    if (!a)
        return EXIT_USAGE;
    Others others;
    others_init(&others, options, NULL);
    UiProgram program = cli_program(options, a);
    program.others = others_functions(&others);
    UiState *state = ui_new(&program);
    say_problem("A", record_problem(a));
    say_problem("B", others.other ? record_problem(others.other) : "");
    ui_go_to_step(state, ui_steps(state));
    ui_look(state, RULER_OPENED, true);
    buffer_init(&text);
    Canvas *canvas = canvas_new(1, 1, screen_wants_ascii(options));
    bool written = ui_whole_comparison(state, width, canvas);
    screen_format(options, canvas, &text);
    written = written && screen_write(options, &text);
    canvas_free(canvas);
    buffer_deinit(&text);
    ui_free(state);
    others_deinit(&others);
    record_free(a);
    return written ? EXIT_FINE : EXIT_USAGE;
}

// Two programs side by side: on the screen, or as text where there is none.
int command_compare(const Options *options) {
    if (options->argc != 1)
        return cli_usage_error("compare needs two programs: compare A.py B.py");
    if (!screen_has_format(options))
        return cli_usage_error("compare has the formats text, ansi and svg, not '%s'", options->format);
    Options both = *options;
    both.compare = options->argv[0];
    both.compare_at_once = true;
    both.argc = 0;
    if (access(both.compare, R_OK) != 0) {
        perror(both.compare);
        return EXIT_USAGE;
    }
    bool shows = !options->format && !options->output && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    return shows ? command_open(&both) : print(&both);
}
