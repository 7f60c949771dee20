// Values as text for somebody who looks at a world from outside, bounded in length and in cost.
#ifndef AWAITSCOPE_RUN_PREVIEW_H
#define AWAITSCOPE_RUN_PREVIEW_H

#include "run/run_internal.h"

// Appends repr(v), without its middle parts where it is long ("..."). The builtin containers are gone
// through by C; an object with a repr of its own runs that, on the side, for a limited time: where
// that fails the text is "<TypeName>". Only between run_spoil and the next change of position.
void preview_value(Run *run, Value v, Buffer *out);

#endif
