// Questions about any program: on the screen of the lessons, or as a sheet.
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/plain.h"
#include "cli/screen.h"
#include "lesson/keys.h"
#include "lesson/quiz.h"
#include "ui/course.h"

// The folder of a file, "." where its path has none.
static void add_folder(const char *path, Buffer *out) {
    const char *slash = strrchr(path, '/');
    if (!slash)
        buffer_putc(out, '.');
    else
        buffer_append(out, path, slash == path ? 1 : (size_t)(slash - path));
}

static int print_sheet(const Options *options, const Quiz *quiz) {
    Buffer sheet;
    buffer_init(&sheet);
    quiz_sheet(quiz, options->config.seed, &sheet);
    plain_text(&sheet);
    bool written = screen_write(options, &sheet);
    buffer_deinit(&sheet);
    return written ? EXIT_FINE : EXIT_USAGE;
}

// What is answered is known until the quiz is left.
static const Progress *progress(void *context) {
    return context;
}

static bool note(void *context, const ProgressRecord *record, Buffer *problem) {
    (void)problem;
    progress_note(context, record);
    return true;
}

static void say_result(const Progress *progress, const Lesson *lesson, int count) {
    int right = 0, wrong = 0;
    for (int question = 1; question <= count; question++) {
        ProgressOutcome outcome = progress_outcome(progress, lesson->id, question);
        right += outcome == PROGRESS_RIGHT;
        wrong += outcome == PROGRESS_WRONG;
    }
    printf("%s: %d of %d right, %d wrong, %d not answered\n", lesson->title, right, count, wrong, count - right - wrong);
}

static bool open_course(const Options *options, const Catalog *catalog, Diag *diag) {
    const Lesson *lesson = &catalog->lessons[0];
    Progress *known = progress_new((uint32_t)options->config.seed);
    CourseHost host = {.progress = progress, .note = note, .context = known, .alone = true};
    Course *course = course_new(catalog, lesson, &host);
    UiWishes wishes = screen_wishes(options);
    bool shown = course_open(course, &wishes, diag);
    course_free(course);
    if (shown)
        say_result(known, lesson, (int)lesson->block_count);
    progress_free(known);
    return shown;
}

static bool print_keys(const Options *options, const Catalog *catalog, Diag *diag) {
    (void)options;
    (void)diag;
    Buffer keys;
    buffer_init(&keys);
    keys_write(catalog, &keys);
    fputs(keys.data, stdout);
    buffer_deinit(&keys);
    return true;
}

// Does something with the quiz as a lesson, beside its program.
static int as_lesson(const Options *options, const Quiz *quiz, bool (*what)(const Options *, const Catalog *, Diag *)) {
    Buffer text, folder;
    Lesson lesson;
    Diag diag;
    buffer_init(&text);
    buffer_init(&folder);
    diag_init(&diag);
    quiz_lesson(quiz, &text);
    add_folder(options->file, &folder);
    bool done = lesson_parse(&lesson, folder.data, &text, &diag);
    if (done) {
        const Catalog catalog = {.lessons = &lesson, .count = 1};
        done = what(options, &catalog, &diag);
        lesson_deinit(&lesson);
    }
    if (!done)
        screen_say(&diag);
    diag_deinit(&diag);
    buffer_deinit(&folder);
    buffer_deinit(&text);
    return done ? EXIT_FINE : EXIT_USAGE;
}

// The questions, in the form that is asked for.
static int put(const Options *options, const Quiz *quiz) {
    bool from_file = strcmp(options->file, "-") != 0;
    if (options->keys_only)
        return as_lesson(options, quiz, print_keys);
    if (options->print || options->output || !from_file || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return print_sheet(options, quiz);
    return as_lesson(options, quiz, open_course);
}

// What there is instead of questions: what the program says itself, and ends with.
static int say_none(const Quiz *quiz) {
    plain_say(quiz->errors.data);
    if (!quiz->errors.length || !quiz->status)
        fprintf(stderr, "awaitscope: there is nothing to ask about %s: no question has a wrong answer to choose\n",
                quiz->name);
    return quiz->status ? quiz->status : EXIT_GUEST_ERROR;
}

int command_quiz(const Options *options) {
    Buffer source;
    Quiz quiz;
    int most = options->count ? options->count : QUIZ_MOST;
    if (options->argc)
        return cli_usage_error("quiz asks about one program, which gets no arguments");
    if (options->keys_only && strcmp(options->file, "-") == 0)
        return cli_usage_error("quiz --answer-keys asks about a file");
    if (!cli_read_source(options->file, &source))
        return EXIT_USAGE;
    const char *name = strcmp(options->file, "-") == 0 ? "<stdin>" : cli_base_name(options->file);
    int status = EXIT_USAGE;
    if (!quiz_make(&quiz, name, &source, most)) {
        fputs("awaitscope: the system gives no room for the program's world\n", stderr);
    } else {
        status = quiz.count == 0 ? say_none(&quiz) : put(options, &quiz);
        quiz_deinit(&quiz);
    }
    buffer_deinit(&source);
    return status;
}
