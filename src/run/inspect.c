// Looking at variables.
#include <string.h>

#include "lang/code.h"
#include "lang/dict.h"
#include "lang/func.h"
#include "lang/gen.h"
#include "lang/list.h"
#include "lang/str.h"
#include "run/run_internal.h"

static bool add_variable(VM *vm, Value name, Value v, Buffer *out) {
    if (value_is_kind(v, KIND_CELL))
        v = cell_get(v)->value;
    if (v == VALUE_ABSENT || !value_is_str(name) || str_get(name)->data[0] == '.')
        return false;
    Value text = vm_repr_nested(vm, v);
    if (text == VALUE_ABSENT) {
        vm_clear_pending(vm);
        buffer_printf(out, "%s = <%s>\n", str_get(name)->data, type_name(value_type(vm, v)));
        return true;
    }
    buffer_printf(out, "%s = ", str_get(name)->data);
    buffer_append(out, str_get(text)->data, str_get(text)->bytes);
    buffer_putc(out, '\n');
    value_unref(vm, text);
    return true;
}

// Names that every module has are not the program's.
static bool is_own_global(Value name, Value v) {
    const char *text = str_get(name)->data;
    return strncmp(text, "__", 2) != 0 && !value_is_kind(v, KIND_MODULE) && !value_is_kind(v, KIND_FUNC) &&
           !value_is_kind(v, KIND_TYPE);
}

static void add_frame(VM *vm, const Frame *f, Buffer *out) {
    const Code *code = f->code;
    buffer_printf(out, "%s, line %d\n", str_get(code->name)->data, frame_line(f));
    if (code->flags & CODE_NAMESPACE) {
        Value names = f->names != VALUE_ABSENT ? f->names : f->globals;
        int64_t position = 0;
        for (DictEntry *e; value_is_dict(names) && (e = dict_next(dict_get(names), &position));)
            if (is_own_global(e->key, e->value))
                add_variable(vm, e->key, e->value, out);
        return;
    }
    const Tuple *names = tuple_get(code->variables), *free_names = tuple_get(code->freevars);
    for (int64_t i = 0; i < names->count; i++)
        add_variable(vm, names->items[i], f->v[i], out);
    for (int64_t i = 0; i < free_names->count; i++)
        add_variable(vm, free_names->items[i], f->v[code->free_base + i], out);
}

typedef struct FindTask {
    uint32_t lane;
    Gen *coro;
} FindTask;

static void find_task(void *context, LoopTask task) {
    FindTask *find = context;
    if (task.lane == find->lane)
        find->coro = task.coro;
}

// The innermost frame of a lane, or NULL.
static const Frame *lane_frame(VM *vm, uint32_t lane) {
    FindTask find = {.lane = lane};
    if (loop_at(vm).lane == lane)
        return vm->frame;
    if (lane == 0) {
        const Frame *f = vm->frame; // the main thread is under whoever runs
        while (f && f->caller)
            f = f->caller;
        return f;
    }
    loop_each_task(vm, find_task, &find);
    return find.coro ? gen_innermost(find.coro) : NULL;
}

bool run_locals(Run *run, uint64_t position, uint32_t lane, Buffer *out) {
    if (!run_seek(run, position) || run->world_ended)
        return false;
    // a repr may be the guest's own code: whatever it does is undone
    VM *vm = run_vm(run);
    run_spoil(run);
    size_t before = out->length;
    for (const Frame *f = lane_frame(vm, lane); f; f = f->caller) {
        if (f->code)
            add_frame(vm, f, out);
        if (f->gen && f->gen == vm->driver && lane != 0)
            break; // below is the loop
    }
    run->inspecting = false;
    run->host.trace = run->trace;
    return out->length > before;
}
