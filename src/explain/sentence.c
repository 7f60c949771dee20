// What happened: one sentence for each kind of event.
#include <inttypes.h>
#include <string.h>

#include "explain/saying.h"
#include "explain/words.h"

static const char *string_of(const Saying *saying, int64_t id)
{
    return trace_string_at(saying->explain->trace, (uint32_t)id);
}

// Locks and semaphores are named, where the line has no word for what is awaited.
static void say_wanted(const Saying *saying, uint32_t line, TraceReason reason, uint64_t object)
{
    bool shared = reason == TRACE_REASON_LOCK || reason == TRACE_REASON_SEMAPHORE;
    if (shared && !source_text_awaited(saying->explain->source, line, saying->out)) {
        saying_object(saying, trace_reason_words(reason), (int64_t)object);
        return;
    }
    if (!shared) {
        saying_awaited(saying, line, reason);
    }
}

static void what_suspended(const Saying *saying)
{
    const TraceEvent *event = &saying->event;
    TraceReason reason = (TraceReason)event->operand[TRACE_WAIT_REASON];
    saying_lane(saying, event->lane);
    if (reason == TRACE_REASON_YIELD) {
        buffer_puts(saying->out, " gives way");
        saying_line(saying, event->line);
        buffer_puts(saying->out, " and goes to the end of the line.");
        return;
    }
    int64_t until = event->operand[TRACE_WAIT_UNTIL];
    uint32_t object = (uint32_t)event->operand[TRACE_WAIT_OBJECT];
    if (saying_bare_sleep(reason, event->line)) {
        buffer_puts(saying->out, " sets its timer");
    } else {
        buffer_puts(saying->out, " awaits ");
        say_wanted(saying, event->line, reason, object);
    }
    saying_line(saying, event->line);
    buffer_puts(saying->out, " and lets go of the CPU until ");
    switch (reason) {
    case TRACE_REASON_YIELD: break;
    case TRACE_REASON_TIMER:
        saying_seconds(saying, until);
        buffer_puts(saying->out, " s");
        break;
    case TRACE_REASON_TASK:
        saying_lane(saying, object);
        buffer_puts(saying->out, " is done");
        break;
    case TRACE_REASON_GATHER:
    case TRACE_REASON_GROUP:
        if (event->operand[TRACE_WAIT_TOTAL] == 1) {
            buffer_puts(saying->out, "it is done");
        } else if (event->operand[TRACE_WAIT_TOTAL] == 2) {
            buffer_puts(saying->out, "both are done");
        } else {
            buffer_printf(saying->out, "all %" PRId64 " are done",
                          event->operand[TRACE_WAIT_TOTAL]);
        }
        break;
    case TRACE_REASON_WAIT: buffer_puts(saying->out, "enough of them are done"); break;
    case TRACE_REASON_WAIT_FOR:
        if (object != 0) {
            saying_lane(saying, object);
        } else {
            buffer_puts(saying->out, "it");
        }
        buffer_puts(saying->out, " is done");
        if (until != 0) {
            buffer_puts(saying->out, ", or ");
            saying_seconds(saying, until);
            buffer_puts(saying->out, " s");
        }
        break;
    case TRACE_REASON_FUTURE: buffer_puts(saying->out, "it has a result"); break;
    case TRACE_REASON_LOCK: buffer_puts(saying->out, "it gets it"); break;
    case TRACE_REASON_SEMAPHORE: buffer_puts(saying->out, "a place is free"); break;
    case TRACE_REASON_EVENT: buffer_puts(saying->out, "it is set"); break;
    case TRACE_REASON_CONDITION: buffer_puts(saying->out, "it is notified"); break;
    case TRACE_REASON_QUEUE_GET: buffer_puts(saying->out, "there is an item"); break;
    case TRACE_REASON_QUEUE_PUT: buffer_puts(saying->out, "there is room"); break;
    case TRACE_REASON_QUEUE_JOIN: buffer_puts(saying->out, "every item is dealt with"); break;
    case TRACE_REASON_BARRIER: buffer_puts(saying->out, "all have come"); break;
    case TRACE_REASON_IO: buffer_puts(saying->out, "something comes in"); break;
    }
    buffer_puts(saying->out, ".");
}

