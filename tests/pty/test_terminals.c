// awaitscope itself in a pseudo-terminal: on every kind of terminal, at every size, after every signal
// its screen is, cell by cell, what `awaitscope frame` draws without one.
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pty_harness.h"

#define PROGRAM AWAITSCOPE_SOURCE_DIR "/lessons/10_lock_and_queue.py"

enum { TRIES = 200, COMMAND_BYTES = 4096 };

static char *const opened[] = {AWAITSCOPE, PROGRAM, NULL};

// Appends what a command prints, which must end well.
static void read_command(const char *command, Buffer *out)
{
    FILE *pipe = popen(command, "r");
    ck_assert_ptr_nonnull(pipe);
    char bytes[4096];
    for (size_t n; (n = fread(bytes, 1, sizeof bytes, pipe)) > 0;) {
        buffer_append(out, bytes, n);
    }
    ck_assert_int_eq(pclose(pipe), 0);
}

// What `awaitscope frame` prints after `keys`, with "NAME=value" settings in front of it.
static void frame(const char *settings, const char *options, const char *keys, int rows, int columns,
                  Buffer *out)
{
    char command[COMMAND_BYTES];
    snprintf(command, sizeof command,
             "env LC_ALL=C.UTF-8 ASAN_OPTIONS=detect_leaks=0 %s '%s' frame '%s' --format ansi %s "
             "--size %dx%d --keys '%s'",
             settings, AWAITSCOPE, PROGRAM, options, columns, rows, keys);
    read_command(command, out);
}

// Until the screen is that frame; a change of size may arrive later than keys do.
static void assert_shows(Pty *pty, const Buffer *expected, bool looks, const char *after)
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

static void assert_frame(Pty *pty, const char *keys, int rows, int columns)
{
    Buffer expected;
    buffer_init(&expected);
    frame("", "", keys, rows, columns, &expected);
    assert_shows(pty, &expected, true, keys);
    buffer_deinit(&expected);
}

static void assert_put_back(const Pty *pty)
{
    ck_assert(!pty_alternate(pty));
    ck_assert(pty_cursor_visible(pty));
    ck_assert(!pty_mouse(pty));
    ck_assert(pty_modes_restored(pty));
}

static void leave(Pty *pty)
{
    pty_type(pty, "Q");
    ck_assert_int_eq(pty_wait(pty), 0);
    assert_put_back(pty);
    pty_free(pty);
}

// Keys as they are typed, and as --keys has them.
static const struct {
    const char *typed, *key;
} keys[] = {
    {"l", "l"},          {"\033[C", "Right"}, {"\033OC", "Right"}, {"s", "s"},
    {"]", "]"},          {"t", "t"},          {"o", "o"},          {"a", "a"},
    {"\033OB", "Down"},  {"j", "j"},          {"w", "w"},          {"\033", "Esc"},
    {"v", "v"},          {"h", "h"},          {"\033[D", "Left"},  {"S", "S"},
    {"x", "x"},          {"x", "x"},          {"+", "+"},          {"+", "+"},
    {"-", "-"},          {"d", "d"},          {"l", "l"},          {"D", "D"},
    {"z", "z"},          {"\t", "Tab"},       {"z", "z"},          {"b", "b"},
    {"G", "G"},          {"\033[H", "Home"},  {"r", "r"},          {"g", "g"},
    {"7", "7"},          {"\r", "Enter"},     {"u", "u"},          {"\022", "Ctrl-R"},
    {"/", "/"},          {"b", "b"},          {"e", "e"},          {"x", "x"},
    {"\177", "Backspace"}, {"n", "n"},        {"\r", "Enter"},     {"n", "n"},
    {"?", "?"},          {"s", "s"},          {" ", "Space"},      {"\033OP", "F1"},
    {"W", "W"},          {"\033[F", "End"},   {"\014", "Ctrl-L"},  {".", "."},
    {",", ","},          {"f", "f"},          {"0", "0"},          {"q", "q"},
};

