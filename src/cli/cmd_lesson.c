// The lessons: on the screen, or as text where there is no terminal.
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/learner.h"
#include "cli/lesson_text.h"
#include "cli/plain.h"
#include "cli/screen.h"

// What cannot be opened in a terminal, or shall not be.
static int print(const Catalog *catalog, const Lesson *lesson, UiKey key, bool answers) {
    Buffer text;
    buffer_init(&text);
    if (key == 'C')
        lesson_text_claims(&catalog->claims, &text);
    else if (key == 'T')
        lesson_text_terms(&catalog->terms, &text);
    else if (lesson)
        lesson_text(lesson, answers, &text);
    else
        lesson_text_list(catalog, &text);
    plain_text(&text);
    fwrite(text.data, 1, text.length, stdout);
    buffer_deinit(&text);
    return EXIT_FINE;
}

// At the list where `lesson` is NULL, and then with what `key` opens there, unless it is UI_KEY_NONE.
static int open_course(const Options *options, const Catalog *catalog, const Lesson *lesson, UiKey key) {
    UiWishes wishes = screen_wishes(options);
    if (!screen_take_tapes(options, &wishes))
        return EXIT_USAGE;
    Learner learner;
    Diag diag;
    diag_init(&diag);
    learner_init(&learner);
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
    UiKey page = claims ? 'C' : terms ? 'T' : UI_KEY_NONE; // of the list
    int status;
    if (options->file && !lesson && !claims && !terms)
        status = cli_usage_error("there is no lesson '%s'; awaitscope lesson lists them", options->file);
    else if (catalog.count == 0)
        status = cli_usage_error("there are no lessons in %s", cli_lessons_folder(options));
    else if (!options->answers && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
        status = open_course(options, &catalog, lesson, page);
    else
        status = print(&catalog, lesson, page, options->answers);
    catalog_deinit(&catalog);
    return status;
}
