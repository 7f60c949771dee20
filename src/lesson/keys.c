#include "lesson/keys.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "lesson/believed.h"
#include "lesson/json_text.h"

typedef struct Row {
    const char *kind, *program, *question, *answer;
    int line;
    const Buffer *source;
    const Prediction *choice; // whose wrong answers are told too, or NULL
} Row;

static void write_row(const Lesson *page, const Row *row, Buffer *out)
{
    json_t *object = json_object();
    json_object_set_new(object, "kind", json_text(row->kind));
    json_object_set_new(object, "path", json_text(page->path));
    json_object_set_new(object, "line", json_integer(row->line));
    json_object_set_new(object, "program", json_text(row->program));
    json_object_set_new(object, "question", json_text(row->question));
    json_object_set_new(object, "answer", json_text(row->answer));
    if (row->choice != NULL) {
        json_t *wrongs = json_array();
        for (size_t i = 0; i < row->choice->wrong_count; i++) {
            json_array_append_new(wrongs, json_text(row->choice->wrongs[i].value));
        }
        json_object_set_new(object, "wrong", wrongs);
    }
    json_object_set_new(object, "source", json_text(row->source->data));
    char *text = json_dumps(object, JSON_COMPACT);
    if (text == NULL) {
        abort();
    }
    buffer_printf(out, "%s\n", text);
    free(text);
    json_decref(object);
}

// What can be asked of any program.
static void write_program(const Lesson *page, const char *program, int line, Buffer *out)
{
    static const char *const questions[] = {"order of output", "total time", "number of tasks"};
    Buffer source;
    Diag diag;
    Played played;
    buffer_init(&source);
    diag_init(&diag);
    if (lesson_program(page, program, line, &source, &diag) &&
        played_init(&played, program, source.data, source.length)) {
        for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
            Buffer answer, problem;
            buffer_init(&answer);
            buffer_init(&problem);
            played_answer(&played, questions[i], &answer, &problem); // "" where nothing is printed
            write_row(page, &(Row){"program", program, questions[i], answer.data, line, &source, NULL}, out);
            buffer_deinit(&problem);
            buffer_deinit(&answer);
        }
        played_deinit(&played);
    }
    diag_deinit(&diag);
    buffer_deinit(&source);
}

// The checks that a program must pass; catalog_prove says where one does not.
static void write_checks(const Lesson *page, const LessonBlock *block, const char *program, Buffer *out)
{
    Buffer source;
    Diag diag;
    size_t at = 0;
    buffer_init(&source);
    diag_init(&diag);
    if (lesson_program(page, program, block->line, &source, &diag)) {
        for (const LessonField *check; (check = lesson_field(block, "check", &at)) != NULL;) {
            write_row(page, &(Row){"check", program, check->value, "holds", check->line, &source, NULL}, out);
        }
    }
    diag_deinit(&diag);
    buffer_deinit(&source);
}

static void write_worlds(const Lesson *lesson, const Prediction *prediction, Arena *arena, Buffer *out)
{
    for (size_t i = 0; i < prediction->wrong_count; i++) {
        const Wrong *wrong = &prediction->wrongs[i];
        Played played;
        Diag diag;
        const char *name;
        diag_init(&diag);
        if (believed_given(wrong) && believed_play(lesson, prediction, wrong, arena, &played, &name, &diag)) {
            const char *question = lesson_value(prediction->block, "answer");
            const Row row = {"world", name, question, wrong->value, wrong->line, &played.source, NULL};
            write_row(lesson, &row, out);
            played_deinit(&played);
        }
        diag_deinit(&diag);
    }
}

static void write_prediction(const Lesson *lesson, const LessonBlock *block, Buffer *out)
{
    Arena arena;
    Prediction prediction;
    Buffer source;
    Diag diag;
    arena_init(&arena);
    buffer_init(&source);
    diag_init(&diag);
    if (prediction_make(lesson, block, &arena, &prediction, &diag) &&
        lesson_program(lesson, prediction.program, block->line, &source, &diag)) {
        const char *question = lesson_value(block, "answer");
        const Row row = {"answer", prediction.program, question, prediction.answer, block->line, &source, &prediction};
        write_row(lesson, &row, out);
        write_worlds(lesson, &prediction, &arena, out);
    }
    diag_deinit(&diag);
    buffer_deinit(&source);
    arena_deinit(&arena);
}

static void write_block(const Lesson *lesson, const LessonBlock *block, Buffer *out)
{
    if (block->kind == LESSON_SHOW) {
        write_program(lesson, block->argument, block->line, out);
    } else if (block->kind == LESSON_PREDICT) {
        write_prediction(lesson, block, out);
    } else if (block->kind == LESSON_EXERCISE) {
        const char *start = lesson_value(block, "start");
        write_program(lesson, lesson_value(block, "solution"), block->line, out);
        write_checks(lesson, block, lesson_value(block, "solution"), out);
        if (start != NULL) {
            write_program(lesson, start, block->line, out);
        }
    }
}

void keys_write(const Catalog *catalog, Buffer *out)
{
    for (size_t l = 0; l < catalog->count; l++) {
        for (size_t i = 0; i < catalog->lessons[l].block_count; i++) {
            write_block(&catalog->lessons[l], &catalog->lessons[l].blocks[i], out);
        }
    }
    for (size_t i = 0; i < catalog->claims.count; i++) {
        const Claim *claim = &catalog->claims.claims[i];
        if (claim->program != NULL) {
            write_program(&catalog->claims.page, claim->program, claim->block->line, out);
            write_checks(&catalog->claims.page, claim->block, claim->program, out);
        }
    }
}
