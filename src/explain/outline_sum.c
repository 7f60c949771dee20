// What the time of a run is made of: waits that add up, and waits of which the longest counts.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "explain/outline_internal.h"
#include "explain/words.h"
#include "trace/path.h"

enum {
    LINKS_MOST = 512,  // a path that is longer is not told wait by wait
    RIVALS_NAMED = 4, // of those of which the longest counts
    TERMS_TOLD = 64,  // of more nobody wants to read
    LEAST_NS = 1000000, // what is shorter is not said
};

// ---- terms

static void add_term(Outline *outline, OutlineTerm term)
{
    if (term.ns <= 0) {
        return;
    }
    if (outline->term_count == outline->term_capacity) {
        outline->term_capacity = outline->term_capacity == 0 ? 16 : outline->term_capacity * 2;
        outline->terms = realloc(outline->terms, outline->term_capacity * sizeof *outline->terms);
        if (outline->terms == NULL) {
            abort();
        }
    }
    outline->terms[outline->term_count++] = term;
}

// The first wait that begins with `event` or later.
static uint32_t first_wait(const Outline *outline, uint64_t event)
{
    uint32_t low = 0, high = outline->wait_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (outline->waits[middle].event < event) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

// A lane has the CPU from one event to another: sleeps in calls that block, and computing.
static void add_turn(Outline *outline, uint32_t lane, uint64_t begin, uint64_t end, int64_t from_ns,
                     int64_t to_ns)
{
    int64_t at_ns = from_ns;
    for (uint32_t i = first_wait(outline, begin); i < outline->wait_count; i++) {
        const OutlineWait *wait = &outline->waits[i];
        if (wait->event >= end) {
            break;
        }
        if (!wait->blocks || wait->lane != lane) {
            continue;
        }
        add_term(outline, (OutlineTerm){OUTLINE_COMPUTING, lane, at_ns, wait->from_ns - at_ns, begin});
        add_term(outline, (OutlineTerm){OUTLINE_SLEEP, lane, wait->from_ns,
                                        wait->to_ns - wait->from_ns, wait->event});
        at_ns = wait->to_ns;
    }
    add_term(outline, (OutlineTerm){OUTLINE_COMPUTING, lane, at_ns, to_ns - at_ns, begin});
}

// The wake-ups of one run of the loop, the first one first.
static void add_links(Outline *outline, const PathLink *links, uint32_t count)
{
    for (uint32_t i = count; i-- > 0;) {
        const PathLink *link = &links[i];
        if (i + 1 < count) {
            const PathLink *before = &links[i + 1];
            add_term(outline, (OutlineTerm){OUTLINE_WAIT, link->lane, before->end_ns,
                                            link->ready_ns - before->end_ns, before->end});
        }
        add_term(outline, (OutlineTerm){OUTLINE_IN_LINE, link->lane, link->ready_ns,
                                        link->resumed_ns - link->ready_ns, link->ready});
        add_turn(outline, link->lane, link->resumed, link->end, link->resumed_ns, link->end_ns);
    }
}

// The last end of a task before `end`; of several at that time, one that was not cancelled: the loop
// cancels what is left when its main task is done.
static uint64_t last_end(const Trace *trace, uint64_t end)
{
    const uint64_t done = UINT64_C(1) << TRACE_TASK_FINISHED | UINT64_C(1) << TRACE_TASK_FAILED;
    const uint64_t any = done | UINT64_C(1) << TRACE_TASK_CANCELLED;
    uint64_t last = trace_find_prev(trace, end, any, TRACE_ANY_LANE);
    uint64_t last_done = trace_find_prev(trace, end, done, TRACE_ANY_LANE);
    if (last_done == UINT64_MAX) {
        return last;
    }
    bool together = trace_event_at(trace, last).time_ns == trace_event_at(trace, last_done).time_ns;
    return together ? last_done : last;
}

// The path that leads to the last end of a task before `end`, which is that of a loop.
static int64_t add_loop(Outline *outline, uint64_t begin, uint64_t end, int64_t from_ns)
{
    const Explain *explain = &outline->explain;
    uint64_t last = last_end(explain->trace, end);
    if (last == UINT64_MAX || last < begin) {
        return from_ns;
    }
    PathLink *links = calloc(LINKS_MOST, sizeof *links);
    if (links == NULL) {
        abort();
    }
    uint32_t lane = trace_event_at(explain->trace, last).lane;
    uint32_t count = path_wakeups(explain->moments, explain->trace, last + 1, lane, links, LINKS_MOST);
    if (count > 0) {
        add_links(outline, links, count);
        from_ns = links[0].end_ns;
    }
    free(links);
    return from_ns;
}

static int64_t sum_of(const Outline *outline)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < outline->term_count; i++) {
        sum += outline->terms[i].ns;
    }
    return sum;
}

