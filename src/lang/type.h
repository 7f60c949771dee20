// Types: the static description of a builtin (TypeDef) and the type object in the world (Type).
#ifndef AWAITSCOPE_LANG_TYPE_H
#define AWAITSCOPE_LANG_TYPE_H

#include "lang/native.h"
#include "lang/object.h"
#include "lang/op.h"

typedef enum TypeId {
#define TYPE(name, base) T_##name,
#include "lang/type.def"
#undef TYPE
#define EXCEPTION(name, base) T_##name,
#include "lang/exception.def"
#undef EXCEPTION
    TYPE_COUNT
} TypeId;

typedef enum TypeFlag {
    TYPE_BASETYPE = 1,   // may be derived from
    TYPE_HEAP = 2,       // made by a class statement or type()
    TYPE_ATTRS = 4,      // its instances have attributes of their own (a __dict__)
    TYPE_NO_NEW = 8,     // "cannot create 'X' instances"
    TYPE_ACYCLIC = 16,   // its objects never hold references to containers: the collector skips them
    TYPE_FINALIZER = 32, // its death may have guest code to run: see TypeDef.die
    TYPE_ABSTRACT = 64,  // has abstract methods left
    TYPE_GENERIC = 256,   // a builtin that may be subscripted in annotations
    TYPE_AGED = 512,      // its hash is a number that later ones have larger: see set_aged
    TYPE_PYTHON = 1024,   // written in Python there: its methods complain of arguments in those words
    TYPE_HEAP_LIKE = 128, // a builtin with several bases: look at its whole mro
} TypeFlag;

// One step of awaiting an object that knows how.
typedef enum AwaitStep {
    AWAIT_DONE,    // *out: the result, owned
    AWAIT_SUSPEND, // *out: what to hand to the driver, owned; ask again when resumed
    AWAIT_RAISE,   // an exception is pending
} AwaitStep;

// What a builtin does, in C. A NULL slot means "not supported". Functions that return a Value give
// a new reference, or VALUE_ABSENT with an exception pending, unless said otherwise. They may run
// guest code only through the nested calls of nested.def.
struct TypeDef {
    const char *name;
    const char *module; // "builtins" when NULL
    const char *doc;    // NULL when none
    uint16_t kind;      // ObjKind
    uint16_t flags;     // TypeFlag
    uint32_t size;      // bytes of the fixed part; also what a subclass's instance has before its
                        // attributes, unless size_of is given
    size_t (*size_of)(const Obj *o); // for objects of variable size: bytes without attributes
    void (*visit)(Obj *o, SlotVisitor visitor, void *context); // calls visitor on each Value slot
    void (*finish)(VM *vm, Obj *o); // releases raw blocks; slots have been given up before
    bool (*die)(VM *vm, Obj *o);    // before death: true when it queued work that keeps `o` alive

    const NativeDef *new_; // __new__(cls, ...); NULL inherits
    const NativeDef *init; // __init__(self, ...); NULL inherits
    const NativeDef *call; // self(...): resumable or not; parameters "self *args **kwargs"

    Value (*repr)(VM *vm, Value self);
    Value (*str)(VM *vm, Value self);
    Value (*format)(VM *vm, Value self, Value spec); // spec is a str
    bool (*hash)(VM *vm, Value self, int64_t *hash);
    Value (*compare)(VM *vm, CompareOp op, Value a, Value b); // NotImplemented when not its business
    bool (*truth)(VM *vm, Value self);                        // never fails
    int64_t (*length)(VM *vm, Value self);                    // -1 with an exception pending
    Value (*getitem)(VM *vm, Value self, Value key);
    bool (*setitem)(VM *vm, Value self, Value key, Value value); // value VALUE_ABSENT: delete
    int (*contains)(VM *vm, Value self, Value item);             // 1, 0, or -1 with an exception
    Value (*iter)(VM *vm, Value self);
    Value (*next)(VM *vm, Value self); // VALUE_ABSENT without an exception: exhausted
    const NativeDef *next_frame;       // instead of next: a resumable native "self"
    Value (*binary)(VM *vm, BinaryOp op, Value a, Value b);  // either operand is of this type
    Value (*inplace)(VM *vm, BinaryOp op, Value a, Value b); // changes a; NotImplemented: use binary
    Value (*unary)(VM *vm, UnaryOp op, Value v);
    Value (*getattr)(VM *vm, Value self, Value name); // before the ordinary look-up; VALUE_ABSENT
                                                      // without an exception: go on ordinarily
    bool (*setattr)(VM *vm, Value self, Value name, Value value, bool *done);
    Value (*descr_get)(VM *vm, Value self, Value object, Value type); // object may be ABSENT
    bool (*descr_set)(VM *vm, Value self, Value object, Value value); // data descriptor
    Value (*await)(VM *vm, Value self); // iterator for `await self`
    AwaitStep (*await_step)(VM *vm, Value self, Value *out); // `await self` itself, step by step
    // What is awaited by way of await_step is not waited for any longer: an exception was thrown there.
    void (*await_broken)(VM *vm, Value self);

