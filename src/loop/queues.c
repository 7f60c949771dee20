// Queue, PriorityQueue, LifoQueue.
#include "lang/dict.h"
#include "lang/exec.h"
#include "lang/func.h"
#include "lang/int.h"
#include "loop/locks.h"

typedef struct Queue {
    Sync sync; // `waiters` are the getters
    Ring putters, joiners;
    Ring items; // of a PriorityQueue: a heap
    int64_t max_size, unfinished;
    bool shut_down; // Python 3.13
} Queue;

static Queue *queue_get(Value v)
{
    return (Queue *)value_obj(v);
}

const Ring *queue_putters(Value queue)
{
    return &queue_get(queue)->putters;
}

const Ring *queue_joiners(Value queue)
{
    return &queue_get(queue)->joiners;
}

int64_t queue_items(Value queue, int64_t *max_size)
{
    *max_size = queue_get(queue)->max_size;
    return queue_get(queue)->items.count;
}

static bool queue_is_full(const Queue *q)
{
    return q->max_size > 0 && q->items.count >= q->max_size;
}

// The heap, as the heapq module keeps one.

// a < b: 1, 0, -1.
static int is_less(VM *vm, Value a, Value b)
{
    Value result = vm_compare_nested(vm, CMP_LT, a, b);
    if (result == VALUE_ABSENT)
        return -1;
    int truth = vm_truth_nested(vm, result);
    value_unref(vm, result);
    return truth;
}

static Value *heap_at(Ring *heap, int64_t i)
{
    return &heap->items[(heap->head + i) % heap->capacity];
}

// Moves the item at `at` towards the root while it is less than its parent.
static bool sift_towards_root(VM *vm, Ring *heap, int64_t start, int64_t at)
{
    while (at > start) {
        int64_t parent = (at - 1) / 2;
        int less = is_less(vm, *heap_at(heap, at), *heap_at(heap, parent));
        if (less < 0)
            return false;
        if (!less)
            break;
        Value swapped = *heap_at(heap, at);
        *heap_at(heap, at) = *heap_at(heap, parent);
        *heap_at(heap, parent) = swapped;
        at = parent;
    }
    return true;
}

static bool sift_from_root(VM *vm, Ring *heap)
{
    int64_t at = 0, child = 1, end = heap->count;
    while (child < end) {
        if (child + 1 < end) {
            int less = is_less(vm, *heap_at(heap, child), *heap_at(heap, child + 1));
            if (less < 0)
                return false;
            child += !less;
        }
        Value swapped = *heap_at(heap, at);
        *heap_at(heap, at) = *heap_at(heap, child);
        *heap_at(heap, child) = swapped;
        at = child;
        child = 2 * at + 1;
    }
    return sift_towards_root(vm, heap, 0, at);
}

static bool put_item(VM *vm, Value v, Value item)
{
    Queue *q = queue_get(v);
    ring_push(vm, &q->items, value_ref(item));
    if (loop_is_a(vm, v, LT_PriorityQueue))
        return sift_towards_root(vm, &q->items, 0, q->items.count - 1);
    return true;
}

static Value take_item(VM *vm, Value v)
{
    Queue *q = queue_get(v);
    if (loop_is_a(vm, v, LT_LifoQueue))
        return ring_pop_last(&q->items);
    if (!loop_is_a(vm, v, LT_PriorityQueue))
        return ring_pop(&q->items);
    Value last = ring_pop_last(&q->items);
    if (!q->items.count)
        return last;
    Value first = *heap_at(&q->items, 0);
    *heap_at(&q->items, 0) = last;
    if (sift_from_root(vm, &q->items))
        return first;
    value_unref(vm, first);
    return VALUE_ABSENT;
}

// `waiting` are those on the other side: who waits for an item, or for room.
static void note(VM *vm, Queue *q, TraceKind kind, TraceReason reason, int64_t count,
                 const Ring *waiting)
{
    uint64_t object = loop_object(vm, &q->sync.object, reason, value_of(q));
    loop_event(vm, kind, (int64_t)object, count, waiting ? waiting->count : 0);
}

