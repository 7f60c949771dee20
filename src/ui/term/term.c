#define NCURSES_WIDECHAR 1
#include "ui/term/term.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <termios.h>
#include <time.h>
#include <wchar.h>

#include "ui/term/ask.h"
#include "ui/term/input.h"
#include "ui/term/present.h"
#include "ui/term/restore.h"

// For how long an answer to a question is expected, and how long leaving waits for it then, so that
// it is not left to the shell.
enum { ESCAPE_DELAY_MS = 25, MARK_BYTE = 0x1f, ANSWER_MS = 1000, LAST_ANSWER_MS = 100 };

struct Term {
    SCREEN *screen;
    WINDOW *keys; // a pad: reading from a window would send what was drawn into it
    Present present;
    int signals; // to read from
    int marks;
    Input input;
    UiWishes wishes;
    bool ascii;
    bool mouse;   // is to be reported
    bool marking; // a test is listening
    bool asked, answered;
    int64_t asked_ms;
};

static int64_t host_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// Past curses, which has nothing to send now.
static void send_bytes(const char *bytes, size_t length)
{
    fflush(stdout);
    ssize_t ignored = write(STDOUT_FILENO, bytes, length);
    (void)ignored;
}

__attribute__((format(printf, 2, 3))) static bool refuse(Diag *diag, const char *format, ...)
{
    char why[200];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why, sizeof why, format, arguments);
    va_end(arguments);
    diag_set(diag, NULL, 0, 0, "%s", why);
    diag_hint(diag, "awaitscope run FILE.py, timeline FILE.py and frame FILE.py need no terminal");
    return false;
}

// A locale that the system does not have silently becomes "C".
static void choose_locale(Term *term)
{
    setlocale(LC_CTYPE, "");
    bool utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    const char *asked = getenv("LC_ALL");
    asked = asked != NULL && *asked != '\0' ? asked : getenv("LC_CTYPE");
    asked = asked != NULL && *asked != '\0' ? asked : getenv("LANG");
    bool wants_utf8 = asked != NULL && (strstr(asked, "UTF-8") != NULL ||
                                        strstr(asked, "utf8") != NULL);
    if (!utf8 && wants_utf8) {
        setlocale(LC_CTYPE, "C.UTF-8");
        utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    }
    term->ascii = term->wishes.ascii || !utf8 || wcwidth(L'█') != 1;
}

static void add_string(Buffer *bytes, const char *capability)
{
    const char *string = tigetstr(capability);
    if (string != NULL && string != (const char *)-1) {
        buffer_puts(bytes, string);
    }
}

#define MOUSE_ON "\033[?1000h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1000l"

static bool has_string(const char *capability)
{
    const char *string = tigetstr(capability);
    return string != NULL && string != (const char *)-1;
}

static bool can_report_mouse(void)
{
    return has_string("kmous");
}

static void set_mouse(const Term *term, bool on)
{
    if (term->mouse) {
        send_bytes(on ? MOUSE_ON : MOUSE_OFF, strlen(on ? MOUSE_ON : MOUSE_OFF));
    }
}

// What puts the terminal back, for a crash.
static void keep_restoring_bytes(void)
{
    static const char *const capabilities[] = {"sgr0", "op", "rmkx", "cnorm", "rmcup"};
    Buffer bytes;
    buffer_init(&bytes);
    for (size_t i = 0; i < sizeof capabilities / sizeof *capabilities; i++) {
        add_string(&bytes, capabilities[i]);
    }
    buffer_puts(&bytes, can_report_mouse() ? MOUSE_OFF "\r\n" : "\r\n");
    restore_set_bytes(bytes.data);
    buffer_deinit(&bytes);
}

