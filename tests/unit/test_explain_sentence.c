// The sentences of the drawings, and the words on the lanes.
#include <assert.h>
#include <check.h>

#include "explain/sentence.h"
#include "explain/words.h"
#include "sample_001_4.h"
#include "trace/steps.h"

typedef struct Sample {
    Trace *trace;
    Moments *moments;
    Lanes lanes;
    SourceText source;
    Steps steps;
    Explain explain;
} Sample;

static void setup(Sample *sample)
{
    Buffer text;
    buffer_init(&text);
    for (int i = 0; i < SAMPLE_LINES; i++) {
        buffer_printf(&text, "%s\n", sample_source[i]);
    }
    sample->trace = sample_trace();
    sample->moments = moments_new(sample->trace);
    lanes_init(&sample->lanes, sample->trace);
    source_text_init(&sample->source, text.data, text.length);
    steps_init(&sample->steps, sample->trace, STEP_TASKS);
    sample->explain =
        (Explain){sample->trace, sample->moments, &sample->lanes, &sample->source};
    buffer_deinit(&text);
}

static void teardown(Sample *sample)
{
    source_text_deinit(&sample->source);
    lanes_deinit(&sample->lanes);
    moments_free(sample->moments);
    trace_free(sample->trace);
}

static const struct {
    uint64_t step;
    const char *what, *why;
} expected[] = {
    {0, "Nothing has happened yet.", ""},
    {1, "a main begins at line 22: it has the CPU until it awaits.",
     "Why now? It is first in line. It has been in line since it was made."},
    {2, "a main makes b func1 at line 23: it is in line now.",
     "It does not run yet: a main has the CPU until it awaits."},
    {5, "a main awaits gather at line 23 and lets go of the CPU until all 3 are done.",
     "Next: b func1. It has been in line since main made it."},
    {7, "b func1 prints \"Function 1 started..\" at line 5.",
     "A print does not let go of the CPU. Only an await does."},
    {11, "c func2 awaits sleep(3) at line 12 and lets go of the CPU until 3.000 s.",
     "Next: d func3. It has been in line since main made it, behind b and c."},
    {14, "d func3 awaits sleep(1) at line 18 and lets go of the CPU until 1.000 s.",
     "Next: nobody is ready. The earliest timer is d's, at 1.000 s."},
    {15, "The clock moves from 0.000 to 1.000 s: nobody is ready.",
     "Why to there? The earliest timer is that of d func3: its sleep(1) at line 18."},
    {16, "d func3 is ready again: the sleep(1) it began at 0.000 is over.",
     "Its timer has rung. It goes on when its turn comes: it is next in line."},
    {17, "d func3 goes on after line 18: the sleep(1) it began at 0.000 is over.",
     "Why now? Nobody was ready, so the clock jumped to the earliest timer: d's."},
    {19, "d func3 is done: its code has come to the end.",
     "Next: nobody is ready. The earliest timer is b's, at 2.000 s."},
    {30, "a main is ready again: c func2 was the last of the three it waits for.",
     "Why? gather at line 23 wakes main when all are done: d 1.000, b 2.000, c 3.000."},
    {31, "a main goes on after line 23: the gather it began at 0.000 is over.",
     "Why now? It is first in line. It is in line because all that it waits for are done."},
    {34, "The program ends at 3.000 s.", ""},
};

START_TEST(what_and_why)
{
    Sample sample;
    setup(&sample);
    Buffer out;
    buffer_init(&out);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        uint64_t position = steps_position(&sample.steps, expected[i].step);
        sentence_what(&sample.explain, position, &out);
        ck_assert_str_eq(out.data, expected[i].what);
        buffer_clear(&out);
        sentence_why(&sample.explain, position, &out);
        ck_assert_str_eq(out.data, expected[i].why);
        buffer_clear(&out);
    }
    buffer_deinit(&out);
    teardown(&sample);
}
END_TEST

