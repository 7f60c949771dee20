// Expressions: each is computed into a register, or is a local variable's register already.
#include "lang/compile_unit.h"

#include "lang/bytes.h"
#include "lang/complex.h"
#include "lang/float.h"
#include "lang/int.h"
#include "lang/list.h"
#include "lang/literal.h"
#include "lang/python_module.h"
#include "lang/str.h"

#include <stdlib.h>

// The flag that ends operand `v`, none when the result overwrites it anyway.
unsigned kill_flag(Operand v, int dst, unsigned flag) { return v.temp && v.reg != dst ? flag : 0; }

// Ends an operand that no instruction has ended.
void operand_end(Compiler *c, Operand v) {
    if (v.temp)
        emit(c, OPCODE_KILL, 0, v.reg, 0, 0);
}

Opcode compile_binary_opcode(AstOperator op) {
    static const uint8_t opcodes[] = {
        [BINOP_Add] = OPCODE_ADD,         [BINOP_Sub] = OPCODE_SUB,
        [BINOP_Mult] = OPCODE_MUL,        [BINOP_MatMult] = OPCODE_MATMUL,
        [BINOP_Div] = OPCODE_TRUEDIV,     [BINOP_Mod] = OPCODE_MOD,
        [BINOP_Pow] = OPCODE_POW,         [BINOP_LShift] = OPCODE_LSHIFT,
        [BINOP_RShift] = OPCODE_RSHIFT,   [BINOP_BitOr] = OPCODE_OR,
        [BINOP_BitXor] = OPCODE_XOR,      [BINOP_BitAnd] = OPCODE_AND,
        [BINOP_FloorDiv] = OPCODE_FLOORDIV,
    };
    return (Opcode)opcodes[op];
}

// The form of an arithmetic instruction whose right operand is in the instruction, or OPCODE_NOP.
static Opcode immediate_opcode(Opcode op) {
    static const uint8_t forms[OPCODE_COUNT] = {
        [OPCODE_ADD] = OPCODE_ADD_I,           [OPCODE_SUB] = OPCODE_SUB_I,
        [OPCODE_MUL] = OPCODE_MUL_I,           [OPCODE_FLOORDIV] = OPCODE_FLOORDIV_I,
        [OPCODE_MOD] = OPCODE_MOD_I,           [OPCODE_AND] = OPCODE_AND_I,
        [OPCODE_RSHIFT] = OPCODE_RSHIFT_I,     [OPCODE_JUMP_LT] = OPCODE_JUMP_LT_I,
        [OPCODE_JUMP_LE] = OPCODE_JUMP_LE_I,   [OPCODE_JUMP_EQ] = OPCODE_JUMP_EQ_I,
        [OPCODE_JUMP_NE] = OPCODE_JUMP_NE_I,   [OPCODE_JUMP_GT] = OPCODE_JUMP_GT_I,
        [OPCODE_JUMP_GE] = OPCODE_JUMP_GE_I,
    };
    return (Opcode)forms[op];
}

// Whether `node` is an int literal that fits an instruction's operand.
static bool small_literal(const Ast *node, int *out) {
    if (node->kind != AST_Constant)
        return false;
    const AstConst *k = &AST_CAST(Constant, node)->value;
    if (k->kind != CONST_INT || k->length > 5)
        return false;
    char *end;
    long n = strtol(k->text, &end, 10);
    if (*end || n > INT16_MAX)
        return false;
    *out = (int)n;
    return true;
}

Value compile_constant_value(Compiler *c, const AstConst *k) {
    Value v = literal_constant(c->vm, k);
    if (v != VALUE_ABSENT)
        return v;
    vm_clear_pending(c->vm);
    compile_fail(c, c->unit->span,
                 "Exceeds the limit (4300 digits) for integer string conversion - Consider "
                 "hexadecimal for huge integer literals to avoid decimal conversion limits.");
    return VALUE_NONE;
}

void compile_constant(Compiler *c, Value take_v, int dst) {
    if (value_is_small(take_v)) {
        int64_t n = value_small_get(take_v);
        if (n >= INT32_MIN && n <= INT32_MAX) {
            emit_wide(c, OPCODE_LOAD_INT, 0, dst, (int)n);
            return;
        }
    }
    emit_wide(c, OPCODE_LOAD_CONST, 0, dst, constant_add(c, take_v));
}

// The value of a constant expression (literals, negative numbers, tuples of constants), or ABSENT.
static Value fold(Compiler *c, const Ast *node) {
    if (node->kind == AST_Constant)
        return compile_constant_value(c, &AST_CAST(Constant, node)->value);
    if (node->kind == AST_UnaryOp) {
        const AstUnaryOp *u = AST_CAST(UnaryOp, node);
        if (u->op != UNARYOP_USub || u->operand->kind != AST_Constant)
            return VALUE_ABSENT;
        Value v = fold(c, u->operand);
        Value result = VALUE_ABSENT;
        if (value_is_float(v))
            result = float_new(c->vm, -float_get(v));
        else if (value_is_int(v) && !value_is_bool(v))
            result = int_binary(c->vm, OP_SUB, value_small(0), v);
        value_unref(c->vm, v);
        return result;
    }
    if (node->kind != AST_Tuple)
        return VALUE_ABSENT;
    const AstTuple *t = AST_CAST(Tuple, node);
    Value tuple = tuple_new(c->vm, t->elts.count);
    for (int i = 0; i < t->elts.count; i++) {
        Value item = fold(c, t->elts.items[i]);
        if (item == VALUE_ABSENT) {
            value_unref(c->vm, tuple);
            return VALUE_ABSENT;
        }
        tuple_get(tuple)->items[i] = item;
    }
    return tuple;
}

