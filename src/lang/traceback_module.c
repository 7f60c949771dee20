// The module _traceback: what the module traceback, which is written in Python, needs of the engine.
#include "lang/exception.h"
#include "lang/int.h"
#include "lang/modules.h"
#include "lang/source.h"
#include "lang/str.h"

static bool check(VM *vm, Value v, TypeId type) {
    if (value_is_a(vm, v, type))
        return true;
    vm_raise(vm, T_TypeError, "expected %s, not %T", type_name(vm_type(vm, type)), v);
    return false;
}

static Value report(VM *vm, Value *a) {
    return check(vm, a[0], T_BaseException) ? exception_report(vm, a[0]) : VALUE_ABSENT;
}

static Value entry(VM *vm, Value *a) {
    return check(vm, a[0], T_traceback) ? exception_report_entry(vm, a[0]) : VALUE_ABSENT;
}

static Value summary(VM *vm, Value *a) {
    return check(vm, a[0], T_BaseException) ? exception_report_summary(vm, a[0]) : VALUE_ABSENT;
}

static Value line(VM *vm, Value *a) {
    int64_t number;
    if (!check(vm, a[0], T_str) || !vm_index_int64(vm, a[1], true, &number))
        return VALUE_ABSENT;
    size_t length = 0;
    const char *text = number > 0 && number < INT32_MAX ? source_line(vm, a[0], (int)number, &length) : NULL;
    return text ? str_new(vm, text, length) : str_from(vm, "");
}

static const NativeDef functions[] = {
    {"report", "exception /", report, NULL, 0, 0},
    {"entry", "traceback /", entry, NULL, 0, 0},
    {"summary", "exception /", summary, NULL, 0, 0},
    {"line", "filename number /", line, NULL, 0, 0},
    {0},
};

const ModuleDef module__traceback = {"_traceback", functions, NULL};
