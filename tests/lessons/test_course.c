// Every lesson is played from its first page to its last: with right answers, with each wrong answer, with skips.
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/action.h"
#include "lesson/believed.h"
#include "ui/course_state.h"
#include "ui/pointer.h"

enum { ENTERS_MOST = 400 };

typedef enum Way { WAY_RIGHT, WAY_SKIP, WAY_WRONG } Way; // WAY_WRONG + n: the n-th wrong answer, else the right one

typedef struct Learner {
    bool knows; // the solutions
} Learner;

static void problem(void *context, const Diag *diag)
{
    (void)context;
    Buffer text;
    buffer_init(&text);
    diag_format(diag, &text);
    ck_abort_msg("%s", text.data);
}

static bool own(void *context, const Lesson *lesson, int exercise, Buffer *out)
{
    const Learner *learner = context;
    Diag diag;
    diag_init(&diag);
    for (size_t i = 0; i < lesson->block_count && learner->knows; i++) {
        const LessonBlock *block = &lesson->blocks[i];
        if (block->kind == LESSON_EXERCISE && --exercise == 0) {
            return lesson_program(lesson, lesson_value(block, "solution"), block->line, out, &diag);
        }
    }
    diag_deinit(&diag);
    return false;
}

static void press(Course *course, UiKey key, Canvas *canvas)
{
    ck_assert(course_key(course, key));
    course_frame(course, 24, 80, canvas);
    ck_assert_int_eq(canvas_rows(canvas), 24);
}

// Types an answer as a learner does.
static void type(Course *course, const char *value, Canvas *canvas)
{
    const Guess *guess = &course->content->guess;
    if (guess->mode == GUESS_NUMBER || guess->mode == GUESS_MARK) {
        for (; *value != '\0'; value++) {
            press(course, *value, canvas);
        }
        return;
    }
    if (guess->mode == GUESS_CHOICE) {
        for (int i = 0; i < guess->option_count; i++) {
            if (strcmp(guess->options[i], value) == 0) {
                press(course, '1' + i, canvas);
            }
        }
        return;
    }
    bool used[GUESS_OPTIONS] = {false};
    for (; *value != '\0';) {
        size_t length = strcspn(value, "\n");
        for (int i = 0; i < guess->option_count; i++) {
            if (strlen(guess->options[i]) == length && memcmp(guess->options[i], value, length) == 0 &&
                (!used[i] || guess->repeats)) {
                press(course, '1' + i, canvas);
                used[i] = true;
                break;
            }
        }
        value += length + (value[length] == '\n');
    }
}

static bool canvas_has_glyph(const Canvas *canvas, CanvasGlyph glyph)
{
    for (int row = 0; row < canvas_rows(canvas); row++) {
        if (strcmp(canvas_cell(canvas, row, canvas_columns(canvas) - 1).text, canvas_glyph_text(canvas, glyph)) == 0) {
            return true;
        }
    }
    return false;
}

static bool frame_has(const Canvas *canvas, const char *words)
{
    Buffer text;
    buffer_init(&text);
    canvas_to_text(canvas, &text);
    bool found = strstr(text.data, words) != NULL;
    buffer_deinit(&text);
    return found;
}

// The world in which a wrong answer is right is drawn, can be compared with the truth, and says which lines make it.
static void look_at_world(Course *course, const Wrong *wrong, Canvas *canvas)
{
    const char *place = course->lesson->id;
    if (!believed_given(wrong) && !course->content->belief.is_played) {
        press(course, 'c', canvas);
        ck_assert_ptr_null(course_stepping(course));
        return;
    }
    ck_assert_msg(course->content->belief.is_played, "%s: '%s' has no world", place, wrong->value);
    course_frame(course, 40, 120, canvas);
    ck_assert_msg(frame_has(canvas, "in the world where ") || frame_has(canvas, "in a world where "), "%s: '%s'", place,
                  wrong->value);
    press(course, 'c', canvas);
    ck_assert_msg(course_stepping(course) != NULL, "%s: '%s' cannot be compared", place, wrong->value);
    ck_assert(frame_has(canvas, "A what happens") && frame_has(canvas, "B if "));
    press(course, UI_KEY_LEFT, canvas);
    course_back(course);
    press(course, 'e', canvas);
    ck_assert(frame_has(canvas, "With this your answer is right:") == (course->content->belief.changed > 0));
    press(course, 'e', canvas);
    ck_assert(!frame_has(canvas, "With this your answer is right:"));
}

