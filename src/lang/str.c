// str objects: making, comparing, hashing, interning, building.
#include "lang/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "lang/exact.h"
#include "lang/list.h"
#include "lang/siphash.h"
#include "lang/unicode_name.h"

Value str_new_uninit(VM *vm, size_t bytes, size_t chars) {
    Str *s = obj_new(vm, vm_type(vm, T_str), sizeof *s + bytes + 1);
    s->hash = -1;
    s->bytes = bytes;
    s->chars = chars;
    return value_of(s);
}

// A new str when the number of characters is known.
static Value make(VM *vm, const char *utf8, size_t bytes, size_t chars) {
    if (bytes == 0 && vm->empty_str != VALUE_ABSENT)
        return value_ref(vm->empty_str);
    if (bytes == 1 && vm->chars[(unsigned char)utf8[0]] != VALUE_ABSENT)
        return value_ref(vm->chars[(unsigned char)utf8[0]]);
    Value v = str_new_uninit(vm, bytes, chars);
    if (bytes != 0)
        memcpy(str_get(v)->data, utf8, bytes);
    return v;
}

Value str_new(VM *vm, const char *utf8, size_t bytes) {
    return make(vm, utf8, bytes, utf8_count(utf8, bytes));
}

Value str_from(VM *vm, const char *text) { return str_new(vm, text, strlen(text)); }

Value str_format(VM *vm, const char *format, ...) {
    char small[256];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(small, sizeof small, format, arguments);
    va_end(arguments);
    if ((size_t)length < sizeof small)
        return str_new(vm, small, (size_t)length);
    size_t room = (size_t)length + 1;
    char *text = raw_new(vm, room);
    va_start(arguments, format);
    vsnprintf(text, room, format, arguments);
    va_end(arguments);
    Value v = str_new(vm, text, (size_t)length);
    raw_release(vm, text, room);
    return v;
}

Value str_from_char(VM *vm, uint32_t code_point) {
    char encoded[UTF8_MAX_BYTES];
    int bytes = utf8_encode(code_point, encoded);
    return make(vm, encoded, (size_t)bytes, 1);
}

// Hashes the characters in the width in which CPython keeps them: that of the widest.
static uint64_t hash_wide(VM *vm, const char *utf8, size_t bytes, size_t chars) {
    uint32_t widest = 0;
    int size;
    for (size_t at = 0; at < bytes; at += (size_t)size) {
        uint32_t code = (uint32_t)utf8_decode(utf8 + at, bytes - at, &size);
        widest = code > widest ? code : widest;
    }
    size_t width = widest < 0x100 ? 1 : widest < 0x10000 ? 2 : 4;
    uint8_t *units = raw_new(vm, width * chars), *out = units;
    for (size_t at = 0; at < bytes; at += (size_t)size, out += width) {
        uint32_t code = (uint32_t)utf8_decode(utf8 + at, bytes - at, &size);
        for (size_t i = 0; i < width; i++)
            out[i] = (uint8_t)(code >> (8 * i));
    }
    uint64_t hash = siphash13(units, width * chars);
    raw_release(vm, units, width * chars);
    return hash;
}

static int64_t hash_of(VM *vm, const char *utf8, size_t bytes, size_t chars) {
    if (bytes == 0)
        return 0;
    uint64_t hash = bytes == chars ? siphash13(utf8, bytes) : hash_wide(vm, utf8, bytes, chars);
    return hash == UINT64_MAX ? -2 : (int64_t)hash;
}

int64_t str_hash(VM *vm, Str *s) {
    if (s->hash == -1)
        s->hash = hash_of(vm, s->data, s->bytes, s->chars);
    return s->hash;
}

bool str_equal(const Str *a, const Str *b) {
    if (a->bytes != b->bytes || (a->hash != b->hash && a->hash != -1 && b->hash != -1))
        return false;
    if (a->head.flags & b->head.flags & OBJ_INTERNED)
        return a == b;
    return memcmp(a->data, b->data, a->bytes) == 0;
}

bool str_is(Value v, const char *text) {
    const Str *s = str_get(v);
    return s->bytes == strlen(text) && memcmp(s->data, text, s->bytes) == 0;
}

// Interning.

static size_t intern_find(const VM *vm, const char *utf8, size_t bytes, int64_t hash) {
    size_t mask = (size_t)vm->interned_capacity - 1, at = (size_t)hash & mask;
    for (; vm->interned[at] != VALUE_ABSENT; at = (at + 1) & mask) {
        const Str *s = str_get(vm->interned[at]);
        if (s->hash == hash && s->bytes == bytes && memcmp(s->data, utf8, bytes) == 0)
            break;
    }
    return at;
}

