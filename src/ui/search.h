#ifndef AWAITSCOPE_UI_SEARCH_H
#define AWAITSCOPE_UI_SEARCH_H

#include "ui/state.h"

// Looking for a text in what happens: in the source line where it does, in what is printed, in the name
// of a task that is made. Letters are the same in either case.

// The first byte of `wanted` in `text`, or NULL where it is not.
const char *search_in(const char *text, size_t length, const char *wanted);

// Goes to the next (1) or the last (−1) step that has the text of state->search, and says what it found;
// stays where there is none.
void search_go(UiState *state, int direction);

#endif
