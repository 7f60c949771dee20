// A page of a lesson: the program or lines to be put in order, beside it the text, below both the run once it is
// open.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ui/course_internal.h"
#include "ui/pointer.h"

enum {
    ONE_PANE_BELOW = 60, // columns: without the program
    PROGRAM_LEAST = 28,  // columns of the program, however short its lines are
    BESIDE_LEAST = 35,   // columns beside it, however long they are
    NUMBER_COLUMNS = 6,  // of a line's number, and what stands behind its end
    TEXT_LEAST = 3,      // rows of the program and the text
    AROUND = 5,          // rows for head, foot and lines
};

// Where there is more than is in sight, beside the first and last row.
static void draw_more(Canvas *canvas, int rows, int column, bool above, bool below)
{
    if (above) {
        canvas_glyph(canvas, 0, column, CANVAS_KEY, CANVAS_GLYPH_UP);
    }
    if (below) {
        canvas_glyph(canvas, rows - 1, column, CANVAS_KEY, CANVAS_GLYPH_DOWN);
    }
}

// Returns whether there is more below.
static bool draw_right(const Course *course, Canvas *canvas, int rows, int columns)
{
    int lines = view_lesson_text(course, canvas, course->scroll[0], columns);
    bool more = lines - course->scroll[0] > rows;
    draw_more(canvas, rows, columns, course->scroll[0] > 0, more);
    return more;
}

static const char *title_of(const Course *course)
{
    switch (course_page(course)->kind) {
    case PAGE_TEXT: return " READ ";
    case PAGE_EXERCISE:
        return course->content->solved            ? " SOLVED "
               : course->content->puzzle.count > 0 ? " PUT IN ORDER "
                                                   : " CHANGE IT ";
    case PAGE_PREDICT: break;
    }
    switch (course->content->guess.outcome) {
    case GUESS_OPEN: return " PREDICT ";
    case GUESS_SKIPPED: return " SKIPPED ";
    case GUESS_RIGHT: return " RIGHT ";
    case GUESS_WRONG: break;
    }
    return " NOT YET ";
}

// The lines of a puzzle in their order, with the chosen one in sight; those that are put away below a line.
static void draw_puzzle(const Course *course, Canvas *canvas, int rows, int columns)
{
    const PageContent *content = course->content;
    const PuzzleOrder *order = &content->puzzle.now;
    bool arranges = course_arranges(course);
    int count = content->puzzle.count, away = count > order->used, all = count + away;
    int here = order->chosen + (order->chosen >= order->used);
    int top = here < rows - 1 ? 0 : here - rows + 2;
    top = top > all - rows ? all - rows : top;
    top = top < 0 ? 0 : top;
    for (int row = 0; row < rows && top + row < all; row++) {
        int line = top + row;
        bool chosen = arranges && line == here;
        if (line == order->used) {
            canvas_text(canvas, row, 1, CANVAS_FAINT, "put away:");
            continue;
        }
        if (chosen) {
            canvas_glyph(canvas, row, 0, CANVAS_HERE, CANVAS_GLYPH_AT);
        }
        if (line < order->used) {
            if (!chosen) {
                canvas_printf(canvas, row, 0, CANVAS_FAINT, "%3d", line + 1);
            }
            highlight_draw_line(&content->highlight, &content->lines, (uint32_t)line + 1, canvas, row, 4, columns - 4);
        } else {
            const char *text = order->lines[line - 1].text;
            canvas_text_within(canvas, row, 4, columns - 4, CANVAS_FAINT, text, strlen(text));
        }
        if (chosen && content->puzzle.taken) {
            canvas_text(canvas, row, 1, CANVAS_FOUND, "m ");
        }
        canvas_place(canvas, row, 0, 1, columns, POINTER_LINE, (uint64_t)(line - (line > order->used)));
    }
    draw_more(canvas, rows, columns - 1, top > 0, top + rows < all);
}

// Draws the lines from this row on. Returns the row behind the last one.
static int draw_source(const PageContent *content, Canvas *canvas, int row, int columns)
{
    for (uint32_t line = 1; line <= content->lines.count; line++) {
        canvas_printf(canvas, row, 0, CANVAS_FAINT, "%3" PRIu32, line);
        row += highlight_wrap_line(&content->highlight, &content->lines, line, canvas, row, 4, columns - 5);
    }
    return row;
}

static void draw_program(const Course *course, Canvas *canvas, int rows, int columns)
{
    const PageContent *content = course->content;
    if (course_page(course)->kind == PAGE_EXERCISE && content->puzzle.count > 0) {
        draw_puzzle(course, canvas, rows, columns);
        return;
    }
    int drawn = draw_source(content, canvas, -course->scroll[1], columns);
    draw_more(canvas, rows, columns - 1, course->scroll[1] > 0, drawn > rows);
}

