#include "lesson/json_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/utf8.h"

json_t *json_text(const char *text)
{
    static const char unknown[] = "\xEF\xBF\xBD";
    Buffer sound;
    buffer_init(&sound);
    for (size_t left = strlen(text); left > 0;) {
        size_t good = utf8_validate(text, left, UTF8_STRICT);
        buffer_append(&sound, text, good);
        text += good;
        left -= good;
        if (left > 0) {
            buffer_puts(&sound, unknown);
            text++;
            left--;
        }
    }
    json_t *string = json_stringn(sound.data, sound.length);
    if (string == NULL) {
        abort();
    }
    buffer_deinit(&sound);
    return string;
}
