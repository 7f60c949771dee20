// Statements, and the ways out of them: break, continue, return, exceptions.
#include "lang/compile_unit.h"
#include "lang/list.h"
#include "lang/str.h"

// The cost table on the source: one unit for each expression node, two more for a call, and one for
// each simple statement. A suite's cost is charged when it is entered; what is nested in it in
// suites of its own is charged when those are.
static void add_cost(void *context, Ast *node) {
    int *sum = context;
    switch (node->kind) {
    case AST_Lambda:
        *sum += 1;
        return;
    case AST_ListComp:
    case AST_SetComp:
    case AST_DictComp:
    case AST_GeneratorExp:
        *sum += 4;
        return;
    case AST_Call:
        *sum += 2;
        break;
    default:
        break;
    }
    *sum += ast_kind_category((AstKind)node->kind) == AST_EXPR;
    ast_visit_children(node, add_cost, sum);
}

int compile_expr_cost(const Ast *node) {
    int sum = 0;
    add_cost(&sum, (Ast *)node);
    return sum;
}

// The part of a compound statement that is executed on entering it.
static const Ast *statement_head(const Ast *node) {
    switch (node->kind) {
    case AST_If:
        return AST_CAST(If, node)->test;
    case AST_While:
        return AST_CAST(While, node)->test;
    case AST_For:
        return AST_CAST(For, node)->iter;
    case AST_AsyncFor:
        return AST_CAST(AsyncFor, node)->iter;
    case AST_Match:
        return AST_CAST(Match, node)->subject;
    default:
        return NULL;
    }
}

int compile_suite_cost(const AstSeq *body) {
    int sum = 0;
    for (int i = 0; i < body->count; i++) {
        Ast *node = body->items[i];
        sum += 1;
        switch (node->kind) {
        case AST_If:
        case AST_While:
        case AST_For:
        case AST_AsyncFor:
        case AST_Match:
            add_cost(&sum, (Ast *)statement_head(node));
            break;
        case AST_With:
        case AST_AsyncWith:
        case AST_Try:
        case AST_TryStar:
        case AST_FunctionDef:
        case AST_AsyncFunctionDef:
        case AST_ClassDef:
            sum += 4;
            break;
        default:
            ast_visit_children(node, add_cost, &sum);
        }
    }
    return sum;
}

static void compile_statement(Compiler *c, const Ast *node);

void compile_suite(Compiler *c, const AstSeq *body) {
    for (int i = 0; i < body->count; i++)
        compile_statement(c, body->items[i]);
}

// A suite entered by a jump: pays for itself.
static void compile_paid_suite(Compiler *c, const AstSeq *body) {
    if (!body->count)
        return;
    c->unit->span = body->items[0]->span;
    emit_wide(c, OPCODE_COST, 0, 0, compile_suite_cost(body));
    compile_suite(c, body);
}

static void call_exit_with_none(Compiler *c, int exit, bool is_async) {
    Unit *u = c->unit;
    int top = u->top;
    temp_reserve(c, exit + 5 > u->top ? exit + 5 - u->top : 0);
    for (int i = 0; i < 3; i++)
        compile_constant(c, VALUE_NONE, exit + 2 + i);
    emit(c, OPCODE_CALL_METHOD, 0, exit, 3, exit);
    if (is_async)
        compile_await(c, exit, 2);
    emit(c, OPCODE_KILL, 0, exit, 0, 0);
    u->top = top;
}

// After an except clause its variable is unbound, whatever the clause did with it. NULL: none.
static void forget_name(Compiler *c, const AstIdent *name) {
    if (!name)
        return;
    int top = c->unit->top;
    int none = temp_new(c);
    compile_constant(c, VALUE_NONE, none);
    compile_store_name(c, name, (Operand){none, true});
    compile_delete_name(c, name);
    c->unit->top = top;
}

// Leaves a handler by an exception: `handled` is being handled again, and `exc` is raised on.
static void emit_reraise(Compiler *c, int handled, int exc) {
    emit(c, OPCODE_POP_EXC, 0, handled, 0, 0);
    emit(c, OPCODE_RERAISE, 0, exc, 0, 0);
}

