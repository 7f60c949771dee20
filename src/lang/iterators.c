// Iterators that call Python or other iterators: enumerate, reversed, zip, map, filter, iter(f, x).
#include "lang/iterators.h"

#include "lang/call.h"
#include "lang/int.h"
#include "lang/iterate.h"
#include "lang/list.h"
#include "lang/str.h"

// One layout serves them all: what each keeps in `parts` is said at its next function.
typedef struct Iterator {
    Obj head;
    Value parts[3];
} Iterator;

static Value *parts(Value v) { return ((Iterator *)value_obj(v))->parts; }

static void visit(Obj *o, SlotVisitor visitor, void *context) {
    for (int i = 0; i < 3; i++)
        visitor(context, &((Iterator *)o)->parts[i]);
}

static Value make(VM *vm, Type *type, Value take_a, Value take_b, Value take_c) {
    Iterator *it = type_alloc(vm, type, sizeof *it);
    it->parts[0] = take_a;
    it->parts[1] = take_b;
    it->parts[2] = take_c;
    return value_of(it);
}

static Value self_iter(VM *vm, Value self) {
    (void)vm;
    return value_ref(self);
}

#define ITERATOR_TYPE(type, flags_, next_def_, new_def_) \
    const TypeDef typedef_##type = { \
        .name = #type, \
        .kind = KIND_OTHER, \
        .flags = (flags_), \
        .size = sizeof(Iterator), \
        .visit = visit, \
        .new_ = (new_def_), \
        .iter = self_iter, \
        .next_frame = (next_def_), \
    }

Value iterator_over_items(VM *vm, Value v) {
    return make(vm, vm_type(vm, T_iterator), value_ref(v), value_small(0), VALUE_ABSENT);
}

// parts: object, index. v: self, then the index asked for.
static Flow items_next(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (parts(v[0])[0] == VALUE_ABSENT)
        return vm_return(vm, VALUE_ABSENT);
    f->catches = true;
    v[1] = parts(v[0])[1];
    parts(v[0])[1] = value_small(value_small_get(v[1]) + 1);
    NATIVE_AWAIT(f, vm_getitem(vm, f, parts(v[0])[0], v[1]));
    if (vm->exception == VALUE_ABSENT)
        return vm_return(vm, native_take_in(f));
    if (!vm_pending_is(vm, T_IndexError) && !vm_pending_is(vm, T_StopIteration))
        return FLOW_RAISE;
    vm_clear_pending(vm);
    value_clear(vm, &parts(v[0])[0]);
    return vm_return(vm, VALUE_ABSENT);
    NATIVE_END;
}

static const NativeDef items_next_def = {"next", "self", NULL, items_next, 1, 0};
ITERATOR_TYPE(iterator, TYPE_NO_NEW, &items_next_def, NULL);

Value iterator_until(VM *vm, Value callable, Value sentinel) {
    return make(vm, vm_type(vm, T_callable_iterator), value_ref(callable), value_ref(sentinel), VALUE_ABSENT);
}

// parts: callable, sentinel.
static Flow callable_next(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (parts(v[0])[0] == VALUE_ABSENT)
        return vm_return(vm, VALUE_ABSENT);
    f->catches = true;
    NATIVE_AWAIT(f, vm_call(vm, f, parts(v[0])[0], 0, NULL));
    if (vm->exception != VALUE_ABSENT) {
        if (!vm_pending_is(vm, T_StopIteration))
            return FLOW_RAISE;
        vm_clear_pending(vm);
        value_clear(vm, &parts(v[0])[0]);
        return vm_return(vm, VALUE_ABSENT);
    }
    f->catches = false;
    value_set(vm, &v[1], native_take_in(f));
    NATIVE_AWAIT(f, vm_compare(vm, f, CMP_EQ, v[1], parts(v[0])[1]));
    value_set(vm, &v[2], native_take_in(f));
    NATIVE_AWAIT(f, vm_truth(vm, f, v[2]));
    if (f->in == VALUE_FALSE)
        return vm_return(vm, value_ref(v[1]));
    value_clear(vm, &parts(v[0])[0]);
    return vm_return(vm, VALUE_ABSENT);
    NATIVE_END;
}

