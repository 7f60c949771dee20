// The % operator of str and bytes. Both are worked on as bytes of text; widths count characters.
#include <math.h>
#include <string.h>

#include "lang/ascii.h"
#include "lang/bytes.h"
#include "lang/exact.h"
#include "lang/float.h"
#include "lang/float_internal.h"
#include "lang/format.h"
#include "lang/int.h"
#include "lang/list.h"
#include "lang/str_internal.h"

typedef enum Flag {
    FLAG_LEFT = 1,
    FLAG_SIGN = 2,
    FLAG_BLANK = 4,
    FLAG_ALTERNATE = 8,
    FLAG_ZERO = 16,
} Flag;

typedef struct Percent {
    VM *vm;
    const char *start, *at, *end; // the format
    bool bytes;
    Value args;     // a tuple, or the single argument
    int64_t next;   // of the tuple; of a single argument 0, or 1 once used
    Value item;     // what %(key) found, owned, or VALUE_ABSENT
    bool is_mapping;
    StrBuilder out;
} Percent;

// One conversion.
typedef struct Item {
    unsigned flags; // Flag
    int64_t width, precision; // -1: not given
    char code;
} Item;

static bool fail(Percent *p, int type, const char *message) {
    vm_raise(p->vm, type, "%s", message);
    return false;
}

static Value getitem(VM *vm, Value v, Value key) {
    const TypeDef *def = value_type(vm, v)->def;
    if (def->getitem != NULL && !value_overrides(vm, v, N___getitem__))
        return def->getitem(vm, v, key);
    Value method = vm_getattr_nested(vm, v, vm_name(vm, N___getitem__));
    if (method == VALUE_ABSENT)
        return VALUE_ABSENT;
    Value result = vm_call_nested(vm, method, 1, &key);
    value_unref(vm, method);
    return result;
}

// The next argument, borrowed, or VALUE_ABSENT with TypeError.
static Value next_argument(Percent *p) {
    if (p->item != VALUE_ABSENT)
        return p->item;
    if (value_is_tuple(p->args)) {
        if (p->next < tuple_get(p->args)->count)
            return tuple_get(p->args)->items[p->next++];
    } else if (p->next == 0) {
        p->next = 1;
        return p->args;
    }
    return vm_raise(p->vm, T_TypeError, "not enough arguments for format string");
}

// Reads "(key)" and looks it up.
static MAY_RAISE bool read_key(Percent *p) {
    VM *vm = p->vm;
    if (!p->is_mapping)
        return fail(p, T_TypeError, "format requires a mapping");
    const char *start = ++p->at;
    for (int open = 1; p->at < p->end; p->at++) {
        open += (*p->at == '(') - (*p->at == ')');
        if (open == 0)
            break;
    }
    if (p->at == p->end)
        return fail(p, T_ValueError, "incomplete format key");
    size_t length = (size_t)(p->at++ - start);
    Value key = p->bytes ? bytes_new(vm, start, length) : str_new(vm, start, length);
    value_set(vm, &p->item, getitem(vm, p->args, key));
    value_unref(vm, key);
    return p->item != VALUE_ABSENT;
}

// A number or a star.
static MAY_RAISE bool read_count(Percent *p, const char *too_big, int64_t *out) {
    if (p->at < p->end && *p->at == '*') {
        p->at++;
        Value v = next_argument(p);
        if (v == VALUE_ABSENT)
            return false;
        if (!value_is_int(v))
            return fail(p, T_TypeError, "* wants int");
        if (!int_to_int64(v, out))
            return fail(p, T_OverflowError, "Python int too large to convert to C ssize_t");
        return true;
    }
    for (; p->at < p->end && *p->at >= '0' && *p->at <= '9'; p->at++) {
        if (*out > (INT32_MAX - 9) / 10)
            return fail(p, T_ValueError, too_big);
        *out = (*out < 0 ? 0 : *out) * 10 + (*p->at - '0');
    }
    return true;
}

static MAY_RAISE bool read_item(Percent *p, Item *item) {
    static const char flags[] = "-+ #0";
    *item = (Item){.width = -1, .precision = -1};
    if (p->at < p->end && *p->at == '(' && !read_key(p))
        return false;
    for (const char *f; p->at < p->end && *p->at != '\0' && (f = strchr(flags, *p->at)) != NULL; p->at++)
        item->flags |= 1u << (f - flags);
    bool star = p->at < p->end && *p->at == '*';
    if (!read_count(p, "width too big", &item->width))
        return false;
    if (star && item->width < 0) {
        item->flags |= FLAG_LEFT;
        item->width = -item->width;
    }
    if (p->at < p->end && *p->at == '.') {
        p->at++;
        item->precision = 0;
        if (!read_count(p, p->bytes ? "prec too big" : "precision too big", &item->precision))
            return false;
        if (item->precision < 0)
            item->precision = 0;
    }
    if (p->at < p->end && (*p->at == 'h' || *p->at == 'l' || *p->at == 'L'))
        p->at++;
    if (p->at == p->end)
        return fail(p, T_ValueError, "incomplete format");
    item->code = *p->at++;
    return true;
}

