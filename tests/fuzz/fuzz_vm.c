// Any program, for a bounded number of steps: it ends, is refused or is stopped; then its middle is
// visited again, and the replay must meet what was recorded.
#include <assert.h>
#include <stdint.h>

#include "run/run.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    RunConfig config = run_config_default();
    config.tick_limit = 100 * 1000;
    config.memory_limit = 64 << 20;
    config.output_limit = 1 << 20;
    Run *run = run_new(&config, "fuzz.py", (const char *)data, size, 0, NULL);
    if (!run)
        return 0;
    run_to_end(run);
    uint64_t length = trace_length(run_trace(run));
    run_seek(run, length / 2);
    assert(trace_divergence(run_trace(run)) == UINT64_MAX);
    run_free(run);
    return 0;
}
