// Where the lessons are.
#include <stdlib.h>
#include <unistd.h>

#include "cli/cli.h"

const char *cli_lessons_folder(const Options *options) {
    const char *own = options && options->lessons ? options->lessons : getenv("AWAITSCOPE_LESSONS");
    if (own && *own)
        return own;
    return access("lessons", R_OK) == 0 ? "lessons" : AWAITSCOPE_DATA_DIR "/lessons";
}
