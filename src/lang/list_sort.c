// Sorting works on a permutation of item numbers, which lives with the sort's other state in a
// bytes object, so that a comparison may call Python, block, and be gone back over.
#include "lang/list_sort.h"

#include <math.h>
#include <string.h>

#include "lang/bytes.h"
#include "lang/exact.h"
#include "lang/float.h"
#include "lang/int.h"
#include "lang/iterate.h"
#include "lang/list.h"

enum { MAX_RUNS = 64, PLAIN_DEPTH = 8 };

typedef struct Sort {
    int64_t count, min_run;
    int64_t low, high, start; // of the run being made
    int64_t pivot, left, right;
    int64_t merged, taken, end; // of the merge: next to write, next of the left half, its size
    int64_t asked, than;        // the comparison to make: keys[asked] < keys[than]
    int64_t depth;
    int64_t base[MAX_RUNS], length[MAX_RUNS];
    int32_t phase;
    bool descending, less; // `less`: the answer
    int64_t order[];       // count, then as many again for merging
} Sort;

// Slots of the frame.
enum { SELF, KEY, REVERSE, ITEMS, KEYS, STATE, ANSWER };

static Sort *sort_of(Frame *frame) { return (Sort *)((Bytes *)value_obj(frame->v[STATE]))->data; }

static void reverse_order(int64_t *order, int64_t low, int64_t high) {
    for (high--; low < high; low++, high--) {
        int64_t kept = order[low];
        order[low] = order[high];
        order[high] = kept;
    }
}

// The length of run that keeps the merges balanced: 32 to 64, or all of a short list.
static int64_t minimal_run(int64_t n) {
    int64_t odd = 0;
    while (n >= 64) {
        odd |= n & 1;
        n >>= 1;
    }
    return n + odd;
}

#define ASK(x, y) \
    do { \
        s->asked = (x); \
        s->than = (y); \
        s->phase = __LINE__; \
        return true; \
    case __LINE__:; \
    } while (0)

// Goes on, with the answer to the last comparison in s->less, up to the next comparison. False when
// sorted. Natural runs, extended by binary insertion, merged in balance.
static bool sort_next(Sort *s) {
    int64_t *order = s->order, *temp = s->order + s->count;
    switch (s->phase) {
    case 0:
        for (s->low = 0; s->low < s->count; s->low = s->high) {
            s->high = s->low + 1;
            if (s->high < s->count) {
                ASK(order[s->high], order[s->high - 1]);
                s->descending = s->less;
                for (s->high++; s->high < s->count; s->high++) {
                    ASK(order[s->high], order[s->high - 1]);
                    if (s->less != s->descending)
                        break;
                }
                if (s->descending)
                    reverse_order(order, s->low, s->high);
            }
            s->start = s->high;
            if (s->high < s->low + s->min_run)
                s->high = s->low + s->min_run < s->count ? s->low + s->min_run : s->count;
            for (; s->start < s->high; s->start++) {
                s->pivot = order[s->start];
                s->left = s->low;
                s->right = s->start;
                while (s->left < s->right) {
                    ASK(s->pivot, order[s->left + (s->right - s->left) / 2]);
                    if (s->less)
                        s->right = s->left + (s->right - s->left) / 2;
                    else
                        s->left += (s->right - s->left) / 2 + 1;
                }
                memmove(order + s->left + 1, order + s->left,
                        (size_t)(s->start - s->left) * sizeof *order);
                order[s->left] = s->pivot;
            }
            s->base[s->depth] = s->low;
            s->length[s->depth++] = s->high - s->low;
            while (s->depth > 1 && (s->high == s->count ||
                                    s->length[s->depth - 2] <= s->length[s->depth - 1])) {
                s->depth--;
                s->merged = s->base[s->depth - 1];
                s->right = s->base[s->depth];
                s->end = s->length[s->depth - 1];
                s->taken = 0;
                memcpy(temp, order + s->merged, (size_t)s->end * sizeof *order);
                while (s->taken < s->end && s->right < s->base[s->depth] + s->length[s->depth]) {
                    ASK(order[s->right], temp[s->taken]);
                    order[s->merged++] = s->less ? order[s->right++] : temp[s->taken++];
                }
                memcpy(order + s->merged, temp + s->taken,
                       (size_t)(s->end - s->taken) * sizeof *order);
                s->length[s->depth - 1] += s->length[s->depth];
            }
        }
    }
    return false;
}

static int order_of(int64_t a, int64_t b) { return a < b ? -1 : a > b; }

