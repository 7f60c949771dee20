#include "lang/gen.h"

#include "lang/builtins.h"
#include "lang/call.h"
#include "lang/exception.h"
#include "lang/exec.h"
#include "lang/generic.h"
#include "lang/list.h"
#include "lang/str.h"
#include "lang/warning.h"

static_assert(sizeof(Gen) <= 96, "there may be a million coroutines");

Value gen_new(VM *vm, Frame *take_frame, Value name, Value qualname) {
    const Code *code = take_frame->code;
    GenKind kind = GEN_COROUTINE;
    if (code && code->flags & CODE_GENERATOR)
        kind = code->flags & CODE_COROUTINE ? GEN_ASYNC : GEN_GENERATOR;
    static const uint16_t types[] = {T_generator, T_coroutine, T_async_generator};
    Gen *gen = obj_new(vm, vm_type(vm, types[kind]), sizeof *gen);
    gen->kind = kind;
    gen->frame = take_frame;
    take_frame->gen = gen;
    gen->code = code ? value_ref(value_of(code)) : VALUE_ABSENT;
    if (vm->tracks_origins && kind == GEN_COROUTINE) {
        Value origin = exception_stack(vm);
        gen->names = tuple_from(vm, (Value[]){name, qualname, origin}, 3);
        value_unref(vm, origin);
    } else if (!code || name != code->name || qualname != code->qualname) {
        gen->names = tuple_from(vm, (Value[]){name, qualname}, 2);
    }
    gen->depth = 1;
    gen->serial = (uint32_t)++vm->gen_serial;
    return value_of(gen);
}

Value gen_name(const Gen *gen) {
    return gen->names == VALUE_ABSENT ? ((const Code *)value_obj(gen->code))->name
                                      : tuple_get(gen->names)->items[0];
}

Value gen_qualname(const Gen *gen) {
    return gen->names == VALUE_ABSENT ? ((const Code *)value_obj(gen->code))->qualname
                                      : tuple_get(gen->names)->items[1];
}

Value gen_origin(const Gen *gen) {
    bool known = gen->names != VALUE_ABSENT && tuple_get(gen->names)->count > 2;
    return known ? tuple_get(gen->names)->items[2] : VALUE_ABSENT;
}

static const char *kind_name(const Gen *gen) {
    static const char *const names[] = {"generator", "coroutine", "async generator"};
    return names[gen->kind];
}

// What is sent reaches the innermost frame.
static void hand_to_leaf(VM *vm, Frame *leaf, Value take_sent, bool started) {
    if (!leaf->code) {
        value_set(vm, &leaf->in, take_sent);
    } else if (leaf->flags & FRAME_YIELDED) {
        leaf->flags &= (uint8_t)~FRAME_YIELDED;
        if (leaf->pc[-1].flags & KILL_A)
            value_unref(vm, take_sent);
        else
            value_set(vm, &leaf->v[leaf->pc[-1].a], take_sent);
    } else if (started) {
        value_set(vm, &leaf->in, take_sent); // for the AWAIT that runs again
    } else {
        value_unref(vm, take_sent);
    }
}

static bool check_resumable(VM *vm, Gen *gen) {
    if (gen->running) {
        vm_raise(vm, T_ValueError, "%s already executing", kind_name(gen));
        return false;
    }
    if (!gen->frame && gen->kind == GEN_COROUTINE) {
        vm_raise(vm, T_RuntimeError, "cannot reuse already awaited coroutine");
        return false;
    }
    return true;
}

// The exception that was thrown into the chain of `gen` did not come up.
static void forget_passed(Gen *gen) {
    gen->passed = false;
    for (Frame *f = gen_innermost(gen); f; f = f == gen->frame ? NULL : f->caller)
        f->flags &= (uint8_t)~FRAME_PASSED;
}

// Links the chain of `gen` under the running frame, with `gen` as driven from there.
static Frame *drive(VM *vm, uint8_t mode, uint16_t dst, Gen *gen) {
    Frame *root = gen->frame, *leaf = gen->leaf ? gen->leaf : root;
    root->caller = vm->frame;
    root->mode = mode;
    root->dst = dst;
    root->flags &= (uint8_t)~FRAME_STOP_ENDS;
    if (gen->passed)
        forget_passed(gen);
    gen->leaf = NULL;
    gen->outer = vm->driver;
    vm->driver = gen;
    gen->running = true;
    uint32_t depth = gen->depth;
    gen->outer_depth = vm->depth;
    vm->depth += depth;
    gen->outer_handled = vm->handled;
    vm->handled = gen->handled != VALUE_ABSENT ? gen->handled : value_ref(gen->outer_handled);
    gen->handled = VALUE_ABSENT;
    vm->frame = leaf;
    return leaf;
}

Flow gen_resume(VM *vm, uint8_t mode, uint16_t dst, Gen *gen, Value take_sent) {
    if (!check_resumable(vm, gen)) {
        value_unref(vm, take_sent);
        return FLOW_RAISE;
    }
    if (!gen->frame) {
        value_unref(vm, take_sent);
        vm->result = VALUE_ABSENT;
        return FLOW_READY;
    }
    if (!gen->started && take_sent != VALUE_NONE) {
        value_unref(vm, take_sent);
        vm_raise(vm, T_TypeError, "can't send non-None value to a just-started %s", kind_name(gen));
        return FLOW_RAISE;
    }
    Frame *leaf = drive(vm, mode, dst, gen);
    hand_to_leaf(vm, leaf, take_sent, gen->started);
    gen->started = true;
    return FLOW_CALL;
}

