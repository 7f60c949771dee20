// Where a program's standard input comes from.
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

// What the program wrote so far is to be seen before somebody answers it.
static size_t read_descriptor(void *context, char *bytes, size_t room) {
    fflush(stdout);
    ssize_t count;
    do
        count = read((int)(intptr_t)context, bytes, room);
    while (count < 0 && errno == EINTR);
    return count > 0 ? (size_t)count : 0;
}

bool cli_take_input(const Options *options, bool own, RunConfig *config) {
    int descriptor = STDIN_FILENO;
    if (options->input) {
        descriptor = open(options->input, O_RDONLY | O_CLOEXEC);
        if (descriptor < 0) {
            fprintf(stderr, "awaitscope: %s: %s\n", options->input, strerror(errno));
            return false;
        }
    } else if (!own) {
        return true;
    }
    config->input = read_descriptor;
    config->input_context = (void *)(intptr_t)descriptor;
    return true;
}
