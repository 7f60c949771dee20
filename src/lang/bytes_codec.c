// Encodings between str and bytes: UTF-8, ASCII, Latin-1, UTF-16, UTF-32, with the usual ways to
// handle what does not fit.
#include <stdio.h>
#include <string.h>

#include "lang/bytes.h"
#include "lang/str_internal.h"

typedef enum Codec {
    CODEC_UTF8,
    CODEC_ASCII,
    CODEC_LATIN1,
    CODEC_UTF16,
    CODEC_UTF16_LE,
    CODEC_UTF16_BE,
    CODEC_UTF32,
    CODEC_UTF32_LE,
    CODEC_UTF32_BE,
    CODEC_UTF8_SIG,
    CODEC_COUNT,
} Codec;

static const char *const codec_names[CODEC_COUNT] = {
    "utf-8",  "ascii",     "latin-1",   "utf-16",   "utf-16-le",
    "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-8-sig",
};

typedef struct Alias {
    const char *name;
    Codec codec;
} Alias;

static const Alias aliases[] = {
    {"utf8", CODEC_UTF8},         {"u8", CODEC_UTF8},          {"cp65001", CODEC_UTF8},
    {"us-ascii", CODEC_ASCII},    {"646", CODEC_ASCII},        {"latin1", CODEC_LATIN1},
    {"iso-8859-1", CODEC_LATIN1}, {"iso8859-1", CODEC_LATIN1}, {"l1", CODEC_LATIN1},
    {"8859", CODEC_LATIN1},       {"utf16", CODEC_UTF16},      {"u16", CODEC_UTF16},
    {"utf-16le", CODEC_UTF16_LE}, {"utf-16be", CODEC_UTF16_BE}, {"utf32", CODEC_UTF32},
    {"u32", CODEC_UTF32},         {"utf-32le", CODEC_UTF32_LE}, {"utf-32be", CODEC_UTF32_BE},
};

// Names are compared in small letters, with '-' for '_' and blanks.
static MAY_RAISE bool find_codec(VM *vm, const char *encoding, Codec *codec) {
    char name[24];
    size_t length = strlen(encoding);
    for (size_t i = 0; i < length && i < sizeof name - 1; i++) {
        char c = encoding[i];
        name[i] = c == '_' || c == ' ' ? '-' : c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    name[length < sizeof name - 1 ? length : sizeof name - 1] = '\0';
    for (int i = 0; i < CODEC_COUNT; i++) {
        if (strcmp(codec_names[i], name) == 0) {
            *codec = (Codec)i;
            return true;
        }
    }
    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++) {
        if (strcmp(aliases[i].name, name) == 0) {
            *codec = aliases[i].codec;
            return true;
        }
    }
    vm_raise(vm, T_LookupError, "unknown encoding: %s", encoding);
    return false;
}

typedef enum Handler {
    HANDLER_STRICT,
    HANDLER_IGNORE,
    HANDLER_REPLACE,
    HANDLER_BACKSLASH,
    HANDLER_XML,
    HANDLER_ESCAPE,
    HANDLER_PASS,
    HANDLER_COUNT,
} Handler;

static const char *const handler_names[HANDLER_COUNT] = {
    "strict",           "ignore",          "replace",       "backslashreplace",
    "xmlcharrefreplace", "surrogateescape", "surrogatepass",
};

// Unknown names are only a mistake when an error has to be handled.
static Handler find_handler(const char *errors) {
    for (int i = 0; i < HANDLER_COUNT; i++)
        if (strcmp(handler_names[i], errors) == 0)
            return (Handler)i;
    return HANDLER_COUNT;
}

static bool unknown_handler(VM *vm, const char *errors) {
    vm_raise(vm, T_LookupError, "unknown error handler name '%s'", errors);
    return false;
}

// Raises UnicodeEncodeError or UnicodeDecodeError with its five arguments.
static bool fail(VM *vm, TypeId type, Codec codec, Value object, int64_t start, int64_t end,
                 const char *reason) {
    Value args[] = {str_from(vm, codec == CODEC_UTF8_SIG ? "utf-8" : codec_names[codec]),
                    value_ref(object), value_small(start), value_small(end), str_from(vm, reason)};
    Value exception = vm_call_nested(vm, value_of(vm_type(vm, type)), 5, args);
    for (int i = 0; i < 5; i++)
        value_unref(vm, args[i]);
    if (exception != VALUE_ABSENT)
        vm_raise_instance(vm, exception);
    return false;
}

