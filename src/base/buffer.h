#ifndef AWAITSCOPE_BASE_BUFFER_H
#define AWAITSCOPE_BASE_BUFFER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

// A growable sequence of bytes on the host's heap, always followed by a NUL that is not counted.
// Running out of host memory aborts the process.

typedef struct Buffer {
    char *data; // never NULL; may be replaced by any call that appends
    size_t length;
    size_t capacity; // 0 while `data` is a constant empty string
} Buffer;

// Makes an empty buffer in the caller's storage.
void buffer_init(Buffer *buffer);

// Frees the bytes; the buffer is empty and usable again.
void buffer_deinit(Buffer *buffer);

// The last line, without the newlines behind it; `*length` bytes, none where there is nothing else. Valid as long as
// the bytes.
const char *buffer_last_line(const Buffer *buffer, size_t *length);

// Forgets the bytes and keeps the memory.
void buffer_clear(Buffer *buffer);

// Makes sure that `extra` more bytes fit without another allocation.
void buffer_reserve(Buffer *buffer, size_t extra);

// Appends `length` bytes, which may contain NUL and must not point into the buffer.
void buffer_append(Buffer *buffer, const char *bytes, size_t length);

// Appends a C string, one byte, or `count` times the same byte.
void buffer_puts(Buffer *buffer, const char *text);
void buffer_putc(Buffer *buffer, char byte);
void buffer_fill(Buffer *buffer, char byte, size_t count);

// Appends as printf would print.
__attribute__((format(printf, 2, 3))) void buffer_printf(Buffer *buffer, const char *format, ...);
__attribute__((format(printf, 2, 0))) void buffer_vprintf(Buffer *buffer, const char *format,
                                                          va_list arguments);

// Gives up the bytes: the caller owns the result (free it) and the buffer is empty again.
char *buffer_take(Buffer *buffer);

// Appends the content of the file at `path`. Returns false, with errno set and the buffer as it
// was, when it cannot be read.
bool buffer_read_file(Buffer *buffer, const char *path);

#endif
