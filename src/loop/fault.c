#include "loop/fault.h"

#ifdef AWAITSCOPE_FAULTS

#include <stdlib.h>
#include <string.h>

bool loop_fault(Fault fault)
{
    static const char *const names[] = {
#define FAULT(name) #name,
#include "loop/fault.def"
#undef FAULT
    };
    const char *chosen = getenv("AWAITSCOPE_FAULT");
    return chosen && !strcmp(chosen, names[fault]);
}

#endif
