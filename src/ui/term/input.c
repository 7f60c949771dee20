#include "ui/term/input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ESCAPE = 27, BELL = 7, PATIENCE_MS = 200 };

static void add(Input *input, InputEvent event)
{
    if (input->queued < INPUT_QUEUE) {
        input->queue[input->queued++] = event;
    }
}

void input_key(Input *input, UiKey key)
{
    input_pause(input);
    input->state = INPUT_PLAIN;
    if (key != UI_KEY_NONE) {
        add(input, (InputEvent){.kind = INPUT_KEY, .key = key});
    }
}

static UiKey plain_key(uint32_t code)
{
    switch (code) {
    case '\r':
    case '\n': return UI_KEY_ENTER;
    case '\t': return UI_KEY_TAB;
    case ' ': return UI_KEY_SPACE;
    case 8:
    case 127: return UI_KEY_BACKSPACE;
    case 4: return UI_KEY_CTRL_D;
    case 12: return UI_KEY_CTRL_L;
    case 18: return UI_KEY_CTRL_R;
    case 26: return UI_KEY_CTRL_Z;
    default: return code < 0x20 || (code >= 0x80 && code < 0xa0) ? UI_KEY_NONE : (UiKey)code;
    }
}

// "rgb:RRRR/GGGG/BBBB", each part of one to four digits: how light it is, from 0 to 1; -1 where it is
// nothing of the kind.
static double lightness(const char *text)
{
    static const double weights[3] = {0.299, 0.587, 0.114};
    double sum = 0;
    const char *at = strchr(text, ':');
    for (int i = 0; i < 3; i++) {
        if (at == NULL) {
            return -1;
        }
        char *end;
        unsigned long value = strtoul(at + 1, &end, 16);
        long digits = end - (at + 1);
        if (digits < 1 || digits > 4 || (i < 2 && *end != '/')) {
            return -1;
        }
        sum += weights[i] * (double)value / (double)((1UL << (4 * digits)) - 1);
        at = end;
    }
    return sum;
}

static void end_string(Input *input)
{
    if (strncmp(input->text, "]11;rgb", 7) == 0) {
        double light = lightness(input->text);
        if (light >= 0) {
            add(input, (InputEvent){.kind = INPUT_BACKGROUND, .light = light > 0.5});
        }
    }
    input->state = INPUT_PLAIN;
}

// The mouse: "<B;X;YM" when a button is pressed, "m" when it is let go, which means nothing here.
static bool mouse(Input *input)
{
    int button, column, row;
    char last;
    if (sscanf(input->text, "<%d;%d;%d%c", &button, &column, &row, &last) != 4) {
        return false;
    }
    UiKey kind = (button & ~0x1c) == 0 ? UI_KEY_CLICK
               : (button & ~0x1c) == 64 ? UI_KEY_WHEEL_UP
               : (button & ~0x1c) == 65 ? UI_KEY_WHEEL_DOWN : UI_KEY_NONE;
    if (last == 'M' && kind != UI_KEY_NONE && row > 0 && column > 0) {
        add(input, (InputEvent){.kind = INPUT_KEY, .key = key_at(kind, row - 1, column - 1)});
    }
    return true;
}

static void end_csi(Input *input)
{
    input->state = INPUT_PLAIN;
    char last = input->text[input->length - 1];
    int row, column, used = 0;
    if (input->text[0] == '<') {
        mouse(input);
    } else if (last == 'c' && input->text[0] == '?') {
        add(input, (InputEvent){.kind = INPUT_IDENTITY});
    } else if (sscanf(input->text, "%d;%dR%n", &row, &column, &used) == 2 && used == input->length) {
        add(input, (InputEvent){.kind = INPUT_CURSOR, .row = row - 1, .column = column - 1});
    }
}

static void begin(Input *input, int state)
{
    input->state = state;
    input->length = 0;
    input->text[0] = '\0';
}

// Keeps what has come of a sequence; of a long one its beginning.
static void keep(Input *input, uint32_t code)
{
    if (input->length + 1 < INPUT_TEXT) {
        input->text[input->length++] = code < 0x80 ? (char)code : '?';
        input->text[input->length] = '\0';
    }
}

static void after_escape(Input *input, uint32_t code)
{
    switch (code) {
    case '[': begin(input, INPUT_CSI); break;
    case 'O': begin(input, INPUT_SS3); break;
    case ']':
    case 'P':
    case '_':
    case '^':
        begin(input, INPUT_STRING);
        keep(input, code);
        break;
    case ESCAPE: add(input, (InputEvent){.kind = INPUT_KEY, .key = UI_KEY_ESCAPE}); break;
    default: input_key(input, plain_key(code)); break;
    }
}

void input_character(Input *input, uint32_t code, int64_t now_ms)
{
    if (input->state > INPUT_ESCAPED && now_ms - input->last_ms > PATIENCE_MS) {
        input->state = INPUT_PLAIN;
    }
    input->last_ms = now_ms;
    switch (input->state) {
    case INPUT_PLAIN:
        if (code == ESCAPE) {
            input->state = INPUT_ESCAPED;
        } else {
            input_key(input, plain_key(code));
        }
        break;
    case INPUT_ESCAPED: after_escape(input, code); break;
    case INPUT_CSI:
        keep(input, code);
        if (code == '[' && input->length == 1) { // the Linux console's function keys: one more
            input->state = INPUT_SS3;
        } else if (code >= '@' && code <= '~') {
            end_csi(input);
        }
        break;
    case INPUT_SS3: input->state = INPUT_PLAIN; break;
    case INPUT_STRING:
        if (code == BELL) {
            end_string(input);
        } else if (code == ESCAPE) {
            input->state = INPUT_STRING_ESCAPED;
        } else {
            keep(input, code);
        }
        break;
    case INPUT_STRING_ESCAPED:
        end_string(input);
        if (code != '\\') { // something else begins
            after_escape(input, code);
        }
        break;
    }
}

bool input_pause(Input *input)
{
    if (input->state != INPUT_ESCAPED) {
        return false;
    }
    input->state = INPUT_PLAIN;
    add(input, (InputEvent){.kind = INPUT_KEY, .key = UI_KEY_ESCAPE});
    return true;
}

bool input_next(Input *input, InputEvent *event)
{
    if (input->queued == 0) {
        return false;
    }
    *event = input->queue[0];
    input->queued--;
    memmove(input->queue, input->queue + 1, (size_t)input->queued * sizeof *input->queue);
    return true;
}
