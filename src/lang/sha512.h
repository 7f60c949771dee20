// SHA-512, which turns a text into a seed of the random numbers.
#ifndef AWAITSCOPE_LANG_SHA512_H
#define AWAITSCOPE_LANG_SHA512_H

#include <stddef.h>
#include <stdint.h>

// Puts the digest of `count` bytes into `digest` (FIPS 180-4, section 6.4).
void sha512(const uint8_t *bytes, size_t count, uint8_t digest[64]);

#endif
