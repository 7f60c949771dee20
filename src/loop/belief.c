// Worlds that are not so. What is different in one of them is here as functions that take the place of the
// ordinary ones when the world is made, so that the ordinary one pays nothing; the rest asks loop_believes where
// something rare happens.
#include "loop/belief.h"

#include <assert.h>
#include <string.h>

#include "lang/code.h"
#include "lang/dict.h"
#include "lang/exec.h"
#include "lang/float.h"
#include "lang/func.h"
#include "loop/modules.h"
#include "loop/state.h"

static_assert(BELIEF_COUNT <= 32, "a set of them is a word");

static const struct {
    const char *misconceptions, *words, *truth;
} facts[] = {
#define BELIEF(name, misconceptions, words, truth) {misconceptions, words, truth},
#include "loop/belief.def"
#undef BELIEF
};

const char *belief_words(BeliefId belief)
{
    return facts[belief].words;
}

const char *belief_truth(BeliefId belief)
{
    return facts[belief].truth;
}

bool belief_is(BeliefId belief, const char *misconception)
{
    size_t length = strlen(misconception);
    for (const char *at = facts[belief].misconceptions; *at; at += strspn(at, " ")) {
        size_t own = strcspn(at, " ");
        if (own == length && !memcmp(at, misconception, length))
            return true;
        at += own;
    }
    return false;
}

Beliefs beliefs_of(const char *misconception)
{
    for (int b = 0; b < BELIEF_COUNT; b++)
        if (belief_is((BeliefId)b, misconception))
            return belief_only((BeliefId)b);
    return 0;
}

void belief_number(BeliefId belief, char number[8])
{
    size_t length = strcspn(facts[belief].misconceptions, " ");
    assert(length < 8);
    memcpy(number, facts[belief].misconceptions, length);
    number[length] = '\0';
}

// Sleeping --------------------------------------------------------------------------------------

// v: delay, result. Keeps the CPU.
static Flow sleep_holding(VM *vm, Frame *f)
{
    Value seconds[] = {f->v[0]};
    double number;
    if (float_from_number(vm, f->v[0], &number) && number <= 0)
        seconds[0] = value_small(0);
    Value slept = vm_pending(vm) ? VALUE_ABSENT : time_hold(vm, seconds, "asyncio.sleep");
    if (slept == VALUE_ABSENT)
        return FLOW_RAISE;
    return vm_return(vm, f->v[1] == VALUE_ABSENT ? VALUE_NONE : value_ref(f->v[1]));
}

// v: delay, result; as sleep_for has them.
static Flow sleep_unless_zero(VM *vm, Frame *f)
{
    double number;
    if (!f->state && float_from_number(vm, f->v[0], &number) && number <= 0)
        return vm_return(vm, f->v[1] == VALUE_ABSENT ? VALUE_NONE : value_ref(f->v[1]));
    if (!f->state)
        vm_clear_pending(vm);
    return sleep_for(vm, f);
}

// Whether what runs is a step of a task, with nothing in between that cannot be suspended.
static bool can_give_way(const VM *vm)
{
    Value task = loop_state(vm)->task;
    return task != VALUE_ABSENT && vm->driver && !vm->nested && value_is_gen(task_get(task)->driven) &&
           vm->driver == gen_get(task_get(task)->driven);
}

// v: seconds; future.
static Flow time_sleep_giving_way(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    {
        double seconds;
        int64_t deadline;
        if (!can_give_way(vm) || !float_from_number(vm, v[0], &seconds) || !(seconds > 0) ||
            !loop_deadline(vm, v[0], &deadline)) {
            vm_clear_pending(vm);
            return vm_return_or_raise(vm, time_hold(vm, v, "time.sleep"));
        }
        v[1] = sleep_future(vm, loop_state(vm)->running, deadline);
    }
    NATIVE_AWAIT_VALUE(f, v[1]);
    return vm_return(vm, VALUE_NONE);
    NATIVE_END;
}

static const NativeDef sleep_holding_def = {"sleep", "delay result?", NULL, sleep_holding, 1, NATIVE_COROUTINE};
static const NativeDef sleep_unless_zero_def = {"sleep", "delay result?", NULL, sleep_unless_zero, 1, NATIVE_COROUTINE};
static const NativeDef giving_way_def = {"sleep", "seconds /", NULL, time_sleep_giving_way, 1, 0};

// Awaiting --------------------------------------------------------------------------------------

