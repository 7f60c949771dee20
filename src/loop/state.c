// The state of clock and loop in the world, and what of it goes into the trace.
#include "loop/state.h"

#include "lang/module.h"
#include "loop/modules.h"

#include "lang/dict.h"
#include "lang/float.h"
#include "lang/func.h"
#include "lang/int.h"

#define LOOP_TYPE(name, base) extern const TypeDef loop_def_##name;
#include "loop/loop_type.def"
#undef LOOP_TYPE

LoopConfig loop_config_default(void)
{
    return (LoopConfig){.speed = 50000000, .epoch_ns = INT64_C(1704067200) * 1000000000};
}

static void state_visit(Obj *o, SlotVisitor visitor, void *context)
{
    LoopState *s = (LoopState *)o;
    Value *slots[] = {&s->running, &s->installed, &s->policy, &s->task, &s->context, &s->entered, &s->outside};
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++)
        visitor(context, slots[i]);
    for (int i = 0; i < LT_COUNT; i++) {
        Value type = value_of(s->types[i]);
        visitor(context, &type);
        s->types[i] = (Type *)(uintptr_t)type;
    }
}

static const TypeDef state_def = {
    .name = "loop_state",
    .module = "_asyncio",
    .kind = KIND_LOOP_STATE,
    .flags = TYPE_NO_NEW,
    .size = sizeof(LoopState),
    .visit = state_visit,
};

static Type *exception_type(VM *vm, const char *name, TypeId base, const char *module)
{
    Type *type = type_from_def(vm, exception_def(base), vm_type(vm, base));
    value_set(vm, &type->name, str_intern(vm, name, strlen(name)));
    value_set(vm, &type->qualname, value_ref(type->name));
    Value text = str_intern(vm, module, strlen(module));
    dict_set_str(vm, dict_get(type->dict), vm_name(vm, N___module__), text);
    value_unref(vm, text);
    return type;
}

