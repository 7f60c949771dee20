// What runs come to: the sum of what they wait, or the longest, and why two take as long as they do.
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "explain/outline.h"
#include "run/run.h"

typedef struct Sample {
    Run *run;
    SourceText source;
    Lanes lanes;
    Moments *moments;
    Outline *outline;
} Sample;

static void drop_output(void *context, int stream, const char *bytes, size_t count)
{
    (void)context, (void)stream, (void)bytes, (void)count;
}

static void setup(Sample *sample, const char *text)
{
    RunConfig config = run_config_default();
    config.output = drop_output;
    sample->run = run_new(&config, "sample.py", text, strlen(text), 0, NULL);
    run_to_end(sample->run);
    const Trace *trace = run_trace(sample->run);
    source_text_init(&sample->source, text, strlen(text));
    lanes_init(&sample->lanes, trace);
    sample->moments = moments_new(trace);
    Explain explain = {trace, sample->moments, &sample->lanes, &sample->source};
    sample->outline = outline_new(&explain);
}

static void teardown(Sample *sample)
{
    outline_free(sample->outline);
    moments_free(sample->moments);
    lanes_deinit(&sample->lanes);
    source_text_deinit(&sample->source);
    run_free(sample->run);
}

#define ASYNC(body) "import asyncio, time\nasync def w(s, *more):\n    await asyncio.sleep(s)\n" \
    "    for m in more: await asyncio.sleep(m)\nasync def main():\n" body "asyncio.run(main())\n"

static const struct {
    const char *source;
    int64_t takes_ms;
    const char *sum;
} sums[] = {
    {"print(1)\n", 0, "no time passes"},
    {"import time\ntime.sleep(3)\n", 3000, "one sleep"},
    {"import time\ntime.sleep(3)\ntime.sleep(2)\n", 5000, "3 + 2"},
    {"import time\nfor i in range(4): time.sleep(0.25)\n", 1000, "4 x 0.25"},
    {ASYNC("    await w(1)\n"), 1000, "one wait"},
    {ASYNC("    await w(1)\n    await w(2)\n"), 3000, "1 + 2"},
    {ASYNC("    await asyncio.gather(w(3), w(2))\n"), 3000, "the longer of 3, 2"},
    {ASYNC("    await asyncio.gather(w(2), w(3), w(1))\n"), 3000, "the longest of 2, 3, 1"},
    {ASYNC("    await asyncio.gather(w(1, 1), w(1.5))\n"), 2000, "the longer of 2 x 1, 1.5"},
    {ASYNC("    await asyncio.gather(*(w(i / 10) for i in range(1, 9)))\n"), 800, "the longest of 8: 0.8"},
    {ASYNC("    await w(1)\n    await asyncio.gather(w(3), w(2))\n    await w(0.5)\n"), 4500,
     "1 + (the longer of 3, 2) + 0.5"},
    {ASYNC("    t = asyncio.create_task(w(3))\n    await w(2)\n    await t\n"), 3000, "the longer of 2, 3"},
    {ASYNC("    t = asyncio.create_task(w(1))\n    await w(2)\n    await t\n"), 2000, "one wait"},
    {ASYNC("    t = asyncio.create_task(w(9))\n    await w(2)\n"), 2000, "one wait"},
    {ASYNC("    time.sleep(2)\n    await w(1)\n"), 3000, "2 + 1"},
    {"import time\ntime.sleep(1)\n" ASYNC("    await asyncio.gather(w(3), w(2))\n") "time.sleep(1)\n", 5000,
     "1 + (the longer of 3, 2) + 1"},
    {ASYNC("    await asyncio.gather(w(1), w(2))\n    await asyncio.gather(w(3), w(1))\n"), 5000,
     "(the longer of 1, 2) + (the longer of 3, 1)"},
    {ASYNC("    lock = asyncio.Lock()\n    async def f():\n        async with lock: await asyncio.sleep(1)\n"
           "    await asyncio.gather(f(), f(), f())\n"), 3000, "3 x 1"},
    {ASYNC("    try:\n        async with asyncio.timeout(2): await w(5)\n    except TimeoutError: pass\n"), 2000,
     "one wait"},
    {ASYNC("    raise ValueError('no')\n"), 0, "ValueError: no"},
    {"import sys\nsys.exit(3)\n", 0, "exit status 3"},
    {ASYNC("    await asyncio.Event().wait()\n"), 0, "deadlock"},
};

START_TEST(sums_in_words)
{
    Sample sample;
    setup(&sample, sums[_i].source);
    Buffer out;
    buffer_init(&out);
    outline_sum(sample.outline, 80, &out);
    ck_assert_int_eq(outline_takes_ns(sample.outline) / 1000000, sums[_i].takes_ms);
    ck_assert_str_eq(out.data, sums[_i].sum);
    buffer_deinit(&out);
    teardown(&sample);
}
END_TEST

static const char blocks[] = "import time\ndef work():\n    time.sleep(1)\nwork()\nwork()\n";
static const char holds[] = ASYNC("    time.sleep(3)\n    await w(1)\n");
static const char in_turn[] = ASYNC("    await w(1)\n    await w(1)\n");
static const char together[] = ASYNC("    await asyncio.gather(w(1), w(1))\n");
static const char fails[] = ASYNC("    raise ValueError('no')\n");
static const char instant[] = "print(1)\n";

static const struct {
    const char *a, *b, *work, *why;
} contrasts[] = {
    {blocks, together, "The CPU worked 0.000 s in both. They differ only in how they wait.",
     "Why? A waits inside work; B waits in the loop, where w#2 gets its turn."},
    {in_turn, together, "The CPU worked 0.000 s in both. They differ only in how they wait.",
     "Why? A waits for one thing after another; B waits in the loop, where w#2 runs."},
    {holds, in_turn, "The CPU worked 0.000 s in both. They differ only in how they wait.",
     "Why? A holds the loop inside main; B waits for one thing after another."},
    {in_turn, in_turn, "The CPU worked 0.000 s in both. They take the same time.",
     "Why? A waits for one thing after another; so does B."},
    {instant, fails, "The CPU worked 0.000 s in both.", "Why? A waits for nothing; B fails at line 6."},
};

START_TEST(two_in_words)
{
    Sample a, b;
    setup(&a, contrasts[_i].a);
    setup(&b, contrasts[_i].b);
    Buffer out;
    buffer_init(&out);
    outline_compare_work(a.outline, b.outline, &out);
    ck_assert_str_eq(out.data, contrasts[_i].work);
    buffer_clear(&out);
    outline_compare_why(a.outline, b.outline, 80, &out);
    ck_assert_str_eq(out.data, contrasts[_i].why);
    buffer_deinit(&out);
    teardown(&b);
    teardown(&a);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("outlines");
    TCase *test = tcase_create("outlines");
    tcase_set_timeout(test, 60);
    tcase_add_loop_test(test, sums_in_words, 0, (int)(sizeof sums / sizeof *sums));
    tcase_add_loop_test(test, two_in_words, 0, (int)(sizeof contrasts / sizeof *contrasts));
    suite_add_tcase(suite, test);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
