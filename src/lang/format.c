// The format mini-language: parsing a specification and laying out strings and numbers by it.
#include "lang/format.h"

#include <math.h>
#include <string.h>

#include "lang/complex.h"
#include "lang/exact.h"
#include "lang/float.h"
#include "lang/float_internal.h"
#include "lang/int.h"
#include "lang/str_internal.h"

typedef struct Spec {
    uint32_t fill;
    char align; // < > = ^
    char sign;  // + - space, or 0
    bool no_negative_zero, alternate;
    char separator; // , _ or 0
    int64_t width, precision; // -1: not given
    uint32_t type;
} Spec;

static bool is_align(uint32_t c) { return c == '<' || c == '>' || c == '=' || c == '^'; }

typedef struct Reader {
    const Str *s;
    size_t at;
} Reader;

// The character `ahead` places on, 0 at the end.
static uint32_t peek(const Reader *r, int ahead) {
    size_t at = r->at;
    int size;
    for (; ahead > 0 && at < r->s->bytes; ahead--) {
        str_decode(r->s, at, &size);
        at += (size_t)size;
    }
    return at < r->s->bytes ? str_decode(r->s, at, &size) : 0;
}

static void skip(Reader *r) {
    int size;
    str_decode(r->s, r->at, &size);
    r->at += (size_t)size;
}

static bool take(Reader *r, uint32_t c) {
    if (peek(r, 0) != c)
        return false;
    skip(r);
    return true;
}

// Reads decimal digits: -1 when there are none. False with ValueError when there are too many.
static MAY_RAISE bool read_number(VM *vm, Reader *r, int64_t *out) {
    *out = -1;
    for (uint32_t c; (c = peek(r, 0)) >= '0' && c <= '9'; skip(r)) {
        int64_t i = *out < 0 ? 0 : *out;
        if (i > (INT64_MAX - 9) / 10) {
            vm_raise(vm, T_ValueError, "Too many decimal digits in format string");
            return false;
        }
        *out = i * 10 + (int64_t)(c - '0');
    }
    return true;
}

static MAY_RAISE bool read_separator(VM *vm, Reader *r, Spec *spec) {
    if (take(r, ','))
        spec->separator = ',';
    bool both = peek(r, 0) == '_' && spec->separator != 0;
    if (!both && take(r, '_'))
        spec->separator = '_';
    both = both || (peek(r, 0) == ',' && spec->separator == '_');
    if (both)
        vm_raise(vm, T_ValueError, "Cannot specify both ',' and '_'.");
    return !both;
}

// Whether the type goes with the separator asked for.
static MAY_RAISE bool check_separator(VM *vm, const Spec *spec) {
    if (spec->separator == 0 || spec->type == 0 || (spec->type < 128 && strchr("defgEG%F", (int)spec->type)))
        return true;
    if (spec->separator == '_' && spec->type < 128 && strchr("boxX", (int)spec->type))
        return true;
    if (spec->type > 32 && spec->type < 128)
        vm_raise(vm, T_ValueError, "Cannot specify '%c' with '%c'.", spec->separator, (int)spec->type);
    else {
        Value code = str_format(vm, "\\x%x", (unsigned)spec->type);
        vm_raise(vm, T_ValueError, "Cannot specify '%c' with '%S'.", spec->separator, code);
        value_unref(vm, code);
    }
    return false;
}

static MAY_RAISE bool parse(VM *vm, Value v, Value text, uint32_t type, char align, Spec *spec) {
    Reader r = {.s = str_get(text)};
    *spec = (Spec){.fill = ' ', .align = align, .type = type, .width = -1, .precision = -1};
    bool fill_given = is_align(peek(&r, 1)), align_given = true;
    if (fill_given) {
        spec->fill = peek(&r, 0);
        skip(&r);
    }
    if (fill_given || is_align(peek(&r, 0))) {
        spec->align = (char)peek(&r, 0);
        skip(&r);
    } else {
        align_given = false;
    }
    uint32_t c = peek(&r, 0);
    if (c == '+' || c == '-' || c == ' ') {
        spec->sign = (char)c;
        skip(&r);
    }
    spec->no_negative_zero = take(&r, 'z');
    spec->alternate = take(&r, '#');
    if (!fill_given && take(&r, '0')) {
        spec->fill = '0';
        if (!align_given && align == '>')
            spec->align = '=';
    }
    if (!read_number(vm, &r, &spec->width) || !read_separator(vm, &r, spec))
        return false;
    if (take(&r, '.')) {
        if (!read_number(vm, &r, &spec->precision))
            return false;
        if (spec->precision < 0) {
            vm_raise(vm, T_ValueError, "Format specifier missing precision");
            return false;
        }
    }
    if (r.at < r.s->bytes) {
        spec->type = peek(&r, 0);
        skip(&r);
    }
    if (r.at < r.s->bytes) {
        vm_raise(vm, T_ValueError, "Invalid format specifier '%S' for object of type '%T'", text, v);
        return false;
    }
    return check_separator(vm, spec);
}