static bool put_now(VM *vm, Value v, Value item)
{
    Queue *q = queue_get(v);
    if (q->shut_down) {
        loop_raise(vm, LT_QueueShutDown, VALUE_ABSENT);
        return false;
    }
    if (queue_is_full(q)) {
        loop_raise(vm, LT_QueueFull, VALUE_ABSENT);
        return false;
    }
    if (!put_item(vm, v, item))
        return false;
    q->unfinished++;
    note(vm, q, TRACE_QUEUE_PUT, TRACE_REASON_QUEUE_PUT, q->items.count, &q->sync.waiters);
    sync_wake_next(vm, &q->sync.waiters);
    return true;
}

static Value get_now(VM *vm, Value v)
{
    Queue *q = queue_get(v);
    if (!q->items.count)
        return loop_raise(vm, q->shut_down ? LT_QueueShutDown : LT_QueueEmpty, VALUE_ABSENT);
    Value item = take_item(vm, v);
    if (item == VALUE_ABSENT)
        return item;
    note(vm, q, TRACE_QUEUE_GOT, TRACE_REASON_QUEUE_GET, q->items.count, &q->putters);
    sync_wake_next(vm, &q->putters);
    return item;
}

// A task that waited was woken or cancelled: with an exception pending it makes room for the next.
static Flow gave_up(VM *vm, Ring *waiters, Value future, bool possible)
{
    bool woken = future_get(future)->state == FUTURE_FINISHED;
    future_cancel_plain(vm, future_get(future), VALUE_ABSENT);
    ring_remove(vm, waiters, future);
    if (possible && woken)
        sync_wake_next(vm, waiters);
    return FLOW_RAISE;
}

// v: self, item; future.
static Flow put(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    f->catches = true;
    while (queue_is_full(queue_get(v[0])) && !queue_get(v[0])->shut_down) {
        value_set(vm, &v[2], sync_future(vm, &queue_get(v[0])->sync, TRACE_REASON_QUEUE_PUT));
        if (v[2] == VALUE_ABSENT)
            return FLOW_RAISE;
        ring_push(vm, &queue_get(v[0])->putters, value_ref(v[2]));
        NATIVE_AWAIT_VALUE(f, v[2]);
        value_clear(vm, &f->in);
        if (vm_pending(vm))
            return gave_up(vm, &queue_get(v[0])->putters, v[2], !queue_is_full(queue_get(v[0])));
    }
    return put_now(vm, v[0], v[1]) ? vm_return(vm, VALUE_NONE) : FLOW_RAISE;
    NATIVE_END;
}

// v: self; future.
static Flow get(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    f->catches = true;
    while (!queue_get(v[0])->items.count && !queue_get(v[0])->shut_down) {
        value_set(vm, &v[1], sync_future(vm, &queue_get(v[0])->sync, TRACE_REASON_QUEUE_GET));
        if (v[1] == VALUE_ABSENT)
            return FLOW_RAISE;
        ring_push(vm, &queue_get(v[0])->sync.waiters, value_ref(v[1]));
        NATIVE_AWAIT_VALUE(f, v[1]);
        value_clear(vm, &f->in);
        if (vm_pending(vm))
            return gave_up(vm, &queue_get(v[0])->sync.waiters, v[1],
                           queue_get(v[0])->items.count > 0);
    }
    return vm_return_or_raise(vm, get_now(vm, v[0]));
    NATIVE_END;
}

static Flow join(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (queue_get(v[0])->unfinished <= 0)
        return vm_return(vm, VALUE_NONE);
    v[1] = sync_future(vm, &queue_get(v[0])->sync, TRACE_REASON_QUEUE_JOIN);
    if (v[1] == VALUE_ABSENT)
        return FLOW_RAISE;
    ring_push(vm, &queue_get(v[0])->joiners, value_ref(v[1]));
    f->catches = true;
    NATIVE_AWAIT_VALUE(f, v[1]);
    ring_remove(vm, &queue_get(v[0])->joiners, v[1]);
    return vm_pending(vm) ? FLOW_RAISE : vm_return(vm, VALUE_NONE);
    NATIVE_END;
}

