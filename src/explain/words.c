#include "explain/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "trace/path.h"

enum { NS_PER_SECOND = 1000000000 };

const char *words_seconds(char out[WORDS_TIME_BYTES], int64_t ns)
{
    snprintf(out, WORDS_TIME_BYTES, "%" PRId64 ".%09" PRId64, ns / NS_PER_SECOND,
             ns % NS_PER_SECOND);
    size_t end = strlen(out);
    char *least = strchr(out, '.') + 4;
    while (out + end > least && out[end - 1] == '0') {
        out[--end] = '\0';
    }
    return out;
}

void words_add_seconds(Buffer *out, int64_t ns)
{
    char time[WORDS_TIME_BYTES];
    buffer_puts(out, words_seconds(time, ns));
}

const char *words_short_seconds(char out[WORDS_TIME_BYTES], int64_t ns)
{
    static const struct {
        int64_t unit;
        const char *name;
    } units[] = {{NS_PER_SECOND, "s"}, {1000000, "ms"}, {1000, "us"}, {1, "ns"}};
    // seconds while three decimals say it, then the largest unit that says it whole
    if (ns % 1000000 == 0 && (ns >= 100000000 || ns == 0)) {
        snprintf(out, WORDS_TIME_BYTES, "%" PRId64 ".%03" PRId64, ns / NS_PER_SECOND,
                 ns % NS_PER_SECOND / 1000000);
        size_t end = strlen(out);
        while (out[end - 1] == '0') {
            end--;
        }
        end -= out[end - 1] == '.';
        out[end] = 's';
        out[end + 1] = '\0';
        return out;
    }
    size_t i = 0;
    while (ns % units[i].unit != 0) {
        i++;
    }
    snprintf(out, WORDS_TIME_BYTES, "%" PRId64 "%s", ns / units[i].unit, units[i].name);
    return out;
}

void words_ordinal(Buffer *out, uint32_t number)
{
    uint32_t tens = number / 10 % 10, ones = number % 10;
    const char *ending = tens == 1   ? "th"
                         : ones == 1 ? "st"
                         : ones == 2 ? "nd"
                         : ones == 3 ? "rd"
                                     : "th";
    buffer_printf(out, "%" PRIu32 "%s", number, ending);
}

void words_number(Buffer *out, uint32_t number)
{
    static const char *const names[] = {"no",  "one", "two",   "three", "four", "five",
                                        "six", "seven", "eight", "nine",  "ten"};
    if (number < sizeof names / sizeof *names) {
        buffer_puts(out, names[number]);
    } else {
        buffer_printf(out, "%" PRIu32, number);
    }
}

void words_lane(Buffer *out, const Lanes *lanes, uint32_t lane)
{
    if (lane >= lanes->count) {
        buffer_puts(out, "?");
        return;
    }
    if (lanes->lanes[lane].shown && lanes->lanes[lane].tag[0] != '\0') {
        buffer_printf(out, "%s ", lanes->lanes[lane].tag);
    }
    buffer_puts(out, lanes->lanes[lane].name);
}

void words_wait(Buffer *out, const Moment *moment, const Lanes *lanes, uint32_t number)
{
    const MomentLane *lane = &moment->lanes[number];
    char time[WORDS_TIME_BYTES];
    if (lane->reason == TRACE_REASON_TASK || lane->reason == TRACE_REASON_WAIT_FOR) {
        if (lane->object != 0) {
            words_lane(out, lanes, (uint32_t)lane->object);
        } else {
            buffer_puts(out, trace_reason_words(TRACE_REASON_FUTURE));
        }
    } else {
        buffer_puts(out, trace_reason_words(lane->reason));
    }
    TraceEvent taken;
    if (lane->reason == TRACE_REASON_LOCK) {
        uint32_t holder = path_taker(lanes->trace, moment->position, lane->object, &taken);
        if (holder < lanes->count && lanes->lanes[holder].shown) {
            buffer_printf(out, " held by %s", lanes->lanes[holder].tag);
        }
    }
    if (lane->total != 0) {
        buffer_printf(out, " %" PRIu32 "/%" PRIu32, lane->done, lane->total);
    }
    if (lane->until_ns != 0) {
        buffer_printf(out, ", %s", words_seconds(time, lane->until_ns));
    }
}

void words_state(Buffer *out, const Moment *moment, const Lanes *lanes, uint32_t number)
{
    if (number >= moment->lane_count) {
        return;
    }
    const MomentLane *lane = &moment->lanes[number];
    char time[WORDS_TIME_BYTES];
    switch (lane->state) {
    case MOMENT_ABSENT: break;
    case MOMENT_RUNS: buffer_printf(out, "RUNS, line %" PRIu32, lane->line); break;
    case MOMENT_READY: {
        uint32_t place = moment_place(moment, number);
        buffer_puts(out, "READY, ");
        if (place == 1) {
            buffer_puts(out, "next");
        } else {
            words_ordinal(out, place);
        }
        buffer_puts(out, " in line");
        break;
    }
    case MOMENT_TIMER:
        buffer_printf(out, "timer, rings %s", words_seconds(time, lane->until_ns));
        break;
    case MOMENT_WAITS:
        if (lane->reason != TRACE_REASON_LOCK) {
            buffer_puts(out, "waits: "); // "lock held by b" says it
        }
        words_wait(out, moment, lanes, number);
        break;
    case MOMENT_IO: buffer_puts(out, "reads"); break;
    case MOMENT_BLOCKED:
        buffer_printf(out, "ASLEEP until %s", words_seconds(time, lane->until_ns));
        break;
    case MOMENT_LOOPS: buffer_puts(out, "runs the loop"); break;
    case MOMENT_DONE: buffer_printf(out, "done at %s", words_seconds(time, lane->since_ns)); break;
    case MOMENT_CANCELLED:
        buffer_printf(out, "cancelled at %s", words_seconds(time, lane->since_ns));
        break;
    case MOMENT_FAILED:
        buffer_printf(out, "failed at %s", words_seconds(time, lane->since_ns));
        break;
    }
}
