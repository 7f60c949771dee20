// Private to this layer: its modules.
#ifndef AWAITSCOPE_LOOP_MODULES_H
#define AWAITSCOPE_LOOP_MODULES_H

#include "lang/module.h"

extern const ModuleDef loop_module_asyncio;
extern const ModuleDef loop_module_time;
extern const ModuleDef loop_module_contextvars;

// The functions of module asyncio, by the file that has them; each ends with a NULL name.
extern const NativeDef combine_functions[];
extern const NativeDef gather_functions[];
extern const NativeDef timeout_functions[];
extern const NativeDef policy_functions[];

// Adds the methods that queues have from Python 3.13 on.
void queue_add_later(VM *vm);
extern const NativeDef eager_functions[]; // of Python 3.12

#endif
