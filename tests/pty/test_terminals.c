// awaitscope itself in a pseudo-terminal: on every kind of terminal, at every size, after every signal
// its screen is, cell by cell, what `awaitscope frame` draws without one.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "pty_frames.h"

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
    Pty *pty = pty_start(24, 80, frames_opened, NULL);
    Buffer pressed;
    buffer_init(&pressed);
    frames_assert(pty, "", 24, 80);
    ck_assert(pty_alternate(pty));
    ck_assert(!pty_cursor_visible(pty));
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        pty_type(pty, keys[i].typed);
        buffer_printf(&pressed, "%s ", keys[i].key);
        frames_assert(pty, pressed.data, 24, 80);
    }
    buffer_deinit(&pressed);
    frames_leave(pty);
}
END_TEST

// A lesson: its pages, a question, the run stepped through and back.
// Types one after another, and compares each time with the frame that `frame` draws with `options` after the same keys.
static void type_and_compare(Pty *pty, const char *const *typed, const char *const *pressed, size_t count,
                             const char *options)
{
    Buffer keys_pressed, expected;
    buffer_init(&keys_pressed);
    buffer_init(&expected);
    for (size_t i = 0; i < count; i++) {
        pty_type(pty, typed[i]);
        buffer_printf(&keys_pressed, "%s ", pressed[i]);
        buffer_clear(&expected);
        frames_draw("", options, keys_pressed.data, 24, 80, &expected);
        frames_assert_shows(pty, &expected, true, keys_pressed.data);
    }
    buffer_deinit(&expected);
    buffer_deinit(&keys_pressed);
}

// Makes a home for the progress of a learner whose number is 0, as that of `frame`. Sets the variable.
static void learner_zero(char *variable, size_t size)
{
    char path[200], folder[] = "/tmp/awaitscope-learner-XXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/awaitscope", folder);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    strcat(path, "/progress.json");
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs("{\"format\": \"awaitscope progress\", \"version\": 1, \"seed\": 0, \"lessons\": {}}\n", file);
    fclose(file);
    snprintf(variable, size, "XDG_STATE_HOME=%s", folder);
}

static void forget_learner(const char *variable)
{
    char command[250];
    snprintf(command, sizeof command, "rm -r '%s'", strchr(variable, '=') + 1);
    ck_assert_int_eq(system(command), 0);
}

START_TEST(a_lesson)
{
    char state[200];
    char *const environment[] = {state, NULL};
    learner_zero(state, sizeof state);
    static char command[] = "lesson", id[] = "longest-not-sum", option[] = "--lessons",
                folder[] = AWAITSCOPE_SOURCE_DIR "/tests/commands/lessons";
    static char *const opened[] = {AWAITSCOPE, command, id, option, folder, NULL};
    static const char *const typed[] = {"\r", "i", "5", "\r", "\r", "l", "l", "q", "u", "3", "\r", "?", "x", "?", "\033[C", "1", "3"};
    static const char *const pressed[] = {"Enter", "i", "5", "Enter", "Enter", "l", "l", "q", "u", "3", "Enter", "?", "x", "?", "Right", "1", "3"};
    Pty *pty = pty_start(24, 80, opened, environment);
    type_and_compare(pty, typed, pressed, sizeof typed / sizeof *typed,
                     "--lesson longest-not-sum --lessons " AWAITSCOPE_SOURCE_DIR "/tests/commands/lessons");
    frames_leave(pty);
    forget_learner(state);
}
END_TEST

// What lies beside the lessons, the mouse included.
START_TEST(claims_and_terms)
{
    char state[200];
    char *const environment[] = {state, NULL};
    learner_zero(state, sizeof state);
    static char command[] = "lesson", claims[] = "claims", option[] = "--lessons",
                folder[] = AWAITSCOPE_SOURCE_DIR "/tests/lessons";
    static char *const opened[] = {AWAITSCOPE, command, claims, option, folder, NULL};
    static const char *const typed[] = {"", "\033[B", "\r", "l", "q", "\033[<0;20;4M", "f", "a", "l", "\177", "?", "x", "\033",
                                        "\033", "\033[<0;5;11M", "\t", "ti", "\r", "\033", "\033"};
    static const char *const pressed[] = {"C", "Down", "Enter", "l", "q", "Click@20,4", "f", "a", "l", "Backspace", "?", "x",
                                          "Esc", "Esc", "Click@5,11", "Tab", "t i", "Enter", "Esc", "Esc"};
    Pty *pty = pty_start(24, 80, opened, environment);
    type_and_compare(pty, typed, pressed, sizeof typed / sizeof *typed,
                     "--lesson list --lessons " AWAITSCOPE_SOURCE_DIR "/tests/lessons");
    frames_leave(pty);
    forget_learner(state);
}
END_TEST

