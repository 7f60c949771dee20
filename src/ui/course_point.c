// The mouse in the lessons: a click means what was drawn there.
#include "ui/course_state.h"
#include "ui/pointer.h"

enum { SCROLL_LINES = 3 };

// A list of lessons: the first click chooses, the second opens.
static bool click_lesson(Course *course, const Canvas *canvas, int row, int column)
{
    uint64_t value;
    if (!canvas_place_at(canvas, row, column, POINTER_LESSON, &value)) {
        return true;
    }
    bool again = course->chosen == value;
    course->chosen = (size_t)value;
    return !again || course_key(course, UI_KEY_ENTER);
}

static void click_page(Course *course, const Canvas *canvas, int row, int column)
{
    uint64_t value;
    if (canvas_place_at(canvas, row, column, POINTER_TEXT, &value)) {
        course->pane = (int)value;
    }
    if (canvas_place_at(canvas, row, column, POINTER_LINE, &value)) {
        puzzle_choose(&course->content->puzzle, (int)value);
    } else if (canvas_place_at(canvas, row, column, POINTER_TIME, &value)) {
        course_point_at_time(course, (int64_t)value);
    }
}

static bool click(Course *course, const Canvas *canvas, int row, int column)
{
    uint64_t value;
    bool listed = course->help;
    course->help = false; // a click beside the keys of the list closes it
    if (canvas_place_at(canvas, row, column, POINTER_KEY, &value)) {
        return course_key(course, (UiKey)value);
    }
    course->message[0] = '\0';
    if (listed || course_reference_point(course, canvas, row, column)) {
        return true;
    }
    if (course->lesson == NULL) {
        return click_lesson(course, canvas, row, column);
    }
    click_page(course, canvas, row, column);
    return true;
}

static bool turn_wheel(Course *course, const Canvas *canvas, int row, int column, int direction)
{
    uint64_t pane;
    bool over = course->help || course->reference.kind != REFERENCE_NONE;
    if (over || course->lesson == NULL) {
        return course_key(course, direction < 0 ? UI_KEY_UP : UI_KEY_DOWN);
    }
    if (canvas_place_at(canvas, row, column, POINTER_TEXT, &pane)) {
        course_scroll(course, (int)pane, direction * SCROLL_LINES);
    }
    return true;
}

bool course_point(Course *course, const Canvas *canvas, UiKey key)
{
    int row, column;
    if (!key_place(key, &row, &column)) {
        return course_key(course, key);
    }
    if (course->stepping != NULL) {
        if (!ui_point(course->stepping, canvas, key)) {
            course_back(course);
        }
        return true;
    }
    if (key_kind(key) == UI_KEY_CLICK) {
        return click(course, canvas, row, column);
    }
    return turn_wheel(course, canvas, row, column, key_kind(key) == UI_KEY_WHEEL_UP ? -1 : 1);
}
