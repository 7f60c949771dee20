// What comes from a terminal and what goes to it: the mouse, keys on tape, how many bytes a step takes,
// and that nothing of the program's is a command.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pty_frames.h"

// The mouse, as terminals report it and as --keys has it: presses, with releases that mean nothing.
static const struct {
    const char *typed, *key;
} clicks[] = {
    {"\033[<0;48;16M\033[<0;48;16m", "Click@48,16"}, // a turn, on a lane
    {"\033[<0;5;18M\033[<0;5;18m", "Click@5,18"},    // a lane's name
    {"\033[<0;5;18M", "Click@5,18"},                 // again: follow the CPU
    {"\033[<0;60;14M", "Click@60,14"},               // the ruler
    {"\033[<65;60;14M", "WheelDown@60,14"},          // zooms
    {"\033[<64;60;14M", "WheelUp@60,14"},
    {"\033[<64;60;16M", "WheelUp@60,16"},            // steps back
    {"\033[<65;60;16M", "WheelDown@60,16"},
    {"\033[<65;10;5M", "WheelDown@10,5"},            // scrolls the program
    {"\033[<65;60;5M", "WheelDown@60,5"},            // and the output
    {"\033[<0;60;5M", "Click@60,5"},
    {"u", "u"},
    {"\033[<0;79;24M", "Click@79,24"},               // nothing is there
    {"?", "?"},
    {"\033[<0;5;18M", "Click@5,18"},
    {"\033", "Esc"},
};

START_TEST(mouse)
{
    Pty *pty = pty_start(24, 80, frames_opened, NULL);
    pty_type(pty, "G");
    pty_settle(pty);
    ck_assert(pty_mouse(pty));
    Buffer pressed;
    buffer_init(&pressed);
    buffer_puts(&pressed, "G ");
    for (size_t i = 0; i < sizeof clicks / sizeof *clicks; i++) {
        pty_type(pty, clicks[i].typed);
        buffer_printf(&pressed, "%s ", clicks[i].key);
        frames_assert(pty, pressed.data, 24, 80);
    }
    buffer_deinit(&pressed);
    pty_type(pty, "M");
    pty_settle(pty);
    ck_assert(!pty_mouse(pty));
    pty_type(pty, "M\032");
    pty_wait_stopped(pty);
    frames_assert_put_back(pty);
    pty_signal(pty, SIGCONT);
    pty_settle(pty);
    ck_assert(pty_mouse(pty));
    frames_leave(pty);
}
END_TEST

START_TEST(mouse_left_alone)
{
    char *const arguments[] = {AWAITSCOPE, "--no-mouse", FRAMES_PROGRAM, NULL};
    Pty *pty = pty_start(24, 80, arguments, NULL);
    pty_settle(pty);
    ck_assert(!pty_mouse(pty));
    frames_leave(pty);
}
END_TEST

// ---- what is sent

static size_t sent_since(Pty *pty, const char *typed)
{
    size_t before, after;
    pty_settle(pty);
    pty_sent(pty, &before);
    pty_type(pty, typed);
    pty_settle(pty);
    pty_sent(pty, &after);
    return after - before - strlen("\033]7777;1\a");
}

// Nothing where the frame is the same; little where nothing but the cursor and the step's number move.
START_TEST(few_bytes)
{
    Pty *pty = pty_start(24, 80, frames_opened, NULL);
    ck_assert_uint_eq(sent_since(pty, ""), 0);
    sent_since(pty, "ll");
    ck_assert_uint_le(sent_since(pty, "l"), 200);
    frames_leave(pty);
}
END_TEST