// Compares two values whose order C can tell: true with -1, 0 or 1 in *order.
static bool plain_compare(VM *vm, Value v, Value w, int depth, int *order) {
    if (value_both_small(v, w)) {
        *order = order_of(value_small_get(v), value_small_get(w));
        return true;
    }
    Type *type = value_type(vm, v);
    if (type != value_type(vm, w))
        return false;
    if (type == vm_type(vm, T_str)) {
        const Str *a = str_get(v), *b = str_get(w);
        int sign = memcmp(a->data, b->data, a->bytes < b->bytes ? a->bytes : b->bytes);
        *order = sign != 0 ? sign : order_of((int64_t)a->bytes, (int64_t)b->bytes);
        return true;
    }
    if (type == vm_type(vm, T_float)) {
        double a = float_get(v), b = float_get(w);
        *order = a < b ? -1 : a > b;
        return !isnan(a) && !isnan(b);
    }
    if (type == vm_type(vm, T_int) || type == vm_type(vm, T_bool)) {
        *order = int_cmp(v, w);
        return true;
    }
    if (type != vm_type(vm, T_tuple) || depth == 0)
        return false;
    const Tuple *a = tuple_get(v), *b = tuple_get(w);
    for (int64_t i = 0; i < a->count && i < b->count; i++) {
        if (a->items[i] == b->items[i])
            continue;
        if (!plain_compare(vm, a->items[i], b->items[i], depth - 1, order))
            return false;
        if (*order != 0)
            return true;
    }
    *order = order_of(a->count, b->count);
    return true;
}

// Answers as many comparisons as C can. True when one is left for Python, false when sorted.
static bool sort_in_c(VM *vm, Sort *s, const Value *keys) {
    while (sort_next(s)) {
        int order;
        vm_charge(vm, 1);
        if (!plain_compare(vm, keys[s->asked], keys[s->than], PLAIN_DEPTH, &order))
            return true;
        s->less = order < 0;
    }
    return false;
}

typedef struct Pair {
    int64_t key, item;
} Pair;

// A number such that numbers of keys are ordered as the keys are: all small ints, or all floats.
static bool key_number(const VM *vm, Value v, bool floats, int64_t *number) {
    if (!floats) {
        *number = value_small_get(v);
        return value_is_small(v);
    }
    if (!value_is_exact(vm, v, T_float))
        return false;
    double d = float_get(v) + 0.0;
    if (isnan(d))
        return false;
    memcpy(number, &d, sizeof d);
    if (d == 0)
        *number = 0;
    if (*number < 0)
        *number ^= INT64_MAX;
    return true;
}

static void merge_pairs(const Pair *from, Pair *to, int64_t low, int64_t middle, int64_t high) {
    int64_t i = low, j = middle;
    for (int64_t k = low; k < high; k++)
        to[k] = i < middle && (j >= high || from[i].key <= from[j].key) ? from[i++] : from[j++];
}

static void insertion_sort(Pair *pairs, int64_t low, int64_t high) {
    for (int64_t i = low + 1; i < high; i++) {
        Pair p = pairs[i];
        int64_t j = i;
        for (; j > low && pairs[j - 1].key > p.key; j--)
            pairs[j] = pairs[j - 1];
        pairs[j] = p;
    }
}

// Sorts pairs by key, stably; `spare` has the same room. Returns where the result is.
static Pair *sort_pairs(Pair *pairs, Pair *spare, int64_t count) {
    enum { WIDTH = 8 };
    for (int64_t low = 0; low < count; low += WIDTH)
        insertion_sort(pairs, low, low + WIDTH < count ? low + WIDTH : count);
    for (int64_t width = WIDTH; width < count; width *= 2) {
        for (int64_t low = 0; low < count; low += 2 * width) {
            int64_t middle = low + width < count ? low + width : count;
            int64_t high = middle + width < count ? middle + width : count;
            if (middle == high || pairs[middle - 1].key <= pairs[middle].key)
                memcpy(spare + low, pairs + low, (size_t)(high - low) * sizeof *pairs);
            else
                merge_pairs(pairs, spare, low, middle, high);
        }
        Pair *kept = pairs;
        pairs = spare;
        spare = kept;
    }
    return pairs;
}

// Sorts at once when all keys are small ints or all are floats.
static bool sort_numbers(VM *vm, Sort *s, const Value *keys) {
    int64_t n = s->count;
    if (n < 2 || !(value_is_small(keys[0]) || value_is_exact(vm, keys[0], T_float)))
        return false;
    bool floats = !value_is_small(keys[0]);
    size_t bytes = (size_t)n * 2 * sizeof(Pair);
    Pair *pairs = raw_new(vm, bytes);
    bool numbers = true;
    for (int64_t i = 0; i < n && numbers; i++) {
        pairs[i].item = s->order[i];
        numbers = key_number(vm, keys[s->order[i]], floats, &pairs[i].key);
    }
    if (numbers) {
        const Pair *sorted = sort_pairs(pairs, pairs + n, n);
        for (int64_t i = 0; i < n; i++)
            s->order[i] = sorted[i].item;
        int64_t levels = 1;
        while (n >> levels != 0)
            levels++;
        vm_charge(vm, n * levels);
    }
    raw_release(vm, pairs, bytes);
    return numbers;
}

