#include "explain/saying.h"

#include <inttypes.h>

#include "explain/words.h"

const Moment *saying_before(const Saying *saying)
{
    return moments_at(saying->explain->moments, saying->event.number);
}

const Moment *saying_after(const Saying *saying)
{
    return moments_at(saying->explain->moments, saying->event.number + 1);
}

void saying_lane(const Saying *saying, uint32_t lane)
{
    words_lane(saying->out, saying->explain->lanes, lane);
}

void saying_who(const Saying *saying)
{
    uint32_t lane = saying->event.lane;
    if (lane != 0 || saying->explain->lanes->count == 1) {
        saying_lane(saying, lane);
    } else if (saying_before(saying)->loop_runs) {
        buffer_puts(saying->out, "The loop");
    } else {
        buffer_puts(saying->out, "The main program");
    }
}

const char *saying_tag(const Saying *saying, uint32_t lane)
{
    const Lanes *lanes = saying->explain->lanes;
    return lane < lanes->count ? lanes->lanes[lane].tag : "?";
}

void saying_seconds(const Saying *saying, int64_t ns)
{
    words_add_seconds(saying->out, ns);
}

void saying_line(const Saying *saying, uint32_t line)
{
    if (line != 0) {
        buffer_printf(saying->out, " at line %" PRIu32, line);
    }
}

void explain_awaited(const Explain *explain, uint32_t line, TraceReason reason, Buffer *out)
{
    if (!source_text_awaited(explain->source, line, out)) {
        buffer_puts(out, trace_reason_words(reason));
    }
}

void saying_awaited(const Saying *saying, uint32_t line, TraceReason reason)
{
    explain_awaited(saying->explain, line, reason, saying->out);
}

bool saying_bare_sleep(TraceReason reason, uint32_t line)
{
    return reason == TRACE_REASON_TIMER && line == 0;
}

bool saying_only_lent(const MomentLane *lane, TraceKind kind)
{
    return kind == TRACE_TASK_RESUMED && (lane->suspended == MOMENT_NEVER || lane->suspended < lane->resumed);
}

bool saying_begins_at_once(const Saying *saying, uint64_t created)
{
    const Trace *trace = saying->explain->trace;
    if (created + 1 >= trace_position(trace))
        return false;
    TraceEvent made = trace_event_at(trace, created), next = trace_event_at(trace, created + 1);
    return made.kind == TRACE_TASK_CREATED && next.kind == TRACE_TASK_FIRST_STEP &&
           next.lane == (uint32_t)made.operand[TRACE_CREATED_LANE] && made.lane != 0;
}