static const NativeDef callable_next_def = {"next", "self", NULL, callable_next, 2, 0};
ITERATOR_TYPE(callable_iterator, TYPE_NO_NEW, &callable_next_def, NULL);

// parts: iterator, next number.
static Flow enumerate_next(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, vm_next(vm, f, parts(v[0])[0]));
    if (f->in == VALUE_ABSENT)
        return vm_return(vm, VALUE_ABSENT);
    {
        Value number = parts(v[0])[1];
        Value next = int_binary(vm, OP_ADD, number, value_small(1));
        parts(v[0])[1] = next;
        Value pair[] = {number, native_take_in(f)};
        return vm_return(vm, tuple_take(vm, pair, 2));
    }
    NATIVE_END;
}

// v: cls, iterable, start.
static Flow enumerate_new(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (v[2] == VALUE_ABSENT) {
        v[2] = value_small(0);
    } else {
        Value start = vm_index(vm, v[2]);
        if (start == VALUE_ABSENT)
            return FLOW_RAISE;
        value_set(vm, &v[2], start);
    }
    NATIVE_AWAIT(f, vm_iter(vm, f, v[1]));
    return vm_return(vm, make(vm, (Type *)value_obj(v[0]), native_take_in(f), value_ref(v[2]), VALUE_ABSENT));
    NATIVE_END;
}

static const NativeDef enumerate_next_def = {"next", "self", NULL, enumerate_next, 0, 0};
static const NativeDef enumerate_new_def = {"enumerate", "cls iterable start?", NULL, enumerate_new, 0, 0};
ITERATOR_TYPE(enumerate, TYPE_BASETYPE, &enumerate_next_def, &enumerate_new_def);

// parts: sequence, next index.
static Flow reversed_next(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (parts(v[0])[0] == VALUE_ABSENT || value_small_get(parts(v[0])[1]) < 0)
        return vm_return(vm, VALUE_ABSENT);
    f->catches = true;
    v[1] = parts(v[0])[1];
    parts(v[0])[1] = value_small(value_small_get(v[1]) - 1);
    NATIVE_AWAIT(f, vm_getitem(vm, f, parts(v[0])[0], v[1]));
    if (vm->exception == VALUE_ABSENT)
        return vm_return(vm, native_take_in(f));
    if (!vm_pending_is(vm, T_IndexError) && !vm_pending_is(vm, T_StopIteration))
        return FLOW_RAISE;
    vm_clear_pending(vm);
    value_clear(vm, &parts(v[0])[0]);
    return vm_return(vm, VALUE_ABSENT);
    NATIVE_END;
}

// v: cls, sequence.
static Flow reversed_new(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    {
        Value method = special_find(vm, v[1], N___reversed__);
        if (method == VALUE_NONE) {
            vm_raise(vm, T_TypeError, "'%T' object is not reversible", v[1]);
            return FLOW_RAISE;
        }
        if (method != VALUE_ABSENT) {
            NATIVE_AWAIT(f, native_ready(f, op_call_special(vm, RET_NATIVE, method, v[1], 0, NULL)));
            return vm_return(vm, native_take_in(f));
        }
        Type *type = value_type(vm, v[1]);
        if ((!type->def->getitem && special_find(vm, v[1], N___getitem__) == VALUE_ABSENT) ||
            value_is_kind(v[1], KIND_SET)) {
            vm_raise(vm, T_TypeError, "'%T' object is not reversible", v[1]);
            return FLOW_RAISE;
        }
        int64_t length = vm_length(vm, v[1]);
        if (length < 0)
            return FLOW_RAISE;
        return vm_return(vm, make(vm, (Type *)value_obj(v[0]), value_ref(v[1]), value_small(length - 1), VALUE_ABSENT));
    }
    NATIVE_END;
}

