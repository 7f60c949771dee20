#ifndef AWAITSCOPE_LESSON_PLAYED_H
#define AWAITSCOPE_LESSON_PLAYED_H

#include "run/run.h"
#include "trace/lanes.h"
#include "trace/moments.h"

// A program that was run for a lesson, for what is asked about it.
typedef struct Played {
    Run *run;
    const Trace *trace;
    Lanes lanes;
    Moments *moments;
    Buffer source;
    Buffer errors; // what it wrote to stderr
    Buffer stopped; // why it was stopped before its end, where it was
    size_t line_count;
    struct PlayedLine *lines; // of its stdout
} Played;

typedef struct PlayedLine {
    const char *text; // without its newline; valid as long as the Played
    int64_t time_ns;  // when its end was written
    uint32_t lane;    // who wrote that
    uint64_t event;   // and the event in which that happened
} PlayedLine;

// Runs the program `source` with the usual configuration, in the caller's storage. Returns false, with
// nothing to free, when the host has no room for its world.
bool played_init(Played *played, const char *name, const char *source, size_t length);

// The same in a world in which these beliefs are so, where a program may run for ever: it is stopped sooner. How it
// ended is in run_status; `errors` and the trace say at how many events, and where, it was stopped.
bool played_init_in(Played *played, const char *name, const char *source, size_t length, Beliefs beliefs);

// Frees what it owns.
void played_deinit(Played *played);

// Finds the answer to a question in the words of lessons/README.md ("total time", "order of output", …), one
// line for each thing in it. Returns false, with a sentence in `problem`, where it is no such question or
// the run has no answer to it.
bool played_answer(Played *played, const char *question, Buffer *answer, Buffer *problem);

// Tests a check in the words of lessons/README.md ("total == 3", "never(\"deadlock\")", …). Returns whether it
// holds; where it does not, `said` says what happened instead, and *at_event is where that shows on the
// timeline (UINT64_MAX: nowhere). Returns false, with *understood false, where it is no such check.
bool played_check(Played *played, const char *check, bool *understood, Buffer *said, uint64_t *at_event);

#endif
