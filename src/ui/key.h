#ifndef AWAITSCOPE_UI_KEY_H
#define AWAITSCOPE_UI_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A key as the state sees it: the code point of a character, or one of these. A click and a turn of
// the wheel are keys that also say where: key_at makes them, key_kind tells which they are.
typedef int32_t UiKey;

enum {
    UI_KEY_NONE = 0,
    UI_KEY_FIRST = 0x110000, // above every code point
#define UI_KEY(name, typed, shown) UI_KEY_##name,
#include "ui/key.def"
#undef UI_KEY
    KEY_TYPED_BYTES = 32,
};

// The key `kind` (CLICK, WHEEL_UP, WHEEL_DOWN) at a cell, from 0; at most 4095.
UiKey key_at(UiKey kind, int row, int column);

// The key without its place; any other key is itself.
UiKey key_kind(UiKey key);

// Where it was. Returns false for a key that has no place.
bool key_place(UiKey key, int *row, int *column);

// Reads one key from the front of `*text`: a name of key.def, for the mouse with a column and a row
// from 1, "Click@12,5", or a single character. Moves `*text`
// behind it and the blanks that follow. Returns UI_KEY_NONE at the end of the text, or where a
// word is no key (`*text` then stays).
UiKey key_parse(const char **text);

// How a key is shown: its name, or the character, in `out`. Returns `out`.
const char *key_shown(UiKey key, char out[16]);

// How a key is written for key_parse, in `out`. Returns `out`.
const char *key_typed(UiKey key, char out[KEY_TYPED_BYTES]);

#endif
