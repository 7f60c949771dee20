// The lessons: on the screen, or as text where there is no terminal.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/learner.h"
#include "cli/screen.h"
#include "lesson/catalog.h"
#include "ui/guess.h"

static void print_list(const Catalog *catalog) {
    const char *part = "";
    for (size_t i = 0; i < catalog->count; i++) {
        const Lesson *lesson = &catalog->lessons[i];
        if (strcmp(part, lesson->part))
            printf("%s%s\n", i ? "\n" : "", part = lesson->part);
        printf("  %02zu  %-20s %-45s %2d min\n", i + 1, lesson->id, lesson->title, lesson->minutes);
    }
    puts("\nawaitscope lesson ID opens one in a terminal, and prints it without.");
}

static void print_text(const LessonBlock *block) {
    for (size_t i = 0; i < block->paragraph_count; i++) {
        const LessonParagraph *paragraph = &block->paragraphs[i];
        for (const char *at = paragraph->text; *at;) {
            int length = (int)strcspn(at, "\n");
            printf("%*s%.*s\n", 2 * paragraph->depth + (paragraph->kind == LESSON_CODE ? 4 : 0), "", length, at);
            at += length + (at[length] == '\n');
        }
        putchar('\n');
    }
}

static void print_program(const Lesson *lesson, const char *name, int line) {
    Buffer source;
    Diag diag;
    buffer_init(&source);
    diag_init(&diag);
    if (lesson_program(lesson, name, line, &source, &diag)) {
        printf("%s\n", name);
        int number = 1;
        for (const char *at = source.data; *at;) {
            int length = (int)strcspn(at, "\n");
            printf("%4d  %.*s\n", number++, length, at);
            at += length + (at[length] == '\n');
        }
        putchar('\n');
    } else {
        screen_say(&diag);
    }
    diag_deinit(&diag);
    buffer_deinit(&source);
}

static void print_answers(const Prediction *prediction) {
    Buffer words;
    buffer_init(&words);
    guess_words(prediction->answer, &words);
    printf("  right: %s\n", words.data);
    for (size_t i = 0; i < prediction->wrong_count; i++) {
        const Wrong *wrong = &prediction->wrongs[i];
        buffer_clear(&words);
        guess_words(wrong->value, &words);
        printf("  wrong: %s (\"%s\")\n", words.data, wrong->belief);
    }
    buffer_deinit(&words);
}

static void print_question(const Lesson *lesson, const LessonBlock *block, bool answers) {
    Arena arena;
    Prediction prediction;
    Diag diag;
    arena_init(&arena);
    diag_init(&diag);
    if (prediction_make(lesson, block, &arena, &prediction, &diag)) {
        Guess guess;
        Buffer words;
        buffer_init(&words);
        guess_init(&guess, 0, lesson->id, &prediction, &arena);
        printf("Predict (%s): %s\n", prediction.program, prediction.question);
        for (int i = 0; i < guess.option_count; i++) {
            buffer_clear(&words);
            guess_words(guess.options[i], &words);
            printf("  %d  %s\n", i + 1, words.data);
        }
        if (answers)
            print_answers(&prediction);
        putchar('\n');
        buffer_deinit(&words);
    } else {
        screen_say(&diag);
    }
    diag_deinit(&diag);
    arena_deinit(&arena);
}

static void print_exercise(const Lesson *lesson, const LessonBlock *block, int number) {
    const char *start = lesson_value(block, "start");
    printf("Exercise: %s\n", lesson_value(block, "task"));
    size_t at = 0;
    for (const LessonField *check; (check = lesson_field(block, "check", &at));)
        printf("  %s\n", check->value);
    if (start)
        printf("Begin with %s/%s; ", lesson->folder, start);
    printf("awaitscope check %s/%d FILE.py tests it.\n\n", lesson->id, number);
}

