// Code objects: modules, functions, classes, comprehensions.
#include "lang/compile_unit.h"

#include "lang/compile.h"
#include "lang/list.h"
#include "lang/python_module.h"
#include "lang/str.h"

// What a look through a function's own statements finds.
typedef struct Survey {
    Compiler *c;
    Unit *unit;
} Survey;

static void survey_unbinds(Survey *s, const AstIdent *ident) {
    const AstIdent *name = symtable_mangle(s->c->symtable, s->unit->scope, ident);
    const Symbol *symbol = symtable_find(s->unit->scope, name);
    if (!symbol)
        return;
    int reg = s->unit->symbol_regs[symbol - s->unit->scope->symbols];
    if (reg >= 0)
        s->unit->may_delete[reg] = true;
}

static void survey(void *context, Ast *node) {
    Survey *s = context;
    switch (node->kind) {
    case AST_FunctionDef:
    case AST_AsyncFunctionDef:
    case AST_ClassDef:
    case AST_Lambda:
        return;
    case AST_NamedExpr:
        s->unit->walrus = true;
        break;
    case AST_Name:
        if (AST_CAST(Name, node)->ctx == CTX_Del)
            survey_unbinds(s, AST_CAST(Name, node)->id);
        return;
    case AST_ExceptHandler:
        if (AST_CAST(ExceptHandler, node)->name)
            survey_unbinds(s, AST_CAST(ExceptHandler, node)->name);
        break;
    default:
        break;
    }
    ast_visit_children(node, survey, s);
}

static Value qualified_name(Compiler *c, Value name, const Scope *scope) {
    Unit *outer = c->unit;
    if (!outer || outer->scope->kind == SCOPE_MODULE)
        return value_ref(name);
    if (scope->name) { // a name declared global is found at the top
        const AstIdent *mangled = symtable_mangle(c->symtable, outer->scope, scope->name);
        const Symbol *symbol = symtable_find(outer->scope, mangled);
        if (symbol && symbol->scope == SYMBOL_GLOBAL_EXPLICIT && scope->kind != SCOPE_COMPREHENSION &&
            scope->kind != SCOPE_LAMBDA)
            return value_ref(name);
    }
    StrBuilder b = {0};
    str_builder_add_str(c->vm, &b, outer->qualname);
    str_builder_add_text(c->vm, &b, outer->scope->kind == SCOPE_CLASS ? "." : ".<locals>.");
    str_builder_add_str(c->vm, &b, name);
    return str_intern_value(c->vm, str_builder_finish(c->vm, &b));
}

// Parameters come first, then other locals, then free variables.
static void assign_registers(Compiler *c, Unit *u) {
    Scope *scope = u->scope;
    int n = scope->symbol_count, next = 0;
    u->symbol_regs = arena_alloc(c->arena, (size_t)(n + 1) * sizeof *u->symbol_regs);
    for (int i = 0; i < n; i++)
        u->symbol_regs[i] = -1;
    for (int i = 0; i < scope->parameter_count; i++) {
        const Symbol *symbol = symtable_find(scope, scope->parameters[i]);
        u->symbol_regs[symbol - scope->symbols] = next++;
    }
    bool fast = scope->kind != SCOPE_MODULE && scope->kind != SCOPE_CLASS;
    for (int i = 0; i < n; i++) {
        SymbolScope kind = scope->symbols[i].scope;
        if (u->symbol_regs[i] < 0 && (kind == SYMBOL_CELL || (kind == SYMBOL_LOCAL && fast)))
            u->symbol_regs[i] = next++;
    }
    if (scope->needs_class_closure) {
        const Symbol *symbol = symtable_find(scope, ast_ident(c->module->idents, "__class__", 9));
        if (!symbol)
            u->class_cell = next++;
        else if (u->symbol_regs[symbol - scope->symbols] < 0)
            u->class_cell = u->symbol_regs[symbol - scope->symbols] = next++;
        else
            u->class_cell = u->symbol_regs[symbol - scope->symbols];
    }
    u->local_count = next;
    u->free_base = next;
    for (int i = 0; i < n; i++)
        if (scope->symbols[i].scope == SYMBOL_FREE ||
            (scope->symbols[i].flags & SYMBOL_FREE_IN_CLASS && u->symbol_regs[i] < 0))
            u->symbol_regs[i] = next++;
    u->temp_base = u->top = u->max = next;
    u->bound = arena_alloc(c->arena, (size_t)next + 1);
    u->may_delete = arena_alloc(c->arena, (size_t)next + 1);
    for (int i = 0; i < scope->parameter_count; i++)
        u->bound[i] = true;
}

