#include "lang/program.h"

#include <assert.h>

#include "lang/compile.h"
#include "lang/dict.h"
#include "lang/exception.h"
#include "lang/exec.h"
#include "lang/func.h"
#include "lang/instr.h"
#include "lang/int.h"
#include "lang/list.h"
#include "lang/source.h"
#include "lang/str.h"
#include "lang/stream.h"
#include "lang/warning.h"

// What the program itself says on its stderr.
static void print(VM *vm, Value take_text) {
    stream_write_error(vm, str_get(take_text)->data, str_get(take_text)->bytes);
    value_unref(vm, take_text);
}

// The line at fault and carets under it, by CPython's rules for SyntaxError.
static void print_syntax_error(VM *vm, const SyntaxErrorInfo *e, Value filename) {
    print(vm, str_format(vm, "  File \"%s\", line %d\n", e->filename, e->line));
    size_t length = 0;
    const char *line = e->text ? e->text : source_line(vm, filename, e->line, &length);
    if (e->text)
        length = strcspn(e->text, "\n");
    if (line) {
        size_t lead = 0;
        while (lead < length && (line[lead] == ' ' || line[lead] == '\t' || line[lead] == '\f'))
            lead++;
        print(vm, str_format(vm, "    %.*s\n", (int)(length - lead), line + lead));
        int start = e->col - 1 - (int)lead;
        int end = e->end_line == e->line && e->end_col > e->col ? e->end_col - 1 - (int)lead : start + 1;
        if (e->end_line > e->line)
            end = (int)(length - lead);
        if (e->col > 0 && start >= 0) {
            StrBuilder b = {0};
            str_builder_add_text(vm, &b, "    ");
            for (int i = 0; i < start; i++)
                str_builder_add_text(vm, &b, " ");
            for (int i = start; i < end || i == start; i++)
                str_builder_add_text(vm, &b, "^");
            str_builder_add_text(vm, &b, "\n");
            print(vm, str_builder_finish(vm, &b));
        }
    }
    print(vm, str_format(vm, "%s: %s\n", parser_error_class(e->kind), e->message));
}

// Whether the text is fine but for an await outside of functions.
static bool would_run_as_cells(VM *vm, Arena *arena, const char *source, size_t length, const char *filename) {
    SyntaxErrorInfo error = {0};
    Code *code = compile_cells(vm, arena, source, length, filename, &error);
    if (code)
        value_unref(vm, value_of(code));
    return code != NULL;
}

// Pushes the frame that runs `take_cells`, the code of a coroutine function, under asyncio.run.
static bool push_cells(VM *vm, Code *take_cells) {
    static const char text[] = "import asyncio\nasyncio.run(cells())\n";
    Arena arena;
    SyntaxErrorInfo error = {0};
    arena_init(&arena);
    Code *code = compile_source(vm, &arena, text, sizeof text - 1, "<frozen cells>", &error);
    arena_deinit(&arena);
    assert(code);
    Value function = func_new(vm, take_cells, vm->main, VALUE_ABSENT, VALUE_ABSENT, VALUE_ABSENT, VALUE_ABSENT);
    Value name = str_intern(vm, "cells", 5), globals = dict_new(vm);
    value_set(vm, &func_get(function)->name, value_ref(name));
    value_set(vm, &func_get(function)->qualname, value_ref(name));
    dict_set_str(vm, dict_get(globals), name, function);
    frame_push(vm, RET_EXIT, NULL, code, globals);
    value_unref(vm, function);
    value_unref(vm, name);
    value_unref(vm, globals);
    value_unref(vm, value_of(code));
    value_unref(vm, value_of(take_cells));
    return true;
}

