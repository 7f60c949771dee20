// The screen in a pseudo-terminal is the frame without one, and the terminal is put back on every
// way out.
#include <check.h>
#include <stdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "../unit/sample_001_4.h"
#include "pty_harness.h"
#include "ui/ui.h"

static char *const viewer[] = {PTY_VIEWER, NULL};

// What the screen must be after `keys`, without a terminal.
static void expected_frame(const char *keys, int rows, int columns, bool ascii, Buffer *out)
{
    Buffer source;
    buffer_init(&source);
    for (int i = 0; i < SAMPLE_LINES; i++) {
        buffer_printf(&source, "%s\n", sample_source[i]);
    }
    Trace *trace = sample_trace();
    UiState *state = ui_new(&(UiProgram){.name = "001_4.py",
                                         .source = source.data,
                                         .source_length = source.length,
                                         .trace = trace});
    for (UiKey key = key_parse(&keys); key != UI_KEY_NONE; key = key_parse(&keys)) {
        ui_key(state, key);
    }
    Canvas *canvas = canvas_new(rows, columns, ascii);
    ui_frame(state, rows, columns, canvas);
    canvas_to_text(canvas, out);
    canvas_free(canvas);
    ui_free(state);
    trace_free(trace);
    buffer_deinit(&source);
}

static void assert_screen(const Pty *pty, const char *keys, int rows, int columns, bool ascii)
{
    Buffer expected, actual;
    buffer_init(&expected);
    buffer_init(&actual);
    expected_frame(keys, rows, columns, ascii, &expected);
    pty_screen(pty, &actual);
    const char *a = actual.data, *e = expected.data;
    for (int line = 1; *a != '\0' || *e != '\0'; line++) {
        int a_length = (int)strcspn(a, "\n"), e_length = (int)strcspn(e, "\n");
        ck_assert_msg(a_length == e_length && memcmp(a, e, (size_t)a_length) == 0,
                      "after %s, line %d:\n is    %.*s\n not   %.*s", keys, line, a_length, a,
                      e_length, e);
        a += a_length + (a[a_length] == '\n');
        e += e_length + (e[e_length] == '\n');
    }
    buffer_deinit(&actual);
    buffer_deinit(&expected);
}

static void assert_put_back(const Pty *pty)
{
    ck_assert(!pty_alternate(pty));
    ck_assert(pty_cursor_visible(pty));
    ck_assert(pty_modes_restored(pty));
}

START_TEST(each_step_there_and_back)
{
    Pty *pty = pty_start(24, 80, viewer, NULL);
    pty_settle(pty);
    ck_assert(pty_alternate(pty));
    ck_assert(!pty_cursor_visible(pty));
    assert_screen(pty, "", 24, 80, false);
    Buffer keys;
    buffer_init(&keys);
    for (int step = 1; step <= 34; step++) {
        pty_type(pty, step % 2 == 0 ? "l" : "\033OC");
        pty_settle(pty);
        buffer_puts(&keys, "l ");
        assert_screen(pty, keys.data, 24, 80, false);
    }
    for (int step = 33; step >= 20; step--) {
        pty_type(pty, "h");
        pty_settle(pty);
        buffer_puts(&keys, "h ");
        assert_screen(pty, keys.data, 24, 80, false);
    }
    buffer_deinit(&keys);
    pty_type(pty, "Q");
    ck_assert_int_eq(pty_wait(pty), 0);
    assert_put_back(pty);
    pty_free(pty);
}
END_TEST

static const struct {
    const char *setting, *other;
    bool ascii;
} looks[] = {
    {"TERM=xterm-256color", "A=", false},
    {"NO_COLOR=1", "A=", false},
    {"TERM=xterm", "A=", false},
    {"TERM=vt100", "A=", false},
    {"LC_ALL=C", "TERM=screen", true}, // libvterm 0.1 repeats characters wrongly, as xterm's can
    {"TERM=screen", "A=", false},
    {"TERM=linux", "A=", false},
};

enum { LOOKS = 7 };

START_TEST(looks_on_terminals)
{
    char *setting = strdup(looks[_i].setting), *other = strdup(looks[_i].other);
    char *const environment[] = {setting, other, NULL};
    Pty *pty = pty_start(24, 80, viewer, environment);
    pty_type(pty, "lllllllll");
    pty_settle(pty);
    assert_screen(pty, "l l l l l l l l l", 24, 80, looks[_i].ascii);
    pty_type(pty, "?");
    pty_settle(pty);
    assert_screen(pty, "l l l l l l l l l ?", 24, 80, looks[_i].ascii);
    pty_type(pty, "?Q");
    ck_assert_int_eq(pty_wait(pty), 0);
    ck_assert(pty_modes_restored(pty));
    pty_free(pty);
    free(setting);
    free(other);
}
END_TEST

