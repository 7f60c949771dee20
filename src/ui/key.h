#ifndef AWAITSCOPE_UI_KEY_H
#define AWAITSCOPE_UI_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A key as the state sees it: the code point of a character, or one of these.
typedef int32_t UiKey;

enum {
    UI_KEY_NONE = 0,
    UI_KEY_FIRST = 0x110000, // above every code point
#define UI_KEY(name, typed, shown) UI_KEY_##name,
#include "ui/key.def"
#undef UI_KEY
};

// Reads one key from the front of `*text`: a name of key.def or a single character. Moves `*text`
// behind it and the blanks that follow. Returns UI_KEY_NONE at the end of the text, or where a
// word is no key (`*text` then stays).
UiKey key_parse(const char **text);

// How a key is shown: its name, or the character, in `out`. Returns `out`.
const char *key_shown(UiKey key, char out[16]);

#endif
