#include "lang/parser_internal.h"

// The match statement and its patterns.

static Ast *parse_pattern(Parser *p);
static Ast *parse_maybe_star(Parser *p);

static bool at_wildcard(const Parser *p)
{
    return at_soft_keyword(p, "_");
}

// A name that captures: not `_`, and not the start of something longer.
static bool at_capture(Parser *p)
{
    if (peek(p) != TOKEN_NAME || at_wildcard(p)) {
        return false;
    }
    TokenType next = peek_next(p);
    return next != TOKEN_DOT && next != TOKEN_LPAR && next != TOKEN_EQUAL;
}

static const AstIdent *take_capture(Parser *p)
{
    if (!at_capture(p)) {
        return NULL;
    }
    const AstIdent *name = ident_of(p, p->pos);
    advance(p);
    return name;
}

// --- Literals and values

static Ast *parse_signed_number(Parser *p, bool *is_complex)
{
    int start = p->pos;
    bool is_negative = accept(p, TOKEN_MINUS);
    if (peek(p) != TOKEN_NUMBER) {
        return NULL;
    }
    Ast *number = parse_number(p);
    if (number == NULL) {
        return NULL;
    }
    *is_complex = AST_CAST(Constant, number)->value.kind == CONST_COMPLEX;
    if (!is_negative) {
        return number;
    }
    AstUnaryOp *node = NEW(p, UnaryOp);
    node->op = UNARYOP_USub;
    node->operand = number;
    return finish(p, node, start);
}

// A number, or a complex number written as a sum.
static Ast *parse_number_literal(Parser *p)
{
    int start = p->pos;
    bool is_complex;
    Ast *left = parse_signed_number(p, &is_complex);
    if (left == NULL || (peek(p) != TOKEN_PLUS && peek(p) != TOKEN_MINUS)) {
        return left;
    }
    AstBinOp *node = NEW(p, BinOp);
    node->left = left;
    node->op = peek(p) == TOKEN_PLUS ? BINOP_Add : BINOP_Sub;
    if (is_complex) {
        return raise_at_node(p, left, "real number required in complex literal");
    }
    advance(p);
    if (peek(p) != TOKEN_NUMBER) {
        return NULL;
    }
    node->right = parse_number(p);
    if (node->right == NULL) {
        return NULL;
    }
    if (AST_CAST(Constant, node->right)->value.kind != CONST_COMPLEX) {
        return raise_at_node(p, node->right, "imaginary number required in complex literal");
    }
    return finish(p, node, start);
}

static bool at_number(const Parser *p)
{
    return peek(p) == TOKEN_NUMBER || peek(p) == TOKEN_MINUS;
}

static bool at_singleton(const Parser *p)
{
    return peek(p) == TOKEN_NONE || peek(p) == TOKEN_TRUE || peek(p) == TOKEN_FALSE;
}

static Ast *parse_value(Parser *p)
{
    int start = p->pos;
    AstMatchValue *node = NEW(p, MatchValue);
    node->value = at_number(p) ? parse_number_literal(p) : parse_strings(p);
    return node->value == NULL ? NULL : finish(p, node, start);
}

static Ast *parse_singleton(Parser *p)
{
    int start = p->pos;
    AstMatchSingleton *node = NEW(p, MatchSingleton);
    node->value.kind = peek(p) == TOKEN_NONE   ? CONST_NONE
                       : peek(p) == TOKEN_TRUE ? CONST_TRUE
                                               : CONST_FALSE;
    advance(p);
    return finish(p, node, start);
}

// A name with any number of attributes.
static Ast *parse_dotted(Parser *p)
{
    int start = p->pos;
    AstName *name = NEW(p, Name);
    name->id = ident_of(p, start);
    advance(p);
    Ast *node = finish(p, name, start);
    while (node != NULL && accept(p, TOKEN_DOT)) {
        if (peek(p) != TOKEN_NAME) {
            return NULL;
        }
        AstAttribute *attribute = NEW(p, Attribute);
        attribute->value = node;
        attribute->attr = ident_of(p, p->pos);
        advance(p);
        node = finish(p, attribute, start);
    }
    return node;
}

// --- Sequences and groups

// Patterns separated by commas up to `close`, which stays; all of them stay pending.
static bool parse_elements(Parser *p, TokenType close)
{
    while (peek(p) != close) {
        Ast *element = parse_maybe_star(p);
        if (element == NULL) {
            return false;
        }
        push_pending(p, element);
        if (!accept(p, TOKEN_COMMA)) {
            break;
        }
    }
    return peek(p) == close;
}

