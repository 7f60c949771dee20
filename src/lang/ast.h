#ifndef AWAITSCOPE_LANG_AST_H
#define AWAITSCOPE_LANG_AST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"

// The syntax tree of Python 3.11, exactly as the documentation of Python's `ast` module describes
// it. ast.def is the table of all kinds; from each line come, for a node called BinOp:
//     the kind AST_BinOp and the struct AstBinOp, with one member per field, named as in Python.
// The kinds that Python writes in small letters are Arguments, Arg, Keyword, Alias, WithItem,
// Comprehension and MatchCase here. Every node begins with an Ast, so `(const AstBinOp *)node` is
// right when node->kind == AST_BinOp; AST_CAST checks that. A tree lives in the arena it was parsed
// into and is never changed after parsing.

// Lines start at 1, columns at 0 and count bytes of UTF-8, as in Python's `ast`. The end is
// exclusive.
typedef struct Span {
    int32_t line, col, end_line, end_col;
} Span;

// `depth` is how many levels of nodes are below, at most AST_MAX_DEPTH: a bound for code that
// recurses over a tree.
enum { AST_MAX_DEPTH = 1500 };

typedef struct Ast {
    uint16_t kind;
    uint16_t depth;
    Span span;
} Ast;

// Items may be NULL in Dict.keys (for `**value`) and Arguments.kw_defaults (for no default), and
// nowhere else.
typedef struct AstSeq {
    int count;
    Ast **items;
} AstSeq;

// An identifier, unique within one parse: equal names are equal pointers. `text` is UTF-8 in normal
// form NFKC, NUL-terminated; `index` counts from 0 in order of first appearance.
typedef struct AstIdent {
    uint32_t length;
    uint32_t index;
    const char *text;
} AstIdent;

typedef struct AstNames {
    int count;
    const AstIdent **items;
} AstNames;

typedef enum AstConstKind {
    CONST_NONE,
    CONST_TRUE,
    CONST_FALSE,
    CONST_ELLIPSIS,
    CONST_INT,     // digits without underscores, with the prefix 0x, 0o or 0b in small letters
    CONST_FLOAT,   // as in the source without underscores
    CONST_COMPLEX, // the imaginary part, without underscores and without the j
    CONST_STR,     // UTF-8 in which lone surrogates are encoded too; may contain NUL
    CONST_BYTES,
} AstConstKind;

// `text` is NULL for the first four kinds; else `length` bytes and a NUL that is not counted.
typedef struct AstConst {
    AstConstKind kind;
    uint32_t length;
    const char *text;
} AstConst;

// X(name, symbol)
#define AST_OPERATORS(X)                                                                           \
    X(Add, "+")                                                                                    \
    X(Sub, "-") X(Mult, "*") X(MatMult, "@") X(Div, "/") X(Mod, "%") X(Pow, "**") X(LShift, "<<")  \
        X(RShift, ">>") X(BitOr, "|") X(BitXor, "^") X(BitAnd, "&") X(FloorDiv, "//")
#define AST_BOOLOPS(X) X(And, "and") X(Or, "or")
#define AST_UNARYOPS(X) X(Invert, "~") X(Not, "not") X(UAdd, "+") X(USub, "-")
#define AST_CMPOPS(X)                                                                              \
    X(Eq, "==")                                                                                    \
    X(NotEq, "!=") X(Lt, "<") X(LtE, "<=") X(Gt, ">") X(GtE, ">=") X(Is, "is") X(IsNot, "is not")  \
        X(In, "in") X(NotIn, "not in")
#define AST_CONTEXTS(X) X(Load, "") X(Store, "") X(Del, "")

#define X(name, symbol) BINOP_##name,
typedef enum AstOperator { AST_OPERATORS(X) } AstOperator;
#undef X
#define X(name, symbol) BOOLOP_##name,
typedef enum AstBoolOperator { AST_BOOLOPS(X) } AstBoolOperator;
#undef X
#define X(name, symbol) UNARYOP_##name,
typedef enum AstUnaryOperator { AST_UNARYOPS(X) } AstUnaryOperator;
#undef X
#define X(name, symbol) CMPOP_##name,
typedef enum AstCmpOperator { AST_CMPOPS(X) } AstCmpOperator;
#undef X
#define X(name, symbol) CTX_##name,
typedef enum AstContext { AST_CONTEXTS(X) } AstContext;
#undef X

typedef struct AstCmpOps {
    int count;
    AstCmpOperator *items;
} AstCmpOps;

typedef struct AstIdentTable AstIdentTable;

typedef enum AstKind {
#define AST_NODE(name, text, category, has_span, fields) AST_##name,
#include "lang/ast.def"
    AST_KIND_COUNT,
} AstKind;

typedef enum AstCategory { AST_MOD, AST_STMT, AST_EXPR, AST_PATTERN, AST_PART } AstCategory;

#define NODE(f) Ast *f;
#define OPT(f) Ast *f;
#define SEQ(f) AstSeq f;
#define NAME(f) const AstIdent *f;
#define OPT_NAME(f) const AstIdent *f;
#define NAMES(f) AstNames f;
#define OPERATOR(f) AstOperator f;
#define BOOLOP(f) AstBoolOperator f;
#define UNARYOP(f) AstUnaryOperator f;
#define CONTEXT(f) AstContext f;
#define CMPOPS(f) AstCmpOps f;
#define INTEGER(f) int f;
#define CONSTANT(f) AstConst f;
#define OPT_TEXT(f) const char *f;
#define PRIVATE(type, f) type f;
#define AST_NODE(name, text, category, has_span, fields)                                           \
    typedef struct Ast##name {                                                                     \
        Ast base;                                                                                  \
        fields                                                                                     \
    } Ast##name;
#include "lang/ast.def"

// The node as a pointer to the struct of kind `name`, which it must be: AST_CAST(Name, node)->id.
#define AST_CAST(name, node) ((const Ast##name *)ast_expect((node), AST_##name))

// Returns `node` after asserting its kind.
const Ast *ast_expect(const Ast *node, AstKind kind);

// The name of a kind as Python spells it ("BinOp", "arguments"). Static.
const char *ast_kind_name(AstKind kind);

// What a kind is in the grammar.
AstCategory ast_kind_category(AstKind kind);

// The operator as it is written in source, for messages ("+", "not in"). Static.
const char *ast_operator_symbol(AstOperator op);
const char *ast_unary_symbol(AstUnaryOperator op);
const char *ast_cmp_symbol(AstCmpOperator op);

// Calls `visit` with each child of `node` in field order, skipping absent ones; it does not
// descend. Nodes nest at most as deep as the parser allows, so a visitor may recurse.
typedef void (*AstVisitFn)(void *context, Ast *child);
void ast_visit_children(const Ast *node, AstVisitFn visit, void *context);

// Makes an empty table of identifiers in `arena`, whose life it shares.
AstIdentTable *ast_idents_new(Arena *arena);

// The identifier with these `length` bytes, added to the table when it is new. The result lives as
// long as the table's arena. The table of a tree is AstModule.idents.
const AstIdent *ast_ident(AstIdentTable *table, const char *text, size_t length);

// How many identifiers there are: one more than the largest index.
uint32_t ast_ident_count(const AstIdentTable *table);

// Appends the tree to `out` in the format of Python's ast.dump(node, include_attributes=True):
// on one line, or with one field per line when `indent` is above 0 (columns per level).
void ast_dump(Buffer *out, const Ast *node, int indent);

// Appends a constant as Python's repr shows it.
void ast_dump_constant(Buffer *out, const AstConst *value);

#endif
