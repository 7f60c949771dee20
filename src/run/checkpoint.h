// Checkpoints of one run: snapshots of its world by position, within a budget of host bytes.
#ifndef AWAITSCOPE_RUN_CHECKPOINT_H
#define AWAITSCOPE_RUN_CHECKPOINT_H

#include "base/region_snapshot.h"
#include "run/run.h"

typedef struct Checkpoint {
    RunPosition position; // without `exact`, the instruction is not known: it lies behind the first
    int64_t ticks;        // of the world
    size_t written;       // bytes of output so far
    bool exact;
    bool kept;  // never dropped
    bool dense; // taken while going back, to be dropped first
    RegionSnapshot *snapshot; // owned
} Checkpoint;

typedef struct Checkpoints {
    Checkpoint *items; // by position
    size_t count, capacity, dense;
    RegionShelf *shelf; // borrowed
    size_t budget;      // bytes on the shelf
    int64_t stored;     // bytes that the last one added
    size_t world_bytes; // nominally, when it was taken
    int64_t due;        // replay cost since the last one at which another may be worth taking
    int64_t factor;     // doubles when the budget is exceeded
} Checkpoints;

// Begins without any. `shelf` must outlive it.
void checkpoints_init(Checkpoints *all, RegionShelf *shelf, size_t budget);

// Frees them all.
void checkpoints_deinit(Checkpoints *all);

// Shares those of `from` before `position` with `all`, which has none yet.
void checkpoints_share(Checkpoints *all, const Checkpoints *from, RunPosition position);

// What replaying so much costs, and what copying this region now would cost, both in nanoseconds of
// an ordinary machine: estimates that depend on nothing but their arguments and what was stored.
int64_t checkpoint_replay_cost(uint64_t events, int64_t ticks);
int64_t checkpoint_copy_cost(const Checkpoints *all, const Region *region);

// Whether another one is worth taking of `region` where replaying from the last one costs `replay`. A world
// that has grown much meanwhile is asked again later.
bool checkpoints_due(Checkpoints *all, const Region *region, int64_t replay);

// Takes `new`, whose snapshot is made of `region`. One that is there already stays as it is. Over the
// budget, while recording (not `dense`), every other one goes and they come half as often; dense
// ones that are far from this position make room for it.
void checkpoints_take(Checkpoints *all, const Region *region, Checkpoint new);

// The last one from which `target` can be reached by running forward; NULL when there is none.
const Checkpoint *checkpoints_before(const Checkpoints *all, RunPosition target);

// The last one before `position`, not at it, or NULL.
const Checkpoint *checkpoints_ahead_of(const Checkpoints *all, RunPosition position);

// The first one behind `target`, or NULL.
const Checkpoint *checkpoints_after(const Checkpoints *all, RunPosition target);

#endif
