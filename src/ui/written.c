#include "ui/written.h"

#include <stdlib.h>
#include <string.h>

static WrittenLine *add(Written *lines)
{
    if (lines->count == lines->capacity) {
        lines->capacity = lines->capacity == 0 ? 32 : lines->capacity * 2;
        lines->lines = realloc(lines->lines, lines->capacity * sizeof *lines->lines);
        if (lines->lines == NULL) {
            abort();
        }
    }
    return &lines->lines[lines->count++];
}

static void add_write(Written *lines, const TraceEvent *event, const char *bytes)
{
    uint64_t from = (uint64_t)event->operand[TRACE_OUTPUT_OFFSET];
    uint64_t end = from + (uint64_t)event->operand[TRACE_OUTPUT_LENGTH];
    int64_t stream = event->operand[TRACE_OUTPUT_STREAM];
    while (from < end) {
        const char *newline = memchr(bytes + from, '\n', end - from);
        uint64_t to = newline == NULL ? end : (uint64_t)(newline - bytes);
        WrittenLine *last = lines->count == 0 ? NULL : &lines->lines[lines->count - 1];
        if (last != NULL && last->open && last->stream == stream && last->to == from) {
            last->to = to;
            last->open = newline == NULL;
        } else {
            *add(lines) =
                (WrittenLine){event->time_ns, event->lane, stream, from, to, newline == NULL};
        }
        from = to + 1;
    }
}

void written_init(Written *written, const Trace *trace, uint64_t position, uint32_t wanted)
{
    *written = (Written){0};
    uint64_t kinds = UINT64_C(1) << TRACE_OUTPUT;
    uint64_t first = position;
    for (uint32_t i = 0; i < wanted * 2; i++) {
        uint64_t before = trace_find_prev(trace, first, kinds, TRACE_ANY_LANE);
        if (before == UINT64_MAX) {
            break;
        }
        first = before;
    }
    size_t length;
    const char *bytes = trace_output_bytes(trace, &length);
    for (uint64_t at = trace_find_next(trace, first, kinds, TRACE_ANY_LANE);
         at < position; at = trace_find_next(trace, at + 1, kinds, TRACE_ANY_LANE)) {
        TraceEvent event = trace_event_at(trace, at);
        add_write(written, &event, bytes);
    }
}

void written_deinit(Written *written)
{
    free(written->lines);
    *written = (Written){0};
}
