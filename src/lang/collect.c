// The backup collector: finds cycles that reference counts cannot free, by trial deletion.
//
// Each object's references from other objects are taken off its count; what keeps some is reachable
// from outside, and so is what it refers to. The counts are put back on the way. The rest is garbage: its
// finalizers are queued in order of creation, and a later collection finds it again if it is still
// dead. The counts themselves are the workspace, so a collection needs no memory beside the objects
// but the list of those whose slots are still to be followed.
#include <stdlib.h>

#include "lang/gen.h"
#include "lang/type.h"
#include "lang/vm.h"

// Objects on the host's heap while a collection lasts.
typedef struct Found {
    Obj **items;
    size_t count, capacity;
} Found;

static void found_add(Found *found, Obj *o) {
    if (found->count == found->capacity) {
        found->capacity = found->capacity ? found->capacity * 2 : 1024;
        found->items = realloc(found->items, found->capacity * sizeof *found->items);
        if (!found->items)
            abort();
    }
    found->items[found->count++] = o;
}

// Types that are built in live as long as the world: what refers to them need not be looked at.
static void visit_all(Obj *o, SlotVisitor visitor, void *context) {
    if (o->type->flags & TYPE_HEAP) {
        Value type = value_of(o->type);
        visitor(context, &type);
    }
    obj_visit(o, visitor, context);
}

static void take_off(void *context, Value *slot) {
    (void)context;
    if (value_is_obj(*slot))
        value_obj(*slot)->refs--;
}

static void put_back(void *context, Value *slot) {
    (void)context;
    if (value_is_obj(*slot))
        value_obj(*slot)->refs++;
}

static void take_off_object(void *context, void *block) {
    int64_t *objects = context;
    ++*objects;
    visit_all(block, take_off, NULL);
}

static void reach(Found *pending, Obj *o) {
    if (o->flags & OBJ_REACHED)
        return;
    o->flags |= OBJ_REACHED;
    found_add(pending, o);
}

static void reach_slot(void *context, Value *slot) {
    if (!value_is_obj(*slot))
        return;
    value_obj(*slot)->refs++; // which was taken off
    reach(context, value_obj(*slot));
}

// What runs, and what the world's own slots hold, counts as referred to from outside.
static void reach_from(void *context, void *block) {
    Found *pending = context;
    if (((Obj *)block)->refs > 0)
        reach(pending, block);
    while (pending->count)
        visit_all(pending->items[--pending->count], reach_slot, pending);
}

// Puts back what was taken off by what was not reached, and notes that.
static void settle(void *context, void *block) {
    Obj *o = block;
    if (!(o->flags & OBJ_REACHED)) {
        visit_all(o, put_back, NULL);
        found_add(context, o);
    }
    o->flags &= (uint8_t)~OBJ_REACHED;
}

// Generators by age, after what is none.
static int by_birth(const void *a, const void *b) {
    const Obj *x = *(Obj *const *)a, *y = *(Obj *const *)b;
    if (x->kind != KIND_GEN || y->kind != KIND_GEN)
        return (x->kind == KIND_GEN) - (y->kind == KIND_GEN);
    int32_t order = gen_order((const Gen *)x, (const Gen *)y);
    return (order > 0) - (order < 0);
}

static void drop_slot(void *context, Value *slot) {
    VM *vm = context;
    Value v = *slot;
    *slot = VALUE_ABSENT;
    value_unref(vm, v);
}

static bool has_del(const Obj *o) { return o->type->flags & TYPE_HEAP && type_overrides(o->type, N___del__); }

static void look_for_last_words(void *context, void *block) {
    const Obj *o = block;
    *(bool *)context |= o->kind == KIND_GEN || (o->type->flags & TYPE_FINALIZER) != 0 ||
                        (o->flags & OBJ_HAS_WEAK) != 0 || has_del(o);
}

bool vm_has_last_words(VM *vm) {
    bool found = false;
    region_each_object(vm->region, look_for_last_words, &found);
    return found;
}

// Frees garbage by emptying what is in it; those with last words are queued first.
static void sweep(VM *vm, Obj **garbage, size_t n) {
    bool waits = false;
    size_t finalizable = 0;
    for (size_t i = 0; i < n; i++) {
        Obj *o = garbage[i];
        if (!(o->flags & OBJ_FINALIZED) && (o->kind == KIND_GEN || has_del(o))) {
            Obj *swap = garbage[finalizable];
            garbage[finalizable++] = o;
            garbage[i] = swap;
        }
    }
    qsort(garbage, finalizable, sizeof *garbage, by_birth);
    for (size_t i = 0; i < finalizable; i++) {
        Obj *o = garbage[i];
        if (o->kind == KIND_GEN && (!((Gen *)o)->frame || !((Gen *)o)->started)) {
            gen_warn(vm, (Gen *)o);
            continue;
        }
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
}

// The same in every build but `hard`, so that finalizers run at the same moment.
#ifdef AWAITSCOPE_HARD
enum { LOOK_CONTAINERS = 32, GROWTH_BYTES = 0 };
#else
enum {
    LOOK_CONTAINERS = 20000,   // looks are at least so many new containers apart,
    GROWTH_BYTES = 24 << 20,   // and so many new bytes: less is not worth visiting every object for
};
#endif

// When to look next, with so many objects in the world.
static void plan(VM *vm, int64_t objects) {
    vm->containers = 0;
    vm->collect_at = objects * 2 > LOOK_CONTAINERS && GROWTH_BYTES > 0 ? objects * 2 : LOOK_CONTAINERS;
    vm->collect_bytes = region_nominal_bytes(vm->region) + GROWTH_BYTES;
}

void vm_collect_begin(VM *vm) { plan(vm, 0); }

void vm_collect_due(VM *vm) {
    size_t bytes = region_nominal_bytes(vm->region), limit = vm->limits.memory;
    if (bytes < vm->collect_bytes && (!limit || bytes < limit / 2))
        vm->collect_at = vm->containers + LOOK_CONTAINERS;
    else
        vm_collect(vm);
}

int64_t vm_collect(VM *vm) {
    if (vm->collecting)
        return 0;
    vm->collecting = true;
    int64_t objects = 0;
    Found pending = {0}, garbage = {0};
    region_each_object(vm->region, take_off_object, &objects);
    region_each_object(vm->region, reach_from, &pending);
    region_each_object(vm->region, settle, &garbage);
    if (garbage.count)
        sweep(vm, garbage.items, garbage.count);
    int64_t found = (int64_t)garbage.count;
    free(pending.items);
    free(garbage.items);
    plan(vm, objects);
    vm->collecting = false;
    return found;
}
