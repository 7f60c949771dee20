// What a program wrote or named, on its way to somebody's terminal.
#ifndef AWAITSCOPE_CLI_PLAIN_H
#define AWAITSCOPE_CLI_PLAIN_H

#include "base/buffer.h"

// Puts "?" in the place of everything that utf8_commands names but newline and tab, so that the text cannot command
// a terminal.
void plain_text(Buffer *text);

// Writes a text to stderr as plain_text makes it.
void plain_say(const char *text);

#endif
