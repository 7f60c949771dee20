#include "lang/instr.h"

#include "lang/ascii.h"
#include "lang/attr.h"
#include "lang/call.h"
#include "lang/dict.h"
#include "lang/exact.h"
#include "lang/exception.h"
#include "lang/format.h"
#include "lang/gen.h"
#include "lang/iterate.h"
#include "lang/iterators.h"
#include "lang/list.h"
#include "lang/module.h"
#include "lang/set.h"
#include "lang/set_internal.h"
#include "lang/slice.h"
#include "lang/str.h"
#include "lang/warning.h"
#include "lang/weakref.h"

// v: the object. Runs its __del__.
static Flow run_del(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    f->catches = true;
    NATIVE_AWAIT(f, native_ready(f, op_call_special(vm, RET_NATIVE, special_find(vm, v[0], N___del__), v[0],
                                                    0, NULL)));
    if (vm->exception != VALUE_ABSENT)
        warning_unraisable(vm, special_find(vm, v[0], N___del__));
    vm_finalizer_done(vm, f->number);
    return vm_return(vm, VALUE_NONE);
    NATIVE_END;
}

static const NativeDef run_del_def = {"__del__", "self", NULL, run_del, 0, 0};

// v: a weak reference whose object is gone. Calls its callback with it.
static Flow run_callback(VM *vm, Frame *f) {
    NATIVE_BEGIN(f);
    f->catches = true;
    NATIVE_AWAIT(f, vm_call(vm, f, weakref_callback(vm, value_obj(f->v[0])), 1, f->v));
    if (vm->exception != VALUE_ABSENT)
        warning_unraisable(vm, weakref_callback(vm, value_obj(f->v[0])));
    vm_finalizer_done(vm, f->number);
    return vm_return(vm, VALUE_NONE);
    NATIVE_END;
}

static const NativeDef run_callback_def = {"callback", "reference", NULL, run_callback, 0, 0};

bool instr_finalize(VM *vm) {
    // what waited before the finalizer that runs now goes on waiting; first come, first served
    int64_t waiting = vm->finalizer_waiting;
    if (vm->finalizer_count <= waiting)
        return false;
    Value *next = vm->finalizers + waiting;
    Obj *o = value_obj(*next);
    memmove(next, next + 1, (size_t)(--vm->finalizer_count - waiting) * sizeof *next);
    if (o->kind == KIND_GEN) {
        gen_finalize(vm, (Gen *)o);
    } else if (weakref_callback(vm, o) != VALUE_ABSENT) {
        Frame *f = frame_push_native(vm, (Ret){RETURN_DISCARD, 0}, &run_callback_def, 1);
        f->v[0] = value_of(o);
    } else if (type_overrides(o->type, N___del__)) {
        Frame *f = frame_push_native(vm, (Ret){RETURN_DISCARD, 0}, &run_del_def, 1);
        f->v[0] = value_of(o);
    } else {
        vm->hooks->finalize(vm, o);
        return true;
    }
    vm->frame->number = (int32_t)waiting;
    vm->finalizer_waiting = vm->finalizer_count;
    return true;
}

void instr_unbound(VM *vm, Frame *f, int reg) {
    const Code *code = f->code;
    if (reg >= code->free_base) {
        Value name = tuple_get(code->freevars)->items[reg - code->free_base];
        vm_raise(vm, T_NameError,
                 "cannot access free variable '%S' where it is not associated with a value in enclosing "
                 "scope",
                 name);
        return;
    }
    vm_raise(vm, T_UnboundLocalError,
             "cannot access local variable '%S' where it is not associated with a value",
             tuple_get(code->variables)->items[reg]);
}

static Value no_name(VM *vm, Value name) {
    vm_raise(vm, T_NameError, "name '%S' is not defined", name);
    Exception *e = exception_get(vm->exception);
    value_set(vm, &e->fields[0], value_ref(name));
    return VALUE_ABSENT;
}

