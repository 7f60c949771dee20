// The containers of text: arena, buffer, diagnostics, UTF-8.
#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/diag.h"
#include "base/utf8.h"

START_TEST(an_arena_hands_out_zeroed_aligned_memory)
{
    static const char zeros[100000];
    Arena arena;
    arena_init(&arena);
    for (size_t size = 1; size <= sizeof zeros; size = size * 3 + 1) {
        char *block = arena_alloc(&arena, size);
        ck_assert_uint_eq((uintptr_t)block % 8, 0);
        ck_assert_mem_eq(block, zeros, size);
        memset(block, 'x', size);
    }
    const char *copy = arena_strndup(&arena, "ab\0cd", 5);
    ck_assert_mem_eq(copy, "ab\0cd\0", 6);
    arena_deinit(&arena);
    ck_assert_uint_eq(arena.used_bytes, 0);
}
END_TEST

START_TEST(a_buffer_grows_and_ends_with_nul)
{
    Buffer buffer;
    buffer_init(&buffer);
    ck_assert_str_eq(buffer.data, "");
    buffer_puts(&buffer, "a");
    buffer_putc(&buffer, 'b');
    buffer_fill(&buffer, '-', 100);
    buffer_printf(&buffer, "%d %s", 42, "end");
    ck_assert_uint_eq(buffer.length, 108);
    ck_assert_str_eq(buffer.data + 98, "----42 end");
    buffer_clear(&buffer);
    ck_assert_str_eq(buffer.data, "");
    buffer_append(&buffer, "x\0y", 3);
    char *taken = buffer_take(&buffer);
    ck_assert_mem_eq(taken, "x\0y\0", 4);
    ck_assert_uint_eq(buffer.length, 0);
    free(taken);
    ck_assert(!buffer_read_file(&buffer, "/nonexistent/file"));
    buffer_deinit(&buffer);
}
END_TEST

START_TEST(a_diagnostic_says_where)
{
    Diag diag;
    Buffer out;
    diag_init(&diag);
    buffer_init(&out);
    ck_assert(!diag_set(&diag, "a.lesson", 3, 7, "unknown key '%s'", "titel"));
    ck_assert(!diag_hint(&diag, "Did you mean 'title'?"));
    diag_format(&diag, &out);
    ck_assert_str_eq(out.data, "a.lesson:3:7: unknown key 'titel'\nDid you mean 'title'?\n");
    buffer_clear(&out);
    diag_set(&diag, NULL, 0, 0, "no terminal");
    diag_format(&diag, &out);
    ck_assert_str_eq(out.data, "no terminal\n");
    buffer_deinit(&out);
    diag_deinit(&diag);
}
END_TEST

START_TEST(every_code_point_survives)
{
    for (uint32_t code = 0; code <= 0x10FFFF; code++) {
        char bytes[UTF8_MAX_BYTES];
        int size = utf8_encode(code, bytes), decoded;
        ck_assert_int_eq(utf8_decode(bytes, (size_t)size, &decoded), (int32_t)code);
        ck_assert_int_eq(decoded, size);
        bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
        size_t good = utf8_validate(bytes, (size_t)size, UTF8_STRICT);
        ck_assert_uint_eq(good, is_surrogate ? 0 : (size_t)size);
        ck_assert_uint_eq(utf8_validate(bytes, (size_t)size, UTF8_SURROGATES), (size_t)size);
    }
}
END_TEST

START_TEST(broken_utf8_is_found)
{
    static const char *const broken[] = {"\x80",         "\xC0\xAF",        "\xC3",
                                         "\xE0\x9F\xBF", "\xE2\x82",        "\xF0\x8F\xBF\xBF",
                                         "\xF5\x80\x80", "\xF4\x90\x80\x80"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        int size;
        ck_assert_int_eq(utf8_decode(broken[i], strlen(broken[i]), &size), -1);
        ck_assert_int_eq(size, 1);
    }
    ck_assert_uint_eq(utf8_validate("a\xC3\xA9z\xFFz", 6, UTF8_STRICT), 4);
    ck_assert_uint_eq(utf8_count("a\xC3\xA9z\xE2\x82\xAC", 7), 4);
    ck_assert_uint_eq(utf8_offset("a\xC3\xA9z\xE2\x82\xAC", 7, 2), 3);
    ck_assert_uint_eq(utf8_offset("a\xC3\xA9z\xE2\x82\xAC", 7, 9), 7);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("text");
    TCase *tcase = tcase_create("text");
    tcase_set_timeout(tcase, 240);
    tcase_add_test(tcase, an_arena_hands_out_zeroed_aligned_memory);
    tcase_add_test(tcase, a_buffer_grows_and_ends_with_nul);
    tcase_add_test(tcase, a_diagnostic_says_where);
    tcase_add_test(tcase, every_code_point_survives);
    tcase_add_test(tcase, broken_utf8_is_found);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
