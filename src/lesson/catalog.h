#ifndef AWAITSCOPE_LESSON_CATALOG_H
#define AWAITSCOPE_LESSON_CATALOG_H

#include "lesson/claims.h"
#include "lesson/lesson.h"
#include "lesson/terms.h"

// All lessons of a folder: each folder in it that has a lesson.md, in the order of their names; beside them the
// claims and the terms, where it has any.

typedef struct Catalog {
    Lesson *lessons;
    size_t count;
    size_t unread; // folders with a lesson.md that could not be read, and claims.md, terms.md
    Claims claims;
    Terms terms;
} Catalog;

// Reads them, in the caller's storage. Of each that cannot be read `problem` is called, with what is
// wrong; it is left out. Returns false when the folder itself cannot be read.
bool catalog_read(Catalog *catalog, const char *folder, void (*problem)(void *context, const Diag *diag), void *context);

// Frees what it owns.
void catalog_deinit(Catalog *catalog);

// The lesson with this id, NULL when there is none.
const Lesson *catalog_find(const Catalog *catalog, const char *id);

// What there is in them.
typedef struct CatalogTotals {
    size_t predictions, exercises, written, misconceptions; // written: exercises in which code is written
    size_t wrongs, worlds; // wrong answers, and those of them with a world in which they are right
    size_t shown; // claims with a run that shows them
} CatalogTotals;

// Proves every lesson: its programs run, its answers can be computed, wrong ones are wrong, solutions pass and
// starts fail, parts, misconceptions and requirements exist, worlds of wrong answers make them right; `worlds`: that
// each wrong answer has one; the same for claims, whose checks must hold, and terms, which somebody must use. Calls
// `problem` for each thing that is not
// so. Returns how many there were.
size_t catalog_prove(const Catalog *catalog, bool worlds, CatalogTotals *totals,
                     void (*problem)(void *context, const Diag *diag), void *context);

#endif
