// What the files of the region share: not for others.
#ifndef AWAITSCOPE_BASE_REGION_INTERNAL_H
#define AWAITSCOPE_BASE_REGION_INTERNAL_H

#include <stdio.h>
#include <stdlib.h>

#include "base/region.h"

// Ends the process: the host has no memory, or the reserved range is used up.
static inline _Noreturn void region_out_of_memory(void) {
    fputs("awaitscope: out of memory\n", stderr);
    abort();
}

#ifndef AWAITSCOPE_OBJECT_ALLOC

#if defined(__SANITIZE_ADDRESS__)
#define POISONING 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POISONING 1
#endif
#endif

#ifdef POISONING
#include <sanitizer/asan_interface.h>
#define POISON(start, bytes) __asan_poison_memory_region((start), (bytes))
#define UNPOISON(start, bytes) __asan_unpoison_memory_region((start), (bytes))
#else
#define POISON(start, bytes) ((void)(start), (void)(bytes))
#define UNPOISON(start, bytes) ((void)(start), (void)(bytes))
#endif

enum {
    PAGE_BYTES = 64 * 1024,
    FINE_STEP = 16,
    FINE_CLASSES = 32,
    FINE_MAX = FINE_STEP * FINE_CLASSES,
    SMALL_MAX = PAGE_BYTES / 2,
    POOLS = 2,
    NO_PAGE = -1,
};

// Cell sizes above FINE_MAX: four to each doubling, as they divide a page well.
static const uint16_t coarse_bytes[] = {
    640,  768,  896,  1024,  1280,  1536,  1792,  2048,  2560,  3072,  3584, 4096,
    5120, 6144, 7168, 8192, 10240, 12288, 14336, 16384, 21840, 32768,
};

enum {
    COARSE_CLASSES = sizeof coarse_bytes / sizeof coarse_bytes[0],
    CLASSES = FINE_CLASSES + COARSE_CLASSES,
};

typedef enum PageKind {
    PAGE_UNUSED, // above the high-water mark
    PAGE_SMALL,
    PAGE_LARGE, // first of a run
    PAGE_INNER, // of a large run
    PAGE_FREE,
} PageKind;

typedef struct Page {
    uint8_t kind; // PageKind
    uint8_t pool;
    uint8_t class;
    uint8_t pad;
    uint32_t dirty; // bytes that may be other than zero
    int32_t run;    // pages in the run: of the first page of a large or free run
    int32_t next;   // of the first page of a free run: the next free run, or NO_PAGE
} Page;

// The link is in the second word: a zero first word marks the cell as free.
typedef struct Cell {
    uint64_t zero;
    struct Cell *next;
} Cell;

typedef struct Class {
    Cell *free;
    char *bump, *end; // of the newest page: cells never used
} Class;

struct Region {
    char *pages;
    size_t reserved;
    int32_t page_count; // pages below the high-water mark
    int32_t page_capacity;
    int32_t free_runs;
    size_t nominal;
    void *root;
    Class classes[POOLS][CLASSES];
    Page table[];
};

static inline char *page_start(const Region *region, int32_t page) {
    return region->pages + (size_t)page * PAGE_BYTES;
}

static inline size_t class_bytes(int class) {
    return class < FINE_CLASSES ? (size_t)(class + 1) * FINE_STEP : coarse_bytes[class - FINE_CLASSES];
}

#endif

#endif
