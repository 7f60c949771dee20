#include "lang/syntax_error.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *message;
    const char *hint;
} HINTS[] = {
#define SYNTAX_HINT(message, hint) {message, hint},
#include "lang/syntax_hint.def"
};

const char *syntax_error_hint(const char *message)
{
    for (size_t i = 0; i < sizeof HINTS / sizeof *HINTS; i++) {
        if (strncmp(message, HINTS[i].message, strlen(HINTS[i].message)) == 0) {
            return HINTS[i].hint;
        }
    }
    return NULL;
}
