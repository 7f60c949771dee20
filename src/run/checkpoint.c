#include "run/checkpoint.h"

#include <stdlib.h>
#include <string.h>

// Measured on one machine; only their ratios matter.
enum {
    EVENT_NS = 60,
    TICK_NS = 4,
    COMPARED_BYTES_NS = 6, // bytes compared or restored in a nanosecond
    STORED_BYTES_NS = 2,   // bytes stored anew in a nanosecond
    CHEAPER = 10,          // copying may cost a tenth of what it saves
    OFTEN_NS = 10 * 1000 * 1000, // a seek that costs no more than this needs no help
    SELDOM_NS = 50 * 1000 * 1000, // one that costs more is helped even if copying costs a quarter
    GROWING_NS = 22 * 1000 * 1000, // while the world grows no seek is to cost more than that for long
    DENSE_MAX = 48,
};

int run_compare(RunPosition a, RunPosition b) {
    if (a.event != b.event)
        return a.event < b.event ? -1 : 1;
    if (a.ticks != b.ticks)
        return a.ticks < b.ticks ? -1 : 1;
    return (a.instruction > b.instruction) - (a.instruction < b.instruction);
}

void checkpoints_init(Checkpoints *all, RegionShelf *shelf, size_t budget) {
    *all = (Checkpoints){.shelf = shelf, .budget = budget, .factor = 1};
}

void checkpoints_deinit(Checkpoints *all) {
    for (size_t i = 0; i < all->count; i++)
        region_snapshot_unref(all->items[i].snapshot);
    free(all->items);
    *all = (Checkpoints){.shelf = all->shelf};
}

int64_t checkpoint_replay_cost(uint64_t events, int64_t ticks) {
    return (int64_t)events * EVENT_NS + ticks * TICK_NS;
}

int64_t checkpoint_copy_cost(const Checkpoints *all, const Region *region) {
    return (int64_t)region_used_bytes(region) / COMPARED_BYTES_NS + all->stored / STORED_BYTES_NS;
}

static void drop(Checkpoints *all, size_t index) {
    region_snapshot_unref(all->items[index].snapshot);
    all->dense -= all->items[index].dense;
    all->count--;
    memmove(all->items + index, all->items + index + 1, (all->count - index) * sizeof *all->items);
}

// Every other one goes, but for the first and the last. False when none is left to go.
static bool thin_out(Checkpoints *all) {
    size_t before = all->count;
    for (size_t i = 1; i + 1 < all->count; i++)
        if (!all->items[i].kept)
            drop(all, i);
    all->factor *= 2;
    return all->count < before;
}

// The dense one that is farthest from position `index`.
static void drop_farthest_dense(Checkpoints *all, size_t index) {
    size_t first = 0, last = all->count - 1;
    while (!all->items[first].dense)
        first++;
    while (!all->items[last].dense)
        last--;
    size_t before = first < index ? index - first : 0, behind = last > index ? last - index : 0;
    drop(all, before > behind ? first : last);
}

// The number of checkpoints before `position`.
static size_t place_of(const Checkpoints *all, RunPosition position) {
    size_t low = 0, high = all->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (run_compare(all->items[middle].position, position) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void make_room(Checkpoints *all) {
    if (all->count < all->capacity)
        return;
    all->capacity = all->capacity ? all->capacity * 2 : 16;
    all->items = realloc(all->items, all->capacity * sizeof *all->items);
    if (!all->items)
        abort();
}

void checkpoints_share(Checkpoints *all, const Checkpoints *from, RunPosition position) {
    for (size_t i = 0; i < place_of(from, position); i++) {
        make_room(all);
        Checkpoint shared = from->items[i];
        shared.snapshot = region_snapshot_ref(shared.snapshot);
        shared.dense = false;
        all->items[all->count++] = shared;
    }
    all->factor = from->factor;
}

// The replay cost at which a copy that costs `copy` is worth it.
static int64_t due_at(const Checkpoints *all, int64_t copy) {
    int64_t due = CHEAPER * copy;
    if (due > SELDOM_NS)
        due = 4 * copy > SELDOM_NS ? 4 * copy : SELDOM_NS;
    return (due < OFTEN_NS ? OFTEN_NS : due) * all->factor;
}

void checkpoints_take(Checkpoints *all, const Region *region, Checkpoint new) {
    size_t index = place_of(all, new.position);
    if (index < all->count && run_compare(all->items[index].position, new.position) == 0)
        return;
    make_room(all);
    const RegionSnapshot *like = index ? all->items[index - 1].snapshot : NULL;
    size_t before = all->shelf->bytes;
    new.snapshot = region_snapshot(region, all->shelf, like);
    all->stored = (int64_t)(all->shelf->bytes - before);
    memmove(all->items + index + 1, all->items + index, (all->count - index) * sizeof *all->items);
    all->items[index] = new;
    all->count++;
    all->dense += new.dense;
    while (all->dense > 1 && (all->dense > DENSE_MAX || all->shelf->bytes > all->budget))
        drop_farthest_dense(all, place_of(all, new.position));
    while (!new.dense && all->shelf->bytes > all->budget && thin_out(all))
        ;
    all->world_bytes = region_nominal_bytes(region);
    all->due = due_at(all, checkpoint_copy_cost(all, region));
}

bool checkpoints_due(Checkpoints *all, const Region *region, int64_t replay) {
    if (replay < all->due)
        return false;
    if (replay >= GROWING_NS)
        return true;
    // What the world has grown by will be stored too. That puts it off, but not for long: seeking stays quick.
    size_t bytes = region_nominal_bytes(region);
    int64_t grown = bytes > all->world_bytes ? (int64_t)(bytes - all->world_bytes) : 0;
    int64_t copy = (int64_t)bytes / COMPARED_BYTES_NS + (all->stored + grown) / STORED_BYTES_NS;
    int64_t due = due_at(all, copy);
    all->due = due < GROWING_NS ? due : GROWING_NS;
    return replay >= all->due;
}

const Checkpoint *checkpoints_before(const Checkpoints *all, RunPosition target) {
    for (size_t i = all->count; i-- > 0;) {
        const Checkpoint *c = &all->items[i];
        if (c->exact && run_compare(c->position, target) <= 0)
            return c;
        if (!c->exact && (c->position.event < target.event ||
                          (c->position.event == target.event && c->position.ticks < target.ticks)))
            return c;
    }
    return NULL;
}

const Checkpoint *checkpoints_ahead_of(const Checkpoints *all, RunPosition position) {
    size_t index = place_of(all, position);
    return index ? &all->items[index - 1] : NULL;
}

const Checkpoint *checkpoints_after(const Checkpoints *all, RunPosition target) {
    size_t index = place_of(all, target);
    return index < all->count ? &all->items[index] : NULL;
}