// Each coroutine handles exceptions of its own, and so does each generator. What is thrown into the
// innermost one has what that handles as its context, not what those around it or the driver handle;
// as it leaves one of them, whatever it has become by then, it gets as its context what the next one
// handles.
static void throw_into(VM *vm, Gen *gen, Frame *leaf, Value exception) {
    exception_settle_traceback(exception);
    leaf->flags &= (uint8_t)~FRAME_PASSED;
    if (leaf->handling)
        vm_set_context(vm, exception);
    for (Frame *f = leaf; f != gen->frame;) {
        f = f->caller;
        if (f->handling) {
            f->flags |= FRAME_PASSED;
            gen->passed = true;
        }
    }
}

bool frame_is_passed(const Frame *frame) {
    return frame->flags & FRAME_PASSED &&
           (frame->pc[-1].op == OPCODE_AWAIT || frame->pc[-2].op == OPCODE_FOR_AITER);
}

void gen_thrown_up(VM *vm, Frame *frame) {
    bool passed = frame_is_passed(frame);
    frame->flags &= (uint8_t)~FRAME_PASSED;
    if (!passed)
        return;
    vm_set_context(vm, vm->exception);
    exception_cut_traceback(vm, vm->exception); // as CPython: set anew, it has only what was settled
}

// What the driver of `gen` handles is being handled again.
static void give_back_handled(VM *vm, Gen *gen, Value take_unseen) {
    vm->handled = native_take(&gen->outer_handled);
    if (take_unseen != VALUE_ABSENT)
        value_set(vm, &vm->handled, take_unseen);
}

Flow gen_resume_throw(VM *vm, uint8_t mode, uint16_t dst, Gen *gen, Value take_exception) {
    if (!check_resumable(vm, gen)) {
        value_unref(vm, take_exception);
        return FLOW_RAISE;
    }
    if (!gen->frame) {
        vm_raise_instance(vm, take_exception);
        return FLOW_RAISE;
    }
    Value seen = vm_handled(vm), unseen = VALUE_ABSENT;
    if (seen != vm->handled) {
        unseen = vm->handled;
        vm->handled = value_ref(seen);
    }
    Frame *leaf = drive(vm, mode, dst, gen);
    gen->handled = unseen;
    if (leaf->code && leaf->pc->op == OPCODE_AWAIT && !(leaf->flags & FRAME_YIELDED)) {
        Value awaited = leaf->v[leaf->pc->b];
        if (value_is_obj(awaited) && value_obj(awaited)->type->def->await_broken)
            value_obj(awaited)->type->def->await_broken(vm, awaited);
    }
    leaf->flags &= (uint8_t)~FRAME_YIELDED;
    gen->started = true;
    throw_into(vm, gen, leaf, take_exception);
    value_set(vm, &vm->exception, take_exception);
    return FLOW_THROW;
}

Frame *gen_suspend(VM *vm) {
    Gen *gen = vm->driver;
    Frame *root = gen->frame;
    gen->leaf = vm->frame;
    vm->frame = root->caller;
    root->caller = NULL;
    vm->driver = gen->outer;
    gen->outer = NULL;
    uint32_t outer_depth = gen->outer_depth;
    gen->depth = vm->depth - outer_depth;
    vm->depth = outer_depth;
    Value unseen = native_take(&gen->handled);
    if (vm->handled != gen->outer_handled)
        gen->handled = vm->handled;
    else
        value_unref(vm, vm->handled);
    give_back_handled(vm, gen, unseen);
    gen->running = false;
    return root;
}

// An asynchronous generator within a chain handles exceptions of its own, as what drives a chain does:
// `outer_handled` is what is being handled around it, ABSENT where that is the driver's affair.

static void enter_handled(VM *vm, Gen *gen) {
    if (vm->handled != gen_driver_handled(vm->driver))
        gen->outer_handled = value_ref(vm->handled);
    if (gen->handled != VALUE_ABSENT)
        value_set(vm, &vm->handled, native_take(&gen->handled));
}

static void leave_handled(VM *vm, Gen *gen) {
    Value outer = native_take(&gen->outer_handled);
    if (outer == VALUE_ABSENT)
        outer = value_ref(gen_driver_handled(vm->driver));
    if (vm->handled != outer)
        value_set(vm, &gen->handled, value_ref(vm->handled));
    value_set(vm, &vm->handled, outer);
}

void gen_ended(VM *vm, Gen *gen) {
    if (gen == vm->driver) {
        vm->driver = gen->outer;
        gen->outer = NULL;
        value_unref(vm, vm->handled);
        give_back_handled(vm, gen, native_take(&gen->handled));
    } else if (gen->kind == GEN_ASYNC && gen->chained) {
        leave_handled(vm, gen);
        value_clear(vm, &gen->handled);
    }
    gen->end_line = frame_line(gen->frame);
    gen->frame->gen = NULL;
    gen->frame = NULL;
    gen->running = gen->chained = false;
}

// Pushes the chain of `gen` as a part of the running one.
static Flow chain(VM *vm, uint8_t mode, uint16_t dst, Gen *gen, Value take_sent) {
    Frame *root = gen->frame, *leaf = gen->leaf ? gen->leaf : root;
    if (vm->depth >= vm->limits.recursion) {
        value_unref(vm, take_sent);
        vm_raise(vm, T_RecursionError, "maximum recursion depth exceeded");
        return FLOW_RAISE;
    }
    root->caller = vm->frame;
    root->mode = mode;
    root->dst = dst;
    gen->leaf = NULL;
    gen->running = gen->chained = true;
    if (gen->kind == GEN_ASYNC)
        enter_handled(vm, gen);
    vm->depth += gen->depth;
    gen->depth = 1;
    vm->frame = leaf;
    hand_to_leaf(vm, leaf, take_sent, gen->started);
    gen->started = true;
    return FLOW_CALL;
}

