#include <errno.h>
#include <stdio.h>
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

int command_run(const Options *options) {
    Buffer source;
    if (!cli_read_source(options->file, &source))
        return EXIT_USAGE;
    FILE *streams[] = {stdout, stderr};
    RunConfig config = options->config;
    config.record = false;
    config.output = write_all;
    config.context = streams;
    if (isatty(STDOUT_FILENO))
        setvbuf(stdout, NULL, _IOLBF, 0);
    Run *run = run_new(&config, options->file, source.data, source.length, options->argc, options->argv);
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
