// Floats from text and to text. The C library's conversions are exact; LC_NUMERIC is never set.
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/float_internal.h"
#include "lang/int_internal.h"

enum { MAX_SHORTEST = 17, DIGITS_ROOM = 40 };

size_t double_text_room(double d, char code, int precision) {
    bool fixed = code == 'f' && isfinite(d);
    return 40 + (fixed ? 310 : 0) + (precision > 0 ? (size_t)precision : 0);
}

static bool reads_back(double d, const char *text) { return strtod(text, NULL) == d; }

// Adds one unit to the last digit of "d.ddde±x". False when that would carry beyond the first digit.
static bool count_up(char *text) {
    char *at = strchr(text, 'e') - 1;
    for (; at >= text; at--) {
        if (*at == '.')
            continue;
        if (*at != '9') {
            ++*at;
            return true;
        }
        *at = '0';
    }
    return false;
}

// Rounds "d.ddde±x" to one digit less where its last digit decides that; false when the digit is a 5,
// which may come from rounding already, and when a 9 would carry beyond the first digit.
static bool drop_digit(const char *text, char *out) {
    strcpy(out, text);
    char *e = strchr(out, 'e'), last = e[-1];
    memmove(e - 1, e, strlen(e) + 1);
    return last < '5' || (last > '5' && count_up(out));
}

static void write_digits(double d, int digits, char *out) {
    snprintf(out, DIGITS_ROOM, "%.*e", digits - 1, d);
}

// The digits of the shortest text that reads back as `d`, a positive finite number, and their exponent
// (that of the first digit), where there are at most 15 and `d` is not very large or small: a quotient of
// two whole numbers that a double holds exactly is rounded as reading the text would be. Returns how many
// digits, the last of which is not 0 unless it is the only one; 0 where it cannot tell.
static size_t shortest_quickly(double d, char *digits, int *exponent) {
    static const double powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    const double limit = 1e15;
    if (d >= limit || d < 1e-6)
        return 0;
    for (int places = 0; places < (int)(sizeof powers / sizeof *powers); places++) {
        double whole = nearbyint(d * powers[places]);
        if (whole >= limit)
            return 0;
        if (whole / powers[places] != d)
            continue;
        char backwards[DIGITS_ROOM];
        size_t count = 0, zeros = 0;
        for (uint64_t rest = (uint64_t)whole; rest != 0; rest /= 10)
            backwards[count++] = (char)('0' + rest % 10);
        *exponent = (int)count - 1 - places;
        while (zeros < count && backwards[zeros] == '0')
            zeros++;
        for (size_t i = count; i > zeros; i--)
            *digits++ = backwards[i - 1];
        return count - zeros;
    }
    return 0;
}

// The shortest text of the form "d.ddde±x" that reads back as `d`, a positive finite number.
static void shortest(double d, char *out) {
    int exponent;
    bool power_of_two = frexp(d, &exponent) == 0.5, subnormal = d < 0x1p-1022;
    if (!power_of_two && !subnormal) {
        // Up to 15 digits survive the way there and back: trailing zeros apart, that is the shortest.
        char sixteen[DIGITS_ROOM], fifteen[DIGITS_ROOM];
        write_digits(d, MAX_SHORTEST, out);
        if (!drop_digit(out, sixteen))
            write_digits(d, 16, sixteen);
        if (!reads_back(d, sixteen))
            return;
        if (!drop_digit(sixteen, fifteen))
            write_digits(d, 15, fifteen);
        strcpy(out, reads_back(d, fifteen) ? fifteen : sixteen);
        return;
    }
    for (int digits = subnormal ? 1 : 15; digits <= MAX_SHORTEST; digits++) {
        write_digits(d, digits, out);
        if (reads_back(d, out))
            return;
        // Above a power of two numbers lie less dense than below it: the nearest text may be too
        // far below when the next one is near enough.
        if (power_of_two && count_up(out) && reads_back(d, out))
            return;
    }
}

// Lays out digits as repr does: plain for exponents from -4 to 15.
static size_t layout(const char *digits, size_t count, int exponent, unsigned flags, char *out) {
    char *at = out;
    if (exponent < -4 || exponent >= 16) {
        *at++ = digits[0];
        if (count > 1 || (flags & DOUBLE_ALTERNATE))
            *at++ = '.';
        memcpy(at, digits + 1, count - 1);
        at += count - 1;
        return (size_t)(at - out) + (size_t)sprintf(at, "e%c%02d", exponent < 0 ? '-' : '+', abs(exponent));
    }
    int whole = exponent + 1;
    if (whole <= 0) {
        *at++ = '0';
        *at++ = '.';
        for (int i = whole; i < 0; i++)
            *at++ = '0';
        memcpy(at, digits, count);
        at += count;
    } else {
        for (int i = 0; i < whole; i++)
            *at++ = (size_t)i < count ? digits[i] : '0';
        if ((int)count > whole) {
            *at++ = '.';
            memcpy(at, digits + whole, count - (size_t)whole);
            at += count - (size_t)whole;
        } else if (flags & (DOUBLE_ADD_DOT_0 | DOUBLE_ALTERNATE)) {
            *at++ = '.';
            if (flags & DOUBLE_ADD_DOT_0)
                *at++ = '0';
        }
    }
    *at = '\0';
    return (size_t)(at - out);
}

