#ifndef AWAITSCOPE_UI_TIMELINE_H
#define AWAITSCOPE_UI_TIMELINE_H

#include "canvas/canvas.h"
#include "ui/state.h"

// The parts of the timeline while it is drawn: shared by its files only.

enum {
    TIMELINE_TAG_COLUMN = 1,
    TIMELINE_NAME_COLUMN = 3,
    TIMELINE_WORDS_WIDTH = 20,
    TIMELINE_CPU_ROW = 1,
    TIMELINE_LANES_ROW = 2,
    TIMELINE_BESIDE = 2, // columns behind the chart, for arrows
};

// A row of lanes: one lane, or several that are done, folded.
typedef struct TimelineRow {
    uint32_t first; // in lanes->order
    uint32_t count;
} TimelineRow;

typedef struct Timeline {
    const UiState *state;
    Canvas *canvas;
    int columns;
    int words_at, chart_at; // columns
    int height;             // canvas rows of a row of lanes
    int room;               // rows of lanes that there is room for
    TimelineRow *rows;      // all of them
    int row_count;
    int first_row, row_end; // those in sight
    RulerColumn *ruler;
    uint32_t count; // columns of the ruler
    uint32_t here;  // the one where we are
    RulerCell *past, *future; // of each row in sight: up to here; behind, where it was reached
    uint32_t *past_cpu, *future_cpu; // the same of the CPU strip
} Timeline;

// How many columns are behind here.
static inline uint32_t timeline_future(const Timeline *timeline)
{
    return timeline->count - timeline->here - 1;
}

// Finds the rows: lanes that are done are folded where not all have room. The caller frees rows.
void timeline_fold(Timeline *timeline);

// The canvas row of a lane, or −1 where it is out of sight; a folded lane's is its row's.
int timeline_row_of(const Timeline *timeline, uint32_t lane);

// Draws the tag, name, words and cells of a row of lanes.
void timeline_draw_row(const Timeline *timeline, int row);

// Draws the CPU strip.
void timeline_draw_cpu(const Timeline *timeline);

// Draws an arrow from who caused the last step to whom it put in line.
void timeline_draw_arrow(const Timeline *timeline);

// Draws where we are, and what the glyphs mean.
void timeline_draw_here(const Timeline *timeline, int row);
void timeline_draw_legend(const Timeline *timeline, int row);

#endif