static void add_fill(Percent *p, char fill, int64_t count) {
    for (int64_t i = 0; i < count; i++)
        str_builder_add(p->vm, &p->out, &fill, 1);
}

// Adds text, which for bytes is not UTF-8.
static void add_text(Percent *p, const char *text, size_t bytes) {
    str_builder_add(p->vm, &p->out, text, bytes);
}

static MAY_RAISE bool add_padded(Percent *p, const Item *item, const char *text, size_t bytes,
                                 int64_t chars) {
    int64_t missing = item->width > chars ? item->width - chars : 0;
    if (!vm_check_size(p->vm, (double)missing))
        return false;
    if (!(item->flags & FLAG_LEFT))
        add_fill(p, ' ', missing);
    add_text(p, text, bytes);
    if (item->flags & FLAG_LEFT)
        add_fill(p, ' ', missing);
    return true;
}

// Adds a number: sign, prefix, digits, with zeros between the latter two when asked for.
static MAY_RAISE bool add_number(Percent *p, const Item *item, bool negative, const char *prefix,
                                 const char *digits, size_t count) {
    char sign = negative                   ? '-'
                : item->flags & FLAG_SIGN  ? '+'
                : item->flags & FLAG_BLANK ? ' '
                                           : '\0';
    int64_t missing = item->width - (sign != 0) - (int64_t)strlen(prefix) - (int64_t)count;
    if (!vm_check_size(p->vm, (double)missing))
        return false;
    bool left = item->flags & FLAG_LEFT, zeros = (item->flags & FLAG_ZERO) && !left;
    if (!left && !zeros)
        add_fill(p, ' ', missing);
    add_text(p, &sign, sign != 0);
    add_text(p, prefix, strlen(prefix));
    if (zeros)
        add_fill(p, '0', missing);
    add_text(p, digits, count);
    if (left)
        add_fill(p, ' ', missing);
    return true;
}

static bool has_special(VM *vm, Value v, NameId name) {
    return type_lookup(vm, value_type(vm, v), vm_name(vm, name)) != VALUE_ABSENT;
}

// The int that %d, %x, ... show for an argument: a new reference.
static Value integer_of(Percent *p, Value v, char code) {
    VM *vm = p->vm;
    bool decimal = code == 'd' || code == 'i' || code == 'u';
    if (value_is_int(v))
        return value_ref(v);
    if (decimal && value_is_float(v))
        return int_from_double(vm, float_get(v));
    if (has_special(vm, v, N___index__))
        return vm_index(vm, v);
    if (decimal && has_special(vm, v, N___int__))
        return vm_call_nested(vm, value_of(vm_type(vm, T_int)), 1, &v);
    return vm_raise(vm, T_TypeError, "%%%c format: %s is required, not %T", code,
                    decimal ? "a real number" : "an integer", v);
}

static MAY_RAISE bool add_integer(Percent *p, const Item *item, Value v) {
    VM *vm = p->vm;
    Value number = integer_of(p, v, item->code);
    if (number == VALUE_ABSENT)
        return false;
    int base = item->code == 'o' ? 8 : (item->code | 32) == 'x' ? 16 : 10;
    Value digits = int_to_str(vm, number, base);
    value_unref(vm, number);
    if (digits == VALUE_ABSENT)
        return false;
    const Str *s = str_get(digits);
    bool negative = s->data[0] == '-';
    size_t count = s->bytes - negative;
    size_t zeros = item->precision > (int64_t)count ? (size_t)item->precision - count : 0;
    bool done = vm_check_size(vm, (double)zeros);
    if (done) {
        char *text = raw_new(vm, zeros + count);
        memset(text, '0', zeros);
        for (size_t i = 0; i < count; i++) {
            char c = s->data[i + negative];
            text[zeros + i] = item->code == 'X' && c >= 'a' ? (char)(c - 32) : c;
        }
        const char *prefix = !(item->flags & FLAG_ALTERNATE) || base == 10 ? ""
                             : base == 8                                   ? "0o"
                             : item->code == 'X'                           ? "0X"
                                                                           : "0x";
        done = add_number(p, item, negative, prefix, text, zeros + count);
        raw_release(vm, text, zeros + count);
    }
    value_unref(vm, digits);
    return done;
}

