#include "lesson/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lesson/json_text.h"

// {"format": "awaitscope progress", "version": 1, "seed": 7, "last": "recipe",
//  "lessons": {"recipe": {"page": 2, "read": "2026-01-31T12:00:00Z",
//                         "questions": {"1": {"outcome": "wrong", "said": "yes", "belief": "M1", "time": …}},
//                         "exercises": {"1": {"time": …}}}}}
struct Progress {
    json_t *document;
};

static const char format[] = "awaitscope progress";
enum { VERSION = 1 };

static const char *const outcomes[] = {
    [PROGRESS_NONE] = "", [PROGRESS_RIGHT] = "right", [PROGRESS_WRONG] = "wrong", [PROGRESS_SKIPPED] = "skipped"};

enum { OUTCOMES = sizeof outcomes / sizeof *outcomes };

// What jansson returns, which is NULL only where the host has no memory left.
static json_t *there(json_t *value)
{
    if (value == NULL) {
        abort();
    }
    return value;
}

static void put(json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, there(value)) != 0) {
        abort();
    }
}

static json_t *moment(int64_t time_s)
{
    char text[32];
    time_t seconds = (time_t)time_s;
    struct tm when;
    gmtime_r(&seconds, &when);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &when);
    return json_string(text);
}

// The object of that name in another, made where there is none.
static json_t *member(json_t *object, const char *key)
{
    json_t *found = json_object_get(object, key);
    if (found == NULL) {
        put(object, key, json_object());
        found = json_object_get(object, key);
    }
    return found;
}

// lessons.LESSON, lessons.LESSON.GROUP.NUMBER; NULL where there is none, of any kind.
static const json_t *about(const Progress *progress, const char *lesson)
{
    return json_object_get(json_object_get(progress->document, "lessons"), lesson);
}

static const json_t *about_number(const Progress *progress, const char *lesson, const char *group, int number)
{
    char key[16];
    snprintf(key, sizeof key, "%d", number);
    return json_object_get(json_object_get(about(progress, lesson), group), key);
}

Progress *progress_new(uint32_t seed)
{
    Progress *progress = malloc(sizeof *progress);
    if (progress == NULL) {
        abort();
    }
    progress->document = there(json_object());
    put(progress->document, "format", json_string(format));
    put(progress->document, "version", json_integer(VERSION));
    put(progress->document, "seed", json_integer(seed));
    put(progress->document, "lessons", json_object());
    return progress;
}

// ---- reading; whatever is read later must have been found sound here

static bool are_sound(const json_t *group, bool have_outcome)
{
    const char *key;
    json_t *one;
    json_object_foreach((json_t *)group, key, one) {
        const char *outcome = json_string_value(json_object_get(one, "outcome"));
        bool known = !have_outcome;
        for (int i = PROGRESS_RIGHT; i < OUTCOMES && !known; i++) {
            known = outcome != NULL && strcmp(outcome, outcomes[i]) == 0;
        }
        if (!json_is_object(one) || atoi(key) < 1 || !known) {
            return false;
        }
    }
    return group == NULL || json_is_object(group);
}

static bool is_sound(const json_t *document)
{
    const char *name = json_string_value(json_object_get(document, "format")), *key;
    json_t *lessons = json_object_get(document, "lessons"), *lesson;
    const json_t *seed = json_object_get(document, "seed"), *last = json_object_get(document, "last");
    if (name == NULL || strcmp(name, format) != 0 ||
        json_integer_value(json_object_get(document, "version")) != VERSION || !json_is_integer(seed) ||
        json_integer_value(seed) < 0 || json_integer_value(seed) > UINT32_MAX || !json_is_object(lessons) ||
        (last != NULL && !json_is_string(last))) {
        return false;
    }
    json_object_foreach(lessons, key, lesson) {
        const json_t *page = json_object_get(lesson, "page");
        if (!json_is_object(lesson) || (page != NULL && json_integer_value(page) < 1) ||
            !are_sound(json_object_get(lesson, "questions"), true) ||
            !are_sound(json_object_get(lesson, "exercises"), false)) {
            return false;
        }
    }
    return true;
}

Progress *progress_parse(const char *text, size_t length, Buffer *problem)
{
    json_error_t error;
    json_t *document = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
    if (document == NULL) {
        buffer_printf(problem, "line %d: %s", error.line, error.text);
        return NULL;
    }
    if (!is_sound(document)) {
        buffer_puts(problem, "it is no progress of awaitscope");
        json_decref(document);
        return NULL;
    }
    Progress *progress = progress_new(0);
    json_decref(progress->document);
    progress->document = document;
    return progress;
}

