// What one does on a page: answering, looking at runs, putting lines in order, checking.
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/course_internal.h"

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

static void give_answer(Course *course)
{
    Guess *guess = &course->content->guess;
    int left = guess_left(guess);
    if (left > 0) {
        snprintf(course->message, sizeof course->message, "Put all of them in order: %d to go.", left);
        return;
    }
    if (guess_given(guess)) {
        guess_answer(guess);
        belief_play(&course->content->belief, course->lesson, &course->content->prediction, guess->wrong,
                    &course->content->source, &course->content->arena);
    } else if (course->skips) {
        guess->outcome = GUESS_SKIPPED;
    } else {
        course->skips = true;
        snprintf(course->message, sizeof course->message,
                 "No answer yet. A wrong guess teaches more than none; Enter again skips.");
        return;
    }
    page_content_explain(course->content);
    course_note_answer(course);
    course->scroll[0] = 0;
}

// Answers, then steps through what there is to see, then goes on.
static void press_enter_on_question(Course *course)
{
    const PageContent *content = course->content;
    bool seen = content->stepped || !content->is_played;
    if (content->problem == NULL && content->guess.outcome == GUESS_OPEN) {
        give_answer(course);
    } else if (content->problem != NULL || seen) {
        course_turn_page(course, 1);
    } else {
        step_through(course);
    }
}

static void answer_again(Course *course)
{
    if (course_page(course)->kind == PAGE_EXERCISE && course->content->puzzle.count > 0) {
        course->content->solved = false; // the lines can be moved again
        course->pane = 1;
    } else if (course_page(course)->kind == PAGE_PREDICT && course->content->problem == NULL) {
        PageContent *content = course->content;
        guess_init(&content->guess, progress_seed(course_progress(course)), course->lesson->id, &content->prediction,
                   &content->arena);
        course->content->stepped = course->content->shows_change = false;
    }
}

static void give_hint(Course *course)
{
    enum { FAR_BELOW = 1 << 20 };
    int hints = 0;
    const Page *page = course_page(course);
    for (size_t i = page->first; i < page->end; i++) {
        hints += course->lesson->blocks[i].kind == LESSON_HINT;
    }
    if (course->content->hints < hints) {
        course->content->hints++;
        course->scroll[0] = FAR_BELOW; // where it stands; a page is scrolled no further than its end
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
    course_keep_own(course);
    course_close_page(course, course->page);
    course_open_page(course, course->page);
    course->content->hints = hints;
    if (course->content->result_count == 0) {
        page_content_check(course->content, course->lesson, course_page(course));
    }
    course_note_exercise(course);
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
    course_keep_own(course);
    page_content_check(course->content, course->lesson, course_page(course));
    course_note_exercise(course);
}

static void press_enter_on_exercise(Course *course)
{
    PageContent *content = course->content;
    if (content->solved || content->problem != NULL) {
        course_turn_page(course, 1);
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
    course_keep_own(course);
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

// The pane that keys scroll: the other one where the chosen one is seen whole.
static int pane_of_keys(const Course *course)
{
    int pane = course->pane, other = (pane + 1) % COURSE_PANES;
    return course->hidden[pane] == 0 && course->hidden[other] > 0 ? other : pane;
}

// A key that does something on other screens only.
bool course_says_nothing(Course *course, CourseAction action)
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

bool course_page_key(Course *course, UiKey key)
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
    if (course_says_nothing(course, action)) {
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
            course_turn_page(course, 1);
        }
        break;
    case COURSE_NEXT: course_turn_page(course, 1); break;
    case COURSE_LAST: course_turn_page(course, -1); break;
    case COURSE_UP: course_scroll(course, pane_of_keys(course), -1); break;
    case COURSE_DOWN: course_scroll(course, pane_of_keys(course), 1); break;
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
    case COURSE_BACK: course_close_lesson(course); break;
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