static Value unknown_type(VM *vm, Value v, uint32_t type) {
    if (type > 32 && type < 128)
        return vm_raise(vm, T_ValueError, "Unknown format code '%c' for object of type '%T'", (int)type, v);
    Value code = str_format(vm, "\\x%x", (unsigned)type);
    vm_raise(vm, T_ValueError, "Unknown format code '%S' for object of type '%T'", code, v);
    value_unref(vm, code);
    return VALUE_ABSENT;
}

static void add_fill(VM *vm, StrBuilder *b, uint32_t fill, int64_t count) {
    for (int64_t i = 0; i < count; i++)
        str_builder_add_char(vm, b, fill);
}

// Adds text of `chars` characters with the fill around it.
static void add_aligned(VM *vm, StrBuilder *b, const Spec *spec, const char *text, size_t bytes,
                        int64_t chars) {
    int64_t missing = spec->width > chars ? spec->width - chars : 0;
    int64_t left = spec->align == '>' || spec->align == '=' ? missing
                   : spec->align == '^'                     ? missing / 2
                                                            : 0;
    add_fill(vm, b, spec->fill, left);
    str_builder_add(vm, b, text, bytes);
    add_fill(vm, b, spec->fill, missing - left);
}

static Value format_text(VM *vm, Value v, Value text) {
    Spec spec;
    if (!parse(vm, v, text, 's', '<', &spec))
        return VALUE_ABSENT;
    if (spec.type != 's')
        return unknown_type(vm, v, spec.type);
    if (spec.sign != 0)
        return vm_raise(vm, T_ValueError, "%s not allowed in string format specifier",
                        spec.sign == ' ' ? "Space" : "Sign");
    if (spec.no_negative_zero)
        return vm_raise(vm, T_ValueError,
                        "Negative zero coercion (z) not allowed in string format specifier");
    if (spec.alternate)
        return vm_raise(vm, T_ValueError,
                        "Alternate form (#) not allowed in string format specifier");
    if (spec.align == '=')
        return vm_raise(vm, T_ValueError, "'=' alignment not allowed in string format specifier");
    const Str *s = str_get(v);
    size_t bytes = s->bytes, chars = s->chars;
    if (spec.precision >= 0 && (uint64_t)spec.precision < chars) {
        chars = (size_t)spec.precision;
        bytes = str_offset(s, chars);
    }
    if (!vm_check_size(vm, (double)spec.width))
        return VALUE_ABSENT;
    StrBuilder b = {0};
    add_aligned(vm, &b, &spec, s->data, bytes, (int64_t)chars);
    vm_charge(vm, spec.width / 4);
    return str_builder_finish(vm, &b);
}

// Numbers.

// A number in pieces: sign, prefix such as 0x, digits that may be grouped, and what follows them.
typedef struct Pieces {
    char sign; // or 0
    const char *prefix;
    const char *digits;
    int64_t count;
    const char *rest;
    int64_t rest_count;
    int group; // digits between separators
} Pieces;

static void add_grouped(VM *vm, StrBuilder *b, const Pieces *p, char separator, int64_t min_width) {
    int64_t total = p->count;
    while (total + (separator != 0 && total > 0 ? (total - 1) / p->group : 0) < min_width)
        total++;
    for (int64_t i = total; i > 0; i--) {
        char digit = i > p->count ? '0' : p->digits[p->count - i];
        str_builder_add(vm, b, &digit, 1);
        if (separator != 0 && i > 1 && (i - 1) % p->group == 0)
            str_builder_add(vm, b, &separator, 1);
    }
}

