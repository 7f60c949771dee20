#ifndef AWAITSCOPE_EXPLAIN_WHY_H
#define AWAITSCOPE_EXPLAIN_WHY_H

#include "explain/sentence.h"

// Why a lane does what it does, in a few paragraphs of a line each, the answer first. All of it is
// looked up in the trace; no guest code runs.

// Appends why `lane` has the CPU at `position`, or why it has not: what it waits for and for how long
// still, whose line keeps it, who had the CPU while it was in line, and the wake-ups that led to it.
// A paragraph that begins with a blank belongs to the one above it.
void why_lane(const Explain *explain, uint64_t position, uint32_t lane, Buffer *out);

// Appends the critical path of the whole run from its beginning: each turn and each wait without
// which it would have ended sooner.
void why_critical(const Explain *explain, Buffer *out);

#endif
