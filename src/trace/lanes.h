#ifndef AWAITSCOPE_TRACE_LANES_H
#define AWAITSCOPE_TRACE_LANES_H

#include <stdbool.h>
#include <stdint.h>

#include "trace/trace.h"

// How lanes are named, tagged and ordered for a reader.

typedef struct LaneName {
    char *name;       // the user's name, else the coroutine's, else with an argument or a number
    char tag[4];      // a letter that stands for it in code, output and CPU strip
    uint32_t parent;  // the lane that made it
    uint32_t depth;   // 0 for lanes made by the main thread (and that itself)
    bool last_child;  // of its parent, among shown lanes
    bool shown;
    uint32_t place;   // in Lanes.order, where it is shown
} LaneName;

typedef struct Lanes {
    const Trace *trace; // whose lanes they are
    LaneName *lanes; // by lane number
    uint32_t count;
    uint32_t *order; // the shown lanes from top to bottom: each task below the one that made it
    uint32_t shown;
} Lanes;

// Names the lanes of the whole trace, in the caller's storage. The main thread is shown only where
// code outside tasks does something worth a step (prints, blocks, …), or where there is no task.
void lanes_init(Lanes *lanes, const Trace *trace);

// Frees what it owns.
void lanes_deinit(Lanes *lanes);

#endif
