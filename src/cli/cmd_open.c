#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

Run *cli_record(const Options *options, Buffer *source) {
    RunConfig config = options->config;
    if (!cli_take_input(options, false, &config) || !cli_read_source(options->file, source))
        return NULL;
    Buffer errors;
    buffer_init(&errors);
    if (config.tick_limit == run_config_default().tick_limit)
        config.tick_limit = record_tick_limit;
    config.output = keep_errors;
    config.context = &errors;
    Run *run = run_new(&config, cli_base_name(options->file), source->data, source->length, options->argc,
                       options->argv);
    if (!run) {
        fputs("awaitscope: the system gives no address space for the program's world\n", stderr);
    } else {
        int status = run_to_end(run);
        bool nothing_to_show = trace_tasks(run_trace(run)) == 0 && (status == 1 || status == 3);
        if (status == 3 || status == 4 || nothing_to_show)
            fwrite(errors.data, 1, errors.length, stderr);
    }
    buffer_deinit(&errors);
    return run;
}

static bool locals(void *context, uint64_t position, uint32_t lane, Buffer *out) {
    return run_locals(context, position, lane, out);
}

UiProgram cli_program(const Options *options, const Buffer *source, Run *run) {
    return (UiProgram){.name = cli_base_name(options->file),
                       .source = source->data,
                       .source_length = source->length,
                       .trace = run_trace(run),
                       .inspect = {locals, run}};
}

// Before anything runs: who has no terminal is told what to call instead, by the name that `run`
// was called by if it was that.
static bool has_terminal(const char *file) {
    if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
        return true;
    const char *called = getenv("AWAITSCOPE_CALLED_AS");
    called = called && *called ? called : "awaitscope";
    fprintf(stderr, "awaitscope: stepping needs a terminal, and standard input or output is none; without one:\n"
                    "  %s timeline %s\n", called, file);
    return false;
}

int command_open(const Options *options) {
    if (!has_terminal(options->file))
        return EXIT_USAGE;
    Buffer source;
    Run *run = cli_record(options, &source);
    if (!run)
        return EXIT_USAGE;
    UiProgram program = cli_program(options, &source, run);
    Diag diag;
    diag_init(&diag);
    bool opened = ui_open(&program, &diag);
    if (!opened) {
        Buffer text;
        buffer_init(&text);
        diag_format(&diag, &text);
        fprintf(stderr, "awaitscope: %s", text.data);
        buffer_deinit(&text);
    }
    diag_deinit(&diag);
    run_free(run);
    buffer_deinit(&source);
    return opened ? EXIT_FINE : EXIT_USAGE;
}
