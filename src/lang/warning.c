#include "lang/warning.h"

#include <stdio.h>

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

void warning_show(VM *vm, const char *category, const char *text) {
    const Frame *f = vm->frame;
    while (f && !f->code)
        f = f->caller;
    const char *filename = f ? str_get(f->code->filename)->data : "sys";
    int line = f ? frame_line(f) : 1;
    Value message = str_format(vm, "%s: %s", category, text);
    note(vm, str_get(message)->data);
    value_unref(vm, message);
    write_value(vm, str_format(vm, "%s:%d: %s: %s\n", filename, line, category, text));
    size_t length;
    const char *source = f ? source_line(vm, f->code->filename, line, &length) : NULL;
    if (!source)
        return;
    while (length && (*source == ' ' || *source == '\t'))
        source++, length--;
    while (length && (source[length - 1] == ' ' || source[length - 1] == '\t'))
        length--;
    write_value(vm, str_format(vm, "  %.*s\n", (int)length, source));
}

void warning_never_awaited(VM *vm, const Gen *gen) {
    Value text = str_format(vm, "coroutine '%s' was never awaited", str_get(gen_qualname(gen))->data);
    warning_show(vm, "RuntimeWarning", str_get(text)->data);
    value_unref(vm, text);
    const char *more = "RuntimeWarning: Enable tracemalloc to get the object allocation traceback\n";
    stream_write_error(vm, more, strlen(more));
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