static Ast *parse_sequence(Parser *p, TokenType close)
{
    int start = p->pos;
    Mark base = mark_here(p);
    advance(p);
    if (!parse_elements(p, close)) {
        return NULL;
    }
    // One pattern without a comma in parentheses is that pattern.
    bool is_group = close == TOKEN_RPAR && p->pending_count == base.pending_count + 1 &&
                    p->tokens[p->pos - 1].type != TOKEN_COMMA;
    advance(p);
    AstSeq patterns = take_pending(p, base);
    if (is_group) {
        return patterns.items[0]->kind == AST_MatchStar ? NULL : patterns.items[0];
    }
    AstMatchSequence *node = NEW(p, MatchSequence);
    node->patterns = patterns;
    return finish(p, node, start);
}

static Ast *parse_star_pattern(Parser *p)
{
    int start = p->pos;
    advance(p);
    AstMatchStar *node = NEW(p, MatchStar);
    if (at_wildcard(p)) {
        advance(p);
    } else {
        node->name = take_capture(p);
        if (node->name == NULL) {
            return NULL;
        }
    }
    return finish(p, node, start);
}

static Ast *parse_maybe_star(Parser *p)
{
    return peek(p) == TOKEN_STAR ? parse_star_pattern(p) : parse_pattern(p);
}

// --- Mappings

static Ast *parse_mapping_key(Parser *p)
{
    if (at_number(p)) {
        return parse_number_literal(p);
    }
    if (peek(p) == TOKEN_STRING) {
        return parse_strings(p);
    }
    if (at_singleton(p)) {
        return parse_atom(p);
    }
    if (peek(p) == TOKEN_NAME && peek_next(p) == TOKEN_DOT) {
        return parse_dotted(p);
    }
    return NULL;
}

// Keys and patterns are pending alternately; splits them.
static void split_items(Parser *p, Mark base, AstSeq *keys, AstSeq *patterns)
{
    AstSeq all = take_pending(p, base);
    for (int i = 0; i < all.count; i += 2) {
        push_pending(p, all.items[i]);
    }
    *keys = take_pending(p, base);
    for (int i = 1; i < all.count; i += 2) {
        push_pending(p, all.items[i]);
    }
    *patterns = take_pending(p, base);
}

static Ast *parse_mapping(Parser *p)
{
    int start = p->pos;
    advance(p);
    Mark base = mark_here(p);
    AstMatchMapping *node = NEW(p, MatchMapping);
    while (peek(p) != TOKEN_RBRACE && node->rest == NULL) {
        if (accept(p, TOKEN_DOUBLESTAR)) {
            node->rest = take_capture(p);
            if (node->rest == NULL) {
                return NULL;
            }
        } else {
            Ast *key = parse_mapping_key(p);
            Ast *pattern = key != NULL && accept(p, TOKEN_COLON) ? parse_pattern(p) : NULL;
            if (pattern == NULL) {
                return NULL;
            }
            push_pending(p, key);
            push_pending(p, pattern);
        }
        if (!accept(p, TOKEN_COMMA)) {
            break;
        }
    }
    Mark here = {p->pos, base.pending_count};
    split_items(p, here, &node->keys, &node->patterns);
    return accept(p, TOKEN_RBRACE) ? finish(p, node, start) : NULL;
}

// --- Classes

// Positional patterns after keyword ones: raises the error over all of them.
static void explain_late_positional(Parser *p)
{
    const Ast *first = parse_pattern(p);
    const Ast *last = first;
    while (last != NULL && accept(p, TOKEN_COMMA)) {
        Mark mark = mark_here(p);
        if (peek(p) == TOKEN_NAME && peek_next(p) == TOKEN_EQUAL) {
            break;
        }
        const Ast *next = parse_pattern(p);
        if (next == NULL) {
            back_to(p, mark);
            break;
        }
        last = next;
    }
    if (last != NULL) {
        raise_range(p, first, last, "positional patterns follow keyword patterns");
    }
}

