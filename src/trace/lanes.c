#include "trace/lanes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "trace/index.h"

enum { ARGUMENT_SEPARATOR = 0x1f, NO_ARGUMENT = -1 };

// What TASK_CREATED says of a lane.
typedef struct Birth {
    uint32_t name, coroutine, argument;
    uint32_t next_same;  // the next lane of the same coroutine, 0 at the end
    uint32_t first_same; // the first lane of the same coroutine
} Birth;

static void *take(size_t count, size_t bytes)
{
    void *block = calloc(count == 0 ? 1 : count, bytes);
    if (block == NULL) {
        abort();
    }
    return block;
}

// Goes through the blocks that have births or names, and reads each of them once.
static Birth *collect(Lanes *lanes, const Trace *trace)
{
    Birth *births = take(lanes->count, sizeof *births);
    uint64_t kinds = UINT64_C(1) << TRACE_TASK_CREATED | UINT64_C(1) << TRACE_TASK_RENAMED;
    uint64_t at = 0;
    while ((at = trace_find_next(trace, at, kinds, TRACE_ANY_LANE)) != UINT64_MAX) {
        TraceCursor cursor = trace_cursor_at(trace, at);
        at = (at / INDEX_BLOCK_EVENTS + 1) * INDEX_BLOCK_EVENTS;
        TraceEvent event;
        while (cursor.next_number < at && trace_cursor_next(&cursor, &event)) {
            if ((kinds >> event.kind & 1) == 0) {
                continue;
            }
            Birth *birth = &births[event.operand[0]];
            birth->name = (uint32_t)event.operand[1];
            if (event.kind == TRACE_TASK_CREATED) {
                birth->coroutine = (uint32_t)event.operand[TRACE_CREATED_COROUTINE];
                birth->argument = (uint32_t)event.operand[TRACE_CREATED_ARGUMENT];
                lanes->lanes[event.operand[0]].parent = event.lane;
            }
        }
    }
    return births;
}

// Chains the lanes that would have the same name. Strings are interned, so ids are compared; a table
// by string id finds the chain.
static void chain_same(Birth *births, uint32_t count)
{
    uint32_t strings = 1;
    for (uint32_t i = 1; i < count; i++) {
        strings = births[i].coroutine >= strings ? births[i].coroutine + 1 : strings;
    }
    uint32_t *last = take(strings, sizeof *last);
    for (uint32_t i = 1; i < count; i++) {
        if (births[i].name != 0) {
            continue;
        }
        uint32_t before = last[births[i].coroutine];
        births[i].first_same = before == 0 ? i : births[before].first_same;
        if (before != 0) {
            births[before].next_same = i;
        }
        last[births[i].coroutine] = i;
    }
    free(last);
}

// Argument number `index` of the arguments in `text`, and its length: 0 where it is not a plain value.
// NULL when there are fewer.
static const char *argument_at(const char *text, int index, int *length)
{
    for (; index > 0; index--) {
        text = strchr(text, ARGUMENT_SEPARATOR);
        if (text == NULL) {
            return NULL;
        }
        text++;
    }
    *length = (int)strcspn(text, "\x1f");
    return text;
}

// Whether all lanes of the chain have a plain value as this argument, and not all the same.
static bool tells_apart(const Trace *trace, const Birth *births, uint32_t first, int index)
{
    int length, other_length;
    const char *mine = argument_at(trace_string_at(trace, births[first].argument), index, &length);
    bool differs = false;
    for (uint32_t i = first; i != 0; i = births[i].next_same) {
        const char *other =
            argument_at(trace_string_at(trace, births[i].argument), index, &other_length);
        if (other == NULL || other_length == 0) {
            return false;
        }
        differs |= other_length != length || memcmp(mine, other, (size_t)length) != 0;
    }
    return differs;
}

// The first argument that tells the lanes of the chain apart.
static int telling_argument(const Trace *trace, const Birth *births, uint32_t first)
{
    const char *one = trace_string_at(trace, births[first].argument);
    int length;
    for (int index = 0; argument_at(one, index, &length) != NULL; index++) {
        if (tells_apart(trace, births, first, index)) {
            return index;
        }
    }
    return NO_ARGUMENT;
}

