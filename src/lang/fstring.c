#include <stdlib.h>
#include <string.h>

#include "lang/parser_internal.h"
#include "lang/string_literal.h"

// String literals: adjacent ones are joined; f-strings are taken apart. The expressions of an
// f-string are parsed by a parser of their own over "(expression)", as in CPython 3.11, which
// gives the positions and messages that one knows from there.

enum { MAX_FORMAT_DEPTH = 2 }; // a replacement field, and one in its format

// What is joined so far: complete values are pending, since `base`.
typedef struct Joined {
    Parser *p;
    int start; // first token of all the strings
    const char *kind;
    Mark base;
    Buffer literal;
    bool is_fstring;
} Joined;

// One token, while it is read.
typedef struct Piece {
    const Token *token;
    const char *source;   // of the token, prefix included
    const char *at, *end; // the rest between the quotes
    bool is_raw, is_bytes, is_fstring;
} Piece;

static bool read_piece(Parser *p, const Token *token, Piece *piece)
{
    const char *text = p->lexer->source + token->start;
    *piece = (Piece){.token = token, .source = text};
    for (; *text != '"' && *text != '\''; text++) {
        char c = (char)(*text | 32);
        piece->is_raw = piece->is_raw || c == 'r';
        piece->is_bytes = piece->is_bytes || c == 'b';
        piece->is_fstring = piece->is_fstring || c == 'f';
    }
    const char *last = p->lexer->source + token->end;
    // A string of three quotes or more that is not "" has three on either side.
    int quotes = last - text >= 6 && text[1] == text[0] && text[2] == text[0] ? 3 : 1;
    piece->at = text + quotes;
    piece->end = last - quotes;
    for (const char *c = piece->at; piece->is_bytes && c < piece->end; c++) {
        if ((unsigned char)*c >= 128) {
            raise_at_token(p, (int)(token - p->tokens),
                           "bytes can only contain ASCII literal characters");
            return false;
        }
    }
    return true;
}

static bool append_literal(Joined *joined, const Piece *piece, const char *text, size_t length)
{
    if (piece->is_raw) {
        buffer_append(&joined->literal, text, length);
        return true;
    }
    return string_literal_decode(joined->p, &joined->literal, text, length, piece->is_bytes);
}

static Ast *new_constant(Joined *joined, AstConstKind kind)
{
    Parser *p = joined->p;
    AstConstant *node = NEW(p, Constant);
    node->value.kind = kind;
    node->value.length = (uint32_t)joined->literal.length;
    node->value.text = arena_strndup(p->arena, joined->literal.data, joined->literal.length);
    node->kind = joined->kind;
    return finish(p, node, joined->start);
}

static void flush_literal(Joined *joined)
{
    if (joined->literal.length > 0) {
        push_pending(joined->p, new_constant(joined, CONST_STR));
        buffer_clear(&joined->literal);
    }
}

static Ast *finish_joined(Joined *joined)
{
    flush_literal(joined);
    AstJoinedStr *node = NEW(joined->p, JoinedStr);
    node->values = take_pending(joined->p, joined->base);
    return finish(joined->p, node, joined->start);
}

// --- The expression of a replacement field

typedef struct Field {
    const char *start, *end; // the expression
    char brackets[LEXER_MAX_BRACKETS];
    int depth;
    char quote; // of the string one is in, or 0
    bool is_triple;
} Field;

// Steps over a character in a string inside the expression.
static void skip_quoted(Field *field, Piece *piece)
{
    if (*piece->at == field->quote) {
        bool is_triple = piece->end - piece->at >= 3 && piece->at[1] == field->quote &&
                         piece->at[2] == field->quote;
        if (field->is_triple && is_triple) {
            piece->at += 2;
        }
        if (!field->is_triple || is_triple) {
            field->quote = 0;
        }
    }
    piece->at++;
}

static void open_quote(Field *field, Piece *piece)
{
    field->quote = *piece->at;
    field->is_triple =
        piece->end - piece->at >= 3 && piece->at[1] == field->quote && piece->at[2] == field->quote;
    piece->at += field->is_triple ? 3 : 1;
}

