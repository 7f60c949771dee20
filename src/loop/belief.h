// Worlds in which something is so that learners believe and that is not so: see belief.def. The same program runs in
// them by the same engine, so what would happen there is computed.
#ifndef AWAITSCOPE_LOOP_BELIEF_H
#define AWAITSCOPE_LOOP_BELIEF_H

#include <stdbool.h>
#include <stdint.h>

typedef enum BeliefId {
#define BELIEF(name, misconceptions, words, truth) BELIEF_##name,
#include "loop/belief.def"
#undef BELIEF
    BELIEF_COUNT
} BeliefId;

// A set of them: bit number BeliefId. 0 is the world as it is.
typedef uint32_t Beliefs;

static inline Beliefs belief_only(BeliefId belief) { return UINT32_C(1) << belief; }

// What happens in that world: a clause without a full stop.
const char *belief_words(BeliefId belief);

// What is so instead: the same.
const char *belief_truth(BeliefId belief);

// Whether it is the world of that misconception ("M8").
bool belief_is(BeliefId belief, const char *misconception);

// The world of that misconception, 0 where there is none.
Beliefs beliefs_of(const char *misconception);

// The number of the misconception that it is first of all: "M8".
void belief_number(BeliefId belief, char number[8]);

#endif