// The CancelledError that a request has put in a task's way.
static bool resumes_cancelled(const Saying *saying)
{
    const Moment *moment = saying_before(saying);
    uint64_t readied = moment->lanes[saying->event.lane].readied;
    bool asked = moment->lanes[saying->event.lane].cancel_requested;
    if (!asked || readied == MOMENT_NEVER) {
        return false;
    }
    TraceEvent event = trace_event_at(saying->explain->trace, readied);
    return event.kind == TRACE_TASK_READY &&
           event.operand[TRACE_READY_CAUSE] == TRACE_CAUSE_CANCEL;
}

// What ends the wait of a lane that is in line again.
static void say_what_is_over(const Saying *saying, const MomentLane *lane)
{
    TraceEvent ready = trace_event_at(saying->explain->trace, lane->readied);
    TraceCause cause = ready.kind == TRACE_TASK_READY
                           ? (TraceCause)ready.operand[TRACE_READY_CAUSE]
                           : TRACE_CAUSE_YIELDED;
    bool of_a_task = lane->reason == TRACE_REASON_TASK || lane->reason == TRACE_REASON_WAIT_FOR;
    if (lane->reason == TRACE_REASON_YIELD) {
        buffer_puts(saying->out, "it gave way, and its turn has come again");
    } else if (saying_bare_sleep(lane->reason, lane->suspended_line)) {
        buffer_puts(saying->out, "its timer has rung");
    } else if (of_a_task && cause == TRACE_CAUSE_TASK_DONE && lane->object != 0) {
        saying_lane(saying, (uint32_t)lane->object);
        buffer_puts(saying->out, ", which it waits for, is done");
    } else if (lane->reason == TRACE_REASON_LOCK || lane->reason == TRACE_REASON_SEMAPHORE) {
        buffer_puts(saying->out, "it has waited for ");
        say_wanted(saying, lane->suspended_line, lane->reason, lane->object);
        buffer_puts(saying->out, " since ");
        saying_seconds(saying, lane->suspended_ns);
    } else if (cause == TRACE_CAUSE_TIMEOUT) {
        buffer_puts(saying->out, "the time of ");
        saying_awaited(saying, lane->suspended_line, lane->reason);
        buffer_puts(saying->out, ", begun at ");
        saying_seconds(saying, lane->suspended_ns);
        buffer_puts(saying->out, ", is up");
    } else {
        buffer_puts(saying->out, "the ");
        saying_awaited(saying, lane->suspended_line, lane->reason);
        buffer_puts(saying->out, " it began at ");
        saying_seconds(saying, lane->suspended_ns);
        buffer_puts(saying->out, " is over");
    }
}

static void what_resumed(const Saying *saying)
{
    bool cancelled = resumes_cancelled(saying);
    const MomentLane lane = saying_before(saying)->lanes[saying->event.lane];
    saying_lane(saying, saying->event.lane);
    if (saying_only_lent(&lane, saying->event.kind)) {
        buffer_puts(saying->out, " goes on");
        saying_line(saying, saying->event.line);
        buffer_puts(saying->out, ": what it has made has come to an await or to its end.");
        return;
    }
    if (cancelled) {
        buffer_printf(saying->out, " goes on at line %" PRIu32 ": its await raises CancelledError.",
                      lane.suspended_line);
        return;
    }
    buffer_puts(saying->out, " goes on");
    if (lane.suspended_line != 0) {
        buffer_printf(saying->out, " after line %" PRIu32, lane.suspended_line);
    }
    buffer_puts(saying->out, ": ");
    say_what_is_over(saying, &lane);
    buffer_puts(saying->out, ".");
}

