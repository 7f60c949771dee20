#include "explain/why.h"

#include <inttypes.h>
#include <stdlib.h>

#include "explain/words.h"
#include "trace/path.h"

enum { WAKE_UPS = 6, HOLDERS = 64, HOLDERS_NAMED = 4, LANES_NAMED = 4, LINKS_MOST = 4096, WAITS_DEEP = 8 };

// One answer in the making.
typedef struct Answer {
    const Explain *explain;
    uint64_t position;
    Buffer *out;
} Answer;

// The moment that is asked about. Valid until the next look at another.
static const Moment *now(const Answer *answer)
{
    return moments_at(answer->explain->moments, answer->position);
}

static void say_lane(const Answer *answer, uint32_t lane)
{
    words_lane(answer->out, answer->explain->lanes, lane);
}

static void say_seconds(const Answer *answer, int64_t ns)
{
    words_add_seconds(answer->out, ns);
}

static void say_line(const Answer *answer, uint32_t line)
{
    if (line != 0) {
        buffer_printf(answer->out, ", line %" PRIu32, line);
    }
}

// ---- whom it waits for

// The tasks that `lane` made and that still go on: whom a gather or a group waits for, as far as one
// can tell.
static void say_children(const Answer *answer, uint32_t number)
{
    const Moment *moment = now(answer);
    uint32_t named = 0, more = 0;
    for (uint32_t i = 1; i < moment->lane_count; i++) {
        const MomentLane *lane = &moment->lanes[i];
        if (lane->parent != number || lane->created == MOMENT_NEVER || moment_is_over(lane->state)) {
            continue;
        }
        if (named == LANES_NAMED) {
            more++;
            continue;
        }
        buffer_puts(answer->out, named++ == 0 ? "\n Still going on: " : "; ");
        say_lane(answer, i);
        buffer_puts(answer->out, " (");
        words_state(answer->out, moment, answer->explain->lanes, i);
        buffer_puts(answer->out, ")");
    }
    if (more > 0) {
        buffer_printf(answer->out, "; and %" PRIu32 " more", more);
    }
    if (named > 0) {
        buffer_puts(answer->out, ".");
    }
}

// What one whom others wait for does, and whom that one waits for in turn.
static void say_chain(const Answer *answer, uint32_t number)
{
    for (int deep = 0; deep < WAITS_DEEP; deep++) {
        const Moment *moment = now(answer);
        const MomentLane *lane = &moment->lanes[number];
        buffer_puts(answer->out, "\n ");
        say_lane(answer, number);
        buffer_puts(answer->out, ": ");
        words_state(answer->out, moment, answer->explain->lanes, number);
        if (lane->state != MOMENT_RUNS) {
            say_line(answer, lane->line);
        }
        buffer_puts(answer->out, ".");
        bool waits_for_lane = lane->state == MOMENT_WAITS && lane->object != 0 &&
                              (lane->reason == TRACE_REASON_TASK ||
                               lane->reason == TRACE_REASON_WAIT_FOR);
        if (!waits_for_lane || lane->object >= moment->lane_count || lane->object == number) {
            return;
        }
        number = (uint32_t)lane->object;
    }
}

