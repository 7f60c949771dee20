// Modules and import.
#ifndef AWAITSCOPE_LANG_MODULE_H
#define AWAITSCOPE_LANG_MODULE_H

#include "lang/exec.h"

typedef struct Module {
    Obj head;
    Value dict;
    const char *const *absent; // names that it is known not to have, ending with NULL; or NULL: all others are refused
} Module;

// One module written in C: functions end with a NULL name.
typedef struct ModuleDef {
    const char *name;
    const NativeDef *functions;
    bool (*fill)(VM *vm, Value module); // adds what is no function; NULL when there is nothing
} ModuleDef;

// A new module object with this name, not in sys.modules.
Value module_new(VM *vm, const char *name);

// A new module made from its definition. ABSENT with an exception.
Value module_from_def(VM *vm, const ModuleDef *def);

// Sets an attribute of a module; gives up `take_value`.
void module_set(VM *vm, Value module, const char *name, Value take_value);

// The modules that the language has by itself: a new object, or ABSENT without an exception.
Value module_builtin(VM *vm, const char *name);

// import name, with the names of `from` (a tuple) or ABSENT. Gives the module that the statement binds.
Flow module_import(VM *vm, Ret ret, Value name, Value from, int level);

// from module import name.
Flow module_import_from(VM *vm, Ret ret, Value module, Value name);

// from module import *, into `namespace`.
Flow module_import_star(VM *vm, Value module, Value namespace);

// The module of this dotted name, imported when it was not yet: a new reference. MAY RAISE.
Value module_get(VM *vm, const char *name);

#endif
