#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "lang/parser_internal.h"

static bool is_placeless(const Token *token)
{
    return token->type == TOKEN_INDENT || token->type == TOKEN_DEDENT ||
           token->type == TOKEN_ENDMARKER;
}

// The offset in the source of a position that a node has.
static long offset_of(const Parser *p, int32_t line, int32_t col)
{
    int32_t first_line = 1;
    if (p->is_fstring) {
        col -= line == p->fstring_line ? p->fstring_col : 0;
        first_line = p->fstring_line;
    }
    const char *at = p->lexer->source;
    for (; line > first_line; line--) {
        const char *end = strchr(at, '\n');
        if (end == NULL) {
            break;
        }
        at = end + 1;
    }
    return at - p->lexer->source + (col > 0 ? col : 0);
}

static int32_t line_of(const Parser *p, long offset)
{
    int32_t line = p->is_fstring ? p->fstring_line : 1;
    for (long i = 0; i < offset; i++) {
        line += p->lexer->source[i] == '\n';
    }
    return line;
}

// In an f-string the text of the error is the expression, put in parentheses.
static void set_fstring_text(Parser *p, long start)
{
    size_t line_start = lexer_line_start(p->lexer, (size_t)start);
    const char *line = p->lexer->source + line_start;
    p->error->text = arena_strndup(p->arena, line, strcspn(line, "\n"));
}

__attribute__((format(printf, 5, 0))) static void *raise_offsets(Parser *p, SyntaxErrorKind kind,
                                                                 long start, long end,
                                                                 const char *format,
                                                                 va_list arguments)
{
    if (p->is_raised) {
        return NULL;
    }
    if (p->tokens[p->furthest].type == TOKEN_ERROR) {
        raise_lexer_error(p); // it was met first
        return NULL;
    }
    char text[256];
    size_t prefix = 0;
    if (p->is_fstring) {
        prefix = strlen("f-string: ");
        memcpy(text, "f-string: ", prefix);
    }
    vsnprintf(text + prefix, sizeof text - prefix, format, arguments);
    size_t length = utf8_validate(text, strlen(text), UTF8_STRICT); // may be cut off
    SyntaxErrorInfo *error = p->error;
    *error = (SyntaxErrorInfo){
        .kind = kind,
        .message = arena_strndup(p->arena, text, length),
        .line = line_of(p, start),
        .col = lexer_error_column(p->lexer, (size_t)start),
    };
    error->end_line = line_of(p, end);
    error->end_col = lexer_error_column(p->lexer, (size_t)end);
    if (p->is_fstring) {
        set_fstring_text(p, start);
    }
    p->is_raised = true;
    return NULL;
}

#define RAISE(kind, start, end)                                                                    \
    va_list arguments;                                                                             \
    va_start(arguments, format);                                                                   \
    raise_offsets(p, kind, start, end, format, arguments);                                         \
    va_end(arguments);                                                                             \
    return NULL

static long node_start(const Parser *p, const Ast *node)
{
    return offset_of(p, node->span.line, node->span.col);
}

static long node_end(const Parser *p, const Ast *node)
{
    return offset_of(p, node->span.end_line, node->span.end_col);
}

void *raise_at_token(Parser *p, int token, const char *format, ...)
{
    const Token *at = &p->tokens[token];
    bool is_first = !p->is_raised;
    va_list arguments;
    va_start(arguments, format);
    raise_offsets(p, SYNTAX_ERROR, (long)at->start, (long)at->end, format, arguments);
    va_end(arguments);
    if (is_first && is_placeless(at)) {
        p->error->line = p->error->end_line = at->line;
        p->error->col = p->error->end_col = 0;
    }
    return NULL;
}

// An error "here": at the last token looked at. For a token without a place CPython counts the
// column from the start of its line and gives no end.
static void place_last(Parser *p, const Token *at)
{
    if (is_placeless(at)) {
        const char *line = p->lexer->source + at->start - at->col;
        p->error->line = p->error->end_line = at->line;
        p->error->col = (int32_t)utf8_count(line, (size_t)at->col);
        p->error->end_col = -1;
    }
}

__attribute__((format(printf, 3, 0))) static void *raise_last(Parser *p, SyntaxErrorKind kind,
                                                              const char *format, va_list arguments)
{
    const Token *at = &p->tokens[p->furthest];
    if (!p->is_raised) {
        raise_offsets(p, kind, (long)at->start, (long)at->end, format, arguments);
        place_last(p, at);
    }
    return NULL;
}

void *raise_at_last(Parser *p, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    raise_last(p, SYNTAX_ERROR, format, arguments);
    va_end(arguments);
    return NULL;
}

