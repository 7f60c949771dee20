// The methods that bytes and bytearray share.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lang/bytes_internal.h"
#include "lang/exact.h"
#include "lang/int.h"
#include "lang/iterate.h"
#include "lang/list.h"
#include "lang/slice.h"
#include "lang/str_internal.h"

typedef struct Span {
    const uint8_t *data;
    int64_t count;
} Span;

static Span span(Value v) {
    Span s;
    s.data = bytes_data(v, &s.count);
    return s;
}

static Value part(VM *vm, Value self, int64_t from, int64_t to) {
    Span s = span(self);
    if (from == 0 && to == s.count && value_is_exact(vm, self, T_bytes))
        return value_ref(self);
    return bytes_like_new(vm, self, s.data + from, to - from);
}

static MAY_RAISE bool want(VM *vm, Value v, Span *out) {
    return bytes_want(vm, v, &out->data, &out->count);
}

// Searching.

// What find and its companions look for: bytes, or a byte given as an int.
static MAY_RAISE bool wanted(VM *vm, Value v, Span *out, uint8_t *byte) {
    if (value_is_bytes_like(v)) {
        *out = span(v);
        return true;
    }
    if (!value_is_int(v) && !value_overrides(vm, v, N___index__)) {
        vm_raise(vm, T_TypeError, "argument should be integer or bytes-like object, not '%T'", v);
        return false;
    }
    *out = (Span){byte, 1};
    return bytes_item(vm, v, "byte must be in range(0, 256)", byte);
}

// 1 with the range, 0 when it begins behind the end, -1 with an exception.
static int range(VM *vm, Value self, Value start, Value end, int64_t *from, int64_t *to) {
    int64_t count = span(self).count;
    if (!slice_bound(vm, start, count, 0, from) || !slice_bound(vm, end, count, count, to))
        return -1;
    bool beyond = value_is_small(start) && value_small_get(start) > count;
    return !beyond && *from <= *to;
}

// The position: -1 none, -2 an exception.
static int64_t position(VM *vm, Value *a, bool last) {
    Span what;
    uint8_t byte;
    int64_t from, to;
    if (!wanted(vm, a[1], &what, &byte))
        return -2;
    int in_range = range(vm, a[0], a[2], a[3], &from, &to);
    if (in_range != 1)
        return in_range == 0 ? -1 : -2;
    vm_charge(vm, (to - from) / 16);
    return (last ? str_rfind_bytes : str_find_bytes)((const char *)span(a[0]).data, (size_t)from,
                                                     (size_t)to, (const char *)what.data,
                                                     (size_t)what.count);
}

static Value find(VM *vm, Value *a, bool last) {
    int64_t at = position(vm, a, last);
    return at == -2 ? VALUE_ABSENT : value_small(at);
}

static Value index_of(VM *vm, Value *a, bool last) {
    int64_t at = position(vm, a, last);
    if (at == -1)
        return vm_raise(vm, T_ValueError, "subsection not found");
    return at == -2 ? VALUE_ABSENT : value_small(at);
}

Value bytes_method_find(VM *vm, Value *a) { return find(vm, a, false); }
Value bytes_method_rfind(VM *vm, Value *a) { return find(vm, a, true); }
Value bytes_method_index(VM *vm, Value *a) { return index_of(vm, a, false); }
Value bytes_method_rindex(VM *vm, Value *a) { return index_of(vm, a, true); }

static int64_t next_at(Span s, int64_t from, int64_t to, Span what) {
    return str_find_bytes((const char *)s.data, (size_t)from, (size_t)to, (const char *)what.data,
                          (size_t)what.count);
}

static int64_t last_at(Span s, int64_t to, Span what) {
    return str_rfind_bytes((const char *)s.data, 0, (size_t)to, (const char *)what.data,
                           (size_t)what.count);
}

Value bytes_method_count(VM *vm, Value *a) {
    Span what;
    uint8_t byte;
    int64_t from, to, found = 0, at;
    if (!wanted(vm, a[1], &what, &byte))
        return VALUE_ABSENT;
    int in_range = range(vm, a[0], a[2], a[3], &from, &to);
    if (in_range != 1)
        return in_range == 0 ? value_small(0) : VALUE_ABSENT;
    vm_charge(vm, (to - from) / 16);
    if (what.count == 0)
        return value_small(to - from + 1);
    for (; (at = next_at(span(a[0]), from, to, what)) >= 0; from = at + what.count)
        found++;
    return value_small(found);
}

