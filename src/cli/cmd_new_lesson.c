// new-lesson: the skeleton of a lesson in a new folder.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/cli.h"
#include "lesson/skeleton.h"

// Writes one file, which must not exist yet.
static bool write_new(const char *folder, const char *name, const Buffer *text) {
    Buffer path;
    buffer_init(&path);
    buffer_printf(&path, "%s/%s", folder, name);
    FILE *file = fopen(path.data, "wx");
    bool written = file && fwrite(text->data, 1, text->length, file) == text->length;
    if (file)
        written = fclose(file) == 0 && written;
    if (!written)
        fprintf(stderr, "awaitscope: %s: %s\n", path.data, strerror(errno));
    buffer_deinit(&path);
    return written;
}

static bool write_files(const char *folder, const char *id) {
    Buffer text;
    buffer_init(&text);
    bool written = true;
    const char *name;
    for (int i = 0; written && (name = skeleton_file(i, id, &text)) != NULL; i++) {
        written = write_new(folder, name, &text);
        buffer_clear(&text);
    }
    buffer_deinit(&text);
    return written;
}

int command_new_lesson(const Options *options) {
    const char *folder = options->file;
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        fprintf(stderr, "awaitscope: %s: %s\n", folder, strerror(errno));
        return EXIT_USAGE;
    }
    Buffer id;
    buffer_init(&id);
    skeleton_id(folder, &id);
    bool written = write_files(folder, id.data);
    if (written)
        printf("%s/lesson.md is a skeleton with its programs. What is to be written stands behind %s;\n"
               "awaitscope check-lessons %s/.. says where, until nothing of it is left.\n",
               folder, SKELETON_MARK, folder);
    buffer_deinit(&id);
    return written ? EXIT_FINE : EXIT_USAGE;
}
