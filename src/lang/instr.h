// Private to the dispatch loop: the longer instructions. What gives a Flow leaves its result in
// vm->result; registers that an instruction builds from are emptied.
#ifndef AWAITSCOPE_LANG_INSTR_H
#define AWAITSCOPE_LANG_INSTR_H

#include "lang/exec.h"

// Takes the next object from the queue of those with last words, and has them said: in a frame that
// is pushed, or at once by a layer above. False when none may run now.
bool instr_finalize(VM *vm);

// Raises the error of reading variable register `reg` while it is unbound.
void instr_unbound(VM *vm, Frame *f, int reg);

// The global or builtin named in `cache`, borrowed; fills the cache. ABSENT with NameError.
Value instr_load_global(VM *vm, Frame *f, Cache *cache);

// Names in a namespace. Deleting gives false with NameError.
bool instr_delete_name(VM *vm, Value namespace, Value name);
Flow instr_load_name(VM *vm, Frame *f, Value name, Ret ret);
Flow instr_store_name(VM *vm, Frame *f, Value name, Value value);

// Displays and f-strings.
Flow instr_build_set(VM *vm, Value *items, int count);
Flow instr_build_dict(VM *vm, Value *items, int pairs);
Flow instr_build_string(VM *vm, Value *items, int count);
Flow instr_build_slice(VM *vm, Value *items);
Flow instr_format_value(VM *vm, Ret ret, Value v, int conversion, Value spec);
Flow instr_list_extend(VM *vm, Ret ret, Value list, Value iterable);
Flow instr_set_update(VM *vm, Ret ret, Value set, Value iterable);

// dict.update(mapping) of a display, or, with `callable`, of keyword arguments.
Flow instr_dict_update(VM *vm, Ret ret, Value dict, Value mapping, Value callable);
Flow instr_keyword_set(VM *vm, Value callable, Value dict, Value key, Value value);

// Unpacking into registers.
Flow instr_unpack(VM *vm, Value *R, Insn insn);
Flow instr_unpack_ex(VM *vm, Value *R, Insn insn);

// What `async for` over v goes through.
Flow instr_get_aiter(VM *vm, Ret ret, Value v);

// Attributes, filling the cache. load_method: *self (owned) when the result is to be called with it.
Flow instr_load_attr(VM *vm, Ret ret, Value object, Cache *cache);
Flow instr_store_attr(VM *vm, Ret ret, Value object, Value value, Cache *cache);
Flow instr_load_method(VM *vm, Ret ret, Value object, Cache *cache, Value *self);

// Raises the error of a missing special method (`with` and `async with`).
void instr_no_special(VM *vm, Value object, NameId name);

// A class attribute found for `object`, bound to it: a new reference.
Value instr_bind_special(VM *vm, Value func, Value object);

// A class attribute as read through its class: a new reference.
Value instr_bind_class(VM *vm, Value attr, Value class);

// Pushes a frame for `take_func` with exactly its positional arguments, whose references move.
void instr_enter_function(VM *vm, Func *take_func, int dst, Value *take_args, int count);

// The raise statement: FLOW_RAISE, or FLOW_CALL when a class's Python constructor runs first.
Flow instr_raise(VM *vm, Frame *f, Value *R, Insn insn);

// __annotations__ of the namespace that f runs in, borrowed.
Value instr_annotations(VM *vm, Frame *f);

// Patterns.
bool instr_is_sequence(VM *vm, Value v);
Value instr_match_keys(VM *vm, Value mapping, Value keys);
Value instr_match_rest(VM *vm, Value mapping, Value keys);
Value instr_match_class(VM *vm, Value subject, Value class, Value names, int positional);

#endif