// The register of a local variable that can be used in place, or -1. Emits the check that it is
// bound where that is not certain.
static int local_in_place(Compiler *c, const Ast *node) {
    if (node->kind != AST_Name)
        return -1;
    Unit *u = c->unit;
    Var var = variable_find(c, AST_CAST(Name, node)->id);
    if (var.kind != VAR_FAST)
        return -1;
    if (!u->bound[var.reg]) {
        Span outer = u->span;
        u->span = node->span;
        emit(c, OPCODE_CHECK_BOUND, 0, var.reg, 0, 0);
        u->span = outer;
        u->bound[var.reg] = !u->may_delete[var.reg];
    }
    return var.reg;
}

Operand compile_operand(Compiler *c, const Ast *node, int hint) {
    Unit *u = c->unit;
    if (!u->walrus) {
        int reg = local_in_place(c, node);
        if (reg >= 0)
            return (Operand){reg, false};
    }
    int dst = hint >= u->temp_base ? hint : temp_new(c);
    compile_into(c, node, dst);
    return (Operand){dst, true};
}

void compile_load_name(Compiler *c, const AstIdent *name, int dst) {
    Var var = variable_find(c, name);
    Value text = ident_value(c, var.name);
    switch (var.kind) {
    case VAR_FAST:
        if (!c->unit->bound[var.reg])
            emit(c, OPCODE_CHECK_BOUND, 0, var.reg, 0, 0);
        emit(c, OPCODE_MOVE, 0, dst, var.reg, 0);
        break;
    case VAR_CELL:
        emit(c, OPCODE_LOAD_CELL, 0, dst, var.reg, 0);
        break;
    case VAR_GLOBAL:
        emit(c, OPCODE_LOAD_GLOBAL, 0, dst, cache_add(c, text), 0);
        break;
    case VAR_NAME:
        emit(c, OPCODE_LOAD_NAME, 0, dst, name_add(c, text), 0);
        break;
    case VAR_CLASS_CELL:
        emit(c, OPCODE_LOAD_CLASS_CELL, 0, dst, var.reg, name_add(c, text));
        break;
    }
}

void compile_store_name(Compiler *c, const AstIdent *name, Operand value) {
    Unit *u = c->unit;
    Var var = variable_find(c, name);
    Value text = ident_value(c, var.name);
    unsigned kill_a = value.temp ? KILL_A : 0, kill_b = value.temp ? KILL_B : 0;
    switch (var.kind) {
    case VAR_FAST:
        if (value.reg != var.reg)
            emit(c, OPCODE_MOVE, kill_b, var.reg, value.reg, 0);
        u->bound[var.reg] = !u->may_delete[var.reg];
        break;
    case VAR_CELL:
        emit(c, OPCODE_STORE_CELL, kill_b, var.reg, value.reg, 0);
        break;
    case VAR_GLOBAL:
        emit(c, OPCODE_STORE_GLOBAL, kill_a, value.reg, name_add(c, text), 0);
        break;
    case VAR_NAME:
    case VAR_CLASS_CELL:
        emit(c, OPCODE_STORE_NAME, kill_a, value.reg, name_add(c, text), 0);
        break;
    }
}

void compile_delete_name(Compiler *c, const AstIdent *name) {
    Var var = variable_find(c, name);
    Value text = ident_value(c, var.name);
    switch (var.kind) {
    case VAR_FAST:
        emit(c, OPCODE_DELETE_FAST, 0, var.reg, 0, 0);
        c->unit->bound[var.reg] = false;
        break;
    case VAR_CELL:
        emit(c, OPCODE_DELETE_CELL, 0, var.reg, 0, 0);
        break;
    case VAR_GLOBAL:
        emit(c, OPCODE_DELETE_GLOBAL, 0, 0, name_add(c, text), 0);
        break;
    case VAR_NAME:
    case VAR_CLASS_CELL:
        emit(c, OPCODE_DELETE_NAME, 0, 0, name_add(c, text), 0);
        break;
    }
}

static void compile_binary(Compiler *c, Opcode op, unsigned flags, const Ast *left, const Ast *right,
                           int dst) {
    Unit *u = c->unit;
    int top = u->top, n;
    Span span = u->span;
    Operand l = compile_operand(c, left, dst);
    if (immediate_opcode(op) != OPCODE_NOP && small_literal(right, &n)) {
        u->span = span;
        emit(c, immediate_opcode(op), flags | kill_flag(l, dst, KILL_B), dst, l.reg, n);
    } else {
        Operand r = compile_operand(c, right, -1);
        u->span = span;
        emit(c, op, flags | kill_flag(l, dst, KILL_B) | kill_flag(r, dst, KILL_C), dst, l.reg, r.reg);
    }
    u->top = top;
}

