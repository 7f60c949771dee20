// Frames without a terminal: the moments of the drawings as goldens (UPDATE=1 rewrites them), any
// size, any key.
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "frames.h"
#include "../unit/sample_001_4.h"
#include "explain/words.h"
#include "ui/action.h"
#include "ui/state.h"
#include "ui/ui.h"

typedef struct Sample {
    Buffer source;
    Trace *trace;
    UiState *state;
} Sample;

static void setup(Sample *sample)
{
    buffer_init(&sample->source);
    for (int i = 0; i < SAMPLE_LINES; i++) {
        buffer_printf(&sample->source, "%s\n", sample_source[i]);
    }
    sample->trace = sample_trace();
    sample->state = ui_new(&(UiProgram){.name = "001_4.py",
                                        .source = sample->source.data,
                                        .source_length = sample->source.length,
                                        .trace = sample->trace});
}

static void teardown(Sample *sample)
{
    ui_free(sample->state);
    trace_free(sample->trace);
    buffer_deinit(&sample->source);
}

static const struct {
    const char *name;
    uint64_t step;
    int rows, columns;
    bool ascii;
    const char *keys;
} goldens[] = {
    {"step_00", 0, 24, 80, false, ""},
    {"step_11", 11, 24, 80, false, ""},
    {"step_17", 17, 24, 80, false, ""},
    {"step_30", 30, 24, 80, false, ""},
    {"step_34", 34, 24, 80, false, ""},
    {"ascii", 17, 24, 80, true, ""},
    {"size_1x1", 17, 1, 1, false, ""},
    {"size_10x40", 17, 10, 40, false, ""},
    {"size_60x200", 30, 60, 200, false, ""},
    {"size_40x120", 17, 40, 120, false, ""},
    {"help", 17, 24, 80, false, "?"},
    {"help_filtered", 17, 24, 80, false, "? l i n e"},
    {"found", 3, 24, 80, false, "/ E N D E D Enter n"},
    {"not_found", 3, 24, 80, false, "/ E n d e d Enter N"},
    {"values", 17, 24, 80, false, "v"},
    {"why_runs", 17, 24, 80, false, "w"},
    {"why_waits", 17, 24, 80, false, "w k k k"},
    {"why_in_line", 11, 24, 80, false, "w j"},
    {"critical", 17, 60, 80, false, "W"},
    {"chosen", 17, 24, 80, false, "f k k"},
    {"prompt", 17, 24, 80, false, "g 1 . 5"},
    {"axis_even", 30, 24, 80, false, "x"},
    {"axis_time", 30, 24, 80, false, "x x"},
    {"zoom_in", 30, 24, 80, false, "+ +"},
    {"timeline_full", 30, 24, 80, false, "z"},
    {"program_full", 30, 24, 80, false, "Tab z"},
    {"every_event", 17, 24, 80, false, "d l l"},
};

START_TEST(frames_as_looked_at)
{
    Sample sample;
    setup(&sample);
    ui_go_to_step(sample.state, goldens[_i].step);
    frames_press(sample.state, goldens[_i].keys);
    Buffer out;
    buffer_init(&out);
    frames_text(sample.state, goldens[_i].rows, goldens[_i].columns, goldens[_i].ascii, &out);
    frames_golden(goldens[_i].name, &out);
    buffer_deinit(&out);
    teardown(&sample);
}
END_TEST

static const char blocking_source[] = "import time\n\n"
                                      "def task1():\n"
                                      "    print(\"Task 1 starting\")\n"
                                      "    time.sleep(3)  # Blocking call\n"
                                      "    print(\"Task 1 completed\")\n"
                                      "\n"
                                      "task1()\n"
                                      "print(\"All tasks completed\")\n";

