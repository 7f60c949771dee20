// Keys of the list of lessons.
#include <stdio.h>
#include <string.h>

#include "ui/course_internal.h"

// The next lesson in a direction that the search finds; stays where there is none.
static void choose(Course *course, int direction)
{
    size_t count = course->catalog->count;
    for (size_t i = course->chosen + (size_t)direction; i < count; i += (size_t)direction) {
        if (course_finds(course, &course->catalog->lessons[i])) {
            course->chosen = i;
            return;
        }
    }
}

// The next lesson that is not solved, from the beginning again behind the last one.
void course_choose_unsolved(Course *course)
{
    size_t count = course->catalog->count;
    for (size_t i = 1; i <= count; i++) {
        size_t at = (course->chosen + i) % count;
        const Lesson *lesson = &course->catalog->lessons[at];
        if (!course_solved(course, lesson) && course_finds(course, lesson)) {
            course->chosen = at;
            return;
        }
    }
    snprintf(course->message, sizeof course->message, "Every lesson is solved.");
}

// The lesson where the learner left off, or the one behind it where that is solved.
void course_choose_last(Course *course)
{
    int page;
    const char *id = progress_place(course_progress(course), &page);
    const Lesson *last = id == NULL ? NULL : catalog_find(course->catalog, id);
    if (last != NULL) {
        course->chosen = (size_t)(last - course->catalog->lessons);
        if (course_solved(course, last)) {
            course_choose_unsolved(course);
            course->message[0] = '\0';
        }
    }
}

// Pressed twice it forgets what is known of the chosen lesson.
static void reset_lesson(Course *course, bool again)
{
    const Lesson *lesson = &course->catalog->lessons[course->chosen];
    if (!again) {
        course->resets = true;
        snprintf(course->message, sizeof course->message, "X again forgets your answers to: %s", lesson->title);
        return;
    }
    course_note(course, (ProgressRecord){.kind = PROGRESS_RESET, .lesson = lesson->id});
    if (course->message[0] == '\0') {
        snprintf(course->message, sizeof course->message, "%s begins anew.", lesson->title);
    }
}

static void choose_part(Course *course, int direction)
{
    const Lesson *lessons = course->catalog->lessons;
    int part = course_part(&lessons[course->chosen]);
    size_t before = course->chosen;
    while (course_part(&lessons[course->chosen]) == part) {
        size_t at = course->chosen;
        choose(course, direction);
        if (at == course->chosen) {
            course->chosen = before;
            return;
        }
    }
    // backwards: to the first of that part
    part = course_part(&lessons[course->chosen]);
    while (direction < 0) {
        size_t at = course->chosen;
        choose(course, -1);
        if (at == course->chosen || course_part(&lessons[course->chosen]) != part) {
            course->chosen = at;
            return;
        }
    }
}

static void search_key(Course *course, UiKey key)
{
    size_t length = strlen(course->search);
    if (key == UI_KEY_ESCAPE || key == UI_KEY_ENTER) {
        course->searching = false;
        course->search[key == UI_KEY_ESCAPE ? 0 : length] = '\0';
    } else if (key == UI_KEY_BACKSPACE && length > 0) {
        course->search[length - 1] = '\0';
    } else if (((key > ' ' && key < 127) || key == UI_KEY_SPACE) && length + 1 < COURSE_WORD) {
        course->search[length] = key == UI_KEY_SPACE ? ' ' : (char)key;
        course->search[length + 1] = '\0';
    }
    for (size_t i = 0; i < course->catalog->count; i++) {
        if (!course_finds(course, &course->catalog->lessons[course->chosen])) {
            course->chosen = (course->chosen + 1) % course->catalog->count;
        }
    }
}

bool course_list_key(Course *course, UiKey key)
{
    if (course->searching) {
        search_key(course, key);
        return true;
    }
    bool again = course->resets;
    course->resets = false;
    CourseAction action = course_action(key);
    if (course_says_nothing(course, action)) {
        return true;
    }
    switch (action) {
    case COURSE_ENTER:
        if (course_finds(course, &course->catalog->lessons[course->chosen])) {
            course_continue(course, &course->catalog->lessons[course->chosen]);
        }
        break;
    case COURSE_NEXT: choose_part(course, 1); break;
    case COURSE_LAST: choose_part(course, -1); break;
    case COURSE_UP: choose(course, -1); break;
    case COURSE_DOWN: choose(course, 1); break;
    case COURSE_UNSOLVED: course_choose_unsolved(course); break;
    case COURSE_RESET: reset_lesson(course, again); break;
    case COURSE_SEARCH:
        course->searching = true;
        course->search[0] = '\0';
        break;
    case COURSE_TERMS: course_open_terms(course, NULL); break;
    case COURSE_CLAIMS: course_open_claims(course); break;
    case COURSE_HELP: course_open_help(course); break;
    case COURSE_BACK:
        if (course->search[0] == '\0') {
            return false;
        }
        course->search[0] = '\0';
        break;
    case COURSE_QUIT: return false;
    case COURSE_NOTHING:
    case COURSE_TAKE:
    case COURSE_AWAY:
    case COURSE_FULL:
    case COURSE_PANE:
    case COURSE_HINT:
    case COURSE_UNDO:
    case COURSE_EDIT:
    case COURSE_COMPARE:
    case COURSE_GO_TO:
    case COURSE_RERUN: break;
    }
    return true;
}
