// Making and ending a world.
#include "lang/builtins.h"
#include "lang/bytes.h"
#include "lang/dict.h"
#include "lang/list.h"
#include "lang/module.h"
#include "lang/str.h"
#include "lang/vm.h"

enum { RECURSION_DEFAULT = 1000 };
static const size_t reserve_bytes = (size_t)1 << 36;

static const char *const well_known[] = {
#define DUNDER(name) #name,
#include "lang/dunder.def"
#undef DUNDER
#define NAME(name) #name,
#include "lang/name.def"
#undef NAME
};

static void make_shared_values(VM *vm) {
    vm->empty_tuple = VALUE_ABSENT;
    vm->empty_tuple = tuple_new(vm, 0);
    for (int i = 0; i < 128; i++) {
        char ch = (char)i;
        Value s = str_new_uninit(vm, 1, 1);
        str_get(s)->data[0] = ch;
        vm->chars[i] = str_intern_value(vm, s);
    }
    vm->empty_str = str_intern_value(vm, str_new_uninit(vm, 0, 0));
    vm->empty_bytes = bytes_new(vm, "", 0);
    for (int i = 0; i < NAME_COUNT; i++)
        vm->names[i] = str_intern(vm, well_known[i], strlen(well_known[i]));
}

VM *vm_new(const Hooks *hooks, void *host) {
    Region *region = region_new(reserve_bytes);
    if (!region)
        return NULL;
    VM *vm = region_alloc_raw(region, sizeof *vm);
    region_set_root(region, vm);
    vm->region = region;
    vm->hooks = hooks;
    vm->host = host;
    vm->collect_at = INT64_MAX;
    vm->caches = true;
    vm->python = 11;
    vm->ticks_stop = INT64_MAX;
    vm->limits.recursion = RECURSION_DEFAULT;
    types_begin(vm);
    make_shared_values(vm);
    types_finish(vm);
    vm->modules = dict_new(vm);
    vm->sources = dict_new(vm);
    Value builtins = module_from_def(vm, &module_builtins);
    vm->builtins = value_ref(((Module *)value_obj(builtins))->dict);
    dict_set_str(vm, dict_get(vm->modules), vm_name(vm, N_builtins), builtins);
    value_unref(vm, builtins);
    Value main_module = module_new(vm, "__main__");
    vm->main = value_ref(((Module *)value_obj(main_module))->dict);
    dict_set_str(vm, dict_get(vm->main), vm_name(vm, N___builtins__), builtins);
    dict_set_str(vm, dict_get(vm->modules), vm_name(vm, N___main__), main_module);
    value_unref(vm, main_module);
    vm_collect_begin(vm);
#ifdef AWAITSCOPE_HARD
    vm->collect_at = 1;
#endif
    return vm;
}

void vm_free(VM *vm) {
    if (vm)
        region_free(vm->region);
}