// The end of the control sequence at `at`, which begins with ESC: of those that curses and this program
// use. Fails where it is another.
static size_t known_sequence(const char *sent, size_t at, size_t length)
{
    static const char *const fixed[] = {
        "\033(B",       "\033(0",       "\033=",      "\033>",           "\033[?1049h", "\033[?1049l",
        "\033[22;0;0t", "\033[23;0;0t", "\033[?1h",   "\033[?1l",        "\033[?25l",   "\033[?25h",
        "\033[?12l",    "\033M",         "\033[4l",    "\033[?7h",        "\033[6n",     "\033[c",
        "\033[?1000h",  "\033[?1006h",  "\033[?1000l", "\033[?1006l",    "\033]11;?\033\\",
    };
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) {
        if (strncmp(sent + at, fixed[i], strlen(fixed[i])) == 0) {
            return at + strlen(fixed[i]);
        }
    }
    if (strncmp(sent + at, "\033]7777;", 7) == 0) {
        return at + strcspn(sent + at, "\a") + 1;
    }
    size_t end = at + 2 + strspn(sent + at + 2, "0123456789;");
    bool moves = sent[at + 1] == '[' && end < length && strchr("ABCDGHJKLMPXbdrm@ST", sent[end]) != NULL;
    ck_assert_msg(moves && memmem(sent + at, end + 1 - at, "99m", 3) == NULL, "sent: ESC %.20s", sent + at + 1);
    return end + 1;
}

static void assert_harmless(const char *sent, size_t length)
{
    for (size_t i = 0; i < length;) {
        unsigned char byte = (unsigned char)sent[i], next = (unsigned char)sent[i + 1];
        if (byte == '\033') {
            i = known_sequence(sent, i, length);
            continue;
        }
        ck_assert_msg(byte >= ' ' || byte == '\r' || byte == '\n' || byte == '\b',
                      "byte %02x is sent", byte);
        ck_assert_msg(byte != 0x7f && !(byte == 0xc2 && next >= 0x80 && next < 0xa0),
                      "control character %02x is sent", next);
        bool turns = i + 2 < length && (memcmp(sent + i, "\xe2\x80\xaa", 2) == 0 ||
                                        memcmp(sent + i, "\xe2\x81\xa6", 2) == 0);
        unsigned char last = turns ? (unsigned char)sent[i + 2] : 0;
        turns = turns && (next == 0x80 ? last >= 0xaa && last <= 0xae : last >= 0xa6 && last <= 0xa9);
        ck_assert_msg(!turns, "a character that turns the direction of writing is sent");
        i++;
    }
}

static const char *const locales[] = {"LC_ALL=C.UTF-8", "LC_ALL=C"};

enum { LOCALES = sizeof locales / sizeof *locales };

START_TEST(nothing_of_the_program_is_a_command)
{
    char *const arguments[] = {AWAITSCOPE, AWAITSCOPE_SOURCE_DIR "/tests/pty/hostile.py", NULL};
    char locale[32];
    strcpy(locale, locales[_i]);
    char *const settings[] = {locale, NULL};
    Pty *pty = pty_start(40, 120, arguments, settings);
    static const char *const looks[] = {"", "w", "W", "v", "vz", "z\tz", "zddd", "?"};
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
        pty_type(pty, looks[i]);
        for (int step = 0; step < 60; step++) {
            pty_type(pty, i == sizeof looks / sizeof *looks - 1 ? "\033" : "l");
            pty_settle(pty);
        }
        pty_type(pty, "\033[H");
        pty_settle(pty);
    }
    pty_type(pty, "Q");
    ck_assert_int_eq(pty_wait(pty), 0);
    frames_assert_put_back(pty);
    size_t length;
    const char *sent = pty_sent(pty, &length);
    assert_harmless(sent, length);
    pty_free(pty);
}
END_TEST

// Nor does what other commands print of it, on either stream.
static const char *const printing[] = {"narrate", "timeline", "timeline --format ansi", "frame",
                                       "frame --format ansi", "timeline --steps 100000"};

enum { PRINTING = sizeof printing / sizeof *printing };

START_TEST(nothing_that_is_printed_is_a_command)
{
    Buffer out;
    buffer_init(&out);
    char command[FRAMES_COMMAND_BYTES];
    snprintf(command, sizeof command,
             "LC_ALL=C.UTF-8 ASAN_OPTIONS=detect_leaks=0 '%s' %s '%s/tests/pty/hostile.py' 2>&1",
             AWAITSCOPE, printing[_i], AWAITSCOPE_SOURCE_DIR);
    frames_read_command(command, &out);
    ck_assert_uint_gt(out.length, 100);
    assert_harmless(out.data, out.length);
    buffer_deinit(&out);
}
END_TEST

// ---- tapes

// A new file's name, with `text` in it.
static char *tape_file(const char *text)
{
    char *name = strdup("/tmp/awaitscope_keys_XXXXXX");
    int file = mkstemp(name);
    ck_assert_int_ge(file, 0);
    ck_assert_int_eq(write(file, text, strlen(text)), (ssize_t)strlen(text));
    close(file);
    return name;
}