static void add_bytes(VM *vm, StrBuilder *b, const void *bytes, size_t count) {
    str_builder_add(vm, b, bytes, count);
}

// Encoding.

typedef struct Encoder {
    VM *vm;
    Codec codec;
    const char *errors;
    Value str;
    StrBuilder out; // of bytes
} Encoder;

static bool fits(Codec codec, uint32_t code) {
    switch (codec) {
    case CODEC_ASCII:
        return code < 0x80;
    case CODEC_LATIN1:
        return code < 0x100;
    case CODEC_UTF8:
    case CODEC_UTF8_SIG:
    case CODEC_UTF16:
    case CODEC_UTF16_LE:
    case CODEC_UTF16_BE:
    case CODEC_UTF32:
    case CODEC_UTF32_LE:
    case CODEC_UTF32_BE:
    case CODEC_COUNT:
        break;
    }
    return code < 0xd800 || code > 0xdfff;
}

static void put_unit(Encoder *e, uint32_t unit, int bytes, bool big) {
    uint8_t out[4];
    for (int i = 0; i < bytes; i++)
        out[big ? bytes - 1 - i : i] = (uint8_t)(unit >> (8 * i));
    add_bytes(e->vm, &e->out, out, (size_t)bytes);
}

static void put_code(Encoder *e, uint32_t code) {
    bool big = e->codec == CODEC_UTF16_BE || e->codec == CODEC_UTF32_BE;
    switch (e->codec) {
    case CODEC_ASCII:
    case CODEC_LATIN1:
        put_unit(e, code, 1, false);
        return;
    case CODEC_UTF16:
    case CODEC_UTF16_LE:
    case CODEC_UTF16_BE:
        if (code >= 0x10000) {
            put_unit(e, 0xd800 + ((code - 0x10000) >> 10), 2, big);
            put_unit(e, 0xdc00 + ((code - 0x10000) & 0x3ff), 2, big);
        } else {
            put_unit(e, code, 2, big);
        }
        return;
    case CODEC_UTF32:
    case CODEC_UTF32_LE:
    case CODEC_UTF32_BE:
        put_unit(e, code, 4, big);
        return;
    case CODEC_UTF8:
    case CODEC_UTF8_SIG:
    case CODEC_COUNT:
        break;
    }
    str_builder_add_char(e->vm, &e->out, code);
}

static void put_text(Encoder *e, const char *ascii) {
    for (; *ascii != '\0'; ascii++)
        put_code(e, (unsigned char)*ascii);
}

// Handles the characters from byte `from` to `to`, which the codec cannot encode.
static MAY_RAISE bool encode_error(Encoder *e, size_t from, size_t to, int64_t index, int64_t count) {
    const Str *s = str_get(e->str);
    Handler handler = find_handler(e->errors);
    if (handler == HANDLER_COUNT)
        return unknown_handler(e->vm, e->errors);
    char text[24];
    int size;
    for (size_t at = from; at < to; at += (size_t)size) {
        uint32_t code = str_decode(s, at, &size);
        bool escaped = handler == HANDLER_ESCAPE && code >= 0xdc80 && code <= 0xdcff;
        bool passed = handler == HANDLER_PASS && e->codec != CODEC_ASCII && e->codec != CODEC_LATIN1;
        if (handler == HANDLER_IGNORE)
            continue;
        if (handler == HANDLER_REPLACE) {
            put_code(e, '?');
        } else if (handler == HANDLER_BACKSLASH || handler == HANDLER_XML) {
            snprintf(text, sizeof text,
                     handler == HANDLER_XML ? "&#%u;"
                     : code < 0x100         ? "\\x%02x"
                     : code < 0x10000       ? "\\u%04x"
                                            : "\\U%08x",
                     (unsigned)code);
            put_text(e, text);
        } else if (escaped) {
            put_unit(e, code - 0xdc00, 1, false);
        } else if (passed) {
            put_code(e, code);
        } else {
            const char *reason = e->codec == CODEC_ASCII    ? "ordinal not in range(128)"
                                 : e->codec == CODEC_LATIN1 ? "ordinal not in range(256)"
                                                            : "surrogates not allowed";
            return fail(e->vm, T_UnicodeEncodeError, e->codec, e->str, index, index + count, reason);
        }
    }
    return true;
}

