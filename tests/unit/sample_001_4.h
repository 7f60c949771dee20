#ifndef AWAITSCOPE_TESTS_UNIT_SAMPLE_001_4_H
#define AWAITSCOPE_TESTS_UNIT_SAMPLE_001_4_H

// A small program with three sleeps under a gather, and the trace of its run put together by hand.

#include <string.h>

#include "trace/trace.h"

static const char *const sample_source[] = {
    "import asyncio",
    "",
    "",
    "async def func1():",
    "    print(\"Function 1 started..\")",
    "    await asyncio.sleep(2)",
    "    print(\"Function 1 Ended\")",
    "",
    "",
    "async def func2():",
    "    print(\"Function 2 started..\")",
    "    await asyncio.sleep(3)",
    "    print(\"Function 2 Ended\")",
    "",
    "",
    "async def func3():",
    "    print(\"Function 3 started..\")",
    "    await asyncio.sleep(1)",
    "    print(\"Function 3 Ended\")",
    "",
    "",
    "async def main():",
    "    L = await asyncio.gather(",
    "        func1(),",
    "        func2(),",
    "        func3(),",
    "    )",
    "    print(\"Main Ended..\")",
    "",
    "",
    "asyncio.run(main())",
};

enum { SAMPLE_LINES = sizeof sample_source / sizeof *sample_source, SAMPLE_SECOND = 1000000000 };

static TraceAt sample_at(int64_t second, uint32_t lane, uint32_t line)
{
    return (TraceAt){second * SAMPLE_SECOND, lane, line};
}

static uint32_t sample_string(Trace *trace, const char *text)
{
    return trace_string(trace, text, strlen(text));
}

static void sample_print(Trace *trace, TraceAt at, const char *text)
{
    trace_output(trace, at, 1, text, strlen(text));
}

static void sample_starts(Trace *trace, uint32_t lane, uint32_t def_line, const char *text,
                          int seconds)
{
    trace_append(trace, TRACE_TASK_FIRST_STEP, sample_at(0, lane, def_line), 0, 0, 0);
    sample_print(trace, sample_at(0, lane, def_line + 1), text);
    trace_task_suspended(trace, sample_at(0, lane, def_line + 2), TRACE_REASON_TIMER, 0,
                         (int64_t)seconds * SAMPLE_SECOND, 0, 0);
}

static void sample_ends(Trace *trace, uint32_t lane, uint32_t def_line, const char *text,
                        int second, uint32_t done)
{
    trace_append(trace, TRACE_CLOCK_MOVED, sample_at(second, 0, 31),
                 (int64_t)(second - 1) * SAMPLE_SECOND, TRACE_CAUSE_TIMER, lane);
    trace_append(trace, TRACE_TURN, sample_at(second, 0, 31), 1, 0, 0);
    trace_append(trace, TRACE_TASK_READY, sample_at(second, lane, def_line + 2),
                 TRACE_CAUSE_TIMER, 0, 0);
    trace_append(trace, TRACE_TURN, sample_at(second, 0, 31), 1, 0, 0);
    trace_append(trace, TRACE_TASK_RESUMED, sample_at(second, lane, def_line + 2), 0, 0, 0);
    sample_print(trace, sample_at(second, lane, def_line + 3), text);
    trace_append(trace, TRACE_TASK_FINISHED, sample_at(second, lane, def_line + 3), 0, 0, 0);
    trace_append(trace, TRACE_TURN, sample_at(second, 0, 31), 1, 0, 0);
    trace_append(trace, TRACE_WAIT_PROGRESS, sample_at(second, 1, 23), done, 3, 0);
}

static Trace *sample_trace(void)
{
    Trace *trace = trace_new();
    trace_append(trace, TRACE_PROGRAM_BEGIN, sample_at(0, 0, 1), sample_string(trace, "001_4.py"),
                 0, 0);
    trace_append(trace, TRACE_LOOP_BEGIN, sample_at(0, 0, 31), 0, 0, 0);
    trace_task_created(trace, sample_at(0, 0, 31), 1, 0, sample_string(trace, "main"), 0, 22);
    trace_append(trace, TRACE_TURN, sample_at(0, 0, 31), 1, 0, 0);
    trace_append(trace, TRACE_TASK_FIRST_STEP, sample_at(0, 1, 22), 0, 0, 0);
    trace_task_created(trace, sample_at(0, 1, 23), 2, 0, sample_string(trace, "func1"), 0, 4);
    trace_task_created(trace, sample_at(0, 1, 23), 3, 0, sample_string(trace, "func2"), 0, 10);
    trace_task_created(trace, sample_at(0, 1, 23), 4, 0, sample_string(trace, "func3"), 0, 16);
    trace_task_suspended(trace, sample_at(0, 1, 23), TRACE_REASON_GATHER, 1, 0, 0, 3);
    trace_append(trace, TRACE_TURN, sample_at(0, 0, 31), 3, 0, 0);
    sample_starts(trace, 2, 4, "Function 1 started..\n", 2);
    sample_starts(trace, 3, 10, "Function 2 started..\n", 3);
    sample_starts(trace, 4, 16, "Function 3 started..\n", 1);
    sample_ends(trace, 4, 16, "Function 3 Ended\n", 1, 1);
    sample_ends(trace, 2, 4, "Function 1 Ended\n", 2, 2);
    sample_ends(trace, 3, 10, "Function 2 Ended\n", 3, 3);
    trace_append(trace, TRACE_TASK_READY, sample_at(3, 1, 23), TRACE_CAUSE_GATHER_DONE, 3, 1);
    trace_append(trace, TRACE_TURN, sample_at(3, 0, 31), 1, 0, 0);
    trace_append(trace, TRACE_TASK_RESUMED, sample_at(3, 1, 23), 0, 0, 0);
    sample_print(trace, sample_at(3, 1, 28), "Main Ended..\n");
    trace_append(trace, TRACE_TASK_FINISHED, sample_at(3, 1, 28), 0, 0, 0);
    trace_append(trace, TRACE_TURN, sample_at(3, 0, 31), 1, 0, 0);
    trace_append(trace, TRACE_LOOP_END, sample_at(3, 0, 31), 0, 0, 0);
    trace_append(trace, TRACE_PROGRAM_END, sample_at(3, 0, 31), 0, 0, 0);
    return trace;
}

#endif