static Opcode compare_opcode(AstCmpOperator op, unsigned *flags) {
    static const struct {
        uint8_t opcode, flags;
    } forms[] = {
        [CMPOP_Eq] = {OPCODE_EQ, 0},      [CMPOP_NotEq] = {OPCODE_NE, 0},
        [CMPOP_Lt] = {OPCODE_LT, 0},      [CMPOP_LtE] = {OPCODE_LE, 0},
        [CMPOP_Gt] = {OPCODE_GT, 0},      [CMPOP_GtE] = {OPCODE_GE, 0},
        [CMPOP_Is] = {OPCODE_IS, 0},      [CMPOP_IsNot] = {OPCODE_IS, INVERT_RESULT},
        [CMPOP_In] = {OPCODE_IN, 0},      [CMPOP_NotIn] = {OPCODE_IN, INVERT_RESULT},
    };
    *flags = forms[op].flags;
    return (Opcode)forms[op].opcode;
}

// a < b < c: the middle values are computed once; the chain stops at the first that is false.
static void compile_compare(Compiler *c, const AstCompare *node, int dst) {
    Unit *u = c->unit;
    int top = u->top;
    Span span = u->span;
    unsigned flags;
    if (node->ops.count == 1) {
        Opcode op = compare_opcode(node->ops.items[0], &flags);
        compile_binary(c, op, flags, node->left, node->comparators.items[0], dst);
        return;
    }
    int result = temp_new(c), left = temp_new(c), right = temp_new(c);
    Label stop = label_new(c), end = label_new(c);
    compile_into(c, node->left, left);
    for (int i = 0; i < node->ops.count; i++) {
        compile_into(c, node->comparators.items[i], right);
        u->span = span;
        Opcode op = compare_opcode(node->ops.items[i], &flags);
        bool last = i == node->ops.count - 1;
        emit(c, op, flags | KILL_B | (last ? KILL_C : 0), result, left, right);
        if (last)
            break;
        emit_branch(c, OPCODE_JUMP_IF, JUMP_IF_FALSE, result, 0, 0, stop, 0);
        emit(c, OPCODE_MOVE, KILL_B, left, right, 0);
    }
    emit_jump(c, OPCODE_JUMP, end);
    label_here(c, stop);
    emit(c, OPCODE_KILL, 0, right, 0, 0);
    label_here(c, end);
    emit(c, OPCODE_MOVE, KILL_B, dst, result, 0);
    u->top = top;
}

static void compile_boolop(Compiler *c, const AstBoolOp *node, int dst) {
    Unit *u = c->unit;
    int top = u->top;
    int result = dst >= u->temp_base ? dst : temp_new(c); // a variable may be read on the way
    bool *bound = NULL;
    Label end = label_new(c);
    for (int i = 0; i < node->values.count; i++) {
        compile_into(c, node->values.items[i], result);
        if (i == 0)
            bound = bound_save(c);
        if (i < node->values.count - 1)
            emit_branch(c, OPCODE_JUMP_IF, node->op == BOOLOP_And ? JUMP_IF_FALSE : 0, result, 0, 0,
                        end, 0);
    }
    bound_restore(c, bound);
    label_here(c, end);
    if (result != dst)
        emit(c, OPCODE_MOVE, KILL_B, dst, result, 0);
    u->top = top;
}

static void compile_ifexp(Compiler *c, const AstIfExp *node, int dst) {
    Label other = label_new(c), end = label_new(c);
    compile_jump(c, node->test, false, other, 0);
    bool *bound = bound_save(c);
    compile_into(c, node->body, dst);
    bound_restore(c, bound);
    emit_jump(c, OPCODE_JUMP, end);
    label_here(c, other);
    compile_into(c, node->orelse, dst);
    bound_restore(c, bound);
    label_here(c, end);
}

static void compile_items(Compiler *c, Opcode op, const AstSeq *items, int dst) {
    int top = c->unit->top;
    Span span = c->unit->span;
    temp_reserve(c, items->count);
    for (int i = 0; i < items->count; i++)
        compile_into(c, items->items[i], top + i);
    c->unit->span = span;
    emit(c, op, 0, dst, top, items->count);
    c->unit->top = top;
}

// A display with starred items, or too long for one instruction: grown piece by piece in a temp.
static void compile_grown(Compiler *c, Opcode build, Opcode add, Opcode extend, const AstSeq *items,
                          int dst) {
    Unit *u = c->unit;
    int top = u->top;
    Span span = u->span;
    int whole = temp_new(c);
    emit(c, build, 0, whole, u->top, 0);
    for (int i = 0; i < items->count; i++) {
        const Ast *item = items->items[i];
        int inner = u->top;
        bool starred = item->kind == AST_Starred;
        Operand v = compile_operand(c, starred ? AST_CAST(Starred, item)->value : item, -1);
        u->span = starred ? item->span : span;
        emit(c, starred ? extend : add, v.temp ? KILL_B : 0, whole, v.reg, 0);
        u->top = inner;
    }
    u->span = span;
    emit(c, OPCODE_MOVE, KILL_B, dst, whole, 0);
    u->top = top;
}

static bool has_star(const AstSeq *items) {
    for (int i = 0; i < items->count; i++)
        if (items->items[i]->kind == AST_Starred)
            return true;
    return false;
}

enum { DISPLAY_MAX = 30 }; // longer displays are grown, so that frames stay small

// Whether CPython makes a constant of the expression.
static bool is_folded(const Ast *node) {
    if (node->kind == AST_UnaryOp)
        return AST_CAST(UnaryOp, node)->operand->kind == AST_Constant;
    if (node->kind != AST_Tuple)
        return node->kind == AST_Constant;
    const AstSeq *items = &AST_CAST(Tuple, node)->elts;
    for (int i = 0; i < items->count; i++)
        if (!is_folded(items->items[i]))
            return false;
    return true;
}