static void add_number(VM *vm, StrBuilder *b, const Spec *spec, const Pieces *p) {
    int64_t prefix = (int64_t)strlen(p->prefix), around = (p->sign != 0) + prefix + p->rest_count;
    bool zeros = spec->fill == '0' && spec->align == '=';
    StrBuilder digits = {0};
    add_grouped(vm, &digits, p, spec->separator, zeros ? spec->width - around : 0);
    int64_t missing = spec->width - around - (int64_t)digits.chars;
    if (missing < 0)
        missing = 0;
    int64_t left = spec->align == '>' ? missing : spec->align == '^' ? missing / 2 : 0;
    int64_t inner = spec->align == '=' ? missing : 0;
    add_fill(vm, b, spec->fill, left);
    if (p->sign != 0)
        str_builder_add(vm, b, &p->sign, 1);
    str_builder_add(vm, b, p->prefix, (size_t)prefix);
    add_fill(vm, b, spec->fill, inner);
    str_builder_add(vm, b, digits.data, digits.bytes);
    str_builder_add(vm, b, p->rest, (size_t)p->rest_count);
    add_fill(vm, b, spec->fill, missing - left - inner);
    str_builder_drop(vm, &digits);
}

static char sign_of(const Spec *spec, bool negative) {
    return negative ? '-' : spec->sign == '+' || spec->sign == ' ' ? spec->sign : 0;
}

static Value format_char(VM *vm, Value v, const Spec *spec) {
    int64_t code;
    if (spec->sign != 0)
        return vm_raise(vm, T_ValueError, "Sign not allowed with integer format specifier 'c'");
    if (spec->alternate)
        return vm_raise(vm, T_ValueError,
                        "Alternate form (#) not allowed with integer format specifier 'c'");
    if (!int_to_int64(v, &code))
        return vm_raise(vm, T_OverflowError, "Python int too large to convert to C long");
    if (code < 0 || code > 0x10ffff)
        return vm_raise(vm, T_OverflowError, "%%c arg not in range(0x110000)");
    char text[UTF8_MAX_BYTES];
    size_t bytes = (size_t)utf8_encode((uint32_t)code, text);
    StrBuilder b = {0};
    Spec padded = *spec;
    if (spec->align == '=')
        padded.align = '>';
    add_aligned(vm, &b, &padded, text, bytes, 1);
    return str_builder_finish(vm, &b);
}

static Value format_int(VM *vm, Value v, const Spec *spec) {
    if (spec->precision >= 0)
        return vm_raise(vm, T_ValueError, "Precision not allowed in integer format specifier");
    if (spec->no_negative_zero)
        return vm_raise(vm, T_ValueError,
                        "Negative zero coercion (z) not allowed in integer format specifier");
    if (spec->type == 'c')
        return format_char(vm, v, spec);
    int base = spec->type == 'b' ? 2 : spec->type == 'o' ? 8 : spec->type == 'd' || spec->type == 'n' ? 10 : 16;
    Value digits = int_to_str(vm, v, base);
    if (digits == VALUE_ABSENT)
        return VALUE_ABSENT;
    const Str *s = str_get(digits);
    bool negative = s->data[0] == '-';
    char *text = raw_new(vm, s->bytes);
    for (size_t i = 0; i < s->bytes; i++)
        text[i] = spec->type == 'X' && s->data[i] >= 'a' ? (char)(s->data[i] - 32) : s->data[i];
    Pieces p = {.sign = sign_of(spec, negative),
                .prefix = !spec->alternate || base == 10 ? ""
                          : base == 2                    ? "0b"
                          : base == 8                    ? "0o"
                          : spec->type == 'X'            ? "0X"
                                                         : "0x",
                .digits = text + negative,
                .count = (int64_t)s->bytes - negative,
                .rest = "",
                .group = base == 10 ? 3 : 4};
    StrBuilder b = {0};
    add_number(vm, &b, spec, &p);
    raw_release(vm, text, s->bytes);
    value_unref(vm, digits);
    return str_builder_finish(vm, &b);
}

static bool is_zero_text(const char *text) {
    for (; *text != '\0' && *text != 'e' && *text != 'E'; text++)
        if (*text >= '1' && *text <= '9')
            return false;
    return true;
}

