#ifndef AWAITSCOPE_UI_MARKS_H
#define AWAITSCOPE_UI_MARKS_H

#include "canvas/canvas.h"
#include "lesson/terms.h"

// The words of a text that have an entry among the terms.

typedef struct Marks {
    const Terms *terms;
    bool *seen; // for each term, whether it has been met
} Marks;

// Makes them with nothing met, in the caller's storage. marks_deinit frees it.
void marks_init(Marks *marks, const Terms *terms);
void marks_deinit(Marks *marks);

// Notes the terms that a text has.
void marks_read(Marks *marks, const char *text, size_t length);

// Marks a paragraph that paragraph_draw has drawn there with these columns and rows to spare: a click on a term
// opens it, and where it is met for the first time it is underlined.
void marks_draw(Marks *marks, Canvas *canvas, int row, int column, int columns, const char *text, size_t length);

#endif
