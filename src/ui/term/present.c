#define NCURSES_WIDECHAR 1
#include "ui/term/present.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "base/utf8.h"

enum { GRAPHEME_CODES = 8 };

CanvasColours present_colours(void)
{
    if (!has_colors()) {
        return CANVAS_COLOURS_NONE;
    }
    int colours = tigetnum("colors");
    if (colours >= 1 << 24 && tigetflag("RGB") > 0) {
        return CANVAS_COLOURS_RGB;
    }
    return colours >= 256 ? CANVAS_COLOURS_256 : colours >= 16 ? CANVAS_COLOURS_16 : CANVAS_COLOURS_8;
}

void present_init(Present *present, CanvasPalette palette)
{
    *present = (Present){.palette = palette};
    if (palette.colours == CANVAS_COLOURS_NONE) {
        return;
    }
    start_color();
    use_default_colors();
    for (int i = 0; i < CANVAS_STYLES; i++) {
        int colour = canvas_look((CanvasStyle)i, palette).colour;
        int pair = colour < 0 ? 0 : alloc_pair(colour, -1);
        present->pairs[i] = pair < 0 ? 0 : pair;
    }
}

static attr_t attributes_of(const Present *present, CanvasStyle style)
{
    CanvasLook look = canvas_look(style, present->palette);
    return (look.bold ? A_BOLD : 0) | (look.underline ? A_UNDERLINE : 0) |
           (look.reverse ? A_REVERSE : 0) | (look.dim ? A_DIM : 0);
}

// The characters of a cell; a placeholder where the C library disagrees about its width, so that
// the rest of the row stays in its place.
static void characters_of(const CanvasCell *cell, wchar_t out[GRAPHEME_CODES])
{
    size_t length = strlen(cell->text);
    int count = 0;
    for (size_t at = 0; at < length && count < GRAPHEME_CODES - 1;) {
        int size;
        int32_t code = utf8_decode(cell->text + at, length - at, &size);
        out[count++] = code < 0 ? L'?' : (wchar_t)code;
        at += (size_t)size;
    }
    out[count] = L'\0';
    if (count == 0 || wcwidth(out[0]) != cell->width) {
        wcscpy(out, cell->width == 2 ? L"??" : L"?");
    }
}

void present_canvas(const Present *present, const Canvas *canvas)
{
    erase();
    for (int row = 0; row < canvas_rows(canvas); row++) {
        for (int column = 0; column < canvas_columns(canvas); column++) {
            CanvasCell cell = canvas_cell(canvas, row, column);
            attr_t attributes = attributes_of(present, cell.style);
            bool seen = strcmp(cell.text, " ") != 0 || (attributes & (A_REVERSE | A_UNDERLINE)) != 0;
            if (cell.width == 0 || !seen) {
                continue;
            }
            wchar_t characters[GRAPHEME_CODES];
            characters_of(&cell, characters);
            int pair = present->pairs[cell.style];
            if (characters[0] == L'?' && characters[1] == L'?') {
                mvaddstr(row, column, "??");
                continue;
            }
            cchar_t drawn;
            setcchar(&drawn, characters, attributes, 0, &pair);
            mvadd_wch(row, column, &drawn);
        }
    }
}
