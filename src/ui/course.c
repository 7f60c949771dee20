#include "ui/course.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ui/course_state.h"

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
static void close_page(Course *course, int page)
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
static void note(Course *course, ProgressRecord record)
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

static void note_exercise(Course *course)
{
    int number = course_page(course)->exercise;
    if (course->content->solved && !progress_exercise(course_progress(course), course->lesson->id, number)) {
        note(course, (ProgressRecord){.kind = PROGRESS_EXERCISE, .number = number});
    }
}

static void note_answer(Course *course)
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
    note(course, (ProgressRecord){.kind = PROGRESS_ANSWER,
                                  .number = number,
                                  .outcome = outcomes[guess->outcome],
                                  .said = said.data,
                                  .belief = wrong == NULL                   ? NULL
                                            : wrong->misconception[0] != '\0' ? wrong->misconception
                                                                              : wrong->belief});
    buffer_deinit(&said);
}

// Lines that have been put in order are kept as the learner's own program.
static void keep_own(Course *course)
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

static void open_page(Course *course, int page)
{
    keep_own(course);
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
    note(course, (ProgressRecord){.kind = PROGRESS_PLACE, .number = page + 1});
    note_exercise(course);
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
    open_page(course, page < course->page_count ? page : 0);
}

// Where the learner left off; a lesson that is solved begins anew.
static void continue_lesson(Course *course, const Lesson *lesson)
{
    int page = progress_page(course_progress(course), lesson->id);
    open_lesson(course, lesson, page > 0 && !course_solved(course, lesson) ? page - 1 : 0);
}

static void close_lesson(Course *course)
{
    keep_own(course);
    for (int i = 0; i < course->page_count; i++) {
        close_page(course, i);
    }
    course->lesson = NULL;
}

void course_go_to(Course *course, const Lesson *lesson)
{
    close_lesson(course);
    course->chosen = (size_t)(lesson - course->catalog->lessons);
    course->search[0] = '\0';
    continue_lesson(course, lesson);
}

static bool is_locked(const Course *course)
{
    return course_page(course)->kind == PAGE_PREDICT && course->content->problem == NULL &&
           course->content->guess.outcome == GUESS_OPEN;
}

static void turn_page(Course *course, int direction)
{
    int page = course->page + direction;
    if (direction > 0 && is_locked(course)) {
        snprintf(course->message, sizeof course->message, "Answer first. Enter twice skips the question.");
    } else if (page < 0) {
        snprintf(course->message, sizeof course->message, "This is the first page. q goes back to the list.");
    } else if (page < course->page_count) {
        open_page(course, page);
    } else {
        note(course, (ProgressRecord){.kind = PROGRESS_READ});
        bool solved = course_solved(course, course->lesson);
        const char *title = course->lesson->title;
        if (course->message[0] == '\0') {
            snprintf(course->message, sizeof course->message, "%s: %s", title,
                     solved ? "solved." : "read to its end. Once all is answered and done it is solved.");
        }
        close_lesson(course);
    }
}

// ---- a question

// Whether another run can stand beside that of the page: the world of a wrong answer, the author's solution.
static bool shows_belief(const Course *course)
{
    const PageContent *content = course->content;
    if (course_page(course)->kind == PAGE_EXERCISE) {
        return content->solved && content->belief.is_played;
    }
    return course_page(course)->kind == PAGE_PREDICT && content->guess.outcome == GUESS_WRONG &&
           content->belief.of == content->guess.wrong && content->belief.is_played;
}

static bool record_belief(void *context, const char *name, UiProgram *program, Buffer *problem)
{
    const Course *course = context;
    if (*name != '\0') {
        buffer_puts(problem, "Other programs are compared outside of the lessons.");
        return false;
    }
    *program = belief_program(&course->content->belief);
    return true;
}

static UiOthers others_of(Course *course)
{
    return (UiOthers){.twin = "", .record = shows_belief(course) ? record_belief : NULL, .context = course};
}

