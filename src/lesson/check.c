// One-line checks of what a program does.
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "explain/words.h"
#include "lesson/played.h"
#include "run/words.h"
#include "trace/totals.h"

enum { ARGUMENTS_MOST = 8, ARGUMENT_BYTES = 120, NS_PER_SECOND = 1000000000 };

// A check taken apart: word("argument", …) comparison value.
typedef struct Check {
    Played *played;
    char argument[ARGUMENTS_MOST][ARGUMENT_BYTES];
    int arguments;
    char comparison[3]; // "" where there is none
    const char *value;  // what is compared with
    double number;
    Buffer *said;
    uint64_t *at_event;
} Check;

static const char *skip(const char *at)
{
    return at + strspn(at, " ");
}

// Reads ("a", "b") into the arguments.
static bool take_arguments(Check *check, const char **at)
{
    const char *p = skip(*at + 1);
    while (*p == '"' && check->arguments < ARGUMENTS_MOST) {
        const char *end = strchr(p + 1, '"');
        if (end == NULL || end - p - 1 >= ARGUMENT_BYTES) {
            return false;
        }
        memcpy(check->argument[check->arguments], p + 1, (size_t)(end - p - 1));
        check->argument[check->arguments++][end - p - 1] = '\0';
        p = skip(end + 1);
        if (*p == ',') {
            p = skip(p + 1);
        }
    }
    *at = p + 1;
    return *p == ')';
}

static bool take_comparison(Check *check, const char *at)
{
    static const char *const comparisons[] = {"==", "<=", ">=", "!=", "<", ">"};
    at = skip(at);
    for (size_t i = 0; i < sizeof comparisons / sizeof *comparisons; i++) {
        size_t length = strlen(comparisons[i]);
        if (strncmp(at, comparisons[i], length) == 0) {
            strcpy(check->comparison, comparisons[i]);
            check->value = skip(at + length);
            check->number = strtod(check->value, NULL);
            return *check->value != '\0';
        }
    }
    return *at == '\0';
}

static bool compares(const Check *check, double actual)
{
    double apart = fabs(actual - check->number);
    bool same = apart < 1e-6; // a microsecond
    const char *c = check->comparison;
    return strcmp(c, "==") == 0   ? same
           : strcmp(c, "!=") == 0 ? !same
           : strcmp(c, "<=") == 0 ? same || actual < check->number
           : strcmp(c, ">=") == 0 ? same || actual > check->number
           : c[0] == '<'          ? !same && actual < check->number
                                  : !same && actual > check->number;
}

static double seconds(int64_t ns)
{
    return (double)ns / NS_PER_SECOND;
}

static void say_seconds(const Check *check, const char *before, int64_t ns)
{
    char text[WORDS_TIME_BYTES];
    buffer_printf(check->said, "%s%s s", before, words_seconds(text, ns));
}

static uint64_t last_event(const Check *check, uint64_t kinds)
{
    return trace_find_prev(check->played->trace, trace_length(check->played->trace), kinds, TRACE_ANY_LANE);
}

// ---- the checks

// The event that writes the first line that is not as expected; the last one where lines are missing.
static uint64_t first_difference(const Check *check)
{
    const char *expected = check->value;
    for (size_t i = 0; i < check->played->line_count; i++) {
        const PlayedLine *line = &check->played->lines[i];
        size_t length = strlen(line->text);
        if (strncmp(expected, line->text, length) != 0 || (expected[length] != ',' && expected[length] != '\0')) {
            return line->event;
        }
        expected += length;
        expected += strspn(expected, ", ");
    }
    return last_event(check, UINT64_C(1) << TRACE_OUTPUT);
}

static bool check_stdout(const Check *check)
{
    Buffer actual;
    buffer_init(&actual);
    for (size_t i = 0; i < check->played->line_count; i++) {
        buffer_printf(&actual, "%s%s", i == 0 ? "" : ", ", check->played->lines[i].text);
    }
    bool same = strcmp(actual.data, check->value) == 0;
    bool holds = strcmp(check->comparison, "!=") == 0 ? !same : same;
    if (!holds) {
        buffer_printf(check->said, "it prints %s", actual.length > 0 ? actual.data : "nothing");
        *check->at_event = first_difference(check);
    }
    buffer_deinit(&actual);
    return holds;
}

static bool check_total(const Check *check)
{
    int64_t end_ns = trace_end_ns(check->played->trace);
    bool holds = compares(check, seconds(end_ns));
    if (!holds) {
        say_seconds(check, "it takes ", end_ns);
        *check->at_event = trace_length(check->played->trace) - 1;
    }
    return holds;
}

static bool check_blocked(const Check *check)
{
    Totals totals;
    totals_init(&totals, check->played->trace, trace_length(check->played->trace));
    int64_t blocked_ns = totals.blocked_ns;
    totals_deinit(&totals);
    bool holds = compares(check, seconds(blocked_ns));
    if (!holds) {
        say_seconds(check, "calls that block keep the CPU for ", blocked_ns);
        *check->at_event = trace_find_next(check->played->trace, 0, UINT64_C(1) << TRACE_BLOCK_BEGIN, TRACE_ANY_LANE);
    }
    return holds;
}

