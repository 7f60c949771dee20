// The list of lessons: parts, lessons of a part, what the chosen one is about; and the keys of the lessons.
#include <stdio.h>
#include <string.h>

#include "ui/course_state.h"
#include "ui/paragraph.h"
#include "ui/pointer.h"

enum {
    PARTS_WIDTH = 24,
    NARROW = 60,     // columns: without the parts
    BELOW = 8,       // rows of what a lesson is about, and the keys
    ABOUT_FROM = 18, // rows from which on there is room for the former
};

static void draw_head(const Course *course, Canvas *canvas, int columns)
{
    size_t solved = 0;
    for (size_t i = 0; i < course->catalog->count; i++) {
        solved += course_solved(course, &course->catalog->lessons[i]);
    }
    char words[60];
    snprintf(words, sizeof words, "%zu of %zu solved", solved, course->catalog->count);
    canvas_text(canvas, 0, 1, CANVAS_TITLE, "awaitscope");
    canvas_text(canvas, 0, columns - 1 - (int)strlen(words), CANVAS_NORMAL, words);
}

static void draw_parts(const Course *course, Canvas *canvas, int rows)
{
    const Lesson *lessons = course->catalog->lessons;
    int chosen = course_part(&lessons[course->chosen]);
    for (int part = 0; part < rows && course_part_title(part) != NULL; part++) {
        int count = 0, solved = 0;
        for (size_t i = course->catalog->count; i-- > 0;) {
            if (course_part(&lessons[i]) == part) {
                canvas_place(canvas, 2 + part, 0, 1, PARTS_WIDTH, POINTER_LESSON, i); // the last to say so is the first
                count++;
                solved += course_solved(course, &lessons[i]);
            }
        }
        if (part == chosen) {
            canvas_glyph(canvas, 2 + part, 0, CANVAS_HERE, CANVAS_GLYPH_AT);
        }
        canvas_printf(canvas, 2 + part, 2, part == chosen ? CANVAS_CURRENT : CANVAS_NORMAL, "%d %s", part,
                      course_part_title(part));
        canvas_printf(canvas, 2 + part, 20, CANVAS_FAINT, "%d/%d", solved, count);
    }
}

// What lies beside the lessons, below the parts.
static void draw_beside(const Course *course, Canvas *canvas, int rows)
{
    const struct {
        char key;
        const char *title;
        size_t count;
    } entries[] = {{'T', "Terms", course->catalog->terms.count},
                   {'C', "Claims, tested", course->catalog->claims.count}};
    int row = 0;
    while (course_part_title(row) != NULL) {
        row++;
    }
    row++;
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        if (entries[i].count > 0 && row < rows) {
            canvas_printf(canvas, 2 + row, 2, CANVAS_KEY, "%c", entries[i].key);
            canvas_text(canvas, 2 + row, 4, CANVAS_NORMAL, entries[i].title);
            canvas_printf(canvas, 2 + row, 20, CANVAS_FAINT, "%3zu", entries[i].count);
            canvas_place(canvas, 2 + row++, 1, 1, PARTS_WIDTH - 2, POINTER_KEY, (uint64_t)entries[i].key);
        }
    }
}

static void draw_lesson_row(const Course *course, Canvas *canvas, int row, int column, int columns, size_t i)
{
    const Lesson *lesson = &course->catalog->lessons[i];
    bool chosen = i == course->chosen;
    if (chosen) {
        canvas_glyph(canvas, row, column, CANVAS_HERE, CANVAS_GLYPH_AT);
    }
    canvas_printf(canvas, row, column + 2, CANVAS_NORMAL, "%02zu", i + 1);
    int right = columns - 14;
    canvas_text_within(canvas, row, column + 5, right - column - 6, chosen ? CANVAS_CURRENT : CANVAS_NORMAL,
                       lesson->title, strlen(lesson->title));
    canvas_printf(canvas, row, right, CANVAS_FAINT, "%2d min", lesson->minutes);
    int page = progress_page(course_progress(course), lesson->id);
    canvas_place(canvas, row, column, 1, columns - column, POINTER_LESSON, i);
    if (course_solved(course, lesson)) {
        canvas_text(canvas, row, right + 7, CANVAS_NORMAL, "solved");
    } else if (page > 0) {
        canvas_printf(canvas, row, right + 7, CANVAS_NORMAL, "page %d", page);
    }
}