void outline_find_terms(Outline *outline)
{
    const Trace *trace = outline->explain.trace;
    const uint64_t loops = UINT64_C(1) << TRACE_LOOP_BEGIN | UINT64_C(1) << TRACE_LOOP_END;
    uint64_t from = 0;
    int64_t from_ns = 0;
    uint64_t at;
    while ((at = trace_find_next(trace, from, loops, TRACE_ANY_LANE)) != UINT64_MAX) {
        TraceEvent event = trace_event_at(trace, at);
        if (event.kind == TRACE_LOOP_BEGIN) {
            add_turn(outline, 0, from, at, from_ns, event.time_ns);
            from_ns = event.time_ns;
        } else {
            from_ns = add_loop(outline, from, at, from_ns);
        }
        from = at + 1;
    }
    add_turn(outline, 0, from, trace_length(trace), from_ns, trace_end_ns(trace));
    if (sum_of(outline) != trace_end_ns(trace)) {
        outline->term_count = 0; // the path does not tell the whole story
    }
}

// ---- the sum in words

// A sum in the making: its parts, and what they come to.
typedef struct Sum {
    Buffer *out;
    bool several; // it has more than one part
    int parts;
    int64_t last_ns; // of the part that may come again
    int times;
    size_t last_at; // where that part begins
} Sum;

static void add_number(Buffer *out, int64_t ns)
{
    ns = (ns + LEAST_NS / 2) / LEAST_NS * LEAST_NS;
    buffer_printf(out, "%" PRId64 ".%03" PRId64, ns / 1000 / LEAST_NS, ns / LEAST_NS % 1000);
    while (out->data[out->length - 1] == '0') {
        out->length--;
    }
    out->length -= out->data[out->length - 1] == '.';
    out->data[out->length] = '\0';
}

static void begin_part(Sum *sum)
{
    buffer_puts(sum->out, sum->parts++ > 0 ? " + " : "");
    sum->times = 0;
}

// One more number; the same one again and again is said once.
static void add_part(Sum *sum, int64_t ns)
{
    if (sum->times > 0 && sum->last_ns == ns) {
        sum->out->length = sum->last_at;
        buffer_printf(sum->out, "%d x ", ++sum->times);
        add_number(sum->out, ns);
        return;
    }
    begin_part(sum);
    sum->last_at = sum->out->length;
    sum->last_ns = ns;
    sum->times = 1;
    add_number(sum->out, ns);
}

// What a lane itself waits and sleeps between two times, as a sum.
static void add_own(const Outline *outline, uint32_t lane, int64_t from_ns, int64_t to_ns, Buffer *out)
{
    Sum sum = {.out = out};
    for (uint32_t i = 0; i < outline->wait_count; i++) {
        const OutlineWait *wait = &outline->waits[i];
        int64_t takes = wait->to_ns - wait->from_ns;
        if (wait->lane == lane && takes >= LEAST_NS && wait->from_ns < to_ns && wait->to_ns > from_ns) {
            add_part(&sum, takes);
        }
    }
}

// Some terms one after another that are of one lane, which somebody else waits for meanwhile.
typedef struct Branch {
    uint32_t begin, end; // terms
    uint32_t lane;
    int64_t from_ns, to_ns;
} Branch;

