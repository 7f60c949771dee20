// The module gc: the collector of cycles.
#include "lang/int.h"
#include "lang/list.h"
#include "lang/modules.h"
#include "lang/vm.h"

static Value gc_collect(VM *vm, Value *a) {
    (void)a;
    return int_new(vm, vm_collect(vm));
}

static Value gc_enable(VM *vm, Value *a) {
    (void)a;
    vm->collect_on_demand = false;
    return VALUE_NONE;
}

static Value gc_disable(VM *vm, Value *a) {
    (void)a;
    vm->collect_on_demand = true;
    return VALUE_NONE;
}

static Value gc_isenabled(VM *vm, Value *a) {
    (void)a;
    return value_bool(!vm->collect_on_demand);
}

static const NativeDef gc_functions[] = {
    {"enable", "", gc_enable, NULL, 0, 0},
    {"disable", "", gc_disable, NULL, 0, 0},
    {"isenabled", "", gc_isenabled, NULL, 0, 0},
    {"collect", "generation?", gc_collect, NULL, 0, 0},
    {0},
};

const ModuleDef module_gc = {"gc", gc_functions, NULL};
