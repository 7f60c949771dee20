// Answers that are computed from a run, never typed in.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "explain/words.h"
#include "lesson/played.h"

// What a question says behind its first words.
typedef struct Asked {
    Played *played;
    const char *rest;
    Buffer *answer, *problem;
} Asked;

static bool refuse(const Asked *asked, const char *format, const char *what)
{
    buffer_printf(asked->problem, format, what);
    return false;
}

static void add_time(const Asked *asked, int64_t ns)
{
    char text[WORDS_TIME_BYTES];
    words_seconds(text, ns);
    // "3", "1.5": as one would type it
    char *point = strchr(text, '.'), *end = text + strlen(text);
    while (point != NULL && end > point && (end[-1] == '0' || end[-1] == '.')) {
        *--end = '\0';
        if (end == point) {
            break;
        }
    }
    buffer_puts(asked->answer, text);
}

// The text in quotation marks at the beginning of `*at`, which moves behind it.
static bool take_quoted(const char **at, Buffer *text)
{
    const char *end = **at == '"' ? strchr(*at + 1, '"') : NULL;
    if (end == NULL) {
        return false;
    }
    buffer_append(text, *at + 1, (size_t)(end - *at - 1));
    *at = end + 1;
    return true;
}

static const PlayedLine *line_that_says(const Played *played, const char *text)
{
    for (size_t i = 0; i < played->line_count; i++) {
        if (strcmp(played->lines[i].text, text) == 0) {
            return &played->lines[i];
        }
    }
    return NULL;
}

static bool order_of_output(const Asked *asked)
{
    for (size_t i = 0; i < asked->played->line_count; i++) {
        buffer_printf(asked->answer, "%s%s", i == 0 ? "" : "\n", asked->played->lines[i].text);
    }
    return asked->played->line_count > 0 || refuse(asked, "%s", "the program prints nothing");
}

static bool total_time(const Asked *asked)
{
    add_time(asked, trace_end_ns(asked->played->trace));
    return true;
}

static bool time_of_output(const Asked *asked)
{
    const char *at = asked->rest;
    Buffer text;
    buffer_init(&text);
    const PlayedLine *line = take_quoted(&at, &text) ? line_that_says(asked->played, text.data) : NULL;
    bool found = line != NULL;
    if (found) {
        add_time(asked, line->time_ns);
    } else {
        refuse(asked, "the program prints no line \"%s\"", text.data);
    }
    buffer_deinit(&text);
    return found;
}

static bool is_printed(const Asked *asked)
{
    const char *at = asked->rest;
    Buffer text;
    buffer_init(&text);
    bool understood = take_quoted(&at, &text) || refuse(asked, "%s", "give the line in quotation marks");
    if (understood) {
        buffer_puts(asked->answer, line_that_says(asked->played, text.data) != NULL ? "yes" : "no");
    }
    buffer_deinit(&text);
    return understood;
}

static bool line_of_output(const Asked *asked)
{
    size_t count = asked->played->line_count, number = 0;
    char *end;
    if (strncmp(asked->rest, "last", 4) == 0) {
        number = count;
    } else {
        number = strtoul(asked->rest, &end, 10);
    }
    if (number < 1 || number > count) {
        return refuse(asked, "there is no line '%s' of output", asked->rest);
    }
    buffer_puts(asked->answer, asked->played->lines[number - 1].text);
    return true;
}

// Who gets the CPU each time after somebody lets go of it at a line.
static bool who_runs_next(const Asked *asked)
{
    const Trace *trace = asked->played->trace;
    char *end;
    unsigned long wanted = strtoul(asked->rest, &end, 10);
    const uint64_t lets_go = UINT64_C(1) << TRACE_TASK_SUSPENDED;
    const uint64_t gets = UINT64_C(1) << TRACE_TASK_FIRST_STEP | UINT64_C(1) << TRACE_TASK_RESUMED;
    for (uint64_t at = trace_find_next(trace, 0, lets_go, TRACE_ANY_LANE); at != UINT64_MAX;
         at = trace_find_next(trace, at + 1, lets_go, TRACE_ANY_LANE)) {
        if (trace_event_at(trace, at).line != wanted) {
            continue;
        }
        uint64_t next = trace_find_next(trace, at, gets, TRACE_ANY_LANE);
        const char *name = next == UINT64_MAX ? "nobody"
                                              : asked->played->lanes.lanes[trace_event_at(trace, next).lane].name;
        buffer_printf(asked->answer, "%s%s", asked->answer->length == 0 ? "" : "\n", name);
    }
    return asked->answer->length > 0 || refuse(asked, "nobody lets go of the CPU at line %s", asked->rest);
}

// The lane of that name; UINT32_MAX when there is none.
static uint32_t lane_called(const Played *played, const char *name, size_t length)
{
    for (uint32_t i = 0; i < played->lanes.count; i++) {
        const char *own = played->lanes.lanes[i].name;
        if (strlen(own) == length && memcmp(own, name, length) == 0) {
            return i;
        }
    }
    return UINT32_MAX;
}

