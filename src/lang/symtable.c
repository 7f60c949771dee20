#include "lang/symtable.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lang/symtable_check.h"
#include "lang/symtable_internal.h"

enum { FIRST_SYMBOLS = 8, FIRST_SCOPES = 64, FIRST_DIRECTIVES = 8, FIRST_CHILDREN = 4 };

// --- Storage. Arrays grow by copying within the arena.

static void *grow_array(Arena *arena, const void *old, int count, int *capacity, int first,
                        size_t size)
{
    *capacity = *capacity > 0 ? *capacity * 2 : first;
    void *array = arena_alloc(arena, (size_t)*capacity * size);
    if (count > 0) {
        memcpy(array, old, (size_t)count * size);
    }
    return array;
}

bool symtable_fail(Symtable *table, Span span, const char *format, ...)
{
    if (table->has_failed) {
        return false;
    }
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    *table->error = (SyntaxErrorInfo){
        .kind = SYNTAX_ERROR,
        .filename = table->error->filename,
        .message = arena_strndup(table->arena, text, strlen(text)),
        // CPython counts bytes here.
        .line = span.line,
        .col = span.col + 1,
        .end_line = span.end_line,
        .end_col = span.end_col + 1,
    };
    table->has_failed = true;
    return false;
}

static size_t node_hash(const Ast *node)
{
    return ((uintptr_t)node >> 4) * 2654435761u;
}

static int scope_slot(const Symtable *table, const Ast *node)
{
    size_t mask = (size_t)table->scope_capacity - 1;
    size_t slot = node_hash(node) & mask;
    while (table->scopes[slot] != NULL && table->scopes[slot]->node != node) {
        slot = (slot + 1) & mask;
    }
    return (int)slot;
}

Scope *symtable_scope(const Symtable *table, const Ast *node)
{
    Scope *scope = table->scopes[scope_slot(table, node)];
    assert(scope != NULL);
    return scope;
}

static void register_scope(Symtable *table, Scope *scope)
{
    if (table->scope_count * 2 >= table->scope_capacity) {
        Scope **old = table->scopes;
        int old_capacity = table->scope_capacity;
        table->scope_capacity = old_capacity > 0 ? old_capacity * 2 : FIRST_SCOPES;
        table->scopes =
            arena_alloc(table->arena, (size_t)table->scope_capacity * sizeof *table->scopes);
        for (int i = 0; i < old_capacity; i++) {
            if (old[i] != NULL) {
                table->scopes[scope_slot(table, old[i]->node)] = old[i];
            }
        }
    }
    table->scopes[scope_slot(table, scope->node)] = scope;
    table->scope_count++;
}

static int symbol_slot(const Scope *scope, const AstIdent *name)
{
    uint32_t mask = (uint32_t)scope->slot_count - 1;
    uint32_t slot = (name->index * 2654435761u) >> 7 & mask;
    while (scope->slots[slot] != 0 && scope->symbols[scope->slots[slot] - 1].name != name) {
        slot = (slot + 1) & mask;
    }
    return (int)slot;
}

const Symbol *symtable_find(const Scope *scope, const AstIdent *name)
{
    if (scope->slot_count == 0) {
        return NULL;
    }
    int number = scope->slots[symbol_slot(scope, name)];
    return number == 0 ? NULL : &scope->symbols[number - 1];
}

Symbol *symtable_add(Symtable *table, Scope *scope, const AstIdent *name)
{
    Symbol *symbol = (Symbol *)symtable_find(scope, name);
    if (symbol != NULL) {
        return symbol;
    }
    if (scope->symbol_count == scope->symbol_capacity) {
        scope->symbols = grow_array(table->arena, scope->symbols, scope->symbol_count,
                                    &scope->symbol_capacity, FIRST_SYMBOLS, sizeof *symbol);
        scope->slot_count = scope->symbol_capacity * 2;
        scope->slots = arena_alloc(table->arena, (size_t)scope->slot_count * sizeof *scope->slots);
        for (int i = 0; i < scope->symbol_count; i++) {
            scope->slots[symbol_slot(scope, scope->symbols[i].name)] = i + 1;
        }
    }
    symbol = &scope->symbols[scope->symbol_count++];
    *symbol = (Symbol){.name = name, .scope = SYMBOL_GLOBAL_IMPLICIT};
    scope->slots[symbol_slot(scope, name)] = scope->symbol_count;
    return symbol;
}

