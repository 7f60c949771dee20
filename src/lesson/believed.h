#ifndef AWAITSCOPE_LESSON_BELIEVED_H
#define AWAITSCOPE_LESSON_BELIEVED_H

#include "lesson/played.h"
#include "lesson/prediction.h"

// The world in which a wrong answer is right: what would happen if what the learner believes were so. It is run,
// not told.

// Plays the question's program in the world of `wrong`, in the caller's storage: its source is what was run, its name
// `*name` (kept in `arena`). The world is that of the author's `as:` lines, or where there are none that of the
// misconception (loop/belief.h): then the source is the program's own. Runs the program, which takes as long as
// prediction_make. Returns false, with nothing to free and the reason in `diag` (file and line), when the wrong answer
// has no world, or when the answer there is not its value.
bool believed_play(const Lesson *lesson, const Prediction *prediction, const Wrong *wrong, Arena *arena,
                   Played *played, const char **name, Diag *diag);

// Whether the author has given it a world of its own: then believed_play fails only by a mistake of his.
bool believed_given(const Wrong *wrong);

#endif
