#include "ui/course.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ui/course_internal.h"

static const struct {
    const char *word, *title;
} parts[] = {
#define LESSON_PART(word, title) {word, title},
#include "lesson/part.def"
#undef LESSON_PART
};

enum { PARTS = sizeof parts / sizeof *parts };

// ---- what it says of lessons

int course_part(const Lesson *lesson)
{
    int part = 0;
    while (part < PARTS && strcmp(parts[part].word, lesson->part) != 0) {
        part++;
    }
    return part;
}

const char *course_part_title(int part)
{
    return part < PARTS ? parts[part].title : NULL;
}

const Progress *course_progress(const Course *course)
{
    return course->visit != NULL ? course->visit : course->host->progress(course->host->context);
}

bool course_solved(const Course *course, const Lesson *lesson)
{
    return progress_solved(course_progress(course), lesson);
}

static bool contains(const char *text, const char *word)
{
    for (; *text != '\0'; text++) {
        if (strncasecmp(text, word, strlen(word)) == 0) {
            return true;
        }
    }
    return word[0] == '\0';
}

bool course_finds(const Course *course, const Lesson *lesson)
{
    const char *word = course->search;
    bool found = contains(lesson->title, word) || contains(lesson->id, word);
    for (size_t i = 0; i < lesson->seed_count; i++) {
        found |= contains(lesson->seeds[i], word);
    }
    for (size_t i = 0; i < lesson->misconception_count; i++) {
        const char *belief = misconception_words(lesson->misconceptions[i]);
        found |= belief != NULL && contains(belief, word);
    }
    return found;
}

const Page *course_page(const Course *course)
{
    return &course->pages[course->page];
}

// ---- going from page to page

// Forgets what stands on a page.
void course_close_page(Course *course, int page)
{
    if (course->contents[page] != NULL) {
        course->content = course->content == course->contents[page] ? NULL : course->content;
        page_content_deinit(course->contents[page]);
        free(course->contents[page]);
        course->contents[page] = NULL;
    }
}

// What stands on the page that is shown: as it was left, where it has been open before.
static PageContent *content_of_page(Course *course)
{
    PageContent **content = &course->contents[course->page];
    if (*content == NULL) {
        *content = malloc(sizeof **content);
        if (*content == NULL) {
            abort();
        }
        page_content_init(*content, course);
    }
    return *content;
}

// Notes what has happened, in the lesson that is open where one is.
void course_note(Course *course, ProgressRecord record)
{
    if (course->lesson != NULL) {
        record.lesson = course->lesson->id;
    }
    if (course->visit != NULL) {
        progress_note(course->visit, &record);
        return;
    }
    Buffer problem;
    buffer_init(&problem);
    if (!course->host->note(course->host->context, &record, &problem)) {
        snprintf(course->message, sizeof course->message, "%s", problem.data);
    }
    buffer_deinit(&problem);
}

void course_note_exercise(Course *course)
{
    int number = course_page(course)->exercise;
    if (course->content->solved && !progress_exercise(course_progress(course), course->lesson->id, number)) {
        course_note(course, (ProgressRecord){.kind = PROGRESS_EXERCISE, .number = number});
    }
}

void course_note_answer(Course *course)
{
    static const ProgressOutcome outcomes[] = {[GUESS_OPEN] = PROGRESS_NONE,
                                               [GUESS_SKIPPED] = PROGRESS_SKIPPED,
                                               [GUESS_RIGHT] = PROGRESS_RIGHT,
                                               [GUESS_WRONG] = PROGRESS_WRONG};
    const Guess *guess = &course->content->guess;
    int number = course_page(course)->question;
    ProgressOutcome before = progress_outcome(course_progress(course), course->lesson->id, number);
    if (guess->outcome == GUESS_SKIPPED && before != PROGRESS_NONE) {
        return; // the answer that was given once is worth more
    }
    const Wrong *wrong = guess->wrong;
    Buffer said;
    buffer_init(&said);
    guess_value(guess, &said);
    course_note(course, (ProgressRecord){.kind = PROGRESS_ANSWER,
                                  .number = number,
                                  .outcome = outcomes[guess->outcome],
                                  .said = said.data,
                                  .belief = wrong == NULL                   ? NULL
                                            : wrong->misconception[0] != '\0' ? wrong->misconception
                                                                              : wrong->belief});
    buffer_deinit(&said);
}

// Lines that have been put in order are kept as the learner's own program.
void course_keep_own(Course *course)
{
    PageContent *content = course->content;
    const CourseHost *host = course->host;
    if (content == NULL || !content->unkept || host->keep == NULL) {
        return;
    }
    Buffer problem;
    buffer_init(&problem);
    content->unkept = false;
    if (!host->keep(host->context, course->lesson, course_page(course)->exercise, &content->source, &problem)) {
        snprintf(course->message, sizeof course->message, "%s", problem.data);
    }
    buffer_deinit(&problem);
}

