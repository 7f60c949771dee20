#include "lang/lexer_source.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

char *lexer_source_copy(const char *source, size_t length, size_t *copied)
{
    static const char mark[] = "\xEF\xBB\xBF";
    if (length >= 3 && memcmp(source, mark, 3) == 0) {
        source += 3;
        length -= 3;
    }
    char *copy = malloc(length + 3);
    if (copy == NULL) {
        abort();
    }
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        if (source[i] == '\r') {
            copy[count++] = '\n';
            i += i + 1 < length && source[i + 1] == '\n';
        } else {
            copy[count++] = source[i];
        }
    }
    if (count == 0 || copy[count - 1] != '\n') {
        copy[count++] = '\n';
    }
    copy[count] = copy[count + 1] = '\0';
    *copied = count;
    return copy;
}

static bool is_cookie_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           strchr("-_.", c) != NULL;
}

// Finds the name of the encoding on a comment line: after "coding:" or "coding=". Returns its
// length, 0 when there is none.
static size_t find_cookie(const char *line, const char **name)
{
    const char *at = line + strspn(line, " \t\f");
    if (*at != '#') {
        return 0;
    }
    for (const char *end = at + strcspn(at, "\n"); at + 7 < end; at++) {
        if (memcmp(at, "coding", 6) != 0 || (at[6] != ':' && at[6] != '=')) {
            continue;
        }
        *name = at + 7 + strspn(at + 7, " \t");
        size_t length = 0;
        while ((*name)[length] != '\0' && is_cookie_char((*name)[length])) {
            length++;
        }
        if (length > 0) {
            return length;
        }
    }
    return 0;
}

static bool is_encoding(const char *name, size_t length, const char *prefix)
{
    size_t i = 0;
    for (; prefix[i] != '\0'; i++) {
        char c = i < length ? name[i] : '\0';
        c = c == '_' ? '-' : c;
        c = c >= 'A' && c <= 'Z' ? (char)(c | 32) : c;
        if (c != prefix[i]) {
            return false;
        }
    }
    return true;
}

static bool is_ascii_superset(const char *name, size_t length)
{
    static const char *const prefixes[] = {"ascii",    "us-ascii", "latin",
                                           "iso-8859", "iso8859",  "cp125"};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        if (is_encoding(name, length, prefixes[i])) {
            return true;
        }
    }
    return false;
}

// A comment line, or a line with nothing on it: only after such a first line does the second count.
static bool is_blank(const char *line)
{
    line += strspn(line, " \t\f");
    return *line == '#' || *line == '\n';
}

static size_t check_cookie(const char *source, bool is_ascii, Arena *arena, const char **message)
{
    const char *line = source;
    for (int i = 0; i < 2; i++) {
        const char *name;
        size_t length = find_cookie(line, &name);
        if (length > 0) {
            if (is_encoding(name, length, "utf-8") || is_encoding(name, length, "utf8") ||
                (is_ascii && is_ascii_superset(name, length))) {
                return 0;
            }
            char text[128];
            snprintf(text, sizeof text, "unsupported encoding %.*s: only UTF-8 sources are read",
                     length < 40 ? (int)length : 40, name);
            *message = arena_strndup(arena, text, strlen(text));
            return (size_t)(name - source);
        }
        if (!is_blank(line)) {
            return 0;
        }
        line += strcspn(line, "\n");
        line += *line == '\n';
    }
    return 0;
}

size_t lexer_source_check(const char *source, size_t length, Arena *arena, const char **message,
                          bool *is_not_covered)
{
    *message = NULL;
    *is_not_covered = false;
    const char *nul = memchr(source, '\0', length);
    if (nul != NULL) {
        *message = "source code cannot contain null bytes";
        return (size_t)(nul - source);
    }
    bool is_ascii = true;
    for (size_t i = 0; i < length && is_ascii; i++) {
        is_ascii = (unsigned char)source[i] < 128;
    }
    size_t bad = check_cookie(source, is_ascii, arena, message);
    *is_not_covered = *message != NULL;
    if (*message != NULL || is_ascii) {
        return bad;
    }
    bad = utf8_validate(source, length, UTF8_STRICT);
    if (bad < length) {
        char text[64];
        snprintf(text, sizeof text, "source code is not UTF-8: unexpected byte 0x%02x",
                 (unsigned char)source[bad]);
        *message = arena_strndup(arena, text, strlen(text));
    }
    return bad;
}
