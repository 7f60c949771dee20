// Terms and claims over a page or the list of lessons.
#include <stdio.h>
#include <string.h>

#include "ui/course_state.h"
#include "ui/marks.h"
#include "ui/pointer.h"

static void read_paragraphs(Marks *marks, const LessonBlock *block)
{
    for (size_t i = 0; i < block->paragraph_count; i++) {
        marks_read(marks, block->paragraphs[i].text, strlen(block->paragraphs[i].text));
    }
}

// What the page has said so far, its program included: what a question reveals only once it is answered.
static void read_page(const Course *course, Marks *marks)
{
    const Page *page = course_page(course);
    const PageContent *content = course->content;
    bool answered = page->kind == PAGE_PREDICT && content->problem == NULL && content->guess.outcome != GUESS_OPEN;
    int hints = content->hints;
    marks_read(marks, content->source.data, content->source.length);
    for (size_t i = page->first; i < page->end; i++) {
        const LessonBlock *block = &course->lesson->blocks[i];
        if (block->kind == LESSON_TEXT || (block->kind == LESSON_REVEAL && answered) ||
            (block->kind == LESSON_HINT && hints-- > 0)) {
            read_paragraphs(marks, block);
        }
        for (size_t f = 0; f < block->field_count; f++) {
            const LessonField *field = &block->fields[f];
            if (strcmp(field->name, "question") == 0 || strcmp(field->name, "task") == 0) {
                marks_read(marks, field->value, strlen(field->value));
            }
        }
    }
    if (answered && content->guess.wrong != NULL) {
        marks_read(marks, content->guess.wrong->feedback, strlen(content->guess.wrong->feedback));
    }
}

void course_open_terms(Course *course, const Term *first)
{
    if (course->catalog->terms.count == 0) {
        snprintf(course->message, sizeof course->message, "These lessons come without a list of terms.");
        return;
    }
    Marks marks;
    marks_init(&marks, &course->catalog->terms);
    if (course->lesson != NULL) {
        read_page(course, &marks);
    }
    reference_open(&course->reference, course->catalog, REFERENCE_TERMS, course->lesson == NULL ? NULL : marks.seen,
                   first);
    marks_deinit(&marks);
}

void course_open_claims(Course *course)
{
    if (course->catalog->claims.count == 0) {
        snprintf(course->message, sizeof course->message, "These lessons come without claims.");
        return;
    }
    reference_open(&course->reference, course->catalog, REFERENCE_CLAIMS, NULL, NULL);
}

static void go_to_lesson(Course *course)
{
    const Lesson *lesson = catalog_find(course->catalog, reference_lesson(&course->reference));
    bool is_here = lesson != NULL && lesson == course->lesson;
    if (lesson == NULL) {
        snprintf(course->message, sizeof course->message, "There is no lesson '%s'.",
                 reference_lesson(&course->reference));
        return;
    }
    reference_close(&course->reference);
    if (is_here) {
        snprintf(course->message, sizeof course->message, "This is the lesson that teaches it.");
    } else {
        course_go_to(course, lesson);
    }
}

bool course_reference_key(Course *course, UiKey key)
{
    UiProgram program;
    switch (reference_key(&course->reference, key)) {
    case REFERENCE_STAY: break;
    case REFERENCE_CLOSE: reference_close(&course->reference); break;
    case REFERENCE_HELP: course->help = true; break;
    case REFERENCE_LESSON: go_to_lesson(course); break;
    case REFERENCE_RUN:
        if (reference_play(&course->reference, &program)) {
            program.inside = true;
            course->stepping = ui_new(&program);
            course->stepping->message = "→ steps, w says why, q goes back to the claims.";
        } else {
            snprintf(course->message, sizeof course->message, "Its program cannot be run.");
        }
        break;
    }
    return true;
}

// A click on a row chooses it; on the one that is chosen it is Enter.
static void click_row(Course *course, size_t row)
{
    Reference *reference = &course->reference;
    if (row == reference->chosen) {
        course_reference_key(course, UI_KEY_ENTER);
    } else if (row < reference->count) {
        reference->chosen = row;
    }
}

bool course_reference_point(Course *course, const Canvas *canvas, int row, int column)
{
    uint64_t value;
    if (canvas_place_at(canvas, row, column, POINTER_TERM, &value)) {
        const Term *term = &course->catalog->terms.terms[value];
        if (course->reference.kind == REFERENCE_TERMS) {
            reference_choose(&course->reference, term);
        } else {
            course_open_terms(course, term);
        }
        return true;
    }
    if (course->reference.kind != REFERENCE_NONE && canvas_place_at(canvas, row, column, POINTER_ENTRY, &value)) {
        click_row(course, value);
    }
    return course->reference.kind != REFERENCE_NONE;
}
