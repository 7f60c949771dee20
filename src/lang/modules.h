// Declarations of the modules in modules.def.
#ifndef AWAITSCOPE_LANG_MODULES_H
#define AWAITSCOPE_LANG_MODULES_H

#include "lang/module.h"

#define MODULE(name) extern const ModuleDef module_##name;
#include "lang/modules.def"
#undef MODULE

#endif
