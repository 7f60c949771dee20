// The virtual clock: integer nanoseconds from 0, and what computing costs on it. Plain data that
// lives in the world of whoever owns it.
#ifndef AWAITSCOPE_SIM_CLOCK_H
#define AWAITSCOPE_SIM_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Clock {
    int64_t now_ns;
    int64_t epoch_ns;  // what time.time() is at 0
    int64_t lateness;  // of the last wake-up; what a timer made now inherits
    uint64_t sequence; // of the next timer
    int64_t speed;     // units of cost in a virtual second; 0: computing is free
    int64_t per_ms;    // the same in a millisecond, at least 1
    int64_t charged;   // units of cost that were looked at
    int64_t remainder; // units that did not make up a millisecond yet
    int32_t reads;     // readings since it last moved: for busy waiting when computing is free
    int32_t turns;     // turns of a loop since it last moved
} Clock;

// Sets the clock to 0. `speed` and `epoch_ns` as above.
void clock_init(Clock *clock, int64_t speed, int64_t epoch_ns);

// Changes what computing costs from here on. What did not make up a millisecond yet is forgotten.
void clock_set_speed(Clock *clock, int64_t speed);

// Charges what was executed up to `ticks` (a count that only grows) in whole milliseconds. Returns
// how far the clock moved, in nanoseconds.
int64_t clock_charge(Clock *clock, int64_t ticks);

// Moves the clock to `to_ns` if that is ahead.
void clock_move(Clock *clock, int64_t to_ns);

// Wakes at a deadline with the lateness of the timer that rang: the clock is at least there.
void clock_wake(Clock *clock, int64_t deadline_ns, int64_t lateness);

// The lateness of a timer made now for `deadline_ns`: -1 when it is due already.
int64_t clock_lateness(const Clock *clock, int64_t deadline_ns);

// Notes that the program read the clock: where computing is free, endless reading takes time all
// the same (100 microseconds each after 2,000 readings).
void clock_note_read(Clock *clock);

// Notes a turn of a loop that has something ready and a timer pending: the same for loops that
// spin (20 microseconds each after 2,000 turns).
void clock_note_turn(Clock *clock);

// Nanoseconds from seconds, rounded half to even. False when the result is out of range or
// `seconds` is not a number.
bool clock_from_seconds(double seconds, int64_t *ns);

// Seconds as Python's float has them.
static inline double clock_seconds(int64_t ns)
{
    return (double)ns / 1e9;
}

#endif
