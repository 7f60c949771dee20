// The backup collector: finds cycles that reference counts cannot free, by trial deletion.
//
// Each object's references from other objects are counted; what has more than those is reachable
// from outside, and so is what it refers to. The rest is garbage: its finalizers are queued in order
// of creation, and a later collection finds it again if it is still dead.
#include <stdlib.h>

#include "lang/gen.h"
#include "lang/type.h"
#include "lang/vm.h"

typedef struct Found {
    Obj *object;
    int64_t outside; // references not accounted for by objects found
    bool reachable;
} Found;

typedef struct Census {
    VM *vm;
    Found *items;
    size_t count, capacity;
    size_t *index; // open addressing: number of the item + 1
    size_t index_size;
    size_t *pending;
    size_t pending_count;
} Census;

static void count_object(void *context, void *block) {
    Census *c = context;
    if (c->count == c->capacity) {
        c->capacity = c->capacity ? c->capacity * 2 : 1024;
        c->items = realloc(c->items, c->capacity * sizeof *c->items);
        if (!c->items)
            abort();
    }
    Obj *o = block;
    c->items[c->count++] = (Found){o, o->refs, false};
}

static size_t slot_of(const Census *c, const Obj *o) {
    size_t mask = c->index_size - 1;
    size_t i = (size_t)(((uintptr_t)o >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 17) & mask;
    while (c->index[i] && c->items[c->index[i] - 1].object != o)
        i = (i + 1) & mask;
    return i;
}

static void subtract(void *context, Value *slot) {
    Census *c = context;
    if (!value_is_obj(*slot))
        return;
    size_t i = c->index[slot_of(c, value_obj(*slot))];
    if (i)
        c->items[i - 1].outside--;
}

static void reach(Census *c, Value v) {
    if (!value_is_obj(v))
        return;
    size_t i = c->index[slot_of(c, value_obj(v))];
    if (!i || c->items[i - 1].reachable)
        return;
    c->items[i - 1].reachable = true;
    c->pending[c->pending_count++] = i - 1;
}

static void reach_slot(void *context, Value *slot) { reach(context, *slot); }

static void take_census(Census *c) {
    region_each_object(c->vm->region, count_object, c);
    c->index_size = 1024;
    while (c->index_size < c->count * 2)
        c->index_size *= 2;
    c->index = calloc(c->index_size, sizeof *c->index);
    c->pending = malloc((c->count + 1) * sizeof *c->pending);
    if (!c->index || !c->pending)
        abort();
    for (size_t i = 0; i < c->count; i++)
        c->index[slot_of(c, c->items[i].object)] = i + 1;
}

static uint64_t birth(const Obj *o) { return o->kind == KIND_GEN ? ((const Gen *)o)->serial : 0; }

static int by_birth(const void *a, const void *b) {
    uint64_t x = birth(*(Obj *const *)a), y = birth(*(Obj *const *)b);
    return (x > y) - (x < y);
}

static void drop_slot(void *context, Value *slot) {
    VM *vm = context;
    Value v = *slot;
    *slot = VALUE_ABSENT;
    value_unref(vm, v);
}

// Frees garbage by emptying what is in it; those with last words are queued first.
static int64_t sweep(Census *c) {
    VM *vm = c->vm;
    Obj **garbage = malloc((c->count + 1) * sizeof(Obj *));
    if (!garbage)
        abort();
    size_t n = 0;
    for (size_t i = 0; i < c->count; i++)
        if (!c->items[i].reachable)
            garbage[n++] = c->items[i].object;
    bool waits = false;
    size_t finalizable = 0;
    for (size_t i = 0; i < n; i++) {
        Obj *o = garbage[i];
        bool del = o->type->flags & TYPE_HEAP && type_overrides(o->type, N___del__);
        if (!(o->flags & OBJ_FINALIZED) && (del || o->kind == KIND_GEN)) {
            Obj *swap = garbage[finalizable];
            garbage[finalizable++] = o;
            garbage[i] = swap;
        }
    }
    qsort(garbage, finalizable, sizeof *garbage, by_birth);
    for (size_t i = 0; i < finalizable; i++) {
        Obj *o = garbage[i];
        if (o->kind == KIND_GEN && (!((Gen *)o)->frame || !((Gen *)o)->started))
            continue;
        o->refs++;
        o->flags |= OBJ_FINALIZED;
        vm_queue_finalizer(vm, o);
        waits = true;
    }
    for (size_t i = finalizable; i < n; i++) {
        Obj *o = garbage[i];
        if (!(o->type->flags & TYPE_FINALIZER) || o->flags & OBJ_FINALIZED)
            continue;
        uint32_t refs = o->refs;
        bool queued = o->type->def->die(vm, o); // which leaves only the queue's reference
        o->refs = refs + queued;
        waits = waits || queued;
    }
    for (size_t i = 0; i < n; i++)
        garbage[i]->refs++;
    for (size_t i = 0; i < n && !waits; i++)
        if (garbage[i]->kind != KIND_TYPE && garbage[i]->kind != KIND_FRAME)
            obj_visit(garbage[i], drop_slot, vm);
    for (size_t i = 0; i < n; i++)
        value_unref(vm, value_of(garbage[i]));
    free(garbage);
    return (int64_t)n;
}

// How many containers may be made before the next look: the same in every build but `hard`.
static int64_t collect_interval(int64_t objects) {
#ifdef AWAITSCOPE_HARD
    (void)objects;
    return 32;
#else
    return objects / 2 > 20000 ? objects / 2 : 20000;
#endif
}

int64_t vm_collect(VM *vm) {
    if (vm->collecting)
        return 0;
    vm->collecting = true;
    Census c = {.vm = vm};
    take_census(&c);
    for (size_t i = 0; i < c.count; i++) {
        Value type = value_of(c.items[i].object->type);
        subtract(&c, &type);
        obj_visit(c.items[i].object, subtract, &c);
    }
    // what runs, and what the world's own slots hold, counts as referred to from outside
    for (size_t i = 0; i < c.count; i++)
        if (c.items[i].outside > 0 && !c.items[i].reachable)
            reach(&c, value_of(c.items[i].object));
    while (c.pending_count) {
        Obj *o = c.items[c.pending[--c.pending_count]].object;
        Value type = value_of(o->type);
        reach_slot(&c, &type);
        obj_visit(o, reach_slot, &c);
    }
    int64_t found = sweep(&c);
    free(c.items);
    free(c.index);
    free(c.pending);
    vm->containers = 0;
    vm->collect_at = collect_interval((int64_t)c.count);
    vm->collecting = false;
    return found;
}
