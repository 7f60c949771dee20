#ifndef AWAITSCOPE_UI_COURSE_INTERNAL_H
#define AWAITSCOPE_UI_COURSE_INTERNAL_H

#include "ui/course_state.h"

// What the files of the screen of the lessons share: course.c opens and closes lessons and pages, course_deeds.c has
// what one does on a page, course_list.c what one does in the list; view_lesson_text.c draws a part of view_lesson.c.

// ---- course.c

// Notes what has happened, in the lesson that is open where one is; the answer, and the exercise, of the page.
void course_note(Course *course, ProgressRecord record);
void course_note_answer(Course *course);
void course_note_exercise(Course *course);

// Lines that have been put in order are kept as the learner's own program.
void course_keep_own(Course *course);

// Shows a page of the lesson, as it was left where it has been open before; forgets what stands on one.
void course_open_page(Course *course, int page);
void course_close_page(Course *course, int page);

// Opens a lesson where the learner left off; one that is solved begins anew.
void course_continue(Course *course, const Lesson *lesson);

// The next page (1) or the one before (−1): behind the last one is the list.
void course_turn_page(Course *course, int direction);

// Back to the list.
void course_close_lesson(Course *course);

// Says that a key does nothing here, and returns true, where the action is one of other screens only.
bool course_says_nothing(Course *course, CourseAction action);

// ---- course_deeds.c

// Gives the page a key. Returns false once the learner wants to leave.
bool course_page_key(Course *course, UiKey key);

// ---- course_list.c

// Gives the list a key. Returns false once the learner wants to leave.
bool course_list_key(Course *course, UiKey key);

// Chooses the lesson where the learner left off, or the one behind it where that is solved.
void course_choose_last(Course *course);

// ---- view_lesson_text.c

// Draws the text of the page into the frame, from its line `scroll` on. Returns how many lines it has.
int view_lesson_text(const Course *course, Canvas *canvas, int scroll, int columns);

#endif
