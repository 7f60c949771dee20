// Two programs on one ruler: the moments as goldens (UPDATE=1 rewrites them), stepped there and back, raced.
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "frames.h"
#include "base/buffer.h"
#include "run/run.h"
#include "ui/compare.h"

enum { STEPS_MOST = 400 };

typedef struct Program {
    char *name;
    Buffer source;
    Run *run;
} Program;

typedef struct Pair {
    Program a, b;
    UiState *state;
} Pair;

static void drop_output(void *context, int stream, const char *bytes, size_t count)
{
    (void)context, (void)stream, (void)bytes, (void)count;
}

static void record(Program *program, const char *path, UiProgram *shown)
{
    char full[512];
    snprintf(full, sizeof full, AWAITSCOPE_SOURCE_DIR "/%s", path);
    buffer_init(&program->source);
    ck_assert_msg(buffer_read_file(&program->source, full), "no %s", full);
    RunConfig config = run_config_default();
    config.output = drop_output;
    program->name = strdup(strrchr(path, '/') + 1);
    program->run = run_new(&config, program->name, program->source.data, program->source.length, 0, NULL);
    run_to_end(program->run);
    *shown = (UiProgram){.name = program->name,
                         .source = program->source.data,
                         .source_length = program->source.length,
                         .trace = run_trace(program->run)};
}

static void release(Program *program)
{
    if (program->run != NULL) {
        run_free(program->run);
        free(program->name);
        buffer_deinit(&program->source);
    }
    *program = (Program){0};
}

static bool record_other(void *context, const char *name, UiProgram *program, Buffer *problem)
{
    Pair *pair = context;
    if (name[0] == '\0') {
        buffer_puts(problem, "There is no run before this one.");
        return false;
    }
    release(&pair->b);
    record(&pair->b, name, program);
    return true;
}

static void setup(Pair *pair, const char *a, const char *b, bool at_once)
{
    UiProgram program;
    *pair = (Pair){0};
    record(&pair->a, a, &program);
    program.others = (UiOthers){.twin = b, .at_once = at_once, .record = record_other, .context = pair};
    pair->state = ui_new(&program);
}

static void teardown(Pair *pair)
{
    ui_free(pair->state);
    release(&pair->a);
    release(&pair->b);
}

static const char *const blocks[] = {"tests/samples/05_blocking.py", "tests/samples/06_not_blocking.py"};
static const char *const in_turn[] = {"tests/samples/07_one_after_another.py", "tests/samples/08_tasks_and_gather.py"};
static const char *const fails[] = {"tests/screens/compare_fails.py", "tests/screens/compare_succeeds.py"};
static const char *const computes[] = {"tests/screens/compare_steps.py", "tests/samples/11_deadlock.py"};

static const struct {
    const char *name;
    const char *const *pair;
    int rows, columns;
    bool ascii;
    const char *keys;
} goldens[] = {
    {"compare_begin", blocks, 24, 80, false, ""},
    {"compare_middle", blocks, 24, 80, false, "g 1 . 5 s Enter"},
    {"compare_end", blocks, 24, 80, false, "G"},
    {"compare_wide", blocks, 40, 120, false, "g 2 s Enter"},
    {"compare_large", blocks, 60, 200, false, "G"},
    {"compare_small", blocks, 10, 40, false, "g 2 s Enter"},
    {"compare_tiny", blocks, 1, 1, false, "G"},
    {"compare_ascii", blocks, 24, 80, true, "g 1 . 5 s Enter"},
    {"compare_time", blocks, 24, 80, false, "G x x"},
    {"compare_zoomed", blocks, 24, 80, false, "g 2 s Enter + + +"},
    {"compare_why", blocks, 24, 80, false, "g 1 s Enter w"},
    {"compare_critical", blocks, 40, 120, false, "G W"},
    {"compare_help", blocks, 24, 80, false, "?"},
    {"compare_in_turn", in_turn, 24, 80, false, "G"},
    {"compare_scrolled", in_turn, 24, 80, false, "G Down"},
    {"compare_fails", fails, 24, 80, false, "G"},
    {"compare_deadlock", computes, 24, 80, false, "G"},
};