// Hints, the program at full width, scrolling to either end: nothing is cut off without a sign of it.
static void look_closer(Course *course, Canvas *canvas)
{
    for (int i = 0; i < 4; i++) {
        press(course, UI_KEY_TAB, canvas);
        press(course, 'z', canvas);
    }
    if (course_screen(course) == COURSE_TO_DO || course_screen(course) == COURSE_ASKED) {
        press(course, 'i', canvas);
    }
    static const int sizes[][2] = {{10, 40}, {16, 59}, {40, 120}, {60, 200}, {1, 1}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        course_frame(course, sizes[i][0], sizes[i][1], canvas);
        ck_assert_int_eq(canvas_columns(canvas), sizes[i][1]);
        bool tiny = sizes[i][0] == 1;
        ck_assert(tiny || course->message[0] != '\0' || frame_has(canvas, "? help"));
    }
    course->pane = 0;
    course_frame(course, 24, 80, canvas);
    for (int before = -1; course->scroll[0] != before;) {
        before = course->scroll[0];
        bool more = canvas_has_glyph(canvas, CANVAS_GLYPH_DOWN);
        press(course, UI_KEY_DOWN, canvas);
        ck_assert_msg(more || course->scroll[0] == before, "%s: there is more below, and nothing says so",
                      course->lesson->id);
    }
    course_scroll(course, 0, -course->scroll[0]);
    if (course->hidden[0] == 0 && course->hidden[1] > 0) { // the keys are the program's, since the text is seen whole
        ck_assert_int_gt(course->scroll[1], 0);
        course_scroll(course, 1, -course->scroll[1]);
    }
}

static void answer(Course *course, Way way, Canvas *canvas)
{
    const Guess *guess = &course->content->guess;
    const Prediction *prediction = &course->content->prediction;
    const char *place = course->lesson->id;
    int turn = course->page;
    course_frame(course, 24, 80, canvas);
    ck_assert_msg(frame_has(canvas, "the run appears here"), "%s, page %d is open too early", place, turn + 1);
    ck_assert_msg(!guess_given(guess), "%s: an answer is preselected", place);
    if (prediction->kind == PREDICT_ORDER) {
        Buffer listed;
        buffer_init(&listed);
        for (int i = 0; i < guess->option_count; i++) {
            buffer_printf(&listed, "%s%s", i > 0 ? "\n" : "", guess->options[i]);
        }
        ck_assert_msg(strcmp(listed.data, prediction->answer) != 0, "%s: the options stand in the right order", place);
        buffer_deinit(&listed);
    }
    press(course, UI_KEY_PAGE_DOWN, canvas);
    ck_assert_int_eq(course->page, turn);
    int wrong = (int)way - WAY_WRONG;
    if (way == WAY_SKIP) {
        press(course, UI_KEY_ENTER, canvas);
        ck_assert_int_eq(guess->outcome, GUESS_OPEN);
        press(course, UI_KEY_ENTER, canvas);
        ck_assert_int_eq(guess->outcome, GUESS_SKIPPED);
    } else if (wrong >= 0 && wrong < (int)prediction->wrong_count) {
        type(course, prediction->wrongs[wrong].value, canvas);
        press(course, UI_KEY_ENTER, canvas);
        ck_assert_msg(guess->outcome == GUESS_WRONG && guess->wrong == &prediction->wrongs[wrong],
                      "%s, page %d: wrong answer %d does not get its feedback", place, turn + 1, wrong + 1);
        ck_assert(frame_has(canvas, "NOT YET"));
        look_at_world(course, &prediction->wrongs[wrong], canvas);
    } else {
        type(course, prediction->answer, canvas);
        press(course, UI_KEY_ENTER, canvas);
        ck_assert_msg(guess->outcome == GUESS_RIGHT, "%s, page %d: the right answer is not", place, turn + 1);
        ck_assert(frame_has(canvas, "RIGHT"));
    }
    ck_assert(!frame_has(canvas, "the run appears here"));
    press(course, UI_KEY_ENTER, canvas); // steps through it
    ck_assert_msg(course_stepping(course) != NULL, "%s, page %d cannot be stepped through", place, turn + 1);
    press(course, UI_KEY_RIGHT, canvas);
    press(course, 'q', canvas);
    ck_assert_ptr_null(course_stepping(course));
}

