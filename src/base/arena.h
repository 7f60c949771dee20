#ifndef AWAITSCOPE_BASE_ARENA_H
#define AWAITSCOPE_BASE_ARENA_H

#include <stddef.h>

// A bump allocator: many small allocations, freed all at once. One parse or one compilation uses
// one arena. Running out of host memory aborts the process, so no allocation here can fail.

typedef struct ArenaBlock ArenaBlock;

typedef struct Arena {
    ArenaBlock *block;
    char *next;
    char *end;
    size_t used_bytes; // handed out so far, padding included
} Arena;

// Makes `arena`, in the caller's storage, empty. Allocates nothing yet.
void arena_init(Arena *arena);

// Frees everything the arena ever handed out. The arena is empty and usable again afterwards.
void arena_deinit(Arena *arena);

// Returns `size` zeroed bytes, aligned to 8, valid until arena_deinit. Size 0 is allowed and gives
// a pointer that must not be dereferenced.
void *arena_alloc(Arena *arena, size_t size);

// Returns a copy of the `length` bytes at `text` (which may contain NUL), followed by one NUL byte
// that is not counted. Valid until arena_deinit.
char *arena_strndup(Arena *arena, const char *text, size_t length);

#endif
