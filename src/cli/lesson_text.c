#include "cli/lesson_text.h"

#include <string.h>

#include "base/wrap.h"
#include "ui/guess.h"

enum { COLUMNS = 79 };

static void add(Buffer *out, int indent, const char *text) {
    buffer_fill(out, ' ', (size_t)indent);
    wrap_text(out, text, indent, indent, COLUMNS);
}

// "Hint: …", going on below its own beginning.
static void add_named(Buffer *out, int indent, const char *name, const char *text) {
    buffer_fill(out, ' ', (size_t)indent);
    buffer_printf(out, "%s ", name);
    int column = indent + (int)strlen(name) + 1;
    wrap_text(out, text, column, column, COLUMNS);
}

void lesson_text_list(const Catalog *catalog, Buffer *out) {
    const char *part = "";
    for (size_t i = 0; i < catalog->count; i++) {
        const Lesson *lesson = &catalog->lessons[i];
        if (strcmp(part, lesson->part))
            buffer_printf(out, "%s%s\n", i ? "\n" : "", part = lesson->part);
        buffer_printf(out, "  %02zu  %-20s %-45s %2d min\n", i + 1, lesson->id, lesson->title, lesson->minutes);
    }
    buffer_puts(out, "\nawaitscope lesson ID opens one in a terminal, and prints it without.\n");
}

// ---- a lesson

static void add_code(Buffer *out, int indent, const char *text) {
    while (*text) {
        size_t length = strcspn(text, "\n");
        buffer_fill(out, ' ', (size_t)indent);
        buffer_append(out, text, length);
        buffer_putc(out, '\n');
        text += length + (text[length] == '\n');
    }
}

static void add_paragraphs(Buffer *out, int indent, const LessonBlock *block) {
    for (size_t i = 0; i < block->paragraph_count; i++) {
        const LessonParagraph *paragraph = &block->paragraphs[i];
        int further = indent + 2 * paragraph->depth;
        if (paragraph->kind == LESSON_CODE)
            add_code(out, further + 4, paragraph->text);
        else
            add(out, further, paragraph->text);
        buffer_putc(out, '\n');
    }
}

static void add_program(Buffer *out, const Lesson *lesson, const char *name, int line) {
    Buffer source;
    Diag diag;
    buffer_init(&source);
    diag_init(&diag);
    if (lesson_program(lesson, name, line, &source, &diag)) {
        buffer_printf(out, "%s\n", name);
        int number = 1;
        for (const char *at = source.data; *at;) {
            size_t length = strcspn(at, "\n");
            buffer_printf(out, "%4d%s", number++, length ? "  " : "");
            buffer_append(out, at, length);
            buffer_putc(out, '\n');
            at += length + (at[length] == '\n');
        }
        buffer_putc(out, '\n');
    } else {
        diag_format(&diag, out);
    }
    diag_deinit(&diag);
    buffer_deinit(&source);
}

static void add_answers(Buffer *out, const Prediction *prediction) {
    Buffer words;
    buffer_init(&words);
    guess_words(prediction->answer, &words);
    add_named(out, 2, "right:", words.data);
    for (size_t i = 0; i < prediction->wrong_count; i++) {
        const Wrong *wrong = &prediction->wrongs[i];
        buffer_clear(&words);
        guess_words(wrong->value, &words);
        buffer_printf(&words, " (\"%s\") %s", wrong->belief, wrong->feedback);
        add_named(out, 2, "wrong:", words.data);
    }
    buffer_deinit(&words);
}

static void add_question(Buffer *out, const Lesson *lesson, const LessonBlock *block, bool answers) {
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
        buffer_printf(&words, "Predict (%s):", prediction.program);
        add_named(out, 0, words.data, prediction.question);
        for (int i = 0; i < guess.option_count; i++) {
            buffer_clear(&words);
            guess_words(guess.options[i], &words);
            buffer_printf(out, "  %d  ", i + 1);
            wrap_text(out, words.data, 5, 5, COLUMNS);
        }
        if (answers)
            add_answers(out, &prediction);
        buffer_putc(out, '\n');
        buffer_deinit(&words);
    } else {
        diag_format(&diag, out);
    }
    diag_deinit(&diag);
    arena_deinit(&arena);
}