const AstIdent *symtable_mangle(const Symtable *table, const Scope *scope, const AstIdent *name)
{
    const AstIdent *class_name = scope->class_name;
    if (class_name == NULL || strncmp(name->text, "__", 2) != 0 ||
        (name->length >= 2 && strcmp(name->text + name->length - 2, "__") == 0) ||
        memchr(name->text, '.', name->length) != NULL) {
        return name;
    }
    size_t underscores = strspn(class_name->text, "_");
    if (underscores == class_name->length) {
        return name;
    }
    Buffer text;
    buffer_init(&text);
    buffer_printf(&text, "_%s%s", class_name->text + underscores, name->text);
    const AstIdent *mangled = ast_ident(table->idents, text.data, text.length);
    buffer_deinit(&text);
    return mangled;
}

// --- Collecting: one walk over the tree

typedef struct Collector {
    Symtable *table;
    Scope *scope;
    int iterable_depth;  // inside iterables of comprehensions
    bool is_iter_target; // inside the target of the present comprehension's `for`
} Collector;

static void collect(void *context, Ast *node);

static void collect_opt(Collector *c, Ast *node)
{
    if (node != NULL) {
        collect(c, node);
    }
}

static void collect_seq(Collector *c, const AstSeq *seq)
{
    for (int i = 0; i < seq->count; i++) {
        collect_opt(c, seq->items[i]);
    }
}

static bool is_function_like(const Scope *scope)
{
    return scope->kind == SCOPE_FUNCTION || scope->kind == SCOPE_LAMBDA ||
           scope->kind == SCOPE_COMPREHENSION;
}

// Notes that `scope` does with `name` what `flags` say.
static void note_in(Collector *c, Scope *scope, const AstIdent *name, unsigned flags, Span span)
{
    Symtable *table = c->table;
    const AstIdent *mangled = symtable_mangle(table, c->scope, name);
    Symbol *symbol = symtable_add(table, scope, mangled);
    if ((flags & SYMBOL_PARAMETER) && (symbol->flags & SYMBOL_PARAMETER)) {
        symtable_fail(table, span, "duplicate argument '%s' in function definition", name->text);
    }
    symbol->flags |= flags;
    if (c->is_iter_target && scope == c->scope) {
        if (symbol->flags & (SYMBOL_DECL_GLOBAL | SYMBOL_DECL_NONLOCAL)) {
            symtable_fail(table, span,
                          "comprehension inner loop cannot rebind assignment expression target "
                          "'%s'",
                          name->text);
        }
        symbol->flags |= SYMBOL_ITERATION;
    }
    if (flags & SYMBOL_DECL_GLOBAL) {
        symtable_add(table, table->module, mangled)->flags |= SYMBOL_DECL_GLOBAL;
    }
}

static void note(Collector *c, const AstIdent *name, unsigned flags, Span span)
{
    note_in(c, c->scope, name, flags, span);
}

static void note_directive(Collector *c, const AstIdent *name, Span span)
{
    Symtable *table = c->table;
    if (table->directive_count == table->directive_capacity) {
        table->directives =
            grow_array(table->arena, table->directives, table->directive_count,
                       &table->directive_capacity, FIRST_DIRECTIVES, sizeof *table->directives);
    }
    table->directives[table->directive_count++] =
        (Directive){c->scope, symtable_mangle(table, c->scope, name), span};
}

