// What a misspelt name was probably meant to be.
#ifndef AWAITSCOPE_LANG_SUGGEST_H
#define AWAITSCOPE_LANG_SUGGEST_H

#include "lang/vm.h"

// For an uncaught NameError or AttributeError: the name in sight that is nearest to the one that was
// not found, borrowed, or ABSENT when none is near. Runs no guest code.
Value suggest_name(VM *vm, Value exception);

#endif
