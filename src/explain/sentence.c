#include "explain/saying.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "explain/words.h"

enum { LISTED_MOST = 4 }; // lanes that a sentence names one by one

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

static const char *tag_of(const Saying *saying, uint32_t lane)
{
    const Lanes *lanes = saying->explain->lanes;
    return lane < lanes->count ? lanes->lanes[lane].tag : "?";
}

static const char *string_of(const Saying *saying, int64_t id)
{
    return trace_string_at(saying->explain->trace, (uint32_t)id);
}

static void say_seconds(const Saying *saying, int64_t ns)
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

static void say_awaited(const Saying *saying, uint32_t line, TraceReason reason)
{
    explain_awaited(saying->explain, line, reason, saying->out);
}

// Whether a lane that waits for its timer is itself a sleep, which stands on no line of the program.
static bool is_bare_sleep(TraceReason reason, uint32_t line)
{
    return reason == TRACE_REASON_TIMER && line == 0;
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
        say_awaited(saying, line, reason);
    }
}

// Appends "b", "b and c" or "b, c and d" for tags.
static void say_tags(const Saying *saying, const uint32_t *lanes, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0) {
            buffer_puts(saying->out, i + 1 == count ? " and " : ", ");
        }
        buffer_puts(saying->out, tag_of(saying, lanes[i]));
    }
}

// Who was in line before `lane` when it joined, and still shows: "behind b and c".
static void say_behind(const Saying *saying, uint32_t lane, uint64_t joined)
{
    const Moment *moment = moments_at(saying->explain->moments, joined + 1);
    uint32_t count = moment_place(moment, lane) - 1;
    if (count == 0) {
        return;
    }
    buffer_puts(saying->out, ", behind ");
    if (count <= LISTED_MOST) {
        uint32_t ahead[LISTED_MOST];
        moment_line(moment, ahead, count);
        say_tags(saying, ahead, count);
    } else {
        buffer_printf(saying->out, "%" PRIu32 " others", count);
    }
}

// Who asked to cancel the lane that came into line by event `joined`, and where.
static void say_who_cancels(const Saying *saying, uint32_t lane, uint64_t joined, uint32_t by)
{
    const Trace *trace = saying->explain->trace;
    uint64_t asked = trace_find_prev(trace, joined, UINT64_C(1) << TRACE_CANCEL_REQUESTED, by);
    buffer_printf(saying->out, "It is in line because %s asked to cancel it",
                  saying->explain->lanes->lanes[by].name);
    if (asked != UINT64_MAX) {
        TraceEvent event = trace_event_at(trace, asked);
        saying_line(saying, event.operand[0] == lane ? event.line : 0);
    }
}

// Why a lane is in line, from the event that put it there: "It has been in line since …".
static void say_why_in_line(const Saying *saying, uint32_t lane, uint64_t joined)
{
    TraceEvent event = trace_event_at(saying->explain->trace, joined);
    if (event.kind == TRACE_TASK_CREATED) {
        buffer_puts(saying->out, "It has been in line since ");
        if (event.lane == 0) {
            buffer_puts(saying->out, "it was made");
        } else {
            const Lanes *lanes = saying->explain->lanes;
            buffer_printf(saying->out, "%s made it", lanes->lanes[event.lane].name);
        }
    } else if (event.kind == TRACE_TASK_SUSPENDED) {
        buffer_puts(saying->out, "It gave way, and went to the end of the line");
    } else if (event.operand[TRACE_READY_CAUSE] == TRACE_CAUSE_CANCEL &&
               event.operand[TRACE_READY_BY] != 0) {
        say_who_cancels(saying, lane, joined, (uint32_t)event.operand[TRACE_READY_BY]);
    } else {
        buffer_printf(saying->out, "It is in line because %s",
                      trace_cause_words((TraceCause)event.operand[TRACE_READY_CAUSE]));
    }
    say_behind(saying, lane, joined);
    buffer_puts(saying->out, ".");
}

// Whether a lane goes on that never let go of the CPU: another, eager one, has begun within it.
static bool only_lent_the_cpu(const MomentLane *lane, TraceKind kind)
{
    return kind == TRACE_TASK_RESUMED && (lane->suspended == MOMENT_NEVER || lane->suspended < lane->resumed);
}

