// Trees and errors equal to CPython's, which wrote the files of tests/golden/front (see
// tests/tools/write_front_golden.py), and the limits that keep the C stack safe.
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "lang/parser.h"
#include "lang/symtable.h"

#define FRONT AWAITSCOPE_SOURCE_DIR "/tests/golden/front/"

static void read_golden(Buffer *buffer, const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s%s", FRONT, name);
    buffer_init(buffer);
    ck_assert_msg(buffer_read_file(buffer, path), "%s", path);
}

static void expect_tree(const char *name)
{
    char file[64];
    Buffer source, expected, out;
    snprintf(file, sizeof file, "%s.py", name);
    read_golden(&source, file);
    snprintf(file, sizeof file, "%s.ast", name);
    read_golden(&expected, file);
    buffer_init(&out);
    Arena arena;
    arena_init(&arena);
    SyntaxErrorInfo error;
    const AstModule *module = parser_parse(&arena, source.data, source.length, name, &error);
    ck_assert_msg(module != NULL, "%s:%d: %s", name, error.line, error.message);
    ast_dump(&out, &module->base, 1);
    buffer_putc(&out, '\n');
    ck_assert_str_eq(out.data, expected.data);
    arena_deinit(&arena);
    buffer_deinit(&out);
    buffer_deinit(&expected);
    buffer_deinit(&source);
}

START_TEST(trees_are_those_of_cpython)
{
    expect_tree("statements");
    expect_tree("expressions");
    expect_tree("fstrings");
    expect_tree("patterns");
    expect_tree("scopes");
}
END_TEST

static void put_error_of(Buffer *out, const char *source, size_t length)
{
    Arena arena;
    arena_init(&arena);
    SyntaxErrorInfo error;
    const AstModule *module = parser_parse(&arena, source, length, "errors", &error);
    if (module != NULL && symtable_build(&arena, module, &error) != NULL) {
        buffer_puts(out, "none");
    } else {
        buffer_printf(out, "%s %d %d %d %d %s", parser_error_class(error.kind), error.line,
                      error.col, error.end_line, error.end_col, error.message);
    }
    arena_deinit(&arena);
}

START_TEST(errors_are_those_of_cpython)
{
    Buffer all, out;
    read_golden(&all, "errors.txt");
    buffer_init(&out);
    // "### error", then the source up to the next such line.
    const char *at = all.data;
    while (*at != '\0') {
        const char *source = strchr(at, '\n') + 1;
        const char *next = strstr(source, "\n### ");
        next = next == NULL ? all.data + all.length : next + 1;
        buffer_puts(&out, "### ");
        put_error_of(&out, source, (size_t)(next - source));
        buffer_putc(&out, '\n');
        buffer_append(&out, source, (size_t)(next - source));
        at = next;
    }
    ck_assert_str_eq(out.data, all.data);
    buffer_deinit(&all);
    buffer_deinit(&out);
}
END_TEST

// `count` times `open`, then `middle`, then `count` times `close`.
static void expect_nested(const char *open, const char *middle, const char *close, int count,
                          const char *expected)
{
    Buffer source, out;
    buffer_init(&source);
    buffer_init(&out);
    for (int i = 0; i < count; i++) {
        buffer_puts(&source, open);
    }
    buffer_puts(&source, middle);
    for (int i = 0; i < count; i++) {
        buffer_puts(&source, close);
    }
    put_error_of(&out, source.data, source.length);
    ck_assert_str_eq(out.data, expected);
    buffer_deinit(&source);
    buffer_deinit(&out);
}

START_TEST(nesting_has_limits)
{
    expect_nested("(", "1", ")", 200, "none");
    expect_nested("(", "1", ")", 201, "SyntaxError 1 201 1 201 too many nested parentheses");
    expect_nested("not ", "1", "", 1000, "none");
    expect_nested("-", "1", "", 100000,
                  "SyntaxError 1 1500 1 1501 too many nested expressions or blocks");
    expect_nested("", "1", "+1", 1000, "none");
    expect_nested("", "1", "+1", 100000,
                  "SyntaxError 1 1 1 2 too many nested expressions or blocks");
    expect_nested("a[", "b c", "]", 150,
                  "SyntaxError 1 301 1 304 invalid syntax. Perhaps you forgot a comma?");
    expect_nested("print [", "x y", "]", 150,
                  "SyntaxError 1 1051 1 1054 invalid syntax. Perhaps you forgot a comma?");
}
END_TEST

START_TEST(a_null_byte_is_an_error)
{
    Buffer out;
    buffer_init(&out);
    put_error_of(&out, "x = 1\n\0", 7);
    ck_assert_str_eq(out.data, "SyntaxError 2 0 2 0 source code cannot contain null bytes");
    buffer_deinit(&out);
}
END_TEST

START_TEST(beginners_get_a_hint)
{
    Arena arena;
    arena_init(&arena);
    SyntaxErrorInfo error;
    const char *source = "if x\n    y";
    ck_assert_ptr_null(parser_parse(&arena, source, strlen(source), "test", &error));
    ck_assert_str_eq(error.hint, "The first line of if, for, while, def, class and the like ends "
                                 "with a colon.");
    source = "x = = 1";
    ck_assert_ptr_null(parser_parse(&arena, source, strlen(source), "test", &error));
    ck_assert_ptr_null(error.hint);
    source = "def f():\n    await x";
    const AstModule *module = parser_parse(&arena, source, strlen(source), "test", &error);
    ck_assert_ptr_null(symtable_build(&arena, module, &error));
    ck_assert_str_eq(error.hint, "Only a function that begins with `async def` can await; write "
                                 "`async` before its `def`.");
    arena_deinit(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("parser");
    TCase *tcase = tcase_create("parser");
    tcase_add_test(tcase, trees_are_those_of_cpython);
    tcase_add_test(tcase, errors_are_those_of_cpython);
    tcase_add_test(tcase, nesting_has_limits);
    tcase_add_test(tcase, a_null_byte_is_an_error);
    tcase_add_test(tcase, beginners_get_a_hint);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
