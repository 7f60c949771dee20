// `awaitscope` alone: the programs that come with it.
#ifndef AWAITSCOPE_CLI_BROWSE_H
#define AWAITSCOPE_CLI_BROWSE_H

// Lists the programs, asks for a number or a name on a terminal, and opens the chosen one. Gives the
// exit status.
int browse(void);

#endif
