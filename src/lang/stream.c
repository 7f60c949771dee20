#include "lang/stream.h"

#include <string.h>

#include "lang/bytes.h"
#include "lang/dict.h"
#include "lang/int.h"
#include "lang/list.h"
#include "lang/module.h"
#include "lang/str.h"
#include "lang/warning.h"

// Kept simple, since output goes to the host at once and whole, and input is taken in lines.
typedef struct Stream {
    Obj head;
    Value number; // 0 stdin, 1 stdout, 2 stderr
} Stream;

static int number_of(Value stream) { return (int)value_small_get(((Stream *)value_obj(stream))->number); }

// io.UnsupportedOperation: an OSError and a ValueError; here the former.
static Value refuse(VM *vm, const char *what) { return vm_raise(vm, T_OSError, "not %s", what); }

static Value stream_write(VM *vm, Value *a) {
    if (!value_is_str(a[1]))
        return vm_raise(vm, T_TypeError, "write() argument must be str, not %T", a[1]);
    const Str *s = str_get(a[1]);
    if (number_of(a[0]) == 0)
        return refuse(vm, "writable");
    vm_write(vm, number_of(a[0]), s->data, s->bytes);
    return int_new(vm, (int64_t)s->chars);
}

static Value stream_flush(VM *vm, Value *a) {
    (void)vm, (void)a;
    return VALUE_NONE;
}

static Value stream_isatty(VM *vm, Value *a) {
    (void)vm, (void)a;
    return VALUE_FALSE;
}

static Value stream_fileno(VM *vm, Value *a) {
    (void)vm;
    return ((Stream *)value_obj(a[0]))->number;
}

static Value stream_writable(VM *vm, Value *a) {
    (void)vm;
    return value_bool(number_of(a[0]) != 0);
}

static Value stream_readable(VM *vm, Value *a) {
    (void)vm;
    return value_bool(number_of(a[0]) == 0);
}

Value stream_line(VM *vm) {
    const char *bytes;
    size_t count = vm->hooks->input ? vm->hooks->input(vm, vm->input_position, &bytes) : 0;
    if (vm->halt_status)
        return VALUE_ABSENT; // the host has ended the run instead
    if (count == 0)
        return value_ref(vm->empty_str);
    vm->input_position += count;
    vm_charge(vm, (int64_t)count / 16);
    Value line = bytes_new(vm, bytes, count);
    Value text = bytes_decode(vm, line, (const uint8_t *)bytes, (int64_t)count, "utf-8", "strict");
    value_unref(vm, line);
    return text;
}

// Appends lines to `b` until there are `most` characters (-1: all there is). False with an exception.
static bool read_lines(VM *vm, StrBuilder *b, int64_t most) {
    int64_t characters = 0;
    while (most < 0 || characters < most) {
        uint64_t before = vm->input_position;
        Value line = stream_line(vm);
        if (line == VALUE_ABSENT)
            return false;
        const Str *s = str_get(line);
        bool over = s->bytes == 0;
        if (most >= 0 && characters + (int64_t)s->chars > most) {
            size_t offset = str_offset(s, (size_t)(most - characters));
            vm->input_position = before + offset;
            Value head = str_new(vm, s->data, offset);
            value_set(vm, &line, head);
            s = str_get(line);
        }
        characters += (int64_t)s->chars;
        str_builder_add_str(vm, b, line);
        value_unref(vm, line);
        if (over)
            break;
    }
    return true;
}

static bool wanted(VM *vm, Value v, int64_t *count) {
    *count = -1;
    if (v == VALUE_ABSENT || v == VALUE_NONE)
        return true;
    if (!value_is_small(v)) {
        vm_raise(vm, T_TypeError, "argument should be integer or None, not '%T'", v);
        return false;
    }
    *count = value_small_get(v);
    return true;
}

static Value stream_read(VM *vm, Value *a) {
    int64_t most;
    StrBuilder b = {0};
    if (number_of(a[0]) != 0)
        return refuse(vm, "readable");
    if (!wanted(vm, a[1], &most))
        return VALUE_ABSENT;
    if (!read_lines(vm, &b, most)) {
        str_builder_drop(vm, &b);
        return VALUE_ABSENT;
    }
    return str_builder_finish(vm, &b);
}

static Value stream_readline(VM *vm, Value *a) {
    if (number_of(a[0]) != 0)
        return refuse(vm, "readable");
    uint64_t before = vm->input_position;
    int64_t most;
    if (!wanted(vm, a[1], &most))
        return VALUE_ABSENT;
    Value line = stream_line(vm);
    if (line == VALUE_ABSENT || most < 0 || (int64_t)str_get(line)->chars <= most)
        return line;
    size_t offset = str_offset(str_get(line), (size_t)most);
    vm->input_position = before + offset;
    value_set(vm, &line, str_new(vm, str_get(line)->data, offset));
    return line;
}

