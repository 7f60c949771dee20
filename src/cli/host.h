// What the screen asks of the command that has opened it: to record, to edit, to look at the file.
#ifndef AWAITSCOPE_CLI_HOST_H
#define AWAITSCOPE_CLI_HOST_H

#include <time.h>

#include "cli/record.h"
#include "ui/ui.h"

typedef struct Host {
    const Options *options;
    Recording *now, *before;  // on the screen, and the one that it lets go of a little later
    struct timespec modified; // of the file, when `now` was read
    UiOthers others;          // that the program can be compared with
    Buffer answers;           // lines of input that the reader has given
    bool answers_end;         // and no more will come
    size_t given;             // bytes of them that the recording has read
} Host;

// Begins to record options->file, and records for a moment. False with a message on stderr.
bool host_init(Host *host, const Options *options);

// Frees the recordings.
void host_deinit(Host *host);

// The recording on the screen.
UiProgram host_program(const Host *host);

// Lets the reader edit a file in $VISUAL or $EDITOR, beginning at this line. The terminal is the editor's meanwhile.
void host_edit(const char *path, uint32_t line);

// For ui_open; valid as long as the host.
UiHost host_functions(Host *host);

#endif