static bool are_folded(const AstSeq *items) {
    for (int i = 0; i < items->count; i++)
        if (!is_folded(items->items[i]))
            return false;
    return true;
}

static void compile_set_items(Compiler *c, const AstSeq *items, int dst) {
    if (has_star(items) || items->count > DISPLAY_MAX)
        compile_grown(c, OPCODE_BUILD_SET, OPCODE_SET_ADD, OPCODE_SET_UPDATE, items, dst);
    else
        compile_items(c, OPCODE_BUILD_SET, items, dst);
}

// The set that CPython makes of constants at compile time: one made of what the iteration over
// another gives. That shows in the order of iteration where hashes collide.
static void compile_constant_set(Compiler *c, const AstSeq *items, int dst) {
    Unit *u = c->unit;
    int top = u->top, first = temp_new(c), list = temp_new(c);
    compile_set_items(c, items, first);
    emit(c, OPCODE_BUILD_LIST, 0, list, u->top, 0);
    emit(c, OPCODE_LIST_EXTEND, KILL_B, list, first, 0);
    emit(c, OPCODE_BUILD_SET, 0, dst, u->top, 0);
    emit(c, OPCODE_SET_UPDATE, KILL_B, dst, list, 0);
    u->top = top;
}

static void compile_set(Compiler *c, const AstSeq *items, int dst) {
    enum { CONSTANT_MIN = 3 }; // fewer are added one by one
    if (items->count < CONSTANT_MIN || !are_folded(items)) {
        compile_set_items(c, items, dst);
        return;
    }
    Unit *u = c->unit;
    int top = u->top, made = temp_new(c);
    compile_constant_set(c, items, made);
    emit(c, OPCODE_BUILD_SET, 0, dst, u->top, 0);
    emit(c, OPCODE_SET_UPDATE, KILL_B, dst, made, 0);
    u->top = top;
}

Operand compile_iterable(Compiler *c, const Ast *node, int hint) {
    if (node->kind != AST_Set || !are_folded(&AST_CAST(Set, node)->elts))
        return compile_operand(c, node, hint);
    c->unit->span = node->span;
    compile_constant_set(c, &AST_CAST(Set, node)->elts, hint);
    return (Operand){hint, true};
}

static void compile_sequence(Compiler *c, const Ast *node, const AstSeq *items, int dst) {
    bool grown = has_star(items) || items->count > DISPLAY_MAX;
    if (node->kind == AST_Set) {
        compile_set(c, items, dst);
        return;
    }
    if (!grown) {
        compile_items(c, node->kind == AST_List ? OPCODE_BUILD_LIST : OPCODE_BUILD_TUPLE, items, dst);
        return;
    }
    compile_grown(c, OPCODE_BUILD_LIST, OPCODE_LIST_APPEND, OPCODE_LIST_EXTEND, items, dst);
    if (node->kind == AST_Tuple)
        emit(c, OPCODE_LIST_TO_TUPLE, 0, dst, dst, 0);
}

static void compile_dict(Compiler *c, const AstDict *node, int dst) {
    Unit *u = c->unit;
    int top = u->top, n = node->keys.count;
    Span span = u->span;
    bool plain = n <= DISPLAY_MAX / 2;
    for (int i = 0; i < n; i++)
        plain = plain && node->keys.items[i];
    if (plain) {
        temp_reserve(c, 2 * n);
        for (int i = 0; i < n; i++) {
            compile_into(c, node->keys.items[i], top + 2 * i);
            compile_into(c, node->values.items[i], top + 2 * i + 1);
        }
        u->span = span;
        emit(c, OPCODE_BUILD_DICT, 0, dst, top, n);
        u->top = top;
        return;
    }
    int whole = temp_new(c);
    emit(c, OPCODE_BUILD_DICT, 0, whole, u->top, 0);
    for (int i = 0; i < n; i++) {
        int inner = u->top;
        if (node->keys.items[i]) {
            Operand k = compile_operand(c, node->keys.items[i], -1);
            Operand v = compile_operand(c, node->values.items[i], -1);
            u->span = span;
            emit(c, OPCODE_DICT_SET, kill_flag(k, -1, KILL_B) | kill_flag(v, -1, KILL_C), whole,
                 k.reg, v.reg);
        } else {
            Operand v = compile_operand(c, node->values.items[i], -1);
            u->span = span;
            emit(c, OPCODE_DICT_UPDATE, kill_flag(v, -1, KILL_B), whole, v.reg, 0);
        }
        u->top = inner;
    }
    emit(c, OPCODE_MOVE, KILL_B, dst, whole, 0);
    u->top = top;
}

static void compile_formatted(Compiler *c, const AstFormattedValue *node, int dst) {
    Unit *u = c->unit;
    int top = u->top;
    Span span = u->span;
    int value = temp_new(c), spec = temp_new(c);
    compile_into(c, node->value, value);
    if (node->format_spec)
        compile_into(c, node->format_spec, spec);
    u->span = span;
    emit(c, OPCODE_FORMAT_VALUE, node->format_spec ? FORMAT_SPEC : 0, dst, value,
         node->conversion < 0 ? 0 : node->conversion);
    u->top = top;
}

static void compile_joined(Compiler *c, const AstJoinedStr *node, int dst) {
    if (node->values.count == 1 && node->values.items[0]->kind == AST_FormattedValue) {
        compile_into(c, node->values.items[0], dst);
        return;
    }
    if (node->values.count == 0) {
        compile_constant(c, str_intern(c->vm, "", 0), dst);
        return;
    }
    compile_items(c, OPCODE_BUILD_STRING, &node->values, dst);
}

