#ifndef AWAITSCOPE_UI_CHART_H
#define AWAITSCOPE_UI_CHART_H

#include "canvas/canvas.h"
#include "explain/sentence.h"
#include "trace/lanes.h"
#include "trace/ruler.h"

// What every drawing of lanes over a ruler is made of.

// Draws the ruler: where the clock stands still, and the times at which stretches begin.
void chart_ruler(Canvas *canvas, int row, int column, const RulerColumn *columns, uint32_t count);

// Draws what a lane shows in one column.
void chart_cell(Canvas *canvas, int row, int column, RulerCell cell);

// The same, dim: what will happen, where the reader has been already.
void chart_future_cell(Canvas *canvas, int row, int column, RulerCell cell);

// Draws a lane's name behind the lines that lead to the lane that made it, in at most `width` columns.
void chart_name(Canvas *canvas, int row, int column, int width, const Lanes *lanes, uint32_t lane,
                CanvasStyle style);

// Writes into the bars of a lane that is asleep in calls that block which calls those are: "copy:
// time.sleep(3)". `columns` are all `count` of the ruler, `cells` the first `drawn` of the lane.
void chart_calls(Canvas *canvas, int row, int column, const Explain *explain, uint32_t lane,
                 const RulerColumn *columns, uint32_t count, const RulerCell *cells, uint32_t drawn);

// The columns that the widest of the shown names would take.
int chart_name_width(const Lanes *lanes);

// The columns that names get where the widest has that width and there are so many columns in all.
int chart_name_room(int widest, int columns);

#endif