static Value stream_readlines(VM *vm, Value *a) {
    if (number_of(a[0]) != 0)
        return refuse(vm, "readable");
    Value list = list_new(vm, 0);
    for (;;) {
        Value line = stream_line(vm);
        if (line == VALUE_ABSENT || str_get(line)->bytes == 0) {
            bool raised = line == VALUE_ABSENT;
            value_unref(vm, line);
            if (raised)
                value_clear(vm, &list);
            return list;
        }
        list_append(vm, list_get(list), line);
    }
}

static Value stream_iter(VM *vm, Value self) {
    (void)vm;
    return value_ref(self);
}

static Value stream_next(VM *vm, Value self) {
    if (number_of(self) != 0)
        return refuse(vm, "readable");
    Value line = stream_line(vm);
    if (line != VALUE_ABSENT && str_get(line)->bytes == 0)
        value_clear(vm, &line);
    return line;
}

// How text is encoded is the host's affair: line_buffering, encoding and errors are taken and forgotten.
static Value stream_reconfigure(VM *vm, Value *a) {
    (void)vm, (void)a;
    return VALUE_NONE;
}

static const char *name_of(Value stream) {
    static const char *const names[] = {"stdin", "stdout", "stderr"};
    return names[number_of(stream)];
}

static Value stream_name(VM *vm, Value self) { return str_format(vm, "<%s>", name_of(self)); }

static Value stream_encoding(VM *vm, Value self) {
    (void)self;
    return str_from(vm, "utf-8");
}

static Value stream_closed(VM *vm, Value self) {
    (void)vm, (void)self;
    return VALUE_FALSE;
}

static Value stream_repr(VM *vm, Value self) {
    return str_format(vm, "<_io.TextIOWrapper name='<%s>' mode='%s' encoding='utf-8'>", name_of(self),
                      number_of(self) ? "w" : "r");
}

static const GetSetDef stream_getsets[] = {
    {"name", stream_name, NULL},
    {"encoding", stream_encoding, NULL},
    {"closed", stream_closed, NULL},
    {0},
};

static const NativeDef stream_methods[] = {
    {"writable", "self /", stream_writable, NULL, 0, 0},
    {"readable", "self /", stream_readable, NULL, 0, 0},
    {"reconfigure", "self * encoding? errors? newline? line_buffering? write_through?", stream_reconfigure, NULL,
     0, 0},
    {"read", "self size? /", stream_read, NULL, 0, 0},
    {"readline", "self size? /", stream_readline, NULL, 0, 0},
    {"readlines", "self", stream_readlines, NULL, 0, 0},
    {"write", "self text /", stream_write, NULL, 0, 0},
    {"flush", "self /", stream_flush, NULL, 0, 0},
    {"isatty", "self /", stream_isatty, NULL, 0, 0},
    {"fileno", "self /", stream_fileno, NULL, 0, 0},
    {0},
};

static const TypeDef stream_def = {
    .name = "TextIOWrapper",
    .module = "_io",
    .kind = KIND_OTHER,
    .flags = TYPE_NO_NEW | TYPE_ACYCLIC,
    .size = sizeof(Stream),
    .methods = stream_methods,
    .getsets = stream_getsets,
    .repr = stream_repr,
    .iter = stream_iter,
    .next = stream_next,
};

Value stream_new(VM *vm, int number) {
    Type *type = type_from_def(vm, &stream_def, vm_type(vm, T_object));
    Stream *s = obj_new(vm, type, sizeof *s);
    value_unref(vm, value_of(type));
    s->number = value_small(number);
    return value_of(s);
}

Value stream_of_sys(VM *vm, NameId name) {
    Value sys = dict_find_str(vm, dict_get(vm->modules), vm_name(vm, N_sys));
    if (sys == VALUE_ABSENT)
        return VALUE_ABSENT;
    return dict_find_str(vm, dict_get(((Module *)value_obj(sys))->dict), vm_name(vm, name));
}

// Whether it is a stream of the program and not something that the program has put in its place.
static bool is_stream(VM *vm, Value v) {
    return value_is_obj(v) && value_type(vm, v)->def == &stream_def;
}

int stream_number(VM *vm, Value v) { return is_stream(vm, v) ? number_of(v) : -1; }

void stream_write_error(VM *vm, const char *text, size_t bytes) {
    Value stream = stream_of_sys(vm, N_stderr);
    if (stream == VALUE_ABSENT || is_stream(vm, stream)) {
        int number = 2;
        if (stream != VALUE_ABSENT)
            number = (int)value_small_get(((Stream *)value_obj(stream))->number);
        vm_write(vm, number, text, bytes);
        return;
    }
    if (stream == VALUE_NONE)
        return;
    Value saved = vm_take_pending(vm), argument = str_new(vm, text, bytes);
    Value write = vm_getattr_nested(vm, stream, vm_name(vm, N_write));
    Value result = write == VALUE_ABSENT ? VALUE_ABSENT : vm_call_nested(vm, write, 1, &argument);
    value_unref(vm, write);
    value_unref(vm, argument);
    value_unref(vm, result);
    if (vm_pending(vm))
        vm_clear_pending(vm);
    vm->exception = saved;
}
