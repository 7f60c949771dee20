// Recording in pieces, ending it early, and programs that ask for input.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "run/run.h"

static Run *begin(const char *source, const RunConfig *config) {
    Run *run = run_new(config, "test.py", source, strlen(source), 0, NULL);
    ck_assert_ptr_nonnull(run);
    return run;
}

static void expect_same(const Trace *a, const Trace *b) {
    ck_assert_uint_eq(trace_length(a), trace_length(b));
    for (uint64_t i = 0; i < trace_length(a); i++) {
        TraceEvent one = trace_event_at(a, i), other = trace_event_at(b, i);
        ck_assert_int_eq(one.kind, other.kind);
        ck_assert_uint_eq(one.lane, other.lane);
        ck_assert_uint_eq(one.line, other.line);
        ck_assert_int_eq(one.time_ns, other.time_ns);
        ck_assert_mem_eq(one.operand, other.operand, sizeof one.operand);
    }
}

static const char busy[] = "import asyncio\n"
                           "async def work(n):\n"
                           "    for i in range(20):\n"
                           "        sum(range(20000))\n"
                           "        await asyncio.sleep(0.01)\n"
                           "async def main():\n"
                           "    await asyncio.gather(*(work(i) for i in range(20)))\n"
                           "asyncio.run(main())\n";

START_TEST(pieces_make_the_same_trace) {
    RunConfig config = run_config_default();
    Run *whole = begin(busy, &config), *pieces = begin(busy, &config);
    run_to_end(whole);
    int count = 1;
    uint64_t length = 0;
    for (; run_record(pieces, 300 * 1000); count++) {
        ck_assert(!run_ended(pieces));
        ck_assert_uint_ge(trace_length(run_trace(pieces)), length);
        length = trace_length(run_trace(pieces));
        ck_assert(!run_seek(pieces, 1)); // the world is still needed
    }
    ck_assert_int_gt(count, 5);
    ck_assert(run_ended(pieces));
    expect_same(run_trace(whole), run_trace(pieces));
    Buffer a, b;
    buffer_init(&a);
    buffer_init(&b);
    ck_assert(run_locals(whole, 500, 3, &a));
    ck_assert(run_locals(pieces, 500, 3, &b));
    ck_assert_str_eq(a.data, b.data);
    buffer_deinit(&a);
    buffer_deinit(&b);
    run_free(whole);
    run_free(pieces);
}
END_TEST

START_TEST(stopped_early_can_be_visited) {
    static const char source[] = "import asyncio\n"
                                 "async def main():\n"
                                 "    n = 0\n"
                                 "    while True:\n"
                                 "        n += 1\n"
                                 "        await asyncio.sleep(1)\n"
                                 "asyncio.run(main())\n";
    RunConfig config = run_config_default();
    Run *run = begin(source, &config);
    ck_assert(run_record(run, 1000 * 1000));
    run_stop(run, "that is enough");
    ck_assert(run_ended(run));
    ck_assert_int_eq(run_status(run), 4);
    const Trace *trace = run_trace(run);
    uint64_t limit = trace_find_prev(trace, trace_length(trace), UINT64_C(1) << TRACE_LIMIT, TRACE_ANY_LANE);
    ck_assert_uint_ne(limit, UINT64_MAX);
    TraceEvent event = trace_event_at(trace, limit);
    ck_assert_ptr_nonnull(strstr(trace_string_at(trace, (uint32_t)event.operand[0]), "that is enough"));
    Buffer locals;
    buffer_init(&locals);
    ck_assert(run_locals(run, limit / 2, 1, &locals));
    ck_assert_ptr_nonnull(strstr(locals.data, "n = "));
    for (uint64_t position = trace_length(trace) + 1; position-- > limit - 5;) {
        run_locals(run, position, 1, &locals); // a replay ends where the recording did
    }
    buffer_deinit(&locals);
    ck_assert_uint_eq(trace_divergence(trace), UINT64_MAX);
    run_free(run);
}
END_TEST

typedef struct Answers {
    const char *text;
    size_t given;
} Answers;

static size_t answer(void *context, char *bytes, size_t room) {
    Answers *answers = context;
    size_t rest = strlen(answers->text) - answers->given, count = rest < room ? rest : room;
    memcpy(bytes, answers->text + answers->given, count);
    answers->given += count;
    return count ? count : RUN_INPUT_LATER;
}

static Run *ask(const char *text) {
    static const char source[] = "try:\n"
                                 "    name = input('Name? ')\n"
                                 "    print('Hello', name)\n"
                                 "    age = input('Age? ')\n"
                                 "    print(age, 'years')\n"
                                 "except BaseException as e:\n"
                                 "    print('lost', e)\n"
                                 "finally:\n"
                                 "    print('over')\n";
    RunConfig config = run_config_default();
    Answers answers = {text, 0};
    config.input = answer;
    config.input_context = &answers;
    Run *run = begin(source, &config);
    run_to_end(run);
    return run;
}

static void expect_output(Run *run, const char *expected) {
    size_t length;
    const char *bytes = trace_output_bytes(run_trace(run), &length);
    ck_assert_uint_eq(length, strlen(expected));
    ck_assert_mem_eq(bytes, expected, length);
}

// Nothing of the program runs once it asks, not even a finally clause; an answer leads by the same way
// to the same place and on.
START_TEST(asks_and_goes_on) {
    Run *first = ask(""), *second = ask("Ada\n"), *third = ask("Ada\n36\n");
    ck_assert(run_asks(first) && run_asks(second) && !run_asks(third));
    expect_output(first, "Name? ");
    expect_output(second, "Name? Hello Ada\nAge? ");
    expect_output(third, "Name? Hello Ada\nAge? 36 years\nover\n");
    uint64_t asked = trace_length(run_trace(second));
    Buffer locals;
    buffer_init(&locals);
    ck_assert(run_locals(second, asked, 0, &locals));
    ck_assert_ptr_nonnull(strstr(locals.data, "name = 'Ada'"));
    ck_assert_uint_eq(trace_divergence(run_trace(second)), UINT64_MAX);
    buffer_deinit(&locals);
    run_free(first);
    run_free(second);
    run_free(third);
}
END_TEST

int main(void) {
    TCase *c = tcase_create("record");
    tcase_set_timeout(c, 240);
    tcase_add_test(c, pieces_make_the_same_trace);
    tcase_add_test(c, stopped_early_can_be_visited);
    tcase_add_test(c, asks_and_goes_on);
    Suite *suite = suite_create("record");
    suite_add_tcase(suite, c);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner), ran = srunner_ntests_run(runner);
    srunner_free(runner);
    return failed || !ran;
}
