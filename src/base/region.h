// One growable block of memory that holds a whole simulated world.
//
// Everything the guest can observe is allocated here, so that a snapshot is a copy of the used
// part of the block and going back is copying it in again. The address range is reserved once
// and never moves: pointers inside a world stay valid across a restore.
//
// Blocks are freed with their size (no header per block). Two pools keep objects, which a
// collector can enumerate, apart from raw blocks (tables, arrays), which it cannot.
#ifndef AWAITSCOPE_BASE_REGION_H
#define AWAITSCOPE_BASE_REGION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Region Region;

// Reserves `reserve_bytes` of address space (rounded up to a page) and returns an empty region,
// or NULL when the host refuses the reservation. Memory is committed as it is first used.
Region *region_new(size_t reserve_bytes);

// Gives back everything. NULL is allowed.
void region_free(Region *region);

// Returns a zeroed block of `bytes` (> 0) for an object; aligned to 16. The first word of the
// block must be made non-zero before the next call of region_each_object: a zero word marks a free
// cell. Aborts when the reserved range is used up.
void *region_alloc_object(Region *region, size_t bytes);

// Gives back an object's block; `bytes` as it was asked for.
void region_release_object(Region *region, void *block, size_t bytes);

// Makes an object's block larger where it stands when there is room, and says whether there was. The
// new bytes are not zeroed.
bool region_extend_object(Region *region, void *block, size_t old_bytes, size_t new_bytes);

// Returns a zeroed raw block of `bytes` (0 gives NULL), aligned to 16, which no enumeration sees.
void *region_alloc_raw(Region *region, size_t bytes);

// Gives back a raw block; `bytes` as it was asked for. NULL with 0 bytes is allowed.
void region_release_raw(Region *region, void *block, size_t bytes);

// Resizes a raw block, keeping the smaller of both contents and zeroing what is new.
void *region_resize_raw(Region *region, void *block, size_t old_bytes, size_t new_bytes);

// Calls `each` for every live object block. The order is that of addresses in the region build and
// that of creation in the build with one host allocation per object: callers must not let it
// show. `each` may not allocate or release.
void region_each_object(Region *region, void (*each)(void *context, void *block), void *context);

// One pointer that the owner of the region may keep in it, so that it is found again after a restore.
void region_set_root(Region *region, void *root);

// The pointer last set, or NULL.
void *region_root(const Region *region);

// Bytes asked for and not given back: nominal, the same in every build.
size_t region_nominal_bytes(const Region *region);

#endif
