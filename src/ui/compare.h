#ifndef AWAITSCOPE_UI_COMPARE_H
#define AWAITSCOPE_UI_COMPARE_H

#include "explain/outline.h"
#include "ui/action.h"
#include "ui/state.h"

// Two runs beside each other, always at the same moment of virtual time. Their steps are one sequence:
// in the order of time, at equal times one of A and one of B in turn.

enum { COMPARE_SIDES = 2, COMPARE_BOTH = 2, COMPARE_LINES = 8 };

// One of the runs.
typedef struct CompareSide {
    UiProgram program;
    SourceText source;
    Lanes lanes;
    Steps steps;
    Ruler ruler;
    Moments *now;     // always at `position`
    Moments *drawing; // for the columns of the timeline
    Moments *looking; // for sentences
    Outline *outline;
    uint64_t step;     // of its own
    uint64_t position; // events that have happened
    int lines;         // that it writes in all, but no more than the panes want
    int scroll;        // lanes above those that are drawn
} CompareSide;

typedef struct Compare {
    CompareSide sides[COMPARE_SIDES];
    char *name;       // of the file that is B, for recording it again
    int moved;        // the side whose step was the last
    int chosen;       // the side whose steps ← and → go by, or COMPARE_BOTH
    RulerKind axis;
    int zoom;
    UiBeside beside;  // what is below the timelines
    bool racing;
    int pace;         // a second of the clock in a second of ours, times 2 to this power
    int64_t clock_ns; // the time that was gone to, where that is behind the last step
} Compare;

// Returns a comparison at the beginning of both runs; the caller frees it with compare_free. The programs
// are borrowed, the name is copied.
Compare *compare_new(const UiProgram *a, const UiProgram *b, const char *name);

// Frees it. NULL is allowed.
void compare_free(Compare *compare);

// Shows what has been recorded of A meanwhile. Nothing moves.
void compare_grow(Compare *compare, const UiProgram *a);

// One step forwards (1) or back (−1): the next of either run, or of the chosen one, which the other
// follows. Returns false at either end.
bool compare_step(Compare *compare, int direction);

// To where all has happened in both runs that happens until `time_ns`.
void compare_go_to_time(Compare *compare, int64_t time_ns);

// To step `step` of both together, at most the last; and where they are, and how many there are.
void compare_go_to_step(Compare *compare, uint64_t step);
uint64_t compare_at_step(const Compare *compare);
uint64_t compare_steps(const Compare *compare);

// The time that is shown: of the last step of either run, or further on in a race.
int64_t compare_clock_ns(const Compare *compare);

// The moment of a side. Valid until it moves.
const Moment *compare_moment(const CompareSide *side);

// Whether a side has come to its end.
bool compare_is_over(const CompareSide *side);

// What sentences about a side are made from.
Explain compare_explain(const CompareSide *side);

// Lets time pass for a race. Returns the milliseconds until it wants to be called again, −1 while nothing
// races.
int compare_tick(Compare *compare, int elapsed_ms);

// Puts the state's program beside the one in file `name`, as UiOthers records it, at the same moment.
// Returns false, with a message in the state, where there is nothing to compare with.
bool compare_open(UiState *state, const char *name);

// Completes the file name at the prompt, as far as only one is meant.
void compare_complete(UiState *state);

// Back to the screen of the program.
void compare_close(UiState *state);

// Changes the comparison as the action says, which is one of compare_action.def.
void compare_apply(UiState *state, UiAction action);

// What an action does on this screen, and what the bottom line says of it; NULL where it is not on it.
const char *compare_help(UiAction action);
const char *compare_brief(UiAction action);

#endif