static Value put_nowait(VM *vm, Value *a)
{
    return put_now(vm, a[0], a[1]) ? VALUE_NONE : VALUE_ABSENT;
}
static Value get_nowait(VM *vm, Value *a)
{
    return get_now(vm, a[0]);
}

static void wake_all(VM *vm, const Ring *waiters)
{
    for (int64_t i = 0; i < waiters->count; i++) {
        Future *waiter = future_get(ring_at(waiters, i));
        if (!future_is_done(waiter))
            future_set_result(vm, waiter, VALUE_TRUE);
    }
}

static Value task_done(VM *vm, Value *a)
{
    Queue *q = queue_get(a[0]);
    if (q->unfinished <= 0)
        return vm_raise(vm, T_ValueError, "task_done() called too many times");
    note(vm, q, TRACE_QUEUE_DONE, TRACE_REASON_QUEUE_JOIN, --q->unfinished, NULL);
    if (!q->unfinished)
        wake_all(vm, &q->joiners);
    return VALUE_NONE;
}

// self, immediate
static Value shutdown(VM *vm, Value *a)
{
    Queue *q = queue_get(a[0]);
    bool immediate = a[1] != VALUE_ABSENT && vm_truth_nested(vm, a[1]) == 1;
    if (vm_pending(vm))
        return VALUE_ABSENT;
    q->shut_down = true;
    while (immediate && q->items.count) {
        value_unref(vm, ring_pop(&q->items));
        q->unfinished -= q->unfinished > 0;
    }
    if (immediate && !q->unfinished)
        wake_all(vm, &q->joiners);
    wake_all(vm, &q->sync.waiters);
    wake_all(vm, &q->putters);
    return VALUE_NONE;
}

static const NativeDef shutdown_def = {"shutdown", "self immediate?", shutdown, NULL, 0, 0};

void queue_add_later(VM *vm)
{
    Type *type = loop_type(vm, LT_Queue);
    Value native = native_new(vm, &shutdown_def, VALUE_ABSENT, type);
    Value name = str_intern(vm, shutdown_def.name, strlen(shutdown_def.name));
    dict_set_str(vm, type_dict(vm, type), name, native);
    value_unref(vm, name);
    value_unref(vm, native);
}

static Value qsize(VM *vm, Value *a)
{
    return int_new(vm, queue_get(a[0])->items.count);
}

static Value empty(VM *vm, Value *a)
{
    (void)vm;
    return value_bool(!queue_get(a[0])->items.count);
}

static Value full(VM *vm, Value *a)
{
    (void)vm;
    return value_bool(queue_is_full(queue_get(a[0])));
}

static const NativeDef queue_methods[] = {
    {"put", "self item", NULL, put, 1, NATIVE_COROUTINE},
    {"get", "self /", NULL, get, 1, NATIVE_COROUTINE},
    {"join", "self /", NULL, join, 1, NATIVE_COROUTINE},
    {"put_nowait", "self item", put_nowait, NULL, 0, 0},
    {"get_nowait", "self /", get_nowait, NULL, 0, 0},
    {"task_done", "self /", task_done, NULL, 0, 0},
    {"qsize", "self /", qsize, NULL, 0, 0},
    {"empty", "self /", empty, NULL, 0, 0},
    {"full", "self /", full, NULL, 0, 0},
    {0},
};

static Value get_max_size(VM *vm, Value self)
{
    return int_new(vm, queue_get(self)->max_size);
}

static Value refuse_items(VM *vm, Value self)
{
    (void)self;
    return vm_unsupported(vm, "Queue._queue");
}

static const GetSetDef queue_getsets[] = {
    {"maxsize", get_max_size, NULL}, {"_maxsize", get_max_size, NULL}, {"_queue", refuse_items, NULL}, {0}};

// What CPython's queues call themselves, where a derived class may have its own.
static const char *const unheard[] = {"_init", "_put", "_get", "put_nowait", "get_nowait", "qsize", "full", "empty"};

static Value make(VM *vm, Value *a)
{
    if (!loop_refuse_own(vm, (Type *)value_obj(a[0]), unheard, sizeof unheard / sizeof *unheard))
        return VALUE_ABSENT;
    return value_of((Queue *)type_alloc(vm, (Type *)value_obj(a[0]), sizeof(Queue)));
}