static void print_lesson(const Lesson *lesson, bool answers) {
    printf("%s\n%s, %d minutes\n\n", lesson->title, lesson->part, lesson->minutes);
    int exercise = 0;
    for (size_t i = 0; i < lesson->block_count; i++) {
        const LessonBlock *block = &lesson->blocks[i];
        switch (block->kind) {
        case LESSON_TEXT: print_text(block); break;
        case LESSON_SHOW: print_program(lesson, block->argument, block->line); break;
        case LESSON_PREDICT: print_question(lesson, block, answers); break;
        case LESSON_EXERCISE: print_exercise(lesson, block, ++exercise); break;
        case LESSON_REVEAL:
            if (answers)
                print_text(block);
            break;
        case LESSON_HINT:
        case LESSON_CLAIM:
        case LESSON_TERM:
        case LESSON_TEACHER: break;
        }
    }
}

static void print_claims(const Claims *claims) {
    const char *topic = "";
    for (size_t i = 0; i < claims->count; i++) {
        const Claim *claim = &claims->claims[i];
        if (strcmp(topic, claim->topic))
            printf("%s\n\n", topic = claim->topic);
        printf("  %s\n  %c%s: %s\n", claim->says, claim->verdict_words[0] - 'a' + 'A', claim->verdict_words + 1,
               claim->because);
        size_t at = 0;
        for (const LessonField *check; (check = lesson_field(claim->block, "check", &at));)
            printf("    %s: %s\n", claim->program, check->value);
        if (claim->lesson)
            printf("    lesson %s\n", claim->lesson);
        putchar('\n');
    }
    printf("The programs are in %s.\n", claims->page.folder);
}

static void print_terms(const Terms *terms) {
    for (size_t i = 0; i < terms->count; i++) {
        const Term *term = &terms->terms[i];
        printf("%s\n  %s\n", term->name, term->says);
        for (size_t s = 0; s < term->see_count; s++)
            printf("%s%s%s", s ? ", " : "  See ", term->see[s], s + 1 == term->see_count ? ".\n" : "");
        printf(term->lesson ? "  Lesson %s.\n\n" : "\n", term->lesson);
    }
}

// At the list where `lesson` is NULL, and then with what `key` opens there, unless it is UI_KEY_NONE.
static int open_course(const Options *options, const Catalog *catalog, const Lesson *lesson, UiKey key) {
    UiWishes wishes = screen_wishes(options);
    if (!screen_take_tapes(options, &wishes))
        return EXIT_USAGE;
    Buffer said;
    Learner learner;
    Diag diag;
    buffer_init(&said);
    diag_init(&diag);
    learner_init(&learner, &said);
    if (said.length)
        fprintf(stderr, "awaitscope: %s\n", said.data);
    CourseHost host = learner_host(&learner);
    Course *course = course_new(catalog, lesson, &host);
    course_key(course, key);
    bool shown = course_open(course, &wishes, &diag);
    if (!shown)
        screen_say(&diag);
    course_free(course);
    screen_drop_tapes(&wishes);
    learner_deinit(&learner);
    diag_deinit(&diag);
    buffer_deinit(&said);
    return shown ? EXIT_FINE : EXIT_USAGE;
}

int command_lesson(const Options *options) {
    Catalog catalog;
    if (!catalog_read(&catalog, cli_lessons_folder(options), screen_problem, NULL))
        return EXIT_USAGE;
    const Lesson *lesson = options->file ? catalog_find(&catalog, options->file) : NULL;
    // a lesson of that name goes before
    bool claims = options->file && !lesson && strcmp(options->file, "claims") == 0 && catalog.claims.count;
    bool terms = options->file && !lesson && strcmp(options->file, "terms") == 0 && catalog.terms.count;
    int status = EXIT_FINE;
    if (options->file && !lesson && !claims && !terms)
        status = cli_usage_error("there is no lesson '%s'; awaitscope lesson lists them", options->file);
    else if (catalog.count == 0)
        status = cli_usage_error("there are no lessons in %s", cli_lessons_folder(options));
    else if (!options->answers && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
        status = open_course(options, &catalog, lesson, claims ? 'C' : terms ? 'T' : UI_KEY_NONE);
    else if (claims)
        print_claims(&catalog.claims);
    else if (terms)
        print_terms(&catalog.terms);
    else if (lesson)
        print_lesson(lesson, options->answers);
    else
        print_list(&catalog);
    catalog_deinit(&catalog);
    return status;
}
