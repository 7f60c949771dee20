#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

enum { CONTEXT_LINES = 3 };

static const char *line_end(const char *at) {
    const char *end = strchr(at, '\n');
    return end ? end : at + strlen(at);
}

// Finds where two dumps of a trace part, and shows the events before.
int command_diff(const Options *options) {
    if (options->argc != 1)
        return cli_usage_error("diff needs two files, made by dump --stage trace");
    Buffer a, b;
    if (!cli_read_source(options->file, &a))
        return EXIT_USAGE;
    if (!cli_read_source(options->argv[0], &b)) {
        buffer_deinit(&a);
        return EXIT_USAGE;
    }
    const char *x = a.data, *y = b.data, *before[CONTEXT_LINES] = {0};
    unsigned long number = 0;
    while (*x || *y) {
        const char *x_end = line_end(x), *y_end = line_end(y);
        if (x_end - x != y_end - y || memcmp(x, y, (size_t)(x_end - x)) != 0)
            break;
        before[number++ % CONTEXT_LINES] = x;
        x = x_end + (*x_end != '\0');
        y = y_end + (*y_end != '\0');
    }
    bool same = !*x && !*y;
    if (same) {
        printf("the same: %lu events\n", number);
    } else {
        printf("they differ at event %lu\n", number);
        for (unsigned long i = number < CONTEXT_LINES ? 0 : number - CONTEXT_LINES; i < number; i++) {
            const char *line = before[i % CONTEXT_LINES];
            printf("    %.*s\n", (int)(line_end(line) - line), line);
        }
        printf("  A %.*s\n  B %.*s\n", (int)(line_end(x) - x), x, (int)(line_end(y) - y), y);
    }
    buffer_deinit(&a);
    buffer_deinit(&b);
    return same ? EXIT_FINE : EXIT_GUEST_ERROR;
}
