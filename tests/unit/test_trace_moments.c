// Moments, names, steps and columns of a small run whose drawings are known.
#include <check.h>
#include <stdlib.h>

#include "sample_001_4.h"
#include "trace/lanes.h"
#include "trace/moments.h"
#include "trace/ruler.h"
#include "trace/steps.h"

START_TEST(thirty_four_steps)
{
    Trace *trace = sample_trace();
    Steps steps;
    steps_init(&steps, trace, STEP_TASKS);
    ck_assert_uint_eq(steps.count, 34);
    for (uint64_t step = 0; step <= steps.count; step++) {
        ck_assert_uint_eq(steps_at(&steps, steps_position(&steps, step)), step);
    }
    static const struct {
        uint64_t step;
        TraceKind kind;
        uint32_t lane;
    } known[] = {
        {1, TRACE_TASK_FIRST_STEP, 1}, {5, TRACE_TASK_SUSPENDED, 1}, {11, TRACE_TASK_SUSPENDED, 3},
        {15, TRACE_CLOCK_MOVED, 0},    {17, TRACE_TASK_RESUMED, 4},  {29, TRACE_TASK_FINISHED, 3},
        {30, TRACE_TASK_READY, 1},     {34, TRACE_PROGRAM_END, 0},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        TraceEvent event = trace_event_at(trace, steps_position(&steps, known[i].step) - 1);
        ck_assert_int_eq(event.kind, known[i].kind);
        ck_assert_uint_eq(event.lane, known[i].lane);
    }
    steps_init(&steps, trace, STEP_FUTURES);
    ck_assert_uint_eq(steps.count, trace_length(trace));
    ck_assert_uint_eq(steps_position(&steps, 7), 7);
    trace_free(trace);
}
END_TEST

START_TEST(the_moment_func2_lets_go)
{
    Trace *trace = sample_trace();
    Steps steps;
    steps_init(&steps, trace, STEP_TASKS);
    Moments *moments = moments_new(trace);
    const Moment *moment = moments_at(moments, steps_position(&steps, 11));
    ck_assert_uint_eq(moment->cpu, MOMENT_NOBODY);
    ck_assert_int_eq(moment->clock_ns, 0);
    ck_assert_int_eq(moment->lanes[1].state, MOMENT_WAITS);
    ck_assert_int_eq(moment->lanes[1].reason, TRACE_REASON_GATHER);
    ck_assert_uint_eq(moment->lanes[1].line, 23);
    ck_assert_int_eq(moment->lanes[2].state, MOMENT_TIMER);
    ck_assert_int_eq(moment->lanes[2].until_ns, INT64_C(2) * SAMPLE_SECOND);
    ck_assert_int_eq(moment->lanes[4].state, MOMENT_READY);
    ck_assert_uint_eq(moment->lanes[4].line, 16);
    ck_assert_uint_eq(moment_place(moment, 4), 1);
    ck_assert_uint_eq(moment->ready_count, 1);
    ck_assert_uint_eq(moment_next_timer(moment), 2);
    moment = moments_at(moments, steps_position(&steps, 5));
    ck_assert_uint_eq(moment->ready_count, 3);
    ck_assert_uint_eq(moment_place(moment, 4), 3);
    moments_free(moments);
    trace_free(trace);
}
END_TEST