Frame *gen_async_yield(VM *vm, Frame *f) {
    Gen *gen = f->gen;
    Frame *caller = f->caller;
    if (gen->outer_handled != VALUE_ABSENT || vm->handled != gen_driver_handled(vm->driver))
        leave_handled(vm, gen);
    gen->leaf = f;
    gen->running = gen->chained = false;
    vm->frame = caller;
    vm->depth--;
    f->caller = NULL;
    return caller;
}

// v: the iterator. Delegates to an iterator of any kind: its values go to the driver, what is thrown
// goes to it, and its StopIteration's value is the result.
static Flow delegate(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    f->catches = true;
    for (;;) {
        if (vm->exception != VALUE_ABSENT) {
            v[1] = vm_take_pending(vm);
            NATIVE_AWAIT(f, vm_getattr(vm, f, v[0], vm_name(vm, N_throw)));
            if (vm->exception != VALUE_ABSENT) { // an iterator without throw
                vm_clear_pending(vm);
                vm_raise_instance(vm, native_take(&v[1]));
                return FLOW_RAISE;
            }
            value_set(vm, &v[2], native_take_in(f));
            NATIVE_AWAIT(f, vm_call(vm, f, v[2], 1, &v[1]));
            value_clear(vm, &v[1]);
        } else if (f->in == VALUE_ABSENT || f->in == VALUE_NONE) {
            Value next = special_find(vm, v[0], N___next__);
            if (next == VALUE_ABSENT) {
                vm_raise(vm, T_TypeError, "'%T' object is not an iterator", v[0]);
                return FLOW_RAISE;
            }
            value_clear(vm, &f->in);
            NATIVE_AWAIT(f, native_ready(f, op_call_special(vm, RET_NATIVE, next, v[0], 0, NULL)));
        } else {
            value_set(vm, &v[1], native_take_in(f));
            NATIVE_AWAIT(f, vm_call_method(vm, f, v[0], vm_name(vm, N_send), 1, &v[1]));
            value_clear(vm, &v[1]);
        }
        if (vm->exception != VALUE_ABSENT) {
            if (!vm_pending_is(vm, T_StopIteration))
                return FLOW_RAISE;
            Value stop = vm_take_pending(vm);
            Value result = exception_stop_value(vm, stop);
            value_unref(vm, stop);
            return vm_return(vm, result);
        }
        vm->result = native_take_in(f);
        f->state = 1;
        return FLOW_SUSPEND;
    case 1:;
    }
    NATIVE_END;
}

static const NativeDef delegate_def = {"yield from", "iterator", NULL, delegate, 2, 0};

// v: asend or athrow object. Runs one step of its asynchronous generator.
static Flow async_step(VM *vm, Frame *f);
static const NativeDef async_step_def = {"asend", "step", NULL, async_step, 0, 0};

static Flow push_one(VM *vm, uint8_t mode, uint16_t dst, const NativeDef *def, Value v) {
    Frame *f = frame_push_native(vm, (Ret){mode, dst}, def, 1);
    f->v[0] = value_ref(v);
    return FLOW_CALL;
}

Flow gen_await(VM *vm, uint8_t mode, uint16_t dst, Value iterator) {
    Type *type = value_type(vm, iterator);
    if (value_is_gen(iterator)) {
        Gen *gen = gen_get(iterator);
        if (!check_resumable(vm, gen))
            return FLOW_RAISE;
        if (!gen->frame)
            return flow_ready(vm, VALUE_NONE);
        return chain(vm, mode, dst, gen, VALUE_NONE);
    }
    if (type->def->await_step) {
        Value out = VALUE_ABSENT;
        AwaitStep step = type->def->await_step(vm, iterator, &out);
        if (step == AWAIT_RAISE)
            return FLOW_RAISE;
        vm->result = out;
        return step == AWAIT_DONE ? FLOW_READY : FLOW_SUSPEND;
    }
    if (type == vm_type(vm, T_async_generator_asend) || type == vm_type(vm, T_async_generator_athrow))
        return push_one(vm, mode, dst, &async_step_def, iterator);
    return push_one(vm, mode, dst, &delegate_def, iterator);
}

// v: the object. Calls its __await__ and checks what that gives.
static Flow call_await(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, native_ready(f, op_call_special(vm, RET_NATIVE, special_find(vm, v[0], N___await__),
                                                    v[0], 0, NULL)));
    if (gen_is_coroutine(f->in)) {
        vm_raise(vm, T_TypeError, "__await__() returned a coroutine");
        return FLOW_RAISE;
    }
    Type *type = value_type(vm, f->in);
    if (!value_is_gen(f->in) && !type->def->next && !type->def->next_frame && !type->def->await_step &&
        special_find(vm, f->in, N___next__) == VALUE_ABSENT) {
        vm_raise(vm, T_TypeError, "__await__() returned non-iterator of type '%T'", f->in);
        return FLOW_RAISE;
    }
    return vm_return(vm, native_take_in(f));
    NATIVE_END;
}

static const NativeDef call_await_def = {"__await__", "self", NULL, call_await, 0, 0};

Flow gen_awaitable(VM *vm, uint8_t mode, uint16_t dst, Value v, int where) {
    Type *type = value_type(vm, v);
    if (value_is_gen(v)) {
        Gen *gen = gen_get(v);
        bool awaitable = gen->kind == GEN_COROUTINE ||
                         (gen->kind == GEN_GENERATOR && gen->code != VALUE_ABSENT &&
                          ((Code *)value_obj(gen->code))->flags & CODE_ITERABLE_COROUTINE);
        if (awaitable) {
            if (gen->running || gen->chained || gen->leaf) {
                if (gen->chained || gen->running) {
                    vm_raise(vm, T_RuntimeError, "coroutine is being awaited already");
                    return FLOW_RAISE;
                }
            }
            return flow_ready(vm, value_ref(v));
        }
    } else if (type->flags & TYPE_HEAP && type_overrides(type, N___await__)) {
        return push_one(vm, mode, dst, &call_await_def, v);
    } else if (type->def->await_step || type == vm_type(vm, T_async_generator_asend) ||
               type == vm_type(vm, T_async_generator_athrow)) {
        return flow_ready(vm, value_ref(v));
    } else if (type->def->await) {
        return flow_ready(vm, type->def->await(vm, v));
    }
    static const char *const from[] = {NULL, "__aenter__", "__aexit__"};
    if (where)
        vm_raise(vm, T_TypeError,
                 "'async with' received an object from %s that does not implement __await__: %T",
                 from[where], v);
    else
        vm_raise(vm, T_TypeError, "object %T can't be used in 'await' expression", v);
    return FLOW_RAISE;
}

