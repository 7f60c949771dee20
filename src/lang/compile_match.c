// The match statement: each pattern is a chain of tests; names are bound when all have passed.
#include "lang/compile_unit.h"
#include "lang/list.h"
#include "lang/str.h"

// Names captured so far by the case being compiled.
typedef struct Captures {
    const AstIdent **names;
    int *regs;
    int count;
} Captures;

static void compile_pattern(Compiler *c, const Ast *pattern, int subject, Label fail, Captures *captures);

static void capture(Compiler *c, const AstIdent *name, int reg, Captures *captures) {
    if (!name)
        return;
    int n = captures->count;
    const AstIdent **names = arena_alloc(c->arena, (size_t)(n + 1) * sizeof *names);
    int *regs = arena_alloc(c->arena, (size_t)(n + 1) * sizeof *regs);
    if (n) {
        memcpy(names, captures->names, (size_t)n * sizeof *names);
        memcpy(regs, captures->regs, (size_t)n * sizeof *regs);
    }
    for (int i = 0; i < n; i++)
        if (names[i] == name)
            compile_fail(c, c->unit->span, "multiple assignments to name in pattern");
    names[n] = name;
    regs[n] = reg;
    *captures = (Captures){names, regs, n + 1};
}

static void compile_value_test(Compiler *c, const Ast *value, int subject, Label fail) {
    int top = c->unit->top;
    Operand v = compile_operand(c, value, -1);
    emit_branch(c, OPCODE_JUMP_EQ, JUMP_IF_FALSE | kill_flag(v, -1, KILL_C), 0, subject, v.reg, fail,
                0);
    c->unit->top = top;
}

static void compile_sequence_pattern(Compiler *c, const AstMatchSequence *node, int subject, Label fail,
                                     Captures *captures) {
    int n = node->patterns.count, star = -1;
    for (int i = 0; i < n; i++)
        if (node->patterns.items[i]->kind == AST_MatchStar)
            star = i;
    int test = temp_new(c);
    emit(c, OPCODE_MATCH_SEQUENCE, 0, test, subject, 0);
    emit_branch(c, OPCODE_JUMP_IF, JUMP_IF_FALSE, test, 0, 0, fail, 0);
    emit(c, OPCODE_LENGTH, 0, test, subject, 0);
    if (star < 0)
        emit_branch(c, OPCODE_JUMP_EQ_I, JUMP_IF_FALSE, 0, test, n, fail, 0);
    else if (n > 1)
        emit_branch(c, OPCODE_JUMP_GE_I, JUMP_IF_FALSE, 0, test, n - 1, fail, 0);
    int items = c->unit->top;
    temp_reserve(c, n);
    if (star < 0)
        emit(c, OPCODE_UNPACK, 0, items, subject, n);
    else
        emit(c, OPCODE_UNPACK_EX, 0, items, subject, star | (n - star - 1) << 8);
    for (int i = 0; i < n; i++) {
        const Ast *pattern = node->patterns.items[i];
        if (pattern->kind == AST_MatchStar)
            capture(c, AST_CAST(MatchStar, pattern)->name, items + i, captures);
        else
            compile_pattern(c, pattern, items + i, fail, captures);
    }
}

static void compile_mapping_pattern(Compiler *c, const AstMatchMapping *node, int subject, Label fail,
                                    Captures *captures) {
    int n = node->keys.count;
    int test = temp_new(c), keys = temp_new(c), values = temp_new(c);
    emit(c, OPCODE_MATCH_MAPPING, 0, test, subject, 0);
    emit_branch(c, OPCODE_JUMP_IF, JUMP_IF_FALSE, test, 0, 0, fail, 0);
    int first = c->unit->top;
    temp_reserve(c, n);
    for (int i = 0; i < n; i++)
        compile_into(c, node->keys.items[i], first + i);
    emit(c, OPCODE_BUILD_TUPLE, 0, keys, first, n);
    emit(c, OPCODE_MATCH_KEYS, 0, values, subject, keys);
    emit_branch(c, OPCODE_JUMP_NONE, 0, 0, values, 0, fail, 0);
    emit(c, OPCODE_UNPACK, 0, first, values, n);
    for (int i = 0; i < n; i++)
        compile_pattern(c, node->patterns.items[i], first + i, fail, captures);
    if (node->rest) {
        int rest = temp_new(c);
        emit(c, OPCODE_MATCH_REST, 0, rest, subject, keys);
        capture(c, node->rest, rest, captures);
    }
}

static void compile_class_pattern(Compiler *c, const AstMatchClass *node, int subject, Label fail,
                                  Captures *captures) {
    int positional = node->patterns.count, named = node->kwd_attrs.count;
    int values = temp_new(c), base = temp_new(c), class = temp_new(c), names = temp_new(c);
    emit(c, OPCODE_MOVE, 0, base, subject, 0);
    compile_into(c, node->cls, class);
    Value tuple = tuple_new(c->vm, named);
    for (int i = 0; i < named; i++)
        tuple_get(tuple)->items[i] = value_ref(ident_value(c, node->kwd_attrs.items[i]));
    compile_constant(c, tuple, names);
    emit(c, OPCODE_MATCH_CLASS, 0, values, base, positional);
    emit_branch(c, OPCODE_JUMP_NONE, 0, 0, values, 0, fail, 0);
    int first = c->unit->top;
    temp_reserve(c, positional + named);
    emit(c, OPCODE_UNPACK, 0, first, values, positional + named);
    for (int i = 0; i < positional; i++)
        compile_pattern(c, node->patterns.items[i], first + i, fail, captures);
    for (int i = 0; i < named; i++)
        compile_pattern(c, node->kwd_patterns.items[i], first + positional + i, fail, captures);
}

