#include "explain/source_text.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { CALL_MOST = 40 }; // bytes of a call that a sentence can carry

void source_text_init(SourceText *source, const char *text, size_t length)
{
    *source = (SourceText){.text = malloc(length + 1)};
    uint32_t lines = 1;
    for (size_t i = 0; i < length; i++) {
        lines += text[i] == '\n';
    }
    source->starts = malloc((lines + 1) * sizeof *source->starts);
    if (source->text == NULL || source->starts == NULL) {
        abort();
    }
    memcpy(source->text, text, length);
    source->text[length] = '\0';
    source->starts[source->count++] = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\n' && i + 1 < length) {
            source->starts[source->count++] = (uint32_t)i + 1;
        }
    }
    source->starts[source->count] = (uint32_t)length;
    if (length == 0) {
        source->count = 0;
    }
}

void source_text_deinit(SourceText *source)
{
    free(source->text);
    free(source->starts);
    *source = (SourceText){0};
}

const char *source_text_line(const SourceText *source, uint32_t number, size_t *length)
{
    *length = 0;
    if (number == 0 || number > source->count) {
        return "";
    }
    const char *line = source->text + source->starts[number - 1];
    size_t bytes = source->starts[number] - source->starts[number - 1];
    while (bytes > 0 && (line[bytes - 1] == '\n' || line[bytes - 1] == '\r')) {
        bytes--;
    }
    *length = bytes;
    return line;
}

static bool is_word(char byte)
{
    return isalnum((unsigned char)byte) || byte == '_' || (unsigned char)byte >= 0x80;
}

static const char *find_word(const char *line, size_t length, const char *word)
{
    size_t size = strlen(word);
    for (size_t i = 0; i + size <= length; i++) {
        if (memcmp(line + i, word, size) == 0 && (i == 0 || !is_word(line[i - 1])) &&
            (i + size == length || !is_word(line[i + size]))) {
            return line + i;
        }
    }
    return NULL;
}

// The bytes of the dotted name that begins here, and those of its call with all its brackets (0
// when they do not close on this line, or when there is no call).
static void measure_call(const char *at, const char *end, size_t *name, size_t *call)
{
    const char *scan = at;
    while (scan < end && (is_word(*scan) || *scan == '.')) {
        scan++;
    }
    *name = (size_t)(scan - at);
    *call = 0;
    int depth = 0;
    char quote = 0;
    for (; scan < end; scan++) {
        if (quote != 0) {
            quote = *scan == quote ? 0 : quote;
        } else if (*scan == '"' || *scan == '\'') {
            quote = *scan;
        } else if (strchr("([{", *scan) != NULL) {
            depth++;
        } else if (strchr(")]}", *scan) != NULL && --depth == 0) {
            *call = (size_t)(scan + 1 - at);
            return;
        }
        if (depth == 0 && quote == 0) {
            return;
        }
    }
}

bool source_text_awaited(const SourceText *source, uint32_t number, Buffer *out)
{
    size_t length;
    const char *line = source_text_line(source, number, &length);
    const char *at = find_word(line, length, "await");
    if (at == NULL) {
        return false;
    }
    const char *end = line + length;
    at += strlen("await");
    while (at < end && *at == ' ') {
        at++;
    }
    static const char module[] = "asyncio.";
    if ((size_t)(end - at) > strlen(module) && memcmp(at, module, strlen(module)) == 0) {
        at += strlen(module);
    }
    size_t name, call;
    measure_call(at, end, &name, &call);
    size_t bytes = call > 0 && call <= CALL_MOST ? call : name;
    if (bytes == 0 || bytes > CALL_MOST) {
        return false;
    }
    buffer_append(out, at, bytes);
    return true;
}

bool source_text_call(const SourceText *source, uint32_t number, const char *name, Buffer *out)
{
    size_t length;
    const char *line = source_text_line(source, number, &length);
    const char *at = find_word(line, length, name);
    if (at == NULL) {
        const char *last = strrchr(name, '.');
        at = last == NULL ? NULL : find_word(line, length, last + 1);
    }
    if (at == NULL) {
        return false;
    }
    size_t bytes, call;
    measure_call(at, line + length, &bytes, &call);
    if (call == 0 || call > CALL_MOST) {
        return false;
    }
    buffer_append(out, at, call);
    return true;
}

static size_t indent_of(const char *line, size_t length)
{
    size_t indent = 0;
    while (indent < length && (line[indent] == ' ' || line[indent] == '\t')) {
        indent++;
    }
    return indent;
}

static bool begins_block(const char *line, size_t length)
{
    static const char *const words[] = {"def ", "async def ", "class "};
    size_t indent = indent_of(line, length);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t size = strlen(words[i]);
        if (length - indent >= size && memcmp(line + indent, words[i], size) == 0) {
            return true;
        }
    }
    return false;
}

uint32_t source_text_enclosing(const SourceText *source, uint32_t number)
{
    size_t length;
    const char *line = source_text_line(source, number, &length);
    while (number > 1 && indent_of(line, length) == length) {
        line = source_text_line(source, --number, &length);
    }
    if (begins_block(line, length)) {
        return number;
    }
    size_t indent = indent_of(line, length);
    for (uint32_t at = number; at-- > 1;) {
        line = source_text_line(source, at, &length);
        if (indent_of(line, length) < indent && begins_block(line, length)) {
            return at;
        }
    }
    return 0;
}