static bool has_affix(Span s, int64_t from, int64_t to, Span affix, bool end) {
    if (to - from < affix.count)
        return false;
    return memcmp(s.data + (end ? to - affix.count : from), affix.data, (size_t)affix.count) == 0;
}

static Value affix_test(VM *vm, Value *a, bool end) {
    const char *method = end ? "endswith" : "startswith";
    int64_t from, to;
    int in_range = range(vm, a[0], a[2], a[3], &from, &to);
    if (in_range < 0)
        return VALUE_ABSENT;
    if (value_is_bytes_like(a[1]))
        return value_bool(in_range && has_affix(span(a[0]), from, to, span(a[1]), end));
    if (!value_is_tuple(a[1]))
        return vm_raise(vm, T_TypeError, "%s first arg must be bytes or a tuple of bytes, not %T",
                        method, a[1]);
    for (int64_t i = 0; i < tuple_get(a[1])->count; i++) {
        Span affix;
        if (!want(vm, tuple_get(a[1])->items[i], &affix))
            return VALUE_ABSENT;
        if (in_range && has_affix(span(a[0]), from, to, affix, end))
            return VALUE_TRUE;
    }
    return VALUE_FALSE;
}

Value bytes_method_startswith(VM *vm, Value *a) { return affix_test(vm, a, false); }
Value bytes_method_endswith(VM *vm, Value *a) { return affix_test(vm, a, true); }

Value bytes_method_removeprefix(VM *vm, Value *a) {
    Span affix, s = span(a[0]);
    if (!want(vm, a[1], &affix))
        return VALUE_ABSENT;
    return part(vm, a[0], has_affix(s, 0, s.count, affix, false) ? affix.count : 0, s.count);
}

Value bytes_method_removesuffix(VM *vm, Value *a) {
    Span affix, s = span(a[0]);
    if (!want(vm, a[1], &affix))
        return VALUE_ABSENT;
    return part(vm, a[0], 0, has_affix(s, 0, s.count, affix, true) ? s.count - affix.count : s.count);
}

Value bytes_method_replace(VM *vm, Value *a) {
    Span s = span(a[0]), old, new;
    int64_t limit = -1, from = 0, at;
    if (!want(vm, a[1], &old) || !want(vm, a[2], &new))
        return VALUE_ABSENT;
    if (a[3] != VALUE_ABSENT && !vm_index_int64(vm, a[3], true, &limit))
        return VALUE_ABSENT;
    double most = old.count == 0 ? (double)s.count + 1 : (double)s.count / (double)old.count;
    if (!vm_check_size(vm, (double)s.count + most * (double)new.count))
        return VALUE_ABSENT;
    StrBuilder b = {0};
    while (limit-- != 0 && (at = next_at(s, from, s.count, old)) >= 0) {
        str_builder_add(vm, &b, (const char *)s.data + from, (size_t)(at - from));
        str_builder_add(vm, &b, (const char *)new.data, (size_t)new.count);
        from = at + old.count;
        if (old.count == 0) {
            if (at == s.count)
                break;
            str_builder_add(vm, &b, (const char *)s.data + from++, 1);
        }
    }
    str_builder_add(vm, &b, (const char *)s.data + from, (size_t)(s.count - from));
    Value result = bytes_like_new(vm, a[0], b.data, (int64_t)b.bytes);
    str_builder_drop(vm, &b);
    vm_charge(vm, s.count / 8);
    return result;
}

// Splitting.

static bool is_blank(uint8_t c) { return c == ' ' || (c >= 9 && c <= 13); }

static void add_part(VM *vm, Value list, Value self, int64_t from, int64_t to) {
    list_append(vm, list_get(list), part(vm, self, from, to));
}

