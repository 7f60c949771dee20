// What can be asked about a run: what it prints, how long it takes.
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "explain/words.h"
#include "lesson/quiz_internal.h"

enum { TEXT_MOST = 60, LINES_MOST = 12, ORDER_MOST = 7 };

// ---- texts

const char *quiz_text(Arena *arena, const char *format, ...)
{
    Buffer text;
    va_list arguments;
    buffer_init(&text);
    va_start(arguments, format);
    buffer_vprintf(&text, format, arguments);
    va_end(arguments);
    const char *kept = arena_strndup(arena, text.data, text.length);
    buffer_deinit(&text);
    return kept;
}

static bool can_stand(const char *text, size_t length)
{
    if (length == 0 || length > TEXT_MOST || text[0] == ' ' || text[length - 1] == ' ') {
        return false;
    }
    for (size_t at = 0; at < length;) {
        int size;
        int32_t code = utf8_decode(text + at, length - at, &size);
        if (code < 0 || utf8_commands(code) || code == '|' || strncmp(text + at, " / ", 3) == 0) {
            return false;
        }
        at += (size_t)size;
    }
    return true;
}

bool quiz_can_stand(const char *text)
{
    return can_stand(text, strlen(text));
}

bool quiz_answer_can_stand(const char *answer)
{
    for (const char *at = answer;;) {
        size_t length = strcspn(at, "\n");
        if (!can_stand(at, length)) {
            return false;
        }
        at += length;
        if (*at++ == '\0') {
            return true;
        }
    }
}

const char *quiz_seconds(Arena *arena, int64_t ns)
{
    char text[WORDS_TIME_BYTES];
    words_seconds(text, ns);
    if (strchr(text, '.') != NULL) {
        char *end = text + strlen(text);
        while (end[-1] == '0') {
            *--end = '\0';
        }
        if (end[-1] == '.') {
            end[-1] = '\0';
        }
    }
    return quiz_text(arena, "%s", text);
}

bool quiz_is_round(int64_t ns)
{
    const int64_t unit = 50 * 1000 * 1000;
    return ns % unit == 0;
}

// ---- candidates

QuizCandidate *quiz_candidate(QuizAsker *asker, QuizKind kind, uint32_t about, const char *asked, const char *question)
{
    Buffer answer, problem;
    buffer_init(&answer);
    buffer_init(&problem);
    QuizCandidate *made = NULL;
    if (played_answer(asker->truth, asked, &answer, &problem) && quiz_answer_can_stand(answer.data)) {
        if (asker->count == asker->capacity) {
            asker->capacity = asker->capacity == 0 ? 32 : asker->capacity * 2;
            asker->items = realloc(asker->items, (size_t)asker->capacity * sizeof *asker->items);
            if (asker->items == NULL) {
                abort();
            }
        }
        made = &asker->items[asker->count++];
        *made = (QuizCandidate){.question = {.question = question,
                                             .asked = asked,
                                             .answer = arena_strndup(asker->arena, answer.data, answer.length),
                                             .kind = (int)kind},
                                .about = about};
    }
    buffer_deinit(&problem);
    buffer_deinit(&answer);
    return made;
}

void quiz_near(QuizAsker *asker, QuizCandidate *candidate, const char *value, const char *belief, const char *feedback)
{
    bool known = strcmp(candidate->question.answer, value) == 0 || candidate->near_count == QUIZ_NEAR;
    for (int i = 0; i < candidate->near_count; i++) {
        known |= strcmp(candidate->near[i].value, value) == 0;
    }
    if (!known && quiz_answer_can_stand(value) && strchr(belief, '|') == NULL && strchr(feedback, '|') == NULL) {
        value = arena_strndup(asker->arena, value, strlen(value));
        candidate->near[candidate->near_count++] = (QuizWrong){value, belief, feedback, NULL};
    }
}

// ---- waits

// All that anybody sleeps for, and the longest such sleep.
typedef struct Sleeps {
    int64_t sum, longest;
    int count;
} Sleeps;

static Sleeps count_sleeps(const Trace *trace)
{
    const uint64_t kinds = UINT64_C(1) << TRACE_TASK_SUSPENDED | UINT64_C(1) << TRACE_BLOCK_BEGIN;
    Sleeps sleeps = {0};
    for (uint64_t at = trace_find_next(trace, 0, kinds, TRACE_ANY_LANE); at != UINT64_MAX;
         at = trace_find_next(trace, at + 1, kinds, TRACE_ANY_LANE)) {
        TraceEvent event = trace_event_at(trace, at);
        bool blocks = event.kind == TRACE_BLOCK_BEGIN;
        if (!blocks && event.operand[TRACE_WAIT_REASON] != TRACE_REASON_TIMER) {
            continue;
        }
        int64_t span = event.operand[blocks ? 1 : TRACE_WAIT_UNTIL] - event.time_ns;
        sleeps.sum += span;
        sleeps.longest = span > sleeps.longest ? span : sleeps.longest;
        sleeps.count++;
    }
    return sleeps;
}

