#include "ui/guess.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- which way of answering is honest

// Adds each line that is not there yet. Returns false where there is no room for one.
static bool add_lines(Guess *guess, const char *answer, bool each, Arena *arena)
{
    for (const char *at = answer; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        bool known = false;
        for (int i = 0; i < guess->option_count; i++) {
            known |= strlen(guess->options[i]) == length && memcmp(guess->options[i], at, length) == 0;
        }
        if (each || !known) {
            if (guess->option_count == GUESS_OPTIONS) {
                return false;
            }
            guess->options[guess->option_count++] = arena_strndup(arena, at, length);
        }
        at += length + (at[length] == '\n');
    }
    return true;
}

static bool can_be_named(Guess *guess, Arena *arena)
{
    const Prediction *prediction = guess->prediction;
    guess->option_count = 0;
    bool can = prediction->kind == PREDICT_WHO && add_lines(guess, prediction->answer, false, arena);
    for (size_t i = 0; can && i < prediction->wrong_count; i++) {
        can = add_lines(guess, prediction->wrongs[i].value, false, arena);
    }
    return can;
}

// ---- the axis of a mark

enum { AXIS_STEPS_LEAST = 20, STEP_LEAST_MS = 1 };

static int64_t ms_of(const char *answer)
{
    double seconds = 0;
    prediction_number(answer, &seconds);
    return (int64_t)llround(seconds * 1000);
}

static bool steps_meet(const Prediction *prediction, int64_t step_ms)
{
    bool meet = ms_of(prediction->answer) % step_ms == 0;
    for (size_t i = 0; i < prediction->wrong_count; i++) {
        meet &= ms_of(prediction->wrongs[i].value) % step_ms == 0;
    }
    return meet;
}

// A round time beyond the sum of all that the answers say, so that its length tells nothing; steps that meet them all.
static void make_axis(Guess *guess)
{
    static const int64_t rounds[] = {10, 12, 15, 20, 25, 30, 40, 50, 60, 80};
    static const int64_t steps[] = {500, 250, 200, 100};
    enum { ROUNDS = sizeof rounds / sizeof *rounds, STEPS = sizeof steps / sizeof *steps };
    const Prediction *prediction = guess->prediction;
    int64_t sum_ms = ms_of(prediction->answer), unit_ms = 1;
    for (size_t i = 0; i < prediction->wrong_count; i++) {
        sum_ms += ms_of(prediction->wrongs[i].value);
    }
    int at = 0;
    while (rounds[at] * unit_ms <= sum_ms) {
        at = (at + 1) % ROUNDS;
        unit_ms *= at == 0 ? 10 : 1;
    }
    guess->axis_ms = rounds[at] * unit_ms;
    unit_ms = 1;
    while (steps[0] * unit_ms * 10 * AXIS_STEPS_LEAST <= guess->axis_ms) {
        unit_ms *= 10;
    }
    guess->step_ms = STEP_LEAST_MS;
    for (int i = 0; i < STEPS; i++) {
        if (steps_meet(prediction, steps[i] * unit_ms)) {
            guess->step_ms = steps[i] * unit_ms;
            break;
        }
    }
}

void guess_mark(Guess *guess, int64_t time_ms)
{
    time_ms = time_ms < 0 ? 0 : time_ms > guess->axis_ms ? guess->axis_ms : time_ms;
    time_ms = (time_ms + guess->step_ms / 2) / guess->step_ms * guess->step_ms;
    snprintf(guess->typed, sizeof guess->typed, "%g", (double)time_ms / 1000);
}

// ---- the options

uint64_t guess_hash(uint64_t from, const char *text)
{
    for (; *text != '\0'; text++) {
        from = (from ^ (unsigned char)*text) * UINT64_C(1099511628211);
    }
    return from ^ from >> 29;
}

static void shuffle(Guess *guess, uint32_t seed, const char *lesson)
{
    uint64_t key = guess_hash(guess_hash(GUESS_HASH + seed, lesson), guess->prediction->question);
    for (int i = 1; i < guess->option_count; i++) {
        const char *option = guess->options[i];
        int at = i;
        for (; at > 0 && guess_hash(key, guess->options[at - 1]) > guess_hash(key, option); at--) {
            guess->options[at] = guess->options[at - 1];
        }
        guess->options[at] = option;
    }
}

// Whether the options, read from the first to the last, are the answer.
static bool tells_answer(const Guess *guess)
{
    const char *at = guess->prediction->answer;
    for (int i = 0; i < guess->option_count; i++) {
        size_t length = strlen(guess->options[i]);
        if (strncmp(at, guess->options[i], length) != 0 || (at[length] != '\n' && at[length] != '\0')) {
            return false;
        }
        at += length + (at[length] == '\n');
    }
    return *at == '\0';
}

