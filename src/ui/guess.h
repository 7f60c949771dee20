#ifndef AWAITSCOPE_UI_GUESS_H
#define AWAITSCOPE_UI_GUESS_H

#include <stdint.h>

#include "lesson/prediction.h"
#include "ui/key.h"

// What a learner answers to a prediction: while it is given, and what it deserves.

typedef enum GuessMode {
    GUESS_CHOICE,   // one of the options
    GUESS_SEQUENCE, // options in the order in which they are expected
    GUESS_NUMBER,   // typed
    GUESS_MARK,     // a time, typed or marked on an axis
} GuessMode;

typedef enum GuessOutcome { GUESS_OPEN, GUESS_SKIPPED, GUESS_RIGHT, GUESS_WRONG } GuessOutcome;

enum { GUESS_OPTIONS = PREDICTION_OPTIONS, GUESS_TURNS = PREDICTION_TURNS, GUESS_BYTES = PREDICTION_DIGITS + 1 };

typedef struct Guess {
    const Prediction *prediction;
    GuessMode mode;
    bool repeats; // an option may come again in the sequence
    const char *options[GUESS_OPTIONS]; // one line for each thing in it
    int option_count;
    int turns[GUESS_TURNS]; // the options that were chosen; in a choice one
    int turn_count;
    char typed[GUESS_BYTES];
    int64_t axis_ms, step_ms; // of a mark: how far the axis goes, and what a key moves it by
    GuessOutcome outcome;
    const Wrong *wrong; // that was given, NULL where the author did not think of it
} Guess;

// Makes it in the caller's storage: options in an order that is the same every time for this learner (their number
// is `seed`), lesson and question, none chosen. Texts are kept in `arena`; the prediction must outlive it.
void guess_init(Guess *guess, uint32_t seed, const char *lesson, const Prediction *prediction, Arena *arena);

// Gives it a key: 1 to 9 choose, digits are typed, ← and → move a mark, Backspace takes back. Returns whether the
// key was one of those.
bool guess_key(Guess *guess, UiKey key);

// Marks a moment on the axis, as near as its steps allow. Only while it is to be marked.
void guess_mark(Guess *guess, int64_t time_ms);

// The number that was given. Returns false where none was.
bool guess_number(const Guess *guess, double *number);

// Whether there is anything to answer with.
bool guess_given(const Guess *guess);

// How many lines have to be put in order yet; 0 where none has been, or another answer is asked for.
int guess_left(const Guess *guess);

// Answers with what has been given, and finds out what that is.
void guess_answer(Guess *guess);

// Appends what was given, as answers are written: one line for each thing in it.
void guess_value(const Guess *guess, Buffer *out);

// Appends what was answered, in one line.
void guess_said(const Guess *guess, Buffer *out);

// Appends an answer in one line: "a, b, c".
void guess_words(const char *answer, Buffer *out);

// What guess_hash begins from.
#define GUESS_HASH UINT64_C(14695981039346656037)

// A number that is the same everywhere, for putting things in disorder: of a text behind others, `from` what they
// gave, GUESS_HASH for none.
uint64_t guess_hash(uint64_t from, const char *text);

#endif
