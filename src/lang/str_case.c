// Methods of str about the nature of its characters.
#include "lang/str_internal.h"
#include "lang/unicode.h"
#include "lang/unicode_name.h"

// Whether there is a character and all of them are of a kind.
static Value all_are(VM *vm, const Str *s, bool (*is)(uint32_t), bool when_empty) {
    int size;
    vm_charge(vm, (int64_t)s->bytes / 8);
    for (size_t at = 0; at < s->bytes; at += (size_t)size)
        if (!is(str_decode(s, at, &size)))
            return VALUE_FALSE;
    return value_bool(s->bytes != 0 || when_empty);
}

static bool is_alphanumeric(uint32_t code) {
    return unicode_is_alpha(code) || unicode_is_numeric(code) || unicode_is_digit(code);
}

static bool is_printable(uint32_t code) {
    return code < 0x80 ? code >= ' ' && code != 0x7f : unicode_is_printable(code);
}

Value str_method_isalnum(VM *vm, Value *a) {
    return all_are(vm, str_get(a[0]), is_alphanumeric, false);
}

Value str_method_isalpha(VM *vm, Value *a) {
    return all_are(vm, str_get(a[0]), unicode_is_alpha, false);
}

Value str_method_isdecimal(VM *vm, Value *a) {
    return all_are(vm, str_get(a[0]), unicode_is_decimal, false);
}

Value str_method_isdigit(VM *vm, Value *a) {
    return all_are(vm, str_get(a[0]), unicode_is_digit, false);
}

Value str_method_isnumeric(VM *vm, Value *a) {
    return all_are(vm, str_get(a[0]), unicode_is_numeric, false);
}

Value str_method_isspace(VM *vm, Value *a) {
    return all_are(vm, str_get(a[0]), unicode_is_space, false);
}

Value str_method_isprintable(VM *vm, Value *a) {
    return all_are(vm, str_get(a[0]), is_printable, true);
}

Value str_method_isascii(VM *vm, Value *a) {
    (void)vm;
    return value_bool(str_is_ascii(str_get(a[0])));
}

Value str_method_isidentifier(VM *vm, Value *a) {
    (void)vm;
    const Str *s = str_get(a[0]);
    return value_bool(s->bytes != 0 && unicode_name_prefix(s->data, s->bytes) == s->bytes);
}

// Whether something has case and nothing has the case `not`, nor title case.
static Value all_in_case(const Str *s, bool (*is)(uint32_t), bool (*not)(uint32_t)) {
    bool found = false;
    int size;
    for (size_t at = 0; at < s->bytes; at += (size_t)size) {
        uint32_t code = str_decode(s, at, &size);
        if (not(code) || unicode_is_titlecase(code))
            return VALUE_FALSE;
        found = found || is(code);
    }
    return value_bool(found);
}

Value str_method_islower(VM *vm, Value *a) {
    (void)vm;
    return all_in_case(str_get(a[0]), unicode_is_lower, unicode_is_upper);
}

Value str_method_isupper(VM *vm, Value *a) {
    (void)vm;
    return all_in_case(str_get(a[0]), unicode_is_upper, unicode_is_lower);
}

Value str_method_istitle(VM *vm, Value *a) {
    (void)vm;
    const Str *s = str_get(a[0]);
    bool found = false, in_word = false;
    int size;
    for (size_t at = 0; at < s->bytes; at += (size_t)size) {
        uint32_t code = str_decode(s, at, &size);
        bool capital = unicode_is_upper(code) || unicode_is_titlecase(code);
        bool small = unicode_is_lower(code);
        if ((capital && in_word) || (small && !in_word))
            return VALUE_FALSE;
        in_word = capital || small;
        found = found || in_word;
    }
    return value_bool(found);
}

// Mappings.

static size_t char_before(const Str *s, size_t at) {
    do
        at--;
    while (((unsigned char)s->data[at] & 0xc0) == 0x80);
    return at;
}

// Whether the sigma at [at, next) ends a word: there is a cased character before it and none after it,
// not counting those that case ignores.
static bool sigma_is_final(const Str *s, size_t at, size_t next) {
    int size;
    bool cased = false;
    while (at > 0) {
        at = char_before(s, at);
        uint32_t code = str_decode(s, at, &size);
        if (unicode_is_case_ignorable(code))
            continue;
        cased = unicode_is_cased(code);
        break;
    }
    if (!cased)
        return false;
    for (; next < s->bytes; next += (size_t)size) {
        uint32_t code = str_decode(s, next, &size);
        if (!unicode_is_case_ignorable(code))
            return !unicode_is_cased(code);
    }
    return true;
}

