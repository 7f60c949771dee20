#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/screen.h"

// The judge is the installed python3.11, made to run on the same virtual clock by a script that comes
// with awaitscope. It writes what the program writes, and what happened to its tasks, one event a
// line: nanoseconds, kind, number of the task, line, name, coroutine.

enum { JUDGE_SECONDS = 120, EXIT_DEADLOCK = 5, EXIT_NOT_COVERED = 3, CANNOT_EXECUTE = 127 };

static const char script_name[] = "virtual_clock.py";

// Starts a program with these arguments in a folder (NULL: this one); its input is that file (NULL: empty), its
// output goes to the descriptors.
static pid_t start(const char *const *arguments, const char *folder, const char *input, int out, int err) {
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    int in = open(input ? input : "/dev/null", O_RDONLY);
    if (folder && chdir(folder) != 0)
        _exit(CANNOT_EXECUTE);
    dup2(in, 0);
    dup2(out, 1);
    dup2(err, 2);
    execvp(arguments[0], (char *const *)arguments);
    _exit(CANNOT_EXECUTE);
}

// The exit status, 128 and more for a signal; -1 when it had to be stopped.
static int wait_for(pid_t pid) {
    const struct timespec pause = {.tv_nsec = 10 * 1000 * 1000};
    for (int i = 0; i < JUDGE_SECONDS * 100; i++) {
        int status;
        pid_t ended = waitpid(pid, &status, WNOHANG);
        if (ended == pid)
            return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        if (ended < 0 && errno != EINTR)
            break;
        nanosleep(&pause, NULL);
    }
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    return -1;
}

// Whether `name` is a Python 3.11.
static bool is_python311(const char *name) {
    static const char question[] = "import sys; sys.exit(sys.version_info[:2] != (3, 11))";
    const char *arguments[] = {name, "-c", question, NULL};
    int nothing = open("/dev/null", O_WRONLY);
    pid_t pid = start(arguments, NULL, NULL, nothing, nothing);
    close(nothing);
    return pid > 0 && wait_for(pid) == 0;
}

