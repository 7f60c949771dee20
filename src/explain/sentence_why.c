// Why it happened, or what follows from it.
#include <inttypes.h>
#include <stdlib.h>

#include "explain/saying.h"
#include "explain/words.h"

enum { LISTED_MOST = 4 }; // lanes that a sentence names one by one

// Appends "b", "b and c" or "b, c and d" for tags.
static void say_tags(const Saying *saying, const uint32_t *lanes, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0) {
            buffer_puts(saying->out, i + 1 == count ? " and " : ", ");
        }
        buffer_puts(saying->out, saying_tag(saying, lanes[i]));
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
        if (saying_only_lent(&moment->lanes[event.lane], event.kind)) {
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
                      saying_tag(saying, timer));
        saying_seconds(saying, moment->lanes[timer].until_ns);
        buffer_puts(saying->out, " s.");
        return;
    }
    buffer_puts(saying->out, "Nobody is in line, and no task's timer is set.");
}

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
    if (saying_only_lent(&saying_before(saying)->lanes[lane], saying->event.kind)) {
        return;
    }
    buffer_puts(saying->out, "Why now? ");
    if (saying->event.kind == TRACE_TASK_FIRST_STEP && saying->event.number > 0 &&
        saying_begins_at_once(saying, saying->event.number - 1)) {
        buffer_puts(saying->out, "It is eager: it begins as it is made, without a turn in line.");
        return;
    }
    if (clock_just_jumped(saying, saying->event.number, joined, &whose)) {
        buffer_puts(saying->out, "Nobody was ready, so the clock jumped to the earliest timer");
        if (whose != 0) {
            buffer_printf(saying->out, ": %s's", saying_tag(saying, whose));
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
    saying_awaited(saying, waiting.suspended_line, waiting.reason);
    saying_line(saying, waiting.suspended_line);
    buffer_printf(saying->out, " wakes %s when all are done",
                  saying->explain->lanes->lanes[saying->event.lane].name);
    Ending endings[LISTED_MOST];
    uint32_t count = gathered(saying, &waiting, saying->event.lane, endings);
    qsort(endings, count, sizeof *endings, by_event);
    for (uint32_t i = 0; i < count; i++) {
        buffer_printf(saying->out, "%s %s ", i == 0 ? ":" : ",", saying_tag(saying, endings[i].lane));
        saying_seconds(saying, endings[i].time_ns);
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
        if (!saying_bare_sleep(waits->reason, waits->suspended_line)) {
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
    if (!saying_bare_sleep(lane.reason, lane.suspended_line)) {
        buffer_puts(saying->out, ": its ");
        saying_awaited(saying, lane.suspended_line, lane.reason);
        saying_line(saying, lane.suspended_line);
    }
    buffer_puts(saying->out, ".");
}

static void why_created(const Saying *saying)
{
    const Moment *moment = saying_after(saying);
    uint32_t holder = moment->cpu;
    if (holder == MOMENT_NOBODY || holder == 0 || saying_begins_at_once(saying, saying->event.number)) {
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
                  saying_tag(saying, target), lane.line);
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
                  saying_tag(saying, saying->event.lane));
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
                      saying_tag(saying, i),
                      lane->reason == TRACE_REASON_TASK ? saying_tag(saying, (uint32_t)lane->object)
                                                        : trace_reason_words(lane->reason),
                      lane->line);
        said++;
    }
    if (said > 0) {
        buffer_puts(saying->out, ".");
    }
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