static int lower_at(const Str *s, size_t at, uint32_t code, int size, uint32_t *out) {
    if (code == 0x3a3) {
        out[0] = sigma_is_final(s, at, at + (size_t)size) ? 0x3c2 : 0x3c3;
        return 1;
    }
    return unicode_lower(code, out);
}

typedef enum Mapping { LOWER, UPPER, TITLE, FOLD, SWAP, CAPITALIZE } Mapping;

static int map_at(const Str *s, size_t at, uint32_t code, int size, Mapping mapping, bool in_word,
                  uint32_t *out) {
    switch (mapping) {
    case LOWER:
        return lower_at(s, at, code, size, out);
    case UPPER:
        return unicode_upper(code, out);
    case FOLD:
        return unicode_fold(code, out);
    case TITLE:
        return in_word ? lower_at(s, at, code, size, out) : unicode_title(code, out);
    case CAPITALIZE:
        return at > 0 ? lower_at(s, at, code, size, out) : unicode_title(code, out);
    case SWAP:
        break;
    }
    if (unicode_is_upper(code))
        return lower_at(s, at, code, size, out);
    if (unicode_is_lower(code))
        return unicode_upper(code, out);
    out[0] = code;
    return 1;
}

static char map_ascii(char c, Mapping mapping, bool first) {
    bool small = c >= 'a' && c <= 'z', capital = c >= 'A' && c <= 'Z';
    bool up = mapping == UPPER || mapping == SWAP || ((mapping == TITLE || mapping == CAPITALIZE) && first);
    bool down = mapping == LOWER || mapping == FOLD || mapping == SWAP ||
                ((mapping == TITLE || mapping == CAPITALIZE) && !first);
    return small && up ? (char)(c - 32) : capital && down ? (char)(c + 32) : c;
}

// The same for text of ASCII alone, whose length does not change.
static Value map_all_ascii(VM *vm, const Str *s, Mapping mapping) {
    if (s->bytes <= 1) {
        char c = s->data[0];
        char mapped = map_ascii(c, mapping, true);
        return str_new(vm, &mapped, s->bytes);
    }
    Value result = str_new_uninit(vm, s->bytes, s->bytes);
    char *out = str_get(result)->data;
    for (size_t i = 0; i < s->bytes; i++) {
        char before = i == 0 ? ' ' : s->data[i - 1];
        bool in_word = (before | 32) >= 'a' && (before | 32) <= 'z';
        out[i] = map_ascii(s->data[i], mapping, mapping == TITLE ? !in_word : i == 0);
    }
    vm_charge(vm, (int64_t)s->bytes / 4);
    return result;
}

static Value map(VM *vm, Value v, Mapping mapping) {
    const Str *s = str_get(v);
    if (str_is_ascii(s))
        return map_all_ascii(vm, s, mapping);
    StrBuilder b = {0};
    bool in_word = false;
    int size;
    for (size_t at = 0; at < s->bytes; at += (size_t)size) {
        uint32_t code = str_decode(s, at, &size), mapped[UNICODE_MAX_MAPPED];
        int count = map_at(s, at, code, size, mapping, in_word, mapped);
        for (int i = 0; i < count; i++)
            str_builder_add_char(vm, &b, mapped[i]);
        if (mapping == TITLE)
            in_word = unicode_is_cased(code);
    }
    vm_charge(vm, (int64_t)s->bytes / 4);
    return str_builder_finish(vm, &b);
}

Value str_method_lower(VM *vm, Value *a) { return map(vm, a[0], LOWER); }
Value str_method_upper(VM *vm, Value *a) { return map(vm, a[0], UPPER); }
Value str_method_title(VM *vm, Value *a) { return map(vm, a[0], TITLE); }
Value str_method_casefold(VM *vm, Value *a) { return map(vm, a[0], FOLD); }
Value str_method_swapcase(VM *vm, Value *a) { return map(vm, a[0], SWAP); }
Value str_method_capitalize(VM *vm, Value *a) { return map(vm, a[0], CAPITALIZE); }
