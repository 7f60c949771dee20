// Private to this layer: the state of clock and loop in the world, and the objects of asyncio.
#ifndef AWAITSCOPE_LOOP_STATE_H
#define AWAITSCOPE_LOOP_STATE_H

#include "lang/exception.h"
#include "lang/gen.h"
#include "lang/list.h"
#include "lang/str.h"
#include "lang/vm.h"
#include "loop/belief.h"
#include "loop/kind.h"
#include "loop/loop.h"
#include "sim/timers.h"

typedef enum LoopTypeId {
#define LOOP_TYPE(name, base) LT_##name,
#include "loop/loop_type.def"
#undef LOOP_TYPE
#define LOOP_EXCEPTION(name, base, module) LT_##name,
#include "loop/loop_exception.def"
#undef LOOP_EXCEPTION
    LT_COUNT
} LoopTypeId;

typedef enum CallbackOp {
#define CALLBACK(name, text) CALLBACK_##name,
#include "loop/callback.def"
#undef CALLBACK
    CALLBACK_COUNT
} CallbackOp;

typedef struct Task Task;

typedef struct LoopState {
    Obj head;
    Clock clock;
    Value running;   // the EventLoop that runs, or ABSENT
    Value installed; // what set_event_loop was given, or ABSENT
    Value policy;    // what set_event_loop_policy was given or get_event_loop_policy made, or ABSENT
    bool installed_once;
    Value task;    // whose step it is, or ABSENT
    Value context; // variables of contextvars: a dict that is never changed, or ABSENT
    Value entered; // the Context object whose run() this is in, or ABSENT
    Value outside; // while a step or callback of the loop runs: `context` before it
    Task *first_task, *last_task; // all that live, weakly, in the order of creation
    int64_t step_began; // vm->ticks when `task` got the CPU
    uint64_t task_names, serials, lanes, objects, timer_ids, places;
    uint64_t place, outside_place; // which context is the current one, and was before the loop's
    uint8_t cause; // TraceCause that is to be said instead of the ordinary one, with `cause_given`
    bool cause_given;
    Beliefs beliefs; // what is otherwise in this world than it is
    bool shows, shows_by_itself; // LOOP_BEGIN is recorded, LOOP_END is not; a loop did that, no runner
    Type *types[LT_COUNT];
} LoopState;

// One thing to run, owned by the queue.
typedef struct Ready {
    Value tagged;   // the target, an object, with the CallbackOp in the bits that its alignment leaves
    Value argument; // of PYTHON: a tuple of the argument and the context
} Ready;

enum { READY_OP = 15 };
static inline Value ready_target(const Ready *ready)
{
    return ready->tagged & ~(Value)READY_OP;
}

#define NOT_TIMED INT64_MIN

typedef struct EventLoop {
    Obj head;
    Ready *ready; // raw ring
    int64_t ready_head, ready_count, ready_capacity;
    Timers timers; // owners: a Handle, or a Future to be released
    int64_t sweep_at;
    Value exception_handler, task_factory; // or ABSENT
    Value finalizer;                       // native that gets dropped asynchronous generators
    bool running, closed, stopping, debug, asyncgens_closed;
    int64_t began_ns;    // when what runs now began, where it began in debug mode, else NOT_TIMED
    double slow_seconds; // what takes as long is worth a message in debug mode
} EventLoop;

// What to do when a future is done.
typedef struct Callback {
    CallbackOp op;
    Value target, context;
} Callback;

typedef enum FutureState { FUTURE_PENDING, FUTURE_CANCELLED, FUTURE_FINISHED } FutureState;

// What few futures have: a raw block, made when something in it is first needed.
typedef struct FutureMore {
    Callback *callbacks; // raw: all but the future's first
    int32_t callback_count, callback_capacity;
    Value traceback; // of the exception as it was set, or ABSENT
    Value message;   // of the cancellation, or ABSENT
    Value created;   // in debug mode where it was made, see debug_created; or ABSENT
    Value awaitable; // of a task that was made of something else than a coroutine: that; of a timer: what
                     // sleep() gives, if not None; or ABSENT
    // what a task that waits for it is said to wait for
    uint64_t object; // its number in the trace, where `subject` does not have it
    int64_t until_ns;
    uint32_t done, total;
    uint32_t by; // lane of the task whose end was counted last
} FutureMore;

