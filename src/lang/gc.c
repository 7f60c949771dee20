// The module gc: the collector of cycles.
#include "lang/int.h"
#include "lang/list.h"
#include "lang/modules.h"
#include "lang/vm.h"

static Value gc_collect(VM *vm, Value *a) {
    (void)a;
    return int_new(vm, vm_collect(vm));
}

static const NativeDef gc_functions[] = {
    {"collect", "generation?", gc_collect, NULL, 0, 0},
    {0},
};

const ModuleDef module_gc = {"gc", gc_functions, NULL};
