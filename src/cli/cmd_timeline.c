#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/screen.h"
#include "base/utf8.h"
#include "trace/lanes.h"
#include "trace/moments.h"
#include "trace/ruler.h"
#include "trace/totals.h"

enum { WIDTH_DEFAULT = 80, WIDTH_LEAST = 40, ROWS_AROUND = 16 };

int screen_width(void) {
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

static double seconds(int64_t ns) { return (double)ns / 1e9; }

// The waits of a lane by what it waited for, as "gather 3.000, queue get 0.500".
static void add_waits(const TotalsLane *lane, Buffer *out) {
    bool first = true;
    for (int reason = 0; reason < TRACE_REASONS; reason++) {
        if (!lane->waits_ns[reason])
            continue;
        buffer_printf(out, "%s%s %.3f", first ? "  " : ", ", trace_reason_words((TraceReason)reason),
                      seconds(lane->waits_ns[reason]));
        first = false;
    }
}

// Where each lane's time went, in the order of the picture.
static void add_lane_totals(const Trace *trace, int width, Buffer *out) {
    enum { NAME_MOST = 30 };
    Lanes lanes;
    Totals totals;
    lanes_init(&lanes, trace);
    totals_init(&totals, trace, trace_length(trace));
    int name = 4;
    for (uint32_t i = 0; i < lanes.shown; i++) {
        const char *text = lanes.lanes[lanes.order[i]].name;
        int length = (int)utf8_count(text, strlen(text));
        name = length > name ? length : name;
    }
    name = name > NAME_MOST ? NAME_MOST : name;
    buffer_printf(out, "   %-*s %8s %8s %8s %8s\n", name, "", "CPU", "asleep", "in line", "waits");
    for (uint32_t i = 0; i < lanes.shown; i++) {
        const LaneName *lane = &lanes.lanes[lanes.order[i]];
        const TotalsLane *t = &totals.lanes[lanes.order[i]];
        size_t bytes = utf8_offset(lane->name, strlen(lane->name), (size_t)name);
        buffer_printf(out, " %s %.*s%*s %8.3f %8.3f %8.3f %8.3f", lane->tag, (int)bytes, lane->name,
                      name - (int)utf8_count(lane->name, bytes), "", seconds(t->runs_ns), seconds(t->blocked_ns),
                      seconds(t->ready_ns), seconds(totals_waits(t)));
        if (width >= WIDTH_DEFAULT)
            add_waits(t, out);
        buffer_putc(out, '\n');
    }
    buffer_printf(out, " clock: computing %.3f, asleep %.3f, idle %.3f;", seconds(totals.runs_ns),
                  seconds(totals.blocked_ns), seconds(totals.idle_ns));
    totals_deinit(&totals);
    lanes_deinit(&lanes);
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

void screen_timeline(const UiProgram *program, RulerKind ruler, int width, bool ascii, Buffer *out) {
    UiState *state = ui_new(program);
    ui_go_to_step(state, ui_steps(state));
    ui_look(state, ruler, true);
    const char *full = "z";
    ui_key(state, key_parse(&full));
    int rows = (int)trace_tasks(program->trace) + ROWS_AROUND;
    Canvas *canvas = canvas_new(rows, width, ascii);
    ui_frame(state, rows, width, canvas);
    Buffer screen;
    buffer_init(&screen);
    canvas_to_text(canvas, &screen);
    cut_out(screen.data, out);
    buffer_deinit(&screen);
    canvas_free(canvas);
    ui_free(state);
}

int command_timeline(const Options *options) {
    if (options->format && strcmp(options->format, "text") != 0)
        return cli_usage_error("timeline has the format text, not '%s'", options->format);
    int width = options->width ? options->width : screen_width();
    if (width < WIDTH_LEAST)
        return cli_usage_error("--width needs at least %d columns", WIDTH_LEAST);
    static const char *const rulers[] = {"opened", "event", "time"};
    int ruler = 0;
    while (options->ruler && ruler < RULER_KINDS && strcmp(options->ruler, rulers[ruler]) != 0)
        ruler++;
    if (ruler == RULER_KINDS)
        return cli_usage_error("--ruler is opened, event or time, not '%s'", options->ruler);
    Buffer text;
    Recording *recording = cli_record(options);
    if (!recording)
        return EXIT_USAGE;
    UiProgram program = cli_program(options, recording);
    buffer_init(&text);
    screen_timeline(&program, (RulerKind)ruler, width, screen_wants_ascii(options), &text);
    add_lane_totals(run_trace(recording->run), width, &text);
    add_totals(run_trace(recording->run), &text);
    bool written = screen_write(options, &text);
    buffer_deinit(&text);
    record_free(recording);
    return written ? EXIT_FINE : EXIT_USAGE;
}
