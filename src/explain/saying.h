// What the files of sentences share: not for others.
#ifndef AWAITSCOPE_EXPLAIN_SAYING_H
#define AWAITSCOPE_EXPLAIN_SAYING_H

#include "explain/sentence.h"

// One sentence in the making.
typedef struct Saying {
    const Explain *explain;
    TraceEvent event;
    Buffer *out;
} Saying;

// The moments before and after the event. Valid until the next of these calls.
const Moment *saying_before(const Saying *saying);
const Moment *saying_after(const Saying *saying);

// Appends how a lane is called: its tag and its name.
void saying_lane(const Saying *saying, uint32_t lane);

// Appends who does what the event says, as the subject of the sentence: a task, the loop, or the
// main program.
void saying_who(const Saying *saying);

// The letter of a lane.
const char *saying_tag(const Saying *saying, uint32_t lane);

// Appends a time in seconds.
void saying_seconds(const Saying *saying, int64_t ns);

// Appends what is awaited on a line, as explain_awaited does.
void saying_awaited(const Saying *saying, uint32_t line, TraceReason reason);

// Whether a lane that waits for its timer is itself a sleep, which stands on no line of the program.
bool saying_bare_sleep(TraceReason reason, uint32_t line);

// Whether a lane goes on that never let go of the CPU: another, eager one, has begun within it.
bool saying_only_lent(const MomentLane *lane, TraceKind kind);

// Whether the task that a TASK_CREATED makes begins at once, within whoever makes it: an eager one.
bool saying_begins_at_once(const Saying *saying, uint64_t created);

// Appends " at line N", nothing for 0.
void saying_line(const Saying *saying, uint32_t line);

// Appends "the lock" and the name under which the program knows object `id`, where it has one.
void saying_object(const Saying *saying, const char *kind, int64_t id);

// Appends the sentence of an event that has to do with an object that tasks share: a lock, an event,
// a condition, a barrier, a queue.
void saying_shared(const Saying *saying);

#endif