static MAY_RAISE bool encode(Encoder *e) {
    const Str *s = str_get(e->str);
    int64_t index = 0;
    int size;
    for (size_t at = 0; at < s->bytes;) {
        uint32_t code = str_decode(s, at, &size);
        if (fits(e->codec, code)) {
            put_code(e, code);
            at += (size_t)size;
            index++;
            continue;
        }
        size_t to = at;
        int64_t count = 0;
        for (; to < s->bytes && !fits(e->codec, str_decode(s, to, &size)); count++)
            to += (size_t)size;
        if (!encode_error(e, at, to, index, count))
            return false;
        at = to;
        index += count;
    }
    return true;
}

static bool has_surrogates(const Str *s) {
    return !str_is_ascii(s) && utf8_validate(s->data, s->bytes, UTF8_STRICT) != s->bytes;
}

Value bytes_encode(VM *vm, Value str, const char *encoding, const char *errors) {
    Encoder e = {.vm = vm, .errors = errors, .str = str};
    const Str *s = str_get(str);
    if (!find_codec(vm, encoding, &e.codec))
        return VALUE_ABSENT;
    vm_charge(vm, (int64_t)s->bytes / 16);
    bool plain = str_is_ascii(s) && e.codec <= CODEC_LATIN1;
    if (plain || (e.codec == CODEC_UTF8 && !has_surrogates(s)))
        return bytes_new(vm, s->data, s->bytes);
    if (e.codec == CODEC_UTF16)
        put_unit(&e, 0xfeff, 2, false);
    else if (e.codec == CODEC_UTF32)
        put_unit(&e, 0xfeff, 4, false);
    else if (e.codec == CODEC_UTF8_SIG)
        str_builder_add_char(vm, &e.out, 0xfeff);
    bool done = encode(&e);
    Value result = done ? bytes_new(vm, e.out.data, e.out.bytes) : VALUE_ABSENT;
    str_builder_drop(vm, &e.out);
    return result;
}

// Decoding.

typedef struct Decoder {
    VM *vm;
    Codec codec;
    const char *errors;
    Value object;
    const uint8_t *data;
    int64_t count, at;
    bool big;
    StrBuilder out;
} Decoder;

// Handles bytes [at, at + length), which mean nothing.
static MAY_RAISE bool decode_error(Decoder *d, int64_t length, const char *reason) {
    Handler handler = find_handler(d->errors);
    if (handler == HANDLER_COUNT)
        return unknown_handler(d->vm, d->errors);
    char text[8];
    bool escapable = handler == HANDLER_ESCAPE;
    for (int64_t i = 0; i < length; i++)
        escapable = escapable && d->data[d->at + i] >= 0x80;
    if (handler == HANDLER_REPLACE) {
        str_builder_add_char(d->vm, &d->out, 0xfffd);
    } else if (handler == HANDLER_BACKSLASH || escapable) {
        for (int64_t i = 0; i < length; i++) {
            uint8_t byte = d->data[d->at + i];
            snprintf(text, sizeof text, "\\x%02x", byte);
            if (escapable)
                str_builder_add_char(d->vm, &d->out, 0xdc00 + byte);
            else
                str_builder_add_text(d->vm, &d->out, text);
        }
    } else if (handler != HANDLER_IGNORE) {
        return fail(d->vm, T_UnicodeDecodeError, d->codec, d->object, d->at, d->at + length, reason);
    }
    d->at += length;
    return true;
}

// How many bytes a sequence with this first byte takes, 0 when none begins so, and the range of its
// second byte.
static int utf8_length(uint8_t first, uint8_t *low, uint8_t *high) {
    *low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    *high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    return first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
}

static MAY_RAISE bool decode_utf8_sequence(Decoder *d) {
    const uint8_t *in = d->data + d->at;
    uint8_t low, high;
    int length = utf8_length(in[0], &low, &high);
    if (length == 0)
        return decode_error(d, 1, "invalid start byte");
    if (in[0] == 0xed && strcmp(d->errors, "surrogatepass") == 0)
        high = 0xbf;
    for (int i = 1; i < length; i++) {
        if (d->at + i >= d->count)
            return decode_error(d, i, "unexpected end of data");
        if (in[i] < low || in[i] > high)
            return decode_error(d, i, "invalid continuation byte");
        low = 0x80;
        high = 0xbf;
    }
    str_builder_add(d->vm, &d->out, (const char *)in, (size_t)length);
    d->at += length;
    return true;
}

static MAY_RAISE bool decode_utf8(Decoder *d) {
    if (d->codec == CODEC_UTF8_SIG && d->count >= 3 && memcmp(d->data, "\xef\xbb\xbf", 3) == 0)
        d->at = 3;
    while (d->at < d->count) {
        size_t valid = utf8_validate((const char *)d->data + d->at, (size_t)(d->count - d->at), UTF8_STRICT);
        str_builder_add(d->vm, &d->out, (const char *)d->data + d->at, valid);
        d->at += (int64_t)valid;
        if (d->at < d->count && !decode_utf8_sequence(d))
            return false;
    }
    return true;
}