static bool close_bracket(Parser *p, Field *field, char c)
{
    if (field->depth == 0) {
        raise_at_last(p, "f-string: unmatched '%c'", c);
        return false;
    }
    char open = field->brackets[--field->depth];
    if ((open == '(' && c == ')') || (open == '[' && c == ']') || (open == '{' && c == '}')) {
        return true;
    }
    raise_at_last(p, "f-string: closing parenthesis '%c' does not match opening parenthesis '%c'",
                  c, open);
    return false;
}

// Whether the character ends the expression; steps over operators that only look so.
static bool at_field_end(Field *field, Piece *piece)
{
    char c = *piece->at;
    if (field->depth > 0 || strchr("!:}=<>", c) == NULL) {
        return false;
    }
    if (piece->at + 1 < piece->end && piece->at[1] == '=' && strchr("!=<>", c) != NULL) {
        piece->at += 2;
        return false;
    }
    if (c == '<' || c == '>') {
        piece->at++;
        return false;
    }
    return true;
}

// Finds where the expression ends.
static bool scan_field(Parser *p, Piece *piece, Field *field)
{
    field->start = piece->at;
    while (piece->at < piece->end) {
        char c = *piece->at;
        const char *before = piece->at;
        if (c == '\\') {
            raise_at_last(p, "f-string expression part cannot include a backslash");
            return false;
        }
        if (field->quote != 0) {
            skip_quoted(field, piece);
        } else if (c == '\'' || c == '"') {
            open_quote(field, piece);
        } else if (c == '(' || c == '[' || c == '{') {
            if (field->depth == LEXER_MAX_BRACKETS) {
                raise_at_last(p, "f-string: too many nested parenthesis");
                return false;
            }
            field->brackets[field->depth++] = c;
            piece->at++;
        } else if (c == '#') {
            raise_at_last(p, "f-string expression part cannot include '#'");
            return false;
        } else if (at_field_end(field, piece)) {
            break;
        } else if (piece->at == before) {
            if ((c == ')' || c == ']' || c == '}') && !close_bracket(p, field, c)) {
                return false;
            }
            piece->at++;
        }
    }
    field->end = piece->at;
    if (field->quote != 0) {
        raise_at_last(p, "f-string: unterminated string");
    } else if (field->depth > 0) {
        raise_at_last(p, "f-string: unmatched '%c'", field->brackets[field->depth - 1]);
    } else if (piece->at >= piece->end) {
        raise_at_last(p, "f-string: expecting '}'");
    }
    return !p->is_raised;
}

// Where the parenthesis stands that is put in the place of the brace before the expression.
static void locate_field(const Piece *piece, const Field *field, int32_t *line, int32_t *col)
{
    const char *brace = field->start - 1;
    const char *line_start = brace;
    *line = piece->token->line;
    for (const char *c = piece->source; c < brace; c++) {
        *line += *c == '\n';
    }
    while (line_start > piece->source && line_start[-1] != '\n') {
        line_start--;
    }
    const char *first = field->start + strspn(field->start, " \t\f");
    int32_t offset = *first == '\n' || *first == '}' ? 0 : (int32_t)(brace - line_start);
    *col = offset + (*line == piece->token->line ? piece->token->col : 0);
}