static void compile_slice(Compiler *c, const AstSlice *node, int dst) {
    int top = c->unit->top;
    temp_reserve(c, 3);
    const Ast *parts[] = {node->lower, node->upper, node->step};
    for (int i = 0; i < 3; i++) {
        if (parts[i])
            compile_into(c, parts[i], top + i);
        else
            compile_constant(c, VALUE_NONE, top + i);
    }
    emit(c, OPCODE_BUILD_SLICE, 0, dst, top, 0);
    c->unit->top = top;
}

void compile_await(Compiler *c, int reg, int where) {
    emit(c, OPCODE_GET_AWAITABLE, 0, reg, reg, where);
    emit(c, OPCODE_AWAIT, 0, reg, reg, 0);
}

static bool plain_call(const AstSeq *args, const AstSeq *keywords) {
    if (has_star(args) || args->count + keywords->count > DISPLAY_MAX)
        return false;
    for (int i = 0; i < keywords->count; i++)
        if (!AST_CAST(Keyword, keywords->items[i])->arg)
            return false;
    return true;
}

// f(*a, **b): registers base, base+1, base+2 become function, list of arguments, dict of keywords.
static void compile_call_ex(Compiler *c, const AstSeq *args, const AstSeq *keywords, int base,
                            int first, int dst) {
    Unit *u = c->unit;
    Span span = u->span;
    u->top = base + 1;
    int list = temp_new(c), dict = temp_new(c), top = u->top;
    if (first) {
        emit(c, OPCODE_BUILD_LIST, 0, list, list, first);
        int more = temp_new(c);
        compile_grown(c, OPCODE_BUILD_LIST, OPCODE_LIST_APPEND, OPCODE_LIST_EXTEND, args, more);
        emit(c, OPCODE_LIST_EXTEND, KILL_B, list, more, 0);
    } else {
        compile_grown(c, OPCODE_BUILD_LIST, OPCODE_LIST_APPEND, OPCODE_LIST_EXTEND, args, list);
    }
    u->top = top;
    if (keywords->count)
        emit(c, OPCODE_BUILD_DICT, 0, dict, u->top, 0);
    else
        emit(c, OPCODE_KILL, 0, dict, 0, 0);
    for (int i = 0; i < keywords->count; i++) {
        const AstKeyword *k = AST_CAST(Keyword, keywords->items[i]);
        if (k->arg) {
            int key = temp_new(c);
            compile_constant(c, value_ref(ident_value(c, k->arg)), key);
            Operand v = compile_operand(c, k->value, -1);
            u->span = span;
            emit(c, OPCODE_KEYWORD_SET, KILL_B | kill_flag(v, -1, KILL_C), dict, key, v.reg);
        } else {
            Operand v = compile_operand(c, k->value, -1);
            u->span = span;
            emit(c, OPCODE_KEYWORDS_MERGE, kill_flag(v, -1, KILL_B), dict, v.reg, 0);
        }
        u->top = top;
    }
    emit(c, OPCODE_CALL_EX, 0, base, 0, dst);
}

// Calls what is in `base` (with `method` its self in base+1): `first` arguments are there already.
void compile_call(Compiler *c, const AstSeq *args, const AstSeq *keywords, int base, bool method,
                  int first, int dst) {
    Unit *u = c->unit;
    Span span = u->span;
    if (!plain_call(args, keywords)) {
        if (method)
            emit(c, OPCODE_BIND_METHOD, 0, base, 0, 0);
        compile_call_ex(c, args, keywords, base, first, dst);
        return;
    }
    int count = first + args->count + keywords->count;
    int at = base + (method ? 2 : 1);
    u->top = at;
    temp_reserve(c, count);
    at += first;
    for (int i = 0; i < args->count; i++)
        compile_into(c, args->items[i], at++);
    Value names = keywords->count ? tuple_new(c->vm, keywords->count) : VALUE_ABSENT;
    for (int i = 0; i < keywords->count; i++) {
        const AstKeyword *k = AST_CAST(Keyword, keywords->items[i]);
        compile_into(c, k->value, at++);
        tuple_get(names)->items[i] = value_ref(ident_value(c, k->arg));
    }
    u->span = span;
    if (!keywords->count) {
        emit(c, method ? OPCODE_CALL_METHOD : OPCODE_CALL, 0, base, count, dst);
        return;
    }
    emit(c, method ? OPCODE_CALL_METHOD_KW : OPCODE_CALL_KW, 0, base, count, dst);
    emit_wide(c, OPCODE_EXT, 0, 0, constant_add(c, names));
}

static void compile_call_node(Compiler *c, const AstCall *node, int dst) {
    Unit *u = c->unit;
    int top = u->top;
    Span span = u->span;
    bool method = node->func->kind == AST_Attribute;
    int base = temp_new(c);
    if (method) {
        const AstAttribute *attribute = AST_CAST(Attribute, node->func);
        temp_new(c);
        Operand object = compile_operand(c, attribute->value, base);
        u->span = node->func->span;
        const AstIdent *name = symtable_mangle(c->symtable, u->scope, attribute->attr);
        emit(c, OPCODE_LOAD_METHOD, kill_flag(object, base, KILL_B), base, object.reg,
             cache_add(c, ident_value(c, name)));
    } else {
        compile_into(c, node->func, base);
    }
    u->span = span;
    compile_call(c, &node->args, &node->keywords, base, method, 0, dst);
    u->top = top;
}

