#ifndef AWAITSCOPE_UI_LEGEND_H
#define AWAITSCOPE_UI_LEGEND_H

#include "canvas/canvas.h"
#include "trace/ruler.h"

// What the glyphs of a timeline mean: those that are to be seen.

enum { LEGEND_LETTERS = 128 };

typedef struct Legend {
    bool glyph[RULER_GLYPHS];
    bool letter[LEGEND_LETTERS]; // that begin a wait
} Legend;

// Takes note of what is drawn: cells, and who has the CPU in some columns.
void legend_see(Legend *legend, const RulerCell *cells, size_t count);
void legend_see_cpu(Legend *legend, const uint32_t *cpu, uint32_t count);

// Draws it, shorter where there is little room, and as far as it fits.
void legend_draw(const Legend *legend, Canvas *canvas, int row, int columns);

#endif
