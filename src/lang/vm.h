// A world: the interpreter's whole state, itself in the region. Everything here is restored by
// a snapshot, except what `host` points to.
#ifndef AWAITSCOPE_LANG_VM_H
#define AWAITSCOPE_LANG_VM_H

#include "base/region.h"
#include "lang/error.h"
#include "lang/frame.h"
#include "lang/name.h"
#include "lang/object.h"
#include "lang/type.h"

typedef struct Hooks Hooks;

typedef struct VmLimits {
    uint64_t ticks;     // units of cost until "step limit"; 0: none
    size_t memory;      // nominal bytes; 0: none
    uint32_t recursion; // frames
} VmLimits;

struct VM {
    Region *region;
    const Hooks *hooks; // host; set again after a restore
    void *host;         // given to hooks
    const void *const *table; // the dispatch table in use: ordinary, or the one that stops
    Frame *frame;       // the one that runs
    Value exception;    // pending, owned, or VALUE_ABSENT
    Value handled;      // being handled by an except clause (sys.exc_info), owned, or VALUE_ABSENT
    Value result;       // of a native or of the program, owned
    Gen *driver;        // innermost generator or coroutine being driven from outside
    int64_t ticks;      // cost executed so far
    int64_t ticks_stop; // when to look up from the dispatch loop
    uint32_t attention; // Attention bits: why the stopping table is in use
    uint32_t depth;     // Python frames on the chain
    uint32_t nested;    // natives in the C stack that called the dispatch loop
    uint32_t type_versions;
    uint64_t next_id;
    int64_t containers; // allocated since the last collection
    int64_t collect_at; // collect when containers reach this
    bool collecting;
    bool caches; // inline caches in use
    bool stop_requested;
    bool freeing;
    VmLimits limits;
    Value *dying; // raw vector: objects whose death waits to be carried out
    int64_t dying_count, dying_capacity;
    Value *finalizers; // raw vector: objects with guest code to run before the next instruction
    int64_t finalizer_count, finalizer_capacity;
    Value *interned; // raw open-addressing table of str
    int64_t interned_count, interned_capacity;
    Value ids;     // dict from object to serial, weak: see obj_id
    Value modules; // dict: sys.modules
    Value builtins; // dict
    Value main;     // dict: globals of the program
    Value empty_tuple, empty_str, empty_bytes;
    Value chars[128]; // one-character ASCII strs
    Value foreign;    // state of the layer above: an object it made, owned
    Value script;     // str: the path as given
    Value argv;       // list
    Value names[NAME_COUNT];
    Type *types[TYPE_COUNT];
};

// The builtin type with this number, borrowed.
static inline Type *vm_type(const VM *vm, TypeId id) { return vm->types[id]; }

// The type of any value, borrowed.
static inline Type *value_type(const VM *vm, Value v) {
    if (value_is_obj(v))
        return value_obj(v)->type;
    if (value_is_small(v))
        return vm->types[T_int];
    if (value_is_inline_float(v))
        return vm->types[T_float];
    assert(v != VALUE_ABSENT);
    static const uint8_t specials[] = {T_NoneType, T_bool, T_bool, T_ellipsis, T_NotImplementedType};
    return vm->types[specials[v >> 3]];
}

// The interned str of a well-known name, borrowed.
static inline Value vm_name(const VM *vm, NameId id) { return vm->names[id]; }

// Nested calls: run Python from within a native, on the C stack, and come back. Only where
// nested.def names the reason; blocking in them is refused. MAY RAISE: VALUE_ABSENT / -1.

// repr(v), str(v), format(v, spec): a new str.
Value vm_repr_nested(VM *vm, Value v);
Value vm_str_nested(VM *vm, Value v);
Value vm_format_nested(VM *vm, Value v, Value spec);

// hash(v) as CPython computes it. False with an exception pending.
bool vm_hash(VM *vm, Value v, int64_t *hash);

// v == w, identity first as containers do: 1, 0, -1 with an exception.
int vm_equal(VM *vm, Value v, Value w);

// v OP w: a new value.
Value vm_compare_nested(VM *vm, CompareOp op, Value v, Value w);

// bool(v): 1, 0, -1.
int vm_truth_nested(VM *vm, Value v);

// len(v), -1 with an exception.
int64_t vm_length(VM *vm, Value v);

// operator.index(v) as an int value, new reference.
Value vm_index(VM *vm, Value v);

// operator.index(v) clipped to int64 when `clip`, else OverflowError. False with an exception.
bool vm_index_int64(VM *vm, Value v, bool clip, int64_t *out);

// Calls and waits for the result, nested.
Value vm_call_nested(VM *vm, Value callable, int count, const Value *args);

// a OP b with nested special methods.
Value vm_binary_nested(VM *vm, BinaryOp op, Value a, Value b);

// getattr(v, name), nested.
Value vm_getattr_nested(VM *vm, Value v, Value name);

// Guards recursion of natives over guest data (repr, compare, hash): false with RecursionError
// pending when too deep. vm_leave after vm_enter that gave true.
bool vm_enter(VM *vm, const char *where);
void vm_leave(VM *vm);

// Guards repr against objects that contain themselves: 1 entered, 0 already inside, to be printed as "...".
int vm_repr_enter(VM *vm, Value v);
void vm_repr_leave(VM *vm, Value v);

// Charges `units` of cost (elements, bytes, limbs) to the program. Never fails.
static inline void vm_charge(VM *vm, int64_t units) { vm->ticks += units; }

// Whether making a result of `bytes` would pass the guest's memory limit: raises MemoryError and
// gives false. To be asked before computing results that can be much larger than their operands.
bool vm_check_size(VM *vm, double bytes);

#endif
