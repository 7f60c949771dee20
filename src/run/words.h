#ifndef AWAITSCOPE_RUN_WORDS_H
#define AWAITSCOPE_RUN_WORDS_H

#include <stdbool.h>
#include <stddef.h>

// Whether a program's source has `word` as a name or keyword, strings and comments left out.
bool run_source_has(const char *source, size_t length, const char *word);

#endif