static void unit_begin(Compiler *c, Unit *u, const Ast *node, Value name) {
    *u = (Unit){.outer = c->unit, .scope = symtable_scope(c->symtable, node), .class_cell = -1};
    u->name = value_ref(name);
    u->qualname = qualified_name(c, name, u->scope);
    u->constants = list_new(c->vm, 0);
    u->names = list_new(c->vm, 0);
    u->first_line = node->kind == AST_Module ? 1 : node->span.line;
    u->span = node->span;
    assign_registers(c, u);
    Survey s = {c, u};
    ast_visit_children(node, survey, &s);
    for (int i = 0; i < u->temp_base; i++)
        if (u->may_delete[i])
            u->bound[i] = false;
    c->unit = u;
    for (int i = 0; i < u->scope->symbol_count; i++)
        if (u->scope->symbols[i].scope == SYMBOL_CELL && u->symbol_regs[i] != u->class_cell)
            emit(c, OPCODE_MAKE_CELL, 0, u->symbol_regs[i], 0, 0);
    if (u->class_cell >= 0)
        emit(c, OPCODE_MAKE_CELL, 0, u->class_cell, 0, 0);
}

static void *raw_copy(VM *vm, const void *from, size_t bytes) {
    void *copy = raw_new(vm, bytes);
    if (bytes)
        memcpy(copy, from, bytes);
    return copy;
}

static void resolve_labels(Unit *u) {
    for (int i = 0; i < u->count; i++)
        if (u->labels_of[i] >= 0)
            u->insns[i].d = u->label_positions[u->labels_of[i]] - (i + 1);
    for (int i = 0; i < u->range_count; i++)
        u->ranges[i].handler = (uint32_t)u->label_positions[u->ranges[i].handler];
}

// Tuples of the names of a unit's registers and cells.
static void name_registers(Compiler *c, Unit *u, Code *code) {
    VM *vm = c->vm;
    code->variables = tuple_new(vm, u->local_count);
    Tuple *variables = tuple_get(code->variables);
    int cells = 0, frees = u->temp_base - u->free_base;
    for (int i = 0; i < u->scope->symbol_count; i++)
        cells += u->scope->symbols[i].scope == SYMBOL_CELL;
    code->cellvars = tuple_new(vm, cells);
    code->freevars = tuple_new(vm, frees);
    cells = 0;
    for (int i = 0; i < u->scope->symbol_count; i++) {
        int reg = u->symbol_regs[i];
        Value name = ident_value(c, u->scope->symbols[i].name);
        if (u->scope->symbols[i].scope == SYMBOL_CELL)
            tuple_get(code->cellvars)->items[cells++] = value_ref(name);
        if (reg >= u->free_base)
            tuple_get(code->freevars)->items[reg - u->free_base] = value_ref(name);
        else if (reg >= 0)
            variables->items[reg] = value_ref(name);
    }
    for (int64_t i = 0; i < variables->count; i++)
        if (variables->items[i] == VALUE_ABSENT)
            variables->items[i] = value_ref(vm_name(vm, N___class__));
    code->cell_count = (uint16_t)tuple_get(code->cellvars)->count;
    code->free_count = (uint16_t)frees;
    code->free_base = (uint16_t)u->free_base;
}

