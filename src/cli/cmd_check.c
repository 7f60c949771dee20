#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/learner.h"
#include "lesson/catalog.h"
#include "lesson/exercise.h"
#include "lesson/json_text.h"
#include "lesson/keys.h"

static void print_problem(void *context, const Diag *diag) {
    (void)context;
    Buffer text;
    buffer_init(&text);
    diag_format(diag, &text);
    fputs(text.data, stderr);
    buffer_deinit(&text);
}

static int print_keys(const Catalog *catalog) {
    Buffer keys;
    buffer_init(&keys);
    keys_write(catalog, &keys);
    fputs(keys.data, stdout);
    buffer_deinit(&keys);
    return catalog->unread ? EXIT_GUEST_ERROR : EXIT_FINE;
}

int command_check_lessons(const Options *options) {
    const char *folder = options->file ? options->file : cli_lessons_folder(options);
    Catalog catalog;
    CatalogTotals totals;
    size_t problems = 0, read;
    if (!catalog_read(&catalog, folder, print_problem, NULL))
        return EXIT_USAGE;
    if (options->keys_only) {
        int status = print_keys(&catalog);
        catalog_deinit(&catalog);
        return status;
    }
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

// The exercise with what is to be tested.
typedef struct Task {
    const Lesson *lesson;
    const LessonBlock *block;
    int number;
    const char *name;
    const Buffer *source;
} Task;

// What came of testing a program.
typedef struct Tested {
    const ExerciseResult *results;
    size_t count, missing;
    Buffer errors; // that the program wrote
} Tested;

static void print_results(const Tested *tested) {
    Buffer words;
    buffer_init(&words);
    for (size_t i = 0; i < tested->count; i++) {
        const ExerciseResult *result = &tested->results[i];
        printf("%s  %s", result->holds ? "holds  " : "not yet", result->check);
        if (!result->holds) {
            buffer_clear(&words);
            exercise_say(result, &words);
            printf(": %s", words.data);
        }
        putchar('\n');
    }
    buffer_deinit(&words);
    if (tested->missing)
        fputs(tested->errors.data, stderr);
    else
        puts("Solved.");
}

// Prints it, and lets go of it.
static void print_document(json_t *document) {
    json_dumpf(document, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(document);
}

// What is known of an exercise before anything is tested.
static json_t *describe(const Lesson *lesson, const LessonBlock *block, int number, bool solved) {
    json_t *document = json_object();
    json_object_set_new(document, "lesson", json_text(lesson->id));
    json_object_set_new(document, "exercise", json_integer(number));
    json_object_set_new(document, "task", json_text(lesson_value(block, "task")));
    json_object_set_new(document, "solved", json_boolean(solved));
    return document;
}

static void print_task_json(const Lesson *lesson, const LessonBlock *block, int number) {
    json_t *document = describe(lesson, block, number, false), *checks = json_array();
    const char *start = lesson_value(block, "start");
    if (start)
        json_object_set_new(document, "start", json_text(start));
    json_object_set_new(document, "checks", checks);
    size_t at = 0;
    for (const LessonField *field; (field = lesson_field(block, "check", &at));) {
        json_t *one = json_object();
        json_object_set_new(one, "check", json_text(field->value));
        json_array_append_new(checks, one);
    }
    print_document(document);
}

static void print_json(const Task *task, const Tested *tested) {
    json_t *document = describe(task->lesson, task->block, task->number, tested->missing == 0), *checks = json_array();
    json_object_set_new(document, "checks", checks);
    json_object_set_new(document, "errors", json_text(tested->errors.data));
    for (size_t i = 0; i < tested->count; i++) {
        const ExerciseResult *result = &tested->results[i];
        json_t *one = json_object();
        json_array_append_new(checks, one);
        json_object_set_new(one, "check", json_text(result->check));
        json_object_set_new(one, "holds", json_boolean(result->holds));
        if (!result->holds)
            json_object_set_new(one, "said", json_text(result->said));
        if (!result->holds && result->at_ns >= 0)
            json_object_set_new(one, "at", json_real((double)result->at_ns / 1e9));
    }
    print_document(document);
}

static void note_solved(Learner *learner, const Lesson *lesson, int number) {
    Buffer problem;
    buffer_init(&problem);
    CourseHost host = learner_host(learner);
    ProgressRecord record = {.kind = PROGRESS_EXERCISE, .lesson = lesson->id, .number = number};
    if (!host.note(host.context, &record, &problem))
        fprintf(stderr, "awaitscope: %s\n", problem.data);
    buffer_deinit(&problem);
}

static int test(const Options *options, Learner *learner, const Task *task) {
    Arena arena;
    Diag diag;
    Tested tested = {0};
    arena_init(&arena);
    diag_init(&diag);
    buffer_init(&tested.errors);
    tested.count = exercise_test(task->lesson, task->block, task->name, task->source, &arena, &tested.results,
                                 &tested.errors, &diag);
    for (size_t i = 0; i < tested.count; i++)
        tested.missing += !tested.results[i].holds;
    if (tested.count == 0)
        print_problem(NULL, &diag);
    else if (options->json)
        print_json(task, &tested);
    else
        print_results(&tested);
    if (tested.count && !tested.missing && !options->json)
        note_solved(learner, task->lesson, task->number);
    int status = tested.count == 0 ? EXIT_USAGE : tested.missing ? EXIT_GUEST_ERROR : EXIT_FINE;
    buffer_deinit(&tested.errors);
    diag_deinit(&diag);
    arena_deinit(&arena);
    return status;
}

// The program that the call names, else the learner's own one; without one the task is printed.
static int check(const Options *options, const Lesson *lesson, const LessonBlock *block, int number) {
    const char *file = options->argc ? options->argv[0] : NULL;
    Buffer source;
    Learner learner;
    learner_init(&learner);
    CourseHost host = learner_host(&learner);
    int status = EXIT_USAGE;
    bool has_source = false;
    if (file) {
        has_source = cli_read_source(file, &source);
    } else {
        buffer_init(&source);
        has_source = host.own(host.context, lesson, number, &source);
        if (!has_source) {
            if (options->json)
                print_task_json(lesson, block, number);
            else
                print_task(lesson, block);
            status = EXIT_GUEST_ERROR;
            buffer_deinit(&source);
        }
    }
    if (has_source) {
        const Task task = {lesson, block, number, file ? cli_base_name(file) : "exercise.py", &source};
        status = test(options, &learner, &task);
        buffer_deinit(&source);
    }
    learner_deinit(&learner);
    return status;
}

int command_check(const Options *options) {
    char id[100];
    const char *slash = strchr(options->file, '/');
    char *end = "";
    long number = slash ? strtol(slash + 1, &end, 10) : 1;
    number = *end == '\0' && number >= 1 && number <= INT_MAX ? number : 0;
    snprintf(id, sizeof id, "%.*s", (int)strcspn(options->file, "/"), options->file);
    Catalog catalog;
    if (!catalog_read(&catalog, cli_lessons_folder(options), print_problem, NULL))
        return EXIT_USAGE;
    const Lesson *lesson = catalog_find(&catalog, id);
    const LessonBlock *exercise = lesson ? find_exercise(lesson, (int)number) : NULL;
    int status = exercise ? check(options, lesson, exercise, (int)number)
                          : cli_usage_error(lesson ? "the lesson '%s' has no such exercise"
                                                   : "there is no lesson '%s'; awaitscope lesson lists them", id);
    catalog_deinit(&catalog);
    return status;
}
