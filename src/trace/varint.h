// Numbers in as few bytes as they need: seven bits a byte, the lowest first; the top bit says that
// more follow. Private to src/trace.
#ifndef AWAITSCOPE_TRACE_VARINT_H
#define AWAITSCOPE_TRACE_VARINT_H

#include <stdint.h>

enum { VARINT_MAX_BYTES = 10 };

// Small numbers of either sign as small numbers without one.
static inline uint64_t varint_zigzag(int64_t value)
{
    return ((uint64_t)value << 1) ^ (uint64_t)(value >> 63);
}

// What varint_zigzag was given.
static inline int64_t varint_unzigzag(uint64_t value)
{
    return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
}

// Writes `value` at `out`, which has room for VARINT_MAX_BYTES. Returns where it ends.
static inline uint8_t *varint_put(uint8_t *out, uint64_t value)
{
    while (value >= 0x80) {
        *out++ = (uint8_t)(value | 0x80);
        value >>= 7;
    }
    *out++ = (uint8_t)value;
    return out;
}

// Reads what varint_put wrote, and goes past it.
static inline uint64_t varint_get(const uint8_t **in)
{
    const uint8_t *at = *in;
    uint64_t value = *at & 0x7f;
    for (int shift = 7; *at++ & 0x80; shift += 7) {
        value |= (uint64_t)(*at & 0x7f) << shift;
    }
    *in = at;
    return value;
}

#endif
