// Numbers of the names that the C code uses: vm->names[N_...] is the interned str.
#ifndef AWAITSCOPE_LANG_NAME_H
#define AWAITSCOPE_LANG_NAME_H

typedef enum NameId {
#define DUNDER(name) N_##name,
#include "lang/dunder.def"
#undef DUNDER
    DUNDER_COUNT, // names below have a bit in Type.overrides
    N_BEFORE_OTHERS = DUNDER_COUNT - 1,
#define NAME(name) N_##name,
#include "lang/name.def"
#undef NAME
    NAME_COUNT
} NameId;

_Static_assert(DUNDER_COUNT <= 128, "Type.overrides has 128 bits");

#endif
