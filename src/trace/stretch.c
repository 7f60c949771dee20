#include "trace/stretch.h"

static bool close_stretch(Cut *cut, uint64_t number, Stretch *closed)
{
    if (!cut->open) {
        return false;
    }
    cut->now.end = number;
    *closed = cut->now;
    cut->open = false;
    cut->first = number;
    return true;
}

static void open_stretch(Cut *cut, const TraceEvent *event, StretchKind kind, uint32_t holder)
{
    cut->now = (Stretch){
        .first = cut->first,
        .start = event->number,
        .from_ns = event->time_ns,
        .to_ns = event->time_ns,
        .holder = holder,
        .kind = kind,
    };
    cut->open = true;
}

static void clock_moved(Cut *cut, const TraceEvent *event, Stretch *closed)
{
    int64_t from = event->operand[TRACE_CLOCK_FROM];
    if (cut->open) {
        // the holder of the CPU took that time: its turn goes on in a stretch of its own
        uint32_t holder = cut->now.holder;
        cut->now.to_ns = event->time_ns;
        close_stretch(cut, event->number, closed);
        open_stretch(cut, event, STRETCH_TURN, holder);
        return;
    }
    // code that shows nothing, as that before the loop, may have computed
    bool computes = event->operand[TRACE_CLOCK_CAUSE] == TRACE_CAUSE_COMPUTATION;
    *closed = (Stretch){
        .first = cut->first,
        .start = event->number,
        .end = event->number,
        .from_ns = from,
        .to_ns = event->time_ns,
        .holder = computes ? (uint32_t)event->operand[TRACE_CLOCK_WHOSE] : STRETCH_NOBODY,
        .kind = computes ? STRETCH_TURN : STRETCH_IDLE,
    };
    cut->first = event->number;
}

// Code outside tasks takes the CPU for its readers when it first does something that shows.
static void shows(Cut *cut, const TraceEvent *event)
{
    if (!cut->open && event->lane == 0) {
        open_stretch(cut, event, STRETCH_TURN, 0);
    }
}

bool stretch_event(Cut *cut, const TraceEvent *event, Stretch *closed)
{
    bool did_close = false;
    switch (event->kind) {
    case TRACE_TASK_FIRST_STEP:
    case TRACE_TASK_RESUMED:
        did_close = close_stretch(cut, event->number, closed);
        open_stretch(cut, event, STRETCH_TURN, event->lane);
        break;
    case TRACE_TASK_SUSPENDED:
    case TRACE_TASK_FINISHED:
    case TRACE_TASK_FAILED:
    case TRACE_TASK_CANCELLED:
        if (cut->open && cut->now.holder == event->lane) {
            did_close = close_stretch(cut, event->number, closed);
        }
        break;
    case TRACE_BLOCK_BEGIN:
        shows(cut, event);
        did_close = close_stretch(cut, event->number, closed);
        open_stretch(cut, event, STRETCH_BLOCK, event->lane);
        break;
    case TRACE_BLOCK_END:
        cut->now.to_ns = event->time_ns;
        did_close = close_stretch(cut, event->number, closed);
        open_stretch(cut, event, STRETCH_TURN, event->lane);
        break;
    case TRACE_CLOCK_MOVED:
        clock_moved(cut, event, closed);
        did_close = true;
        break;
    case TRACE_TURN:
    case TRACE_CALLBACK_RUN:
        if (cut->open && cut->now.holder == 0) {
            did_close = close_stretch(cut, event->number, closed);
        }
        break;
    case TRACE_LOOP_BEGIN:
    case TRACE_PROGRAM_END: did_close = close_stretch(cut, event->number, closed); break;
    case TRACE_OUTPUT:
    case TRACE_EXCEPTION_RAISED:
    case TRACE_EXCEPTION_CAUGHT:
    case TRACE_ACQUIRED:
    case TRACE_RELEASED:
    case TRACE_CLEARED:
    case TRACE_NOTIFIED:
    case TRACE_ARRIVED:
    case TRACE_QUEUE_PUT:
    case TRACE_QUEUE_GOT:
    case TRACE_CANCEL_REQUESTED: shows(cut, event); break;
    case TRACE_PROGRAM_BEGIN:
    case TRACE_LOOP_END:
    case TRACE_TASK_CREATED:
    case TRACE_TASK_RENAMED:
    case TRACE_TASK_READY:
    case TRACE_WAIT_PROGRESS:
    case TRACE_TIMER_SET:
    case TRACE_TIMER_FIRED:
    case TRACE_TIMER_CANCELLED:
    case TRACE_QUEUE_DONE:
    case TRACE_OBJECT_NAMED:
    case TRACE_WARNING:
    case TRACE_DEADLOCK:
    case TRACE_LIMIT: break;
    }
    return did_close;
}

int stretch_finish(const Cut *cut, uint64_t length, int64_t end_ns, Stretch closed[2])
{
    int count = 0;
    Cut last = *cut;
    last.now.to_ns = end_ns;
    if (close_stretch(&last, length, &closed[0])) {
        count++;
    }
    closed[count++] = (Stretch){
        .first = last.first,
        .start = length,
        .end = length,
        .from_ns = end_ns,
        .to_ns = end_ns,
        .holder = STRETCH_NOBODY,
        .kind = STRETCH_END,
    };
    return count;
}
