#ifndef AWAITSCOPE_LANG_TOKEN_H
#define AWAITSCOPE_LANG_TOKEN_H

#include <stdint.h>

// token.def is the table of all tokens.
typedef enum TokenType {
#define TOKEN(name, text) TOKEN_##name,
#define OPERATOR(name, text) TOKEN_##name,
#define KEYWORD(name, text) TOKEN_##name,
#include "lang/token.def"
    TOKEN_TYPE_COUNT,
} TokenType;

// Lines start at 1, columns at 0 and count bytes; the end is exclusive. `start` and `end` are
// offsets into the lexer's source. INDENT, DEDENT and ENDMARKER are empty and stand where the
// lexer was when it found them.
typedef struct Token {
    uint8_t type;
    uint8_t level; // brackets open before this token, itself included if it opens one
    uint32_t start, end;
    int32_t line, col, end_line, end_col;
} Token;

// The table's text for a type: an operator or keyword as spelled, else its name. Static.
const char *token_text(TokenType type);

#endif
