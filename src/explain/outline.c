// What a run comes to: how it ends, where it waits, and the sentences about two of them.
#include "explain/outline.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "explain/outline_internal.h"
#include "explain/words.h"

enum { WAITS_TRIED = 64 };

// ---- looking through the run

typedef struct Scan {
    Outline *outline;
    uint32_t *open; // by lane: its wait that has begun, plus 1
    uint32_t lanes;
    uint32_t waiting; // timers at the moment
} Scan;

static void *resize(void *array, size_t bytes)
{
    void *grown = realloc(array, bytes);
    if (grown == NULL) {
        abort();
    }
    return grown;
}

static void begin_wait(Scan *scan, const TraceEvent *event, bool blocks)
{
    Outline *outline = scan->outline;
    if (event->lane >= scan->lanes || scan->open[event->lane] != 0) {
        return;
    }
    if (outline->wait_count == outline->wait_capacity) {
        outline->wait_capacity = outline->wait_capacity == 0 ? 64 : outline->wait_capacity * 2;
        outline->waits = resize(outline->waits, outline->wait_capacity * sizeof *outline->waits);
    }
    outline->waits[outline->wait_count++] = (OutlineWait){
        event->number, event->time_ns, event->time_ns, event->lane, event->line, blocks};
    scan->open[event->lane] = outline->wait_count;
    scan->waiting += !blocks;
}

static void end_wait(Scan *scan, const TraceEvent *event)
{
    if (event->lane >= scan->lanes || scan->open[event->lane] == 0) {
        return;
    }
    OutlineWait *wait = &scan->outline->waits[scan->open[event->lane] - 1];
    wait->to_ns = event->time_ns;
    scan->open[event->lane] = 0;
    scan->waiting -= !wait->blocks;
}

static void take_event(Scan *scan, const TraceEvent *event)
{
    Outline *outline = scan->outline;
    switch ((int)event->kind) {
    case TRACE_TASK_SUSPENDED:
        if (event->operand[TRACE_WAIT_REASON] == TRACE_REASON_TIMER) {
            begin_wait(scan, event, false);
        }
        break;
    case TRACE_BLOCK_BEGIN: begin_wait(scan, event, true); break;
    case TRACE_BLOCK_END:
    case TRACE_TASK_READY:
    case TRACE_TASK_RESUMED: end_wait(scan, event); break;
    case TRACE_CLOCK_MOVED:
        if (event->time_ns > event->operand[TRACE_CLOCK_FROM] && scan->waiting > outline->most_waiting) {
            outline->most_waiting = scan->waiting;
        }
        break;
    case TRACE_PROGRAM_END: outline->status = event->operand[0]; break;
    case TRACE_DEADLOCK: outline->deadlock = true; break;
    case TRACE_EXCEPTION_RAISED: outline->raised_line = event->line; break;
    default: break;
    }
}

static void look_through(Outline *outline)
{
    const Trace *trace = outline->explain.trace;
    Scan scan = {.outline = outline, .lanes = trace_tasks(trace) + 1};
    scan.open = calloc(scan.lanes, sizeof *scan.open);
    if (scan.open == NULL) {
        abort();
    }
    TraceCursor cursor = trace_cursor_at(trace, 0);
    TraceEvent event;
    while (trace_cursor_next(&cursor, &event)) {
        take_event(&scan, &event);
    }
    for (uint32_t lane = 0; lane < scan.lanes; lane++) {
        if (scan.open[lane] != 0) {
            outline->waits[scan.open[lane] - 1].to_ns = trace_end_ns(trace);
        }
    }
    free(scan.open);
}

static OutlineWay way_of(const Outline *outline)
{
    const Totals *totals = &outline->totals;
    if (totals->end_ns == 0) {
        return OUTLINE_INSTANT;
    }
    if (totals->blocked_ns >= totals->idle_ns && totals->blocked_ns >= totals->runs_ns) {
        return OUTLINE_BLOCKS;
    }
    if (totals->runs_ns > totals->idle_ns) {
        return OUTLINE_COMPUTES;
    }
    return outline->most_waiting > 1 ? OUTLINE_TOGETHER : OUTLINE_IN_TURN;
}

