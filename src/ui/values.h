#ifndef AWAITSCOPE_UI_VALUES_H
#define AWAITSCOPE_UI_VALUES_H

#include "ui/ui.h"

// Values that the run has been asked for, kept because drawing asks again and again, and because what a
// step changed is told by comparing two moments.

typedef struct Values Values;

// Returns an empty one; the caller frees it with values_free. `inspect` is borrowed.
Values *values_new(const UiInspect *inspect);

// Frees it. NULL is allowed.
void values_free(Values *values);

// What UiInspect.locals says of `lane` after `position` events, "" where nothing is known. Valid until
// the next call but one. May run guest code, the first time.
const char *values_at(Values *values, uint64_t position, uint32_t lane);

// What UiInspect.chains says of `lane` after `position` events: `*length` bytes, none where nothing is
// known. Valid until the next call for another position.
const char *values_chain(Values *values, uint64_t position, uint32_t lane, size_t *length);

// What UiInspect.handles says, "" where nothing is known. Valid until the next call for another position.
const char *values_handles(Values *values, uint64_t position);

#endif
