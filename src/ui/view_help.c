// The keys, from the table that the keys come from.
#include <string.h>

#include "ui/action.h"
#include "ui/view.h"

enum { KEYS_WIDTH = 13, COLUMN_WIDTH = 40 };

static const char *const titles[UI_GROUPS] = {"MOVE IN TIME", "LOOK", "DO", "ALWAYS"};

static void add_keys(UiAction action, Buffer *out)
{
    const char *keys = action_facts(action)->keys;
    char shown[16];
    for (UiKey key = key_parse(&keys); key != UI_KEY_NONE; key = key_parse(&keys)) {
        if (out->length > 0) {
            buffer_putc(out, ' ');
        }
        buffer_puts(out, key_shown(key, shown));
    }
}

// Draws one group and returns the rows it took.
static int draw_group(const UiState *state, Canvas *canvas, int row, int column, UiGroup group)
{
    int top = row;
    canvas_text(canvas, row++, column, CANVAS_TITLE, titles[group]);
    for (int i = 1; i < UI_ACTIONS; i++) {
        UiAction action = (UiAction)i;
        const char *help = action_help(state, action);
        if (action_facts(action)->group != group || help == NULL) {
            continue;
        }
        Buffer keys;
        buffer_init(&keys);
        add_keys(action, &keys);
        for (; action_pairs(state, action); action++, i++) {
            add_keys(action + 1, &keys);
        }
        canvas_text_within(canvas, row, column + 2, KEYS_WIDTH - 1, CANVAS_KEY, keys.data,
                           keys.length);
        canvas_text(canvas, row, column + 2 + KEYS_WIDTH, CANVAS_NORMAL, help);
        row++;
        buffer_deinit(&keys);
    }
    return row - top;
}

static int lines_of(const UiState *state, UiGroup group)
{
    int lines = 1;
    for (int i = 1; i < UI_ACTIONS; i++) {
        UiAction action = (UiAction)i;
        lines += action_facts(action)->group == group && action_help(state, action) != NULL &&
                 !action_pairs(state, action);
    }
    return lines;
}

// Two groups one below the other, with an empty line between them where there is room.
static void draw_column(const UiState *state, Canvas *canvas, int rows, int column,
                        UiGroup first, UiGroup second)
{
    int room = rows - 3 - lines_of(state, first) - lines_of(state, second);
    int used = draw_group(state, canvas, 2, column, first);
    draw_group(state, canvas, 2 + used + (room > 0), column, second);
}

// What the filter leaves, one below the other, the one that Enter runs marked.
static void draw_filtered(const UiState *state, Canvas *canvas, int rows)
{
    int row = 2;
    for (int i = 1; i < UI_ACTIONS && row < rows - 1; i++) {
        UiAction action = (UiAction)i;
        if (!action_matches(state, action, state->prompt)) {
            continue;
        }
        if (row == 2) {
            canvas_glyph(canvas, row, 1, CANVAS_HERE, CANVAS_GLYPH_AT);
        }
        Buffer keys;
        buffer_init(&keys);
        add_keys(action, &keys);
        canvas_text_within(canvas, row, 3, KEYS_WIDTH - 1, CANVAS_KEY, keys.data, keys.length);
        canvas_text(canvas, row++, 3 + KEYS_WIDTH, CANVAS_NORMAL, action_help(state, action));
        buffer_deinit(&keys);
    }
    if (row == 2) {
        canvas_text(canvas, row, 3, CANVAS_NORMAL, "No key does that.");
    }
}

static void draw(const UiState *state, Canvas *canvas, int rows, int columns)
{
    canvas_text(canvas, 0, 1, CANVAS_TITLE, "Keys");
    if (state->prompt[0] == '\0') {
        canvas_text(canvas, 0, 7, CANVAS_NORMAL, "Small letter: forwards. Capital: back.");
    } else {
        int at = 7 + canvas_text(canvas, 0, 7, CANVAS_NORMAL, "that say ");
        canvas_text(canvas, 0, at, CANVAS_FOUND, state->prompt);
    }
    canvas_hline(canvas, 1, 0, columns - 1);
    if (state->prompt[0] != '\0') {
        draw_filtered(state, canvas, rows);
    } else if (columns >= 2 * COLUMN_WIDTH) {
        draw_column(state, canvas, rows, 1, UI_GROUP_MOVE, UI_GROUP_DO);
        draw_column(state, canvas, rows, 1 + columns / 2, UI_GROUP_LOOK, UI_GROUP_ALWAYS);
    } else {
        int row = 2;
        for (int group = 0; group < UI_GROUPS; group++) {
            row += draw_group(state, canvas, row, 1, (UiGroup)group);
        }
    }
    canvas_blank(canvas, rows - 1, 0, columns, CANVAS_NORMAL);
    canvas_text(canvas, rows - 1, 1, CANVAS_NORMAL, "Type to filter, Enter runs the first, Esc closes");
}

const UiView view_help = {.draw = draw};