Value instr_load_global(VM *vm, Frame *f, Cache *cache) {
    Dict *globals = dict_get(f->globals), *builtins = dict_get(vm->builtins);
    int64_t entry = dict_entry_of_str(vm, globals, cache->name);
    if (entry >= 0) {
        if (vm->caches) {
            cache->key = dict_shape(vm, globals);
            cache->slot = (int32_t)entry;
            cache->how = CACHE_GLOBAL;
        }
        return globals->entries[entry].value;
    }
    entry = dict_entry_of_str(vm, builtins, cache->name);
    if (entry < 0)
        return no_name(vm, cache->name);
    if (vm->caches) {
        cache->key = dict_shape(vm, globals) | (uint64_t)dict_shape(vm, builtins) << 32;
        cache->slot = (int32_t)entry;
        cache->how = CACHE_BUILTIN;
    }
    return builtins->entries[entry].value;
}

bool instr_delete_name(VM *vm, Value namespace, Value name) {
    if (value_is_dict(namespace) && dict_remove(vm, dict_get(namespace), name) == 1)
        return true;
    no_name(vm, name);
    return false;
}

Flow instr_load_name(VM *vm, Frame *f, Value name, Ret ret) {
    Value v = VALUE_ABSENT;
    if (value_is_dict(f->names)) {
        v = dict_find_str(vm, dict_get(f->names), name);
    } else if (f->names != VALUE_ABSENT) {
        int found = op_contains(vm, RET_EXIT, f->names, name) == FLOW_READY && vm->result == VALUE_TRUE;
        if (found)
            return op_getitem(vm, ret, f->names, name);
    }
    if (v == VALUE_ABSENT)
        v = dict_find_str(vm, dict_get(f->globals), name);
    if (v == VALUE_ABSENT)
        v = dict_find_str(vm, dict_get(vm->builtins), name);
    return v == VALUE_ABSENT ? flow_ready(vm, no_name(vm, name)) : flow_ready(vm, value_ref(v));
}

Flow instr_store_name(VM *vm, Frame *f, Value name, Value value) {
    if (value_is_dict(f->names) && !(value_type(vm, f->names)->flags & TYPE_HEAP)) {
        dict_set_str(vm, dict_get(f->names), name, value);
        return flow_ready(vm, VALUE_NONE);
    }
    return op_setitem(vm, (Ret){RETURN_DISCARD, 0}, f->names, name, value);
}

static void empty(VM *vm, Value *items, int count) {
    for (int i = 0; i < count; i++)
        value_clear(vm, &items[i]);
}

Flow instr_build_set(VM *vm, Value *items, int count) {
    Value set = set_new(vm, false);
    bool fine = true;
    for (int i = 0; i < count && fine; i++)
        fine = set_add(vm, set_get(set), items[i]);
    empty(vm, items, count);
    if (fine)
        return flow_ready(vm, set);
    value_unref(vm, set);
    return FLOW_RAISE;
}

Flow instr_build_dict(VM *vm, Value *items, int pairs) {
    Value dict = dict_new(vm);
    bool fine = true;
    for (int i = 0; i < pairs && fine; i++)
        fine = dict_set(vm, dict_get(dict), items[2 * i], items[2 * i + 1]);
    empty(vm, items, 2 * pairs);
    if (fine)
        return flow_ready(vm, dict);
    value_unref(vm, dict);
    return FLOW_RAISE;
}

Flow instr_build_string(VM *vm, Value *items, int count) {
    size_t bytes = 0, chars = 0;
    for (int i = 0; i < count; i++) {
        bytes += str_get(items[i])->bytes;
        chars += str_get(items[i])->chars;
    }
    Value v = str_new_uninit(vm, bytes, chars);
    char *at = str_get(v)->data;
    for (int i = 0; i < count; i++) {
        memcpy(at, str_get(items[i])->data, str_get(items[i])->bytes);
        at += str_get(items[i])->bytes;
    }
    empty(vm, items, count);
    return flow_ready(vm, v);
}