// --- Scopes

// What is saved of a collector while it is in an inner scope.
typedef struct Outer {
    Scope *scope;
    bool is_iter_target;
} Outer;

static Outer enter_scope(Collector *c, ScopeKind kind, const char *name, const Ast *node)
{
    Symtable *table = c->table;
    Outer outer = {c->scope, c->is_iter_target};
    Scope *parent = c->scope;
    Scope *scope = arena_alloc(table->arena, sizeof *scope);
    scope->kind = kind;
    scope->node = node;
    scope->name = ast_ident(table->idents, name, strlen(name));
    scope->parent = parent;
    register_scope(table, scope);
    if (parent != NULL) {
        scope->class_name = parent->class_name;
        scope->is_nested = parent->is_nested || is_function_like(parent);
        if (parent->child_count == parent->child_capacity) {
            parent->children =
                grow_array(table->arena, parent->children, parent->child_count,
                           &parent->child_capacity, FIRST_CHILDREN, sizeof *parent->children);
        }
        parent->children[parent->child_count++] = scope;
    }
    c->scope = scope;
    c->is_iter_target = false;
    return outer;
}

static void leave_scope(Collector *c, Outer outer)
{
    c->scope = outer.scope;
    c->is_iter_target = outer.is_iter_target;
}

static void note_parameters(Collector *c, const AstSeq *args)
{
    for (int i = 0; i < args->count; i++) {
        const AstArg *arg = AST_CAST(Arg, args->items[i]);
        Scope *scope = c->scope;
        note(c, arg->arg, SYMBOL_PARAMETER | SYMBOL_BOUND, arg->base.span);
        scope->parameters[scope->parameter_count++] = symtable_mangle(c->table, scope, arg->arg);
    }
}

static void collect_parameters(Collector *c, const AstArguments *args)
{
    Scope *scope = c->scope;
    int count = args->posonlyargs.count + args->args.count + args->kwonlyargs.count + 2;
    scope->parameters = arena_alloc(c->table->arena, (size_t)count * sizeof *scope->parameters);
    note_parameters(c, &args->posonlyargs);
    note_parameters(c, &args->args);
    note_parameters(c, &args->kwonlyargs);
    if (args->vararg != NULL) {
        note_parameters(c, &(AstSeq){1, (Ast *[]){args->vararg}});
        scope->has_varargs = true;
    }
    if (args->kwarg != NULL) {
        note_parameters(c, &(AstSeq){1, (Ast *[]){args->kwarg}});
        scope->has_varkeywords = true;
    }
}

// Annotations that are never evaluated may not have effects.
static void refuse_effects(void *context, Ast *node)
{
    const char *what = node->kind == AST_Yield || node->kind == AST_YieldFrom ? "yield expression"
                       : node->kind == AST_Await                              ? "await expression"
                       : node->kind == AST_NamedExpr                          ? "named expression"
                                                                              : NULL;
    if (what != NULL) {
        symtable_fail(context, node->span, "'%s' can not be used within an annotation", what);
    }
    ast_visit_children(node, refuse_effects, context);
}

static void collect_annotation(Collector *c, Ast *annotation)
{
    if (annotation != NULL && c->table->future_annotations) {
        refuse_effects(c->table, annotation);
    } else {
        collect_opt(c, annotation);
    }
}

static void collect_arg_annotations(Collector *c, const AstSeq *args)
{
    for (int i = 0; i < args->count; i++) {
        collect_annotation(c, AST_CAST(Arg, args->items[i])->annotation);
    }
}

static void collect_annotations(Collector *c, const AstArguments *args, Ast *returns)
{
    collect_arg_annotations(c, &args->posonlyargs);
    collect_arg_annotations(c, &args->args);
    if (args->vararg != NULL) {
        collect_arg_annotations(c, &(AstSeq){1, (Ast *[]){args->vararg}});
    }
    if (args->kwarg != NULL) {
        collect_arg_annotations(c, &(AstSeq){1, (Ast *[]){args->kwarg}});
    }
    collect_arg_annotations(c, &args->kwonlyargs);
    collect_annotation(c, returns);
}

