#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/exception.h"
#include "lang/program.h"
#include "run/run_internal.h"

enum { LOOK_TICKS = 250 * 1000 };

RunConfig run_config_default(void) {
    LoopConfig loop = loop_config_default();
    return (RunConfig){.cpu_speed = loop.speed,
                       .epoch_ns = loop.epoch_ns,
                       .tick_limit = UINT64_C(20) * 1000 * 1000 * 1000,
                       .memory_limit = (size_t)2 << 30,
                       .output_limit = (size_t)64 << 20,
                       .checkpoint_budget = (size_t)512 << 20,
                       .python = 11,
                       .record = true,
                       .caches = true};
}

static void write_output(VM *vm, int stream, const char *bytes, size_t count) {
    Run *run = run_of(vm);
    if (run->inspecting || (run->asks && vm->halt_status))
        return;
    if (run->trace)
        trace_output(run->trace, loop_at(vm), stream, bytes, count);
    run->output_bytes += count;
    if (run->config.output && !run->replaying)
        run->config.output(run->config.context, stream, bytes, count);
    if (run->config.output_limit && run->output_bytes > run->config.output_limit)
        vm_attention(vm, ATTENTION_TICKS);
}

static size_t read_input(VM *vm, uint64_t position, const char **bytes) {
    enum { PIECE = 4096 };
    Run *run = run_of(vm);
    Lineage *lineage = run->lineage;
    for (;;) {
        size_t have = lineage->input.length - position;
        *bytes = lineage->input.data + position;
        const char *end = have ? memchr(*bytes, '\n', have) : NULL;
        if (end)
            return (size_t)(end - *bytes) + 1;
        if (lineage->input_over || !run->config.input || run->inspecting)
            return have;
        char piece[PIECE];
        size_t count = run->config.input(run->config.input_context, piece, sizeof piece);
        if (count == RUN_INPUT_LATER) {
            run->asks = true;
            vm_halt(vm, 4, "the program waits for a line of input");
            return 0;
        }
        buffer_append(&lineage->input, piece, count);
        lineage->input_over = count == 0;
    }
}

static void note_exception(VM *vm, TraceKind kind, Value exception) {
    Run *run = run_of(vm);
    if (!run->trace || run->inspecting || vm->halt_status || vm->nested)
        return;
    const char *name = type_name(value_type(vm, exception));
    trace_append(run->trace, kind, loop_at(vm), trace_string(run->trace, name, strlen(name)), 0, 0);
}

// Ends of iteration are no news.
static bool is_signal(VM *vm, Value exception) {
    return value_is_a(vm, exception, T_StopIteration) || value_is_a(vm, exception, T_StopAsyncIteration) ||
           value_is_a(vm, exception, T_GeneratorExit);
}

static void raised(VM *vm, Frame *frame, Value exception) {
    if (frame && frame->code && !is_signal(vm, exception))
        note_exception(vm, TRACE_EXCEPTION_RAISED, exception);
}

static void caught(VM *vm, Frame *frame, Value exception) {
    (void)frame;
    if (!is_signal(vm, exception))
        note_exception(vm, TRACE_EXCEPTION_CAUGHT, exception);
}

static void warned(VM *vm, const char *text) {
    Run *run = run_of(vm);
    if (run->trace && !run->inspecting && !vm->halt_status && !vm->nested)
        trace_append(run->trace, TRACE_WARNING, loop_at(vm), trace_string(run->trace, text, strlen(text)), 0, 0);
}

// Stops the program, and says so in the trace too.
static void stop_for(VM *vm, const char *text) {
    Run *run = run_of(vm);
    if (run->trace && !run->inspecting)
        trace_append(run->trace, TRACE_LIMIT, loop_at(vm), trace_string(run->trace, text, strlen(text)), 0, 0);
    vm_halt(vm, 4, "%s", text);
}

static void stop_at(VM *vm, const char *format, unsigned long long limit, const char *where) {
    char text[400];
    snprintf(text, sizeof text, format, limit, where);
    stop_for(vm, text);
}

static void stop_at_step_limit(VM *vm) {
    char where[200];
    uint64_t limit = run_of(vm)->config.tick_limit;
    uint64_t held = (uint64_t)loop_describe_holder(vm, where, sizeof where);
    stop_at(vm, held > limit / 2 ? "step limit: after %llu units of work %s and never lets go of the CPU"
                                 : "step limit: after %llu units of work the program still runs: %s",
            limit, where);
}

// Whether replaying what happened since the last checkpoint would cost more than copying.
static bool checkpoint_is_due(Run *run, const VM *vm) {
    if (run->replaying || !run->trace || !region_can_snapshot())
        return false;
    uint64_t events = trace_position(run->trace) - run->last_taken.event;
    return checkpoints_due(&run->checkpoints, vm->region,
                           checkpoint_replay_cost(events, vm->ticks - run->last_taken.ticks));
}

