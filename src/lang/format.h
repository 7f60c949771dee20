// The format mini-language, str.format and the % operator of str and bytes.
#ifndef AWAITSCOPE_LANG_FORMAT_H
#define AWAITSCOPE_LANG_FORMAT_H

#include "lang/object.h"

// format(v, spec) for an int, bool, float, complex or str (subclasses included), as its own
// __format__ does it; spec is a str. Runs no guest code. MAY RAISE ValueError.
Value format_value(VM *vm, Value v, Value spec);

// str.format: `text` with its fields replaced; `kwargs` is a mapping or VALUE_ABSENT. Runs
// __format__, __str__, __repr__, attribute and item access nested. MAY RAISE.
Value format_str(VM *vm, Value text, const Value *args, int64_t count, Value kwargs);

// text % argument. Runs __str__, __repr__, __getitem__ nested. MAY RAISE.
Value format_percent(VM *vm, Value text, Value argument);

// The same for bytes (text is bytes-like): a new bytes object.
Value format_percent_bytes(VM *vm, Value text, Value argument);

#endif
