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

// Why the dispatch loop has to look up before the next instruction.
typedef enum Attention {
    ATTENTION_FINALIZE = 1, // dead objects with guest code to run
    ATTENTION_COLLECT = 2,  // time to look for cycles
    ATTENTION_TICKS = 4,    // ticks_stop is reached
    ATTENTION_STOP = 8,     // somebody wants to stop here
    ATTENTION_STEP = 16,    // every instruction is watched
} Attention;

typedef struct IdEntry {
    Obj *object;
    uint64_t id;
} IdEntry;

// One entry of the cache of type look-ups.
typedef struct TypeCacheEntry {
    Value name;
    uint32_t version;
    Value value; // borrowed, ABSENT when the type has no such attribute
} TypeCacheEntry;

#ifdef AWAITSCOPE_HARD
enum { TYPE_CACHE_SIZE = 4 };
#else
enum { TYPE_CACHE_SIZE = 1024 };
#endif

// What the layers above do for the language. Host functions: they may not run guest code.
struct Hooks {
    // Text for the program's stdout (1) or stderr (2).
    void (*output)(VM *vm, int stream, const char *bytes, size_t count);
    // The program's standard input from byte `position` on, up to the end of that line at least: how many bytes
    // *bytes has, valid until the next call; 0 at the end. What was given once is given again. May be NULL.
    size_t (*input)(VM *vm, uint64_t position, const char **bytes);
    // An exception was raised in `frame`, or goes no further there: an except clause or a with
    // statement took it.
    void (*raised)(VM *vm, Frame *frame, Value exception);
    void (*caught)(VM *vm, Frame *frame, Value exception);
    // The language warns: one line, as CPython words it. May be NULL.
    void (*warned)(VM *vm, const char *text);
    // The dispatch loop looked up with ATTENTION_STEP, before the instruction at frame->pc.
    void (*step)(VM *vm, Frame *frame);
    // vm->ticks has reached vm->ticks_stop.
    void (*ticks)(VM *vm);
    // A module the language itself does not have, by its dotted name: a new module object; ABSENT
    // without an exception when it is not there either.
    Value (*module)(VM *vm, const char *name);
    // Something that only a layer above knows how to finish died: true when it took it over.
    void (*finalize)(VM *vm, Obj *o);
};

typedef struct VmLimits {
    uint64_t ticks;     // units of cost until "step limit"; 0: none
    size_t memory;      // nominal bytes; 0: none
    uint32_t recursion; // frames
} VmLimits;

struct VM {
    Region *region;
    const Hooks *hooks; // host; set again after a restore
    void *host;         // given to hooks
    const void *const *table; // the dispatch table in use: one of the next two
    const void *const *table_ordinary, *const *table_looking;
    Frame *frame;       // the one that runs
    Value exception;    // pending, owned, or VALUE_ABSENT
    Value handled;      // being handled by an except clause (sys.exc_info), owned, or VALUE_ABSENT
    Value result;       // of a native or of the program, owned
    Gen *driver;        // innermost generator or coroutine being driven from outside
    int64_t ticks;      // cost executed so far
    uint64_t input_position; // bytes of standard input that the program has read
    int64_t ticks_stop; // when to look up from the dispatch loop
    uint32_t attention; // Attention bits: why the stopping table is in use
    uint32_t depth;     // Python frames on the chain
    uint32_t nested;    // natives in the C stack that called the dispatch loop
    Value warned;       // a dict of the warnings that were shown, or ABSENT: each once for each place
    int python;         // the level of the library: 11 for Python 3.11
    Value await_through; // native coroutine function that gets what `await f()` awaits and awaits it, or not; or ABSENT
    bool tracks_origins; // new coroutines note where they are made
    uint64_t seed;      // what choices by chance begin from, where the program gives no seed
    uint32_t type_versions;
    uint64_t next_id;
    int64_t containers; // made and not freed since the last collection
    int64_t collect_at; // when containers reach this, a collection may be due:
    size_t collect_bytes; // when the world has that many bytes, nominally
    bool collecting;
    bool collect_on_demand; // gc.disable(): only gc.collect() collects
    IdEntry *id_table; // raw: serial numbers by object
    int64_t id_count, id_capacity;
    uint32_t dict_shapes;
    bool caches; // inline caches in use
    bool freeing;
    VmLimits limits;
    Value *dying; // raw vector: objects whose death waits to be carried out
    int64_t dying_count, dying_capacity;
    Value *finalizers; // raw vector: objects with guest code to run before the next instruction
    int64_t finalizer_count, finalizer_capacity;
    int64_t finalizer_waiting; // so many at the front wait for the finalizer that runs now to end
    Value *interned; // raw open-addressing table of str
    int64_t interned_count, interned_capacity;
    Value modules; // dict: sys.modules
    Value builtins; // dict
    Value main;     // dict: globals of the program
    Value empty_tuple, empty_str, empty_bytes;
    Value chars[128]; // one-character ASCII strs
    Value foreign;    // state of the layer above: an object it made, owned
    Value sources;    // dict from file name to bytes: what tracebacks show lines of
    Value script;     // str: the path as given
    Value argv;       // list
    Value names[NAME_COUNT];
    Type *types[TYPE_COUNT];
    TypeCacheEntry type_cache[TYPE_CACHE_SIZE];
    Value exception_group; // ExceptionGroup, which has two bases
    Value weak; // dict: who refers weakly to an object, see weakref.c; ABSENT until needed
    Value repr_stack; // list of objects whose repr is being made
    uint32_t native_depth; // of vm_enter
    uint64_t gen_serial;
    uint64_t hooked_gens; // asynchronous generators that were ever iterated
    Value agen_finalizer; // callable: gets asynchronous generators that are dropped unfinished; or ABSENT
    int32_t halt_status; // of vm_halt and vm_unsupported; 0 while the program goes on
    int32_t halt_line;
    char halt_text[1000];
};

// Makes the dispatch loop look up before the next instruction, for this reason.
void vm_attention(VM *vm, Attention why);

// Queues `o`, dead but for its last words: its finalizer runs before the next instruction.
void vm_queue_finalizer(VM *vm, Obj *o);

// Ends the finalizer whose frame kept `waiting`: those that had to wait for it may run.
void vm_finalizer_done(VM *vm, int32_t waiting);

// Forgets the serial number of a dying object.
void vm_forget_id(VM *vm, Obj *o);

// Makes a world: a region with everything a program starts with. `hooks` and `host` are borrowed.
VM *vm_new(const Hooks *hooks, void *host);

// Ends a world and gives back its region.
void vm_free(VM *vm);

// Looks for unreachable cycles and frees them. Returns how many objects were found. Guest finalizers are queued.
int64_t vm_collect(VM *vm);

// Whether there is an object whose death may show: with a finalizer or a weak reference, a generator.
bool vm_has_last_words(VM *vm);

// vm_collect where it is worth it: when the world has grown enough since the last time, or nears its limit.
void vm_collect_due(VM *vm);

// From now on collections come by themselves.
void vm_collect_begin(VM *vm);

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
