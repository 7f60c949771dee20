#include "cli/others.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/screen.h"

void others_init(Others *others, const Options *options, Recording *const *last) {
    *others = (Others){.own = options, .options = *options, .last = last};
    others->options.argc = 0;
    others->options.argv = NULL;
    buffer_init(&others->name);
}

void others_deinit(Others *others) {
    record_free(others->other);
    free(others->file);
    buffer_deinit(&others->name);
}

bool others_record(Others *others, const char *file, UiProgram *program, Buffer *problem) {
    RunConfig config = others->options.config;
    Buffer source;
    buffer_init(&source);
    if (!buffer_read_file(&source, file)) {
        buffer_printf(problem, "%s: %s", file, strerror(errno));
        buffer_deinit(&source);
        return false;
    }
    char *copy = strdup(file);
    if (!copy)
        abort();
    Options options = others->options;
    options.file = copy;
    Recording *new = cli_take_input(&options, false, &config) ? record_new(&options, &config, &source) : NULL;
    if (!new) {
        buffer_puts(problem, "There is no room for the program's world.");
        free(copy);
        return false;
    }
    run_to_end(new->run);
    record_free(others->other);
    free(others->file);
    others->options.file = others->file = copy;
    others->other = new;
    *program = cli_program(&others->options, new);
    return true;
}

// The run before the one on the screen.
static bool take_last(Others *others, UiProgram *program, Buffer *problem) {
    const Recording *last = others->last ? *others->last : NULL;
    if (!last) {
        buffer_puts(problem, "There is no run before this one: R runs the file again.");
        return false;
    }
    *program = cli_program(others->own, last);
    buffer_clear(&others->name);
    buffer_printf(&others->name, "%s, last run", program->name);
    program->name = others->name.data;
    return true;
}

static bool record(void *context, const char *name, UiProgram *program, Buffer *problem) {
    Others *others = context;
    return *name ? others_record(others, name, program, problem) : take_last(others, program, problem);
}

UiOthers others_functions(Others *others) {
    return (UiOthers){.twin = others->own->compare,
                      .at_once = others->own->compare_at_once,
                      .record = record,
                      .context = others};
}
