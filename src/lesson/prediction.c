#include "lesson/prediction.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lesson/played.h"

static const char *const kinds[] = {
    [PREDICT_CHOICE] = "choice", [PREDICT_ORDER] = "order", [PREDICT_NUMBER] = "number",
    [PREDICT_MARK] = "mark",     [PREDICT_WHO] = "who",
};

enum { KINDS = sizeof kinds / sizeof *kinds };

static const struct {
    const char *number, *words;
} misconceptions[] = {
#define MISCONCEPTION(number, words) {number, words},
#include "lesson/misconception.def"
#undef MISCONCEPTION
};

const char *misconception_words(const char *number)
{
    for (size_t i = 0; i < sizeof misconceptions / sizeof *misconceptions; i++) {
        if (strcmp(misconceptions[i].number, number) == 0) {
            return misconceptions[i].words;
        }
    }
    return NULL;
}

bool prediction_number(const char *text, double *number)
{
    char *end;
    *number = strtod(text, &end);
    return end != text && *end == '\0';
}

void prediction_value(const char *value, Buffer *out)
{
    for (; *value != '\0'; value++) {
        if (*value == '\n') {
            buffer_puts(out, " / ");
        } else {
            buffer_putc(out, *value);
        }
    }
}

bool prediction_same(PredictionKind kind, const char *a, const char *b)
{
    double x, y;
    bool numbers = (kind == PREDICT_NUMBER || kind == PREDICT_MARK) && prediction_number(a, &x) && prediction_number(b, &y);
    return numbers ? fabs(x - y) < 1e-6 : strcmp(a, b) == 0;
}

// `text` between two places without the blanks around it; " / " becomes a line's end.
static const char *part(Arena *arena, const char *from, const char *end)
{
    while (from < end && *from == ' ') {
        from++;
    }
    while (end > from && end[-1] == ' ') {
        end--;
    }
    char *kept = arena_strndup(arena, from, (size_t)(end - from));
    for (char *at; (at = strstr(kept, " / ")) != NULL;) {
        *at = '\n';
        memmove(at + 1, at + 3, strlen(at + 3) + 1);
    }
    return kept;
}

// "VALUE | M8 | feedback"
static bool read_wrong(const Lesson *lesson, const LessonField *field, Arena *arena, Wrong *wrong, Diag *diag)
{
    const char *first = strchr(field->value, '|'), *second = first == NULL ? NULL : strchr(first + 1, '|');
    const char *end = field->value + strlen(field->value);
    if (second == NULL) {
        diag_set(diag, lesson->path, field->line, 1, "a wrong answer has three parts");
        return diag_hint(diag, "write 'wrong: VALUE | M8 | what to say to it'; M8 is the belief behind it");
    }
    *wrong = (Wrong){.value = part(arena, field->value, first),
                     .misconception = "",
                     .belief = part(arena, first + 1, second),
                     .feedback = part(arena, second + 1, end),
                     .line = field->line,
                     .as = field + 1};
    const char *named = wrong->belief;
    if (named[0] == 'M' && named[1 + strspn(named + 1, "0123456789")] == '\0') {
        wrong->misconception = named;
        wrong->belief = misconception_words(named);
    }
    if (wrong->belief == NULL || wrong->belief[0] == '\0') {
        diag_set(diag, lesson->path, field->line, 1, named[0] == '\0' ? "a wrong answer without the belief behind it"
                                                                      : "there is no misconception %s", named);
        return diag_hint(diag, "write 'wrong: VALUE | M8 | …', which lessons/README.md lists, or the belief in words of "
                               "your own: 'wrong: VALUE | the clock stands still | …'");
    }
    if (wrong->value[0] == '\0' || wrong->feedback[0] == '\0') {
        diag_set(diag, lesson->path, field->line, 1, "the wrong answer, or what to say to it, is empty");
        return diag_hint(diag, "write 'wrong: VALUE | M8 | what to say to it'");
    }
    return true;
}

// How often the line that `line` begins with stands in `lines`.
static size_t times_in(const char *lines, const char *line)
{
    size_t length = strcspn(line, "\n"), times = 0;
    for (;;) {
        size_t other = strcspn(lines, "\n");
        times += other == length && memcmp(lines, line, length) == 0;
        if (lines[other] == '\0') {
            return times;
        }
        lines += other + 1;
    }
}

// Whether both have the same lines, in whatever order: only then a learner can put the one for the other.
static bool same_lines(const char *one, const char *other)
{
    if (strlen(one) != strlen(other)) {
        return false;
    }
    for (const char *line = one;;) {
        if (times_in(one, line) != times_in(other, line)) {
            return false;
        }
        line += strcspn(line, "\n");
        if (*line++ == '\0') {
            return true;
        }
    }
}

// Gives each wrong answer the `as:` lines below it.
static bool read_as(const Lesson *lesson, const LessonBlock *block, Wrong *wrong, Diag *diag)
{
    const LessonField *end = block->fields + block->field_count;
    for (const LessonField *field = block->fields; field < end; field++) {
        bool behind = field > block->fields && (strcmp(field[-1].name, "wrong") == 0 || strcmp(field[-1].name, "as") == 0);
        if (strcmp(field->name, "as") != 0) {
            wrong += behind;
        } else if (!behind) {
            diag_set(diag, lesson->path, field->line, 1, "an 'as:' belongs to a wrong answer, and there is none above");
            return diag_hint(diag, "put it right below its 'wrong:'");
        } else {
            wrong->as_count++;
        }
    }
    return true;
}

