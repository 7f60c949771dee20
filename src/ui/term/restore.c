#include "ui/term/restore.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { BYTES_MOST = 256 };

// Signal handlers can reach nothing else.
static struct {
    struct termios modes;
    int pipe[2];
    char bytes[BYTES_MOST];
    volatile sig_atomic_t active;
} saved = {.pipe = {-1, -1}};

static const int asking[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT};
static const int crashing[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL};

enum {
    ASKING = sizeof asking / sizeof *asking,
    CRASHING = sizeof crashing / sizeof *crashing,
};

static struct sigaction before_asking[ASKING], before_crashing[CRASHING];

static void on_asking(int number)
{
    int kept = errno;
    char byte = (char)number;
    ssize_t ignored = write(saved.pipe[1], &byte, 1);
    (void)ignored;
    errno = kept;
}

static void on_crash(int number)
{
    if (saved.active) {
        saved.active = 0;
        ssize_t ignored = write(STDOUT_FILENO, saved.bytes, strlen(saved.bytes));
        (void)ignored;
        tcsetattr(STDIN_FILENO, TCSANOW, &saved.modes);
    }
    for (int i = 0; i < CRASHING; i++) {
        if (crashing[i] == number) {
            sigaction(number, &before_crashing[i], NULL);
        }
    }
    raise(number);
}

int restore_begin(void)
{
    tcgetattr(STDIN_FILENO, &saved.modes);
    if (pipe(saved.pipe) != 0) {
        return -1;
    }
    for (int i = 0; i < 2; i++) {
        fcntl(saved.pipe[i], F_SETFL, O_NONBLOCK);
        fcntl(saved.pipe[i], F_SETFD, FD_CLOEXEC);
    }
    struct sigaction action = {.sa_handler = on_asking};
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < ASKING; i++) {
        sigaction(asking[i], &action, &before_asking[i]);
    }
    action.sa_handler = on_crash;
    action.sa_flags = (int)SA_RESETHAND;
    for (int i = 0; i < CRASHING; i++) {
        sigaction(crashing[i], &action, &before_crashing[i]);
    }
    saved.bytes[0] = '\0';
    saved.active = 1;
    return saved.pipe[0];
}

void restore_set_bytes(const char *bytes)
{
    strncpy(saved.bytes, bytes, BYTES_MOST - 1);
}

void restore_end(void)
{
    saved.active = 0;
    for (int i = 0; i < ASKING; i++) {
        sigaction(asking[i], &before_asking[i], NULL);
    }
    for (int i = 0; i < CRASHING; i++) {
        sigaction(crashing[i], &before_crashing[i], NULL);
    }
    for (int i = 0; i < 2; i++) {
        close(saved.pipe[i]);
        saved.pipe[i] = -1;
    }
}

void restore_stop(void)
{
    struct sigaction standard = {.sa_handler = SIG_DFL}, stop, go;
    sigemptyset(&standard.sa_mask);
    sigaction(SIGTSTP, &standard, &stop);
    sigaction(SIGCONT, &standard, &go);
    raise(SIGTSTP);
    sigaction(SIGCONT, &go, NULL);
    sigaction(SIGTSTP, &stop, NULL);
}
