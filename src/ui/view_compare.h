// What the files of the comparison's screen share: not for others.
#ifndef AWAITSCOPE_UI_VIEW_COMPARE_H
#define AWAITSCOPE_UI_VIEW_COMPARE_H

#include "canvas/canvas.h"
#include "ui/compare.h"

// The letter of a side.
const char *view_compare_letter(int side);

// Draws what both say, or why they do what they do, side by side, with titles in `row` and `rows` rows
// below; `joined`: the line between them goes on to a line below.
void view_compare_says(const Compare *compare, Canvas *canvas, int row, int rows, bool joined, int columns);

// The lines that both write in the whole run, the longer of the two.
int view_compare_lines(const Compare *compare, int most);

// Draws how long both have taken, and what that is made of, in two rows.
void view_compare_totals(const Compare *compare, Canvas *canvas, int row, int columns);

// Draws the sentences of this moment, at the end those about the whole, in at most `rows` rows. With no
// canvas it only counts. Returns the rows.
int view_compare_sentences(const Compare *compare, Canvas *canvas, int row, int rows, int columns);

#endif