static void name_chain(Lanes *lanes, const Trace *trace, const Birth *births, uint32_t first)
{
    bool alone = births[first].next_same == 0;
    int telling = alone ? NO_ARGUMENT : telling_argument(trace, births, first);
    uint32_t number = 1;
    for (uint32_t i = first; i != 0; i = births[i].next_same) {
        Buffer name;
        buffer_init(&name);
        buffer_puts(&name, trace_string_at(trace, births[i].coroutine));
        if (telling != NO_ARGUMENT) {
            int length;
            const char *text =
                argument_at(trace_string_at(trace, births[i].argument), telling, &length);
            buffer_printf(&name, "(%.*s)", length, text);
        } else if (!alone) {
            buffer_printf(&name, "#%u", number++);
        }
        lanes->lanes[i].name = buffer_take(&name);
    }
}

static void set_tag(char tag[4], uint32_t index)
{
    if (index < 26) {
        snprintf(tag, 4, "%c", 'a' + (int)index);
    } else if (index < 52) {
        snprintf(tag, 4, "%c", 'A' + (int)(index - 26));
    } else {
        snprintf(tag, 4, "*");
    }
}

// Depth first, children in the order of creation, without recursion: a lane's children are a list,
// and a parent has a lower number than its children.
static void put_in_order(Lanes *lanes)
{
    uint32_t *first_child = take(lanes->count, sizeof *first_child);
    uint32_t *next_sibling = take(lanes->count, sizeof *next_sibling);
    for (uint32_t i = lanes->count; i-- > 1;) {
        uint32_t parent = lanes->lanes[i].parent;
        lanes->lanes[i].last_child = first_child[parent] == 0;
        next_sibling[i] = first_child[parent];
        first_child[parent] = i;
    }
    lanes->order = take(lanes->count, sizeof *lanes->order);
    if (lanes->lanes[0].shown) {
        lanes->order[lanes->shown++] = 0;
    }
    for (uint32_t at = first_child[0]; at != 0;) {
        lanes->order[lanes->shown++] = at;
        if (first_child[at] != 0) {
            at = first_child[at];
            continue;
        }
        while (at != 0 && next_sibling[at] == 0) {
            at = lanes->lanes[at].parent;
        }
        at = at == 0 ? 0 : next_sibling[at];
    }
    for (uint32_t i = 0; i < lanes->shown; i++) {
        lanes->lanes[lanes->order[i]].place = i;
    }
    free(first_child);
    free(next_sibling);
}

void lanes_init(Lanes *lanes, const Trace *trace)
{
    *lanes = (Lanes){.trace = trace, .count = trace_tasks(trace) + 1};
    lanes->lanes = take(lanes->count, sizeof *lanes->lanes);
    Birth *births = collect(lanes, trace);
    chain_same(births, lanes->count);

    Buffer thread;
    buffer_init(&thread);
    buffer_puts(&thread, "MainThread");
    lanes->lanes[0].name = buffer_take(&thread);
    lanes->lanes[0].shown = trace_tasks(trace) == 0 || trace_index(trace)->thread_shows;
    uint32_t tag = 0;
    if (lanes->lanes[0].shown) {
        set_tag(lanes->lanes[0].tag, tag++);
    } else {
        snprintf(lanes->lanes[0].tag, sizeof lanes->lanes[0].tag, " ");
    }
    for (uint32_t i = 1; i < lanes->count; i++) {
        LaneName *lane = &lanes->lanes[i];
        lane->shown = true;
        lane->depth = lane->parent == 0 ? 0 : lanes->lanes[lane->parent].depth + 1;
        set_tag(lane->tag, tag++);
        if (births[i].name != 0) {
            Buffer name;
            buffer_init(&name);
            buffer_puts(&name, trace_string_at(trace, births[i].name));
            lane->name = buffer_take(&name);
        } else if (births[i].first_same == i) {
            name_chain(lanes, trace, births, i);
        }
    }
    free(births);
    put_in_order(lanes);
}

void lanes_deinit(Lanes *lanes)
{
    for (uint32_t i = 0; i < lanes->count; i++) {
        free(lanes->lanes[i].name);
    }
    free(lanes->lanes);
    free(lanes->order);
    *lanes = (Lanes){0};
}
