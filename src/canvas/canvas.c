#include "canvas/canvas.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tickit.h>

#include "base/utf8.h"

enum { PRINTF_BYTES = 1024 };

typedef struct Place {
    int row, column, end_row, end_column;
    int kind;
    uint64_t value;
} Place;

struct Canvas {
    TickitRenderBuffer *cells;
    TickitPen *pens[CANVAS_STYLES]; // the foreground colour of each is its style's number
    int rows, columns;
    int style; // of the pen that is set, −1 for none
    bool ascii;
    struct {
        int row, column;
    } origins[CANVAS_DEPTH + 1]; // of the frames that are entered
    int depth;
    Place *places;
    size_t place_count, place_capacity;
};

typedef struct GlyphFacts {
    const char *utf8;
    const char *ascii;
} GlyphFacts;

static const GlyphFacts glyphs[] = {
#define CANVAS_GLYPH(name, utf8, ascii) {utf8, ascii},
#include "canvas/glyph.def"
#undef CANVAS_GLYPH
};

typedef struct StyleFacts {
    int dark, light, dark16, light16;
    const char *with;
    const char *without;
} StyleFacts;

static const StyleFacts styles[] = {
#define CANVAS_STYLE(name, dark, light, dark16, light16, with, without) \
    {dark, light, dark16, light16, with, without},
#include "canvas/style.def"
#undef CANVAS_STYLE
};

static_assert(CANVAS_STYLES < 256, "a style travels as a colour index");

// Which character joins up (1), right (2), down (4), left (8).
static const char *const boxes[16] = {" ", "╵", "╶", "└", "╷", "│", "┌", "├",
                                      "╴", "┘", "─", "┴", "┐", "┤", "┬", "┼"};

static int at_least_one(int size)
{
    return size < 1 ? 1 : size;
}

Canvas *canvas_new(int rows, int columns, bool ascii)
{
    Canvas *canvas = calloc(1, sizeof *canvas);
    if (canvas == NULL) {
        abort();
    }
    canvas->ascii = ascii;
    for (int i = 0; i < CANVAS_STYLES; i++) {
        canvas->pens[i] = tickit_pen_new();
        tickit_pen_set_colour_attr(canvas->pens[i], TICKIT_PEN_FG, i);
    }
    canvas_reset(canvas, rows, columns);
    return canvas;
}

void canvas_free(Canvas *canvas)
{
    if (canvas == NULL) {
        return;
    }
    tickit_renderbuffer_unref(canvas->cells);
    for (int i = 0; i < CANVAS_STYLES; i++) {
        tickit_pen_unref(canvas->pens[i]);
    }
    free(canvas->places);
    free(canvas);
}

void canvas_reset(Canvas *canvas, int rows, int columns)
{
    rows = at_least_one(rows);
    columns = at_least_one(columns);
    if (canvas->cells != NULL && canvas->rows == rows && canvas->columns == columns) {
        tickit_renderbuffer_reset(canvas->cells);
    } else {
        if (canvas->cells != NULL) {
            tickit_renderbuffer_unref(canvas->cells);
        }
        canvas->cells = tickit_renderbuffer_new(rows, columns);
    }
    canvas->rows = rows;
    canvas->columns = columns;
    canvas->style = -1;
    canvas->depth = 0;
    canvas->place_count = 0;
}

int canvas_rows(const Canvas *canvas)
{
    return canvas->rows;
}

int canvas_columns(const Canvas *canvas)
{
    return canvas->columns;
}

void canvas_enter(Canvas *canvas, int row, int column, int rows, int columns)
{
    tickit_renderbuffer_save(canvas->cells);
    TickitRect rect = {
        .top = row, .left = column, .lines = rows < 0 ? 0 : rows, .cols = columns < 0 ? 0 : columns};
    tickit_renderbuffer_clip(canvas->cells, &rect);
    tickit_renderbuffer_translate(canvas->cells, row, column);
    assert(canvas->depth < CANVAS_DEPTH);
    int outer = canvas->depth++;
    canvas->origins[canvas->depth].row = canvas->origins[outer].row + row;
    canvas->origins[canvas->depth].column = canvas->origins[outer].column + column;
}

void canvas_leave(Canvas *canvas)
{
    tickit_renderbuffer_restore(canvas->cells);
    canvas->style = -1;
    canvas->depth--;
}

