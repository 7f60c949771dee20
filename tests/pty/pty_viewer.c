// Opens the hand-made run in this terminal, as awaitscope opens a program's.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/sample_001_4.h"
#include "ui/ui.h"

static bool crash_in_locals(void *context, uint64_t position, uint32_t lane, Buffer *out)
{
    (void)context, (void)position, (void)lane, (void)out;
    abort();
}

int main(int count, char **arguments)
{
    bool crashes = count > 1 && strcmp(arguments[1], "--crash") == 0;
    Buffer source;
    buffer_init(&source);
    for (int i = 0; i < SAMPLE_LINES; i++) {
        buffer_printf(&source, "%s\n", sample_source[i]);
    }
    Trace *trace = sample_trace();
    UiProgram program = {.name = "001_4.py",
                         .source = source.data,
                         .source_length = source.length,
                         .trace = trace,
                         .inspect = {.locals = crashes ? crash_in_locals : NULL}};
    Diag diag;
    diag_init(&diag);
    bool opened = ui_open(&program, NULL, NULL, &diag);
    if (!opened) {
        Buffer out;
        buffer_init(&out);
        diag_format(&diag, &out);
        fputs(out.data, stderr);
        buffer_deinit(&out);
    }
    diag_deinit(&diag);
    trace_free(trace);
    buffer_deinit(&source);
    return opened ? 0 : 2;
}