static void split_blanks(VM *vm, Value list, Value self, int64_t limit, bool from_right) {
    Span s = span(self);
    int64_t from = 0, to = s.count;
    for (;;) {
        // Blanks at the side that is worked on are skipped; those at the other are part of what is
        // left over at the end.
        while (!from_right && from < to && is_blank(s.data[from]))
            from++;
        while (from_right && to > from && is_blank(s.data[to - 1]))
            to--;
        if (from == to)
            return;
        if (limit-- <= 0) {
            add_part(vm, list, self, from, to);
            return;
        }
        int64_t at = from_right ? to : from;
        if (from_right) {
            while (at > from && !is_blank(s.data[at - 1]))
                at--;
            add_part(vm, list, self, at, to);
            to = at;
        } else {
            while (at < to && !is_blank(s.data[at]))
                at++;
            add_part(vm, list, self, from, at);
            from = at;
        }
    }
}

static void split_by(VM *vm, Value list, Value self, Span sep, int64_t limit, bool from_right) {
    Span s = span(self);
    int64_t from = 0, to = s.count, at;
    while (limit-- > 0 && (at = from_right ? last_at(s, to, sep) : next_at(s, from, s.count, sep)) >= 0) {
        if (from_right) {
            add_part(vm, list, self, at + sep.count, to);
            to = at;
        } else {
            add_part(vm, list, self, from, at);
            from = at + sep.count;
        }
    }
    add_part(vm, list, self, from, to);
}

static Value split(VM *vm, Value *a, bool from_right) {
    int64_t limit = -1;
    Span sep = {NULL, 0};
    bool blanks = a[1] == VALUE_ABSENT || a[1] == VALUE_NONE;
    if (a[2] != VALUE_ABSENT && !vm_index_int64(vm, a[2], false, &limit))
        return VALUE_ABSENT;
    if (!blanks && !want(vm, a[1], &sep))
        return VALUE_ABSENT;
    if (!blanks && sep.count == 0)
        return vm_raise(vm, T_ValueError, "empty separator");
    if (limit < 0)
        limit = INT64_MAX;
    Value result = list_new(vm, 0);
    List *list = list_get(result);
    if (blanks)
        split_blanks(vm, result, a[0], limit, from_right);
    else
        split_by(vm, result, a[0], sep, limit, from_right);
    for (int64_t i = 0, k = list->count - 1; from_right && i < k; i++, k--) {
        Value kept = list->items[i];
        list->items[i] = list->items[k];
        list->items[k] = kept;
    }
    vm_charge(vm, list->count + span(a[0]).count / 8);
    return result;
}

Value bytes_method_split(VM *vm, Value *a) { return split(vm, a, false); }
Value bytes_method_rsplit(VM *vm, Value *a) { return split(vm, a, true); }

Value bytes_method_splitlines(VM *vm, Value *a) {
    int keep = a[1] == VALUE_ABSENT ? 0 : vm_truth_nested(vm, a[1]);
    if (keep < 0)
        return VALUE_ABSENT;
    Span s = span(a[0]);
    Value list = list_new(vm, 0);
    for (int64_t from = 0, at = 0; from < s.count; from = at) {
        while (at < s.count && s.data[at] != '\n' && s.data[at] != '\r')
            at++;
        int64_t end = at;
        if (at < s.count)
            at += s.data[at] == '\r' && at + 1 < s.count && s.data[at + 1] == '\n' ? 2 : 1;
        add_part(vm, list, a[0], from, keep ? at : end);
    }
    return list;
}

static Value partition(VM *vm, Value *a, bool last) {
    Span s = span(a[0]), sep;
    if (!want(vm, a[1], &sep))
        return VALUE_ABSENT;
    if (sep.count == 0)
        return vm_raise(vm, T_ValueError, "empty separator");
    int64_t at = last ? last_at(s, s.count, sep) : next_at(s, 0, s.count, sep);
    Value parts[3];
    if (at < 0) {
        parts[last ? 2 : 0] = part(vm, a[0], 0, s.count);
        parts[1] = bytes_like_new(vm, a[0], "", 0);
        parts[last ? 0 : 2] = bytes_like_new(vm, a[0], "", 0);
    } else {
        parts[0] = part(vm, a[0], 0, at);
        parts[1] = bytes_like_new(vm, a[0], sep.data, sep.count);
        parts[2] = part(vm, a[0], at + sep.count, s.count);
    }
    return tuple_take(vm, parts, 3);
}

