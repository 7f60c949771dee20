#ifndef AWAITSCOPE_UI_COURSE_H
#define AWAITSCOPE_UI_COURSE_H

#include "lesson/catalog.h"
#include "lesson/progress.h"
#include "ui/ui.h"

// The screen of the lessons: the list of them, and a lesson page by page.

// What it asks of whoever has opened it. Each may be NULL.
typedef struct CourseHost {
    // Appends the learner's own program for an exercise (number from 1). Returns false where there is none.
    bool (*own)(void *context, const Lesson *lesson, int exercise, Buffer *out);
    // Lets the learner edit that program, which begins as `start` where there is none yet. Returns false
    // with a sentence in `problem` where that cannot be. The terminal is the editor's meanwhile.
    bool (*edit)(void *context, const Lesson *lesson, int exercise, const Buffer *start, Buffer *problem);
    // Keeps `text` as that program. Returns false with a sentence in `problem` where that cannot be.
    bool (*keep)(void *context, const Lesson *lesson, int exercise, const Buffer *text, Buffer *problem);
    // What is known of the learner, and that something has happened (its time is the host's to fill in). note
    // returns false with a sentence in `problem` where that could not be kept: it is known until the end then.
    // Both or neither: without them it is known as long as the Course.
    const Progress *(*progress)(void *context);
    bool (*note)(void *context, const ProgressRecord *record, Buffer *problem);
    void *context;
    bool alone; // the lesson that course_new gets is all there is: whoever leaves it leaves, there is no list
} CourseHost;

typedef struct Course Course;

// Returns it on the list, or on the first page of `lesson` where that is not NULL; the caller frees it with
// course_free. `catalog` and `host` must outlive it.
Course *course_new(const Catalog *catalog, const Lesson *lesson, const CourseHost *host);

// Frees it. NULL is allowed.
void course_free(Course *course);

// Gives it a key. Programs may run. Returns false once the learner wants to leave.
bool course_key(Course *course, UiKey key);

// Gives it a key, a click or a turn of the wheel: the latter at a place of the frame that course_frame has drawn into
// the canvas. Returns what course_key does.
bool course_point(Course *course, const Canvas *canvas, UiKey key);

// Draws the screen into `canvas`, which gets that size. What was scrolled further than there is to see comes back.
void course_frame(Course *course, int rows, int columns, Canvas *canvas);

// Whether the learner wants to edit: then course_edit is to be called, with the terminal lent.
bool course_wants_edit(const Course *course);
void course_edit(Course *course);

// The main screen over the program of a page while it is stepped through, else NULL; course_back comes back
// from it to the page.
UiState *course_stepping(const Course *course);
void course_back(Course *course);

// Shows it in this terminal until the learner leaves. Returns false with a diagnostic where there is no
// terminal that can show it.
bool course_open(Course *course, const UiWishes *wishes, Diag *diag);

#endif