// A future. There may be a million, so what most of them lack is elsewhere (`more`).
typedef struct Future {
    Obj head;
    Value loop;
    Value result; // or the exception; when cancelled: the CancelledError that ended a task, until
                  // somebody gets it, or ABSENT
    Value target; // of the first callback, which has no context of its own: or ABSENT
    FutureMore *more; // or NULL
    union {
        int64_t until_ns; // a timer's
        Value subject;    // what else it waits at (a lock, a queue), or ABSENT
        Value context;    // a task's variables: a dict that is never changed, a Context, or ABSENT
    };
    uint32_t serial;
    unsigned op : 5;     // CallbackOp of the first callback
    unsigned reason : 5; // TraceReason: what a task that waits for it is said to wait for
    unsigned state : 2;  // FutureState
    unsigned mode : 2;   // of wait: return_when
    bool failed : 1, unretrieved : 1, blocking : 1;
    bool queued : 1; // who waits at `subject` has no frame: it leaves the line when it is awaited
    bool must_cancel : 1, started : 1, listed : 1, quiet : 1, wrapped : 1; // a task's
    bool held : 1;      // it is in line only once somebody awaits it: see BELIEF_ONLY_AWAITED
    bool eager_end : 1; // it ended before whoever made it went on
} Future;

struct Task {
    Future future;
    Value driven;  // the coroutine that is resumed: what it was made of, or (`wrapped`) one around it
    Value name;    // str, or an int that stands for Task-N
    Value waiter;  // the future it waits for, or ABSENT
    Task *next, *previous;
    int32_t cancelling;
    uint32_t lane; // 0: not shown
    uint32_t line; // where it stood when it gave the CPU up last
};

typedef struct Gathering {
    Future future;
    Value children; // list of futures
    Value slots;    // tuple: for each result its child's index
    int64_t finished;
    bool return_exceptions, cancel_requested;
} Gathering;

typedef struct Handle {
    Obj head;
    Value loop;
    Value callback; // callable, or for the loop's own the target
    Value args;     // tuple, or ABSENT
    Value context;
    Value created; // in debug mode where it was made, see debug_created; or ABSENT
    Value text;    // its repr, of one that was cancelled in debug mode; or ABSENT
    CallbackOp op; // PYTHON, or one of the loop's own
    bool cancelled, timed;
    int64_t deadline_ns;
    double when;
    uint64_t timer_id;
} Handle;

// contextvars.Context. Its dict is never changed but replaced.
typedef struct Context {
    Obj head;
    Value variables; // dict or ABSENT
    uint64_t place;  // its number among contexts
    bool entered;
} Context;

// A ring of values in the world. Zero-initialised is empty.
typedef struct Ring {
    Value *items; // raw
    int64_t head, count, capacity;
} Ring;

// Adds at the end; takes the first (ring_pop) or the last out, which the caller then owns; looks at
// one (borrowed).
void ring_push(VM *vm, Ring *ring, Value take_v);
Value ring_pop(Ring *ring);
Value ring_pop_last(Ring *ring);
Value ring_at(const Ring *ring, int64_t index);
// Takes out the first occurrence of `v`, if there is one.
void ring_remove(VM *vm, Ring *ring, Value v);
void ring_visit(Ring *ring, SlotVisitor visitor, void *context);
void ring_release(VM *vm, Ring *ring);

static inline LoopState *loop_state(const VM *vm)
{
    return (LoopState *)value_obj(vm->foreign);
}
static inline bool loop_believes(const VM *vm, BeliefId belief)
{
    return loop_state(vm)->beliefs & belief_only(belief);
}
static inline Type *loop_type(const VM *vm, LoopTypeId id)
{
    return loop_state(vm)->types[id];
}
static inline EventLoop *event_loop_get(Value v)
{
    return (EventLoop *)value_obj(v);
}
static inline Future *future_get(Value v)
{
    return (Future *)value_obj(v);
}
static inline Task *task_get(Value v)
{
    return (Task *)value_obj(v);
}
static inline Gathering *gathering_get(Value v)
{
    return (Gathering *)value_obj(v);
}
static inline Handle *handle_get(Value v)
{
    return (Handle *)value_obj(v);
}
static inline bool value_is_task(Value v)
{
    return value_is_kind(v, (ObjKind)KIND_TASK);
}
static inline bool value_is_future(Value v)
{
    return value_is_kind(v, (ObjKind)KIND_FUTURE) || value_is_task(v) ||
           value_is_kind(v, (ObjKind)KIND_GATHERING);
}

// Whether `v` is an instance of one of this layer's types.
bool loop_is_a(VM *vm, Value v, LoopTypeId id);

