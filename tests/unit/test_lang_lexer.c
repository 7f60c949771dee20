// Tokens and their places, and what is refused before there is a grammar.
#include <check.h>
#include <string.h>

#include "base/buffer.h"
#include "lang/lexer.h"

// All tokens as "NAME@line:col-line:col text", one space apart, or the error at the end.
static void expect_tokens(const char *source, const char *expected)
{
    Arena arena;
    arena_init(&arena);
    Lexer lexer;
    lexer_init(&lexer, &arena, source, strlen(source));
    Buffer out;
    buffer_init(&out);
    for (int i = 0; i < lexer.count; i++) {
        const Token *token = &lexer.tokens[i];
        buffer_puts(&out, i > 0 ? " " : "");
        if (token->type == TOKEN_ERROR) {
            buffer_printf(&out, "%d:%d %s", lexer.error.line, lexer.error.col, lexer.error.message);
            continue;
        }
        buffer_printf(&out, "%s@%d:%d-%d:%d", token_text((TokenType)token->type), token->line,
                      token->col, token->end_line, token->end_col);
    }
    ck_assert_str_eq(out.data, expected);
    buffer_deinit(&out);
    lexer_deinit(&lexer);
    arena_deinit(&arena);
}

// Only the spelling of the tokens, one space apart.
static void expect_texts(const char *source, const char *expected)
{
    Arena arena;
    arena_init(&arena);
    Lexer lexer;
    lexer_init(&lexer, &arena, source, strlen(source));
    Buffer out;
    buffer_init(&out);
    for (int i = 0; i < lexer.count; i++) {
        const Token *token = &lexer.tokens[i];
        if (token->end > token->start) {
            buffer_puts(&out, out.length > 0 ? " " : "");
            buffer_append(&out, lexer.source + token->start, token->end - token->start);
        }
    }
    ck_assert_str_eq(out.data, expected);
    buffer_deinit(&out);
    lexer_deinit(&lexer);
    arena_deinit(&arena);
}

START_TEST(tokens_have_places)
{
    expect_tokens("if x:\n  é = 1\n", "if@1:0-1:2 NAME@1:3-1:4 :@1:4-1:5 NEWLINE@1:5-1:5 "
                                      "INDENT@2:2-2:2 NAME@2:2-2:4 =@2:5-2:6 NUMBER@2:7-2:8 "
                                      "NEWLINE@2:8-2:8 DEDENT@2:9-2:9 ENDMARKER@2:9-2:9");
    expect_tokens("", "ENDMARKER@1:1-1:1");
    expect_tokens("x = '''a\nb''' # c", "NAME@1:0-1:1 =@1:2-1:3 STRING@1:4-2:4 "
                                        "NEWLINE@2:8-2:8 ENDMARKER@2:9-2:9");
}
END_TEST

START_TEST(the_longest_operator_wins)
{
    expect_texts("a**=b**c*d//=e//f->g:=h...i..j<<=k<<l<=m!=n",
                 "a **= b ** c * d //= e // f -> g := h ... i . . j <<= k << l <= m != n");
}
END_TEST

START_TEST(numbers_and_prefixes)
{
    expect_texts("0xF_f 0b1 0o7 1_0 1.5e-3j .5 5. 1if 1or 0_0 00",
                 "0xF_f 0b1 0o7 1_0 1.5e-3j .5 5. 1 if 1 or 0_0 00");
    expect_texts("rb'' Br\"\" f'' fR'' u'' ub '' bu''", "rb'' Br\"\" f'' fR'' u'' ub '' bu ''");
}
END_TEST

START_TEST(lines_join_and_blank_ones_vanish)
{
    expect_tokens("(\n\n1,\n)\n\n  # c\n\\\nx", "(@1:0-1:1 NUMBER@3:0-3:1 ,@3:1-3:2 )@4:0-4:1 "
                                                "NEWLINE@4:1-4:1 NAME@8:0-8:1 NEWLINE@8:1-8:1 "
                                                "ENDMARKER@8:2-8:2");
    expect_texts("a\r\nb\rc", "a b c");
    expect_texts("\xEF\xBB\xBF# coding: utf-8\nx", "x");
}
END_TEST

START_TEST(mistakes_are_named)
{
    expect_tokens("1__0", "1:2 invalid decimal literal");
    expect_tokens("012", "1:1 leading zeros in decimal integer literals are not permitted; use an "
                         "0o prefix for octal integers");
    expect_tokens("# coding: latin-1\n\xC3\xA9",
                  "1:0 unsupported encoding latin-1: only UTF-8 sources are read");
    expect_tokens("x\n\xFF", "2:0 source code is not UTF-8: unexpected byte 0xff");
    expect_tokens("if x:\n\ty\n        z",
                  "if@1:0-1:2 NAME@1:3-1:4 :@1:4-1:5 NEWLINE@1:5-1:5 INDENT@2:1-2:1 NAME@2:1-2:2 "
                  "NEWLINE@2:2-2:2 3:1 inconsistent use of tabs and spaces in indentation");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lexer");
    TCase *tcase = tcase_create("lexer");
    tcase_add_test(tcase, tokens_have_places);
    tcase_add_test(tcase, the_longest_operator_wins);
    tcase_add_test(tcase, numbers_and_prefixes);
    tcase_add_test(tcase, lines_join_and_blank_ones_vanish);
    tcase_add_test(tcase, mistakes_are_named);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