// Emits what leaving `block` takes. A value to be returned is in a register above.
static void unwind_block(Compiler *c, Block *block) {
    Unit *u = c->unit;
    Span span = u->span;
    range_close(c, block);
    u->block = block->outer;
    switch (block->kind) {
    case BLOCK_LOOP:
        if (block->reg >= 0)
            emit(c, OPCODE_KILL, 0, block->reg, 0, 0);
        break;
    case BLOCK_FINALLY:
        compile_paid_suite(c, block->finalbody);
        break;
    case BLOCK_FINALLY_END:
        emit(c, OPCODE_POP_EXC, 0, block->reg, 0, 0);
        emit(c, OPCODE_KILL, 0, block->reg - 1, 0, 0);
        break;
    case BLOCK_HANDLER:
        emit(c, OPCODE_POP_EXC, 0, block->reg, 0, 0);
        emit(c, OPCODE_KILL, 0, block->reg - 1, 0, 0);
        forget_name(c, block->name);
        break;
    case BLOCK_TRY:
        break;
    case BLOCK_WITH: {
        // arguments go above what lives: the pair moves up
        u->span = block->span;
        int pair = u->top;
        temp_reserve(c, 5);
        emit(c, OPCODE_MOVE, KILL_B, pair, block->reg, 0);
        emit(c, OPCODE_MOVE, KILL_B, pair + 1, block->reg + 1, 0);
        call_exit_with_none(c, pair, block->is_async);
        u->top = pair;
        break;
    }
    }
    u->span = span;
}

// Leaves all blocks inside `target` (NULL: all), innermost first.
void compile_unwind_to(Compiler *c, Block *target) {
    Block *inner = c->unit->block;
    for (Block *b = inner; b != target; b = b->outer)
        unwind_block(c, b);
    c->unit->block = inner;
}

// After the code that left them: their ranges go on for the code that follows.
void compile_ranges_reopen(Compiler *c, Block *target) {
    for (Block *b = c->unit->block; b != target; b = b->outer)
        b->range_start = c->unit->count;
}

static Block *innermost_loop(Compiler *c) {
    Block *b = c->unit->block;
    while (b->kind != BLOCK_LOOP)
        b = b->outer;
    return b;
}

static void compile_leave_loop(Compiler *c, bool is_break) {
    Block *loop = innermost_loop(c);
    Block *target = is_break ? loop->outer : loop;
    int top = c->unit->top;
    compile_unwind_to(c, target);
    emit_jump(c, is_break ? OPCODE_JUMP : OPCODE_LOOP,
              is_break ? loop->break_label : loop->continue_label);
    compile_ranges_reopen(c, target);
    c->unit->top = top;
}

static void compile_return(Compiler *c, const AstReturn *node) {
    Unit *u = c->unit;
    int top = u->top;
    if (!node->value) {
        compile_unwind_to(c, NULL);
        emit(c, OPCODE_RETURN_NONE, 0, 0, 0, 0);
    } else if (u->block) {
        int value = temp_new(c);
        compile_into(c, node->value, value);
        compile_unwind_to(c, NULL);
        emit(c, OPCODE_RETURN, 0, value, 0, 0);
    } else {
        Operand v = compile_operand(c, node->value, -1);
        emit(c, OPCODE_RETURN, 0, v.reg, 0, 0);
    }
    compile_ranges_reopen(c, NULL);
    u->top = top;
}

static void compile_if(Compiler *c, const AstIf *node) {
    Label other = label_new(c), end = label_new(c);
    compile_jump(c, node->test, false, other, compile_suite_cost(&node->body));
    bool *at_test = bound_save(c);
    compile_suite(c, &node->body);
    if (!node->orelse.count) {
        label_here(c, other);
        bound_restore(c, at_test);
        return;
    }
    bool *after_body = bound_save(c);
    bound_restore(c, at_test);
    emit_jump(c, OPCODE_JUMP, end);
    label_here(c, other);
    compile_paid_suite(c, &node->orelse);
    label_here(c, end);
    for (int i = 0; i < c->unit->local_count; i++)
        c->unit->bound[i] = c->unit->bound[i] && after_body[i];
}

static bool is_true_constant(const Ast *node) {
    if (node->kind != AST_Constant)
        return false;
    const AstConst *k = &AST_CAST(Constant, node)->value;
    return k->kind == CONST_TRUE || (k->kind == CONST_INT && k->length == 1 && k->text[0] != '0');
}

static void compile_while(Compiler *c, const AstWhile *node) {
    Block block = {.reg = -1, .break_label = label_new(c), .continue_label = label_new(c)};
    Label other = label_new(c);
    bool forever = is_true_constant(node->test);
    int cost = compile_suite_cost(&node->body) + compile_expr_cost(node->test);
    label_here(c, block.continue_label);
    if (forever)
        emit_wide(c, OPCODE_COST, 0, 0, cost);
    else
        compile_jump(c, node->test, false, other, cost);
    bool *bound = bound_save(c);
    block_push(c, &block, BLOCK_LOOP);
    compile_suite(c, &node->body);
    c->unit->span = node->base.span;
    emit_jump(c, OPCODE_LOOP, block.continue_label);
    block_pop(c, &block);
    bound_restore(c, bound);
    label_here(c, other);
    if (!forever)
        compile_paid_suite(c, &node->orelse);
    bound_restore(c, bound);
    label_here(c, block.break_label);
}