// Raises an exception of this layer; `take_argument` ABSENT: none. Returns ABSENT.
Value loop_raise(VM *vm, LoopTypeId id, Value take_argument);
Value loop_raise_text(VM *vm, LoopTypeId id, const char *text);

// A new exception of this layer.
Value loop_exception(VM *vm, LoopTypeId id, Value take_argument);

// Whether the pending exception is of this class.
bool loop_pending_is(VM *vm, LoopTypeId id);

// The loop that runs, borrowed, or ABSENT with RuntimeError.
Value loop_running(VM *vm);

// The loop for a new object outside of a running one too: borrowed, or ABSENT with RuntimeError.
Value loop_current(VM *vm);

// A new event loop; of a class derived from it.
Value event_loop_new(VM *vm);
Value event_loop_make(VM *vm, Type *type);

// Whether a class of the program derived from one of ours has a method of its own under this name.
bool loop_overrides(VM *vm, Type *type, const char *method);
static inline bool event_loop_overrides(VM *vm, Value loop, const char *method)
{
    return loop_overrides(vm, value_type(vm, loop), method);
}

// Refuses such a class by name when it has one of these methods, which nobody here would call. False then.
bool loop_refuse_own(VM *vm, Type *type, const char *const *methods, size_t count);

// Calls that.
Flow event_loop_call(VM *vm, Frame *frame, Value loop, const char *method, int count, const Value *args);

// asyncio.new_event_loop, set_event_loop: through the policy where the program has set one.
Flow policy_new_loop(VM *vm, Frame *frame);
Flow policy_set_loop(VM *vm, Frame *frame, Value loop);

// False, refused by name, for an object that is no loop of ours.
bool policy_check_loop(VM *vm, Value loop);

// Puts something in line. Operands are borrowed; ABSENT is allowed but for the target.
void event_loop_ready(VM *vm, EventLoop *loop, CallbackOp op, Value target, Value argument,
                      Value context);

// What is in line for `task` does nothing when its turn comes.
void event_loop_forget(VM *vm, Task *task);

// Empties the line without running what is in it.
void event_loop_drop_ready(VM *vm, EventLoop *loop);

// Sets a timer for `owner` (borrowed): a Future that is released, or a Handle that is run.
void event_loop_timer(VM *vm, EventLoop *loop, int64_t deadline_ns, Value owner);

// False with RuntimeError when the loop is closed.
bool event_loop_check(VM *vm, const EventLoop *loop);

// Seconds on the clock when it is read by the program.
double loop_read_clock(VM *vm);

// The deadline `seconds` from now, as call_later computes it. False with an exception.
bool loop_deadline(VM *vm, Value seconds, int64_t *deadline_ns);

// Seconds from a number: false with TypeError.
bool loop_seconds(VM *vm, Value v, double *seconds);

// Trace -----------------------------------------------------------------------------------------

// Whether a trace is kept.
static inline bool loop_recording(const VM *vm)
{
    const LoopHost *host = vm->host;
    return host && host->trace;
}

// The lane of who has the CPU.
uint32_t loop_lane(const VM *vm);

// Appends an event that happens where the program stands.
void loop_event(VM *vm, TraceKind kind, int64_t a, int64_t b, int64_t c);

// The same on another lane and line.
void loop_event_at(VM *vm, TraceKind kind, uint32_t lane, uint32_t line, int64_t a, int64_t b,
                   int64_t c);

// The id of a string in the trace.
uint32_t loop_string(VM *vm, const char *text, size_t bytes);

// A number for an object of synchronisation in the trace, given on first use with the name under
// which the program knows it.
uint64_t loop_object(VM *vm, uint64_t *id, TraceReason reason, Value object);

// The line where a task stands, 0 when it has none.
uint32_t task_line(const Task *task);

// Futures ---------------------------------------------------------------------------------------

// A new pending future of `loop` that waits for something of this kind.
Value future_new(VM *vm, Value loop, TraceReason reason);

// Fills in a new future's fields.
void future_init(VM *vm, Future *future, Value loop, TraceReason reason);

// What it has beside the ordinary, to be read.
extern const FutureMore future_nothing_more;
static inline const FutureMore *future_more(const Future *future)
{
    return future->more ? future->more : &future_nothing_more;
}

// The same, to be changed: made when there is none.
FutureMore *future_more_of(VM *vm, Future *future);

// Its callbacks, in order.
int32_t future_callback_count(const Future *future);
Callback future_callback(const Future *future, int32_t index);

