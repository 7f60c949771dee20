#include <string.h>

#include "lang/symtable_check.h"
#include "lang/symtable_internal.h"

// Statements and expressions that the grammar allows where they may not stand.

// What `break` and `continue` would leave first.
typedef enum Enclosing { ENCLOSING_NOTHING, ENCLOSING_LOOP, ENCLOSING_GROUP } Enclosing;

typedef struct Checker {
    Symtable *table;
    const Scope *scope;
    Enclosing enclosing;
    bool is_in_group; // in an except* handler of this function
    int blocks;       // loops, `with` and `try` around, counted as CPython's compiler does
} Checker;

enum { MAX_BLOCKS = 20 };

static void check(void *context, Ast *node);

static void check_opt(Checker *c, Ast *node)
{
    if (node != NULL) {
        check(c, node);
    }
}

static void check_seq(Checker *c, const AstSeq *seq)
{
    for (int i = 0; i < seq->count; i++) {
        check_opt(c, seq->items[i]);
    }
}

static bool is_function_like(const Scope *scope)
{
    return scope->kind != SCOPE_MODULE && scope->kind != SCOPE_CLASS;
}

static bool is_async_function(const Checker *c)
{
    return c->scope->node->kind == AST_AsyncFunctionDef ||
           (c->table->cells && c->scope->kind == SCOPE_MODULE);
}

// `__debug__` is a constant.
static void check_name(Checker *c, const AstIdent *name, const char *verb, Span span)
{
    if (name != NULL && strcmp(name->text, "__debug__") == 0) {
        symtable_fail(c->table, span, "cannot %s __debug__", verb);
    }
}

static void check_context(Checker *c, const AstIdent *name, AstContext context, Span span)
{
    if (context == CTX_Store) {
        check_name(c, name, "assign to", span);
    } else if (context == CTX_Del) {
        check_name(c, name, "delete", span);
    }
}

// --- Scopes

static Checker enter(const Checker *c, const Ast *node)
{
    return (Checker){.table = c->table, .scope = symtable_scope(c->table, node)};
}

static void check_args(Checker *c, const AstSeq *args, Span owner)
{
    for (int i = 0; i < args->count; i++) {
        check_name(c, AST_CAST(Arg, args->items[i])->arg, "assign to", owner);
    }
}

static void check_annotation(Checker *c, Ast *annotation)
{
    if (annotation != NULL && annotation->kind == AST_Starred) {
        annotation = AST_CAST(Starred, annotation)->value; // *args: *Ts
    }
    if (!c->table->future_annotations) {
        check_opt(c, annotation);
    }
}

static void check_arg_annotations(Checker *c, const AstSeq *args)
{
    for (int i = 0; i < args->count; i++) {
        check_annotation(c, AST_CAST(Arg, args->items[i])->annotation);
    }
}

static void check_arguments(Checker *c, const AstArguments *args, Span owner)
{
    AstSeq vararg = {args->vararg != NULL, (Ast *[]){args->vararg}};
    AstSeq kwarg = {args->kwarg != NULL, (Ast *[]){args->kwarg}};
    const AstSeq *all[] = {&args->posonlyargs, &args->args, &vararg, &args->kwonlyargs, &kwarg};
    check_seq(c, &args->defaults);
    check_seq(c, &args->kw_defaults);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        check_args(c, all[i], owner);
        check_arg_annotations(c, all[i]);
    }
}

// Both kinds have the same fields.
static void check_function(Checker *c, const AstFunctionDef *node)
{
    check_seq(c, &node->decorator_list);
    check_name(c, node->name, "assign to", node->base.span);
    check_arguments(c, AST_CAST(Arguments, node->args), node->base.span);
    check_annotation(c, node->returns);
    Checker inner = enter(c, &node->base);
    check_seq(&inner, &node->body);
}

static void check_lambda(Checker *c, const AstLambda *node)
{
    check_arguments(c, AST_CAST(Arguments, node->args), node->base.span);
    Checker inner = enter(c, &node->base);
    check(&inner, node->body);
}

static void check_keywords(Checker *c, const AstSeq *keywords, Span owner)
{
    for (int i = 0; i < keywords->count; i++) {
        const AstKeyword *keyword = AST_CAST(Keyword, keywords->items[i]);
        check_name(c, keyword->arg, "assign to", owner);
        for (int k = i + 1; keyword->arg != NULL && k < keywords->count; k++) {
            const AstKeyword *other = AST_CAST(Keyword, keywords->items[k]);
            if (other->arg == keyword->arg) {
                symtable_fail(c->table, other->base.span, "keyword argument repeated: %s",
                              other->arg->text);
            }
        }
    }
}