static void describe_parameters(const Ast *node, const Scope *scope, Code *code) {
    const AstArguments *a = NULL;
    if (node->kind == AST_FunctionDef)
        a = AST_CAST(Arguments, AST_CAST(FunctionDef, node)->args);
    else if (node->kind == AST_AsyncFunctionDef)
        a = AST_CAST(Arguments, AST_CAST(AsyncFunctionDef, node)->args);
    else if (node->kind == AST_Lambda)
        a = AST_CAST(Arguments, AST_CAST(Lambda, node)->args);
    if (a) {
        code->positional_only_count = (uint16_t)a->posonlyargs.count;
        code->positional_count = (uint16_t)(a->posonlyargs.count + a->args.count);
        code->keyword_only_count = (uint16_t)a->kwonlyargs.count;
        code->flags |= (a->vararg ? CODE_VARARGS : 0) | (a->kwarg ? CODE_VARKEYWORDS : 0);
    } else if (scope->kind == SCOPE_COMPREHENSION) {
        code->positional_count = 1;
    }
    if (scope->is_generator || node->kind == AST_GeneratorExp)
        code->flags |= CODE_GENERATOR;
    if (scope->is_coroutine)
        code->flags |= CODE_COROUTINE;
    if (scope->kind == SCOPE_CLASS || scope->kind == SCOPE_MODULE)
        code->flags |= CODE_NAMESPACE;
    if (scope->is_nested)
        code->flags |= CODE_NESTED;
    code->simple = !(code->flags & (CODE_VARARGS | CODE_VARKEYWORDS | CODE_GENERATOR | CODE_COROUTINE |
                                    CODE_NAMESPACE)) &&
                   !code->keyword_only_count;
}

static Code *unit_end(Compiler *c, const Ast *node, const AstSeq *body, Value doc) {
    VM *vm = c->vm;
    Unit *u = c->unit;
    resolve_labels(u);
    Code *code = obj_new(vm, vm_type(vm, T_code), sizeof *code);
    code->name = u->name;
    code->qualname = u->qualname;
    code->filename = value_ref(c->filename_value);
    if (python_module_is_file(code->filename))
        code->flags |= CODE_LIBRARY;
    code->doc = doc;
    code->constants = tuple_from(vm, list_get(u->constants)->items, list_get(u->constants)->count);
    code->names = tuple_from(vm, list_get(u->names)->items, list_get(u->names)->count);
    value_unref(vm, u->constants);
    value_unref(vm, u->names);
    name_registers(c, u, code);
    code->insns = raw_copy(vm, u->insns, (size_t)u->count * sizeof *u->insns);
    code->spans = raw_copy(vm, u->spans, (size_t)u->count * sizeof *u->spans);
    code->ranges = raw_copy(vm, u->ranges, (size_t)u->range_count * sizeof *u->ranges);
    code->caches = raw_new(vm, (size_t)u->cache_count * sizeof *code->caches);
    for (int i = 0; i < u->cache_count; i++)
        code->caches[i].name = u->cache_names[i]; // interned: lives for ever
    code->insn_count = u->count;
    code->cache_count = u->cache_count;
    code->range_count = u->range_count;
    code->first_line = u->first_line;
    code->register_count = (uint16_t)u->max;
    code->local_count = (uint16_t)u->local_count;
    code->entry_cost = body ? compile_suite_cost(body) : 2;
    describe_parameters(node, u->scope, code);
    if (u->max > UINT16_MAX)
        compile_fail(c, node->span, "function is too large: it needs more than 65535 registers");
    c->unit = u->outer;
    return code;
}

// The statements from number `first` on.
static AstSeq after(const AstSeq *body, int first) {
    return (AstSeq){.count = body->count - first, .items = first ? body->items + first : body->items};
}

// The docstring of a body: a new reference, or None; *first is the statement after it.
static Value docstring(Compiler *c, const AstSeq *body, int *first) {
    *first = 0;
    if (!body->count || body->items[0]->kind != AST_Expr)
        return VALUE_NONE;
    const Ast *value = AST_CAST(Expr, body->items[0])->value;
    if (value->kind != AST_Constant || AST_CAST(Constant, value)->value.kind != CONST_STR)
        return VALUE_NONE;
    *first = 1;
    return compile_constant_value(c, &AST_CAST(Constant, value)->value);
}

Value annotation_text(Compiler *c, const Ast *annotation) {
    const char *at = c->source, *end = c->source + c->source_length;
    int line = 1;
    const char *start = NULL, *stop = NULL;
    for (const char *row = at; row < end && !stop; line++) {
        if (line == annotation->span.line)
            start = row + annotation->span.col;
        if (line == annotation->span.end_line)
            stop = row + annotation->span.end_col;
        const char *newline = memchr(row, '\n', (size_t)(end - row));
        row = newline ? newline + 1 : end;
    }
    return start && stop ? str_new(c->vm, start, (size_t)(stop - start)) : VALUE_NONE;
}