// The virtual time at which it ends at the latest, where it waits for that.
static inline int64_t future_until(const Future *future)
{
    return future->reason == TRACE_REASON_TIMER ? future->until_ns : future_more(future)->until_ns;
}

// The number in the trace of what it waits for, 0 when there is none yet.
uint64_t future_object(const Future *future);

static inline bool future_is_done(const Future *future)
{
    return future->state != FUTURE_PENDING;
}

// Adds what to do when it is done: put in line at once when it is already.
void future_add_callback(VM *vm, Future *future, CallbackOp op, Value target, Value context);

// Removes every callback with this op and target. Returns how many.
int future_remove_callback(VM *vm, Future *future, CallbackOp op, Value target);

// Ends a pending future.
void future_set_result(VM *vm, Future *future, Value result);
void future_set_exception(VM *vm, Future *future, Value exception);

// Cancels a future, task or gathering future. `message` may be ABSENT. False when it is done. Asks a derived
// class that has a cancel() of its own, nested.
bool future_cancel(VM *vm, Value future, Value message);

// Cancels as a plain future: done at once.
bool future_cancel_plain(VM *vm, Future *future, Value message);

// The exception for a cancelled future: owned.
Value future_cancelled_error(VM *vm, Future *future);

// The result of a done future: owned; ABSENT with its exception pending.
Value future_result(VM *vm, Future *future);

// The exception of a done future that has one, to be thrown into who waits: owned. The failure of a plain
// future or task is not raised here, so it keeps its context.
Value future_to_throw(VM *vm, Future *future);

// Its exception, owned, or None; marks it as retrieved. For a future that is done and not
// cancelled.
Value future_exception(VM *vm, Future *future);

// The same without marking: borrowed, ABSENT when there is none.
static inline Value future_error(const Future *future)
{
    return future->state == FUTURE_FINISHED && future->failed ? future->result : VALUE_ABSENT;
}

// Awaiting one, for TypeDef.await_step.
AwaitStep future_await_step(VM *vm, Value self, Value *out);

extern const GetSetDef future_getsets[];
// Refuses a class with methods of its own that nobody here would ask: false then.
bool future_class_is_heard(VM *vm, Type *type);
// What the definitions of Future and Task share: see TypeDef.
void future_visit(Obj *o, SlotVisitor visitor, void *context);
void future_finish(VM *vm, Obj *o);
bool future_die(VM *vm, Obj *o);
Value future_repr(VM *vm, Value self);
bool future_hash(VM *vm, Value self, int64_t *hash);
AwaitStep future_await_step(VM *vm, Value self, Value *out);
Value future_cancel_method(VM *vm, Value *a);

// The iterator that __await__ and __iter__ of a future give: a new one.
Value future_iter_new(VM *vm, Value future);

// TypeDef.iter of the three classes.
Value future_iterate(VM *vm, Value self);

// Cancels it as its own class's cancel() does, for that: see future_cancel.
bool future_cancel_own(VM *vm, Value future, Value message);

// Tasks -----------------------------------------------------------------------------------------

// A new task for a coroutine. `name` may be ABSENT; `shown`: has a lane. ABSENT with TypeError.
Value task_new(VM *vm, Type *type, Value loop, Value coro, Value name, Value context, bool shown);

// What the loop's create_task gives: of its own, of its task factory or of a derived class. Those run Python,
// nested. ABSENT with an exception.
Value task_create(VM *vm, Value loop, Value coro, Value name, Value context, bool shown);

// create_task() of Python 3.14, which hands everything it is given to the task factory and knows eager_start; pushes a
// frame. Each of the last three may be ABSENT. The other one is nested.
Flow task_create_full(VM *vm, Frame *frame, Value loop, Value coro, Value name, Value context, Value eager);
Value task_create_full_nested(VM *vm, Value loop, Value coro, Value name, Value context, Value eager);

// False with TypeError for a keyword that only later levels have.
bool task_knows_eager(VM *vm, Value eager, const char *function);

// Notes where a new task (ABSENT: nothing) was made, as debug_note_future does, and gives it back.
Value task_placed(VM *vm, Value task, const char *place);

// Whether tasks of this loop are ours: it has no factory, and its class no create_task of its own.
bool event_loop_makes_tasks(VM *vm, Value loop);

// For natives that are frames: asks the factory or the derived class; only the factory; gives what frame->in is
// that name, where there is one.
Flow task_create_by(VM *vm, Frame *frame, Value loop, Value coro, Value context);
Flow task_create_by_factory(VM *vm, Frame *frame, Value loop, Value coro, Value context);
Flow task_name_by(VM *vm, Frame *frame, Value name);