static void compile_for(Compiler *c, const Ast *target, const Ast *iter, const AstSeq *body,
                        const AstSeq *orelse, bool is_async) {
    Unit *u = c->unit;
    int top = u->top;
    Span span = u->span;
    int iterator = temp_new(c);
    Block block = {.reg = iterator, .break_label = label_new(c), .continue_label = label_new(c)};
    Label other = label_new(c);
    Operand v = compile_iterable(c, iter, iterator);
    u->span = iter->span;
    emit(c, is_async ? OPCODE_GET_AITER : OPCODE_GET_ITER, kill_flag(v, iterator, KILL_B), iterator,
         v.reg, 0);
    bool *bound = bound_save(c);
    label_here(c, block.continue_label);
    block_push(c, &block, BLOCK_LOOP);
    Var var = {.kind = VAR_GLOBAL};
    if (target->kind == AST_Name)
        var = variable_find(c, AST_CAST(Name, target)->id);
    int item = var.kind == VAR_FAST ? var.reg : temp_new(c);
    u->span = span;
    emit_branch(c, is_async ? OPCODE_FOR_AITER : OPCODE_FOR_ITER, 0, iterator, item, 0, other,
                compile_suite_cost(body) + 1);
    compile_store(c, target, (Operand){item, var.kind != VAR_FAST});
    u->top = iterator + 1;
    compile_suite(c, body);
    u->span = span;
    emit_jump(c, OPCODE_LOOP, block.continue_label);
    block_pop(c, &block);
    bound_restore(c, bound);
    u->top = top;
    label_here(c, other);
    compile_paid_suite(c, orelse);
    bound_restore(c, bound);
    label_here(c, block.break_label);
}

// Runs `body` after an exception came to register `exc`, and raises it again afterwards.
static void compile_finally_handler(Compiler *c, const AstSeq *finalbody, int exc) {
    Unit *u = c->unit;
    int top = u->top;
    u->top = exc;
    temp_reserve(c, 2);
    Label cleanup = label_new(c);
    emit(c, OPCODE_PUSH_EXC, 0, exc + 1, exc, 0);
    Block block = {.reg = exc + 1};
    block_push(c, &block, BLOCK_FINALLY_END);
    range_open(c, &block, cleanup, exc + 2);
    compile_paid_suite(c, finalbody);
    block_pop(c, &block);
    emit_reraise(c, exc + 1, exc);
    temp_reserve(c, 1);
    label_here(c, cleanup);
    emit_reraise(c, exc + 1, exc + 2);
    u->top = top;
}

// One except clause; the exception is in `exc`, what was being handled before in exc+1.
static void compile_handler(Compiler *c, const AstExceptHandler *h, int exc, Label end) {
    Unit *u = c->unit;
    Label next = label_new(c), cleanup = label_new(c);
    u->span = h->base.span;
    if (h->type) {
        Operand type = compile_operand(c, h->type, -1);
        u->span = h->type->span;
        emit_branch(c, OPCODE_JUMP_MATCH, kill_flag(type, -1, KILL_C), 0, exc, type.reg, next,
                    compile_suite_cost(&h->body));
        u->top = exc + 2;
    } else {
        emit_wide(c, OPCODE_COST, 0, 0, compile_suite_cost(&h->body));
    }
    u->span = h->base.span;
    emit(c, OPCODE_CAUGHT, 0, exc, 0, 0);
    if (h->name)
        compile_store_name(c, h->name, (Operand){exc, false});
    Block block = {.reg = exc + 1, .name = h->name};
    block_push(c, &block, BLOCK_HANDLER);
    range_open(c, &block, cleanup, exc + 2);
    compile_suite(c, &h->body);
    block_pop(c, &block);
    u->span = h->base.span;
    emit(c, OPCODE_POP_EXC, 0, exc + 1, 0, 0);
    emit(c, OPCODE_KILL, 0, exc, 0, 0);
    forget_name(c, h->name);
    emit_jump(c, OPCODE_JUMP, end);
    label_here(c, cleanup);
    temp_reserve(c, 1);
    emit(c, OPCODE_POP_EXC, 0, exc + 1, 0, 0);
    emit(c, OPCODE_KILL, 0, exc, 0, 0);
    forget_name(c, h->name);
    emit(c, OPCODE_RERAISE, 0, exc + 2, 0, 0);
    u->top = exc + 2;
    label_here(c, next);
}

