#include "loop/inspect.h"

#include <stdlib.h>
#include <string.h>

#include "loop/locks.h"

static EventLoop *present_loop(VM *vm)
{
    if (vm->foreign == VALUE_ABSENT)
        return NULL;
    const LoopState *s = loop_state(vm);
    Value loop = s->running != VALUE_ABSENT ? s->running : s->installed;
    return loop == VALUE_ABSENT || !value_is_kind(loop, (ObjKind)KIND_EVENT_LOOP) ? NULL : event_loop_get(loop);
}

const char *loop_task_name(VM *vm, Value task, Buffer *scratch)
{
    Value name = task_name(vm, task_get(task));
    buffer_clear(scratch);
    buffer_append(scratch, str_get(name)->data, str_get(name)->bytes);
    value_unref(vm, name);
    return scratch->data;
}

LoopTaskState loop_task_state(VM *vm, Value v, LoopWait *wait)
{
    Task *task = task_get(v);
    *wait = (LoopWait){0};
    if (future_is_done(&task->future))
        return LOOP_TASK_DONE;
    if (loop_state(vm)->task == v)
        return LOOP_TASK_RUNS;
    if (task->waiter == VALUE_ABSENT)
        return LOOP_TASK_READY;
    const Future *future = future_get(task->waiter);
    if (future_is_done(future))
        return LOOP_TASK_READY;
    const FutureMore *more = future_more(future);
    uint64_t object = value_is_task(task->waiter) ? task_get(task->waiter)->lane : future_object(future);
    *wait = (LoopWait){(TraceReason)future->reason, object, future_until(future), more->done, more->total};
    return LOOP_TASK_WAITS;
}

// ---- the line and the timers

static const char *const callback_words[] = {
#define CALLBACK(name, text) text,
#include "loop/callback.def"
#undef CALLBACK
};

static uint32_t lane_of(Value v)
{
    if (value_is_task(v))
        return task_get(v)->lane;
    const Task *waiting = value_is_future(v) ? future_waiting_task(future_get(v)) : NULL;
    return waiting ? waiting->lane : 0;
}

static LoopEntry entry_of(CallbackOp op, Value target)
{
    LoopEntry entry = {.what = callback_words[op], .callback = VALUE_ABSENT};
    if (op == CALLBACK_PYTHON)
        entry.callback = target;
    else
        entry.lane = lane_of(target);
    return entry;
}

static LoopEntry handle_entry(const Handle *handle)
{
    return entry_of(handle->op, handle->callback);
}

void loop_each_ready(VM *vm, void (*each)(void *context, LoopEntry entry), void *context)
{
    const EventLoop *loop = present_loop(vm);
    for (int64_t i = 0; loop && i < loop->ready_count; i++) {
        const Ready *ready = &loop->ready[(loop->ready_head + i) & (loop->ready_capacity - 1)];
        CallbackOp op = ready->tagged & READY_OP;
        Value target = ready_target(ready);
        if (op != CALLBACK_HANDLE)
            each(context, entry_of(op, target));
        else if (!handle_get(target)->cancelled)
            each(context, handle_entry(handle_get(target)));
    }
}

