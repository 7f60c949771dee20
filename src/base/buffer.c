#include "base/buffer.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 64 };

// Never written to: capacity 0 says that there is no room for a single byte.
static char *const EMPTY = "";

void buffer_init(Buffer *buffer)
{
    *buffer = (Buffer){.data = EMPTY};
}

void buffer_deinit(Buffer *buffer)
{
    if (buffer->capacity > 0) {
        free(buffer->data);
    }
    buffer_init(buffer);
}

void buffer_clear(Buffer *buffer)
{
    buffer->length = 0;
    if (buffer->capacity > 0) {
        buffer->data[0] = '\0';
    }
}

void buffer_reserve(Buffer *buffer, size_t extra)
{
    if (extra < buffer->capacity - buffer->length) {
        return;
    }
    size_t least = buffer->length + extra + 1;
    size_t capacity = buffer->capacity > 0 ? buffer->capacity : FIRST_CAPACITY;
    while (capacity < least && capacity <= SIZE_MAX / 2) {
        capacity *= 2;
    }
    bool is_first = buffer->capacity == 0;
    char *data = least <= extra ? NULL : realloc(is_first ? NULL : buffer->data, capacity);
    if (data == NULL) {
        fputs("awaitscope: out of memory\n", stderr);
        abort();
    }
    if (is_first) {
        data[0] = '\0';
    }
    buffer->data = data;
    buffer->capacity = capacity;
}

void buffer_append(Buffer *buffer, const char *bytes, size_t length)
{
    if (length == 0) {
        return;
    }
    buffer_reserve(buffer, length);
    memcpy(buffer->data + buffer->length, bytes, length);
    buffer->length += length;
    buffer->data[buffer->length] = '\0';
}

void buffer_puts(Buffer *buffer, const char *text)
{
    buffer_append(buffer, text, strlen(text));
}

void buffer_putc(Buffer *buffer, char byte)
{
    buffer_append(buffer, &byte, 1);
}

void buffer_fill(Buffer *buffer, char byte, size_t count)
{
    buffer_reserve(buffer, count);
    memset(buffer->data + buffer->length, byte, count);
    buffer->length += count;
    buffer->data[buffer->length] = '\0';
}

void buffer_vprintf(Buffer *buffer, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    if (length > 0) {
        buffer_reserve(buffer, (size_t)length);
        vsnprintf(buffer->data + buffer->length, (size_t)length + 1, format, again);
        buffer->length += (size_t)length;
    }
    va_end(again);
}

void buffer_printf(Buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    buffer_vprintf(buffer, format, arguments);
    va_end(arguments);
}

char *buffer_take(Buffer *buffer)
{
    buffer_reserve(buffer, 0);
    char *data = buffer->data;
    buffer_init(buffer);
    return data;
}

bool buffer_read_file(Buffer *buffer, const char *path)
{
    enum { CHUNK_BYTES = 64 * 1024 };
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    size_t length_before = buffer->length;
    size_t count;
    do {
        buffer_reserve(buffer, CHUNK_BYTES);
        count = fread(buffer->data + buffer->length, 1, CHUNK_BYTES, file);
        buffer->length += count;
        buffer->data[buffer->length] = '\0';
    } while (count == CHUNK_BYTES);
    int failure = ferror(file) ? errno : 0;
    fclose(file);
    if (failure != 0) {
        buffer->length = length_before;
        buffer->data[length_before] = '\0';
        errno = failure;
        return false;
    }
    return true;
}

const char *buffer_last_line(const Buffer *buffer, size_t *length)
{
    size_t end = buffer->length;
    while (end > 0 && buffer->data[end - 1] == '\n') {
        end--;
    }
    size_t from = end;
    while (from > 0 && buffer->data[from - 1] != '\n') {
        from--;
    }
    *length = end - from;
    return buffer->data + from;
}
