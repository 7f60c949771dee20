// Methods of str that look for something in it.
#include <string.h>

#include "lang/int.h"
#include "lang/list.h"
#include "lang/slice.h"
#include "lang/str_internal.h"
#include "lang/unicode.h"

int64_t str_find_bytes(const char *text, size_t from, size_t to, const char *what, size_t bytes) {
    if (from > to)
        return -1;
    if (bytes == 0)
        return (int64_t)from;
    const char *at = memmem(text + from, to - from, what, bytes);
    return at == NULL ? -1 : at - text;
}

int64_t str_rfind_bytes(const char *text, size_t from, size_t to, const char *what, size_t bytes) {
    if (from > to || to - from < bytes)
        return -1;
    for (size_t at = to - bytes + 1; at-- > from;)
        if (memcmp(text + at, what, bytes) == 0)
            return (int64_t)at;
    return -1;
}

// The bytes of `s` between the optional parameters start and end. 1; 0 when start is past the end,
// where not even the empty string is found; -1 with an exception.
static int search_range(VM *vm, const Str *s, Value start, Value end, size_t *from, size_t *to) {
    int64_t chars = (int64_t)s->chars, first, last;
    if (!slice_bound(vm, start, chars, 0, &first) || !slice_bound(vm, end, chars, chars, &last))
        return -1;
    bool beyond = value_is_small(start) && value_small_get(start) > chars;
    if (beyond || first > last)
        return 0;
    *from = first == 0 ? 0 : str_offset(s, (size_t)first);
    *to = last == chars ? s->bytes : str_offset(s, (size_t)last);
    return 1;
}

static MAY_RAISE bool want_str(VM *vm, Value v) {
    if (value_is_str(v))
        return true;
    vm_raise(vm, T_TypeError, "must be str, not %T", v);
    return false;
}

// The character position found by find and its companions: -1 none, -2 an exception.
static int64_t position(VM *vm, Value *a, bool last) {
    if (!want_str(vm, a[1]))
        return -2;
    const Str *s = str_get(a[0]), *what = str_get(a[1]);
    size_t from, to;
    int in_range = search_range(vm, s, a[2], a[3], &from, &to);
    if (in_range != 1)
        return in_range == 0 ? -1 : -2;
    vm_charge(vm, (int64_t)(to - from) / 16);
    int64_t at = (last ? str_rfind_bytes : str_find_bytes)(s->data, from, to, what->data, what->bytes);
    return at < 0 || str_is_ascii(s) ? at : (int64_t)utf8_count(s->data, (size_t)at);
}

static Value find(VM *vm, Value *a, bool last) {
    int64_t at = position(vm, a, last);
    return at == -2 ? VALUE_ABSENT : value_small(at);
}

static Value index_of(VM *vm, Value *a, bool last) {
    int64_t at = position(vm, a, last);
    if (at == -1)
        return vm_raise(vm, T_ValueError, "substring not found");
    return at == -2 ? VALUE_ABSENT : value_small(at);
}

Value str_method_find(VM *vm, Value *a) { return find(vm, a, false); }
Value str_method_rfind(VM *vm, Value *a) { return find(vm, a, true); }
Value str_method_index(VM *vm, Value *a) { return index_of(vm, a, false); }
Value str_method_rindex(VM *vm, Value *a) { return index_of(vm, a, true); }

static int64_t count_bytes(const char *text, size_t from, size_t to, const char *what, size_t bytes) {
    int64_t found = 0, at;
    while ((at = str_find_bytes(text, from, to, what, bytes)) >= 0) {
        found++;
        from = (size_t)at + bytes;
    }
    return found;
}

Value str_method_count(VM *vm, Value *a) {
    if (!want_str(vm, a[1]))
        return VALUE_ABSENT;
    const Str *s = str_get(a[0]), *what = str_get(a[1]);
    size_t from, to;
    int in_range = search_range(vm, s, a[2], a[3], &from, &to);
    if (in_range != 1)
        return in_range == 0 ? value_small(0) : VALUE_ABSENT;
    vm_charge(vm, (int64_t)(to - from) / 16);
    if (what->bytes == 0)
        return value_small((int64_t)utf8_count(s->data + from, to - from) + 1);
    return value_small(count_bytes(s->data, from, to, what->data, what->bytes));
}