static void compile_try_except(Compiler *c, const AstTry *node) {
    Unit *u = c->unit;
    if (!node->handlers.count) {
        compile_suite(c, &node->body);
        return;
    }
    int top = u->top, exc = top;
    Label handler = label_new(c), end = label_new(c), cleanup = label_new(c);
    bool *bound = bound_save(c);
    Block block = {0};
    block_push(c, &block, BLOCK_TRY);
    range_open(c, &block, handler, exc);
    compile_suite(c, &node->body);
    block_pop(c, &block);
    compile_paid_suite(c, &node->orelse);
    emit_jump(c, OPCODE_JUMP, end);
    bound_restore(c, bound);
    label_here(c, handler);
    temp_reserve(c, 2);
    u->span = node->handlers.items[0]->span;
    emit(c, OPCODE_PUSH_EXC, 0, exc + 1, exc, 0);
    Block clauses = {0};
    block_push(c, &clauses, BLOCK_TRY);
    range_open(c, &clauses, cleanup, exc + 2);
    for (int i = 0; i < node->handlers.count; i++) {
        compile_handler(c, AST_CAST(ExceptHandler, node->handlers.items[i]), exc, end);
        bound_restore(c, bound);
    }
    block_pop(c, &clauses);
    emit_reraise(c, exc + 1, exc);
    label_here(c, cleanup);
    temp_reserve(c, 1);
    emit_reraise(c, exc + 1, exc + 2);
    label_here(c, end);
    u->top = top;
}

// except*: registers exc (whole group), +1 (handled before), +2 (list of what the clauses raised),
// +3 (what no clause has matched yet), +4 (matched part), +5 (handled before it).
static void compile_star_handler(Compiler *c, const AstExceptHandler *h, int exc) {
    Unit *u = c->unit;
    Label next = label_new(c), cleanup = label_new(c);
    u->span = h->base.span;
    u->top = exc + 5;
    Operand type = compile_operand(c, h->type, -1);
    u->span = h->type->span;
    emit(c, OPCODE_MATCH_GROUP, kill_flag(type, -1, KILL_C), exc + 4, exc + 3, type.reg);
    emit_branch(c, OPCODE_JUMP_NONE, 0, 0, exc + 4, 0, next, compile_suite_cost(&h->body));
    u->top = exc + 5;
    temp_reserve(c, 1);
    emit(c, OPCODE_PUSH_EXC, 0, exc + 5, exc + 4, 0);
    u->span = h->base.span;
    emit(c, OPCODE_CAUGHT, 0, exc + 4, 0, 0);
    if (h->name)
        compile_store_name(c, h->name, (Operand){exc + 4, false});
    Block block = {.reg = exc + 5, .name = h->name};
    block_push(c, &block, BLOCK_HANDLER);
    range_open(c, &block, cleanup, exc + 6);
    compile_suite(c, &h->body);
    block_pop(c, &block);
    emit(c, OPCODE_POP_EXC, 0, exc + 5, 0, 0);
    emit(c, OPCODE_KILL, 0, exc + 4, 0, 0);
    forget_name(c, h->name);
    emit_jump(c, OPCODE_JUMP, next);
    label_here(c, cleanup);
    temp_reserve(c, 1);
    emit(c, OPCODE_POP_EXC, 0, exc + 5, 0, 0);
    emit(c, OPCODE_KILL, 0, exc + 4, 0, 0);
    forget_name(c, h->name);
    emit(c, OPCODE_LIST_APPEND, KILL_B, exc + 2, exc + 6, 0);
    label_here(c, next);
}

