#ifndef AWAITSCOPE_UI_STATE_H
#define AWAITSCOPE_UI_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "explain/sentence.h"
#include "explain/source_text.h"
#include "trace/lanes.h"
#include "trace/moments.h"
#include "trace/ruler.h"
#include "trace/steps.h"
#include "ui/highlight.h"
#include "ui/ui.h"
#include "ui/values.h"

// What the screen shows, apart from its size: views read it, actions change it.

typedef enum UiScreen { UI_SCREEN_MAIN, UI_SCREEN_COMPARE, UI_SCREEN_HELP } UiScreen;

// What is beside the program.
typedef enum UiBeside { UI_BESIDE_OUTPUT, UI_BESIDE_VALUES, UI_BESIDE_WHY, UI_BESIDE_CRITICAL } UiBeside;

typedef enum UiPane { UI_PANE_TIMELINE, UI_PANE_PROGRAM, UI_PANE_OUTPUT } UiPane;

// What the mouse points at.
typedef struct UiPointed {
    bool has_pane, has_lane, has_position, ruler;
    UiPane pane;
    uint32_t lane;
    uint64_t position; // the first event that a column shows
} UiPointed;

// What the bottom line asks for.
typedef enum UiPrompt {
    UI_PROMPT_NONE,
    UI_PROMPT_GO_TO,
    UI_PROMPT_SEARCH,
    UI_PROMPT_EXPORT,
    UI_PROMPT_COMPARE,
    UI_PROMPT_ANSWER, // to the program: it is typed in the output pane
} UiPrompt;

// What the reader has answered to a program that asks.
typedef enum UiAnswer { UI_ANSWER_NONE, UI_ANSWER_LINE, UI_ANSWER_END } UiAnswer;

enum {
    UI_PANES = 3,
    UI_PROMPT_BYTES = 256,
    UI_JUMPS = 64,
    UI_BREAKPOINTS = 64,
    UI_NO_LANE = -1,
};

struct UiState {
    UiProgram program;
    SourceText source;
    Highlight highlight;
    Lanes lanes;
    Steps steps[STEP_DETAILS];
    Ruler ruler;
    Values *values;
    Buffer *critical; // the critical path in words, empty until somebody asks
    Moments *now;     // always at `position`
    Moments *drawing; // for the columns of the timeline
    Moments *looking; // for sentences
    struct Compare *compare; // with another program, while that is on the screen; else NULL

    uint64_t position; // events that have happened
    uint64_t reached;  // the last position that the reader has been at: what is behind it is the future
    StepDetail detail;
    UiScreen screen;
    UiPane pane;
    bool full; // the focused pane has the whole body
    UiBeside beside;
    bool quit;
    int32_t chosen; // lane, or UI_NO_LANE: follow the CPU
    int scroll[UI_PANES];
    int zoom;
    RulerKind axis;
    bool unfolded; // tasks that are done have rows of their own, however many they are

    UiPointed pointed; // while a click or a turn of the wheel is dealt with

    bool playing;
    bool by_clock; // a second of the virtual clock is a second of the reader's, else: steps
    int speed;     // steps a second, or how many times as fast, is 2 to this power
    int waited_ms;
    int64_t play_ns; // where the virtual clock is while playing by it

    UiPrompt prompting;
    char prompt[UI_PROMPT_BYTES]; // what has been typed: at a prompt, or to filter the help
    char search[UI_PROMPT_BYTES]; // what was searched for last
    char export_name[UI_PROMPT_BYTES]; // of a file that the frame is to be written to; "" when none is
    UiAnswer answer; // to the program, in `prompt`
    const char *message; // a constant or `said`, or NULL: shown in place of the keys until the next key
    char said[2 * UI_PROMPT_BYTES];

    uint64_t jumps[UI_JUMPS]; // positions before jumps, oldest first; [jump_now …) can be redone
    int jump_count, jump_now;
    uint32_t breakpoints[UI_BREAKPOINTS];
    int breakpoint_count;
};

// What sentences about it are made from.
Explain state_explain(const UiState *state);

// The critical path of the run in words, found when first asked for. Valid as long as the recording.
const char *state_critical(const UiState *state);

// The moment that is shown. Valid until the next call of any state_ function that moves.
const Moment *state_moment(const UiState *state);

// The event that the sentence is about; kind PROGRAM_BEGIN with lane 0 at position 0.
TraceEvent state_event(const UiState *state);

// The lane that is looked at: the chosen one, else the one that the last event is about.
uint32_t state_lane(const UiState *state);

// The line where it happens, 0 when there is none.
uint32_t state_line(const UiState *state);

// Moves to a position (at most the trace's length) without remembering the old one.
void state_move(UiState *state, uint64_t position);

// Moves to a position and remembers the old one for undo.
void state_jump(UiState *state, uint64_t position);

// Whether the program asks for a line of input at this very moment.
bool state_asks(const UiState *state);

// Begins or ends to play.
void state_play(UiState *state, bool playing);

// Asks the reader for a line.
void state_prompt(UiState *state, UiPrompt what);

// One step forwards (1) or back (−1). Returns false at either end.
bool state_step(UiState *state, int direction);

// To the next (1) or the last (−1) event of these kinds (bits 1 << kind) on a lane or any; stays
// and sets the message where there is none.
void state_seek(UiState *state, int direction, uint64_t kinds, uint32_t lane);

// Goes where a prompt says: "14" a step, "2.5s" a time, ":7" the next event on a line, "end".
// Returns false, with nothing changed, where it says nothing of the kind.
bool state_go_to(UiState *state, const char *where);

// Whether `line` has a breakpoint.
bool state_breaks_at(const UiState *state, uint32_t line);

#endif
