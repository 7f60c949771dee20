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

// Appends " at line N", nothing for 0.
void saying_line(const Saying *saying, uint32_t line);

// Appends "the lock" and the name under which the program knows object `id`, where it has one.
void saying_object(const Saying *saying, const char *kind, int64_t id);

// Appends the sentence of an event that has to do with an object that tasks share: a lock, an event,
// a condition, a barrier, a queue.
void saying_shared(const Saying *saying);

#endif
