#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"
#include "loop/loop.h"

// Where the output goes, and at what pace.
typedef struct Sink {
    FILE *streams[2];
    Run *run;             // NULL before there is one
    double pace;          // virtual seconds to a real one; 0: no pace
    struct timespec zero; // when the virtual clock was 0
} Sink;

// Waits until the moment of the virtual clock has come.
static void keep_pace(const Sink *sink) {
    if (!sink->run || sink->pace == 0)
        return;
    fflush(sink->streams[0]);
    double seconds = clock_seconds(loop_clock(run_world(sink->run))->now_ns) / sink->pace;
    struct timespec until = sink->zero;
    until.tv_sec += (time_t)seconds;
    until.tv_nsec += (long)((seconds - (double)(time_t)seconds) * 1e9);
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) != 0) {
    }
}

// All of it, or as much as the reader wants: a closed pipe ends the command as usual, by signal.
static void write_all(void *context, int stream, const char *bytes, size_t count) {
    const Sink *sink = context;
    FILE *out = sink->streams[stream == 2];
    keep_pace(sink);
    if (stream == 2)
        fflush(sink->streams[0]); // in the order in which it was written
    fwrite(bytes, 1, count, out);
}

// The path as Python shows it in tracebacks: absolute, links left alone.
static void full_path(const char *path, Buffer *out) {
    char folder[4096];
    buffer_init(out);
    if (strcmp(path, "-") == 0) {
        buffer_puts(out, "<stdin>");
        return;
    }
    if (path[0] != '/' && getcwd(folder, sizeof folder))
        buffer_printf(out, "%s/", folder);
    buffer_puts(out, path);
}

int command_run(const Options *options) {
    Sink sink = {.streams = {stdout, stderr}, .pace = options->realtime};
    clock_gettime(CLOCK_MONOTONIC, &sink.zero);
    RunConfig config = options->config;
    config.record = false;
    config.output = write_all;
    if (!cli_take_input(options, strcmp(options->file, "-") != 0, &config))
        return EXIT_USAGE;
    config.context = &sink;
    Buffer source, path;
    if (!cli_read_source(options->file, &source))
        return EXIT_USAGE;
    if (isatty(STDOUT_FILENO))
        setvbuf(stdout, NULL, _IOLBF, 0);
    full_path(options->file, &path);
    Run *run = run_new(&config, path.data, source.data, source.length, options->argc, options->argv);
    buffer_deinit(&path);
    buffer_deinit(&source);
    if (!run) {
        fputs("awaitscope: the system gives no address space for the program's world\n", stderr);
        return EXIT_USAGE;
    }
    sink.run = run;
    int status = run_to_end(run);
    keep_pace(&sink);
    fflush(stdout);
    run_free(run);
    return status;
}
