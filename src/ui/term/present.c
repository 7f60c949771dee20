#define NCURSES_WIDECHAR 1
#include "ui/term/present.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "base/utf8.h"

enum { GRAPHEME_CODES = 8 };

// The nearest of the eight colours, from the index in 256.
static int of_eight(int index)
{
    switch (index) {
    case 25: return COLOR_BLUE;
    case 214: return COLOR_YELLOW;
    case 74: return COLOR_CYAN;
    case 175: return COLOR_MAGENTA;
    case 160:
    case 166: return COLOR_RED;
    default: return -1;
    }
}

static int as_rgb(int index)
{
    static const int levels[6] = {0, 95, 135, 175, 215, 255};
    if (index >= 232) {
        int grey = 8 + (index - 232) * 10;
        return grey << 16 | grey << 8 | grey;
    }
    if (index >= 16) {
        int cube = index - 16;
        return levels[cube / 36] << 16 | levels[cube / 6 % 6] << 8 | levels[cube % 6];
    }
    return -1;
}

static int colour_here(int index)
{
    if (index < 0) {
        return -1;
    }
    if (COLORS >= 1 << 24 && tigetflag("RGB") > 0) {
        return as_rgb(index);
    }
    return COLORS >= 256 ? index : of_eight(index);
}

void present_init(Present *present)
{
    const char *refused = getenv("NO_COLOR");
    *present = (Present){.colour = has_colors() && (refused == NULL || *refused == '\0')};
    if (!present->colour) {
        return;
    }
    start_color();
    use_default_colors();
    for (int i = 0; i < CANVAS_STYLES; i++) {
        int colour = colour_here(canvas_look((CanvasStyle)i, true).colour);
        int pair = colour < 0 ? 0 : alloc_pair(colour, -1);
        present->pairs[i] = pair < 0 ? 0 : pair;
    }
}

static attr_t attributes_of(const Present *present, CanvasStyle style)
{
    CanvasLook look = canvas_look(style, present->colour);
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