static void what_ready(const Saying *saying)
{
    const TraceEvent *event = &saying->event;
    const MomentLane lane = saying_before(saying)->lanes[event->lane];
    TraceCause cause = (TraceCause)event->operand[TRACE_READY_CAUSE];
    uint32_t by = (uint32_t)event->operand[TRACE_READY_BY];
    saying_lane(saying, event->lane);
    buffer_puts(saying->out, " is ready again: ");
    if (cause == TRACE_CAUSE_TIMER && saying_bare_sleep(lane.reason, lane.suspended_line)) {
        buffer_puts(saying->out, "its timer has rung");
    } else if (cause == TRACE_CAUSE_TIMER) {
        buffer_puts(saying->out, "the ");
        saying_awaited(saying, lane.suspended_line, lane.reason);
        buffer_puts(saying->out, " it began at ");
        saying_seconds(saying, lane.suspended_ns);
        buffer_puts(saying->out, " is over");
    } else if ((cause == TRACE_CAUSE_GATHER_DONE || cause == TRACE_CAUSE_GROUP_DONE) && by != 0) {
        saying_lane(saying, by);
        buffer_puts(saying->out, " was the last of the ");
        words_number(saying->out, lane.total);
        buffer_puts(saying->out, " it waits for");
    } else if (cause == TRACE_CAUSE_TASK_DONE && by != 0) {
        saying_lane(saying, by);
        buffer_puts(saying->out, ", which it waits for, is done");
    } else {
        buffer_puts(saying->out, trace_cause_words(cause));
    }
    buffer_puts(saying->out, ".");
}

static void what_output(const Saying *saying)
{
    const TraceEvent *event = &saying->event;
    size_t written;
    const char *bytes = trace_output_bytes(saying->explain->trace, &written) +
                        event->operand[TRACE_OUTPUT_OFFSET];
    size_t length = (size_t)event->operand[TRACE_OUTPUT_LENGTH];
    while (length > 0 && bytes[length - 1] == '\n') {
        length--;
    }
    const char *newline = memchr(bytes, '\n', length);
    saying_who(saying);
    buffer_puts(saying->out, event->operand[0] == 2 ? " writes to stderr \"" : " prints \"");
    buffer_append(saying->out, bytes, newline == NULL ? length : (size_t)(newline - bytes));
    buffer_puts(saying->out, newline == NULL ? "\"" : " …\"");
    saying_line(saying, event->line);
    buffer_puts(saying->out, ".");
}

static void what_clock(const Saying *saying)
{
    const TraceEvent *event = &saying->event;
    TraceCause cause = (TraceCause)event->operand[TRACE_CLOCK_CAUSE];
    buffer_puts(saying->out, "The clock moves from ");
    saying_seconds(saying, event->operand[TRACE_CLOCK_FROM]);
    buffer_puts(saying->out, " to ");
    saying_seconds(saying, event->time_ns);
    buffer_puts(saying->out, " s: ");
    if (cause == TRACE_CAUSE_COMPUTATION) {
        saying_lane(saying, (uint32_t)event->operand[TRACE_CLOCK_WHOSE]);
        buffer_puts(saying->out, " has computed that long.");
    } else if (cause == TRACE_CAUSE_BLOCKING) {
        buffer_puts(saying->out, "a call blocked that long.");
    } else {
        buffer_puts(saying->out, "nobody is ready.");
    }
}

static void what_blocks(const Saying *saying)
{
    const TraceEvent *event = &saying->event;
    const char *name = string_of(saying, event->operand[0]);
    saying_lane(saying, event->lane);
    buffer_puts(saying->out, " sleeps in ");
    if (!source_text_call(saying->explain->source, event->line, name, saying->out)) {
        buffer_puts(saying->out, name);
    }
    saying_line(saying, event->line);
    buffer_puts(saying->out, " and keeps the CPU until ");
    saying_seconds(saying, event->operand[1]);
    buffer_puts(saying->out, " s.");
}

