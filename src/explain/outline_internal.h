// What the files of outlines share: not for others.
#ifndef AWAITSCOPE_EXPLAIN_OUTLINE_INTERNAL_H
#define AWAITSCOPE_EXPLAIN_OUTLINE_INTERNAL_H

#include "explain/outline.h"
#include "trace/totals.h"

// How a run spends its time.
typedef enum OutlineWay {
    OUTLINE_INSTANT,  // no time passes
    OUTLINE_COMPUTES, // most of the time somebody computes
    OUTLINE_BLOCKS,   // most of the time a call blocks
    OUTLINE_IN_TURN,  // it waits in the loop, for one thing after another
    OUTLINE_TOGETHER, // it waits in the loop, for several things at a time
} OutlineWay;

// A lane waits for its timer, or sleeps in a call that blocks.
typedef struct OutlineWait {
    uint64_t event; // with which it began
    int64_t from_ns, to_ns;
    uint32_t lane, line;
    bool blocks;
} OutlineWait;

// What the time of a run consists of, one after another, along its critical path.
typedef enum OutlineTermKind {
    OUTLINE_WAIT,     // nobody on the path could do anything
    OUTLINE_SLEEP,    // a call blocks
    OUTLINE_IN_LINE,  // others have the CPU
    OUTLINE_COMPUTING,
} OutlineTermKind;

typedef struct OutlineTerm {
    OutlineTermKind kind;
    uint32_t lane;
    int64_t from_ns, ns;
    uint64_t event; // with which it began
} OutlineTerm;

struct Outline {
    Explain explain;
    OutlineWay way;
    Totals totals;
    OutlineWait *waits; // in the order in which they begin
    uint32_t wait_count, wait_capacity;
    uint32_t most_waiting; // timers at one time
    OutlineTerm *terms;    // empty where the path does not account for the whole time
    uint32_t term_count, term_capacity;
    Buffer sum;            // what the time is made of
    bool once;             // that is one wait
    uint32_t beside;       // who gets its turn while another waits, or MOMENT_NOBODY
    int64_t status;
    uint32_t raised_line; // of the last exception that nobody caught
    bool deadlock;
};

// Finds the terms, and the sum of them.
void outline_find_terms(Outline *outline);
void outline_find_sum(Outline *outline);

// Appends how a run ends that does not end as it should.
void outline_end(const Outline *outline, Buffer *out);

#endif