static void play(const Catalog *catalog, const Lesson *lesson, Way way, Canvas *canvas)
{
    Learner learner = {way == WAY_RIGHT};
    CourseHost host = {.own = own, .context = &learner};
    Course *course = course_new(catalog, lesson, &host);
    for (int enters = 0; course->lesson != NULL; enters++) {
        ck_assert_msg(enters < ENTERS_MOST, "%s has no end", lesson->id);
        ck_assert_msg(course->content->problem == NULL, "%s: %s", lesson->id, course->content->problem);
        if (course_page(course)->kind == PAGE_PREDICT) {
            answer(course, way, canvas);
        }
        look_closer(course, canvas);
        bool exercise = course_page(course)->kind == PAGE_EXERCISE;
        ck_assert_msg(!exercise || course->content->solved == learner.knows, "%s: the exercise", lesson->id);
        press(course, UI_KEY_ENTER, canvas);
        course_back(course); // from stepping through what a page to read shows
        if (exercise && !learner.knows) { // it was checked, and fails
            ck_assert_msg(!course->content->solved, "%s: what one begins with passes", lesson->id);
            press(course, UI_KEY_PAGE_DOWN, canvas);
        }
    }
    ck_assert_msg(course_solved(course, lesson) == (way == WAY_RIGHT) || way >= WAY_WRONG, "%s: solved", lesson->id);
    course_free(course);
}

static void press_times(Course *course, UiKey key, int times, Canvas *canvas)
{
    for (int i = 0; i < times; i++) {
        press(course, key, canvas);
    }
}

// The line at the front of `text` is taken to place `place` and indented as it is there.
static void place_line(Course *course, const char *text, int place, Canvas *canvas)
{
    const PuzzleOrder *now = &course->content->puzzle.now;
    size_t blanks = strspn(text, " "), length = strcspn(text + blanks, "\n");
    int at = place;
    while (strlen(now->lines[at].text) != length || memcmp(now->lines[at].text, text + blanks, length) != 0) {
        ck_assert_int_lt(++at, course->content->puzzle.count);
    }
    press_times(course, UI_KEY_UP, PUZZLE_LINES, canvas);
    press_times(course, UI_KEY_DOWN, at, canvas);
    ck_assert_int_eq(now->chosen, at);
    press_times(course, UI_KEY_RIGHT, (int)blanks / 4, canvas);
    press(course, 'm', canvas);
    press_times(course, UI_KEY_UP, at - place, canvas);
    press(course, 'm', canvas);
}

static bool keep(void *context, const Lesson *lesson, int exercise, const Buffer *text, Buffer *said)
{
    (void)lesson, (void)exercise, (void)said;
    Buffer *kept = context;
    buffer_clear(kept);
    buffer_puts(kept, text->data);
    return true;
}

// Puts the lines of a puzzle in order as the author has them.
static void arrange(Course *course, Canvas *canvas)
{
    const LessonBlock *block = &course->lesson->blocks[course_page(course)->first];
    Buffer solution, without_gaps;
    Diag diag;
    buffer_init(&solution);
    buffer_init(&without_gaps);
    diag_init(&diag);
    ck_assert(lesson_program(course->lesson, lesson_value(block, "solution"), block->line, &solution, &diag));
    int place = 0;
    for (const char *line = solution.data; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        if (length > 0) {
            place_line(course, line, place++, canvas);
            buffer_printf(&without_gaps, "%.*s\n", (int)length, line);
        }
        line += length + (line[length] == '\n');
    }
    const Puzzle *puzzle = &course->content->puzzle;
    press_times(course, UI_KEY_DOWN, PUZZLE_LINES, canvas);
    while (puzzle->now.used > place) {
        press_times(course, UI_KEY_UP, puzzle->now.chosen - place, canvas);
        press(course, UI_KEY_BACKSPACE, canvas);
    }
    ck_assert_str_eq(course->content->source.data, without_gaps.data);
    diag_deinit(&diag);
    buffer_deinit(&without_gaps);
    buffer_deinit(&solution);
}

