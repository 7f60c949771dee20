#ifndef AWAITSCOPE_LESSON_QUIZ_H
#define AWAITSCOPE_LESSON_QUIZ_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"

// Questions about any program, made from its own run. Right answers are those of the run; wrong ones are those of the same
// program in the worlds of loop/belief.h, or near misses of the same run.

// A wrong answer to choose.
typedef struct QuizWrong {
    const char *value;
    const char *belief; // "M8", or in words what somebody must believe to choose it
    const char *feedback;
    const char *as; // the `as:` that makes it right, or NULL: its belief does, or there is none
} QuizWrong;

enum { QUIZ_WRONGS = 3, QUIZ_MOST = 10 };

typedef struct QuizQuestion {
    const char *question; // for a learner
    const char *asked;    // for played_answer
    const char *answer;   // one line for each thing in it, as the values of wrong ones
    QuizWrong wrongs[QUIZ_WRONGS];
    int wrong_count; // at least 1
    int kind;        // QuizKind of quiz_internal.h
} QuizQuestion;

typedef struct Quiz {
    Arena arena; // of all texts
    const char *name;
    Buffer source;
    Buffer errors; // what the program wrote to stderr
    int status;    // its exit status
    QuizQuestion *questions;
    int count;
} Quiz;

// Runs the program and makes at most `most` questions about it, in the caller's storage: those first to which different
// beliefs give different answers. There may be none: the program is not valid, not covered, or shows nothing to ask
// about. Returns false, with nothing to free, when the host has no room for its world.
bool quiz_make(Quiz *quiz, const char *name, const Buffer *source, int most);

// Frees what it owns.
void quiz_deinit(Quiz *quiz);

// Appends it as the text of a lesson.md, for lesson_parse with the folder of the program.
void quiz_lesson(const Quiz *quiz, Buffer *out);

// Appends it as a sheet: the program, the questions with their options in an order that `seed` chooses, the key.
void quiz_sheet(const Quiz *quiz, uint64_t seed, Buffer *out);

#endif
