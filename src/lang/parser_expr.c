#include <stdio.h>
#include <string.h>

#include "lang/parser_internal.h"

// The expressions above primaries: from bitwise operators up to lists of expressions.

// --- Binary and unary operators

typedef struct Binary {
    uint8_t level; // how tightly it binds, 0 for tokens that are no binary operator
    uint8_t op;
} Binary;

static const Binary BINARIES[TOKEN_TYPE_COUNT] = {
    [TOKEN_VBAR] = {1, BINOP_BitOr},        [TOKEN_CIRCUMFLEX] = {2, BINOP_BitXor},
    [TOKEN_AMPER] = {3, BINOP_BitAnd},      [TOKEN_LEFTSHIFT] = {4, BINOP_LShift},
    [TOKEN_RIGHTSHIFT] = {4, BINOP_RShift}, [TOKEN_PLUS] = {5, BINOP_Add},
    [TOKEN_MINUS] = {5, BINOP_Sub},         [TOKEN_STAR] = {6, BINOP_Mult},
    [TOKEN_SLASH] = {6, BINOP_Div},         [TOKEN_DOUBLESLASH] = {6, BINOP_FloorDiv},
    [TOKEN_PERCENT] = {6, BINOP_Mod},       [TOKEN_AT] = {6, BINOP_MatMult},
};

static Ast *parse_factor(Parser *p);

static Ast *new_binop(Parser *p, int start, Ast *left, AstOperator op, Ast *right)
{
    AstBinOp *node = NEW(p, BinOp);
    node->left = left;
    node->op = op;
    node->right = right;
    return finish(p, node, start);
}

static Ast *parse_power(Parser *p)
{
    int start = p->pos;
    Ast *left;
    if (accept(p, TOKEN_AWAIT)) {
        AstAwait *node = NEW(p, Await);
        node->value = parse_primary(p);
        left = node->value == NULL ? NULL : finish(p, node, start);
    } else {
        left = parse_primary(p);
    }
    if (left == NULL || peek(p) != TOKEN_DOUBLESTAR) {
        return left;
    }
    Mark mark = mark_here(p);
    advance(p);
    Ast *right = parse_factor(p);
    if (right == NULL) {
        back_to(p, mark);
        return p->is_raised ? NULL : left;
    }
    return new_binop(p, start, left, BINOP_Pow, right);
}

static Ast *parse_factor(Parser *p)
{
    TokenType type = peek(p);
    if (type != TOKEN_MINUS && type != TOKEN_PLUS && type != TOKEN_TILDE) {
        return parse_power(p);
    }
    if (!enter(p)) {
        return NULL;
    }
    int start = p->pos;
    advance(p);
    AstUnaryOp *node = NEW(p, UnaryOp);
    node->op = type == TOKEN_MINUS  ? UNARYOP_USub
               : type == TOKEN_PLUS ? UNARYOP_UAdd
                                    : UNARYOP_Invert;
    node->operand = parse_factor(p);
    leave(p);
    return node->operand == NULL ? NULL : finish(p, node, start);
}

// Operators that bind at least as tightly as `level`. Where the right operand is missing, the part
// before the operator is the result, and the caller stumbles over the operator.
static Ast *parse_binary(Parser *p, int level)
{
    int start = p->pos;
    Ast *left = parse_factor(p);
    while (left != NULL) {
        Binary binary = BINARIES[peek(p)];
        if (binary.level < level || binary.level == 0) {
            break;
        }
        Mark mark = mark_here(p);
        advance(p);
        Ast *right = parse_binary(p, binary.level + 1);
        if (right == NULL) {
            back_to(p, mark);
            return p->is_raised ? NULL : left;
        }
        left = new_binop(p, start, left, (AstOperator)binary.op, right);
    }
    return left;
}

Ast *parse_bitwise_or(Parser *p)
{
    return parse_binary(p, 1);
}

// --- Comparisons, not, and, or

static bool accept_comparison(Parser *p, AstCmpOperator *op)
{
    static const struct {
        uint8_t token, op;
    } simple[] = {
        {TOKEN_EQEQUAL, CMPOP_Eq}, {TOKEN_NOTEQUAL, CMPOP_NotEq},   {TOKEN_LESSEQUAL, CMPOP_LtE},
        {TOKEN_LESS, CMPOP_Lt},    {TOKEN_GREATEREQUAL, CMPOP_GtE}, {TOKEN_GREATER, CMPOP_Gt},
        {TOKEN_IN, CMPOP_In},
    };
    TokenType type = peek(p);
    for (size_t i = 0; i < sizeof simple / sizeof *simple; i++) {
        if (simple[i].token == type) {
            *op = (AstCmpOperator)simple[i].op;
            advance(p);
            return true;
        }
    }
    if (type == TOKEN_IS) {
        advance(p);
        *op = accept(p, TOKEN_NOT) ? CMPOP_IsNot : CMPOP_Is;
        return true;
    }
    if (type == TOKEN_NOT && peek_next(p) == TOKEN_IN) {
        advance(p);
        advance(p);
        *op = CMPOP_NotIn;
        return true;
    }
    return false;
}