static void say_waits(const Answer *answer, uint32_t number)
{
    const MomentLane lane = now(answer)->lanes[number];
    Buffer *out = answer->out;
    switch (lane.reason) {
    case TRACE_REASON_TASK:
    case TRACE_REASON_WAIT_FOR:
        if (lane.object == 0 || lane.object >= now(answer)->lane_count) {
            buffer_puts(out, "It waits for a future that somebody must give a result.");
            return;
        }
        buffer_puts(out, "It waits until ");
        say_lane(answer, (uint32_t)lane.object);
        buffer_puts(out, " is done.");
        say_chain(answer, (uint32_t)lane.object);
        return;
    case TRACE_REASON_GATHER:
    case TRACE_REASON_WAIT:
    case TRACE_REASON_GROUP:
        buffer_printf(out, "It waits for %" PRIu32 " tasks; %" PRIu32 " %s done.", lane.total,
                      lane.done, lane.done == 1 ? "is" : "are");
        say_children(answer, number);
        return;
    case TRACE_REASON_LOCK:
    case TRACE_REASON_SEMAPHORE: {
        TraceEvent taken;
        uint32_t holder = path_taker(answer->explain->trace, answer->position, lane.object, &taken);
        buffer_printf(out, "It waits for the %s", trace_reason_words(lane.reason));
        explain_object_name(answer->explain, lane.object, out);
        if (holder == MOMENT_NOBODY) {
            buffer_puts(out, ".");
            return;
        }
        buffer_puts(out, lane.reason == TRACE_REASON_LOCK ? ", which " : ", last taken by ");
        say_lane(answer, holder);
        buffer_printf(out, lane.reason == TRACE_REASON_LOCK ? " has had since " : " at ");
        say_seconds(answer, taken.time_ns);
        say_line(answer, taken.line);
        buffer_puts(out, ".");
        say_chain(answer, holder);
        return;
    }
    case TRACE_REASON_EVENT:
    case TRACE_REASON_CONDITION:
    case TRACE_REASON_BARRIER:
    case TRACE_REASON_QUEUE_GET:
    case TRACE_REASON_QUEUE_PUT:
    case TRACE_REASON_QUEUE_JOIN:
        buffer_puts(out, "It waits until ");
        buffer_puts(out, lane.reason == TRACE_REASON_EVENT       ? "somebody sets the event"
                         : lane.reason == TRACE_REASON_CONDITION ? "somebody notifies the condition"
                         : lane.reason == TRACE_REASON_BARRIER   ? "all have come to the barrier"
                         : lane.reason == TRACE_REASON_QUEUE_GET ? "somebody puts an item into the queue"
                         : lane.reason == TRACE_REASON_QUEUE_PUT ? "somebody takes an item from the queue"
                                                                 : "every item is dealt with of the queue");
        explain_object_name(answer->explain, lane.object, out);
        if (lane.total != 0) {
            buffer_printf(out, ": %" PRIu32 " of %" PRIu32 " are there", lane.done, lane.total);
        }
        buffer_puts(out, ".");
        return;
    case TRACE_REASON_FUTURE:
        buffer_puts(out, "It waits for a future that somebody must give a result.");
        return;
    case TRACE_REASON_YIELD:
    case TRACE_REASON_TIMER:
    case TRACE_REASON_IO: buffer_puts(out, "It waits."); return;
    }
}

// ---- what it does

// Who keeps everybody from the CPU in a call that blocks, or MOMENT_NOBODY.
static uint32_t blocker(const Moment *moment)
{
    for (uint32_t i = 0; i < moment->lane_count; i++) {
        if (moment->lanes[i].state == MOMENT_BLOCKED) {
            return i;
        }
    }
    return MOMENT_NOBODY;
}

static void say_blocked(const Answer *answer, uint32_t number)
{
    const Moment *moment = now(answer);
    uint32_t who = blocker(moment);
    if (who == MOMENT_NOBODY || who == number) {
        return;
    }
    const MomentLane *lane = &moment->lanes[who];
    buffer_puts(answer->out, "\nNobody gets the CPU before ");
    say_seconds(answer, lane->until_ns);
    buffer_puts(answer->out, ": ");
    say_lane(answer, who);
    buffer_printf(answer->out, " holds the loop in %s",
                  trace_string_at(answer->explain->trace, lane->text));
    say_line(answer, lane->line);
    buffer_puts(answer->out, ".");
}

static void say_timer(const Answer *answer, uint32_t number)
{
    const Moment *moment = now(answer);
    const MomentLane *lane = &moment->lanes[number];
    int64_t left = lane->until_ns - moment->clock_ns;
    buffer_puts(answer->out, "Not yet: ");
    if (left > 0) {
        buffer_puts(answer->out, "its ");
        explain_awaited(answer->explain, lane->suspended_line, lane->reason, answer->out);
        buffer_puts(answer->out, " has ");
        say_seconds(answer, left);
        buffer_puts(answer->out, " s left; it rings at ");
    } else {
        buffer_puts(answer->out, "the loop has not looked at its timer since it rang at ");
    }
    say_seconds(answer, lane->until_ns);
    buffer_puts(answer->out, ".");
}