Flow gen_yield_from(VM *vm, uint8_t mode, uint16_t dst, Value v) {
    if (value_is_gen(v)) {
        Gen *gen = gen_get(v);
        if (gen->kind == GEN_GENERATOR)
            return flow_ready(vm, value_ref(v));
        const Frame *f = vm->frame;
        bool allowed = f->code && f->code->flags & (CODE_COROUTINE | CODE_ITERABLE_COROUTINE);
        if (gen->kind == GEN_COROUTINE && allowed)
            return flow_ready(vm, value_ref(v));
        if (gen->kind == GEN_COROUTINE) {
            vm_raise(vm, T_TypeError,
                     "cannot 'yield from' a coroutine object in a non-coroutine generator");
            return FLOW_RAISE;
        }
    }
    if (value_type(vm, v)->def->await_step) // `yield from future`
        return flow_ready(vm, value_ref(v));
    return op_iter(vm, (Ret){mode, dst}, v);
}

// v: the asynchronous iterator.
static Flow call_anext(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    f->catches = true;
    NATIVE_AWAIT(f, native_ready(f, op_call_special(vm, RET_NATIVE, special_find(vm, v[0], N___anext__),
                                                    v[0], 0, NULL)));
    if (vm->exception != VALUE_ABSENT)
        goto raised;
    value_set(vm, &v[1], native_take_in(f));
    NATIVE_AWAIT(f, native_ready(f, gen_awaitable(vm, RETURN_NATIVE, 0, v[1], 0)));
    if (vm->exception != VALUE_ABSENT)
        goto raised;
    value_set(vm, &v[1], native_take_in(f));
    NATIVE_AWAIT_VALUE(f, v[1]);
    if (vm->exception != VALUE_ABSENT)
        goto raised;
    return vm_return(vm, native_take_in(f));
raised:
    if (!vm_pending_is(vm, T_StopAsyncIteration))
        return FLOW_RAISE;
    vm_clear_pending(vm);
    return vm_return(vm, VALUE_ABSENT);
    NATIVE_END;
}

static const NativeDef call_anext_def = {"__anext__", "self", NULL, call_anext, 1, 0};

static void note_first_iteration(VM *vm, Gen *gen) {
    if (gen->hooked)
        return;
    gen->hooked = gen->listed = true;
    vm->hooked_gens++;
    gen->finalizer = value_ref(vm->agen_finalizer);
}

static Flow agen_push(VM *vm, uint8_t mode, uint16_t dst, Gen *gen, Value take_sent) {
    if (gen->running) {
        value_unref(vm, take_sent);
        vm_raise(vm, T_RuntimeError, "anext(): asynchronous generator is already running");
        return FLOW_RAISE;
    }
    if (!gen->frame) {
        value_unref(vm, take_sent);
        vm->result = VALUE_ABSENT;
        return FLOW_READY;
    }
    if (!gen->started && take_sent != VALUE_NONE) {
        value_unref(vm, take_sent);
        vm_raise(vm, T_TypeError, "can't send non-None value to a just-started async generator");
        return FLOW_RAISE;
    }
    note_first_iteration(vm, gen);
    return chain(vm, mode, dst, gen, take_sent);
}

Flow gen_async_next(VM *vm, uint8_t mode, uint16_t dst, Value iterator) {
    if (value_is_gen(iterator) && gen_get(iterator)->kind == GEN_ASYNC)
        return agen_push(vm, mode, dst, gen_get(iterator), VALUE_NONE);
    if (special_find(vm, iterator, N___anext__) == VALUE_ABSENT) {
        vm_raise(vm, T_TypeError, "'async for' requires an iterator with __anext__ method, got %T",
                 iterator);
        return FLOW_RAISE;
    }
    return push_one(vm, mode, dst, &call_anext_def, iterator);
}

// What asend(), __anext__(), athrow() and aclose() return.
typedef struct AsyncStep {
    Obj head;
    Value gen;
    Value argument;  // to send, or to throw
    Value thrown;    // into it before it had begun, or ABSENT
    bool throws, closes, used;
    bool late; // what it throws by itself is still to be thrown
} AsyncStep;

static Value async_step_new(VM *vm, Value gen, Value take_argument, bool throws, bool closes) {
    TypeId type = throws || closes ? T_async_generator_athrow : T_async_generator_asend;
    AsyncStep *step = obj_new(vm, vm_type(vm, type), sizeof *step);
    step->gen = value_ref(gen);
    step->argument = take_argument;
    step->throws = throws;
    step->closes = closes;
    return value_of(step);
}

void gen_step_throw(VM *vm, Value step, Value take_exception) {
    AsyncStep *s = (AsyncStep *)value_obj(step);
    value_set(vm, &s->thrown, take_exception);
    s->late = s->throws || s->closes;
}

// What it throws by itself, owned.
static Value own_exception(VM *vm, const AsyncStep *step) {
    return step->closes ? exception_new(vm, T_GeneratorExit, VALUE_ABSENT) : value_ref(step->argument);
}

Value gen_step_begins(VM *vm, Value step) {
    AsyncStep *s = (AsyncStep *)value_obj(step);
    if (!s->late)
        return VALUE_ABSENT;
    s->late = false;
    return own_exception(vm, s);
}

