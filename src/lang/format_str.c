// str.format: literal text and replacement fields.
#include "lang/ascii.h"
#include "lang/dict.h"
#include "lang/exact.h"
#include "lang/format.h"
#include "lang/int.h"

enum { MAX_NESTING = 2 };

typedef enum Numbering { NUMBERING_OPEN, NUMBERING_AUTOMATIC, NUMBERING_MANUAL } Numbering;

typedef struct Format {
    VM *vm;
    const Value *args;
    int64_t count; // -1: there are no positional arguments (format_map)
    Value kwargs;  // or VALUE_ABSENT
    Numbering numbering;
    int64_t next;
} Format;

typedef struct Span {
    const char *at, *end;
} Span;

typedef struct Field {
    Span name, spec;
    char conversion; // or 0
    bool nested;     // the spec has fields of its own
} Field;

static MAY_RAISE bool build(Format *f, Span text, int depth, StrBuilder *b);

static bool fail(Format *f, const char *message) {
    vm_raise(f->vm, T_ValueError, "%s", message);
    return false;
}

// Reads a field up to its closing brace; `text` begins behind the opening one.
static MAY_RAISE bool read_field(Format *f, Span *text, Field *field) {
    char c = '\0';
    *field = (Field){.name = {text->at, text->at}};
    while (text->at < text->end) {
        c = *text->at++;
        if (c == '{')
            return fail(f, "unexpected '{' in field name");
        if (c == '[') {
            while (text->at < text->end && *text->at != ']')
                text->at++;
            continue;
        }
        if (c == '}' || c == ':' || c == '!')
            break;
    }
    if (c != '}' && c != ':' && c != '!')
        return fail(f, "expected '}' before end of string");
    field->name.end = text->at - 1;
    if (c == '}')
        return true;
    if (c == '!') {
        if (text->at >= text->end)
            return fail(f, "end of string while looking for conversion specifier");
        field->conversion = *text->at++;
        if (text->at < text->end) {
            c = *text->at++;
            if (c == '}')
                return true;
            if (c != ':')
                return fail(f, "expected ':' after conversion specifier");
        }
    }
    field->spec.at = text->at;
    for (int open = 1; text->at < text->end;) {
        c = *text->at++;
        if (c == '{') {
            field->nested = true;
            open++;
        } else if (c == '}' && --open == 0) {
            field->spec.end = text->at - 1;
            return true;
        }
    }
    return fail(f, "unmatched '{' in format spec");
}

// Decimal digits as a number; -1 when the span is empty or has something else.
static MAY_RAISE bool span_number(Format *f, Span span, int64_t *out) {
    *out = -1;
    int64_t number = 0;
    for (const char *c = span.at; c < span.end; c++) {
        if (*c < '0' || *c > '9')
            return true;
        if (number > (INT64_MAX - 9) / 10)
            return fail(f, "Too many decimal digits in format string");
        number = number * 10 + (*c - '0');
    }
    if (span.end > span.at)
        *out = number;
    return true;
}

static Value span_str(Format *f, Span span) {
    return str_new(f->vm, span.at, (size_t)(span.end - span.at));
}

static Value getitem(VM *vm, Value v, Value key) {
    const TypeDef *def = value_type(vm, v)->def;
    if (def->getitem != NULL && !value_overrides(vm, v, N___getitem__))
        return def->getitem(vm, v, key);
    if (type_lookup(vm, value_type(vm, v), vm_name(vm, N___getitem__)) == VALUE_ABSENT)
        return vm_raise(vm, T_TypeError, "'%T' object is not subscriptable", v);
    Value method = vm_getattr_nested(vm, v, vm_name(vm, N___getitem__));
    if (method == VALUE_ABSENT)
        return VALUE_ABSENT;
    Value result = vm_call_nested(vm, method, 1, &key);
    value_unref(vm, method);
    return result;
}

// Settles whether fields are numbered automatically or by hand.
static MAY_RAISE bool number_field(Format *f, bool empty, int64_t *index) {
    if (f->numbering == NUMBERING_OPEN)
        f->numbering = empty ? NUMBERING_AUTOMATIC : NUMBERING_MANUAL;
    if (f->numbering == NUMBERING_MANUAL && empty)
        return fail(f, "cannot switch from manual field specification to automatic field numbering");
    if (f->numbering == NUMBERING_AUTOMATIC && !empty)
        return fail(f, "cannot switch from automatic field numbering to manual field specification");
    if (empty)
        *index = f->next++;
    return true;
}

// The argument that the first part of a field's name means.
static Value first_object(Format *f, Span name) {
    VM *vm = f->vm;
    int64_t index;
    if (!span_number(f, name, &index))
        return VALUE_ABSENT;
    bool empty = name.at == name.end;
    if ((empty || index >= 0) && !number_field(f, empty, &index))
        return VALUE_ABSENT;
    if (index >= 0) {
        if (f->count < 0)
            return vm_raise(vm, T_ValueError, "Format string contains positional fields");
        if (index >= f->count)
            return vm_raise(vm, T_IndexError,
                            "Replacement index %lld out of range for positional args tuple",
                            (long long)index);
        return value_ref(f->args[index]);
    }
    Value key = span_str(f, name), v;
    if (f->kwargs == VALUE_ABSENT) {
        return vm_raise_value(vm, T_KeyError, key);
    }
    v = getitem(vm, f->kwargs, key);
    value_unref(vm, key);
    return v;
}

