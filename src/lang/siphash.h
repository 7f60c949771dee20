// SipHash-1-3 (Aumasson and Bernstein, "SipHash: a fast short-input PRF") with the key 0: what
// CPython hashes text with when PYTHONHASHSEED is 0.
#ifndef AWAITSCOPE_LANG_SIPHASH_H
#define AWAITSCOPE_LANG_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

// The hash of `bytes` bytes at `data`.
uint64_t siphash13(const void *data, size_t bytes);

#endif
