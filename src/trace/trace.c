// Events lie in chunks, coded as coding.c says, and never straddle two. Every 1,024 events a block
// entry keeps what coding begins with, and which kinds and lanes (modulo 64) the block has, so that a
// search skips blocks without decoding them.
//
// What is appended waits on a stage as it was given until the stage is full or somebody reads: coding
// and indexing a few hundred events in one go is cheaper than doing it between the steps of a program.
#include "trace/trace.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "trace/index.h"
#include "trace/varint.h"

enum {
    CHUNK_BYTES = 64 * 1024,
    BLOCK_EVENTS = INDEX_BLOCK_EVENTS,
    STAGE_EVENTS = 256,
    ASKED = 32,
};

typedef struct Chunk {
    uint8_t *bytes;
    uint32_t used;
} Chunk;

// The state of the delta coding before the first event of a block.
typedef struct Block {
    int64_t time_ns;
    uint64_t output_bytes;
    uint64_t kinds; // bit 1 << kind
    uint64_t lanes; // bit 1 << (lane % 64)
    uint32_t lane;
    uint32_t line;
    uint32_t tasks;
    uint32_t chunk;
    uint32_t offset;
} Block;

typedef struct String {
    const char *bytes;
    uint32_t length;
    uint32_t hash;
} String;

typedef struct ObjectName {
    uint64_t object;
    uint32_t name;
} ObjectName;

struct Trace {
    TraceEvent *staged;     // where the next event goes
    TraceEvent *stage_ends; // `staged` itself while what is appended is compared instead
    TraceEvent stage[STAGE_EVENTS];
    uint8_t *next; // where the next settled event goes
    uint8_t *end;  // the last place where an event of any size still fits
    TraceCoding coding; // after what is settled, like all that follows
    uint64_t settled;
    uint64_t settled_output; // bytes
    Index index;
    Block *blocks;
    Chunk *chunks;
    uint32_t block_count, block_capacity;
    uint32_t chunk_count, chunk_capacity;
    uint32_t tasks;
    ObjectName *object_names; // open addressing, name 0 is free
    uint32_t object_count, object_table_size;
    Buffer output;
    Arena string_bytes;
    String *strings; // [0] is the empty string
    uint32_t string_count, string_capacity;
    uint64_t *string_table; // hash and id, 0 is free; open addressing
    uint32_t string_table_size;
    uint32_t asked[ASKED]; // places in `strings` of some that were asked for lately, or 0
    TraceCursor replay;
    uint64_t divergence;
    uint64_t alarm_at;
    void (*alarm)(void *context);
    void *alarm_context;
};

static void *grow(void *array, uint32_t *capacity, uint32_t needed, size_t item_bytes)
{
    if (needed <= *capacity) {
        return array;
    }
    uint32_t wanted = *capacity < 8 ? 8 : *capacity * 2;
    void *grown = realloc(array, wanted * item_bytes);
    if (grown == NULL) {
        abort();
    }
    *capacity = wanted;
    return grown;
}

Trace *trace_new(void)
{
    Trace *trace = calloc(1, sizeof *trace);
    if (trace == NULL) {
        abort();
    }
    trace->staged = trace->stage;
    trace->stage_ends = trace->stage + STAGE_EVENTS;
    index_init(&trace->index);
    buffer_init(&trace->output);
    arena_init(&trace->string_bytes);
    trace->strings = grow(NULL, &trace->string_capacity, 1, sizeof *trace->strings);
    trace->strings[0] = (String){.bytes = ""};
    trace->string_count = 1;
    trace->divergence = UINT64_MAX;
    trace->alarm_at = UINT64_MAX;
    return trace;
}

void trace_free(Trace *trace)
{
    if (trace == NULL) {
        return;
    }
    for (uint32_t i = 0; i < trace->chunk_count; i++) {
        free(trace->chunks[i].bytes);
    }
    free(trace->chunks);
    free(trace->blocks);
    index_deinit(&trace->index);
    free(trace->object_names);
    free(trace->strings);
    free(trace->string_table);
    buffer_deinit(&trace->output);
    arena_deinit(&trace->string_bytes);
    free(trace);
}

// ---- strings

