#include "lang/compile_unit.h"

#include "lang/list.h"
#include "lang/str.h"

// A copy of `old`, which holds `used` items of `size` bytes, with room for `capacity`.
static void *grown(Compiler *c, const void *old, int used, int capacity, size_t size) {
    void *copy = arena_alloc(c->arena, (size_t)capacity * size);
    if (used)
        memcpy(copy, old, (size_t)used * size);
    return copy;
}

void compile_fail(Compiler *c, Span span, const char *message) {
    if (c->failed)
        return;
    c->failed = true;
    *c->error = (SyntaxErrorInfo){.kind = SYNTAX_ERROR,
                                  .filename = c->filename,
                                  .message = message,
                                  .line = span.line,
                                  .col = span.col + 1,
                                  .end_line = span.end_line,
                                  .end_col = span.end_col + 1};
}

static int word_add(Compiler *c, Insn insn, Label label) {
    Unit *u = c->unit;
    if (u->count == u->capacity) {
        int capacity = u->capacity ? u->capacity * 2 : 64;
        u->insns = grown(c, u->insns, u->count, capacity, sizeof *u->insns);
        u->spans = grown(c, u->spans, u->count, capacity, sizeof *u->spans);
        u->labels_of = grown(c, u->labels_of, u->count, capacity, sizeof *u->labels_of);
        u->capacity = capacity;
    }
    u->insns[u->count] = insn;
    u->spans[u->count] = u->span;
    u->labels_of[u->count] = label;
    return u->count++;
}

// Operands have 16 bits; what does not fit is refused by name.
static void check_operand(Compiler *c, int operand) {
    if (operand < 0 || operand > UINT16_MAX)
        compile_fail(c, c->unit->span, "function is too large: it needs more than 65535 registers, "
                                       "names or items at once");
}

void emit(Compiler *c, Opcode op, unsigned flags, int a, int b, int cc) {
    check_operand(c, a);
    check_operand(c, b);
    check_operand(c, cc);
    word_add(c,
             (Insn){.op = op, .flags = flags, .a = (uint16_t)a, .b = (uint16_t)b, .c = (uint16_t)cc},
             -1);
}

void emit_wide(Compiler *c, Opcode op, unsigned flags, int a, int d) {
    check_operand(c, a);
    word_add(c, (Insn){.op = op, .flags = flags, .a = (uint16_t)a, .d = d}, -1);
}

void emit_jump(Compiler *c, Opcode op, Label target) {
    word_add(c, (Insn){.op = op}, target);
}

void emit_branch(Compiler *c, Opcode op, unsigned flags, int a, int b, int cc, Label target,
                 int cost) {
    check_operand(c, a);
    check_operand(c, b);
    word_add(c,
             (Insn){.op = op, .flags = flags, .a = (uint16_t)a, .b = (uint16_t)b, .c = (uint16_t)cc},
             -1);
    word_add(c, (Insn){.op = OPCODE_EXT, .a = (uint16_t)(cost < UINT16_MAX ? cost : UINT16_MAX)},
             target);
}

Label label_new(Compiler *c) {
    Unit *u = c->unit;
    if (u->label_count == u->label_capacity) {
        int capacity = u->label_capacity ? u->label_capacity * 2 : 32;
        u->label_positions =
            grown(c, u->label_positions, u->label_count, capacity, sizeof *u->label_positions);
        u->label_capacity = capacity;
    }
    u->label_positions[u->label_count] = -1;
    return u->label_count++;
}

void label_here(Compiler *c, Label label) { c->unit->label_positions[label] = c->unit->count; }

void temp_reserve(Compiler *c, int count) {
    Unit *u = c->unit;
    u->top += count;
    if (u->top > u->max)
        u->max = u->top;
}

int temp_new(Compiler *c) {
    temp_reserve(c, 1);
    return c->unit->top - 1;
}

// Constants are shared when they are the same word and were used a short while ago: looking further
// back would make large tables of data quadratic.
int constant_add(Compiler *c, Value take_v) {
    List *list = list_get(c->unit->constants);
    for (int64_t i = list->count > 64 ? list->count - 64 : 0; i < list->count; i++) {
        if (list->items[i] == take_v) {
            value_unref(c->vm, take_v);
            return (int)i;
        }
    }
    list_append(c->vm, list, take_v);
    return (int)list->count - 1;
}

int name_add(Compiler *c, Value name) {
    List *list = list_get(c->unit->names);
    for (int64_t i = 0; i < list->count; i++)
        if (list->items[i] == name)
            return (int)i;
    list_append(c->vm, list, value_ref(name));
    return (int)list->count - 1;
}

