#include "lang/string_literal.h"

#include <string.h>

#include "base/utf8.h"

typedef struct Decoder {
    Parser *p;
    Buffer *out;
    const char *text;
    size_t at, length;
    bool is_bytes;
} Decoder;

static int digit_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 32;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
}

static void put_code(Decoder *decoder, uint32_t code)
{
    if (decoder->is_bytes) {
        buffer_putc(decoder->out, (char)code);
        return;
    }
    char bytes[UTF8_MAX_BYTES];
    buffer_append(decoder->out, bytes, (size_t)utf8_encode(code, bytes));
}

// Where CPython counts an offset: it decodes a copy in which other characters than ASCII are
// written as escapes of 10 bytes.
static int decoded_position(const Decoder *decoder, size_t at)
{
    int position = 0;
    for (size_t i = 0; i < at; i++) {
        unsigned char c = (unsigned char)decoder->text[i];
        position += c < 128 ? 1 : c >= 0xC0 ? 10 : 0;
    }
    return position;
}

static bool fail(Decoder *decoder, size_t start, const char *reason)
{
    raise_at_last(decoder->p,
                  "(unicode error) 'unicodeescape' codec can't decode bytes in position %d-%d: %s",
                  decoded_position(decoder, start), decoded_position(decoder, decoder->at) - 1,
                  reason);
    return false;
}

// `count` hexadecimal digits; `start` is where the backslash is.
static bool decode_hex(Decoder *decoder, size_t start, int count, const char *reason)
{
    uint32_t code = 0;
    for (int i = 0; i < count; i++) {
        int value = decoder->at < decoder->length ? digit_value(decoder->text[decoder->at]) : 99;
        if (value >= 16) {
            if (decoder->is_bytes) {
                raise_at_last(decoder->p, "(value error) invalid \\x escape at position %zu",
                              start);
                return false;
            }
            return fail(decoder, start, reason);
        }
        code = code * 16 + (uint32_t)value;
        decoder->at++;
    }
    if (code > 0x10FFFF) {
        return fail(decoder, start, "illegal Unicode character");
    }
    put_code(decoder, code);
    return true;
}

static void decode_octal(Decoder *decoder)
{
    uint32_t code = 0;
    for (int i = 0; i < 3 && decoder->at < decoder->length; i++) {
        int value = digit_value(decoder->text[decoder->at]);
        if (value >= 8) {
            break;
        }
        code = code * 8 + (uint32_t)value;
        decoder->at++;
    }
    put_code(decoder, code);
}

// `\N{name}`: there is no table of names here.
static bool decode_named(Decoder *decoder, size_t start)
{
    const char *rest = decoder->text + decoder->at;
    const char *close = memchr(rest, '}', decoder->length - decoder->at);
    if (decoder->at == decoder->length || *rest != '{' || close == NULL || close == rest + 1) {
        bool is_open = decoder->at < decoder->length && *rest == '{' && close == NULL;
        decoder->at = is_open ? decoder->length : decoder->at;
        return fail(decoder, start, "malformed \\N character escape");
    }
    decoder->at = (size_t)(close - decoder->text) + 1;
    raise_not_covered(decoder->p, "there is no table of character names here for \\N%.*s; use \\u",
                      (int)(close - rest) + 1, rest);
    return false;
}

static bool decode_escape(Decoder *decoder)
{
    static const char simple[] = "\\\\''\"\"a\ab\bf\fn\nr\rt\tv\v";
    size_t start = decoder->at++;
    char c = decoder->text[decoder->at];
    if (c == '\n') {
        decoder->at++;
        return true;
    }
    for (size_t i = 0; i + 1 < sizeof simple; i += 2) {
        if (simple[i] == c) {
            buffer_putc(decoder->out, simple[i + 1]);
            decoder->at++;
            return true;
        }
    }
    if (c >= '0' && c <= '7') {
        decode_octal(decoder);
        return true;
    }
    decoder->at++;
    if (c == 'x') {
        return decode_hex(decoder, start, 2, "truncated \\xXX escape");
    }
    if (c == 'u' && !decoder->is_bytes) {
        return decode_hex(decoder, start, 4, "truncated \\uXXXX escape");
    }
    if (c == 'U' && !decoder->is_bytes) {
        return decode_hex(decoder, start, 8, "truncated \\UXXXXXXXX escape");
    }
    if (c == 'N' && !decoder->is_bytes) {
        return decode_named(decoder, start);
    }
    decoder->at--;
    buffer_putc(decoder->out, '\\');
    return true;
}

bool string_literal_decode(Parser *p, Buffer *out, const char *text, size_t length, bool is_bytes)
{
    Decoder decoder = {p, out, text, 0, length, is_bytes};
    while (decoder.at < length) {
        const char *rest = text + decoder.at;
        const char *backslash = memchr(rest, '\\', length - decoder.at);
        size_t plain = backslash == NULL ? length - decoder.at : (size_t)(backslash - rest);
        buffer_append(out, rest, plain);
        decoder.at += plain;
        if (decoder.at < length && decoder.at + 1 == length) {
            buffer_putc(out, '\\'); // part of an f-string, before a brace
            decoder.at++;
        } else if (decoder.at < length && !decode_escape(&decoder)) {
            return false;
        }
    }
    return true;
}