START_TEST(each_key)
{
    Pty *pty = pty_start(24, 80, opened, NULL);
    Buffer pressed;
    buffer_init(&pressed);
    assert_frame(pty, "", 24, 80);
    ck_assert(pty_alternate(pty));
    ck_assert(!pty_cursor_visible(pty));
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        pty_type(pty, keys[i].typed);
        buffer_printf(&pressed, "%s ", keys[i].key);
        assert_frame(pty, pressed.data, 24, 80);
    }
    buffer_deinit(&pressed);
    leave(pty);
}
END_TEST

// Two programs: what is compared is the frame of both, click and wheel included.
START_TEST(two_programs)
{
    static char twin[] = AWAITSCOPE_SOURCE_DIR "/lessons/11_deadlock.py", command[] = "compare";
    static char *const compared[] = {AWAITSCOPE, command, PROGRAM, twin, NULL};
    static const char *const typed[] = {"l", "\t", "l", "\t", "h", "w", "W", "q", "x", "+", "\033[<0;60;5M", "G"};
    static const char *const pressed[] = {"l", "Tab", "l", "Tab", "h", "w", "W", "q", "x", "+", "Click@60,5", "G"};
    Pty *pty = pty_start(24, 80, compared, NULL);
    Buffer keys_pressed, expected;
    buffer_init(&keys_pressed);
    buffer_init(&expected);
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        pty_type(pty, typed[i]);
        buffer_printf(&keys_pressed, "%s ", pressed[i]);
        buffer_clear(&expected);
        frame("", "--compare " AWAITSCOPE_SOURCE_DIR "/lessons/11_deadlock.py", keys_pressed.data, 24, 80, &expected);
        assert_shows(pty, &expected, true, keys_pressed.data);
    }
    buffer_deinit(&expected);
    buffer_deinit(&keys_pressed);
    leave(pty);
}
END_TEST

static const struct {
    const char *term;
    const char *colours; // that it has
    const char *other;   // setting
} terminals[] = {
    {"TERM=xterm-256color", "256", "A="},
    {"TERM=tmux-256color", "256", "A="},
    {"TERM=screen", "8", "A="},
    {"TERM=linux", "8", "A="},
    {"TERM=vt100", "none", "A="},
    {"TERM=xterm-direct", "rgb", "A="},
    {"TERM=xterm", "8", "A="},
    {"TERM=xterm-16color", "16", "A="},
    {"TERM=xterm-of-tomorrow", "256", "A="},
    {"TERM=xterm-256color", "none", "NO_COLOR=1"},
};

static const char *const languages[] = {"LC_ALL=C.UTF-8", "LC_ALL=C"};

enum { TERMINALS = sizeof terminals / sizeof *terminals, LANGUAGES = 2 };

START_TEST(each_terminal)
{
    char term[32], language[32], other[32], options[32];
    strcpy(term, terminals[_i / LANGUAGES].term);
    strcpy(other, terminals[_i / LANGUAGES].other);
    strcpy(language, languages[_i % LANGUAGES]);
    snprintf(options, sizeof options, "--colors %s", terminals[_i / LANGUAGES].colours);
    char *const settings[] = {term, language, other, NULL};
    static const char *const pressed[] = {"", "G", "l l l l l l l l w", "s s v Down ?"};
    static const char *const typed[] = {"", "G", "llllllllw", "ssv\033OB?"};
    for (int i = 0; i < 4; i++) {
        Buffer expected;
        buffer_init(&expected);
        frame(language, options, pressed[i], 30, 100, &expected);
        Pty *pty = pty_start(30, 100, opened, settings);
        pty_type(pty, typed[i]);
        assert_shows(pty, &expected, true, pressed[i]);
        buffer_deinit(&expected);
        pty_type(pty, "\033");
        leave(pty);
    }
}
END_TEST