static Ast *parse_comparison(Parser *p)
{
    enum { MAX_OPS = AST_MAX_DEPTH };
    int start = p->pos;
    Ast *left = parse_bitwise_or(p);
    Mark base = mark_here(p);
    AstCmpOperator ops[MAX_OPS];
    int count = 0;
    while (left != NULL) {
        Mark mark = mark_here(p);
        AstCmpOperator op;
        if (!accept_comparison(p, &op)) {
            break;
        }
        if (count == MAX_OPS) {
            return raise_too_deep(p, start);
        }
        Ast *right = parse_bitwise_or(p);
        if (right == NULL) {
            back_to(p, mark);
            if (p->is_raised) {
                return NULL;
            }
            break;
        }
        ops[count++] = op;
        push_pending(p, right);
    }
    if (count == 0) {
        return left;
    }
    AstCompare *node = NEW(p, Compare);
    node->left = left;
    node->comparators = take_pending(p, base);
    node->ops.count = count;
    node->ops.items = arena_alloc(p->arena, (size_t)count * sizeof *ops);
    memcpy(node->ops.items, ops, (size_t)count * sizeof *ops);
    return finish(p, node, start);
}

static Ast *parse_inversion(Parser *p)
{
    if (peek(p) != TOKEN_NOT) {
        return parse_comparison(p);
    }
    if (!enter(p)) {
        return NULL;
    }
    int start = p->pos;
    advance(p);
    AstUnaryOp *node = NEW(p, UnaryOp);
    node->op = UNARYOP_Not;
    node->operand = parse_inversion(p);
    leave(p);
    return node->operand == NULL ? NULL : finish(p, node, start);
}

static Ast *parse_bool(Parser *p, Ast *(*operand)(Parser *), TokenType token, AstBoolOperator op)
{
    int start = p->pos;
    Ast *first = operand(p);
    if (first == NULL || peek(p) != token) {
        return first;
    }
    Mark base = mark_here(p);
    push_pending(p, first);
    while (peek(p) == token) {
        Mark mark = mark_here(p);
        advance(p);
        Ast *next = operand(p);
        if (next == NULL) {
            back_to(p, mark);
            break;
        }
        push_pending(p, next);
    }
    AstBoolOp *node = NEW(p, BoolOp);
    node->op = op;
    node->values = take_pending(p, base);
    if (p->is_raised) {
        return NULL;
    }
    return node->values.count == 1 ? first : finish(p, node, start);
}

static Ast *parse_conjunction(Parser *p)
{
    return parse_bool(p, parse_inversion, TOKEN_AND, BOOLOP_And);
}

Ast *parse_disjunction(Parser *p)
{
    return parse_bool(p, parse_conjunction, TOKEN_OR, BOOLOP_Or);
}

// --- Expressions

static Ast *parse_lambda(Parser *p)
{
    int start = p->pos;
    advance(p);
    AstLambda *node = NEW(p, Lambda);
    node->args = parse_parameters(p, TOKEN_COLON);
    if (node->args == NULL || !accept(p, TOKEN_COLON)) {
        return NULL;
    }
    node->body = parse_expression(p);
    return node->body == NULL ? NULL : finish(p, node, start);
}

static bool is_legacy_name(const Ast *node)
{
    if (node->kind != AST_Name) {
        return false;
    }
    const char *text = AST_CAST(Name, node)->id->text;
    return strcmp(text, "print") == 0 || strcmp(text, "exec") == 0;
}

// Words that may be meant as statements or string prefixes, where two expressions side by side are
// no sign of a missing comma. CPython takes the first letters of a soft keyword for the whole.
static bool starts_with_keyword(const Parser *p, int start)
{
    static const char *const soft[] = {"match", "case", "_"};
    const Token *token = &p->tokens[start];
    if (token->type != TOKEN_NAME) {
        return false;
    }
    bool result = p->tokens[start + 1].type == TOKEN_STRING;
    for (size_t i = 0; i < sizeof soft / sizeof *soft; i++) {
        const char *text = p->lexer->source + token->start;
        result = result || strncmp(soft[i], text, token->end - token->start) == 0;
    }
    return result;
}

