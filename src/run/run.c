#include "run/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/code.h"
#include "lang/dict.h"
#include "lang/exception.h"
#include "lang/func.h"
#include "lang/gen.h"
#include "lang/list.h"
#include "lang/program.h"
#include "lang/str.h"
#include "loop/loop.h"

// A checkpoint is worth taking where replaying would cost more than copying: after so many units.
enum { CHECKPOINT_TICKS = 4 * 1000 * 1000, LOOK_TICKS = 250 * 1000 };

typedef struct Checkpoint {
    uint64_t position;
    RegionSnapshot *snapshot;
    size_t bytes;
} Checkpoint;

struct Run {
    RunConfig config;
    LoopHost host; // first thing hooks ask for: vm->host points here
    VM *vm;
    Trace *trace;
    char *name, *source;
    size_t length;
    char **argv;
    int argc;
    int status;
    bool ended; // recorded to its end
    bool replaying;
    bool inspecting; // what the guest does now is undone afterwards
    bool world_ended; // the world, wherever it is now, has no instruction left
    uint64_t seek_to;
    size_t output_bytes;
    int64_t next_checkpoint;
    Checkpoint *checkpoints;
    size_t checkpoint_count, checkpoint_bytes;
};

static Run *run_of(VM *vm) {
    return (Run *)((char *)vm->host - offsetof(Run, host));
}

RunConfig run_config_default(void) {
    LoopConfig loop = loop_config_default();
    return (RunConfig){.cpu_speed = loop.speed,
                       .epoch_ns = loop.epoch_ns,
                       .tick_limit = UINT64_C(20) * 1000 * 1000 * 1000,
                       .memory_limit = (size_t)2 << 30,
                       .output_limit = (size_t)64 << 20,
                       .checkpoint_budget = (size_t)512 << 20,
                       .record = true,
                       .caches = true};
}