    const NativeDef *methods; // ends with a NULL name
    const GetSetDef *getsets; // ends with a NULL name
};

// Attributes of an instance, behind its fixed part. The type's `attr_index` numbers the slots, the
// same for all its instances; an instance that departs from their order, or has more, keeps a dict
// instead.
typedef struct Attrs {
    Value dict;        // VALUE_ABSENT while the slots are used
    uint16_t used;     // slots [0, used) may hold values
    uint16_t capacity; // slots there are
    uint32_t pad;
    Value slots[];
} Attrs;

struct Type {
    Obj head;
    const TypeDef *def; // of the nearest builtin in the mro
    uint32_t flags;     // TypeFlag
    uint32_t version;   // changes with every change of the type or of a base
    uint64_t overrides[2]; // bit set of Dunder: special methods defined by Python classes in the mro
    Value name;            // str
    Value qualname;        // str
    Value base;            // type or VALUE_ABSENT
    Value bases;           // tuple
    Value mro;             // tuple
    Value dict;            // dict: own attributes; a builtin's is filled on first use
    Value attr_index;      // dict from name to slot of instances; VALUE_ABSENT until needed
    Value slot_names;      // tuple: __slots__, when instances have no dict; else VALUE_ABSENT
    Value subclasses;      // list of types, weakly (not counted), VALUE_ABSENT until needed
    uint32_t attr_hint;    // slots to give to a new instance
    uint16_t id;           // TypeId, or TYPE_COUNT for others
    bool dict_ready;
};

// Whether `type` is `base` or derives from it.
bool type_is_subtype(const Type *type, const Type *base);

// Whether `v` is an instance of builtin `id` or of a class derived from it.
bool value_is_a(VM *vm, Value v, TypeId id);

// The attribute `name` (interned) found in the mro, borrowed, or VALUE_ABSENT. Never raises.
Value type_lookup(VM *vm, Type *type, Value name);

// A new zeroed object of class `cls` with `fixed_bytes` of its builtin part, and room for attributes
// when the class has them. One reference.
void *type_alloc(VM *vm, Type *cls, size_t fixed_bytes);

// The attributes of an object whose type has TYPE_ATTRS.
Attrs *obj_attrs(Obj *o);

// Whether a Python class in the mro defines special method `dunder` (a NameId below DUNDER_COUNT).
static inline bool type_overrides(const Type *type, unsigned dunder) {
    return type->overrides[dunder >> 6] >> (dunder & 63) & 1;
}

// A new type object for a static description that a layer above has; base is borrowed.
Type *type_from_def(VM *vm, const TypeDef *def, Type *base);

// The type's own attributes, complete.
struct Dict *type_dict(VM *vm, Type *type);

// The attribute found in the mro behind `after` (for super()), borrowed, or VALUE_ABSENT; *where: its class.
Value type_lookup_after(VM *vm, Type *type, Type *after, Value name, Type **where);

// A new class: `bases` a tuple, `namespace` a dict (copied). Runs no guest code. NULL with an exception.
Type *type_make(VM *vm, Type *meta, Value name, Value bases, Value namespace);

// To be called when attribute `name` of `type` (VALUE_ABSENT: any) was set or deleted.
void type_changed(VM *vm, Type *type, Value name);

// Whether `name` is in the __slots__ of `type` or of a base.
bool type_has_slot(const Type *type, Value name);

// The description that builtin exception `id` has.
const TypeDef *exception_def(TypeId id);

// Makes the builtin types of a new world: first bare, then with names, once str, tuple and dict can be made.
void types_begin(VM *vm);
void types_finish(VM *vm);

// The name as the guest sees it, in UTF-8, valid while the type lives.
const char *type_name(const Type *type);

#endif
