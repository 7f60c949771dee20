// The programs that one on the screen can be compared with.
#ifndef AWAITSCOPE_CLI_OTHERS_H
#define AWAITSCOPE_CLI_OTHERS_H

#include "cli/record.h"
#include "ui/ui.h"

typedef struct Others {
    const Options *own;      // of the program itself
    Options options;         // of what it was compared with last
    char *file;              // of the recording
    Recording *other;        // what it was compared with last, or NULL
    Recording *const *last;  // where the run before is; NULL: nothing is run again
    Buffer name;             // of that run on the screen
} Others;

// Nothing is recorded yet. `last` is borrowed, and may be NULL.
void others_init(Others *others, const Options *options, Recording *const *last);

// Frees the recording.
void others_deinit(Others *others);

// For UiProgram; valid as long as these.
UiOthers others_functions(Others *others);

// Records the program in `file` to its end. False with a sentence in `problem` when it cannot be read.
bool others_record(Others *others, const char *file, UiProgram *program, Buffer *problem);

#endif
