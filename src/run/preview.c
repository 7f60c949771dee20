#include "run/preview.h"

#include <string.h>

#include "lang/bytes.h"
#include "lang/dict.h"
#include "lang/exact.h"
#include "lang/exception.h"
#include "lang/int.h"
#include "lang/list.h"
#include "lang/set.h"

enum {
    TEXT_MAX = 2000,  // bytes of a whole preview, about
    STR_MAX = 400,    // bytes of a str or bytes
    ITEMS_MAX = 100,  // of one container
    DEPTH_MAX = 8,
    LIMBS_MAX = 40,   // of an int
    REPR_TICKS = 500 * 1000, // of a repr of the program's own
};

typedef struct Preview {
    Run *run;
    VM *vm;
    Buffer *out;
    size_t end; // of the buffer, about
    int depth;
} Preview;

static void add_value(Preview *p, Value v);

static bool is_full(const Preview *p) { return p->out->length >= p->end; }

// Keeps what was added since `start` short, without cutting a character in two.
static void shorten(Preview *p, size_t start, size_t max) {
    if (p->out->length - start <= max)
        return;
    size_t end = start + max;
    while (end > start && ((unsigned char)p->out->data[end] & 0xc0) == 0x80)
        end--;
    p->out->length = end;
    buffer_puts(p->out, "...");
}

// repr(v) by whatever code that takes.
static void add_repr(Preview *p, Value v) {
    VM *vm = p->vm;
    size_t start = p->out->length;
    run_allow_ticks(p->run, REPR_TICKS);
    Value text = vm_repr_nested(vm, v);
    if (text == VALUE_ABSENT) {
        vm_clear_pending(vm);
        vm->halt_status = 0;
        buffer_printf(p->out, "<%s>", type_name(value_type(vm, v)));
        return;
    }
    buffer_append(p->out, str_get(text)->data, str_get(text)->bytes);
    value_unref(vm, text);
    shorten(p, start, TEXT_MAX);
}

static void add_long_str(Preview *p, const Str *s) {
    size_t bytes = STR_MAX;
    while (bytes > 0 && ((unsigned char)s->data[bytes] & 0xc0) == 0x80)
        bytes--;
    Value head = str_new(p->vm, s->data, bytes);
    add_repr(p, head);
    value_unref(p->vm, head);
    buffer_puts(p->out, "...");
}

// The comma before an item. False when no more items are to be shown.
static bool begin_item(Preview *p, int64_t index) {
    if (index)
        buffer_puts(p->out, ", ");
    if (index < ITEMS_MAX && !is_full(p))
        return true;
    buffer_puts(p->out, "...");
    return false;
}

static void add_sequence(Preview *p, Value v, char open, char close) {
    buffer_putc(p->out, open);
    int64_t count;
    sequence_items(v, &count);
    for (int64_t i = 0; i < count; i++) {
        int64_t now;
        const Value *items = sequence_items(v, &now);
        if (i >= now || !begin_item(p, i))
            break;
        add_value(p, items[i]);
    }
    if (count == 1 && open == '(')
        buffer_putc(p->out, ',');
    buffer_putc(p->out, close);
}

static void add_dict(Preview *p, Dict *dict) {
    buffer_putc(p->out, '{');
    int64_t position = 0, index = 0;
    for (DictEntry *e; (e = dict_next(dict, &position)); index++) {
        if (!begin_item(p, index))
            break;
        Value value = value_ref(e->value); // the entry may go while the key is shown
        add_value(p, e->key);
        buffer_puts(p->out, ": ");
        add_value(p, value);
        value_unref(p->vm, value);
    }
    buffer_putc(p->out, '}');
}

static void add_set(Preview *p, Value v, bool frozen) {
    Set *set = set_get(v);
    if (frozen)
        buffer_puts(p->out, "frozenset(");
    else if (set->used == 0)
        buffer_puts(p->out, "set()");
    if (set->used)
        buffer_putc(p->out, '{');
    int64_t position = 0, index = 0;
    for (SetEntry *e; (e = set_next(set, &position)); index++) {
        if (!begin_item(p, index))
            break;
        add_value(p, e->key);
    }
    if (set->used)
        buffer_putc(p->out, '}');
    if (frozen)
        buffer_putc(p->out, ')');
}

// Whether the repr that C would make of it is too much work.
static bool is_too_large(VM *vm, Value v) {
    if (value_is_kind(v, KIND_INT)) {
        int64_t size = ((BigInt *)value_obj(v))->size;
        return size > LIMBS_MAX || size < -LIMBS_MAX;
    }
    if (value_is_bytes_like(v) || value_is_kind(v, KIND_LIST) || value_is_kind(v, KIND_TUPLE) ||
        value_is_kind(v, KIND_DICT) || value_is_kind(v, KIND_SET) || value_is_a(vm, v, T_deque)) {
        int64_t length = vm_length(vm, v);
        if (length < 0)
            vm_clear_pending(vm);
        return length > TEXT_MAX;
    }
    return false;
}

// A builtin container that is not a class of the program's: false when it is something else.
static bool add_container(Preview *p, Value v) {
    VM *vm = p->vm;
    bool list = value_is_exact(vm, v, T_list), tuple = value_is_exact(vm, v, T_tuple);
    bool dict = value_is_exact(vm, v, T_dict), set = value_is_exact(vm, v, T_set);
    bool frozen = value_is_exact(vm, v, T_frozenset);
    if (!list && !tuple && !dict && !set && !frozen)
        return false;
    if (p->depth >= DEPTH_MAX || vm_repr_enter(vm, v) == 0) {
        buffer_puts(p->out, list ? "[...]" : tuple ? "(...)" : "{...}");
        return true;
    }
    p->depth++;
    if (list || tuple)
        add_sequence(p, v, list ? '[' : '(', list ? ']' : ')');
    else if (dict)
        add_dict(p, dict_get(v));
    else
        add_set(p, v, frozen);
    p->depth--;
    vm_repr_leave(vm, v);
    return true;
}

static void add_value(Preview *p, Value v) {
    value_ref(v); // a repr may do anything to who holds it
    if (value_is_exact(p->vm, v, T_str) && str_get(v)->bytes > STR_MAX)
        add_long_str(p, str_get(v));
    else if (is_full(p))
        buffer_puts(p->out, "...");
    else if (!add_container(p, v)) {
        if (is_too_large(p->vm, v))
            buffer_printf(p->out, "<%s>", type_name(value_type(p->vm, v)));
        else
            add_repr(p, v);
    }
    value_unref(p->vm, v);
}

void preview_value(Run *run, Value v, Buffer *out) {
    Preview preview = {.run = run, .vm = run_vm(run), .out = out, .end = out->length + TEXT_MAX};
    add_value(&preview, v);
}
