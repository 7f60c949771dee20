#include "base/region_snapshot.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/region_internal.h"

#ifdef AWAITSCOPE_OBJECT_ALLOC

size_t region_used_bytes(const Region *region) { return region_nominal_bytes(region); }
bool region_can_snapshot(void) { return false; }

RegionSnapshot *region_snapshot(const Region *region, RegionShelf *shelf, const RegionSnapshot *like) {
    (void)region;
    (void)shelf;
    (void)like;
    assert(!"this build has no snapshots");
    return NULL;
}

void region_restore(Region *region, const RegionSnapshot *snapshot) {
    (void)region;
    (void)snapshot;
    assert(!"this build has no snapshots");
}

RegionSnapshot *region_snapshot_ref(RegionSnapshot *snapshot) { return snapshot; }
void region_snapshot_unref(RegionSnapshot *snapshot) { assert(snapshot == NULL); }
void region_shelf_deinit(RegionShelf *shelf) { (void)shelf; }

#else

enum {
    BLOCK_BYTES = 4096,
    LINE_BYTES = 64,
    LINE_WORDS = LINE_BYTES / sizeof(uint64_t),
    LINES_WHOLE = 24, // a block of which more lines differ is kept whole
    PAGE_BLOCKS = PAGE_BYTES / BLOCK_BYTES,
};
static_assert(BLOCK_BYTES / LINE_BYTES == 64, "a bit a line");

// What one or several snapshots know of 4 KB: all of it, or the lines that differ from a whole one.
typedef struct Block {
    uint32_t refs;
    uint16_t bytes;     // content, a multiple of LINE_BYTES
    bool in_slab;
    struct Block *base; // owned; NULL: whole
    uint64_t lines;     // of a block with a base: which lines follow
    uint64_t data[];
} Block;

struct RegionSnapshot {
    RegionShelf *shelf;
    uint32_t refs;
    int32_t page_count;
    size_t head_bytes; // Region and page table
    char *head;
    size_t block_count;
    Block *blocks[]; // page by page, as many as its content needs
};

static size_t head_bytes(const Region *region) {
    return sizeof *region + (size_t)region->page_count * sizeof(Page);
}

// Bytes at the start of a page that a snapshot must hold.
static size_t page_content(const Region *region, int32_t page) {
    const Page *p = &region->table[page];
    if (p->kind == PAGE_FREE)
        return 0;
    if (p->kind == PAGE_SMALL) {
        const Class *c = &region->classes[p->pool][p->class];
        const char *start = page_start(region, page);
        if (c->bump >= start && c->bump < start + PAGE_BYTES)
            return (size_t)(c->bump - start);
    }
    return p->dirty;
}

// The same in whole lines: what is above the content is zero.
static size_t page_lines(const Region *region, int32_t page) {
    return (page_content(region, page) + LINE_BYTES - 1) / LINE_BYTES * LINE_BYTES;
}

size_t region_used_bytes(const Region *region) {
    size_t bytes = head_bytes(region);
    for (int32_t page = 0; page < region->page_count; page++)
        bytes += page_content(region, page);
    return bytes;
}

bool region_can_snapshot(void) { return true; }

#ifdef POISONING
// Everything below the high-water mark becomes accessible, so that it can be copied.
static void unpoison_pages(const Region *region) {
    UNPOISON(region->pages, (size_t)region->page_count * PAGE_BYTES);
}

// Poisons what is not handed out, as the free lists tell.
static void poison_free(const Region *region) {
    for (int pool = 0; pool < POOLS; pool++) {
        for (int class = 0; class < CLASSES; class++) {
            const Class *c = &region->classes[pool][class];
            for (Cell *cell = c->free; cell != NULL;) {
                Cell *next = cell->next;
                POISON(cell, class_bytes(class));
                cell = next;
            }
            POISON(c->bump, (size_t)(c->end - c->bump));
        }
    }
    for (int32_t run = region->free_runs; run != NO_PAGE; run = region->table[run].next)
        POISON(page_start(region, run), (size_t)region->table[run].run * PAGE_BYTES);
}
#else
static void unpoison_pages(const Region *region) { (void)region; }
static void poison_free(const Region *region) { (void)region; }
#endif

// ---- blocks

static size_t block_size(const Block *block) {
    return sizeof *block + (block->base ? (size_t)__builtin_popcountll(block->lines) * LINE_BYTES : block->bytes);
}

static Block *block_ref(Block *block) {
    block->refs++;
    return block;
}

// Large worlds need so many whole blocks that taking the host's memory page by page costs as much as
// filling it. Those come from slabs, each one large page of the host.
typedef struct RegionSlab {
    struct RegionSlab *next;
} RegionSlab;

enum {
    SLAB_BYTES = 2 << 20,
    SLABS_FROM = 1 << 20, // bytes on the shelf: less is not worth a slab
    CELL_BYTES = sizeof(Block) + BLOCK_BYTES,
};