static void compile_try_star_except(Compiler *c, const AstTryStar *node) {
    Unit *u = c->unit;
    int top = u->top, exc = top;
    Label handler = label_new(c), end = label_new(c), cleanup = label_new(c);
    bool *bound = bound_save(c);
    Block block = {0};
    block_push(c, &block, BLOCK_TRY);
    range_open(c, &block, handler, exc);
    compile_suite(c, &node->body);
    block_pop(c, &block);
    compile_paid_suite(c, &node->orelse);
    emit_jump(c, OPCODE_JUMP, end);
    bound_restore(c, bound);
    label_here(c, handler);
    temp_reserve(c, 6);
    u->span = node->handlers.items[0]->span;
    emit(c, OPCODE_PUSH_EXC, 0, exc + 1, exc, 0);
    emit(c, OPCODE_BUILD_LIST, 0, exc + 2, exc + 3, 0);
    emit(c, OPCODE_MOVE, 0, exc + 3, exc, 0);
    Block clauses = {0};
    block_push(c, &clauses, BLOCK_TRY);
    range_open(c, &clauses, cleanup, exc + 2);
    for (int i = 0; i < node->handlers.count; i++) {
        compile_star_handler(c, AST_CAST(ExceptHandler, node->handlers.items[i]), exc);
        bound_restore(c, bound);
    }
    emit(c, OPCODE_LIST_APPEND, KILL_B, exc + 2, exc + 3, 0);
    emit(c, OPCODE_RAISE_STAR, KILL_C, exc + 3, exc, exc + 2);
    block_pop(c, &clauses);
    Label raise = label_new(c);
    emit_branch(c, OPCODE_JUMP_NONE, JUMP_IF_FALSE, 0, exc + 3, 0, raise, 0);
    emit(c, OPCODE_POP_EXC, 0, exc + 1, 0, 0);
    emit(c, OPCODE_KILL, 0, exc, 0, 0);
    emit_jump(c, OPCODE_JUMP, end);
    label_here(c, raise);
    emit_reraise(c, exc + 1, exc + 3);
    label_here(c, cleanup);
    emit_reraise(c, exc + 1, exc + 2);
    label_here(c, end);
    u->top = top;
}

static void compile_try(Compiler *c, const Ast *node, const AstSeq *finalbody) {
    Unit *u = c->unit;
    int top = u->top;
    u->span = node->span;
    Label handler = label_new(c), end = label_new(c);
    bool *bound = NULL;
    Block block = {.finalbody = finalbody};
    if (finalbody->count) {
        bound = bound_save(c);
        block_push(c, &block, BLOCK_FINALLY);
        range_open(c, &block, handler, top);
    }
    if (node->kind == AST_Try)
        compile_try_except(c, AST_CAST(Try, node));
    else
        compile_try_star_except(c, AST_CAST(TryStar, node));
    if (!finalbody->count)
        return;
    block_pop(c, &block);
    bool *after = bound_save(c);
    bound_restore(c, bound);
    compile_paid_suite(c, finalbody);
    emit_jump(c, OPCODE_JUMP, end);
    bound_restore(c, bound);
    label_here(c, handler);
    temp_reserve(c, 1);
    u->span = finalbody->items[0]->span;
    compile_finally_handler(c, finalbody, top);
    bound_restore(c, after);
    label_here(c, end);
    u->top = top;
}

static void compile_with(Compiler *c, const AstSeq *items, int index, const AstSeq *body,
                         bool is_async) {
    Unit *u = c->unit;
    if (index == items->count) {
        compile_suite(c, body);
        return;
    }
    const AstWithItem *item = AST_CAST(WithItem, items->items[index]);
    int top = u->top, exit = top, enter = top + 2, manager = top + 4;
    Span span = u->span;
    temp_reserve(c, 5);
    compile_into(c, item->context_expr, manager);
    u->span = span;
    emit(c, OPCODE_LOAD_SPECIAL, 0, enter, manager, is_async ? N___aenter__ : N___enter__);
    emit(c, OPCODE_LOAD_SPECIAL, 0, exit, manager, is_async ? N___aexit__ : N___exit__);
    emit(c, OPCODE_KILL, 0, manager, 0, 0);
    emit(c, OPCODE_CALL_METHOD, 0, enter, 0, enter);
    if (is_async)
        compile_await(c, enter, 1);
    u->top = enter + 1;
    Label handler = label_new(c), end = label_new(c), cleanup = label_new(c), swallow = label_new(c);
    bool *bound = bound_save(c);
    Block block = {.reg = exit, .is_async = is_async};
    block_push(c, &block, BLOCK_WITH);
    block.span = span;
    range_open(c, &block, handler, enter);
    if (item->optional_vars)
        compile_store(c, item->optional_vars, (Operand){enter, true});
    else
        emit(c, OPCODE_KILL, 0, enter, 0, 0);
    u->top = enter;
    u->span = span;
    compile_with(c, items, index + 1, body, is_async);
    block_pop(c, &block);
    u->span = span;
    call_exit_with_none(c, exit, is_async);
    emit_jump(c, OPCODE_JUMP, end);
    label_here(c, handler);
    int exc = enter;
    u->top = exc;
    temp_reserve(c, 3);
    emit(c, OPCODE_PUSH_EXC, 0, exc + 1, exc, 0);
    Block handling = {.reg = exc + 1};
    block_push(c, &handling, BLOCK_FINALLY_END);
    range_open(c, &handling, cleanup, exc + 2);
    emit(c, OPCODE_WITH_EXIT, 0, exc + 2, exit, exc);
    if (is_async)
        compile_await(c, exc + 2, 2);
    emit_branch(c, OPCODE_JUMP_IF, KILL_A, exc + 2, 0, 0, swallow, 0);
    block_pop(c, &handling);
    emit_reraise(c, exc + 1, exc);
    label_here(c, cleanup);
    emit_reraise(c, exc + 1, exc + 2);
    label_here(c, swallow);
    emit(c, OPCODE_CAUGHT, 0, exc, 0, 0);
    emit(c, OPCODE_POP_EXC, 0, exc + 1, 0, 0);
    emit(c, OPCODE_KILL, 0, exc, 0, 0);
    label_here(c, end);
    bound_restore(c, bound);
    u->span = span;
    u->top = top;
}

