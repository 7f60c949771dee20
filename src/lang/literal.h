// Values that source text writes out: constants, and displays of nothing but such.
#ifndef AWAITSCOPE_LANG_LITERAL_H
#define AWAITSCOPE_LANG_LITERAL_H

#include "lang/ast.h"
#include "lang/vm.h"

// The value of a constant: new. ABSENT with ValueError for an int of too many digits. MAY RAISE.
Value literal_constant(VM *vm, const AstConst *k);

// The value of one expression of literals (numbers, a sign before one, strings, bytes, None, True,
// False, ..., and tuples, lists, dicts and sets of them): new. ABSENT with an exception for
// everything else (SyntaxError, ValueError). Runs no code of the program. MAY RAISE.
Value literal_parse(VM *vm, const char *text, size_t length);

#endif
