#include "ui/term/ask.h"

#include <stdlib.h>
#include <string.h>

bool ask_environment_is_light(void)
{
    const char *colours = getenv("COLORFGBG");
    const char *last = colours != NULL ? strrchr(colours, ';') : NULL;
    if (last == NULL) {
        return false;
    }
    char *end;
    long index = strtol(last + 1, &end, 10);
    return end != last + 1 && (index == 7 || (index >= 9 && index <= 15));
}

bool ask_is_polite(const char *term)
{
    static const char *const others[] = {"linux", "vt", "eterm", "sun", "cons25", "wsvt", "ansi"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (strncmp(term, others[i], strlen(others[i])) == 0) {
            return false;
        }
    }
    return true;
}

void ask_background(Buffer *bytes)
{
    buffer_puts(bytes, "\033]11;?\033\\");
}

void ask_width(Buffer *bytes)
{
    // back to the corner, where curses knows it to be; not by ESC 7 and 8, whose place the alternate
    // screen needs on some terminals
    buffer_puts(bytes, "\033[2;1H█\033[6n\033[2;1H\033[K\033[H");
}

void ask_identity(Buffer *bytes)
{
    buffer_puts(bytes, "\033[c");
}
