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

void highlight_draw_line(const Highlight *highlight, const SourceText *source, uint32_t number,
                         Canvas *canvas, int row, int column, int width)
{
    size_t length;
    const char *line = source_text_line(source, number, &length);
    const uint8_t *styles = highlight->styles + (line - source->text);
    for (size_t at = 0; at < length && width > 0;) {
        size_t run = 1;
        while (at + run < length && styles[at + run] == styles[at]) {
            run++;
        }
        // where the rest of the line does not fit, the mark that says so goes at the end of it all
        int wide = canvas_width(line + at, run);
        size_t drawn = wide >= width && at + run < length ? length - at : run;
        int used = canvas_text_within(canvas, row, column, width, (CanvasStyle)styles[at], line + at,
                                      drawn);
        column += used;
        width -= used;
        at += drawn;
    }
}
