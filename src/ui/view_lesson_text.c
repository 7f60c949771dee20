// The text beside the program of a lesson's page: what is to be read, the question, what an answer deserves, the
// exercise.
#include <string.h>

#include "explain/words.h"
#include "ui/course_internal.h"
#include "ui/marks.h"
#include "ui/paragraph.h"
#include "ui/pointer.h"

enum { LINES_MOST = 1000 };

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

// An answer that the author did not think of: where it leaves what happens, at least.
static void flow_unheard(PageFlow *flow, const Guess *guess)
{
    Buffer said, words;
    buffer_init(&said);
    buffer_init(&words);
    guess_value(guess, &said);
    buffer_puts(&words, "Nobody has written down what leads to that answer.");
    const char *own = said.data, *is = guess->prediction->answer;
    uint32_t place = 1;
    while (guess->mode == GUESS_SEQUENCE && *own != '\0' && *is != '\0') {
        size_t own_length = strcspn(own, "\n"), length = strcspn(is, "\n");
        if (own_length != length || memcmp(own, is, length) != 0) {
            buffer_puts(&words, " The first thing that is another is the ");
            words_ordinal(&words, place);
            buffer_printf(&words, ": %.*s, not %.*s.", (int)length, is, (int)own_length, own);
            break;
        }
        own += own_length + (own[own_length] == '\n');
        is += length + (is[length] == '\n');
        place++;
    }
    buffer_puts(&words, guess->mode == GUESS_SEQUENCE
                            ? " Step through the run to there."
                            : " Step through the run and find the first moment that is another than you expected.");
    flow_text(flow, CANVAS_NORMAL, 0, words.data);
    flow_gap(flow);
    buffer_deinit(&words);
    buffer_deinit(&said);
}

static void flow_wrong(PageFlow *flow, const Guess *guess)
{
    if (guess->wrong == NULL) {
        flow_unheard(flow, guess);
        return;
    }
    flow_field(flow, guess->wrong->feedback);
    flow_gap(flow);
    Buffer words;
    buffer_init(&words);
    buffer_printf(&words, "Behind it stands the belief that %s. It is not so.", guess->wrong->belief);
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
    bool reveals = false;
    for (size_t i = page->first; i < page->end; i++) {
        if (course->lesson->blocks[i].kind == LESSON_REVEAL) {
            flow_paragraphs(flow, &course->lesson->blocks[i]);
            reveals = true;
        }
    }
    if (!reveals && course->content->why.length > 0) {
        flow_text(flow, CANVAS_KEY, 0, "How it came to this, the last first:");
        for (const char *line = course->content->why.data; *line != '\0';) {
            line += strspn(line, " ");
            size_t length = strcspn(line, "\n");
            flow_part(flow, CANVAS_NORMAL, 2, line, length);
            line += length + (line[length] == '\n');
        }
        flow_gap(flow);
    }
    flow_deeds(flow, course->content);
    buffer_deinit(&words);
}

// ---- the exercise

static void flow_result(PageFlow *flow, const ExerciseResult *result)
{
    enum { CHECK_COLUMN = 9 };
    CanvasStyle style = result->holds ? CANVAS_NORMAL : CANVAS_ERROR;
    canvas_text(flow->canvas, flow->row, 0, style, result->holds ? "holds" : "not yet");
    flow_part(flow, style, CHECK_COLUMN, result->check, strlen(result->check));
    if (!result->holds) {
        Buffer words;
        buffer_init(&words);
        exercise_say(result, &words);
        flow_part(flow, CANVAS_NORMAL, CHECK_COLUMN, words.data, words.length);
        buffer_deinit(&words);
    }
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

// What there is to be done, or what came of it.
static void flow_checks(PageFlow *flow, const PageContent *content, const LessonBlock *block)
{
    for (size_t i = 0; i < content->result_count; i++) {
        flow_result(flow, &content->results[i]);
    }
    size_t at = 0;
    for (const LessonField *field; content->result_count == 0 && (field = lesson_field(block, "check", &at)) != NULL;) {
        flow_text(flow, CANVAS_NORMAL, 2, field->value);
    }
    flow_gap(flow);
}

static void flow_errors(PageFlow *flow, const PageContent *content)
{
    if (content->result_count > 0 && content->errors.length > 0) {
        flow_text(flow, CANVAS_ERROR, 0, content->errors.data);
        flow_gap(flow);
    }
}

static void flow_solved(PageFlow *flow, const PageContent *content, const LessonBlock *block)
{
    flow_exercise_deeds(flow, content);
    if (content->belief.is_played) {
        flow_text(flow, CANVAS_KEY, 0, "The author's way:");
        flow_text(flow, CANVAS_STRING, 0, content->belief.played.source.data);
        flow_gap(flow);
    }
    flow_checks(flow, content, block);
    flow_errors(flow, content);
}

static void flow_exercise(PageFlow *flow, const Course *course)
{
    const PageContent *content = course->content;
    const LessonBlock *block = &course->lesson->blocks[course_page(course)->first];
    flow_field(flow, lesson_value(block, "task"));
    flow_gap(flow);
    if (content->solved) {
        flow_solved(flow, content, block);
        return;
    }
    bool no_python = strncmp(content->errors.data, "  File", 6) == 0; // nothing of it has run: that comes first
    if (no_python) {
        flow_errors(flow, content);
    }
    flow_checks(flow, content, block);
    if (!no_python) {
        flow_errors(flow, content);
    }
    flow_exercise_deeds(flow, content);
    flow_hints(flow, course, course_page(course));
}

// ---- all of it

int view_lesson_text(const Course *course, Canvas *canvas, int scroll, int columns)
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