static void assert_state(Sample *sample, uint64_t step, uint32_t lane, const char *words)
{
    Buffer out;
    buffer_init(&out);
    const Moment *moment = moments_at(sample->moments, steps_position(&sample->steps, step));
    words_state(&out, moment, &sample->lanes, lane);
    ck_assert_str_eq(out.data, words);
    buffer_deinit(&out);
}

START_TEST(states_in_words)
{
    Sample sample;
    setup(&sample);
    assert_state(&sample, 1, 2, "");
    assert_state(&sample, 5, 4, "READY, 3rd in line");
    assert_state(&sample, 11, 1, "waits: gather 0/3");
    assert_state(&sample, 11, 2, "timer, rings 2.000");
    assert_state(&sample, 11, 4, "READY, next in line");
    assert_state(&sample, 17, 4, "RUNS, line 18");
    assert_state(&sample, 20, 1, "waits: gather 1/3");
    assert_state(&sample, 30, 2, "done at 2.000");
    teardown(&sample);
}
END_TEST

START_TEST(times)
{
    static const struct {
        int64_t ns;
        const char *seconds, *brief;
    } known[] = {
        {0, "0.000", "0s"},
        {1000000000, "1.000", "1s"},
        {1500000000, "1.500", "1.5s"},
        {500000, "0.0005", "500us"},
        {20000000, "0.020", "20ms"},
        {10000000000, "10.000", "10s"},
        {1, "0.000000001", "1ns"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char out[WORDS_TIME_BYTES];
        ck_assert_str_eq(words_seconds(out, known[i].ns), known[i].seconds);
        ck_assert_str_eq(words_short_seconds(out, known[i].ns), known[i].brief);
    }
}
END_TEST

START_TEST(calls_on_a_line)
{
    static const char text[] = "class A:\n"
                               "    async def f(self):\n"
                               "        x = await asyncio.sleep(d['a)'], x) + 1\n"
                               "        y = await asyncio.gather(\n"
                               "        z = await self.task\n"
                               "        sleep(3); awaiting = 1\n";
    static const char *const awaited[] = {"", "", "sleep(d['a)'], x)", "gather", "self.task", ""};
    SourceText source;
    source_text_init(&source, text, sizeof text - 1);
    Buffer out;
    buffer_init(&out);
    for (uint32_t line = 1; line <= 6; line++) {
        source_text_awaited(&source, line, &out);
        ck_assert_str_eq(out.data, awaited[line - 1]);
        buffer_clear(&out);
    }
    ck_assert(source_text_call(&source, 6, "time.sleep", &out));
    ck_assert_str_eq(out.data, "sleep(3)");
    buffer_deinit(&out);
    ck_assert_uint_eq(source_text_enclosing(&source, 5), 2);
    ck_assert_uint_eq(source_text_enclosing(&source, 2), 2);
    ck_assert_uint_eq(source.count, 6);
    source_text_deinit(&source);
}
END_TEST

// An event of this kind with operands that something stands for, where it asks for a string too.
static void append_kind(Trace *trace, TraceKind kind, TraceAt at)
{
    uint32_t text = sample_string(trace, "x");
    if (kind == TRACE_TASK_CREATED) {
        trace_task_created(trace, at, trace_tasks(trace) + 1, 0, text, 0, 3);
    } else if (kind == TRACE_TASK_SUSPENDED) {
        trace_task_suspended(trace, at, TRACE_REASON_LOCK, 1, 0, 0, 0);
    } else if (kind == TRACE_OUTPUT) {
        sample_print(trace, at, "x\n");
    } else {
        size_t count = strlen(trace_kind_layout(kind));
        trace_append(trace, kind, at, count > 0 ? (kind == TRACE_PROGRAM_END ? 0 : 1) : 0,
                     count > 1 ? 1 : 0, count > 2 ? 1 : 0);
    }
}

START_TEST(every_kind_has_a_sentence)
{
    static const TraceReason reasons[] = {TRACE_REASON_YIELD,     TRACE_REASON_TIMER,
                                          TRACE_REASON_FUTURE,    TRACE_REASON_TASK,
                                          TRACE_REASON_GATHER,    TRACE_REASON_WAIT,
                                          TRACE_REASON_WAIT_FOR,  TRACE_REASON_LOCK,
                                          TRACE_REASON_SEMAPHORE, TRACE_REASON_EVENT,
                                          TRACE_REASON_CONDITION, TRACE_REASON_QUEUE_GET,
                                          TRACE_REASON_QUEUE_PUT, TRACE_REASON_QUEUE_JOIN,
                                          TRACE_REASON_BARRIER,   TRACE_REASON_GROUP,
                                          TRACE_REASON_IO};
    static_assert(sizeof reasons / sizeof *reasons == TRACE_REASONS, "each reason");
    for (int kind = 0; kind < TRACE_KINDS + TRACE_REASONS; kind++) {
        Trace *trace = trace_new();
        trace_append(trace, TRACE_PROGRAM_BEGIN, sample_at(0, 0, 1), sample_string(trace, "x"), 0, 0);
        trace_append(trace, TRACE_LOOP_BEGIN, sample_at(0, 0, 1), 0, 0, 0);
        trace_task_created(trace, sample_at(0, 0, 1), 1, 0, sample_string(trace, "main"), 0, 1);
        trace_append(trace, TRACE_TASK_FIRST_STEP, sample_at(0, 1, 1), 0, 0, 0);
        if (kind == TRACE_TASK_READY || kind == TRACE_TASK_RESUMED) {
            trace_task_suspended(trace, sample_at(0, 1, 1), TRACE_REASON_TASK, 1, 0, 0, 0);
        }
        if (kind < TRACE_KINDS) {
            append_kind(trace, (TraceKind)kind, sample_at(0, 1, 2));
        } else {
            trace_task_suspended(trace, sample_at(0, 1, 2), reasons[kind - TRACE_KINDS], 0, 0, 0, 0);
        }
        Moments *moments = moments_new(trace);
        Lanes lanes;
        lanes_init(&lanes, trace);
        SourceText source;
        source_text_init(&source, "pass\n", 5);
        Explain explain = {trace, moments, &lanes, &source};
        Buffer out;
        buffer_init(&out);
        sentence_what(&explain, trace_length(trace), &out);
        // operand 1 as a string is the number 0
        ck_assert_msg(out.length > 3 && strchr(".\"x0", out.data[out.length - 1]) != NULL,
                      "kind %d: '%s'", kind, out.data);
        buffer_clear(&out);
        sentence_why(&explain, trace_length(trace), &out);
        ck_assert_ptr_null(strstr(out.data, "(null)"));
        buffer_deinit(&out);
        source_text_deinit(&source);
        lanes_deinit(&lanes);
        moments_free(moments);
        trace_free(trace);
    }
}
END_TEST

// A task that awaits, comes into line for this cause, and goes on: the sentence of `which` of these.
enum { SAYS_SUSPENDED, SAYS_READY, SAYS_RESUMED, SAYS_CLOCK };

static void say_wait(TraceReason reason, TraceCause cause, int which, Buffer *out)
{
    Trace *trace = trace_new();
    trace_append(trace, TRACE_PROGRAM_BEGIN, sample_at(0, 0, 1), sample_string(trace, "x"), 0, 0);
    trace_append(trace, TRACE_LOOP_BEGIN, sample_at(0, 0, 1), 0, 0, 0);
    for (uint32_t lane = 1; lane <= 2; lane++) {
        trace_task_created(trace, sample_at(0, 0, 1), lane, 0,
                           sample_string(trace, lane == 1 ? "main" : "other"), 0, 1);
    }
    trace_append(trace, TRACE_TASK_FIRST_STEP, sample_at(0, 1, 1), 0, 0, 0);
    const char *stored = trace_reason_stored(reason);
    bool of_lane = reason == TRACE_REASON_TASK || reason == TRACE_REASON_WAIT_FOR;
    trace_task_suspended(trace, sample_at(0, 1, 1), reason, strchr(stored, 'o') && of_lane ? 2 : 0,
                         reason == TRACE_REASON_TIMER ? SAMPLE_SECOND : 0, 0,
                         reason == TRACE_REASON_GATHER ? 3 : 0);
    uint64_t said = trace_length(trace);
    if (which == SAYS_CLOCK) {
        trace_append(trace, TRACE_CLOCK_MOVED, sample_at(1, 0, 0), 0, cause, 1);
        said = trace_length(trace);
    } else if (which != SAYS_SUSPENDED) {
        trace_append(trace, TRACE_TASK_READY, sample_at(0, 1, 0), cause, 2, 0);
        trace_append(trace, TRACE_TASK_RESUMED, sample_at(0, 1, 1), 0, 0, 0);
        said += which == SAYS_READY ? 1 : 2;
    }
    Moments *moments = moments_new(trace);
    Lanes lanes;
    lanes_init(&lanes, trace);
    SourceText source;
    source_text_init(&source, "pass\n", 5);
    Explain explain = {trace, moments, &lanes, &source};
    sentence_what(&explain, said, out);
    buffer_puts(out, " / ");
    sentence_why(&explain, said, out);
    source_text_deinit(&source);
    lanes_deinit(&lanes);
    moments_free(moments);
    trace_free(trace);
}

static void expect_all_different(Buffer *said, int count, const char *what)
{
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < i; j++) {
            ck_assert_msg(strcmp(said[i].data, said[j].data) != 0, "%s %d and %d: both '%s'", what,
                          j, i, said[i].data);
        }
    }
    for (int i = 0; i < count; i++) {
        buffer_deinit(&said[i]);
    }
}

