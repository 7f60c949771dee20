#ifndef AWAITSCOPE_TRACE_TOTALS_H
#define AWAITSCOPE_TRACE_TOTALS_H

#include "trace/moments.h"

// Where the time went: for each task, for each line, for the run. Times are those of the virtual clock,
// in nanoseconds.

typedef struct TotalsLane {
    int64_t runs_ns;    // has the CPU and computes
    int64_t blocked_ns; // has the CPU and sleeps: nobody else gets in
    int64_t ready_ns;   // in line
    int64_t waits_ns[TRACE_REASONS]; // by what it waited for; nothing for YIELD, that is in line
    uint64_t turns;     // how often it got the CPU
    uint64_t prints;
} TotalsLane;

typedef struct TotalsLine {
    uint32_t line;
    int64_t runs_ns;    // computing that was charged there
    int64_t blocked_ns; // calls that block
    int64_t waits_ns;   // awaits, until their task was in line again
    uint64_t awaits;    // how often a task let go there
} TotalsLine;

typedef struct Totals {
    TotalsLane *lanes; // by lane number
    uint32_t lane_count;
    TotalsLine *lines; // those where any time went, or anybody let go, in ascending order
    uint32_t line_count, line_capacity;
    int64_t runs_ns, blocked_ns, idle_ns; // of the CPU; together the time of the run
    int64_t end_ns;
} Totals;

// Adds up the first `position` events, in the caller's storage. Reads all of them: about 30 ms for each
// million.
void totals_init(Totals *totals, const Trace *trace, uint64_t position);

// Frees what it owns.
void totals_deinit(Totals *totals);

// The time a lane has waited, whatever for.
int64_t totals_waits(const TotalsLane *lane);

// What is known of a line; NULL where nothing is.
const TotalsLine *totals_line(const Totals *totals, uint32_t line);

#endif
