#include "cli/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/plain.h"

static void keep_errors(void *context, int stream, const char *bytes, size_t count) {
    if (stream == 2)
        buffer_append(context, bytes, count);
}

// Somebody is waiting for the picture: an endless loop is stopped after a few seconds, not after the
// minute that `run` gives it.
static const uint64_t record_tick_limit = UINT64_C(2) * 1000 * 1000 * 1000;

Recording *record_new(const Options *options, const RunConfig *config, Buffer *take_source) {
    Recording *recording = calloc(1, sizeof *recording);
    if (!recording)
        abort();
    RunConfig own = *config;
    recording->source = *take_source;
    buffer_init(&recording->said);
    if (own.tick_limit == run_config_default().tick_limit)
        own.tick_limit = record_tick_limit;
    own.output = keep_errors;
    own.context = &recording->said;
    recording->run = run_new(&own, cli_base_name(options->file), recording->source.data, recording->source.length,
                             options->argc, options->argv);
    if (!recording->run) {
        fputs("awaitscope: the system gives no address space for the program's world\n", stderr);
        record_free(recording);
        return NULL;
    }
    return recording;
}

void record_free(Recording *recording) {
    if (!recording)
        return;
    run_free(recording->run);
    buffer_deinit(&recording->said);
    buffer_deinit(&recording->source);
    free(recording);
}

bool record_shows_something(const Recording *recording) {
    int status = run_status(recording->run);
    return trace_tasks(run_trace(recording->run)) > 0 || (status != 1 && status != 3);
}

const char *record_problem(const Recording *recording) {
    int status = run_status(recording->run);
    bool stopped = (status == 3 || status == 4) && !run_asks(recording->run);
    return stopped || !record_shows_something(recording) ? recording->said.data : "";
}

Recording *record_whole(const Options *options) {
    Buffer source;
    RunConfig config = options->config;
    if (!cli_take_input(options, false, &config) || !cli_read_source(options->file, &source))
        return NULL;
    Recording *recording = record_new(options, &config, &source);
    if (recording)
        run_to_end(recording->run);
    return recording;
}

Recording *cli_record(const Options *options) {
    Recording *recording = record_whole(options);
    if (recording)
        plain_say(record_problem(recording));
    return recording;
}
