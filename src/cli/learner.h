// What is kept of a learner: progress.json in the state folder, the programs written for exercises in the data folder.
#ifndef AWAITSCOPE_CLI_LEARNER_H
#define AWAITSCOPE_CLI_LEARNER_H

#include "base/buffer.h"
#include "ui/course.h"

typedef struct Learner {
    Progress *progress;
    Buffer state, data; // folders: $XDG_STATE_HOME/awaitscope, $XDG_DATA_HOME/awaitscope; "" where there is no home
    bool complained;    // that something cannot be kept
} Learner;

// Reads the progress, in the caller's storage. A file that is damaged is set aside, with a message on stderr.
// Whoever has none begins with a number of their own: options stand in an order that depends on it.
void learner_init(Learner *learner);

// Frees what it owns.
void learner_deinit(Learner *learner);

// For course_new; valid as long as the learner. What is noted is written at once, together with what another
// awaitscope has noted meanwhile.
CourseHost learner_host(Learner *learner);

#endif