static Ast *compile_field(Parser *p, const Piece *piece, const Field *field)
{
    size_t length = (size_t)(field->end - field->start);
    size_t blank = 0;
    while (blank < length && strchr(" \t\n\f", field->start[blank]) != NULL) {
        blank++;
    }
    if (blank == length && *field->end != '}') {
        return raise_at_last(p, "f-string: expression required before '%c'", *field->end);
    }
    if (blank == length) {
        return raise_at_last(p, "f-string: empty expression not allowed");
    }
    int32_t line, col;
    locate_field(piece, field, &line, &col);
    Buffer text;
    buffer_init(&text);
    buffer_putc(&text, '(');
    buffer_append(&text, field->start, length);
    buffer_putc(&text, ')');
    Lexer lexer;
    lexer_init_expression(&lexer, p->arena, text.data, text.length, line, col);
    Parser inner = {
        .arena = p->arena,
        .lexer = &lexer,
        .tokens = lexer.tokens,
        .idents = p->idents,
        .error = p->error,
        .depth = p->depth,
        .is_fstring = true,
        .fstring_line = line,
        .fstring_col = col,
    };
    Ast *node = run_rule(&inner, parse_star_expressions);
    p->is_raised = p->is_raised || inner.is_raised;
    free(inner.pending);
    lexer_deinit(&lexer);
    buffer_deinit(&text);
    return node;
}

// --- Replacement fields

static bool parse_text(Joined *joined, Piece *piece, int depth);

// A format, with the literal at its end, has the place of its own token; all else in a literal of
// several tokens has the place of the whole.
static Ast *finish_format(Joined *format, const Token *token)
{
    Span span = {token->line, token->col, token->end_line, token->end_col};
    bool ends_in_literal = format->literal.length > 0;
    AstJoinedStr *node = (AstJoinedStr *)finish_joined(format);
    if (node != NULL) {
        node->base.span = span;
    }
    if (node != NULL && ends_in_literal) {
        node->values.items[node->values.count - 1]->span = span;
    }
    return &node->base;
}

// `:format`, after the colon and up to the closing brace.
static Ast *parse_format(Joined *joined, Piece *piece, int depth)
{
    Joined format = {
        .p = joined->p,
        .start = joined->start,
        .kind = joined->kind,
        .base = mark_here(joined->p),
    };
    buffer_init(&format.literal);
    bool is_good = parse_text(&format, piece, depth + 1);
    if (is_good && (piece->at >= piece->end || *piece->at != '}')) {
        raise_at_last(joined->p, "f-string: expecting '}'");
        is_good = false;
    }
    Ast *node = is_good ? finish_format(&format, piece->token) : NULL;
    buffer_deinit(&format.literal);
    return node;
}

static bool parse_conversion(Parser *p, Piece *piece, AstFormattedValue *node)
{
    piece->at++;
    if (piece->at >= piece->end) {
        raise_at_last(p, "f-string: expecting '}'");
        return false;
    }
    node->conversion = (unsigned char)*piece->at++;
    if (strchr("sra", node->conversion) == NULL) {
        raise_at_last(p, "f-string: invalid conversion character: expected 's', 'r', or 'a'");
        return false;
    }
    return true;
}

// At the "=" of `{x=}`: the text so far goes before the value.
static void parse_debug(Joined *joined, Piece *piece, const Field *field)
{
    piece->at++;
    while (piece->at < piece->end && strchr(" \t\n\f\v\r", *piece->at) != NULL) {
        piece->at++;
    }
    buffer_append(&joined->literal, field->start, (size_t)(piece->at - field->start));
}

// After an opening brace.
static bool parse_field(Joined *joined, Piece *piece, int depth)
{
    Parser *p = joined->p;
    Field field = {0};
    if (depth >= MAX_FORMAT_DEPTH) {
        raise_at_last(p, "f-string: expressions nested too deeply");
        return false;
    }
    if (!scan_field(p, piece, &field)) {
        return false;
    }
    AstFormattedValue *node = NEW(p, FormattedValue);
    node->conversion = -1;
    node->value = compile_field(p, piece, &field);
    if (node->value == NULL) {
        return false;
    }
    bool is_debug = *piece->at == '=';
    if (is_debug) {
        parse_debug(joined, piece, &field);
    }
    flush_literal(joined);
    if (piece->at < piece->end && *piece->at == '!' && !parse_conversion(p, piece, node)) {
        return false;
    }
    if (piece->at < piece->end && *piece->at == ':') {
        piece->at++;
        node->format_spec = parse_format(joined, piece, depth);
        if (node->format_spec == NULL) {
            return false;
        }
    } else if (is_debug && node->conversion == -1) {
        node->conversion = 'r';
    }
    if (piece->at >= piece->end || *piece->at != '}') {
        raise_at_last(p, "f-string: expecting '}'");
        return false;
    }
    piece->at++;
    push_pending(p, finish(p, node, joined->start));
    return !p->is_raised;
}