static bool parse_keyword_patterns(Parser *p, AstMatchClass *node)
{
    enum { MAX_KEYWORDS = 255 };
    const AstIdent *names[MAX_KEYWORDS];
    int count = 0;
    Mark base = mark_here(p);
    while (peek(p) == TOKEN_NAME && peek_next(p) == TOKEN_EQUAL) {
        if (count == MAX_KEYWORDS) {
            raise_too_deep(p, p->pos);
            return false;
        }
        names[count++] = ident_of(p, p->pos);
        advance(p);
        advance(p);
        Ast *pattern = parse_pattern(p);
        if (pattern == NULL) {
            return false;
        }
        push_pending(p, pattern);
        if (!accept(p, TOKEN_COMMA)) {
            break;
        }
    }
    node->kwd_patterns = take_pending(p, base);
    node->kwd_attrs.count = count;
    node->kwd_attrs.items = arena_alloc(p->arena, (size_t)count * sizeof *names);
    for (int i = 0; i < count; i++) {
        node->kwd_attrs.items[i] = names[i];
    }
    if (peek(p) != TOKEN_RPAR && p->is_explaining && count > 0 &&
        p->tokens[p->pos - 1].type == TOKEN_COMMA) {
        explain_late_positional(p);
    }
    return true;
}

static Ast *parse_class(Parser *p, int start, Ast *cls)
{
    AstMatchClass *node = NEW(p, MatchClass);
    node->cls = cls;
    advance(p);
    Mark base = mark_here(p);
    bool may_go_on = true;
    while (may_go_on && peek(p) != TOKEN_RPAR &&
           !(peek(p) == TOKEN_NAME && peek_next(p) == TOKEN_EQUAL)) {
        Ast *pattern = parse_pattern(p);
        if (pattern == NULL) {
            return NULL;
        }
        push_pending(p, pattern);
        may_go_on = accept(p, TOKEN_COMMA);
    }
    node->patterns = take_pending(p, base);
    if ((may_go_on && !parse_keyword_patterns(p, node)) || !accept(p, TOKEN_RPAR)) {
        return NULL;
    }
    return finish(p, node, start);
}

// --- Patterns

static Ast *parse_named_pattern(Parser *p)
{
    int start = p->pos;
    if (at_capture(p) || (at_wildcard(p) && peek_next(p) != TOKEN_DOT &&
                          peek_next(p) != TOKEN_LPAR && peek_next(p) != TOKEN_EQUAL)) {
        AstMatchAs *node = NEW(p, MatchAs);
        if (!at_wildcard(p)) {
            node->name = ident_of(p, start);
        }
        advance(p);
        return finish(p, node, start);
    }
    Ast *dotted = parse_dotted(p);
    if (dotted == NULL || peek(p) == TOKEN_EQUAL) {
        return NULL;
    }
    if (peek(p) == TOKEN_LPAR) {
        return parse_class(p, start, dotted);
    }
    AstMatchValue *node = NEW(p, MatchValue);
    node->value = dotted;
    return finish(p, node, start);
}

static Ast *parse_closed(Parser *p)
{
    if (peek(p) == TOKEN_NAME) {
        return parse_named_pattern(p);
    }
    if (peek(p) == TOKEN_STRING || at_number(p)) {
        return parse_value(p);
    }
    if (at_singleton(p)) {
        return parse_singleton(p);
    }
    if (peek(p) == TOKEN_LPAR) {
        return parse_sequence(p, TOKEN_RPAR);
    }
    if (peek(p) == TOKEN_LSQB) {
        return parse_sequence(p, TOKEN_RSQB);
    }
    return peek(p) == TOKEN_LBRACE ? parse_mapping(p) : NULL;
}

static Ast *parse_or_pattern(Parser *p)
{
    int start = p->pos;
    Ast *first = parse_closed(p);
    if (first == NULL || peek(p) != TOKEN_VBAR) {
        return first;
    }
    Mark base = mark_here(p);
    push_pending(p, first);
    while (accept(p, TOKEN_VBAR)) {
        Ast *next = parse_closed(p);
        if (next == NULL) {
            return NULL;
        }
        push_pending(p, next);
    }
    AstMatchOr *node = NEW(p, MatchOr);
    node->patterns = take_pending(p, base);
    return finish(p, node, start);
}

static Ast *explain_as_target(Parser *p)
{
    if (!p->is_explaining) {
        return NULL;
    }
    if (at_wildcard(p)) {
        return raise_at_token(p, p->pos, "cannot use '_' as a target");
    }
    if (peek(p) == TOKEN_NAME) {
        return NULL;
    }
    const Ast *target = parse_expression(p);
    return target == NULL ? NULL : raise_at_node(p, target, "invalid pattern target");
}

static Ast *parse_as_pattern(Parser *p)
{
    int start = p->pos;
    Ast *pattern = parse_or_pattern(p);
    if (pattern == NULL || !accept(p, TOKEN_AS)) {
        return pattern;
    }
    AstMatchAs *node = NEW(p, MatchAs);
    node->pattern = pattern;
    node->name = take_capture(p);
    return node->name == NULL ? explain_as_target(p) : finish(p, node, start);
}