// Elements of a call, class or display, where stars are fine.
static void check_elements(Checker *c, const AstSeq *elements)
{
    for (int i = 0; i < elements->count; i++) {
        Ast *element = elements->items[i];
        check(c, element->kind == AST_Starred ? AST_CAST(Starred, element)->value : element);
    }
}

static void check_class(Checker *c, const AstClassDef *node)
{
    check_seq(c, &node->decorator_list);
    check_name(c, node->name, "assign to", node->base.span);
    check_keywords(c, &node->keywords, node->base.span);
    check_elements(c, &node->bases);
    check_seq(c, &node->keywords);
    Checker inner = enter(c, &node->base);
    check_seq(&inner, &node->body);
}

static void check_comprehension(Checker *c, const Ast *node, const AstSeq *generators, Ast *element,
                                Ast *value)
{
    const Scope *scope = symtable_scope(c->table, node);
    if (scope->is_coroutine && node->kind != AST_GeneratorExp && !is_async_function(c) &&
        c->scope->kind != SCOPE_COMPREHENSION) {
        symtable_fail(c->table, node->span,
                      "asynchronous comprehension outside of an asynchronous function");
    }
    const AstComprehension *first = AST_CAST(Comprehension, generators->items[0]);
    check(c, first->iter);
    Checker inner = enter(c, node);
    check(&inner, first->target);
    check_seq(&inner, &first->ifs);
    for (int i = 1; i < generators->count; i++) {
        check(&inner, generators->items[i]);
    }
    check(&inner, element);
    check_opt(&inner, value);
}

// --- Statements

static void check_return(Checker *c, const AstReturn *node)
{
    if (c->scope->kind != SCOPE_FUNCTION) {
        symtable_fail(c->table, node->base.span, "'return' outside function");
    } else if (node->value != NULL && c->scope->is_generator && is_async_function(c)) {
        symtable_fail(c->table, node->base.span, "'return' with value in async generator");
    }
    check_opt(c, node->value);
    if (c->is_in_group) {
        symtable_fail(c->table, node->base.span,
                      "'break', 'continue' and 'return' cannot appear in an except* block");
    }
}

static void check_jump(Checker *c, const Ast *node)
{
    if (c->enclosing == ENCLOSING_GROUP) {
        symtable_fail(c->table, node->span,
                      "'break', 'continue' and 'return' cannot appear in an except* block");
    } else if (c->enclosing == ENCLOSING_NOTHING) {
        symtable_fail(c->table, node->span, "%s",
                      node->kind == AST_Break ? "'break' outside loop"
                                              : "'continue' not properly in loop");
    }
}

static void enter_blocks(Checker *c, int count, Span span)
{
    c->blocks += count;
    if (c->blocks > MAX_BLOCKS) {
        symtable_fail(c->table, span, "too many statically nested blocks");
    }
}

// The body of a loop, and its else.
static void check_loop_body(Checker *c, Span span, const AstSeq *body, const AstSeq *orelse)
{
    Checker before = *c;
    c->enclosing = ENCLOSING_LOOP;
    enter_blocks(c, 1, span);
    check_seq(c, body);
    *c = before;
    check_seq(c, orelse);
}

// Both kinds have the same fields.
static void check_with(Checker *c, const AstWith *node)
{
    Checker before = *c;
    for (int i = 0; i < node->items.count; i++) {
        check(c, node->items.items[i]);
        enter_blocks(c, 1, node->base.span);
    }
    check_seq(c, &node->body);
    *c = before;
}

static void check_async(Checker *c, const Ast *node, const char *what)
{
    if (!is_async_function(c)) {
        symtable_fail(c->table, node->span, "'%s' outside async function", what);
    }
}

// Both kinds have the same fields.
static void check_for(Checker *c, const AstFor *node)
{
    if (node->base.kind == AST_AsyncFor) {
        check_async(c, &node->base, "async for");
    }
    check(c, node->iter);
    check(c, node->target);
    check_loop_body(c, node->base.span, &node->body, &node->orelse);
}

