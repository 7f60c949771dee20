// Who woke whom, who had the CPU, where the time went: on traces put together by hand.
#include <check.h>

#include "sample_001_4.h"
#include "trace/path.h"
#include "trace/steps.h"
#include "trace/totals.h"

enum { LINKS = 20 };

static void check_link(const PathLink *link, uint32_t lane, TraceCause cause, uint32_t by,
                       int64_t ready_s, int64_t end_s)
{
    ck_assert_uint_eq(link->lane, lane);
    ck_assert_int_eq(link->cause, cause);
    ck_assert_uint_eq(link->by, by);
    ck_assert_int_eq(link->ready_ns, ready_s * SAMPLE_SECOND);
    ck_assert_int_eq(link->end_ns, end_s * SAMPLE_SECOND);
}

START_TEST(what_led_to_a_step)
{
    Trace *trace = sample_trace();
    Moments *moments = moments_new(trace);
    Steps steps;
    steps_init(&steps, trace, STEP_TASKS);
    PathLink links[LINKS];
    // func3 goes on: its timer rang, which it had set in its first turn; main had made it
    uint32_t count =
        path_wakeups(moments, trace, steps_position(&steps, 17), 4, links, LINKS);
    ck_assert_uint_eq(count, 3);
    check_link(&links[0], 4, TRACE_CAUSE_TIMER, 0, 1, 1);
    check_link(&links[1], 4, TRACE_CAUSE_CREATED, 1, 0, 0);
    check_link(&links[2], 1, TRACE_CAUSE_CREATED, 0, 0, 0);
    // in line, before it goes on: the same, but that it has no CPU yet
    count = path_wakeups(moments, trace, steps_position(&steps, 16), 4, links, LINKS);
    ck_assert_uint_eq(count, 3);
    ck_assert_uint_eq(links[0].resumed, MOMENT_NEVER);
    check_link(&links[0], 4, TRACE_CAUSE_TIMER, 0, 1, 1);
    ck_assert_uint_eq(path_wakeups(moments, trace, 1, 4, links, LINKS), 0);
    ck_assert_uint_eq(path_wakeups(moments, trace, steps_position(&steps, 17), 4, links, 2), 2);
    moments_free(moments);
    trace_free(trace);
}
END_TEST

START_TEST(the_critical_path)
{
    Trace *trace = sample_trace();
    Moments *moments = moments_new(trace);
    PathLink links[LINKS];
    uint32_t count = path_critical(moments, trace, links, LINKS);
    ck_assert_uint_eq(count, 4);
    check_link(&links[0], 1, TRACE_CAUSE_GATHER_DONE, 3, 3, 3);
    ck_assert_uint_eq(links[0].line, 28);
    check_link(&links[1], 3, TRACE_CAUSE_TIMER, 0, 3, 3);
    check_link(&links[2], 3, TRACE_CAUSE_CREATED, 1, 0, 0);
    ck_assert_uint_eq(links[2].line, 12);
    check_link(&links[3], 1, TRACE_CAUSE_CREATED, 0, 0, 0);
    moments_free(moments);
    trace_free(trace);
}
END_TEST

START_TEST(who_had_the_cpu_meanwhile)
{
    Trace *trace = sample_trace();
    Moments *moments = moments_new(trace);
    Steps steps;
    steps_init(&steps, trace, STEP_TASKS);
    PathHolder holders[LINKS];
    // func3 is made while main has the CPU; func1 and func2 come before it
    uint32_t count =
        path_holders(moments, trace, steps_position(&steps, 12), 4, holders, LINKS);
    ck_assert_uint_eq(count, 3);
    ck_assert_uint_eq(holders[0].lane, 1);
    ck_assert_uint_eq(holders[1].lane, 2);
    ck_assert_uint_eq(holders[2].lane, 3);
    ck_assert_int_eq(holders[2].to_ns, 0);
    // at 1.000 nobody is before it
    ck_assert_uint_eq(
        path_holders(moments, trace, steps_position(&steps, 17), 4, holders, LINKS), 0);
    moments_free(moments);
    trace_free(trace);
}
END_TEST