void canvas_place(Canvas *canvas, int row, int column, int rows, int columns, int kind,
                  uint64_t value)
{
    if (canvas->place_count == canvas->place_capacity) {
        canvas->place_capacity = canvas->place_capacity * 2 + 64;
        canvas->places = realloc(canvas->places, canvas->place_capacity * sizeof *canvas->places);
        if (canvas->places == NULL) {
            abort();
        }
    }
    row += canvas->origins[canvas->depth].row;
    column += canvas->origins[canvas->depth].column;
    canvas->places[canvas->place_count++] =
        (Place){row, column, row + rows, column + columns, kind, value};
}

bool canvas_place_at(const Canvas *canvas, int row, int column, int kind, uint64_t *value)
{
    for (size_t i = canvas->place_count; i-- > 0;) {
        const Place *place = &canvas->places[i];
        if (place->kind == kind && row >= place->row && row < place->end_row &&
            column >= place->column && column < place->end_column) {
            *value = place->value;
            return true;
        }
    }
    return false;
}

static void use_style(Canvas *canvas, CanvasStyle style)
{
    if (canvas->style != (int)style) {
        tickit_renderbuffer_setpen(canvas->cells, canvas->pens[style]);
        canvas->style = (int)style;
    }
}

// One grapheme of text: what to draw for it.
typedef struct Grapheme {
    const char *draw;
    size_t draw_length;
    size_t length; // bytes of the text it stands for
    int columns;
} Grapheme;

static const char replacement[] = "\xef\xbf\xbd";

// How many bytes the grapheme that begins well-formed text takes, and its columns; false where it
// has none. libtickit is given nothing but checked bytes: it trusts them.
static bool measure(const char *text, size_t length, Grapheme *grapheme)
{
    TickitStringPos found, limit;
    tickit_stringpos_zero(&found);
    tickit_stringpos_limit_graphemes(&limit, 1);
    size_t counted = tickit_utf8_ncount(text, length, &found, &limit);
    *grapheme = (Grapheme){text, found.bytes, found.bytes, found.columns};
    return counted != (size_t)-1 && found.bytes > 0 && found.columns > 0;
}

// How many of the bytes, which are sound, come before one that a terminal would obey.
static size_t before_command(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length) {
        int size;
        if (utf8_commands(utf8_decode(text + at, length - at, &size))) {
            break;
        }
        at += (size_t)size;
    }
    return at;
}

static Grapheme next_grapheme(const char *text, size_t length)
{
    unsigned char first = (unsigned char)text[0];
    if (first >= 0x20 && first < 0x7f && (length == 1 || (unsigned char)text[1] < 0x80)) {
        return (Grapheme){text, 1, 1, 1};
    }
    if (first == '\t') {
        return (Grapheme){" ", 1, 1, 1};
    }
    int size;
    int32_t code = utf8_decode(text, length, &size);
    Grapheme broken = {replacement, 3, (size_t)size, 1};
    if (code < 0 || (code >= 0xd800 && code <= 0xdfff) || utf8_commands(code)) {
        return broken;
    }
    size_t most = length < CANVAS_CELL_BYTES - 2 ? length : CANVAS_CELL_BYTES - 2;
    size_t sound = before_command(text, utf8_validate(text, most, UTF8_STRICT));
    Grapheme whole;
    if (measure(text, sound, &whole) || measure(text, (size_t)size, &whole)) {
        return whole;
    }
    return broken;
}

static const char *stand_in(const char *text, size_t length)
{
    for (size_t i = 0; i < CANVAS_GLYPHS; i++) {
        if (strlen(glyphs[i].utf8) == length && memcmp(glyphs[i].utf8, text, length) == 0) {
            return glyphs[i].ascii;
        }
    }
    return "?";
}

static void put(Canvas *canvas, int row, int column, const Grapheme *grapheme)
{
    if (grapheme->draw_length == 1) {
        tickit_renderbuffer_char_at(canvas->cells, row, column, grapheme->draw[0]);
    } else if (canvas->ascii) {
        const char *ascii = stand_in(grapheme->draw, grapheme->draw_length);
        for (int i = 0; i < grapheme->columns; i++) {
            tickit_renderbuffer_char_at(canvas->cells, row, column + i, ascii[0]);
        }
    } else {
        tickit_renderbuffer_textn_at(canvas->cells, row, column, grapheme->draw,
                                     grapheme->draw_length);
    }
}

