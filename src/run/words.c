#include "run/words.h"

#include <stdlib.h>
#include <string.h>

#include "lang/lexer.h"

bool run_source_has(const char *source, size_t length, const char *word) {
    Arena arena;
    arena_init(&arena);
    Lexer *lexer = malloc(sizeof *lexer);
    if (!lexer)
        abort();
    lexer_init(lexer, &arena, source, length);
    bool found = false;
    for (int i = 0; i < lexer->count && !found; i++) {
        const Token *token = &lexer->tokens[i];
        size_t bytes = (size_t)(token->end - token->start);
        found = token->type != TOKEN_ERROR && bytes == strlen(word) && memcmp(source + token->start, word, bytes) == 0;
    }
    lexer_deinit(lexer);
    free(lexer);
    arena_deinit(&arena);
    return found;
}
