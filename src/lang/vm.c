// The dispatch loop: the one long function of the engine.
//
// Reasons to look up (a dead object's last words, a collection, a limit, a wish to stop) are not
// tested for at each instruction: vm_attention puts another dispatch table in place, all of whose
// entries lead to the label `attention`.
#include "lang/vm.h"

#include "lang/attr.h"
#include "lang/call.h"
#include "lang/dict.h"
#include "lang/exception.h"
#include "lang/exec.h"
#include "lang/float.h"
#include "lang/gen.h"
#include "lang/instr.h"
#include "lang/int.h"
#include "lang/list.h"
#include "lang/module.h"
#include "lang/range.h"
#include "lang/set.h"
#include "lang/str.h"

// Puts `v`, which needs no reference, into a register.
static inline void put(VM *vm, Value *slot, Value v) {
    Value old = *slot;
    *slot = v;
    value_unref(vm, old);
}

// Gives up a frame that returned. Quick when nobody else (a traceback) holds it.
static void release_frame(VM *vm, Frame *f) {
    vm->frame = f->caller;
    vm->depth--;
    if (f->head.refs != 1) {
        f->caller = NULL;
        value_unref(vm, value_of(f));
        return;
    }
    int held = f->count;
    if (f->code) { // above the variables are temporaries, which are dead
        held = f->code->free_base + f->code->free_count;
        for (int i = held; i < f->count; i++)
            assert(!value_is_obj(f->v[i]));
    }
    for (int i = 0; i < held; i++)
        value_unref(vm, f->v[i]);
    value_unref(vm, f->in);
    value_unref(vm, f->names); // or what it made
    if (f->func) {
        value_unref(vm, value_of(f->func));
    } else if (f->code) {
        value_unref(vm, value_of(f->code));
        value_unref(vm, f->globals);
    }
    if (f->head.flags & OBJ_HAS_ID)
        vm_forget_id(vm, &f->head);
    region_release_object(vm->region, f, sizeof *f + f->count * sizeof(Value));
}

// PEP 479: these exceptions may not leave a generator as such.
static void convert_stop(VM *vm, GenKind kind) {
    static const char *const names[] = {"generator", "coroutine", "async generator"};
    const char *what = NULL;
    if (vm_pending_is(vm, T_StopIteration))
        what = "StopIteration";
    else if (kind == GEN_ASYNC && vm_pending_is(vm, T_StopAsyncIteration))
        what = "StopAsyncIteration";
    if (!what)
        return;
    Value cause = vm_take_pending(vm);
    vm_raise(vm, T_RuntimeError, "%s raised %s", names[kind], what);
    Exception *e = exception_get(vm->exception);
    value_set(vm, &e->cause, value_ref(cause));
    value_set(vm, &e->context, cause);
    e->suppress_context = true;
}

// Whether the next step of `async for` over `v` does no more than go on behind the yield where an
// asynchronous generator stands.
static inline bool goes_on(VM *vm, Value v) {
    if (!value_is_gen(v))
        return false;
    const Gen *gen = gen_get(v);
    return gen->kind == GEN_ASYNC && gen->leaf && gen->leaf == gen->frame && !gen->running &&
           gen->handled == VALUE_ABSENT && vm->handled == gen_driver_handled(vm->driver) &&
           vm->depth < vm->limits.recursion;
}

// Pushes the frame of such a generator on the chain above `f`.
static inline Frame *go_on(VM *vm, Frame *f, Gen *gen, uint16_t dst) {
    Frame *inner = gen->frame;
    inner->caller = f;
    inner->mode = RETURN_NEXT;
    inner->dst = dst;
    inner->flags &= (uint8_t)~FRAME_YIELDED;
    gen->leaf = NULL;
    gen->running = gen->chained = true;
    vm->depth++;
    vm->frame = inner;
    if (!(inner->pc[-1].flags & KILL_A))
        put(vm, &inner->v[inner->pc[-1].a], VALUE_NONE);
    return inner;
}

// Whether a call is one of a simple native with arguments as they are wanted.
static inline bool calls_quickly(VM *vm, Value callable, const Value *args, int count) {
    if (!value_is_kind(callable, KIND_NATIVE))
        return false;
    const Native *native = native_get(callable);
    if (!native->quick || count > native->parameters || count < native->required)
        return false;
    return !native->owner || native->def->flags & (NATIVE_STATIC | NATIVE_CLASS) ||
           (count && value_type(vm, args[0]) == native->owner);
}

static const ExceptRange *find_range(const Code *code, int64_t index) {
    for (int i = 0; i < code->range_count; i++)
        if ((int64_t)code->ranges[i].start <= index && index < (int64_t)code->ranges[i].end)
            return &code->ranges[i];
    return NULL;
}

typedef enum Unwound { UNWOUND_HANDLER, UNWOUND_NATIVE, UNWOUND_EXIT } Unwound;

// Takes the pending exception up the chain to who handles it, which becomes vm->frame.
static Unwound unwind(VM *vm) {
    for (;;) {
        Frame *f = vm->frame;
        if (!f->code && f->catches && !f->unwinding && !vm->halt_status)
            return UNWOUND_NATIVE;
        if (f->code) {
            if (f->flags & FRAME_RERAISE)
                f->flags &= (uint8_t)~FRAME_RERAISE;
            else
                exception_add_traceback(vm, vm->exception, f);
            const ExceptRange *range = find_range(f->code, f->pc - f->code->insns - 1);
            if (range && !vm->halt_status) {
                for (int i = (int)range->keep; i < f->count; i++)
                    value_clear(vm, &f->v[i]);
                value_clear(vm, &f->in);
                exception_settle_traceback(vm->exception);
                f->v[range->keep] = vm->exception;
                vm->exception = VALUE_ABSENT;
                f->pc = f->code->insns + range->handler;
                return UNWOUND_HANDLER;
            }
            int temps = f->code->free_base + f->code->free_count;
            for (int i = temps; i < f->count; i++) // what is being computed ends, variables stay
                value_clear(vm, &f->v[i]);
        } else if (f->native->flags & NATIVE_KEPT)
            exception_keep(vm, vm->exception, value_of(f));
        bool exit = f->mode == RETURN_EXIT;
        if (f->code && f->code->flags & (CODE_GENERATOR | CODE_COROUTINE))
            convert_stop(vm, f->gen ? (GenKind)f->gen->kind : GEN_COROUTINE);
        if (f->gen)
            gen_ended(vm, f->gen);
        f->unwinding = false;
        frame_pop(vm, f);
        if (exit)
            return UNWOUND_EXIT;
        if (vm->frame->flags & FRAME_PASSED)
            gen_thrown_up(vm, vm->frame);
    }
}

void vm_attention(VM *vm, Attention why) {
    vm->attention |= why;
    vm->table = vm->table_looking;
}

// Before the next instruction: true when a frame was pushed or the run is to stop (`*stop`).
static bool look_up(VM *vm, bool *stop) {
    if (vm->attention & ATTENTION_FINALIZE) {
        if (instr_finalize(vm))
            return true;
        vm->attention &= ~(unsigned)ATTENTION_FINALIZE;
    }
    if (vm->attention & ATTENTION_COLLECT) {
        vm->attention &= ~(unsigned)ATTENTION_COLLECT;
        if (vm->collect_on_demand)
            vm->containers = 0;
        else
            vm_collect_due(vm);
        if (vm->finalizer_count)
            return look_up(vm, stop);
    }
    if (vm->attention & ATTENTION_TICKS) {
        vm->attention &= ~(unsigned)ATTENTION_TICKS;
        // where it stands is the instruction that is due, not the one before it
        Frame *f = vm->frame;
        bool due = vm->hooks->ticks && f && f->code;
        f->pc += due;
        if (vm->hooks->ticks)
            vm->hooks->ticks(vm);
        f->pc -= due;
    }
    if (vm->attention & ATTENTION_STOP && !vm->nested) {
        vm->attention &= ~(unsigned)ATTENTION_STOP;
        *stop = true;
        return true;
    }
    if (vm->attention & ATTENTION_STEP && vm->hooks->step) {
        vm->hooks->step(vm, vm->frame);
        if (vm->attention & ATTENTION_STOP && !vm->nested) {
            vm->attention &= ~(unsigned)ATTENTION_STOP;
            *stop = true;
            return true;
        }
    }
    return false;
}

