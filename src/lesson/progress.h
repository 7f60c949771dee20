#ifndef AWAITSCOPE_LESSON_PROGRESS_H
#define AWAITSCOPE_LESSON_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "lesson/lesson.h"

// What a learner has answered, solved and last looked at, as a JSON document. Where that document is kept is
// not known here. Running nothing; all texts are copied.

typedef struct Progress Progress;

// What came of a question.
typedef enum ProgressOutcome {
    PROGRESS_NONE, // it was not asked
    PROGRESS_RIGHT,
    PROGRESS_WRONG,
    PROGRESS_SKIPPED,
} ProgressOutcome;

typedef enum ProgressKind {
    PROGRESS_PLACE,    // page `number` (from 1) of `lesson` is the last one that was looked at
    PROGRESS_ANSWER,   // question `number` (from 1) got an answer: `outcome`, `said`, `belief`
    PROGRESS_EXERCISE, // exercise `number` (from 1) is solved
    PROGRESS_READ,     // the lesson was read to its end
    PROGRESS_RESET,    // all about `lesson` is forgotten; of every lesson where that is NULL
} ProgressKind;

// One thing that happens to a progress.
typedef struct ProgressRecord {
    ProgressKind kind;
    const char *lesson; // its id
    int number;
    ProgressOutcome outcome;
    const char *said;   // of an answer, one line for each thing in it; may be NULL
    const char *belief; // of a wrong answer: "M8", or its words; may be NULL
    int64_t time_s;     // since 1970, UTC
} ProgressRecord;

// An empty one; the caller frees it with progress_free. `seed` is the learner's number, which puts options in
// an order of their own.
Progress *progress_new(uint32_t seed);

// Reads what progress_format has written. Returns NULL, with a sentence in `problem`, where it is damaged.
Progress *progress_parse(const char *text, size_t length, Buffer *problem);

// Frees it. NULL is allowed.
void progress_free(Progress *progress);

// Appends the document, for progress_parse and for other programs.
void progress_format(const Progress *progress, Buffer *out);

// Notes what has happened.
void progress_note(Progress *progress, const ProgressRecord *record);

// The number of the learner.
uint32_t progress_seed(const Progress *progress);

// What came of a question (from 1), of an exercise.
ProgressOutcome progress_outcome(const Progress *progress, const char *lesson, int question);
bool progress_exercise(const Progress *progress, const char *lesson, int exercise);

// The lesson and page that were looked at last. Returns NULL where there are none.
const char *progress_place(const Progress *progress, int *page);

// The page of a lesson that was looked at last, 0 where it was not opened.
int progress_page(const Progress *progress, const char *lesson);

// Whether every question has been answered and every exercise solved; a lesson without any has to be read to
// its end.
bool progress_solved(const Progress *progress, const Lesson *lesson);

#endif
