#ifndef AWAITSCOPE_UI_TERM_PRESENT_H
#define AWAITSCOPE_UI_TERM_PRESENT_H

#include <stdbool.h>

#include "canvas/canvas.h"

// A canvas's cells in curses' terms.

typedef struct Present {
    CanvasPalette palette;
    int pairs[CANVAS_STYLES]; // colour pair of each style, 0 for the terminal's own
} Present;

// The colours that this terminal has: RGB, 256, 16, 8, or none. After curses has started.
CanvasColours present_colours(void);

// Allocates what each style has in these colours, at most those that the terminal has.
void present_init(Present *present, CanvasPalette palette);

// Copies the canvas to curses' standard screen, without refreshing it.
void present_canvas(const Present *present, const Canvas *canvas);

#endif
