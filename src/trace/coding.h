// How an event is stored in two to five bytes: what can be told from the events before it in its block
// is left out, the rest are differences.
#ifndef AWAITSCOPE_TRACE_CODING_H
#define AWAITSCOPE_TRACE_CODING_H

#include "trace/event.h"

enum {
    CODING_LINES = 64,
    CODING_PLACES = 128,
    CODING_MAX_BYTES = 2 + 10 * (3 + TRACE_OPERANDS), // of one event
};

// Where a lane stood.
typedef struct CodingLine {
    uint32_t who; // 0: nobody
    uint32_t line;
} CodingLine;

// What the coding of the next event refers to: the state after the events of its block so far. Data of
// readers and writers that only these functions look into, but for `last`.
typedef struct TraceCoding {
    TraceAt last;
    uint32_t tasks; // created so far
    CodingLine lines[CODING_LINES];   // where lanes stood last
    CodingLine places[CODING_PLACES]; // where lanes stood at their last event of a kind
    uint32_t kind_lines[TRACE_KINDS]; // where anybody stood at the last event of a kind, plus 1
    int64_t operand[TRACE_KINDS][TRACE_OPERANDS]; // of the last event of each kind
} TraceCoding;

// Begins a block, with what is known before its first event.
void coding_begin(TraceCoding *coding, TraceAt last, uint32_t tasks);

// Writes an event, all but its number and an OUTPUT's offset, at `out`, which has room for
// CODING_MAX_BYTES. Returns where it ends.
uint8_t *coding_put(TraceCoding *coding, uint8_t *out, const TraceEvent *event);

// Reads what coding_put wrote at `in`. Returns where it ends.
const uint8_t *coding_get(TraceCoding *coding, const uint8_t *in, TraceEvent *event);

#endif