static bool has_affix(const Str *s, size_t from, size_t to, const Str *affix, bool end) {
    if (to - from < affix->bytes)
        return false;
    size_t at = end ? to - affix->bytes : from;
    return memcmp(s->data + at, affix->data, affix->bytes) == 0;
}

static Value affix_test(VM *vm, Value *a, bool end) {
    const char *method = end ? "endswith" : "startswith";
    const Str *s = str_get(a[0]);
    size_t from, to;
    int in_range = search_range(vm, s, a[2], a[3], &from, &to);
    if (in_range < 0)
        return VALUE_ABSENT;
    if (value_is_str(a[1]))
        return value_bool(in_range && has_affix(s, from, to, str_get(a[1]), end));
    if (!value_is_tuple(a[1]))
        return vm_raise(vm, T_TypeError, "%s first arg must be str or a tuple of str, not %T", method,
                        a[1]);
    const Tuple *t = tuple_get(a[1]);
    for (int64_t i = 0; i < t->count; i++) {
        if (!value_is_str(t->items[i]))
            return vm_raise(vm, T_TypeError, "tuple for %s must only contain str, not %T", method,
                            t->items[i]);
        if (in_range && has_affix(s, from, to, str_get(t->items[i]), end))
            return VALUE_TRUE;
    }
    return VALUE_FALSE;
}

Value str_method_startswith(VM *vm, Value *a) { return affix_test(vm, a, false); }
Value str_method_endswith(VM *vm, Value *a) { return affix_test(vm, a, true); }

static Value remove_affix(VM *vm, Value *a, bool end) {
    if (!value_is_str(a[1]))
        return vm_raise(vm, T_TypeError, "%s() argument must be str, not %T",
                        end ? "removesuffix" : "removeprefix", a[1]);
    const Str *s = str_get(a[0]), *affix = str_get(a[1]);
    if (!has_affix(s, 0, s->bytes, affix, end))
        return str_plain(vm, a[0]);
    return end ? str_part(vm, a[0], 0, s->bytes - affix->bytes)
               : str_part(vm, a[0], affix->bytes, s->bytes);
}

Value str_method_removeprefix(VM *vm, Value *a) { return remove_affix(vm, a, false); }
Value str_method_removesuffix(VM *vm, Value *a) { return remove_affix(vm, a, true); }

// Replaces up to `limit` empty strings, which are before each character and at the end.
static Value replace_empty(VM *vm, const Str *s, Value new, int64_t limit) {
    StrBuilder b = {0};
    size_t at = 0;
    for (int64_t i = 0; i < limit; i++) {
        str_builder_add_str(vm, &b, new);
        if (at == s->bytes)
            break;
        int size;
        str_builder_add_char(vm, &b, str_decode(s, at, &size));
        at += (size_t)size;
    }
    str_builder_add(vm, &b, s->data + at, s->bytes - at);
    return str_builder_finish(vm, &b);
}

Value str_method_replace(VM *vm, Value *a) {
    for (int i = 1; i <= 2; i++)
        if (!value_is_str(a[i]))
            return vm_raise(vm, T_TypeError, "replace() argument %d must be str, not %T", i, a[i]);
    int64_t limit = -1;
    if (a[3] != VALUE_ABSENT && !vm_index_int64(vm, a[3], true, &limit))
        return VALUE_ABSENT;
    if (limit < 0)
        limit = INT64_MAX;
    const Str *s = str_get(a[0]), *old = str_get(a[1]), *new = str_get(a[2]);
    vm_charge(vm, (int64_t)s->bytes / 8);
    if (old->bytes == 0) {
        if (!vm_check_size(vm, (double)s->bytes + ((double)s->chars + 1) * (double)new->bytes))
            return VALUE_ABSENT;
        return replace_empty(vm, s, a[2], limit);
    }
    int64_t found = count_bytes(s->data, 0, s->bytes, old->data, old->bytes);
    if (found > limit)
        found = limit;
    if (found == 0)
        return str_plain(vm, a[0]);
    if (!vm_check_size(vm, (double)s->bytes + (double)found * (double)new->bytes))
        return VALUE_ABSENT;
    Value result = str_new_uninit(vm, s->bytes + (size_t)found * new->bytes - (size_t)found * old->bytes,
                                  s->chars + (size_t)found * new->chars - (size_t)found * old->chars);
    char *out = str_get(result)->data;
    size_t from = 0;
    for (; found > 0; found--) {
        size_t at = (size_t)str_find_bytes(s->data, from, s->bytes, old->data, old->bytes);
        out = (char *)memcpy(out, s->data + from, at - from) + (at - from);
        out = (char *)memcpy(out, new->data, new->bytes) + new->bytes;
        from = at + old->bytes;
    }
    memcpy(out, s->data + from, s->bytes - from);
    vm_charge(vm, (int64_t)str_get(result)->bytes / 16);
    if (str_get(result)->bytes <= 1) { // shared
        Value shared = str_new(vm, str_get(result)->data, str_get(result)->bytes);
        value_unref(vm, result);
        return shared;
    }
    return result;
}

