#include "lang/token.h"

#include <assert.h>

const char *token_text(TokenType type)
{
    static const char *const texts[] = {
#define TOKEN(name, text) text,
#define OPERATOR(name, text) text,
#define KEYWORD(name, text) text,
#include "lang/token.def"
    };
    static_assert(sizeof texts / sizeof *texts == TOKEN_TYPE_COUNT, "one text per token");
    return texts[type];
}