static void check_try(Checker *c, const AstTry *node)
{
    Checker outside = *c;
    enter_blocks(c, node->finalbody.count > 0, node->base.span);
    Checker with_finally = *c;
    enter_blocks(c, node->handlers.count > 0, node->base.span);
    check_seq(c, &node->body);
    *c = with_finally;
    bool is_group = node->base.kind == AST_TryStar;
    for (int i = 0; i < node->handlers.count; i++) {
        const AstExceptHandler *handler = AST_CAST(ExceptHandler, node->handlers.items[i]);
        if (handler->type == NULL && i + 1 < node->handlers.count) {
            symtable_fail(c->table, handler->base.span, "default 'except:' must be last");
        }
        check_opt(c, handler->type);
        check_name(c, handler->name, "assign to", handler->base.span);
        Checker before = *c;
        c->enclosing = is_group ? ENCLOSING_GROUP : c->enclosing;
        c->is_in_group = c->is_in_group || is_group;
        enter_blocks(c, 2, handler->base.span);
        check_seq(c, &handler->body);
        *c = before;
    }
    check_seq(c, &node->orelse);
    *c = outside;
    enter_blocks(c, node->finalbody.count > 0, node->base.span);
    check_seq(c, &node->finalbody);
    *c = outside;
}

static void check_ann_assign(Checker *c, const AstAnnAssign *node)
{
    check_opt(c, node->value);
    if (node->target->kind == AST_Name) {
        check_name(c, AST_CAST(Name, node->target)->id, "assign to", node->base.span);
    } else if (node->target->kind == AST_Attribute) {
        check_name(c, AST_CAST(Attribute, node->target)->attr, "assign to", node->base.span);
    }
    check(c, node->target);
    // Annotations of local variables are never evaluated.
    if (!is_function_like(c->scope)) {
        check_annotation(c, node->annotation);
    }
}

static void check_import(Checker *c, const AstSeq *names, Span span)
{
    for (int i = 0; i < names->count; i++) {
        const AstAlias *alias = AST_CAST(Alias, names->items[i]);
        check_name(c, alias->asname != NULL ? alias->asname : alias->name, "assign to", span);
    }
}

// --- Expressions

static void check_await(Checker *c, const AstAwait *node)
{
    if (!is_function_like(c->scope) && !is_async_function(c)) {
        symtable_fail(c->table, node->base.span, "'await' outside function");
    } else if (!is_async_function(c) && c->scope->kind != SCOPE_COMPREHENSION) {
        symtable_fail(c->table, node->base.span, "'await' outside async function");
    }
    check(c, node->value);
}

static void check_yield(Checker *c, const Ast *node)
{
    if (!is_function_like(c->scope)) {
        symtable_fail(c->table, node->span, "'yield' outside function");
    } else if (node->kind == AST_YieldFrom && is_async_function(c)) {
        symtable_fail(c->table, node->span, "'yield from' inside async function");
    }
    ast_visit_children(node, check, c);
}

// A list or tuple that is a target or a value.
static void check_sequence(Checker *c, const Ast *node, const AstSeq *elements, AstContext context)
{
    int stars = 0;
    for (int i = 0; i < elements->count; i++) {
        stars += elements->items[i]->kind == AST_Starred;
        if (context == CTX_Store && stars == 1 && elements->items[i]->kind == AST_Starred &&
            i >= 256) {
            symtable_fail(c->table, node->span,
                          "too many expressions in star-unpacking assignment");
        }
    }
    if (context == CTX_Store && stars > 1) {
        symtable_fail(c->table, node->span, "multiple starred expressions in assignment");
    }
    check_elements(c, elements);
}

static void check_starred(Checker *c, const AstStarred *node)
{
    symtable_fail(c->table, node->base.span, "%s",
                  node->ctx == CTX_Store ? "starred assignment target must be in a list or tuple"
                                         : "can't use starred expression here");
}

static void check_call(Checker *c, const AstCall *node)
{
    check_keywords(c, &node->keywords, node->base.span);
    check(c, node->func);
    check_elements(c, &node->args);
    check_seq(c, &node->keywords);
}

static void check_named(Checker *c, const AstNamedExpr *node)
{
    check(c, node->value);
    check(c, node->target);
}

