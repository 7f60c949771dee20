#include "lang/source.h"

#include "lang/bytes.h"
#include "lang/dict.h"
#include "lang/str.h"
#include "lang/vm.h"

void source_add(VM *vm, Value filename, const char *text, size_t bytes) {
    Value data = bytes_new(vm, text, bytes);
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
    if (*length && at[*length - 1] == '\r')
        --*length;
    return at;
}