int canvas_width(const char *text, size_t length)
{
    int width = 0;
    for (size_t at = 0; at < length;) {
        Grapheme grapheme = next_grapheme(text + at, length - at);
        at += grapheme.length;
        width += grapheme.columns;
    }
    return width;
}

int canvas_text_within(Canvas *canvas, int row, int column, int width, CanvasStyle style,
                       const char *text, size_t length)
{
    if (width <= 0) {
        return 0;
    }
    use_style(canvas, style);
    bool cut = length > (size_t)width && canvas_width(text, length) > width;
    int room = cut ? width - 1 : width;
    int used = 0;
    for (size_t at = 0; at < length;) {
        Grapheme grapheme = next_grapheme(text + at, length - at);
        if (used + grapheme.columns > room) {
            break;
        }
        put(canvas, row, column + used, &grapheme);
        used += grapheme.columns;
        at += grapheme.length;
    }
    if (cut) {
        canvas_glyph(canvas, row, column + used, style, CANVAS_GLYPH_MORE);
        used++;
    }
    return used;
}

int canvas_text(Canvas *canvas, int row, int column, CanvasStyle style, const char *text)
{
    return canvas_text_within(canvas, row, column, 1 << 20, style, text, strlen(text));
}

int canvas_printf(Canvas *canvas, int row, int column, CanvasStyle style, const char *format, ...)
{
    char text[PRINTF_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return canvas_text(canvas, row, column, style, text);
}

const char *canvas_glyph_text(const Canvas *canvas, CanvasGlyph glyph)
{
    return canvas->ascii ? glyphs[glyph].ascii : glyphs[glyph].utf8;
}

void canvas_glyph(Canvas *canvas, int row, int column, CanvasStyle style, CanvasGlyph glyph)
{
    canvas_fill(canvas, row, column, 1, style, glyph);
}

void canvas_fill(Canvas *canvas, int row, int column, int count, CanvasStyle style,
                 CanvasGlyph glyph)
{
    use_style(canvas, style);
    const char *text = canvas_glyph_text(canvas, glyph);
    Grapheme grapheme = {text, strlen(text), strlen(text), 1};
    for (int i = 0; i < count; i++) {
        put(canvas, row, column + i, &grapheme);
    }
}

void canvas_blank(Canvas *canvas, int row, int column, int count, CanvasStyle style)
{
    use_style(canvas, style);
    if (count > 0) {
        tickit_renderbuffer_erase_at(canvas->cells, row, column, count);
    }
}

void canvas_hline(Canvas *canvas, int row, int from_column, int to_column)
{
    use_style(canvas, CANVAS_RULE);
    tickit_renderbuffer_hline_at(canvas->cells, row, from_column, to_column, TICKIT_LINE_SINGLE,
                                 TICKIT_LINECAP_BOTH);
}

void canvas_vline(Canvas *canvas, int column, int from_row, int to_row)
{
    use_style(canvas, CANVAS_RULE);
    tickit_renderbuffer_vline_at(canvas->cells, from_row, to_row, column, TICKIT_LINE_SINGLE, 0);
}

// ---- reading back

static CanvasStyle style_of(TickitRenderBuffer *cells, int row, int column)
{
    const TickitPen *pen = tickit_renderbuffer_get_cell_pen(cells, row, column);
    if (pen == NULL || !tickit_pen_has_attr(pen, TICKIT_PEN_FG)) {
        return CANVAS_NORMAL;
    }
    int style = tickit_pen_get_colour_attr(pen, TICKIT_PEN_FG);
    return style >= 0 && style < CANVAS_STYLES ? (CanvasStyle)style : CANVAS_NORMAL;
}

static const char *box_text(const Canvas *canvas, TickitRenderBufferLineMask mask)
{
    int joins = (mask.north != 0) | (mask.east != 0) << 1 | (mask.south != 0) << 2 |
                (mask.west != 0) << 3;
    if (!canvas->ascii) {
        return boxes[joins];
    }
    if ((joins & (2 | 8)) == 0) {
        return "|";
    }
    return (joins & (1 | 4)) == 0 ? "-" : "+";
}

// The text that the render buffer gives for a cell, which is the same for both halves of a wide
// character; its length.
static int text_at(TickitRenderBuffer *cells, int row, int column, char text[CANVAS_CELL_BYTES])
{
    size_t length = tickit_renderbuffer_get_cell_text(cells, row, column, text,
                                                      CANVAS_CELL_BYTES - 1);
    if (length == (size_t)-1) {
        length = 0;
    }
    text[length] = '\0';
    return (int)length;
}

// In a row of equal wide characters every other cell is a second half.
static bool is_second_half(TickitRenderBuffer *cells, int row, int column, const char *text)
{
    bool second = false;
    char left[CANVAS_CELL_BYTES];
    while (column > 0 && tickit_renderbuffer_get_cell_active(cells, row, column - 1) == 1) {
        text_at(cells, row, --column, left);
        if (strcmp(left, text) != 0) {
            break;
        }
        second = !second;
    }
    return second;
}

CanvasCell canvas_cell(const Canvas *canvas, int row, int column)
{
    assert(row >= 0 && row < canvas->rows && column >= 0 && column < canvas->columns);
    CanvasCell cell = {.text = " ", .width = 1};
    TickitRenderBuffer *cells = canvas->cells;
    if (tickit_renderbuffer_get_cell_active(cells, row, column) != 1) {
        return cell;
    }
    cell.style = style_of(cells, row, column);
    TickitRenderBufferLineMask mask = tickit_renderbuffer_get_cell_linemask(cells, row, column);
    if (mask.north || mask.south || mask.east || mask.west) {
        snprintf(cell.text, sizeof cell.text, "%s", box_text(canvas, mask));
        return cell;
    }
    int length = text_at(cells, row, column, cell.text);
    if (length == 0) {
        snprintf(cell.text, sizeof cell.text, " ");
        return cell;
    }
    cell.width = canvas_width(cell.text, (size_t)length);
    if (cell.width == 2 && is_second_half(cells, row, column, cell.text)) {
        cell.text[0] = '\0';
        cell.width = 0;
    } else if (cell.width == 2 && column + 1 == canvas->columns) {
        return (CanvasCell){.text = " ", .width = 1, .style = cell.style};
    }
    return cell;
}

// The colours of xterm's 6×6×6 cube and of its greys.
static int as_rgb(int index)
{
    static const int levels[6] = {0, 95, 135, 175, 215, 255};
    if (index >= 232) {
        int grey = 8 + (index - 232) * 10;
        return grey << 16 | grey << 8 | grey;
    }
    int cube = index - 16;
    return levels[cube / 36] << 16 | levels[cube / 6 % 6] << 8 | levels[cube % 6];
}

static int colour_of(const StyleFacts *facts, CanvasPalette palette)
{
    int of_256 = palette.light ? facts->light : facts->dark;
    int of_16 = palette.light ? facts->light16 : facts->dark16;
    switch (palette.colours) {
    case CANVAS_COLOURS_NONE: return -1;
    case CANVAS_COLOURS_8: return of_16 < 0 ? -1 : of_16 % 8;
    case CANVAS_COLOURS_16: return of_16;
    case CANVAS_COLOURS_256: return of_256;
    case CANVAS_COLOURS_RGB: return of_256 < 0 ? -1 : as_rgb(of_256);
    }
    return -1;
}

CanvasLook canvas_look(CanvasStyle style, CanvasPalette palette)
{
    const StyleFacts *facts = &styles[style];
    CanvasLook look = {.colour = colour_of(facts, palette)};
    for (const char *at = look.colour >= 0 ? facts->with : facts->without; *at != '\0'; at++) {
        look.bold |= *at == 'b';
        look.underline |= *at == 'u';
        look.reverse |= *at == 'r';
        look.dim |= *at == 'd';
    }
    return look;
}

bool canvas_colours_named(const char *name, CanvasColours *colours)
{
    static const char *const names[] = {"none", "8", "16", "256", "rgb"};
    for (int i = 0; i <= CANVAS_COLOURS_RGB; i++) {
        if (strcmp(name, names[i]) == 0) {
            *colours = (CanvasColours)i;
            return true;
        }
    }
    return false;
}

bool canvas_background_named(const char *name, bool *light)
{
    bool is_light = strcmp(name, "light") == 0;
    if (!is_light && strcmp(name, "dark") != 0) {
        return false;
    }
    *light = is_light;
    return true;
}
