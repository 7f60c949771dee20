#ifndef AWAITSCOPE_TESTS_PTY_PTY_FRAMES_H
#define AWAITSCOPE_TESTS_PTY_PTY_FRAMES_H

#include <check.h>

#include "pty_harness.h"

// awaitscope in a pseudo-terminal against what `awaitscope frame` draws without one. Those that
// assert fail the test.

#define FRAMES_PROGRAM AWAITSCOPE_SOURCE_DIR "/tests/samples/10_lock_and_queue.py"

enum { FRAMES_COMMAND_BYTES = 4096 };

// The call that opens the program.
extern char *const frames_opened[];

// Appends what a command prints, which must end well.
void frames_read_command(const char *command, Buffer *out);

// Appends what `awaitscope frame` prints after `keys`, with "NAME=value" settings in front of it.
void frames_draw(const char *settings, const char *options, const char *keys, int rows, int columns,
                 Buffer *out);

// Goes on until the screen is that frame; a change of size may arrive later than keys do.
void frames_assert_shows(Pty *pty, const Buffer *expected, bool looks, const char *after);

// Goes on until the screen is the frame after `keys`, colours and attributes included.
void frames_assert(Pty *pty, const char *keys, int rows, int columns);

// The terminal is as it was before the program.
void frames_assert_put_back(const Pty *pty);

// Types Q, and looks that the program ends well and puts the terminal back. Frees `pty`.
void frames_leave(Pty *pty);

// Runs a suite; gives main's result.
int frames_main(Suite *(*suite)(void));

#endif