START_TEST(resized)
{
    Pty *pty = pty_start(24, 80, viewer, NULL);
    pty_type(pty, "G");
    pty_settle(pty);
    static const int sizes[][2] = {{10, 40}, {60, 200}, {5, 12}, {24, 80}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        pty_resize(pty, sizes[i][0], sizes[i][1]);
        pty_signal(pty, SIGWINCH);
        pty_settle(pty);
        pty_settle(pty);
        assert_screen(pty, "G", sizes[i][0], sizes[i][1], false);
    }
    pty_type(pty, "Q");
    ck_assert_int_eq(pty_wait(pty), 0);
    pty_free(pty);
}
END_TEST

static const int leaving[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

START_TEST(put_back_when_asked_to_end)
{
    Pty *pty = pty_start(24, 80, viewer, NULL);
    pty_settle(pty);
    pty_signal(pty, leaving[_i]);
    ck_assert_int_eq(pty_wait(pty), 0);
    assert_put_back(pty);
    pty_free(pty);
}
END_TEST

static const int crashes[] = {SIGSEGV, SIGABRT, SIGBUS};

START_TEST(put_back_after_a_crash)
{
    Pty *pty = pty_start(24, 80, viewer, NULL);
    pty_settle(pty);
    pty_signal(pty, crashes[_i]);
    int status = pty_wait(pty);
    ck_assert(WIFSIGNALED(status));
    ck_assert_int_eq(WTERMSIG(status), crashes[_i]);
    assert_put_back(pty);
    pty_free(pty);
}
END_TEST

START_TEST(put_back_after_an_assertion)
{
    char *const arguments[] = {PTY_VIEWER, "--crash", NULL};
    Pty *pty = pty_start(24, 80, arguments, NULL);
    pty_settle(pty);
    pty_type(pty, "lllv"); // values of a task: there is one by then
    ck_assert(WIFSIGNALED(pty_wait(pty)));
    assert_put_back(pty);
    pty_free(pty);
}
END_TEST

START_TEST(suspended_and_back)
{
    Pty *pty = pty_start(24, 80, viewer, NULL);
    pty_type(pty, "lll");
    pty_settle(pty);
    pty_type(pty, "\032");
    pty_wait_stopped(pty);
    assert_put_back(pty);
    pty_signal(pty, SIGCONT);
    pty_settle(pty);
    ck_assert(pty_alternate(pty));
    assert_screen(pty, "l l l", 24, 80, false);
    pty_type(pty, "Q");
    ck_assert_int_eq(pty_wait(pty), 0);
    assert_put_back(pty);
    pty_free(pty);
}
END_TEST

static char *const useless[] = {"TERM=dumb", "TERM=nothing-like-it", NULL};

START_TEST(refused_in_words)
{
    char *const environment[] = {useless[_i], NULL};
    Pty *pty = pty_start(24, 80, viewer, environment);
    int status = pty_wait(pty);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 2);
    Buffer screen;
    buffer_init(&screen);
    pty_screen(pty, &screen);
    ck_assert_ptr_nonnull(strstr(screen.data, "this terminal"));
    buffer_deinit(&screen);
    ck_assert(pty_modes_restored(pty));
    pty_free(pty);
}
END_TEST

int main(void)
{
    if (!pty_exists()) {
        return getenv("CI") ? 1 : PTY_SKIPPED;
    }
    Suite *suite = suite_create("pseudo-terminal");
    TCase *tests = tcase_create("pty");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, each_step_there_and_back);
    tcase_add_loop_test(tests, looks_on_terminals, 0, LOOKS);
    tcase_add_test(tests, resized);
    tcase_add_loop_test(tests, put_back_when_asked_to_end, 0, 4);
    tcase_add_loop_test(tests, put_back_after_a_crash, 0, 3);
    tcase_add_test(tests, put_back_after_an_assertion);
    tcase_add_test(tests, suspended_and_back);
    tcase_add_loop_test(tests, refused_in_words, 0, 2);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    int run = srunner_ntests_run(runner);
    srunner_free(runner);
    return failed == 0 && run > 0 ? 0 : 1;
}
