// What keys do in the lessons: the table, and the list of them.
#include <string.h>

#include "base/utf8.h"
#include "ui/course_state.h"
#include "ui/paragraph.h"
#include "ui/pointer.h"
#include "ui/search.h"

enum { KEYS_COLUMN = 3, TEXT_COLUMN = 20, TEXT_COLUMN_NARROW = 13, NARROW = 60, TOP = 2, LINES_MOST = 10 };

static const struct {
    const char *keys;
    int same;
    const char *help[COURSE_SCREENS];
} facts[] = {
    {"", UI_NOTHING, {"", "", "", "", "", ""}},
#define COURSE_ACTION(name, keys, same, ...) {keys, UI_##same, {__VA_ARGS__}},
#include "ui/course_action.def"
#undef COURSE_ACTION
};

enum { ACTIONS = sizeof facts / sizeof *facts };

// Keys that are typed into an answer.
static const struct {
    CourseScreen screen;
    const char *keys, *help;
} typed[] = {
    {COURSE_ASKED, "1 … 9", "choose an answer, or the next line of it"},
    {COURSE_ASKED, "0 … 9 .", "type a number, where one is asked for"},
    {COURSE_ASKED, "Home End", "a mark: the beginning, the end"},
};

enum { TYPED = sizeof typed / sizeof *typed };

CourseAction course_action(UiKey key)
{
    for (int i = 1; i < ACTIONS; i++) {
        const char *keys = facts[i].keys;
        for (UiKey one = key_parse(&keys); one != UI_KEY_NONE; one = key_parse(&keys)) {
            if (one == key) {
                return (CourseAction)i;
            }
        }
    }
    return COURSE_NOTHING;
}

const char *course_action_keys(CourseAction action)
{
    return (int)action < ACTIONS ? facts[action].keys : NULL;
}

int course_action_same(CourseAction action)
{
    return facts[action].same;
}

CourseScreen course_screen(const Course *course)
{
    if (course->lesson == NULL) {
        return COURSE_LIST;
    }
    const PageContent *content = course->content;
    switch (course_page(course)->kind) {
    case PAGE_TEXT: return COURSE_READ;
    case PAGE_EXERCISE: return course_arranges(course) ? COURSE_ORDER : COURSE_TO_DO;
    case PAGE_PREDICT: break;
    }
    return content->problem != NULL              ? COURSE_READ
           : content->guess.outcome == GUESS_OPEN ? COURSE_ASKED
                                                  : COURSE_ANSWERED;
}

const char *course_help(const Course *course, CourseAction action)
{
    return facts[action].help[course_screen(course)];
}

// ---- the list

static bool matches(const char *help, const char *keys, const char *filter)
{
    return help[0] != '\0' &&
           (filter[0] == '\0' || strcmp(keys, filter) == 0 || search_in(help, strlen(help), filter) != NULL);
}

// The first action that the filter leaves.
static CourseAction first_match(const Course *course)
{
    for (int i = 1; i < ACTIONS; i++) {
        if (matches(course_help(course, (CourseAction)i), facts[i].keys, course->filter)) {
            return (CourseAction)i;
        }
    }
    return COURSE_NOTHING;
}

static void type(Course *course, UiKey key)
{
    size_t length = strlen(course->filter);
    UiKey code = key == UI_KEY_SPACE ? ' ' : key;
    if (key == UI_KEY_BACKSPACE) {
        while (length > 0 && ((unsigned char)course->filter[--length] & 0xc0) == 0x80) {
        }
    } else if (code >= ' ' && code < UI_KEY_FIRST && length + UTF8_MAX_BYTES < sizeof course->filter) {
        length += (size_t)utf8_encode((uint32_t)code, course->filter + length);
    }
    course->filter[length] = '\0';
    course->help_scroll = 0;
}

void course_open_help(Course *course)
{
    course->help = true;
    course->filter[0] = '\0';
    course->help_scroll = 0;
}

bool course_help_key(Course *course, UiKey key)
{
    if (key == UI_KEY_ESCAPE || key == '?' || key == UI_KEY_F1) {
        course->help = false;
    } else if (key == UI_KEY_ENTER) {
        const char *keys = facts[course->filter[0] == '\0' ? COURSE_NOTHING : first_match(course)].keys;
        UiKey runs = key_parse(&keys);
        course->help = false;
        return runs == UI_KEY_NONE || course_key(course, runs);
    } else if (key == UI_KEY_UP || key == UI_KEY_DOWN) {
        course->help_scroll += key == UI_KEY_DOWN ? 1 : course->help_scroll > 0 ? -1 : 0;
    } else {
        type(course, key);
    }
    return true;
}

