#ifndef AWAITSCOPE_UI_TERM_PRESENT_H
#define AWAITSCOPE_UI_TERM_PRESENT_H

#include <stdbool.h>

#include "canvas/canvas.h"

// A canvas's cells in curses' terms.

typedef struct Present {
    int pairs[CANVAS_STYLES]; // colour pair of each style, 0 for the terminal's own
    bool colour;
} Present;

// Allocates the colours that this terminal has for each style: RGB, one of 256, one of 8, or none
// (also where NO_COLOR is set). After curses has started.
void present_init(Present *present);

// Copies the canvas to curses' standard screen, without refreshing it.
void present_canvas(const Present *present, const Canvas *canvas);

#endif
