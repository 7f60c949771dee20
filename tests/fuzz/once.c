// Runs a fuzz target over files, where there is no fuzzer.
#include <stdint.h>
#include <stdio.h>

#include "base/buffer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        Buffer text;
        buffer_init(&text);
        if (!buffer_read_file(&text, argv[i])) {
            perror(argv[i]);
            return 1;
        }
        LLVMFuzzerTestOneInput((const uint8_t *)text.data, text.length);
        buffer_deinit(&text);
    }
    return argc < 2;
}