// Terminals send one of two sequences, whatever terminfo says and whichever mode they were put into.
static void know_both_kinds_of_arrows(void)
{
    static const struct {
        char last;
        int key;
    } arrows[] = {{'A', KEY_UP},   {'B', KEY_DOWN}, {'C', KEY_RIGHT},
                  {'D', KEY_LEFT}, {'H', KEY_HOME}, {'F', KEY_END}};
    for (size_t i = 0; i < sizeof arrows / sizeof *arrows; i++) {
        define_key((char[]){'\033', '[', arrows[i].last, '\0'}, arrows[i].key);
        define_key((char[]){'\033', 'O', arrows[i].last, '\0'}, arrows[i].key);
    }
}

// An unknown TERM that says which family it is of is taken for that.
static SCREEN *new_terminal(const char *name)
{
    SCREEN *screen = newterm(NULL, stdout, stdin);
    if (screen == NULL && (strncmp(name, "xterm-", 6) == 0 || strstr(name, "-256color") != NULL)) {
        screen = newterm("xterm-256color", stdout, stdin);
    }
    return screen;
}

static CanvasPalette choose_palette(const Term *term)
{
    CanvasPalette palette = {present_colours(), ask_environment_is_light()};
    if (term->wishes.background != NULL) {
        canvas_background_named(term->wishes.background, &palette.light);
    }
    const char *refused = getenv("NO_COLOR");
    if (term->wishes.colours == NULL && refused != NULL && *refused != '\0') {
        palette.colours = CANVAS_COLOURS_NONE;
    }
    CanvasColours wished = palette.colours;
    if (term->wishes.colours != NULL && canvas_colours_named(term->wishes.colours, &wished)) {
        // where a number means red, green and blue there is nothing between 8 and all
        bool sound = palette.colours != CANVAS_COLOURS_RGB || wished <= CANVAS_COLOURS_8;
        palette.colours = wished < palette.colours && sound ? wished : palette.colours;
    }
    return palette;
}

// After the screen is the program's and empty, before its first frame.
static void ask(Term *term, const char *name)
{
    Buffer bytes;
    buffer_init(&bytes);
    if (!term->ascii) {
        ask_width(&bytes);
    }
    bool coloured = term->present.palette.colours != CANVAS_COLOURS_NONE;
    if (coloured && term->wishes.background == NULL && ask_is_polite(name)) {
        ask_background(&bytes);
    }
    if (bytes.length > 0) {
        ask_identity(&bytes);
        refresh();
        send_bytes(bytes.data, bytes.length);
        term->asked = true;
        term->asked_ms = host_ms();
    }
    buffer_deinit(&bytes);
}

// Ctrl-C and Ctrl-Z usually throw away what has been typed before them: half a sequence, or what
// curses has just been told to read.
static void keep_typed_ahead(void)
{
    struct termios modes;
    if (tcgetattr(STDIN_FILENO, &modes) == 0) {
        modes.c_lflag |= NOFLSH;
        tcsetattr(STDIN_FILENO, TCSADRAIN, &modes);
        def_prog_mode();
    }
}

static bool start(Term *term, Diag *diag)
{
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        return refuse(diag, "this needs a terminal, and standard input or output is none");
    }
    choose_locale(term);
    term->signals = restore_begin();
    if (term->signals < 0) {
        return refuse(diag, "no pipe can be made");
    }
    const char *name = getenv("TERM");
    name = name != NULL ? name : "";
    term->screen = new_terminal(name);
    if (term->screen == NULL) {
        restore_end();
        return refuse(diag, "this terminal is unknown here: terminfo has no '%s', which TERM says (most "
                            "are like TERM=xterm-256color)", name);
    }
    if (!has_string("cup")) {
        endwin();
        delscreen(term->screen);
        restore_end();
        return refuse(diag, "this terminal (TERM is '%s') cannot place its cursor", name);
    }
    term->mouse = can_report_mouse() && !term->wishes.no_mouse;
    keep_restoring_bytes();
    present_init(&term->present, choose_palette(term));
    cbreak();
    noecho();
    nonl();
    term->keys = newpad(1, 1);
    keypad(term->keys, TRUE);
    know_both_kinds_of_arrows();
    keyok(KEY_MOUSE, FALSE); // input.c reads it, in the form that has no largest column
    nodelay(term->keys, TRUE);
    set_escdelay(ESCAPE_DELAY_MS);
    typeahead(-1); // a frame is sent whole, even if keys wait
    keep_typed_ahead();
    curs_set(0);
    ask(term, name);
    set_mouse(term, true);
    return true;
}

