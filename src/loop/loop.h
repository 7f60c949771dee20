// asyncio and time on the virtual clock: what the layers above need of it.
#ifndef AWAITSCOPE_LOOP_LOOP_H
#define AWAITSCOPE_LOOP_LOOP_H

#include "lang/vm.h"
#include "loop/belief.h"
#include "sim/clock.h"
#include "trace/trace.h"

// How the simulated machine is set up.
typedef struct LoopConfig {
    int64_t speed;    // units of cost in a virtual second; 0: computing is free
    int64_t epoch_ns; // what time.time() gives at the beginning
    Beliefs beliefs;  // what is otherwise in this world than it is
} LoopConfig;

// The usual machine: 50 million units a second, 2024-01-01 00:00:00 UTC.
LoopConfig loop_config_default(void);

// What `vm->host` points to: the layer above sets it before the program begins.
typedef struct LoopHost {
    Trace *trace; // events go there; NULL: nowhere
    LoopConfig config;
} LoopHost;

// Makes the state of clock and loop in a new world (vm->foreign). To be called once after vm_new,
// before the program runs.
void loop_start(VM *vm);

// For Hooks.module: asyncio, its submodules, time and contextvars. ABSENT without an exception for
// any other name.
Value loop_module(VM *vm, const char *name);

// For Hooks.finalize: the last words of a task or future that dies (its exception was never
// retrieved, or it is pending). True: it was one, and `o` is given up by it.
bool loop_finalize(VM *vm, Obj *o);

// Where and when the program stands: for events of the layers above (output, exceptions).
TraceAt loop_at(VM *vm);

// Writes who has the CPU and where, as "Task-2 (worker) is at line 7", into `out` of `size` bytes.
// Returns the units of cost it has executed since it got the CPU, 0 for a callback, of which that is not known.
int64_t loop_describe_holder(VM *vm, char *out, size_t size);

// The clock, for inspection. Charges nothing.
const Clock *loop_clock(const VM *vm);

// Charges what was executed so far to the clock, with an event when that moved it.
void loop_charge(VM *vm);

// Computing costs otherwise from now on: what was executed so far is charged as it was.
void loop_set_speed(VM *vm, int64_t speed);

// One task, as inspection sees it.
typedef struct LoopTask {
    uint32_t lane;
    Value task; // borrowed
    Gen *coro;  // NULL when it has ended
} LoopTask;

// Calls `each` for every task that lives and has a lane, in the order of creation. Runs no guest
// code.
void loop_each_task(VM *vm, void (*each)(void *context, LoopTask task), void *context);

#endif
