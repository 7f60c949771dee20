#include "lang/parser_internal.h"

// Compound statements, except for match.

bool parse_block(Parser *p, const char *what, int32_t line, AstSeq *body)
{
    Mark base = mark_here(p);
    if (!accept(p, TOKEN_NEWLINE)) {
        if (!parse_simple_stmts(p)) {
            return false;
        }
        *body = take_pending(p, base);
        return true;
    }
    if (!accept(p, TOKEN_INDENT)) {
        if (p->is_explaining && peek(p) != TOKEN_ERROR) {
            raise_indentation(p, "expected an indented block after %s on line %d", what, line);
        }
        return false;
    }
    if (!enter(p)) {
        return false;
    }
    bool is_good = parse_statements(p, body);
    leave(p);
    return is_good && accept(p, TOKEN_DEDENT);
}

// The colon of a statement that is complete but for it.
static bool expect_colon(Parser *p)
{
    if (accept(p, TOKEN_COLON)) {
        return true;
    }
    if (p->is_explaining && peek(p) == TOKEN_NEWLINE) {
        raise_at_last(p, "expected ':'");
    }
    return false;
}

static bool parse_else(Parser *p, AstSeq *orelse)
{
    int32_t line = p->tokens[p->pos].line;
    if (!accept(p, TOKEN_ELSE)) {
        return true;
    }
    return expect_forced(p, TOKEN_COLON) && parse_block(p, "'else' statement", line, orelse);
}

// `if`, or an `elif`, which is an If in the orelse of the one before.
static Ast *parse_if(Parser *p)
{
    int start = p->pos;
    int32_t line = p->tokens[start].line;
    const char *what = peek(p) == TOKEN_IF ? "'if' statement" : "'elif' statement";
    advance(p);
    AstIf *node = NEW(p, If);
    node->test = parse_named_expression(p);
    if (node->test == NULL || !expect_colon(p) || !parse_block(p, what, line, &node->body)) {
        return NULL;
    }
    if (peek(p) != TOKEN_ELIF) {
        return parse_else(p, &node->orelse) ? finish(p, node, start) : NULL;
    }
    if (!enter(p)) {
        return NULL;
    }
    Ast *next = parse_if(p);
    leave(p);
    if (next == NULL) {
        return NULL;
    }
    node->orelse = seq_of_one(p, next);
    return finish(p, node, start);
}

static Ast *parse_while(Parser *p)
{
    int start = p->pos;
    int32_t line = p->tokens[start].line;
    advance(p);
    AstWhile *node = NEW(p, While);
    node->test = parse_named_expression(p);
    if (node->test == NULL || !expect_colon(p) ||
        !parse_block(p, "'while' statement", line, &node->body) || !parse_else(p, &node->orelse)) {
        return NULL;
    }
    return finish(p, node, start);
}

// At "for"; `start` is at "async" if there is one. Both kinds have the same fields.
static Ast *parse_for(Parser *p, int start, AstKind kind)
{
    int32_t line = p->tokens[p->pos].line;
    advance(p);
    AstFor *node = node_new(p, kind, sizeof *node);
    node->target = parse_for_targets(p);
    if (node->target == NULL) {
        return NULL;
    }
    node->iter = parse_star_expressions(p);
    if (node->iter == NULL || !expect_colon(p) ||
        !parse_block(p, "'for' statement", line, &node->body) || !parse_else(p, &node->orelse)) {
        return NULL;
    }
    return finish(p, node, start);
}

// --- with

static Ast *parse_with_item(Parser *p)
{
    int start = p->pos;
    AstWithItem *node = NEW(p, WithItem);
    node->context_expr = parse_expression(p);
    if (node->context_expr == NULL) {
        return NULL;
    }
    Mark mark = mark_here(p);
    if (accept(p, TOKEN_AS)) {
        Ast *target = parse_star_target(p);
        bool is_end = target != NULL && (peek(p) == TOKEN_COMMA || peek(p) == TOKEN_RPAR ||
                                         peek(p) == TOKEN_COLON || peek(p) == TOKEN_NEWLINE);
        bool is_good = is_end && to_target(target, CTX_Store);
        if (!is_good && p->is_explaining && !p->is_raised) {
            back_to(p, mark);
            advance(p);
            target = parse_expression(p);
            if (target != NULL &&
                (peek(p) == TOKEN_COMMA || peek(p) == TOKEN_RPAR || peek(p) == TOKEN_COLON)) {
                raise_invalid_target(p, target, STAR_TARGETS);
            }
        }
        if (is_good) {
            node->optional_vars = target;
        } else {
            back_to(p, mark);
        }
    }
    return p->is_raised ? NULL : finish(p, node, start);
}

