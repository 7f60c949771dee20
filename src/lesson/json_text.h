#ifndef AWAITSCOPE_LESSON_JSON_TEXT_H
#define AWAITSCOPE_LESSON_JSON_TEXT_H

#include <jansson.h>

// A JSON string, which the caller owns, of a text that need not be UTF-8: what is not becomes U+FFFD. Ends the
// program where the host has no memory left.
json_t *json_text(const char *text);

#endif
