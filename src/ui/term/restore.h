#ifndef AWAITSCOPE_UI_TERM_RESTORE_H
#define AWAITSCOPE_UI_TERM_RESTORE_H

// Putting the terminal back when the process ends without asking, and signals as bytes of a pipe.

// Remembers the terminal's modes and catches signals: those that ask to end or to stop, or say
// that the process goes on, become bytes of a pipe; those of a crash put the terminal back and end the process as they would have. Returns
// the pipe's end to read from, −1 where there is none.
int restore_begin(void);

// Sets the bytes that a crash sends to the terminal on its way out. Copied; at most 255.
void restore_set_bytes(const char *bytes);

// Back to the signals as they were.
void restore_end(void);

// Stops the process as Ctrl-Z does by default, and returns when it goes on.
void restore_stop(void);

#endif