// The learner's picture beside the truth, whole; going back leads to the page.
static void compare(Course *course)
{
    if (!shows_belief(course)) {
        snprintf(course->message, sizeof course->message,
                 course_page(course)->kind == PAGE_PREDICT && course->content->guess.outcome == GUESS_WRONG
                     ? "There is no world in which that answer is right."
                 : course_page(course)->kind == PAGE_EXERCISE ? "Once it is solved c compares yours with the author's."
                                                              : "There is nothing to compare with here.");
        return;
    }
    UiProgram program = page_content_program(course->content);
    program.name = course_page(course)->kind == PAGE_EXERCISE ? "yours" : "what happens";
    program.others = others_of(course);
    program.others.at_once = program.others.only = true;
    course->stepping = ui_new(&program);
    ui_go_to_step(course->stepping, ui_steps(course->stepping));
}

static void show_change(Course *course)
{
    if (course_page(course)->kind == PAGE_PREDICT && shows_belief(course) && course->content->belief.changed > 0) {
        course->content->shows_change = !course->content->shows_change;
        course->scroll[0] = 0;
    } else {
        snprintf(course->message, sizeof course->message, "There is nothing to change on this page.");
    }
}

// Says something at the foot of the main screen, until the next key.
__attribute__((format(printf, 2, 3)))
static void tell(Course *course, const char *format, ...)
{
    UiState *state = course->stepping;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(state->said, sizeof state->said, format, arguments);
    va_end(arguments);
    state->message = state->said;
}

// What the learner has said, to be held against what there is to see.
static void tell_guess(Course *course)
{
    const Guess *guess = &course->content->guess;
    Buffer said;
    buffer_init(&said);
    if (course_page(course)->kind == PAGE_PREDICT && guess->outcome != GUESS_SKIPPED) {
        guess_said(guess, &said);
        tell(course, "You said: %s.  → steps, q goes back to the lesson.", said.data);
    } else {
        tell(course, "→ steps, q goes back to the lesson.");
    }
    buffer_deinit(&said);
}

static void step_through(Course *course)
{
    UiProgram program = page_content_program(course->content);
    program.others = others_of(course);
    const LessonBlock *show = course_page(course)->show;
    const char *at = show == NULL ? NULL : lesson_value(show, "at");
    const char *detail = show == NULL ? NULL : lesson_value(show, "detail");
    const char *ruler = show == NULL ? NULL : lesson_value(show, "ruler");
    course->stepping = ui_new(&program);
    course->content->stepped = true;
    tell_guess(course);
    if (show == NULL || strcmp(show->argument, course->content->name) != 0) {
        return;
    }
    for (int i = detail == NULL ? 1 : atoi(detail); i > 1; i--) {
        ui_key(course->stepping, 'd');
    }
    if (ruler != NULL) {
        ui_look(course->stepping, strcmp(ruler, "time") == 0    ? RULER_TIME
                                  : strcmp(ruler, "event") == 0 ? RULER_EVENT
                                                                : RULER_OPENED, false);
    }
    if (at != NULL && strcmp(at, "0s") != 0) { // the beginning, not the last step at 0 s
        state_go_to(course->stepping, at);
    }
    tell_guess(course);
}

static void press_enter_on_question(Course *course)
{
    Guess *guess = &course->content->guess;
    if (course->content->problem != NULL) {
        turn_page(course, 1);
    } else if (guess->outcome != GUESS_OPEN) {
        if (course->content->stepped || !course->content->is_played) {
            turn_page(course, 1);
        } else {
            step_through(course);
        }
    } else if (guess_given(guess)) {
        guess_answer(guess);
        belief_play(&course->content->belief, course->lesson, &course->content->prediction, guess->wrong,
                    &course->content->source, &course->content->arena);
        note_answer(course);
    } else if (course->skips) {
        guess->outcome = GUESS_SKIPPED;
        note_answer(course);
    } else {
        course->skips = true;
        snprintf(course->message, sizeof course->message,
                 "No answer yet. A wrong guess teaches more than none; Enter again skips.");
    }
    if (guess->outcome != GUESS_OPEN) {
        course->scroll[0] = 0;
    }
}

