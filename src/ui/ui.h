#ifndef AWAITSCOPE_UI_UI_H
#define AWAITSCOPE_UI_UI_H

#include "base/diag.h"
#include "canvas/canvas.h"
#include "trace/ruler.h"
#include "trace/trace.h"
#include "ui/key.h"
#include "ui/wishes.h"

// The interactive screen over one run. Everything it shows of the past comes from the
// trace; values come through UiInspect.

// Looks into the run at a position. May run guest code (it replays); returns copied text.
typedef struct UiInspect {
    // Appends a line "name = repr\n" for each local of each frame of `lane`, innermost first, as they
    // are after `position` events. Returns false, and appends nothing, where that is not known.
    // NULL when there is nothing to look into.
    bool (*locals)(void *context, uint64_t position, uint32_t lane, Buffer *out);
    // Appends "LANE\tmain 7 › fetch 3\n" for each task that lives then: its chain of coroutines. NULL as above.
    bool (*chains)(void *context, uint64_t position, Buffer *out);
    // Appends "ready\tLANE\t\tWHAT\n" for each handle in line, then "timer\tLANE\tNANOSECONDS\tWHAT\n" for each
    // timer. NULL as above.
    bool (*handles)(void *context, uint64_t position, Buffer *out);
    void *context;
} UiInspect;

// How far a recording has come.
typedef enum UiRecording {
    UI_WHOLE, // to its end
    UI_GROWS, // there is more to come
    UI_ASKS,  // to where the program wants a line of input that nobody has given yet
} UiRecording;

typedef struct UiProgram UiProgram;

// The programs that one can be compared with.
typedef struct UiOthers {
    const char *twin; // the file that it is compared with unless another is asked for; NULL: there is none
    bool at_once;     // the screen opens with that
    bool only;        // and shows nothing else: going back from it leaves
    // Records the program in file `name` into `program`, which stays valid until this is called again or
    // the file is recorded anew; "" is the run before this one. Returns false with a sentence in
    // `problem` where there is nothing to show. NULL when there is nothing to compare with.
    bool (*record)(void *context, const char *name, UiProgram *program, Buffer *problem);
    void *context;
} UiOthers;

// What is shown; all borrowed, and must outlive the state.
struct UiProgram {
    const char *name; // as the header says it: "001_4.py"
    const char *source;
    size_t source_length;
    const Trace *trace; // of what is recorded
    UiRecording recording;
    bool inside; // of something that one comes back to when one leaves its screen
    UiInspect inspect;
    UiOthers others;
};

typedef struct UiState UiState;

// Returns the state of a screen at the start of the run; the caller frees it with ui_free.
UiState *ui_new(const UiProgram *program);

// Frees it. NULL is allowed.
void ui_free(UiState *state);

// Gives it a key. Returns false once the reader wants to leave.
bool ui_key(UiState *state, UiKey key);

// Gives it a click or a turn of the wheel, at a place of the frame that ui_frame has drawn into the
// canvas. Returns what ui_key does.
bool ui_point(UiState *state, const Canvas *canvas, UiKey key);

// Goes to step `step` of the present detail, at most the last.
void ui_go_to_step(UiState *state, uint64_t step);

// Goes to the last step whose time is at most `time_ns`.
void ui_go_to_time(UiState *state, int64_t time_ns);

// The number of steps at the present detail, and the present one.
uint64_t ui_steps(const UiState *state);
uint64_t ui_step(const UiState *state);

// Shows the timeline by this ruler; `whole`: all of it at once, however many turns share a column.
void ui_look(UiState *state, RulerKind ruler, bool whole);

// Compares with the program's twin, at the same moment. Returns false where that cannot be shown; the
// screen then says why.
bool ui_compare(UiState *state);

// Lets time pass for playing. Returns the milliseconds until it wants to be called again, −1 while
// nothing plays.
int ui_tick(UiState *state, int elapsed_ms);

// Draws the screen into `canvas`, which gets that size.
void ui_frame(const UiState *state, int rows, int columns, Canvas *canvas);

// Draws the timeline of the whole run by this ruler, and nothing else, into `canvas`, which gets as many
// rows as that takes.
void ui_whole_timeline(const UiProgram *program, RulerKind ruler, int columns, Canvas *canvas);

// Draws what a comparison shows into `canvas`, which gets as high as it takes: every task, all that is
// said, no keys. Returns false where nothing is compared.
bool ui_whole_comparison(const UiState *state, int columns, Canvas *canvas);

// Shows another recording of the program (which must outlive the state) at the same moment: the same step
// where its time is the same, else the same time. What the reader has set up stays.
void ui_reload(UiState *state, const UiProgram *program);

// Shows what has been recorded of the same run meanwhile. Nothing moves.
void ui_grow(UiState *state, const UiProgram *program);

// What the screen asks of whoever has opened it. A `program` that it gets stays valid until the
// program is recorded twice more.
typedef struct UiHost {
    // Whether the file is another than it was when it was recorded. NULL, as the next two, where the
    // program is in no file.
    bool (*changed)(void *context);
    // Begins to record the file anew; `afresh`: without the answers given before. Returns false with a
    // sentence in `problem` where there is nothing to show.
    bool (*record)(void *context, bool afresh, UiProgram *program, Buffer *problem);
    // Lets the reader edit it, beginning at this line. The terminal is the editor's meanwhile.
    void (*edit)(void *context, uint32_t line);
    // Goes on for a few milliseconds with a recording that grows, and tells how it stands then.
    void (*more)(void *context, UiProgram *program);
    // Ends a recording that grows where it is.
    void (*stop)(void *context, UiProgram *program);
    // Gives a program that asks a line of input (without its newline), or NULL for the end of all
    // input, and begins to record it anew: it comes by the same way to where it asked.
    void (*answer)(void *context, const char *line, UiProgram *program);
    void *context;
} UiHost;

// Shows the screen in this terminal until the reader leaves. `host` may be NULL for a whole recording
// that is in no file; `wishes` for none. Returns false with a diagnostic where there is no terminal that
// can show it. The terminal is put back on every way out.
bool ui_open(const UiProgram *program, const UiHost *host, const UiWishes *wishes, Diag *diag);

#endif
