// `awaitscope` alone: the lessons, or the programs that come with it.
#ifndef AWAITSCOPE_CLI_BROWSE_H
#define AWAITSCOPE_CLI_BROWSE_H

// Opens the lessons on a terminal. Where it is none, or there are none, it lists the programs, asks for a number or a name on a terminal, and opens the chosen one. Gives the
// exit status.
int browse(void);

#endif