static void compile_unary(Compiler *c, const AstUnaryOp *node, int dst) {
    static const uint8_t opcodes[] = {[UNARYOP_Invert] = OPCODE_INVERT,
                                      [UNARYOP_Not] = OPCODE_NOT,
                                      [UNARYOP_UAdd] = OPCODE_POS,
                                      [UNARYOP_USub] = OPCODE_NEG};
    Unit *u = c->unit;
    int top = u->top;
    Span span = u->span;
    Operand v = compile_operand(c, node->operand, dst);
    u->span = span;
    emit(c, (Opcode)opcodes[node->op], kill_flag(v, dst, KILL_B), dst, v.reg, 0);
    u->top = top;
}

// With KILL_A in `flags` nobody wants what is sent.
static void compile_yield(Compiler *c, const AstYield *node, unsigned flags, int dst) {
    Unit *u = c->unit;
    int top = u->top;
    Span span = u->span;
    Operand value;
    if (node->value) {
        value = compile_operand(c, node->value, -1);
    } else {
        value = (Operand){temp_new(c), true};
        compile_constant(c, VALUE_NONE, value.reg);
    }
    u->span = span;
    emit(c, OPCODE_YIELD, flags | kill_flag(value, -1, KILL_B), dst, value.reg, 0);
    u->top = top;
}

// `await x` and `yield from x`.
static void compile_delegate(Compiler *c, const Ast *value, bool await, int dst) {
    Unit *u = c->unit;
    int top = u->top;
    Span span = u->span;
    // the result takes the iterator's register, so that the iterator ends with the wait
    int iterator = dst >= u->temp_base ? dst : temp_new(c);
    Operand v;
    bool through = await && value->kind == AST_Call && c->vm->await_through != VALUE_ABSENT;
    if (through && !python_module_is_file(c->filename_value)) {
        int base = temp_new(c), argument = temp_new(c);
        compile_constant(c, value_ref(c->vm->await_through), base);
        compile_into(c, value, argument);
        u->span = span;
        emit(c, OPCODE_CALL, 0, base, 1, iterator);
        v = (Operand){iterator, true};
    } else {
        v = compile_operand(c, value, iterator);
    }
    u->span = span;
    emit(c, await ? OPCODE_GET_AWAITABLE : OPCODE_GET_YIELD_FROM, kill_flag(v, iterator, KILL_B),
         iterator, v.reg, 0);
    emit(c, OPCODE_AWAIT, 0, iterator, iterator, 0);
    if (iterator != dst)
        emit(c, OPCODE_MOVE, KILL_B, dst, iterator, 0);
    u->top = top;
}

static void compile_attribute(Compiler *c, const AstAttribute *node, int dst) {
    Unit *u = c->unit;
    int top = u->top;
    Span span = u->span;
    Operand object = compile_operand(c, node->value, dst);
    u->span = span;
    const AstIdent *name = symtable_mangle(c->symtable, u->scope, node->attr);
    emit(c, OPCODE_LOAD_ATTR, kill_flag(object, dst, KILL_B), dst, object.reg,
         cache_add(c, ident_value(c, name)));
    u->top = top;
}

static void compile_named(Compiler *c, const AstNamedExpr *node, int dst) {
    compile_into(c, node->value, dst);
    compile_store_name(c, AST_CAST(Name, node->target)->id, (Operand){dst, false});
}

void compile_into(Compiler *c, const Ast *node, int dst) {
    Unit *u = c->unit;
    Span outer = u->span;
    u->span = node->span;
    switch (node->kind) {
    case AST_Constant:
        compile_constant(c, compile_constant_value(c, &AST_CAST(Constant, node)->value), dst);
        break;
    case AST_Name: {
        int reg = local_in_place(c, node);
        if (reg < 0)
            compile_load_name(c, AST_CAST(Name, node)->id, dst);
        else if (reg != dst)
            emit(c, OPCODE_MOVE, 0, dst, reg, 0);
        break;
    }
    case AST_BinOp: {
        const AstBinOp *n = AST_CAST(BinOp, node);
        compile_binary(c, compile_binary_opcode(n->op), 0, n->left, n->right, dst);
        break;
    }
    case AST_UnaryOp: {
        Value v = fold(c, node);
        if (v != VALUE_ABSENT)
            compile_constant(c, v, dst);
        else
            compile_unary(c, AST_CAST(UnaryOp, node), dst);
        break;
    }
    case AST_BoolOp:
        compile_boolop(c, AST_CAST(BoolOp, node), dst);
        break;
    case AST_Compare:
        compile_compare(c, AST_CAST(Compare, node), dst);
        break;
    case AST_IfExp:
        compile_ifexp(c, AST_CAST(IfExp, node), dst);
        break;
    case AST_Call:
        compile_call_node(c, AST_CAST(Call, node), dst);
        break;
    case AST_Attribute:
        compile_attribute(c, AST_CAST(Attribute, node), dst);
        break;
    case AST_Subscript: {
        const AstSubscript *n = AST_CAST(Subscript, node);
        compile_binary(c, OPCODE_GETITEM, 0, n->value, n->slice, dst);
        break;
    }
    case AST_Tuple: {
        Value v = fold(c, node);
        if (v != VALUE_ABSENT)
            compile_constant(c, v, dst);
        else
            compile_sequence(c, node, &AST_CAST(Tuple, node)->elts, dst);
        break;
    }
    case AST_List:
        compile_sequence(c, node, &AST_CAST(List, node)->elts, dst);
        break;
    case AST_Set:
        compile_sequence(c, node, &AST_CAST(Set, node)->elts, dst);
        break;
    case AST_Dict:
        compile_dict(c, AST_CAST(Dict, node), dst);
        break;
    case AST_JoinedStr:
        compile_joined(c, AST_CAST(JoinedStr, node), dst);
        break;
    case AST_FormattedValue:
        compile_formatted(c, AST_CAST(FormattedValue, node), dst);
        break;
    case AST_Slice:
        compile_slice(c, AST_CAST(Slice, node), dst);
        break;
    case AST_Lambda:
        compile_function(c, node, dst);
        break;
    case AST_ListComp:
    case AST_SetComp:
    case AST_DictComp:
    case AST_GeneratorExp:
        compile_comprehension(c, node, dst);
        break;
    case AST_Await:
        compile_delegate(c, AST_CAST(Await, node)->value, true, dst);
        break;
    case AST_YieldFrom:
        compile_delegate(c, AST_CAST(YieldFrom, node)->value, false, dst);
        break;
    case AST_Yield:
        compile_yield(c, AST_CAST(Yield, node), 0, dst);
        break;
    case AST_NamedExpr:
        compile_named(c, AST_CAST(NamedExpr, node), dst);
        break;
    case AST_Starred:
        compile_fail(c, node->span, "can't use starred expression here");
        break;
    default: // statements, patterns and parts are never expressions
        assert(false);
    }
    u->span = outer;
}

