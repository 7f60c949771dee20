// Branches: one past, two futures, visited in turn.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/region_snapshot.h"
#include "lang/frame.h"
#include "run/view.h"

static const char *const source = "import asyncio, random, time\n"
                                  "async def worker(n, times):\n"
                                  "    total = 0\n"
                                  "    for i in range(times):\n"
                                  "        await asyncio.sleep(1)\n"
                                  "        total += n\n"
                                  "    print(n, total)\n"
                                  "async def main():\n"
                                  "    await asyncio.gather(worker(1, 3), worker(10, 3))\n"
                                  "    print(random.random() < 2, [i * i for i in range(3)])\n"
                                  "asyncio.run(main())\n"
                                  "print(time.time())\n";

static Run *record(void) {
    RunConfig config = run_config_default();
    Run *run = run_new(&config, "test.py", source, strlen(source), 0, NULL);
    run_to_end(run);
    return run;
}

static void expect_output(const Run *run, const char *expected) {
    size_t length;
    const char *bytes = trace_output_bytes(run_trace(run), &length);
    ck_assert_uint_eq(length, strlen(expected));
    ck_assert_mem_eq(bytes, expected, length);
}

static const char *const unchanged = "1 3\n10 30\nTrue [0, 1, 4]\n1704067203.0\n";

// Where the second worker is about to add for the last time.
static RunPosition middle(Run *run) {
    run_seek_time(run, 2000000000);
    while (run_world(run)->frame == NULL || frame_due_line(run_world(run)->frame) != 6)
        ck_assert(run_step(run, RUN_STEP_LINE, false, 3));
    return run_position(run);
}

static char *describe(Run *run, RunPosition position) {
    Buffer text;
    buffer_init(&text);
    RunView *view = run_inspect(run, position);
    run_view_print(view, &text);
    run_view_free(view);
    return buffer_take(&text);
}

START_TEST(another_value) {
    if (!region_can_snapshot())
        return;
    Run *run = record();
    RunPosition at = middle(run);
    Buffer why;
    buffer_init(&why);
    RunChange change = {.variable = "total", .value = "-[5]", .lane = 3};
    ck_assert_ptr_null(run_branch(run, at, &change, &why));
    ck_assert_ptr_nonnull(strstr(why.data, "not a literal"));
    change.value = "500";
    change.variable = "missing";
    ck_assert_ptr_null(run_branch(run, at, &change, &why));
    ck_assert_ptr_nonnull(strstr(why.data, "worker has no variable missing"));
    change.variable = "total";
    Run *branch = run_branch(run, at, &change, &why);
    ck_assert_ptr_nonnull(branch);
    ck_assert_int_eq(run_to_end(branch), 0);
    expect_output(branch, "1 3\n10 510\nTrue [0, 1, 4]\n1704067203.0\n");
    expect_output(run, unchanged);
    // the same before, in turn, and different after
    uint64_t length = trace_length(run_trace(run));
    ck_assert_uint_eq(trace_length(run_trace(branch)), length);
    bool differed = false;
    for (uint64_t event = 1; event < length; event++) {
        RunPosition here = {event, 0, 0};
        char *a = describe(run, here), *b = describe(branch, here);
        if (run_compare(here, at) <= 0)
            ck_assert_str_eq(a, b);
        else
            differed = differed || strcmp(a, b) != 0;
        free(a);
        free(b);
    }
    ck_assert(differed);
    ck_assert_uint_eq(trace_divergence(run_trace(run)), UINT64_MAX);
    ck_assert_uint_eq(trace_divergence(run_trace(branch)), UINT64_MAX);
    // a branch of the branch, while the first run is gone
    run_free(run);
    change.value = "[1]";
    change.variable = "n";
    change.frame = 0;
    Run *twig = run_branch(branch, at, &change, &why);
    ck_assert_ptr_nonnull(twig);
    ck_assert_int_eq(run_to_end(twig), 1); // TypeError
    char *a = describe(branch, at), *b = describe(twig, at);
    ck_assert_ptr_nonnull(strstr(a, "n = 10\n"));
    ck_assert_ptr_nonnull(strstr(b, "n = [1]\n"));
    free(a);
    free(b);
    run_free(branch);
    run_free(twig);
    buffer_deinit(&why);
}
END_TEST

START_TEST(another_machine) {
    if (!region_can_snapshot())
        return;
    Run *run = record();
    RunConfig config = run_config_default();
    config.cpu_speed = 1000; // so that each unit of work takes a millisecond
    config.seed = 7;
    RunChange change = {.config = &config};
    Buffer why;
    buffer_init(&why);
    RunPosition at = middle(run);
    Run *branch = run_branch(run, at, &change, &why);
    ck_assert_ptr_nonnull(branch);
    run_seek(run, 1); // somebody else is resident meanwhile
    ck_assert_int_eq(run_to_end(branch), 0);
    ck_assert_int_gt(trace_end_ns(run_trace(branch)), trace_end_ns(run_trace(run)));
    char *a = describe(branch, (RunPosition){at.event, 0, 0}), *b = describe(run, (RunPosition){at.event, 0, 0});
    ck_assert_str_eq(a, b);
    free(a);
    free(b);
    buffer_deinit(&why);
    run_free(branch);
    expect_output(run, unchanged);
    run_free(run);
}
END_TEST

int main(void) {
    TCase *c = tcase_create("branch");
    tcase_set_timeout(c, 120);
    tcase_add_test(c, another_value);
    tcase_add_test(c, another_machine);
    Suite *suite = suite_create("run");
    suite_add_tcase(suite, c);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner), ran = srunner_ntests_run(runner);
    srunner_free(runner);
    return failed || !ran;
}