static void check_match(Checker *c, const AstMatch *node)
{
    check(c, node->subject);
    for (int i = 0; i < node->cases.count; i++) {
        const AstMatchCase *item = AST_CAST(MatchCase, node->cases.items[i]);
        bool may_be_irrefutable = item->guard != NULL || i + 1 == node->cases.count;
        symtable_check_pattern(c->table, item->pattern, may_be_irrefutable);
        check(c, item->pattern);
        check_opt(c, item->guard);
        check_seq(c, &item->body);
    }
}

// The rest: those with a name to check, and those whose parts are all there is to check.
static void check_rest(Checker *c, Ast *node)
{
    switch (node->kind) {
    case AST_Name:
        check_context(c, AST_CAST(Name, node)->id, AST_CAST(Name, node)->ctx, node->span);
        break;
    case AST_Attribute:
        check_context(c, AST_CAST(Attribute, node)->attr, AST_CAST(Attribute, node)->ctx,
                      node->span);
        check(c, AST_CAST(Attribute, node)->value);
        break;
    case AST_Import: check_import(c, &AST_CAST(Import, node)->names, node->span); break;
    case AST_ImportFrom: check_import(c, &AST_CAST(ImportFrom, node)->names, node->span); break;
    case AST_MatchAs:
        check_name(c, AST_CAST(MatchAs, node)->name, "assign to", node->span);
        check_opt(c, AST_CAST(MatchAs, node)->pattern);
        break;
    case AST_MatchStar:
        check_name(c, AST_CAST(MatchStar, node)->name, "assign to", node->span);
        break;
    default: ast_visit_children(node, check, c); break;
    }
}

static void check_expression(Checker *c, Ast *node)
{
    switch (node->kind) {
    case AST_Lambda: check_lambda(c, AST_CAST(Lambda, node)); break;
    case AST_Await: check_await(c, AST_CAST(Await, node)); break;
    case AST_Yield:
    case AST_YieldFrom: check_yield(c, node); break;
    case AST_List:
        check_sequence(c, node, &AST_CAST(List, node)->elts, AST_CAST(List, node)->ctx);
        break;
    case AST_Tuple:
        check_sequence(c, node, &AST_CAST(Tuple, node)->elts, AST_CAST(Tuple, node)->ctx);
        break;
    case AST_Set: check_elements(c, &AST_CAST(Set, node)->elts); break;
    case AST_Starred: check_starred(c, AST_CAST(Starred, node)); break;
    case AST_Call: check_call(c, AST_CAST(Call, node)); break;
    case AST_NamedExpr: check_named(c, AST_CAST(NamedExpr, node)); break;
    case AST_ListComp:
    case AST_SetComp:
    case AST_GeneratorExp: {
        // The three have the same fields.
        const AstListComp *comp = (const AstListComp *)node;
        check_comprehension(c, node, &comp->generators, comp->elt, NULL);
        break;
    }
    case AST_DictComp: {
        const AstDictComp *comp = AST_CAST(DictComp, node);
        check_comprehension(c, node, &comp->generators, comp->key, comp->value);
        break;
    }
    default: check_rest(c, node); break;
    }
}

static void check(void *context, Ast *node)
{
    Checker *c = context;
    if (c->table->has_failed) {
        return;
    }
    switch (node->kind) {
    case AST_FunctionDef:
    case AST_AsyncFunctionDef: check_function(c, (const AstFunctionDef *)node); break;
    case AST_ClassDef: check_class(c, AST_CAST(ClassDef, node)); break;
    case AST_Return: check_return(c, AST_CAST(Return, node)); break;
    case AST_Break:
    case AST_Continue: check_jump(c, node); break;
    case AST_For:
    case AST_AsyncFor: check_for(c, (const AstFor *)node); break;
    case AST_While:
        check(c, AST_CAST(While, node)->test);
        check_loop_body(c, node->span, &AST_CAST(While, node)->body,
                        &AST_CAST(While, node)->orelse);
        break;
    case AST_AsyncWith:
        check_async(c, node, "async with");
        check_with(c, (const AstWith *)node);
        break;
    case AST_With: check_with(c, AST_CAST(With, node)); break;
    case AST_Try:
    case AST_TryStar: check_try(c, (const AstTry *)node); break;
    case AST_AnnAssign: check_ann_assign(c, AST_CAST(AnnAssign, node)); break;
    case AST_Match: check_match(c, AST_CAST(Match, node)); break;
    default: check_expression(c, node); break;
    }
}

void symtable_check(Symtable *table, const AstModule *module)
{
    Checker c = {.table = table, .scope = table->module};
    check_seq(&c, &module->body);
}