// Two expressions side by side inside brackets: a comma was forgotten.
static void explain_missing_comma(Parser *p, int start, const Ast *first)
{
    if (starts_with_keyword(p, start)) {
        return;
    }
    Mark here = mark_here(p);
    p->is_explaining = false;
    const Ast *second = parse_expression(p);
    p->is_explaining = true;
    if (second != NULL && !is_legacy_name(first) && p->tokens[p->pos - 1].level > 0) {
        raise_range(p, first, second, "invalid syntax. Perhaps you forgot a comma?");
    }
    back_to(p, here);
}

// `print x` and `exec x`.
static void explain_legacy_statement(Parser *p, int start)
{
    // Bounded, since nested brackets would double the work at each level.
    enum { MAX_DEPTH = 3 };
    if (p->legacy_depth >= MAX_DEPTH) {
        return;
    }
    Mark here = mark_here(p);
    p->pos = start;
    p->legacy_depth++;
    if (peek(p) == TOKEN_NAME) {
        bool is_print = at_soft_keyword(p, "print");
        bool is_legacy = is_print || at_soft_keyword(p, "exec");
        // Elsewhere the search for a missing comma has been over it.
        p->is_explaining = starts_with_keyword(p, start);
        advance(p);
        if (peek(p) != TOKEN_LPAR && parse_star_expressions(p) != NULL && is_legacy) {
            int last = p->pos - 1;
            const char *name = is_print ? "print" : "exec";
            raise_tokens(p, start, last,
                         "Missing parentheses in call to '%s'. Did you mean %s(...)?", name, name);
        }
    }
    p->is_explaining = true;
    p->legacy_depth--;
    back_to(p, here);
}

static Ast *parse_conditional(Parser *p, int start, Ast *body)
{
    Mark mark = mark_here(p);
    advance(p);
    Ast *test = parse_disjunction(p);
    if (test != NULL && p->is_explaining && peek(p) != TOKEN_ELSE && peek(p) != TOKEN_COLON) {
        return raise_range(p, body, test, "expected 'else' after 'if' expression");
    }
    if (test != NULL && p->is_explaining) {
        explain_legacy_statement(p, start);
    }
    Ast *orelse = test != NULL && accept(p, TOKEN_ELSE) ? parse_expression(p) : NULL;
    if (orelse == NULL) {
        back_to(p, mark);
        return p->is_raised ? NULL : body;
    }
    AstIfExp *node = NEW(p, IfExp);
    node->test = test;
    node->body = body;
    node->orelse = orelse;
    return finish(p, node, start);
}

static Ast *parse_expression_level(Parser *p)
{
    if (peek(p) == TOKEN_LAMBDA) {
        return parse_lambda(p);
    }
    int start = p->pos;
    Ast *node = parse_disjunction(p);
    if (p->is_explaining && !p->is_raised) {
        if (node != NULL) {
            explain_missing_comma(p, start, node);
        }
        if (!p->is_raised && peek(p) != TOKEN_IF) {
            explain_legacy_statement(p, start);
        }
    }
    if (node == NULL || p->is_raised) {
        return NULL;
    }
    return peek(p) == TOKEN_IF ? parse_conditional(p, start, node) : node;
}

Ast *parse_expression(Parser *p)
{
    if (!enter(p)) {
        return NULL;
    }
    Ast *node = parse_expression_level(p);
    leave(p);
    return node;
}

static Ast *parse_starred(Parser *p, Ast *(*value)(Parser *))
{
    int start = p->pos;
    advance(p);
    AstStarred *node = NEW(p, Starred);
    node->value = value(p);
    return node->value == NULL ? NULL : finish(p, node, start);
}

Ast *parse_star_expression(Parser *p)
{
    return peek(p) == TOKEN_STAR ? parse_starred(p, parse_bitwise_or) : parse_expression(p);
}

