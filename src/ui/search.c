#include "ui/search.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *search_in(const char *text, size_t length, const char *wanted)
{
    size_t bytes = strlen(wanted);
    for (size_t i = 0; bytes > 0 && i + bytes <= length; i++) {
        if (strncasecmp(text + i, wanted, bytes) == 0) {
            return text + i;
        }
    }
    return NULL;
}

// What has the text, by number, so that each event is a lookup.
typedef struct Found {
    bool *lines;
    bool *lanes;
} Found;

static bool *flags(size_t count)
{
    bool *all = calloc(count + 1, sizeof *all);
    if (all == NULL) {
        abort();
    }
    return all;
}

static Found find(const UiState *state)
{
    const SourceText *source = &state->source;
    const Lanes *lanes = &state->lanes;
    Found found = {flags(source->count), flags(lanes->count)};
    for (uint32_t line = 1; line <= source->count; line++) {
        size_t length;
        const char *text = source_text_line(source, line, &length);
        found.lines[line] = search_in(text, length, state->search) != NULL;
    }
    for (uint32_t lane = 0; lane < lanes->count; lane++) {
        const char *name = lanes->lanes[lane].name;
        found.lanes[lane] = search_in(name, strlen(name), state->search) != NULL;
    }
    return found;
}

// What an event was found by, as the reader is told; NULL when it has not the text.
static const char *found_by(const UiState *state, const Found *found, const TraceEvent *event)
{
    if (event->kind == TRACE_OUTPUT) {
        size_t length;
        const char *bytes = trace_output_bytes(state->program.trace, &length);
        if (search_in(bytes + event->operand[TRACE_OUTPUT_OFFSET],
                      (size_t)event->operand[TRACE_OUTPUT_LENGTH], state->search) != NULL) {
            return "Found in what is printed here.  n next  N last";
        }
    }
    if (event->kind == TRACE_TASK_CREATED &&
        found->lanes[event->operand[TRACE_CREATED_LANE]]) {
        return "Found: a task of that name is made here.  n next  N last";
    }
    if (event->line <= state->source.count && found->lines[event->line]) {
        return "Found on this line of the program.  n next  N last";
    }
    return NULL;
}

// The number of the first event from `from` on, and before `to`, that is a step and has the text;
// with `last` the last such one. UINT64_MAX when there is none. `*by` says by what it was found.
static uint64_t find_between(const UiState *state, const Found *found, uint64_t from, uint64_t to,
                             bool last, const char **by)
{
    uint64_t number = UINT64_MAX;
    TraceCursor cursor = trace_cursor_at(state->program.trace, from);
    TraceEvent event;
    while (cursor.next_number < to && trace_cursor_next(&cursor, &event)) {
        if (!steps_has(&state->steps[state->detail], &event)) {
            continue;
        }
        const char *this_by = found_by(state, found, &event);
        if (this_by != NULL) {
            *by = this_by;
            number = event.number;
            if (!last) {
                break;
            }
        }
    }
    return number;
}

static uint64_t find_before(const UiState *state, const Found *found, uint64_t before,
                            const char **by)
{
    enum { AT_ONCE = 1024 };
    uint64_t number = UINT64_MAX;
    while (before > 0 && number == UINT64_MAX) {
        uint64_t from = before > AT_ONCE ? before - AT_ONCE : 0;
        number = find_between(state, found, from, before, true, by);
        before = from;
    }
    return number;
}

void search_go(UiState *state, int direction)
{
    if (state->search[0] == '\0') {
        state->message = "Nothing is searched for yet: / asks.";
        return;
    }
    Found found = find(state);
    state->message = direction > 0 ? "It is not found after this." : "It is not found before this.";
    uint64_t here = state->position, number;
    if (direction > 0) {
        number = find_between(state, &found, here, UINT64_MAX, false, &state->message);
    } else {
        number = find_before(state, &found, here == 0 ? 0 : here - 1, &state->message);
    }
    if (number != UINT64_MAX) {
        state_jump(state, number + 1);
    }
    free(found.lines);
    free(found.lanes);
}
