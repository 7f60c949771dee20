#include "lang/unicode_error.h"

#include <stdio.h>

#include "lang/bytes.h"
#include "lang/exact.h"
#include "lang/exception.h"
#include "lang/int.h"

enum { ENCODING, OBJECT, START, END, REASON };

// How a character is written in the text.
static void character_name(uint32_t code, char *out, size_t room) {
    snprintf(out, room, code < 0x100 ? "\\x%02x" : code < 0x10000 ? "\\u%04x" : "\\U%08x",
             (unsigned)code);
}

Value unicode_error_text(VM *vm, Value exception) {
    const Exception *e = exception_get(exception);
    const Value *f = e->fields;
    int64_t start, end;
    bool decode = type_is_subtype(value_type(vm, exception), vm_type(vm, T_UnicodeDecodeError));
    bool complete = value_is_str(f[ENCODING]) && value_is_int(f[START]) && value_is_int(f[END]) &&
                    (decode ? value_is_bytes_like(f[OBJECT]) : value_is_str(f[OBJECT]));
    if (!complete || !int_to_int64(f[START], &start) || !int_to_int64(f[END], &end))
        return VALUE_ABSENT;
    Value reason = vm_str_nested(vm, f[REASON]);
    if (reason == VALUE_ABSENT)
        return VALUE_ABSENT;
    const char *codec = str_get(f[ENCODING])->data, *why = str_get(reason)->data;
    Value text;
    int64_t count = decode ? 0 : (int64_t)str_get(f[OBJECT])->chars;
    const uint8_t *data = decode ? bytes_data(f[OBJECT], &count) : NULL;
    if (start >= 0 && start < count && end == start + 1) {
        char name[16];
        if (decode)
            snprintf(name, sizeof name, "0x%02x", data[start]);
        else
            character_name(str_char_at(str_get(f[OBJECT]), (size_t)start), name, sizeof name);
        text = str_format(vm, decode ? "'%s' codec can't decode byte %s in position %lld: %s"
                                     : "'%s' codec can't encode character '%s' in position %lld: %s",
                          codec, name, (long long)start, why);
    } else {
        text = str_format(vm, "'%s' codec can't %s in position %lld-%lld: %s", codec,
                          decode ? "decode bytes" : "encode characters", (long long)start,
                          (long long)end - 1, why);
    }
    value_unref(vm, reason);
    return text;
}
