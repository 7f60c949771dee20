// gather and shield: futures that end when others do.
#include "loop/state.h"
#include "loop/fault.h"
#include "loop/firsts.h"

#include "loop/modules.h"

static Value child_of(VM *vm, Value loop, Value item, bool shown)
{
    Value child = task_ensure(vm, loop, item, shown);
    if (child != VALUE_ABSENT && child != item && value_is_task(child)) {
        future_get(child)->quiet = true;
        if (shown && loop_believes(vm, BELIEF_GATHER_IN_TURN))
            task_hold(vm, task_get(child));
    }
    return child;
}

// The next of those that begin one after another.
static void release_next(VM *vm, const Gathering *g)
{
    const List *children = list_get(g->children);
    for (int64_t i = 0; i < children->count; i++) {
        if (value_is_task(children->items[i]) && future_get(children->items[i])->held) {
            task_release(vm, task_get(children->items[i]));
            return;
        }
    }
}

Value gather_new(VM *vm, Value loop, const Value *items, int64_t count, bool return_exceptions,
                 bool shown)
{
    if (!count) {
        if (loop == VALUE_ABSENT && (loop = loop_current(vm)) == VALUE_ABSENT)
            return VALUE_ABSENT;
        Value outer = future_new(vm, loop, TRACE_REASON_GATHER);
        Value list = list_new(vm, 0);
        future_set_result(vm, future_get(outer), list);
        value_unref(vm, list);
        return outer;
    }
    Gathering *g = obj_new(vm, loop_type(vm, LT_GatheringFuture), sizeof *g);
    g->children = list_new(vm, count);
    g->return_exceptions = return_exceptions;
    g->future.reason = TRACE_REASON_GATHER;
    uint32_t distinct = 0;
    Value done = list_new(vm, 0); // from 3.12 on these count at once: a gather may be done when it is made
    Firsts firsts = firsts_begin(vm, count);
    Value child = VALUE_NONE;
    for (int64_t i = 0; i < count && child != VALUE_ABSENT; i++) {
        int64_t first = firsts_index(&firsts, items, i);
        if (first < i) {
            list_append(vm, list_get(g->children), value_ref(list_get(g->children)->items[first]));
            continue;
        }
        child = child_of(vm, loop, items[i], shown);
        if (child == VALUE_ABSENT)
            break;
        list_append(vm, list_get(g->children), child);
        if (loop == VALUE_ABSENT)
            loop = future_get(child)->loop;
        distinct++;
        if (vm->python >= 12 && future_is_done(future_get(child)))
            list_append(vm, list_get(done), value_ref(child));
        else
            future_add_callback(vm, future_get(child), CALLBACK_GATHER, value_of(g), VALUE_ABSENT);
    }
    firsts_end(vm, &firsts);
    if (child == VALUE_ABSENT) {
        value_unref(vm, value_of(g));
        value_unref(vm, done);
        return VALUE_ABSENT;
    }
    g->future.loop = value_ref(loop);
    g->future.serial = (uint32_t)++loop_state(vm)->serials;
    debug_note_future(vm, &g->future, "asyncio/tasks.py:709");
    future_more_of(vm, &g->future)->total = distinct;
    if (loop_believes(vm, BELIEF_GATHER_IN_TURN))
        release_next(vm, g);
    for (int64_t i = 0; i < list_get(done)->count; i++)
        gather_child_done(vm, value_of(g), list_get(done)->items[i]);
    value_unref(vm, done);
    return value_of(g);
}

static void end_with_error(VM *vm, Gathering *g, Value take_error)
{
    future_set_exception(vm, &g->future, take_error);
    value_unref(vm, take_error);
}

static Value outcome_of(VM *vm, Future *child)
{
    if (!future_is_done(child)) // see BELIEF_GATHER_FIRST
        return VALUE_NONE;
    if (child->state == FUTURE_CANCELLED) {
        Value message =
            future_more(child)->message == VALUE_ABSENT ? str_from(vm, "")
                                                        : value_ref(future_more(child)->message);
        return loop_exception(vm, LT_CancelledError, message);
    }
    child->unretrieved = false;
    return value_ref(child->result);
}

// Those that are done stand before the others, in the order in which they came.
static void put_in_order(Gathering *g, Value child)
{
    List *children = list_get(g->children);
    for (int64_t i = g->finished; i < children->count; i++) {
        if (children->items[i] != child)
            continue;
        for (; i >= g->finished; i--)
            children->items[i] = children->items[i - 1];
        children->items[i] = child;
        return;
    }
}

static bool cancel_all(VM *vm, const Gathering *g, Value message)
{
    bool any = false;
    const List *children = list_get(g->children);
    for (int64_t i = 0; i < children->count; i++)
        any |= future_cancel(vm, children->items[i], message);
    return any;
}

