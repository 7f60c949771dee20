// Every program that comes with awaitscope, stepped from its first step to its last and back: the
// frames are the same both ways, and what each says in words is what the trace says.
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/run.h"
#include "trace/lanes.h"
#include "trace/moments.h"
#include "trace/steps.h"
#include "ui/ui.h"

enum { ROWS = 40, COLUMNS = 110, PROGRAMS_MAX = 100 };

static char *frame_text(UiState *state) {
    Canvas *canvas = canvas_new(ROWS, COLUMNS, false);
    Buffer text;
    buffer_init(&text);
    ui_frame(state, ROWS, COLUMNS, canvas);
    canvas_to_text(canvas, &text);
    canvas_free(canvas);
    return buffer_take(&text);
}

// The row of the timeline that belongs to a lane begins with its letter, after the ruler.
static const char *lane_row(const char *frame, char letter, char *row, size_t size) {
    const char *at = strstr(frame, " CPU  ");
    while (at && (at = strchr(at, '\n'))) {
        at++;
        size_t lead = strncmp(at, "\xe2\x96\xb6", 3) == 0 ? 3 : strspn(at, " ");
        if (at[lead] == letter && at[lead + 1] == ' ') {
            size_t length = strcspn(at, "\n");
            length = length < size - 1 ? length : size - 1;
            memcpy(row, at, length);
            row[length] = '\0';
            return row;
        }
    }
    return NULL;
}

// Check's own messages are short: a frame goes to stderr.
static void expect(bool holds, const char *name, uint64_t step, const char *what, const char *frame) {
    if (holds)
        return;
    fprintf(stderr, "%s, step %lu: %s\n%s\n", name, (unsigned long)step, what, frame);
    ck_abort_msg("a frame is not what it should be: see above");
}

static const char *state_word(MomentState state) {
    switch (state) {
    case MOMENT_RUNS: return "RUNS";
    case MOMENT_READY: return "READY";
    case MOMENT_TIMER: return "timer, rings";
    case MOMENT_WAITS: return "waits";
    case MOMENT_DONE: return "done at";
    case MOMENT_CANCELLED: return "cancelled at";
    case MOMENT_FAILED: return "failed at";
    case MOMENT_ABSENT:
    case MOMENT_IO:
    case MOMENT_BLOCKED:
    case MOMENT_LOOPS: return NULL;
    }
    return NULL;
}

// Who has the CPU, what each task does and when the next timer rings: the frame says it.
static void check_words(const char *name, uint64_t step, const char *frame, const Moment *moment,
                        const Lanes *lanes) {
    char row[1000], rings[40];
    for (uint32_t lane = 1; lane < moment->lane_count; lane++) {
        const MomentLane *l = &moment->lanes[lane];
        const char *word = state_word(l->state);
        if (!word)
            continue;
        char letter = lanes->lanes[lane].tag[0];
        expect(lane_row(frame, letter, row, sizeof row) != NULL, name, step, "a lane has no row", frame);
        expect(strstr(row, word) != NULL, name, step, word, row);
        if (l->state == MOMENT_TIMER) {
            snprintf(rings, sizeof rings, "rings %.3f", (double)l->until_ns / 1e9);
            expect(strstr(row, rings) != NULL, name, step, rings, row);
        }
    }
    bool task = moment->cpu != MOMENT_NOBODY && moment->cpu > 0;
    if (task) {
        char says[20];
        snprintf(says, sizeof says, "CPU \xe2\x96\x90 %c ", lanes->lanes[moment->cpu].tag[0]);
        expect(strstr(frame, says) != NULL, name, step, says, frame);
    }
}

static void step_through(const char *path) {
    Buffer source;
    buffer_init(&source);
    ck_assert(buffer_read_file(&source, path));
    RunConfig config = run_config_default();
    const char *name = strrchr(path, '/') + 1;
    Run *run = run_new(&config, name, source.data, source.length, 0, NULL);
    run_to_end(run);
    UiProgram program = {
        .name = name, .source = source.data, .source_length = source.length, .trace = run_trace(run)};
    UiState *state = ui_new(&program);
    Moments *moments = moments_new(run_trace(run));
    Steps steps;
    steps_init(&steps, run_trace(run), STEP_TASKS);
    Lanes lanes;
    lanes_init(&lanes, run_trace(run));
    uint64_t last = ui_steps(state);
    ck_assert_uint_eq(last, steps.count);
    char **frames = calloc(last + 1, sizeof *frames);
    UiKey right, left;
    const char *right_word = "Right", *left_word = "Left";
    right = key_parse(&right_word);
    left = key_parse(&left_word);
    // a reader who has been at the end sees the future dimmed: go there once, so that both ways agree
    ui_go_to_step(state, last);
    ui_go_to_step(state, 0);
    for (uint64_t step = 0; step <= last; step++) {
        ck_assert_uint_eq(ui_step(state), step);
        frames[step] = frame_text(state);
        check_words(name, step, frames[step], moments_at(moments, steps_position(&steps, step)), &lanes);
        if (step < last)
            ui_key(state, right);
    }
    for (uint64_t step = last + 1; step-- > 0;) {
        ck_assert_uint_eq(ui_step(state), step);
        char *frame = frame_text(state);
        expect(strcmp(frame, frames[step]) == 0, name, step, "differs on the way back", frame);
        free(frame);
        if (step > 0)
            ui_key(state, left);
    }
    for (uint64_t step = 0; step <= last; step++)
        free(frames[step]);
    free(frames);
    lanes_deinit(&lanes);
    moments_free(moments);
    ui_free(state);
    run_free(run);
    buffer_deinit(&source);
}

static const char *folder = AWAITSCOPE_SOURCE_DIR "/lessons";

START_TEST(forwards_and_back) {
    DIR *dir = opendir(folder);
    ck_assert_ptr_nonnull(dir);
    int count = 0;
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (!strstr(entry->d_name, ".py"))
            continue;
        char path[1000];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        step_through(path);
        count++;
    }
    closedir(dir);
    ck_assert_int_ge(count, 7);
}
END_TEST

int main(int argc, char **argv) {
    if (argc > 1)
        folder = argv[1];
    TCase *c = tcase_create("stepping");
    tcase_set_timeout(c, 280);
    tcase_add_test(c, forwards_and_back);
    Suite *suite = suite_create("stepping");
    suite_add_tcase(suite, c);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner), ran = srunner_ntests_run(runner);
    srunner_free(runner);
    return failed || !ran;
}
