#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 64 * 1024, ALIGNMENT = 8 };

struct ArenaBlock {
    ArenaBlock *previous;
    max_align_t data[];
};

void arena_init(Arena *arena)
{
    *arena = (Arena){0};
}

void arena_deinit(Arena *arena)
{
    ArenaBlock *block = arena->block;
    while (block != NULL) {
        ArenaBlock *previous = block->previous;
        free(block);
        block = previous;
    }
    arena_init(arena);
}

static void add_block(Arena *arena, size_t least)
{
    size_t size = least > BLOCK_BYTES ? least : BLOCK_BYTES;
    ArenaBlock *block = size > SIZE_MAX - sizeof *block ? NULL : calloc(1, sizeof *block + size);
    if (block == NULL) {
        fputs("awaitscope: out of memory\n", stderr);
        abort();
    }
    block->previous = arena->block;
    arena->block = block;
    arena->next = (char *)block->data;
    arena->end = arena->next + size;
}

void *arena_alloc(Arena *arena, size_t size)
{
    size_t padded = size + (ALIGNMENT - size % ALIGNMENT) % ALIGNMENT;
    if (arena->block == NULL || (size_t)(arena->end - arena->next) < padded || padded < size) {
        add_block(arena, padded < size ? SIZE_MAX : padded);
    }
    void *result = arena->next;
    arena->next += padded;
    arena->used_bytes += padded;
    return result;
}

char *arena_strndup(Arena *arena, const char *text, size_t length)
{
    char *copy = arena_alloc(arena, length + 1);
    if (length > 0) {
        memcpy(copy, text, length);
    }
    return copy;
}
