#include <string.h>

#include "lang/parser_internal.h"

// Simple statements, and sequences of statements.

// --- Expressions and assignments

// Looks once more at a statement that is no assignment and should perhaps be one: CPython reads it
// as a list of elements, with or without commas.
static void explain_statement(Parser *p, int start)
{
    Mark here = mark_here(p);
    p->pos = start;
    if (peek(p) != TOKEN_YIELD && parse_star_named_expression(p) != NULL &&
        accept(p, TOKEN_COMMA)) {
        while (parse_star_named_expression(p) != NULL) {
            accept(p, TOKEN_COMMA);
        }
    }
    back_to(p, here);
}

static Ast *explain_assignment(Parser *p, int start, const Ast *value)
{
    explain_statement(p, start);
    return p->is_raised ? NULL : raise_invalid_target(p, value, STAR_TARGETS);
}

static bool is_yield(const Ast *node)
{
    return node->kind == AST_Yield || node->kind == AST_YieldFrom;
}

static Ast *parse_assign(Parser *p, int start, Ast *value)
{
    Mark base = mark_here(p);
    int value_start = start;
    while (peek(p) == TOKEN_EQUAL) {
        bool is_bare_yield = is_yield(value) && p->tokens[value_start].type == TOKEN_YIELD;
        if (is_bare_yield && p->is_explaining) {
            return raise_at_node(p, value, "assignment to yield expression not possible");
        }
        if (is_bare_yield || !to_target(value, CTX_Store)) {
            return p->is_explaining ? explain_assignment(p, start, value) : NULL;
        }
        push_pending(p, value);
        advance(p);
        value_start = p->pos;
        value = parse_annotated_rhs(p);
        if (value == NULL) {
            return NULL;
        }
    }
    AstAssign *node = NEW(p, Assign);
    node->targets = take_pending(p, base);
    node->value = value;
    return finish(p, node, start);
}

static bool accept_augmented(Parser *p, AstOperator *op)
{
    static const struct {
        uint8_t token, op;
    } table[] = {
        {TOKEN_PLUSEQUAL, BINOP_Add},
        {TOKEN_MINEQUAL, BINOP_Sub},
        {TOKEN_STAREQUAL, BINOP_Mult},
        {TOKEN_ATEQUAL, BINOP_MatMult},
        {TOKEN_SLASHEQUAL, BINOP_Div},
        {TOKEN_PERCENTEQUAL, BINOP_Mod},
        {TOKEN_AMPEREQUAL, BINOP_BitAnd},
        {TOKEN_VBAREQUAL, BINOP_BitOr},
        {TOKEN_CIRCUMFLEXEQUAL, BINOP_BitXor},
        {TOKEN_LEFTSHIFTEQUAL, BINOP_LShift},
        {TOKEN_RIGHTSHIFTEQUAL, BINOP_RShift},
        {TOKEN_DOUBLESTAREQUAL, BINOP_Pow},
        {TOKEN_DOUBLESLASHEQUAL, BINOP_FloorDiv},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (table[i].token == peek(p)) {
            *op = (AstOperator)table[i].op;
            advance(p);
            return true;
        }
    }
    return false;
}

static Ast *parse_augassign(Parser *p, int start, Ast *target, AstOperator op)
{
    if (!to_single_target(target)) {
        if (p->is_explaining && p->tokens[start].type != TOKEN_YIELD &&
            parse_annotated_rhs(p) != NULL) {
            raise_at_node(p, target, "'%s' is an illegal expression for augmented assignment",
                          expr_name(target));
        }
        return NULL;
    }
    AstAugAssign *node = NEW(p, AugAssign);
    node->target = target;
    node->op = op;
    node->value = parse_annotated_rhs(p);
    return node->value == NULL ? NULL : finish(p, node, start);
}

// Whether one pair of brackets holds all tokens from `start` up to `end`.
static bool spans_brackets(const Parser *p, int start, int end)
{
    int depth = 0;
    for (int i = start; i < end; i++) {
        TokenType type = (TokenType)p->tokens[i].type;
        depth += type == TOKEN_LPAR || type == TOKEN_LSQB || type == TOKEN_LBRACE;
        depth -= type == TOKEN_RPAR || type == TOKEN_RSQB || type == TOKEN_RBRACE;
        if (depth == 0) {
            return i == end - 1 && i > start;
        }
    }
    return false;
}