static MAY_RAISE bool double_of(Percent *p, Value v, double *d) {
    VM *vm = p->vm;
    if (float_from_number(vm, v, d))
        return true;
    if (vm_pending(vm))
        return false;
    if (!has_special(vm, v, N___float__) && !has_special(vm, v, N___index__)) {
        if (p->bytes)
            vm_raise(vm, T_TypeError, "float argument required, not %T", v);
        else
            vm_raise(vm, T_TypeError, "must be real number, not %T", v);
        return false;
    }
    Value number = vm_call_nested(vm, value_of(vm_type(vm, T_float)), 1, &v);
    if (number == VALUE_ABSENT)
        return false;
    *d = float_get(number);
    value_unref(vm, number);
    return true;
}

static MAY_RAISE bool add_float(Percent *p, const Item *item, Value v) {
    double d;
    if (!double_of(p, v, &d))
        return false;
    int precision = item->precision < 0 ? 6 : (int)item->precision;
    bool upper = item->code < 'a';
    char code = (char)(item->code | 32);
    size_t room = double_text_room(d, code, precision);
    if (!vm_check_size(p->vm, (double)room))
        return false;
    char *text = raw_new(p->vm, room);
    size_t count = double_text(d, code, precision,
                               item->flags & FLAG_ALTERNATE ? DOUBLE_ALTERNATE : 0, text);
    for (size_t i = 0; upper && i < count; i++)
        if (text[i] >= 'a')
            text[i] = (char)(text[i] - 32);
    bool done = add_number(p, item, signbit(d) && !isnan(d), "", text, count);
    raw_release(p->vm, text, room);
    return done;
}

static MAY_RAISE bool add_str_char(Percent *p, const Item *item, Value v) {
    if (value_is_str(v)) {
        const Str *s = str_get(v);
        if (s->chars != 1)
            return fail(p, T_TypeError, "%c requires int or char");
        return add_padded(p, item, s->data, s->bytes, 1);
    }
    if (!value_is_int(v) && !has_special(p->vm, v, N___index__))
        return fail(p, T_TypeError, "%c requires int or char");
    Value number = vm_index(p->vm, v);
    if (number == VALUE_ABSENT)
        return false;
    int64_t code;
    bool fits = int_to_int64(number, &code) && code >= 0 && code <= 0x10ffff;
    value_unref(p->vm, number);
    if (!fits)
        return fail(p, T_OverflowError, "%c arg not in range(0x110000)");
    char text[UTF8_MAX_BYTES];
    return add_padded(p, item, text, (size_t)utf8_encode((uint32_t)code, text), 1);
}

static MAY_RAISE bool add_byte(Percent *p, const Item *item, Value v) {
    int64_t count, code;
    if (value_is_bytes_like(v)) {
        const uint8_t *data = bytes_data(v, &count);
        if (count == 1)
            return add_padded(p, item, (const char *)data, 1, 1);
    } else if (value_is_int(v)) {
        if (!int_to_int64(v, &code) || code < 0 || code > 255)
            return fail(p, T_OverflowError, "%c arg not in range(256)");
        char byte = (char)code;
        return add_padded(p, item, &byte, 1, 1);
    }
    return fail(p, T_TypeError, "%c requires an integer in range(256) or a single byte");
}

// The text of %s, %r or %a.
static Value text_of(VM *vm, Value v, char code) {
    if (code == 's')
        return vm_str_nested(vm, v);
    Value text = vm_repr_nested(vm, v);
    if (text == VALUE_ABSENT || code == 'r')
        return text;
    Value escaped = ascii_escape(vm, text);
    value_unref(vm, text);
    return escaped;
}

static MAY_RAISE bool add_shown(Percent *p, const Item *item, Value v) {
    Value text = text_of(p->vm, v, p->bytes ? 'a' : item->code);
    if (text == VALUE_ABSENT)
        return false;
    const Str *s = str_get(text);
    size_t bytes = s->bytes, chars = s->chars;
    if (item->precision >= 0 && (uint64_t)item->precision < chars) {
        chars = (size_t)item->precision;
        bytes = str_offset(s, chars);
    }
    bool done = add_padded(p, item, s->data, bytes, (int64_t)chars);
    value_unref(p->vm, text);
    return done;
}