#define KILLS \
    do { \
        if (INSN.flags & KILL_B) \
            value_clear(vm, &R[INSN.b]); \
        if (INSN.flags & KILL_C) \
            value_clear(vm, &R[INSN.c]); \
    } while (0)

// The instruction that is executed; the rest of one of two words is *pc.
#define INSN (pc[-1])
#define R (f->v)

#define NEXT \
    do { \
        pc++; \
        goto *vm->table[INSN.op]; \
    } while (0)

#define TARGET(name) L_##name:
#define TO_REGISTER ((Ret){RETURN_STORE, INSN.a})

// Ends an instruction whose operation went through op_...: its result goes to register a.
#define FINISH(call) \
    do { \
        f->pc = pc; \
        flow = (call); \
        KILLS; \
        dst = INSN.a; \
        goto finish; \
    } while (0)

// Two-word conditional jumps.
#define BRANCH(condition) \
    do { \
        const Insn *next_ = pc + 1; \
        if ((condition) != !!(INSN.flags & JUMP_IF_FALSE)) \
            next_ += pc->d; \
        else \
            vm->ticks += pc->a; \
        pc = next_; \
        NEXT; \
    } while (0)

#define INT_ARITH(name, builtin) \
    TARGET(name) { \
        Value x = R[INSN.b], y = R[INSN.c]; \
        int64_t r; \
        if (value_both_small(x, y)) { \
            if (!builtin) { \
                put(vm, &R[INSN.a], (Value)r); \
                NEXT; \
            } \
        } else if (value_is_inline_float(x) && value_is_inline_float(y)) { \
            double p = value_inline_float_get(x), q = value_inline_float_get(y); \
            (void)p, (void)q; \
            Value v = value_try_inline_float(FLOAT_##name(p, q)); \
            if (v != VALUE_ABSENT) { \
                put(vm, &R[INSN.a], v); \
                NEXT; \
            } \
        } \
        goto slow_##name; \
    }
#define FLOAT_ADD(p, q) ((p) + (q))
#define FLOAT_SUB(p, q) ((p) - (q))
#define FLOAT_MUL(p, q) ((p) * (q))

#define SLOW_BINARY(name) \
    slow_##name: \
    if (INSN.flags & INPLACE) \
        FINISH(op_inplace(vm, TO_REGISTER, OP_##name, R[INSN.b], R[INSN.c])); \
    FINISH(op_binary(vm, TO_REGISTER, OP_##name, R[INSN.b], R[INSN.c]));

// Arithmetic with a small int in the instruction. It has no second register to end.
#define SLOW_IMMEDIATE(name, op) \
    slow_##name: \
    if (INSN.flags & INPLACE) \
        FINISH(op_inplace(vm, TO_REGISTER, op, R[INSN.b], value_small((int16_t)INSN.c))); \
    FINISH(op_binary(vm, TO_REGISTER, op, R[INSN.b], value_small((int16_t)INSN.c)));

#define COMPARE_OP(name, operator) \
    TARGET(name) { \
        Value x = R[INSN.b], y = R[INSN.c]; \
        if (value_both_small(x, y)) { \
            put(vm, &R[INSN.a], value_bool((int64_t)x operator(int64_t) y)); \
            NEXT; \
        } \
        FINISH(op_compare(vm, TO_REGISTER, CMP_##name, x, y)); \
    }

#define COMPARE_JUMP(name, operator) \
    TARGET(JUMP_##name) { \
        Value x = R[INSN.b], y = R[INSN.c]; \
        if (value_both_small(x, y)) \
            BRANCH(((int64_t)x operator(int64_t) y)); \
        if (value_is_inline_float(x) && value_is_inline_float(y)) \
            BRANCH((value_inline_float_get(x) operator value_inline_float_get(y))); \
        compare = CMP_##name; \
        goto slow_jump; \
    } \
    TARGET(JUMP_##name##_I) { \
        Value x = R[INSN.b], y = value_small((int16_t)INSN.c); \
        if (value_is_small(x)) \
            BRANCH(((int64_t)x operator(int64_t) y)); \
        compare = CMP_##name; \
        goto slow_jump_immediate; \
    }

static int64_t floor_div(int64_t x, int64_t y) {
    int64_t q = x / y;
    return x % y != 0 && (x ^ y) < 0 ? q - 1 : q;
}

static int64_t floor_mod(int64_t x, int64_t y) {
    int64_t r = x % y;
    return r != 0 && (r ^ y) < 0 ? r + y : r;
}

// The attribute slots of an instance whose class has no variable part.
static inline Attrs *fixed_attrs(Obj *o) {
    return (Attrs *)((char *)o + ((o->type->def->size + 7u) & ~7u));
}

// Where two variables are kept all the time. Left alone, gcc spills one or the other.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
#define IN_REGISTER(name) __asm__(name)
#else
#define IN_REGISTER(name)
#endif

RunEnd vm_run(VM *vm) {
    static const void *const ordinary[] = {
#define OP(name, words, operands) &&L_##name,
#include "lang/opcode.def"
#undef OP
    };
    static const void *const looking[] = {
#define OP(name, words, operands) &&attention,
#include "lang/opcode.def"
#undef OP
    };
    vm->table_ordinary = ordinary;
    vm->table_looking = looking;
    vm->table = vm->attention ? looking : ordinary;

    register Frame *f IN_REGISTER("r14") = vm->frame;
    register const Insn *pc IN_REGISTER("rbx"); // the word after the one that is executed
    Flow flow;
    ReturnMode mode;
    uint16_t dst;
    Value callable, names; // of a call
    int first, last, count;
    CompareOp compare;
    if (vm->exception != VALUE_ABSENT)
        goto raise;

enter:
    f = vm->frame;
    if (!f->code)
        goto run_native;
resume:
    pc = f->pc;
    NEXT;

attention: {
    bool stop = false;
    f->pc = pc - 1;
    if (look_up(vm, &stop)) {
        if (stop)
            return RUN_STOPPED;
        goto enter;
    }
    if (vm->exception != VALUE_ABSENT) {
        f->pc = pc;
        goto raise;
    }
    if (!vm->attention)
        vm->table = ordinary;
    goto *ordinary[INSN.op];
}

finish: // the operation, whose result goes to register dst, is over, or goes on in a pushed frame
    switch (flow) {
    case FLOW_READY:
        put(vm, &R[dst], vm->result);
        vm->result = VALUE_ABSENT;
        NEXT;
    case FLOW_CALL:
        goto enter;
    case FLOW_RAISE:
    case FLOW_THROW:
        goto raise;
    case FLOW_RETURN:
    case FLOW_SUSPEND:
    case FLOW_AGAIN:
        break;
    }
    assert(false);

finish_discard:
    if (flow == FLOW_READY) {
        value_clear(vm, &vm->result);
        NEXT;
    }
    if (flow == FLOW_CALL)
        goto enter;

raise:
    assert(vm->exception != VALUE_ABSENT);
    switch (unwind(vm)) {
    case UNWOUND_HANDLER:
        f = vm->frame;
        goto resume;
    case UNWOUND_NATIVE:
        f = vm->frame;
        value_clear(vm, &f->in);
        goto run_native;
    case UNWOUND_EXIT:
        return RUN_RAISED;
    }

run_native:
    if (vm->attention && vm->exception == VALUE_ABSENT) {
        bool stop = false;
        if (look_up(vm, &stop)) {
            if (stop)
                return RUN_STOPPED;
            goto enter;
        }
        f = vm->frame;
        if (vm->exception != VALUE_ABSENT) {
            f->unwinding = true;
            goto raise;
        }
    }
    flow = f->native->resume(vm, f);
    switch (flow) {
    case FLOW_RETURN:
        goto frame_done;
    case FLOW_CALL:
        goto enter;
    case FLOW_RAISE:
        f->unwinding = true;
        goto raise;
    case FLOW_THROW:
        goto raise;
    case FLOW_SUSPEND:
        f = gen_suspend(vm);
        goto deliver;
    case FLOW_AGAIN:
    case FLOW_READY:
        f = vm->frame;
        goto run_native;
    }

frame_done: // vm->result is the result of f
    if (f->gen) {
        Gen *gen = f->gen;
        bool exhausted = gen->kind == GEN_ASYNC || f->flags & FRAME_STOP_ENDS;
        gen_ended(vm, gen);
        if (exhausted || f->mode == RETURN_NEXT)
            value_clear(vm, &vm->result);
    }
    if (f->mode == RETURN_INIT) {
        if (vm->result != VALUE_NONE) {
            vm_raise(vm, T_TypeError, "__init__() should return None, not '%T'", vm->result);
            value_clear(vm, &vm->result);
            release_frame(vm, f);
            goto raise;
        }
        vm->result = f->made;
        f->made = VALUE_ABSENT;
        f->mode = f->made_mode;
    }
    {
        Ret ret = {f->mode, f->dst};
        release_frame(vm, f);
        if (ret.mode == RETURN_EXIT)
            return RUN_DONE;
        f = vm->frame;
        if (ret.mode == RETURN_STORE) {
            put(vm, &f->v[ret.dst], vm->result);
            vm->result = VALUE_ABSENT;
            goto resume;
        }
        mode = (ReturnMode)ret.mode;
        dst = ret.dst;
        goto hand_over;
    }

deliver: // f was suspended, vm->result is what it yields
    mode = (ReturnMode)f->mode;
    dst = f->dst;
    f = vm->frame;

hand_over: // gives vm->result to f
    switch (mode) {
    case RETURN_STORE:
        put(vm, &f->v[dst], vm->result);
        vm->result = VALUE_ABSENT;
        goto resume;
    case RETURN_DISCARD:
        value_clear(vm, &vm->result);
        goto enter;
    case RETURN_NATIVE:
        value_set(vm, &f->in, vm->result);
        vm->result = VALUE_ABSENT;
        goto run_native;
    case RETURN_NEXT: {
        const Insn ext = f->pc[-1];
        if (vm->result == VALUE_ABSENT) {
            value_clear(vm, &f->v[f->pc[-2].a]);
            f->pc += ext.d;
        } else {
            vm->ticks += ext.a;
            put(vm, &f->v[dst], vm->result);
            vm->result = VALUE_ABSENT;
        }
        goto resume;
    }
    case RETURN_JUMP: {
        if (!value_is_bool(vm->result)) {
            Value v = vm->result;
            vm->result = VALUE_ABSENT;
            flow = op_truth(vm, (Ret){RETURN_JUMP, 0}, v);
            value_unref(vm, v);
            if (flow == FLOW_CALL)
                goto enter;
            if (flow != FLOW_READY)
                goto raise;
        }
        const Insn ext = f->pc[-1];
        if ((vm->result == VALUE_TRUE) != !!(f->pc[-2].flags & JUMP_IF_FALSE))
            f->pc += ext.d;
        else
            vm->ticks += ext.a;
        vm->result = VALUE_ABSENT;
        goto resume;
    }
    case RETURN_NOT:
        put(vm, &f->v[dst], value_bool(vm->result != VALUE_TRUE));
        vm->result = VALUE_ABSENT;
        goto resume;
    case RETURN_EXIT:
        return RUN_DONE;
    case RETURN_INIT:
        break;
    }
    assert(false);

    TARGET(NOP) NEXT;
    TARGET(EXT) NEXT;
    TARGET(COST) {
        vm->ticks += INSN.d;
        NEXT;
    }
    TARGET(MOVE) {
        Value v = R[INSN.b];
        if (INSN.flags & KILL_B)
            R[INSN.b] = VALUE_ABSENT;
        else
            value_ref(v);
        put(vm, &R[INSN.a], v);
        NEXT;
    }
    TARGET(LOAD_CONST) {
        put(vm, &R[INSN.a], value_ref(tuple_get(f->code->constants)->items[INSN.d]));
        NEXT;
    }
    TARGET(LOAD_INT) {
        put(vm, &R[INSN.a], value_small(INSN.d));
        NEXT;
    }
    TARGET(KILL) {
        put(vm, &R[INSN.a], VALUE_ABSENT);
        NEXT;
    }
    TARGET(CHECK_BOUND) {
        if (R[INSN.a] != VALUE_ABSENT)
            NEXT;
        f->pc = pc;
        instr_unbound(vm, f, INSN.a);
        goto raise;
    }
    TARGET(DELETE_FAST) {
        if (R[INSN.a] != VALUE_ABSENT) {
            put(vm, &R[INSN.a], VALUE_ABSENT);
            NEXT;
        }
        f->pc = pc;
        instr_unbound(vm, f, INSN.a);
        goto raise;
    }
    TARGET(LOAD_GLOBAL) {
        Cache *cache = &f->code->caches[INSN.b];
        Dict *globals = dict_get(f->globals);
        if (cache->how == CACHE_GLOBAL && globals->shape == (uint32_t)cache->key) {
            put(vm, &R[INSN.a], value_ref(globals->entries[cache->slot].value));
            NEXT;
        }
        if (cache->how == CACHE_BUILTIN && globals->shape == (uint32_t)cache->key) {
            Dict *builtins = dict_get(vm->builtins);
            if (builtins->shape == cache->key >> 32) {
                put(vm, &R[INSN.a], value_ref(builtins->entries[cache->slot].value));
                NEXT;
            }
        }
        f->pc = pc;
        Value v = instr_load_global(vm, f, cache);
        if (v == VALUE_ABSENT)
            goto raise;
        put(vm, &R[INSN.a], value_ref(v));
        NEXT;
    }
    TARGET(STORE_GLOBAL) {
        Value name = tuple_get(f->code->names)->items[INSN.b];
        dict_set_str(vm, dict_get(f->globals), name, R[INSN.a]);
        if (INSN.flags & KILL_A)
            value_clear(vm, &R[INSN.a]);
        NEXT;
    }
    TARGET(DELETE_GLOBAL) {
        f->pc = pc;
        if (!instr_delete_name(vm, f->globals, tuple_get(f->code->names)->items[INSN.b]))
            goto raise;
        NEXT;
    }
    TARGET(LOAD_NAME) {
        f->pc = pc;
        FINISH(instr_load_name(vm, f, tuple_get(f->code->names)->items[INSN.b], TO_REGISTER));
    }
    TARGET(STORE_NAME) {
        Value name = tuple_get(f->code->names)->items[INSN.b];
        f->pc = pc;
        flow = instr_store_name(vm, f, name, R[INSN.a]);
        if (INSN.flags & KILL_A)
            value_clear(vm, &R[INSN.a]);
        goto finish_discard;
    }
    TARGET(DELETE_NAME) {
        f->pc = pc;
        if (!instr_delete_name(vm, f->names, tuple_get(f->code->names)->items[INSN.b]))
            goto raise;
        NEXT;
    }
    TARGET(MAKE_CELL) {
        R[INSN.a] = cell_new(vm, R[INSN.a]);
        NEXT;
    }
    TARGET(LOAD_CELL) {
        Value v = cell_get(R[INSN.b])->value;
        if (v == VALUE_ABSENT) {
            f->pc = pc;
            instr_unbound(vm, f, INSN.b);
            goto raise;
        }
        put(vm, &R[INSN.a], value_ref(v));
        NEXT;
    }
    TARGET(STORE_CELL) {
        Value v = R[INSN.b];
        if (INSN.flags & KILL_B)
            R[INSN.b] = VALUE_ABSENT;
        else
            value_ref(v);
        put(vm, &cell_get(R[INSN.a])->value, v);
        NEXT;
    }
    TARGET(DELETE_CELL) {
        Cell *cell = cell_get(R[INSN.a]);
        if (cell->value == VALUE_ABSENT) {
            f->pc = pc;
            instr_unbound(vm, f, INSN.a);
            goto raise;
        }
        put(vm, &cell->value, VALUE_ABSENT);
        NEXT;
    }
    TARGET(LOAD_CLASS_CELL) {
        Value name = tuple_get(f->code->names)->items[INSN.c];
        Value v = value_is_dict(f->names) ? dict_find_str(vm, dict_get(f->names), name) : VALUE_ABSENT;
        if (v == VALUE_ABSENT)
            v = cell_get(R[INSN.b])->value;
        if (v == VALUE_ABSENT) {
            f->pc = pc;
            instr_unbound(vm, f, INSN.b);
            goto raise;
        }
        put(vm, &R[INSN.a], value_ref(v));
        NEXT;
    }

    INT_ARITH(ADD, __builtin_add_overflow((int64_t)x, (int64_t)(y - 1), &r))
    INT_ARITH(SUB, __builtin_sub_overflow((int64_t)x, (int64_t)(y - 1), &r))
    INT_ARITH(MUL, (__builtin_mul_overflow((int64_t)(x - 1), value_small_get(y), &r) || (r |= 1, 0)))
    TARGET(ADD_I) {
        Value x = R[INSN.b];
        int64_t r;
        if (value_is_small(x) && !__builtin_add_overflow((int64_t)x, (int64_t)(int16_t)INSN.c * 2, &r)) {
            put(vm, &R[INSN.a], (Value)r);
            NEXT;
        }
        goto slow_ADD_I;
    }
    TARGET(SUB_I) {
        Value x = R[INSN.b];
        int64_t r;
        if (value_is_small(x) && !__builtin_sub_overflow((int64_t)x, (int64_t)(int16_t)INSN.c * 2, &r)) {
            put(vm, &R[INSN.a], (Value)r);
            NEXT;
        }
        goto slow_SUB_I;
    }
    TARGET(MUL_I) {
        Value x = R[INSN.b];
        int64_t r;
        if (value_is_small(x) && !__builtin_mul_overflow((int64_t)(x - 1), (int16_t)INSN.c, &r)) {
            put(vm, &R[INSN.a], (Value)r | 1);
            NEXT;
        }
        goto slow_MUL_I;
    }
    TARGET(TRUEDIV) {
        Value x = R[INSN.b], y = R[INSN.c], v = VALUE_ABSENT;
        if (value_both_small(x, y)) {
            int64_t p = value_small_get(x), q = value_small_get(y);
            const int64_t exact = INT64_C(1) << 53;
            if (q != 0 && p >= -exact && p <= exact && q >= -exact && q <= exact)
                v = value_try_inline_float((double)p / (double)q);
        } else if (value_is_inline_float(x) && value_is_inline_float(y)) {
            double q = value_inline_float_get(y);
            if (q != 0)
                v = value_try_inline_float(value_inline_float_get(x) / q);
        }
        if (v == VALUE_ABSENT)
            goto slow_TRUEDIV;
        put(vm, &R[INSN.a], v);
        NEXT;
    }
    TARGET(FLOORDIV) {
        Value x = R[INSN.b], y = R[INSN.c];
        if (value_both_small(x, y) && y != value_small(0) && y != value_small(-1)) {
            put(vm, &R[INSN.a], value_small(floor_div(value_small_get(x), value_small_get(y))));
            NEXT;
        }
        goto slow_FLOORDIV;
    }
    TARGET(FLOORDIV_I) {
        Value x = R[INSN.b];
        if (value_is_small(x) && INSN.c != 0) {
            put(vm, &R[INSN.a], value_small(floor_div(value_small_get(x), (int16_t)INSN.c)));
            NEXT;
        }
        goto slow_FLOORDIV_I;
    }
    TARGET(MOD) {
        Value x = R[INSN.b], y = R[INSN.c];
        if (value_both_small(x, y) && y != value_small(0) && y != value_small(-1)) {
            put(vm, &R[INSN.a], value_small(floor_mod(value_small_get(x), value_small_get(y))));
            NEXT;
        }
        goto slow_MOD;
    }
    TARGET(MOD_I) {
        Value x = R[INSN.b];
        if (value_is_small(x) && INSN.c != 0) {
            put(vm, &R[INSN.a], value_small(floor_mod(value_small_get(x), (int16_t)INSN.c)));
            NEXT;
        }
        goto slow_MOD_I;
    }
    TARGET(POW) goto slow_POW;
    TARGET(LSHIFT) {
        Value x = R[INSN.b], y = R[INSN.c];
        if (value_both_small(x, y)) {
            int64_t p = value_small_get(x), n = value_small_get(y);
            if (n >= 0 && n < 62 && p >= -(INT64_C(1) << (61 - n)) && p <= INT64_C(1) << (61 - n)) {
                put(vm, &R[INSN.a], value_small((int64_t)((uint64_t)p << n)));
                NEXT;
            }
        }
        goto slow_LSHIFT;
    }
    TARGET(RSHIFT) {
        Value x = R[INSN.b], y = R[INSN.c];
        if (value_both_small(x, y) && (int64_t)y > 0) {
            int64_t n = value_small_get(y);
            put(vm, &R[INSN.a], value_small(value_small_get(x) >> (n < 63 ? n : 63)));
            NEXT;
        }
        goto slow_RSHIFT;
    }
    TARGET(RSHIFT_I) {
        Value x = R[INSN.b];
        if (value_is_small(x)) {
            put(vm, &R[INSN.a], value_small(value_small_get(x) >> (INSN.c < 63 ? INSN.c : 63)));
            NEXT;
        }
        goto slow_RSHIFT_I;
    }
    TARGET(AND) {
        if (value_both_small(R[INSN.b], R[INSN.c])) {
            put(vm, &R[INSN.a], R[INSN.b] & R[INSN.c]);
            NEXT;
        }
        goto slow_AND;
    }
    TARGET(AND_I) {
        if (value_is_small(R[INSN.b])) {
            put(vm, &R[INSN.a], R[INSN.b] & value_small((int16_t)INSN.c));
            NEXT;
        }
        goto slow_AND_I;
    }
    TARGET(OR) {
        if (value_both_small(R[INSN.b], R[INSN.c])) {
            put(vm, &R[INSN.a], R[INSN.b] | R[INSN.c]);
            NEXT;
        }
        goto slow_OR;
    }
    TARGET(XOR) {
        if (value_both_small(R[INSN.b], R[INSN.c])) {
            put(vm, &R[INSN.a], (R[INSN.b] ^ R[INSN.c]) | 1);
            NEXT;
        }
        goto slow_XOR;
    }
    TARGET(MATMUL) goto slow_MATMUL;
    SLOW_BINARY(ADD)
    SLOW_BINARY(SUB)
    SLOW_BINARY(MUL)
    SLOW_BINARY(TRUEDIV)
    SLOW_BINARY(FLOORDIV)
    SLOW_BINARY(MOD)
    SLOW_BINARY(POW)
    SLOW_BINARY(LSHIFT)
    SLOW_BINARY(RSHIFT)
    SLOW_BINARY(AND)
    SLOW_BINARY(OR)
    SLOW_BINARY(XOR)
    SLOW_BINARY(MATMUL)
    SLOW_IMMEDIATE(ADD_I, OP_ADD)
    SLOW_IMMEDIATE(SUB_I, OP_SUB)
    SLOW_IMMEDIATE(MUL_I, OP_MUL)
    SLOW_IMMEDIATE(FLOORDIV_I, OP_FLOORDIV)
    SLOW_IMMEDIATE(MOD_I, OP_MOD)
    SLOW_IMMEDIATE(AND_I, OP_AND)
    SLOW_IMMEDIATE(RSHIFT_I, OP_RSHIFT)

    TARGET(NEG) FINISH(op_unary(vm, TO_REGISTER, UNARY_NEG, R[INSN.b]));
    TARGET(POS) FINISH(op_unary(vm, TO_REGISTER, UNARY_POS, R[INSN.b]));
    TARGET(INVERT) FINISH(op_unary(vm, TO_REGISTER, UNARY_INVERT, R[INSN.b]));
    TARGET(NOT) {
        f->pc = pc;
        flow = op_truth(vm, (Ret){RETURN_NOT, INSN.a}, R[INSN.b]);
        KILLS;
        if (flow == FLOW_READY)
            vm->result = value_bool(vm->result != VALUE_TRUE);
        dst = INSN.a;
        goto finish;
    }
    COMPARE_OP(LT, <)
    COMPARE_OP(LE, <=)
    COMPARE_OP(EQ, ==)
    COMPARE_OP(NE, !=)
    COMPARE_OP(GT, >)
    COMPARE_OP(GE, >=)
    TARGET(IS) {
        bool same = R[INSN.b] == R[INSN.c];
        KILLS;
        put(vm, &R[INSN.a], value_bool(same != !!(INSN.flags & INVERT_RESULT)));
        NEXT;
    }
    TARGET(IN) {
        f->pc = pc;
        bool invert = INSN.flags & INVERT_RESULT;
        if (value_is_obj(R[INSN.c]) && value_obj(R[INSN.c])->type == vm->types[T_dict]) {
            Value found;
            int is = dict_find(vm, dict_get(R[INSN.c]), R[INSN.b], &found);
            KILLS;
            if (is < 0)
                goto raise;
            put(vm, &R[INSN.a], value_bool((is == 1) != invert));
            NEXT;
        }
        flow = op_contains(vm, (Ret){invert ? RETURN_NOT : RETURN_STORE, INSN.a}, R[INSN.c], R[INSN.b]);
        KILLS;
        if (flow == FLOW_READY && invert)
            vm->result = value_bool(vm->result != VALUE_TRUE);
        dst = INSN.a;
        goto finish;
    }
    TARGET(JUMP) {
        pc += INSN.d;
        NEXT;
    }
    TARGET(LOOP) {
        pc += INSN.d;
        if (vm->ticks >= vm->ticks_stop)
            vm_attention(vm, ATTENTION_TICKS);
        NEXT;
    }
    TARGET(JUMP_IF) {
        Value v = R[INSN.a];
        if (value_is_bool(v))
            BRANCH(v == VALUE_TRUE);
        if (value_is_small(v))
            BRANCH(v != value_small(0));
        if (v == VALUE_NONE)
            BRANCH(false);
        f->pc = pc + 1;
        flow = op_truth(vm, (Ret){RETURN_JUMP, 0}, v);
        if (INSN.flags & KILL_A)
            value_clear(vm, &R[INSN.a]);
        goto finish_jump;
    }
    COMPARE_JUMP(LT, <)
    COMPARE_JUMP(LE, <=)
    COMPARE_JUMP(EQ, ==)
    COMPARE_JUMP(NE, !=)
    COMPARE_JUMP(GT, >)
    COMPARE_JUMP(GE, >=)

slow_jump:
    f->pc = pc + 1;
    flow = op_compare(vm, (Ret){RETURN_JUMP, 0}, compare, R[INSN.b], R[INSN.c]);
    KILLS;
    goto finish_jump;
slow_jump_immediate:
    f->pc = pc + 1;
    flow = op_compare(vm, (Ret){RETURN_JUMP, 0}, compare, R[INSN.b], value_small((int16_t)INSN.c));
    if (INSN.flags & KILL_B)
        value_clear(vm, &R[INSN.b]);
finish_jump:
    if (flow == FLOW_READY) {
        mode = RETURN_JUMP;
        goto hand_over;
    }
    if (flow == FLOW_CALL)
        goto enter;
    goto raise;

    TARGET(JUMP_IS) {
        bool same = R[INSN.b] == R[INSN.c];
        KILLS;
        BRANCH(same);
    }
    TARGET(JUMP_NONE) {
        bool none = R[INSN.b] == VALUE_NONE;
        if (INSN.flags & KILL_B)
            value_clear(vm, &R[INSN.b]);
        BRANCH(none);
    }

    TARGET(BUILD_LIST) {
        Value v = list_new(vm, INSN.c);
        List *list = list_get(v);
        for (int i = 0; i < INSN.c; i++) {
            list->items[i] = R[INSN.b + i];
            R[INSN.b + i] = VALUE_ABSENT;
        }
        list->count = INSN.c;
        put(vm, &R[INSN.a], v);
        NEXT;
    }
    TARGET(BUILD_TUPLE) {
        Value v = tuple_take(vm, R + INSN.b, INSN.c);
        for (int i = 0; i < INSN.c; i++)
            R[INSN.b + i] = VALUE_ABSENT;
        put(vm, &R[INSN.a], v);
        NEXT;
    }
    TARGET(BUILD_SET) FINISH(instr_build_set(vm, R + INSN.b, INSN.c));
    TARGET(BUILD_DICT) FINISH(instr_build_dict(vm, R + INSN.b, INSN.c));
    TARGET(BUILD_STRING) FINISH(instr_build_string(vm, R + INSN.b, INSN.c));
    TARGET(BUILD_SLICE) FINISH(instr_build_slice(vm, R + INSN.b));
    TARGET(FORMAT_VALUE) {
        f->pc = pc;
        Value spec = INSN.flags & FORMAT_SPEC ? R[INSN.b + 1] : VALUE_ABSENT;
        flow = instr_format_value(vm, TO_REGISTER, R[INSN.b], INSN.c, spec);
        value_clear(vm, &R[INSN.b]);
        if (spec != VALUE_ABSENT)
            value_clear(vm, &R[INSN.b + 1]);
        dst = INSN.a;
        goto finish;
    }
    TARGET(LIST_APPEND) {
        Value v = R[INSN.b];
        if (INSN.flags & KILL_B)
            R[INSN.b] = VALUE_ABSENT;
        else
            value_ref(v);
        list_append(vm, list_get(R[INSN.a]), v);
        NEXT;
    }
    TARGET(SET_ADD) {
        f->pc = pc;
        flow = set_add(vm, set_get(R[INSN.a]), R[INSN.b]) ? flow_ready(vm, VALUE_NONE) : FLOW_RAISE;
        if (INSN.flags & KILL_B)
            value_clear(vm, &R[INSN.b]);
        goto finish_discard;
    }
    TARGET(DICT_SET) {
        f->pc = pc;
        flow = dict_set(vm, dict_get(R[INSN.a]), R[INSN.b], R[INSN.c]) ? flow_ready(vm, VALUE_NONE)
                                                                      : FLOW_RAISE;
        KILLS;
        goto finish_discard;
    }
    TARGET(LIST_EXTEND) {
        f->pc = pc;
        flow = instr_list_extend(vm, (Ret){RETURN_DISCARD, 0}, R[INSN.a], R[INSN.b]);
        if (INSN.flags & KILL_B)
            value_clear(vm, &R[INSN.b]);
        goto finish_discard;
    }
    TARGET(SET_UPDATE) {
        f->pc = pc;
        flow = instr_set_update(vm, (Ret){RETURN_DISCARD, 0}, R[INSN.a], R[INSN.b]);
        if (INSN.flags & KILL_B)
            value_clear(vm, &R[INSN.b]);
        goto finish_discard;
    }
    TARGET(DICT_UPDATE) {
        f->pc = pc;
        flow = instr_dict_update(vm, (Ret){RETURN_DISCARD, 0}, R[INSN.a], R[INSN.b], VALUE_ABSENT);
        if (INSN.flags & KILL_B)
            value_clear(vm, &R[INSN.b]);
        goto finish_discard;
    }
    TARGET(KEYWORD_SET) {
        f->pc = pc;
        flow = instr_keyword_set(vm, R[INSN.a - 2], R[INSN.a], R[INSN.b], R[INSN.c]);
        KILLS;
        goto finish_discard;
    }
    TARGET(KEYWORDS_MERGE) {
        f->pc = pc;
        flow = instr_dict_update(vm, (Ret){RETURN_DISCARD, 0}, R[INSN.a], R[INSN.b], R[INSN.a - 2]);
        if (INSN.flags & KILL_B)
            value_clear(vm, &R[INSN.b]);
        goto finish_discard;
    }
    TARGET(LIST_TO_TUPLE) {
        List *list = list_get(R[INSN.b]);
        Value v = tuple_from(vm, list->items, list->count);
        put(vm, &R[INSN.a], v);
        NEXT;
    }
    TARGET(UNPACK) {
        f->pc = pc;
        flow = instr_unpack(vm, R, INSN);
        goto finish_discard;
    }
    TARGET(UNPACK_EX) {
        f->pc = pc;
        flow = instr_unpack_ex(vm, R, INSN);
        goto finish_discard;
    }
    TARGET(GET_ITER) FINISH(op_iter(vm, TO_REGISTER, R[INSN.b]));
    TARGET(FOR_ITER) {
        Value iterator = R[INSN.a];
        Type *type = value_obj(iterator)->type;
        if (type == vm->types[T_range_iterator]) {
            RangeIterator *it = (RangeIterator *)value_obj(iterator);
            if (it->big_next == VALUE_ABSENT && it->left > 0) {
                it->left--;
                put(vm, &R[INSN.b], value_small(it->next));
                it->next += it->step;
                vm->ticks += pc->a;
                pc++;
                NEXT;
            }
        }
        f->pc = pc + 1;
        if (type->def->next && !(type->flags & TYPE_HEAP)) {
            Value v = type->def->next(vm, iterator);
            if (v != VALUE_ABSENT) {
                put(vm, &R[INSN.b], v);
                vm->ticks += pc->a;
                pc++;
                NEXT;
            }
            if (vm->exception != VALUE_ABSENT)
                goto raise;
            value_clear(vm, &R[INSN.a]);
            pc += 1 + pc->d;
            NEXT;
        }
        dst = INSN.b;
        flow = op_next(vm, (Ret){RETURN_NEXT, dst}, iterator);
        goto finish_next;
    }
    TARGET(GET_AITER) FINISH(instr_get_aiter(vm, TO_REGISTER, R[INSN.b]));
    TARGET(FOR_AITER) {
        f->pc = pc + 1;
        f->flags &= (uint8_t)~FRAME_PASSED;
        dst = INSN.b;
        if (goes_on(vm, R[INSN.a])) {
            f = go_on(vm, f, gen_get(R[INSN.a]), dst);
            goto resume;
        }
        flow = gen_async_next(vm, RETURN_NEXT, dst, R[INSN.a]);
        goto finish_next;
    }
finish_next:
    if (flow == FLOW_READY) {
        mode = RETURN_NEXT;
        goto hand_over;
    }
    if (flow == FLOW_CALL)
        goto enter;
    goto raise;

    TARGET(LOAD_ATTR) {
        Value object = R[INSN.b];
        Cache *cache = &f->code->caches[INSN.c];
        if (value_is_obj(object)) {
            Obj *o = value_obj(object);
            if (cache->how == CACHE_SLOT && cache->key == o->type->version) {
                Attrs *attrs = fixed_attrs(o);
                if (attrs->dict == VALUE_ABSENT && cache->slot < attrs->used &&
                    attrs->slots[cache->slot] != VALUE_ABSENT) {
                    Value v = value_ref(attrs->slots[cache->slot]);
                    if (INSN.flags & KILL_B)
                        value_clear(vm, &R[INSN.b]);
                    put(vm, &R[INSN.a], v);
                    NEXT;
                }
            } else if (cache->how == CACHE_MODULE && o->kind == KIND_MODULE) {
                Dict *dict = dict_get(((Module *)o)->dict);
                if (dict->shape == cache->key) {
                    Value v = value_ref(dict->entries[cache->slot].value);
                    if (INSN.flags & KILL_B)
                        value_clear(vm, &R[INSN.b]);
                    put(vm, &R[INSN.a], v);
                    NEXT;
                }
            }
        }
        FINISH(instr_load_attr(vm, TO_REGISTER, object, cache));
    }
    TARGET(STORE_ATTR) {
        Value object = R[INSN.a];
        Cache *cache = &f->code->caches[INSN.c];
        if (value_is_obj(object) && cache->key == value_obj(object)->type->version) {
            Attrs *attrs = fixed_attrs(value_obj(object));
            if (cache->how == CACHE_SLOT && attrs->dict == VALUE_ABSENT) {
                bool exists = cache->slot < attrs->used && attrs->slots[cache->slot] != VALUE_ABSENT;
                if (exists || (cache->slot >= attrs->used && cache->slot < attrs->capacity)) {
                    Value v = R[INSN.b];
                    if (INSN.flags & KILL_B)
                        R[INSN.b] = VALUE_ABSENT;
                    else
                        value_ref(v);
                    if (!exists)
                        attrs->used = (uint16_t)(cache->slot + 1);
                    put(vm, &attrs->slots[cache->slot], v);
                    if (INSN.flags & KILL_A)
                        value_clear(vm, &R[INSN.a]);
                    NEXT;
                }
            }
        }
        f->pc = pc;
        flow = instr_store_attr(vm, (Ret){RETURN_DISCARD, 0}, object, R[INSN.b], cache);
        if (INSN.flags & KILL_B)
            value_clear(vm, &R[INSN.b]);
        if (INSN.flags & KILL_A)
            value_clear(vm, &R[INSN.a]);
        goto finish_discard;
    }
    TARGET(DELETE_ATTR) {
        f->pc = pc;
        flow = op_setattr(vm, (Ret){RETURN_DISCARD, 0}, R[INSN.a],
                          tuple_get(f->code->names)->items[INSN.b], VALUE_ABSENT);
        if (INSN.flags & KILL_A)
            value_clear(vm, &R[INSN.a]);
        goto finish_discard;
    }
    TARGET(LOAD_METHOD) {
        Value object = R[INSN.b];
        Cache *cache = &f->code->caches[INSN.c];
        if (cache->how == CACHE_METHOD) {
            Type *type = value_type(vm, object);
            if (type->version == cache->key &&
                (!(type->flags & TYPE_ATTRS) || fixed_attrs(value_obj(object))->dict == VALUE_ABSENT)) {
                Value func = value_ref(cache->value);
                if (INSN.flags & KILL_B)
                    R[INSN.b] = VALUE_ABSENT;
                else if (INSN.b == INSN.a)
                    R[INSN.a] = VALUE_ABSENT;
                else
                    value_ref(object);
                put(vm, &R[INSN.a], func);
                put(vm, &R[INSN.a + 1], object);
                NEXT;
            }
        } else if (cache->how == CACHE_MODULE && value_is_kind(object, KIND_MODULE)) {
            Dict *dict = dict_get(((Module *)value_obj(object))->dict);
            if (dict->shape == cache->key) {
                Value func = value_ref(dict->entries[cache->slot].value);
                if (INSN.flags & KILL_B)
                    value_clear(vm, &R[INSN.b]);
                put(vm, &R[INSN.a], func);
                put(vm, &R[INSN.a + 1], VALUE_ABSENT);
                NEXT;
            }
        }
        f->pc = pc;
        put(vm, &R[INSN.a + 1], VALUE_ABSENT);
        Value self = VALUE_ABSENT;
        flow = instr_load_method(vm, TO_REGISTER, object, cache, &self);
        KILLS;
        if (flow == FLOW_READY)
            R[INSN.a + 1] = self;
        dst = INSN.a;
        goto finish;
    }
    TARGET(LOAD_SPECIAL) {
        f->pc = pc;
        Value object = R[INSN.b];
        Value func = special_find(vm, object, (NameId)INSN.c);
        if (func == VALUE_ABSENT) {
            instr_no_special(vm, object, (NameId)INSN.c);
            goto raise;
        }
        put(vm, &R[INSN.a], value_ref(func));
        put(vm, &R[INSN.a + 1], value_ref(object));
        if (!value_is_kind(func, KIND_FUNC) && !value_is_kind(func, KIND_NATIVE)) {
            Value bound = instr_bind_special(vm, func, object);
            if (bound == VALUE_ABSENT)
                goto raise;
            put(vm, &R[INSN.a], bound);
            put(vm, &R[INSN.a + 1], VALUE_ABSENT);
        }
        NEXT;
    }
    TARGET(GETITEM) {
        Value object = R[INSN.b], key = R[INSN.c];
        if (value_is_obj(object) && value_obj(object)->type == vm->types[T_dict]) {
            Value found;
            f->pc = pc;
            int is = dict_find(vm, dict_get(object), key, &found);
            if (is == 1) {
                value_ref(found);
                KILLS;
                put(vm, &R[INSN.a], found);
                NEXT;
            }
            if (is < 0) {
                KILLS;
                goto raise;
            }
        } else if (value_is_obj(object) && value_is_small(key)) {
            Obj *o = value_obj(object);
            int64_t i = value_small_get(key);
            if (o->type == vm->types[T_list]) {
                List *list = (List *)o;
                i += i < 0 ? list->count : 0;
                if (i >= 0 && i < list->count) {
                    Value v = value_ref(list->items[i]);
                    KILLS;
                    put(vm, &R[INSN.a], v);
                    NEXT;
                }
            } else if (o->type == vm->types[T_tuple]) {
                Tuple *tuple = (Tuple *)o;
                i += i < 0 ? tuple->count : 0;
                if (i >= 0 && i < tuple->count) {
                    Value v = value_ref(tuple->items[i]);
                    KILLS;
                    put(vm, &R[INSN.a], v);
                    NEXT;
                }
            }
        }
        FINISH(op_getitem(vm, TO_REGISTER, object, key));
    }
    TARGET(SETITEM) {
        Value object = R[INSN.a], key = R[INSN.b];
        f->pc = pc;
        if (value_is_small(key) && value_is_obj(object) && value_obj(object)->type == vm->types[T_list]) {
            List *list = list_get(object);
            int64_t i = value_small_get(key);
            i += i < 0 ? list->count : 0;
            if (i >= 0 && i < list->count) {
                Value v = R[INSN.c];
                if (INSN.flags & KILL_C)
                    R[INSN.c] = VALUE_ABSENT;
                else
                    value_ref(v);
                put(vm, &list->items[i], v);
                if (INSN.flags & KILL_A)
                    value_clear(vm, &R[INSN.a]);
                NEXT;
            }
        }
        flow = op_setitem(vm, (Ret){RETURN_DISCARD, 0}, object, key, R[INSN.c]);
        KILLS;
        if (INSN.flags & KILL_A)
            value_clear(vm, &R[INSN.a]);
        goto finish_discard;
    }
    TARGET(DELITEM) {
        f->pc = pc;
        flow = op_setitem(vm, (Ret){RETURN_DISCARD, 0}, R[INSN.a], R[INSN.b], VALUE_ABSENT);
        if (INSN.flags & KILL_B)
            value_clear(vm, &R[INSN.b]);
        if (INSN.flags & KILL_A)
            value_clear(vm, &R[INSN.a]);
        goto finish_discard;
    }

    TARGET(CALL) {
        callable = R[INSN.a];
        first = INSN.a + 1;
        count = INSN.b;
        if (value_is_kind(callable, KIND_FUNC) && func_get(callable)->code->simple &&
            func_get(callable)->code->positional_count == count && vm->depth < vm->limits.recursion)
            goto enter_python;
        last = INSN.a + count;
        if (calls_quickly(vm, callable, R + first, count))
            goto call_quickly;
        names = VALUE_ABSENT;
        goto call;
    }
    TARGET(CALL_METHOD) {
        callable = R[INSN.a];
        bool with_self = R[INSN.a + 1] != VALUE_ABSENT;
        first = INSN.a + 2 - with_self;
        count = INSN.b + with_self;
        if (value_is_kind(callable, KIND_FUNC) && func_get(callable)->code->simple &&
            func_get(callable)->code->positional_count == count && vm->depth < vm->limits.recursion)
            goto enter_python;
        last = INSN.a + 1 + INSN.b;
        if (calls_quickly(vm, callable, R + first, count))
            goto call_quickly;
        names = VALUE_ABSENT;
        goto call;
    }
    TARGET(CALL_KW) {
        callable = R[INSN.a];
        first = INSN.a + 1;
        count = INSN.b;
        last = INSN.a + count;
        goto call_keywords;
    }
    TARGET(CALL_METHOD_KW) {
        callable = R[INSN.a];
        bool with_self = R[INSN.a + 1] != VALUE_ABSENT;
        first = INSN.a + 2 - with_self;
        count = INSN.b + with_self;
        last = INSN.a + 1 + INSN.b;
        goto call_keywords;
    }

enter_python: // the function `callable` with exactly its arguments, from register `first` on
    f->pc = pc;
    R[INSN.a] = VALUE_ABSENT;
    instr_enter_function(vm, func_get(callable), INSN.c, R + first, count);
    f = vm->frame;
    if (vm->ticks >= vm->ticks_stop)
        vm_attention(vm, ATTENTION_TICKS);
    goto resume;

call_quickly: { // the native `callable`, likewise
    Value a[NATIVE_QUICK];
    for (int i = 0; i < NATIVE_QUICK; i++)
        a[i] = i < count ? R[first + i] : VALUE_ABSENT;
    f->pc = pc;
    vm->ticks += CALL_NATIVE_COST;
    Value v = native_get(callable)->def->fn(vm, a);
    if (v == VALUE_ABSENT && vm->exception == VALUE_ABSENT) {
        vm->ticks -= CALL_NATIVE_COST;
        names = VALUE_ABSENT;
        goto call;
    }
    for (int i = last; i >= INSN.a; i--)
        value_clear(vm, &R[i]);
    if (v == VALUE_ABSENT)
        goto raise;
    put(vm, &R[INSN.c], v);
    NEXT;
}

call_keywords:
    names = tuple_get(f->code->constants)->items[pc->d];
    pc++;
call: { // the result goes to register c, or, where that is awaited at once, to what awaits it
    const Insn *words = names == VALUE_ABSENT ? pc - 1 : pc - 2;
    dst = words->c;
    f->pc = pc;
    flow = FLOW_AGAIN;
    if (pc->op == OPCODE_GET_AWAITABLE && pc->b == dst && pc->a == dst)
        flow = call_awaited(vm, callable, R + first, count, names, pc + 2);
    bool taken = flow != FLOW_AGAIN;
    if (!taken)
        flow = op_call(vm, (Ret){RETURN_STORE, dst}, callable, R + first, count, names);
    for (int i = last; i >= words->a; i--)
        value_clear(vm, &R[i]);
    if (!taken)
        goto finish;
}
    switch (flow) { // of the call and the instructions at pc, which await its result
    case FLOW_READY:
        put(vm, &R[dst], vm->result);
        vm->result = VALUE_ABSENT;
        pc++;
        NEXT;
    case FLOW_SUSPEND:
        f->pc = pc + 2;
        f->flags |= FRAME_YIELDED;
        f = gen_suspend(vm);
        goto deliver;
    case FLOW_CALL:
        goto enter;
    case FLOW_RAISE:
    case FLOW_THROW:
    case FLOW_RETURN:
    case FLOW_AGAIN:
        goto raise;
    }

    TARGET(CALL_EX) {
        f->pc = pc;
        dst = INSN.c;
        flow = call_spread(vm, (Ret){RETURN_STORE, dst}, R[INSN.a], VALUE_ABSENT, R[INSN.a + 1],
                           R[INSN.a + 2]);
        for (int i = INSN.a + 2; i >= INSN.a; i--)
            value_clear(vm, &R[i]);
        goto finish;
    }
    TARGET(BIND_METHOD) {
        if (R[INSN.a + 1] != VALUE_ABSENT) {
            Value bound = instr_bind_special(vm, R[INSN.a], R[INSN.a + 1]);
            if (bound == VALUE_ABSENT) {
                f->pc = pc;
                goto raise;
            }
            put(vm, &R[INSN.a], bound);
            value_clear(vm, &R[INSN.a + 1]);
        }
        NEXT;
    }
    TARGET(MAKE_FUNCTION) {
        Code *code = (Code *)value_obj(tuple_get(f->code->constants)->items[pc->d]);
        Value v = func_new(vm, code, f->globals, R[INSN.b], R[INSN.b + 1], R[INSN.b + 2], R[INSN.b + 3]);
        for (int i = 0; i < 4; i++)
            value_clear(vm, &R[INSN.b + i]);
        put(vm, &R[INSN.a], v);
        pc++;
        NEXT;
    }
    TARGET(LOAD_BUILD_CLASS) {
        Value v = dict_find_str(vm, dict_get(vm->builtins), vm_name(vm, N___build_class__));
        put(vm, &R[INSN.a], value_ref(v));
        NEXT;
    }
    TARGET(RETURN) {
        f->pc = pc;
        Value v = R[INSN.a];
        R[INSN.a] = VALUE_ABSENT;
        vm->result = v;
        if (f->gen || f->mode != RETURN_STORE)
            goto frame_done;
        dst = f->dst;
        release_frame(vm, f);
        f = vm->frame;
        pc = f->pc;
        put(vm, &R[dst], v);
        vm->result = VALUE_ABSENT;
        NEXT;
    }
    TARGET(RETURN_NONE) {
        f->pc = pc;
        vm->result = VALUE_NONE;
        goto frame_done;
    }
    TARGET(YIELD) {
        f->pc = pc;
        Value v = R[INSN.b];
        if (INSN.flags & KILL_B)
            R[INSN.b] = VALUE_ABSENT;
        else
            value_ref(v);
        f->flags |= FRAME_YIELDED;
        if (f->gen->kind != GEN_ASYNC) {
            vm->result = v;
            f = gen_suspend(vm);
            goto deliver;
        }
        mode = (ReturnMode)f->mode;
        dst = f->dst;
        f = gen_async_yield(vm, f);
        if (mode == RETURN_NEXT) {
            pc = f->pc;
            vm->ticks += INSN.a;
            put(vm, &R[dst], v);
            NEXT;
        }
        vm->result = v;
        goto hand_over;
    }
    TARGET(GET_AWAITABLE) {
        FINISH(gen_awaitable(vm, RETURN_STORE, INSN.a, R[INSN.b], INSN.c));
    }
    TARGET(GET_YIELD_FROM) FINISH(gen_yield_from(vm, RETURN_STORE, INSN.a, R[INSN.b]));
    TARGET(AWAIT) {
        value_clear(vm, &f->in);
        f->pc = pc;
        f->flags &= (uint8_t)~FRAME_PASSED;
        flow = gen_await(vm, RETURN_STORE, INSN.a, R[INSN.b]);
        if (flow == FLOW_SUSPEND) {
            f->pc = pc - 1; // asked again when resumed
            f = gen_suspend(vm);
            goto deliver;
        }
        if (flow == FLOW_READY) {
            Value v = vm->result;
            vm->result = VALUE_ABSENT;
            value_clear(vm, &R[INSN.b]);
            put(vm, &R[INSN.a], v);
            NEXT;
        }
        if (flow == FLOW_CALL)
            goto enter;
        goto raise;
    }
    TARGET(RAISE) {
        f->pc = pc;
        flow = instr_raise(vm, f, R, INSN);
        if (flow == FLOW_CALL)
            goto enter;
        goto raise;
    }
    TARGET(RERAISE) {
        f->pc = pc;
        vm->exception = R[INSN.a];
        R[INSN.a] = VALUE_ABSENT;
        f->flags |= FRAME_RERAISE;
        goto raise;
    }
    TARGET(PUSH_EXC) {
        // what the driver handles is not kept: it may handle something else when this one is over
        bool own = vm->handled != gen_driver_handled(vm->driver);
        if (own) {
            put(vm, &R[INSN.a], vm->handled);
        } else {
            value_unref(vm, vm->handled);
            put(vm, &R[INSN.a], VALUE_NONE);
        }
        vm->handled = value_ref(R[INSN.b]);
        f->handling++;
        NEXT;
    }
    TARGET(POP_EXC) {
        if (R[INSN.a] != VALUE_ABSENT) {
            Value outer = value_ref(gen_driver_handled(vm->driver));
            if (R[INSN.a] != VALUE_NONE)
                value_set(vm, &outer, R[INSN.a]);
            value_set(vm, &vm->handled, outer);
            R[INSN.a] = VALUE_ABSENT;
            f->handling--;
        }
        NEXT;
    }
    TARGET(JUMP_MATCH) {
        f->pc = pc + 1;
        int matches = exception_matches(vm, R[INSN.b], R[INSN.c]);
        if (INSN.flags & KILL_C)
            value_clear(vm, &R[INSN.c]);
        if (matches < 0)
            goto raise;
        if (matches)
            vm->ticks += pc->a;
        else
            pc += pc->d;
        pc++;
        NEXT;
    }
    TARGET(CAUGHT) {
        f->pc = pc;
        if (vm->hooks->caught)
            vm->hooks->caught(vm, f, R[INSN.a]);
        NEXT;
    }
    TARGET(MATCH_GROUP) {
        f->pc = pc;
        Value match = VALUE_ABSENT, rest = VALUE_ABSENT;
        bool fine = exception_star_match(vm, R[INSN.b], R[INSN.c], &match, &rest);
        if (INSN.flags & KILL_C)
            value_clear(vm, &R[INSN.c]);
        if (!fine)
            goto raise;
        put(vm, &R[INSN.a], match);
        put(vm, &R[INSN.b], rest);
        NEXT;
    }
    TARGET(RAISE_STAR) FINISH(flow_ready(vm, exception_star_result(vm, R[INSN.b], R[INSN.c])));
    TARGET(WITH_EXIT) {
        f->pc = pc;
        Value e = R[INSN.c];
        Value traceback = exception_get(e)->traceback;
        Value args[] = {R[INSN.b + 1], value_of(value_type(vm, e)), e,
                        traceback == VALUE_ABSENT ? VALUE_NONE : traceback};
        int skip = args[0] == VALUE_ABSENT;
        flow = op_call(vm, TO_REGISTER, R[INSN.b], args + skip, 4 - skip, VALUE_ABSENT);
        dst = INSN.a;
        goto finish;
    }
    TARGET(IMPORT) {
        f->pc = pc;
        flow = module_import(vm, TO_REGISTER, tuple_get(f->code->names)->items[INSN.c], R[INSN.b],
                             INSN.flags >> 3);
        dst = INSN.a;
        goto finish;
    }
    TARGET(IMPORT_FROM) {
        FINISH(module_import_from(vm, TO_REGISTER, R[INSN.b], tuple_get(f->code->names)->items[INSN.c]));
    }
    TARGET(IMPORT_STAR) {
        f->pc = pc;
        flow = module_import_star(vm, R[INSN.a], frame_namespace(f));
        goto finish_discard;
    }
    TARGET(LOAD_ASSERTION_ERROR) {
        put(vm, &R[INSN.a], value_ref(value_of(vm->types[T_AssertionError])));
        NEXT;
    }
    TARGET(SETUP_ANNOTATIONS) {
        instr_annotations(vm, f);
        NEXT;
    }
    TARGET(ANNOTATE) {
        Value annotations = instr_annotations(vm, f);
        dict_set_str(vm, dict_get(annotations), tuple_get(f->code->constants)->items[INSN.b], R[INSN.a]);
        value_clear(vm, &R[INSN.a]);
        NEXT;
    }
    TARGET(MATCH_SEQUENCE) {
        put(vm, &R[INSN.a], value_bool(instr_is_sequence(vm, R[INSN.b])));
        NEXT;
    }
    TARGET(MATCH_MAPPING) {
        put(vm, &R[INSN.a], value_bool(value_is_dict(R[INSN.b])));
        NEXT;
    }
    TARGET(MATCH_KEYS) FINISH(flow_ready(vm, instr_match_keys(vm, R[INSN.b], R[INSN.c])));
    TARGET(MATCH_REST) FINISH(flow_ready(vm, instr_match_rest(vm, R[INSN.b], R[INSN.c])));
    TARGET(MATCH_CLASS) {
        f->pc = pc;
        flow = flow_ready(vm, instr_match_class(vm, R[INSN.b], R[INSN.b + 1], R[INSN.b + 2], INSN.c));
        for (int i = 0; i < 3; i++)
            value_clear(vm, &R[INSN.b + i]);
        dst = INSN.a;
        goto finish;
    }
    TARGET(LENGTH) FINISH(op_length(vm, TO_REGISTER, R[INSN.b]));
}
