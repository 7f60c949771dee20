// The allocator of a world. See region.h for what it promises.
//
// The range holds, in this order: the Region itself, a table of page descriptors, the pages. Small
// blocks come from pages that belong to one (pool, size class): a list of free cells first, then the
// part of the newest page that was never used. Large blocks are runs of pages, found first-fit in
// a list of free runs sorted by address. What lies above a page's `dirty` mark is zero.
#include "base/region.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/region_internal.h"

#ifdef AWAITSCOPE_OBJECT_ALLOC

// Each block is a host allocation of its own, so that a memory checker sees every overflow. The
// prefix links blocks in order of creation.
typedef struct Block {
    struct Block *previous, *next;
    size_t bytes;
    size_t pad;
} Block;

struct Region {
    Block pools[2]; // list heads: objects, raw blocks
    void *root;
    size_t nominal;
};

Region *region_new(size_t reserve_bytes) {
    (void)reserve_bytes;
    Region *region = calloc(1, sizeof *region);
    if (region == NULL)
        return NULL;
    for (int i = 0; i < 2; i++)
        region->pools[i].previous = region->pools[i].next = &region->pools[i];
    return region;
}

void region_free(Region *region) {
    if (region == NULL)
        return;
    for (int i = 0; i < 2; i++) {
        for (Block *b = region->pools[i].next; b != &region->pools[i];) {
            Block *next = b->next;
            free(b);
            b = next;
        }
    }
    free(region);
}

static void *block_new(Region *region, int pool, size_t bytes) {
    Block *b = calloc(1, sizeof *b + bytes);
    if (b == NULL)
        region_out_of_memory();
    Block *head = &region->pools[pool];
    b->bytes = bytes;
    b->previous = head->previous;
    b->next = head;
    head->previous->next = b;
    head->previous = b;
    region->nominal += bytes;
    return b + 1;
}

static void block_release(Region *region, void *block, size_t bytes) {
    Block *b = (Block *)block - 1;
    assert(b->bytes == bytes);
    b->previous->next = b->next;
    b->next->previous = b->previous;
    region->nominal -= bytes;
    free(b);
}

void *region_alloc_object(Region *region, size_t bytes) { return block_new(region, 0, bytes); }

void region_release_object(Region *region, void *block, size_t bytes) {
    block_release(region, block, bytes);
}

bool region_extend_object(Region *region, void *block, size_t old_bytes, size_t new_bytes) {
    (void)region;
    (void)block;
    return new_bytes == old_bytes;
}

void *region_alloc_raw(Region *region, size_t bytes) {
    return bytes == 0 ? NULL : block_new(region, 1, bytes);
}

void region_release_raw(Region *region, void *block, size_t bytes) {
    if (bytes != 0)
        block_release(region, block, bytes);
}

void *region_resize_raw(Region *region, void *block, size_t old_bytes, size_t new_bytes) {
    void *moved = region_alloc_raw(region, new_bytes);
    size_t kept = old_bytes < new_bytes ? old_bytes : new_bytes;
    if (kept != 0)
        memcpy(moved, block, kept);
    region_release_raw(region, block, old_bytes);
    return moved;
}

void region_each_object(Region *region, void (*each)(void *context, void *block), void *context) {
    Block *head = &region->pools[0];
    for (Block *b = head->next; b != head; b = b->next)
        each(context, b + 1);
}

void region_set_root(Region *region, void *root) { region->root = root; }
void *region_root(const Region *region) { return region->root; }
size_t region_nominal_bytes(const Region *region) { return region->nominal; }
#else

static int32_t page_of(const Region *region, const void *block) {
    return (int32_t)((size_t)((const char *)block - region->pages) / PAGE_BYTES);
}

static int32_t pages_for(size_t bytes) { return (int32_t)((bytes + PAGE_BYTES - 1) / PAGE_BYTES); }

static int coarse_class(size_t bytes) {
    int low = 0, high = COARSE_CLASSES - 1;
    while (low < high) {
        int middle = (low + high) / 2;
        if (coarse_bytes[middle] < bytes)
            low = middle + 1;
        else
            high = middle;
    }
    return FINE_CLASSES + low;
}

static inline int class_of(size_t bytes) {
    return bytes <= FINE_MAX ? (int)((bytes - 1) / FINE_STEP) : coarse_class(bytes);
}

static const size_t HOST_LARGE = (size_t)2 << 20; // a large page of the host

Region *region_new(size_t reserve_bytes) {
    size_t page_capacity = reserve_bytes / PAGE_BYTES + 1;
    // The pages begin where a large page of the host does: it has room for the head and one more.
    size_t head = sizeof(Region) + page_capacity * sizeof(Page);
    head = (head + HOST_LARGE - 1) & ~(HOST_LARGE - 1);
    size_t reserved = HOST_LARGE + head + page_capacity * PAGE_BYTES;
    char *base = mmap(NULL, reserved, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED)
        return NULL;
    char *pages = base + head + (HOST_LARGE - (uintptr_t)base % HOST_LARGE) % HOST_LARGE;
    // Where a world is large, large pages of the host cost a fifth of what small ones do; a refusal is no
    // harm. Small worlds stay in small pages.
    char *large = pages + HOST_LARGE;
    if (page_capacity * PAGE_BYTES > 2 * HOST_LARGE)
        madvise(large, (size_t)(base + reserved - large), MADV_HUGEPAGE);
    Region *region = (void *)base;
    region->pages = pages;
    region->reserved = reserved;
    region->page_capacity = (int32_t)page_capacity;
    region->free_runs = NO_PAGE;
    return region;
}