static bool check_tasks(const Check *check)
{
    uint32_t tasks = trace_tasks(check->played->trace);
    bool holds = compares(check, tasks);
    if (!holds) {
        buffer_printf(check->said, "it makes %" PRIu32 " task%s", tasks, tasks == 1 ? "" : "s");
    }
    return holds;
}

// Whether a lane is of that coroutine: "get" and "get('B')" are.
static bool is_of(const Played *played, uint32_t lane, const char *coroutine)
{
    const char *name = played->lanes.lanes[lane].name;
    size_t length = strlen(coroutine);
    return strncmp(name, coroutine, length) == 0 && (name[length] == '\0' || strchr("(#", name[length]) != NULL);
}

// How many tasks of a coroutine have begun and are not done, at most.
static bool check_peak(const Check *check)
{
    const Trace *trace = check->played->trace;
    const uint64_t begins = UINT64_C(1) << TRACE_TASK_FIRST_STEP;
    const uint64_t ends = UINT64_C(1) << TRACE_TASK_FINISHED | UINT64_C(1) << TRACE_TASK_FAILED |
                          UINT64_C(1) << TRACE_TASK_CANCELLED;
    int now = 0, most = 0;
    for (uint64_t at = trace_find_next(trace, 0, begins | ends, TRACE_ANY_LANE); at != UINT64_MAX;
         at = trace_find_next(trace, at + 1, begins | ends, TRACE_ANY_LANE)) {
        TraceEvent event = trace_event_at(trace, at);
        if (!is_of(check->played, event.lane, check->argument[0])) {
            continue;
        }
        now += event.kind == TRACE_TASK_FIRST_STEP ? 1 : -1;
        if (now > most) {
            most = now;
            *check->at_event = at;
        }
    }
    bool holds = compares(check, most);
    if (!holds) {
        buffer_printf(check->said, "%d of %s run at a time", most, check->argument[0]);
    }
    return holds;
}

// Tasks that were still alive when the first task, asyncio.run's, was done.
static bool check_leaks(const Check *check)
{
    const Trace *trace = check->played->trace;
    const uint64_t ends = UINT64_C(1) << TRACE_TASK_FINISHED | UINT64_C(1) << TRACE_TASK_FAILED |
                          UINT64_C(1) << TRACE_TASK_CANCELLED;
    uint64_t end = trace_find_next(trace, 0, ends, 1);
    uint32_t leaks = 0, one = 0;
    const Moment *moment = moments_at(check->played->moments, end == UINT64_MAX ? trace_length(trace) : end + 1);
    for (uint32_t i = 2; i < moment->lane_count; i++) {
        MomentState state = moment->lanes[i].state;
        if (state != MOMENT_ABSENT && !moment_is_over(state)) {
            one = i;
            leaks++;
        }
    }
    bool holds = compares(check, leaks);
    if (!holds && leaks > 0) {
        buffer_printf(check->said, "%" PRIu32 " task%s left behind when main is done: %s", leaks,
                      leaks == 1 ? " is" : "s are", check->played->lanes.lanes[one].name);
        *check->at_event = end;
    } else if (!holds) {
        buffer_puts(check->said, "no task is left behind");
    }
    return holds;
}

static const PlayedLine *find_line(const Check *check, const char *text, size_t from)
{
    for (size_t i = from; i < check->played->line_count; i++) {
        if (strcmp(check->played->lines[i].text, text) == 0) {
            return &check->played->lines[i];
        }
    }
    return NULL;
}

static bool check_at(const Check *check)
{
    const PlayedLine *line = find_line(check, check->argument[0], 0);
    bool holds = line != NULL && compares(check, seconds(line->time_ns));
    if (line == NULL) {
        buffer_printf(check->said, "\"%s\" is never printed", check->argument[0]);
    } else if (!holds) {
        buffer_printf(check->said, "\"%s\" is printed at ", check->argument[0]);
        say_seconds(check, "", line->time_ns);
        *check->at_event = line->event;
    }
    return holds;
}

static bool check_count(const Check *check)
{
    int count = 0;
    uint64_t last = UINT64_MAX;
    for (size_t i = 0; i < check->played->line_count; i++) {
        if (strcmp(check->played->lines[i].text, check->argument[0]) == 0) {
            last = check->played->lines[i].event;
            count++;
        }
    }
    bool holds = compares(check, count);
    if (!holds) {
        buffer_printf(check->said, "\"%s\" is printed %d time%s", check->argument[0], count, count == 1 ? "" : "s");
        *check->at_event = last;
    }
    return holds;
}