Flow instr_build_slice(VM *vm, Value *items) {
    Value v = slice_new(vm, items[0], items[1], items[2]);
    empty(vm, items, 3);
    return flow_ready(vm, v);
}

// v: what was converted already, the spec.
static Flow format_converted(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (f->number == 's')
        NATIVE_AWAIT(f, vm_str(vm, f, v[0]));
    else
        NATIVE_AWAIT(f, vm_repr(vm, f, v[0]));
    if (f->number == 'a')
        value_set(vm, &f->in, ascii_escape(vm, f->in));
    value_set(vm, &v[0], native_take_in(f));
    if (v[1] == VALUE_ABSENT)
        return vm_return(vm, value_ref(v[0]));
    return vm_return_or_raise(vm, format_value(vm, v[0], v[1]));
    NATIVE_END;
}

static const NativeDef format_def = {"format", "value spec?", NULL, format_converted, 0, 0};

Flow instr_format_value(VM *vm, Ret ret, Value v, int conversion, Value spec) {
    if (!conversion && spec == VALUE_ABSENT) {
        if (value_is_str(v) && value_type(vm, v) == vm_type(vm, T_str))
            return flow_ready(vm, value_ref(v));
        return op_format(vm, ret, v, vm->empty_str);
    }
    if (!conversion)
        return op_format(vm, ret, v, spec);
    Frame *f = frame_push_native(vm, ret, &format_def, 2);
    f->v[0] = value_ref(v);
    f->v[1] = value_ref(spec);
    f->number = conversion;
    return FLOW_CALL;
}

Flow instr_list_extend(VM *vm, Ret ret, Value list, Value iterable) {
    if (!iterate_possible(vm, iterable)) {
        vm_raise(vm, T_TypeError, "Value after * must be an iterable, not %T", iterable);
        return FLOW_RAISE;
    }
    return list_inplace_extend(vm, ret, list, iterable);
}

// v: set, iterable.
static Flow set_update_from(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, vm_iter(vm, f, v[1]));
    value_set(vm, &v[1], native_take_in(f));
    for (;;) {
        NATIVE_AWAIT(f, vm_next(vm, f, v[1]));
        if (f->in == VALUE_ABSENT)
            return vm_return(vm, VALUE_NONE);
        if (!set_add(vm, set_get(v[0]), f->in))
            return FLOW_RAISE;
    }
    NATIVE_END;
}

static const NativeDef set_update_def = {"update", "set iterable", NULL, set_update_from, 0, 0};

Flow instr_set_update(VM *vm, Ret ret, Value set, Value iterable) {
    if (value_is_exact(vm, iterable, T_set) || value_is_exact(vm, iterable, T_frozenset)) {
        // Tables are merged as such, which shows in the order of iteration.
        vm->result = VALUE_NONE;
        return set_update(vm, set_get(set), iterable) ? FLOW_READY : FLOW_RAISE;
    }
    Frame *f = frame_push_native(vm, ret, &set_update_def, 2);
    f->v[0] = value_ref(set);
    f->v[1] = value_ref(iterable);
    return FLOW_CALL;
}

static bool duplicate_keyword(VM *vm, Value callable, Value key) {
    char name[200];
    call_describe(vm, callable, name, sizeof name);
    vm_raise(vm, T_TypeError, "%s() got multiple values for keyword argument '%S'", name, key);
    return false;
}

static bool merge_dict(VM *vm, Dict *to, Dict *from, Value callable) {
    int64_t position = 0;
    for (DictEntry *entry; (entry = dict_next(from, &position));) {
        if (callable != VALUE_ABSENT) {
            if (!value_is_str(entry->key)) {
                vm_raise(vm, T_TypeError, "keywords must be strings");
                return false;
            }
            if (dict_find_str(vm, to, entry->key) != VALUE_ABSENT)
                return duplicate_keyword(vm, callable, entry->key);
        }
        if (!dict_set(vm, to, entry->key, entry->value))
            return false;
    }
    return true;
}

