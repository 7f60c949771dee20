// Runs a program as `awaitscope run` does, but recording its trace: what tracing costs.
#include <stdio.h>

#include "run/run.h"

static void write_all(void *context, int stream, const char *bytes, size_t count) {
    (void)context;
    fwrite(bytes, 1, count, stream == 2 ? stderr : stdout);
}

int main(int argc, char **argv) {
    Buffer source;
    buffer_init(&source);
    if (argc != 2 || !buffer_read_file(&source, argv[1])) {
        fprintf(stderr, "usage: bench_record FILE.py\n");
        return 2;
    }
    RunConfig config = run_config_default();
    config.output = write_all;
    Run *run = run_new(&config, argv[1], source.data, source.length, 0, NULL);
    int status = run_to_end(run);
    run_free(run);
    buffer_deinit(&source);
    return status;
}