static Ast *explain_annotation(Parser *p, int start, const Ast *target)
{
    bool is_bracketed = spans_brackets(p, start, p->pos);
    if (!p->is_explaining || target->kind == AST_Starred || p->tokens[start].type == TOKEN_YIELD) {
        return NULL;
    }
    advance(p);
    if (parse_expression(p) == NULL) {
        return NULL;
    }
    if (target->kind == AST_List) {
        return raise_at_node(p, target, "only single target (not list) can be annotated");
    }
    if (target->kind == AST_Tuple && is_bracketed) {
        return raise_at_node(p, target, "only single target (not tuple) can be annotated");
    }
    if (target->kind == AST_Tuple) {
        return raise_at_node(p, AST_CAST(Tuple, target)->elts.items[0],
                             "only single target (not tuple) can be annotated");
    }
    return raise_at_node(p, target, "illegal target for annotation");
}

// `target: annotation [= value]`, at the colon.
static Ast *parse_annassign(Parser *p, int start, Ast *target)
{
    bool is_simple = target->kind == AST_Name && p->tokens[start].type == TOKEN_NAME;
    if (!to_single_target(target)) {
        return explain_annotation(p, start, target);
    }
    advance(p);
    AstAnnAssign *node = NEW(p, AnnAssign);
    node->target = target;
    node->simple = is_simple;
    node->annotation = parse_expression(p);
    if (node->annotation == NULL) {
        return NULL;
    }
    Mark mark = mark_here(p);
    if (accept(p, TOKEN_EQUAL)) {
        node->value = parse_annotated_rhs(p);
        if (p->is_raised) {
            return NULL;
        }
        if (node->value == NULL) {
            back_to(p, mark);
        }
    }
    return finish(p, node, start);
}

static Ast *parse_expression_stmt(Parser *p)
{
    int start = p->pos;
    Ast *value = parse_annotated_rhs(p);
    if (value == NULL) {
        return NULL;
    }
    AstOperator op;
    if (peek(p) == TOKEN_EQUAL) {
        return parse_assign(p, start, value);
    }
    if (peek(p) == TOKEN_COLON) {
        return parse_annassign(p, start, value);
    }
    if (accept_augmented(p, &op)) {
        return parse_augassign(p, start, value, op);
    }
    if (p->is_explaining && peek(p) != TOKEN_NEWLINE && peek(p) != TOKEN_SEMI) {
        explain_statement(p, start);
    }
    AstExpr *node = NEW(p, Expr);
    node->value = value;
    return p->is_raised ? NULL : finish(p, node, start);
}

// --- Statements that begin with a keyword

static Ast *parse_return(Parser *p)
{
    int start = p->pos;
    advance(p);
    AstReturn *node = NEW(p, Return);
    Mark mark = mark_here(p);
    node->value = parse_star_expressions(p);
    if (node->value == NULL) {
        back_to(p, mark);
    }
    return p->is_raised ? NULL : finish(p, node, start);
}

static Ast *parse_raise(Parser *p)
{
    int start = p->pos;
    advance(p);
    AstRaise *node = NEW(p, Raise);
    Mark mark = mark_here(p);
    node->exc = parse_expression(p);
    if (node->exc == NULL) {
        back_to(p, mark);
    } else if (accept(p, TOKEN_FROM)) {
        node->cause = parse_expression(p);
        if (node->cause == NULL) {
            return NULL;
        }
    }
    return p->is_raised ? NULL : finish(p, node, start);
}

static Ast *parse_assert(Parser *p)
{
    int start = p->pos;
    advance(p);
    AstAssert *node = NEW(p, Assert);
    node->test = parse_expression(p);
    if (node->test == NULL) {
        return NULL;
    }
    if (accept(p, TOKEN_COMMA)) {
        node->msg = parse_expression(p);
        if (node->msg == NULL) {
            return NULL;
        }
    }
    return finish(p, node, start);
}

static Ast *explain_del(Parser *p, Mark mark)
{
    if (!p->is_explaining || p->is_raised) {
        return NULL;
    }
    back_to(p, mark);
    const Ast *node = parse_star_expressions(p);
    return node == NULL ? NULL : raise_invalid_target(p, node, DEL_TARGETS);
}

