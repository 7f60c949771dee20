// Figures of a long trace that no program had to run for: recording, bytes, opening, seeking, drawing.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "trace/lanes.h"
#include "trace/ruler.h"
#include "trace/steps.h"
#include "ui/ui.h"

enum { TASKS = 40, ROWS = 60, COLUMNS = 200, SEEKS = 200 };

static double now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

// Tasks that take turns, wait for locks and timers, and print now and then.
static Trace *long_trace(uint64_t events) {
    Trace *trace = trace_new();
    int64_t now = 0;
    uint32_t main_name = trace_string(trace, "main", 4);
    trace_append(trace, TRACE_PROGRAM_BEGIN, (TraceAt){0, 0, 1}, 0, 0, 0);
    trace_append(trace, TRACE_LOOP_BEGIN, (TraceAt){0, 0, 1}, 0, 0, 0);
    for (uint32_t lane = 1; lane <= TASKS; lane++)
        trace_task_created(trace, (TraceAt){0, lane > 1, 3}, lane, 0, main_name, 0, lane);
    for (uint64_t turn = 0; trace_length(trace) < events; turn++) {
        trace_append(trace, TRACE_TURN, (TraceAt){now, 0, 0}, TASKS, 0, 0);
        for (uint32_t lane = 1; lane <= TASKS; lane++) {
            TraceAt here = {now, lane, 10 + lane % 5};
            trace_append(trace, turn ? TRACE_TASK_RESUMED : TRACE_TASK_FIRST_STEP, here, 0, 0, 0);
            if (lane == 1 && turn % 64 == 0)
                trace_output(trace, here, 1, "tick\n", 5);
            if ((lane + turn) % 5 == 0) {
                trace_task_suspended(trace, here, TRACE_REASON_LOCK, lane, 0, 0, 0);
                trace_append(trace, TRACE_TASK_READY, here, TRACE_CAUSE_RELEASED, 2, lane);
            } else {
                trace_task_suspended(trace, here, TRACE_REASON_YIELD, 0, 0, 0, 0);
            }
        }
        if (turn % 8 == 0) {
            trace_append(trace, TRACE_CLOCK_MOVED, (TraceAt){now + 1000000, 0, 0}, now, TRACE_CAUSE_TIMER, 1);
            now += 1000000;
        }
    }
    return trace;
}

static void seek(const Trace *trace) {
    Moments *moments = moments_new(trace);
    uint64_t length = trace_length(trace);
    double most = 0, sum = 0;
    for (uint64_t i = 0; i < SEEKS; i++) {
        double start = now_ms();
        moments_at(moments, i * 7919 % SEEKS * (length / SEEKS) + i * 3);
        double took = now_ms() - start;
        sum += took;
        most = took > most ? took : most;
    }
    printf("scheduler's state at a position   %9.3f ms, at most %.3f\n", sum / SEEKS, most);
    moments_free(moments);
}

static void columns(const Trace *trace) {
    static const char *const names[] = {"opened", "event", "time"};
    static const int zooms[] = {-40, -14, -10, -7, -4, 0};
    uint32_t lanes[TASKS], cpu[COLUMNS];
    RulerColumn *column = calloc(COLUMNS, sizeof *column);
    RulerCell *cells = calloc(COLUMNS * TASKS, sizeof *cells);
    for (uint32_t i = 0; i < TASKS; i++)
        lanes[i] = i + 1;
    Ruler ruler;
    ruler_init(&ruler, trace);
    Moments *moments = moments_new(trace);
    for (int kind = 0; kind < RULER_KINDS; kind++)
        for (size_t z = 0; z < sizeof zooms / sizeof *zooms; z++) {
            double least = 1e9;
            uint32_t count = 0;
            for (int again = 0; again < 5; again++) { // the least: other work goes on meanwhile
                double start = now_ms();
                count = ruler_layout(&ruler, (RulerKind)kind, zooms[z], trace_length(trace) / 2, column, COLUMNS);
                ruler_cells(moments, column, count, trace_length(trace), lanes, TASKS, cells, cpu);
                double took = now_ms() - start;
                least = took < least ? took : least;
            }
            printf("%3u columns by %-6s               %9.3f ms, of %llu events\n", count, names[kind], least,
                   (unsigned long long)(column[count - 1].end - column[0].begin));
        }
    moments_free(moments);
    ruler_deinit(&ruler);
    free(cells);
    free(column);
}

static void frames(const Trace *trace) {
    static const char source[] = "async def main():\n    pass\n";
    UiProgram program = {.name = "bench.py", .source = source, .source_length = sizeof source - 1, .trace = trace};
    double start = now_ms();
    UiState *state = ui_new(&program);
    ui_go_to_step(state, ui_steps(state)); // so that the future is drawn too
    printf("opening                           %9.3f ms\n", now_ms() - start);
    Canvas *canvas = canvas_new(ROWS, COLUMNS, false);
    for (int zoomed = 0; zoomed < 2; zoomed++) {
        double most = 0, sum = 0;
        for (uint64_t i = 0; i < 20; i++) {
            start = now_ms();
            ui_go_to_step(state, ui_steps(state) / 20 * (i * 7 % 20));
            ui_frame(state, ROWS, COLUMNS, canvas);
            double took = now_ms() - start;
            sum += took;
            most = took > most ? took : most;
        }
        printf("a frame of 200x60%s     %9.3f ms, at most %.3f\n", zoomed ? ", zoomed out" : ",   zoomed in", sum / 20, most);
        for (int i = 0; i < 40; i++) {
            const char *key = "-";
            ui_key(state, key_parse(&key));
        }
    }
    canvas_free(canvas);
    ui_free(state);
}

int main(int argc, char **argv) {
    uint64_t events = argc > 1 ? strtoull(argv[1], NULL, 10) : UINT64_C(100000000);
    double start = now_ms();
    Trace *trace = long_trace(events);
    double took = now_ms() - start;
    printf("%llu events: %.1f ns and %.2f bytes each\n", (unsigned long long)trace_length(trace),
           took * 1e6 / (double)trace_length(trace), (double)trace_bytes(trace) / (double)trace_length(trace));
    seek(trace);
    columns(trace);
    frames(trace);
    trace_free(trace);
    return 0;
}