static Flow agen_push_throw(VM *vm, Frame *f, Gen *gen, Value take_exception) {
    if (gen->running) {
        bool closes = ((AsyncStep *)value_obj(f->v[0]))->closes;
        value_unref(vm, take_exception);
        vm_raise(vm, T_RuntimeError, "%s(): asynchronous generator is already running",
                 closes ? "aclose" : "athrow");
        return FLOW_RAISE;
    }
    note_first_iteration(vm, gen);
    chain(vm, RETURN_NATIVE, 0, gen, VALUE_NONE);
    throw_into(vm, gen, vm->frame, take_exception);
    value_set(vm, &vm->exception, take_exception);
    return FLOW_THROW;
}

static Flow async_step(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    {
        AsyncStep *step = (AsyncStep *)value_obj(v[0]);
        Gen *gen = gen_get(step->gen);
        if (step->used) {
            vm_raise(vm, T_RuntimeError, "cannot reuse already awaited %s",
                     step->throws || step->closes ? "aclose()/athrow()" : "__anext__()/asend()");
            return FLOW_RAISE;
        }
        step->used = true;
        bool thrown = step->thrown != VALUE_ABSENT;
        if (!step->throws && !step->closes && !thrown) {
            Value sent = step->argument;
            step->argument = VALUE_ABSENT;
            NATIVE_AWAIT(f, native_ready(f, agen_push(vm, RETURN_NATIVE, 0, gen, sent)));
            if (f->in != VALUE_ABSENT)
                return vm_return(vm, native_take_in(f));
            vm_raise_value(vm, T_StopAsyncIteration, VALUE_ABSENT);
            return FLOW_RAISE;
        }
        Value exception = thrown ? native_take(&step->thrown) : own_exception(vm, step);
        if (!gen->frame || (step->closes && !gen->started && !thrown)) {
            if (gen->frame)
                gen_discard(vm, gen);
            if (step->closes && !thrown) {
                value_unref(vm, exception);
                return vm_return(vm, VALUE_NONE);
            }
            vm_raise_instance(vm, exception);
            return FLOW_RAISE;
        }
        f->catches = step->closes;
        NATIVE_AWAIT(f, agen_push_throw(vm, f, gen, exception));
    }
    AsyncStep *step = (AsyncStep *)value_obj(v[0]);
    if (step->closes) {
        if (vm->exception != VALUE_ABSENT) {
            if (!vm_pending_is(vm, T_GeneratorExit) && !vm_pending_is(vm, T_StopAsyncIteration))
                return FLOW_RAISE;
            vm_clear_pending(vm);
        } else if (f->in != VALUE_ABSENT) {
            vm_raise(vm, T_RuntimeError, "async generator ignored GeneratorExit");
            return FLOW_RAISE;
        }
        return vm_return(vm, VALUE_NONE);
    }
    if (f->in != VALUE_ABSENT)
        return vm_return(vm, native_take_in(f));
    vm_raise_value(vm, T_StopAsyncIteration, VALUE_ABSENT);
    return FLOW_RAISE;
    NATIVE_END;
}

static void async_step_visit(Obj *o, SlotVisitor visitor, void *context) {
    visitor(context, &((AsyncStep *)o)->gen);
    visitor(context, &((AsyncStep *)o)->argument);
    visitor(context, &((AsyncStep *)o)->thrown);
}

// __await__ of these objects is themselves; send() drives them without an await around.
static Flow step_send(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    NATIVE_AWAIT_VALUE(f, v[0]);
    vm_raise_value(vm, T_StopIteration, native_take_in(f));
    return FLOW_RAISE;
    NATIVE_END;
}

static Value step_self(VM *vm, Value *a) {
    (void)vm;
    return value_ref(a[0]);
}

static const NativeDef step_methods[] = {
    {"__await__", "self /", step_self, NULL, 0, 0},
    {"send", "self value /", NULL, step_send, 0, 0},
    {0},
};

const TypeDef typedef_async_generator_asend = {
    .name = "async_generator_asend",
    .kind = KIND_OTHER,
    .flags = TYPE_NO_NEW,
    .size = sizeof(AsyncStep),
    .visit = async_step_visit,
    .methods = step_methods,
};

const TypeDef typedef_async_generator_athrow = {
    .name = "async_generator_athrow",
    .kind = KIND_OTHER,
    .flags = TYPE_NO_NEW,
    .size = sizeof(AsyncStep),
    .visit = async_step_visit,
    .methods = step_methods,
};

// The frames of a suspended chain that no Gen owns: natives on the way to the leaf.
static void each_helper(Gen *gen, void (*each)(void *context, Frame *f), void *context) {
    for (Frame *f = gen->leaf; f && f != gen->frame;) {
        Frame *caller = f->caller;
        if (!f->gen)
            each(context, f);
        f = caller;
    }
}

static void unref_helper(void *context, Frame *f) { value_unref(context, value_of(f)); }

void gen_discard(VM *vm, Gen *gen) {
    Frame *f = gen->frame;
    each_helper(gen, unref_helper, vm);
    gen->leaf = NULL;
    gen->frame = NULL;
    f->gen = NULL;
    f->caller = NULL;
    value_unref(vm, value_of(f));
}

// Whether closing it could run guest code or change what that sees.
static bool must_close(const Gen *gen) {
    if (!gen->started || gen->chained)
        return false;
    for (const Frame *f = gen->leaf; f; f = f->caller) {
        if (!f->code || f->code->range_count)
            return true;
        if (f == gen->frame)
            break;
    }
    return false;
}

void gen_warn(VM *vm, Gen *gen) {
    if (!gen->frame || gen->started || gen->kind != GEN_COROUTINE || gen->warned)
        return;
    gen->warned = true;
    warning_never_awaited(vm, gen);
}

