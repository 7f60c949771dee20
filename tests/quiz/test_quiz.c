// A quiz as a lesson: every right answer is the run's, every wrong one with a misconception has its world.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "lesson/believed.h"
#include "lesson/quiz.h"

static const char *const programs[] = {
    "tests/quiz/tea.py",                "tests/quiz/piano.py",          "tests/quiz/climbers.py",
    "tests/quiz/bank.py",               "tests/quiz/shops.py",          "lessons/23_workers/shop.py",
    "lessons/05_giving_way/pen.py",     "lessons/11_gather/scales.py",  "lessons/15_going_home/shop.py",
    "lessons/16_silent_error/vase.py",  "lessons/24_async_for/pages.py", "tests/quiz/deadlock.py",
    "tests/quiz/odd.py",                "tests/quiz/forgotten.py",
};

static void check_question(const Lesson *lesson, const LessonBlock *block, size_t *worlds)
{
    Arena arena;
    Prediction prediction;
    Diag diag;
    Buffer text;
    arena_init(&arena);
    diag_init(&diag);
    buffer_init(&text);
    bool made = prediction_make(lesson, block, &arena, &prediction, &diag);
    diag_format(&diag, &text);
    ck_assert_msg(made, "%s", text.data);
    for (size_t i = 0; i < prediction.wrong_count; i++) {
        const Wrong *wrong = &prediction.wrongs[i];
        Played played;
        const char *name;
        if (wrong->misconception[0] == '\0') {
            continue;
        }
        bool plays = believed_play(lesson, &prediction, wrong, &arena, &played, &name, &diag);
        buffer_clear(&text);
        diag_format(&diag, &text);
        ck_assert_msg(plays, "%s: %s: %s", prediction.question, wrong->value, text.data);
        played_deinit(&played);
        ++*worlds;
    }
    buffer_deinit(&text);
    diag_deinit(&diag);
    arena_deinit(&arena);
}

START_TEST(test_lesson)
{
    size_t worlds = 0;
    for (size_t p = 0; p < sizeof programs / sizeof *programs; p++) {
        Buffer path, source, text;
        buffer_init(&path);
        buffer_init(&source);
        buffer_init(&text);
        buffer_printf(&path, "%s/%s", AWAITSCOPE_SOURCE_DIR, programs[p]);
        ck_assert_msg(buffer_read_file(&source, path.data), "%s", path.data);
        char *slash = strrchr(path.data, '/');
        *slash = '\0';
        Quiz quiz;
        ck_assert(quiz_make(&quiz, slash + 1, &source, QUIZ_MOST));
        ck_assert_int_gt(quiz.count, 1);
        quiz_lesson(&quiz, &text);
        Lesson lesson;
        Diag diag;
        diag_init(&diag);
        bool read = lesson_parse(&lesson, path.data, &text, &diag);
        ck_assert_msg(read, "%s: %d: %s", programs[p], diag.line, diag.message.data);
        ck_assert_uint_eq(lesson.block_count, (size_t)quiz.count);
        for (size_t i = 0; i < lesson.block_count; i++) {
            check_question(&lesson, &lesson.blocks[i], &worlds);
        }
        lesson_deinit(&lesson);
        diag_deinit(&diag);
        quiz_deinit(&quiz);
        buffer_deinit(&text);
        buffer_deinit(&source);
        buffer_deinit(&path);
    }
    ck_assert_uint_gt(worlds, 50);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("quiz");
    TCase *tests = tcase_create("quiz");
    tcase_set_timeout(tests, 240);
    tcase_add_test(tests, test_lesson);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
