#include "ui/key.h"

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
        if (strlen(named[i].typed) == length && memcmp(named[i].typed, at, length) == 0) {
            key = UI_KEY_FIRST + 1 + i;
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
