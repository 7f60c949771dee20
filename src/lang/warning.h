// Messages that the language itself writes to the program's stderr.
#ifndef AWAITSCOPE_LANG_WARNING_H
#define AWAITSCOPE_LANG_WARNING_H

#include "lang/gen.h"
#include "lang/vm.h"

// "coroutine 'f' was never awaited", where the program stands now.
void warning_never_awaited(VM *vm, const Gen *gen);

// "Exception ignored in: ..." with the pending exception, which is cleared.
void warning_unraisable(VM *vm, Value where);

// "FILE:LINE: CATEGORY: text" and the source line, where the program stands now. Each is said once for each
// place, as Python's filter for warnings has it: false when it was said before.
bool warning_show(VM *vm, const char *category, const char *text);

// Writes text to the program's stdout (1) or stderr (2).
void vm_write(VM *vm, int stream, const char *text, size_t bytes);

#endif