static void intern_grow(VM *vm) {
    int64_t old_capacity = vm->interned_capacity;
    Value *old = vm->interned;
    vm->interned_capacity = old_capacity == 0 ? 1024 : old_capacity * 2;
    vm->interned = raw_new(vm, (size_t)vm->interned_capacity * sizeof(Value));
    for (int64_t i = 0; i < old_capacity; i++) {
        if (old[i] == VALUE_ABSENT)
            continue;
        const Str *s = str_get(old[i]);
        vm->interned[intern_find(vm, s->data, s->bytes, s->hash)] = old[i];
    }
    raw_release(vm, old, (size_t)old_capacity * sizeof(Value));
}

Value str_intern(VM *vm, const char *utf8, size_t bytes) {
    size_t chars = utf8_count(utf8, bytes);
    int64_t hash = hash_of(vm, utf8, bytes, chars);
    if (vm->interned_count * 2 >= vm->interned_capacity)
        intern_grow(vm);
    size_t at = intern_find(vm, utf8, bytes, hash);
    if (vm->interned[at] == VALUE_ABSENT) {
        Value v = make(vm, utf8, bytes, chars);
        str_get(v)->hash = hash;
        value_obj(v)->flags |= OBJ_INTERNED;
        vm->interned[at] = v;
        vm->interned_count++;
    }
    return value_ref(vm->interned[at]);
}

Value str_intern_value(VM *vm, Value take_s) {
    Str *s = str_get(take_s);
    if (s->head.flags & OBJ_INTERNED)
        return take_s;
    int64_t hash = str_hash(vm, s);
    if (vm->interned_count * 2 >= vm->interned_capacity)
        intern_grow(vm);
    size_t at = intern_find(vm, s->data, s->bytes, hash);
    if (vm->interned[at] == VALUE_ABSENT) {
        s->head.flags |= OBJ_INTERNED;
        vm->interned[at] = value_ref(take_s);
        vm->interned_count++;
        return take_s;
    }
    value_unref(vm, take_s);
    return value_ref(vm->interned[at]);
}

// Positions.

size_t str_offset(const Str *s, size_t index) {
    if (str_is_ascii(s))
        return index;
    if (index <= s->chars / 2)
        return utf8_offset(s->data, s->bytes, index);
    size_t at = s->bytes;
    for (size_t left = s->chars - index; left > 0; left--)
        do
            at--;
        while (((unsigned char)s->data[at] & 0xc0) == 0x80);
    return at;
}

uint32_t str_char_at(const Str *s, size_t index) {
    assert(index < s->chars);
    if (str_is_ascii(s))
        return (unsigned char)s->data[index];
    size_t at = str_offset(s, index);
    int size;
    return (uint32_t)utf8_decode(s->data + at, s->bytes - at, &size);
}

// Results.

Value str_concat(VM *vm, Value a, Value b) {
    const Str *left = str_get(a), *right = str_get(b);
    if (left->bytes == 0 && value_is_exact(vm, b, T_str))
        return value_ref(b);
    if (right->bytes == 0 && value_is_exact(vm, a, T_str))
        return value_ref(a);
    Value v = str_new_uninit(vm, left->bytes + right->bytes, left->chars + right->chars);
    memcpy(str_get(v)->data, left->data, left->bytes);
    memcpy(str_get(v)->data + left->bytes, right->data, right->bytes);
    vm_charge(vm, (int64_t)(left->bytes + right->bytes) / 16);
    return v;
}

// The escape of a character that repr does not show as it is.
static void add_escape(VM *vm, StrBuilder *b, uint32_t code) {
    char text[16];
    switch (code) {
    case '\t':
        str_builder_add(vm, b, "\\t", 2);
        return;
    case '\n':
        str_builder_add(vm, b, "\\n", 2);
        return;
    case '\r':
        str_builder_add(vm, b, "\\r", 2);
        return;
    }
    snprintf(text, sizeof text, code < 0x100 ? "\\x%02x" : code < 0x10000 ? "\\u%04x" : "\\U%08x",
             (unsigned)code);
    str_builder_add_text(vm, b, text);
}

