// A page of a lesson: the program, beside it the text, question or exercise, below it the run once it is open.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ui/course_state.h"
#include "ui/paragraph.h"
#include "ui/view.h"

enum {
    ONE_PANE_BELOW = 60, // columns: without the program
    LOCKED_ROWS = 2,
    TIMELINE_LANES = 4,
    TIMELINE_AROUND = 3, // ruler, CPU, legend
    LINES_MOST = 1000,
};

// Paragraphs one below the other in a frame, the first `row` rows above it out of sight.
typedef struct PageFlow {
    Canvas *canvas;
    int row, columns;
} PageFlow;

static void flow_part(PageFlow *flow, CanvasStyle style, int indent, const char *text, size_t length)
{
    if (length == 0) {
        flow->row++;
        return;
    }
    flow->row += paragraph_draw(flow->canvas, flow->row, indent, LINES_MOST, flow->columns - indent, style, text,
                                length);
}

// Each line of the text begins a new one.
static void flow_text(PageFlow *flow, CanvasStyle style, int indent, const char *text)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        flow_part(flow, style, indent, text, length);
        text += length + (text[length] == '\n');
    }
}

// A field of the author's without its backquotes.
static void flow_field(PageFlow *flow, const char *text)
{
    Buffer plain;
    buffer_init(&plain);
    for (; *text != '\0'; text++) {
        if (*text != '`') {
            buffer_putc(&plain, *text);
        }
    }
    flow_text(flow, CANVAS_NORMAL, 0, plain.data);
    buffer_deinit(&plain);
}

static void flow_gap(PageFlow *flow)
{
    flow->row++;
}

// Breaks of the author's lines are blanks, but in code.
static void flow_paragraphs(PageFlow *flow, const LessonBlock *block)
{
    for (size_t i = 0; i < block->paragraph_count; i++) {
        const LessonParagraph *paragraph = &block->paragraphs[i];
        bool code = paragraph->kind == LESSON_CODE;
        CanvasStyle style = paragraph->kind == LESSON_HEADING ? CANVAS_TITLE
                            : code                            ? CANVAS_STRING
                                                              : CANVAS_NORMAL;
        Buffer text;
        buffer_init(&text);
        buffer_puts(&text, paragraph->text);
        for (size_t at = 0; at < text.length && !code; at++) {
            text.data[at] = text.data[at] == '\n' ? ' ' : text.data[at];
        }
        flow_text(flow, style, 2 * paragraph->depth + (code ? 2 : 0), text.data);
        flow_gap(flow);
        buffer_deinit(&text);
    }
}

static void flow_hints(PageFlow *flow, const Course *course, const Page *page)
{
    int left = course->content->hints;
    for (size_t i = page->first; i < page->end && left > 0; i++) {
        const LessonBlock *block = &course->lesson->blocks[i];
        if (block->kind == LESSON_HINT) {
            flow_text(flow, CANVAS_KEY, 0, "Hint");
            flow_paragraphs(flow, block);
            left--;
        }
    }
}

// ---- the question

static void flow_options(PageFlow *flow, const Guess *guess)
{
    for (int i = 0; i < guess->option_count; i++) {
        bool chosen = false;
        for (int turn = 0; turn < guess->turn_count; turn++) {
            chosen |= guess->turns[turn] == i;
        }
        if (chosen && guess->mode == GUESS_CHOICE) {
            canvas_glyph(flow->canvas, flow->row, 0, CANVAS_HERE, CANVAS_GLYPH_AT);
        }
        canvas_printf(flow->canvas, flow->row, 2, CANVAS_KEY, "%d", i + 1);
        Buffer words;
        buffer_init(&words);
        guess_words(guess->options[i], &words);
        bool used = chosen && guess->mode == GUESS_SEQUENCE && !guess->repeats;
        flow_part(flow, used ? CANVAS_FAINT : chosen ? CANVAS_CURRENT : CANVAS_NORMAL, 5, words.data, words.length);
        buffer_deinit(&words);
    }
}