// base+2 = dict of annotations: pairs of name and value.
static void compile_annotation(Compiler *c, const AstIdent *name, const Ast *annotation, int *count) {
    if (!annotation)
        return;
    int key = temp_new(c), value = temp_new(c);
    compile_constant(c, value_ref(ident_value(c, symtable_mangle(c->symtable, c->unit->scope, name))),
                     key);
    if (c->future_annotations)
        compile_constant(c, annotation_text(c, annotation), value);
    else
        compile_into(c, annotation, value);
    (*count)++;
}

static void compile_annotations(Compiler *c, const AstArguments *a, const Ast *returns, int dst) {
    Unit *u = c->unit;
    int top = u->top, count = 0;
    const AstSeq *groups[] = {&a->posonlyargs, &a->args};
    for (int g = 0; g < 2; g++)
        for (int i = 0; i < groups[g]->count; i++) {
            const AstArg *arg = AST_CAST(Arg, groups[g]->items[i]);
            compile_annotation(c, arg->arg, arg->annotation, &count);
        }
    if (a->vararg)
        compile_annotation(c, AST_CAST(Arg, a->vararg)->arg, AST_CAST(Arg, a->vararg)->annotation,
                           &count);
    for (int i = 0; i < a->kwonlyargs.count; i++) {
        const AstArg *arg = AST_CAST(Arg, a->kwonlyargs.items[i]);
        compile_annotation(c, arg->arg, arg->annotation, &count);
    }
    if (a->kwarg)
        compile_annotation(c, AST_CAST(Arg, a->kwarg)->arg, AST_CAST(Arg, a->kwarg)->annotation,
                           &count);
    compile_annotation(c, ast_ident(c->module->idents, "return", 6), returns, &count);
    if (count)
        emit(c, OPCODE_BUILD_DICT, 0, dst, top, count);
    else
        emit(c, OPCODE_KILL, 0, dst, 0, 0);
    u->top = top;
}

static void compile_defaults(Compiler *c, const AstArguments *a, int base) {
    Unit *u = c->unit;
    int top = u->top;
    if (a->defaults.count) {
        temp_reserve(c, a->defaults.count);
        for (int i = 0; i < a->defaults.count; i++)
            compile_into(c, a->defaults.items[i], top + i);
        emit(c, OPCODE_BUILD_TUPLE, 0, base, top, a->defaults.count);
    } else {
        emit(c, OPCODE_KILL, 0, base, 0, 0);
    }
    u->top = top;
    int count = 0;
    for (int i = 0; i < a->kwonlyargs.count; i++) {
        if (!a->kw_defaults.items[i])
            continue;
        int key = temp_new(c), value = temp_new(c);
        const AstIdent *name = AST_CAST(Arg, a->kwonlyargs.items[i])->arg;
        compile_constant(
            c, value_ref(ident_value(c, symtable_mangle(c->symtable, u->scope, name))), key);
        compile_into(c, a->kw_defaults.items[i], value);
        count++;
    }
    if (count)
        emit(c, OPCODE_BUILD_DICT, 0, base + 1, top, count);
    else
        emit(c, OPCODE_KILL, 0, base + 1, 0, 0);
    u->top = top;
}

// Makes a function of `code`, with what it closes over. base, base+1, base+2 are set.
static void compile_make_function(Compiler *c, Code *code, int base, int dst) {
    Unit *u = c->unit;
    int top = u->top;
    if (code->free_count) {
        temp_reserve(c, code->free_count);
        for (int i = 0; i < code->free_count; i++) {
            Value name = tuple_get(code->freevars)->items[i];
            Str *text = str_get(name);
            const AstIdent *ident = ast_ident(c->module->idents, text->data, text->bytes);
            const Symbol *symbol = symtable_find(u->scope, ident);
            int reg = symbol ? u->symbol_regs[symbol - u->scope->symbols] : u->class_cell;
            if (u->scope->kind == SCOPE_CLASS && str_is(name, "__class__") && u->class_cell >= 0)
                reg = u->class_cell;
            emit(c, OPCODE_MOVE, 0, top + i, reg, 0);
        }
        emit(c, OPCODE_BUILD_TUPLE, 0, base + 3, top, code->free_count);
    } else {
        emit(c, OPCODE_KILL, 0, base + 3, 0, 0);
    }
    emit(c, OPCODE_MAKE_FUNCTION, 0, dst, base, 0);
    emit_wide(c, OPCODE_EXT, 0, 0, constant_add(c, value_of(code)));
    u->top = top;
}

