#include <string.h>

#include "lang/symtable_check.h"

enum { MAX_NAMES = 256 };

typedef struct Names {
    const AstIdent *items[MAX_NAMES];
    int count;
} Names;

typedef struct PatternCheck {
    Symtable *table;
    Names names;
    Span last; // the pattern looked at last
    bool may_be_irrefutable;
} PatternCheck;

static void check_pattern(PatternCheck *c, const Ast *node);

static bool has_name(const Names *names, const AstIdent *name)
{
    for (int i = 0; i < names->count; i++) {
        if (names->items[i] == name) {
            return true;
        }
    }
    return false;
}

static void bind(PatternCheck *c, const AstIdent *name)
{
    if (name == NULL) {
        return;
    }
    if (has_name(&c->names, name)) {
        symtable_fail(c->table, c->last, "multiple assignments to name '%s' in pattern",
                      name->text);
    } else if (c->names.count < MAX_NAMES) {
        c->names.items[c->names.count++] = name;
    }
}

static void check_parts(PatternCheck *c, const AstSeq *patterns)
{
    for (int i = 0; i < patterns->count; i++) {
        c->may_be_irrefutable = true;
        check_pattern(c, patterns->items[i]);
    }
}

static void check_as(PatternCheck *c, const AstMatchAs *node)
{
    if (node->pattern != NULL) {
        check_pattern(c, node->pattern);
    } else if (!c->may_be_irrefutable && node->name != NULL) {
        symtable_fail(c->table, node->base.span,
                      "name capture '%s' makes remaining patterns unreachable", node->name->text);
    } else if (!c->may_be_irrefutable) {
        symtable_fail(c->table, node->base.span, "wildcard makes remaining patterns unreachable");
    }
    bind(c, node->name);
}

static bool same_names(const Names *a, const Names *b)
{
    for (int i = 0; i < a->count; i++) {
        if (!has_name(b, a->items[i])) {
            return false;
        }
    }
    return a->count == b->count;
}

static void check_or(PatternCheck *c, const AstMatchOr *node)
{
    bool may_be_irrefutable = c->may_be_irrefutable;
    Names before = c->names;
    Names first = {.count = 0};
    for (int i = 0; i < node->patterns.count && !c->table->has_failed; i++) {
        c->names.count = 0;
        c->may_be_irrefutable = may_be_irrefutable && i + 1 == node->patterns.count;
        check_pattern(c, node->patterns.items[i]);
        if (i == 0) {
            first = c->names;
        } else if (!same_names(&first, &c->names)) {
            symtable_fail(c->table, node->base.span, "alternative patterns bind different names");
        }
    }
    c->names = before;
    for (int i = 0; i < first.count; i++) {
        bind(c, first.items[i]);
    }
}

static void check_sequence(PatternCheck *c, const AstMatchSequence *node)
{
    int stars = 0;
    for (int i = 0; i < node->patterns.count; i++) {
        stars += node->patterns.items[i]->kind == AST_MatchStar;
    }
    if (stars > 1) {
        symtable_fail(c->table, node->base.span, "multiple starred names in sequence pattern");
    }
    check_parts(c, &node->patterns);
}

static bool same_key(const Ast *a, const Ast *b)
{
    if (a->kind != AST_Constant || b->kind != AST_Constant) {
        return false;
    }
    const AstConst *x = &AST_CAST(Constant, a)->value;
    const AstConst *y = &AST_CAST(Constant, b)->value;
    return x->kind == y->kind && x->length == y->length &&
           (x->length == 0 || memcmp(x->text, y->text, x->length) == 0);
}

static void check_mapping(PatternCheck *c, const AstMatchMapping *node)
{
    for (int i = 0; i < node->keys.count; i++) {
        for (int k = 0; k < i; k++) {
            if (same_key(node->keys.items[k], node->keys.items[i])) {
                Buffer key;
                buffer_init(&key);
                ast_dump_constant(&key, &AST_CAST(Constant, node->keys.items[i])->value);
                symtable_fail(c->table, node->base.span,
                              "mapping pattern checks duplicate key (%s)", key.data);
                buffer_deinit(&key);
            }
        }
    }
    check_parts(c, &node->patterns);
    bind(c, node->rest);
}

static void check_class(PatternCheck *c, const AstMatchClass *node)
{
    for (int i = 0; i < node->kwd_attrs.count; i++) {
        for (int k = i + 1; k < node->kwd_attrs.count; k++) {
            if (node->kwd_attrs.items[i] == node->kwd_attrs.items[k]) {
                symtable_fail(c->table, node->kwd_patterns.items[k]->span,
                              "attribute name repeated in class pattern: %s",
                              node->kwd_attrs.items[i]->text);
            }
        }
    }
    check_parts(c, &node->patterns);
    check_parts(c, &node->kwd_patterns);
}

static void check_value(PatternCheck *c, const AstMatchValue *node)
{
    if (node->value->kind == AST_JoinedStr) {
        symtable_fail(c->table, node->base.span,
                      "patterns may only match literals and attribute lookups");
    }
}

static void check_pattern(PatternCheck *c, const Ast *node)
{
    c->last = node->span;
    switch (node->kind) {
    case AST_MatchAs: check_as(c, AST_CAST(MatchAs, node)); break;
    case AST_MatchOr: check_or(c, AST_CAST(MatchOr, node)); break;
    case AST_MatchStar: bind(c, AST_CAST(MatchStar, node)->name); break;
    case AST_MatchSequence: check_sequence(c, AST_CAST(MatchSequence, node)); break;
    case AST_MatchMapping: check_mapping(c, AST_CAST(MatchMapping, node)); break;
    case AST_MatchClass: check_class(c, AST_CAST(MatchClass, node)); break;
    case AST_MatchValue: check_value(c, AST_CAST(MatchValue, node)); break;
    }
}

void symtable_check_pattern(Symtable *table, const Ast *pattern, bool may_be_irrefutable)
{
    PatternCheck c = {.table = table, .may_be_irrefutable = may_be_irrefutable};
    check_pattern(&c, pattern);
}