// Questions about a program: leaving them leaves, and says how many were right.
START_TEST(a_quiz)
{
    static char command[] = "quiz", option[] = "--count=2",
                program[] = AWAITSCOPE_SOURCE_DIR "/tests/commands/lessons/1_breakfast/tea.py";
    static char *const opened[] = {AWAITSCOPE, command, option, program, NULL};
    Pty *pty = pty_start(24, 80, opened, NULL);
    Buffer screen;
    buffer_init(&screen);
    pty_type(pty, "\r\r"); // skipped
    pty_settle(pty);
    pty_screen(pty, &screen);
    ck_assert_msg(strstr(screen.data, "Questions about tea.py") && strstr(screen.data, "1 of 2"), "%s", screen.data);
    ck_assert_msg(strstr(screen.data, "SKIPPED") && strstr(screen.data, "q leave"), "%s", screen.data);
    pty_type(pty, "q");
    ck_assert_int_eq(pty_wait(pty), 0);
    frames_assert_put_back(pty);
    buffer_clear(&screen);
    pty_screen(pty, &screen);
    ck_assert_msg(strstr(screen.data, "Questions about tea.py: 0 of 2 right, 0 wrong, 2 not answered"), "%s", screen.data);
    buffer_deinit(&screen);
    pty_free(pty);
}
END_TEST

// Two programs: what is compared is the frame of both, click and wheel included.
START_TEST(two_programs)
{
    static char twin[] = AWAITSCOPE_SOURCE_DIR "/tests/samples/11_deadlock.py", command[] = "compare";
    static char *const compared[] = {AWAITSCOPE, command, FRAMES_PROGRAM, twin, NULL};
    static const char *const typed[] = {"l", "\t", "l", "\t", "h", "w", "W", "q", "x", "+", "\033[<0;60;5M", "G"};
    static const char *const pressed[] = {"l", "Tab", "l", "Tab", "h", "w", "W", "q", "x", "+", "Click@60,5", "G"};
    Pty *pty = pty_start(24, 80, compared, NULL);
    type_and_compare(pty, typed, pressed, sizeof typed / sizeof *typed,
                     "--compare " AWAITSCOPE_SOURCE_DIR "/tests/samples/11_deadlock.py");
    frames_leave(pty);
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
        frames_draw(language, options, pressed[i], 30, 100, &expected);
        Pty *pty = pty_start(30, 100, frames_opened, settings);
        pty_type(pty, typed[i]);
        frames_assert_shows(pty, &expected, true, pressed[i]);
        buffer_deinit(&expected);
        pty_type(pty, "\033");
        frames_leave(pty);
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
    {"--colors", "256", "NO_COLOR=1", "", ""}, // who asks for them gets them
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
    char *arguments[] = {AWAITSCOPE, FRAMES_PROGRAM, NULL, NULL, NULL};
    if (backgrounds[_i].option != NULL) {
        arguments[2] = strcpy(option, backgrounds[_i].option);
        arguments[3] = strcpy(value, backgrounds[_i].value);
    }
    Buffer expected;
    buffer_init(&expected);
    frames_draw("", backgrounds[_i].frame, "G", 24, 80, &expected);
    Pty *pty = pty_start(24, 80, arguments, settings);
    pty_settle(pty);
    pty_type(pty, backgrounds[_i].answer);
    pty_type(pty, "G");
    frames_assert_shows(pty, &expected, true, backgrounds[_i].answer);
    buffer_deinit(&expected);
    frames_leave(pty);
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
    Pty *pty = pty_start(24, 80, frames_opened, NULL);
    pty_type(pty, "ll");
    for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++) {
        pty_type(pty, sequences[i]);
        frames_assert(pty, "l l", 24, 80);
    }
    frames_leave(pty);
}
END_TEST

