#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/plain.h"
#include "cli/screen.h"
#include "explain/sentence.h"
#include "explain/words.h"

// What stands for a sentence's few signs outside of ASCII.
static void put_ascii(const Buffer *text, Buffer *out) {
    for (const char *at = text->data; *at;) {
        if ((unsigned char)*at < 0x80) {
            buffer_putc(out, *at++);
            continue;
        }
        buffer_puts(out, strncmp(at, "\xe2\x80\xa6", 3) == 0 ? "..." : "?"); // an ellipsis, else unknown
        for (at++; ((unsigned char)*at & 0xc0) == 0x80; at++) {
        }
    }
}

static void narrate(const Options *options, const Explain *explain, Buffer *out) {
    bool ascii = screen_wants_ascii(options);
    Buffer sentence;
    buffer_init(&sentence);
    TraceCursor cursor = trace_cursor_at(explain->trace, 0);
    TraceEvent event;
    while (trace_cursor_next(&cursor, &event)) {
        if (options->step_by_step && !trace_is_step(&event))
            continue;
        char time[WORDS_TIME_BYTES];
        buffer_clear(&sentence);
        sentence_what(explain, event.number + 1, &sentence);
        size_t what = sentence.length;
        sentence_why(explain, event.number + 1, &sentence);
        if (sentence.length > what) {
            Buffer why;
            buffer_init(&why);
            buffer_append(&why, sentence.data + what, sentence.length - what);
            sentence.length = what;
            buffer_puts(&sentence, ascii ? " - " : " — ");
            buffer_append(&sentence, why.data, why.length);
            buffer_deinit(&why);
        }
        buffer_printf(out, "%9s  ", words_seconds(time, event.time_ns));
        if (ascii)
            put_ascii(&sentence, out);
        else
            buffer_append(out, sentence.data, sentence.length);
        buffer_putc(out, '\n');
    }
    buffer_deinit(&sentence);
}

int command_narrate(const Options *options) {
    Buffer text;
    Recording *recording = cli_record(options);
    if (!recording)
        return EXIT_USAGE;
    const Trace *trace = run_trace(recording->run);
    Lanes lanes;
    SourceText lines;
    lanes_init(&lanes, trace);
    source_text_init(&lines, recording->source.data, recording->source.length);
    Explain explain = {trace, moments_new(trace), &lanes, &lines};
    buffer_init(&text);
    narrate(options, &explain, &text);
    plain_text(&text);
    bool written = screen_write(options, &text);
    buffer_deinit(&text);
    moments_free(explain.moments);
    source_text_deinit(&lines);
    lanes_deinit(&lanes);
    record_free(recording);
    return written ? EXIT_FINE : EXIT_USAGE;
}
