#include "lang/ascii.h"

#include <stdio.h>

#include "lang/str.h"

Value ascii_escape(VM *vm, Value text) {
    const Str *s = str_get(text);
    if (str_is_ascii(s))
        return value_ref(text);
    StrBuilder b = {0};
    for (size_t i = 0; i < s->chars; i++) {
        uint32_t ch = str_char_at(s, i);
        char escape[16];
        if (ch < 0x80)
            snprintf(escape, sizeof escape, "%c", (char)ch);
        else if (ch < 0x100)
            snprintf(escape, sizeof escape, "\\x%02x", ch);
        else if (ch < 0x10000)
            snprintf(escape, sizeof escape, "\\u%04x", ch);
        else
            snprintf(escape, sizeof escape, "\\U%08x", ch);
        str_builder_add_text(vm, &b, escape);
    }
    return str_builder_finish(vm, &b);
}
