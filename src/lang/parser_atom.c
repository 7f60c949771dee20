#include "lang/parser_internal.h"

// Atoms and what may follow them: calls, subscripts, attributes; displays and comprehensions.

// --- Comprehensions

bool at_comprehension(Parser *p)
{
    return peek(p) == TOKEN_FOR || (peek(p) == TOKEN_ASYNC && peek_next(p) == TOKEN_FOR);
}

static Ast *parse_for_if_clause(Parser *p)
{
    int start = p->pos;
    AstComprehension *node = NEW(p, Comprehension);
    node->is_async = accept(p, TOKEN_ASYNC);
    advance(p);
    node->target = parse_for_targets(p);
    if (node->target == NULL) {
        return NULL;
    }
    node->iter = parse_disjunction(p);
    if (node->iter == NULL) {
        return NULL;
    }
    Mark base = mark_here(p);
    while (peek(p) == TOKEN_IF) {
        Mark mark = mark_here(p);
        advance(p);
        Ast *test = parse_disjunction(p);
        if (test == NULL) {
            back_to(p, mark);
            break;
        }
        push_pending(p, test);
    }
    node->ifs = take_pending(p, base);
    return p->is_raised ? NULL : finish(p, node, start);
}

bool parse_for_if_clauses(Parser *p, AstSeq *generators)
{
    Mark base = mark_here(p);
    while (at_comprehension(p)) {
        Ast *clause = parse_for_if_clause(p);
        if (clause == NULL) {
            return false;
        }
        push_pending(p, clause);
    }
    *generators = take_pending(p, base);
    return true;
}

const Ast *last_comprehension_item(const AstSeq *generators)
{
    const AstComprehension *last =
        AST_CAST(Comprehension, generators->items[generators->count - 1]);
    return last->ifs.count > 0 ? last->ifs.items[last->ifs.count - 1] : last->iter;
}

// After the element of a comprehension: its clauses and the closing bracket.
static Ast *parse_comprehension(Parser *p, AstKind kind, int start, Ast *element, TokenType close)
{
    if (element->kind == AST_Starred) {
        AstSeq ignored;
        if (p->is_explaining && parse_for_if_clauses(p, &ignored)) {
            raise_at_node(p, element, "iterable unpacking cannot be used in comprehension");
        }
        return NULL;
    }
    // The three kinds have the same fields.
    AstGeneratorExp *node = node_new(p, kind, sizeof *node);
    node->elt = element;
    if (!parse_for_if_clauses(p, &node->generators) || !accept(p, close)) {
        return NULL;
    }
    return finish(p, node, start);
}

// `[a, b for a in c]`: the target of a comprehension that has to be in parentheses.
static void explain_bare_target(Parser *p, const AstSeq *items, int last_comma)
{
    AstSeq generators;
    if (p->is_explaining && items->count > 0 && at_comprehension(p) &&
        parse_for_if_clauses(p, &generators)) {
        const char *message = "did you forget parentheses around the comprehension target?";
        if (items->count > 1) {
            raise_range(p, items->items[0], items->items[items->count - 1], "%s", message);
        } else {
            raise_node_to_token(p, items->items[0], last_comma, "%s", message);
        }
    }
}

// --- Displays

// The elements after the first comma of a list, set or tuple; all of them stay pending.
static bool parse_more_elements(Parser *p, int *last_comma)
{
    while (peek(p) == TOKEN_COMMA) {
        *last_comma = p->pos;
        advance(p);
        Mark mark = mark_here(p);
        Ast *next = parse_star_named_expression(p);
        if (next == NULL) {
            back_to(p, mark);
            return !p->is_raised;
        }
        push_pending(p, next);
    }
    return true;
}

static Ast *parse_list(Parser *p)
{
    int start = p->pos;
    advance(p);
    Mark base = mark_here(p);
    AstList *node = NEW(p, List);
    int last_comma = start;
    if (peek(p) != TOKEN_RSQB) {
        Ast *first = parse_star_named_expression(p);
        if (first == NULL) {
            return NULL;
        }
        if (at_comprehension(p)) {
            return parse_comprehension(p, AST_ListComp, start, first, TOKEN_RSQB);
        }
        push_pending(p, first);
        if (!parse_more_elements(p, &last_comma)) {
            return NULL;
        }
    }
    node->elts = take_pending(p, base);
    if (!accept(p, TOKEN_RSQB)) {
        explain_bare_target(p, &node->elts, last_comma);
        return NULL;
    }
    return finish(p, node, start);
}

