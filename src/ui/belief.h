#ifndef AWAITSCOPE_UI_BELIEF_H
#define AWAITSCOPE_UI_BELIEF_H

#include "lesson/believed.h"
#include "ui/state.h"

// The world in which a wrong answer is right, as the screen shows it beside the truth.
typedef struct Belief {
    const Wrong *of; // the answer; NULL: nothing has been played
    bool is_played;
    Played played;
    UiState *state;  // its run at the end, NULL where it is not played
    Buffer heading;  // "in the world where …"
    Buffer name;     // 'if "…"': how it is called beside the truth
    Buffer prints;   // its lines of output, in one
    Buffer change;   // the lines by which its program is another, "-" or "+" before each with its number
    int changed;     // how many of them are new
} Belief;

// Readies one in which nothing is played, in the caller's storage.
void belief_init(Belief *belief);

// Frees what it owns.
void belief_deinit(Belief *belief);

// Plays the world of a wrong answer, unless that is what is played already. `source` is the question's program.
// Where the answer has no world nothing is played.
void belief_play(Belief *belief, const Lesson *lesson, const Prediction *prediction, const Wrong *wrong,
                 const Buffer *source, Arena *arena);

// Plays the author's solution of an exercise, to stand beside the learner's own `source`.
void belief_play_solution(Belief *belief, const Lesson *lesson, const LessonBlock *block, const Buffer *source);

// The program of that world; only where it is played. Borrowed.
UiProgram belief_program(const Belief *belief);

// Appends the lines that a program prints, in one.
void belief_prints(const Played *played, Buffer *out);

// Appends the lines by which two programs differ: "- 10      await f()\n" for one that only `before` has, "+ 10 …" for one
// that only `after` has. Returns the number of the latter.
int belief_difference(const Buffer *before, const Buffer *after, Buffer *out);

#endif
