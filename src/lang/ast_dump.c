#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "lang/ast.h"
#include "lang/unicode_name.h"

// The text of a tree, as Python's ast.dump writes it.

typedef struct Dump {
    Buffer *out;
    int indent;
    int level;
    bool is_first; // field of the node, or item of the list
} Dump;

static void dump_node(Dump *dump, const Ast *node);

// --- Constants

// Decimal digits of the number that `digits` is in `base`, by repeated multiplication.
static void put_decimal(Buffer *out, const char *digits, uint32_t base)
{
    enum { LIMB = 1000000000 };
    size_t capacity = strlen(digits) / 4 + 2;
    uint32_t *limbs = calloc(capacity, sizeof *limbs);
    if (limbs == NULL) {
        abort();
    }
    size_t count = 1;
    for (; *digits != '\0'; digits++) {
        uint64_t carry = (uint64_t)(*digits <= '9' ? *digits - '0' : *digits - 'a' + 10);
        for (size_t i = 0; i < count; i++) {
            carry += (uint64_t)limbs[i] * base;
            limbs[i] = (uint32_t)(carry % LIMB);
            carry /= LIMB;
        }
        if (carry > 0) {
            limbs[count++] = (uint32_t)carry;
        }
    }
    buffer_printf(out, "%u", limbs[count - 1]);
    while (--count > 0) {
        buffer_printf(out, "%09u", limbs[count - 1]);
    }
    free(limbs);
}

static void put_int(Buffer *out, const char *text)
{
    if (text[0] == '0' && text[1] != '\0' && strchr("xob", text[1]) != NULL) {
        put_decimal(out, text + 2, text[1] == 'x' ? 16 : text[1] == 'o' ? 8 : 2);
        return;
    }
    text += strspn(text, "0");
    buffer_puts(out, *text == '\0' ? "0" : text);
}

// The shortest digits that give the number again, in the form that repr chooses.
static void put_float(Buffer *out, const char *text, bool is_complex)
{
    double value = strtod(text, NULL);
    char digits[40];
    int precision = 0;
    do {
        snprintf(digits, sizeof digits, "%.*e", precision, value);
    } while (strtod(digits, NULL) != value && precision++ < 17);
    char *exponent_text = strchr(digits, 'e');
    if (exponent_text == NULL) {
        buffer_puts(out, "inf");
        return;
    }
    int exponent = atoi(exponent_text + 1);
    if (exponent < -4 || exponent >= 16) {
        buffer_append(out, digits, (size_t)(exponent_text - digits));
        buffer_printf(out, "e%c%02d", exponent < 0 ? '-' : '+', abs(exponent));
        return;
    }
    int decimals = precision - exponent;
    snprintf(digits, sizeof digits, "%.*f", decimals > 0 ? decimals : 0, value);
    buffer_puts(out, digits);
    if (decimals <= 0 && !is_complex) {
        buffer_puts(out, ".0");
    }
}

static void put_char(Buffer *out, uint32_t code, char quote, bool is_bytes)
{
    const char *named = code == '\n' ? "\\n" : code == '\r' ? "\\r" : code == '\t' ? "\\t" : NULL;
    if (named != NULL) {
        buffer_puts(out, named);
    } else if (code == '\\' || code == (unsigned char)quote) {
        buffer_printf(out, "\\%c", (int)code);
    } else if (code < ' ' || code == 127 || (is_bytes && code > 127)) {
        buffer_printf(out, "\\x%02x", code);
    } else if (code < 128 || unicode_is_printable(code)) {
        char bytes[UTF8_MAX_BYTES];
        buffer_append(out, bytes, (size_t)utf8_encode(code, bytes));
    } else {
        buffer_printf(out, code < 0x100 ? "\\x%02x" : code < 0x10000 ? "\\u%04x" : "\\U%08x", code);
    }
}

static void put_string(Buffer *out, const char *text, size_t length, bool is_bytes)
{
    bool has_single = memchr(text, '\'', length) != NULL;
    char quote = has_single && memchr(text, '"', length) == NULL ? '"' : '\'';
    buffer_puts(out, is_bytes ? "b" : "");
    buffer_putc(out, quote);
    for (size_t i = 0; i < length;) {
        int size = 1;
        int32_t code = is_bytes ? (unsigned char)text[i] : utf8_decode(text + i, length - i, &size);
        put_char(out, (uint32_t)code, quote, is_bytes);
        i += (size_t)size;
    }
    buffer_putc(out, quote);
}

void ast_dump_constant(Buffer *out, const AstConst *value)
{
    switch (value->kind) {
    case CONST_NONE: buffer_puts(out, "None"); break;
    case CONST_TRUE: buffer_puts(out, "True"); break;
    case CONST_FALSE: buffer_puts(out, "False"); break;
    case CONST_ELLIPSIS: buffer_puts(out, "Ellipsis"); break;
    case CONST_INT: put_int(out, value->text); break;
    case CONST_FLOAT: put_float(out, value->text, false); break;
    case CONST_COMPLEX:
        put_float(out, value->text, true);
        buffer_putc(out, 'j');
        break;
    case CONST_STR: put_string(out, value->text, value->length, false); break;
    case CONST_BYTES: put_string(out, value->text, value->length, true); break;
    }
}

// --- Layout

// Between two fields or items.
static void separate(Dump *dump)
{
    if (dump->indent > 0) {
        buffer_puts(dump->out, dump->is_first ? "\n" : ",\n");
        buffer_fill(dump->out, ' ', (size_t)(dump->indent * dump->level));
    } else if (!dump->is_first) {
        buffer_puts(dump->out, ", ");
    }
    dump->is_first = false;
}