static void compile_assign(Compiler *c, const AstAssign *node) {
    Unit *u = c->unit;
    int top = u->top;
    if (node->targets.count == 1 && node->targets.items[0]->kind == AST_Name) {
        Var var = variable_find(c, AST_CAST(Name, node->targets.items[0])->id);
        if (var.kind == VAR_FAST) { // straight into the variable
            compile_into(c, node->value, var.reg);
            u->bound[var.reg] = !u->may_delete[var.reg];
            return;
        }
    }
    // a local value named in several targets could be rebound by the first
    Operand v = node->targets.count == 1 ? compile_operand(c, node->value, -1)
                                         : (Operand){temp_new(c), true};
    if (node->targets.count > 1)
        compile_into(c, node->value, v.reg);
    for (int i = 0; i < node->targets.count; i++) {
        bool last = i == node->targets.count - 1;
        compile_store(c, node->targets.items[i], (Operand){v.reg, last && v.temp});
    }
    u->top = top;
}

static void compile_augmented_op(Compiler *c, AstOperator op, int dst, const Ast *right) {
    Unit *u = c->unit;
    Span span = u->span;
    Operand r = compile_operand(c, right, -1);
    u->span = span;
    emit(c, compile_binary_opcode(op), INPLACE | kill_flag(r, dst, KILL_C), dst, dst, r.reg);
}

static void compile_augassign(Compiler *c, const AstAugAssign *node) {
    Unit *u = c->unit;
    int top = u->top;
    Span span = u->span;
    switch (node->target->kind) {
    case AST_Name: {
        const AstIdent *name = AST_CAST(Name, node->target)->id;
        Var var = variable_find(c, name);
        if (var.kind == VAR_FAST && !u->walrus) {
            if (!u->bound[var.reg])
                emit(c, OPCODE_CHECK_BOUND, 0, var.reg, 0, 0);
            if (node->value->kind == AST_Constant && (node->op == BINOP_Add || node->op == BINOP_Sub)) {
                const AstConst *k = &AST_CAST(Constant, node->value)->value;
                if (k->kind == CONST_INT && k->length == 1) {
                    emit(c, node->op == BINOP_Add ? OPCODE_ADD_I : OPCODE_SUB_I, INPLACE, var.reg,
                         var.reg, k->text[0] - '0');
                    break;
                }
            }
            compile_augmented_op(c, node->op, var.reg, node->value);
            u->bound[var.reg] = !u->may_delete[var.reg];
            break;
        }
        int value = temp_new(c);
        u->span = node->target->span;
        compile_load_name(c, name, value);
        u->span = span;
        compile_augmented_op(c, node->op, value, node->value);
        compile_store_name(c, name, (Operand){value, true});
        break;
    }
    case AST_Attribute: {
        const AstAttribute *a = AST_CAST(Attribute, node->target);
        Operand object = compile_operand(c, a->value, -1);
        int value = temp_new(c);
        Value name = ident_value(c, symtable_mangle(c->symtable, u->scope, a->attr));
        u->span = node->target->span;
        emit(c, OPCODE_LOAD_ATTR, 0, value, object.reg, cache_add(c, name));
        u->span = span;
        compile_augmented_op(c, node->op, value, node->value);
        u->span = node->target->span;
        emit(c, OPCODE_STORE_ATTR, KILL_B | kill_flag(object, -1, KILL_A), object.reg, value,
             cache_add(c, name));
        break;
    }
    case AST_Subscript: {
        const AstSubscript *s = AST_CAST(Subscript, node->target);
        Operand object = compile_operand(c, s->value, -1);
        Operand key = compile_operand(c, s->slice, -1);
        int value = temp_new(c);
        u->span = node->target->span;
        emit(c, OPCODE_GETITEM, 0, value, object.reg, key.reg);
        u->span = span;
        compile_augmented_op(c, node->op, value, node->value);
        u->span = node->target->span;
        emit(c, OPCODE_SETITEM,
             KILL_C | kill_flag(object, -1, KILL_A) | kill_flag(key, -1, KILL_B), object.reg, key.reg,
             value);
        break;
    }
    default:
        assert(false);
    }
    u->span = span;
    u->top = top;
}

