// Looking at a world: everything is copied into a view.
#include <stdlib.h>
#include <string.h>

#include "lang/code.h"
#include "lang/dict.h"
#include "lang/func.h"
#include "lang/gen.h"
#include "lang/list.h"
#include "lang/str.h"
#include "loop/inspect.h"
#include "run/preview.h"
#include "run/view.h"

// ---- one lane's frames

typedef struct FindTask {
    uint32_t lane;
    Gen *coro;
} FindTask;

static void find_task(void *context, LoopTask task) {
    FindTask *find = context;
    if (task.lane == find->lane)
        find->coro = task.coro;
}

static const Gen *coro_of(VM *vm, uint32_t lane) {
    FindTask find = {.lane = lane};
    loop_each_task(vm, find_task, &find);
    return find.coro;
}

// Frames from `first`, the innermost, until `last`, both included.
typedef struct Chain {
    const Frame *first, *last;
} Chain;

static Chain chain_of(VM *vm, uint32_t lane) {
    uint32_t running = loop_at(vm).lane;
    const Gen *coro = lane ? coro_of(vm, lane) : NULL;
    if (lane)
        return coro ? (Chain){lane == running ? vm->frame : gen_innermost(coro), coro->frame} : (Chain){0};
    if (running == 0)
        return (Chain){vm->frame, NULL};
    // the main thread is under whoever runs
    const Gen *above = coro_of(vm, running);
    const Frame *f = vm->frame;
    while (f && above && f != above->frame)
        f = f->caller;
    return (Chain){f ? f->caller : NULL, NULL};
}

static const Frame *chain_next(const Chain *chain, const Frame *f) {
    return f == chain->last ? NULL : f->caller;
}

// ---- variables

typedef void VariableFn(void *context, VM *vm, const char *name, Value v);

static void each_variable_of(VM *vm, Value name, Value v, VariableFn *each, void *context) {
    if (value_is_kind(v, KIND_CELL))
        v = cell_get(v)->value;
    if (v != VALUE_ABSENT && value_is_str(name) && str_get(name)->data[0] != '.')
        each(context, vm, str_get(name)->data, v);
}

// Names that every module has are not the program's.
static bool is_own_global(Value name, Value v) {
    return value_is_str(name) && strncmp(str_get(name)->data, "__", 2) != 0 && !value_is_kind(v, KIND_MODULE) &&
           !value_is_kind(v, KIND_FUNC) && !value_is_kind(v, KIND_TYPE);
}

static void each_variable(VM *vm, const Frame *f, VariableFn *each, void *context) {
    const Code *code = f->code;
    if (code->flags & CODE_NAMESPACE) {
        Value names = frame_namespace(f);
        int64_t position = 0;
        for (DictEntry *e; value_is_dict(names) && (e = dict_next(dict_get(names), &position));)
            if (is_own_global(e->key, e->value))
                each_variable_of(vm, e->key, e->value, each, context);
        return;
    }
    const Tuple *names = tuple_get(code->variables), *free_names = tuple_get(code->freevars);
    for (int64_t i = 0; i < names->count; i++)
        each_variable_of(vm, names->items[i], f->v[i], each, context);
    for (int64_t i = 0; i < free_names->count; i++)
        each_variable_of(vm, free_names->items[i], f->v[code->free_base + i], each, context);
}

Frame *run_frame(Run *run, uint32_t lane, size_t index) {
    Chain chain = chain_of(run_vm(run), lane);
    for (const Frame *f = chain.first; f; f = chain_next(&chain, f))
        if (f->code && index-- == 0)
            return (Frame *)f;
    return NULL;
}

static bool set_place(VM *vm, Value *place, Value take_v) {
    if (value_is_kind(*place, KIND_CELL))
        place = &cell_get(*place)->value;
    value_set(vm, place, take_v);
    return true;
}

bool run_set_variable(Run *run, Frame *f, const char *name, Value take_v) {
    VM *vm = run_vm(run);
    const Code *code = f->code;
    if (code->flags & CODE_NAMESPACE) {
        Value key = str_intern(vm, name, strlen(name));
        Value names = frame_namespace(f);
        dict_set_str(vm, dict_get(names), key, take_v);
        value_unref(vm, key);
        value_unref(vm, take_v);
        return true;
    }
    const Tuple *names = tuple_get(code->variables), *free_names = tuple_get(code->freevars);
    for (int64_t i = 0; i < names->count; i++)
        if (str_is(names->items[i], name))
            return set_place(vm, &f->v[i], take_v);
    for (int64_t i = 0; i < free_names->count; i++)
        if (str_is(free_names->items[i], name))
            return set_place(vm, &f->v[code->free_base + i], take_v);
    value_unref(vm, take_v);
    return false;
}