Value str_repr(VM *vm, Value v) {
    const Str *s = str_get(v);
    bool single = memchr(s->data, '\'', s->bytes) != NULL;
    char quote = single && memchr(s->data, '"', s->bytes) == NULL ? '"' : '\'';
    StrBuilder b = {0};
    str_builder_add(vm, &b, &quote, 1);
    size_t plain = 0; // start of what is taken over as it is
    int size;
    for (size_t at = 0; at < s->bytes; at += (size_t)size) {
        uint32_t code = (unsigned char)s->data[at];
        size = 1;
        if (code >= 0x80)
            code = (uint32_t)utf8_decode(s->data + at, s->bytes - at, &size);
        bool backslash = code == (unsigned char)quote || code == '\\';
        bool shown = code < 0x80 ? code >= ' ' && code != 0x7f : unicode_is_printable(code);
        if (shown && !backslash)
            continue;
        str_builder_add(vm, &b, s->data + plain, at - plain);
        plain = backslash ? at : at + (size_t)size;
        if (backslash)
            str_builder_add(vm, &b, "\\", 1);
        else
            add_escape(vm, &b, code);
    }
    str_builder_add(vm, &b, s->data + plain, s->bytes - plain);
    str_builder_add(vm, &b, &quote, 1);
    vm_charge(vm, (int64_t)s->bytes / 8);
    return str_builder_finish(vm, &b);
}

Value str_join(VM *vm, Value sep, const Value *items, int64_t count) {
    size_t bytes = 0, chars = 0;
    for (int64_t i = 0; i < count; i++) {
        if (!value_is_str(items[i]))
            return vm_raise(vm, T_TypeError, "sequence item %lld: expected str instance, %T found",
                            (long long)i, items[i]);
        bytes += str_get(items[i])->bytes;
        chars += str_get(items[i])->chars;
    }
    if (count == 1 && value_is_exact(vm, items[0], T_str))
        return value_ref(items[0]);
    const Str *between = str_get(sep);
    if (count > 1) {
        bytes += between->bytes * (size_t)(count - 1);
        chars += between->chars * (size_t)(count - 1);
    }
    if (!vm_check_size(vm, (double)bytes))
        return VALUE_ABSENT;
    if (bytes == 0)
        return value_ref(vm->empty_str);
    Value v = str_new_uninit(vm, bytes, chars);
    char *out = str_get(v)->data;
    for (int64_t i = 0; i < count; i++) {
        if (i > 0 && between->bytes != 0)
            out = (char *)memcpy(out, between->data, between->bytes) + between->bytes;
        const Str *s = str_get(items[i]);
        out = (char *)memcpy(out, s->data, s->bytes) + s->bytes;
    }
    vm_charge(vm, count + (int64_t)bytes / 16);
    return v;
}

// Building.

static char *builder_reserve(VM *vm, StrBuilder *b, size_t bytes) {
    if (b->capacity - b->bytes < bytes) {
        size_t capacity = b->capacity * 2 > b->bytes + bytes ? b->capacity * 2 : b->bytes + bytes;
        if (capacity < 64)
            capacity = 64;
        b->data = raw_resize(vm, b->data, b->capacity, capacity);
        b->capacity = capacity;
    }
    char *out = b->data + b->bytes;
    b->bytes += bytes;
    return out;
}

void str_builder_add(VM *vm, StrBuilder *b, const char *utf8, size_t bytes) {
    if (bytes == 0)
        return;
    memcpy(builder_reserve(vm, b, bytes), utf8, bytes);
    b->chars += bytes == 1 ? 1 : utf8_count(utf8, bytes);
}

void str_builder_add_text(VM *vm, StrBuilder *b, const char *text) {
    str_builder_add(vm, b, text, strlen(text));
}

void str_builder_add_str(VM *vm, StrBuilder *b, Value v) {
    const Str *s = str_get(v);
    if (s->bytes == 0)
        return;
    memcpy(builder_reserve(vm, b, s->bytes), s->data, s->bytes);
    b->chars += s->chars;
}

void str_builder_add_char(VM *vm, StrBuilder *b, uint32_t code_point) {
    char encoded[UTF8_MAX_BYTES];
    size_t bytes = (size_t)utf8_encode(code_point, encoded);
    memcpy(builder_reserve(vm, b, bytes), encoded, bytes);
    b->chars++;
}

Value str_builder_finish(VM *vm, StrBuilder *b) {
    Value v = make(vm, b->data, b->bytes, b->chars);
    str_builder_drop(vm, b);
    return v;
}

void str_builder_drop(VM *vm, StrBuilder *b) {
    raw_release(vm, b->data, b->capacity);
    *b = (StrBuilder){0};
}
