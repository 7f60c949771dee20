// What a trace keeps beside its events, made while it is recorded, so that nothing has to be counted
// when it is opened: for each block of 1,024 events how many steps and stretches lie before it, and
// every so often the moment as a whole. Private to src/trace.
#ifndef AWAITSCOPE_TRACE_INDEX_H
#define AWAITSCOPE_TRACE_INDEX_H

#include "base/buffer.h"
#include "trace/moments.h"
#include "trace/stretch.h"

enum {
    INDEX_BLOCK_EVENTS = 1024,
    INDEX_LANES_MOST = 4096, // with more lanes than that no moments are kept
};

// What lies before the first event of a block.
typedef struct IndexMark {
    uint64_t steps; // of the first level of detail
    uint64_t fine;  // events that are steps of the last level only
    uint64_t stretches;
    uint64_t turns; // of the loop
    int64_t time_ns;
    Cut cut;
} IndexMark;

typedef struct IndexCheckpoint {
    uint64_t position;
    size_t offset; // in `packed`
} IndexCheckpoint;

// What every lane shows at a position, in one byte a lane: INDEX_* bits. Far closer together than
// checkpoints, and enough for drawing columns that thousands of events come to.
typedef struct IndexGlance {
    uint64_t position;
    int64_t time_ns;
    size_t offset; // in `glance_lanes`
    uint32_t stretches;
    uint32_t cpu; // who has it, or MOMENT_NOBODY
    uint32_t lane_count;
} IndexGlance;

enum {
    INDEX_STATE = 0x1f,    // a MomentState, or INDEX_REASONS and more: WAITS for reason that minus
                           // INDEX_REASONS
    INDEX_REASONS = 11,
    INDEX_CREATED = 0x20,  // since the glance before: it was made,
    INDEX_RESUMED = 0x40,  // it got the CPU,
    INDEX_CHANGED = 0x80,  // its state began
};

typedef struct Index {
    IndexMark now; // after the last event
    IndexMark *marks;
    uint64_t mark_count, mark_capacity;
    Moment moment;
    bool follows;      // `moment` is kept
    bool thread_shows; // lane 0 has done something that a reader wants a lane for
    Buffer packed;
    IndexCheckpoint *checkpoints;
    uint64_t checkpoint_count, checkpoint_capacity;
    Buffer glance_lanes;
    IndexGlance *glances;
    uint64_t glance_count, glance_capacity, next_glance;
} Index;

// Begins and frees an index in the caller's storage.
void index_init(Index *index);
void index_deinit(Index *index);

// To be called before the first event of each block.
void index_block(Index *index);

// Takes note of the next `count` events, which are of one block.
void index_events(Index *index, const TraceEvent *events, uint64_t count);

// Host bytes that it takes, without what is in reserve.
size_t index_bytes(const Index *index);

// The index of a trace, valid as long as it.
const Index *trace_index(const Trace *trace);

// What lies before block `block`; after the last event for any block that has not begun.
const IndexMark *index_mark(const Index *index, uint64_t block);

// How far apart checkpoints are with so many lanes: at least that many events.
uint64_t index_spacing(uint32_t lanes);

// The same for glances.
uint64_t index_glance_spacing(uint32_t lanes);

// The position of the last checkpoint at or before `position`; 0 when there is none.
uint64_t index_last_checkpoint(const Trace *trace, uint64_t position);

// Makes `moment` the one of that checkpoint, or the one before anything.
void index_checkpoint(const Trace *trace, uint64_t position, Moment *moment);

#endif
