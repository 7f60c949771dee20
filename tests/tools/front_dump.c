// Prints what the front end makes of files, for comparison with CPython: the tree of each, or its
// error. After each file comes a line with a single form feed.

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/ast.h"
#include "lang/parser.h"

static void put_error(Buffer *out, const SyntaxErrorInfo *error) {
    buffer_printf(out, "%s %d %d %d %d %s", parser_error_class(error->kind), error->line,
                  error->col, error->end_line, error->end_col, error->message);
}

static void dump_file(const char *path, const char *what) {
    Buffer source, out;
    buffer_init(&source);
    buffer_init(&out);
    if (!buffer_read_file(&source, path)) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        exit(2);
    }
    Arena arena;
    arena_init(&arena);
    SyntaxErrorInfo error;
    const AstModule *module = parser_parse(&arena, source.data, source.length, path, &error);
    if (module == NULL) {
        put_error(&out, &error);
    } else if (strcmp(what, "ast") == 0) {
        ast_dump(&out, &module->base, 0);
    } else if (strcmp(what, "parse") == 0) {
        buffer_printf(&out, "%zu", arena.used_bytes);
    }
    printf("%s\n\f\n", out.data);
    arena_deinit(&arena);
    buffer_deinit(&source);
    buffer_deinit(&out);
}

int main(int argc, char **argv) {
    if (argc < 3 || (strcmp(argv[1], "ast") != 0 && strcmp(argv[1], "parse") != 0)) {
        fprintf(stderr, "usage: %s ast|parse FILE…\n", argv[0]);
        return 2;
    }
    for (int i = 2; i < argc; i++) {
        dump_file(argv[i], argv[1]);
    }
    return 0;
}
