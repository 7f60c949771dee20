// Going back and forth in a run: every position reached by seeking must be the one that running
// forwards goes through, wherever the program stands: inside natives that call Python too.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "lang/code.h"
#include "base/region_snapshot.h"
#include "run/run.h"

// What can be compared of a position: where every lane stands and what its variables are.
static void describe(Run *run, uint64_t position, Buffer *out) {
    buffer_clear(out);
    for (uint32_t lane = 0; lane <= trace_tasks(run_trace(run)); lane++) {
        buffer_printf(out, "lane %u\n", lane);
        run_locals(run, position, lane, out);
    }
}

static Run *record(const char *source) {
    RunConfig config = run_config_default();
    Run *run = run_new(&config, "test.py", source, strlen(source), 0, NULL);
    ck_assert_ptr_nonnull(run);
    run_to_end(run);
    return run;
}

// Visits all positions forwards, then backwards, then by leaps: the descriptions are the same.
static void visit_all(const char *source, int status, const char *seen_somewhere) {
    Run *run = record(source);
    ck_assert_int_eq(run_status(run), status);
    uint64_t length = trace_length(run_trace(run));
    char **forwards = calloc(length, sizeof *forwards);
    Buffer text;
    buffer_init(&text);
    bool seen = seen_somewhere == NULL;
    for (uint64_t i = 0; i < length; i++) {
        describe(run, i, &text);
        forwards[i] = strdup(text.data);
        seen = seen || strstr(text.data, seen_somewhere) != NULL;
    }
    ck_assert_msg(seen, "no position shows '%s'", seen_somewhere);
    for (uint64_t i = length; i-- > 0;) {
        describe(run, i, &text);
        ck_assert_str_eq(text.data, forwards[i]);
    }
    for (uint64_t i = 0; i < length; i++) {
        uint64_t to = i * 7919 % length;
        describe(run, to, &text);
        ck_assert_str_eq(text.data, forwards[to]);
    }
    ck_assert_uint_eq(trace_length(run_trace(run)), length);
    ck_assert_uint_eq(trace_divergence(run_trace(run)), UINT64_MAX);
    for (uint64_t i = 0; i < length; i++)
        free(forwards[i]);
    free(forwards);
    buffer_deinit(&text);
    run_free(run);
}

#define INSIDE(name, source, seen) \
    START_TEST(name) { visit_all(source, 0, seen); } \
    END_TEST

INSIDE(inside_generator_under_sum,
       "import time\n"
       "def items():\n"
       "    for i in range(3):\n"
       "        time.sleep(1)\n"
       "        print('item', i)\n"
       "        yield i\n"
       "print(sum(items()))\n",
       "items, line 5\ni = 1\n")

INSIDE(inside_sort_key,
       "import time\n"
       "def key(v):\n"
       "    time.sleep(1)\n"
       "    print('key', v)\n"
       "    return -v\n"
       "print(sorted([2, 3, 1], key=key))\n",
       "key, line 4\nv = 3\n")

INSIDE(inside_property,
       "import time\n"
       "class C:\n"
       "    @property\n"
       "    def p(self):\n"
       "        n = 5\n"
       "        time.sleep(1)\n"
       "        print('p')\n"
       "        return n\n"
       "print(C().p)\n",
       "p, line 7\n")

INSIDE(inside_enter,
       "import time\n"
       "class C:\n"
       "    def __enter__(self):\n"
       "        n = 'in'\n"
       "        time.sleep(1)\n"
       "        print(n)\n"
       "        return n\n"
       "    def __exit__(self, *e):\n"
       "        time.sleep(1)\n"
       "        print('out')\n"
       "with C() as c:\n"
       "    print(c)\n",
       "__enter__, line 6\n")

INSIDE(inside_getattr,
       "import time\n"
       "class C:\n"
       "    def __getattr__(self, name):\n"
       "        time.sleep(1)\n"
       "        print('get', name)\n"
       "        return name * 2\n"
       "print(C().ab, getattr(C(), 'cd'))\n",
       "__getattr__, line 5\n")

INSIDE(inside_loop_callback,
       "import asyncio, time\n"
       "def callback(n):\n"
       "    time.sleep(1)\n"
       "    print('callback', n)\n"
       "async def main():\n"
       "    loop = asyncio.get_running_loop()\n"
       "    loop.call_soon(callback, 1)\n"
       "    loop.call_later(2, callback, 2)\n"
       "    await asyncio.sleep(5)\n"
       "asyncio.run(main())\n",
       "callback, line 4\nn = 2\n")

INSIDE(tasks_at_every_event,
       "import asyncio\n"
       "async def get(name, seconds):\n"
       "    await asyncio.sleep(seconds)\n"
       "    print('got', name)\n"
       "    return name\n"
       "async def main():\n"
       "    queue = asyncio.Queue(1)\n"
       "    async def produce():\n"
       "        for i in range(3):\n"
       "            await queue.put(i)\n"
       "    task = asyncio.create_task(produce())\n"
       "    for _ in range(3):\n"
       "        print(await queue.get())\n"
       "    async with asyncio.TaskGroup() as group:\n"
       "        group.create_task(get('x', 1))\n"
       "        group.create_task(get('y', 2))\n"
       "    print(await asyncio.gather(get('a', 2), get('b', 1)))\n"
       "asyncio.run(main())\n",
       "get, line 3\nname = 'b'\nseconds = 1\n")

