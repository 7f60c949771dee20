// What every heap object begins with, reference counting, and the visitor over an object's slots.
#ifndef AWAITSCOPE_LANG_OBJECT_H
#define AWAITSCOPE_LANG_OBJECT_H

#include <assert.h>
#include <stddef.h>

#include "lang/value.h"

typedef struct VM VM;
typedef struct Type Type;
typedef struct TypeDef TypeDef;

// Layouts of objects. An instance of a user's class that derives from a builtin has the
// builtin's kind. Layers above number theirs from KIND_FOREIGN.
typedef enum ObjKind {
    KIND_NONE,
    KIND_INT,
    KIND_FLOAT,
    KIND_COMPLEX,
    KIND_STR,
    KIND_BYTES,
    KIND_BYTEARRAY,
    KIND_TUPLE,
    KIND_LIST,
    KIND_DICT,
    KIND_SET,
    KIND_RANGE,
    KIND_SLICE,
    KIND_CELL,
    KIND_CODE,
    KIND_FUNC,
    KIND_NATIVE,
    KIND_METHOD,
    KIND_FRAME,
    KIND_GEN,
    KIND_TYPE,
    KIND_INSTANCE,
    KIND_EXCEPTION,
    KIND_MODULE,
    KIND_TRACEBACK,
    KIND_OTHER,   // builtin helper objects that only their own file looks into
    KIND_FOREIGN, // first number for layers above
} ObjKind;

typedef enum ObjFlag {
    OBJ_INTERNED = 1,  // a str in the intern table
    OBJ_HAS_ID = 4,    // has a serial number in the world's id table
    OBJ_FINALIZED = 8, // its guest finalizer has run
    OBJ_REACHED = 16,  // during a collection: something outside leads to it
    OBJ_HAS_WEAK = 32, // weak references refer to it
} ObjFlag;

struct Obj {
    Type *type; // owned, if it is one of the program's; never NULL while the object lives
    uint32_t refs;
    uint16_t kind; // ObjKind
    uint8_t flags; // ObjFlag
    uint8_t spare; // free for the kind's own use
};

static_assert(sizeof(Obj) == 16, "an object's header is two words");

// Called for each slot of an object that may hold a reference; *slot may be changed.
typedef void (*SlotVisitor)(void *context, Value *slot);

// Whether `v` points to an object of layout `kind` (a subclass's instance included).
static inline bool value_is_kind(Value v, ObjKind kind) {
    return value_is_obj(v) && value_obj(v)->kind == kind;
}

// The compiler would make functions of parts of these.
#define ALWAYS_INLINE static inline __attribute__((always_inline))

// Takes one more reference to `v` and returns it. Any value, VALUE_ABSENT included.
ALWAYS_INLINE Value value_ref(Value v) {
    if (value_is_obj(v))
        value_obj(v)->refs++;
    return v;
}

// A new reference to `v`, or None where there is no value: what a guest reads of an empty slot.
static inline Value value_or_none(Value v) { return v == VALUE_ABSENT ? VALUE_NONE : value_ref(v); }

// The last reference to `o` is gone: frees it with what only it held, or queues it when its death
// has guest code to run. Runs no guest code. Not recursive.
void obj_die(VM *vm, Obj *o);

// Gives up one reference to `v`. Runs no guest code.
static inline void value_unref(VM *vm, Value v) {
    if (value_is_obj(v) && --value_obj(v)->refs == 0)
        obj_die(vm, value_obj(v));
}

// Puts `take_v` (whose reference moves) into *slot and gives up what was there.
static inline void value_set(VM *vm, Value *slot, Value take_v) {
    Value old = *slot;
    *slot = take_v;
    value_unref(vm, old);
}

// Empties *slot and gives up what was there.
static inline void value_clear(VM *vm, Value *slot) { value_set(vm, slot, VALUE_ABSENT); }

// A new object of `bytes` (header included), zeroed, with one reference. `type` is borrowed.
// Never fails for want of host memory (aborts). Does not collect: collections happen between
// instructions only. The guest's memory limit is checked there too.
void *obj_new(VM *vm, Type *type, size_t bytes);

// A zeroed raw block in the world, freed by raw_release with the same size. 0 bytes gives NULL.
void *raw_new(VM *vm, size_t bytes);

// Gives back a raw block.
void raw_release(VM *vm, void *block, size_t bytes);

// Resizes a raw block, zeroing what is new.
void *raw_resize(VM *vm, void *block, size_t old_bytes, size_t new_bytes);

// Calls `visitor` on every slot of `o`, attributes included.
void obj_visit(Obj *o, SlotVisitor visitor, void *context);

// The serial number that stands for the object's address in `id`, in identity hashes and in reprs:
// the same in every build. Given on first use, a multiple of 16.
uint64_t obj_id(VM *vm, Value v);

#endif
