// Any bytes: a lesson, claims or terms whose blocks can be walked, or an error that says what is wrong; never a crash.
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "lesson/lesson.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t walk(const Lesson *lesson) {
    size_t seen = 0;
    for (size_t i = 0; i < lesson->block_count; i++) {
        const LessonBlock *block = &lesson->blocks[i];
        for (size_t p = 0; p < block->paragraph_count; p++)
            seen += strlen(block->paragraphs[p].text);
        for (size_t f = 0; f < block->field_count; f++)
            seen += strlen(block->fields[f].name) + strlen(block->fields[f].value);
    }
    return seen;
}

// What was read is small enough, or it is said what is wrong.
static void judge(bool read, Lesson *lesson, size_t size, const Diag *diag) {
    if (read) {
        assert(lesson->id && lesson->title && walk(lesson) < 64 * size + 64);
        lesson_deinit(lesson);
    } else {
        assert(diag->message.length > 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Buffer text;
    Lesson lesson;
    Diag diag;
    buffer_init(&text);
    diag_init(&diag);
    buffer_append(&text, (const char *)data, size);
    judge(lesson_parse(&lesson, "lessons/fuzz", &text, &diag), &lesson, size, &diag);
    judge(lesson_parse_page(&lesson, "lessons", "claims", &text, &diag), &lesson, size, &diag);
    judge(lesson_parse_page(&lesson, "lessons", "terms", &text, &diag), &lesson, size, &diag);
    diag_deinit(&diag);
    buffer_deinit(&text);
    return 0;
}
