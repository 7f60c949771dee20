// What the files of the numeric types share: not for others.
#ifndef AWAITSCOPE_LANG_FLOAT_INTERNAL_H
#define AWAITSCOPE_LANG_FLOAT_INTERNAL_H

#include "lang/float.h"
#include "lang/vm.h"

// x ** y as float does it: a complex for a negative x and a broken y. MAY RAISE.
Value float_power(VM *vm, double x, double y);

// How double_text lays out its digits.
typedef enum DoubleText {
    DOUBLE_ALTERNATE = 1, // '#': the point stays
    DOUBLE_ADD_DOT_0 = 2, // a text without point or exponent gets ".0"
} DoubleText;

// Room that double_text may need for a precision.
size_t double_text_room(double d, char code, int precision);

// Writes `d` (without sign; "inf" and "nan" included) in format e, f, g or r (repr, the precision
// is then not looked at), NUL-terminated, and returns the length.
size_t double_text(double d, char code, int precision, unsigned flags, char *out);

// The length of the decimal number (or inf, nan; no blanks, no underscores) at the start of the
// NUL-terminated text, and its value; 0 when there is none.
size_t double_scan(const char *text, size_t bytes, double *out);

// CPython's hash of a number.
int64_t double_hash(double d);

#endif
