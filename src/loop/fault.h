// Faults on purpose, in a build with AWAITSCOPE_FAULTS only: see fault.def.
#ifndef AWAITSCOPE_LOOP_FAULT_H
#define AWAITSCOPE_LOOP_FAULT_H

#include <stdbool.h>

#ifdef AWAITSCOPE_FAULTS

typedef enum Fault {
#define FAULT(name) FAULT_##name,
#include "loop/fault.def"
#undef FAULT
    FAULT_COUNT
} Fault;

// Whether this fault has been chosen.
bool loop_fault(Fault fault);

#define LOOP_FAULT(name) loop_fault(FAULT_##name)

#else

#define LOOP_FAULT(name) false

#endif

#endif
