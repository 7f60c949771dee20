// Prints what the front end makes of files, for comparison with CPython: the tree of each, or its
// error. After each file comes a line with a single form feed.

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/ast.h"
#include "lang/parser.h"
#include "lang/symtable.h"

static void put_error(Buffer *out, const SyntaxErrorInfo *error)
{
    buffer_printf(out, "%s %d %d %d %d %s", parser_error_class(error->kind), error->line,
                  error->col, error->end_line, error->end_col, error->message);
}

// A line for each scope: its name, line and properties; a line for each symbol: its name, where it
// lives, and how it is used. Inner scopes follow.
static void dump_scope(Buffer *out, const Scope *scope)
{
    static const char *const kinds[] = {"module", "class", "function", "function", "function"};
    static const char *const scopes[] = {"local", "cell", "free", "global", "implicit"};
    static const struct {
        unsigned flag;
        const char *name;
    } flags[] = {
        {SYMBOL_PARAMETER, "parameter"},    {SYMBOL_DECL_GLOBAL, "declared_global"},
        {SYMBOL_DECL_NONLOCAL, "nonlocal"}, {SYMBOL_USED, "referenced"},
        {SYMBOL_IMPORTED, "imported"},      {SYMBOL_ANNOTATED, "annotated"},
    };
    int line = scope->parent == NULL ? 0 : scope->node->span.line;
    buffer_printf(out, "%s %s %d%s\n", kinds[scope->kind], scope->name->text, line,
                  scope->is_nested ? " nested" : "");
    if (scope->kind != SCOPE_MODULE && scope->kind != SCOPE_CLASS) {
        buffer_puts(out, " (");
        for (int i = 0; i < scope->parameter_count; i++) {
            buffer_printf(out, " %s", scope->parameters[i]->text);
        }
        buffer_puts(out, " )\n");
    }
    for (int i = 0; i < scope->symbol_count; i++) {
        const Symbol *symbol = &scope->symbols[i];
        buffer_printf(out, "  %s %s", symbol->name->text, scopes[symbol->scope]);
        for (size_t k = 0; k < sizeof flags / sizeof *flags; k++) {
            if (symbol->flags & flags[k].flag) {
                buffer_printf(out, " %s", flags[k].name);
            }
        }
        buffer_putc(out, '\n');
    }
    for (int i = 0; i < scope->child_count; i++) {
        dump_scope(out, scope->children[i]);
    }
}

static void dump_symtable(Buffer *out, Arena *arena, const AstModule *module,
                          SyntaxErrorInfo *error)
{
    Symtable *table = symtable_build(arena, module, error);
    if (table == NULL) {
        put_error(out, error);
    } else {
        dump_scope(out, symtable_scope(table, &module->base));
    }
}

static void dump_file(const char *path, const char *what)
{
    Buffer source, out;
    buffer_init(&source);
    buffer_init(&out);
    if (!buffer_read_file(&source, path)) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        exit(2);
    }
    Arena arena;
    arena_init(&arena);
    SyntaxErrorInfo error;
    AstModule *module = parser_parse(&arena, source.data, source.length, path, &error);
    if (module == NULL) {
        put_error(&out, &error);
    } else if (strcmp(what, "ast") == 0) {
        ast_dump(&out, &module->base, 0);
    } else if (strcmp(what, "symtable") == 0) {
        dump_symtable(&out, &arena, module, &error);
    } else {
        buffer_printf(&out, "%zu", arena.used_bytes);
    }
    printf("%s\n\f\n", out.data);
    fflush(stdout);
    arena_deinit(&arena);
    buffer_deinit(&source);
    buffer_deinit(&out);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: %s ast|symtable|parse FILE…\n", argv[0]);
        return 2;
    }
    for (int i = 2; i < argc; i++) {
        dump_file(argv[i], argv[1]);
    }
    return 0;
}
