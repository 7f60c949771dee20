// What is drawn is what is read back: clipping, cutting, wide characters, hostile bytes, ASCII.
#include <check.h>
#include <math.h>

#include "canvas/canvas.h"

static void assert_text(const Canvas *canvas, const char *expected)
{
    Buffer text;
    buffer_init(&text);
    canvas_to_text(canvas, &text);
    ck_assert_str_eq(text.data, expected);
    buffer_deinit(&text);
}

START_TEST(text_and_clipping)
{
    Canvas *canvas = canvas_new(3, 10, false);
    ck_assert_int_eq(canvas_text(canvas, 0, 7, CANVAS_NORMAL, "outside"), 7);
    canvas_enter(canvas, 1, 2, 1, 4);
    canvas_text(canvas, 0, -1, CANVAS_TITLE, "abcdefgh");
    canvas_text(canvas, 1, 0, CANVAS_TITLE, "below");
    canvas_leave(canvas);
    ck_assert_int_eq(canvas_text_within(canvas, 2, 0, 4, CANVAS_FAINT, "12345", 5), 4);
    assert_text(canvas, "       out\n  bcde\n123…\n");
    ck_assert_int_eq(canvas_cell(canvas, 1, 2).style, CANVAS_TITLE);
    ck_assert_int_eq(canvas_cell(canvas, 2, 3).style, CANVAS_FAINT);
    ck_assert_int_eq(canvas_cell(canvas, 0, 0).style, CANVAS_NORMAL);
    canvas_reset(canvas, 1, 3);
    assert_text(canvas, "\n");
    canvas_free(canvas);
}
END_TEST

START_TEST(wide_and_hostile)
{
    Canvas *canvas = canvas_new(3, 12, false);
    ck_assert_int_eq(canvas_text(canvas, 0, 0, CANVAS_NORMAL, "日本é"), 5);
    ck_assert_int_eq(canvas_cell(canvas, 0, 0).width, 2);
    ck_assert_int_eq(canvas_cell(canvas, 0, 1).width, 0);
    ck_assert_str_eq(canvas_cell(canvas, 0, 2).text, "本");
    canvas_text(canvas, 1, 0, CANVAS_NORMAL, "\033[2J\xff\xc3\t!");
    canvas_text(canvas, 2, 0, CANVAS_NORMAL, "e\xcc\x81x|\xe2\x80\xaey\xc2\x9bz");
    assert_text(canvas, "日本é\n\xef\xbf\xbd[2J\xef\xbf\xbd\xef\xbf\xbd !\n"
                        "e\xcc\x81x|\xef\xbf\xbdy\xef\xbf\xbdz\n");
    canvas_free(canvas);
}
END_TEST

START_TEST(lines_join)
{
    Canvas *canvas = canvas_new(3, 5, false);
    canvas_hline(canvas, 0, 0, 4);
    canvas_hline(canvas, 2, 0, 4);
    canvas_vline(canvas, 2, 0, 2);
    assert_text(canvas, "──┬──\n  │\n──┴──\n");
    canvas_free(canvas);
    canvas = canvas_new(3, 5, true);
    canvas_hline(canvas, 0, 0, 4);
    canvas_vline(canvas, 2, 0, 2);
    canvas_glyph(canvas, 2, 0, CANVAS_RUNS, CANVAS_GLYPH_RUNS);
    canvas_text(canvas, 2, 3, CANVAS_NORMAL, "▶é");
    assert_text(canvas, "--+--\n  |\n# |>?\n");
    canvas_free(canvas);
}
END_TEST

