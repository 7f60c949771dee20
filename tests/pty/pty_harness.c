#include "pty_harness.h"

#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <utmp.h>
#include <unistd.h>
#include <vterm.h>

enum { PATIENCE_MS = 20000 };

struct Pty {
    VTerm *vterm;
    VTermScreen *screen;
    pid_t leader; // of the session, as a shell would be
    pid_t child;
    int news;     // what the leader says of the child: its process id, then wait statuses
    int fd;
    int slave; // kept open, so that modes can be asked for after the end
    int rows, columns;
    int marks;      // asked for
    int marks_seen;
    char tail[16];  // the last bytes, for marks across reads
    size_t tail_length;
    struct termios before;
    bool alternate, cursor, mouse;
    Buffer sent;
    size_t shown;    // of what was sent, on the screen
    Buffer sequence; // the beginning of a control sequence whose end has not come
    char last;       // character before it, ASCII only
    bool ended;
    int status;
};

static void give_up(const Pty *pty, const char *why)
{
    Buffer screen;
    buffer_init(&screen);
    pty_screen(pty, &screen);
    fprintf(stderr, "pty: %s; the screen is\n%s", why, screen.data);
    buffer_deinit(&screen);
    abort();
}

static int on_property(VTermProp property, VTermValue *value, void *user)
{
    Pty *pty = user;
    if (property == VTERM_PROP_ALTSCREEN) {
        pty->alternate = value->boolean;
    } else if (property == VTERM_PROP_CURSORVISIBLE) {
        pty->cursor = value->boolean;
    } else if (property == VTERM_PROP_MOUSE) {
        pty->mouse = value->number != VTERM_PROP_MOUSE_NONE;
    }
    return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = on_property};

static void become(char *const arguments[], char *const environment[])
{
    clearenv();
    putenv("TERM=xterm-256color");
    putenv("LC_ALL=C.UTF-8");
    putenv("PATH=/usr/bin:/bin");
    putenv("AWAITSCOPE_MARKS=1");
    putenv("ASAN_OPTIONS=handle_abort=0:handle_segv=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0:detect_leaks=0");
    for (int i = 0; environment != NULL && environment[i] != NULL; i++) {
        putenv(environment[i]);
    }
    execv(arguments[0], arguments);
    _exit(127);
}

// A process whose group has no parent in its session cannot be stopped by Ctrl-Z, so the program
// gets one, which tells what becomes of it.
static void lead(int news, char *const arguments[], char *const environment[])
{
    signal(SIGTTOU, SIG_IGN);
    pid_t child = fork();
    if (child == 0) {
        setpgid(0, 0);
        tcsetpgrp(STDIN_FILENO, getpid());
        signal(SIGTTOU, SIG_DFL);
        close(news);
        become(arguments, environment);
    }
    ssize_t written = write(news, &child, sizeof child);
    int status = 0;
    while (written > 0 && waitpid(child, &status, WUNTRACED) == child) {
        written = write(news, &status, sizeof status);
        if (!WIFSTOPPED(status)) {
            break;
        }
    }
    _exit(0);
}

bool pty_exists(void)
{
    int master, slave;
    if (openpty(&master, &slave, NULL, NULL, NULL) != 0) {
        fputs("no pseudo-terminals here: mount devpts to run this test\n", stderr);
        return false;
    }
    close(master);
    close(slave);
    return true;
}

// What the terminal answers to questions.
static void answer(const char *bytes, size_t length, void *user)
{
    const Pty *pty = user;
    ssize_t ignored = write(pty->fd, bytes, length);
    (void)ignored;
}