// v: dict, mapping (an object with keys()), callable or absent; then iterator of keys, key.
static Flow merge_mapping(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, vm_call_method(vm, f, v[1], vm_name(vm, N_keys), 0, NULL));
    value_set(vm, &v[3], native_take_in(f));
    NATIVE_AWAIT(f, vm_iter(vm, f, v[3]));
    value_set(vm, &v[3], native_take_in(f));
    for (;;) {
        NATIVE_AWAIT(f, vm_next(vm, f, v[3]));
        if (f->in == VALUE_ABSENT)
            return vm_return(vm, VALUE_NONE);
        value_set(vm, &v[4], native_take_in(f));
        if (v[2] != VALUE_ABSENT && dict_find_str(vm, dict_get(v[0]), v[4]) != VALUE_ABSENT) {
            duplicate_keyword(vm, v[2], v[4]);
            return FLOW_RAISE;
        }
        NATIVE_AWAIT(f, vm_getitem(vm, f, v[1], v[4]));
        if (!dict_set(vm, dict_get(v[0]), v[4], f->in))
            return FLOW_RAISE;
    }
    NATIVE_END;
}

static const NativeDef merge_def = {"update", "dict mapping callable?", NULL, merge_mapping, 2, 0};

Flow instr_dict_update(VM *vm, Ret ret, Value dict, Value mapping, Value callable) {
    if (value_is_dict(mapping))
        return merge_dict(vm, dict_get(dict), dict_get(mapping), callable) ? flow_ready(vm, VALUE_NONE)
                                                                           : FLOW_RAISE;
    Type *type = value_type(vm, mapping);
    if (type_lookup(vm, type, vm_name(vm, N_keys)) == VALUE_ABSENT) {
        if (callable == VALUE_ABSENT) {
            vm_raise(vm, T_TypeError, "'%T' object is not a mapping", mapping);
        } else {
            char name[200];
            call_describe(vm, callable, name, sizeof name);
            vm_raise(vm, T_TypeError, "%s() argument after ** must be a mapping, not %T", name, mapping);
        }
        return FLOW_RAISE;
    }
    Frame *f = frame_push_native(vm, ret, &merge_def, 3);
    f->v[0] = value_ref(dict);
    f->v[1] = value_ref(mapping);
    f->v[2] = value_ref(callable);
    return FLOW_CALL;
}

Flow instr_keyword_set(VM *vm, Value callable, Value dict, Value key, Value value) {
    if (dict_find_str(vm, dict_get(dict), key) != VALUE_ABSENT)
        return duplicate_keyword(vm, callable, key) ? FLOW_READY : FLOW_RAISE;
    dict_set_str(vm, dict_get(dict), key, value);
    return flow_ready(vm, VALUE_NONE);
}

static Flow unpack_count_error(VM *vm, int64_t got, int want, bool at_least) {
    if (got > want && !at_least)
        vm_raise(vm, T_ValueError, "too many values to unpack (expected %d)", want);
    else
        vm_raise(vm, T_ValueError, "not enough values to unpack (expected %s%d, got %d)",
                 at_least ? "at least " : "", want, (int)got);
    return FLOW_RAISE;
}

// v: iterable; number: how many. Takes one more than wanted, to see whether there are too many.
static Flow take_items(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, vm_iter(vm, f, v[0]));
    value_set(vm, &v[0], native_take_in(f));
    v[1] = list_new(vm, f->number > 0 ? f->number : 4);
    while (f->number < 0 || list_get(v[1])->count <= f->number) {
        NATIVE_AWAIT(f, vm_next(vm, f, v[0]));
        if (f->in == VALUE_ABSENT)
            break;
        list_append(vm, list_get(v[1]), native_take_in(f));
    }
    return vm_return(vm, value_ref(v[1]));
    NATIVE_END;
}

static const NativeDef take_items_def = {"unpack", "iterable", NULL, take_items, 1, 0};