void progress_free(Progress *progress)
{
    if (progress != NULL) {
        json_decref(progress->document);
        free(progress);
    }
}

void progress_format(const Progress *progress, Buffer *out)
{
    char *text = json_dumps(progress->document, JSON_INDENT(2));
    if (text == NULL) {
        abort();
    }
    buffer_puts(out, text);
    buffer_putc(out, '\n');
    free(text);
}

// ---- what has happened

static void note_answer(json_t *lesson, const ProgressRecord *record, const char *key)
{
    json_t *answer = there(json_object());
    put(answer, "outcome", json_string(outcomes[record->outcome]));
    if (record->said != NULL && record->said[0] != '\0') {
        put(answer, "said", json_text(record->said));
    }
    if (record->belief != NULL && record->belief[0] != '\0') {
        put(answer, "belief", json_text(record->belief));
    }
    put(answer, "time", moment(record->time_s));
    put(member(lesson, "questions"), key, answer);
}

static void note_reset(json_t *document, json_t *lessons, const char *lesson)
{
    const char *last = json_string_value(json_object_get(document, "last"));
    if (last != NULL && (lesson == NULL || strcmp(last, lesson) == 0)) {
        json_object_del(document, "last");
    }
    if (lesson == NULL) {
        json_object_clear(lessons);
    } else {
        json_object_del(lessons, lesson);
    }
}

void progress_note(Progress *progress, const ProgressRecord *record)
{
    json_t *lessons = json_object_get(progress->document, "lessons");
    if (record->kind == PROGRESS_RESET) {
        note_reset(progress->document, lessons, record->lesson);
        return;
    }
    char key[16];
    snprintf(key, sizeof key, "%d", record->number);
    json_t *lesson = member(lessons, record->lesson);
    switch (record->kind) {
    case PROGRESS_PLACE:
        put(lesson, "page", json_integer(record->number));
        put(progress->document, "last", json_text(record->lesson));
        break;
    case PROGRESS_ANSWER: note_answer(lesson, record, key); break;
    case PROGRESS_EXERCISE: put(member(member(lesson, "exercises"), key), "time", moment(record->time_s)); break;
    case PROGRESS_READ: put(lesson, "read", moment(record->time_s)); break;
    case PROGRESS_RESET: break;
    }
}

// ---- what is known

uint32_t progress_seed(const Progress *progress)
{
    return (uint32_t)json_integer_value(json_object_get(progress->document, "seed"));
}

ProgressOutcome progress_outcome(const Progress *progress, const char *lesson, int question)
{
    const json_t *answer = about_number(progress, lesson, "questions", question);
    const char *word = json_string_value(json_object_get(answer, "outcome"));
    for (int i = PROGRESS_RIGHT; word != NULL && i < OUTCOMES; i++) {
        if (strcmp(word, outcomes[i]) == 0) {
            return (ProgressOutcome)i;
        }
    }
    return PROGRESS_NONE;
}

bool progress_exercise(const Progress *progress, const char *lesson, int exercise)
{
    return about_number(progress, lesson, "exercises", exercise) != NULL;
}

int progress_page(const Progress *progress, const char *lesson)
{
    return (int)json_integer_value(json_object_get(about(progress, lesson), "page"));
}

const char *progress_place(const Progress *progress, int *page)
{
    const char *lesson = json_string_value(json_object_get(progress->document, "last"));
    *page = lesson == NULL ? 0 : progress_page(progress, lesson);
    return *page > 0 ? lesson : NULL;
}

bool progress_solved(const Progress *progress, const Lesson *lesson)
{
    int questions = 0, exercises = 0;
    for (size_t i = 0; i < lesson->block_count; i++) {
        bool question = lesson->blocks[i].kind == LESSON_PREDICT, exercise = lesson->blocks[i].kind == LESSON_EXERCISE;
        questions += question;
        exercises += exercise;
        if (exercise && !progress_exercise(progress, lesson->id, exercises)) {
            return false;
        }
        if (question) {
            ProgressOutcome outcome = progress_outcome(progress, lesson->id, questions);
            if (outcome != PROGRESS_RIGHT && outcome != PROGRESS_WRONG) {
                return false;
            }
        }
    }
    return questions + exercises > 0 || json_object_get(about(progress, lesson->id), "read") != NULL;
}
