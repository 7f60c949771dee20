// Any bytes: a lesson whose blocks can be walked, or an error that says what is wrong; never a crash.
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "lesson/lesson.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Buffer text;
    Lesson lesson;
    Diag diag;
    buffer_init(&text);
    diag_init(&diag);
    buffer_append(&text, (const char *)data, size);
    size_t seen = 0;
    if (lesson_parse(&lesson, "lessons/fuzz", &text, &diag)) {
        for (size_t i = 0; i < lesson.block_count; i++) {
            const LessonBlock *block = &lesson.blocks[i];
            for (size_t p = 0; p < block->paragraph_count; p++)
                seen += strlen(block->paragraphs[p].text);
            for (size_t f = 0; f < block->field_count; f++)
                seen += strlen(block->fields[f].name) + strlen(block->fields[f].value);
        }
        assert(lesson.id && lesson.title && seen < 64 * size + 64);
        lesson_deinit(&lesson);
    } else {
        assert(diag.message.length > 0);
    }
    diag_deinit(&diag);
    buffer_deinit(&text);
    return 0;
}
