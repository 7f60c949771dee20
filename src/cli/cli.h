// The commands of awaitscope and what they share.
#ifndef AWAITSCOPE_CLI_CLI_H
#define AWAITSCOPE_CLI_CLI_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "run/run.h"

// Exit statuses that are a contract: see --help.
enum { EXIT_FINE = 0, EXIT_GUEST_ERROR = 1, EXIT_USAGE = 2 };

// What the options said. Strings are borrowed from argv.
typedef struct Options {
    const char *file;
    int argc; // the program's own arguments
    const char *const *argv;
    const char *format;
    const char *stage;
    const char *size;
    const char *keys;
    const char *output;
    const char *ruler;
    const char *time;
    const char *compare; // the program that this one is compared with, or NULL
    bool compare_at_once; // the screen opens with the comparison
    const char *record_keys; // files, or NULL
    const char *play_keys;
    const char *colours;
    const char *background;
    const char *lessons; // the folder of --lessons, or NULL
    const char *lesson; // of --lesson, or NULL
    bool answers;
    bool progress, json;
    const char *reset; // a lesson, or all
    bool keys_only; // of lessons or a quiz: print what they say of programs, no more
    int count;  // questions at most; 0: the usual number
    bool print; // the quiz as a sheet
    bool worlds; // each wrong answer of a lesson must have one
    const char *input; // the file that standard input is read from, or NULL
    double realtime; // how many times as fast as the virtual clock; 0: at once
    int64_t step; // -1: not given
    int width;
    bool ascii;
    bool quiet;
    bool no_mouse;
    bool step_by_step;
    RunConfig config; // of --believe too
} Options;

// One function per command: gives the exit status.
#define COMMAND(function, name, arguments, summary, more) int command_##function(const Options *options);
#include "cli/command.def"
#undef COMMAND

// Reads the program's file into `source`, "-" from standard input. False with a message on stderr.
bool cli_read_source(const char *path, Buffer *source);

// Sets where the program's standard input comes from: the file of --stdin, else what `own` says: the process's own, or
// none. False with a message on stderr. The file stays open until the process ends.
bool cli_take_input(const Options *options, bool own, RunConfig *config);

// The path of a file or folder that comes with awaitscope: in the sources where the executable was built from them, else
// where it was installed. Returns false where it is in neither; `path` is the latter then.
bool cli_data_path(const char *in_sources, const char *installed, char path[PATH_MAX]);

// Where the lessons are: --lessons, $AWAITSCOPE_LESSONS, or those that come with awaitscope.
const char *cli_lessons_folder(const Options *options);

// The file name without its folders.
const char *cli_base_name(const char *path);

// Records the whole run of options->file: see record.h. NULL with a message on stderr, when it cannot be
// read. What the program wrote to stderr, and a SyntaxError, is shown on stderr when it did not end well.
struct Recording *cli_record(const Options *options);

// Says what is wrong with the call, and how to get help: gives EXIT_USAGE.
int cli_usage_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