Ast *parse_star_expressions(Parser *p)
{
    int start = p->pos;
    Ast *first = parse_star_expression(p);
    if (first == NULL || peek(p) != TOKEN_COMMA) {
        return first;
    }
    Mark base = mark_here(p);
    push_pending(p, first);
    while (accept(p, TOKEN_COMMA)) {
        Mark mark = mark_here(p);
        Ast *next = parse_star_expression(p);
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

Ast *parse_yield(Parser *p)
{
    int start = p->pos;
    advance(p);
    Mark mark = mark_here(p);
    if (accept(p, TOKEN_FROM)) {
        AstYieldFrom *node = NEW(p, YieldFrom);
        node->value = parse_expression(p);
        return node->value == NULL ? NULL : finish(p, node, start);
    }
    AstYield *node = NEW(p, Yield);
    node->value = parse_star_expressions(p);
    if (p->is_raised) {
        return NULL;
    }
    if (node->value == NULL) {
        back_to(p, mark);
    }
    return finish(p, node, start);
}

Ast *parse_annotated_rhs(Parser *p)
{
    return peek(p) == TOKEN_YIELD ? parse_yield(p) : parse_star_expressions(p);
}

// --- Named expressions

// Whether a list, tuple, generator expression, True, False or None is the first thing there.
static bool starts_like_literal(Parser *p, int start)
{
    Mark here = mark_here(p);
    p->pos = start;
    TokenType type = peek(p);
    bool result = type == TOKEN_TRUE || type == TOKEN_FALSE || type == TOKEN_NONE;
    if (type == TOKEN_LSQB || type == TOKEN_LPAR) {
        p->is_explaining = false;
        const Ast *atom = parse_atom(p);
        p->is_explaining = true;
        result = atom != NULL && (atom->kind == AST_List || atom->kind == AST_Tuple ||
                                  atom->kind == AST_GeneratorExp);
    }
    back_to(p, here);
    return result;
}

// `=` where an expression should be: `:=` or `==` was meant.
static void explain_equal_sign(Parser *p, int start)
{
    p->pos = start;
    p->is_explaining = false; // it has been explained before
    const Ast *left = parse_bitwise_or(p);
    p->is_explaining = true;
    bool is_alone = left != NULL && peek(p) == TOKEN_EQUAL;
    bool is_name = p->pos == start + 1 && p->tokens[start].type == TOKEN_NAME;
    advance(p);
    const Ast *right = is_alone ? parse_bitwise_or(p) : NULL;
    if (right == NULL || peek(p) == TOKEN_EQUAL || peek(p) == TOKEN_COLONEQUAL) {
        return;
    }
    if (is_name) {
        raise_range(p, left, right, "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
    } else if (!starts_like_literal(p, start)) {
        raise_at_node(p, left, "cannot assign to %s here. Maybe you meant '==' instead of '='?",
                      expr_name(left));
    }
}

static void explain_named_expression(Parser *p, int start, const Ast *first)
{
    Mark here = mark_here(p);
    if (accept(p, TOKEN_COLONEQUAL)) {
        if (parse_expression(p) != NULL) {
            raise_at_node(p, first, "cannot use assignment expressions with %s", expr_name(first));
        }
    } else if (peek(p) == TOKEN_EQUAL) {
        explain_equal_sign(p, start);
    }
    back_to(p, here);
}

Ast *parse_named_expression(Parser *p)
{
    int start = p->pos;
    if (at_walrus(p)) {
        AstName *target = NEW(p, Name);
        target->id = ident_of(p, start);
        target->ctx = CTX_Store;
        advance(p);
        AstNamedExpr *node = NEW(p, NamedExpr);
        node->target = finish(p, target, start);
        advance(p);
        node->value = parse_expression(p);
        return node->value == NULL ? NULL : finish(p, node, start);
    }
    Ast *node = parse_expression(p);
    if (node != NULL && p->is_explaining) {
        explain_named_expression(p, start, node);
    }
    return p->is_raised || peek(p) == TOKEN_COLONEQUAL ? NULL : node;
}

Ast *parse_star_named_expression(Parser *p)
{
    return peek(p) == TOKEN_STAR ? parse_starred(p, parse_bitwise_or) : parse_named_expression(p);
}

// --- Numbers

enum { MAX_INT_DIGITS = 4300 };

Ast *parse_number(Parser *p)
{
    int start = p->pos;
    const Token *token = &p->tokens[start];
    advance(p);
    size_t length = token->end - token->start;
    char *text = arena_strndup(p->arena, p->lexer->source + token->start, length);
    size_t count = 0;
    bool is_based = text[0] == '0' && strchr("xXoObB", text[1]) != NULL && length > 1;
    bool is_float = false;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        c = c >= 'A' && c <= 'Z' ? (char)(c | 32) : c;
        is_float = is_float || (!is_based && strchr(".e", c) != NULL);
        if (c != '_') {
            text[count++] = c;
        }
    }
    bool is_complex = !is_based && text[count - 1] == 'j';
    count -= is_complex;
    text[count] = '\0';
    if (!is_based && !is_float && !is_complex && count > MAX_INT_DIGITS) {
        return raise_at_token(
            p, start,
            "Exceeds the limit (%d digits) for integer string conversion: value has %zu digits; "
            "use sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for "
            "huge integer literals to avoid decimal conversion limits.",
            MAX_INT_DIGITS, count);
    }
    AstConstant *node = NEW(p, Constant);
    node->value = (AstConst){
        .kind = is_complex ? CONST_COMPLEX
                : is_float ? CONST_FLOAT
                           : CONST_INT,
        .length = (uint32_t)count,
        .text = text,
    };
    return finish(p, node, start);
}
