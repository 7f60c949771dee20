#include "ui/paragraph.h"

// Up to the last blank that fits.
size_t paragraph_line(const char *text, size_t length, int columns)
{
    if (canvas_width(text, length) <= columns) {
        return length;
    }
    size_t fits = 0;
    for (size_t at = 0; at < length; at++) {
        if (text[at] == ' ') {
            if (canvas_width(text, at) > columns) {
                break;
            }
            fits = at;
        }
    }
    return fits == 0 ? length : fits;
}

int paragraph_draw(Canvas *canvas, int row, int column, int rows, int columns, CanvasStyle style,
                   const char *text, size_t length)
{
    int count = 0;
    for (size_t at = 0; at < length && count < rows; count++) {
        const char *line = text + at;
        size_t left = length - at;
        size_t bytes = count + 1 == rows ? left : paragraph_line(line, left, columns);
        if (canvas != NULL) {
            canvas_text_within(canvas, row + count, column, columns, style, line, bytes);
        }
        at += bytes + (bytes < left); // the blank
    }
    return count;
}
