#include "lang/object.h"

#include "lang/vm.h"
#include "lang/weakref.h"

void *raw_new(VM *vm, size_t bytes) { return region_alloc_raw(vm->region, bytes); }

void raw_release(VM *vm, void *block, size_t bytes) { region_release_raw(vm->region, block, bytes); }

void *raw_resize(VM *vm, void *block, size_t old_bytes, size_t new_bytes) {
    return region_resize_raw(vm->region, block, old_bytes, new_bytes);
}

void *obj_new(VM *vm, Type *type, size_t bytes) {
    Obj *o = region_alloc_object(vm->region, bytes);
    o->type = type;
    if (type->flags & TYPE_HEAP)
        type->head.refs++;
    o->refs = 1;
    o->kind = type->def->kind;
    if (!(type->flags & TYPE_ACYCLIC) && ++vm->containers >= vm->collect_at)
        vm_attention(vm, ATTENTION_COLLECT);
    return o;
}

// Bytes of `o`, attributes included.
static size_t obj_size(const Obj *o) {
    const Type *type = o->type;
    size_t bytes = type->def->size_of ? type->def->size_of(o) : type->def->size;
    if (type->flags & TYPE_ATTRS) {
        bytes = (bytes + 7) & ~(size_t)7;
        bytes += sizeof(Attrs) + ((Attrs *)((char *)o + bytes))->capacity * sizeof(Value);
    }
    return bytes;
}

Attrs *obj_attrs(Obj *o) {
    const TypeDef *def = o->type->def;
    size_t bytes = def->size_of ? def->size_of(o) : def->size;
    return (Attrs *)((char *)o + ((bytes + 7) & ~(size_t)7));
}

void obj_visit(Obj *o, SlotVisitor visitor, void *context) {
    const Type *type = o->type;
    if (type->def->visit)
        type->def->visit(o, visitor, context);
    if (type->flags & TYPE_ATTRS) {
        Attrs *attrs = obj_attrs(o);
        visitor(context, &attrs->dict);
        for (int i = 0; i < attrs->used; i++)
            visitor(context, &attrs->slots[i]);
    }
}

static void vector_push(VM *vm, Value **items, int64_t *count, int64_t *capacity, Value v) {
    if (*count == *capacity) {
        int64_t grown = *capacity ? *capacity * 2 : 16;
        *items = raw_resize(vm, *items, (size_t)*capacity * sizeof(Value),
                            (size_t)grown * sizeof(Value));
        *capacity = grown;
    }
    (*items)[(*count)++] = v;
}

void vm_queue_finalizer(VM *vm, Obj *o) {
    vector_push(vm, &vm->finalizers, &vm->finalizer_count, &vm->finalizer_capacity, value_of(o));
    vm_attention(vm, ATTENTION_FINALIZE);
}

void vm_finalizer_done(VM *vm, int32_t waiting) {
    vm->finalizer_waiting = waiting;
    if (vm->finalizer_count)
        vm_attention(vm, ATTENTION_FINALIZE);
}

static void give_up_slot(void *context, Value *slot) {
    VM *vm = context;
    Value v = *slot;
    *slot = VALUE_ABSENT;
    value_unref(vm, v);
}

// Whether the death of `o` has to wait for guest code.
static bool has_last_words(VM *vm, Obj *o) {
    const Type *type = o->type;
    if (o->flags & OBJ_FINALIZED)
        return false;
    if (type->flags & TYPE_HEAP && type_overrides(type, N___del__)) {
        o->refs = 1;
        o->flags |= OBJ_FINALIZED;
        vm_queue_finalizer(vm, o);
        return true;
    }
    return type->def->die && type->def->die(vm, o);
}