static const NativeDef reversed_next_def = {"next", "self", NULL, reversed_next, 1, 0};
static const NativeDef reversed_new_def = {"reversed", "cls sequence /", NULL, reversed_new, 0, 0};
ITERATOR_TYPE(reversed, TYPE_BASETYPE, &reversed_next_def, &reversed_new_def);

// v: list of iterables; gives a list of their iterators.
static Flow all_iterators(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    v[1] = list_new(vm, 4);
    for (f->number = 0; f->number < tuple_get(v[0])->count; f->number++) {
        NATIVE_AWAIT(f, vm_iter(vm, f, tuple_get(v[0])->items[f->number]));
        list_append(vm, list_get(v[1]), native_take_in(f));
    }
    return vm_return(vm, value_ref(v[1]));
    NATIVE_END;
}

static const NativeDef all_iterators_def = {"iter", "iterables", NULL, all_iterators, 1, 0};

static Flow push_all_iterators(VM *vm, Value iterables) {
    Frame *f = frame_push_native(vm, RET_NATIVE, &all_iterators_def, 1);
    f->v[0] = value_ref(iterables);
    return FLOW_CALL;
}

// parts: iterators, strict. v: self, then the items of this round.
static Flow zip_next(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (parts(v[0])[0] == VALUE_ABSENT || !list_get(parts(v[0])[0])->count)
        return vm_return(vm, VALUE_ABSENT);
    v[1] = list_new(vm, list_get(parts(v[0])[0])->count);
    for (f->number = 0; f->number < list_get(parts(v[0])[0])->count; f->number++) {
        NATIVE_AWAIT(f, vm_next(vm, f, list_get(parts(v[0])[0])->items[f->number]));
        if (f->in == VALUE_ABSENT)
            break;
        list_append(vm, list_get(v[1]), native_take_in(f));
    }
    if (f->number == list_get(parts(v[0])[0])->count)
        return vm_return(vm, tuple_from(vm, list_get(v[1])->items, list_get(v[1])->count));
    if (parts(v[0])[1] == VALUE_TRUE) {
        if (f->number > 0) {
            vm_raise(vm, T_ValueError, "zip() argument %d is shorter than argument%s%d", f->number + 1,
                     f->number == 1 ? " " : "s 1-", f->number == 1 ? 1 : f->number);
            return FLOW_RAISE;
        }
        for (f->number = 1; f->number < list_get(parts(v[0])[0])->count; f->number++) {
            NATIVE_AWAIT(f, vm_next(vm, f, list_get(parts(v[0])[0])->items[f->number]));
            if (f->in != VALUE_ABSENT) {
                vm_raise(vm, T_ValueError, "zip() argument %d is longer than argument%s%d", f->number + 1,
                         f->number == 1 ? " " : "s 1-", f->number == 1 ? 1 : f->number);
                return FLOW_RAISE;
            }
        }
    }
    value_clear(vm, &parts(v[0])[0]);
    return vm_return(vm, VALUE_ABSENT);
    NATIVE_END;
}

// v: cls, strict, iterables (a tuple).
static Flow zip_new(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, push_all_iterators(vm, v[2]));
    {
        bool strict = v[1] != VALUE_ABSENT && vm_truth_nested(vm, v[1]) == 1;
        return vm_return(vm, make(vm, (Type *)value_obj(v[0]), native_take_in(f), value_bool(strict), VALUE_ABSENT));
    }
    NATIVE_END;
}

static const NativeDef zip_next_def = {"next", "self", NULL, zip_next, 1, 0};
static const NativeDef zip_new_def = {"zip", "cls *iterables strict?", NULL, zip_new, 0, 0};
ITERATOR_TYPE(zip, TYPE_BASETYPE, &zip_next_def, &zip_new_def);