Value bytes_method_partition(VM *vm, Value *a) { return partition(vm, a, false); }
Value bytes_method_rpartition(VM *vm, Value *a) { return partition(vm, a, true); }

static Value strip(VM *vm, Value *a, bool left, bool right) {
    Span s = span(a[0]), chars = {(const uint8_t *)" \t\n\r\f\v", 6};
    if (a[1] != VALUE_ABSENT && a[1] != VALUE_NONE && !want(vm, a[1], &chars))
        return VALUE_ABSENT;
    int64_t from = 0, to = s.count;
    while (left && from < to && memchr(chars.data, s.data[from], (size_t)chars.count) != NULL)
        from++;
    while (right && to > from && memchr(chars.data, s.data[to - 1], (size_t)chars.count) != NULL)
        to--;
    return part(vm, a[0], from, to);
}

Value bytes_method_strip(VM *vm, Value *a) { return strip(vm, a, true, true); }
Value bytes_method_lstrip(VM *vm, Value *a) { return strip(vm, a, true, false); }
Value bytes_method_rstrip(VM *vm, Value *a) { return strip(vm, a, false, true); }

// Padding.

static Value pad(VM *vm, Value self, int64_t left, int64_t right, uint8_t fill) {
    Span s = span(self);
    if (left + right <= 0)
        return part(vm, self, 0, s.count);
    if (!vm_check_size(vm, (double)s.count + (double)left + (double)right))
        return VALUE_ABSENT;
    Value result = bytes_like_new(vm, self, NULL, left + s.count + right);
    uint8_t *out = (uint8_t *)span(result).data;
    memset(out, fill, (size_t)left);
    if (s.count > 0)
        memcpy(out + left, s.data, (size_t)s.count);
    memset(out + left + s.count, fill, (size_t)right);
    return result;
}

static MAY_RAISE bool padding(VM *vm, Value *a, const char *method, int64_t *missing, uint8_t *fill) {
    if (!vm_index_int64(vm, a[1], false, missing))
        return false;
    *missing -= span(a[0]).count;
    if (*missing < 0)
        *missing = 0;
    *fill = ' ';
    if (a[2] == VALUE_ABSENT)
        return true;
    if (!value_is_bytes_like(a[2]) || span(a[2]).count != 1) {
        vm_raise(vm, T_TypeError, "%s() argument 2 must be a byte string of length 1, not %T", method, a[2]);
        return false;
    }
    *fill = span(a[2]).data[0];
    return true;
}

Value bytes_method_ljust(VM *vm, Value *a) {
    int64_t missing;
    uint8_t fill;
    return padding(vm, a, "ljust", &missing, &fill) ? pad(vm, a[0], 0, missing, fill) : VALUE_ABSENT;
}

Value bytes_method_rjust(VM *vm, Value *a) {
    int64_t missing;
    uint8_t fill;
    return padding(vm, a, "rjust", &missing, &fill) ? pad(vm, a[0], missing, 0, fill) : VALUE_ABSENT;
}

Value bytes_method_center(VM *vm, Value *a) {
    int64_t missing;
    uint8_t fill;
    if (!padding(vm, a, "center", &missing, &fill))
        return VALUE_ABSENT;
    int64_t width = missing + span(a[0]).count, left = missing / 2 + (missing & width & 1);
    return pad(vm, a[0], left, missing - left, fill);
}

Value bytes_method_zfill(VM *vm, Value *a) {
    int64_t width;
    if (!vm_index_int64(vm, a[1], false, &width))
        return VALUE_ABSENT;
    Span s = span(a[0]);
    Value result = pad(vm, a[0], width > s.count ? width - s.count : 0, 0, '0');
    if (result != VALUE_ABSENT && width > s.count && s.count > 0 && (s.data[0] == '+' || s.data[0] == '-')) {
        uint8_t *out = (uint8_t *)span(result).data;
        out[width - s.count] = '0';
        out[0] = s.data[0];
    }
    return result;
}

