// Two runs on one ruler: equal times in equal columns, instants opened in both.
#include <check.h>
#include <stdlib.h>

#include "sample_001_4.h"
#include "trace/ruler.h"

enum { WIDTH = 56, LANES = 4, WIDE = 256 };

typedef struct Side {
    Trace *trace;
    Ruler ruler;
    Moments *moments;
    uint32_t lanes[LANES], lane_count;
} Side;

// A synchronous program that sleeps for 2 seconds, then for 3.
static Trace *blocking_trace(void)
{
    Trace *trace = trace_new();
    trace_append(trace, TRACE_PROGRAM_BEGIN, sample_at(0, 0, 1), 0, 0, 0);
    sample_print(trace, sample_at(0, 0, 4), "begins\n");
    for (int from = 0, to = 2; from < 5; from = to, to = 5) {
        trace_append(trace, TRACE_BLOCK_BEGIN, sample_at(from, 0, 5), sample_string(trace, "time.sleep"),
                     (int64_t)to * SAMPLE_SECOND, 0);
        trace_append(trace, TRACE_BLOCK_END, sample_at(to, 0, 5), 0, 0, 0);
        sample_print(trace, sample_at(to, 0, 6), "goes on\n");
    }
    trace_append(trace, TRACE_PROGRAM_END, sample_at(5, 0, 9), 0, 0, 0);
    return trace;
}

static void setup(Side sides[2])
{
    sides[0] = (Side){.trace = blocking_trace(), .lanes = {0}, .lane_count = 1};
    sides[1] = (Side){.trace = sample_trace(), .lanes = {1, 2, 3, 4}, .lane_count = 4};
    for (int i = 0; i < 2; i++) {
        ruler_init(&sides[i].ruler, sides[i].trace);
        sides[i].moments = moments_new(sides[i].trace);
    }
}

static void teardown(Side sides[2])
{
    for (int i = 0; i < 2; i++) {
        moments_free(sides[i].moments);
        ruler_deinit(&sides[i].ruler);
        trace_free(sides[i].trace);
    }
}

static uint32_t lay(Side sides[2], RulerKind kind, int zoom, int64_t time_ns, uint32_t width,
                    RulerColumn columns[2][WIDE])
{
    const Ruler *rulers[] = {&sides[0].ruler, &sides[1].ruler};
    RulerColumn *both[] = {columns[0], columns[1]};
    return ruler_layout_common(rulers, 2, kind, zoom, time_ns, both, width);
}

// What lane `index` shows, a character a column.
static void draw(Side *side, const RulerColumn *columns, uint32_t count, uint64_t position,
                 uint32_t here, uint32_t index, char *out)
{
    static const char glyphs[] = " +#=.~?-!|xE%";
    RulerCell cells[LANES * WIDE];
    uint32_t cpu[WIDE];
    ruler_cells(side->moments, columns, count, position, side->lanes, side->lane_count, cells, cpu);
    ruler_carry(&side->ruler, columns, count, position, here, side->lane_count, cells, cpu);
    for (uint32_t i = 0; i < count; i++) {
        RulerCell cell = cells[index * count + i];
        out[i] = cell.glyph == RULER_LETTER ? cell.letter : glyphs[cell.glyph];
    }
    out[count] = '\0';
    while (count > 0 && out[count - 1] == ' ') {
        out[--count] = '\0';
    }
}

// What both show, against one line for each lane.
static void assert_shows(Side sides[2], RulerColumn columns[2][WIDE], uint32_t count,
                         const uint64_t positions[2], uint32_t here,
                         const char *const expected[2][LANES])
{
    for (int s = 0; s < 2; s++) {
        for (uint32_t lane = 0; lane < sides[s].lane_count; lane++) {
            char drawn[WIDE + 1];
            draw(&sides[s], columns[s], count, positions[s], here, lane, drawn);
            ck_assert_str_eq(drawn, expected[s][lane]);
        }
    }
}

START_TEST(both_at_the_end)
{
    static const char *const expected[2][LANES] = {
        {"##!!!!!!!!!!!!!!!!!!!!!!##!!!!!!!!!!!!!!!!!!!!!!!!!!!##|"},
        {"##t--------------------------------##|", " +##....................##|",
         " +==##...........................##|", " +====##.......##|"},
    };
    Side sides[2];
    RulerColumn columns[2][WIDE];
    setup(sides);
    uint32_t count = lay(sides, RULER_OPENED, 0, 0, WIDTH, columns);
    uint64_t ends[2] = {trace_length(sides[0].trace), trace_length(sides[1].trace)};
    assert_shows(sides, columns, count, ends, count, expected);
    teardown(sides);
}
END_TEST

// The first sleeps while the other does something: it is drawn asleep up to there, and no further.
START_TEST(one_waits_while_the_other_goes_on)
{
    static const char *const expected[2][LANES] = {
        {"##!!!!!!!!!!!!!!!!"},
        {"##t---------------", " +##..............", " +==##............", " +====##.......##|"},
    };
    Side sides[2];
    RulerColumn columns[2][WIDE];
    setup(sides);
    uint32_t count = lay(sides, RULER_OPENED, 0, 0, WIDTH, columns);
    uint64_t done = trace_find_next(sides[1].trace, 0, UINT64_C(1) << TRACE_TASK_FINISHED, 4);
    uint64_t positions[2] = {3, done + 1};
    uint32_t here = ruler_column_at(columns[1], count, positions[1]);
    assert_shows(sides, columns, count, positions, here, expected);
    teardown(sides);
}
END_TEST

START_TEST(equal_times_in_equal_columns)
{
    Side sides[2];
    RulerColumn columns[2][WIDE];
    setup(sides);
    for (uint32_t width = 1; width < WIDE; width = width * 5 / 4 + 1) {
        for (int zoom = -3; zoom <= 4; zoom++) {
            for (int kind = 0; kind < RULER_KINDS; kind++) {
                int64_t time_ns = (int64_t)(width % 6) * SAMPLE_SECOND;
                uint32_t count = lay(sides, (RulerKind)kind, zoom, time_ns, width, columns);
                ck_assert(count >= 1 && count <= width);
                for (uint32_t i = 0; i < count; i++) {
                    const RulerColumn *a = &columns[0][i], *b = &columns[1][i];
                    ck_assert_int_eq(a->from_ns, b->from_ns);
                    ck_assert_int_eq(a->opens, b->opens);
                    ck_assert_int_eq(a->still, b->still);
                    for (int s = 0; s < 2 && i > 0; s++) {
                        ck_assert_int_le(columns[s][i - 1].from_ns, columns[s][i].from_ns);
                        ck_assert_uint_le(columns[s][i - 1].begin, columns[s][i].begin);
                    }
                }
            }
        }
    }
    teardown(sides);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("common ruler");
    TCase *test = tcase_create("common ruler");
    tcase_add_test(test, both_at_the_end);
    tcase_add_test(test, one_waits_while_the_other_goes_on);
    tcase_add_test(test, equal_times_in_equal_columns);
    suite_add_tcase(suite, test);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
