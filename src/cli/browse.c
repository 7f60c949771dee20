#include "cli/browse.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/cli.h"

enum { PROGRAMS_MAX = 200, PATH_BYTES = 1024, COLUMNS_DEFAULT = 80, NAME_COLUMNS = 24 };

typedef struct Listing {
    char *paths[PROGRAMS_MAX];
    int count;
} Listing;

static int by_name(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool find_programs(const char *folder, Listing *listing) {
    DIR *dir = opendir(folder);
    if (!dir)
        return false;
    for (struct dirent *entry; (entry = readdir(dir)) && listing->count < PROGRAMS_MAX;) {
        const char *dot = strrchr(entry->d_name, '.');
        if (!dot || strcmp(dot, ".py") != 0)
            continue;
        char path[PATH_BYTES];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        listing->paths[listing->count++] = strdup(path);
    }
    closedir(dir);
    qsort(listing->paths, (size_t)listing->count, sizeof *listing->paths, by_name);
    return true;
}

static int columns_here(void) {
    struct winsize size;
    bool known = isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col;
    return known ? size.ws_col : COLUMNS_DEFAULT;
}

// The program's first comment is its line in the list, cut at a word where the terminal ends.
static void print_title(const char *path, int room) {
    char line[200] = "";
    FILE *file = fopen(path, "r");
    if (file && fgets(line, sizeof line, file) && line[0] == '#') {
        line[strcspn(line, "\n")] = '\0';
        char *title = line + 1 + strspn(line + 1, " ");
        if ((int)strlen(title) > room && room > 4) {
            title[room - 3] = '\0';
            char *blank = strrchr(title, ' ');
            strcpy(blank ? blank : title + room - 4, " ...");
        }
        printf("  %s", title);
    }
    if (file)
        fclose(file);
    putchar('\n');
}

// Whether there is any folder with a lesson.md.
static bool has_lessons(const char *folder) {
    DIR *dir = opendir(folder);
    bool found = false;
    for (struct dirent *entry; dir && !found && (entry = readdir(dir));) {
        char path[PATH_BYTES];
        snprintf(path, sizeof path, "%s/%s/lesson.md", folder, entry->d_name);
        found = access(path, R_OK) == 0;
    }
    if (dir)
        closedir(dir);
    return found;
}

static int choose(const Listing *listing, const char *answer) {
    char *end;
    long number = strtol(answer, &end, 10);
    if (end != answer && *end == '\0')
        return number >= 1 && number <= listing->count ? (int)number - 1 : -1;
    for (int i = 0; i < listing->count; i++)
        if (strstr(cli_base_name(listing->paths[i]), answer))
            return i;
    return -1;
}

static int ask(const Listing *listing) {
    char answer[100];
    for (;;) {
        printf("\nWhich one? A number or a name opens it, Enter leaves: ");
        fflush(stdout);
        if (!fgets(answer, sizeof answer, stdin) || answer[0] == '\n')
            return EXIT_FINE;
        answer[strcspn(answer, "\n")] = '\0';
        int chosen = choose(listing, answer);
        if (chosen < 0) {
            printf("There is no '%s' in the list.\n", answer);
            continue;
        }
        Options options = {.file = listing->paths[chosen], .step = -1, .config = run_config_default()};
        int status = command_open(&options);
        if (status != EXIT_FINE)
            return status;
    }
}

int browse(void) {
    if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && has_lessons(cli_lessons_folder(NULL))) {
        Options options = {.step = -1, .config = run_config_default()};
        return command_lesson(&options);
    }
    const char *folder = cli_lessons_folder(NULL);
    Listing listing = {0};
    if (!find_programs(folder, &listing) || !listing.count)
        return cli_usage_error("no programs found in %s; give a file, or set AWAITSCOPE_LESSONS", folder);
    puts("awaitscope: programs to step through (awaitscope FILE.py opens your own)\n");
    for (int i = 0; i < listing.count; i++) {
        printf("  %2d  %-*s", i + 1, NAME_COLUMNS, cli_base_name(listing.paths[i]));
        print_title(listing.paths[i], columns_here() - NAME_COLUMNS - 8);
    }
    int status = EXIT_FINE;
    if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
        status = ask(&listing);
    else
        puts("\nawaitscope FILE.py opens one in a terminal; awaitscope timeline FILE.py prints it.\n"
             "awaitscope lesson lists the lessons.");
    for (int i = 0; i < listing.count; i++)
        free(listing.paths[i]);
    return status;
}
