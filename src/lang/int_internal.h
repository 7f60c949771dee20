// What the files of int share: not for others.
#ifndef AWAITSCOPE_LANG_INT_INTERNAL_H
#define AWAITSCOPE_LANG_INT_INTERNAL_H

#include <gmp.h>

#include "lang/int.h"
#include "lang/vm.h"

static_assert(sizeof(mp_limb_t) == 8 && GMP_NUMB_BITS == 64, "limbs are 64-bit words");

// The magnitude and sign of any int; `limbs` points into the object, or to `own`.
typedef struct IntView {
    const mp_limb_t *limbs;
    int64_t count; // without leading zeros; 0 for zero
    bool negative;
    mp_limb_t own;
} IntView;

// Looks at `v`, an int. The view must not move.
void int_view(Value v, IntView *view);

// Limbs for an intermediate result, zeroed.
typedef struct IntScratch {
    mp_limb_t *limbs;
    int64_t count;
    mp_limb_t fixed[24];
} IntScratch;

void int_scratch_init(VM *vm, IntScratch *scratch, int64_t count);
void int_scratch_drop(VM *vm, IntScratch *scratch);

// A new int from a magnitude (leading zeros allowed) and a sign.
Value int_from_limbs(VM *vm, const mp_limb_t *limbs, int64_t count, bool negative);

// Bits of the magnitude.
int64_t int_bits(const IntView *view);

// Quotient and remainder of the division that rounds down; either may be NULL. `b` is not zero.
void int_divide(VM *vm, Value a, Value b, Value *quotient, Value *remainder);

// Copies `text` with decimal digits and blanks of other scripts replaced by ASCII ones; whatever
// else is not ASCII becomes '?', which no number has. Returns the length, at most `bytes`.
size_t int_text_to_ascii(const char *text, size_t bytes, char *out);

// -v.
Value int_negate(VM *vm, Value v);

#endif