Term *term_open(const UiWishes *wishes, Diag *diag)
{
    Term *term = calloc(1, sizeof *term);
    if (term == NULL) {
        abort();
    }
    term->wishes = *wishes;
    const char *marking = getenv("AWAITSCOPE_MARKS");
    term->marking = marking != NULL && *marking != '\0';
    if (!start(term, diag)) {
        free(term);
        return NULL;
    }
    return term;
}

// What was drawn for the old size may have come to a terminal of the new one, and some keep the old
// size's scrolling region.
static void after_resize(Term *term)
{
    if (has_string("csr")) {
        putp(tiparm(tigetstr("csr"), 0, getmaxy(stdscr) - 1));
    }
    term_redraw(term);
}

void term_size(Term *term, int *rows, int *columns)
{
    struct winsize size;
    bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0;
    getmaxyx(stdscr, *rows, *columns);
    // the signal may have come before anybody listened
    if (known && (size.ws_row != *rows || size.ws_col != *columns)) {
        resizeterm(size.ws_row, size.ws_col);
        after_resize(term);
        getmaxyx(stdscr, *rows, *columns);
    }
}

bool term_is_ascii(const Term *term)
{
    return term->ascii;
}

static UiKey key_of(wint_t code)
{
    switch (code) {
    case KEY_LEFT: return UI_KEY_LEFT;
    case KEY_RIGHT: return UI_KEY_RIGHT;
    case KEY_UP: return UI_KEY_UP;
    case KEY_DOWN: return UI_KEY_DOWN;
    case KEY_HOME: return UI_KEY_HOME;
    case KEY_END: return UI_KEY_END;
    case KEY_PPAGE: return UI_KEY_PAGE_UP;
    case KEY_NPAGE: return UI_KEY_PAGE_DOWN;
    case KEY_F(1): return UI_KEY_F1;
    case KEY_BACKSPACE: return UI_KEY_BACKSPACE;
    case KEY_ENTER: return UI_KEY_ENTER;
    case KEY_SLEFT: return '[';
    case KEY_SRIGHT: return ']';
    case KEY_RESIZE: return TERM_RESIZED;
    default: return UI_KEY_NONE;
    }
}

// What an event means to the loop; UI_KEY_NONE for nothing.
static UiKey take(Term *term, const InputEvent *event)
{
    switch (event->kind) {
    case INPUT_KEY: return event->key;
    case INPUT_IDENTITY: term->answered = true; return UI_KEY_NONE;
    case INPUT_BACKGROUND:
        if (term->wishes.background == NULL && event->light != term->present.palette.light) {
            CanvasPalette palette = {term->present.palette.colours, event->light};
            present_init(&term->present, palette);
            return TERM_CHANGED;
        }
        return UI_KEY_NONE;
    case INPUT_CURSOR:
        if (event->row == ASK_WIDTH_ROW && event->column != 1 && !term->ascii) {
            term->ascii = true;
            return TERM_CHANGED;
        }
        return UI_KEY_NONE;
    }
    return UI_KEY_NONE;
}

// What curses has already, TERM_TIMEOUT for nothing.
static UiKey pending_key(Term *term)
{
    for (;;) {
        InputEvent event;
        while (input_next(&term->input, &event)) {
            UiKey key = take(term, &event);
            if (key != UI_KEY_NONE) {
                return key;
            }
        }
        wint_t code;
        int kind = wget_wch(term->keys, &code);
        if (kind == KEY_CODE_YES) {
            if (code == KEY_RESIZE) {
                after_resize(term);
            }
            input_key(&term->input, key_of(code));
        } else if (kind != ERR && code == MARK_BYTE && term->marking) {
            input_key(&term->input, TERM_MARK);
        } else if (kind != ERR) {
            input_character(&term->input, code, host_ms());
        } else if (!input_pause(&term->input)) {
            return TERM_TIMEOUT;
        }
    }
}

