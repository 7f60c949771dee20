#include "lang/source.h"

#include "base/buffer.h"
#include "lang/bytes.h"
#include "lang/dict.h"
#include "lang/str.h"
#include "lang/vm.h"

void source_add(VM *vm, Value filename, const char *text, size_t bytes) {
    Buffer lines; // which end in any of the ways that the lexer accepts
    buffer_init(&lines);
    for (size_t i = 0; i < bytes; i++) {
        if (text[i] != '\r')
            buffer_putc(&lines, text[i]);
        else if (i + 1 == bytes || text[i + 1] != '\n')
            buffer_putc(&lines, '\n');
    }
    Value data = bytes_new(vm, lines.data ? lines.data : "", lines.length);
    buffer_deinit(&lines);
    dict_set_str(vm, dict_get(vm->sources), filename, data);
    value_unref(vm, data);
}

const char *source_line(VM *vm, Value filename, int number, size_t *length) {
    Value data = dict_find_str(vm, dict_get(vm->sources), filename);
    if (data == VALUE_ABSENT || number < 1)
        return NULL;
    int64_t count;
    const char *at = (const char *)bytes_data(data, &count), *end = at + count;
    for (int line = 1; line < number; line++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        if (!newline)
            return NULL;
        at = newline + 1;
    }
    if (at == end)
        return NULL;
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    *length = (size_t)((newline ? newline : end) - at);
    return at;
}
