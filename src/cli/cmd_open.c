#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/screen.h"

static void keep_errors(void *context, int stream, const char *bytes, size_t count) {
    if (stream == 2)
        buffer_append(context, bytes, count);
}

// Somebody is waiting for the picture: an endless loop is stopped after a few seconds, not after the
// minute that `run` gives it.
static const uint64_t record_tick_limit = UINT64_C(2) * 1000 * 1000 * 1000;

Run *cli_record_source(const Options *options, const Buffer *source, Buffer *errors, bool *nothing) {
    RunConfig config = options->config;
    if (!cli_take_input(options, false, &config))
        return NULL;
    Buffer said;
    buffer_init(&said);
    if (config.tick_limit == run_config_default().tick_limit)
        config.tick_limit = record_tick_limit;
    config.output = keep_errors;
    config.context = &said;
    Run *run = run_new(&config, cli_base_name(options->file), source->data, source->length, options->argc,
                       options->argv);
    if (!run) {
        buffer_puts(errors, "awaitscope: the system gives no address space for the program's world\n");
    } else {
        int status = run_to_end(run);
        bool nothing_to_show = trace_tasks(run_trace(run)) == 0 && (status == 1 || status == 3);
        if (status == 3 || status == 4 || nothing_to_show)
            buffer_append(errors, said.data, said.length);
        if (nothing)
            *nothing = nothing_to_show;
    }
    buffer_deinit(&said);
    return run;
}

Run *cli_record(const Options *options, Buffer *source) {
    if (!cli_read_source(options->file, source))
        return NULL;
    Buffer errors;
    buffer_init(&errors);
    Run *run = cli_record_source(options, source, &errors, NULL);
    fwrite(errors.data, 1, errors.length, stderr);
    buffer_deinit(&errors);
    return run;
}

static bool locals(void *context, uint64_t position, uint32_t lane, Buffer *out) {
    return run_locals(context, position, lane, out);
}

UiProgram cli_program(const Options *options, const Buffer *source, Run *run) {
    return (UiProgram){.name = strcmp(options->file, "-") == 0 ? "<stdin>" : cli_base_name(options->file),
                       .source = source->data,
                       .source_length = source->length,
                       .trace = run_trace(run),
                       .inspect = {locals, run}};
}

// A recording on the screen, and the one before it, which the screen lets go of a little later.
typedef struct Recording {
    Run *run;
    Buffer source;
} Recording;

typedef struct Opened {
    const Options *options;
    Recording now, before;
    struct timespec modified; // of the file, when `now` was read
} Opened;

static void recording_free(Recording *recording) {
    run_free(recording->run);
    buffer_deinit(&recording->source);
}

static struct timespec modification(const char *file) {
    struct stat facts;
    return stat(file, &facts) == 0 ? facts.st_mtim : (struct timespec){0};
}

static bool changed(void *context) {
    const Opened *opened = context;
    struct timespec now = modification(opened->options->file);
    // a file that is being replaced is not there for a moment
    return now.tv_sec != 0 &&
           (now.tv_sec != opened->modified.tv_sec || now.tv_nsec != opened->modified.tv_nsec);
}

static bool record(void *context, UiProgram *program, Buffer *problem) {
    Opened *opened = context;
    Recording new = {0};
    opened->modified = modification(opened->options->file);
    buffer_init(&new.source);
    if (!buffer_read_file(&new.source, opened->options->file)) {
        buffer_printf(problem, "%s: %s", opened->options->file, strerror(errno));
        buffer_deinit(&new.source);
        return false;
    }
    Buffer errors;
    buffer_init(&errors);
    bool nothing = true;
    new.run = cli_record_source(opened->options, &new.source, &errors, &nothing);
    if (nothing) {
        // the last line says what is wrong
        while (errors.length > 0 && errors.data[errors.length - 1] == '\n')
            errors.data[--errors.length] = '\0';
        const char *last = errors.length ? strrchr(errors.data, '\n') : NULL;
        buffer_puts(problem, last ? last + 1 : errors.data);
        recording_free(&new);
    } else {
        recording_free(&opened->before);
        opened->before = opened->now;
        opened->now = new;
        *program = cli_program(opened->options, &opened->now.source, opened->now.run);
    }
    buffer_deinit(&errors);
    return !nothing;
}

static void edit(void *context, uint32_t line) {
    const Opened *opened = context;
    const char *editor = getenv("VISUAL");
    editor = editor && *editor ? editor : getenv("EDITOR");
    editor = editor && *editor ? editor : "vi";
    char place[32];
    snprintf(place, sizeof place, "+%u", (unsigned)line);
    // the editor may be a command with options: a shell splits it
    pid_t child = fork();
    if (child == 0) {
        execl("/bin/sh", "sh", "-c", "eval \"$0 \\\"\\$@\\\"\"", editor, place, opened->options->file, (char *)NULL);
        _exit(127);
    }
    while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
        ;
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
    Opened opened = {.options = options, .modified = modification(options->file)};
    buffer_init(&opened.before.source);
    opened.now.run = cli_record(options, &opened.now.source);
    if (!opened.now.run)
        return EXIT_USAGE;
    bool piped = strcmp(options->file, "-") == 0;
    if (piped && !freopen("/dev/tty", "r", stdin)) {
        fputs("awaitscope: the program came from standard input, and there is no terminal for the keys\n", stderr);
        return EXIT_USAGE;
    }
    UiProgram program = cli_program(options, &opened.now.source, opened.now.run);
    UiFile file = {changed, record, edit, &opened};
    Diag diag;
    diag_init(&diag);
    bool shown = ui_open(&program, piped ? NULL : &file, &diag);
    if (!shown) {
        Buffer text;
        buffer_init(&text);
        diag_format(&diag, &text);
        fprintf(stderr, "awaitscope: %s", text.data);
        buffer_deinit(&text);
    } else if (!options->quiet) {
        program = cli_program(options, &opened.now.source, opened.now.run);
        print_timeline(options, &program);
    }
    diag_deinit(&diag);
    recording_free(&opened.now);
    recording_free(&opened.before);
    return shown ? EXIT_FINE : EXIT_USAGE;
}
