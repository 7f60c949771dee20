#include "loop/firsts.h"

Firsts firsts_begin(VM *vm, int64_t count)
{
    Firsts firsts = {.size = 16};
    while (firsts.size < count * 2)
        firsts.size *= 2;
    firsts.slots = raw_new(vm, (size_t)firsts.size * sizeof *firsts.slots);
    return firsts;
}

void firsts_end(VM *vm, Firsts *firsts)
{
    raw_release(vm, firsts->slots, (size_t)firsts->size * sizeof *firsts->slots);
}

int64_t firsts_index(Firsts *firsts, const Value *items, int64_t i)
{
    uint64_t mask = (uint64_t)firsts->size - 1;
    uint64_t at = (items[i] >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 20 & mask;
    while (firsts->slots[at] && items[firsts->slots[at] - 1] != items[i])
        at = (at + 1) & mask;
    if (!firsts->slots[at])
        firsts->slots[at] = i + 1;
    return firsts->slots[at] - 1;
}