// Both kinds of function have the same fields.
static void collect_function(Collector *c, const AstFunctionDef *node)
{
    const AstArguments *args = AST_CAST(Arguments, node->args);
    note(c, node->name, SYMBOL_BOUND, node->base.span);
    collect_seq(c, &args->defaults);
    collect_seq(c, &args->kw_defaults);
    collect_annotations(c, args, node->returns);
    collect_seq(c, &node->decorator_list);
    Outer outer = enter_scope(c, SCOPE_FUNCTION, node->name->text, &node->base);
    c->scope->is_coroutine = node->base.kind == AST_AsyncFunctionDef;
    collect_parameters(c, args);
    collect_seq(c, &node->body);
    leave_scope(c, outer);
}

static void collect_lambda(Collector *c, const AstLambda *node)
{
    const AstArguments *args = AST_CAST(Arguments, node->args);
    collect_seq(c, &args->defaults);
    collect_seq(c, &args->kw_defaults);
    Outer outer = enter_scope(c, SCOPE_LAMBDA, "lambda", &node->base);
    collect_parameters(c, args);
    collect(c, node->body);
    leave_scope(c, outer);
}

static void collect_class(Collector *c, const AstClassDef *node)
{
    note(c, node->name, SYMBOL_BOUND, node->base.span);
    collect_seq(c, &node->bases);
    collect_seq(c, &node->keywords);
    collect_seq(c, &node->decorator_list);
    Outer outer = enter_scope(c, SCOPE_CLASS, node->name->text, &node->base);
    c->scope->class_name = node->name;
    collect_seq(c, &node->body);
    leave_scope(c, outer);
}

// --- Comprehensions

static void collect_target(Collector *c, Ast *target)
{
    c->is_iter_target = true;
    collect(c, target);
    c->is_iter_target = false;
}

static void collect_comprehension(Collector *c, const Ast *node, const AstSeq *generators,
                                  Ast *element, Ast *value, const char *name)
{
    const AstComprehension *first = AST_CAST(Comprehension, generators->items[0]);
    c->iterable_depth++;
    collect(c, first->iter);
    c->iterable_depth--;
    Outer outer = enter_scope(c, SCOPE_COMPREHENSION, name, node);
    Scope *scope = c->scope;
    const AstIdent *parameter = ast_ident(c->table->idents, ".0", 2);
    scope->parameters = arena_alloc(c->table->arena, sizeof *scope->parameters);
    scope->parameters[scope->parameter_count++] = parameter;
    note(c, parameter, SYMBOL_PARAMETER | SYMBOL_BOUND, node->span);
    scope->is_coroutine = first->is_async;
    collect_target(c, first->target);
    collect_seq(c, &first->ifs);
    for (int i = 1; i < generators->count; i++) {
        const AstComprehension *clause = AST_CAST(Comprehension, generators->items[i]);
        collect_target(c, clause->target);
        c->iterable_depth++;
        collect(c, clause->iter);
        c->iterable_depth--;
        collect_seq(c, &clause->ifs);
        scope->is_coroutine = scope->is_coroutine || clause->is_async;
    }
    collect_opt(c, value);
    collect(c, element);
    bool is_generator = node->kind == AST_GeneratorExp;
    scope->is_generator = is_generator;
    leave_scope(c, outer);
    // Whoever awaits while building a list has to be a coroutine.
    if (scope->is_coroutine && !is_generator) {
        c->scope->is_coroutine = true;
    }
}