// The lessons of the part, or all that are found, with the chosen one in sight.
static void draw_lessons(const Course *course, Canvas *canvas, int column, int rows, int columns)
{
    const Lesson *lessons = course->catalog->lessons;
    int part = course_part(&lessons[course->chosen]);
    bool all = course->search[0] != '\0';
    int before = 0, row = 0;
    for (size_t i = 0; i < course->chosen; i++) {
        before += all ? course_finds(course, &lessons[i]) : course_part(&lessons[i]) == part;
    }
    int skip = before < rows ? 0 : before - rows + 1;
    for (size_t i = 0; i < course->catalog->count && row < rows; i++) {
        bool listed = all ? course_finds(course, &lessons[i]) : course_part(&lessons[i]) == part;
        if (listed && skip-- <= 0) {
            draw_lesson_row(course, canvas, 2 + row++, column, columns, i);
        }
    }
    if (row == 0) {
        canvas_text(canvas, 2, column + 2, CANVAS_NORMAL, "No lesson has that in its title or beliefs.");
    }
}

static void draw_about(const Course *course, const Lesson *lesson, Canvas *canvas, int row, int columns)
{
    for (size_t i = 0; i < lesson->block_count; i++) {
        if (lesson->blocks[i].kind == LESSON_TEXT && lesson->blocks[i].paragraph_count > 0) {
            const char *text = lesson->blocks[i].paragraphs[0].text;
            paragraph_draw(canvas, row, 1, BELOW - 5, columns - 2, CANVAS_NORMAL, text, strlen(text));
            break;
        }
    }
    Buffer words;
    buffer_init(&words);
    const char *belief =
        lesson->misconception_count > 0 ? misconception_words(lesson->misconceptions[0]) : NULL;
    if (belief != NULL) {
        // before the lesson it is a question, whose answer the lesson gives
        buffer_printf(&words, course_solved(course, lesson) ? "Not so: \"%s\"." : "Is it so? \"%s\"", belief);
    }
    canvas_text_within(canvas, row + BELOW - 5, 1, columns - 2, CANVAS_NORMAL, words.data, words.length);
    buffer_clear(&words);
    int page;
    const char *last = progress_place(course_progress(course), &page);
    for (size_t i = 0; i < lesson->require_count; i++) {
        const Lesson *before = catalog_find(course->catalog, lesson->requires[i]);
        if (before != NULL) {
            buffer_printf(&words, "%s%02td %s", i == 0 ? "Comes after " : ", ", before - course->catalog->lessons + 1,
                          before->title);
        }
    }
    if (last == NULL && lesson == course->catalog->lessons) {
        buffer_puts(&words, "New here? Enter opens the first lesson; awaitscope FILE.py your own program.");
    } else if (last != NULL && strcmp(last, lesson->id) == 0 && !course_solved(course, lesson)) {
        buffer_clear(&words);
        buffer_printf(&words, "Enter goes on at page %d, where you left off.", page);
    }
    canvas_text_within(canvas, row + BELOW - 4, 1, columns - 2, CANVAS_FAINT, words.data, words.length);
    buffer_deinit(&words);
}

// A click presses what the words begin with, where that is a key. Returns the columns that they take.
static int draw_key(Canvas *canvas, int row, int column, const char *words)
{
    const char *first = words;
    UiKey key = key_parse(&first);
    int width = canvas_text(canvas, row, column, CANVAS_NORMAL, words);
    if (key != UI_KEY_NONE) {
        canvas_place(canvas, row, column, 1, width, POINTER_KEY, (uint64_t)key);
    }
    return width;
}

