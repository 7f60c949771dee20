#ifndef AWAITSCOPE_LANG_SYMTABLE_H
#define AWAITSCOPE_LANG_SYMTABLE_H

#include <stdbool.h>

#include "base/arena.h"
#include "lang/ast.h"
#include "lang/parser.h"

// Which name means what where: the scopes of a module and the names of each, by the rules of the
// section "Naming and binding" of the Python 3.11 reference.
//
// Each module, class, function, lambda and comprehension has a Scope. Comprehensions are functions
// of their own with the one parameter ".0", the iterator over their first iterable; that iterable
// is evaluated in the enclosing scope. Names are stored mangled (`__x` in class C is `_C__x`), so a
// compiler calls symtable_mangle before it looks one up.

typedef enum ScopeKind {
    SCOPE_MODULE,
    SCOPE_CLASS,
    SCOPE_FUNCTION, // def and async def
    SCOPE_LAMBDA,
    SCOPE_COMPREHENSION, // list, set, dict comprehensions and generator expressions
} ScopeKind;

typedef enum SymbolScope {
    SYMBOL_LOCAL,           // a local variable of this scope (in a module: a global)
    SYMBOL_CELL,            // local, and used by an inner scope
    SYMBOL_FREE,            // a variable of an enclosing function
    SYMBOL_GLOBAL_EXPLICIT, // declared `global`
    SYMBOL_GLOBAL_IMPLICIT, // bound nowhere around: global or builtin
} SymbolScope;

enum {
    SYMBOL_BOUND = 1 << 0,     // assigned, deleted, imported, a def or class: anything that binds
    SYMBOL_PARAMETER = 1 << 1, // a parameter of the function
    SYMBOL_DECL_GLOBAL = 1 << 2,
    SYMBOL_DECL_NONLOCAL = 1 << 3,
    SYMBOL_USED = 1 << 4,
    SYMBOL_IMPORTED = 1 << 5,
    SYMBOL_ANNOTATED = 1 << 6,
    SYMBOL_FREE_IN_CLASS = 1 << 7, // bound in this class and also passed through it as free
    SYMBOL_ITERATION = 1 << 8,     // an iteration variable of this comprehension
};

typedef struct Symbol {
    const AstIdent *name; // mangled
    SymbolScope scope;
    unsigned flags;
} Symbol;

typedef struct Scope Scope;
struct Scope {
    ScopeKind kind;
    const Ast *node;            // the Module, ClassDef, FunctionDef, Lambda, ListComp, ...
    const AstIdent *name;       // "top", "lambda", "listcomp", "genexpr" where there is none
    const AstIdent *class_name; // of the innermost class around (or this class), for mangling
    Scope *parent;              // NULL for the module
    Scope **children;           // in order of appearance in the source
    int child_count;
    Symbol *symbols; // in order of first appearance
    int symbol_count;
    // Parameters in the order of co_varnames: positional-only, positional, keyword-only, *, **.
    const AstIdent **parameters;
    int parameter_count;
    bool is_nested;    // somewhere inside a function
    bool is_generator; // has yield (an async generator has this and is_coroutine)
    bool is_coroutine; // async def, or an asynchronous comprehension or generator expression
    bool has_varargs, has_varkeywords;
    bool returns_value;       // has `return` with a value
    bool has_free;            // some symbol here is free
    bool has_child_free;      // some scope inside has free names
    bool needs_class_closure; // class: a method uses __class__ or super(), so make that cell
    int *slots;               // private: index of symbols by identifier
    int slot_count;           // private: a power of two, or 0
    int symbol_capacity, child_capacity; // private
};

typedef struct Symtable Symtable;

// Finds the scopes and names of `module`, allocating in `arena` (the result lives as long as that
// and as the tree). Also reports what is wrong with names and with statements out of place ('break'
// outside loop, 'await' outside function, ...), in CPython's words. Returns NULL with `error`
// filled in when there is such an error. No guest code runs.
Symtable *symtable_build(Arena *arena, const AstModule *module, SyntaxErrorInfo *error);

// The same for the cells of a notebook: the module's own code may await, and is a coroutine's.
Symtable *symtable_build_cells(Arena *arena, const AstModule *module, SyntaxErrorInfo *error);

// The scope that `node` (Module, ClassDef, FunctionDef, AsyncFunctionDef, Lambda, or one of the
// four comprehensions) opens. The node must have one.
Scope *symtable_scope(const Symtable *table, const Ast *node);

// The symbol called `name` (mangled) in that very scope, or NULL.
const Symbol *symtable_find(const Scope *scope, const AstIdent *name);

// The name under which `name` is known inside `scope`: `__x` becomes `_C__x` within class C,
// others stay.
const AstIdent *symtable_mangle(const Symtable *table, const Scope *scope, const AstIdent *name);

#endif