// Whether somebody wants it to end here; a replay ends where the recording did.
static bool is_stopped(Run *run, const VM *vm) {
    if (run->stop_why && !run->ended && run->stopped_ticks == INT64_MAX)
        run->stopped_ticks = vm->ticks;
    return vm->ticks >= run->stopped_ticks;
}

static void look(VM *vm) {
    Run *run = run_of(vm);
    if (run->inspecting) {
        if (vm->ticks >= run->allowed_ticks)
            vm_halt(vm, 4, "a value's own repr takes too long");
        return;
    }
    if (run_reached_ticks(run))
        return; // it is not time for what follows
    vm->ticks_stop = vm->ticks + LOOK_TICKS;
    if (vm->ticks >= run->pause_ticks)
        vm_attention(vm, ATTENTION_STOP);
    if (is_stopped(run, vm))
        stop_for(vm, run->stop_why);
    else if (run->config.tick_limit && (uint64_t)vm->ticks > run->config.tick_limit)
        stop_at_step_limit(vm);
    else if (run->config.memory_limit && region_nominal_bytes(vm->region) > run->config.memory_limit)
        stop_at(vm, "memory limit: the program holds more than %llu MB%s", run->config.memory_limit >> 20, "");
    else if (run->config.output_limit && run->output_bytes > run->config.output_limit)
        stop_at(vm, "output limit: the program has written more than %llu MB%s",
                run->config.output_limit >> 20, "");
    else if (checkpoint_is_due(run, vm))
        vm_attention(vm, ATTENTION_STOP);
    run_stop_early(run);
}

static void watch(VM *vm, Frame *frame) { run_watch(run_of(vm), frame); }

static void finalize(VM *vm, Obj *o) { loop_finalize(vm, o); }

static const Hooks hooks = {
    .output = write_output,
    .input = read_input,
    .raised = raised,
    .caught = caught,
    .warned = warned,
    .step = watch,
    .ticks = look,
    .module = loop_module,
    .finalize = finalize,
};

// False when the host has no address space left.
static bool make_world(Run *run) {
    run->host = (LoopHost){.trace = run->trace,
                           .config = {.speed = run->config.cpu_speed, .epoch_ns = run->config.epoch_ns,
                                      .beliefs = run->config.beliefs}};
    VM *vm = vm_new(&hooks, &run->host);
    if (!vm)
        return false;
    run->lineage->vm = vm;
    run->lineage->resident = run;
    vm->caches = run->config.caches;
    vm->seed = run->config.seed;
    vm->python = run->config.python;
    vm->limits.memory = run->config.memory_limit;
    vm->ticks_stop = LOOK_TICKS;
    loop_start(vm);
    if (run->trace)
        trace_append(run->trace, TRACE_PROGRAM_BEGIN, loop_at(vm),
                     trace_string(run->trace, run->name, strlen(run->name)), 0, 0);
    run->world_ended = !program_load(vm, run->name, run->source, run->length, run->config.cells, run->argc,
                                     (const char *const *)run->argv, &run->status);
    return true;
}

void run_restart(Run *run) {
    int status = run->status;
    vm_free(run->lineage->vm);
    trace_rewind(run->trace, 0);
    if (!make_world(run))
        abort(); // the range that was just given back is gone
    run->status = status;
    run->output_bytes = 0;
    run->spoiled = false;
    run_stands_at(run, (RunPosition){trace_position(run->trace), 0, 0}, true);
}

static void take_checkpoint(Run *run, bool exact) {
    if (!region_can_snapshot() || run->world_ended)
        return;
    VM *vm = run_vm(run);
    RunPosition here = {trace_position(run->trace), exact ? 0 : vm->ticks, 0};
    Checkpoint new = {.position = here, .ticks = vm->ticks, .written = run->output_bytes, .exact = exact};
    checkpoints_take(&run->checkpoints, vm->region, new);
    run->last_taken = (RunPosition){here.event, vm->ticks, 0};
}