Pty *pty_start(int rows, int columns, char *const arguments[], char *const environment[])
{
    Pty *pty = calloc(1, sizeof *pty);
    pty->rows = rows;
    pty->columns = columns;
    pty->cursor = true;
    buffer_init(&pty->sent);
    buffer_init(&pty->sequence);
    pty->vterm = vterm_new(rows, columns);
    vterm_set_utf8(pty->vterm, 1);
    pty->screen = vterm_obtain_screen(pty->vterm);
    vterm_screen_set_callbacks(pty->screen, &callbacks, pty);
    vterm_screen_enable_altscreen(pty->screen, 1);
    vterm_screen_reset(pty->screen, 1);
    vterm_output_set_callback(pty->vterm, answer, pty);

    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    if (openpty(&pty->fd, &pty->slave, NULL, NULL, &size) != 0) {
        abort();
    }
    tcgetattr(pty->slave, &pty->before);
    int news[2];
    if (pipe(news) != 0) {
        abort();
    }
    pty->leader = fork();
    if (pty->leader == 0) {
        close(news[0]);
        close(pty->fd);
        login_tty(dup(pty->slave));
        close(pty->slave);
        lead(news[1], arguments, environment);
    }
    close(news[1]);
    pty->news = news[0];
    bool told = read(pty->news, &pty->child, sizeof pty->child) == sizeof pty->child;
    if (!told || pty->child <= 0) { // a signal to −1 would be for everybody
        abort();
    }
    return pty;
}

void pty_free(Pty *pty)
{
    if (!pty->ended) {
        kill(pty->child, SIGKILL);
    }
    waitpid(pty->leader, NULL, 0);
    close(pty->news);
    close(pty->fd);
    close(pty->slave);
    vterm_free(pty->vterm);
    buffer_deinit(&pty->sent);
    buffer_deinit(&pty->sequence);
    free(pty);
}

void pty_type(Pty *pty, const char *bytes)
{
    size_t length = strlen(bytes);
    if (write(pty->fd, bytes, length) != (ssize_t)length) {
        give_up(pty, "cannot write");
    }
}

// Counts marks, which may be cut by the edges of reads.
static void look_for_marks(Pty *pty, const char *bytes, size_t length)
{
    static const char mark[] = "\033]7777;";
    for (size_t i = 0; i < length; i++) {
        if (pty->tail_length == sizeof pty->tail) {
            memmove(pty->tail, pty->tail + 1, --pty->tail_length);
        }
        pty->tail[pty->tail_length++] = bytes[i];
        size_t size = strlen(mark);
        if (pty->tail_length >= size &&
            memcmp(pty->tail + pty->tail_length - size, mark, size) == 0) {
            pty->marks_seen++;
        }
    }
}

// Gives bytes to the terminal. This libvterm repeats a character once too often (CSI n b), so what it
// is to repeat is written out, and knows no colour space to be left out of a colour (38:2::r:g:b).
static void show(Pty *pty, const char *bytes, size_t length)
{
    size_t shown = 0;
    for (size_t i = 0; i < length; i++) {
        char byte = bytes[i];
        Buffer *sequence = &pty->sequence;
        if (sequence->length == 0 && byte != '\033') {
            pty->last = byte;
            continue;
        }
        if (sequence->length == 0) {
            vterm_input_write(pty->vterm, bytes + shown, i - shown);
        }
        buffer_putc(sequence, byte);
        shown = i + 1;
        bool csi = sequence->length > 1 && sequence->data[1] == '[';
        bool goes_on = sequence->length == 1 || (csi && (sequence->length == 2 || byte < '@'));
        if (goes_on) {
            continue;
        }
        int count = 0, end = 0;
        if (sscanf(sequence->data, "\033[%db%n", &count, &end) == 1 && end > 0) {
            for (int k = 0; k < count; k++) {
                vterm_input_write(pty->vterm, &pty->last, 1);
            }
        } else {
            char *space = strstr(sequence->data, ":2::");
            if (space != NULL) {
                memmove(space + 2, space + 3, strlen(space + 3) + 1);
                sequence->length--;
            }
            vterm_input_write(pty->vterm, sequence->data, sequence->length);
        }
        buffer_clear(sequence);
    }
    vterm_input_write(pty->vterm, bytes + shown, length - shown);
    vterm_screen_flush_damage(pty->screen);
}

// How many of the last bytes are the beginning of a character whose end has not come: libvterm is
// given whole ones.
static size_t begun(const char *bytes, size_t length)
{
    for (size_t back = 1; back < 4 && back <= length; back++) {
        unsigned char byte = (unsigned char)bytes[length - back];
        if (byte >= 0xc0) {
            size_t needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
            return needed > back ? back : 0;
        }
        if (byte < 0x80) {
            return 0;
        }
    }
    return 0;
}

