// One event: where time has passed, a byte CODE_TIME and how much; then a tag byte (six bits of kind,
// whether the lane differs from that of the event before, whether the line is another than one would
// think), the lane's difference, the line's difference, the operands. Numbers are varints.
//
// Most operands are differences from those of the last event of the same kind.
#include "trace/coding.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "trace/varint.h"

enum { TAG_LANE = 0x40, TAG_LINE = 0x80, TAG_KIND = 0x3f, CODE_TIME = 0x3f };

static_assert((int)TRACE_KINDS <= (int)CODE_TIME, "one code is for time that passes");

void coding_begin(TraceCoding *coding, TraceAt last, uint32_t tasks)
{
    memset(coding, 0, sizeof *coding);
    coding->last = last;
    coding->tasks = tasks;
}

static inline CodingLine *line_of(TraceCoding *coding, uint32_t lane)
{
    return &coding->lines[lane % CODING_LINES];
}

static inline CodingLine *place_of(TraceCoding *coding, uint32_t lane, TraceKind kind)
{
    return &coding->places[(lane * 7 + (uint32_t)kind) % CODING_PLACES];
}

static inline uint32_t who_does(uint32_t lane, TraceKind kind)
{
    return lane * 64 + (uint32_t)kind + 1;
}

static inline bool goes_on(TraceKind kind)
{
    return kind == TRACE_TASK_RESUMED || kind == TRACE_TASK_READY;
}

// The line where one would think that `lane` stands: who goes on, where it stood; else where it stood
// at its last event of that kind, or whoever had one last.
static inline uint32_t expected_line(TraceCoding *coding, uint32_t lane, TraceKind kind)
{
    const CodingLine *line = line_of(coding, lane), *place = place_of(coding, lane, kind);
    if (goes_on(kind) && line->who == lane + 1) {
        return line->line;
    }
    if (place->who == who_does(lane, kind)) {
        return place->line;
    }
    return coding->kind_lines[kind] != 0 ? coding->kind_lines[kind] - 1 : coding->last.line;
}

static inline void note_line(TraceCoding *coding, uint32_t lane, TraceKind kind, uint32_t line)
{
    *line_of(coding, lane) = (CodingLine){lane + 1, line};
    *place_of(coding, lane, kind) = (CodingLine){who_does(lane, kind), line};
    coding->kind_lines[kind] = line + 1;
}

// How far away a moment is: two bits say in which unit, most are whole milliseconds.
static const int64_t units[] = {1, 1000, 1000000};

enum {
    UNIT_BITS = 2,
    UNIT_NONE = 3,  // the nanoseconds follow as a number of their own
    UNIT_NEVER = 7, // no moment at all
};

// What stands for no moment at all: further away than any.
#define NEVER INT64_MIN

static uint8_t *put_span(uint8_t *out, int64_t ns)
{
    if (ns == NEVER) {
        *out++ = UNIT_NEVER;
        return out;
    }
    int unit = ns % units[2] == 0 ? 2 : ns % units[1] == 0 ? 1 : 0;
    uint64_t code = varint_zigzag(ns / units[unit]);
    if (code >> (64 - UNIT_BITS) != 0) {
        *out++ = UNIT_NONE;
        return varint_put(out, code);
    }
    return varint_put(out, code << UNIT_BITS | (uint64_t)unit);
}

static int64_t get_span(const uint8_t **in)
{
    uint64_t code = varint_get(in);
    if (code == UNIT_NEVER) {
        return NEVER;
    }
    unsigned unit = code & ((1 << UNIT_BITS) - 1);
    if (unit == UNIT_NONE) {
        return varint_unzigzag(varint_get(in));
    }
    return varint_unzigzag(code >> UNIT_BITS) * units[unit];
}

// ---- writing

static inline uint8_t *put_difference(uint8_t *out, int64_t value, int64_t *before)
{
    uint64_t difference = (uint64_t)value - (uint64_t)*before;
    *before = value;
    return varint_put(out, varint_zigzag((int64_t)difference));
}

// Three differences in one byte, where they are small: two, three and three bits, all ones for "it
// follows as a number of its own".
enum { TRIPLE = 3 };
static const uint8_t triple_shift[TRIPLE] = {0, 2, 5}, triple_most[TRIPLE] = {3, 7, 7};

// Where they are: at the beginning of a layout, or behind an `n`.
static inline bool is_triple(const char *letters)
{
    return letters[0] == 'u' && letters[1] == 'u' && letters[2] == 'u';
}

// Where not all of them are small.
static __attribute__((noinline)) uint8_t *put_long_triple(uint8_t *out, const uint64_t *code)
{
    uint8_t *packed = out++;
    unsigned small = 0;
    for (int i = 0; i < TRIPLE; i++) {
        if (code[i] < triple_most[i]) {
            small |= (unsigned)code[i] << triple_shift[i];
        } else {
            small |= (unsigned)triple_most[i] << triple_shift[i];
            out = varint_put(out, code[i]);
        }
    }
    *packed = (uint8_t)small;
    return out;
}