static MAY_RAISE bool add_bytes(Percent *p, const Item *item, Value v) {
    VM *vm = p->vm;
    Value made = VALUE_ABSENT;
    if (!value_is_bytes_like(v) && has_special(vm, v, N___bytes__)) {
        made = v = vm_call_nested(vm, value_of(vm_type(vm, T_bytes)), 1, &v);
        if (made == VALUE_ABSENT)
            return false;
    }
    if (!value_is_bytes_like(v)) {
        vm_raise(vm, T_TypeError,
                 "%%b requires a bytes-like object, or an object that implements __bytes__, not '%T'",
                 v);
        return false;
    }
    int64_t count;
    const uint8_t *data = bytes_data(v, &count);
    if (item->precision >= 0 && item->precision < count)
        count = item->precision;
    bool done = add_padded(p, item, (const char *)data, (size_t)count, count);
    value_unref(vm, made);
    return done;
}

static bool unsupported(Percent *p, char code) {
    int size = 1;
    uint32_t c = (unsigned char)code;
    const char *at = p->at - 1;
    if (!p->bytes && c >= 0x80)
        c = (uint32_t)utf8_decode(at, (size_t)(p->end - at), &size);
    size_t index = p->bytes ? (size_t)(at - p->start) : utf8_count(p->start, (size_t)(at - p->start));
    Value hex = str_format(p->vm, "%x", (unsigned)c);
    vm_raise(p->vm, T_ValueError, "unsupported format character '%c' (0x%S) at index %lld",
             c > 30 && c < 127 ? (int)c : '?', hex, (long long)index);
    value_unref(p->vm, hex);
    return false;
}

static MAY_RAISE bool add_item(Percent *p, const Item *item) {
    Value v = next_argument(p);
    if (v == VALUE_ABSENT)
        return false;
    switch (item->code) {
    case 's':
    case 'b':
        if (p->bytes)
            return add_bytes(p, item, v);
        return item->code == 's' ? add_shown(p, item, v) : unsupported(p, item->code);
    case 'r':
    case 'a':
        return add_shown(p, item, v);
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
        return add_integer(p, item, v);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
        return add_float(p, item, v);
    case 'c':
        return p->bytes ? add_byte(p, item, v) : add_str_char(p, item, v);
    }
    return unsupported(p, item->code);
}

static MAY_RAISE bool run(Percent *p) {
    while (p->at < p->end) {
        const char *percent = memchr(p->at, '%', (size_t)(p->end - p->at));
        const char *stop = percent == NULL ? p->end : percent;
        add_text(p, p->at, (size_t)(stop - p->at));
        p->at = stop;
        if (percent == NULL)
            break;
        p->at++;
        if (p->at < p->end && *p->at == '%') {
            add_text(p, p->at++, 1);
            continue;
        }
        Item item;
        bool done = read_item(p, &item) && add_item(p, &item);
        value_clear(p->vm, &p->item);
        if (!done)
            return false;
    }
    bool left = value_is_tuple(p->args) ? p->next < tuple_get(p->args)->count : p->next == 0;
    if (left && !p->is_mapping)
        return fail(p, T_TypeError,
                    p->bytes ? "not all arguments converted during bytes formatting"
                             : "not all arguments converted during string formatting");
    return true;
}

static bool is_mapping(VM *vm, Value v, bool bytes) {
    if (value_is_tuple(v) || (bytes ? value_is_bytes_like(v) : value_is_str(v)))
        return false;
    return value_type(vm, v)->def->getitem != NULL || value_overrides(vm, v, N___getitem__);
}

Value format_percent(VM *vm, Value text, Value argument) {
    const Str *s = str_get(text);
    Percent p = {.vm = vm, .start = s->data, .at = s->data, .end = s->data + s->bytes,
                 .args = argument, .is_mapping = is_mapping(vm, argument, false)};
    vm_charge(vm, (int64_t)s->bytes / 8);
    if (run(&p))
        return str_builder_finish(vm, &p.out);
    str_builder_drop(vm, &p.out);
    return VALUE_ABSENT;
}

Value format_percent_bytes(VM *vm, Value text, Value argument) {
    int64_t count;
    const char *data = (const char *)bytes_data(text, &count);
    Percent p = {.vm = vm, .start = data, .at = data, .end = data + count, .bytes = true,
                 .args = argument, .is_mapping = is_mapping(vm, argument, true)};
    bool done = run(&p);
    Value result = done ? bytes_new(vm, p.out.data == NULL ? "" : p.out.data, p.out.bytes) : VALUE_ABSENT;
    str_builder_drop(vm, &p.out);
    return result;
}
