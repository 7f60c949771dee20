// A lesson shared out into pages, and what stands on one.
#include <stdlib.h>
#include <string.h>

#include "explain/why.h"
#include "ui/course_state.h"
#include "ui/inspect.h"

// ---- sharing out

static bool begins_page(const LessonBlock *block)
{
    return block->kind == LESSON_PREDICT || block->kind == LESSON_EXERCISE;
}

static bool has_text(const Lesson *lesson, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        if (lesson->blocks[i].kind == LESSON_TEXT || lesson->blocks[i].kind == LESSON_SHOW) {
            return true;
        }
    }
    return false;
}

// How many blocks behind a question or exercise belong to it: its hints, and what it reveals.
static size_t belongs(const Lesson *lesson, size_t first)
{
    size_t end = first + 1;
    while (end < lesson->block_count &&
           (lesson->blocks[end].kind == LESSON_HINT || lesson->blocks[end].kind == LESSON_REVEAL ||
            lesson->blocks[end].kind == LESSON_TEACHER)) {
        end++;
    }
    return end;
}

int course_pages(const Lesson *lesson, Page *pages)
{
    int count = 0, questions = 0, exercises = 0;
    const LessonBlock *show = NULL;
    for (size_t first = 0; first < lesson->block_count && count < COURSE_PAGES;) {
        const LessonBlock *block = &lesson->blocks[first];
        size_t end = first;
        PageKind kind = PAGE_TEXT;
        if (begins_page(block)) {
            end = belongs(lesson, first);
            kind = block->kind == LESSON_PREDICT ? PAGE_PREDICT : PAGE_EXERCISE;
            exercises += kind == PAGE_EXERCISE;
            questions += kind == PAGE_PREDICT;
        } else {
            for (; end < lesson->block_count && !begins_page(&lesson->blocks[end]); end++) {
                if (lesson->blocks[end].kind != LESSON_SHOW) {
                    continue;
                }
                if (show != NULL && has_text(lesson, first, end) && show >= &lesson->blocks[first]) {
                    break; // a second program has a page of its own
                }
                show = &lesson->blocks[end];
            }
        }
        if (kind != PAGE_TEXT || has_text(lesson, first, end)) {
            pages[count++] = (Page){kind, first, end, show, questions, exercises};
        }
        first = end;
    }
    return count;
}

// ---- its content

static void keep_problem(PageContent *content, Diag *diag)
{
    Buffer text;
    buffer_init(&text);
    diag_format(diag, &text);
    content->problem = arena_strndup(&content->arena, text.data, text.length);
    buffer_deinit(&text);
}

// The lines of the solution and those that are not needed, in disorder.
static bool begin_puzzle(PageContent *content, const Lesson *lesson, const LessonBlock *block, Diag *diag)
{
    const char *extra[PUZZLE_LINES];
    size_t count = 0, at = 0;
    Buffer solution;
    buffer_init(&solution);
    for (const LessonField *field; count < PUZZLE_LINES && (field = lesson_field(block, "distractor", &at)) != NULL;) {
        extra[count++] = field->value;
    }
    bool read = lesson_program(lesson, lesson_value(block, "solution"), block->line, &solution, diag);
    bool made = read && puzzle_init(&content->puzzle, solution.data, extra, count, &content->arena);
    if (read && !made) {
        diag_set(diag, lesson->path, block->line, 1, "there are more than %d lines to be put in order", PUZZLE_LINES);
    }
    buffer_deinit(&solution);
    return made;
}

// What the learner begins with.
static bool begin_source(PageContent *content, const Lesson *lesson, const LessonBlock *block, Diag *diag)
{
    const char *start = lesson_value(block, "start");
    if (content->puzzle.count > 0) {
        puzzle_text(&content->puzzle, &content->source);
    } else if (start == NULL) {
        buffer_puts(&content->source, "import asyncio\n");
    }
    bool made = start == NULL || content->puzzle.count > 0;
    return made || lesson_program(lesson, start, block->line, &content->source, diag);
}

