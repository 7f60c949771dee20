#ifndef AWAITSCOPE_LANG_SYNTAX_ERROR_H
#define AWAITSCOPE_LANG_SYNTAX_ERROR_H

#include <stdbool.h>
#include <stdint.h>

typedef enum SyntaxErrorKind {
    SYNTAX_ERROR,
    INDENTATION_ERROR,
    TAB_ERROR,
} SyntaxErrorKind;

// What is wrong with a source text, as CPython's SyntaxError has it: lines and columns start at 1,
// columns count characters; the end is exclusive and 0 or -1 where CPython gives none. `hint` is
// NULL or a sentence for beginners that CPython does not say. Texts live in the arena of the parse.
typedef struct SyntaxErrorInfo {
    SyntaxErrorKind kind;
    const char *filename; // as given to parser_parse, borrowed
    const char *message;
    const char *hint;
    const char *text; // the line to show, where it is none of the file (in f-strings); or NULL
    // The source may be valid Python that is beyond what this parser reads: an encoding, a limit.
    bool is_not_covered;
    int32_t line, col, end_line, end_col;
} SyntaxErrorInfo;

// A sentence for beginners about an error with that message, or NULL. Static; syntax_hint.def is
// the table. The parser and the symbol table put it into SyntaxErrorInfo.hint.
const char *syntax_error_hint(const char *message);

#endif