// The items of register b as a list or tuple. For other iterables Python may have to run: then
// register `a` gets a list, and the instruction is executed again with that.
static Flow unpackable(VM *vm, Value *R, Insn insn, int limit, Value *items) {
    Value v = R[insn.b];
    Type *type = value_type(vm, v);
    if (type == vm_type(vm, T_tuple) || type == vm_type(vm, T_list)) {
        *items = v;
        return FLOW_READY;
    }
    if (R[insn.a] != VALUE_ABSENT && value_is_list(R[insn.a]) &&
        vm->frame->flags & FRAME_UNPACKING) {
        *items = R[insn.a];
        vm->frame->flags &= (uint8_t)~FRAME_UNPACKING;
        return FLOW_READY;
    }
    if (!iterate_possible(vm, v)) {
        vm_raise(vm, T_TypeError, "cannot unpack non-iterable %T object", v);
        return FLOW_RAISE;
    }
    vm->frame->flags |= FRAME_UNPACKING;
    vm->frame->pc--;
    Frame *f = frame_push_native(vm, (Ret){RETURN_STORE, insn.a}, &take_items_def, 1);
    f->v[0] = value_ref(v);
    f->number = limit;
    return FLOW_CALL;
}

Flow instr_unpack(VM *vm, Value *R, Insn insn) {
    Value v;
    Flow flow = unpackable(vm, R, insn, insn.c, &v);
    if (flow != FLOW_READY)
        return flow;
    value_ref(v);
    int64_t count;
    const Value *items = sequence_items(v, &count);
    if (count != insn.c) {
        value_unref(vm, v);
        return unpack_count_error(vm, count, insn.c, false);
    }
    if (insn.flags & KILL_B)
        value_clear(vm, &R[insn.b]);
    for (int i = 0; i < insn.c; i++)
        value_set(vm, &R[insn.a + i], value_ref(items[i]));
    value_unref(vm, v);
    return flow_ready(vm, VALUE_NONE);
}

Flow instr_unpack_ex(VM *vm, Value *R, Insn insn) {
    int before = insn.c & 255, after = insn.c >> 8;
    Value v;
    Flow flow = unpackable(vm, R, insn, -1, &v);
    if (flow != FLOW_READY)
        return flow;
    value_ref(v);
    int64_t count;
    const Value *items = sequence_items(v, &count);
    if (count < before + after) {
        value_unref(vm, v);
        return unpack_count_error(vm, count, before + after, true);
    }
    if (insn.flags & KILL_B)
        value_clear(vm, &R[insn.b]);
    int64_t middle = count - before - after;
    for (int i = 0; i < before; i++)
        value_set(vm, &R[insn.a + i], value_ref(items[i]));
    value_set(vm, &R[insn.a + before], list_from(vm, items + before, middle));
    for (int i = 0; i < after; i++)
        value_set(vm, &R[insn.a + before + 1 + i], value_ref(items[before + middle + i]));
    value_unref(vm, v);
    return flow_ready(vm, VALUE_NONE);
}

// v: the object. Its __aiter__ must give an asynchronous iterator.
static Flow call_aiter(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, native_ready(f, op_call_special(vm, RET_NATIVE, special_find(vm, v[0], N___aiter__),
                                                    v[0], 0, NULL)));
    if (special_find(vm, f->in, N___anext__) == VALUE_ABSENT) {
        vm_raise(vm, T_TypeError,
                 "'async for' received an object from __aiter__ that does not implement __anext__: %T",
                 f->in);
        return FLOW_RAISE;
    }
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

static const NativeDef call_aiter_def = {"aiter", "self", NULL, call_aiter, 0, 0};

Flow instr_get_aiter(VM *vm, Ret ret, Value v) {
    if (value_is_gen(v) && gen_get(v)->kind == GEN_ASYNC)
        return flow_ready(vm, value_ref(v));
    if (special_find(vm, v, N___aiter__) == VALUE_ABSENT) {
        vm_raise(vm, T_TypeError, "'async for' requires an object with __aiter__ method, got %T", v);
        return FLOW_RAISE;
    }
    Frame *f = frame_push_native(vm, ret, &call_aiter_def, 1);
    f->v[0] = value_ref(v);
    return FLOW_CALL;
}

