// What the program has written, each line with its time and who wrote it.
#include <stdlib.h>
#include <string.h>

#include "explain/words.h"
#include "ui/view.h"

enum {
    TEXT_COLUMN = 11,    // of what was written, where times are short
    QUESTION_LEAST = 12, // columns for an answer
};

// One line of output, perhaps of several writes.
typedef struct Written {
    int64_t time_ns;
    uint32_t lane;
    int64_t stream;
    uint64_t from, to; // bytes
    bool open;         // its newline has not come
} Written;

typedef struct Lines {
    Written *lines;
    uint32_t count, capacity;
} Lines;

static Written *add(Lines *lines)
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

static void add_write(Lines *lines, const TraceEvent *event, const char *bytes)
{
    uint64_t from = (uint64_t)event->operand[TRACE_OUTPUT_OFFSET];
    uint64_t end = from + (uint64_t)event->operand[TRACE_OUTPUT_LENGTH];
    int64_t stream = event->operand[TRACE_OUTPUT_STREAM];
    while (from < end) {
        const char *newline = memchr(bytes + from, '\n', end - from);
        uint64_t to = newline == NULL ? end : (uint64_t)(newline - bytes);
        Written *last = lines->count == 0 ? NULL : &lines->lines[lines->count - 1];
        if (last != NULL && last->open && last->stream == stream && last->to == from) {
            last->to = to;
            last->open = newline == NULL;
        } else {
            *add(lines) =
                (Written){event->time_ns, event->lane, stream, from, to, newline == NULL};
        }
        from = to + 1;
    }
}

// Enough of the last writes before `position` to fill `wanted` lines.
static void collect(const UiState *state, Lines *lines, uint32_t wanted)
{
    const Trace *trace = state->program.trace;
    uint64_t kinds = UINT64_C(1) << TRACE_OUTPUT;
    uint64_t first = state->position;
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
         at < state->position; at = trace_find_next(trace, at + 1, kinds, TRACE_ANY_LANE)) {
        TraceEvent event = trace_event_at(trace, at);
        add_write(lines, &event, bytes);
    }
}

// What is typed for a program that asks, behind what it wrote last.
static void draw_question(const UiState *state, Canvas *canvas, const Lines *lines, int64_t first,
                          int rows, int columns)
{
    if (!state_asks(state)) {
        return;
    }
    const Written *last = lines->count == 0 ? NULL : &lines->lines[lines->count - 1];
    int row = (int)((int64_t)lines->count - first), at = TEXT_COLUMN;
    if (last != NULL && last->open) {
        size_t length;
        const char *bytes = trace_output_bytes(state->program.trace, &length);
        row--;
        at += canvas_width(bytes + last->from, last->to - last->from);
    }
    if (row >= rows) {
        row = rows - 1; // it covers the line above rather than being out of sight
    }
    at = at > columns - QUESTION_LEAST ? columns - QUESTION_LEAST : at;
    at = at < 0 ? 0 : at;
    if (state->prompting != UI_PROMPT_ANSWER) {
        static const char hint[] = "? → answers";
        canvas_text_within(canvas, row, at, columns - at, CANVAS_FAINT, hint, strlen(hint));
        return;
    }
    const char *text = state->prompt;
    while (canvas_width(text, strlen(text)) > columns - at - 1) {
        text++; // its end is what is being typed
    }
    at += canvas_text(canvas, row, at, CANVAS_KEY, text);
    canvas_text(canvas, row, at, CANVAS_FOUND, " ");
}

static void draw(const UiState *state, Canvas *canvas, int rows, int columns)
{
    Lines lines = {0};
    int back = -state->scroll[UI_PANE_OUTPUT];
    back = back < 0 ? 0 : back;
    collect(state, &lines, (uint32_t)(rows + back));
    int64_t first = (int64_t)lines.count - rows - back;
    first = first < 0 ? 0 : first;
    size_t length;
    const char *bytes = trace_output_bytes(state->program.trace, &length);
    for (int row = 0; row < rows && (uint64_t)(first + row) < lines.count; row++) {
        const Written *line = &lines.lines[first + row];
        char time[WORDS_TIME_BYTES];
        int at = 2 + canvas_text(canvas, row, 2, CANVAS_FAINT, words_seconds(time, line->time_ns));
        at += 1 + canvas_text(canvas, row, at + 1, CANVAS_KEY,
                              state->lanes.lanes[line->lane].tag);
        canvas_text_within(canvas, row, at + 2, columns - at - 2,
                           line->stream == 2 ? CANVAS_ERROR : CANVAS_NORMAL, bytes + line->from,
                           line->to - line->from);
    }
    draw_question(state, canvas, &lines, first, rows, columns);
    free(lines.lines);
}

const UiView view_output = {.title = "OUTPUT", .draw = draw};