// Keys of a question that has been answered.
static const char *const *keys_of_answer(const PageContent *content)
{
    static const char *const open[] = {"Enter step through", "c compare", "e change", "u answer again", "→ next page",
                                       "q list", "↑↓ scroll", NULL};
    static const char *const stepped[] = {"Enter go on", "c compare", "e change", "u answer again", "q list",
                                          "Tab ↑↓ scroll", NULL};
    static const char *const alone[] = {"Enter step through", "u answer again", "→ next page", "q list", "↑↓ scroll",
                                        NULL};
    static const char *const alone_stepped[] = {"Enter go on", "u answer again", "q list", "Tab ↑↓ scroll", NULL};
    static const char *const same[] = {"Enter step through", "c compare", "u answer again", "→ next page", "q list",
                                       "↑↓ scroll", NULL}; // the same program in another world
    bool compares = content->guess.outcome == GUESS_WRONG && content->belief.is_played;
    if (compares && !content->stepped && content->belief.changed == 0) {
        return same;
    }
    return content->stepped ? compares ? stepped : alone_stepped : compares ? open : alone;
}

static const char *const *keys_of_page(const Course *course)
{
    static const char *const shown[] = {"Enter step through", "→ next page", "← back a page", "↑↓ scroll", "q list",
                                        NULL};
    static const char *const read[] = {"Enter go on", "← back a page", "↑↓ scroll", "q list", NULL};
    static const char *const exercise[] = {"e edit", "Enter check, go on", "i hint", "→ next page", "q list", "↑↓ scroll",
                                           NULL};
    static const char *const arrange[] = {"m move", "↑↓ line", "←→ indent", "Backspace put away", "Enter check", "i hint",
                                          "u undo", "q list", NULL};
    static const char *const arrange_more[] = {"m move", "↑↓ line", "←→ indent", "Backspace put away", "Enter see it",
                                               "i hint", "u undo", "q list", NULL};
    static const char *const fails[] = {"e edit", "Enter see it", "i hint", "→ next page", "q list", "↑↓ scroll", NULL};
    static const char *const solved[] = {"Enter go on", "c compare", "e edit", "← back a page", "q list", "↑↓ scroll",
                                         NULL};
    static const char *const number[] = {"0-9 type", "Enter answer", "Enter twice: skip", "i hint", "q list",
                                         "↑↓ scroll", NULL};
    static const char *const mark[] = {"←→ mark", "Enter answer", "Enter twice: skip", "i hint", "q list", "↑↓ scroll",
                                       NULL};
    static const char *const choice[] = {"1-9 choose", "Enter answer", "Enter twice: skip", "i hint", "q list",
                                         "↑↓ scroll", NULL};
    const PageContent *content = course->content;
    switch (course_page(course)->kind) {
    case PAGE_TEXT: return content->is_played && !content->stepped ? shown : read;
    case PAGE_EXERCISE:
        if (course_arranges(course)) {
            return page_content_failure(content) != NULL ? arrange_more : arrange;
        }
        return content->solved ? solved : page_content_failure(content) != NULL ? fails : exercise;
    case PAGE_PREDICT: break;
    }
    if (content->problem != NULL) {
        return read;
    }
    if (content->guess.outcome != GUESS_OPEN) {
        return keys_of_answer(content);
    }
    return content->guess.mode == GUESS_NUMBER ? number : content->guess.mode == GUESS_MARK ? mark : choice;
}

// Where there is room for one pane only, what leads to the other comes first; then that there is more to read.
static void draw_foot(const Course *course, Canvas *canvas, int row, int columns, bool more)
{
    enum { KEYS_MOST = 12 };
    const char *keys[KEYS_MOST];
    int count = 0;
    if (columns < ONE_PANE_BELOW && course->content->name != NULL) {
        keys[count++] = course->pane == 1 ? "Tab text" : "Tab program";
    }
    if (more && course->pane == 0) {
        keys[count++] = "↓ more";
    }
    for (const char *const *own = keys_of_page(course); *own != NULL && count < KEYS_MOST - 1; own++) {
        keys[count++] = *own;
    }
    keys[count] = NULL;
    course_foot(course, canvas, row, columns, keys);
}

static bool shows_run(const Course *course)
{
    const PageContent *content = course->content;
    return course_page(course)->kind == PAGE_PREDICT ? content->problem == NULL : content->truth != NULL;
}

// Rows of what is below the program.
static int rows_below(const Course *course, int rows)
{
    if (!shows_run(course)) {
        return 0;
    }
    Picture picture = course_picture(course);
    int room = rows - AROUND;
    return picture_rows(&picture, room / 2 < room - TEXT_LEAST ? room / 2 : room - TEXT_LEAST);
}