static MAY_RAISE bool decode_single(Decoder *d) {
    while (d->at < d->count) {
        uint8_t byte = d->data[d->at];
        if (d->codec == CODEC_ASCII && byte >= 0x80) {
            if (!decode_error(d, 1, "ordinal not in range(128)"))
                return false;
            continue;
        }
        str_builder_add_char(d->vm, &d->out, byte);
        d->at++;
    }
    return true;
}

static uint32_t unit_at(const Decoder *d, int64_t at, int bytes) {
    uint32_t unit = 0;
    for (int i = 0; i < bytes; i++)
        unit |= (uint32_t)d->data[at + (d->big ? bytes - 1 - i : i)] << (8 * i);
    return unit;
}

static MAY_RAISE bool decode_utf16_unit(Decoder *d) {
    int64_t left = d->count - d->at;
    if (left < 2)
        return decode_error(d, left, "truncated data");
    uint32_t unit = unit_at(d, d->at, 2);
    if (unit >= 0xd800 && unit <= 0xdbff) {
        if (left < 4)
            return decode_error(d, left, "unexpected end of data");
        uint32_t second = unit_at(d, d->at + 2, 2);
        if (second < 0xdc00 || second > 0xdfff)
            return decode_error(d, 2, "illegal UTF-16 surrogate");
        str_builder_add_char(d->vm, &d->out, 0x10000 + ((unit - 0xd800) << 10) + (second - 0xdc00));
        d->at += 4;
        return true;
    }
    if (unit >= 0xdc00 && unit <= 0xdfff)
        return decode_error(d, 2, "illegal encoding");
    str_builder_add_char(d->vm, &d->out, unit);
    d->at += 2;
    return true;
}

static MAY_RAISE bool decode_utf32_unit(Decoder *d) {
    int64_t left = d->count - d->at;
    if (left < 4)
        return decode_error(d, left, "truncated data");
    uint32_t unit = unit_at(d, d->at, 4);
    if (unit > 0x10ffff)
        return decode_error(d, 4, "code point not in range(0x110000)");
    if (unit >= 0xd800 && unit <= 0xdfff)
        return decode_error(d, 4, "code point in surrogate code point range(0xd800, 0xe000)");
    str_builder_add_char(d->vm, &d->out, unit);
    d->at += 4;
    return true;
}

// UTF-16 and UTF-32: a mark at the beginning may tell the order of bytes.
static MAY_RAISE bool decode_wide(Decoder *d) {
    int bytes = d->codec >= CODEC_UTF32 && d->codec <= CODEC_UTF32_BE ? 4 : 2;
    d->big = d->codec == CODEC_UTF16_BE || d->codec == CODEC_UTF32_BE;
    if ((d->codec == CODEC_UTF16 || d->codec == CODEC_UTF32) && d->count >= bytes) {
        uint32_t swapped = bytes == 2 ? 0xfffe : 0xfffe0000, mark = unit_at(d, 0, bytes);
        d->big = mark == swapped;
        d->at = mark == 0xfeff || mark == swapped ? bytes : 0;
    }
    if (d->codec == CODEC_UTF16)
        d->codec = d->big ? CODEC_UTF16_BE : CODEC_UTF16_LE;
    else if (d->codec == CODEC_UTF32)
        d->codec = d->big ? CODEC_UTF32_BE : CODEC_UTF32_LE;
    while (d->at < d->count)
        if (!(bytes == 2 ? decode_utf16_unit : decode_utf32_unit)(d))
            return false;
    return true;
}

Value bytes_decode(VM *vm, Value object, const uint8_t *data, int64_t count, const char *encoding,
                   const char *errors) {
    Decoder d = {.vm = vm, .errors = errors, .object = object, .data = data, .count = count};
    if (!find_codec(vm, encoding, &d.codec))
        return VALUE_ABSENT;
    vm_charge(vm, count / 16);
    bool done;
    if (d.codec == CODEC_UTF8 || d.codec == CODEC_UTF8_SIG)
        done = decode_utf8(&d);
    else if (d.codec == CODEC_ASCII || d.codec == CODEC_LATIN1)
        done = decode_single(&d);
    else
        done = decode_wide(&d);
    if (done)
        return str_builder_finish(vm, &d.out);
    str_builder_drop(vm, &d.out);
    return VALUE_ABSENT;
}
