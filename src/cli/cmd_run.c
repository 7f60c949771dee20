#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

// All of it, or as much as the reader wants: a closed pipe ends the command as usual, by signal.
static void write_all(void *context, int stream, const char *bytes, size_t count) {
    FILE *const *streams = context;
    FILE *out = streams[stream == 2];
    if (stream == 2)
        fflush(streams[0]); // in the order in which it was written
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
    Buffer source, path;
    if (!cli_read_source(options->file, &source))
        return EXIT_USAGE;
    FILE *streams[] = {stdout, stderr};
    RunConfig config = options->config;
    config.record = false;
    config.output = write_all;
    config.context = streams;
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
    int status = run_to_end(run);
    fflush(stdout);
    run_free(run);
    return status;
}