// Whether the slots of an object of this type can be reached by a cache.
static bool cacheable(const Type *type) {
    return !type->def->size_of && type->flags & TYPE_ATTRS && type->flags & TYPE_HEAP &&
           type->slot_names == VALUE_ABSENT && !type_overrides(type, N___getattribute__);
}

static void cache_module(VM *vm, Value object, Cache *cache) {
    Dict *dict = dict_get(((Module *)value_obj(object))->dict);
    int64_t entry = dict_entry_of_str(vm, dict, cache->name);
    if (entry < 0)
        return;
    cache->key = dict_shape(vm, dict);
    cache->slot = (int32_t)entry;
    cache->how = CACHE_MODULE;
}

static void cache_slot(VM *vm, Value object, Cache *cache) {
    Type *type = value_type(vm, object);
    int slot = attrs_slot(vm, type, cache->name);
    if (slot < 0 || type_lookup(vm, type, cache->name) != VALUE_ABSENT)
        return;
    cache->key = type->version;
    cache->slot = slot;
    cache->how = CACHE_SLOT;
}

Flow instr_load_attr(VM *vm, Ret ret, Value object, Cache *cache) {
    if (vm->caches && value_is_kind(object, KIND_MODULE))
        cache_module(vm, object, cache);
    else if (vm->caches && value_is_obj(object) && cacheable(value_type(vm, object)))
        cache_slot(vm, object, cache);
    return op_getattr(vm, ret, object, cache->name);
}

Flow instr_store_attr(VM *vm, Ret ret, Value object, Value value, Cache *cache) {
    Flow flow = op_setattr(vm, ret, object, cache->name, value);
    Type *type = value_type(vm, object);
    if (flow == FLOW_READY && vm->caches && value_is_obj(object) && cacheable(type) &&
        !type_overrides(type, N___setattr__) && !type->def->setattr)
        cache_slot(vm, object, cache);
    return flow;
}

Flow instr_load_method(VM *vm, Ret ret, Value object, Cache *cache, Value *self) {
    Type *type = value_type(vm, object);
    Value name = cache->name;
    if (value_is_kind(object, KIND_MODULE)) {
        if (vm->caches)
            cache_module(vm, object, cache);
        return op_getattr(vm, ret, object, name);
    }
    bool plain = !value_is_kind(object, KIND_TYPE) && !type->def->getattr &&
                 !(type->flags & TYPE_HEAP && type_overrides(type, N___getattribute__));
    Value found = plain ? type_lookup(vm, type, name) : VALUE_ABSENT;
    bool method = value_is_kind(found, KIND_FUNC) ||
                  (value_is_kind(found, KIND_NATIVE) &&
                   value_type(vm, found) == vm_type(vm, T_method_descriptor));
    if (!method)
        return op_getattr(vm, ret, object, name);
    if (type->flags & TYPE_ATTRS) {
        Value own = attrs_find(vm, value_obj(object), name);
        if (own != VALUE_ABSENT)
            return flow_ready(vm, value_ref(own));
    }
    bool fixed = !(type->flags & TYPE_ATTRS) || !type->def->size_of;
    if (vm->caches && fixed && attrs_slot(vm, type, name) < 0) {
        cache->key = type->version;
        cache->value = found;
        cache->how = CACHE_METHOD;
    }
    *self = value_ref(object);
    return flow_ready(vm, value_ref(found));
}

void instr_no_special(VM *vm, Value object, NameId name) {
    bool is_async = name == N___aenter__ || name == N___aexit__;
    bool exit = name == N___exit__ || name == N___aexit__;
    vm_raise(vm, T_TypeError, "'%T' object does not support the %scontext manager protocol%s", object,
             is_async ? "asynchronous " : "",
             !exit ? "" : is_async ? " (missed __aexit__ method)" : " (missed __exit__ method)");
}