static void shown_keys(const char *keys, Buffer *out)
{
    char shown[16];
    for (UiKey key = key_parse(&keys); key != UI_KEY_NONE; key = key_parse(&keys)) {
        buffer_printf(out, "%s%s", out->length > 0 ? " " : "", key_shown(key, shown));
    }
}

// Returns the rows that it takes. With no canvas it only counts.
static int draw_row(Canvas *canvas, int row, int columns, const char *keys, const char *help)
{
    int at = columns < NARROW ? TEXT_COLUMN_NARROW : TEXT_COLUMN;
    if (canvas != NULL) {
        canvas_text_within(canvas, row, KEYS_COLUMN, at - KEYS_COLUMN - 1, CANVAS_KEY, keys, strlen(keys));
    }
    return paragraph_draw(canvas, row, at, LINES_MOST, columns - at - 1, CANVAS_NORMAL, help, strlen(help));
}

// Draws what the filter leaves, from row `row` on, and returns the row below. With no canvas it only counts.
static int draw_list(const Course *course, Canvas *canvas, int row, int columns)
{
    Buffer keys;
    buffer_init(&keys);
    for (int i = 1; i < ACTIONS; i++) {
        const char *help = course_help(course, (CourseAction)i);
        if (matches(help, facts[i].keys, course->filter)) {
            buffer_clear(&keys);
            shown_keys(facts[i].keys, &keys);
            int took = draw_row(canvas, row, columns, keys.data, help);
            const char *first = facts[i].keys;
            if (canvas != NULL) {
                canvas_place(canvas, row, 0, took, columns, POINTER_KEY, (uint64_t)key_parse(&first));
            }
            row += took;
        }
    }
    for (int i = 0; i < TYPED; i++) {
        if (typed[i].screen == course_screen(course) && matches(typed[i].help, typed[i].keys, course->filter)) {
            row += draw_row(canvas, row, columns, typed[i].keys, typed[i].help);
        }
    }
    buffer_deinit(&keys);
    return row;
}

void view_course_help_draw(const Course *course, Canvas *canvas, int rows, int columns)
{
    static const char *const titles[COURSE_SCREENS] = {
        [COURSE_LIST] = "Keys of the list",         [COURSE_READ] = "Keys of this page",
        [COURSE_ASKED] = "Keys of a question",      [COURSE_ANSWERED] = "Keys of an answer",
        [COURSE_TO_DO] = "Keys of an exercise",     [COURSE_ORDER] = "Keys of lines to be put in order",
    };
    int at = 1 + canvas_text(canvas, 0, 1, CANVAS_TITLE, titles[course_screen(course)]);
    if (course->filter[0] != '\0') {
        at += canvas_text(canvas, 0, at, CANVAS_NORMAL, " that say ");
        canvas_text(canvas, 0, at, CANVAS_FOUND, course->filter);
    }
    canvas_hline(canvas, 1, 0, columns - 1);
    int lines = draw_list(course, NULL, 0, columns), room = rows - 1 - TOP;
    int top = course->help_scroll < lines - room ? course->help_scroll : lines - room;
    top = top < 0 ? 0 : top;
    canvas_enter(canvas, TOP, 0, room, columns);
    draw_list(course, canvas, -top, columns);
    canvas_leave(canvas);
    if (lines == 0) {
        canvas_text(canvas, TOP, KEYS_COLUMN, CANVAS_NORMAL, "No key does that.");
    } else if (course->filter[0] != '\0') {
        canvas_glyph(canvas, TOP, 1, CANVAS_HERE, CANVAS_GLYPH_AT);
    }
    if (top > 0) {
        canvas_glyph(canvas, TOP, columns - 1, CANVAS_KEY, CANVAS_GLYPH_UP);
    }
    if (top + room < lines) {
        canvas_glyph(canvas, rows - 2, columns - 1, CANVAS_KEY, CANVAS_GLYPH_DOWN);
    }
    static const char foot[] = "Type to filter, Enter runs the first, Esc closes";
    canvas_text_within(canvas, rows - 1, 1, columns - 2, CANVAS_NORMAL, foot, strlen(foot));
}
