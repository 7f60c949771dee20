// Scopes and what names mean in them, equal to CPython's symtable module, which wrote
// tests/golden/front/scopes.symtable; and what the header promises besides.
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "lang/parser.h"
#include "lang/symtable.h"

static void put_scope(Buffer *out, const Scope *scope)
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
            buffer_printf(out, "%s%s", symbol->flags & flags[k].flag ? " " : "",
                          symbol->flags & flags[k].flag ? flags[k].name : "");
        }
        buffer_putc(out, '\n');
    }
    for (int i = 0; i < scope->child_count; i++) {
        put_scope(out, scope->children[i]);
    }
}

static Symtable *build(Arena *arena, const char *source, const AstModule **module)
{
    SyntaxErrorInfo error;
    *module = parser_parse(arena, source, strlen(source), "test", &error);
    ck_assert_msg(*module != NULL, "%s", error.message);
    Symtable *table = symtable_build(arena, *module, &error);
    ck_assert_msg(table != NULL, "%s", error.message);
    return table;
}

START_TEST(scopes_are_those_of_cpython)
{
    Buffer source, expected, out;
    buffer_init(&source);
    buffer_init(&expected);
    buffer_init(&out);
    const char *folder = AWAITSCOPE_SOURCE_DIR "/tests/golden/front/";
    char path[512];
    snprintf(path, sizeof path, "%sscopes.py", folder);
    ck_assert(buffer_read_file(&source, path));
    snprintf(path, sizeof path, "%sscopes.symtable", folder);
    ck_assert(buffer_read_file(&expected, path));
    Arena arena;
    arena_init(&arena);
    const AstModule *module;
    const Symtable *table = build(&arena, source.data, &module);
    put_scope(&out, symtable_scope(table, &module->base));
    ck_assert_str_eq(out.data, expected.data);
    arena_deinit(&arena);
    buffer_deinit(&source);
    buffer_deinit(&expected);
    buffer_deinit(&out);
}
END_TEST

START_TEST(private_names_are_mangled)
{
    Arena arena;
    arena_init(&arena);
    const AstModule *module;
    Symtable *table = build(&arena, "class __C:\n def __f(self): __x = __y__\n", &module);
    const Scope *class_scope = symtable_scope(table, module->body.items[0]);
    const Scope *method = class_scope->children[0];
    const AstIdent *x = ast_ident(module->idents, "__x", 3);
    const AstIdent *mangled = symtable_mangle(table, method, x);
    ck_assert_str_eq(mangled->text, "_C__x");
    ck_assert_int_eq(symtable_find(method, mangled)->scope, SYMBOL_LOCAL);
    ck_assert_ptr_null(symtable_find(method, x));
    const AstIdent *y = ast_ident(module->idents, "__y__", 5);
    ck_assert_ptr_eq(symtable_mangle(table, method, y), y);
    ck_assert_ptr_eq(symtable_mangle(table, class_scope->parent, x), x);
    ck_assert_str_eq(class_scope->symbols[0].name->text, "_C__f");
    arena_deinit(&arena);
}
END_TEST

START_TEST(functions_know_what_they_are)
{
    Arena arena;
    arena_init(&arena);
    const AstModule *module;
    Symtable *table = build(&arena,
                            "def g(): yield\n"
                            "async def c(*a, **k): return 1\n"
                            "async def ag(): yield\n"
                            "class A:\n def f(self): super()\n",
                            &module);
    const Scope *g = symtable_scope(table, module->body.items[0]);
    ck_assert(g->is_generator && !g->is_coroutine && !g->returns_value);
    const Scope *c = symtable_scope(table, module->body.items[1]);
    ck_assert(!c->is_generator && c->is_coroutine && c->returns_value);
    ck_assert(c->has_varargs && c->has_varkeywords);
    const Scope *ag = symtable_scope(table, module->body.items[2]);
    ck_assert(ag->is_generator && ag->is_coroutine);
    const Scope *a = symtable_scope(table, module->body.items[3]);
    ck_assert(a->needs_class_closure && a->has_child_free && a->children[0]->has_free);
    arena_deinit(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("symtable");
    TCase *tcase = tcase_create("symtable");
    tcase_add_test(tcase, scopes_are_those_of_cpython);
    tcase_add_test(tcase, private_names_are_mangled);
    tcase_add_test(tcase, functions_know_what_they_are);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
