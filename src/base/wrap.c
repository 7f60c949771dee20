#include "base/wrap.h"

#include <string.h>

#include "base/utf8.h"

void wrap_text(Buffer *out, const char *text, int column, int indent, int columns)
{
    bool begins = true; // the line has no word of this text yet
    text += strspn(text, " \n");
    while (*text != '\0') {
        size_t length = strcspn(text, " \n");
        int width = (int)utf8_count(text, length);
        if (!begins && column + 1 + width > columns) {
            buffer_putc(out, '\n');
            buffer_fill(out, ' ', (size_t)indent);
            column = indent;
        } else if (!begins) {
            buffer_putc(out, ' ');
            column++;
        }
        buffer_append(out, text, length);
        begins = false;
        column += width;
        text += length;
        text += strspn(text, " \n");
    }
    buffer_putc(out, '\n');
}
