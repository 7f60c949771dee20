#include "lang/parser.h"

#include <stdlib.h>
#include <string.h>

#include "lang/parser_internal.h"
#include "lang/unicode_name.h"

// Of rules that contain themselves; CPython's own limit differs, but no program comes near.
enum { MAX_RULE_DEPTH = 1500, FIRST_PENDING = 64 };

TokenType peek_next(Parser *p)
{
    if (peek(p) == TOKEN_ENDMARKER || peek(p) == TOKEN_ERROR) {
        return peek(p);
    }
    if (p->pos + 1 > p->furthest) {
        p->furthest = p->pos + 1;
    }
    return (TokenType)p->tokens[p->pos + 1].type;
}

bool at_walrus(Parser *p)
{
    return peek(p) == TOKEN_NAME && peek_next(p) == TOKEN_COLONEQUAL;
}

bool at_soft_keyword(const Parser *p, const char *text)
{
    const Token *token = &p->tokens[p->pos];
    size_t length = token->end - token->start;
    return token->type == TOKEN_NAME && length == strlen(text) &&
           memcmp(p->lexer->source + token->start, text, length) == 0;
}

bool expect_forced(Parser *p, TokenType type)
{
    if (accept(p, type)) {
        return true;
    }
    if (peek(p) != TOKEN_ERROR) {
        raise_at_token(p, p->pos, "expected '%s'", token_text(type));
    }
    return false;
}

Mark mark_here(const Parser *p)
{
    return (Mark){p->pos, p->pending_count};
}

void back_to(Parser *p, Mark mark)
{
    p->pos = mark.pos;
    p->pending_count = mark.pending_count;
}

void *node_new(Parser *p, AstKind kind, size_t size)
{
    Ast *node = arena_alloc(p->arena, size);
    node->kind = (uint16_t)kind;
    return node;
}

static void deepen(void *context, Ast *child)
{
    int *depth = context;
    if (child->depth >= *depth) {
        *depth = child->depth + 1;
    }
}

Ast *finish(Parser *p, void *node, int start)
{
    Ast *ast = node;
    const Token *first = &p->tokens[start];
    int last = p->pos - 1;
    while (last > start &&
           (p->tokens[last].type == TOKEN_NEWLINE || p->tokens[last].type == TOKEN_INDENT ||
            p->tokens[last].type == TOKEN_DEDENT)) {
        last--;
    }
    const Token *end = &p->tokens[last < start ? start : last];
    ast->span = (Span){first->line, first->col, end->end_line, end->end_col};
    int depth = 0;
    ast_visit_children(ast, deepen, &depth);
    if (depth > AST_MAX_DEPTH) {
        return raise_too_deep(p, start);
    }
    ast->depth = (uint16_t)depth;
    return ast;
}

void push_pending(Parser *p, Ast *node)
{
    if (p->pending_count == p->pending_capacity) {
        p->pending_capacity = p->pending_capacity > 0 ? p->pending_capacity * 2 : FIRST_PENDING;
        p->pending = realloc(p->pending, (size_t)p->pending_capacity * sizeof *p->pending);
        if (p->pending == NULL) {
            abort();
        }
    }
    p->pending[p->pending_count++] = node;
}

AstSeq take_pending(Parser *p, Mark mark)
{
    AstSeq seq = {.count = p->pending_count - mark.pending_count};
    if (seq.count > 0) {
        size_t size = (size_t)seq.count * sizeof *seq.items;
        seq.items = arena_alloc(p->arena, size);
        memcpy(seq.items, p->pending + mark.pending_count, size);
    }
    p->pending_count = mark.pending_count;
    return seq;
}

AstSeq seq_of_one(Parser *p, Ast *node)
{
    AstSeq seq = {1, arena_alloc(p->arena, sizeof *seq.items)};
    seq.items[0] = node;
    return seq;
}

const AstIdent *ident_of(Parser *p, int index)
{
    const Token *token = &p->tokens[index];
    const char *text = p->lexer->source + token->start;
    size_t length = token->end - token->start;
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)text[i] >= 128) {
            text = unicode_name_normalize(p->arena, text, length, &length);
            break;
        }
    }
    return ast_ident(p->idents, text, length);
}

bool enter(Parser *p)
{
    if (p->depth >= MAX_RULE_DEPTH) {
        raise_too_deep(p, p->pos);
        return false;
    }
    p->depth++;
    return true;
}

void leave(Parser *p)
{
    p->depth--;
}

static Ast *parse_module(Parser *p)
{
    AstModule *module = NEW(p, Module);
    module->idents = p->idents;
    if (!parse_statements(p, &module->body) || peek(p) != TOKEN_ENDMARKER) {
        return NULL;
    }
    return finish(p, module, 0);
}

// Says what is wrong after a first pass that failed.
static void explain(Parser *p, Ast *(*rule)(Parser *p), int depth)
{
    int last_token = p->furthest;
    if (!p->is_raised && p->tokens[p->furthest].type != TOKEN_ERROR) {
        p->pos = 0;
        p->pending_count = 0;
        p->depth = depth;
        p->is_explaining = true;
        rule(p);
    }
    if (p->is_raised) {
        override_by_lexer(p);
    } else if (p->tokens[p->furthest].type == TOKEN_ERROR) {
        raise_lexer_error(p);
    } else {
        raise_generic(p, last_token);
    }
}

Ast *run_rule(Parser *p, Ast *(*rule)(Parser *p))
{
    int depth = p->depth;
    Ast *node = rule(p);
    if (node == NULL) {
        explain(p, rule, depth);
    }
    return node;
}

AstModule *parser_parse(Arena *arena, const char *source, size_t length, const char *filename,
                        SyntaxErrorInfo *error)
{
    Lexer lexer;
    lexer_init(&lexer, arena, source, length);
    Parser parser = {
        .arena = arena,
        .lexer = &lexer,
        .tokens = lexer.tokens,
        .idents = ast_idents_new(arena),
        .error = error,
    };
    *error = (SyntaxErrorInfo){.filename = filename};
    Ast *module = run_rule(&parser, parse_module);
    error->filename = filename;
    error->hint = module == NULL ? syntax_error_hint(error->message) : NULL;
    free(parser.pending);
    lexer_deinit(&lexer);
    return (AstModule *)module;
}

const char *parser_error_class(SyntaxErrorKind kind)
{
    switch (kind) {
    case SYNTAX_ERROR: return "SyntaxError";
    case INDENTATION_ERROR: return "IndentationError";
    case TAB_ERROR: return "TabError";
    }
    return NULL;
}