Value instr_bind_special(VM *vm, Value func, Value object) {
    Type *type = value_type(vm, func);
    if (type->def->descr_get)
        return type->def->descr_get(vm, func, object, value_of(value_type(vm, object)));
    return value_ref(func);
}

void instr_enter_function(VM *vm, Func *take_func, int dst, Value *take_args, int count) {
    Code *code = take_func->code;
    size_t bytes = sizeof(Frame) + code->register_count * sizeof(Value);
    Frame *f = region_alloc_object(vm->region, bytes);
    f->head = (Obj){.type = vm->types[T_frame], .refs = 1, .kind = KIND_FRAME};
    f->count = code->register_count;
    f->func = take_func;
    f->code = code;
    f->globals = take_func->globals;
    f->pc = code->insns;
    f->caller = vm->frame;
    f->mode = RETURN_STORE;
    f->dst = (uint16_t)dst;
    for (int i = 0; i < count; i++) {
        f->v[i] = take_args[i];
        take_args[i] = VALUE_ABSENT;
    }
    for (int i = 0; i < code->free_count; i++)
        f->v[code->free_base + i] = value_ref(tuple_get(take_func->closure)->items[i]);
    vm->frame = f;
    vm->depth++;
    vm->ticks += code->entry_cost;
}

// Makes an instance of a class given to `raise`; v: class, cause or absent. number: RAISE_ flags.
static Flow raise_class(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (value_is_kind(v[0], KIND_TYPE)) {
        NATIVE_AWAIT(f, vm_call(vm, f, v[0], 0, NULL));
        value_set(vm, &v[0], native_take_in(f));
    }
    if (v[1] != VALUE_ABSENT && value_is_kind(v[1], KIND_TYPE)) {
        NATIVE_AWAIT(f, vm_call(vm, f, v[1], 0, NULL));
        value_set(vm, &v[1], native_take_in(f));
    }
    if (!value_is_a(vm, v[0], T_BaseException)) {
        vm_raise(vm, T_TypeError, "exceptions must derive from BaseException");
        return FLOW_RAISE;
    }
    if (v[1] != VALUE_ABSENT) {
        if (v[1] != VALUE_NONE && !value_is_a(vm, v[1], T_BaseException)) {
            vm_raise(vm, T_TypeError, "exception causes must derive from BaseException");
            return FLOW_RAISE;
        }
        Exception *e = exception_get(v[0]);
        value_set(vm, &e->cause, value_ref(v[1]));
        e->suppress_context = true;
    }
    vm_raise_instance(vm, value_ref(v[0]));
    return FLOW_RAISE;
    NATIVE_END;
}

static const NativeDef raise_def = {"raise", "exception cause?", NULL, raise_class, 0, 0};

Flow instr_raise(VM *vm, Frame *f, Value *R, Insn insn) {
    if (insn.flags & RAISE_BARE) {
        Value handled = vm_handled(vm);
        if (handled == VALUE_ABSENT) {
            vm_raise(vm, T_RuntimeError, "No active exception to reraise");
            return FLOW_RAISE;
        }
        value_set(vm, &vm->exception, value_ref(handled));
        f->flags |= FRAME_RERAISE;
        return FLOW_RAISE;
    }
    if (!(insn.flags & RAISE_CAUSE) && value_is_kind(R[insn.a], KIND_EXCEPTION)) {
        Value exception = R[insn.a];
        R[insn.a] = VALUE_ABSENT;
        vm_raise_instance(vm, exception);
        return FLOW_RAISE;
    }
    Frame *helper = frame_push_native(vm, (Ret){RETURN_DISCARD, 0}, &raise_def, 2);
    helper->v[0] = R[insn.a];
    R[insn.a] = VALUE_ABSENT;
    if (insn.flags & RAISE_CAUSE) {
        helper->v[1] = R[insn.b];
        R[insn.b] = VALUE_ABSENT;
    }
    return FLOW_CALL;
}