static void solve_puzzle(Course *course, const Buffer *kept, Canvas *canvas)
{
    press(course, UI_KEY_ENTER, canvas); // the disorder fails, and is to be seen
    ck_assert(!course->content->solved && course->content->result_count > 0);
    press(course, UI_KEY_ENTER, canvas);
    ck_assert_ptr_nonnull(course_stepping(course));
    course_back(course);
    press(course, 'c', canvas);
    ck_assert_ptr_null(course_stepping(course)); // the author's way is not to be seen yet
    ck_assert(!frame_has(canvas, "author's way"));
    arrange(course, canvas);
    press(course, UI_KEY_ENTER, canvas);
    ck_assert_msg(course->content->solved, "%s: the puzzle", course->lesson->id);
    ck_assert_str_eq(kept->data, course->content->source.data);
    press(course, 'c', canvas);
    ck_assert_ptr_nonnull(course_stepping(course));
    ck_assert(frame_has(canvas, "A yours") && frame_has(canvas, "B the author's"));
    course_back(course);
    press(course, 'u', canvas); // and on with it
    press(course, UI_KEY_LEFT, canvas);
    ck_assert(!course->content->solved);
}

// Every exercise whose lines are put in order is done with keys alone, and kept.
START_TEST(test_puzzles)
{
    Catalog catalog;
    Canvas *canvas = canvas_new(24, 80, false);
    Buffer kept;
    buffer_init(&kept);
    CourseHost host = {.keep = keep, .context = &kept};
    ck_assert(catalog_read(&catalog, AWAITSCOPE_SOURCE_DIR "/lessons", problem, NULL));
    int puzzles = 0;
    for (size_t i = 0; i < catalog.count; i++) {
        Course *course = course_new(&catalog, &catalog.lessons[i], &host);
        for (int page = 0; page < course->page_count; page++) {
            ck_assert_int_eq(course->page, page);
            if (course->content->puzzle.count > 0) {
                solve_puzzle(course, &kept, canvas);
                puzzles++;
            }
            if (course_page(course)->kind == PAGE_PREDICT) {
                press_times(course, UI_KEY_ENTER, 2, canvas);
            }
            press(course, UI_KEY_PAGE_DOWN, canvas);
        }
        course_free(course);
    }
    ck_assert_int_gt(puzzles, 0);
    buffer_deinit(&kept);
    canvas_free(canvas);
    catalog_deinit(&catalog);
}
END_TEST

// How often each lesson is to be played with wrong answers, so that each is given.
static int most_wrongs(const Lesson *lesson)
{
    int most = 0;
    for (size_t i = 0; i < lesson->block_count; i++) {
        int wrongs = 0;
        size_t at = 0;
        while (lesson->blocks[i].kind == LESSON_PREDICT && lesson_field(&lesson->blocks[i], "wrong", &at) != NULL) {
            wrongs++;
        }
        most = wrongs > most ? wrongs : most;
    }
    return most;
}

START_TEST(test_every_lesson)
{
    Catalog catalog;
    Canvas *canvas = canvas_new(24, 80, false);
    ck_assert(catalog_read(&catalog, AWAITSCOPE_SOURCE_DIR "/lessons", problem, NULL));
    ck_assert(catalog.count > 0);
    for (size_t i = 0; i < catalog.count; i++) {
        const Lesson *lesson = &catalog.lessons[i];
        play(&catalog, lesson, WAY_RIGHT, canvas);
        play(&catalog, lesson, WAY_SKIP, canvas);
        for (int wrong = 0; wrong < most_wrongs(lesson); wrong++) {
            play(&catalog, lesson, (Way)(WAY_WRONG + wrong), canvas);
        }
    }
    canvas_free(canvas);
    catalog_deinit(&catalog);
}
END_TEST

