#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/host.h"
#include "cli/plain.h"
#include "cli/others.h"
#include "cli/screen.h"
#include "ui/inspect.h"

UiProgram cli_program(const Options *options, const Recording *recording) {
    return (UiProgram){.name = strcmp(options->file, "-") == 0 ? "<stdin>" : cli_base_name(options->file),
                       .source = recording->source.data,
                       .source_length = recording->source.length,
                       .trace = run_trace(recording->run),
                       .inspect = inspect_of(recording->run)};
}

// Before anything runs: who has no terminal is told what to call instead, by the name that `run`
// was called by if it was that.
static bool has_terminal(const char *file) {
    bool keys = strcmp(file, "-") == 0 || isatty(STDIN_FILENO);
    if (keys && isatty(STDOUT_FILENO))
        return true;
    const char *called = getenv("AWAITSCOPE_CALLED_AS");
    called = called && *called ? called : "awaitscope";
    fprintf(stderr, "awaitscope: stepping needs a terminal, and standard input or output is none; without one:\n"
                    "  %s timeline %s\n", called, file);
    return false;
}

// What stays in the scrollback: the finished timeline, in few lines.
static void print_timeline(const Options *options, const UiProgram *program) {
    enum { LINES_MOST = 12 };
    Buffer text;
    buffer_init(&text);
    screen_timeline(program, RULER_OPENED, screen_width(), screen_wants_ascii(options), &text);
    int lines = 0;
    for (size_t i = 0; i < text.length; i++)
        lines += text.data[i] == '\n';
    const char *at = text.data;
    for (int line = 0; line < lines; line++) {
        int length = (int)strcspn(at, "\n");
        // the last line is the legend
        if (lines <= LINES_MOST || line < LINES_MOST - 2 || line + 1 == lines)
            printf("%.*s\n", length, at);
        else if (line == LINES_MOST - 2)
            printf(" and %d more: awaitscope timeline %s\n", lines - LINES_MOST + 1, options->file);
        at += length + 1;
    }
    buffer_deinit(&text);
}

int command_open(const Options *options) {
    if (!has_terminal(options->file))
        return EXIT_USAGE;
    UiWishes wishes = screen_wishes(options);
    if (!screen_take_tapes(options, &wishes))
        return EXIT_USAGE;
    Host host;
    if (!host_init(&host, options)) {
        screen_drop_tapes(&wishes);
        return EXIT_USAGE;
    }
    if (strcmp(options->file, "-") == 0 && !freopen("/dev/tty", "r", stdin)) {
        fputs("awaitscope: the program came from standard input, and there is no terminal for the keys\n", stderr);
        return EXIT_USAGE;
    }
    if (run_ended(host.now->run))
        plain_say(record_problem(host.now));
    Others others;
    others_init(&others, options, (Recording *const *)&host.before);
    host.others = others_functions(&others);
    UiProgram program = host_program(&host);
    UiHost functions = host_functions(&host);
    Diag diag;
    diag_init(&diag);
    bool shown = ui_open(&program, &functions, &wishes, &diag);
    if (!shown) {
        screen_say(&diag);
    } else if (!options->quiet && !options->compare_at_once) {
        program = host_program(&host);
        print_timeline(options, &program);
    }
    diag_deinit(&diag);
    others_deinit(&others);
    host_deinit(&host);
    screen_drop_tapes(&wishes);
    return shown ? EXIT_FINE : EXIT_USAGE;
}
