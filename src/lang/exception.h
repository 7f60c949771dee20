// Exception objects.
#ifndef AWAITSCOPE_LANG_EXCEPTION_H
#define AWAITSCOPE_LANG_EXCEPTION_H

#include "lang/frame.h"
#include "lang/object.h"

enum { EXCEPTION_FIELDS = 5 };

typedef struct Exception {
    Obj head;
    Value args;      // tuple
    Value cause;     // exception, None or ABSENT
    Value context;   // exception or ABSENT
    Value traceback; // innermost-last list of Traceback objects, ABSENT when none
    Value notes;     // list or ABSENT
    Value kept;      // what else lives as long as it does: pairs of a thing and the pair before, or ABSENT
    bool suppress_context;
    Value fields[EXCEPTION_FIELDS]; // what exception_fields.def names for its class
} Exception;

// One entry of a traceback: where an exception went through a frame.
typedef struct Traceback {
    Obj head;
    Value next;  // Traceback towards where it was raised, or None
    Value frame; // the frame, kept with its locals
    Value code;
    int32_t index; // word of the code
    bool settled;  // the exception was caught, or thrown, since
} Traceback;

static inline Exception *exception_get(Value v) { return (Exception *)value_obj(v); }

// A new exception of builtin class `type` with one argument (moved; ABSENT: none).
Value exception_new(VM *vm, int type, Value take_argument);

// What StopIteration carries: a new reference, None when nothing.
Value exception_stop_value(VM *vm, Value stop);

// Adds `frame`, at its present instruction, to the traceback of `exception`.
void exception_add_traceback(VM *vm, Value exception, Frame *frame);

// Makes `handled` (or ABSENT) its context, as for one that is raised while that is being handled. A
// chain of contexts never leads back to itself.
void exception_set_context(VM *vm, Value exception, Value handled);

// The traceback of `exception` is what it is now: it was caught, or is thrown.
void exception_settle_traceback(Value exception);

// Takes the entries off that are not settled.
void exception_cut_traceback(VM *vm, Value exception);

// Has `thing` live as long as the exception does.
void exception_keep(VM *vm, Value exception, Value thing);

// Whether `exception` is matched by `class`, a class or a tuple of classes: 1, 0, -1 with TypeError.
int exception_matches(VM *vm, Value exception, Value class);

// The part of a group (or of a single exception) that `class` matches, and the rest; each new
// reference or None. False with an exception.
bool exception_group_split(VM *vm, Value exception, Value class, Value *match, Value *rest);

// The same for an except* clause: a single exception that matches comes as a group of its own.
bool exception_star_match(VM *vm, Value exception, Value class, Value *match, Value *rest);

// The text that CPython prints for an uncaught exception, its causes and contexts before it: a str.
Value exception_report(VM *vm, Value exception);

// Where the program stands, as tracebacks show it: the ten innermost of its own frames, the innermost last.
Value exception_stack(VM *vm);

// Parts of it, each a new str of whole lines: one entry of the traceback ("" for one in a library module),
// and the lines that name the exception. May run its __str__, nested.
Value exception_report_entry(VM *vm, Value traceback);
Value exception_report_summary(VM *vm, Value exception);

// What an except* statement raises in the end, from the original and the list of what its clauses
// raised and left: a new reference or None.
Value exception_star_result(VM *vm, Value original, Value list);

// Whether the exception is a group.
bool exception_is_group(VM *vm, Value exception);

// A new group: BaseExceptionGroup or ExceptionGroup as its items need. `exceptions` a tuple.
Value exception_group_new(VM *vm, Value message, Value exceptions);

#endif