Value bytes_method_expandtabs(VM *vm, Value *a) {
    int64_t tab = 8, column = 0;
    if (a[1] != VALUE_ABSENT && !vm_index_int64(vm, a[1], false, &tab))
        return VALUE_ABSENT;
    Span s = span(a[0]);
    StrBuilder b = {0};
    for (int64_t i = 0; i < s.count; i++) {
        char c = (char)s.data[i];
        if (c != '\t') {
            str_builder_add(vm, &b, &c, 1);
            column = c == '\n' || c == '\r' ? 0 : column + 1;
            continue;
        }
        int64_t blanks = tab > 0 ? tab - column % tab : 0;
        if (!vm_check_size(vm, (double)b.bytes + (double)blanks)) {
            str_builder_drop(vm, &b);
            return VALUE_ABSENT;
        }
        column += blanks;
        for (; blanks > 0; blanks--)
            str_builder_add(vm, &b, " ", 1);
    }
    Value result = bytes_like_new(vm, a[0], b.data, (int64_t)b.bytes);
    str_builder_drop(vm, &b);
    return result;
}

// Letters: ASCII ones only.

static bool is_alpha(uint8_t c) { return c < 128 && isalpha(c); }
static bool is_digit(uint8_t c) { return c >= '0' && c <= '9'; }
static bool is_alnum(uint8_t c) { return is_alpha(c) || is_digit(c); }
static bool is_ascii(uint8_t c) { return c < 128; }
static bool is_upper(uint8_t c) { return c >= 'A' && c <= 'Z'; }
static bool is_lower(uint8_t c) { return c >= 'a' && c <= 'z'; }

static Value all_are(Value self, bool (*is)(uint8_t), bool when_empty) {
    Span s = span(self);
    for (int64_t i = 0; i < s.count; i++)
        if (!is(s.data[i]))
            return VALUE_FALSE;
    return value_bool(s.count > 0 || when_empty);
}

static Value all_in_case(Value self, bool (*is)(uint8_t), bool (*not)(uint8_t)) {
    Span s = span(self);
    bool found = false;
    for (int64_t i = 0; i < s.count; i++) {
        if (not(s.data[i]))
            return VALUE_FALSE;
        found = found || is(s.data[i]);
    }
    return value_bool(found);
}

Value bytes_method_isalnum(VM *vm, Value *a) { return (void)vm, all_are(a[0], is_alnum, false); }
Value bytes_method_isalpha(VM *vm, Value *a) { return (void)vm, all_are(a[0], is_alpha, false); }
Value bytes_method_isdigit(VM *vm, Value *a) { return (void)vm, all_are(a[0], is_digit, false); }
Value bytes_method_isspace(VM *vm, Value *a) { return (void)vm, all_are(a[0], is_blank, false); }
Value bytes_method_isascii(VM *vm, Value *a) { return (void)vm, all_are(a[0], is_ascii, true); }
Value bytes_method_islower(VM *vm, Value *a) {
    return (void)vm, all_in_case(a[0], is_lower, is_upper);
}
Value bytes_method_isupper(VM *vm, Value *a) {
    return (void)vm, all_in_case(a[0], is_upper, is_lower);
}

Value bytes_method_istitle(VM *vm, Value *a) {
    (void)vm;
    Span s = span(a[0]);
    bool found = false, in_word = false;
    for (int64_t i = 0; i < s.count; i++) {
        if ((is_upper(s.data[i]) && in_word) || (is_lower(s.data[i]) && !in_word))
            return VALUE_FALSE;
        in_word = is_alpha(s.data[i]);
        found = found || in_word;
    }
    return value_bool(found);
}

typedef enum Mapping { LOWER, UPPER, TITLE, SWAP, CAPITALIZE } Mapping;

static uint8_t mapped(uint8_t c, Mapping mapping, bool first) {
    bool up = mapping == UPPER || (mapping == SWAP && is_lower(c)) ||
              ((mapping == TITLE || mapping == CAPITALIZE) && first);
    return up && is_lower(c) ? c - 32 : !up && is_upper(c) ? c + 32 : c;
}