// From the list: every part and lesson is reached, found and opened; any key, any size.
START_TEST(test_list)
{
    Catalog catalog;
    Canvas *canvas = canvas_new(24, 80, false);
    ck_assert(catalog_read(&catalog, AWAITSCOPE_SOURCE_DIR "/lessons", problem, NULL));
    Course *course = course_new(&catalog, NULL, NULL);
    for (size_t i = 0; i + 1 < catalog.count; i++) {
        ck_assert_uint_eq(course->chosen, i);
        press(course, UI_KEY_DOWN, canvas);
    }
    press(course, UI_KEY_LEFT, canvas);
    press(course, '/', canvas);
    for (const char *at = "longest"; *at != '\0'; at++) {
        press(course, *at, canvas);
    }
    press(course, UI_KEY_ENTER, canvas);
    press(course, UI_KEY_ENTER, canvas);
    ck_assert_str_eq(course->lesson->id, "longest-not-sum");
    for (int rows = 1; rows < 40; rows += 3) {
        for (int columns = 1; columns < 130; columns += 13) {
            course_frame(course, rows, columns, canvas);
        }
    }
    press(course, UI_KEY_ESCAPE, canvas);
    ck_assert_ptr_null(course->lesson);
    course_free(course);
    canvas_free(canvas);
    catalog_deinit(&catalog);
}
END_TEST

// Where a kind of place is drawn with a value; the test fails where it is nowhere.
static UiKey click_on(const Canvas *canvas, int kind, uint64_t wanted)
{
    for (int row = 0; row < canvas_rows(canvas); row++) {
        for (int column = 0; column < canvas_columns(canvas); column++) {
            uint64_t value;
            if (canvas_place_at(canvas, row, column, kind, &value) && value == wanted) {
                return key_at(UI_KEY_CLICK, row, column);
            }
        }
    }
    ck_abort_msg("place %d %llu is not drawn", kind, (unsigned long long)wanted);
}

static void click(Course *course, Canvas *canvas, int kind, uint64_t value)
{
    course_frame(course, 24, 80, canvas);
    ck_assert(course_point(course, canvas, click_on(canvas, kind, value)));
    course_frame(course, 24, 80, canvas);
}

// To the next page; a question is skipped.
static void go_on(Course *course, Canvas *canvas)
{
    if (course_screen(course) == COURSE_ASKED) {
        press_times(course, UI_KEY_ENTER, 2, canvas);
    }
    press(course, UI_KEY_PAGE_DOWN, canvas);
    ck_assert_ptr_nonnull(course->lesson);
}