// `path` is for one that is named by a path: the judge runs in another folder.
static const char *find_python(char path[PATH_MAX]) {
    const char *own = getenv("AWAITSCOPE_PYTHON");
    if (own && *own) {
        own = strchr(own, '/') ? realpath(own, path) : own;
        return own && is_python311(own) ? own : NULL;
    }
    static const char *const names[] = {"python3.11", "python3"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (is_python311(names[i]))
            return names[i];
    return NULL;
}

// What one side did.
typedef struct Side {
    Buffer output;
    Buffer events; // one a line: nanoseconds, what happened, number of the task
    Buffer places; // the same with the source line
    int status;
} Side;

static void side_init(Side *side) {
    buffer_init(&side->output);
    buffer_init(&side->events);
    buffer_init(&side->places);
}

static void side_deinit(Side *side) {
    buffer_deinit(&side->output);
    buffer_deinit(&side->events);
    buffer_deinit(&side->places);
}

// One line of the judge's events.
typedef struct JudgeEvent {
    long long ns, number;
    char kind[16];
    unsigned line;
    bool hidden; // a task of the loop's own with which asyncio.run ends: no lane for it in our traces
} JudgeEvent;

static bool parse_event(const char *text, JudgeEvent *event) {
    static const char own[] = "\tBaseEventLoop.shutdown_";
    if (sscanf(text, "%lld %15s %lld %u", &event->ns, event->kind, &event->number, &event->line) != 4)
        return false;
    const char *end = text + strcspn(text, "\n");
    event->hidden = memmem(text, (size_t)(end - text), own, sizeof own - 1) != NULL;
    return event->number > 0;
}

static void add_event(Side *side, long long ns, const char *kind, long long task, unsigned line) {
    buffer_printf(&side->events, "%lld ns: task %lld %s\n", ns, task, kind);
    buffer_printf(&side->places, "%lld ns: task %lld %s at line %u\n", ns, task, kind, line);
}

// Keeps the judge's events as we write ours: without names and hidden tasks, the others numbered
// in the order of creation.
static void keep_events(const Buffer *lines, Side *side) {
    long long *numbers = NULL, known = 0, shown = 0;
    for (const char *at = lines->data; *at; at += strcspn(at, "\n"), at += *at != '\0') {
        JudgeEvent event;
        if (!parse_event(at, &event))
            continue;
        if (event.number > known) { // tasks are created in the order of their numbers
            numbers = realloc(numbers, (size_t)(event.number + 1) * sizeof *numbers);
            if (!numbers)
                abort();
            while (known < event.number)
                numbers[++known] = event.hidden ? 0 : ++shown;
        }
        if (!event.hidden)
            add_event(side, event.ns, event.kind, numbers[event.number], event.line);
    }
    free(numbers);
}

static bool read_back(int descriptor, Buffer *out) {
    char bytes[4096];
    ssize_t count;
    lseek(descriptor, 0, SEEK_SET);
    while ((count = read(descriptor, bytes, sizeof bytes)) > 0)
        buffer_append(out, bytes, (size_t)count);
    return count == 0;
}

// A file that is gone when its descriptor is closed, and a path under which a child can open it.
static int hidden_file(char path[64]) {
    FILE *file = tmpfile();
    if (!file)
        return -1;
    int descriptor = dup(fileno(file));
    fclose(file);
    snprintf(path, 64, "/proc/self/fd/%d", descriptor);
    return descriptor;
}

// Runs the judge. False with a message on stderr when that is not possible.
static bool ask_python(const Options *options, const char *python, const char *script, Side *side) {
    char out_path[64], events_path[64], seed[32], epoch[32];
    int out = hidden_file(out_path), events = hidden_file(events_path);
    if (out < 0 || events < 0) {
        perror("awaitscope: no temporary file");
        return false;
    }
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)options->config.seed);
    snprintf(epoch, sizeof epoch, "%lld", (long long)(options->config.epoch_ns / 1000000000));
    // both know the program by its bare name
    const char *name = cli_base_name(options->file);
    char *folder = strdup(options->file);
    if (!folder)
        abort();
    folder[name - options->file] = '\0';
    const char **arguments = calloc((size_t)options->argc + 12, sizeof *arguments);
    if (!arguments)
        abort();
    const char *const fixed[] = {python,       script,   "--seed",    seed, "--epoch",
                                 epoch,        "--events", events_path, name};
    memcpy(arguments, fixed, sizeof fixed);
    for (int i = 0; i < options->argc; i++)
        arguments[sizeof fixed / sizeof *fixed + (size_t)i] = options->argv[i];
    setenv("PYTHONHASHSEED", "0", 1);
    setenv("PYTHONDONTWRITEBYTECODE", "1", 1);
    int errors = open("/dev/null", O_WRONLY);
    pid_t pid = start(arguments, *folder ? folder : NULL, options->input, out, errors);
    side->status = pid > 0 ? wait_for(pid) : -1;
    close(errors);
    free(arguments);
    free(folder);
    Buffer lines;
    buffer_init(&lines);
    bool read = read_back(out, &side->output) && read_back(events, &lines);
    keep_events(&lines, side);
    buffer_deinit(&lines);
    close(out);
    close(events);
    if (side->status < 0)
        fprintf(stderr, "awaitscope: %s was still running after %d seconds\n", python, JUDGE_SECONDS);
    return read && side->status >= 0;
}

// The events of our trace that the judge knows too, in its words.
static const char *word_for(TraceKind kind) {
    switch ((int)kind) {
    case TRACE_TASK_CREATED: return "created";
    case TRACE_TASK_FIRST_STEP: return "first_step";
    case TRACE_TASK_RESUMED: return "resumed";
    case TRACE_TASK_SUSPENDED: return "suspended";
    case TRACE_TASK_FINISHED: return "finished";
    case TRACE_TASK_FAILED: return "failed";
    case TRACE_TASK_CANCELLED: return "cancelled";
    default: return NULL;
    }
}