// Renames it, with an event.
void task_rename(VM *vm, Task *task, Value name);

// Its name: a new str.
Value task_name(VM *vm, const Task *task);

// A new task is not in line until somebody releases it.
void task_hold(VM *vm, Task *task);

// A task that was held is put in line.
void task_release(VM *vm, Task *task);

enum { TASK_ASIDE_COUNT = 6 };
// Whose step it is, and its context, is put aside while another task has the CPU.
void task_put_aside(VM *vm, Value aside[TASK_ASIDE_COUNT]);
// It has the CPU again.
void task_take_back(VM *vm, Value aside[TASK_ASIDE_COUNT]);

// For task factories: makes a task and runs its first step, see Task.eager_start.
extern const NativeDef task_eager_def;

// Cancels it.
bool task_cancel(VM *vm, Task *task, Value message);

// What a step of it ended with: `take_yielded`, or a pending exception. False with an exception
// that ends the loop's run (SystemExit, KeyboardInterrupt).
bool task_step_end(VM *vm, Task *task, Value take_yielded);

// What a derived future's add_done_callback gets from a task that waits: bound to the task.
extern const NativeDef task_wakeup_def;

// Prepares a step: the exception to throw, owned, or ABSENT.
Value task_step_begin(VM *vm, Task *task, Value take_exception);

// What a task was made of, borrowed.
Value task_coro(const Task *task);

// The task that waits for this future, or NULL.
Task *future_waiting_task(const Future *future);

// Notes whose end `future`, which counts several, has just counted.
void future_count_child(VM *vm, Future *future, Value child);

// What `asyncio.ensure_future` gives: owned. `shown` as for task_new. ABSENT with an exception.
Value task_ensure(VM *vm, Value loop, Value awaitable, bool shown);

// Whether it counts as a coroutine for asyncio: objects of the program's that behave like one do too.
bool value_is_coroutine(VM *vm, Value v);

// Whether it says of itself that it is a future (_asyncio_future_blocking) and is none of ours.
bool value_is_like_future(VM *vm, Value v);

// An attribute by its name in C, asked for nested. ABSENT with an exception.
Value loop_attribute(VM *vm, Value v, const char *name);

// Calls a method without arguments, nested. ABSENT with an exception.
Value loop_call_nested(VM *vm, Value self, const char *method);

// Calls a function of a module of the library that is written in Python, nested. ABSENT with an exception.
Value loop_library(VM *vm, const char *module, const char *function, int count, const Value *args);

// Whether calling it makes one: `async def`, not a generator.
bool value_is_coroutine_function(Value v);

// Whether it can be awaited.
bool value_is_awaitable(VM *vm, Value v);

// All tasks of `loop` that are not done, in the order of creation: a new list.
Value task_unfinished(VM *vm, Value loop);

// The number of the context that a task has for itself.
static inline uint64_t context_of_task(const Task *task)
{
    return UINT64_C(1) << 61 | task->future.serial;
}

// A number for the context of a callback, which nobody else has.
uint64_t context_of_callback(VM *vm);

// Makes `context` (a dict, a Context or ABSENT) the current one for a step or callback, until
// context_leave, which gives what it is then: owned, ABSENT when a Context object keeps it itself.
// `place` is the number of a context that has no Context object.
void context_enter(VM *vm, Value context, uint64_t place);
Value context_leave(VM *vm);

// A new Context with what the variables are now.
Value context_snapshot(VM *vm);

// Running ---------------------------------------------------------------------------------------

// Runs the loop until it is stopped: pushes a frame. Gives None, or what a task let through.
Flow event_loop_run(VM *vm, Frame *frame, Value loop);

// run_until_complete: pushes a frame.
Flow event_loop_complete(VM *vm, Frame *frame, Value loop, Value awaitable, bool shown);

// The frames behind run_forever and run_until_complete, for the table of methods.
enum { RUN_FOREVER_SLOTS = 4, RUN_UNTIL_COMPLETE_SLOTS = 1 };
// The methods run_forever and run_until_complete: turns of the loop as a native frame.
Flow event_loop_run_forever(VM *vm, Frame *f);
Flow event_loop_run_until_complete(VM *vm, Frame *f);

// The end of asyncio.run: cancels what is left, closes generators. Pushes a frame.
Flow event_loop_finish(VM *vm, Frame *frame, Value loop);

// Closes a loop that is not running: drops what is in line and its timers. See native.h for the result.
Flow event_loop_close(VM *vm, Frame *frame, Value loop);