static void begin_field(Dump *dump, const char *name)
{
    separate(dump);
    buffer_printf(dump->out, "%s=", name);
}

static void put_item(Dump *dump, const Ast *node)
{
    separate(dump);
    if (node == NULL) {
        buffer_puts(dump->out, "None");
        return;
    }
    dump_node(dump, node);
    dump->is_first = false;
}

static void put_seq(Dump *dump, const char *name, const AstSeq *seq)
{
    begin_field(dump, name);
    buffer_putc(dump->out, '[');
    dump->is_first = true;
    dump->level++;
    for (int i = 0; i < seq->count; i++) {
        put_item(dump, seq->items[i]);
    }
    dump->level--;
    dump->is_first = false;
    buffer_putc(dump->out, ']');
}

static void put_names(Dump *dump, const char *name, const AstNames *names)
{
    begin_field(dump, name);
    buffer_putc(dump->out, '[');
    dump->is_first = true;
    dump->level++;
    for (int i = 0; i < names->count; i++) {
        separate(dump);
        put_string(dump->out, names->items[i]->text, names->items[i]->length, false);
    }
    dump->level--;
    dump->is_first = false;
    buffer_putc(dump->out, ']');
}

static void put_node(Dump *dump, const char *name, const Ast *node)
{
    if (node != NULL) {
        begin_field(dump, name);
        dump_node(dump, node);
        dump->is_first = false;
    }
}

static void put_name(Dump *dump, const char *name, const AstIdent *ident)
{
    if (ident != NULL) {
        begin_field(dump, name);
        put_string(dump->out, ident->text, ident->length, false);
    }
}

// An operator or context is a node without fields in Python.
static void put_enum(Dump *dump, const char *field, const char *name)
{
    begin_field(dump, field);
    buffer_printf(dump->out, "%s()", name);
}

#define X(name, symbol) #name,
static const char *const OPERATOR_NAMES[] = {AST_OPERATORS(X)};
static const char *const BOOLOP_NAMES[] = {AST_BOOLOPS(X)};
static const char *const UNARYOP_NAMES[] = {AST_UNARYOPS(X)};
static const char *const CMPOP_NAMES[] = {AST_CMPOPS(X)};
static const char *const CONTEXT_NAMES[] = {AST_CONTEXTS(X)};
#undef X

static void put_cmpops(Dump *dump, const char *name, const AstCmpOps *ops)
{
    begin_field(dump, name);
    buffer_putc(dump->out, '[');
    dump->is_first = true;
    dump->level++;
    for (int i = 0; i < ops->count; i++) {
        separate(dump);
        buffer_printf(dump->out, "%s()", CMPOP_NAMES[ops->items[i]]);
    }
    dump->level--;
    dump->is_first = false;
    buffer_putc(dump->out, ']');
}

static void put_integer(Dump *dump, const char *name, int value)
{
    begin_field(dump, name);
    buffer_printf(dump->out, "%d", value);
}

static void put_fields(Dump *dump, const Ast *node)
{
    switch ((AstKind)node->kind) {
#define NODE(f) put_node(dump, #f, self->f);
#define OPT(f) put_node(dump, #f, self->f);
#define SEQ(f) put_seq(dump, #f, &self->f);
#define NAME(f) put_name(dump, #f, self->f);
#define OPT_NAME(f) put_name(dump, #f, self->f);
#define NAMES(f) put_names(dump, #f, &self->f);
#define OPERATOR(f) put_enum(dump, #f, OPERATOR_NAMES[self->f]);
#define BOOLOP(f) put_enum(dump, #f, BOOLOP_NAMES[self->f]);
#define UNARYOP(f) put_enum(dump, #f, UNARYOP_NAMES[self->f]);
#define CONTEXT(f) put_enum(dump, #f, CONTEXT_NAMES[self->f]);
#define CMPOPS(f) put_cmpops(dump, #f, &self->f);
#define INTEGER(f) put_integer(dump, #f, self->f);
#define CONSTANT(f)                                                                                \
    begin_field(dump, #f);                                                                         \
    ast_dump_constant(dump->out, &self->f);
#define OPT_TEXT(f)                                                                                \
    if (self->f != NULL) {                                                                         \
        begin_field(dump, #f);                                                                     \
        put_string(dump->out, self->f, strlen(self->f), false);                                    \
    }
#define PRIVATE(type, f)
#define AST_NODE(name, text, category, has_span, fields)                                           \
    case AST_##name: {                                                                             \
        const Ast##name *self = (const Ast##name *)node;                                           \
        (void)self;                                                                                \
        fields break;                                                                              \
    }
#include "lang/ast.def"
    case AST_KIND_COUNT: break;
    }
}

static bool has_span(AstKind kind)
{
    static const bool table[] = {
#define AST_NODE(name, text, category, has_span, fields) has_span,
#include "lang/ast.def"
    };
    return table[kind];
}

static void dump_node(Dump *dump, const Ast *node)
{
    AstKind kind = (AstKind)node->kind;
    buffer_printf(dump->out, "%s(", ast_kind_name(kind));
    dump->is_first = true;
    dump->level++;
    put_fields(dump, node);
    if (kind == AST_Module) {
        begin_field(dump, "type_ignores");
        buffer_puts(dump->out, "[]");
    }
    if (has_span(kind)) {
        put_integer(dump, "lineno", node->span.line);
        put_integer(dump, "col_offset", node->span.col);
        put_integer(dump, "end_lineno", node->span.end_line);
        put_integer(dump, "end_col_offset", node->span.end_col);
    }
    dump->level--;
    buffer_putc(dump->out, ')');
}

void ast_dump(Buffer *out, const Ast *node, int indent)
{
    Dump dump = {.out = out, .indent = indent};
    dump_node(&dump, node);
}
