#include "sim/clock.h"

#include <math.h>

enum { FREE_READS = 2000, READ_NS = 100000, FREE_TURNS = 2000, TURN_NS = 20000 };

static const int64_t millisecond_ns = 1000000;

void clock_init(Clock *clock, int64_t speed, int64_t epoch_ns)
{
    int64_t per_ms = speed / 1000 ? speed / 1000 : 1;
    *clock = (Clock){.speed = speed, .per_ms = per_ms, .epoch_ns = epoch_ns};
}

void clock_set_speed(Clock *clock, int64_t speed)
{
    clock->speed = speed;
    clock->per_ms = speed / 1000 ? speed / 1000 : 1;
    clock->remainder = 0;
}

void clock_move(Clock *clock, int64_t to_ns)
{
    if (to_ns <= clock->now_ns)
        return;
    clock->now_ns = to_ns;
    clock->reads = clock->turns = 0;
}

int64_t clock_charge(Clock *clock, int64_t ticks)
{
    int64_t units = ticks - clock->charged;
    clock->charged = ticks;
    if (!clock->speed)
        return 0;
    clock->remainder += units;
    if (clock->remainder < clock->per_ms)
        return 0;
    int64_t moved = clock->remainder / clock->per_ms * millisecond_ns;
    clock->remainder %= clock->per_ms;
    clock_move(clock, clock->now_ns + moved);
    return moved;
}

void clock_wake(Clock *clock, int64_t deadline_ns, int64_t lateness)
{
    clock_move(clock, deadline_ns);
    clock->lateness = lateness + 1;
}

int64_t clock_lateness(const Clock *clock, int64_t deadline_ns)
{
    return deadline_ns <= clock->now_ns ? -1 : clock->lateness;
}

void clock_note_read(Clock *clock)
{
    if (!clock->speed && ++clock->reads > FREE_READS)
        clock->now_ns += READ_NS;
}

void clock_note_turn(Clock *clock)
{
    if (!clock->speed && ++clock->turns > FREE_TURNS)
        clock->now_ns += TURN_NS;
}

bool clock_from_seconds(double seconds, int64_t *ns)
{
    double rounded = nearbyint(seconds * 1e9);
    if (!(fabs(rounded) < 9.2e18))
        return false;
    *ns = (int64_t)rounded;
    return true;
}