static void make_types(VM *vm, LoopState *s)
{
    Type *LT_base_object = vm_type(vm, T_object);
#define LOOP_TYPE(name, base)                                                                      \
    s->types[LT_##name] = type_from_def(vm, &loop_def_##name, BASE_##base);
#define BASE_object LT_base_object
#define BASE_AbstractEventLoop s->types[LT_AbstractEventLoop]
#define BASE_BaseEventLoop s->types[LT_BaseEventLoop]
#define BASE_AbstractPolicy s->types[LT_AbstractPolicy]
#define BASE_BasePolicy s->types[LT_BasePolicy]
#define BASE_Future s->types[LT_Future]
#define BASE_Handle s->types[LT_Handle]
#define BASE_Semaphore s->types[LT_Semaphore]
#define BASE_Queue s->types[LT_Queue]
#include "loop/loop_type.def"
#undef LOOP_TYPE
#define LOOP_EXCEPTION(name, base, module)                                                         \
    s->types[LT_##name] = exception_type(vm, #name, T_##base, module);
#include "loop/loop_exception.def"
#undef LOOP_EXCEPTION
}

void loop_start(VM *vm)
{
    Type *type = type_from_def(vm, &state_def, vm_type(vm, T_object));
    LoopState *s = obj_new(vm, type, sizeof *s);
    vm->foreign = value_of(s);
    const LoopHost *host = vm->host;
    LoopConfig config = host ? host->config : loop_config_default();
    clock_init(&s->clock, config.speed, config.epoch_ns);
    s->beliefs = config.beliefs;
    make_types(vm, s);
    if (vm->python >= 13)
        queue_add_later(vm);
    if (s->beliefs)
        belief_start(vm);
}

const Clock *loop_clock(const VM *vm)
{
    return &loop_state(vm)->clock;
}

bool loop_is_a(VM *vm, Value v, LoopTypeId id)
{
    return type_is_subtype(value_type(vm, v), loop_type(vm, id));
}

Value loop_exception(VM *vm, LoopTypeId id, Value take_argument)
{
    Exception *e = type_alloc(vm, loop_type(vm, id), sizeof *e);
    e->args = take_argument == VALUE_ABSENT ? value_ref(vm->empty_tuple)
                                            : tuple_take(vm, &take_argument, 1);
    return value_of(e);
}

Value loop_raise(VM *vm, LoopTypeId id, Value take_argument)
{
    return vm_raise_instance(vm, loop_exception(vm, id, take_argument));
}

Value loop_raise_text(VM *vm, LoopTypeId id, const char *text)
{
    return loop_raise(vm, id, str_from(vm, text));
}

bool loop_pending_is(VM *vm, LoopTypeId id)
{
    return vm->exception != VALUE_ABSENT && loop_is_a(vm, vm->exception, id);
}

Value loop_running(VM *vm)
{
    Value loop = loop_state(vm)->running;
    return loop != VALUE_ABSENT ? loop : vm_raise(vm, T_RuntimeError, "no running event loop");
}

// Classes derived from ours -----------------------------------------------------------------------

bool loop_overrides(VM *vm, Type *type, const char *method)
{
    Type *ours = type;
    while (ours->flags & TYPE_HEAP)
        ours = (Type *)value_obj(ours->base);
    if (ours == type)
        return false;
    Value name = str_intern(vm, method, strlen(method));
    bool own = type_lookup(vm, type, name) != type_lookup(vm, ours, name);
    value_unref(vm, name);
    return own;
}

bool loop_refuse_own(VM *vm, Type *type, const char *const *methods, size_t count)
{
    if (!(type->flags & TYPE_HEAP))
        return true;
    for (size_t i = 0; i < count; i++)
        if (loop_overrides(vm, type, methods[i])) {
            Type *ours = type;
            while (ours->flags & TYPE_HEAP)
                ours = (Type *)value_obj(ours->base);
            vm_unsupported(vm, "a class derived from asyncio's %s with its own %s", type_name(ours), methods[i]);
            return false;
        }
    return true;
}

// Rings of values -------------------------------------------------------------------------------

// The place of number `index`: the capacity is a power of two.
static Value *ring_slot(const Ring *ring, int64_t index)
{
    return &ring->items[(ring->head + index) & (ring->capacity - 1)];
}

void ring_push(VM *vm, Ring *ring, Value take_v)
{
    if (ring->count == ring->capacity) {
        int64_t grown = ring->capacity ? ring->capacity * 2 : 4;
        Value *items = raw_new(vm, (size_t)grown * sizeof *items);
        for (int64_t i = 0; i < ring->count; i++)
            items[i] = ring_at(ring, i);
        raw_release(vm, ring->items, (size_t)ring->capacity * sizeof *items);
        *ring = (Ring){items, 0, ring->count, grown};
    }
    *ring_slot(ring, ring->count++) = take_v;
}

Value ring_at(const Ring *ring, int64_t index)
{
    return *ring_slot(ring, index);
}

Value ring_pop(Ring *ring)
{
    Value v = ring->items[ring->head];
    ring->head = (ring->head + 1) & (ring->capacity - 1);
    ring->count--;
    return v;
}

Value ring_pop_last(Ring *ring)
{
    return ring_at(ring, --ring->count);
}

void ring_remove(VM *vm, Ring *ring, Value v)
{
    int64_t i = 0;
    while (i < ring->count && ring_at(ring, i) != v)
        i++;
    if (i == ring->count)
        return;
    if (i < ring->count / 2) { // the shorter side moves
        for (; i > 0; i--)
            *ring_slot(ring, i) = ring_at(ring, i - 1);
        ring->head = (ring->head + 1) & (ring->capacity - 1);
    } else {
        for (; i + 1 < ring->count; i++)
            *ring_slot(ring, i) = ring_at(ring, i + 1);
    }
    ring->count--;
    value_unref(vm, v);
}

void ring_visit(Ring *ring, SlotVisitor visitor, void *context)
{
    for (int64_t i = 0; i < ring->count; i++)
        visitor(context, ring_slot(ring, i));
}

void ring_release(VM *vm, Ring *ring)
{
    raw_release(vm, ring->items, (size_t)ring->capacity * sizeof *ring->items);
    *ring = (Ring){0};
}

// The clock -------------------------------------------------------------------------------------

void loop_charge(VM *vm)
{
    Clock *clock = &loop_state(vm)->clock;
    int64_t from = clock->now_ns;
    if (clock_charge(clock, vm->ticks))
        loop_event(vm, TRACE_CLOCK_MOVED, from, TRACE_CAUSE_COMPUTATION, loop_lane(vm));
}

void loop_set_speed(VM *vm, int64_t speed)
{
    loop_charge(vm);
    clock_set_speed(&loop_state(vm)->clock, speed);
}

double loop_read_clock(VM *vm)
{
    loop_charge(vm);
    Clock *clock = &loop_state(vm)->clock;
    clock_note_read(clock);
    return clock_seconds(clock->now_ns);
}

bool loop_seconds(VM *vm, Value v, double *seconds)
{
    if (float_from_number(vm, v, seconds))
        return true;
    if (!vm_pending(vm))
        vm_raise(vm, T_TypeError, "unsupported operand type(s) for +: 'float' and '%T'", v);
    return false;
}

bool loop_deadline(VM *vm, Value v, int64_t *deadline_ns)
{
    double seconds;
    if (!loop_seconds(vm, v, &seconds))
        return false;
    loop_charge(vm);
    double when = clock_seconds(loop_state(vm)->clock.now_ns) + seconds;
    if (clock_from_seconds(when, deadline_ns))
        return true;
    if (seconds > 0) {
        *deadline_ns = INT64_MAX / 2;
        return true;
    }
    vm_raise(vm, T_ValueError, "cannot convert float NaN to integer");
    return false;
}

// The trace -------------------------------------------------------------------------------------

static Trace *trace_of(const VM *vm)
{
    const LoopHost *host = vm->host;
    return host ? host->trace : NULL;
}

uint32_t loop_lane(const VM *vm)
{
    if (vm->foreign == VALUE_ABSENT || loop_state(vm)->task == VALUE_ABSENT)
        return 0;
    return task_get(loop_state(vm)->task)->lane;
}

static uint32_t program_line(const VM *vm)
{
    const Frame *f = vm->frame;
    while (f && (!f->code || f->code->flags & CODE_LIBRARY))
        f = f->caller;
    return f ? (uint32_t)frame_line(f) : 0;
}

TraceAt loop_at(VM *vm)
{
    if (vm->foreign == VALUE_ABSENT)
        return (TraceAt){0, 0, program_line(vm)};
    return (TraceAt){loop_state(vm)->clock.now_ns, loop_lane(vm), program_line(vm)};
}

void loop_event_at(VM *vm, TraceKind kind, uint32_t lane, uint32_t line, int64_t a, int64_t b,
                   int64_t c)
{
    Trace *trace = trace_of(vm);
    if (trace)
        trace_append(trace, kind, (TraceAt){loop_state(vm)->clock.now_ns, lane, line}, a, b, c);
}

void loop_event(VM *vm, TraceKind kind, int64_t a, int64_t b, int64_t c)
{
    Trace *trace = trace_of(vm);
    if (trace)
        trace_append(trace, kind, loop_at(vm), a, b, c);
}

Value loop_attribute(VM *vm, Value v, const char *name)
{
    Value interned = str_intern(vm, name, strlen(name));
    Value attribute = vm_getattr_nested(vm, v, interned);
    value_unref(vm, interned);
    return attribute;
}

static Value call_attribute(VM *vm, Value v, const char *name, int count, const Value *args)
{
    Value callable = loop_attribute(vm, v, name);
    Value result = callable == VALUE_ABSENT ? VALUE_ABSENT : vm_call_nested(vm, callable, count, args);
    value_unref(vm, callable);
    return result;
}

Value loop_call_nested(VM *vm, Value self, const char *method)
{
    return call_attribute(vm, self, method, 0, NULL);
}

Value loop_library(VM *vm, const char *module, const char *function, int count, const Value *args)
{
    Value loaded = module_get(vm, module);
    if (loaded == VALUE_ABSENT)
        return VALUE_ABSENT;
    Value result = call_attribute(vm, loaded, function, count, args);
    value_unref(vm, loaded);
    return result;
}

uint32_t loop_string(VM *vm, const char *text, size_t bytes)
{
    Trace *trace = trace_of(vm);
    return trace ? trace_string(trace, text, bytes) : 0;
}

// The name that a variable of the running function, or of the module, has for `object`, borrowed.
static Value variable_name(VM *vm, Value object)
{
    const Frame *f = vm->frame;
    while (f && !f->code)
        f = f->caller;
    if (!f)
        return VALUE_ABSENT;
    const Tuple *variables = tuple_get(f->code->variables);
    for (int64_t i = 0; i < variables->count && i < f->count; i++) {
        Value v = f->v[i];
        if (value_is_kind(v, KIND_CELL))
            v = ((Cell *)value_obj(v))->value;
        if (v == object && !str_is(variables->items[i], "self"))
            return variables->items[i];
    }
    int64_t position = 0;
    for (DictEntry *e;
         value_is_dict(f->globals) && (e = dict_next(dict_get(f->globals), &position));)
        if (e->value == object && value_is_str(e->key))
            return e->key;
    return VALUE_ABSENT;
}

uint64_t loop_object(VM *vm, uint64_t *id, TraceReason reason, Value object)
{
    if (*id)
        return *id;
    *id = ++loop_state(vm)->objects;
    Value name = object == VALUE_ABSENT ? VALUE_ABSENT : variable_name(vm, object);
    if (name != VALUE_ABSENT)
        loop_event(vm, TRACE_OBJECT_NAMED, reason, (int64_t)*id,
                   loop_string(vm, str_get(name)->data, str_get(name)->bytes));
    return *id;
}

void loop_each_task(VM *vm, void (*each)(void *context, LoopTask task), void *context)
{
    if (vm->foreign == VALUE_ABSENT)
        return;
    for (Task *task = loop_state(vm)->first_task; task; task = task->next) {
        Gen *gen = value_is_gen(task->driven) ? gen_get(task->driven) : NULL;
        if (task->lane)
            each(context, (LoopTask){task->lane, value_of(task), gen && gen->frame ? gen : NULL});
    }
}