// ---- as text

typedef struct Print {
    Run *run;
    Buffer *out;
} Print;

static void print_variable(void *context, VM *vm, const char *name, Value v) {
    (void)vm;
    Print *print = context;
    buffer_printf(print->out, "%s = ", name);
    preview_value(print->run, v, print->out);
    buffer_putc(print->out, '\n');
}

// Goes to where the world's own words are wanted.
static bool go_to_look(Run *run, uint64_t position) {
    bool there = run_seek(run, position) && !run->world_ended;
    // input() ends a run that asks within the instruction that writes its prompt
    if (!there && run->asks && position > 0 && position == trace_length(run->trace))
        there = run_seek(run, position - 1) && !run->world_ended;
    return there;
}

bool run_locals(Run *run, uint64_t position, uint32_t lane, Buffer *out) {
    if (!go_to_look(run, position))
        return false;
    VM *vm = run_vm(run);
    run_spoil(run);
    size_t before = out->length;
    Chain chain = chain_of(vm, lane);
    for (const Frame *f = chain.first; f; f = chain_next(&chain, f)) {
        if (!f->code)
            continue;
        buffer_printf(out, "%s, line %d\n", str_get(f->code->name)->data, frame_line(f));
        each_variable(vm, f, print_variable, &(Print){run, out});
    }
    run_unspoil(run);
    return out->length > before;
}

enum { CHAIN_MOST = 64 }; // frames of a chain that are told, from the outside

// "main 7 › fetch 3": the coroutines of a task from its own to the innermost, with the lines where they stand.
static void print_chain(VM *vm, uint32_t lane, Buffer *out) {
    const Frame *frames[CHAIN_MOST];
    size_t count = 0;
    Chain chain = chain_of(vm, lane);
    for (const Frame *f = chain.first; f; f = chain_next(&chain, f))
        if (f->code)
            frames[count++ % CHAIN_MOST] = f;
    for (size_t i = count; i-- > 0 && count - i <= CHAIN_MOST;)
        buffer_printf(out, "%s%s %d", i + 1 < count ? " › " : "", str_get(frames[i % CHAIN_MOST]->code->name)->data,
                      frame_line(frames[i % CHAIN_MOST]));
}

static void print_task_chain(void *context, LoopTask task) {
    Print *print = context;
    buffer_printf(print->out, "%u\t", task.lane);
    print_chain(run_vm(print->run), task.lane, print->out);
    buffer_putc(print->out, '\n');
}

bool run_chains(Run *run, uint64_t position, Buffer *out) {
    if (!go_to_look(run, position))
        return false;
    buffer_puts(out, "0\t");
    print_chain(run_vm(run), 0, out);
    buffer_putc(out, '\n');
    loop_each_task(run_vm(run), print_task_chain, &(Print){run, out});
    return true;
}

static void print_what(const Print *print, const LoopEntry *entry) {
    if (entry->callback == VALUE_ABSENT)
        buffer_puts(print->out, entry->what);
    else
        preview_value(print->run, entry->callback, print->out);
    buffer_putc(print->out, '\n');
}

static void print_ready(void *context, LoopEntry entry) {
    const Print *print = context;
    buffer_printf(print->out, "ready\t%u\t\t", entry.lane);
    print_what(print, &entry);
}

static void print_timer(void *context, LoopEntry entry) {
    const Print *print = context;
    buffer_printf(print->out, "timer\t%u\t%lld\t", entry.lane, (long long)entry.due_ns);
    print_what(print, &entry);
}

bool run_handles(Run *run, uint64_t position, Buffer *out) {
    if (!go_to_look(run, position))
        return false;
    run_spoil(run);
    loop_each_ready(run_vm(run), print_ready, &(Print){run, out});
    loop_each_timer(run_vm(run), print_timer, &(Print){run, out});
    run_unspoil(run);
    return true;
}

// ---- as a view

