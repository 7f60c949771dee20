// What is kept of a learner: which lessons are solved, and the programs written for exercises.
#ifndef AWAITSCOPE_CLI_LEARNER_H
#define AWAITSCOPE_CLI_LEARNER_H

#include "base/buffer.h"
#include "ui/course.h"

typedef struct Learner {
    Buffer solved; // ids, each behind a newline and before one
    Buffer state, data; // folders: $XDG_STATE_HOME/awaitscope, $XDG_DATA_HOME/awaitscope; "" where there is no home
} Learner;

// Reads the progress, in the caller's storage. A file that is damaged is set aside, which `said` says; it is
// empty otherwise.
void learner_init(Learner *learner, Buffer *said);

// Frees what it owns.
void learner_deinit(Learner *learner);

// For course_new; valid as long as the learner.
CourseHost learner_host(Learner *learner);

#endif
