// Lessons, claims and terms as text, for pipes, screen readers and paper.
#ifndef AWAITSCOPE_CLI_LESSON_TEXT_H
#define AWAITSCOPE_CLI_LESSON_TEXT_H

#include "base/buffer.h"
#include "lesson/catalog.h"

// Each of these appends text in lines of 79 columns, as far as words and programs fit.

// The lessons, a line each.
void lesson_text_list(const Catalog *catalog, Buffer *out);

// A lesson; with `answers` what a teacher needs as well: right and wrong answers with their feedback, hints,
// solutions, notes. Programs run.
void lesson_text(const Lesson *lesson, bool answers, Buffer *out);

// The claims by topics, each with its verdict and the checks that show it.
void lesson_text_claims(const Claims *claims, Buffer *out);

// The terms with what they mean.
void lesson_text_terms(const Terms *terms, Buffer *out);

#endif
