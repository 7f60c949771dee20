#include "sim/timers.h"

enum { ARITY = 4, FIRST_CAPACITY = 16 };

static bool before(const Timer *a, const Timer *b)
{
    if (a->deadline_ns != b->deadline_ns)
        return a->deadline_ns < b->deadline_ns;
    if (a->lateness != b->lateness)
        return a->lateness < b->lateness;
    return a->sequence < b->sequence;
}

static void sift_up(Timers *timers, int64_t i, Timer timer)
{
    while (i > 0) {
        int64_t parent = (i - 1) / ARITY;
        if (!before(&timer, &timers->items[parent]))
            break;
        timers->items[i] = timers->items[parent];
        i = parent;
    }
    timers->items[i] = timer;
}

static void sift_down(Timers *timers, int64_t i, Timer timer)
{
    for (;;) {
        int64_t least = i * ARITY + 1, end = least + ARITY;
        if (least >= timers->count)
            break;
        for (int64_t k = least + 1; k < end && k < timers->count; k++)
            if (before(&timers->items[k], &timers->items[least]))
                least = k;
        if (!before(&timers->items[least], &timer))
            break;
        timers->items[i] = timers->items[least];
        i = least;
    }
    timers->items[i] = timer;
}

void timers_add(Timers *timers, Region *region, Timer timer)
{
    if (timers->count == timers->capacity) {
        int64_t grown = timers->capacity ? timers->capacity * 2 : FIRST_CAPACITY;
        timers->items = region_resize_raw(region, timers->items,
                                          (size_t)timers->capacity * sizeof *timers->items,
                                          (size_t)grown * sizeof *timers->items);
        timers->capacity = grown;
    }
    sift_up(timers, timers->count++, timer);
}

const Timer *timers_first(const Timers *timers)
{
    return timers->count ? timers->items : NULL;
}

Timer timers_take_first(Timers *timers)
{
    Timer first = timers->items[0];
    Timer last = timers->items[--timers->count];
    if (timers->count)
        sift_down(timers, 0, last);
    return first;
}

bool timer_is_due(const Timer *timer, const Clock *clock)
{
    return timer->deadline_ns < clock->now_ns ||
           (timer->deadline_ns == clock->now_ns && timer->lateness < clock->lateness);
}

void timers_sweep(Timers *timers, bool (*drop)(void *context, Timer *timer), void *context)
{
    int64_t kept = 0;
    for (int64_t i = 0; i < timers->count; i++)
        if (!drop(context, &timers->items[i]))
            timers->items[kept++] = timers->items[i];
    timers->count = kept;
    for (int64_t i = kept / ARITY; i >= 0 && kept; i--)
        sift_down(timers, i, timers->items[i]);
}

void timers_deinit(Timers *timers, Region *region)
{
    region_release_raw(region, timers->items, (size_t)timers->capacity * sizeof *timers->items);
    *timers = (Timers){0};
}
