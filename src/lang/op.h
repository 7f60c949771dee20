// Enumerations of the language's operators, made from op.def.
#ifndef AWAITSCOPE_LANG_OP_H
#define AWAITSCOPE_LANG_OP_H

typedef enum BinaryOp {
#define BINARY(name, symbol, special, reflected, inplace) OP_##name,
#include "lang/op.def"
#undef BINARY
    OP_BINARY_COUNT
} BinaryOp;

typedef enum CompareOp {
#define COMPARE(name, symbol, special, swapped) CMP_##name,
#include "lang/op.def"
#undef COMPARE
    CMP_COUNT
} CompareOp;

typedef enum UnaryOp {
#define UNARY(name, symbol, special) UNARY_##name,
#include "lang/op.def"
#undef UNARY
    UNARY_COUNT
} UnaryOp;

#endif
