// Every kind of event comes back as it went in, from any position, in either direction; a rewound
// trace checks what it meets.
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace/trace.h"
#include "sample_001_4.h"

typedef struct Random {
    uint64_t state;
} Random;

static uint64_t next_random(Random *random)
{
    random->state = random->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return random->state >> 33;
}

// Small mostly, sometimes large: the widths of varints.
static int64_t any_number(Random *random)
{
    return (int64_t)(next_random(random) >> (next_random(random) % 31));
}

// Appends a random event and returns what must come back.
static TraceEvent append_any(Trace *trace, Random *random, TraceEvent before)
{
    TraceEvent event = {.number = trace_length(trace)};
    event.kind = (TraceKind)(next_random(random) % TRACE_KINDS);
    event.lane = (uint32_t)(any_number(random) % (trace_tasks(trace) + 1));
    event.line = (uint32_t)any_number(random);
    event.time_ns = before.time_ns + (next_random(random) % 3 == 0 ? any_number(random) * 4099 : 0);
    TraceAt at = {event.time_ns, event.lane, event.line};
    const char *layout = trace_kind_layout(event.kind);
    if (event.kind == TRACE_TASK_CREATED) {
        event.operand[0] = trace_tasks(trace) + 1;
        for (int i = 1; i < TRACE_OPERANDS; i++) {
            event.operand[i] = any_number(random) % 100000;
        }
        trace_task_created(trace, at, (uint32_t)event.operand[0], (uint32_t)event.operand[1],
                           (uint32_t)event.operand[2], (uint32_t)event.operand[3],
                           (uint32_t)event.operand[4]);
    } else if (event.kind == TRACE_TASK_SUSPENDED) {
        event.operand[0] = (int64_t)(next_random(random) % TRACE_REASONS);
        for (const char *s = trace_reason_stored((TraceReason)event.operand[0]); *s; s++) {
            int which = *s == 'o' ? 1 : *s == 'u' ? 2 : *s == 'd' ? 3 : 4;
            event.operand[which] = which == 2 ? event.time_ns + any_number(random) - 100
                                              : any_number(random);
        }
        trace_task_suspended(trace, at, (TraceReason)event.operand[0], (uint64_t)event.operand[1],
                             event.operand[2], (uint32_t)event.operand[3],
                             (uint32_t)event.operand[4]);
    } else if (event.kind == TRACE_OUTPUT) {
        char text[40];
        memset(text, 'x', sizeof text);
        size_t length;
        trace_output_bytes(trace, &length);
        event.operand[0] = 1 + (int64_t)(next_random(random) % 2);
        event.operand[1] = (int64_t)length;
        event.operand[2] = (int64_t)(next_random(random) % sizeof text);
        trace_output(trace, at, (int)event.operand[0], text, (size_t)event.operand[2]);
    } else {
        for (int i = 0; layout[i] != '\0'; i++) {
            event.operand[i] = layout[i] == 't'   ? event.time_ns - any_number(random)
                               : layout[i] == 's' ? -any_number(random)
                                                  : any_number(random);
        }
        trace_append(trace, event.kind, at, event.operand[0], event.operand[1], event.operand[2]);
    }
    return event;
}

static void assert_same(const TraceEvent *a, const TraceEvent *b)
{
    ck_assert_uint_eq(a->number, b->number);
    ck_assert_int_eq(a->kind, b->kind);
    ck_assert_uint_eq(a->lane, b->lane);
    ck_assert_uint_eq(a->line, b->line);
    ck_assert_int_eq(a->time_ns, b->time_ns);
    for (int i = 0; i < TRACE_OPERANDS; i++) {
        ck_assert_int_eq(a->operand[i], b->operand[i]);
    }
}

enum { MANY = 20000 };

static Trace *random_trace(TraceEvent *events, uint64_t seed)
{
    Random random = {seed};
    Trace *trace = trace_new();
    TraceEvent before = {0};
    for (int i = 0; i < MANY; i++) {
        events[i] = before = append_any(trace, &random, before);
    }
    return trace;
}

START_TEST(every_event_comes_back)
{
    TraceEvent *events = calloc(MANY, sizeof *events);
    Trace *trace = random_trace(events, 1);
    ck_assert_uint_eq(trace_length(trace), MANY);
    TraceCursor cursor = trace_cursor_at(trace, 0);
    TraceEvent event;
    for (int i = 0; i < MANY; i++) {
        ck_assert(trace_cursor_next(&cursor, &event));
        assert_same(&event, &events[i]);
    }
    ck_assert(!trace_cursor_next(&cursor, &event));
    for (int i = MANY; i-- > MANY - 2100;) {
        ck_assert(trace_cursor_prev(&cursor, &event));
        assert_same(&event, &events[i]);
    }
    Random random = {7};
    for (int i = 0; i < 300; i++) {
        uint64_t at = next_random(&random) % MANY;
        event = trace_event_at(trace, at);
        assert_same(&event, &events[at]);
    }
    trace_free(trace);
    free(events);
}
END_TEST

