#include "pty_frames.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TRIES = 200 };

char *const frames_opened[] = {AWAITSCOPE, FRAMES_PROGRAM, NULL};

void frames_read_command(const char *command, Buffer *out)
{
    FILE *pipe = popen(command, "r");
    ck_assert_ptr_nonnull(pipe);
    char bytes[4096];
    for (size_t n; (n = fread(bytes, 1, sizeof bytes, pipe)) > 0;) {
        buffer_append(out, bytes, n);
    }
    ck_assert_int_eq(pclose(pipe), 0);
}

void frames_draw(const char *settings, const char *options, const char *keys, int rows, int columns,
                  Buffer *out)
{
    char command[FRAMES_COMMAND_BYTES];
    snprintf(command, sizeof command,
             "env LC_ALL=C.UTF-8 ASAN_OPTIONS=detect_leaks=0 %s '%s' frame '%s' --format ansi %s "
             "--size %dx%d --keys '%s'",
             settings, AWAITSCOPE, FRAMES_PROGRAM, options, columns, rows, keys);
    frames_read_command(command, out);
}

void frames_assert_shows(Pty *pty, const Buffer *expected, bool looks, const char *after)
{
    Buffer where;
    buffer_init(&where);
    for (int i = 0; i < TRIES; i++) {
        pty_settle(pty);
        if (pty_shows(pty, expected, looks, NULL)) {
            buffer_deinit(&where);
            return;
        }
    }
    pty_shows(pty, expected, looks, &where);
    fprintf(stderr, "after %s: %s", after, where.data);
    ck_abort_msg("after %s: %.*s", after, (int)strcspn(where.data, "\n"), where.data);
}

void frames_assert(Pty *pty, const char *keys, int rows, int columns)
{
    Buffer expected;
    buffer_init(&expected);
    frames_draw("", "", keys, rows, columns, &expected);
    frames_assert_shows(pty, &expected, true, keys);
    buffer_deinit(&expected);
}

void frames_assert_put_back(const Pty *pty)
{
    ck_assert(!pty_alternate(pty));
    ck_assert(pty_cursor_visible(pty));
    ck_assert(!pty_mouse(pty));
    ck_assert(pty_modes_restored(pty));
}

void frames_leave(Pty *pty)
{
    pty_type(pty, "Q");
    ck_assert_int_eq(pty_wait(pty), 0);
    frames_assert_put_back(pty);
    pty_free(pty);
}

int frames_main(Suite *(*suite)(void))
{
    if (!pty_exists()) {
        return getenv("CI") ? 1 : PTY_SKIPPED;
    }
    SRunner *runner = srunner_create(suite());
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    int run = srunner_ntests_run(runner);
    srunner_free(runner);
    return failed == 0 && run > 0 ? 0 : 1;
}
