// Terms and claims over the lessons, as a reader meets them: keys and clicks in, frames out.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "ui/course_state.h"
#include "ui/pointer.h"

typedef struct Sample {
    Catalog catalog;
    Course *course;
    Canvas *canvas;
} Sample;

static void problem(void *context, const Diag *diag)
{
    (void)context;
    Buffer text;
    buffer_init(&text);
    diag_format(diag, &text);
    ck_abort_msg("%s", text.data);
}

static void setup(Sample *sample, const char *lesson)
{
    ck_assert(catalog_read(&sample->catalog, AWAITSCOPE_SOURCE_DIR "/lessons", problem, NULL));
    sample->course = course_new(&sample->catalog, lesson == NULL ? NULL : catalog_find(&sample->catalog, lesson), NULL);
    sample->canvas = canvas_new(24, 80, false);
}

static void teardown(Sample *sample)
{
    canvas_free(sample->canvas);
    course_free(sample->course);
    catalog_deinit(&sample->catalog);
}

static void press(Sample *sample, UiKey key)
{
    ck_assert(course_key(sample->course, key));
    course_frame(sample->course, 24, 80, sample->canvas);
}

static void type(Sample *sample, const char *letters)
{
    for (; *letters != '\0'; letters++) {
        press(sample, *letters == ' ' ? UI_KEY_SPACE : (UiKey)*letters);
    }
}

static char *frame(Sample *sample)
{
    Buffer text;
    buffer_init(&text);
    course_frame(sample->course, 24, 80, sample->canvas);
    canvas_to_text(sample->canvas, &text);
    return buffer_take(&text);
}

static void expect(Sample *sample, const char *words)
{
    char *text = frame(sample);
    ck_assert_msg(strstr(text, words) != NULL, "no '%s' in\n%s", words, text);
    free(text);
}

// Clicks on the first cell that means that.
static void click(Sample *sample, int kind, uint64_t wanted)
{
    course_frame(sample->course, 24, 80, sample->canvas);
    for (int row = 0; row < 24; row++) {
        for (int column = 0; column < 80; column++) {
            uint64_t value;
            if (canvas_place_at(sample->canvas, row, column, kind, &value) && value == wanted) {
                ck_assert(course_point(sample->course, sample->canvas, key_at(UI_KEY_CLICK, row, column)));
                return;
            }
        }
    }
    ck_abort_msg("nothing to click at");
}

// Every term is found by its name and says what it means; the list comes back to the same page.
START_TEST(every_term_is_found)
{
    Sample sample;
    setup(&sample, "five-steps");
    press(&sample, UI_KEY_DOWN);
    char *before = frame(&sample);
    for (size_t i = 0; i < sample.catalog.terms.count; i++) {
        const Term *term = &sample.catalog.terms.terms[i];
        press(&sample, 'T');
        type(&sample, term->name);
        const Term *found = reference_term(&sample.course->reference);
        ck_assert_msg(found != NULL, "%s is not found", term->name);
        reference_choose(&sample.course->reference, term);
        ck_assert_ptr_eq(reference_term(&sample.course->reference), term);
        expect(&sample, term->name);
        press(&sample, UI_KEY_ESCAPE);
        press(&sample, UI_KEY_ESCAPE);
        char *after = frame(&sample);
        ck_assert_str_eq(after, before);
        free(after);
    }
    free(before);
    teardown(&sample);
}
END_TEST

START_TEST(terms_of_the_page_come_first)
{
    Sample sample;
    setup(&sample, "five-steps");
    press(&sample, 'T');
    expect(&sample, "10 on this page");
    ck_assert_str_eq(reference_term(&sample.course->reference)->name, "asyncio");
    press(&sample, UI_KEY_TAB); // see also
    ck_assert_str_eq(reference_term(&sample.course->reference)->name, "event loop");
    press(&sample, UI_KEY_TAB);
    ck_assert_str_eq(reference_term(&sample.course->reference)->name, "ready queue");
    press(&sample, UI_KEY_ENTER);
    ck_assert_int_eq(sample.course->reference.kind, REFERENCE_NONE);
    ck_assert_str_eq(sample.course->lesson->id, "in-line");
    teardown(&sample);
}
END_TEST

// What a question will reveal is not told by the list before it is answered.
START_TEST(a_question_reveals_no_terms)
{
    Sample sample;
    setup(&sample, "longest-not-sum");
    press(&sample, UI_KEY_RIGHT);
    press(&sample, 'T');
    size_t before = sample.course->reference.here_count;
    press(&sample, UI_KEY_ESCAPE);
    ck_assert_int_eq(course_page(sample.course)->kind, PAGE_PREDICT);
    ck_assert_int_eq(sample.course->content->guess.outcome, GUESS_OPEN);
    press(&sample, '5');
    press(&sample, UI_KEY_ENTER);
    press(&sample, 'T');
    ck_assert_uint_gt(sample.course->reference.here_count, before);
    teardown(&sample);
}
END_TEST

