#ifndef AWAITSCOPE_UI_UI_H
#define AWAITSCOPE_UI_UI_H

#include "base/diag.h"
#include "canvas/canvas.h"
#include "trace/ruler.h"
#include "trace/trace.h"
#include "ui/key.h"

// The interactive screen over one finished run. Everything it shows of the past comes from the
// trace; values come through UiInspect.

// Looks into the run at a position. May run guest code (it replays); returns copied text.
typedef struct UiInspect {
    // Appends a line "name = repr\n" for each local of each frame of `lane`, innermost first, as they
    // are after `position` events. Returns false, and appends nothing, where that is not known.
    // NULL when there is nothing to look into.
    bool (*locals)(void *context, uint64_t position, uint32_t lane, Buffer *out);
    void *context;
} UiInspect;

// What is shown; all borrowed, and must outlive the state.
typedef struct UiProgram {
    const char *name; // as the header says it: "001_4.py"
    const char *source;
    size_t source_length;
    const Trace *trace; // of the whole run
    UiInspect inspect;
} UiProgram;

typedef struct UiState UiState;

// Returns the state of a screen at the start of the run; the caller frees it with ui_free.
UiState *ui_new(const UiProgram *program);

// Frees it. NULL is allowed.
void ui_free(UiState *state);

// Gives it a key. Returns false once the reader wants to leave.
bool ui_key(UiState *state, UiKey key);

// Goes to step `step` of the present detail, at most the last.
void ui_go_to_step(UiState *state, uint64_t step);

// Goes to the last step whose time is at most `time_ns`.
void ui_go_to_time(UiState *state, int64_t time_ns);

// The number of steps at the present detail, and the present one.
uint64_t ui_steps(const UiState *state);
uint64_t ui_step(const UiState *state);

// Shows the timeline by this ruler; `whole`: all of it at once, however many turns share a column.
void ui_look(UiState *state, RulerKind ruler, bool whole);

// Lets time pass for playing. Returns the milliseconds until it wants to be called again, −1 while
// nothing plays.
int ui_tick(UiState *state, int elapsed_ms);

// Draws the screen into `canvas`, which gets that size.
void ui_frame(const UiState *state, int rows, int columns, Canvas *canvas);

// Shows another recording of the program (which must outlive the state) at the same moment: the same step
// where its time is the same, else the same time. What the reader has set up stays.
void ui_reload(UiState *state, const UiProgram *program);

// The file that the program is from, for a screen on which it can be edited and seen to change.
typedef struct UiFile {
    // Whether it is another than it was when it was recorded.
    bool (*changed)(void *context);
    // Records it anew into `program`, which stays valid until it is recorded twice more. Returns false
    // with a sentence in `problem` where there is nothing to show.
    bool (*record)(void *context, UiProgram *program, Buffer *problem);
    // Lets the reader edit it, beginning at this line. The terminal is the editor's meanwhile.
    void (*edit)(void *context, uint32_t line);
    void *context;
} UiFile;

// Shows the screen in this terminal until the reader leaves. `file` may be NULL: then nothing can be
// edited. Returns false with a diagnostic where there is no terminal that can show it. The terminal is
// put back on every way out.
bool ui_open(const UiProgram *program, const UiFile *file, Diag *diag);

#endif
