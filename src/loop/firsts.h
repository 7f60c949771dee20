// Where an argument stood first: gather() and wait() count equal arguments once. A table in the world
// for the time of one call, by address, of which nothing shows.
#ifndef AWAITSCOPE_LOOP_FIRSTS_H
#define AWAITSCOPE_LOOP_FIRSTS_H

#include "loop/state.h"

typedef struct Firsts {
    int64_t *slots; // raw: index + 1
    int64_t size;
} Firsts;

// Room for `count` arguments, given back by firsts_end.
Firsts firsts_begin(VM *vm, int64_t count);
void firsts_end(VM *vm, Firsts *firsts);

// The index at which items[i] stood first, `i` when it is new. Asked for each index from 0 on, once.
int64_t firsts_index(Firsts *firsts, const Value *items, int64_t i);

#endif