// What is said of the background, or of how wide a block is, and the frame it gives.
static const struct {
    const char *option, *value;   // of awaitscope
    const char *setting, *answer; // of the terminal
    const char *frame;            // options
} backgrounds[] = {
    {NULL, NULL, "A=", "", ""},
    {NULL, NULL, "A=", "\033]11;rgb:ffff/ffff/ffff\033\\", "--background light"},
    {NULL, NULL, "A=", "\033]11;rgb:1e/1e/1e\a", "--background dark"},
    {NULL, NULL, "COLORFGBG=0;15", "", "--background light"},
    {NULL, NULL, "COLORFGBG=15;default;0", "", ""},
    {NULL, NULL, "COLORFGBG=0;15", "\033]11;rgb:0000/0000/0000\033\\", ""},
    {"--background", "light", "A=", "\033]11;rgb:0000/0000/0000\033\\", "--background light"},
    {"--background", "dark", "COLORFGBG=0;15", "", ""},
    {"--colors", "16", "COLORFGBG=0;15", "", "--background light --colors 16"},
    {"--colors", "8", "TERM=xterm-direct", "", "--colors 8"},
    {"--ascii", "--quiet", "A=", "", "--ascii"},
    {NULL, NULL, "A=", "\033[2;3R", "--ascii"}, // it stood two columns further on
    {NULL, NULL, "A=", "\033[2;4R", "--ascii"}, // it shows the bytes
};

enum { BACKGROUNDS = sizeof backgrounds / sizeof *backgrounds };

START_TEST(each_background)
{
    char setting[64], option[32], value[32];
    strcpy(setting, backgrounds[_i].setting);
    char *const settings[] = {setting, NULL};
    char *arguments[] = {AWAITSCOPE, PROGRAM, NULL, NULL, NULL};
    if (backgrounds[_i].option != NULL) {
        arguments[2] = strcpy(option, backgrounds[_i].option);
        arguments[3] = strcpy(value, backgrounds[_i].value);
    }
    Buffer expected;
    buffer_init(&expected);
    frame("", backgrounds[_i].frame, "G", 24, 80, &expected);
    Pty *pty = pty_start(24, 80, arguments, settings);
    pty_settle(pty);
    pty_type(pty, backgrounds[_i].answer);
    pty_type(pty, "G");
    assert_shows(pty, &expected, true, backgrounds[_i].answer);
    buffer_deinit(&expected);
    leave(pty);
}
END_TEST

// Keys that awaitscope has not, and answers to what it has not asked: none of their letters is a key.
START_TEST(sequences_without_meaning)
{
    static const char *const sequences[] = {
        "\033[24;5~",     "\033[1;5C",           "\033[200~",          "\033Ox",      "\033[?62;22c",
        "\033[<0;5;6m",   "\033[<35;1;1M",       "\033P1$r0m\033\\", "\033[I",      "\033[O",
        "\033[12;5R",     "\033]10;rgb:0/0/0\a", "\033_G\033\\",     "\033[>0;1c",  "\033[[E",
    };
    Pty *pty = pty_start(24, 80, opened, NULL);
    pty_type(pty, "ll");
    for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++) {
        pty_type(pty, sequences[i]);
        assert_frame(pty, "l l", 24, 80);
    }
    leave(pty);
}
END_TEST

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
    Pty *pty = pty_start(24, 80, opened, NULL);
    pty_type(pty, "G");
    pty_settle(pty);
    ck_assert(pty_mouse(pty));
    Buffer pressed;
    buffer_init(&pressed);
    buffer_puts(&pressed, "G ");
    for (size_t i = 0; i < sizeof clicks / sizeof *clicks; i++) {
        pty_type(pty, clicks[i].typed);
        buffer_printf(&pressed, "%s ", clicks[i].key);
        assert_frame(pty, pressed.data, 24, 80);
    }
    buffer_deinit(&pressed);
    pty_type(pty, "M");
    pty_settle(pty);
    ck_assert(!pty_mouse(pty));
    pty_type(pty, "M\032");
    pty_wait_stopped(pty);
    assert_put_back(pty);
    pty_signal(pty, SIGCONT);
    pty_settle(pty);
    ck_assert(pty_mouse(pty));
    leave(pty);
}
END_TEST

START_TEST(mouse_left_alone)
{
    char *const arguments[] = {AWAITSCOPE, "--no-mouse", PROGRAM, NULL};
    Pty *pty = pty_start(24, 80, arguments, NULL);
    pty_settle(pty);
    ck_assert(!pty_mouse(pty));
    leave(pty);
}
END_TEST

