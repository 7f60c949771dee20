// Private to the compiler: one code object under construction and the ways to add to it.
#ifndef AWAITSCOPE_LANG_COMPILE_UNIT_H
#define AWAITSCOPE_LANG_COMPILE_UNIT_H

#include "lang/code.h"
#include "lang/name.h"
#include "lang/symtable.h"
#include "lang/vm.h"

typedef int Label;

typedef enum BlockKind {
    BLOCK_LOOP,        // while and for: `reg` holds the iterator, or -1
    BLOCK_FINALLY,     // body of a try with a finally
    BLOCK_FINALLY_END, // a finally that runs because of an exception: POP_EXC `reg`
    BLOCK_HANDLER,     // an except clause: POP_EXC `reg`, forget `name`
    BLOCK_TRY,         // body of a try with except clauses: only a range
    BLOCK_WITH,        // `reg`: __exit__ and its self
} BlockKind;

// A construct that break, continue, return or an exception may leave.
typedef struct Block {
    BlockKind kind;
    struct Block *outer;
    Label break_label, continue_label;
    int reg;
    bool is_async;
    const AstSeq *finalbody;
    const AstIdent *name;
    bool has_range; // an exception in it goes to `handler`
    Label handler;
    int keep;
    int range_start;
    Span span;
} Block;

typedef struct Compiler {
    VM *vm;
    Arena *arena;
    Symtable *symtable;
    const char *filename;
    Value filename_value;
    Value *ident_values; // by AstIdent.index, interned
    uint32_t ident_capacity;
    SyntaxErrorInfo *error;
    bool failed;
    bool future_annotations;
    bool cells; // see compile_cells
    const char *source;
    size_t source_length;
    const AstModule *module;
    struct Unit *unit;
} Compiler;

typedef struct Unit {
    struct Unit *outer;
    Scope *scope;
    Value name, qualname;
    Insn *insns;
    Span *spans;
    Label *labels_of; // label that a word's `d` refers to, or -1
    int count, capacity;
    int *label_positions;
    int label_count, label_capacity;
    ExceptRange *ranges; // start, end as positions, handler as label
    int range_count, range_capacity;
    Value constants; // list
    Value names;     // list of str
    Value *cache_names;
    int cache_count, cache_capacity;
    int *symbol_regs; // by number of the symbol in the scope, -1 when not in a register
    bool *bound;      // by register: certainly bound here
    bool *may_delete; // by register: some `del` or `except ... as` unbinds it
    int local_count, free_base, temp_base;
    int class_cell; // of a class body: register of the cell of __class__, or -1
    int top, max;
    bool walrus; // assignment expressions: an operand may change while its neighbour is computed
    Block *block;
    Span span;
    int32_t first_line;
} Unit;

// Where a value is: a register, which ends with its use when `temp`.
typedef struct Operand {
    int reg;
    bool temp;
} Operand;

typedef enum VarKind { VAR_FAST, VAR_CELL, VAR_GLOBAL, VAR_NAME, VAR_CLASS_CELL } VarKind;

typedef struct Var {
    VarKind kind;
    int reg;
    const AstIdent *name; // mangled
} Var;

// Adding instructions. Each takes the unit's present span.
void emit(Compiler *c, Opcode op, unsigned flags, int a, int b, int cc);
void emit_wide(Compiler *c, Opcode op, unsigned flags, int a, int d);
void emit_jump(Compiler *c, Opcode op, Label target);
// A two-word jump; `cost` is that of the block entered by not jumping.
void emit_branch(Compiler *c, Opcode op, unsigned flags, int a, int b, int cc, Label target, int cost);
Label label_new(Compiler *c);
void label_here(Compiler *c, Label label);

// Registers for temporaries: a stack.
int temp_new(Compiler *c);
void temp_reserve(Compiler *c, int count);

// Tables of the unit.
int constant_add(Compiler *c, Value take_v);
int name_add(Compiler *c, Value name);
int cache_add(Compiler *c, Value name);
Value ident_value(Compiler *c, const AstIdent *ident);
Var variable_find(Compiler *c, const AstIdent *ident);

// Blocks and exception ranges.
void range_open(Compiler *c, Block *block, Label handler, int keep);
void range_close(Compiler *c, Block *block);
void block_push(Compiler *c, Block *block, BlockKind kind);
void block_pop(Compiler *c, Block *block);

// Reports what cannot be compiled; the first report wins.
void compile_fail(Compiler *c, Span span, const char *message);

// Certainty about bound variables around branches.
bool *bound_save(Compiler *c);
void bound_restore(Compiler *c, const bool *saved);

// compile_expr.c
Operand compile_operand(Compiler *c, const Ast *node, int hint);

// The same for what a loop goes over, in the temp `hint`: a display of constants is never grown there.
Operand compile_iterable(Compiler *c, const Ast *node, int hint);
void compile_into(Compiler *c, const Ast *node, int dst);
void compile_effect(Compiler *c, const Ast *node);
void compile_jump(Compiler *c, const Ast *test, bool jump_if, Label target, int cost);
void compile_store(Compiler *c, const Ast *target, Operand value);
void compile_store_name(Compiler *c, const AstIdent *name, Operand value);
void compile_load_name(Compiler *c, const AstIdent *name, int dst);
void compile_delete(Compiler *c, const Ast *target);
void compile_delete_name(Compiler *c, const AstIdent *name);
void compile_constant(Compiler *c, Value take_v, int dst);
Value compile_constant_value(Compiler *c, const AstConst *k);
Opcode compile_binary_opcode(AstOperator op);
unsigned kill_flag(Operand v, int dst, unsigned flag);
void operand_end(Compiler *c, Operand v);
void compile_call(Compiler *c, const AstSeq *args, const AstSeq *keywords, int base, bool method,
                  int first, int dst);
void compile_await(Compiler *c, int reg, int where);

// compile_stmt.c
void compile_suite(Compiler *c, const AstSeq *body);
void compile_unwind_to(Compiler *c, Block *target);
void compile_ranges_reopen(Compiler *c, Block *target);
int compile_suite_cost(const AstSeq *body);
int compile_expr_cost(const Ast *node);

// compile_func.c
void compile_function(Compiler *c, const Ast *node, int dst);
void compile_class(Compiler *c, const Ast *node, int dst);
void compile_comprehension(Compiler *c, const Ast *node, int dst);
Code *compile_module(Compiler *c);
// With `from __future__ import annotations`: an annotation as the str of its source.
Value annotation_text(Compiler *c, const Ast *annotation);

// compile_match.c
void compile_match(Compiler *c, const AstMatch *node);

#endif
