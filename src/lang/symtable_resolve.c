#include "lang/symtable_internal.h"

// What each name means: a variable of its own scope, of one around it, or a global.

static bool is_function_like(const Scope *scope)
{
    return scope->kind != SCOPE_MODULE && scope->kind != SCOPE_CLASS;
}

static Span directive_span(const Symtable *table, const Scope *scope, const AstIdent *name)
{
    for (int i = 0; i < table->directive_count; i++) {
        const Directive *directive = &table->directives[i];
        if (directive->scope == scope && directive->name == name) {
            return directive->span;
        }
    }
    return scope->node->span;
}

// The scope around `scope` whose variable `name` is, or NULL when it is a global. Class scopes
// lend nothing to what is inside them but the cell __class__.
static Scope *find_owner(const Symtable *table, const Scope *scope, const AstIdent *name)
{
    for (Scope *outer = scope->parent; outer != NULL; outer = outer->parent) {
        if (outer->kind == SCOPE_CLASS) {
            if (name == table->dunder_class && is_function_like(scope)) {
                return outer;
            }
            continue;
        }
        if (outer->kind == SCOPE_MODULE) {
            return NULL;
        }
        const Symbol *symbol = symtable_find(outer, name);
        if (symbol == NULL) {
            continue;
        }
        if (symbol->flags & SYMBOL_DECL_GLOBAL) {
            return NULL;
        }
        if ((symbol->flags & SYMBOL_BOUND) && !(symbol->flags & SYMBOL_DECL_NONLOCAL)) {
            return outer;
        }
    }
    return NULL;
}

// Makes `name` a cell of its owner and lets it pass through the scopes between.
static void make_free(Symtable *table, Scope *scope, Scope *owner, const AstIdent *name)
{
    for (Scope *between = scope->parent; between != owner; between = between->parent) {
        between->has_child_free = true;
        Symbol *symbol = (Symbol *)symtable_find(between, name);
        if (symbol == NULL) {
            symbol = symtable_add(table, between, name);
            symbol->scope = SYMBOL_FREE;
            between->has_free = true;
        } else if (between->kind == SCOPE_CLASS &&
                   (symbol->flags & (SYMBOL_BOUND | SYMBOL_DECL_GLOBAL))) {
            symbol->flags |= SYMBOL_FREE_IN_CLASS;
        }
    }
    owner->has_child_free = true;
    if (owner->kind == SCOPE_CLASS) {
        owner->needs_class_closure = true;
    } else {
        ((Symbol *)symtable_find(owner, name))->scope = SYMBOL_CELL;
    }
    scope->has_free = true;
}

static void resolve_nonlocal(Symtable *table, Scope *scope, Symbol *symbol)
{
    Span span = directive_span(table, scope, symbol->name);
    if (scope->kind == SCOPE_MODULE) {
        symtable_fail(table, span, "nonlocal declaration not allowed at module level");
        return;
    }
    Scope *owner = find_owner(table, scope, symbol->name);
    if (owner == NULL) {
        symtable_fail(table, span, "no binding for nonlocal '%s' found", symbol->name->text);
        return;
    }
    symbol->scope = SYMBOL_FREE;
    make_free(table, scope, owner, symbol->name);
}

static void resolve_symbol(Symtable *table, Scope *scope, Symbol *symbol)
{
    unsigned flags = symbol->flags;
    if (flags & SYMBOL_DECL_GLOBAL) {
        if (flags & SYMBOL_DECL_NONLOCAL) {
            symtable_fail(table, directive_span(table, scope, symbol->name),
                          "name '%s' is nonlocal and global", symbol->name->text);
        }
        symbol->scope = SYMBOL_GLOBAL_EXPLICIT;
    } else if (flags & SYMBOL_DECL_NONLOCAL) {
        resolve_nonlocal(table, scope, symbol);
    } else if (flags & SYMBOL_BOUND) {
        if (symbol->scope != SYMBOL_CELL) {
            symbol->scope = SYMBOL_LOCAL;
        }
    } else {
        Scope *owner = find_owner(table, scope, symbol->name);
        symbol->scope = owner == NULL ? SYMBOL_GLOBAL_IMPLICIT : SYMBOL_FREE;
        if (owner != NULL) {
            make_free(table, scope, owner, symbol->name);
        }
    }
}

// Imports bind as well; they are told apart while collecting only.
static void bind_imports(Scope *scope)
{
    for (int i = 0; i < scope->symbol_count; i++) {
        if (scope->symbols[i].flags & SYMBOL_IMPORTED) {
            scope->symbols[i].flags |= SYMBOL_BOUND;
        }
    }
}

void symtable_resolve(Symtable *table, Scope *scope)
{
    bind_imports(scope);
    for (int i = 0; i < scope->symbol_count && !table->has_failed; i++) {
        resolve_symbol(table, scope, &scope->symbols[i]);
    }
    for (int i = 0; i < scope->child_count && !table->has_failed; i++) {
        symtable_resolve(table, scope->children[i]);
    }
}
