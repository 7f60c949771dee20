#ifndef AWAITSCOPE_LANG_SYMTABLE_INTERNAL_H
#define AWAITSCOPE_LANG_SYMTABLE_INTERNAL_H

#include "lang/symtable.h"

// What the three steps of building a symbol table share: symtable.c collects scopes and what each
// does with its names, symtable_resolve.c finds what each name means, symtable_check.c looks for
// statements out of place.

// A `global` or `nonlocal` of a name, for errors that are found when names are resolved.
typedef struct Directive {
    const Scope *scope;
    const AstIdent *name;
    Span span;
} Directive;

struct Symtable {
    Arena *arena;
    AstIdentTable *idents;
    SyntaxErrorInfo *error;
    bool has_failed;
    bool future_annotations;
    bool cells; // the module's own code is a coroutine's
    Scope *module;
    Scope **scopes; // by node, open addressing
    int scope_count, scope_capacity;
    Directive *directives;
    int directive_count, directive_capacity;
    const AstIdent *dunder_class; // __class__
};

// Reports an error at a place; the first one stays. Returns false.
__attribute__((format(printf, 3, 4))) bool symtable_fail(Symtable *table, Span span,
                                                         const char *format, ...);

// The symbol of a name, mangled already, made when there is none.
Symbol *symtable_add(Symtable *table, Scope *scope, const AstIdent *name);

// symtable_resolve.c: fills in what each symbol of `scope` and of those inside means.
void symtable_resolve(Symtable *table, Scope *scope);

// symtable_check.c
void symtable_check(Symtable *table, const AstModule *module);

#endif