void gather_child_done(VM *vm, Value gathering, Value child_value)
{
    Gathering *g = gathering_get(gathering);
    Future *child = future_get(child_value);
    g->finished++;
    FutureMore *more = future_more_of(vm, &g->future);
    more->done = (uint32_t)g->finished;
    future_count_child(vm, &g->future, child_value);
    if (loop_believes(vm, BELIEF_GATHER_IN_TURN))
        release_next(vm, g);
    if (future_is_done(&g->future)) {
        child->unretrieved = false;
        return;
    }
    if (loop_believes(vm, BELIEF_GATHER_AS_DONE))
        put_in_order(g, child_value);
    const Task *waiting = future_waiting_task(&g->future);
    if (waiting && waiting->lane)
        loop_event_at(vm, TRACE_WAIT_PROGRESS, waiting->lane, 0, g->finished, more->total, 0);
    if (!g->return_exceptions) {
        if (child->state == FUTURE_CANCELLED) {
            end_with_error(vm, g, future_cancelled_error(vm, child));
            return;
        }
        child->unretrieved = false;
        if (child->failed) {
            end_with_error(vm, g, value_ref(child->result));
            if (loop_believes(vm, BELIEF_GATHER_ENDS))
                cancel_all(vm, g, VALUE_ABSENT);
            return;
        }
    }
    if (g->finished < more->total && !loop_believes(vm, BELIEF_GATHER_FIRST))
        return;
    const List *children = list_get(g->children);
    Value results = list_new(vm, children->count);
    for (int64_t i = 0; i < children->count; i++)
        list_append(vm, list_get(results), outcome_of(vm, future_get(children->items[LOOP_FAULT(gather_results_reversed) ? children->count - 1 - i : i])));
    if (g->cancel_requested) { // with the message of the last argument's cancellation
        value_unref(vm, results);
        Future *last = future_get(children->items[children->count - 1]);
        end_with_error(vm, g, future_cancelled_error(vm, last));
        return;
    }
    future_set_result(vm, &g->future, results);
    value_unref(vm, results);
}

bool gather_cancel(VM *vm, Gathering *g, Value message)
{
    if (future_is_done(&g->future))
        return false;
    bool any = cancel_all(vm, g, message);
    g->cancel_requested = g->cancel_requested || any;
    return any;
}

static void gathering_visit(Obj *o, SlotVisitor visitor, void *context)
{
    future_visit(o, visitor, context);
    visitor(context, &((Gathering *)o)->children);
}

const TypeDef loop_def_GatheringFuture = {
    .name = "_GatheringFuture",
    .module = "asyncio.tasks",
    .kind = KIND_GATHERING,
    .iter = future_iterate,
    .flags = TYPE_NO_NEW | TYPE_FINALIZER | TYPE_AGED,
    .size = sizeof(Gathering),
    .visit = gathering_visit,
    .finish = future_finish,
    .die = future_die,
    .repr = future_repr,
    .await_step = future_await_step,
};

// return_exceptions, args
static Value gather(VM *vm, Value *a)
{
    bool wanted = a[0] != VALUE_ABSENT && vm_truth_nested(vm, a[0]) == 1;
    const Tuple *args = tuple_get(a[1]);
    return gather_new(vm, loop_state(vm)->running, args->items, args->count, wanted, true);
}

static Value shield(VM *vm, Value *a)
{
    Value inner = task_ensure(vm, VALUE_ABSENT, a[0], true);
    if (inner == VALUE_ABSENT || future_is_done(future_get(inner)))
        return inner;
    Value outer = future_new(vm, future_get(inner)->loop, TRACE_REASON_FUTURE);
    if (value_is_task(inner) && task_get(inner)->lane) {
        future_get(outer)->reason = TRACE_REASON_TASK;
        future_more_of(vm, future_get(outer))->object = task_get(inner)->lane;
    }
    future_add_callback(vm, future_get(inner), CALLBACK_SHIELD_INNER, outer, VALUE_ABSENT);
    future_add_callback(vm, future_get(outer), CALLBACK_SHIELD_OUTER, inner, VALUE_ABSENT);
    value_unref(vm, inner);
    return outer;
}

void shield_inner_done(VM *vm, Value outer, Value inner_value)
{
    Future *inner = future_get(inner_value), *shielding = future_get(outer);
    if (future_is_done(shielding)) {
        inner->unretrieved = false;
        return;
    }
    if (inner->state == FUTURE_CANCELLED) {
        future_cancel_plain(vm, shielding, VALUE_ABSENT);
        return;
    }
    inner->unretrieved = false;
    if (inner->failed)
        future_set_exception(vm, shielding, inner->result);
    else
        future_set_result(vm, shielding, inner->result);
}

void shield_outer_done(VM *vm, Value inner, Value outer)
{
    if (LOOP_FAULT(shield_cancels_inner))
        future_cancel(vm, inner, VALUE_ABSENT);
    if (!future_is_done(future_get(inner)))
        future_remove_callback(vm, future_get(inner), CALLBACK_SHIELD_INNER, outer);
}

const NativeDef gather_functions[] = {
    {"gather", "*coros_or_futures return_exceptions?", gather, NULL, 0, 0},
    {"shield", "arg", shield, NULL, 0, 0},
    {0},
};
