// What UnicodeEncodeError, UnicodeDecodeError and UnicodeTranslateError say.
#ifndef AWAITSCOPE_LANG_UNICODE_ERROR_H
#define AWAITSCOPE_LANG_UNICODE_ERROR_H

#include "lang/object.h"

// The text of such an exception, from its fields: a new str. VALUE_ABSENT without an exception when
// they are not what they should be.
Value unicode_error_text(VM *vm, Value exception);

#endif