// The keys of a tape, a blank behind each.
static void tape_keys(const char *name, Buffer *out)
{
    FILE *file = fopen(name, "r");
    ck_assert_ptr_nonnull(file);
    double seconds;
    char key[64];
    while (fscanf(file, "%lf %63s\n", &seconds, key) == 2) {
        ck_assert(seconds >= 0 && seconds < 60);
        buffer_printf(out, "%s ", key);
    }
    ck_assert(feof(file));
    fclose(file);
}

START_TEST(keys_on_tape)
{
    char *name = tape_file("");
    char *const recording[] = {AWAITSCOPE, "--record-keys", name, FRAMES_PROGRAM, NULL};
    Pty *pty = pty_start(24, 80, recording, NULL);
    pty_type(pty, "ll\033OCg7\r/ben\rw\033[<0;48;16M\t");
    pty_settle(pty);
    frames_leave(pty);
    Buffer recorded;
    buffer_init(&recorded);
    tape_keys(name, &recorded);
    ck_assert_str_eq(recorded.data, "l l Right g 7 Enter / b e n Enter w Click@48,16 Tab Q ");
    unlink(name);
    free(name);

    name = tape_file("# a demonstration\n0 l\n0.000 l\n0 Right\n\n0 w\n0 Click@48,16\n");
    char *const playing[] = {AWAITSCOPE, "--play-keys", name, FRAMES_PROGRAM, NULL};
    pty = pty_start(24, 80, playing, NULL);
    frames_assert(pty, "l l Right w Click@48,16", 24, 80);
    pty_type(pty, "l"); // it goes on live
    frames_assert(pty, "l l Right w Click@48,16 l", 24, 80);
    frames_leave(pty);
    char options[128];
    snprintf(options, sizeof options, "--play-keys %s", name);
    Buffer taped, pressed;
    buffer_init(&taped);
    buffer_init(&pressed);
    frames_draw("", options, "l", 24, 80, &taped);
    frames_draw("", "", "l l Right w Click@48,16 l", 24, 80, &pressed);
    ck_assert_str_eq(taped.data, pressed.data);
    buffer_deinit(&pressed);
    buffer_deinit(&taped);
    buffer_deinit(&recorded);
    unlink(name);
    free(name);
}
END_TEST

// A key that somebody presses ends a tape, whose next key is an hour away.
START_TEST(tape_given_up)
{
    char *name = tape_file("0 l\n3600 l\n0 l\n");
    char *const playing[] = {AWAITSCOPE, "--play-keys", name, FRAMES_PROGRAM, NULL};
    Pty *pty = pty_start(24, 80, playing, NULL);
    frames_assert(pty, "l", 24, 80);
    pty_type(pty, "w");
    frames_assert(pty, "l w", 24, 80);
    frames_leave(pty);
    unlink(name);
    free(name);
}
END_TEST

START_TEST(tape_with_a_mistake)
{
    char *name = tape_file("0 l\n# fine\n0 Leftt\n");
    char *const playing[] = {AWAITSCOPE, "--play-keys", name, FRAMES_PROGRAM, NULL};
    Pty *pty = pty_start(24, 80, playing, NULL);
    int status = pty_wait(pty);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 2);
    Buffer screen;
    buffer_init(&screen);
    pty_screen(pty, &screen);
    ck_assert_msg(strstr(screen.data, ":3: a line is") != NULL, "%s", screen.data);
    buffer_deinit(&screen);
    pty_free(pty);
    unlink(name);
    free(name);
}
END_TEST

static Suite *traffic_suite(void)
{
    Suite *suite = suite_create("traffic");
    TCase *tests = tcase_create("traffic");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, mouse);
    tcase_add_test(tests, mouse_left_alone);
    tcase_add_test(tests, few_bytes);
    tcase_add_loop_test(tests, nothing_of_the_program_is_a_command, 0, LOCALES);
    tcase_add_loop_test(tests, nothing_that_is_printed_is_a_command, 0, PRINTING);
    tcase_add_test(tests, keys_on_tape);
    tcase_add_test(tests, tape_given_up);
    tcase_add_test(tests, tape_with_a_mistake);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return frames_main(traffic_suite);
}