static bool gen_die(VM *vm, Obj *o) {
    Gen *gen = (Gen *)o;
    if (!gen->frame)
        return false;
    if (!gen->started) {
        gen_warn(vm, gen);
    } else if (must_close(gen)) {
        o->refs = 1;
        o->flags |= OBJ_FINALIZED;
        vm_queue_finalizer(vm, o);
        return true;
    }
    o->refs = 1; // while its frames go
    gen_discard(vm, gen);
    o->refs = 0;
    return false;
}

// v: the gen, already on its way out. Runs its finally clauses.
static Flow finalize(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    {
        const Gen *gen = gen_get(v[0]);
        if (!gen->frame || gen->running || gen->chained) { // left to what awaits it, or closed with that
            vm_finalizer_done(vm, f->number);
            return vm_return(vm, VALUE_NONE);
        }
    }
    f->catches = true;
    {
        Gen *gen = gen_get(v[0]);
        if (gen->kind == GEN_ASYNC && gen->finalizer != VALUE_ABSENT)
            NATIVE_AWAIT(f, vm_call(vm, f, gen->finalizer, 1, &v[0]));
        else
            NATIVE_AWAIT(f, vm_resume_throw(vm, f, gen, exception_new(vm, T_GeneratorExit, VALUE_ABSENT)));
    }
    if (vm->exception != VALUE_ABSENT) {
        if (vm_pending_is(vm, T_GeneratorExit) || vm_pending_is(vm, T_StopIteration))
            vm_clear_pending(vm);
        else
            warning_unraisable(vm, v[0]);
    } else if (gen_get(v[0])->frame && gen_get(v[0])->kind != GEN_ASYNC) {
        vm_raise(vm, T_RuntimeError, "%s ignored GeneratorExit", kind_name(gen_get(v[0])));
        warning_unraisable(vm, v[0]);
    }
    vm_finalizer_done(vm, f->number);
    return vm_return(vm, VALUE_NONE);
    NATIVE_END;
}

static const NativeDef finalize_def = {"close", "gen", NULL, finalize, 0, 0};

Flow gen_finalize(VM *vm, Gen *gen) {
    Frame *f = frame_push_native(vm, (Ret){RETURN_DISCARD, 0}, &finalize_def, 1);
    f->v[0] = value_of(gen); // the queue's reference
    return FLOW_CALL;
}

Frame *gen_innermost(const Gen *gen) { return gen->leaf ? gen->leaf : gen->frame; }

// The innermost frame of the suspended chain that `gen` drives or is a part of; NULL when that runs.
static Frame *suspended_leaf(const Gen *gen) {
    const Frame *root = gen->frame;
    while (root && root->caller)
        root = root->caller;
    return root && root->gen ? root->gen->leaf : NULL;
}

// Gives the coroutine that was awaited as it was called, whose frame is above `f` on the chain, an
// object of its own, which register `reg` of `f` keeps.
static void adopt(VM *vm, const Gen *gen, Frame *f, int reg) {
    Frame *inner = suspended_leaf(gen);
    while (inner && inner->caller != f)
        inner = inner->caller;
    if (!inner || inner->gen)
        return;
    Value native = !inner->code ? str_from(vm, inner->native->name) : VALUE_ABSENT;
    Value name = inner->func ? inner->func->name : native;
    Gen *made = gen_get(gen_new(vm, inner, name, inner->func ? inner->func->qualname : native));
    value_unref(vm, native);
    made->started = made->running = made->chained = true;
    f->v[reg] = value_of(made);
}

Value gen_delegate(VM *vm, Gen *gen) {
    Frame *f = gen->frame;
    if (!f || !f->code || !gen->started || f->flags & FRAME_YIELDED)
        return VALUE_ABSENT;
    const Insn *insn = f->pc->op == OPCODE_AWAIT ? f->pc : f->pc - 1;
    if (insn->op != OPCODE_AWAIT)
        return VALUE_ABSENT;
    if (f->v[insn->b] == VALUE_ABSENT)
        adopt(vm, gen, f, insn->b);
    return f->v[insn->b];
}

static void visit_helper(void *context, Frame *f) {
    struct {
        SlotVisitor visitor;
        void *context;
    } *pair = context;
    Value v = value_of(f);
    pair->visitor(pair->context, &v);
}

static void gen_visit(Obj *o, SlotVisitor visitor, void *context) {
    Gen *gen = (Gen *)o;
    struct {
        SlotVisitor visitor;
        void *context;
    } pair = {visitor, context};
    if (!gen->running)
        each_helper(gen, visit_helper, &pair);
    Value frame = value_of(gen->frame);
    visitor(context, &frame);
    gen->frame = (Frame *)(uintptr_t)frame;
    if (!gen->frame) // taken out: the way to the leaf goes with it
        gen->leaf = NULL;
    Value *slots[] = {&gen->handled, &gen->outer_handled, &gen->names, &gen->code,
                      &gen->finalizer};
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++)
        visitor(context, slots[i]);
}

static Value gen_repr(VM *vm, Value self) {
    static const char *const names[] = {"generator", "coroutine", "async_generator"};
    return str_format(vm, "<%s object %s at 0x%llx>", names[gen_get(self)->kind],
                      str_get(gen_qualname(gen_get(self)))->data, (unsigned long long)obj_id(vm, self));
}

static Flow finish_send(VM *vm, Frame *f, Gen *gen) {
    if (gen->frame)
        return vm_return(vm, native_take_in(f));
    Value value = native_take_in(f);
    vm_raise_value(vm, T_StopIteration,
                   value == VALUE_NONE || value == VALUE_ABSENT ? VALUE_ABSENT : value);
    return FLOW_RAISE;
}

