#ifndef AWAITSCOPE_UI_TERM_INPUT_H
#define AWAITSCOPE_UI_TERM_INPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "ui/key.h"

// Characters from a terminal become keys, and its answers to questions are told from them. Sequences
// that mean nothing here are left out whole, so that their letters do not act as keys.

typedef enum InputKind {
    INPUT_KEY,
    INPUT_BACKGROUND, // the answer to OSC 11: dark or light
    INPUT_CURSOR,     // the answer to CSI 6n: a row and a column
    INPUT_IDENTITY,   // the answer to CSI c, which every terminal gives: no other answer will come
} InputKind;

typedef struct InputEvent {
    InputKind kind;
    UiKey key;
    bool light;
    int row, column; // from 0
} InputEvent;

enum { INPUT_TEXT = 64, INPUT_QUEUE = 8 };

typedef struct Input {
    enum { INPUT_PLAIN, INPUT_ESCAPED, INPUT_CSI, INPUT_SS3, INPUT_STRING, INPUT_STRING_ESCAPED } state;
    char text[INPUT_TEXT]; // of the sequence, as far as it has come
    int length;
    int64_t last_ms; // when the last character came
    InputEvent queue[INPUT_QUEUE];
    int queued;
} Input;

// Takes a character at a time in milliseconds. A sequence that has not ended when nothing comes for a
// while is given up.
void input_character(Input *input, uint32_t code, int64_t now_ms);

// Takes a key that somebody else has recognised. A sequence that had begun is given up.
void input_key(Input *input, UiKey key);

// Says that no more characters wait: an escape that nothing follows is the key. Returns whether it
// made one.
bool input_pause(Input *input);

// Gives the next event. Returns false where there is none.
bool input_next(Input *input, InputEvent *event);

#endif
