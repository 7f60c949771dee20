#include "lang/ast.h"

#include <assert.h>
#include <string.h>

const Ast *ast_expect(const Ast *node, AstKind kind)
{
    assert(node->kind == kind);
    (void)kind;
    return node;
}

const char *ast_kind_name(AstKind kind)
{
    static const char *const names[] = {
#define AST_NODE(name, text, category, has_span, fields) text,
#include "lang/ast.def"
    };
    static_assert(sizeof names / sizeof *names == AST_KIND_COUNT, "one name per kind");
    return names[kind];
}

AstCategory ast_kind_category(AstKind kind)
{
    static const unsigned char categories[] = {
#define AST_NODE(name, text, category, has_span, fields) AST_##category,
#include "lang/ast.def"
    };
    return (AstCategory)categories[kind];
}

#define X(name, symbol) symbol,

const char *ast_operator_symbol(AstOperator op)
{
    static const char *const symbols[] = {AST_OPERATORS(X)};
    return symbols[op];
}

const char *ast_unary_symbol(AstUnaryOperator op)
{
    static const char *const symbols[] = {AST_UNARYOPS(X)};
    return symbols[op];
}

const char *ast_cmp_symbol(AstCmpOperator op)
{
    static const char *const symbols[] = {AST_CMPOPS(X)};
    return symbols[op];
}

#undef X

static void visit_one(AstVisitFn visit, void *context, Ast *child)
{
    if (child != NULL) {
        visit(context, child);
    }
}

static void visit_seq(AstVisitFn visit, void *context, const AstSeq *seq)
{
    for (int i = 0; i < seq->count; i++) {
        visit_one(visit, context, seq->items[i]);
    }
}

void ast_visit_children(const Ast *node, AstVisitFn visit, void *context)
{
    switch ((AstKind)node->kind) {
#define NODE(f) visit_one(visit, context, self->f);
#define OPT(f) visit_one(visit, context, self->f);
#define SEQ(f) visit_seq(visit, context, &self->f);
#define NAME(f)
#define OPT_NAME(f)
#define NAMES(f)
#define OPERATOR(f)
#define BOOLOP(f)
#define UNARYOP(f)
#define CONTEXT(f)
#define CMPOPS(f)
#define INTEGER(f)
#define CONSTANT(f)
#define OPT_TEXT(f)
#define PRIVATE(type, f)
#define AST_NODE(name, text, category, has_span, fields)                                           \
    case AST_##name: {                                                                             \
        const Ast##name *self = (const Ast##name *)node;                                           \
        (void)self;                                                                                \
        fields break;                                                                              \
    }
#include "lang/ast.def"
    case AST_KIND_COUNT: assert(0); break;
    }
}

struct AstIdentTable {
    Arena *arena;
    uint32_t count;
    uint32_t capacity;      // of `slots`, a power of two
    const AstIdent **slots; // open addressing; NULL is free
};

enum { FIRST_SLOTS = 256 };

AstIdentTable *ast_idents_new(Arena *arena)
{
    AstIdentTable *table = arena_alloc(arena, sizeof *table);
    table->arena = arena;
    table->capacity = FIRST_SLOTS;
    table->slots = arena_alloc(arena, FIRST_SLOTS * sizeof *table->slots);
    return table;
}

static uint32_t hash_of(const char *text, size_t length)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)text[i]) * 16777619u;
    }
    return hash;
}

static uint32_t slot_of(const AstIdentTable *table, const char *text, size_t length)
{
    uint32_t slot = hash_of(text, length) & (table->capacity - 1);
    for (;;) {
        const AstIdent *ident = table->slots[slot];
        if (ident == NULL || (ident->length == length && memcmp(ident->text, text, length) == 0)) {
            return slot;
        }
        slot = (slot + 1) & (table->capacity - 1);
    }
}

static void grow(AstIdentTable *table)
{
    const AstIdent **old = table->slots;
    uint32_t old_capacity = table->capacity;
    table->capacity *= 2;
    table->slots = arena_alloc(table->arena, table->capacity * sizeof *table->slots);
    for (uint32_t i = 0; i < old_capacity; i++) {
        if (old[i] != NULL) {
            table->slots[slot_of(table, old[i]->text, old[i]->length)] = old[i];
        }
    }
}

const AstIdent *ast_ident(AstIdentTable *table, const char *text, size_t length)
{
    uint32_t slot = slot_of(table, text, length);
    if (table->slots[slot] != NULL) {
        return table->slots[slot];
    }
    AstIdent *ident = arena_alloc(table->arena, sizeof *ident);
    ident->length = (uint32_t)length;
    ident->index = table->count++;
    ident->text = arena_strndup(table->arena, text, length);
    table->slots[slot] = ident;
    if (table->count > table->capacity / 2) {
        grow(table);
    }
    return ident;
}

uint32_t ast_ident_count(const AstIdentTable *table)
{
    return table->count;
}
