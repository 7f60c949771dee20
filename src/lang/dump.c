#include "lang/dump.h"

#include <stdlib.h>

#include "lang/list.h"
#include "lang/str.h"

static void add_repr(VM *vm, Value v, Buffer *out) {
    Value text = vm_repr_nested(vm, v);
    if (text == VALUE_ABSENT) {
        vm_clear_pending(vm);
        return;
    }
    buffer_append(out, str_get(text)->data, str_get(text)->bytes);
    value_unref(vm, text);
}

static void add_register(const Code *code, int reg, Buffer *out) {
    if (reg < code->local_count)
        buffer_printf(out, " %s", str_get(tuple_get(code->variables)->items[reg])->data);
    else if (reg < code->free_base + code->free_count)
        buffer_printf(out, " %s", str_get(tuple_get(code->freevars)->items[reg - code->free_base])->data);
    else
        buffer_printf(out, " t%d", reg - code->free_base - code->free_count);
}

// The operands by their letters in opcode.def.
static void add_operands(VM *vm, const Code *code, int index, Buffer *out) {
    const Insn *insn = &code->insns[index];
    const char *letters = opcode_operands((Opcode)insn->op);
    int fields[] = {insn->a, insn->b, insn->c}, at = 0;
    bool wide = letters[0] == 'i';
    for (; *letters; letters++, at++) {
        bool last_wide = letters[1] == '\0' && at == 1 && (insn->op == OPCODE_LOAD_CONST || insn->op == OPCODE_LOAD_INT);
        switch (*letters) {
        case 'r':
        case 'w':
            add_register(code, fields[at], out);
            break;
        case 'k':
            buffer_putc(out, ' ');
            add_repr(vm, tuple_get(code->constants)->items[last_wide ? insn->d : fields[at]], out);
            break;
        case 'n':
            buffer_printf(out, " %s", str_get(tuple_get(code->names)->items[fields[at]])->data);
            break;
        case 'c':
            buffer_printf(out, " %s", str_get(code->caches[fields[at]].name)->data);
            break;
        case 'j':
            buffer_printf(out, " -> %d", index + 2 + insn[1].d);
            if (insn[1].a)
                buffer_printf(out, " (else costs %d)", insn[1].a);
            break;
        case 'i':
            if (insn->op == OPCODE_JUMP || insn->op == OPCODE_LOOP)
                buffer_printf(out, " -> %d", index + 1 + insn->d);
            else
                buffer_printf(out, " %d", wide || last_wide ? insn->d : fields[at]);
            break;
        default:
            break;
        }
    }
}

void dump_code(VM *vm, const Code *code, Buffer *out) {
    buffer_printf(out, "%s: %d registers, entry costs %d\n", str_get(code->qualname)->data,
                  code->register_count, code->entry_cost);
    int line = 0;
    for (int i = 0; i < code->insn_count; i += opcode_words((Opcode)code->insns[i].op)) {
        const Insn *insn = &code->insns[i];
        if (code->spans[i].line != line)
            buffer_printf(out, "%5d ", line = code->spans[i].line);
        else
            buffer_puts(out, "      ");
        buffer_printf(out, "%5d  %-18s", i, opcode_name((Opcode)insn->op));
        add_operands(vm, code, i, out);
        if (insn->flags)
            buffer_printf(out, "  [flags %d]", insn->flags);
        buffer_putc(out, '\n');
    }
    for (int i = 0; i < code->range_count; i++)
        buffer_printf(out, "      from %u to %u: handler %u, keeps %u registers\n", code->ranges[i].start,
                      code->ranges[i].end, code->ranges[i].handler, code->ranges[i].keep);
    buffer_putc(out, '\n');
    const Tuple *constants = tuple_get(code->constants);
    for (int64_t i = 0; i < constants->count; i++)
        if (value_is_kind(constants->items[i], KIND_CODE))
            dump_code(vm, (const Code *)value_obj(constants->items[i]), out);
}

typedef struct TypeCount {
    const Type *type;
    uint64_t objects, references;
} TypeCount;

typedef struct Census {
    TypeCount *types;
    size_t count;
    uint64_t objects;
} Census;

static void count_object(void *context, void *block) {
    Census *c = context;
    const Obj *o = block;
    c->objects++;
    for (size_t i = 0; i < c->count; i++)
        if (c->types[i].type == o->type) {
            c->types[i].objects++;
            c->types[i].references += o->refs;
            return;
        }
    c->types = realloc(c->types, (c->count + 1) * sizeof *c->types);
    if (!c->types)
        abort();
    c->types[c->count++] = (TypeCount){o->type, 1, o->refs};
}

static int by_objects(const void *a, const void *b) {
    const TypeCount *x = a, *y = b;
    if (x->objects != y->objects)
        return x->objects < y->objects ? 1 : -1;
    return strcmp(type_name(x->type), type_name(y->type));
}

void dump_world(VM *vm, Buffer *out) {
    Census c = {0};
    region_each_object(vm->region, count_object, &c);
    qsort(c.types, c.count, sizeof *c.types, by_objects);
    buffer_printf(out, "ticks %lld   objects %llu   nominal bytes %zu\n", (long long)vm->ticks,
                  (unsigned long long)c.objects, region_nominal_bytes(vm->region));
    buffer_printf(out, "interned %lld   ids %lld   queued finalizers %lld   frames on the chain %u\n",
                  (long long)vm->interned_count, (long long)vm->id_count, (long long)vm->finalizer_count,
                  vm->depth);
    buffer_printf(out, "%10s %12s  type\n", "objects", "references");
    for (size_t i = 0; i < c.count; i++)
        buffer_printf(out, "%10llu %12llu  %s\n", (unsigned long long)c.types[i].objects,
                      (unsigned long long)c.types[i].references, type_name(c.types[i].type));
    free(c.types);
}
