#include "trace/event.h"

#include <assert.h>
#include <stddef.h>

typedef struct KindFacts {
    const char *name;
    const char *words;
    const char *layout;
} KindFacts;

typedef struct ReasonFacts {
    const char *words;
    const char *stored;
    char letter;
} ReasonFacts;

static const KindFacts kinds[] = {
#define TRACE_EVENT(name, words, layout, step) {#name, words, layout},
#include "trace/event.def"
#undef TRACE_EVENT
};

static const ReasonFacts reasons[] = {
#define TRACE_REASON(name, words, letter, stored) {words, stored, letter},
#include "trace/reason.def"
#undef TRACE_REASON
};

static const char *const causes[] = {
#define TRACE_CAUSE(name, words) words,
#include "trace/cause.def"
#undef TRACE_CAUSE
};

static_assert(TRACE_KINDS <= 64, "a kind takes six bits of the tag, and one bit of a mask");

const char *trace_kind_words(TraceKind kind)
{
    assert((unsigned)kind < TRACE_KINDS);
    return kinds[kind].words;
}

const char *trace_kind_name(TraceKind kind)
{
    assert((unsigned)kind < TRACE_KINDS);
    return kinds[kind].name;
}

const char *trace_kind_layout(TraceKind kind)
{
    assert((unsigned)kind < TRACE_KINDS);
    return kinds[kind].layout;
}

const char *trace_reason_words(TraceReason reason)
{
    assert((unsigned)reason < TRACE_REASONS);
    return reasons[reason].words;
}

char trace_reason_letter(TraceReason reason)
{
    assert((unsigned)reason < TRACE_REASONS);
    return reasons[reason].letter;
}

const char *trace_reason_stored(TraceReason reason)
{
    assert((unsigned)reason < TRACE_REASONS);
    return reasons[reason].stored;
}

const char *trace_cause_words(TraceCause cause)
{
    assert((unsigned)cause < TRACE_CAUSES);
    return causes[cause];
}
