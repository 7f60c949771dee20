// Modules of the library that are written in Python: src/lang/python/NAME.py, built into the program.
#ifndef AWAITSCOPE_LANG_PYTHON_MODULE_H
#define AWAITSCOPE_LANG_PYTHON_MODULE_H

#include "lang/vm.h"

// One module's source text.
typedef struct PythonModule {
    const char *name; // dotted; NULL ends the table
    const char *text;
} PythonModule;

// All of them, made from the files by embed.cmake.
extern const PythonModule python_modules[];

// Whether a code object of this file name is one of these modules': its frames are no part of the
// user's traceback.
bool python_module_is_file(Value filename);

// Makes the module of this name and runs its text, nested: a new reference. ABSENT without an
// exception when there is none; ABSENT with an exception when it fails.
Value python_module_load(VM *vm, const char *name);

#endif
