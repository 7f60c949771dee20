#ifndef AWAITSCOPE_TESTS_SCREENS_FRAMES_H
#define AWAITSCOPE_TESTS_SCREENS_FRAMES_H

#include "ui/ui.h"

// Frames without a terminal, for tests. Those that assert fail the test.

// Appends the frame as text.
void frames_text(const UiState *state, int rows, int columns, bool ascii, Buffer *out);

// Gives the state keys as --keys has them; each word must be one.
void frames_press(UiState *state, const char *keys);

// Asserts that two texts are the same; says the first line in which they differ.
void frames_compare(const char *name, const char *actual, const char *expected);

// Asserts that a text is that of tests/screens/NAME.txt; UPDATE=1 writes that anew.
void frames_golden(const char *name, const Buffer *actual);

#endif