// Long enough for checkpoints on the way.
START_TEST(long_computation_has_checkpoints) {
    const char *source = "import time\n"
                         "total = 0\n"
                         "for i in range(40):\n"
                         "    for j in range(60000):\n"
                         "        total += i ^ j\n"
                         "    print(i, total)\n";
    Run *run = record(source);
    size_t bytes;
    size_t checkpoints = run_checkpoints(run, &bytes);
    if (region_can_snapshot())
        ck_assert_uint_gt(checkpoints, 2);
    Buffer near_end, again;
    buffer_init(&near_end);
    buffer_init(&again);
    uint64_t position = trace_length(run_trace(run)) - 5;
    describe(run, position, &near_end);
    describe(run, 3, &again);
    ck_assert_ptr_null(strstr(again.data, "i = 30"));
    describe(run, position, &again);
    ck_assert_str_eq(near_end.data, again.data);
    buffer_deinit(&near_end);
    buffer_deinit(&again);
    run_free(run);
}
END_TEST

// A repr that changes the program's state or prints does neither when a reader looks.
START_TEST(looking_changes_nothing) {
    visit_all("class C:\n"
              "    n = 0\n"
              "    def __repr__(self):\n"
              "        C.n += 1\n"
              "        print('repr!')\n"
              "        return f'C{C.n}'\n"
              "c = C()\n"
              "for i in range(3):\n"
              "    print(i, C.n)\n",
              0, "c = C1\n");
}
END_TEST

START_TEST(end_statuses) {
    static const struct {
        const char *source;
        int status;
    } cases[] = {
        {"print(1)\n", 0},
        {"1/0\n", 1},
        {"import sys\nsys.exit(7)\n", 7},
        {"x = (\n", 1},
        {"open('f')\n", 3},
        {"import asyncio\nasync def main():\n    await asyncio.get_running_loop().create_future()\n"
         "asyncio.run(main())\n",
         5},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Run *run = record(cases[i].source);
        ck_assert_int_eq(run_status(run), cases[i].status);
        run_free(run);
    }
    RunConfig config = run_config_default();
    config.tick_limit = 1000000;
    const char *endless = "while True: pass\n";
    Run *run = run_new(&config, "endless.py", endless, strlen(endless), 0, NULL);
    ck_assert_int_eq(run_to_end(run), 4);
    run_free(run);
}
END_TEST

// The same trace with inline caches and without.
START_TEST(caches_change_nothing) {
    const char *source = "import asyncio\n"
                         "class A:\n"
                         "    def __init__(self, n): self.n = n\n"
                         "    def double(self): return self.n * 2\n"
                         "async def main():\n"
                         "    t = 0\n"
                         "    for i in range(2000):\n"
                         "        t += A(i).double()\n"
                         "        if i % 100 == 0: await asyncio.sleep(0)\n"
                         "    print(t)\n"
                         "asyncio.run(asyncio.wait_for(main(), 9))\n";
    Run *with = record(source);
    RunConfig config = run_config_default();
    config.caches = false;
    Run *without = run_new(&config, "test.py", source, strlen(source), 0, NULL);
    run_to_end(without);
    const Trace *a = run_trace(with), *b = run_trace(without);
    ck_assert_uint_eq(trace_length(a), trace_length(b));
    for (uint64_t i = 0; i < trace_length(a); i++) {
        TraceEvent x = trace_event_at(a, i), y = trace_event_at(b, i);
        ck_assert_int_eq(x.kind, y.kind);
        ck_assert_int_eq(x.time_ns, y.time_ns);
        ck_assert_uint_eq(x.lane, y.lane);
        ck_assert_uint_eq(x.line, y.line);
        ck_assert_mem_eq(x.operand, y.operand, sizeof x.operand);
    }
    run_free(with);
    run_free(without);
}
END_TEST

int main(void) {
    TCase *c = tcase_create("seek");
    tcase_set_timeout(c, 120);
    tcase_add_test(c, inside_generator_under_sum);
    tcase_add_test(c, inside_sort_key);
    tcase_add_test(c, inside_property);
    tcase_add_test(c, inside_enter);
    tcase_add_test(c, inside_getattr);
    tcase_add_test(c, inside_loop_callback);
    tcase_add_test(c, tasks_at_every_event);
    tcase_add_test(c, long_computation_has_checkpoints);
    tcase_add_test(c, looking_changes_nothing);
    tcase_add_test(c, end_statuses);
    tcase_add_test(c, caches_change_nothing);
    Suite *suite = suite_create("run");
    suite_add_tcase(suite, c);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner), ran = srunner_ntests_run(runner);
    srunner_free(runner);
    return failed || !ran;
}
