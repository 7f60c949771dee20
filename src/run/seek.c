// Going to a position: back by the nearest checkpoint, forward by running.
//
// Up to the event the world runs at full speed: the trace tells when it has met it. From there to
// a number of ticks it runs at full speed too, to a little before, and the rest, where
// instructions are counted, is watched instruction by instruction.
#include <stdlib.h>

#include "run/run_internal.h"

enum {
    WATCHED_TICKS = 20 * 1000, // before the goal instructions are watched
    DENSE_WORTH = 8,           // replaying must cost so many times what copying does
    SPOIL_WORTH = 2,           // the same where the next thing will be to come back here
};

// ---- what the hooks tell

void run_stands_at(Run *run, RunPosition at, bool known) {
    run->at = at;
    run->at_ticks = run_vm(run)->ticks;
    run->at_known = known;
    run->at_again = true;
}

void run_watch(Run *run, Frame *frame) {
    VM *vm = run_vm(run);
    if (vm->nested)
        return; // nobody can stop there
    uint64_t event = trace_position(run->trace);
    RunPosition *at = &run->at;
    if (event != at->event) {
        *at = (RunPosition){event, 0, 0};
        run->at_known = true;
    } else if (vm->ticks != run->at_ticks) {
        *at = (RunPosition){event, vm->ticks, 0};
        run->at_known = true;
    } else if (!run->at_again) {
        *at = (RunPosition){event, vm->ticks, at->instruction + 1};
    }
    run->at_again = false;
    run->at_ticks = vm->ticks;
    if (run->watch && run->watch(run, frame, run->watch_context)) {
        run->at_again = true;
        vm_attention(vm, ATTENTION_STOP);
    }
}

bool run_reached_ticks(Run *run) {
    VM *vm = run_vm(run);
    if (vm->ticks < run->stop_ticks)
        return false;
    vm->ticks_stop = run->true_stop;
    run->stop_ticks = INT64_MAX;
    vm_attention(vm, ATTENTION_STOP);
    return vm->ticks < vm->ticks_stop;
}

void run_stop_early(Run *run) {
    VM *vm = run_vm(run);
    if (run->stop_ticks >= vm->ticks_stop)
        return;
    run->true_stop = vm->ticks_stop;
    vm->ticks_stop = run->stop_ticks;
}

static void stop_here(void *context) { vm_attention(run_vm(context), ATTENTION_STOP); }

// ---- moving the world

void run_restore(Run *run, const Checkpoint *checkpoint) {
    VM *vm = run_vm(run);
    region_restore(vm->region, checkpoint->snapshot);
    vm->host = &run->host;
    run->lineage->resident = run;
    trace_rewind(run->trace, checkpoint->position.event);
    run->output_bytes = checkpoint->written;
    run->world_ended = run->spoiled = false;
    run_stands_at(run, checkpoint->position, checkpoint->exact);
}

int64_t run_cost_between(const Run *run, uint64_t from, uint64_t to) {
    const Checkpoint *before = checkpoints_before(&run->checkpoints, (RunPosition){from, 0, 0});
    const Checkpoint *behind = checkpoints_after(&run->checkpoints, (RunPosition){to, 0, 0});
    uint64_t first = before ? before->position.event : 0;
    uint64_t last = behind ? behind->position.event : trace_length(run->trace);
    int64_t ticks = (behind ? behind->ticks : run->end_ticks) - (before ? before->ticks : 0);
    int64_t cost = checkpoint_replay_cost(last - first, ticks);
    return last > first ? (int64_t)((double)cost * (double)(to - from) / (double)(last - first)) : cost;
}

// Runs until `event` has happened. False when the world ended.
static bool run_up_to(Run *run, uint64_t event) {
    trace_alarm(run->trace, event, stop_here, run);
    while (trace_position(run->trace) < event)
        if (!run_go_on(run))
            return false;
    if (run->world_ended)
        return false;
    run_stands_at(run, (RunPosition){trace_position(run->trace), 0, 0}, true);
    return true;
}

static void take_dense(Run *run) {
    VM *vm = run_vm(run);
    Checkpoint new = {
        .position = run->at, .ticks = vm->ticks, .written = run->output_bytes, .exact = true, .dense = true};
    checkpoints_take(&run->checkpoints, vm->region, new);
}

