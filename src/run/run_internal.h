// What the files of a run share: not for others.
#ifndef AWAITSCOPE_RUN_RUN_INTERNAL_H
#define AWAITSCOPE_RUN_RUN_INTERNAL_H

#include "loop/loop.h"
#include "run/checkpoint.h"
#include "run/run.h"

// A run and its branches share one world's range of addresses: one of them is in it at a time, the
// others are what their checkpoints hold.
typedef struct Lineage {
    uint32_t refs;
    Run *resident; // whose world it is now; NULL: nobody's
    VM *vm;
    RegionShelf shelf;
    Buffer input;    // what was read of standard input so far, by whichever run
    bool input_over; // there is no more
} Lineage;

// Looks at the instruction that is due, whose position is run->at. True: stop here.
typedef bool (*RunWatch)(Run *run, Frame *frame, void *context);

struct Run {
    RunConfig config;
    LoopHost host; // first thing hooks ask for: vm->host points here
    Lineage *lineage;
    Trace *trace;
    char *name, *source;
    size_t length;
    char **argv;
    int argc;
    int status;
    bool ended; // recorded to its end
    bool asks;  // the end is where it wants input that is not there yet
    const char *stop_why;  // somebody wants it to end; NULL: nobody does
    int64_t stopped_ticks; // and it did, at these; INT64_MAX: not
    bool replaying;
    bool inspecting; // what the guest does now is undone afterwards
    bool world_ended; // the world, wherever it is now, has no instruction left
    bool spoiled;     // the world is not what it was at any position
    size_t output_bytes;
    Checkpoints checkpoints;
    RunPosition last_taken;  // event and ticks of the last checkpoint while recording
    int64_t end_ticks;       // of the world at its end
    RunPosition at;  // of the instruction that is due
    int64_t at_ticks; // the world's, when `at` was made
    bool at_known;   // `at` is exact
    bool at_again;   // the next look-up is at `at`
    RunWatch watch;
    void *watch_context;
    int64_t stop_ticks; // look up once so many ticks are reached; INT64_MAX: not
    int64_t pause_ticks; // recording pauses once so many are reached; INT64_MAX: it does not
    int64_t allowed_ticks; // of the world, while inspecting
    int64_t true_stop;  // the world's own ticks_stop, while stop_ticks is in its place
};

static inline Run *run_of(VM *vm) {
    return (Run *)((char *)vm->host - offsetof(Run, host));
}

static inline VM *run_vm(const Run *run) { return run->lineage->vm; }

// Goes on in the world until it ends or stops. False when it has ended.
bool run_go_on(Run *run);

// A run with no world, trace or lineage yet, of the same program as `like`.
Run *run_blank(const RunConfig *config, const Run *like);

// One of the frames of Python code of a lane, the innermost first; NULL when there are not so many.
Frame *run_frame(Run *run, uint32_t lane, size_t index);

// Gives a variable of a frame another value. False when there is no such variable.
bool run_set_variable(Run *run, Frame *frame, const char *name, Value take_v);

// Makes the world anew, at the program's beginning, with the trace rewound to there.
void run_restart(Run *run);

// Puts the world to where a branch that was not run yet begins.
void run_enter_branch(Run *run);

// Puts the world to this checkpoint.
void run_restore(Run *run, const Checkpoint *checkpoint);

// The world stands before the instruction with this position. Without `known` only its event is.
void run_stands_at(Run *run, RunPosition at, bool known);

// For the hooks: an instruction is watched; stop_ticks is reached (true: and nothing else is due); the
// world's own ticks_stop was set.
void run_watch(Run *run, Frame *frame);
bool run_reached_ticks(Run *run);
void run_stop_early(Run *run);

// Goes on from where the world stands, watching each instruction, until `watch` says stop. False when
// it ended before.
bool run_watched(Run *run, RunWatch watch, void *context);

// Goes on at full speed until `ticks` are reached or passed. False when it ended before.
bool run_to_ticks(Run *run, int64_t ticks);

// Makes sure that the world is this run's own and what it was at run->at.
void run_settle(Run *run);

// From now on until run_unspoil the guest may be run on the side: nothing of it is recorded or
// written, and the world is restored before it is used again. run_allow_ticks: what is run next is
// halted after so many.
void run_spoil(Run *run);
void run_allow_ticks(Run *run, int64_t ticks);
void run_unspoil(Run *run);

// What running from one event to another costs, as checkpoints estimate it.
int64_t run_cost_between(const Run *run, uint64_t from, uint64_t to);

#endif