// Who had the CPU since it came into line; the one who had it longest is to blame.
static void say_in_line(const Answer *answer, uint32_t number)
{
    const Moment *moment = now(answer);
    uint32_t place = moment_place(moment, number);
    buffer_puts(answer->out, "Not yet: it is in line since ");
    say_seconds(answer, moment->lanes[number].since_ns);
    buffer_puts(answer->out, place == 1 ? ", and next." : ", as number ");
    if (place > 1) {
        buffer_printf(answer->out, "%" PRIu32 ".", place);
    }
    PathHolder *holders = calloc(HOLDERS, sizeof *holders);
    if (holders == NULL) {
        abort();
    }
    uint32_t count = path_holders(answer->explain->moments, answer->explain->trace,
                                  answer->position, number, holders, HOLDERS);
    uint32_t worst = 0;
    for (uint32_t i = 0; i < count; i++) {
        int64_t took = holders[i].to_ns - holders[i].from_ns;
        worst = took > holders[worst].to_ns - holders[worst].from_ns ? i : worst;
        if (i < HOLDERS_NAMED) {
            buffer_puts(answer->out, i == 0 ? "\n Meanwhile the CPU was with " : ", ");
            say_lane(answer, holders[i].lane);
        } else if (i == HOLDERS_NAMED) {
            buffer_printf(answer->out, ", and %" PRIu32 " more", count - HOLDERS_NAMED);
        }
    }
    if (count > 0) {
        buffer_puts(answer->out, ".");
    }
    if (count > 0 && holders[worst].to_ns > holders[worst].from_ns) {
        uint32_t line = moments_at(answer->explain->moments, holders[worst].end)
                            ->lanes[holders[worst].lane]
                            .line;
        buffer_puts(answer->out, "\n ");
        say_lane(answer, holders[worst].lane);
        buffer_puts(answer->out, " is to blame: it kept it for ");
        say_seconds(answer, holders[worst].to_ns - holders[worst].from_ns);
        buffer_puts(answer->out, " s");
        say_line(answer, line);
        buffer_puts(answer->out, ".");
    }
    free(holders);
}

static void say_link(const Answer *answer, const PathLink *link)
{
    buffer_puts(answer->out, "\n ");
    say_seconds(answer, link->resumed == MOMENT_NEVER ? link->ready_ns : link->resumed_ns);
    buffer_puts(answer->out, " ");
    say_lane(answer, link->lane);
    buffer_printf(answer->out, ": %s", trace_cause_words(link->cause));
    if (link->by != 0 && link->by != link->lane) {
        buffer_puts(answer->out, " (");
        say_lane(answer, link->by);
        buffer_puts(answer->out, ")");
    }
}

static void say_wakeups(const Answer *answer, uint32_t lane)
{
    PathLink links[WAKE_UPS];
    uint32_t count = path_wakeups(answer->explain->moments, answer->explain->trace,
                                  answer->position, lane, links, WAKE_UPS);
    if (count > 0) {
        buffer_puts(answer->out, "\nHow it came to this, the last first:");
    }
    for (uint32_t i = 0; i < count; i++) {
        say_link(answer, &links[i]);
    }
}