static void flow_question(PageFlow *flow, const Course *course)
{
    const Guess *guess = &course->content->guess;
    flow_field(flow, course->content->prediction.question);
    flow_gap(flow);
    Buffer words;
    buffer_init(&words);
    flow_options(flow, guess);
    if (guess->mode == GUESS_NUMBER) {
        canvas_text(flow->canvas, flow->row, 2, CANVAS_NORMAL, "Type a number: ");
        int at = 17 + canvas_text(flow->canvas, flow->row, 17, CANVAS_CURRENT, guess->typed);
        canvas_text(flow->canvas, flow->row++, at, CANVAS_FOUND, " ");
    } else if (guess->mode == GUESS_SEQUENCE) {
        flow_gap(flow);
        guess_said(guess, &words);
        flow_text(flow, CANVAS_NORMAL, 0, guess->turn_count > 0 ? "You expect:" : guess->repeats
                  ? "Type their numbers in the order in which you expect them. One may come again."
                  : "Type their numbers in the order in which you expect them.");
        flow_text(flow, CANVAS_CURRENT, 2, words.data);
    }
    buffer_deinit(&words);
    flow_gap(flow);
    flow_hints(flow, course, course_page(course));
}

static void flow_wrong(PageFlow *flow, const Guess *guess)
{
    if (guess->wrong == NULL) {
        flow_text(flow, CANVAS_NORMAL, 0, "Nobody has written down what leads to that answer. Step through the run "
                                          "and find the first moment that is another than you expected.");
        flow_gap(flow);
        return;
    }
    flow_field(flow, guess->wrong->feedback);
    flow_gap(flow);
    const char *belief = misconception_words(guess->wrong->misconception);
    if (belief != NULL) {
        Buffer words;
        buffer_init(&words);
        buffer_printf(&words, "The belief behind it: \"%s\". It is not so.", belief);
        flow_text(flow, CANVAS_KEY, 0, words.data);
        flow_gap(flow);
        buffer_deinit(&words);
    }
}

static void flow_answer(PageFlow *flow, const Course *course)
{
    const Guess *guess = &course->content->guess;
    Buffer words;
    buffer_init(&words);
    if (guess->outcome == GUESS_WRONG) {
        buffer_puts(&words, "You said: ");
        guess_said(guess, &words);
        buffer_puts(&words, "\n");
    }
    buffer_puts(&words, "It is: ");
    guess_words(course->content->prediction.answer, &words);
    flow_text(flow, CANVAS_CURRENT, 0, words.data);
    flow_gap(flow);
    if (guess->outcome == GUESS_WRONG) {
        flow_wrong(flow, guess);
    }
    const Page *page = course_page(course);
    for (size_t i = page->first; i < page->end; i++) {
        if (course->lesson->blocks[i].kind == LESSON_REVEAL) {
            flow_paragraphs(flow, &course->lesson->blocks[i]);
        }
    }
    buffer_deinit(&words);
}

// ---- the exercise

static void flow_result(PageFlow *flow, const ExerciseResult *result)
{
    Buffer words;
    buffer_init(&words);
    buffer_printf(&words, "%s  %s", result->holds ? "holds  " : "not yet", result->check);
    flow_part(flow, result->holds ? CANVAS_NORMAL : CANVAS_ERROR, 0, words.data, words.length);
    buffer_clear(&words);
    if (!result->holds) {
        buffer_puts(&words, result->said);
        if (result->at_ns >= 0) {
            buffer_printf(&words, " (see %.3f s)", (double)result->at_ns / 1e9);
        }
        flow_part(flow, CANVAS_NORMAL, 9, words.data, words.length);
    }
    buffer_deinit(&words);
}