typedef struct Maker {
    Run *run;
    VM *vm;
    RunView *view;
    Buffer text;
    void *items; // of the array that is being made
    size_t count, capacity;
    const LoopSync *sync;
} Maker;

// A place for one more item in the array that is being made.
static void *more(Maker *maker, size_t item_bytes) {
    if (maker->count == maker->capacity) {
        size_t capacity = maker->capacity ? maker->capacity * 2 : 8;
        void *grown = arena_alloc(&maker->view->arena, capacity * item_bytes);
        if (maker->count)
            memcpy(grown, maker->items, maker->count * item_bytes);
        maker->items = grown;
        maker->capacity = capacity;
    }
    return (char *)maker->items + maker->count++ * item_bytes;
}

// Ends the array, and goes on with the one that was being made before.
static void *finish(Maker *maker, size_t *count, const Maker *before) {
    void *items = maker->items;
    *count = maker->count;
    maker->items = before->items;
    maker->count = before->count;
    maker->capacity = before->capacity;
    return items;
}

static Maker begin(Maker *maker) {
    Maker before = *maker;
    maker->items = NULL;
    maker->count = maker->capacity = 0;
    return before;
}

static const char *keep(Maker *maker, const char *text) {
    return arena_strndup(&maker->view->arena, text, strlen(text));
}

static const char *keep_value(Maker *maker, Value v) {
    buffer_clear(&maker->text);
    preview_value(maker->run, v, &maker->text);
    return arena_strndup(&maker->view->arena, maker->text.data, maker->text.length);
}

static void make_variable(void *context, VM *vm, const char *name, Value v) {
    (void)vm;
    Maker *maker = context;
    RunVariable made = {keep(maker, name), keep_value(maker, v)};
    *(RunVariable *)more(maker, sizeof made) = made;
}

static void make_frame(Maker *maker, const Frame *f) {
    RunFrame made = {.function = keep(maker, str_get(f->code->qualname)->data),
                     .file = keep(maker, str_get(f->code->filename)->data),
                     .line = frame_line(f)};
    Maker before = begin(maker);
    each_variable(maker->vm, f, make_variable, maker);
    made.variables = finish(maker, &made.variable_count, &before);
    *(RunFrame *)more(maker, sizeof made) = made;
}

static void make_frames(Maker *maker, RunTask *task) {
    Maker before = begin(maker);
    Chain chain = chain_of(maker->vm, task->lane);
    for (const Frame *f = chain.first; f; f = chain_next(&chain, f))
        if (f->code)
            make_frame(maker, f);
    task->frames = finish(maker, &task->frame_count, &before);
}

static void make_task(void *context, LoopTask given) {
    Maker *maker = context;
    LoopWait wait;
    RunTask made = {.lane = given.lane,
                    .name = keep(maker, loop_task_name(maker->vm, given.task, &maker->text)),
                    .state = (RunTaskState)loop_task_state(maker->vm, given.task, &wait)};
    made.reason = wait.reason;
    made.object = wait.object;
    made.until_ns = wait.until_ns;
    made.done = wait.done;
    made.total = wait.total;
    make_frames(maker, &made);
    *(RunTask *)more(maker, sizeof made) = made;
}

static void make_tasks(Maker *maker) {
    RunTask thread = {.name = "", .state = maker->view->lane ? RUN_TASK_WAITS : RUN_TASK_RUNS};
    make_frames(maker, &thread);
    *(RunTask *)more(maker, sizeof thread) = thread;
    loop_each_task(maker->vm, make_task, maker);
    maker->view->tasks = finish(maker, &maker->view->task_count, &(Maker){0});
}

static void make_entry(void *context, LoopEntry given) {
    Maker *maker = context;
    RunEntry made = {.lane = given.lane, .due_ns = given.due_ns};
    made.what = given.callback == VALUE_ABSENT ? given.what : keep_value(maker, given.callback);
    *(RunEntry *)more(maker, sizeof made) = made;
}

static void make_waiter(void *context, uint32_t lane, TraceReason reason) {
    *(RunWaiter *)more(context, sizeof(RunWaiter)) = (RunWaiter){lane, reason};
}

static void make_sync(void *context, const LoopSync *given) {
    Maker *maker = context;
    RunSync made = {.reason = given->reason,
                    .object = given->object,
                    .set = given->set,
                    .value = given->value,
                    .bound = given->bound,
                    .holder = given->holder,
                    .held_since_line = given->line};
    Maker before = begin(maker);
    loop_each_waiter(maker->vm, given->self, make_waiter, maker);
    made.waiters = finish(maker, &made.waiter_count, &before);
    *(RunSync *)more(maker, sizeof made) = made;
}