static void compile_annassign(Compiler *c, const AstAnnAssign *node) {
    Unit *u = c->unit;
    int top = u->top;
    if (node->value) {
        AstSeq targets = {.count = 1, .items = (Ast *[]){node->target}};
        AstAssign assign = {.base = node->base, .targets = targets, .value = node->value};
        assign.base.kind = AST_Assign;
        compile_assign(c, &assign);
    }
    bool namespace = u->scope->kind == SCOPE_MODULE || u->scope->kind == SCOPE_CLASS;
    if (node->simple && namespace) {
        const AstIdent *name =
            symtable_mangle(c->symtable, u->scope, AST_CAST(Name, node->target)->id);
        int annotation = temp_new(c);
        if (c->future_annotations)
            compile_constant(c, annotation_text(c, node->annotation), annotation);
        else
            compile_into(c, node->annotation, annotation);
        emit(c, OPCODE_ANNOTATE, 0, annotation,
             constant_add(c, value_ref(ident_value(c, name))), 0);
    } else if (namespace && !c->future_annotations) {
        compile_effect(c, node->annotation);
    }
    u->top = top;
}

static void compile_import(Compiler *c, const AstImport *node) {
    Unit *u = c->unit;
    for (int i = 0; i < node->names.count; i++) {
        const AstAlias *alias = AST_CAST(Alias, node->names.items[i]);
        int top = u->top, module = temp_new(c), none = temp_new(c);
        const char *dot = memchr(alias->name->text, '.', alias->name->length);
        emit(c, OPCODE_KILL, 0, none, 0, 0);
        emit(c, OPCODE_IMPORT, 0, module, none, name_add(c, ident_value(c, alias->name)));
        if (!dot) {
            compile_store_name(c, alias->asname ? alias->asname : alias->name,
                               (Operand){module, true});
        } else if (!alias->asname) {
            const AstIdent *head = ast_ident(c->module->idents, alias->name->text,
                                             (size_t)(dot - alias->name->text));
            compile_store_name(c, head, (Operand){module, true});
        } else {
            // import a.b.c as d: walk down from the top package
            const char *end = alias->name->text + alias->name->length;
            while (dot) {
                const char *start = dot + 1;
                dot = memchr(start, '.', (size_t)(end - start));
                Value part = str_intern(c->vm, start, (size_t)((dot ? dot : end) - start));
                emit(c, OPCODE_IMPORT_FROM, 0, none, module, name_add(c, part));
                emit(c, OPCODE_MOVE, KILL_B, module, none, 0);
                value_unref(c->vm, part);
            }
            compile_store_name(c, alias->asname, (Operand){module, true});
        }
        u->top = top;
    }
}

static void compile_import_from(Compiler *c, const AstImportFrom *node) {
    Unit *u = c->unit;
    int top = u->top, module = temp_new(c), names = temp_new(c);
    Value tuple = tuple_new(c->vm, node->names.count);
    for (int i = 0; i < node->names.count; i++)
        tuple_get(tuple)->items[i] =
            value_ref(ident_value(c, AST_CAST(Alias, node->names.items[i])->name));
    compile_constant(c, tuple, names);
    const AstIdent *name = node->module;
    if (!name)
        name = ast_ident(c->module->idents, "", 0);
    emit(c, OPCODE_IMPORT, (unsigned)node->level << 3, module, names,
         name_add(c, ident_value(c, name)));
    emit(c, OPCODE_KILL, 0, names, 0, 0);
    for (int i = 0; i < node->names.count; i++) {
        const AstAlias *alias = AST_CAST(Alias, node->names.items[i]);
        if (alias->name->length == 1 && alias->name->text[0] == '*') {
            emit(c, OPCODE_IMPORT_STAR, 0, module, 0, 0);
            continue;
        }
        emit(c, OPCODE_IMPORT_FROM, 0, names, module, name_add(c, ident_value(c, alias->name)));
        compile_store_name(c, alias->asname ? alias->asname : alias->name, (Operand){names, true});
    }
    emit(c, OPCODE_KILL, 0, module, 0, 0);
    u->top = top;
}

