// The module _world: how modules written in Python end a run that cannot go on.
#include "lang/modules.h"
#include "lang/str.h"

static bool check_str(VM *vm, Value v) {
    if (value_is_str(v))
        return true;
    vm_raise(vm, T_TypeError, "expected str, not %T", v);
    return false;
}

// What the program needs is not there: status 3.
static Value refuse(VM *vm, Value *a) {
    return check_str(vm, a[0]) ? vm_unsupported(vm, "%s", str_get(a[0])->data) : VALUE_ABSENT;
}

// It waits for what cannot come: status 5.
static Value deadlock(VM *vm, Value *a) {
    return check_str(vm, a[0]) ? vm_halt(vm, 5, "deadlock: %s", str_get(a[0])->data) : VALUE_ABSENT;
}

static const NativeDef functions[] = {
    {"refuse", "what /", refuse, NULL, 0, 0},
    {"deadlock", "who /", deadlock, NULL, 0, 0},
    {0},
};

const ModuleDef module__world = {"_world", functions, NULL};
