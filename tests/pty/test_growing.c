// Recordings that are not whole: a program that asks its reader, one that has no end.
#include <stdio.h>
#include <string.h>

#include "pty_frames.h"

static char *const asks[] = {AWAITSCOPE, AWAITSCOPE_SOURCE_DIR "/tests/pty/asks.py", NULL};
static char *const endless[] = {AWAITSCOPE, AWAITSCOPE_SOURCE_DIR "/tests/pty/endless.py", NULL};

static bool screen_has(Pty *pty, const char *text)
{
    Buffer screen;
    buffer_init(&screen);
    pty_screen(pty, &screen);
    bool has = strstr(screen.data, text) != NULL;
    buffer_deinit(&screen);
    return has;
}

// Reads on until the text is on the screen.
static void expect(Pty *pty, const char *text)
{
    enum { TRIES = 2000 };
    for (int i = 0; i < TRIES && !screen_has(pty, text); i++) {
        pty_settle(pty);
    }
    Buffer screen;
    buffer_init(&screen);
    pty_screen(pty, &screen);
    ck_assert_msg(strstr(screen.data, text) != NULL, "no \"%s\" on\n%s", text, screen.data);
    buffer_deinit(&screen);
}

static void expect_end(Pty *pty, const char *options, const char *keys)
{
    char command[FRAMES_COMMAND_BYTES];
    snprintf(command, sizeof command,
             "env LC_ALL=C.UTF-8 ASAN_OPTIONS=detect_leaks=0 %s frame %s/tests/pty/asks.py %s --size 80x24 --format ansi --keys '%s'",
             AWAITSCOPE, AWAITSCOPE_SOURCE_DIR, options, keys);
    Buffer frame;
    buffer_init(&frame);
    frames_read_command(command, &frame);
    frames_assert_shows(pty, &frame, true, keys);
    buffer_deinit(&frame);
}

// Each answer leads on from where the program asked; in the end it is the run that has the answers from a
// file, forwards and back.
START_TEST(answers)
{
    Pty *pty = pty_start(24, 80, asks, NULL);
    expect(pty, "PROGRAM");
    pty_type(pty, "G");
    expect(pty, "asks for a line of input");
    pty_type(pty, "lAda\r");
    expect(pty, "Hello, Ada");
    pty_type(pty, "G");
    expect(pty, "Your age?");
    pty_type(pty, "lx\b36\r");
    expect(pty, "36 years");
    pty_type(pty, "\033[HG"); // Home: so that both have been everywhere
    pty_settle(pty);
    expect_end(pty, "--stdin " AWAITSCOPE_SOURCE_DIR "/tests/pty/answers.txt", "End Home End");
    frames_leave(pty);
}
END_TEST

START_TEST(end_of_input)
{
    Pty *pty = pty_start(24, 80, asks, NULL);
    expect(pty, "PROGRAM");
    pty_type(pty, "Gl\004G");
    expect(pty, "EOFError");
    frames_leave(pty);
}
END_TEST

// The beginning can be looked at while the rest is recorded, and Esc ends that.
START_TEST(stopped_by_the_reader)
{
    Pty *pty = pty_start(24, 80, endless, NULL);
    expect(pty, "Recording, ");
    pty_type(pty, "ll");
    expect(pty, "step 2 of");
    pty_type(pty, "\033");
    expect(pty, "Recording is stopped");
    pty_type(pty, "GO");
    expect(pty, "the reader has seen enough");
    pty_type(pty, "v");
    expect(pty, "rounds = ");
    frames_leave(pty);
}
END_TEST

static Suite *suite(void)
{
    Suite *made = suite_create("growing");
    TCase *tests = tcase_create("growing");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, answers);
    tcase_add_test(tests, end_of_input);
    tcase_add_test(tests, stopped_by_the_reader);
    suite_add_tcase(made, tests);
    return made;
}

int main(void)
{
    return frames_main(suite);
}
