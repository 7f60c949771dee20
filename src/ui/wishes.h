#ifndef AWAITSCOPE_UI_WISHES_H
#define AWAITSCOPE_UI_WISHES_H

#include <stdbool.h>
#include <stdio.h>

#include "ui/tape.h"

// What the reader has asked for on the command line. Zeros: nothing, the terminal is taken as it
// says it is.
typedef struct UiWishes {
    const char *colours;    // as canvas_colours_named reads them, or NULL
    const char *background; // as canvas_background_named does, or NULL
    bool ascii;
    bool no_mouse;
    Tape *play;   // keys that are pressed first, at their pace, until somebody presses one; or NULL
    FILE *record; // where the keys that are pressed are written to, or NULL
} UiWishes;

#endif