static uint32_t hash_bytes(const char *bytes, size_t length)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (uint8_t)bytes[i]) * 16777619u;
    }
    return hash;
}

static uint64_t string_entry(uint32_t hash, uint32_t id)
{
    return (uint64_t)hash << 32 | id;
}

static void rehash(Trace *trace)
{
    uint32_t size = trace->string_table_size == 0 ? 64 : trace->string_table_size * 2;
    free(trace->string_table);
    trace->string_table = calloc(size, sizeof *trace->string_table);
    if (trace->string_table == NULL) {
        abort();
    }
    trace->string_table_size = size;
    for (uint32_t id = 1; id < trace->string_count; id++) {
        uint32_t slot = trace->strings[id].hash & (size - 1);
        while (trace->string_table[slot] != 0) {
            slot = (slot + 1) & (size - 1);
        }
        trace->string_table[slot] = string_entry(trace->strings[id].hash, id);
    }
}

// The place in `strings` of a string that is not empty.
static uint32_t keep_string(Trace *trace, const char *bytes, size_t length)
{
    if ((uint64_t)trace->string_count * 2 >= trace->string_table_size) {
        rehash(trace);
    }
    uint32_t hash = hash_bytes(bytes, length);
    uint32_t mask = trace->string_table_size - 1;
    uint32_t slot = hash & mask;
    for (; trace->string_table[slot] != 0; slot = (slot + 1) & mask) {
        if (trace->string_table[slot] >> 32 != hash) {
            continue;
        }
        const String *found = &trace->strings[(uint32_t)trace->string_table[slot]];
        if (found->length == length && memcmp(found->bytes, bytes, length) == 0) {
            return (uint32_t)trace->string_table[slot];
        }
    }
    uint32_t id = trace->string_count++;
    trace->strings =
        grow(trace->strings, &trace->string_capacity, trace->string_count, sizeof *trace->strings);
    trace->strings[id] = (String){
        .bytes = arena_strndup(&trace->string_bytes, bytes, length),
        .length = (uint32_t)length,
        .hash = hash,
    };
    trace->string_table[slot] = string_entry(hash, id);
    return id;
}

// Whether the string is the digits of a number below TRACE_NUMBERS, as they are usually written.
static bool is_number(const char *bytes, size_t length, uint32_t *number)
{
    enum { DIGITS_MOST = 9 };
    static_assert(TRACE_NUMBERS == 1000000000, "which are nine digits");
    if (length > DIGITS_MOST || (bytes[0] == '0' && length > 1)) {
        return false;
    }
    *number = 0;
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] < '0' || bytes[i] > '9') {
            return false;
        }
        *number = *number * 10 + (uint32_t)(bytes[i] - '0');
    }
    return true;
}

// The same few names come again and again.
static uint32_t keep_often(Trace *trace, const char *bytes, size_t length)
{
    unsigned first = (uint8_t)bytes[0], last = (uint8_t)bytes[length - 1];
    uint32_t *asked = &trace->asked[(first + 5 * last + length) % ASKED];
    const String *known = &trace->strings[*asked];
    if (known->length != length || memcmp(known->bytes, bytes, length) != 0) {
        *asked = keep_string(trace, bytes, length);
    }
    return *asked;
}

// Ids are twice the place in `strings`; the odd ones are numbers.
uint32_t trace_string(Trace *trace, const char *bytes, size_t length)
{
    uint32_t number;
    if (length == 0) {
        return 0;
    }
    return is_number(bytes, length, &number) ? trace_number(number)
                                             : keep_often(trace, bytes, length) << 1;
}

const char *trace_string_at(const Trace *trace, uint32_t id)
{
    uint32_t place = id >> 1;
    if (id & 1) { // written when somebody looks; that changes nothing that a reader sees
        char digits[16];
        int length = snprintf(digits, sizeof digits, "%u", id >> 1);
        place = keep_string((Trace *)(uintptr_t)trace, digits, (size_t)length);
    }
    assert(place < trace->string_count);
    return trace->strings[place].bytes;
}

// ---- writing

