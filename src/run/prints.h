#ifndef AWAITSCOPE_RUN_PRINTS_H
#define AWAITSCOPE_RUN_PRINTS_H

#include <stddef.h>
#include <stdint.h>

// The texts that a program has for printing, whether it gets there or not.

// A print("text") with nothing else in it.
typedef struct PrintsText {
    const char *text; // without a NUL in it
    uint32_t line;
    const char *coroutine;   // the async function that it is in, without another one in between; or NULL
    uint32_t coroutine_line; // of its `async def`, else 0
} PrintsText;

typedef void (*PrintsFn)(void *context, const PrintsText *text);

// Calls `found` with each of them from top to bottom; what it is given is valid for that call. There is none where the
// source is no program, or has names by which print may be another function or write elsewhere than to stdout. Runs
// nothing.
void prints_find(const char *source, size_t length, PrintsFn found, void *context);

#endif