// A program that has been edited may have other lines: then there is no puzzle any more.
static void read_own(PageContent *content)
{
    if (content->puzzle.count > 0 && puzzle_read(&content->puzzle, content->source.data)) {
        buffer_clear(&content->source);
        puzzle_text(&content->puzzle, &content->source);
    } else {
        content->puzzle.count = 0;
    }
}

static void begin_exercise(PageContent *content, const CourseHost *host, const Lesson *lesson, const Page *page)
{
    const LessonBlock *block = &lesson->blocks[page->first];
    const char *start = lesson_value(block, "start");
    Diag diag;
    diag_init(&diag);
    content->name = start != NULL ? start : "exercise.py";
    bool sound = strcmp(block->argument, "parsons") != 0 || begin_puzzle(content, lesson, block, &diag);
    if (sound && host->own != NULL && host->own(host->context, lesson, page->exercise, &content->source)) {
        read_own(content);
        page_content_check(content, lesson, page);
    } else if (!sound || !begin_source(content, lesson, block, &diag)) {
        keep_problem(content, &diag);
    }
    diag_deinit(&diag);
}

UiProgram page_content_program(const PageContent *content)
{
    return (UiProgram){.name = content->name,
                       .source = content->source.data,
                       .source_length = content->source.length,
                       .trace = content->played.trace,
                       .inside = true,
                       .inspect = inspect_of(content->played.run)};
}

void page_content_play(PageContent *content)
{
    content->is_played =
        played_init(&content->played, content->name, content->source.data, content->source.length);
    if (content->is_played) {
        UiProgram program = page_content_program(content);
        content->truth = ui_new(&program);
        for (uint32_t i = 0; i < content->truth->lanes.count; i++) {
            content->truth->lanes.lanes[i].tag[0] = '\0'; // a page has names only
        }
        ui_go_to_step(content->truth, ui_steps(content->truth));
        ui_look(content->truth, RULER_OPENED, true);
    }
}

// The moment at the end of a question: "state of B at 1.5". Below 0 where there is none.
static double moment_in(const char *question)
{
    const char *at = strstr(question, " at ");
    char *end;
    double moment = at == NULL ? -1 : strtod(at + 4, &end);
    return at != NULL && end != at + 4 && *end == '\0' ? moment : -1;
}

static void begin_question(PageContent *content, uint32_t seed, const Lesson *lesson, const Page *page)
{
    const LessonBlock *block = &lesson->blocks[page->first];
    const char *answer = lesson_value(block, "answer");
    static const char moment[] = "time of output";
    Diag diag;
    diag_init(&diag);
    content->asked = answer;
    content->asked_at = moment_in(answer);
    content->asks_output = strstr(answer, "of output ") != NULL || strncmp(answer, "is printed", 10) == 0 ||
                           strcmp(answer, "order of output") == 0;
    content->asks_time = strncmp(answer, moment, strlen(moment)) == 0 || strcmp(answer, "total time") == 0;
    if (prediction_make(lesson, block, &content->arena, &content->prediction, &diag) &&
        lesson_program(lesson, content->prediction.program, block->line, &content->source, &diag)) {
        content->name = content->prediction.program;
        guess_init(&content->guess, seed, lesson->id, &content->prediction, &content->arena);
        page_content_play(content);
        if (content->is_played) {
            belief_prints(&content->played, &content->prints);
        }
    } else {
        keep_problem(content, &diag);
    }
    diag_deinit(&diag);
}

static void begin_text(PageContent *content, const Lesson *lesson, const Page *page)
{
    Diag diag;
    diag_init(&diag);
    if (page->show != NULL) {
        content->name = page->show->argument;
        if (!lesson_program(lesson, content->name, page->show->line, &content->source, &diag)) {
            keep_problem(content, &diag);
        }
    }
    diag_deinit(&diag);
}

