#ifndef AWAITSCOPE_UI_HIGHLIGHT_H
#define AWAITSCOPE_UI_HIGHLIGHT_H

#include <stdint.h>

#include "canvas/canvas.h"
#include "explain/source_text.h"

// How the words of a program are drawn, found by the language's own lexer.
typedef struct Highlight {
    uint8_t *styles; // a CanvasStyle for each byte of the source's text
    size_t length;
} Highlight;

// Looks at the whole source, in the caller's storage. Where it is no Python, what comes after is plain.
void highlight_init(Highlight *highlight, const SourceText *source);

// Frees what it owns.
void highlight_deinit(Highlight *highlight);

// Draws line `number` of the source in at most `width` columns, in its styles, cut short with "…" where
// it does not fit.
void highlight_draw_line(const Highlight *highlight, const SourceText *source, uint32_t number,
                         Canvas *canvas, int row, int column, int width);

// The same on as many rows as the line needs, broken at blanks; what goes on is set in.
// Returns the number of rows, at least 1.
int highlight_wrap_line(const Highlight *highlight, const SourceText *source, uint32_t number, Canvas *canvas,
                        int row, int column, int width);

#endif
