#include "lang/python_module.h"

#include "lang/compile.h"
#include "lang/dict.h"
#include "lang/exec.h"
#include "lang/module.h"
#include "lang/str.h"

#include <stdio.h>

bool python_module_is_file(Value filename) {
    return value_is_str(filename) && strncmp(str_get(filename)->data, "<frozen ", 8) == 0;
}

static Value run(VM *vm, const PythonModule *entry) {
    char filename[80];
    snprintf(filename, sizeof filename, "<frozen %s>", entry->name);
    Arena arena;
    arena_init(&arena);
    SyntaxErrorInfo error = {0};
    Code *code = compile_source(vm, &arena, entry->text, strlen(entry->text), filename, &error);
    if (!code) {
        vm_raise(vm, T_SystemError, "%s:%d: %s", filename, error.line, error.message);
        arena_deinit(&arena);
        return VALUE_ABSENT;
    }
    arena_deinit(&arena);
    Value module = module_new(vm, entry->name);
    Frame *frame = frame_push(vm, RET_EXIT, NULL, code, ((Module *)value_obj(module))->dict);
    value_unref(vm, value_of(code));
    Value result = frame ? exec_nested(vm, FLOW_CALL) : VALUE_ABSENT;
    if (result == VALUE_ABSENT) {
        value_unref(vm, module);
        return VALUE_ABSENT;
    }
    value_unref(vm, result);
    return module;
}

Value python_module_load(VM *vm, const char *name) {
    for (const PythonModule *entry = python_modules; entry->name; entry++)
        if (strcmp(entry->name, name) == 0)
            return run(vm, entry);
    return VALUE_ABSENT;
}
