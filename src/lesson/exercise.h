#ifndef AWAITSCOPE_LESSON_EXERCISE_H
#define AWAITSCOPE_LESSON_EXERCISE_H

#include <stdint.h>

#include "lesson/lesson.h"

// An exercise: a program to be repaired, completed, written or put in order, and the checks it must pass.

typedef enum ExerciseKind { EXERCISE_REPAIR, EXERCISE_COMPLETE, EXERCISE_WRITE, EXERCISE_PARSONS } ExerciseKind;

// What came of one check.
typedef struct ExerciseResult {
    const char *check; // as the author wrote it
    bool holds;
    const char *said;  // what happened instead, "" where it holds
    int64_t at_ns;     // when that shows on the timeline; −1: nowhere
    uint64_t at_event; // and the event that shows it; UINT64_MAX: nowhere
} ExerciseResult;

// Appends what happened instead, and when that is to be seen unless the words tell the time already.
void exercise_say(const ExerciseResult *result, Buffer *words);

// Reads the kind of an exercise. Returns false, with file and line in `diag`, where it is none.
bool exercise_kind(const Lesson *lesson, const LessonBlock *block, ExerciseKind *kind, Diag *diag);

// Runs `source` and tests it, one result for each check of the block, kept in `arena`. Returns their number;
// 0, with file and line in `diag`, where a check is none. `errors` gets what the program wrote to stderr.
size_t exercise_test(const Lesson *lesson, const LessonBlock *block, const char *name, const Buffer *source,
                     Arena *arena, const ExerciseResult **results, Buffer *errors, Diag *diag);

// Whether the author's part is in order: the solution passes every check, the program to begin with fails one.
bool exercise_prove(const Lesson *lesson, const LessonBlock *block, Diag *diag);

#endif
