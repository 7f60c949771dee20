// Snapshots of a region, and going back to one.
//
// Snapshots of one region hold much in common: a snapshot that is taken with another at hand shares
// with it every block of 4 KB that is the same, and of a block that differs in few places it keeps
// only the lines of 64 bytes that changed.
#ifndef AWAITSCOPE_BASE_REGION_SNAPSHOT_H
#define AWAITSCOPE_BASE_REGION_SNAPSHOT_H

#include "base/region.h"

typedef struct RegionSnapshot RegionSnapshot;

// Where the snapshots of one region are kept. All zero at the beginning.
typedef struct RegionShelf {
    size_t bytes; // of the host that they take
    struct RegionSlab *slabs;
    void *free_cells;      // of slabs
    char *unused, *end;    // of the slab that was made last
} RegionShelf;

// Frees what the shelf owns once no snapshot is on it any more.
void region_shelf_deinit(RegionShelf *shelf);

// Bytes that a snapshot which shares nothing would copy.
size_t region_used_bytes(const Region *region);

// Whether snapshots work: false in the build that gives every object its own host allocation.
// Nothing below may be called there, except region_snapshot_unref(NULL).
bool region_can_snapshot(void);

// Copies the used part of the region, sharing with `like` (an earlier or later snapshot of the same region, or
// NULL) what is equal. `shelf` is borrowed and must outlive the snapshot. The caller gives the
// result up with region_snapshot_unref.
RegionSnapshot *region_snapshot(const Region *region, RegionShelf *shelf, const RegionSnapshot *like);

// Puts the region back to what it was when `snapshot` was taken from it.
void region_restore(Region *region, const RegionSnapshot *snapshot);

// One more owner of the snapshot, which is returned.
RegionSnapshot *region_snapshot_ref(RegionSnapshot *snapshot);

// One owner fewer; without an owner it is freed, except what other snapshots share with it. NULL is
// allowed.
void region_snapshot_unref(RegionSnapshot *snapshot);

#endif