static bool is_own_coroutine(Value v)
{
    if (!gen_is_coroutine(v) || gen_get(v)->code == VALUE_ABSENT)
        return false;
    return !(((const Code *)value_obj(gen_get(v)->code))->flags & CODE_LIBRARY);
}

// What is awaited begins, if it has not yet, and nobody waits for it. False: it is nothing of that kind.
static bool starts(VM *vm, Value awaited)
{
    if (loop_state(vm)->running == VALUE_ABSENT)
        return false;
    if (value_is_task(awaited))
        return !future_get(awaited)->started && !future_is_done(future_get(awaited));
    if (!is_own_coroutine(awaited))
        return false;
    value_unref(vm, task_create(vm, loop_state(vm)->running, awaited, VALUE_ABSENT, VALUE_ABSENT, true));
    return true;
}

// v: what a call gave that is awaited at once; what its await delegates to and then its result, when the step began.
// What stands for `await f()`: see VM.await_through.
static Flow await_through(VM *vm, Frame *f)
{
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (loop_believes(vm, BELIEF_AWAIT_STARTS) && starts(vm, v[0]))
        return vm_pending(vm) ? FLOW_RAISE : vm_return(vm, VALUE_NONE);
    v[2] = value_small(is_own_coroutine(v[0]) && loop_believes(vm, BELIEF_AWAIT_YIELDS) ? loop_state(vm)->step_began : -1);
    NATIVE_AWAIT(f, native_ready(f, gen_awaitable(vm, RETURN_NATIVE, 0, v[0], 0)));
    v[1] = native_take_in(f);
    NATIVE_AWAIT_VALUE(f, v[1]);
    value_set(vm, &v[1], native_take_in(f));
    if (value_small_get(v[2]) != loop_state(vm)->step_began) // it has given way already
        return vm_return(vm, native_take(&v[1]));
    vm->result = VALUE_NONE;
    f->state = 1;
    return FLOW_SUSPEND;
case 1:
    return vm_return(vm, native_take(&v[1]));
    NATIVE_END;
}

static const NativeDef await_through_def = {"await", "awaited /", NULL, await_through, 2, NATIVE_COROUTINE};

// Cancelling ------------------------------------------------------------------------------------

// Who is in the way of `task`: the last of those that wait for each other.
static Task *innermost(Task *task)
{
    while (task->waiter != VALUE_ABSENT && value_is_task(task->waiter) && !future_is_done(future_get(task->waiter)))
        task = task_get(task->waiter);
    return task;
}

// Who waits for `inner`, on the way to it from `task`.
static Task *waits_for(Task *task, const Task *inner)
{
    while (task != inner && task->waiter != VALUE_ABSENT && value_is_task(task->waiter) &&
           task_get(task->waiter) != inner)
        task = task_get(task->waiter);
    return task;
}

// Cancels `task`, and takes `inner`, which that comes down to, out of the line or away from what it waits for. False when
// that cannot get its step now; then it is cancelled as usual.
static bool cancel_for_now(VM *vm, Task *task, Task *inner, Value message, Value *exception)
{
    Value waiter = value_ref(inner->waiter);
    bool is_cancelled = false;
    *exception = VALUE_ABSENT;
    bool plain = waiter == VALUE_ABSENT || !value_is_kind(waiter, (ObjKind)KIND_GATHERING);
    bool can = plain && value_of(inner) != loop_state(vm)->task && !gen_get(inner->driven)->running;
    if (can && waiter != VALUE_ABSENT && !future_is_done(future_get(waiter)))
        is_cancelled = future_remove_callback(vm, future_get(waiter), CALLBACK_WAKEUP, value_of(inner)) > 0;
    else if (can)
        event_loop_forget(vm, inner);
    task_cancel(vm, task, message);
    if (is_cancelled)
        *exception = future_to_throw(vm, future_get(waiter));
    value_unref(vm, waiter);
    return can;
}