static Ast *parse_del(Parser *p)
{
    int start = p->pos;
    advance(p);
    AstDelete *node = NEW(p, Delete);
    Mark base = mark_here(p);
    do {
        Mark mark = mark_here(p);
        Ast *target = parse_primary(p);
        if (target == NULL && p->pending_count > base.pending_count) {
            back_to(p, mark);
            break;
        }
        if (target == NULL || !to_target(target, CTX_Del)) {
            return explain_del(p, base);
        }
        push_pending(p, target);
    } while (accept(p, TOKEN_COMMA));
    if (peek(p) != TOKEN_SEMI && peek(p) != TOKEN_NEWLINE) {
        return explain_del(p, base);
    }
    node->targets = take_pending(p, base);
    return finish(p, node, start);
}

// The names of `global` and `nonlocal`.
static bool parse_names(Parser *p, AstNames *names)
{
    advance(p);
    int first = p->pos;
    names->count = 0;
    do {
        if (!accept(p, TOKEN_NAME)) {
            return false;
        }
        names->count++;
    } while (accept(p, TOKEN_COMMA));
    names->items = arena_alloc(p->arena, (size_t)names->count * sizeof *names->items);
    for (int i = 0; i < names->count; i++) {
        names->items[i] = ident_of(p, first + 2 * i);
    }
    return true;
}

static Ast *parse_global(Parser *p)
{
    int start = p->pos;
    AstGlobal *node = NEW(p, Global);
    return parse_names(p, &node->names) ? finish(p, node, start) : NULL;
}

static Ast *parse_nonlocal(Parser *p)
{
    int start = p->pos;
    AstNonlocal *node = NEW(p, Nonlocal);
    return parse_names(p, &node->names) ? finish(p, node, start) : NULL;
}

// --- Imports

// A dotted name as one identifier, without the blanks that may surround its dots.
static const AstIdent *parse_dotted_name(Parser *p)
{
    int start = p->pos;
    if (!accept(p, TOKEN_NAME)) {
        return NULL;
    }
    const AstIdent *first = ident_of(p, start);
    if (peek(p) != TOKEN_DOT) {
        return first;
    }
    Buffer text;
    buffer_init(&text);
    buffer_append(&text, first->text, first->length);
    while (peek(p) == TOKEN_DOT && peek_next(p) == TOKEN_NAME) {
        advance(p);
        const AstIdent *next = ident_of(p, p->pos);
        buffer_putc(&text, '.');
        buffer_append(&text, next->text, next->length);
        advance(p);
    }
    const AstIdent *name = ast_ident(p->idents, text.data, text.length);
    buffer_deinit(&text);
    return name;
}

// `name [as asname]`
static Ast *parse_alias(Parser *p, bool is_dotted)
{
    int start = p->pos;
    AstAlias *node = NEW(p, Alias);
    if (is_dotted) {
        node->name = parse_dotted_name(p);
    } else if (accept(p, TOKEN_NAME)) {
        node->name = ident_of(p, start);
    }
    if (node->name == NULL) {
        return NULL;
    }
    Mark mark = mark_here(p);
    if (accept(p, TOKEN_AS)) {
        if (accept(p, TOKEN_NAME)) {
            node->asname = ident_of(p, p->pos - 1);
        } else {
            back_to(p, mark);
        }
    }
    return finish(p, node, start);
}

// Pushes at least one alias; with a comma after the last one when `*has_comma` says so.
static bool parse_aliases(Parser *p, bool is_dotted, bool *has_comma)
{
    int count = 0;
    *has_comma = false;
    do {
        Ast *alias = parse_alias(p, is_dotted);
        if (alias == NULL) {
            return count > 0 && !p->is_raised;
        }
        push_pending(p, alias);
        count++;
        *has_comma = accept(p, TOKEN_COMMA);
    } while (*has_comma);
    return true;
}

static Ast *parse_import(Parser *p)
{
    int start = p->pos;
    advance(p);
    AstImport *node = NEW(p, Import);
    Mark base = mark_here(p);
    bool has_comma;
    if (!parse_aliases(p, true, &has_comma) || has_comma) {
        return NULL;
    }
    node->names = take_pending(p, base);
    return finish(p, node, start);
}

