// Seeks to random positions of many programs, in a run that has been to their end, and looks at
// everything there is: it must be what a fresh run up to that position shows.
#include <check.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/region_snapshot.h"
#include "run/view.h"

enum { POSITIONS = 12, POSITIONS_SLOW = 2, LINES = 5, GENERATED = 40, PROGRAMS_AT_LEAST = 100 };

static uint64_t random_below(uint64_t *state, uint64_t n) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (*state >> 33) % n;
}

static Run *start(const char *name, const Buffer *source) {
    RunConfig config = run_config_default();
    config.tick_limit = 3 * 1000 * 1000; // programs that never end have positions too
    config.output_limit = 1000 * 1000;
    Run *run = run_new(&config, name, source->data, source->length, 0, NULL);
    ck_assert_ptr_nonnull(run);
    return run;
}

static void describe(Run *run, RunPosition position, Buffer *out) {
    buffer_clear(out);
    RunView *view = run_inspect(run, position);
    ck_assert_ptr_nonnull(view);
    run_view_print(view, out);
    run_view_free(view);
}

// Some lines on from where the run stands: the same again after having been elsewhere.
static void check_lines(const char *name, Run *run, uint64_t *state, Buffer *here, Buffer *again) {
    for (uint64_t i = random_below(state, LINES); i > 0; i--)
        run_step(run, RUN_STEP_LINE, false, TRACE_ANY_LANE);
    RunPosition position = run_position(run);
    describe(run, position, here);
    run_seek(run, 1 + random_below(state, trace_length(run_trace(run))));
    describe(run, position, again);
    ck_assert_msg(strcmp(here->data, again->data) == 0, "%s, lines behind event %llu:\n%s\nagain:\n%s", name,
                  (unsigned long long)position.event, here->data, again->data);
}

static void check_program(const char *name, const Buffer *source, uint64_t *state) {
    Run *run = start(name, source);
    run_to_end(run);
    uint64_t length = trace_length(run_trace(run));
    Buffer here, fresh;
    buffer_init(&here);
    buffer_init(&fresh);
    int positions = region_can_snapshot() ? POSITIONS : POSITIONS_SLOW;
    for (int i = 0; i < positions; i++) {
        uint64_t event = 1 + random_below(state, length);
        describe(run, (RunPosition){event, 0, 0}, &here);
        Run *again = start(name, source);
        run_until(again, event);
        describe(again, run_position(again), &fresh);
        ck_assert_msg(strcmp(here.data, fresh.data) == 0, "%s, event %llu:\n%s\nfresh:\n%s", name,
                      (unsigned long long)event, here.data, fresh.data);
        run_free(again);
        check_lines(name, run, state, &here, &fresh);
    }
    ck_assert_uint_eq(trace_divergence(run_trace(run)), UINT64_MAX);
    ck_assert_uint_eq(trace_length(run_trace(run)), length);
    buffer_deinit(&here);
    buffer_deinit(&fresh);
    run_free(run);
}

static int check_folder(const char *folder, uint64_t *state) {
    struct dirent **entries;
    int found = scandir(folder, &entries, NULL, alphasort), count = 0;
    ck_assert_int_ge(found, 0);
    for (int i = 0; i < found; i++) {
        const char *dot = strrchr(entries[i]->d_name, '.');
        if (dot && strcmp(dot, ".py") == 0) {
            Buffer path, source;
            buffer_init(&path);
            buffer_init(&source);
            buffer_printf(&path, "%s/%s", folder, entries[i]->d_name);
            ck_assert(buffer_read_file(&source, path.data));
            check_program(entries[i]->d_name, &source, state);
            buffer_deinit(&path);
            buffer_deinit(&source);
            count++;
        }
        free(entries[i]);
    }
    free(entries);
    return count;
}

// What a generated worker does, one after another.
static const char *const actions[] = {
    "        await asyncio.sleep(%u / 4)\n",
    "        await asyncio.sleep(0)\n",
    "        async with lock:\n            await asyncio.sleep(%u)\n            seen.append(n)\n",
    "        await queue.put((n, %u))\n",
    "        seen.append(queue.get_nowait() if not queue.empty() else %u)\n",
    "        big = {i: str(i) for i in range(%u00)}\n        await asyncio.sleep(1)\n        del big\n",
    ("        try:\n            await asyncio.wait_for(event.wait(), %u)\n        except TimeoutError:\n"
     "            print('timeout', n)\n"),
    "        event.set() if len(seen) > %u else event.clear()\n",
    "        time.sleep(%u / 8)\n",
    "        seen.extend(sorted(range(%u), key=lambda v: print('key', v) or -v))\n",
    "        await asyncio.gather(helper(%u), helper(n), return_exceptions=True)\n",
    "        print(n, [x async for x in counter(%u)])\n",
};