// A lesson is opened, an option chosen, a moment marked and seen, a line chosen by clicks; the wheel scrolls.
START_TEST(test_mouse)
{
    Catalog catalog;
    Canvas *canvas = canvas_new(24, 80, false);
    ck_assert(catalog_read(&catalog, AWAITSCOPE_SOURCE_DIR "/lessons", problem, NULL));
    Course *course = course_new(&catalog, NULL, NULL);
    size_t sleeps = (size_t)(catalog_find(&catalog, "two-sleeps") - catalog.lessons);
    size_t part = sleeps;
    while (course_part(&catalog.lessons[part - 1]) == course_part(&catalog.lessons[sleeps])) {
        part--;
    }
    click(course, canvas, POINTER_LESSON, part);
    click(course, canvas, POINTER_LESSON, sleeps);
    ck_assert_ptr_null(course->lesson);
    click(course, canvas, POINTER_LESSON, sleeps);
    ck_assert_str_eq(course->lesson->id, "two-sleeps");
    while (course_page(course)->kind != PAGE_PREDICT) {
        go_on(course, canvas);
    }
    Guess *guess = &course->content->guess;
    ck_assert_int_eq(guess->mode, GUESS_MARK);
    click(course, canvas, POINTER_TIME, 0);
    ck_assert_str_eq(guess->typed, "0");
    press(course, UI_KEY_RIGHT, canvas);
    press(course, UI_KEY_ENTER, canvas);
    ck_assert_int_eq(guess->outcome, GUESS_WRONG);
    click(course, canvas, POINTER_TIME, 0);
    ck_assert_ptr_nonnull(course_stepping(course));
    press(course, 'q', canvas);
    int scroll = course->scroll[1];
    course_point(course, canvas, key_at(UI_KEY_WHEEL_DOWN, 5, 5));
    ck_assert_int_gt(course->scroll[1], scroll);
    course_point(course, canvas, key_at(UI_KEY_WHEEL_UP, 5, 5));
    ck_assert_int_eq(course->scroll[1], scroll);
    while (course_page(course)->kind != PAGE_PREDICT || course->content->guess.mode != GUESS_CHOICE) {
        go_on(course, canvas);
    }
    click(course, canvas, POINTER_KEY, '2');
    ck_assert_int_eq(course->content->guess.turns[0], 1);
    course_free(course);
    course = course_new(&catalog, catalog_find(&catalog, "in-line"), NULL);
    while (course->content->puzzle.count == 0) {
        go_on(course, canvas);
    }
    click(course, canvas, POINTER_LINE, 3);
    ck_assert_int_eq(course->content->puzzle.now.chosen, 3);
    course_free(course);
    canvas_free(canvas);
    catalog_deinit(&catalog);
}
END_TEST

// A key, a click or a turn of the wheel, by lot.
static UiKey any_key(uint32_t *seed)
{
    static const UiKey often[] = {UI_KEY_ENTER, UI_KEY_PAGE_DOWN, UI_KEY_PAGE_UP, UI_KEY_RIGHT,  UI_KEY_LEFT,
                                  UI_KEY_UP,    UI_KEY_DOWN,      UI_KEY_TAB,     UI_KEY_ESCAPE, UI_KEY_BACKSPACE,
                                  '1',          '2',              '3',            'm',           'c',
                                  'e',          'u',              'g',            'z',           'i'};
    *seed = *seed * 1664525 + 1013904223;
    uint32_t lot = *seed >> 8;
    switch (lot % 8) {
    case 0: return (UiKey)(' ' + 1 + lot / 8 % 94);
    case 1: return key_at(UI_KEY_CLICK, (int)(lot / 8 % 24), (int)(lot / 256 % 80));
    case 2: return key_at(lot / 8 % 2 ? UI_KEY_WHEEL_UP : UI_KEY_WHEEL_DOWN, (int)(lot / 16 % 24), (int)(lot / 512 % 80));
    default: return often[lot / 8 % (sizeof often / sizeof *often)];
    }
}

// Any keys, at any size, leave a screen that can be drawn.
START_TEST(test_any_keys)
{
    enum { KEYS = 400 };
    Catalog catalog;
    Canvas *canvas = canvas_new(24, 80, false);
    uint32_t seed = 7;
    ck_assert(catalog_read(&catalog, AWAITSCOPE_SOURCE_DIR "/lessons", problem, NULL));
    for (size_t i = 0; i < catalog.count; i++) {
        Course *course = course_new(&catalog, &catalog.lessons[i], NULL);
        for (int k = 0; k < KEYS; k++) {
            bool small = k % 16 == 15;
            course_frame(course, small ? 10 : 24, small ? 40 : 80, canvas);
            bool stays = course_point(course, canvas, any_key(&seed));
            if (course_wants_edit(course)) {
                course_edit(course);
            }
            if (!stays) {
                course_free(course);
                course = course_new(&catalog, &catalog.lessons[i], NULL);
            }
        }
        course_free(course);
    }
    canvas_free(canvas);
    catalog_deinit(&catalog);
}
END_TEST

