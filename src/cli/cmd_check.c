#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "lesson/catalog.h"
#include "lesson/exercise.h"

static void print_problem(void *context, const Diag *diag) {
    (void)context;
    Buffer text;
    buffer_init(&text);
    diag_format(diag, &text);
    fputs(text.data, stderr);
    buffer_deinit(&text);
}

int command_check_lessons(const Options *options) {
    const char *folder = options->file ? options->file : cli_lessons_folder(options);
    Catalog catalog;
    CatalogTotals totals;
    size_t problems = 0, read;
    if (!catalog_read(&catalog, folder, print_problem, NULL))
        return EXIT_USAGE;
    read = catalog.count;
    problems = catalog_prove(&catalog, options->worlds, &totals, print_problem, NULL);
    printf("%zu lessons, %zu predictions, %zu exercises (%zu to write code in), %zu misconceptions, %zu wrong answers "
           "(%zu with a world in which they are right), %zu claims (%zu with a run that shows them), %zu terms: "
           "%zu problems\n",
           read, totals.predictions, totals.exercises, totals.written, totals.misconceptions, totals.wrongs,
           totals.worlds, catalog.claims.count, totals.shown, catalog.terms.count, problems + catalog.unread);
    bool sound = problems + catalog.unread == 0;
    catalog_deinit(&catalog);
    return sound ? EXIT_FINE : EXIT_GUEST_ERROR;
}

// Exercise number `number` (from 1) of a lesson, NULL when there is none.
static const LessonBlock *find_exercise(const Lesson *lesson, int number) {
    for (size_t i = 0; i < lesson->block_count; i++)
        if (lesson->blocks[i].kind == LESSON_EXERCISE && --number == 0)
            return &lesson->blocks[i];
    return NULL;
}

static void print_task(const Lesson *lesson, const LessonBlock *exercise) {
    const char *start = lesson_value(exercise, "start");
    printf("%s: %s\n", lesson->title, lesson_value(exercise, "task"));
    if (start)
        printf("Begin with %s/%s\n", lesson->folder, start);
    size_t at = 0;
    for (const LessonField *check; (check = lesson_field(exercise, "check", &at));)
        printf("  %s\n", check->value);
}

static int test(const Lesson *lesson, const LessonBlock *exercise, const char *file) {
    Buffer source, errors;
    if (!cli_read_source(file, &source))
        return EXIT_USAGE;
    buffer_init(&errors);
    Arena arena;
    arena_init(&arena);
    Diag diag;
    diag_init(&diag);
    const ExerciseResult *results;
    size_t count = exercise_test(lesson, exercise, cli_base_name(file), &source, &arena, &results, &errors, &diag);
    size_t missing = 0;
    for (size_t i = 0; i < count; i++) {
        missing += !results[i].holds;
        printf("%s  %s", results[i].holds ? "holds  " : "not yet", results[i].check);
        if (!results[i].holds)
            printf(": %s", results[i].said);
        if (!results[i].holds && results[i].at_ns >= 0)
            printf(" (see %.3f s)", (double)results[i].at_ns / 1e9);
        putchar('\n');
    }
    if (count == 0)
        print_problem(NULL, &diag);
    if (missing)
        fputs(errors.data, stderr);
    else if (count)
        puts("Solved.");
    diag_deinit(&diag);
    arena_deinit(&arena);
    buffer_deinit(&errors);
    buffer_deinit(&source);
    return count == 0 ? EXIT_USAGE : missing ? EXIT_GUEST_ERROR : EXIT_FINE;
}

int command_check(const Options *options) {
    char id[100];
    const char *slash = strchr(options->file, '/');
    int number = slash ? atoi(slash + 1) : 1;
    snprintf(id, sizeof id, "%.*s", (int)strcspn(options->file, "/"), options->file);
    Catalog catalog;
    if (!catalog_read(&catalog, cli_lessons_folder(options), print_problem, NULL))
        return EXIT_USAGE;
    const Lesson *lesson = catalog_find(&catalog, id);
    const LessonBlock *exercise = lesson ? find_exercise(lesson, number) : NULL;
    int status = EXIT_GUEST_ERROR;
    if (!exercise)
        status = cli_usage_error(lesson ? "the lesson '%s' has no such exercise" : "there is no lesson '%s'", id);
    else if (options->argc)
        status = test(lesson, exercise, options->argv[0]);
    else
        print_task(lesson, exercise);
    catalog_deinit(&catalog);
    return status;
}
