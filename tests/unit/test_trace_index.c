// What the trace keeps while it is recorded says the same as going through all events.
#include <check.h>
#include <stdlib.h>

#include "trace/fold.h"
#include "trace/index.h"
#include "trace/ruler.h"
#include "trace/steps.h"

enum { TASKS = 30, TURNS = 6000, COLUMNS = 40 };

// Tasks that give way, sleep, wait for locks, print and block in turn, with a seed of its own.
static Trace *busy_trace(void)
{
    Trace *trace = trace_new();
    uint32_t seed = 7;
    int64_t now = 0;
    trace_append(trace, TRACE_PROGRAM_BEGIN, (TraceAt){0, 0, 1}, 0, 0, 0);
    trace_append(trace, TRACE_LOOP_BEGIN, (TraceAt){0, 0, 1}, 0, 0, 0);
    for (uint32_t lane = 1; lane <= TASKS; lane++) {
        trace_task_created(trace, (TraceAt){0, lane / 2, 3}, lane, 0, 0, 0, lane);
    }
    for (int turn = 0; turn < TURNS; turn++) {
        trace_append(trace, TRACE_TURN, (TraceAt){now, 0, 0}, TASKS, 0, 0);
        for (uint32_t lane = 1; lane <= TASKS; lane++) {
            seed = seed * 1664525 + 1013904223;
            TraceAt here = {now, lane, 17 + lane};
            trace_append(trace, turn == 0 ? TRACE_TASK_FIRST_STEP : TRACE_TASK_RESUMED, here, 0, 0, 0);
            if ((seed >> 24) % 7 == 0) {
                trace_output(trace, here, 1, "x\n", 2);
            }
            if ((seed >> 20) % 13 == 0) {
                trace_append(trace, TRACE_BLOCK_BEGIN, here, 0, now + 5, 0);
                here.time_ns = now += 5;
                trace_append(trace, TRACE_BLOCK_END, here, 0, 0, 0);
            }
            if ((seed >> 16) % 5 == 0) {
                trace_task_suspended(trace, here, TRACE_REASON_LOCK, lane, 0, 0, 0);
                trace_append(trace, TRACE_TASK_READY, here, TRACE_CAUSE_RELEASED, 2, lane);
            } else {
                trace_task_suspended(trace, here, TRACE_REASON_YIELD, 0, 0, 0, 0);
            }
        }
        if (turn % 3 == 0) {
            int64_t before = now;
            now += 1000;
            trace_append(trace, TRACE_CLOCK_MOVED, (TraceAt){now, 0, 0}, before, TRACE_CAUSE_TIMER, 1);
        }
    }
    return trace;
}

START_TEST(moments_are_those_of_folding_from_the_start)
{
    Trace *trace = busy_trace();
    Moments *moments = moments_new(trace);
    Moment folded = {0};
    fold_begin(&folded);
    TraceCursor cursor = trace_cursor_at(trace, 0);
    TraceEvent event;
    ck_assert_uint_gt(trace_index(trace)->checkpoint_count, 10);
    while (trace_cursor_next(&cursor, &event)) {
        fold_events(&folded, &event, 1);
        if (event.number % 4999 == 0 || event.number % 4096 < 2) {
            moments_at(moments, (event.number * 31) % trace_length(trace));
            ck_assert(moment_equal(moments_at(moments, event.number + 1), &folded));
        }
    }
    free(folded.lanes);
    moments_free(moments);
    trace_free(trace);
}
END_TEST

START_TEST(steps_and_stretches_are_counted)
{
    Trace *trace = busy_trace();
    const Index *index = trace_index(trace);
    Steps steps;
    steps_init(&steps, trace, STEP_TASKS);
    uint64_t seen = 0, closed_count = 0;
    Cut cut = {0};
    Stretch closed;
    TraceCursor cursor = trace_cursor_at(trace, 0);
    TraceEvent event;
    while (trace_cursor_next(&cursor, &event)) {
        if (event.number % INDEX_BLOCK_EVENTS == 0) {
            const IndexMark *mark = index_mark(index, event.number / INDEX_BLOCK_EVENTS);
            ck_assert_uint_eq(mark->steps, seen);
            ck_assert_uint_eq(mark->stretches, closed_count);
        }
        closed_count += stretch_event(&cut, &event, &closed);
        if (trace_is_step(&event)) {
            seen++;
            if (seen % 777 == 0) {
                ck_assert_uint_eq(steps_position(&steps, seen), event.number + 1);
                ck_assert_uint_eq(steps_at(&steps, event.number + 1), seen);
            }
        }
    }
    ck_assert_uint_eq(steps.count, seen);
    trace_free(trace);
}
END_TEST