static void compile_plain_function(Compiler *c, Code *code, int dst) {
    int base = c->unit->top;
    temp_reserve(c, 4);
    for (int i = 0; i < 3; i++)
        emit(c, OPCODE_KILL, 0, base + i, 0, 0);
    compile_make_function(c, code, base, dst);
    c->unit->top = base;
}

static void compile_body(Compiler *c, const AstSeq *body) {
    compile_suite(c, body);
    emit(c, OPCODE_RETURN_NONE, 0, 0, 0, 0);
}

static Code *compile_function_code(Compiler *c, const Ast *node, Value name, const AstSeq *body) {
    Unit unit;
    unit_begin(c, &unit, node, name);
    if (node->kind == AST_Lambda) {
        int value = temp_new(c);
        compile_into(c, AST_CAST(Lambda, node)->body, value);
        emit(c, OPCODE_RETURN, 0, value, 0, 0);
        Code *code = unit_end(c, node, NULL, VALUE_NONE);
        code->entry_cost = compile_expr_cost(AST_CAST(Lambda, node)->body) + 1;
        return code;
    }
    int first;
    Value doc = docstring(c, body, &first);
    AstSeq rest = after(body, first);
    compile_body(c, &rest);
    return unit_end(c, node, &rest, doc);
}

// Decorators are computed before, and called after, what they decorate is made.
static int compile_decorators(Compiler *c, const AstSeq *decorators) {
    int first = c->unit->top;
    temp_reserve(c, decorators->count);
    for (int i = 0; i < decorators->count; i++)
        compile_into(c, decorators->items[i], first + i);
    return first;
}

static void apply_decorators(Compiler *c, const AstSeq *decorators, int first, int value) {
    Unit *u = c->unit;
    for (int i = decorators->count - 1; i >= 0; i--) {
        int top = u->top, base = temp_new(c), argument = temp_new(c);
        u->span = decorators->items[i]->span;
        emit(c, OPCODE_MOVE, KILL_B, base, first + i, 0);
        emit(c, OPCODE_MOVE, KILL_B, argument, value, 0);
        emit(c, OPCODE_CALL, 0, base, 1, value);
        u->top = top;
    }
}

void compile_function(Compiler *c, const Ast *node, int dst) {
    Unit *u = c->unit;
    int top = u->top;
    static const AstSeq none = {0};
    const AstSeq *decorators = &none, *body = NULL;
    const Ast *args, *returns = NULL;
    Value name;
    if (node->kind == AST_Lambda) {
        args = AST_CAST(Lambda, node)->args;
        name = str_intern(c->vm, "<lambda>", 8);
        value_unref(c->vm, name);
    } else if (node->kind == AST_FunctionDef) {
        const AstFunctionDef *f = AST_CAST(FunctionDef, node);
        args = f->args;
        returns = f->returns;
        decorators = &f->decorator_list;
        body = &f->body;
        name = ident_value(c, f->name);
    } else {
        const AstAsyncFunctionDef *f = AST_CAST(AsyncFunctionDef, node);
        args = f->args;
        returns = f->returns;
        decorators = &f->decorator_list;
        body = &f->body;
        name = ident_value(c, f->name);
    }
    const AstArguments *a = AST_CAST(Arguments, args);
    int first = compile_decorators(c, decorators);
    int value = temp_new(c), base = u->top;
    temp_reserve(c, 4);
    compile_defaults(c, a, base);
    compile_annotations(c, a, returns, base + 2);
    u->span = node->span;
    Code *code = compile_function_code(c, node, name, body);
    if (decorators->count)
        code->first_line = decorators->items[0]->span.line;
    compile_make_function(c, code, base, value);
    apply_decorators(c, decorators, first, value);
    emit(c, OPCODE_MOVE, KILL_B, dst, value, 0);
    u->top = top;
}

