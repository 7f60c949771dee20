// How events make moments: one event after another. Private to src/trace.
#ifndef AWAITSCOPE_TRACE_FOLD_H
#define AWAITSCOPE_TRACE_FOLD_H

#include "base/buffer.h"
#include "trace/moments.h"

// Makes `moment` the one before anything, whatever it was: all zero, or in use.
void fold_begin(Moment *moment);

// Makes `to` (all zero, or in use) the same as `from`; it keeps an array of its own.
void fold_copy(Moment *to, const Moment *from);

// Goes on from the moment before these events, at least one, to the one after them.
void fold_events(Moment *moment, const TraceEvent *events, uint64_t count);

// Appends the moment in a few dozen bytes a lane, in the order of moment_lane.def.
void fold_pack(const Moment *moment, Buffer *out);

// Makes `moment` (all zero, or in use) what fold_pack wrote. The bytes are trusted.
void fold_unpack(Moment *moment, const char *bytes);

#endif