static Branch branch_at(const Outline *outline, uint32_t begin)
{
    const OutlineTerm *terms = outline->terms;
    Branch branch = {begin, begin, terms[begin].lane, terms[begin].from_ns, 0};
    while (branch.end < outline->term_count && terms[branch.end].lane == branch.lane) {
        const OutlineTerm *term = &terms[branch.end++];
        branch.to_ns = term->from_ns + term->ns;
    }
    return branch;
}

// Whether a lane's waits go on beside those of the branch: those of its maker, or of another that this made.
static bool is_rival(const Outline *outline, const Branch *branch, uint32_t lane)
{
    const LaneName *lanes = outline->explain.lanes->lanes;
    if (lane == 0 || lane == branch->lane || branch->lane == 0 || lanes[branch->lane].parent == 0) {
        return false;
    }
    return lanes[lane].parent == lanes[branch->lane].parent || lane == lanes[branch->lane].parent;
}

// How long each lane itself waits and sleeps while the branch goes on, for the branch and its rivals.
static int64_t *times_beside(const Outline *outline, const Branch *branch)
{
    int64_t *times = calloc(outline->explain.lanes->count, sizeof *times);
    if (times == NULL) {
        abort();
    }
    for (uint32_t i = 0; i < outline->wait_count; i++) {
        const OutlineWait *wait = &outline->waits[i];
        bool beside = wait->from_ns < branch->to_ns && wait->to_ns > branch->from_ns;
        if (beside && (wait->lane == branch->lane || is_rival(outline, branch, wait->lane))) {
            times[wait->lane] += wait->to_ns - wait->from_ns;
        }
    }
    return times;
}

// The branch's own waits and those beside it, in the order of lanes. Returns how many.
static uint32_t add_rivals(const Outline *outline, const Branch *branch, Buffer *out)
{
    int64_t *times = times_beside(outline, branch);
    uint32_t count = 0;
    for (uint32_t lane = 1; lane < outline->explain.lanes->count; lane++) {
        if (times[lane] >= LEAST_NS && count++ < RIVALS_NAMED) {
            buffer_puts(out, count > 1 ? ", " : "");
            add_own(outline, lane, branch->from_ns, branch->to_ns, out);
        }
    }
    free(times);
    return count;
}

static void add_terms(const Outline *outline, const Branch *branch, Sum *sum)
{
    for (uint32_t i = branch->begin; i < branch->end; i++) {
        const OutlineTerm *term = &outline->terms[i];
        if (term->ns >= LEAST_NS && term->kind != OUTLINE_COMPUTING) {
            add_part(sum, term->ns);
        }
    }
}

// Whether a lane goes on already while a branch is not over: then the two are not one phase after
// another, they hand something on.
static bool has_begun(const Outline *outline, uint32_t lane, const Branch *branch)
{
    const Trace *trace = outline->explain.trace;
    uint64_t first = trace_find_next(trace, 0, UINT64_C(1) << TRACE_TASK_FIRST_STEP, lane);
    return first != UINT64_MAX && trace_event_at(trace, first).time_ns < branch->to_ns;
}

// Whether the branch takes over from the one before it, or hands over to the one behind.
static bool is_handed_on(const Outline *outline, const Branch *branch, const Branch *before)
{
    const LaneName *lanes = outline->explain.lanes->lanes;
    uint32_t parent = lanes[branch->lane].parent;
    if (before->end > before->begin && lanes[before->lane].parent == parent &&
        has_begun(outline, branch->lane, before)) {
        return true;
    }
    if (branch->end == outline->term_count) {
        return false;
    }
    uint32_t next = outline->terms[branch->end].lane;
    return lanes[next].parent == parent && has_begun(outline, next, branch);
}

// Whether a call blocks in it, or meanwhile: then its time is not a wait that goes on beside others.
static bool is_held_up(const Outline *outline, const Branch *branch)
{
    bool some = false;
    for (uint32_t i = branch->begin; i < branch->end; i++) {
        const OutlineTerm *term = &outline->terms[i];
        some |= term->kind == OUTLINE_SLEEP || (term->kind == OUTLINE_IN_LINE && term->ns >= LEAST_NS);
    }
    return some;
}