static void flow_exercise(PageFlow *flow, const Course *course)
{
    const PageContent *content = course->content;
    const LessonBlock *block = &course->lesson->blocks[course_page(course)->first];
    flow_field(flow, lesson_value(block, "task"));
    flow_gap(flow);
    for (size_t i = 0; i < content->result_count; i++) {
        flow_result(flow, &content->results[i]);
    }
    size_t at = 0;
    for (const LessonField *field; content->result_count == 0 && (field = lesson_field(block, "check", &at)) != NULL;) {
        flow_text(flow, CANVAS_NORMAL, 2, field->value);
    }
    flow_gap(flow);
    if (content->result_count > 0 && content->errors.length > 0) {
        flow_text(flow, CANVAS_ERROR, 0, content->errors.data);
        flow_gap(flow);
    }
    flow_text(flow, CANVAS_KEY, 0, content->solved            ? "Solved."
                                   : content->result_count > 0 ? "e edits it; the checks run when you come back."
                                                               : "e edits the program, Enter runs the checks.");
    flow_gap(flow);
    flow_hints(flow, course, course_page(course));
}

// ---- the page

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

static void draw_right(const Course *course, Canvas *canvas, int rows, int columns)
{
    const PageContent *content = course->content;
    const Page *page = course_page(course);
    PageFlow flow = {canvas, -course->scroll[0], columns};
    if (content->problem != NULL) {
        flow_text(&flow, CANVAS_ERROR, 0, content->problem);
    } else if (page->kind == PAGE_EXERCISE) {
        flow_exercise(&flow, course);
    } else if (page->kind == PAGE_TEXT) {
        for (size_t i = page->first; i < page->end; i++) {
            if (course->lesson->blocks[i].kind == LESSON_TEXT) {
                flow_paragraphs(&flow, &course->lesson->blocks[i]);
            }
        }
        if (flow.row == -course->scroll[0]) {
            flow_text(&flow, CANVAS_NORMAL, 0, "Read the program. The next page goes on with it.");
        }
    } else if (content->guess.outcome == GUESS_OPEN) {
        flow_question(&flow, course);
    } else {
        flow_answer(&flow, course);
    }
    // a gap may be below the last line
    draw_more(canvas, rows, columns, course->scroll[0] > 0, flow.row > rows + 1);
}