// A task computes for a second and blocks for two while another is in line for the lock it holds.
static Trace *busy_trace(void)
{
    Trace *trace = trace_new();
    trace_append(trace, TRACE_PROGRAM_BEGIN, sample_at(0, 0, 1), 0, 0, 0);
    trace_append(trace, TRACE_LOOP_BEGIN, sample_at(0, 0, 9), 0, 0, 0);
    trace_task_created(trace, sample_at(0, 0, 9), 1, 0, 0, 0, 2);
    trace_append(trace, TRACE_TASK_FIRST_STEP, sample_at(0, 1, 2), 0, 0, 0);
    trace_task_created(trace, sample_at(0, 1, 3), 2, 0, 0, 0, 6);
    trace_append(trace, TRACE_CLOCK_MOVED, sample_at(1, 1, 4), 0, TRACE_CAUSE_COMPUTATION, 1);
    trace_append(trace, TRACE_BLOCK_BEGIN, sample_at(1, 1, 5), sample_string(trace, "time.sleep"),
                 3 * (int64_t)SAMPLE_SECOND, 0);
    trace_append(trace, TRACE_BLOCK_END, sample_at(3, 1, 5), 0, 0, 0);
    trace_task_suspended(trace, sample_at(3, 1, 5), TRACE_REASON_TASK, 2, 0, 0, 0);
    trace_append(trace, TRACE_TASK_FIRST_STEP, sample_at(3, 2, 6), 0, 0, 0);
    trace_task_suspended(trace, sample_at(3, 2, 7), TRACE_REASON_TIMER, 0,
                         7 * (int64_t)SAMPLE_SECOND, 0, 0);
    trace_append(trace, TRACE_CLOCK_MOVED, sample_at(7, 0, 0), 3 * (int64_t)SAMPLE_SECOND,
                 TRACE_CAUSE_TIMER, 2);
    trace_append(trace, TRACE_TASK_READY, sample_at(7, 2, 7), TRACE_CAUSE_TIMER, 0, 0);
    trace_append(trace, TRACE_TASK_RESUMED, sample_at(7, 2, 7), 0, 0, 0);
    trace_append(trace, TRACE_TASK_FINISHED, sample_at(7, 2, 7), 0, 0, 0);
    trace_append(trace, TRACE_TASK_READY, sample_at(7, 1, 5), TRACE_CAUSE_TASK_DONE, 2, 2);
    trace_append(trace, TRACE_TASK_RESUMED, sample_at(7, 1, 5), 0, 0, 0);
    trace_append(trace, TRACE_TASK_FINISHED, sample_at(7, 1, 5), 0, 0, 0);
    return trace;
}

START_TEST(where_the_time_went)
{
    const int64_t s = SAMPLE_SECOND;
    Trace *trace = busy_trace();
    Totals totals;
    totals_init(&totals, trace, trace_length(trace));
    ck_assert_int_eq(totals.runs_ns, 1 * s);
    ck_assert_int_eq(totals.blocked_ns, 2 * s);
    ck_assert_int_eq(totals.idle_ns, 4 * s);
    ck_assert_int_eq(totals.lanes[1].runs_ns, 1 * s);
    ck_assert_int_eq(totals.lanes[1].blocked_ns, 2 * s);
    ck_assert_int_eq(totals.lanes[1].waits_ns[TRACE_REASON_TASK], 4 * s);
    ck_assert_int_eq(totals_waits(&totals.lanes[1]), 4 * s);
    ck_assert_uint_eq(totals.lanes[1].turns, 2);
    ck_assert_int_eq(totals.lanes[2].ready_ns, 3 * s);
    ck_assert_int_eq(totals.lanes[2].waits_ns[TRACE_REASON_TIMER], 4 * s);
    ck_assert_uint_eq(totals.line_count, 3);
    ck_assert_int_eq(totals_line(&totals, 4)->runs_ns, 1 * s);
    ck_assert_int_eq(totals_line(&totals, 5)->blocked_ns, 2 * s);
    ck_assert_int_eq(totals_line(&totals, 5)->waits_ns, 4 * s);
    ck_assert_int_eq(totals_line(&totals, 7)->waits_ns, 4 * s);
    ck_assert_uint_eq(totals_line(&totals, 7)->awaits, 1);
    ck_assert_ptr_null(totals_line(&totals, 6));
    totals_deinit(&totals);
    // half-way: asleep, the other in line
    totals_init(&totals, trace, 7);
    ck_assert_int_eq(totals.lanes[1].runs_ns, 1 * s);
    ck_assert_int_eq(totals.lanes[2].ready_ns, 1 * s);
    totals_deinit(&totals);
    trace_free(trace);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("trace queries by hand");
    TCase *tests = tcase_create("queries");
    tcase_add_test(tests, what_led_to_a_step);
    tcase_add_test(tests, the_critical_path);
    tcase_add_test(tests, who_had_the_cpu_meanwhile);
    tcase_add_test(tests, where_the_time_went);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    int run = srunner_ntests_run(runner);
    srunner_free(runner);
    return failed == 0 && run > 0 ? 0 : 1;
}
