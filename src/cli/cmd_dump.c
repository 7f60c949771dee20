#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/screen.h"
#include "lang/compile.h"
#include "lang/dump.h"
#include "lang/lexer.h"
#include "lang/parser.h"
#include "loop/loop.h"

static bool dump_tokens(const Options *options, const Buffer *source, Buffer *out) {
    (void)options;
    Arena arena;
    Lexer lexer;
    arena_init(&arena);
    lexer_init(&lexer, &arena, source->data, source->length);
    for (int i = 0; i < lexer.count; i++) {
        const Token *t = &lexer.tokens[i];
        buffer_printf(out, "%d,%d-%d,%d: %s '%.*s'\n", t->line, t->col, t->end_line, t->end_col,
                      token_text((TokenType)t->type), (int)(t->end - t->start), lexer.source + t->start);
    }
    bool fine = !lexer.count || lexer.tokens[lexer.count - 1].type != TOKEN_ERROR;
    if (!fine)
        fprintf(stderr, "%s:%d: %s\n", options->file, lexer.error.line, lexer.error.message);
    lexer_deinit(&lexer);
    arena_deinit(&arena);
    return fine;
}

static bool dump_ast(const Options *options, const Buffer *source, Buffer *out) {
    Arena arena;
    SyntaxErrorInfo error = {0};
    arena_init(&arena);
    AstModule *module = parser_parse(&arena, source->data, source->length, options->file, &error);
    if (module) {
        ast_dump(out, &module->base, 1);
        buffer_putc(out, '\n');
    } else {
        fprintf(stderr, "%s:%d:%d: %s: %s\n", options->file, error.line, error.col,
                parser_error_class(error.kind), error.message);
    }
    arena_deinit(&arena);
    return module != NULL;
}

static void no_output(VM *vm, int stream, const char *bytes, size_t count) {
    (void)vm, (void)stream, (void)bytes, (void)count;
}

static bool dump_bytecode(const Options *options, const Buffer *source, Buffer *out) {
    static const Hooks hooks = {.output = no_output};
    Arena arena;
    SyntaxErrorInfo error = {0};
    arena_init(&arena);
    VM *vm = vm_new(&hooks, NULL);
    Code *code = compile_source(vm, &arena, source->data, source->length, options->file, &error);
    if (code)
        dump_code(vm, code, out);
    else
        fprintf(stderr, "%s:%d:%d: %s: %s\n", options->file, error.line, error.col,
                parser_error_class(error.kind), error.message);
    vm_free(vm);
    arena_deinit(&arena);
    return code != NULL;
}

// One event a line: number, time in nanoseconds, lane, line, kind, operands.
static void dump_events(const Trace *trace, Buffer *out) {
    TraceCursor cursor = trace_cursor_at(trace, 0);
    TraceEvent e;
    while (trace_cursor_next(&cursor, &e)) {
        buffer_printf(out, "%llu\t%lld\t%u\t%u\t%s", (unsigned long long)e.number, (long long)e.time_ns,
                      e.lane, e.line, trace_kind_name(e.kind));
        int count = (int)strlen(trace_kind_layout(e.kind));
        if (e.kind == TRACE_TASK_SUSPENDED)
            count = 1 + (int)strlen(trace_reason_stored((TraceReason)e.operand[0]));
        for (int i = 0; i < count && i < TRACE_OPERANDS; i++)
            buffer_printf(out, "\t%lld", (long long)e.operand[i]);
        buffer_putc(out, '\n');
    }
}

static bool dump_run(const Options *options, bool world, Buffer *out) {
    Recording *recording = cli_record(options);
    if (!recording)
        return false;
    if (world) {
        // the world at a step of the trace, or at the end
        if (options->step >= 0)
            run_seek(recording->run, (uint64_t)options->step);
        dump_world(run_world(recording->run), out);
    } else {
        dump_events(run_trace(recording->run), out);
    }
    record_free(recording);
    return true;
}

int command_dump(const Options *options) {
    static const struct {
        const char *name;
        bool (*function)(const Options *options, const Buffer *source, Buffer *out);
    } stages[] = {{"tokens", dump_tokens}, {"ast", dump_ast}, {"bytecode", dump_bytecode}};
    const char *stage = options->stage ? options->stage : "trace";
    Buffer source, out;
    buffer_init(&out);
    bool fine = false, known = false;
    if (strcmp(stage, "trace") == 0 || strcmp(stage, "world") == 0) {
        known = true;
        fine = dump_run(options, strcmp(stage, "world") == 0, &out);
    }
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++) {
        if (strcmp(stage, stages[i].name) != 0)
            continue;
        known = true;
        if (!cli_read_source(options->file, &source))
            return EXIT_USAGE;
        fine = stages[i].function(options, &source, &out);
        buffer_deinit(&source);
    }
    if (!known)
        return cli_usage_error("--stage is tokens, ast, bytecode, trace or world, not '%s'", stage);
    bool written = screen_write(options, &out);
    buffer_deinit(&out);
    return fine && written ? EXIT_FINE : EXIT_GUEST_ERROR;
}