// The target of `:=` in a comprehension belongs to the scope around all comprehensions.
static void extend_named_scope(Collector *c, const AstName *target)
{
    const AstIdent *mangled = symtable_mangle(c->table, c->scope, target->id);
    Span span = target->base.span;
    for (Scope *scope = c->scope; scope != NULL; scope = scope->parent) {
        const Symbol *symbol = symtable_find(scope, mangled);
        unsigned flags = symbol == NULL ? 0 : symbol->flags;
        if (scope->kind == SCOPE_COMPREHENSION) {
            if (flags & SYMBOL_ITERATION) {
                symtable_fail(c->table, span,
                              "assignment expression cannot rebind comprehension iteration "
                              "variable '%s'",
                              target->id->text);
                return;
            }
        } else if (scope->kind == SCOPE_CLASS) {
            symtable_fail(c->table, span,
                          "assignment expression within a comprehension cannot be used in a class "
                          "body");
            return;
        } else {
            bool is_global = scope->kind == SCOPE_MODULE || (flags & SYMBOL_DECL_GLOBAL);
            note(c, target->id, is_global ? SYMBOL_DECL_GLOBAL : SYMBOL_DECL_NONLOCAL, span);
            note_directive(c, target->id, span);
            note_in(c, scope, target->id,
                    scope->kind == SCOPE_MODULE ? SYMBOL_DECL_GLOBAL : SYMBOL_BOUND, span);
            return;
        }
    }
}

static void collect_named(Collector *c, const AstNamedExpr *node)
{
    if (c->iterable_depth > 0) {
        symtable_fail(c->table, node->base.span,
                      "assignment expression cannot be used in a comprehension iterable "
                      "expression");
        return;
    }
    if (c->scope->kind == SCOPE_COMPREHENSION) {
        extend_named_scope(c, AST_CAST(Name, node->target));
    }
    collect(c, node->value);
    collect(c, node->target);
}

// --- Names

static void collect_name(Collector *c, const AstName *node)
{
    note(c, node->id, node->ctx == CTX_Load ? SYMBOL_USED : SYMBOL_BOUND, node->base.span);
    if (node->ctx == CTX_Load && is_function_like(c->scope) &&
        strcmp(node->id->text, "super") == 0) {
        note(c, c->table->dunder_class, SYMBOL_USED, node->base.span);
    }
}

static void collect_directive(Collector *c, const AstNames *names, bool is_global, Span span)
{
    const char *word = is_global ? "global" : "nonlocal";
    for (int i = 0; i < names->count; i++) {
        const char *text = names->items[i]->text;
        const Symbol *symbol =
            symtable_find(c->scope, symtable_mangle(c->table, c->scope, names->items[i]));
        unsigned flags = symbol == NULL ? 0 : symbol->flags;
        if (flags & SYMBOL_PARAMETER) {
            symtable_fail(c->table, span, "name '%s' is parameter and %s", text, word);
        } else if (flags & SYMBOL_USED) {
            symtable_fail(c->table, span, "name '%s' is used prior to %s declaration", text, word);
        } else if (flags & SYMBOL_ANNOTATED) {
            symtable_fail(c->table, span, "annotated name '%s' can't be %s", text, word);
        } else if (flags & SYMBOL_BOUND) {
            symtable_fail(c->table, span, "name '%s' is assigned to before %s declaration", text,
                          word);
        }
        note(c, names->items[i], is_global ? SYMBOL_DECL_GLOBAL : SYMBOL_DECL_NONLOCAL, span);
        note_directive(c, names->items[i], span);
    }
}