static void add_branch(const Outline *outline, const Branch *branch, const Branch *before, Sum *sum)
{
    Buffer rivals;
    buffer_init(&rivals);
    bool alone = is_handed_on(outline, branch, before) || is_held_up(outline, branch);
    uint32_t count = alone ? 0 : add_rivals(outline, branch, &rivals);
    if (count < 2) {
        add_terms(outline, branch, sum);
    } else {
        begin_part(sum);
        buffer_puts(sum->out, sum->several ? "(" : "");
        buffer_puts(sum->out, count == 2 ? "the longer of " : "the longest of ");
        if (count <= RIVALS_NAMED) {
            buffer_puts(sum->out, rivals.data);
        } else {
            buffer_printf(sum->out, "%" PRIu32 ": ", count);
            add_number(sum->out, branch->to_ns - branch->from_ns);
        }
        buffer_puts(sum->out, sum->several ? ")" : "");
    }
    buffer_deinit(&rivals);
}

static int64_t computing(const Outline *outline)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < outline->term_count; i++) {
        sum += outline->terms[i].kind == OUTLINE_COMPUTING ? outline->terms[i].ns : 0;
    }
    return sum;
}

// How often it waits, where there is no room for the numbers.
static void add_count(const Outline *outline, Buffer *out)
{
    uint32_t waits = 0;
    for (uint32_t i = 0; i < outline->term_count; i++) {
        const OutlineTerm *term = &outline->terms[i];
        waits += term->ns >= LEAST_NS && term->kind != OUTLINE_COMPUTING;
    }
    buffer_printf(out, "%" PRIu32 " waits, one by one", waits);
}

// What is known without the path: waiting, sleeping, computing.
static void add_kinds(const Outline *outline, Buffer *out)
{
    const Totals *totals = &outline->totals;
    const struct {
        int64_t ns;
        const char *what;
    } kinds[] = {{totals->idle_ns, "waiting"}, {totals->blocked_ns, "asleep"}, {totals->runs_ns, "computing"}};
    bool first = true;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].ns >= LEAST_NS) {
            buffer_puts(out, first ? "" : " + ");
            add_number(out, kinds[i].ns);
            buffer_printf(out, " %s", kinds[i].what);
            first = false;
        }
    }
}

// Writes the sum of all terms. Returns whether it is one single wait.
static bool add_sum(const Outline *outline, bool several, Buffer *out, int *parts)
{
    Sum sum = {.out = out, .several = several};
    Branch before = {0};
    for (uint32_t i = 0; i < outline->term_count;) {
        Branch branch = branch_at(outline, i);
        add_branch(outline, &branch, &before, &sum);
        i = branch.end;
        before = branch;
    }
    int64_t computes = computing(outline);
    if (computes >= LEAST_NS) {
        begin_part(&sum);
        add_number(out, computes);
        buffer_puts(out, " computing");
    }
    *parts = sum.parts;
    return sum.parts == 1 && sum.times == 1;
}

void outline_find_sum(Outline *outline)
{
    if (outline->way == OUTLINE_INSTANT || !outline_is_fine(outline)) {
        return;
    }
    if (outline->term_count == 0) {
        add_kinds(outline, &outline->sum);
        return;
    }
    if (outline->term_count > TERMS_TOLD) {
        add_count(outline, &outline->sum);
        return;
    }
    int parts;
    bool single = add_sum(outline, false, &outline->sum, &parts);
    if (parts > 1) {
        buffer_clear(&outline->sum);
        add_sum(outline, true, &outline->sum, &parts);
    }
    if (single) {
        buffer_clear(&outline->sum);
        buffer_puts(&outline->sum, outline->way == OUTLINE_BLOCKS ? "one sleep" : "one wait");
        outline->once = true;
    }
}

void outline_sum(const Outline *outline, int width, Buffer *out)
{
    if (!outline_is_fine(outline)) {
        outline_end(outline, out);
    } else if (outline->way == OUTLINE_INSTANT) {
        buffer_puts(out, "no time passes");
    } else if (outline->sum.length > (size_t)width && outline->term_count > 0) {
        add_count(outline, out);
    } else {
        buffer_append(out, outline->sum.data, outline->sum.length);
    }
}