static bool wants_slab(const RegionShelf *shelf, size_t bytes) {
#ifdef POISONING
    (void)shelf, (void)bytes;
    return false; // every block has its own red zones
#else
    return bytes == CELL_BYTES && shelf->bytes >= SLABS_FROM;
#endif
}

static void slab_new(RegionShelf *shelf) {
    RegionSlab *slab = aligned_alloc(SLAB_BYTES, SLAB_BYTES);
    if (!slab)
        region_out_of_memory();
    madvise(slab, SLAB_BYTES, MADV_HUGEPAGE); // a refusal is no harm
    slab->next = shelf->slabs;
    shelf->slabs = slab;
    shelf->unused = (char *)(slab + 1);
    shelf->end = (char *)slab + SLAB_BYTES;
}

static Block *cell_take(RegionShelf *shelf) {
    Block *cell = shelf->free_cells;
    if (cell) {
        shelf->free_cells = cell->base;
        return cell;
    }
    if (shelf->end - shelf->unused < CELL_BYTES)
        slab_new(shelf);
    cell = (void *)shelf->unused;
    shelf->unused += CELL_BYTES;
    return cell;
}

static void cell_give_back(RegionShelf *shelf, Block *cell) {
    cell->base = shelf->free_cells;
    shelf->free_cells = cell;
}

void region_shelf_deinit(RegionShelf *shelf) {
    while (shelf->slabs) {
        RegionSlab *slab = shelf->slabs;
        shelf->slabs = slab->next;
        free(slab);
    }
    *shelf = (RegionShelf){0};
}

static void block_unref(RegionShelf *shelf, Block *block) {
    while (block && --block->refs == 0) {
        Block *base = block->base;
        shelf->bytes -= block_size(block);
        if (block->in_slab)
            cell_give_back(shelf, block);
        else
            free(block);
        block = base;
    }
}

// Takes over `base`, which may be NULL.
static Block *block_new(RegionShelf *shelf, size_t content, Block *take_base, uint64_t lines) {
    Block head = {.refs = 1, .bytes = (uint16_t)content, .base = take_base, .lines = lines};
    size_t bytes = block_size(&head);
    head.in_slab = wants_slab(shelf, bytes);
    Block *block = head.in_slab ? cell_take(shelf) : malloc(bytes);
    if (!block)
        region_out_of_memory();
    *block = head;
    shelf->bytes += bytes;
    return block;
}

static Block *block_whole(RegionShelf *shelf, const uint64_t *now, size_t bytes) {
    Block *block = block_new(shelf, bytes, NULL, 0);
    memcpy(block->data, now, bytes);
    return block;
}

// Which of the lines of `bytes` differ.
static uint64_t differing_lines(const uint64_t *restrict a, const uint64_t *restrict b, size_t bytes) {
    uint64_t lines = 0;
    for (size_t line = 0; line < bytes / LINE_BYTES; line++, a += LINE_WORDS, b += LINE_WORDS) {
        uint64_t differs = 0;
        for (int i = 0; i < LINE_WORDS; i++)
            differs |= a[i] ^ b[i];
        lines |= (uint64_t)(differs != 0) << line;
    }
    return lines;
}

// Whether the lines that `block` keeps are those of `now`.
static bool same_lines(const Block *block, const uint64_t *now) {
    const uint64_t *kept = block->data;
    for (uint64_t rest = block->lines; rest; rest &= rest - 1, kept += LINE_WORDS)
        if (memcmp(kept, now + __builtin_ctzll(rest) * LINE_WORDS, LINE_BYTES) != 0)
            return false;
    return true;
}

// What the 4 KB (or `bytes`) at `now` are kept as, sharing with `like` or what that is based on.
static Block *block_like(RegionShelf *shelf, const uint64_t *now, size_t bytes, Block *like) {
    Block *base = like && like->base ? like->base : like;
    if (!base || base->bytes > bytes)
        return block_whole(shelf, now, bytes);
    uint64_t lines = differing_lines(now, base->data, base->bytes);
    if (bytes > base->bytes)
        lines |= ~UINT64_C(0) >> (64 - (bytes - base->bytes) / LINE_BYTES) << base->bytes / LINE_BYTES;
    if (!lines && bytes == base->bytes)
        return block_ref(base);
    if (like->base && lines == like->lines && bytes == like->bytes && same_lines(like, now))
        return block_ref(like);
    if (__builtin_popcountll(lines) > LINES_WHOLE)
        return block_whole(shelf, now, bytes);
    Block *block = block_new(shelf, bytes, block_ref(base), lines);
    uint64_t *kept = block->data;
    for (uint64_t rest = lines; rest; rest &= rest - 1, kept += LINE_WORDS)
        memcpy(kept, now + __builtin_ctzll(rest) * LINE_WORDS, LINE_BYTES);
    return block;
}

static void block_copy_out(const Block *block, uint64_t *out) {
    const Block *whole = block->base ? block->base : block;
    memcpy(out, whole->data, whole->bytes);
    const uint64_t *kept = block->data;
    for (uint64_t rest = block->lines; rest; rest &= rest - 1, kept += LINE_WORDS)
        memcpy(out + __builtin_ctzll(rest) * LINE_WORDS, kept, LINE_BYTES);
}