static void write_output(VM *vm, int stream, const char *bytes, size_t count) {
    Run *run = run_of(vm);
    if (run->inspecting)
        return;
    if (run->trace)
        trace_output(run->trace, loop_at(vm), stream, bytes, count);
    if (run->replaying)
        return;
    run->output_bytes += count;
    if (run->config.output)
        run->config.output(run->config.context, stream, bytes, count);
    if (run->config.output_limit && run->output_bytes > run->config.output_limit)
        vm_attention(vm, ATTENTION_TICKS);
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

// Stops the program at a limit, and says so in the trace too.
static void stop_at(VM *vm, const char *format, unsigned long long limit, const char *where) {
    Run *run = run_of(vm);
    char text[400];
    snprintf(text, sizeof text, format, limit, where);
    if (run->trace && !run->inspecting)
        trace_append(run->trace, TRACE_LIMIT, loop_at(vm), trace_string(run->trace, text, strlen(text)), 0, 0);
    vm_halt(vm, 4, "%s", text);
}

static void stop_at_step_limit(VM *vm) {
    char where[200];
    uint64_t limit = run_of(vm)->config.tick_limit;
    uint64_t held = (uint64_t)loop_describe_holder(vm, where, sizeof where);
    stop_at(vm, held > limit / 2 ? "step limit: after %llu units of work %s and never lets go of the CPU"
                                 : "step limit: after %llu units of work the program still runs: %s",
            limit, where);
}

static void look(VM *vm) {
    Run *run = run_of(vm);
    vm->ticks_stop = vm->ticks + LOOK_TICKS;
    if (run->config.tick_limit && (uint64_t)vm->ticks > run->config.tick_limit)
        stop_at_step_limit(vm);
    else if (run->config.memory_limit && region_nominal_bytes(vm->region) > run->config.memory_limit)
        stop_at(vm, "memory limit: the program holds more than %llu MB%s", run->config.memory_limit >> 20, "");
    else if (run->config.output_limit && run->output_bytes > run->config.output_limit && !run->replaying)
        stop_at(vm, "output limit: the program has written more than %llu MB%s",
                run->config.output_limit >> 20, "");
    else if (!run->replaying && run->trace && vm->ticks >= run->next_checkpoint)
        vm_attention(vm, ATTENTION_STOP);
}

static void watch(VM *vm, Frame *frame) {
    (void)frame;
    Run *run = run_of(vm);
    if (run->replaying && trace_position(run->trace) >= run->seek_to)
        vm_attention(vm, ATTENTION_STOP);
}

static void finalize(VM *vm, Obj *o) { loop_finalize(vm, o); }

static const Hooks hooks = {
    .output = write_output,
    .raised = raised,
    .caught = caught,
    .warned = warned,
    .step = watch,
    .ticks = look,
    .module = loop_module,
    .finalize = finalize,
};

static void make_world(Run *run) {
    run->host = (LoopHost){.trace = run->trace,
                           .config = {.speed = run->config.cpu_speed, .epoch_ns = run->config.epoch_ns}};
    run->vm = vm_new(&hooks, &run->host);
    if (!run->vm)
        return;
    VM *vm = run->vm;
    vm->caches = run->config.caches;
    vm->limits.memory = run->config.memory_limit;
    vm->ticks_stop = LOOK_TICKS;
    loop_start(vm);
    if (run->trace)
        trace_append(run->trace, TRACE_PROGRAM_BEGIN, loop_at(vm),
                     trace_string(run->trace, run->name, strlen(run->name)), 0, 0);
    run->world_ended = !program_load(vm, run->name, run->source, run->length, run->argc,
                                     (const char *const *)run->argv, &run->status);
}

static void take_checkpoint(Run *run) {
    run->next_checkpoint = run->vm->ticks + CHECKPOINT_TICKS;
    if (!region_can_snapshot())
        return;
    RegionSnapshot *snapshot = region_snapshot(run->vm->region);
    size_t bytes = region_snapshot_bytes(snapshot);
    // over the budget every other one goes, and they come half as often
    while (run->checkpoint_count > 2 && run->checkpoint_bytes + bytes > run->config.checkpoint_budget) {
        size_t kept = 0;
        for (size_t i = 0; i < run->checkpoint_count; i++) {
            if (i % 2 && i + 1 < run->checkpoint_count) {
                run->checkpoint_bytes -= run->checkpoints[i].bytes;
                region_snapshot_free(run->checkpoints[i].snapshot);
            } else {
                run->checkpoints[kept++] = run->checkpoints[i];
            }
        }
        if (kept == run->checkpoint_count)
            break;
        run->checkpoint_count = kept;
    }
    run->checkpoints = realloc(run->checkpoints, (run->checkpoint_count + 1) * sizeof(Checkpoint));
    if (!run->checkpoints)
        abort();
    run->checkpoints[run->checkpoint_count++] =
        (Checkpoint){trace_position(run->trace), snapshot, bytes};
    run->checkpoint_bytes += bytes;
}

static char *copy_text(const char *text, size_t length) {
    char *copy = malloc(length + 1);
    if (!copy)
        abort();
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

Run *run_new(const RunConfig *config, const char *name, const char *source, size_t length, int argc,
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
    if (config->record)
        run->trace = trace_new();
    make_world(run);
    if (!run->vm) {
        run_free(run);
        return NULL;
    }
    if (run->trace)
        take_checkpoint(run);
    return run;
}

void run_free(Run *run) {
    if (!run)
        return;
    vm_free(run->vm);
    trace_free(run->trace);
    for (size_t i = 0; i < run->checkpoint_count; i++)
        region_snapshot_free(run->checkpoints[i].snapshot);
    for (int i = 0; i < run->argc; i++)
        free(run->argv[i]);
    free(run->argv);
    free(run->checkpoints);
    free(run->name);
    free(run->source);
    free(run);
}

// The program ends at the line where the main thread was last.
static void note_end(Run *run, int status) {
    TraceAt at = loop_at(run->vm);
    const uint64_t kinds = UINT64_C(1) << TRACE_LOOP_BEGIN | UINT64_C(1) << TRACE_LOOP_END |
                           UINT64_C(1) << TRACE_OUTPUT | UINT64_C(1) << TRACE_BLOCK_END |
                           UINT64_C(1) << TRACE_EXCEPTION_RAISED;
    uint64_t last = trace_position(run->trace);
    while (at.line == 0 && (last = trace_find_prev(run->trace, last, kinds, 0)) != UINT64_MAX)
        at.line = trace_event_at(run->trace, last).line;
    trace_append(run->trace, TRACE_PROGRAM_END, at, status, 0, 0);
}

// Goes on in the world until it ends or stops. False when it has ended.
static bool go_on(Run *run) {
    int status;
    if (run->world_ended)
        return false;
    if (program_run(run->vm, &status) == PROGRAM_RUNNING)
        return true;
    run->world_ended = true;
    if (!run->replaying)
        run->status = status;
    if (run->trace)
        note_end(run, status);
    return false;
}

int run_to_end(Run *run) {
    if (run->ended)
        return run->status;
    if (run->world_ended && run->trace)
        note_end(run, run->status);
    while (go_on(run))
        take_checkpoint(run);
    run->ended = true;
    return run->status;
}

int run_status(const Run *run) { return run->status; }
const Trace *run_trace(const Run *run) { return run->trace; }
VM *run_world(Run *run) { return run->vm; }

size_t run_checkpoints(const Run *run, size_t *bytes) {
    *bytes = run->checkpoint_bytes;
    return run->checkpoint_count;
}

// Puts the world to the last checkpoint at or before `position`, or to its beginning.
static void go_back(Run *run, uint64_t position) {
    if (!run->checkpoint_count || !region_can_snapshot()) {
        vm_free(run->vm);
        trace_rewind(run->trace, 0);
        int status = run->status;
        make_world(run);
        run->status = status;
        return;
    }
    size_t i = run->checkpoint_count - 1;
    while (i > 0 && run->checkpoints[i].position > position)
        i--;
    region_restore(run->vm->region, run->checkpoints[i].snapshot);
    trace_rewind(run->trace, run->checkpoints[i].position);
    run->world_ended = false;
}

bool run_seek(Run *run, uint64_t position) {
    if (!run->trace || !run->ended)
        return false;
    run->replaying = true;
    bool behind = trace_position(run->trace) <= position && !run->world_ended;
    size_t nearest = 0;
    while (nearest + 1 < run->checkpoint_count && run->checkpoints[nearest + 1].position <= position)
        nearest++;
    bool jump = run->checkpoint_count && region_can_snapshot() &&
                run->checkpoints[nearest].position > trace_position(run->trace);
    if (!behind || jump)
        go_back(run, position);
    run->seek_to = position;
    while (trace_position(run->trace) < position) {
        vm_attention(run->vm, ATTENTION_STEP);
        if (!go_on(run))
            break;
    }
    run->vm->attention &= ~(unsigned)ATTENTION_STEP;
    return true;
}

static bool add_variable(VM *vm, Value name, Value v, Buffer *out) {
    if (value_is_kind(v, KIND_CELL))
        v = cell_get(v)->value;
    if (v == VALUE_ABSENT || !value_is_str(name) || str_get(name)->data[0] == '.')
        return false;
    Value text = vm_repr_nested(vm, v);
    if (text == VALUE_ABSENT) {
        vm_clear_pending(vm);
        buffer_printf(out, "%s = <%s>\n", str_get(name)->data, type_name(value_type(vm, v)));
        return true;
    }
    buffer_printf(out, "%s = ", str_get(name)->data);
    buffer_append(out, str_get(text)->data, str_get(text)->bytes);
    buffer_putc(out, '\n');
    value_unref(vm, text);
    return true;
}

// Names that every module has are not the program's.
static bool is_own_global(Value name, Value v) {
    const char *text = str_get(name)->data;
    return strncmp(text, "__", 2) != 0 && !value_is_kind(v, KIND_MODULE) && !value_is_kind(v, KIND_FUNC) &&
           !value_is_kind(v, KIND_TYPE);
}

static void add_frame(VM *vm, const Frame *f, Buffer *out) {
    const Code *code = f->code;
    buffer_printf(out, "%s, line %d\n", str_get(code->name)->data, frame_line(f));
    if (code->flags & CODE_NAMESPACE) {
        Value names = f->names != VALUE_ABSENT ? f->names : f->globals;
        int64_t position = 0;
        for (DictEntry *e; value_is_dict(names) && (e = dict_next(dict_get(names), &position));)
            if (is_own_global(e->key, e->value))
                add_variable(vm, e->key, e->value, out);
        return;
    }
    const Tuple *names = tuple_get(code->variables), *free_names = tuple_get(code->freevars);
    for (int64_t i = 0; i < names->count; i++)
        add_variable(vm, names->items[i], f->v[i], out);
    for (int64_t i = 0; i < free_names->count; i++)
        add_variable(vm, free_names->items[i], f->v[code->free_base + i], out);
}

typedef struct FindTask {
    uint32_t lane;
    Gen *coro;
} FindTask;

static void find_task(void *context, LoopTask task) {
    FindTask *find = context;
    if (task.lane == find->lane)
        find->coro = task.coro;
}

// The innermost frame of a lane, or NULL.
static const Frame *lane_frame(VM *vm, uint32_t lane) {
    FindTask find = {.lane = lane};
    if (loop_at(vm).lane == lane)
        return vm->frame;
    if (lane == 0) {
        const Frame *f = vm->frame; // the main thread is under whoever runs
        while (f && f->caller)
            f = f->caller;
        return f;
    }
    loop_each_task(vm, find_task, &find);
    return find.coro ? gen_innermost(find.coro) : NULL;
}

bool run_locals(Run *run, uint64_t position, uint32_t lane, Buffer *out) {
    if (!run_seek(run, position) || run->world_ended)
        return false;
    // a repr may be the guest's own code: whatever it does is undone
    VM *vm = run->vm;
    RegionSnapshot *snapshot = region_can_snapshot() ? region_snapshot(vm->region) : NULL;
    run->inspecting = true;
    run->host.trace = NULL;
    size_t before = out->length;
    for (const Frame *f = lane_frame(vm, lane); f; f = f->caller) {
        if (f->code)
            add_frame(vm, f, out);
        if (f->gen && f->gen == vm->driver && lane != 0)
            break; // below is the loop
    }
    run->inspecting = false;
    run->host.trace = run->trace;
    if (snapshot)
        region_restore(vm->region, snapshot);
    else
        run->world_ended = true; // not to be trusted any more: the next visit starts again
    region_snapshot_free(snapshot);
    return out->length > before;
}