// Many tasks that yield, sleep, finish: long enough for checkpoints.
static Trace *long_trace(void)
{
    Trace *trace = trace_new();
    trace_append(trace, TRACE_PROGRAM_BEGIN, (TraceAt){0, 0, 1}, 0, 0, 0);
    trace_append(trace, TRACE_LOOP_BEGIN, (TraceAt){0, 0, 1}, 0, 0, 0);
    enum { TASKS = 20 };
    for (uint32_t lane = 1; lane <= TASKS; lane++) {
        trace_task_created(trace, (TraceAt){0, lane / 2, 3}, lane, 0, 0, 0, 1);
    }
    for (int turn = 0; turn < 1500; turn++) {
        trace_append(trace, TRACE_TURN, (TraceAt){turn, 0, 0}, TASKS, 0, 0);
        for (uint32_t lane = 1; lane <= TASKS; lane++) {
            TraceAt here = {turn, lane, 17 + lane};
            trace_append(trace, TRACE_TASK_RESUMED, here, 0, 0, 0);
            if ((lane * 7 + (uint32_t)turn) % 5 == 0) {
                trace_task_suspended(trace, here, TRACE_REASON_LOCK, lane, 0, 0, 0);
                trace_append(trace, TRACE_TASK_READY, here, TRACE_CAUSE_RELEASED, 2, lane);
            } else {
                trace_task_suspended(trace, here, TRACE_REASON_YIELD, 0, 0, 0, 0);
            }
        }
    }
    return trace;
}

START_TEST(folding_from_a_checkpoint_is_folding_from_the_start)
{
    Trace *trace = long_trace();
    Moments *jumping = moments_new(trace);
    moments_at(jumping, trace_length(trace));
    Moments *walking = moments_new(trace);
    for (uint64_t at = 0; at < trace_length(trace); at += 1717) {
        const Moment *expected = moments_at(walking, at);
        moments_at(jumping, trace_length(trace) - 1);
        ck_assert(moment_equal(moments_at(jumping, at), expected));
    }
    moments_free(jumping);
    moments_free(walking);
    trace_free(trace);
}
END_TEST

static Trace *named(const char *const coroutines[][2], uint32_t count)
{
    Trace *trace = trace_new();
    for (uint32_t i = 0; i < count; i++) {
        trace_task_created(trace, (TraceAt){0, i == 0 ? 0 : 1, 1}, i + 1, 0,
                           sample_string(trace, coroutines[i][0]),
                           sample_string(trace, coroutines[i][1]), 1);
    }
    return trace;
}

START_TEST(names_tell_tasks_apart)
{
    static const char *const coroutines[][2] = {
        {"main", ""},         {"get", "1\x1f'A'"}, {"get", "1\x1f'B'"},
        {"worker", "'same'"}, {"worker", "'same'"},  {"only", "5"},
    };
    Trace *trace = named(coroutines, 6);
    trace_append(trace, TRACE_TASK_RENAMED, (TraceAt){0, 1, 1}, 6, sample_string(trace, "mine"), 0);
    Lanes lanes;
    lanes_init(&lanes, trace);
    ck_assert_uint_eq(lanes.count, 7);
    ck_assert_str_eq(lanes.lanes[1].name, "main");
    ck_assert_str_eq(lanes.lanes[2].name, "get('A')");
    ck_assert_str_eq(lanes.lanes[3].name, "get('B')");
    ck_assert_str_eq(lanes.lanes[4].name, "worker#1");
    ck_assert_str_eq(lanes.lanes[5].name, "worker#2");
    ck_assert_str_eq(lanes.lanes[6].name, "mine");
    ck_assert_str_eq(lanes.lanes[1].tag, "a");
    ck_assert_str_eq(lanes.lanes[6].tag, "f");
    ck_assert_uint_eq(lanes.shown, 6);
    ck_assert(!lanes.lanes[0].shown);
    ck_assert_uint_eq(lanes.lanes[2].depth, 1);
    ck_assert(lanes.lanes[6].last_child);
    lanes_deinit(&lanes);
    trace_free(trace);
}
END_TEST

static void draw(const RulerCell *cells, const uint32_t *cpu, uint32_t count, uint32_t lane,
                 char *out)
{
    static const char glyphs[] = " +#=.~?-!|xE%";
    for (uint32_t i = 0; i < count; i++) {
        const RulerCell *cell = &cells[lane * count + i];
        out[i] = cell->glyph == RULER_LETTER ? cell->letter : glyphs[cell->glyph];
    }
    (void)cpu;
    out[count] = '\0';
}

