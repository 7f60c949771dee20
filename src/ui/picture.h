#ifndef AWAITSCOPE_UI_PICTURE_H
#define AWAITSCOPE_UI_PICTURE_H

#include "canvas/canvas.h"
#include "ui/state.h"

// One run, or two on the same ruler, with moments that somebody has named: what a page of a lesson shows of runs.

enum { PICTURE_SIDES = 2, PICTURE_MARKS = 4 };

#define PICTURE_NO_LANE UINT32_MAX

// A moment with a row of its own: "you said", dashed from the beginning to that time.
typedef struct PictureMark {
    const char *label;
    int64_t time_ns;
} PictureMark;

typedef struct Picture {
    const UiState *sides[PICTURE_SIDES]; // runs at their end; the second, or both, may be NULL
    uint32_t asked[PICTURE_SIDES];       // the lane that has a row in any case; PICTURE_NO_LANE for none
    const char *heading;                 // above the lanes of the second one
    const char *prints[PICTURE_SIDES];   // what they print, in a row below their lanes; NULL: no such row
    const char *unseen;                  // where there is no run: what stands there instead of lanes, in the row of
    const char *unseen_name;             // this lane
    PictureMark marks[PICTURE_MARKS];
    int mark_count;
    int64_t reach_ns; // the ruler reaches to there at least
} Picture;

// How many rows it would take, at most `most`.
int picture_rows(const Picture *picture, int most);

// Draws it into so many rows: what matters most gets its rows first. The columns of the ruler are places of kind
// POINTER_TIME, their value is the time of the column in nanoseconds.
void picture_draw(const Picture *picture, Canvas *canvas, int rows, int columns);

#endif
