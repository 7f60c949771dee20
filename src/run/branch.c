// A run that shares another's past. Both are one lineage: the world is the resident one's, and the
// other comes back by a checkpoint. What a branch shares it has as references to checkpoints; its own
// first one is the world as it was changed.
#include <string.h>

#include "lang/code.h"
#include "lang/literal.h"
#include "lang/str.h"
#include "run/run_internal.h"

static bool set_variable(Run *run, const RunChange *change, Buffer *why) {
    VM *vm = run_vm(run);
    Frame *frame = run_frame(run, change->lane, change->frame);
    if (!frame) {
        buffer_puts(why, "there is no such frame");
        return false;
    }
    Value v = literal_parse(vm, change->value, strlen(change->value));
    if (v == VALUE_ABSENT) {
        Value exception = vm_take_pending(vm);
        Value text = vm_str_nested(vm, exception);
        buffer_append(why, str_get(text)->data, str_get(text)->bytes);
        value_unref(vm, text);
        value_unref(vm, exception);
        return false;
    }
    if (run_set_variable(run, frame, change->variable, v))
        return true;
    buffer_printf(why, "%s has no variable %s", str_get(frame->code->name)->data, change->variable);
    return false;
}

static void set_config(Run *branch, const RunConfig *config) {
    VM *vm = run_vm(branch);
    branch->config.tick_limit = config->tick_limit;
    branch->config.memory_limit = vm->limits.memory = config->memory_limit;
    branch->config.output_limit = config->output_limit;
    branch->config.output = config->output;
    branch->config.context = config->context;
    branch->config.seed = vm->seed = config->seed;
    if (branch->config.cpu_speed != config->cpu_speed)
        loop_set_speed(vm, config->cpu_speed);
    branch->config.cpu_speed = config->cpu_speed;
}

// The world goes over to the branch, whose trace is what both share.
static Run *branch_off(Run *run, RunPosition at) {
    Run *branch = run_blank(&run->config, run);
    branch->lineage = run->lineage;
    branch->lineage->refs++;
    branch->trace = trace_fork(run->trace, at.event);
    branch->host = run->host;
    branch->host.trace = branch->trace;
    branch->output_bytes = run->output_bytes;
    checkpoints_init(&branch->checkpoints, &branch->lineage->shelf, branch->config.checkpoint_budget);
    checkpoints_share(&branch->checkpoints, &run->checkpoints, at);
    run_vm(branch)->host = &branch->host;
    branch->lineage->resident = branch;
    run_stands_at(branch, at, true);
    return branch;
}

Run *run_branch(Run *run, RunPosition at, const RunChange *change, Buffer *why) {
    if (!region_can_snapshot() || !run_go(run, at) || run->world_ended) {
        buffer_puts(why, region_can_snapshot() ? "the run is over there" : "this build keeps no snapshots");
        return NULL;
    }
    Run *branch = branch_off(run, run_position(run));
    branch->inspecting = true; // a hash or a negation is nobody's event
    bool done = !change->variable || set_variable(branch, change, why);
    branch->inspecting = false;
    if (!done) {
        run_free(branch);
        return NULL;
    }
    if (change->config)
        set_config(branch, change->config);
    VM *vm = run_vm(branch);
    uint64_t event = trace_position(branch->trace);
    if (event != branch->at.event) // what was executed so far was charged
        run_stands_at(branch, (RunPosition){event, 0, 0}, true);
    Checkpoint first = {.position = branch->at,
                        .ticks = vm->ticks,
                        .written = branch->output_bytes,
                        .exact = true,
                        .kept = true};
    checkpoints_take(&branch->checkpoints, vm->region, first);
    branch->last_taken = (RunPosition){branch->at.event, vm->ticks, 0};
    return branch;
}

void run_enter_branch(Run *run) {
    run_restore(run, &run->checkpoints.items[run->checkpoints.count - 1]);
}