static void assert_drawing(uint64_t step, const char *const expected[4], uint32_t cursor)
{
    Trace *trace = sample_trace();
    Steps steps;
    steps_init(&steps, trace, STEP_TASKS);
    Ruler ruler;
    ruler_init(&ruler, trace);
    Moments *moments = moments_new(trace);
    RulerColumn columns[48];
    uint64_t position = steps_position(&steps, step);
    uint32_t count = ruler_layout(&ruler, RULER_OPENED, 0, position, columns, 48);
    ck_assert_uint_eq(count, 47);
    static const uint32_t lanes[] = {1, 2, 3, 4};
    RulerCell cells[4 * 48];
    uint32_t cpu[48];
    ruler_cells(moments, columns, count, position, lanes, 4, cells, cpu);
    for (uint32_t i = 0; i < 4; i++) {
        char drawn[64];
        draw(cells, cpu, count, i, drawn);
        for (size_t end = strlen(drawn); end > 0 && drawn[end - 1] == ' ';) {
            drawn[--end] = '\0';
        }
        ck_assert_str_eq(drawn, expected[i]);
    }
    ck_assert_uint_eq(ruler_column_at(columns, count, position), cursor);
    moments_free(moments);
    ruler_deinit(&ruler);
    trace_free(trace);
}

START_TEST(the_drawings)
{
    assert_drawing(11, (const char *const[4]){"##t----", " +##...", " +==##.", " +====="}, 6);
    assert_drawing(17,
                   (const char *const[4]){"##t----------------", " +##...............",
                                          " +==##.............", " +====##..........#"},
                   18);
    assert_drawing(30,
                   (const char *const[4]){"##t-----------------------------------------=",
                                          " +##..........................##|",
                                          " +==##....................................##|",
                                          " +====##..........##|"},
                   44);
}
END_TEST

START_TEST(no_column_shows_two_holders)
{
    Trace *trace = long_trace();
    Ruler ruler;
    ruler_init(&ruler, trace);
    Moments *moments = moments_new(trace);
    uint32_t lanes[20];
    for (uint32_t i = 0; i < 20; i++) {
        lanes[i] = i + 1;
    }
    enum { WIDTH = 100 };
    RulerColumn columns[WIDTH];
    RulerCell *cells = calloc(20 * WIDTH, sizeof *cells);
    uint32_t cpu[WIDTH];
    for (int zoom = -3; zoom <= 3; zoom++) {
        uint64_t position = trace_length(trace) / 2;
        uint32_t count = ruler_layout(&ruler, RULER_OPENED, zoom, position, columns, WIDTH);
        ck_assert_uint_le(count, WIDTH);
        ruler_cells(moments, columns, count, position, lanes, 20, cells, cpu);
        ck_assert_uint_lt(columns[0].begin, position);
        ck_assert_uint_gt(columns[count - 1].end, position);
        for (uint32_t i = 0; i < count; i++) {
            uint32_t running = 0;
            for (uint32_t l = 0; l < 20; l++) {
                running += cells[l * count + i].glyph == RULER_RUNS;
            }
            ck_assert_uint_le(running, 1);
            if (i > 0) {
                ck_assert_uint_eq(columns[i].begin, columns[i - 1].end);
            }
        }
    }
    free(cells);
    moments_free(moments);
    ruler_deinit(&ruler);
    trace_free(trace);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("trace queries");
    TCase *tests = tcase_create("queries");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, thirty_four_steps);
    tcase_add_test(tests, the_moment_func2_lets_go);
    tcase_add_test(tests, folding_from_a_checkpoint_is_folding_from_the_start);
    tcase_add_test(tests, names_tell_tasks_apart);
    tcase_add_test(tests, the_drawings);
    tcase_add_test(tests, no_column_shows_two_holders);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    int run = srunner_ntests_run(runner);
    srunner_free(runner);
    return failed == 0 && run > 0 ? 0 : 1;
}
