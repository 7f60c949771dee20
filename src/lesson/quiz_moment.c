// What can be asked about a moment of a run: who is next, what a task does, what a variable is.
#include <stdlib.h>
#include <string.h>

#include "lesson/quiz_internal.h"

enum { MOMENTS_MOST = 6, LANES_MOST = 8, LINES_MOST = 12, EVENTS_TO_REPLAY = 400, VARIABLES_MOST = 8 };

// Moments between the instants at which something happens, round ones.
typedef struct Between {
    int64_t ns[MOMENTS_MOST];
    int count;
} Between;

static int64_t middle(int64_t from, int64_t to)
{
    const int64_t half = 500 * 1000 * 1000, unit = half / 10;
    int64_t at = from + (to - from) / 2, round = at / half * half;
    return round > from && round < to ? round : at / unit * unit;
}

static Between find_between(const Trace *trace)
{
    Between found = {0};
    int64_t last = 0;
    TraceCursor cursor = trace_cursor_at(trace, 0);
    for (TraceEvent event; found.count < MOMENTS_MOST && trace_cursor_next(&cursor, &event);) {
        int64_t at = middle(last, event.time_ns);
        if (event.time_ns > last && at > last && at < event.time_ns) {
            found.ns[found.count++] = at;
        }
        last = event.time_ns;
    }
    return found;
}

// Whether a lane can be asked about by its name.
static bool has_a_name(const Played *played, uint32_t lane)
{
    const char *name = played->lanes.lanes[lane].name;
    bool fits = quiz_can_stand(name) && strstr(name, " at ") == NULL && strstr(name, " in ") == NULL;
    for (uint32_t i = 0; i < played->lanes.count && fits; i++) {
        fits = i == lane || strcmp(played->lanes.lanes[i].name, name) != 0;
    }
    return fits;
}

// ---- who is next

// The place of the only time that a task lets go of the CPU at this line; UINT64_MAX where there are several.
static uint64_t only_time(const Trace *trace, uint64_t first)
{
    const uint64_t lets_go = UINT64_C(1) << TRACE_TASK_SUSPENDED;
    uint32_t line = trace_event_at(trace, first).line;
    for (uint64_t at = trace_find_next(trace, 0, lets_go, TRACE_ANY_LANE); at != UINT64_MAX;
         at = trace_find_next(trace, at + 1, lets_go, TRACE_ANY_LANE)) {
        if (at != first && trace_event_at(trace, at).line == line) {
            return UINT64_MAX;
        }
    }
    return first;
}

static void ask_who(QuizAsker *asker)
{
    const Played *truth = asker->truth;
    const uint64_t lets_go = UINT64_C(1) << TRACE_TASK_SUSPENDED;
    int tried = 0;
    for (uint64_t at = trace_find_next(truth->trace, 0, lets_go, TRACE_ANY_LANE); at != UINT64_MAX && tried < LINES_MOST;
         at = trace_find_next(truth->trace, at + 1, lets_go, TRACE_ANY_LANE), tried++) {
        TraceEvent event = trace_event_at(truth->trace, at);
        const char *own = truth->lanes.lanes[event.lane].name;
        if (event.line == 0 || only_time(truth->trace, at) == UINT64_MAX || !quiz_can_stand(own)) {
            continue;
        }
        QuizCandidate *made =
            quiz_candidate(asker, QUIZ_WHO, event.line, quiz_text(asker->arena, "who runs next at line %u", event.line),
                           quiz_text(asker->arena, "Who gets the CPU when %s lets go of it in line %u?", own, event.line));
        const char *next = made == NULL ? "" : made->question.answer;
        const char *why = strcmp(next, "nobody") == 0 ? "Nobody has the CPU after that."
                                                      : quiz_text(asker->arena, "%s is next: it came into line first.", next);
        for (uint32_t lane = 1; made != NULL && lane < truth->lanes.count; lane++) {
            const char *name = truth->lanes.lanes[lane].name;
            quiz_near(asker, made, name,
                      lane == event.lane ? "who lets go of the CPU has it again at once"
                                         : quiz_text(asker->arena, "%s comes first in the line", name),
                      why);
        }
    }
}

// ---- what a task does

static void ask_state_at(QuizAsker *asker, uint32_t lane, const Between *between, int index)
{
    Played *truth = asker->truth;
    const char *name = truth->lanes.lanes[lane].name, *when = quiz_seconds(asker->arena, between->ns[index]);
    QuizCandidate *made =
        quiz_candidate(asker, QUIZ_STATE, lane, quiz_text(asker->arena, "state of %s at %s", name, when),
                       quiz_text(asker->arena, "What is %s doing, %s s after the beginning?", name, when));
    Buffer answer, problem;
    buffer_init(&answer);
    buffer_init(&problem);
    for (int i = 0; made != NULL && i < between->count; i++) {
        const char *then = quiz_seconds(asker->arena, between->ns[i]);
        buffer_clear(&answer);
        if (played_answer(truth, quiz_text(asker->arena, "state of %s at %s", name, then), &answer, &problem)) {
            quiz_near(asker, made, answer.data,
                      quiz_text(asker->arena, i < index ? "it is still as at %s s" : "it is already as at %s s", then),
                      quiz_text(asker->arena, "So it is at %s s.", then));
        }
    }
    if (made != NULL) {
        quiz_near(asker, made, "it is in line", "who is not done is in line",
                  "In line is who could go on if the CPU were free.");
        quiz_near(asker, made, "it is done", "it is over already", "It is not over yet.");
        if (strcmp(made->question.answer, "it is not made yet") == 0 || strcmp(made->question.answer, "it is done") == 0) {
            quiz_near(asker, made, "it waits for its timer", "it takes longer than it does", "It has no timer then.");
        }
    }
    buffer_deinit(&problem);
    buffer_deinit(&answer);
}

