#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/screen.h"
#include "trace/moments.h"

enum { WIDTH_DEFAULT = 80, WIDTH_LEAST = 40, ROWS_AROUND = 16 };

static int terminal_width(void) {
    struct winsize size;
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= WIDTH_LEAST)
        return size.ws_col;
    return WIDTH_DEFAULT;
}

// The screen's timeline pane at the end of the run, without the rows around it that only a screen
// needs: the head, the cursor, the keys.
static void cut_out(const char *screen, Buffer *out) {
    int row = 0;
    for (const char *line = screen; *line; row++) {
        const char *end = strchr(line, '\n');
        size_t length = end ? (size_t)(end - line) : strlen(line);
        bool blank = length == 0 || strspn(line, " ") >= length;
        bool cursor = memmem(line, length, "you are here", 12) != NULL;
        bool rule = length > 3 && (memcmp(line, "\xe2\x94\x80\xe2\x94\x80", 6) == 0 || memcmp(line, "--", 2) == 0);
        if (row > 1 && rule)
            break; // sentences and keys follow
        if (row > 1 && !blank && !cursor) {
            buffer_append(out, line, length);
            buffer_putc(out, '\n');
        }
        line += length + (end != NULL);
    }
}

static void add_totals(const Trace *trace, Buffer *out) {
    Moments *moments = moments_new(trace);
    const Moment *m = moments_at(moments, trace_length(trace));
    unsigned done = 0, failed = 0, cancelled = 0, waiting = 0;
    for (uint32_t lane = 1; lane < m->lane_count; lane++) {
        done += m->lanes[lane].state == MOMENT_DONE;
        failed += m->lanes[lane].state == MOMENT_FAILED;
        cancelled += m->lanes[lane].state == MOMENT_CANCELLED;
        waiting += m->lanes[lane].state < MOMENT_DONE && m->lanes[lane].state != MOMENT_ABSENT;
    }
    buffer_printf(out, " total %.3f s", (double)trace_end_ns(trace) / 1e9);
    if (m->lane_count > 1)
        buffer_printf(out, "   tasks %u: %u done", m->lane_count - 1, done);
    if (failed)
        buffer_printf(out, ", %u failed", failed);
    if (cancelled)
        buffer_printf(out, ", %u cancelled", cancelled);
    if (waiting)
        buffer_printf(out, ", %u still waiting", waiting);
    if (m->deadlock)
        buffer_puts(out, "   deadlock");
    buffer_putc(out, '\n');
    moments_free(moments);
}

int command_timeline(const Options *options) {
    if (options->format && strcmp(options->format, "text") != 0)
        return cli_usage_error("timeline has the format text, not '%s'", options->format);
    int width = options->width ? options->width : terminal_width();
    if (width < WIDTH_LEAST)
        return cli_usage_error("--width needs at least %d columns", WIDTH_LEAST);
    Buffer source, screen, text;
    Run *run = cli_record(options, &source);
    if (!run)
        return EXIT_USAGE;
    UiProgram program = cli_program(options, &source, run);
    UiState *state = ui_new(&program);
    ui_go_to_step(state, ui_steps(state));
    const char *full = "z";
    ui_key(state, key_parse(&full));
    int rows = (int)trace_tasks(run_trace(run)) + ROWS_AROUND;
    Canvas *canvas = canvas_new(rows, width, screen_wants_ascii(options));
    ui_frame(state, rows, width, canvas);
    buffer_init(&screen);
    buffer_init(&text);
    canvas_to_text(canvas, &screen);
    cut_out(screen.data, &text);
    add_totals(run_trace(run), &text);
    bool written = screen_write(options, &text);
    buffer_deinit(&screen);
    buffer_deinit(&text);
    canvas_free(canvas);
    ui_free(state);
    run_free(run);
    buffer_deinit(&source);
    return written ? EXIT_FINE : EXIT_USAGE;
}
