#ifndef AWAITSCOPE_LANG_PARSER_INTERNAL_H
#define AWAITSCOPE_LANG_PARSER_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "lang/ast.h"
#include "lang/lexer.h"
#include "lang/parser.h"

// What the files of the parser share; nothing outside of parser*.c and fstring.c includes this.
//
// The parser goes over the tokens by recursive descent, one function per rule of the grammar in the
// reference. A rule returns its node, or NULL when the tokens do not fit it: then `pos` is
// anywhere after where it started, and nothing has been said about the error. Callers that can go
// on in another way put `pos` back first.
//
// A module that does not fit is parsed a second time with `is_explaining` set. In that pass the
// rules look for the usual mistakes and raise an error with a message of its own; once `is_raised`
// is set, every rule returns NULL. When nothing was raised it is "invalid syntax" at the furthest
// token that the first pass looked at. That order of events is CPython's, so the messages are too.

typedef struct Parser {
    Arena *arena;
    Lexer *lexer;
    const Token *tokens;
    int pos;
    int furthest; // the last token looked at so far
    bool is_explaining;
    bool is_raised;
    int legacy_depth;     // of looking for `print x` while doing so
    bool is_fstring;      // parses one expression of an f-string
    int32_t fstring_line; // where that expression starts
    int32_t fstring_col;
    int depth; // of rules that contain themselves
    AstIdentTable *idents;
    SyntaxErrorInfo *error; // filled in when is_raised
    // Nodes of sequences that are not complete yet, a stack shared by all rules.
    Ast **pending;
    int pending_count, pending_capacity;
} Parser;

typedef struct Mark {
    int pos, pending_count;
} Mark;

// --- parser.c: tokens

static inline TokenType peek(const Parser *p)
{
    return (TokenType)p->tokens[p->pos].type;
}

static inline void advance(Parser *p)
{
    p->pos++;
    if (p->pos > p->furthest) {
        p->furthest = p->pos;
    }
}

static inline bool accept(Parser *p, TokenType type)
{
    if (peek(p) != type) {
        return false;
    }
    advance(p);
    return true;
}

// The type of the token after the present one, which then counts as looked at.
TokenType peek_next(Parser *p);

// Whether a name and ":=" come next.
bool at_walrus(Parser *p);

// Whether the present token is a NAME spelled like `text`.
bool at_soft_keyword(const Parser *p, const char *text);

// Consumes a token of that type, or raises "expected ':'" in either pass.
bool expect_forced(Parser *p, TokenType type);

Mark mark_here(const Parser *p);
void back_to(Parser *p, Mark mark);

// Runs `rule` over all tokens, twice if need be; returns NULL with an error raised when they do not
// fit it.
Ast *run_rule(Parser *p, Ast *(*rule)(Parser *p));

// --- parser.c: nodes

#define NEW(p, name) ((Ast##name *)node_new((p), AST_##name, sizeof(Ast##name)))

void *node_new(Parser *p, AstKind kind, size_t size);

// Completes a node whose fields are all set: it spans from token number `start` to the last one
// consumed. Returns NULL, with an error raised, when the tree is too deep.
Ast *finish(Parser *p, void *node, int start);

// Puts a node on the stack of pending ones.
void push_pending(Parser *p, Ast *node);

// Takes off what was pushed since `mark`, as a sequence.
AstSeq take_pending(Parser *p, Mark mark);

AstSeq seq_of_one(Parser *p, Ast *node);

// The identifier of token number `index`, a NAME.
const AstIdent *ident_of(Parser *p, int index);

// Counts one level of a rule that contains itself; returns false, with an error raised, when there
// are too many. Each true is followed by one leave().
bool enter(Parser *p);
void leave(Parser *p);

// --- parser_error.c: all return NULL, having raised the error unless one is raised already.

__attribute__((format(printf, 2, 3))) void *raise_at_last(Parser *p, const char *format, ...);
__attribute__((format(printf, 3, 4))) void *raise_at_token(Parser *p, int token, const char *format,
                                                           ...);
__attribute__((format(printf, 3, 4))) void *raise_at_node(Parser *p, const Ast *node,
                                                          const char *format, ...);
