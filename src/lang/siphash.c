#include "lang/siphash.h"

#include <string.h>

static inline uint64_t rotate(uint64_t x, int by) { return x << by | x >> (64 - by); }

static inline void mix(uint64_t v[4]) {
    v[0] += v[1];
    v[2] += v[3];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] = rotate(v[0], 32);
    v[2] += v[1];
    v[0] += v[3];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] = rotate(v[2], 32);
}

static uint64_t load_little_endian(const uint8_t *in, size_t bytes) {
    uint64_t word = 0;
    for (size_t i = 0; i < bytes; i++)
        word |= (uint64_t)in[i] << (8 * i);
    return word;
}

uint64_t siphash13(const void *data, size_t bytes) {
    // "somepseudorandomlygeneratedbytes", as the paper has it; the key, 0, changes nothing.
    uint64_t v[4] = {UINT64_C(0x736f6d6570736575), UINT64_C(0x646f72616e646f6d),
                     UINT64_C(0x6c7967656e657261), UINT64_C(0x7465646279746573)};
    const uint8_t *in = data;
    size_t left = bytes;
    for (; left >= 8; in += 8, left -= 8) {
        uint64_t word = load_little_endian(in, 8);
        v[3] ^= word;
        mix(v);
        v[0] ^= word;
    }
    uint64_t last = (uint64_t)bytes << 56 | load_little_endian(in, left);
    v[3] ^= last;
    mix(v);
    v[0] ^= last;
    v[2] ^= 0xff;
    for (int i = 0; i < 3; i++)
        mix(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}