static void add_sleeps(QuizAsker *asker, QuizCandidate *candidate, const char *what)
{
    Sleeps sleeps = count_sleeps(asker->truth->trace);
    if (quiz_is_round(sleeps.sum) && sleeps.count > 1) {
        quiz_near(asker, candidate, quiz_seconds(asker->arena, sleeps.sum), "all sleeps add up",
                  quiz_text(asker->arena, "That is the sum of all sleeps of the program. %s", what));
    }
    if (quiz_is_round(sleeps.longest) && sleeps.count > 1) {
        quiz_near(asker, candidate, quiz_seconds(asker->arena, sleeps.longest), "only the longest sleep counts",
                  quiz_text(asker->arena, "That is the longest sleep. %s", what));
    }
}

// ---- what is printed

bool quiz_line_is_plain(const Played *played, size_t index)
{
    const char *text = played->lines[index].text;
    bool plain = quiz_can_stand(text) && strchr(text, '"') == NULL;
    for (size_t i = 0; i < played->line_count && plain; i++) {
        plain = i == index || strcmp(played->lines[i].text, text) != 0;
    }
    return plain;
}

static void add_order_line(Buffer *order, const PlayedLine *line)
{
    buffer_printf(order, "%s%s", order->length == 0 ? "" : "\n", line->text);
}

// The same lines, those of each task together.
static void near_by_task(QuizAsker *asker, QuizCandidate *candidate)
{
    const Played *truth = asker->truth;
    Buffer order;
    buffer_init(&order);
    for (uint32_t lane = 0; lane < truth->lanes.count; lane++) {
        for (size_t i = 0; i < truth->line_count; i++) {
            if (truth->lines[i].lane == lane) {
                add_order_line(&order, &truth->lines[i]);
            }
        }
    }
    quiz_near(asker, candidate, order.data, "each task says all it has to say before the next one does",
              "Here the lines of each task stand together. The tasks take turns: each goes on when what it waits for "
              "has come.");
    buffer_deinit(&order);
}

// The same lines, two neighbours the other way round.
static void near_by_swap(QuizAsker *asker, QuizCandidate *candidate, size_t first)
{
    const Played *truth = asker->truth;
    const PlayedLine *lines = truth->lines;
    if (strcmp(lines[first].text, lines[first + 1].text) == 0) {
        return;
    }
    Buffer order;
    buffer_init(&order);
    for (size_t i = 0; i < truth->line_count; i++) {
        add_order_line(&order, &lines[i == first ? i + 1 : i == first + 1 ? i - 1 : i]);
    }
    bool apart = lines[first].time_ns != lines[first + 1].time_ns;
    const char *why =
        apart ? quiz_text(asker->arena, "\"%s\" is printed at %s, \"%s\" at %s.", lines[first].text,
                          quiz_seconds(asker->arena, lines[first].time_ns), lines[first + 1].text,
                          quiz_seconds(asker->arena, lines[first + 1].time_ns))
              : quiz_text(asker->arena, "At the same moment, but \"%s\" comes before \"%s\".", lines[first].text,
                          lines[first + 1].text);
    quiz_near(asker, candidate, order.data, quiz_text(asker->arena, "\"%s\" comes before \"%s\"", lines[first + 1].text,
                                                      lines[first].text), why);
    buffer_deinit(&order);
}

static void ask_order(QuizAsker *asker)
{
    const Played *truth = asker->truth;
    if (truth->line_count == 0 || truth->line_count > ORDER_MOST) {
        return;
    }
    QuizCandidate *made = quiz_candidate(asker, QUIZ_ORDER, 0, "order of output",
                                         truth->line_count == 1 ? "What does the program print?"
                                                                : "What does the program print, in order?");
    if (made == NULL) {
        return;
    }
    near_by_task(asker, made);
    for (int own = 0; own < 2; own++) { // first where two tasks meet, then within one
        for (size_t i = truth->line_count - 1; i-- > 0;) {
            if ((truth->lines[i].lane == truth->lines[i + 1].lane) == (own == 1)) {
                near_by_swap(asker, made, i);
            }
        }
    }
}

