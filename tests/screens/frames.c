#include "frames.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void frames_text(const UiState *state, int rows, int columns, bool ascii, Buffer *out)
{
    Canvas *canvas = canvas_new(rows, columns, ascii);
    ui_frame(state, rows, columns, canvas);
    ck_assert_int_eq(canvas_rows(canvas), rows);
    canvas_to_text(canvas, out);
    canvas_free(canvas);
}

void frames_press(UiState *state, const char *keys)
{
    for (UiKey key = key_parse(&keys); key != UI_KEY_NONE; key = key_parse(&keys)) {
        ui_key(state, key);
    }
    ck_assert_str_eq(keys, "");
}

void frames_compare(const char *name, const char *actual, const char *expected)
{
    const char *whole = actual, *wanted = expected;
    for (int line = 1; *actual != '\0' || *expected != '\0'; line++) {
        int a = (int)strcspn(actual, "\n"), e = (int)strcspn(expected, "\n");
        ck_assert_msg(a == e && memcmp(actual, expected, (size_t)a) == 0,
                      "%s, line %d:\n is    %.*s\n not   %.*s", name, line, a, actual, e, expected);
        actual += a + (actual[a] == '\n');
        expected += e + (expected[e] == '\n');
    }
    ck_assert_str_eq(whole, wanted); // the newline at the end too
}

void frames_golden(const char *name, const Buffer *actual)
{
    char path[512];
    snprintf(path, sizeof path, AWAITSCOPE_SOURCE_DIR "/tests/screens/%s.txt", name);
    if (getenv("UPDATE") != NULL) {
        FILE *file = fopen(path, "w");
        ck_assert_ptr_nonnull(file);
        fwrite(actual->data, 1, actual->length, file);
        fclose(file);
        return;
    }
    Buffer expected;
    buffer_init(&expected);
    ck_assert_msg(buffer_read_file(&expected, path), "no golden %s", path);
    frames_compare(name, actual->data, expected.data);
    buffer_deinit(&expected);
}
