#ifndef AWAITSCOPE_TRACE_RULER_H
#define AWAITSCOPE_TRACE_RULER_H

#include <stdbool.h>
#include <stdint.h>

#include "trace/lanes.h"
#include "trace/moments.h"
#include "trace/trace.h"

// Which column of a timeline shows what. The run is cut into stretches: a turn of the CPU (from a
// task's resumption until it lets go), idle time, time asleep in a call that blocks. On the opened
// ruler each turn has columns of its own although the clock stands still, and time that passes is
// in proportion; so no column shows two holders of the CPU, unless zooming out merges some, which
// is then said.

typedef enum RulerKind {
    RULER_OPENED,
    RULER_EVENT, // the same width for each stretch, however long it takes
    RULER_TIME,  // in proportion to time; instants are merged
} RulerKind;

enum { RULER_KINDS = 3, RULER_RUNS_MOST = 4 };

typedef struct RulerReadings RulerReadings;

typedef struct Ruler {
    const Trace *trace;
    uint32_t count;          // stretches
    RulerReadings *readings; // what was read of them
} Ruler;

// One column. It shows the moment after event end − 1 (or after all that has happened, where that is
// less); it is in the future while no event from `begin` on has happened.
typedef struct RulerColumn {
    uint64_t begin;
    uint64_t end;
    int64_t from_ns;    // of its left edge
    int64_t stretch_ns; // when the first stretch that it shows began
    uint32_t stretch;   // the number of that stretch
    uint32_t merged;    // how many more it shows
    bool idle;          // nobody is ready in it
    bool still;         // the clock stands still in it
    bool opens;         // it is the first column of its stretch
    // where it begins and ends at glances of the trace's index: their numbers, the first one that
    // belongs to it and the one after the last; 0 for the end: it does not
    uint32_t glance_begin, glance_end;
} RulerColumn;

// Readies the ruler of a trace that is recorded, in the caller's storage. Nothing is read yet.
void ruler_init(Ruler *ruler, const Trace *trace);

// Frees what it owns.
void ruler_deinit(Ruler *ruler);

// Lays out at most `width` columns (at least 1) and returns how many there are. Zoom 0 shows the
// whole run where each stretch has room; otherwise a part of it around `position`. Each zoom
// above 0 shows half as much, each below 0 twice as much, merging columns where it must. Where
// thousands of events come to a column, its edges are where the trace keeps a moment.
uint32_t ruler_layout(const Ruler *ruler, RulerKind kind, int zoom, uint64_t position,
                      RulerColumn *columns, uint32_t width);

// The same for several runs (at most RULER_RUNS_MOST) on one ruler: columns[run][i] shows the same time
// for each run, and an instant that one of them opens is open in all. What is shown of a part lies
// around `time_ns`. Where a run has too many turns, time is in proportion whatever `kind` says.
uint32_t ruler_layout_common(const Ruler *const *rulers, int count, RulerKind kind, int zoom,
                             int64_t time_ns, RulerColumn *const *columns, uint32_t width);

// The column that `position` is in: the last one that has begun, 0 when none has.
uint32_t ruler_column_at(const RulerColumn *columns, uint32_t count, uint64_t position);

typedef enum RulerGlyph {
    RULER_NOTHING,
    RULER_MADE,
    RULER_RUNS,
    RULER_READY,
    RULER_TIMER,
    RULER_IO,
    RULER_LETTER, // the first column of a wait: `letter`
    RULER_WAIT,
    RULER_BLOCKED,
    RULER_DONE,
    RULER_CANCELLED,
    RULER_FAILED,
    RULER_SEVERAL, // more than one holder of the CPU is merged here
} RulerGlyph;

enum { RULER_GLYPHS = 13 };

typedef struct RulerCell {
    RulerGlyph glyph;
    char letter; // for RULER_LETTER
} RulerCell;

// What the lanes `lanes[0 … lane_count − 1]` show in the columns that have begun at `position`:
// cells[i * count + column]. `cpu[column]` becomes the holder, MOMENT_NOBODY when there is none, or
// RULER_SEVERAL_HOLDERS. Cells of columns that have not begun become RULER_NOTHING.
void ruler_cells(Moments *moments, const RulerColumn *columns, uint32_t count, uint64_t position,
                 const uint32_t *lanes, uint32_t lane_count, RulerCell *cells, uint32_t *cpu);

// Fills what a run shows that stands still at `position` while time goes on up to column `here`, which
// is at or behind its own: as it is, for as long as what goes on there lasts. After ruler_cells.
void ruler_carry(const Ruler *ruler, const RulerColumn *columns, uint32_t count, uint64_t position,
                 uint32_t here, uint32_t lane_count, RulerCell *cells, uint32_t *cpu);

#define RULER_SEVERAL_HOLDERS (UINT32_MAX - 1)

#endif