void *raise_not_covered(Parser *p, const char *format, ...)
{
    bool is_first = !p->is_raised;
    va_list arguments;
    va_start(arguments, format);
    raise_last(p, SYNTAX_ERROR, format, arguments);
    va_end(arguments);
    p->error->is_not_covered = p->error->is_not_covered || is_first;
    return NULL;
}

void *raise_too_deep(Parser *p, int token)
{
    bool is_first = !p->is_raised;
    raise_at_token(p, token, "too many nested expressions or blocks");
    p->error->is_not_covered = p->error->is_not_covered || is_first;
    return NULL;
}

void *raise_indentation(Parser *p, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    raise_last(p, INDENTATION_ERROR, format, arguments);
    va_end(arguments);
    return NULL;
}

void *raise_at_node(Parser *p, const Ast *node, const char *format, ...)
{
    RAISE(SYNTAX_ERROR, node_start(p, node), node_end(p, node));
}

void *raise_range(Parser *p, const Ast *first, const Ast *last, const char *format, ...)
{
    RAISE(SYNTAX_ERROR, node_start(p, first), node_end(p, last));
}

void *raise_node_to_token(Parser *p, const Ast *first, int last, const char *format, ...)
{
    RAISE(SYNTAX_ERROR, node_start(p, first), (long)p->tokens[last].end);
}

void *raise_tokens(Parser *p, int first, int last, const char *format, ...)
{
    RAISE(SYNTAX_ERROR, (long)p->tokens[first].start, (long)p->tokens[last].end);
}

void *raise_up_to_token(Parser *p, int first, int last, const char *format, ...)
{
    RAISE(SYNTAX_ERROR, (long)p->tokens[first].start, (long)p->tokens[last].start);
}

void raise_lexer_error(Parser *p)
{
    const SyntaxErrorInfo *from = &p->lexer->error;
    const char *message = from->message;
    if (p->is_fstring && !p->lexer->error_has_priority) {
        char text[256];
        snprintf(text, sizeof text, "f-string: %s", message);
        message = arena_strndup(p->arena, text, strlen(text));
    }
    *p->error = *from;
    p->error->message = message;
    if (p->is_fstring) {
        set_fstring_text(p, offset_of(p, from->line, 0));
    }
    p->is_raised = true;
}

void raise_generic(Parser *p, int last_token)
{
    const Token *at = &p->tokens[last_token];
    if (at->type == TOKEN_INDENT) {
        raise_indentation(p, "unexpected indent");
    } else if (at->type == TOKEN_DEDENT) {
        raise_indentation(p, "unexpected unindent");
    } else {
        raise_at_token(p, last_token, "invalid syntax");
        override_by_lexer(p);
    }
}

void override_by_lexer(Parser *p)
{
    const Lexer *lexer = p->lexer;
    if (lexer->tokens[lexer->count - 1].type != TOKEN_ERROR) {
        return;
    }
    if (lexer->error_has_priority) {
        raise_lexer_error(p);
    } else if (lexer->bracket_count > 0) {
        const OpenBracket *open = &lexer->brackets[lexer->bracket_count - 1];
        if (p->tokens[p->furthest].line > open->line) {
            raise_lexer_error(p);
        }
    }
}

const char *expr_name(const Ast *node)
{
    static const char *const names[AST_KIND_COUNT] = {
        [AST_Attribute] = "attribute",
        [AST_Subscript] = "subscript",
        [AST_Starred] = "starred",
        [AST_Name] = "name",
        [AST_List] = "list",
        [AST_Tuple] = "tuple",
        [AST_Lambda] = "lambda",
        [AST_Call] = "function call",
        [AST_BoolOp] = "expression",
        [AST_BinOp] = "expression",
        [AST_UnaryOp] = "expression",
        [AST_GeneratorExp] = "generator expression",
        [AST_Yield] = "yield expression",
        [AST_YieldFrom] = "yield expression",
        [AST_Await] = "await expression",
        [AST_ListComp] = "list comprehension",
        [AST_SetComp] = "set comprehension",
        [AST_DictComp] = "dict comprehension",
        [AST_Dict] = "dict literal",
        [AST_Set] = "set display",
        [AST_JoinedStr] = "f-string expression",
        [AST_FormattedValue] = "f-string expression",
        [AST_Compare] = "comparison",
        [AST_IfExp] = "conditional expression",
        [AST_NamedExpr] = "named expression",
    };
    if (node->kind != AST_Constant) {
        return names[node->kind];
    }
    switch (AST_CAST(Constant, node)->value.kind) {
    case CONST_NONE: return "None";
    case CONST_TRUE: return "True";
    case CONST_FALSE: return "False";
    case CONST_ELLIPSIS: return "ellipsis";
    case CONST_INT:
    case CONST_FLOAT:
    case CONST_COMPLEX:
    case CONST_STR:
    case CONST_BYTES: break;
    }
    return "literal";
}