// What the loop does next of itself, when nobody is in line: whom it wakes because this task has ended,
// or that it ends. Returns false where it waits for a timer.
static bool say_what_the_loop_does(const Saying *saying)
{
    const Trace *trace = saying->explain->trace;
    uint64_t kinds = UINT64_C(1) << TRACE_TASK_READY | UINT64_C(1) << TRACE_CANCEL_REQUESTED |
                     UINT64_C(1) << TRACE_CLOCK_MOVED | UINT64_C(1) << TRACE_CALLBACK_RUN |
                     UINT64_C(1) << TRACE_TASK_FIRST_STEP | UINT64_C(1) << TRACE_TASK_RESUMED |
                     UINT64_C(1) << TRACE_LOOP_END | UINT64_C(1) << TRACE_DEADLOCK;
    uint64_t number = trace_find_next(trace, saying->event.number + 1, kinds, TRACE_ANY_LANE);
    if (number == UINT64_MAX) {
        return false;
    }
    TraceEvent event = trace_event_at(trace, number);
    if (event.kind == TRACE_TASK_READY) {
        buffer_puts(saying->out, "Next: the loop puts ");
        saying_lane(saying, event.lane);
        bool waited = (uint32_t)event.operand[TRACE_READY_BY] == saying->event.lane;
        buffer_puts(saying->out, waited ? " in line, which waits for it." : " in line.");
    } else if (event.kind == TRACE_CANCEL_REQUESTED && event.lane == 0) {
        buffer_puts(saying->out, "Next: the loop asks the tasks that are left to end.");
    } else if (event.kind == TRACE_CALLBACK_RUN) {
        buffer_puts(saying->out, "Next: the loop runs a callback.");
    } else if (event.kind == TRACE_LOOP_END) {
        buffer_puts(saying->out, "Nobody is in line: the loop ends.");
    } else {
        return false;
    }
    return true;
}

// Who comes next when the CPU has become free: the first in line, else whom the loop wakes, else the
// earliest timer.
static void say_next(const Saying *saying)
{
    const Moment *moment = saying_after(saying);
    const Trace *trace = saying->explain->trace;
    uint32_t next;
    if (saying->event.number + 1 < trace_position(trace)) {
        TraceEvent event = trace_event_at(trace, saying->event.number + 1);
        if (only_lent_the_cpu(&moment->lanes[event.lane], event.kind)) {
            buffer_puts(saying->out, "Next: ");
            saying_lane(saying, event.lane);
            buffer_puts(saying->out, ", which had only lent it the CPU.");
            return;
        }
    }
    if (moment_line(moment, &next, 1) > 0) {
        uint64_t joined = moment->lanes[next].readied;
        buffer_puts(saying->out, "Next: ");
        saying_lane(saying, next);
        buffer_puts(saying->out, ". ");
        say_why_in_line(saying, next, joined);
        return;
    }
    if (say_what_the_loop_does(saying)) {
        return;
    }
    uint32_t timer = moment_next_timer(moment);
    if (timer != MOMENT_NOBODY) {
        buffer_printf(saying->out, "Next: nobody is ready. The earliest timer is %s's, at ",
                      tag_of(saying, timer));
        say_seconds(saying, moment->lanes[timer].until_ns);
        buffer_puts(saying->out, " s.");
        return;
    }
    buffer_puts(saying->out, "Nobody is in line, and no task's timer is set.");
}

// ---- what: one function for each kind that needs more than a phrase

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
    if (is_bare_sleep(reason, event->line)) {
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
        say_seconds(saying, until);
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
            say_seconds(saying, until);
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

// Whether the task that a TASK_CREATED makes begins at once, within whoever makes it: an eager one.
static bool begins_at_once(const Saying *saying, uint64_t created)
{
    const Trace *trace = saying->explain->trace;
    if (created + 1 >= trace_position(trace))
        return false;
    TraceEvent made = trace_event_at(trace, created), next = trace_event_at(trace, created + 1);
    return made.kind == TRACE_TASK_CREATED && next.kind == TRACE_TASK_FIRST_STEP &&
           next.lane == (uint32_t)made.operand[TRACE_CREATED_LANE] && made.lane != 0;
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
    } else if (is_bare_sleep(lane->reason, lane->suspended_line)) {
        buffer_puts(saying->out, "its timer has rung");
    } else if (of_a_task && cause == TRACE_CAUSE_TASK_DONE && lane->object != 0) {
        saying_lane(saying, (uint32_t)lane->object);
        buffer_puts(saying->out, ", which it waits for, is done");
    } else if (lane->reason == TRACE_REASON_LOCK || lane->reason == TRACE_REASON_SEMAPHORE) {
        buffer_puts(saying->out, "it has waited for ");
        say_wanted(saying, lane->suspended_line, lane->reason, lane->object);
        buffer_puts(saying->out, " since ");
        say_seconds(saying, lane->suspended_ns);
    } else if (cause == TRACE_CAUSE_TIMEOUT) {
        buffer_puts(saying->out, "the time of ");
        say_awaited(saying, lane->suspended_line, lane->reason);
        buffer_puts(saying->out, ", begun at ");
        say_seconds(saying, lane->suspended_ns);
        buffer_puts(saying->out, ", is up");
    } else {
        buffer_puts(saying->out, "the ");
        say_awaited(saying, lane->suspended_line, lane->reason);
        buffer_puts(saying->out, " it began at ");
        say_seconds(saying, lane->suspended_ns);
        buffer_puts(saying->out, " is over");
    }
}

