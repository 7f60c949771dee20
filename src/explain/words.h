#ifndef AWAITSCOPE_EXPLAIN_WORDS_H
#define AWAITSCOPE_EXPLAIN_WORDS_H

#include <stdint.h>

#include "base/buffer.h"
#include "trace/lanes.h"
#include "trace/moments.h"

// Short words for what the trace says: times, places in line, states.

enum { WORDS_TIME_BYTES = 32 };

// A time in seconds with three decimals, and more where they are not zero: "1.000", "0.0005".
// Returns `out`.
const char *words_seconds(char out[WORDS_TIME_BYTES], int64_t ns);

// Appends the same.
void words_add_seconds(Buffer *out, int64_t ns);

// A time for a ruler: "0s", "1.5s", "20ms", "3us". Returns `out`.
const char *words_short_seconds(char out[WORDS_TIME_BYTES], int64_t ns);

// Appends "2nd".
void words_ordinal(Buffer *out, uint32_t number);

// Appends a number in words up to ten: "three".
void words_number(Buffer *out, uint32_t number);

// Appends how a lane is called in a sentence: its tag, where it has one, and its name, "c func2".
void words_lane(Buffer *out, const Lanes *lanes, uint32_t lane);

// Appends what a lane that waits waits for, as "gather 0/3".
void words_wait(Buffer *out, const Moment *moment, const Lanes *lanes, uint32_t lane);

// Appends the words of a lane's state at a moment, as "waits: gather 0/3"; nothing while it does not
// exist.
void words_state(Buffer *out, const Moment *moment, const Lanes *lanes, uint32_t lane);

#endif