// ---- what a variable is

// Copies the next "name = repr" line whose value says something to a reader; `*at` moves behind it.
static bool next_variable(const char **at, Buffer *name, Buffer *value)
{
    enum { VALUE_MOST = 30 };
    while (**at != '\0') {
        const char *line = *at;
        size_t length = strcspn(line, "\n");
        const char *equals = strstr(line, " = ");
        *at = line + length + (line[length] == '\n');
        if (equals == NULL || equals > line + length || line[0] == '_' || line[0] == '.') {
            continue;
        }
        buffer_clear(name);
        buffer_clear(value);
        buffer_append(name, line, (size_t)(equals - line));
        buffer_append(value, equals + 3, length - (size_t)(equals + 3 - line));
        bool plain = value->length <= VALUE_MOST && strchr(value->data, '<') == NULL && quiz_can_stand(value->data) &&
                     strchr(name->data, ' ') == NULL;
        if (plain) {
            return true;
        }
    }
    return false;
}

static const char *asked_value(Arena *arena, const char *variable, const char *lane, const char *when)
{
    return lane == NULL ? quiz_text(arena, "value of %s at %s", variable, when)
                        : quiz_text(arena, "value of %s in %s at %s", variable, lane, when);
}

// Asks for a variable at a moment. It must be something else at another one, else there is nothing to know.
static void ask_value_at(QuizAsker *asker, uint32_t lane, const char *variable, const Between *between, int index)
{
    const char *name = lane == 0 ? NULL : asker->truth->lanes.lanes[lane].name;
    bool end = index == between->count;
    const char *when = end ? "end" : quiz_seconds(asker->arena, between->ns[index]);
    variable = quiz_text(asker->arena, "%s", variable);
    const char *where = name == NULL ? "" : quiz_text(asker->arena, " in %s", name);
    QuizCandidate *made = quiz_candidate(
        asker, QUIZ_VALUE, lane, asked_value(asker->arena, variable, name, when),
        end ? quiz_text(asker->arena, "What is %s%s at the end?", variable, where)
            : quiz_text(asker->arena, "What is %s%s, %s s after the beginning?", variable, where, when));
    Buffer answer, problem;
    buffer_init(&answer);
    buffer_init(&problem);
    for (int i = 0; made != NULL && i <= between->count; i++) {
        const char *then = i == between->count ? "end" : quiz_seconds(asker->arena, between->ns[i]);
        buffer_clear(&answer);
        if (i != index && played_answer(asker->truth, asked_value(asker->arena, variable, name, then), &answer, &problem)) {
            const char *at = i == between->count ? "the end" : quiz_text(asker->arena, "%s s", then);
            quiz_near(asker, made, answer.data,
                      quiz_text(asker->arena, i < index ? "it is still what it is at %s" : "it is already what it is at %s", at),
                      quiz_text(asker->arena, "That is what it is at %s.", at));
        }
    }
    if (made != NULL && made->near_count == 0) {
        made->needs_belief = true;
    }
    buffer_deinit(&problem);
    buffer_deinit(&answer);
}

static void ask_values(QuizAsker *asker, const Between *between)
{
    Played *truth = asker->truth;
    Buffer locals, name, value;
    buffer_init(&locals);
    buffer_init(&name);
    buffer_init(&value);
    int asked = 0;
    for (uint32_t lane = 0; lane < truth->lanes.count && lane < LANES_MOST; lane++) {
        int index = lane == 0 ? between->count : between->count / 2;
        uint64_t position = lane == 0 ? trace_length(truth->trace) - 1
                                      : trace_until(truth->trace, between->ns[index < between->count ? index : 0]);
        buffer_clear(&locals);
        if ((lane > 0 && (between->count == 0 || !has_a_name(truth, lane))) ||
            !run_locals(truth->run, position, lane, &locals)) {
            continue;
        }
        const char *at = locals.data;
        while (asked < VARIABLES_MOST && next_variable(&at, &name, &value)) {
            ask_value_at(asker, lane, name.data, between, index);
            asked++;
        }
    }
    buffer_deinit(&value);
    buffer_deinit(&name);
    buffer_deinit(&locals);
}

void quiz_ask_moments(QuizAsker *asker)
{
    const Played *truth = asker->truth;
    Between between = find_between(truth->trace);
    if (truth->lanes.count > 2) {
        ask_who(asker);
    }
    for (uint32_t lane = 1; lane < truth->lanes.count && lane < LANES_MOST; lane++) {
        for (int i = 0; i < between.count && has_a_name(truth, lane); i++) {
            ask_state_at(asker, lane, &between, i);
        }
    }
    if (trace_length(truth->trace) <= EVENTS_TO_REPLAY) {
        ask_values(asker, &between);
    }
}