RunView *run_inspect(Run *run, RunPosition position) {
    if (!run_go(run, position))
        return NULL;
    RunView *view = calloc(1, sizeof *view);
    if (!view)
        abort();
    VM *vm = run_vm(run);
    Maker maker = {.run = run, .vm = vm, .view = view};
    arena_init(&view->arena);
    view->position = run_position(run);
    view->ended = run->world_ended;
    view->time_ns = loop_at(vm).time_ns;
    if (view->ended)
        return view;
    buffer_init(&maker.text);
    view->lane = loop_at(vm).lane;
    view->due_line = vm->frame ? frame_due_line(vm->frame) : 0;
    run_spoil(run);
    // what runs no code of the program comes first
    loop_each_sync(vm, make_sync, &maker);
    view->syncs = finish(&maker, &view->sync_count, &(Maker){0});
    loop_each_ready(vm, make_entry, &maker);
    view->ready = finish(&maker, &view->ready_count, &(Maker){0});
    loop_each_timer(vm, make_entry, &maker);
    view->timers = finish(&maker, &view->timer_count, &(Maker){0});
    make_tasks(&maker);
    run_unspoil(run);
    buffer_deinit(&maker.text);
    return view;
}

void run_view_free(RunView *view) {
    if (!view)
        return;
    arena_deinit(&view->arena);
    free(view);
}

// ---- printing a view

static void print_wait(const RunTask *task, Buffer *out) {
    buffer_printf(out, "waits for %s", trace_reason_words(task->reason));
    if (task->object)
        buffer_printf(out, " %llu", (unsigned long long)task->object);
    if (task->total)
        buffer_printf(out, " %u/%u", task->done, task->total);
    if (task->until_ns)
        buffer_printf(out, " until %lld", (long long)task->until_ns);
}

static void print_task(const RunTask *task, Buffer *out) {
    static const char *const words[] = {"ready", "runs", "", "done"};
    buffer_printf(out, "lane %u %s ", task->lane, task->name);
    if (task->state == RUN_TASK_WAITS && task->lane)
        print_wait(task, out);
    else
        buffer_puts(out, words[task->state]);
    buffer_putc(out, '\n');
    for (size_t i = 0; i < task->frame_count; i++) {
        const RunFrame *f = &task->frames[i];
        buffer_printf(out, "  %s, %s:%d\n", f->function, f->file, f->line);
        for (size_t j = 0; j < f->variable_count; j++)
            buffer_printf(out, "    %s = %s\n", f->variables[j].name, f->variables[j].value);
    }
}

static void print_entries(const char *word, const RunEntry *entries, size_t count, Buffer *out) {
    for (size_t i = 0; i < count; i++)
        buffer_printf(out, "%s lane %u %s due %lld\n", word, entries[i].lane, entries[i].what,
                      (long long)entries[i].due_ns);
}

static void print_sync(const RunSync *sync, Buffer *out) {
    buffer_printf(out, "%s %llu%s %lld of %lld", trace_reason_words(sync->reason),
                  (unsigned long long)sync->object, sync->set ? " set" : "", (long long)sync->value,
                  (long long)sync->bound);
    if (sync->holder)
        buffer_printf(out, " held by lane %u since line %d", sync->holder, sync->held_since_line);
    buffer_putc(out, '\n');
    for (size_t i = 0; i < sync->waiter_count; i++)
        buffer_printf(out, "  lane %u %s\n", sync->waiters[i].lane, trace_reason_words(sync->waiters[i].reason));
}

void run_view_print(const RunView *view, Buffer *out) {
    buffer_printf(out, "event %llu time %lld lane %u due line %d%s\n", (unsigned long long)view->position.event,
                  (long long)view->time_ns, view->lane, view->due_line, view->ended ? " ended" : "");
    for (size_t i = 0; i < view->task_count; i++)
        print_task(&view->tasks[i], out);
    print_entries("ready", view->ready, view->ready_count, out);
    print_entries("timer", view->timers, view->timer_count, out);
    for (size_t i = 0; i < view->sync_count; i++)
        print_sync(&view->syncs[i], out);
}
