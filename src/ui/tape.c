#include "ui/tape.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef struct TapeKey {
    UiKey key;
    int64_t wait_ms;
} TapeKey;

struct Tape {
    TapeKey *keys;
    size_t count, capacity;
    size_t at;
};

static void add(Tape *tape, TapeKey key)
{
    if (tape->count == tape->capacity) {
        tape->capacity = tape->capacity * 2 + 64;
        tape->keys = realloc(tape->keys, tape->capacity * sizeof *tape->keys);
        if (tape->keys == NULL) {
            abort();
        }
    }
    tape->keys[tape->count++] = key;
}

// Reads one line, which ends with NUL. Returns false where it is no key.
static bool read_line(Tape *tape, const char *line)
{
    enum { SECONDS_MOST = 1000000 };
    line += strspn(line, " \t");
    if (*line == '\0' || *line == '#') {
        return true;
    }
    char *end;
    double seconds = strtod(line, &end);
    if (end == line || !(seconds >= 0 && seconds <= SECONDS_MOST)) {
        return false;
    }
    const char *rest = end;
    UiKey key = key_parse(&rest);
    if (key == UI_KEY_NONE || *rest != '\0') {
        return false;
    }
    add(tape, (TapeKey){key, (int64_t)(seconds * 1000 + 0.5)});
    return true;
}

Tape *tape_read(const char *path, Diag *diag)
{
    Buffer text;
    buffer_init(&text);
    if (!buffer_read_file(&text, path)) {
        diag_set(diag, path, 0, 0, "%s", strerror(errno));
        buffer_deinit(&text);
        return NULL;
    }
    Tape *tape = calloc(1, sizeof *tape);
    if (tape == NULL) {
        abort();
    }
    int number = 1;
    bool sound = true;
    for (size_t at = 0; sound && at < text.length; number++) {
        char *line = text.data + at;
        size_t length = strcspn(line, "\n");
        at += length + 1;
        line[length] = '\0';
        sound = read_line(tape, line);
    }
    if (!sound) {
        diag_set(diag, path, number - 1, 0, "a line is \"0.350 Right\": seconds, and a key");
        tape_free(tape);
        tape = NULL;
    }
    buffer_deinit(&text);
    return tape;
}

void tape_free(Tape *tape)
{
    if (tape != NULL) {
        free(tape->keys);
        free(tape);
    }
}

UiKey tape_peek(const Tape *tape, int64_t *wait_ms)
{
    if (tape->at == tape->count) {
        return UI_KEY_NONE;
    }
    if (wait_ms != NULL) {
        *wait_ms = tape->keys[tape->at].wait_ms;
    }
    return tape->keys[tape->at].key;
}

void tape_advance(Tape *tape)
{
    tape->at++;
}

void tape_write(FILE *file, UiKey key, int64_t since_ms)
{
    char typed[KEY_TYPED_BYTES];
    fprintf(file, "%lld.%03d %s\n", (long long)(since_ms / 1000), (int)(since_ms % 1000),
            key_typed(key, typed));
    fflush(file);
}