START_TEST(storm_of_sizes)
{
    enum { STORM = 100 };
    Pty *pty = pty_start(24, 80, opened, NULL);
    Buffer pressed;
    buffer_init(&pressed);
    unsigned random = 12345;
    for (int i = 0; i < STORM; i++) {
        random = random * 1103515245 + 12345;
        int rows = 1 + (int)(random >> 16) % 60;
        random = random * 1103515245 + 12345;
        int columns = 1 + (int)(random >> 16) % 200;
        pty_resize(pty, rows, columns);
        pty_type(pty, i % 3 == 2 ? "h" : "l");
        buffer_puts(&pressed, i % 3 == 2 ? "h " : "l ");
        if (i % 10 == 9) {
            assert_frame(pty, pressed.data, rows, columns);
        }
    }
    pty_resize(pty, 24, 80);
    assert_frame(pty, pressed.data, 24, 80);
    buffer_deinit(&pressed);
    leave(pty);
}
END_TEST

static const int leaving[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
static const int crashes[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL};

enum { LEAVING = sizeof leaving / sizeof *leaving, CRASHES = sizeof crashes / sizeof *crashes };

START_TEST(asked_to_leave)
{
    Pty *pty = pty_start(24, 80, opened, NULL);
    pty_settle(pty);
    pty_signal(pty, leaving[_i]);
    ck_assert_int_eq(pty_wait(pty), 0);
    assert_put_back(pty);
    pty_free(pty);
}
END_TEST

START_TEST(crashed)
{
    Pty *pty = pty_start(24, 80, opened, NULL);
    pty_settle(pty);
    pty_signal(pty, crashes[_i]);
    int status = pty_wait(pty);
    ck_assert(WIFSIGNALED(status));
    ck_assert_int_eq(WTERMSIG(status), crashes[_i]);
    assert_put_back(pty);
    pty_free(pty);
}
END_TEST

// By the key, and by a signal; at another size when it comes back.
START_TEST(suspended)
{
    Pty *pty = pty_start(24, 80, opened, NULL);
    pty_type(pty, "lll");
    pty_settle(pty);
    for (int i = 0; i < 2; i++) {
        if (_i == 0) {
            pty_type(pty, "\032");
        } else {
            pty_signal(pty, SIGTSTP);
        }
        pty_wait_stopped(pty);
        assert_put_back(pty);
        if (i == 1) {
            pty_resize(pty, 30, 100);
        }
        pty_signal(pty, SIGCONT);
        assert_frame(pty, "l l l", i == 1 ? 30 : 24, i == 1 ? 100 : 80);
        ck_assert(pty_alternate(pty));
        ck_assert(!pty_cursor_visible(pty));
    }
    leave(pty);
}
END_TEST

static char *const useless[] = {"TERM=dumb", "TERM=nothing-like-it", "TERM="};

START_TEST(refused_in_words)
{
    char *const environment[] = {useless[_i], NULL};
    Pty *pty = pty_start(24, 80, opened, environment);
    int status = pty_wait(pty);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 2);
    Buffer screen;
    buffer_init(&screen);
    pty_screen(pty, &screen);
    ck_assert_msg(strstr(screen.data, "this terminal") != NULL, "%s", screen.data);
    ck_assert_msg(strstr(screen.data, "timeline") != NULL, "%s", screen.data);
    buffer_deinit(&screen);
    size_t length;
    const char *sent = pty_sent(pty, &length);
    ck_assert_ptr_null(memchr(sent, 033, length));
    assert_put_back(pty);
    pty_free(pty);
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
    Pty *pty = pty_start(24, 80, opened, NULL);
    ck_assert_uint_eq(sent_since(pty, ""), 0);
    sent_since(pty, "ll");
    ck_assert_uint_le(sent_since(pty, "l"), 200);
    leave(pty);
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
        i++;
    }
}