static void forget_run(PageContent *content)
{
    ui_free(content->truth);
    content->truth = NULL;
    if (content->is_played) {
        played_deinit(&content->played);
    }
    content->is_played = false;
    content->result_count = content->seen = 0;
    content->solved = false;
    buffer_clear(&content->errors);
}

static void look_at_source(PageContent *content)
{
    source_text_init(&content->lines, content->source.data, content->source.length);
    highlight_init(&content->highlight, &content->lines);
    for (uint32_t line = 1; line <= content->lines.count; line++) {
        size_t length;
        const char *text = source_text_line(&content->lines, line, &length);
        int width = canvas_width(text, length);
        content->columns = width > content->columns ? width : content->columns;
    }
}

void page_content_init(PageContent *content, const Course *course)
{
    const Lesson *lesson = course->lesson;
    const Page *page = course_page(course);
    *content = (PageContent){0};
    arena_init(&content->arena);
    buffer_init(&content->source);
    buffer_init(&content->errors);
    buffer_init(&content->prints);
    buffer_init(&content->why);
    belief_init(&content->belief);
    switch (page->kind) {
    case PAGE_TEXT: begin_text(content, lesson, page); break;
    case PAGE_PREDICT: begin_question(content, progress_seed(course_progress(course)), lesson, page); break;
    case PAGE_EXERCISE: begin_exercise(content, course->host, lesson, page); break;
    }
    look_at_source(content);
}

void page_content_deinit(PageContent *content)
{
    belief_deinit(&content->belief);
    forget_run(content);
    highlight_deinit(&content->highlight);
    source_text_deinit(&content->lines);
    buffer_deinit(&content->why);
    buffer_deinit(&content->prints);
    buffer_deinit(&content->errors);
    buffer_deinit(&content->source);
    arena_deinit(&content->arena);
}

// ---- its runs

static int64_t ns_of(double seconds)
{
    return (int64_t)(seconds * 1e9 + 0.5);
}

static void add_mark(Picture *picture, const char *label, double seconds)
{
    picture->marks[picture->mark_count++] = (PictureMark){label, ns_of(seconds)};
}

// Whom a question is about: "state of B at 1.5", "value of x in B at 1.5", or who writes the line in quotes.
static uint32_t lane_asked(const char *question, const Played *played)
{
    const char *quote = strchr(question, '"'), *at = strstr(question, " at "), *name = strstr(question, " in ");
    name = name != NULL ? name + 4 : strncmp(question, "state of ", 9) == 0 ? question + 9 : NULL;
    for (size_t i = 0; i < played->line_count && quote != NULL && name == NULL; i++) {
        size_t length = strlen(played->lines[i].text);
        if (strncmp(quote + 1, played->lines[i].text, length) == 0 && quote[1 + length] == '"') {
            return played->lines[i].lane;
        }
    }
    for (uint32_t lane = 0; lane < played->lanes.count && name != NULL && at > name; lane++) {
        const char *own = played->lanes.lanes[lane].name;
        if (strlen(own) == (size_t)(at - name) && memcmp(own, name, strlen(own)) == 0) {
            return lane;
        }
    }
    return PICTURE_NO_LANE;
}

// ---- why the answer is what it is

// The line of output that a question is about, NULL where it is about none.
static const PlayedLine *line_asked(const PageContent *content)
{
    const char *quote = strchr(content->asked, '"');
    const Played *played = &content->played;
    for (size_t i = 0; i < played->line_count && quote != NULL; i++) {
        size_t length = strlen(played->lines[i].text);
        if (strncmp(quote + 1, played->lines[i].text, length) == 0 && quote[1 + length] == '"') {
            return &played->lines[i];
        }
    }
    return NULL;
}

// The wake-ups that led to the line: what is said of the moment itself is about who runs then, and nobody has asked that.
static void find_why(PageContent *content)
{
    static const char chain[] = "\n ";
    const PlayedLine *line = line_asked(content);
    Explain explain = state_explain(content->truth);
    Buffer whole;
    buffer_init(&whole);
    if (line != NULL) {
        why_lane(&explain, line->event + 1, line->lane, &whole);
        const char *from = strstr(whole.data, chain);
        buffer_puts(&content->why, from == NULL ? "" : from + strlen(chain) - 1);
    }
    buffer_deinit(&whole);
}