static void ask_lines(QuizAsker *asker)
{
    const Played *truth = asker->truth;
    for (size_t i = 0; i < truth->line_count && truth->line_count > 1; i++) {
        bool last = i + 1 == truth->line_count;
        if (i >= LINES_MOST && !last) {
            continue;
        }
        QuizCandidate *made = quiz_candidate(
            asker, QUIZ_LINE, (uint32_t)i,
            last ? "line of output last" : quiz_text(asker->arena, "line of output %zu", i + 1),
            last ? "What is printed last?"
                 : quiz_text(asker->arena, "The program prints %zu lines. What is line %zu?", truth->line_count, i + 1));
        const size_t others[] = {i + 1, i - 1, i + 2, i - 2};
        for (size_t k = 0; made != NULL && k < sizeof others / sizeof *others; k++) {
            if (others[k] < truth->line_count) {
                quiz_near(asker, made, truth->lines[others[k]].text,
                          others[k] < i ? "it comes later than it does" : "it comes earlier than it does",
                          quiz_text(asker->arena, "That is line %zu, printed at %s.", others[k] + 1,
                                    quiz_seconds(asker->arena, truth->lines[others[k]].time_ns)));
            }
        }
    }
}

static void ask_when(QuizAsker *asker, size_t index)
{
    const Played *truth = asker->truth;
    const PlayedLine *line = &truth->lines[index];
    QuizCandidate *made = quiz_candidate(asker, QUIZ_TIME, (uint32_t)index,
                                         quiz_text(asker->arena, "time of output \"%s\"", line->text),
                                         quiz_text(asker->arena, "When is \"%s\" printed, in seconds?", line->text));
    if (made == NULL) {
        return;
    }
    for (size_t i = 0; i < truth->line_count; i++) {
        const PlayedLine *other = &truth->lines[i];
        if (i != index && quiz_is_round(other->time_ns) && quiz_line_is_plain(truth, i)) {
            quiz_near(asker, made, quiz_seconds(asker->arena, other->time_ns),
                      quiz_text(asker->arena, "it is printed at the same moment as \"%s\"", other->text),
                      quiz_text(asker->arena, "At that moment \"%s\" is printed.", other->text));
        }
        if (made->near_count == QUIZ_NEAR - 1) {
            break;
        }
    }
    add_sleeps(asker, made, "Which of them lie before this line?");
}

static void ask_about_lines(QuizAsker *asker)
{
    const Played *truth = asker->truth;
    for (size_t i = 0; i < truth->line_count && i < LINES_MOST; i++) {
        if (!quiz_line_is_plain(truth, i)) {
            continue;
        }
        const char *text = truth->lines[i].text;
        if (quiz_is_round(truth->lines[i].time_ns) && trace_end_ns(truth->trace) > 0) {
            ask_when(asker, i);
        }
        QuizCandidate *made = quiz_candidate(asker, QUIZ_PRINTED, (uint32_t)i,
                                             quiz_text(asker->arena, "is printed \"%s\"", text),
                                             quiz_text(asker->arena, "Is \"%s\" printed?", text));
        if (made != NULL) {
            made->needs_belief = true;
        }
    }
}

// ---- as a whole

static void ask_total(QuizAsker *asker)
{
    const Trace *trace = asker->truth->trace;
    if (trace_end_ns(trace) == 0 || !quiz_is_round(trace_end_ns(trace))) {
        return;
    }
    QuizCandidate *made =
        quiz_candidate(asker, QUIZ_TOTAL, 0, "total time", "How long does the program take, in seconds?");
    if (made != NULL) {
        add_sleeps(asker, made, trace_tasks(trace) > 1 ? "Which of them run down together?" : "They come one after another.");
        for (size_t i = asker->truth->line_count; i-- > 0;) {
            const PlayedLine *line = &asker->truth->lines[i];
            if (line->time_ns > 0 && quiz_is_round(line->time_ns) && quiz_line_is_plain(asker->truth, i)) {
                quiz_near(asker, made, quiz_seconds(asker->arena, line->time_ns),
                          quiz_text(asker->arena, "it is over when \"%s\" is printed", line->text),
                          quiz_text(asker->arena, "At that moment \"%s\" is printed, and something is still to come.",
                                    line->text));
            }
        }
    }
}

static void ask_tasks(QuizAsker *asker)
{
    uint32_t tasks = trace_tasks(asker->truth->trace);
    if (tasks == 0) {
        return;
    }
    QuizCandidate *made = quiz_candidate(asker, QUIZ_TASKS, 0, "number of tasks",
                                         "How many tasks are made, from the beginning to the end?");
    if (made != NULL) {
        quiz_near(asker, made, quiz_text(asker->arena, "%u", tasks - 1), "what asyncio.run is given is no task",
                  "One is missing: asyncio.run makes a task of what it is given.");
        quiz_near(asker, made, quiz_text(asker->arena, "%u", tasks + 1), "the loop is a task too",
                  "That is one too many. Neither the loop nor a coroutine that is only awaited is a task.");
    }
}

void quiz_ask(QuizAsker *asker)
{
    ask_order(asker);
    ask_lines(asker);
    ask_about_lines(asker);
    ask_total(asker);
    ask_tasks(asker);
    quiz_ask_moments(asker);
    quiz_ask_unsaid(asker);
}