void region_free(Region *region) {
    if (region == NULL)
        return;
    UNPOISON(region->pages, (size_t)region->page_count * PAGE_BYTES);
    munmap(region, region->reserved);
}

// Takes `count` pages off the front of the free run `run`, whose predecessor is `before`.
static void run_shorten(Region *region, int32_t before, int32_t run, int32_t count) {
    Page *table = region->table;
    int32_t rest = table[run].next;
    if (table[run].run > count) {
        rest = run + count;
        table[rest].kind = PAGE_FREE;
        table[rest].run = table[run].run - count;
        table[rest].next = table[run].next;
    }
    if (before == NO_PAGE)
        region->free_runs = rest;
    else
        table[before].next = rest;
}

// Returns the first of `count` pages, all zero.
static int32_t run_new(Region *region, int32_t count) {
    Page *table = region->table;
    int32_t before = NO_PAGE;
    for (int32_t run = region->free_runs; run != NO_PAGE; before = run, run = table[run].next) {
        if (table[run].run < count)
            continue;
        run_shorten(region, before, run, count);
        for (int32_t i = run; i < run + count; i++) {
            UNPOISON(page_start(region, i), table[i].dirty);
            memset(page_start(region, i), 0, table[i].dirty);
            table[i].dirty = 0;
        }
        return run;
    }
    int32_t run = region->page_count;
    if (region->page_capacity - run < count)
        region_out_of_memory();
    region->page_count += count;
    return run;
}

static void run_release(Region *region, int32_t run, int32_t count) {
    Page *table = region->table;
    int32_t before = NO_PAGE, after = region->free_runs;
    while (after != NO_PAGE && after < run) {
        before = after;
        after = table[after].next;
    }
    for (int32_t i = run; i < run + count; i++)
        table[i].kind = PAGE_FREE;
    if (after == run + count) {
        count += table[after].run;
        after = table[after].next;
    }
    table[run].run = count;
    table[run].next = after;
    if (before == NO_PAGE) {
        region->free_runs = run;
    } else if (before + table[before].run == run) {
        table[before].run += count;
        table[before].next = after;
    } else {
        table[before].next = run;
    }
}

// Marks what a large block of `bytes` at `run` may write to.
static void large_mark(Region *region, int32_t run, size_t bytes) {
    Page *table = region->table;
    int32_t count = pages_for(bytes);
    for (int32_t i = 0; i < count; i++) {
        size_t left = bytes - (size_t)i * PAGE_BYTES;
        uint32_t dirty = left < PAGE_BYTES ? (uint32_t)left : PAGE_BYTES;
        table[run + i].kind = i == 0 ? PAGE_LARGE : PAGE_INNER;
        if (dirty > table[run + i].dirty)
            table[run + i].dirty = dirty;
    }
    table[run].run = count;
}

static void *large_new(Region *region, int pool, size_t bytes) {
    if (bytes > (size_t)region->page_capacity * PAGE_BYTES)
        region_out_of_memory();
    int32_t run = run_new(region, pages_for(bytes));
    large_mark(region, run, bytes);
    region->table[run].pool = (uint8_t)pool;
    UNPOISON(page_start(region, run), bytes);
    return page_start(region, run);
}

// A first cell for a class whose page is full.
static void *class_refill(Region *region, int pool, int class, size_t bytes) {
    int32_t page = run_new(region, 1);
    Class *c = &region->classes[pool][class];
    region->table[page] =
        (Page){.kind = PAGE_SMALL, .pool = (uint8_t)pool, .class = (uint8_t)class, .dirty = PAGE_BYTES};
    c->bump = page_start(region, page);
    c->end = c->bump + PAGE_BYTES / class_bytes(class) * class_bytes(class);
    POISON(c->bump, PAGE_BYTES);
    void *block = c->bump;
    c->bump += class_bytes(class);
    UNPOISON(block, bytes);
    return block;
}

static inline void *small_new(Region *region, int pool, size_t bytes) {
    int class = class_of(bytes);
    Class *c = &region->classes[pool][class];
    Cell *cell = c->free;
    if (cell != NULL) {
        UNPOISON(cell, sizeof *cell);
        c->free = cell->next;
        UNPOISON(cell, bytes);
        return memset(cell, 0, bytes);
    }
    if (c->bump == c->end)
        return class_refill(region, pool, class, bytes);
    void *block = c->bump;
    c->bump += class_bytes(class);
    UNPOISON(block, bytes);
    return block;
}

static inline void *block_new(Region *region, int pool, size_t bytes) {
    region->nominal += bytes;
    return bytes <= SMALL_MAX ? small_new(region, pool, bytes) : large_new(region, pool, bytes);
}

