#ifndef AWAITSCOPE_UI_TERM_TERM_H
#define AWAITSCOPE_UI_TERM_TERM_H

#include <stdbool.h>

#include "base/diag.h"
#include "canvas/canvas.h"
#include "ui/key.h"
#include "ui/wishes.h"

// The terminal, owned by ncurses: the only folder that includes curses. One at a time in a process.
// However the process ends (quit, a signal, a crash), the terminal is put back first.

typedef struct Term Term;

// What term_key says when it is no key. All are negative, which no key is.
enum {
    TERM_TIMEOUT = -1,
    TERM_RESIZED = -2,
    TERM_LEAVE = -3,   // a signal asks the process to end, or the terminal is gone
    TERM_SUSPEND = -4, // a signal asks it to stop for a while
    TERM_MARK = -5,    // a test asks for a mark once everything before is painted
    TERM_CHANGED = -6, // it has become known that its colours, or term_is_ascii, are others
    TERM_RESUMED = -7, // the process was stopped and goes on
};

// Takes the terminal. Returns NULL with a sentence in `diag` where standard input and output are
// not a terminal, or where it cannot place a cursor.
Term *term_open(const UiWishes *wishes, Diag *diag);

// Gives the terminal back. NULL is allowed.
void term_close(Term *term);

// The size in cells, as it is now.
void term_size(Term *term, int *rows, int *columns);

// Whether it shows only ASCII: its locale is not UTF-8, or its block characters are not one column wide.
bool term_is_ascii(const Term *term);

// Waits for a key for at most `timeout_ms` (−1: for ever).
UiKey term_key(Term *term, int timeout_ms);

// Shows the canvas, sending what differs from what the terminal shows.
void term_present(Term *term, const Canvas *canvas);

// Makes the next term_present send everything.
void term_redraw(Term *term);

// What the canvas is drawn in.
CanvasPalette term_palette(const Term *term);

// Frees the mouse for copying, or asks for it again. Returns whether it is asked for now.
bool term_toggle_mouse(Term *term);

// Takes the terminal again after the process was stopped without having been asked (TERM_RESUMED).
void term_resume(Term *term);

// Gives the terminal back, stops the process as Ctrl-Z does, and takes it again when it goes on.
void term_suspend(Term *term);

// Lends the terminal to another program, in the state it was in before term_open; and takes it back.
void term_lend(Term *term);
void term_take_back(Term *term);

// Sends the mark that TERM_MARK asked for.
void term_mark(Term *term);

#endif