// Who first gets the CPU while a lane waits; MOMENT_NOBODY when nobody does.
static uint32_t whose_turn_while(const Trace *trace, uint32_t lane, uint64_t event, int64_t end_ns)
{
    const uint64_t kinds = UINT64_C(1) << TRACE_TASK_FIRST_STEP | UINT64_C(1) << TRACE_TASK_RESUMED;
    uint64_t at = event;
    while ((at = trace_find_next(trace, at + 1, kinds, TRACE_ANY_LANE)) != UINT64_MAX) {
        TraceEvent turn = trace_event_at(trace, at);
        if (turn.time_ns >= end_ns) {
            break;
        }
        if (turn.lane != lane) {
            return turn.lane;
        }
    }
    return MOMENT_NOBODY;
}

// Who gets its turn while another waits: if it can be, during the wait that makes the run long.
static uint32_t whose_turn(const Outline *outline)
{
    const Trace *trace = outline->explain.trace;
    const OutlineTerm *longest = NULL;
    for (uint32_t i = 0; i < outline->term_count; i++) {
        const OutlineTerm *term = &outline->terms[i];
        if (term->kind == OUTLINE_WAIT && (longest == NULL || term->ns > longest->ns)) {
            longest = term;
        }
    }
    uint32_t lane = MOMENT_NOBODY;
    if (longest != NULL) {
        lane = whose_turn_while(trace, longest->lane, longest->event, longest->from_ns + longest->ns);
    }
    for (uint32_t i = 0; i < outline->wait_count && i < WAITS_TRIED && lane == MOMENT_NOBODY; i++) {
        const OutlineWait *wait = &outline->waits[i];
        if (!wait->blocks) {
            lane = whose_turn_while(trace, wait->lane, wait->event, wait->to_ns);
        }
    }
    return lane;
}

Outline *outline_new(const Explain *explain)
{
    Outline *outline = calloc(1, sizeof *outline);
    if (outline == NULL) {
        abort();
    }
    outline->explain = *explain;
    totals_init(&outline->totals, explain->trace, trace_length(explain->trace));
    look_through(outline);
    outline->way = way_of(outline);
    outline_find_terms(outline);
    buffer_init(&outline->sum);
    outline_find_sum(outline);
    outline->beside = outline->way == OUTLINE_TOGETHER ? whose_turn(outline) : MOMENT_NOBODY;
    return outline;
}

void outline_free(Outline *outline)
{
    if (outline == NULL) {
        return;
    }
    buffer_deinit(&outline->sum);
    free(outline->terms);
    free(outline->waits);
    totals_deinit(&outline->totals);
    free(outline);
}

int64_t outline_takes_ns(const Outline *outline)
{
    return outline->totals.end_ns;
}

int64_t outline_works_ns(const Outline *outline)
{
    return outline->totals.runs_ns;
}

bool outline_is_fine(const Outline *outline)
{
    return outline->status == 0 && !outline->deadlock;
}

// ---- how it ends

// The last line on stderr that begins with a letter: of a traceback, the one that names the exception.
static bool last_words(const Outline *outline, Buffer *out)
{
    const Trace *trace = outline->explain.trace;
    size_t length;
    const char *bytes = trace_output_bytes(trace, &length);
    const uint64_t kinds = UINT64_C(1) << TRACE_OUTPUT;
    uint64_t at = trace_length(trace);
    while ((at = trace_find_prev(trace, at, kinds, TRACE_ANY_LANE)) != UINT64_MAX) {
        TraceEvent event = trace_event_at(trace, at);
        const char *end = bytes + event.operand[TRACE_OUTPUT_OFFSET] + event.operand[TRACE_OUTPUT_LENGTH];
        const char *begin = bytes + event.operand[TRACE_OUTPUT_OFFSET];
        while (event.operand[TRACE_OUTPUT_STREAM] == 2 && end > begin) {
            const char *newline = memrchr(begin, '\n', (size_t)(end - begin));
            const char *line = newline == NULL ? begin : newline + 1;
            while (line < end && (*line == ' ' || *line == '|')) { // the frame of an exception group
                line++;
            }
            if (line < end && isalpha((unsigned char)*line)) {
                buffer_append(out, line, (size_t)(end - line));
                return true;
            }
            end = newline == NULL ? begin : newline;
        }
    }
    return false;
}

void outline_end(const Outline *outline, Buffer *out)
{
    if (outline->deadlock) {
        buffer_puts(out, "deadlock");
        return;
    }
    if (!last_words(outline, out)) {
        buffer_printf(out, "exit status %" PRId64, outline->status);
    }
}