// Splitting.

static void add_part(VM *vm, Value list, Value s, size_t from, size_t to) {
    list_append(vm, list_get(list), str_part(vm, s, from, to));
}

static void split_by(VM *vm, Value list, Value v, const Str *sep, int64_t limit) {
    const Str *s = str_get(v);
    size_t from = 0;
    int64_t at;
    while (limit-- > 0 &&
           (at = str_find_bytes(s->data, from, s->bytes, sep->data, sep->bytes)) >= 0) {
        add_part(vm, list, v, from, (size_t)at);
        from = (size_t)at + sep->bytes;
    }
    add_part(vm, list, v, from, s->bytes);
}

static void rsplit_by(VM *vm, Value list, Value v, const Str *sep, int64_t limit) {
    const Str *s = str_get(v);
    size_t to = s->bytes;
    int64_t at;
    while (limit-- > 0 && (at = str_rfind_bytes(s->data, 0, to, sep->data, sep->bytes)) >= 0) {
        add_part(vm, list, v, (size_t)at + sep->bytes, to);
        to = (size_t)at;
    }
    add_part(vm, list, v, 0, to);
}

// Past the blanks, or past what is not blank, from `at` forwards.
static size_t skip(const Str *s, size_t at, bool blanks) {
    int size;
    while (at < s->bytes && unicode_is_space(str_decode(s, at, &size)) == blanks)
        at += (size_t)size;
    return at;
}

// The start of the character that ends at `at`.
static size_t before(const Str *s, size_t at) {
    do
        at--;
    while (((unsigned char)s->data[at] & 0xc0) == 0x80);
    return at;
}

// The same backwards: where the run that ends at `at` begins.
static size_t skip_back(const Str *s, size_t at, bool blanks) {
    int size;
    while (at > 0 && unicode_is_space(str_decode(s, before(s, at), &size)) == blanks)
        at = before(s, at);
    return at;
}

static void split_blanks(VM *vm, Value list, Value v, int64_t limit) {
    const Str *s = str_get(v);
    for (size_t at = skip(s, 0, true); at < s->bytes;) {
        if (limit-- <= 0) {
            add_part(vm, list, v, at, s->bytes);
            return;
        }
        size_t end = skip(s, at, false);
        add_part(vm, list, v, at, end);
        at = skip(s, end, true);
    }
}

static void rsplit_blanks(VM *vm, Value list, Value v, int64_t limit) {
    const Str *s = str_get(v);
    for (size_t at = skip_back(s, s->bytes, true); at > 0;) {
        if (limit-- <= 0) {
            add_part(vm, list, v, 0, at);
            return;
        }
        size_t start = skip_back(s, at, false);
        add_part(vm, list, v, start, at);
        at = skip_back(s, start, true);
    }
}

static Value split(VM *vm, Value *a, bool from_right) {
    int64_t limit = -1;
    if (a[2] != VALUE_ABSENT && !vm_index_int64(vm, a[2], false, &limit))
        return VALUE_ABSENT;
    if (limit < 0)
        limit = INT64_MAX;
    bool blanks = a[1] == VALUE_ABSENT || a[1] == VALUE_NONE;
    if (!blanks && !value_is_str(a[1]))
        return vm_raise(vm, T_TypeError, "must be str or None, not %T", a[1]);
    if (!blanks && str_get(a[1])->bytes == 0)
        return vm_raise(vm, T_ValueError, "empty separator");
    Value result = list_new(vm, 0);
    List *list = list_get(result);
    if (blanks)
        (from_right ? rsplit_blanks : split_blanks)(vm, result, a[0], limit);
    else
        (from_right ? rsplit_by : split_by)(vm, result, a[0], str_get(a[1]), limit);
    for (int64_t i = 0, k = list->count - 1; from_right && i < k; i++, k--) {
        Value kept = list->items[i];
        list->items[i] = list->items[k];
        list->items[k] = kept;
    }
    vm_charge(vm, list->count + (int64_t)str_get(a[0])->bytes / 8);
    return result;
}