static Flow gen_send(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, vm_resume(vm, f, gen_get(v[0]), value_ref(v[1])));
    return finish_send(vm, f, gen_get(v[0]));
    NATIVE_END;
}

static Flow gen_next(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, vm_resume(vm, f, gen_get(v[0]), VALUE_NONE));
    return finish_send(vm, f, gen_get(v[0]));
    NATIVE_END;
}

// The exception that throw(type, value, traceback) means: owned, or ABSENT with TypeError.
static Value exception_to_throw(VM *vm, Frame *f, Value type, Value value) {
    (void)f;
    if (value_is_a(vm, type, T_BaseException)) {
        if (value != VALUE_ABSENT && value != VALUE_NONE)
            return vm_raise(vm, T_TypeError, "instance exception may not have a separate value");
        return value_ref(type);
    }
    if (!value_is_kind(type, KIND_TYPE) ||
        !type_is_subtype((Type *)value_obj(type), vm_type(vm, T_BaseException)))
        return vm_raise(vm, T_TypeError,
                        "exceptions must be classes or instances deriving from BaseException, not %T",
                        type);
    if (value != VALUE_ABSENT && value_is_a(vm, value, T_BaseException))
        return value_ref(value);
    bool none = value == VALUE_ABSENT || value == VALUE_NONE;
    return vm_call_nested(vm, type, none ? 0 : 1, &value);
}

static Flow gen_throw(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    {
        Value exception = exception_to_throw(vm, f, v[1], v[2]);
        if (exception == VALUE_ABSENT)
            return FLOW_RAISE;
        NATIVE_AWAIT(f, vm_resume_throw(vm, f, gen_get(v[0]), exception));
    }
    return finish_send(vm, f, gen_get(v[0]));
    NATIVE_END;
}

static Flow gen_close(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    {
        Gen *gen = gen_get(v[0]);
        if (!gen->frame)
            return vm_return(vm, VALUE_NONE);
        if (!gen->started) {
            gen_discard(vm, gen);
            return vm_return(vm, VALUE_NONE);
        }
        f->catches = true;
        NATIVE_AWAIT(f, vm_resume_throw(vm, f, gen, exception_new(vm, T_GeneratorExit, VALUE_ABSENT)));
    }
    if (vm->exception != VALUE_ABSENT) {
        if (!vm_pending_is(vm, T_GeneratorExit) && !vm_pending_is(vm, T_StopIteration))
            return FLOW_RAISE;
        vm_clear_pending(vm);
    } else if (gen_get(v[0])->frame) {
        vm_raise(vm, T_RuntimeError, "%s ignored GeneratorExit", kind_name(gen_get(v[0])));
        return FLOW_RAISE;
    }
    return vm_return(vm, VALUE_NONE);
    NATIVE_END;
}

static Value gen_self(VM *vm, Value *a) {
    (void)vm;
    return value_ref(a[0]);
}

// coroutine.__await__(): an iterator over the coroutine.
typedef struct Wrapper {
    Obj head;
    Value gen;
} Wrapper;

static Value coroutine_await(VM *vm, Value *a) {
    Wrapper *w = obj_new(vm, vm_type(vm, T_coroutine_wrapper), sizeof *w);
    w->gen = value_ref(a[0]);
    return value_of(w);
}

static void wrapper_visit(Obj *o, SlotVisitor visitor, void *context) {
    visitor(context, &((Wrapper *)o)->gen);
}

static Flow wrapper_next(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, vm_resume(vm, f, gen_get(((Wrapper *)value_obj(v[0]))->gen), VALUE_NONE));
    return finish_send(vm, f, gen_get(((Wrapper *)value_obj(v[0]))->gen));
    NATIVE_END;
}

static Flow wrapper_send(VM *vm, Frame *f) {
    Value *v = f->v;
    NATIVE_BEGIN(f);
    NATIVE_AWAIT(f, vm_resume(vm, f, gen_get(((Wrapper *)value_obj(v[0]))->gen), value_ref(v[1])));
    return finish_send(vm, f, gen_get(((Wrapper *)value_obj(v[0]))->gen));
    NATIVE_END;
}

// Puts the coroutine in the place of its iterator.
static void unwrap(VM *vm, Frame *f) {
    if (!f->state)
        value_set(vm, &f->v[0], value_ref(((Wrapper *)value_obj(f->v[0]))->gen));
}

static Flow wrapper_throw(VM *vm, Frame *f) {
    unwrap(vm, f);
    return gen_throw(vm, f);
}

static Flow wrapper_close(VM *vm, Frame *f) {
    unwrap(vm, f);
    return gen_close(vm, f);
}

static const NativeDef wrapper_methods[] = {
    {"__iter__", "self /", gen_self, NULL, 0, 0},
    {"__next__", "self /", NULL, wrapper_next, 0, 0},
    {"send", "self value /", NULL, wrapper_send, 0, 0},
    {"throw", "self type value? traceback? /", NULL, wrapper_throw, 0, 0},
    {"close", "self /", NULL, wrapper_close, 0, 0},
    {0},
};

const TypeDef typedef_coroutine_wrapper = {
    .name = "coroutine_wrapper",
    .kind = KIND_OTHER,
    .flags = TYPE_NO_NEW,
    .size = sizeof(Wrapper),
    .visit = wrapper_visit,
    .methods = wrapper_methods,
};

static Value agen_anext(VM *vm, Value *a) {
    return async_step_new(vm, a[0], VALUE_NONE, false, false);
}

static Value agen_asend(VM *vm, Value *a) {
    return async_step_new(vm, a[0], value_ref(a[1]), false, false);
}

static Value agen_athrow(VM *vm, Value *a) {
    Value exception = exception_to_throw(vm, NULL, a[1], a[2]);
    return exception == VALUE_ABSENT ? VALUE_ABSENT : async_step_new(vm, a[0], exception, true, false);
}

