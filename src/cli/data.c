// Where the data is that comes with awaitscope: its lessons, the script of verify.
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

// Whether there is something to read in that folder below the executable's own; then its path without detours.
static bool found_near(const char *own, const char *near, const char *name, char path[PATH_MAX]) {
    char there[PATH_MAX];
    int length = snprintf(there, sizeof there, "%s/%s/%s", own, near, name);
    return length < (int)sizeof there && access(there, R_OK) == 0 && realpath(there, path);
}

bool cli_data_path(const char *in_sources, const char *installed, char path[PATH_MAX]) {
    char own[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", own, sizeof own - 1);
    if (length > 0) {
        own[length] = '\0';
        *strrchr(own, '/') = '\0';
        if (found_near(own, "../..", in_sources, path) || found_near(own, "..", in_sources, path) ||
            found_near(own, "../share/awaitscope", installed, path))
            return true;
    }
    snprintf(path, PATH_MAX, "%s/%s", AWAITSCOPE_DATA_DIR, installed);
    return access(path, R_OK) == 0;
}

const char *cli_lessons_folder(const Options *options) {
    static char path[PATH_MAX];
    const char *own = options && options->lessons ? options->lessons : getenv("AWAITSCOPE_LESSONS");
    if (own && *own)
        return own;
    cli_data_path("lessons", "lessons", path);
    return path;
}