// The same, leaving checkpoints half way, half of what is left, and so on while that is worth it: who
// goes back from here finds them.
static bool run_to_event(Run *run, uint64_t event) {
    VM *vm = run_vm(run);
    while (region_can_snapshot() && run->checkpoints.budget) {
        uint64_t from = trace_position(run->trace), half = from + (event - from) / 2;
        if (half <= from ||
            run_cost_between(run, from, event) <
                DENSE_WORTH * checkpoint_copy_cost(&run->checkpoints, vm->region))
            break;
        if (!run_up_to(run, half))
            return false;
        if (trace_position(run->trace) >= event)
            return true;
        take_dense(run);
    }
    return run_up_to(run, event);
}

bool run_to_ticks(Run *run, int64_t ticks) {
    VM *vm = run_vm(run);
    run->stop_ticks = ticks;
    run_stop_early(run);
    while (run->stop_ticks != INT64_MAX)
        if (!run_go_on(run))
            break;
    run->stop_ticks = INT64_MAX;
    if (run->world_ended)
        return false;
    run_stands_at(run, (RunPosition){trace_position(run->trace), vm->ticks, 0}, false);
    return true;
}

bool run_watched(Run *run, RunWatch watch, void *context) {
    VM *vm = run_vm(run);
    run->watch = watch;
    run->watch_context = context;
    vm_attention(vm, ATTENTION_STEP);
    bool stopped = run_go_on(run);
    vm->attention &= ~(unsigned)ATTENTION_STEP;
    run->watch = NULL;
    return stopped;
}

static bool is_reached(Run *run, Frame *frame, void *context) {
    (void)frame;
    const RunPosition *target = context;
    return run->at_known && run_compare(run->at, *target) >= 0;
}

// From the event to the instruction. False when the ticks were passed without a stop in between.
static bool run_to_instruction(Run *run, RunPosition target, bool watch_all) {
    VM *vm = run_vm(run);
    if (!watch_all && target.ticks - vm->ticks > WATCHED_TICKS) {
        if (!run_to_ticks(run, target.ticks - WATCHED_TICKS / 2) ||
            trace_position(run->trace) != target.event || vm->ticks >= target.ticks)
            return false;
    }
    run_watched(run, is_reached, &target);
    return true;
}

// Puts the world where `target` can be reached from, if it does not stand there already.
static void go_before(Run *run, RunPosition target) {
    const Checkpoint *best = checkpoints_before(&run->checkpoints, target);
    bool stays = run->lineage->resident == run && !run->spoiled && !run->world_ended && run->at_known &&
                 run_compare(run->at, target) <= 0;
    if (stays && (!best || run_compare(run->at, best->position) >= 0))
        return;
    if (best)
        run_restore(run, best);
    else if (!stays)
        run_restart(run);
}

bool run_go(Run *run, RunPosition target) {
    if (!run->trace || !run->ended)
        return false;
    run->replaying = true;
    bool resident = run->lineage->resident == run && !run->spoiled;
    if (resident && run->world_ended && target.event >= trace_length(run->trace))
        return true;
    for (bool watch_all = false;; watch_all = true) {
        go_before(run, target);
        if (run->at.event < target.event && !run_to_event(run, target.event))
            return true;
        if (run->at.event > target.event || (target.ticks == 0 && target.instruction == 0) ||
            run_to_instruction(run, target, watch_all) || watch_all)
            return true;
    }
}

bool run_seek(Run *run, uint64_t position) { return run_go(run, (RunPosition){position, 0, 0}); }

RunPosition run_position(const Run *run) {
    return run->world_ended ? (RunPosition){trace_length(run->trace), 0, 0} : run->at;
}

void run_spoil(Run *run) {
    VM *vm = run_vm(run);
    const Checkpoint *before = checkpoints_before(&run->checkpoints, run->at);
    if (before && run_cost_between(run, before->position.event, run->at.event) >
                      SPOIL_WORTH * checkpoint_copy_cost(&run->checkpoints, vm->region))
        take_dense(run);
    run->spoiled = run->inspecting = true;
    run->host.trace = NULL;
}

void run_allow_ticks(Run *run, int64_t ticks) {
    VM *vm = run_vm(run);
    run->allowed_ticks = vm->ticks_stop = vm->ticks + ticks;
}

void run_unspoil(Run *run) {
    run->inspecting = false;
    run->host.trace = run->trace;
}

void run_settle(Run *run) {
    if (run->ended && (run->lineage->resident != run || run->spoiled))
        run_go(run, run_position(run));
}
