#ifndef AWAITSCOPE_LANG_PARSER_H
#define AWAITSCOPE_LANG_PARSER_H

#include <stddef.h>

#include "base/arena.h"
#include "lang/ast.h"
#include "lang/syntax_error.h"

// Parses `length` bytes of UTF-8 (a BOM and a coding cookie that says UTF-8 are fine) as a Python
// 3.11 module. The tree, and in the other case the error's texts, are allocated in `arena`; the
// source may go away afterwards. Returns NULL with `error` filled in when the source is not a
// module. Nesting deeper than a fixed limit is such an error, so no input exhausts the C stack.
// `filename` is only for the error and is not opened.
AstModule *parser_parse(Arena *arena, const char *source, size_t length, const char *filename,
                        SyntaxErrorInfo *error);

// The class of the exception to raise for a kind: "SyntaxError", "IndentationError", "TabError".
const char *parser_error_class(SyntaxErrorKind kind);

#endif
