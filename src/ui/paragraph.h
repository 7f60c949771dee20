#ifndef AWAITSCOPE_UI_PARAGRAPH_H
#define AWAITSCOPE_UI_PARAGRAPH_H

#include "canvas/canvas.h"

// Text that takes as many lines as it needs.

// Draws `length` bytes broken at blanks into at most `rows` rows of `columns`, the last cut short if it
// has to be. With no canvas it only counts. Returns the rows.
int paragraph_draw(Canvas *canvas, int row, int column, int rows, int columns, CanvasStyle style,
                   const char *text, size_t length);

// How many bytes of the text go into its first line of `columns`; the blank behind them belongs to no line.
size_t paragraph_line(const char *text, size_t length, int columns);

#endif
