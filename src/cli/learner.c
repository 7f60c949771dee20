#include "cli/learner.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/host.h"

// The first line of the file of progress; each other one is the id of a lesson that is solved.
static const char progress_head[] = "awaitscope progress 1\n";

// ---- folders

static void find_folder(Buffer *out, const char *variable, const char *at_home) {
    const char *base = getenv(variable), *home = getenv("HOME");
    buffer_init(out);
    if (base && *base == '/')
        buffer_printf(out, "%s/awaitscope", base);
    else if (home && *home)
        buffer_printf(out, "%s/%s/awaitscope", home, at_home);
}

// Makes a folder and those above it.
static bool make_folders(const char *path) {
    char *copy = strdup(path);
    for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(copy, 0777);
        *slash = '/';
    }
    bool made = mkdir(copy, 0777) == 0 || errno == EEXIST;
    free(copy);
    return made;
}

// Writes a file so that whatever happens meanwhile, the old or the new content is there.
static bool write_whole(const char *folder, const char *path, const Buffer *text) {
    Buffer temporary;
    buffer_init(&temporary);
    buffer_printf(&temporary, "%s.new", path);
    bool written = make_folders(folder);
    int file = written ? open(temporary.data, O_WRONLY | O_CREAT | O_TRUNC, 0666) : -1;
    written = file >= 0;
    for (size_t at = 0; written && at < text->length;) {
        ssize_t some = write(file, text->data + at, text->length - at);
        written = some > 0 || (some < 0 && errno == EINTR);
        at += some > 0 ? (size_t)some : 0;
    }
    written = written && fsync(file) == 0;
    if (file >= 0)
        written = close(file) == 0 && written;
    written = written && rename(temporary.data, path) == 0;
    int reason = errno;
    int directory = written ? open(folder, O_RDONLY | O_DIRECTORY) : -1;
    if (directory >= 0) {
        fsync(directory);
        close(directory);
    }
    if (!written && file >= 0)
        unlink(temporary.data);
    errno = reason;
    buffer_deinit(&temporary);
    return written;
}

// ---- progress

static void progress_path(const Learner *learner, Buffer *out) {
    buffer_init(out);
    buffer_printf(out, "%s/progress", learner->state.data);
}

static bool is_sound(const Buffer *text) {
    size_t head = strlen(progress_head);
    if (text->length < head || memcmp(text->data, progress_head, head) || text->data[text->length - 1] != '\n')
        return false;
    for (size_t i = head; i < text->length; i++)
        if (text->data[i] != '\n' && (text->data[i] <= ' ' || text->data[i] >= 127))
            return false;
    return true;
}

static void read_progress(Learner *learner, Buffer *said) {
    Buffer path, text;
    progress_path(learner, &path);
    buffer_init(&text);
    if (learner->state.length && buffer_read_file(&text, path.data)) {
        if (is_sound(&text)) {
            buffer_puts(&learner->solved, text.data + strlen(progress_head));
        } else {
            Buffer aside;
            buffer_init(&aside);
            buffer_printf(&aside, "%s.damaged", path.data);
            bool moved = rename(path.data, aside.data) == 0;
            buffer_printf(said, "%s is damaged%s%s; progress begins anew", path.data,
                          moved ? " and is kept as " : "", moved ? aside.data : "");
            buffer_deinit(&aside);
        }
    }
    buffer_deinit(&text);
    buffer_deinit(&path);
}

static bool solved(void *context, const char *lesson) {
    const Learner *learner = context;
    Buffer line;
    buffer_init(&line);
    buffer_printf(&line, "\n%s\n", lesson);
    bool found = strstr(learner->solved.data, line.data) != NULL;
    buffer_deinit(&line);
    return found;
}

static bool solve(void *context, const char *lesson, Buffer *problem) {
    Learner *learner = context;
    Buffer path, text;
    buffer_printf(&learner->solved, "%s\n", lesson);
    progress_path(learner, &path);
    buffer_init(&text);
    buffer_printf(&text, "%s%s", progress_head, learner->solved.data + 1);
    bool kept = learner->state.length && write_whole(learner->state.data, path.data, &text);
    if (!kept)
        buffer_printf(problem, "Solved, but that could not be kept: %s: %s.", path.data,
                      learner->state.length ? strerror(errno) : "there is no home folder");
    buffer_deinit(&text);
    buffer_deinit(&path);
    return kept;
}

// ---- the learner's programs

static void program_folder(const Learner *learner, const Lesson *lesson, Buffer *out) {
    buffer_init(out);
    buffer_printf(out, "%s/%s", learner->data.data, lesson->id);
}

static void program_path(const Learner *learner, const Lesson *lesson, int exercise, Buffer *out) {
    program_folder(learner, lesson, out);
    buffer_printf(out, "/exercise_%d.py", exercise);
}

static bool own(void *context, const Lesson *lesson, int exercise, Buffer *out) {
    const Learner *learner = context;
    Buffer path;
    program_path(learner, lesson, exercise, &path);
    bool found = learner->data.length && buffer_read_file(out, path.data);
    buffer_deinit(&path);
    return found;
}

static bool edit(void *context, const Lesson *lesson, int exercise, const Buffer *start, Buffer *problem) {
    const Learner *learner = context;
    Buffer path, folder;
    program_folder(learner, lesson, &folder);
    program_path(learner, lesson, exercise, &path);
    bool there = learner->data.length &&
                 (access(path.data, F_OK) == 0 || write_whole(folder.data, path.data, start));
    if (there)
        host_edit(path.data, 1);
    else
        buffer_printf(problem, "%s: %s.", path.data, learner->data.length ? strerror(errno) : "there is no home folder");
    buffer_deinit(&path);
    buffer_deinit(&folder);
    return there;
}

void learner_init(Learner *learner, Buffer *said) {
    find_folder(&learner->state, "XDG_STATE_HOME", ".local/state");
    find_folder(&learner->data, "XDG_DATA_HOME", ".local/share");
    buffer_init(&learner->solved);
    buffer_puts(&learner->solved, "\n");
    read_progress(learner, said);
}

void learner_deinit(Learner *learner) {
    buffer_deinit(&learner->solved);
    buffer_deinit(&learner->data);
    buffer_deinit(&learner->state);
}

CourseHost learner_host(Learner *learner) {
    return (CourseHost){own, edit, solved, solve, learner};
}
