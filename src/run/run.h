// A run: a program with its configuration, executed in a world of its own, and recorded. Once
// recorded, any position of it can be visited again.
#ifndef AWAITSCOPE_RUN_RUN_H
#define AWAITSCOPE_RUN_RUN_H

#include "base/buffer.h"
#include "lang/vm.h"
#include "loop/belief.h"
#include "trace/trace.h"

typedef struct Run Run;

// How a program is run. Made by run_config_default, then changed where wanted.
typedef struct RunConfig {
    int64_t cpu_speed;  // units of cost in a virtual second; 0: computing is free
    int64_t epoch_ns;   // what time.time() gives at the beginning
    uint64_t tick_limit; // units of cost until the step limit; 0: none
    size_t memory_limit; // bytes of the guest; 0: none
    size_t output_limit; // bytes written; 0: none
    size_t checkpoint_budget; // host bytes that checkpoints may take
    uint64_t seed;      // what choices by chance begin from, where the program gives no seed
    int python;         // the level of the library's asyncio: 11 to 14, for Python 3.11 to 3.14
    Beliefs beliefs;    // what is otherwise in this world than it is: see loop/belief.h; 0: nothing
    bool cells;         // `# %%` cells: await stands outside of functions too, see program.h
    bool record;        // keep a trace
    bool caches;        // inline caches in use (off only to test that nothing depends on them)
    // What the program writes, once, as it is written; may be NULL.
    void (*output)(void *context, int stream, const char *bytes, size_t count);
    void *context;
    // Where standard input comes from: puts up to `room` bytes into `bytes`, waiting for them, and gives how many, 0 at
    // the end. Asked once for each byte, when the program first wants it; NULL: there is none. RUN_INPUT_LATER: it is
    // not known yet, the run ends here and run_asks is true; who has the answer runs the program again.
    size_t (*input)(void *context, char *bytes, size_t room);
    void *input_context;
} RunConfig;

#define RUN_INPUT_LATER SIZE_MAX

// The usual configuration: 50 million units a second, recording, limits that stop runaways.
RunConfig run_config_default(void);

// Readies the program whose text is `source` to run; everything is copied. `name` is the file name as
// messages show it. The caller frees the run with run_free. A SyntaxError shows in run_status at once.
// NULL when the host has no address space left.
Run *run_new(const RunConfig *config, const char *name, const char *source, size_t length, int argc,
             const char *const *argv);

// Frees it. NULL is allowed.
void run_free(Run *run);

// Runs to the end, a limit or a deadlock, whatever comes first. Returns the exit status.
int run_to_end(Run *run);

// Goes on until `ticks` more units of cost are reached, give or take some, and gives true, or to the end and gives
// false. While there is more to come, only the trace can be looked at. What is recorded does not depend on
// where it paused.
bool run_record(Run *run, int64_t ticks);

// Ends a run that run_record has begun: very soon, with `why` as what the program and its trace say of that: a clause
// without a full stop, valid as long as the run.
void run_stop(Run *run, const char *why);

// Whether it has been recorded to its end, whatever that was.
bool run_ended(const Run *run);

// Whether it ended where the program wants a line of input that is not there yet.
bool run_asks(const Run *run);

// Runs until `position` events have happened, or to the end: what comes later is not known, and the
// run is taken to end there. Watches every instruction, so it takes some times longer. Instead of
// run_to_end, which does no more after it.
void run_until(Run *run, uint64_t position);

// The exit status once the run has ended: that of the program, 3 not supported, 4 a limit, 5 a deadlock.
int run_status(const Run *run);

// The trace, valid as long as the run.
const Trace *run_trace(const Run *run);

// A place between two instructions: `event` events have happened, then `ticks` units of cost since the
// beginning were reached (0: whatever they are), then so many instructions. The first
// instruction after an event is {event, 0, 0}. Ordered field by field. What run_position gives can be
// gone to again; other values of `ticks` and `instruction` lead to the next place there is.
typedef struct RunPosition {
    uint64_t event;
    int64_t ticks;
    uint32_t instruction;
} RunPosition;

// Less than 0, 0, more than 0: a lies before b, is b, lies behind b.
int run_compare(RunPosition a, RunPosition b);

// Brings the world to where `position` events have happened and the next instruction is due: back by the
// nearest checkpoint, forward by replay, which records nothing. False when nothing was recorded to its end.
bool run_seek(Run *run, uint64_t position);

// The same for any place.
bool run_go(Run *run, RunPosition position);

// Where the world stands since run_seek, run_go or a step.
RunPosition run_position(const Run *run);

// To where the last event has happened whose time is not behind `time_ns`.
bool run_seek_time(Run *run, int64_t time_ns);

// What a step goes over.
typedef enum RunStep {
    RUN_STEP_EVENT,
    RUN_STEP_LINE,   // to before the first instruction of a source line, each time it is executed
    RUN_STEP_TURN,   // to where a turn of the loop has begun
    RUN_STEP_SWITCH, // to where a task has got the CPU
} RunStep;

// One step forward or back from run_position, of this lane or (TRACE_ANY_LANE) of whoever it is. False,
// and the world stays where it is, when there is none. Replays from the nearest checkpoint; a
// line of a task that is long ago is looked for where the trace says that it ran.
bool run_step(Run *run, RunStep step, bool back, uint32_t lane);

// Appends "name = repr\n" for each local variable of each frame of `lane` as they are after `position`
// events, innermost frame first, with a line "function, line N\n" before each frame. False, and nothing
// appended, when the lane has no frame then.
bool run_locals(Run *run, uint64_t position, uint32_t lane, Buffer *out);

// Appends "LANE\tmain 7 › fetch 3\n" for the main thread and each task that lives after `position` events: the
// chain of its calls and awaits, from the outside in, each with the line where it stands. False where
// the run is over. Runs no guest code but to get there, as all of these.
bool run_chains(Run *run, uint64_t position, Buffer *out);

// Appends what stands in the running loop: "ready\tLANE\t\tWHAT\n" for each handle in line, in order, then
// "timer\tLANE\tNANOSECONDS\tWHAT\n" for each timer. The lane is that of the task that it steps or wakes, or 0.
bool run_handles(Run *run, uint64_t position, Buffer *out);

// What is different in a branch.
typedef struct RunChange {
    const char *variable; // a local variable that gets another value, or NULL
    const char *value;    // that: source text, a literal
    uint32_t lane;        // whose variable it is
    size_t frame;         // of which of its frames, as run_inspect lists them
    const RunConfig *config; // NULL, or: speed, seed (of what is not seeded yet), limits and where output
                             // goes from here on; the rest of it is not looked at
} RunChange;

// A new run that shares everything up to `at` with `run` and differs from there on. It is recorded by
// run_to_end; its trace begins with what they share, and both can be visited in turn. The
// caller frees it, before or after `run`. NULL, with a sentence in `why`, when that cannot be: the
// value is no literal, there is no such variable, the run is over there, or this build has no snapshots.
Run *run_branch(Run *run, RunPosition at, const RunChange *change, Buffer *why);

// The world, for dumps. Changes with every call of the functions above.
VM *run_world(Run *run);

// How many checkpoints there are, and the host bytes they take.
size_t run_checkpoints(const Run *run, size_t *bytes);

#endif
