#ifndef AWAITSCOPE_LESSON_LESSON_H
#define AWAITSCOPE_LESSON_LESSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/diag.h"

// A lesson as its author wrote it: a folder with lesson.md, which is CommonMark behind a small header,
// and its programs. Fenced blocks of our own are in block.def. The format is described for authors in
// lessons/README.md. Reading a lesson runs nothing.

typedef enum LessonKind {
    LESSON_TEXT,
#define LESSON_BLOCK(name, word, content, where) LESSON_##name,
#include "lesson/block.def"
#undef LESSON_BLOCK
} LessonKind;

typedef enum LessonParagraphKind {
    LESSON_PARAGRAPH,
    LESSON_HEADING,
    LESSON_ITEM, // of a list; its text begins with "- " or "1. "
    LESSON_CODE, // lines that stay as they are
    LESSON_QUOTE,
} LessonParagraphKind;

// Text to be broken into lines by whoever shows it, without markup.
typedef struct LessonParagraph {
    LessonParagraphKind kind;
    int depth; // how deep an item or quote is nested, from 0
    const char *text;  // behind the words of a link to the web stands its address
    const char *links; // the files that it links to, each with a newline behind it
    int line;          // of lesson.md
} LessonParagraph;

// "name: value" of a block or of the header. A value goes on in lines that are indented.
typedef struct LessonField {
    const char *name, *value;
    int line;
} LessonField;

typedef struct LessonBlock {
    LessonKind kind;
    int line;             // of lesson.md
    const char *argument; // what follows the word in the fence: "choice", "worker.py"; "" for nothing
    const LessonParagraph *paragraphs; // of a text, hint, note, reveal
    size_t paragraph_count;
    const LessonField *fields; // of the others
    size_t field_count;
} LessonBlock;

typedef struct Lesson {
    Arena arena; // of everything below
    const char *folder, *path; // path: of lesson.md
    const char *id, *title, *part;
    int minutes;
    const char *const *misconceptions; // "M8"
    const char *const *requires;       // ids of lessons
    const char *const *seeds;          // topics of the seeds that it teaches
    size_t misconception_count, require_count, seed_count;
    const LessonBlock *blocks;
    size_t block_count;
} Lesson;

// Reads the lesson in `folder` into the caller's storage. Returns false, with what is wrong in
// `diag`: file, line, what to do; then there is nothing to free.
bool lesson_read(Lesson *lesson, const char *folder, Diag *diag);

// The same for the text of a lesson.md that has been read.
bool lesson_parse(Lesson *lesson, const char *folder, const Buffer *text, Diag *diag);

// Reads a page of the lessons' folder that is no lesson, "claims" or "terms": NAME.md, which is the same without
// a header; `folder` of what is read is NAME, for its programs, and id, title and part are "". A page
// that is not there has no blocks, and nothing to free. Returns false, with what is wrong in `diag`; then it is
// the same.
bool lesson_read_page(Lesson *page, const char *folder, const char *name, Diag *diag);

// The same for its text.
bool lesson_parse_page(Lesson *page, const char *folder, const char *name, const Buffer *text, Diag *diag);

// Frees what it owns.
void lesson_deinit(Lesson *lesson);

// The first field of that name at or behind `*at` in a block; `*at` moves behind it. NULL when there is
// none. Begin with 0.
const LessonField *lesson_field(const LessonBlock *block, const char *name, size_t *at);

// The value of the first field of that name, NULL when there is none.
const char *lesson_value(const LessonBlock *block, const char *name);

// The parts of `text` that end at one of `ends`, without the blanks, commas and semicolons before a part and the
// blanks behind it; kept in the lesson's arena. NULL has none.
const char *const *lesson_parts(Lesson *lesson, const char *text, const char *ends, size_t *count);

// Reads a program of the lesson into `out`. Returns false, with what is wrong in `diag` at that line of
// lesson.md.
bool lesson_program(const Lesson *lesson, const char *name, int line, Buffer *out, Diag *diag);

#endif