static int compare_timers(const void *a, const void *b)
{
    const Timer *x = a, *y = b;
    if (x->deadline_ns != y->deadline_ns)
        return x->deadline_ns < y->deadline_ns ? -1 : 1;
    if (x->lateness != y->lateness)
        return x->lateness < y->lateness ? -1 : 1;
    return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

void loop_each_timer(VM *vm, void (*each)(void *context, LoopEntry entry), void *context)
{
    const EventLoop *loop = present_loop(vm);
    if (!loop || loop->timers.count == 0)
        return;
    size_t count = (size_t)loop->timers.count;
    Timer *sorted = malloc(count * sizeof *sorted);
    if (!sorted)
        abort();
    memcpy(sorted, loop->timers.items, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare_timers);
    for (size_t i = 0; i < count; i++) {
        Value owner = sorted[i].owner;
        LoopEntry entry = {.what = "", .callback = VALUE_ABSENT};
        if (value_is_kind(owner, (ObjKind)KIND_HANDLE)) {
            if (handle_get(owner)->cancelled)
                continue;
            entry = handle_entry(handle_get(owner));
        } else if (future_is_done(future_get(owner))) {
            continue;
        } else {
            entry.what = callback_words[CALLBACK_RELEASE];
            entry.lane = lane_of(owner);
        }
        entry.due_ns = sorted[i].deadline_ns;
        each(context, entry);
    }
    free(sorted);
}

// ---- objects of synchronisation

typedef struct Found {
    Sync **items;
    size_t count, capacity;
} Found;

static bool is_sync(Value v)
{
    for (int kind = KIND_LOCK; kind <= KIND_QUEUE; kind++)
        if (value_is_kind(v, (ObjKind)kind))
            return true;
    return false;
}

// A barrier's number is that of its condition.
static uint64_t number_of(Value v)
{
    const Sync *sync = sync_get(v);
    if (value_is_kind(v, (ObjKind)KIND_BARRIER))
        return value_is_obj(sync->inner) ? sync_get(sync->inner)->object : 0;
    return sync->within ? 0 : sync->object;
}

static void find_sync(void *context, void *block)
{
    Found *found = context;
    Value v = value_of(block);
    if (!is_sync(v) || number_of(v) == 0)
        return;
    if (found->count == found->capacity) {
        found->capacity = found->capacity ? found->capacity * 2 : 16;
        found->items = realloc(found->items, found->capacity * sizeof(Sync *));
        if (!found->items)
            abort();
    }
    found->items[found->count++] = block;
}

static int compare_syncs(const void *a, const void *b)
{
    uint64_t x = number_of(value_of(*(Sync *const *)a)), y = number_of(value_of(*(Sync *const *)b));
    return (x > y) - (x < y);
}

static LoopSync describe(Sync *sync)
{
    Value self = value_of(sync);
    LoopSync out = {.object = number_of(self), .set = sync->locked, .self = self};
    if (value_is_kind(self, (ObjKind)KIND_LOCK))
        out.reason = TRACE_REASON_LOCK;
    else if (value_is_kind(self, (ObjKind)KIND_EVENT))
        out.reason = TRACE_REASON_EVENT;
    else if (value_is_kind(self, (ObjKind)KIND_CONDITION))
        out.reason = TRACE_REASON_CONDITION;
    else if (value_is_kind(self, (ObjKind)KIND_BARRIER))
        out.reason = TRACE_REASON_BARRIER;
    else if (value_is_kind(self, (ObjKind)KIND_SEMAPHORE))
        out.reason = TRACE_REASON_SEMAPHORE;
    else
        out.reason = TRACE_REASON_QUEUE_GET;
    if (out.reason == TRACE_REASON_QUEUE_GET) {
        out.value = queue_items(self, &out.bound);
    } else if (out.reason == TRACE_REASON_SEMAPHORE) {
        out.value = sync->value;
    } else if (out.reason == TRACE_REASON_BARRIER) {
        out.value = sync->value;
        out.bound = sync->bound;
    } else if (out.reason == TRACE_REASON_LOCK && sync->locked && sync->holder) {
        out.holder = sync->holder;
        out.line = sync->line;
    }
    return out;
}

void loop_each_sync(VM *vm, void (*each)(void *context, const LoopSync *sync), void *context)
{
    Found found = {0};
    region_each_object(vm->region, find_sync, &found);
    if (found.count)
        qsort(found.items, found.count, sizeof *found.items, compare_syncs);
    for (size_t i = 0; i < found.count; i++) {
        LoopSync sync = describe(found.items[i]);
        each(context, &sync);
    }
    free(found.items);
}

static void each_of(const Ring *ring, void (*each)(void *context, uint32_t lane, TraceReason reason),
                    void *context)
{
    for (int64_t i = 0; i < ring->count; i++) {
        const Future *future = future_get(ring_at(ring, i));
        const Task *task = future_is_done(future) ? NULL : future_waiting_task(future);
        if (task)
            each(context, task->lane, (TraceReason)future->reason);
    }
}

void loop_each_waiter(VM *vm, Value v, void (*each)(void *context, uint32_t lane, TraceReason reason),
                      void *context)
{
    (void)vm;
    each_of(&sync_get(v)->waiters, each, context);
    if (value_is_kind(v, (ObjKind)KIND_BARRIER))
        each_of(&sync_get(sync_get(v)->inner)->waiters, each, context);
    if (value_is_kind(v, (ObjKind)KIND_QUEUE)) {
        each_of(queue_putters(v), each, context);
        each_of(queue_joiners(v), each, context);
    }
}
