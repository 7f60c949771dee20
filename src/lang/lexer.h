#ifndef AWAITSCOPE_LANG_LEXER_H
#define AWAITSCOPE_LANG_LEXER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "lang/syntax_error.h"
#include "lang/token.h"

// Source text to tokens, by the chapter "Lexical analysis" of the Python 3.11 reference. All tokens
// are made at once. A text that is wrong gives the tokens before the error and then one
// TOKEN_ERROR; what is wrong stands in `error`.

enum {
    LEXER_MAX_BRACKETS = 200, // nested ( [ {, as in CPython
    LEXER_MAX_INDENTS = 100,  // indentation levels, as in CPython
};

typedef struct OpenBracket {
    char bracket;
    int32_t line, col;
} OpenBracket;

typedef struct Lexer {
    char *source; // with \n for every kind of line end, a \n at the end, and then a NUL; owned
    size_t length;
    Token *tokens; // owned
    int count;
    OpenBracket brackets[LEXER_MAX_BRACKETS]; // that are open where lexing ended
    int bracket_count;
    SyntaxErrorInfo error; // its message is in the arena; only with a last token TOKEN_ERROR
    // Whether the error stands even when the parser finds another one earlier, which is how CPython
    // treats what its tokenizer reports itself (an unterminated string, but not a bad dedent).
    bool error_has_priority;
} Lexer;

// Lexes a whole module. `source` is borrowed for the call. Messages go to `arena`.
void lexer_init(Lexer *lexer, Arena *arena, const char *source, size_t length);

// Lexes one expression out of a longer text, without indentation, as the replacement fields of
// f-strings need: its first byte counts as `line`, `col`; later lines start at column 0.
void lexer_init_expression(Lexer *lexer, Arena *arena, const char *source, size_t length,
                           int32_t line, int32_t col);

// Frees what the lexer owns.
void lexer_deinit(Lexer *lexer);

// The offset in the source of the first byte of the line that holds offset `at`.
size_t lexer_line_start(const Lexer *lexer, size_t at);

// How an offset in the source counts as a column of SyntaxErrorInfo: characters, from 1.
int32_t lexer_error_column(const Lexer *lexer, size_t at);

#endif
