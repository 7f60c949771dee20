#include "cli/learner.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/host.h"

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

// Gives a file or folder another name, PATH.WORD or PATH.WORD-2 …, that nothing has yet. Appends the name.
static bool set_aside(const char *path, const char *word, Buffer *name) {
    enum { NAMES = 1000 };
    for (int i = 1; i < NAMES; i++) {
        buffer_clear(name);
        buffer_printf(name, "%s.%s", path, word);
        if (i > 1)
            buffer_printf(name, "-%d", i);
        if (access(name->data, F_OK))
            return rename(path, name->data) == 0;
    }
    return false;
}

// ---- the learner's programs

static void program_folder(const Learner *learner, const char *lesson, Buffer *out) {
    buffer_init(out);
    buffer_printf(out, "%s/%s", learner->data.data, lesson);
}

static void program_path(const Learner *learner, const Lesson *lesson, int exercise, Buffer *out) {
    program_folder(learner, lesson->id, out);
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

static bool keep(void *context, const Lesson *lesson, int exercise, const Buffer *text, Buffer *problem) {
    const Learner *learner = context;
    Buffer path, folder;
    program_folder(learner, lesson->id, &folder);
    program_path(learner, lesson, exercise, &path);
    bool kept = learner->data.length && write_whole(folder.data, path.data, text);
    if (!kept)
        buffer_printf(problem, "%s: %s.", path.data, learner->data.length ? strerror(errno) : "there is no home folder");
    buffer_deinit(&path);
    buffer_deinit(&folder);
    return kept;
}

static bool edit(void *context, const Lesson *lesson, int exercise, const Buffer *start, Buffer *problem) {
    const Learner *learner = context;
    Buffer path;
    program_path(learner, lesson, exercise, &path);
    bool there = (learner->data.length && access(path.data, F_OK) == 0) ||
                 keep(context, lesson, exercise, start, problem);
    if (there)
        host_edit(path.data, 1);
    buffer_deinit(&path);
    return there;
}

// The learner's programs of a lesson (of all, where that is NULL) get another name: nobody's work is deleted.
static void forget_programs(const Learner *learner, const char *lesson) {
    Buffer path, aside;
    if (!learner->data.length)
        return;
    buffer_init(&aside);
    if (lesson) {
        program_folder(learner, lesson, &path);
    } else {
        buffer_init(&path);
        buffer_puts(&path, learner->data.data);
    }
    if (access(path.data, F_OK) == 0)
        set_aside(path.data, "old", &aside);
    buffer_deinit(&path);
    buffer_deinit(&aside);
}

// ---- progress

static void progress_path(const Learner *learner, Buffer *out) {
    buffer_init(out);
    buffer_printf(out, "%s/progress.json", learner->state.data);
}

// Reads the file into learner->progress, which stays as it is where there is none, or none that is sound.
// Returns false where it is damaged.
static bool read_progress(Learner *learner, const char *path, Buffer *problem) {
    Buffer text;
    buffer_init(&text);
    bool sound = true;
    if (learner->state.length && buffer_read_file(&text, path)) {
        Progress *read = progress_parse(text.data, text.length, problem);
        sound = read != NULL;
        if (sound) {
            progress_free(learner->progress);
            learner->progress = read;
        }
    }
    buffer_deinit(&text);
    return sound;
}

// The options of a question stand in an order that differs from learner to learner.
static uint32_t new_seed(void) {
    uint32_t seed;
    return getentropy(&seed, sizeof seed) == 0 ? seed : (uint32_t)time(NULL);
}

static void begin_progress(Learner *learner) {
    Buffer path, problem, aside;
    progress_path(learner, &path);
    buffer_init(&problem);
    buffer_init(&aside);
    if (!read_progress(learner, path.data, &problem)) {
        bool moved = set_aside(path.data, "damaged", &aside);
        fprintf(stderr, "awaitscope: %s is damaged (%s)%s%s; progress begins anew\n", path.data, problem.data,
                moved ? " and is kept as " : "", moved ? aside.data : "");
    }
    buffer_deinit(&aside);
    buffer_deinit(&problem);
    buffer_deinit(&path);
}

static const Progress *progress(void *context) {
    const Learner *learner = context;
    return learner->progress;
}

// Between two of these nobody else writes the file. Returns the descriptor to be closed, -1 where it cannot be had:
// then the file is written all the same.
static int lock(const Learner *learner) {
    Buffer path;
    buffer_init(&path);
    buffer_printf(&path, "%s/progress.lock", learner->state.data);
    int file = make_folders(learner->state.data) ? open(path.data, O_WRONLY | O_CREAT | O_CLOEXEC, 0666) : -1;
    while (file >= 0 && flock(file, LOCK_EX) != 0 && errno == EINTR) {
    }
    buffer_deinit(&path);
    return file;
}

// What another awaitscope has noted meanwhile is read first, so that nothing of it is lost.
static bool note_and_write(Learner *learner, const ProgressRecord *record) {
    Buffer path, text;
    progress_path(learner, &path);
    buffer_init(&text);
    int held = lock(learner);
    read_progress(learner, path.data, &text);
    progress_note(learner->progress, record);
    buffer_clear(&text);
    progress_format(learner->progress, &text);
    bool kept = write_whole(learner->state.data, path.data, &text);
    int reason = errno;
    if (held >= 0)
        close(held);
    errno = reason;
    buffer_deinit(&text);
    buffer_deinit(&path);
    return kept;
}

static bool note(void *context, const ProgressRecord *record, Buffer *problem) {
    Learner *learner = context;
    ProgressRecord now = *record;
    now.time_s = time(NULL);
    bool kept = learner->state.length > 0;
    if (!kept)
        progress_note(learner->progress, &now);
    else
        kept = note_and_write(learner, &now);
    if (record->kind == PROGRESS_RESET)
        forget_programs(learner, record->lesson);
    // where one stands is not worth a complaint, and one complaint is enough
    bool complains = !kept && !learner->complained && record->kind != PROGRESS_PLACE;
    learner->complained |= complains;
    if (complains)
        buffer_printf(problem, "This cannot be kept: %s%s%s.", learner->state.data, learner->state.length ? ": " : "",
                      learner->state.length ? strerror(errno) : "there is no home folder");
    return !complains;
}

// ---- coming and going

void learner_init(Learner *learner) {
    find_folder(&learner->state, "XDG_STATE_HOME", ".local/state");
    find_folder(&learner->data, "XDG_DATA_HOME", ".local/share");
    learner->complained = false;
    learner->progress = progress_new(new_seed());
    begin_progress(learner);
}

void learner_deinit(Learner *learner) {
    progress_free(learner->progress);
    buffer_deinit(&learner->data);
    buffer_deinit(&learner->state);
}

CourseHost learner_host(Learner *learner) {
    return (CourseHost){.own = own,
                        .edit = edit,
                        .keep = keep,
                        .progress = progress,
                        .note = note,
                        .context = learner};
}
