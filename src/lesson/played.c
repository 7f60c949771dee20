#include "lesson/played.h"

#include <stdlib.h>
#include <string.h>

static void keep_errors(void *context, int stream, const char *bytes, size_t count)
{
    if (stream == 2) {
        buffer_append(context, bytes, count);
    }
}

static PlayedLine *add_line(Played *played)
{
    enum { MORE = 64 };
    if (played->line_count % MORE == 0) {
        played->lines = realloc(played->lines, (played->line_count + MORE) * sizeof *played->lines);
        if (played->lines == NULL) {
            abort();
        }
    }
    return &played->lines[played->line_count++];
}

static char *copy(const Buffer *text)
{
    char *made = malloc(text->length + 1);
    if (made == NULL) {
        abort();
    }
    memcpy(made, text->data, text->length + 1);
    return made;
}

// The lines of stdout; one that has no end counts too.
static void collect_lines(Played *played)
{
    size_t length;
    const char *bytes = trace_output_bytes(played->trace, &length);
    const uint64_t outputs = UINT64_C(1) << TRACE_OUTPUT;
    Buffer open;
    buffer_init(&open);
    PlayedLine last = {0};
    for (uint64_t at = trace_find_next(played->trace, 0, outputs, TRACE_ANY_LANE); at != UINT64_MAX;
         at = trace_find_next(played->trace, at + 1, outputs, TRACE_ANY_LANE)) {
        TraceEvent event = trace_event_at(played->trace, at);
        const char *from = bytes + event.operand[TRACE_OUTPUT_OFFSET];
        const char *end = from + event.operand[TRACE_OUTPUT_LENGTH];
        if (event.operand[TRACE_OUTPUT_STREAM] != 1) {
            continue;
        }
        last = (PlayedLine){NULL, event.time_ns, event.lane, at};
        for (const char *newline; (newline = memchr(from, '\n', (size_t)(end - from))) != NULL; from = newline + 1) {
            buffer_append(&open, from, (size_t)(newline - from));
            last.text = copy(&open);
            *add_line(played) = last;
            buffer_clear(&open);
        }
        buffer_append(&open, from, (size_t)(end - from));
    }
    if (open.length > 0) {
        last.text = copy(&open);
        *add_line(played) = last;
    }
    buffer_deinit(&open);
}

// Who had the CPU last, and where: the task that a program which goes on for ever is in.
static void say_stopped(const Trace *trace, uint64_t events, Buffer *out)
{
    uint64_t at = trace_find_prev(trace, trace_length(trace), UINT64_C(1) << TRACE_TASK_SUSPENDED, TRACE_ANY_LANE);
    buffer_printf(out, "stopped after %llu events: the program still runs", (unsigned long long)events);
    if (at == UINT64_MAX) {
        return;
    }
    TraceEvent event = trace_event_at(trace, at);
    Lanes lanes;
    lanes_init(&lanes, trace);
    buffer_printf(out, ", %s is at line %u", lanes.lanes[event.lane].name, event.line);
    lanes_deinit(&lanes);
}

// To the end, or to so many events: a program that sleeps for ever takes few units of cost for many of them.
static void record(Played *played, uint64_t events)
{
    enum { PIECE = 200 * 1000 };
    while (run_record(played->run, PIECE)) {
        if (trace_length(run_trace(played->run)) > events) {
            say_stopped(run_trace(played->run), events, &played->stopped);
            run_stop(played->run, played->stopped.data);
            return;
        }
    }
}

bool played_init(Played *played, const char *name, const char *source, size_t length)
{
    return played_init_in(played, name, source, length, 0);
}

bool played_init_in(Played *played, const char *name, const char *source, size_t length, Beliefs beliefs)
{
    enum {
        TICK_LIMIT = 1000 * 1000 * 1000,
        BELIEVED_TICK_LIMIT = TICK_LIMIT / 10,
        EVENTS = 1000 * 1000,
        BELIEVED_EVENTS = EVENTS / 10
    };
    *played = (Played){0};
    buffer_init(&played->errors);
    buffer_init(&played->source);
    buffer_init(&played->stopped);
    RunConfig config = run_config_default();
    config.output = keep_errors;
    config.context = &played->errors;
    config.tick_limit = beliefs != 0 ? BELIEVED_TICK_LIMIT : TICK_LIMIT;
    config.beliefs = beliefs;
    played->run = run_new(&config, name, source, length, 0, NULL);
    if (played->run == NULL) {
        return false;
    }
    record(played, beliefs != 0 ? BELIEVED_EVENTS : EVENTS);
    buffer_append(&played->source, source, length);
    played->trace = run_trace(played->run);
    lanes_init(&played->lanes, played->trace);
    played->moments = moments_new(played->trace);
    collect_lines(played);
    return true;
}

void played_deinit(Played *played)
{
    for (size_t i = 0; i < played->line_count; i++) {
        free((char *)played->lines[i].text);
    }
    free(played->lines);
    moments_free(played->moments);
    lanes_deinit(&played->lanes);
    run_free(played->run);
    buffer_deinit(&played->stopped);
    buffer_deinit(&played->source);
    buffer_deinit(&played->errors);
}