void compile_effect(Compiler *c, const Ast *node) {
    int top = c->unit->top;
    if (node->kind == AST_Constant)
        return;
    if (node->kind == AST_Yield) {
        compile_yield(c, AST_CAST(Yield, node), KILL_A, temp_new(c));
    } else {
        Operand v = compile_operand(c, node, -1);
        operand_end(c, v);
    }
    c->unit->top = top;
}

// The fused jump for a comparison, or OPCODE_NOP.
static Opcode jump_opcode(AstCmpOperator op, bool *negate) {
    *negate = op == CMPOP_IsNot;
    switch (op) {
    case CMPOP_Eq:
        return OPCODE_JUMP_EQ;
    case CMPOP_NotEq:
        return OPCODE_JUMP_NE;
    case CMPOP_Lt:
        return OPCODE_JUMP_LT;
    case CMPOP_LtE:
        return OPCODE_JUMP_LE;
    case CMPOP_Gt:
        return OPCODE_JUMP_GT;
    case CMPOP_GtE:
        return OPCODE_JUMP_GE;
    case CMPOP_Is:
    case CMPOP_IsNot:
        return OPCODE_JUMP_IS;
    case CMPOP_In:
    case CMPOP_NotIn:
        break;
    }
    return OPCODE_NOP;
}

static bool is_none(const Ast *node) {
    return node->kind == AST_Constant && AST_CAST(Constant, node)->value.kind == CONST_NONE;
}

static bool compile_jump_compare(Compiler *c, const AstCompare *node, bool jump_if, Label target,
                                 int cost) {
    bool negate;
    Opcode op = node->ops.count == 1 ? jump_opcode(node->ops.items[0], &negate) : OPCODE_NOP;
    if (op == OPCODE_NOP)
        return false;
    Unit *u = c->unit;
    int top = u->top, n;
    Span outer = u->span;
    const Ast *right = node->comparators.items[0];
    unsigned flags = jump_if == negate ? JUMP_IF_FALSE : 0;
    Operand l = compile_operand(c, node->left, -1);
    if (op == OPCODE_JUMP_IS && is_none(right)) {
        u->span = node->base.span;
        emit_branch(c, OPCODE_JUMP_NONE, flags | kill_flag(l, -1, KILL_B), 0, l.reg, 0, target, cost);
    } else if (immediate_opcode(op) != OPCODE_NOP && small_literal(right, &n)) {
        u->span = node->base.span;
        emit_branch(c, immediate_opcode(op), flags | kill_flag(l, -1, KILL_B), 0, l.reg, n, target,
                    cost);
    } else {
        Operand r = compile_operand(c, right, -1);
        u->span = node->base.span;
        emit_branch(c, op, flags | kill_flag(l, -1, KILL_B) | kill_flag(r, -1, KILL_C), 0, l.reg,
                    r.reg, target, cost);
    }
    u->span = outer;
    u->top = top;
    return true;
}

