#ifndef AWAITSCOPE_UI_TERM_ASK_H
#define AWAITSCOPE_UI_TERM_ASK_H

#include <stdbool.h>

#include "base/buffer.h"

enum { ASK_WIDTH_ROW = 1 }; // the row, from 0, that ask_width prints into

// What a terminal can be asked, and what its environment says already. Answers come among the keys
// (see input.h), when they come: nothing waits for them.

// Whether COLORFGBG says that the background is light. Some terminals set it ("0;15": black on white).
bool ask_environment_is_light(void);

// Whether a terminal of that TERM leaves out what it does not understand of such questions.
bool ask_is_polite(const char *term);

// Appends the question which colour the background has (OSC 11).
void ask_background(Buffer *bytes);

// Appends a block in an empty screen's second row, the question where the cursor stands after it (CSI
// 6n), and takes the block away again. Some terminals make it two columns wide, or three characters.
void ask_width(Buffer *bytes);

// Appends the question that every terminal answers (CSI c), after which no answer is outstanding.
void ask_identity(Buffer *bytes);

#endif
