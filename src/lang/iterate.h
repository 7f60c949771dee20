// Going through an iterable from C.
#ifndef AWAITSCOPE_LANG_ITERATE_H
#define AWAITSCOPE_LANG_ITERATE_H

#include "lang/native.h"

// For resumable natives: a list or tuple with the items of `iterable` comes into frame->in. It is
// `iterable` itself when that is exactly a list or a tuple.
Flow iterate_collect(VM *vm, Frame *frame, Value iterable);

// The same at once, for slots: runs Python nested where the iterable is not a builtin. MAY RAISE.
Value iterate_collect_nested(VM *vm, Value iterable);

// The same where no Python has to run: true with a new list in *list, or with VALUE_ABSENT and an
// exception pending; false when Python, or an error that says what is no iterable, is needed.
bool iterate_plainly(VM *vm, Value iterable, Value *list);

// Whether iter(v) has something to call.
bool iterate_possible(VM *vm, Value v);

// A new iterator over any object that has items 0, 1, 2, ... and whose `item` function gives a new
// reference or VALUE_ABSENT past the end. Used for the iterators of sequences.
typedef struct IndexIterator {
    Obj head;
    Value sequence; // VALUE_ABSENT once exhausted
    int64_t index;
} IndexIterator;

// Makes one of builtin type `id`, at `index`.
Value index_iterator_new(VM *vm, int id, Value sequence, int64_t index);

// The visitor of all IndexIterators.
void index_iterator_visit(Obj *o, SlotVisitor visitor, void *context);

#endif
