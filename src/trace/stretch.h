// The stretches that a run is cut into, for the ruler of a timeline.
#ifndef AWAITSCOPE_TRACE_STRETCH_H
#define AWAITSCOPE_TRACE_STRETCH_H

#include <stdbool.h>
#include <stdint.h>

#include "trace/event.h"

#define STRETCH_NOBODY UINT32_MAX

typedef enum StretchKind {
    STRETCH_TURN, // somebody has the CPU
    STRETCH_IDLE, // nobody is ready
    STRETCH_BLOCK, // the holder sleeps and lets nobody in
    STRETCH_END,  // after the last turn
} StretchKind;

// Events first … end − 1 happen in it; up to `start` they lead to it (its first column shows the
// moment after `start`).
typedef struct Stretch {
    uint64_t first;
    uint64_t start;
    uint64_t end;
    int64_t from_ns;
    int64_t to_ns;
    uint32_t holder; // lane, STRETCH_NOBODY when idle
    StretchKind kind;
} Stretch;

// How long it takes, in nanoseconds.
static inline int64_t stretch_takes(const Stretch *stretch)
{
    return stretch->to_ns - stretch->from_ns;
}

// The state of the cutting: the stretch that is open, and where the next one's events begin. All
// zero at the beginning.
typedef struct Cut {
    Stretch now;
    uint64_t first;
    bool open;
} Cut;

// Goes on past `event`. True when that closed a stretch, which is then in `*closed`: never more than
// one.
bool stretch_event(Cut *cut, const TraceEvent *event, Stretch *closed);

// The stretches with which a trace of `length` events that ends at `end_ns` ends: what is open, and
// the last one, of kind STRETCH_END. Returns how many, 1 or 2.
int stretch_finish(const Cut *cut, uint64_t length, int64_t end_ns, Stretch closed[2]);

#endif
