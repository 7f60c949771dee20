#include "lang/unicode_name.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/utf8.h"

static bool is_one_of(uint32_t code, const uint32_t (*ranges)[2], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (code >= ranges[i][0] && code <= ranges[i][1]) {
            return true;
        }
    }
    return false;
}

// Letters that are no identifier start (continuation, at most) because of how they normalise; see
// Unicode Standard Annex 31, section 5.1.
static const uint32_t NOT_START[][2] = {
    {0x037A, 0x037A}, {0x0E33, 0x0E33}, {0x0EB3, 0x0EB3}, {0xFC5E, 0xFC63}, {0xFDFA, 0xFDFB},
    {0xFE70, 0xFE70}, {0xFE72, 0xFE72}, {0xFE74, 0xFE74}, {0xFE76, 0xFE76}, {0xFE78, 0xFE78},
    {0xFE7A, 0xFE7A}, {0xFE7C, 0xFE7C}, {0xFE7E, 0xFE7E}, {0xFF9E, 0xFF9F},
};

static const uint32_t NOT_CONTINUE[][2] = {
    {0x037A, 0x037A}, {0xFC5E, 0xFC63}, {0xFDFA, 0xFDFB}, {0xFE70, 0xFE70},
    {0xFE72, 0xFE72}, {0xFE74, 0xFE74}, {0xFE76, 0xFE76}, {0xFE78, 0xFE78},
    {0xFE7A, 0xFE7A}, {0xFE7C, 0xFE7C}, {0xFE7E, 0xFE7E},
};

// Unicode's Other_ID_Start and Other_ID_Continue.
static const uint32_t OTHER_START[][2] = {
    {0x1885, 0x1886}, {0x2118, 0x2118}, {0x212E, 0x212E}, {0x309B, 0x309C}};
static const uint32_t OTHER_CONTINUE[][2] = {
    {0x00B7, 0x00B7}, {0x0387, 0x0387}, {0x1369, 0x1371}, {0x19DA, 0x19DA}};

#define IS_ONE_OF(code, ranges) is_one_of((code), (ranges), sizeof(ranges) / sizeof *(ranges))

static bool is_start_category(uint32_t code)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code);
    return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LL ||
           category == UTF8PROC_CATEGORY_LT || category == UTF8PROC_CATEGORY_LM ||
           category == UTF8PROC_CATEGORY_LO || category == UTF8PROC_CATEGORY_NL;
}

static bool is_start(uint32_t code)
{
    return code == '_' || IS_ONE_OF(code, OTHER_START) ||
           (is_start_category(code) && !IS_ONE_OF(code, NOT_START));
}

static bool is_continue(uint32_t code)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code);
    bool is_mark_or_digit = category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
                            category == UTF8PROC_CATEGORY_ND || category == UTF8PROC_CATEGORY_PC;
    return is_start(code) || IS_ONE_OF(code, OTHER_CONTINUE) ||
           ((is_mark_or_digit || is_start_category(code)) && !IS_ONE_OF(code, NOT_CONTINUE));
}

size_t unicode_name_prefix(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length) {
        int size;
        uint32_t code = (uint32_t)utf8_decode(text + at, length - at, &size);
        if (!(at == 0 ? is_start(code) : is_continue(code))) {
            break;
        }
        at += (size_t)size;
    }
    return at;
}

const char *unicode_name_normalize(Arena *arena, const char *text, size_t length,
                                   size_t *normal_length)
{
    utf8proc_uint8_t *normal = NULL;
    utf8proc_ssize_t size =
        utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length, &normal,
                     UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT);
    if (size < 0) {
        abort(); // out of memory: the text is known to be well-formed
    }
    const char *copy = arena_strndup(arena, (const char *)normal, (size_t)size);
    free(normal);
    *normal_length = (size_t)size;
    return copy;
}

bool unicode_is_printable(uint32_t code)
{
    if (code == ' ') {
        return true;
    }
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code);
    return category != UTF8PROC_CATEGORY_CN && category != UTF8PROC_CATEGORY_CC &&
           category != UTF8PROC_CATEGORY_CF && category != UTF8PROC_CATEGORY_CS &&
           category != UTF8PROC_CATEGORY_CO && category != UTF8PROC_CATEGORY_ZL &&
           category != UTF8PROC_CATEGORY_ZP && category != UTF8PROC_CATEGORY_ZS;
}