// v: self msg; task that has its step, exception for it; what is put aside. cancel() of a task.
static Flow cancel_now(VM *vm, Frame *f)
{
    enum { STEPPED = 2, EXCEPTION, ASIDE };
    Value *v = f->v;
    NATIVE_BEGIN(f);
    if (future_is_done(future_get(v[0])))
        return vm_return(vm, VALUE_FALSE);
    v[STEPPED] = value_ref(value_of(innermost(task_get(v[0]))));
    if (!cancel_for_now(vm, task_get(v[0]), task_get(v[STEPPED]), v[1], &v[EXCEPTION]))
        return vm_return(vm, VALUE_TRUE);
    f->catches = true;
    for (;;) {
        task_put_aside(vm, &v[ASIDE]);
        v[EXCEPTION] = task_step_begin(vm, task_get(v[STEPPED]), v[EXCEPTION]);
        if (v[EXCEPTION] != VALUE_ABSENT)
            NATIVE_AWAIT(f, vm_resume_throw(vm, f, gen_get(task_get(v[STEPPED])->driven), native_take(&v[EXCEPTION])));
        else
            NATIVE_AWAIT(f, vm_resume(vm, f, gen_get(task_get(v[STEPPED])->driven), VALUE_NONE));
        {
            bool fine = task_step_end(vm, task_get(v[STEPPED]), native_take_in(f));
            task_take_back(vm, &v[ASIDE]);
            if (!fine)
                return FLOW_RAISE;
        }
        if (v[STEPPED] == v[0] || !future_is_done(future_get(v[STEPPED])))
            return vm_return(vm, VALUE_TRUE);
        { // who has waited for it has its step now too
            Task *outer = waits_for(task_get(v[0]), task_get(v[STEPPED]));
            const Future *done = future_get(v[STEPPED]);
            event_loop_forget(vm, outer);
            if (done->state == FUTURE_CANCELLED || done->failed)
                v[EXCEPTION] = future_to_throw(vm, future_get(v[STEPPED]));
            value_set(vm, &v[STEPPED], value_ref(value_of(outer)));
        }
    }
    NATIVE_END;
}

static const NativeDef cancel_now_def = {"cancel", "self msg?", NULL, cancel_now, 2 + TASK_ASIDE_COUNT, 0};

// Errors ----------------------------------------------------------------------------------------

// The task that ends the loop's run.
static Task *main_task(const LoopState *s)
{
    for (Task *task = s->first_task; task; task = task->next)
        for (int32_t i = 0; i < future_callback_count(&task->future); i++)
            if (future_callback(&task->future, i).op == CALLBACK_STOP)
                return task;
    return NULL;
}

bool belief_break_in(VM *vm, Value exception)
{
    Task *task = main_task(loop_state(vm));
    if (!task || future_is_done(&task->future))
        return false;
    Value waiter = value_ref(task->waiter);
    if (waiter == VALUE_ABSENT || future_is_done(future_get(waiter)))
        event_loop_forget(vm, task);
    else if (future_remove_callback(vm, future_get(waiter), CALLBACK_WAKEUP, value_of(task)) &&
             !value_is_task(waiter) && !value_is_kind(waiter, (ObjKind)KIND_GATHERING))
        future_cancel_plain(vm, future_get(waiter), VALUE_ABSENT);
    value_unref(vm, waiter);
    event_loop_ready(vm, event_loop_get(task->future.loop), CALLBACK_STEP, value_of(task), exception, VALUE_ABSENT);
    return true;
}

// Making such a world ----------------------------------------------------------------------------

static void replace_method(VM *vm, Type *type, const NativeDef *def)
{
    Value native = native_new(vm, def, VALUE_ABSENT, type), name = str_intern(vm, def->name, strlen(def->name));
    dict_set_str(vm, type_dict(vm, type), name, native);
    value_unref(vm, name);
    value_unref(vm, native);
}

void belief_start(VM *vm)
{
    if (loop_believes(vm, BELIEF_CANCEL_NOW))
        replace_method(vm, loop_type(vm, LT_Task), &cancel_now_def);
    if (loop_believes(vm, BELIEF_AWAIT_STARTS) || loop_believes(vm, BELIEF_AWAIT_YIELDS))
        vm->await_through = native_new(vm, &await_through_def, VALUE_ABSENT, NULL);
}

void belief_fill_asyncio(VM *vm, Value module)
{
    if (loop_believes(vm, BELIEF_AWAIT_HOLDS))
        module_set(vm, module, "sleep", native_new(vm, &sleep_holding_def, VALUE_ABSENT, NULL));
    else if (loop_believes(vm, BELIEF_ZERO_NOTHING))
        module_set(vm, module, "sleep", native_new(vm, &sleep_unless_zero_def, VALUE_ABSENT, NULL));
}

void belief_fill_time(VM *vm, Value module)
{
    if (loop_believes(vm, BELIEF_BLOCKING_WAITS))
        module_set(vm, module, "sleep", native_new(vm, &giving_way_def, VALUE_ABSENT, NULL));
}