static void collect_ann_assign(Collector *c, const AstAnnAssign *node)
{
    if (node->target->kind == AST_Name) {
        const AstName *target = AST_CAST(Name, node->target);
        const Symbol *symbol =
            symtable_find(c->scope, symtable_mangle(c->table, c->scope, target->id));
        unsigned declared = SYMBOL_DECL_GLOBAL | SYMBOL_DECL_NONLOCAL;
        if (symbol != NULL && (symbol->flags & declared) && node->simple &&
            c->scope->kind != SCOPE_MODULE) {
            symtable_fail(c->table, node->base.span, "annotated name '%s' can't be %s",
                          target->id->text,
                          symbol->flags & SYMBOL_DECL_GLOBAL ? "global" : "nonlocal");
        }
        if (node->simple) {
            note(c, target->id, SYMBOL_ANNOTATED | SYMBOL_BOUND, target->base.span);
        } else if (node->value != NULL) {
            note(c, target->id, SYMBOL_BOUND, target->base.span);
        }
    } else {
        collect(c, node->target);
    }
    collect_annotation(c, node->annotation);
    collect_opt(c, node->value);
}

static void collect_alias(Collector *c, const AstAlias *node)
{
    const AstIdent *name = node->asname != NULL ? node->asname : node->name;
    if (strcmp(name->text, "*") == 0) {
        if (c->scope->kind != SCOPE_MODULE) {
            symtable_fail(c->table, node->base.span, "import * only allowed at module level");
        }
        return;
    }
    const char *dot = memchr(name->text, '.', name->length);
    if (dot != NULL) {
        name = ast_ident(c->table->idents, name->text, (size_t)(dot - name->text));
    }
    note(c, name, SYMBOL_IMPORTED, node->base.span);
}

static void note_optional(Collector *c, const AstIdent *name, Span span)
{
    if (name != NULL) {
        note(c, name, SYMBOL_BOUND, span);
    }
}

// --- Expressions that change what a scope is

static void collect_yield(Collector *c, const Ast *node)
{
    ast_visit_children(node, collect, c);
    c->scope->is_generator = true;
    if (c->scope->kind == SCOPE_COMPREHENSION) {
        AstKind kind = (AstKind)c->scope->node->kind;
        symtable_fail(c->table, node->span, "'yield' inside %s",
                      kind == AST_ListComp   ? "list comprehension"
                      : kind == AST_SetComp  ? "set comprehension"
                      : kind == AST_DictComp ? "dict comprehension"
                                             : "generator expression");
    }
}

// Try and TryStar have the same fields.
static void collect_try(Collector *c, const AstTry *node)
{
    collect_seq(c, &node->body);
    collect_seq(c, &node->orelse);
    collect_seq(c, &node->handlers);
    collect_seq(c, &node->finalbody);
}

static bool collect_comprehension_node(Collector *c, const Ast *node)
{
    if (node->kind == AST_DictComp) {
        const AstDictComp *comp = AST_CAST(DictComp, node);
        collect_comprehension(c, node, &comp->generators, comp->key, comp->value, "dictcomp");
        return true;
    }
    const char *name = node->kind == AST_ListComp       ? "listcomp"
                       : node->kind == AST_SetComp      ? "setcomp"
                       : node->kind == AST_GeneratorExp ? "genexpr"
                                                        : NULL;
    if (name == NULL) {
        return false;
    }
    // The three have the same fields.
    const AstListComp *comp = (const AstListComp *)node;
    collect_comprehension(c, node, &comp->generators, comp->elt, NULL, name);
    return true;
}

static bool collect_pattern(Collector *c, const Ast *node)
{
    if (node->kind == AST_MatchAs) {
        collect_opt(c, AST_CAST(MatchAs, node)->pattern);
        note_optional(c, AST_CAST(MatchAs, node)->name, node->span);
    } else if (node->kind == AST_MatchStar) {
        note_optional(c, AST_CAST(MatchStar, node)->name, node->span);
    } else if (node->kind == AST_MatchMapping) {
        collect_seq(c, &AST_CAST(MatchMapping, node)->keys);
        collect_seq(c, &AST_CAST(MatchMapping, node)->patterns);
        note_optional(c, AST_CAST(MatchMapping, node)->rest, node->span);
    } else {
        return false;
    }
    return true;
}

static void collect_other(Collector *c, Ast *node)
{
    if (!collect_comprehension_node(c, node) && !collect_pattern(c, node)) {
        ast_visit_children(node, collect, c);
    }
}