// One step further: .name or [key]. Takes `take_v`.
static Value follow(Format *f, Value take_v, Span *rest) {
    VM *vm = f->vm;
    char c = *rest->at++;
    Span part = {rest->at, rest->at};
    Value result = VALUE_ABSENT;
    if (c == '.') {
        while (part.end < rest->end && *part.end != '.' && *part.end != '[')
            part.end++;
        rest->at = part.end;
    } else if (c == '[') {
        while (part.end < rest->end && *part.end != ']')
            part.end++;
        if (part.end == rest->end) {
            fail(f, "Missing ']' in format string");
            goto out;
        }
        rest->at = part.end + 1;
    } else {
        fail(f, "Only '.' or '[' may follow ']' in format field specifier");
        goto out;
    }
    if (part.at == part.end) {
        fail(f, "Empty attribute in format string");
        goto out;
    }
    int64_t number = -1;
    if (c == '[' && !span_number(f, part, &number))
        goto out;
    Value key = number >= 0 ? int_new(vm, number) : span_str(f, part);
    if (c == '.') {
        key = str_intern_value(vm, key);
        result = vm_getattr_nested(vm, take_v, key);
    } else {
        result = getitem(vm, take_v, key);
    }
    value_unref(vm, key);
out:
    value_unref(vm, take_v);
    return result;
}

static Value field_object(Format *f, Span name) {
    Span first = {name.at, name.at};
    while (first.end < name.end && *first.end != '.' && *first.end != '[')
        first.end++;
    Span rest = {first.end, name.end};
    Value v = first_object(f, first);
    while (v != VALUE_ABSENT && rest.at < rest.end)
        v = follow(f, v, &rest);
    return v;
}

// repr with everything beyond ASCII escaped.
static Value ascii(VM *vm, Value v) {
    Value text = vm_repr_nested(vm, v);
    if (text == VALUE_ABSENT || str_is_ascii(str_get(text)))
        return text;
    Value result = ascii_escape(vm, text);
    value_unref(vm, text);
    return result;
}

static Value convert(Format *f, Value take_v, char conversion) {
    VM *vm = f->vm;
    Value result = VALUE_ABSENT;
    if (conversion == 'r')
        result = vm_repr_nested(vm, take_v);
    else if (conversion == 's')
        result = vm_str_nested(vm, take_v);
    else if (conversion == 'a')
        result = ascii(vm, take_v);
    else if (conversion > 32 && conversion < 127)
        vm_raise(vm, T_ValueError, "Unknown conversion specifier %c", conversion);
    else
        vm_raise(vm, T_ValueError, "Unknown conversion specifier \\x%d", (unsigned char)conversion);
    value_unref(vm, take_v);
    return result;
}

static Value field_spec(Format *f, const Field *field, int depth) {
    if (!field->nested)
        return span_str(f, field->spec);
    StrBuilder b = {0};
    if (build(f, field->spec, depth - 1, &b))
        return str_builder_finish(f->vm, &b);
    str_builder_drop(f->vm, &b);
    return VALUE_ABSENT;
}

static MAY_RAISE bool add_field(Format *f, const Field *field, int depth, StrBuilder *b) {
    VM *vm = f->vm;
    Value v = field_object(f, field->name), text = VALUE_ABSENT;
    if (v != VALUE_ABSENT && field->conversion != 0)
        v = convert(f, v, field->conversion);
    if (v == VALUE_ABSENT)
        return false;
    Value spec = field_spec(f, field, depth);
    if (spec != VALUE_ABSENT)
        text = vm_format_nested(vm, v, spec);
    value_unref(vm, v);
    value_unref(vm, spec);
    if (text == VALUE_ABSENT)
        return false;
    str_builder_add_str(vm, b, text);
    value_unref(vm, text);
    return true;
}

static bool build(Format *f, Span text, int depth, StrBuilder *b) {
    if (depth <= 0)
        return fail(f, "Max string recursion exceeded");
    while (text.at < text.end) {
        const char *start = text.at;
        while (text.at < text.end && *text.at != '{' && *text.at != '}')
            text.at++;
        str_builder_add(f->vm, b, start, (size_t)(text.at - start));
        if (text.at == text.end)
            return true;
        char c = *text.at++;
        if (text.at < text.end && *text.at == c) { // doubled
            str_builder_add(f->vm, b, text.at++, 1);
            continue;
        }
        if (c == '}')
            return fail(f, "Single '}' encountered in format string");
        if (text.at == text.end)
            return fail(f, "Single '{' encountered in format string");
        Field field;
        if (!read_field(f, &text, &field) || !add_field(f, &field, depth, b))
            return false;
    }
    return true;
}

Value format_str(VM *vm, Value text, const Value *args, int64_t count, Value kwargs) {
    const Str *s = str_get(text);
    Format f = {.vm = vm, .args = args, .count = count, .kwargs = kwargs};
    StrBuilder b = {0};
    vm_charge(vm, (int64_t)s->bytes / 8);
    if (build(&f, (Span){s->data, s->data + s->bytes}, MAX_NESTING, &b))
        return str_builder_finish(vm, &b);
    str_builder_drop(vm, &b);
    return VALUE_ABSENT;
}