// What a column must show, found by going through its events.
static void check_column(const Trace *trace, const RulerColumn *column, uint32_t cpu)
{
    uint32_t holder = MOMENT_NOBODY;
    bool several = false;
    TraceCursor cursor = trace_cursor_at(trace, column->begin);
    TraceEvent event;
    while (cursor.next_number < column->end && trace_cursor_next(&cursor, &event)) {
        if (event.kind == TRACE_TASK_RESUMED || event.kind == TRACE_TASK_FIRST_STEP) {
            several |= holder != MOMENT_NOBODY && holder != event.lane;
            holder = event.lane;
        }
    }
    if (column->merged > 0) {
        ck_assert_int_eq(cpu == RULER_SEVERAL_HOLDERS, several);
    }
}

START_TEST(merged_columns_drop_nothing)
{
    static const struct {
        RulerKind kind;
        int zoom;
    } views[] = {{RULER_OPENED, -20}, {RULER_EVENT, -20}, {RULER_TIME, -20},
                 {RULER_OPENED, -9},  {RULER_TIME, -4},   {RULER_OPENED, 0},
                 {RULER_EVENT, -10},  {RULER_TIME, -11},  {RULER_OPENED, -11}};
    uint32_t glanced = 0;
    Trace *trace = busy_trace();
    Ruler ruler;
    ruler_init(&ruler, trace);
    Moments *moments = moments_new(trace);
    uint32_t lanes[TASKS], cpu[COLUMNS];
    RulerColumn columns[COLUMNS];
    RulerCell *cells = calloc(COLUMNS * TASKS, sizeof *cells);
    for (uint32_t i = 0; i < TASKS; i++) {
        lanes[i] = i + 1;
    }
    for (size_t v = 0; v < sizeof views / sizeof *views; v++) {
        uint32_t count = ruler_layout(&ruler, views[v].kind, views[v].zoom, 5000, columns, COLUMNS);
        ruler_cells(moments, columns, count, trace_length(trace), lanes, TASKS, cells, cpu);
        for (uint32_t i = 0; i < count; i++) {
            ck_assert(i == 0 || columns[i].begin == columns[i - 1].end || columns[i].merged == 0);
            check_column(trace, &columns[i], cpu[i]);
            for (uint32_t l = 0; l < TASKS && columns[i].end > columns[i].begin; l++) {
                ck_assert_int_ne(cells[l * count + i].glyph, RULER_NOTHING);
            }
        }
        // glances say what folding says
        uint32_t folded_cpu[COLUMNS];
        RulerCell *folded = calloc((size_t)count * TASKS, sizeof *folded);
        for (uint32_t i = 0; i < count; i++) {
            glanced += columns[i].glance_end != 0;
            columns[i].glance_end = 0;
        }
        ruler_cells(moments, columns, count, trace_length(trace), lanes, TASKS, folded, folded_cpu);
        ck_assert_mem_eq(cpu, folded_cpu, count * sizeof *cpu);
        for (uint32_t i = 0; i < count * TASKS; i++) {
            ck_assert_int_eq(cells[i].glyph, folded[i].glyph);
            ck_assert_int_eq(cells[i].letter, folded[i].letter);
        }
        free(folded);
        if (views[v].zoom == -20) {
            ck_assert_uint_eq(columns[0].begin, 0);
            ck_assert_uint_eq(columns[count - 1].end, trace_length(trace));
        }
    }
    ck_assert_uint_gt(glanced, 50);
    free(cells);
    moments_free(moments);
    ruler_deinit(&ruler);
    trace_free(trace);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("trace index");
    TCase *tests = tcase_create("index");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, moments_are_those_of_folding_from_the_start);
    tcase_add_test(tests, steps_and_stretches_are_counted);
    tcase_add_test(tests, merged_columns_drop_nothing);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    int run = srunner_ntests_run(runner);
    srunner_free(runner);
    return failed == 0 && run > 0 ? 0 : 1;
}