void course_foot(const Course *course, Canvas *canvas, int row, int columns, const char *const *keys)
{
    static const char help[] = "? help";
    int help_at = columns - 1 - (int)strlen(help), at = 1;
    if (course->message[0] != '\0') {
        canvas_text_within(canvas, row, 1, columns - 2, CANVAS_TITLE, course->message, strlen(course->message));
        return;
    }
    for (; *keys != NULL; keys++) {
        const char *key = course->host->alone && strcmp(*keys, "q list") == 0 ? "q leave" : *keys;
        int width = canvas_width(key, strlen(key));
        if (at + width < help_at) {
            at += draw_key(canvas, row, at, key) + 2;
        }
    }
    static const char terms[] = "T terms";
    bool has_terms = course->lesson != NULL && course->catalog->terms.count > 0;
    if (has_terms && course->reference.kind == REFERENCE_NONE && at + (int)strlen(terms) < help_at) {
        draw_key(canvas, row, at, terms);
    }
    draw_key(canvas, row, help_at, help);
}

void view_browser_draw(const Course *course, Canvas *canvas, int rows, int columns)
{
    const Lesson *chosen = &course->catalog->lessons[course->chosen];
    bool narrow = columns < NARROW;
    int split = narrow ? 0 : PARTS_WIDTH, below = rows >= ABOUT_FROM ? BELOW : 2, body = rows - 2 - below;
    draw_head(course, canvas, columns);
    canvas_hline(canvas, 1, 0, columns - 1);
    canvas_hline(canvas, 2 + body, 0, columns - 1);
    if (!narrow) {
        canvas_vline(canvas, split, 1, 2 + body);
        canvas_text(canvas, 1, 2, CANVAS_TITLE, " PARTS ");
        draw_parts(course, canvas, body);
        draw_beside(course, canvas, body);
    }
    const char *title = course_part_title(course_part(chosen));
    if (course->search[0] != '\0' || course->searching) {
        canvas_text(canvas, 1, split + 3, CANVAS_TITLE, " FOUND ");
    } else {
        canvas_printf(canvas, 1, split + 3, CANVAS_TITLE, " %d  %s ", course_part(chosen), title == NULL ? "" : title);
    }
    draw_lessons(course, canvas, split + 2, body, columns);
    if (below == BELOW) {
        draw_about(course, chosen, canvas, rows - BELOW + 1, columns);
    }
    canvas_hline(canvas, rows - 2, 0, columns - 1);
    if (course->searching) {
        int at = 1 + canvas_text(canvas, rows - 1, 1, CANVAS_KEY, "Search: ");
        at += canvas_text(canvas, rows - 1, at, CANVAS_NORMAL, course->search);
        canvas_text(canvas, rows - 1, at, CANVAS_FOUND, " ");
    } else {
        static const char *const keys[] = {"Enter open", "↑↓ lesson", "←→ part", "/ search", "n next unsolved", "q leave",
                                           NULL};
        course_foot(course, canvas, rows - 1, columns, keys);
    }
}

void course_frame(Course *course, int rows, int columns, Canvas *canvas)
{
    enum { LEAST_ROWS = 10, LEAST_COLUMNS = 40 };
    if (course->stepping != NULL) {
        ui_frame(course->stepping, rows, columns, canvas);
        return;
    }
    canvas_reset(canvas, rows, columns);
    if (rows < LEAST_ROWS || columns < LEAST_COLUMNS) {
        static const char words[] = "awaitscope needs 40x10";
        canvas_text_within(canvas, 0, 0, columns, CANVAS_NORMAL, words, strlen(words));
    } else if (course->reference.kind != REFERENCE_NONE) {
        view_reference_draw(course, canvas, rows, columns);
    } else if (course->help) {
        view_course_help_draw(course, canvas, rows, columns);
    } else if (course->lesson == NULL) {
        view_browser_draw(course, canvas, rows, columns);
    } else {
        view_lesson_fit(course, rows, columns);
        view_lesson_draw(course, canvas, rows, columns);
    }
}
