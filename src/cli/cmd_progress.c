// What a learner has answered and solved: as a table, as JSON, forgotten.
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/learner.h"
#include "cli/screen.h"

// How many questions of a lesson have that outcome, how many exercises are solved.
typedef struct Count {
    int questions, right, wrong, skipped, exercises, solved;
} Count;

static Count count_lesson(const Progress *progress, const Lesson *lesson) {
    Count count = {0};
    for (size_t i = 0; i < lesson->block_count; i++) {
        if (lesson->blocks[i].kind == LESSON_PREDICT) {
            ProgressOutcome outcome = progress_outcome(progress, lesson->id, ++count.questions);
            count.right += outcome == PROGRESS_RIGHT;
            count.wrong += outcome == PROGRESS_WRONG;
            count.skipped += outcome == PROGRESS_SKIPPED;
        } else if (lesson->blocks[i].kind == LESSON_EXERCISE) {
            count.solved += progress_exercise(progress, lesson->id, ++count.exercises);
        }
    }
    return count;
}

static void print_lesson(const Progress *progress, const Lesson *lesson) {
    Count count = count_lesson(progress, lesson);
    int page = progress_page(progress, lesson->id);
    char state[24] = "";
    if (progress_solved(progress, lesson))
        strcpy(state, "solved");
    else if (page > 0)
        snprintf(state, sizeof state, "page %d", page);
    printf("  %-20s %-8s %d of %d questions (%d right, %d wrong, %d skipped), %d of %d exercises\n", lesson->id, state,
           count.right + count.wrong, count.questions, count.right, count.wrong, count.skipped, count.solved,
           count.exercises);
}

static void print_table(const Progress *progress, const Catalog *catalog, const Lesson *only) {
    size_t solved = 0;
    for (size_t i = 0; i < catalog->count; i++) {
        const Lesson *lesson = &catalog->lessons[i];
        solved += progress_solved(progress, lesson);
        if (!only || only == lesson)
            print_lesson(progress, lesson);
    }
    if (!only)
        printf("%zu of %zu lessons solved\n", solved, catalog->count);
}

// The exit status.
static int forget(Learner *learner, const Lesson *lesson) {
    Buffer problem;
    buffer_init(&problem);
    CourseHost host = learner_host(learner);
    ProgressRecord record = {.kind = PROGRESS_RESET, .lesson = lesson ? lesson->id : NULL};
    bool kept = host.note(host.context, &record, &problem);
    if (kept)
        printf("%s: forgotten; programs of exercises are kept as *.old\n", lesson ? lesson->id : "all lessons");
    else
        fprintf(stderr, "awaitscope: %s\n", problem.data);
    buffer_deinit(&problem);
    return kept ? EXIT_FINE : EXIT_GUEST_ERROR;
}

static int show(const Options *options, const Catalog *catalog, const Lesson *lesson) {
    Buffer text;
    Learner learner;
    buffer_init(&text);
    learner_init(&learner);
    int status = EXIT_FINE;
    if (options->reset) {
        status = forget(&learner, lesson);
    } else if (options->json) {
        progress_format(learner.progress, &text);
        fputs(text.data, stdout);
    } else {
        print_table(learner.progress, catalog, lesson);
    }
    learner_deinit(&learner);
    buffer_deinit(&text);
    return status;
}

int command_progress(const Options *options) {
    const char *id = options->reset ? options->reset : options->file;
    bool all = options->reset && strcmp(options->reset, "all") == 0;
    if (options->reset && options->file)
        return cli_usage_error("--reset names the lesson itself, or all: '%s' is one too many", options->file);
    Catalog catalog;
    if (!catalog_read(&catalog, cli_lessons_folder(options), screen_problem, NULL))
        return EXIT_USAGE;
    const Lesson *lesson = id && !all ? catalog_find(&catalog, id) : NULL;
    int status = id && !all && !lesson
                     ? cli_usage_error("there is no lesson '%s'; awaitscope lesson lists them", id)
                     : show(options, &catalog, lesson);
    catalog_deinit(&catalog);
    return status;
}