static void draw_head(const Course *course, Canvas *canvas, int columns)
{
    enum { BEFORE_TITLE = 4, FORMS = 3 };
    const Lesson *lesson = course->lesson;
    const char *part = course_part_title(course_part(lesson));
    bool alone = course->host->alone; // without a place in a course
    int title_at = alone ? 1 : 1 + BEFORE_TITLE, title = canvas_width(lesson->title, strlen(lesson->title));
    char page[40], forms[FORMS][100];
    snprintf(page, sizeof page, "%d of %d", course->page + 1, course->page_count);
    snprintf(forms[0], sizeof *forms, "part %d: %s   page %s   %d min", course_part(lesson), part == NULL ? "" : part,
             page, lesson->minutes);
    snprintf(forms[1], sizeof *forms, "part %d   page %s   %d min", course_part(lesson), page, lesson->minutes);
    snprintf(forms[2], sizeof *forms, "%s", page);
    int form = alone ? FORMS - 1 : 0; // the longest beside which the title is whole
    while (form < FORMS - 1 && title_at + title + 2 + (int)strlen(forms[form]) > columns - 1) {
        form++;
    }
    int at = columns - 1 - (int)strlen(forms[form]);
    if (!alone) {
        canvas_printf(canvas, 0, 1, CANVAS_NORMAL, "%02zu", (size_t)(lesson - course->catalog->lessons) + 1);
    }
    canvas_text_within(canvas, 0, title_at, at - title_at - 1, CANVAS_TITLE, lesson->title, strlen(lesson->title));
    canvas_text(canvas, 0, at, CANVAS_NORMAL, forms[form]);
}

// How a page is shared out: the columns of the program and where the text begins; rows of both, rows below.
typedef struct Layout {
    int program, text_at, body, below;
} Layout;

static Layout share(const Course *course, int rows, int columns)
{
    Layout layout = {.below = rows_below(course, rows)};
    layout.body = rows - 4 - (layout.below > 0 ? layout.below + 1 : 0);
    const Puzzle *puzzle = &course->content->puzzle;
    bool narrow = columns < ONE_PANE_BELOW, has_program = course->content->name != NULL;
    if (narrow || course->full || !has_program) {
        bool program = has_program && course->pane == 1;
        layout.program = program ? columns : 0;
        layout.text_at = program ? columns : 0;
    } else {
        int lines = puzzle->count > 0 ? puzzle_columns(puzzle) : course->content->columns;
        int wanted = lines + NUMBER_COLUMNS, most = columns - BESIDE_LEAST;
        most = most < columns * 38 / 80 ? columns * 38 / 80 : most;
        layout.program = wanted < PROGRAM_LEAST ? PROGRAM_LEAST : wanted < most ? wanted : most;
        layout.text_at = layout.program + 1;
    }
    return layout;
}

void view_lesson_fit(Course *course, int rows, int columns)
{
    Layout layout = share(course, rows, columns);
    Canvas *nowhere = canvas_new(1, 1, true);
    canvas_enter(nowhere, 0, 0, 0, 0);
    int lines[COURSE_PANES] = {view_lesson_text(course, nowhere, 0, columns - layout.text_at - 2),
                               draw_source(course->content, nowhere, 0, layout.program)};
    canvas_free(nowhere);
    for (int pane = 0; pane < COURSE_PANES; pane++) {
        int most = lines[pane] - layout.body;
        most = most < 0 ? 0 : most;
        course->hidden[pane] = most;
        course->scroll[pane] = course->scroll[pane] < most ? course->scroll[pane] : most;
    }
}

void view_lesson_draw(const Course *course, Canvas *canvas, int rows, int columns)
{
    Layout layout = share(course, rows, columns);
    int body = layout.body, below = layout.below, last = 2 + body; // the line under the program
    bool more = false;
    draw_head(course, canvas, columns);
    canvas_hline(canvas, 1, 0, columns - 1);
    canvas_hline(canvas, last, 0, columns - 1);
    if (layout.program > 0) {
        canvas_enter(canvas, 2, 0, body, layout.program);
        canvas_place(canvas, 0, 0, body, layout.program, POINTER_TEXT, 1);
        draw_program(course, canvas, body, layout.program);
        canvas_leave(canvas);
        canvas_printf(canvas, 1, 2, course->pane == 1 ? CANVAS_CHOSEN : CANVAS_TITLE, " PROGRAM %s ",
                      course->content->name);
    }
    if (layout.program > 0 && layout.program < columns) {
        canvas_vline(canvas, layout.program, 1, last);
    }
    if (layout.text_at < columns) {
        int from = layout.text_at + 1;
        canvas_text(canvas, 1, from + 1, course->pane == 0 ? CANVAS_CHOSEN : CANVAS_TITLE, title_of(course));
        canvas_enter(canvas, 2, from, body, columns - from);
        canvas_place(canvas, 0, 0, body, columns - from, POINTER_TEXT, 0);
        more = draw_right(course, canvas, body, columns - from - 1);
        canvas_leave(canvas);
    }
    if (below > 0) {
        Picture picture = course_picture(course);
        canvas_enter(canvas, last + 1, 0, below, columns);
        picture_draw(&picture, canvas, below, columns);
        canvas_leave(canvas);
        canvas_hline(canvas, rows - 2, 0, columns - 1);
    }
    draw_foot(course, canvas, rows - 1, columns, more);
}