int cache_add(Compiler *c, Value name) {
    Unit *u = c->unit;
    if (u->cache_count == u->cache_capacity) {
        int capacity = u->cache_capacity ? u->cache_capacity * 2 : 16;
        u->cache_names = grown(c, u->cache_names, u->cache_count, capacity, sizeof *u->cache_names);
        u->cache_capacity = capacity;
    }
    u->cache_names[u->cache_count] = name;
    return u->cache_count++;
}

Value ident_value(Compiler *c, const AstIdent *ident) {
    if (ident->index >= c->ident_capacity) {
        uint32_t capacity = ident->index + 64;
        c->ident_values = grown(c, c->ident_values, (int)c->ident_capacity, (int)capacity,
                                sizeof *c->ident_values);
        c->ident_capacity = capacity;
    }
    Value *slot = &c->ident_values[ident->index];
    if (*slot == VALUE_ABSENT) {
        *slot = str_intern(c->vm, ident->text, ident->length);
        value_unref(c->vm, *slot); // the intern table keeps it
    }
    return *slot;
}

Var variable_find(Compiler *c, const AstIdent *ident) {
    Unit *u = c->unit;
    const AstIdent *name = symtable_mangle(c->symtable, u->scope, ident);
    const Symbol *symbol = symtable_find(u->scope, name);
    bool namespace = u->scope->kind == SCOPE_CLASS || u->scope->kind == SCOPE_MODULE;
    Var var = {.kind = VAR_GLOBAL, .reg = -1, .name = name};
    if (!symbol) {
        var.kind = namespace && u->scope->kind == SCOPE_CLASS ? VAR_NAME : VAR_GLOBAL;
        return var;
    }
    var.reg = u->symbol_regs[symbol - u->scope->symbols];
    switch (symbol->scope) {
    case SYMBOL_LOCAL:
        var.kind = u->scope->kind == SCOPE_CLASS    ? VAR_NAME
                   : u->scope->kind == SCOPE_MODULE ? VAR_GLOBAL
                                                    : VAR_FAST;
        break;
    case SYMBOL_CELL:
        var.kind = u->scope->kind == SCOPE_CLASS ? VAR_NAME : VAR_CELL;
        break;
    case SYMBOL_FREE:
        var.kind = u->scope->kind == SCOPE_CLASS ? VAR_CLASS_CELL : VAR_CELL;
        break;
    case SYMBOL_GLOBAL_EXPLICIT:
        var.kind = VAR_GLOBAL;
        break;
    case SYMBOL_GLOBAL_IMPLICIT:
        var.kind = u->scope->kind == SCOPE_CLASS ? VAR_NAME : VAR_GLOBAL;
        break;
    }
    return var;
}

static void range_add(Compiler *c, int start, int end, Label handler, int keep) {
    Unit *u = c->unit;
    if (start == end)
        return;
    if (u->range_count == u->range_capacity) {
        int capacity = u->range_capacity ? u->range_capacity * 2 : 8;
        u->ranges = grown(c, u->ranges, u->range_count, capacity, sizeof *u->ranges);
        u->range_capacity = capacity;
    }
    u->ranges[u->range_count++] = (ExceptRange){.start = (uint32_t)start,
                                                .end = (uint32_t)end,
                                                .handler = (uint32_t)handler,
                                                .keep = (uint32_t)keep};
}

void range_open(Compiler *c, Block *block, Label handler, int keep) {
    block->has_range = true;
    block->handler = handler;
    block->keep = keep;
    block->range_start = c->unit->count;
}

void range_close(Compiler *c, Block *block) {
    if (block->has_range)
        range_add(c, block->range_start, c->unit->count, block->handler, block->keep);
}

void block_push(Compiler *c, Block *block, BlockKind kind) {
    block->kind = kind;
    block->outer = c->unit->block;
    block->span = c->unit->span;
    c->unit->block = block;
}

void block_pop(Compiler *c, Block *block) {
    assert(c->unit->block == block);
    range_close(c, block);
    c->unit->block = block->outer;
}

bool *bound_save(Compiler *c) {
    Unit *u = c->unit;
    return grown(c, u->bound, u->local_count, u->local_count + 1, sizeof *u->bound);
}

void bound_restore(Compiler *c, const bool *saved) {
    memcpy(c->unit->bound, saved, (size_t)c->unit->local_count * sizeof *saved);
}