static void keep_trace(const Trace *trace, Side *side) {
    TraceCursor cursor = trace_cursor_at(trace, 0);
    TraceEvent event;
    size_t length;
    const char *bytes = trace_output_bytes(trace, &length);
    while (trace_cursor_next(&cursor, &event)) {
        const char *word = word_for(event.kind);
        if (event.kind == TRACE_OUTPUT && event.operand[TRACE_OUTPUT_STREAM] == 1)
            buffer_append(&side->output, bytes + event.operand[TRACE_OUTPUT_OFFSET],
                          (size_t)event.operand[TRACE_OUTPUT_LENGTH]);
        if (!word)
            continue;
        int64_t task = event.kind == TRACE_TASK_CREATED ? event.operand[TRACE_CREATED_LANE] : event.lane;
        // a coroutine that has ended stands nowhere
        bool ended = event.kind == TRACE_TASK_FINISHED || event.kind == TRACE_TASK_FAILED ||
                     event.kind == TRACE_TASK_CANCELLED;
        add_event(side, event.time_ns, word, task, ended ? 0 : event.line);
    }
}

static const char *line_end(const char *at) { return at + strcspn(at, "\n"); }

// Says where two texts part first, line by line. Returns whether they are the same.
static bool compare(const char *what, const Buffer *ours, const Buffer *theirs) {
    const char *a = ours->data, *b = theirs->data;
    size_t line = 1;
    if (ours->length == theirs->length && memcmp(a, b, ours->length) == 0) {
        size_t count = 0;
        for (const char *at = a; (at = strchr(at, '\n')); at++)
            count++;
        printf("%s: the same, %zu lines\n", what, count);
        return true;
    }
    while (*a && *b) {
        size_t x = (size_t)(line_end(a) - a), y = (size_t)(line_end(b) - b);
        if (x != y || memcmp(a, b, x) != 0)
            break;
        a += x + (a[x] != '\0');
        b += y + (b[y] != '\0');
        line++;
    }
    printf("%s: they part at line %zu\n", what, line);
    printf("  awaitscope %.*s\n", *a ? (int)(line_end(a) - a) : 14, *a ? a : "(nothing more)");
    printf("  python     %.*s\n", *b ? (int)(line_end(b) - b) : 14, *b ? b : "(nothing more)");
    return false;
}

static int judge(const Side *ours, const Side *theirs) {
    if (ours->status == EXIT_NOT_COVERED || theirs->status == EXIT_NOT_COVERED) {
        printf("not compared: %s does not cover this program\n",
               ours->status == EXIT_NOT_COVERED ? "awaitscope" : "the virtual clock under python");
        return EXIT_NOT_COVERED;
    }
    bool same = compare("stdout", &ours->output, &theirs->output);
    bool order = compare("events of tasks", &ours->events, &theirs->events);
    // no part of the verdict: Python cannot say where a task stands within an asynchronous generator
    if (order)
        compare("lines of these events", &ours->places, &theirs->places);
    if (ours->status == theirs->status)
        printf("exit status: the same, %d%s\n", ours->status, ours->status == EXIT_DEADLOCK ? " (deadlock)" : "");
    else
        printf("exit status: awaitscope %d, python %d\n", ours->status, theirs->status);
    return same && order && ours->status == theirs->status ? EXIT_FINE : EXIT_GUEST_ERROR;
}

int command_verify(const Options *given) {
    char script[PATH_MAX], python_path[PATH_MAX];
    Options options = *given;
    if (strcmp(options.file, "-") == 0)
        return cli_usage_error("verify needs a file, which both can read");
    const char *python = find_python(python_path);
    if (!python) {
        fputs("awaitscope: verify needs Python 3.11 (python3.11, or what AWAITSCOPE_PYTHON names); there is none\n",
              stderr);
        return EXIT_USAGE;
    }
    if (!cli_data_path("tests/tools/virtual_clock.py", script_name, script)) {
        fprintf(stderr, "awaitscope: %s, which belongs to awaitscope, is neither here nor in %s\n", script_name,
                AWAITSCOPE_DATA_DIR);
        return EXIT_USAGE;
    }
    options.config.cpu_speed = 0;
    Recording *recording = cli_record(&options);
    if (!recording)
        return EXIT_USAGE;
    Side ours, theirs;
    side_init(&ours);
    side_init(&theirs);
    keep_trace(run_trace(recording->run), &ours);
    ours.status = run_status(recording->run);
    int status = ask_python(&options, python, script, &theirs) ? judge(&ours, &theirs) : EXIT_USAGE;
    side_deinit(&ours);
    side_deinit(&theirs);
    record_free(recording);
    return status;
}