static void answer_again(Course *course)
{
    if (course_page(course)->kind == PAGE_EXERCISE && course->content->puzzle.count > 0) {
        course->content->solved = false; // the lines can be moved again
        course->pane = 1;
    } else if (course_page(course)->kind == PAGE_PREDICT && course->content->problem == NULL) {
        guess_init(&course->content->guess, progress_seed(course_progress(course)), course->lesson->id, &course->content->prediction,
                   &course->content->arena);
        course->content->stepped = course->content->shows_change = false;
    }
}

static void give_hint(Course *course)
{
    int hints = 0;
    const Page *page = course_page(course);
    for (size_t i = page->first; i < page->end; i++) {
        hints += course->lesson->blocks[i].kind == LESSON_HINT;
    }
    if (course->content->hints < hints) {
        course->content->hints++;
    } else {
        snprintf(course->message, sizeof course->message, hints == 0 ? "There is no hint on this page."
                                                                     : "That was the last hint.");
    }
}

// ---- an exercise

bool course_arranges(const Course *course)
{
    const PageContent *content = course->content;
    return course_page(course)->kind == PAGE_EXERCISE && content->puzzle.count > 0 && !content->solved &&
           content->problem == NULL && course->pane == 1;
}

// Into the run, at the moment where the next check that fails shows.
static void see_failure(Course *course)
{
    PageContent *content = course->content;
    const ExerciseResult *failure = page_content_failure(content);
    if (failure == NULL || !content->is_played) {
        snprintf(course->message, sizeof course->message, "No check fails here.");
        return;
    }
    step_through(course);
    if (failure->at_event != UINT64_MAX) {
        state_jump(course->stepping, failure->at_event + 1);
    } else {
        ui_go_to_step(course->stepping, ui_steps(course->stepping));
    }
    tell(course, "%s: %s.  q goes back.", failure->check, failure->said);
    content->seen = (size_t)(failure - content->results) + 1;
}

// Reads the program again: it may have been edited.
static void read_again(Course *course)
{
    int hints = course->content->hints;
    keep_own(course);
    close_page(course, course->page);
    open_page(course, course->page);
    course->content->hints = hints;
    if (course->content->result_count == 0) {
        page_content_check(course->content, course->lesson, course_page(course));
    }
    note_exercise(course);
}

static void check_again(Course *course)
{
    if (course_page(course)->kind != PAGE_EXERCISE) {
        return;
    }
    if (course->content->puzzle.count == 0) {
        read_again(course);
        return;
    }
    keep_own(course);
    page_content_check(course->content, course->lesson, course_page(course));
    note_exercise(course);
}

static void press_enter_on_exercise(Course *course)
{
    PageContent *content = course->content;
    if (content->solved || content->problem != NULL) {
        turn_page(course, 1);
    } else if (content->result_count == 0) {
        check_again(course);
    } else {
        see_failure(course);
    }
}

bool course_wants_edit(const Course *course)
{
    return course->wants_edit;
}

void course_edit(Course *course)
{
    Buffer problem;
    buffer_init(&problem);
    course->wants_edit = false;
    keep_own(course);
    if (course->host->edit == NULL) {
        buffer_puts(&problem, "There is no editor here.");
    } else if (course->host->edit(course->host->context, course->lesson, course_page(course)->exercise,
                                  &course->content->source, &problem)) {
        read_again(course);
    }
    if (problem.length > 0) {
        snprintf(course->message, sizeof course->message, "%s", problem.data);
    }
    buffer_deinit(&problem);
}

// ---- keys

void course_scroll(Course *course, int pane, int by)
{
    int *at = &course->scroll[pane];
    *at = *at + by < 0 ? 0 : *at + by;
}

// A key that does something on other screens only.
static bool says_nothing(Course *course, CourseAction action)
{
    bool nothing = action != COURSE_NOTHING && course_help(course, action)[0] == '\0';
    if (nothing) {
        snprintf(course->message, sizeof course->message, "That key does nothing here: ? lists those that do.");
    }
    return nothing;
}

void course_point_at_time(Course *course, int64_t time_ns)
{
    Guess *guess = &course->content->guess;
    if (course_screen(course) == COURSE_ASKED && guess->mode == GUESS_MARK) {
        guess_mark(guess, time_ns / 1000000);
    } else if (course_screen(course) != COURSE_ASKED && course->content->is_played) {
        step_through(course);
        ui_go_to_time(course->stepping, time_ns);
    }
}