// Jumps to `target` when the truth of `test` is `jump_if`, else goes on and charges `cost`.
void compile_jump(Compiler *c, const Ast *test, bool jump_if, Label target, int cost) {
    Unit *u = c->unit;
    if (test->kind == AST_UnaryOp && AST_CAST(UnaryOp, test)->op == UNARYOP_Not) {
        compile_jump(c, AST_CAST(UnaryOp, test)->operand, !jump_if, target, cost);
        return;
    }
    if (test->kind == AST_BoolOp) {
        const AstBoolOp *b = AST_CAST(BoolOp, test);
        bool stops_at = b->op == BOOLOP_Or; // the truth that decides the whole at once
        Label through = label_new(c);
        bool *bound = NULL;
        for (int i = 0; i < b->values.count; i++) {
            bool last = i == b->values.count - 1;
            if (last || stops_at == jump_if)
                compile_jump(c, b->values.items[i], jump_if, target, last ? cost : 0);
            else
                compile_jump(c, b->values.items[i], stops_at, through, 0);
            if (i == 0)
                bound = bound_save(c);
        }
        bound_restore(c, bound);
        if (stops_at != jump_if && cost) {
            // those that arrive from within have not paid for the block they enter
            Label paid = label_new(c);
            emit_jump(c, OPCODE_JUMP, paid);
            label_here(c, through);
            emit_wide(c, OPCODE_COST, 0, 0, cost);
            label_here(c, paid);
        } else {
            label_here(c, through);
        }
        return;
    }
    if (test->kind == AST_Compare &&
        compile_jump_compare(c, AST_CAST(Compare, test), jump_if, target, cost))
        return;
    int top = u->top;
    Span outer = u->span;
    Operand v = compile_operand(c, test, -1);
    u->span = test->span;
    emit_branch(c, OPCODE_JUMP_IF, (jump_if ? 0 : JUMP_IF_FALSE) | kill_flag(v, -1, KILL_A), v.reg, 0,
                0, target, cost);
    u->span = outer;
    u->top = top;
}

static void compile_unpack(Compiler *c, const AstSeq *targets, Operand value) {
    Unit *u = c->unit;
    int top = u->top, star = -1, n = targets->count;
    Span span = u->span;
    for (int i = 0; i < n; i++) {
        if (targets->items[i]->kind != AST_Starred)
            continue;
        if (star >= 0)
            compile_fail(c, span, "multiple starred expressions in assignment");
        star = i;
    }
    temp_reserve(c, n);
    if (star >= 0) {
        if (star > 255 || n - star - 1 > 255)
            compile_fail(c, span, "too many expressions in star-unpacking assignment");
        emit(c, OPCODE_UNPACK_EX, value.temp ? KILL_B : 0, top, value.reg, star | (n - star - 1) << 8);
    } else {
        emit(c, OPCODE_UNPACK, value.temp ? KILL_B : 0, top, value.reg, n);
    }
    for (int i = 0; i < n; i++)
        compile_store(c, targets->items[i], (Operand){top + i, true});
    u->top = top;
}

void compile_store(Compiler *c, const Ast *target, Operand value) {
    Unit *u = c->unit;
    int top = u->top;
    Span outer = u->span;
    u->span = target->span;
    switch (target->kind) {
    case AST_Name:
        compile_store_name(c, AST_CAST(Name, target)->id, value);
        break;
    case AST_Attribute: {
        const AstAttribute *a = AST_CAST(Attribute, target);
        Operand object = compile_operand(c, a->value, -1);
        u->span = target->span;
        const AstIdent *name = symtable_mangle(c->symtable, u->scope, a->attr);
        emit(c, OPCODE_STORE_ATTR, kill_flag(object, -1, KILL_A) | kill_flag(value, -1, KILL_B),
             object.reg, value.reg, cache_add(c, ident_value(c, name)));
        break;
    }
    case AST_Subscript: {
        const AstSubscript *s = AST_CAST(Subscript, target);
        Operand object = compile_operand(c, s->value, -1);
        Operand key = compile_operand(c, s->slice, -1);
        u->span = target->span;
        emit(c, OPCODE_SETITEM,
             kill_flag(object, -1, KILL_A) | kill_flag(key, -1, KILL_B) | kill_flag(value, -1, KILL_C),
             object.reg, key.reg, value.reg);
        break;
    }
    case AST_Starred:
        compile_store(c, AST_CAST(Starred, target)->value, value);
        break;
    case AST_Tuple:
        compile_unpack(c, &AST_CAST(Tuple, target)->elts, value);
        break;
    case AST_List:
        compile_unpack(c, &AST_CAST(List, target)->elts, value);
        break;
    default: // the parser lets no other target through
        assert(false);
    }
    u->span = outer;
    u->top = top;
}

void compile_delete(Compiler *c, const Ast *target) {
    Unit *u = c->unit;
    int top = u->top;
    Span outer = u->span;
    u->span = target->span;
    const AstSeq *items = NULL;
    if (target->kind == AST_Tuple)
        items = &AST_CAST(Tuple, target)->elts;
    else if (target->kind == AST_List)
        items = &AST_CAST(List, target)->elts;
    for (int i = 0; items && i < items->count; i++)
        compile_delete(c, items->items[i]);
    if (target->kind == AST_Name) {
        compile_delete_name(c, AST_CAST(Name, target)->id);
    } else if (target->kind == AST_Attribute) {
        const AstAttribute *a = AST_CAST(Attribute, target);
        Operand object = compile_operand(c, a->value, -1);
        u->span = target->span;
        const AstIdent *name = symtable_mangle(c->symtable, u->scope, a->attr);
        emit(c, OPCODE_DELETE_ATTR, kill_flag(object, -1, KILL_A), object.reg,
             name_add(c, ident_value(c, name)), 0);
    } else if (target->kind == AST_Subscript) {
        const AstSubscript *s = AST_CAST(Subscript, target);
        Operand object = compile_operand(c, s->value, -1);
        Operand key = compile_operand(c, s->slice, -1);
        u->span = target->span;
        emit(c, OPCODE_DELITEM, kill_flag(object, -1, KILL_A) | kill_flag(key, -1, KILL_B), object.reg,
             key.reg, 0);
    }
    u->span = outer;
    u->top = top;
}