// ---- snapshots

static size_t blocks_of(size_t content) { return (content + BLOCK_BYTES - 1) / BLOCK_BYTES; }

static size_t snapshot_size(const RegionSnapshot *snapshot) {
    return sizeof *snapshot + snapshot->block_count * sizeof(Block *) + snapshot->head_bytes;
}

static RegionSnapshot *snapshot_new(const Region *region, RegionShelf *shelf) {
    size_t blocks = 0;
    for (int32_t page = 0; page < region->page_count; page++)
        blocks += blocks_of(page_lines(region, page));
    RegionSnapshot *snapshot = malloc(sizeof *snapshot + blocks * sizeof(Block *));
    if (!snapshot)
        region_out_of_memory();
    *snapshot = (RegionSnapshot){.shelf = shelf,
                                 .refs = 1,
                                 .page_count = region->page_count,
                                 .head_bytes = head_bytes(region),
                                 .block_count = blocks};
    snapshot->head = malloc(snapshot->head_bytes);
    if (!snapshot->head)
        region_out_of_memory();
    memcpy(snapshot->head, region, snapshot->head_bytes);
    shelf->bytes += snapshot_size(snapshot);
    return snapshot;
}

// The content of a page as a snapshot has it. `snapshot` may be NULL.
static size_t content_in(const RegionSnapshot *snapshot, int32_t page) {
    if (!snapshot || page >= snapshot->page_count)
        return 0;
    return page_lines((const Region *)(const void *)snapshot->head, page);
}

RegionSnapshot *region_snapshot(const Region *region, RegionShelf *shelf, const RegionSnapshot *like) {
    RegionSnapshot *snapshot = snapshot_new(region, shelf);
    unpoison_pages(region);
    size_t index = 0, like_index = 0;
    for (int32_t page = 0; page < region->page_count; page++) {
        size_t content = page_lines(region, page), like_content = content_in(like, page);
        const char *start = page_start(region, page);
        for (size_t i = 0; i < blocks_of(content); i++) {
            size_t bytes = content - i * BLOCK_BYTES < BLOCK_BYTES ? content - i * BLOCK_BYTES : BLOCK_BYTES;
            Block *same_place = i < blocks_of(like_content) ? like->blocks[like_index + i] : NULL;
            const void *now = start + i * BLOCK_BYTES;
            snapshot->blocks[index++] = block_like(shelf, now, bytes, same_place);
        }
        like_index += blocks_of(like_content);
    }
    assert(index == snapshot->block_count);
    poison_free(region);
    return snapshot;
}

RegionSnapshot *region_snapshot_ref(RegionSnapshot *snapshot) {
    snapshot->refs++;
    return snapshot;
}

void region_snapshot_unref(RegionSnapshot *snapshot) {
    if (!snapshot || --snapshot->refs)
        return;
    for (size_t i = 0; i < snapshot->block_count; i++)
        block_unref(snapshot->shelf, snapshot->blocks[i]);
    snapshot->shelf->bytes -= snapshot_size(snapshot);
    free(snapshot->head);
    free(snapshot);
}

// ---- going back

// The pages above the snapshot's high-water mark become zero and unused again.
static void drop_pages_above(Region *region, int32_t page_count) {
    for (int32_t page = page_count; page < region->page_count; page++) {
        size_t dirty = region->table[page].dirty;
        if (dirty != 0)
            memset(page_start(region, page), 0, dirty);
        region->table[page] = (Page){0};
    }
    region->page_count = page_count < region->page_count ? page_count : region->page_count;
}

void region_restore(Region *region, const RegionSnapshot *snapshot) {
    unpoison_pages(region);
    drop_pages_above(region, snapshot->page_count);
    // What is dirty now stays dirty until it is overwritten or cleared below. A page that is above
    // the present mark is zero.
    int32_t present = region->page_count;
    uint32_t *dirty = malloc(((size_t)present + 1) * sizeof *dirty);
    if (dirty == NULL)
        region_out_of_memory();
    for (int32_t page = 0; page < present; page++)
        dirty[page] = region->table[page].kind == PAGE_FREE ? region->table[page].dirty
                                                            : (uint32_t)page_content(region, page);
    memcpy(region, snapshot->head, snapshot->head_bytes);
    UNPOISON(region->pages, (size_t)region->page_count * PAGE_BYTES);
    size_t index = 0;
    for (int32_t page = 0; page < region->page_count; page++) {
        Page *p = &region->table[page];
        char *start = page_start(region, page);
        size_t content = page_lines(region, page);
        for (size_t i = 0; i < blocks_of(content); i++)
            block_copy_out(snapshot->blocks[index++], (void *)(start + i * BLOCK_BYTES));
        uint32_t was = page < present ? dirty[page] : 0;
        if (p->kind == PAGE_FREE)
            p->dirty = was;
        else if (was > content)
            memset(start + content, 0, was - content);
    }
    free(dirty);
    poison_free(region);
}

#endif