static Value map(VM *vm, Value self, Mapping mapping) {
    Span s = span(self);
    Value result = bytes_like_new(vm, self, NULL, s.count);
    uint8_t *out = (uint8_t *)span(result).data;
    for (int64_t i = 0; i < s.count; i++)
        out[i] = mapped(s.data[i], mapping,
                        i == 0 || (mapping == TITLE && !is_alpha(s.data[i - 1])));
    return result;
}

Value bytes_method_lower(VM *vm, Value *a) { return map(vm, a[0], LOWER); }
Value bytes_method_upper(VM *vm, Value *a) { return map(vm, a[0], UPPER); }
Value bytes_method_title(VM *vm, Value *a) { return map(vm, a[0], TITLE); }
Value bytes_method_swapcase(VM *vm, Value *a) { return map(vm, a[0], SWAP); }
Value bytes_method_capitalize(VM *vm, Value *a) { return map(vm, a[0], CAPITALIZE); }

// Other representations.

Value bytes_method_decode(VM *vm, Value *a) {
    for (int i = 1; i <= 2; i++)
        if (a[i] != VALUE_ABSENT && !value_is_str(a[i]))
            return vm_raise(vm, T_TypeError, "decode() argument '%s' must be str, not %T",
                            i == 1 ? "encoding" : "errors", a[i]);
    Span s = span(a[0]);
    return bytes_decode(vm, a[0], s.data, s.count,
                        a[1] == VALUE_ABSENT ? "utf-8" : str_get(a[1])->data,
                        a[2] == VALUE_ABSENT ? "strict" : str_get(a[2])->data);
}

Value bytes_method_hex(VM *vm, Value *a) {
    static const char digits[] = "0123456789abcdef";
    Span s = span(a[0]);
    int64_t group = 1;
    char sep = '\0';
    if (a[1] != VALUE_ABSENT) {
        if (value_is_str(a[1]) && str_get(a[1])->bytes == 1)
            sep = str_get(a[1])->data[0];
        else if (value_is_bytes_like(a[1]) && span(a[1]).count == 1)
            sep = (char)span(a[1]).data[0];
        else if (!value_is_str(a[1]) && !value_is_bytes_like(a[1]))
            return vm_raise(vm, T_TypeError, "sep must be str or bytes.");
        else
            return vm_raise(vm, T_ValueError, "sep must be length 1.");
        if (a[2] != VALUE_ABSENT && !vm_index_int64(vm, a[2], true, &group))
            return VALUE_ABSENT;
    }
    StrBuilder b = {0};
    for (int64_t i = 0; i < s.count; i++) {
        // Counted from the right when positive, from the left when negative.
        int64_t from_side = group > 0 ? s.count - i : i;
        if (sep != '\0' && i > 0 && group != 0 && from_side % llabs(group) == 0)
            str_builder_add(vm, &b, &sep, 1);
        const char pair[] = {digits[s.data[i] >> 4], digits[s.data[i] & 15]};
        str_builder_add(vm, &b, pair, 2);
    }
    vm_charge(vm, s.count / 4);
    return str_builder_finish(vm, &b);
}

static int hex_digit(unsigned char c) {
    return is_digit(c) ? c - '0' : isxdigit(c) ? (c | 32) - 'a' + 10 : -1;
}

static Value parse_hex(VM *vm, Value text) {
    const Str *s = str_get(text);
    Value result = bytes_new(vm, NULL, s->bytes / 2);
    uint8_t *out = (uint8_t *)span(result).data;
    int64_t count = 0;
    for (size_t i = 0; i < s->bytes; i += 2) {
        while (i < s->bytes && is_blank((uint8_t)s->data[i]))
            i++;
        if (i == s->bytes)
            break;
        int high = hex_digit((unsigned char)s->data[i]);
        int low = high < 0 ? 0 : hex_digit((unsigned char)s->data[i + 1]);
        if (high < 0 || low < 0) {
            value_unref(vm, result);
            return vm_raise(vm, T_ValueError,
                            "non-hexadecimal number found in fromhex() arg at position %lld",
                            (long long)(i + (high >= 0)));
        }
        out[count++] = (uint8_t)(high << 4 | low);
    }
    Value exact = bytes_new(vm, out, (size_t)count);
    value_unref(vm, result);
    return exact;
}

