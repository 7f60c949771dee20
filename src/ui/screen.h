#ifndef AWAITSCOPE_UI_SCREEN_H
#define AWAITSCOPE_UI_SCREEN_H

#include <stdbool.h>

#include "ui/ui.h"

// How the screen is shared out, at any size. 80 by 24 is what it is drawn for.

// The parts of the timeline in `rows` rows: ruler and CPU strip always, then lanes, then what fits.
typedef struct ScreenTimeline {
    int lanes; // rows of lanes
    bool here;
    bool legend;
} ScreenTimeline;

// How many rows a lane takes: two where it shows its chain of coroutines.
int screen_lane_rows(const UiState *state);

// Shares out the timeline's rows; `lanes` is how many rows they would take.
ScreenTimeline screen_timeline_parts(int rows, int lanes);

#endif
