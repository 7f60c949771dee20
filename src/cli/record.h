// Recording a program for the commands that look at it.
#ifndef AWAITSCOPE_CLI_RECORD_H
#define AWAITSCOPE_CLI_RECORD_H

#include "cli/cli.h"

// A program that is being recorded, or has been.
typedef struct Recording {
    Buffer source;
    Buffer said; // what it wrote to stderr
    Run *run;
} Recording;

// Readies the program in `take_source`, which becomes the recording's, to run by run_record or
// run_to_end. NULL with a message on stderr when the host has no room for its world. The caller frees
// it with record_free.
Recording *record_new(const Options *options, const RunConfig *config, Buffer *take_source);

// Records the whole run of options->file. NULL with a message on stderr when it cannot be read. The caller frees it.
Recording *record_whole(const Options *options);

// NULL is allowed.
void record_free(Recording *recording);

// Whether it has come far enough for a picture to show something.
bool record_shows_something(const Recording *recording);

// What to say of a recording that has not gone well, "" where it has. Valid as long as that.
const char *record_problem(const Recording *recording);

#endif