static Ast *parse_pattern(Parser *p)
{
    if (!enter(p)) {
        return NULL;
    }
    Ast *node = parse_as_pattern(p);
    leave(p);
    return node;
}

// After "case": one pattern, or a sequence without brackets.
static Ast *parse_patterns(Parser *p)
{
    int start = p->pos;
    Ast *first = parse_maybe_star(p);
    if (first == NULL || peek(p) != TOKEN_COMMA) {
        return first == NULL || first->kind == AST_MatchStar ? NULL : first;
    }
    Mark base = mark_here(p);
    push_pending(p, first);
    while (accept(p, TOKEN_COMMA)) {
        if (peek(p) == TOKEN_COLON || peek(p) == TOKEN_IF) {
            break;
        }
        Ast *next = parse_maybe_star(p);
        if (next == NULL) {
            return NULL;
        }
        push_pending(p, next);
    }
    AstMatchSequence *node = NEW(p, MatchSequence);
    node->patterns = take_pending(p, base);
    return finish(p, node, start);
}

// --- The statement

static Ast *parse_case(Parser *p)
{
    int start = p->pos;
    int32_t line = p->tokens[start].line;
    if (!at_soft_keyword(p, "case")) {
        return NULL;
    }
    advance(p);
    AstMatchCase *node = NEW(p, MatchCase);
    node->pattern = parse_patterns(p);
    if (node->pattern == NULL) {
        return NULL;
    }
    if (accept(p, TOKEN_IF)) {
        node->guard = parse_named_expression(p);
        if (node->guard == NULL) {
            return NULL;
        }
    }
    if (!accept(p, TOKEN_COLON)) {
        return p->is_explaining && peek(p) == TOKEN_NEWLINE ? raise_at_last(p, "expected ':'")
                                                            : NULL;
    }
    return parse_block(p, "'case' statement", line, &node->body) ? finish(p, node, start) : NULL;
}

static Ast *parse_subject(Parser *p)
{
    int start = p->pos;
    Ast *first = parse_star_named_expression(p);
    if (first == NULL || peek(p) != TOKEN_COMMA) {
        return first == NULL || first->kind == AST_Starred ? NULL : first;
    }
    Mark base = mark_here(p);
    push_pending(p, first);
    while (accept(p, TOKEN_COMMA)) {
        Mark mark = mark_here(p);
        Ast *next = parse_star_named_expression(p);
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

// The cases, between INDENT and DEDENT.
static bool parse_cases(Parser *p, AstSeq *cases)
{
    Mark base = mark_here(p);
    advance(p);
    do {
        Ast *node = parse_case(p);
        if (node == NULL) {
            return false;
        }
        push_pending(p, node);
    } while (!accept(p, TOKEN_DEDENT));
    *cases = take_pending(p, base);
    return true;
}

bool at_match_statement(Parser *p)
{
    if (!at_soft_keyword(p, "match")) {
        return false;
    }
    // What a subject can begin with.
    static const uint8_t starts[] = {
        TOKEN_NAME,  TOKEN_NUMBER, TOKEN_STRING, TOKEN_LPAR,  TOKEN_LSQB,     TOKEN_LBRACE,
        TOKEN_STAR,  TOKEN_MINUS,  TOKEN_PLUS,   TOKEN_TILDE, TOKEN_NOT,      TOKEN_LAMBDA,
        TOKEN_AWAIT, TOKEN_NONE,   TOKEN_TRUE,   TOKEN_FALSE, TOKEN_ELLIPSIS,
    };
    TokenType next = peek_next(p);
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        if (starts[i] == next) {
            return true;
        }
    }
    return false;
}

// NULL where the line turns out to be no match statement: `match` is also a name.
Ast *parse_match_stmt(Parser *p)
{
    int start = p->pos;
    int32_t line = p->tokens[start].line;
    advance(p);
    AstMatch *node = NEW(p, Match);
    node->subject = parse_subject(p);
    if (node->subject == NULL) {
        return NULL;
    }
    if (p->is_explaining && peek(p) == TOKEN_NEWLINE) {
        return raise_at_last(p, "expected ':'");
    }
    if (!accept(p, TOKEN_COLON) || !accept(p, TOKEN_NEWLINE)) {
        return NULL;
    }
    if (peek(p) != TOKEN_INDENT) {
        return p->is_explaining
                   ? raise_indentation(
                         p, "expected an indented block after 'match' statement on line %d", line)
                   : NULL;
    }
    return parse_cases(p, &node->cases) ? finish(p, node, start) : NULL;
}
