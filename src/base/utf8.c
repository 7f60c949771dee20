#include "base/utf8.h"

static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

int32_t utf8_decode(const char *text, size_t length, int *size)
{
    static const int32_t least[UTF8_MAX_BYTES + 1] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char first = (unsigned char)text[0];
    *size = 1;
    if (first < 0x80) {
        return first;
    }
    int count = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || (size_t)count > length) {
        return -1;
    }
    int32_t code = first & (0x7F >> count);
    for (int i = 1; i < count; i++) {
        if (!is_continuation(text[i])) {
            return -1;
        }
        code = code << 6 | ((unsigned char)text[i] & 0x3F);
    }
    if (code < least[count] || code > 0x10FFFF) {
        return -1;
    }
    *size = count;
    return code;
}

int utf8_encode(uint32_t code, char out[UTF8_MAX_BYTES])
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xE0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

size_t utf8_validate(const char *text, size_t length, Utf8Mode mode)
{
    size_t at = 0;
    while (at < length) {
        if ((unsigned char)text[at] < 0x80) {
            at++;
            continue;
        }
        int size;
        int32_t code = utf8_decode(text + at, length - at, &size);
        if (code < 0 || (mode == UTF8_STRICT && code >= 0xD800 && code <= 0xDFFF)) {
            return at;
        }
        at += (size_t)size;
    }
    return length;
}

bool utf8_commands(int32_t code)
{
    return (code >= 0 && code < 0x20) || (code >= 0x7f && code < 0xa0) ||
           (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

size_t utf8_count(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        count += !is_continuation(text[i]);
    }
    return count;
}

size_t utf8_offset(const char *text, size_t length, size_t index)
{
    size_t at = 0;
    while (at < length) {
        if (!is_continuation(text[at]) && index-- == 0) {
            return at;
        }
        at++;
    }
    return length;
}
