#include <getopt.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "canvas/canvas.h"
#include "cli/cli.h"

typedef struct Command {
    const char *name, *arguments, *summary, *more;
    int (*function)(const Options *options);
} Command;

static const Command commands[] = {
#define COMMAND(function, name, arguments, summary, more) {name, arguments, summary, more, command_##function},
#include "cli/command.def"
#undef COMMAND
};

typedef struct OptionHelp {
    const char *name, *argument, *commands, *help;
} OptionHelp;

static const OptionHelp option_helps[] = {
#define OPTION(name, argument, commands, help) {#name, argument, commands, help},
#include "cli/option.def"
#undef OPTION
};

enum { OPTION_COUNT = sizeof option_helps / sizeof *option_helps };

static bool has_word(const char *words, const char *word) {
    size_t length = strlen(word);
    for (const char *at = words; (at = strstr(at, word)); at += length)
        if ((at == words || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
            return true;
    return false;
}

static bool command_has(const Command *command, const OptionHelp *option) {
    if (strcmp(option->commands, "all") == 0)
        return true;
    if (strcmp(option->commands, "only run") == 0)
        return strcmp(command->name, "run") == 0;
    bool runs = !has_word("diff lesson check check-lessons progress new-lesson quiz", command->name);
    if (strcmp(option->commands, "but verify") == 0)
        return runs && strcmp(command->name, "verify") != 0;
    return (runs && has_word(option->commands, "run")) || has_word(option->commands, command->name);
}

static void print_option(const OptionHelp *option) {
    char left[40];
    bool optional = option->argument && option->argument[0] == '[';
    snprintf(left, sizeof left, "--%s%s%s", option->name, !option->argument ? "" : optional ? "[=" : " ",
             !option->argument ? "" : optional ? option->argument + 1 : option->argument);
    printf("  %-22s %s\n", left, option->help);
}

static void print_beliefs(void) {
    puts("\nWorlds of --believe, in which what somebody believes is so");
    for (int b = 0; b < BELIEF_COUNT; b++) {
        char number[8];
        belief_number((BeliefId)b, number);
        printf("  %-4s %s\n", number, belief_words((BeliefId)b));
    }
}

static void print_command_help(const Command *command) {
    printf("usage: awaitscope %s [OPTIONS] %s\n\n%s\n\n%s\n\nOptions\n", command->name, command->arguments,
           command->summary, command->more);
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (command_has(command, &option_helps[i]))
            print_option(&option_helps[i]);
    if (strcmp(command->name, "run") == 0)
        print_beliefs();
}

static void print_help(void) {
    puts("awaitscope: an oscilloscope for await. It runs a Python program (asyncio, or plain) on a\n"
         "virtual clock and shows which task holds the CPU, when it awaits, and when and why it resumes.\n"
         "\n"
         "  awaitscope                        the lessons\n"
         "  awaitscope FILE.py                step through your own\n");
    puts("Commands");
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        printf("  %-13s %-22s %s\n", commands[i].name, commands[i].arguments, commands[i].summary);
    puts("\nOptions (awaitscope COMMAND --help says which ones a command has)");
    for (size_t i = 0; i < OPTION_COUNT; i++)
        print_option(&option_helps[i]);
    puts("\nExit status of run: that of the program (1 after an uncaught exception); 2 for a wrong call;\n"
         "3 when the program needs what awaitscope does not cover, 4 at a limit, 5 at a deadlock.\n"
         "NO_COLOR turns colours off. Keys of the screen: ? shows them.");
}

int cli_usage_error(const char *format, ...) {
    va_list args;
    va_start(args, format);
    fputs("awaitscope: ", stderr);
    vfprintf(stderr, format, args);
    fputs("\nusage: awaitscope [COMMAND] FILE.py [OPTIONS]; awaitscope --help tells more\n", stderr);
    va_end(args);
    return EXIT_USAGE;
}

const char *cli_base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool cli_read_source(const char *path, Buffer *source) {
    buffer_init(source);
    if (strcmp(path, "-") == 0) {
        char bytes[4096];
        size_t n;
        while ((n = fread(bytes, 1, sizeof bytes, stdin)) > 0)
            buffer_append(source, bytes, n);
        return true;
    }
    if (buffer_read_file(source, path))
        return true;
    perror(path);
    return false;
}

static bool parse_number(const char *text, double low, double high, double *out) {
    char *end;
    *out = strtod(text, &end);
    return end != text && !*end && *out >= low && *out <= high;
}

static const Command *find_command(const char *name) {
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

// Texts that must be one of a few: 0, or the exit status of a wrong call.
static int check_texts(const Options *o) {
    CanvasPalette palette;
    if (o->colours && !canvas_colours_named(o->colours, &palette.colours))
        return cli_usage_error("--colors knows none, 8, 16, 256 and rgb, not '%s'", o->colours);
    if (o->background && !canvas_background_named(o->background, &palette.light))
        return cli_usage_error("--background knows dark and light, not '%s'", o->background);
    return 0;
}

// One option's value into the options: 0, or the exit status of a wrong call.
static int take_option(Options *o, const char *name, const char *value) {
    double number = 0;
    struct {
        const char *name;
        const char **to;
    } const texts[] = {{"format", &o->format}, {"stage", &o->stage},   {"size", &o->size},
                       {"keys", &o->keys},     {"output", &o->output}, {"time", &o->time}, {"ruler", &o->ruler},
                       {"stdin", &o->input}, {"lessons", &o->lessons}, {"lesson", &o->lesson},  {"compare", &o->compare}, {"colors", &o->colours},
                       {"background", &o->background}, {"record-keys", &o->record_keys},
                       {"play-keys", &o->play_keys}, {"reset", &o->reset}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strcmp(name, texts[i].name) == 0) {
            *texts[i].to = value;
            return check_texts(o);
        }
    struct {
        const char *name;
        bool *to, is;
    } const flags[] = {{"ascii", &o->ascii, true},
                       {"answers", &o->answers, true},
                       {"answer-keys", &o->keys_only, true},
                       {"cells", &o->config.cells, true},
                       {"json", &o->json, true},
                       {"no-caches", &o->config.caches, false},
                       {"no-mouse", &o->no_mouse, true},
                       {"print", &o->print, true},
                       {"progress", &o->progress, true},
                       {"quiet", &o->quiet, true},
                       {"step-by-step", &o->step_by_step, true},
                       {"worlds", &o->worlds, true}};
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (strcmp(name, flags[i].name) == 0) {
            *flags[i].to = flags[i].is;
            return 0;
        }
    if (strcmp(name, "realtime") == 0 && !value) {
        o->realtime = 1;
    } else if (strcmp(name, "python") == 0) {
        if (strlen(value) != 4 || strncmp(value, "3.1", 3) != 0 || value[3] < '1' || value[3] > '4')
            return cli_usage_error("--python knows 3.11, 3.12, 3.13 and 3.14, not '%s'", value);
        o->config.python = 10 + value[3] - '0';
    } else if (strcmp(name, "believe") == 0) {
        Beliefs beliefs = beliefs_of(value);
        if (!beliefs)
            return cli_usage_error("--believe knows no world of '%s'; awaitscope run --help lists them", value);
        o->config.beliefs |= beliefs;
    } else if (strcmp(name, "cpu-speed") == 0 && strcmp(value, "free") == 0) {
        o->config.cpu_speed = 0;
    } else if (!parse_number(value, 0, 9e18, &number)) {
        return cli_usage_error("--%s needs a number, not '%s'", name, value);
    } else if (strcmp(name, "step") == 0) {
        o->step = (int64_t)number;
    } else if (strcmp(name, "realtime") == 0) {
        if (number == 0)
            return cli_usage_error("--realtime needs a factor above 0, not '%s'", value);
        o->realtime = number;
    } else if (strcmp(name, "seed") == 0) {
        o->config.seed = (uint64_t)number;
    } else if (strcmp(name, "count") == 0) {
        if (number < 1 || number > 100)
            return cli_usage_error("--count needs a number from 1 to 100, not '%s'", value);
        o->count = (int)number;
    } else if (strcmp(name, "width") == 0) {
        o->width = number < 10000 ? (int)number : 10000;
    } else if (strcmp(name, "cpu-speed") == 0) {
        o->config.cpu_speed = (int64_t)number;
    } else if (strcmp(name, "epoch") == 0) {
        o->config.epoch_ns = (int64_t)(number * 1e9);
    } else if (strcmp(name, "steps") == 0) {
        o->config.tick_limit = (uint64_t)number;
    } else if (strcmp(name, "memory") == 0) {
        o->config.memory_limit = (size_t)(number * (1 << 20));
    }
    return 0;
}

static int argument_kind(const OptionHelp *option) {
    if (!option->argument)
        return no_argument;
    return option->argument[0] == '[' ? optional_argument : required_argument;
}

// Whether a command has room for so many arguments: a word for each, "A | B" for one, any number with "...".
static bool takes(const Command *command, int count) {
    int words = 1;
    for (const char *at = command->arguments; *at; at++)
        words += *at == ' ' ? 1 : *at == '|' ? -2 : 0;
    return count <= words || strstr(command->arguments, "...");
}

int main(int argc, char **argv) {
    setlocale(LC_CTYPE, "");
    struct option long_options[OPTION_COUNT + 1] = {0};
    for (int i = 0; i < OPTION_COUNT; i++)
        long_options[i] = (struct option){option_helps[i].name, argument_kind(&option_helps[i]), NULL, i};
    Options options = {.step = -1, .config = run_config_default()};
    const Command *command = NULL;
    // options may stand before the file and, but for `run`, after it: a program's arguments are its own
    int index = 1;
    if (argc > 1 && argv[1][0] != '-' && (command = find_command(argv[1])))
        index = 2;
    bool own_arguments = command && strcmp(command->name, "run") == 0;
    optind = index;
    for (int choice; (choice = getopt_long(argc, argv, own_arguments ? "+:" : ":", long_options, NULL)) != -1;) {
        if (choice == '?' || choice == ':')
            return cli_usage_error(choice == ':' ? "%s needs a value" : "no option %s", argv[optind - 1]);
        const char *name = option_helps[choice].name;
        if (strcmp(name, "help") == 0) {
            if (command)
                print_command_help(command);
            else
                print_help();
            return EXIT_FINE;
        }
        if (strcmp(name, "version") == 0) {
            puts("awaitscope " AWAITSCOPE_VERSION);
            return EXIT_FINE;
        }
        if (command && !command_has(command, &option_helps[choice]))
            return cli_usage_error("%s has no option --%s", command->name, name);
        int status = take_option(&options, name, optarg);
        if (status)
            return status;
    }
    if (optind == argc) {
        if (command && (command->arguments[0] == '[' || options.lesson))
            return command->function(&options);
        if (command)
            return cli_usage_error("%s needs more: awaitscope %s %s", command->name, command->name, command->arguments);
        return command_lesson(&options);
    }
    options.file = argv[optind];
    options.argc = argc - optind - 1;
    options.argv = (const char *const *)argv + optind + 1;
    if (!command && options.argc)
        return cli_usage_error("no command '%s'", options.file);
    if (command && !takes(command, options.argc + 1))
        return cli_usage_error("one argument too many: '%s'", options.argv[options.argc - 1]);
    return command ? command->function(&options) : command_open(&options);
}