static Ast *parse_tuple(Parser *p, int start, Ast *first)
{
    Mark base = mark_here(p);
    AstTuple *node = NEW(p, Tuple);
    if (first != NULL) {
        int last_comma;
        push_pending(p, first);
        if (!parse_more_elements(p, &last_comma)) {
            return NULL;
        }
    }
    node->elts = take_pending(p, base);
    return accept(p, TOKEN_RPAR) ? finish(p, node, start) : NULL;
}

// "(": a tuple, a generator expression, or just parentheses.
static Ast *parse_parentheses(Parser *p)
{
    int start = p->pos;
    advance(p);
    if (peek(p) == TOKEN_RPAR) {
        return parse_tuple(p, start, NULL);
    }
    if (peek(p) == TOKEN_YIELD) {
        Ast *node = parse_yield(p);
        return node != NULL && accept(p, TOKEN_RPAR) ? node : NULL;
    }
    if (p->is_explaining && peek(p) == TOKEN_DOUBLESTAR) {
        int stars = p->pos;
        advance(p);
        if (parse_expression(p) != NULL && accept(p, TOKEN_RPAR)) {
            raise_at_token(p, stars, "cannot use double starred expression here");
        }
        return NULL;
    }
    Ast *first = parse_star_named_expression(p);
    if (first == NULL) {
        return NULL;
    }
    if (peek(p) == TOKEN_COMMA) {
        return parse_tuple(p, start, first);
    }
    if (at_comprehension(p)) {
        return parse_comprehension(p, AST_GeneratorExp, start, first, TOKEN_RPAR);
    }
    if (!accept(p, TOKEN_RPAR)) {
        return NULL;
    }
    if (first->kind == AST_Starred && p->tokens[start + 1].type == TOKEN_STAR) {
        return p->is_explaining ? raise_at_node(p, first, "cannot use starred expression here")
                                : NULL;
    }
    return first;
}

// The value of a dictionary item, after its key, up to and including the value.
static Ast *parse_dict_value(Parser *p, bool is_first, const Ast *key)
{
    int colon = p->pos;
    if (!accept(p, TOKEN_COLON)) {
        if (p->is_explaining && !is_first) {
            raise_at_token(p, p->pos, "':' expected after dictionary key");
            p->error->line = p->error->end_line = key->span.end_line;
            p->error->col = key->span.end_col;
            p->error->end_col = 0;
        }
        return NULL;
    }
    Mark mark = mark_here(p);
    Ast *value = parse_expression(p);
    if (value != NULL || p->is_raised || !p->is_explaining) {
        return value;
    }
    back_to(p, mark);
    if (peek(p) == TOKEN_STAR) {
        int star = p->pos;
        advance(p);
        if (parse_bitwise_or(p) != NULL) {
            raise_up_to_token(p, star, p->pos,
                              "cannot use a starred expression in a dictionary value");
        }
    } else if (peek(p) == TOKEN_RBRACE || peek(p) == TOKEN_COMMA) {
        raise_at_token(p, colon, "expression expected after dictionary key and ':'");
    }
    return NULL;
}

// The key of an item that is not the first. What CPython finds wrong inside such a key it then
// replaces by the missing colon, so the key is not explained where there is one at all.
static Ast *parse_later_key(Parser *p)
{
    Mark mark = mark_here(p);
    bool is_explaining = p->is_explaining;
    p->is_explaining = false;
    Ast *key = parse_expression(p);
    p->is_explaining = is_explaining;
    if (key != NULL || !is_explaining || p->is_raised) {
        return key;
    }
    back_to(p, mark);
    return parse_expression(p);
}

// One item; pushes the key (NULL for `**value`) and the value. `key` is the key when it has been
// parsed already.
static bool parse_dict_item(Parser *p, bool is_first, Ast *key)
{
    Ast *value;
    if (key == NULL && accept(p, TOKEN_DOUBLESTAR)) {
        value = parse_bitwise_or(p);
    } else {
        key = key != NULL ? key : parse_later_key(p);
        value = key == NULL ? NULL : parse_dict_value(p, is_first, key);
    }
    if (value == NULL) {
        return false;
    }
    push_pending(p, key);
    push_pending(p, value);
    return true;
}