// parts: iterators, function. v: self, then the arguments of this call.
static Flow map_next(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    v[1] = list_new(vm, list_get(parts(v[0])[0])->count);
    for (f->number = 0; f->number < list_get(parts(v[0])[0])->count; f->number++) {
        NATIVE_AWAIT(f, vm_next(vm, f, list_get(parts(v[0])[0])->items[f->number]));
        if (f->in == VALUE_ABSENT)
            return vm_return(vm, VALUE_ABSENT);
        list_append(vm, list_get(v[1]), native_take_in(f));
    }
    NATIVE_AWAIT(f, vm_call(vm, f, parts(v[0])[1], (int)list_get(v[1])->count, list_get(v[1])->items));
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

// v: cls, function, iterables.
static Flow map_new(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (!tuple_get(v[2])->count) {
        vm_raise(vm, T_TypeError, "map() must have at least two arguments.");
        return FLOW_RAISE;
    }
    NATIVE_AWAIT(f, push_all_iterators(vm, v[2]));
    return vm_return(vm, make(vm, (Type *)value_obj(v[0]), native_take_in(f), value_ref(v[1]), VALUE_ABSENT));
    NATIVE_END;
}

static const NativeDef map_next_def = {"next", "self", NULL, map_next, 1, 0};
static const NativeDef map_new_def = {"map", "cls func / *iterables", NULL, map_new, 0, 0};
ITERATOR_TYPE(map, TYPE_BASETYPE, &map_next_def, &map_new_def);

// parts: iterator, function or None. v: self, item, answer.
static Flow filter_next(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    for (;;) {
        NATIVE_AWAIT(f, vm_next(vm, f, parts(v[0])[0]));
        if (f->in == VALUE_ABSENT)
            return vm_return(vm, VALUE_ABSENT);
        value_set(vm, &v[1], native_take_in(f));
        if (parts(v[0])[1] == VALUE_NONE) {
            value_set(vm, &v[2], value_ref(v[1]));
        } else {
            NATIVE_AWAIT(f, vm_call(vm, f, parts(v[0])[1], 1, &v[1]));
            value_set(vm, &v[2], native_take_in(f));
        }
        NATIVE_AWAIT(f, vm_truth(vm, f, v[2]));
        if (f->in == VALUE_TRUE)
            return vm_return(vm, value_ref(v[1]));
        vm_charge(vm, 1);
    }
    NATIVE_END;
}

// v: cls, function, iterable.
static Flow filter_new(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, vm_iter(vm, f, v[2]));
    return vm_return(vm, make(vm, (Type *)value_obj(v[0]), native_take_in(f), value_ref(v[1]), VALUE_ABSENT));
    NATIVE_END;
}

static const NativeDef filter_next_def = {"next", "self", NULL, filter_next, 2, 0};
static const NativeDef filter_new_def = {"filter", "cls function iterable /", NULL, filter_new, 0, 0};
ITERATOR_TYPE(filter, TYPE_BASETYPE, &filter_next_def, &filter_new_def);

// v: list, iterable. Extends with what the iterable had when it was asked.
static Flow extend(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, iterate_collect(vm, f, v[1]));
    {
        int64_t count;
        const Value *items = sequence_items(f->in, &count);
        List *list = list_get(v[0]);
        for (int64_t i = 0; i < count; i++) {
            Value item = value_ref(items[i]);
            list_append(vm, list, item);
            items = sequence_items(f->in, &(int64_t){0}); // the list itself may have moved
        }
        vm_charge(vm, count);
    }
    return vm_return(vm, value_ref(v[0]));
    NATIVE_END;
}

static const NativeDef extend_def = {"extend", "list iterable", NULL, extend, 0, 0};

Flow list_inplace_extend(VM *vm, Ret ret, Value list, Value iterable) {
    Frame *f = frame_push_native(vm, ret, &extend_def, 2);
    f->v[0] = value_ref(list);
    f->v[1] = value_ref(iterable);
    return FLOW_CALL;
}