// Another cause in the trace is another sentence: of who comes into line, of the clock, and of what a
// task waits for.
START_TEST(another_cause_another_sentence)
{
    Buffer said[TRACE_CAUSES];
    for (int cause = 0; cause < TRACE_CAUSES; cause++) {
        buffer_init(&said[cause]);
        say_wait(TRACE_REASON_FUTURE, (TraceCause)cause, SAYS_READY, &said[cause]);
    }
    expect_all_different(said, TRACE_CAUSES, "ready by cause");
    for (int cause = 0; cause < TRACE_CAUSES; cause++) {
        buffer_init(&said[cause]);
        say_wait(TRACE_REASON_FUTURE, (TraceCause)cause, SAYS_RESUMED, &said[cause]);
    }
    expect_all_different(said, TRACE_CAUSES, "resumed by cause");
    static const TraceCause moves[] = {TRACE_CAUSE_TIMER, TRACE_CAUSE_COMPUTATION,
                                       TRACE_CAUSE_BLOCKING};
    for (int i = 0; i < 3; i++) {
        buffer_init(&said[i]);
        say_wait(TRACE_REASON_TIMER, moves[i], SAYS_CLOCK, &said[i]);
    }
    expect_all_different(said, 3, "clock by cause");
    Buffer waits[TRACE_REASONS];
    for (int reason = 0; reason < TRACE_REASONS; reason++) {
        buffer_init(&waits[reason]);
        say_wait((TraceReason)reason, TRACE_CAUSE_RESULT, SAYS_SUSPENDED, &waits[reason]);
    }
    expect_all_different(waits, TRACE_REASONS, "suspended for");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sentences");
    TCase *tests = tcase_create("sentences");
    tcase_add_test(tests, what_and_why);
    tcase_add_test(tests, states_in_words);
    tcase_add_test(tests, times);
    tcase_add_test(tests, every_kind_has_a_sentence);
    tcase_add_test(tests, another_cause_another_sentence);
    tcase_add_test(tests, calls_on_a_line);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    int run = srunner_ntests_run(runner);
    srunner_free(runner);
    return failed == 0 && run > 0 ? 0 : 1;
}
