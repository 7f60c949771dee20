#ifndef AWAITSCOPE_UI_SCREEN_H
#define AWAITSCOPE_UI_SCREEN_H

#include <stdbool.h>

// How the screen is shared out, at any size. 80 by 24 is what it is drawn for.

// The parts of the timeline in `rows` rows: ruler and CPU strip always, then lanes, then what fits.
typedef struct ScreenTimeline {
    int lanes; // rows of lanes
    bool here;
    bool legend;
} ScreenTimeline;

// Shares out the timeline's rows.
ScreenTimeline screen_timeline_parts(int rows, int lanes);

#endif
