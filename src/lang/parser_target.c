#include "lang/parser_internal.h"

// Targets: they are parsed as expressions and turned into targets afterwards.

static bool all_to_targets(const AstSeq *seq, AstContext context)
{
    for (int i = 0; i < seq->count; i++) {
        if (!to_target(seq->items[i], context)) {
            return false;
        }
    }
    return true;
}

bool to_target(Ast *node, AstContext context)
{
    switch (node->kind) {
    case AST_Name: ((AstName *)node)->ctx = context; return true;
    case AST_Attribute: ((AstAttribute *)node)->ctx = context; return true;
    case AST_Subscript: ((AstSubscript *)node)->ctx = context; return true;
    case AST_Starred:
        ((AstStarred *)node)->ctx = context;
        return context != CTX_Del && to_target(((AstStarred *)node)->value, context);
    case AST_List:
        ((AstList *)node)->ctx = context;
        return all_to_targets(&((AstList *)node)->elts, context);
    case AST_Tuple:
        ((AstTuple *)node)->ctx = context;
        return all_to_targets(&((AstTuple *)node)->elts, context);
    }
    return false;
}

bool to_single_target(Ast *node)
{
    return (node->kind == AST_Name || node->kind == AST_Attribute || node->kind == AST_Subscript) &&
           to_target(node, CTX_Store);
}

static const Ast *invalid_in(const AstSeq *seq, TargetKind kind)
{
    for (int i = 0; i < seq->count; i++) {
        const Ast *found = invalid_target(seq->items[i], kind);
        if (found != NULL) {
            return found;
        }
    }
    return NULL;
}

const Ast *invalid_target(const Ast *node, TargetKind kind)
{
    switch (node->kind) {
    case AST_Name:
    case AST_Attribute:
    case AST_Subscript: return NULL;
    case AST_List: return invalid_in(&AST_CAST(List, node)->elts, kind);
    case AST_Tuple: return invalid_in(&AST_CAST(Tuple, node)->elts, kind);
    case AST_Starred:
        return kind == DEL_TARGETS ? node : invalid_target(AST_CAST(Starred, node)->value, kind);
    case AST_Compare: {
        const AstCompare *compare = AST_CAST(Compare, node);
        // `for 1 in x`: what was read as a comparison begins with the target.
        if (kind != FOR_TARGETS) {
            return node;
        }
        return compare->ops.items[0] == CMPOP_In ? invalid_target(compare->left, kind) : NULL;
    }
    }
    return node;
}

void *raise_invalid_target(Parser *p, const Ast *node, TargetKind kind)
{
    const Ast *invalid = invalid_target(node, kind);
    if (invalid == NULL) {
        return NULL;
    }
    return raise_at_node(p, invalid, "cannot %s %s", kind == DEL_TARGETS ? "delete" : "assign to",
                         expr_name(invalid));
}

Ast *parse_star_target(Parser *p)
{
    int start = p->pos;
    Ast *node;
    if (accept(p, TOKEN_STAR)) {
        AstStarred *starred = NEW(p, Starred);
        starred->value = parse_primary(p);
        node = starred->value == NULL ? NULL : finish(p, starred, start);
    } else {
        node = parse_primary(p);
    }
    return node;
}

// One target, or a tuple of them without brackets.
static Ast *parse_targets(Parser *p)
{
    int start = p->pos;
    Ast *first = parse_star_target(p);
    if (first != NULL && peek(p) == TOKEN_COMMA) {
        Mark base = mark_here(p);
        push_pending(p, first);
        while (accept(p, TOKEN_COMMA)) {
            Mark mark = mark_here(p);
            Ast *next = peek(p) == TOKEN_IN ? NULL : parse_star_target(p);
            if (next == NULL) {
                back_to(p, mark);
                break;
            }
            push_pending(p, next);
        }
        AstTuple *tuple = NEW(p, Tuple);
        tuple->elts = take_pending(p, base);
        first = finish(p, tuple, start);
    }
    return first != NULL && !p->is_raised && to_target(first, CTX_Store) ? first : NULL;
}

Ast *parse_for_targets(Parser *p)
{
    Mark mark = mark_here(p);
    Ast *target = parse_targets(p);
    if (p->is_raised) {
        return NULL;
    }
    if (target != NULL && accept(p, TOKEN_IN)) {
        return target;
    }
    if (p->is_explaining) {
        back_to(p, mark);
        const Ast *node = parse_star_expressions(p);
        if (node != NULL) {
            raise_invalid_target(p, node, FOR_TARGETS);
        }
    }
    return NULL;
}
