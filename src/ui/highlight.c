#include "ui/highlight.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "lang/lexer.h"

// Bytes that no token covers: blanks and comments.
enum { UNCOVERED = CANVAS_STYLES };

static CanvasStyle style_of(const Token *token)
{
    switch (token->type) {
    case TOKEN_ASYNC:
    case TOKEN_AWAIT: return CANVAS_AWAIT; // what all this is about
    case TOKEN_STRING: return CANVAS_STRING;
    case TOKEN_NUMBER: return CANVAS_NUMBER;
    default: return token->type >= TOKEN_FALSE ? CANVAS_KEYWORD : CANVAS_NORMAL;
    }
}

static void cover(Highlight *highlight, const SourceText *source, const Token *token)
{
    for (int32_t line = token->line; line <= token->end_line; line++) {
        if ((uint32_t)line > source->count) {
            return;
        }
        size_t begin = source->starts[line - 1], end = source->starts[line];
        size_t from = line == token->line ? begin + (size_t)token->col : begin;
        size_t to = line == token->end_line ? begin + (size_t)token->end_col : end;
        to = to < highlight->length ? to : highlight->length;
        if (from < to) {
            memset(highlight->styles + from, style_of(token), to - from);
        }
    }
}

// What is left uncovered from a # on is a comment.
static void find_comments(Highlight *highlight, const SourceText *source)
{
    bool comment = false;
    for (size_t i = 0; i < highlight->length; i++) {
        comment = source->text[i] != '\n' &&
                  (comment || (source->text[i] == '#' && highlight->styles[i] == UNCOVERED));
        if (highlight->styles[i] == UNCOVERED) {
            highlight->styles[i] = comment ? CANVAS_COMMENT : CANVAS_NORMAL;
        }
    }
}

void highlight_init(Highlight *highlight, const SourceText *source)
{
    highlight->length = source->count == 0 ? 0 : source->starts[source->count];
    highlight->styles = malloc(highlight->length + 1);
    if (highlight->styles == NULL) {
        abort();
    }
    memset(highlight->styles, UNCOVERED, highlight->length);
    Arena arena;
    arena_init(&arena);
    Lexer *lexer = malloc(sizeof *lexer);
    if (lexer == NULL) {
        abort();
    }
    lexer_init(lexer, &arena, source->text, highlight->length);
    for (int i = 0; i < lexer->count; i++) {
        if (lexer->tokens[i].end > lexer->tokens[i].start && lexer->tokens[i].type != TOKEN_ERROR) {
            cover(highlight, source, &lexer->tokens[i]);
        }
    }
    lexer_deinit(lexer);
    free(lexer);
    arena_deinit(&arena);
    find_comments(highlight, source);
}

void highlight_deinit(Highlight *highlight)
{
    free(highlight->styles);
}

// A line of the source with its styles.
typedef struct StyledLine {
    const char *text;
    const uint8_t *styles;
    size_t length;
} StyledLine;

static StyledLine styled_line(const Highlight *highlight, const SourceText *source, uint32_t number)
{
    StyledLine line;
    line.text = source_text_line(source, number, &line.length);
    line.styles = highlight->styles + (line.text - source->text);
    return line;
}

// Draws the bytes [at, end) of a line.
static void draw_part(const StyledLine *line, size_t at, size_t end, Canvas *canvas, int row, int column, int width)
{
    while (at < end && width > 0) {
        size_t run = 1;
        while (at + run < end && line->styles[at + run] == line->styles[at]) {
            run++;
        }
        // where the rest does not fit, the mark that says so goes at the end of it all
        int wide = canvas_width(line->text + at, run);
        size_t drawn = wide >= width && at + run < end ? end - at : run;
        int used = canvas_text_within(canvas, row, column, width, (CanvasStyle)line->styles[at], line->text + at, drawn);
        column += used;
        width -= used;
        at += drawn;
    }
}

void highlight_draw_line(const Highlight *highlight, const SourceText *source, uint32_t number,
                         Canvas *canvas, int row, int column, int width)
{
    StyledLine line = styled_line(highlight, source, number);
    draw_part(&line, 0, line.length, canvas, row, column, width);
}

// Where the part of a line that begins at `from` ends: behind its last comma within the width, else behind its last
// opening bracket or blank, else at the width.
static size_t part_end(const StyledLine *line, size_t from, int width)
{
    if (canvas_width(line->text + from, line->length - from) <= width) {
        return line->length;
    }
    size_t end = from + 1, blank = 0, comma = 0;
    bool begun = line->text[from] != ' ';
    while (end < line->length && canvas_width(line->text + from, end - from) < width) {
        begun |= line->text[end] != ' ';
        if (begun && strchr(" ([{", line->text[end]) != NULL) {
            blank = end + 1;
            comma = line->text[end] == ' ' && line->text[end - 1] == ',' ? end + 1 : comma;
        }
        end++;
    }
    end = comma > from ? comma : blank > from ? blank : end;
    while (end < line->length && ((unsigned char)line->text[end] & 0xC0) == 0x80) {
        end++;
    }
    return end;
}

int highlight_wrap_line(const Highlight *highlight, const SourceText *source, uint32_t number, Canvas *canvas,
                        int row, int column, int width)
{
    enum { SET_IN = 4 };
    StyledLine line = styled_line(highlight, source, number);
    int rows = 0, indent = 0;
    size_t blanks = 0;
    while (blanks < line.length && line.text[blanks] == ' ') {
        blanks++;
    }
    int further = (int)blanks + SET_IN < width / 2 ? (int)blanks + SET_IN : width / 2;
    size_t at = 0;
    do {
        size_t end = part_end(&line, at, width - indent);
        draw_part(&line, at, end, canvas, row + rows, column + indent, width - indent);
        indent = further;
        at = end;
        rows++;
    } while (at < line.length && width > SET_IN);
    return rows;
}