void outline_sort(const Outline *outline, bool over, Buffer *out)
{
    buffer_puts(out, trace_tasks(outline->explain.trace) == 0 ? "synchronous" : "asyncio");
    if (over && !outline_is_fine(outline)) {
        buffer_puts(out, outline->deadlock ? ", deadlock" : ", fails");
    }
}

// ---- why

// Appends the name of the function that a line is in; false where it is in none.
static bool function_at(const SourceText *source, uint32_t line, Buffer *out)
{
    uint32_t begins = line == 0 ? 0 : source_text_enclosing(source, line);
    if (begins == 0) {
        return false;
    }
    size_t length;
    const char *text = source_text_line(source, begins, &length);
    const char *end = text + length, *def = memmem(text, length, "def ", 4);
    if (def == NULL) {
        return false;
    }
    const char *name = def + 4, *stop = name;
    while (stop < end && *stop != '(' && *stop != ' ' && *stop != ':') {
        stop++;
    }
    buffer_append(out, name, (size_t)(stop - name));
    return stop > name;
}

void outline_call(const Explain *explain, const TraceEvent *event, int width, Buffer *out)
{
    const char *what = trace_string_at(explain->trace, (uint32_t)event->operand[0]);
    Buffer name, call;
    buffer_init(&name);
    buffer_init(&call);
    bool named = function_at(explain->source, event->line, &name);
    if (!source_text_call(explain->source, event->line, what, &call)) {
        buffer_puts(&call, what);
    }
    const char *dot = strrchr(what, '.');
    const char *brief = call.data;
    if (dot != NULL && strncmp(call.data, what, (size_t)(dot + 1 - what)) == 0) {
        brief += dot + 1 - what;
    }
    size_t before = named ? name.length + strlen(": ") : 0, room = width < 0 ? 0 : (size_t)width;
    const char *chosen = before + call.length <= room ? call.data : before + strlen(brief) <= room ? brief : NULL;
    if (chosen != NULL) {
        buffer_printf(out, "%s%s%s", named ? name.data : "", named ? ": " : "", chosen);
    } else if (named && name.length <= room) {
        buffer_puts(out, name.data);
    }
    buffer_deinit(&call);
    buffer_deinit(&name);
}

// The line where calls block the longest.
static uint32_t blocking_line(const Outline *outline)
{
    const Totals *totals = &outline->totals;
    const TotalsLine *most = NULL;
    for (uint32_t i = 0; i < totals->line_count; i++) {
        if (most == NULL || totals->lines[i].blocked_ns > most->blocked_ns) {
            most = &totals->lines[i];
        }
    }
    return most == NULL ? 0 : most->line;
}

// Where a line is: " inside task1".
static void add_place(const SourceText *source, uint32_t line, Buffer *out)
{
    Buffer name;
    buffer_init(&name);
    if (function_at(source, line, &name)) {
        buffer_printf(out, " inside %s", name.data);
    } else {
        buffer_printf(out, " at line %" PRIu32, line);
    }
    buffer_deinit(&name);
}

// How much there is room for.
typedef enum Brevity { FULL, SHORT, SHORTEST } Brevity;

// What a run does, behind its letter.
static void add_way(const Outline *outline, Brevity brevity, Buffer *out)
{
    const Explain *explain = &outline->explain;
    if (!outline_is_fine(outline)) {
        buffer_puts(out, outline->deadlock ? "waits for ever" : "fails");
        if (!outline->deadlock && outline->raised_line != 0) {
            buffer_printf(out, " at line %" PRIu32, outline->raised_line);
        }
        return;
    }
    switch (outline->way) {
    case OUTLINE_INSTANT: buffer_puts(out, "waits for nothing"); return;
    case OUTLINE_COMPUTES: buffer_puts(out, "computes"); return;
    case OUTLINE_BLOCKS:
        buffer_puts(out, trace_tasks(explain->trace) == 0 ? "waits" : "holds the loop");
        add_place(explain->source, blocking_line(outline), out);
        return;
    case OUTLINE_IN_TURN:
        buffer_puts(out, outline->once ? "waits for one thing" : "waits for one thing after another");
        return;
    case OUTLINE_TOGETHER: {
        buffer_puts(out, "waits in the loop");
        uint32_t lane = brevity == SHORTEST ? MOMENT_NOBODY : outline->beside;
        if (lane != MOMENT_NOBODY) {
            buffer_printf(out, ", where %s %s", explain->lanes->lanes[lane].name,
                          brevity == SHORT ? "runs" : "gets its turn");
        }
        return;
    }
    }
}

