// Text with everything that is not ASCII escaped, as ascii() and !a give it.
#ifndef AWAITSCOPE_LANG_ASCII_H
#define AWAITSCOPE_LANG_ASCII_H

#include "lang/object.h"

// The escaped form of str `text`: a new str.
Value ascii_escape(VM *vm, Value text);

#endif