START_TEST(on_the_way_out)
{
    Canvas *canvas = canvas_new(1, 6, false);
    canvas_text(canvas, 0, 0, CANVAS_TITLE, "a<b");
    canvas_glyph(canvas, 0, 4, CANVAS_RUNS, CANVAS_GLYPH_RUNS);
    Buffer out;
    buffer_init(&out);
    canvas_to_ansi(canvas, (CanvasPalette){CANVAS_COLOURS_256, true}, &out);
    ck_assert_str_eq(out.data, "\033[0;1ma<b\033[0m \033[0;38;5;25m█\033[0m\n");
    buffer_clear(&out);
    canvas_to_ansi(canvas, (CanvasPalette){0}, &out);
    ck_assert_str_eq(out.data, "\033[0;1ma<b\033[0m \033[0;1m█\033[0m\n");
    buffer_clear(&out);
    canvas_to_svg(canvas, false, &out);
    ck_assert_ptr_nonnull(strstr(out.data, "font-weight='bold'>a&lt;b</text>"));
    ck_assert_ptr_nonnull(strstr(out.data, "<rect x='44' y='10' width='9' height='15'"));
    buffer_deinit(&out);
    canvas_free(canvas);
}
END_TEST

static double part(int value)
{
    double share = value / 255.0;
    return share <= 0.03928 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4);
}

static double luminance(int rgb)
{
    return 0.2126 * part(rgb >> 16) + 0.7152 * part(rgb >> 8 & 255) + 0.0722 * part(rgb & 255);
}

// Contrast as WCAG defines it.
static double contrast(int a, int b)
{
    double x = luminance(a), y = luminance(b);
    return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05);
}

START_TEST(colours_can_be_read)
{
    static const struct {
        int background;
        bool light;
    } grounds[] = {{0x000000, false}, {0x1e1e1e, false}, {0x282a36, false},
                   {0xffffff, true},  {0xfdf6e3, true}};
    for (size_t i = 0; i < sizeof grounds / sizeof *grounds; i++) {
        CanvasPalette palette = {CANVAS_COLOURS_RGB, grounds[i].light};
        for (int style = 0; style < CANVAS_STYLES; style++) {
            int colour = canvas_look((CanvasStyle)style, palette).colour;
            double least = style == CANVAS_RULE ? 2.6 : 3.5;
            ck_assert_msg(colour < 0 || contrast(colour, grounds[i].background) >= least,
                          "style %d, %06x on %06x: contrast %.2f", style, (unsigned)colour,
                          (unsigned)grounds[i].background, contrast(colour, grounds[i].background));
        }
    }
}
END_TEST

START_TEST(fewer_colours)
{
    static const CanvasColours counts[] = {CANVAS_COLOURS_RGB, CANVAS_COLOURS_256,
                                           CANVAS_COLOURS_16, CANVAS_COLOURS_8,
                                           CANVAS_COLOURS_NONE};
    static const int dark[] = {0xffaf00, 214, 11, 3, -1}, light[] = {0xaf5f00, 130, -1, -1, -1};
    for (int i = 0; i < 5; i++) {
        CanvasLook look = canvas_look(CANVAS_READY, (CanvasPalette){counts[i], false});
        ck_assert_int_eq(look.colour, dark[i]);
        ck_assert_int_eq(look.bold, dark[i] < 0);
        look = canvas_look(CANVAS_READY, (CanvasPalette){counts[i], true});
        ck_assert_int_eq(look.colour, light[i]);
        ck_assert_int_eq(look.bold, light[i] < 0);
    }
}
END_TEST

START_TEST(smallest)
{
    Canvas *canvas = canvas_new(0, 0, false);
    ck_assert_int_eq(canvas_rows(canvas), 1);
    canvas_text(canvas, 0, 0, CANVAS_NORMAL, "日");
    canvas_text(canvas, 5, 5, CANVAS_NORMAL, "x");
    canvas_enter(canvas, 0, 0, -3, 9);
    canvas_text(canvas, 0, 0, CANVAS_NORMAL, "y");
    canvas_leave(canvas);
    assert_text(canvas, "\n");
    canvas_free(canvas);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("canvas");
    TCase *tests = tcase_create("canvas");
    tcase_add_test(tests, text_and_clipping);
    tcase_add_test(tests, wide_and_hostile);
    tcase_add_test(tests, lines_join);
    tcase_add_test(tests, on_the_way_out);
    tcase_add_test(tests, colours_can_be_read);
    tcase_add_test(tests, fewer_colours);
    tcase_add_test(tests, smallest);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    int run = srunner_ntests_run(runner);
    srunner_free(runner);
    return failed == 0 && run > 0 ? 0 : 1;
}