static void collect(void *context, Ast *node)
{
    Collector *c = context;
    if (c->table->has_failed) {
        return;
    }
    switch (node->kind) {
    case AST_FunctionDef:
    case AST_AsyncFunctionDef: collect_function(c, (const AstFunctionDef *)node); break;
    case AST_ClassDef: collect_class(c, AST_CAST(ClassDef, node)); break;
    case AST_Lambda: collect_lambda(c, AST_CAST(Lambda, node)); break;
    case AST_Return:
        c->scope->returns_value = c->scope->returns_value || AST_CAST(Return, node)->value != NULL;
        ast_visit_children(node, collect, c);
        break;
    case AST_AnnAssign: collect_ann_assign(c, AST_CAST(AnnAssign, node)); break;
    case AST_Global: collect_directive(c, &AST_CAST(Global, node)->names, true, node->span); break;
    case AST_Nonlocal:
        collect_directive(c, &AST_CAST(Nonlocal, node)->names, false, node->span);
        break;
    case AST_Try:
    case AST_TryStar: collect_try(c, (const AstTry *)node); break;
    case AST_Alias: collect_alias(c, AST_CAST(Alias, node)); break;
    case AST_Name: collect_name(c, AST_CAST(Name, node)); break;
    case AST_NamedExpr: collect_named(c, AST_CAST(NamedExpr, node)); break;
    case AST_Yield:
    case AST_YieldFrom: collect_yield(c, node); break;
    case AST_Await:
        ast_visit_children(node, collect, c);
        c->scope->is_coroutine = true;
        break;
    case AST_ExceptHandler:
        collect_opt(c, AST_CAST(ExceptHandler, node)->type);
        note_optional(c, AST_CAST(ExceptHandler, node)->name, node->span);
        collect_seq(c, &AST_CAST(ExceptHandler, node)->body);
        break;
    default: collect_other(c, node); break;
    }
}

// --- Building

static bool has_future_annotations(const AstModule *module)
{
    for (int i = 0; i < module->body.count; i++) {
        if (module->body.items[i]->kind != AST_ImportFrom) {
            continue;
        }
        const AstImportFrom *from = AST_CAST(ImportFrom, module->body.items[i]);
        if (from->module == NULL || from->level != 0 ||
            strcmp(from->module->text, "__future__") != 0) {
            continue;
        }
        for (int k = 0; k < from->names.count; k++) {
            if (strcmp(AST_CAST(Alias, from->names.items[k])->name->text, "annotations") == 0) {
                return true;
            }
        }
    }
    return false;
}

static Symtable *build(Arena *arena, const AstModule *module, bool cells, SyntaxErrorInfo *error)
{
    Symtable *table = arena_alloc(arena, sizeof *table);
    table->cells = cells;
    table->arena = arena;
    table->idents = module->idents;
    table->error = error;
    table->future_annotations = has_future_annotations(module);
    table->dunder_class = ast_ident(module->idents, "__class__", strlen("__class__"));
    symtable_check_future(table, module);
    Collector collector = {.table = table};
    enter_scope(&collector, SCOPE_MODULE, "top", &module->base);
    table->module = collector.scope;
    table->module->is_coroutine = cells;
    collect_seq(&collector, &module->body);
    if (!table->has_failed) {
        symtable_resolve(table, table->module);
    }
    if (!table->has_failed) {
        symtable_check(table, module);
    }
    if (table->has_failed) {
        error->hint = syntax_error_hint(error->message);
        return NULL;
    }
    return table;
}

Symtable *symtable_build(Arena *arena, const AstModule *module, SyntaxErrorInfo *error)
{
    return build(arena, module, false, error);
}

Symtable *symtable_build_cells(Arena *arena, const AstModule *module, SyntaxErrorInfo *error)
{
    return build(arena, module, true, error);
}