// Runs one of the loop's own callbacks. Never raises.
void callback_run(VM *vm, EventLoop *loop, CallbackOp op, Value target, Value argument);

// What gather() gives for these: coroutines become tasks (`shown`: with lanes). ABSENT with an
// exception.
Value gather_new(VM *vm, Value loop, const Value *items, int64_t count, bool return_exceptions,
                 bool shown);
void gather_child_done(VM *vm, Value gathering, Value child);
bool gather_cancel(VM *vm, Gathering *gathering, Value message);
void wait_child_done(VM *vm, Value waiter, Value child);
void as_completed_child_done(VM *vm, Value self, Value child);
void shield_inner_done(VM *vm, Value outer, Value inner);
void shield_outer_done(VM *vm, Value inner, Value outer);
void timeout_ring(VM *vm, Value timeout);
Value timeout_task(Value timeout); // borrowed, or ABSENT
void agen_close(VM *vm, EventLoop *loop, Value agen);
void group_task_done(VM *vm, Value group, Value task);

// A new handle for the loop's own callback.
Value handle_new(VM *vm, Value loop, CallbackOp op, Value callback, Value args, Value context);
void handle_cancel(VM *vm, Handle *handle);

// Beliefs ---------------------------------------------------------------------------------------

// Makes a new world one of loop_state(vm)->beliefs; a module, when it is filled.
void belief_start(VM *vm);
void belief_fill_asyncio(VM *vm, Value module);
void belief_fill_time(VM *vm, Value module);

// A task failed that nobody awaits: main gets its exception. False where main is done.
bool belief_break_in(VM *vm, Value exception);

// The body of asyncio.sleep; a future that its timer releases; time.sleep, under a name for the trace.
Flow sleep_for(VM *vm, Frame *f);
Value sleep_future(VM *vm, Value loop, int64_t deadline);
Value time_hold(VM *vm, Value *a, const char *name);

// Debug mode ------------------------------------------------------------------------------------

// Where the program stands: "FILE:LINE", or `place` where CPython would name a line of its library, and in the lines
// after that the stack. A new str.
Value debug_created(VM *vm, const char *place);

// Notes that in a new future, where its loop is in debug mode.
void debug_note_future(VM *vm, Future *future, const char *place);

// Appends " created at FILE:LINE"; nothing for ABSENT.
void debug_add_place(VM *vm, StrBuilder *b, Value created);

// The stack in it: a new str.
Value debug_stack(VM *vm, Value created);

// What ran since loop->began_ns, a task or a handle, gets a message if that was long.
void debug_note_slow(VM *vm, EventLoop *loop, Value what);

// Texts -----------------------------------------------------------------------------------------

// Writes to the program's stderr what the default exception handler writes. `keys` are alternating
// names and borrowed values, ending with NULL; exception may be ABSENT. All borrowed.
void report_error(VM *vm, const char *message, Value exception, const char *key, Value value);

// The same for a dict as call_exception_handler gets it.
void report_context(VM *vm, Value context);

// Where CPython's asyncio says something: records of logging show it.
typedef struct ReportPlace {
    const char *file;
    int line;
    const char *function;
} ReportPlace;

// Hands a message to the module logging, as the logger asyncio would; `exception` may be ABSENT. False
// when the program has not imported that. Runs Python, nested.
bool report_to_logging(VM *vm, int level, ReportPlace place, Value text, Value exception);

// The same, and without that module to the program's stderr.
void report_line(VM *vm, int level, ReportPlace place, Value text, Value exception);

// The dict that an exception handler gets: a new one. `exception` may be ABSENT.
Value report_context_new(VM *vm, Value message, Value exception, const char *key, Value value);

// Through the loop's own exception handler when it has one: pushes a frame then. `take_context`.
Flow report_to_handler(VM *vm, Frame *frame, EventLoop *loop, Value take_context);

// What reprs of futures say of their result: a new str.
Value report_short_repr(VM *vm, Value v);

// "<f() running at FILE:3>", "<f() done, defined at FILE:2>": a new str.
Value report_coroutine(VM *vm, const Gen *gen);

// "f(1, 2) at FILE:LINE": appends it.
void report_callback(VM *vm, StrBuilder *b, Value callable, Value args);

// Halts the program: says who waits for whom.
void deadlock_halt(VM *vm, EventLoop *loop);

#define NATIVE_LOCAL(Type, name, value) Type *name = (Type *)value_obj(value)

#endif