static Code *compile_class_code(Compiler *c, const AstClassDef *node) {
    Unit unit;
    unit_begin(c, &unit, &node->base, ident_value(c, node->name));
    int temp = temp_new(c), first;
    emit(c, OPCODE_LOAD_NAME, 0, temp, name_add(c, vm_name(c->vm, N___name__)), 0);
    emit(c, OPCODE_STORE_NAME, KILL_A, temp, name_add(c, vm_name(c->vm, N___module__)), 0);
    emit_wide(c, OPCODE_LOAD_CONST, 0, temp, constant_add(c, value_ref(unit.qualname)));
    emit(c, OPCODE_STORE_NAME, KILL_A, temp, name_add(c, vm_name(c->vm, N___qualname__)), 0);
    Value doc = docstring(c, &node->body, &first);
    if (doc != VALUE_NONE) {
        emit_wide(c, OPCODE_LOAD_CONST, 0, temp, constant_add(c, doc));
        emit(c, OPCODE_STORE_NAME, KILL_A, temp, name_add(c, vm_name(c->vm, N___doc__)), 0);
    }
    unit.top = temp;
    AstSeq rest = after(&node->body, first);
    for (int i = 0; i < rest.count; i++)
        if (rest.items[i]->kind == AST_AnnAssign) {
            emit(c, OPCODE_SETUP_ANNOTATIONS, 0, 0, 0, 0);
            break;
        }
    compile_suite(c, &rest);
    if (unit.class_cell >= 0) {
        temp = temp_new(c);
        emit(c, OPCODE_MOVE, 0, temp, unit.class_cell, 0);
        int copy = temp_new(c);
        emit(c, OPCODE_MOVE, 0, copy, temp, 0);
        emit(c, OPCODE_STORE_NAME, KILL_A, copy, name_add(c, vm_name(c->vm, N___classcell__)), 0);
        emit(c, OPCODE_RETURN, 0, temp, 0, 0);
    } else {
        emit(c, OPCODE_RETURN_NONE, 0, 0, 0, 0);
    }
    return unit_end(c, &node->base, &rest, VALUE_NONE);
}

void compile_class(Compiler *c, const Ast *node, int dst) {
    Unit *u = c->unit;
    int top = u->top;
    const AstClassDef *class = AST_CAST(ClassDef, node);
    int first = compile_decorators(c, &class->decorator_list);
    int value = temp_new(c), base = u->top;
    temp_reserve(c, 3);
    emit(c, OPCODE_LOAD_BUILD_CLASS, 0, base, 0, 0);
    u->span = node->span;
    Code *code = compile_class_code(c, class);
    if (class->decorator_list.count)
        code->first_line = class->decorator_list.items[0]->span.line;
    compile_plain_function(c, code, base + 1);
    compile_constant(c, value_ref(ident_value(c, class->name)), base + 2);
    compile_call(c, &class->bases, &class->keywords, base, false, 2, value);
    apply_decorators(c, &class->decorator_list, first, value);
    emit(c, OPCODE_MOVE, KILL_B, dst, value, 0);
    u->top = top;
}

typedef struct ComprehensionParts {
    const AstSeq *generators;
    Span span; // of the whole: that is at fault where an iteration fails
    const Ast *element, *value; // value: of a dict comprehension
    Opcode build, add;
    const char *name;
} ComprehensionParts;

static ComprehensionParts comprehension_parts(const Ast *node) {
    switch (node->kind) {
    case AST_ListComp: {
        const AstListComp *n = AST_CAST(ListComp, node);
        return (ComprehensionParts){&n->generators, node->span, n->elt, NULL, OPCODE_BUILD_LIST,
                                    OPCODE_LIST_APPEND, "<listcomp>"};
    }
    case AST_SetComp: {
        const AstSetComp *n = AST_CAST(SetComp, node);
        return (ComprehensionParts){&n->generators, node->span, n->elt, NULL, OPCODE_BUILD_SET, OPCODE_SET_ADD,
                                    "<setcomp>"};
    }
    case AST_DictComp: {
        const AstDictComp *n = AST_CAST(DictComp, node);
        return (ComprehensionParts){&n->generators, node->span, n->key, n->value, OPCODE_BUILD_DICT,
                                    OPCODE_DICT_SET, "<dictcomp>"};
    }
    default: {
        const AstGeneratorExp *n = AST_CAST(GeneratorExp, node);
        return (ComprehensionParts){&n->generators, node->span, n->elt, NULL, OPCODE_NOP, OPCODE_YIELD,
                                    "<genexpr>"};
    }
    }
}

