#include "lang/parser_internal.h"

// Arguments of calls and classes; parameters of functions and lambdas.

// --- Arguments

typedef struct Arguments {
    int open; // the token "(" that a lone generator expression may share, or -1
    int count;
    bool has_keyword, has_double_star;
    Ast *lone_generator;
} Arguments;

static Ast *parse_keyword(Parser *p)
{
    int start = p->pos;
    AstKeyword *node = NEW(p, Keyword);
    if (accept(p, TOKEN_DOUBLESTAR)) {
        node->value = parse_expression(p);
    } else {
        node->arg = ident_of(p, start);
        advance(p);
        advance(p);
        node->value = parse_expression(p);
        AstSeq ignored;
        if (node->value != NULL && p->is_explaining && at_comprehension(p) &&
            parse_for_if_clauses(p, &ignored)) {
            return raise_tokens(p, start, start + 1,
                                "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
        }
    }
    return node->value == NULL ? NULL : finish(p, node, start);
}

static Ast *parse_starred_argument(Parser *p, const Arguments *state)
{
    int start = p->pos;
    if (state->has_double_star) {
        return p->is_explaining
                   ? raise_at_token(
                         p, start, "iterable argument unpacking follows keyword argument unpacking")
                   : NULL;
    }
    advance(p);
    AstStarred *node = NEW(p, Starred);
    node->value = parse_expression(p);
    return node->value == NULL ? NULL : finish(p, node, start);
}

// `f(x for x in y)`, or the mistake of doing so beside other arguments.
static Ast *parse_generator_argument(Parser *p, Arguments *state, Ast *element)
{
    AstGeneratorExp *node = NEW(p, GeneratorExp);
    node->elt = element;
    if (!parse_for_if_clauses(p, &node->generators)) {
        return NULL;
    }
    if (state->count == 0 && state->open >= 0 && accept(p, TOKEN_RPAR)) {
        state->lone_generator = finish(p, node, state->open);
        return state->lone_generator;
    }
    if (p->is_explaining && (state->count > 0 || peek(p) == TOKEN_COMMA)) {
        raise_range(p, element, last_comprehension_item(&node->generators),
                    "Generator expression must be parenthesized");
    }
    return NULL;
}

static Ast *parse_positional(Parser *p, Arguments *state)
{
    int start = p->pos;
    TokenType first = peek(p);
    if (!p->is_explaining && state->has_keyword) {
        return NULL;
    }
    if (p->is_explaining && (first == TOKEN_TRUE || first == TOKEN_FALSE || first == TOKEN_NONE) &&
        peek_next(p) == TOKEN_EQUAL) {
        return raise_tokens(p, start, start + 1, "cannot assign to %s", token_text(first));
    }
    Ast *node = at_walrus(p) ? parse_named_expression(p) : parse_expression(p);
    if (node == NULL || peek(p) == TOKEN_COLONEQUAL) {
        return NULL;
    }
    if (peek(p) == TOKEN_EQUAL) {
        return p->is_explaining
                   ? raise_node_to_token(
                         p, node, p->pos,
                         "expression cannot contain assignment, perhaps you meant \"==\"?")
                   : NULL;
    }
    bool may_be_lone = state->count == 0 && state->open >= 0;
    if ((may_be_lone || p->is_explaining) && at_comprehension(p)) {
        return parse_generator_argument(p, state, node);
    }
    if (state->has_keyword) {
        // CPython reads what follows before it complains.
        while (accept(p, TOKEN_COMMA) && parse_expression(p) != NULL) {
        }
        return p->is_explaining ? raise_at_last(p, "positional argument follows keyword argument%s",
                                                state->has_double_star ? " unpacking" : "")
                                : NULL;
    }
    return node;
}

static Ast *parse_argument(Parser *p, Arguments *state)
{
    if (peek(p) == TOKEN_STAR) {
        return parse_starred_argument(p, state);
    }
    bool is_double_star = peek(p) == TOKEN_DOUBLESTAR;
    if (is_double_star || (peek(p) == TOKEN_NAME && peek_next(p) == TOKEN_EQUAL)) {
        Ast *node = parse_keyword(p);
        state->has_keyword = true;
        state->has_double_star = state->has_double_star || is_double_star;
        return node;
    }
    return parse_positional(p, state);
}

// Splits what is pending since `base` into arguments and keywords, each in order.
static void split_arguments(Parser *p, Mark base, AstSeq *args, AstSeq *keywords)
{
    AstSeq all = take_pending(p, base);
    Mark here = mark_here(p);
    for (int i = 0; i < all.count; i++) {
        if (all.items[i]->kind != AST_Keyword) {
            push_pending(p, all.items[i]);
        }
    }
    *args = take_pending(p, here);
    for (int i = 0; i < all.count; i++) {
        if (all.items[i]->kind == AST_Keyword) {
            push_pending(p, all.items[i]);
        }
    }
    *keywords = take_pending(p, here);
}

bool parse_arguments(Parser *p, int open, AstSeq *args, AstSeq *keywords)
{
    Arguments state = {.open = open};
    Mark base = mark_here(p);
    while (peek(p) != TOKEN_RPAR) {
        Mark mark = mark_here(p);
        Ast *node = parse_argument(p, &state);
        if (node == NULL) {
            back_to(p, mark);
            return false;
        }
        if (state.lone_generator != NULL) {
            *args = seq_of_one(p, node);
            return true;
        }
        push_pending(p, node);
        state.count++;
        if (!accept(p, TOKEN_COMMA)) {
            break;
        }
    }
    split_arguments(p, base, args, keywords);
    return accept(p, TOKEN_RPAR);
}

// --- Parameters

// Parameters are pending as pairs: an Arg, then its default or NULL.
typedef struct Parameters {
    AstArguments *node;
    TokenType end;
    Mark base;
    int positional_only; // pairs before "/"
    int positional;      // pairs before "*", those included
    int count;           // all pairs
    bool has_slash, has_star, has_default;
} Parameters;

static Ast *parse_parameter(Parser *p, const Parameters *state, bool is_star)
{
    int start = p->pos;
    if (peek(p) != TOKEN_NAME) {
        return NULL;
    }
    AstArg *node = NEW(p, Arg);
    node->arg = ident_of(p, start);
    advance(p);
    if (state->end == TOKEN_RPAR && accept(p, TOKEN_COLON)) {
        node->annotation = is_star ? parse_star_expression(p) : parse_expression(p);
        if (node->annotation == NULL) {
            return NULL;
        }
    }
    return finish(p, node, start);
}

static void *explain_at(Parser *p, int token, const char *message)
{
    return p->is_explaining ? raise_at_token(p, token, "%s", message) : NULL;
}

static bool parse_slash(Parser *p, Parameters *state)
{
    int slash = p->pos;
    if (state->count == 0 && !state->has_star) {
        return p->is_explaining && peek_next(p) == TOKEN_COMMA &&
               raise_at_token(p, slash, "at least one argument must precede /") != NULL;
    }
    advance(p);
    if (state->has_star) {
        return explain_at(p, slash, "/ must be ahead of *");
    }
    if (state->has_slash) {
        return explain_at(p, slash, "/ may appear only once");
    }
    if (peek(p) == TOKEN_STAR) {
        return explain_at(p, p->pos, "expected comma between / and *");
    }
    state->has_slash = true;
    state->positional_only = state->count;
    return true;
}

static bool parse_star(Parser *p, Parameters *state)
{
    int star = p->pos;
    advance(p);
    if (state->has_star) {
        return explain_at(p, star, "* argument may appear only once");
    }
    state->has_star = true;
    state->positional = state->count;
    if (peek(p) != TOKEN_COMMA) {
        if (peek(p) == state->end) {
            return explain_at(p, state->end == TOKEN_RPAR ? star : p->pos,
                              "named arguments must follow bare *");
        }
        state->node->vararg = parse_parameter(p, state, true);
        if (state->node->vararg != NULL && peek(p) == TOKEN_EQUAL) {
            return explain_at(p, p->pos, "var-positional argument cannot have default value");
        }
        return state->node->vararg != NULL;
    }
    TokenType next = peek_next(p);
    if (next == state->end || next == TOKEN_DOUBLESTAR) {
        return explain_at(p, state->end == TOKEN_RPAR ? star : p->pos + 1,
                          "named arguments must follow bare *");
    }
    return next == TOKEN_NAME || (next == TOKEN_SLASH && p->is_explaining);
}

static bool parse_double_star(Parser *p, Parameters *state)
{
    advance(p);
    state->node->kwarg = parse_parameter(p, state, false);
    if (state->node->kwarg == NULL) {
        return false;
    }
    if (peek(p) == TOKEN_EQUAL) {
        return explain_at(p, p->pos, "var-keyword argument cannot have default value");
    }
    accept(p, TOKEN_COMMA);
    if (peek(p) == state->end) {
        return true;
    }
    TokenType next = peek(p);
    int start = p->pos;
    if (next == TOKEN_STAR || next == TOKEN_DOUBLESTAR || next == TOKEN_SLASH) {
        return explain_at(p, start, "arguments cannot follow var-keyword argument");
    }
    if (p->is_explaining && next == TOKEN_NAME) {
        const Ast *extra = parse_parameter(p, state, false);
        if (extra != NULL) {
            raise_at_node(p, extra, "arguments cannot follow var-keyword argument");
        }
    }
    return false;
}

static Ast *parse_default(Parser *p)
{
    int equal = p->pos;
    advance(p);
    if (p->is_explaining && (peek(p) == TOKEN_RPAR || peek(p) == TOKEN_COMMA)) {
        return raise_at_token(p, equal, "expected default value expression");
    }
    return parse_expression(p);
}

// `def f((a, b))` was Python 2.
static bool explain_parenthesized(Parser *p, const Parameters *state)
{
    int open = p->pos;
    if (!p->is_explaining || !accept(p, TOKEN_LPAR)) {
        return false;
    }
    while (parse_parameter(p, state, false) != NULL && accept(p, TOKEN_COMMA)) {
    }
    int close = p->pos;
    if (close > open + 1 && accept(p, TOKEN_RPAR)) {
        raise_tokens(p, open, close, "%s parameters cannot be parenthesized",
                     state->end == TOKEN_RPAR ? "Function" : "Lambda expression");
    }
    return false;
}

static bool parse_named_parameter(Parser *p, Parameters *state)
{
    Ast *node = parse_parameter(p, state, false);
    if (node == NULL) {
        return p->is_raised ? false : explain_parenthesized(p, state);
    }
    Ast *value = NULL;
    if (peek(p) == TOKEN_EQUAL) {
        value = parse_default(p);
        if (value == NULL) {
            return false;
        }
    }
    if (value == NULL && state->has_default && !state->has_star) {
        if (p->is_explaining && (peek(p) == TOKEN_COMMA || peek(p) == state->end)) {
            raise_at_node(p, node, "non-default argument follows default argument");
        }
        return false;
    }
    state->has_default = state->has_default || value != NULL;
    push_pending(p, node);
    push_pending(p, value);
    state->count++;
    return true;
}

// Pairs from `first` up to `last`: their Args, and their defaults (all, or those that exist).
static void split_pairs(Parser *p, const AstSeq *pairs, int first, int last, AstSeq *args)
{
    Mark here = mark_here(p);
    for (int i = first; i < last; i++) {
        push_pending(p, pairs->items[2 * i]);
    }
    *args = take_pending(p, here);
}

static AstSeq defaults_of(Parser *p, const AstSeq *pairs, int first, int last, bool with_null)
{
    Mark here = mark_here(p);
    for (int i = first; i < last; i++) {
        if (with_null || pairs->items[2 * i + 1] != NULL) {
            push_pending(p, pairs->items[2 * i + 1]);
        }
    }
    return take_pending(p, here);
}

static Ast *finish_parameters(Parser *p, Parameters *state, int start)
{
    AstSeq pairs = take_pending(p, state->base);
    AstArguments *node = state->node;
    int positional = state->has_star ? state->positional : state->count;
    split_pairs(p, &pairs, 0, state->positional_only, &node->posonlyargs);
    split_pairs(p, &pairs, state->positional_only, positional, &node->args);
    split_pairs(p, &pairs, positional, state->count, &node->kwonlyargs);
    node->defaults = defaults_of(p, &pairs, 0, positional, false);
    node->kw_defaults = defaults_of(p, &pairs, positional, state->count, true);
    return finish(p, node, start);
}

Ast *parse_parameters(Parser *p, TokenType end)
{
    int start = p->pos;
    Parameters state = {.node = NEW(p, Arguments), .end = end, .base = mark_here(p)};
    while (peek(p) != end) {
        bool is_last = peek(p) == TOKEN_DOUBLESTAR;
        bool is_good = is_last                  ? parse_double_star(p, &state)
                       : peek(p) == TOKEN_STAR  ? parse_star(p, &state)
                       : peek(p) == TOKEN_SLASH ? parse_slash(p, &state)
                                                : parse_named_parameter(p, &state);
        if (!is_good) {
            return NULL;
        }
        if (is_last || !accept(p, TOKEN_COMMA)) {
            break;
        }
    }
    return finish_parameters(p, &state, start);
}