// A program without a loop: the thread itself has the lane.
START_TEST(a_call_that_blocks)
{
    Trace *trace = trace_new();
    trace_append(trace, TRACE_PROGRAM_BEGIN, sample_at(0, 0, 1), 0, 0, 0);
    sample_print(trace, sample_at(0, 0, 4), "Task 1 starting\n");
    trace_append(trace, TRACE_BLOCK_BEGIN, sample_at(0, 0, 5), sample_string(trace, "time.sleep"),
                 INT64_C(3) * SAMPLE_SECOND, 0);
    trace_append(trace, TRACE_BLOCK_END, sample_at(3, 0, 5), 0, 0, 0);
    sample_print(trace, sample_at(3, 0, 6), "Task 1 completed\n");
    sample_print(trace, sample_at(3, 0, 9), "All tasks completed\n");
    trace_append(trace, TRACE_PROGRAM_END, sample_at(3, 0, 9), 0, 0, 0);
    Sample sample = {.trace = trace};
    sample.state = ui_new(&(UiProgram){.name = "blocking.py",
                                       .source = blocking_source,
                                       .source_length = sizeof blocking_source - 1,
                                       .trace = trace});
    static const struct {
        uint64_t step;
        const char *name;
    } moments[] = {{2, "blocking_02"}, {6, "blocking_06"}};
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        Buffer out;
        buffer_init(&out);
        ui_go_to_step(sample.state, moments[i].step);
        frames_text(sample.state, 24, 80, false, &out);
        frames_golden(moments[i].name, &out);
        buffer_deinit(&out);
    }
    ui_free(sample.state);
    trace_free(trace);
}
END_TEST

// At the size that the screen is drawn for, no action is missing from the list, none of it is cut.
START_TEST(help_lists_every_action)
{
    Sample sample;
    setup(&sample);
    frames_press(sample.state, "?");
    Buffer out;
    buffer_init(&out);
    frames_text(sample.state, 24, 80, false, &out);
    for (int i = 1; i < UI_ACTIONS; i++) {
        const char *help = action_facts((UiAction)i)->help;
        ck_assert_msg(strstr(out.data, help) != NULL, "help does not say: %s", help);
    }
    buffer_deinit(&out);
    teardown(&sample);
}
END_TEST

START_TEST(help_runs_what_it_lists)
{
    Sample sample;
    setup(&sample);
    ui_go_to_step(sample.state, 17);
    frames_press(sample.state, "? w h y Space n o w Enter");
    ck_assert_int_eq(sample.state->screen, UI_SCREEN_MAIN);
    ck_assert_int_eq(sample.state->beside, UI_BESIDE_WHY);
    teardown(&sample);
}
END_TEST

// One key means one thing.
START_TEST(no_key_means_two_things)
{
    for (int i = 1; i < UI_ACTIONS; i++) {
        const char *keys = action_facts((UiAction)i)->keys;
        for (UiKey key = key_parse(&keys); key != UI_KEY_NONE; key = key_parse(&keys)) {
            char shown[16];
            ck_assert_msg(action_of(key) == (UiAction)i, "%s means two things", key_shown(key, shown));
        }
        ck_assert_str_eq(keys, "");
    }
}
END_TEST

// Another recording of the program is shown at the same moment, whatever was looked at stays.
START_TEST(a_new_recording_keeps_the_moment)
{
    Sample sample;
    setup(&sample);
    ui_go_to_step(sample.state, 17);
    frames_press(sample.state, "x w d");
    Buffer before, after;
    buffer_init(&before);
    buffer_init(&after);
    frames_text(sample.state, 24, 80, false, &before);
    Trace *again = sample_trace();
    UiProgram program = sample.state->program;
    program.trace = again;
    ui_reload(sample.state, &program);
    trace_free(sample.trace);
    sample.trace = again;
    frames_text(sample.state, 24, 80, false, &after);
    frames_compare("after", after.data, before.data);
    buffer_deinit(&before);
    buffer_deinit(&after);
    teardown(&sample);
}
END_TEST

START_TEST(there_and_back_is_the_same)
{
    Sample sample;
    setup(&sample);
    uint64_t steps = ui_steps(sample.state);
    char *frames[64];
    ck_assert_uint_eq(steps, 34);
    for (uint64_t step = 0; step <= steps; step++) {
        ck_assert_uint_eq(ui_step(sample.state), step);
        Buffer out;
        buffer_init(&out);
        frames_text(sample.state, 24, 80, false, &out);
        frames[step] = buffer_take(&out);
        ui_key(sample.state, UI_KEY_RIGHT);
    }
    for (uint64_t step = steps + 1; step-- > 0;) {
        Buffer out;
        buffer_init(&out);
        ui_key(sample.state, step == steps ? UI_KEY_CTRL_L : UI_KEY_LEFT);
        sample.state->reached = sample.state->position; // as if for the first time
        frames_text(sample.state, 24, 80, false, &out);
        frames_compare("back", out.data, frames[step]);
        buffer_deinit(&out);
        free(frames[step]);
    }
    teardown(&sample);
}
END_TEST