Value instr_annotations(VM *vm, Frame *f) {
    Value namespace = value_is_dict(f->names) ? f->names : f->globals;
    Dict *dict = dict_get(namespace);
    Value found = dict_find_str(vm, dict, vm_name(vm, N___annotations__));
    if (value_is_dict(found))
        return found;
    Value annotations = dict_new(vm);
    dict_set_str(vm, dict, vm_name(vm, N___annotations__), annotations);
    value_unref(vm, annotations);
    return annotations;
}

bool instr_is_sequence(VM *vm, Value v) {
    (void)vm;
    return value_is_list(v) || value_is_tuple(v) || value_is_kind(v, KIND_RANGE);
}

Value instr_match_keys(VM *vm, Value mapping, Value keys) {
    int64_t count = tuple_get(keys)->count;
    Value result = tuple_new(vm, count);
    for (int64_t i = 0; i < count; i++) {
        Value value;
        int found = dict_find(vm, dict_get(mapping), tuple_get(keys)->items[i], &value);
        if (found == 1) {
            tuple_get(result)->items[i] = value_ref(value);
            continue;
        }
        value_unref(vm, result);
        return found < 0 ? VALUE_ABSENT : VALUE_NONE;
    }
    return result;
}

Value instr_match_rest(VM *vm, Value mapping, Value keys) {
    Value rest = dict_copy(vm, dict_get(mapping));
    for (int64_t i = 0; i < tuple_get(keys)->count; i++)
        if (dict_remove(vm, dict_get(rest), tuple_get(keys)->items[i]) < 0) {
            value_unref(vm, rest);
            return VALUE_ABSENT;
        }
    return rest;
}

// Builtin classes whose one positional pattern is the subject itself.
static bool matches_self(VM *vm, const Type *class) {
    static const uint16_t ids[] = {T_bool, T_bytearray, T_bytes, T_dict, T_float, T_frozenset,
                                   T_int,  T_list,      T_set,   T_str,  T_tuple};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        if (type_is_subtype(class, vm_type(vm, (TypeId)ids[i])))
            return true;
    return false;
}

// The attribute, or ABSENT without an exception when there is none.
static Value attribute_or_absent(VM *vm, Value subject, Value name) {
    Value v = vm_getattr_nested(vm, subject, name);
    if (v == VALUE_ABSENT && vm_pending_is(vm, T_AttributeError))
        vm_clear_pending(vm);
    return v;
}

Value instr_match_class(VM *vm, Value subject, Value class, Value names, int positional) {
    if (!value_is_kind(class, KIND_TYPE))
        return vm_raise(vm, T_TypeError, "called match pattern must be a class");
    Type *type = (Type *)value_obj(class);
    if (!type_is_subtype(value_type(vm, subject), type))
        return VALUE_NONE;
    int64_t named = tuple_get(names)->count;
    Value match_args = positional ? type_lookup(vm, type, vm_name(vm, N___match_args__)) : VALUE_ABSENT;
    bool self = positional && match_args == VALUE_ABSENT && matches_self(vm, type);
    int64_t allowed = self ? 1 : value_is_tuple(match_args) ? tuple_get(match_args)->count : 0;
    if (positional > allowed)
        return vm_raise(vm, T_TypeError, "%s() accepts %d positional sub-pattern%s (%d given)",
                        type_name(type), (int)allowed, allowed == 1 ? "" : "s", positional);
    Value result = tuple_new(vm, positional + named);
    for (int64_t i = 0; i < positional + named; i++) {
        Value v;
        if (self && i == 0)
            v = value_ref(subject);
        else
            v = attribute_or_absent(vm, subject,
                                    i < positional ? tuple_get(match_args)->items[i]
                                                   : tuple_get(names)->items[i - positional]);
        if (v == VALUE_ABSENT) {
            value_unref(vm, result);
            return vm->exception != VALUE_ABSENT ? VALUE_ABSENT : VALUE_NONE;
        }
        tuple_get(result)->items[i] = v;
    }
    return result;
}
