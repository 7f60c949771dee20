#include "lang/iterate.h"

#include "lang/exact.h"
#include "lang/list.h"

bool iterate_possible(VM *vm, Value v) {
    Type *type = value_type(vm, v);
    return type->def->iter != NULL || type_lookup(vm, type, vm_name(vm, N___iter__)) != VALUE_ABSENT ||
           type_lookup(vm, type, vm_name(vm, N___getitem__)) != VALUE_ABSENT;
}

static bool is_plain_sequence(const VM *vm, Value v) {
    return value_is_exact(vm, v, T_list) || value_is_exact(vm, v, T_tuple);
}

Flow iterate_collect(VM *vm, Frame *frame, Value iterable) {
    if (!is_plain_sequence(vm, iterable))
        return vm_call(vm, frame, value_of(vm_type(vm, T_list)), 1, &iterable);
    value_set(vm, &frame->in, value_ref(iterable));
    return FLOW_READY;
}

// A list of what an iterator in C gives.
static Value drain(VM *vm, Value take_iterator) {
    enum { CHECK_EVERY = 1 << 16 };
    const TypeDef *def = value_type(vm, take_iterator)->def;
    Value list = list_new(vm, 0);
    Value item;
    while ((item = def->next(vm, take_iterator)) != VALUE_ABSENT) {
        list_append(vm, list_get(list), item);
        vm_charge(vm, 1);
        if (list_get(list)->count % CHECK_EVERY == 0 && !vm_check_size(vm, 0))
            break;
    }
    if (vm_pending(vm))
        value_clear(vm, &list);
    value_unref(vm, take_iterator);
    return list;
}

bool iterate_plainly(VM *vm, Value iterable, Value *list) {
    if (is_plain_sequence(vm, iterable)) {
        int64_t count;
        const Value *items = sequence_items(iterable, &count);
        vm_charge(vm, count);
        *list = list_from(vm, items, count);
        return true;
    }
    const Type *type = value_type(vm, iterable);
    if ((type->flags & TYPE_HEAP) || type->def->iter == NULL)
        return false;
    Value iterator = type->def->iter(vm, iterable);
    if (iterator == VALUE_ABSENT) {
        *list = VALUE_ABSENT;
        return true;
    }
    if (value_type(vm, iterator)->def->next == NULL) {
        value_unref(vm, iterator);
        return false;
    }
    *list = drain(vm, iterator);
    return true;
}

Value iterate_collect_nested(VM *vm, Value iterable) {
    Value list;
    if (is_plain_sequence(vm, iterable))
        return value_ref(iterable);
    if (iterate_plainly(vm, iterable, &list))
        return list;
    return vm_call_nested(vm, value_of(vm_type(vm, T_list)), 1, &iterable);
}

Value index_iterator_new(VM *vm, int id, Value sequence, int64_t index) {
    IndexIterator *it = obj_new(vm, vm_type(vm, (TypeId)id), sizeof *it);
    it->sequence = value_ref(sequence);
    it->index = index;
    return value_of(it);
}

void index_iterator_visit(Obj *o, SlotVisitor visitor, void *context) {
    visitor(context, &((IndexIterator *)o)->sequence);
}
