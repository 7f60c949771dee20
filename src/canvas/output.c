// A canvas on its way out: as text, with ANSI sequences, as a picture.
#include <string.h>

#include "canvas/canvas.h"

// The column after the last cell of a row that is not blank. A blank that is reversed or underlined is
// not, where there is a palette.
static int row_end(const Canvas *canvas, int row, const CanvasPalette *palette)
{
    for (int column = canvas_columns(canvas); column > 0; column--) {
        CanvasCell cell = canvas_cell(canvas, row, column - 1);
        CanvasLook look = palette != NULL ? canvas_look(cell.style, *palette) : (CanvasLook){0};
        if (strcmp(cell.text, " ") != 0 || look.reverse || look.underline) {
            return column;
        }
    }
    return 0;
}

void canvas_to_text(const Canvas *canvas, Buffer *out)
{
    for (int row = 0; row < canvas_rows(canvas); row++) {
        int end = row_end(canvas, row, NULL);
        for (int column = 0; column < end; column++) {
            buffer_puts(out, canvas_cell(canvas, row, column).text);
        }
        buffer_putc(out, '\n');
    }
}

static void ansi_colour(int colour, CanvasColours colours, Buffer *out)
{
    switch (colours) {
    case CANVAS_COLOURS_NONE: break;
    case CANVAS_COLOURS_8:
    case CANVAS_COLOURS_16: buffer_printf(out, ";%d", colour < 8 ? 30 + colour : 82 + colour); break;
    case CANVAS_COLOURS_256: buffer_printf(out, ";38;5;%d", colour); break;
    case CANVAS_COLOURS_RGB:
        buffer_printf(out, ";38;2;%d;%d;%d", colour >> 16, colour >> 8 & 255, colour & 255);
        break;
    }
}

static void ansi_style(CanvasStyle style, CanvasPalette palette, Buffer *out)
{
    CanvasLook look = canvas_look(style, palette);
    buffer_puts(out, "\033[0");
    if (look.bold) {
        buffer_puts(out, ";1");
    }
    if (look.dim) {
        buffer_puts(out, ";2");
    }
    if (look.underline) {
        buffer_puts(out, ";4");
    }
    if (look.reverse) {
        buffer_puts(out, ";7");
    }
    if (look.colour >= 0) {
        ansi_colour(look.colour, palette.colours, out);
    }
    buffer_putc(out, 'm');
}

void canvas_to_ansi(const Canvas *canvas, CanvasPalette palette, Buffer *out)
{
    for (int row = 0; row < canvas_rows(canvas); row++) {
        int end = row_end(canvas, row, &palette);
        CanvasStyle style = CANVAS_NORMAL;
        for (int column = 0; column < end; column++) {
            CanvasCell cell = canvas_cell(canvas, row, column);
            if (cell.style != style) {
                ansi_style(cell.style, palette, out);
                style = cell.style;
            }
            buffer_puts(out, cell.text);
        }
        if (style != CANVAS_NORMAL) {
            buffer_puts(out, "\033[0m");
        }
        buffer_putc(out, '\n');
    }
}

// ---- SVG

enum { CELL_WIDTH = 9, CELL_HEIGHT = 19, BASELINE = 14, MARGIN = 8 };

static void svg_colour(const CanvasLook *look, bool light, char out[8])
{
    static const char digits[] = "0123456789abcdef";
    int colour = look->colour >= 0 ? look->colour : light ? 0x24292e : 0xd0d0d0;
    out[0] = '#';
    for (int i = 0; i < 6; i++) {
        out[1 + i] = digits[colour >> (20 - 4 * i) & 15];
    }
    out[7] = '\0';
}

static void xml_text(const char *text, Buffer *out)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&': buffer_puts(out, "&amp;"); break;
        case '<': buffer_puts(out, "&lt;"); break;
        case '>': buffer_puts(out, "&gt;"); break;
        default: buffer_putc(out, *text); break;
        }
    }
}

// Draws one run of cells of the same style. Blocks are rectangles, so that no font leaves gaps.
static void svg_block(const char *text, int row, int column, const char *colour, Buffer *out)
{
    static const struct {
        const char *text;
        int top, height;
        const char *opacity;
    } blocks[] = {{"█", 2, 15, "1"}, {"▄", 10, 7, "1"}, {"▓", 2, 15, ".7"}, {"▒", 2, 15, ".45"}};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        if (strcmp(text, blocks[i].text) == 0) {
            buffer_printf(out,
                          "<rect x='%d' y='%d' width='%d' height='%d' fill='%s' opacity='%s'/>\n",
                          MARGIN + column * CELL_WIDTH, MARGIN + row * CELL_HEIGHT + blocks[i].top,
                          CELL_WIDTH, blocks[i].height, colour, blocks[i].opacity);
        }
    }
}

static bool is_block(const char *text)
{
    return strcmp(text, "█") == 0 || strcmp(text, "▄") == 0 || strcmp(text, "▓") == 0 ||
           strcmp(text, "▒") == 0;
}

static void svg_row(const Canvas *canvas, int row, bool light, Buffer *out)
{
    CanvasPalette palette = {CANVAS_COLOURS_RGB, light};
    int end = row_end(canvas, row, &palette);
    for (int column = 0; column < end;) {
        CanvasCell first = canvas_cell(canvas, row, column);
        CanvasLook look = canvas_look(first.style, palette);
        char colour[8];
        svg_colour(&look, light, colour);
        if (is_block(first.text)) {
            svg_block(first.text, row, column, colour, out);
            column++;
            continue;
        }
        Buffer text;
        buffer_init(&text);
        int from = column;
        for (; column < end; column++) {
            CanvasCell cell = canvas_cell(canvas, row, column);
            if (cell.style != first.style || is_block(cell.text)) {
                break;
            }
            xml_text(cell.text, &text);
        }
        if (strspn(text.data, " ") != text.length) {
            buffer_printf(out, "<text x='%d' y='%d' textLength='%d' fill='%s'%s%s>%s</text>\n",
                          MARGIN + from * CELL_WIDTH, MARGIN + row * CELL_HEIGHT + BASELINE,
                          (column - from) * CELL_WIDTH, colour,
                          look.bold ? " font-weight='bold'" : "",
                          look.underline ? " text-decoration='underline'" : "", text.data);
        }
        buffer_deinit(&text);
    }
}

void canvas_to_svg(const Canvas *canvas, bool light, Buffer *out)
{
    int width = canvas_columns(canvas) * CELL_WIDTH + 2 * MARGIN;
    int height = canvas_rows(canvas) * CELL_HEIGHT + 2 * MARGIN;
    buffer_printf(out,
                  "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' "
                  "viewBox='0 0 %d %d' font-family='DejaVu Sans Mono, Menlo, Consolas, monospace' "
                  "font-size='15' xml:space='preserve'>\n"
                  "<rect width='%d' height='%d' rx='6' fill='%s'/>\n",
                  width, height, width, height, width, height, light ? "#ffffff" : "#14181d");
    for (int row = 0; row < canvas_rows(canvas); row++) {
        svg_row(canvas, row, light, out);
    }
    buffer_puts(out, "</svg>\n");
}
