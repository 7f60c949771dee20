// The queue of timers: a heap in the world, ordered by (deadline, lateness, sequence).
#ifndef AWAITSCOPE_SIM_TIMERS_H
#define AWAITSCOPE_SIM_TIMERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/region.h"
#include "sim/clock.h"

// One timer. `owner` is whatever the layer above put in: a reference of its own.
typedef struct Timer {
    int64_t deadline_ns;
    int64_t lateness;
    uint64_t sequence;
    uint64_t owner;
} Timer;

// Zero-initialised is empty. The block is raw memory of the region.
typedef struct Timers {
    Timer *items;
    int64_t count, capacity;
} Timers;

// Adds a timer.
void timers_add(Timers *timers, Region *region, Timer timer);

// The timer that is first, or NULL; valid until the next change.
const Timer *timers_first(const Timers *timers);

// Takes the first timer out. There must be one.
Timer timers_take_first(Timers *timers);

// Whether a timer is due: its deadline is past, or is now and its lateness below the current one.
bool timer_is_due(const Timer *timer, const Clock *clock);

// Takes out every timer for which `drop` says so (it may release what the owner holds).
void timers_sweep(Timers *timers, bool (*drop)(void *context, Timer *timer), void *context);

// Gives back the block. Owners are not looked at.
void timers_deinit(Timers *timers, Region *region);

#endif
