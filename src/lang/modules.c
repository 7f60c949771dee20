// The table of the modules that the language has by itself, and `sys`.
#include "lang/builtins.h"
#include "lang/dict.h"
#include "lang/exception.h"
#include "lang/int.h"
#include "lang/list.h"
#include "lang/module.h"
#include "lang/modules.h"
#include "lang/python_module.h"
#include "lang/str.h"
#include "lang/stream.h"
#include "lang/vm.h"

static Value sys_exit(VM *vm, Value *a) {
    return vm_raise_value(vm, T_SystemExit, a[0] == VALUE_ABSENT ? VALUE_ABSENT : value_ref(a[0]));
}

static Value sys_exc_info(VM *vm, Value *a) {
    (void)a;
    Value triple[] = {VALUE_NONE, VALUE_NONE, VALUE_NONE};
    Value handled = vm_handled(vm);
    if (handled != VALUE_ABSENT) {
        Value traceback = exception_get(handled)->traceback;
        triple[0] = value_of(value_type(vm, handled));
        triple[1] = handled;
        triple[2] = traceback == VALUE_ABSENT ? VALUE_NONE : traceback;
    }
    return tuple_from(vm, triple, 3);
}

static Value sys_exception(VM *vm, Value *a) {
    (void)a;
    Value handled = vm_handled(vm);
    return handled == VALUE_ABSENT ? VALUE_NONE : value_ref(handled);
}

static Value sys_getrecursionlimit(VM *vm, Value *a) {
    (void)a;
    return int_new(vm, vm->limits.recursion);
}

static Value sys_setrecursionlimit(VM *vm, Value *a) {
    int64_t limit;
    if (!vm_index_int64(vm, a[0], true, &limit))
        return VALUE_ABSENT;
    if (limit <= (int64_t)vm->depth || limit > UINT32_MAX)
        return vm_raise(vm, T_RecursionError, "cannot set the recursion limit to %lld at the recursion depth %d: the limit is too low",
                        (long long)limit, (int)vm->depth);
    vm->limits.recursion = (uint32_t)limit;
    return VALUE_NONE;
}

static Value sys_getrefcount(VM *vm, Value *a) {
    return int_new(vm, value_is_obj(a[0]) ? value_obj(a[0])->refs + 1 : 1000000);
}

static Value sys_intern(VM *vm, Value *a) { return str_intern_value(vm, value_ref(a[0])); }

static Value sys_getsizeof(VM *vm, Value *a) {
    (void)a;
    return vm_unsupported(vm, "sys.getsizeof()");
}

static Value sys_frame(VM *vm, Value *a) {
    int64_t depth = 0;
    if (a[0] != VALUE_ABSENT && !vm_index_int64(vm, a[0], true, &depth))
        return VALUE_ABSENT;
    for (Frame *f = vm->frame; f; f = f->caller)
        if (f->code && depth-- <= 0)
            return value_ref(value_of(f));
    return vm_raise(vm, T_ValueError, "call stack is not deep enough");
}

static Value sys_switch_interval(VM *vm, Value *a) {
    (void)a;
    return vm_unsupported(vm, "sys.getswitchinterval()");
}

static const NativeDef sys_functions[] = {
    {"exit", "status? /", sys_exit, NULL, 0, 0},
    {"exc_info", "", sys_exc_info, NULL, 0, 0},
    {"exception", "", sys_exception, NULL, 0, 0},
    {"getrecursionlimit", "", sys_getrecursionlimit, NULL, 0, 0},
    {"setrecursionlimit", "limit /", sys_setrecursionlimit, NULL, 0, 0},
    {"getrefcount", "object /", sys_getrefcount, NULL, 0, 0},
    {"getsizeof", "object default?", sys_getsizeof, NULL, 0, 0},
    {"getswitchinterval", "", sys_switch_interval, NULL, 0, 0},
    {"intern", "string /", sys_intern, NULL, 0, 0},
    {"_getframe", "depth? /", sys_frame, NULL, 0, 0},
    {0},
};

// sys.version_info compares like the tuple it is.
static bool sys_fill(VM *vm, Value module) {
    int micro = vm->python == 11 ? 7 : 0;
    Value version[] = {value_small(3), value_small(vm->python), value_small(micro), str_from(vm, "final"),
                       value_small(0)};
    module_set(vm, module, "version_info", tuple_take(vm, version, 5));
    module_set(vm, module, "version", str_format(vm, "3.%d.%d (awaitscope)", vm->python, micro));
    module_set(vm, module, "hexversion", int_new(vm, 0x030000f0 + (vm->python << 16) + (micro << 8)));
    module_set(vm, module, "platform", str_from(vm, "linux"));
    module_set(vm, module, "byteorder", str_from(vm, "little"));
    module_set(vm, module, "maxsize", int_new(vm, INT64_MAX));
    module_set(vm, module, "maxunicode", int_new(vm, 0x10FFFF));
    module_set(vm, module, "executable", str_from(vm, "python3"));
    Value in = stream_new(vm, 0), out = stream_new(vm, 1), err = stream_new(vm, 2);
    module_set(vm, module, "__stdin__", value_ref(in));
    module_set(vm, module, "__stdout__", value_ref(out));
    module_set(vm, module, "__stderr__", value_ref(err));
    module_set(vm, module, "stdin", in);
    module_set(vm, module, "stdout", out);
    module_set(vm, module, "stderr", err);
    module_set(vm, module, "modules", value_ref(vm->modules));
    module_set(vm, module, "argv", vm->argv == VALUE_ABSENT ? list_new(vm, 0) : value_ref(vm->argv));
    module_set(vm, module, "path", list_new(vm, 0));
    return true;
}

static const ModuleDef module_sys = {"sys", sys_functions, sys_fill};

static bool future_fill(VM *vm, Value module) {
    static const char *const names[] = {"annotations", "division",      "absolute_import", "generators",
                                        "with_statement", "print_function", "unicode_literals",
                                        "nested_scopes", "generator_stop"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        module_set(vm, module, names[i], VALUE_NONE);
    return true;
}

static const ModuleDef module_future = {"__future__", NULL, future_fill};

Value module_builtin(VM *vm, const char *name) {
    static const ModuleDef *const table[] = {
        &module_sys,
        &module_future,
#define MODULE(name) &module_##name,
#include "lang/modules.def"
#undef MODULE
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i]->name, name) == 0)
            return module_from_def(vm, table[i]);
    return python_module_load(vm, name);
}
