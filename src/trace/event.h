#ifndef AWAITSCOPE_TRACE_EVENT_H
#define AWAITSCOPE_TRACE_EVENT_H

#include <stdbool.h>
#include <stdint.h>

// What a trace is made of. The tables event.def, reason.def and cause.def say it all.

typedef enum TraceKind {
#define TRACE_EVENT(name, words, layout, step) TRACE_##name,
#include "trace/event.def"
#undef TRACE_EVENT
} TraceKind;

typedef enum TraceReason {
#define TRACE_REASON(name, words, letter, stored) TRACE_REASON_##name,
#include "trace/reason.def"
#undef TRACE_REASON
} TraceReason;

typedef enum TraceCause {
#define TRACE_CAUSE(name, words) TRACE_CAUSE_##name,
#include "trace/cause.def"
#undef TRACE_CAUSE
} TraceCause;

enum {
    TRACE_KINDS = 0
#define TRACE_EVENT(name, words, layout, step) +1
#include "trace/event.def"
#undef TRACE_EVENT
    ,
    TRACE_REASONS = 0
#define TRACE_REASON(name, words, letter, stored) +1
#include "trace/reason.def"
#undef TRACE_REASON
    ,
    TRACE_CAUSES = 0
#define TRACE_CAUSE(name, words) +1
#include "trace/cause.def"
#undef TRACE_CAUSE
    ,
    TRACE_OPERANDS = 5
};

// Where and when an event happens.
typedef struct TraceAt {
    int64_t time_ns; // never less than that of the event before
    uint32_t lane;
    uint32_t line; // 0 where there is none
} TraceAt;

// One event as it is read back.
typedef struct TraceEvent {
    uint64_t number; // position in the trace, from 0
    TraceKind kind;
    uint32_t lane;
    uint32_t line;   // of the source; 0 where there is none
    int64_t time_ns; // of the virtual clock
    int64_t operand[TRACE_OPERANDS];
} TraceEvent;

// Names of operands, so that readers need not count them.
enum {
    // TASK_CREATED
    TRACE_CREATED_LANE = 0,
    TRACE_CREATED_NAME,
    TRACE_CREATED_COROUTINE,
    TRACE_CREATED_ARGUMENT,
    TRACE_CREATED_DEF_LINE,
    // TASK_SUSPENDED
    TRACE_WAIT_REASON = 0,
    TRACE_WAIT_OBJECT,
    TRACE_WAIT_UNTIL,
    TRACE_WAIT_DONE,
    TRACE_WAIT_TOTAL,
    // TASK_READY
    TRACE_READY_CAUSE = 0,
    TRACE_READY_BY,
    TRACE_READY_OBJECT,
    // CLOCK_MOVED
    TRACE_CLOCK_FROM = 0,
    TRACE_CLOCK_CAUSE,
    TRACE_CLOCK_WHOSE,
    // ACQUIRED, RELEASED, CLEARED, OBJECT_NAMED
    TRACE_OBJECT_REASON = 0,
    TRACE_OBJECT_ID,
    TRACE_OBJECT_QUEUED,                // ACQUIRED, RELEASED
    TRACE_OBJECT_NAME = 2,              // OBJECT_NAMED
    // NOTIFIED, ARRIVED, QUEUE_PUT, QUEUE_GOT, QUEUE_DONE
    TRACE_SHARED_ID = 0,
    TRACE_SHARED_COUNT,
    TRACE_SHARED_OTHER,
    // OUTPUT
    TRACE_OUTPUT_STREAM = 0,
    TRACE_OUTPUT_OFFSET,
    TRACE_OUTPUT_LENGTH,
};

// The words of an event's kind, as "lets go". A constant.
const char *trace_kind_words(TraceKind kind);

// The name of an event's kind in event.def, as "TASK_SUSPENDED". A constant.
const char *trace_kind_name(TraceKind kind);

// The layout of a kind's operands, in the letters of event.def. A constant.
const char *trace_kind_layout(TraceKind kind);

// What a task waits for, in words, as "queue get". A constant.
const char *trace_reason_words(TraceReason reason);

// The letter that begins such a wait on a lane, ' ' for those that have a glyph of their own.
char trace_reason_letter(TraceReason reason);

// Which operands a suspension with this reason keeps, in the letters of reason.def. A constant.
const char *trace_reason_stored(TraceReason reason);

// Whether they are kept: the letter, a constant, is one of those.
static inline bool trace_reason_stores(TraceReason reason, char letter)
{
#define TRACE_LETTER(stored, i) (sizeof(stored) > (i) + 1 ? (stored)[sizeof(stored) > (i) + 1 ? (i) : 0] : 0)
#define TRACE_REASON(name, words, glyph, stored)                                                   \
    | (uint64_t)(TRACE_LETTER(stored, 0) == letter || TRACE_LETTER(stored, 1) == letter ||         \
                 TRACE_LETTER(stored, 2) == letter || TRACE_LETTER(stored, 3) == letter)           \
          << TRACE_REASON_##name
    const uint64_t reasons = 0
#include "trace/reason.def"
        ;
#undef TRACE_REASON
#undef TRACE_LETTER
    return reasons >> reason & 1;
}

// Why a task became ready, as the end of a sentence that begins with "because". A constant.
const char *trace_cause_words(TraceCause cause);

// Whether `event` is a step of its own at the first level of detail: what a task does or what
// happens to one, each print, each move of the clock. Left out are the loop's own doings (turns,
// callbacks, timers), the making of a task by the loop (asyncio.run's main: its first step is the
// step), and becoming ready when that is no news (just made, just gave way).
static inline bool trace_is_step(const TraceEvent *event)
{
    const uint64_t always = 0
#define TRACE_EVENT(name, words, layout, step) | (uint64_t)(step == '1') << TRACE_##name
#include "trace/event.def"
#undef TRACE_EVENT
        ;
    const uint64_t of_tasks = 0
#define TRACE_EVENT(name, words, layout, step) | (uint64_t)(step == 'T') << TRACE_##name
#include "trace/event.def"
#undef TRACE_EVENT
        ;
    const uint64_t when_news = 0
#define TRACE_EVENT(name, words, layout, step) | (uint64_t)(step == 'N') << TRACE_##name
#include "trace/event.def"
#undef TRACE_EVENT
        ;
    const uint64_t kind = UINT64_C(1) << event->kind;
    return (always & kind) != 0 || ((of_tasks & kind) != 0 && event->lane != 0) ||
           ((when_news & kind) != 0 && event->operand[TRACE_READY_CAUSE] != TRACE_CAUSE_CREATED &&
            event->operand[TRACE_READY_CAUSE] != TRACE_CAUSE_YIELDED);
}

// Whether events of this kind are steps only where futures and callbacks are shown.
static inline bool trace_is_fine(TraceKind kind)
{
    const uint64_t fine = 0
#define TRACE_EVENT(name, words, layout, step) | (uint64_t)(step == '4') << TRACE_##name
#include "trace/event.def"
#undef TRACE_EVENT
        ;
    return (fine >> kind & 1) != 0;
}

#endif