// v: cls, string.
Flow bytes_fromhex(VM *vm, Frame *frame) {
    Value *v = frame->v;
    NATIVE_BEGIN(frame);
    if (!value_is_str(v[1])) {
        vm_raise(vm, T_TypeError, "fromhex() argument must be str, not %T", v[1]);
        return FLOW_RAISE;
    }
    value_set(vm, &v[1], parse_hex(vm, v[1]));
    if (v[1] == VALUE_ABSENT)
        return FLOW_RAISE;
    if (v[0] == value_of(vm_type(vm, T_bytes)))
        return vm_return(vm, native_take(&v[1]));
    NATIVE_AWAIT(frame, vm_call(vm, frame, v[0], 1, &v[1]));
    return vm_return(vm, native_take_in(frame));
    NATIVE_END;
}

static Value join_items(VM *vm, Value sep, Value sequence) {
    int64_t count;
    const Value *items = sequence_items(sequence, &count);
    Span between = span(sep);
    double total = 0;
    for (int64_t i = 0; i < count; i++) {
        if (!value_is_bytes_like(items[i]))
            return vm_raise(vm, T_TypeError,
                            "sequence item %lld: expected a bytes-like object, %T found",
                            (long long)i, items[i]);
        total += (double)span(items[i]).count + (i > 0 ? (double)between.count : 0);
    }
    if (!vm_check_size(vm, total))
        return VALUE_ABSENT;
    Value result = bytes_like_new(vm, sep, NULL, (int64_t)total);
    uint8_t *out = (uint8_t *)span(result).data;
    for (int64_t i = 0; i < count; i++) {
        Span s = span(items[i]);
        if (i > 0 && between.count > 0)
            out = (uint8_t *)memcpy(out, between.data, (size_t)between.count) + between.count;
        if (s.count > 0)
            out = (uint8_t *)memcpy(out, s.data, (size_t)s.count) + s.count;
    }
    vm_charge(vm, count + (int64_t)total / 16);
    return result;
}

// v: self, iterable.
Flow bytes_join(VM *vm, Frame *frame) {
    NATIVE_BEGIN(frame);
    if (!iterate_possible(vm, frame->v[1])) {
        vm_raise(vm, T_TypeError, "can only join an iterable");
        return FLOW_RAISE;
    }
    NATIVE_AWAIT(frame, iterate_collect(vm, frame, frame->v[1]));
    Value result = join_items(vm, frame->v[0], frame->in);
    return result == VALUE_ABSENT ? FLOW_RAISE : vm_return(vm, result);
    NATIVE_END;
}

Value bytes_maketrans(VM *vm, Value *a) {
    Span from, to;
    if (!want(vm, a[0], &from) || !want(vm, a[1], &to))
        return VALUE_ABSENT;
    if (from.count != to.count)
        return vm_raise(vm, T_ValueError, "maketrans arguments must have same length");
    uint8_t table[256];
    for (int i = 0; i < 256; i++)
        table[i] = (uint8_t)i;
    for (int64_t i = 0; i < from.count; i++)
        table[from.data[i]] = to.data[i];
    return bytes_new(vm, table, sizeof table);
}

Value bytes_method_translate(VM *vm, Value *a) {
    Span s = span(a[0]), table = {NULL, 0}, gone = {NULL, 0};
    if (a[1] != VALUE_NONE) {
        if (!want(vm, a[1], &table))
            return VALUE_ABSENT;
        if (table.count != 256)
            return vm_raise(vm, T_ValueError, "translation table must be 256 characters long");
    }
    if (a[2] != VALUE_ABSENT && !want(vm, a[2], &gone))
        return VALUE_ABSENT;
    StrBuilder b = {0};
    for (int64_t i = 0; i < s.count; i++) {
        if (gone.count > 0 && memchr(gone.data, s.data[i], (size_t)gone.count) != NULL)
            continue;
        char c = (char)(table.data == NULL ? s.data[i] : table.data[s.data[i]]);
        str_builder_add(vm, &b, &c, 1);
    }
    Value result = bytes_like_new(vm, a[0], b.data, (int64_t)b.bytes);
    str_builder_drop(vm, &b);
    return result;
}
