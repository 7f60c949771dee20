#include "lesson/exercise.h"

#include <stdio.h>
#include <string.h>

#include "lesson/played.h"

static const char *const kinds[] = {
    [EXERCISE_REPAIR] = "repair",
    [EXERCISE_COMPLETE] = "complete",
    [EXERCISE_WRITE] = "write",
    [EXERCISE_PARSONS] = "parsons",
};

enum { KINDS = sizeof kinds / sizeof *kinds };

bool exercise_kind(const Lesson *lesson, const LessonBlock *block, ExerciseKind *kind, Diag *diag)
{
    for (int i = 0; i < KINDS; i++) {
        if (strcmp(kinds[i], block->argument) == 0) {
            *kind = (ExerciseKind)i;
            return true;
        }
    }
    diag_set(diag, lesson->path, block->line, 1, "'%s' is no kind of exercise", block->argument);
    return diag_hint(diag, "write 'exercise repair', 'complete', 'write' or 'parsons'");
}

size_t exercise_test(const Lesson *lesson, const LessonBlock *block, const char *name, const Buffer *source,
                     Arena *arena, const ExerciseResult **results, Buffer *errors, Diag *diag)
{
    Played played;
    if (!played_init(&played, name, source->data, source->length)) {
        diag_set(diag, lesson->path, block->line, 1, "the system gives no room for the program's world");
        return 0;
    }
    ExerciseResult *made = arena_alloc(arena, block->field_count * sizeof *made);
    size_t count = 0, at = 0;
    bool understood = true;
    for (const LessonField *field; understood && (field = lesson_field(block, "check", &at)) != NULL;) {
        Buffer said;
        uint64_t event;
        buffer_init(&said);
        bool holds = played_check(&played, field->value, &understood, &said, &event);
        int64_t at_ns = event == UINT64_MAX ? -1 : trace_event_at(played.trace, event).time_ns;
        made[count++] =
            (ExerciseResult){field->value, holds, arena_strndup(arena, said.data, said.length), at_ns, event};
        buffer_deinit(&said);
        if (!understood) {
            diag_set(diag, lesson->path, field->line, 1, "this is no check: %s", field->value);
            diag_hint(diag, "lessons/README.md lists the checks");
        }
    }
    buffer_append(errors, played.errors.data, played.errors.length);
    played_deinit(&played);
    *results = made;
    return understood ? count : 0;
}

// The number of checks that do not hold; −1 with a diagnostic.
static int failures(const Lesson *lesson, const LessonBlock *block, const char *program, Arena *arena,
                    const ExerciseResult **failed, Diag *diag)
{
    Buffer source, errors;
    buffer_init(&source);
    buffer_init(&errors);
    int count = -1;
    const ExerciseResult *results;
    if (lesson_program(lesson, program, block->line, &source, diag)) {
        size_t checks = exercise_test(lesson, block, program, &source, arena, &results, &errors, diag);
        count = checks == 0 ? -1 : 0;
        for (size_t i = 0; i < checks; i++) {
            if (!results[i].holds) {
                *failed = &results[i];
                count++;
            }
        }
    }
    buffer_deinit(&errors);
    buffer_deinit(&source);
    return count;
}

void exercise_say(const ExerciseResult *result, Buffer *words)
{
    char when[32];
    snprintf(when, sizeof when, " %.3f s", (double)result->at_ns / 1e9);
    buffer_puts(words, result->said);
    if (result->at_ns >= 0 && strstr(result->said, when) == NULL) {
        buffer_printf(words, " (see%s)", when);
    }
}

bool exercise_prove(const Lesson *lesson, const LessonBlock *block, Diag *diag)
{
    ExerciseKind kind;
    if (!exercise_kind(lesson, block, &kind, diag)) {
        return false;
    }
    const char *start = lesson_value(block, "start");
    const ExerciseResult *failed = NULL;
    Arena arena;
    arena_init(&arena);
    int count = failures(lesson, block, lesson_value(block, "solution"), &arena, &failed, diag);
    bool proved = count == 0;
    if (count > 0) {
        diag_set(diag, lesson->path, block->line, 1, "the solution does not pass '%s': %s", failed->check,
                 failed->said);
    } else if (proved && start != NULL) {
        count = failures(lesson, block, start, &arena, &failed, diag);
        proved = count > 0;
        if (count == 0) {
            diag_set(diag, lesson->path, block->line, 1, "%s passes every check already: there is nothing to do",
                     start);
            diag_hint(diag, "add the check that the solution passes and the start does not");
        }
    } else if (proved && (kind == EXERCISE_REPAIR || kind == EXERCISE_COMPLETE)) {
        proved = diag_set(diag, lesson->path, block->line, 1, "there is nothing to %s", kinds[kind]);
        diag_hint(diag, "add a field 'start: PROGRAM.py'");
    }
    arena_deinit(&arena);
    return proved;
}