static void what_created(const Saying *saying)
{
    const TraceEvent *event = &saying->event;
    uint32_t made = (uint32_t)event->operand[TRACE_CREATED_LANE];
    if (event->lane == 0) {
        buffer_puts(saying->out, "The loop is given ");
        saying_lane(saying, made);
    } else {
        saying_lane(saying, event->lane);
        buffer_puts(saying->out, " makes ");
        saying_lane(saying, made);
    }
    saying_line(saying, event->line);
    if (saying_begins_at_once(saying, event->number)) {
        buffer_puts(saying->out, ", and lets it begin at once.");
        return;
    }
    buffer_puts(saying->out, ": it is in line now.");
}

static void what_end(const Saying *saying)
{
    const TraceEvent *event = &saying->event;
    saying_lane(saying, event->lane);
    if (event->kind == TRACE_TASK_FAILED) {
        buffer_printf(saying->out, " fails with %s", string_of(saying, event->operand[0]));
        saying_line(saying, event->line);
    } else if (event->kind == TRACE_TASK_CANCELLED) {
        buffer_puts(saying->out, " is cancelled: its CancelledError was let out");
    } else {
        buffer_puts(saying->out, " is done: its code has come to the end");
        if (event->operand[0] != 0) {
            buffer_printf(saying->out, " and returns %s", string_of(saying, event->operand[0]));
        }
    }
    buffer_puts(saying->out, ".");
}

static void what_simple(const Saying *saying, const char *verb, const char *object)
{
    saying_who(saying);
    buffer_printf(saying->out, " %s %s", verb, object);
    saying_line(saying, saying->event.line);
    buffer_puts(saying->out, ".");
}

static void what_program_end(const Saying *saying)
{
    buffer_puts(saying->out, "The program ends at ");
    saying_seconds(saying, saying->event.time_ns);
    buffer_puts(saying->out, " s");
    if (saying->event.operand[0] != 0) {
        buffer_printf(saying->out, " with exit status %" PRId64, saying->event.operand[0]);
    }
    buffer_puts(saying->out, ".");
}

static void what_renamed(const Saying *saying)
{
    const TraceEvent *event = &saying->event;
    Buffer *out = saying->out;
    saying_who(saying);
    buffer_puts(out, " calls ");
    if (event->operand[0] == event->lane) {
        buffer_puts(out, "itself");
    } else {
        saying_lane(saying, (uint32_t)event->operand[0]);
    }
    buffer_printf(out, " \"%s\"", string_of(saying, event->operand[1]));
    saying_line(saying, event->line);
    buffer_puts(out, ".");
}

static void what_progress(const Saying *saying)
{
    const TraceEvent *event = &saying->event;
    Buffer *out = saying->out;
    buffer_printf(out, "%" PRId64 " of the %" PRId64 " that ", event->operand[0],
                  event->operand[1]);
    saying_lane(saying, event->lane);
    buffer_puts(out, event->operand[0] == 1 ? " waits for is done." : " waits for are done.");
}

static void what_cancel(const Saying *saying)
{
    const TraceEvent *event = &saying->event;
    Buffer *out = saying->out;
    saying_who(saying);
    buffer_puts(out, " asks to cancel ");
    saying_lane(saying, (uint32_t)event->operand[0]);
    saying_line(saying, event->line);
    buffer_puts(out, ".");
}

static void what_timer_set(const Saying *saying)
{
    const TraceEvent *event = &saying->event;
    Buffer *out = saying->out;
    saying_who(saying);
    buffer_printf(out, " sets timer %" PRId64 " for ", event->operand[0]);
    saying_seconds(saying, event->operand[1]);
    buffer_puts(out, " s");
    saying_line(saying, event->line);
    buffer_puts(out, ".");
}

static void what_timer_cancelled(const Saying *saying)
{
    const TraceEvent *event = &saying->event;
    Buffer *out = saying->out;
    saying_who(saying);
    buffer_printf(out, " takes timer %" PRId64 " back", event->operand[0]);
    saying_line(saying, event->line);
    buffer_puts(out, ".");
}

