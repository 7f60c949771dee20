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
    RETURN_NOT,     // like RETURN_STORE, but not bool() of it
    RETURN_INIT,    // __init__ of the object in `made`: must be None, the object goes on by `made_mode`
    RETURN_NATIVE,  // a native caller: its `in`
    RETURN_EXIT,    // the bottom of a nested call or of the program: leaves the dispatch loop
} ReturnMode;

typedef enum FrameFlag {
    FRAME_STOP_ENDS = 1,   // a generator's frame: its return means "exhausted" to the caller
    FRAME_YIELDED = 2,     // suspended by a YIELD: what is sent goes to that instruction's register
    FRAME_RERAISE = 4,     // the pending exception has this frame in its traceback already
    FRAME_UNPACKING = 8,   // the instruction that is due, an UNPACK, has its items in a list already
    FRAME_PASSED = 16,     // what it awaits was resumed by an exception: see frame_is_passed
} FrameFlag;

struct Frame {
    Obj head;
    Frame *caller;                 // not counted: the callee keeps no caller alive
    Func *func;                    // owned; NULL for a native's frame and for module code
    Code *code;                    // owned, unless `func` keeps it; NULL for a native's frame
    union {
        const struct NativeDef *native; // a native's frame: see frame_native
        const Insn *pc;                 // Python code: the next instruction
    };
    Gen *gen; // not counted: the generator that owns this frame, or NULL
    union {
        Value globals; // Python code: dict, owned unless `func` keeps it
        struct {
            int32_t state;  // a native's frame: where to go on
            int32_t number; // a native's frame: a number of its own
        };
    };
    union { // owned, or VALUE_ABSENT
        Value names; // code with CODE_NAMESPACE: where a class body or a module keeps its names
        Value made;  // with RETURN_INIT: the object being initialised
    };
    Value in; // a native's frame: result of the last call
    uint16_t dst;     // register of the caller
    uint8_t mode;     // ReturnMode
    uint8_t flags;    // FrameFlag
    uint16_t count;   // registers, or a native's slots
    uint8_t catches;  // a native's frame: wants the exceptions of what it calls
    uint8_t made_mode; // with RETURN_INIT: where that object goes
    bool unwinding;   // a native's frame: it raises, whatever `catches` says
    bool flag; // a native's frame: a flag of its own
    uint8_t handling; // Python code: how many of its except clauses are handling an exception
    Value v[];        // registers; a native's parameters and slots
};

static_assert(sizeof(Frame) == 96, "there may be a million frames");

// What runs in a native's frame, NULL for Python code.
static inline const struct NativeDef *frame_native(const Frame *frame) {
    return frame->code ? NULL : frame->native;
}

// Where a class body or module code has its names, borrowed.
static inline Value frame_namespace(const Frame *frame) {
    return frame->names != VALUE_ABSENT ? frame->names : frame->globals;
}

// Whether an exception was thrown into what this frame awaits, past this frame, which is handling one
// itself. What is thrown knows nothing of that one until it comes up to here.
bool frame_is_passed(const Frame *frame);

// The source line the frame stands at, 0 for a native's.
int frame_line(const Frame *frame);

// The source line of the instruction that is due, which is the same except where a line begins.
int frame_due_line(const Frame *frame);

#endif