static bool page_key(Course *course, UiKey key)
{
    PageKind kind = course_page(course)->kind;
    bool skipped = course->skips;
    if (kind == PAGE_PREDICT && course->content->problem == NULL && guess_key(&course->content->guess, key)) {
        course->skips = false;
        return true;
    }
    if (course_arranges(course) && puzzle_key(&course->content->puzzle, key)) {
        page_content_rearrange(course->content);
        return true;
    }
    CourseAction action = course_action(key);
    course->skips = skipped && action == COURSE_ENTER;
    if (says_nothing(course, action)) {
        return true;
    }
    switch (action) {
    case COURSE_ENTER:
        if (kind == PAGE_PREDICT) {
            press_enter_on_question(course);
        } else if (kind == PAGE_EXERCISE) {
            press_enter_on_exercise(course);
        } else if (course->content->is_played && !course->content->stepped) {
            step_through(course);
        } else {
            turn_page(course, 1);
        }
        break;
    case COURSE_NEXT: turn_page(course, 1); break;
    case COURSE_LAST: turn_page(course, -1); break;
    case COURSE_UP: course_scroll(course, course->pane, -1); break;
    case COURSE_DOWN: course_scroll(course, course->pane, 1); break;
    case COURSE_PANE: course->pane = (course->pane + 1) % COURSE_PANES; break;
    case COURSE_FULL: course->full = !course->full; break;
    case COURSE_HINT: give_hint(course); break;
    case COURSE_UNDO: answer_again(course); break;
    case COURSE_EDIT:
        course->wants_edit = kind == PAGE_EXERCISE;
        if (!course->wants_edit) {
            show_change(course);
        }
        break;
    case COURSE_COMPARE: compare(course); break;
    case COURSE_GO_TO: see_failure(course); break;
    case COURSE_RERUN: check_again(course); break;
    case COURSE_TERMS: course_open_terms(course, NULL); break;
    case COURSE_HELP: course_open_help(course); break;
    case COURSE_BACK: close_lesson(course); break;
    case COURSE_QUIT: return false;
    case COURSE_NOTHING:
    case COURSE_TAKE:
    case COURSE_AWAY:
    case COURSE_CLAIMS:
    case COURSE_UNSOLVED:
    case COURSE_RESET:
    case COURSE_SEARCH: break;
    }
    return true;
}

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
static void choose_unsolved(Course *course)
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
static void choose_last(Course *course)
{
    int page;
    const char *id = progress_place(course_progress(course), &page);
    const Lesson *last = id == NULL ? NULL : catalog_find(course->catalog, id);
    if (last != NULL) {
        course->chosen = (size_t)(last - course->catalog->lessons);
        if (course_solved(course, last)) {
            choose_unsolved(course);
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
    note(course, (ProgressRecord){.kind = PROGRESS_RESET, .lesson = lesson->id});
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

static bool browser_key(Course *course, UiKey key)
{
    if (course->searching) {
        search_key(course, key);
        return true;
    }
    bool again = course->resets;
    course->resets = false;
    CourseAction action = course_action(key);
    if (says_nothing(course, action)) {
        return true;
    }
    switch (action) {
    case COURSE_ENTER:
        if (course_finds(course, &course->catalog->lessons[course->chosen])) {
            continue_lesson(course, &course->catalog->lessons[course->chosen]);
        }
        break;
    case COURSE_NEXT: choose_part(course, 1); break;
    case COURSE_LAST: choose_part(course, -1); break;
    case COURSE_UP: choose(course, -1); break;
    case COURSE_DOWN: choose(course, 1); break;
    case COURSE_UNSOLVED: choose_unsolved(course); break;
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
    return course->lesson == NULL ? browser_key(course, key) : page_key(course, key);
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
        choose_last(course);
    }
    return course;
}

void course_free(Course *course)
{
    if (course != NULL) {
        course_back(course);
        close_lesson(course);
        reference_close(&course->reference);
        progress_free(course->visit);
        free(course);
    }
}