__attribute__((format(printf, 4, 5))) void *raise_range(Parser *p, const Ast *first,
                                                        const Ast *last, const char *format, ...);
__attribute__((format(printf, 4, 5))) void *raise_node_to_token(Parser *p, const Ast *first,
                                                                int last, const char *format, ...);
__attribute__((format(printf, 4, 5))) void *raise_tokens(Parser *p, int first, int last,
                                                         const char *format, ...);
// From the start of one token to the start of another.
__attribute__((format(printf, 4, 5))) void *raise_up_to_token(Parser *p, int first, int last,
                                                              const char *format, ...);
__attribute__((format(printf, 2, 3))) void *raise_indentation(Parser *p, const char *format, ...);

// What this parser does not cover, at the last token; and nesting beyond its limits.
__attribute__((format(printf, 2, 3))) void *raise_not_covered(Parser *p, const char *format, ...);
void *raise_too_deep(Parser *p, int token);

// Fills in the error of a failed first pass from the lexer, when the parser met its error.
void raise_lexer_error(Parser *p);

// Replaces a raised error by what the lexer found further on, or by a bracket never closed, where
// CPython prefers that.
void override_by_lexer(Parser *p);

// The error of a failed parse that nothing raised.
void raise_generic(Parser *p, int last_token);

// What an expression is called in messages: "function call", "literal", ...
const char *expr_name(const Ast *node);

// --- parser_expr.c

Ast *parse_expression(Parser *p);
Ast *parse_star_expressions(Parser *p); // one, or a tuple without brackets
Ast *parse_star_expression(Parser *p);
Ast *parse_named_expression(Parser *p);
Ast *parse_star_named_expression(Parser *p);
Ast *parse_disjunction(Parser *p);
Ast *parse_bitwise_or(Parser *p);
Ast *parse_yield(Parser *p);
Ast *parse_annotated_rhs(Parser *p); // yield or star_expressions
Ast *parse_number(Parser *p);

// --- parser_atom.c

Ast *parse_atom(Parser *p);
Ast *parse_primary(Parser *p);
Ast *parse_slices(Parser *p);
bool at_comprehension(Parser *p);
bool parse_for_if_clauses(Parser *p, AstSeq *generators);
const Ast *last_comprehension_item(const AstSeq *generators);

// --- parser_args.c

// The arguments of a call or class, after "(" and up to and including ")". `open` is the token "("
// when a generator expression may share the parentheses, or -1.
bool parse_arguments(Parser *p, int open, AstSeq *args, AstSeq *keywords);

// Parameters up to `end`, which is TOKEN_RPAR or TOKEN_COLON (for lambda).
Ast *parse_parameters(Parser *p, TokenType end);

// --- parser_target.c

// Makes an expression a target: sets the contexts and returns true, or leaves it half changed and
// returns false when it is none. For CTX_Del stars are refused.
bool to_target(Ast *node, AstContext context);

// A target of an augmented or annotated assignment: a name, attribute or subscript.
bool to_single_target(Ast *node);

// The innermost part of `node` that is no target, or NULL.
typedef enum TargetKind { STAR_TARGETS, DEL_TARGETS, FOR_TARGETS } TargetKind;
const Ast *invalid_target(const Ast *node, TargetKind kind);
void *raise_invalid_target(Parser *p, const Ast *node, TargetKind kind);

// The targets of a `for`, and its `in`.
Ast *parse_for_targets(Parser *p);
Ast *parse_star_target(Parser *p);

// --- parser_stmt.c and parser_compound.c

bool parse_statements(Parser *p, AstSeq *body);
bool parse_statement(Parser *p);    // pushes what it parses
bool parse_simple_stmts(Parser *p); // likewise
Ast *parse_compound_stmt(Parser *p);
// A block after ":"; `what` names its owner for "expected an indented block after %s on line %d".
bool parse_block(Parser *p, const char *what, int32_t line, AstSeq *body);

// --- parser_pattern.c

bool at_match_statement(Parser *p);
Ast *parse_match_stmt(Parser *p);

// --- fstring.c

Ast *parse_strings(Parser *p);

#endif
