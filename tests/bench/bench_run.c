// Figures of the recorder: bytes of an event, seeking, drawing.
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "run/run.h"
#include "trace/moments.h"
#include "ui/ui.h"

static double now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

enum { SEEKS = 20, ROWS = 60, COLUMNS = 200 };

int main(int argc, char **argv) {
    Buffer source;
    buffer_init(&source);
    if (argc != 2 || !buffer_read_file(&source, argv[1])) {
        fprintf(stderr, "usage: bench_run FILE.py\n");
        return 2;
    }
    RunConfig config = run_config_default();
    double start = now_ms();
    Run *run = run_new(&config, "bench.py", source.data, source.length, 0, NULL);
    run_to_end(run);
    const Trace *trace = run_trace(run);
    uint64_t length = trace_length(trace);
    size_t checkpoint_bytes;
    size_t checkpoints = run_checkpoints(run, &checkpoint_bytes);
    printf("recording              %10.1f ms, %llu events, %.2f bytes an event\n", now_ms() - start,
           (unsigned long long)length, (double)trace_bytes(trace) / (double)length);
    printf("checkpoints            %10zu, %.1f MB\n", checkpoints, (double)checkpoint_bytes / 1e6);
    Moments *moments = moments_new(trace);
    moments_at(moments, length);
    start = now_ms();
    for (int i = 0; i < SEEKS; i++)
        moments_at(moments, length * (uint64_t)(i * 7 % SEEKS) / SEEKS);
    printf("seek, scheduler state  %10.3f ms\n", (now_ms() - start) / SEEKS);
    Buffer text;
    buffer_init(&text);
    double longest = 0, total = 0;
    for (int i = 0; i < SEEKS; i++) {
        start = now_ms();
        run_locals(run, length * (uint64_t)(i * 7 % SEEKS) / SEEKS, 1, &text);
        double took = now_ms() - start;
        total += took;
        longest = took > longest ? took : longest;
    }
    printf("seek, with variables   %10.3f ms, at most %.3f ms\n", total / SEEKS, longest);
    uint64_t position = length / 2 + length / 3;
    run_locals(run, position, 1, &text);
    start = now_ms();
    for (int i = 0; i < SEEKS; i++)
        run_locals(run, --position, 1, &text);
    printf("a step back, with them %10.3f ms\n", (now_ms() - start) / SEEKS);
    run_seek(run, position);
    start = now_ms();
    for (int i = 0; i < SEEKS; i++)
        run_step(run, RUN_STEP_LINE, true, TRACE_ANY_LANE);
    printf("a source line back     %10.3f ms\n", (now_ms() - start) / SEEKS);
    UiProgram program = {
        .name = "bench.py", .source = source.data, .source_length = source.length, .trace = trace};
    start = now_ms();
    UiState *state = ui_new(&program);
    Canvas *canvas = canvas_new(ROWS, COLUMNS, false);
    ui_frame(state, ROWS, COLUMNS, canvas);
    printf("first frame, 200x60    %10.3f ms\n", now_ms() - start);
    start = now_ms();
    for (int i = 0; i < SEEKS; i++) {
        ui_go_to_step(state, ui_steps(state) * (uint64_t)i / SEEKS);
        ui_frame(state, ROWS, COLUMNS, canvas);
    }
    printf("a frame elsewhere      %10.3f ms\n", (now_ms() - start) / SEEKS);
    canvas_free(canvas);
    ui_free(state);
    moments_free(moments);
    buffer_deinit(&text);
    buffer_deinit(&source);
    run_free(run);
    return 0;
}
