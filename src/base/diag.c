#include "base/diag.h"

#include <stdarg.h>
#include <stddef.h>

void diag_init(Diag *diag)
{
    *diag = (Diag){0};
    buffer_init(&diag->path);
    buffer_init(&diag->message);
    buffer_init(&diag->hint);
}

void diag_deinit(Diag *diag)
{
    buffer_deinit(&diag->path);
    buffer_deinit(&diag->message);
    buffer_deinit(&diag->hint);
    diag_init(diag);
}

bool diag_set(Diag *diag, const char *path, int line, int column, const char *format, ...)
{
    buffer_clear(&diag->path);
    buffer_clear(&diag->message);
    buffer_clear(&diag->hint);
    if (path != NULL) {
        buffer_puts(&diag->path, path);
    }
    diag->line = line;
    diag->column = column;
    va_list arguments;
    va_start(arguments, format);
    buffer_vprintf(&diag->message, format, arguments);
    va_end(arguments);
    return false;
}

bool diag_hint(Diag *diag, const char *format, ...)
{
    buffer_clear(&diag->hint);
    va_list arguments;
    va_start(arguments, format);
    buffer_vprintf(&diag->hint, format, arguments);
    va_end(arguments);
    return false;
}

void diag_format(const Diag *diag, Buffer *out)
{
    if (diag->path.length > 0) {
        buffer_printf(out, "%s:", diag->path.data);
        if (diag->line > 0) {
            buffer_printf(out, "%d:", diag->line);
        }
        if (diag->line > 0 && diag->column > 0) {
            buffer_printf(out, "%d:", diag->column);
        }
        buffer_putc(out, ' ');
    }
    buffer_printf(out, "%s\n", diag->message.data);
    if (diag->hint.length > 0) {
        buffer_printf(out, "%s\n", diag->hint.data);
    }
}
