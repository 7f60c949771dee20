#ifndef AWAITSCOPE_CANVAS_CANVAS_H
#define AWAITSCOPE_CANVAS_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

// A grid of character cells that views draw into, without a terminal: a thin layer over libtickit's
// render buffer. Drawing outside the canvas, or outside the current frame, does nothing. Cells have a
// style, a meaning with a number; what it looks like is decided on the way out.

typedef enum CanvasGlyph {
#define CANVAS_GLYPH(name, utf8, ascii) CANVAS_GLYPH_##name,
#include "canvas/glyph.def"
#undef CANVAS_GLYPH
} CanvasGlyph;

typedef enum CanvasStyle {
#define CANVAS_STYLE(name, ...) CANVAS_##name,
#include "canvas/style.def"
#undef CANVAS_STYLE
} CanvasStyle;

enum {
    CANVAS_GLYPHS = 0
#define CANVAS_GLYPH(name, utf8, ascii) +1
#include "canvas/glyph.def"
#undef CANVAS_GLYPH
    ,
    CANVAS_STYLES = 0
#define CANVAS_STYLE(name, ...) +1
#include "canvas/style.def"
#undef CANVAS_STYLE
    ,
    CANVAS_CELL_BYTES = 32,
    CANVAS_DEPTH = 8, // of frames in frames
};

typedef struct Canvas Canvas;

// How many colours there are to draw with.
typedef enum CanvasColours {
    CANVAS_COLOURS_NONE,
    CANVAS_COLOURS_8,
    CANVAS_COLOURS_16,
    CANVAS_COLOURS_256,
    CANVAS_COLOURS_RGB, // 24 bits
} CanvasColours;

// What the colours are for.
typedef struct CanvasPalette {
    CanvasColours colours;
    bool light; // the background
} CanvasPalette;

// How a style looks. `colour` is an index in as many colours as there are (24 bits: 0xRRGGBB), −1 for
// the terminal's own.
typedef struct CanvasLook {
    int colour;
    bool bold, underline, reverse, dim;
} CanvasLook;

// One cell as it is read back. `width` is 1, or 2 for a wide character, or 0 for the second half of
// one (its text is empty).
typedef struct CanvasCell {
    char text[CANVAS_CELL_BYTES]; // one grapheme in UTF-8, " " where nothing was drawn
    int width;
    CanvasStyle style;
} CanvasCell;

// Returns an empty canvas (at least 1 by 1); the caller frees it with canvas_free. With `ascii`
// every character that is not ASCII becomes its stand-in from glyph.def, or "?".
Canvas *canvas_new(int rows, int columns, bool ascii);

// Frees it. NULL is allowed.
void canvas_free(Canvas *canvas);

// Forgets what was drawn, with a new size.
void canvas_reset(Canvas *canvas, int rows, int columns);

// The size, in cells.
int canvas_rows(const Canvas *canvas);
int canvas_columns(const Canvas *canvas);

// From now on until canvas_leave, (0, 0) is (row, column) of the present frame and nothing is
// drawn outside `rows` by `columns`. Frames nest, at most CANVAS_DEPTH deep.
void canvas_enter(Canvas *canvas, int row, int column, int rows, int columns);

// Back to the frame before the last canvas_enter.
void canvas_leave(Canvas *canvas);

// Draws UTF-8 text and returns the columns it takes. Bytes that are not text, and what
// utf8_commands names, become U+FFFD (a tab: a space): what a guest program writes cannot command the
// terminal.
int canvas_text(Canvas *canvas, int row, int column, CanvasStyle style, const char *text);

// The same for the first `length` bytes, in at most `width` columns; what does not fit is cut, with
// "…" in the last column. Returns the columns used.
int canvas_text_within(Canvas *canvas, int row, int column, int width, CanvasStyle style,
                       const char *text, size_t length);

// Draws as printf would print, at most 1,023 bytes; returns the columns it takes.
__attribute__((format(printf, 5, 6)))
int canvas_printf(Canvas *canvas, int row, int column, CanvasStyle style, const char *format, ...);

// Draws one glyph, or a row of `count` times the same.
void canvas_glyph(Canvas *canvas, int row, int column, CanvasStyle style, CanvasGlyph glyph);
void canvas_fill(Canvas *canvas, int row, int column, int count, CanvasStyle style,
                 CanvasGlyph glyph);

// Makes `count` cells empty, in this style.
void canvas_blank(Canvas *canvas, int row, int column, int count, CanvasStyle style);

// Says what the cells of a rectangle of the frame mean to a pointer: a kind and a value, which are the
// caller's. What is said later lies above; nothing is drawn.
void canvas_place(Canvas *canvas, int row, int column, int rows, int columns, int kind,
                  uint64_t value);

// The value of that kind at a cell of the whole canvas. Returns false where there is none.
bool canvas_place_at(const Canvas *canvas, int row, int column, int kind, uint64_t *value);

// Lines of box drawing that join where they meet; both ends included.
void canvas_hline(Canvas *canvas, int row, int from_column, int to_column);
void canvas_vline(Canvas *canvas, int column, int from_row, int to_row);

// The columns that the text would take.
int canvas_width(const char *text, size_t length);

// The glyph's character in this canvas: UTF-8, or its ASCII stand-in. A constant.
const char *canvas_glyph_text(const Canvas *canvas, CanvasGlyph glyph);

// Reads one cell, which must be inside the canvas.
CanvasCell canvas_cell(const Canvas *canvas, int row, int column);

// What a style looks like in these colours.
CanvasLook canvas_look(CanvasStyle style, CanvasPalette palette);

// Reads the name of a number of colours: "none", "8", "16", "256" or "rgb". Returns false, with nothing
// changed, where it is none.
bool canvas_colours_named(const char *name, CanvasColours *colours);

// Reads the name of a background, "dark" or "light". Returns false, with nothing changed, where it is
// neither.
bool canvas_background_named(const char *name, bool *light);

// Appends the canvas as lines of text, without blanks at their ends.
void canvas_to_text(const Canvas *canvas, Buffer *out);

// The same with ANSI sequences for the styles.
void canvas_to_ansi(const Canvas *canvas, CanvasPalette palette, Buffer *out);

// The canvas as an SVG picture of a dark or a light terminal; always in 24 bits.
void canvas_to_svg(const Canvas *canvas, bool light, Buffer *out);

#endif