// Each frame says who has the CPU, the state of each task, the next timer: as the trace does.
START_TEST(frames_say_what_the_trace_says)
{
    Sample sample;
    setup(&sample);
    for (uint64_t step = 1; step <= ui_steps(sample.state); step++) {
        ui_go_to_step(sample.state, step);
        Buffer out, expected;
        buffer_init(&out);
        buffer_init(&expected);
        frames_text(sample.state, 24, 80, false, &out);
        const Moment *moment = state_moment(sample.state);
        const Lanes *lanes = &sample.state->lanes;
        buffer_puts(&expected, "CPU ▐ ");
        if (moment->cpu == MOMENT_NOBODY || moment->cpu == 0) {
            buffer_puts(&expected, "free");
        } else {
            words_lane(&expected, lanes, moment->cpu);
        }
        buffer_puts(&expected, " ▌");
        ck_assert_msg(strstr(out.data, expected.data) != NULL, "step %d: no %s in\n%s", (int)step,
                      expected.data, out.data);
        for (uint32_t lane = 1; lane < moment->lane_count; lane++) {
            buffer_clear(&expected);
            buffer_printf(&expected, "%s ", lanes->lanes[lane].name);
            if (lane == 1) {
                buffer_puts(&expected, "   ");
            }
            words_state(&expected, moment, lanes, lane);
            ck_assert_msg(strstr(out.data, expected.data) != NULL, "step %d: no %s in\n%s",
                          (int)step, expected.data, out.data);
        }
        uint32_t timer = moment_next_timer(moment);
        if (timer != MOMENT_NOBODY) {
            char time[WORDS_TIME_BYTES];
            buffer_clear(&expected);
            buffer_printf(&expected, "timer, rings %s",
                          words_seconds(time, moment->lanes[timer].until_ns));
            ck_assert_ptr_nonnull(strstr(out.data, expected.data));
        }
        buffer_deinit(&expected);
        buffer_deinit(&out);
    }
    teardown(&sample);
}
END_TEST

START_TEST(moves)
{
    static const struct {
        uint64_t from;
        const char *keys;
        uint64_t to;
    } known[] = {
        {11, "s", 12},      {11, "S", 9},       {11, "o", 13},
        {11, "O", 10},      {1, "G", 34},       {34, "Home", 0},
        {0, "g 1 . 5 s Enter", 19},             {0, "g 1 4 Enter", 14},
        {0, "g : 1 2 Enter", 11},               {0, "g e n d Enter", 34},
        {5, "g 9 Esc", 5},  {20, "g 3 Enter u", 20}, {20, "g 3 Enter u Ctrl-R", 3},
        {11, "Right Right Left", 12},           {17, "a", 30},
        {11, ".", 12},      {12, ",", 11},      {17, "b Home r", 14},
        {34, "l", 34},      {0, "h", 0},        {17, "f k a", 17},
    };
    Sample sample;
    setup(&sample);
    ui_go_to_step(sample.state, known[_i].from);
    frames_press(sample.state, known[_i].keys);
    if (known[_i].from == 17 && strcmp(known[_i].keys, "a") == 0) {
        // the task of step 17 does not await again
        ck_assert_uint_eq(ui_step(sample.state), 17);
        ck_assert_ptr_nonnull(sample.state->message);
    } else {
        ck_assert_uint_eq(ui_step(sample.state), known[_i].to);
    }
    teardown(&sample);
}
END_TEST

enum { MOVES = 21 };

START_TEST(playing)
{
    Sample sample;
    setup(&sample);
    ck_assert_int_eq(ui_tick(sample.state, 5000), -1);
    ui_key(sample.state, UI_KEY_SPACE);
    ck_assert_int_eq(ui_tick(sample.state, 100), 400);
    ck_assert_int_eq(ui_tick(sample.state, 500), 400);
    ck_assert_uint_eq(ui_step(sample.state), 1);
    ui_key(sample.state, '>');
    ck_assert_int_eq(ui_tick(sample.state, 150), 250);
    ck_assert_uint_eq(ui_step(sample.state), 2);
    ck_assert_int_eq(ui_tick(sample.state, 100000), -1);
    ck_assert_uint_eq(ui_step(sample.state), 34);
    teardown(&sample);
}
END_TEST

