#ifndef AWAITSCOPE_UI_VIEW_H
#define AWAITSCOPE_UI_VIEW_H

#include "canvas/canvas.h"
#include "ui/state.h"

// A view draws one part of the state into its frame of the canvas, whose size it is given. It
// changes nothing.
typedef struct UiView {
    const char *title; // on the line above the frame; NULL where it has none
    void (*draw)(const UiState *state, Canvas *canvas, int rows, int columns);
} UiView;

// Each is in the file of its name.
extern const UiView view_header, view_program, view_output, view_values, view_loop, view_why,
    view_critical, view_status, view_timeline, view_sentence, view_keys, view_help,
    view_compare;

// How many lines the sentences of this step need in a frame of that width, at most `most`.
int view_sentence_lines(const UiState *state, int columns, int most);

// The style in which a lane's name and words are drawn at a moment.
CanvasStyle view_state_style(MomentState state);

#endif