static void what_named(const Saying *saying)
{
    const TraceEvent *event = &saying->event;
    Buffer *out = saying->out;
    saying_who(saying);
    buffer_printf(out, " uses the %s %s", trace_reason_words((TraceReason)event->operand[0]),
                  string_of(saying, event->operand[TRACE_OBJECT_NAME]));
    saying_line(saying, event->line);
    buffer_puts(out, " for the first time.");
}

static void what(const Saying *saying)
{
    const TraceEvent *event = &saying->event;
    Buffer *out = saying->out;
    switch (event->kind) {
    case TRACE_PROGRAM_BEGIN: buffer_puts(out, "The program begins."); break;
    case TRACE_PROGRAM_END: what_program_end(saying); break;
    case TRACE_LOOP_BEGIN: buffer_puts(out, "The event loop begins."); break;
    case TRACE_LOOP_END: buffer_puts(out, "The event loop ends."); break;
    case TRACE_TURN:
        buffer_printf(out, "The loop takes a turn: %" PRId64 " in line.", event->operand[0]);
        break;
    case TRACE_TASK_CREATED: what_created(saying); break;
    case TRACE_TASK_RENAMED: what_renamed(saying); break;
    case TRACE_TASK_FIRST_STEP:
        saying_lane(saying, event->lane);
        buffer_puts(out, " begins");
        saying_line(saying, event->line);
        buffer_puts(out, ": it has the CPU until it awaits.");
        break;
    case TRACE_TASK_RESUMED: what_resumed(saying); break;
    case TRACE_TASK_SUSPENDED: what_suspended(saying); break;
    case TRACE_TASK_READY: what_ready(saying); break;
    case TRACE_WAIT_PROGRESS: what_progress(saying); break;
    case TRACE_TASK_FINISHED:
    case TRACE_TASK_FAILED:
    case TRACE_TASK_CANCELLED: what_end(saying); break;
    case TRACE_CANCEL_REQUESTED: what_cancel(saying); break;
    case TRACE_CLOCK_MOVED: what_clock(saying); break;
    case TRACE_CALLBACK_RUN:
        buffer_printf(out, "The loop runs the callback %s.", string_of(saying, event->operand[0]));
        break;
    case TRACE_TIMER_SET: what_timer_set(saying); break;
    case TRACE_TIMER_FIRED:
        buffer_printf(out, "Timer %" PRId64 " rings.", event->operand[0]);
        break;
    case TRACE_TIMER_CANCELLED: what_timer_cancelled(saying); break;
    case TRACE_BLOCK_BEGIN: what_blocks(saying); break;
    case TRACE_BLOCK_END:
        saying_lane(saying, event->lane);
        buffer_printf(out, " goes on after line %" PRIu32 ": the call has returned.", event->line);
        break;
    case TRACE_OUTPUT: what_output(saying); break;
    case TRACE_EXCEPTION_RAISED:
        what_simple(saying, "raises", string_of(saying, event->operand[0]));
        break;
    case TRACE_EXCEPTION_CAUGHT:
        what_simple(saying, "catches", string_of(saying, event->operand[0]));
        break;
    case TRACE_ACQUIRED:
    case TRACE_RELEASED:
    case TRACE_CLEARED:
    case TRACE_NOTIFIED:
    case TRACE_ARRIVED:
    case TRACE_QUEUE_PUT:
    case TRACE_QUEUE_GOT:
    case TRACE_QUEUE_DONE: saying_shared(saying); break;
    case TRACE_OBJECT_NAMED: what_named(saying); break;
    case TRACE_WARNING:
        buffer_printf(out, "Warning: %s", string_of(saying, event->operand[0]));
        break;
    case TRACE_DEADLOCK:
        buffer_puts(out, "Deadlock: nobody is in line, and no timer will ever ring.");
        break;
    case TRACE_LIMIT:
        buffer_printf(out, "The run stops here: %s", string_of(saying, event->operand[0]));
        break;
    }
}

void sentence_what(const Explain *explain, uint64_t position, Buffer *out)
{
    if (position == 0) {
        buffer_puts(out, "Nothing has happened yet.");
        return;
    }
    what(&(Saying){explain, trace_event_at(explain->trace, position - 1), out});
}
