#include "lang/warning.h"

#include <stdio.h>

#include "lang/dict.h"
#include "lang/exception.h"
#include "lang/exec.h"
#include "lang/source.h"
#include "lang/str.h"
#include "lang/stream.h"

void vm_write(VM *vm, int stream, const char *text, size_t bytes) {
    vm->hooks->output(vm, stream, text, bytes);
}

static void write_value(VM *vm, Value take_text) {
    stream_write_error(vm, str_get(take_text)->data, str_get(take_text)->bytes);
    value_unref(vm, take_text);
}

static void note(VM *vm, const char *text) {
    if (vm->hooks->warned)
        vm->hooks->warned(vm, text);
}

// Whether the same was said at this place before; it is noted.
static bool said_before(VM *vm, const char *filename, int line, const char *category, const char *text) {
    if (vm->warned == VALUE_ABSENT)
        vm->warned = dict_new(vm);
    Value place = str_format(vm, "%s:%d:%s:%s", filename, line, category, text);
    bool before = dict_find_str(vm, dict_get(vm->warned), place) != VALUE_ABSENT;
    dict_set_str(vm, dict_get(vm->warned), place, VALUE_TRUE);
    value_unref(vm, place);
    return before;
}

bool warning_show(VM *vm, const char *category, const char *text) {
    const Frame *f = vm->frame;
    while (f && !f->code)
        f = f->caller;
    const char *filename = f ? str_get(f->code->filename)->data : "sys";
    int line = f ? frame_line(f) : 1;
    if (said_before(vm, filename, line, category, text))
        return false;
    Value message = str_format(vm, "%s: %s", category, text);
    note(vm, str_get(message)->data);
    value_unref(vm, message);
    write_value(vm, str_format(vm, "%s:%d: %s: %s\n", filename, line, category, text));
    size_t length;
    const char *source = f ? source_line(vm, f->code->filename, line, &length) : NULL;
    if (!source)
        return true;
    while (length && (*source == ' ' || *source == '\t'))
        source++, length--;
    while (length && (source[length - 1] == ' ' || source[length - 1] == '\t'))
        length--;
    write_value(vm, str_format(vm, "  %.*s\n", (int)length, source));
    return true;
}

void warning_never_awaited(VM *vm, const Gen *gen) {
    Value text = str_format(vm, "coroutine '%s' was never awaited", str_get(gen_qualname(gen))->data);
    Value origin = gen_origin(gen);
    if (origin != VALUE_ABSENT) {
        Value whole = str_format(vm, "%s\nCoroutine created at (most recent call last)\n%.*s", str_get(text)->data,
                                 (int)(str_get(origin)->bytes - (str_get(origin)->bytes > 0)), str_get(origin)->data);
        value_set(vm, &text, whole);
    }
    if (warning_show(vm, "RuntimeWarning", str_get(text)->data)) {
        const char *more = "RuntimeWarning: Enable tracemalloc to get the object allocation traceback\n";
        stream_write_error(vm, more, strlen(more));
    }
    value_unref(vm, text);
}

void warning_unraisable(VM *vm, Value where) {
    Value exception = vm_take_pending(vm);
    Value name = vm_repr_nested(vm, where);
    if (name == VALUE_ABSENT) {
        vm_clear_pending(vm);
    } else {
        Value message = str_format(vm, "Exception ignored in: %s", str_get(name)->data);
        note(vm, str_get(message)->data);
        value_unref(vm, message);
        write_value(vm, str_format(vm, "Exception ignored in: %s\n", str_get(name)->data));
    }
    value_unref(vm, name);
    write_value(vm, exception_report(vm, exception));
    value_unref(vm, exception);
}