static void compile_element(Compiler *c, const ComprehensionParts *p, int whole) {
    int top = c->unit->top;
    Operand v = compile_operand(c, p->element, -1);
    if (p->add == OPCODE_YIELD) {
        emit(c, OPCODE_YIELD, KILL_A | kill_flag(v, -1, KILL_B), temp_new(c), v.reg, 0);
    } else if (p->value) {
        Operand w = compile_operand(c, p->value, -1);
        emit(c, p->add, kill_flag(v, -1, KILL_B) | kill_flag(w, -1, KILL_C), whole, v.reg, w.reg);
    } else {
        emit(c, p->add, kill_flag(v, -1, KILL_B), whole, v.reg, 0);
    }
    c->unit->top = top;
}

static void compile_generators(Compiler *c, const ComprehensionParts *p, int index, int whole) {
    Unit *u = c->unit;
    if (index == p->generators->count) {
        compile_element(c, p, whole);
        return;
    }
    const AstComprehension *g = AST_CAST(Comprehension, p->generators->items[index]);
    int top = u->top, iterator = 0;
    if (index > 0) {
        iterator = temp_new(c);
        Operand v = compile_iterable(c, g->iter, iterator);
        u->span = p->span;
        emit(c, g->is_async ? OPCODE_GET_AITER : OPCODE_GET_ITER, kill_flag(v, iterator, KILL_B),
             iterator, v.reg, 0);
    }
    Label next = label_new(c), end = label_new(c);
    label_here(c, next);
    int item = temp_new(c), cost = compile_expr_cost(p->element) + 2;
    for (int i = 0; i < g->ifs.count; i++)
        cost += compile_expr_cost(g->ifs.items[i]);
    u->span = p->span;
    emit_branch(c, g->is_async ? OPCODE_FOR_AITER : OPCODE_FOR_ITER, 0, iterator, item, 0, end, cost);
    compile_store(c, g->target, (Operand){item, true});
    for (int i = 0; i < g->ifs.count; i++)
        compile_jump(c, g->ifs.items[i], false, next, 0);
    compile_generators(c, p, index + 1, whole);
    emit_jump(c, OPCODE_LOOP, next);
    label_here(c, end);
    u->top = top;
}

static Code *compile_comprehension_code(Compiler *c, const Ast *node, const ComprehensionParts *p) {
    Unit unit;
    Value name = str_intern(c->vm, p->name, strlen(p->name));
    value_unref(c->vm, name);
    unit_begin(c, &unit, node, name);
    int whole = temp_new(c);
    if (p->build != OPCODE_NOP)
        emit(c, p->build, 0, whole, unit.top, 0);
    compile_generators(c, p, 0, whole);
    unit.span = node->span;
    if (p->build != OPCODE_NOP)
        emit(c, OPCODE_RETURN, 0, whole, 0, 0);
    else
        emit(c, OPCODE_RETURN_NONE, 0, 0, 0, 0);
    return unit_end(c, node, NULL, VALUE_NONE);
}

void compile_comprehension(Compiler *c, const Ast *node, int dst) {
    Unit *u = c->unit;
    int top = u->top;
    ComprehensionParts p = comprehension_parts(node);
    Code *code = compile_comprehension_code(c, node, &p);
    bool awaited = code->flags & CODE_COROUTINE && p.build != OPCODE_NOP;
    const AstComprehension *first = AST_CAST(Comprehension, p.generators->items[0]);
    int base = temp_new(c), argument = temp_new(c);
    compile_plain_function(c, code, base);
    Operand v = compile_iterable(c, first->iter, argument);
    u->span = node->span;
    emit(c, first->is_async ? OPCODE_GET_AITER : OPCODE_GET_ITER, kill_flag(v, argument, KILL_B),
         argument, v.reg, 0);
    u->span = node->span;
    emit(c, OPCODE_CALL, 0, base, 1, awaited ? base : dst);
    if (awaited) {
        compile_await(c, base, 0);
        emit(c, OPCODE_MOVE, KILL_B, dst, base, 0);
    }
    u->top = top;
}

static bool has_annotations(const AstSeq *body) {
    for (int i = 0; i < body->count; i++)
        if (body->items[i]->kind == AST_AnnAssign)
            return true;
    return false;
}