static Value init(VM *vm, Value *a)
{
    queue_get(a[0])->max_size = 0;
    if (a[1] != VALUE_ABSENT && !vm_index_int64(vm, a[1], true, &queue_get(a[0])->max_size))
        return VALUE_ABSENT;
    return VALUE_NONE;
}

static const NativeDef new_def = {"__new__", "cls *args **kwargs", make, NULL, 0, 0};
static const NativeDef init_def = {"__init__", "self maxsize?", init, NULL, 0, 0};

static void add_count(VM *vm, StrBuilder *b, const char *before, int64_t count, const char *after)
{
    if (!count)
        return;
    Value text = str_format(vm, "%s%lld%s", before, (long long)count, after);
    str_builder_add_str(vm, b, text);
    value_unref(vm, text);
}

static Value format(VM *vm, Value self, const char *where)
{
    Queue *q = queue_get(self);
    StrBuilder b = {0};
    Value text = str_format(vm, "<%s%s maxsize=%lld", type_name(value_type(vm, self)), where,
                            (long long)q->max_size);
    str_builder_add_str(vm, &b, text);
    value_unref(vm, text);
    if (q->items.count) {
        Value list = list_new(vm, q->items.count);
        for (int64_t i = 0; i < q->items.count; i++)
            list_append(vm, list_get(list), value_ref(ring_at(&q->items, i)));
        text = vm_repr_nested(vm, list);
        value_unref(vm, list);
        if (text == VALUE_ABSENT) {
            str_builder_drop(vm, &b);
            return VALUE_ABSENT;
        }
        str_builder_add_text(vm, &b, " _queue=");
        str_builder_add_str(vm, &b, text);
        value_unref(vm, text);
    }
    add_count(vm, &b, " _getters[", q->sync.waiters.count, "]");
    add_count(vm, &b, " _putters[", q->putters.count, "]");
    add_count(vm, &b, " tasks=", q->unfinished, "");
    if (q->shut_down)
        str_builder_add_text(vm, &b, " shutdown");
    str_builder_add_text(vm, &b, ">");
    return str_builder_finish(vm, &b);
}

static Value queue_repr(VM *vm, Value self)
{
    Value where = str_format(vm, " at 0x%llx", (unsigned long long)obj_id(vm, self));
    Value text = format(vm, self, str_get(where)->data);
    value_unref(vm, where);
    return text;
}

static Value queue_str(VM *vm, Value self)
{
    return format(vm, self, "");
}

static void queue_visit(Obj *o, SlotVisitor visitor, void *context)
{
    Queue *q = (Queue *)o;
    sync_visit(o, visitor, context);
    ring_visit(&q->putters, visitor, context);
    ring_visit(&q->joiners, visitor, context);
    ring_visit(&q->items, visitor, context);
}

static void queue_finish(VM *vm, Obj *o)
{
    Queue *q = (Queue *)o;
    sync_finish(vm, o);
    ring_release(vm, &q->putters);
    ring_release(vm, &q->joiners);
    ring_release(vm, &q->items);
}

#define QUEUE_TYPE(type, methods_, getsets_)                                                                           \
    const TypeDef loop_def_##type = {                                                              \
        .name = #type,                                                                             \
        .module = "asyncio.queues",                                                                \
        .kind = KIND_QUEUE,                                                                        \
        .flags = TYPE_BASETYPE | TYPE_GENERIC | TYPE_PYTHON,                                                    \
        .size = sizeof(Queue),                                                                     \
        .visit = queue_visit,                                                                      \
        .finish = queue_finish,                                                                    \
        .new_ = &new_def,                                                                          \
        .init = &init_def,                                                                         \
        .repr = queue_repr,                                                                        \
        .str = queue_str,                                                                          \
        .methods = methods_,                                                                  \
        .getsets = getsets_,                                                                  \
    }

QUEUE_TYPE(Queue, queue_methods, queue_getsets);
QUEUE_TYPE(PriorityQueue, NULL, NULL);
QUEUE_TYPE(LifoQueue, NULL, NULL);