// Reads what there is, waiting for it. Returns false at the end.
static bool receive(Pty *pty, int wait_ms)
{
    struct pollfd watched = {.fd = pty->fd, .events = POLLIN};
    if (poll(&watched, 1, wait_ms) <= 0) {
        return false;
    }
    char bytes[4096];
    ssize_t length = read(pty->fd, bytes, sizeof bytes);
    if (length <= 0) {
        return false;
    }
    buffer_append(&pty->sent, bytes, (size_t)length);
    size_t from = pty->shown;
    pty->shown = pty->sent.length - begun(pty->sent.data, pty->sent.length);
    show(pty, pty->sent.data + from, pty->shown - from);
    look_for_marks(pty, bytes, (size_t)length);
    return true;
}

void pty_scribble(Pty *pty, const char *bytes)
{
    ssize_t ignored = write(pty->slave, bytes, strlen(bytes));
    (void)ignored;
}

void pty_listen(Pty *pty, int wait_ms)
{
    receive(pty, wait_ms);
}

void pty_settle(Pty *pty)
{
    pty_type(pty, "\037");
    pty->marks++;
    while (pty->marks_seen < pty->marks) {
        if (!receive(pty, PATIENCE_MS)) {
            give_up(pty, "no mark comes");
        }
    }
}

void pty_resize(Pty *pty, int rows, int columns)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    vterm_set_size(pty->vterm, rows, columns);
    pty->rows = rows;
    pty->columns = columns;
    ioctl(pty->fd, TIOCSWINSZ, &size);
}

void pty_signal(Pty *pty, int number)
{
    kill(pty->child, number);
}

static void await_change(Pty *pty)
{
    for (int waited = 0; waited < PATIENCE_MS; waited += 5) {
        receive(pty, 5);
        struct pollfd watched = {.fd = pty->news, .events = POLLIN};
        if (poll(&watched, 1, 0) > 0 &&
            read(pty->news, &pty->status, sizeof pty->status) == sizeof pty->status) {
            while (receive(pty, 0)) {
            }
            return;
        }
    }
    give_up(pty, "the program goes on");
}

int pty_wait(Pty *pty)
{
    while (!pty->ended) {
        await_change(pty);
        pty->ended = !WIFSTOPPED(pty->status); // somebody may have stopped everything for a while
    }
    return pty->status;
}

void pty_wait_stopped(Pty *pty)
{
    await_change(pty);
    if (!WIFSTOPPED(pty->status)) {
        pty->ended = true;
        give_up(pty, "the program ended instead of stopping");
    }
}

static void put_code(Buffer *out, uint32_t code)
{
    if (code < 0x80) {
        buffer_putc(out, (char)code);
    } else if (code < 0x800) {
        buffer_putc(out, (char)(0xc0 | code >> 6));
        buffer_putc(out, (char)(0x80 | (code & 0x3f)));
    } else if (code < 0x10000) {
        buffer_putc(out, (char)(0xe0 | code >> 12));
        buffer_putc(out, (char)(0x80 | (code >> 6 & 0x3f)));
        buffer_putc(out, (char)(0x80 | (code & 0x3f)));
    } else {
        buffer_putc(out, (char)(0xf0 | code >> 18));
        buffer_putc(out, (char)(0x80 | (code >> 12 & 0x3f)));
        buffer_putc(out, (char)(0x80 | (code >> 6 & 0x3f)));
        buffer_putc(out, (char)(0x80 | (code & 0x3f)));
    }
}

void pty_screen(const Pty *pty, Buffer *out)
{
    for (int row = 0; row < pty->rows; row++) {
        size_t end = out->length;
        for (int column = 0; column < pty->columns; column++) {
            VTermScreenCell cell;
            vterm_screen_get_cell(pty->screen, (VTermPos){row, column}, &cell);
            if (cell.chars[0] == (uint32_t)-1) {
                continue;
            }
            for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0; i++) {
                put_code(out, cell.chars[i]);
            }
            if (cell.chars[0] == 0) {
                buffer_putc(out, ' ');
            } else if (cell.chars[0] != ' ') {
                end = out->length;
            }
        }
        out->length = end;
        out->data[end] = '\0';
        buffer_putc(out, '\n');
    }
}

