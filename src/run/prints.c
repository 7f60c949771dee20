#include "run/prints.h"

#include <stdbool.h>
#include <string.h>

#include "lang/parser.h"

typedef struct Walk {
    PrintsFn found;
    void *context;
    const char *coroutine;
    uint32_t line;
    bool elsewhere;
} Walk;

// Whether it has a name by which print may be another function, or write elsewhere.
static bool leads_elsewhere(const Ast *node) {
    static const char *const names[] = {"stdout", "redirect_stdout", "builtins", "__builtins__"};
    const char *name = node->kind == AST_Attribute     ? AST_CAST(Attribute, node)->attr->text
                       : node->kind == AST_Alias       ? AST_CAST(Alias, node)->name->text
                       : node->kind == AST_FunctionDef ? AST_CAST(FunctionDef, node)->name->text
                       : node->kind == AST_Arg         ? AST_CAST(Arg, node)->arg->text
                       : node->kind == AST_Name        ? AST_CAST(Name, node)->id->text
                                                       : "";
    bool used = node->kind == AST_Name && AST_CAST(Name, node)->ctx == CTX_Load;
    bool found = !used && strcmp(name, "print") == 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        found |= strcmp(name, names[i]) == 0;
    return found;
}

static void find_elsewhere(void *context, Ast *node) {
    Walk *walk = context;
    walk->elsewhere |= leads_elsewhere(node);
    ast_visit_children(node, find_elsewhere, walk);
}

// Tells of it where it is print("text").
static void look_at_call(const Walk *walk, const AstCall *call) {
    if (call->func->kind != AST_Name || strcmp(AST_CAST(Name, call->func)->id->text, "print") != 0 ||
        call->args.count != 1 || call->keywords.count != 0 || call->args.items[0]->kind != AST_Constant)
        return;
    const AstConst *text = &AST_CAST(Constant, call->args.items[0])->value;
    if (text->kind != CONST_STR || strlen(text->text) != text->length)
        return;
    const PrintsText found = {text->text, (uint32_t)call->base.span.line, walk->coroutine, walk->line};
    walk->found(walk->context, &found);
}

static void visit(void *context, Ast *node) {
    Walk *walk = context;
    const Walk outside = *walk;
    if (node->kind == AST_AsyncFunctionDef) {
        walk->coroutine = AST_CAST(AsyncFunctionDef, node)->name->text;
        walk->line = (uint32_t)node->span.line;
    } else if (node->kind == AST_FunctionDef || node->kind == AST_Lambda) {
        walk->coroutine = NULL;
        walk->line = 0;
    } else if (node->kind == AST_Call) {
        look_at_call(walk, AST_CAST(Call, node));
    }
    ast_visit_children(node, visit, walk);
    walk->coroutine = outside.coroutine;
    walk->line = outside.line;
}

void prints_find(const char *source, size_t length, PrintsFn found, void *context) {
    Arena arena;
    SyntaxErrorInfo error;
    arena_init(&arena);
    AstModule *module = parser_parse(&arena, source, length, "program.py", &error);
    if (module) {
        Walk walk = {.found = found, .context = context};
        find_elsewhere(&walk, &module->base);
        if (!walk.elsewhere)
            visit(&walk, &module->base);
    }
    arena_deinit(&arena);
}