static bool imports_annotations(const AstModule *module) {
    for (int i = 0; i < module->body.count; i++) {
        if (module->body.items[i]->kind != AST_ImportFrom)
            continue;
        const AstImportFrom *from = AST_CAST(ImportFrom, module->body.items[i]);
        if (!from->module || strcmp(from->module->text, "__future__") != 0)
            continue;
        for (int k = 0; k < from->names.count; k++)
            if (strcmp(AST_CAST(Alias, from->names.items[k])->name->text, "annotations") == 0)
                return true;
    }
    return false;
}

// Whether a line between the end of `before` and the beginning of `after`, where only comments are,
// begins a cell.
static bool cell_between(const Compiler *c, const Ast *before, const Ast *after) {
    const char *line = c->source, *end = c->source + c->source_length;
    for (int number = 1; line < end && number < after->span.line; number++) {
        size_t left = (size_t)(end - line);
        bool marker = (left >= 4 && memcmp(line, "# %%", 4) == 0) || (left >= 3 && memcmp(line, "#%%", 3) == 0);
        if (marker && number > before->span.end_line)
            return true;
        const char *next = memchr(line, '\n', left);
        line = next ? next + 1 : end;
    }
    return false;
}

// A coroutine's bare yield: its task goes to the end of the line.
static void give_way(Compiler *c) {
    int temp = temp_new(c);
    compile_constant(c, VALUE_NONE, temp);
    emit(c, OPCODE_YIELD, KILL_A | KILL_B, temp, temp, 0);
    c->unit->top = temp;
}

static void compile_cell_suites(Compiler *c, const AstSeq *body) {
    int begin = 0;
    for (int i = 1; i <= body->count; i++) {
        if (i < body->count && !cell_between(c, body->items[i - 1], body->items[i]))
            continue;
        AstSeq cell = {.items = body->items + begin, .count = i - begin};
        compile_suite(c, &cell);
        if (i < body->count)
            give_way(c);
        begin = i;
    }
    emit(c, OPCODE_RETURN_NONE, 0, 0, 0, 0);
}

Code *compile_module(Compiler *c) {
    VM *vm = c->vm;
    const AstModule *module = c->module;
    Unit unit;
    c->future_annotations = imports_annotations(module);
    Value name = str_intern(vm, "<module>", 8);
    unit_begin(c, &unit, &module->base, name);
    value_unref(vm, name);
    int first;
    Value doc = docstring(c, &module->body, &first);
    if (doc != VALUE_NONE) {
        int temp = temp_new(c);
        emit_wide(c, OPCODE_LOAD_CONST, 0, temp, constant_add(c, doc));
        emit(c, OPCODE_STORE_GLOBAL, KILL_A, temp, name_add(c, vm_name(vm, N___doc__)), 0);
        unit.top = temp;
    }
    AstSeq rest = after(&module->body, first);
    if (has_annotations(&rest))
        emit(c, OPCODE_SETUP_ANNOTATIONS, 0, 0, 0, 0);
    if (c->cells)
        compile_cell_suites(c, &rest);
    else
        compile_body(c, &rest);
    return unit_end(c, &module->base, &rest, VALUE_NONE);
}

static Code *compile(VM *vm, Arena *arena, const char *source, size_t length, const char *filename, bool cells,
                     SyntaxErrorInfo *error) {
    AstModule *module = parser_parse(arena, source, length, filename, error);
    if (!module)
        return NULL;
    Symtable *symtable =
        cells ? symtable_build_cells(arena, module, error) : symtable_build(arena, module, error);
    if (!symtable)
        return NULL;
    Compiler c = {.vm = vm,
                  .arena = arena,
                  .symtable = symtable,
                  .filename = filename,
                  .cells = cells,
                  .source = source,
                  .source_length = length,
                  .module = module,
                  .error = error};
    c.filename_value = str_from(vm, filename);
    Code *code = compile_module(&c);
    value_unref(vm, c.filename_value);
    if (c.failed) {
        value_unref(vm, value_of(code));
        return NULL;
    }
    return code;
}

Code *compile_source(VM *vm, Arena *arena, const char *source, size_t length, const char *filename,
                     SyntaxErrorInfo *error) {
    return compile(vm, arena, source, length, filename, false, error);
}

Code *compile_cells(VM *vm, Arena *arena, const char *source, size_t length, const char *filename,
                    SyntaxErrorInfo *error) {
    return compile(vm, arena, source, length, filename, true, error);
}