static bool is_blank(const VTermScreenCell *cell)
{
    return (cell->chars[0] == 0 || cell->chars[0] == ' ') && cell->chars[1] == 0;
}

static bool same_text(const VTermScreenCell *a, const VTermScreenCell *b)
{
    if (is_blank(a) && is_blank(b)) {
        return true;
    }
    int i = 0;
    while (i + 1 < VTERM_MAX_CHARS_PER_CELL && a->chars[i] == b->chars[i] && a->chars[i] != 0) {
        i++;
    }
    return a->chars[i] == b->chars[i];
}

// What nobody can see of a blank does not count: its foreground, its weight.
static bool same_look(const VTermScreenCell *a, const VTermScreenCell *b)
{
    bool same = a->attrs.reverse == b->attrs.reverse && a->attrs.underline == b->attrs.underline &&
                vterm_color_is_equal(&a->bg, &b->bg);
    return same && (is_blank(a) || (a->attrs.bold == b->attrs.bold &&
                                    vterm_color_is_equal(&a->fg, &b->fg)));
}

static void describe(const VTermScreenCell *cell, Buffer *out)
{
    buffer_puts(out, "'");
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i] != 0; i++) {
        put_code(out, cell->chars[i]);
    }
    buffer_printf(out, "' bold %d underline %d reverse %d fg %d:%d.%d.%d bg %d:%d", cell->attrs.bold,
                  cell->attrs.underline, cell->attrs.reverse, cell->fg.type, cell->fg.rgb.red,
                  cell->fg.rgb.green, cell->fg.rgb.blue, cell->bg.type, cell->bg.rgb.red);
}

// An empty terminal of the size of `pty`'s that has been sent these lines.
static VTerm *other_terminal(const Pty *pty, const Buffer *lines)
{
    VTerm *vterm = vterm_new(pty->rows, pty->columns);
    vterm_set_utf8(vterm, 1);
    vterm_screen_reset(vterm_obtain_screen(vterm), 1);
    for (size_t at = 0; at < lines->length;) {
        size_t length = strcspn(lines->data + at, "\n");
        vterm_input_write(vterm, lines->data + at, length);
        at += length + 1;
        if (at < lines->length) {
            vterm_input_write(vterm, "\r\n", 2);
        }
    }
    vterm_screen_flush_damage(vterm_obtain_screen(vterm));
    return vterm;
}

bool pty_shows(const Pty *pty, const Buffer *ansi, bool looks, Buffer *where)
{
    VTerm *other = other_terminal(pty, ansi);
    VTermScreen *expected = vterm_obtain_screen(other);
    bool equal = true;
    for (int i = 0; equal && i < pty->rows * pty->columns; i++) {
        VTermPos at = {i / pty->columns, i % pty->columns};
        VTermScreenCell is, should;
        vterm_screen_get_cell(pty->screen, at, &is);
        vterm_screen_get_cell(expected, at, &should);
        equal = same_text(&is, &should) && (!looks || same_look(&is, &should));
        if (!equal && where != NULL) {
            buffer_printf(where, "row %d column %d: ", at.row, at.col);
            describe(&is, where);
            buffer_puts(where, " instead of ");
            describe(&should, where);
            buffer_puts(where, " on\n");
            pty_screen(pty, where);
        }
    }
    vterm_free(other);
    return equal;
}

const char *pty_sent(const Pty *pty, size_t *length)
{
    *length = pty->sent.length;
    return pty->sent.data;
}

bool pty_mouse(const Pty *pty)
{
    return pty->mouse;
}

bool pty_alternate(const Pty *pty)
{
    return pty->alternate;
}

bool pty_cursor_visible(const Pty *pty)
{
    return pty->cursor;
}

bool pty_modes_restored(const Pty *pty)
{
    struct termios now;
    return tcgetattr(pty->slave, &now) == 0 && now.c_lflag == pty->before.c_lflag &&
           now.c_iflag == pty->before.c_iflag && now.c_oflag == pty->before.c_oflag;
}