static Ast *parse_dict_comprehension(Parser *p, int start, Mark base)
{
    AstSeq pair = take_pending(p, base);
    AstDictComp *node = NEW(p, DictComp);
    node->key = pair.items[0];
    node->value = pair.items[1];
    if (!parse_for_if_clauses(p, &node->generators) || !accept(p, TOKEN_RBRACE)) {
        return NULL;
    }
    if (node->key == NULL) {
        return p->is_explaining
                   ? raise_at_token(p, start + 1,
                                    "dict unpacking cannot be used in dict comprehension")
                   : NULL;
    }
    return finish(p, node, start);
}

// Keys and values are pending alternately.
static Ast *finish_dict(Parser *p, int start, Mark base)
{
    AstSeq pairs = take_pending(p, base);
    AstDict *node = NEW(p, Dict);
    node->keys.count = node->values.count = pairs.count / 2;
    node->keys.items = arena_alloc(p->arena, (size_t)pairs.count * sizeof *pairs.items);
    node->values.items = node->keys.items + node->keys.count;
    for (int i = 0; i < node->keys.count; i++) {
        node->keys.items[i] = pairs.items[2 * i];
        node->values.items[i] = pairs.items[2 * i + 1];
    }
    return accept(p, TOKEN_RBRACE) ? finish(p, node, start) : NULL;
}

// A dictionary, whose first key is `key` unless that is NULL.
static Ast *parse_dict(Parser *p, int start, Ast *key)
{
    Mark base = mark_here(p);
    if (peek(p) == TOKEN_RBRACE) {
        return finish_dict(p, start, base);
    }
    if (!parse_dict_item(p, true, key)) {
        return NULL;
    }
    if (at_comprehension(p)) {
        return parse_dict_comprehension(p, start, base);
    }
    while (accept(p, TOKEN_COMMA)) {
        Mark mark = mark_here(p);
        if (peek(p) != TOKEN_RBRACE && !parse_dict_item(p, false, NULL)) {
            back_to(p, mark);
            break;
        }
    }
    return p->is_raised ? NULL : finish_dict(p, start, base);
}

static Ast *parse_set(Parser *p, int start, Ast *first)
{
    Mark base = mark_here(p);
    int last_comma = start;
    if (at_comprehension(p)) {
        return parse_comprehension(p, AST_SetComp, start, first, TOKEN_RBRACE);
    }
    push_pending(p, first);
    if (!parse_more_elements(p, &last_comma)) {
        return NULL;
    }
    AstSet *node = NEW(p, Set);
    node->elts = take_pending(p, base);
    if (!accept(p, TOKEN_RBRACE)) {
        explain_bare_target(p, &node->elts, last_comma);
        return NULL;
    }
    return finish(p, node, start);
}

// "{": a dictionary or set; a colon after the first expression tells.
static Ast *parse_braces(Parser *p)
{
    int start = p->pos;
    advance(p);
    if (peek(p) == TOKEN_RBRACE || peek(p) == TOKEN_DOUBLESTAR) {
        return parse_dict(p, start, NULL);
    }
    bool is_key = peek(p) != TOKEN_STAR && !at_walrus(p);
    Ast *first = parse_star_named_expression(p);
    if (first == NULL) {
        return NULL;
    }
    return is_key && peek(p) == TOKEN_COLON ? parse_dict(p, start, first)
                                            : parse_set(p, start, first);
}

// --- Atoms

static Ast *parse_name(Parser *p)
{
    int start = p->pos;
    AstName *node = NEW(p, Name);
    node->id = ident_of(p, start);
    advance(p);
    return finish(p, node, start);
}

static Ast *parse_constant(Parser *p, AstConstKind kind)
{
    int start = p->pos;
    AstConstant *node = NEW(p, Constant);
    node->value.kind = kind;
    advance(p);
    return finish(p, node, start);
}

