#include "ui/key.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

typedef struct KeyFacts {
    const char *typed;
    const char *shown;
} KeyFacts;

static const KeyFacts named[] = {
#define UI_KEY(name, typed, shown) {typed, shown},
#include "ui/key.def"
#undef UI_KEY
};

enum { NAMED = sizeof named / sizeof *named };

// A key of the mouse: this bit, its number in key.def, row and column.
enum { PLACED = 1 << 30, KIND_SHIFT = 24, ROW_SHIFT = 12, PLACE_MOST = 0xfff };

static int within(int place)
{
    return place < 0 ? 0 : place > PLACE_MOST ? PLACE_MOST : place;
}

static_assert(NAMED < 64, "the number of a key has six bits");

UiKey key_at(UiKey kind, int row, int column)
{
    return PLACED | (kind - UI_KEY_FIRST) << KIND_SHIFT | within(row) << ROW_SHIFT | within(column);
}

UiKey key_kind(UiKey key)
{
    return key > 0 && (key & PLACED) ? UI_KEY_FIRST + ((key & ~PLACED) >> KIND_SHIFT) : key;
}

bool key_place(UiKey key, int *row, int *column)
{
    if (key_kind(key) == key) {
        return false;
    }
    *row = key >> ROW_SHIFT & PLACE_MOST;
    *column = key & PLACE_MOST;
    return true;
}

// "@12,5" behind the name of a key, `length` bytes: the key with that place.
static UiKey placed(UiKey kind, const char *text, size_t length)
{
    int row, column, used = 0;
    bool read = length > 0 && sscanf(text, "@%4d,%4d%n", &column, &row, &used) == 2;
    return read && (size_t)used == length && row > 0 && column > 0 ? key_at(kind, row - 1, column - 1)
                                                                   : UI_KEY_NONE;
}

UiKey key_parse(const char **text)
{
    const char *at = *text + strspn(*text, " ");
    size_t length = strcspn(at, " ");
    if (length == 0) {
        *text = at;
        return UI_KEY_NONE;
    }
    UiKey key = UI_KEY_NONE;
    for (int i = 0; i < NAMED; i++) {
        size_t name = strlen(named[i].typed);
        if (name > length || memcmp(named[i].typed, at, name) != 0) {
            continue;
        }
        if (name == length) {
            key = UI_KEY_FIRST + 1 + i;
        } else if (UI_KEY_FIRST + 1 + i >= UI_KEY_CLICK && at[name] == '@') {
            key = placed(UI_KEY_FIRST + 1 + i, at + name, length - name);
        }
    }
    if (key == UI_KEY_NONE) {
        int size;
        int32_t code = utf8_decode(at, length, &size);
        if (code < 0x20 || (size_t)size != length) {
            return UI_KEY_NONE;
        }
        key = code;
    }
    *text = at + length;
    *text += strspn(*text, " ");
    return key;
}

const char *key_typed(UiKey key, char out[KEY_TYPED_BYTES])
{
    UiKey kind = key_kind(key);
    int row, column;
    if (kind <= UI_KEY_FIRST) {
        char bytes[UTF8_MAX_BYTES + 1] = "";
        bytes[utf8_encode((uint32_t)key, bytes)] = '\0';
        snprintf(out, KEY_TYPED_BYTES, "%s", bytes);
    } else if (key_place(key, &row, &column)) {
        snprintf(out, KEY_TYPED_BYTES, "%s@%d,%d", named[kind - UI_KEY_FIRST - 1].typed, column + 1,
                 row + 1);
    } else {
        snprintf(out, KEY_TYPED_BYTES, "%s", named[kind - UI_KEY_FIRST - 1].typed);
    }
    return out;
}

const char *key_shown(UiKey key, char out[16])
{
    if (key > UI_KEY_FIRST && key <= UI_KEY_FIRST + NAMED) {
        snprintf(out, 16, "%s", named[key - UI_KEY_FIRST - 1].shown);
    } else {
        char bytes[UTF8_MAX_BYTES + 1] = "";
        bytes[utf8_encode((uint32_t)key, bytes)] = '\0';
        snprintf(out, 16, "%s", bytes);
    }
    return out;
}