START_TEST(storm_of_sizes)
{
    enum { STORM = 100 };
    Pty *pty = pty_start(24, 80, frames_opened, NULL);
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
            frames_assert(pty, pressed.data, rows, columns);
        }
    }
    pty_resize(pty, 24, 80);
    frames_assert(pty, pressed.data, 24, 80);
    buffer_deinit(&pressed);
    frames_leave(pty);
}
END_TEST

static const int leaving[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
static const int crashes[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL};

enum { LEAVING = sizeof leaving / sizeof *leaving, CRASHES = sizeof crashes / sizeof *crashes };

START_TEST(asked_to_leave)
{
    Pty *pty = pty_start(24, 80, frames_opened, NULL);
    pty_settle(pty);
    pty_signal(pty, leaving[_i]);
    ck_assert_int_eq(pty_wait(pty), 0);
    frames_assert_put_back(pty);
    pty_free(pty);
}
END_TEST

START_TEST(crashed)
{
    Pty *pty = pty_start(24, 80, frames_opened, NULL);
    pty_settle(pty);
    pty_signal(pty, crashes[_i]);
    int status = pty_wait(pty);
    ck_assert(WIFSIGNALED(status));
    ck_assert_int_eq(WTERMSIG(status), crashes[_i]);
    frames_assert_put_back(pty);
    pty_free(pty);
}
END_TEST

// By the key, and by a signal; at another size when it comes back.
START_TEST(suspended)
{
    Pty *pty = pty_start(24, 80, frames_opened, NULL);
    pty_type(pty, "lll");
    pty_settle(pty);
    for (int i = 0; i < 2; i++) {
        if (_i == 0) {
            pty_type(pty, "\032");
        } else {
            pty_signal(pty, SIGTSTP);
        }
        pty_wait_stopped(pty);
        frames_assert_put_back(pty);
        if (i == 1) {
            pty_resize(pty, 30, 100);
        }
        pty_signal(pty, SIGCONT);
        frames_assert(pty, "l l l", i == 1 ? 30 : 24, i == 1 ? 100 : 80);
        ck_assert(pty_alternate(pty));
        ck_assert(!pty_cursor_visible(pty));
    }
    frames_leave(pty);
}
END_TEST

// By somebody who does not ask, with something written over the screen meanwhile.
START_TEST(stopped_unasked)
{
    Pty *pty = pty_start(24, 80, frames_opened, NULL);
    pty_type(pty, "lll");
    pty_settle(pty);
    pty_signal(pty, SIGSTOP);
    pty_wait_stopped(pty);
    pty_scribble(pty, "\033[H\033[2J\033[?25h[1]+  Stopped\r\n$ fg\r\n");
    pty_signal(pty, SIGCONT);
    frames_assert(pty, "l l l", 24, 80);
    ck_assert(!pty_cursor_visible(pty));
    frames_leave(pty);
}
END_TEST

static char *const useless[] = {"TERM=dumb", "TERM=nothing-like-it", "TERM="};

START_TEST(refused_in_words)
{
    char *const environment[] = {useless[_i], NULL};
    Pty *pty = pty_start(24, 80, frames_opened, environment);
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
    frames_assert_put_back(pty);
    pty_free(pty);
}
END_TEST

static Suite *terminals_suite(void)
{
    Suite *suite = suite_create("terminals");
    TCase *tests = tcase_create("terminals");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, each_key);
    tcase_add_test(tests, two_programs);
    tcase_add_test(tests, a_lesson);
    tcase_add_test(tests, claims_and_terms);
    tcase_add_test(tests, a_quiz);
    tcase_add_loop_test(tests, each_terminal, 0, TERMINALS * LANGUAGES);
    tcase_add_loop_test(tests, each_background, 0, BACKGROUNDS);
    tcase_add_test(tests, sequences_without_meaning);
    tcase_add_test(tests, storm_of_sizes);
    tcase_add_loop_test(tests, asked_to_leave, 0, LEAVING);
    tcase_add_loop_test(tests, crashed, 0, CRASHES);
    tcase_add_loop_test(tests, suspended, 0, 2);
    tcase_add_test(tests, stopped_unasked);
    tcase_add_loop_test(tests, refused_in_words, 0, 3);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return frames_main(terminals_suite);
}