static bool parse_with_items(Parser *p, bool is_parenthesized)
{
    do {
        if (is_parenthesized && peek(p) == TOKEN_RPAR) {
            break;
        }
        Ast *item = parse_with_item(p);
        if (item == NULL) {
            return false;
        }
        push_pending(p, item);
    } while (accept(p, TOKEN_COMMA));
    return true;
}

// `with (a as b, c):`, as opposed to an expression that begins with a parenthesis.
static bool parse_parenthesized_items(Parser *p)
{
    Mark mark = mark_here(p);
    advance(p);
    bool is_good = peek(p) != TOKEN_RPAR && parse_with_items(p, true) && accept(p, TOKEN_RPAR);
    if (is_good && p->is_explaining && peek(p) == TOKEN_NEWLINE) {
        raise_at_last(p, "expected ':'");
        return false;
    }
    if (is_good && peek(p) == TOKEN_COLON) {
        return true;
    }
    back_to(p, mark);
    return false;
}

static Ast *parse_with(Parser *p, int start, AstKind kind)
{
    int32_t line = p->tokens[p->pos].line;
    advance(p);
    AstWith *node = node_new(p, kind, sizeof *node);
    Mark base = mark_here(p);
    bool is_parsed = peek(p) == TOKEN_LPAR && parse_parenthesized_items(p);
    if (p->is_raised || (!is_parsed && !parse_with_items(p, false)) || !expect_colon(p)) {
        return NULL;
    }
    node->items = take_pending(p, base);
    return parse_block(p, "'with' statement", line, &node->body) ? finish(p, node, start) : NULL;
}

// --- try

// Whether `except` with or without a star does not fit the handlers before it.
static bool explain_mixed_handlers(Parser *p, int start, bool is_star)
{
    if (!p->is_explaining) {
        return false;
    }
    const char *message = "cannot have both 'except' and 'except*' on the same 'try'";
    if (is_star) {
        raise_tokens(p, start, start + 1, "%s", message);
    } else {
        raise_at_token(p, start, "%s", message);
    }
    return false;
}

// After the first type of a handler, which is at token `start`.
static void explain_except(Parser *p, int start)
{
    if (accept(p, TOKEN_COMMA)) {
        Mark mark = mark_here(p);
        bool is_more = true;
        while (is_more) {
            is_more = parse_expression(p) != NULL && accept(p, TOKEN_COMMA);
        }
        if (p->is_raised || p->pos == mark.pos) {
            return;
        }
        if (accept(p, TOKEN_AS)) {
            accept(p, TOKEN_NAME);
        }
        if (accept(p, TOKEN_COLON)) {
            raise_up_to_token(p, start, p->pos - 1,
                              "multiple exception types must be parenthesized");
        }
    } else if (peek(p) == TOKEN_NEWLINE) {
        raise_at_last(p, "expected ':'");
    }
}

// One handler; `*is_star` says whether it is an `except*`.
static Ast *parse_handler(Parser *p, bool *is_star)
{
    int start = p->pos;
    int32_t line = p->tokens[start].line;
    advance(p);
    AstExceptHandler *node = NEW(p, ExceptHandler);
    *is_star = accept(p, TOKEN_STAR);
    if (*is_star && p->is_explaining && (peek(p) == TOKEN_NEWLINE || peek(p) == TOKEN_COLON)) {
        return raise_at_last(p, "expected one or more exception types");
    }
    if (*is_star || (peek(p) != TOKEN_COLON && peek(p) != TOKEN_NEWLINE)) {
        node->type = parse_expression(p);
        if (node->type == NULL) {
            return NULL;
        }
        Mark mark = mark_here(p);
        if (accept(p, TOKEN_AS)) {
            if (!accept(p, TOKEN_NAME)) {
                back_to(p, mark);
                return NULL;
            }
            node->name = ident_of(p, p->pos - 1);
        }
    }
    if (!accept(p, TOKEN_COLON)) {
        if (p->is_explaining) {
            explain_except(p, start + 1 + *is_star);
        }
        return NULL;
    }
    const char *what = *is_star ? "'except*' statement" : "'except' statement";
    return parse_block(p, what, line, &node->body) ? finish(p, node, start) : NULL;
}

static bool parse_handlers(Parser *p, AstTry *node)
{
    Mark base = mark_here(p);
    bool has_star = false;
    while (peek(p) == TOKEN_EXCEPT) {
        int start = p->pos;
        bool is_star;
        Ast *handler = parse_handler(p, &is_star);
        if (handler == NULL) {
            return false;
        }
        if (p->pending_count == base.pending_count) {
            has_star = is_star;
        } else if (is_star != has_star) {
            return explain_mixed_handlers(p, start, is_star);
        }
        push_pending(p, handler);
    }
    node->handlers = take_pending(p, base);
    if (has_star) {
        node->base.kind = AST_TryStar; // same fields
    }
    return true;
}

