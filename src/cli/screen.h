// What commands that draw without a terminal share.
#ifndef AWAITSCOPE_CLI_SCREEN_H
#define AWAITSCOPE_CLI_SCREEN_H

#include "cli/record.h"
#include "ui/ui.h"

// Whether to draw in ASCII: wished, or the locale has nothing else.
bool screen_wants_ascii(const Options *options);

// Whether --format is one that a picture has: text, ansi, svg, or none.
bool screen_has_format(const Options *options);

// Appends the canvas in that format, in the colours of screen_palette.
void screen_format(const Options *options, const Canvas *canvas, Buffer *out);

// The colours to draw in without a terminal: 256 on a dark background, or what --colors and --background say.
CanvasPalette screen_palette(const Options *options);

// What the options wish of a terminal, without its tapes.
UiWishes screen_wishes(const Options *options);

// Reads --play-keys into `*tape`, which the caller frees; NULL where there is none. False with a message
// on stderr.
bool screen_tape(const Options *options, Tape **tape);

// The tapes of --play-keys and --record-keys become wishes. False with a message on stderr.
bool screen_take_tapes(const Options *options, UiWishes *wishes);

// Closes and frees them.
void screen_drop_tapes(UiWishes *wishes);

// Says on stderr what is wrong.
void screen_say(const Diag *diag);

// The same, for those who call back with problems; `context` is not looked at.
void screen_problem(void *context, const Diag *diag);

// Writes to --output or to standard output. False with a message on stderr.
bool screen_write(const Options *options, const Buffer *text);

// Appends the timeline of the whole run, `width` columns wide, without its totals.
void screen_timeline(const UiProgram *program, RulerKind ruler, int width, bool ascii, Buffer *out);

// The columns of the terminal that standard output is, 80 where it is none.
int screen_width(void);

// The program as the screen wants it; borrows both.
UiProgram cli_program(const Options *options, const Recording *recording);

#endif
