#ifndef AWAITSCOPE_TESTS_PTY_PTY_HARNESS_H
#define AWAITSCOPE_TESTS_PTY_PTY_HARNESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buffer.h"

// A program in a pseudo-terminal, and the screen that a terminal would show. No sleeps: a byte asks
// the program for a mark once it has painted, and reading goes on until the mark.

typedef struct Pty Pty;

// Whether this system has pseudo-terminals. A system without a mounted devpts (a bare chroot) has
// none: its tests end with PTY_SKIPPED, which ctest shows; on CI that is a failure, so that they are
// never left out unnoticed there.
bool pty_exists(void);
enum { PTY_SKIPPED = 77 };

// Starts `arguments` (NULL at the end) in a terminal of that size. `environment` are "NAME=value"
// settings (NULL at the end) on top of a bare one with TERM=xterm-256color and a UTF-8 locale.
Pty *pty_start(int rows, int columns, char *const arguments[], char *const environment[]);

// Ends the program if it still runs, and frees everything.
void pty_free(Pty *pty);

// Types bytes.
void pty_type(Pty *pty, const char *bytes);

// Waits until all that was typed is painted. Fails the test where the program has ended.
void pty_settle(Pty *pty);

// Lets another program write to the terminal.
void pty_scribble(Pty *pty, const char *bytes);

// Reads what comes within that time.
void pty_listen(Pty *pty, int wait_ms);

// Changes the size of the terminal.
void pty_resize(Pty *pty, int rows, int columns);

// Sends a signal to the program.
void pty_signal(Pty *pty, int number);

// Reads until the program has ended and returns its wait status.
int pty_wait(Pty *pty);

// Waits until the program has stopped (Ctrl-Z).
void pty_wait_stopped(Pty *pty);

// Appends the screen as text, without blanks at the ends of lines.
void pty_screen(const Pty *pty, Buffer *out);

// Whether the screen is, cell by cell, what these lines (as `awaitscope frame --format ansi` writes
// them) show on an empty terminal of its size: the text, and with `looks` colours and attributes too.
// Otherwise says in `where`, which may be NULL, what differs first.
bool pty_shows(const Pty *pty, const Buffer *ansi, bool looks, Buffer *where);

// The bytes that the program has sent so far, and how many they are. Valid until more are read.
const char *pty_sent(const Pty *pty, size_t *length);

// Whether the alternate screen is shown, and whether the cursor is.
bool pty_alternate(const Pty *pty);
bool pty_cursor_visible(const Pty *pty);

// Whether the terminal has been asked to report the mouse.
bool pty_mouse(const Pty *pty);

// Whether the terminal's modes are those it had at the start.
bool pty_modes_restored(const Pty *pty);

#endif