START_TEST(frames_as_looked_at)
{
    Pair pair;
    setup(&pair, goldens[_i].pair[0], goldens[_i].pair[1], true);
    frames_press(pair.state, goldens[_i].keys);
    Buffer out;
    buffer_init(&out);
    frames_text(pair.state, goldens[_i].rows, goldens[_i].columns, goldens[_i].ascii, &out);
    frames_golden(goldens[_i].name, &out);
    buffer_deinit(&out);
    teardown(&pair);
}
END_TEST

static const char *const *const pairs[] = {blocks, in_turn, fails, computes};

static const struct {
    int rows, columns;
} sizes[] = {{1, 1}, {10, 40}, {24, 80}, {60, 200}};

// Each frame is the same on the way back, whichever side steps are of.
START_TEST(there_and_back_is_the_same)
{
    const char *const *names = pairs[_i / 3];
    static char *frames[STEPS_MOST];
    for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++) {
        Pair pair;
        setup(&pair, names[0], names[1], true);
        Compare *compare = pair.state->compare;
        compare->chosen = _i % 3;
        int count = 0;
        bool more = true;
        for (; more; count++) {
            Buffer out;
            buffer_init(&out);
            ck_assert_int_lt(count, STEPS_MOST);
            frames_text(pair.state, sizes[size].rows, sizes[size].columns, false, &out);
            frames[count] = buffer_take(&out);
            more = compare_step(compare, 1);
        }
        for (int step = count; step-- > 0;) {
            Buffer out;
            buffer_init(&out);
            frames_text(pair.state, sizes[size].rows, sizes[size].columns, false, &out);
            ck_assert_msg(strcmp(out.data, frames[step]) == 0, "step %d back:\n%s\nthere:\n%s", step,
                          out.data, frames[step]);
            free(frames[step]);
            buffer_deinit(&out);
            ck_assert_int_eq(compare_step(compare, -1), step > 0);
        }
        teardown(&pair);
    }
}
END_TEST

// The clock never goes back on the way; neither side is ahead of it; each step moves one side by one.
START_TEST(both_keep_to_the_clock)
{
    Pair pair;
    setup(&pair, pairs[_i][0], pairs[_i][1], true);
    Compare *compare = pair.state->compare;
    int64_t clock_ns = 0;
    for (uint64_t step = 1; compare_step(compare, 1); step++) {
        ck_assert_uint_eq(compare_at_step(compare), step);
        ck_assert_int_ge(compare_clock_ns(compare), clock_ns);
        clock_ns = compare_clock_ns(compare);
        uint64_t a = compare->sides[0].step, b = compare->sides[1].step;
        compare_go_to_step(compare, step);
        ck_assert_uint_eq(compare->sides[0].step, a);
        ck_assert_uint_eq(compare->sides[1].step, b);
    }
    ck_assert(compare_is_over(&compare->sides[0]) && compare_is_over(&compare->sides[1]));
    teardown(&pair);
}
END_TEST

// A race of 5 seconds takes 5 seconds at the pace of the clock, and half of that at twice the pace.
START_TEST(a_race_takes_its_time)
{
    Pair pair;
    setup(&pair, blocks[0], blocks[1], true);
    frames_press(pair.state, "Space");
    int elapsed_ms = 0;
    while (ui_tick(pair.state, 10) >= 0) {
        elapsed_ms += 10;
        ck_assert_int_eq(compare_clock_ns(pair.state->compare), (int64_t)elapsed_ms * 1000000);
    }
    ck_assert_int_eq(elapsed_ms + 10, 5000);
    frames_press(pair.state, "> Space");
    for (elapsed_ms = 0; ui_tick(pair.state, 10) >= 0;) {
        elapsed_ms += 10;
    }
    ck_assert_int_eq(elapsed_ms + 10, 2500);
    teardown(&pair);
}
END_TEST