// p1 | p2: alternatives bind the same names, each into the same registers.
static void compile_or_pattern(Compiler *c, const AstMatchOr *node, int subject, Label fail,
                               Captures *captures) {
    Label matched = label_new(c);
    Captures before = *captures, first = {0};
    int slots = c->unit->top;
    for (int i = 0; i < node->patterns.count; i++) {
        bool last = i == node->patterns.count - 1;
        Label next = last ? fail : label_new(c);
        Captures own = before;
        compile_pattern(c, node->patterns.items[i], subject, next, &own);
        if (i == 0) {
            first = own;
            slots = c->unit->top;
            temp_reserve(c, own.count - before.count);
        }
        if (own.count != first.count)
            compile_fail(c, node->base.span, "alternative patterns bind different names");
        for (int k = before.count; k < own.count && k < first.count; k++) {
            int slot = before.count;
            while (slot < first.count && first.names[slot] != own.names[k])
                slot++;
            if (slot == first.count) {
                compile_fail(c, node->base.span, "alternative patterns bind different names");
                break;
            }
            emit(c, OPCODE_MOVE, 0, slots + slot - before.count, own.regs[k], 0);
        }
        if (!last) {
            emit_jump(c, OPCODE_JUMP, matched);
            label_here(c, next);
        }
    }
    label_here(c, matched);
    *captures = before;
    for (int k = before.count; k < first.count; k++)
        capture(c, first.names[k], slots + k - before.count, captures);
}

static void compile_singleton_test(Compiler *c, const AstMatchSingleton *node, int subject, Label fail) {
    int top = c->unit->top, value = temp_new(c);
    compile_constant(c, compile_constant_value(c, &node->value), value);
    emit_branch(c, OPCODE_JUMP_IS, JUMP_IF_FALSE | KILL_C, 0, subject, value, fail, 0);
    c->unit->top = top;
}

static void compile_pattern(Compiler *c, const Ast *pattern, int subject, Label fail,
                            Captures *captures) {
    Span outer = c->unit->span;
    c->unit->span = pattern->span;
    switch (pattern->kind) {
    case AST_MatchValue:
        compile_value_test(c, AST_CAST(MatchValue, pattern)->value, subject, fail);
        break;
    case AST_MatchSingleton:
        compile_singleton_test(c, AST_CAST(MatchSingleton, pattern), subject, fail);
        break;
    case AST_MatchSequence:
        compile_sequence_pattern(c, AST_CAST(MatchSequence, pattern), subject, fail, captures);
        break;
    case AST_MatchMapping:
        compile_mapping_pattern(c, AST_CAST(MatchMapping, pattern), subject, fail, captures);
        break;
    case AST_MatchClass:
        compile_class_pattern(c, AST_CAST(MatchClass, pattern), subject, fail, captures);
        break;
    case AST_MatchAs: {
        const AstMatchAs *as = AST_CAST(MatchAs, pattern);
        if (as->pattern)
            compile_pattern(c, as->pattern, subject, fail, captures);
        capture(c, as->name, subject, captures);
        break;
    }
    case AST_MatchOr:
        compile_or_pattern(c, AST_CAST(MatchOr, pattern), subject, fail, captures);
        break;
    default: // MatchStar stands in sequences only
        assert(false);
    }
    c->unit->span = outer;
}

// Gives up registers [first, last) that a case used for parts of the subject.
static void end_temps(Compiler *c, int first, int last) {
    for (int reg = first; reg < last; reg++)
        emit(c, OPCODE_KILL, 0, reg, 0, 0);
}

void compile_match(Compiler *c, const AstMatch *node) {
    Unit *u = c->unit;
    int top = u->top, subject = temp_new(c);
    compile_into(c, node->subject, subject);
    Label end = label_new(c);
    bool *bound = bound_save(c);
    for (int i = 0; i < node->cases.count; i++) {
        const AstMatchCase *match_case = AST_CAST(MatchCase, node->cases.items[i]);
        Label fail = label_new(c);
        Captures captures = {0};
        int first = u->top;
        int outer_max = u->max;
        u->max = first;
        compile_pattern(c, match_case->pattern, subject, fail, &captures);
        for (int k = 0; k < captures.count; k++)
            compile_store_name(c, captures.names[k], (Operand){captures.regs[k], false});
        int last = u->max;
        u->max = last > outer_max ? last : outer_max;
        u->top = last;
        if (match_case->guard)
            compile_jump(c, match_case->guard, false, fail, 0);
        end_temps(c, first, last);
        emit(c, OPCODE_KILL, 0, subject, 0, 0);
        u->top = first;
        emit_wide(c, OPCODE_COST, 0, 0, compile_suite_cost(&match_case->body));
        compile_suite(c, &match_case->body);
        emit_jump(c, OPCODE_JUMP, end);
        label_here(c, fail);
        end_temps(c, first, last);
        bound_restore(c, bound);
    }
    emit(c, OPCODE_KILL, 0, subject, 0, 0);
    label_here(c, end);
    u->top = top;
}
