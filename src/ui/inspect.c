#include "ui/inspect.h"

static bool locals(void *context, uint64_t position, uint32_t lane, Buffer *out)
{
    return run_locals(context, position, lane, out);
}

static bool chains(void *context, uint64_t position, Buffer *out)
{
    return run_chains(context, position, out);
}

static bool handles(void *context, uint64_t position, Buffer *out)
{
    return run_handles(context, position, out);
}

UiInspect inspect_of(Run *run)
{
    return (UiInspect){locals, chains, handles, run};
}
