// Methods of str that pad, translate, encode or format it.
#include <string.h>

#include "lang/bytes.h"
#include "lang/dict.h"
#include "lang/format.h"
#include "lang/int.h"
#include "lang/list.h"
#include "lang/str_internal.h"

static void add_fill(VM *vm, StrBuilder *b, uint32_t fill, int64_t count) {
    for (int64_t i = 0; i < count; i++)
        str_builder_add_char(vm, b, fill);
}

// `v` with `left` and `right` times the fill character around it.
static Value pad(VM *vm, Value v, int64_t left, int64_t right, uint32_t fill) {
    if (left + right <= 0)
        return str_plain(vm, v);
    if (!vm_check_size(vm, (double)left + (double)right))
        return VALUE_ABSENT;
    StrBuilder b = {0};
    add_fill(vm, &b, fill, left);
    str_builder_add_str(vm, &b, v);
    add_fill(vm, &b, fill, right);
    vm_charge(vm, (left + right) / 4);
    return str_builder_finish(vm, &b);
}

// Reads the parameters width and fillchar: how much padding is missing.
static MAY_RAISE bool padding(VM *vm, Value *a, int64_t *missing, uint32_t *fill) {
    if (!vm_index_int64(vm, a[1], false, missing))
        return false;
    *missing -= (int64_t)str_get(a[0])->chars;
    if (*missing < 0)
        *missing = 0;
    *fill = ' ';
    if (a[2] == VALUE_ABSENT)
        return true;
    if (!value_is_str(a[2])) {
        vm_raise(vm, T_TypeError, "The fill character must be a unicode character, not %T", a[2]);
        return false;
    }
    if (str_get(a[2])->chars != 1) {
        vm_raise(vm, T_TypeError, "The fill character must be exactly one character long");
        return false;
    }
    *fill = str_char_at(str_get(a[2]), 0);
    return true;
}

Value str_method_ljust(VM *vm, Value *a) {
    int64_t missing;
    uint32_t fill;
    return padding(vm, a, &missing, &fill) ? pad(vm, a[0], 0, missing, fill) : VALUE_ABSENT;
}

Value str_method_rjust(VM *vm, Value *a) {
    int64_t missing;
    uint32_t fill;
    return padding(vm, a, &missing, &fill) ? pad(vm, a[0], missing, 0, fill) : VALUE_ABSENT;
}

Value str_method_center(VM *vm, Value *a) {
    int64_t missing;
    uint32_t fill;
    if (!padding(vm, a, &missing, &fill))
        return VALUE_ABSENT;
    // An odd one goes to the left when the width is odd, else to the right.
    int64_t width = missing + (int64_t)str_get(a[0])->chars;
    int64_t left = missing / 2 + (missing & width & 1);
    return pad(vm, a[0], left, missing - left, fill);
}

Value str_method_zfill(VM *vm, Value *a) {
    int64_t width;
    if (!vm_index_int64(vm, a[1], false, &width))
        return VALUE_ABSENT;
    const Str *s = str_get(a[0]);
    int64_t missing = width - (int64_t)s->chars;
    if (missing <= 0)
        return str_plain(vm, a[0]);
    if (!vm_check_size(vm, (double)width))
        return VALUE_ABSENT;
    size_t sign = s->bytes > 0 && (s->data[0] == '+' || s->data[0] == '-');
    StrBuilder b = {0};
    str_builder_add(vm, &b, s->data, sign);
    add_fill(vm, &b, '0', missing);
    str_builder_add(vm, &b, s->data + sign, s->bytes - sign);
    return str_builder_finish(vm, &b);
}