static void new_chunk(Trace *trace)
{
    if (trace->chunk_count > 0) {
        Chunk *full = &trace->chunks[trace->chunk_count - 1];
        full->used = (uint32_t)(trace->next - full->bytes);
    }
    uint32_t index = trace->chunk_count++;
    trace->chunks =
        grow(trace->chunks, &trace->chunk_capacity, trace->chunk_count, sizeof *trace->chunks);
    uint8_t *bytes = malloc(CHUNK_BYTES);
    if (bytes == NULL) {
        abort();
    }
    trace->chunks[index] = (Chunk){.bytes = bytes};
    trace->next = bytes;
    trace->end = bytes + CHUNK_BYTES - CODING_MAX_BYTES;
}

static void new_block(Trace *trace)
{
    uint32_t index = trace->block_count++;
    trace->blocks =
        grow(trace->blocks, &trace->block_capacity, trace->block_count, sizeof *trace->blocks);
    trace->blocks[index] = (Block){
        .time_ns = trace->coding.last.time_ns,
        .output_bytes = trace->settled_output,
        .lane = trace->coding.last.lane,
        .line = trace->coding.last.line,
        .tasks = trace->coding.tasks,
        .chunk = trace->chunk_count - 1,
        .offset = (uint32_t)(trace->next - trace->chunks[trace->chunk_count - 1].bytes),
    };
    coding_begin(&trace->coding, trace->coding.last, trace->coding.tasks);
}

