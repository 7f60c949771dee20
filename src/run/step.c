// Stepping: by what the trace says (events, turns, switches, time), and by source line, which only
// watching the instructions tells.
#include "lang/code.h"
#include "run/run_internal.h"

enum {
    WINDOW_TICKS = 2000, // how far back a line is looked for at first
    WINDOW_GROWS = 16,
    STRAY_LINES = 200, // lines of others that are watched before the trace is asked who runs when
};

#define KIND(name) (UINT64_C(1) << TRACE_##name)

static uint64_t kinds_of(RunStep step) {
    switch (step) {
    case RUN_STEP_TURN:
        return KIND(TURN);
    case RUN_STEP_SWITCH:
        return KIND(TASK_FIRST_STEP) | KIND(TASK_RESUMED);
    case RUN_STEP_EVENT:
    case RUN_STEP_LINE:
        break;
    }
    return UINT64_MAX;
}

// ---- by event

static bool event_forward(Run *run, uint64_t kinds, uint32_t lane) {
    uint64_t number = trace_find_next(run->trace, run_position(run).event, kinds, lane);
    return number != UINT64_MAX && run_seek(run, number + 1);
}

static bool event_back(Run *run, uint64_t kinds, uint32_t lane) {
    RunPosition from = run_position(run);
    // within an event, the event itself lies behind
    uint64_t number = from.event + (from.ticks || from.instruction);
    while (number > 0) {
        number = trace_find_prev(run->trace, number - 1, kinds, lane);
        if (number == UINT64_MAX)
            break;
        number++;
        run_seek(run, number);
        // a native that made several events at once cannot be stopped between them
        if (run_compare(run_position(run), from) < 0)
            return true;
    }
    run_go(run, from);
    return false;
}

bool run_seek_time(Run *run, int64_t time_ns) {
    uint64_t position = run->trace ? trace_until(run->trace, time_ns) : 0;
    return run_seek(run, position ? position : 1);
}

// ---- by line

typedef struct LineWatch {
    RunPosition from, end; // between them, both excluded
    uint32_t lane;
    const Frame *frame; // of the instruction before
    const Insn *pc;
    int strays;
    bool found;
    RunPosition last; // that was found
} LineWatch;

// Whether the instruction that is due begins a line: the one before it in the code has another, or
// it is jumped back to. The jump itself, at the end of a loop's body, does not.
static bool begins_line(const Frame *f, LineWatch *watch) {
    bool again = f == watch->frame && f->pc < watch->pc;
    watch->frame = f;
    watch->pc = f->pc;
    if (!f->code || f->pc->op == OPCODE_LOOP)
        return false;
    const Span *span = f->code->spans + (f->pc - f->code->insns);
    return span->line && (again || f->pc == f->code->insns || span[-1].line != span->line);
}

static bool is_line_wanted(Run *run, const Frame *f, LineWatch *watch) {
    if (!begins_line(f, watch) || !run->at_known)
        return false;
    if (watch->lane == TRACE_ANY_LANE || loop_at(run_vm(run)).lane == watch->lane)
        return true;
    watch->strays++;
    return false;
}

static bool first_behind(Run *run, Frame *f, void *context) {
    LineWatch *watch = context;
    if (is_line_wanted(run, f, watch) && run_compare(run->at, watch->from) > 0)
        watch->found = true;
    return watch->found || watch->strays > STRAY_LINES;
}

static bool line_forward(Run *run, uint32_t lane) {
    RunPosition from = run_position(run);
    run_settle(run);
    for (;;) {
        LineWatch watch = {.from = from, .lane = lane};
        if (!run_watched(run, first_behind, &watch)) {
            run_go(run, from);
            return false;
        }
        if (watch.found)
            return true;
        uint64_t next = trace_find_next(run->trace, run->at.event, kinds_of(RUN_STEP_SWITCH), lane);
        if (lane != 0 && next == UINT64_MAX) {
            run_go(run, from);
            return false;
        }
        if (lane != 0 && next > run->at.event)
            run_seek(run, next);
    }
}

static bool last_before(Run *run, Frame *f, void *context) {
    LineWatch *watch = context;
    if (run->at_known && run_compare(run->at, watch->end) >= 0)
        return true;
    if (is_line_wanted(run, f, watch)) {
        watch->found = true;
        watch->last = run->at;
    }
    return false;
}

// Looks through what lies between the checkpoint (NULL: the beginning) and the end of `watch`, whose ticks are
// `end_ticks`, first near the end.
static bool search_back(Run *run, const Checkpoint *from, int64_t end_ticks, LineWatch *watch) {
    int64_t begin = from ? from->ticks : 0;
    for (int64_t window = WINDOW_TICKS;; window *= WINDOW_GROWS) {
        if (from)
            run_restore(run, from);
        else
            run_restart(run);
        bool whole = end_ticks - window <= begin;
        if (!whole && (!run_to_ticks(run, end_ticks - window) || run->at.event > watch->end.event ||
                       run_vm(run)->ticks >= end_ticks))
            continue;
        run_watched(run, last_before, watch);
        if (watch->found || whole)
            return watch->found;
    }
}

// Where the last line of `lane` before `end` can be: where it let go of the CPU, if it has not got it.
static RunPosition end_of_lane(Run *run, RunPosition end, uint32_t lane) {
    const uint64_t kinds = KIND(TASK_SUSPENDED) | KIND(TASK_FINISHED) | KIND(TASK_FAILED) |
                           KIND(TASK_CANCELLED) | kinds_of(RUN_STEP_SWITCH);
    if (lane == TRACE_ANY_LANE || lane == 0)
        return end;
    uint64_t last = trace_find_prev(run->trace, end.event, kinds, lane);
    if (last == UINT64_MAX)
        return (RunPosition){0};
    TraceKind kind = trace_event_at(run->trace, last).kind;
    if (kinds_of(RUN_STEP_SWITCH) >> kind & 1)
        return end;
    return (RunPosition){last + 1, 0, 0};
}

static bool line_back(Run *run, uint32_t lane) {
    RunPosition from = run_position(run);
    LineWatch watch = {.lane = lane, .end = end_of_lane(run, from, lane)};
    run->replaying = true;
    RunPosition limit = watch.end; // the checkpoint to begin from lies before it
    while (watch.end.event > 0) {
        run_go(run, watch.end);
        int64_t end_ticks = run_vm(run)->ticks;
        const Checkpoint *before = checkpoints_ahead_of(&run->checkpoints, limit);
        Checkpoint base = before ? *before : (Checkpoint){.exact = true};
        base.snapshot = before ? region_snapshot_ref(before->snapshot) : NULL;
        bool found = search_back(run, before ? &base : NULL, end_ticks, &watch);
        region_snapshot_unref(base.snapshot);
        if (found)
            return run_go(run, watch.last);
        if (!before)
            break;
        limit = watch.end = end_of_lane(run, base.position, lane);
        // what follows a checkpoint at the same cost was not looked at
        if (!base.exact && run_compare(watch.end, base.position) == 0)
            watch.end.ticks++;
    }
    run_go(run, from);
    return false;
}

bool run_step(Run *run, RunStep step, bool back, uint32_t lane) {
    if (!run->trace || !run->ended)
        return false;
    if (step == RUN_STEP_LINE)
        return back ? line_back(run, lane) : line_forward(run, lane);
    return back ? event_back(run, kinds_of(step), lane) : event_forward(run, kinds_of(step), lane);
}
