// Compiled code: instructions, constants, inline caches, positions, exception table.
#ifndef AWAITSCOPE_LANG_CODE_H
#define AWAITSCOPE_LANG_CODE_H

#include "lang/ast.h"
#include "lang/frame.h"
#include "lang/object.h"

typedef enum Opcode {
#define OP(name, words, operands) OPCODE_##name,
#include "lang/opcode.def"
#undef OP
    OPCODE_COUNT
} Opcode;

// One instruction word. `d` is the wide operand over b and c.
struct Insn {
    uint8_t op;
    uint8_t flags;
    uint16_t a;
    union {
        struct {
            uint16_t b, c;
        };
        int32_t d;
    };
};

static_assert(sizeof(Insn) == 8, "an instruction is one word");

enum {
    KILL_A = 1,
    KILL_B = 2,
    KILL_C = 4,
    INPLACE = 8,       // arithmetic: x OP= y
    INVERT_RESULT = 8, // IS, IN
    JUMP_IF_FALSE = 8, // conditional jumps
    RAISE_BARE = 8,
    RAISE_CAUSE = 16,
    FORMAT_SPEC = 8,
};

// Of LOAD_GLOBAL, LOAD_ATTR, STORE_ATTR and LOAD_METHOD: what was found last time.
typedef struct Cache {
    Value name;       // str, owned
    uint64_t key;     // type version, or the two dict shapes of LOAD_GLOBAL
    Type *type;       // not counted: compared only
    Value value;      // borrowed: valid while the key is
    int32_t slot;     // instance slot or dict entry
    uint32_t how;     // CacheHow
} Cache;

typedef enum CacheHow {
    CACHE_EMPTY,
    CACHE_GLOBAL,   // entry `slot` of the globals
    CACHE_BUILTIN,  // entry `slot` of the builtins
    CACHE_SLOT,     // instance slot `slot`
    CACHE_METHOD,   // the same, and it is a function to be called with self
    CACHE_MODULE,   // entry `slot` of a module's dict of shape `key`
} CacheHow;

// Registers from `keep` on are given up, register `keep` gets the exception, and `handler` runs.
typedef struct ExceptRange {
    uint32_t start, end, handler;
    uint32_t keep;
} ExceptRange;

typedef enum CodeFlag {
    CODE_VARARGS = 1,
    CODE_VARKEYWORDS = 2,
    CODE_GENERATOR = 4,
    CODE_COROUTINE = 8, // with CODE_GENERATOR: an async generator
    CODE_NAMESPACE = 16, // class body or module: names live in a dict
    CODE_NESTED = 32,
    CODE_ITERABLE_COROUTINE = 64, // types.coroutine
    CODE_LIBRARY = 128, // of a module that is built in: its lines are not the program's
} CodeFlag;

struct Code {
    Obj head;
    Value name, qualname, filename; // str, owned
    Value constants;                // tuple, owned
    Value names;                    // tuple of str, owned
    Value variables;                // tuple of str: names of registers [0, local_count)
    Value doc;                      // str or None
    Insn *insns;                    // raw, owned
    Span *spans;                    // raw, owned: one per word
    Cache *caches;                  // raw, owned
    ExceptRange *ranges;            // raw, owned: inner before outer
    int32_t insn_count, cache_count, range_count;
    int32_t first_line;
    int32_t entry_cost;
    uint16_t register_count;
    uint16_t local_count;           // parameters and other local variables, cells included
    uint16_t positional_count;      // parameters, positional-only included
    uint16_t positional_only_count;
    uint16_t keyword_only_count;
    uint16_t cell_count;            // own cells: `cells`
    uint16_t free_count;            // closure cells go to registers [free_base, ...)
    uint16_t free_base;
    uint16_t flags;                 // CodeFlag
    bool simple;                    // positional parameters only, not a generator
    Value freevars;                 // tuple of str
    Value cellvars;                 // tuple of str
};

// The name of an opcode, its number of words and operand letters. Static.
const char *opcode_name(Opcode op);
int opcode_words(Opcode op);
const char *opcode_operands(Opcode op);

#endif