static void generate(Buffer *source, uint64_t *state) {
    buffer_clear(source);
    buffer_puts(source, "import asyncio, time\n"
                        "seen = []\n"
                        "async def helper(n):\n"
                        "    await asyncio.sleep(n / 2)\n"
                        "    if n == 3: raise ValueError(n)\n"
                        "    return n\n"
                        "async def counter(n):\n"
                        "    for i in range(n):\n"
                        "        yield i\n"
                        "        await asyncio.sleep(0.25)\n"
                        "async def worker(n, lock, queue, event):\n"
                        "    for turn in range(2):\n");
    int count = 2 + (int)random_below(state, 5);
    for (int i = 0; i < count; i++) {
        const char *action = actions[random_below(state, sizeof actions / sizeof *actions)];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        buffer_printf(source, action, (unsigned)random_below(state, 6));
#pragma GCC diagnostic pop
    }
    buffer_printf(source,
                  "        print('end of turn', turn, n)\n"
                  "async def main():\n"
                  "    shared = asyncio.Lock(), asyncio.Queue(), asyncio.Event()\n"
                  "    tasks = [asyncio.create_task(worker(n, *shared)) for n in range(%u)]\n"
                  "    await asyncio.sleep(2)\n"
                  "    tasks[0].cancel('enough')\n"
                  "    print(await asyncio.gather(*tasks, return_exceptions=True), seen)\n"
                  "asyncio.run(main())\n",
                  (unsigned)(2 + random_below(state, 4)));
}

START_TEST(as_a_fresh_run) {
    static const char *const folders[] = {
        AWAITSCOPE_SOURCE_DIR "/lessons",
        AWAITSCOPE_SOURCE_DIR "/tests/programs/asyncio",
        AWAITSCOPE_SOURCE_DIR "/tests/programs/language",
        AWAITSCOPE_SOURCE_DIR "/tests/run/programs",
    };
    uint64_t state = 20240101;
    int programs = 0;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        programs += check_folder(folders[i], &state);
    Buffer source;
    buffer_init(&source);
    for (int i = 0; i < GENERATED; i++, programs++) {
        generate(&source, &state);
        check_program("generated.py", &source, &state);
    }
    buffer_deinit(&source);
    ck_assert_int_ge(programs, PROGRAMS_AT_LEAST);
}
END_TEST

// Everything that a view has, once.
START_TEST(what_a_view_shows) {
    Buffer source, text;
    buffer_init(&source);
    buffer_init(&text);
    buffer_puts(&source,
                "import asyncio\n"
                "\n"
                "async def worker(n, lock, queue):\n"
                "    async with lock:\n"
                "        item = await queue.get()\n"
                "        print(n, item)\n"
                "\n"
                "async def main():\n"
                "    lock, queue = asyncio.Lock(), asyncio.Queue()\n"
                "    tasks = [asyncio.create_task(worker(n, lock, queue), name=f\"w{n}\") for n in range(2)]\n"
                "    asyncio.get_running_loop().call_later(9, print, \"late\")\n"
                "    await asyncio.sleep(5)\n"
                "    queue.put_nowait(\"x\")\n"
                "    queue.put_nowait(\"y\")\n"
                "    await asyncio.gather(*tasks)\n"
                "\n"
                "asyncio.run(main())\n");
    Run *run = start("t.py", &source);
    run_to_end(run);
    run_seek_time(run, 1000000);
    describe(run, run_position(run), &text);
    ck_assert_str_eq(text.data,
                     "event 17 time 0 lane 0 due line 0\n"
                     "lane 0  runs\n"
                     "  <module>, t.py:17\n"
                     "lane 1 Task-1 waits for timer until 5000000000\n"
                     "  main, t.py:12\n"
                     "    lock = <asyncio.locks.Lock object at 0x7f5a00000030 [locked, waiters:1]>\n"
                     "    queue = <Queue at 0x7f5a00000060 maxsize=0 _getters[1]>\n"
                     "    tasks = [<Task pending name='w0' coro=<worker() running at t.py:5> wait_for=<Future pending cb=[Task.task_wakeup()]>>, <Task pending name='w1' coro=<worker() running at t.py:4> wait_for=<Future pending cb=[Task.task_wakeup()]>>]\n"
                     "lane 2 w0 waits for queue get 2\n"
                     "  worker, t.py:5\n"
                     "    n = 0\n"
                     "    lock = <asyncio.locks.Lock object at 0x7f5a00000030 [locked, waiters:1]>\n"
                     "    queue = <Queue at 0x7f5a00000060 maxsize=0 _getters[1]>\n"
                     "lane 3 w1 waits for lock 1\n"
                     "  worker, t.py:4\n"
                     "    n = 1\n"
                     "    lock = <asyncio.locks.Lock object at 0x7f5a00000030 [locked, waiters:1]>\n"
                     "    queue = <Queue at 0x7f5a00000060 maxsize=0 _getters[1]>\n"
                     "timer lane 1 _release_waiter() due 5000000000\n"
                     "timer lane 0 <built-in function print> due 9000000000\n"
                     "lock 1 set 0 of 0 held by lane 2 since line 4\n"
                     "  lane 3 lock\n"
                     "queue get 2 0 of 0\n"
                     "  lane 2 queue get\n");
    buffer_deinit(&text);
    buffer_deinit(&source);
    run_free(run);
}
END_TEST

int main(void) {
    TCase *c = tcase_create("positions");
    tcase_set_timeout(c, 280);
    tcase_add_test(c, as_a_fresh_run);
    tcase_add_test(c, what_a_view_shows);
    Suite *suite = suite_create("run");
    suite_add_tcase(suite, c);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner), ran = srunner_ntests_run(runner);
    srunner_free(runner);
    return failed || !ran;
}
