#include "cli/plain.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

void plain_text(Buffer *text) {
    size_t to = 0;
    int size;
    for (size_t at = 0; at < text->length; at += (size_t)size) {
        int32_t code = utf8_decode(text->data + at, text->length - at, &size);
        if (code != '\n' && code != '\t' && utf8_commands(code)) {
            text->data[to++] = '?';
        } else {
            memmove(text->data + to, text->data + at, (size_t)size);
            to += (size_t)size;
        }
    }
    if (text->length)
        text->data[to] = '\0';
    text->length = to;
}

void plain_say(const char *text) {
    Buffer plain;
    buffer_init(&plain);
    buffer_puts(&plain, text);
    plain_text(&plain);
    fputs(plain.data, stderr);
    buffer_deinit(&plain);
}