static Ast *parse_try(Parser *p)
{
    int start = p->pos;
    int32_t line = p->tokens[start].line;
    advance(p);
    AstTry *node = NEW(p, Try);
    if (!expect_forced(p, TOKEN_COLON) || !parse_block(p, "'try' statement", line, &node->body)) {
        return NULL;
    }
    if (peek(p) != TOKEN_EXCEPT && peek(p) != TOKEN_FINALLY) {
        return p->is_explaining ? raise_at_last(p, "expected 'except' or 'finally' block") : NULL;
    }
    if (!parse_handlers(p, node) || (node->handlers.count > 0 && !parse_else(p, &node->orelse))) {
        return NULL;
    }
    line = p->tokens[p->pos].line;
    if (accept(p, TOKEN_FINALLY) &&
        (!expect_forced(p, TOKEN_COLON) ||
         !parse_block(p, "'finally' statement", line, &node->finalbody))) {
        return NULL;
    }
    return finish(p, node, start);
}

// --- def and class

// At "def"; both kinds have the same fields.
static Ast *parse_def(Parser *p, int start, AstKind kind, AstSeq decorators)
{
    int32_t line = p->tokens[p->pos].line;
    advance(p);
    AstFunctionDef *node = node_new(p, kind, sizeof *node);
    node->decorator_list = decorators;
    if (!accept(p, TOKEN_NAME)) {
        return NULL;
    }
    node->name = ident_of(p, p->pos - 1);
    if (!expect_forced(p, TOKEN_LPAR)) {
        return NULL;
    }
    node->args = parse_parameters(p, TOKEN_RPAR);
    if (node->args == NULL || !accept(p, TOKEN_RPAR)) {
        return NULL;
    }
    Mark mark = mark_here(p);
    if (accept(p, TOKEN_RARROW)) {
        node->returns = parse_expression(p);
        if (p->is_raised) {
            return NULL;
        }
        if (node->returns == NULL) {
            back_to(p, mark);
        }
    }
    if (!expect_forced(p, TOKEN_COLON) ||
        !parse_block(p, "function definition", line, &node->body)) {
        return NULL;
    }
    return finish(p, node, start);
}

static Ast *parse_class_def(Parser *p, AstSeq decorators)
{
    int start = p->pos;
    int32_t line = p->tokens[start].line;
    advance(p);
    AstClassDef *node = NEW(p, ClassDef);
    node->decorator_list = decorators;
    if (!accept(p, TOKEN_NAME)) {
        return NULL;
    }
    node->name = ident_of(p, p->pos - 1);
    if (accept(p, TOKEN_LPAR) && !parse_arguments(p, -1, &node->bases, &node->keywords)) {
        return NULL;
    }
    if (!expect_colon(p) || !parse_block(p, "class definition", line, &node->body)) {
        return NULL;
    }
    return finish(p, node, start);
}

// `async`, before def (where decorators may stand), for or with.
static Ast *parse_async(Parser *p, AstSeq decorators)
{
    int start = p->pos;
    advance(p);
    if (peek(p) == TOKEN_DEF) {
        return parse_def(p, start, AST_AsyncFunctionDef, decorators);
    }
    if (decorators.count > 0) {
        return NULL;
    }
    if (peek(p) == TOKEN_FOR) {
        return parse_for(p, start, AST_AsyncFor);
    }
    return peek(p) == TOKEN_WITH ? parse_with(p, start, AST_AsyncWith) : NULL;
}

static Ast *parse_decorated(Parser *p)
{
    Mark base = mark_here(p);
    while (accept(p, TOKEN_AT)) {
        Ast *decorator = parse_named_expression(p);
        if (decorator == NULL || !accept(p, TOKEN_NEWLINE)) {
            return NULL;
        }
        push_pending(p, decorator);
    }
    AstSeq decorators = take_pending(p, base);
    if (peek(p) == TOKEN_DEF) {
        return parse_def(p, p->pos, AST_FunctionDef, decorators);
    }
    if (peek(p) == TOKEN_CLASS) {
        return parse_class_def(p, decorators);
    }
    return peek(p) == TOKEN_ASYNC ? parse_async(p, decorators) : NULL;
}

Ast *parse_compound_stmt(Parser *p)
{
    TokenType type = peek(p);
    AstSeq none = {0};
    if (type == TOKEN_DEF) {
        return parse_def(p, p->pos, AST_FunctionDef, none);
    }
    if (type == TOKEN_IF) {
        return parse_if(p);
    }
    if (type == TOKEN_CLASS) {
        return parse_class_def(p, none);
    }
    if (type == TOKEN_FOR) {
        return parse_for(p, p->pos, AST_For);
    }
    if (type == TOKEN_WHILE) {
        return parse_while(p);
    }
    if (type == TOKEN_TRY) {
        return parse_try(p);
    }
    if (type == TOKEN_WITH) {
        return parse_with(p, p->pos, AST_With);
    }
    return type == TOKEN_AT ? parse_decorated(p) : parse_async(p, none);
}
