// list.sort and sorted: stable, resumable, each comparison in the order CPython makes them for
// short lists.
#ifndef AWAITSCOPE_LANG_LIST_SORT_H
#define AWAITSCOPE_LANG_LIST_SORT_H

#include "lang/native.h"

enum { LIST_SORT_SLOTS = 4 };

// list.sort: parameters "self / * key? reverse?", then LIST_SORT_SLOTS slots.
Flow list_sort_resume(VM *vm, Frame *frame);

// sorted: parameters "iterable / * key? reverse?", then LIST_SORT_SLOTS slots.
Flow list_sorted_resume(VM *vm, Frame *frame);

#endif