// The position that "at 1.5 s", "at end" names.
static bool take_moment(const Asked *asked, const char *text, uint64_t *position)
{
    const Trace *trace = asked->played->trace;
    if (strcmp(text, "end") == 0) {
        *position = trace_length(trace);
        return true;
    }
    char *end;
    double seconds = strtod(text, &end);
    if (end == text || strspn(end, " s") != strlen(end) || seconds < 0) {
        return refuse(asked, "'%s' is no moment: write 'end', or seconds", text);
    }
    *position = trace_until(trace, (int64_t)(seconds * 1e9 + 0.5));
    return true;
}

static const char *state_words(MomentState state)
{
    switch (state) {
    case MOMENT_ABSENT: return "it is not made yet";
    case MOMENT_RUNS: return "it has the CPU";
    case MOMENT_READY: return "it is in line";
    case MOMENT_TIMER: return "it waits for its timer";
    case MOMENT_WAITS: return "it waits for somebody else";
    case MOMENT_IO: return "it waits for input";
    case MOMENT_BLOCKED: return "it sleeps and lets nobody in";
    case MOMENT_LOOPS: return "it runs the loop";
    case MOMENT_DONE: return "it is done";
    case MOMENT_CANCELLED: return "it is cancelled";
    case MOMENT_FAILED: return "it has failed";
    }
    return "";
}

static bool state_of(const Asked *asked)
{
    const char *at = strstr(asked->rest, " at ");
    uint64_t position;
    if (at == NULL) {
        return refuse(asked, "%s", "say when: 'state of NAME at 1.5 s'");
    }
    uint32_t lane = lane_called(asked->played, asked->rest, (size_t)(at - asked->rest));
    if (lane == UINT32_MAX) {
        return refuse(asked, "no task is called as in '%s'", asked->rest);
    }
    if (!take_moment(asked, at + strlen(" at "), &position)) {
        return false;
    }
    const Moment *moment = moments_at(asked->played->moments, position);
    buffer_puts(asked->answer, state_words(lane < moment->lane_count ? moment->lanes[lane].state : MOMENT_ABSENT));
    return true;
}

// "x in NAME at 2 s", "x at end": without a name, of the module. At the end a finished task has no variables any
// more, so its last ones are meant.
static bool value_of_variable(const Asked *asked)
{
    const char *at = strstr(asked->rest, " at "), *in = strstr(asked->rest, " in ");
    uint64_t position;
    if (at == NULL || !take_moment(asked, at + strlen(" at "), &position)) {
        return at != NULL || refuse(asked, "%s", "say when: 'value of x in NAME at 1.5 s'");
    }
    bool of_task = in != NULL && in < at;
    size_t name = (size_t)((of_task ? in : at) - asked->rest);
    uint32_t lane = 0;
    if (of_task) {
        in += strlen(" in ");
        lane = lane_called(asked->played, in, (size_t)(at - in));
    }
    Buffer locals, wanted;
    buffer_init(&locals);
    buffer_init(&wanted);
    buffer_printf(&wanted, "\n%.*s = ", (int)name, asked->rest);
    const char *found = NULL;
    for (; found == NULL && position > 0 && lane != UINT32_MAX; position--) {
        buffer_clear(&locals);
        buffer_putc(&locals, '\n');
        if (run_locals(asked->played->run, position, lane, &locals) && locals.length > 1) {
            found = strstr(locals.data, wanted.data);
            break;
        }
    }
    if (found != NULL) {
        found += wanted.length;
        buffer_append(asked->answer, found, strcspn(found, "\n"));
    } else {
        refuse(asked, "there is no such variable then: %s", asked->rest);
    }
    buffer_deinit(&wanted);
    buffer_deinit(&locals);
    return found != NULL;
}

static bool number_of_tasks(const Asked *asked)
{
    buffer_printf(asked->answer, "%" PRIu32, trace_tasks(asked->played->trace));
    return true;
}

static const struct {
    const char *words;
    bool whole; // nothing follows
    bool (*answer)(const Asked *asked);
} questions[] = {
    {"order of output", true, order_of_output}, {"total time", true, total_time},
    {"time of output ", false, time_of_output}, {"is printed ", false, is_printed},
    {"line of output ", false, line_of_output}, {"who runs next at line ", false, who_runs_next},
    {"state of ", false, state_of},             {"value of ", false, value_of_variable},
    {"number of tasks", true, number_of_tasks},
};

bool played_answer(Played *played, const char *question, Buffer *answer, Buffer *problem)
{
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        size_t length = strlen(questions[i].words);
        if (strncmp(question, questions[i].words, length) == 0 && (!questions[i].whole || question[length] == '\0')) {
            return questions[i].answer(&(Asked){played, question + length, answer, problem});
        }
    }
    buffer_printf(problem, "'%s' is no question that a run answers", question);
    return false;
}