// By the clock a second of the run is a second, and everything of an instant comes at once.
START_TEST(playing_by_the_clock)
{
    Sample sample;
    setup(&sample);
    ui_key(sample.state, 'y');
    ui_key(sample.state, UI_KEY_SPACE);
    ck_assert_int_gt(ui_tick(sample.state, 0), 0);
    ck_assert_int_eq(state_moment(sample.state)->clock_ns, 0);
    ck_assert_uint_eq(ui_step(sample.state), 14);
    ui_tick(sample.state, 990);
    ck_assert_uint_eq(ui_step(sample.state), 14);
    ui_tick(sample.state, 20);
    ck_assert_int_eq(state_moment(sample.state)->clock_ns, 1000000000);
    ui_key(sample.state, '<'); // half as fast
    ui_tick(sample.state, 1900);
    ck_assert_int_eq(state_moment(sample.state)->clock_ns, 1000000000);
    ui_tick(sample.state, 100);
    ck_assert_int_eq(state_moment(sample.state)->clock_ns, 2000000000);
    ck_assert_int_eq(ui_tick(sample.state, 2000), -1);
    ck_assert_uint_eq(ui_step(sample.state), 34);
    teardown(&sample);
}
END_TEST

// Playing stops where a breakpoint is, and plays on from there.
START_TEST(playing_stops_at_breakpoints)
{
    Sample sample;
    setup(&sample);
    ui_go_to_step(sample.state, 17);
    ui_key(sample.state, 'b');
    uint32_t line = state_line(sample.state);
    ui_key(sample.state, UI_KEY_HOME);
    ui_key(sample.state, UI_KEY_SPACE);
    ck_assert_int_eq(ui_tick(sample.state, 100000), -1);
    ck_assert_uint_eq(state_line(sample.state), line);
    ck_assert_uint_lt(ui_step(sample.state), 17);
    ui_key(sample.state, UI_KEY_SPACE);
    ui_tick(sample.state, 100000);
    ck_assert_uint_eq(state_line(sample.state), line);
    ck_assert_uint_gt(ui_step(sample.state), 11);
    teardown(&sample);
}
END_TEST

// Any keys at any size draw something, and leave the state sound.
START_TEST(any_key_any_size)
{
    Sample sample;
    setup(&sample);
    uint32_t random = 12345;
    static const char *const all =
        "Right Left Up Down Home End PgUp PgDn F1 Backspace Enter Esc Tab Space Ctrl-L Ctrl-R l h . , s "
        "S a A t T o O g G b r v d D + - 0 x f z ? u 1 2 : ; } { [ ] > < q s l l l w W / n N E y Z d d";
    UiKey keys[128];
    int count = 0;
    const char *at = all;
    for (UiKey key = key_parse(&at); key != UI_KEY_NONE; key = key_parse(&at)) {
        keys[count++] = key;
    }
    ck_assert_str_eq(at, "");
    Canvas *canvas = canvas_new(1, 1, false);
    for (int i = 0; i < 3000; i++) {
        random = random * 1664525 + 1013904223;
        UiKey key = keys[(random >> 16) % (uint32_t)count];
        ck_assert(ui_key(sample.state, key) || key == 'q');
        sample.state->quit = false; // q at the outermost leaves; here the reader stays
        int rows = 1 + (int)(random >> 8) % 50, columns = 1 + (int)(random >> 12) % 150;
        ui_frame(sample.state, rows, columns, canvas);
        ck_assert_int_eq(canvas_columns(canvas), columns);
    }
    canvas_free(canvas);
    ui_key(sample.state, UI_KEY_ESCAPE); // a prompt, or the list of keys
    ck_assert(!ui_key(sample.state, 'Q'));
    teardown(&sample);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("frames");
    TCase *tests = tcase_create("frames");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, frames_as_looked_at, 0, (int)(sizeof goldens / sizeof *goldens));
    tcase_add_test(tests, a_call_that_blocks);
    tcase_add_test(tests, help_lists_every_action);
    tcase_add_test(tests, help_runs_what_it_lists);
    tcase_add_test(tests, no_key_means_two_things);
    tcase_add_test(tests, a_new_recording_keeps_the_moment);
    tcase_add_test(tests, there_and_back_is_the_same);
    tcase_add_test(tests, frames_say_what_the_trace_says);
    tcase_add_loop_test(tests, moves, 0, MOVES);
    tcase_add_test(tests, playing);
    tcase_add_test(tests, playing_by_the_clock);
    tcase_add_test(tests, playing_stops_at_breakpoints);
    tcase_add_test(tests, any_key_any_size);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    int run = srunner_ntests_run(runner);
    srunner_free(runner);
    return failed == 0 && run > 0 ? 0 : 1;
}
