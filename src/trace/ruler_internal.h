// What the files of the ruler share: not for others.
#ifndef AWAITSCOPE_TRACE_RULER_INTERNAL_H
#define AWAITSCOPE_TRACE_RULER_INTERNAL_H

#include "trace/ruler.h"
#include "trace/stretch.h"

// A stretch. Valid until another is asked for, or, where ruler_read has read it, until that reads others.
const Stretch *ruler_stretch(const Ruler *ruler, uint32_t stretch);

// Reads stretches begin … end − 1, skipping blocks in which none closes.
void ruler_read(const Ruler *ruler, uint32_t begin, uint32_t end);

// The columns that a stretch has where time takes none.
static inline uint32_t ruler_least_width(const Stretch *stretch, uint32_t turn_width)
{
    return stretch->kind == STRETCH_TURN ? turn_width : 1;
}

// Columns of equal time between two times, what lies outside left out. Where thousands of events come
// to a column, its edges are where the trace keeps a moment.
void ruler_put_span(const Ruler *ruler, int64_t from_ns, int64_t to_ns, RulerColumn *columns,
                    uint32_t width);

// ---- the opened ruler, for one run or several: ruler_axis.c

// One run on it: some of its stretches, all of which have been read, and where its columns go.
typedef struct RulerLane {
    const Ruler *ruler;
    uint32_t begin, end; // stretches
    uint32_t turn_width; // columns of a turn
    RulerColumn *columns;
} RulerLane;

// An instant at which the clock stands still in some run (its times are equal), or the time between
// two such instants.
typedef struct RulerSegment {
    int64_t from_ns, to_ns;
    uint32_t least; // columns where time takes none
    uint32_t width; // columns that it gets
    bool hidden;    // it is outside of what is shown, and gets none
} RulerSegment;

typedef struct RulerAxis {
    RulerSegment *segments;
    uint32_t count, capacity;
} RulerAxis;

// Cuts the time of all lanes into segments, in the caller's storage: an instant is as wide as the run
// needs that does most in it.
void ruler_axis_init(RulerAxis *axis, const RulerLane *lanes, int lane_count);

// Frees what it owns.
void ruler_axis_deinit(RulerAxis *axis);

// The columns of the segments where time takes none.
uint64_t ruler_axis_least(const RulerAxis *axis);

// Gives the segments their widths, with time in proportion or not, and lays out every lane's columns.
// Returns how many there are: at most `width`, or ruler_axis_least where that is more.
uint32_t ruler_axis_put(RulerAxis *axis, const RulerLane *lanes, int lane_count, bool in_proportion,
                        uint32_t width);

#endif
