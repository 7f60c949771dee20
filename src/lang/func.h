// Functions, methods, natives as objects, cells.
#ifndef AWAITSCOPE_LANG_FUNC_H
#define AWAITSCOPE_LANG_FUNC_H

#include "lang/code.h"
#include "lang/native.h"
#include "lang/object.h"

struct Func {
    Obj head;
    Code *code;     // owned
    Value globals;  // dict
    Value closure;  // tuple of cells, or ABSENT
    Value defaults; // tuple or ABSENT
    Value keyword_defaults; // dict or ABSENT
    Value annotations;      // dict or ABSENT
    Value name, qualname, module, doc;
};

typedef struct Method {
    Obj head;
    Value func, self;
} Method;

typedef struct Cell {
    Obj head;
    Value value; // ABSENT when empty
} Cell;

// A native function, perhaps bound to a self. `type` of an unbound method of a builtin type.
typedef struct Native {
    Obj head;
    const NativeDef *def;
    Value name;   // str, interned: lives for ever
    Value self;   // bound to, or ABSENT
    Value names;  // tuple of all parameters that can be given by name: str or None each
    Value module; // str or ABSENT
    Type *owner;  // borrowed: whose method it is, or NULL
    uint8_t positional, required, positional_only, keyword_only, parameters;
    bool collects_positional, collects_keywords;
    bool python; // stands for a function written in Python: complains of arguments in those words
    bool quick; // a simple one with positional parameters alone, at most NATIVE_QUICK, and no self of its own
} Native;

enum { NATIVE_QUICK = 4 };

// A computed attribute of a builtin type.
typedef struct GetSet {
    Obj head;
    const GetSetDef *def;
    Type *owner; // borrowed
} GetSet;

static inline Func *func_get(Value v) { return (Func *)value_obj(v); }
static inline Method *method_get(Value v) { return (Method *)value_obj(v); }
static inline Native *native_get(Value v) { return (Native *)value_obj(v); }
static inline Cell *cell_get(Value v) { return (Cell *)value_obj(v); }

// A new function; all borrowed. closure, defaults, keyword_defaults, annotations may be ABSENT.
Value func_new(VM *vm, Code *code, Value globals, Value defaults, Value keyword_defaults,
               Value annotations, Value closure);

// A new bound method; both borrowed.
Value method_new(VM *vm, Value func, Value self);

// A new cell holding `take_value`.
Value cell_new(VM *vm, Value take_value);

// A new native function object. `self` may be ABSENT, `owner` NULL.
Value native_new(VM *vm, const NativeDef *def, Value self, Type *owner);

// "Owner.name" of a method, the name of a function: a new reference.
Value native_qualname(VM *vm, const Native *native);

// The same native bound to `self`.
Value native_bind(VM *vm, Native *native, Value self);

// The descriptor object of a builtin's computed attribute.
Value getset_new(VM *vm, const GetSetDef *def, Type *owner);

#endif
