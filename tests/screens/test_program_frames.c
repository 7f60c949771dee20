// Real programs on the screen: stepped from the first event to the last and back, at every size. What a
// frame says of the CPU, the tasks and the timers is what the trace says.
//
// The programs are those of tests/samples; PROGRAMS=FOLDER takes others.
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "canvas/canvas.h"
#include "explain/words.h"
#include "run/run.h"
#include "ui/state.h"
#include "ui/ui.h"

enum { PROGRAMS_MOST = 256, STEPS_LOOKED_AT = 5000, WORDS_SEEN = 14, TAGS = 26, ROWS_BELOW = 5 };

typedef struct Size {
    int rows, columns;
    bool read; // its frames are read, too
} Size;

static const Size sizes[] = {{1, 1, false}, {10, 40, false}, {24, 80, true}, {40, 120, true}, {60, 200, false}};

enum { SIZES = sizeof sizes / sizeof *sizes };

static char *paths[PROGRAMS_MOST];
static int path_count;

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void find_programs(void)
{
    const char *folder = getenv("PROGRAMS");
    folder = folder != NULL ? folder : AWAITSCOPE_SOURCE_DIR "/tests/samples";
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;) {
        const char *dot = strrchr(entry->d_name, '.');
        if (dot == NULL || strcmp(dot, ".py") != 0 || path_count == PROGRAMS_MOST) {
            continue;
        }
        size_t bytes = strlen(folder) + strlen(entry->d_name) + 2;
        paths[path_count] = malloc(bytes);
        snprintf(paths[path_count++], bytes, "%s/%s", folder, entry->d_name);
    }
    if (dir != NULL) {
        closedir(dir);
    }
    qsort(paths, (size_t)path_count, sizeof *paths, by_name);
}

typedef struct Shown {
    const char *name;
    Buffer source;
    Run *run;
    UiState *state;
    Canvas *canvas;
} Shown;

static bool locals(void *context, uint64_t position, uint32_t lane, Buffer *out)
{
    return run_locals(context, position, lane, out);
}

static void drop_output(void *context, int stream, const char *bytes, size_t count)
{
    (void)context, (void)stream, (void)bytes, (void)count;
}

static void show(Shown *shown, const char *path)
{
    const char *slash = strrchr(path, '/');
    shown->name = slash != NULL ? slash + 1 : path;
    buffer_init(&shown->source);
    ck_assert(buffer_read_file(&shown->source, path));
    RunConfig config = run_config_default();
    config.output = drop_output;
    shown->run = run_new(&config, shown->name, shown->source.data, shown->source.length, 0, NULL);
    ck_assert_ptr_nonnull(shown->run);
    run_to_end(shown->run);
    shown->state = ui_new(&(UiProgram){.name = shown->name,
                                       .source = shown->source.data,
                                       .source_length = shown->source.length,
                                       .trace = run_trace(shown->run),
                                       .inspect = {.locals = locals, .context = shown->run}});
    shown->canvas = canvas_new(1, 1, false);
}

static void hide(Shown *shown)
{
    canvas_free(shown->canvas);
    ui_free(shown->state);
    run_free(shown->run);
    buffer_deinit(&shown->source);
}

// ---- reading a frame

static bool cell_is(const Canvas *canvas, int row, int column, const char *text)
{
    return strcmp(canvas_cell(canvas, row, column).text, text) == 0;
}

// The row of the CPU strip.
static int cpu_row(const Shown *shown)
{
    for (int row = 0; row < canvas_rows(shown->canvas); row++) {
        if (cell_is(shown->canvas, row, 1, "C") && cell_is(shown->canvas, row, 2, "P") &&
            cell_is(shown->canvas, row, 3, "U") && cell_is(shown->canvas, row, 4, " ")) {
            return row;
        }
    }
    ck_abort_msg("%s: no CPU strip", shown->name);
    return 0;
}

// Whether that row can be a lane's: legend, sentences and keys are below.
static bool is_lane(const Canvas *canvas, int row)
{
    return row < canvas_rows(canvas) - ROWS_BELOW && !cell_is(canvas, row, 1, " ") &&
           cell_is(canvas, row, 2, " ");
}

// The row of the lane with that tag, 0 when it is not in sight.
static int lane_row(const Shown *shown, int cpu, const char *tag)
{
    for (int row = cpu + 1; is_lane(shown->canvas, row); row++) {
        if (cell_is(shown->canvas, row, 1, tag)) {
            return row;
        }
    }
    return 0;
}

static void row_text(const Canvas *canvas, int row, Buffer *out)
{
    buffer_clear(out);
    for (int column = 0; column < canvas_columns(canvas); column++) {
        buffer_puts(out, canvas_cell(canvas, row, column).text);
    }
}

static void says(const Shown *shown, int row, const char *wanted)
{
    Buffer text;
    buffer_init(&text);
    row_text(shown->canvas, row, &text);
    ck_assert_msg(strstr(text.data, wanted) != NULL, "%s, step %d, row %d: no \"%s\" in\n%s",
                  shown->name, (int)ui_step(shown->state), row, wanted, text.data);
    buffer_deinit(&text);
}

static void says_who_has_cpu(const Shown *shown)
{
    const Moment *moment = state_moment(shown->state);
    const Lanes *lanes = &shown->state->lanes;
    char wanted[64];
    if (moment->cpu == MOMENT_NOBODY || !lanes->lanes[moment->cpu].shown) {
        snprintf(wanted, sizeof wanted, "▐ free ▌");
    } else {
        snprintf(wanted, sizeof wanted, "▐ %s %.4s", lanes->lanes[moment->cpu].tag,
                 lanes->lanes[moment->cpu].name);
    }
    says(shown, 0, wanted);
}

