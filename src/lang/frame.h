// Frames: an activation of a Python function or of a resumable native. Frames are objects in the
// world, linked by `caller`; nothing of a running program is on the C stack.
#ifndef AWAITSCOPE_LANG_FRAME_H
#define AWAITSCOPE_LANG_FRAME_H

#include "lang/object.h"

typedef struct Frame Frame;
typedef struct Func Func;
typedef struct Code Code;
typedef struct Gen Gen;
typedef struct Insn Insn;
struct NativeDef;

// What becomes of a frame's result in its caller.
typedef enum ReturnMode {
    RETURN_STORE,   // a bytecode caller: register `dst`
    RETURN_DISCARD, // dropped
    RETURN_NEXT,    // a bytecode caller's FOR_ITER: register `dst`, or the jump when exhausted
    RETURN_JUMP,    // a bytecode caller's conditional jump: its truth decides
    RETURN_TRUTH,   // like RETURN_STORE, but bool() of it
    RETURN_NOT,     // like RETURN_STORE, but not bool() of it
    RETURN_INIT,    // __init__ of an object: must be None, the object is in register `dst` already
    RETURN_NATIVE,  // a native caller: its `in`
    RETURN_EXIT,    // the bottom of a nested call or of the program: leaves the dispatch loop
} ReturnMode;

typedef enum FrameFlag {
    FRAME_STOP_ENDS = 1,   // StopIteration out of this frame means "exhausted" to the caller
    FRAME_GENERATOR = 2,   // belongs to a Gen
    FRAME_STARTED = 4,     // has executed an instruction
    FRAME_ATTR_ABSENT = 8, // AttributeError out of this frame means VALUE_ABSENT to the caller
    FRAME_STOP_ASYNC = 16, // StopAsyncIteration out of this frame means "exhausted" to the caller
} FrameFlag;

struct Frame {
    Obj head;
    Frame *caller;                 // not counted: the callee keeps no caller alive
    Func *func;                    // owned; NULL for a native's frame and for module code
    Code *code;                    // owned; NULL for a native's frame
    const struct NativeDef *native; // NULL for Python code
    Gen *gen;                      // not counted: the generator that owns this frame, or NULL
    union {
        const Insn *pc; // next instruction
        int64_t n[1];   // a native's number
    };
    Value globals;    // owned dict, or VALUE_ABSENT in a native's frame
    Value names;      // owned: the namespace of a class body or of module code, else VALUE_ABSENT
    Value in;         // a native's frame: result of the last call
    int32_t state;    // a native's frame: where to go on
    uint16_t dst;     // register of the caller
    uint8_t mode;     // ReturnMode
    uint8_t flags;    // FrameFlag
    uint16_t count;   // registers, or a native's slots
    uint8_t catches;  // a native's frame: wants the exceptions of what it calls
    uint8_t handling; // depth of except handlers being executed
    uint32_t line_seen; // last line reported to the line hook
    Value v[];        // registers; a native's parameters and slots
};

#endif