static inline uint8_t *put_triple(uint8_t *out, const int64_t *operand, int64_t *before)
{
    uint64_t code[TRIPLE];
#pragma GCC unroll 3
    for (int i = 0; i < TRIPLE; i++) {
        code[i] = varint_zigzag((int64_t)((uint64_t)operand[i] - (uint64_t)before[i]));
        before[i] = operand[i];
    }
    static_assert(TRIPLE == 3, "and so below");
    if ((code[0] < triple_most[0]) & (code[1] < triple_most[1]) & (code[2] < triple_most[2])) {
        *out++ = (uint8_t)(code[0] | code[1] << triple_shift[1] | code[2] << triple_shift[2]);
        return out;
    }
    return put_long_triple(out, code);
}

// Always inline, so that for each kind only what its letters ask for is left.
static inline __attribute__((always_inline)) uint8_t *
put_operands(TraceCoding *coding, uint8_t *out, const TraceEvent *event, TraceKind kind,
             const char *letters, int count)
{
    const int64_t *operand = event->operand;
    int64_t *before = coding->operand[kind];
    int begin = letters[0] == 'n';
    assert(begin == 0 || (uint64_t)operand[0] == (uint64_t)coding->tasks + 1);
    coding->tasks += (uint32_t)begin;
    if (is_triple(letters + begin)) {
        out = put_triple(out, operand + begin, before + begin);
        begin += TRIPLE;
    }
#pragma GCC unroll 5
    for (int i = begin; i < count; i++) {
        switch (letters[i]) {
        case 't': out = put_span(out, operand[i] - event->time_ns); break;
        case 'b': out = put_span(out, operand[i] - coding->last.time_ns); break;
        default: out = put_difference(out, operand[i], &before[i]); break;
        }
    }
    return out;
}

// The same for what a suspension keeps.
static inline __attribute__((always_inline)) uint8_t *
put_stored(TraceCoding *coding, uint8_t *out, const TraceEvent *event, const char *letters,
           int count)
{
    const int64_t *operand = event->operand;
    int64_t *before = coding->operand[TRACE_TASK_SUSPENDED];
    int64_t until = operand[TRACE_WAIT_UNTIL];
#pragma GCC unroll 4
    for (int i = 0; i < count; i++) {
        switch (letters[i]) {
        case 'o':
            out = put_difference(out, operand[TRACE_WAIT_OBJECT], &before[TRACE_WAIT_OBJECT]);
            break;
        case 'u': out = put_span(out, until == 0 ? NEVER : until - event->time_ns); break;
        case 'd': out = varint_put(out, (uint64_t)operand[TRACE_WAIT_DONE]); break;
        default:
            out = put_difference(out, operand[TRACE_WAIT_TOTAL], &before[TRACE_WAIT_TOTAL]);
            break;
        }
    }
    return out;
}

static inline uint8_t *put_wait(TraceCoding *coding, uint8_t *out, const TraceEvent *event)
{
    TraceReason reason = (TraceReason)event->operand[TRACE_WAIT_REASON];
    out = varint_put(out, (uint64_t)reason);
    switch (reason) {
#define TRACE_REASON(name, words, letter, stored)                                                  \
    case TRACE_REASON_##name:                                                                      \
        return put_stored(coding, out, event, stored, (int)sizeof stored - 1);
#include "trace/reason.def"
#undef TRACE_REASON
    }
    return out;
}

// The text follows elsewhere: neither its place is stored, nor differences.
static inline uint8_t *put_output(uint8_t *out, const TraceEvent *event)
{
    out = varint_put(out, (uint64_t)event->operand[TRACE_OUTPUT_STREAM]);
    return varint_put(out, (uint64_t)event->operand[TRACE_OUTPUT_LENGTH]);
}

static inline uint8_t *put_kind(TraceCoding *coding, uint8_t *out, const TraceEvent *event)
{
    switch (event->kind) {
#define TRACE_EVENT(name, words, layout, step)                                                     \
    case TRACE_##name:                                                                             \
        return TRACE_##name == TRACE_TASK_SUSPENDED ? put_wait(coding, out, event)                 \
               : TRACE_##name == TRACE_OUTPUT       ? put_output(out, event)                       \
                                              : put_operands(coding, out, event, TRACE_##name, \
                                                             layout, (int)sizeof layout - 1);
#include "trace/event.def"
#undef TRACE_EVENT
    }
    return out;
}