static void what_resumed(const Saying *saying)
{
    bool cancelled = resumes_cancelled(saying);
    const MomentLane lane = saying_before(saying)->lanes[saying->event.lane];
    saying_lane(saying, saying->event.lane);
    if (only_lent_the_cpu(&lane, saying->event.kind)) {
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
    if (cause == TRACE_CAUSE_TIMER && is_bare_sleep(lane.reason, lane.suspended_line)) {
        buffer_puts(saying->out, "its timer has rung");
    } else if (cause == TRACE_CAUSE_TIMER) {
        buffer_puts(saying->out, "the ");
        say_awaited(saying, lane.suspended_line, lane.reason);
        buffer_puts(saying->out, " it began at ");
        say_seconds(saying, lane.suspended_ns);
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
    say_seconds(saying, event->operand[TRACE_CLOCK_FROM]);
    buffer_puts(saying->out, " to ");
    say_seconds(saying, event->time_ns);
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
    say_seconds(saying, event->operand[1]);
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
    if (begins_at_once(saying, event->number)) {
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
    say_seconds(saying, saying->event.time_ns);
    buffer_puts(saying->out, " s");
    if (saying->event.operand[0] != 0) {
        buffer_printf(saying->out, " with exit status %" PRId64, saying->event.operand[0]);
    }
    buffer_puts(saying->out, ".");
}

// The exit statuses that are awaitscope's own.
static void why_program_end(const Saying *saying)
{
    if (saying->event.operand[0] == 3) {
        buffer_puts(saying->out, "It needs something that awaitscope does not cover: see OUTPUT.");
    } else if (saying->event.operand[0] == 4) {
        buffer_puts(saying->out, "It was stopped at a limit: see OUTPUT.");
    }
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
    case TRACE_TASK_RENAMED:
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
        break;
    case TRACE_TASK_FIRST_STEP:
        saying_lane(saying, event->lane);
        buffer_puts(out, " begins");
        saying_line(saying, event->line);
        buffer_puts(out, ": it has the CPU until it awaits.");
        break;
    case TRACE_TASK_RESUMED: what_resumed(saying); break;
    case TRACE_TASK_SUSPENDED: what_suspended(saying); break;
    case TRACE_TASK_READY: what_ready(saying); break;
    case TRACE_WAIT_PROGRESS:
        buffer_printf(out, "%" PRId64 " of the %" PRId64 " that ", event->operand[0],
                      event->operand[1]);
        saying_lane(saying, event->lane);
        buffer_puts(out, event->operand[0] == 1 ? " waits for is done." : " waits for are done.");
        break;
    case TRACE_TASK_FINISHED:
    case TRACE_TASK_FAILED:
    case TRACE_TASK_CANCELLED: what_end(saying); break;
    case TRACE_CANCEL_REQUESTED:
        saying_who(saying);
        buffer_puts(out, " asks to cancel ");
        saying_lane(saying, (uint32_t)event->operand[0]);
        saying_line(saying, event->line);
        buffer_puts(out, ".");
        break;
    case TRACE_CLOCK_MOVED: what_clock(saying); break;
    case TRACE_CALLBACK_RUN:
        buffer_printf(out, "The loop runs the callback %s.", string_of(saying, event->operand[0]));
        break;
    case TRACE_TIMER_SET:
        saying_who(saying);
        buffer_printf(out, " sets timer %" PRId64 " for ", event->operand[0]);
        say_seconds(saying, event->operand[1]);
        buffer_puts(out, " s");
        saying_line(saying, event->line);
        buffer_puts(out, ".");
        break;
    case TRACE_TIMER_FIRED:
        buffer_printf(out, "Timer %" PRId64 " rings.", event->operand[0]);
        break;
    case TRACE_TIMER_CANCELLED:
        saying_who(saying);
        buffer_printf(out, " takes timer %" PRId64 " back", event->operand[0]);
        saying_line(saying, event->line);
        buffer_puts(out, ".");
        break;
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
    case TRACE_OBJECT_NAMED:
        saying_who(saying);
        buffer_printf(out, " uses the %s %s", trace_reason_words((TraceReason)event->operand[0]),
                      string_of(saying, event->operand[TRACE_OBJECT_NAME]));
        saying_line(saying, event->line);
        buffer_puts(out, " for the first time.");
        break;
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

// ---- why

// Whether nobody has had the CPU since the clock jumped to a timer, before event `number`, and a lane
// that came into line by event `joined` did so since; whose timer it was then.
static bool clock_just_jumped(const Saying *saying, uint64_t number, uint64_t joined,
                              uint32_t *whose)
{
    const Trace *trace = saying->explain->trace;
    uint64_t turns = UINT64_C(1) << TRACE_TASK_FIRST_STEP | UINT64_C(1) << TRACE_TASK_RESUMED;
    uint64_t moves = UINT64_C(1) << TRACE_CLOCK_MOVED;
    uint64_t last = trace_find_prev(trace, number, turns | moves, TRACE_ANY_LANE);
    if (last == UINT64_MAX) {
        return false;
    }
    TraceEvent event = trace_event_at(trace, last);
    *whose = (uint32_t)event.operand[TRACE_CLOCK_WHOSE];
    return event.kind == TRACE_CLOCK_MOVED && joined != MOMENT_NEVER && joined > last &&
           event.operand[TRACE_CLOCK_CAUSE] == TRACE_CAUSE_TIMER;
}

static void why_has_cpu(const Saying *saying)
{
    uint32_t lane = saying->event.lane;
    uint64_t joined = saying_before(saying)->lanes[lane].readied;
    uint32_t whose;
    if (only_lent_the_cpu(&saying_before(saying)->lanes[lane], saying->event.kind)) {
        return;
    }
    buffer_puts(saying->out, "Why now? ");
    if (saying->event.kind == TRACE_TASK_FIRST_STEP && saying->event.number > 0 &&
        begins_at_once(saying, saying->event.number - 1)) {
        buffer_puts(saying->out, "It is eager: it begins as it is made, without a turn in line.");
        return;
    }
    if (clock_just_jumped(saying, saying->event.number, joined, &whose)) {
        buffer_puts(saying->out, "Nobody was ready, so the clock jumped to the earliest timer");
        if (whose != 0) {
            buffer_printf(saying->out, ": %s's", tag_of(saying, whose));
        }
        buffer_puts(saying->out, ".");
        return;
    }
    buffer_puts(saying->out, "It is first in line. ");
    if (joined != MOMENT_NEVER) {
        say_why_in_line(saying, lane, joined);
    }
}

typedef struct Ending {
    int64_t time_ns;
    uint64_t event;
    uint32_t lane;
} Ending;

static int by_event(const void *a, const void *b)
{
    uint64_t left = ((const Ending *)a)->event, right = ((const Ending *)b)->event;
    return (left > right) - (left < right);
}

// The tasks of a gather, when they can be told: those that the waiting task made in the turn at the
// end of which it began to wait, if their number fits. Returns how many.
static uint32_t gathered(const Saying *saying, const MomentLane *waiting, uint32_t parent,
                         Ending endings[LISTED_MOST])
{
    const Moment *moment = saying_after(saying);
    uint32_t count = 0;
    for (uint32_t i = 1; i < moment->lane_count; i++) {
        const MomentLane *lane = &moment->lanes[i];
        if (lane->parent != parent || lane->created < waiting->resumed ||
            lane->created > waiting->suspended) {
            continue;
        }
        if (count == LISTED_MOST || lane->ended == MOMENT_NEVER) {
            return 0;
        }
        endings[count++] = (Ending){lane->since_ns, lane->ended, i};
    }
    return count == waiting->total ? count : 0;
}

static void why_gather_ready(const Saying *saying)
{
    const MomentLane waiting = saying_before(saying)->lanes[saying->event.lane];
    buffer_puts(saying->out, "Why? ");
    say_awaited(saying, waiting.suspended_line, waiting.reason);
    saying_line(saying, waiting.suspended_line);
    buffer_printf(saying->out, " wakes %s when all are done",
                  saying->explain->lanes->lanes[saying->event.lane].name);
    Ending endings[LISTED_MOST];
    uint32_t count = gathered(saying, &waiting, saying->event.lane, endings);
    qsort(endings, count, sizeof *endings, by_event);
    for (uint32_t i = 0; i < count; i++) {
        buffer_printf(saying->out, "%s %s ", i == 0 ? ":" : ",", tag_of(saying, endings[i].lane));
        say_seconds(saying, endings[i].time_ns);
    }
    buffer_puts(saying->out, ".");
}

static void why_ready(const Saying *saying)
{
    TraceCause cause = (TraceCause)saying->event.operand[TRACE_READY_CAUSE];
    uint32_t by = (uint32_t)saying->event.operand[TRACE_READY_BY];
    if (cause == TRACE_CAUSE_GATHER_DONE) {
        why_gather_ready(saying);
        return;
    }
    const Moment *moment = saying_after(saying);
    uint32_t place = moment_place(moment, saying->event.lane);
    uint32_t by_line = by < moment->lane_count ? moment->lanes[by].line : 0;
    const MomentLane *waits = &moment->lanes[saying->event.lane];
    if (cause == TRACE_CAUSE_TIMER) {
        if (!is_bare_sleep(waits->reason, waits->suspended_line)) {
            buffer_puts(saying->out, "Its timer has rung. ");
        }
    } else if (by != 0 && cause != TRACE_CAUSE_TASK_DONE) {
        buffer_puts(saying->out, "Why? ");
        saying_lane(saying, by);
        buffer_puts(saying->out, " did it");
        saying_line(saying, by_line);
        buffer_puts(saying->out, ". ");
    }
    buffer_puts(saying->out, "It goes on when its turn comes: it is ");
    if (place == 1) {
        buffer_puts(saying->out, "next in line.");
    } else {
        words_ordinal(saying->out, place);
        buffer_puts(saying->out, " in line.");
    }
}

static void why_clock(const Saying *saying)
{
    if (saying->event.operand[TRACE_CLOCK_CAUSE] != TRACE_CAUSE_TIMER) {
        return;
    }
    uint32_t whose = (uint32_t)saying->event.operand[TRACE_CLOCK_WHOSE];
    const Moment *moment = saying_before(saying);
    if (whose == 0 || whose >= moment->lane_count) {
        buffer_puts(saying->out, "Why to there? The earliest timer of the loop rings then.");
        return;
    }
    const MomentLane lane = moment->lanes[whose];
    buffer_puts(saying->out, "Why to there? The earliest timer is that of ");
    saying_lane(saying, whose);
    if (!is_bare_sleep(lane.reason, lane.suspended_line)) {
        buffer_puts(saying->out, ": its ");
        say_awaited(saying, lane.suspended_line, lane.reason);
        saying_line(saying, lane.suspended_line);
    }
    buffer_puts(saying->out, ".");
}

static void why_created(const Saying *saying)
{
    const Moment *moment = saying_after(saying);
    uint32_t holder = moment->cpu;
    if (holder == MOMENT_NOBODY || holder == 0 || begins_at_once(saying, saying->event.number)) {
        return;
    }
    buffer_puts(saying->out, "It does not run yet: ");
    saying_lane(saying, holder);
    buffer_puts(saying->out, " has the CPU until it awaits.");
}

static void why_cancel(const Saying *saying)
{
    uint32_t target = (uint32_t)saying->event.operand[0];
    const Moment *moment = saying_before(saying);
    if (target >= moment->lane_count) {
        return;
    }
    const MomentLane lane = moment->lanes[target];
    if (!lane.started) {
        buffer_puts(saying->out, "It has not begun: its code will never run.");
        return;
    }
    buffer_printf(saying->out, "%s will meet a CancelledError at the await of line %" PRIu32 ".",
                  tag_of(saying, target), lane.line);
}

static void why_blocks(const Saying *saying)
{
    const Moment *moment = saying_after(saying);
    if (!moment->loop_runs) {
        buffer_puts(saying->out, "The thread sleeps, nothing else can run.");
        return;
    }
    uint32_t waiting = moment->ready_count;
    buffer_puts(saying->out, "This is no await: the loop itself stands still");
    if (waiting > 0) {
        buffer_puts(saying->out, ", and ");
        words_number(saying->out, waiting);
        buffer_puts(saying->out, waiting == 1 ? " task in line waits" : " tasks in line wait");
    }
    buffer_puts(saying->out, ".");
}

static void why_output(const Saying *saying)
{
    if (saying->event.operand[TRACE_OUTPUT_STREAM] != 1 || !saying_after(saying)->loop_runs) {
        return;
    }
    buffer_puts(saying->out, saying->event.lane == 0
                                 ? "A callback has the CPU to its end: it cannot await."
                                 : "A print does not let go of the CPU. Only an await does.");
}

// That an await need not let go: nobody had the lock.
static void why_acquired(const Saying *saying)
{
    const Moment *moment = saying_before(saying);
    const MomentLane *lane = &moment->lanes[saying->event.lane];
    bool waited = lane->reason == (TraceReason)saying->event.operand[TRACE_OBJECT_REASON] &&
                  lane->object == (uint64_t)saying->event.operand[TRACE_OBJECT_ID] &&
                  lane->suspended != MOMENT_NEVER;
    if (waited || saying->event.lane == 0) {
        return;
    }
    buffer_printf(saying->out, "It was free, so there was nothing to wait for: %s keeps the CPU.",
                  tag_of(saying, saying->event.lane));
}

static void why_deadlock(const Saying *saying)
{
    const Moment *moment = saying_after(saying);
    uint32_t said = 0;
    for (uint32_t i = 1; i < moment->lane_count && said < LISTED_MOST; i++) {
        const MomentLane *lane = &moment->lanes[i];
        if (lane->state != MOMENT_WAITS) {
            continue;
        }
        buffer_printf(saying->out, "%s%s waits for %s (line %" PRIu32 ")", said == 0 ? "" : ", ",
                      tag_of(saying, i),
                      lane->reason == TRACE_REASON_TASK ? tag_of(saying, (uint32_t)lane->object)
                                                        : trace_reason_words(lane->reason),
                      lane->line);
        said++;
    }
    if (said > 0) {
        buffer_puts(saying->out, ".");
    }
}

void sentence_why(const Explain *explain, uint64_t position, Buffer *out)
{
    if (position == 0) {
        return;
    }
    Saying saying = {explain, trace_event_at(explain->trace, position - 1), out};
    switch (saying.event.kind) {
    case TRACE_TASK_FIRST_STEP:
    case TRACE_TASK_RESUMED: why_has_cpu(&saying); break;
    case TRACE_TASK_SUSPENDED:
    case TRACE_TASK_FINISHED:
    case TRACE_TASK_FAILED:
    case TRACE_TASK_CANCELLED: say_next(&saying); break;
    case TRACE_TASK_READY: why_ready(&saying); break;
    case TRACE_TASK_CREATED: why_created(&saying); break;
    case TRACE_CLOCK_MOVED: why_clock(&saying); break;
    case TRACE_CANCEL_REQUESTED: why_cancel(&saying); break;
    case TRACE_BLOCK_BEGIN: why_blocks(&saying); break;
    case TRACE_DEADLOCK: why_deadlock(&saying); break;
    case TRACE_OUTPUT: why_output(&saying); break;
    case TRACE_ACQUIRED: why_acquired(&saying); break;
    case TRACE_PROGRAM_END: why_program_end(&saying); break;
    case TRACE_PROGRAM_BEGIN:
    case TRACE_LOOP_BEGIN:
    case TRACE_LOOP_END:
    case TRACE_TURN:
    case TRACE_TASK_RENAMED:
    case TRACE_WAIT_PROGRESS:
    case TRACE_CALLBACK_RUN:
    case TRACE_TIMER_SET:
    case TRACE_TIMER_FIRED:
    case TRACE_TIMER_CANCELLED:
    case TRACE_BLOCK_END:
    case TRACE_EXCEPTION_RAISED:
    case TRACE_EXCEPTION_CAUGHT:
    case TRACE_RELEASED:
    case TRACE_CLEARED:
    case TRACE_NOTIFIED:
    case TRACE_ARRIVED:
    case TRACE_QUEUE_PUT:
    case TRACE_QUEUE_GOT:
    case TRACE_QUEUE_DONE:
    case TRACE_OBJECT_NAMED:
    case TRACE_WARNING:
    case TRACE_LIMIT: break;
    }
}