void guess_init(Guess *guess, uint32_t seed, const char *lesson, const Prediction *prediction, Arena *arena)
{
    *guess = (Guess){.prediction = prediction};
    // prediction_make has seen to it that numbers can be typed, and that orders are made of the same lines
    if (prediction->kind == PREDICT_NUMBER || prediction->kind == PREDICT_MARK) {
        guess->mode = prediction->kind == PREDICT_MARK ? GUESS_MARK : GUESS_NUMBER;
        if (guess->mode == GUESS_MARK) {
            make_axis(guess);
        }
        return;
    }
    if (prediction->kind == PREDICT_ORDER && add_lines(guess, prediction->answer, true, arena)) {
        guess->mode = GUESS_SEQUENCE;
    } else if (can_be_named(guess, arena)) {
        guess->mode = GUESS_SEQUENCE;
        guess->repeats = true;
    } else {
        guess->mode = GUESS_CHOICE;
        guess->options[0] = prediction->answer;
        guess->option_count = 1;
        for (size_t i = 0; i < prediction->wrong_count && guess->option_count < GUESS_OPTIONS; i++) {
            guess->options[guess->option_count++] = prediction->wrongs[i].value;
        }
    }
    shuffle(guess, seed, lesson);
    if (guess->mode == GUESS_SEQUENCE && guess->option_count > 1 && tells_answer(guess)) { // chance may not either
        const char *first = guess->options[0];
        memmove(&guess->options[0], &guess->options[1], (size_t)(guess->option_count - 1) * sizeof first);
        guess->options[guess->option_count - 1] = first;
    }
}

// ---- answering

static bool type(Guess *guess, UiKey key)
{
    size_t length = strlen(guess->typed);
    bool writes = (key >= '0' && key <= '9') || key == '.';
    if (writes && length + 1 < GUESS_BYTES) {
        guess->typed[length] = (char)key;
    } else if (key == UI_KEY_BACKSPACE && length > 0) {
        guess->typed[length - 1] = '\0';
    }
    return writes || key == UI_KEY_BACKSPACE;
}

static bool is_typed(const Guess *guess)
{
    return guess->mode == GUESS_NUMBER || guess->mode == GUESS_MARK;
}

// The first step puts the mark at the beginning.
static bool move_mark(Guess *guess, UiKey key)
{
    bool moves = guess->mode == GUESS_MARK &&
                 (key == UI_KEY_LEFT || key == UI_KEY_RIGHT || key == UI_KEY_HOME || key == UI_KEY_END);
    double at;
    if (moves && !guess_number(guess, &at)) {
        guess_mark(guess, 0);
    } else if (moves) {
        int64_t at_ms = ms_of(guess->typed);
        guess_mark(guess, key == UI_KEY_HOME    ? 0
                          : key == UI_KEY_END   ? guess->axis_ms
                          : key == UI_KEY_RIGHT ? at_ms + guess->step_ms
                                                : at_ms - guess->step_ms);
    }
    return moves;
}

static void choose(Guess *guess, int option)
{
    if (guess->mode == GUESS_CHOICE) {
        guess->turn_count = 0;
    }
    for (int i = 0; i < guess->turn_count && !guess->repeats; i++) {
        if (guess->turns[i] == option) {
            return;
        }
    }
    if (guess->turn_count < GUESS_TURNS) {
        guess->turns[guess->turn_count++] = option;
    }
}

bool guess_key(Guess *guess, UiKey key)
{
    if (guess->outcome != GUESS_OPEN) {
        return false;
    }
    if (is_typed(guess)) {
        return move_mark(guess, key) || type(guess, key);
    }
    if (key == UI_KEY_BACKSPACE) {
        guess->turn_count -= guess->turn_count > 0;
        return true;
    }
    if (key < '1' || key > '9') {
        return false;
    }
    if (key - '1' < guess->option_count) {
        choose(guess, (int)(key - '1'));
    }
    return true;
}

bool guess_given(const Guess *guess)
{
    return is_typed(guess) ? guess->typed[0] != '\0' : guess->turn_count > 0;
}

int guess_left(const Guess *guess)
{
    bool begun = guess->mode == GUESS_SEQUENCE && !guess->repeats && guess->turn_count > 0;
    return begun ? guess->option_count - guess->turn_count : 0;
}

void guess_value(const Guess *guess, Buffer *out)
{
    buffer_puts(out, guess->typed);
    for (int i = 0; i < guess->turn_count; i++) {
        buffer_printf(out, "%s%s", i > 0 ? "\n" : "", guess->options[guess->turns[i]]);
    }
}

bool guess_number(const Guess *guess, double *number)
{
    Buffer given;
    buffer_init(&given);
    guess_value(guess, &given);
    bool found = prediction_number(given.data, number);
    buffer_deinit(&given);
    return found;
}

void guess_answer(Guess *guess)
{
    const Prediction *prediction = guess->prediction;
    Buffer given;
    buffer_init(&given);
    guess_value(guess, &given);
    guess->outcome = prediction_same(prediction->kind, given.data, prediction->answer) ? GUESS_RIGHT : GUESS_WRONG;
    guess->wrong = NULL;
    for (size_t i = 0; i < prediction->wrong_count && guess->outcome == GUESS_WRONG; i++) {
        if (prediction_same(prediction->kind, given.data, prediction->wrongs[i].value)) {
            guess->wrong = &prediction->wrongs[i];
        }
    }
    buffer_deinit(&given);
}

void guess_words(const char *answer, Buffer *out)
{
    for (; *answer != '\0'; answer++) {
        if (*answer == '\n') {
            buffer_puts(out, ", ");
        } else {
            buffer_putc(out, *answer);
        }
    }
}

void guess_said(const Guess *guess, Buffer *out)
{
    Buffer given;
    buffer_init(&given);
    guess_value(guess, &given);
    guess_words(given.data, out);
    buffer_deinit(&given);
}
