// Stepping: forwards through the lines, turns, switches and events of a program, and the same places
// in the opposite order backwards.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "lang/frame.h"
#include "run/run.h"

static Run *record(const char *source) {
    RunConfig config = run_config_default();
    Run *run = run_new(&config, "test.py", source, strlen(source), 0, NULL);
    ck_assert_ptr_nonnull(run);
    run_to_end(run);
    return run;
}

// The line that is due, as "7 ".
static void add_line(Run *run, Buffer *out) {
    const Frame *f = run_world(run)->frame;
    ck_assert_ptr_nonnull(f);
    ck_assert_ptr_nonnull(f->code);
    buffer_printf(out, "%d ", frame_due_line(f));
}

enum { MAX_STEPS = 5000 };

// All steps forwards; then back, which must meet the same positions.
static void there_and_back(Run *run, RunStep step, uint32_t lane, Buffer *lines) {
    RunPosition *places = calloc(MAX_STEPS, sizeof *places);
    size_t count = 0;
    run_seek(run, 1);
    for (; run_step(run, step, false, lane); count++) {
        ck_assert_uint_lt(count, MAX_STEPS);
        places[count] = run_position(run);
        if (count)
            ck_assert_int_lt(run_compare(places[count - 1], places[count]), 0);
        if (lines)
            add_line(run, lines);
    }
    run_seek(run, trace_length(run_trace(run)));
    if (count && run_compare(places[count - 1], run_position(run)) == 0)
        count--;
    while (count-- > 0) {
        ck_assert_msg(run_step(run, step, true, lane), "no step back to place %zu", count);
        RunPosition here = run_position(run);
        ck_assert_msg(run_compare(here, places[count]) == 0,
                      "place %zu: %llu %lld %u instead of %llu %lld %u", count,
                      (unsigned long long)here.event, (long long)here.ticks, here.instruction,
                      (unsigned long long)places[count].event, (long long)places[count].ticks,
                      places[count].instruction);
    }
    ck_assert_uint_eq(trace_divergence(run_trace(run)), UINT64_MAX);
    free(places);
}

static void expect_lines(const char *source, uint32_t lane, const char *expected) {
    Run *run = record(source);
    Buffer lines;
    buffer_init(&lines);
    there_and_back(run, RUN_STEP_LINE, lane, &lines);
    ck_assert_str_eq(lines.data, expected);
    buffer_deinit(&lines);
    run_free(run);
}

START_TEST(lines_of_plain_code) {
    expect_lines("def f(n):\n"
                 "    if n:\n"
                 "        return f(n - 1)\n"
                 "    return 0\n"
                 "\n"
                 "for i in range(2):\n"
                 "    x = i\n"
                 "\n"
                 "y = sorted([2, 1], key=lambda v:\n"
                 "           -v)\n"
                 "f(1)\n"
                 "while x: x -= 1\n",
                 TRACE_ANY_LANE, "6 7 6 7 6 9 10 9 10 9 11 2 3 2 4 12 12 ");
}
END_TEST

static const char *const two_tasks = "import asyncio\n"
                                     "async def child(n):\n"
                                     "    a = n\n"
                                     "    await asyncio.sleep(1)\n"
                                     "    b = n\n"
                                     "async def main():\n"
                                     "    x = asyncio.create_task(child(1))\n"
                                     "    await child(2)\n"
                                     "    await x\n"
                                     "asyncio.run(main())\n"
                                     "end = 1\n";

START_TEST(lines_of_tasks) {
    expect_lines(two_tasks, TRACE_ANY_LANE, "2 6 10 7 8 3 4 3 4 5 9 5 11 ");
    expect_lines(two_tasks, 1, "7 8 3 4 5 9 ");
    expect_lines(two_tasks, 2, "3 4 5 ");
    expect_lines(two_tasks, 0, "2 6 10 11 ");
}
END_TEST

START_TEST(events_turns_switches) {
    Run *run = record(two_tasks);
    there_and_back(run, RUN_STEP_EVENT, TRACE_ANY_LANE, NULL);
    there_and_back(run, RUN_STEP_EVENT, 2, NULL);
    there_and_back(run, RUN_STEP_TURN, TRACE_ANY_LANE, NULL);
    there_and_back(run, RUN_STEP_SWITCH, TRACE_ANY_LANE, NULL);
    there_and_back(run, RUN_STEP_SWITCH, 1, NULL);
    run_seek_time(run, 999999999);
    RunPosition before = run_position(run);
    run_seek_time(run, 1000000000);
    ck_assert_int_lt(run_compare(before, run_position(run)), 0);
    ck_assert_int_eq(trace_event_at(run_trace(run), before.event).time_ns, 1000000000);
    run_free(run);
}
END_TEST

// Lines far apart, by cost and by events, with checkpoints between them.
START_TEST(lines_far_apart) {
    Run *run = record("import asyncio\n"
                      "async def other():\n"
                      "    for i in range(30000): await asyncio.sleep(0)\n"
                      "async def main():\n"
                      "    x = 1\n"
                      "    t = asyncio.create_task(other())\n"
                      "    await t\n"
                      "    y = sum(range(4000000))\n"
                      "    z = sum(range(4000000))\n"
                      "asyncio.run(main())\n");
    Buffer lines;
    buffer_init(&lines);
    there_and_back(run, RUN_STEP_LINE, 1, &lines);
    ck_assert_str_eq(lines.data, "5 6 7 8 9 ");
    buffer_deinit(&lines);
    run_free(run);
}
END_TEST

int main(void) {
    TCase *c = tcase_create("step");
    tcase_set_timeout(c, 240);
    tcase_add_test(c, lines_of_plain_code);
    tcase_add_test(c, lines_of_tasks);
    tcase_add_test(c, events_turns_switches);
    tcase_add_test(c, lines_far_apart);
    Suite *suite = suite_create("step");
    suite_add_tcase(suite, c);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner), ran = srunner_ntests_run(runner);
    srunner_free(runner);
    return failed || !ran;
}
