#ifndef AWAITSCOPE_LESSON_TERMS_H
#define AWAITSCOPE_LESSON_TERMS_H

#include "lesson/lesson.h"

// The words of the lessons and what they mean: terms.md in the lessons' folder. The format is described for
// authors in lessons/README.md.

typedef struct Term {
    const char *name;
    const char *const *forms; // other ways to write it: "awaits", "asyncio.run()"
    size_t form_count;
    const char *says;
    const char *lesson;     // the id of the lesson that teaches it, or NULL
    const char *const *see; // names of other terms
    size_t see_count;
    int line; // of terms.md
} Term;

typedef struct Terms {
    Lesson page;
    const Term *terms; // in the order of their names
    size_t count;
} Terms;

// Reads terms.md of a folder into the caller's storage; a folder that has none has no terms. Returns false,
// with file, line and what to do in `diag`, where it cannot be read; then there are no terms.
bool terms_read(Terms *terms, const char *folder, Diag *diag);

// Frees what it owns.
void terms_deinit(Terms *terms);

// The term of that name, or with that form; NULL when there is none. Case does not matter.
const Term *terms_find(const Terms *terms, const char *name);

// The first word in text[*at, length) that is a term or a form of one, the longest where several begin there.
// Moves *at to it and gives its *bytes. Returns NULL, with *at at the end, where there is none. A word
// begins and ends where letters, digits and _ do; case does not matter.
const Term *terms_next(const Terms *terms, const char *text, size_t length, size_t *at, size_t *bytes);

#endif
