#include "lang/unicode.h"

#include <stddef.h>
#include <utf8proc.h>

typedef struct Span {
    uint32_t first, last;
} Span;

typedef struct Mapping {
    uint32_t code, to[3];
} Mapping;

static const Span lower_too[] = {
#define LOWER_TOO(first, last) {first, last},
#include "lang/unicode.def"
#undef LOWER_TOO
};

static const Span upper_too[] = {
#define UPPER_TOO(first, last) {first, last},
#include "lang/unicode.def"
#undef UPPER_TOO
};

static const Span digits[] = {
#define DIGIT(first, last) {first, last},
#include "lang/unicode.def"
#undef DIGIT
};

static const Span numeric[] = {
#define NUMERIC(first, last) {first, last},
#include "lang/unicode.def"
#undef NUMERIC
};

static const Mapping upper[] = {
#define UPPER(code, a, b, c) {code, {a, b, c}},
#include "lang/unicode.def"
#undef UPPER
};

static const Mapping title[] = {
#define TITLE(code, a, b, c) {code, {a, b, c}},
#include "lang/unicode.def"
#undef TITLE
};

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static bool in_spans(uint32_t code, const Span *spans, size_t count) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (spans[middle].last < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && spans[low].first <= code;
}

// Writes the mapping of `code` when the table has one; 0 otherwise.
static int find_mapping(uint32_t code, const Mapping *table, size_t count, uint32_t *out) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (table[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == count || table[low].code != code)
        return 0;
    int n = 0;
    while (n < 3 && table[low].to[n] != 0) {
        out[n] = table[low].to[n];
        n++;
    }
    return n;
}

static utf8proc_category_t category(uint32_t code) { return utf8proc_category((int32_t)code); }

bool unicode_is_alpha(uint32_t code) {
    if (code < 128)
        return (code | 32) >= 'a' && (code | 32) <= 'z';
    utf8proc_category_t c = category(code);
    return c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO;
}

bool unicode_is_decimal(uint32_t code) {
    if (code < 128)
        return code >= '0' && code <= '9';
    return category(code) == UTF8PROC_CATEGORY_ND;
}

bool unicode_is_digit(uint32_t code) {
    return unicode_is_decimal(code) || (code >= 128 && in_spans(code, digits, COUNT(digits)));
}

bool unicode_is_numeric(uint32_t code) {
    if (code < 128)
        return code >= '0' && code <= '9';
    utf8proc_category_t c = category(code);
    return (c >= UTF8PROC_CATEGORY_ND && c <= UTF8PROC_CATEGORY_NO) ||
           in_spans(code, numeric, COUNT(numeric));
}

bool unicode_is_space(uint32_t code) {
    if (code < 128)
        return code == ' ' || (code >= 9 && code <= 13) || (code >= 28 && code <= 31);
    return code == 0x85 || code == 0x2028 || code == 0x2029 ||
           category(code) == UTF8PROC_CATEGORY_ZS;
}

bool unicode_is_line_break(uint32_t code) {
    return (code >= 10 && code <= 13) || (code >= 28 && code <= 30) || code == 0x85 ||
           code == 0x2028 || code == 0x2029;
}

bool unicode_is_lower(uint32_t code) {
    if (code < 128)
        return code >= 'a' && code <= 'z';
    return category(code) == UTF8PROC_CATEGORY_LL || in_spans(code, lower_too, COUNT(lower_too));
}

bool unicode_is_upper(uint32_t code) {
    if (code < 128)
        return code >= 'A' && code <= 'Z';
    return category(code) == UTF8PROC_CATEGORY_LU || in_spans(code, upper_too, COUNT(upper_too));
}

bool unicode_is_titlecase(uint32_t code) {
    return code >= 128 && category(code) == UTF8PROC_CATEGORY_LT;
}

bool unicode_is_cased(uint32_t code) {
    return unicode_is_lower(code) || unicode_is_upper(code) || unicode_is_titlecase(code);
}

bool unicode_is_case_ignorable(uint32_t code) {
    static const uint32_t middle_of_words[] = {'\'', '.', ':', 0xb7, 0x387, 0x55f, 0x5f4, 0x2018,
                                               0x2019, 0x2024, 0x2027, 0xfe13, 0xfe52, 0xfe55,
                                               0xff07, 0xff0e, 0xff1a};
    for (size_t i = 0; i < COUNT(middle_of_words); i++)
        if (middle_of_words[i] == code)
            return true;
    utf8proc_category_t c = category(code);
    return c == UTF8PROC_CATEGORY_MN || c == UTF8PROC_CATEGORY_ME || c == UTF8PROC_CATEGORY_CF ||
           c == UTF8PROC_CATEGORY_LM || c == UTF8PROC_CATEGORY_SK;
}

int unicode_decimal(uint32_t code) {
    if (code < 128)
        return code >= '0' && code <= '9' ? (int)(code - '0') : -1;
    if (category(code) != UTF8PROC_CATEGORY_ND)
        return -1;
    // Decimal digits come in blocks of ten. Only the mathematical ones are not at a multiple of 10
    // from the beginning of their run, which is where five blocks touch.
    if (code >= 0x1d7ce && code <= 0x1d7ff)
        return (int)((code - 0x1d7ce) % 10);
    uint32_t zero = code;
    while (code - zero < 9 && category(zero - 1) == UTF8PROC_CATEGORY_ND)
        zero--;
    return (int)(code - zero);
}

int unicode_upper(uint32_t code, uint32_t *out) {
    if (code < 128) {
        out[0] = code >= 'a' && code <= 'z' ? code - 32 : code;
        return 1;
    }
    int n = find_mapping(code, upper, COUNT(upper), out);
    if (n == 0) {
        out[0] = (uint32_t)utf8proc_toupper((int32_t)code);
        n = 1;
    }
    return n;
}

int unicode_lower(uint32_t code, uint32_t *out) {
    if (code < 128) {
        out[0] = code >= 'A' && code <= 'Z' ? code + 32 : code;
        return 1;
    }
    if (code == 0x130) { // capital I with dot keeps its dot as a combining one
        out[0] = 'i';
        out[1] = 0x307;
        return 2;
    }
    out[0] = (uint32_t)utf8proc_tolower((int32_t)code);
    return 1;
}

int unicode_title(uint32_t code, uint32_t *out) {
    if (code < 128)
        return unicode_upper(code, out);
    int n = find_mapping(code, title, COUNT(title), out);
    if (n == 0) {
        out[0] = (uint32_t)utf8proc_totitle((int32_t)code);
        n = 1;
    }
    return n;
}

int unicode_fold(uint32_t code, uint32_t *out) {
    if (code < 128)
        return unicode_lower(code, out);
    int32_t folded[UNICODE_MAX_MAPPED];
    utf8proc_ssize_t n = utf8proc_decompose_char((int32_t)code, folded, UNICODE_MAX_MAPPED,
                                                 UTF8PROC_CASEFOLD, NULL);
    if (n < 1 || n > UNICODE_MAX_MAPPED) {
        out[0] = code;
        return 1;
    }
    for (utf8proc_ssize_t i = 0; i < n; i++)
        out[i] = (uint32_t)folded[i];
    return (int)n;
}
