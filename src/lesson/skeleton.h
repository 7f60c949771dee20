#ifndef AWAITSCOPE_LESSON_SKELETON_H
#define AWAITSCOPE_LESSON_SKELETON_H

#include <stdbool.h>

#include "base/buffer.h"

// The skeleton of a lesson, for authors: every kind of block, and programs that work. What an author has to
// write stands behind SKELETON_MARK, which is refused by catalog_prove.

#define SKELETON_MARK "FILL IN"

// The name of its file number `index` (from 0), and in `text` what stands in it. Returns NULL behind the last
// one. `id` is the lesson's.
const char *skeleton_file(int index, const char *id, Buffer *text);

// Appends the id that a lesson in a folder of that path gets: "a/09_two_cups" is "two-cups".
void skeleton_id(const char *folder, Buffer *id);

#endif