// What ended a stretch of literal text.
typedef enum Stop { STOP_ERROR, STOP_END, STOP_DOUBLED_BRACE, STOP_FIELD } Stop;

static Stop parse_literal(Joined *joined, Piece *piece, int depth)
{
    const char *start = piece->at;
    while (piece->at < piece->end && *piece->at != '{' && *piece->at != '}') {
        bool is_escape = *piece->at == '\\' && !piece->is_raw && piece->at + 1 < piece->end;
        piece->at++;
        if (is_escape && *piece->at == 'N' && piece->at + 1 < piece->end && piece->at[1] == '{') {
            const char *close = memchr(piece->at, '}', (size_t)(piece->end - piece->at));
            piece->at = close == NULL ? piece->end : close + 1;
        } else if (is_escape && *piece->at != '{' && *piece->at != '}') {
            piece->at++;
        }
    }
    const char *end = piece->at;
    Stop stop = piece->at >= piece->end || *piece->at == '}' ? STOP_END : STOP_FIELD;
    if (depth == 0 && piece->at + 1 < piece->end && piece->at[1] == *piece->at) {
        stop = STOP_DOUBLED_BRACE; // which stands for one
        end++;
        piece->at += 2;
    } else if (depth == 0 && piece->at < piece->end && stop == STOP_END) {
        raise_at_last(joined->p, "f-string: single '}' is not allowed");
        return STOP_ERROR;
    }
    return append_literal(joined, piece, start, (size_t)(end - start)) ? stop : STOP_ERROR;
}

// Text with replacement fields, to the end of the piece or of the format.
static bool parse_text(Joined *joined, Piece *piece, int depth)
{
    for (;;) {
        Stop stop = parse_literal(joined, piece, depth);
        if (stop == STOP_FIELD) {
            piece->at++;
            if (!parse_field(joined, piece, depth)) {
                return false;
            }
        } else if (stop != STOP_DOUBLED_BRACE) {
            return stop == STOP_END;
        }
    }
}

// --- All the strings side by side

static bool join_pieces(Joined *joined, int end, bool *is_bytes)
{
    Parser *p = joined->p;
    for (int i = joined->start; i < end; i++) {
        Piece piece;
        if (!read_piece(p, &p->tokens[i], &piece)) {
            return false;
        }
        if (i > joined->start && piece.is_bytes != *is_bytes) {
            raise_at_last(p, "cannot mix bytes and nonbytes literals");
            return false;
        }
        *is_bytes = piece.is_bytes;
        joined->is_fstring = joined->is_fstring || piece.is_fstring;
        bool is_good = piece.is_fstring ? parse_text(joined, &piece, 0)
                                        : append_literal(joined, &piece, piece.at,
                                                         (size_t)(piece.end - piece.at));
        if (!is_good) {
            return false;
        }
    }
    return true;
}

Ast *parse_strings(Parser *p)
{
    Joined joined = {.p = p, .start = p->pos, .base = mark_here(p)};
    while (peek(p) == TOKEN_STRING) {
        advance(p);
    }
    if (p->lexer->source[p->tokens[joined.start].start] == 'u') {
        joined.kind = "u";
    }
    if (peek(p) == TOKEN_ERROR) {
        return NULL; // looked at before the strings are
    }
    buffer_init(&joined.literal);
    bool is_bytes = false;
    Ast *node = NULL;
    if (join_pieces(&joined, p->pos, &is_bytes)) {
        node = joined.is_fstring ? finish_joined(&joined)
                                 : new_constant(&joined, is_bytes ? CONST_BYTES : CONST_STR);
    }
    buffer_deinit(&joined.literal);
    return node;
}
