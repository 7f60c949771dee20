#ifndef AWAITSCOPE_EXPLAIN_OUTLINE_H
#define AWAITSCOPE_EXPLAIN_OUTLINE_H

#include "explain/sentence.h"

// What a run comes to as a whole, for putting it beside another: how long it takes and what that is made
// of, where it waits, how it ends.

typedef struct Outline Outline;

// Looks through the whole run (200 ms for half a million events of a thousand tasks). What `explain` borrows must outlive the
// result, which the caller frees with outline_free.
Outline *outline_new(const Explain *explain);

// Frees it. NULL is allowed.
void outline_free(Outline *outline);

// How long it takes, and for how much of that the CPU computes.
int64_t outline_takes_ns(const Outline *outline);
int64_t outline_works_ns(const Outline *outline);

// Whether it ends as it should: not with an exception, at a limit, in a deadlock.
bool outline_is_fine(const Outline *outline);

// Appends what a run is by its first look: "synchronous", "asyncio", and, when it is over, what became
// of it.
void outline_sort(const Outline *outline, bool over, Buffer *out);

// Appends what its time is made of, in at most `width` columns: "3 + 2", "the longer of 3, 2". Instead,
// how it ends where that is not as it should.
void outline_sum(const Outline *outline, int width, Buffer *out);

// Appends in one sentence how much two runs compute, and whether that is what they differ in.
void outline_compare_work(const Outline *a, const Outline *b, Buffer *out);

// Appends in one sentence why two runs take as long as they do, each by its letter; more briefly where that
// takes more than `width` columns.
void outline_compare_why(const Outline *a, const Outline *b, int width, Buffer *out);

// Appends what is going on in a run at a moment, in a few words: "the thread sleeps, nothing else can
// run"; for the end of the run, what went on in it; for its beginning nothing.
void outline_now(const Outline *outline, const Moment *moment, Buffer *out);

// Appends the function that a call that blocks is made in and the call, for its BLOCK_BEGIN, as much as
// fits into `width` columns: "task1: time.sleep(3)", "task1: sleep(3)", "task1", or nothing.
void outline_call(const Explain *explain, const TraceEvent *event, int width, Buffer *out);

#endif
