#include "lang/code.h"

#include "lang/int.h"
#include "lang/list.h"
#include "lang/str.h"
#include "lang/vm.h"

static const struct {
    const char *name, *operands;
    int words;
} opcodes[] = {
#define OP(name, words, operands) {#name, operands, words},
#include "lang/opcode.def"
#undef OP
};

const char *opcode_name(Opcode op) { return opcodes[op].name; }
int opcode_words(Opcode op) { return opcodes[op].words; }
const char *opcode_operands(Opcode op) { return opcodes[op].operands; }

static void code_visit(Obj *o, SlotVisitor visitor, void *context) {
    Code *code = (Code *)o;
    Value *slots[] = {&code->name,      &code->qualname, &code->filename, &code->constants, &code->names,
                      &code->variables, &code->doc,      &code->freevars, &code->cellvars};
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++)
        visitor(context, slots[i]);
}

static void code_finish(VM *vm, Obj *o) {
    Code *code = (Code *)o;
    raw_release(vm, code->insns, (size_t)code->insn_count * sizeof *code->insns);
    raw_release(vm, code->spans, (size_t)code->insn_count * sizeof *code->spans);
    raw_release(vm, code->caches, (size_t)code->cache_count * sizeof *code->caches);
    raw_release(vm, code->ranges, (size_t)code->range_count * sizeof *code->ranges);
}

static Value code_repr(VM *vm, Value self) {
    Code *code = (Code *)value_obj(self);
    return str_format(vm, "<code object %s at 0x%llx, file \"%s\", line %d>", str_get(code->name)->data,
                      (unsigned long long)obj_id(vm, self), str_get(code->filename)->data,
                      code->first_line);
}

static Value code_name(VM *vm, Value self) {
    (void)vm;
    return value_ref(((Code *)value_obj(self))->name);
}

static Value code_filename(VM *vm, Value self) {
    (void)vm;
    return value_ref(((Code *)value_obj(self))->filename);
}

static Value code_first_line(VM *vm, Value self) {
    return int_new(vm, ((Code *)value_obj(self))->first_line);
}

static Value code_argcount(VM *vm, Value self) {
    return int_new(vm, ((Code *)value_obj(self))->positional_count);
}

static Value code_kwonly(VM *vm, Value self) {
    return int_new(vm, ((Code *)value_obj(self))->keyword_only_count);
}

static Value code_posonly(VM *vm, Value self) {
    return int_new(vm, ((Code *)value_obj(self))->positional_only_count);
}

static Value code_varnames(VM *vm, Value self) {
    (void)vm;
    return value_ref(((Code *)value_obj(self))->variables);
}

static Value code_freevars(VM *vm, Value self) {
    (void)vm;
    return value_ref(((Code *)value_obj(self))->freevars);
}

// CPython's CO_ flags, as far as programs look at them.
static Value code_flags(VM *vm, Value self) {
    const Code *code = (Code *)value_obj(self);
    int flags = code->flags & CODE_NAMESPACE ? 0 : 3;
    flags |= code->flags & CODE_VARARGS ? 4 : 0;
    flags |= code->flags & CODE_VARKEYWORDS ? 8 : 0;
    flags |= code->flags & CODE_NESTED ? 16 : 0;
    if (code->flags & CODE_GENERATOR)
        flags |= code->flags & CODE_COROUTINE ? 0x200 : 0x20;
    else if (code->flags & CODE_COROUTINE)
        flags |= 0x80;
    flags |= code->flags & CODE_ITERABLE_COROUTINE ? 0x100 : 0;
    return int_new(vm, flags);
}

static const GetSetDef code_getsets[] = {
    {"co_name", code_name, NULL},           {"co_filename", code_filename, NULL},
    {"co_firstlineno", code_first_line, NULL}, {"co_argcount", code_argcount, NULL},
    {"co_kwonlyargcount", code_kwonly, NULL},  {"co_posonlyargcount", code_posonly, NULL},
    {"co_varnames", code_varnames, NULL},   {"co_freevars", code_freevars, NULL},
    {"co_flags", code_flags, NULL},         {0},
};

const TypeDef typedef_code = {
    .name = "code",
    .kind = KIND_CODE,
    .flags = TYPE_NO_NEW,
    .size = sizeof(Code),
    .visit = code_visit,
    .finish = code_finish,
    .repr = code_repr,
    .getsets = code_getsets,
};
