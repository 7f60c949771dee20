// The bottom line: a prompt, a message, or the keys that matter most.
#include <inttypes.h>
#include <string.h>

#include "ui/action.h"
#include "ui/compare.h"
#include "ui/view.h"

// The pair's keys without a blank: "←→".
static void add_keys(const UiState *state, UiAction action, Buffer *out)
{
    char shown[16];
    const char *keys = action_facts(action)->keys;
    buffer_puts(out, key_shown(key_parse(&keys), shown));
    if (action_pairs(state, action)) {
        keys = action_facts(action + 1)->keys;
        UiKey back = key_parse(&keys);
        if (back > UI_KEY_FIRST) {
            // arrows: the one that points back first, as on the keyboard
            Buffer pair;
            buffer_init(&pair);
            bool right = strcmp(shown, "→") == 0;
            char other[16];
            key_shown(back, other);
            buffer_printf(&pair, "%s%s", right ? other : shown, right ? shown : other);
            out->length -= strlen(shown);
            out->data[out->length] = '\0';
            buffer_puts(out, pair.data);
            buffer_deinit(&pair);
        }
    }
}

static const char *const questions[] = {
    [UI_PROMPT_GO_TO] = "Go to (14, 2.5s, :7, end): ",
    [UI_PROMPT_SEARCH] = "Search: ",
    [UI_PROMPT_ANSWER] = "The program asks. Enter gives it the line, Ctrl-D the end of input, Esc goes back.",
    [UI_PROMPT_COMPARE] = "Compare with (FILE.py, Enter: the last run): ",
    [UI_PROMPT_EXPORT] = "Write this frame to NAME.txt, .svg, .ansi (all NAME: the whole timeline): ",
};

static void draw(const UiState *state, Canvas *canvas, int rows, int columns)
{
    (void)rows;
    if (state->prompting != UI_PROMPT_NONE) {
        const char *question = questions[state->prompting];
        int at = 1 + canvas_text_within(canvas, 0, 1, columns - 1, CANVAS_KEY, question,
                                        strlen(question));
        if (state->prompting == UI_PROMPT_ANSWER) {
            return; // it is typed in the output pane
        }
        at += canvas_text_within(canvas, 0, at, columns - at - 1, CANVAS_NORMAL, state->prompt,
                                 strlen(state->prompt));
        canvas_text(canvas, 0, at, CANVAS_FOUND, " ");
        return;
    }
    if (state->message != NULL) {
        canvas_text_within(canvas, 0, 1, columns - 1, CANVAS_TITLE, state->message,
                           strlen(state->message));
        return;
    }
    if (state->program.recording == UI_GROWS) {
        canvas_printf(canvas, 0, 1, CANVAS_TITLE, "Recording, %" PRIu64 " events so far. Esc stops it.",
                      trace_length(state->program.trace));
        return;
    }
    char help[16];
    const char *keys = action_facts(UI_HELP)->keys;
    key_shown(key_parse(&keys), help);
    int help_at = columns - 3 - (int)strlen(action_facts(UI_HELP)->brief) - (int)strlen(help);
    int at = 1;
    for (int i = 1; i < UI_ACTIONS; i++) {
        const char *brief = action_brief(state, (UiAction)i);
        if (brief == NULL || brief[0] == '\0' || i == UI_HELP) {
            continue;
        }
        if (i == UI_PLAY && (state->playing || (state->compare != NULL && state->compare->racing))) {
            brief = "pause";
        }
        Buffer keys_shown;
        buffer_init(&keys_shown);
        add_keys(state, (UiAction)i, &keys_shown);
        int wide = canvas_width(keys_shown.data, keys_shown.length) + 1 + (int)strlen(brief);
        if (at + wide + 1 < help_at) {
            at += canvas_text(canvas, 0, at, CANVAS_KEY, keys_shown.data) + 1;
            at += canvas_text(canvas, 0, at, CANVAS_NORMAL, brief) + 2;
        }
        buffer_deinit(&keys_shown);
    }
    if (help_at > 0) {
        help_at += canvas_text(canvas, 0, help_at, CANVAS_KEY, help) + 1;
        canvas_text(canvas, 0, help_at, CANVAS_NORMAL, action_facts(UI_HELP)->brief);
    }
}

const UiView view_keys = {.draw = draw};
