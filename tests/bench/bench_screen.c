// bench_screen AWAITSCOPE PROGRAM: what the screen costs. How long until the first frame, how many
// bytes an idle screen sends, and how many a step.
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "pty_harness.h"

enum { STARTS = 21, STEPS_MOST = 400, IDLE_MS = 3000, ROWS = 24, COLUMNS = 80 };

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void leave(Pty *pty)
{
    pty_type(pty, "Q");
    pty_wait(pty);
    pty_free(pty);
}

static void measure_starts(char *const arguments[])
{
    double took_ms[STARTS];
    for (int i = 0; i < STARTS; i++) {
        double before_ms = now_ms();
        Pty *pty = pty_start(ROWS, COLUMNS, arguments, NULL);
        pty_settle(pty);
        took_ms[i] = now_ms() - before_ms;
        leave(pty);
    }
    qsort(took_ms, STARTS, sizeof *took_ms, by_size);
    printf("start to first frame: %.1f ms (least %.1f, most %.1f)\n", took_ms[STARTS / 2],
           took_ms[0], took_ms[STARTS - 1]);
}

static size_t sent(const Pty *pty)
{
    size_t length;
    pty_sent(pty, &length);
    return length;
}

static void measure_idle(Pty *pty)
{
    size_t before = sent(pty);
    for (double end_ms = now_ms() + IDLE_MS; now_ms() < end_ms;) {
        pty_listen(pty, (int)(end_ms - now_ms()) + 1);
    }
    printf("idle for %d s: %zu bytes\n", IDLE_MS / 1000, sent(pty) - before);
}

// Steps to the end of the run. `marks` have been asked for before.
static void measure_steps(Pty *pty, int marks)
{
    double bytes[STEPS_MOST];
    int count = 0;
    for (; count < STEPS_MOST; count++) {
        size_t before = sent(pty);
        pty_type(pty, "l");
        pty_settle(pty);
        int mark = snprintf(NULL, 0, "\033]7777;%d\a", marks++);
        bytes[count] = (double)(sent(pty) - before) - mark;
        if (getenv("BENCH_EACH") != NULL) {
            printf("%d: %.0f\n", count + 1, bytes[count]);
        }
        if (bytes[count] == 0) {
            break;
        }
    }
    qsort(bytes, (size_t)count, sizeof *bytes, by_size);
    printf("a step: %.0f bytes (least %.0f, nine of ten at most %.0f, most %.0f)\n",
           bytes[count / 2], bytes[0], bytes[count * 9 / 10], bytes[count - 1]);
}

int main(int count, char **arguments)
{
    if (count != 3) {
        fputs("usage: bench_screen AWAITSCOPE PROGRAM\n", stderr);
        return 2;
    }
    char *const opened[] = {arguments[1], arguments[2], NULL};
    measure_starts(opened);
    Pty *pty = pty_start(ROWS, COLUMNS, opened, NULL);
    pty_settle(pty);
    measure_idle(pty);
    measure_steps(pty, 1);
    leave(pty);
    return 0;
}
