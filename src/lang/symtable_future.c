#include <string.h>

#include "lang/symtable_check.h"

static const char *const FEATURES[] = {
    "nested_scopes",  "generators",       "division",       "absolute_import", "with_statement",
    "print_function", "unicode_literals", "barry_as_FLUFL", "generator_stop",  "annotations",
};

static bool is_future_import(const Ast *node)
{
    if (node->kind != AST_ImportFrom) {
        return false;
    }
    const AstImportFrom *from = AST_CAST(ImportFrom, node);
    return from->module != NULL && from->level == 0 &&
           strcmp(from->module->text, "__future__") == 0;
}

static bool is_feature(const char *name)
{
    for (size_t i = 0; i < sizeof FEATURES / sizeof *FEATURES; i++) {
        if (strcmp(FEATURES[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static void check_features(Symtable *table, const AstImportFrom *from)
{
    for (int i = 0; i < from->names.count; i++) {
        const char *name = AST_CAST(Alias, from->names.items[i])->name->text;
        if (is_feature(name)) {
            continue;
        }
        if (strcmp(name, "braces") == 0) {
            symtable_fail(table, from->base.span, "not a chance");
        } else {
            symtable_fail(table, from->base.span, "future feature %s is not defined", name);
        }
        // CPython gives no more than where the statement starts.
        table->error->end_line = table->error->line;
        table->error->end_col = 0;
    }
}

static void refuse_late(void *context, Ast *node)
{
    Symtable *table = context;
    if (is_future_import(node)) {
        symtable_fail(table, node->span,
                      "from __future__ imports must occur at the beginning of the file");
    }
    AstCategory category = ast_kind_category((AstKind)node->kind);
    if (category == AST_STMT || category == AST_PART) {
        ast_visit_children(node, refuse_late, context);
    }
}

static bool is_docstring(const Ast *node)
{
    return node->kind == AST_Expr && AST_CAST(Expr, node)->value->kind == AST_Constant &&
           AST_CAST(Constant, AST_CAST(Expr, node)->value)->value.kind == CONST_STR;
}

void symtable_check_future(Symtable *table, const AstModule *module)
{
    int i = module->body.count > 0 && is_docstring(module->body.items[0]) ? 1 : 0;
    for (; i < module->body.count && is_future_import(module->body.items[i]); i++) {
        check_features(table, AST_CAST(ImportFrom, module->body.items[i]));
    }
    for (; i < module->body.count; i++) {
        refuse_late(table, module->body.items[i]);
    }
}