// Each lane in sight says its state, and with it when its timer rings.
static void says_states(const Shown *shown, int cpu)
{
    const Moment *moment = state_moment(shown->state);
    const Lanes *lanes = &shown->state->lanes;
    Buffer words;
    buffer_init(&words);
    for (uint32_t i = 0; i < lanes->shown && i < TAGS; i++) {
        uint32_t lane = lanes->order[i];
        int row = lane_row(shown, cpu, lanes->lanes[lane].tag);
        if (row == 0) {
            continue;
        }
        buffer_clear(&words);
        words_state(&words, moment, lanes, lane);
        if (words.length > WORDS_SEEN) {
            words.data[WORDS_SEEN] = '\0';
        }
        says(shown, row, words.data);
    }
    buffer_deinit(&words);
}

// No column shows two who have the CPU.
static void one_holder(const Shown *shown, int cpu)
{
    const Canvas *canvas = shown->canvas;
    for (int column = 0; column < canvas_columns(canvas); column++) {
        int holders = 0;
        for (int row = cpu + 1; is_lane(canvas, row); row++) {
            holders += column > 2 && cell_is(canvas, row, column, "█");
        }
        ck_assert_msg(holders <= 1, "%s, step %d: column %d has two holders", shown->name,
                      (int)ui_step(shown->state), column);
    }
}

// Nothing is drawn to the right of here that has not been reached, but the arrow of the last step.
static void no_future(const Shown *shown, int cpu)
{
    const Canvas *canvas = shown->canvas;
    int row = cpu + 1, here = 0;
    while (is_lane(canvas, row) || cell_is(canvas, row, 1, " ")) {
        for (int column = 0; column < canvas_columns(canvas) && here == 0; column++) {
            here = cell_is(canvas, row, column, "▲") ? column : 0;
        }
        if (here != 0 || ++row >= canvas_rows(canvas)) {
            break;
        }
    }
    bool reached = shown->state->reached == shown->state->position;
    for (row = cpu + 1; here != 0 && reached && is_lane(canvas, row); row++) {
        for (int column = here + 1; column < canvas_columns(canvas); column++) {
            bool arrow = column <= here + 2 && canvas_cell(canvas, row, column).style == CANVAS_HERE;
            ck_assert_msg(arrow || cell_is(canvas, row, column, " "),
                          "%s, step %d: the future is drawn in row %d", shown->name,
                          (int)ui_step(shown->state), row);
        }
    }
}

static uint64_t look(const Shown *shown, const Size *size, bool read)
{
    ui_frame(shown->state, size->rows, size->columns, shown->canvas);
    if (size->read && read) {
        int cpu = cpu_row(shown);
        no_future(shown, cpu);
        says_who_has_cpu(shown);
        says_states(shown, cpu);
        one_holder(shown, cpu);
    }
    Buffer text;
    buffer_init(&text);
    canvas_to_text(shown->canvas, &text);
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < text.length; i++) {
        hash = (hash ^ (unsigned char)text.data[i]) * UINT64_C(1099511628211);
    }
    buffer_deinit(&text);
    return hash;
}

// Frames as they are for who comes there for the first time: nothing of the future is drawn. On the way
// back they are the same without what is known of the future, and with it the same as on the way there
// once more.
START_TEST(there_and_back)
{
    enum { FIRST, BACK, AGAIN, WAYS };
    Shown shown;
    show(&shown, paths[_i]);
    uint64_t steps = ui_steps(shown.state), every = steps / STEPS_LOOKED_AT + 1;
    uint64_t(*seen)[SIZES][WAYS] = calloc(steps + 1, sizeof *seen);
    for (int way = FIRST; way < WAYS; way++) {
        for (uint64_t i = 0; i <= steps; i++) {
            uint64_t step = way == BACK ? steps - i : i;
            ck_assert_uint_eq(ui_step(shown.state), step);
            for (int size = 0; size < SIZES && step % every == 0; size++) {
                seen[step][size][way] = look(&shown, &sizes[size], way == FIRST);
                if (way == BACK) {
                    shown.state->reached = shown.state->position;
                    ck_assert_msg(look(&shown, &sizes[size], false) == seen[step][size][FIRST],
                                  "%s, step %d: another frame of %d rows going back", shown.name,
                                  (int)step, sizes[size].rows);
                    shown.state->reached = trace_length(shown.state->program.trace);
                } else if (way == AGAIN) {
                    ck_assert_msg(seen[step][size][AGAIN] == seen[step][size][BACK],
                                  "%s, step %d: another frame of %d rows the second time",
                                  shown.name, (int)step, sizes[size].rows);
                }
            }
            if (i < steps) {
                ui_key(shown.state, way == BACK ? UI_KEY_LEFT : UI_KEY_RIGHT);
            }
        }
    }
    free(seen);
    hide(&shown);
}
END_TEST

int main(void)
{
    find_programs();
    if (path_count == 0) {
        fputs("no programs\n", stderr);
        return 1;
    }
    Suite *suite = suite_create("programs on the screen");
    TCase *tests = tcase_create("programs");
    tcase_set_timeout(tests, 300);
    tcase_add_loop_test(tests, there_and_back, 0, path_count);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner), run = srunner_ntests_run(runner);
    srunner_free(runner);
    for (int i = 0; i < path_count; i++) {
        free(paths[i]);
    }
    return failed == 0 && run > 0 ? 0 : 1;
}
