// Any bytes: a tree and its symbol table, or an error with a place in the text; never a crash.
#include <assert.h>
#include <stdint.h>

#include "lang/parser.h"
#include "lang/symtable.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena arena;
    SyntaxErrorInfo error = {0};
    arena_init(&arena);
    AstModule *module = parser_parse(&arena, (const char *)data, size, "fuzz.py", &error);
    if (module)
        module = symtable_build(&arena, module, &error) ? module : NULL;
    assert(module || error.message);
    arena_deinit(&arena);
    return 0;
}
