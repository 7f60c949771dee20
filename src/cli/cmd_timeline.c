#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/plain.h"
#include "cli/screen.h"
#include "base/utf8.h"
#include "trace/lanes.h"
#include "trace/moments.h"
#include "trace/ruler.h"
#include "trace/totals.h"

enum { WIDTH_DEFAULT = 80, WIDTH_LEAST = 40 };

int screen_width(void) {
    struct winsize size;
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= WIDTH_LEAST)
        return size.ws_col;
    return WIDTH_DEFAULT;
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
    Canvas *canvas = canvas_new(1, 1, ascii);
    ui_whole_timeline(program, ruler, width, canvas);
    canvas_to_text(canvas, out);
    canvas_free(canvas);
}

// The same in the form of --format, with the totals below where it is text.
static void add_timeline(const Options *options, const Recording *recording, RulerKind ruler, int width,
                         Buffer *out) {
    UiProgram program = cli_program(options, recording);
    const Trace *trace = run_trace(recording->run);
    Canvas *canvas = canvas_new(1, 1, screen_wants_ascii(options));
    ui_whole_timeline(&program, ruler, width, canvas);
    screen_format(options, canvas, out);
    canvas_free(canvas);
    if (options->format && strcmp(options->format, "svg") == 0)
        return;
    Buffer totals;
    buffer_init(&totals);
    add_lane_totals(trace, width, &totals);
    add_totals(trace, &totals);
    plain_text(&totals);
    buffer_append(out, totals.data, totals.length);
    buffer_deinit(&totals);
}

int command_timeline(const Options *options) {
    if (!screen_has_format(options))
        return cli_usage_error("timeline has the formats text, ansi and svg, not '%s'", options->format);
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
    buffer_init(&text);
    add_timeline(options, recording, (RulerKind)ruler, width, &text);
    bool written = screen_write(options, &text);
    buffer_deinit(&text);
    record_free(recording);
    return written ? EXIT_FINE : EXIT_USAGE;
}
