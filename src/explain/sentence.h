#ifndef AWAITSCOPE_EXPLAIN_SENTENCE_H
#define AWAITSCOPE_EXPLAIN_SENTENCE_H

#include "base/buffer.h"
#include "explain/source_text.h"
#include "trace/lanes.h"
#include "trace/moments.h"
#include "trace/trace.h"

// One sentence that says what happened, one that says why, for the last event before a position.
// Both are looked up in the trace, where causes were recorded when they happened. No guest code runs.

// What sentences are made from; all borrowed.
typedef struct Explain {
    const Trace *trace;
    Moments *moments; // its own: looking around moves it
    const Lanes *lanes;
    const SourceText *source;
} Explain;

// Appends what is awaited on a line, in the program's own words, else in ours for that reason.
void explain_awaited(const Explain *explain, uint32_t line, TraceReason reason, Buffer *out);

// Appends a blank and the name under which the program knows object `id`; nothing where it has none.
void explain_object_name(const Explain *explain, uint64_t id, Buffer *out);

// Appends what the event before `position` is: who, what, where. At 0, that nothing has happened.
void sentence_what(const Explain *explain, uint64_t position, Buffer *out);

// Appends why it happened, or what follows from it; nothing where there is nothing to say.
void sentence_why(const Explain *explain, uint64_t position, Buffer *out);

#endif