// Whether the run of a page to read may be seen: no question of the lesson about that program is open.
static bool run_is_open(const Course *course)
{
    for (int i = 0; i < course->page_count; i++) {
        const Page *page = &course->pages[i];
        const PageContent *content = course->contents[i];
        const char *program = lesson_value(&course->lesson->blocks[page->first], "program");
        if (page->kind == PAGE_PREDICT && strcmp(program, course->content->name) == 0 &&
            (content == NULL || content->guess.outcome == GUESS_OPEN)) {
            return false;
        }
    }
    return true;
}

void course_open_page(Course *course, int page)
{
    course_keep_own(course);
    course->page = page;
    memset(course->scroll, 0, sizeof course->scroll);
    course->skips = false;
    course->content = content_of_page(course);
    PageContent *content = course->content;
    if (course_page(course)->kind == PAGE_TEXT && content->name != NULL && content->problem == NULL &&
        !content->is_played && run_is_open(course)) {
        page_content_play(content);
    }
    course->pane = course->content->puzzle.count > 0 ? 1 : 0;
    course_note(course, (ProgressRecord){.kind = PROGRESS_PLACE, .number = page + 1});
    course_note_exercise(course);
}

// At a page (from 0), or at its first one where it has no such page.
static void open_lesson(Course *course, const Lesson *lesson, int page)
{
    course->page_count = course_pages(lesson, course->pages);
    if (course->page_count == 0) {
        snprintf(course->message, sizeof course->message, "Nothing is written in this lesson yet.");
        return;
    }
    course->lesson = lesson;
    course_open_page(course, page < course->page_count ? page : 0);
}

// Where the learner left off; a lesson that is solved begins anew.
void course_continue(Course *course, const Lesson *lesson)
{
    int page = progress_page(course_progress(course), lesson->id);
    open_lesson(course, lesson, page > 0 && !course_solved(course, lesson) ? page - 1 : 0);
}

void course_close_lesson(Course *course)
{
    course_keep_own(course);
    for (int i = 0; i < course->page_count; i++) {
        course_close_page(course, i);
    }
    course->lesson = NULL;
}

void course_go_to(Course *course, const Lesson *lesson)
{
    course_close_lesson(course);
    course->chosen = (size_t)(lesson - course->catalog->lessons);
    course->search[0] = '\0';
    course_continue(course, lesson);
}

static bool is_locked(const Course *course)
{
    return course_page(course)->kind == PAGE_PREDICT && course->content->problem == NULL &&
           course->content->guess.outcome == GUESS_OPEN;
}

void course_turn_page(Course *course, int direction)
{
    int page = course->page + direction;
    if (direction > 0 && is_locked(course)) {
        snprintf(course->message, sizeof course->message, "Answer first. Enter twice skips the question.");
    } else if (page < 0) {
        snprintf(course->message, sizeof course->message, "This is the first page.");
    } else if (page < course->page_count) {
        course_open_page(course, page);
    } else {
        course_note(course, (ProgressRecord){.kind = PROGRESS_READ});
        bool solved = course_solved(course, course->lesson);
        const char *title = course->lesson->title;
        if (course->message[0] == '\0') {
            snprintf(course->message, sizeof course->message,
                     solved ? "Solved: %s" : "Something is still to be done in \"%s\".", title);
        }
        course_close_lesson(course);
        if (solved) {
            course_choose_unsolved(course);
        }
    }
}

bool course_key(Course *course, UiKey key)
{
    if (course->stepping != NULL) {
        if (!ui_key(course->stepping, key)) {
            course_back(course);
            return key != 'Q';
        }
        return true;
    }
    if (course->help && course->reference.kind != REFERENCE_NONE) {
        course->help = false;
        return true;
    }
    if (course->help) {
        return course_help_key(course, key);
    }
    course->message[0] = '\0';
    if (course->reference.kind != REFERENCE_NONE) {
        return course_reference_key(course, key);
    }
    if (course->lesson == NULL) {
        return course_list_key(course, key);
    }
    return course_page_key(course, key) && !(course->host->alone && course->lesson == NULL);
}

UiState *course_stepping(const Course *course)
{
    return course->stepping;
}

void course_back(Course *course)
{
    ui_free(course->stepping);
    course->stepping = NULL;
}

// ---- coming and going

Course *course_new(const Catalog *catalog, const Lesson *lesson, const CourseHost *host)
{
    static const CourseHost nobody = {0};
    Course *course = calloc(1, sizeof *course);
    if (course == NULL) {
        abort();
    }
    course->catalog = catalog;
    course->host = host == NULL ? &nobody : host;
    course->visit = course->host->note == NULL ? progress_new(0) : NULL;
    if (lesson != NULL) {
        course->chosen = (size_t)(lesson - catalog->lessons);
        open_lesson(course, lesson, 0);
    } else {
        course_choose_last(course);
    }
    return course;
}

void course_free(Course *course)
{
    if (course != NULL) {
        course_back(course);
        course_close_lesson(course);
        reference_close(&course->reference);
        progress_free(course->visit);
        free(course);
    }
}
