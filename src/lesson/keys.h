#ifndef AWAITSCOPE_LESSON_KEYS_H
#define AWAITSCOPE_LESSON_KEYS_H

#include "lesson/catalog.h"

// Everything that lessons, quizzes and claims say of their programs, for somebody else to recompute.

// Appends one JSON object a line: `kind`, `path` and `line` of the file that says it, `program`, its `source`, a
// `question` in the words of lessons/README.md, and the `answer`, its lines parted by newlines. The kinds:
// "answer", the key of a prediction, with the list of answers that are `wrong`; "world", a wrong answer and the program in which it is right, where its
// author has given one; "program", what else a program does, for each that is shown, begun with, a solution or a
// claim's; "check", a check that a solution or a claim's program passes, whose answer is "holds". Runs the
// programs. What cannot be answered is left out: catalog_prove says what that is.
void keys_write(const Catalog *catalog, Buffer *out);

#endif