static void sort_begin(VM *vm, Frame *frame) {
    int64_t count = list_get(frame->v[ITEMS])->count;
    size_t bytes = sizeof(Sort) + 2 * (size_t)count * sizeof(int64_t);
    frame->v[STATE] = bytes_new(vm, NULL, bytes);
    Sort *s = sort_of(frame);
    s->count = count;
    s->min_run = minimal_run(count);
}

static void sort_set_order(Sort *s, bool reverse) {
    for (int64_t i = 0; i < s->count; i++)
        s->order[i] = reverse ? s->count - 1 - i : i;
}

// Puts the items into the order found.
static void sort_apply(VM *vm, Frame *frame) {
    Sort *s = sort_of(frame);
    List *items = list_get(frame->v[ITEMS]);
    if (frame->v[REVERSE] == VALUE_TRUE)
        reverse_order(s->order, 0, s->count);
    Value *sorted = raw_new(vm, (size_t)items->capacity * sizeof(Value));
    for (int64_t i = 0; i < s->count; i++)
        sorted[i] = items->items[s->order[i]];
    raw_release(vm, items->items, (size_t)items->capacity * sizeof(Value));
    items->items = sorted;
}

// Exchanges the contents of the list being sorted and of the one that Python cannot see.
static void swap_items(Frame *frame) {
    List *list = list_get(frame->v[SELF]), *hidden = list_get(frame->v[ITEMS]);
    List kept = *list;
    list->items = hidden->items;
    list->count = hidden->count;
    list->capacity = hidden->capacity;
    hidden->items = kept.items;
    hidden->count = kept.count;
    hidden->capacity = kept.capacity;
}

static Flow sort_end(VM *vm, Frame *frame, bool in_place) {
    bool failed = vm_pending(vm);
    frame->catches = false;
    if (!failed)
        sort_apply(vm, frame);
    if (in_place) {
        bool modified = list_get(frame->v[SELF])->items != NULL;
        swap_items(frame);
        if (modified && !failed)
            vm_raise(vm, T_ValueError, "list modified during sort");
    }
    if (vm_pending(vm))
        return FLOW_RAISE;
    return vm_return(vm, in_place ? VALUE_NONE : value_ref(frame->v[ITEMS]));
}

static Flow sort(VM *vm, Frame *frame, bool in_place) {
    Value *v = frame->v;
    NATIVE_BEGIN(frame);
    if (v[REVERSE] != VALUE_ABSENT) {
        int reverse = vm_truth_nested(vm, v[REVERSE]);
        if (reverse < 0)
            return FLOW_RAISE;
        value_set(vm, &v[REVERSE], value_bool(reverse));
    }
    if (in_place) {
        v[ITEMS] = list_new(vm, 0);
        swap_items(frame);
    } else {
        NATIVE_AWAIT(frame, iterate_collect(vm, frame, v[SELF]));
        int64_t count;
        const Value *items = sequence_items(frame->in, &count);
        v[ITEMS] = list_from(vm, items, count);
    }
    sort_begin(vm, frame);
    frame->catches = true;
    if (v[KEY] == VALUE_ABSENT || v[KEY] == VALUE_NONE) {
        v[KEYS] = value_ref(v[ITEMS]);
    } else {
        v[KEYS] = list_new(vm, list_get(v[ITEMS])->count);
        while (list_get(v[KEYS])->count < list_get(v[ITEMS])->count) {
            NATIVE_AWAIT(frame, vm_call(vm, frame, v[KEY], 1,
                                        &list_get(v[ITEMS])->items[list_get(v[KEYS])->count]));
            if (vm_pending(vm))
                return sort_end(vm, frame, in_place);
            list_append(vm, list_get(v[KEYS]), native_take_in(frame));
        }
    }
    sort_set_order(sort_of(frame), v[REVERSE] == VALUE_TRUE);
    if (sort_numbers(vm, sort_of(frame), list_get(v[KEYS])->items))
        return sort_end(vm, frame, in_place);
    while (sort_in_c(vm, sort_of(frame), list_get(v[KEYS])->items)) {
        NATIVE_AWAIT(frame, vm_compare(vm, frame, CMP_LT,
                                       list_get(v[KEYS])->items[sort_of(frame)->asked],
                                       list_get(v[KEYS])->items[sort_of(frame)->than]));
        if (vm_pending(vm))
            return sort_end(vm, frame, in_place);
        if (!value_is_bool(frame->in)) {
            value_set(vm, &v[ANSWER], native_take_in(frame));
            NATIVE_AWAIT(frame, vm_truth(vm, frame, v[ANSWER]));
            if (vm_pending(vm))
                return sort_end(vm, frame, in_place);
        }
        sort_of(frame)->less = native_take_in(frame) == VALUE_TRUE;
    }
    return sort_end(vm, frame, in_place);
    NATIVE_END;
}

Flow list_sort_resume(VM *vm, Frame *frame) { return sort(vm, frame, true); }

Flow list_sorted_resume(VM *vm, Frame *frame) { return sort(vm, frame, false); }
