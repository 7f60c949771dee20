#include "cli/host.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/screen.h"

enum {
    FIRST_TICKS = 1000 * 1000, // recorded before the first look: most programs are over by then
    MORE_TICKS = 500 * 1000,
};

static struct timespec modification(const char *file) {
    struct stat facts;
    return stat(file, &facts) == 0 ? facts.st_mtim : (struct timespec){0};
}

static bool changed(void *context) {
    const Host *host = context;
    struct timespec now = modification(host->options->file);
    // a file that is being replaced is not there for a moment
    return now.tv_sec != 0 &&
           (now.tv_sec != host->modified.tv_sec || now.tv_nsec != host->modified.tv_nsec);
}

static size_t give_answer(void *context, char *bytes, size_t room) {
    Host *host = context;
    size_t rest = host->answers.length - host->given;
    size_t count = rest < room ? rest : room;
    if (!count)
        return host->answers_end ? 0 : RUN_INPUT_LATER;
    memcpy(bytes, host->answers.data + host->given, count);
    host->given += count;
    return count;
}

UiProgram host_program(const Host *host) {
    UiProgram program = cli_program(host->options, host->now);
    program.others = host->others;
    program.recording = !run_ended(host->now->run) ? UI_GROWS : run_asks(host->now->run) ? UI_ASKS : UI_WHOLE;
    return program;
}

static Recording *begin(Host *host, Buffer *take_source) {
    RunConfig config = host->options->config;
    if (!cli_take_input(host->options, false, &config))
        return NULL;
    if (!config.input) {
        config.input = give_answer;
        config.input_context = host;
        host->given = 0;
    }
    Recording *new = record_new(host->options, &config, take_source);
    if (new)
        run_record(new->run, FIRST_TICKS);
    return new;
}

static void put_on_screen(Host *host, Recording *new) {
    record_free(host->before);
    host->before = host->now;
    host->now = new;
}

static bool record(void *context, bool afresh, UiProgram *program, Buffer *problem) {
    Host *host = context;
    Buffer source;
    host->modified = modification(host->options->file);
    buffer_init(&source);
    if (!buffer_read_file(&source, host->options->file)) {
        buffer_printf(problem, "%s: %s", host->options->file, strerror(errno));
        buffer_deinit(&source);
        return false;
    }
    if (afresh) {
        buffer_clear(&host->answers);
        host->answers_end = false;
    }
    Recording *new = begin(host, &source);
    if (!new) {
        buffer_puts(problem, "There is no room for the program's world.");
        return false;
    }
    if (run_ended(new->run) && !record_shows_something(new)) {
        size_t length; // the last line says what is wrong
        const char *last = buffer_last_line(&new->said, &length);
        buffer_append(problem, last, length);
        record_free(new);
        return false;
    }
    put_on_screen(host, new);
    *program = host_program(host);
    return true;
}

void host_edit(const char *path, uint32_t line) {
    const char *editor = getenv("VISUAL");
    editor = editor && *editor ? editor : getenv("EDITOR");
    editor = editor && *editor ? editor : "vi";
    char place[32];
    snprintf(place, sizeof place, "+%u", (unsigned)line);
    // the editor may be a command with options: a shell splits it
    pid_t child = fork();
    if (child == 0) {
        execl("/bin/sh", "sh", "-c", "eval \"$0 \\\"\\$@\\\"\"", editor, place, path, (char *)NULL);
        _exit(127);
    }
    while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
        ;
}

static void edit(void *context, uint32_t line) {
    const Host *host = context;
    host_edit(host->options->file, line);
}

static void more(void *context, UiProgram *program) {
    Host *host = context;
    run_record(host->now->run, MORE_TICKS);
    *program = host_program(host);
}

static void stop(void *context, UiProgram *program) {
    Host *host = context;
    run_stop(host->now->run, "stopped: the reader has seen enough");
    *program = host_program(host);
}

static void answer(void *context, const char *line, UiProgram *program) {
    Host *host = context;
    if (line)
        buffer_printf(&host->answers, "%s\n", line);
    else
        host->answers_end = true;
    Buffer source;
    buffer_init(&source);
    buffer_append(&source, host->now->source.data, host->now->source.length);
    Recording *new = begin(host, &source);
    if (!new)
        abort(); // there was room a moment ago
    put_on_screen(host, new);
    *program = host_program(host);
}

bool host_init(Host *host, const Options *options) {
    *host = (Host){.options = options, .modified = modification(options->file)};
    buffer_init(&host->answers);
    Buffer source;
    if (!cli_read_source(options->file, &source))
        return false;
    host->now = begin(host, &source);
    return host->now != NULL;
}

void host_deinit(Host *host) {
    record_free(host->now);
    record_free(host->before);
    buffer_deinit(&host->answers);
}

UiHost host_functions(Host *host) {
    UiHost functions = {changed, record, edit, more, stop, answer, host};
    if (strcmp(host->options->file, "-") == 0) { // it is in no file
        functions.changed = NULL;
        functions.record = NULL;
        functions.edit = NULL;
    }
    return functions;
}
