#ifndef AWAITSCOPE_LESSON_PREDICTION_H
#define AWAITSCOPE_LESSON_PREDICTION_H

#include "lesson/lesson.h"

// A question of a lesson with its answer, which is computed from a run of its program.

typedef enum PredictionKind {
    PREDICT_CHOICE, // one of several
    PREDICT_ORDER,  // lines to be put in order
    PREDICT_NUMBER, // a number or a time to be typed
    PREDICT_MARK,   // a moment to be marked on the timeline
    PREDICT_WHO,    // who runs next, again and again
} PredictionKind;

// What there is room for on the screen: an answer beyond it could not be given, so there is no such one.
enum {
    PREDICTION_OPTIONS = 9, // to choose from
    PREDICTION_TURNS = 32,  // things in an answer
    PREDICTION_DIGITS = 15, // of a number, with its point
};

// An answer that is wrong, and what it deserves.
typedef struct Wrong {
    const char *value;         // as answers are written: one line for each thing in it
    const char *misconception; // "M8", or "" where it is none of the list
    const char *belief;        // what somebody must believe to give it, as one clause
    const char *feedback;
    int line; // of lesson.md
    const LessonField *as; // how the program would have to be for it to be right: see believed.h
    size_t as_count;
} Wrong;

typedef struct Prediction {
    PredictionKind kind;
    const LessonBlock *block;
    const char *question, *program;
    const char *answer;
    const Wrong *wrongs;
    size_t wrong_count;
} Prediction;

// Runs the program of a block and finds the answer, in the caller's storage; texts are kept in `arena`.
// Returns false, with file and line in `diag`, where anything about the block is wrong: its kind, its
// program, a question that a run does not answer, a wrong answer that is right or stands there twice.
bool prediction_make(const Lesson *lesson, const LessonBlock *block, Arena *arena, Prediction *made, Diag *diag);

// Whether two answers to a question of that kind are the same: numbers are, however they are written.
bool prediction_same(PredictionKind kind, const char *a, const char *b);

// Reads an answer that is a number. Returns false where it is none.
bool prediction_number(const char *text, double *number);

// Appends an answer in one line, as authors write it: " / " between its things.
void prediction_value(const char *value, Buffer *out);

// The belief behind a misconception's number, NULL where there is none of that number.
const char *misconception_words(const char *number);

#endif