static Value agen_aclose(VM *vm, Value *a) {
    return async_step_new(vm, a[0], VALUE_ABSENT, false, true);
}

static Value get_name(VM *vm, Value self) {
    (void)vm;
    return value_ref(gen_name(gen_get(self)));
}

static Value get_qualname(VM *vm, Value self) {
    (void)vm;
    return value_ref(gen_qualname(gen_get(self)));
}

static Value get_code(VM *vm, Value self) {
    (void)vm;
    return gen_get(self)->code == VALUE_ABSENT ? VALUE_NONE : value_ref(gen_get(self)->code);
}

static Value get_frame(VM *vm, Value self) {
    (void)vm;
    Frame *f = gen_get(self)->frame;
    return f ? value_ref(value_of(f)) : VALUE_NONE;
}

static Value get_running(VM *vm, Value self) {
    (void)vm;
    const Gen *gen = gen_get(self);
    return value_bool(gen->running && !suspended_leaf(gen));
}

static Value get_suspended(VM *vm, Value self) {
    (void)vm;
    const Gen *gen = gen_get(self);
    return value_bool(gen->frame && gen->started && !(gen->running && !suspended_leaf(gen)));
}

static Value get_delegate(VM *vm, Value self) {
    Value v = gen_delegate(vm, gen_get(self));
    return v == VALUE_ABSENT ? VALUE_NONE : value_ref(v);
}

static Value nothing(VM *vm, Value self) {
    (void)vm, (void)self;
    return VALUE_NONE;
}

// In CPython's order, which __dir__() shows.
static const GetSetDef generator_getsets[] = {
    {"gi_code", get_code, NULL},       {"__name__", get_name, NULL},
    {"__qualname__", get_qualname, NULL}, {"gi_yieldfrom", get_delegate, NULL},
    {"gi_running", get_running, NULL}, {"gi_frame", get_frame, NULL},
    {"gi_suspended", get_suspended, NULL}, {"__doc__", nothing, NULL}, {0}};

static const GetSetDef coroutine_getsets[] = {
    {"cr_code", get_code, NULL},       {"cr_origin", nothing, NULL},
    {"__name__", get_name, NULL},      {"__qualname__", get_qualname, NULL},
    {"cr_await", get_delegate, NULL},  {"cr_running", get_running, NULL},
    {"cr_frame", get_frame, NULL},     {"cr_suspended", get_suspended, NULL},
    {"__doc__", nothing, NULL},     {0}};

static const GetSetDef agen_getsets[] = {
    {"ag_running", get_running, NULL}, {"ag_code", get_code, NULL},
    {"__name__", get_name, NULL},      {"__qualname__", get_qualname, NULL},
    {"ag_await", get_delegate, NULL},  {"ag_frame", get_frame, NULL},
    {"__doc__", nothing, NULL},     {0}};

static Value gen_del(VM *vm, Value *a) {
    return vm_unsupported(vm, "calling __del__() of a %T", a[0]);
}

static Value gen_sizeof(VM *vm, Value *a) {
    return vm_unsupported(vm, "__sizeof__() of a %T", a[0]);
}

static Value agen_class_getitem(VM *vm, Value *a) { return generic_new(vm, a[0], a[1]); }

static const NativeDef generator_methods[] = {
    {"__getattribute__", "self name /", NULL, object_getattribute, 0, 0},
    {"__iter__", "self /", gen_self, NULL, 0, 0},
    {"__next__", "self /", NULL, gen_next, 0, 0},
    {"__del__", "self /", gen_del, NULL, 0, 0},
    {"send", "self value /", NULL, gen_send, 0, 0},
    {"throw", "self type value? traceback? /", NULL, gen_throw, 0, 0},
    {"close", "self /", NULL, gen_close, 0, 0},
    {"__sizeof__", "self /", gen_sizeof, NULL, 0, 0},
    {0},
};

static const NativeDef coroutine_methods[] = {
    {"__getattribute__", "self name /", NULL, object_getattribute, 0, 0},
    {"__del__", "self /", gen_del, NULL, 0, 0},
    {"__await__", "self /", coroutine_await, NULL, 0, 0},
    {"send", "self value /", NULL, gen_send, 0, 0},
    {"throw", "self type value? traceback? /", NULL, gen_throw, 0, 0},
    {"close", "self /", NULL, gen_close, 0, 0},
    {"__sizeof__", "self /", gen_sizeof, NULL, 0, 0},
    {0},
};

static const NativeDef agen_methods[] = {
    {"__getattribute__", "self name /", NULL, object_getattribute, 0, 0},
    {"__del__", "self /", gen_del, NULL, 0, 0},
    {"__aiter__", "self /", gen_self, NULL, 0, 0},
    {"__anext__", "self /", agen_anext, NULL, 0, 0},
    {"asend", "self value /", agen_asend, NULL, 0, 0},
    {"athrow", "self type value? traceback? /", agen_athrow, NULL, 0, 0},
    {"aclose", "self /", agen_aclose, NULL, 0, 0},
    {"__sizeof__", "self /", gen_sizeof, NULL, 0, 0},
    {"__class_getitem__", "cls item /", agen_class_getitem, NULL, 0, NATIVE_CLASS},
    {0},
};

#define GEN_TYPE(type, methods_, getsets_) \
    const TypeDef typedef_##type = { \
        .name = #type, \
        .kind = KIND_GEN, \
        .flags = TYPE_NO_NEW, \
        .size = sizeof(Gen), \
        .visit = gen_visit, \
        .die = gen_die, \
        .repr = gen_repr, \
        .methods = methods_, \
        .getsets = getsets_, \
    }

GEN_TYPE(generator, generator_methods, generator_getsets);
GEN_TYPE(coroutine, coroutine_methods, coroutine_getsets);
GEN_TYPE(async_generator, agen_methods, agen_getsets);
