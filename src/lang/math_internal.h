// What the files of the module math share: not for others.
#ifndef AWAITSCOPE_LANG_MATH_INTERNAL_H
#define AWAITSCOPE_LANG_MATH_INTERNAL_H

#include "lang/vm.h"

// The float that an argument stands for; __float__ and __index__ run nested. MAY RAISE: false.
bool math_number(VM *vm, Value v, double *out);

// The functions over ints: natives.
Value math_gcd(VM *vm, Value *a);
Value math_lcm(VM *vm, Value *a);
Value math_factorial(VM *vm, Value *a);
Value math_comb(VM *vm, Value *a);
Value math_perm(VM *vm, Value *a);
Value math_isqrt(VM *vm, Value *a);

#endif