Value str_method_expandtabs(VM *vm, Value *a) {
    int64_t tab = 8, column = 0;
    if (a[1] != VALUE_ABSENT && !vm_index_int64(vm, a[1], false, &tab))
        return VALUE_ABSENT;
    const Str *s = str_get(a[0]);
    StrBuilder b = {0};
    int size;
    for (size_t at = 0; at < s->bytes; at += (size_t)size) {
        uint32_t code = str_decode(s, at, &size);
        if (code == '\t') {
            int64_t count = tab > 0 ? tab - column % tab : 0;
            if (!vm_check_size(vm, (double)b.bytes + (double)count)) {
                str_builder_drop(vm, &b);
                return VALUE_ABSENT;
            }
            add_fill(vm, &b, ' ', count);
            vm_charge(vm, count / 4);
            column += count;
            continue;
        }
        str_builder_add_char(vm, &b, code);
        column = code == '\n' || code == '\r' ? 0 : column + 1;
    }
    return str_builder_finish(vm, &b);
}

// What the table says of a character: a new reference; VALUE_ABSENT when it says nothing or, with an
// exception pending, when it failed.
static Value table_entry(VM *vm, Value table, uint32_t code) {
    Value key = value_small(code), value;
    if (value_is_exact(vm, table, T_dict)) {
        int found = dict_find(vm, dict_get(table), key, &value);
        return found == 1 ? value_ref(value) : VALUE_ABSENT;
    }
    Value method = vm_getattr_nested(vm, table, vm_name(vm, N___getitem__));
    if (method == VALUE_ABSENT)
        return VALUE_ABSENT;
    value = vm_call_nested(vm, method, 1, &key);
    value_unref(vm, method);
    if (value == VALUE_ABSENT && vm_pending_is(vm, T_LookupError))
        vm_clear_pending(vm);
    return value;
}

// Adds what the table gives for a character; takes the entry.
static MAY_RAISE bool add_translated(VM *vm, StrBuilder *b, Value take_entry) {
    int64_t code;
    bool done = true;
    if (value_is_str(take_entry)) {
        str_builder_add_str(vm, b, take_entry);
    } else if (value_is_int(take_entry)) {
        done = int_to_int64(take_entry, &code) && code >= 0 && code <= 0x10ffff;
        if (done)
            str_builder_add_char(vm, b, (uint32_t)code);
        else
            vm_raise(vm, T_ValueError, "character mapping must be in range(0x110000)");
    } else if (take_entry != VALUE_NONE) {
        vm_raise(vm, T_TypeError, "character mapping must return integer, None or str");
        done = false;
    }
    value_unref(vm, take_entry);
    return done;
}

Value str_method_translate(VM *vm, Value *a) {
    const Str *s = str_get(a[0]);
    StrBuilder b = {0};
    int size;
    for (size_t at = 0; at < s->bytes; at += (size_t)size) {
        uint32_t code = str_decode(s, at, &size);
        Value entry = table_entry(vm, a[1], code);
        bool done = entry != VALUE_ABSENT || !vm_pending(vm);
        if (entry != VALUE_ABSENT)
            done = add_translated(vm, &b, entry);
        else if (done)
            str_builder_add_char(vm, &b, code);
        if (!done) {
            str_builder_drop(vm, &b);
            return VALUE_ABSENT;
        }
    }
    vm_charge(vm, (int64_t)s->chars);
    return str_builder_finish(vm, &b);
}

Value str_method_encode(VM *vm, Value *a) {
    for (int i = 1; i <= 2; i++)
        if (a[i] != VALUE_ABSENT && !value_is_str(a[i]))
            return vm_raise(vm, T_TypeError, "encode() argument '%s' must be str, not %T",
                            i == 1 ? "encoding" : "errors", a[i]);
    return bytes_encode(vm, a[0], a[1] == VALUE_ABSENT ? "utf-8" : str_get(a[1])->data,
                        a[2] == VALUE_ABSENT ? "strict" : str_get(a[2])->data);
}

Value str_method_format(VM *vm, Value *a) {
    return format_str(vm, a[0], tuple_get(a[1])->items, tuple_get(a[1])->count, a[2]);
}

Value str_method_format_map(VM *vm, Value *a) { return format_str(vm, a[0], NULL, -1, a[1]); }