// A click goes to the time of its column, the wheel steps, or zooms on the ruler.
START_TEST(the_mouse)
{
    Pair pair;
    setup(&pair, blocks[0], blocks[1], true);
    Compare *compare = pair.state->compare;
    Canvas *canvas = canvas_new(1, 1, false);
    const char *events = "Click@45,5 WheelDown@31,5 WheelUp@31,5 WheelUp@31,3 Click@3,21";
    const int64_t times[] = {2000000000, 3000000000, 2000000000, 2000000000, 2000000000};
    const int zooms[] = {0, 0, 0, 1, 1};
    for (int i = 0; *events != '\0'; i++) {
        ui_frame(pair.state, 24, 80, canvas);
        ui_point(pair.state, canvas, key_parse(&events));
        ck_assert_int_eq(compare_clock_ns(compare), times[i]);
        ck_assert_int_eq(compare->zoom, zooms[i]);
    }
    canvas_free(canvas);
    teardown(&pair);
}
END_TEST

// c asks for a file; Enter alone means the last run; q comes back to where one was.
START_TEST(coming_and_going)
{
    Pair pair;
    setup(&pair, blocks[0], NULL, false);
    frames_press(pair.state, "G c Enter");
    ck_assert_ptr_null(pair.state->compare);
    ck_assert_str_eq(pair.state->message, "There is no run before this one.");
    uint64_t position = pair.state->position;
    frames_press(pair.state, "c");
    for (const char *at = blocks[1]; *at != '\0'; at++) {
        ui_key(pair.state, *at);
    }
    frames_press(pair.state, "Enter");
    ck_assert_ptr_nonnull(pair.state->compare);
    ck_assert_int_eq(compare_clock_ns(pair.state->compare), trace_end_ns(run_trace(pair.a.run)));
    frames_press(pair.state, "q c");
    ck_assert_int_eq(chdir(AWAITSCOPE_SOURCE_DIR), 0);
    frames_press(pair.state, "t e s Tab s a Tab 0 5 _ b Tab Enter");
    ck_assert_ptr_nonnull(pair.state->compare);
    ck_assert_str_eq(pair.state->compare->name, blocks[0]);
    frames_press(pair.state, "g 2 s Enter c t e s Tab s a Tab 0 6 _ n Tab Enter");
    ck_assert_str_eq(pair.state->compare->name, blocks[1]);
    ck_assert_int_eq(compare_clock_ns(pair.state->compare), 2000000000);
    frames_press(pair.state, "? Esc e v");
    ck_assert_int_eq(pair.state->screen, UI_SCREEN_COMPARE);
    frames_press(pair.state, "w q");
    ck_assert_int_eq(pair.state->screen, UI_SCREEN_COMPARE);
    frames_press(pair.state, "q");
    ck_assert_int_eq(pair.state->screen, UI_SCREEN_MAIN);
    ck_assert_uint_eq(pair.state->position, position);
    teardown(&pair);
}
END_TEST

// A new recording of A is compared with the same file, at the same time.
START_TEST(a_new_recording_is_compared_again)
{
    Pair pair;
    setup(&pair, blocks[0], blocks[1], true);
    frames_press(pair.state, "g 2 s Enter");
    Buffer before, after;
    buffer_init(&before);
    buffer_init(&after);
    frames_text(pair.state, 24, 80, false, &before);
    Program again;
    UiProgram program;
    record(&again, blocks[0], &program);
    program.others = pair.state->program.others;
    ui_reload(pair.state, &program);
    release(&pair.a);
    pair.a = again;
    frames_text(pair.state, 24, 80, false, &after);
    ck_assert_msg(strcmp(after.data, before.data) == 0, "%s", after.data);
    buffer_deinit(&after);
    buffer_deinit(&before);
    teardown(&pair);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("comparison");
    TCase *test = tcase_create("comparison");
    tcase_set_timeout(test, 120);
    tcase_add_loop_test(test, frames_as_looked_at, 0, (int)(sizeof goldens / sizeof *goldens));
    tcase_add_loop_test(test, there_and_back_is_the_same, 0, 3 * (int)(sizeof pairs / sizeof *pairs));
    tcase_add_loop_test(test, both_keep_to_the_clock, 0, (int)(sizeof pairs / sizeof *pairs));
    tcase_add_test(test, a_race_takes_its_time);
    tcase_add_test(test, the_mouse);
    tcase_add_test(test, coming_and_going);
    tcase_add_test(test, a_new_recording_is_compared_again);
    suite_add_tcase(suite, test);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