static void add_both_ways(const Outline *a, const Outline *b, Brevity brevity, Buffer *out)
{
    Buffer first, second;
    buffer_init(&first);
    buffer_init(&second);
    add_way(a, brevity, &first);
    add_way(b, brevity, &second);
    buffer_printf(out, "Why? A %s; ", first.data);
    if (strcmp(first.data, second.data) == 0) {
        buffer_puts(out, "so does B.");
    } else {
        buffer_printf(out, "B %s.", second.data);
    }
    buffer_deinit(&second);
    buffer_deinit(&first);
}

void outline_compare_why(const Outline *a, const Outline *b, int width, Buffer *out)
{
    size_t before = out->length;
    for (Brevity brevity = FULL; brevity <= SHORTEST; brevity++) {
        out->length = before;
        add_both_ways(a, b, brevity, out);
        if (utf8_count(out->data + before, out->length - before) <= (size_t)width) {
            return;
        }
    }
}

void outline_compare_work(const Outline *a, const Outline *b, Buffer *out)
{
    buffer_puts(out, "The CPU worked ");
    words_add_seconds(out, outline_works_ns(a));
    if (outline_works_ns(a) != outline_works_ns(b)) {
        buffer_puts(out, " s in A, ");
        words_add_seconds(out, outline_works_ns(b));
        buffer_puts(out, " s in B.");
        return;
    }
    buffer_puts(out, " s in both.");
    bool fine = outline_is_fine(a) && outline_is_fine(b);
    if (fine && outline_takes_ns(a) != outline_takes_ns(b)) {
        buffer_puts(out, " They differ only in how they wait.");
    } else if (fine) {
        buffer_puts(out, " They take the same time.");
    }
}

// ---- now

static void add_waiting(uint32_t timers, bool deadlock, Buffer *out)
{
    if (timers == 0) {
        buffer_puts(out, deadlock ? "nobody can ever go on" : "nobody is ready");
    } else if (timers == 1) {
        buffer_puts(out, "only one timer runs");
    } else if (timers == 2) {
        buffer_puts(out, "both timers run at once");
    } else {
        words_number(out, timers);
        buffer_puts(out, " timers run at once");
    }
}

// What went on in a run that is over.
static void add_past(const Outline *outline, Buffer *out)
{
    if (outline->deadlock) {
        buffer_puts(out, "in the end nobody could go on");
        return;
    }
    switch (outline->way) {
    case OUTLINE_INSTANT: buffer_puts(out, "no time passed"); return;
    case OUTLINE_COMPUTES: buffer_puts(out, "most of the time somebody computed"); return;
    case OUTLINE_BLOCKS:
        buffer_puts(out, trace_tasks(outline->explain.trace) == 0
                             ? "the thread slept, nothing else could run"
                             : "a call slept and held the loop, nobody else could run");
        return;
    case OUTLINE_IN_TURN: buffer_puts(out, "never more than one timer ran"); return;
    case OUTLINE_TOGETHER:
        if (outline->most_waiting == 2) {
            buffer_puts(out, "both timers ran at once");
        } else {
            words_number(out, outline->most_waiting);
            buffer_puts(out, " timers ran at once");
        }
        return;
    }
}

void outline_now(const Outline *outline, const Moment *moment, Buffer *out)
{
    const Lanes *lanes = outline->explain.lanes;
    if (moment->position == 0) {
        return;
    }
    if (moment->position == trace_length(outline->explain.trace)) {
        add_past(outline, out);
        return;
    }
    uint32_t timers = 0;
    for (uint32_t i = 0; i < moment->lane_count; i++) {
        MomentState state = moment->lanes[i].state;
        timers += state == MOMENT_TIMER;
        if (state == MOMENT_BLOCKED && trace_tasks(outline->explain.trace) == 0) {
            buffer_puts(out, "the thread sleeps, nothing else can run");
            return;
        }
        if (state == MOMENT_BLOCKED) {
            buffer_printf(out, "%s sleeps and holds the loop, nobody else can run",
                          lanes->lanes[i].name);
            return;
        }
    }
    if (moment->cpu != MOMENT_NOBODY && lanes->lanes[moment->cpu].shown) {
        buffer_printf(out, "%s has the CPU", lanes->lanes[moment->cpu].name);
        return;
    }
    uint32_t next;
    if (moment_line(moment, &next, 1) == 1) {
        buffer_printf(out, "%s is next in line", lanes->lanes[next].name);
        return;
    }
    add_waiting(timers, moment->deadlock, out);
}