START_TEST(nothing_of_the_program_is_a_command)
{
    char *const arguments[] = {AWAITSCOPE, AWAITSCOPE_SOURCE_DIR "/tests/pty/hostile.py", NULL};
    char locale[32];
    strcpy(locale, languages[_i]);
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
    assert_put_back(pty);
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
    char command[COMMAND_BYTES];
    snprintf(command, sizeof command,
             "LC_ALL=C.UTF-8 ASAN_OPTIONS=detect_leaks=0 '%s' %s '%s/tests/pty/hostile.py' 2>&1",
             AWAITSCOPE, printing[_i], AWAITSCOPE_SOURCE_DIR);
    read_command(command, &out);
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
    char *const recording[] = {AWAITSCOPE, "--record-keys", name, PROGRAM, NULL};
    Pty *pty = pty_start(24, 80, recording, NULL);
    pty_type(pty, "ll\033OCg7\r/ben\rw\033[<0;48;16M\t");
    pty_settle(pty);
    leave(pty);
    Buffer recorded;
    buffer_init(&recorded);
    tape_keys(name, &recorded);
    ck_assert_str_eq(recorded.data, "l l Right g 7 Enter / b e n Enter w Click@48,16 Tab Q ");
    unlink(name);
    free(name);

    name = tape_file("# a demonstration\n0 l\n0.000 l\n0 Right\n\n0 w\n0 Click@48,16\n");
    char *const playing[] = {AWAITSCOPE, "--play-keys", name, PROGRAM, NULL};
    pty = pty_start(24, 80, playing, NULL);
    assert_frame(pty, "l l Right w Click@48,16", 24, 80);
    pty_type(pty, "l"); // it goes on live
    assert_frame(pty, "l l Right w Click@48,16 l", 24, 80);
    leave(pty);
    char options[128];
    snprintf(options, sizeof options, "--play-keys %s", name);
    Buffer taped, pressed;
    buffer_init(&taped);
    buffer_init(&pressed);
    frame("", options, "l", 24, 80, &taped);
    frame("", "", "l l Right w Click@48,16 l", 24, 80, &pressed);
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
    char *const playing[] = {AWAITSCOPE, "--play-keys", name, PROGRAM, NULL};
    Pty *pty = pty_start(24, 80, playing, NULL);
    assert_frame(pty, "l", 24, 80);
    pty_type(pty, "w");
    assert_frame(pty, "l w", 24, 80);
    leave(pty);
    unlink(name);
    free(name);
}
END_TEST

START_TEST(tape_with_a_mistake)
{
    char *name = tape_file("0 l\n# fine\n0 Leftt\n");
    char *const playing[] = {AWAITSCOPE, "--play-keys", name, PROGRAM, NULL};
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

int main(void)
{
    if (!pty_exists()) {
        return getenv("CI") ? 1 : PTY_SKIPPED;
    }
    Suite *suite = suite_create("terminals");
    TCase *tests = tcase_create("terminals");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, each_key);
    tcase_add_test(tests, two_programs);
    tcase_add_loop_test(tests, each_terminal, 0, TERMINALS * LANGUAGES);
    tcase_add_loop_test(tests, each_background, 0, BACKGROUNDS);
    tcase_add_test(tests, sequences_without_meaning);
    tcase_add_test(tests, mouse);
    tcase_add_test(tests, mouse_left_alone);
    tcase_add_test(tests, storm_of_sizes);
    tcase_add_test(tests, few_bytes);
    tcase_add_loop_test(tests, nothing_of_the_program_is_a_command, 0, LANGUAGES);
    tcase_add_loop_test(tests, nothing_that_is_printed_is_a_command, 0, PRINTING);
    tcase_add_test(tests, keys_on_tape);
    tcase_add_test(tests, tape_given_up);
    tcase_add_test(tests, tape_with_a_mistake);
    tcase_add_loop_test(tests, asked_to_leave, 0, LEAVING);
    tcase_add_loop_test(tests, crashed, 0, CRASHES);
    tcase_add_loop_test(tests, suspended, 0, 2);
    tcase_add_loop_test(tests, refused_in_words, 0, 3);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    int run = srunner_ntests_run(runner);
    srunner_free(runner);
    return failed == 0 && run > 0 ? 0 : 1;
}