static inline void block_release(Region *region, int pool, void *block, size_t bytes) {
    region->nominal -= bytes;
    if (bytes <= SMALL_MAX) {
        int class = class_of(bytes);
        Class *c = &region->classes[pool][class];
        Cell *cell = block;
        UNPOISON(cell, sizeof *cell);
        cell->zero = 0;
        cell->next = c->free;
        c->free = cell;
        POISON(cell, class_bytes(class));
    } else {
        POISON(block, bytes);
        run_release(region, page_of(region, block), pages_for(bytes));
    }
}

void *region_alloc_object(Region *region, size_t bytes) {
    assert(bytes > 0);
    return block_new(region, 0, bytes);
}

void region_release_object(Region *region, void *block, size_t bytes) {
    block_release(region, 0, block, bytes);
}

void *region_alloc_raw(Region *region, size_t bytes) {
    return bytes == 0 ? NULL : block_new(region, 1, bytes);
}

void region_release_raw(Region *region, void *block, size_t bytes) {
    if (bytes != 0)
        block_release(region, 1, block, bytes);
}

// Whether a raw block keeps its cell or its pages when resized.
static bool resizes_in_place(size_t old_bytes, size_t new_bytes) {
    if (old_bytes == 0 || new_bytes == 0)
        return false;
    if (old_bytes <= SMALL_MAX || new_bytes <= SMALL_MAX)
        return old_bytes <= SMALL_MAX && new_bytes <= SMALL_MAX &&
               class_of(old_bytes) == class_of(new_bytes);
    return pages_for(old_bytes) == pages_for(new_bytes);
}

// Makes a large block longer when nothing was ever put behind it: an array that grows is spared
// most of its copies.
static bool extend_last(Region *region, void *block, size_t old_bytes, size_t new_bytes) {
    if (old_bytes <= SMALL_MAX || new_bytes <= old_bytes)
        return false;
    int32_t run = page_of(region, block), more = pages_for(new_bytes) - pages_for(old_bytes);
    if (run + pages_for(old_bytes) != region->page_count ||
        new_bytes > (size_t)region->page_capacity * PAGE_BYTES ||
        more > region->page_capacity - region->page_count)
        return false;
    region->page_count += more;
    large_mark(region, run, new_bytes);
    UNPOISON(block, new_bytes);
    // The last page may hold what a longer block left behind; the new pages are zero.
    size_t end = (size_t)pages_for(old_bytes) * PAGE_BYTES;
    memset((char *)block + old_bytes, 0, (end < new_bytes ? end : new_bytes) - old_bytes);
    return true;
}

bool region_extend_object(Region *region, void *block, size_t old_bytes, size_t new_bytes) {
    if (new_bytes < old_bytes || !resizes_in_place(old_bytes, new_bytes))
        return false;
    region->nominal += new_bytes - old_bytes;
    if (new_bytes > SMALL_MAX)
        large_mark(region, page_of(region, block), new_bytes);
    UNPOISON(block, new_bytes);
    return true;
}

void *region_resize_raw(Region *region, void *block, size_t old_bytes, size_t new_bytes) {
    if (resizes_in_place(old_bytes, new_bytes)) {
        region->nominal += new_bytes - old_bytes;
        if (new_bytes > SMALL_MAX)
            large_mark(region, page_of(region, block), new_bytes);
        if (new_bytes > old_bytes) {
            UNPOISON(block, new_bytes);
            memset((char *)block + old_bytes, 0, new_bytes - old_bytes);
        } else {
            POISON((char *)block + new_bytes, old_bytes - new_bytes);
        }
        return block;
    }
    if (extend_last(region, block, old_bytes, new_bytes)) {
        region->nominal += new_bytes - old_bytes;
        return block;
    }
    void *moved = region_alloc_raw(region, new_bytes);
    size_t kept = old_bytes < new_bytes ? old_bytes : new_bytes;
    if (kept != 0)
        memcpy(moved, block, kept);
    region_release_raw(region, block, old_bytes);
    return moved;
}

// Reads the first word of a cell, which may be a poisoned free one.
__attribute__((no_sanitize("address"))) static bool cell_is_live(const void *cell) {
    return *(const uint64_t *)cell != 0;
}

void region_each_object(Region *region, void (*each)(void *context, void *block), void *context) {
    for (int32_t page = 0; page < region->page_count; page++) {
        const Page *p = &region->table[page];
        char *start = page_start(region, page);
        if (p->kind == PAGE_LARGE && p->pool == 0 && cell_is_live(start))
            each(context, start);
        if (p->kind != PAGE_SMALL || p->pool != 0)
            continue;
        const Class *c = &region->classes[0][p->class];
        size_t bytes = class_bytes(p->class);
        char *end = start + PAGE_BYTES / bytes * bytes;
        if (c->end == end)
            end = c->bump;
        for (char *cell = start; cell < end; cell += bytes)
            if (cell_is_live(cell))
                each(context, cell);
    }
}

void region_set_root(Region *region, void *root) { region->root = root; }

void *region_root(const Region *region) { return region->root; }

size_t region_nominal_bytes(const Region *region) { return region->nominal; }

#endif
