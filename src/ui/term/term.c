#define NCURSES_WIDECHAR 1
#include "ui/term/term.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "ui/term/present.h"
#include "ui/term/restore.h"

enum { ESCAPE_DELAY_MS = 25, MARK_BYTE = 0x1f };

struct Term {
    SCREEN *screen;
    Present present;
    int signals; // to read from
    int marks;
    bool ascii;
    bool marking; // a test is listening
};

static bool refuse(Diag *diag, const char *why)
{
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
    term->ascii = !utf8 || wcwidth(L'█') != 1;
}

static void add_string(Buffer *bytes, const char *capability)
{
    const char *string = tigetstr(capability);
    if (string != NULL && string != (const char *)-1) {
        buffer_puts(bytes, string);
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
    buffer_puts(&bytes, "\r\n");
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
    term->screen = newterm(NULL, stdout, stdin);
    if (term->screen == NULL) {
        restore_end();
        return refuse(diag, "this terminal is unknown here: TERM says nothing that terminfo has");
    }
    const char *cup = tigetstr("cup");
    if (cup == NULL || cup == (const char *)-1) {
        endwin();
        delscreen(term->screen);
        restore_end();
        return refuse(diag, "this terminal cannot place its cursor");
    }
    keep_restoring_bytes();
    present_init(&term->present);
    cbreak();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    know_both_kinds_of_arrows();
    nodelay(stdscr, TRUE);
    set_escdelay(ESCAPE_DELAY_MS);
    curs_set(0);
    return true;
}

Term *term_open(Diag *diag)
{
    Term *term = calloc(1, sizeof *term);
    if (term == NULL) {
        abort();
    }
    const char *marking = getenv("AWAITSCOPE_MARKS");
    term->marking = marking != NULL && *marking != '\0';
    if (!start(term, diag)) {
        free(term);
        return NULL;
    }
    return term;
}

void term_close(Term *term)
{
    if (term == NULL) {
        return;
    }
    // a terminal without an alternate screen would keep the picture
    const char *alternate = tigetstr("rmcup");
    if (alternate == NULL || alternate == (const char *)-1) {
        erase();
        refresh();
    }
    curs_set(1);
    endwin();
    delscreen(term->screen);
    restore_end();
    free(term);
}

void term_size(const Term *term, int *rows, int *columns)
{
    (void)term;
    getmaxyx(stdscr, *rows, *columns);
}

bool term_is_ascii(const Term *term)
{
    return term->ascii;
}

static UiKey key_of(const Term *term, wint_t code, bool function)
{
    if (function) {
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
    switch (code) {
    case '\r':
    case '\n': return UI_KEY_ENTER;
    case '\t': return UI_KEY_TAB;
    case ' ': return UI_KEY_SPACE;
    case 27: return UI_KEY_ESCAPE;
    case 8:
    case 127: return UI_KEY_BACKSPACE;
    case 4: return UI_KEY_CTRL_D;
    case 12: return UI_KEY_CTRL_L;
    case 18: return UI_KEY_CTRL_R;
    case 26: return UI_KEY_CTRL_Z;
    case MARK_BYTE: return term->marking ? TERM_MARK : UI_KEY_NONE;
    default: return code < 0x20 ? UI_KEY_NONE : (UiKey)code;
    }
}

// What curses has already, TERM_TIMEOUT for nothing.
static UiKey pending_key(const Term *term)
{
    for (;;) {
        wint_t code;
        int kind = get_wch(&code);
        if (kind == ERR) {
            return TERM_TIMEOUT;
        }
        UiKey key = key_of(term, code, kind == KEY_CODE_YES);
        if (key != UI_KEY_NONE) {
            return key;
        }
    }
}

static UiKey signalled(const Term *term)
{
    char number;
    if (read(term->signals, &number, 1) != 1) {
        return TERM_TIMEOUT;
    }
    return number == SIGTSTP ? TERM_SUSPEND : TERM_LEAVE;
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
    (void)term;
    curs_set(1);
    endwin();
}

void term_take_back(Term *term)
{
    refresh();
    curs_set(0);
    term_redraw(term);
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
    fflush(stdout);
    ssize_t ignored = write(STDOUT_FILENO, bytes, (size_t)length);
    (void)ignored;
}
