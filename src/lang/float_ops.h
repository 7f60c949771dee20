// Arithmetic that the numeric types share: not for others.
#ifndef AWAITSCOPE_LANG_FLOAT_OPS_H
#define AWAITSCOPE_LANG_FLOAT_OPS_H

#include "lang/object.h"
#include "lang/op.h"

// a OP b where both are floats or ints; NotImplemented otherwise. MAY RAISE.
Value float_binary(VM *vm, BinaryOp op, Value a, Value b);

// Compares two floats, or a float and an int (exactly); NotImplemented otherwise.
Value float_compare(VM *vm, CompareOp op, Value a, Value b);

// Quotient and remainder of the division that rounds down. False with ZeroDivisionError `error`.
bool float_divmod(VM *vm, double a, double b, const char *error, double *quotient, double *remainder);

// (a + bi) ** (c + di) as a complex. MAY RAISE.
Value complex_power(VM *vm, double a, double b, double c, double d);

#endif