START_TEST(searching_skips_nothing)
{
    TraceEvent *events = calloc(MANY, sizeof *events);
    Trace *trace = random_trace(events, 2);
    uint64_t kinds = UINT64_C(1) << TRACE_OUTPUT | UINT64_C(1) << TRACE_DEADLOCK;
    for (uint64_t from = 0; from < MANY; from += 777) {
        for (uint32_t lane = 0; lane < 4; lane++) {
            uint32_t wanted = lane == 3 ? TRACE_ANY_LANE : lane;
            uint64_t next = UINT64_MAX, prev = UINT64_MAX;
            for (uint64_t i = 0; i < MANY; i++) {
                bool hit = (kinds >> events[i].kind & 1) &&
                           (wanted == TRACE_ANY_LANE || events[i].lane == wanted);
                if (hit && i >= from && next == UINT64_MAX) {
                    next = i;
                }
                if (hit && i < from) {
                    prev = i;
                }
            }
            ck_assert_uint_eq(trace_find_next(trace, from, kinds, wanted), next);
            ck_assert_uint_eq(trace_find_prev(trace, from, kinds, wanted), prev);
        }
    }
    trace_free(trace);
    free(events);
}
END_TEST

START_TEST(a_fork_has_the_past)
{
    TraceEvent *events = calloc(MANY, sizeof *events);
    Trace *trace = random_trace(events, 3);
    Trace *fork = trace_fork(trace, 5000);
    ck_assert_uint_eq(trace_length(fork), 5000);
    TraceCursor cursor = trace_cursor_at(fork, 0);
    TraceEvent event;
    for (int i = 0; trace_cursor_next(&cursor, &event); i++) {
        assert_same(&event, &events[i]);
    }
    trace_free(fork);
    trace_free(trace);
    free(events);
}
END_TEST

START_TEST(strings_are_one_of_each)
{
    Trace *trace = trace_new();
    ck_assert_uint_eq(trace_string(trace, "", 0), 0);
    uint32_t ids[1000];
    for (int round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < 1000; i++) {
            char text[16];
            int length = snprintf(text, sizeof text, "name %u", i);
            uint32_t id = trace_string(trace, text, (size_t)length);
            ck_assert(round == 0 ? i == 0 || id > ids[i - 1] : id == ids[i]);
            ids[i] = id;
        }
    }
    ck_assert_str_eq(trace_string_at(trace, ids[499]), "name 499");
    ck_assert_str_eq(trace_string_at(trace, 0), "");
    trace_free(trace);
}
END_TEST

START_TEST(numbers_are_told_by_their_ids)
{
    Trace *trace = trace_new();
    const char *numbers[] = {"0", "7", "10", "12345", "999999999"};
    const char *others[] = {"00", "07", "-1", "1000000000", "1.0", "x", "12a", "4294967296"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        uint32_t id = trace_string(trace, numbers[i], strlen(numbers[i]));
        ck_assert_uint_eq(id, trace_number((uint32_t)atoi(numbers[i])));
        ck_assert_str_eq(trace_string_at(trace, id), numbers[i]);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        uint32_t id = trace_string(trace, others[i], strlen(others[i]));
        ck_assert_uint_eq(id & 1, 0);
        ck_assert_str_eq(trace_string_at(trace, id), others[i]);
        ck_assert_uint_eq(id, trace_string(trace, others[i], strlen(others[i])));
    }
    trace_free(trace);
}
END_TEST

START_TEST(a_rewound_trace_stores_nothing_twice)
{
    Trace *trace = sample_trace();
    uint64_t length = trace_length(trace);
    uint64_t first_print = trace_find_next(trace, 0, UINT64_C(1) << TRACE_OUTPUT, TRACE_ANY_LANE);
    trace_rewind(trace, first_print - 1);
    ck_assert_uint_eq(trace_position(trace), first_print - 1);
    sample_starts(trace, 2, 4, "Function 1 started..\n", 2);
    sample_starts(trace, 3, 10, "Function 2 started..\n", 3);
    ck_assert_uint_eq(trace_position(trace), first_print + 5);
    ck_assert_uint_eq(trace_length(trace), length);
    ck_assert_uint_eq(trace_divergence(trace), UINT64_MAX);
    size_t written;
    ck_assert_int_eq(strncmp(trace_output_bytes(trace, &written), "Function 1 started..\nFunction 2",
                             31),
                     0);
    ck_assert_uint_eq(written, 3 * 21 + 3 * 17 + 13);
    trace_free(trace);
}
END_TEST

START_TEST(events_are_small)
{
    Trace *trace = trace_new();
    TraceAt at = {0, 0, 1};
    trace_append(trace, TRACE_LOOP_BEGIN, at, 0, 0, 0);
    for (uint32_t lane = 1; lane <= 100; lane++) {
        trace_task_created(trace, at, lane, 0, 0, 0, 1);
    }
    for (int turn = 0; turn < 10000; turn++) {
        trace_append(trace, TRACE_TURN, (TraceAt){turn, 0, 0}, 100, 0, 0);
        for (uint32_t lane = 1; lane <= 100; lane++) {
            TraceAt here = {turn, lane, 17};
            trace_append(trace, TRACE_TASK_RESUMED, here, 0, 0, 0);
            trace_task_suspended(trace, here, TRACE_REASON_YIELD, 0, 0, 0, 0);
        }
    }
    double each = (double)trace_bytes(trace) / (double)trace_length(trace);
    ck_assert_msg(each < 3.6, "%.2f bytes an event", each);
    trace_free(trace);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("trace store");
    TCase *tests = tcase_create("store");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, every_event_comes_back);
    tcase_add_test(tests, searching_skips_nothing);
    tcase_add_test(tests, a_fork_has_the_past);
    tcase_add_test(tests, strings_are_one_of_each);
    tcase_add_test(tests, numbers_are_told_by_their_ids);
    tcase_add_test(tests, a_rewound_trace_stores_nothing_twice);
    tcase_add_test(tests, events_are_small);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    int run = srunner_ntests_run(runner);
    srunner_free(runner);
    return failed == 0 && run > 0 ? 0 : 1;
}