static bool parse_import_targets(Parser *p)
{
    int start = p->pos;
    bool has_comma;
    if (accept(p, TOKEN_STAR)) {
        AstAlias *star = NEW(p, Alias);
        star->name = ast_ident(p->idents, "*", 1);
        push_pending(p, finish(p, star, start));
        return true;
    }
    if (accept(p, TOKEN_LPAR)) {
        return parse_aliases(p, false, &has_comma) && accept(p, TOKEN_RPAR);
    }
    if (!parse_aliases(p, false, &has_comma)) {
        return false;
    }
    if (has_comma && p->is_explaining && peek(p) == TOKEN_NEWLINE) {
        raise_at_last(p, "trailing comma not allowed without surrounding parentheses");
    }
    return !has_comma;
}

static Ast *parse_import_from(Parser *p)
{
    int start = p->pos;
    advance(p);
    AstImportFrom *node = NEW(p, ImportFrom);
    while (peek(p) == TOKEN_DOT || peek(p) == TOKEN_ELLIPSIS) {
        node->level += peek(p) == TOKEN_DOT ? 1 : 3;
        advance(p);
    }
    if (peek(p) == TOKEN_NAME) {
        node->module = parse_dotted_name(p);
    } else if (node->level == 0) {
        return NULL;
    }
    Mark base = mark_here(p);
    if (!accept(p, TOKEN_IMPORT) || !parse_import_targets(p)) {
        return NULL;
    }
    node->names = take_pending(p, base);
    return finish(p, node, start);
}

// --- Sequences of statements

static Ast *parse_keyword_alone(Parser *p, AstKind kind)
{
    int start = p->pos;
    Ast *node = node_new(p, kind, sizeof(AstPass));
    advance(p);
    return finish(p, node, start);
}

static Ast *parse_simple_stmt(Parser *p)
{
    TokenType type = peek(p);
    if (type == TOKEN_NAME) {
        return parse_expression_stmt(p);
    }
    if (type == TOKEN_RETURN) {
        return parse_return(p);
    }
    if (type == TOKEN_IMPORT) {
        return parse_import(p);
    }
    if (type == TOKEN_FROM) {
        return parse_import_from(p);
    }
    if (type == TOKEN_RAISE) {
        return parse_raise(p);
    }
    if (type == TOKEN_PASS) {
        return parse_keyword_alone(p, AST_Pass);
    }
    if (type == TOKEN_DEL) {
        return parse_del(p);
    }
    if (type == TOKEN_ASSERT) {
        return parse_assert(p);
    }
    if (type == TOKEN_BREAK) {
        return parse_keyword_alone(p, AST_Break);
    }
    if (type == TOKEN_CONTINUE) {
        return parse_keyword_alone(p, AST_Continue);
    }
    if (type == TOKEN_GLOBAL) {
        return parse_global(p);
    }
    if (type == TOKEN_NONLOCAL) {
        return parse_nonlocal(p);
    }
    return parse_expression_stmt(p);
}

// The statements of one line, pushed.
bool parse_simple_stmts(Parser *p)
{
    do {
        Ast *node = parse_simple_stmt(p);
        if (node == NULL) {
            return false;
        }
        push_pending(p, node);
    } while (accept(p, TOKEN_SEMI) && peek(p) != TOKEN_NEWLINE);
    return accept(p, TOKEN_NEWLINE);
}

static bool at_compound(const Parser *p)
{
    static const uint8_t starts[] = {TOKEN_DEF,  TOKEN_AT,  TOKEN_ASYNC, TOKEN_IF,   TOKEN_CLASS,
                                     TOKEN_WITH, TOKEN_FOR, TOKEN_TRY,   TOKEN_WHILE};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        if (starts[i] == peek(p)) {
            return true;
        }
    }
    return false;
}

bool parse_statement(Parser *p)
{
    Ast *node = NULL;
    if (at_compound(p)) {
        node = parse_compound_stmt(p);
    } else if (at_match_statement(p)) {
        Mark mark = mark_here(p);
        node = parse_match_stmt(p);
        if (node == NULL && !p->is_raised) {
            back_to(p, mark);
            return parse_simple_stmts(p);
        }
    } else {
        return parse_simple_stmts(p);
    }
    if (node == NULL) {
        return false;
    }
    push_pending(p, node);
    return true;
}

bool parse_statements(Parser *p, AstSeq *body)
{
    Mark base = mark_here(p);
    while (peek(p) != TOKEN_ENDMARKER && peek(p) != TOKEN_DEDENT) {
        if (!parse_statement(p)) {
            return false;
        }
    }
    *body = take_pending(p, base);
    return true;
}
