// Sentences about what tasks share: locks, semaphores, events, conditions, barriers, queues.
#include <inttypes.h>
#include <string.h>

#include "explain/saying.h"
#include "explain/words.h"

void explain_object_name(const Explain *explain, uint64_t id, Buffer *out)
{
    uint32_t name = trace_object_name(explain->trace, id);
    if (name != 0) {
        buffer_printf(out, " %s", trace_string_at(explain->trace, name));
    }
}

void saying_object(const Saying *saying, const char *kind, int64_t id)
{
    buffer_printf(saying->out, "the %s", kind);
    uint32_t name = trace_object_name(saying->explain->trace, (uint64_t)id);
    if (strcmp(trace_string_at(saying->explain->trace, name), kind) == 0) {
        return; // "the lock lock"
    }
    explain_object_name(saying->explain, (uint64_t)id, saying->out);
}

// Appends ", two tasks wait for it" when somebody does.
static void say_waiting(const Saying *saying, int64_t count, const char *what)
{
    if (count > 0) {
        buffer_puts(saying->out, ": ");
        words_number(saying->out, (uint32_t)count);
        buffer_printf(saying->out, count == 1 ? " task waits for %s" : " tasks wait for %s", what);
    }
}

static void say_used(const Saying *saying)
{
    const TraceEvent *event = &saying->event;
    TraceReason reason = (TraceReason)event->operand[TRACE_OBJECT_REASON];
    bool is_event = reason == TRACE_REASON_EVENT;
    const char *verb = event->kind == TRACE_ACQUIRED  ? " takes "
                       : event->kind == TRACE_CLEARED ? " clears "
                       : is_event                     ? " sets "
                                                      : " gives back ";
    saying_who(saying);
    buffer_puts(saying->out, verb);
    saying_object(saying, trace_reason_words(reason), event->operand[TRACE_OBJECT_ID]);
    saying_line(saying, event->line);
    if (event->kind != TRACE_CLEARED) {
        say_waiting(saying, event->operand[TRACE_OBJECT_QUEUED], "it");
    }
}

static void say_notified(const Saying *saying)
{
    const TraceEvent *event = &saying->event;
    int64_t woken = event->operand[TRACE_SHARED_COUNT];
    saying_who(saying);
    buffer_puts(saying->out, " notifies ");
    saying_object(saying, "condition", event->operand[TRACE_SHARED_ID]);
    saying_line(saying, event->line);
    if (woken == 0) {
        buffer_puts(saying->out, ": nobody waits for it");
    } else {
        buffer_printf(saying->out, ": it wakes %" PRId64 " of %" PRId64 " that wait", woken,
                      event->operand[TRACE_SHARED_OTHER]);
    }
}

static void say_arrived(const Saying *saying)
{
    const TraceEvent *event = &saying->event;
    saying_who(saying);
    buffer_puts(saying->out, " comes to ");
    saying_object(saying, "barrier", event->operand[TRACE_SHARED_ID]);
    saying_line(saying, event->line);
    buffer_printf(saying->out, ": %" PRId64 " of %" PRId64 " are there",
                  event->operand[TRACE_SHARED_COUNT], event->operand[TRACE_SHARED_OTHER]);
}

static void say_queue(const Saying *saying)
{
    const TraceEvent *event = &saying->event;
    int64_t count = event->operand[TRACE_SHARED_COUNT];
    bool put = event->kind == TRACE_QUEUE_PUT;
    saying_who(saying);
    buffer_puts(saying->out, put                                ? " puts an item into "
                             : event->kind == TRACE_QUEUE_GOT ? " takes an item from "
                                                              : " has dealt with an item of ");
    saying_object(saying, "queue", event->operand[TRACE_SHARED_ID]);
    saying_line(saying, event->line);
    buffer_printf(saying->out, put                                ? ", which holds %" PRId64 " now"
                               : event->kind == TRACE_QUEUE_GOT ? ", which has %" PRId64 " left"
                                                                : ", %" PRId64 " to go",
                  count);
    say_waiting(saying, event->operand[TRACE_SHARED_OTHER], put ? "one" : "room");
}

void saying_shared(const Saying *saying)
{
    const TraceEvent *event = &saying->event;
    if (event->kind == TRACE_NOTIFIED) {
        say_notified(saying);
    } else if (event->kind == TRACE_ARRIVED) {
        say_arrived(saying);
    } else if (event->kind == TRACE_QUEUE_PUT || event->kind == TRACE_QUEUE_GOT ||
               event->kind == TRACE_QUEUE_DONE) {
        say_queue(saying);
    } else {
        say_used(saying);
    }
    buffer_puts(saying->out, ".");
}