static const char *title_of(const Course *course)
{
    switch (course_page(course)->kind) {
    case PAGE_TEXT: return " READ ";
    case PAGE_EXERCISE: return course->content->solved ? " SOLVED " : " CHANGE IT ";
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

static void draw_program(const Course *course, Canvas *canvas, int rows, int columns)
{
    const PageContent *content = course->content;
    uint32_t count = content->lines.count;
    for (int row = 0; row < rows; row++) {
        uint32_t line = (uint32_t)(row + course->scroll[1]) + 1;
        if (line <= count) {
            canvas_printf(canvas, row, 0, CANVAS_FAINT, "%3" PRIu32, line);
            highlight_draw_line(&content->highlight, &content->lines, line, canvas, row, 4, columns - 4);
        }
    }
    draw_more(canvas, rows, columns - 1, course->scroll[1] > 0, (uint32_t)(course->scroll[1] + rows) < count);
}

static void draw_keys(const Course *course, Canvas *canvas, int row, int columns)
{
    const char *keys = course->message;
    const Page *page = course_page(course);
    if (keys[0] == '\0' && page->kind == PAGE_TEXT) {
        keys = "Enter go on  ← back a page  ↑↓ scroll  q list  ? help";
    } else if (keys[0] == '\0' && page->kind == PAGE_EXERCISE) {
        keys = "e edit  Enter check, go on  i hint  → next page  ↑↓ scroll  q list  ? help";
    } else if (keys[0] == '\0' && course->content->guess.outcome != GUESS_OPEN) {
        keys = course->content->stepped ? "Enter go on  u answer again  Tab ↑↓ scroll  q list  ? help"
                                       : "Enter step through it  → next page  u answer again  ↑↓ scroll  q list  ? help";
    } else if (keys[0] == '\0' && course->content->guess.mode == GUESS_NUMBER) {
        keys = "0-9 type  Enter answer  Enter twice: skip  i hint  ↑↓ scroll  q list  ? help";
    } else if (keys[0] == '\0') {
        keys = "1-9 choose  Enter answer  Enter twice: skip  i hint  ↑↓ scroll  q list  ? help";
    }
    canvas_text_within(canvas, row, 1, columns - 2, CANVAS_NORMAL, keys, strlen(keys));
}

static bool shows_run(const Course *course)
{
    const PageContent *content = course->content;
    if (course_page(course)->kind == PAGE_PREDICT) {
        return content->guess.outcome != GUESS_OPEN && content->truth != NULL;
    }
    return content->truth != NULL;
}

// Rows of what is below the program.
static int rows_below(const Course *course, int rows)
{
    int wanted = 0;
    if (shows_run(course)) {
        int lanes = (int)course->content->truth->lanes.shown;
        wanted = TIMELINE_AROUND + 1 + (lanes < TIMELINE_LANES ? lanes : TIMELINE_LANES);
    } else if (course_page(course)->kind == PAGE_PREDICT) {
        wanted = LOCKED_ROWS;
    }
    return wanted < rows / 2 ? wanted : rows / 2;
}

static void draw_head(const Course *course, Canvas *canvas, int columns)
{
    const Lesson *lesson = course->lesson;
    const char *part = course_part_title(course_part(lesson));
    char right[100];
    snprintf(right, sizeof right, "part %d: %s   page %d of %d   %d min", course_part(lesson),
             part == NULL ? "" : part, course->page + 1, course->page_count, lesson->minutes);
    int at = columns - 1 - (int)strlen(right);
    if (at < 30) {
        snprintf(right, sizeof right, "%d of %d", course->page + 1, course->page_count);
        at = columns - 1 - (int)strlen(right);
    }
    canvas_printf(canvas, 0, 1, CANVAS_NORMAL, "%02zu", course->chosen + 1);
    canvas_text_within(canvas, 0, 5, at - 6, CANVAS_TITLE, lesson->title, strlen(lesson->title));
    canvas_text(canvas, 0, at, CANVAS_NORMAL, right);
}

void view_lesson_draw(const Course *course, Canvas *canvas, int rows, int columns)
{
    int below = rows_below(course, rows);
    int last = rows - 2 - (below > 0 ? below + 1 : 0); // the line under the program
    int body = last - 2;
    bool both = course->content->name != NULL && columns >= ONE_PANE_BELOW;
    int split = both ? columns * 38 / 80 : 0;
    draw_head(course, canvas, columns);
    canvas_hline(canvas, 1, 0, columns - 1);
    canvas_hline(canvas, last, 0, columns - 1);
    if (both || (columns < ONE_PANE_BELOW && course->pane == 1)) {
        int width = both ? split : columns;
        canvas_enter(canvas, 2, 0, body, width);
        draw_program(course, canvas, body, width);
        canvas_leave(canvas);
        canvas_printf(canvas, 1, 2, course->pane == 1 ? CANVAS_CHOSEN : CANVAS_TITLE, " PROGRAM %s ",
                      course->content->name == NULL ? "" : course->content->name);
    }
    if (both) {
        canvas_vline(canvas, split, 1, last);
    }
    if (both || columns >= ONE_PANE_BELOW || course->pane == 0) {
        int from = both ? split + 2 : 1;
        canvas_text(canvas, 1, both ? split + 3 : 2, course->pane == 0 ? CANVAS_CHOSEN : CANVAS_TITLE, title_of(course));
        canvas_enter(canvas, 2, from, body, columns - from);
        draw_right(course, canvas, body, columns - from - 1);
        canvas_leave(canvas);
    }
    if (shows_run(course)) {
        canvas_enter(canvas, last + 1, 0, below, columns);
        view_timeline.draw(course->content->truth, canvas, below, columns);
        canvas_leave(canvas);
        canvas_hline(canvas, rows - 2, 0, columns - 1);
    } else if (below > 0) {
        canvas_text(canvas, last + 1, 4, CANVAS_FAINT, "?   the run appears here when you have answered");
        canvas_hline(canvas, rows - 2, 0, columns - 1);
    }
    draw_keys(course, canvas, rows - 1, columns);
}