Value str_method_split(VM *vm, Value *a) { return split(vm, a, false); }
Value str_method_rsplit(VM *vm, Value *a) { return split(vm, a, true); }

Value str_method_splitlines(VM *vm, Value *a) {
    int keep = a[1] == VALUE_ABSENT ? 0 : vm_truth_nested(vm, a[1]);
    if (keep < 0)
        return VALUE_ABSENT;
    const Str *s = str_get(a[0]);
    Value list = list_new(vm, 0);
    for (size_t from = 0, at = 0; from < s->bytes; from = at) {
        int size = 0;
        uint32_t code = 0;
        while (at < s->bytes && !unicode_is_line_break(code = str_decode(s, at, &size)))
            at += (size_t)size;
        size_t end = at;
        if (at < s->bytes)
            at += code == '\r' && s->data[at + 1] == '\n' ? 2 : (size_t)size;
        add_part(vm, list, a[0], from, keep ? at : end);
    }
    vm_charge(vm, (int64_t)s->bytes / 4);
    return list;
}

static Value partition(VM *vm, Value *a, bool last) {
    if (!want_str(vm, a[1]))
        return VALUE_ABSENT;
    const Str *s = str_get(a[0]), *sep = str_get(a[1]);
    if (sep->bytes == 0)
        return vm_raise(vm, T_ValueError, "empty separator");
    vm_charge(vm, (int64_t)s->bytes / 16);
    int64_t at = (last ? str_rfind_bytes : str_find_bytes)(s->data, 0, s->bytes, sep->data, sep->bytes);
    Value parts[3];
    if (at < 0) {
        parts[last ? 2 : 0] = str_plain(vm, a[0]);
        parts[1] = value_ref(vm->empty_str);
        parts[last ? 0 : 2] = value_ref(vm->empty_str);
    } else {
        parts[0] = str_part(vm, a[0], 0, (size_t)at);
        parts[1] = value_ref(a[1]);
        parts[2] = str_part(vm, a[0], (size_t)at + sep->bytes, s->bytes);
    }
    return tuple_take(vm, parts, 3);
}

Value str_method_partition(VM *vm, Value *a) { return partition(vm, a, false); }
Value str_method_rpartition(VM *vm, Value *a) { return partition(vm, a, true); }

// Stripping.

static bool is_stripped(uint32_t code, const Str *chars) {
    if (chars == NULL)
        return unicode_is_space(code);
    char encoded[UTF8_MAX_BYTES];
    size_t bytes = (size_t)utf8_encode(code, encoded);
    return str_find_bytes(chars->data, 0, chars->bytes, encoded, bytes) >= 0;
}

static Value strip(VM *vm, Value *a, const char *name, bool left, bool right) {
    const Str *s = str_get(a[0]), *chars = NULL;
    if (a[1] != VALUE_ABSENT && a[1] != VALUE_NONE) {
        if (!value_is_str(a[1]))
            return vm_raise(vm, T_TypeError, "%s arg must be None or str, not %T", name, a[1]);
        chars = str_get(a[1]);
    }
    size_t from = 0, to = s->bytes;
    int size;
    while (left && from < to && is_stripped(str_decode(s, from, &size), chars))
        from += (size_t)size;
    while (right && to > from && is_stripped(str_decode(s, before(s, to), &size), chars))
        to = before(s, to);
    vm_charge(vm, (int64_t)(from + s->bytes - to) / 4);
    return str_part(vm, a[0], from, to);
}

Value str_method_strip(VM *vm, Value *a) { return strip(vm, a, "strip", true, true); }
Value str_method_lstrip(VM *vm, Value *a) { return strip(vm, a, "lstrip", true, false); }
Value str_method_rstrip(VM *vm, Value *a) { return strip(vm, a, "rstrip", false, true); }
