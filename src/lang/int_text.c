// Ints from text and to text.
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "lang/int_internal.h"
#include "lang/str.h"
#include "lang/unicode.h"

enum { MAX_DIGITS = 4300 }; // of bases that take more than linear time

static bool is_power_of_two(int base) { return (base & (base - 1)) == 0; }

static Value small_to_str(VM *vm, int64_t i, int base) {
    char text[72], *at = text + sizeof text;
    uint64_t left = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
    if (base == 10) { // which needs no division
        do
            *--at = (char)('0' + left % 10);
        while ((left /= 10) != 0);
    } else {
        do
            *--at = "0123456789abcdefghijklmnopqrstuvwxyz"[left % (unsigned)base];
        while ((left /= (unsigned)base) != 0);
    }
    if (i < 0)
        *--at = '-';
    size_t length = (size_t)(text + sizeof text - at);
    if (length == 1)
        return str_new(vm, at, length);
    Value v = str_new_uninit(vm, length, length);
    memcpy(str_get(v)->data, at, length);
    return v;
}

Value int_to_str(VM *vm, Value v, int base) {
    if (value_is_small(v))
        return small_to_str(vm, value_small_get(v), base);
    IntView view;
    int_view(v, &view);
    if (view.count == 0)
        return str_from(vm, "0");
    // log2(10) > 3.32: never too few; other bases have three bits a digit or fewer digits.
    int64_t bits = int_bits(&view);
    bool limited = !is_power_of_two(base);
    if (limited && (double)bits / 3.3219280948873624 > MAX_DIGITS + 2)
        goto too_long;
    size_t room = base == 10 ? (size_t)((double)bits / 3.32) + 3 : (size_t)bits + 3;
    uint8_t *digits = raw_new(vm, room);
    IntScratch copy;
    int_scratch_init(vm, &copy, view.count + 1);
    mpn_copyi(copy.limbs, view.limbs, view.count);
    size_t count = mpn_get_str(digits, base, copy.limbs, view.count);
    int_scratch_drop(vm, &copy);
    size_t zeros = 0;
    while (zeros + 1 < count && digits[zeros] == 0)
        zeros++;
    if (limited && count - zeros > MAX_DIGITS) {
        raw_release(vm, digits, room);
        goto too_long;
    }
    size_t length = count - zeros + view.negative;
    Value result = str_new_uninit(vm, length, length);
    char *out = str_get(result)->data;
    if (view.negative)
        *out++ = '-';
    for (size_t i = zeros; i < count; i++)
        *out++ = "0123456789abcdefghijklmnopqrstuvwxyz"[digits[i]];
    raw_release(vm, digits, room);
    vm_charge(vm, (int64_t)count / 4 + view.count * (view.count < 64 ? view.count : 64) / 8);
    return result;
too_long:
    return vm_raise(vm, T_ValueError,
                    "Exceeds the limit (%d digits) for integer string conversion; use "
                    "sys.set_int_max_str_digits() to increase the limit",
                    MAX_DIGITS);
}

static int digit_value(unsigned char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 32;
    return c >= 'a' && c <= 'z' ? c - 'a' + 10 : 99;
}

size_t int_text_to_ascii(const char *text, size_t bytes, char *out) {
    size_t length = 0;
    int size;
    for (size_t at = 0; at < bytes; at += (size_t)size) {
        int32_t code = utf8_decode(text + at, bytes - at, &size);
        uint32_t c = (uint32_t)code;
        int digit = c < 128 ? -1 : unicode_decimal(c);
        if (c < 128)
            out[length++] = (char)c;
        else
            out[length++] = digit >= 0 ? (char)('0' + digit) : unicode_is_space(c) ? ' ' : '?';
    }
    return length;
}

static bool is_blank(char c) { return unicode_is_space((unsigned char)c) && (c & 0x80) == 0; }

typedef struct Literal {
    const char *at, *end;
    int base;
    bool negative;
} Literal;

// Reads blanks, sign and prefix. False when the base and the prefix do not go together.
static bool read_front(Literal *l) {
    while (l->at < l->end && is_blank(*l->at))
        l->at++;
    while (l->end > l->at && is_blank(l->end[-1]))
        l->end--;
    l->negative = l->at < l->end && *l->at == '-';
    if (l->at < l->end && (*l->at == '-' || *l->at == '+'))
        l->at++;
    bool prefix = l->end - l->at >= 2 && l->at[0] == '0';
    char letter = prefix ? (char)(l->at[1] | 32) : '\0';
    int named = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
    if (l->base == 0 && named == 0) {
        l->base = 10;
        // 007 is no literal, 000 is one.
        for (const char *c = l->at; prefix && c < l->end; c++)
            if (*c != '0' && *c != '_')
                return false;
        return true;
    }
    if (named != 0 && (l->base == 0 || l->base == named)) {
        l->base = named;
        l->at += 2;
        if (l->at < l->end && *l->at == '_')
            l->at++;
    }
    return true;
}

// Turns the digits into their values. Their number, or 0 when something else is in the way.
static size_t read_digits(const Literal *l, uint8_t *out) {
    size_t count = 0;
    bool after_digit = false;
    for (const char *c = l->at; c < l->end; c++) {
        if (*c == '_' && after_digit && c + 1 < l->end) {
            after_digit = false;
            continue;
        }
        int digit = digit_value((unsigned char)*c);
        if (digit >= l->base)
            return 0;
        out[count++] = (uint8_t)digit;
        after_digit = true;
    }
    return count;
}

static Value from_digits(VM *vm, const uint8_t *digits, size_t count, int base, bool negative) {
    size_t zeros = 0;
    while (zeros < count && digits[zeros] == 0)
        zeros++;
    digits += zeros;
    count -= zeros;
    if (count <= 11) { // 36 ** 11 < 2 ** 62
        int64_t i = 0;
        for (size_t k = 0; k < count; k++)
            i = i * base + digits[k];
        return value_small(negative ? -i : i);
    }
    int bits = 64 - __builtin_clzll((uint64_t)base - 1);
    IntScratch limbs;
    int_scratch_init(vm, &limbs, (int64_t)(count * (size_t)bits / 64 + 2));
    mp_size_t used = mpn_set_str(limbs.limbs, digits, count, base);
    Value v = int_from_limbs(vm, limbs.limbs, used, negative);
    int_scratch_drop(vm, &limbs);
    vm_charge(vm, (int64_t)count / 4 + used * (used < 64 ? used : 64) / 8);
    return v;
}

Value int_parse(VM *vm, const char *text, size_t bytes, int base, Value original) {
    char *ascii = raw_new(vm, bytes + 1);
    uint8_t *digits = raw_new(vm, bytes + 1);
    Literal l = {.at = ascii, .end = ascii + int_text_to_ascii(text, bytes, ascii), .base = base};
    size_t count = read_front(&l) ? read_digits(&l, digits) : 0;
    Value result = VALUE_ABSENT;
    if (count == 0)
        vm_raise(vm, T_ValueError, "invalid literal for int() with base %d: %R", base, original);
    else if (count > MAX_DIGITS && !is_power_of_two(l.base))
        vm_raise(vm, T_ValueError,
                 "Exceeds the limit (%d digits) for integer string conversion: value has %lld digits; "
                 "use sys.set_int_max_str_digits() to increase the limit",
                 MAX_DIGITS, (long long)count);
    else
        result = from_digits(vm, digits, count, l.base, l.negative);
    raw_release(vm, ascii, bytes + 1);
    raw_release(vm, digits, bytes + 1);
    return result;
}
