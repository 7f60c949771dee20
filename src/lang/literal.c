#include "lang/literal.h"

#include <stdlib.h>

#include "lang/bytes.h"
#include "lang/complex.h"
#include "lang/dict.h"
#include "lang/exec.h"
#include "lang/float.h"
#include "lang/int.h"
#include "lang/list.h"
#include "lang/parser.h"
#include "lang/set.h"
#include "lang/str.h"

// A str constant that looks like a name is interned, as CPython does.
static bool looks_like_name(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (!((text[i] >= 'a' && text[i] <= 'z') || (text[i] >= 'A' && text[i] <= 'Z') ||
              (text[i] >= '0' && text[i] <= '9') || text[i] == '_'))
            return false;
    return true;
}

Value literal_constant(VM *vm, const AstConst *k) {
    switch (k->kind) {
    case CONST_NONE:
        return VALUE_NONE;
    case CONST_TRUE:
        return VALUE_TRUE;
    case CONST_FALSE:
        return VALUE_FALSE;
    case CONST_ELLIPSIS:
        return VALUE_ELLIPSIS;
    case CONST_INT:
        return int_parse(vm, k->text, k->length, 0, VALUE_NONE);
    case CONST_FLOAT:
        return float_new(vm, strtod(k->text, NULL));
    case CONST_COMPLEX:
        return complex_new(vm, 0.0, strtod(k->text, NULL));
    case CONST_STR:
        return looks_like_name(k->text, k->length) ? str_intern(vm, k->text, k->length)
                                                   : str_new(vm, k->text, k->length);
    case CONST_BYTES:
        return bytes_new(vm, k->text, k->length);
    }
    return VALUE_NONE;
}

static Value literal_of(VM *vm, const Ast *node);

static Value refuse(VM *vm) {
    return vm_raise(vm, T_ValueError, "not a literal: only numbers, strings, None, True, False, and tuples, "
                                      "lists, dicts and sets of them");
}

// A list of the values of these nodes. ABSENT with an exception.
static Value list_of(VM *vm, const AstSeq *items) {
    Value list = list_new(vm, items->count);
    for (int i = 0; i < items->count; i++) {
        Value item = literal_of(vm, items->items[i]);
        if (item == VALUE_ABSENT) {
            value_unref(vm, list);
            return VALUE_ABSENT;
        }
        list_append(vm, list_get(list), item);
    }
    return list;
}

static Value tuple_of(VM *vm, const AstSeq *items) {
    Value list = list_of(vm, items);
    if (list == VALUE_ABSENT)
        return VALUE_ABSENT;
    Value tuple = tuple_from(vm, list_get(list)->items, (int)list_get(list)->count);
    value_unref(vm, list);
    return tuple;
}

static Value set_of(VM *vm, const AstSeq *items) {
    Value list = list_of(vm, items);
    if (list == VALUE_ABSENT)
        return VALUE_ABSENT;
    Value set = set_new(vm, false);
    for (int64_t i = 0; i < list_get(list)->count; i++)
        if (!set_add(vm, set_get(set), list_get(list)->items[i])) {
            value_clear(vm, &set);
            break;
        }
    value_unref(vm, list);
    return set;
}

static bool add_pair(VM *vm, Dict *dict, const Ast *key_node, const Ast *value_node) {
    Value key = key_node ? literal_of(vm, key_node) : refuse(vm);
    if (key == VALUE_ABSENT)
        return false;
    Value value = literal_of(vm, value_node);
    bool done = value != VALUE_ABSENT && dict_set(vm, dict, key, value);
    value_unref(vm, key);
    value_unref(vm, value);
    return done;
}

static Value dict_of(VM *vm, const AstDict *node) {
    Value dict = dict_new(vm);
    for (int i = 0; i < node->keys.count; i++)
        if (!add_pair(vm, dict_get(dict), node->keys.items[i], node->values.items[i])) {
            value_unref(vm, dict);
            return VALUE_ABSENT;
        }
    return dict;
}

static Value signed_of(VM *vm, const AstUnaryOp *node) {
    if (node->operand->kind != AST_Constant || (node->op != UNARYOP_USub && node->op != UNARYOP_UAdd))
        return refuse(vm);
    AstConstKind kind = AST_CAST(Constant, node->operand)->value.kind;
    if (kind != CONST_INT && kind != CONST_FLOAT && kind != CONST_COMPLEX)
        return refuse(vm);
    Value v = literal_of(vm, node->operand);
    if (v == VALUE_ABSENT || node->op == UNARYOP_UAdd)
        return v;
    Value negative = exec_nested(vm, op_unary(vm, RET_EXIT, UNARY_NEG, v));
    value_unref(vm, v);
    return negative;
}

static Value literal_of(VM *vm, const Ast *node) {
    if (!vm_enter(vm, " in a literal"))
        return VALUE_ABSENT;
    Value v;
    if (node->kind == AST_Constant)
        v = literal_constant(vm, &AST_CAST(Constant, node)->value);
    else if (node->kind == AST_UnaryOp)
        v = signed_of(vm, AST_CAST(UnaryOp, node));
    else if (node->kind == AST_List)
        v = list_of(vm, &AST_CAST(List, node)->elts);
    else if (node->kind == AST_Tuple)
        v = tuple_of(vm, &AST_CAST(Tuple, node)->elts);
    else if (node->kind == AST_Set)
        v = set_of(vm, &AST_CAST(Set, node)->elts);
    else if (node->kind == AST_Dict)
        v = dict_of(vm, AST_CAST(Dict, node));
    else
        v = refuse(vm);
    vm_leave(vm);
    return v;
}

Value literal_parse(VM *vm, const char *text, size_t length) {
    Arena arena;
    arena_init(&arena);
    SyntaxErrorInfo error = {0};
    const AstModule *module = parser_parse(&arena, text, length, "<literal>", &error);
    Value v;
    if (!module)
        v = vm_raise(vm, T_SyntaxError, "%s", error.message);
    else if (module->body.count != 1 || module->body.items[0]->kind != AST_Expr)
        v = refuse(vm);
    else
        v = literal_of(vm, AST_CAST(Expr, module->body.items[0])->value);
    arena_deinit(&arena);
    return v;
}