static size_t repr_text(double d, unsigned flags, char *out) {
    if (d == 0)
        return layout("0", 1, 0, flags, out);
    char text[DIGITS_ROOM], digits[DIGITS_ROOM];
    int exponent;
    size_t count = shortest_quickly(d, digits, &exponent);
    if (count)
        return layout(digits, count, exponent, flags, out);
    shortest(d, text);
    char *e = strchr(text, 'e');
    for (const char *c = text; c < e; c++)
        if (*c != '.')
            digits[count++] = *c;
    while (count > 1 && digits[count - 1] == '0')
        count--;
    return layout(digits, count, atoi(e + 1), flags, out);
}

// Format g where a text without exponent gets ".0", which takes one digit away from what is plain.
static size_t general_text(double d, int precision, unsigned flags, char *out) {
    if (precision == 0)
        precision = 1;
    size_t count = 0;
    sprintf(out, flags & DOUBLE_ALTERNATE ? "%#.*e" : "%.*e", precision - 1, d);
    char *e = strchr(out, 'e');
    int exponent = atoi(e + 1);
    if (exponent >= -4 && exponent + 1 < precision) {
        int decimals = precision - 1 - exponent;
        count = (size_t)sprintf(out, "%.*f", decimals, d);
        if (decimals == 0)
            return count + (size_t)sprintf(out + count, ".0");
        while (!(flags & DOUBLE_ALTERNATE) && out[count - 1] == '0' && out[count - 2] != '.')
            count--;
        out[count] = '\0';
        return count;
    }
    char suffix[16];
    strcpy(suffix, e);
    count = (size_t)(e - out);
    if (!(flags & DOUBLE_ALTERNATE) && precision > 1) {
        while (out[count - 1] == '0')
            count--;
        count -= out[count - 1] == '.';
    }
    strcpy(out + count, suffix);
    return count + strlen(suffix);
}

size_t double_text(double d, char code, int precision, unsigned flags, char *out) {
    d = fabs(d);
    if (!isfinite(d))
        return (size_t)sprintf(out, "%s", isnan(d) ? "nan" : "inf");
    if (code == 'r')
        return repr_text(d, flags, out);
    if (code == 'g' && (flags & DOUBLE_ADD_DOT_0))
        return general_text(d, precision, flags, out);
    const char format[] = {'%', '#', '.', '*', code, '\0'};
    const char plain[] = {'%', '.', '*', code, '\0'};
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    return (size_t)sprintf(out, flags & DOUBLE_ALTERNATE ? format : plain, precision, d);
#pragma GCC diagnostic pop
}

void float_repr_text(double d, char *out) {
    if (signbit(d) && !isnan(d))
        *out++ = '-';
    double_text(d, 'r', 0, DOUBLE_ADD_DOT_0, out);
}

// Parsing.

static const char *skip_digits(const char *at, const char *end) {
    while (at < end && *at >= '0' && *at <= '9')
        at++;
    return at;
}

static size_t scan_word(const char *at, size_t left) {
    static const char *const words[] = {"infinity", "inf", "nan"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t length = strlen(words[i]);
        if (left >= length && strncasecmp(at, words[i], length) == 0)
            return length;
    }
    return 0;
}

size_t double_scan(const char *text, size_t bytes, double *out) {
    const char *at = text, *end = text + bytes;
    bool negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    size_t word = scan_word(at, (size_t)(end - at));
    if (word != 0) {
        double d = (*at | 32) == 'i' ? (double)INFINITY : (double)NAN;
        *out = negative ? -d : d;
        return (size_t)(at - text) + word;
    }
    const char *whole = at;
    at = skip_digits(at, end);
    bool digits = at > whole;
    if (at < end && *at == '.') {
        const char *fraction = ++at;
        at = skip_digits(at, end);
        digits = digits || at > fraction;
    }
    if (!digits)
        return 0;
    if (at < end && (*at | 32) == 'e') {
        const char *e = at + 1;
        if (e < end && (*e == '-' || *e == '+'))
            e++;
        const char *after = skip_digits(e, end);
        if (after > e)
            at = after;
    }
    *out = strtod(text, NULL);
    return (size_t)(at - text);
}

// Takes out the underscores, each of which must be between digits.
static bool drop_underscores(char *text, size_t *length) {
    size_t kept = 0;
    for (size_t i = 0; i < *length; i++) {
        if (text[i] != '_') {
            text[kept++] = text[i];
            continue;
        }
        if (i == 0 || !isdigit((unsigned char)text[i - 1]) || !isdigit((unsigned char)text[i + 1]))
            return false;
    }
    *length = kept;
    text[kept] = '\0';
    return true;
}

bool float_parse(const char *text, size_t bytes, double *out) {
    char small[128];
    char *copy = bytes < sizeof small ? small : malloc(bytes + 1);
    if (copy == NULL)
        abort();
    size_t length = int_text_to_ascii(text, bytes, copy);
    char *start = copy;
    while (length > 0 && (isspace((unsigned char)*start) || (*start >= 28 && *start <= 31)))
        start++, length--;
    while (length > 0 && (isspace((unsigned char)start[length - 1]) ||
                          (start[length - 1] >= 28 && start[length - 1] <= 31)))
        length--;
    start[length] = '\0';
    bool number = length > 0 && drop_underscores(start, &length) &&
                  double_scan(start, length, out) == length;
    if (copy != small)
        free(copy);
    return number;
}