// The place of an object in the table of names, or where it would go.
static uint32_t object_slot(const Trace *trace, uint64_t object)
{
    uint32_t mask = trace->object_table_size - 1;
    uint32_t at = (uint32_t)((object * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & mask;
    while (trace->object_names[at].name != 0 && trace->object_names[at].object != object) {
        at = (at + 1) & mask;
    }
    return at;
}

static void name_object(Trace *trace, const int64_t *operand)
{
    if (trace->object_count * 2 >= trace->object_table_size) {
        ObjectName *old = trace->object_names;
        uint32_t old_size = trace->object_table_size;
        trace->object_table_size = old_size == 0 ? 16 : old_size * 2;
        trace->object_names = calloc(trace->object_table_size, sizeof *trace->object_names);
        if (trace->object_names == NULL) {
            abort();
        }
        for (uint32_t i = 0; i < old_size; i++) {
            if (old[i].name != 0) {
                trace->object_names[object_slot(trace, old[i].object)] = old[i];
            }
        }
        free(old);
    }
    ObjectName named = {(uint64_t)operand[TRACE_OBJECT_ID], (uint32_t)operand[TRACE_OBJECT_NAME]};
    if (named.name == 0) {
        return;
    }
    uint32_t slot = object_slot(trace, named.object);
    trace->object_count += trace->object_names[slot].name == 0;
    trace->object_names[slot] = named;
}

// Codes `count` events of one block.
static void code_events(Trace *trace, TraceEvent *events, uint64_t count)
{
    uint64_t kinds = 0, lanes = 0;
    for (uint64_t i = 0; i < count; i++) {
        TraceEvent *event = &events[i];
        assert(event->time_ns >= trace->coding.last.time_ns);
        event->number = trace->settled++;
        kinds |= UINT64_C(1) << event->kind;
        lanes |= UINT64_C(1) << (event->lane % 64);
        if (trace->next >= trace->end) {
            new_chunk(trace);
        }
        trace->next = coding_put(&trace->coding, trace->next, event);
        const uint64_t noted = UINT64_C(1) << TRACE_OBJECT_NAMED | UINT64_C(1) << TRACE_OUTPUT;
        if ((noted >> event->kind & 1) == 0) {
            continue;
        }
        if (event->kind == TRACE_OBJECT_NAMED) {
            name_object(trace, event->operand);
        } else {
            trace->settled_output += (uint64_t)event->operand[TRACE_OUTPUT_LENGTH];
        }
    }
    Block *block = &trace->blocks[trace->block_count - 1];
    block->kinds |= kinds;
    block->lanes |= lanes;
}

// Codes and indexes the next events.
static void settle(Trace *trace, TraceEvent *events, uint64_t count)
{
    while (count > 0) {
        uint64_t in_block = trace->settled % BLOCK_EVENTS;
        if (in_block == 0) {
            if (trace->chunk_count == 0) {
                new_chunk(trace);
            }
            index_block(&trace->index);
            new_block(trace);
        }
        uint64_t now = BLOCK_EVENTS - in_block < count ? BLOCK_EVENTS - in_block : count;
        code_events(trace, events, now);
        index_events(&trace->index, events, now);
        events += now;
        count -= now;
    }
}

static void clear_stage(Trace *trace)
{
    settle(trace, trace->stage, (uint64_t)(trace->staged - trace->stage));
    trace->staged = trace->stage;
}

// The trace for a reader, all settled. Where an event waits is no part of what a trace is, so settling
// what is constant for the reader is right: traces are never in read-only memory.
static const Trace *settled(const Trace *trace)
{
    if (trace->staged != trace->stage) {
        clear_stage((Trace *)(uintptr_t)trace);
    }
    return trace;
}

static void meet(Trace *trace, TraceKind kind, TraceAt at, const int64_t *operand)
{
    TraceEvent recorded;
    bool found = trace_cursor_next(&trace->replay, &recorded);
    assert(found);
    bool same = found && recorded.kind == kind && recorded.lane == at.lane &&
                recorded.line == at.line && recorded.time_ns == at.time_ns &&
                memcmp(recorded.operand, operand, sizeof recorded.operand) == 0;
    if (!same && trace->divergence == UINT64_MAX) {
        trace->divergence = recorded.number;
    }
    assert(same && "a replay met another event than the one recorded");
    if (trace->replay.next_number == trace->settled) {
        trace->stage_ends = trace->stage + STAGE_EVENTS;
    }
    if (trace->replay.next_number >= trace->alarm_at) {
        trace->alarm_at = UINT64_MAX;
        trace->alarm(trace->alarm_context);
    }
}

void trace_alarm(Trace *trace, uint64_t number, void (*reached)(void *context), void *context)
{
    trace->alarm_at = number;
    trace->alarm = reached;
    trace->alarm_context = context;
}

static bool replays(const Trace *trace)
{
    return trace->stage_ends == trace->stage;
}

// Where the next event goes, or NULL where it is compared instead.
static TraceEvent *stage_full(Trace *trace)
{
    if (replays(trace)) {
        return NULL;
    }
    clear_stage(trace);
    return trace->staged;
}

static inline void append(Trace *trace, TraceKind kind, TraceAt at, int64_t a, int64_t b, int64_t c,
                          int64_t d, int64_t e)
{
    TraceEvent *event = trace->staged;
    if (__builtin_expect(event == trace->stage_ends, 0)) {
        event = stage_full(trace);
        if (event == NULL) {
            meet(trace, kind, at, (int64_t[TRACE_OPERANDS]){a, b, c, d, e});
            return;
        }
    }
    trace->staged = event + 1;
    event->kind = kind;
    event->lane = at.lane;
    event->line = at.line;
    event->time_ns = at.time_ns;
    event->operand[0] = a;
    event->operand[1] = b;
    event->operand[2] = c;
    event->operand[3] = d;
    event->operand[4] = e;
    static_assert(TRACE_OPERANDS == 5, "and so above");
}

void trace_append(Trace *trace, TraceKind kind, TraceAt at, int64_t a, int64_t b, int64_t c)
{
    assert(kind != TRACE_TASK_CREATED && kind != TRACE_TASK_SUSPENDED && kind != TRACE_OUTPUT);
    append(trace, kind, at, a, b, c, 0, 0);
}

void trace_task_created(Trace *trace, TraceAt at, uint32_t lane, uint32_t name, uint32_t coroutine,
                        uint32_t argument, uint32_t def_line)
{
    assert(replays(trace) || lane == trace->tasks + 1);
    if (lane > trace->tasks) {
        trace->tasks = lane;
    }
    append(trace, TRACE_TASK_CREATED, at, lane, name, coroutine, argument, def_line);
}

void trace_task_suspended(Trace *trace, TraceAt at, TraceReason reason, uint64_t object,
                          int64_t until_ns, uint32_t done, uint32_t total)
{
    append(trace, TRACE_TASK_SUSPENDED, at, reason, (int64_t)object, until_ns, done, total);
}

void trace_output(Trace *trace, TraceAt at, int stream, const char *bytes, size_t length)
{
    uint64_t offset = replays(trace) ? trace->replay.output_bytes : trace->output.length;
    append(trace, TRACE_OUTPUT, at, stream, (int64_t)offset, (int64_t)length, 0, 0);
    if (offset == trace->output.length) {
        buffer_append(&trace->output, bytes, length);
    } else {
        assert(memcmp(trace->output.data + offset, bytes, length) == 0);
    }
}

uint32_t trace_object_name(const Trace *trace, uint64_t object)
{
    return settled(trace)->object_table_size == 0
               ? 0
               : trace->object_names[object_slot(trace, object)].name;
}

uint64_t trace_length(const Trace *trace)
{
    return trace->settled + (uint64_t)(trace->staged - trace->stage);
}

int64_t trace_end_ns(const Trace *trace)
{
    return settled(trace)->coding.last.time_ns;
}

uint32_t trace_tasks(const Trace *trace)
{
    return trace->tasks;
}

const char *trace_output_bytes(const Trace *trace, size_t *length)
{
    *length = trace->output.length;
    return trace->output.data;
}

size_t trace_bytes(const Trace *trace)
{
    settled(trace);
    size_t last = trace->chunk_count == 0
                      ? 0
                      : (size_t)(trace->next - trace->chunks[trace->chunk_count - 1].bytes);
    return (trace->chunk_count == 0 ? 0 : (size_t)(trace->chunk_count - 1) * CHUNK_BYTES) + last +
           trace->block_count * sizeof *trace->blocks +
           trace->chunk_count * sizeof *trace->chunks + index_bytes(&trace->index);
}

const Index *trace_index(const Trace *trace)
{
    return &settled(trace)->index;
}

void trace_rewind(Trace *trace, uint64_t number)
{
    assert(number <= trace_length(trace));
    trace->replay = trace_cursor_at(trace, number);
    trace->stage_ends = trace->stage + (number < trace->settled ? 0 : STAGE_EVENTS);
}

uint64_t trace_position(const Trace *trace)
{
    return replays(trace) ? trace->replay.next_number : trace_length(trace);
}

uint64_t trace_divergence(const Trace *trace)
{
    return trace->divergence;
}

Trace *trace_fork(const Trace *trace, uint64_t number)
{
    Trace *fork = trace_new();
    for (uint32_t id = 1; id < trace->string_count; id++) {
        trace_string(fork, trace->strings[id].bytes, trace->strings[id].length);
    }
    TraceCursor cursor = trace_cursor_at(trace, 0);
    TraceEvent event;
    while (cursor.next_number < number && trace_cursor_next(&cursor, &event)) {
        if (event.kind == TRACE_TASK_CREATED) {
            fork->tasks = (uint32_t)event.operand[TRACE_CREATED_LANE];
        }
        settle(fork, &event, 1);
        if (event.kind == TRACE_OUTPUT) {
            buffer_append(&fork->output, trace->output.data + event.operand[TRACE_OUTPUT_OFFSET],
                          (size_t)event.operand[TRACE_OUTPUT_LENGTH]);
        }
    }
    return fork;
}

// ---- reading

static void enter_block(TraceCursor *cursor, uint32_t index)
{
    const Block *block = &cursor->trace->blocks[index];
    cursor->next_number = (uint64_t)index * BLOCK_EVENTS;
    cursor->block = index;
    cursor->chunk = block->chunk;
    cursor->offset = block->offset;
    cursor->output_bytes = block->output_bytes;
    TraceAt last = {.time_ns = block->time_ns, .lane = block->lane, .line = block->line};
    coding_begin(&cursor->coding, last, block->tasks);
}

TraceCursor trace_cursor_at(const Trace *trace, uint64_t number)
{
    assert(number <= trace_length(trace));
    TraceCursor cursor = {.trace = settled(trace)};
    if (trace->settled == 0) {
        return cursor;
    }
    uint32_t block = (uint32_t)(number / BLOCK_EVENTS);
    enter_block(&cursor, block < trace->block_count ? block : trace->block_count - 1);
    TraceEvent skipped;
    while (cursor.next_number < number) {
        trace_cursor_next(&cursor, &skipped);
    }
    return cursor;
}

static uint32_t chunk_used(const Trace *trace, uint32_t index)
{
    return index + 1 == trace->chunk_count ? (uint32_t)(trace->next - trace->chunks[index].bytes)
                                           : trace->chunks[index].used;
}

bool trace_cursor_next(TraceCursor *cursor, TraceEvent *event)
{
    const Trace *trace = cursor->trace;
    if (cursor->next_number >= trace->settled && cursor->next_number >= settled(trace)->settled) {
        return false;
    }
    if (cursor->next_number % BLOCK_EVENTS == 0) {
        enter_block(cursor, (uint32_t)(cursor->next_number / BLOCK_EVENTS));
    }
    if (cursor->offset >= chunk_used(trace, cursor->chunk)) {
        cursor->chunk++;
        cursor->offset = 0;
    }
    const uint8_t *begin = trace->chunks[cursor->chunk].bytes;
    const uint8_t *in = coding_get(&cursor->coding, begin + cursor->offset, event);
    event->number = cursor->next_number;
    if (event->kind == TRACE_OUTPUT) {
        event->operand[TRACE_OUTPUT_OFFSET] = (int64_t)cursor->output_bytes;
        cursor->output_bytes += (uint64_t)event->operand[TRACE_OUTPUT_LENGTH];
    }
    cursor->offset = (uint32_t)(in - begin);
    cursor->next_number++;
    return true;
}

bool trace_cursor_prev(TraceCursor *cursor, TraceEvent *event)
{
    if (cursor->next_number == 0) {
        return false;
    }
    TraceCursor before = trace_cursor_at(cursor->trace, cursor->next_number - 1);
    *cursor = before;
    return trace_cursor_next(&before, event);
}

TraceEvent trace_event_at(const Trace *trace, uint64_t number)
{
    assert(number < trace_length(trace));
    TraceCursor cursor = trace_cursor_at(trace, number);
    TraceEvent event;
    trace_cursor_next(&cursor, &event);
    return event;
}

static bool block_may_have(const Block *block, uint64_t kinds, uint32_t lane)
{
    return (block->kinds & kinds) != 0 &&
           (lane == TRACE_ANY_LANE || (block->lanes & (UINT64_C(1) << (lane % 64))) != 0);
}

static bool matches(const TraceEvent *event, uint64_t kinds, uint32_t lane)
{
    return ((kinds >> event->kind) & 1) != 0 && (lane == TRACE_ANY_LANE || event->lane == lane);
}

uint64_t trace_find_next(const Trace *trace, uint64_t from, uint64_t kinds, uint32_t lane)
{
    settled(trace);
    for (uint64_t block = from / BLOCK_EVENTS; block < trace->block_count; block++) {
        if (!block_may_have(&trace->blocks[block], kinds, lane)) {
            continue;
        }
        uint64_t begin = block * BLOCK_EVENTS;
        uint64_t end = begin + BLOCK_EVENTS;
        TraceCursor cursor = trace_cursor_at(trace, from > begin ? from : begin);
        TraceEvent event;
        while (cursor.next_number < end && trace_cursor_next(&cursor, &event)) {
            if (matches(&event, kinds, lane)) {
                return event.number;
            }
        }
    }
    return UINT64_MAX;
}

uint64_t trace_find_prev(const Trace *trace, uint64_t from, uint64_t kinds, uint32_t lane)
{
    assert(from <= trace_length(trace));
    settled(trace);
    for (uint64_t end = from; end > 0;) {
        uint64_t block = (end - 1) / BLOCK_EVENTS;
        uint64_t begin = block * BLOCK_EVENTS;
        if (block_may_have(&trace->blocks[block], kinds, lane)) {
            uint64_t found = UINT64_MAX;
            TraceCursor cursor = trace_cursor_at(trace, begin);
            TraceEvent event;
            while (cursor.next_number < end && trace_cursor_next(&cursor, &event)) {
                if (matches(&event, kinds, lane)) {
                    found = event.number;
                }
            }
            if (found != UINT64_MAX) {
                return found;
            }
        }
        end = begin;
    }
    return UINT64_MAX;
}

uint64_t trace_until(const Trace *trace, int64_t time_ns)
{
    uint64_t low = 0, high = trace_length(trace);
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (trace_event_at(trace, middle).time_ns <= time_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}
