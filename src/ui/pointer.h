#ifndef AWAITSCOPE_UI_POINTER_H
#define AWAITSCOPE_UI_POINTER_H

#include "canvas/canvas.h"
#include "ui/key.h"
#include "ui/state.h"

// The mouse. Views say what their cells mean when they draw (canvas_place), so that a click means what
// is seen.

enum {
    POINTER_PANE,     // a UiPane
    POINTER_LANE,     // the number of a lane
    POINTER_POSITION, // the first event that the column shows; of a comparison the time where it begins
    POINTER_RULER,    // the wheel zooms
    POINTER_KEY,      // the key that a click presses
    POINTER_LESSON,   // its number in the catalog, from 0
    POINTER_TEXT,     // a pane of a lesson's page: 0 the text, 1 the program
    POINTER_LINE,     // of a puzzle, from 0
    POINTER_TERM,     // in the lessons: the number of a term
    POINTER_ENTRY,    // a row of a list
    POINTER_TIME,     // in nanoseconds, of a column of a lesson's page
};

// What is at the place of `key` in the frame that the canvas has.
UiPointed pointer_find(const Canvas *canvas, UiKey key);

// A click on what state->pointed says: selects a pane, a task, goes to a step.
void pointer_click(UiState *state);

// A turn of the wheel there, up (-1) or down (1): scrolls a pane, steps on the timeline, zooms on its
// ruler.
void pointer_turn(UiState *state, int direction);

#endif