uint8_t *coding_put(TraceCoding *coding, uint8_t *out, const TraceEvent *event)
{
    TraceKind kind = event->kind;
    uint32_t lane = event->lane;
    if (event->time_ns != coding->last.time_ns) {
        *out++ = CODE_TIME;
        out = put_span(out, event->time_ns - coding->last.time_ns);
    }
    uint8_t *tag = out++;
    unsigned bits = (unsigned)kind;
    if (lane != coding->last.lane) {
        bits |= TAG_LANE;
        out = varint_put(out, varint_zigzag((int64_t)lane - (int64_t)coding->last.lane));
    }
    uint32_t expected = expected_line(coding, lane, kind);
    if (event->line != expected) {
        bits |= TAG_LINE;
        out = varint_put(out, varint_zigzag((int64_t)event->line - (int64_t)expected));
    }
    *tag = (uint8_t)bits;
    note_line(coding, lane, kind, event->line);
    out = put_kind(coding, out, event);
    coding->last = (TraceAt){event->time_ns, lane, event->line};
    return out;
}

// ---- reading

static inline int64_t get_difference(const uint8_t **in, int64_t *before)
{
    *before = (int64_t)((uint64_t)*before + (uint64_t)varint_unzigzag(varint_get(in)));
    return *before;
}

static void get_triple(const uint8_t **in, int64_t *operand, int64_t *before)
{
    uint8_t packed = *(*in)++;
    for (int i = 0; i < TRIPLE; i++) {
        uint64_t code = packed >> triple_shift[i] & triple_most[i];
        if (code == triple_most[i]) {
            code = varint_get(in);
        }
        before[i] = (int64_t)((uint64_t)before[i] + (uint64_t)varint_unzigzag(code));
        operand[i] = before[i];
    }
}

static void get_operands(TraceCoding *coding, const uint8_t **in, TraceEvent *event,
                         int64_t before_ns)
{
    const char *letters = trace_kind_layout(event->kind);
    int64_t *operand = event->operand, *before = coding->operand[event->kind];
    int i = letters[0] == 'n';
    if (i > 0) {
        operand[0] = (int64_t)coding->tasks + 1;
    }
    if (is_triple(letters + i)) {
        get_triple(in, operand + i, before + i);
        i += TRIPLE;
    }
    for (; letters[i] != '\0'; i++) {
        switch (letters[i]) {
        case 't': operand[i] = event->time_ns + get_span(in); break;
        case 'b': operand[i] = before_ns + get_span(in); break;
        default: operand[i] = get_difference(in, &before[i]); break;
        }
    }
}

static void get_wait(TraceCoding *coding, const uint8_t **in, TraceEvent *event)
{
    int64_t *before = coding->operand[TRACE_TASK_SUSPENDED];
    event->operand[TRACE_WAIT_REASON] = (int64_t)varint_get(in);
    const char *stored = trace_reason_stored((TraceReason)event->operand[TRACE_WAIT_REASON]);
    for (; *stored != '\0'; stored++) {
        switch (*stored) {
        case 'o':
            event->operand[TRACE_WAIT_OBJECT] = get_difference(in, &before[TRACE_WAIT_OBJECT]);
            break;
        case 'u': {
            int64_t away = get_span(in);
            event->operand[TRACE_WAIT_UNTIL] = away == NEVER ? 0 : event->time_ns + away;
            break;
        }
        case 'd': event->operand[TRACE_WAIT_DONE] = (int64_t)varint_get(in); break;
        default:
            event->operand[TRACE_WAIT_TOTAL] = get_difference(in, &before[TRACE_WAIT_TOTAL]);
            break;
        }
    }
}

const uint8_t *coding_get(TraceCoding *coding, const uint8_t *in, TraceEvent *event)
{
    TraceAt at = coding->last;
    uint8_t tag = *in++;
    if (tag == CODE_TIME) {
        at.time_ns += get_span(&in);
        tag = *in++;
    }
    if (tag & TAG_LANE) {
        at.lane = (uint32_t)((int64_t)at.lane + varint_unzigzag(varint_get(&in)));
    }
    TraceKind kind = (TraceKind)(tag & TAG_KIND);
    at.line = expected_line(coding, at.lane, kind);
    if (tag & TAG_LINE) {
        at.line = (uint32_t)((int64_t)at.line + varint_unzigzag(varint_get(&in)));
    }
    *event = (TraceEvent){.kind = kind,
                          .lane = at.lane,
                          .line = at.line,
                          .time_ns = at.time_ns};
    if (event->kind == TRACE_TASK_SUSPENDED) {
        get_wait(coding, &in, event);
    } else if (event->kind == TRACE_OUTPUT) {
        event->operand[TRACE_OUTPUT_STREAM] = (int64_t)varint_get(&in);
        event->operand[TRACE_OUTPUT_LENGTH] = (int64_t)varint_get(&in);
    } else {
        get_operands(coding, &in, event, coding->last.time_ns);
        coding->tasks += event->kind == TRACE_TASK_CREATED;
    }
    note_line(coding, at.lane, kind, at.line);
    coding->last = at;
    return in;
}