static void obj_free(VM *vm, Obj *o) {
    if (o->flags & OBJ_HAS_WEAK)
        weakref_target_dies(vm, o);
    obj_visit(o, give_up_slot, vm);
    if (o->type->def->finish)
        o->type->def->finish(vm, o);
    if (o->flags & OBJ_HAS_ID)
        vm_forget_id(vm, o);
    Type *type = o->type;
    if (!(type->flags & TYPE_ACYCLIC) && o->kind != KIND_FRAME && vm->containers > 0)
        vm->containers--;
    size_t bytes = obj_size(o);
    region_release_object(vm->region, o, bytes);
    if (type->flags & TYPE_HEAP)
        value_unref(vm, value_of(type));
}

// The death of `o`, but for what dies with it: that is in line afterwards, the first of it last.
static void end(VM *vm, Obj *o) {
    if ((o->type->flags & TYPE_HEAP || o->type->def->die) && has_last_words(vm, o))
        return;
    int64_t first = vm->dying_count;
    obj_free(vm, o);
    for (int64_t last = vm->dying_count - 1; first < last; first++, last--) {
        Value v = vm->dying[first];
        vm->dying[first] = vm->dying[last];
        vm->dying[last] = v;
    }
}

void obj_die(VM *vm, Obj *o) {
    if (vm->freeing) {
        vector_push(vm, &vm->dying, &vm->dying_count, &vm->dying_capacity, value_of(o));
        return;
    }
    vm->freeing = true;
    end(vm, o);
    while (vm->dying_count) // one after another with all that dies with it, as if this were recursive
        end(vm, value_obj(vm->dying[--vm->dying_count]));
    vm->freeing = false;
}

// Serial numbers of objects, by pointer: an open-addressing table in the world.
static int64_t id_slot(const VM *vm, const Obj *o) {
    uint64_t mask = (uint64_t)vm->id_capacity - 1;
    uint64_t i = ((uintptr_t)o >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 20 & mask;
    while (vm->id_table[i].object && vm->id_table[i].object != o)
        i = (i + 1) & mask;
    return (int64_t)i;
}

static void id_grow(VM *vm) {
    IdEntry *old = vm->id_table;
    int64_t capacity = vm->id_capacity;
    vm->id_capacity = capacity ? capacity * 2 : 64;
    vm->id_table = raw_new(vm, (size_t)vm->id_capacity * sizeof *old);
    for (int64_t i = 0; i < capacity; i++)
        if (old[i].object)
            vm->id_table[id_slot(vm, old[i].object)] = old[i];
    raw_release(vm, old, (size_t)capacity * sizeof *old);
}

uint64_t obj_id(VM *vm, Value v) {
    if (!value_is_obj(v)) {
        if (value_is_bool(v) || v == VALUE_NONE || v == VALUE_ELLIPSIS || v == VALUE_NOT_IMPLEMENTED)
            return 0x955e00 + (v >> 3) * 32;
        if (value_is_small(v)) // as CPython: small ints have places of their own
            return UINT64_C(0x7f0000000000) + ((v >> 1) & UINT64_C(0xffffffffff)) * 32;
        return UINT64_C(0x7e0000000000) + ((v >> 2) & UINT64_C(0xffffffffff)) * 16;
    }
    Obj *o = value_obj(v);
    if (vm->id_count * 2 >= vm->id_capacity)
        id_grow(vm);
    IdEntry *entry = &vm->id_table[id_slot(vm, o)];
    if (!entry->object) {
        *entry = (IdEntry){o, UINT64_C(0x7f5a00000000) + 0x30 * ++vm->next_id};
        vm->id_count++;
        o->flags |= OBJ_HAS_ID;
    }
    return entry->id;
}

void vm_forget_id(VM *vm, Obj *o) {
    uint64_t mask = (uint64_t)vm->id_capacity - 1;
    uint64_t hole = (uint64_t)id_slot(vm, o);
    vm->id_table[hole] = (IdEntry){0};
    vm->id_count--;
    for (uint64_t i = (hole + 1) & mask; vm->id_table[i].object; i = (i + 1) & mask) {
        IdEntry moved = vm->id_table[i];
        vm->id_table[i] = (IdEntry){0};
        vm->id_table[id_slot(vm, moved.object)] = moved;
    }
}