START_TEST(a_word_of_a_page_opens_its_term)
{
    Sample sample;
    setup(&sample, "five-steps");
    course_frame(sample.course, 24, 80, sample.canvas);
    bool underlined = false;
    for (int row = 0; row < 24; row++) {
        for (int column = 0; column < 80; column++) {
            underlined |= canvas_cell(sample.canvas, row, column).style == CANVAS_TERM;
        }
    }
    ck_assert(underlined);
    const Terms *terms = &sample.catalog.terms;
    const Term *timer = terms_find(terms, "timers"), *loop = terms_find(terms, "event loop");
    click(&sample, POINTER_TERM, (uint64_t)(timer - terms->terms));
    ck_assert_ptr_eq(reference_term(&sample.course->reference), timer);
    click(&sample, POINTER_TERM, (uint64_t)(loop - terms->terms));
    ck_assert_ptr_eq(reference_term(&sample.course->reference), loop);
    click(&sample, POINTER_ENTRY, 1);
    ck_assert_uint_eq(sample.course->reference.chosen, 1);
    press(&sample, UI_KEY_ESCAPE);
    ck_assert_str_eq(sample.course->lesson->id, "five-steps");
    teardown(&sample);
}
END_TEST

// The run of each claim opens, and leads back to the claim; one that is not shown leads to its lesson.
START_TEST(every_claim_shows_its_run)
{
    Sample sample;
    setup(&sample, NULL);
    click(&sample, POINTER_KEY, 'C');
    ck_assert_uint_ge(sample.catalog.claims.count, 25);
    for (size_t i = 0; i < sample.catalog.claims.count; i++) {
        const Claim *claim = &sample.catalog.claims.claims[i];
        ck_assert_ptr_eq(reference_claim(&sample.course->reference), claim);
        if (claim->program != NULL) {
            expect(&sample, claim->program);
            press(&sample, UI_KEY_ENTER);
            ck_assert_ptr_nonnull(course_stepping(sample.course));
            press(&sample, UI_KEY_RIGHT);
            expect(&sample, claim->program);
            press(&sample, 'q');
            ck_assert_ptr_null(course_stepping(sample.course));
        }
        press(&sample, UI_KEY_DOWN);
    }
    press(&sample, UI_KEY_ENTER);
    ck_assert_str_eq(sample.course->lesson->id, "two-sleeps");
    teardown(&sample);
}
END_TEST

START_TEST(claims_are_found_by_their_verdict)
{
    Sample sample;
    setup(&sample, NULL);
    press(&sample, 'C');
    type(&sample, "not shown");
    for (size_t i = 0; i < sample.course->reference.count; i++) {
        const Claim *claim = &sample.catalog.claims.claims[sample.course->reference.found[i]];
        ck_assert_int_eq(claim->verdict, CLAIM_NOT_SHOWN);
    }
    expect(&sample, "NOT SHOWN");
    type(&sample, "zzz");
    expect(&sample, "Nothing has that");
    press(&sample, UI_KEY_ENTER);
    press(&sample, UI_KEY_TAB);
    press(&sample, '?');
    expect(&sample, "Keys of the claims");
    press(&sample, UI_KEY_ESCAPE);
    press(&sample, UI_KEY_ESCAPE);
    ck_assert_uint_eq(sample.course->reference.count, sample.catalog.claims.count);
    press(&sample, UI_KEY_ESCAPE);
    ck_assert_int_eq(sample.course->reference.kind, REFERENCE_NONE);
    expect(&sample, "C Claims, tested");
    teardown(&sample);
}
END_TEST

START_TEST(any_size_will_do)
{
    Sample sample;
    static const int sizes[][2] = {{1, 1}, {10, 40}, {12, 59}, {24, 80}, {60, 200}};
    setup(&sample, "five-steps");
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        press(&sample, 'T');
        course_frame(sample.course, sizes[i][0], sizes[i][1], sample.canvas);
        ck_assert_int_eq(canvas_rows(sample.canvas), sizes[i][0]);
        press(&sample, UI_KEY_ESCAPE);
    }
    press(&sample, 'q');
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        press(&sample, 'C');
        course_frame(sample.course, sizes[i][0], sizes[i][1], sample.canvas);
        ck_assert_int_eq(canvas_columns(sample.canvas), sizes[i][1]);
        press(&sample, UI_KEY_ESCAPE);
    }
    teardown(&sample);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reference");
    TCase *tests = tcase_create("reference");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, every_term_is_found);
    tcase_add_test(tests, terms_of_the_page_come_first);
    tcase_add_test(tests, a_question_reveals_no_terms);
    tcase_add_test(tests, a_word_of_a_page_opens_its_term);
    tcase_add_test(tests, every_claim_shows_its_run);
    tcase_add_test(tests, claims_are_found_by_their_verdict);
    tcase_add_test(tests, any_size_will_do);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