static char *copy_text(const char *text, size_t length) {
    char *copy = malloc(length + 1);
    if (!copy)
        abort();
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

static Run *blank(const RunConfig *config, const char *name, const char *source, size_t length, int argc,
                  const char *const *argv) {
    Run *run = calloc(1, sizeof *run);
    if (!run)
        abort();
    run->config = *config;
    run->name = copy_text(name, strlen(name));
    run->source = copy_text(source, length);
    run->length = length;
    run->argc = argc;
    run->argv = calloc((size_t)argc + 1, sizeof *run->argv);
    if (!run->argv)
        abort();
    for (int i = 0; i < argc; i++)
        run->argv[i] = copy_text(argv[i], strlen(argv[i]));
    run->stop_ticks = run->pause_ticks = run->stopped_ticks = INT64_MAX;
    return run;
}

Run *run_blank(const RunConfig *config, const Run *like) {
    return blank(config, like->name, like->source, like->length, like->argc,
                 (const char *const *)like->argv);
}

Run *run_new(const RunConfig *config, const char *name, const char *source, size_t length, int argc,
             const char *const *argv) {
    Run *run = blank(config, name, source, length, argc, argv);
    if (config->record)
        run->trace = trace_new();
    run->lineage = calloc(1, sizeof *run->lineage);
    if (!run->lineage)
        abort();
    run->lineage->refs = 1;
    buffer_init(&run->lineage->input);
    checkpoints_init(&run->checkpoints, &run->lineage->shelf, config->checkpoint_budget);
    if (!make_world(run)) {
        run_free(run);
        return NULL;
    }
    if (run->trace)
        take_checkpoint(run, true);
    return run;
}

void run_free(Run *run) {
    if (!run)
        return;
    checkpoints_deinit(&run->checkpoints);
    if (run->lineage->resident == run)
        run->lineage->resident = NULL;
    if (--run->lineage->refs == 0) {
        vm_free(run->lineage->vm);
        region_shelf_deinit(&run->lineage->shelf);
        buffer_deinit(&run->lineage->input);
        free(run->lineage);
    }
    trace_free(run->trace);
    for (int i = 0; i < run->argc; i++)
        free(run->argv[i]);
    free(run->argv);
    free(run->name);
    free(run->source);
    free(run);
}

// The program ends at the line where the main thread was last.
static void note_end(Run *run, int status) {
    TraceAt at = loop_at(run_vm(run));
    const uint64_t kinds = UINT64_C(1) << TRACE_LOOP_BEGIN | UINT64_C(1) << TRACE_LOOP_END |
                           UINT64_C(1) << TRACE_OUTPUT | UINT64_C(1) << TRACE_BLOCK_END |
                           UINT64_C(1) << TRACE_EXCEPTION_RAISED;
    uint64_t last = trace_position(run->trace);
    while (at.line == 0 && (last = trace_find_prev(run->trace, last, kinds, 0)) != UINT64_MAX)
        at.line = trace_event_at(run->trace, last).line;
    trace_append(run->trace, TRACE_PROGRAM_END, at, status, 0, 0);
}

bool run_go_on(Run *run) {
    int status;
    if (run->world_ended)
        return false;
    if (program_run(run_vm(run), &status) == PROGRAM_RUNNING)
        return true;
    run->world_ended = true;
    if (!run->replaying)
        run->status = status;
    if (run->trace && !run->asks) // who waits for an answer is not at an end
        note_end(run, status);
    return false;
}

bool run_record(Run *run, int64_t ticks) {
    if (run->ended)
        return false;
    if (run->world_ended && run->trace)
        note_end(run, run->status);
    if (run->lineage->resident != run)
        run_enter_branch(run);
    VM *vm = run_vm(run);
    run->pause_ticks = ticks < INT64_MAX - vm->ticks ? vm->ticks + ticks : INT64_MAX;
    while (run_go_on(run)) {
        if (checkpoint_is_due(run, vm))
            take_checkpoint(run, false);
        if (vm->ticks >= run->pause_ticks)
            return true;
    }
    run->pause_ticks = INT64_MAX;
    run->end_ticks = vm->ticks;
    run->ended = true;
    return false;
}

int run_to_end(Run *run) {
    run_record(run, INT64_MAX);
    return run->status;
}

void run_stop(Run *run, const char *why) {
    run->stop_why = why;
    run_to_end(run);
}

bool run_ended(const Run *run) { return run->ended; }
bool run_asks(const Run *run) { return run->ended && run->asks; }

static bool is_there(Run *run, Frame *frame, void *context) {
    (void)frame;
    return trace_position(run->trace) >= *(const uint64_t *)context;
}

void run_until(Run *run, uint64_t position) {
    assert(run->trace && !run->ended);
    bool at_once = position <= trace_position(run->trace);
    if (run->world_ended)
        note_end(run, run->status);
    while (!at_once && run_watched(run, is_there, &position) && trace_position(run->trace) < position)
        take_checkpoint(run, false);
    if (!run->world_ended)
        run_stands_at(run, (RunPosition){trace_position(run->trace), 0, 0}, true);
    run->end_ticks = run_vm(run)->ticks;
    run->ended = true;
}

int run_status(const Run *run) { return run->status; }
const Trace *run_trace(const Run *run) { return run->trace; }

VM *run_world(Run *run) {
    run_settle(run);
    return run_vm(run);
}

size_t run_checkpoints(const Run *run, size_t *bytes) {
    *bytes = run->lineage->shelf.bytes;
    return run->checkpoints.count;
}