static void say_state(const Answer *answer, uint32_t number)
{
    const Moment *moment = now(answer);
    const MomentLane *lane = &moment->lanes[number];
    Buffer *out = answer->out;
    switch (lane->state) {
    case MOMENT_ABSENT: buffer_puts(out, "It is not made yet."); break;
    case MOMENT_RUNS:
        buffer_puts(out, "It has the CPU since ");
        say_seconds(answer, lane->since_ns);
        buffer_puts(out, ", and nobody else gets it before it awaits something that is not done.");
        break;
    case MOMENT_READY: say_in_line(answer, number); break;
    case MOMENT_TIMER: say_timer(answer, number); break;
    case MOMENT_WAITS:
        buffer_puts(out, "Not yet. ");
        say_waits(answer, number);
        break;
    case MOMENT_IO: buffer_puts(out, "Not yet: it reads, and nothing has come."); break;
    case MOMENT_BLOCKED:
        buffer_printf(out, "It sleeps in %s until ",
                      trace_string_at(answer->explain->trace, lane->text));
        say_seconds(answer, lane->until_ns);
        say_line(answer, lane->line);
        buffer_puts(out, ", and does not let go of the CPU: nobody else can run.");
        break;
    case MOMENT_LOOPS:
        buffer_puts(out, "It runs the loop, which gives the CPU to the tasks.");
        break;
    case MOMENT_DONE:
    case MOMENT_CANCELLED:
    case MOMENT_FAILED:
        buffer_puts(out, "Never again: ");
        words_state(out, moment, answer->explain->lanes, number);
        buffer_puts(out, ".");
        break;
    }
}

void why_lane(const Explain *explain, uint64_t position, uint32_t lane, Buffer *out)
{
    Answer answer = {explain, position, out};
    if (lane >= now(&answer)->lane_count) {
        buffer_puts(out, "It is not made yet.");
        return;
    }
    say_state(&answer, lane);
    MomentState state = now(&answer)->lanes[lane].state;
    if (!moment_is_over(state) && state != MOMENT_ABSENT) {
        say_blocked(&answer, lane);
    }
    say_wakeups(&answer, lane);
}

// ---- the whole run

static void say_turn(const Answer *answer, const PathLink *link)
{
    buffer_puts(answer->out, "\n");
    say_seconds(answer, link->resumed_ns);
    buffer_puts(answer->out, " ");
    say_lane(answer, link->lane);
    if (link->end_ns > link->resumed_ns) {
        buffer_puts(answer->out, " has the CPU for ");
        say_seconds(answer, link->end_ns - link->resumed_ns);
        buffer_puts(answer->out, " s");
    } else {
        buffer_puts(answer->out, " runs");
    }
    buffer_printf(answer->out, " to line %" PRIu32, link->line);
}

// Time between the end of one turn and the beginning of the next.
static void say_gap(const Answer *answer, const PathLink *from, const PathLink *to)
{
    if (to->ready_ns > from->end_ns) {
        buffer_puts(answer->out, "\n ");
        say_seconds(answer, to->ready_ns - from->end_ns);
        buffer_printf(answer->out, " s pass until %s", trace_cause_words(to->cause));
    }
    if (to->resumed != MOMENT_NEVER && to->resumed_ns > to->ready_ns) {
        buffer_puts(answer->out, "\n ");
        say_seconds(answer, to->resumed_ns - to->ready_ns);
        buffer_puts(answer->out, " s in line");
    }
}

void why_critical(const Explain *explain, Buffer *out)
{
    Answer answer = {explain, trace_length(explain->trace), out};
    PathLink *links = calloc(LINKS_MOST, sizeof *links);
    if (links == NULL) {
        abort();
    }
    uint32_t count = path_critical(explain->moments, explain->trace, links, LINKS_MOST);
    if (count == 0) {
        buffer_puts(out, "There are no tasks: the program itself is its critical path.");
        free(links);
        return;
    }
    int64_t computing = 0, whole = links[0].end_ns - links[count - 1].ready_ns;
    for (uint32_t i = 0; i < count; i++) {
        computing += links[i].end_ns - links[i].resumed_ns;
    }
    buffer_puts(out, "The run took ");
    say_seconds(&answer, trace_end_ns(explain->trace));
    buffer_puts(out, " s. What made it so long, one after another: ");
    say_seconds(&answer, whole - computing);
    buffer_puts(out, " s of waiting, ");
    say_seconds(&answer, computing);
    buffer_puts(out, " s with the CPU. Making anything else faster does not end it sooner.");
    if (count == LINKS_MOST) {
        buffer_printf(out, "\nThe last %d turns:", LINKS_MOST);
    }
    for (uint32_t i = count; i-- > 0;) {
        if (i + 1 < count) {
            say_gap(&answer, &links[i + 1], &links[i]);
        }
        say_turn(&answer, &links[i]);
    }
    free(links);
}