static Picture picture_of_question(const PageContent *content)
{
    const Guess *guess = &content->guess;
    Picture picture = {.asked = {PICTURE_NO_LANE, PICTURE_NO_LANE}};
    double said;
    bool marks = content->asks_time && guess->outcome != GUESS_SKIPPED && guess_number(guess, &said);
    if (guess->outcome == GUESS_OPEN) {
        const Lanes *lanes = &content->truth->lanes;
        picture.unseen_name = lanes->shown == 0 ? "" : lanes->lanes[lanes->order[0]].name; // who is there at once
        picture.unseen = "?   the run appears here when you have answered";
        picture.reach_ns = guess->axis_ms * 1000000;
        marks = marks && guess->mode == GUESS_MARK;
    } else {
        picture.sides[0] = content->truth;
        picture.asked[0] = lane_asked(content->asked, &content->played);
    }
    if (marks) {
        add_mark(&picture, guess->outcome == GUESS_OPEN ? "you say" : "you said", said);
    }
    if (content->asked_at >= 0 && guess->outcome != GUESS_OPEN) {
        add_mark(&picture, "asked at", content->asked_at);
    }
    if (guess->mode == GUESS_MARK && guess->outcome != GUESS_OPEN) {
        add_mark(&picture, "it is", strtod(content->prediction.answer, NULL));
    }
    if (guess->outcome == GUESS_WRONG && content->belief.of == guess->wrong) {
        picture.sides[1] = content->belief.state;
        picture.heading = content->belief.heading.data;
        picture.asked[1] =
            content->belief.is_played ? lane_asked(content->asked, &content->belief.played) : PICTURE_NO_LANE;
    }
    if (content->asks_output && !content->asks_time && guess->outcome != GUESS_OPEN) {
        picture.prints[0] = content->prints.data;
        picture.prints[1] = picture.sides[1] == NULL ? NULL : content->belief.prints.data;
    }
    return picture;
}

Picture course_picture(const Course *course)
{
    const PageContent *content = course->content;
    if (course_page(course)->kind != PAGE_PREDICT) {
        return (Picture){.sides = {content->truth, NULL}, .asked = {PICTURE_NO_LANE, PICTURE_NO_LANE}};
    }
    return picture_of_question(content);
}

// ---- checks

void page_content_rearrange(PageContent *content)
{
    if (content->puzzle.changed) {
        forget_run(content);
        buffer_clear(&content->source);
        puzzle_text(&content->puzzle, &content->source);
        content->unkept = true;
        highlight_deinit(&content->highlight);
        source_text_deinit(&content->lines);
        look_at_source(content);
    }
}

const ExerciseResult *page_content_failure(const PageContent *content)
{
    for (size_t i = 0; i < content->result_count; i++) {
        const ExerciseResult *result = &content->results[(content->seen + i) % content->result_count];
        if (!result->holds) {
            return result;
        }
    }
    return NULL;
}

void page_content_explain(PageContent *content)
{
    if (content->why.length == 0 && content->is_played) {
        find_why(content);
    }
}

void page_content_check(PageContent *content, const Lesson *lesson, const Page *page)
{
    Diag diag;
    diag_init(&diag);
    forget_run(content);
    content->result_count = exercise_test(lesson, &lesson->blocks[page->first], content->name, &content->source,
                                          &content->arena, &content->results, &content->errors, &diag);
    content->solved = content->result_count > 0;
    for (size_t i = 0; i < content->result_count; i++) {
        content->solved &= content->results[i].holds;
    }
    if (content->result_count == 0) {
        keep_problem(content, &diag);
    }
    page_content_play(content);
    if (content->solved) {
        belief_play_solution(&content->belief, lesson, &lesson->blocks[page->first], &content->source);
    }
    diag_deinit(&diag);
}
