// A page of a lesson: the program, beside it the text, question or exercise, below it the run once it is open.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ui/course_state.h"
#include "explain/words.h"
#include "ui/marks.h"
#include "ui/paragraph.h"
#include "ui/pointer.h"
#include "ui/view.h"

enum {
    ONE_PANE_BELOW = 60, // columns: without the program
    TEXT_LEAST = 3,      // rows of the program and the text
    AROUND = 5,          // rows for head, foot and lines
    LINES_MOST = 1000,
};

// Paragraphs one below the other in a frame, the first `row` rows above it out of sight.
typedef struct PageFlow {
    Canvas *canvas;
    int row, columns;
    int gap; // the row below the last empty one between paragraphs
    Marks *marks; // of the terms, in plain text
} PageFlow;

static void flow_part(PageFlow *flow, CanvasStyle style, int indent, const char *text, size_t length)
{
    if (length == 0) {
        flow->row++;
        return;
    }
    int rows = paragraph_draw(flow->canvas, flow->row, indent, LINES_MOST, flow->columns - indent, style, text, length);
    if (style == CANVAS_NORMAL) {
        marks_draw(flow->marks, flow->canvas, flow->row, indent, flow->columns - indent, text, length);
    }
    flow->row += rows;
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
    flow->gap = ++flow->row;
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
        canvas_place(flow->canvas, flow->row, 0, 1, flow->columns, POINTER_KEY, (uint64_t)('1' + i));
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
    if (guess->mode == GUESS_NUMBER || guess->mode == GUESS_MARK) {
        canvas_text(flow->canvas, flow->row, 2, CANVAS_NORMAL,
                    guess->mode == GUESS_MARK ? "Marked, in s: " : "Type a number: ");
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
    Buffer words;
    buffer_init(&words);
    buffer_printf(&words, "The belief behind it: \"%s\". It is not so.", guess->wrong->belief);
    flow_text(flow, CANVAS_KEY, 0, words.data);
    flow_gap(flow);
    buffer_deinit(&words);
}

// What one can do with an answer, as the drawings have it: the key, and what comes of it.
static void flow_deed(PageFlow *flow, bool first, const char *key, const char *deed)
{
    const char *name = key;
    UiKey presses = key_parse(&name);
    if (presses != UI_KEY_NONE) {
        canvas_place(flow->canvas, flow->row, 0, 1, flow->columns, POINTER_KEY, (uint64_t)presses);
    }
    if (first) {
        canvas_glyph(flow->canvas, flow->row, 0, CANVAS_HERE, CANVAS_GLYPH_AT);
    }
    canvas_text(flow->canvas, flow->row, 2, CANVAS_KEY, key);
    flow_part(flow, CANVAS_NORMAL, 9, deed, strlen(deed));
}

static void flow_deeds(PageFlow *flow, const PageContent *content)
{
    const Guess *guess = &content->guess;
    if (!content->stepped) {
        flow_deed(flow, true, "Enter", "step through it");
    }
    if (guess->outcome == GUESS_WRONG && content->belief.is_played) {
        Buffer words, said;
        buffer_init(&words);
        buffer_init(&said);
        guess_said(guess, &said);
        bool brief = said.length <= 12;
        buffer_printf(&words, "make it %s: change ", brief ? said.data : "so");
        if (content->belief.changed <= 1) {
            buffer_puts(&words, "one line");
        } else {
            buffer_printf(&words, "%d lines", content->belief.changed);
        }
        flow_deed(flow, false, "c", "your picture beside the truth");
        if (content->belief.changed > 0) { // else it is the same program, in another world
            flow_deed(flow, false, "e", words.data);
        }
        buffer_deinit(&said);
        buffer_deinit(&words);
    }
    flow_gap(flow);
}

// The program in which the learner's answer is right.
static void flow_change(PageFlow *flow, const Belief *belief)
{
    flow_text(flow, CANVAS_NORMAL, 0, "With this your answer is right:");
    flow_gap(flow);
    for (const char *line = belief->change.data; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        flow_part(flow, *line == '+' ? CANVAS_CHANGED : CANVAS_FAINT, 0, line, length);
        line += length + (line[length] == '\n');
    }
    flow_gap(flow);
    flow_deed(flow, true, "c", "see it beside the truth");
    flow_deed(flow, false, "e", "back to the answer");
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
    flow_deeds(flow, course->content);
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

static void flow_exercise_deeds(PageFlow *flow, const PageContent *content)
{
    const ExerciseResult *failure = page_content_failure(content);
    bool puzzle = content->puzzle.count > 0;
    Buffer words;
    buffer_init(&words);
    if (content->solved) {
        flow_deed(flow, true, "Enter", "go on");
        flow_deed(flow, false, "c", "yours beside the author's");
    } else if (failure != NULL) {
        buffer_printf(&words, "see it: %s", failure->check);
        if (failure->at_ns >= 0) {
            buffer_puts(&words, ", at ");
            words_add_seconds(&words, failure->at_ns);
            buffer_puts(&words, " s");
        }
        flow_deed(flow, true, "Enter", words.data);
    } else {
        flow_deed(flow, true, "Enter", "check it");
    }
    if (!content->solved && puzzle) {
        flow_deed(flow, false, "↑↓", "choose a line");
        flow_deed(flow, false, "m", "take it up, put it down");
        flow_deed(flow, false, "←→", "indent it");
        flow_deed(flow, false, "Backsp", "put it away, or back");
    } else if (!content->solved) {
        flow_deed(flow, false, "e", "edit it; then it is checked at once");
    }
    flow_gap(flow);
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
    flow_exercise_deeds(flow, content);
    flow_hints(flow, course, course_page(course));
    if (content->solved && content->belief.is_played) {
        flow_text(flow, CANVAS_KEY, 0, "The author's way:");
        flow_text(flow, CANVAS_STRING, 0, content->belief.played.source.data);
    }
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

// Draws the text from its line `scroll` on; returns how many lines it has.
static int draw_text(const Course *course, Canvas *canvas, int scroll, int columns)
{
    const PageContent *content = course->content;
    const Page *page = course_page(course);
    Marks marks;
    marks_init(&marks, &course->catalog->terms);
    PageFlow flow = {canvas, -scroll, columns, -scroll - 1, &marks};
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
        if (flow.row == -scroll) {
            flow_text(&flow, CANVAS_NORMAL, 0, "Read the program. The next page goes on with it.");
        }
        if (content->is_played && !content->stepped) {
            flow_deed(&flow, true, "Enter", "step through it");
        }
    } else if (content->guess.outcome == GUESS_OPEN) {
        flow_question(&flow, course);
    } else if (content->shows_change) {
        flow_change(&flow, &content->belief);
    } else {
        flow_answer(&flow, course);
    }
    marks_deinit(&marks);
    return flow.row + scroll - (flow.gap == flow.row);
}

static void draw_right(const Course *course, Canvas *canvas, int rows, int columns)
{
    int lines = draw_text(course, canvas, course->scroll[0], columns);
    draw_more(canvas, rows, columns, course->scroll[0] > 0, lines - course->scroll[0] > rows);
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
            canvas_printf(canvas, row, 0, chosen ? CANVAS_CURRENT : CANVAS_FAINT, chosen ? "" : "%3d", line + 1);
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

static void draw_program(const Course *course, Canvas *canvas, int rows, int columns)
{
    const PageContent *content = course->content;
    if (course_page(course)->kind == PAGE_EXERCISE && content->puzzle.count > 0) {
        draw_puzzle(course, canvas, rows, columns);
        return;
    }
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
    static const char *const shown[] = {"Enter step through", "→ next page", "← back a page", "↑↓ scroll", "q list", NULL};
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

// Where there is room for one pane only, what leads to the other comes first.
static void draw_foot(const Course *course, Canvas *canvas, int row, int columns)
{
    enum { KEYS_MOST = 12 };
    const char *keys[KEYS_MOST] = {course->pane == 1 ? "Tab text" : "Tab program"};
    int count = columns < ONE_PANE_BELOW && course->content->name != NULL ? 1 : 0;
    for (const char *const *own = keys_of_page(course); *own != NULL && count < KEYS_MOST - 1; own++) {
        keys[count++] = *own;
    }
    keys[count] = NULL;
    course_foot(course, canvas, row, columns, keys);
}

static bool shows_run(const Course *course)
{
    return course_page(course)->kind == PAGE_PREDICT ? course->content->problem == NULL : course->content->truth != NULL;
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
    enum { TITLE_COLUMN = 5, FORMS = 3 };
    const Lesson *lesson = course->lesson;
    const char *part = course_part_title(course_part(lesson));
    int title = canvas_width(lesson->title, strlen(lesson->title)), pages = course->page_count, page = course->page + 1;
    char forms[FORMS][100];
    snprintf(forms[0], sizeof *forms, "part %d: %s   page %d of %d   %d min", course_part(lesson), part == NULL ? "" : part,
             page, pages, lesson->minutes);
    snprintf(forms[1], sizeof *forms, "part %d   page %d of %d   %d min", course_part(lesson), page, pages,
             lesson->minutes);
    snprintf(forms[2], sizeof *forms, "%d of %d", page, pages);
    int form = 0; // the longest beside which the title is whole
    while (form < FORMS - 1 && TITLE_COLUMN + title + 2 + (int)strlen(forms[form]) > columns - 1) {
        form++;
    }
    int at = columns - 1 - (int)strlen(forms[form]);
    canvas_printf(canvas, 0, 1, CANVAS_NORMAL, "%02zu", (size_t)(lesson - course->catalog->lessons) + 1);
    canvas_text_within(canvas, 0, TITLE_COLUMN, at - TITLE_COLUMN - 1, CANVAS_TITLE, lesson->title, strlen(lesson->title));
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
    bool narrow = columns < ONE_PANE_BELOW, has_program = course->content->name != NULL;
    if (narrow || course->full || !has_program) {
        bool program = has_program && course->pane == 1;
        layout.program = program ? columns : 0;
        layout.text_at = program ? columns : 0;
    } else {
        layout.program = columns * 38 / 80;
        layout.text_at = layout.program + 1;
    }
    return layout;
}

void view_lesson_fit(Course *course, int rows, int columns)
{
    Layout layout = share(course, rows, columns);
    Canvas *nowhere = canvas_new(1, 1, true);
    canvas_enter(nowhere, 0, 0, 0, 0);
    int lines[COURSE_PANES] = {draw_text(course, nowhere, 0, columns - layout.text_at - 2),
                               (int)course->content->lines.count};
    canvas_free(nowhere);
    for (int pane = 0; pane < COURSE_PANES; pane++) {
        int most = lines[pane] - layout.body;
        most = most < 0 ? 0 : most;
        course->scroll[pane] = course->scroll[pane] < most ? course->scroll[pane] : most;
    }
}

void view_lesson_draw(const Course *course, Canvas *canvas, int rows, int columns)
{
    Layout layout = share(course, rows, columns);
    int body = layout.body, below = layout.below, last = 2 + body; // the line under the program
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
        draw_right(course, canvas, body, columns - from - 1);
        canvas_leave(canvas);
    }
    if (below > 0) {
        Picture picture = course_picture(course);
        canvas_enter(canvas, last + 1, 0, below, columns);
        picture_draw(&picture, canvas, below, columns);
        canvas_leave(canvas);
        canvas_hline(canvas, rows - 2, 0, columns - 1);
    }
    draw_foot(course, canvas, rows - 1, columns);
}
