#ifndef AWAITSCOPE_UI_WRITTEN_H
#define AWAITSCOPE_UI_WRITTEN_H

#include "trace/trace.h"

// What a program has written, line by line.

// One line, perhaps of several writes.
typedef struct WrittenLine {
    int64_t time_ns; // when it began
    uint32_t lane;
    int64_t stream;
    uint64_t from, to; // bytes of trace_output_bytes, without the newline
    bool open;         // its newline has not come
} WrittenLine;

typedef struct Written {
    WrittenLine *lines;
    uint32_t count, capacity;
} Written;

// Finds the last lines before `position`, at least `wanted` where there are so many, in the caller's
// storage.
void written_init(Written *written, const Trace *trace, uint64_t position, uint32_t wanted);

// Frees what it owns.
void written_deinit(Written *written);

#endif