// The list of keys: typing filters it, Enter runs what comes first, on every screen.
START_TEST(test_help)
{
    Catalog catalog;
    Canvas *canvas = canvas_new(24, 80, false);
    ck_assert(catalog_read(&catalog, AWAITSCOPE_SOURCE_DIR "/lessons", problem, NULL));
    Course *course = course_new(&catalog, NULL, NULL);
    press(course, '?', canvas);
    for (const char *at = "lesson below"; *at != '\0'; at++) {
        press(course, *at == ' ' ? UI_KEY_SPACE : *at, canvas);
    }
    ck_assert(frame_has(canvas, "that say lesson below"));
    press(course, UI_KEY_ENTER, canvas);
    ck_assert(!course->help);
    ck_assert_uint_eq(course->chosen, 1);
    press(course, UI_KEY_ENTER, canvas);
    for (int page = 0; page < course->page_count; page++) {
        press(course, '?', canvas);
        ck_assert(frame_has(canvas, "Keys of "));
        for (int rows = 10; rows < 24; rows += 13) {
            press_times(course, UI_KEY_DOWN, 3, canvas);
            course_frame(course, rows, 40, canvas);
        }
        press(course, 'x', canvas);
        press(course, UI_KEY_BACKSPACE, canvas);
        press(course, UI_KEY_ESCAPE, canvas);
        ck_assert(!course->help);
        if (course_screen(course) == COURSE_ASKED) {
            press_times(course, UI_KEY_ENTER, 2, canvas);
        }
        press(course, UI_KEY_PAGE_DOWN, canvas);
    }
    ck_assert_ptr_null(course->lesson);
    course_free(course);
    canvas_free(canvas);
    catalog_deinit(&catalog);
}
END_TEST

// One key means one thing: in the lessons, and on the main screen, where course_action.def says which row of action.def
// is the same kind of thing. What is typed into an answer are characters.
START_TEST(no_key_means_two_things)
{
    int apart = 0;
    for (int i = 1; course_action_keys((CourseAction)i) != NULL; i++) {
        CourseAction action = (CourseAction)i;
        const char *keys = course_action_keys(action);
        bool shared = false;
        for (UiKey key = key_parse(&keys); key != UI_KEY_NONE; key = key_parse(&keys)) {
            char shown[16];
            ck_assert_msg(course_action(key) == action, "%s means two things", key_shown(key, shown));
            int there = (int)action_of(key), same = course_action_same(action);
            ck_assert_msg(there == UI_NOTHING || there == same || same == UI_APART,
                          "%s means something else on the main screen", key_shown(key, shown));
            shared |= there == same || (same == UI_APART && there != UI_NOTHING);
            apart += same == UI_APART;
        }
        ck_assert_str_eq(keys, "");
        ck_assert_msg(shared, "row %d of course_action.def shares no key with what it says is the same", i);
    }
    ck_assert_int_eq(apart, 1); // T, for terms
}
END_TEST

START_TEST(test_keys)
{
    ck_assert_int_eq(course_action('q'), COURSE_BACK);
    ck_assert_int_eq(action_of('q'), UI_BACK);
    ck_assert_int_eq(course_action('?'), COURSE_HELP);
    ck_assert_int_eq(action_of('?'), UI_HELP);
    ck_assert_int_eq(course_action('e'), COURSE_EDIT);
    ck_assert_int_eq(action_of('e'), UI_EDIT);
    ck_assert_int_eq(course_action('/'), COURSE_SEARCH);
    ck_assert_int_eq(action_of('/'), UI_SEARCH);
    ck_assert_int_eq(course_action('i'), COURSE_HINT);
    ck_assert_int_eq(action_of('i'), UI_NOTHING);
    for (UiKey key = '1'; key <= '9'; key++) {
        ck_assert_int_eq(course_action(key), COURSE_NOTHING);
        ck_assert_int_eq(action_of(key), UI_NOTHING);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("course");
    TCase *tests = tcase_create("course");
    tcase_set_timeout(tests, 200);
    tcase_add_test(tests, test_every_lesson);
    tcase_add_test(tests, test_puzzles);
    tcase_add_test(tests, test_list);
    tcase_add_test(tests, test_mouse);
    tcase_add_test(tests, test_any_keys);
    tcase_add_test(tests, test_help);
    tcase_add_test(tests, no_key_means_two_things);
    tcase_add_test(tests, test_keys);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
