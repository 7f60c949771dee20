#ifndef AWAITSCOPE_LESSON_CLAIMS_H
#define AWAITSCOPE_LESSON_CLAIMS_H

#include "lesson/lesson.h"

// What is said of asyncio, with a verdict and the run that shows it: claims.md in the lessons' folder, its
// programs in the folder claims beside it. The format is described for authors in lessons/README.md.

typedef enum ClaimVerdict { CLAIM_TRUE, CLAIM_WHEN, CLAIM_FALSE, CLAIM_NOT_SHOWN } ClaimVerdict;

typedef struct Claim {
    const char *id;
    const char *topic; // the heading above it, "" where there is none
    const char *says;
    ClaimVerdict verdict;
    const char *verdict_words; // "true when each of them waits"
    const char *because;
    const char *program; // NULL where nothing is shown
    const char *lesson;  // the id of the lesson that teaches it, or NULL
    const LessonBlock *block;
} Claim;

typedef struct Claims {
    Lesson page;
    const Claim *claims;
    size_t count;
} Claims;

// Reads claims.md of a folder into the caller's storage; a folder that has none has no claims. Returns false,
// with file, line and what to do in `diag`, where it cannot be read; then there are no claims. Runs nothing.
bool claims_read(Claims *claims, const char *folder, Diag *diag);

// Frees what it owns.
void claims_deinit(Claims *claims);

// Tests one claim: whether its program is there and of at most 25 lines, and every check holds. Returns false
// with a diagnostic where not.
bool claims_prove(const Claims *claims, const Claim *claim, Diag *diag);

// "TRUE", "TRUE WHEN", "FALSE", "NOT SHOWN".
const char *claims_verdict_word(ClaimVerdict verdict);

#endif
