#include "cli/plain.h"

#include <stdio.h>
#include <string.h>

void plain_text(Buffer *text) {
    size_t to = 0;
    for (size_t at = 0; at < text->length; at++) {
        unsigned char byte = (unsigned char)text->data[at];
        unsigned char next = at + 1 < text->length ? (unsigned char)text->data[at + 1] : 0;
        bool c1 = byte == 0xc2 && next >= 0x80 && next < 0xa0;
        bool c0 = byte < ' ' && byte != '\n' && byte != '\t';
        at += c1;
        text->data[to++] = c0 || c1 || byte == 0x7f ? '?' : (char)byte;
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