bool program_load(VM *vm, const char *filename, const char *source, size_t length, bool cells, int argc,
                  const char *const *argv, int *status) {
    Arena arena;
    arena_init(&arena);
    SyntaxErrorInfo error = {0};
    Value name = str_from(vm, filename);
    source_add(vm, name, source, length);
    vm->script = name;
    vm->argv = list_new(vm, argc + 1);
    list_append(vm, list_get(vm->argv), value_ref(name));
    for (int i = 0; i < argc; i++)
        list_append(vm, list_get(vm->argv), str_from(vm, argv[i]));
    Code *code = cells ? compile_cells(vm, &arena, source, length, filename, &error)
                       : compile_source(vm, &arena, source, length, filename, &error);
    if (!code) {
        if (error.is_not_covered)
            print(vm, str_format(vm, "%s:%d: %s is not supported\n", filename, error.line, error.message));
        else
            print_syntax_error(vm, &error, name);
        if (!cells && !error.is_not_covered && would_run_as_cells(vm, &arena, source, length, filename))
            print(vm, str_from(vm, "If these are the cells of a notebook, where await may stand outside of "
                                   "functions: --cells runs them.\n"));
        *status = error.is_not_covered ? 3 : 1;
        arena_deinit(&arena);
        return false;
    }
    arena_deinit(&arena);
    Value file = str_intern(vm, "__file__", 8);
    dict_set_str(vm, dict_get(vm->main), file, name);
    value_unref(vm, file);
    if (cells)
        return push_cells(vm, code);
    frame_push(vm, RET_EXIT, NULL, code, vm->main);
    value_unref(vm, value_of(code));
    return true;
}

// sys.exit(x): an int is the status, None is 0, anything else is printed and is 1.
static int exit_status(VM *vm, Value exception) {
    Value code = exception_get(exception)->fields[0];
    if (code == VALUE_ABSENT || code == VALUE_NONE)
        return 0;
    int64_t status;
    if (value_is_int(code))
        return int_to_int64(code, &status) ? (int)(status & 255) : 255;
    Value text = vm_str_nested(vm, code);
    if (text != VALUE_ABSENT) {
        print(vm, text);
        print(vm, str_from(vm, "\n"));
    }
    return 1;
}

// Runs what waits to be finalized, to its end: nobody can stop in it, for the steps of a program's end
// are on the C stack.
static void finalize_all(VM *vm) {
    vm->finalizer_waiting = 0;
    for (Frame *before = vm->frame; instr_finalize(vm);) {
        if (vm->frame == before)
            continue;
        vm->frame->mode = RETURN_EXIT;
        vm->nested++;
        if (vm_run(vm) == RUN_RAISED)
            vm_clear_pending(vm);
        vm->nested--;
        value_clear(vm, &vm->result);
    }
}

// The program's objects go, and their last words are printed: first what is in cycles already, then
// what only the module held. Globals stay as they are for the code that runs meanwhile.
static void forget_globals(VM *vm) {
    finalize_all(vm);
    bool says = vm_has_last_words(vm);
    if (says && vm_collect(vm))
        finalize_all(vm);
    dict_remove(vm, dict_get(vm->modules), vm_name(vm, N___main__));
    value_clear(vm, &vm->main);
    finalize_all(vm);
    if (says && vm_collect(vm))
        finalize_all(vm);
}

ProgramEnd program_run(VM *vm, int *status) {
    RunEnd end = vm_run(vm);
    if (end == RUN_STOPPED)
        return PROGRAM_RUNNING;
    *status = 0;
    value_clear(vm, &vm->result);
    if (end == RUN_RAISED) {
        Value exception = vm_take_pending(vm);
        if (vm->halt_status) {
            *status = vm->halt_status;
            Value text = str_format(vm, "%s:%d: %s%s\n", str_get(vm->script)->data, vm->halt_line, vm->halt_text,
                                    vm->halt_status == 3 ? " is not supported" : "");
            vm_write(vm, 2, str_get(text)->data, str_get(text)->bytes);
            value_unref(vm, text);
        } else if (value_is_a(vm, exception, T_SystemExit)) {
            *status = exit_status(vm, exception);
        } else {
            print(vm, exception_report(vm, exception));
            *status = value_is_a(vm, exception, T_KeyboardInterrupt) ? 130 : 1;
        }
        value_unref(vm, exception);
    }
    if (!vm->halt_status)
        forget_globals(vm);
    return PROGRAM_ENDED;
}