// An answer that comes after the program has left would be typed into the shell.
static void await_answers(Term *term)
{
    int64_t until_ms = host_ms() + LAST_ANSWER_MS;
    while (term->asked && !term->answered && host_ms() - term->asked_ms < ANSWER_MS) {
        int64_t left_ms = until_ms - host_ms();
        struct pollfd watched = {.fd = STDIN_FILENO, .events = POLLIN};
        if (left_ms <= 0 || poll(&watched, 1, (int)left_ms) <= 0) {
            break;
        }
        if (pending_key(term) == TERM_TIMEOUT && (watched.revents & (POLLHUP | POLLERR)) != 0) {
            break;
        }
    }
    term->asked = false;
}

void term_close(Term *term)
{
    if (term == NULL) {
        return;
    }
    await_answers(term);
    set_mouse(term, false);
    // a terminal without an alternate screen would keep the picture
    if (!has_string("rmcup")) {
        erase();
        refresh();
    }
    curs_set(1);
    endwin();
    delwin(term->keys);
    delscreen(term->screen);
    restore_end();
    free(term);
}

static UiKey signalled(const Term *term)
{
    char number;
    if (read(term->signals, &number, 1) != 1) {
        return TERM_TIMEOUT;
    }
    return number == SIGTSTP ? TERM_SUSPEND : number == SIGCONT ? TERM_RESUMED : TERM_LEAVE;
}

UiKey term_key(Term *term, int timeout_ms)
{
    UiKey key = pending_key(term);
    if (key != TERM_TIMEOUT) {
        return key;
    }
    struct pollfd watched[2] = {{.fd = STDIN_FILENO, .events = POLLIN},
                                {.fd = term->signals, .events = POLLIN}};
    int found = poll(watched, 2, timeout_ms);
    if (found < 0 && errno != EINTR) {
        return TERM_LEAVE;
    }
    key = signalled(term);
    if (key != TERM_TIMEOUT) {
        return key;
    }
    key = pending_key(term);
    bool gone = found > 0 && (watched[0].revents & (POLLHUP | POLLERR)) != 0;
    return key == TERM_TIMEOUT && gone ? TERM_LEAVE : key;
}

void term_present(Term *term, const Canvas *canvas)
{
    present_canvas(&term->present, canvas);
    refresh();
}

void term_redraw(Term *term)
{
    (void)term;
    clearok(stdscr, TRUE);
}

void term_lend(Term *term)
{
    await_answers(term);
    set_mouse(term, false);
    curs_set(1);
    endwin();
}

void term_take_back(Term *term)
{
    term->input = (Input){0}; // Ctrl-Z cuts what was on its way
    refresh();
    curs_set(0);
    set_mouse(term, true);
    term_redraw(term);
}

void term_resume(Term *term)
{
    // whoever had the terminal meanwhile may have changed anything: leave it, and come back
    curs_set(1);
    endwin();
    term_take_back(term);
}

bool term_toggle_mouse(Term *term)
{
    bool on = !term->mouse && can_report_mouse();
    set_mouse(term, false);
    term->mouse = on;
    set_mouse(term, true);
    return on;
}

CanvasPalette term_palette(const Term *term)
{
    return term->present.palette;
}

void term_suspend(Term *term)
{
    term_lend(term);
    restore_stop();
    term_take_back(term);
}

void term_mark(Term *term)
{
    char bytes[32];
    int length = snprintf(bytes, sizeof bytes, "\033]7777;%d\a", term->marks++);
    send_bytes(bytes, (size_t)length);
}