static void add_exercise(Buffer *out, const Lesson *lesson, const LessonBlock *block, int number, bool answers) {
    const char *start = lesson_value(block, "start");
    add_named(out, 0, "Exercise:", lesson_value(block, "task"));
    size_t at = 0;
    for (const LessonField *check; (check = lesson_field(block, "check", &at));)
        buffer_printf(out, "  %s\n", check->value);
    if (start)
        buffer_printf(out, "Begin with %s/%s.\n", lesson->folder, start);
    buffer_printf(out, "awaitscope check %s/%d FILE.py tests it.\n\n", lesson->id, number);
    if (answers) {
        buffer_puts(out, "Solution: ");
        add_program(out, lesson, lesson_value(block, "solution"), block->line);
    }
}

// A hint, an explanation, a note: what only whoever has the answers gets to read.
static void add_note(Buffer *out, const char *name, const LessonBlock *block) {
    if (*name)
        buffer_printf(out, "%s\n", name);
    add_paragraphs(out, *name ? 2 : 0, block);
}

void lesson_text(const Lesson *lesson, bool answers, Buffer *out) {
    buffer_printf(out, "%s\n%s, %d minutes\n\n", lesson->title, lesson->part, lesson->minutes);
    int exercise = 0;
    for (size_t i = 0; i < lesson->block_count; i++) {
        const LessonBlock *block = &lesson->blocks[i];
        const char *note = NULL;
        switch (block->kind) {
        case LESSON_TEXT: add_paragraphs(out, 0, block); break;
        case LESSON_SHOW: add_program(out, lesson, block->argument, block->line); break;
        case LESSON_PREDICT: add_question(out, lesson, block, answers); break;
        case LESSON_EXERCISE: add_exercise(out, lesson, block, ++exercise, answers); break;
        case LESSON_HINT: note = "Hint"; break;
        case LESSON_TEACHER: note = "For teachers"; break;
        case LESSON_REVEAL: note = ""; break;
        case LESSON_CLAIM:
        case LESSON_TERM: break;
        }
        if (note && answers)
            add_note(out, note, block);
    }
}

// ---- claims and terms

void lesson_text_claims(const Claims *claims, Buffer *out) {
    const char *topic = "";
    for (size_t i = 0; i < claims->count; i++) {
        const Claim *claim = &claims->claims[i];
        Buffer verdict;
        buffer_init(&verdict);
        buffer_printf(&verdict, "%c%s: %s", claim->verdict_words[0] - 'a' + 'A', claim->verdict_words + 1,
                      claim->because);
        if (strcmp(topic, claim->topic))
            buffer_printf(out, "%s\n\n", topic = claim->topic);
        add(out, 2, claim->says);
        add(out, 2, verdict.data);
        buffer_deinit(&verdict);
        size_t at = 0;
        for (const LessonField *check; (check = lesson_field(claim->block, "check", &at));)
            buffer_printf(out, "    %s: %s\n", claim->program, check->value);
        if (claim->lesson)
            buffer_printf(out, "    lesson %s\n", claim->lesson);
        buffer_putc(out, '\n');
    }
    buffer_printf(out, "The programs are in %s.\n", claims->page.folder);
}

void lesson_text_terms(const Terms *terms, Buffer *out) {
    for (size_t i = 0; i < terms->count; i++) {
        const Term *term = &terms->terms[i];
        buffer_printf(out, "%s\n", term->name);
        add(out, 2, term->says);
        for (size_t s = 0; s < term->see_count; s++)
            buffer_printf(out, "%s%s%s", s ? ", " : "  See ", term->see[s], s + 1 == term->see_count ? ".\n" : "");
        if (term->lesson)
            buffer_printf(out, "  Lesson %s.\n", term->lesson);
        buffer_putc(out, '\n');
    }
}