static bool check_order(const Check *check)
{
    size_t from = 0;
    for (int i = 0; i < check->arguments; i++) {
        const PlayedLine *line = find_line(check, check->argument[i], from);
        if (line == NULL) {
            const char *where = i == 0 ? "" : " after ";
            buffer_printf(check->said, "\"%s\" is not printed%s%s%s%s", check->argument[i], where,
                          i == 0 ? "" : "\"", i == 0 ? "" : check->argument[i - 1], i == 0 ? "" : "\"");
            *check->at_event = from == 0 ? UINT64_MAX : check->played->lines[from - 1].event;
            return false;
        }
        from = (size_t)(line - check->played->lines) + 1;
    }
    return true;
}

static bool check_never(const Check *check)
{
    const char *what = check->argument[0];
    if (strcmp(what, "error") == 0) {
        int status = run_status(check->played->run);
        if (status != 0) {
            size_t length;
            const char *last = buffer_last_line(&check->played->errors, &length);
            buffer_printf(check->said, "it ends with %.*s", (int)length, last);
            *check->at_event = trace_length(check->played->trace) - 1;
        }
        return status == 0;
    }
    uint64_t kind = strcmp(what, "deadlock") == 0  ? UINT64_C(1) << TRACE_DEADLOCK
                    : strcmp(what, "warning") == 0 ? UINT64_C(1) << TRACE_WARNING
                                                   : UINT64_C(1) << TRACE_TASK_CANCELLED;
    uint64_t found = last_event(check, kind);
    if (found != UINT64_MAX) {
        buffer_puts(check->said, kind == UINT64_C(1) << TRACE_DEADLOCK  ? "it ends in a deadlock"
                                 : kind == UINT64_C(1) << TRACE_WARNING ? "Python warns: see its stderr"
                                                                        : "a task is cancelled");
        *check->at_event = found;
    }
    return found == UINT64_MAX;
}

static bool source_has(const Check *check, const char *word)
{
    return run_source_has(check->played->source.data, check->played->source.length, word);
}

static bool check_uses(const Check *check)
{
    bool holds = source_has(check, check->argument[0]);
    if (!holds) {
        buffer_printf(check->said, "the program does not use %s", check->argument[0]);
    }
    return holds;
}

static bool check_avoids(const Check *check)
{
    bool holds = !source_has(check, check->argument[0]);
    if (!holds) {
        buffer_printf(check->said, "the program uses %s", check->argument[0]);
    }
    return holds;
}

// What a check is followed by: N a number, T a text, nothing.
static const struct {
    const char *word;
    int least, most; // arguments
    char value;
    bool (*holds)(const Check *check);
} checks[] = {
    {"stdout", 0, 0, 'T', check_stdout},   {"total", 0, 0, 'N', check_total},
    {"blocked", 0, 0, 'N', check_blocked}, {"tasks", 0, 0, 'N', check_tasks},
    {"leaks", 0, 0, 'N', check_leaks},     {"peak", 1, 1, 'N', check_peak},
    {"at", 1, 1, 'N', check_at},           {"count", 1, 1, 'N', check_count},
    {"order", 2, ARGUMENTS_MOST, 0, check_order},
    {"never", 1, 1, 0, check_never},       {"uses", 1, 1, 0, check_uses},
    {"avoids", 1, 1, 0, check_avoids},
};

static bool never_knows(const Check *check)
{
    static const char *const known[] = {"error", "deadlock", "warning", "cancelled"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(known[i], check->argument[0]) == 0) {
            return true;
        }
    }
    return false;
}

static bool value_fits(const Check *check, char wanted)
{
    char *end = NULL;
    if (wanted == 0) {
        return check->comparison[0] == '\0';
    }
    if (wanted == 'T') {
        return strcmp(check->comparison, "==") == 0 || strcmp(check->comparison, "!=") == 0;
    }
    if (check->comparison[0] != '\0') {
        strtod(check->value, &end);
    }
    return end != NULL && end != check->value && *skip(end) == '\0';
}

bool played_check(Played *played, const char *text, bool *understood, Buffer *said, uint64_t *at_event)
{
    Check check = {.played = played, .said = said, .at_event = at_event};
    *at_event = UINT64_MAX;
    *understood = false;
    const char *at = skip(text);
    size_t length = strspn(at, "abcdefghijklmnopqrstuvwxyz");
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        if (strlen(checks[i].word) != length || memcmp(at, checks[i].word, length) != 0) {
            continue;
        }
        const char *rest = skip(at + length);
        bool well = *rest != '(' || take_arguments(&check, &rest);
        well = well && check.arguments >= checks[i].least && check.arguments <= checks[i].most &&
               take_comparison(&check, rest) && value_fits(&check, checks[i].value);
        well = well && (strcmp(checks[i].word, "never") != 0 || never_knows(&check));
        *understood = well;
        if (!well) {
            return false;
        }
        bool holds = checks[i].holds(&check);
        if (holds) {
            *at_event = UINT64_MAX;
        }
        return holds;
    }
    return false;
}