Ast *parse_atom(Parser *p)
{
    TokenType type = peek(p);
    if (type == TOKEN_NAME) {
        return parse_name(p);
    }
    if (type == TOKEN_NUMBER) {
        return parse_number(p);
    }
    if (type == TOKEN_STRING) {
        return parse_strings(p);
    }
    if (type == TOKEN_LPAR) {
        return parse_parentheses(p);
    }
    if (type == TOKEN_LSQB) {
        return parse_list(p);
    }
    if (type == TOKEN_LBRACE) {
        return parse_braces(p);
    }
    if (type == TOKEN_NONE) {
        return parse_constant(p, CONST_NONE);
    }
    if (type == TOKEN_TRUE) {
        return parse_constant(p, CONST_TRUE);
    }
    if (type == TOKEN_FALSE) {
        return parse_constant(p, CONST_FALSE);
    }
    if (type == TOKEN_ELLIPSIS) {
        return parse_constant(p, CONST_ELLIPSIS);
    }
    return NULL;
}

// --- What follows an atom

static Ast *parse_slice(Parser *p)
{
    int start = p->pos;
    if (peek(p) == TOKEN_STAR) {
        AstStarred *node = NEW(p, Starred);
        advance(p);
        node->value = parse_expression(p);
        return node->value == NULL ? NULL : finish(p, node, start);
    }
    Ast *lower = NULL;
    if (peek(p) != TOKEN_COLON) {
        bool is_walrus = at_walrus(p);
        lower = parse_named_expression(p);
        if (lower == NULL || peek(p) != TOKEN_COLON || is_walrus) {
            return lower;
        }
    }
    advance(p);
    AstSlice *node = NEW(p, Slice);
    node->lower = lower;
    Mark mark = mark_here(p);
    node->upper = parse_expression(p);
    if (node->upper == NULL) {
        back_to(p, mark);
    }
    if (!p->is_raised && accept(p, TOKEN_COLON)) {
        mark = mark_here(p);
        node->step = parse_expression(p);
        if (node->step == NULL) {
            back_to(p, mark);
        }
    }
    return p->is_raised ? NULL : finish(p, node, start);
}

Ast *parse_slices(Parser *p)
{
    int start = p->pos;
    Ast *first = parse_slice(p);
    if (first == NULL || (peek(p) != TOKEN_COMMA && p->tokens[start].type != TOKEN_STAR)) {
        return first;
    }
    Mark base = mark_here(p);
    push_pending(p, first);
    while (accept(p, TOKEN_COMMA)) {
        Mark mark = mark_here(p);
        Ast *next = parse_slice(p);
        if (next == NULL) {
            back_to(p, mark);
            break;
        }
        push_pending(p, next);
    }
    AstTuple *node = NEW(p, Tuple);
    node->elts = take_pending(p, base);
    return p->is_raised ? NULL : finish(p, node, start);
}

static Ast *parse_attribute(Parser *p, int start, Ast *value)
{
    advance(p);
    if (peek(p) != TOKEN_NAME) {
        return NULL;
    }
    AstAttribute *node = NEW(p, Attribute);
    node->value = value;
    node->attr = ident_of(p, p->pos);
    advance(p);
    return finish(p, node, start);
}

static Ast *parse_subscript(Parser *p, int start, Ast *value)
{
    advance(p);
    AstSubscript *node = NEW(p, Subscript);
    node->value = value;
    node->slice = parse_slices(p);
    if (node->slice == NULL || !accept(p, TOKEN_RSQB)) {
        return NULL;
    }
    return finish(p, node, start);
}

static Ast *parse_call(Parser *p, int start, Ast *func)
{
    AstCall *node = NEW(p, Call);
    node->func = func;
    int open = p->pos;
    advance(p);
    return parse_arguments(p, open, &node->args, &node->keywords) ? finish(p, node, start) : NULL;
}

Ast *parse_primary(Parser *p)
{
    int start = p->pos;
    Ast *node = parse_atom(p);
    while (node != NULL) {
        Mark mark = mark_here(p);
        Ast *next;
        if (peek(p) == TOKEN_DOT) {
            next = parse_attribute(p, start, node);
        } else if (peek(p) == TOKEN_LPAR) {
            next = parse_call(p, start, node);
        } else if (peek(p) == TOKEN_LSQB) {
            next = parse_subscript(p, start, node);
        } else {
            break;
        }
        if (next == NULL) {
            back_to(p, mark);
            return p->is_raised ? NULL : node;
        }
        node = next;
    }
    return node;
}