// Adds a double laid out by `spec`. False with ValueError.
static MAY_RAISE bool add_double(VM *vm, StrBuilder *b, double d, const Spec *spec) {
    unsigned flags = spec->alternate ? DOUBLE_ALTERNATE : 0;
    uint32_t type = spec->type;
    int64_t precision = spec->precision;
    bool percent = type == '%', upper = type == 'E' || type == 'F' || type == 'G';
    if (type == 0) {
        flags |= DOUBLE_ADD_DOT_0;
        type = 'r';
    } else if (type == 'n') {
        type = 'g';
    } else if (percent) {
        type = 'f';
        d *= 100;
    }
    if (precision < 0)
        precision = type == 'r' ? 0 : 6;
    else if (type == 'r')
        type = 'g';
    if (precision > INT32_MAX) {
        vm_raise(vm, T_ValueError, "precision too big");
        return false;
    }
    char code = (char)(upper ? type + 32 : type);
    size_t room = double_text_room(d, code, (int)precision);
    if (!vm_check_size(vm, (double)room + (double)spec->width))
        return false;
    char *text = raw_new(vm, room + 1);
    size_t length = double_text(d, code, (int)precision, flags, text);
    bool negative = signbit(d) && !isnan(d);
    if (spec->no_negative_zero && negative && is_zero_text(text) && isfinite(d))
        negative = false;
    for (size_t i = 0; upper && i < length; i++)
        if (text[i] >= 'a')
            text[i] = (char)(text[i] - 32);
    if (percent)
        text[length++] = '%';
    size_t digits = strspn(text, "0123456789");
    Pieces p = {.sign = sign_of(spec, negative), .prefix = "", .digits = text,
                .count = (int64_t)digits, .rest = text + digits,
                .rest_count = (int64_t)(length - digits), .group = 3};
    if (digits == 0) { // inf and nan: padded with zeros all the same
        p.digits = p.rest;
        p.count = p.rest_count;
        p.rest_count = 0;
        p.group = INT32_MAX;
    }
    add_number(vm, b, spec, &p);
    raw_release(vm, text, room + 1);
    vm_charge(vm, (int64_t)length / 4);
    return true;
}

static Value format_double(VM *vm, double d, const Spec *spec) {
    StrBuilder b = {0};
    if (add_double(vm, &b, d, spec))
        return str_builder_finish(vm, &b);
    str_builder_drop(vm, &b);
    return VALUE_ABSENT;
}

static Value format_complex(VM *vm, Value v, const Spec *spec) {
    if (spec->fill == '0')
        return vm_raise(vm, T_ValueError,
                        "Zero padding is not allowed in complex format specifier");
    if (spec->align == '=')
        return vm_raise(vm, T_ValueError,
                        "'=' alignment flag is not allowed in complex format specifier");
    const ComplexObj *c = (const ComplexObj *)value_obj(v);
    bool whole = spec->type == 0; // as repr has it
    bool only_imaginary = whole && c->real == 0 && !signbit(c->real);
    Spec part = *spec;
    part.width = -1;
    if (whole) // without the ".0" that a float gets
        part.type = spec->precision >= 0 ? 'g' : 'r';
    StrBuilder text = {0}, b = {0};
    bool done = true;
    if (whole && !only_imaginary)
        str_builder_add(vm, &text, "(", 1);
    if (!only_imaginary) {
        done = add_double(vm, &text, c->real, &part);
        part.sign = '+';
    }
    done = done && add_double(vm, &text, c->imag, &part);
    if (done) {
        str_builder_add_text(vm, &text, whole && !only_imaginary ? "j)" : "j");
        add_aligned(vm, &b, spec, text.data, text.bytes, (int64_t)text.chars);
    }
    str_builder_drop(vm, &text);
    return done ? str_builder_finish(vm, &b) : VALUE_ABSENT;
}

static bool is_one_of(uint32_t type, const char *types) {
    return type != 0 && type < 128 && strchr(types, (int)type) != NULL;
}

Value format_value(VM *vm, Value v, Value text) {
    if (str_get(text)->bytes == 0) {
        if (value_is_exact(vm, v, T_str))
            return value_ref(v);
        return value_is_exact(vm, v, T_int) ? int_to_str(vm, v, 10) : vm_str_nested(vm, v);
    }
    if (value_is_str(v))
        return format_text(vm, v, text);
    Spec spec;
    bool is_int = value_is_int(v);
    if (!parse(vm, v, text, is_int ? 'd' : 0, '>', &spec))
        return VALUE_ABSENT;
    if (!vm_check_size(vm, (double)spec.width))
        return VALUE_ABSENT;
    vm_charge(vm, spec.width / 4);
    if (is_int && is_one_of(spec.type, "bcdoxXn"))
        return format_int(vm, v, &spec);
    if (value_is_complex(v)) {
        if (spec.type != 0 && !is_one_of(spec.type, "eEfFgGn"))
            return unknown_type(vm, v, spec.type);
        return format_complex(vm, v, &spec);
    }
    double d;
    if (!is_one_of(spec.type, "eEfFgG%") && (is_int || (spec.type != 0 && spec.type != 'n')))
        return unknown_type(vm, v, spec.type);
    return float_from_number(vm, v, &d) ? format_double(vm, d, &spec) : VALUE_ABSENT;
}