// Why nobody can give that answer to a question of this kind, NULL where one can.
static const char *out_of_reach(PredictionKind kind, const char *value)
{
    if (kind == PREDICT_NUMBER || kind == PREDICT_MARK) {
        size_t before = strspn(value, "0123456789"), point = value[before] == '.';
        size_t length = before + point + strspn(value + before + point, "0123456789");
        bool fits = value[length] == '\0' && length <= PREDICTION_DIGITS && length > point;
        return fits ? NULL : "a number is typed with digits and a point, 15 of them";
    }
    size_t things = 1;
    for (const char *at = value; *at != '\0'; at++) {
        things += *at == '\n';
    }
    return kind == PREDICT_WHO && things > PREDICTION_TURNS ? "an answer has at most 32 turns" : NULL;
}

static bool all_in_reach(const Lesson *lesson, const Prediction *made, Diag *diag)
{
    const char *reason = out_of_reach(made->kind, made->answer);
    if (reason != NULL) {
        diag_set(diag, lesson->path, made->block->line, 1, "nobody can answer '%s'", made->answer);
        return diag_hint(diag, "%s: ask for something else, or make it a 'predict choice'", reason);
    }
    for (size_t i = 0; i < made->wrong_count; i++) {
        reason = out_of_reach(made->kind, made->wrongs[i].value);
        if (reason != NULL) {
            diag_set(diag, lesson->path, made->wrongs[i].line, 1, "nobody can answer '%s'", made->wrongs[i].value);
            return diag_hint(diag, "%s", reason);
        }
    }
    if (made->kind == PREDICT_CHOICE && made->wrong_count + 1 > PREDICTION_OPTIONS) {
        diag_set(diag, lesson->path, made->block->line, 1, "this question has %zu options", made->wrong_count + 1);
        return diag_hint(diag, "there is room for %d", PREDICTION_OPTIONS);
    }
    return true;
}

static bool read_wrongs(const Lesson *lesson, Prediction *made, Arena *arena, Diag *diag)
{
    Wrong *wrongs = arena_alloc(arena, made->block->field_count * sizeof *wrongs);
    size_t at = 0;
    for (const LessonField *field; (field = lesson_field(made->block, "wrong", &at)) != NULL;) {
        Wrong *wrong = &wrongs[made->wrong_count];
        if (!read_wrong(lesson, field, arena, wrong, diag)) {
            return false;
        }
        bool twice = false;
        for (size_t i = 0; i < made->wrong_count; i++) {
            twice |= prediction_same(made->kind, wrongs[i].value, wrong->value);
        }
        if (twice || prediction_same(made->kind, wrong->value, made->answer)) {
            diag_set(diag, lesson->path, field->line, 1, "the wrong answer '%s' %s", wrong->value,
                     twice ? "stands there twice" : "is what the program does");
            return diag_hint(diag, "run the program: the right answer is '%s'", made->answer);
        }
        if (made->kind == PREDICT_ORDER && !same_lines(wrong->value, made->answer)) {
            diag_set(diag, lesson->path, field->line, 1, "the wrong answer '%s' has other lines", wrong->value);
            return diag_hint(diag, "put these in another order: '%s'", made->answer);
        }
        made->wrong_count++;
    }
    made->wrongs = wrongs;
    if (!read_as(lesson, made->block, wrongs, diag)) {
        return false;
    }
    if (made->wrong_count == 0 && (made->kind == PREDICT_CHOICE || made->kind == PREDICT_ORDER)) {
        diag_set(diag, lesson->path, made->block->line, 1, "a question with options has no wrong one");
        return diag_hint(diag, "add 'wrong: VALUE | M8 | what to say to it'");
    }
    return all_in_reach(lesson, made, diag);
}

static bool compute(const Lesson *lesson, Prediction *made, Arena *arena, Diag *diag)
{
    size_t at = 0;
    const LessonField *question = lesson_field(made->block, "answer", &at);
    Buffer source, answer, problem;
    Played played;
    buffer_init(&source);
    if (!lesson_program(lesson, made->program, made->block->line, &source, diag)) {
        buffer_deinit(&source);
        return false;
    }
    buffer_init(&answer);
    buffer_init(&problem);
    bool found = played_init(&played, made->program, source.data, source.length);
    if (found) {
        found = played_answer(&played, question->value, &answer, &problem);
        played_deinit(&played);
    } else {
        buffer_puts(&problem, "the system gives no room for the program's world");
    }
    if (found) {
        made->answer = arena_strndup(arena, answer.data, answer.length);
    } else {
        diag_set(diag, lesson->path, question->line, 1, "%s has no answer: %s", made->program, problem.data);
        diag_hint(diag, "lessons/README.md lists the questions that a run answers");
    }
    buffer_deinit(&problem);
    buffer_deinit(&answer);
    buffer_deinit(&source);
    return found;
}

bool prediction_make(const Lesson *lesson, const LessonBlock *block, Arena *arena, Prediction *made, Diag *diag)
{
    *made = (Prediction){.block = block,
                         .question = lesson_value(block, "question"),
                         .program = lesson_value(block, "program")};
    int kind = 0;
    while (kind < KINDS && strcmp(kinds[kind], block->argument) != 0) {
        kind++;
    }
    if (kind == KINDS) {
        diag_set(diag, lesson->path, block->line, 1, "'%s' is no kind of prediction", block->argument);
        return diag_hint(diag, "write 'predict choice', 'order', 'number', 'mark' or 'who'");
    }
    made->kind = (PredictionKind)kind;
    return compute(lesson, made, arena, diag) && read_wrongs(lesson, made, arena, diag);
}
