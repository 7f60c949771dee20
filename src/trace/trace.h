#ifndef AWAITSCOPE_TRACE_TRACE_H
#define AWAITSCOPE_TRACE_TRACE_H

#include <stddef.h>
#include <stdint.h>

#include "trace/coding.h"
#include "trace/event.h"

// The trace of one run: an append-only sequence of events, the bytes that the program wrote, and the
// strings that events speak of. Two to five bytes an event. Nothing here runs guest code. Running
// out of host memory aborts. Limits: 2^32 - 1 lanes and lines, 2^31 - 1 strings; times and ids below 2^63.

typedef struct Trace Trace;

// Returns an empty trace, which the caller frees with trace_free.
Trace *trace_new(void);

// Frees the trace and everything read from it. NULL is allowed.
void trace_free(Trace *trace);

// Appends an event with up to three operands in the order of event.def (those that the kind does
// not have must be 0). TASK_CREATED, TASK_SUSPENDED and OUTPUT have functions of their own.
void trace_append(Trace *trace, TraceKind kind, TraceAt at, int64_t a, int64_t b, int64_t c);

// Appends TASK_CREATED: `at.lane` makes task `lane`, which must be the number of tasks made before
// plus 1. `name` is what the user called it, or 0; `coroutine` the name of its coroutine function;
// `argument` the reprs of its positional arguments with a byte 0x1f between two, or 0 (strings of
// trace_string); lanes.h picks the one that tells tasks of one coroutine apart.
// `def_line` is where its code begins. The task is in line from now on.
void trace_task_created(Trace *trace, TraceAt at, uint32_t lane, uint32_t name, uint32_t coroutine,
                        uint32_t argument, uint32_t def_line);

// Appends TASK_SUSPENDED: task `at.lane` lets go of the CPU at line `at.line`. What reason.def does
// not keep for this reason must be 0. With reason YIELD the task is in line again at once.
void trace_task_suspended(Trace *trace, TraceAt at, TraceReason reason, uint64_t object,
                          int64_t until_ns, uint32_t done, uint32_t total);

// Appends OUTPUT and keeps a copy of the bytes. `stream` is 1 or 2. One call for each print: a
// program that prints a line makes one event, its newline included.
void trace_output(Trace *trace, TraceAt at, int stream, const char *bytes, size_t length);

// The id of the string of `length` bytes, which is copied when it is new. Equal strings have equal
// ids. The empty string is 0.
uint32_t trace_string(Trace *trace, const char *bytes, size_t length);

// The id of the string that is the digits of `number`, which is less than TRACE_NUMBERS. Nothing is
// kept: the id tells.
enum { TRACE_NUMBERS = 1000000000 };
static inline uint32_t trace_number(uint32_t number)
{
    return number << 1 | 1;
}

// The string with this id, NUL-terminated, valid as long as the trace; "" for 0.
const char *trace_string_at(const Trace *trace, uint32_t id);

// The name (string) that an OBJECT_NAMED has given to this object, 0 where there is none.
uint32_t trace_object_name(const Trace *trace, uint64_t object);

// The number of events.
uint64_t trace_length(const Trace *trace);

// The time of the last event; 0 while there is none.
int64_t trace_end_ns(const Trace *trace);

// The number of tasks made so far, which is also the highest lane.
uint32_t trace_tasks(const Trace *trace);

// The bytes written so far, both streams in the order of writing; valid until the next
// trace_output. `*length` is their number.
const char *trace_output_bytes(const Trace *trace, size_t *length);

// Host bytes that events and their index take, without strings and output. What arrays have in
// reserve, which nobody has touched yet, is not counted.
size_t trace_bytes(const Trace *trace);

// From now on what is appended is expected to be what the trace already has from event `number` on:
// it is compared, not stored, until the end of the trace is reached again. For a run that goes
// back and runs forward again.
void trace_rewind(Trace *trace, uint64_t number);

// Has `reached(context)` called, once, by the append that meets event `number` - 1 again, so that
// trace_position is `number`; UINT64_MAX: never. It may not append. Only after trace_rewind.
void trace_alarm(Trace *trace, uint64_t number, void (*reached)(void *context), void *context);

// The number of the event that the next append makes or meets: trace_length unless rewound.
uint64_t trace_position(const Trace *trace);

// The number of the first event that differed from what was recorded, since trace_rewind was first
// called; UINT64_MAX when there was none. Anything else is a fault of ours, and asserted too.
uint64_t trace_divergence(const Trace *trace);

// Returns a new trace with the first `number` events (and their strings and output), on which
// another run goes on. The caller frees it.
Trace *trace_fork(const Trace *trace, uint64_t number);

// Reads events one after another, in either direction. Valid as long as the trace; appending does
// not disturb it.
typedef struct TraceCursor {
    const Trace *trace;
    uint64_t next_number; // of the event that trace_cursor_next reads
    uint32_t block;       // that the state below belongs to
    uint32_t chunk;
    uint32_t offset;
    uint64_t output_bytes;
    TraceCoding coding;
} TraceCursor;

// A cursor that reads event `number` next (at most trace_length). Decodes at most 1,023 events.
TraceCursor trace_cursor_at(const Trace *trace, uint64_t number);

// Reads the next event. Returns false, and leaves `event` alone, at the end of the trace.
bool trace_cursor_next(TraceCursor *cursor, TraceEvent *event);

// Reads the event before the one that was read last, so that next and prev in turn read the same
// one. Returns false at the beginning. Costs a decoding of up to 1,023 events at a block's edge,
// and of as many as lie before it in its block otherwise.
bool trace_cursor_prev(TraceCursor *cursor, TraceEvent *event);

// Reads event `number`, which must exist.
TraceEvent trace_event_at(const Trace *trace, uint64_t number);

// The next event from `from` on (or, going backwards, the last one before `from`) whose kind is in
// `kinds` (bit 1 << kind) and whose lane is `lane` (or any, with TRACE_ANY_LANE). Returns its
// number, or UINT64_MAX. Blocks without such an event are not decoded.
uint64_t trace_find_next(const Trace *trace, uint64_t from, uint64_t kinds, uint32_t lane);
uint64_t trace_find_prev(const Trace *trace, uint64_t from, uint64_t kinds, uint32_t lane);

// How many events have happened once the clock is at `time_ns` and goes on.
uint64_t trace_until(const Trace *trace, int64_t time_ns);

#define TRACE_ANY_LANE UINT32_MAX

#endif