static void compile_raise(Compiler *c, const AstRaise *node) {
    Unit *u = c->unit;
    int top = u->top;
    if (!node->exc) {
        emit(c, OPCODE_RAISE, RAISE_BARE, 0, 0, 0);
        return;
    }
    int exc = temp_new(c), cause = temp_new(c);
    compile_into(c, node->exc, exc);
    if (node->cause)
        compile_into(c, node->cause, cause);
    u->span = node->base.span;
    emit(c, OPCODE_RAISE, node->cause ? RAISE_CAUSE : 0, exc, cause, 0);
    u->top = top;
}

static void compile_assert(Compiler *c, const AstAssert *node) {
    Unit *u = c->unit;
    int top = u->top;
    Label fine = label_new(c);
    compile_jump(c, node->test, true, fine, 0);
    u->span = node->test->span;
    int exc = temp_new(c);
    emit(c, OPCODE_LOAD_ASSERTION_ERROR, 0, exc, 0, 0);
    if (node->msg) {
        int message = temp_new(c);
        compile_into(c, node->msg, message);
        u->span = node->test->span;
        emit(c, OPCODE_CALL, 0, exc, 1, exc);
    }
    emit(c, OPCODE_RAISE, 0, exc, 0, 0);
    label_here(c, fine);
    u->top = top;
}

static void compile_definition(Compiler *c, const Ast *node, const AstIdent *name) {
    int top = c->unit->top;
    int value = temp_new(c);
    if (node->kind == AST_ClassDef)
        compile_class(c, node, value);
    else
        compile_function(c, node, value);
    compile_store_name(c, name, (Operand){value, true});
    c->unit->top = top;
}

static void compile_statement(Compiler *c, const Ast *node) {
    Unit *u = c->unit;
    u->span = node->span;
    switch (node->kind) {
    case AST_Expr:
        compile_effect(c, AST_CAST(Expr, node)->value);
        break;
    case AST_Assign:
        compile_assign(c, AST_CAST(Assign, node));
        break;
    case AST_AugAssign:
        compile_augassign(c, AST_CAST(AugAssign, node));
        break;
    case AST_AnnAssign:
        compile_annassign(c, AST_CAST(AnnAssign, node));
        break;
    case AST_Return:
        compile_return(c, AST_CAST(Return, node));
        break;
    case AST_If:
        compile_if(c, AST_CAST(If, node));
        break;
    case AST_While:
        compile_while(c, AST_CAST(While, node));
        break;
    case AST_For: {
        const AstFor *f = AST_CAST(For, node);
        compile_for(c, f->target, f->iter, &f->body, &f->orelse, false);
        break;
    }
    case AST_AsyncFor: {
        const AstAsyncFor *f = AST_CAST(AsyncFor, node);
        compile_for(c, f->target, f->iter, &f->body, &f->orelse, true);
        break;
    }
    case AST_With:
        compile_with(c, &AST_CAST(With, node)->items, 0, &AST_CAST(With, node)->body, false);
        break;
    case AST_AsyncWith:
        compile_with(c, &AST_CAST(AsyncWith, node)->items, 0, &AST_CAST(AsyncWith, node)->body, true);
        break;
    case AST_Try:
        compile_try(c, node, &AST_CAST(Try, node)->finalbody);
        break;
    case AST_TryStar:
        compile_try(c, node, &AST_CAST(TryStar, node)->finalbody);
        break;
    case AST_Raise:
        compile_raise(c, AST_CAST(Raise, node));
        break;
    case AST_Assert:
        compile_assert(c, AST_CAST(Assert, node));
        break;
    case AST_FunctionDef:
        compile_definition(c, node, AST_CAST(FunctionDef, node)->name);
        break;
    case AST_AsyncFunctionDef:
        compile_definition(c, node, AST_CAST(AsyncFunctionDef, node)->name);
        break;
    case AST_ClassDef:
        compile_definition(c, node, AST_CAST(ClassDef, node)->name);
        break;
    case AST_Import:
        compile_import(c, AST_CAST(Import, node));
        break;
    case AST_ImportFrom:
        compile_import_from(c, AST_CAST(ImportFrom, node));
        break;
    case AST_Delete: {
        const AstDelete *d = AST_CAST(Delete, node);
        for (int i = 0; i < d->targets.count; i++)
            compile_delete(c, d->targets.items[i]);
        break;
    }
    case AST_Match:
        compile_match(c, AST_CAST(Match, node));
        break;
    case AST_Break:
        compile_leave_loop(c, true);
        break;
    case AST_Continue:
        compile_leave_loop(c, false);
        break;
    case AST_Pass:
        emit(c, OPCODE_NOP, 0, 0, 0, 0);
        break;
    case AST_Global:
    case AST_Nonlocal:
        break;
    default: // expressions, patterns and parts are no statements
        assert(false);
    }
}
